"""Exported rules run in Cedar and in a Rego interpreter: equal to the truth table, and no where a fact is not known.

Both engines are written by others. Left out unless asked for with `-m elsewhere`, which needs the group `elsewhere`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from random_questions import facts_type, questions

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.evidence.elsewhere import Language, export_rule

pytestmark = pytest.mark.elsewhere

Input = Mapping[str, object]
MISSING = object()
NO_TRUTHS: tuple[object, ...] = (None, "true", "false", "", 0, 1, [], [True], {})
ALL = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
BOTH = pytest.mark.parametrize("language", ["cedar", "rego"])


def in_cedar(rule: str, name: str, inputs: Iterable[Input]) -> list[bool]:
    """What Cedar answers; a request that it does not take is no yes."""
    cedarpy = import_module("cedarpy")

    who = {"principal": 'User::"u"', "action": f"Action::{json.dumps(name)}", "resource": 'Chat::"c"'}
    requests = [who | {"context": dict(each)} for each in inputs]
    return [each.decision.value == "Allow" for each in cedarpy.is_authorized_batch(requests, rule, [])]


ALL_AT_ONCE = """\
package all_at_once
import rego.v1
answers := [answer | some each in data.inputs; answer := data.chatlink_policy.{name}.allow with input as each]
"""


def in_rego(rule: str, name: str, inputs: Iterable[Input]) -> list[bool]:
    """What the interpreter answers."""
    interpreter = import_module("regopy").Interpreter()
    interpreter.add_module("rule", rule)
    interpreter.add_module("all_at_once", ALL_AT_ONCE.format(name=name))
    interpreter.add_data_json(json.dumps({"inputs": [*inputs]}, ensure_ascii=False))
    output = json.loads(str(interpreter.query("answers = data.all_at_once.answers")))
    answers: list[bool] = output["bindings"]["answers"]
    assert {*answers} <= {True, False}
    return answers


def run(language: Language, question: Question[Any], inputs: list[Input], rule: str | None = None) -> list[bool]:
    rule = export_rule(question, language).rule if rule is None else rule
    return (in_cedar if language == "cedar" else in_rego)(rule, question.name, inputs)


def inputs_of(question: Question[Any], *values: object) -> list[Input]:
    """Every input whose facts are each one of the values, or missing."""
    names = [each.name for each in question.facts]
    return [
        {name: value for name, value in zip(names, each, strict=True) if value is not MISSING}
        for each in product(values, repeat=len(names))
    ]


def expected(question: Question[Any], inputs: list[Input]) -> list[bool]:
    """The truth table where every fact is a truth, else no."""
    table = {json.dumps(each.to_facts()): each.allowed for each in question.decisions}
    return [table.get(json.dumps(each), False) for each in inputs]


@ALL
@BOTH
def test_every_input_of_true_false_missing_and_null_has_the_answer_of_the_table_or_no(
    question: Question[Any], language: Language
) -> None:
    inputs = inputs_of(question, True, False, MISSING, None)
    answers = run(language, question, inputs)
    assert answers == expected(question, inputs)
    assert sum(answers) == question.results.bit_count()


@ALL
@BOTH
def test_a_fact_that_is_anything_but_true_or_false_is_denied(question: Question[Any], language: Language) -> None:
    inputs: list[Input] = [
        {**decision.to_facts(), each.name: other}
        for decision in question.decisions
        for each in question.facts
        for other in NO_TRUTHS
    ]
    assert not any(run(language, question, inputs))


@BOTH
@given(question=questions(max_facts=3, with_rows=False))
def test_any_question_of_ones_own_is_answered_alike(question: Question[Any], language: Language) -> None:
    inputs = inputs_of(question, True, False, MISSING, None)
    assert run(language, question, inputs) == expected(question, inputs)


@BOTH
def test_names_that_a_language_keeps_for_itself_are_answered_alike(language: Language) -> None:
    names = ["default", "like", "été", "has", "package"]
    question = Question(
        "some",
        facts_type(names),
        lambda facts: not facts.default and facts.like,  # type: ignore[attr-defined]
        says_yes='yes "quoted" \\ // # */ {',
        says_no="no",
    )
    inputs = inputs_of(question, True, False, MISSING)
    rule = export_rule(question, language).rule
    run_in = in_cedar if language == "cedar" else in_rego
    assert run_in(rule, "some" if language == "cedar" else "question_some", inputs) == expected(question, inputs)


# --- The same tests find a rule that is wrong -------------------------------------------------------------------------

NAIVE = """\
package chatlink_policy.timeline_entry
import rego.v1
default allow := false
allow if {
    input.chat_is_on
    input.sync_is_on
    input.is_connected
    input.connected_since_sync
    not input.record_is_activity
}
"""


def test_rego_as_one_would_write_it_says_yes_where_a_fact_is_missing_and_that_is_noticed() -> None:
    question = QUESTIONS["timeline_entry"]
    inputs = inputs_of(question, True, False, MISSING, None)
    naive = run("rego", question, inputs, NAIVE)
    wrong = [
        each for each, answer, right in zip(inputs, naive, expected(question, inputs), strict=True) if answer != right
    ]
    others = {each.name: True for each in question.facts if each.name != "record_is_activity"}
    assert others in wrong
    assert passes_in_rego(question, export_rule(question, "rego").rule)
    assert not passes_in_rego(question, NAIVE)


def passes_in_rego(question: Question[Any], rule: str, package: str = "") -> bool:
    """Whether the exported test passes for a rule."""
    package = package or f"chatlink_policy.{question.name}"
    interpreter = import_module("regopy").Interpreter()
    interpreter.add_module("rule", rule)
    interpreter.add_module("test", export_rule(question, "rego").test)
    output = str(interpreter.query(f"data.{package}_test.test_every_case_has_its_answer"))
    return output == '{"expressions":[true]}'


def passes_in_cedar(question: Question[Any], rule: str) -> bool:
    """The same for the requests beside a Cedar policy."""
    cedarpy = import_module("cedarpy")
    cases = json.loads(export_rule(question, "cedar").test)
    results = cedarpy.is_authorized_batch([each["request"] for each in cases], rule, [])
    return all(
        result.decision.value.lower() == case["decision"] and len(result.diagnostics.errors) == case["num_errors"]
        for case, result in zip(cases, results, strict=True)
    )


@ALL
@BOTH
def test_the_test_beside_a_rule_passes_and_fails_for_another_rule(question: Question[Any], language: Language) -> None:
    rule = export_rule(question, language).rule
    passes = passes_in_cedar if language == "cedar" else passes_in_rego
    assert passes(question, rule)
    for each in question.facts[:: max(1, question.size - 1)]:  # the first and the last
        asked = f"context.{each.name})" if language == "cedar" else f"input.{each.name} == [true, false][_]"
        wrong = rule.replace(asked, "true)" if language == "cedar" else "true")
        assert wrong == rule or not passes(question, wrong)
    denied = rule.replace("&&", "||") if language == "cedar" else rule.replace("== true\n", "== false\n")
    assert not passes(question, denied) or denied == rule


@BOTH
@pytest.mark.parametrize("name", ["don't", 'may "join"', "a\\b", "two\nlines\r\t\0", "été\u2028\xa0", "default"])
def test_the_test_beside_a_rule_passes_whatever_its_question_is_called(name: str, language: Language) -> None:
    question = Question(name, facts_type("ab"), lambda facts: facts.a, says_yes="yes", says_no="no")  # type: ignore[attr-defined]
    rule = export_rule(question, language)
    if language == "cedar":
        assert passes_in_cedar(question, rule.rule)
    else:
        package = rule.rule.partition("package ")[2].split()[0]
        assert passes_in_rego(question, rule.rule, package)
