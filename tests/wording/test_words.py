"""Texts in two languages: one table of words by code, and nothing fixed that is said beside it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatlink_policy import QUESTIONS
from chatlink_policy.compare.restricted import _NEVER as NEVER
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.defaults import GRAPH_PERMISSIONS, PANE_TABLES
from chatlink_policy.errors import InvalidValue
from chatlink_policy.evidence import ChangedBy, Reach
from chatlink_policy.evidence.named_facts import Fact
from chatlink_policy.rendering import Block, Bullets, Paragraph, Title, render, yes_no
from chatlink_policy.review.unanswered import ANSWERED
from chatlink_policy.rules.disconnecting import _RESTATED as RESTATED
from chatlink_policy.rules.questions import QUESTIONS as ALL_QUESTIONS
from chatlink_policy.sources import SOURCES
from chatlink_policy.wording import words
from chatlink_policy.wording.french.errors import ERRORS
from chatlink_policy.wording.words import English, Few, Words, joined, said, say, spoken, table

PLACE = re.compile(r"\{(\w+)([;,^.~]?)(?=[:}])")
SAID = re.compile(r'\bsay\(\s*"([^"]+)"')
EITHER = re.compile(r"\{[^{}|]*\|[^{}|]*\}")

ENGLISH, FRENCH = table("en"), table("fr")
COMMON = sorted(ENGLISH.keys() & FRENCH.keys())


def facts() -> Iterator[Fact]:
    for question in ALL_QUESTIONS.values():
        yield from question.facts


def test_french_has_the_texts_of_english_and_no_others() -> None:
    beside_their_code = {
        *(each.says.key for each in facts() if isinstance(each.says, Words)),
        *(says.key for _, says in RESTATED.values()),
        *(f"fact.{each}" for each in ("owns_in_person", "has_connected_it", "connected_since_sync_again")),
        *(f"question.{name}.{answer}" for name in ALL_QUESTIONS for answer in ("yes", "no", "asked")),
        *(
            f"statement.{each}"
            for each in ("is_static", "reads_all", "sync_keeps", "sync_unknown", "consent_unknown", "consent_off")
        ),
        *(each.says.key for each in (*ChangedBy, *Reach)),
        *(f"never.{each.says}" for question in ALL_QUESTIONS.values() for each in question.impossible),
        *(f"never.{says}" for says, _, _ in NEVER),
        *(f"answered.{each}" for each in ANSWERED),
        *(f"source.{each}" for each in SOURCES),
        *(f"holds.{each}" for each in EXPORT_TABLES),
        *(f"lost.{each.name}" for each in GRAPH_PERMISSIONS),
        *(f"pane_table.{each.name}" for each in PANE_TABLES),
        *(f"error.{each}" for each in ERRORS),
    }
    rows = {key for key in FRENCH if key.startswith("row.") and key not in ENGLISH}
    assert {each.removeprefix("row.") for each in rows} <= {
        row.label for question in QUESTIONS.values() for row in question.documented
    }
    assert FRENCH.keys() - rows == ENGLISH.keys() | beside_their_code


def test_every_text_that_the_code_says_by_a_key_is_in_the_table() -> None:
    package = Path(words.__file__).parents[1]
    said_of = {key for path in package.rglob("*.py") for key in SAID.findall(path.read_text(encoding="utf-8"))}
    assert len(said_of) > 300
    assert sorted(said_of - ENGLISH.keys()) == []


@pytest.mark.parametrize("kind", sorted({key.partition(".")[0] for key in COMMON}))
def test_a_text_has_the_same_places_and_groups_in_both_languages(kind: str) -> None:
    for key in COMMON:
        if key.partition(".")[0] == kind:
            places = [Counter(PLACE.findall(texts[key])) for texts in (ENGLISH, FRENCH)]
            assert places[0].keys() == places[1].keys(), key
            assert len(EITHER.findall(ENGLISH[key])) == len(EITHER.findall(FRENCH[key])), key
            assert ENGLISH[key].count("[") == FRENCH[key].count("["), key


def test_the_statement_of_a_fact_differs_with_its_truth_in_french_too() -> None:
    for each in facts():
        assert said(each.says, "fr") != said(each.otherwise, "fr")
        assert said(each.says, "fr") != each.says
        assert not set("{|}").intersection(said(each.says, "fr") + said(each.otherwise, "fr"))


def test_words_are_texts_whose_values_are_said_in_the_language_too() -> None:
    text = say("fix.change", says=say("unknown"), by=joined(["a", yes_no(True)], "and"))
    assert text == "unknown (a, and yes)"
    assert said(text, "en") == text
    assert said(text, "fr") == "inconnu (a, et oui)"
    assert said("a name", "fr") == "a name"


def test_nothing_in_a_value_is_read_as_part_of_a_template() -> None:
    assert said(say("titled", name="{says}[x]", says="{name}"), "fr") == "{says}[x] : {name}"


_NUMBERS = ((0, "0 roles", "0 rôle"), (1, "1 role", "1 rôle"), (1234, "1,234 roles", "1 234 rôles"))


def test_a_number_has_the_word_that_its_language_has_for_it() -> None:
    for number, english, french in (
        (0, "0 roles", "0 rôle"),
        (1, "1 role", "1 rôle"),
        (1234, "1,234 roles", "1 234 rôles"),
    ):
        assert say("part.roles", count=number) == english
        assert said(say("part.roles", count=number), "fr") == french
    assert [said(say("report.tile_joining", number=each), "fr")[:6] for each in (0, 1, 2)] == [
        "droit ",
        "droit ",
        "droits",
    ]
    few = Few(5, ("a", "b"))
    assert said(say("row.cited", label=few, source="U"), "fr") == "a, b et 3 de plus (U)"


def test_what_stays_english_says_so_in_its_piece_and_in_html_alone() -> None:
    text = say("titled", name="joining", says=English("<b> was not provided"))
    assert spoken(text, "fr") == [("joining", "fr"), ("\u00a0: ", "fr"), ("<b> was not provided", "en")]
    html = render([Paragraph(text)], "html", lang="fr")
    assert html == '<p>joining\u00a0: <span lang="en">&lt;b&gt; was not provided</span></p>\n'
    assert render([Paragraph(text)], "html") == "<p>joining: &lt;b&gt; was not provided</p>\n"
    assert render([Paragraph(text)], lang="fr") == "joining : <b> was not provided\n"


def test_another_language_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"lang: expected en or fr, got 'de'"):
        render([], lang="de")


def test_importing_the_library_and_deciding_loads_no_french() -> None:
    code = (
        "import sys, chatlink_policy as c; c.QUESTIONS['joining'].decisions[0].to_json(); "
        "print([each for each in sys.modules if 'wording.french' in each or 'wording.requirements' in each])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


NO_BREAK = "\N{NO-BREAK SPACE}"


def test_no_line_of_a_french_page_begins_with_a_mark() -> None:
    assert [key for key, text in FRENCH.items() if re.search(r" [:;?!»]|« ", text)] == []
    text = say("titled", name="a ; b", says=joined([say("rejected", source="x", path="y", expected="", got=""), "c ?"]))
    blocks: list[Block] = [
        Paragraph(text),
        Title(say("why"), 2, yes_no(True)),
        Bullets([say("part.roles", count=1234)], say("why")),
    ]
    says = "a ; b\u00a0: x\u00a0: y\u00a0: attendu , reçu , c ?"  # a name is as it is
    html = render(blocks, "html", lang="fr")
    assert f"<p>{says}</p>" in html
    assert "<h2>pourquoi\u00a0: <span" in html
    assert "<li>1\u00a0234 rôles</li>" in html
    for form, lang in (("text", "fr"), ("markdown", "fr"), ("text", "en"), ("markdown", "en"), ("html", "en")):
        assert NO_BREAK not in render(blocks, form, lang=lang)
    assert said(text, "fr") == says.replace(NO_BREAK, " ")


def test_what_is_marked_as_code_is_code_in_html_and_in_markdown_and_stays_as_it_is_in_text() -> None:
    text = say(
        "titled", name="<a>", says=Words(ENGLISH["finding.sync_since_ahead.todo"], "finding.sync_since_ahead.todo")
    )
    assert "`timeline_sync_since`" in text
    for lang in ("en", "fr"):
        html = render([Paragraph(text)], "html", lang=lang).replace("<wbr>", "")
        assert "<code>timeline_sync_since</code>" in html and "&lt;a&gt;" in html and "`" not in html
        for form in ("text", "markdown"):
            assert "`timeline_sync_since`" in render([Paragraph(text)], form, lang=lang)


def test_a_mark_of_code_within_a_name_marks_nothing() -> None:
    text = say("titled", name="`a`", says=say("finding.sync_since_ahead.todo"))
    for lang in ("en", "fr"):
        for each in (text, joined(["`a`", "b"]), say("titled", name=("`a`",), says=""), Words("`a`", "", {"a": "`a`"})):
            assert "<code>" not in render([Paragraph(each)], "html", lang=lang)
            assert r"\`a\`" in render([Paragraph(each)], "markdown", lang=lang)


def test_every_name_that_a_text_marks_as_code_is_simple_enough_to_be_code_in_markdown() -> None:
    marked = {each for texts in (ENGLISH, FRENCH) for text in texts.values() for each in re.findall("`([^`]*)`", text)}
    assert len(marked) > 10
    assert [each for each in marked if not re.fullmatch(r"-*[\w. ]+|\{\w+\}", each)] == []
