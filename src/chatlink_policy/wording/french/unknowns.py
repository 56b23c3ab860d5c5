"""What is said of a field of a model where nothing else says why it is not known, in French."""

from __future__ import annotations

from collections.abc import Mapping

from .grounds import LABELS

__all__ = ["UNKNOWNS"]


def _setting(label: str) -> str:
    return f"si « {label} » est activé"


_TOGGLES = {
    "include_note": "Inclure une remarque",
    "owner_may_disconnect": LABELS["owner_may_disconnect"],
    "connector_may_disconnect": LABELS["connector_may_disconnect"],
    "join_chat": LABELS["join_chat"],
    "notify": "Recevoir une notification sur les mises à jour de clé",
}

UNKNOWNS: Mapping[str, str] = {
    "Profile.chat_in_pane": "si le profil a la conversation Teams dans son volet de productivité",
    "RecordType.is_activity": "si le type d'enregistrement est une activité",
    "RecordType.is_virtual": "si la table du type d'enregistrement est virtuelle",
    "RecordType.has_update_filter": "si la table du type d'enregistrement a le filtre de message pour Update",
    "TeamRoles.roles": "quels rôles de sécurité a l'équipe",
    "User.roles": "quels rôles de sécurité l'utilisateur a en personne",
    "User.teams": "de quelles équipes l'utilisateur est membre",
    "User.profile": "quel profil d'expérience de l'agent a l'utilisateur",
    "User.readable_secured_fields": "quels champs sécurisés l'utilisateur peut lire",
    "User.is_global_administrator": "si l'utilisateur est administrateur global",
    "Record.owner": "qui est propriétaire de l'enregistrement",
    "ChatLink.connected_by": "qui a connecté la conversation à l'enregistrement",
    "Chat.activity_state": "quel est l'état de l'activité de la conversation",
    "Policy.chat_is_on": _setting(LABELS["chat_is_on"]),
    "Policy.on_for_all_apps": _setting(LABELS["on_for_all_apps"]),
    "Policy.selected_apps": "quelles applications sont sélectionnées",
    "Policy.timeline_sync": _setting(LABELS["timeline_sync"]),
    "Policy.idle_days": "après combien de jours sans mise à jour une conversation n'est plus synchronisée",
    "RecordTypePolicy.view_id": "quelle vue est choisie pour la carte de contexte du type d'enregistrement",
    "RecordTypePolicy.notified_attributes": (
        "quels attributs du type d'enregistrement sont sélectionnés pour les notifications"
    ),
    **{
        f"RecordTypePolicy.{key}": f"{_setting(label)} pour le type d'enregistrement" for key, label in _TOGGLES.items()
    },
}
"""By class and field."""
