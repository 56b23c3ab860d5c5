"""The rule of a question as facts in series and in parallel, as an electrician draws it: a yes is a path through them.

The fewest reasons of a yes are factored, never multiplied out: facts that all of them share stand in series before what
differs, and parts that have no fact in common and go with each other in every way stand in series too. Whatever comes
out answers every combination as the question does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TypeAlias

from attrs import field

from .._arguments import checked
from .._validation import boolean, one_of
from .._value import Model, frozen
from .boolean import fewest_cubes, positions
from .named_facts import Fact
from .question import Question

__all__ = ["Contact", "Parallel", "Rung", "Series", "contacts", "ladder_of"]

Rung: TypeAlias = "Contact | Series | Parallel"
"""A part of a ladder."""


@frozen
class Contact(Model):
    """One fact, closed when it is what `truth` says.

    Attributes:
        fact: the fact.
        truth: what it has to be.
    """

    fact: Fact = field(validator=one_of(Fact, "a fact"))
    truth: bool = field(validator=boolean)

    def is_closed(self, facts: Mapping[str, bool]) -> bool:
        """Whether it is closed where the facts, by name, are these."""
        return facts[self.fact.name] is self.truth

    @property
    def says(self) -> str:
        """The statement that holds when it is closed."""
        return self.fact.when(self.truth)


@frozen
class Series(Model):
    """Parts one after another: closed when all of them are, and so always where there is none."""

    parts: tuple[Rung, ...]

    def is_closed(self, facts: Mapping[str, bool]) -> bool:
        """Whether it is closed where the facts, by name, are these."""
        return all(each.is_closed(facts) for each in self.parts)


@frozen
class Parallel(Model):
    """Parts beside each other: closed when any of them is, and so never where there is none."""

    parts: tuple[Rung, ...]

    def is_closed(self, facts: Mapping[str, bool]) -> bool:
        """Whether it is closed where the facts, by name, are these."""
        return any(each.is_closed(facts) for each in self.parts)


@checked
def ladder_of(question: Question[object]) -> Rung:
    """The rule of a question, a user's own too, as facts in series and in parallel.

    Raises:
        InvalidValue: for what is no question.
        InvalidQuestion: when the question's rule returns something else than true or false.
    """
    cubes = fewest_cubes(question.size, question.results, question.results).cubes
    terms = [
        frozenset((place, question.truths(cube.value)[place]) for place in positions(question.size, cube.mask))
        for cube in cubes
    ]
    return _factored(question.facts, terms)


@checked
def contacts(rung: Contact | Series | Parallel) -> tuple[Contact, ...]:
    """The contacts of a ladder, from the first to the last."""
    if isinstance(rung, Contact):
        return (rung,)
    return tuple(contact for each in rung.parts for contact in contacts(each))


# --- Factoring --------------------------------------------------------------------------------------------------------

_Literal: TypeAlias = tuple[int, bool]
"""The place of a fact in its question, and what it has to be."""
_Term: TypeAlias = frozenset[_Literal]
"""Facts that together are a reason."""


def _factored(facts: tuple[Fact, ...], terms: list[_Term]) -> Rung:
    if len(terms) == 1:
        return _in_series([Contact(facts[place], truth) for each in terms for place, truth in sorted(each)])
    if factors := _factors(terms):
        return _in_series([_factored(facts, each) for each in factors])
    groups = _groups(terms)
    if len(groups) == 1:
        groups = _by_the_most_shared(terms)
    return _in_parallel([_factored(facts, each) for each in groups])


def _in_series(parts: Iterable[Rung]) -> Rung:
    flat = [part for each in parts for part in (each.parts if isinstance(each, Series) else [each])]
    if len(flat) == 1:
        (only,) = flat
        return only
    return Series(tuple(flat))


def _in_parallel(parts: Iterable[Rung]) -> Rung:
    flat = [part for each in parts for part in (each.parts if isinstance(each, Parallel) else [each])]
    return Parallel(tuple(flat))


def _factors(terms: list[_Term]) -> list[list[_Term]]:
    """Two lists of terms without a common fact whose products are all of these; none where there are no such two."""
    places = sorted({place for term in terms for place, _ in term})
    for size in range(1, len(places) // 2 + 1):
        for chosen in combinations(places, size):
            within = _once(frozenset(each for each in term if each[0] in chosen) for term in terms)
            without = _once(frozenset(each for each in term if each[0] not in chosen) for term in terms)
            if len(within) * len(without) == len(terms):
                return sorted([within, without], key=_first)
    return []


def _groups(terms: list[_Term]) -> list[list[_Term]]:
    """The terms in groups of which no two have a fact in common."""
    groups: list[list[_Term]] = []
    for term in terms:
        joined = [each for each in groups if any(_facts(term) & _facts(other) for other in each)]
        groups = [each for each in groups if each not in joined]
        groups.append([*(other for each in joined for other in each), term])
    return groups


def _by_the_most_shared(terms: list[_Term]) -> list[list[_Term]]:
    """The terms that share what the most of them have, and the others."""
    counts = Counter(each for term in terms for each in term)
    most = min(counts, key=lambda each: (-counts[each], each))
    return [[term for term in terms if most in term], [term for term in terms if most not in term]]


def _once(terms: Iterable[_Term]) -> list[_Term]:
    return list(dict.fromkeys(terms))


def _facts(term: _Term) -> set[int]:
    return {place for place, _ in term}


def _first(terms: list[_Term]) -> tuple[int, int]:
    """What comes first in a series: one fact before branches, and then in the order of the question."""
    return len(terms), min(place for term in terms for place, _ in term)
