"""The witnesses of a question, and how much a model says; counts fields and members by itself."""

from __future__ import annotations

from chatlink_policy._value import Model
from chatlink_policy.compare.situations import Witness, witness
from chatlink_policy.rules.questions import named


def gallery(question: str) -> tuple[Witness, ...]:
    """What realises or forbids each combination of a built-in question, in their order."""
    return tuple(witness(question, each.combination) for each in named(question).decisions)


def size_of(value: object) -> int:
    """How much a scenario, or any model, says: a model counts one, and so does each value and member that is set."""
    if isinstance(value, Model):
        return 1 + sum(size_of(said) for _, said in value._given())
    if isinstance(value, (tuple, frozenset)):
        return sum(map(size_of, value))
    return int(bool(value))
