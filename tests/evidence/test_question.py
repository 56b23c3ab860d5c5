"""Evidence: everything a question derives from its facts and its rule, held against its definition by brute force."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product
from threading import Barrier
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_data import data_of
from thoroughness import SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    Chat,
    ChatKind,
    Readings,
    Record,
    User,
    can_disconnect,
    evidence,
)
from chatlink_policy._combinations import Standing
from chatlink_policy.errors import ChatlinkPolicyError, InvalidComparison, InvalidQuestion, InvalidValue
from chatlink_policy.evidence import (
    MOST_FACTS,
    SCHEMA_VERSION,
    ChangedBy,
    Decision,
    Fact,
    Impossible,
    Question,
    Reach,
    Reason,
    Row,
    Statement,
    fact,
    facts,
    named_facts,
)
from chatlink_policy.evidence.question import shared
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.disconnecting import DISCONNECTING, UNDER
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.wording.words import said

T = TypeVar("T")

# --- Questions of one to eight facts, whose answers are looked up -----------------------------------------------------


@facts
class One:
    a: bool = fact("a {holds|does not hold}", "T-1", ChangedBy.ADMINISTRATOR)


@facts
class Two(One):
    b: bool = fact("b {holds|does not hold}", "T-2 Q-1", ChangedBy.ROLE)


@facts
class Three(Two):
    c: bool = fact("c {holds|does not hold}", "T-3", ChangedBy.HISTORY)


@facts
class Four(Three):
    d: bool = fact("d {holds|does not hold}", "T-4", ChangedBy.PROFILE)


@facts
class Five(Four):
    e: bool = fact("e {holds|does not hold}", "T-5", ChangedBy.PRODUCT)


@facts
class Eight(Five):
    f: bool = fact("f {holds|does not hold}", "T-6", ChangedBy.ASSIGNMENT)
    g: bool = fact("g {holds|does not hold}", "T-7", ChangedBy.RECORD_ACCESS)
    h: bool = fact("h {holds|does not hold}", "T-8", ChangedBy.ROLE)


@facts
class FiveOthers:
    v: bool = fact("it is {|not }v", "T-9", ChangedBy.ROLE)
    w: bool = fact("it is {|not }w", "T-9", ChangedBy.ROLE)
    x: bool = fact("it is {|not }x", "T-9", ChangedBy.ROLE)
    y: bool = fact("it is {|not }y", "T-9", ChangedBy.ROLE)
    z: bool = fact("it is {|not }z", "T-9", ChangedBy.ROLE)


FACTS: dict[int, type[Any]] = {1: One, 2: Two, 3: Three, 4: Four, 5: Five, 8: Eight}

Truths = tuple[bool, ...]
Answers = dict[Truths, bool]
Positions = frozenset[int]


def truths_of(size: int) -> list[Truths]:
    """All combinations of that many facts, in the order of a table that counts from all false to all true."""
    return list(product((False, True), repeat=size))


def asked(facts_type: type[Any], answers: Answers, **documentation: Any) -> Question[Any]:  # noqa: ANN401  # rows and the like
    """The question over those facts whose answers are looked up."""
    names = [each.name for each in attrs.fields(facts_type)]

    def rule(facts: object) -> bool:
        return answers[tuple(getattr(facts, name) for name in names)]

    return Question("looked_up", facts_type, rule, says_yes="it is so", says_no="it is not so", **documentation)


def answered(size: int, bits: Iterable[bool]) -> Answers:
    return dict(zip(truths_of(size), bits, strict=True))


def answers_of(*sizes: int) -> st.SearchStrategy[Answers]:
    """Any truth table over that many facts."""

    def of_size(size: int) -> st.SearchStrategy[Answers]:
        return st.lists(st.booleans(), min_size=2**size, max_size=2**size).map(lambda bits: answered(size, bits))

    return st.sampled_from(sizes).flatmap(of_size)


def size_of(answers: Answers) -> int:
    return len(next(iter(answers)))


def whens(size: int) -> st.SearchStrategy[str]:
    """The letters of any row over that many facts."""
    return st.lists(st.sampled_from("YN*"), min_size=size, max_size=size).map(" ".join)


def is_so(when: str, truths: Truths) -> bool:
    """Whether the letters of a row say what the facts are."""
    return all(
        {"Y": truth, "N": not truth, "*": True}[letter] for letter, truth in zip(when.split(), truths, strict=True)
    )


# --- What evidence is, by definition ----------------------------------------------------------------------------------


def smallest(sets: Iterable[Positions]) -> set[Positions]:
    """Those of the sets that have no other one within."""
    found = set(sets)
    return {each for each in found if not any(other < each for other in found)}


def reasons_of(answers: Answers) -> dict[Truths, set[Positions]]:
    """For each combination the smallest sets of facts which, as they are, leave no other answer possible."""
    secured: dict[Truths, set[Positions]] = {truths: set() for truths in answers}
    for count in range(size_of(answers) + 1):
        for chosen in combinations(range(size_of(answers)), count):
            alike = defaultdict(list)
            for truths in answers:
                alike[tuple(truths[each] for each in chosen)].append(truths)
            for group in alike.values():
                if len({answers[truths] for truths in group}) == 1:
                    for truths in group:
                        secured[truths].add(frozenset(chosen))
    return {truths: smallest(sets) for truths, sets in secured.items()}


def fixes_of(answers: Answers, never: Iterable[str], truths: Truths) -> set[Positions]:
    """For a no: the smallest sets of facts by which it differs from a yes that can occur."""
    goals = [each for each, allowed in answers.items() if allowed and not any(is_so(when, each) for when in never)]
    differing = (frozenset(at for at, truth in enumerate(goal) if truth is not truths[at]) for goal in goals)
    return set() if answers[truths] else smallest(differing)


def positions(question: Question[Any], chosen: tuple[Fact, ...]) -> tuple[int, ...]:
    return tuple(question.facts.index(each) for each in chosen)


def prove_evidence(question: Question[Any], answers: Answers, never: Iterable[str] = ()) -> None:
    """All evidence of all decisions of a question is what it is by definition, in the promised order."""
    names = [each.name for each in question.facts]
    reasons = reasons_of(answers)
    for decision, (truths, allowed) in zip(question.decisions, answers.items(), strict=True):
        assert decision.allowed is allowed
        assert list(decision.to_facts().items()) == list(zip(names, truths, strict=True))

        found = [positions(question, reason.facts) for reason in decision.reasons]
        assert set(map(frozenset, found)) == reasons[truths]
        assert found == sorted(found, key=lambda each: (len(each), each))
        assert [reason.truths for reason in decision.reasons] == [tuple(truths[at] for at in each) for each in found]

        fixed = [positions(question, fix.facts) for fix in decision.fixes]
        assert set(map(frozenset, fixed)) == fixes_of(answers, never, truths)
        assert fixed == sorted(fixed, key=lambda each: (len(each), each))
        for fix, each in zip(decision.fixes, fixed, strict=True):
            assert fix.changes == {names[at]: not truths[at] for at in each}
            assert question.decide(question.facts_type(**decision.to_facts() | fix.changes)).allowed

        assert positions(question, decision.missing) == tuple(sorted({at for each in fixed for at in each}))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_evidence_of_every_question_of_up_to_three_facts_is_complete_and_minimal(size: int) -> None:
    for bits in product((False, True), repeat=2**size):
        answers = answered(size, bits)
        prove_evidence(asked(FACTS[size], answers), answers)


@given(st.data())
def test_the_evidence_of_any_question_is_complete_and_minimal_and_no_fix_leads_to_what_cannot_occur(
    data: st.DataObject,
) -> None:
    answers = data.draw(answers_of(1, 2, 3, 4, 5))
    never = data.draw(st.lists(whens(size_of(answers)), max_size=3))
    impossible = [Impossible("this cannot be", when, "T-0") for when in never]
    prove_evidence(asked(FACTS[size_of(answers)], answers, impossible=impossible), answers, never)


@pytest.mark.campaign
@settings(max_examples=3)
@given(answers_of(8), st.lists(whens(8), max_size=3))
def test_the_evidence_of_eight_facts_is_complete_and_minimal(answers: Answers, never: list[str]) -> None:
    impossible = [Impossible("this cannot be", when, "T-0") for when in never]
    prove_evidence(asked(Eight, answers, impossible=impossible), answers, never)


@given(st.data())
def test_a_combination_is_documented_by_exactly_the_rows_that_say_so_unless_it_cannot_occur(
    data: st.DataObject,
) -> None:
    answers = data.draw(answers_of(1, 2, 3, 4, 5))
    rows = data.draw(st.lists(whens(size_of(answers)), max_size=5))
    never = data.draw(st.lists(whens(size_of(answers)), max_size=2))
    question = asked(
        FACTS[size_of(answers)],
        answers,
        documented=[Row(f"T-{number} row", when, allowed=True) for number, when in enumerate(rows)],
        impossible=[Impossible("this cannot be", when, "T-0") for when in never],
    )
    for decision, truths in zip(question.decisions, answers, strict=True):
        assert decision.is_possible is not any(is_so(when, truths) for when in never)
        labels = [f"T-{number} row" for number, when in enumerate(rows) if is_so(when, truths)]
        assert decision.documented_by == (tuple(labels) if decision.is_possible else ())
        assert decision.is_documented is (decision.documented_by != ())
        came_from = Standing.DOCUMENTED if labels else Standing.DERIVED
        assert decision.standing is (came_from if decision.is_possible else Standing.IMPOSSIBLE)


@given(answers_of(1, 2, 3, 4, 5))
def test_cells_decisions_facts_and_the_rule_itself_give_the_same_answers(answers: Answers) -> None:
    question = asked(FACTS[size_of(answers)], answers)
    for combination, (truths, allowed) in enumerate(answers.items()):
        cell: Any = question.cells
        for truth in truths:
            cell = cell[truth]
        given_facts = question.facts_at(combination)
        assert question.truths(combination) == truths
        assert cell is question.decisions[combination] is question.decide(given_facts)
        assert bool(cell) is cell.allowed is allowed is question.rule(given_facts)
        assert cell.facts == given_facts
        assert cell.combination == combination


# --- Names and order say nothing --------------------------------------------------------------------------------------


@SOME
@given(answers_of(5), st.permutations(range(5)), st.lists(whens(5), max_size=2), st.lists(whens(5), max_size=2))
def test_renaming_and_reordering_the_facts_changes_no_answer_and_no_evidence(
    answers: Answers, order: list[int], rows: list[str], never: list[str]
) -> None:
    def moved(truths: Truths) -> Truths:
        return tuple(truths[at] for at in order)

    def moved_letters(when: str) -> str:
        return " ".join(when.split()[at] for at in order)

    question = asked(
        Five,
        answers,
        documented=[Row(f"T-{number}", when, allowed=True) for number, when in enumerate(rows)],
        impossible=[Impossible("this cannot be", when, "T-0") for when in never],
    )
    other = asked(
        FiveOthers,
        {moved(truths): allowed for truths, allowed in answers.items()},
        documented=[Row(f"T-{number}", moved_letters(when), allowed=True) for number, when in enumerate(rows)],
        impossible=[Impossible("this cannot be", moved_letters(when), "T-0") for when in never],
    )

    def evidence(decision: Decision[Any], places: list[int]) -> tuple[object, ...]:
        def placed(chosen: tuple[Fact, ...]) -> Positions:
            return frozenset(places[at] for at in positions(decision.question, chosen))

        return (
            decision.allowed,
            decision.is_possible,
            decision.documented_by,
            sorted(sorted(placed(reason.facts)) for reason in decision.reasons),
            sorted(sorted(placed(fix.facts)) for fix in decision.fixes),
            placed(decision.missing),
        )

    for decision, truths in zip(question.decisions, answers, strict=True):
        there = other.decide(FiveOthers(**dict(zip("vwxyz", moved(truths), strict=True))))
        assert evidence(decision, [0, 1, 2, 3, 4]) == evidence(there, order)


# --- Fingerprints and equality ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3])
def test_fingerprints_are_equal_exactly_where_all_answers_are(size: int) -> None:
    tables = list(product((False, True), repeat=2**size))
    fingerprints = [asked(FACTS[size], answered(size, bits)).fingerprint for bits in tables]
    again = [asked(FACTS[size], answered(size, bits)).fingerprint for bits in tables]
    assert len(set(fingerprints)) == len(tables)
    assert fingerprints == again


def test_name_version_and_facts_belong_to_the_fingerprint() -> None:
    answers = answered(5, [True] + [False] * 31)
    question = asked(Five, answers)
    others = [attrs.evolve(question, name="other"), attrs.evolve(question, version=2), asked(FiveOthers, answers)]
    assert question.fingerprint == "looked_up/1(a,b,c,d,e):00000001"
    assert len({question.fingerprint, *(other.fingerprint for other in others)}) == 4


def test_the_fingerprint_has_the_answer_to_combination_c_at_bit_c() -> None:
    assert asked(One, {(False,): False, (True,): True}).fingerprint == "looked_up/1(a):2"
    assert asked(Three, answered(3, [False] * 7 + [True])).fingerprint == "looked_up/1(a,b,c):80"
    assert asked(Three, answered(3, [True] + [False] * 7)).results == 1


def test_questions_are_equal_by_their_facts_answers_and_documentation_however_the_rule_is_written() -> None:
    def first(f: Two) -> bool:
        return f.a and not f.b

    def second(f: Two) -> bool:
        return not (f.b or not f.a)

    def third(f: Two) -> bool:
        return f.a

    question = Question("q", Two, first, says_yes="yes", says_no="no")
    same = attrs.evolve(question, rule=second)
    assert question == same
    assert hash(question) == hash(same)
    assert question.decisions[2] == same.decisions[2]
    assert len({*question.decisions, *same.decisions}) == 4
    others = [
        attrs.evolve(question, name="p"),
        attrs.evolve(question, rule=third),
        attrs.evolve(question, says_yes="yes!"),
        attrs.evolve(question, says_no="no!"),
        attrs.evolve(question, documented=[Row("T-1", "Y N", allowed=True)]),
        attrs.evolve(question, impossible=[Impossible("never", "Y Y", "T-1")]),
        attrs.evolve(question, derived_from="T-1"),
        attrs.evolve(question, version=2),
        attrs.evolve(question, restated=[("a", "a {is|is not}")]),
    ]
    assert question not in others
    assert "q" != question != Two
    assert len({question, *others}) == len(others) + 1


# --- What is refused --------------------------------------------------------------------------------------------------


def test_a_ninth_fact_is_refused() -> None:
    assert MOST_FACTS == 8
    with pytest.raises(InvalidQuestion, match=r"^Nine: expected 1 to 8 facts, got 9$"):

        @facts
        class Nine(Eight):
            i: bool = fact("i {holds|does not hold}", "T-9", ChangedBy.ROLE)


def test_a_question_without_facts_is_refused() -> None:
    with pytest.raises(InvalidQuestion, match=r"^Nothing: expected 1 to 8 facts, got 0$"):

        @facts
        class Nothing:
            pass


def test_a_field_that_is_no_fact_is_refused() -> None:
    with pytest.raises(InvalidQuestion, match=r"^Other\.number: expected a field made with fact\(\)$"):

        @facts
        class Other(One):
            number: int


@pytest.mark.parametrize("says", ["a holds", "a {holds}", "a {holds|does not hold", "a holds|does not hold", "{a|a}"])
def test_a_statement_that_says_the_same_of_true_and_false_is_refused(says: str) -> None:
    with pytest.raises(InvalidQuestion, match=r'^a: expected a statement with one "\{when true\|when false\}" in it'):

        @facts
        class Same:
            a: bool = fact(says, "T-1", ChangedBy.ROLE)


@attrs.frozen
class NotFacts:
    a: bool


class Closed(type):
    """The type of a class that takes no further attributes."""

    def __setattr__(cls, name: str, value: object) -> None:
        raise AttributeError


@pytest.mark.parametrize("wrong", [5, lambda: None, int, Closed("Shut", (), {})])
def test_facts_are_made_of_a_class_that_can_be_changed_only(wrong: Any) -> None:  # noqa: ANN401  # classes, and none
    with pytest.raises(InvalidQuestion, match=r"^expected a class with fields made with fact\(\), got "):
        facts(wrong)


def test_facts_themselves_are_no_class_of_facts() -> None:
    one: Any = One(a=True)
    with pytest.raises(InvalidQuestion, match=r"^One\(a=True\): expected a class made with @facts$"):
        Question("q", one, bool, says_yes="yes", says_no="no")


@pytest.mark.parametrize("says", [5, None, b"never"])
def test_why_something_cannot_occur_is_a_text(says: Any) -> None:  # noqa: ANN401  # what is no text
    with pytest.raises(InvalidValue, match=r"^Impossible\.says: expected "):
        Impossible(says, "Y", "T-1")


@pytest.mark.parametrize("kind", [bool, object, NotFacts], ids=lambda kind: str(kind.__name__))
def test_a_class_that_was_not_made_with_facts_is_refused(kind: type[object]) -> None:
    with pytest.raises(InvalidQuestion, match=rf"^{kind.__name__}(\.a)?: expected a (class|field) made with "):
        Question("q", kind, bool, says_yes="yes", says_no="no")


@pytest.mark.parametrize("says", ["", " ", None])
def test_an_answer_that_says_nothing_is_refused(says: Any) -> None:  # noqa: ANN401  # texts, and none
    for words in ({"says_yes": says, "says_no": "no"}, {"says_yes": "yes", "says_no": says}):
        with pytest.raises(InvalidValue, match=r"^Question\.says_(yes|no): expected a text that says something, got "):
            Question("q", Two, bool, **words)


@pytest.mark.parametrize("when", ["", "Y", "Y N N", "Y ?", "y n", "YN", "Y|N", "Y true"])
def test_a_row_that_does_not_fit_the_facts_is_refused(when: str) -> None:
    answers = answered(2, [True] * 4)
    for documentation in (
        {"documented": [Row("T-1 row 1", when, allowed=True)]},
        {"impossible": [Impossible("T-1 row 1", when, "T-1")]},
    ):
        with pytest.raises(InvalidQuestion) as caught:
            asked(Two, answers, **documentation)
        assert str(caught.value) == f'looked_up, T-1 row 1: expected 2 letters Y, N or *, one a fact, got "{when}"'


@pytest.mark.parametrize("answer", [None, 0, 1, "", "yes", (), 1.0])
def test_a_rule_that_returns_something_else_than_true_or_false_is_refused_when_it_is_asked(answer: object) -> None:
    def rule(_: One) -> Any:  # noqa: ANN401  # what no type checker would let pass
        return answer

    question = Question("q", One, rule, says_yes="yes", says_no="no")
    for ask in (lambda: question.results, lambda: question.decide(One(a=True)), lambda: question.cells):
        with pytest.raises(InvalidQuestion, match=r"^q: expected the rule to return true or false, got "):
            ask()


@pytest.mark.parametrize("restated", [5, "a", ["a"], [("a",)], [("a", "b", "c")], [("a", 1)], [["a", "b"]]])
def test_facts_are_restated_by_pairs_of_texts_only(restated: object) -> None:
    with pytest.raises(InvalidValue, match=r"^Question\.restated: expected pairs of the name of a fact and what"):
        asked(Two, answered(2, [True] * 4), restated=restated)


def test_all_but_the_name_the_facts_and_the_rule_is_given_by_its_name() -> None:
    kinds = [each.kind is each.KEYWORD_ONLY for each in inspect.signature(Question).parameters.values()]
    assert kinds == [False] * 3 + [True] * 9


def test_only_a_fact_of_its_own_has_no_column() -> None:
    with pytest.raises(InvalidQuestion, match=r"^looked_up: expected only its own facts, got c, d$"):
        asked(Two, answered(2, [True] * 4), not_columns=["d", "a", "c"])


def test_only_a_fact_of_its_own_is_restated() -> None:
    with pytest.raises(InvalidQuestion, match=r"^Two: expected only its own facts restated, got c, d$"):
        asked(Two, answered(2, [True] * 4), restated=[("d", "d {is|is not}"), ("c", "c {is|is not}")])


def test_a_restated_fact_says_something_else_and_keeps_everything_besides() -> None:
    answers = answered(2, [False, False, False, True])
    question, restated = asked(Two, answers), asked(Two, answers, restated=[("b", "b {is|is not} so")])
    assert restated.facts[0] == question.facts[0]
    assert restated.facts[1] == attrs.evolve(question.facts[1], says="b is so", otherwise="b is not so")
    assert restated.decisions[2].reasons[0].says == "b is not so"
    assert restated.fingerprint == question.fingerprint


def test_facts_need_every_keyword_and_only_true_or_false() -> None:
    make: Any = Two
    assert make(a=True, b=False) == Two(b=False, a=True) != Two(a=True, b=True)
    assert hash(make(a=True, b=False)) == hash(Two(a=True, b=False))
    assert repr(Two(a=True, b=False)) == "Two(a=True, b=False)"
    for names in ("", "a", "ac", "abc"):
        with pytest.raises(TypeError):
            make(**dict.fromkeys(names, True))
    with pytest.raises(TypeError):
        make(True, False)
    not_bools: list[object] = [None, 0, 1, "", "yes", "false", [], 1.0]
    for wrong in not_bools:
        with pytest.raises(InvalidValue, match=r"^Two\.b: expected true or false, got "):
            make(a=True, b=wrong)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(Two(a=True, b=False), "a", False)  # noqa: B010


def test_facts_of_another_question_are_refused() -> None:
    other: Any = FiveOthers(v=True, w=True, x=True, y=True, z=True)
    for wrong in (other, True, None):
        with pytest.raises(InvalidValue, match=r"^facts: expected facts of looked_up, a Two, got "):
            asked(Two, answered(2, [True] * 4)).decide(wrong)


# --- Letters and words ------------------------------------------------------------------------------------------------


def test_a_row_is_read_and_written_by_the_letters_of_its_facts() -> None:
    question = asked(Three, answered(3, [True] * 8))
    for letters in product("YN*", repeat=3):
        when = " ".join(letters)
        cube = question.cube(Row("T-1", when, allowed=True))
        assert [cube.covers(each) for each in range(8)] == [is_so(when, truths) for truths in truths_of(3)]
        assert question.letters(cube) == when
        fixed = {name: letter == "Y" for name, letter in zip("abc", letters, strict=True) if letter != "*"}
        assert question.cube_of(fixed.items()) == cube
        assert question.condition(cube).to_facts() == fixed


def test_a_condition_on_no_fact_always_holds() -> None:
    nothing = Reason((), ())
    assert (nothing.code, nothing.says) == ("always", "that is so whatever the facts are")


def test_a_statement_names_its_source_where_it_has_one() -> None:
    assert Statement("T-1", "it is final").cited == "it is final (T-1)"
    assert Statement("T-1", "it is final", "U").cited == "it is final (T-1, documented by U)"


def test_citations_are_a_text_with_blanks_or_a_list_and_a_fact_is_for_users_only_where_it_says_so() -> None:
    by_hand = Fact("a", "a holds", "a does not hold", ["T-1", "Q-1"], ChangedBy.ROLE, Reach.ONE_APP)
    assert by_hand == attrs.evolve(by_hand, cites="T-1 Q-1")
    assert not by_hand.seen_by_user


def module_of(kind: type[object], module: str) -> type[object]:
    """The same facts as if they stood in that module."""
    members = {"__annotations__": {"is_connected": bool}, "__module__": module}
    return facts(type(kind.__name__, (), {**members, "is_connected": fact("it is {|not }so", "T-1", ChangedBy.ROLE)}))


@pytest.mark.parametrize("module", ["a", "chatlink", "chatlink_policy_2.rules", "z"])
def test_statements_of_others_stay_what_they_are_in_every_language(module: str) -> None:
    kind = module_of(JOINING.facts_type, module)
    question: Question[Any] = Question("joining", kind, lambda _: True, says_yes="yes", says_no="no")
    assert question.facts[0].name == JOINING.facts[0].name
    assert [type(each) for each in (question.facts[0].says, question.facts[0].otherwise)] == [str, str]
    assert said(JOINING.facts[0].says, "fr") != JOINING.facts[0].says


def test_why_something_cannot_occur_is_said_in_every_language() -> None:
    reasons = [each.says for question in QUESTIONS.values() for each in question.impossible]
    assert reasons
    assert not any(said(each, "fr") == each for each in reasons)


def test_a_restated_fact_is_said_as_it_is_restated_in_every_language() -> None:
    name = JOINING.facts[0].name
    own = attrs.evolve(JOINING, restated=[(name, "it is {|not }so")]).facts[0]
    assert [said(each, "fr") for each in (own.says, own.otherwise)] == ["it is so", "it is not so"]
    under = UNDER[Readings(team_records_have_no_owner=True).otherwise]
    for each, usual in zip(under.facts, DISCONNECTING.facts, strict=True):
        assert said(each.says, "fr") not in (each.says, said(each.otherwise, "fr"))
        assert (said(each.says, "fr") == said(usual.says, "fr")) is (each.name != "owns_record")


# --- A decision -------------------------------------------------------------------------------------------------------


def all_but_one(f: Eight) -> bool:
    """A rule that pickle finds by its name."""
    return [f.a, f.b, f.c, f.d, f.e, f.f, f.g, f.h].count(True) == 7


LARGE = Question("large", Eight, all_but_one, says_yes="seven hold", says_no="others hold")
SMALL = asked(
    Two,
    answered(2, [False, False, True, False]),
    documented=[Row("T-1 row 1", "Y N", allowed=True), Row("T-1 row 2", "* Y", allowed=False)],
    derived_from="T-1 Q-1",
)


def test_a_decision_is_as_true_as_its_answer() -> None:
    assert [bool(decision) for decision in SMALL.decisions] == [False, False, True, False]


def test_a_decision_shows_its_question_its_answer_and_its_facts() -> None:
    assert repr(SMALL.decisions[2]) == "<looked_up: yes; a=True, b=False>"
    assert repr(SMALL.decisions[0]) == "<looked_up: no; a=False, b=False>"
    assert repr(SMALL) == "<Question looked_up: a, b>"


def test_a_decision_explains_itself() -> None:
    yes, open_no, no = SMALL.decisions[2], SMALL.decisions[0], SMALL.decisions[1]
    assert (
        yes.explanation == "Yes: it is so. Because a holds, and b does not hold. The documentation says so: T-1 row 1."
    )
    assert open_no.explanation == (
        "No: it is not so. Because a does not hold. It would be allowed if a holds (an administrator, in the "
        "settings). The documentation leaves this open; the answer is derived (T-1, Q-1)."
    )
    assert no.explanation == (
        "No: it is not so. Because a does not hold; also because b holds. It would be allowed if a holds "
        "(an administrator, in the settings), and b does not hold (a grant of a role). "
        "The documentation says so: T-1 row 2."
    )


def test_a_decision_cites_its_rows_or_what_it_is_derived_from_and_then_its_facts_each_once() -> None:
    assert SMALL.decisions[0].citations == ("T-1", "Q-1")
    assert SMALL.decisions[2].citations == ("T-1", "T-2", "Q-1")


def test_reasons_and_fixes_have_codes_and_words_and_name_who_can_move_what() -> None:
    no = SMALL.decisions[1]
    assert [reason.code for reason in no.reasons] == ["not a", "b"]
    assert SMALL.decisions[2].reasons[0].code == "a and not b"
    assert no.fixes[0].changed_by == (ChangedBy.ADMINISTRATOR, ChangedBy.ROLE)
    eight = LARGE.decisions[0]
    assert len(eight.fixes) == 8
    assert eight.fixes[0].changed_by.count(ChangedBy.ROLE) == 1
    assert len({each.says for each in ChangedBy}) == len(ChangedBy)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_explanation_of_every_answer_of_the_documentation_has_all_its_evidence(question: Question[object]) -> None:
    for decision in question.decisions:
        text = decision.explanation
        assert text.startswith(f"Yes: {question.says_yes}." if decision else f"No: {question.says_no}.")
        for says in (*(each.says for each in decision.reasons), *(each.says for each in decision.fixes)):
            assert says in text
        for label in decision.documented_by or question.derived_from * decision.is_possible:
            assert label in text
        assert ("cannot occur" in text) is not decision.is_possible
        assert ("would be allowed" in text) is not decision.allowed
        assert not set("{}|") & set(text)


def test_a_decision_shows_fixes_and_what_it_rests_on_where_it_has_any() -> None:
    certain = asked(One, {(False,): True, (True,): True}).decisions[0]
    for decision, heads in (
        (SMALL.decisions[0], ["because:", "would be allowed if:", "rests on:"]),
        (SMALL.decisions[2], ["because:", "rests on:"]),
        (certain, ["because:"]),
    ):
        lines = [line for line in decision.to_text().splitlines() if line.endswith(":")]
        assert lines == [*heads, "documented by:"]


def test_a_combination_that_cannot_occur_says_so() -> None:
    question = asked(One, {(False,): False, (True,): False}, impossible=[Impossible("never", "Y", "T-1")])
    assert question.decisions[1].explanation.endswith("These facts cannot occur together.")
    assert question.decisions[1].documented_by == ()
    assert not any((question.decisions[0].fixes, question.decisions[0].missing))


def test_an_answer_that_no_fact_can_change_says_so() -> None:
    decision = asked(One, {(False,): True, (True,): True}).decisions[0]
    assert "Because ." not in decision.explanation
    assert "derived ()" not in decision.explanation
    assert decision.reasons[0].code == "always"


DECISION_KEYS = [
    *("schema_version", "question", "fingerprint", "restated", "allowed", "facts", "reasons", "because", "missing"),
    *("fixes", "would_be_allowed_if", "documented_by", "sources", "citations", "statements", "explanation"),
]


def test_a_decision_as_data_has_a_stable_shape() -> None:
    no = SMALL.decisions[1]
    assert no.to_dict() == {
        "schema_version": 2,
        "question": "looked_up",
        "fingerprint": SMALL.fingerprint,
        "restated": [],
        "allowed": False,
        "facts": {"a": False, "b": True},
        "reasons": ["not a", "b"],
        "because": [{"code": each.code, "says": each.says, "facts": each.to_facts()} for each in no.reasons],
        "missing": ["a", "b"],
        "fixes": [
            [
                {"fact": "a", "becomes": True, "changed_by": "administrator"},
                {"fact": "b", "becomes": False, "changed_by": "role"},
            ]
        ],
        "would_be_allowed_if": [
            {
                "code": "a and not b",
                "says": no.fixes[0].says,
                "facts": {"a": True, "b": False},
                "changed_by": ["administrator", "role"],
                "reaches": "every_record_type",
            }
        ],
        "documented_by": ["T-1 row 2"],
        "sources": {},
        "citations": ["T-1", "T-2", "Q-1"],
        "statements": [],
        "explanation": no.explanation,
    }


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_decision_of_the_documentation_as_data_is_json_in_that_shape(question: Question[object]) -> None:
    for decision in question.decisions:
        data = decision.to_dict()
        assert list(data) == DECISION_KEYS
        assert data["schema_version"] == SCHEMA_VERSION
        assert json.loads(json.dumps(data)) == data
        assert decision.to_json() == json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def test_an_answer_that_rests_on_a_sister_source_says_which() -> None:
    own, by_u, by_both = (
        asked(One, {(False,): True, (True,): False}, documented=rows).decisions[0]
        for rows in (
            [Row("T-1", "N", True)],
            [Row("T-2", "N", True, source="U")],
            [Row("T-1", "N", True), Row("T-2", "N", True, "U"), Row("T-3 row 1", "*", True, "U")],
        )
    )
    assert own.explanation.endswith("The documentation says so: T-1.")
    assert by_u.explanation.endswith("Documented by U: T-2.")
    assert "The documentation says so" not in by_u.explanation
    assert by_both.explanation.endswith("The documentation says so: T-1. Documented by U: T-2, T-3 row 1.")
    assert [data_of(each)["sources"] for each in (own, by_u, by_both)] == [
        {},
        {"T-2": "U"},
        {"T-2": "U", "T-3 row 1": "U"},
    ]
    assert [row.cited for row in by_both.rows] == ["T-1", "T-2 (U)", "T-3 row 1 (U)"]
    assert data_of(by_both.question)["cells"][0]["sources"] == {"T-2": "U", "T-3 row 1": "U"}


def test_what_a_yes_says_besides_a_no_does_not() -> None:
    says = Statement("T-1", "it is final", "U")
    question = asked(One, {(False,): True, (True,): False}, yes_means=[says])
    yes, no = question.decisions
    assert (yes.statements, no.statements) == ((says,), ())
    assert yes.explanation.endswith("It is final (T-1, documented by U).")
    assert "final" not in no.explanation
    assert yes.to_dict()["statements"] == [{"code": "T-1", "says": "it is final", "source": "U"}]
    assert question != asked(One, {(False,): True, (True,): False})


def test_a_combination_is_marked_where_its_answer_changed_and_it_can_occur() -> None:
    before = asked(Two, answered(2, [True, False, False, True]))
    now = asked(Two, answered(2, [False, False, True, False]), impossible=[Impossible("never", "Y Y", "T-1")])
    assert [each.is_changed for each in now.combinations(before).rows] == [True, False, True, False]
    assert not any(each.is_changed for each in now.combinations().rows)


def test_a_table_as_data_has_a_stable_shape() -> None:
    question = asked(
        One,
        {(False,): True, (True,): False},
        documented=[Row("T-1 row 1", "*", allowed=True)],
        impossible=[Impossible("never", "Y", "T-1")],
    )
    assert question.to_dict() == {
        "schema_version": 2,
        "question": "looked_up",
        "fingerprint": "looked_up/1(a):1",
        "facts": [{"name": "a", "says": "a holds", "cites": ["T-1"], "changed_by": "administrator"}],
        "cells": [
            {"facts": {"a": False}, "possible": True, "allowed": True, "documented_by": ["T-1 row 1"], "sources": {}},
            {"facts": {"a": True}, "possible": False, "allowed": False, "documented_by": [], "sources": {}},
        ],
    }


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_table_of_the_documentation_as_data_is_json_in_that_shape(question: Question[object]) -> None:
    data = data_of(question)
    assert list(data) == ["schema_version", "question", "fingerprint", "facts", "cells"]
    assert [list(each) for each in data["facts"]] == [["name", "says", "cites", "changed_by"]] * question.size
    assert [list(each) for each in data["cells"]] == [
        ["facts", "possible", "allowed", "documented_by", "sources"]
    ] * 2**question.size
    assert [tuple(each["facts"].values()) for each in data["cells"]] == truths_of(question.size)
    assert [each["allowed"] for each in data["cells"]] == [bool(decision) for decision in question.decisions]
    assert json.loads(json.dumps(data)) == data


def test_a_decision_and_a_question_cannot_be_changed() -> None:
    decision: Any = SMALL.decisions[0]
    for name in ("question", "combination", "allowed", "reasons", "fixes", "explanation", "something_else"):
        with pytest.raises(AttributeError):
            setattr(decision, name, True)
    question: Any = SMALL
    for name in ("name", "rule", "facts", "documented", "results", "decisions", "something_else"):
        with pytest.raises(AttributeError):
            setattr(question, name, True)
    assert not hasattr(decision, "__dict__")


def test_decisions_are_equal_when_question_and_facts_are() -> None:
    fresh = Decision(SMALL, 1)
    assert fresh == SMALL.decisions[1] != SMALL.decisions[2]
    assert hash(fresh) == hash(SMALL.decisions[1])
    assert fresh != LARGE.decisions[1]
    assert fresh != 1
    assert {SMALL.decisions[1]: "found"}[fresh] == "found"


@pytest.mark.parametrize("question", [LARGE, *QUESTIONS.values()], ids=["large", *QUESTIONS])
def test_a_pickled_decision_is_small_whatever_was_asked_of_it(question: Question[object]) -> None:
    decision = question.decisions[0]
    before = pickle.dumps(decision)
    for each in question.decisions:
        each.to_dict()
    assert pickle.dumps(decision) == before
    assert len(before) < len(pickle.dumps(question)) + 100 < 1500


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_decision_pickled_twice_comes_back_equal_and_as_one(protocol: int) -> None:
    for decision in (*JOINING.decisions, LARGE.decisions[127]):
        data = pickle.dumps(decision, protocol)
        once, again = pickle.loads(data), pickle.loads(data)  # noqa: S301  # our own value
        assert once is again
        assert once == decision
        assert hash(once) == hash(decision)
        assert once.to_dict() == decision.to_dict()


def test_a_copied_decision_is_equal_and_shares_the_table() -> None:
    for decision in DISCONNECTING.decisions:
        assert copy.copy(decision) is decision
        assert copy.deepcopy(decision) == decision
        assert attrs.evolve(decision) == decision


# --- Nothing before it is asked for, and the same for all who ask at once ---------------------------------------------

LAZY = ("results", "possible", "decisions", "cells")


def test_a_table_is_kept_once_it_was_asked_for() -> None:
    question = asked(Two, answered(2, [True, False, False, True]))
    for name in LAZY:
        with pytest.raises(AttributeError):
            object.__getattribute__(question, name)
        assert getattr(question, name) is object.__getattribute__(question, name)


def test_many_threads_that_ask_a_question_for_the_first_time_agree() -> None:
    threads = 8
    expected = [decision.to_dict() for decision in LARGE.decisions[-9:]]
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            question = attrs.evolve(LARGE)
            barrier = Barrier(threads)

            def ask(start: Barrier = barrier, asked: Question[Eight] = question) -> list[object]:
                start.wait()
                cell: Any = asked.cells
                for _ in asked.facts:
                    cell = cell[True]
                assert cell == asked.decisions[-1]
                return [decision.to_dict() for decision in asked.decisions[-9:]]

            started = [pool.submit(ask) for _ in range(threads)]
            assert [each.result() for each in started] == [expected] * threads


# --- The questions of the documentation -------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_statements_of_every_question_of_the_documentation_are_plain_and_cite_their_requirements(
    question: Question[object],
) -> None:
    for each in question.facts:
        assert each.when(True) == each.says != each.otherwise == each.when(False)
        assert not set("{}|") & set(each.says + each.otherwise)
        assert each.cites
    assert all(row.allowed is decision.allowed for row, decision in rows_and_decisions(question))


def rows_and_decisions(question: Question[object]) -> list[tuple[Row, Decision[object]]]:
    """Every row of a question with every decision that it documents."""
    return [
        (row, decision)
        for decision in question.decisions
        for row in question.documented
        if row.label in decision.documented_by
    ]


@pytest.mark.parametrize("says", ["it {is|is not} so {or|and} so", "it {is|is not} so}", "it | {is|is not}", "{{a|b}}"])
def test_a_statement_has_one_pair_of_braces_and_no_more(says: str) -> None:
    with pytest.raises(InvalidQuestion, match="a statement with one"):
        facts(type("Odd", (), {"__annotations__": {"odd": bool}, "odd": fact(says, "REQ-1", ChangedBy.ROLE)}))


@pytest.mark.parametrize("combination", [-1, 64, 65, True, 1.0, None])
def test_a_decision_for_a_combination_that_is_none_is_refused(combination: Any) -> None:  # noqa: ANN401  # numbers, and none
    with pytest.raises(InvalidValue, match=r"^Decision\.combination: expected a combination of disconnecting, 0 to 63"):
        Decision(DISCONNECTING, combination)


def test_a_decision_on_no_question_is_refused() -> None:
    question: Any = "joining"
    with pytest.raises(InvalidValue, match=r"^Decision\.question: expected a Question, got 'joining'$"):
        Decision(question, 0)


def test_a_row_without_a_label_is_refused() -> None:
    with pytest.raises(InvalidQuestion, match="each row to have a label"):
        attrs.evolve(QUESTIONS["connecting"], documented=[Row(" ", "Y Y", True)])


# --- A decision and true or false -------------------------------------------------------------------------------------

A_YES, A_NO = JOINING.decisions[7], JOINING.decisions[0]


class OfNumPy:
    """A truth of another library, which has a type of its own for it."""


OfNumPy.__name__ = "bool_"


@pytest.mark.parametrize("truth", [True, False, OfNumPy()], ids=["true", "false", "a truth of NumPy"])
def test_a_decision_compared_with_a_truth_is_refused_and_the_message_says_bool(truth: object) -> None:
    compared: list[Callable[[Decision[Any]], object]] = [
        lambda decision: decision == truth,
        lambda decision: truth == decision,
        lambda decision: decision != truth,
        lambda decision: truth != decision,
        lambda decision: decision in [truth],  # noqa: FURB171  # how people ask
        lambda decision: decision in (None, truth),
        lambda decision: truth in [decision],  # noqa: FURB171
        lambda decision: [truth].index(decision),  # noqa: PLW0108  # a typed one
    ]
    for decision in (A_YES, A_NO):
        for compare in compared:
            with pytest.raises(InvalidComparison, match=r"compare bool\(decision\), its answer$") as caught:
                compare(decision)
            assert isinstance(caught.value, (TypeError, ChatlinkPolicyError))


def test_decisions_are_compared_with_each_other_and_with_anything_else_as_ever() -> None:
    assert A_YES == copy.copy(A_YES) == pickle.loads(pickle.dumps(A_YES)) != A_NO  # noqa: S301  # our own value
    assert A_YES != "yes"
    assert A_YES != 1
    assert A_YES is not None
    assert {A_YES: "found"}[copy.deepcopy(A_YES)] == "found"
    assert A_NO in {A_NO, A_YES}
    match bool(A_NO):
        case False:
            pass
        case _:
            raise AssertionError("its answer is no")


# --- One table, whoever asks first ------------------------------------------------------------------------------------


def in_threads(ask: Callable[[], T]) -> list[T]:
    """What sixteen threads get that ask at the same instant, switching as often as they can."""
    start = Barrier(16)

    def asked(_: int) -> T:
        start.wait()
        return ask()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            return [*pool.map(asked, range(16))]
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("_", range(5))
def test_sixteen_threads_that_ask_first_get_one_table(_: int) -> None:  # again and again
    fresh = attrs.evolve(DISCONNECTING, name="asked first")
    pickled = pickle.dumps(attrs.evolve(DISCONNECTING, name=f"read first {_}"))
    askings: list[Callable[[], object]] = [
        lambda: fresh.cells,
        lambda: fresh.decisions,
        lambda: fresh.cells[True][False][True][False][False][True],
        lambda: fresh.decide(fresh.decisions[5].facts),
        lambda: pickle.loads(pickled).decisions,  # noqa: S301  # our own value
    ]
    for ask in askings:
        first, *others = in_threads(ask)
        assert all(each is first for each in others)


def test_sixteen_threads_that_ask_under_another_reading_get_one_table() -> None:
    chat = Chat("c", ChatKind.GROUP)
    record = Record("incident", "42", NOBODY)
    for number, granted in enumerate(OpenCombination):
        readings = Readings(open_combinations=[granted], team_records_have_no_owner=bool(number % 2))
        policy = NEW_ORGANISATION.but(readings=readings)
        first, *others = in_threads(lambda policy=policy: can_disconnect(policy, User("ann"), chat, record))  # type: ignore[misc]
        assert all(each is first for each in others)
        elsewhere = policy.but(readings=attrs.evolve(readings, every_write_notifies=True))
        assert can_disconnect(elsewhere, User("ann"), chat, record) is first


def test_of_equal_questions_one_is_shared_until_128_others_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatlink_policy.evidence.question._SHARED", {})
    first, *others = (asked(One, {(False,): True, (True,): False}, version=number) for number in range(1, 129))
    assert shared(first) is first
    for each in others:
        assert shared(attrs.evolve(first)) is first
        assert shared(each) is each
    assert shared(attrs.evolve(first)) is not first


def test_the_room_offers_all_that_it_takes_to_state_a_question() -> None:
    assert {*evidence.__all__} == {*named_facts.__all__, "Decision", "Question", "SCHEMA_VERSION"}
    assert all(hasattr(evidence, name) for name in evidence.__all__)
