"""Settings rows to the settings of record types (CON-1, DIS-2, NTF-2, Q-12).

What a row does not say is not guessed. A null toggle is off, and reported; a setting whose column no row has was not
selected, and is unknown, unless the environment does not have the column (Q-12). A row that lacks a column which others
have is rejected, and so is one that says two different things. A record type with such a row is unreadable: neither as
the row says nor all off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from attrs import evolve

from .._arguments import checked
from .._ids import as_guid
from .._validation import is_logical_name
from .._value import frozen
from ..defaults import MOST_NOTIFIED_ATTRIBUTES
from ..errors import InvalidValue, shown
from ..policy import RecordTypePolicy
from ..snapshot import Remark, RemarkCode
from ..unknown import Unknown
from ._columns import NO_COLUMNS, SelectedColumns
from ._payloads import Row
from ._rows import (
    boolean,
    expanded,
    given,
    guid,
    has,
    is_active,
    logical_name,
    missing_column,
    optional_guid,
    optional_text,
)
from ._table_reader import TableRead, TableReader
from .export_tables import EXPORT_TABLES, ExportColumn

__all__ = ["EntitiesRead", "SettingsRead", "read_entities", "read_settings"]

_SEPARATORS = re.compile(r"[,;\s]+")
_TABLE, _RECORD_TYPE = "msdyn_entitylinkchatconfigurations", "msdyn_entitytype"
_NAME = ExportColumn("logicalname", EXPORT_TABLES[_TABLE].column("_msdyn_entitytype_value").needed_for)
"""What is read of the lookup of the record type, where it is expanded."""


# --- Settings rows ----------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class SettingsRead(TableRead):
    """What the settings rows (`msdyn_entitylinkchatconfiguration`) say.

    Attributes:
        record_types: the settings of each record type that has exactly one active row.
        unreadable: the record types that have settings which could not be read.
        others_unreadable: whether a row could not be read and does not name its record type either.
        remarks: what was read and should be known.
    """

    record_types: tuple[RecordTypePolicy, ...]
    unreadable: frozenset[str]
    others_unreadable: bool
    remarks: tuple[Remark, ...] = ()


NO_SETTINGS = SettingsRead(record_types=(), unreadable=frozenset(), others_unreadable=True)
"""Settings that were not exported: there may be some of any record type."""


@checked
def read_settings(
    payload: object,
    *,
    entities: Mapping[str, str] | None = None,
    source: str = _TABLE,
    missing: Iterable[str] = NO_COLUMNS,
) -> SettingsRead:
    """The settings of every record type.

    The record type is that of the expanded lookup (`msdyn_entitytype`), or the one in `entities` under its id; a row
    where the two disagree is rejected for both. Inactive rows are left out whatever else they say, and reported. The
    same row again, by its id, counts once. Two active rows of one record type are both rejected: which one counts is
    unknown.

    Args:
        payload: the rows.
        entities: logical names by entity id (`read_entities`), in any case, with or without braces.
        source: the name of the payload, for what is rejected.
        missing: the columns that the environment does not have: they count as null.
    """
    names = {each.strip("{}").lower(): name for each, name in (entities or {}).items()}
    reader = _SettingsReader(source, names, missing)
    rows = reader.once_each(reader.table.each(payload, reader.read))
    remarks = [*reader.remarks(rows), *reader.reject_rivals(rows)]
    unreadable = {each.record_type for each in reader.table.rejected}
    readable = [each.settings for each in rows if each.settings and each.settings.record_type not in unreadable]
    of_lookup = reader.lookup.not_selected(reader.table.rejected)
    not_read = reader.table.not_read()
    return SettingsRead(
        record_types=tuple(sorted(readable, key=lambda each: each.record_type)),
        unreadable=frozenset(each for each in unreadable if each is not None),
        others_unreadable=None in unreadable,
        remarks=tuple(remarks),
        rejected=not_read["rejected"],
        not_selected=(*not_read["not_selected"], *of_lookup),
    )


class _SettingsRow(NamedTuple):
    """One row.

    Attributes:
        position: where it stands.
        key: its id, or its place where it has none.
        record_types: every record type it may be about: one, none, or two that disagree.
        settings: what it says; None where it is inactive.
        remarks: what should be known about it, each with its detail.
    """

    position: int
    key: str
    record_types: tuple[str, ...]
    settings: RecordTypePolicy | None
    remarks: list[tuple[RemarkCode, str]]


class _SettingsReader:
    """Reads settings rows, and rejects those that contradict each other."""

    def __init__(self, source: str, names: Mapping[str, str], missing: Iterable[str]) -> None:
        self.table = TableReader.of(_TABLE, source, missing)
        self.lookup = SelectedColumns(
            evolve(EXPORT_TABLES[_TABLE], columns=(_NAME,)), source, lenient=[_NAME.name], within=_RECORD_TYPE
        )
        self.names = names

    def reject(self, row: _SettingsRow, error: InvalidValue) -> None:
        """Reject a row for every record type that it may be about."""
        for record_type in row.record_types or (None,):
            self.table.reject(row.position, error, record_type=record_type)

    def read(self, row: Row, position: int) -> _SettingsRow | None:
        """What one row says; None for one that was rejected."""
        key = as_guid(given(row, "msdyn_entitylinkchatconfigurationid")) or f"row {position}"
        read = _SettingsRow(position, key, _possible_record_types(row, self.names), None, [])
        try:
            if not is_active(row):
                read.remarks.append((RemarkCode.INACTIVE_SETTINGS, "statecode"))
                return read
            values = _SettingsValues(row, position, self.table.columns, read.remarks)
            return read._replace(settings=values.settings(self.record_type(row)))
        except InvalidValue as error:
            self.reject(read, error)
            return None

    def record_type(self, row: Row) -> str:
        """The record type of an active row.

        Raises:
            InvalidValue: where the row names none, or two that disagree.
        """
        entity = expanded(row, _RECORD_TYPE)
        if entity is not None:
            self.lookup.see(entity)
        named = {each for each in (_expanded_name(row), _looked_up_name(row, self.names)) if each is not None}
        if len(named) == 1:
            return named.pop()
        expected = "one record type: expanded with its logicalname, or by the id of a known entity"
        if named:
            raise InvalidValue(_RECORD_TYPE, expected, f"{shown(sorted(named))}, which disagree")
        is_selected = entity is None or has(entity, "logicalname")
        got = f"no logicalname, and {shown(given(row, '_msdyn_entitytype_value'))} as id"
        raise InvalidValue(_RECORD_TYPE if is_selected else f"{_RECORD_TYPE}.logicalname", expected, got)

    def once_each(self, found: Iterable[_SettingsRow | None]) -> list[_SettingsRow]:
        """Each row once, by its id; rows of one id that differ are rejected, and those that lack a column."""
        by_id: dict[str, list[_SettingsRow]] = {}
        for each in found:
            if each is not None:
                by_id.setdefault(each.key, []).append(each)
        lacking = self.table.columns.lacking()
        once = []
        for alike in by_id.values():
            differ = any(each.settings != alike[0].settings for each in alike)
            got = f"{len(alike)} rows that differ"
            for each in alike:
                if each.position in lacking:
                    self.reject(each, missing_column(lacking[each.position]))
                elif differ:
                    self.reject(each, InvalidValue(_RECORD_TYPE, "rows of one id to say the same", got))
                elif each is alike[0]:
                    once.append(each)
        return once

    def remarks(self, rows: Iterable[_SettingsRow]) -> list[Remark]:
        """What should be known about the rows that were read."""
        return [
            Remark(
                code, self.table.source, row.position, row.record_types[0] if len(row.record_types) == 1 else None, each
            )
            for row in rows
            for code, each in row.remarks
        ]

    def reject_rivals(self, rows: Iterable[_SettingsRow]) -> list[Remark]:
        """Reject active rows of one record type, also beside one that was rejected before; with a remark for each."""
        active = [(each, each.settings.record_type) for each in rows if each.settings is not None]
        number = Counter(record_type for _, record_type in active)
        unreadable = {each.record_type for each in self.table.rejected}
        remarks = []
        for row, record_type in active:
            if number[record_type] > 1 or record_type in unreadable:
                expected, got = "one active row for each record type (CON-1)", f"more than one for {shown(record_type)}"
                self.reject(row, InvalidValue(_RECORD_TYPE, expected, got))
                code = RemarkCode.CONFIGURED_TWICE
                remarks.append(Remark(code, self.table.source, row.position, record_type, _RECORD_TYPE))
        return remarks


def _possible_record_types(row: Row, names: Mapping[str, str]) -> tuple[str, ...]:
    """Every record type the row may be about, as far as it can be read: one, none, or two that disagree."""
    found: set[str | None] = set()
    for name in (_expanded_name, partial(_looked_up_name, names=names)):
        with suppress(InvalidValue):
            found.add(name(row))
    return tuple(sorted(each for each in found if each is not None))


def _expanded_name(row: Row) -> str | None:
    entity = expanded(row, _RECORD_TYPE)
    return None if entity is None or given(entity, "logicalname") is None else logical_name(entity, "logicalname")


def _looked_up_name(row: Row, names: Mapping[str, str]) -> str | None:
    entity_id = optional_guid(row, "_msdyn_entitytype_value")
    name = None if entity_id is None else names.get(entity_id)
    return None if name is None else logical_name({"_msdyn_entitytype_value": name}, "_msdyn_entitytype_value")


class _SettingsValues:
    """The settings that an active row holds."""

    def __init__(
        self, row: Row, position: int, columns: SelectedColumns, remarks: list[tuple[RemarkCode, str]]
    ) -> None:
        self.row = row
        self.position = position
        self.columns = columns
        self.remarks = remarks

    def settings(self, record_type: str) -> RecordTypePolicy:
        if given(self.row, "msdyn_enableautonamechats") is True:  # for information only, so nothing else rejects a row
            self.remarks.append((RemarkCode.AUTO_NAMING, "msdyn_enableautonamechats"))
        return RecordTypePolicy(
            record_type,
            include_note=self.toggle("msdyn_enablekickoffmessage"),
            view_id=self.view_id("msdyn_contextviewid"),
            owner_may_disconnect=self.toggle("msdyn_recordownercanunlink"),
            connector_may_disconnect=self.toggle("msdyn_recentchatlinkercanunlink"),
            join_chat=self.toggle("msdyn_usercanjoinchat"),
            notify=self.toggle("msdyn_isenabledforbot"),
            notified_attributes=self.notified_attributes("msdyn_filteringattributes"),
        )

    def absent(self, column: str) -> Unknown | None:
        """That the column is unknown, where the row does not have it; not where the environment does not have it."""
        if has(self.row, column) or column in self.columns.missing:
            return None
        return self.columns.unknown(column, self.position)

    def toggle(self, column: str) -> bool | Unknown:
        """Off where the column is null, which is reported (Q-12)."""
        absent, found = self.absent(column), boolean(self.row, column)
        if absent is None and found is None:
            self.remarks.append((RemarkCode.ABSENT_TOGGLE, column))
        return found is True if absent is None else absent

    def view_id(self, column: str) -> str | Unknown | None:
        """The chosen view: null and an empty text are none (CRD-5)."""
        absent = self.absent(column)
        if absent is not None:
            return absent
        return None if given(self.row, column) in (None, "") else guid(self.row, column)

    def notified_attributes(self, column: str) -> list[str] | Unknown:
        """The selected attributes, each once: null and an empty text are none (NTF-2)."""
        absent = self.absent(column)
        if absent is not None:
            return absent
        listed = optional_text(self.row, column) or ""
        selected = Counter(each.lower() for each in _SEPARATORS.split(listed) if each)
        if not all(map(is_logical_name, selected)):
            raise InvalidValue(column, "logical names, separated by commas, semicolons or blanks", shown(listed))
        if len(selected) > MOST_NOTIFIED_ATTRIBUTES:
            expected = f"at most {MOST_NOTIFIED_ATTRIBUTES} different attributes (NTF-2)"
            raise InvalidValue(column, expected, shown(listed))
        self.remarks.extend((RemarkCode.DUPLICATE_ATTRIBUTE, name) for name, times in selected.items() if times > 1)
        return list(selected)


# --- Entity rows ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class EntitiesRead(TableRead):
    """Entities: the id of each with its logical name."""

    entities: tuple[tuple[str, str], ...]

    @property
    def names(self) -> dict[str, str]:
        """The logical names by entity id, for `read_settings`."""
        return dict(self.entities)


@checked
def read_entities(payload: object, source: str = "entities") -> EntitiesRead:
    """The logical name of each entity id; rows that give one id two names are rejected."""
    table = TableReader.of("entities", source)
    names = table.by_id(payload, "entityid", lambda row, _: (guid(row, "entityid"), logical_name(row, "logicalname")))
    return EntitiesRead(entities=tuple(names.items()), **table.not_read())
