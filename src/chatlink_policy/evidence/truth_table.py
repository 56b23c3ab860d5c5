"""The answers of a rule to all combinations of its facts, and what the documentation says of each combination.

A set of combinations is one integer here, as in `boolean`; decisions with their evidence are made of it in `question`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from attrs import field

from .._validation import as_tuple, function, text, tuple_of, validator
from .._value import frozen
from ..errors import InvalidQuestion
from .boolean import Cube, bits, everything, in_hexadecimal, members, positions, union
from .named_facts import Condition, Fact, Impossible, Row, Statement, as_cites, facts_of, read_cube, texts

__all__ = ["TruthTable"]

F_co = TypeVar("F_co", covariant=True)


def _as_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return as_tuple(rows)


def _as_impossible(impossible: Iterable[Impossible]) -> tuple[Impossible, ...]:
    return as_tuple(impossible)


def _as_restated(restated: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return as_tuple(restated)


def _as_statements(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return as_tuple(statements)


_names_and_statements = validator(
    "pairs of the name of a fact and what it says",
    lambda pairs: (
        isinstance(pairs, tuple)
        and all(
            isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(each, str) for each in pair) for pair in pairs
        )
    ),
)

_statement = validator("a text that says something", lambda value: isinstance(value, str) and bool(value.strip()))


@frozen
class TruthTable(Generic[F_co]):
    """What a question is made of, as `Question` describes it, and its answers to all combinations."""

    name: str = field(validator=text)
    facts_type: type[F_co]
    rule: Callable[[F_co], bool] = field(validator=function)
    says_yes: str = field(validator=_statement, kw_only=True)
    says_no: str = field(validator=_statement, kw_only=True)
    documented: tuple[Row, ...] = field(default=(), converter=_as_rows, validator=tuple_of(Row, "rows"), kw_only=True)
    impossible: tuple[Impossible, ...] = field(
        default=(), converter=_as_impossible, validator=tuple_of(Impossible, "what cannot occur"), kw_only=True
    )
    derived_from: tuple[str, ...] = field(default=(), converter=as_cites, validator=texts, kw_only=True)
    yes_means: tuple[Statement, ...] = field(
        default=(), converter=_as_statements, validator=tuple_of(Statement, "statements"), kw_only=True
    )
    not_columns: tuple[str, ...] = field(default=(), converter=as_cites, validator=texts, kw_only=True)
    restated: tuple[tuple[str, str], ...] = field(
        default=(), converter=_as_restated, validator=_names_and_statements, kw_only=True
    )
    version: int = field(default=1, kw_only=True)
    facts: tuple[Fact, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "facts", facts_of(self.facts_type, dict(self.restated)))
        for row in self.documented:
            if not row.label.strip():
                raise InvalidQuestion(f'{self.name}: expected each row to have a label, got "{row.label}"')
            self.cube(row)
        for never in self.impossible:
            self.cube(never)
        if unknown := set(self.not_columns).difference(self.bits):
            raise InvalidQuestion(f"{self.name}: expected only its own facts, got {', '.join(sorted(unknown))}")

    @property
    def size(self) -> int:
        """How many facts it has; there are two to that power of combinations."""
        return len(self.facts)

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """The bit of each fact in a combination, by name; the first fact is the highest bit."""
        return dict(zip((each.name for each in self.facts), bits(self.size), strict=True))

    @cached_property
    def results(self) -> int:
        """The answers to all combinations as one integer: bit c is the answer to combination c.

        Raises:
            InvalidQuestion: when the rule returns something else than true or false.
        """
        results = 0
        for combination in range(1 << self.size):
            answer: object = self.rule(self.facts_at(combination))
            if answer is not True and answer is not False:
                raise InvalidQuestion(f"{self.name}: expected the rule to return true or false, got {answer!r}")
            results |= answer << combination
        return results

    @cached_property
    def possible(self) -> int:
        """The combinations that can occur, as one integer: bit c is set where combination c can."""
        never = union(members(self.size, self.cube(each)) for each in self.impossible)
        return everything(self.size) & ~never

    @property
    def fingerprint(self) -> str:
        """Name, version, facts and all answers in one line; equal fingerprints mean equal behaviour."""
        return f"{self.name}/{self.version}({','.join(self.bits)}):{in_hexadecimal(self.size, self.results)}"

    def truths(self, combination: int) -> tuple[bool, ...]:
        """What each fact is in that combination, in their order."""
        return tuple(bool(combination >> bit & 1) for bit in reversed(range(self.size)))

    def facts_at(self, combination: int) -> F_co:
        """The facts of that combination."""
        return self.facts_type(**dict(zip(self.bits, self.truths(combination), strict=True)))

    def select(self, mask: int, combination: int) -> tuple[tuple[Fact, ...], tuple[bool, ...]]:
        """The facts in `mask` and what they are in that combination."""
        truths = self.truths(combination)
        fixed = tuple(positions(self.size, mask))
        return tuple(self.facts[each] for each in fixed), tuple(truths[each] for each in fixed)

    def rows_at(self, combination: int) -> tuple[Row, ...]:
        """The rows that decide that combination; none where it is derived or cannot occur."""
        if not self.possible >> combination & 1:
            return ()
        return tuple(row for row in self.documented if self.cube(row).covers(combination))

    def cube(self, said: Row | Impossible) -> Cube:
        """The combinations that a row, or a sentence on what cannot occur, is about."""
        label = said.label if isinstance(said, Row) else said.says
        return read_cube(f"{self.name}, {label}", said.when, self.size)

    def cube_of(self, truths: Iterable[tuple[str, bool]]) -> Cube:
        """The cube of some facts by name and what they are."""
        said = [(self.bits[name], truth) for name, truth in truths]
        return Cube(sum(bit for bit, _ in said), sum(bit for bit, truth in said if truth))

    def condition(self, cube: Cube) -> Condition:
        """The facts that a cube fixes, in the words of the question."""
        return Condition(*self.select(cube.mask, cube.value))

    def letters(self, cube: Cube) -> str:
        """A cube as a row writes it: one letter a fact, Y, N, or * for either."""
        read = (("Y" if cube.value & bit else "N") if cube.mask & bit else "*" for bit in bits(self.size))
        return " ".join(read)
