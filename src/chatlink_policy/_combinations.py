"""The combinations of a question's facts as a block: a table that people can read, and its HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from html import escape
from itertools import groupby
from typing import NamedTuple

from .wording.words import joined, say

__all__ = ["Combination", "Combinations", "Standing"]


class Standing(StrEnum):
    """Where the answer of a combination comes from, in the order in which pages show them."""

    DERIVED = "derived"
    DOCUMENTED = "documented"
    IMPOSSIBLE = "cannot occur"


class Combination(NamedTuple):
    """One combination of facts, with its answer.

    Attributes:
        truths: what each fact is.
        answer: the answer, or a dash where the combination cannot occur.
        standing: where the answer comes from.
        by: the rows that document it, else that it is derived or cannot occur.
        reasons: the reasons of the answer, in words.
        is_changed: whether the answer was another one before the change that the table shows.
    """

    truths: Sequence[bool]
    answer: str
    standing: Standing
    by: str
    reasons: Sequence[str] = ()
    is_changed: bool = False


class Combinations(NamedTuple):
    """All combinations of some facts: derived ones first and framed in HTML, in their order elsewhere.

    Attributes:
        facts: the names of the facts.
        rows: the combinations.
        derived_from: the requirements and choices that decide the derived ones.
        never: why the others cannot occur, in words.
    """

    facts: Sequence[str]
    rows: Sequence[Combination]
    derived_from: str = ""
    never: Sequence[str] = ()


def combinations_html(block: Combinations, words: Callable[[str], str]) -> Iterator[str]:
    """The table as HTML; `words` writes a text in the language of the page."""
    yield '<div class="chatlink-scroll chatlink-combinations" tabindex="0">'
    yield '<table class="chatlink-table">'
    heads = "".join(f'<th scope="col">{escape(each).replace("_", "_<wbr>")}</th>' for each in block.facts)
    heads += f'<th scope="col">{words(say("answer"))}</th>'
    yield f'<thead><tr>{heads}<th scope="col">{words(say("combinations.by_and_why"))}</th></tr></thead>'
    order = list(Standing)
    in_order = sorted(block.rows, key=lambda each: order.index(each.standing))
    for standing, rows in groupby(in_order, lambda each: each.standing):
        yield f'<tbody class="chatlink-{standing.name.lower()}">'
        heading = words(_heading(block, standing))
        yield f'<tr><th scope="rowgroup" colspan="{len(block.facts) + 2}">{heading}</th></tr>'
        yield from (_row(each, words) for each in rows)
        yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _heading(block: Combinations, standing: Standing) -> str:
    if standing is Standing.DERIVED:
        return say("combinations.derived", **({"by": block.derived_from} if block.derived_from else {}))
    if standing is Standing.IMPOSSIBLE:
        why = joined(block.never, "semicolon")
        return say("titled", name=say("cannot occur"), says=why) if why else say("cannot occur")
    return say("documented")


def _row(row: Combination, words: Callable[[str], str]) -> str:
    truths = "".join(_truth(each, words) for each in row.truths)
    changed = ' class="chatlink-changed"' if row.is_changed else ""
    by: list[str] = [say("changed")] if row.is_changed else []
    by += [row.by] if row.standing is Standing.DOCUMENTED else []
    return f"<tr{changed}>{truths}<td>{words(row.answer)}</td><td>{words(joined(by))}{_why(row, words)}</td></tr>"


def _truth(truth: bool, words: Callable[[str], str]) -> str:
    """A mark with its word, which is heard and not seen."""
    if truth:
        return f'<td class="chatlink-holds">✓<span> {words(say("answer.yes"))}</span></td>'
    return f'<td class="chatlink-fails">✗<span> {words(say("answer.no"))}</span></td>'


def _why(row: Combination, words: Callable[[str], str]) -> str:
    """The reasons, folded."""
    if not row.reasons:
        return ""
    reasons = "".join(f"<li>{words(each)}</li>" for each in row.reasons)
    return f"<details><summary>{words(say('why'))}</summary><ul>{reasons}</ul></details>"
