"""How rows are read, and one value of a row: strictly, or the whole row is rejected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Protocol, TypeVar, cast

from .._ids import NULLS
from .._strict_json import quoted_key
from .._validation import as_utc, is_logical_name
from ..errors import InvalidValue, shown
from ..snapshot import Rejected
from ._payloads import Row, is_row, rows

T = TypeVar("T")

_MODEL = re.compile(r"^[A-Z]\w*\.")
"""How the path of an error begins where a model refused the value: "RecordTypePolicy."."""
CANONICAL_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_GUID = re.compile(r"(\{)?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?(1)\})\Z")


class Columns(Protocol):
    """What takes note of the columns that rows have."""

    def see(self, row: Row, /) -> None:
        """Take note of the columns of a row."""
        ...


def read_each(
    payload: object,
    source: str,
    read: Callable[[Row, int], T],
    rejected: list[Rejected],
    about: Callable[[Row], str | None] = lambda _: None,
    named_by: str | None = None,
    columns: Columns | None = None,
) -> Iterator[T]:
    """What `read` makes of each row; a row that it refuses is added to `rejected`, and the next one follows.

    Args:
        payload: rows of any known shape.
        source: the name of the payload, for what is rejected.
        read: makes something of a row and its position; raises `InvalidValue` for a row it cannot read.
        rejected: where the rows that cannot be read are added.
        about: the record type a row is about, asked of a row that cannot be read.
        named_by: the column by which others name a row, read of one that cannot be read.
        columns: what takes note of the columns that rows have.
    """
    return read_numbered(enumerate(rows(payload, source)), source, read, rejected, about, named_by, columns)


def read_numbered(
    numbered: Iterable[tuple[int, object]],
    source: str,
    read: Callable[[Row, int], T],
    rejected: list[Rejected],
    about: Callable[[Row], str | None] = lambda _: None,
    named_by: str | None = None,
    columns: Columns | None = None,
) -> Iterator[T]:
    """The same for rows with their positions, among which there are no pages any more."""
    for position, row in numbered:
        if type(row) is not dict and not is_row(row):
            rejected.append(Rejected(source, position, "row", "a row with columns", shown(row)))
            continue
        known = cast("Row", row)
        if columns is not None:
            columns.see(known)
        try:
            made = read(known, position)
        except InvalidValue as error:
            path = _MODEL.sub("", error.field)
            reason = (path, error.expected, error.got)
            rejected.append(Rejected(source, position, *reason, about(known), id_of(known, named_by)))
            continue
        yield made


def id_of(row: Row, column: str | None) -> str | None:
    """The id or name under which others know a rejected row, as far as it can be read."""
    named = None if column is None else given(row, column)
    return named.strip("{}").lower() if isinstance(named, str) else None


def agreeing(found: Iterable[tuple[int, str, T]], source: str, path: str, rejected: list[Rejected]) -> list[T]:
    """What is known under each key, in the order of the keys.

    Rows that say the same of one key count once. Where they differ nobody can tell which one counts, so each of them
    is added to `rejected`.
    """
    by_key: dict[str, list[tuple[int, T]]] = {}
    for position, key, made in found:
        by_key.setdefault(key, []).append((position, made))
    agreed = []
    for key, told in sorted(by_key.items()):
        first = told[0][1]
        if all(made == first for _, made in told):
            agreed.append(first)
            continue
        got = f"{len(told)} rows of {shown(key)} that differ"
        expected = "rows of one id to say the same"
        rejected.extend(Rejected(source, row, path, expected, got, id=key) for row, _ in told)
    return agreed


def read_agreeing(
    payload: object,
    source: str,
    read: Callable[[Row, int], tuple[int, str, T]],
    path: str,
    rejected: list[Rejected],
    columns: Columns | None = None,
) -> list[T]:
    """`agreeing` of what `read` makes of each row: its position, its key, and what is known under it."""
    each = read_each(payload, source, read, rejected, named_by=path, columns=columns)
    return agreeing(each, source, path, rejected)


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


def is_guid(found: object) -> bool:
    """Whether a value is an id of Dataverse, in braces or not."""
    return as_guid(found) is not None


def as_guid(found: object) -> str | None:
    """An id of Dataverse without braces and in lower case, however it came; None for anything else."""
    if not isinstance(found, str):
        return None
    if CANONICAL_GUID.match(found):
        return found
    match = _GUID.match(found)
    return None if match is None else match[2].lower()


def guid(row: Row, column: str) -> str:
    """An id that must be there: without braces and in lower case, however it came."""
    found = value(row, column)
    read = as_guid(found)
    if read is None:
        raise InvalidValue(quoted_key(column), "an id such as 5cb909c6-20f0-eb11-bad5-00224876a6de", shown(found))
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
    """Whether the row is active; a row that does not tell is neither."""
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
    """What stands behind a lookup or in a nested object, None where it is null or absent."""
    found = given(row, column)
    if found is None or isinstance(found, (dict, Row)):  # dict first: to try a protocol takes far longer
        return found
    raise InvalidValue(quoted_key(column), "an object or null", shown(found))
