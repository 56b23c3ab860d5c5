"""Which changes made an answer change, held against the definition by brute force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of
from random_questions import facts_type, make_question

from chatlink_policy import Decision, Question
from chatlink_policy.errors import InvalidQuestion, InvalidValue
from chatlink_policy.evidence import ChangedBy
from chatlink_policy.evidence.why_changed import CauseKind, WhyChanged, why_changed
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING

RULE = "the rule"
Step = frozenset[str]


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Decision[object], Decision[object]]:
    """Two decisions over the same facts, of one rule or of two."""
    size = draw(st.integers(1, 5))
    tables, places = st.integers(0, (1 << (1 << size)) - 1), st.integers(0, (1 << size) - 1)
    old = make_question(size, draw(tables))
    new = draw(st.just(old) | tables.map(lambda results: make_question(size, results)))
    return old.decisions[draw(places)], new.decisions[draw(places)]


def answer(before: Decision[object], after: Decision[object], step: Step) -> bool:
    """The answer when these changes, and no others, are made to what was before."""
    facts, now = before.to_facts(), after.to_facts()
    facts.update({name: now[name] for name in step if name != RULE})
    question = after.question if RULE in step else before.question
    return question.rule(question.facts_type(**facts))


def changes(before: Decision[object], after: Decision[object]) -> list[str]:
    was, now = before.to_facts(), after.to_facts()
    return [*(name for name in was if was[name] != now[name]), RULE]


def smallest(before: Decision[object], after: Decision[object]) -> set[Step]:
    """Every set of changes that turns the answer and no part of which does."""
    found: set[Step] = set()
    for count in range(1, len(changes(before, after)) + 1):
        for some in combinations(changes(before, after), count):
            turns = answer(before, after, frozenset(some)) != before.allowed
            if turns and not any(each <= set(some) for each in found):
                found.add(frozenset(some))
    return found


def causes_of(why: WhyChanged) -> Iterator[Step]:
    for cause in why.causes:
        yield frozenset([*cause.became.to_facts(), *([RULE] if cause.with_rule else [])])


@given(decisions())
def test_the_causes_are_all_smallest_sets_of_changes_that_turn_the_answer(
    pair: tuple[Decision[object], Decision[object]],
) -> None:
    before, after = pair
    why = why_changed(before, after)
    causes = list(causes_of(why))
    if before.allowed == after.allowed:
        assert causes == []
    else:
        assert len(causes) == len(set(causes))
        assert set(causes) == smallest(before, after)
        assert [len(each) for each in causes] == sorted(len(each) for each in causes)
    for cause in why.causes:
        assert all(after.to_facts()[name] == truth for name, truth in cause.became.to_facts().items())


@given(decisions())
def test_each_changed_fact_is_responsible_or_noise_and_never_both(
    pair: tuple[Decision[object], Decision[object]],
) -> None:
    why = why_changed(*pair)
    responsible, noise = ([each.name for each in some] for some in (why.responsible, why.noise))
    changed = changes(*pair)[:-1]
    assert [each.name for each in why.changed] == changed
    assert sorted([*responsible, *noise]) == sorted(changed)
    assert not set(responsible) & set(noise)
    in_causes = set().union(*smallest(*pair)) if pair[0].allowed != pair[1].allowed else set()
    assert set(responsible) == in_causes - {RULE}


@given(decisions())
def test_an_answer_that_changed_has_a_cause_and_one_that_stayed_has_none(
    pair: tuple[Decision[object], Decision[object]],
) -> None:
    why = why_changed(*pair)
    assert why.is_changed == (pair[0].allowed != pair[1].allowed)
    assert bool(why.causes) == bool(why.cause_kinds) == why.is_changed
    if not why.is_changed:
        assert why.responsible == ()
        assert [each.name for each in why.noise] == changes(*pair)[:-1]


@given(decisions())
def test_the_noise_taken_back_leaves_the_answer_changed_while_a_cause_stands(
    pair: tuple[Decision[object], Decision[object]],
) -> None:
    before, after = pair
    for cause in causes_of(why_changed(before, after)):
        assert answer(before, after, cause) == after.allowed
        for part in cause:
            assert answer(before, after, cause - {part}) == before.allowed


@given(decisions())
def test_the_kinds_of_cause_are_the_policy_the_circumstances_and_the_rule_as_they_share_in_causes(
    pair: tuple[Decision[object], Decision[object]],
) -> None:
    why = why_changed(*pair)
    shares = set().union(*causes_of(why))
    as_a_rule = {each.name: each.changed_by for each in pair[0].question.facts}
    settings = {name for name in shares - {RULE} if as_a_rule[name] is ChangedBy.ADMINISTRATOR}
    assert (CauseKind.POLICY in why.cause_kinds) == bool(settings)
    assert (CauseKind.CIRCUMSTANCES in why.cause_kinds) == bool(shares - settings - {RULE})
    assert (CauseKind.RULE in why.cause_kinds) == (RULE in shares)
    if answer(*pair, frozenset([RULE])) != pair[0].allowed and why.is_changed:
        assert CauseKind.RULE in why.cause_kinds


@given(decisions())
def test_of_one_rule_never_the_rule_did_it(pair: tuple[Decision[object], Decision[object]]) -> None:
    question = pair[0].question
    why = why_changed(pair[0], question.decisions[pair[1].combination])
    assert CauseKind.RULE not in why.cause_kinds
    assert not any(each.with_rule for each in why.causes)


@given(decisions(), st.data())
def test_the_order_of_the_facts_changes_nothing(
    pair: tuple[Decision[object], Decision[object]], data: st.DataObject
) -> None:
    before, after = pair
    order = data.draw(st.permutations([each.name for each in before.question.facts]))
    old = reordered(before, order)
    assert set(causes_of(why_changed(old, after))) == set(causes_of(why_changed(before, after)))
    assert set(causes_of(why_changed(before, reordered(after, order)))) == set(causes_of(why_changed(before, after)))


def reordered(decision: Decision[object], order: list[str]) -> Decision[object]:
    question = decision.question
    made: Question[object] = Question(
        question.name,
        facts_type(order),
        lambda given: question.rule(question.facts_type(**{name: getattr(given, name) for name in order})),
        says_yes=question.says_yes,
        says_no=question.says_no,
    )
    return made.decide(made.facts_type(**decision.to_facts()))


# --- Examples ---------------------------------------------------------------------------------------------------------


def disconnecting(letters: str, question: Question[object] = DISCONNECTING) -> Decision[object]:
    return question.decisions[int(letters.replace(" ", "").replace("Y", "1").replace("N", "0"), 2)]


def names(why: WhyChanged) -> tuple[list[str], list[str]]:
    return [each.name for each in why.responsible], [each.name for each in why.noise]


def test_the_record_was_reassigned_and_the_toggle_turned_off_and_each_alone_would_have_done() -> None:
    why = why_changed(disconnecting("Y N Y N N Y"), disconnecting("N N N N N Y"))
    assert [each.became.code for each in why.causes] == ["not owns_record", "not owner_may_disconnect"]
    assert why.cause_kinds == (CauseKind.POLICY, CauseKind.CIRCUMSTANCES)
    assert names(why) == (["owns_record", "owner_may_disconnect"], [])


def test_a_toggle_did_it_and_that_the_record_was_reassigned_is_noise() -> None:
    why = why_changed(disconnecting("N Y N Y N Y"), disconnecting("Y Y N N N Y"))
    assert names(why) == (["connector_may_disconnect"], ["owns_record"])
    assert why.cause_kinds == (CauseKind.POLICY,)
    assert (
        why.to_text()
        == """\
disconnecting: from yes to no
-----------------------------

Now the user may not disconnect the chat from the record.

Changed by the policy. Each of these alone would have done:
  - now "Chat connector can disconnect chat" is off for the record type

Changed too, without any effect:
  - the user owns the record, in person or through a team
"""
    )


def test_only_together_a_setting_and_an_assignment_did_it() -> None:
    why = why_changed(disconnecting("N N N N N Y"), disconnecting("Y N Y N N Y"))
    assert [each.became.code for each in why.causes] == ["owns_record and owner_may_disconnect"]
    assert why.cause_kinds == (CauseKind.POLICY, CauseKind.CIRCUMSTANCES)


def test_the_same_facts_get_another_answer_under_another_rule() -> None:
    otherwise = evolve(DISCONNECTING, rule=lambda f: f.is_connected and f.has_global_right)
    why = why_changed(disconnecting("Y N Y N N Y"), disconnecting("Y N Y N N Y", otherwise))
    assert why.cause_kinds == (CauseKind.RULE,)
    assert [each.says for each in why.causes] == ["the rule has changed"]
    assert names(why) == ([], [])
    assert "Changed by the rule." in why.to_text()


def test_neither_the_new_rule_nor_the_new_facts_alone_did_it() -> None:
    old, new = make_question(2, 0b0000), make_question(2, 0b1000)
    why = why_changed(old.decisions[0b01], new.decisions[0b11])
    assert [each.says for each in why.causes] == ["now a is so, and the rule has changed"]
    assert why.cause_kinds == (CauseKind.POLICY, CauseKind.RULE)


def test_a_chat_that_is_disconnected_loses_its_connector_with_it_and_either_would_do() -> None:
    why = why_changed(disconnecting("N Y N Y N Y"), disconnecting("N N N Y N N"))
    assert names(why) == (["is_connector", "is_connected"], [])


def test_a_fact_that_is_read_otherwise_blames_the_rule_too() -> None:
    otherwise = evolve(DISCONNECTING, restated=[("owns_record", "the user {owns|does not own} the record in person")])
    why = why_changed(disconnecting("Y N Y N N Y"), disconnecting("N N Y N N Y", otherwise))
    assert why.cause_kinds == (CauseKind.CIRCUMSTANCES, CauseKind.RULE)


def test_an_answer_that_stayed_lists_what_changed_as_noise() -> None:
    why = why_changed(disconnecting("N N N N Y Y"), disconnecting("Y N N N Y Y"))
    assert names(why) == ([], ["owns_record"])
    assert why.to_text().startswith("disconnecting: still yes\n")
    assert "Changed too, without any effect" in why.to_text()
    same = why_changed(disconnecting("N N N N Y Y"), disconnecting("N N N N Y Y"))
    assert same.to_text().endswith("No fact changed.\n")


def test_decisions_over_other_facts_are_refused() -> None:
    with pytest.raises(InvalidQuestion, match="expected the same facts"):
        why_changed(DISCONNECTING.decisions[0], JOINING.decisions[0])


def test_what_is_no_decision_is_refused_by_its_name() -> None:
    wrong: Any = "yes"
    with pytest.raises(InvalidValue, match=r"^after: expected a Decision, got 'yes'$"):
        why_changed(JOINING.decisions[0], wrong)


def test_the_data_are_plain_and_complete() -> None:
    data = data_of(why_changed(disconnecting("Y N Y N N Y"), disconnecting("N N N Y N Y")))
    assert data == json.loads(json.dumps(data))
    assert data == {
        "schema_version": 2,
        "question": "disconnecting",
        "before": True,
        "after": False,
        "causes": [
            {
                "became": {
                    "code": "not owns_record",
                    "says": "the user does not own the record, in person or through a team",
                    "facts": {"owns_record": False},
                },
                "with_rule": False,
            },
            {
                "became": {
                    "code": "not owner_may_disconnect",
                    "says": '"Record owner can disconnect chats" is off for the record type',
                    "facts": {"owner_may_disconnect": False},
                },
                "with_rule": False,
            },
        ],
        "cause_kinds": ["policy", "circumstances"],
        "responsible": ["owns_record", "owner_may_disconnect"],
        "noise": ["connector_may_disconnect"],
    }


def test_a_notebook_shows_it() -> None:
    why = why_changed(disconnecting("Y N Y N N Y"), disconnecting("N N N Y N Y"))
    assert "<h4>disconnecting: from yes to no</h4>" in why._repr_html_()
    assert why == WhyChanged(why.before, why.after)
