"""How often each fact of a question decides: counted over all combinations that can occur, nothing estimated."""

from __future__ import annotations

from collections.abc import Iterable

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..rendering import Block, Paragraph, Table, Title
from .boolean import bits, combinations_in
from .named_facts import Fact
from .question import Question

__all__ = ["FactInfluence", "Influence", "influence"]


@frozen
class FactInfluence(Model):
    """How often one fact decides.

    Attributes:
        fact: the fact.
        decides: in how many possible combinations changing it alone, to a possible combination, changes the answer.
        can_change: in how many possible combinations it can be changed alone to a possible one.
    """

    fact: Fact
    decides: int
    can_change: int


@frozen
class Influence(Model, Shown):
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
    return Influence(
        question,
        question.possible.bit_count(),
        tuple(_influence(question, each, bit) for each, bit in zip(question.facts, bits(question.size), strict=True)),
    )


def _influence(question: Question[object], fact: Fact, bit: int) -> FactInfluence:
    can_change = [
        combination
        for combination in combinations_in(question.possible)
        if question.possible >> (combination ^ bit) & 1
    ]
    decides = [each for each in can_change if (question.results >> each ^ question.results >> (each ^ bit)) & 1]
    return FactInfluence(fact, len(decides), len(can_change))
