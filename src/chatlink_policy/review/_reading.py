"""What the columns of a table hold, and tables read: each column in one type, each id in one spelling.

Every engine has several types for the same values, and an id may be spelled in several ways. That ends here: behind
this module a text is a text, a time is in UTC with microseconds, a number is no "not a number", a GUID is in lower case
without braces, and a text that is empty or blank is a missing value.

Nearly always every text is spelled that way already. So one question goes to the engine first, whether any is not, and
only such a column is rewritten. Its values as they came stay beside it: a row that holds one that cannot be read is
rejected, and shown as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from .._ids import NULLS
from ..errors import InvalidValue, one_line, with_article
from ._columns import TABLES, ColumnType, TableColumn
from ._engines import (
    ALSO_KNOWN,
    NO_TYPE,
    as_text,
    doubled_column,
    has_any,
    has_only_plain_letters,
    has_text_categories,
    in_utc,
    may_hold_objects,
    native_type,
    only_value,
)
from ._frames import IntoFrameT, Rows, engine_errors, nw, wrapped
from ._pandas import of_objects, type_in_pandas

__all__ = [
    "BLANK",
    "NULL_IN_WORDS",
    "TABLES",
    "ColumnType",
    "Read",
    "TableColumn",
    "is_readable_text",
    "names_shown",
    "read_table",
    "typed_table",
]


_LOGICAL_NAMES = ("record_type", "app")
"""Columns of names that are folded to lower case."""


# --- A table that is read ---------------------------------------------------------------------------------------------


class Read(NamedTuple):
    """A table that is read.

    Attributes:
        rows: its rows: the columns of `TABLES`, a value missing where it was missing or cannot be read, and for each
            column of `unsure` the values as they came, under the name that `came` gives.
        unsure: the columns in which a value may be one that cannot be read.
        texts: those of them that are texts.
    """

    rows: Rows
    unsure: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def came(self, column: str) -> str:
        """The column that holds the values of a column as they came; only blank ones are missing there."""
        return _came(column) if column in self.unsure else column

    def is_unreadable(self, *columns: str) -> nw.Expr | None:
        """Whether one of these columns holds a value that cannot be read; None where none of them can."""
        unreadable = [
            nw.col(each).is_null() & ~nw.col(_came(each)).is_null() for each in columns if each in self.unsure
        ]
        return reduce(or_, unreadable) if unreadable else None

    def is_null_in_words(self) -> nw.Expr | None:
        """Whether a text says in words that there is no value; None where none does."""
        in_words = [nw.col(_came(each)).is_in(NULL_IN_WORDS).fill_null(False) for each in self.texts]
        return reduce(or_, in_words) if in_words else None

    def is_missing(self, *columns: str) -> nw.Expr:
        """Whether one of these columns came without a value."""
        return reduce(or_, [nw.col(self.came(each)).is_null() for each in columns])


def read_table(name: str, frame: object, known: MutableMapping[str, tuple[str, ...]]) -> Read:
    """Read a table.

    Args:
        name: its name, one of `TABLES`.
        frame: a frame of any engine.
        known: by table the columns that hold texts spelled otherwise, as far as that was asked before; it is added to.

    Raises:
        InvalidValue: for what is no frame, for one that lacks a column, has one twice or holds something else in it,
            and for whatever its engine raises when it is read.
    """
    with engine_errors(f"Tables.{name}", "a table that can be read"):
        rows, objects = _typed(name, _wrapped(name, frame))
        if name not in known:
            known[name] = _spelled_otherwise(name, rows)
        return _spelled_once(name, rows, known[name], objects)


def typed_table(name: str, frame: IntoFrameT) -> IntoFrameT:
    """The columns of a table, each in its type; of a lazy frame only the schema is looked at.

    Raises:
        InvalidValue: as `read_table` does.
    """
    rows, _ = _typed(name, _wrapped(name, frame))
    return cast("IntoFrameT", rows.to_native())


def names_shown(found: Iterable[str]) -> list[str]:
    """The names of columns, for an error: long ones shortened, and not too many."""
    names = [each if len(each) <= _LONGEST_NAME else f"{each[:_LONGEST_NAME]}..." for each in found]
    return names if len(names) <= _MOST_NAMES else [*names[:_MOST_NAMES], f"and {len(names) - _MOST_NAMES:,} more"]


_MOST_NAMES, _LONGEST_NAME = 12, 40


def _wrapped(name: str, frame: object) -> Rows:
    if frame is None:
        raise InvalidValue(f"Tables.{name}", "a data frame", "None")
    if doubled := doubled_column(frame):
        raise InvalidValue(f"{name}.{one_line(doubled)}", "one column of that name", "more than one")
    with engine_errors(f"Tables.{name}", "a data frame that can be read"):
        try:
            return cast("Rows", wrapped(frame))  # type: ignore[arg-type]  # that is what is found out here
        except TypeError as error:
            expected = "a data frame of a known engine"
            raise InvalidValue(f"Tables.{name}", expected, with_article(type(frame))) from error


# --- One type ---------------------------------------------------------------------------------------------------------

_TYPES: Mapping[ColumnType, nw.dtypes.DType] = MappingProxyType(
    {
        ColumnType.TEXT: nw.String(),
        ColumnType.WHOLE_NUMBER: nw.Int64(),
        ColumnType.TRUTH: nw.Boolean(),
    }
)
"""What becomes of a column; of times see `_time`."""


def _typed(name: str, rows: Rows) -> tuple[Rows, tuple[str, ...]]:
    """The columns of a table, each in its type, and the names of those of objects some of which are none of that type.

    Such a column stands beside the other as it came, under the name that `_came` gives.
    """
    found = rows.collect_schema()
    for column in TABLES[name]:
        if column.name not in found:
            got = f"no such column among {', '.join(map(one_line, names_shown(sorted(found))))}"
            raise InvalidValue(f"{name}.{column.name}", f"a column that holds: {column.type}", got)
    if not may_hold_objects(rows):
        return rows.select(_column(name, column, found[column.name], rows) for column in TABLES[name]), ()
    columns: list[nw.Expr | nw.Series[Any]] = []
    unsure = []
    for column in TABLES[name]:
        values = cast("nw.DataFrame[Any]", rows).get_column(column.name)
        if (made := of_objects(values, column.type)) is None:
            columns.append(_column(name, column, type_in_pandas(values), rows))
            continue
        if made.is_null().sum() > values.is_null().sum():
            unsure.append(column.name)
            columns.append(values.alias(_came(column.name)))
        columns.append(made)
    return cast("Rows", cast("nw.DataFrame[Any]", rows).select(*columns)), tuple(unsure)


def _column(table: str, column: TableColumn, found: nw.dtypes.DType, rows: Rows) -> nw.Expr:
    """A column in its type."""
    read, wanted, native = nw.col(column.name), column.type, ""
    if isinstance(found, nw.Unknown):
        native = native_type(rows, column.name)
    if native in NO_TYPE:
        return in_utc(read, None, rows) if wanted is ColumnType.TIME else read.cast(_TYPES[wanted])
    if not _holds(rows, column, found, native):
        raise InvalidValue(f"{table}.{column.name}", f"a column that holds: {wanted}", native or str(found))
    if wanted is ColumnType.TEXT:
        return as_text(read, found, rows)
    if wanted is ColumnType.TIME:
        return in_utc(read, found, rows)
    if wanted is ColumnType.WHOLE_NUMBER:
        return _number(read, found)
    return read


def _holds(rows: Rows, column: TableColumn, found: nw.dtypes.DType, native: str) -> bool:
    if isinstance(found, nw.Unknown):
        return native.startswith(ALSO_KNOWN[column.type])
    if column.type is ColumnType.TEXT:
        if isinstance(found, nw.Categorical):
            return has_text_categories(rows, column.name)
        return isinstance(found, (nw.String, nw.Enum))
    if column.type is ColumnType.TIME:
        return isinstance(found, nw.Datetime) and found.time_zone is not None
    return found.is_numeric() if column.type is ColumnType.WHOLE_NUMBER else isinstance(found, nw.Boolean)


def _number(read: nw.Expr, found: nw.dtypes.DType) -> nw.Expr:
    """A number as an integer, or as a float where it may be none or too large; what is not a number is missing."""
    if found.is_signed_integer() and not isinstance(found, nw.Int128):
        return read.cast(nw.Int64())
    if isinstance(found, (nw.UInt8, nw.UInt16, nw.UInt32)):
        return read.cast(nw.Int64())
    return read.cast(nw.Float64()).fill_nan(None)


# --- One spelling -----------------------------------------------------------------------------------------------------

_CONTROL = r"\x00-\x1f\x7f-\x9f"
_BLANKS = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_FORMAT = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f"
)
"""The category Cf; `_BLANKS` are Zs, Zl and Zp, and `_CONTROL` is Cc. Engines differ in escapes, not in characters."""

BLANK = rf"^[\t-\r\x1c-\x1f\x85{_BLANKS}]*$"
_UNSEEN = f"^ | $|[{_CONTROL}{_BLANKS[1:]}{_FORMAT}]"
_GUID = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
_GUID = rf"^(?:{_GUID}|\{{{_GUID}\}})$"
_NOT_ASCII = r"[^\x00-\x7f]"
_LOGICAL_NAME = "^[A-Za-z_][A-Za-z0-9_]*$"
NULL_IN_WORDS = (*NULLS, "None")
_NULL = r"^(?:NULL|null|None|\\N)$"

_MAY_BE_OTHERWISE = r"^$|[^!-z|~]|^[0-9a-f-]*[A-F][0-9A-Fa-f-]*$|" + _NULL
_MAY_BE_NO_NAME = r"^$|[^a-z0-9_]|^[0-9]|" + _NULL
"""What no text matches that is spelled as it is kept: one look at each letter, since nearly all are."""


def _texts(name: str) -> list[str]:
    return [column.name for column in TABLES[name] if column.type is ColumnType.TEXT]


def _came(column: str) -> str:
    return f"{column} as it came"


def _is_like(column: str, pattern: str) -> nw.Expr:
    return nw.col(column).str.contains(pattern).fill_null(False)


def _spelled_otherwise(name: str, rows: Rows) -> tuple[str, ...]:
    """The columns of texts of which any is not spelled as it is kept.

    All columns are read, so that one that cannot be read is named before anything is made of it.
    """
    found = []
    for column in TABLES[name]:
        with engine_errors(f"{name}.{column.name}", f"a column that can be read, of: {column.type}"):
            if column.type is not ColumnType.TEXT:
                only_value(rows.select(nw.col(column.name).is_null().any()))
            elif _may_be_otherwise(column.name, rows):
                found.append(column.name)
    return tuple(found)


def _may_be_otherwise(column: str, rows: Rows) -> bool:
    text = nw.col(column)
    if column in _LOGICAL_NAMES:
        return has_any(rows, column, text.str.contains(_MAY_BE_NO_NAME))
    if has_only_plain_letters(rows, column, other_than=("", "null")):
        return False
    return has_any(rows, column, text.str.contains(_MAY_BE_OTHERWISE))


def _in_one_spelling(column: str) -> nw.Expr:
    """A text as it is kept; missing where it cannot be read."""
    text, is_bad = nw.col(column), _is_like(column, BLANK) | _is_like(column, _NULL) | _is_like(column, _UNSEEN)
    if column == "record_type":
        is_bad = is_bad | ~_is_like(column, _LOGICAL_NAME)
    if column in _LOGICAL_NAMES:
        return nw.when(~(is_bad | _is_like(column, _NOT_ASCII))).then(text.str.to_lowercase())
    bare = text.str.to_lowercase().str.replace_all("[{}]", "")
    return nw.when(~is_bad).then(nw.when(_is_like(column, _GUID)).then(bare).otherwise(text))


def is_readable_text(column: str) -> nw.Expr:
    """Whether a text of that column, as it came, is there and can be read."""
    return ~_in_one_spelling(column).is_null()


def _spelled_once(name: str, rows: Rows, otherwise: tuple[str, ...], objects: tuple[str, ...]) -> Read:
    """The rows of a table with each text in one spelling.

    Where it cannot be read who connected a chat, the time of that link says nothing: it counts as missing.
    """
    names = [column.name for column in TABLES[name]]
    unsure = [each for each in names if each in otherwise or each in objects]
    if not unsure:
        return Read(rows)
    came = {each: nw.col(_came(each) if each in objects else each) for each in otherwise}
    blanked = [nw.when(~_is_like(each, BLANK)).then(value).alias(_came(each)) for each, value in came.items()]
    rows = rows.with_columns(*blanked).with_columns(_in_one_spelling(each).alias(each) for each in otherwise)
    if "connected_by" in unsure:
        unsure.append("connected_on")
        known = nw.col(_came("connected_by")).is_null() | ~nw.col("connected_by").is_null()
        when = nw.col("connected_on")
        rows = rows.with_columns(when.alias(_came("connected_on")), nw.when(known).then(when).alias("connected_on"))
    texts = tuple(each for each in unsure if each in _texts(name))
    return Read(rows.select(*names, *map(_came, unsure)), tuple(unsure), texts)
