"""Records with their owners, and who has which access rights to them (DIS-6, JOI-1, PRV-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from .._arguments import checked
from .._value import frozen
from ..defaults import STANDARD_RECORD_TYPES
from ..errors import InvalidValue, one_line, shown
from ..models import NOBODY, AccessRights, Owner, Record
from ..snapshot import Access
from ..unknown import Unknown
from ..wording.words import say
from ._columns import NO_COLUMNS, SelectedColumns
from ._payloads import Row
from ._rows import given, guid, has, logical_name, optional_guid, value
from ._table_reader import TableRead, TableReader
from .export_tables import records_table

__all__ = ["AccessRead", "RecordsRead", "read_access", "read_owner", "read_records", "read_rights"]

_OWNER_KIND = "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"


_OWNER_COLUMNS = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
_PROOFS = ("ownerid", "_owningbusinessunit_value")
"""Columns that only a table whose records have owners has."""

_NO_OWNER_COLUMNS = Unknown(say("not_known.owner_columns"))
_NO_OWNER_COLUMN = {each: Unknown(say("not_known.owner_column", column=each)) for each in _OWNER_COLUMNS}
"""What is unknown of every row alike."""


@checked
def read_owner(row: Row, *, is_owned: bool | None = None) -> Owner | Unknown:
    """The owner of a record, from whichever owner columns the row has (DIS-6).

    `_owninguser_value` and `_owningteam_value` decide the kind; without them the annotation of `_ownerid_value` does.
    Where these columns are absent, the owner is unknown: that is not the same as nobody.

    Args:
        row: the row of the record.
        is_owned: whether the records of its table have owners (`OwnershipType`); None where that is unknown.

    Raises:
        InvalidValue: when the columns contradict each other, or are all there and name no owner.
    """
    if type(row) is not dict and not isinstance(row, Row):
        raise InvalidValue("row", "a row with columns", shown(row))
    absent = [each for each in _OWNER_COLUMNS if not has(row, each)]
    if len(absent) == len(_OWNER_COLUMNS):
        is_proved = any(has(row, each) for each in _PROOFS)
        return NOBODY if is_owned is False and not is_proved else _NO_OWNER_COLUMNS
    owner, user, team = (optional_guid(row, each) for each in _OWNER_COLUMNS)
    kind = given(row, _OWNER_KIND)
    if kind not in (None, "systemuser", "team"):
        raise InvalidValue(_OWNER_KIND, "systemuser or team", shown(kind))
    if user is None and team is None and owner is not None and kind is not None:
        user, team = (owner, None) if kind == "systemuser" else (None, owner)
    owners = [each for each in (user, team) if each is not None]
    if not owners and absent and (owner is not None or "_ownerid_value" in absent):
        return _NO_OWNER_COLUMN[absent[-1]]
    is_of_kind = kind is None or (kind == "systemuser") == (user is not None)
    if len(owners) != 1 or owner not in (None, owners[0]) or not is_of_kind:
        got = ", ".join(shown(given(row, each)) for each in _OWNER_COLUMNS)
        raise InvalidValue("_ownerid_value", "one owner, a user or a team, the same in all owner columns", got)
    return Owner(user=user, team=team)


@frozen
class RecordsRead(TableRead):
    """The records of a table with their owners, which are unknown where the owner columns were not selected."""

    records: tuple[Record, ...]


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
            they have owners nevertheless, by `is_owned` or as a standard record type, the owners are unknown.
    """
    name = source or table
    has_no_owner_columns = set(_OWNER_COLUMNS) <= frozenset(missing)
    if table in STANDARD_RECORD_TYPES:
        is_owned = True
    elif is_owned is None and has_no_owner_columns:
        is_owned = False
    contradicted = Unknown(say("not_known.owners", table=one_line(table)))
    ids, owners = _columns(table, id_column, name)
    reader = TableReader(ids)

    def read(row: Row, position: int) -> tuple[str, Record]:
        column = id_column or ("activityid" if has(row, "activityid") else f"{table}id")
        owners.see(row)
        record, owner = guid(row, column), read_owner(row, is_owned=is_owned)
        if isinstance(owner, Unknown):
            absent = [each for each in _OWNER_COLUMNS if not has(row, each)]
            has_none = len(absent) == len(_OWNER_COLUMNS)
            owners.unknown(absent[0] if has_none else absent[-1], position)
            owner = contradicted if has_no_owner_columns and has_none else owner
        return record, Record(table, record, owner)

    records = reader.by_id(payload, "_ownerid_value", read, holds_id=False, lacking=owners)
    not_read = reader.not_read()
    return RecordsRead(
        tuple(records.values()),
        rejected=not_read["rejected"],
        not_selected=(*not_read["not_selected"], *owners.not_selected()),
    )


def _columns(table: str, id_column: str | None, source: str) -> tuple[SelectedColumns, SelectedColumns]:
    """The id column of a table, and its owner columns, each of which holds something of its own."""
    whole = records_table(table, id_column)
    id, *owners = whole.columns
    ids = evolve(whole, columns=(evolve(id, instead=() if id_column else ("activityid",)),))
    owned = evolve(whole, columns=tuple(evolve(each, instead=()) for each in owners))
    return SelectedColumns(ids, source), SelectedColumns(owned, source, lenient=_OWNER_COLUMNS)


_RIGHTS = {f"{str(right.name).title().replace('_', '')}Access": right for right in AccessRights}


def read_rights(answer: object) -> AccessRights:
    """Access rights from an answer of `RetrievePrincipalAccess`, its text, or a mask of bits.

    Raises:
        InvalidValue: for an unknown right or bit, and for an empty text: no rights are "None".
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
class AccessRead(TableRead):
    """Access rights of users to records."""

    access: tuple[Access, ...]


@checked
def read_access(payload: object, source: str = "access") -> AccessRead:
    """Read answers of `RetrievePrincipalAccess`, each with the user and the record of its request added.

    A row holds `systemuserid`, `table`, `recordid` and `AccessRights`.
    """

    def read(row: Row, _: int) -> tuple[str, Access]:
        user, table, record = guid(row, "systemuserid"), logical_name(row, "table"), guid(row, "recordid")
        rights = read_rights(value(row, "AccessRights"))
        return f"{user} {table} {record}", Access(user, table, record, rights)

    table = TableReader.of("access", source)
    access = table.by_id(payload, "AccessRights", read, holds_id=False)
    return AccessRead(tuple(access.values()), **table.not_read())
