"""The report in French: every word of it, and nothing but its words."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from contoso import gathered
from marked_language import beside_the_marks, in_marks
from pages import unbroken

from chatlink_policy import QUESTIONS, InvalidValue
from chatlink_policy.report import page
from chatlink_policy.report._jinja import filled
from chatlink_policy.report.live import live_data
from chatlink_policy.report.summary import tiles
from chatlink_policy.review.unanswered import NotAnswered
from chatlink_policy.sources import DISCLAIMER
from chatlink_policy.wording import words
from chatlink_policy.wording.french.report import REPORT as FRENCH
from chatlink_policy.wording.report import REPORT as ENGLISH
from chatlink_policy.wording.words import said, say, typeset

PLACES = re.compile(r"\{[^}]*\}")


def places(template: str) -> list[str]:
    """What a template has in braces, without the words of its alternatives."""
    return sorted(re.sub(r":[^|}]*\|[^}]*", ":|", each) for each in PLACES.findall(template))


def test_the_words_of_the_report_have_the_same_keys_and_the_same_places_in_both_languages() -> None:
    assert ENGLISH.keys() == FRENCH.keys()
    for key, english in ENGLISH.items():
        assert places(FRENCH[key]) == places(english), key


@pytest.mark.thorough
def test_the_report_in_french_has_its_headings_in_french_and_all_figures_of_the_english_one() -> None:
    report = gathered()
    english, french = page(report), page(report, lang="fr")
    assert '<html lang="fr">' in french
    assert max(len(english.encode()), len(french.encode())) < 500_000
    french = french.replace("\N{NO-BREAK SPACE}", " ")
    assert "<h2>Constats</h2>" in french
    assert re.findall("<strong>([0-9][^<]*)</strong>", english) == re.findall("<strong>([0-9][^<]*)</strong>", french)
    for key in ("summary", "who", "settings", "disclosures", "tables", "readings", "requirements", "missing", "about"):
        assert f">{ENGLISH[key]}</h2>" in english
        assert f">{FRENCH[key]}</h2>".replace("'", "&#39;") in french
    assert french.count("<tr") == english.count("<tr")


def test_whatever_the_report_shows_is_in_the_table_of_words_or_named_by_the_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = gathered()
    monkeypatch.setattr(words, "_template", in_marks)
    french = page(report, lang="fr")
    assert french.count("⟦") > 1000
    assert beside_the_marks(re.sub(r"(?s)<svg.*?</svg>", "", french)) == set()  # which are looked at by themselves


@pytest.mark.parametrize(
    ("lang", "known", "unknown"),
    [
        ("en", "Exported on: x", "When it was exported is not known: the export does not say when it was finished."),
        ("fr", "Exporté le x", "Date de l'export inconnue : il ne dit pas quand il a été terminé."),
    ],
)
def test_when_the_export_was_made_is_said_with_one_colon_at_most(lang: str, known: str, unknown: str) -> None:
    names = ("title", "policy", "style", "script", "data", "verdict", "disclaimer", "tiles", "sections")
    for at, expected in (("x", known), (None, unknown)):
        values = {**dict.fromkeys(names, ""), "lang": lang, "say": lambda key: said(say(f"report.{key}"), lang)}
        head = filled("page.html", {**values, "exported_on": at}).partition("</h1>")[2].partition("</header>")[0]
        assert unescape(re.sub("<[^>]*>", "", head)).strip() == expected


def test_reasons_of_rejected_rows_are_french_and_what_came_is_in_an_element_that_says_it_is_not() -> None:
    french = unbroken(page(gathered(), lang="fr")).replace("\N{NO-BREAK SPACE}", " ")
    path = '<span lang="en">{}</span>'.format
    where = f"msdyn_entitylinkchatconfigurations.json ligne 7 : {path('msdyn_filteringattributes')}"
    assert f"<li>{where} : attendu au plus 5 attributs différents (" in french
    assert f"msdyn_teamschatassociations.json ligne 9 : {path('createdon')} : attendu une date et heure avec" in french


def test_no_line_of_the_french_report_begins_with_a_mark_and_names_in_code_are_code() -> None:
    french = page(gathered(), lang="fr")
    texts = re.sub(r"(?s)<(script|style|code|svg)\b.*?</\1>|<span lang=\"en\">.*?</span>", "", french)
    assert re.findall(r".{20} [:;?!»]|« ", texts) == []
    assert texts.count("\N{NO-BREAK SPACE}:") > 300
    assert "`" not in texts


def test_the_note_of_a_number_names_what_it_does_not_cover_in_either_language() -> None:
    notes = {tile.note for tile in tiles(gathered()) if tile.note}
    questions = "connecting, disconnecting, joining"
    assert notes == {
        "not answered for msdyn_workorder",
        f"not answered for timeline_entry; not everything counted for {questions}",
    }
    assert {said(each, "fr") for each in notes} == {
        "sans réponse pour msdyn_workorder",
        f"sans réponse pour timeline_entry ; tout n'est pas compté pour {questions}",
    }
    teams = NotAnswered("rights", say("review.of", what=say("review.of_teams")), (), "")
    assert (teams.of, teams.named) == ("of records that a team owns", "records that a team owns")
    noted = said(say("report.not_answered_for", of=(teams.named,)), "fr")
    assert noted == "sans réponse pour les enregistrements dont une équipe est propriétaire"
    assert NotAnswered("rights", "of a name", (), "").named == "of a name"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_data_of_the_live_table_are_the_answers_reasons_and_fixes_of_the_library(lang: str) -> None:
    text = live_data(lang)
    assert "<" not in text
    data = json.loads(text)
    for name, question in QUESTIONS.items():
        found, size = data["questions"][name], question.size

        def words(how: str, mask: int, combination: int, found: dict[str, object] = found, size: int = size) -> str:
            facts: object = found["facts"]
            assert isinstance(facts, list)
            bits = [(fact, 1 << (size - 1 - place)) for place, fact in enumerate(facts)]
            said_of = [fact[how][bool(combination & bit)] for fact, bit in bits if mask & bit]
            return str(data["words"]["and"].join(said_of))

        for each in question.decisions:
            at = each.combination
            assert bool(int(found["results"], 16) >> at & 1) is each.allowed
            assert bool(int(found["possible"], 16) >> at & 1) is each.is_possible
            reasons = [words("says", mask, at) for mask in found["reasons"][at]]
            assert reasons == [typeset(reason.says, lang) for reason in each.reasons]
            fixes = [words("fixed", mask, at ^ mask) for mask in found["fixes"][at]]
            assert fixes == [typeset(fix.says, lang) for fix in each.fixes]


def test_another_language_is_refused_by_its_name() -> None:
    with pytest.raises(InvalidValue, match=r"lang: expected en or fr, got 'de'"):
        page(gathered(), lang="de")


def test_the_report_ends_with_what_every_output_says() -> None:
    assert say("report.disclaimer") == DISCLAIMER
