"""What would change an answer, who can do that, and how far it reaches; and on which facts answers depend.

Everything here reads the fixes that a `Decision` already has, and the table of its question: `remedies` and
`pivotal_facts` for one decision, `influence` for all that can occur.

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
from functools import partial

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..rendering import Block, Paragraph, Table, Title
from ..wording.words import say
from .boolean import combinations_in
from .named_facts import Fact, Fix
from .question import Decision, Question

__all__ = ["FactInfluence", "Influence", "influence", "pivotal_facts", "remedies"]


# --- One decision -----------------------------------------------------------------------------------------------------


@checked
def remedies(decision: Decision[object]) -> tuple[Fix, ...]:
    """Every minimal fix of a no, in the order that this module describes; for a yes there is none.

    Those that nobody can make come last, and are not left out: they say why nothing helps.
    """
    return tuple(sorted(decision.fixes, key=lambda each: each.reaches.rank))  # else as they are: fewer changes first


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
        yield Title(say("evidence.influence", question=self.question.name))
        yield Paragraph(say("evidence.influence.means", possible=self.possible))
        of = partial(say, "evidence.influence.of", of=self.possible)
        rows = [(each.fact.name, of(number=each.decides), of(number=each.can_change)) for each in self.facts]
        header = say("fact"), say("evidence.influence.decides"), say("evidence.influence.can_change")
        yield Table(header, rows)


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
