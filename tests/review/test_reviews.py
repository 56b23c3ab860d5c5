"""The reviews say, row for row, what asking about every user, chat and record one by one says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import product

import pytest
from engines import ENGINES, Native, rows, usually
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_organisations import (
    RECORDS,
    TIMES,
    Models,
    Organisation,
    Row,
    counted,
    faulty_organisations,
    in_lower_case,
    models,
    organisations,
    rejected_rows,
    split,
)
from test_tables import LINK_FAULTS, OTHER_FAULTS, SMALL
from thoroughness import at_most

from chatlink_policy import (
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Policy,
    Readings,
    Record,
    RecordTypePolicy,
    User,
    can_disconnect,
    can_join,
    is_enabled,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.evidence import Decision
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import OpenCombination
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.enablement import review_enablement
from chatlink_policy.review.joining import review_join
from chatlink_policy.review.tables import NEEDED, Tables
from chatlink_policy.rules.disconnecting import DISCONNECTING, DisconnectFacts
from chatlink_policy.rules.grounds import grounds

few = settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=at_most(10), suppress_health_check=[HealthCheck.too_slow])

NOT_AS_CHOSEN = Readings(open_combinations=[OpenCombination.CONNECTOR_TOGGLE_ALONE])

FAULTS = {what: ("links", row) for what, row, _ in LINK_FAULTS} | {
    what: (table, row) for what, table, row, _ in OTHER_FAULTS if table in {"records", "access"}
}
"""The rows that can spoil who may disconnect or join."""

either = st.one_of(organisations(), faulty_organisations())


def values(native: Native) -> list[Row]:
    return [tuple(row.values()) for row in rows(native)]


def once(native: Native) -> set[Row]:
    """The rows of a frame, none of which is there twice."""
    found = counted(values(native))
    assert set(found.values()) <= {1}
    return set(found)


# --- Disconnecting ----------------------------------------------------------------------------------------------------

CODES = {"owns_record": "owner", "is_connector": "connector", "has_global_right": "global"}


def right(decision: Decision[DisconnectFacts], left_out: Iterable[str] = ()) -> str:
    """The personal facts on which a yes rests."""
    on = [name for name in CODES if any(each.to_facts().get(name) for each in decision.reasons)]
    return ", ".join(CODES[name] for name in on if CODES[name] not in left_out) if decision else ""


def every_case(found: Models) -> list[tuple[User, Chat, Record]]:
    users = [*found.users, User("stranger")]
    return [(user, chat, record) for user in users for chat in found.chats for record in found.records]


def check_disconnect(
    organisation: Organisation, engine: str, *, keep: bool = False, tables: Tables[Native] | None = None
) -> None:
    policy, found = organisation.policy, models(organisation)
    review = review_disconnect(tables or organisation.tables(engine), policy, keep=keep)
    listed, holders = once(review.rights), once(review.everywhere)
    anybody = {row[0] for row in once(review.anybody)}
    excepted, may, may_everywhere = once(review.excepted), {row[:4] for row in listed}, {row[0] for row in holders}
    personal, connections, refused = set(), set(), set()
    for user, chat, record in every_case(found):
        decision = can_disconnect(policy, user, chat, record)
        key = (*record.key, chat.id)
        if decision.facts.is_connected:
            connections.add(key)
        if code := right(decision, ["global"]):
            personal.add((*key, user.id, code, decision.is_documented))
        if decision.facts.is_connected and record.record_type in anybody and not decision:
            refused.add((*key, user.id))
        by_anybody = record.record_type in anybody and key in connections and (*key, user.id) not in excepted
        is_holder = user.id in may_everywhere and key in connections
        is_listed = (*key, user.id) in may
        assert decision.allowed == (by_anybody or is_holder or is_listed)
    assert listed == personal
    assert excepted == refused
    assert once(review.connections) == connections
    assert once(review.anybody) == for_anybody(organisation, connections)
    with_right = {user.id for user in found.users if GLOBAL_DISCONNECT_PRIVILEGE in user.privileges}
    assert holders == {(user, "global", len(connections)) for user in with_right}


def for_anybody(organisation: Organisation, connections: Iterable[Row]) -> set[Row]:
    """The record types whose connections a stranger may disconnect, with how many there are."""
    found = set()
    for table, links in Counter(table for table, *_ in connections).items():
        link = ChatLink(table, "record", connected_on=datetime(2026, 3, 1, tzinfo=UTC))
        chat, record = Chat("chat", ChatKind.GROUP, links=[link]), Record(table, "record", NOBODY)
        if decision := can_disconnect(organisation.policy, User("stranger"), chat, record):
            found.add((table, decision.is_documented, links))
    return found


def check_expanded(organisation: Organisation, engine: str, tables: Tables[Native] | None = None) -> None:
    policy = organisation.policy
    review = review_disconnect(tables or organisation.tables(engine), policy, expand_global=True)
    expected = set()
    for user, chat, record in every_case(models(organisation)):
        decision = can_disconnect(policy, user, chat, record)
        if code := right(decision):
            expected.add((*record.key, chat.id, user.id, code, decision.is_documented))
    assert once(review.rights) == expected


@pytest.mark.proves("DIS-2", "DIS-4", "DIS-5", "DIS-6", "DIS-7", "DIS-8", "Q-6", "Q-10", "Q-15")
@given(either)
@many
def test_the_review_lists_who_may_disconnect(organisation: Organisation) -> None:
    check_disconnect(organisation, "polars")


@given(either)
@many
def test_the_review_lists_holders_of_the_global_right_connection_by_connection(organisation: Organisation) -> None:
    check_expanded(organisation, "polars")


# --- Joining ----------------------------------------------------------------------------------------------------------


def check_join(organisation: Organisation, engine: str, tables: Tables[Native] | None = None) -> None:
    policy, found = organisation.policy, models(organisation)
    expected = set()
    for user, chat, record in every_case(found):
        decision = can_join(policy, chat, record, found.access.get((user.id, *record.key), AccessRights.NONE))
        if decision:
            expected.add((*record.key, chat.id, user.id, decision.is_documented))
    assert once(review_join(tables or organisation.tables(engine), policy).rights) == expected


@pytest.mark.proves("JOI-1", "JOI-2", "PRV-2")
@given(either)
@many
def test_the_review_lists_who_may_join(organisation: Organisation) -> None:
    check_join(organisation, "polars")


# --- Enablement -------------------------------------------------------------------------------------------------------


def check_enablement(organisation: Organisation, engine: str, tables: Tables[Native] | None = None) -> None:
    policy, found = organisation.policy, models(organisation)
    judged = {user for user, _ in _judged_users(organisation)}
    expected = set()
    for app in found.apps:
        for user in found.users:
            decision = is_enabled(policy, app, user)
            if decision and user.id in judged:
                expected.add((app.unique_name, user.id, decision.is_documented))
    assert once(review_enablement(tables or organisation.tables(engine), policy).enabled) == expected


def _judged_users(organisation: Organisation) -> list[Row]:
    judged, _ = split(organisation)["users"]
    return judged


@pytest.mark.proves("ENB-1", "ENB-3", "ENB-4", "ENB-5", "ENB-6", "ENB-7", "ENB-8", "Q-2")
@given(either.map(in_lower_case))
@many
def test_the_review_lists_who_has_the_chat_in_which_app(organisation: Organisation) -> None:
    check_enablement(organisation, "polars")


def check_through(organisation: Organisation, engine: str, tables: Tables[Native] | None = None) -> None:
    """Each right rests on what the grounds of its facts name, asked one by one, and nothing else is named."""
    policy, found = organisation.policy, models(organisation)
    review = review_disconnect(tables or organisation.tables(engine), policy, through=True)
    expected: set[Row] = set()
    for user, chat, record in every_case(found):
        codes = right(can_disconnect(policy, user, chat, record), ["global"]).split(", ")
        found_grounds = grounds(DISCONNECTING, policy, user, chat, record)
        if "owner" in codes:
            owner, is_team = found_grounds["owns_record"].owner, found_grounds["owns_record"].code == "owning_team"
            assert owner is not None
            user_and_team = (None, owner.id) if is_team else (owner.id, None)
            expected.add((*record.key, None, user_and_team[0], "owner", None, user_and_team[1], None))
        if "connector" in codes:
            last = found_grounds["is_connector"].links[0].on
            expected.add((*record.key, chat.id, user.id, "connector", None, None, last))
    chat, record = Chat("chat", ChatKind.GROUP), Record("unheard", "record", NOBODY)
    for user in found.users:
        ground = grounds(DISCONNECTING, policy, user, chat, record)["has_global_right"]
        for each in ground.roles if ground.truth else ():
            expected.add((None, None, None, user.id, "global", each.role, each.team and each.team.id, None))
    listed = once(review.through)
    assert listed == expected if not policy.readings.open_combinations else listed >= expected
    assert once(review.rights) == once(review_disconnect(tables or organisation.tables(engine), policy).rights)


@pytest.mark.proves("DIS-2", "DIS-6", "DIS-7", "Q-10", "Q-15")
@given(either)
@many
def test_what_each_right_rests_on_is_listed_as_its_grounds_name_it(organisation: Organisation) -> None:
    check_through(organisation, "polars_lazy")


# --- Every engine ------------------------------------------------------------------------------------------------


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ENGINES)
@given(organisation=either.map(in_lower_case))
@many
def test_the_reviews_on_every_engine(engine: str, organisation: Organisation) -> None:
    check_all(organisation, engine)


@pytest.mark.parametrize("engine", usually("duckdb"))
@given(organisation=either)
@few
def test_connections_that_are_kept_give_the_same_answers(engine: str, organisation: Organisation) -> None:
    check_disconnect(organisation, engine, keep=True)


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ["polars_lazy", "duckdb"])
@given(organisation=faulty_organisations())
@many
def test_where_connections_are_kept_the_same_rows_are_rejected(engine: str, organisation: Organisation) -> None:
    check_rejected(organisation, engine)


@pytest.mark.parametrize("engine", usually("duckdb"))
def test_where_connections_are_kept_each_fault_among_others_is_found(engine: str) -> None:
    organisation = SMALL
    for table, row in FAULTS.values():
        if table in {"links", "records"} and row[:3] != (None, "incident", None):  # else all links are in doubt
            organisation = organisation.and_also(table, row)
    check_rejected(organisation, engine)


def check_rejected(organisation: Organisation, engine: str) -> None:
    review = review_disconnect(organisation.tables(engine), organisation.policy, keep=True)
    expected = rejected_rows(organisation)
    for name, frame in review.rejected.items():
        assert counted(values(frame)) == counted(expected[name]), name


def test_a_review_shows_what_it_holds_and_computes_nothing() -> None:
    tables = crowded().tables("polars_lazy")
    review = review_disconnect(tables, crowded().policy)
    assert repr(review) == "<DisconnectReview: rights, everywhere, anybody, excepted, connections, rejected>"
    assert "polars LazyFrame" in review.to_text()
    assert "<td" in review._repr_html_()
    assert repr(tables).startswith("<Tables: links, records, team_members, user_roles")
    assert max(map(len, map(repr, (tables, review)))) < 200


def test_the_rejected_rows_of_a_table_are_looked_for_once() -> None:
    rejected = review_disconnect(crowded().tables("polars"), crowded().policy).rejected
    assert list(rejected) == list(NEEDED["disconnecting"])
    assert len(rejected) == len(NEEDED["disconnecting"])
    assert rejected["links"] is rejected["links"]
    assert "access" not in rejected
    with pytest.raises(KeyError, match="access"):
        rejected["access"]


def all_rows(organisation: Organisation, engine: str) -> list[set[Row]]:
    tables, policy = organisation.tables(engine), organisation.policy
    disconnect = review_disconnect(tables, policy, expand_global=True)
    frames = [disconnect.rights, disconnect.everywhere, disconnect.anybody, disconnect.excepted]
    frames += [review_join(tables, policy).rights, review_enablement(tables, policy).enabled]
    return [once(frame) for frame in frames]


@given(either, st.randoms(use_true_random=False))
@settings(max_examples=at_most(10), suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_the_rows_changes_nothing(organisation: Organisation, chance: random.Random) -> None:
    shuffled = organisation.but(**{name: chance.sample(each, len(each)) for name, each in organisation.rows.items()})
    assert all_rows(shuffled, "polars_lazy") == all_rows(organisation, "polars_lazy")


def crowded(readings: Readings = NOT_AS_CHOSEN) -> Organisation:
    """An organisation with every kind of right, and with bad rows."""
    early, late, _ = TIMES
    settings_of = (("incident", True, True), ("account", False, True), ("email", True, False))
    policy = Policy(
        chat_is_on=True,
        on_for_all_apps=True,
        record_types=[
            RecordTypePolicy(name, owner_may_disconnect=owner, connector_may_disconnect=connector, join_chat=owner)
            for name, owner, connector in settings_of
        ],
        unreadable_record_types=["cr1_visit"],
        readings=readings,
    )
    connected = [
        ("c1", "ann", early),
        ("c1", "bob", late),
        ("c2", "ann", late),
        ("c2", "bob", late),
        ("C1", "ann", late),
        ("C1", None, late),
        ("c4", None, early),
        ("c4", "cy", late),
    ]
    links: list[Row] = [(chat, *record, user, when) for (chat, user, when), record in product(connected, RECORDS)]
    owners = [("ann", None), (None, "blue"), (None, None), (None, "ann")]
    return Organisation(
        policy,
        {
            "links": [*links, links[0], ("c2", "incident", "1", "ann", None), ("c3", None, "1", "ann", early)],
            "records": [(*record, *owner) for record, owner in zip(RECORDS, owners * 2, strict=True)],
            "team_members": [("blue", "ann"), ("blue", "bob"), ("blue", "bob"), ("ann", "cy")],
            "user_roles": [("dee", "manager"), ("ann", "pane"), ("bob", "part"), (None, "pane")],
            "team_roles": [("ann", "manager"), ("ann", "pane")],
            "role_privileges": [
                ("manager", GLOBAL_DISCONNECT_PRIVILEGE),
                ("part", min(PANE_PRIVILEGES)),
                *(("pane", each) for each in sorted(PANE_PRIVILEGES)),
            ],
            "access": [
                (user, *record, rights) for user, rights in (("ann", 3), ("bob", 2), ("cy", 1)) for record in RECORDS
            ],
            "users": [("ann", None), ("bob", True), ("cy", False), ("dee", None)],
            "apps": [("customerservicehub", "customer_service", False), ("cr1_app", "custom", True)],
        },
    )


OTHER_READINGS = {
    "as chosen": Readings(),
    **{each.value: Readings(open_combinations=[each]) for each in OpenCombination},
    "all open combinations": Readings(open_combinations=list(OpenCombination)),
    "teams own nothing": Readings(team_records_have_no_owner=True),
    "anyone connects": Readings(anyone_who_connected_is_connector=True),
    "everything otherwise": Readings(
        open_combinations=[OpenCombination.CONNECTOR_TOGGLE_ALONE, OpenCombination.CONNECTOR_WITH_OWNER_TOGGLE],
        team_records_have_no_owner=True,
        anyone_who_connected_is_connector=True,
    ),
}


@pytest.mark.proves("Q-6", "Q-10", "Q-15")
@pytest.mark.parametrize("name", OTHER_READINGS)
def test_the_review_reads_the_page_as_the_policy_says(name: str) -> None:
    organisation = crowded(OTHER_READINGS[name])
    tables = organisation.tables("polars")
    check_disconnect(organisation, "polars", tables=tables)
    check_expanded(organisation, "polars", tables)
    check_through(organisation, "polars", tables)


@pytest.mark.parametrize(("table", "row"), FAULTS.values(), ids=FAULTS)
def test_a_bad_row_changes_nothing_but_what_it_is_about(table: str, row: Row) -> None:
    organisation = SMALL.and_also(table, row)
    tables = organisation.tables("polars")
    if table in {"links", "records"}:
        check_disconnect(organisation, "polars", tables=tables)
    check_join(organisation, "polars", tables)


def test_a_connection_to_a_record_with_both_owners_is_not_judged() -> None:
    first, *others = SMALL.rows["records"]
    check_disconnect(SMALL.but(records=[(*first[:2], "ann", "blue"), *others]), "polars")


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_the_reviews_of_a_crowded_organisation(engine: str) -> None:
    check_all(crowded(), engine)


@pytest.mark.spark
def test_the_reviews_of_a_crowded_organisation_on_spark() -> None:
    check_all(crowded(), "pyspark")


def check_all(organisation: Organisation, engine: str) -> None:
    tables = organisation.tables(engine)
    check_disconnect(organisation, engine, tables=tables)
    check_expanded(organisation, engine, tables)
    check_through(organisation, engine, tables)
    check_join(organisation, engine, tables)
    check_enablement(organisation, engine, tables)


@pytest.mark.proves("DIS-4", "DIS-6")
def test_a_right_rests_on_nothing_in_record_types_that_give_it_to_nobody() -> None:
    check_through(crowded(Readings()), "polars")
