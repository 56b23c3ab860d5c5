"""Every kind of finding: its code, how much it weighs, what it rests on, and which tables of an export it needs."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..snapshot import PROFILE_TABLES

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

    ROW_REJECTED = "row_rejected"
    SETTINGS_UNREADABLE = "settings_unreadable"
    OTHER_SETTINGS_UNREADABLE = "other_settings_unreadable"
    CONFIGURED_TWICE = "configured_twice"
    ABSENT_TOGGLE = "absent_toggle"
    INACTIVE_SETTINGS = "inactive_settings"
    METADATA_MISSING = "metadata_missing"
    SETTINGS_UNKNOWN = "settings_unknown"
    TABLE_NOT_EXPORTED = "table_not_exported"
    COLUMN_NOT_SELECTED = "column_not_selected"
    FILES_PASSED_OVER = "files_passed_over"

    SCOPE_UNKNOWN = "scope_unknown"
    SELECTION_UNKNOWN = "selection_unknown"
    NO_APP_SELECTED = "no_app_selected"
    UNSUPPORTED_APP_SELECTED = "unsupported_app_selected"
    UNKNOWN_APP_SELECTED = "unknown_app_selected"
    HUB_MISSING = "hub_missing"
    CASES_WITHOUT_APP = "cases_without_app"
    GIVEN_APP_UNMATCHED = "given_app_unmatched"
    PROFILE_WITHOUT_CHAT = "profile_without_chat"
    TEAMS_TOOL_UNKNOWN = "teams_tool_unknown"
    PANE_PERMISSIONS_MISSING = "pane_permissions_missing"
    USERS_UNKNOWN = "users_unknown"
    GIVEN_USER_UNMATCHED = "given_user_unmatched"
    CONSENT_MISSING = "consent_missing"
    CONSENTS_UNKNOWN = "consents_unknown"
    GIVEN_CONSENT_UNMATCHED = "given_consent_unmatched"

    LINKS_OF_UNCONFIGURED_TYPE = "links_of_unconfigured_type"
    LINKED_CHATS_NOT_GROUP = "linked_chats_not_group"
    LINKS_INACTIVE = "links_inactive"
    LINKS_AHEAD = "links_ahead"
    GIVEN_CHAT_UNMATCHED = "given_chat_unmatched"
    CHATS_NAMED_AFTER_RECORDS = "chats_named_after_records"

    CARD_WITHOUT_VIEW = "card_without_view"
    CHOSEN_VIEW_MISSING = "chosen_view_missing"
    CHOSEN_VIEW_UNUSABLE = "chosen_view_unusable"
    DEFAULT_VIEW_MISSING = "default_view_missing"
    COLUMN_UNSUPPORTED = "column_unsupported"
    COLUMN_HIDDEN = "column_hidden"
    COLUMN_BEYOND_LIMIT = "column_beyond_limit"
    SECURED_FIELD_LAID_OPEN = "secured_field_laid_open"
    GIVEN_FIELD_UNMATCHED = "given_field_unmatched"

    DISCONNECT_TOGGLE_NOT_DEFAULT = "disconnect_toggle_not_default"
    ROLE_BEYOND_DEFAULTS = "role_beyond_defaults"
    DEFAULT_ROLE_WITHOUT_RIGHT = "default_role_without_right"
    CONNECTOR_TIED = "connector_tied"
    CONNECTOR_UNKNOWN = "connector_unknown"
    GROUP_TEAM = "group_team"

    JOIN_TOGGLE_NOT_DEFAULT = "join_toggle_not_default"

    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNSUPPORTED_ATTRIBUTE = "unsupported_attribute"
    NOTIFICATIONS_NOT_CONFIGURABLE = "notifications_not_configurable"
    NO_ATTRIBUTE_PICKED = "no_attribute_picked"

    SYNC_WITHOUT_CHAT = "sync_without_chat"
    SYNC_SINCE_UNKNOWN = "sync_since_unknown"
    SYNC_SINCE_AHEAD = "sync_since_ahead"
    SYNC_KEEPS_MORE = "sync_keeps_more"
    OWNER_CONSENT_OFF = "owner_consent_off"
    OWNER_CONSENT_UNKNOWN = "owner_consent_unknown"
    MESSAGES_AHEAD = "messages_ahead"
    TIMES_NOT_COMPARED = "times_not_compared"

    @property
    def severity(self) -> Severity:
        """How much every finding of the kind weighs."""
        return _KINDS[self].severity

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on; none for a row that is about no requirement in particular."""
        return tuple(_KINDS[self].cites.split())

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The tables of an export without which it is not looked for; of several that will do, each is named."""
        return tuple(tuple(each.split("|")) for each in _KINDS[self].needs.split())


class _Kind(NamedTuple):
    severity: Severity
    cites: str
    needs: str = ""
    """Tables, or "one|another" where any of them will do."""


_ORGANISATION = "organizations"
_SETTINGS = "msdyn_entitylinkchatconfigurations"
_PROFILES = "msdyn_appconfigurations msdyn_paneconfigurations msdyn_panetabconfigurations msdyn_panetoolconfigurations"
_ROLES = "roles privileges roleprivileges"
_LINKS = "msdyn_teamschatassociations"
_CONNECTORS = f"{_LINKS} chats"
_VIEWS = "savedqueries"
_CARDS = "savedqueries entitydefinitions"
_PRIVILEGES_OF_USERS = (
    "systemusers systemuserroles|userprivileges teammemberships|userprivileges teamroles|userprivileges "
    "roles|userprivileges privileges|userprivileges roleprivileges|userprivileges"
)


_ERROR, _WARNING, _INFORMATION = Severity

_KINDS: dict[FindingCode, _Kind] = {
    FindingCode.ROW_REJECTED: _Kind(_ERROR, ""),
    FindingCode.SETTINGS_UNREADABLE: _Kind(_ERROR, "DIS-2"),
    FindingCode.OTHER_SETTINGS_UNREADABLE: _Kind(_ERROR, "DIS-2", _SETTINGS),
    FindingCode.CONFIGURED_TWICE: _Kind(_ERROR, "CON-1"),
    FindingCode.ABSENT_TOGGLE: _Kind(_WARNING, "Q-12"),
    FindingCode.INACTIVE_SETTINGS: _Kind(_INFORMATION, "CON-1"),
    FindingCode.METADATA_MISSING: _Kind(_INFORMATION, "CRD-3 NTF-5", f"entitydefinitions {_SETTINGS}"),
    FindingCode.SETTINGS_UNKNOWN: _Kind(_WARNING, "Q-12", f"{_SETTINGS} {_ORGANISATION}"),
    FindingCode.TABLE_NOT_EXPORTED: _Kind(_INFORMATION, ""),
    FindingCode.COLUMN_NOT_SELECTED: _Kind(_WARNING, "Q-12"),
    FindingCode.FILES_PASSED_OVER: _Kind(_INFORMATION, ""),
    FindingCode.SCOPE_UNKNOWN: _Kind(_WARNING, "ENB-4 ENB-5"),
    FindingCode.SELECTION_UNKNOWN: _Kind(_WARNING, "ENB-5 ENB-6"),
    FindingCode.NO_APP_SELECTED: _Kind(_WARNING, "ENB-5 ENB-6", _ORGANISATION),
    FindingCode.UNSUPPORTED_APP_SELECTED: _Kind(_WARNING, "ENB-1 ENB-5", "appmodules"),
    FindingCode.UNKNOWN_APP_SELECTED: _Kind(_WARNING, "ENB-5", "appmodules"),
    FindingCode.HUB_MISSING: _Kind(_INFORMATION, "ENB-2 ENB-5", "appmodules"),
    FindingCode.CASES_WITHOUT_APP: _Kind(_INFORMATION, "CON-1 ENB-5", f"{_SETTINGS} {_ORGANISATION}"),
    FindingCode.GIVEN_APP_UNMATCHED: _Kind(_WARNING, "ENB-1", "appmodules"),
    FindingCode.PROFILE_WITHOUT_CHAT: _Kind(_WARNING, "ENB-7 TML-4", _PROFILES),
    FindingCode.TEAMS_TOOL_UNKNOWN: _Kind(_WARNING, "ENB-7", _PROFILES),
    FindingCode.PANE_PERMISSIONS_MISSING: _Kind(
        _WARNING, "ENB-8", f"appmodules {_PRIVILEGES_OF_USERS} {_ORGANISATION}"
    ),
    FindingCode.USERS_UNKNOWN: _Kind(
        _WARNING, "ENB-7 ENB-8 DIS-2", f"{_PRIVILEGES_OF_USERS} {' '.join(PROFILE_TABLES)}"
    ),
    FindingCode.GIVEN_USER_UNMATCHED: _Kind(_WARNING, "CRD-4 TML-2", "systemusers"),
    FindingCode.CONSENT_MISSING: _Kind(_WARNING, "ENB-9", _ORGANISATION),
    FindingCode.CONSENTS_UNKNOWN: _Kind(_INFORMATION, "ENB-9"),
    FindingCode.GIVEN_CONSENT_UNMATCHED: _Kind(_WARNING, "ENB-9"),
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _Kind(_WARNING, "CON-1 DIS-2", f"{_LINKS} {_SETTINGS}"),
    FindingCode.LINKED_CHATS_NOT_GROUP: _Kind(_INFORMATION, "CON-3", _LINKS),
    FindingCode.LINKS_INACTIVE: _Kind(_INFORMATION, "JOI-2 DIS-8", _LINKS),
    FindingCode.LINKS_AHEAD: _Kind(_WARNING, "DIS-7 TML-7", _LINKS),
    FindingCode.GIVEN_CHAT_UNMATCHED: _Kind(_WARNING, "CON-3", _LINKS),
    FindingCode.CHATS_NAMED_AFTER_RECORDS: _Kind(_INFORMATION, "CON-5", _SETTINGS),
    FindingCode.CARD_WITHOUT_VIEW: _Kind(_WARNING, "CRD-5", _SETTINGS),
    FindingCode.CHOSEN_VIEW_MISSING: _Kind(_ERROR, "CRD-5", f"{_VIEWS} {_SETTINGS}"),
    FindingCode.CHOSEN_VIEW_UNUSABLE: _Kind(_ERROR, "CRD-5", f"{_VIEWS} {_SETTINGS}"),
    FindingCode.DEFAULT_VIEW_MISSING: _Kind(_WARNING, "CRD-5", f"{_VIEWS} {_SETTINGS}"),
    FindingCode.COLUMN_UNSUPPORTED: _Kind(_WARNING, "CRD-3 Q-5 Q-9", f"{_CARDS} {_SETTINGS}"),
    FindingCode.COLUMN_HIDDEN: _Kind(_INFORMATION, "CRD-3 Q-9", f"{_CARDS} {_SETTINGS}"),
    FindingCode.COLUMN_BEYOND_LIMIT: _Kind(_INFORMATION, "CRD-2 Q-3", f"{_CARDS} {_SETTINGS}"),
    FindingCode.SECURED_FIELD_LAID_OPEN: _Kind(_WARNING, "CRD-4", f"{_CARDS} {_SETTINGS}"),
    FindingCode.GIVEN_FIELD_UNMATCHED: _Kind(_WARNING, "CRD-4", "entitydefinitions"),
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _Kind(_INFORMATION, "DIS-1", _SETTINGS),
    FindingCode.ROLE_BEYOND_DEFAULTS: _Kind(_WARNING, "DIS-2 DIS-3", _ROLES),
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _Kind(_INFORMATION, "DIS-3", _ROLES),
    FindingCode.CONNECTOR_TIED: _Kind(_WARNING, "DIS-7", _CONNECTORS),
    FindingCode.CONNECTOR_UNKNOWN: _Kind(_INFORMATION, "DIS-7", _CONNECTORS),
    FindingCode.GROUP_TEAM: _Kind(_INFORMATION, "DIS-6", "teams"),
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _Kind(_INFORMATION, "JOI-3", _SETTINGS),
    FindingCode.DUPLICATE_ATTRIBUTE: _Kind(_WARNING, "NTF-2", _SETTINGS),
    FindingCode.UNKNOWN_ATTRIBUTE: _Kind(_ERROR, "NTF-5", f"entitydefinitions {_SETTINGS}"),
    FindingCode.UNSUPPORTED_ATTRIBUTE: _Kind(_ERROR, "NTF-5 Q-8", f"entitydefinitions {_SETTINGS}"),
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _Kind(
        _ERROR, "NTF-4", f"entitydefinitions sdkmessagefilters {_SETTINGS}"
    ),
    FindingCode.NO_ATTRIBUTE_PICKED: _Kind(_WARNING, "NTF-1 NTF-6", _SETTINGS),
    FindingCode.SYNC_WITHOUT_CHAT: _Kind(_WARNING, "TML-1", _ORGANISATION),
    FindingCode.SYNC_SINCE_UNKNOWN: _Kind(_WARNING, "TML-7", _ORGANISATION),
    FindingCode.SYNC_SINCE_AHEAD: _Kind(_WARNING, "TML-7"),
    FindingCode.SYNC_KEEPS_MORE: _Kind(_INFORMATION, "CON-5", _ORGANISATION),
    FindingCode.OWNER_CONSENT_OFF: _Kind(_WARNING, "TML-8", _ORGANISATION),
    FindingCode.OWNER_CONSENT_UNKNOWN: _Kind(_INFORMATION, "TML-8", _ORGANISATION),
    FindingCode.MESSAGES_AHEAD: _Kind(_WARNING, "TML-7", "chats"),
    FindingCode.TIMES_NOT_COMPARED: _Kind(_INFORMATION, "TML-7"),
}
"""Every kind of finding. Its members come in the order of `FindingCode`."""
