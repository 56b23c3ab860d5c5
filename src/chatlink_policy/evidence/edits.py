"""Wrong rules that one edit makes of a right one.

A rule is a function here, so it is taken as written in its shortest form: the fewest conditions joined by "or", each of
them facts joined by "and". How its code is written does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from .boolean import Cube, bits, everything, fewest_cubes

__all__ = ["Edit"]

Terms = tuple[Cube, ...]


class Edit(StrEnum):
    """One edit of a rule that is written as conditions joined by "or"."""

    DROP_FACT = "drop_fact"
    NEGATE_FACT = "negate_fact"
    REPLACE_FACT = "replace_fact"
    ADD_FACT = "add_fact"
    DROP_CONDITION = "drop_condition"
    AND_TO_OR = "and_to_or"
    OR_TO_AND = "or_to_and"


class Edited(NamedTuple):
    """One edit: the terms that it replaces, what stands there instead, and all terms of the wrong rule."""

    edit: Edit
    before: Terms
    after: Terms
    rule: Terms


def shortest_form(size: int, results: int, possible: int) -> Terms:
    """The fewest terms with those results wherever a combination can occur."""
    return fewest_cubes(size, results & possible, (results | ~possible) & everything(size)).cubes


def edits(size: int, terms: Terms) -> Iterator[Edited]:
    """Every edit of a rule of those terms."""
    for place, term in enumerate(terms):
        others = terms[:place] + terms[place + 1 :]
        for edit, after in _edits_of(size, term):
            yield Edited(edit, (term,), after, others + after)
    for first, second in combinations(terms, 2):
        after = _both(first, second)
        others = tuple(each for each in terms if each not in (first, second))
        yield Edited(Edit.OR_TO_AND, (first, second), after, others + after)


def _edits_of(size: int, term: Cube) -> Iterator[tuple[Edit, Terms]]:
    """Every edit of one term, with the terms that it makes of it."""
    own = [bit for bit in bits(size) if term.mask & bit]
    others = [Cube(bit, value) for bit in bits(size) if not term.mask & bit for value in (bit, 0)]
    for bit in own:
        rest = _without(term, bit)
        yield Edit.DROP_FACT, (rest,)
        yield Edit.NEGATE_FACT, (Cube(term.mask, term.value ^ bit),)
        for other in others:
            yield Edit.REPLACE_FACT, _both(rest, other)
    for other in others:
        yield Edit.ADD_FACT, _both(term, other)
    yield Edit.DROP_CONDITION, ()
    for count in range(len(own) - 1):
        for more in combinations(own[1:], count):  # always with the first fact, so that no two parts come twice
            part = sum(more, own[0])
            yield Edit.AND_TO_OR, (Cube(part, term.value & part), _without(term, part))


def _without(term: Cube, mask: int) -> Cube:
    return Cube(term.mask & ~mask, term.value & ~mask)


def _both(first: Cube, second: Cube) -> Terms:
    """Both joined by "and"; nothing where they contradict each other."""
    if (first.value ^ second.value) & first.mask & second.mask:
        return ()
    return (Cube(first.mask | second.mask, first.value | second.value),)
