"""Pictures: each answers one question, is valid SVG that says the same in words, and lights what holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pages import unbroken
from random_questions import make_question

from chatlink_policy import NEW_ORGANISATION, QUESTIONS, Decision, InvalidValue, Question
from chatlink_policy.about import About
from chatlink_policy.compare.impact import Impact, QuestionImpact, impact
from chatlink_policy.dataverse import load_export
from chatlink_policy.evidence import ChangedBy, fact, facts
from chatlink_policy.evidence.ladder import contacts, ladder_of
from chatlink_policy.pictures import Picture, picture_of_change, picture_of_rights, picture_of_rule
from chatlink_policy.rendering import printable
from chatlink_policy.review.reviewed import ChangeCount, Reviewed
from chatlink_policy.review.summary import AnybodyCount, NotCovered, RightCount, Summary
from chatlink_policy.review.unanswered import NotAnswered
from chatlink_policy.wording.words import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"
EXPORT = Path(__file__).parents[1] / "docs" / "examples" / "export-contoso"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror="alert(1)">',
    "' onload='alert(1)",
    "]]> <![CDATA[ &amp; &#60;",
    "\x00\x1b[31m\u202egnp.exe\u202c\ud800",
    "W" * 5_000,
    "連" * 200,
)


def root(picture: Picture) -> ET.Element:
    """The SVG, read strictly; nothing in it can run, be fetched or need a style."""
    tree = ET.fromstring(picture.svg)  # noqa: S314  # our own
    for each in tree.iter():
        assert each.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "rect", "line", "circle", "text"}
        assert not {"style", "href", "id"} & each.attrib.keys()
        assert not any(name.startswith("on") for name in each.attrib)
    assert [each.tag for each in tree[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert (tree[0].text, tree.get("role")) == (printable(picture.title), "img")
    return tree


def described(picture: Picture) -> str:
    return root(picture)[1].text or ""


def written(picture: Picture) -> list[str]:
    """The lines of text that the picture shows."""
    return [each.text or "" for each in root(picture).iter(f"{SVG}text")]


def in_contacts(picture: Picture, *, lit: bool) -> set[tuple[str, bool]]:
    """The facts of the picture that are lit, or not, with what they have to be."""
    groups = [each for each in root(picture).iter(f"{SVG}g") if ("chatlink-lit" in each.attrib["class"]) is lit]
    return {(each.attrib["data-fact"], each.attrib["data-when"] == "yes") for each in groups}


def a_question(says: str) -> Question[object]:
    """A question of one fact, all of whose texts are these."""
    statement = re.sub(r"[{}|]", "", says)
    members = {"so": fact(f"{statement} {{is|is not}} so", "REQ-1", ChangedBy.PRODUCT)}
    kind: type[object] = facts(type("Facts", (), {"__annotations__": {"so": "bool"}, **members}))
    return Question(says, kind, lambda f: getattr(f, "so"), says_yes=f"{says} yes", says_no=f"{says} no")  # noqa: B009


# --- A rule -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_facts_that_are_lit_are_the_facts_that_hold_in_every_combination(name: str) -> None:
    question = QUESTIONS[name]
    takes = {(each.fact.name, each.truth) for each in contacts(ladder_of(question))}
    for decision in question.decisions:
        picture = picture_of_rule(decision)
        holding = {each for each in takes if decision.to_facts()[each[0]] is each[1]}
        assert in_contacts(picture, lit=True) == holding
        assert in_contacts(picture, lit=False) == takes - holding
        assert ('stroke-width="3"' in picture.svg.rsplit("<rect", 1)[1]) is decision.allowed


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_alone_has_every_fact_and_none_lit(name: str) -> None:
    picture = picture_of_rule(QUESTIONS[name])
    assert in_contacts(picture, lit=True) == set()
    assert {each for each, _ in in_contacts(picture, lit=False)} == set(QUESTIONS[name].bits)
    assert "✓" not in picture.svg


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_text_equivalent_of_a_rule_says_every_fact_and_whether_it_holds(name: str, lang: str) -> None:
    for of in (QUESTIONS[name], QUESTIONS[name].decisions[-1], QUESTIONS[name].decisions[0]):
        picture = picture_of_rule(of, lang)
        tooltips = [each.text or "" for each in root(picture).iter(f"{SVG}title")][1:]
        assert tooltips
        for says in tooltips:
            assert says in described(picture)
        for line in picture.to_text().splitlines()[3:]:
            number = line.split("  ")[0].strip()
            assert not re.fullmatch(r"[\d.]+", number) or f"{number} " in described(picture)
        assert picture.svg in picture.to_html() and picture.svg in picture._repr_html_()


def test_what_cannot_occur_says_so_in_the_picture_and_in_words() -> None:
    impossible = next(each for each in QUESTIONS["disconnecting"].decisions if not each.is_possible)
    picture = picture_of_rule(impossible)
    for says in (described(picture), picture.to_text(), " ".join(written(picture))):
        assert "cannot occur together" in says


@pytest.mark.parametrize("says", HOSTILE)
def test_hostile_texts_stay_text_in_pictures(says: str) -> None:
    question = a_question(says)
    pictures = [picture_of_rule(question), *map(picture_of_rule, question.decisions)]
    for picture in pictures:
        assert len(list(root(picture).iter(f"{SVG}rect"))) == 2
        assert len(picture.svg) < 200_000
    found = Impact((QuestionImpact("joining", ("user",), 3, (), (says,)),))
    summary = evolve(EMPTY, rights=(RightCount(says, says, 3),), not_covered=(NotCovered("rights", says, says),))
    for picture in (picture_of_change(found), picture_of_rights(summary)):
        root(picture)
        assert "<script" not in picture._repr_html_() and "<img" not in picture._repr_html_()


@given(st.text())
def test_any_text_gives_valid_svg(says: str) -> None:
    root(picture_of_rights(evolve(EMPTY, rights=(RightCount(says, says, 1),))))


# --- Rights -----------------------------------------------------------------------------------------------------------

EMPTY = Summary(
    rights=(),
    one_toggle=(),
    toggles_off=(),
    only_global=(),
    first_only_global=(),
    users=(),
    holders=0,
    first_holders=(),
    anybody=(),
    rejected=(),
    engine="polars",
)


def test_rights_are_shown_by_record_type_and_right_with_bars_as_long_as_their_numbers() -> None:
    rights = (RightCount("account", "owner", 40), RightCount("incident", "owner, connector", 10))
    picture = picture_of_rights(evolve(EMPTY, rights=rights, anybody=(AnybodyCount("task", 20),)))
    assert written(picture) == [
        *("account", "owns the record", "40"),
        *("incident", "owns and connected", "10"),
        *("task", "anybody may", "20"),
    ]
    assert [int(each.attrib["width"]) for each in root(picture).iter(f"{SVG}rect")] == [300, 75, 150]
    assert "incident, owns and connected, 10" in described(picture)
    assert picture.to_text().splitlines()[-1] == "task         anybody may         20"


def test_what_a_review_could_not_answer_is_unknown_in_the_picture_and_never_nought() -> None:
    lacks = NotCovered("rights", "incident", "records_incident were not exported")
    picture = picture_of_rights(evolve(EMPTY, not_covered=(lacks,)))
    assert written(picture)[:3] == ["incident", "unknown", "unknown"]
    assert "records_incident were not exported" in described(picture)
    assert "0" not in written(picture)
    whole = picture_of_rights(evolve(EMPTY, rights=None))
    assert written(whole) == ["Not answered: tables were missing."]
    assert written(picture_of_rights(EMPTY)) == ["None."]


def test_of_many_record_types_the_first_are_drawn_and_the_rest_counted() -> None:
    many = tuple(RightCount(f"table_{number:03}", "owner", number) for number in range(1, 101))
    assert written(picture_of_rights(evolve(EMPTY, rights=many)))[-1] == "and 80 more"


# --- A change ---------------------------------------------------------------------------------------------------------


def reviewed(*changes: ChangeCount, not_answered: tuple[NotAnswered, ...] = ()) -> Reviewed:
    return Reviewed(
        about=About(()),
        not_answered=not_answered,
        missing_tables=(),
        summary=EMPTY,
        changes=changes,
        files=(),
        rejected=(),
        passed_over=(),
    )


def test_a_change_shows_who_loses_to_the_left_and_who_gains_to_the_right() -> None:
    picture = picture_of_change(
        reviewed(ChangeCount("disconnecting", gained=30, lost=10), ChangeCount("joining", 0, 0))
    )
    assert written(picture) == ["lose a yes", "gain a yes", "disconnecting", "-10", "+30", "joining", "0", "0"]
    lost, gained, *none = list(root(picture).iter(f"{SVG}rect"))
    assert [each.attrib["width"] for each in (lost, gained, *none)] == ["50", "150", "0", "0"]
    assert int(lost.attrib["x"]) + 50 == int(gained.attrib["x"])
    assert "disconnecting, lose a yes: 10, gain a yes: 30" in described(picture)


def test_a_change_that_could_not_be_counted_is_unknown() -> None:
    lacks = NotAnswered("change-joining", None, ("access",), "access were not exported")
    picture = picture_of_change(reviewed(not_answered=(lacks,)))
    assert written(picture)[2:5] == ["joining", "unknown", "unknown"]
    assert "access were not exported" in described(picture)
    assert "unknown" in picture.to_text()
    assert "No question was compared." in picture_of_change(reviewed()).to_text()


def test_the_change_of_an_export_says_what_the_comparison_says() -> None:
    snapshot = load_export(EXPORT)
    found = impact(snapshot.policy, NEW_ORGANISATION, snapshot)
    shown = written(picture_of_change(found))
    for each in found.questions:
        place = shown.index(each.question)
        lost, gained = shown[place + 1 : place + 3]
        assert lost == ("unknown" if each.lose is None else f"-{each.lose}" if each.lose else "0")
        assert gained == ("unknown" if each.gain is None else f"+{each.gain}" if each.gain else "0")


# --- All of them ------------------------------------------------------------------------------------------------------


def all_pictures() -> Iterator[Picture]:
    lacks = NotCovered("rights", "lead", "it is unknown")
    for lang in LANGUAGES:
        for question in QUESTIONS.values():
            yield from (picture_of_rule(question, lang), picture_of_rule(question.decisions[-1], lang))
        yield picture_of_rights(evolve(EMPTY, rights=(RightCount("incident", "owner", 3),), not_covered=(lacks,)), lang)
        yield picture_of_change(reviewed(ChangeCount("joining", 3, 1)), lang)


@pytest.mark.thorough
def test_pictures_are_the_same_bytes_under_every_hash_seed() -> None:
    script = "import test_pictures; print(*(each._repr_html_() for each in test_pictures.all_pictures()))"
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent / "support"), *sys.path])
    shown = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shown) == 1


def test_the_title_of_a_rule_asks_the_question_in_words_in_french_and_a_users_own_by_its_name() -> None:
    for name, question in QUESTIONS.items():
        for of in (question, question.decisions[0]):
            assert picture_of_rule(of).title.startswith(f"{name}: what a yes takes")
            title = picture_of_rule(of, "fr").title
            assert title.endswith(" ?") and name not in title
    assert "<p>La conversation instantanée Teams" in picture_of_rule(QUESTIONS["enablement"], "fr")._repr_html_()
    assert picture_of_rule(a_question("my_own"), "fr").title == "Ce qu'il faut pour un oui : my_own"


def test_pictures_have_no_style_no_script_and_words_below_them() -> None:
    for each in all_pictures():
        page = unbroken(each.to_html()).replace("\N{NO-BREAK SPACE}", " ")
        assert not re.search(r"style=|<script|<style|https?://(?!www\.w3\.org/2000/svg)", page)
        assert page.index("<svg") < page.index("<details>") < page.index(escape(each.title), page.index("</svg>"))


@pytest.mark.parametrize("value", [None, 1, "disconnecting", NEW_ORGANISATION])
def test_a_picture_of_something_else_is_refused(value: Any) -> None:  # noqa: ANN401  # a wrong one
    for draw in (picture_of_rule, picture_of_rights, picture_of_change, ladder_of):
        with pytest.raises(InvalidValue):
            draw(value)


def test_a_decision_is_drawn_in_the_facts_of_its_own_question() -> None:
    decision: Decision[object] = make_question(2, 0b1000).decisions[2]
    assert in_contacts(picture_of_rule(decision), lit=True) == {("a", True)}
