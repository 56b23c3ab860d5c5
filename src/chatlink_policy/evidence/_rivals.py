"""Rules written with "and" and "or" that could be meant in place of a question's rule.

Every rule that names each fact at most once is tried: there are 9312 of six facts, and beyond that too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import product
from operator import and_, or_
from typing import NamedTuple

from .boolean import Cube, masks, members, positions

MOST_FACTS_TRIED = 6
"""Up to that many facts all rules of the grammar are tried."""

_JOIN = {"and": and_, "or": or_}
"""What the words that join make of sets of combinations."""


class Rule(NamedTuple):
    """A rule in "and" and "or".

    Attributes:
        template: its text, with "{2}" where the third fact is named.
        places: which facts the template names, in its order.
        results: the combinations for which it says yes.
        connective: the word that joins its parts, empty for a single fact.
        parts: what is joined.
    """

    template: str
    places: tuple[int, ...]
    results: int
    connective: str = ""
    parts: tuple[Rule, ...] = ()

    def written(self, facts: Sequence[str]) -> str:
        """The rule with a text for each fact."""
        return self.template.format(*facts)


def rivals(size: int, results: int, *, gaps: int, decided: int, yes: int) -> Iterator[Rule]:
    """The rules that say yes to just those combinations among the decided, and decide a gap otherwise, simplest first.

    Each fact is taken in the direction in which it counts for `results`, those of the question's rule. Of rules that
    agree on all gaps, and so on all possible combinations, only the simplest counts.
    """
    found: set[int] = {results & gaps}
    negated = decreasing_facts(size, results)
    for rule in _grammar(size):
        answers = _with_opposites(size, rule.results, negated)
        decides = answers & gaps
        if answers & decided == yes and decides not in found:
            found.add(decides)
            yield rule._replace(results=answers)


@cache
def _grammar(size: int) -> tuple[Rule, ...]:
    """All functions that "and" and "or" make of facts, each fact named at most once and at least one, simplest first.

    Simplest are those of fewer facts, then of fewer parentheses, then of earlier facts. Each function is made once:
    below "and" stand single facts and groups joined by "or", and the other way round, and the part of a group that has
    its first fact is chosen before the rest.
    """
    made: dict[int, list[Rule]] = {}
    for mask in masks(size)[1:]:
        first, *others = positions(size, mask)
        here = [] if others else [_single(size, first)]
        for part in _parts_with_the_first_fact(mask):
            for one, rest in product(made[part], made[mask ^ part]):
                for connective in _JOIN:
                    if one.connective != connective:
                        parts = rest.parts if rest.connective == connective else (rest,)
                        here.append(_joined(connective, (one, *parts)))
        made[mask] = here
    every = (rule for here in made.values() for rule in here)
    return tuple(
        sorted(every, key=lambda each: (len(each.places), each.template.count("("), sorted(each.places), each.template))
    )


def _single(size: int, position: int) -> Rule:
    bit = 1 << (size - 1 - position)
    return Rule(f"{{{position}}}", (position,), members(size, Cube(bit, bit)))


def _joined(connective: str, parts: Iterable[Rule]) -> Rule:
    """Parts joined by one word: single facts first, then groups, fewer facts before more, earlier before later."""
    ordered = tuple(sorted(parts, key=lambda each: (len(each.places), each.places)))
    return Rule(
        template=f" {connective} ".join(f"({each.template})" if each.parts else each.template for each in ordered),
        places=tuple(place for each in ordered for place in each.places),
        results=reduce(_JOIN[connective], (each.results for each in ordered)),
        connective=connective,
        parts=ordered,
    )


def _parts_with_the_first_fact(mask: int) -> Iterator[int]:
    """The proper subsets of `mask` that have its first fact."""
    first = 1 << (mask.bit_length() - 1)
    left = others = mask ^ first
    while left:
        yield mask ^ left
        left = (left - 1) & others


def decreasing_facts(size: int, results: int) -> int:
    """The facts that count only against: becoming true, each can turn a yes into a no and never a no into a yes."""
    found = 0
    for bit in range(size):
        true = members(size, Cube(1 << bit, 1 << bit))
        when_true, when_false = (results & true) >> (1 << bit), results & ~true
        if when_false & ~when_true and not when_true & ~when_false:
            found |= 1 << bit
    return found


def _with_opposites(size: int, combinations: int, negated: int) -> int:
    """A set of combinations with the facts in `negated` replaced by their opposite."""
    for bit in range(size):
        if negated >> bit & 1:
            true = members(size, Cube(1 << bit, 1 << bit))
            combinations = (combinations & true) >> (1 << bit) | (combinations & ~true) << (1 << bit)
    return combinations
