"""Are these scenarios enough to pin a rule down? What they meet of it, what they miss, and the fewest to add.

Four measures, each a count out of what can occur:

- combinations of the facts that were met;
- independence: for each fact two met combinations that differ in that fact alone and get different answers (the
  unique-cause form of modified condition/decision coverage);
- mutants: wrong rules that one edit makes of the shortest way to write the rule, distinguished by a met combination;
- reasons, for a yes and for a no, that some met combination has.

A rule is a function here, so it is written as the fewest conditions joined by "or"; how its code is written does not
matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple, TypedDict

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..errors import InvalidValue
from ..rendering import Block, Bullets, Paragraph, Table, Title, heads, letter, yes_no
from . import boolean
from .boolean import Cube, combinations_in, members
from .named_facts import Condition, Fact, Reason
from .question import SCHEMA_VERSION, Decision, Question
from .records import DecisionRecord, Fingerprint, combinations_now, read_fingerprint

__all__ = [
    "EFFORT",
    "Adequacy",
    "AdequacyDict",
    "Edit",
    "Exercise",
    "Independence",
    "Mutant",
    "Pair",
    "adequacy",
]

EFFORT = 2_000
"""How many branches the search for the fewest additions tries before it takes the best that it found so far."""

_MOST_LISTED = 20


# --- What was met -----------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two decisions whose facts differ in one fact only, and whose answers differ: the fact decides alone."""

    when_false: Decision[object]
    when_true: Decision[object]


@frozen
class Independence(Model):
    """Whether scenarios show that a fact decides alone.

    Attributes:
        fact: the fact.
        pairs: all pairs of combinations that can occur and would show it; none where the fact never decides alone.
        met: those pairs of which both combinations were met.
        to_add: where no pair was met, every smallest set of combinations that completes one.
    """

    fact: Fact
    pairs: tuple[Pair, ...]
    met: tuple[Pair, ...]
    to_add: tuple[tuple[Decision[object], ...], ...]

    @property
    def can_be_met(self) -> bool:
        """Whether there is any pair that can occur."""
        return self.pairs != ()

    @property
    def is_met(self) -> bool:
        """Whether scenarios show that the fact decides alone."""
        return self.met != ()


class Edit(StrEnum):
    """One edit of a rule that is written as conditions joined by "or"."""

    DROP_FACT = "drop_fact"
    NEGATE_FACT = "negate_fact"
    REPLACE_FACT = "replace_fact"
    ADD_FACT = "add_fact"
    DROP_CONDITION = "drop_condition"
    AND_TO_OR = "and_to_or"
    OR_TO_AND = "or_to_and"


@frozen(kw_only=True)
class Mutant(Model):
    """A wrong rule that one edit makes of the right one.

    Attributes:
        edit: the kind of the edit; where several make the same wrong rule, the first of them.
        before: the conditions of the rule that it replaces.
        after: what stands there instead; nothing where they are dropped or contradict each other.
        results: the wrong rule's answers as one integer: bit c is the answer to combination c.
        is_killed: whether some met combination gets another answer from it.
    """

    edit: Edit
    before: tuple[Condition, ...]
    after: tuple[Condition, ...]
    results: int
    is_killed: bool

    @property
    def says(self) -> str:
        """The edit in one line: '"a and b" becomes "a"'."""
        return f'"{_either(self.before)}" becomes "{_either(self.after)}"'


@frozen
class Exercise(Model):
    """Whether a reason was the reason of some scenario.

    Attributes:
        reason: the reason.
        allowed: the answer that it secures.
        is_met: whether some met combination has it.
    """

    reason: Reason
    allowed: bool
    is_met: bool

    @property
    def says(self) -> str:
        """The answer and the reason in one line."""
        return f"{yes_no(self.allowed)}: {self.reason.code}"


def _either(conditions: Sequence[Condition]) -> str:
    return " or ".join(each.code for each in conditions) or "never"


class FactDict(TypedDict):
    """One fact in `AdequacyDict`; combinations are one letter a fact, Y or N."""

    fact: str
    can_be_met: bool
    is_met: bool
    to_add: list[list[str]]


class MutantDict(TypedDict):
    """One mutant in `AdequacyDict`."""

    edit: str
    before: list[str]
    after: list[str]


class ReasonDict(TypedDict):
    """One reason in `AdequacyDict`."""

    allowed: bool
    reason: str


class AdequacyDict(TypedDict):
    """What `Adequacy.to_dict` returns."""

    schema_version: int
    fingerprint: str
    combinations_met: int
    combinations_possible: int
    combinations_missing: list[str]
    impossible_met: list[str]
    facts_met: int
    facts_possible: int
    facts: list[FactDict]
    mutants_killed: int
    mutants: int
    equivalent_edits: int
    survivors: list[MutantDict]
    reasons_met: int
    reasons: int
    reasons_missing: list[ReasonDict]
    to_add: list[dict[str, bool]]
    is_fewest: bool


@frozen(kw_only=True)
class Adequacy(Model, Shown):
    """What scenarios meet of a question, what they miss, and the fewest that would have to be added.

    Attributes:
        question: the question.
        met: the combinations met that can occur, each once.
        missing: those that can occur and were not met.
        impossible_met: the combinations met that cannot occur; they count for nothing.
        independence: for each fact, whether scenarios show that it decides alone.
        mutants: the wrong rules that one edit makes; those that answer alike wherever a combination can occur, once.
        equivalent_edits: how many edits change no answer that can occur; they make no wrong rule.
        reasons: the reasons of all combinations that can occur, those for a yes first.
        to_add: combinations after which every pair is there, every mutant killed and every reason met, as far as that
            can be: the fewest.
        is_fewest: whether it is proved that fewer cannot; otherwise the search gave up and took the best it found.
    """

    question: Question[object]
    met: tuple[Decision[object], ...]
    missing: tuple[Decision[object], ...]
    impossible_met: tuple[Decision[object], ...]
    independence: tuple[Independence, ...]
    mutants: tuple[Mutant, ...]
    equivalent_edits: int
    reasons: tuple[Exercise, ...]
    to_add: tuple[Decision[object], ...]
    is_fewest: bool

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that answer every met combination as the rule does."""
        return tuple(each for each in self.mutants if not each.is_killed)

    @property
    def unexercised(self) -> tuple[Exercise, ...]:
        """The reasons that no met combination has."""
        return tuple(each for each in self.reasons if not each.is_met)

    @property
    def not_independent(self) -> tuple[Independence, ...]:
        """The facts that can be shown to decide alone, and were not."""
        return tuple(each for each in self.independence if each.can_be_met and not each.is_met)

    @property
    def is_adequate(self) -> bool:
        """Whether every pair is there, every mutant killed and every reason met, as far as that can be."""
        return not self.to_add

    def to_dict(self) -> AdequacyDict:
        """All of it as plain data; a combination is one letter a fact, Y or N."""
        letters = self._letters
        return {
            "schema_version": SCHEMA_VERSION,
            "fingerprint": self.question.fingerprint,
            "combinations_met": len(self.met),
            "combinations_possible": len(self.met) + len(self.missing),
            "combinations_missing": [letters(each) for each in self.missing],
            "impossible_met": [letters(each) for each in self.impossible_met],
            "facts_met": sum(each.is_met for each in self.independence),
            "facts_possible": sum(each.can_be_met for each in self.independence),
            "facts": [
                {
                    "fact": each.fact.name,
                    "can_be_met": each.can_be_met,
                    "is_met": each.is_met,
                    "to_add": [[letters(decision) for decision in way] for way in each.to_add],
                }
                for each in self.independence
            ],
            "mutants_killed": len(self.mutants) - len(self.survivors),
            "mutants": len(self.mutants),
            "equivalent_edits": self.equivalent_edits,
            "survivors": [
                {
                    "edit": each.edit.value,
                    "before": [condition.code for condition in each.before],
                    "after": [condition.code for condition in each.after],
                }
                for each in self.survivors
            ],
            "reasons_met": len(self.reasons) - len(self.unexercised),
            "reasons": len(self.reasons),
            "reasons_missing": [{"allowed": each.allowed, "reason": each.reason.code} for each in self.unexercised],
            "to_add": [each.to_facts() for each in self.to_add],
            "is_fewest": self.is_fewest,
        }

    def _letters(self, decision: Decision[object]) -> str:
        return " ".join(letter(truth) for truth in self.question.truths(decision.combination))

    def _blocks(self) -> Iterator[Block]:
        yield Title(f"What scenarios meet of the question {self.question.name}")
        yield Bullets(tuple(self._counts()))
        yield from self._missed()
        if self.to_add:
            yield from self._additions()
        else:
            yield Paragraph("No scenario has to be added for these facts, mutants and reasons.")

    def _counts(self) -> Iterator[str]:
        yield f"{len(self.met)} of {len(self.met) + len(self.missing)} combinations that can occur"
        if self.impossible_met:
            yield f"combinations met that cannot occur, and count for nothing: {len(self.impossible_met)}"
        can_be_met = sum(each.can_be_met for each in self.independence)
        yield f"{sum(each.is_met for each in self.independence)} of {can_be_met} facts shown to decide alone"
        if never := [each.fact.name for each in self.independence if not each.can_be_met]:
            yield f"facts that never decide alone: {', '.join(never)}"
        yield f"{len(self.mutants) - len(self.survivors)} of {len(self.mutants)} mutants killed"
        if self.equivalent_edits:
            yield f"edits that change no answer that can occur, and make no mutant: {self.equivalent_edits}"
        yield f"{len(self.reasons) - len(self.unexercised)} of {len(self.reasons)} reasons met"

    def _missed(self) -> Iterator[Block]:
        if self.missing:
            names = ", ".join(each.name for each in self.question.facts)
            yield Bullets(_listed(self._missing_rows()), f"Combinations not met ({names}; * for either)")
        if self.not_independent:
            yield Bullets(list(map(self._way, self.not_independent)), "Facts not shown to decide alone")
        if self.survivors:
            yield Bullets(_listed([each.says for each in self.survivors]), "Mutants that survive")
        if self.unexercised:
            yield Bullets(_listed([each.says for each in self.unexercised]), "Reasons that no scenario has")

    def _missing_rows(self) -> list[str]:
        """The missing combinations as the fewest rows; a row may take in what cannot occur."""
        question = self.question
        missing = _union(1 << each.combination for each in self.missing)
        unimportant = boolean.everything(question.size) & ~question.possible
        return [
            question.letters(each) for each in boolean.fewest_cubes(question.size, missing, missing | unimportant).cubes
        ]

    def _way(self, lacking: Independence) -> str:
        first, *others = lacking.to_add
        ways = f" (one of {1 + len(others)} ways)" if others else ""
        return f"{lacking.fact.name}: by {' with '.join(map(self._letters, first))}{ways}"

    def _additions(self) -> Iterator[Block]:
        yield Title("To add", 2)
        proved = "no fewer will do" if self.is_fewest else "whether fewer would do is not known"
        yield Paragraph(f"{len(self.to_add)} of {len(self.missing)} combinations that were not met; {proved}.")
        names = heads(self.question.size)
        yield Bullets([f"{head}: {each.says}" for head, each in zip(names, self.question.facts, strict=True)])
        yield Table((*names, "answer"), [(*self._letters(each).split(), yes_no(each.allowed)) for each in self.to_add])


def _listed(items: list[str]) -> list[str]:
    more = len(items) - _MOST_LISTED
    return [*items[:_MOST_LISTED], f"and {more} more"] if more > 0 else items


# --- The measures -----------------------------------------------------------------------------------------------------


@checked
def adequacy(
    question: Question[object], met: Iterable[Decision[object] | DecisionRecord | object], effort: int = EFFORT
) -> Adequacy:
    """How much of a question scenarios meet, and the fewest combinations to add so that nothing is missing.

    Args:
        question: the question.
        met: what the scenarios ask: decisions, records of decisions, or facts of the question. Only the facts of a
            decision count; the answers are those of `question`.
        effort: how many branches the search for the fewest additions tries before it gives up being exact.

    Raises:
        InvalidValue: for a decision, a record or facts of another question.
    """
    seen = 0
    for combination in _combinations_met(question, met):
        seen |= 1 << combination
    found = seen & question.possible
    independence = tuple(_independence(question, found, each) for each in range(question.size))
    mutants, equivalent = _mutants(question, found)
    reasons = tuple(_reasons(question, found))
    goals = _goals(question, independence, mutants, [having for _, having in reasons])
    search = _Search(question, found, effort)
    search.run(found, goals)
    return Adequacy(
        question=question,
        met=_decisions(question, found),
        missing=_decisions(question, question.possible & ~found),
        impossible_met=_decisions(question, seen & ~question.possible),
        independence=independence,
        mutants=mutants,
        equivalent_edits=equivalent,
        reasons=tuple(each for each, _ in reasons),
        to_add=_decisions(question, search.best & ~found),
        is_fewest=not search.gave_up,
    )


def _combinations_met(question: Question[object], met: Iterable[object]) -> Iterator[int]:
    checked: object = question
    places = tuple(range(1 << question.size))
    for position, each in enumerate(met, 1):
        if not isinstance(each, (Decision, DecisionRecord)):
            yield _combination(question, each, position)
            continue
        asked = each.fingerprint if isinstance(each, DecisionRecord) else each.question
        if asked is not checked:  # most are of one question
            path = f"met {position}"
            fingerprint = asked if isinstance(asked, Fingerprint) else read_fingerprint(asked.fingerprint, path)
            checked, places = asked, combinations_now(fingerprint, question, path)
        yield places[each.combination]


def _combination(question: Question[object], facts: object, position: int) -> int:
    try:
        return question.decide(facts).combination
    except InvalidValue as error:
        raise InvalidValue(f"met {position}", error.expected, error.got) from None


def _decisions(question: Question[object], wanted: int) -> tuple[Decision[object], ...]:
    return tuple(question.decisions[each] for each in combinations_in(wanted))


def _independence(question: Question[object], met: int, position: int) -> Independence:
    bit = 1 << (question.size - 1 - position)
    halves = [
        (each, each | bit)
        for each in combinations_in(question.possible)
        if not each & bit
        and question.possible >> (each | bit) & 1
        and (question.results >> each ^ question.results >> (each | bit)) & 1
    ]
    lacking = [[each for each in pair if not met >> each & 1] for pair in halves]
    least = min(map(len, lacking), default=0)
    decisions = question.decisions
    pairs = [Pair(decisions[low], decisions[high]) for low, high in halves]
    return Independence(
        question.facts[position],
        tuple(pairs),
        tuple(pair for pair, lacks in zip(pairs, lacking, strict=True) if not lacks),
        tuple(tuple(decisions[each] for each in lacks) for lacks in lacking if lacks and len(lacks) == least),
    )


def _reasons(question: Question[object], met: int) -> Iterator[tuple[Exercise, int]]:
    """Every reason of a combination that can occur, with the combinations that have it and can occur."""
    size, possible = question.size, question.possible
    for allowed in (True, False):
        same = question.results if allowed else boolean.everything(size) & ~question.results
        for cube in boolean.prime_cubes(size, same & possible, same):
            having = members(size, cube) & possible
            yield Exercise(Reason(*question.select(cube.mask, cube.value)), allowed, having & met != 0), having


# --- Mutants ----------------------------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """An edit: these terms of the rule are replaced by those."""

    edit: Edit
    before: tuple[Cube, ...]
    after: tuple[Cube, ...]


def _mutants(question: Question[object], met: int) -> tuple[tuple[Mutant, ...], int]:
    """The mutants that can be told from the rule at all, and how many edits make none."""
    size, results, possible = question.size, question.results, question.possible
    allowed = (results | ~possible) & boolean.everything(size)
    terms = boolean.fewest_cubes(size, results & possible, allowed).cubes
    conditions: dict[Cube, Condition] = {}

    def in_words(cubes: tuple[Cube, ...]) -> tuple[Condition, ...]:
        return tuple(conditions.setdefault(each, question.condition(each)) for each in cubes)

    found: dict[int, Mutant] = {}
    equivalent = 0
    for change, wrong in _changed(size, terms):
        difference = (wrong ^ results) & possible
        equivalent += not difference
        if difference and wrong & possible not in found:
            found[wrong & possible] = Mutant(
                edit=change.edit,
                before=in_words(change.before),
                after=in_words(change.after),
                results=wrong,
                is_killed=difference & met != 0,
            )
    return tuple(found.values()), equivalent


def _changed(size: int, terms: Sequence[Cube]) -> Iterator[tuple[_Change, int]]:
    """Every edit of a rule that is its terms joined by "or", with the results of what it makes."""
    sets = {each: members(size, each) for each in terms}
    for term in terms:
        others = _union(sets[each] for each in terms if each != term)
        for change in _edits(size, term):
            yield change, others | _union(members(size, each) for each in change.after)
    for first, second in combinations(terms, 2):
        both = _conjunction(first, second)
        others = _union(sets[each] for each in terms if each not in (first, second))
        yield _Change(Edit.OR_TO_AND, (first, second), both), others | sets[first] & sets[second]


def _union(sets: Iterable[int]) -> int:
    union = 0
    for each in sets:
        union |= each
    return union


def _edits(size: int, term: Cube) -> Iterator[_Change]:
    """Every edit of one term."""
    bits = boolean.bits(size)
    literals = [Cube(bit, term.value & bit) for bit in bits if term.mask & bit]
    others = [literal for bit in bits if not term.mask & bit for literal in (Cube(bit, bit), Cube(bit, 0))]
    for literal in literals:
        rest = Cube(term.mask ^ literal.mask, term.value ^ literal.value)
        yield _Change(Edit.DROP_FACT, (term,), (rest,))
        yield _Change(Edit.NEGATE_FACT, (term,), (Cube(term.mask, term.value ^ literal.mask),))
        for other in others:
            yield _Change(Edit.REPLACE_FACT, (term,), _conjunction(rest, other))
    for other in others:
        yield _Change(Edit.ADD_FACT, (term,), _conjunction(term, other))
    yield _Change(Edit.DROP_CONDITION, (term,), ())
    for part in _parts(term):
        rest = Cube(term.mask ^ part.mask, term.value ^ part.value)
        yield _Change(Edit.AND_TO_OR, (term,), (part, rest))


def _parts(term: Cube) -> Iterator[Cube]:
    """One of the two parts of every way to take a term apart: an "and" that stands between them becomes an "or"."""
    first = 1 << term.mask.bit_length() >> 1
    mask = (term.mask - 1) & term.mask
    while mask:
        if mask & first:
            yield Cube(mask, term.value & mask)
        mask = (mask - 1) & term.mask


def _conjunction(first: Cube, second: Cube) -> tuple[Cube, ...]:
    """Both joined by "and"; nothing where they contradict each other."""
    if (first.value ^ second.value) & first.mask & second.mask:
        return ()
    return (Cube(first.mask | second.mask, first.value | second.value),)


# --- The fewest additions ---------------------------------------------------------------------------------------------


class _Goals(NamedTuple):
    """What is still to be met. A set of combinations is an integer.

    Attributes:
        sets: of each of these sets one combination has to be met.
        pairs: of each of these facts one option has to be met whole: the combinations that complete a pair.
    """

    sets: tuple[int, ...]
    pairs: tuple[tuple[int, ...], ...]


def _goals(
    question: Question[object], independence: Iterable[Independence], mutants: Iterable[Mutant], reasons: Iterable[int]
) -> _Goals:
    """All that can be met; of each reason come the combinations that have it."""
    told = ((each.results ^ question.results) & question.possible for each in mutants)
    pairs = (
        tuple(1 << pair.when_false.combination | 1 << pair.when_true.combination for pair in each.pairs)
        for each in independence
        if each.can_be_met
    )
    return _Goals((*told, *reasons), tuple(pairs))


class _Search:
    """Branch and bound for the fewest combinations that meet all goals; `best` is exact unless it gave up."""

    def __init__(self, question: Question[object], met: int, effort: int) -> None:
        self.yes = question.results
        self.met = met
        self.effort = effort
        self.gave_up = False
        self.best = question.possible

    def count(self, chosen: int) -> int:
        return (chosen & ~self.met).bit_count()

    def run(self, chosen: int, goals: _Goals, shut: int = 0) -> None:
        """Try everything on top of `chosen`, without the combinations that are shut."""
        if self.effort <= 0:
            self.gave_up = True
            return
        self.effort -= 1
        reduced = _reduced(chosen, goals, shut)
        if reduced is None:
            return
        chosen, goals, shut = reduced
        if self.count(chosen) + self._least(goals) >= self.count(self.best):
            return
        if not goals.sets and not goals.pairs:
            self.best = chosen
            return
        if goals.sets:
            smallest = min(goals.sets, key=lambda each: (each.bit_count(), each))
            for each in sorted(combinations_in(smallest), key=lambda each: (-_weight(goals, 1 << each), each)):
                self.run(chosen | 1 << each, goals, shut)
                shut |= 1 << each
            return
        fewest = min(goals.pairs, key=len)
        rest = tuple(each for each in goals.pairs if each != fewest)
        options = sorted(fewest, key=lambda each: (each.bit_count(), -_weight(goals, each), each))
        for tried, option in enumerate(options):
            self.run(chosen | option, _Goals(goals.sets, (*rest, tuple(options[tried:]))), shut)

    def _least(self, goals: _Goals) -> int:
        """So many more combinations at least."""
        apart = list(goals.sets)
        for options in goals.pairs:  # each option has a combination of either answer, unless one of them is there
            whole = [each for each in options if each.bit_count() == 2]
            single = _union(each for each in options if each.bit_count() == 1)
            apart.append(single | _union(each & self.yes for each in whole))
            apart.append(single | _union(each & ~self.yes for each in whole))
        return max(_disjoint(apart), _joined(goals.pairs))


def _disjoint(sets: Iterable[int]) -> int:
    """Sets of which no two share a combination need one each."""
    taken = count = 0
    for each in sorted(sets, key=lambda each: (each.bit_count(), each)):
        if not each & taken:
            taken |= each
            count += 1
    return count


def _joined(pairs: Sequence[tuple[int, ...]]) -> int:
    """How many combinations are needed at least for one pair of each of these facts.

    Pairs are edges between combinations. Edges of different facts never close a circle, so among n additions there are
    at most n - 1; every other edge leads from an addition to a combination that is there already.
    """
    if not pairs:
        return 0
    leading: dict[int, int] = {}
    for options in pairs:
        for each in options:
            if each.bit_count() == 1:
                leading[each] = leading.get(each, 0) + 1
    most = sorted(leading.values(), reverse=True)
    count = 1
    while count - 1 + sum(most[:count]) < len(pairs):
        count += 1
    return count


def _weight(goals: _Goals, chosen: int) -> int:
    """How many goals these combinations have a part in."""
    return sum(1 for each in goals.sets if each & chosen) + sum(
        1 for options in goals.pairs if any(each & chosen for each in options)
    )


def _reduced(chosen: int, goals: _Goals, shut: int) -> tuple[int, _Goals, int] | None:
    """Take the combinations that are needed and leave the goals and combinations that come along with others.

    Returns None where some goal cannot be met any more.
    """
    while True:
        left = _left(chosen, goals, shut)
        if left is None:
            return None
        goals = left
        needed = _union(each for each in goals.sets if each.bit_count() == 1)
        for options in goals.pairs:
            common = options[0]
            for each in options:
                common &= each
            needed |= common
        if needed:
            chosen |= needed
            continue
        useless = _useless(goals)
        if not useless:
            return chosen, goals, shut
        shut |= useless


def _left(chosen: int, goals: _Goals, shut: int) -> _Goals | None:
    """The goals that are not met yet, without the combinations that are shut and the goals that others imply."""
    sets = {each & ~shut for each in goals.sets if not each & chosen}
    pairs = []
    for options in goals.pairs:
        lacking = {each & ~chosen for each in options if not each & ~chosen & shut}
        if 0 in lacking:
            continue
        single = _union(each for each in lacking if each.bit_count() == 1)
        lacking = {each for each in lacking if each.bit_count() == 1 or not each & single}
        if _union(lacking) == single:
            sets.add(single)
        else:
            pairs.append(tuple(sorted(lacking)))
    if 0 in sets:
        return None
    smallest: list[int] = []
    for each in sorted(sets, key=lambda each: (each.bit_count(), each)):
        implied = any(other & each == other for other in smallest) or any(
            all(option & each for option in options) for options in pairs
        )
        if not implied:
            smallest.append(each)
    return _Goals(tuple(smallest), tuple(sorted(pairs)))


def _useless(goals: _Goals) -> int:
    """The combinations of which another is in all the same sets; those of pairs are not among them."""
    paired = _union(each for options in goals.pairs for each in options)
    serves: dict[int, int] = {}
    for number, each in enumerate(goals.sets):
        for combination in combinations_in(each):
            serves[combination] = serves.get(combination, 0) | 1 << number
    useless = 0
    for each, own in serves.items():
        if paired >> each & 1:
            continue
        if any(
            own & ~other == 0 and (own != other or before < each or paired >> before & 1)
            for before, other in serves.items()
            if before != each
        ):
            useless |= 1 << each
    return useless
