"""The truth tables in `tests/golden/` are what the questions answer."""

from __future__ import annotations

import pytest
from oracle import ORACLES, can_occur
from truth_tables import path_of, table_of

from chatlink_policy import QUESTIONS


def kept(name: str) -> str:
    return path_of(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_kept_table_is_what_the_question_answers(name: str) -> None:
    assert kept(name) == table_of(QUESTIONS[name]), (
        "a changed decision? If it is meant: python tests/support/truth_tables.py"
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_kept_table_is_what_the_page_says(name: str) -> None:
    lines = [line.split(" -> ") for line in kept(name).splitlines() if " -> " in line]
    names = [each.name for each in QUESTIONS[name].facts]
    said = {}
    for letters, answer in lines:
        facts = {fact: letter == "Y" for fact, letter in zip(names, letters.split(), strict=True)}
        expected = "cannot occur" if not can_occur(facts) else "yes" if ORACLES[name](**facts) else "no"
        said[letters] = answer.startswith(expected)
    assert len(said) == 2 ** len(names)
    assert all(said.values())
