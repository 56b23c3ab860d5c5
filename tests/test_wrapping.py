"""Plain text is wrapped: at a stable width or at the width of a terminal, and long names cost what they are long."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatlink_policy.rendering import WIDTH, Bullets, Paragraph, Table, columns, paragraph, render

WORDS = st.text(st.sampled_from("abc -é«»:;"), max_size=60)


class Counted(str):
    """A text that counts how many of its letters are copied."""

    copied = 0

    def split(self, sep: Any = None, maxsplit: Any = -1) -> list[Any]:  # noqa: ANN401, ARG002  # as a text
        return [self]

    def __getitem__(self, where: Any) -> str:  # noqa: ANN401  # whatever a text takes
        found = super().__getitem__(where)
        Counted.copied += len(found)
        return found


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
def test_wrapping_a_long_name_copies_each_of_its_letters_once(size: int) -> None:
    Counted.copied = 0
    assert "".join(paragraph(Counted("x" * size))) == "x" * size
    assert Counted.copied == size


def test_a_long_name_in_a_table_widens_its_own_row_alone() -> None:
    rows = [("x" * 10_000, "b"), *([("a", "b")] * 100)]
    assert sum(map(len, columns(rows))) < 10_000 + 101 * 210


@given(WORDS, st.integers(0, 6), st.integers(12, 40))
def test_no_line_is_wider_than_it_may_be_and_every_letter_is_kept_in_order(text: str, indent: int, width: int) -> None:
    lines = paragraph(text, indent, "- "[: min(indent, 2)], width)
    assert all(len(line) <= width for line in lines)
    assert "".join(line[indent:] for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line[:indent].strip(" -") == "" for line in lines)


@example([["", "aaaa", "a" * 32]])
@given(st.lists(st.lists(st.text(st.sampled_from("ab "), max_size=50), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_fits_into_a_terminal_and_keeps_every_letter(rows: list[list[str]]) -> None:
    width = 40
    lines = columns(rows, width)
    assert all(len(line) <= width for line in lines)
    assert sorted("".join(lines).replace(" ", "")) == sorted("".join(map("".join, rows)).replace(" ", ""))


@given(st.lists(st.sampled_from(["« Rejoindre", "conversation »", "est :", "oui ;", "a", "quoi ?"]), max_size=20))
def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(words: list[str]) -> None:
    for line in (*paragraph(" ".join(words), width=24), *columns([(" ".join(words),)], 24)):
        assert not re.match(r" *[»:;?]", line)
        assert not line.endswith("«")


def test_where_a_line_cannot_hold_a_word_and_its_mark_it_is_broken_between_them() -> None:
    assert paragraph("« abcdefgh »", width=8) == ["«", "abcdefgh", "»"]
    assert paragraph("« " * 50_000, width=40)[0] == "« " * 19 + "«"


def test_a_wide_cell_of_a_table_goes_on_below_its_beginning() -> None:
    assert columns([("name", "says"), ("fact", "one two three four")], 16) == [
        "name  says",
        "fact  one two",
        "      three four",
    ]


def test_without_a_terminal_paragraphs_have_a_stable_width_and_a_row_is_one_line() -> None:
    words = "word " * 60
    page = render([Paragraph(words), Bullets([words]), Table(("a", "b"), [(words, words)])])
    *wrapped, header, row = [line for line in page.splitlines() if line]
    assert max(map(len, wrapped)) <= WIDTH
    assert (header.split(), len(row.split())) == (["a", "b"], 120)
    narrow = render([Paragraph(words), Bullets([words]), Table(("a", "b"), [(words, words)])], width=50)
    assert max(map(len, narrow.splitlines())) <= 50
