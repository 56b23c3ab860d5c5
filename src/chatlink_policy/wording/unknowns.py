"""What is said of a field of a model where nothing else says why it is not known, by class and field."""

from __future__ import annotations

from collections.abc import Mapping

from .grounds import LABELS

__all__ = ["UNKNOWNS"]


def _setting(label: str) -> str:
    return f'whether "{label}" is on'


_TOGGLES = {
    "include_note": "Include a note",
    "owner_may_disconnect": LABELS["owner_may_disconnect"],
    "connector_may_disconnect": LABELS["connector_may_disconnect"],
    "join_chat": LABELS["join_chat"],
    "notify": "Receive notification on key updates",
}

UNKNOWNS: Mapping[str, str] = {
    "Profile.chat_in_pane": "whether the profile has the Teams chat in its productivity pane",
    "RecordType.is_activity": "whether the record type is an activity",
    "RecordType.is_virtual": "whether the table of the record type is virtual",
    "RecordType.has_update_filter": "whether the table of the record type has the message filter for Update",
    "TeamRoles.roles": "which security roles the team has",
    "User.roles": "which security roles the user has in person",
    "User.teams": "which teams the user is a member of",
    "User.profile": "which agent experience profile the user has",
    "User.readable_secured_fields": "which secured fields the user may read",
    "User.is_global_administrator": "whether the user is a global administrator",
    "Record.owner": "who owns the record",
    "ChatLink.connected_by": "who connected the chat to the record",
    "Chat.activity_state": "which state the activity of the chat has",
    "Policy.chat_is_on": _setting(LABELS["chat_is_on"]),
    "Policy.on_for_all_apps": _setting(LABELS["on_for_all_apps"]),
    "Policy.selected_apps": "which apps are selected",
    "Policy.timeline_sync": _setting(LABELS["timeline_sync"]),
    "Policy.idle_days": "after how many days without an update a chat is no longer synced",
    "RecordTypePolicy.view_id": "which view is chosen for the context card of the record type",
    "RecordTypePolicy.notified_attributes": "which attributes of the record type are selected for notifications",
    **{f"RecordTypePolicy.{key}": f"{_setting(label)} for the record type" for key, label in _TOGGLES.items()},
}
