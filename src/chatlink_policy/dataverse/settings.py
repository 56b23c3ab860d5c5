"""Settings rows to settings, the organisation's row to its toggles, and both to a policy (CON-1, DIS-2, NTF-2, Q-12).

What a row does not tell is not guessed. Only a toggle may be missing: every toggle column is off unless set, so an
absent or null one is off, and is reported (Q-12). A row without one of the other columns is set apart, and so is one
that says two different things. A record type with such a row is unreadable: neither as the row says nor all off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from attrs import frozen

from .._model import Model
from .._validation import is_logical_name
from ..errors import InvalidValue, UnreadableInput, shown
from ..policy import AS_CHOSEN, MOST_NOTIFIED_ATTRIBUTES, Policy, Readings, RecordTypePolicy
from ..snapshot import Remark, RemarkCode, SetApart
from ._rows import (
    Row,
    as_rows,
    boolean,
    expanded,
    given,
    guid,
    has,
    is_active,
    logical_name,
    optional_guid,
    read_agreeing,
    read_each,
    rows,
    text,
    value,
    whole,
)

__all__ = [
    "EntitiesRead",
    "OrganisationRead",
    "SettingsRead",
    "make_policy",
    "read_entities",
    "read_organisation",
    "read_settings",
]

T = TypeVar("T")

_SEPARATORS = re.compile(r"[,;\s]+")
_IDLE_DAYS_UNLESS_SET = 7  # TML-7


# --- Settings rows ----------------------------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False)
class SettingsRead(Model):
    """What the settings rows (`msdyn_entitylinkchatconfiguration`) say.

    Attributes:
        record_types: the settings of each record type that has exactly one active row.
        unreadable: the record types that have settings which could not be read.
        others_unreadable: whether a row could not be read and does not tell its record type either.
        set_apart: the rows that could not be read.
        remarks: what was read and is worth telling.
    """

    record_types: tuple[RecordTypePolicy, ...]
    unreadable: frozenset[str]
    others_unreadable: bool
    set_apart: tuple[SetApart, ...]
    remarks: tuple[Remark, ...]


def read_settings(
    payload: object,
    *,
    entities: Mapping[str, str] | None = None,
    source: str = "msdyn_entitylinkchatconfigurations",
) -> SettingsRead:
    """The settings of every record type.

    The record type is that of the expanded lookup (`msdyn_entitytype`), or the one `entities` knows by its id; a row
    where the two disagree is set apart for both. Inactive rows are left out whatever else they say, and reported. Two
    active rows of one record type are both set apart: nobody can tell which one counts.

    Args:
        payload: the rows.
        entities: logical names by entity id (`read_entities`), in any case, with or without braces.
        source: the name of the payload, for what is told of its rows.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    names = {each.strip("{}").lower(): name for each, name in (entities or {}).items()}
    set_apart: list[SetApart] = []
    remarks: list[Remark] = []

    def read(row: Row, position: int) -> tuple[int, RecordTypePolicy] | None:
        about = _record_types_told(row, names)
        try:
            if not is_active(row):
                record_type = about[0] if len(about) == 1 else None
                remarks.append(Remark(RemarkCode.INACTIVE_SETTINGS, source, position, record_type, "statecode"))
                return None
            settings, told = _settings(row, names)
        except InvalidValue as error:
            where = (source, position, error.field, error.expected, error.got)
            set_apart.extend(SetApart(*where, record_type) for record_type in about or (None,))
            return None
        remarks.extend(Remark(code, source, position, settings.record_type, detail) for code, detail in told)
        return position, settings

    found = [each for each in read_each(payload, source, read, set_apart) if each is not None]
    named = Counter(settings.record_type for _, settings in found)
    unreadable = {each.record_type for each in set_apart}
    for position, settings in found:
        record_type = settings.record_type
        if named[record_type] > 1 or record_type in unreadable:
            column, expected = "msdyn_entitytype", "one active row for each record type (CON-1)"
            got = f"more than one for {shown(record_type)}"
            remarks.append(Remark(RemarkCode.CONFIGURED_TWICE, source, position, record_type, column))
            set_apart.append(SetApart(source, position, column, expected, got, record_type))
    unreadable = {each.record_type for each in set_apart}
    readable = (each for _, each in found if each.record_type not in unreadable)
    return SettingsRead(
        record_types=tuple(sorted(readable, key=lambda each: each.record_type)),
        unreadable=frozenset(each for each in unreadable if each is not None),
        others_unreadable=None in unreadable,
        set_apart=tuple(set_apart),
        remarks=tuple(remarks),
    )


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
    if name is not None and not is_logical_name(name):
        raise InvalidValue("_msdyn_entitytype_value", "an entity with a logical name", shown(name))
    return name


def _record_type(row: Row, names: Mapping[str, str]) -> str:
    told = {each for each in (_expanded_name(row), _looked_up_name(row, names)) if each is not None}
    if len(told) != 1:
        expected = "one record type: expanded with its logicalname, or by the id of a known entity"
        unknown = f"no logicalname, and {shown(given(row, '_msdyn_entitytype_value'))} as id"
        raise InvalidValue("msdyn_entitytype", expected, f"{shown(sorted(told))}, which disagree" if told else unknown)
    return told.pop()


def _settings(row: Row, names: Mapping[str, str]) -> tuple[RecordTypePolicy, list[tuple[RemarkCode, str]]]:
    """The settings an active row holds, and what is worth telling about it."""
    remarks: list[tuple[RemarkCode, str]] = []

    def toggle(column: str) -> bool:
        return _toggle(row, column, remarks)

    if given(row, "msdyn_enableautonamechats") is True:  # for information only, so whatever else it is rejects nothing
        remarks.append((RemarkCode.AUTO_NAMING, "msdyn_enableautonamechats"))
    settings = RecordTypePolicy(
        _record_type(row, names),
        include_note=toggle("msdyn_enablekickoffmessage"),
        view_id=_view_id(row),
        owner_may_disconnect=toggle("msdyn_recordownercanunlink"),
        connector_may_disconnect=toggle("msdyn_recentchatlinkercanunlink"),
        join_chat=toggle("msdyn_usercanjoinchat"),
        notify=toggle("msdyn_isenabledforbot"),
        notified_attributes=_notified_attributes(row, remarks),
    )
    return settings, remarks


def _toggle(row: Row, column: str, remarks: list[tuple[RemarkCode, str]]) -> bool:
    """Off where the column is absent or null, which is reported (Q-12)."""
    found = boolean(row, column)
    if found is None:
        remarks.append((RemarkCode.ABSENT_TOGGLE, column))
    return found is True


def _view_id(row: Row) -> str | None:
    """The chosen view: null and an empty text are none, a missing column is not (CRD-5)."""
    column = "msdyn_contextviewid"
    return None if value(row, column) in (None, "") else guid(row, column)


def _notified_attributes(row: Row, remarks: list[tuple[RemarkCode, str]]) -> list[str]:
    """The picked attributes, each once: null and an empty text are none, a missing column is not (NTF-2)."""
    column = "msdyn_filteringattributes"
    listed = "" if value(row, column) is None else text(row, column)
    picked = Counter(each for each in _SEPARATORS.split(listed) if each)
    if not all(map(is_logical_name, picked)):
        raise InvalidValue(column, "logical names, separated by commas, semicolons or blanks", shown(listed))
    if len(picked) > MOST_NOTIFIED_ATTRIBUTES:
        expected = f"at most {MOST_NOTIFIED_ATTRIBUTES} different attributes (NTF-2)"
        raise InvalidValue(column, expected, shown(listed))
    remarks.extend((RemarkCode.DUPLICATE_ATTRIBUTE, name) for name, times in picked.items() if times > 1)
    return list(picked)


# --- Entity rows ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False)
class EntitiesRead(Model):
    """What the entity rows say.

    Attributes:
        entities: each entity's id with its logical name.
        set_apart: the rows that could not be read.
    """

    entities: tuple[tuple[str, str], ...]
    set_apart: tuple[SetApart, ...]

    @property
    def names(self) -> dict[str, str]:
        """The logical names by entity id, for `read_settings`."""
        return dict(self.entities)


def read_entities(payload: object, source: str = "entities") -> EntitiesRead:
    """The logical name behind each entity id; rows that give one id two names are set apart.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, str]]:
        entity_id = guid(row, "entityid")
        return position, entity_id, (entity_id, logical_name(row, "logicalname"))

    entities = read_agreeing(payload, source, read, "entityid", set_apart)
    return EntitiesRead(entities=tuple(entities), set_apart=tuple(set_apart))


# --- The organisation's row -------------------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False)
class OrganisationRead(Model):
    """What the organisation's row says.

    Attributes:
        chat_is_on: "Turn on Microsoft Teams chats inside Dynamics 365" (ENB-3).
        timeline_sync: "Sync Teams chats with records (preview)" (TML-1).
        idle_days: after so many days without an update a chat is no longer synced (TML-7).
        remarks: each toggle that is absent or null, which is off, and the idle days where the column is absent.
    """

    chat_is_on: bool
    timeline_sync: bool
    idle_days: int
    remarks: tuple[Remark, ...]


def read_organisation(payload: object, source: str = "organizations") -> OrganisationRead:
    """The toggles of the organisation.

    Args:
        payload: its one row, by itself or in any shape that rows come in.
        source: the name of the payload, for what is told of the row.

    Raises:
        UnreadableInput: for anything but one row, and for a row that cannot be read, with everything that is wrong in
            it: the whole policy rests on this row, so it is never set apart.
    """
    row = _only_row(payload, source)
    told: list[tuple[RemarkCode, str]] = []
    problems: list[InvalidValue] = []

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except InvalidValue as error:
            problems.append(error)
            return otherwise

    attempt(lambda: guid(row, "organizationid"), "")  # without it the row is none of an organisation
    chat_is_on = attempt(lambda: _toggle(row, "isembedteamscollabenabled", told), otherwise=False)
    timeline_sync = attempt(lambda: _toggle(row, "teamschatdatasync", told), otherwise=False)
    idle_days = attempt(lambda: _idle_days(row, told), _IDLE_DAYS_UNLESS_SET)
    if problems:
        raise UnreadableInput(source, tuple(problems))
    remarks = tuple(Remark(code, source, 0, None, column) for code, column in told)
    return OrganisationRead(chat_is_on=chat_is_on, timeline_sync=timeline_sync, idle_days=idle_days, remarks=remarks)


def _only_row(payload: object, source: str) -> Row:
    found = list(islice(rows(as_rows(payload), source), 2))
    if len(found) == 1 and isinstance(found[0], Row):
        return found[0]
    got = "none" if not found else "more than one" if len(found) > 1 else shown(found[0])
    raise UnreadableInput(source, (InvalidValue("payload", "the one row of the organisation", got),))


def _idle_days(row: Row, remarks: list[tuple[RemarkCode, str]]) -> int:
    """Seven where the column is null, and also where it is absent, which is reported (TML-7)."""
    column = "daysbeforeinactiveteamschatsyncdisabled"
    found = whole(row, column)
    if not has(row, column):
        remarks.append((RemarkCode.ABSENT_TOGGLE, column))
    if found is not None and not 1 <= found <= 28:
        raise InvalidValue(column, "a whole number from 1 to 28, or null (TML-7)", shown(found))
    return _IDLE_DAYS_UNLESS_SET if found is None else found


def make_policy(
    organisation: OrganisationRead,
    settings: SettingsRead,
    *,
    on_for_all_apps: bool | None,
    selected_apps: Iterable[str] | None,
    timeline_sync_since: datetime | None = None,
    readings: Readings = AS_CHOSEN,
) -> Policy:
    """The policy that the organisation's row and the settings rows make, with what no row tells.

    Args:
        organisation: what the organisation's row says.
        settings: what the settings rows say.
        on_for_all_apps: the scope: true for all apps (ENB-4), false for the selected ones (ENB-5).
        selected_apps: the unique names of the selected apps; None where there never was a selection (ENB-6).
        timeline_sync_since: when the timeline sync was turned on, with its zone; None where nobody knows (TML-7).
        readings: how the page is read where it can be read in more than one way.

    Raises:
        InvalidValue: without `on_for_all_apps`: no column of Dataverse tells it, and it is not guessed.
    """
    if on_for_all_apps is None:
        expected = "true for all apps or false for the selected ones: no column of Dataverse tells, so name it here"
        raise InvalidValue("on_for_all_apps", expected, "nothing")
    return Policy(
        chat_is_on=organisation.chat_is_on,
        on_for_all_apps=on_for_all_apps,
        selected_apps=selected_apps,
        timeline_sync=organisation.timeline_sync,
        timeline_sync_since=timeline_sync_since,
        idle_days=organisation.idle_days,
        record_types=settings.record_types,
        unreadable_record_types=settings.unreadable,
        others_unreadable=settings.others_unreadable,
        readings=readings,
    )
