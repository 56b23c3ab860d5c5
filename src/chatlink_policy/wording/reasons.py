"""Why a column is not on the context card and why an attribute does not notify: words and citations by code."""

__all__ = ["REASONS"]

REASONS = {
    "WhyNotShown": {
        "hidden": ("the column is hidden in the view", "CRD-3 Q-9"),
        "unknown_attribute": ("the table's metadata does not have the attribute", "CRD-3"),
        "unknown_linked_table": ("the metadata of the linked table was not provided", "CRD-3 Q-9"),
        "linked_column": ("a column of a linked table is not supported, as Q-9 is read here", "CRD-3 Q-9"),
        "unsupported_type": ("the attribute's type is not supported", "CRD-3 Q-5"),
        "unreadable": ("the field is secured and the agent may not read it", "CRD-4 Q-13"),
        "beyond_limit": ("it comes after the fields that fit on the card", "CRD-2 Q-3"),
    },
    "WhyNotSent": {
        "chat_is_off": ("Teams chat is off for the organisation", "NTF-1 ENB-3"),
        "toggle_is_off": ('"Receive notification on key updates" is off for the record type', "NTF-1 Q-14"),
        "virtual_table": ("notifications cannot be configured for a virtual table", "NTF-4"),
        "no_update_filter": ("the table does not have the SDK message filter for Update", "NTF-4"),
        "not_selected": ("the attribute is not selected for the record type", "NTF-6"),
        "unknown_attribute": ("the table's metadata does not have the attribute", "NTF-5"),
        "unsupported_type": ("the attribute's type is not supported", "NTF-5 Q-8"),
        "not_written": ("the attribute was not updated", "NTF-6"),
        "unchanged": ("the attribute was written, but its value did not change", "NTF-6 Q-4"),
        "no_connected_chat": ("the chat is not connected to the record", "NTF-1"),
    },
}
"""By the name of the enumeration and the code: the reason in words, and the requirements and choices it rests on."""
