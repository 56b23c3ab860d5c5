"""What looks for each kind of finding in a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from .._arguments import checked
from ..errors import InvalidValue, shown
from ..snapshot import PROFILE_TABLES, Snapshot
from ..unknown import Unknown
from . import _apps, _cards, _export, _links, _rights
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
    return ((code, look.find(snapshot)) for code, look in _LOOKS.items() if not _missing(snapshot, code))


def _times(snapshot: Snapshot, now: datetime | None) -> Iterator[tuple[FindingCode, Found]]:
    if now is None:
        yield FindingCode.TIMES_NOT_COMPARED, _links.times_not_compared(snapshot)
        return
    yield from ((code, look(snapshot, now)) for code, look in _TIMES.items() if not _missing(snapshot, code))


def _missing(snapshot: Snapshot, code: FindingCode) -> tuple[str, ...]:
    """The tables that a kind of finding needs and that were not exported; the first of several that will do."""
    lacks = [each for each in code.needs if not snapshot.has(each[0])]
    will_do = any(map(snapshot.has, {other for each in lacks for other in each})) and _cover_everybody(snapshot, code)
    return tuple(each[0] for each in lacks if not (will_do and any(map(snapshot.has, each))))


def _cover_everybody(snapshot: Snapshot, code: FindingCode) -> bool:
    """Whether the privileges exported user by user say of every user what the tables of roles would."""
    if not snapshot.has("systemusers"):
        return True  # that is the table that is missing
    needs_profiles = code is FindingCode.USERS_UNKNOWN and all(map(snapshot.has, PROFILE_TABLES))
    has_profiles = not any(isinstance(each.profile, Unknown) for each in snapshot.users)
    return snapshot.has_all_privileges and (has_profiles or not needs_profiles)


def _not_exported(snapshot: Snapshot) -> Iterator[tuple[FindingCode, Found]]:
    """Each table that was not exported, with the kinds of findings that were not looked for without it."""
    lacking: dict[str, list[str]] = {}
    for code in FindingCode:
        if code not in _LOOKS or _LOOKS[code].matters(snapshot):
            for table in _missing(snapshot, code):
                lacking.setdefault(table, []).append(code.value)
    for table, codes in lacking.items():
        values: dict[str, FindingValue] = {"table": table, "not_checked": tuple(codes)}
        yield FindingCode.TABLE_NOT_EXPORTED, [(table, values)]


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


def _cards_or_notifications(snapshot: Snapshot) -> bool:
    return _cards_are_shown(snapshot) or _notifications_are_on(snapshot)


def _is_given(key: str) -> Callable[[Snapshot], bool]:
    return lambda snapshot: any(each.key == key for each in snapshot.supplement_ids)


# --- What looks for each kind -----------------------------------------------------------------------------------------


class _Look(NamedTuple):
    find: Callable[[Snapshot], Found]
    matters: Callable[[Snapshot], bool] = _always
    """What is turned off, or not in supplement.toml, is not judged, so that no table is missing for it."""


_LOOKS: Mapping[FindingCode, _Look] = {
    FindingCode.ROW_REJECTED: _Look(_export.rows_rejected),
    FindingCode.SETTINGS_UNREADABLE: _Look(_export.settings_unreadable),
    FindingCode.OTHER_SETTINGS_UNREADABLE: _Look(_export.other_settings_unreadable),
    FindingCode.CONFIGURED_TWICE: _Look(_export.configured_twice),
    FindingCode.ABSENT_TOGGLE: _Look(_export.absent_toggles),
    FindingCode.INACTIVE_SETTINGS: _Look(_export.inactive_settings),
    FindingCode.METADATA_MISSING: _Look(_export.metadata_missing, _cards_or_notifications),
    FindingCode.SETTINGS_UNKNOWN: _Look(_export.settings_unknown),
    FindingCode.COLUMN_NOT_SELECTED: _Look(_export.columns_not_selected),
    FindingCode.FILES_PASSED_OVER: _Look(_export.files_passed_over),
    FindingCode.SCOPE_UNKNOWN: _Look(_export.scope_unknown),
    FindingCode.SELECTION_UNKNOWN: _Look(_export.selection_unknown),
    FindingCode.NO_APP_SELECTED: _Look(_apps.no_app_selected),
    FindingCode.UNSUPPORTED_APP_SELECTED: _Look(_apps.unsupported_apps_selected, _apps_are_selected),
    FindingCode.UNKNOWN_APP_SELECTED: _Look(_apps.unknown_apps_selected, _apps_are_selected),
    FindingCode.HUB_MISSING: _Look(_apps.hub_missing, _apps_are_selected),
    FindingCode.CASES_WITHOUT_APP: _Look(_apps.cases_without_app),
    FindingCode.SUPPLEMENT_APP_UNMATCHED: _Look(_export.apps_unmatched, _is_given("apps")),
    FindingCode.PROFILE_WITHOUT_CHAT: _Look(_apps.profiles_without_chat, _chat_is_on),
    FindingCode.TEAMS_TOOL_UNKNOWN: _Look(_apps.teams_tool_unknown, _chat_is_on),
    FindingCode.PANE_PERMISSIONS_MISSING: _Look(_apps.pane_permissions_missing, _chat_is_on),
    FindingCode.USERS_UNKNOWN: _Look(_export.users_unknown),
    FindingCode.SUPPLEMENT_USER_UNMATCHED: _Look(_export.users_unmatched, _is_given("users")),
    FindingCode.CONSENT_MISSING: _Look(_apps.consents_missing),
    FindingCode.CONSENTS_UNKNOWN: _Look(_apps.consents_unknown),
    FindingCode.SUPPLEMENT_CONSENT_UNMATCHED: _Look(_export.consents_unmatched),
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _Look(_links.links_of_unconfigured_types),
    FindingCode.LINKED_CHATS_NOT_GROUP: _Look(_links.linked_chats_not_group),
    FindingCode.LINKS_INACTIVE: _Look(_links.links_inactive),
    FindingCode.SUPPLEMENT_CHAT_UNMATCHED: _Look(_export.chats_unmatched, _is_given("chats")),
    FindingCode.CHATS_NAMED_AFTER_RECORDS: _Look(_links.chats_named_after_records),
    FindingCode.CARD_WITHOUT_VIEW: _Look(_cards.cards_without_view),
    FindingCode.CHOSEN_VIEW_MISSING: _Look(_cards.chosen_views_missing, _cards_are_shown),
    FindingCode.CHOSEN_VIEW_UNUSABLE: _Look(_cards.chosen_views_unusable, _cards_are_shown),
    FindingCode.DEFAULT_VIEW_MISSING: _Look(_cards.default_views_missing, _cards_are_shown),
    FindingCode.COLUMN_UNSUPPORTED: _Look(_cards.columns_unsupported, _cards_are_shown),
    FindingCode.COLUMN_HIDDEN: _Look(_cards.columns_hidden, _cards_are_shown),
    FindingCode.COLUMN_BEYOND_LIMIT: _Look(_cards.columns_beyond_limit, _cards_are_shown),
    FindingCode.SECURED_FIELD_EXPOSED: _Look(_cards.secured_fields_exposed, _cards_are_shown),
    FindingCode.SUPPLEMENT_FIELD_UNMATCHED: _Look(_export.fields_unmatched, _is_given("readable_secured_fields")),
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _Look(_rights.disconnect_toggles_not_default),
    FindingCode.ROLE_BEYOND_DEFAULTS: _Look(_rights.roles_beyond_defaults),
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _Look(_rights.default_roles_without_right),
    FindingCode.CONNECTOR_TIED: _Look(_rights.connectors_tied),
    FindingCode.CONNECTOR_UNKNOWN: _Look(_rights.connectors_unknown),
    FindingCode.GROUP_TEAM: _Look(_rights.group_teams),
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _Look(_rights.join_toggles_not_default),
    FindingCode.DUPLICATE_ATTRIBUTE: _Look(_cards.duplicate_attributes),
    FindingCode.UNKNOWN_ATTRIBUTE: _Look(_cards.unknown_attributes, _notifications_are_on),
    FindingCode.UNSUPPORTED_ATTRIBUTE: _Look(_cards.unsupported_attributes, _notifications_are_on),
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _Look(_cards.notifications_not_configurable, _notifications_are_on),
    FindingCode.NO_ATTRIBUTE_SELECTED: _Look(_cards.no_attributes_selected),
    FindingCode.SYNC_WITHOUT_CHAT: _Look(_links.sync_without_chat),
    FindingCode.SYNC_SINCE_UNKNOWN: _Look(_links.sync_since_unknown),
    FindingCode.SYNC_KEEPS_MORE: _Look(_links.sync_keeps_more),
    FindingCode.OWNER_CONSENT_OFF: _Look(_links.owner_consent_off),
    FindingCode.OWNER_CONSENT_UNKNOWN: _Look(_links.owner_consent_unknown),
}
"""What looks for each kind of finding, but for what compares times and for the tables that were not exported."""

_TIMES: Mapping[FindingCode, Callable[[Snapshot, datetime], Found]] = {
    FindingCode.LINKS_AHEAD: _links.links_ahead,
    FindingCode.SYNC_SINCE_AHEAD: _links.sync_since_ahead,
    FindingCode.MESSAGES_AHEAD: _links.messages_ahead,
}
