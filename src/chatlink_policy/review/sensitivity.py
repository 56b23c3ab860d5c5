"""How many rights in an organisation depend on how the documentation is read.

Every other reading is one more answer to each row; only how many of them differ is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from .._value import Model, Shown, frozen
from ..compare.readings import OTHER_READINGS, OtherReading
from ..evidence import Question
from ..policy import Policy
from ..rendering import Block, Paragraph, Table, Title
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..wording.words import say
from ._candidates import People, Rule, holders_of
from ._engines import computed
from ._frames import IntoFrameT, Rows, engine_errors, nw
from .changes import anybody_may, candidates, questions_of
from .enablement import answers_in_apps
from .tables import Sorting, Tables

__all__ = ["ReadingChange", "ReviewSensitivity", "review_sensitivity"]


@frozen(kw_only=True)
class ReadingChange(Model):
    """What another reading of the documentation would give and take, for one question.

    Attributes:
        reading: the reading.
        question: the name of the question.
        gained: how many rights single users would gain.
        lost: how many rights single users would lose.
        gained_by_anybody: how many connections every user could then disconnect (Q-6).
        lost_by_anybody: how many connections not every user could disconnect any more.
    """

    reading: OtherReading
    question: str
    gained: int
    lost: int
    gained_by_anybody: int
    lost_by_anybody: int

    @property
    def changes(self) -> bool:
        """Whether any right would be gained or lost."""
        return bool(self.gained or self.lost or self.gained_by_anybody or self.lost_by_anybody)


@frozen
class ReviewSensitivity(Shown):
    """How many rights in an organisation depend on how the documentation is read.

    Attributes:
        readings: what each other reading would change, in the order of `OTHER_READINGS`, question by question: also
            where it would change nothing. Readings that the policy has already are left out.
    """

    readings: tuple[ReadingChange, ...]

    @property
    def differing(self) -> tuple[ReadingChange, ...]:
        """The readings under which some right would be gained or lost."""
        return tuple(each for each in self.readings if each.changes)

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("review.readings"))
        if not self.readings:
            yield Paragraph(say("review.readings_none"))
            return
        yield Paragraph(say("review.readings_counted", differing=len(self.differing), number=len(self.readings)))
        yield Table(
            [*map(say, ("choice", "reading", "question", "gained", "lost"))],
            [
                (
                    each.reading.choice,
                    each.reading.name,
                    each.question,
                    _count_says(each.gained, each.gained_by_anybody),
                    _count_says(each.lost, each.lost_by_anybody),
                )
                for each in self.readings
            ],
        )


def _count_says(users: int, by_anybody: int) -> str:
    return say("review.by_anybody", number=users, connections=by_anybody) if by_anybody else str(users)


@engine_errors("Tables", "tables that can be reviewed")
def review_sensitivity(policy: Policy, tables: Tables[IntoFrameT]) -> ReviewSensitivity:
    """Count what every other reading of the documentation would give and take, each by itself.

    Args:
        policy: the settings, and the readings that are changed one at a time.
        tables: as for `review_change`.

    Raises:
        InvalidValue: as `review_change`.
    """
    asked = questions_of(tables)
    sorting = Sorting(tables, policy)
    found = []
    for question, counts in _COUNTS:
        choices = {*question.derived_from, *(each for fact in question.facts for each in fact.cites)}
        readings = {each: each.apply(policy) for each in OTHER_READINGS if each.choice in choices}
        readings = {each: other for each, other in readings.items() if other != policy}
        if question.name in asked and readings:
            numbers = counts(sorting, policy, *readings.values())
            found += [
                ReadingChange(reading=reading, question=question.name, **each)
                for reading, each in zip(readings, numbers, strict=True)
            ]
    return ReviewSensitivity(tuple(sorted(found, key=lambda each: OTHER_READINGS.index(each.reading))))


_Numbers: TypeAlias = Mapping[str, int]


def _of_disconnecting(sorting: Sorting[Any], *policies: Policy) -> Iterator[_Numbers]:
    rules = [*map(Rule.of, policies)]
    people = People.of(sorting, *rules)
    single = candidates(people, *rules).join(holders_of(sorting), on="user_id", how="anti")
    anybody = {f"anybody{number}": anybody_may(rule) for number, rule in enumerate(rules)}
    changes, by_anybody = {}, {}
    for number in range(1, len(policies)):
        for name, before, after in (("gained", 0, number), ("lost", number, 0)):
            of_anybody = _gained("anybody", before, after)
            changes[f"{name}{number}"] = _gained("allowed", before, after) & ~of_anybody
            by_anybody[f"{name}_by_anybody{number}"] = of_anybody
    found = _counted(single, changes) | _counted(people.connections.with_columns(**anybody), by_anybody)
    for number in range(1, len(policies)):
        yield {name: found[f"{name}{number}"] for name in _NUMBERS}


def _of_enablement(sorting: Sorting[Any], *policies: Policy) -> Iterator[_Numbers]:
    rows = answers_in_apps(sorting, *policies)
    for number in range(1, len(policies)):
        changes = {"gained": _gained("allowed", 0, number), "lost": _gained("allowed", number, 0)}
        yield dict.fromkeys(_NUMBERS, 0) | _counted(rows, changes)


_NUMBERS = ("gained", "lost", "gained_by_anybody", "lost_by_anybody")

_COUNTS: Sequence[tuple[Question[Any], Callable[..., Iterator[_Numbers]]]] = (
    (DISCONNECTING, _of_disconnecting),
    (ENABLEMENT, _of_enablement),
)
"""The questions that other readings are about, and what counts for each reading what it would give and take."""


def _gained(answer: str, before: int, after: int) -> nw.Expr:
    return nw.col(f"{answer}{after}") & ~nw.col(f"{answer}{before}")


def _counted(rows: Rows, tests: Mapping[str, nw.Expr]) -> dict[str, int]:
    """Of how many rows each test is true."""
    found = computed(rows.select(test.cast(nw.Int64()).sum().alias(name) for name, test in tests.items()))
    return {name: int(number or 0) for name, number in zip(tests, found.row(0), strict=True)}
