"""What the user reads of an answer tells nothing that only an administrator may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.authzen import DecisionPoint
from chatlink_policy.evidence import ChangedBy, Decision, fact, facts
from chatlink_policy.rules.disconnecting import UNDER

SEEN = {
    "enablement": {"app_supports_chat", "is_multisession"},
    "connecting": {"is_group_chat"},
    "disconnecting": {"owns_record", "is_connector", "is_connected"},
    "joining": {"is_connected", "can_write"},
    "timeline_entry": {"is_connected", "record_is_activity"},
    "timeline_open": {"is_multisession"},
    "timeline_configure": set[str](),
}
REQUEST = {
    "subject": {"type": "user", "id": "ann"},
    "action": {"name": "ask"},
    "resource": {"type": "chat", "id": "19:a"},
}


def answer_of(decision: Decision[Any]) -> dict[str, Any]:
    return DecisionPoint(actions={"ask": lambda _: decision}).evaluate(REQUEST)


def without_administrators(answer: dict[str, Any]) -> object:
    return {**answer, "context": {key: each for key, each in answer["context"].items() if key != "reason_admin"}}


def seen(decision: Decision[Any]) -> tuple[object, ...]:
    """The answer, and every fact that the user may see."""
    truths = decision.to_facts()
    return decision.allowed, *(truths[each.name] for each in decision.question.facts if each.seen_by_user)


def alike(decisions: Iterable[Decision[Any]], said: Callable[[Decision[Any]], object]) -> bool:
    """Whether what is said is the same wherever the user sees the same."""
    by_seen: dict[object, object] = {}
    return all(by_seen.setdefault(seen(each), said(each)) == said(each) for each in decisions)


def test_the_user_sees_owner_connector_connected_group_chat_write_access_and_kinds_and_nothing_else() -> None:
    assert {
        name: {each.name for each in question.facts if each.seen_by_user} for name, question in QUESTIONS.items()
    } == SEEN


def test_settings_roles_and_profiles_are_an_administrators_unless_a_fact_says_otherwise() -> None:
    @facts
    class Facts:
        a: bool = fact("a {is|is not} so", "", ChangedBy.ROLE)
        b: bool = fact("b {is|is not} so", "", ChangedBy.ROLE, seen_by_user=True)
        c: bool = fact("c {is|is not} so", "", ChangedBy.HISTORY)
        d: bool = fact("d {is|is not} so", "", ChangedBy.HISTORY, seen_by_user=False)

    question = Question("hiding", Facts, lambda f: f.a, says_yes="yes", says_no="no")
    assert [each.seen_by_user for each in question.facts] == [False, True, True, False]
    assert [each.value for each in ChangedBy if not each.is_seen_by_user] == ["administrator", "role", "profile"]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_two_equal_answers_that_agree_in_every_fact_the_user_sees_have_the_same_text_for_the_user(
    question: Question[Any],
) -> None:
    assert alike(question.decisions, lambda each: without_administrators(answer_of(each)))
    # the check finds a text that says more: what administrators read would not do
    if len({seen(each) for each in question.decisions}) < len(question.decisions):
        assert not alike(question.decisions, lambda each: each.explanation)


def test_under_another_reading_too() -> None:
    granted = frozenset({("open_combinations", frozenset({"YNNY"}))})
    assert alike(UNDER[granted].decisions, lambda each: without_administrators(answer_of(each)))


@given(st.data())
def test_that_holds_for_any_question_whatever_facts_of_it_are_seen(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 4))
    flags = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    results = data.draw(st.integers(0, (1 << (1 << size)) - 1))
    names = "abcd"[:size]
    members: dict[str, object] = {
        name: fact(f"{name} {{is|is not}} so", "", ChangedBy.ROLE, seen_by_user=flag)
        for name, flag in zip(names, flags, strict=True)
    }
    facts_type: type[object] = facts(type("Facts", (), {"__annotations__": dict.fromkeys(names, bool), **members}))

    def rule(given_facts: object) -> bool:
        return bool(results >> int("".join(str(int(getattr(given_facts, each))) for each in names), 2) & 1)

    question = Question("random", facts_type, rule, says_yes="it is so", says_no="it is not so")
    assert alike(question.decisions, lambda each: without_administrators(answer_of(each)))


def test_the_user_reads_the_reasons_that_the_user_sees_and_what_a_yes_also_means() -> None:
    joining = QUESTIONS["joining"].cells
    not_connected: Any = answer_of(joining[False][True][True])["context"]["reason_user"]
    assert not_connected == {
        "en": "The user may not join the chat. Because the chat is not connected to the record.",
        "reasons": ["not is_connected"],
    }
    toggle_off: Any = answer_of(joining[True][False][True])["context"]["reason_user"]
    assert toggle_off == {"en": "The user may not join the chat. An administrator can see why.", "reasons": []}
    allowed: Any = answer_of(joining[True][True][True])["context"]["reason_user"]
    assert allowed == {
        "en": "The user may view and join the chat. Whoever joins becomes a participant and can read the whole "
        "exchange, also what was written before.",
        "reasons": [],
    }


def test_an_administrator_reads_reasons_fixes_who_can_make_them_and_the_documentation() -> None:
    question = QUESTIONS["joining"]
    said: Any = answer_of(question.cells[True][False][True])["context"]["reason_admin"]
    assert said["en"] == question.cells[True][False][True].explanation
    evidence = said["decision"]
    assert evidence["reasons"] == ["not join_chat_is_on"]
    assert evidence["fixes"] == [[{"fact": "join_chat_is_on", "becomes": True, "changed_by": "administrator"}]]
    assert evidence["documented_by"] == ["JOI-4 toggle"]
    assert evidence["citations"] == ["JOI-4", "JOI-1", "JOI-3", "Q-12"]
    assert evidence["fingerprint"] == question.fingerprint


def test_grounds_are_asked_for_administrators_alone() -> None:
    asked = []

    def grounds(*given_to: object) -> object:
        asked.append(given_to)
        return {"join_chat_is_on": {"says": "row 7"}}

    decision = QUESTIONS["joining"].cells[True][False][True]
    point = DecisionPoint(actions={"ask": lambda _: decision}, grounds=grounds)
    answer: Any = point.evaluate(REQUEST)
    assert answer["context"]["reason_admin"]["decision"]["grounds"] == {"join_chat_is_on": {"says": "row 7"}}
    assert "row 7" not in str(answer["context"]["reason_user"])
    assert len(asked) == 1
    for_users = DecisionPoint(actions={"ask": lambda _: decision}, grounds=grounds, for_administrators=False)
    assert for_users.evaluate(REQUEST) == without_administrators(answer)
    assert len(asked) == 1
