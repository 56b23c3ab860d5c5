"""One value of a row, read strictly: what is not of the expected type raises `InvalidValue` with the column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar, cast

from .._ids import NULLS, as_guid, is_name
from .._strict_json import quoted_key
from .._validation import as_utc, is_logical_name
from ..errors import InvalidValue, shown
from ._payloads import Row, is_row

T = TypeVar("T")

AN_ID = "an id such as 5cb909c6-20f0-eb11-bad5-00224876a6de"


def has(row: Row, column: str) -> bool:
    """Whether the row has the column at all, null or not."""
    return column in row.keys()  # noqa: SIM118  # a record of the official client is no mapping


def value(row: Row, column: str) -> object:
    """The value of a column that must be there, null or not."""
    try:
        return row[column]
    except KeyError:
        raise missing_column(column) from None


def missing_column(column: str) -> InvalidValue:
    """That a row lacks a column which it needs."""
    return InvalidValue(quoted_key(column), "a value", "nothing: the column is missing")


def given(row: Row, column: str) -> object | None:
    """The value of a column, None where it is null or absent."""
    try:
        return row[column]
    except KeyError:
        return None


def name_in(row: Row, column: str) -> str | None:
    """The name of something, where there is one that can be shown; nothing else depends on it."""
    name = given(row, column)
    name = name.strip() if isinstance(name, str) else name
    return name if isinstance(name, str) and is_name(name) else None


def text(row: Row, column: str) -> str:
    """A text that must be there."""
    found = value(row, column)
    if not isinstance(found, str):
        raise InvalidValue(quoted_key(column), "a text", shown(found))
    if found in NULLS:
        raise InvalidValue(quoted_key(column), "a text (a missing value is null)", shown(found))
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


def guid(row: Row, column: str) -> str:
    """An id that must be there: without braces and in lower case, however it came."""
    found = value(row, column)
    read = as_guid(found)
    if read is None:
        raise InvalidValue(quoted_key(column), AN_ID, shown(found))
    return read


def optional_guid(row: Row, column: str) -> str | None:
    """An id, None where the column is null or absent."""
    return None if given(row, column) is None else guid(row, column)


def time(row: Row, column: str) -> datetime:
    """A time with its zone that must be there, in UTC."""
    found = value(row, column)
    read: object = found
    if isinstance(found, str):
        try:
            read = datetime.fromisoformat(found)
        except ValueError:
            read = None
    if isinstance(read, datetime):
        read = as_utc(read)
        if read.tzinfo is UTC:
            return read
    raise InvalidValue(quoted_key(column), "a time with its zone", shown(found))


def optional_time(row: Row, column: str) -> datetime | None:
    """A time with its zone, None where the column is null or absent."""
    return None if given(row, column) is None else time(row, column)


def is_active(row: Row) -> bool:
    """Whether the row is active; one without `statecode` is neither."""
    state = value(row, "statecode")
    if type(state) is int and state in (0, 1):
        return state == 0
    raise InvalidValue("statecode", "0 (active) or 1 (inactive)", shown(state))


def logical_name(row: Row, column: str) -> str:
    """A logical name that must be there, in lower case: real columns have capitals."""
    found = text(row, column).lower()
    if not is_logical_name(found):
        raise InvalidValue(quoted_key(column), "a logical name (lower-case letters, digits, underscores)", shown(found))
    return found


def expanded(row: Row, column: str) -> Row | None:
    """The expanded or nested object, None where it is null or absent."""
    found = given(row, column)
    if found is None or isinstance(found, (dict, Row)):  # dict first: to try a protocol takes far longer
        return found
    raise InvalidValue(quoted_key(column), "an object or null", shown(found))


def nested(found: object, column: str, read: Callable[[Row], T]) -> list[T]:
    """What `read` makes of each object of a list in a column.

    Raises:
        InvalidValue: with the place in the list, for the first object that cannot be read.
    """
    if not isinstance(found, list):
        raise InvalidValue(column, "a list of objects", shown(found))
    made = []
    for number, each in enumerate(found):
        try:
            if not is_row(each):
                raise InvalidValue("", "an object with columns", shown(each))
            made.append(read(cast("Row", each)))
        except InvalidValue as error:
            raise within(f"{column}[{number}]", error) from error
    return made


def within(place: str, error: InvalidValue) -> InvalidValue:
    """The error, of something within that place."""
    return InvalidValue(f"{place}.{error.field}" if error.field else place, error.expected, error.got)
