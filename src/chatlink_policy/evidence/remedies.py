"""What would change an answer, who can do that, and how far it reaches; and on which facts answers depend.

Everything here reads the fixes that a `Decision` already has, and the table of its question: `remedies` and
`pivotal_facts` for one decision, `populations` for any number of them, `influence` for all that can occur.

The order of remedies, first to last:

1. By how far they reach, as `Reach` lists it: what touches least comes first, and what nobody can change last. A remedy
   of several changes reaches as far as the furthest of them. So the toggle of one record type comes before a role that
   counts for all of them: least privilege.
2. Those of fewer changes.
3. In the order of the facts they change, as the question lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..rendering import Block, Bullets, Paragraph, Table, Title
from .boolean import combinations_in
from .named_facts import Fact, Fix
from .question import Decision, Question

__all__ = [
    "FactInfluence",
    "Influence",
    "PivotalCount",
    "Population",
    "RemedyCount",
    "influence",
    "pivotal_facts",
    "populations",
    "remedies",
]


# --- One decision -----------------------------------------------------------------------------------------------------


@checked
def remedies(decision: Decision[object]) -> tuple[Fix, ...]:
    """Every minimal fix of a no, in the order that this module describes; for a yes there is none.

    Those that nobody can make come last, and are not left out: they say why nothing helps.
    """
    return tuple(sorted(decision.fixes, key=lambda each: (each.reaches.rank, *_order(decision.question, each))))


def _order(question: Question[object], fix: Fix) -> tuple[int, list[int], list[bool]]:
    places = [place for place, each in enumerate(question.facts) if each in fix.facts]
    return len(places), places, [not truth for truth in fix.truths]


@checked
def pivotal_facts(decision: Decision[object]) -> tuple[Fact, ...]:
    """The facts on each of which the answer depends alone, in the order of the question.

    A fact is pivotal when changing it, and no other, gives the other answer. A change to a combination that cannot
    occur does not count. In a yes that holds "only because of the global right" that right is pivotal: without it, all
    else unchanged, it is a no. In a yes that has two independent grounds neither is.
    """
    question, decisions = decision.question, decision.question.decisions
    changed = ((each, decisions[decision.combination ^ question.bits[each.name]]) for each in question.facts)
    return tuple(each for each, other in changed if other.is_possible and other.allowed != decision.allowed)


# --- A population -----------------------------------------------------------------------------------------------------


@frozen
class PivotalCount(Model):
    """How many answers depend on one fact alone.

    Attributes:
        fact: the fact.
        truth: what it is in those answers.
        count: how many they are.
    """

    fact: Fact
    truth: bool
    count: int


@frozen
class RemedyCount(Model):
    """One remedy, and what it would do to a population: its facts become so in every case, all else unchanged.

    Where that cannot occur, the answer is taken to stay what it is.

    Attributes:
        fix: the facts that change.
        gains: how many noes would become a yes.
        losses: how many yeses would become a no.
        is_minimal_for: for how many noes it is a minimal fix; other noes that it turns need only a part of it.
    """

    fix: Fix
    gains: int
    losses: int
    is_minimal_for: int

    def says(self, allowed: int, denied: int) -> str:
        """For how many of so many noes it makes a yes, and the other way round, in words."""
        losses = f", and a no for {self.losses} of {allowed} now allowed" if self.losses else ""
        return f"for {self.gains} of {denied}{losses} if {self.fix.says_in_full}"


@frozen
class Population(Shown):
    """Any number of answers to one question: what the yeses depend on, and what would turn the noes.

    Attributes:
        question: the question.
        counts: how often each combination was asked about, in their order.
    """

    question: Question[object]
    counts: tuple[int, ...]

    @property
    def asked(self) -> int:
        """How many answers there are."""
        return sum(self.counts)

    @property
    def allowed(self) -> int:
        """How many of them are a yes."""
        return sum(count for decision, count in self._answers() if decision.allowed)

    @property
    def denied(self) -> int:
        """How many of them are a no."""
        return self.asked - self.allowed

    @cached_property
    def pivotal_facts(self) -> tuple[PivotalCount, ...]:
        """How many yeses depend on each fact alone, the most first, then in the order of the facts.

        A yes counts for each fact that is pivotal in it.
        """
        counts = Counter[tuple[Fact, bool]]()
        for decision, count in self._answers():
            if decision.allowed and count:
                truths = decision.to_facts()
                counts.update({(each, truths[each.name]): count for each in pivotal_facts(decision)})
        in_order = [(each, truth) for each in self.question.facts for truth in (True, False)]
        found = [PivotalCount(*each, counts[each]) for each in in_order if counts[each]]
        return tuple(sorted(found, key=lambda each: -each.count))

    @property
    def without_pivotal_fact(self) -> int:
        """How many yeses no change of a single fact takes away."""
        return sum(count for each, count in self._answers() if count and each.allowed and not pivotal_facts(each))

    @cached_property
    def remedies(self) -> tuple[RemedyCount, ...]:
        """Every remedy of any no, counted: those that reach least first, then those that turn the most noes."""
        minimal_for = Counter[Fix]()
        for decision, count in self._answers():
            if count:
                minimal_for.update(dict.fromkeys(decision.fixes, count))
        found = [self._counted(each, count) for each, count in minimal_for.items()]
        question = self.question
        return tuple(sorted(found, key=lambda each: (each.fix.reaches.rank, -each.gains, *_order(question, each.fix))))

    @property
    def without_remedy(self) -> int:
        """How many noes nothing turns that anybody can change."""
        return sum(
            count
            for each, count in self._answers()
            if count and not each.allowed and not any(fix.is_available for fix in each.fixes)
        )

    def _answers(self) -> Iterable[tuple[Decision[object], int]]:
        return zip(self.question.decisions, self.counts, strict=True)

    def _counted(self, fix: Fix, minimal_for: int) -> RemedyCount:
        mask, value = self.question.cube_of(fix.changes.items())
        gains = losses = 0
        for decision, count in self._answers():
            after = self.question.decisions[decision.combination & ~mask | value]
            if after.is_possible and after.allowed != decision.allowed:
                gains += count if after.allowed else 0
                losses += 0 if after.allowed else count
        return RemedyCount(fix, gains, losses, minimal_for)

    def _blocks(self) -> Iterable[Block]:
        yield Title(f"{self.question.name}: what {self.asked} answers depend on")
        yield Paragraph(f"{self.allowed} of {self.asked} answers are a yes: {self.question.says_yes}.")
        if self.allowed:
            counted = self.pivotal_facts
            rows = [(each.fact.when(each.truth), f"{each.count} of {self.allowed}") for each in counted]
            rows.append(("no fact alone", f"{self.without_pivotal_fact} of {self.allowed}"))
            yield Table(("allowed only because", "answers"), rows)
        if without := self.without_remedy:
            yield Paragraph(f"For {without} of {self.denied} denied nothing that anybody can change makes it a yes.")
        if self.denied:
            yield Bullets([each.says(self.allowed, self.denied) for each in self.remedies], "would be allowed")


@checked
def populations(decisions: Iterable[Decision[object]]) -> tuple[Population, ...]:
    """The answers to each question together, the questions by name.

    Args:
        decisions: any number of answers to any questions, in any order; only counts of them are kept.
    """
    found: dict[Question[object], list[int]] = {}
    for decision in decisions:
        counts = found.get(decision.question) or found.setdefault(
            decision.question, [0] * (1 << decision.question.size)
        )
        counts[decision.combination] += 1
    in_order = sorted(found, key=lambda each: (each.name, each.fingerprint, repr(each.to_dict())))
    return tuple(Population(question, tuple(found[question])) for question in in_order)


# --- All that can occur -----------------------------------------------------------------------------------------------


@frozen
class FactInfluence(Model):
    """How often one fact decides.

    Attributes:
        fact: the fact.
        decides: in how many possible combinations it is pivotal.
        can_change: in how many possible combinations it can be changed alone to a possible one.
    """

    fact: Fact
    decides: int
    can_change: int


@frozen
class Influence(Shown):
    """How often each fact of a question decides.

    Attributes:
        question: the question.
        possible: how many combinations can occur.
        facts: each fact with its counts, in the order of the question.
    """

    question: Question[object]
    possible: int
    facts: tuple[FactInfluence, ...]

    def _blocks(self) -> Iterable[Block]:
        yield Title(f"{self.question.name}: how often each fact decides")
        yield Paragraph(
            f"{self.possible} combinations can occur. A fact decides in one of them when changing that fact alone, to "
            "a combination that can occur too, changes the answer."
        )
        rows = [
            (each.fact.name, f"{each.decides} of {self.possible}", f"{each.can_change} of {self.possible}")
            for each in self.facts
        ]
        yield Table(("fact", "decides in", "can change alone in"), rows)


@checked
def influence(question: Question[object]) -> Influence:
    """For each fact the exact number of possible combinations in which it alone decides the answer."""
    possible = list(combinations_in(question.possible))
    decides = Counter(fact for each in possible for fact in pivotal_facts(question.decisions[each]))
    counted = []
    for fact in question.facts:
        can_change = sum(question.possible >> (each ^ question.bits[fact.name]) & 1 for each in possible)
        counted.append(FactInfluence(fact, decides[fact], can_change))
    return Influence(question, len(possible), tuple(counted))
