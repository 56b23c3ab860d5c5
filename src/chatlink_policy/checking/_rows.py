"""What is wrong with the rows of an export, and with the settings rows in particular."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import RecordType
from ..snapshot import Rejected, Remark, RemarkCode, Snapshot
from .findings import FEW, Few, FindingValue, Found, few


def rows_rejected(snapshot: Snapshot) -> Found:
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
    """Which row of the file it is: the first one is 1; 0 stands for the whole file, which comes first."""
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


def other_settings_unreadable(snapshot: Snapshot) -> Found:
    if snapshot.policy.others_unreadable:
        yield "msdyn_entitylinkchatconfigurations", {}


def configured_twice(snapshot: Snapshot) -> Found:
    for record_type, remarks in remarked(snapshot, RemarkCode.CONFIGURED_TWICE):
        yield record_type, {"places": _places(remarks)}


def absent_toggles(snapshot: Snapshot) -> Found:
    for record_type, remarks in remarked(snapshot, RemarkCode.ABSENT_TOGGLE):
        yield record_type, {"columns": details(remarks)}


def inactive_settings(snapshot: Snapshot) -> Found:
    for record_type, remarks in remarked(snapshot, RemarkCode.INACTIVE_SETTINGS):
        yield record_type, {"places": _places(remarks)}


def remarked(snapshot: Snapshot, code: RemarkCode) -> Iterable[tuple[str, list[Remark]]]:
    """The remarks of one kind, by what they are about: the record type, or the file where there is none."""
    about: dict[str, list[Remark]] = {}
    for each in snapshot.remarks:
        if each.code is code:
            about.setdefault(each.record_type or each.source, []).append(each)
    return about.items()


def details(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What the remarks are about, each once."""
    return tuple(sorted({each.detail for each in remarks}))


def _places(remarks: Iterable[Remark]) -> Few:
    places = sorted({(each.source, each.row) for each in remarks})
    return Few(len(places), tuple(f"{source} row {row + 1}" for source, row in places[:FEW]))


def metadata_missing(snapshot: Snapshot) -> Found:
    known, unread = metadata(snapshot), rejected_ids(snapshot, "entitydefinitions")
    for settings in snapshot.policy.record_types:
        if settings.record_type not in known and (settings.notify is True or settings.include_note is True):
            yield settings.record_type, {"is_rejected": settings.record_type in unread}


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


def metadata(snapshot: Snapshot) -> dict[str, RecordType]:
    """The metadata of the tables, by their names."""
    return {each.name: each for each in snapshot.record_types}
