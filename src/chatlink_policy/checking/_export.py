"""What of an export could not be read, was not provided, or matches nothing in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial

from .._ids import close_to, without_escapes
from ..defaults import GRAPH_PERMISSIONS
from ..policy import Policy, RecordTypePolicy
from ..snapshot import Rejected, Remark, RemarkCode, Snapshot
from ..unknown import Unknown
from ..wording.words import say
from .configured import metadata
from .findings import FEW, Few, FindingValue, Found, few, where

# --- Rows -------------------------------------------------------------------------------------------------------------


def row_rejected(snapshot: Snapshot) -> Found:
    """Rows rejected for the same reason are one finding, of which the first row is named in full."""
    alike: dict[tuple[str, str, str], list[Rejected]] = {}
    for each in snapshot.rejected:
        if each.record_type not in snapshot.policy.unreadable_record_types:  # those are named with their record type
            alike.setdefault((each.source, each.path, each.expected), []).append(each)
    for (source, path, expected), rows in alike.items():
        first, *others = sorted(rows, key=lambda each: (_row(each), each.got))
        values: dict[str, FindingValue] = {"path": path, "expected": expected, "got": first.got}
        if first.row is not None:
            values["row"] = _row(first)
        if others:
            values["rows"] = few([*map(_row, others)])
        yield source, values


def _row(rejected: Rejected) -> int:
    """The number of the row, counted from 1; 0 for the whole file, which comes first."""
    return 0 if rejected.row is None else rejected.row + 1


def settings_unreadable(snapshot: Snapshot) -> Found:
    why: dict[str, list[Rejected]] = {each: [] for each in snapshot.policy.unreadable_record_types}
    for each in snapshot.rejected:
        if each.record_type in why:
            why[each.record_type].append(each)
    for record_type, rows in why.items():
        ordered = sorted(rows, key=lambda each: (each.source, _row(each), each.path, each.expected, each.got))
        reasons = Few(len(rows), tuple(each.says for each in ordered[:FEW]))
        yield record_type, {"reasons": reasons} if rows else {}


other_settings_unreadable = where("msdyn_entitylinkchatconfigurations", lambda each: each.policy.others_unreadable)


def _remarked(snapshot: Snapshot, code: RemarkCode, name: str, value: Callable[[list[Remark]], FindingValue]) -> Found:
    """The remarks of one kind, by what they are about: the record type, or the file where there is none."""
    about: dict[str, list[Remark]] = {}
    for each in snapshot.remarks:
        if each.code is code:
            about.setdefault(each.record_type or each.source, []).append(each)
    return ((subject, {name: value(remarks)} if name else {}) for subject, remarks in about.items())


def _details(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What the remarks are about, each once."""
    return tuple(sorted({each.detail for each in remarks}))


def _places(remarks: Iterable[Remark]) -> Few:
    places = sorted({(each.source, each.row) for each in remarks})
    return Few(len(places), tuple(say("findings.place", source=source, row=row + 1) for source, row in places[:FEW]))


configured_twice = partial(_remarked, code=RemarkCode.CONFIGURED_TWICE, name="places", value=_places)
inactive_settings = partial(_remarked, code=RemarkCode.INACTIVE_SETTINGS, name="places", value=_places)
absent_toggle = partial(_remarked, code=RemarkCode.ABSENT_TOGGLE, name="columns", value=_details)
duplicate_attribute = partial(_remarked, code=RemarkCode.DUPLICATE_ATTRIBUTE, name="attributes", value=_details)
links_inactive = partial(_remarked, code=RemarkCode.INACTIVE_LINK, name="links", value=len)
chats_named_after_records = partial(_remarked, code=RemarkCode.AUTO_NAMING, name="", value=len)


def metadata_missing(snapshot: Snapshot) -> Found:
    known, unread = metadata(snapshot), rejected_ids(snapshot, "entitydefinitions")
    for each in snapshot.policy.record_types:
        if each.record_type not in known and (each.notify is True or each.include_note is True):
            yield each.record_type, {"is_rejected": each.record_type in unread}


def rejected_ids(snapshot: Snapshot, table: str) -> frozenset[str]:
    """The ids or names of the rejected rows of a table, as far as they could be read."""
    return frozenset(each.id for each in snapshot.rejected_in(table) if each.id is not None)


def unread_users(snapshot: Snapshot, unknown: int) -> dict[str, FindingValue]:
    """Of how many users something is unknown, rejected ones included; a column that was not selected hides how many.

    Args:
        snapshot: the organisation.
        unknown: of how many users that were read it is unknown.
    """
    if snapshot.lacks_column_of("systemusers"):
        return {"any_number_unknown": True}
    number = unknown + len(snapshot.rejected_once("systemusers"))
    return {"unknown": number} if number else {}


# --- What was not provided --------------------------------------------------------------------------------------------

_SETTINGS = ("organizations", "msdyn_entitylinkchatconfigurations")
_PROVIDED = ("on_for_all_apps", "selected_apps")


def settings_unknown(snapshot: Snapshot) -> Found:
    """Only where no column is missing that would explain it: then that is the finding."""
    if any(each.table in _SETTINGS for each in snapshot.not_selected):
        return
    of_organisation = tuple(each for each in _unknown(snapshot.policy) if each not in _PROVIDED)
    for subject, settings in (
        ("organisation", of_organisation),
        *((each.record_type, _unknown(each)) for each in snapshot.policy.record_types),
    ):
        if settings:
            yield subject, {"settings": settings}


def _unknown(settings: Policy | RecordTypePolicy) -> tuple[str, ...]:
    names = (each.name for each in settings._fields() if each.init)
    return tuple(sorted(name for name in names if isinstance(getattr(settings, name), Unknown)))


def column_not_selected(snapshot: Snapshot) -> Found:
    for each in snapshot.not_selected:
        values: dict[str, FindingValue] = {"table": each.table, "column": each.column}
        if each.needed_for:
            values["needed_for"] = tuple(each.needed_for)
        yield f"{each.table}.{each.column}", values


def files_passed_over(snapshot: Snapshot) -> Found:
    if snapshot.passed_over:
        yield say("findings.export_folder"), {"files": tuple(sorted(snapshot.passed_over))}


def users_unknown(snapshot: Snapshot) -> Found:
    """The roles of a user count as unknown where those of one of the user's teams are."""
    parts = {
        "roles": [each.id for each in snapshot.users if isinstance(each.privileges, Unknown)],
        "teams": [each.id for each in snapshot.users if isinstance(each.teams, Unknown)],
        "profile": [each.id for each in snapshot.users if isinstance(each.profile, Unknown)],
    }
    return ((part, {"part": part, "users": few(ids)}) for part, ids in parts.items() if ids)


# --- Ids and names of supplement.toml that match nothing --------------------------------------------------------------


def supplement_user_unmatched(snapshot: Snapshot) -> Found:
    """A global administrator of Microsoft 365 need not be a user here, unless the id looks like something else."""
    known = {*(each.id for each in snapshot.users), *rejected_ids(snapshot, "systemusers")}
    administrators = _among("global_administrators", _given(snapshot, "global_administrators"), known)
    yield from _among("users", _given(snapshot, "users"), known)
    yield from (each for each in administrators if "hint" in each[1])


def supplement_chat_unmatched(snapshot: Snapshot) -> Found:
    return _among("chats", _given(snapshot, "chats"), {each.id for each in snapshot.chats})


def supplement_app_unmatched(snapshot: Snapshot) -> Found:
    known = {*(each.unique_name for each in snapshot.apps), *rejected_ids(snapshot, "appmodules")}
    return _among("apps", _given(snapshot, "apps"), known)


def supplement_field_unmatched(snapshot: Snapshot) -> Found:
    """Only of the tables whose metadata was exported: the field may belong to another one."""
    tables = {each.name for each in snapshot.record_types}
    given = [each for each in _given(snapshot, "readable_secured_fields") if each.partition(".")[0] in tables]
    secured = {
        f"{table.name}.{each.name}" for table in snapshot.record_types for each in table.attributes if each.is_secured
    }
    return _among("readable_secured_fields", given, secured)


def supplement_consent_unmatched(snapshot: Snapshot) -> Found:
    return _among("consents", snapshot.consents or (), {each.name for each in GRAPH_PERMISSIONS})


def _given(snapshot: Snapshot, key: str) -> list[str]:
    return [each.id for each in snapshot.supplement_ids if each.key == key]


def _among(key: str, given: Iterable[str], known: Collection[str]) -> Found:
    """Ids that look alike are one finding, which suggests what the first few may mean."""
    folded = {each.casefold() for each in known}
    alike: dict[str, list[str]] = {}
    for each in given:
        if each.strip("{}").casefold() not in folded:
            alike.setdefault(_looks_like(each), []).append(each)
    for hint, ids in alike.items():
        values: dict[str, FindingValue] = {"key": key, "ids": few(ids)}
        if hint:
            values["hint"] = hint
        if similar := sorted(
            {found for each in sorted(ids)[:FEW] for found in close_to(without_escapes(each).strip("{}"), known)}
        ):
            values["similar"] = tuple(similar)
        yield key, values


def _looks_like(given: str) -> str:
    if without_escapes(given) != given:
        return "encoded"
    return "sign_in_name" if re.fullmatch(r"[^@:\s]+@[^@:\s]+\.[^@:\s]+", given) else ""
