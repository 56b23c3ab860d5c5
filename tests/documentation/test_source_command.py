"""The command `source`: what it prints in each form, and how it ends."""

from __future__ import annotations

import json
import re
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from invented_page import SECTIONS, as_html, as_text

from chatlink_policy.cli import command
from chatlink_policy.documentation import comparison
from chatlink_policy.wording.words import say, typeset


@pytest.fixture(autouse=True)
def _invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of our own invention in place of the documentation."""
    monkeypatch.setattr("chatlink_policy.cli.source.compare_page", partial(comparison.compare_page, sections=SECTIONS))


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(command, ["source", *arguments], input=given)


def test_passage_requirement_and_rule_stand_side_by_side(tmp_path: Path) -> None:
    page = tmp_path / "shed.html"
    page.write_text(as_html(), encoding="utf-8")
    result = run(str(page))
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert "DIS-6, Q-10: The owner of a bicycle may always lock it" in text
    assert "DIS-6: The owner is the owning user, or any member of the owning team" in text
    assert "rule: rules/disconnecting.py:" in text


@pytest.mark.parametrize("form", ["text", "html", "markdown", "json"])
def test_the_same_is_said_in_every_form(form: str) -> None:
    result = run("-", "--format", form, given=as_text().replace("every lock", "no lock"))
    assert result.exit_code == 1
    assert "13 of 14 passages stand" in result.output
    assert "DIS-2" in result.output
    if form == "json":
        data = json.loads(result.output)
        assert (data["requirements"], data["choices"]) == (["DIS-2"], [])
        assert data["about"]["files"] == ["standard input"]
    if form == "html":
        assert "style=" not in result.output and "<table" in result.output


def test_in_french_everything_but_the_passages_is_french() -> None:
    given = as_text().replace("every lock", "no lock")
    french, english = (" ".join(run("-", "--lang", each, given=given).output.split()) for each in ("fr", "en"))
    assert "Quelque chose a changé : 13 passages sur 14 sont toujours là." in french
    assert "DIS-6, Q-10 : The owner of a bicycle may always lock it" in french
    assert re.search(r"ce qui en dépend : disconnecting \((lignes? .*; )?faits? owns_record", french)
    assert re.search(r"rests on it: disconnecting \((rows? .*; )?facts? owns_record", english)
    assert (
        run("-", "--lang", "fr", "--format", "json", given=given).output
        == run("-", "--format", "json", given=given).output
    )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_number_of_the_html_leads_to_what_it_says_on_the_same_page(lang: str) -> None:
    html = run("-", "--format", "html", "--lang", lang, given=as_text()).output
    targets = re.findall(r' id="([^"]*)">([^<]+)</p>', html)
    assert targets and {number for number, _ in targets} == set(re.findall(r'<a href="#([^"]*)">', html))
    for number, says in targets:
        key = f"choice.{number}.about" if number.startswith("Q-") else f"requirement.{number}.says"
        assert unescape(says).startswith(typeset(say(key), lang))
    tables = re.sub(r"<code>.*?</code>|<a .*?</a>", "", html.partition('<div class="chatlink-numbers">')[0])
    assert not [number for number, _ in targets if re.search(rf"\b{number}\b(?! row)", tables)]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_bytes(b"a\xff")
    for path, says in [
        (tmp_path / "none.txt", "none.txt: expected a file that can be read, got No such file or directory"),
        (tmp_path, ": expected a file, or - for standard input, got a folder"),
        (wrong, "wrong.txt: page: expected text in UTF-8"),
    ]:
        result = run(str(path))
        assert (result.exit_code, says in result.output) == (2, True), result.output


def test_where_the_code_decides_is_a_line_of_it() -> None:
    package = Path(comparison.__file__).parents[1]
    for passage in comparison.compare_page(as_text(), sections=SECTIONS).passages:
        for each in passage.rules:
            line = (package / each.file).read_text(encoding="utf-8").splitlines()[each.line - 1]
            assert each.name.rpartition(".")[2] in line
