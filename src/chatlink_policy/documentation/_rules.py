"""Where the code decides what a number is about: the definitions that cite it, with their lines."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import zip_longest
from pkgutil import iter_modules

from .. import rules
from .._value import Model, frozen
from ..rules.questions import QUESTIONS

__all__ = ["RuleReference", "rules_of"]

_NUMBER = re.compile(r"\b[A-Z]{1,3}-[0-9]+\b(?! to )")
_DECIDING = (*(f"rules.{each.name}" for each in iter_modules(rules.__path__)), "policy", "defaults", "models")
"""The modules that decide, in the order in which they are named."""


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
    """The rules of the questions that these rows and numbers are about, then the definitions that cite a number.

    None where the code is installed without its source.
    """
    numbers = {each.split()[0] for each in cites}
    asked = [
        question.rule
        for question in QUESTIONS.values()
        if numbers.intersection(cited for each in question.facts for cited in each.cites)
        or any(row.label in cites or row.label.split()[0] in numbers for row in question.documented)
    ]
    cited = (reference for reference, found in _citing() if numbers & found)
    return tuple(dict.fromkeys([*filter(None, map(_of_function, asked)), *cited]))


def _of_function(function: Callable[..., object]) -> RuleReference | None:
    file, name = _file(function.__module__), function.__name__
    return next((each for each, _ in _defined() if (each.file, each.name) == (file, name)), None)


def _file(module: str) -> str:
    return f"{module.removeprefix('chatlink_policy.').replace('.', '/')}.py"


@cache
def _citing() -> tuple[tuple[RuleReference, frozenset[str]], ...]:
    """The definitions that cite a number by itself, and not as one of a range."""
    return tuple((each, found) for each, text in _defined() if (found := frozenset(_NUMBER.findall(text))))


@cache
def _defined() -> tuple[tuple[RuleReference, str], ...]:
    """Every definition of the modules that decide, with its text."""
    return tuple(each for module in _DECIDING for each in _definitions(module))


def _definitions(module: str) -> Iterator[tuple[RuleReference, str]]:
    try:
        source = inspect.getsource(import_module(f"chatlink_policy.{module}"))
    except OSError:
        return
    lines = source.splitlines()
    for name, first, last in _named(ast.parse(source).body, ""):
        yield RuleReference(_file(module), first, name), "\n".join(lines[first - 1 : last])


def _named(body: Sequence[ast.stmt], within: str) -> Iterator[tuple[str, int, int]]:
    """The name, the first and the last line of each function, class and assigned name; a class ends at its members."""
    for statement, following in zip_longest(body, body[1:]):
        last = statement.end_lineno or statement.lineno
        match statement:
            case ast.ClassDef(name=name):
                members = list(_named(statement.body, f"{within}{name}."))
                yield within + name, statement.lineno, min((first - 1 for _, first, _ in members), default=last)
                yield from members
            case ast.FunctionDef(name=name):
                yield within + name, statement.lineno, last
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                is_described = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
                yield within + name, statement.lineno, (following.end_lineno if is_described else None) or last
