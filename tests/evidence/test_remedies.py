"""What would change an answer, and on which facts it depends: held against their definitions by brute force."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from itertools import chain, combinations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of
from random_questions import facts_type, questions

from chatlink_policy import QUESTIONS, Decision, Question
from chatlink_policy.errors import InvalidQuestion, InvalidValue
from chatlink_policy.evidence import ChangedBy, Fact, Fix, Impossible, Reach
from chatlink_policy.evidence.remedies import (
    influence,
    pivotal_facts,
    remedies,
)
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.enablement import ENABLEMENT

Truths = dict[str, bool]


def can_occur(question: Question[object], truths: Truths) -> bool:
    """Whether no sentence on what cannot occur covers these truths, read letter by letter."""
    return not any(
        all(
            letter in ("*", "Y" if truth else "N")
            for letter, truth in zip(never.when.split(), truths.values(), strict=True)
        )
        for never in question.impossible
    )


def answer(question: Question[object], truths: Truths) -> bool:
    return question.rule(question.facts_type(**truths))


def changed(truths: Truths, names: Iterable[str]) -> Truths:
    return {name: truth is not (name in names) for name, truth in truths.items()}


def minimal_fixes(decision: Decision[object]) -> set[frozenset[str]]:
    """The smallest sets of facts whose change gives a yes that can occur, by trying all sets."""
    question, truths = decision.question, decision.to_facts()
    if answer(question, truths):
        return set()
    sets = chain.from_iterable(combinations(truths, count) for count in range(len(truths) + 1))
    enough = [
        frozenset(names)
        for names in sets
        if answer(question, changed(truths, names)) and can_occur(question, changed(truths, names))
    ]
    return {names for names in enough if not any(other < names for other in enough)}


def names(facts: Iterable[Fact]) -> frozenset[str]:
    return frozenset(each.name for each in facts)


FURTHEST_LAST = [
    Reach.ONE_RECORD,
    Reach.ONE_CHAT,
    Reach.ONE_RECORD_TYPE,
    Reach.ONE_APP,
    Reach.ONE_PROFILE,
    Reach.EVERY_RECORD_TYPE,
    Reach.ORGANISATION,
    Reach.NOBODY,
]

REACHES_BY = {
    ChangedBy.RECORD_ACCESS: Reach.ONE_RECORD,
    ChangedBy.ASSIGNMENT: Reach.ONE_RECORD,
    ChangedBy.HISTORY: Reach.ONE_CHAT,
    ChangedBy.ADMINISTRATOR: Reach.ONE_RECORD_TYPE,
    ChangedBy.PROFILE: Reach.ONE_PROFILE,
    ChangedBy.ROLE: Reach.EVERY_RECORD_TYPE,
    ChangedBy.PRODUCT: Reach.NOBODY,
}


# --- One decision -----------------------------------------------------------------------------------------------------


def test_what_touches_least_comes_first_and_what_nobody_can_change_last() -> None:
    assert sorted(Reach, key=lambda each: each.rank) == FURTHEST_LAST
    assert {each: each.reaches for each in ChangedBy} == REACHES_BY
    assert len({each.says for each in Reach}) == len(Reach)


@given(questions())
def test_the_remedies_are_all_minimal_fixes_each_once(question: Question[object]) -> None:
    for decision in question.decisions:
        found = [names(remedy.facts) for remedy in remedies(decision)]
        assert len(set(found)) == len(found)
        assert set(found) == minimal_fixes(decision)


@given(questions())
def test_a_remedy_applied_is_a_yes_and_applied_in_part_it_is_not(question: Question[object]) -> None:
    for decision in question.decisions:
        for remedy in remedies(decision):
            becomes = {fact.name: truth for fact, truth in zip(remedy.facts, remedy.truths, strict=True)}
            after = decision.to_facts() | becomes
            assert answer(question, after)
            assert can_occur(question, after)
            assert all(becomes[name] is not decision.to_facts()[name] for name in becomes)
            for count in range(len(becomes)):
                for part in combinations(becomes.items(), count):
                    partly = decision.to_facts() | dict(part)
                    assert not (answer(question, partly) and can_occur(question, partly))


@given(questions(), st.dictionaries(st.sampled_from("abcde"), st.sampled_from(FURTHEST_LAST)))
def test_the_remedies_are_ordered_by_reach_then_by_how_many_change_then_by_the_facts(
    question: Question[object], reaches: dict[str, Reach]
) -> None:
    question = evolve(question, facts_type=facts_type([each.name for each in question.facts], reaches))
    places = [each.name for each in question.facts]
    for decision in question.decisions:
        keys = []
        for remedy in remedies(decision):
            of_facts = [reaches.get(fact.name, REACHES_BY[fact.changed_by]) for fact in remedy.facts]
            furthest = max(FURTHEST_LAST.index(each) for each in of_facts)
            assert remedy.reaches is FURTHEST_LAST[furthest]
            assert remedy.is_available is (remedy.reaches is not Reach.NOBODY)
            keys.append((furthest, len(of_facts), [places.index(fact.name) for fact in remedy.facts]))
        assert keys == sorted(keys)


@given(questions())
def test_a_fact_is_pivotal_when_its_change_alone_gives_the_other_answer(question: Question[object]) -> None:
    for decision in question.decisions:
        truths = decision.to_facts()
        alone = [
            name
            for name in truths
            if can_occur(question, changed(truths, [name]))
            and answer(question, changed(truths, [name])) is not decision.allowed
        ]
        assert [each.name for each in pivotal_facts(decision)] == alone


@given(questions())
def test_the_pivotal_facts_of_a_no_are_its_remedies_of_one_change(question: Question[object]) -> None:
    for decision in question.decisions:
        if not decision.allowed:
            alone = {remedy.facts for remedy in remedies(decision) if len(remedy.facts) == 1}
            assert {(each,) for each in pivotal_facts(decision)} == alone


def disconnecting(letters: str) -> Decision[object]:
    return next(
        each
        for each in DISCONNECTING.decisions
        if "".join("Y" if truth else "N" for truth in each.to_facts().values()) == letters
    )


def test_the_global_right_is_pivotal_for_who_has_nothing_else_and_not_for_an_owner_too() -> None:
    assert [each.name for each in pivotal_facts(disconnecting("NNYYYY"))] == ["has_global_right", "is_connected"]
    assert [each.name for each in pivotal_facts(disconnecting("YNYYYY"))] == ["is_connected"]
    assert [each.name for each in pivotal_facts(disconnecting("YNYNNY"))] == [
        "owns_record",
        "owner_may_disconnect",
        "is_connected",
    ]


def test_the_toggle_of_one_record_type_comes_before_a_role_for_all_of_them() -> None:
    found = remedies(disconnecting("YNNNNY"))
    assert [remedy.code for remedy in found] == [
        "owner_may_disconnect",
        "is_connector and connector_may_disconnect",
        "has_global_right",
    ]
    assert found[0].says_in_full == (
        '"Record owner can disconnect chats" is on for the record type (an administrator, in the settings); '
        "reaches all records of one type"
    )


def test_one_app_comes_before_all_apps_and_what_the_product_decides_comes_last() -> None:
    off = ENABLEMENT.decisions[0b1100000]
    assert [remedy.code for remedy in remedies(off)] == ["app_is_selected", "on_for_all_apps"]
    embedded = remedies(ENABLEMENT.decisions[0b0111000])
    assert [(remedy.code, remedy.is_available) for remedy in embedded] == [("app_supports_chat", False)]
    assert embedded[0].says_in_full.endswith("; nobody can change that")


def test_what_the_product_decides_reaches_nobody_and_nothing_else_can_be_stated() -> None:
    product = dict.fromkeys("abcdefg", Reach.ONE_RECORD)
    with pytest.raises(InvalidQuestion, match=r"^g: expected no reach of a change that nobody can make, got "):
        facts_type("abcdefg", product)


def test_the_built_in_facts_with_a_reach_of_their_own_are_those_of_the_organisation_and_of_one_app() -> None:
    every = {fact.name: fact for question in QUESTIONS.values() for fact in question.facts}
    assert {name: each.reaches for name, each in every.items() if each.reaches is not each.changed_by.reaches} == {
        "chat_is_on": Reach.ORGANISATION,
        "on_for_all_apps": Reach.ORGANISATION,
        "app_is_selected": Reach.ONE_APP,
        "sync_is_on": Reach.ORGANISATION,
        "is_global_administrator": Reach.ORGANISATION,
    }


# --- The same facts in other words ------------------------------------------------------------------------------------


def renamed(question: Question[object], names_in_order: tuple[str, ...]) -> Question[object]:
    """The same question about facts of other names, their statements and who changes them by their place."""

    def rule(given: object) -> bool:
        truths = {old.name: getattr(given, new) for old, new in zip(question.facts, names_in_order, strict=True)}
        return question.rule(question.facts_type(**truths))

    return Question(
        question.name,
        facts_type(names_in_order),
        rule,
        says_yes=question.says_yes,
        says_no=question.says_no,
        documented=question.documented,
        impossible=question.impossible,
    )


@given(questions())
def test_facts_of_other_names_give_the_same_remedies(question: Question[object]) -> None:
    other = renamed(question, tuple(f"x{9 - at}" for at in range(question.size)))
    for before, after in zip(question.decisions, other.decisions, strict=True):
        places = [{fact.name: at for at, fact in enumerate(each.facts)} for each in (question, other)]
        both = [
            [
                ([place[fact.name] for fact in remedy.facts], remedy.truths, remedy.reaches)
                for remedy in remedies(decision)
            ]
            for place, decision in zip(places, (before, after), strict=True)
        ]
        assert both[0] == both[1]
        pivotal = [
            [place[fact.name] for fact in pivotal_facts(decision)]
            for place, decision in zip(places, (before, after), strict=True)
        ]
        assert pivotal[0] == pivotal[1]


@given(questions(min_facts=2))
def test_facts_in_another_order_give_the_same_set_of_remedies(question: Question[object]) -> None:
    turned = tuple(reversed([each.name for each in question.facts]))

    def rule(given: object) -> bool:
        return question.rule(question.facts_type(**{name: getattr(given, name) for name in turned}))

    other = Question(
        "turned",
        facts_type(turned),
        rule,
        says_yes="it is so",
        says_no="it is not so",
        impossible=[
            Impossible(never.says, " ".join(reversed(never.when.split())), never.cites) for never in question.impossible
        ],
    )
    for decision in question.decisions:
        twin = other.decide(other.facts_type(**decision.to_facts()))
        assert {names(remedy.facts) for remedy in remedies(twin)} == {
            names(remedy.facts) for remedy in remedies(decision)
        }
        assert names(pivotal_facts(twin)) == names(pivotal_facts(decision))


@pytest.mark.parametrize("function", [remedies, pivotal_facts, influence])
def test_what_is_no_decision_and_no_question_is_refused_by_its_name(function: Callable[[object], object]) -> None:
    with pytest.raises(InvalidValue, match=r"^(decision: expected a Decision|question: expected a Question), got 5$"):
        function(5)


# --- Influence --------------------------------------------------------------------------------------------------------


@given(questions())
def test_a_fact_decides_where_its_change_alone_to_what_can_occur_changes_the_answer(question: Question[object]) -> None:
    names = [each.name for each in question.facts]
    possible = [
        each
        for each in (dict(zip(names, truths, strict=True)) for truths in product((False, True), repeat=len(names)))
        if can_occur(question, each)
    ]
    result = influence(question)
    assert result.possible == len(possible)
    assert [each.fact for each in result.facts] == [*question.facts]
    for each in result.facts:
        name = each.fact.name
        pairs = [(truths, truths | {name: not truths[name]}) for truths in possible]
        pairs = [(before, after) for before, after in pairs if after in possible]
        assert each.can_change == len(pairs)
        assert each.decides == sum(answer(question, before) is not answer(question, after) for before, after in pairs)


def test_that_the_chat_is_connected_decides_more_often_than_anything_else() -> None:
    result = influence(DISCONNECTING)
    assert (result.possible, {each.fact.name: each.decides for each in result.facts}) == (
        48,
        {
            "owns_record": 6,
            "is_connector": 6,
            "owner_may_disconnect": 6,
            "connector_may_disconnect": 6,
            "has_global_right": 18,
            "is_connected": 20,
        },
    )
    assert "20 of 48" in result.to_text()


# --- Shown ------------------------------------------------------------------------------------------------------------


def test_results_show_themselves_and_can_be_pickled() -> None:
    for each in map(influence, QUESTIONS.values()):
        assert pickle.loads(pickle.dumps(each)) == each  # noqa: S301  # written a moment ago
        assert "<table" in each._repr_html_()
        assert json.loads(json.dumps(data_of(each)))["question"] == each.question.name
        assert each.to_text().startswith(each.question.name)
    (remedy, *_) = remedies(disconnecting("NNNNNN"))
    assert isinstance(remedy, Fix)
    assert ChangedBy.HISTORY in remedy.changed_by
