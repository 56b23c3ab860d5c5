"""Records with their owners, and who has which access rights to them (DIS-6, JOI-1, PRV-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from .._arguments import checked
from .._model import Model
from .._value import frozen
from ..defaults import STANDARD_RECORD_TYPES
from ..errors import InvalidValue, one_line, shown
from ..models import NOBODY, AccessRights, Owner, Record
from ..snapshot import Access, NotSelected, Rejected
from ..unknown import Unknown
from ._columns import NO_COLUMNS, Selected, selected, without_rejected
from ._payloads import Row
from ._rows import agreeing, given, guid, has, logical_name, optional_guid, read_agreeing, read_each, value
from .export_tables import records_table

__all__ = ["AccessRead", "RecordsRead", "read_access", "read_owner", "read_records", "read_rights"]

_OWNER_KIND = "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"


_OWNER_COLUMNS = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
_PROOFS = ("ownerid", "_owningbusinessunit_value")
"""Columns that only a table with owners has."""


@checked
def read_owner(row: Row, *, is_owned: bool | None = None) -> Owner | Unknown:
    """The owner of a record, from whichever owner columns the row has (DIS-6).

    `_owninguser_value` and `_owningteam_value` tell the kind; without them the annotation of `_ownerid_value` does.
    Where the columns that would tell it are absent, the owner is unknown: that is not the same as nobody.

    Args:
        row: the row of the record.
        is_owned: whether the records of its table have owners (`OwnershipType`); None where that is unknown.

    Raises:
        InvalidValue: when the columns contradict each other, or are all there and tell no owner.
    """
    if type(row) is not dict and not isinstance(row, Row):
        raise InvalidValue("row", "a row with columns", shown(row))
    absent = [each for each in _OWNER_COLUMNS if not has(row, each)]
    if len(absent) == len(_OWNER_COLUMNS):
        is_proved = any(has(row, each) for each in _PROOFS)
        return NOBODY if is_owned is False and not is_proved else Unknown("the owner columns were not selected")
    owner, user, team = (optional_guid(row, each) for each in _OWNER_COLUMNS)
    kind = given(row, _OWNER_KIND)
    if kind not in (None, "systemuser", "team"):
        raise InvalidValue(_OWNER_KIND, "systemuser or team", shown(kind))
    if user is None and team is None and owner is not None and kind is not None:
        user, team = (owner, None) if kind == "systemuser" else (None, owner)
    told = [each for each in (user, team) if each is not None]
    if not told and absent and (owner is not None or "_ownerid_value" in absent):
        return Unknown(f"the owner column {absent[-1]} was not selected")
    is_of_kind = kind is None or (kind == "systemuser") == (user is not None)
    if len(told) != 1 or owner not in (None, told[0]) or not is_of_kind:
        got = ", ".join(shown(given(row, each)) for each in _OWNER_COLUMNS)
        raise InvalidValue("_ownerid_value", "one owner, a user or a team, told by its columns", got)
    return Owner(user=user, team=team)


@frozen
class RecordsRead(Model):
    """The records of a table.

    Attributes:
        records: the records with their owners, which are unknown where the columns that tell them were not selected.
        rejected: the rows that could not be read.
        not_selected: the columns that no row has.
    """

    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_records(
    payload: object,
    table: str,
    *,
    id_column: str | None = None,
    source: str | None = None,
    is_owned: bool | None = None,
    missing: Iterable[str] = NO_COLUMNS,
) -> RecordsRead:
    """Read the rows of any table as records.

    Args:
        payload: the rows, of any known shape.
        table: the logical name of the table.
        id_column: its primary id column; the table's name with "id" unless given, "activityid" for an activity.
        source: the name of the payload, for what is rejected.
        is_owned: whether its records have owners (`OwnershipType`); those of the five standard record types have. None
            where that is unknown: then the owner of a row without owner columns is unknown.
        missing: the columns that the environment does not have: without any owner column nobody owns the records. Where
            they are said to have owners, by `is_owned` or as a standard record type, who owns them stays unknown.
    """
    rejected: list[Rejected] = []
    name = source or table
    said_missing = set(_OWNER_COLUMNS) <= frozenset(missing)
    is_owned = True if table in STANDARD_RECORD_TYPES else False if said_missing and is_owned is None else is_owned
    contradicted = Unknown(f"missing_columns names the owner columns of {one_line(table)}, whose records have owners")
    ids, owners = _columns(table, id_column, name)

    def read(row: Row, position: int) -> tuple[int, str, Record]:
        column = id_column or ("activityid" if has(row, "activityid") else f"{table}id")
        owners.see(row)
        record, owner = guid(row, column), read_owner(row, is_owned=is_owned)
        if isinstance(owner, Unknown):
            absent = [each for each in _OWNER_COLUMNS if not has(row, each)]
            has_none = len(absent) == len(_OWNER_COLUMNS)
            owners.unknown(absent[0] if has_none else absent[-1], position)
            owner = contradicted if said_missing and has_none else owner
        return position, record, Record(table, record, owner)

    found = without_rejected(read_each(payload, name, read, rejected, columns=ids), owners, rejected)
    records = agreeing(found, name, "_ownerid_value", rejected)
    not_selected = (*ids.told(rejected), *owners.told([]))
    return RecordsRead(tuple(records), tuple(rejected), not_selected)


def _columns(table: str, id_column: str | None, source: str) -> tuple[Selected, Selected]:
    """The id column of a table, and its owner columns, of which each tells something of its own."""
    whole = records_table(table, id_column)
    id, *owners = whole.columns
    ids = evolve(whole, columns=(evolve(id, instead=() if id_column else ("activityid",)),))
    told = evolve(whole, columns=tuple(evolve(each, instead=()) for each in owners))
    return Selected(ids, source), Selected(told, source, lenient=_OWNER_COLUMNS)


_RIGHTS = {f"{str(right.name).title().replace('_', '')}Access": right for right in AccessRights}


def read_rights(answer: object) -> AccessRights:
    """Access rights from an answer of `RetrievePrincipalAccess`, its text, or a mask of bits.

    Raises:
        InvalidValue: for a right or a bit that is not known, and for an empty text: no rights are "None".
    """
    found = answer["AccessRights"] if isinstance(answer, Mapping) and "AccessRights" in answer else answer
    rights = AccessRights.NONE
    if type(found) is int:
        known = sum(right.value for right in AccessRights)
        if found < 0 or found & ~known:
            raise InvalidValue("AccessRights", f"a mask of the bits {known}", shown(found))
        return AccessRights(found)
    if not isinstance(found, str):
        raise InvalidValue("AccessRights", 'a text such as "ReadAccess, WriteAccess", or a mask', shown(found))
    for name in (each.strip() for each in found.split(",")):
        if name != "None" and name not in _RIGHTS:
            raise InvalidValue("AccessRights", f"rights among {', '.join(_RIGHTS)}, or None", shown(name))
        rights |= _RIGHTS.get(name, AccessRights.NONE)
    return rights


@frozen
class AccessRead(Model):
    """Access rights of users to records.

    Attributes:
        access: the rights.
        rejected: the answers that could not be read.
        not_selected: the columns that no row has.
    """

    access: tuple[Access, ...]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_access(payload: object, source: str = "access") -> AccessRead:
    """Read answers of `RetrievePrincipalAccess`, each with what it was asked for beside it.

    A row holds `systemuserid`, `table`, `recordid` and `AccessRights`.
    """
    rejected: list[Rejected] = []
    columns = selected("access", source)

    def read(row: Row, position: int) -> tuple[int, str, Access]:
        user, table, record = guid(row, "systemuserid"), logical_name(row, "table"), guid(row, "recordid")
        rights = read_rights(value(row, "AccessRights"))
        return position, f"{user} {table} {record}", Access(user, table, record, rights)

    agreed = read_agreeing(payload, source, read, "AccessRights", rejected, columns)
    not_selected = columns.told(rejected)
    return AccessRead(tuple(agreed), tuple(rejected), not_selected)
