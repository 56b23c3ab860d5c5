"""Dicts in, dicts out: what a service has and wants, as strictly as files, and nothing half-loaded."""

from __future__ import annotations

import copy
import json
import pickle
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import example, given
from model_fields import TABLE, legal
from plain_data import data_of, inner

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    Chat,
    ChatKind,
    Decision,
    InvalidValue,
    Outcome,
    Owner,
    Policy,
    Question,
    Readings,
    Record,
    Scenario,
    UnreadableInput,
    User,
    can_disconnect,
    evaluate,
)
from chatlink_policy._value import Model
from chatlink_policy._version import SCHEMA_VERSION
from chatlink_policy.decision_log import LogEntry
from chatlink_policy.evidence.records import DecisionRecord, record
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.disconnecting import UNDER
from chatlink_policy.serialization import from_dict, read_scenario, scenario_from_text, to_dict, to_json
from chatlink_policy.strategies import scenarios

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_dicts_in_dicts_out_for_every_model(kind: type[Model]) -> None:
    model = legal(kind)
    data = to_dict(model)
    assert json.loads(json.dumps(data)) == data
    assert from_dict(data, kind) == model


@given(scenarios())
def test_a_scenario_from_a_dict_is_the_scenario_from_a_text(scenario: Scenario) -> None:
    data = to_dict(scenario)
    assert from_dict(data, Scenario) == scenario == scenario_from_text(to_json(scenario))
    assert to_dict(from_dict(data, Scenario)) == data


@given(scenarios())
def test_a_service_adds_its_own_policy_to_a_scenario_that_has_none(scenario: Scenario) -> None:
    data = {name: value for name, value in to_dict(scenario).items() if name != "policy"}
    assert from_dict(data, Scenario, policy=scenario.policy) == scenario


def problems_of(data: object, kind: type[Model], policy: Policy | None = None) -> list[str]:
    with pytest.raises(UnreadableInput) as caught:
        from_dict(data, kind, policy=policy, source="s")
    assert all(line.startswith("s: ") for line in str(caught.value).splitlines())
    return [str(each) for each in caught.value.problems]


def test_a_scenario_with_a_policy_of_its_own_is_refused_where_one_is_given_and_its_other_mistakes_too() -> None:
    data = {"policy": {"chat_is_on": True}, "chat": {"id": "c", "kind": "channel"}}
    assert problems_of(data, Scenario, NEW_ORGANISATION) == [
        "policy: expected a scenario without its policy, since one is given, got {'chat_is_on': True}",
        "chat.kind: expected one of oneOnOne, group, meeting, unknownFutureValue, got 'channel'",
    ]
    assert problems_of({"policy": {"chat_is_on": True}}, Scenario, NEW_ORGANISATION) == [
        "policy: expected a scenario without its policy, since one is given, got {'chat_is_on': True}",
    ]


def test_only_a_scenario_takes_a_policy() -> None:
    with pytest.raises(InvalidValue, match="policy: expected no policy, since only a scenario takes one"):
        from_dict({}, User, policy=NEW_ORGANISATION)


def test_the_policy_of_a_scenario_is_required_where_none_is_given() -> None:
    assert problems_of({}, Scenario) == ["policy: expected a value, got nothing: the key is missing"]


def test_a_model_within_a_dict_is_no_plain_data() -> None:
    (line,) = problems_of({"policy": NEW_ORGANISATION}, Scenario)
    assert line.startswith("policy: expected a table with chat_is_on, ")


@pytest.mark.parametrize("data", [None, 1, "text", [], [("id", "u")], NEW_ORGANISATION, {1}])
def test_what_is_no_mapping_is_refused_with_what_was_expected(data: object) -> None:
    (line,) = problems_of(data, Record)
    assert line.startswith("data: expected a table with record_type, id, owner, got ")
    assert problems_of(data, Scenario, NEW_ORGANISATION)[0].startswith("data: expected a table with policy, app, ")


def test_a_mapping_that_makes_up_values_for_missing_keys_is_not_asked_for_them() -> None:
    data: dict[str, object] = defaultdict(dict, record_type="incident", owner={})
    assert problems_of(data, Record) == ["id: expected a value, got nothing: the key is missing"]
    assert [*data] == ["record_type", "owner"]


def test_keys_that_are_no_texts_are_unknown_keys() -> None:
    data: dict[Any, object] = {"id": "c", "kind": "group", 1: True, None: 2, (1, 2): 3}
    assert [line.partition(": ")[0] for line in problems_of(data, Chat)] == ["'(1, 2)'", "1", "None"]
    assert [line.partition(": ")[0] for line in problems_of({**data, "kind": 1}, Chat)][3:] == ["kind"]


def test_only_models_are_read_from_dicts() -> None:
    wrong: Any = int
    with pytest.raises(InvalidValue, match=r"^kind: expected a class of models"):
        from_dict({}, wrong)


# --- Answers ----------------------------------------------------------------------------------------------------------

OTHERWISE = [
    Readings(
        open_combinations=granted, team_records_have_no_owner=in_person, anyone_who_connected_is_connector=anyone
    ).otherwise
    for size in range(len(OpenCombination) + 1)
    for granted in combinations(OpenCombination, size)
    for in_person in (False, True)
    for anyone in (False, True)
]
UNDER_EVERY_READING = [*QUESTIONS.values(), *(UNDER[otherwise] for otherwise in OTHERWISE if otherwise)]


def test_the_dict_and_the_json_of_a_decision_read_back_to_the_very_same_decision_under_every_reading() -> None:
    assert len(UNDER_EVERY_READING) == len(QUESTIONS) + 63
    for question in UNDER_EVERY_READING:
        for decision in question.decisions[:: 1 if question in QUESTIONS.values() else 5]:
            assert from_dict(json.loads(to_json(decision)), Decision) is decision
            assert from_dict(to_dict(decision), Decision) is decision
            assert json.loads(decision._json_within) == inner(decision)


@pytest.mark.parametrize("name", [each.name for each in fields(Readings) if each.init and each.default is False])
def test_a_decision_under_any_one_reading_reads_back_to_the_very_same_decision(name: str) -> None:
    chosen: dict[str, Any] = {name: True}
    policy = NEW_ORGANISATION.but(readings=evolve(Readings(), **chosen))
    record = Record("incident", "1", Owner(user="ann"))
    decision = can_disconnect(policy, User("ann"), Chat("c", ChatKind.GROUP), record)
    assert from_dict(to_dict(decision), Decision) is decision


@example(Scenario(policy=NEW_ORGANISATION))
@example(Scenario(policy=NEW_ORGANISATION, user=User("ann")))
@given(scenarios())
def test_an_outcome_reads_back_as_an_equal_outcome_from_its_dict_and_its_json(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    text = to_json(outcome)
    assert text == json.dumps(to_dict(outcome), ensure_ascii=False, separators=(",", ":"))
    read = from_dict(json.loads(text), Outcome)
    assert read == outcome
    assert all(mine is its for mine, its in zip(read.answers, outcome.answers, strict=True))
    assert to_json(read) == text


def test_the_order_of_keys_does_not_matter_in_an_outcome() -> None:
    outcome = evaluate(read_scenario(EXAMPLES / "case-transfer.toml"))
    text = json.dumps(json.loads(to_json(outcome)), sort_keys=True)
    assert from_dict(json.loads(text), Outcome) == outcome


def test_reasons_and_fixes_have_code_and_words_in_a_dict() -> None:
    for question in UNDER_EVERY_READING[: len(QUESTIONS)]:
        for decision in question.decisions:
            data = data_of(decision)
            assert [(each["code"], each["says"]) for each in data["because"]] == [
                (each.code, each.says) for each in decision.reasons
            ]
            assert [(each["code"], each["says"], each["reaches"]) for each in data["would_be_allowed_if"]] == [
                (each.code, each.says, each.reaches) for each in decision.fixes
            ]
    outcome = data_of(evaluate(read_scenario(EXAMPLES / "secured-field.toml")))
    left_out = [each for column in outcome["context_card"]["columns"] for each in column["because"]]
    assert left_out
    assert {tuple(each) for each in left_out} == {("code", "says", "cites")}


def test_a_decision_of_a_dict_without_what_identifies_it_is_refused() -> None:
    decision = QUESTIONS["joining"].decisions[3]
    for key in ("question", "fingerprint", "restated", "allowed", "facts"):
        data = {name: value for name, value in to_dict(decision).items() if name != key}
        assert problems_of(data, Decision) == [f"{key}: expected a value, got nothing: the key is missing"]


WRONG_DECISIONS: dict[str, tuple[dict[str, object], str]] = {
    "another question": ({"question": "leaving"}, "question: expected one of enablement, connecting, "),
    "a question that is no text": ({"question": ["joining"]}, "question: expected one of enablement, connecting, "),
    "another answer": ({"allowed": True}, "allowed: expected false, which follows from the rest, got True"),
    "a number for the answer": ({"allowed": 0}, "allowed: expected false, which follows from the rest, got 0"),
    "another rule": (
        {"fingerprint": "joining/1(is_connected,join_chat_is_on,can_write):ff"},
        "fingerprint: expected joining/1(is_connected,join_chat_is_on,can_write):80, or that under another reading, ",
    ),
    "a fingerprint that no error can show": ({"fingerprint": 10**5_000}, "fingerprint: expected joining/1"),
    "facts restated that no error can show": ({"restated": [10**5_000]}, "restated: expected a list of names of facts"),
    "facts that no reading restates": ({"restated": ["can_write"]}, "fingerprint: expected joining/1"),
    "no list of facts restated": ({"restated": "can_write"}, "restated: expected a list of names of facts, "),
    "no table of facts": ({"facts": [True]}, "facts: expected a table with is_connected, join_chat_is_on, can_write"),
    "another reason": (
        {"reasons": ["not can_write"]},
        "reasons[0]: expected \"not is_connected\", which follows from the rest, got 'not can_write'",
    ),
    "another fix": (
        {"fixes": [[{"fact": "can_write", "becomes": False, "changed_by": "history"}]]},
        "fixes[0][0].fact: expected ",
    ),
    "words that are none": ({"explanation": None}, "explanation: expected a text, got None"),
    "a key that no decision has": ({"weight": 1}, "weight: expected a known key (known are schema_version, question, "),
    "another version of the shape": (
        {"schema_version": SCHEMA_VERSION + 1},
        f"schema_version: expected {SCHEMA_VERSION}, which follows from the rest, ",
    ),
}


@pytest.mark.parametrize(("wrong", "line"), WRONG_DECISIONS.values(), ids=WRONG_DECISIONS)
def test_a_dict_of_a_decision_in_which_something_does_not_follow_from_its_facts_is_refused(
    wrong: dict[str, object], line: str
) -> None:
    (first, *_) = problems_of({**to_dict(QUESTIONS["joining"].decisions[0b011]), **wrong}, Decision)
    assert first.startswith(line)


def test_facts_of_a_decision_are_all_given_and_true_or_false() -> None:
    data = to_dict(QUESTIONS["joining"].decisions[3])
    facts = {"is_connected": 1, "join_chat_is_on": True}
    assert problems_of({**data, "facts": facts}, Decision) == [
        "facts.can_write: expected a value, got nothing: the key is missing"
    ]
    assert problems_of({**data, "facts": {**facts, "can_write": "no"}}, Decision) == [
        "facts.is_connected: expected true or false, got 1",
        "facts.can_write: expected true or false, got 'no'",
    ]


def test_words_of_another_version_are_read_and_give_way_to_those_of_this_one() -> None:
    decision = QUESTIONS["joining"].decisions[3]
    data = {**to_dict(decision), "explanation": "No: it was put otherwise then."}
    assert from_dict(data, Decision) is decision


def outcome_data() -> Any:  # noqa: ANN401  # plain data
    return json.loads(to_json(evaluate(read_scenario(EXAMPLES / "case-transfer.toml"))))


def test_all_problems_of_an_outcome_are_collected_with_their_paths() -> None:
    data = outcome_data()
    data["answers"]["joining"]["decision"]["allowed"] = False
    data["answers"]["disconnecting"]["decision"]["facts"]["owns_record"] = None
    data["answers"]["leaving"] = data["answers"]["joining"]
    data["missing_pane_permissions"] = ["msdyn_nothing"]
    data["context_card"]["columns"][0]["why_not"] = ["nowhere"]
    data["notifications"]["not_sent"][0]["attribute"] = 1
    data["not_asked"] = {"joining": {"lacks": ["chat"]}}
    data["record_opens"] = "yes"
    fields = [line.partition(": ")[0] for line in problems_of(data, Outcome)]
    assert fields == [
        "answers.disconnecting.decision.facts.owns_record",
        "answers.joining.decision.allowed",
        "answers.leaving",
        "missing_pane_permissions[0]",
        "record_opens",
        "context_card.columns[0].why_not[0]",
        "notifications.not_sent[0].attribute",
        "not_asked.joining.because",
    ]


def test_what_follows_from_an_outcome_is_compared_with_what_its_dict_says_of_it() -> None:
    data = outcome_data()
    data["answers"]["joining"]["can_act"] = not data["answers"]["joining"]["can_act"]
    data["can_join_from_timeline"] = None
    data["weight"] = 1
    assert [line.partition(": ")[0] for line in problems_of(data, Outcome)] == [
        "answers.joining.can_act",
        "can_join_from_timeline",
        "weight",
    ]
    data = outcome_data()
    data["answers"]["connecting"] = data["answers"]["joining"]
    assert problems_of(data, Outcome) == ["answers.connecting.decision.question: expected 'connecting', got 'joining'"]
    data = outcome_data()
    data["context_card"]["citations"] = []
    assert [line.partition(": ")[0] for line in problems_of(data, Outcome)] == ["context_card.citations"]


def test_what_would_follow_is_said_on_one_line_whatever_the_name() -> None:
    data = outcome_data()
    shown = next(each for each in data["context_card"]["columns"] if not each["why_not"])
    shown["name"] = "customer\u2028id"
    (line,) = problems_of(data, Outcome)
    assert line.isprintable()
    assert line.startswith("context_card.fields[")
    assert "customer\\u2028id" in line


@pytest.mark.parametrize("kind", [Question, LogEntry])
def test_a_class_that_plain_data_cannot_say_is_no_kind_of_model_to_read(kind: type[Model]) -> None:
    with pytest.raises(InvalidValue, match=r"^kind: expected a class of models that plain data can say"):
        from_dict({}, kind)


def test_the_record_of_a_decision_is_written_and_read_in_its_own_shape() -> None:
    kept = record(QUESTIONS["joining"].decisions[3])
    assert to_dict(kept) == kept.to_dict()
    assert from_dict(to_dict(kept), DecisionRecord) == kept
    assert problems_of({**to_dict(kept), "answer": True}, DecisionRecord) == [
        "answer: expected false, the answer that the fingerprint gives, got true"
    ]
    assert problems_of([], DecisionRecord)[0].startswith("data: expected the record of a decision, ")
    written = {"name": "joining", "version": 1, "facts": ["a"], "results": 1}
    assert problems_of({"fingerprint": written, "combination": 0, "answer": True}, DecisionRecord) == [
        "schema: expected a value, got nothing: the key is missing"
    ]


# --- Made once, and given to all --------------------------------------------------------------------------------------


def test_the_dict_and_the_json_of_a_decision_are_made_once() -> None:
    decision = QUESTIONS["disconnecting"].decisions[5]
    assert decision.to_dict() is decision.to_dict()
    assert decision._json_within is decision._json_within
    assert to_json(decision) == json.dumps(to_dict(decision), ensure_ascii=False, separators=(",", ":"))


CHANGES: dict[str, Callable[[Any], object]] = {
    "an answer": lambda data: data.__setitem__("allowed", True),
    "a key less": lambda data: data.__delitem__("facts"),
    "another key": lambda data: data.setdefault("more", 1),
    "several keys": lambda data: data.update(allowed=True),
    "several keys by operator": lambda data: data.__ior__({"allowed": True}),
    "a key taken": lambda data: data.pop("allowed"),
    "any key taken": lambda data: data.popitem(),
    "all keys": lambda data: data.clear(),
    "a fact": lambda data: data["facts"].__setitem__("owns_record", True),
    "a reason": lambda data: data["reasons"].append("none"),
    "several reasons": lambda data: data["reasons"].extend(["none"]),
    "several reasons by operator": lambda data: data["reasons"].__iadd__(["none"]),
    "reasons twice": lambda data: data["reasons"].__imul__(2),
    "a reason first": lambda data: data["reasons"].insert(0, "none"),
    "a reason in place of another": lambda data: data["reasons"].__setitem__(0, "none"),
    "a reason less": lambda data: data["reasons"].__delitem__(0),
    "a reason removed": lambda data: data["reasons"].remove(data["reasons"][0]),
    "a reason taken": lambda data: data["reasons"].pop(),
    "no reasons": lambda data: data["reasons"].clear(),
    "other order": lambda data: data["reasons"].sort(),
    "reversed": lambda data: data["reasons"].reverse(),
    "a word, deep within": lambda data: data["would_be_allowed_if"][0]["facts"].clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_caller_can_change_what_the_next_one_is_given(change: Callable[[Any], object]) -> None:
    decision = QUESTIONS["disconnecting"].decisions[1]
    before = json.dumps(decision.to_dict())
    for data in (decision.to_dict(), evaluate_first(decision)):
        with pytest.raises(TypeError, match="given to all who ask"):
            change(data)
    assert json.dumps(decision.to_dict()) == before


def evaluate_first(decision: Decision[object]) -> Any:  # noqa: ANN401  # plain data
    """The decision within an outcome."""
    empty = evaluate(Scenario(policy=NEW_ORGANISATION))
    return data_of(evolve(empty, answers=(decision,)))["answers"]["disconnecting"]["decision"]


def test_a_copy_of_plain_data_is_ordinary_and_can_be_changed() -> None:
    data = QUESTIONS["disconnecting"].decisions[1].to_dict()
    for own in (copy.deepcopy(data), pickle.loads(pickle.dumps(data)), json.loads(json.dumps(data))):  # noqa: S301
        assert own == data
        assert type(own) is dict
        assert type(own["reasons"]) is list
        own["reasons"].append("another")
        own["more"] = 1
    assert type(copy.copy(data)) is dict
