"""Which rows can be judged, and which are rejected and why: none is lost, none is judged that should not be."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from engines import ENGINES, OBJECTS, Native, pd, rows, usually
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_organisations import (
    TIMES,
    Organisation,
    Row,
    counted,
    faulty_organisations,
    frame_of,
    organisations,
    rejected_rows,
    split,
)
from thoroughness import at_most

from chatlink_policy import InvalidValue, Policy, RecordTypePolicy
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE
from chatlink_policy.review.tables import TABLES, ColumnType, Tables, sound

SETTINGS = RecordTypePolicy("incident", owner_may_disconnect=True, connector_may_disconnect=True, join_chat=True)
POLICY = Policy(chat_is_on=True, record_types=[SETTINGS], unreadable_record_types=["email"])
EARLY, LATE, _ = TIMES

SMALL = Organisation(
    POLICY,
    {
        "links": [
            ("c1", "incident", "1", "ann", EARLY),
            ("c1", "incident", "1", None, LATE),
            ("c1", "account", "1", "bob", EARLY),
            ("c2", "incident", "1", "ann", EARLY),
            ("c2", "incident", "2", "ann", EARLY),
        ],
        "records": [
            ("incident", "1", "ann", None),
            ("incident", "2", None, "blue"),
            ("account", "1", None, None),
        ],
        "team_members": [("blue", "bob")],
        "user_roles": [("ann", "manager")],
        "team_roles": [("blue", "manager")],
        "role_privileges": [("manager", GLOBAL_DISCONNECT_PRIVILEGE)],
        "access": [("ann", "incident", "1", 3)],
        "users": [("ann", None), ("bob", True)],
        "apps": [("customerservicehub", "customer_service", False)],
    },
)


def values(native: Native) -> list[Row]:
    return [tuple(row.values()) for row in rows(native)]


def check(organisation: Organisation, engine: str) -> dict[str, list[Row]]:
    """The tables are split as they are by hand, and every row that came in is in one of the parts.

    Returns the rejected rows of each table, with the reason.
    """
    found = sound(organisation.tables(engine), organisation.policy)
    expected = rejected_rows(organisation)
    rejected = {name: values(found.rejected[name]) for name in expected}
    for name, (judged, _) in split(organisation).items():
        assert counted(values(getattr(found.judged, name))) == counted(judged), name
        assert counted(rejected[name]) == counted(expected[name]), name
        assert len(judged) + len(rejected[name]) == len(organisation.rows[name])
    return rejected


def positions(organisation: Organisation, rejected: dict[str, list[Row]]) -> dict[str, list[tuple[int, str]]]:
    """The same rows by their position and the reason; tables of which none was rejected are left out."""
    return {
        name: sorted((organisation.rows[name].index(row[:-1]), row[-1]) for row in rows)
        for name, rows in rejected.items()
        if rows
    }


NEEDED_BESIDE: Mapping[str, tuple[str, ...]] = dict.fromkeys(("links", "records"), ("links", "records"))
"""What a row is judged by beside its own table; faults in all tables at once are tried with every engine below."""


# --- Each fault alone -------------------------------------------------------------------------------------------------

LINK_FAULTS: list[tuple[str, Row, list[tuple[int, str]]]] = [
    ("an exact double", ("c1", "incident", "1", "ann", EARLY), [(0, "duplicate")]),
    ("an exact double by an unknown user", ("c1", "incident", "1", None, LATE), [(1, "duplicate")]),
    ("an unknown record", ("c1", "incident", "3", "ann", EARLY), [(5, "unknown_record")]),
    ("unreadable settings", ("c1", "email", "1", "ann", EARLY), [(5, "unreadable_settings")]),
    (
        "no time",
        ("c1", "incident", "1", "ann", None),
        [(0, "in_doubt"), (1, "in_doubt"), (5, "missing_value")],
    ),
    (
        "no record id",
        ("c2", "incident", None, "ann", EARLY),
        [(3, "in_doubt"), (4, "in_doubt"), (5, "missing_value")],
    ),
    ("no record type", ("c2", None, "1", "ann", EARLY), [(3, "in_doubt"), (4, "in_doubt"), (5, "missing_value")]),
    ("no chat", (None, "incident", "2", "ann", EARLY), [(4, "in_doubt"), (5, "missing_value")]),
    ("no chat and no time", (None, "incident", "2", "ann", None), [(4, "in_doubt"), (5, "missing_value")]),
    (
        "neither chat nor record",
        (None, "incident", None, "ann", EARLY),
        [*((each, "unidentified_link") for each in range(5)), (5, "missing_value")],
    ),
    ("no chat, of an unknown record", (None, "incident", "3", "ann", EARLY), [(5, "missing_value")]),
    ("no time, of another connection", ("c3", "incident", "1", "ann", None), [(5, "missing_value")]),
]


@pytest.mark.parametrize(("row", "expected"), [each[1:] for each in LINK_FAULTS], ids=[each[0] for each in LINK_FAULTS])
def test_a_bad_link_is_rejected_with_all_it_may_be_about(row: Row, expected: list[tuple[int, str]]) -> None:
    organisation = SMALL.only(*NEEDED_BESIDE["links"]).and_also("links", row)
    assert positions(organisation, check(organisation, "polars")) == {"links": expected}


OTHER_FAULTS: list[tuple[str, str, Row, dict[str, list[tuple[int, str]]]]] = [
    ("a record twice", "records", ("incident", "2", None, "blue"), {"records": [(1, "duplicate")]}),
    (
        "a record with two owners in two rows",
        "records",
        ("incident", "2", "ann", None),
        {"records": [(1, "contradicted"), (3, "contradicted")], "links": [(4, "record_rejected")]},
    ),
    (
        "a record with an owner in one of two rows",
        "records",
        ("account", "1", "ann", None),
        {"records": [(2, "contradicted"), (3, "contradicted")], "links": [(2, "record_rejected")]},
    ),
    (
        "a record with a team in one of two rows",
        "records",
        ("incident", "2", None, None),
        {"records": [(1, "contradicted"), (3, "contradicted")], "links": [(4, "record_rejected")]},
    ),
    (
        "a record with both owners beside a sound row",
        "records",
        ("incident", "2", "ann", "blue"),
        {"records": [(1, "contradicted"), (3, "both_owners")], "links": [(4, "record_rejected")]},
    ),
    ("a record with both owners", "records", ("account", "2", "a", "b"), {"records": [(3, "both_owners")]}),
    ("a record without id", "records", ("incident", None, "ann", None), {"records": [(3, "missing_value")]}),
    (
        "a record of unreadable settings",
        "records",
        ("email", "1", "a", None),
        {"records": [(3, "unreadable_settings")]},
    ),
    ("a member without team", "team_members", (None, "ann"), {"team_members": [(1, "missing_value")]}),
    ("a member twice", "team_members", ("blue", "bob"), {"team_members": [(0, "duplicate")]}),
    ("a role of nobody", "user_roles", (None, "manager"), {"user_roles": [(1, "missing_value")]}),
    ("a role twice", "user_roles", ("ann", "manager"), {"user_roles": [(0, "duplicate")]}),
    ("a team without role", "team_roles", ("blue", None), {"team_roles": [(1, "missing_value")]}),
    ("a privilege of no role", "role_privileges", (None, "p"), {"role_privileges": [(1, "missing_value")]}),
    ("access without rights", "access", ("ann", "incident", "2", None), {"access": [(1, "missing_value")]}),
    ("access with unknown bits", "access", ("ann", "incident", "2", 8), {"access": [(1, "unknown_value")]}),
    ("access below zero", "access", ("ann", "incident", "2", -1), {"access": [(1, "unknown_value")]}),
    ("access to unreadable settings", "access", ("ann", "email", "2", 2), {"access": [(1, "unreadable_settings")]}),
    (
        "access twice, with different rights",
        "access",
        ("ann", "incident", "1", 1),
        {"access": [(0, "contradicted"), (1, "contradicted")]},
    ),
    (
        "access again, without rights",
        "access",
        ("ann", "incident", "1", None),
        {"access": [(0, "contradicted"), (1, "missing_value")]},
    ),
    ("a user twice", "users", ("bob", True), {"users": [(1, "duplicate")]}),
    (
        "a user twice, with different profiles",
        "users",
        ("bob", None),
        {"users": [(1, "contradicted"), (2, "contradicted")]},
    ),
    ("an app of an unknown offering", "apps", ("shop", "shop", True), {"apps": [(1, "unknown_value")]}),
    ("an app that may be multi-session", "apps", ("shop", "sales", None), {"apps": [(1, "missing_value")]}),
    (
        "an app twice, with and without multi-session",
        "apps",
        ("customerservicehub", "customer_service", True),
        {"apps": [(0, "contradicted"), (1, "contradicted")]},
    ),
]


@pytest.mark.parametrize(
    ("table", "row", "expected"), [each[1:] for each in OTHER_FAULTS], ids=[each[0] for each in OTHER_FAULTS]
)
def test_a_bad_row_is_rejected(table: str, row: Row, expected: dict[str, list[tuple[int, str]]]) -> None:
    organisation = SMALL.only(*NEEDED_BESIDE.get(table, (table,))).and_also(table, row)
    assert positions(organisation, check(organisation, "polars")) == expected


@pytest.mark.parametrize("engine", usually("polars", "pandas_objects"))
def test_bad_rows_are_rejected_on_every_engine(engine: str) -> None:
    organisation = SMALL
    for _, table, row, _ in OTHER_FAULTS:
        organisation = organisation.and_also(table, row)
    for what, row, _ in LINK_FAULTS:
        organisation = organisation if what.startswith("neither") else organisation.and_also("links", row)
    check(organisation, engine)


def test_a_row_contradicts_another_by_a_value_that_cannot_be_read() -> None:
    rows: list[Row] = [("bob", None), ("bob", "true"), ("ann", True)]
    types = {column.name: "objects" for column in TABLES["users"]}
    told_twice = Organisation(POLICY, {"users": rows}, {"users": types})
    assert positions(told_twice, check(told_twice, OBJECTS)) == {"users": [(0, "contradicted"), (1, "unknown_value")]}


def test_nothing_is_rejected_in_a_sound_organisation() -> None:
    assert positions(SMALL, check(SMALL, "polars")) == {}


@pytest.mark.parametrize("engine", usually("polars"))
def test_tables_without_rows_are_sound(engine: str) -> None:
    names = TABLES if engine == "polars" else OF_EVERY_TYPE
    check(Organisation(POLICY, {name: [] for name in names}), engine)


OF_EVERY_TYPE = ("links", "records", "access", "users")
"""Tables with columns of every type."""


def test_some_tables_have_columns_of_every_type() -> None:
    assert {column.type for name in OF_EVERY_TYPE for column in TABLES[name]} == {*ColumnType}


@pytest.mark.spark
def test_bad_rows_are_rejected_on_spark() -> None:
    records: list[Row] = [*SMALL.rows["records"], ("incident", "2", None, "blue"), ("account", "1", "ann", None)]
    members: list[Row] = [("blue", "bob"), ("blue", "bob"), ("blue", None), ("blue", "bob")]
    check(Organisation(POLICY, {"records": records, "team_members": members}), "pyspark")


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_a_column_that_is_missing_or_holds_something_else_is_named() -> None:
    members = pl.DataFrame({"team_id": ["blue"], "user_id": [1]})
    with pytest.raises(InvalidValue, match=r"^team_members\.user_id: expected a column that holds: text, got Int64$"):
        sound(Tables(team_members=members), POLICY)
    with pytest.raises(InvalidValue, match=r"^team_members\.user_id: .* got no such column among team_id$"):
        sound(Tables(team_members=members.drop("user_id")), POLICY)


def test_a_time_without_its_zone_is_refused() -> None:
    links = frame_of("polars", "links", SMALL.rows["links"])
    records = frame_of("polars", "records", SMALL.rows["records"])
    naive = links.with_columns(pl.col("connected_on").dt.replace_time_zone(None))
    with pytest.raises(InvalidValue, match=r"^links\.connected_on: expected a column that holds: time with its zone"):
        sound(Tables(links=naive, records=records), POLICY)
    objects = frame_of("pandas_objects", "links", SMALL.rows["links"])
    objects["connected_on"] = pd.Series([*TIMES, TIMES[0].replace(tzinfo=None), None], dtype=object)
    records = frame_of("pandas_objects", "records", SMALL.rows["records"])
    with pytest.raises(InvalidValue, match=r"^links\.connected_on: expected a column that holds: time with its zone"):
        sound(Tables(links=objects, records=records), POLICY)


def test_of_tables_those_are_kept_that_are_named() -> None:
    tables: Any = SMALL.tables("polars")
    some = tables.only(("links", "records"))
    assert (some.links, some.records) == (tables.links, tables.records)
    assert {name for name in TABLES if getattr(some, name) is not None} == {"links", "records"}


def test_links_need_records_and_all_frames_are_of_one_engine() -> None:
    links = frame_of("polars", "links", SMALL.rows["links"])
    with pytest.raises(InvalidValue, match=r"^Tables\.records: expected a data frame, got None$"):
        sound(Tables(links=links), POLICY)
    records: Native = frame_of("pyarrow", "records", SMALL.rows["records"])
    with pytest.raises(InvalidValue, match=r"^Tables\.records: expected a frame of the same engine as the others"):
        sound(Tables(links=links, records=records), POLICY)
    no_frame: Native = {"chat_id": []}
    with pytest.raises(InvalidValue, match=r"^Tables\.links: expected a data frame of a known engine, got a dict$"):
        sound(Tables(links=no_frame), POLICY)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_comes_in_lazy_goes_out_lazy(engine: str) -> None:
    tables = SMALL.only("links", "records").tables(engine)
    found = sound(tables, POLICY)
    assert type(found.judged.links) is type(found.rejected["links"]) is type(tables.links)


# --- Any faults, mixed ------------------------------------------------------------------------------------------------


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ENGINES)
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_every_row_is_judged_or_rejected_with_a_reason_that_holds(engine: str, data: st.DataObject) -> None:
    check(data.draw(faulty_organisations()), engine)


@given(faulty_organisations())
@settings(max_examples=at_most(15), suppress_health_check=[HealthCheck.too_slow])
def test_every_row_of_many_organisations_is_judged_or_rejected(organisation: Organisation) -> None:
    check(organisation, "polars")


@given(organisations(), st.randoms(use_true_random=False))
@settings(max_examples=at_most(10), suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_the_rows_changes_nothing(organisation: Organisation, chance: random.Random) -> None:
    shuffled = organisation.but(**{name: chance.sample(each, len(each)) for name, each in organisation.rows.items()})
    check(shuffled, "polars_lazy")
