"""What is known of a number or code: the same as its data and the generated pages say, and nothing of what is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from chatlink_policy import QUESTIONS
from chatlink_policy.checking import FindingCode
from chatlink_policy.cli import command
from chatlink_policy.errors import InvalidValue
from chatlink_policy.lookup import cited_together, look_up, numbers
from chatlink_policy.rendering import render
from chatlink_policy.sources import CHOICES, REQUIREMENTS
from chatlink_policy.wording.findings import FINDINGS
from chatlink_policy.wording.french.findings import FINDINGS as FRENCH
from chatlink_policy.wording.words import table

DOCS = Path(__file__).parents[1] / "docs"


def test_rule_prints_a_requirement_its_rows_its_place_and_the_tests_that_prove_it() -> None:
    page = CliRunner().invoke(command, ["rule", "DIS-4"])
    assert page.exit_code == 0
    assert str(REQUIREMENTS["DIS-4"].says) in page.output
    for row in range(1, 9):
        assert f"disconnecting, DIS-4 row {row}: " in page.output
    assert "rules.disconnecting.DISCONNECTING" in page.output
    assert "rules/test_disconnecting.py::test_who_may_disconnect" in page.output


@pytest.mark.parametrize("number", numbers())
def test_every_number_and_code_is_found_with_all_that_its_data_says(number: str) -> None:
    entry = look_up(number)
    page = " ".join(render(entry, width=10_000).split())
    if number in REQUIREMENTS:
        requirement = REQUIREMENTS[number]
        texts = [requirement.says, requirement.not_code, *(each.says for each in requirement.parts)]
    elif number in CHOICES:
        choice = CHOICES[number]
        texts = [choice.about, choice.on_page, choice.chosen, choice.why, choice.otherwise, choice.option or ""]
    else:
        texts = [FINDINGS[FindingCode.__members__[number.upper()]].says, *entry.rests_on]
    assert [each for each in texts if " ".join(str(each).split()) not in page] == []
    assert all(each in page for each in (*entry.places, *entry.tests, *entry.findings))
    assert entry.to_dict()["number"] == number


@pytest.mark.parametrize("number", [*REQUIREMENTS, *CHOICES])
def test_the_tests_and_places_of_a_number_are_those_of_its_page(number: str) -> None:
    text = (DOCS / ("requirements.md" if number in REQUIREMENTS else "choices.md")).read_text(encoding="utf-8")
    section = re.split(rf"^##+ {number}$", text, flags=re.MULTILINE)[1]
    section = re.split(r"^##+ ", section, flags=re.MULTILINE)[0]
    shown = re.findall(r">`([^`]*)`</a>", section)
    entry = look_up(number)
    is_code = number in CHOICES or REQUIREMENTS[number].is_code
    assert shown == ([*entry.places, *entry.tests] if is_code else [])


def test_a_choice_shows_the_answers_that_are_derived_from_it() -> None:
    derived = [each for each in look_up("Q-6").rows if each.row == ""]
    question = QUESTIONS["disconnecting"]
    assert len(derived) == sum(each.is_possible and not each.is_documented for each in question.decisions) == 4
    assert {each.answer for each in derived} == {False}


def test_numbers_are_cited_together_both_ways() -> None:
    for number in (*REQUIREMENTS, *CHOICES):
        assert number not in cited_together(number)
        assert all(number in cited_together(other) for other in cited_together(number))


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("DIS-44", "DIS-4"), ("dis4", "DIS-4"), ("Q-66", "Q-6"), ("no_app_select", "no_app_selected")],
)
def test_a_number_that_does_not_exist_is_refused_with_those_that_are_close(wrong: str, meant: str) -> None:
    with pytest.raises(InvalidValue, match=rf"got '{wrong}'; did you mean .*\b{meant}\b") as error:
        look_up(wrong)
    page = CliRunner().invoke(command, ["rule", wrong])
    assert page.exit_code == 2
    assert page.stderr == f"Error: {error.value}\n"


@pytest.mark.parametrize("wrong", ["", "\x1b[31m", "x" * 100_000, "<b>"])
def test_what_is_near_to_nothing_is_refused_on_one_printable_line(wrong: str) -> None:
    with pytest.raises(InvalidValue, match=r"^number: expected a number of a requirement or choice") as error:
        look_up(wrong)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 1_000


def test_a_number_is_found_in_any_case() -> None:
    assert look_up(" dis-4 ") == look_up("DIS-4")


@pytest.mark.parametrize("output", ["text", "markdown", "json"])
def test_rule_prints_every_kind_in_every_format(output: str) -> None:
    for number in ("DIS-4", "CON-4", "Q-6", "no_app_selected"):
        page = CliRunner().invoke(command, ["rule", number, "--format", output])
        assert page.exit_code == 0
        assert number in page.output.replace("\\", "")
        if output == "json":
            assert json.loads(page.output)["number"] == number


def test_rule_speaks_french_where_it_is_asked_to() -> None:
    page = CliRunner().invoke(command, ["rule", "DIS-4", "--lang", "fr"])
    assert "DIS-4, une exigence" in page.output
    assert "prouvé par les tests" in page.output
    assert "french" not in page.output
    in_part = CliRunner().invoke(command, ["rule", "DIS-2", "--lang", "fr"]).output
    assert "CON-1 (en partie choix)" in in_part
    assert "choice" not in in_part
    own = {key for key in table("en") if key.startswith("rule.")}
    assert own == {key for key in table("fr") if key.startswith("rule.")}


def test_a_kind_of_finding_is_said_in_french_as_it_is_written_with_its_places() -> None:
    page = " ".join(CliRunner().invoke(command, ["rule", "row_rejected", "--lang", "fr"]).output.split())
    written = FRENCH[FindingCode.ROW_REJECTED]
    assert f"dit : - {written.says} à faire : - {written.todo} gravité : - erreur" in page
    assert written.says != FINDINGS[FindingCode.ROW_REJECTED].says


@pytest.mark.parametrize("number", ["DIS-4", "Q-6", "no_app_selected"])
def test_a_path_and_the_name_of_a_test_are_never_broken(number: str) -> None:
    entry = look_up(number)
    lines = render(entry, width=40).splitlines()
    assert [each for each in (*entry.places, *entry.tests) if f"  - {each}" not in lines] == []
    assert max(map(len, entry.places + entry.tests)) > 40 or number == "no_app_selected"


def test_a_shell_completes_numbers_and_codes() -> None:
    parameter = command.get_command(command.make_context("x", ["rule", "DIS-4"]), "rule")
    assert parameter is not None
    (argument,) = (each for each in parameter.params if each.name == "number")
    context = command.make_context("x", ["rule", "DIS-4"])
    assert [each.value for each in argument.shell_complete(context, "dis-")] == [
        each for each in REQUIREMENTS if each.startswith("DIS-")
    ]
