"""The words of the tables of reasons: what is asked, and what decides a field of the card and a notification."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REASON_TABLES"]

REASON_TABLES: Mapping[str, Mapping[str, str | Mapping[str, str]]] = {
    "context_card": {
        "asks": "Which fields does the context card show, and why not the others?",
        "says": (
            "Each column of the view is judged by itself, and then the card takes at most five. A column is a field of "
            "the card where no reason holds against it; otherwise every reason that holds is given."
        ),
        "parts": {
            "column": "Every combination of what decides a column",
            "linked": "Where columns of linked tables are never shown, as Q-9 may be read",
        },
        "never": "what the metadata does not have has no type, and no security (CRD-3)",
        "facts": {
            "is_visible": "the view does not hide the column",
            "is_of_own_table": "the column is of the record's own table, not of a linked one",
            "is_in_metadata": "the metadata of its table was provided and has the attribute",
            "type_is_supported": "a card supports the attribute's type",
            "agent_may_read": "the field is not secured, or the agent may read it",
            "fits": "fewer than five fields come before it",
        },
    },
    "notifications": {
        "asks": "Which changes notify the participants of a chat, and why not the others?",
        "says": (
            "What holds of the record type and the chat is decided first, for all attributes; then each attribute that "
            "is selected or was written by itself. A change notifies every participant where neither table gives a "
            "reason; otherwise every reason of both is given."
        ),
        "parts": {
            "chat": "Every combination for the record type and the chat",
            "attribute": "Every combination for an attribute",
        },
        "never": (
            "an attribute is selected or was written; what the metadata does not have has no type, and what was not "
            "written did not change (NTF-5, NTF-6)"
        ),
        "facts": {
            "chat_is_on": "Teams chat is on for the organisation",
            "toggle_is_on": '"Receive notification on key updates" is on for the record type',
            "is_not_virtual": "the table is not a virtual one",
            "has_update_filter": "the table has the SDK message filter for Update",
            "is_connected": "the chat is connected to the record",
            "is_selected": "the attribute is selected for the record type",
            "is_in_metadata": "the table's metadata has the attribute",
            "type_is_supported": "the attribute's type is supported",
            "is_written": "the attribute was written",
            "is_changed": "its value changed",
        },
    },
}
"""By the name of the question."""
