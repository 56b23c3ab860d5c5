"""Frames of every engine, through narwhals: the only module that imports it.

Polars, pandas, pyarrow, DuckDB and PySpark frames all pass. What comes in lazy goes out lazy.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from ..errors import MissingExtra

try:
    import narwhals as nw
    from narwhals.typing import IntoFrame, IntoFrameT
except ImportError as error:
    raise MissingExtra("the review needs the extra review: pip install 'chatlink-policy[review]'") from error

__all__ = ["Frame", "IntoFrame", "IntoFrameT", "as_given", "is_true", "kept", "nw", "wrapped"]

Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A frame of any engine, wrapped by narwhals."""


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


def kept(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The rows, kept in memory by an engine that would find them anew for each answer made from them."""
    native = rows.to_native()
    if rows.implementation.is_duckdb():
        return cast("nw.LazyFrame[Any]", nw.from_native(native.materialize()))
    if rows.implementation.is_pyspark():
        return cast("nw.LazyFrame[Any]", nw.from_native(native.persist()))
    return rows
