"""What scenarios cover of a question, held against its definitions by brute force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import unbroken
from plain_data import data_of
from random_questions import facts_type, make_question, questions
from thoroughness import SOME

from chatlink_policy import QUESTIONS, Decision, Question
from chatlink_policy.errors import InvalidValue
from chatlink_policy.evidence import Impossible
from chatlink_policy.evidence.boolean import Cube, everything, fewest_cubes
from chatlink_policy.evidence.coverage import Coverage, coverage
from chatlink_policy.evidence.edits import Edit
from chatlink_policy.evidence.records import record
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING

Facts = dict[str, bool]
Terms = list[Facts]
Decisions = list[Decision[object]]

# --- The definitions, by brute force ----------------------------------------------------------------------------------


def possible(question: Question[object]) -> Decisions:
    return [each for each in question.decisions if each.is_possible]


def pairs_of(question: Question[object], name: str) -> list[tuple[Decision[object], Decision[object]]]:
    """All pairs that can occur, differ in that fact only and get different answers."""
    return [
        (first, second)
        for first in possible(question)
        for second in possible(question)
        if [each for each in first.to_facts() if first.to_facts()[each] != second.to_facts()[each]] == [name]
        and second.to_facts()[name]
        and first.allowed != second.allowed
    ]


def shortest(question: Question[object]) -> tuple[Cube, ...]:
    """The rule as the fewest conditions: proved to be that in the tests of covers."""
    unimportant = everything(question.size) & ~question.possible
    return fewest_cubes(question.size, question.results & question.possible, question.results | unimportant).cubes


def written(question: Question[object]) -> Terms:
    return [question.condition(cube).to_facts() for cube in shortest(question)]


def answers(terms: Terms, facts: Facts) -> bool:
    return any(all(facts[name] is truth for name, truth in term.items()) for term in terms)


def joined(*parts: Facts) -> Terms:
    """Conditions joined by "and": none where they contradict each other."""
    whole: Facts = {}
    for part in parts:
        if any(whole.get(name, truth) is not truth for name, truth in part.items()):
            return []
        whole |= part
    return [whole]


def edited(term: Facts, names: list[str]) -> Iterator[Terms]:
    """What one edit makes of one condition."""
    others = [{name: truth} for name in names if name not in term for truth in (True, False)]
    for dropped in term:
        rest = {name: truth for name, truth in term.items() if name != dropped}
        yield [rest]
        yield [term | {dropped: not term[dropped]}]
        yield from ([rest | other] for other in others)
    yield from ([term | other] for other in others)
    yield []
    for count in range(1, len(term)):
        for part in combinations(term, count):
            if next(iter(term)) in part:
                yield [{name: term[name] for name in part}, {name: term[name] for name in term if name not in part}]


def wrong_rules(question: Question[object]) -> list[Terms]:
    terms, names = written(question), [each.name for each in question.facts]
    found = []
    for place, term in enumerate(terms):
        others = terms[:place] + terms[place + 1 :]
        found += [others + new for new in edited(term, names)]
    for first, second in combinations(range(len(terms)), 2):
        others = [term for place, term in enumerate(terms) if place not in (first, second)]
        found.append(others + joined(terms[first], terms[second]))
    return found


def behaviour(terms: Terms, decisions: Iterable[Decision[object]]) -> tuple[bool, ...]:
    return tuple(answers(terms, each.to_facts()) for each in decisions)


def is_all_met(question: Question[object], met: Decisions) -> bool:
    """Whether nothing that can be met is missing, by definition."""
    names = [each.name for each in question.facts]
    for name in names:
        pairs = pairs_of(question, name)
        if pairs and not any(first in met and second in met for first, second in pairs):
            return False
    right = behaviour(written(question), met)
    whole = behaviour(written(question), possible(question))
    for wrong in wrong_rules(question):
        if behaviour(wrong, possible(question)) != whole and behaviour(wrong, met) == right:
            return False
    return reasons_of(met) == reasons_of(possible(question))


def reasons_of(decisions: Decisions) -> set[tuple[bool, str]]:
    return {(each.allowed, reason.code) for each in decisions for reason in each.reasons}


@st.composite
def asked(draw: st.DrawFn, max_facts: int = 4) -> tuple[Question[object], Decisions]:
    """A question and some of its decisions."""
    question = draw(questions(max_facts=max_facts, with_rows=False))
    return question, draw(st.lists(st.sampled_from(question.decisions), max_size=1 << question.size))


# --- Each measure against its definition ------------------------------------------------------------------------------


@given(asked())
def test_combinations_are_met_missing_or_impossible(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    found = coverage(question, met)
    assert set(found.met) == {each for each in met if each.is_possible}
    assert set(found.impossible_met) == {each for each in met if not each.is_possible}
    assert set(found.missing) == set(possible(question)) - set(met)
    assert len(found.met) + len(found.missing) == question.possible.bit_count()


@given(asked())
def test_a_fact_is_independent_by_a_pair_that_differs_in_it_alone(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    for each in coverage(question, met).independence:
        pairs = pairs_of(question, each.fact.name)
        assert list(each.pairs) == pairs
        assert list(each.met) == [pair for pair in pairs if set(pair) <= set(met)]
    lacking = [each.fact for each in coverage(question, met).independence if each.pairs and not each.met]
    assert list(coverage(question, met).not_independent) == lacking


@given(asked())
def test_mutants_are_the_distinct_wrong_rules_of_one_edit(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    everywhere, there = possible(question), [each for each in met if each.is_possible]
    right = behaviour(written(question), everywhere)
    assert right == tuple(each.allowed for each in everywhere)
    behaviours = [behaviour(wrong, everywhere) for wrong in wrong_rules(question)]
    found = coverage(question, met)
    assert found.equivalent_edits == behaviours.count(right)
    kept = [tuple(bool(each.results >> cell.combination & 1) for cell in everywhere) for each in found.mutants]
    assert len(set(kept)) == len(kept)
    assert set(kept) == set(behaviours) - {right}
    for mutant, answers_ in zip(found.mutants, kept, strict=True):
        killed = any(wrong != cell.allowed for wrong, cell in zip(answers_, everywhere, strict=True) if cell in there)
        assert mutant.is_killed is killed
    assert [each for each in found.mutants if not each.is_killed] == list(found.survivors)


@given(asked())
def test_a_mutant_says_the_edit_that_makes_it(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    terms = written(question)
    for mutant in coverage(question, met).mutants:
        before = [each.to_facts() for each in mutant.before]
        rest = [each for each in terms if each not in before]
        assert len(rest) == len(terms) - len(before)
        wrong = rest + [each.to_facts() for each in mutant.after]
        for decision in question.decisions:
            assert answers(wrong, decision.to_facts()) is bool(mutant.results >> decision.combination & 1)


@given(asked())
def test_reasons_are_those_of_the_decisions_that_can_occur(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    found = coverage(question, met)
    codes = [(each.allowed, each.reason.code) for each in found.reasons]
    assert len(set(codes)) == len(codes)
    assert set(codes) == reasons_of(possible(question))
    there = reasons_of([each for each in met if each.is_possible])
    assert {(each.allowed, each.reason.code) for each in found.reasons_missing} == set(codes) - there


# --- What to add ------------------------------------------------------------------------------------------------------


@given(asked(max_facts=3))
def test_the_additions_leave_nothing_missing_and_none_of_them_is_needless(
    given_: tuple[Question[object], Decisions],
) -> None:
    question, met = given_
    found = coverage(question, met)
    there = list(found.met)
    assert set(found.to_add) <= set(found.missing)
    assert is_all_met(question, there + list(found.to_add))
    for left_out in found.to_add:
        assert not is_all_met(question, there + [each for each in found.to_add if each is not left_out])
    assert found.is_complete is is_all_met(question, there)


def test_a_scenario_that_later_ones_make_needless_is_not_added() -> None:
    found = coverage(make_question(4, 0xF066), [])
    for left_out in found.to_add:
        assert not coverage(found.question, [each for each in found.to_add if each is not left_out]).is_complete


@SOME
@given(st.data())
def test_after_the_additions_nothing_is_missing(data: st.DataObject) -> None:
    question = data.draw(questions(max_facts=6, with_rows=False))
    met = data.draw(st.lists(st.sampled_from(question.decisions), max_size=20))
    found = coverage(question, met)
    after = coverage(question, [*met, *found.to_add])
    assert after.is_complete
    assert not any((after.survivors, after.reasons_missing, after.not_independent, after.to_add))
    for left_out in found.to_add:
        assert not coverage(question, [*met, *(each for each in found.to_add if each is not left_out)]).is_complete


# --- Laws -------------------------------------------------------------------------------------------------------------


@SOME
@given(st.data())
def test_more_scenarios_never_meet_less(data: st.DataObject) -> None:
    question, met = data.draw(asked(max_facts=5))
    more = met + data.draw(st.lists(st.sampled_from(question.decisions), max_size=5))
    before, after = coverage(question, met), coverage(question, more)
    assert set(after.survivors) <= set(before.survivors)
    assert {each.reason for each in after.reasons_missing} <= {each.reason for each in before.reasons_missing}
    assert len(after.missing) <= len(before.missing)


@SOME
@given(st.data())
def test_order_repetition_and_kind_of_what_was_met_do_not_matter(data: st.DataObject) -> None:
    question, met = data.draw(asked())
    found = coverage(question, met)
    assert coverage(question, data.draw(st.permutations(met + met))) == found
    assert coverage(question, [each.facts for each in met]) == found
    assert coverage(question, map(record, met)) == found
    again = make_question(question.size, question.results, impossible=question.impossible)
    assert coverage(question, [again.decide(each.facts) for each in met]) == found


def renamed(question: Question[object], names: tuple[str, ...], order: tuple[int, ...]) -> Question[object]:
    """The same question with other names and the facts in another order."""
    old = [each.name for each in question.facts]

    def rule(given: object) -> bool:
        truths = {old[place]: getattr(given, name) for name, place in zip(names, order, strict=True)}
        return question.decide(question.facts_type(**truths)).allowed

    never = [
        Impossible(each.says, " ".join(each.when.split()[place] for place in order), each.cites)
        for each in question.impossible
    ]
    return Question("other", facts_type(names), rule, says_yes="y", says_no="n", impossible=never)


def counts(found: Coverage) -> dict[str, int]:
    data = data_of(found)
    return {
        "combinations": len(found.met),
        "missing": len(found.missing),
        "facts_met": data["facts_met"],
        "facts_possible": data["facts_possible"],
        "reasons_met": data["reasons_met"],
        "reasons": data["reasons"],
    }


def counts_of_the_rule_as_written(found: Coverage) -> tuple[int, int, int]:
    return len(found.mutants), len(found.survivors), found.equivalent_edits


@SOME
@given(st.data())
def test_renaming_and_reordering_facts_changes_no_count(data: st.DataObject) -> None:
    question, met = data.draw(asked())
    order = data.draw(st.permutations(range(question.size)).map(tuple))
    names = tuple("stuvwxyz"[: question.size])
    other = renamed(question, names, order)
    old = [each.name for each in question.facts]

    def moved(decision: Decision[object]) -> Decision[object]:
        truths = decision.to_facts()
        given_ = other.facts_type(**{name: truths[old[place]] for name, place in zip(names, order, strict=True)})
        return other.decide(given_)

    first, second = coverage(question, met), coverage(other, map(moved, met))
    assert counts(first) == counts(second)
    places = {name: old[place] for name, place in zip(names, order, strict=True)}
    back = [{places[name]: truth for name, truth in term.items()} for term in written(other)]
    if all(term in written(question) for term in back):  # else there are several shortest ways to write the rule
        assert counts_of_the_rule_as_written(first) == counts_of_the_rule_as_written(second)


@pytest.mark.parametrize("order", list(permutations(range(6)))[::45])
def test_the_order_of_its_facts_changes_no_count_of_disconnecting(order: tuple[int, ...]) -> None:
    question: Question[Any] = DISCONNECTING
    names = tuple(question.facts[place].name for place in order)
    other = renamed(question, names, order)
    met = question.decisions[::5]
    moved = [other.decide(other.facts_type(**each.to_facts())) for each in met]
    first, second = coverage(question, met), coverage(other, moved)
    assert counts(first) == counts(second)
    assert counts_of_the_rule_as_written(first) == counts_of_the_rule_as_written(second)


# --- What the built-in questions need ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_all_combinations_leave_nothing_missing(name: str) -> None:
    found = coverage(QUESTIONS[name], QUESTIONS[name].decisions)
    assert not any((found.missing, found.to_add, found.survivors, found.reasons_missing, found.not_independent))
    assert found.is_complete


def test_all_of_disconnecting_is_48_of_48_combinations() -> None:
    text = coverage(DISCONNECTING, DISCONNECTING.decisions).to_text()
    assert "48 of 48 combinations that can occur" in text
    assert "6 of 6 facts shown to decide alone" in text
    assert "81 of 81 mutants killed" in text
    assert "8 of 8 reasons met" in text
    assert "No scenario has to be added" in text
    assert "combinations met that cannot occur, and count for nothing: 16" in text
    assert "edits that change no answer that can occur, and make no mutant: 3" in text
    for heading in ("Combinations not met", "Facts not shown", "Mutants that survive", "Reasons that no scenario"):
        assert heading not in text


def test_eleven_scenarios_are_enough_for_disconnecting_and_ten_of_them_are_not() -> None:
    found = coverage(DISCONNECTING, [])
    assert len(found.to_add) == 11
    for left_out in found.to_add:
        assert not coverage(DISCONNECTING, [each for each in found.to_add if each is not left_out]).is_complete


ADDED = {
    "enablement": [43, 51, 63, 75, 83, 95, 96, 103, 105, 106, 107, 109, 110, 111, 113, 114, 117, 118, 119],
    "connecting": [1, 2, 3],
    "disconnecting": [0, 2, 13, 15, 29, 44, 45, 49, 51, 53, 57],
    "joining": [3, 5, 6, 7],
    "timeline_entry": [0, 14, 28, 30, 31],
    "timeline_open": [4, 7, 8, 11, 12, 14, 15],
    "timeline_configure": [0, 1],
}
"""What is to be added where nothing was met, as in every version so far."""


def test_a_pair_that_is_half_met_is_made_whole_before_a_new_one_is_added_and_of_several_the_lowest() -> None:
    not_a = make_question(3, 0b00001111)
    for met, added in (([1, 2], [5]), ([0, 2], [1, 4])):
        found = coverage(not_a, [not_a.decisions[each] for each in met])
        assert [each.combination for each in found.to_add] == added


def test_a_rule_that_is_always_no_has_no_mutants_and_one_reason() -> None:
    found = coverage(make_question(3, 0), [])
    assert found.mutants == ()
    assert [each.says for each in found.reasons] == ["no: always"]
    assert not any(each.pairs for each in found.independence)
    assert len(found.to_add) == 1
    assert "facts that never decide alone: a, b, c" in found.to_text()


def test_a_rule_that_is_always_yes_has_the_mutants_that_drop_or_restrict_it() -> None:
    found = coverage(make_question(1, 3), [])
    assert [each.edit for each in found.mutants] == [Edit.ADD_FACT, Edit.ADD_FACT, Edit.DROP_CONDITION]
    assert [each.says for each in found.mutants] == [
        '"always" becomes "a"',
        '"always" becomes "not a"',
        '"always" becomes "never"',
    ]


def test_a_rule_is_edited_in_its_shortest_form() -> None:
    a_and_b_or_not_a_and_c = make_question(3, 0b11001010)  # b and c is enough, too, and needless
    mutants = coverage(a_and_b_or_not_a_and_c, []).mutants
    assert {each.code for mutant in mutants for each in mutant.before} == {"a and b", "not a and c"}


def test_of_several_edits_that_make_the_same_wrong_rule_the_first_is_named() -> None:
    a_or_b = make_question(2, 0b1110)
    assert [each.says for each in coverage(a_or_b, []).mutants if each.results == 0b1111] == ['"a" becomes "always"']


def test_an_and_that_becomes_an_or_parts_the_condition_in_each_way_once_its_first_fact_first() -> None:
    a_and_b_and_c = make_question(3, 0b10000000)
    parted = [each for each in coverage(a_and_b_and_c, []).mutants if each.edit is Edit.AND_TO_OR]
    assert [" or ".join(term.code for term in each.after) for each in parted] == [
        "a or b and c",
        "a and b or c",
        "a and c or b",
    ]


def test_an_or_that_becomes_an_and_joins_conditions_that_share_a_fact() -> None:
    a_and_b_or_c = make_question(3, 0b11100000)
    (mutant,) = [each for each in coverage(a_and_b_or_c, []).mutants if each.edit is Edit.OR_TO_AND]
    assert mutant.says == '"a and b or a and c" becomes "a and b and c"'


def test_a_question_of_which_nothing_can_occur_needs_nothing() -> None:
    found = coverage(make_question(2, 6, impossible=[Impossible("never", "* *", "REQ-9")]), [])
    assert found.is_complete
    assert "0 of 0 combinations" in found.to_text()


# --- What is refused, and what is shown -------------------------------------------------------------------------------


def test_only_a_question_is_covered_and_what_is_measured_is_made_of_named_values() -> None:
    name: Any = "joining"
    with pytest.raises(InvalidValue, match=r"^question: expected a Question, got 'joining'$"):
        coverage(name, [])
    found = coverage(JOINING, [])
    for value in (found, found.mutants[0]):
        made: Any = type(value)
        with pytest.raises(TypeError, match="positional"):
            made(*attrs.astuple(value, recurse=False))


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        (DISCONNECTING.decisions[0], "a decision of the question 'joining'"),
        (record(DISCONNECTING.decisions[0]), "a decision of the question 'joining'"),
        (attrs.evolve(JOINING, version=2).decisions[0], "a decision of version 1 of 'joining'"),
        (DISCONNECTING.decisions[0].facts, "facts of joining, a JoinFacts"),
        (0, "facts of joining, a JoinFacts"),
        (None, "facts of joining, a JoinFacts"),
    ],
    ids=repr,
)
def test_what_was_met_of_another_question_is_refused(foreign: object, expected: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        coverage(JOINING, [JOINING.decisions[0], foreign])
    assert caught.value.field == "met 2"
    assert caught.value.expected == expected


def test_a_question_that_no_fingerprint_can_name_has_its_own_decisions() -> None:
    question = make_question(1, 1, name="")
    assert coverage(question, question.decisions).is_complete


def test_a_decision_of_the_same_question_under_another_rule_counts_for_its_facts() -> None:
    other = attrs.evolve(JOINING, rule=lambda _: False)
    assert coverage(JOINING, [other.decisions[7]]) == coverage(JOINING, [JOINING.decisions[7]])


def test_coverage_shows_itself_as_text() -> None:
    text = coverage(JOINING, [JOINING.decisions[7], JOINING.decisions[3]]).to_text()
    assert [" ".join(line.removeprefix("- ").split()) for line in map(str.strip, text.splitlines()) if line] == [
        "What scenarios cover of the question joining",
        "============================================",
        "2 of 8 combinations that can occur",
        "1 of 3 facts shown to decide alone",
        "8 of 10 mutants killed",
        "2 of 4 reasons met",
        "Combinations not met (is_connected, join_chat_is_on, can_write; * for either):",
        "* N *",
        "* * N",
        "Facts not shown to decide alone:",
        "join_chat_is_on",
        "can_write",
        "Mutants that survive:",
        '"is_connected and join_chat_is_on and can_write" becomes "is_connected and can_write"',
        '"is_connected and join_chat_is_on and can_write" becomes "is_connected and join_chat_is_on"',
        "Reasons that no scenario has:",
        "no: not join_chat_is_on",
        "no: not can_write",
        "To add",
        "------",
        "2 of 6 combinations that were not met; none of them can be left out, but fewer others may do.",
        "is_connected join_chat_is_on can_write answer",
        "Y N Y no",
        "Y Y N no",
    ]


@given(asked())
def test_the_rows_not_met_are_exactly_the_missing_combinations(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    found = coverage(question, met)
    lines = [line.strip().removeprefix("- ").split() for line in found.to_text().splitlines()]
    rows = [line for line in lines if len(line) == question.size and set(line) <= {"Y", "N", "*"}]
    covered = {
        each
        for each in possible(question)
        if any(
            all(
                letter in ("*", "Y" if truth else "N")
                for letter, truth in zip(row, each.to_facts().values(), strict=True)
            )
            for row in rows
        )
    }
    assert covered == set(found.missing)


@given(asked())
def test_its_dictionary_is_plain_data_that_agrees_with_it(given_: tuple[Question[object], Decisions]) -> None:
    question, met = given_
    found = coverage(question, met)
    data = data_of(found)
    assert json.loads(json.dumps(data)) == data
    assert data["combinations_met"] == len(found.met)
    assert data["combinations_possible"] == len(possible(question))
    assert data["mutants_killed"] + len(data["survivors"]) == data["mutants"] == len(found.mutants)
    assert data["reasons_met"] + len(data["reasons_missing"]) == data["reasons"] == len(found.reasons)
    assert data["facts_met"] <= data["facts_possible"] <= question.size
    assert data["facts_missing"] == [each.name for each in found.not_independent]
    assert data["to_add"] == [each.to_facts() for each in found.to_add]
    assert data["fingerprint"] == question.fingerprint


@pytest.mark.parametrize("name", QUESTIONS)
def test_coverage_always_adds_the_same_scenarios_and_shows_itself_in_a_notebook(name: str) -> None:
    found = coverage(QUESTIONS[name], [])
    assert [each.combination for each in found.to_add] == ADDED[name]
    assert f"<h3>What scenarios cover of the question {name}</h3>" in unbroken(found._repr_html_())
    assert found._repr_markdown_().startswith("### What scenarios cover")


def test_long_lists_are_cut_and_say_by_how_much() -> None:
    found = coverage(DISCONNECTING, [])
    assert f"and {len(found.survivors) - 20} more" in found.to_text()
    assert len(data_of(found)["survivors"]) == len(found.survivors)
