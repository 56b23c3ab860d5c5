"""The reviews say the same of a table whatever its engine, the types of its columns, and how its ids are spelled."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from typing import Any
from uuid import UUID

import duckdb
import pytest
from engines import OBJECTS, TYPED_ENGINES, types_of, usually
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_organisations import KINDS, Organisation, Row, faulty_organisations, organisations
from test_reviews import check_disconnect, check_enablement, check_join, crowded
from test_tables import check

from chatlink_policy.errors import InvalidValue
from chatlink_policy.review._reading import read_table
from chatlink_policy.review.tables import TABLES, ColumnType, TableColumn

# --- Other spellings --------------------------------------------------------------------------------------------------

GUIDS = {
    name: f"{number}a0b1c2d-{number}e5f-4a6b-8c7d-{number}e8f9a0b1c2d"
    for number, name in enumerate(("ann", "bob", "blue", "agent", "manager", "c1", "1"), start=1)
}
"""Some of the ids of the small organisations, as GUIDs."""

WITHOUT_VALUE = ("", " ", "\t", "\u00a0", "\u2003\n")
UNREADABLE = ("{} ", " {}", "{}\u200b", "\ufeff{}", "{}\n", "a\u00a0{}", "\u2028{}", "{}\x00", "{}\x85", "\u00ad{}")
NO_RIGHTS = (2.5, float("inf"), float("nan"), -1, 2**33)
IN_WORDS = ("NULL", "null", "None", r"\N")


def spelled(organisation: Organisation, chance: random.Random, *, objects: bool) -> Organisation:
    """The organisation with GUIDs among its ids, every cell in any spelling, and few that cannot be read."""

    def cell(column: TableColumn, value: Any) -> Any:  # noqa: ANN401  # any cell
        is_rare = chance.random() < 0.02
        if column.type is ColumnType.TEXT:
            return _text(column.name, value, chance, objects=objects)
        if column.type is ColumnType.WHOLE_NUMBER and value is not None and is_rare:
            return chance.choice((*NO_RIGHTS, *(("3", True) if objects else ())))
        if column.type is ColumnType.TRUTH and objects and is_rare:
            return chance.choice((1, 0, 1.0, "true", ""))
        return value

    rows = {name: [tuple(map(cell, TABLES[name], row)) for row in rows] for name, rows in organisation.rows.items()}
    return replace(organisation, rows=rows)


def _text(name: str, value: Any, chance: random.Random, *, objects: bool) -> object:  # noqa: ANN401  # any cell
    if value is None:
        return chance.choice((None, None, *WITHOUT_VALUE))
    if name in {"record_type", "app"}:
        value = chance.choice((value, value, value.upper(), value.title()))
    elif value in GUIDS and name not in {"privilege", "offering"}:
        guid = GUIDS[value]
        spellings = (guid, guid, guid.upper(), f"{{{guid}}}", f"{{{guid.upper()}}}", guid.title())
        value = chance.choice((*spellings, UUID(guid)) if objects else spellings)
    if chance.random() < 0.02:
        return chance.choice(UNREADABLE).format(value)
    if chance.random() < 0.02:
        return chance.choice((*IN_WORDS, *((7, b"x", 1.5) if objects else ())))
    return value


# --- Every type -------------------------------------------------------------------------------------------------------


@st.composite
def typed(draw: st.DrawFn, engine: str) -> Organisation:
    """An organisation with any spellings, whose columns have any types that the engine has for their values."""
    base = draw(st.one_of(organisations(), faulty_organisations(), st.just(crowded())))
    chance = random.Random(draw(st.integers(0, 2**32)))
    organisation = spelled(base, chance, objects=engine == OBJECTS) if chance.random() < 0.9 else base
    types = {name: _types(chance, engine, name, rows) for name, rows in organisation.rows.items()}
    return replace(organisation, types=types)


def _types(chance: random.Random, engine: str, name: str, rows: Sequence[Row]) -> Mapping[str, str]:
    return {
        column.name: chance.choice(types_of(engine, KINDS[column.type], [row[at] for row in rows]))
        for at, column in enumerate(TABLES[name])
    }


def check_everything(organisation: Organisation, engine: str) -> None:
    check(organisation, engine)
    tables = organisation.tables(engine)
    check_disconnect(organisation, engine, tables=tables)
    check_join(organisation, engine, tables)
    check_enablement(organisation, engine, tables)


@pytest.mark.parametrize("engine", usually(OBJECTS, of=TYPED_ENGINES))
@given(data=st.data())
@settings(max_examples=1, suppress_health_check=[HealthCheck.too_slow])
def test_types_and_spellings_change_no_answer(engine: str, data: st.DataObject) -> None:
    organisation = data.draw(typed(engine))
    check(organisation, engine)
    check_join(organisation, engine)


@pytest.mark.campaign
@pytest.mark.parametrize("engine", TYPED_ENGINES)
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_types_and_spellings_of_many_organisations_change_no_answer(engine: str, data: st.DataObject) -> None:
    check_everything(data.draw(typed(engine)), engine)


@pytest.mark.spark
@given(data=st.data())
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
def test_types_and_spellings_change_no_answer_on_spark(data: st.DataObject) -> None:
    check_everything(data.draw(typed("pyspark")), "pyspark")


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = NOON.astimezone(timezone(timedelta(hours=1)))


def links_with(connected_on: object) -> Any:  # noqa: ANN401  # a frame of pandas
    columns = {
        "chat_id": ["a", "b"],
        "record_type": ["incident"] * 2,
        "record_id": ["1", "2"],
        "connected_by": ["x"] * 2,
    }
    pd: Any = import_module("pandas")
    return pd.DataFrame(columns | {"connected_on": pd.Series(connected_on, dtype=object)})


@pytest.mark.parametrize("times", [[NOON, LATER], [LATER, NOON], [NOON, NOON]])
def test_times_that_are_objects_are_times_in_utc_whatever_their_zones(times: list[datetime]) -> None:
    read = read_table("links", links_with(times), {})
    assert read.rows.to_native()["connected_on"].tolist() == times


@pytest.mark.parametrize(
    ("values", "got"),
    [
        ([NOON, "soon"], "Object"),
        (["soon", NOON], "Object"),
        ([NOON, NOON.replace(tzinfo=None)], "Datetime(time_unit='us', time_zone=None)"),
        ([NOON.replace(tzinfo=None), NOON], "Datetime(time_unit='us', time_zone=None)"),
    ],
)
def test_objects_not_all_of_which_are_times_with_zones_are_no_times(values: list[object], got: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_table("links", links_with(values), {})
    assert refused.value.got == got


def test_a_typed_column_beside_objects_is_of_its_own_type() -> None:
    naive: Any = import_module("pandas").Series([NOON.replace(tzinfo=None)] * 2, dtype="datetime64[ns]")
    with pytest.raises(InvalidValue) as refused:
        read_table("links", links_with([None, None]).assign(connected_on=naive), {})
    assert refused.value.got == "Datetime(time_unit='ns', time_zone=None)"


def test_ids_that_are_uuids_of_duckdb_are_texts_and_what_holds_something_else_is_not() -> None:
    guid = "5d0a6e3b-2c71-ef11-a670-000d3a5b6d01"
    with duckdb.connect() as connection:
        made = "select uuid '{0}' chat_id, 'incident' record_type, {1} record_id, 'x' connected_by, null connected_on"
        read = read_table("links", connection.sql(made.format(guid, f"uuid '{guid}'")), {})
        assert read.rows.to_native().fetchall() == [(guid, "incident", guid, "x", None)]
        with pytest.raises(InvalidValue, match="record_id: expected a column that holds: text, got Duration"):
            read_table("links", connection.sql(made.format(guid, "interval 1 day")), {})


def test_a_column_of_duckdb_without_any_type_is_one_of_missing_times() -> None:
    with duckdb.connect() as connection:
        made = "select 'a' chat_id, 'incident' record_type, '1' record_id, 'x' connected_by, null connected_on"
        links = connection.sql(made)
        assert str(links.types[-1]) == '"NULL"'
        rows = read_table("links", links, {}).rows.to_native()
        assert str(rows.select("connected_on").types[0]) == "TIMESTAMP WITH TIME ZONE"
        assert rows.fetchall() == [("a", "incident", "1", "x", None)]
