"""Configurations that meet goals, and conflicts: held against their definitions."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from itertools import product
from random import Random
from typing import Any, NamedTuple

import pytest
from attrs import astuple
from hypothesis import example, given
from hypothesis import strategies as st
from pages import unbroken
from plain_data import data_of
from random_questions import facts_type, make_question, questions
from thoroughness import SOME

from chatlink_policy import QUESTIONS, InvalidValue, Question
from chatlink_policy.evidence import Impossible
from chatlink_policy.evidence.goals import Configurations, Goal, configurations
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING

Truths = dict[str, bool]


# --- Definitions, by trying everything --------------------------------------------------------------------------------


def assignments(names: Iterable[str]) -> Iterator[Truths]:
    names = tuple(names)
    return (dict(zip(names, truths, strict=True)) for truths in product((False, True), repeat=len(names)))


def in_order(question: Question[object], truths: Truths) -> Truths:
    return {fact.name: truths[fact.name] for fact in question.facts}


def can_occur(question: Question[object], truths: Truths) -> bool:
    own = in_order(question, truths).values()
    return not any(
        all(letter in ("*", "Y" if truth else "N") for letter, truth in zip(never.when.split(), own, strict=True))
        for never in question.impossible
    )


def answer(question: Question[object], truths: Truths) -> bool:
    return question.rule(question.facts_type(**truths))


class Asked(NamedTuple):
    """A question, what is configured, and what is goals."""

    question: Question[object]
    settings: tuple[str, ...]
    goals: list[Goal]

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.question.facts if each.name not in self.settings)

    def under(self, setting: Truths) -> list[tuple[Truths, bool]]:
        """The combinations of the other facts that can occur under these settings, each with its answer."""
        every = ((other, setting | other) for other in assignments(self.others))
        return [(other, answer(self.question, all_)) for other, all_ in every if can_occur(self.question, all_)]

    def possible(self) -> list[Truths]:
        return [each for each in assignments(self.settings) if self.under(each)]

    def meets(self, setting: Truths, goal: Goal) -> bool:
        found = [
            allowed for other, allowed in self.under(setting) if all(other[name] is truth for name, truth in goal.when)
        ]
        return bool(found) and all(allowed is goal.allowed for allowed in found)

    def can_be_met(self, goals: Iterable[Goal]) -> bool:
        goals = tuple(goals)
        return any(all(self.meets(each, goal) for goal in goals) for each in self.possible())


@st.composite
def asked(draw: st.DrawFn, max_goals: int = 5) -> Asked:
    question = draw(questions())
    names = [each.name for each in question.facts]
    settings = tuple(name for name in names if draw(st.booleans()))
    others = [name for name in names if name not in settings]
    whens = st.fixed_dictionaries({}, optional={name: st.booleans() for name in others})
    goals = draw(st.lists(st.builds(Goal, whens, st.booleans()), max_size=max_goals))
    return Asked(question, settings, goals)


def configured(given: Asked) -> Configurations:
    return configurations(given.question, given.goals, given.settings)


# --- Configurations ---------------------------------------------------------------------------------------------------


@given(asked())
def test_every_configuration_that_meets_all_goals_is_found_and_no_other(given: Asked) -> None:
    found = [each.settings.to_facts() for each in configured(given).found]
    expected = [each for each in given.possible() if all(given.meets(each, goal) for goal in given.goals)]
    assert sorted(found, key=str) == sorted((in_its_order(given, each) for each in expected), key=str)
    assert bool(configured(given)) is bool(expected)


def in_its_order(given: Asked, setting: Truths) -> Truths:
    return {fact.name: setting[fact.name] for fact in given.question.facts if fact.name in setting}


@given(asked())
def test_what_permits_least_comes_first_then_what_has_fewer_settings_on(given: Asked) -> None:
    keys = []
    for each in configured(given).found:
        under = given.under(each.settings.to_facts())
        assert each.possible == len(under)
        assert each.allowed == sum(allowed for _, allowed in under)
        keys.append((each.allowed, sum(each.settings.truths), each.settings.truths))
    assert keys == sorted(keys)


@given(asked(max_goals=6))
@example(Asked(make_question(2, 0b1000), ("a",), [Goal({"b": True}, True), Goal({"b": True}, False)]))
def test_the_goals_of_a_conflict_cannot_be_met_together_and_with_one_given_up_they_can(given: Asked) -> None:
    check_conflict(given)


def check_conflict(given: Asked) -> None:
    result = configured(given)
    assert set(result.goals) == set(given.goals)
    assert len(result.goals) == len(set(given.goals))
    assert not (result.found and result.conflict)
    assert list(result.conflict) == [goal for goal in result.goals if goal in result.conflict]
    if not result.found:
        assert not given.can_be_met(result.conflict)
        for given_up in result.conflict:
            assert given.can_be_met(goal for goal in result.conflict if goal != given_up)


@given(st.lists(st.integers(0, 15), min_size=8, max_size=8))
def test_the_conflict_is_right_whatever_goals_each_configuration_fails(failed: list[int]) -> None:
    """Three settings and four examples: the configuration of each number fails any of them."""
    results = sum((~each & 15) << (number * 4) for number, each in enumerate(failed))
    goals = [Goal(truths, True) for truths in assignments("de")]
    check_conflict(Asked(make_question(5, results), ("a", "b", "c"), goals))


@given(asked(), st.randoms(use_true_random=False))
def test_the_order_of_goals_and_of_settings_changes_nothing(given: Asked, random: Random) -> None:
    goals, settings = [*given.goals, *given.goals], list(given.settings)
    random.shuffle(goals)
    random.shuffle(settings)
    again = configurations(given.question, iter(goals), iter(settings))
    assert again == configured(given)
    assert again.to_text() == configured(given).to_text()


@SOME
@given(asked(max_goals=4))
def test_one_goal_more_leaves_no_configuration_that_was_not_there(given: Asked) -> None:
    fewer = configurations(given.question, given.goals[:-1], given.settings)
    assert set(configured(given).found) <= set(fewer.found)


def reordered(question: Question[object], old: tuple[str, ...], new: tuple[str, ...]) -> Question[object]:
    """The question with its facts in the order `old`, and then called `new`."""
    places = [each.name for each in question.facts]

    def rule(given: object) -> bool:
        truths = {before: getattr(given, after) for before, after in zip(old, new, strict=True)}
        return question.rule(question.facts_type(**truths))

    return Question(
        question.name,
        facts_type(new),
        rule,
        says_yes=question.says_yes,
        says_no=question.says_no,
        impossible=[
            Impossible(
                never.says,
                " ".join(never.when.split()[places.index(name)] for name in old),
                never.cites,
            )
            for never in question.impossible
        ],
    )


@SOME
@given(asked(), st.randoms(use_true_random=False))
def test_facts_of_other_names_in_another_order_give_the_same_configurations(given: Asked, random: Random) -> None:
    old = [each.name for each in given.question.facts]
    random.shuffle(old)
    name = {each: f"x{at}" for at, each in enumerate(old)}
    other = reordered(given.question, tuple(old), tuple(name.values()))
    goals = [Goal({name[fact]: truth for fact, truth in goal.when}, goal.allowed) for goal in given.goals]
    twin = configurations(other, goals, [name[each] for each in given.settings])

    def as_sets(result: Configurations, names: dict[str, str]) -> set[object]:
        return {
            (frozenset((names[fact], truth) for fact, truth in each.settings.to_facts().items()), each.allowed)
            for each in result.found
        }

    assert as_sets(twin, {each: each for each in name.values()}) == as_sets(configured(given), name)
    assert bool(twin.conflict) is bool(configured(given).conflict)


CONNECTED = {"is_connected": True, "has_global_right": False}


@pytest.mark.proves("DIS-5")
def test_the_connector_may_and_a_plain_owner_may_not_is_one_toggle_of_two() -> None:
    result = configurations(
        DISCONNECTING,
        [
            Goal({"is_connector": True, "is_connected": True}, True),
            Goal({"owns_record": True, "is_connector": False, **CONNECTED}, False),
        ],
    )
    assert [each.code for each in (one.settings for one in result.found)] == [
        "not owner_may_disconnect and connector_may_disconnect"
    ]
    assert "1 configuration meets all goals" in result.to_text()
    assert "6 of 12 combinations" in result.to_text()


def test_goals_that_conflict_are_named_and_no_innocent_one_with_them() -> None:
    owner_may = Goal({"owns_record": True, **CONNECTED}, True)
    nobody_may = Goal(CONNECTED, False)
    granted_may = Goal({"has_global_right": True, "is_connected": True}, True)
    result = configurations(DISCONNECTING, [granted_may, nobody_may, owner_may])
    assert result.found == ()
    assert result.conflict == (nobody_may, owner_may)
    assert "no configuration meets all of these" in result.to_text()
    assert "No configuration meets all goals." in result.to_text()


def test_a_goal_for_what_can_never_be_seen_is_not_met() -> None:
    never = Goal({"is_connector": True, "is_connected": False}, False)
    assert configurations(DISCONNECTING, [never]).conflict == (never,)


def test_without_goals_every_configuration_that_can_occur_is_found() -> None:
    result = configurations(DISCONNECTING, [])
    assert [each.settings.truths for each in result.found] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    assert "There is no goal." in result.to_text()
    nothing = make_question(1, 0b10, impossible=[Impossible("no", "Y", "R"), Impossible("no", "N", "R")])
    impossible = configurations(nothing, [])
    assert (impossible.found, impossible.conflict) == ((), ())
    assert "No configuration can occur." in impossible.to_text()


def test_the_settings_are_what_an_administrator_changes_unless_others_are_named() -> None:
    assert [each.name for each in configurations(JOINING, []).settings] == ["join_chat_is_on"]
    other = configurations(JOINING, [Goal({"is_connected": True}, True)], ["can_write", "join_chat_is_on"])
    assert [each.name for each in other.settings] == ["join_chat_is_on", "can_write"]
    assert [each.settings.truths for each in other.found] == [(True, True)]
    none = configurations(JOINING, [Goal({}, False)], [])
    assert (none.settings, none.found) == ((), ())


@pytest.mark.parametrize(
    ("goals", "settings", "field", "got"),
    [
        ([Goal({"is_connected": True}, True), Goal({"tax": True}, True)], None, "goals[1].when", "'tax'"),
        ([Goal({"join_chat_is_on": True}, True)], None, "goals[0].when", "the setting 'join_chat_is_on'"),
        ([], ["tax"], "settings", "'tax'"),
        ([], "can_write", "settings", "'can_write'"),
    ],
)
def test_what_is_no_fact_or_a_setting_is_refused(goals: list[Goal], settings: Any, field: str, got: str) -> None:  # noqa: ANN401  # also what is refused
    with pytest.raises(InvalidValue) as refused:
        configurations(JOINING, goals, settings)
    assert (refused.value.field, refused.value.got) == (field, got)
    if field != "settings":
        assert refused.value.expected.endswith(": is_connected, can_write")


@pytest.mark.parametrize(
    "when",
    [
        5,
        "abc",
        [5],
        [("a",)],
        [("a", True, True)],
        [("a", 1)],
        {"a": 1},
        {1: True},
        {1: True, "a": True},
        [("a", True), ("a", False)],
    ],
)
def test_a_goal_takes_names_with_truths_and_nothing_else(when: Any) -> None:  # noqa: ANN401  # what is refused
    with pytest.raises(InvalidValue):
        Goal(when, True)


def test_a_goal_is_the_same_however_its_facts_come() -> None:
    goal = Goal({"b": True, "a": False}, True)
    assert goal == Goal([("a", False), ("b", True)], True)
    assert goal.to_facts() == {"a": False, "b": True}
    assert pickle.loads(pickle.dumps(goal)) == goal  # noqa: S301  # written a moment ago
    with pytest.raises(InvalidValue):
        Goal({}, 1)  # type: ignore[arg-type]


def test_goals_come_in_the_order_of_their_facts_those_of_fewer_first_a_true_fact_and_a_yes_before_others() -> None:
    in_their_order = [
        *(Goal({}, True), Goal({}, False)),
        *(Goal({"is_connected": True}, True), Goal({"is_connected": True}, False)),
        *(Goal({"is_connected": False}, True), Goal({"can_write": True}, True)),
        Goal({"is_connected": True, "can_write": False}, True),
    ]
    assert list(configurations(JOINING, reversed(in_their_order)).goals) == in_their_order


def test_configurations_are_those_of_a_question_and_are_made_of_named_values() -> None:
    name: Any = "joining"
    made: Any = Configurations
    with pytest.raises(InvalidValue, match=r"^question: expected a Question, got 'joining'$"):
        configurations(name, [])
    with pytest.raises(TypeError, match="positional"):
        made(*astuple(configurations(JOINING, []), recurse=False))


# --- Shown ------------------------------------------------------------------------------------------------------------


def test_a_goal_is_said_with_its_condition_or_that_it_is_always_so() -> None:
    result = configurations(JOINING, [])
    assert result.says(Goal({}, True)) == "always a yes"
    assert result.says(Goal({"is_connected": False}, False)) == "a no when the chat is not connected to the record"


def test_results_show_themselves_and_can_be_pickled() -> None:
    for question in QUESTIONS.values():
        result = configurations(question, [Goal({}, True)])
        assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  # written a moment ago
        assert question.name in unbroken(result._repr_html_())
        assert json.loads(json.dumps(data_of(result)))["question"] == question.name
        assert result._repr_markdown_().startswith("### ")
        assert result.to_text().startswith(question.name)


@pytest.mark.campaign
@given(asked(max_goals=9))
def test_a_conflict_of_many_goals(given: Asked) -> None:
    check_conflict(given)


def test_a_question_of_eight_facts_is_answered_too() -> None:
    question = make_question(8, int("9d3a" * 16, 16))
    result = configurations(question, [Goal({"e": True}, True), Goal({"e": False}, True)], ["a", "b", "c", "d"])
    assert result.conflict == result.goals[:1]
