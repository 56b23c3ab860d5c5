"""What keeps a page small: lists are cut, and say by how much; so are texts that no reader would read to their end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from .._arguments import checked
from .._combinations import Combinations
from ..rendering import Answer, Block, Bullets, Code, Named, Paragraph, Table, Title, Together
from ..wording.words import said, say

__all__ = ["LONGEST_TEXT", "MOST_ROWS", "cut", "named"]

T = TypeVar("T", bound=str)

MOST_ROWS = 200
"""Of a list at most that many rows are on the page."""

LONGEST_TEXT = 1_000
"""Of a text at most that many characters are on the page."""


@checked
def cut(blocks: Iterable[Block], command: str, most: int, lang: str) -> Iterator[Block]:
    """Blocks whose lists have at most that many rows, then how many more there are and which command lists them."""
    for block in blocks:
        if isinstance(block, Together):
            yield Together(list(cut(block.blocks, command, most, lang)))
            continue
        fewer, more = _fewer(block, most)
        yield each_text(fewer, partial(shortened, lang=lang))
        if more:
            yield more_in(more, command)


def more_in(number: int, command: str) -> Named:
    """How many more there are, and the command that lists them."""
    return Named(say("report.more", number=number), command)


def _fewer(block: Block, most: int) -> tuple[Block, int]:
    """A block with at most that many rows, and how many it had more."""
    if isinstance(block, Table):
        return block._replace(rows=block.rows[:most]), max(0, len(block.rows) - most)
    if isinstance(block, Bullets):
        return block._replace(items=block.items[:most]), max(0, len(block.items) - most)
    return block, 0


def shortened(text: str, lang: str) -> str:
    """A text as it is, or how it begins in that language and how much longer it is."""
    if len(text) <= LONGEST_TEXT:
        return text
    whole = said(text, lang)
    return f"{whole[:LONGEST_TEXT]}{said(say('report.cut', number=len(whole) - LONGEST_TEXT), lang)}"


@checked
def named(blocks: Iterable[Block], names: Mapping[str, str]) -> Iterator[Block]:
    """Blocks in whose tables an id is followed by the name that it has."""

    def with_name(text: str) -> str:
        return f"{names[text]} ({text})" if text in names else text

    for block in blocks:
        if isinstance(block, Table) and names:
            yield block._replace(rows=[[_alike(cell, with_name) for cell in row] for row in block.rows])
        else:
            yield Together(list(named(block.blocks, names))) if isinstance(block, Together) else block


def each_text(block: Block, change: Callable[[str], str]) -> Block:  # noqa: PLR0911  # one for each kind of block
    """A block each of whose texts is changed; an answer stays an answer, and code stays code."""
    match block:
        case Title(text):
            return block._replace(text=_alike(text, change))
        case Paragraph(text):
            return Paragraph(_alike(text, change))
        case Named(label, code):
            return Named(label, _alike(code, change))
        case Bullets(items):
            return block._replace(items=[_alike(each, change) for each in items])
        case Table(_, rows):
            return block._replace(rows=[[_alike(cell, change) for cell in row] for row in rows])
        case Combinations():  # its texts are the question's own
            return block
        case Together(blocks):
            return Together([each_text(each, change) for each in blocks])


def _alike(text: str, change: Callable[[str], str]) -> str:
    changed = change(text)
    return text if changed == text or isinstance(text, Answer) else Code(changed) if isinstance(text, Code) else changed
