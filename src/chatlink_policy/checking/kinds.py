"""Every kind of finding: its code, how much it weighs, what it rests on, and which tables of an export it needs."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["FindingCode", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error"
    """A rule cannot work, or a row could not be read."""
    WARNING = "warning"
    """It works, but probably not as the administrator meant it."""
    INFORMATION = "information"
    """Worth knowing."""


class FindingCode(StrEnum):
    """The kinds of findings, in the order in which they are reported within a severity."""

    ROW_SET_APART = "row_set_apart"
    SETTINGS_UNREADABLE = "settings_unreadable"
    OTHER_SETTINGS_UNREADABLE = "other_settings_unreadable"
    CONFIGURED_TWICE = "configured_twice"
    ABSENT_TOGGLE = "absent_toggle"
    INACTIVE_SETTINGS = "inactive_settings"
    METADATA_MISSING = "metadata_missing"

    NO_APP_SELECTED = "no_app_selected"
    UNSUPPORTED_APP_SELECTED = "unsupported_app_selected"
    UNKNOWN_APP_SELECTED = "unknown_app_selected"
    PROFILE_WITHOUT_CHAT = "profile_without_chat"
    PANE_PERMISSIONS_MISSING = "pane_permissions_missing"
    CONSENT_MISSING = "consent_missing"
    CONSENTS_UNKNOWN = "consents_unknown"

    LINKS_OF_UNCONFIGURED_TYPE = "links_of_unconfigured_type"
    LINKED_CHATS_NOT_GROUP = "linked_chats_not_group"
    LINKS_INACTIVE = "links_inactive"

    CARD_WITHOUT_VIEW = "card_without_view"
    CHOSEN_VIEW_MISSING = "chosen_view_missing"
    CHOSEN_VIEW_UNUSABLE = "chosen_view_unusable"
    DEFAULT_VIEW_MISSING = "default_view_missing"
    COLUMN_UNSUPPORTED = "column_unsupported"
    COLUMN_HIDDEN = "column_hidden"
    COLUMN_BEYOND_LIMIT = "column_beyond_limit"
    SECURED_FIELD_LAID_OPEN = "secured_field_laid_open"

    DISCONNECT_TOGGLE_NOT_DEFAULT = "disconnect_toggle_not_default"
    ROLE_BEYOND_DEFAULTS = "role_beyond_defaults"
    DEFAULT_ROLE_WITHOUT_RIGHT = "default_role_without_right"
    CONNECTOR_TIED = "connector_tied"
    CONNECTOR_UNKNOWN = "connector_unknown"

    JOIN_TOGGLE_NOT_DEFAULT = "join_toggle_not_default"

    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNSUPPORTED_ATTRIBUTE = "unsupported_attribute"
    NOTIFICATIONS_NOT_CONFIGURABLE = "notifications_not_configurable"
    NO_ATTRIBUTE_PICKED = "no_attribute_picked"

    SYNC_WITHOUT_CHAT = "sync_without_chat"
    SYNC_SINCE_UNKNOWN = "sync_since_unknown"

    @property
    def severity(self) -> Severity:
        """How much every finding of the kind weighs."""
        return _KINDS[self].severity

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on; none for a row that is about no requirement in particular."""
        return tuple(_KINDS[self].cites.split())


class _Kind(NamedTuple):
    severity: Severity
    cites: str


_ERROR, _WARNING, _INFORMATION = Severity

_KINDS: dict[FindingCode, _Kind] = {
    FindingCode.ROW_SET_APART: _Kind(_ERROR, ""),
    FindingCode.SETTINGS_UNREADABLE: _Kind(_ERROR, "DIS-2"),
    FindingCode.OTHER_SETTINGS_UNREADABLE: _Kind(_ERROR, "DIS-2"),
    FindingCode.CONFIGURED_TWICE: _Kind(_ERROR, "CON-1"),
    FindingCode.ABSENT_TOGGLE: _Kind(_WARNING, "Q-12"),
    FindingCode.INACTIVE_SETTINGS: _Kind(_INFORMATION, "CON-1"),
    FindingCode.METADATA_MISSING: _Kind(_INFORMATION, "CRD-3 NTF-5"),
    FindingCode.NO_APP_SELECTED: _Kind(_WARNING, "ENB-5 ENB-6"),
    FindingCode.UNSUPPORTED_APP_SELECTED: _Kind(_WARNING, "ENB-1 ENB-5"),
    FindingCode.UNKNOWN_APP_SELECTED: _Kind(_WARNING, "ENB-5"),
    FindingCode.PROFILE_WITHOUT_CHAT: _Kind(_WARNING, "ENB-7 TML-4"),
    FindingCode.PANE_PERMISSIONS_MISSING: _Kind(_WARNING, "ENB-8"),
    FindingCode.CONSENT_MISSING: _Kind(_WARNING, "ENB-9"),
    FindingCode.CONSENTS_UNKNOWN: _Kind(_INFORMATION, "ENB-9"),
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _Kind(_WARNING, "CON-1 DIS-2"),
    FindingCode.LINKED_CHATS_NOT_GROUP: _Kind(_INFORMATION, "CON-3"),
    FindingCode.LINKS_INACTIVE: _Kind(_INFORMATION, "JOI-2 DIS-8"),
    FindingCode.CARD_WITHOUT_VIEW: _Kind(_WARNING, "CRD-5"),
    FindingCode.CHOSEN_VIEW_MISSING: _Kind(_ERROR, "CRD-5"),
    FindingCode.CHOSEN_VIEW_UNUSABLE: _Kind(_ERROR, "CRD-5"),
    FindingCode.DEFAULT_VIEW_MISSING: _Kind(_WARNING, "CRD-5"),
    FindingCode.COLUMN_UNSUPPORTED: _Kind(_WARNING, "CRD-3 Q-5 Q-9"),
    FindingCode.COLUMN_HIDDEN: _Kind(_INFORMATION, "CRD-3 Q-9"),
    FindingCode.COLUMN_BEYOND_LIMIT: _Kind(_INFORMATION, "CRD-2 Q-3"),
    FindingCode.SECURED_FIELD_LAID_OPEN: _Kind(_WARNING, "CRD-4"),
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _Kind(_INFORMATION, "DIS-1"),
    FindingCode.ROLE_BEYOND_DEFAULTS: _Kind(_WARNING, "DIS-2 DIS-3"),
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _Kind(_INFORMATION, "DIS-3"),
    FindingCode.CONNECTOR_TIED: _Kind(_WARNING, "DIS-7"),
    FindingCode.CONNECTOR_UNKNOWN: _Kind(_INFORMATION, "DIS-7"),
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _Kind(_INFORMATION, "JOI-3"),
    FindingCode.DUPLICATE_ATTRIBUTE: _Kind(_WARNING, "NTF-2"),
    FindingCode.UNKNOWN_ATTRIBUTE: _Kind(_ERROR, "NTF-5"),
    FindingCode.UNSUPPORTED_ATTRIBUTE: _Kind(_ERROR, "NTF-5 Q-8"),
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _Kind(_ERROR, "NTF-4"),
    FindingCode.NO_ATTRIBUTE_PICKED: _Kind(_WARNING, "NTF-1 NTF-6"),
    FindingCode.SYNC_WITHOUT_CHAT: _Kind(_WARNING, "TML-1"),
    FindingCode.SYNC_SINCE_UNKNOWN: _Kind(_WARNING, "TML-7"),
}
"""Every kind of finding. Its members come in the order of `FindingCode`."""
