"""How single things show themselves to people: words and marks, wrapped, and escaped for where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import TextWrapper
from typing import NamedTuple

from .errors import one_line

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


# --- Blocks: what is shown, written once, rendered as text, Markdown or HTML ------------------------------------------


class Title(NamedTuple):
    """A heading; level 1 is the page's own."""

    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """A paragraph of plain text."""

    text: str


class Bullets(NamedTuple):
    """A list of plain statements, with a line before them or none."""

    items: Sequence[str]
    heading: str = ""


class Table(NamedTuple):
    """A table of plain cells, each row as long as the header."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Title | Paragraph | Bullets | Table


def as_text(blocks: Iterable[Block]) -> str:
    """Blocks as plain text for a terminal, wrapped at `WIDTH`; a table's columns are aligned."""
    return "\n\n".join("\n".join(_text(each)) for each in blocks) + "\n"


def _text(block: Block) -> list[str]:
    match block:
        case Title(text, level):
            return [one_line(text), ("=" if level == 1 else "-") * len(one_line(text))]
        case Paragraph(text):
            return paragraph(text)
        case Bullets(items, heading):
            lines = [line for item in items for line in paragraph(item, 4, "- ")]
            return [f"{one_line(heading)}:", *lines] if heading else lines
        case Table(header, rows):
            return columns([[one_line(cell) for cell in row] for row in (header, *rows)])


def as_markdown(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown; nothing in a text can turn into Markdown or HTML."""
    return "\n\n".join("\n".join(_markdown_lines(each)) for each in blocks) + "\n"


def _markdown_lines(block: Block) -> list[str]:
    match block:
        case Title(text, level):
            return [f"{'#' * level} {markdown(text)}"]
        case Paragraph(text):
            return [markdown(text)]
        case Bullets(items, heading):
            lines = [f"- {markdown(item)}" for item in items]
            return [f"**{markdown(heading)}**", "", *lines] if heading else lines
        case Table(header, rows):
            return markdown_table(list(map(markdown, header)), [list(map(markdown, row)) for row in rows])


def as_html(blocks: Iterable[Block]) -> str:
    """Blocks as a piece of HTML, every text escaped; a page or a notebook gives it its looks."""
    return "\n".join(line for each in blocks for line in _html(each)) + "\n"


def _html(block: Block) -> list[str]:
    match block:
        case Title(text, level):
            return [f"<h{level}>{escape(text)}</h{level}>"]
        case Paragraph(text):
            return [f"<p>{escape(text)}</p>"]
        case Bullets(items, heading):
            first = [f"<p><strong>{escape(heading)}</strong></p>"] if heading else []
            return [*first, "<ul>", *(f"<li>{escape(item)}</li>" for item in items), "</ul>"]
        case Table(header, rows):
            lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
            head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
            body = [f"<tr>{line}</tr>" for line in lines]
            return ["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *body, "</tbody>", "</table>"]
