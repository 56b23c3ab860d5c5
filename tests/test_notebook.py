"""For notebooks: a question with switches, driven without a browser, and who may what under which policy."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from attrs import evolve
from marked_language import beside_the_marks, in_marks

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Owner,
    Question,
    Record,
    RecordType,
    Scenario,
    User,
    _folds,
    can_disconnect,
)
from chatlink_policy.errors import MissingExtra
from chatlink_policy.evidence.ladder import contacts, ladder_of
from chatlink_policy.notebook import Matrix, explore, matrix
from chatlink_policy.rendering import render
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.wording import words

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CHAT = Chat("c", ChatKind.GROUP, links=[ChatLink("incident", "42", connected_by="ada", connected_on=MONDAY)])
RECORD = Record("incident", "42", Owner(user="bo"))
CASE = Scenario(policy=NEW_ORGANISATION, user=User("ada"), chat=CHAT, record=RECORD)
PEOPLE = {"Ada": CASE, "Bo": evolve(CASE, user=User("bo")), "Eve": evolve(CASE, user=User("eve"))}
TOGGLES = {
    "both on": NEW_ORGANISATION.but_for("incident", owner_may_disconnect=True, connector_may_disconnect=True),
    "owner only": NEW_ORGANISATION.but_for("incident", owner_may_disconnect=True, connector_may_disconnect=False),
}


# --- Who may what under which policy ----------------------------------------------------------------------------------


def test_a_matrix_says_of_each_case_under_each_policy_what_the_question_says() -> None:
    found = matrix("disconnecting", TOGGLES, PEOPLE)
    assert (found.policies, found.people) == (tuple(TOGGLES), tuple(PEOPLE))
    for who, case in PEOPLE.items():
        for label, policy in TOGGLES.items():
            assert case.user and case.chat and case.record
            assert found.at(who, label).decision == can_disconnect(policy, case.user, case.chat, case.record)
    assert found == matrix(DISCONNECTING, TOGGLES, PEOPLE)
    assert [line.split() for line in found.to_text().splitlines()[3:]] == [
        ["who", "both", "on", "owner", "only"],
        ["Ada", "yes", "no"],
        ["Bo", "yes", "yes"],
        ["Eve", "no", "no"],
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_matrix_of_any_question_has_an_answer_or_says_why_there_is_none(name: str) -> None:
    found = matrix(name, TOGGLES, PEOPLE)
    assert len(found.answers) == 6
    assert all((each.decision is None) is bool(each.why) for each in found.answers)


def test_what_is_unknown_is_neither_yes_nor_no_in_a_matrix() -> None:
    unsure = {"unsure": evolve(NEW_ORGANISATION, chat_is_on=True, timeline_sync=True)}
    table = RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True)
    found = matrix("timeline_entry", unsure, {"the chat": evolve(CASE, record_type=table)})
    (answer,) = found.answers
    assert answer.decision is None
    assert "timeline_sync_since" in answer.why
    assert "not known" in found.to_text() and answer.why in " ".join(found.to_text().split())
    (lacks,) = matrix("joining", {"new": NEW_ORGANISATION}, {"Ada": CASE}).answers
    assert (lacks.decision, lacks.why) == (None, "access not given")
    data: Any = found.to_dict()["answers"]
    assert (data[0]["allowed"], data[0]["why_not_known"]) == (None, answer.why)


def test_a_matrix_is_plain_data_and_html_whose_names_stay_text() -> None:
    hostile = "<script>alert(1)</script>"
    found = matrix("disconnecting", {hostile: NEW_ORGANISATION}, {hostile: CASE})
    assert json.loads(found.to_json()) == found.to_dict()
    assert hostile not in found._repr_html_()
    assert escape(hostile) in found._repr_html_()
    assert found.to_text() == render(found)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("leaving", TOGGLES, PEOPLE), "question"),
        ((None, TOGGLES, PEOPLE), "question"),
        ((evolve(DISCONNECTING, version=2), TOGGLES, PEOPLE), "question"),
        (("joining", [], PEOPLE), "policies"),
        (("joining", {"new": 1}, PEOPLE), "policies['new']"),
        (("joining", {1: NEW_ORGANISATION}, PEOPLE), "policies"),
        (("joining", TOGGLES, {"Ada": User("ada")}), "people['Ada']"),
    ],
)
def test_a_matrix_of_something_else_is_refused_by_its_place(arguments: tuple[Any, ...], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        matrix(*arguments)
    assert refused.value.field == field


def test_an_answer_of_nobody_in_a_matrix_is_refused() -> None:
    found: Matrix = matrix("disconnecting", TOGGLES, PEOPLE)
    with pytest.raises(InvalidValue, match="expected one of Ada, Bo, Eve, got 'Zoe'"):
        found.at("Zoe", "both on")


def test_a_matrix_needs_no_widgets_and_exploring_without_them_names_the_extra() -> None:
    script = (
        "import sys\nsys.modules['ipywidgets'] = None\n"
        "from chatlink_policy import QUESTIONS\nfrom chatlink_policy.notebook import explore, matrix\n"
        "print(matrix('joining', {}, {}).to_text())\n"
        "try:\n    explore(QUESTIONS['joining'])\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert f"{MissingExtra.__name__} explore needs the extra notebook: pip install 'chatlink-policy[notebook]'" in (
        done.stdout
    )


# --- A question with switches -----------------------------------------------------------------------------------------


def _checked(explorer: Any) -> None:  # noqa: ANN401  # what `explore` gives
    """What is shown is what the library says of the facts as the switches are."""
    decision, page = explorer.decision, explorer.page
    facts = {name: each.value for name, each in explorer.switches.items()}
    assert decision.to_facts() == facts
    if decision.is_possible:
        assert render(decision, "html", level=3) in page
    else:
        why = [each.says for each in explorer.question.impossible if escape(each.says) in page]
        assert f"These facts cannot occur together: {escape('; '.join(why))}." in page
        assert why
        assert ">✓ yes" not in page.partition("</figure>")[2]
    takes = contacts(ladder_of(explorer.question))
    assert page.count("chatlink-lit") == sum(each.is_closed(facts) for each in takes)
    assert " style=" not in page


@pytest.mark.widgets
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_every_setting_of_the_switches_shows_the_answer_of_the_library(question: Question[object]) -> None:
    explorer = explore(question)
    assert list(explorer.switches) == list(question.bits)
    for decision in question.decisions:
        for name, truth in decision.to_facts().items():
            explorer.switches[name].value = truth
        assert explorer.decision == decision
        _checked(explorer)


@pytest.mark.widgets
def test_exploring_a_decision_starts_with_its_facts() -> None:
    decision = DISCONNECTING.decisions[37]
    explorer = explore(decision)
    assert explorer.decision is decision
    explorer.switches["has_global_right"].value = not explorer.switches["has_global_right"].value
    assert explorer.decision == DISCONNECTING.decisions[37 ^ 2]
    _checked(explorer)


@pytest.mark.widgets
def test_in_french_the_switches_and_all_below_them_are_in_the_table_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_template", in_marks)
    monkeypatch.setattr(_folds, "_says", _folds._says.__wrapped__)  # which keeps what it has said
    explorer: Any = explore(DISCONNECTING, lang="fr")
    described = "".join(f"<p>{each.description}</p>" for each in explorer.switches.values())
    assert beside_the_marks(described + explorer.page) == set()


@pytest.mark.widgets
def test_a_notebook_shows_the_switches_and_a_page_without_widgets_the_answer() -> None:
    explorer = explore(QUESTIONS["joining"])
    shown = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/html"] == explorer.page


@pytest.mark.widgets
@pytest.mark.parametrize("value", [None, "joining", 1])
def test_exploring_something_else_is_refused(value: Any) -> None:  # noqa: ANN401  # a wrong one
    with pytest.raises(InvalidValue, match="of: expected"):
        explore(value)
