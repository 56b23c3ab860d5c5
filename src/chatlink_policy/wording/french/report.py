"""The words of the report in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REPORT"]

REPORT: Mapping[str, str] = MappingProxyType(
    {
        # the page
        "title": "Conversations Teams dans Dynamics 365 : {name}",
        "contents": "Sommaire",
        "exported_on": "Exporté le",
        "exported_on_unknown": "Date de l'export inconnue : il ne dit pas quand il a été terminé.",
        "export_time_unknown": "inconnu : l'export ne dit pas quand il a été terminé",
        "unknown": "inconnu",
        "number": "{number,}",
        "disclaimer": "Cette bibliothèque conseille et n'impose rien : Dynamics 365 et Teams décident.",
        "none": "Aucun.",
        "more": "Et {number} de plus",
        "cut": "… ({number:caractère|caractères} de plus)",
        # the summary
        "summary": "Résumé",
        "tile_rights": "{number~:droit|droits} d'utilisateurs de déconnecter une conversation d'un enregistrement",
        "tile_holders": "{number~:utilisateur a|utilisateurs ont} les autorisations globales de déconnexion, qui "
        "valent pour toutes les conversations",
        "tile_joining": "{number~:droit|droits} d'utilisateurs de rejoindre une conversation",
        "tile_enablement": "{number~:fois|fois} qu'un utilisateur a les conversations Teams dans une application",
        "tile_errors": "{number~:constat|constats} à corriger : règles sans effet possible, lignes illisibles",
        "tile_warnings": "{number~:avertissement|avertissements} : cela fonctionne, mais sans doute pas comme prévu",
        "tile_rejected": "{number~:ligne rejetée|lignes rejetées} de l'export, fichiers entiers compris",
        "tile_gained": "{number~:réponse deviendrait|réponses deviendraient} un oui avec le changement",
        "tile_lost": "{number~:réponse deviendrait|réponses deviendraient} un non avec le changement",
        "tile_readings": "sur {number:autre lecture|autres lectures} de la documentation "
        "{differing~:changerait|changeraient} des droits",
        "tile_not_answered": "{number~:réponse impossible ou incomplète|réponses impossibles ou incomplètes}",
        "not_answered_for": "sans réponse pour {of}",
        "not_all_counted_for": "tout n'est pas compté pour {of}",
        "chat_is_on": "Les conversations Teams sont {chat_is_on:activées|désactivées} dans cette organisation.",
        "chat_unknown": "On ne sait pas si les conversations Teams sont activées dans cette organisation.",
        # what it is about
        "about": "Sur quoi porte cette page",
        "about_organisation": "organisation",
        "about_exported_on": "exporté le",
        "about_policy_file": "changement",
        "about_digest": "SHA-256 de tous les fichiers ensemble",
        "about_files": "Fichiers lus, avec leur SHA-256",
        "file": "fichier",
        "not_exported_name": "son nom n'a pas été exporté, ou n'a pas pu être lu",
        "fingerprints": "Empreintes des questions : à empreintes égales, réponses égales",
        "question": "question",
        "fingerprint": "empreinte",
        # settings
        "settings": "Paramètres",
        "settings_organisation": "De l'organisation",
        "settings_record_types": "Des types d'enregistrement",
        "setting": "paramètre",
        "value": "valeur",
        "record_type": "type d'enregistrement",
        "settings_unknown": "Les paramètres des types d'enregistrement n'ont pas été exportés, ou n'ont pas "
        "tous pu être "
        "lus : un type absent de cette liste peut avoir des paramètres.",
        "settings_unreadable": "Inconnus, leurs paramètres n'ayant pas pu être lus : {names}",
        "not_provided": "non fourni",
        "never_selected": "jamais choisies : les applications par défaut",
        "apps": "Applications",
        "apps_not_exported": "Les applications n'ont pas été exportées.",
        "app": "application",
        "offering": "fait partie de",
        "is_multisession": "multisession",
        "chat_is_on_setting": "Activer les conversations Microsoft Teams dans Dynamics 365",
        "on_for_all_apps": "activé pour toutes les applications",
        "selected_apps": "applications sélectionnées",
        "timeline_sync": "Synchroniser les conversations instantanées Teams avec les enregistrements (version "
        "préliminaire)",
        "timeline_sync_since": "activé depuis",
        "idle_days": "jours sans mise à jour après lesquels une conversation n'est plus synchronisée",
        "chat_owner_consent": "les propriétaires de conversations peuvent consentir à la synchronisation",
        "include_note": "Inclure une remarque",
        "view_id": "vue",
        "owner_may_disconnect": "Le propriétaire de l'enregistrement peut déconnecter les conversations instantanées",
        "connector_may_disconnect": "Le connecteur de conversation instantanée peut déconnecter la conversation",
        "join_chat": "Rejoindre la conversation instantanée",
        "notify": "Recevoir une notification sur les mises à jour de clé",
        "notified_attributes": "attributs",
        # findings
        "findings": "Constats",
        # who
        "who": "Qui peut quoi, et par quoi",
        "who_not": "Rien de cela n'a de réponse",
        "who_not_answered": "Sans réponse",
        "through_global": "Les autorisations globales, et le rôle et l'équipe par lesquels elles sont données",
        "through_owner": "Les propriétaires, là où leur paramètre est activé",
        "through_connector": "Qui a connecté la conversation, là où ce paramètre est activé",
        "joining_listed": "Qui peut rejoindre quelle conversation",
        "enablement_listed": "Qui a les conversations Teams dans quelle application",
        "listed_not_answered": "Sans réponse : {because}",
        "user": "utilisateur",
        "role": "rôle",
        "team": "équipe",
        "record": "enregistrement",
        "chat": "conversation",
        "connected_on": "connectée le",
        "rows": "nombre",
        "files": "Toutes les lignes sont dans les fichiers que cette commande écrit",
        # change
        "change": "Ce que le changement ferait",
        "change_about": "{source}, à la place des paramètres de l'export.",
        # tables
        "tables": "Les règles : chaque question avec toute sa table",
        "tables_about": "Chaque table a toutes les combinaisons de ses faits, la réponse, et la ligne de la "
        "documentation "
        "qui en décide.",
        "live_heading": "À essayer : qu'est-ce qui est vrai ?",
        "live_cannot_occur": "ces faits ne peuvent pas se produire ensemble",
        # readings
        "readings": "Ce que la documentation laisse ouvert, et la lecture choisie",
        "readings_rights": "Les droits qui dépendent d'une lecture, dans cette organisation",
        "readings_rights_unknown": "On ne sait pas combien de droits dépendent d'une lecture : aucune question "
        "n'a toutes "
        "les tables qu'il lui faut.",
        "readings_shown": "Les cartes de contexte et les notifications qui dépendent d'une lecture, dans cette "
        "organisation",
        "readings_otherwise": "Les paramètres de cette organisation lisent la documentation autrement",
        "choice": "choix",
        "reading": "lecture",
        "why": "pourquoi",
        "here": "différent pour",
        "here_none": "aucun, sur {number:type d'enregistrement|types d'enregistrement}",
        "here_some": "{number} sur {tried:type d'enregistrement|types d'enregistrement} : {names}",
        "here_unknown": "inconnu : l'export n'a ce qu'il faut pour aucun type d'enregistrement",
        # requirements
        "requirements": "Ce que la documentation exige, numéro par numéro",
        "requirements_about": "Avec d'autres mots : les phrases de la documentation sont les siennes.",
        "rests_on_it": "En dépend :",
        # disclosures
        "disclosures": "Ce qui est divulgué : cartes de contexte et notifications",
        "disclosures_about": "Tel que configuré : une carte pour un agent qui peut lire tous les champs "
        "sécurisés, et les "
        "notifications d'un changement de tous les attributs choisis.",
        "card_of": "Carte de contexte de {record_type}",
        "cards_off": "Aucune carte n'est affichée, le paramètre étant désactivé : {names}",
        "cards_unknown": "La carte affichée est inconnue, ou n'a pas de vue : {names}",
        "notifications_off": "Rien n'est envoyé, le paramètre étant désactivé : {names}",
        "notifications_unknown": "Ce qui est envoyé est inconnu : {names}",
        "notifications_of": "Notifications de {record_type}",
        "attribute": "attribut",
        "notifies": "notifie",
        "whom_or_why": "qui, ou pourquoi pas",
        "every_participant": "tous les participants d'une conversation connectée (NTF-1)",
        "images_not_whole": "les images insérées ne sont pas affichées en entier (NTF-7)",
        # rejected and not exported
        "missing": "Ce qui est inconnu : lignes rejetées, et ce qui n'a pas été exporté",
        "rejected": "Lignes rejetées",
        "rejected_links": "Rejetées lors de l'examen des droits",
        "table": "table",
        "row_count": "lignes",
        "not_exported": "Tables qui n'ont pas été exportées",
        "not_exported_about": "Ce qu'elles diraient est inconnu : cela ne compte ni comme un oui ni comme un non.",
        "not_exported_all": "Toutes les tables ont été exportées.",
        "not_selected": "Colonnes qui n'ont pas été sélectionnées",
        "passed_over": "Fichiers et dossiers à côté de l'export qui n'ont pas été lus",
        "holds": "contient",
        "holds_records": "les propriétaires des enregistrements auxquels des conversations sont connectées",
        "needed_for": "nécessaire pour",
    }
)
"""The words of the report, by key."""
