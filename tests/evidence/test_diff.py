"""What changes from one rule to another, held against its definition by brute force."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable
from functools import partial
from itertools import combinations, permutations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of
from random_questions import facts_type, make_question, questions
from thoroughness import SOME

from chatlink_policy import ChatlinkPolicyError, Question, Readings
from chatlink_policy.errors import InvalidQuestion, InvalidValue
from chatlink_policy.evidence import Condition, Impossible
from chatlink_policy.evidence.boolean import fewest_cubes
from chatlink_policy.evidence.diff import Diff, NewAccess, Relation, diff
from chatlink_policy.rules.disconnecting import DISCONNECTING, UNDER
from chatlink_policy.rules.enablement import ENABLEMENT
from chatlink_policy.rules.joining import JOINING, JoinFacts
from chatlink_policy.strategies import readings

Truths = tuple[bool, ...]


@st.composite
def pairs(draw: st.DrawFn, max_facts: int = 5) -> tuple[Question[object], Question[object]]:
    """Two questions over the same facts, often nearly the same, each with combinations of its own that cannot occur."""
    old = draw(questions(max_facts=max_facts, with_rows=False))
    size = 1 << old.size
    flips = draw(st.integers(0, (1 << size) - 1) | st.integers(0, size - 1).map(lambda bit: 1 << bit) | st.just(0))
    impossible = draw(questions(min_facts=old.size, max_facts=old.size, with_rows=False)).impossible
    return old, make_question(
        old.size, old.results ^ flips, impossible=draw(st.sampled_from([impossible, old.impossible]))
    )


# --- The definition ---------------------------------------------------------------------------------------------------


def everything(question: Question[object]) -> list[dict[str, bool]]:
    names = [each.name for each in question.facts]
    return [dict(zip(names, truths, strict=True)) for truths in product((False, True), repeat=len(names))]


def answer(question: Question[object], facts: dict[str, bool]) -> bool:
    return question.rule(question.facts_type(**facts))


def can_occur(question: Question[object], facts: dict[str, bool]) -> bool:
    truths = facts.values()
    return not any(
        all(letter == "*" or (letter == "Y") == truth for letter, truth in zip(never.when.split(), truths, strict=True))
        for never in question.impossible
    )


def in_order_of(question: Question[object], facts: dict[str, bool]) -> dict[str, bool]:
    return {each.name: facts[each.name] for each in question.facts}


def split(old: Question[object], new: Question[object]) -> tuple[list[dict[str, bool]], ...]:
    """All combinations: those that gain a yes, that lose one, that stay, and that cannot occur under either."""
    found: tuple[list[dict[str, bool]], ...] = ([], [], [], [])
    for facts in everything(old):
        there = in_order_of(new, facts)
        was, now = answer(old, facts), answer(new, there)
        if not can_occur(old, facts) and not can_occur(new, there):
            found[3].append(facts)
        else:
            found[0 if now and not was else 1 if was and not now else 2].append(facts)
    return found


def covered(conditions: Iterable[Condition], facts: dict[str, bool]) -> bool:
    return any(all(facts[name] == truth for name, truth in each.to_facts().items()) for each in conditions)


# --- Gained and lost --------------------------------------------------------------------------------------------------


@given(pairs())
def test_the_conditions_cover_exactly_what_is_gained_and_lost_and_nothing_else_that_can_occur(
    pair: tuple[Question[object], Question[object]],
) -> None:
    found = diff(*pair)
    gained, lost, stayed, _ = split(*pair)
    assert all(covered(found.gained, each) and not covered(found.lost, each) for each in gained)
    assert all(covered(found.lost, each) and not covered(found.gained, each) for each in lost)
    assert not any(covered(found.gained, each) or covered(found.lost, each) for each in stayed)


@given(pairs())
def test_the_counts_and_the_word_follow_the_definition(pair: tuple[Question[object], Question[object]]) -> None:
    found = diff(*pair)
    gained, lost, stayed, _ = split(*pair)
    assert found.gained_combinations.bit_count() == len(gained)
    assert found.lost_combinations.bit_count() == len(lost)
    assert found.possible_count == len(gained) + len(lost) + len(stayed)
    words = {
        (False, False): Relation.EQUIVALENT,
        (True, False): Relation.WIDER,
        (False, True): Relation.NARROWER,
        (True, True): Relation.INCOMPARABLE,
    }
    assert found.relation is words[bool(gained), bool(lost)]
    assert found.is_new_access == bool(gained)
    assert len(found.new_access) == len(found.gained)


@given(questions(max_facts=5))
def test_a_rule_is_equivalent_to_itself(question: Question[object]) -> None:
    found = diff(question, question)
    assert found.relation is Relation.EQUIVALENT
    assert (found.gained, found.lost, found.gained_combinations, found.lost_combinations) == ((), (), 0, 0)
    assert not found.is_new_access
    assert found.is_fewest


@given(pairs())
def test_the_other_way_round_gained_and_lost_change_places(pair: tuple[Question[object], Question[object]]) -> None:
    old, new = pair
    there, back = diff(old, new), diff(new, old)
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert (there.gained_combinations, there.lost_combinations) == (back.lost_combinations, back.gained_combinations)
    assert there.possible_count == back.possible_count


@given(pairs(max_facts=3))
def test_no_fewer_conditions_say_the_same(pair: tuple[Question[object], Question[object]]) -> None:
    found = diff(*pair)
    assert found.is_fewest
    gained, lost, stayed, never = split(*pair)
    names = [each.name for each in pair[0].facts]
    for conditions, wanted, other in ((found.gained, gained, lost), (found.lost, lost, gained)):
        fits = []
        for letters in product((True, False, None), repeat=len(names)):
            fixed = {name: letter for name, letter in zip(names, letters, strict=True) if letter is not None}
            members = [
                facts
                for facts in (*gained, *lost, *stayed, *never)
                if all(facts[name] == truth for name, truth in fixed.items())
            ]
            if not any(each in stayed or each in other for each in members):
                fits.append({tuple(each.values()) for each in members})
        goal = {tuple(each.values()) for each in wanted}
        fewer = combinations(fits, len(conditions) - 1) if conditions else ()
        assert not any(goal <= set().union(*some) for some in fewer)


@given(st.data())
def test_two_steps_gain_no_more_than_each_of_them(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 4))
    tables = st.integers(0, (1 << (1 << size)) - 1)
    a, b, c = (make_question(size, data.draw(tables)) for _ in range(3))
    first, second, both = diff(a, b), diff(b, c), diff(a, c)
    assert both.gained_combinations & ~(first.gained_combinations | second.gained_combinations) == 0
    assert both.lost_combinations & ~(first.lost_combinations | second.lost_combinations) == 0
    net = (first.gained_combinations & ~second.lost_combinations) | (
        second.gained_combinations & ~first.lost_combinations
    )
    assert both.gained_combinations == net


@SOME
@given(pairs(max_facts=4), st.data())
def test_other_names_and_another_order_of_the_facts_change_no_count(
    pair: tuple[Question[object], Question[object]], data: st.DataObject
) -> None:
    orders = st.sampled_from(list(permutations(range(pair[0].size))))
    found = diff(*pair)
    for order, other_order in ((data.draw(orders),) * 2, (data.draw(orders), data.draw(orders))):
        again = diff(rearranged(pair[0], order), rearranged(pair[1], other_order))
        assert again.relation is found.relation
        assert again.gained_combinations.bit_count() == found.gained_combinations.bit_count()
        assert again.lost_combinations.bit_count() == found.lost_combinations.bit_count()
        assert again.possible_count == found.possible_count
        assert (len(again.gained), len(again.lost)) == (len(found.gained), len(found.lost))
        names = {old.name: new for old, new in zip(pair[0].facts, "vwxyz", strict=False)}
        for facts in split(*pair)[0]:
            assert covered(again.gained, {names[name]: truth for name, truth in facts.items()})


def rearranged(question: Question[object], order: tuple[int, ...]) -> Question[object]:
    """The same question, its facts renamed a, b, c ... to v, w, x ... and in another order."""
    olds = [each.name for each in question.facts]
    news = list("vwxyz"[: len(olds)])

    def rule(given: object) -> bool:
        return answer(question, {old: getattr(given, new) for old, new in zip(olds, news, strict=True)})

    return Question(
        "renamed",
        facts_type(news[place] for place in order),
        rule,
        says_yes="it is so",
        says_no="it is not so",
        impossible=[
            Impossible(each.says, " ".join(each.when.split()[place] for place in order), each.cites)
            for each in question.impossible
        ],
    )


def test_what_can_occur_under_one_of_the_two_is_compared() -> None:
    old = make_question(2, 0b0000, impossible=[Impossible("never", "Y Y", "REQ-1")])
    new = make_question(2, 0b1000)
    assert diff(old, new).relation is Relation.WIDER
    assert diff(new, old).relation is Relation.NARROWER
    nowhere = make_question(2, 0b1000, impossible=[Impossible("never", "Y Y", "REQ-1")])
    assert diff(old, nowhere).relation is Relation.EQUIVALENT
    assert diff(old, nowhere).possible_count == 3


def test_what_cannot_occur_makes_the_conditions_wider_and_fewer() -> None:
    never = [Impossible("never", "Y Y", "REQ-1")]
    found = diff(make_question(2, 0b0000, impossible=never), make_question(2, 0b0110, impossible=never))
    assert [each.code for each in found.gained] == ["a", "b"]
    assert diff(make_question(2, 0b0000), make_question(2, 0b0110)).gained[0].code == "a and not b"


# --- What cannot be compared ------------------------------------------------------------------------------------------


def test_questions_over_other_facts_are_not_compared() -> None:
    with pytest.raises(InvalidQuestion, match="only one of the two has c"):
        diff(make_question(3, 0), make_question(2, 0))
    with pytest.raises(InvalidQuestion, match="expected the same facts"):
        diff(DISCONNECTING, JOINING)


def test_facts_of_another_version_may_mean_something_else_and_are_not_compared() -> None:
    with pytest.raises(InvalidQuestion, match="versions 1 and 2"):
        diff(JOINING, evolve(JOINING, version=2))
    with pytest.raises(InvalidQuestion, match="versions 2 and 1"):
        diff(evolve(JOINING, version=2), JOINING)


def test_what_is_no_question_is_refused_by_its_name() -> None:
    name: Any = "joining"
    with pytest.raises(InvalidValue, match=r"^new: expected a Question, got 'joining'$"):
        diff(JOINING, name)


def test_a_fact_that_is_read_otherwise_is_told_and_counts_as_possibly_new_access() -> None:
    otherwise = evolve(DISCONNECTING, restated=[("owns_record", "the user {owns|does not own} the record in person")])
    found = diff(DISCONNECTING, otherwise)
    assert found.relation is Relation.EQUIVALENT
    assert found.restated == ("owns_record",)
    assert found.is_new_access
    assert found.new_access == (
        '"the user owns the record, in person or through a team" is now read as "the user owns the record in person"',
    )
    assert "A fact means something else" in found.to_text()
    assert not diff(otherwise, otherwise).is_new_access


# --- As people and programs see it ------------------------------------------------------------------------------------


def wider_join() -> Diff:
    return diff(JOINING, evolve(JOINING, rule=joins_whatever_the_toggle))


def joins_whatever_the_toggle(f: JoinFacts) -> bool:
    return f.is_connected and f.can_write


def test_the_text_says_who_gains() -> None:
    assert (
        wider_join().to_text()
        == """\
joining: wider
--------------

Of 8 combinations that can occur 1 gains a yes and 0 lose one.

Gains a yes: the user may view and join the chat:
  - when the chat is connected to the record, and "Join chat" is off for the record type, and the
    user has write access to the record
"""
    )


def test_the_text_says_who_loses_and_when_nothing_differs() -> None:
    back = diff(wider_join().new, JOINING)
    assert "Loses a yes: the user may not join the chat:" in back.to_text()
    assert "Gains" not in back.to_text()
    same = diff(JOINING, JOINING).to_text()
    assert same.startswith("joining: equivalent\n")
    assert same.endswith("Both give the same answer to all 8 combinations that can occur.\n")


def test_the_data_are_plain_and_complete() -> None:
    data = data_of(wider_join())
    assert data == json.loads(json.dumps(data))
    assert data == {
        "schema_version": 2,
        "question": "joining",
        "relation": "wider",
        "possible": 8,
        "gained": {
            "combinations": 1,
            "conditions": [
                {
                    "code": "is_connected and not join_chat_is_on and can_write",
                    "says": wider_join().gained[0].says,
                    "facts": {"is_connected": True, "join_chat_is_on": False, "can_write": True},
                }
            ],
            "is_fewest": True,
        },
        "lost": {"combinations": 0, "conditions": [], "is_fewest": True},
        "restated": [],
    }


def test_a_gain_without_a_condition_is_a_gain_always() -> None:
    found = diff(make_question(2, 0), make_question(2, 0b1111))
    assert found.new_access == ("it is so, always",)
    assert "Gains a yes: it is so:\n  - always\n" in found.to_text()


def test_a_notebook_shows_it() -> None:
    assert "<h4>joining: wider</h4>" in wider_join()._repr_html_()
    assert wider_join()._repr_markdown_().startswith("#### joining: wider")


def test_a_search_that_gave_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatlink_policy.evidence.diff.fewest_cubes", partial(fewest_cubes, effort=2))
    without_pattern = int.from_bytes(bytes((91 * place * place + 17 * place + 5) % 251 for place in range(32)), "big")
    nobody, somebody = make_question(8, 0), make_question(8, without_pattern)
    for found in (diff(nobody, somebody), diff(somebody, nobody)):
        assert not found.is_fewest
        assert "the search gave up" in found.to_text()
        conditions = found.gained or found.lost
        assert all(
            covered(conditions, each) == bool(without_pattern >> number & 1)
            for number, each in enumerate(everything(found.new))
        )


def test_differences_are_values() -> None:
    one, other = diff(JOINING, JOINING), Diff(JOINING, JOINING)
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # pickled on this line
    assert one != diff(ENABLEMENT, ENABLEMENT)


def test_new_access_is_an_assertion_and_an_error_of_this_library() -> None:
    for error in (NewAccess(("a", "b")), NewAccess(gains=("a", "b"))):
        assert isinstance(error, AssertionError)
        assert isinstance(error, ChatlinkPolicyError)
        assert str(error) == "new access is gained:\n- a\n- b"
        assert pickle.loads(pickle.dumps(error)).gains == ("a", "b")  # noqa: S301  # pickled on this line


@given(readings())
def test_the_other_readings_of_the_documentation_never_take_a_yes_for_the_same_facts(reading: Readings) -> None:
    found = diff(DISCONNECTING, UNDER[reading.otherwise])
    assert found.lost == ()
    assert found.gained_combinations.bit_count() == len(reading.open_combinations)
