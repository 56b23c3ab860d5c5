"""What looks for each kind of finding in a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from .._arguments import checked
from ..errors import InvalidValue, shown
from ..snapshot import PROFILE_TABLES, Snapshot
from ..unknown import Unknown
from . import _apps, _cards, _given, _known, _links, _notifying, _rights, _rows, _teams, _timeline
from .findings import Finding, FindingValue, Found, in_order
from .kinds import FindingCode

__all__ = ["check"]


@checked
def check(snapshot: Snapshot, now: datetime | None = None) -> tuple[Finding, ...]:
    """Everything in a snapshot that an administrator should correct or know.

    The heaviest come first, then they are in the order of their kinds, then by subject. What thousands share is one
    finding that counts them and names the first few.

    A kind of finding is looked for only where the tables that it needs were exported; each other table is a finding
    that names what was not checked without it.

    Args:
        snapshot: the organisation.
        now: times after it are findings, with its zone; unless given, when the export was finished. Without either a
            finding says that times were not compared (TML-7).

    Raises:
        InvalidValue: for a time without its zone.
    """
    if now is not None and (not isinstance(now, datetime) or now.utcoffset() is None):
        raise InvalidValue("now", "a time with its zone", shown(now))
    by = now or snapshot.exported_on
    looked = [*_looked(snapshot), *_not_exported(snapshot), *_times(snapshot, by and by.astimezone(UTC))]
    return in_order(Finding(code, *each) for code, found in looked for each in found)


def _looked(snapshot: Snapshot) -> Iterator[tuple[FindingCode, Found]]:
    return ((code, look(snapshot)) for code, look in _LOOKS.items() if not _missing(snapshot, code))


def _times(snapshot: Snapshot, now: datetime | None) -> Iterator[tuple[FindingCode, Found]]:
    if now is None:
        yield FindingCode.TIMES_NOT_COMPARED, _timeline.times_not_compared(snapshot)
        return
    yield from ((code, look(snapshot, now)) for code, look in _TIMES.items() if not _missing(snapshot, code))


def _missing(snapshot: Snapshot, code: FindingCode) -> tuple[str, ...]:
    """The tables that a kind of finding needs and that were not exported; the first of several that will do."""
    lacks = [each for each in code.needs if not snapshot.has(each[0])]
    will_do = any(map(snapshot.has, {other for each in lacks for other in each})) and _tell_of_all(snapshot, code)
    return tuple(each[0] for each in lacks if not (will_do and any(map(snapshot.has, each))))


def _tell_of_all(snapshot: Snapshot, code: FindingCode) -> bool:
    """Whether the privileges that were asked for user by user tell of every user what the tables of roles would."""
    if not snapshot.has("systemusers"):
        return True  # that is the table that is missing
    needs_profiles = code is FindingCode.USERS_UNKNOWN and all(map(snapshot.has, PROFILE_TABLES))
    has_profiles = not any(isinstance(each.profile, Unknown) for each in snapshot.users)
    return snapshot.has_all_privileges and (has_profiles or not needs_profiles)


def _not_exported(snapshot: Snapshot) -> Iterator[tuple[FindingCode, Found]]:
    """Each table that was not exported, with the kinds of findings that were not looked for without it."""
    lacking: dict[str, list[str]] = {}
    for code in FindingCode:
        if _MATTERS.get(code, _always)(snapshot):
            for table in _missing(snapshot, code):
                lacking.setdefault(table, []).append(code.value)
    for table, codes in lacking.items():
        values: dict[str, FindingValue] = {"table": table, "not_checked": tuple(codes)}
        yield FindingCode.TABLE_NOT_EXPORTED, [(table, values)]


# --- What looks for each kind -----------------------------------------------------------------------------------------

_LOOKS: Mapping[FindingCode, Callable[[Snapshot], Found]] = {
    FindingCode.ROW_REJECTED: _rows.rows_rejected,
    FindingCode.SETTINGS_UNREADABLE: _rows.settings_unreadable,
    FindingCode.OTHER_SETTINGS_UNREADABLE: _rows.other_settings_unreadable,
    FindingCode.CONFIGURED_TWICE: _rows.configured_twice,
    FindingCode.ABSENT_TOGGLE: _rows.absent_toggles,
    FindingCode.INACTIVE_SETTINGS: _rows.inactive_settings,
    FindingCode.METADATA_MISSING: _rows.metadata_missing,
    FindingCode.SETTINGS_UNKNOWN: _known.settings_unknown,
    FindingCode.COLUMN_NOT_SELECTED: _known.columns_not_selected,
    FindingCode.FILES_PASSED_OVER: _known.files_passed_over,
    FindingCode.SCOPE_UNKNOWN: _known.scope_unknown,
    FindingCode.SELECTION_UNKNOWN: _known.selection_unknown,
    FindingCode.NO_APP_SELECTED: _apps.no_app_selected,
    FindingCode.UNSUPPORTED_APP_SELECTED: _apps.unsupported_apps_selected,
    FindingCode.UNKNOWN_APP_SELECTED: _apps.unknown_apps_selected,
    FindingCode.HUB_MISSING: _apps.hub_missing,
    FindingCode.CASES_WITHOUT_APP: _apps.cases_without_app,
    FindingCode.GIVEN_APP_UNMATCHED: _given.apps_unmatched,
    FindingCode.PROFILE_WITHOUT_CHAT: _apps.profiles_without_chat,
    FindingCode.TEAMS_TOOL_UNKNOWN: _apps.teams_tool_unknown,
    FindingCode.PANE_PERMISSIONS_MISSING: _apps.pane_permissions_missing,
    FindingCode.USERS_UNKNOWN: _known.users_unknown,
    FindingCode.GIVEN_USER_UNMATCHED: _given.users_unmatched,
    FindingCode.CONSENT_MISSING: _apps.consents_missing,
    FindingCode.CONSENTS_UNKNOWN: _apps.consents_unknown,
    FindingCode.GIVEN_CONSENT_UNMATCHED: _given.consents_unmatched,
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _links.links_of_unconfigured_types,
    FindingCode.LINKED_CHATS_NOT_GROUP: _links.linked_chats_not_group,
    FindingCode.LINKS_INACTIVE: _links.links_inactive,
    FindingCode.GIVEN_CHAT_UNMATCHED: _given.chats_unmatched,
    FindingCode.CHATS_NAMED_AFTER_RECORDS: _links.chats_named_after_records,
    FindingCode.CARD_WITHOUT_VIEW: _cards.cards_without_view,
    FindingCode.CHOSEN_VIEW_MISSING: _cards.chosen_views_missing,
    FindingCode.CHOSEN_VIEW_UNUSABLE: _cards.chosen_views_unusable,
    FindingCode.DEFAULT_VIEW_MISSING: _cards.default_views_missing,
    FindingCode.COLUMN_UNSUPPORTED: _cards.columns_unsupported,
    FindingCode.COLUMN_HIDDEN: _cards.columns_hidden,
    FindingCode.COLUMN_BEYOND_LIMIT: _cards.columns_beyond_limit,
    FindingCode.SECURED_FIELD_LAID_OPEN: _cards.secured_fields_exposed,
    FindingCode.GIVEN_FIELD_UNMATCHED: _given.fields_unmatched,
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _rights.disconnect_toggles_not_default,
    FindingCode.ROLE_BEYOND_DEFAULTS: _rights.roles_beyond_defaults,
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _rights.default_roles_without_right,
    FindingCode.CONNECTOR_TIED: _links.connectors_tied,
    FindingCode.CONNECTOR_UNKNOWN: _links.connectors_unknown,
    FindingCode.GROUP_TEAM: _teams.group_teams,
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _rights.join_toggles_not_default,
    FindingCode.DUPLICATE_ATTRIBUTE: _notifying.duplicate_attributes,
    FindingCode.UNKNOWN_ATTRIBUTE: _notifying.unknown_attributes,
    FindingCode.UNSUPPORTED_ATTRIBUTE: _notifying.unsupported_attributes,
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _notifying.notifications_not_configurable,
    FindingCode.NO_ATTRIBUTE_PICKED: _notifying.no_attributes_selected,
    FindingCode.SYNC_WITHOUT_CHAT: _timeline.sync_without_chat,
    FindingCode.SYNC_SINCE_UNKNOWN: _timeline.sync_since_unknown,
    FindingCode.SYNC_KEEPS_MORE: _timeline.sync_keeps_more,
    FindingCode.OWNER_CONSENT_OFF: _timeline.owner_consent_off,
    FindingCode.OWNER_CONSENT_UNKNOWN: _timeline.owner_consent_unknown,
}
"""What looks for each kind of finding, but for what compares times and for the tables that were not exported."""

_TIMES: Mapping[FindingCode, Callable[[Snapshot, datetime], Found]] = {
    FindingCode.LINKS_AHEAD: _timeline.links_ahead,
    FindingCode.SYNC_SINCE_AHEAD: _timeline.sync_since_ahead,
    FindingCode.MESSAGES_AHEAD: _timeline.messages_ahead,
}


# --- Where a kind matters at all --------------------------------------------------------------------------------------


_SETTINGS = "msdyn_entitylinkchatconfigurations"


def _always(_: Snapshot) -> bool:
    return True


def _chat_is_on(snapshot: Snapshot) -> bool:
    return snapshot.policy.chat_is_on is not False


def _apps_are_selected(snapshot: Snapshot) -> bool:
    policy = snapshot.policy
    return policy.on_for_all_apps is not True and policy.selected_apps not in (None, frozenset())


def _cards_are_shown(snapshot: Snapshot) -> bool:
    return not snapshot.has(_SETTINGS) or any(each.include_note is True for each in snapshot.policy.record_types)


def _notifications_are_on(snapshot: Snapshot) -> bool:
    return not snapshot.has(_SETTINGS) or any(each.notify is True for each in snapshot.policy.record_types)


def _is_given(key: str) -> Callable[[Snapshot], bool]:
    return lambda snapshot: any(each.key == key for each in snapshot.given)


_MATTERS: Mapping[FindingCode, Callable[[Snapshot], bool]] = {
    FindingCode.METADATA_MISSING: lambda snapshot: _cards_are_shown(snapshot) or _notifications_are_on(snapshot),
    FindingCode.UNSUPPORTED_APP_SELECTED: _apps_are_selected,
    FindingCode.UNKNOWN_APP_SELECTED: _apps_are_selected,
    FindingCode.HUB_MISSING: _apps_are_selected,
    FindingCode.GIVEN_APP_UNMATCHED: _is_given("apps"),
    FindingCode.PROFILE_WITHOUT_CHAT: _chat_is_on,
    FindingCode.TEAMS_TOOL_UNKNOWN: _chat_is_on,
    FindingCode.PANE_PERMISSIONS_MISSING: _chat_is_on,
    FindingCode.GIVEN_USER_UNMATCHED: _is_given("users"),
    FindingCode.GIVEN_CHAT_UNMATCHED: _is_given("chats"),
    FindingCode.CHOSEN_VIEW_MISSING: _cards_are_shown,
    FindingCode.CHOSEN_VIEW_UNUSABLE: _cards_are_shown,
    FindingCode.DEFAULT_VIEW_MISSING: _cards_are_shown,
    FindingCode.COLUMN_UNSUPPORTED: _cards_are_shown,
    FindingCode.COLUMN_HIDDEN: _cards_are_shown,
    FindingCode.COLUMN_BEYOND_LIMIT: _cards_are_shown,
    FindingCode.SECURED_FIELD_LAID_OPEN: _cards_are_shown,
    FindingCode.GIVEN_FIELD_UNMATCHED: _is_given("readable_secured_fields"),
    FindingCode.UNKNOWN_ATTRIBUTE: _notifications_are_on,
    FindingCode.UNSUPPORTED_ATTRIBUTE: _notifications_are_on,
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _notifications_are_on,
}
"""What is turned off, or not given, is not judged, so that no table is missed for it."""
