"""Settings rows to the settings of record types (CON-1, DIS-2, NTF-2, Q-12).

What a row does not tell is not guessed. A null toggle is off, and reported; a setting whose column no row has was not
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

from .._arguments import checked
from .._model import Model
from .._validation import is_logical_name
from .._value import frozen
from ..errors import InvalidValue, shown
from ..policy import MOST_NOTIFIED_ATTRIBUTES, RecordTypePolicy
from ..snapshot import NotSelected, Rejected, Remark, RemarkCode
from ..unknown import Unknown
from ._columns import NO_COLUMNS, Selected, selected
from ._payloads import Row
from ._rows import (
    as_guid,
    boolean,
    expanded,
    given,
    guid,
    has,
    is_active,
    logical_name,
    optional_guid,
    optional_text,
    read_agreeing,
    read_each,
)

__all__ = ["EntitiesRead", "SettingsRead", "read_entities", "read_settings"]

_SEPARATORS = re.compile(r"[,;\s]+")


# --- Settings rows ----------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class SettingsRead(Model):
    """What the settings rows (`msdyn_entitylinkchatconfiguration`) say.

    Attributes:
        record_types: the settings of each record type that has exactly one active row.
        unreadable: the record types that have settings which could not be read.
        others_unreadable: whether a row could not be read and does not tell its record type either.
        rejected: the rows that could not be read.
        remarks: what was read and is worth telling.
        not_selected: the columns that no row has.
    """

    record_types: tuple[RecordTypePolicy, ...]
    unreadable: frozenset[str]
    others_unreadable: bool
    rejected: tuple[Rejected, ...] = ()
    remarks: tuple[Remark, ...] = ()
    not_selected: tuple[NotSelected, ...] = ()


NO_SETTINGS = SettingsRead(record_types=(), unreadable=frozenset(), others_unreadable=True)
"""What is known of settings that were not exported: there may be some of any record type."""


@checked
def read_settings(
    payload: object,
    *,
    entities: Mapping[str, str] | None = None,
    source: str = "msdyn_entitylinkchatconfigurations",
    missing: Iterable[str] = NO_COLUMNS,
) -> SettingsRead:
    """The settings of every record type.

    The record type is that of the expanded lookup (`msdyn_entitytype`), or the one `entities` knows by its id; a row
    where the two disagree is rejected for both. Inactive rows are left out whatever else they say, and reported. The
    same row again, by its id, counts once. Two active rows of one record type are both rejected: nobody can tell which
    one counts.

    Args:
        payload: the rows.
        entities: logical names by entity id (`read_entities`), in any case, with or without braces.
        source: the name of the payload, for what is told of its rows.
        missing: the columns that the environment does not have: they are as if they were null.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    names = {each.strip("{}").lower(): name for each, name in (entities or {}).items()}
    reader = _Reader(source, names, selected("msdyn_entitylinkchatconfigurations", source, missing))
    once = reader.once_each(read_each(payload, source, reader.read, reader.rejected, columns=reader.columns))
    remarks = [
        Remark(code, source, each.position, each.named, detail) for each in once for code, detail in each.remarks
    ]
    active = [each.settings for each in once if each.settings is not None]
    number = Counter(settings.record_type for settings in active)
    unreadable = {each.record_type for each in reader.rejected}
    for each in once:
        if each.settings is None:
            continue
        record_type = each.settings.record_type
        if number[record_type] > 1 or record_type in unreadable:
            column, expected = "msdyn_entitytype", "one active row for each record type (CON-1)"
            reader.reject(each, InvalidValue(column, expected, f"more than one for {shown(record_type)}"))
            remarks.append(Remark(RemarkCode.CONFIGURED_TWICE, source, each.position, record_type, column))
    unreadable = {each.record_type for each in reader.rejected}
    not_selected = reader.columns.told(reader.rejected)
    readable = [each for each in active if each.record_type not in unreadable]
    return SettingsRead(
        record_types=tuple(sorted(readable, key=lambda each: each.record_type)),
        unreadable=frozenset(each for each in unreadable if each is not None),
        others_unreadable=None in unreadable,
        rejected=tuple(reader.rejected),
        remarks=tuple(remarks),
        not_selected=not_selected,
    )


class _Told(NamedTuple):
    """What one row tells: the settings, None where it is inactive."""

    position: int
    key: str
    about: tuple[str, ...]
    settings: RecordTypePolicy | None
    remarks: list[tuple[RemarkCode, str]]

    @property
    def named(self) -> str | None:
        return self.about[0] if len(self.about) == 1 else None


class _Reader:
    """Reads settings rows, and keeps those that could not be read."""

    def __init__(self, source: str, names: Mapping[str, str], columns: Selected) -> None:
        self.source = source
        self.names = names
        self.columns = columns
        self.rejected: list[Rejected] = []

    def reject(self, told: _Told, error: InvalidValue) -> None:
        where = (self.source, told.position, error.field, error.expected, error.got)
        self.rejected.extend(Rejected(*where, record_type) for record_type in told.about or (None,))

    def read(self, row: Row, position: int) -> _Told | None:
        key = as_guid(given(row, "msdyn_entitylinkchatconfigurationid")) or f"row {position}"
        told = _Told(position, key, _record_types_told(row, self.names), None, [])
        try:
            if not is_active(row):
                told.remarks.append((RemarkCode.INACTIVE_SETTINGS, "statecode"))
                return told
            read = _Settings(row, position, self.columns, told.remarks)
            return told._replace(settings=read.settings(_record_type(row, self.names)))
        except InvalidValue as error:
            self.reject(told, error)
            return None

    def once_each(self, found: Iterable[_Told | None]) -> list[_Told]:
        """Each row once, by its id; rows of one id that differ are rejected, and those that lack a column."""
        by_id: dict[str, list[_Told]] = {}
        for each in found:
            if each is not None:
                by_id.setdefault(each.key, []).append(each)
        lacking = self.columns.lacking()
        once = []
        for alike in by_id.values():
            differ = any(each.settings != alike[0].settings for each in alike)
            got = f"{len(alike)} rows that differ"
            for each in alike:
                if each.position in lacking:
                    missing = "nothing: the column is missing"
                    self.reject(each, InvalidValue(lacking[each.position], "a value", missing))
                elif differ:
                    self.reject(each, InvalidValue("msdyn_entitytype", "rows of one id to say the same", got))
                elif each is alike[0]:
                    once.append(each)
        return once


def _record_types_told(row: Row, names: Mapping[str, str]) -> tuple[str, ...]:
    """Every record type the row may be about, as far as it can be read: one, none, or two that disagree."""
    told: set[str | None] = set()
    for tell in (_expanded_name, partial(_looked_up_name, names=names)):
        with suppress(InvalidValue):
            told.add(tell(row))
    return tuple(sorted(each for each in told if each is not None))


def _expanded_name(row: Row) -> str | None:
    entity = expanded(row, "msdyn_entitytype")
    return None if entity is None or given(entity, "logicalname") is None else logical_name(entity, "logicalname")


def _looked_up_name(row: Row, names: Mapping[str, str]) -> str | None:
    entity_id = optional_guid(row, "_msdyn_entitytype_value")
    name = None if entity_id is None else names.get(entity_id)
    return None if name is None else logical_name({"_msdyn_entitytype_value": name}, "_msdyn_entitytype_value")


def _record_type(row: Row, names: Mapping[str, str]) -> str:
    told = {each for each in (_expanded_name(row), _looked_up_name(row, names)) if each is not None}
    if len(told) != 1:
        expected = "one record type: expanded with its logicalname, or by the id of a known entity"
        unknown = f"no logicalname, and {shown(given(row, '_msdyn_entitytype_value'))} as id"
        raise InvalidValue("msdyn_entitytype", expected, f"{shown(sorted(told))}, which disagree" if told else unknown)
    return told.pop()


class _Settings:
    """The settings that an active row holds."""

    def __init__(self, row: Row, position: int, columns: Selected, remarks: list[tuple[RemarkCode, str]]) -> None:
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
            view_id=self.view_id(),
            owner_may_disconnect=self.toggle("msdyn_recordownercanunlink"),
            connector_may_disconnect=self.toggle("msdyn_recentchatlinkercanunlink"),
            join_chat=self.toggle("msdyn_usercanjoinchat"),
            notify=self.toggle("msdyn_isenabledforbot"),
            notified_attributes=self.notified_attributes(),
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

    def view_id(self) -> str | Unknown | None:
        """The chosen view: null and an empty text are none (CRD-5)."""
        column = "msdyn_contextviewid"
        absent = self.absent(column)
        if absent is not None:
            return absent
        return None if given(self.row, column) in (None, "") else guid(self.row, column)

    def notified_attributes(self) -> list[str] | Unknown:
        """The selected attributes, each once: null and an empty text are none (NTF-2)."""
        column = "msdyn_filteringattributes"
        absent = self.absent(column)
        if absent is not None:
            return absent
        listed = optional_text(self.row, column) or ""
        picked = Counter(each.lower() for each in _SEPARATORS.split(listed) if each)
        if not all(map(is_logical_name, picked)):
            raise InvalidValue(column, "logical names, separated by commas, semicolons or blanks", shown(listed))
        if len(picked) > MOST_NOTIFIED_ATTRIBUTES:
            expected = f"at most {MOST_NOTIFIED_ATTRIBUTES} different attributes (NTF-2)"
            raise InvalidValue(column, expected, shown(listed))
        self.remarks.extend((RemarkCode.DUPLICATE_ATTRIBUTE, name) for name, times in picked.items() if times > 1)
        return list(picked)


# --- Entity rows ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class EntitiesRead(Model):
    """What the entity rows say.

    Attributes:
        entities: each entity's id with its logical name.
        rejected: the rows that could not be read.
        not_selected: the columns that no row has.
    """

    entities: tuple[tuple[str, str], ...]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The logical names by entity id, for `read_settings`."""
        return dict(self.entities)


@checked
def read_entities(payload: object, source: str = "entities") -> EntitiesRead:
    """The logical name behind each entity id; rows that give one id two names are rejected.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    rejected: list[Rejected] = []
    columns = selected("entities", source)

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, str]]:
        entity_id = guid(row, "entityid")
        return position, entity_id, (entity_id, logical_name(row, "logicalname"))

    entities = read_agreeing(payload, source, read, "entityid", rejected, columns)
    not_selected = columns.told(rejected)
    return EntitiesRead(entities=tuple(entities), rejected=tuple(rejected), not_selected=not_selected)
