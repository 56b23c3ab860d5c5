"""Facts and what goes with them in French, in the product's own labels; their English stands beside their code."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ANSWERED",
    "ANSWERS",
    "CHANGED_BY",
    "FACTS",
    "HOLDS",
    "LOST",
    "NEVER",
    "PANE_TABLES",
    "REACHES",
    "ROWS",
    "SOURCES",
    "STATEMENTS",
]

_CHAT_IS_ON = "la conversation instantanée Teams est {activée|désactivée} pour l'organisation"
_SYNC_IS_ON = "« Synchroniser les conversations instantanées Teams avec les enregistrements » est {activé|désactivé}"
_IS_CONNECTED = "la conversation {est|n'est pas} connectée à l'enregistrement"
_IS_MULTISESSION = "l'application est {multisession|à session unique}"
_PROFILE_HAS_CHAT = "le profil de l'utilisateur {a|n'a pas} la conversation dans son volet de productivité"

FACTS: Mapping[str, str | Mapping[str, str]] = {
    "EnablementFacts": {
        "app_supports_chat": "l'offre de l'application {comprend|ne comprend pas} la conversation instantanée Teams",
        "chat_is_on": _CHAT_IS_ON,
        "on_for_all_apps": (
            "la conversation instantanée Teams est activée pour {toutes les applications|des applications "
            "sélectionnées}"
        ),
        "app_is_selected": "l'application {fait|ne fait pas} partie des applications sélectionnées",
        "is_multisession": _IS_MULTISESSION,
        "profile_has_chat": _PROFILE_HAS_CHAT,
        "has_pane_permissions": "l'utilisateur {peut|ne peut pas} lire toutes les tables du volet de productivité",
    },
    "ConnectFacts": {
        "record_type_is_configured": (
            "le type d'enregistrement {est|n'est pas} de ceux auxquels des conversations peuvent être connectées"
        ),
        "is_group_chat": "la conversation {est|n'est pas} une conversation de groupe",
    },
    "DisconnectFacts": {
        "owns_record": (
            "l'utilisateur {est|n'est pas} propriétaire de l'enregistrement (en personne ou par l'intermédiaire "
            "d'une équipe)"
        ),
        "owns_record.in_person": "l'utilisateur {est|n'est pas} propriétaire de l'enregistrement en personne",
        "is_connector": (
            "l'utilisateur {est|n'est pas} le dernier à avoir connecté la conversation à l'enregistrement"
        ),
        "is_connector.ever": "l'utilisateur {a|n'a jamais} connecté la conversation à l'enregistrement",
        "owner_may_disconnect": (
            "« Le propriétaire de l'enregistrement peut déconnecter les conversations instantanées » est "
            "{activé|désactivé} pour le type d'enregistrement"
        ),
        "connector_may_disconnect": (
            "« Le connecteur de conversation instantanée peut déconnecter la conversation » est "
            "{activé|désactivé} pour "
            "le type d'enregistrement"
        ),
        "has_global_right": (
            "{un rôle donne|aucun rôle ne donne} à l'utilisateur les autorisations globales de déconnexion"
        ),
        "is_connected": _IS_CONNECTED,
    },
    "JoinFacts": {
        "is_connected": _IS_CONNECTED,
        "join_chat_is_on": (
            "« Rejoindre la conversation instantanée » est {activé|désactivé} pour le type d'enregistrement"
        ),
        "can_write": "l'utilisateur {a|n'a pas} l'accès en écriture à l'enregistrement",
    },
    "TimelineEntryFacts": {
        "chat_is_on": _CHAT_IS_ON,
        "sync_is_on": _SYNC_IS_ON,
        "is_connected": _IS_CONNECTED,
        "connected_since_sync": ("la conversation {a|n'a pas} été connectée après l'activation de la synchronisation"),
        "record_is_activity": "l'enregistrement {est|n'est pas} une activité",
    },
    "TimelineOpenFacts": {
        "chat_is_on": _CHAT_IS_ON,
        "sync_is_on": _SYNC_IS_ON,
        "is_multisession": _IS_MULTISESSION,
        "profile_has_chat": _PROFILE_HAS_CHAT,
    },
    "owns_in_person": "l'utilisateur {est|n'est pas} propriétaire de l'enregistrement en personne",
    "has_connected_it": "l'utilisateur {a|n'a jamais} connecté la conversation à l'enregistrement",
    "connected_since_sync_again": (
        "la conversation {a|n'a pas} été connectée après la nouvelle activation de la synchronisation"
    ),
    "TimelineConfigureFacts": {"is_global_administrator": "l'utilisateur {est|n'est pas} administrateur global"},
}
"""By the class and the name of a fact: its statement."""

ANSWERS: Mapping[str, str] = {
    "enablement.asked": "l'utilisateur a-t-il la conversation instantanée Teams dans l'application ?",
    "enablement.yes": "l'utilisateur a la conversation instantanée Teams dans l'application",
    "enablement.no": "l'utilisateur n'a pas la conversation instantanée Teams dans l'application",
    "connecting.asked": "la conversation peut-elle être connectée à l'enregistrement ?",
    "connecting.yes": "la conversation peut être connectée à l'enregistrement",
    "connecting.no": "la conversation ne peut pas être connectée à l'enregistrement",
    "disconnecting.asked": "l'utilisateur peut-il déconnecter la conversation de l'enregistrement ?",
    "disconnecting.yes": "l'utilisateur peut déconnecter la conversation de l'enregistrement",
    "disconnecting.no": "l'utilisateur ne peut pas déconnecter la conversation de l'enregistrement",
    "joining.asked": "l'utilisateur peut-il consulter et rejoindre la conversation ?",
    "joining.yes": "l'utilisateur peut consulter et rejoindre la conversation",
    "joining.no": "l'utilisateur ne peut pas rejoindre la conversation",
    "timeline_entry.asked": "la conversation a-t-elle une entrée dans la chronologie de l'enregistrement ?",
    "timeline_entry.yes": "la conversation a une entrée dans la chronologie de l'enregistrement",
    "timeline_entry.no": "la conversation n'a pas d'entrée dans la chronologie de l'enregistrement",
    "timeline_open.asked": "l'utilisateur peut-il sélectionner « Ouvrir le chat » dans la chronologie ?",
    "timeline_open.yes": "l'utilisateur peut sélectionner « Ouvrir le chat » dans la chronologie",
    "timeline_open.no": "l'utilisateur ne peut pas sélectionner « Ouvrir le chat » dans la chronologie",
    "timeline_configure.asked": "l'utilisateur peut-il configurer la synchronisation avec la chronologie ?",
    "timeline_configure.yes": "l'utilisateur peut configurer la synchronisation avec la chronologie",
    "timeline_configure.no": "l'utilisateur ne peut pas configurer la synchronisation avec la chronologie",
}
"""By the name of a question: how it is asked, and what a yes and what a no means."""

STATEMENTS: Mapping[str, str] = {
    "is_static": (
        "les champs sont figés : quiconque lit la conversation, alors ou plus tard, voit les valeurs du moment "
        "où elle a "
        "été connectée"
    ),
    "reads_all": (
        "quiconque rejoint la conversation en devient participant et peut lire tout l'échange, y compris ce qui a été "
        "écrit avant"
    ),
    "sync_keeps": (
        "tant que la synchronisation avec la chronologie est activée, Dataverse conserve aussi le sujet de la "
        "conversation, ses membres, et qui a écrit en dernier et quand"
    ),
    "sync_unknown": "on ne sait pas si la synchronisation avec la chronologie est activée ; {keeps}",
    "consent_unknown": (
        "on ne sait pas si les propriétaires de conversations peuvent consentir à la synchronisation : "
        "`chat_owner_consent` de la stratégie n'a pas été fourni ; ce consentement est activé sauf si un "
        "administrateur "
        "du locataire Teams l'a désactivé, et sans lui aucune entrée n'est tenue à jour"
    ),
    "consent_off": (
        "les propriétaires de conversations ne peuvent pas consentir à la synchronisation : aucune entrée n'est "
        "tenue à "
        "jour"
    ),
}
"""What answers also say."""

CHANGED_BY: Mapping[str, str] = {
    "administrator": "un administrateur, dans les paramètres",
    "role": "l'attribution d'un rôle",
    "profile": "le profil de l'utilisateur",
    "assignment": "l'affectation de l'enregistrement ou l'appartenance à une équipe",
    "history": "quiconque connecte la conversation",
    "record_access": "l'octroi d'un accès à l'enregistrement",
    "product": "aucun paramètre : le produit, l'application ou la conversation est ainsi",
}
"""Who or what can change a fact."""

REACHES: Mapping[str, str] = {
    "one_record": "un enregistrement",
    "one_chat": "une conversation",
    "one_record_type": "tous les enregistrements d'un type",
    "one_app": "tous les utilisateurs d'une application",
    "one_profile": "tous ceux qui ont ce profil",
    "every_record_type": "les enregistrements de tous les types",
    "organisation": "toute l'organisation",
    "nobody": "personne ne peut changer cela",
}
"""What else a change touches."""

NEVER: Mapping[str, str] = {
    "a chat that is not connected has no connector": "une conversation non connectée n'a pas de connecteur",
    "a chat that is not connected was not connected after anything": (
        "une conversation non connectée n'a été connectée après rien"
    ),
    "while the sync is off nothing was connected after it was turned on": (
        "tant que la synchronisation est désactivée, rien n'a été connecté après son activation"
    ),
    "who does not own the record does not own it in person": (
        "qui n'est pas propriétaire de l'enregistrement ne l'est pas en personne"
    ),
    "who last connected the chat has connected it": "qui a connecté la conversation en dernier l'a connectée",
    "nobody has connected a chat that is not connected": "personne n'a connecté une conversation non connectée",
    "what was connected after the second time was connected after the first": (
        "ce qui a été connecté après la seconde fois l'a été après la première"
    ),
}
"""Why combinations cannot occur, by the English sentence."""

ANSWERED: Mapping[str, str] = {
    "rights": "qui peut déconnecter par un droit propre",
    "everywhere": "qui a les autorisations globales",
    "through": "sur quoi reposent les droits",
    "one_toggle": "quels droits tiennent à un seul paramètre",
    "only_global": "ce que seules les autorisations globales permettent de déconnecter",
    "users": "qui peut déconnecter le plus",
    "joining": "qui peut rejoindre",
    "enablement": "qui a la conversation dans quelle application",
    "change-disconnecting": "qui gagne et qui perd le droit de déconnecter",
    "change-joining": "qui gagne et qui perd le droit de rejoindre",
    "change-enablement": "qui gagne et qui perd la conversation dans une application",
}
"""What a review answers."""

LOST: Mapping[str, str] = {
    "Chat.ReadWrite.All": "aucune conversation n'est démarrée ni affichée",
    "Directory.Read.All": "les équipes et les canaux sont affichés sans leur nom",
    "Presence.Read.All": "les avatars sont affichés sans la présence",
    "User.Read.All": "la liste des conversations n'a pas de contacts suggérés",
    "User.ReadBasic.All": "les utilisateurs sont affichés sans leur photo",
}
"""What is lost without a Graph permission."""

PANE_TABLES: Mapping[str, str] = {
    "msdyn_appconfiguration": "profil d'application",
    "msdyn_applicationtabtemplate": "modèle d'onglet d'application",
    "msdyn_notificationfield": "champ de notification",
    "msdyn_notificationtemplate": "modèle de notification",
    "msdyn_panetabconfiguration": "configuration de l'onglet du volet",
    "msdyn_panetoolconfiguration": "configuration de l'outil du volet",
    "msdyn_paneconfiguration": "configuration du volet de productivité",
}
"""The tables of the productivity pane."""

SOURCES: Mapping[str, str] = {
    "page": "La documentation même : le texte qui a été mis en œuvre.",
    "E": "La documentation même en anglais, lue là où son texte français s'interrompt.",
    "U": "Une page sœur : la conversation telle que les agents l'utilisent, dans la même documentation du produit.",
    "G": "La référence de Microsoft Graph, qui nomme les genres de conversations.",
    "T": "Des pages sœurs : comment Dynamics 365 et Teams fonctionnent ensemble, dans la documentation du produit.",
    "D": "La référence des tables et de leurs colonnes, et avec elle la forme des données échangées.",
    "choice": (
        "Aucune source ne tranche : cette bibliothèque a choisi, et le dit ; de même, comment les identifiants et les "
        "noms sont comparés."
    ),
}
"""Where requirements come from, by the code that cites it."""

HOLDS: Mapping[str, str] = {
    "organizations": "les paramètres de l'organisation",
    "msdyn_entitylinkchatconfigurations": "les paramètres de chaque type d'enregistrement",
    "entities": "les noms logiques des tables que les paramètres nomment par leur identifiant",
    "entitydefinitions": "les métadonnées des types d'enregistrement et des tables que lient leurs vues",
    "sdkmessagefilters": "quelles tables ont le filtre de message pour Update",
    "savedqueries": "les vues, dont les colonnes sont les champs des cartes de contexte",
    "msdyn_teamschatassociations": "quelle conversation est connectée à quel enregistrement",
    "chats": "les activités de conversation de la chronologie, sans sujet ni membres",
    "activityparties": (
        "qui a écrit en dernier dans chaque conversation : seules les parties que nomment les activités de conversation"
    ),
    "systemusers": "les utilisateurs",
    "teams": "les équipes",
    "systemuserroles": "quels rôles les utilisateurs ont en personne",
    "teamroles": "quels rôles ont les équipes",
    "teammemberships": "qui est membre de quelle équipe",
    "roles": "les rôles de sécurité, une copie dans chaque division",
    "privileges": "les noms des privilèges",
    "roleprivileges": "quels privilèges donnent les rôles",
    "userprivileges": "les privilèges d'un utilisateur, au lieu de ceux de ses rôles",
    "appmodules": "les applications",
    "msdyn_appconfigurations": "les profils d'expérience",
    "msdyn_appconfiguration_systemusers": "quels profils les utilisateurs ont en personne",
    "msdyn_appprofilerolemappings": "quels profils donnent les rôles",
    "msdyn_paneconfigurations": "les volets de productivité des profils",
    "msdyn_panetabconfigurations": "les onglets des volets de productivité",
    "msdyn_panetoolconfigurations": (
        "les outils des volets de productivité, dont l'un est la conversation instantanée Teams"
    ),
    "access": "les droits d'accès d'un utilisateur à un enregistrement",
}
"""What the tables of an export hold."""

ROWS: Mapping[str, str] = {
    "CON-1 configured": "CON-1 configuré",
    "CON-1 not configured": "CON-1 non configuré",
    **{f"DIS-4 row {number}": f"DIS-4 ligne {number}" for number in range(1, 9)},
    "ENB-5 selected": "ENB-5 sélectionnée",
    "ENB-5 not selected": "ENB-5 non sélectionnée",
    "ENB-7 profile": "ENB-7 profil",
    "ENB-8 permissions": "ENB-8 autorisations",
    "ENB-8 all apps": "ENB-8 toutes les applications",
    "ENB-8 selected apps": "ENB-8 applications sélectionnées",
    "JOI-4 toggle": "JOI-4 paramètre",
    "JOI-4 write access": "JOI-4 accès en écriture",
    "TML-1 chat off": "TML-1 conversation désactivée",
    "TML-1 sync off": "TML-1 synchronisation désactivée",
    "TML-7 not connected": "TML-7 non connectée",
    "TML-7 connected before": "TML-7 connectée avant",
    "TML-7 connected after": "TML-7 connectée après",
    "TML-4 single-session": "TML-4 session unique",
    "TML-4 profile has it": "TML-4 le profil l'a",
    "TML-4 profile lacks it": "TML-4 le profil ne l'a pas",
    "TML-2 global administrator": "TML-2 administrateur global",
    "TML-2 anyone else": "TML-2 toute autre personne",
}
"""Rows of the documentation, by their labels."""
