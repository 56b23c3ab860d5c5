"""Which configuration meets the goals, and which settings make no difference.

A *setting* is a fact that is configured: one that an administrator moves, unless others are named. A *configuration*
says of every setting what it is, and can occur. All of them are tried, so what is found is all there is; where there is
nothing, the smallest sets of goals that no configuration meets together say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import cast

from attrs import field

from .._arguments import checked
from .._model import Model, Shown
from .._validation import boolean, validator
from .._value import frozen
from ..errors import InvalidValue, shown
from ..rendering import Block, Bullets, Paragraph, Table, Title, letter, yes_no
from .boolean import Cube, bits, combinations_in, fewest_cubes, members
from .named_facts import ChangedBy, Condition, Fact
from .question import Question

__all__ = [
    "MOST_CONFLICTS",
    "Configuration",
    "Configurations",
    "Goal",
    "Redundant",
    "RedundantSettings",
    "configurations",
    "redundant",
]

MOST_CONFLICTS = 1000
"""At most so many conflicts are listed; beyond that a result says that there are more."""


# --- Goals ------------------------------------------------------------------------------------------------------------


def _truths(value: Mapping[str, bool] | Iterable[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    pairs = cast("Iterable[tuple[str, bool]]", value.items() if isinstance(value, Mapping) else value)
    try:
        return tuple(sorted(pairs))
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


# --- The configurations that give it ----------------------------------------------------------------------------------


@frozen
class Configuration(Model):
    """What every setting is, and how much that permits.

    Attributes:
        settings: the settings as they are.
        allowed: how many combinations of the other facts are a yes under it.
        possible: how many combinations of the other facts can occur under it.
    """

    settings: Condition
    allowed: int
    possible: int

    @property
    def on(self) -> int:
        """How many settings are on."""
        return sum(self.settings.truths)


@frozen(kw_only=True)
class Configurations(Model, Shown):
    """All configurations that meet all goals, or why there is none.

    Attributes:
        question: the question.
        settings: its settings, in the order of the question.
        goals: the goals, each once: those of fewer facts first, then in the order of the facts.
        found: every configuration that meets all of them, the least permissive first: by how many combinations of the
            other facts are a yes, then by how many settings are on, then those whose first settings are off.
        conflicts: where none is found, every smallest set of goals that no configuration meets together; with any goal
            of it given up, the rest can be met. Those of fewer goals come first.
        are_all_conflicts: whether that is every one of them; false only where there are more than `MOST_CONFLICTS`.
    """

    question: Question[object]
    settings: tuple[Fact, ...]
    goals: tuple[Goal, ...]
    found: tuple[Configuration, ...]
    conflicts: tuple[tuple[Goal, ...], ...]
    are_all_conflicts: bool

    def __bool__(self) -> bool:
        return self.found != ()

    def says(self, goal: Goal) -> str:
        """A goal in plain English, in the words of the question."""
        condition = self.question.condition(_cube(self.question, goal))
        answer = f"a {yes_no(goal.allowed)}"
        return f"{answer} when {condition.says}" if goal.when else f"always {answer}"

    def _blocks(self) -> Iterable[Block]:
        yield Title(f"{self.question.name}: which configuration meets the goals")
        if self.goals:
            yield Bullets(list(map(self.says, self.goals)), f"goals, where a yes means that {self.question.says_yes}")
        else:
            yield Paragraph("There is no goal.")
        if self.found:
            meet = "configuration meets" if len(self.found) == 1 else "configurations meet"
            yield Paragraph(f"{len(self.found)} {meet} all goals, the least permissive first.")
            yield Table(
                (*(each.name for each in self.settings), "a yes in"),
                [
                    (*map(letter, each.settings.truths), f"{each.allowed} of {each.possible} combinations")
                    for each in self.found
                ],
            )
            return
        yield Paragraph("No configuration meets all goals." if self.goals else "No configuration can occur.")
        for number, conflict in enumerate(filter(None, self.conflicts), 1):
            yield Bullets(list(map(self.says, conflict)), f"conflict {number}: no configuration meets all of these")
        if not self.are_all_conflicts:
            yield Paragraph(f"There are more conflicts than these {MOST_CONFLICTS}.")


@checked
def configurations(
    question: Question[object], goals: Iterable[Goal], settings: Iterable[str] | None = None
) -> Configurations:
    """Every configuration under which all goals come true, or all smallest sets of goals that conflict.

    A configuration meets a goal when every combination that has these settings, fulfils the goal's condition and can
    occur, has the answer of the goal, and there is at least one. Where there is none, it does not meet the goal: its
    answer could never be seen under it.

    Args:
        question: the question.
        goals: what is to hold, in any order.
        settings: the names of the facts that are configured; those that an administrator moves where None.

    Returns:
        The configurations, the least permissive first. One that cannot occur is not among them. Where none meets all
        goals, the conflicts; where none can occur at all, the one conflict is that of no goals.

    Raises:
        InvalidValue: for a setting that is no fact of the question, and for a goal about a fact that the question does
            not have or that is a setting: a goal says what others shall find, not what is configured.
    """
    frame = _Frame(question, _settings(question, settings))
    goals = _goals(question, goals, frame.mask)
    possible = [each for each in frame.configurations() if frame.under(each)]
    fails = [frame.failed(each, goals) for each in possible]
    found = [frame.configuration(each) for each, failed in zip(possible, fails, strict=True) if not failed]
    conflicts = list(islice(_smallest_hitting(fails, len(goals)), MOST_CONFLICTS + 1))
    in_order = sorted(conflicts[:MOST_CONFLICTS], key=lambda each: (each.bit_count(), list(combinations_in(each))))
    return Configurations(
        question=question,
        settings=question.condition(Cube(frame.mask, 0)).facts,
        goals=goals,
        found=tuple(sorted(found, key=lambda each: (each.allowed, each.on, each.settings.truths))),
        conflicts=tuple(tuple(goals[at] for at in combinations_in(conflict)) for conflict in in_order),
        are_all_conflicts=len(conflicts) <= MOST_CONFLICTS,
    )


class _Frame:
    """A question and the mask of its settings."""

    def __init__(self, question: Question[object], mask: int) -> None:
        self.question = question
        self.mask = mask

    def configurations(self) -> Iterator[Cube]:
        """Every assignment of the settings, whether it can occur or not."""
        return (Cube(self.mask, value) for value in range(1 << self.question.size) if value & ~self.mask == 0)

    def under(self, settings: Cube) -> int:
        """The combinations with those settings that can occur."""
        return members(self.question.size, settings) & self.question.possible

    def configuration(self, settings: Cube) -> Configuration:
        under = self.under(settings)
        allowed = under & self.question.results
        return Configuration(self.question.condition(settings), allowed.bit_count(), under.bit_count())

    def failed(self, settings: Cube, goals: Iterable[Goal]) -> int:
        """Which goals that configuration does not meet, as a set of their places."""
        return sum(1 << at for at, goal in enumerate(goals) if not self._meets(settings, goal))

    def _meets(self, settings: Cube, goal: Goal) -> bool:
        asked = self.under(settings) & members(self.question.size, _cube(self.question, goal))
        other = ~self.question.results if goal.allowed else self.question.results
        return asked != 0 and asked & other == 0


def _bits(question: Question[object]) -> dict[str, int]:
    """The bit of each fact in a combination, by name."""
    return {each.name: bit for each, bit in zip(question.facts, bits(question.size), strict=True)}


def _settings(question: Question[object], settings: Iterable[str] | None) -> int:
    """The settings as a mask of facts."""
    bits = _bits(question)
    if settings is None:
        return sum(bits[each.name] for each in question.facts if each.changed_by is ChangedBy.ADMINISTRATOR)
    if isinstance(settings, str):
        raise InvalidValue("settings", "a list of names of facts", shown(settings))
    names = dict.fromkeys(settings)
    for name in names:
        if name not in bits:
            raise InvalidValue("settings", f"facts of {question.name}: {', '.join(bits)}", shown(name))
    return sum(bits[name] for name in names)


def _goals(question: Question[object], goals: Iterable[Goal], settings: int) -> tuple[Goal, ...]:
    """The goals checked, each once, in an order that does not depend on the one they came in."""
    bits = _bits(question)
    free = [name for name, bit in bits.items() if not bit & settings]
    given = dict.fromkeys(goals)
    for number, goal in enumerate(given):
        for name, _ in goal.when:
            if name not in bits:
                expected = f"facts of {question.name} that are no settings: {', '.join(free)}"
                raise InvalidValue(f"goals[{number}].when", expected, shown(name))
            if name not in free:
                expected = f"no settings, only other facts: {', '.join(free)}"
                raise InvalidValue(f"goals[{number}].when", expected, f"the setting {name!r}")

    def order(goal: Goal) -> tuple[int, int, int, bool]:
        cube = _cube(question, goal)
        return cube.mask.bit_count(), -cube.mask, -cube.value, not goal.allowed

    return tuple(sorted(given, key=order))


def _cube(question: Question[object], goal: Goal) -> Cube:
    bits = _bits(question)
    return Cube(sum(bits[name] for name, _ in goal.when), sum(bits[name] for name, truth in goal.when if truth))


def _smallest_hitting(sets: list[int], size: int) -> Iterator[int]:
    """All sets of places 0 to `size` - 1 that have a member in each of `sets`, none of them a part of another.

    A set of goals conflicts when each configuration fails one of them: so `sets` holds what each of them fails. This is
    the algorithm MMCS (Murakami and Uno, 2014): a set grows only while each member is the only one in some set.
    """
    hits = [sum(1 << at for at, each in enumerate(sets) if each >> place & 1) for place in range(size)]

    def grown(chosen: dict[int, int], missing: int, candidates: int) -> Iterator[int]:
        """`chosen` gives for each member the sets that it alone hits; `missing` are the sets that none hits."""
        if not missing:
            yield sum(1 << place for place in chosen)
            return
        options = min((sets[at] & candidates for at in combinations_in(missing)), key=int.bit_count)
        candidates &= ~options
        for place in combinations_in(options):
            alone = {each: own & ~hits[place] for each, own in chosen.items()}
            if all(alone.values()):
                yield from grown(alone | {place: missing & hits[place]}, missing & ~hits[place], candidates)
                candidates |= 1 << place

    return grown({}, (1 << len(sets)) - 1, (1 << size) - 1)


# --- Settings that make no difference ---------------------------------------------------------------------------------


@frozen
class Redundant(Model):
    """When one setting makes no difference.

    Attributes:
        setting: the setting.
        when: conditions on the other settings; it makes no difference exactly where one of them holds. As few as
            possible, each of as few settings as possible.
        are_fewest: whether it is proved that fewer would not do.
    """

    setting: Fact
    when: tuple[Condition, ...]
    are_fewest: bool

    @property
    def is_always(self) -> bool:
        """Whether it makes no difference whatever the other settings are."""
        return any(each.facts == () for each in self.when)


@frozen
class RedundantSettings(Model, Shown):
    """Which settings make no difference, given others.

    Attributes:
        question: the question.
        settings: its settings, in the order of the question.
        redundant: those that make no difference somewhere, in that order.
    """

    question: Question[object]
    settings: tuple[Fact, ...]
    redundant: tuple[Redundant, ...]

    def _blocks(self) -> Iterable[Block]:
        yield Title(f"{self.question.name}: settings that make no difference")
        for each in self.redundant:
            whenever = ["always"] if each.is_always else [condition.says for condition in each.when]
            yield Bullets(whenever, f"{each.setting.name} makes no difference when")
        if not self.redundant:
            yield Paragraph("Every setting makes a difference, whatever the others are.")


@checked
def redundant(question: Question[object], settings: Iterable[str] | None = None) -> RedundantSettings:
    """Which settings make no difference, and under which other settings.

    A setting makes no difference, with the other settings as they are, when exactly the same combinations of the
    other facts are a yes with it on as with it off. A combination that cannot occur is no yes. Other settings that
    cannot occur together, whatever this one is, are left out, and a condition may hold for them or not.

    Args:
        question: the question.
        settings: the names of the facts that are configured; those that an administrator moves where None.

    Raises:
        InvalidValue: for a setting that is no fact of the question.
    """
    frame = _Frame(question, _settings(question, settings))
    found = [_moot(frame, bit) for bit in reversed(list(combinations_in(frame.mask)))]
    return RedundantSettings(
        question,
        question.condition(Cube(frame.mask, 0)).facts,
        tuple(each for each in found if each.when),
    )


def _moot(frame: _Frame, bit: int) -> Redundant:
    """When the setting of that bit makes no difference."""
    question, own = frame.question, 1 << bit
    others = _Positions(frame.mask & ~own)
    wanted = never = 0
    for place in range(1 << others.size):
        off = Cube(frame.mask, others.spread(place))
        on = Cube(frame.mask, off.value | own)
        is_off, is_on = frame.under(off), frame.under(on)
        if not is_off | is_on:
            never |= 1 << place
        # The combinations with the setting on are those with it off, moved up by its bit.
        elif (is_off & question.results) << own == is_on & question.results:
            wanted |= 1 << place
    cover = fewest_cubes(others.size, wanted, wanted | never)
    return Redundant(
        question.condition(Cube(own, own)).facts[0],
        tuple(question.condition(Cube(others.spread(cube.mask), others.spread(cube.value))) for cube in cover.cubes),
        cover.is_fewest,
    )


class _Positions:
    """Some facts of a question by themselves: combinations of these alone, and where their bits are in the whole."""

    def __init__(self, mask: int) -> None:
        self._bits = tuple(combinations_in(mask))
        self.size = len(self._bits)

    def spread(self, combination: int) -> int:
        """The bits of a combination of these facts, at their places in a combination of all."""
        return sum((combination >> at & 1) << bit for at, bit in enumerate(self._bits))
