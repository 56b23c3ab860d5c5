"""The sentences of the findings in French."""

from __future__ import annotations

from collections.abc import Mapping

from ..findings import Text
from .grounds import LABELS

__all__ = ["FINDINGS", "LOOKS_FOR", "WORDS"]

_LEFT_OUT = "La carte de contexte omet cette colonne de la vue « {view} » : {why;}."
_NOT_DEFAULT = (
    "« {toggle} » est {is_on:activé|désactivé} ; dans une nouvelle organisation, ce paramètre est "
    "{default:activé|désactivé}."
)
_SET_BACK = "Aucune action si c'est voulu ; sinon, rétablir le paramètre."
_PRIVILEGE = "le privilège « Déconnecter la conversation Teams de l'enregistrement Dynamics 365 »"
_NOTIFY = "« Recevoir une notification sur les mises à jour de clé »"
_HINTS = "{ids}[ ; {hint}][ ; noms proches : {similar}]."
_CORRECT = "Corriger ou supprimer ce que `{key}` nomme dans supplement.toml."
_SYNC = "« Synchroniser les conversations instantanées Teams avec les enregistrements (version préliminaire) »"


def _unknown_for(what: str) -> str:
    """The section that says for how many users something is unknown."""
    return (
        f"[ ; {what} : inconnu pour {{unknown:utilisateur|utilisateurs}}]"
        f"[ ; {what} : inconnu pour {{any_number_unknown:un nombre inconnu d'|des }}utilisateurs]"
    )


FINDINGS: Mapping[str, Text] = {
    "row_rejected": Text(
        "Rejet[ de la ligne {row}] : {path} : attendu {expected}, reçu {got}"
        "[ ; pour la même raison, {rows:autre ligne|autres lignes} : {rows}].",
        "Corriger à la source et exporter de nouveau ; aucune valeur n'a été supposée à la place.",
    ),
    "settings_unreadable": Text(
        "Sa ligne de paramètres a été rejetée : aucune question sur ce type d'enregistrement ne peut avoir de "
        "réponse[ ({reasons;})].",
        "Corriger les paramètres du type d'enregistrement et exporter de nouveau ; une ligne rejetée n'est pas traitée "
        "comme « tout est désactivé ».",
    ),
    "other_settings_unreadable": Text(
        "Une ligne de paramètres qui ne nomme pas son type d'enregistrement a été rejetée : aucune question sur "
        "un type "
        "d'enregistrement sans paramètres ne peut avoir de réponse.",
        "Corriger les lignes rejetées de msdyn_entitylinkchatconfigurations et exporter de nouveau.",
    ),
    "configured_twice": Text(
        "Il a plus d'une ligne de paramètres active : {places}.",
        "Garder une seule ligne de paramètres pour le type d'enregistrement et désactiver les autres.",
    ),
    "absent_toggle": Text(
        "Ses paramètres n'ont pas de valeur pour {columns}, ce qui équivaut à désactivé.",
        "Activer ou désactiver chacun d'eux dans les paramètres.",
    ),
    "inactive_settings": Text(
        "Des paramètres inactifs ont été ignorés : {places}.",
        "Les activer si des conversations doivent être connectées comme ils l'indiquent ; sinon, aucune action.",
    ),
    "metadata_missing": Text(
        "Les métadonnées de cette table {is_rejected:ont été rejetées|n'ont pas été exportées} : ses attributs "
        "n'ont pas "
        "été vérifiés.",
        "Ajouter la table à entitydefinitions.json et vérifier de nouveau.",
    ),
    "settings_unknown": Text(
        "Ces paramètres sont inconnus : {settings} ; aucune question qui a besoin de l'un d'eux ne peut avoir de "
        "réponse.",
        "Fournir chacun d'eux, et vérifier de nouveau.",
    ),
    "table_not_exported": Text(
        "La table n'a pas été exportée ; n'a donc pas été vérifié : {not_checked;}.",
        "Ajouter {table}.json à l'export, sans ligne s'il n'y en a pas, et vérifier de nouveau.",
    ),
    "column_not_selected": Text(
        "Aucune ligne de {table} n'a la colonne {column} : elle n'a pas été sélectionnée[, et sans elle cette question "
        "n'a pas de réponse : {needed_for}].",
        "Sélectionner la colonne et exporter de nouveau ; si l'environnement ne l'a pas, ajouter « "
        "{table}.{column} » à "
        "`missing_columns` dans supplement.toml.",
    ),
    "files_passed_over": Text(
        "Non lus, car aucune table d'un export ne porte ce nom : {files;}.",
        "Aucune action, sauf si l'un d'eux est une table : lui donner alors le nom que docs/from-dataverse.md indique.",
    ),
    "scope_unknown": Text(
        "On ne sait pas si la conversation instantanée Teams est activée pour toutes les applications ou pour des "
        "applications sélectionnées : la question de l'activation n'a pas de réponse.",
        "Donner à `on_for_all_apps`, dans supplement.toml, la valeur que montre la page des paramètres.",
    ),
    "selection_unknown": Text(
        "La conversation instantanée Teams est activée pour des applications sélectionnées, mais leur liste n'a pas "
        "été fournie.",
        "Indiquer les noms uniques des applications sélectionnées sous `selected_apps` dans supplement.toml.",
    ),
    "no_app_selected": Text(
        "La conversation instantanée Teams est activée pour des applications sélectionnées, mais aucune ne l'est : "
        "aucune application ne l'a.",
        "Sélectionner les applications qui doivent l'avoir, ou la désactiver ; si des applications sont sélectionnées, "
        "les indiquer sous `selected_apps` dans supplement.toml.",
    ),
    "unsupported_app_selected": Text(
        "L'application est sélectionnée, mais la conversation instantanée Teams n'est pas disponible dans son offre, "
        "{offering}.",
        "Retirer l'application des applications sélectionnées.",
    ),
    "unknown_app_selected": Text(
        "L'application est sélectionnée, mais "
        "{is_rejected:sa ligne a été rejetée|aucune application de ce nom unique n'a été exportée}"
        "[ ; noms proches : {similar}].",
        "Corriger le nom sous `selected_apps` dans supplement.toml, ou ajouter l'application à appmodules.json.",
    ),
    "hub_missing": Text(
        "L'application est sélectionnée, mais n'a pas été exportée : une organisation créée depuis février 2025 "
        "peut ne "
        "pas l'avoir.",
        "La retirer des applications sélectionnées si l'organisation ne l'a pas, ou l'ajouter à appmodules.json.",
    ),
    "cases_without_app": Text(
        "Les incidents sont configurés, mais aucune application sélectionnée ne les a : {selected} ; Customer Service "
        "workspace (désormais Copilot Service workspace) et le centre de service clientèle les ont.",
        "Sélectionner l'une de ces applications si les agents doivent avoir la conversation instantanée Teams avec les "
        "incidents ; sinon, aucune action.",
    ),
    "supplement_app_unmatched": Text(
        "{ids:nom ne correspond|noms ne correspondent} à aucune application de l'export : " + _HINTS, _CORRECT
    ),
    "profile_without_chat": Text(
        "La conversation instantanée Teams est désactivée dans le volet de productivité de ce profil, et ses "
        "utilisateurs ne l'ont pas dans les applications multisession[ : {users:utilisateur|utilisateurs}]"
        f"{_unknown_for('le profil')}.",
        "Activer la conversation instantanée Teams dans le volet de productivité du profil.",
    ),
    "teams_tool_unknown": Text(
        "On ne sait pas quel outil du volet de productivité est la conversation instantanée Teams : les profils "
        "personnalisés n'ont pas pu être vérifiés.",
        "Donner à `teams_tool`, dans supplement.toml, le nom unique de cet outil dans msdyn_panetoolconfigurations.",
    ),
    "pane_permissions_missing": Text(
        "{users:utilisateur n'a pas|utilisateurs n'ont pas} la conversation instantanée Teams dans {apps}, faute "
        "d'autorisation de lecture sur {tables} : {users}.",
        "Leur donner le rôle « Productivity tools user », ou un autre rôle avec autorisation de lecture sur ces "
        "tables.",
    ),
    "users_unknown": Text(
        "Inconnu pour {users:utilisateur|utilisateurs} : {part} ({users}).",
        "Corriger les lignes rejetées, sélectionner les colonnes manquantes, et exporter de nouveau.",
    ),
    "supplement_user_unmatched": Text(
        "{ids:identifiant ne correspond|identifiants ne correspondent} à aucun utilisateur activé de l'export : "
        + _HINTS,
        _CORRECT,
    ),
    "consent_missing": Text(
        "Cette autorisation Graph n'a pas reçu de consentement, avec cet effet : {permission}.",
        "Faire consentir un administrateur à l'autorisation si sa fonction est souhaitée.",
    ),
    "consents_unknown": Text(
        "Les autorisations Graph qui ont reçu un consentement n'ont pas été fournies : elles n'ont pas été vérifiées.",
        "Indiquer sous `consents`, dans supplement.toml, les autorisations qui ont reçu un consentement.",
    ),
    "supplement_consent_unmatched": Text(
        "{ids:autorisation n'est pas utilisée|autorisations ne sont pas utilisées} par la conversation "
        "instantanée Teams "
        "dans Dynamics 365 : {ids}[ ; noms proches : {similar}].",
        _CORRECT,
    ),
    "links_of_unconfigured_type": Text(
        "Des conversations ont {links:lien|liens} vers ses enregistrements, mais le type d'enregistrement n'est pas "
        "configuré.",
        "Ajouter le type d'enregistrement aux paramètres, ou faire déconnecter ces conversations.",
    ),
    "linked_chats_not_group": Text(
        "Seules des conversations de groupe peuvent être connectées, mais "
        "{chats:conversation connectée est|conversations connectées sont} du genre « {kind} » : {chats}.",
        "Corriger le `kind` de ces conversations dans supplement.toml s'il est faux ; sinon, chercher comment "
        "elles ont "
        "été connectées.",
    ),
    "links_inactive": Text(
        "{links:lien inactif n'est pas une connexion|liens inactifs ne sont pas des connexions}.",
        "Aucune action si ces conversations devaient être déconnectées.",
    ),
    "links_ahead": Text(
        "{links:lien vers ses enregistrements a été créé|liens vers ses enregistrements ont été créés} après {now}, le "
        "dernier le {latest}.",
        "Vérifier l'horloge et le fuseau horaire de ce qui a écrit ces heures.",
    ),
    "supplement_chat_unmatched": Text(
        "{ids:identifiant ne correspond|identifiants ne correspondent} à aucune conversation de l'export : " + _HINTS,
        _CORRECT,
    ),
    "chats_named_after_records": Text(
        "Les conversations sont nommées automatiquement d'après l'enregistrement : tout participant de la conversation "
        "voit le nom de l'enregistrement.",
        "Désactiver la dénomination automatique des conversations, sauf si tout participant peut le voir.",
    ),
    "card_without_view": Text(
        "Une carte de contexte est affichée, mais aucune vue n'est choisie, et un type d'enregistrement ajouté "
        "n'a pas de "
        "vue par défaut : la carte n'a pas de champs.",
        "Choisir une vue dans les paramètres du type d'enregistrement.",
    ),
    "chosen_view_missing": Text(
        "La vue choisie pour sa carte de contexte, {view}, "
        "{is_rejected:a été rejetée|ne fait pas partie des vues exportées de la table}.",
        "Choisir une vue que la table a, ou ajouter la vue à savedqueries.json.",
    ),
    "chosen_view_unusable": Text(
        "La vue choisie pour sa carte de contexte, {view}, est inactive ou n'a pas de colonnes.",
        "Choisir une vue active, avec des colonnes, dans les paramètres du type d'enregistrement.",
    ),
    "default_view_missing": Text(
        "Aucune vue n'est choisie pour sa carte de contexte, et sa vue par défaut, « {view_kind} », ne fait pas "
        "partie des "
        "vues exportées de la table[ ; ce peut être parmi {rejected:ligne rejetée|lignes rejetées} de "
        "savedqueries.json].",
        "Ajouter la vue par défaut à savedqueries.json, ou choisir une autre vue dans les paramètres du type "
        "d'enregistrement.",
    ),
    "column_unsupported": Text(
        _LEFT_OUT,
        "Remplacer la colonne dans la vue ; là où manquent les métadonnées de sa table, ajouter la table à "
        "entitydefinitions.json.",
    ),
    "column_hidden": Text(
        _LEFT_OUT, "Afficher la colonne dans la vue si la carte doit l'avoir ; sinon, aucune action."
    ),
    "column_beyond_limit": Text(
        _LEFT_OUT, "Avancer la colonne dans la vue si la carte doit l'avoir ; sinon, aucune action."
    ),
    "secured_field_exposed": Text(
        "La carte de contexte expose ce champ sécurisé à tous les collaborateurs quand l'agent qui connecte la "
        "conversation "
        "peut lire {field}[ : {readers} sur {users:utilisateur|utilisateurs}][ : "
        "{known_readers:utilisateur|utilisateurs}]"
        f"{_unknown_for('ce droit')}.",
        "Retirer la colonne de la vue, sauf si tous les collaborateurs peuvent la voir.",
    ),
    "supplement_field_unmatched": Text(
        "{ids:nom ne correspond|noms ne correspondent} à aucun champ sécurisé de l'export : " + _HINTS, _CORRECT
    ),
    "disconnect_toggle_not_default": Text(_NOT_DEFAULT, _SET_BACK),
    "role_beyond_defaults": Text(
        "Le rôle donne les autorisations globales de déconnexion et n'est pas l'un des six rôles qui les ont par "
        "défaut.",
        f"Retirer du rôle {_PRIVILEGE}, sauf si c'est voulu.",
    ),
    "default_role_without_right": Text(
        "Par défaut, le rôle donne les autorisations globales de déconnexion ; ici, il ne les donne pas.",
        f"Aucune action si c'est voulu ; sinon, ajouter au rôle {_PRIVILEGE}.",
    ),
    "connector_tied": Text(
        "Différents utilisateurs ont créé les derniers liens au même instant, il n'y a donc pas de connecteur pour "
        "{connections:connexion|connexions} : {connections}.",
        "Connecter de nouveau ces conversations.",
    ),
    "connector_unknown": Text(
        "On ne sait pas qui a connecté la conversation pour {links:lien|liens} vers ses enregistrements.",
        "Connecter de nouveau ces conversations si elles doivent avoir un connecteur.",
    ),
    "group_team": Text(
        "Les membres de cette équipe sont ceux d'un groupe Microsoft Entra, et ne sont connus que s'ils se sont déjà "
        "connectés[ ; l'équipe est propriétaire de {records:enregistrement|enregistrements}]"
        "[ ; elle donne des rôles à {users:utilisateur|utilisateurs}]"
        f"{_unknown_for('si elle leur donne des rôles')}.",
        "Chercher dans Microsoft Entra qui d'autre est membre ; leurs droits de membres ne sont pas dans l'export.",
    ),
    "join_toggle_not_default": Text(_NOT_DEFAULT, _SET_BACK),
    "duplicate_attribute": Text(
        "Sélectionné plus d'une fois pour les notifications : {attributes}.",
        "Sélectionner chaque attribut une fois ; la place du doublon est libre pour un autre attribut.",
    ),
    "unknown_attribute": Text(
        "Sélectionné pour les notifications, mais jamais envoyé : {why;}.", "Sélectionner un attribut que la table a."
    ),
    "unsupported_attribute": Text(
        "Sélectionné pour les notifications, mais jamais envoyé : {why;}.",
        "Sélectionner à la place un attribut d'un type pris en charge.",
    ),
    "notifications_not_configurable": Text(
        f"{_NOTIFY} est activé, mais aucune notification n'est jamais envoyée : {{why;}}.",
        f"Désactiver {_NOTIFY} pour le type d'enregistrement.",
    ),
    "no_attribute_selected": Text(
        f"{_NOTIFY} est activé, mais aucun attribut n'est sélectionné : aucune notification n'est jamais envoyée.",
        f"Sélectionner jusqu'à cinq attributs, ou désactiver {_NOTIFY}.",
    ),
    "sync_without_chat": Text(
        f"{_SYNC} est activé alors que la conversation instantanée Teams est désactivée pour l'organisation : "
        f"sans effet.",
        "Activer la conversation instantanée Teams, ou désactiver la synchronisation.",
    ),
    "sync_since_unknown": Text(
        f"{_SYNC} est activé, mais la date de l'activation n'a pas été fournie : on ne peut dire si une conversation "
        "a une entrée dans la chronologie.",
        "Donner à `timeline_sync_since`, dans supplement.toml, le moment où la synchronisation a été activée.",
    ),
    "sync_since_ahead": Text(
        "Le moment où la synchronisation avec la chronologie a été activée, {latest}, est après {now}.",
        "Corriger `timeline_sync_since` dans supplement.toml.",
    ),
    "sync_keeps_more": Text(
        f"{_SYNC} est activé : Dataverse conserve aussi le sujet et les membres de chaque conversation, et qui a "
        f"écrit en "
        "dernier et quand.",
        "Aucune action si c'est voulu ; sinon, désactiver la synchronisation.",
    ),
    "owner_consent_off": Text(
        "Les propriétaires de conversations ne peuvent pas consentir à la synchronisation, un paramètre du locataire "
        "Teams : aucune entrée de la chronologie n'est tenue à jour.",
        "Activer le consentement propre à la ressource pour les conversations dans le locataire Teams, ou "
        "désactiver la "
        "synchronisation.",
    ),
    "owner_consent_unknown": Text(
        "On ne sait pas si les propriétaires de conversations peuvent consentir à la synchronisation, un paramètre du "
        "locataire Teams ; il est activé sauf si un administrateur l'a désactivé.",
        "Renseigner `chat_owner_consent` dans supplement.toml.",
    ),
    "messages_ahead": Text(
        "Le dernier message de {chats:conversation a été envoyé|conversations a été envoyé} après {now}, au plus "
        "tard le "
        "{latest} : {chats}.",
        "Vérifier l'horloge et le fuseau horaire de ce qui a écrit ces heures.",
    ),
    "times_not_compared": Text(
        "Les heures n'ont pas été comparées : ni l'heure de l'export ni une heure de référence n'a été fournie.",
        "Renseigner `exported_on` dans supplement.toml, ou vérifier avec `--now`.",
    ),
}
"""The texts of each kind, by its code."""

LOOKS_FOR: Mapping[str, str] = {
    code: says
    for says, codes in {
        "les paramètres des types d'enregistrement": "other_settings_unreadable",
        "les métadonnées des types d'enregistrement": "metadata_missing",
        "les paramètres inconnus": "settings_unknown",
        "la sélection des applications": "no_app_selected",
        "les offres des applications sélectionnées": "unsupported_app_selected",
        "les noms des applications sélectionnées": "unknown_app_selected hub_missing",
        "les applications qui ont les incidents": "cases_without_app",
        "les applications nommées dans supplement.toml": "supplement_app_unmatched",
        "les profils sans la conversation instantanée Teams": "profile_without_chat teams_tool_unknown",
        "les autorisations pour le volet de productivité": "pane_permissions_missing",
        "les utilisateurs dont les rôles, les équipes ou le profil sont inconnus": "users_unknown",
        "les utilisateurs nommés dans supplement.toml": "supplement_user_unmatched",
        "les consentements aux autorisations Graph": "consent_missing",
        "les liens vers des enregistrements de types non configurés": "links_of_unconfigured_type",
        "les genres des conversations connectées": "linked_chats_not_group",
        "les liens inactifs": "links_inactive",
        "les heures des liens": "links_ahead",
        "les conversations nommées dans supplement.toml": "supplement_chat_unmatched",
        "les noms automatiques des conversations": "chats_named_after_records",
        "les vues des cartes de contexte": (
            "card_without_view chosen_view_missing chosen_view_unusable default_view_missing"
        ),
        "les champs des cartes de contexte": "column_unsupported column_hidden column_beyond_limit",
        "les champs sécurisés sur les cartes de contexte": "secured_field_exposed",
        "les champs sécurisés nommés dans supplement.toml": "supplement_field_unmatched",
        "les paramètres qui diffèrent d'une nouvelle organisation": (
            "disconnect_toggle_not_default join_toggle_not_default"
        ),
        "les rôles avec les autorisations globales de déconnexion": "role_beyond_defaults default_role_without_right",
        "les connecteurs des conversations": "connector_tied connector_unknown",
        "les équipes de groupes Microsoft Entra": "group_team",
        "les attributs sélectionnés pour les notifications": (
            "duplicate_attribute unknown_attribute unsupported_attribute no_attribute_selected"
        ),
        "les tables qui ne peuvent pas notifier": "notifications_not_configurable",
        "la synchronisation avec la chronologie": (
            "sync_without_chat sync_since_unknown sync_keeps_more owner_consent_off owner_consent_unknown"
        ),
        "les heures des derniers messages": "messages_ahead",
    }.items()
    for code in codes.split()
}
"""What is not checked where a table that a kind needs was not exported, by its code."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "hint": {
        "encoded": "cela ressemble à un identifiant tiré d'un lien : le décoder",
        "sign_in_name": "cela ressemble à un nom de connexion : donner l'identifiant de l'utilisateur",
    },
    "kind": {"oneOnOne": "en tête-à-tête"},
    "not_checked": LOOKS_FOR,
    "offering": {"contact_center_embedded": "Centre de contact Dynamics 365 « embedded »"},
    "part": {"roles": "rôles de sécurité", "profile": "profil d'expérience"},
    "toggle": LABELS,
    "view_kind": {"case_introduction": "Message d'introduction de cas", "quick_find": "Recherche rapide"},
}
"""The words for codes, by the name of the value that has them."""
