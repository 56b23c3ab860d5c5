"""The strategies for those who import the library: whole, consistent and crowded worlds."""

from __future__ import annotations

import importlib
import sys
from collections import defaultdict
from collections.abc import Callable

import attrs
import naive
import pytest
from cases import Case, ask, cases
from hypothesis import HealthCheck, Phase, find, given, settings

from chatlink_policy import QUESTIONS, Question, Readings, Scenario, evaluate
from chatlink_policy.errors import MissingExtra
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.strategies import facts_of, readings, scenarios
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


def test_cases_soon_reach_a_third_of_the_combinations_of_every_question() -> None:
    reached = defaultdict(set)

    def is_enough(case: Case) -> bool:
        for name, decision in ask(case).items():
            reached[name].add(decision.combination)
        return all(len(reached[name]) >= question.possible.bit_count() / 3 for name, question in QUESTIONS.items())

    find(cases(), is_enough, settings=only_generate)


def latest_users(case: Case) -> list[str | None]:
    links = naive.links_between(case.chat, case.record)
    return [known(each.connected_by) for each in links if each.connected_on == max(link.connected_on for link in links)]


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda case: case.record.owner.user == case.user.id, id="the user owns the record in person"),
        pytest.param(lambda case: case.record.owner.team in case.user.teams, id="the user is in the owning team"),
        pytest.param(lambda case: case.record.owner.team == case.user.id, id="the owning team has the user's id"),
        pytest.param(
            lambda case: case.record.owner.user in case.user.teams, id="the owning user has the id of the user's team"
        ),
        pytest.param(
            lambda case: str(case.record.owner.user).lower() == case.user.id != case.record.owner.user,
            id="the owner differs from the user in case only",
        ),
        pytest.param(lambda case: len({*latest_users(case)}) > 1, id="two users connected last, at one instant"),
        pytest.param(lambda case: latest_users(case) == [None], id="an unknown user connected last"),
        pytest.param(lambda case: latest_users(case) == [case.user.id], id="the user connected last"),
        pytest.param(
            lambda case: not latest_users(case) and any(each.record_id == case.record.id for each in case.chat.links),
            id="a record of another table with the same id is connected, the record is not",
        ),
        pytest.param(lambda case: len(naive.links_between(case.chat, case.record)) > 2, id="three links to the record"),
        pytest.param(
            lambda case: (
                case.policy.record_types
                and all(each.record_type != case.record.record_type for each in case.policy.record_types)
            ),
            id="settings of other record types only",
        ),
        pytest.param(
            lambda case: {naive.holds(case.user, f"prvRead{each}") for each in naive.SEVEN_TABLES} == {True, False},
            id="some of the pane permissions",
        ),
    ],
)
def test_in_crowded_worlds_it_happens_that(happens: Callable[[Case], bool]) -> None:
    assert happens(find(cases(), happens, settings=only_generate))


def test_scenarios_soon_leave_out_columns_and_attributes_for_every_reason() -> None:
    reasons: set[WhyNotShown | WhyNotSent] = set()

    def are_all(scenario: Scenario) -> bool:
        outcome = evaluate(scenario)
        assert outcome.context_card and outcome.notifications
        reasons.update(why for column in outcome.context_card.columns for why in column.why_not)
        reasons.update(why for each in outcome.notifications.not_sent for why in each.why)
        return reasons == {*WhyNotShown, *WhyNotSent}

    find(scenarios(), are_all, settings=only_generate)


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "chatlink_policy.strategies")
    with pytest.raises(MissingExtra, match=r"chatlink-policy\[strategies\]"):
        importlib.import_module("chatlink_policy.strategies")
