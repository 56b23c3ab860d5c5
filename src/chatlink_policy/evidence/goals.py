"""Which configuration meets the goals.

A *setting* is a fact that is configured: one that an administrator changes, unless others are named. A *configuration*
says of every setting what it is, and can occur. All of them are tried, so what is found is all there is; where there is
nothing, goals that conflict say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from attrs import field

from .._arguments import checked
from .._validation import as_tuple, boolean, validator
from .._value import Model, Shown, frozen
from ..errors import InvalidValue, shown
from ..rendering import Block, Bullets, Paragraph, Table, Title, letter, yes_no
from ..wording.words import say
from .boolean import Cube, combinations_in, members
from .named_facts import ChangedBy, Condition, Fact
from .question import Question

__all__ = ["Configuration", "Configurations", "Goal", "configurations"]


def _truths(value: Mapping[str, bool] | Iterable[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    pairs = cast("Iterable[tuple[str, bool]]", value.items() if isinstance(value, Mapping) else value)
    try:
        return tuple(sorted(as_tuple(pairs)))
    except TypeError:  # no pairs, or names that are no texts: the validator refuses them
        return cast("tuple[tuple[str, bool], ...]", value)


def _is_truths(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and all(isinstance(each, tuple) and len(each) == 2 for each in value)
        and all(isinstance(name, str) and (truth is True or truth is False) for name, truth in value)
        and len({name for name, _ in value}) == len(value)
    )


@frozen
class Goal(Model):
    """When these facts are so, whatever the others are, the answer shall be that.

    A goal that says of every fact but the settings what it is, is an example; one of fewer facts is a condition: "the
    connector may", "nobody without a right may".

    Args:
        when: some facts by name and what they are, none of them a setting; kept as pairs, sorted by name.
        allowed: the answer they shall have.
    """

    when: tuple[tuple[str, bool], ...] = field(
        converter=_truths, validator=validator("facts by name, each with true or false", _is_truths)
    )
    allowed: bool = field(validator=boolean)

    def to_facts(self) -> dict[str, bool]:
        """The facts by name, with what they are."""
        return dict(self.when)


@frozen
class Configuration(Model):
    """What every setting is, and how much that permits.

    Attributes:
        settings: the settings as they are.
        allowed: how many combinations of the other facts are a yes with these settings.
        possible: how many combinations of the other facts can occur with them.
    """

    settings: Condition
    allowed: int
    possible: int


@frozen(kw_only=True)
class Configurations(Shown):
    """All configurations that meet all goals, or why there is none.

    Attributes:
        question: the question.
        settings: its settings, in the order of the question.
        goals: the goals, each once: those of fewer facts first, then in the order of the facts.
        found: every configuration that meets all of them, the least permissive first: by how many combinations of the
            other facts are a yes, then by how many settings are on, then those whose first settings are off.
        conflict: where none is found, goals that no configuration meets together; with any of them given up, the
            others can be met. There may be other conflicts. Empty where no configuration can occur at all.
    """

    question: Question[object]
    settings: tuple[Fact, ...]
    goals: tuple[Goal, ...]
    found: tuple[Configuration, ...]
    conflict: tuple[Goal, ...]

    def __bool__(self) -> bool:
        return bool(self.found)

    def says(self, goal: Goal) -> str:
        """A goal in plain English, in the words of the question."""
        condition, answer = self.question.condition(self.question.cube_of(goal.when)), yes_no(goal.allowed)
        if not goal.when:
            return say("evidence.goals.always", answer=answer)
        return say("evidence.goals.when", answer=answer, says=condition.says)

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("evidence.goals", question=self.question.name))
        if self.goals:
            heading = say("evidence.goals.list", says=self.question.says_yes)
            yield Bullets(list(map(self.says, self.goals)), heading)
        else:
            yield Paragraph(say("evidence.goals.none"))
        if self.found:
            yield Paragraph(say("evidence.goals.meet", number=len(self.found)))
            yield Table(
                (*(each.name for each in self.settings), say("evidence.goals.yes_in")),
                [
                    (
                        *map(letter, each.settings.truths),
                        say("evidence.goals.allowed", allowed=each.allowed, possible=each.possible),
                    )
                    for each in self.found
                ],
                lettered=len(self.settings),
            )
        elif self.conflict:
            yield Paragraph(say("evidence.goals.not_met"))
            yield Bullets(list(map(self.says, self.conflict)), say("evidence.goals.conflict"))
        else:
            yield Paragraph(say("evidence.goals.never"))


@checked
def configurations(
    question: Question[object], goals: Iterable[Goal], settings: Iterable[str] | None = None
) -> Configurations:
    """Every configuration that meets all goals, or goals that conflict.

    A configuration meets a goal when every combination that has these settings, fulfils the goal's condition and can
    occur, has the answer of the goal, and there is at least one. Where there is none, it does not meet the goal: its
    answer could never be seen.

    Args:
        question: the question.
        goals: what is to hold, in any order.
        settings: the names of the facts that are configured; those that an administrator changes where None.

    Raises:
        InvalidValue: for a setting that is no fact of the question, and for a goal about a fact that the question does
            not have or that is a setting: a goal says what others shall find, not what is configured.
    """
    mask = _settings(question, settings)
    goals = _goals(question, goals, mask)
    every = {Cube(mask, each.combination & mask) for each in question.decisions}
    can_occur = {each: with_it for each in every if (with_it := members(question.size, each) & question.possible)}
    failed = {each: _failed(question, with_it, goals) for each, with_it in can_occur.items()}
    found = [
        Configuration(question.condition(each), (with_it & question.results).bit_count(), with_it.bit_count())
        for each, with_it in can_occur.items()
        if not failed[each]
    ]
    return Configurations(
        question=question,
        settings=question.condition(Cube(mask, mask)).facts,
        goals=goals,
        found=tuple(sorted(found, key=lambda each: (each.allowed, sum(each.settings.truths), each.settings.truths))),
        conflict=() if found else _conflict(goals, failed.values()),
    )


def _failed(question: Question[object], with_it: int, goals: Sequence[Goal]) -> int:
    """Which goals the configuration of these combinations does not meet, as a set of their places."""
    failed = 0
    for place, goal in enumerate(goals):
        asked = with_it & members(question.size, question.cube_of(goal.when))
        other = ~question.results if goal.allowed else question.results
        failed |= (not asked or bool(asked & other)) << place
    return failed


def _conflict(goals: tuple[Goal, ...], failed: Iterable[int]) -> tuple[Goal, ...]:
    """Goals of which each configuration fails one, none of them needless; the last goals are given up first."""
    kept = (1 << len(goals)) - 1
    for place in reversed(range(len(goals))):
        fewer = kept & ~(1 << place)
        if all(fewer & each for each in failed):
            kept = fewer
    return tuple(goals[place] for place in combinations_in(kept))


def _settings(question: Question[object], settings: Iterable[str] | None) -> int:
    """The settings as a mask of facts."""
    if settings is None:
        settings = [each.name for each in question.facts if each.changed_by is ChangedBy.ADMINISTRATOR]
    names = dict.fromkeys(settings)
    for name in names:
        if name not in question.bits:
            raise InvalidValue("settings", f"facts of {question.name}: {', '.join(question.bits)}", shown(name))
    return sum(question.bits[name] for name in names)


def _goals(question: Question[object], goals: Iterable[Goal], settings: int) -> tuple[Goal, ...]:
    """The goals checked, each once, in an order that does not depend on the one they came in."""
    free = ", ".join(name for name, bit in question.bits.items() if not bit & settings)
    given = dict.fromkeys(goals)
    for number, goal in enumerate(given):
        for name, _ in goal.when:
            field, bit = f"goals[{number}].when", question.bits.get(name)
            if bit is None:
                raise InvalidValue(field, f"facts of {question.name} that are no settings: {free}", shown(name))
            if bit & settings:
                raise InvalidValue(field, f"no settings, only other facts: {free}", f"the setting {name!r}")

    def order(goal: Goal) -> tuple[int, int, int, bool]:
        cube = question.cube_of(goal.when)
        return cube.mask.bit_count(), -cube.mask, -cube.value, not goal.allowed

    return tuple(sorted(given, key=order))
