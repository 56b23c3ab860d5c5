"""Metadata of tables to record types: column types, secured columns, the Update message filter (NTF-4, NTF-5, Q-11).

A table is read whole or not at all: with one column unknown, the rules would answer for a table that does not exist.
Only the format of a column may be missing: it is rich text where the payload says so, and payloads hold the format only
when it is requested (NTF-7).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from .._arguments import checked
from .._value import frozen
from ..errors import InvalidValue, UnreadableInput, shown
from ..models import Attribute, AttributeType, RecordType
from ..unknown import Unknown
from ._columns import SelectedColumns, columns_named, columns_of, columns_within, not_exported
from ._payloads import Row, as_rows, is_row, rows
from ._rows import (
    boolean,
    expanded,
    given,
    has,
    logical_name,
    nested,
    optional_guid,
    optional_text,
    value,
    within,
)
from ._table_reader import TableRead, TableReader

__all__ = ["RecordTypesRead", "UpdateFiltersRead", "read_columns", "read_record_types", "read_update_filters"]

_TYPES = {f"{each.value}Type": each for each in AttributeType} | {each.value: each for each in AttributeType}
del _TYPES[AttributeType.VIRTUAL.value]  # AttributeType calls images, files and multiple choices so as well

_NO_FILTERS = not_exported("sdkmessagefilters")
_TABLE_TYPES = frozenset({"Standard", "Activity", "Virtual", "Elastic"})


# --- The Update message filter ----------------------------------------------------------------------------------------


@frozen(kw_only=True)
class UpdateFiltersRead(TableRead):
    """Which tables have the SDK message filter for Update, as the `sdkmessagefilter` rows say (NTF-4).

    Attributes:
        tables: the tables that have it.
        unknown: the tables of rows that could not be read.
        others_unknown: whether a row could not be read and does not name its table either.
    """

    tables: frozenset[str]
    unknown: frozenset[str]
    others_unknown: bool

    def has_filter(self, table: str) -> bool | None:
        """Whether that table has the filter; None where a row that could not be read may be the one that says so."""
        if table in self.tables:
            return True
        return None if self.others_unknown or table in self.unknown else False


@checked
def read_update_filters(payload: object, source: str = "sdkmessagefilters") -> UpdateFiltersRead:
    """The tables with the message filter for Update; rows of other messages are ignored, whatever else they hold.

    Args:
        payload: the rows, each with `sdkmessageid` expanded to its name.
        source: the name of the payload, for what is rejected.
    """
    named_in = "primaryobjecttypecode"
    unknown: list[str | None] = []
    table = TableReader(columns_named(source, named_in, "sdkmessageid", lenient=[named_in]))
    of_messages = columns_within("sdkmessagefilters", "sdkmessageid", source)

    def read(row: Row, _: int) -> str | None:
        try:
            return logical_name(row, named_in) if _message(row, of_messages) == "Update" else None
        except InvalidValue:
            try:
                unknown.append(logical_name(row, named_in))
            except InvalidValue:
                unknown.append(None)
            raise

    tables = frozenset(table.each(payload, read))
    others_unknown = None in unknown or len(unknown) < len(table.rejected)
    not_selected = table.columns.not_selected(table.rejected) + of_messages.not_selected(table.rejected)
    return UpdateFiltersRead(
        tables=frozenset(each for each in tables if each not in (None, "none")),  # "none": a filter of no table
        unknown=frozenset(each for each in unknown if each is not None),
        others_unknown=others_unknown,
        rejected=tuple(table.rejected),
        not_selected=not_selected,
    )


def _message(row: Row, columns: SelectedColumns) -> str:
    message = expanded(row, "sdkmessageid")
    if message is not None:
        columns.see(message)
    name = None if message is None else given(message, "name")
    if not isinstance(name, str):
        column = "sdkmessageid" if message is None or has(message, "name") else "sdkmessageid.name"
        raise InvalidValue(column, "the message, expanded with its name", shown(given(row, "sdkmessageid")))
    return name


# --- Tables -----------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class RecordTypesRead(TableRead):
    """The tables that could be read.

    Attributes:
        record_types: the tables, by name.
        owned: the names of the tables whose definition says whether their records have owners, each with whether they
            have.
    """

    record_types: tuple[RecordType, ...]
    owned: tuple[tuple[str, bool], ...] = ()

    @property
    def is_owned(self) -> dict[str, bool]:
        """By the name of the table, whether its records have owners, as far as that is known."""
        return dict(self.owned)


@checked
def read_record_types(
    payload: object,
    *,
    update_filters: UpdateFiltersRead | AbstractSet[str] | Unknown | None,
    source: str = "EntityDefinitions",
) -> RecordTypesRead:
    """The tables with their columns.

    Where no definition says whether its table is virtual, or an activity, that is unknown of each; where only some do
    not, these are rejected, and so is a table with a column that has no type or does not say whether it is secured. Two
    definitions of one table that differ are both rejected.

    Args:
        payload: the definitions, each with `Attributes` expanded; also a single one by itself.
        update_filters: the tables with the message filter for Update (NTF-4); None or UNKNOWN where they were not
            read: then it is unknown of each table whether it has the filter.
        source: the name of the payload, for what is rejected.
    """
    lenient = ("IsActivity", "TableType", "DataProviderId", "OwnershipType")
    table = TableReader(columns_of("entitydefinitions", source, lenient=lenient))
    of_attributes = columns_within("entitydefinitions", "Attributes", source)
    is_owned: dict[str, bool] = {}

    def read(row: Row, position: int) -> tuple[str, RecordType]:
        _note_ownership(row, is_owned)
        record_type = _record_type(row, position, table.columns, of_attributes, update_filters)
        return record_type.name, record_type

    record_types = table.by_id(as_rows(payload), "LogicalName", read)
    not_selected = table.columns.not_selected(table.rejected) + of_attributes.not_selected(table.rejected)
    return RecordTypesRead(
        record_types=tuple(record_types.values()),
        rejected=tuple(table.rejected),
        not_selected=not_selected,
        owned=tuple(sorted(is_owned.items())),
    )


_OWNED = {"UserOwned": True, "TeamOwned": True, "OrganizationOwned": False, "BusinessOwned": False, "None": False}


def _note_ownership(row: Row, is_owned: dict[str, bool]) -> None:
    """Note whether the records of the table have owners, users or teams, where the row says so (DIS-6)."""
    name, ownership = given(row, "LogicalName"), given(row, "OwnershipType")
    if isinstance(name, str) and isinstance(ownership, str) and ownership in _OWNED:
        is_owned[name.lower()] = is_owned.get(name.lower(), False) or _OWNED[ownership]


def _record_type(
    row: Row,
    position: int,
    columns: SelectedColumns,
    of_attributes: SelectedColumns,
    update_filters: UpdateFiltersRead | AbstractSet[str] | Unknown | None,
) -> RecordType:
    name = logical_name(row, "LogicalName")
    table_type = _table_type(row)
    attributes = _attributes(row, of_attributes)
    is_activity = _is_activity(row, position, columns, table_type)
    is_virtual = _is_virtual(row, position, columns, table_type)
    has_update_filter = _has_update_filter(name, update_filters)
    try:
        return RecordType(
            name, attributes, is_activity=is_activity, is_virtual=is_virtual, has_update_filter=has_update_filter
        )
    except InvalidValue as error:
        raise InvalidValue("Attributes", error.expected, error.got) from error


def _table_type(row: Row) -> str | None:
    found = optional_text(row, "TableType")
    if found is not None and found not in _TABLE_TYPES:
        raise InvalidValue("TableType", f"one of {', '.join(sorted(_TABLE_TYPES))}", shown(found))
    return found


def _is_activity(row: Row, position: int, columns: SelectedColumns, table_type: str | None) -> bool | Unknown:
    """By its type or its flag (TML-6); a flag that is there is read, whatever the type says."""
    flag = boolean(row, "IsActivity")
    if flag is None and table_type != "Activity":
        if not has(row, "IsActivity"):
            return columns.unknown("IsActivity", position)
        raise InvalidValue("IsActivity", "true or false", "null")
    return flag is True or table_type == "Activity"


_NOT_VIRTUAL = ("00000000-0000-0000-0000-000000000000", "1d9bde74-9ebd-4da9-8ff5-aa74945b9f74")
"""Data providers of tables that are not virtual: none at all, and that of all elastic tables."""


def _is_virtual(row: Row, position: int, columns: SelectedColumns, table_type: str | None) -> bool | Unknown:
    """By its type; an older payload has none, and there its data provider decides (NTF-4)."""
    provider = optional_guid(row, "DataProviderId")
    if table_type is not None:
        return table_type == "Virtual"
    if not has(row, "DataProviderId"):
        return columns.unknown("TableType", position)
    return provider is not None and provider not in _NOT_VIRTUAL


def _has_update_filter(
    table: str, update_filters: UpdateFiltersRead | AbstractSet[str] | Unknown | None
) -> bool | Unknown:
    if isinstance(update_filters, AbstractSet):
        return table in update_filters
    if not isinstance(update_filters, UpdateFiltersRead):
        return update_filters if update_filters is not None else _NO_FILTERS
    known = update_filters.has_filter(table)
    if known is None:
        expected = f"the message filters of {table!r} (NTF-4)"
        raise InvalidValue("sdkmessagefilters", expected, "a row that could not be read")
    return known


# --- Columns ----------------------------------------------------------------------------------------------------------


@checked
def read_columns(
    table_name: str,
    columns: object,
    *,
    is_activity: bool,
    is_virtual: bool,
    has_update_filter: bool,
    secured: Iterable[str] | None = None,
    source: str = "columns",
) -> RecordType:
    """One table from its columns, as the official Python client lists them.

    Args:
        table_name: the table's logical name.
        columns: column objects (with `logical_name` and `type`), or rows of attribute metadata.
        is_activity: whether the table is an activity (TML-6).
        is_virtual: whether it is a virtual table (NTF-4).
        has_update_filter: whether it has the message filter for Update (NTF-4).
        secured: the logical names of all its secured columns. A column object does not say, so for these it must be
            given; a row of metadata says so itself, and must not contradict it.
        source: the name of the payload, for what is wrong in it.

    Raises:
        UnreadableInput: with everything that is wrong in the columns.
        InvalidValue: for a table name that is no logical name.
    """
    named = None if secured is None else frozenset(secured)
    problems: list[InvalidValue] = []
    attributes: list[Attribute] = []
    for number, column in enumerate(rows(columns, source)):
        try:
            attributes.append(_attribute(column, named) if isinstance(column, (dict, Row)) else _column(column, named))
        except InvalidValue as error:
            problems.append(within(f"[{number}]", error))
    unknown = sorted((named or frozenset()).difference(each.name for each in attributes))
    if unknown and not problems:
        problems.append(InvalidValue("secured", "names of these columns", shown(unknown)))
    if problems:
        raise UnreadableInput(source, tuple(problems))
    try:
        return RecordType(
            table_name, attributes, is_activity=is_activity, is_virtual=is_virtual, has_update_filter=has_update_filter
        )
    except InvalidValue as error:
        if error.field != "RecordType.attributes":
            raise
        raise UnreadableInput(source, (error,)) from error


def _attributes(row: Row, columns: SelectedColumns) -> list[Attribute]:
    """All attributes of a table."""
    found = value(row, "Attributes")
    for each in found if isinstance(found, list) else ():
        if is_row(each):
            columns.see(each)
    return nested(found, "Attributes", lambda each: _attribute(each, None))


def _attribute(row: Row, secured: frozenset[str] | None) -> Attribute:
    name = logical_name(row, "LogicalName")
    type = _type(row)
    flag = boolean(row, "IsSecured")
    known = {flag, None if secured is None else name in secured} - {None}
    if len(known) != 1:
        raise InvalidValue("IsSecured", "true or false, and the same as the argument secured where given", shown(flag))
    return Attribute(name, type, is_secured=known == {True}, is_rich_text=_is_rich_text(row, type))


def _column(column: object, secured: frozenset[str] | None) -> Attribute:
    name, type = getattr(column, "logical_name", None), getattr(column, "type", None)
    if name is None or type is None:
        raise InvalidValue("", "a column object with logical_name and type, or a row of metadata", shown(column))
    if secured is None:
        expected = "the argument secured, with the names of all secured columns: a column object does not say"
        raise InvalidValue("secured", expected, "nothing")
    name = logical_name({"logical_name": name}, "logical_name")
    return Attribute(name, _type_named("type", type), is_secured=name in secured)


def _type(row: Row) -> AttributeType:
    """The type by `AttributeTypeName`; the older property counts only where that is missing (Q-11)."""
    named = _nested_value(row, "AttributeTypeName")
    if named is not None:
        return _type_named("AttributeTypeName", named)
    return _type_named("AttributeType", given(row, "AttributeType"))


def _type_named(column: str, named: object) -> AttributeType:
    found = _TYPES.get(named) if isinstance(named, str) else None
    if found is None:
        expected = "a type as AttributeTypeName gives it (VirtualType; Virtual alone may be an image or a file as well)"
        raise InvalidValue(column, expected, shown(named))
    return found


def _is_rich_text(row: Row, type: AttributeType) -> bool:
    """Only where the payload says so: it has no format unless columns of that kind are requested (NTF-7)."""
    if type not in (AttributeType.STRING, AttributeType.MEMO):
        return False
    return "RichText" in (_nested_value(row, "FormatName"), optional_text(row, "Format"))


def _nested_value(row: Row, column: str) -> str | None:
    """The text in `{"Value": text}`, None where there is none."""
    nested = expanded(row, column)
    found = None if nested is None else given(nested, "Value")
    if found is None or isinstance(found, str):
        return found
    raise InvalidValue(column, "a text as its Value", shown(found))
