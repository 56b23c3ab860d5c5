"""Where the code decides what a number is about: the definitions that cite it, with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from .._proofs import proofs
from .._value import Model, frozen
from ..rules.questions import QUESTIONS

__all__ = ["RuleReference", "rules_of"]

_AFTER_RULES = ("policy.py", "defaults.py", "models.py")
"""The modules beside those of `rules/` that decide, in the order in which they are named."""


@frozen
class RuleReference(Model):
    """A definition of the code that decides.

    Attributes:
        file: its file within the package.
        line: the line it begins at.
        name: its name, within its class where it has one.
    """

    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name}"


@cache
def rules_of(cites: tuple[str, ...]) -> tuple[RuleReference, ...]:
    """The rules of the questions that these rows and numbers are about, then the definitions that cite a number."""
    numbers = {each.split()[0] for each in cites}
    asked = [
        RuleReference(_file(question.rule.__module__), question.rule.__code__.co_firstlineno, question.rule.__name__)
        for question in QUESTIONS.values()
        if numbers.intersection(cited for each in question.facts for cited in each.cites)
        or any(row.label in cites or row.label.split()[0] in numbers for row in question.documented)
    ]
    cited = {reference for number in numbers for reference in _citing(number)}
    return tuple(dict.fromkeys([*asked, *sorted(cited, key=_in_order)]))


def _file(module: str) -> str:
    return f"{module.removeprefix('chatlink_policy.').replace('.', '/')}.py"


def _citing(number: str) -> Iterator[RuleReference]:
    """The definitions of the modules that decide which cite a number; not those that only have it in a range."""
    for file, definitions in proofs()[number]["places"].items():
        if file.startswith("rules/") or file in _AFTER_RULES:
            yield from (RuleReference(file, line, name) for name, line in definitions.items() if name)


def _in_order(reference: RuleReference) -> tuple[int, str, int]:
    file = reference.file
    return (_AFTER_RULES.index(file) if file in _AFTER_RULES else -1), file, reference.line
