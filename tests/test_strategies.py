"""The strategies for those who import the library: whole, consistent and crowded worlds."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from random import Random

import attrs
import naive
import pytest
from cases import Case, ask, cases
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import chatlink_policy
from chatlink_policy import (
    QUESTIONS,
    UNKNOWN,
    AccessRights,
    Decision,
    Outcome,
    Policy,
    Question,
    Readings,
    RecordType,
    RecordTypePolicy,
    Scenario,
    evaluate,
)
from chatlink_policy._pools import TABLES
from chatlink_policy._value import Model
from chatlink_policy.errors import InvalidValue, MissingExtra
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.context_card import WhyNotShown, context_card
from chatlink_policy.rules.joining import JoinFacts
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.strategies import facts_of, policies, readings, records, scenarios, times, users, views
from chatlink_policy.unknown import known

ROOT = Path(__file__).parents[1]
SINCE = datetime(2027, 5, 4, tzinfo=UTC)
OWN = Policy(
    chat_is_on=True,
    selected_apps=["contoso_desk"],
    timeline_sync=True,
    timeline_sync_since=SINCE,
    record_types=[
        RecordTypePolicy("contoso_visit", notify=True, notified_attributes=["contoso_tier"]),
        RecordTypePolicy("incident", view_id="own", include_note=True, join_chat=True, connector_may_disconnect=True),
    ],
    unreadable_record_types=["account"],
)
"""A policy that names what no pool has."""

only_generate = settings(
    max_examples=3000,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@given(scenarios())
def test_every_scenario_is_whole_and_answered(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    lacking = {lack for each in outcome.not_asked for lack in each.lacks}
    assert lacking <= {"policy.timeline_sync_since"}
    assert outcome.context_card is not None and outcome.notifications is not None


@pytest.mark.parametrize("reading", [each for each in attrs.fields(Readings) if each.init], ids=lambda each: each.name)
def test_every_reading_is_drawn_as_it_was_not_chosen(reading: attrs.Attribute[object]) -> None:
    find(readings(), lambda drawn: getattr(drawn, reading.name) != reading.default, settings=only_generate)


@pytest.mark.parametrize("name", QUESTIONS)
def test_facts_are_drawn_of_every_combination_that_can_occur_and_no_other(name: str) -> None:
    question: Question[object] = QUESTIONS[name]
    drawn = set()

    @settings(only_generate)
    @given(facts_of(question))
    def draw(facts: object) -> None:
        drawn.add(question.decide(facts))

    draw()
    assert drawn == {each for each in question.decisions if each.is_possible}


# --- Under a policy ---------------------------------------------------------------------------------------------------


@given(st.data(), policies())
def test_scenarios_of_a_policy_are_answered_under_it_and_no_view_is_drawn_that_does_not_apply(
    data: st.DataObject, policy: Policy
) -> None:
    scenario = data.draw(scenarios(policy=policy))
    assert scenario.policy == policy
    nothing_is_readable = policy.others_unreadable and not policy.record_types
    outcome = evaluate(scenario)
    lacking = {each.because or each.lacks for each in outcome.not_asked}
    assert nothing_is_readable or lacking <= {("policy.timeline_sync_since",)}
    assert nothing_is_readable or outcome.context_card is not None


@given(st.data(), st.booleans())
def test_where_no_usual_record_type_is_readable_scenarios_are_of_another_that_is(
    data: st.DataObject, one_is_set: bool
) -> None:
    settings = [RecordTypePolicy("lead")] * one_is_set
    policy = Policy(chat_is_on=True, record_types=settings, unreadable_record_types=[*TABLES, "cr1_other0"])
    scenario = data.draw(scenarios(policy=policy))
    assert scenario.record is not None
    assert scenario.record.record_type in ({"lead", "cr1_other1"} if one_is_set else {"cr1_other1"})
    assert evaluate(scenario).not_asked == ()


@given(st.data())
def test_a_view_of_a_policy_applies_to_a_card_of_its_table(data: st.DataObject) -> None:
    scenario, view = data.draw(scenarios(policy=OWN)), data.draw(views(policy=OWN))
    assert scenario.user is not None
    table = RecordType(view.record_type, [], is_activity=False, is_virtual=False, has_update_filter=True)
    assert context_card(OWN, table, view, scenario.user).view == view.name


def test_where_no_view_applies_none_is_drawn_and_asking_for_one_is_refused() -> None:
    no_view = Policy(chat_is_on=True, record_types=[RecordTypePolicy("contoso_visit")], others_unreadable=True)
    with pytest.raises(InvalidValue, match=r"^policy: expected one under which a view applies to a card"):
        views(policy=no_view)
    unknown = no_view.but_for("contoso_visit", view_id=UNKNOWN)
    for policy in (no_view, unknown):
        assert find(scenarios(policy=policy), lambda _: True, settings=only_generate).view is None


@given(st.data())
def test_what_is_unknown_in_a_policy_is_unknown_in_each_scenario_and_costs_only_what_needs_it(
    data: st.DataObject,
) -> None:
    toggles = {each.name: UNKNOWN for each in attrs.fields(RecordTypePolicy) if each.name != "record_type"}
    policy = Policy(
        chat_is_on=UNKNOWN,
        on_for_all_apps=UNKNOWN,
        selected_apps=UNKNOWN,
        timeline_sync=UNKNOWN,
        idle_days=UNKNOWN,
        record_types=[RecordTypePolicy("incident", **toggles)],
    )
    outcome = evaluate(data.draw(scenarios(policy=policy)))
    assert outcome.record_opens is not None and outcome.timeline_configure is not None
    assert "enablement" not in outcome.decisions


NAMED: Mapping[str, Callable[[Scenario, Outcome], bool]] = {
    "a record type that it configures": lambda case, _: (
        case.record is not None and case.record.record_type == "contoso_visit"
    ),
    "an app that it selects": lambda _, outcome: bool(outcome.enablement and outcome.enablement.facts.app_is_selected),
    "an attribute that it selects was written": lambda case, _: any(
        each.attribute == "contoso_tier" for each in case.changes or ()
    ),
    "the view that it chooses": lambda case, _: case.view is not None and case.view.id == "own",
    "a chat connected before the sync": lambda case, _: (
        case.chat is not None and any(each.connected_on < SINCE for each in case.chat.links)
    ),
    "an entry on the timeline": lambda _, outcome: bool(outcome.timeline_entry),
}


@pytest.mark.thorough
def test_scenarios_of_a_policy_soon_have_what_it_names() -> None:
    waiting = dict(NAMED)

    def is_enough(scenario: Scenario) -> bool:
        for what in [what for what, happens in waiting.items() if happens(scenario, evaluate(scenario))]:
            del waiting[what]
        return not waiting

    with suppress(NoSuchExample):
        find(scenarios(policy=OWN), is_enough, settings=settings(only_generate, max_examples=1000))
    assert list(waiting) == []


def test_records_of_a_policy_are_of_no_table_whose_settings_could_not_be_read() -> None:
    with pytest.raises(NoSuchExample):
        find(
            records(policy=OWN),
            lambda each: each.record_type == "account",
            settings=settings(only_generate, max_examples=200),
        )


@pytest.mark.parametrize("since", [datetime.min, datetime.max, datetime(2, 1, 1), datetime(9998, 12, 31)])
def test_times_of_a_policy_can_be_written_in_every_zone(since: datetime) -> None:
    policy = OWN.but(timeline_sync_since=since.replace(tzinfo=UTC))
    drawn = find(times(policy), lambda each: each.utcoffset() != timedelta(), settings=only_generate)
    assert drawn.astimezone(UTC) == drawn


SMALLEST: Mapping[str, tuple[Callable[[Outcome], bool], Mapping[str, object]]] = {
    "who may join": (lambda outcome: bool(outcome.joining), {"access": AccessRights.WRITE}),
    "who connected the chat may disconnect": (
        lambda outcome: bool(
            outcome.disconnecting
            and outcome.disconnecting.facts.is_connector
            and not outcome.disconnecting.facts.has_global_right
        ),
        {"access": AccessRights.NONE},
    ),
    "a secured field is exposed": (
        lambda outcome: bool(outcome.context_card and outcome.context_card.exposed),
        {"access": AccessRights.NONE},
    ),
}


@pytest.mark.campaign
@pytest.mark.parametrize("what", SMALLEST)
def test_a_property_that_fails_is_minimal_after_some_hundreds_of_scenarios(what: str) -> None:
    fails, expected = SMALLEST[what]
    for seed in range(3):
        asked = 0

        def counted(scenario: Scenario) -> bool:
            nonlocal asked
            asked += 1
            return fails(evaluate(scenario))

        quiet = settings(
            database=None, deadline=None, max_examples=10_000, suppress_health_check=[HealthCheck.too_slow]
        )
        smallest = find(scenarios(policy=OWN), counted, settings=quiet, random=Random(seed))
        assert asked < 4_000
        assert smallest.record is not None and smallest.record.owner == NOBODY
        assert smallest.changes == () == smallest.linked
        assert smallest.user is not None and smallest.user.roles == () == smallest.user.roles_by_team
        assert smallest.chat is not None and len(smallest.chat.links) <= 1
        assert {name: getattr(smallest, name) for name in expected} == expected


# --- By their types ---------------------------------------------------------------------------------------------------

BY_TYPE = [
    each
    for each in (getattr(chatlink_policy, name) for name in chatlink_policy.__all__)
    if isinstance(each, type) and issubclass(each, (Model, Enum))
]


@pytest.mark.parametrize("kind", [*BY_TYPE, *(each.facts_type for each in QUESTIONS.values())])
def test_everything_on_the_face_and_the_facts_of_every_question_are_drawn_by_their_type(kind: type[object]) -> None:
    assert isinstance(find(st.from_type(kind), lambda _: True, settings=only_generate), kind)


@given(...)
def test_a_decision_is_drawn_of_the_question_of_its_facts(decision: Decision[JoinFacts], policy: Policy) -> None:
    assert decision.question is QUESTIONS["joining"] and decision.is_possible
    assert isinstance(policy, Policy)


@pytest.mark.parametrize("first", ["hypothesis", "chatlink_policy.strategies"])
def test_hypothesis_finds_the_strategies_by_the_entry_point_whatever_is_imported_first(
    first: str, tmp_path: Path
) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    installed = tmp_path / "chatlink_policy_entry-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: chatlink-policy-entry\nVersion: 1\n")
    lines = [f"{name} = {value}\n" for name, value in declared["hypothesis"].items()]
    (installed / "entry_points.txt").write_text("".join(["[hypothesis]\n", *lines]))
    script = (
        f"import {first}\n"
        "from hypothesis import strategies as st\n"
        "from chatlink_policy import Role\n"
        "print(repr(st.from_type(Role)), *sorted(__import__('sys').modules), sep='\\n')"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    drawn, *loaded = done.stdout.splitlines()
    assert "Agent" in drawn and "chatlink_policy.strategies" in loaded


# --- What is reached --------------------------------------------------------------------------------------------------


def latest_users(case: Case) -> list[str | None]:
    links = naive.links_between(case.chat, case.record)
    return [known(each.connected_by) for each in links if each.connected_on == max(link.connected_on for link in links)]


HAPPENS: Mapping[str, Callable[[Case], bool]] = {
    "the user owns the record in person": lambda case: case.record.owner.user == case.user.id,
    "the user is in the owning team": lambda case: case.record.owner.team in case.user.teams,
    "the owning team has the user's id": lambda case: case.record.owner.team == case.user.id,
    "the owning user has the id of the user's team": lambda case: case.record.owner.user in case.user.teams,
    "two users connected last, at one instant": lambda case: len({*latest_users(case)}) > 1,
    "an unknown user connected last": lambda case: latest_users(case) == [None],
    "the user connected last": lambda case: latest_users(case) == [case.user.id],
    "a record of another table with the same id is connected, the record is not": lambda case: (
        not latest_users(case) and any(each.record_id == case.record.id for each in case.chat.links)
    ),
    "three links to the record": lambda case: len(naive.links_between(case.chat, case.record)) > 2,
    "settings of other record types only": lambda case: (
        case.policy.record_types != ()
        and all(each.record_type != case.record.record_type for each in case.policy.record_types)
    ),
    "a role through the owning team alone has the global right": lambda case: (
        naive.holds(case.user, "prvUnlinkTeamsChatFromRecord")
        and not naive.holds(attrs.evolve(case.user, roles_by_team=[]), "prvUnlinkTeamsChatFromRecord")
        and case.record.owner.team in {each.team for each in case.user.roles_by_team}
    ),
    "the profile is given by a role that the user has through a team": lambda case: (
        not {role.name for each in case.user.roles_by_team for role in each.roles}.isdisjoint(
            case.user.profile_roles or ()
        )
    ),
    "the profile is assigned in person": lambda case: case.user.profile_roles == frozenset(),
    "a profile of which was not provided what gives it": lambda case: (
        case.user.profile is not None and case.user.profile_roles is None
    ),
    "some of the pane permissions": lambda case: (
        {naive.holds(case.user, f"prvRead{each}") for each in naive.SEVEN_TABLES} == {True, False}
    ),
}
"""What crowded cases are drawn for, and what plain random ones would hardly ever be."""


@pytest.mark.thorough
def test_cases_soon_reach_a_third_of_the_combinations_of_every_question_and_all_that_crowded_ones_are_for() -> None:
    waiting, reached = dict(HAPPENS), {name: set[int]() for name in QUESTIONS}

    def too_few() -> list[str]:
        return [name for name, each in QUESTIONS.items() if len(reached[name]) < each.possible.bit_count() / 3]

    def is_enough(case: Case) -> bool:
        for name in [name for name, happens in waiting.items() if happens(case)]:
            del waiting[name]
        for name, decision in ask(case).items() if too_few() else ():
            reached[name].add(decision.combination)
        return not waiting and not too_few()

    with suppress(NoSuchExample):
        find(cases(), is_enough, settings=only_generate)
    assert (list(waiting), too_few()) == ([], [])


@pytest.mark.thorough
def test_an_owner_soon_differs_from_the_user_in_case_only() -> None:
    """Cases draw their user and their record as these are drawn here."""
    find(
        st.tuples(users(), records()),
        lambda drawn: str(drawn[1].owner.user).lower() == drawn[0].id != drawn[1].owner.user,
        settings=only_generate,
    )


@pytest.mark.thorough
def test_scenarios_soon_leave_out_columns_and_attributes_for_every_reason() -> None:
    reasons: set[WhyNotShown | WhyNotSent] = set()

    def are_all(scenario: Scenario) -> bool:
        told = evaluate(scenario)
        assert told.context_card and told.notifications
        reasons.update(why for column in told.context_card.columns for why in column.why_not)
        reasons.update(why for each in told.notifications.not_sent for why in each.why)
        return reasons == {*WhyNotShown, *WhyNotSent}

    find(scenarios(), are_all, settings=only_generate)


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "chatlink_policy.strategies")
    with pytest.raises(MissingExtra, match=r"needs? the extra strategies: pip install 'chatlink-policy\[strategies\]'"):
        importlib.import_module("chatlink_policy.strategies")
