"""What a change of policy gives and takes: the same as asking every user about everything under both policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import attrs
import pytest
from engines import ENGINES, Native, rows, usually
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from small_organisations import (
    TYPES,
    Models,
    Organisation,
    Row,
    counted,
    faulty_organisations,
    in_lower_case,
    models,
    organisations,
    policies,
    split,
    unreadable,
)
from test_reviews import crowded
from thoroughness import at_most

from chatlink_policy import (
    Chat,
    Decision,
    Policy,
    Readings,
    Record,
    RecordTypePolicy,
    User,
    can_disconnect,
    can_join,
    is_enabled,
)
from chatlink_policy.compare.readings import OTHER_READINGS, OtherReading
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE
from chatlink_policy.errors import InvalidValue
from chatlink_policy.models import AccessRights
from chatlink_policy.policy import OpenCombination
from chatlink_policy.review._frames import HoldsFrames
from chatlink_policy.review.changes import Change, ChangeReview, DisconnectChange, review_change
from chatlink_policy.review.disconnecting import DisconnectReview
from chatlink_policy.review.enablement import EnablementReview
from chatlink_policy.review.joining import JoinReview
from chatlink_policy.review.sensitivity import review_sensitivity
from chatlink_policy.review.tables import Sound, Tables
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.enablement import ENABLEMENT
from chatlink_policy.rules.joining import JOINING

STRANGER = User("nobody in particular")
CODES = {"owns_record": "owner", "is_connector": "connector"}


def values(native: Native) -> list[Row]:
    return [tuple(row.values()) for row in rows(native)]


def once(native: Native) -> set[Row]:
    """The rows of a frame, which are all different."""
    found = values(native)
    assert len(set(found)) == len(found)
    return set(found)


# --- The same by loops ------------------------------------------------------------------------------------------------


def in_both(old: Policy, new: Policy) -> Policy:
    """A policy in which those record types can be read that can be read in both."""
    names = [each for each in TYPES if not unreadable(old, each) and not unreadable(new, each)]
    return Policy(
        chat_is_on=True,
        record_types=[RecordTypePolicy(each) for each in names],
        unreadable_record_types=set(TYPES) - set(names),
        others_unreadable=old.others_unreadable or new.others_unreadable,
    )


@dataclass(frozen=True)
class Expected:
    """What is gained and lost, by loops over everybody; the lost is the gained of the policies swapped."""

    gained: set[Row]
    rights: dict[Row, str]
    anybody: Counter[str]
    personal: Counter[str]
    joined: set[Row]
    enabled: set[Row]


def connections(known: Models) -> Iterator[tuple[Chat, Record]]:
    for chat in known.chats:
        for record in known.records:
            if record.key in chat.connections:
                yield chat, record


def personal(decision: Decision[object]) -> str:
    """The personal facts that a yes rests on."""
    on = {name for reason in decision.reasons for name, truth in reason.to_facts().items() if truth}
    return ", ".join(code for name, code in CODES.items() if decision and name in on)


def expected(organisation: Organisation, old: Policy, new: Policy) -> Expected:
    known = models(replace(organisation, policy=in_both(old, new)))
    by_loop = Expected(set(), {}, Counter(), Counter(), set(), set())
    for chat, record in connections(known):
        before, after = (can_disconnect(each, STRANGER, chat, record) for each in (old, new))
        by_loop.anybody[record.record_type] += not before and bool(after)
        is_for_some = not before and not after
        for user in known.users:
            key = (*record.key, chat.id, user.id)
            before, after = (can_disconnect(each, user, chat, record) for each in (old, new))
            if after and not before:
                by_loop.gained.add(key)
            by_loop.rights[key] = personal(after) or "anybody"
            if (
                GLOBAL_DISCONNECT_PRIVILEGE in user.privileges
                and is_for_some
                and personal(after)
                and not personal(before)
            ):
                by_loop.personal[user.id] += 1
            access = known.access.get((user.id, *record.key), AccessRights.NONE)
            if can_join(new, chat, record, access) and not can_join(old, chat, record, access):
                by_loop.joined.add(key)
    profiles = {row[0] for row in split(organisation)["users"][0]}
    for app in known.apps:
        for user in known.users:
            if user.id in profiles and is_enabled(new, app, user) and not is_enabled(old, app, user):
                by_loop.enabled.add((app.unique_name, user.id))
    return by_loop


def check(organisation: Organisation, new: Policy, engine: str) -> None:
    """The review of the change is what the loops find, both ways."""
    old, organisation = organisation.policy, in_lower_case(organisation)
    tables = organisation.tables(engine)
    review = review_change(old, new, tables)
    check_engine(tables, review)
    known = models(replace(organisation, policy=in_both(old, new)))
    ways = {"gained": expected(organisation, old, new), "lost": expected(organisation, new, old)}
    for way, by_loop in ways.items():
        assert review.disconnecting and review.joining and review.enablement
        check_disconnecting(review.disconnecting, way, by_loop, known)
        assert once(getattr(review.joining, way)) == by_loop.joined
        assert once(getattr(review.enablement, way)) == by_loop.enabled
        assert {row[0] for row in once(review.disconnecting.everywhere) if row[1 + (way == "lost")]} == set(
            by_loop.personal
        )
        assert all(
            by_loop.personal[row[0]] == row[1 + (way == "lost")] for row in once(review.disconnecting.everywhere)
        )
    check_rejected(organisation, new, review)


def check_disconnecting(change: DisconnectChange[Native], way: str, by_loop: Expected, known: Models) -> None:
    gained = {row[:-1]: row[-1] for row in once(getattr(change, way))}
    anybody = {row[1]: row[2] for row in once(change.anybody) if row[0] == way}
    excepted = {row[1:] for row in once(change.excepted) if row[0] == way}
    assert anybody == {name: links for name, links in by_loop.anybody.items() if links}
    assert gained.keys() <= by_loop.gained
    assert gained == {key: by_loop.rights[key] for key in gained}
    assert {key[0] for key in excepted} <= anybody.keys()
    assert not {key[0] for key in gained} & anybody.keys()
    holders = {user.id for user in known.users if GLOBAL_DISCONNECT_PRIVILEGE in user.privileges}
    assert not holders & {key[-1] for key in (*gained, *excepted)}
    by_anybody = {
        (*record.key, chat.id, user.id)
        for chat, record in connections(known)
        for user in known.users
        if record.record_type in anybody and user.id not in holders
    }
    assert gained.keys() | (by_anybody - excepted) == by_loop.gained


def check_engine(tables: Tables[Native], review: ChangeReview[Native]) -> None:
    """Eager frames give eager ones, and plans give plans."""
    changes = [review.disconnecting, review.joining, review.enablement]
    frames = [*review.rejected.values(), *(frame for change in changes for frame in of(change))]
    assert {type(frame) for frame in frames} == {type(tables.links)}


def check_rejected(organisation: Organisation, new: Policy, review: ChangeReview[Native]) -> None:
    """The rejected rows are those that cannot be judged under one of the policies."""
    before, after = split(organisation), split(replace(organisation, policy=new))
    for name, (judged, rejected) in before.items():
        reasons: dict[Row, set[str]] = {}
        for row, why in (*rejected, *after[name][1]):
            reasons[row] = reasons.get(row, set()) | why
        kept = counted(judged) & counted(after[name][0])
        found = values(review.rejected[name])
        assert counted(row[:-1] for row in found) == counted(organisation.rows[name]) - kept, name
        assert all(row[-1] in reasons[row[:-1]] for row in found)


def quickly(examples: int) -> settings:
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])


EITHER = st.one_of(organisations(), faulty_organisations())


@given(EITHER, policies())
@quickly(at_most(12))
def test_a_change_gives_and_takes_what_asking_everybody_finds(organisation: Organisation, new: Policy) -> None:
    check(organisation, new, "polars")


@st.composite
def policies_open_for_anybody(draw: DrawFn) -> Policy:
    """Policies that let anybody disconnect from some record types, often with exceptions, and only some from others."""
    toggles = st.sampled_from([(False, True), (False, True), (True, True), (True, False), (False, False)])
    every = st.frozensets(st.sampled_from(OpenCombination))
    opened = st.sampled_from([[ALONE], [BOTH], [ALONE, OWNER]])
    return Policy(
        chat_is_on=True,
        record_types=[
            RecordTypePolicy(name, owner_may_disconnect=owner, connector_may_disconnect=connector)
            for name, (owner, connector) in ((each, draw(toggles)) for each in TYPES)
        ],
        readings=Readings(
            open_combinations=draw(st.one_of(every, opened, opened)),
            anyone_who_connected_is_connector=draw(st.booleans()),
        ),
    )


ALONE, BOTH, OWNER = (
    OpenCombination.CONNECTOR_TOGGLE_ALONE,
    OpenCombination.BOTH_TOGGLES_ALONE,
    OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE,
)


def of_cases(owner: bool, connector: bool, *opened: OpenCombination, no_team_owner: bool = False) -> Policy:
    settings_of = RecordTypePolicy("incident", owner_may_disconnect=owner, connector_may_disconnect=connector)
    readings = Readings(open_combinations=opened, team_records_have_no_owner=no_team_owner)
    return Policy(chat_is_on=True, record_types=[settings_of], readings=readings)


OWNERS_EXCEPTED = of_cases(False, True, ALONE)
"""Anybody may disconnect, but owners who are not the connector."""


@example(OWNERS_EXCEPTED, of_cases(False, True, ALONE, OWNER))
@example(OWNERS_EXCEPTED, of_cases(False, True, ALONE, no_team_owner=True))
@example(OWNERS_EXCEPTED, of_cases(True, False, no_team_owner=True))
@example(OWNERS_EXCEPTED, of_cases(True, True, BOTH))
@given(policies_open_for_anybody(), policies_open_for_anybody())
@quickly(at_most(12))
def test_a_change_of_what_anybody_may_do(old: Policy, new: Policy) -> None:
    organisation = replace(crowded(), policy=old)
    tables = replace(organisation, rows={name: organisation.rows[name] for name in DISCONNECT_TABLES}).tables("polars")
    review = review_change(old, new, tables).disconnecting
    assert review is not None
    known = models(organisation)
    check_disconnecting(review, "gained", expected(organisation, old, new), known)
    check_disconnecting(review, "lost", expected(organisation, new, old), known)


DISCONNECT_TABLES = ("links", "records", "team_members", "user_roles", "team_roles", "role_privileges")


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ENGINES)
@given(organisation=EITHER, new=policies())
@quickly(8)
def test_a_change_gives_and_takes_the_same_on_every_engine(
    engine: str, organisation: Organisation, new: Policy
) -> None:
    check(organisation, new, engine)


# --- A crowded organisation on every engine ---------------------------------------------------------------------------

OPENS_FOR_ANYBODY = Readings(
    open_combinations=[OpenCombination.BOTH_TOGGLES_ALONE, OpenCombination.CONNECTOR_WITH_OWNER_TOGGLE]
)


def changed(policy: Policy) -> Policy:
    """A policy that gives to some and takes from some, gives to anybody and takes from anybody."""
    return (
        policy.but(readings=OPENS_FOR_ANYBODY, on_for_all_apps=False, selected_apps=["cr1_app"])
        .but_for("email", owner_may_disconnect=False, join_chat=False)
        .but_for("account", connector_may_disconnect=False)
    )


@pytest.mark.parametrize("engine", usually("polars_lazy"))
def test_a_change_of_a_crowded_organisation(engine: str) -> None:
    check(crowded(), changed(crowded().policy), engine)


@pytest.mark.spark
def test_a_change_of_a_crowded_organisation_on_spark() -> None:
    check(crowded(), changed(crowded().policy), "pyspark")


def of(change: object) -> list[Native]:
    """The frames of a change."""
    return [getattr(change, field.name) for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(change)))]


# --- Laws -------------------------------------------------------------------------------------------------------------


def rows_of(old: Policy, new: Policy, organisation: Organisation) -> list[list[set[Row]]]:
    review = review_change(old, new, organisation.tables("polars"))
    changes = (review.disconnecting, review.joining, review.enablement)
    return [[once(frame) for frame in of(change)] for change in changes]


@given(EITHER)
@quickly(2)
def test_equal_policies_change_nothing(organisation: Organisation) -> None:
    same = organisation.policy
    assert not any(rows for change in rows_of(same, same, organisation) for rows in change)


@given(EITHER, policies())
@quickly(2)
def test_the_way_back_takes_what_the_way_forth_gives(organisation: Organisation, new: Policy) -> None:
    ways = (rows_of(organisation.policy, new, organisation), rows_of(new, organisation.policy, organisation))
    other = {"gained": "lost", "lost": "gained"}
    for (gained, lost, *more), (gained_back, lost_back, *more_back) in zip(*ways, strict=True):
        assert (gained, lost) == (lost_back, gained_back)
        if more:
            anybody, excepted, everywhere = more
            assert more_back == [
                *({(other[row[0]], *row[1:]) for row in rows} for rows in (anybody, excepted)),
                {(user, lost, gained) for user, gained, lost in everywhere},
            ]


@given(organisations(), st.sampled_from(OTHER_READINGS))
@quickly(4)
def test_a_reading_changes_only_the_questions_that_cite_its_choice(
    organisation: Organisation, reading: OtherReading
) -> None:
    for change, question in zip(
        rows_of(organisation.policy, reading.apply(organisation.policy), organisation), ASKED, strict=True
    ):
        cited = {*question.derived_from, *(each for fact in question.facts for each in fact.cites)}
        assert reading.choice in cited or not any(change)


ASKED = (DISCONNECTING, JOINING, ENABLEMENT)


# --- Single changes ---------------------------------------------------------------------------------------------------


def test_a_toggle_turned_off_takes_from_the_owner_but_not_from_a_holder_of_the_global_right() -> None:
    organisation = Organisation(
        Policy(chat_is_on=True, record_types=[RecordTypePolicy("incident", owner_may_disconnect=True)]),
        {
            "links": [("c1", "incident", "1", None, datetime(2026, 3, 1, tzinfo=UTC))],
            "records": [("incident", "1", None, "blue")],
            "team_members": [("blue", "ann"), ("blue", "bob")],
            "user_roles": [("bob", "manager")],
            "team_roles": [],
            "role_privileges": [("manager", GLOBAL_DISCONNECT_PRIVILEGE)],
        },
    )
    old, new = organisation.policy, organisation.policy.but_for("incident", owner_may_disconnect=False)
    review = review_change(old, new, organisation.tables("polars"))
    assert review.disconnecting is not None
    assert values(review.disconnecting.lost) == [("incident", "1", "c1", "ann", "owner")]
    assert values(review.disconnecting.everywhere) == [("bob", 0, 1)]
    assert not any(map(values, (review.disconnecting.gained, review.disconnecting.anybody)))
    assert review.joining is None
    assert review.enablement is None
    assert set(review.rejected) == set(organisation.rows)


def test_an_app_that_nobody_selects_loses_the_chat_when_only_selected_apps_have_it() -> None:
    organisation = Organisation(
        Policy(chat_is_on=True, on_for_all_apps=True, selected_apps=["msdyn_hub"]),
        {
            "users": [("ann", None)],
            "apps": [("msdyn_hub", "customer_service", False), ("other_app", "customer_service", False)],
            **{name: [] for name in ("team_members", "user_roles", "team_roles", "role_privileges")},
        },
    )
    new = organisation.policy.but(on_for_all_apps=False)
    review = review_change(organisation.policy, new, organisation.tables("polars"))
    assert review.disconnecting is None
    assert review.joining is None
    assert review.enablement is not None
    assert values(review.enablement.lost) == [("other_app", "ann")]
    assert values(review.enablement.gained) == []


def test_settings_that_one_policy_cannot_read_are_rejected_and_never_gained_or_lost() -> None:
    old = crowded().policy
    new = Policy(chat_is_on=True, unreadable_record_types=["incident"], others_unreadable=True)
    review = review_change(old, new, crowded().tables("polars"))
    assert review.disconnecting and review.joining
    frames = [*of(review.disconnecting)[:4], *of(review.joining)]
    assert not any(map(values, frames))
    assert {row[-1] for row in values(review.rejected["records"])} == {"unreadable_settings"}


@pytest.mark.parametrize("is_old", [False, True])
def test_record_types_without_settings_are_rejected_where_one_policy_cannot_read_all_settings(is_old: bool) -> None:
    pair = [Policy(chat_is_on=True), Policy(chat_is_on=True, others_unreadable=True)]
    old, new = pair[::-1] if is_old else pair
    review = review_change(old, new, crowded().tables("polars"))
    assert [row[-1] for row in values(review.rejected["records"])] == ["unreadable_settings"] * len(
        crowded().rows["records"]
    )


HOLD_FRAMES: tuple[type, ...] = (
    *(Change, ChangeReview, DisconnectChange, DisconnectReview, EnablementReview, JoinReview, Sound, Tables),
)


def test_what_holds_frames_is_compared_by_identity_and_made_by_name() -> None:
    assert {each.__name__ for each in HoldsFrames.__subclasses__()} == {each.__name__ for each in HOLD_FRAMES}
    for kind in HOLD_FRAMES:
        assert "__eq__" not in vars(kind), kind
        assert all(each.kw_only for each in attrs.fields(kind)) or kind is Sound


def test_tables_of_no_question_are_refused() -> None:
    tables = crowded().tables("polars")
    with pytest.raises(InvalidValue, match=r"^Tables: expected all tables of at least one question, got none$"):
        review_change(crowded().policy, crowded().policy, Tables())
    with pytest.raises(InvalidValue, match=r"got links, records$"):
        review_sensitivity(crowded().policy, Tables(links=tables.links, records=tables.records))


# --- If the page were read otherwise ----------------------------------------------------------------------------------


@pytest.mark.proves("Q-2", "Q-6", "Q-10", "Q-15", "Q-18")
@given(EITHER)
@quickly(2)
def test_the_sensitivity_counts_what_every_other_reading_would_give_and_take(organisation: Organisation) -> None:
    check_sensitivity(organisation, "polars")


@pytest.mark.parametrize("engine", usually("polars_lazy"))
def test_the_sensitivity_of_a_crowded_organisation(engine: str) -> None:
    check_sensitivity(crowded(), engine)


def check_sensitivity(organisation: Organisation, engine: str) -> None:
    organisation, policy = in_lower_case(organisation), organisation.policy
    found = review_sensitivity(policy, organisation.tables(engine))
    other = [each for each in OTHER_READINGS if each.apply(policy) != policy]
    assert [each.reading for each in found.readings] == [
        each for each in other if each.choice in {"Q-2", "Q-6", "Q-10", "Q-15", "Q-18"}
    ]
    for each in found.readings:
        new = each.reading.apply(policy)
        ways = (expected(organisation, policy, new), expected(organisation, new, policy))
        counts = ((each.gained, each.gained_by_anybody), (each.lost, each.lost_by_anybody))
        for (users, by_anybody), by_hand in zip(counts, ways, strict=True):
            if each.question == ENABLEMENT.name:
                assert (users, by_anybody) == (len(by_hand.enabled), 0)
            else:
                open_types = {name for name, links in by_hand.anybody.items() if links}
                assert users == len([key for key in by_hand.gained if key[0] not in open_types])
                assert by_anybody == sum(by_hand.anybody.values())


def test_the_sensitivity_shows_itself() -> None:
    shown = review_sensitivity(crowded().policy, crowded().tables("polars"))
    text = shown.to_text()
    assert text.startswith("Rights, if the documentation were read otherwise\n=====")
    assert f"{len(shown.differing)} of {len(shown.readings)} other readings would give or take rights." in text
    assert "Q-10    team_records_have_no_owner" in text
    assert "connections by anybody" in text
    assert "| Q-10 |" in shown._repr_markdown_()
    assert "<td" in shown._repr_html_()


def test_no_reading_is_about_joining() -> None:
    tables = crowded().tables("polars")
    shown = review_sensitivity(
        crowded().policy, Tables(links=tables.links, records=tables.records, access=tables.access)
    )
    assert shown.readings == ()
    assert "No other reading of the documentation is about what was reviewed." in shown.to_text()
