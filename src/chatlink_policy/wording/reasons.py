"""Why a column is not on the context card and why an attribute does not notify: words by code, and what they cite."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CITES", "REASONS"]

REASONS: Mapping[str, Mapping[str, str]] = {
    "WhyNotShown": {
        "hidden": "the column is hidden in the view",
        "unknown_attribute": "the table's metadata does not have the attribute",
        "unknown_linked_table": "the metadata of the linked table was not provided",
        "linked_column": "a column of a linked table is not supported, as Q-9 is read here",
        "unsupported_type": "the attribute's type is not supported",
        "unreadable": "the field is secured and the agent may not read it",
        "beyond_limit": "it comes after the fields that fit on the card",
    },
    "WhyNotSent": {
        "chat_is_off": "Teams chat is off for the organisation",
        "toggle_is_off": '"Receive notification on key updates" is off for the record type',
        "virtual_table": "notifications cannot be configured for a virtual table",
        "no_update_filter": "the table does not have the SDK message filter for Update",
        "not_selected": "the attribute is not selected for the record type",
        "unknown_attribute": "the table's metadata does not have the attribute",
        "unsupported_type": "the attribute's type is not supported",
        "not_written": "the attribute was not updated",
        "unchanged": "the attribute was written, but its value did not change",
        "no_connected_chat": "the chat is not connected to the record",
    },
}
"""By the name of the enumeration and the code: the reason in words."""

CITES: Mapping[str, Mapping[str, str]] = {
    "WhyNotShown": {
        "hidden": "CRD-3 Q-9",
        "unknown_attribute": "CRD-3",
        "unknown_linked_table": "CRD-3 Q-9",
        "linked_column": "CRD-3 Q-9",
        "unsupported_type": "CRD-3 Q-5",
        "unreadable": "CRD-4 Q-13",
        "beyond_limit": "CRD-2 Q-3",
    },
    "WhyNotSent": {
        "chat_is_off": "NTF-1 ENB-3",
        "toggle_is_off": "NTF-1 Q-14",
        "virtual_table": "NTF-4",
        "no_update_filter": "NTF-4",
        "not_selected": "NTF-6",
        "unknown_attribute": "NTF-5",
        "unsupported_type": "NTF-5 Q-8",
        "not_written": "NTF-6",
        "unchanged": "NTF-6 Q-4",
        "no_connected_chat": "NTF-1",
    },
}
"""By the same: the requirements and choices it rests on."""
