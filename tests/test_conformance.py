"""The conformance corpus says what the library answers, shows every corner of the rules, and is checked without it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from answers_of import answers_of, grounds_said_by, outcome_of, said_by
from conformance_cases import as_text, chosen_anew, features, merged, only, refreshed, without
from crowded import FORGOTTEN, READINGS, crowded_scenario
from oracle import ORACLES, can_occur
from plain_grounds import plain_grounds
from plain_rules import FACTS, plain_answers

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.conformance import conformance_corpus, conformance_text
from chatlink_policy.evidence.elsewhere import export_rule
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.wording.grounds import GROUNDS

CORPUS: Any = json.loads(conformance_text())
ALONE = {"cards": "context_card", "notifications": "notifications"}
PATCHED = (("scenario", "change"), ("expected", "expected"))


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    return ((kind, case) for kind in ("cards", "notifications", "scenarios") for case in CORPUS[kind])


def part_of(kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What a case of that kind expects."""
    return only(answers, ALONE[kind]) if kind in ALONE else without(answers, *ALONE.values())


def test_the_conformance_corpus_is_what_the_library_answers() -> None:
    assert as_text(refreshed(CORPUS)) == conformance_text(), "run: python docs/generate.py"
    assert conformance_corpus() == CORPUS


def test_the_corpus_is_small_enough_to_be_shipped() -> None:
    assert len(conformance_text().encode()) < 200_000


def test_a_reader_that_knows_nothing_of_the_library_gives_every_answer_of_the_corpus() -> None:
    for kind, case in cases():
        answers = part_of(kind, plain_answers(case["scenario"]))
        assert json.loads(json.dumps(answers)) == case["expected"], case["name"]


def test_each_variation_is_a_scenario_with_one_change_and_plain_rules_answer_it_as_expected() -> None:
    base = {each["name"]: each for each in CORPUS["scenarios"]}
    assert len(base) + len(CORPUS["variations"]) > 150
    for each in CORPUS["variations"]:
        before = base[each["of"]]
        scenario, expected = (merged(before[part], each[of]) for part, of in PATCHED)
        assert (scenario, expected) != (before["scenario"], before["expected"])
        assert json.loads(json.dumps(part_of("scenarios", plain_answers(scenario)))) == expected, each


def test_every_combination_of_every_question_is_in_the_corpus_with_the_answer_of_an_oracle() -> None:
    assert [each["question"] for each in CORPUS["tables"]] == [*ORACLES]
    for table in CORPUS["tables"]:
        assert table["facts"] == [*FACTS[table["question"]]]
        assert len({each["facts"] for each in table["combinations"]}) == 2 ** len(table["facts"])
        for each in table["combinations"]:
            facts = {name: letter == "Y" for name, letter in zip(table["facts"], each["facts"], strict=True)}
            assert each["can_occur"] is can_occur(facts)
            if each["can_occur"]:
                assert each["answer"] is ORACLES[table["question"]](**facts), (table["question"], each)


def test_a_combination_that_the_documentation_leaves_open_changes_its_own_answer_alone() -> None:
    (disconnecting,) = (each for each in CORPUS["tables"] if each["question"] == "disconnecting")
    assert len(disconnecting["otherwise"]) == len(OpenCombination)
    for each in disconnecting["otherwise"]:
        (letters,) = each["readings"]["open_combinations"]
        possible = {row["facts"] for row in disconnecting["combinations"] if row["can_occur"]}
        assert possible.intersection(each["changed"]) == {f"{letters}NY"}


def test_the_corpus_shows_every_reason_ground_reading_and_every_unknown_that_costs_an_answer() -> None:
    shown = set().union(*(features(case["scenario"], case["expected"]) for _, case in cases()))
    assert {("context_card", each.value) for each in WhyNotShown} <= shown
    assert {("notifications", each.value) for each in WhyNotSent} <= shown
    codes = {str(each[2]).partition(" ")[2] for each in shown if each[0] == "fact"}
    assert codes == {*GROUNDS}
    assert {each[1] for each in shown if each[0] == "reading"} == {*READINGS}
    assert {each[1] for each in shown if each[0] == "unknown"} == {*FORGOTTEN}
    for name in QUESTIONS:
        assert {(name, True), (name, False), ("without answer", name, False)} <= shown


@pytest.mark.campaign
def test_choosing_the_cases_anew_chooses_the_same() -> None:
    assert as_text(chosen_anew()) == conformance_text(), "run: python tests/support/conformance_cases.py"


# --- In Cedar and Rego ------------------------------------------------------------------------------------------------


def in_cedar(question: Question[Any], inputs: list[dict[str, bool]]) -> list[bool]:
    who = {"principal": 'User::"u"', "action": f'Action::"{question.name}"', "resource": 'Chat::"c"'}
    requests = [who | {"context": each} for each in inputs]
    found = import_module("cedarpy").is_authorized_batch(requests, export_rule(question, "cedar").rule, [])
    return [each.decision.value == "Allow" for each in found]


def in_rego(question: Question[Any], inputs: list[dict[str, bool]]) -> list[bool]:
    interpreter = import_module("regopy").Interpreter()
    interpreter.add_module("rule", export_rule(question, "rego").rule)
    asked = f"data.chatlink_policy.{question.name}.allow"
    all_at_once = f"answers := [a | some each in data.inputs; a := {asked} with input as each]"
    interpreter.add_module("all", f"package all\nimport rego.v1\n{all_at_once}")
    interpreter.add_data_json(json.dumps({"inputs": inputs}))
    found: list[bool] = json.loads(str(interpreter.query("answers = data.all.answers")))["bindings"]["answers"]
    return found


@pytest.mark.elsewhere
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_exported_rules_give_every_answer_of_the_corpus(name: str) -> None:
    (table,) = (each for each in CORPUS["tables"] if each["question"] == name)
    inputs = [dict(zip(table["facts"], map("Y".__eq__, each["facts"]), strict=True)) for each in table["combinations"]]
    answers = [each["answer"] for each in table["combinations"]]
    assert in_cedar(QUESTIONS[name], inputs) == answers
    assert in_rego(QUESTIONS[name], inputs) == answers


# --- A second opinion at scale ----------------------------------------------------------------------------------------


def disagreement(seed: int) -> str | None:
    """What library and plain rules say differently of the scenario of that seed; None where they agree."""
    scenario = crowded_scenario(seed)
    outcome = outcome_of(scenario)
    ours = said_by(outcome), grounds_said_by(outcome)
    plain = plain_answers(scenario), plain_grounds(scenario)
    if ours == plain:
        return None
    return f"seed {seed}: the library answers {ours}, the plain rules {plain}, for {json.dumps(scenario)}"


def agree_from(first: int, count: int) -> None:
    for seed in range(first, first + count):
        assert (found := disagreement(seed)) is None, found


def test_the_library_and_plain_rules_agree_on_whole_drawn_scenarios() -> None:
    agree_from(0, 300)


@pytest.mark.thorough
def test_the_library_and_plain_rules_agree_on_thousands_of_whole_drawn_scenarios() -> None:
    agree_from(300, 5_000)


@pytest.mark.campaign
def test_the_library_and_plain_rules_agree_on_as_many_scenarios_as_are_asked_for() -> None:
    agree_from(int(os.environ.get("FIRST_SEED", "0")), int(os.environ.get("SCENARIOS", "100000")))


@pytest.mark.elsewhere
def test_cedar_answers_whole_drawn_scenarios_as_the_library_does() -> None:
    count = int(os.environ.get("SCENARIOS", "3000"))
    for first in range(0, count, 1_000):
        seeds = range(first, min(first + 1_000, count))
        for name, found in _facts_and_answers(seeds).items():
            answers = in_cedar(QUESTIONS[name], [facts for _, facts, _ in found])
            wrong = [each for each, is_yes in zip(found, answers, strict=True) if each[2] is not is_yes]
            assert wrong == [], f"seed {wrong[0][0]}"


def _facts_and_answers(seeds: range) -> dict[str, list[tuple[int, dict[str, bool], bool]]]:
    """By question: seed, facts of the plain rules as far as they are known, and whether the library says yes."""
    found: dict[str, list[tuple[int, dict[str, bool], bool]]] = {name: [] for name in QUESTIONS}
    for seed in seeds:
        scenario = crowded_scenario(seed)
        scenario["policy"].get("readings", {}).pop("open_combinations", None)  # that is another rule
        ours: Any = answers_of(scenario)
        plain: Any = plain_answers(scenario)
        table = scenario.get("record", {}).get("record_type")
        unreadable = scenario["policy"].get("unreadable_record_types", ()), scenario["policy"].get("others_unreadable")
        for name in QUESTIONS:
            if name == "timeline_entry" and (table in unreadable[0] or unreadable[1]):
                continue  # there the question has no answer though every fact is known
            said = {fact: plain["facts"].get(fact, "? -")[0] for fact in FACTS[name]}
            facts = {fact: letter == "Y" for fact, letter in said.items() if letter != "?"}
            found[name].append((seed, facts, ours["answers"].get(name, False)))
    return found


def test_a_rule_that_is_wrong_is_noticed_and_its_seed_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plain_rules.TWO_APPS", ("msdyn_customerserviceworkspace",))
    monkeypatch.setattr("plain_rules.THREE_APPS", ("msdyn_customerserviceworkspace",))
    with pytest.raises(AssertionError, match=r"seed \d+: the library answers"):
        agree_from(0, 300)
