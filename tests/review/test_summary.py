"""The numbers of a summary, by their definitions, over everybody and every connection."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest
from engines import ENGINES, rows, usually
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_organisations import Organisation, Row, faulty_organisations, models, organisations
from test_changes import STRANGER, connections, personal
from test_reviews import crowded
from thoroughness import at_most

from chatlink_policy import (
    Chat,
    ChatKind,
    ChatLink,
    Owner,
    Policy,
    Readings,
    Record,
    RecordTypePolicy,
    User,
    can_disconnect,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import OpenCombination
from chatlink_policy.review._candidates import Rule
from chatlink_policy.review.counting import summary
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.summary import Summary
from chatlink_policy.review.tables import Why

TOGGLES = ("owner_may_disconnect", "connector_may_disconnect")
EARLY = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Expected:
    rights: Counter[Row] = field(default_factory=Counter)
    one_toggle: Counter[Row] = field(default_factory=Counter)
    users: Counter[str] = field(default_factory=Counter)
    chats: dict[str, set[str]] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    records: Counter[Row] = field(default_factory=Counter)
    served: set[Row] = field(default_factory=set)
    anybody: Counter[str] = field(default_factory=Counter)
    holders: set[str] = field(default_factory=set)


def without(policy: Policy, toggle: str) -> Policy:
    """The policy with that toggle off everywhere."""
    return policy.but(
        record_types=[
            each.but(owner_may_disconnect=False) if toggle == TOGGLES[0] else each.but(connector_may_disconnect=False)
            for each in policy.record_types
        ]
    )


def expected(organisation: Organisation) -> Expected:
    by_loop, known, policy = Expected(), models(organisation), organisation.policy
    by_loop.holders = {user.id for user in known.users or () if GLOBAL_DISCONNECT_PRIVILEGE in user.privileges}
    for chat, record in connections(known):
        name = record.record_type
        by_loop.records[record.key] += 1
        by_loop.links[name] += 1
        by_loop.chats.setdefault(name, set()).add(chat.id)
        if can_disconnect(policy, STRANGER, chat, record):
            by_loop.anybody[name] += 1
            by_loop.served.add(record.key)
        for user in known.users or ():
            right = personal(can_disconnect(policy, user, chat, record))
            if right:
                by_loop.rights[name, right] += 1
            if right and user.id not in by_loop.holders:
                by_loop.users[user.id] += 1
                by_loop.served.add(record.key)
            for toggle in TOGGLES:
                if right and not can_disconnect(without(policy, toggle), user, chat, record):
                    by_loop.one_toggle[toggle, name] += 1
    return by_loop


def check(organisation: Organisation, engine: str, first: int = 2) -> Summary:
    tables, policy, by_loop = organisation.tables(engine), organisation.policy, expected(organisation)
    review = review_disconnect(tables, policy)
    found = summary(review, policy, first=first)
    off = [
        name for name in sorted(by_loop.links) if not any(getattr(policy.settings_for(name), each) for each in TOGGLES)
    ]
    unserved = sorted(key for key in by_loop.records if key not in by_loop.served)
    by_type = Counter(name for name, _ in unserved)

    assert [tuple(each) for each in found.rights or ()] == [
        (*key, by_loop.rights[key]) for key in sorted(by_loop.rights)
    ]
    assert [tuple(each) for each in found.one_toggle or ()] == [
        (*key, by_loop.one_toggle[key])
        for key in sorted(by_loop.one_toggle, key=lambda key: (TOGGLES.index(key[0]), key[1]))
    ]
    assert [tuple(each) for each in found.toggles_off or ()] == [
        (name, by_loop.links[name], len(by_loop.chats[name])) for name in off
    ]
    assert [tuple(each) for each in found.only_global or ()] == [
        (name, by_type[name], sum(by_loop.records[key] for key in unserved if key[0] == name))
        for name in sorted(by_type)
    ]
    assert [tuple(each) for each in found.first_only_global or ()] == [
        (*key, by_loop.records[key]) for key in unserved[:first]
    ]
    assert [tuple(each) for each in found.users or ()] == sorted(
        by_loop.users.items(), key=lambda each: (-each[1], each[0])
    )[:first]
    assert found.holders == len(by_loop.holders)
    total = sum(by_loop.links.values())
    assert [tuple(each) for each in found.first_holders or ()] == [
        (each, total) for each in sorted(by_loop.holders)[:first]
    ]
    assert [tuple(each) for each in found.anybody or ()] == sorted(by_loop.anybody.items())
    rejected = Counter((name, row["why"]) for name, frame in review.rejected.items() for row in rows(frame))
    assert [tuple(each) for each in found.rejected] == [(*key, rejected[key]) for key in sorted(rejected)]
    return found


EITHER = st.one_of(organisations(), faulty_organisations())


@given(EITHER)
@settings(max_examples=at_most(12), suppress_health_check=[HealthCheck.too_slow])
def test_the_numbers_are_those_of_asking_everybody(organisation: Organisation) -> None:
    check(organisation, "polars")


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ENGINES)
@given(organisation=EITHER)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_the_numbers_are_the_same_on_every_engine(engine: str, organisation: Organisation) -> None:
    check(organisation, engine)


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_the_summary_of_a_crowded_organisation_and_its_lists_as_frames_of_the_engine(engine: str) -> None:
    found = check(crowded(), engine, first=10)
    assert found == summary_of(crowded(), "polars", first=10)
    assert found.engine == COMPUTED_BY.get(engine, engine.partition("_")[0])
    for name, frame in found.frames().items():
        assert found.engine in (type(frame).__module__.split(".")[0], f"{type(frame).__module__.split('.')[0]}s")
        assert [tuple(row.values()) for row in rows(frame)] == [tuple(each) for each in getattr(found, name)]


COMPUTED_BY = {"duckdb": "pyarrow"}


@pytest.mark.spark
def test_the_summary_of_a_crowded_organisation_on_spark() -> None:
    check(crowded(), "pyspark")


def summary_of(organisation: Organisation, engine: str, first: int = 10) -> Summary:
    tables = organisation.tables(engine)
    return summary(review_disconnect(tables, organisation.policy), organisation.policy, first=first)


# --- Rights that end with one toggle ----------------------------------------------------------------------------------


def owner_and_connector(*, connector_too: bool, readings: Readings) -> Organisation:
    """The owner of two records has connected a chat to one of them."""
    return Organisation(
        Policy(
            chat_is_on=True,
            record_types=[
                RecordTypePolicy("incident", owner_may_disconnect=True, connector_may_disconnect=connector_too)
            ],
            readings=readings,
        ),
        {
            "links": [("c1", "incident", "1", "ann", EARLY), ("c1", "incident", "2", "bob", EARLY)],
            "records": [("incident", "1", "ann", None), ("incident", "2", "ann", None)],
            "team_members": [],
            "user_roles": [],
            "team_roles": [],
            "role_privileges": [],
            "users": [],
            "access": [],
            "apps": [],
        },
    )


@pytest.mark.parametrize(
    ("connector_too", "readings", "on_owner", "on_connector"),
    [
        (False, Readings(), 2, 0),
        (True, Readings(), 1, 1),
        (True, Readings(open_combinations=[OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE]), 0, 1),
        (True, Readings(open_combinations=[OpenCombination.CONNECTOR_WITH_OWNER_TOGGLE]), 1, 0),
    ],
    ids=["one toggle on", "two toggles on", "an owner has another way", "a connector has another way"],
)
def test_a_right_rests_on_a_toggle_when_it_ends_with_it(
    connector_too: bool, readings: Readings, on_owner: int, on_connector: int
) -> None:
    organisation = owner_and_connector(connector_too=connector_too, readings=readings)
    counts = Counter({each.toggle: each.rights for each in check(organisation, "polars").one_toggle or ()})
    assert (counts[TOGGLES[0]], counts[TOGGLES[1]]) == (on_owner, on_connector)


def test_a_record_whose_chats_anybody_may_disconnect_does_not_need_the_global_right() -> None:
    readings = Readings(open_combinations=[OpenCombination.BOTH_TOGGLES_ALONE])
    organisation = owner_and_connector(connector_too=True, readings=readings)
    organisation = organisation.but(
        links=[("c1", "incident", "1", None, EARLY)], records=[("incident", "1", None, None)]
    )
    found = check(organisation, "polars")
    assert (found.only_global, [each.record_type for each in found.anybody or ()]) == ((), ["incident"])


ALL_READINGS = [Readings(open_combinations=each) for size in range(5) for each in combinations(OpenCombination, size)]


@pytest.mark.parametrize("owner", [False, True])
@pytest.mark.parametrize("connector", [False, True])
def test_the_name_of_a_right_and_the_toggles_say_whether_it_ends_with_one(owner: bool, connector: bool) -> None:
    on = RecordTypePolicy("incident", owner_may_disconnect=owner, connector_may_disconnect=connector)
    for readings, toggle in product(ALL_READINGS, TOGGLES):
        policy = Policy(chat_is_on=True, record_types=[on], readings=readings)
        for owned_by, connected_by in product((NOBODY, Owner(user="user")), ("user", "other")):
            link = ChatLink("incident", "record", connected_by=connected_by, connected_on=EARLY)
            chat, record = Chat("chat", ChatKind.GROUP, links=[link]), Record("incident", "record", owned_by)
            policies = (policy, without(policy, toggle))
            before, after = (can_disconnect(each, User("user"), chat, record) for each in policies)
            if right := personal(before):
                assert (toggle in Rule.of(policy).ending_toggles(right, (owner, connector))) is not bool(after)


# --- Shown ------------------------------------------------------------------------------------------------------------


def test_a_list_without_rows_is_a_frame_with_its_columns() -> None:
    found = summary_of(owner_and_connector(connector_too=False, readings=Readings()), "polars")
    assert rows(found.frames()["anybody"]) == []
    assert found.frames()["anybody"].columns == ["record_type", "connections"]


def test_the_summary_shows_itself() -> None:
    found = summary_of(crowded(), "polars", first=1)
    text = found.to_text()
    assert text.startswith("Who may disconnect chats\n=====")
    for part in (
        "Rights by record type",
        "Rights that end with one toggle",
        "Both toggles are off",
        "Only the global right can disconnect",
        "And 1 more user.",
        Why.IN_DOUBT.says,
    ):
        assert part in text
    assert "| record type | right | rights |" in found._repr_markdown_()
    assert "<table" in found._repr_html_()


def test_names_cannot_turn_into_markup() -> None:
    links = [("c1", "incident", "<b>1</b>|*x*", None, EARLY + timedelta(days=1))]
    organisation = owner_and_connector(connector_too=False, readings=Readings()).but(
        links=links, records=[("incident", "<b>1</b>|*x*", None, None)]
    )
    found = summary_of(organisation, "polars")
    assert "<b>" not in found._repr_html_()
    assert r"&lt;b&gt;1&lt;/b&gt;\|\*x\*" in found._repr_markdown_()


def test_the_order_of_the_rows_changes_nothing() -> None:
    backwards = crowded().but(**{name: each[::-1] for name, each in crowded().rows.items()})
    assert summary_of(backwards, "polars").to_text() == summary_of(crowded(), "polars").to_text()
