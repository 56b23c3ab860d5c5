"""The strategies for those who import the library: whole, consistent and crowded worlds."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

import attrs
import naive
import pytest
from cases import Case, ask, cases
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from chatlink_policy import QUESTIONS, Question, Readings, Scenario, evaluate
from chatlink_policy.errors import MissingExtra
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.strategies import facts_of, readings, records, scenarios, users
from chatlink_policy.unknown import known

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
    "some of the pane permissions": lambda case: (
        {naive.holds(case.user, f"prvRead{each}") for each in naive.SEVEN_TABLES} == {True, False}
    ),
}
"""What crowded cases are drawn for, and what plain random ones would hardly ever be."""


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


def test_an_owner_soon_differs_from_the_user_in_case_only() -> None:
    """Cases draw their user and their record as these are drawn here."""
    find(
        st.tuples(users(), records()),
        lambda drawn: str(drawn[1].owner.user).lower() == drawn[0].id != drawn[1].owner.user,
        settings=only_generate,
    )


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
    with pytest.raises(MissingExtra, match=r"chatlink-policy\[strategies\]"):
        importlib.import_module("chatlink_policy.strategies")
