"""Rules written with "and" and "or" that could be meant in place of a question's rule: which ones there are to try.

Up to six facts every rule that names each fact at most once is tried: there are 9312 of six facts. Beyond that there
are too many, and the rules one edit away from the shortest form of the question's rule are tried instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import product
from typing import NamedTuple

from .boolean import Cube, everything, masks, members, positions, union
from .edits import edits, shortest_form

MOST_FACTS_TRIED = 6
"""Up to that many facts all rules of the grammar are tried."""


class Table(NamedTuple):
    """What a written table leaves of a question: sets of combinations, each as one integer.

    Attributes:
        size: how many facts there are.
        results: the combinations for which the question's rule says yes.
        gaps: the possible combinations that no row decides.
        decided: the possible combinations that a row decides.
        said: those of them for which the row says yes.
    """

    size: int
    results: int
    gaps: int
    decided: int
    said: int

    def is_satisfied_by(self, results: int) -> bool:
        """Whether a rule with these results answers what all rows say."""
        return (results ^ self.said) & self.decided == 0

    def seen_with(self, negated: int) -> Table:
        """The same table with some facts replaced by their opposite."""
        return Table(self.size, *(_with_opposites(self.size, each, negated) for each in self[1:]))


class Rule(NamedTuple):
    """A rule in "and" and "or".

    Attributes:
        template: its text, with "{2}" where the third fact is named, and "{size + 2}" for its opposite.
        literals: the numbers in the template, in its order.
        groups: how many lists joined by one word it has: 1 for "a and b", 2 for "a and (b or c)".
        results: the combinations for which it says yes.
        connective: the word that joins its parts, empty for a single fact.
        parts: what is joined.
    """

    template: str
    literals: tuple[int, ...]
    groups: int
    results: int
    connective: str = ""
    parts: tuple[Rule, ...] = ()

    def written(self, literals: Sequence[str], comma: str = "") -> str:
        """The rule with a text for each number of its template; the comma stands before each "and" and "or"."""
        return self.template.replace(" and ", f"{comma} and ").replace(" or ", f"{comma} or ").format(*literals)


def rivals(table: Table, possible: int) -> Iterator[Rule]:
    """The rules to try that satisfy all rows and decide a gap otherwise than the question's rule, simplest first.

    Of rules that agree on all gaps, and so on all possible combinations, only the simplest counts.
    """
    found: set[int] = {table.results & table.gaps}
    for rule in _read_once(table) if table.size <= MOST_FACTS_TRIED else _one_edit_away(table, possible):
        decides = rule.results & table.gaps
        if decides not in found:
            found.add(decides)
            yield rule


def _simplicity(rule: Rule) -> tuple[int, int, list[int], str]:
    """Fewer facts first, then fewer groups, then earlier facts."""
    return len(rule.literals), rule.groups, sorted(rule.literals), rule.template


def _joined(connective: str, parts: Iterable[Rule]) -> Rule:
    """Parts joined by one word: single facts first, then groups, fewer facts before more, earlier before later."""
    ordered = tuple(sorted(parts, key=lambda each: (len(each.literals), each.literals)))
    if len(ordered) == 1:
        return ordered[0]
    results = ordered[0].results
    for each in ordered[1:]:
        results = results & each.results if connective == "and" else results | each.results
    return Rule(
        template=f" {connective} ".join(f"({each.template})" if each.parts else each.template for each in ordered),
        literals=tuple(literal for each in ordered for literal in each.literals),
        groups=1 + sum(each.groups for each in ordered),
        results=results,
        connective=connective,
        parts=ordered,
    )


def _literal(size: int, position: int, truth: bool = True) -> Rule:
    bit = 1 << (size - 1 - position)
    number = position if truth else size + position
    return Rule(f"{{{number}}}", (number,), 0, members(size, Cube(bit, bit if truth else 0)))


# --- Each fact at most once -------------------------------------------------------------------------------------------


def _read_once(table: Table) -> Iterator[Rule]:
    """The rules of the grammar that satisfy all rows, each fact in the polarity that the question's rule has for it."""
    size = table.size
    negated = decreasing_facts(size, table.results)
    seen = table.seen_with(negated)
    opposites = set(positions(size, negated))
    numbers = [size + each if each in opposites else each for each in range(size)]
    literals = [f"{{{each}}}" for each in numbers]
    for rule in _grammar(size):
        if seen.is_satisfied_by(rule.results):
            yield rule._replace(
                template=rule.template.format(*literals),
                literals=tuple(numbers[each] for each in rule.literals),
                results=_with_opposites(size, rule.results, negated),
            )


@cache
def _grammar(size: int) -> tuple[Rule, ...]:
    """All functions that "and" and "or" make of facts, each fact named at most once and at least one, simplest first.

    Each function is made once: below "and" stand single facts and groups joined by "or", and the other way round, and
    the part of a group that has its first fact is chosen before the rest.
    """
    made: dict[int, list[Rule]] = {}
    for mask in masks(size)[1:]:
        here = [_literal(size, each) for each in positions(size, mask)] if mask.bit_count() == 1 else []
        for part in _parts_with_the_first_fact(mask):
            for first, rest in product(made[part], made[mask ^ part]):
                for connective in ("and", "or"):
                    if first.connective != connective:
                        parts = rest.parts if rest.connective == connective else (rest,)
                        here.append(_joined(connective, (first, *parts)))
        made[mask] = here
    return tuple(sorted((rule for here in made.values() for rule in here), key=_simplicity))


def _parts_with_the_first_fact(mask: int) -> Iterator[int]:
    """The proper subsets of `mask` that have its first fact."""
    first = 1 << (mask.bit_length() - 1)
    rest = others = mask ^ first
    while others:
        others = (others - 1) & rest
        yield first | others


def decreasing_facts(size: int, results: int) -> int:
    """The facts that count only against: becoming true, each can turn a yes into a no and never a no into a yes."""
    found = 0
    for bit in range(size):
        true = members(size, Cube(1 << bit, 1 << bit))
        when_true, when_false = (results & true) >> (1 << bit), results & ~true
        if when_true != when_false and when_true & ~when_false == 0:
            found |= 1 << bit
    return found


def _with_opposites(size: int, combinations: int, negated: int) -> int:
    """A set of combinations with the facts in `negated` replaced by their opposite."""
    for bit in range(size):
        if negated >> bit & 1:
            true = members(size, Cube(1 << bit, 1 << bit))
            combinations = (combinations & true) >> (1 << bit) | (combinations & ~true) << (1 << bit)
    return combinations


# --- One edit away ----------------------------------------------------------------------------------------------------


def _one_edit_away(table: Table, possible: int) -> Iterator[Rule]:
    """The rules one edit away from the shortest form of the question's rule that satisfy all rows, simplest first."""
    size = table.size
    members_of = cache(partial(members, size))
    found: set[tuple[Cube, ...]] = set()
    for edited in edits(size, shortest_form(size, table.results, possible)):
        results = union(map(members_of, edited.rule))
        if table.is_satisfied_by(results) and results not in (0, everything(size)):
            found.add(tuple(sorted(_without_contained(edited.rule))))
    yield from sorted((_joined("or", [_term(size, term) for term in terms]) for terms in found), key=_simplicity)


def _without_contained(terms: Iterable[Cube]) -> set[Cube]:
    """The terms, without those that another one contains."""
    different = set(terms)
    return {term for term in different if not any(other.contains(term) for other in different if other != term)}


def _term(size: int, term: Cube) -> Rule:
    """A rule that says yes where the facts are as the term says."""
    return _joined(
        "and", [_literal(size, each, bool(term.value >> (size - 1 - each) & 1)) for each in positions(size, term.mask)]
    )
