"""A rule in another language: the same answers as the truth table, and never a yes where a fact is not known.

The texts are judged here without any engine; `test_elsewhere_engines.py` runs them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from random_questions import facts_type, make_question, questions

from chatlink_policy import QUESTIONS, InvalidValue, Question
from chatlink_policy.evidence import Row
from chatlink_policy.evidence.elsewhere import Language, export_rule

LANGUAGES: tuple[Language, Language] = ("cedar", "rego")
ALL = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


def cases_in(test: str) -> list[tuple[dict[str, object], bool]]:
    """The inputs and answers of an exported test, whichever language it is in."""
    if test.startswith("["):
        return [(each["request"]["context"], each["decision"] == "allow") for each in json.loads(test)]
    lines = [json.loads(line.rstrip(",")) for line in test.splitlines() if line.startswith("\t{")]
    return [(each["input"], each["allowed"]) for each in lines]


def answers(question: Question[object]) -> dict[str, bool]:
    """The truth table by what the facts are."""
    return {json.dumps(each.to_facts()): each.allowed for each in question.decisions}


@ALL
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_test_beside_a_rule_has_every_combination_and_every_subset_of_facts_missing(
    question: Question[object], language: Language
) -> None:
    exported = export_rule(question, language)
    expected = answers(question)
    names = [each.name for each in question.facts]
    cases = {json.dumps(facts): allowed for facts, allowed in cases_in(exported.test)}
    for given_facts in product((True, False, None), repeat=question.size):
        facts = {name: truth for name, truth in zip(names, given_facts, strict=True) if truth is not None}
        assert cases[json.dumps(facts)] == expected.get(json.dumps(facts), False)
    assert all(expected.get(facts, False) == allowed for facts, allowed in cases.items())


# --- The texts, read without an engine --------------------------------------------------------------------------------

Answers = Callable[[Mapping[str, object]], bool]
TRUTHS = {"true": (True,), "false": (False,), "[true, false][_]": (True, False)}


def read_rego(rule: str) -> Answers:
    """What an exported rule in Rego says: a yes where every line of some `allow` holds, else its default."""
    (default,) = re.findall(r"^default allow := (true|false)$", rule, re.MULTILINE)
    bodies = re.findall(r"^allow if \{\n(.*?)^\}", rule, re.MULTILINE | re.DOTALL)
    reasons = [re.findall(r"^\tinput\.(\w+) == (.*)$", body, re.MULTILINE) for body in bodies]
    return lambda facts: (
        str(default) == "true"
        or any(
            all(any(facts.get(name) is truth for truth in TRUTHS[value]) for name, value in reason)
            for reason in reasons
        )
    )


def read_cedar(rule: str) -> Answers:
    """What an exported Cedar policy says: a yes where both of its conditions hold."""
    known, conditions = re.findall(r"^when \{\n(.*?)^\}", rule, re.MULTILINE | re.DOTALL)
    wanted = re.findall(r'context has "(\w+)" && \[true, false\]\.contains\(context\.(\w+)\)', known)
    assert all(name == same for name, same in wanted)
    terms = re.findall(r"^  \((.*)\)(?: \|\|)?$", conditions, re.MULTILINE)
    reasons = [re.findall(r"(!?)context\.(\w+)", term) for term in terms]
    return lambda facts: (
        all(type(facts.get(name)) is bool for name, _ in wanted)
        and any(all(facts[name] is (sign == "") for sign, name in reason) for reason in reasons)
    )


@ALL
def test_an_exported_rule_says_what_the_table_says_and_no_where_a_fact_is_not_known(question: Question[object]) -> None:
    expected = answers(question)
    names = [each.name for each in question.facts]
    rego, cedar = read_rego(export_rule(question, "rego").rule), read_cedar(export_rule(question, "cedar").rule)
    for given_facts in product((True, False, None), repeat=question.size):
        facts = {name: truth for name, truth in zip(names, given_facts, strict=True) if truth is not None}
        right = expected.get(json.dumps(facts), False)
        assert rego(facts) == right
        assert cedar(facts) == right


@ALL
def test_each_reason_in_rego_asks_for_every_fact(question: Question[object]) -> None:
    bodies = re.findall(r"^allow if \{\n(.*?)^\}", export_rule(question, "rego").rule, re.MULTILINE | re.DOTALL)
    assert bodies
    for body in bodies:
        asked = re.findall(r"^\tinput\.(\w+) == (?:true|false|\[true, false\]\[_\])$", body, re.MULTILINE)
        assert sorted(asked) == sorted(each.name for each in question.facts)


def without_comments(rule: str, mark: str) -> Iterator[str]:
    return (line for line in rule.splitlines() if not line.lstrip().startswith(mark))


@ALL
@pytest.mark.parametrize(("language", "mark"), [("cedar", "//"), ("rego", "#")])
def test_fingerprint_meaning_of_each_fact_and_citations_stand_in_the_comments(
    question: Question[object], language: Language, mark: str
) -> None:
    exported = export_rule(question, language)
    assert exported.fingerprint == question.fingerprint
    assert f"{mark} fingerprint: {question.fingerprint}" in exported.rule.splitlines()
    for each in question.facts:
        assert f"{mark}   {each.name}: {each.says} ({', '.join(each.cites)})" in exported.rule.splitlines()
    for row in question.documented:
        assert row.cited in exported.rule


def test_the_rule_is_written_from_the_fewest_reasons() -> None:
    exported = export_rule(QUESTIONS["disconnecting"], "rego")
    assert exported.rule.count("allow if {") == 3
    assert exported.is_fewest


def test_a_rule_for_joining_reads_like_the_documentation() -> None:
    cedar = "\n".join(without_comments(export_rule(QUESTIONS["joining"], "cedar").rule, "//"))
    assert cedar.endswith(
        """\
when {
  (context.is_connected && context.join_chat_is_on && context.can_write)
};"""
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_is_never_a_yes_has_no_reason_and_one_that_always_is_still_needs_every_fact(
    language: Language,
) -> None:
    never, always = export_rule(make_question(2, 0), language), export_rule(make_question(2, 0b1111), language)
    assert not any(allowed for _, allowed in cases_in(never.test))
    assert ("when {\n  false\n}" in never.rule) == (language == "cedar")
    assert "allow if" not in never.rule
    assert all(name in always.rule for name in ("context.a", "context.b") if language == "cedar")
    assert [facts for facts, allowed in cases_in(always.test) if allowed] == [
        {"a": first, "b": second} for first, second in product((False, True), repeat=2)
    ]


SMALL = Question(
    "2 of them",
    facts_type(["some", "été"]),
    lambda facts: bool(facts.some),  # type: ignore[attr-defined]
    says_yes="it is so",
    says_no="it is not so",
    documented=[Row("REQ-1 row 1", "Y N", allowed=True), Row("REQ-1 row 2", "N N", allowed=False, source="U")],
    derived_from="REQ-2 Q-1",
)
HEADING = """\
{0} 2 of them: it is so
{0} fingerprint: 2 of them/1(some,été):c
{0} documented: REQ-1 row 1: yes; REQ-1 row 2 (U): no
{0} derived where no row decides: REQ-2, Q-1
{0}
{0} Facts, each true or false; where one is missing, null or anything else, the answer is no:
{0}   some: some is so (REQ-0)
{0}   été: été is so (REQ-1)
{0}
{0} Whether a fact is true is not decided here: chatlink-policy makes facts of users, chats and records.
"""


def test_a_rule_in_rego_is_this_text() -> None:
    exported = export_rule(SMALL, "rego")
    assert (
        exported.rule
        == HEADING.format("#")
        + """\
package chatlink_policy.question_2_of_them

import rego.v1

default allow := false

# some is so
allow if {
	input["some"] == true

	# whatever these are, they are known
	input["été"] == [true, false][_]
}
"""
    )
    head, cases = exported.test.split("cases := [\n")
    assert (
        head
        == """\
# 2 of them: every combination, every subset of facts missing, and facts that are no truths
# fingerprint: 2 of them/1(some,été):c
package chatlink_policy.question_2_of_them_test

import rego.v1

"""
    )
    lines, test = cases.split("]\n\n")
    assert lines == "".join(
        f'\t{{"name": "{name}", "allowed": {allowed}, "input": {given}}},\n' for name, allowed, given in REGO_CASES
    )
    assert (
        test
        == """\
test_every_case_has_its_answer if {
	every case in cases {
		data.chatlink_policy.question_2_of_them.allow == case.allowed with input as case.input
	}
}
"""
    )


CASES = [
    ("N N", "deny", '{"some": false, "été": false}'),
    ("N Y", "deny", '{"some": false, "été": true}'),
    ("N -", "deny", '{"some": false}'),
    ("Y N", "allow", '{"some": true, "été": false}'),
    ('Y N, some: \\"true\\"', "deny", '{"some": "true", "été": false}'),
    ("Y N, some: 1", "deny", '{"some": 1, "été": false}'),
    ("Y N, some: null", "deny", '{"some": null, "été": false}'),
    ('Y N, été: \\"false\\"', "deny", '{"some": true, "été": "false"}'),
    ("Y N, été: 0", "deny", '{"some": true, "été": 0}'),
    ("Y N, été: null", "deny", '{"some": true, "été": null}'),
    ("Y Y", "allow", '{"some": true, "été": true}'),
    ('Y Y, some: \\"true\\"', "deny", '{"some": "true", "été": true}'),
    ("Y Y, some: 1", "deny", '{"some": 1, "été": true}'),
    ("Y Y, some: null", "deny", '{"some": null, "été": true}'),
    ('Y Y, été: \\"true\\"', "deny", '{"some": true, "été": "true"}'),
    ("Y Y, été: 1", "deny", '{"some": true, "été": 1}'),
    ("Y Y, été: null", "deny", '{"some": true, "été": null}'),
    ("Y -", "deny", '{"some": true}'),
    ("- N", "deny", '{"été": false}'),
    ("- Y", "deny", '{"été": true}'),
    ("- -", "deny", "{}"),
]
NO_OBJECTS = [("no object", "deny", given) for given in ("null", "true", '"yes"')]
REGO_CASES = [(name, {"allow": "true", "deny": "false"}[answer], given) for name, answer, given in CASES + NO_OBJECTS]


def test_a_rule_in_cedar_is_this_text() -> None:
    exported = export_rule(SMALL, "cedar")
    assert (
        exported.rule
        == HEADING.format("//")
        + """\
@id("2 of them")
permit (principal, action == Action::"2 of them", resource)
when {
  // every fact is there, and is true or false
  context has "some" && [true, false].contains(context.some) &&
  context has "été" && [true, false].contains(context["été"])
}
when {
  // some is so
  (context.some)
};
"""
    )
    lines = [
        f'{{"name": "2 of them: {name}", "request": {{"principal": "User::\\"anyone\\"", '
        f'"action": "Action::\\"2 of them\\"", "resource": "Chat::\\"any\\"", "context": {given}}}, "entities": [], '
        f'"decision": "{answer}", "reason": [], "num_errors": 0}}'
        for name, answer, given in CASES
        if "null" not in name
    ]
    assert exported.test == "[\n" + ",\n".join(lines) + "\n]\n"


@pytest.mark.parametrize(
    ("name", "package"),
    [("", "question_"), ("a", "a"), ("a2", "a2"), ("2a", "question_2a"), ("some", "question_some"), ("is so", "is_so")],
)
def test_a_package_has_a_name_that_rego_takes(name: str, package: str) -> None:
    exported = export_rule(make_question(1, 2, name=name), "rego")
    assert f"\npackage chatlink_policy.{package}\n" in exported.rule
    assert f"\npackage chatlink_policy.{package}_test\n" in exported.test


def test_a_rule_without_rows_says_so_and_a_rule_prints_on_a_short_line() -> None:
    question = Question("q", facts_type("a"), lambda _: True, says_yes="yes", says_no="no")
    exported = export_rule(question, "rego")
    assert "\n# documented: no\n# derived where no row decides: from the rule alone\n" in exported.rule
    assert repr(exported) == "ExportedRule(question='q', language='rego', fingerprint='q/1(a):3', is_fewest=True)"


@given(questions(max_facts=4))
def test_the_same_question_gives_the_same_text(question: Question[object]) -> None:
    for language in LANGUAGES:
        assert export_rule(question, language) == export_rule(question, language)


def test_what_a_text_of_a_question_holds_never_leaves_its_comment() -> None:
    question = Question(
        "may\nallow := true",
        facts_type("a"),
        lambda facts: bool(facts.a),  # type: ignore[attr-defined]
        says_yes="yes\r\nallow := true\u2028permit (principal, action, resource);",
        says_no="no",
        derived_from=["\nallow := true"],
    )
    for language, mark in (("cedar", "//"), ("rego", "#")):
        code = list(without_comments(export_rule(question, language).rule, mark))  # type: ignore[arg-type]
        assert not any(line.startswith(("allow := true", "permit (principal, action, resource)")) for line in code)
    assert "package chatlink_policy.may_allow____true" in export_rule(question, "rego").rule
    assert 'Action::"may\\nallow := true"' in export_rule(question, "cedar").rule


def test_a_name_stands_in_cedar_as_cedar_spells_it() -> None:
    question = Question("it's \"\\\x7f", facts_type("a"), lambda _: True, says_yes="yes", says_no="no")
    exported = export_rule(question, "cedar")
    assert r'Action::"it\'s \"\\\u{7f}"' in exported.rule
    assert {each["request"]["action"] for each in json.loads(exported.test)} == {r'Action::"it\'s \"\\\u{7f}"'}


def test_a_name_that_the_language_keeps_for_itself_stands_in_brackets() -> None:
    question = make_question(1, 0b10)
    kept = Question("default", facts_type(["default", "like", "été"]), lambda _: True, says_yes="yes", says_no="no")
    rego, cedar = export_rule(kept, "rego").rule, export_rule(kept, "cedar").rule
    assert all(each in rego for each in ('input["default"]', "input.like", 'input["été"]', ".question_default"))
    assert all(each in cedar for each in ("context.default", 'context["like"]', 'context["été"]'))
    assert "input.a" in export_rule(question, "rego").rule


def test_no_question_and_no_language_are_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match=r"^question: expected a Question, got 'joining'$"):
        export_rule("joining", "rego")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match=r"^language: expected one of cedar, rego, got 'xacml'$"):
        export_rule(QUESTIONS["joining"], "xacml")  # type: ignore[arg-type]
