"""What made a fact so, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["GROUNDS", "LABELS", "PARTS"]

GROUNDS: Mapping[str, str] = {
    # who owns the record
    "owner_in_person": "l'utilisateur {owner} en est propriétaire en personne",
    "owning_team": "l'équipe {owner}, dont l'utilisateur est membre, en est propriétaire",
    "other_owner": "l'utilisateur {owner} en est propriétaire",
    "other_team": "l'équipe {owner}, dont l'utilisateur n'est pas membre, en est propriétaire",
    "team_owns_for_nobody": (
        "l'équipe {owner} en est propriétaire ; selon la lecture retenue de Q-10, ses membres ne le sont pas"
    ),
    "nobody_owns": "personne n'en est propriétaire",
    # who connected the chat, and when
    "not_connected": (
        "aucun lien ne connecte la conversation à l'enregistrement[ ; liens vers d'autres enregistrements : "
        "{elsewhere}]"
    ),
    "connected": "connectée par {links}[ ; remplacés : {replaced}]",
    "latest_link": "le lien le plus récent est de {links}[ ; remplacés : {replaced}]",
    "latest_links_tied": (
        "plusieurs liens sont les plus récents, il n'y a donc pas de connecteur : {links}[ ; remplacés : {replaced}]"
    ),
    "own_link": "connectée par {links}, ce qui compte selon la lecture retenue de Q-15[ ; autres : {replaced}]",
    "no_own_link": "aucun lien n'est de l'utilisateur : {links}",
    "link_and_sync": (
        "connectée par {links}, {après|pas après} l'activation de la synchronisation, {since}[ ; remplacés : "
        "{replaced}]"
    ),
    # settings
    "setting": "« {label} » ({setting}) est {activé|désactivé} dans les paramètres du type {record_type}",
    "no_settings": "{record_type} n'a pas de paramètres : « {label} » ({setting}) est désactivé",
    "organisation_setting": "« {label} » ({setting}) est {activé|désactivé}",
    "record_type_settings": "{il y a des|il n'y a pas de} paramètres du type {record_type}",
    "nothing_selected": "aucune application n'est sélectionnée",
    "selection": "les applications sélectionnées sont {apps}",
    "default_selection": (
        "aucune application n'a jamais été sélectionnée, la sélection par défaut s'applique donc : {apps}"
    ),
    "selection_and_default": (
        "les applications sélectionnées sont, avec celles par défaut selon la lecture retenue de Q-18, {apps}"
    ),
    # roles and profile
    "role": "par {roles}",
    "no_role": "{count}, dont aucun n'a {privileges}",
    "fetched": "RetrieveUserPrivileges, qui ne nomme pas les rôles, donne {privileges}",
    "no_fetched": "RetrieveUserPrivileges, qui ne nomme pas les rôles, ne donne pas {privileges}",
    "profile_in_person": "le profil « {profile} », attribué en personne, {l'a|ne l'a pas}",
    "profile_by_role": "le profil « {profile} », donné par {roles}, {l'a|ne l'a pas}",
    "profile": "le profil « {profile} » {l'a|ne l'a pas} ; ce qui donne ce profil à l'utilisateur n'a pas été fourni",
    "default_profile": "aucun autre profil n'est attribué, et celui par défaut l'a",
    # access, and what things are
    "access_rights": "les droits d'accès de l'utilisateur à l'enregistrement sont {rights}",
    "offering": "{subject} relève de l'offre {kind}",
    "app_kind": "{subject} est une application {multisession|à session unique}",
    "chat_kind": "la conversation est du genre {kind}",
    "activity": "{record_type} {est|n'est pas} une activité d'après ses métadonnées",
    "global_administrator": (
        "l'utilisateur {est|n'est pas} l'un des administrateurs globaux, selon ce qui a été fourni"
    ),
    # what is not known
    "unknown": "{because}",
}
"""By the code of a ground: what it says."""

PARTS: Mapping[str, str] = {
    "link": "{by} le {on}",
    "role": "le rôle « {role} »",
    "role_of_team": "le rôle « {role} » de l'équipe {team}",
    "nobody": "un utilisateur inconnu",
    "roles": "{count,:rôle|rôles}",
    "no_roles": "aucun rôle",
}
"""The parts of these sentences."""

LABELS: Mapping[str, str] = {
    "chat_is_on": "Activer les conversations Microsoft Teams dans Dynamics 365",
    "on_for_all_apps": "Activer pour toutes les applications Dynamics 365",
    "timeline_sync": (
        "Synchroniser les conversations instantanées Teams avec les enregistrements (version préliminaire)"
    ),
    "owner_may_disconnect": "Le propriétaire de l'enregistrement peut déconnecter les conversations instantanées",
    "connector_may_disconnect": "Le connecteur de conversation instantanée peut déconnecter la conversation",
    "join_chat": "Rejoindre la conversation instantanée",
}
"""The product's labels of settings, by their keys; where it has several for one, the others are in the glossary."""
