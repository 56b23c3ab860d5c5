"""Frames of every engine, through narwhals: the only module that imports it.

Polars, pandas, pyarrow, DuckDB and PySpark frames all pass. What comes in lazy goes out lazy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias, cast

from .._model import Model
from ..errors import ChatlinkPolicyError, InvalidValue, MissingExtra, one_line
from ..rendering import Block, Code, Table, Title

try:
    import narwhals as nw
    from narwhals.typing import IntoFrame, IntoFrameT
except ImportError as error:
    raise MissingExtra("the review needs the extra review: pip install 'chatlink-policy[review]'") from error

__all__ = [
    "NO_TYPE",
    "Frame",
    "HoldsFrames",
    "IntoFrame",
    "IntoFrameT",
    "Rows",
    "as_given",
    "computed",
    "doubled_column",
    "each_once",
    "engine_errors",
    "first_line",
    "has_any",
    "has_bit",
    "has_only_plain_letters",
    "has_text_categories",
    "is_of_engine",
    "is_true",
    "kept",
    "native_type",
    "nw",
    "only_value",
    "rows_of",
    "session_zone",
    "wrapped",
]

Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A frame of any engine, wrapped by narwhals."""

Rows: TypeAlias = nw.LazyFrame[Any]
"""Rows of any engine. Typed as lazy, which eager ones are not: only what both can do is asked of them."""


class HoldsFrames(Model):
    """The base of a value whose fields are frames, which shows what they are and computes nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        names = [each.name for each in self._fields() if each.init and getattr(self, each.name) is not None]
        return f"<{type(self).__name__}: {', '.join(names) or 'nothing'}>"

    def _blocks(self) -> Iterable[Block]:
        held = [(each.name, getattr(self, each.name)) for each in self._fields() if each.init]
        yield Title(type(self).__name__)
        yield Table(("field", "value"), [(Code(name), _kind(value)) for name, value in held if value is not None])


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return f"frames by name: {', '.join(value)}"
    if isinstance(value, HoldsFrames):
        return repr(value)
    return f"{type(value).__module__.partition('.')[0]} {type(value).__name__}"


def wrapped(native: IntoFrame) -> Frame:
    """The frame of an engine as a frame of narwhals; a frame of narwhals stays as it is.

    Raises:
        TypeError: for what is no frame of an engine that narwhals knows.
    """
    return cast("Frame", nw.from_native(native))


def as_given(frame: Frame, native: IntoFrameT) -> IntoFrameT:  # noqa: ARG001  # it says which type comes out
    """The frame of the engine itself, of the type that was given: lazy when that was lazy."""
    return cast("IntoFrameT", frame.to_native())


def is_true(column: nw.Expr) -> nw.Expr:
    """Whether a boolean is true; a missing one counts as false.

    Filling comes first, because a comparison with a missing value is missing in some engines and false in others. The
    comparison makes booleans of a pandas column of objects, where a cast would take the text "no" for true.
    """
    return column.fill_null(False) == nw.lit(True)


def has_bit(numbers: nw.Expr, bit: int) -> nw.Expr:
    """1 where the number has that bit, else 0; engines differ in what `&` means, and some have no `%`."""
    return numbers // bit - numbers // (2 * bit) * 2


def rows_of(native: IntoFrame) -> Rows:
    """The rows of a frame of any engine."""
    return cast("Rows", wrapped(native))


def kept(rows: Rows, *, is_within: bool = False) -> Rows:
    """The rows, kept in memory by an engine that would find them anew for each answer made from them.

    Args:
        rows: the rows.
        is_within: whether other rows that are kept are made from them. Only Polars gains by keeping these too: of what
            plans have in common it shares the largest piece, and finds anew what that shares with others.
    """
    native = rows.to_native()
    if isinstance(rows, nw.LazyFrame) and rows.implementation.is_polars():
        return rows_of(computed(rows).to_native()).lazy()
    if rows.implementation.is_duckdb() and not is_within:
        return rows_of(native.materialize())
    if rows.implementation.is_pyspark() and not is_within:
        return rows_of(native.persist())
    return rows


def each_once(rows: Rows) -> Rows:
    """The rows without doubles.

    DuckDB is asked for them in its own words: where narwhals numbers rows to leave doubles out, that takes three times
    as long, and hides from the engine that there is no row at all.
    """
    return rows_of(rows.to_native().distinct()) if rows.implementation.is_duckdb() else rows.unique()


def computed(rows: Rows) -> nw.DataFrame[Any]:
    """The rows in memory; Polars finds them piece by piece."""
    frame: object = rows
    if isinstance(frame, nw.LazyFrame):
        return frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()
    return cast("nw.DataFrame[Any]", frame)


# --- What narwhals leaves to engines ----------------------------------------------------------------------------------

NO_TYPE = ("Null", "null", "null[pyarrow]", '"NULL"', "void")
"""What engines call the type of a column without any value."""


def native_type(rows: Rows, column: str) -> str:
    """What the engine calls the type of a column."""
    native = rows.to_native()
    if rows.implementation.is_duckdb():
        return str(native.types[native.columns.index(column)])
    if rows.implementation.is_pyspark():
        return str(native.schema[column].dataType.typeName())
    if rows.implementation.is_pyarrow():
        return str(native.schema.field(column).type)
    return str(native.collect_schema()[column] if isinstance(rows, nw.LazyFrame) else native[column].dtype)


def has_text_categories(rows: Rows, column: str) -> bool:
    """Whether a column of categories has texts for them; those of Polars always have."""
    if rows.implementation.is_pandas_like():
        categories = getattr(rows.to_native()[column].dtype, "categories", None)
        if categories is not None:
            return all(isinstance(each, str) for each in categories)
    return rows.implementation.is_polars() or "string" in native_type(rows, column)


def session_zone(rows: Rows) -> str:
    """The zone in which an engine shows times, which is no matter of the column."""
    native = rows.to_native()
    if rows.implementation.is_duckdb():
        return str(native.limit(0).aggregate("current_setting('TimeZone'), count(*)").fetchall()[0][0])
    return str(native.sparkSession.conf.get("spark.sql.session.timeZone"))


def doubled_column(native: object) -> str | None:
    """A name that several columns of a frame of any engine have; engines rename or refuse them in their own words."""
    if isinstance(native, (nw.DataFrame, nw.LazyFrame)):
        native = native.to_native()
    if type(native).__name__ == "LazyFrame":
        return None  # Polars has none, and finds out names at a cost
    names: Any = getattr(native, "column_names", None) or getattr(native, "columns", ())
    return next((name for name, times in Counter(map(str, names)).items() if times > 1), None)


def has_any(rows: Rows, column: str, test: nw.Expr) -> bool:
    """Whether the test of that column is true for any of the rows."""
    rows = rows.select(column)
    if rows.implementation.is_duckdb():
        rows = each_once(rows)  # it finds different values fast, and patterns slowly
    return bool(only_value(rows.select(test.any().alias(column))))


def has_only_plain_letters(rows: Rows, column: str, other_than: Collection[str]) -> bool:
    """Whether the texts of a column hold only ASCII without capitals, blanks, braces and what is not seen.

    Args:
        rows: the rows.
        column: the column.
        other_than: texts that are not plain either; at least the empty one, in which there is no letter to be seen.

    Also false where an engine has no fast way to find out. Looking at the bytes of many texts together takes a third of
    what it takes to match each text with a pattern.
    """
    if not rows.implementation.is_polars():
        return False
    pl = nw.dependencies.get_polars()
    are_plain = partial(_plain_in_polars, other_than=other_than)
    plain = pl.col(column).map_batches(are_plain, return_dtype=pl.Boolean(), is_elementwise=True).all()
    return bool(only_value(rows_of(rows.to_native().select(plain))))


def _plain_in_polars(texts: Any, other_than: Collection[str]) -> Any:  # noqa: ANN401  # series of Polars
    """For each text whether all of them are plain."""
    pl, known = nw.dependencies.get_polars(), texts.drop_nulls()
    is_plain = not any((known == each).any() for each in other_than)
    is_plain = is_plain and _are_plain(known.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode())
    return pl.repeat(is_plain, len(texts), eager=True)


def _are_plain(letters: Any) -> bool:  # noqa: ANN401  # a series of Polars
    """Whether bytes are all between the blank and the brace, and none is a capital."""
    lowest, highest = letters.min(), letters.max()
    return lowest is None or bool(
        lowest > ord(" ") and highest < ord("{") and not letters.is_between(ord("A"), ord("Z")).any()
    )


def only_value(rows: Rows) -> Any:  # noqa: ANN401  # of any type
    """The value of the only row."""
    native = rows.to_native()
    if rows.implementation.is_duckdb():
        return native.fetchall()[0][0]
    if rows.implementation.is_pyspark():
        return native.first()[0]
    return computed(rows).item()


@contextmanager
def engine_errors(field: str, expected: str) -> Iterator[None]:
    """Raise what an engine raises as an error of this library.

    A panic of Polars is a `BaseException` of a class that nothing exports; what stops a program passes.

    Raises:
        InvalidValue: with that field, and what was expected in it.
    """
    try:
        yield
    except ChatlinkPolicyError:
        raise
    except BaseException as error:
        if not is_of_engine(error):
            raise
        raise InvalidValue(field, expected, first_line(error)) from error


def is_of_engine(error: BaseException) -> bool:
    """Whether it is an error, or a panic; and none of those that stop a program."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def first_line(error: BaseException) -> str:
    """What an engine says, on one short line."""
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    return one_line(said if len(said) <= _LONGEST_LINE else f"{said[:_LONGEST_LINE]}...")


_LONGEST_LINE = 200


def same_engine(rows: Rows, others: Rows) -> bool:
    """Whether rows come from the same engine as others; an engine raises where its own do not go together."""
    if (type(rows), rows.implementation) != (type(others), others.implementation):
        return False
    if rows.implementation.is_duckdb():
        rows.to_native().limit(0).select("1").union(others.to_native().limit(0).select("1"))
    return True
