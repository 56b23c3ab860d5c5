"""How single things show themselves to people: words and marks, wrapped, and escaped for where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import TextWrapper

WIDTH = 100
"""How wide plain text is wrapped, in characters."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def yes_no(answer: bool | None) -> str:
    """A word for an answer; None is one that nobody knows."""
    return "not known" if answer is None else "yes" if answer else "no"


def letter(truth: bool) -> str:
    """Y or N, as the page writes it."""
    return "Y" if truth else "N"


def heads(size: int) -> list[str]:
    """A letter for each fact, to head a column: A, B, C ..."""
    return [chr(ord("A") + position) for position in range(size)]


def paragraph(text: str, indent: int = 0, first: str = "") -> list[str]:
    """The lines of a paragraph, wrapped; `first` stands before its first line in place of the last indent."""
    wrapper = TextWrapper(
        WIDTH,
        initial_indent=" " * (indent - len(first)) + first,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
    return wrapper.wrap(text)


def columns(rows: Iterable[Sequence[str]], indent: int = 0) -> list[str]:
    """Rows of cells as aligned columns."""
    cells = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return [(" " * indent + line).rstrip() for line in lines]


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, also in a table and where it could be read as HTML."""
    return _MARKDOWN.sub(r"\\\1", escape(" ".join(text.split()), quote=False))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the cells are Markdown already."""
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


def csv_cell(text: str) -> str:
    """Text that a spreadsheet takes as text and never as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
