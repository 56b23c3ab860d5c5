"""What looks for each kind of finding in a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

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
    looked = [*_looked(snapshot, by and by.astimezone(UTC)), *_not_exported(snapshot)]
    return in_order(Finding(code, *each) for code, found in looked for each in found)


def _looked(snapshot: Snapshot, now: datetime | None) -> Iterator[tuple[FindingCode, Found]]:
    without = _COMPARES_TIMES if now is None else (FindingCode.TIMES_NOT_COMPARED,)
    for code, find in _FINDERS.items():
        if code not in without and not _missing(snapshot, code) and not _is_unread(snapshot, code):
            yield code, find(snapshot, now) if code in _COMPARES_TIMES else find(snapshot)


def _is_unread(snapshot: Snapshot, code: FindingCode) -> bool:
    """Whether a kind looks for names among the rows of a table of which none was read, for lack of a column."""
    table, read = _LOOKED_UP_IN.get(code, ("", ""))
    return snapshot.lacks_column_of(table) and not getattr(snapshot, read)


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
        if code not in _MATTERS or _MATTERS[code](snapshot):
            for table in _missing(snapshot, code):
                lacking.setdefault(table, []).append(code.value)
    for table, codes in lacking.items():
        values: dict[str, FindingValue] = {"table": table, "not_checked": tuple(codes)}
        yield FindingCode.TABLE_NOT_EXPORTED, [(table, values)]


# --- Where a kind matters at all --------------------------------------------------------------------------------------


def _apps_are_selected(snapshot: Snapshot) -> bool:
    policy = snapshot.policy
    return policy.on_for_all_apps is not True and policy.selected_apps not in (None, frozenset())


def _is_on(*toggles: str) -> Callable[[Snapshot], bool]:
    """Whether one of these toggles is on for some record type, or may be."""
    return lambda snapshot: (
        not snapshot.has("msdyn_entitylinkchatconfigurations")
        or any(getattr(each, toggle) is True for each in snapshot.policy.record_types for toggle in toggles)
    )


def _is_given(key: str) -> Callable[[Snapshot], bool]:
    return lambda snapshot: any(each.key == key for each in snapshot.supplement_ids)


_MATTERS: Mapping[str, Callable[[Snapshot], bool]] = {
    code: matters
    for matters, codes in (
        (
            lambda snapshot: snapshot.policy.chat_is_on is not False,
            "profile_without_chat teams_tool_unknown pane_permissions_missing",
        ),
        (_apps_are_selected, "unsupported_app_selected unknown_app_selected hub_missing"),
        (_is_on("include_note"), "chosen_view_missing chosen_view_unusable default_view_missing secured_field_exposed"),
        (_is_on("include_note"), "column_unsupported column_hidden column_beyond_limit"),
        (_is_on("notify"), "unknown_attribute unsupported_attribute notifications_not_configurable"),
        (_is_on("include_note", "notify"), "metadata_missing"),
        (_is_given("apps"), "supplement_app_unmatched"),
        (_is_given("users"), "supplement_user_unmatched"),
        (_is_given("chats"), "supplement_chat_unmatched"),
        (_is_given("readable_secured_fields"), "supplement_field_unmatched"),
    )
    for code in codes.split()
}
"""What is turned off, or not in supplement.toml, is not judged, so that no table is missing for it."""


# --- What looks for each kind -----------------------------------------------------------------------------------------

_FINDERS: Mapping[FindingCode, Callable[..., Found]] = {
    code: getattr(room, code)
    for code in FindingCode
    for room in (_apps, _cards, _export, _links, _rights)
    if hasattr(room, code)
}
"""The function that has the name of a kind looks for it; none for the tables that were not exported."""

_LOOKED_UP_IN: Mapping[str, tuple[str, str]] = {
    code: (table, read)
    for table, read, codes in (
        ("appmodules", "apps", "unknown_app_selected hub_missing supplement_app_unmatched"),
        ("entitydefinitions", "record_types", "metadata_missing"),
        ("msdyn_teamschatassociations", "chats", "supplement_chat_unmatched"),
        ("savedqueries", "views", "chosen_view_missing chosen_view_unusable default_view_missing"),
        ("systemusers", "users", "supplement_user_unmatched"),
    )
    for code in codes.split()
}
"""The table in which a kind looks up what the settings or the supplement name, and what is read of it."""

_COMPARES_TIMES = (FindingCode.LINKS_AHEAD, FindingCode.SYNC_SINCE_AHEAD, FindingCode.MESSAGES_AHEAD)
