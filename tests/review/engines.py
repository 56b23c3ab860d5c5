"""Native frames of every engine from columns of Python values, and rows of Python values from any native frame.

Nothing here goes through narwhals: what is tested has no part in its own test.
"""

from __future__ import annotations

import atexit
import importlib
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import duckdb
import polars as pl
import pytest

pd: Any = importlib.import_module("pandas")  # neither has types of its own
pa: Any = importlib.import_module("pyarrow")

Native: TypeAlias = Any
"""A frame of any engine: what they have in common has no type."""

Value: TypeAlias = Any

Columns = Mapping[str, Sequence[object]]
Kinds = Mapping[str, type]

_ARROW = {bool: pa.bool_(), str: pa.string(), int: pa.int64(), datetime: pa.timestamp("us", "UTC")}
_NULLABLE = {bool: "boolean", str: "string", int: "Int64", datetime: "datetime64[us, UTC]"}


# --- Frames -----------------------------------------------------------------------------------------------------------


def _kind(name: str, values: Sequence[object], kinds: Kinds) -> type:
    found = {kinds[name]} if name in kinds else {type(each) for each in values if each is not None}
    if len(found) != 1:
        raise ValueError(f"{name}: expected values of one type, or the type among the kinds, got {found or 'no value'}")
    return found.pop()


def _arrow(columns: Columns, kinds: Kinds) -> Native:
    return pa.table({name: pa.array(each, _ARROW[_kind(name, each, kinds)]) for name, each in columns.items()})


def _polars(columns: Columns, kinds: Kinds) -> pl.DataFrame:
    made = pl.from_arrow(_arrow(columns, kinds))
    assert isinstance(made, pl.DataFrame)
    return made


def _polars_lazy(columns: Columns, kinds: Kinds) -> pl.LazyFrame:
    return _polars(columns, kinds).lazy()


def _pandas_nullable(columns: Columns, kinds: Kinds) -> Native:
    return pd.DataFrame(
        {name: pd.Series(list(each), dtype=_NULLABLE[_kind(name, each, kinds)]) for name, each in columns.items()}
    )


def _pandas_objects(columns: Columns, kinds: Kinds) -> Native:
    """What pandas makes of values with None among them, except that times remain times."""

    def dtype(name: str, values: Sequence[object]) -> str:
        return _NULLABLE[datetime] if _kind(name, values, kinds) is datetime else "object"

    return pd.DataFrame({name: pd.Series(list(each), dtype=dtype(name, each)) for name, each in columns.items()})


def _duckdb(columns: Columns, kinds: Kinds) -> duckdb.DuckDBPyRelation:
    return duckdb.from_arrow(_arrow(columns, kinds))


def _pyspark(columns: Columns, kinds: Kinds) -> Native:
    return spark_session().createDataFrame(_arrow(columns, kinds))


_BUILD: dict[str, Callable[[Columns, Kinds], Native]] = {
    "polars": _polars,
    "polars_lazy": _polars_lazy,
    "pandas_nullable": _pandas_nullable,
    "pandas_objects": _pandas_objects,
    "pyarrow": _arrow,
    "duckdb": _duckdb,
    "pyspark": _pyspark,
}

EAGER = ("polars", "pandas_nullable", "pandas_objects", "pyarrow")
LAZY = ("polars_lazy", "duckdb")
ENGINES = (*EAGER, *LAZY)
"""Every engine but PySpark, which takes seconds to start: a test on it is marked `spark`."""


def native_frame(engine: str, columns: Columns, kinds: Kinds | None = None) -> Native:
    """A frame of that engine.

    Args:
        engine: one of `ENGINES`, or "pyspark".
        columns: lists of bool, str, int or aware datetime, with None for a missing value.
        kinds: the type of a column; needed where it has no value but None, or none at all.
    """
    return _BUILD[engine](columns, kinds or {})


# --- Rows -------------------------------------------------------------------------------------------------------------


def rows(native: Native) -> list[dict[str, Value]]:
    """The rows of a native frame of any engine, lazy ones computed: plain values, None where missing, times in UTC."""
    return [{name: _plain(value) for name, value in row.items()} for row in _records(native)]


def _records(native: Native) -> Value:
    if isinstance(native, pl.LazyFrame):
        return native.collect().to_dicts()
    if isinstance(native, pl.DataFrame):
        return native.to_dicts()
    if isinstance(native, pa.Table):
        return native.to_pylist()
    if isinstance(native, pd.DataFrame):
        return [dict(zip(native.columns, row, strict=True)) for row in native.itertuples(index=False, name=None)]
    if isinstance(native, duckdb.DuckDBPyRelation):
        return native.to_arrow_table().to_pylist()
    return native.toArrow().to_pylist()  # PySpark


def _plain(value: Value) -> Value:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    elif hasattr(value, "item"):  # a scalar of numpy
        value = value.item()
    if isinstance(value, Decimal) and value == int(value):  # DuckDB sums integers to these
        return int(value)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


# --- Spark ------------------------------------------------------------------------------------------------------------


@cache
def spark_session() -> Native:
    """One small session for the whole run of the tests; without PySpark the test that asks for it is skipped."""
    sql: Any = pytest.importorskip("pyspark.sql", reason="needs the extra spark: pip install 'chatlink-policy[spark]'")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "1g",
    }
    builder = sql.SparkSession.builder.master("local[2]").appName("chatlink-policy")
    for name, value in options.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings(action="ignore", category=FutureWarning):  # it would rather have an older pandas
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    atexit.register(session.stop)
    return session
