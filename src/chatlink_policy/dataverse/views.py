"""Views (`savedquery`) to the columns a context card takes its fields from (CRD-2, CRD-5, Q-9).

The layout of a view is text that users can write, so it is read with suspicion: a document type (which is where
entities come from) is refused unread, and sizes are limited while the text is parsed. No tree is ever built.

This module is the only one that imports the XML parser of the extra `dataverse`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sized

from attrs import evolve

from .._arguments import checked
from .._strict_json import load_json
from .._validation import is_id, is_logical_name
from .._value import frozen
from ..errors import InvalidValue, MissingExtra, shown
from ..limits import MOST_COLUMN_NAME_CHARACTERS, MOST_LAYOUT_CELLS, MOST_LAYOUT_CHARACTERS, MOST_XML_DEPTH
from ..models import Column, View, ViewKind
from ._payloads import Row
from ._rows import boolean, given, guid, is_active, logical_name, optional_text, text, value, whole
from ._table_reader import TableRead, TableReader

__all__ = [
    "CASE_INTRODUCTION_VIEW",
    "ViewsRead",
    "read_views",
]

CASE_INTRODUCTION_VIEW = "5cb909c6-20f0-eb11-bad5-00224876a6de"
"""The id under which "Case introduction message" is shipped; its name differs between languages (CRD-5)."""

_QUICK_FIND = 4
_PIECE = 65_536


@frozen(kw_only=True)
class ViewsRead(TableRead):
    """The views.

    Attributes:
        views: the views that a card can use, by their ids.
        left_out: the ids of the views that no card can use: the inactive ones, and those without a grid.
    """

    views: tuple[View, ...]
    left_out: frozenset[str]


@checked
def read_views(payload: object, source: str = "savedqueries") -> ViewsRead:
    """The views with their columns.

    The Quick find view of a table is its default one among several. Where two claim to be that, both are rejected, and
    so are rows of one id that differ: which one counts is unknown.

    Args:
        payload: the rows, with `fetchxml` where a view has columns of a linked table.
        source: the name of the payload, for what is rejected.

    Raises:
        UnreadableInput: for a payload of no known shape.
        MissingExtra: when the extra `dataverse` is not installed and a row has XML.
    """
    table = TableReader.of("savedqueries", source, lenient=["isdefault", "fetchxml", "name"])
    positions: dict[str, int] = {}

    def read(row: Row, position: int) -> tuple[str, View | None]:
        view_id = guid(row, "savedqueryid")
        positions[view_id] = position
        view = _view(row, view_id) if is_active(row) else None
        if view is not None and any(each.alias for each in view.columns):
            value(row, "fetchxml")  # null or not; without it the tables of linked columns are unknown
        return view_id, view

    found = table.by_id(payload, "savedqueryid", read)
    views = [each for each in found.values() if each is not None]
    quick_finds = Counter(each.record_type for each in views if each.kind is ViewKind.QUICK_FIND)
    rivals = {each.id: each for each in views if each.kind is ViewKind.QUICK_FIND and quick_finds[each.record_type] > 1}
    for each in rivals.values():
        got = f"{quick_finds[each.record_type]} of {each.record_type!r}"
        error = InvalidValue("isdefault", "one default Quick find view of a table (CRD-5)", got)
        table.reject(positions[each.id], error)
    return ViewsRead(
        views=tuple(each for each in views if each.id not in rivals),
        left_out=frozenset(view_id for view_id, view in found.items() if view is None),
        **table.not_read(),
    )


# --- One row ----------------------------------------------------------------------------------------------------------


def _view(row: Row, view_id: str) -> View | None:
    """The view of an active row, None where it has no grid."""
    record_type = logical_name(row, "returnedtypecode")
    columns = _columns(row)
    if columns is None:
        return None
    kind = _kind(row, view_id, record_type)
    return View(view_id, text(row, "name").strip(), record_type, kind, _with_tables(row, columns))


def _kind(row: Row, view_id: str, record_type: str) -> ViewKind:
    if view_id == CASE_INTRODUCTION_VIEW and record_type == "incident":
        return ViewKind.CASE_INTRODUCTION
    return ViewKind.QUICK_FIND if _is_default_quick_find(row) else ViewKind.OTHER


def _is_default_quick_find(row: Row) -> bool:
    """Whether it is the Quick find view of its table: the default one, by type or flag, which must not disagree there.

    Views are shipped that search quickly and are of another type; none of them is the default one.
    """
    query_type, flag = whole(row, "querytype"), _flag(row, "isquickfindquery")
    is_quick_find = {flag, None if query_type is None else query_type == _QUICK_FIND} - {None}
    if is_quick_find == {False}:
        return False
    is_default = _flag(row, "isdefault")
    if is_quick_find and is_default is None:
        raise InvalidValue("isdefault", "true or false for a Quick find view", shown(value(row, "isdefault")))
    if len(is_quick_find) != 1 and is_default is not False:
        expected = f"{_QUICK_FIND} for a Quick find view, as isquickfindquery says, and another number otherwise"
        raise InvalidValue("querytype", expected, f"{query_type}, with isquickfindquery {flag}")
    return is_default is True


def _flag(row: Row, column: str) -> bool | None:
    """True or false, also as the 1 and 0 of a solution; None where the column is null or absent."""
    found = given(row, column)
    if found is None or (isinstance(found, int) and found in (0, 1)):
        return None if found is None else found == 1
    raise InvalidValue(column, "true, false, 1, 0 or null", shown(found))


def _columns(row: Row) -> list[Column] | None:
    """The columns of the layout, None where both forms of it are there and empty."""
    layout_xml, layout_json = optional_text(row, "layoutxml"), optional_text(row, "layoutjson")
    if layout_xml:
        return _columns_of_xml(layout_xml)
    if layout_json:
        return _columns_of_json(layout_json)
    for column in ("layoutxml", "layoutjson"):
        value(row, column)
    return None


def _with_tables(row: Row, columns: Iterable[Column]) -> Iterator[Column]:
    """The columns, those of a linked table with that table: the query names it by its alias (Q-9).

    A column under an alias that the query does not link, or links to two tables, is one of no known table.
    """
    tables: dict[str, set[str]] | None = None
    for column in columns:
        if column.alias is None:
            yield column
            continue
        if tables is None:
            query = optional_text(row, "fetchxml")
            tables = {} if query is None else _tables_by_alias(query)
        linked = [each.lower() for each in tables.get(column.alias, ())]
        yield evolve(column, table=linked[0]) if len(linked) == 1 and is_logical_name(linked[0]) else column


# --- The layout and the query -----------------------------------------------------------------------------------------


def _columns_of_xml(layout: str) -> list[Column]:
    source = "layoutxml"
    columns: list[Column] = []
    rows: list[list[str]] = []

    def visit(path: list[str], attributes: dict[str, str]) -> None:
        match path:
            case ["grid", "row", "cell"]:
                hidden = attributes.get("ishidden", "0")
                if hidden not in ("0", "1"):
                    raise InvalidValue(source, "ishidden as 0 or 1", shown(hidden))
                columns.append(_column(source, attributes.get("name"), is_hidden=hidden == "1"))
                _limit_cells(source, columns)
            case ["grid", "row"] if not rows:
                rows.append(path)
            case ["grid", "row", *_]:
                raise InvalidValue(source, "one row, with nothing but cells in it", shown("/".join(path)))
            case ["grid", *_]:  # other elements of a grid say nothing about columns
                pass
            case _:
                raise InvalidValue(source, "a grid", shown(path[0]))

    _parse(source, layout, visit)
    if not columns:
        raise InvalidValue(source, "a row with cells", "none")
    return columns


def _columns_of_json(layout: str) -> list[Column]:
    source = "layoutjson"
    _limit_characters(source, layout)
    try:
        match load_json(layout):
            case {"Rows": [{"Cells": [_, *_] as cells}]}:
                _limit_cells(source, cells)
                return [_column_of_json(source, each) for each in cells]
    except RecursionError as error:
        raise InvalidValue(source, "well-formed JSON", "JSON that is nested too deeply") from error
    except InvalidValue as error:
        raise InvalidValue(source, error.expected, error.got) from error
    except ValueError as error:
        raise InvalidValue(source, "well-formed JSON", str(error)) from error
    raise InvalidValue(source, "an object with one of Rows, which has Cells", shown(layout))


def _column_of_json(source: str, cell: object) -> Column:
    if not isinstance(cell, dict):
        raise InvalidValue(source, "cells with a Name", shown(cell))
    return _column(source, given(cell, "Name"), is_hidden=boolean(cell, "IsHidden") is True)


def _column(source: str, name: object, *, is_hidden: bool) -> Column:
    """A column by its name in the layout, which does not name the table of a linked one."""
    alias, dot, attribute = name.rpartition(".") if isinstance(name, str) else ("", "", "")
    attribute = attribute.lower()
    if (
        len(attribute) > MOST_COLUMN_NAME_CHARACTERS
        or not is_logical_name(attribute)
        or (dot and (not is_id(alias) or "." in alias))
    ):
        raise InvalidValue(source, 'columns named as "title" or "alias.title"', shown(name))
    return Column(attribute, alias=alias if dot else None, is_hidden=is_hidden)


def _tables_by_alias(query: str) -> dict[str, set[str]]:
    """The tables that a query links, by alias: all of them, however deeply links are nested."""
    source = "fetchxml"
    tables: dict[str, set[str]] = {}

    def visit(path: list[str], attributes: dict[str, str]) -> None:
        match path:
            case ["fetch", "entity", *links] if set(links) == {"link-entity"}:
                if "alias" in attributes:
                    tables.setdefault(attributes["alias"], set()).add(attributes.get("name", ""))
            case ["fetch", *_]:
                pass
            case _:
                raise InvalidValue(source, "a fetch", shown(path[0]))

    _parse(source, query, visit)
    return tables


def _parse(source: str, document: str, visit: Callable[[list[str], dict[str, str]], None]) -> None:
    """Call `visit` for every element of an XML document, with its path and attributes, as they come.

    Raises:
        InvalidValue: for XML that is not well-formed, has a document type, or exceeds the limits.
    """
    try:
        from defusedxml.common import DefusedXmlException  # noqa: PLC0415  # only who has XML needs the extra
        from defusedxml.ElementTree import DefusedXMLParser, ParseError  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("views need the extra dataverse: pip install 'chatlink-policy[dataverse]'") from error
    _limit_characters(source, document)
    parser = DefusedXMLParser(target=_Elements(source, visit), forbid_dtd=True)
    try:
        for start in range(0, len(document), _PIECE):  # piece by piece: what is refused early is not read to its end
            parser.feed(document[start : start + _PIECE])
        parser.close()
    except DefusedXmlException as error:
        raise InvalidValue(source, "XML without a document type", shown(document)) from error
    except (ParseError, UnicodeError) as error:
        raise InvalidValue(source, "well-formed XML", shown(str(error))) from error


class _Elements:
    """What the parser calls at the start and end of each element: it keeps the path, and nothing else."""

    def __init__(self, source: str, visit: Callable[[list[str], dict[str, str]], None]) -> None:
        self._source = source
        self._visit = visit
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._path) == MOST_XML_DEPTH:
            raise InvalidValue(self._source, f"elements at most {MOST_XML_DEPTH} deep", "deeper ones")
        self._path.append(tag)
        self._visit(self._path, attributes)

    def end(self, _: str) -> None:
        self._path.pop()

    def close(self) -> None:
        """Nothing is left to do."""


def _limit_characters(source: str, document: str) -> None:
    if len(document) > MOST_LAYOUT_CHARACTERS:
        raise InvalidValue(source, f"at most {MOST_LAYOUT_CHARACTERS} characters", f"{len(document)} characters")


def _limit_cells(source: str, cells: Sized) -> None:
    if len(cells) > MOST_LAYOUT_CELLS:
        raise InvalidValue(source, f"at most {MOST_LAYOUT_CELLS} cells", "more")
