"""Rows as they come, and how one value of a row is read: strictly, or the whole row is set apart.

A payload is whatever a caller holds: a Web API answer (`{"value": [...]}`), a list of rows, a list of pages of either
kind, or the rows, pages and query results of the official Python client. A row is anything with `keys()` and `[]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol, TypeVar, cast, runtime_checkable

from .._strict_json import quoted_key
from .._validation import is_aware
from ..errors import InvalidValue, UnreadableInput, shown
from ..snapshot import SetApart

T = TypeVar("T")

_GUID = re.compile(r"(\{)?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?(1)\})\Z")


@runtime_checkable
class Row(Protocol):
    """One row: a dict, or a record of the official client, which is no mapping but reads like one."""

    def keys(self) -> Iterable[str]:
        """The columns it has."""
        ...

    def __getitem__(self, key: str, /) -> object:
        """The value of a column."""
        ...


def _is_row(value: object) -> bool:
    return type(value) is dict or (hasattr(value, "keys") and hasattr(value, "__getitem__"))


def rows(payload: object, source: str) -> Iterator[object]:
    """The rows of a payload, whatever its shape; what is no row is handed on, for `read_each` to set apart.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    found = _members(payload)
    if found is None:
        expected = 'a Web API answer with "value", a list of rows, or a list of pages'
        raise UnreadableInput(source, (InvalidValue("payload", expected, shown(payload)),))
    yield from _rows_in(found, levels=3)


def _rows_in(members: Iterable[object], levels: int) -> Iterator[object]:
    """The rows among members of a page; pages may hold pages, down to so many levels."""
    has_rows = False
    for member in members:
        is_row = has_rows or levels == 0 or (_is_row(member) and not _is_answer(member))
        page = None if is_row else _members(member)
        if page is None:
            has_rows = True  # and so a list after it is no page, but something in the place of a row
            yield member
        else:
            yield from _rows_in(page, levels - 1)


def _is_answer(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("value"), list)


def _members(payload: object) -> Iterable[object] | None:
    """What a payload or a page holds: rows, or pages; None for anything else."""
    if isinstance(payload, Mapping):
        return cast("list[object]", payload["value"]) if _is_answer(payload) else None
    return payload if isinstance(payload, Iterable) and not isinstance(payload, (str, bytes)) else None


def read_each(
    payload: object,
    source: str,
    read: Callable[[Row, int], T],
    set_apart: list[SetApart],
    about: Callable[[Row], str | None] = lambda _: None,
) -> Iterator[T]:
    """What `read` makes of each row; a row that it refuses is added to `set_apart`, and the next one follows.

    Args:
        payload: rows of any known shape.
        source: the name of the payload, for what is set apart.
        read: makes something of a row and its position; raises `InvalidValue` for a row it cannot read.
        set_apart: where the rows that cannot be read are added.
        about: the record type a row is about, asked of a row that cannot be read.
    """
    for position, row in enumerate(rows(payload, source)):
        if not _is_row(row):
            set_apart.append(SetApart(source, position, "row", "a row with columns", shown(row)))
            continue
        known = cast("Row", row)
        try:
            made = read(known, position)
        except InvalidValue as error:
            path = error.field.rpartition(".")[2]
            set_apart.append(SetApart(source, position, path, error.expected, error.got, about(known)))
            continue
        yield made


# --- One value of a row -----------------------------------------------------------------------------------------------


def has(row: Row, column: str) -> bool:
    """Whether the row has the column at all, null or not."""
    return column in row.keys()  # noqa: SIM118  # a record of the official client is no mapping


def value(row: Row, column: str) -> object:
    """The value of a column that must be there, null or not."""
    try:
        return row[column]
    except KeyError:
        raise InvalidValue(quoted_key(column), "a value", "nothing: the column is missing") from None


def given(row: Row, column: str) -> object | None:
    """The value of a column, None where it is null or absent."""
    try:
        return row[column]
    except KeyError:
        return None


def text(row: Row, column: str) -> str:
    """A text that must be there."""
    found = value(row, column)
    if not isinstance(found, str):
        raise InvalidValue(quoted_key(column), "a text", shown(found))
    return found


def optional_text(row: Row, column: str) -> str | None:
    """A text, None where the column is null or absent."""
    return None if given(row, column) is None else text(row, column)


def boolean(row: Row, column: str) -> bool | None:
    """True or false, None where the column is null or absent."""
    found = given(row, column)
    if found is None or found is True or found is False:
        return found
    raise InvalidValue(quoted_key(column), "true, false or null", shown(found))


def whole(row: Row, column: str) -> int | None:
    """A whole number, None where the column is null or absent."""
    found = given(row, column)
    if found is None or type(found) is int:
        return found
    raise InvalidValue(quoted_key(column), "a whole number or null", shown(found))


def is_guid(found: object) -> bool:
    """Whether a value is an id of Dataverse, in braces or not."""
    return isinstance(found, str) and _GUID.match(found) is not None


def guid(row: Row, column: str) -> str:
    """An id that must be there: without braces and in lower case, however it came."""
    found = value(row, column)
    match = _GUID.match(found) if isinstance(found, str) else None
    if match is None:
        raise InvalidValue(quoted_key(column), "an id such as 5cb909c6-20f0-eb11-bad5-00224876a6de", shown(found))
    return match[2].lower()


def optional_guid(row: Row, column: str) -> str | None:
    """An id, None where the column is null or absent."""
    return None if given(row, column) is None else guid(row, column)


def time(row: Row, column: str) -> datetime:
    """A time with its zone that must be there."""
    found = value(row, column)
    read: object = found
    if isinstance(found, str):
        try:
            read = datetime.fromisoformat(found)
        except ValueError:
            read = None
    if isinstance(read, datetime) and is_aware(read):
        return read
    raise InvalidValue(quoted_key(column), "a time with its zone", shown(found))


def optional_time(row: Row, column: str) -> datetime | None:
    """A time with its zone, None where the column is null or absent."""
    return None if given(row, column) is None else time(row, column)
