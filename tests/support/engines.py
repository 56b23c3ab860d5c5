"""Native frames of every engine from columns of Python values, and rows of Python values from any native frame.

Independent of narwhals: what is tested has no part in its own test.
"""

from __future__ import annotations

import atexit
import importlib
import math
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

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


def usually(*engines: str, of: Sequence[str] = ENGINES) -> list[Any]:
    """All engines as parameters of a test, in the usual run these alone: the others are thorough."""
    return [each if each in engines else pytest.param(each, marks=pytest.mark.thorough) for each in of]


def native_frame(engine: str, columns: Columns, kinds: Kinds | None = None, types: Types | None = None) -> Native:
    """A frame of that engine.

    Args:
        engine: one of `ENGINES`, or "pyspark".
        columns: lists of bool, str, int or aware datetime, with None for a missing value.
        kinds: the type of a column; needed where it has no value but None, or none at all.
        types: the type that the engine has for a column, one of those that `types_of` tells; its usual one if not told.
    """
    if types is not None:
        return _WITH_TYPES[engine](columns, kinds or {}, types)
    return _BUILD[engine](columns, kinds or {})


# --- Every type that engines have -------------------------------------------------------------------------------------

Types = Mapping[str, str]
"""By column the name of a type."""

_ARROW_TYPES: Mapping[type, Mapping[str, Any]] = {
    str: {
        "string": pa.string(),
        "large string": pa.large_string(),
        "string view": pa.string_view(),
        "dictionary": pa.dictionary(pa.int8(), pa.string()),
        "large dictionary": pa.dictionary(pa.int32(), pa.large_string()),
    },
    datetime: {
        f"{unit} {zone}": pa.timestamp(unit, zone)
        for unit in ("us", "ns", "ms", "s")
        for zone in ("UTC", "Europe/Paris", "+05:30")
    },
    int: {
        **{f"{sign}int{bits}": getattr(pa, f"{sign}int{bits}")() for sign in ("", "u") for bits in (64, 32, 16, 8)},
        "float64": pa.float64(),
        "float32": pa.float32(),
        "float16": pa.float16(),
        "decimal": pa.decimal128(38, 0),
        "decimal with places": pa.decimal128(12, 2),
        "long decimal": pa.decimal256(50, 3),
    },
    bool: {"bool": pa.bool_()},
}
_NONE = "nothing"
"""The type of a column without any value."""

OBJECTS = "pandas_of_objects"

_OFFSETS = tuple(f"{unit} +05:30" for unit in ("us", "ns", "ms", "s"))

_NOT_OF: Mapping[str, tuple[str, ...]] = {
    "polars": ("long decimal", *_OFFSETS),
    "polars_lazy": ("long decimal", *_OFFSETS),
    "pandas_numpy": ("string view", "long decimal"),
    "pandas_nullable": ("string view",),
    "pandas_arrow": ("string view",),
    "duckdb": ("float16", "long decimal"),
    "pyspark": ("large string", "string view", "dictionary", "large dictionary", "float16", "long decimal"),
}
"""Types of Arrow from which an engine makes no frame."""


def types_of(engine: str, kind: type, values: Sequence[object]) -> list[str]:
    """The names of the types that an engine has for these values, its usual one first."""
    if engine == OBJECTS:
        return ["objects"]
    names = [name for name in _ARROW_TYPES[kind] if name not in _NOT_OF.get(engine, ()) and _fit(values, kind, name)]
    if kind is str and engine in {"polars", "polars_lazy", "duckdb"} and any(each is not None for each in values):
        names.append("enumeration")
    return [*names, _NONE] if all(each is None for each in values) else names


def _fit(values: Sequence[Any], kind: type, name: str) -> bool:
    try:
        return all(a == b or math.isnan(a) for a, b in zip(values, _array(values, kind, name).to_pylist(), strict=True))
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        return False


def _array(values: Sequence[object], kind: type, name: str) -> Native:
    if name in {_NONE, "enumeration"}:
        return pa.nulls(len(values)) if name == _NONE else pa.array(values, pa.string())
    wanted = _ARROW_TYPES[kind][name]
    if pa.types.is_dictionary(wanted):
        return pa.array(values, wanted.value_type).dictionary_encode().cast(wanted)
    if pa.types.is_float16(wanted):
        return pa.array(values, pa.float32()).cast(wanted)
    if pa.types.is_decimal(wanted):
        return pa.array([None if each is None else Decimal(str(each)) for each in values], wanted)
    return pa.array(values, wanted)


def _nanoseconds_later(array: Native) -> Native:
    """The times with nanoseconds that no Python time has."""
    if array.type.unit != "ns":
        return array
    later = [
        None if each is None else each + 1 + 499 * (at % 3) for at, each in enumerate(array.cast("int64").to_pylist())
    ]
    return pa.array(later, pa.int64()).cast(array.type)


def _typed(columns: Columns, kinds: Kinds, types: Types) -> Native:
    made = {}
    for name, values in columns.items():
        array = _array(values, kinds[name], types[name])
        made[name] = _nanoseconds_later(array) if pa.types.is_timestamp(array.type) else array
    return pa.table(made)


def _typed_polars(columns: Columns, kinds: Kinds, types: Types) -> pl.DataFrame:
    made = pl.from_arrow(_typed(columns, kinds, types))
    assert isinstance(made, pl.DataFrame)
    enumerations = [name for name, each in types.items() if each == "enumeration"]
    return made.with_columns(
        pl.col(name).cast(pl.Enum(sorted({str(each) for each in columns[name] if each is not None})))
        for name in enumerations
    )


_ZONES = ("Asia/Kolkata", "America/Lima", "UTC")


@cache
def _connection(zone: str) -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute(f"set TimeZone = '{zone}'")
    return made


def _typed_duckdb(columns: Columns, kinds: Kinds, types: Types) -> duckdb.DuckDBPyRelation:
    """Relations of one session; its zone is that of the first column of times, or of the first of all."""
    made = _connection(_ZONES[0]).from_arrow(_typed(columns, kinds, types))
    shown = []
    for name in columns:
        values = sorted({str(each) for each in columns[name] if each is not None})
        quoted = ", ".join("'" + each.replace("'", "''") + "'" for each in values)
        shown.append(f'cast("{name}" as enum({quoted})) as "{name}"' if types[name] == "enumeration" else f'"{name}"')
    return made.project(", ".join(shown))


_NULLABLE_OF = {
    **{getattr(pa, name.lower())(): getattr(pd, f"{name}Dtype")() for name in ("Int8", "Int16", "Int32", "Int64")},
    **{getattr(pa, name.lower())(): getattr(pd, f"{name}Dtype")() for name in ("UInt8", "UInt16", "UInt32", "UInt64")},
    pa.float32(): pd.Float32Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.string(): pd.StringDtype(),
}


def _typed_objects(columns: Columns, kinds: Kinds, types: Types) -> Native:  # noqa: ARG001  # objects have one type
    """Columns of objects as they meet in pandas: missing values of several kinds, times of several zones."""
    missing: dict[type, tuple[object, ...]] = {
        str: (None, float("nan"), pd.NA),
        int: (None, float("nan"), pd.NA),
        bool: (None, pd.NA, float("nan")),
        datetime: (None, pd.NaT, float("nan")),
    }
    made = {}
    for name, values in columns.items():
        kind, cells = kinds[name], list(values)
        for at, each in enumerate(cells):
            if each is None:
                cells[at] = missing[kind][at % 3]
            elif kind is datetime:
                cells[at] = pd.Timestamp(each).tz_convert(_ZONES[at % 3]) if at % 2 else each
            elif kind is int and type(each) is int:
                cells[at] = (each, Decimal(each), pd.Series([each]).iloc[0])[at % 3]
        made[name] = pd.Series(cells, dtype=object)
    return pd.DataFrame(made)


def _typed_pyspark(columns: Columns, kinds: Kinds, types: Types) -> Native:
    return spark_session().createDataFrame(_typed(columns, kinds, types))


_WITH_TYPES: dict[str, Callable[[Columns, Kinds, Types], Native]] = {
    "polars": _typed_polars,
    "polars_lazy": lambda *args: _typed_polars(*args).lazy(),
    "pyarrow": _typed,
    "duckdb": _typed_duckdb,
    "pandas_numpy": lambda *args: _typed(*args).to_pandas(),
    "pandas_nullable": lambda *args: _typed(*args).to_pandas(types_mapper=_NULLABLE_OF.get),
    "pandas_arrow": lambda *args: _typed(*args).to_pandas(types_mapper=pd.ArrowDtype),
    OBJECTS: _typed_objects,
    "pyspark": _typed_pyspark,
}
TYPED_ENGINES = tuple(name for name in _WITH_TYPES if name != "pyspark")
"""Every engine that is given types, but PySpark."""


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
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):  # DuckDB sums integers to these
        return int(value) if value == int(value) else float(value)
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
