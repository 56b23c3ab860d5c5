"""Where in a copy the sections and passages of the documentation stand, by digests alone.

What is hard: a copy may say more and say it elsewhere. So a section is found by its heading, which is a block of its
own, and where that is lost by its text. Its words in another order are the same words: a paragraph that has moved is no
change. In a section that is as it was each passage stands where it stood. Otherwise a passage is sought by a window
over all words, in its own section first; one of a few words, or of a row of letters, only as whole blocks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from .._documented import Passage, Section
from ._copies import Copy, digest

__all__ = ["Extent", "Standing", "find_passages", "find_sections", "sections_of"]


class Standing(Enum):
    """How a section of the documentation stands in a copy."""

    SAME = "the same"
    MOVED = "the same words in another order"
    CHANGED = "changed"
    HEADING_LOST = "its heading was not found, its text is the same"
    NOT_FOUND = "not found"


class Extent(NamedTuple):
    """Where a section stands in a copy, in words.

    Attributes:
        heading: the block of its heading, or of what stands in its place; None where there is none.
        start: where its text begins.
        end: where it ends.
        standing: how it stands.
    """

    heading: int | None
    start: int
    end: int
    standing: Standing


_AS_IT_WAS = frozenset({Standing.SAME, Standing.HEADING_LOST})


def find_sections(copy: Copy, sections: Sequence[Section]) -> list[Extent]:
    """Where each section stands, in the order of the documentation."""
    by_heading = _by_heading(copy, sections)
    by_text = {
        number: start
        for number, section in enumerate(sections)
        if number not in by_heading and (start := next(copy.where(section.text), None)) is not None
    }
    ends = {
        copy.starts[block + 1] + sections[number].text.words
        for number, block in by_heading.items()
        if copy.is_at(copy.starts[block + 1], sections[number].text)
    }
    headings = by_heading | {
        number: block
        for number, start in by_text.items()
        if start not in ends and (block := _block_before(copy, start)) is not None
    }
    starts = {number: copy.starts[block] for number, block in headings.items()}
    starts |= {number: start for number, start in by_text.items() if number not in headings}
    bounds = sorted([*starts.values(), len(copy.words)])
    found = []
    for number, section in enumerate(sections):
        if number not in starts:
            found.append(Extent(None, 0, 0, Standing.NOT_FOUND))
            continue
        heading = headings.get(number)
        start = by_text.get(number, copy.starts[heading + 1] if heading is not None else 0)
        end = next((each for each in bounds if each >= start and each > starts[number]), len(copy.words))
        standing = _standing(copy, section, start, end)
        if number in by_text and standing is Standing.SAME:
            standing = Standing.HEADING_LOST
        found.append(Extent(heading, start, end, standing))
    return found


def _by_heading(copy: Copy, sections: Sequence[Section]) -> dict[int, int]:
    """The block of each heading: one that is marked as a heading before others, one with its text, else the last one.

    A list of all headings may stand before the text, or after it.
    """
    wanted = {section.heading: number for number, section in enumerate(sections)}
    lengths = {each.words for each in wanted}
    found: dict[int, list[int]] = {}
    for block, (start, end) in enumerate(pairwise(copy.starts)):
        if end - start in lengths:
            for heading, number in wanted.items():
                if heading.words == end - start and copy.is_at(start, heading):
                    found.setdefault(number, []).append(block)
    marked = {number: [block for block in blocks if copy.blocks[block].is_heading] for number, blocks in found.items()}
    chosen = {}
    for number, blocks in found.items():
        candidates = marked[number] or blocks
        with_text = (each for each in candidates if copy.is_at(copy.starts[each + 1], sections[number].text))
        chosen[number] = next(with_text, candidates[-1])
    return chosen


def _block_before(copy: Copy, start: int) -> int | None:
    """The block before the one that begins there, which may be a heading that has changed."""
    number = copy.spans[start][0]
    return number - 1 if copy.starts[number] == start and number > 0 else None


def _standing(copy: Copy, section: Section, start: int, end: int) -> Standing:
    if end - start == section.text.words:
        if copy.is_at(start, section.text):
            return Standing.SAME
        if copy.bag(start, end) == int(section.text.bag, 16):
            return Standing.MOVED
    return Standing.CHANGED


def find_passages(copy: Copy, sections: Sequence[Section], extents: Sequence[Extent]) -> list[list[int | None]]:
    """Where each passage of each section begins, in words of the copy; None for one that is lost.

    Passages have no word in common. Those of sections that are as they were come first, then the longest, so that none
    is found in what is another's.
    """
    taken = bytearray(len(copy.words))
    found: list[list[int | None]] = [[None] * len(each.passages) for each in sections]
    keys = [(section, number) for section, each in enumerate(sections) for number in range(len(each.passages))]
    keys.sort(key=lambda key: _before_others(sections[key[0]].passages[key[1]], extents[key[0]]))
    for section, number in keys:
        passage = sections[section].passages[number]
        before = [each for each in found[section][:number] if each is not None]
        start = _start_of(copy, passage, extents[section], taken, before[-1] if before else 0)
        if start is not None:
            found[section][number] = start
            taken[start : start + passage.digest.words] = b"\1" * passage.digest.words
    return found


def _before_others(passage: Passage, extent: Extent) -> tuple[bool, bool, int]:
    return extent.standing not in _AS_IT_WAS, passage.is_block, 0 if passage.is_block else -passage.digest.words


def _start_of(copy: Copy, passage: Passage, extent: Extent, taken: bytearray, after: int) -> int | None:
    """Where a passage begins, in what no other one has taken; a block, after the one before it where it can."""
    if extent.standing in _AS_IT_WAS:
        return extent.start + passage.start
    words = passage.digest.words
    free = [each for each in copy.where(passage.digest) if not any(taken[each : each + words])]
    within = [each for each in free if extent.start <= each and each + words <= extent.end]
    if passage.is_block:
        whole = [each for each in within if _is_whole(copy, each, each + words)]
        return next((each for each in whole if each > after), whole[0] if whole else None)
    return next(iter(within or free), None)


def _is_whole(copy: Copy, start: int, end: int) -> bool:
    """Whether blocks begin and end there."""
    return copy.starts[copy.spans[start][0]] == start and copy.starts[copy.spans[end - 1][0] + 1] == end


class Marked(NamedTuple):
    """A passage of a copy, in words of the copy, and what is about it."""

    cites: tuple[str, ...]
    start: int
    end: int
    is_block: bool = False


def sections_of(copy: Copy, headings: Sequence[int], passages: Iterable[Marked]) -> tuple[Section, ...]:
    """The sections of the text that is implemented: what `find_sections` finds in others.

    Args:
        copy: the text.
        headings: the blocks that are headings, in order.
        passages: the passages of each section, in order.
    """
    passages = sorted(passages, key=lambda each: (each.start, each.end))
    found = []
    for heading, after in pairwise([*headings, len(copy.blocks)]):
        begin, start, end = copy.starts[heading], copy.starts[heading + 1], copy.starts[after]
        of_section = tuple(
            Passage(each.cites, each.start - start, digest(copy.words[each.start : each.end]), each.is_block)
            for each in passages
            if start <= each.start and each.end <= end
        )
        found.append(Section(digest(copy.words[begin:start]), digest(copy.words[start:end]), of_section))
    return tuple(found)
