"""What would change an answer, and on which facts it depends: held against their definitions by brute force."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable
from itertools import chain, combinations, product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of
from random_questions import facts_type, questions

from chatlink_policy import QUESTIONS, Decision, Question
from chatlink_policy.errors import InvalidQuestion
from chatlink_policy.evidence import ChangedBy, Fact, Fix, Impossible, Reach
from chatlink_policy.evidence.remedies import (
    Influence,
    Population,
    influence,
    pivotal_facts,
    populations,
    remedies,
)
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.enablement import ENABLEMENT
from chatlink_policy.rules.joining import JOINING

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


# --- A population -----------------------------------------------------------------------------------------------------


@st.composite
def answers(draw: st.DrawFn) -> list[Decision[object]]:
    """Answers to one or two questions, many of them alike."""
    asked = draw(st.lists(questions(max_facts=4), min_size=1, max_size=2))
    every = [decision for question in asked for decision in question.decisions]
    return draw(st.lists(st.sampled_from(every), max_size=40))


def by_question(decisions: Iterable[Decision[object]]) -> list[tuple[Question[object], list[Decision[object]]]]:
    found: list[tuple[Question[object], list[Decision[object]]]] = []
    for decision in decisions:
        for question, own in found:
            if question == decision.question:
                own.append(decision)
                break
        else:
            found.append((decision.question, [decision]))
    return found


@given(answers())
def test_each_fact_counts_the_yeses_in_which_it_is_pivotal(decisions: list[Decision[object]]) -> None:
    found = {each.question: each for each in populations(iter(decisions))}
    expected = by_question(decisions)
    assert set(found) == {question for question, _ in expected}
    for question, own in expected:
        yeses = [each for each in own if each.allowed]
        population = found[question]
        assert (population.asked, population.allowed) == (len(own), len(yeses))
        assert population.without_pivotal_fact == sum(pivotal_facts(each) == () for each in yeses)
        counts = {
            (fact.name, truth): count
            for fact, truth in product(question.facts, (True, False))
            if (count := sum(fact in pivotal_facts(each) and each.to_facts()[fact.name] is truth for each in yeses))
        }
        assert {(each.fact.name, each.truth): each.count for each in population.pivotal_facts} == counts
        places = [fact.name for fact in question.facts]
        keys = [(-each.count, places.index(each.fact.name), not each.truth) for each in population.pivotal_facts]
        assert keys == sorted(keys)


@given(answers())
def test_each_remedy_counts_who_gains_and_who_loses(decisions: list[Decision[object]]) -> None:
    found = {each.question: each for each in populations(iter(decisions))}
    for question, own in by_question(decisions):
        noes = [each for each in own if not each.allowed]
        minimal: dict[Fix, int] = {}
        for decision in noes:
            for remedy in remedies(decision):
                minimal[remedy] = minimal.get(remedy, 0) + 1
        population = found[question]
        counted = population.remedies
        assert (population.asked, population.denied) == (len(own), len(noes))
        hopeless = [each for each in noes if not any(remedy.is_available for remedy in remedies(each))]
        assert population.without_remedy == len(hopeless)
        assert {each.fix: each.is_minimal_for for each in counted} == minimal
        for each in counted:
            fix = each.fix
            becomes = {fact.name: truth for fact, truth in zip(fix.facts, fix.truths, strict=True)}
            after = [(one.allowed, one.to_facts() | becomes) for one in own]
            possible = [(was, answer(question, facts)) for was, facts in after if can_occur(question, facts)]
            assert each.gains == possible.count((False, True)) >= each.is_minimal_for
            assert each.losses == possible.count((True, False))
        places = {fact.name: place for place, fact in enumerate(question.facts)}
        keys = [
            (
                each.fix.reaches.rank,
                -each.gains,
                len(each.fix.facts),
                [places[fact.name] for fact in each.fix.facts],
                [not truth for truth in each.fix.truths],  # what is turned on comes first
            )
            for each in counted
        ]
        assert keys == sorted(keys)


@given(answers(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_come_changes_nothing(decisions: list[Decision[object]], random: Random) -> None:
    shuffled = list(decisions)
    random.shuffle(shuffled)
    assert populations(shuffled) == populations(decisions)
    assert [each.to_text() for each in populations(shuffled)] == [each.to_text() for each in populations(decisions)]


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


def test_turning_a_toggle_on_is_a_yes_for_a_counted_number_of_those_denied() -> None:
    denied = JOINING.decisions[0b101]
    reader = JOINING.decisions[0b100]
    allowed = JOINING.decisions[0b111]
    (joining,) = populations([denied] * 213 + [reader] * 187 + [allowed] * 3)
    assert (joining.asked, joining.denied) == (403, 400)
    assert [(each.fix.code, each.gains, each.is_minimal_for) for each in joining.remedies] == [
        ("join_chat_is_on and can_write", 400, 187),
        ("join_chat_is_on", 213, 213),
    ]
    assert "for 213 of 400 if" in joining.to_text()


def test_where_nothing_is_allowed_no_fact_is_pivotal() -> None:
    (joining,) = populations([JOINING.decisions[0]])
    assert joining.pivotal_facts == ()
    assert "0 of 1 answers are a yes" in joining.to_text()
    assert "only because" not in joining.to_text()


def test_nothing_asked_is_no_population() -> None:
    assert populations([]) == ()


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
    every = [each for question in QUESTIONS.values() for each in question.decisions if each.is_possible]
    found = populations(every)
    assert [each.question.name for each in found] == sorted(QUESTIONS)
    results: list[Population | Influence] = [*found, *map(influence, QUESTIONS.values())]
    for each in results:
        assert pickle.loads(pickle.dumps(each)) == each  # noqa: S301  # written a moment ago
        assert "<table>" in each._repr_html_()
        assert json.loads(json.dumps(data_of(each)))["question"] == each.question.name
        assert each.to_text().startswith(each.question.name)
    (remedy, *_) = remedies(disconnecting("NNNNNN"))
    assert isinstance(remedy, Fix)
    assert ChangedBy.HISTORY in remedy.changed_by
