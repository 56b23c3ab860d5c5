"""Frames of every engine, through narwhals: the only module that imports it.

Polars, pandas, pyarrow, DuckDB and PySpark frames all pass. What comes in lazy goes out lazy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

from ..errors import MissingExtra

try:
    import narwhals as nw
    from narwhals.typing import IntoFrame, IntoFrameT
except ImportError as error:
    raise MissingExtra("the review needs the extra review: pip install 'chatlink-policy[review]'") from error

__all__ = [
    "Frame",
    "IntoFrame",
    "IntoFrameT",
    "Rows",
    "as_given",
    "computed",
    "is_true",
    "kept",
    "nw",
    "rows_of",
    "told",
    "wrapped",
]

Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A frame of any engine, wrapped by narwhals."""

Rows: TypeAlias = nw.LazyFrame[Any]
"""Rows of any engine. Typed as lazy, which eager ones are not: only what both can do is asked of them."""


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


def told(parts: Iterable[Rows], *columns: str) -> tuple[list[tuple[Any, ...]], str]:
    """The rows of several small frames, and the engine of what they were computed to.

    They are computed one by one: no engine gains by taking them together, and it would take more memory.
    """
    frames = [computed(each.select(columns)) for each in parts]
    return [row for each in frames for row in each.iter_rows()], frames[0].implementation.value


def computed(rows: Rows) -> nw.DataFrame[Any]:
    """The rows in memory; Polars finds them piece by piece."""
    frame: object = rows
    if isinstance(frame, nw.LazyFrame):
        return frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()
    return cast("nw.DataFrame[Any]", frame)
