"""What would change an answer, who can do that, and how far it reaches; and which answers hang on one fact.

Everything here reads the fixes that a `Decision` already carries, and the table of its question. For one decision:
`ways` and `rests_on`. For a whole population, one decision after the other without keeping them: `ways_of` and
`rests_on_one`.

The order of the ways, first to last:

1. By how far they reach, as `Reach` lists it: what touches least comes first, and what nobody can bring about last. A
   way of several changes reaches as far as the furthest of them. So the toggle of one record type comes before a role
   that counts for all of them: least privilege.
2. Those of fewer changes.
3. In the order of the facts they change, as the question lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..rendering import Block, Bullets, Paragraph, Table, Title
from .boolean import Cube, bits
from .named_facts import ChangedBy, Condition, Fact, Fix
from .question import Decision, Question

__all__ = [
    "FACT_REACHES",
    "CountedFact",
    "CountedWay",
    "PopulationRests",
    "PopulationWays",
    "QuestionRests",
    "QuestionWays",
    "Reach",
    "Way",
    "rests_on",
    "rests_on_one",
    "ways",
    "ways_of",
]


class Reach(StrEnum):
    """What else a change touches, from the least to the most."""

    ONE_RECORD = "one_record"
    ONE_CHAT = "one_chat"
    ONE_RECORD_TYPE = "one_record_type"
    ONE_APP = "one_app"
    ONE_PROFILE = "one_profile"
    EVERY_RECORD_TYPE = "every_record_type"
    ORGANISATION = "organisation"
    NOBODY = "nobody"

    @property
    def says(self) -> str:
        """How far that is, in words."""
        return _REACH_SAYS[self]

    @property
    def rank(self) -> int:
        """Its place in the order, from 0; `NOBODY` is last."""
        return _RANKS[self]

    @classmethod
    def of(cls, by: ChangedBy) -> Reach:
        """How far a change by that reaches, as a rule."""
        return _REACHES_BY[by]


_REACH_SAYS = {
    Reach.ONE_RECORD: "one record",
    Reach.ONE_CHAT: "one chat",
    Reach.ONE_RECORD_TYPE: "all records of one type",
    Reach.ONE_APP: "everyone in one app",
    Reach.ONE_PROFILE: "everyone with that profile",
    Reach.EVERY_RECORD_TYPE: "records of every type",
    Reach.ORGANISATION: "the whole organisation",
    Reach.NOBODY: "nobody can change that",
}

_RANKS = {each: rank for rank, each in enumerate(Reach)}

_REACHES_BY = {
    ChangedBy.RECORD_ACCESS: Reach.ONE_RECORD,
    ChangedBy.ASSIGNMENT: Reach.ONE_RECORD,
    ChangedBy.HISTORY: Reach.ONE_CHAT,
    ChangedBy.ADMINISTRATOR: Reach.ONE_RECORD_TYPE,
    ChangedBy.PROFILE: Reach.ONE_PROFILE,
    ChangedBy.ROLE: Reach.EVERY_RECORD_TYPE,
    ChangedBy.PRODUCT: Reach.NOBODY,
}

FACT_REACHES: Mapping[str, Reach] = MappingProxyType(
    {
        "chat_is_on": Reach.ORGANISATION,
        "on_for_all_apps": Reach.ORGANISATION,
        "app_is_selected": Reach.ONE_APP,
        "sync_is_on": Reach.ORGANISATION,
        "is_global_administrator": Reach.ORGANISATION,
    }
)
"""The facts of the built-in questions, by name, whose change reaches otherwise than who changes them tells."""


# --- One decision -----------------------------------------------------------------------------------------------------


@frozen
class Way(Model):
    """One minimal fix, and how far it reaches.

    Attributes:
        fix: the facts that change, what they become, and who can change them.
        reach: the furthest reach of these changes.
    """

    fix: Fix
    reach: Reach

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that change, in the order of the question."""
        return self.fix.facts

    @property
    def truths(self) -> tuple[bool, ...]:
        """What each of them becomes."""
        return self.fix.truths

    @property
    def changed_by(self) -> tuple[ChangedBy, ...]:
        """Who or what can change them, each once."""
        return self.fix.changed_by

    @property
    def is_open(self) -> bool:
        """Whether anybody can go that way."""
        return self.reach is not Reach.NOBODY

    @property
    def code(self) -> str:
        """A stable code of what becomes so: "owner_may_disconnect and is_connected"."""
        return Condition(self.facts, self.truths).code

    @property
    def says(self) -> str:
        """The way in plain English, with who can go it and how far it reaches."""
        return f"{self.fix.says}; {_reaches(self.reach)}"


def _reaches(reach: Reach) -> str:
    return reach.says if reach is Reach.NOBODY else f"reaches {reach.says}"


@checked
def ways(decision: Decision[object], reaches: Mapping[str, Reach] = FACT_REACHES) -> tuple[Way, ...]:
    """Every minimal fix of a no, those that reach least first; for a yes there is none.

    Args:
        decision: the answer.
        reaches: how far a change of single facts reaches, by name; for any other fact who changes it tells.

    Returns:
        The ways in the order that this module describes. Those that nobody can go come last, and are told too: they
        say why nothing helps.
    """
    return tuple(sorted((_way(fix, reaches) for fix in decision.fixes), key=_Order(decision.question).of))


def _way(fix: Fix, reaches: Mapping[str, Reach]) -> Way:
    return Way(fix, max((_reach(each, reaches) for each in fix.facts), key=_RANKS.__getitem__))


def _reach(fact: Fact, reaches: Mapping[str, Reach]) -> Reach:
    # What the product decides nobody moves, whatever a fact of that name reaches elsewhere.
    as_a_rule = Reach.of(fact.changed_by)
    return as_a_rule if as_a_rule is Reach.NOBODY else reaches.get(fact.name, as_a_rule)


class _Order:
    """The order of the ways of one question."""

    def __init__(self, question: Question[object]) -> None:
        self._positions = {each.name: position for position, each in enumerate(question.facts)}

    def of(self, way: Way) -> tuple[int, int, list[int], list[bool]]:
        positions = [self._positions[each.name] for each in way.facts]
        return way.reach.rank, len(positions), positions, [not truth for truth in way.truths]


@checked
def rests_on(decision: Decision[object]) -> tuple[Fact, ...]:
    """The facts on each of which the answer hangs alone, in the order of the question.

    The answer hangs on a fact when changing that fact, and no other, gives the other answer. A change to a combination
    that cannot occur does not count. A yes that holds "only because of the global right" hangs on that right: without
    it, all else unchanged, it is a no. A yes that has two independent grounds hangs on neither.
    """
    question = decision.question
    return tuple(
        each
        for each, bit in zip(question.facts, bits(question.size), strict=True)
        if _answer(question, decision.combination ^ bit) is (not decision.allowed)
    )


def _answer(question: Question[object], combination: int) -> bool | None:
    """The answer of a combination; None where it cannot occur."""
    return bool(question.results >> combination & 1) if question.possible >> combination & 1 else None


# --- A population -----------------------------------------------------------------------------------------------------


def _tallied(decisions: Iterable[Decision[object]]) -> dict[Question[object], list[int]]:
    """How often each combination of each question comes, the questions in an order that the input does not change.

    Only that is kept of a decision, so any number of them fits.
    """
    by_equality: dict[Question[object], tuple[Question[object], list[int]]] = {}
    by_identity: dict[int, list[int]] = {}  # of the questions held above, and so alive; comparing them takes longer
    for decision in decisions:
        question = decision.question
        tally = by_identity.get(id(question))
        if tally is None:
            kept, tally = by_equality.setdefault(question, (question, [0] * (1 << question.size)))
            by_identity[id(kept)] = tally
        tally[decision.combination] += 1
    return {question: by_equality[question][1] for question in sorted(by_equality, key=_question_order)}


def _question_order(question: Question[object]) -> tuple[object, ...]:
    statements = [(each.says, each.otherwise) for each in question.facts]
    documented = [(row.label, row.when) for row in question.documented]
    impossible = [(never.says, never.when) for never in question.impossible]
    return question.name, question.fingerprint, statements, question.says_yes, question.says_no, documented, impossible


@frozen
class CountedFact(Model):
    """How many answers hang on one fact.

    Attributes:
        fact: the fact.
        truth: what it is in those answers.
        count: how many they are.
    """

    fact: Fact
    truth: bool
    count: int

    @property
    def says(self) -> str:
        """The fact as it is in those answers."""
        return self.fact.when(self.truth)


@frozen(kw_only=True)
class QuestionRests(Model):
    """What the yeses to one question hang on.

    Attributes:
        question: the question.
        asked: how many answers there are.
        allowed: how many of them are a yes.
        hang_on: how many yeses hang on each fact alone, the most first, then in the order of the facts; a yes counts
            for each fact that it hangs on.
        hang_on_none: how many yeses no change of a single fact takes away.
    """

    question: Question[object]
    asked: int
    allowed: int
    hang_on: tuple[CountedFact, ...]
    hang_on_none: int


@frozen
class PopulationRests(Model, Shown):
    """What the yeses of a population hang on.

    Attributes:
        questions: each question that was asked, by its name.
    """

    questions: tuple[QuestionRests, ...]

    def _blocks(self) -> Iterable[Block]:
        yield Title("Answers that hang on one fact alone")
        for each in self.questions:
            yield Title(each.question.name, 2)
            yield Paragraph(f"{each.allowed} of {each.asked} answers are a yes: {each.question.says_yes}.")
            if not each.allowed:
                continue
            rows = [(one.says, f"{one.count} of {each.allowed}") for one in each.hang_on]
            rows.append(("no fact alone", f"{each.hang_on_none} of {each.allowed}"))
            yield Table(("a yes only because", "answers"), rows)
        if not self.questions:
            yield Paragraph("Nothing was asked.")


@checked
def rests_on_one(decisions: Iterable[Decision[object]]) -> PopulationRests:
    """How many yeses of a population hang on each fact alone, by question; see `rests_on`.

    For the noes see `ways_of`: a fact that a no hangs on is a way of one change.

    Args:
        decisions: any number of answers to any questions, in any order; they are not kept.
    """
    return PopulationRests(tuple(_rests(question, tally) for question, tally in _tallied(decisions).items()))


def _rests(question: Question[object], tally: list[int]) -> QuestionRests:
    counts: dict[tuple[int, bool], int] = {}
    positions = {each.name: position for position, each in enumerate(question.facts)}
    allowed = hang_on_none = 0
    for decision, count in zip(question.decisions, tally, strict=True):
        if not (count and decision.allowed):
            continue
        allowed += count
        truths = question.truths(decision.combination)
        alone = [positions[each.name] for each in rests_on(decision)]
        hang_on_none += 0 if alone else count
        for position in alone:
            key = position, truths[position]
            counts[key] = counts.get(key, 0) + count
    in_order = sorted(counts.items(), key=lambda each: (-each[1], each[0][0], not each[0][1]))
    return QuestionRests(
        question=question,
        asked=sum(tally),
        allowed=allowed,
        hang_on=tuple(CountedFact(question.facts[at], truth, count) for (at, truth), count in in_order),
        hang_on_none=hang_on_none,
    )


@frozen(kw_only=True)
class CountedWay(Model):
    """One way, and what going it would do to a population.

    To go it means that its facts become so for everybody asked about, all else unchanged. Where that cannot occur,
    the answer is taken to stay what it is.

    Attributes:
        way: the facts that change.
        lets_in: how many noes would become a yes.
        shuts_out: how many yeses would become a no.
        is_minimal_for: for how many noes it is a minimal fix; others that it lets in need only a part of it.
    """

    way: Way
    lets_in: int
    shuts_out: int
    is_minimal_for: int


@frozen(kw_only=True)
class QuestionWays(Model):
    """What would let in those whom one question denies.

    Attributes:
        question: the question.
        asked: how many answers there are.
        denied: how many of them are a no.
        ways: every minimal fix of any of them: those that reach least first, then those that let in the most, then in
            the order of the ways.
        without_way: how many noes no way leads out of that anybody can go.
    """

    question: Question[object]
    asked: int
    denied: int
    ways: tuple[CountedWay, ...]
    without_way: int


@frozen
class PopulationWays(Model, Shown):
    """What would let in those of a population who are denied.

    Attributes:
        questions: each question that was asked, by its name.
    """

    questions: tuple[QuestionWays, ...]

    def _blocks(self) -> Iterable[Block]:
        yield Title("What would let in those who are denied")
        for each in self.questions:
            yield from _ways_blocks(each)
        if not self.questions:
            yield Paragraph("Nothing was asked.")


def _ways_blocks(told: QuestionWays) -> Iterable[Block]:
    yield Title(told.question.name, 2)
    yield Paragraph(f"{told.denied} of {told.asked} answers are a no: {told.question.says_no}.")
    if told.without_way:
        yield Paragraph(f"For {told.without_way} of {told.denied} nothing that anybody can change makes it a yes.")
    if told.ways:
        yield Bullets([_way_says(each, told) for each in told.ways], "it would be a yes")


def _way_says(counted: CountedWay, told: QuestionWays) -> str:
    lost = f", and a no for {counted.shuts_out} of {told.asked - told.denied} now allowed" if counted.shuts_out else ""
    return f"for {counted.lets_in} of {told.denied}{lost} if {counted.way.says}"


@checked
def ways_of(decisions: Iterable[Decision[object]], reaches: Mapping[str, Reach] = FACT_REACHES) -> PopulationWays:
    """What would let in those of a population who are denied, each minimal fix counted: "213 of 400", by question.

    Args:
        decisions: any number of answers to any questions, in any order; they are not kept.
        reaches: as for `ways`.
    """
    tallied = _tallied(decisions).items()
    return PopulationWays(tuple(_ways(question, tally, reaches) for question, tally in tallied))


def _ways(question: Question[object], tally: list[int], reaches: Mapping[str, Reach]) -> QuestionWays:
    minimal_for: dict[Way, int] = {}
    denied = without_way = 0
    for decision, count in zip(question.decisions, tally, strict=True):
        if decision.allowed or not count:
            continue
        denied += count
        found = ways(decision, reaches)
        without_way += 0 if any(way.is_open for way in found) else count
        for way in found:
            minimal_for[way] = minimal_for.get(way, 0) + count
    counted = [_counted(question, tally, way, count) for way, count in minimal_for.items()]
    order = _Order(question)
    return QuestionWays(
        question=question,
        asked=sum(tally),
        denied=denied,
        ways=tuple(sorted(counted, key=lambda each: (each.way.reach.rank, -each.lets_in, order.of(each.way)))),
        without_way=without_way,
    )


def _counted(question: Question[object], tally: list[int], way: Way, minimal_for: int) -> CountedWay:
    becomes = _cube(question, way)
    lets_in = shuts_out = 0
    for combination in range(1 << question.size):
        after = _answer(question, combination & ~becomes.mask | becomes.value)
        is_allowed = bool(question.results >> combination & 1)
        if after is not None and after is not is_allowed:
            lets_in += 0 if is_allowed else tally[combination]
            shuts_out += tally[combination] if is_allowed else 0
    return CountedWay(way=way, lets_in=lets_in, shuts_out=shuts_out, is_minimal_for=minimal_for)


def _cube(question: Question[object], way: Way) -> Cube:
    """The facts of a way, as they become."""
    becomes = {each.name: truth for each, truth in zip(way.facts, way.truths, strict=True)}
    pairs = list(zip(question.facts, bits(question.size), strict=True))
    return Cube(
        sum(bit for each, bit in pairs if each.name in becomes),
        sum(bit for each, bit in pairs if becomes.get(each.name)),
    )
