"""Every kind of finding: its code, how much it weighs, what it cites, and which tables of an export it needs."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

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


_ERROR, _WARNING, _INFORMATION = Severity
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


class FindingCode(StrEnum):
    """The kinds of findings, in the order in which they are reported within a severity.

    Attributes:
        severity: how much every finding of the kind weighs.
        cites: the requirements and choices; none for a row that is about no requirement in particular.
        needs: the tables of an export without which it is not looked for; of several that will do, each is named.
    """

    _value_: str
    severity: Severity
    cites: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]

    def __new__(cls, code: str, severity: Severity, cites: str = "", needs: str = "") -> Self:
        """A kind, whose needs are tables, or "one|another" where any of them will do."""
        self = str.__new__(cls, code)
        self._value_ = code
        self.severity = severity
        self.cites = tuple(cites.split())
        self.needs = tuple(tuple(each.split("|")) for each in needs.split())
        return self

    ROW_REJECTED = "row_rejected", _ERROR
    SETTINGS_UNREADABLE = "settings_unreadable", _ERROR, "DIS-2"
    OTHER_SETTINGS_UNREADABLE = "other_settings_unreadable", _ERROR, "DIS-2", _SETTINGS
    CONFIGURED_TWICE = "configured_twice", _ERROR, "CON-1"
    ABSENT_TOGGLE = "absent_toggle", _WARNING, "Q-12"
    INACTIVE_SETTINGS = "inactive_settings", _INFORMATION, "CON-1"
    METADATA_MISSING = "metadata_missing", _INFORMATION, "CRD-3 NTF-5", f"entitydefinitions {_SETTINGS}"
    SETTINGS_UNKNOWN = "settings_unknown", _WARNING, "Q-12", f"{_SETTINGS} {_ORGANISATION}"
    TABLE_NOT_EXPORTED = "table_not_exported", _INFORMATION
    COLUMN_NOT_SELECTED = "column_not_selected", _WARNING, "Q-12"
    FILES_PASSED_OVER = "files_passed_over", _INFORMATION

    SCOPE_UNKNOWN = "scope_unknown", _WARNING, "ENB-4 ENB-5"
    SELECTION_UNKNOWN = "selection_unknown", _WARNING, "ENB-5 ENB-6"
    NO_APP_SELECTED = "no_app_selected", _WARNING, "ENB-5 ENB-6", _ORGANISATION
    UNSUPPORTED_APP_SELECTED = "unsupported_app_selected", _WARNING, "ENB-1 ENB-5", "appmodules"
    UNKNOWN_APP_SELECTED = "unknown_app_selected", _WARNING, "ENB-5", "appmodules"
    HUB_MISSING = "hub_missing", _INFORMATION, "ENB-2 ENB-5", "appmodules"
    CASES_WITHOUT_APP = "cases_without_app", _INFORMATION, "CON-1 ENB-5", f"{_SETTINGS} {_ORGANISATION}"
    SUPPLEMENT_APP_UNMATCHED = "supplement_app_unmatched", _WARNING, "ENB-1", "appmodules"
    PROFILE_WITHOUT_CHAT = "profile_without_chat", _WARNING, "ENB-7 TML-4", _PROFILES
    TEAMS_TOOL_UNKNOWN = "teams_tool_unknown", _WARNING, "ENB-7", _PROFILES
    PANE_PERMISSIONS_MISSING = (
        "pane_permissions_missing",
        _WARNING,
        "ENB-8",
        f"appmodules {_PRIVILEGES_OF_USERS} {_ORGANISATION}",
    )
    USERS_UNKNOWN = "users_unknown", _WARNING, "ENB-7 ENB-8 DIS-2", f"{_PRIVILEGES_OF_USERS} {' '.join(PROFILE_TABLES)}"
    SUPPLEMENT_USER_UNMATCHED = "supplement_user_unmatched", _WARNING, "CRD-4 TML-2", "systemusers"
    CONSENT_MISSING = "consent_missing", _WARNING, "ENB-9", _ORGANISATION
    CONSENTS_UNKNOWN = "consents_unknown", _INFORMATION, "ENB-9"
    SUPPLEMENT_CONSENT_UNMATCHED = "supplement_consent_unmatched", _WARNING, "ENB-9"

    LINKS_OF_UNCONFIGURED_TYPE = "links_of_unconfigured_type", _WARNING, "CON-1 DIS-2", f"{_LINKS} {_SETTINGS}"
    LINKED_CHATS_NOT_GROUP = "linked_chats_not_group", _INFORMATION, "CON-3", _LINKS
    LINKS_INACTIVE = "links_inactive", _INFORMATION, "JOI-2 DIS-8", _LINKS
    LINKS_AHEAD = "links_ahead", _WARNING, "DIS-7 TML-7", _LINKS
    SUPPLEMENT_CHAT_UNMATCHED = "supplement_chat_unmatched", _WARNING, "CON-3", _LINKS
    CHATS_NAMED_AFTER_RECORDS = "chats_named_after_records", _INFORMATION, "CON-5", _SETTINGS

    CARD_WITHOUT_VIEW = "card_without_view", _WARNING, "CRD-5", _SETTINGS
    CHOSEN_VIEW_MISSING = "chosen_view_missing", _ERROR, "CRD-5", f"{_VIEWS} {_SETTINGS}"
    CHOSEN_VIEW_UNUSABLE = "chosen_view_unusable", _ERROR, "CRD-5", f"{_VIEWS} {_SETTINGS}"
    DEFAULT_VIEW_MISSING = "default_view_missing", _WARNING, "CRD-5", f"{_VIEWS} {_SETTINGS}"
    COLUMN_UNSUPPORTED = "column_unsupported", _WARNING, "CRD-3 Q-5 Q-9", f"{_CARDS} {_SETTINGS}"
    COLUMN_HIDDEN = "column_hidden", _INFORMATION, "CRD-3 Q-9", f"{_CARDS} {_SETTINGS}"
    COLUMN_BEYOND_LIMIT = "column_beyond_limit", _INFORMATION, "CRD-2 Q-3", f"{_CARDS} {_SETTINGS}"
    SECURED_FIELD_EXPOSED = "secured_field_exposed", _WARNING, "CRD-4", f"{_CARDS} {_SETTINGS}"
    SUPPLEMENT_FIELD_UNMATCHED = "supplement_field_unmatched", _WARNING, "CRD-4", "entitydefinitions"

    DISCONNECT_TOGGLE_NOT_DEFAULT = "disconnect_toggle_not_default", _INFORMATION, "DIS-1", _SETTINGS
    ROLE_BEYOND_DEFAULTS = "role_beyond_defaults", _WARNING, "DIS-2 DIS-3", _ROLES
    DEFAULT_ROLE_WITHOUT_RIGHT = "default_role_without_right", _INFORMATION, "DIS-3", _ROLES
    CONNECTOR_TIED = "connector_tied", _WARNING, "DIS-7", _CONNECTORS
    CONNECTOR_UNKNOWN = "connector_unknown", _INFORMATION, "DIS-7", _CONNECTORS
    GROUP_TEAM = "group_team", _INFORMATION, "DIS-6", "teams"

    JOIN_TOGGLE_NOT_DEFAULT = "join_toggle_not_default", _INFORMATION, "JOI-3", _SETTINGS

    DUPLICATE_ATTRIBUTE = "duplicate_attribute", _WARNING, "NTF-2", _SETTINGS
    UNKNOWN_ATTRIBUTE = "unknown_attribute", _ERROR, "NTF-5", f"entitydefinitions {_SETTINGS}"
    UNSUPPORTED_ATTRIBUTE = "unsupported_attribute", _ERROR, "NTF-5 Q-8", f"entitydefinitions {_SETTINGS}"
    NOTIFICATIONS_NOT_CONFIGURABLE = (
        "notifications_not_configurable",
        _ERROR,
        "NTF-4",
        f"entitydefinitions sdkmessagefilters {_SETTINGS}",
    )
    NO_ATTRIBUTE_SELECTED = "no_attribute_selected", _WARNING, "NTF-1 NTF-6", _SETTINGS

    SYNC_WITHOUT_CHAT = "sync_without_chat", _WARNING, "TML-1", _ORGANISATION
    SYNC_SINCE_UNKNOWN = "sync_since_unknown", _WARNING, "TML-7", _ORGANISATION
    SYNC_SINCE_AHEAD = "sync_since_ahead", _WARNING, "TML-7"
    SYNC_KEEPS_MORE = "sync_keeps_more", _INFORMATION, "CON-5", _ORGANISATION
    OWNER_CONSENT_OFF = "owner_consent_off", _WARNING, "TML-8", _ORGANISATION
    OWNER_CONSENT_UNKNOWN = "owner_consent_unknown", _INFORMATION, "TML-8", _ORGANISATION
    MESSAGES_AHEAD = "messages_ahead", _WARNING, "TML-7", "chats"
    TIMES_NOT_COMPARED = "times_not_compared", _INFORMATION, "TML-7"
