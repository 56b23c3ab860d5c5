"""What engines do differently: all that is not the same through narwhals for Polars, pandas, pyarrow, DuckDB and Spark.

Reading columns of pandas that hold objects is in `_pandas`, since it is about values and not about frames.

DuckDB needs most care. Of a million links, where a plan by hand takes 3.2 seconds of processor time, the review took
3.9 and takes 3.4, or 4.6 with the rejected rows, where it was 6.0:

- The groups of links and records are kept too. Else all links are grouped once for each use of the groups: 0.4 seconds.
- Link rows that miss a value are kept before connections are compared with them. DuckDB then knows that there are
  none; else it prepares all connections for the comparison: 0.25 seconds.
- Where two parts of a plan share rows made from what is kept, it copies what is kept to make the plan: 23 seconds. So
  the few rows that may be rejected are kept with their reasons, before those that pass are taken from them.

Looking at every id is what remains, 0.45 seconds. To match each text with the pattern, and not each different one,
takes half as long again; to join many texts and match once takes as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, cast

from ._columns import ColumnType
from ._frames import Frame, Rows, nw, rows_of

__all__ = [
    "ALSO_KNOWN",
    "NO_TYPE",
    "all_but_first",
    "as_text",
    "computed",
    "doubled_column",
    "each_once",
    "engine_in_memory",
    "engine_shown",
    "has_any",
    "has_only_plain_letters",
    "has_text_categories",
    "holds_objects_for_booleans",
    "in_polars",
    "in_utc",
    "is_in_memory",
    "is_too_old",
    "kept",
    "may_hold_objects",
    "native_type",
    "only_value",
    "same_engine",
    "session_zone",
    "writes_parquet",
]


# --- Rows -------------------------------------------------------------------------------------------------------------


def kept(rows: Rows, *, is_within: bool = False) -> Rows:
    """The rows, kept in memory by an engine that would find them anew for each answer made from them.

    Args:
        rows: the rows.
        is_within: whether other rows that are kept are made from them. Polars and DuckDB gain by keeping these too: of
            what plans have in common Polars shares the largest piece, and finds anew what that shares with others.
            Spark does not gain.
    """
    native = rows.to_native()
    if isinstance(rows, nw.LazyFrame) and rows.implementation.is_polars():
        return rows_of(computed(rows).to_native()).lazy()
    if rows.implementation.is_duckdb():
        return rows_of(native.materialize())
    if rows.implementation.is_pyspark() and not is_within:
        return rows_of(native.persist())
    return rows


def each_once(rows: Rows, on: list[str] | None = None) -> Rows:
    """The rows without doubles; where rows that agree in some columns agree in all, these may be named.

    DuckDB is asked for them in its own words: where narwhals numbers rows to leave doubles out, that takes three times
    as long, and hides from the engine that there is no row at all.
    """
    return rows_of(rows.to_native().distinct()) if rows.implementation.is_duckdb() else rows.unique(on)


def computed(rows: Rows) -> nw.DataFrame[Any]:
    """The rows in memory; Polars finds them piece by piece."""
    frame: object = rows
    if isinstance(frame, nw.LazyFrame):
        return frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()
    return cast("nw.DataFrame[Any]", frame)


def all_but_first(rows: Rows, names: list[str]) -> Rows:
    """Of rows that are alike in these columns, which are all they have, all but one."""
    if isinstance(rows, nw.LazyFrame):
        nth = nw.col(names[0]).cum_count().over(*names, order_by=names[0])
        return rows.with_columns(nth=nth).filter(nw.col("nth") > 1).drop("nth")
    numbered = rows.with_row_index("nth")
    first = numbered.group_by(names).agg(nw.col("nth").min()).select("nth")
    return numbered.join(first, on="nth", how="anti").drop("nth")


def is_in_memory(rows: Rows, *, is_kept: bool) -> bool:
    """Whether rows that are computed once need not be found anew; of lazy engines only Spark does not keep at once."""
    return not isinstance(rows, nw.LazyFrame) or (is_kept and not rows.implementation.is_pyspark())


def is_too_old(rows: Rows) -> bool:
    """Whether the rows are of DuckDB before 2.0, which keeps none, and finds none in some plans that have some."""
    return rows.implementation.is_duckdb() and not hasattr(type(rows.to_native()), "materialize")


def same_engine(rows: Rows, others: Rows) -> bool:
    """Whether rows come from the same engine as others; an engine raises where its own do not go together."""
    if (type(rows), rows.implementation) != (type(others), others.implementation):
        return False
    if rows.implementation.is_duckdb():
        rows.to_native().limit(0).select("1").union(others.to_native().limit(0).select("1"))
    return True


def engine_shown(rows: Rows) -> str:
    """The engine, and whether its frames are lazy, for an error; some engines have frames of both kinds."""
    return f"{rows.implementation} {type(rows).__name__}"


def engine_in_memory(rows: Rows) -> str:
    """The engine of these rows once they are in memory: pyarrow where their own has only plans."""
    return str(computed(rows.head(0)).implementation.value)


def in_polars(rows: Rows) -> Rows:
    """The rows as a plan of Polars, which writes files; those of other lazy engines are computed first."""
    frame: object = rows
    if isinstance(frame, nw.LazyFrame):
        return rows if frame.implementation.is_polars() else frame.collect("polars").lazy()
    return rows_of(cast("nw.DataFrame[Any]", frame).to_polars()).lazy()


def writes_parquet(rows: Rows) -> bool:
    """Whether an engine other than Polars writes Parquet piece by piece; what others have computed Polars writes.

    Only DuckDB does: Spark would write a folder of several files, and rows in memory gain nothing.
    """
    return isinstance(rows, nw.LazyFrame) and rows.implementation.is_duckdb()


# --- Columns ----------------------------------------------------------------------------------------------------------

NO_TYPE = ("Null", "null", "null[pyarrow]", '"NULL"', "void")
"""What engines call the type of a column without any value."""

ALSO_KNOWN: Mapping[ColumnType, tuple[str, ...]] = MappingProxyType(
    {
        ColumnType.TEXT: ("UUID",),
        ColumnType.TIME: ("TIMESTAMPTZ_NS",),
        ColumnType.WHOLE_NUMBER: ("decimal256",),
        ColumnType.TRUTH: (),
    }
)
"""How the names begin that engines give to types which narwhals does not know: two of DuckDB, one of pyarrow."""


def may_hold_objects(rows: Frame) -> bool:
    """Whether columns may hold Python objects of any type, as those of pandas do; elsewhere each has a type."""
    return rows.implementation.is_pandas_like()


def holds_objects_for_booleans(rows: Frame, column: str, found: nw.dtypes.DType) -> bool:
    """Whether a column of Python objects, as pandas has them, holds nothing but booleans and missing values.

    Without any value it passes for one of text. Where narwhals made a plan of the frame nothing is known of its values.
    """
    may_be = may_hold_objects(rows) and found in {nw.Object, nw.String}
    return may_be and isinstance(rows, nw.DataFrame) and bool(rows[column].drop_nulls().is_in([True, False]).all())


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


def as_text(read: nw.Expr, found: nw.dtypes.DType, rows: Rows) -> nw.Expr:
    """A text in the one type that all texts get; Polars has only one for texts, others have several of one name."""
    return read if isinstance(found, nw.String) and rows.implementation.is_polars() else read.cast(nw.String())


def in_utc(read: nw.Expr, found: nw.dtypes.DType | None, rows: Rows) -> nw.Expr:
    """A time with microseconds, in UTC where that is a matter of the column and not of the session."""
    engine = rows.implementation
    if engine.is_duckdb() or engine.is_spark_like():
        if isinstance(found, nw.Unknown):
            return read.dt.truncate("1us")  # a cast would round
        return read if found is not None else read.cast(nw.Datetime("us", session_zone(rows)))
    if isinstance(found, nw.Datetime) and found.time_unit == "ns" and not engine.is_polars():
        read = read.dt.truncate("1us")  # else pyarrow refuses to drop what is less
    return read.cast(nw.Datetime("us", "UTC"))
