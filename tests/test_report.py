"""Pages for people: complete, aligned, and escaped against what a name could contain."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import outcome_page

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    App,
    Attribute,
    AttributeType,
    Column,
    Offering,
    Outcome,
    Profile,
    RecordType,
    Scenario,
    User,
    View,
    evaluate,
)
from chatlink_policy.defaults import PANE_TABLES
from chatlink_policy.models import ViewKind
from chatlink_policy.rendering import csv_cell, markdown, render
from chatlink_policy.rules.disconnecting import DISCONNECTING

HOSTILE = "<img src=x onerror=alert(1)> | `code` [link](http://example.com) *bold* &amp; {{x}} =1+1"


def hostile_outcome() -> Outcome:
    """An outcome in which everything that can have a name has a hostile one."""
    view = View(HOSTILE, HOSTILE, "contact", ViewKind.QUICK_FIND, [Column("fullname", alias=HOSTILE)])
    return evaluate(
        Scenario(
            policy=NEW_ORGANISATION.but_for("contact", include_note=True),
            app=App(HOSTILE, Offering.CUSTOM, is_multisession=True),
            user=User(HOSTILE, profile=Profile(HOSTILE, chat_in_pane=False)),
            record_type=RecordType(
                "contact",
                [Attribute("fullname", AttributeType.STRING)],
                is_activity=False,
                is_virtual=False,
                has_update_filter=True,
            ),
            view=view,
        )
    )


def test_markdown_shows_a_hostile_name_as_it_is() -> None:
    page = outcome_page(hostile_outcome(), HOSTILE, "markdown")
    assert markdown(HOSTILE) in page
    for live in ("<", "`code`", "[link]", "*bold*", "{{"):
        assert live not in page


@given(st.text())
def test_escaped_markdown_holds_no_live_mark_and_no_line_break(text: str) -> None:
    shown = markdown(text)
    assert "\n" not in shown
    assert "<" not in shown
    for mark in "`*_[]|#":
        assert shown.count(mark) == shown.count("\\" + mark)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_csv_cell_is_never_a_formula(start: str) -> None:
    assert csv_cell(f"{start}1+1") == f"'{start}1+1"
    assert csv_cell("1+1") == "1+1"


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_format_of_a_table_holds_every_combination(name: str) -> None:
    question = QUESTIONS[name]
    rows = list(csv.reader(io.StringIO(question.to_csv())))
    assert rows[0] == [*(each.name for each in question.facts), "possible", "allowed", "documented_by"]
    assert len(rows) == 1 + 2**question.size
    for row, decision in zip(rows[1:], question.decisions, strict=True):
        assert [cell == "Y" for cell in row[:-3]] == list(question.truths(decision.combination))
        assert (row[-3] == "Y", row[-2] == "Y") == (decision.is_possible, decision.allowed)
    for page in (render(question), render(question, "markdown")):
        assert page.count("cannot occur") == sum(not each.is_possible for each in question.decisions)
        assert question.fingerprint in page
        for fact in question.facts:
            assert fact.name in page


def test_the_text_table_shows_each_answer_with_its_rows() -> None:
    lines = render(DISCONNECTING).splitlines()
    assert "N  N  N  Y  N  Y  no      derived" in lines
    assert "Y  N  Y  N  N  Y  yes     DIS-4 row 2" in lines
    assert "N  Y  N  N  N  N  -       cannot occur" in lines


def test_no_line_of_a_text_page_is_wider_than_its_width() -> None:
    text = outcome_page(hostile_outcome(), "title")
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.proves("ENB-8")
def test_a_multi_session_user_sees_which_pane_tables_are_missing() -> None:
    text = outcome_page(hostile_outcome(), "title")
    for table in PANE_TABLES:
        assert f"read {table.label} ({table.name})" in " ".join(text.split())
