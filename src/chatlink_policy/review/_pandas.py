"""Columns of pandas that hold Python objects, or no value at all, in the type that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from numbers import Real
from typing import Any, cast
from uuid import UUID

from ._columns import ColumnType
from ._frames import nw

__all__ = ["of_objects", "type_in_pandas"]


def type_in_pandas(values: nw.Series[Any]) -> nw.dtypes.DType:
    """The type of a column of pandas, which says of times that are objects only that they are objects."""
    found: list[Any] = values.drop_nulls().to_list() if isinstance(values.dtype, nw.Object) else [None]
    if not all(isinstance(each, datetime) for each in found):
        return values.dtype
    return nw.Datetime("us", "UTC" if all(each.tzinfo for each in found) else None)


def of_objects(values: nw.Series[Any], wanted: ColumnType) -> nw.Series[Any] | None:
    """A column of pandas that holds objects, or no value at all, in its type; None for any other.

    An object that is none of that type becomes a missing value.
    """
    is_empty = values.is_null().all()
    if not is_empty and (not isinstance(values.dtype, nw.Object) or wanted is ColumnType.TIME):
        return None
    made = values.to_native().map(_FROM_OBJECT[wanted]).astype(_IN_PANDAS[wanted])
    return cast("nw.Series[Any]", nw.from_native(made, series_only=True))


def _text_of(value: object) -> str | None:
    return value if isinstance(value, str) else str(value) if isinstance(value, UUID) else None


def _number_of(value: object) -> float | None:
    return float(value) if isinstance(value, (Real, Decimal)) and not _is_truth(value) else None


def _truth_of(value: object) -> bool | None:
    return bool(value) if _is_truth(value) else None


def _is_truth(value: object) -> bool:
    return type(value).__name__ in {"bool", "bool_"}  # of numpy too, which need not be there


def _nothing_of(value: object) -> None:  # noqa: ARG001  # asked only where no column holds a value
    return None


_FROM_OBJECT: Mapping[ColumnType, Callable[[object], object]] = {
    ColumnType.TEXT: _text_of,
    ColumnType.TIME: _nothing_of,
    ColumnType.WHOLE_NUMBER: _number_of,
    ColumnType.TRUTH: _truth_of,
}
_IN_PANDAS = {
    ColumnType.TEXT: "string",
    ColumnType.TIME: "datetime64[us, UTC]",
    ColumnType.WHOLE_NUMBER: "Float64",
    ColumnType.TRUTH: "boolean",
}
