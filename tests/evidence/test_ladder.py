"""The ladder of a rule: it answers as the rule does, and is as short as the rule can be written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from random_questions import make_question, questions

from chatlink_policy import QUESTIONS, InvalidValue, Question
from chatlink_policy.evidence.ladder import Contact, Parallel, Rung, Series, contacts, ladder_of


def code(rung: Rung) -> str:
    """A ladder in words, each series and each branch in parentheses."""
    if isinstance(rung, Contact):
        return rung.fact.name if rung.truth else f"not {rung.fact.name}"
    return "(" + (" and " if isinstance(rung, Series) else " or ").join(map(code, rung.parts)) + ")"


def asked(size: int, rule: str) -> Question[object]:
    """The question over facts a, b, c ... whose rule is that expression."""
    names = "abcdefgh"[:size]
    truths = (dict(zip(names, map("1".__eq__, f"{each:0{size}b}"), strict=True)) for each in range(1 << size))
    return make_question(size, sum(bool(eval(rule, each)) << at for at, each in enumerate(truths)))  # noqa: S307  # our own


def test_a_ladder_has_series_and_branches_as_the_rule_is_written() -> None:
    assert code(ladder_of(QUESTIONS["disconnecting"])) == (
        "(is_connected and (has_global_right or (owns_record and owner_may_disconnect)"
        " or (is_connector and connector_may_disconnect)))"
    )
    assert code(ladder_of(QUESTIONS["timeline_open"])) == (
        "(chat_is_on and sync_is_on and (not is_multisession or profile_has_chat))"
    )


@pytest.mark.parametrize(
    ("size", "rule"),
    [
        (1, "a"),
        (2, "not b"),
        (2, "(a and b)"),
        (2, "(a or not b)"),
        (2, "((not a and not b) or (a and b))"),
        (3, "(a or b or c)"),
        (3, "(a or (b and c))"),
        (3, "(c and (a or b))"),
        (3, "(c or (a and b))"),
        (4, "((a or b) and (c or d))"),
        (4, "((a and b) or (c and d))"),
        (4, "((a and (b or c)) or (b and c))"),
        (4, "(d or (a and (b or c)))"),
        (5, "(a and (b or c) and (d or e))"),
        (5, "((a and (b or c)) or (b and d) or (c and e))"),
        (6, "((a or b or c) and (d or e or f))"),
        (6, "((a and (b or c)) or (d and (e or f)))"),
        (8, "((a and (b or c) and (d or e)) or (f and g and h))"),
    ],
)
def test_a_rule_that_is_written_in_the_shortest_way_comes_back_as_it_is(size: int, rule: str) -> None:
    assert code(ladder_of(asked(size, rule))) == rule


@given(questions())
def test_a_ladder_answers_every_combination_as_its_question_does(question: Question[object]) -> None:
    ladder = ladder_of(question)
    assert [ladder.is_closed(each.to_facts()) for each in question.decisions] == [
        each.allowed for each in question.decisions
    ]


@pytest.mark.parametrize("results", [0, (1 << 256) - 1, sum((each.bit_count() & 1) << each for each in range(256))])
def test_the_ladder_of_eight_facts_is_exact_whatever_the_rule(results: int) -> None:
    question = make_question(8, results)
    ladder = ladder_of(question)
    assert sum(ladder.is_closed(each.to_facts()) << each.combination for each in question.decisions) == results
    assert (ladder == Parallel(())) is (results == 0)
    assert (ladder == Series(())) is (results == (1 << 256) - 1)


def test_a_contact_says_what_is_so_when_it_is_closed() -> None:
    ladder = ladder_of(asked(2, "(a or not b)"))
    assert [each.says for each in contacts(ladder)] == ["a is so", "b is not so"]


def test_no_question_has_no_ladder_and_no_ladder_has_no_contacts() -> None:
    wrong: Any
    for wrong in (None, "joining", QUESTIONS["joining"].decisions[0]):
        with pytest.raises(InvalidValue, match=r"^question: expected a Question, got "):
            ladder_of(wrong)
        with pytest.raises(InvalidValue, match=r"^rung: expected a Contact or a Series or a Parallel, got "):
            contacts(wrong)
