"""Are these scenarios enough to pin a rule down? What they cover of it, what they miss, and scenarios to add.

Four measures, each a count out of what can occur:

- combinations of the facts that were met;
- independence: for each fact two met combinations that differ in that fact alone and get different answers (the
  unique-cause form of modified condition/decision coverage);
- mutants: wrong rules that one edit makes of the shortest form of the rule; a met combination that they answer
  otherwise kills them;
- reasons, for a yes and for a no, that some met combination has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..errors import InvalidValue
from ..rendering import Block, Bullets, Paragraph, Table, Title, first_of, letter, yes_no
from ..wording.words import say
from .boolean import combinations_in, everything, fewest_cubes, members, prime_cubes, union
from .edits import Edit, edits, shortest_form
from .fingerprint import Fingerprint, combinations_now, read_fingerprint
from .named_facts import Condition, Fact, Reason
from .question import Decision, Question
from .records import DecisionRecord

__all__ = ["Coverage", "Independence", "Mutant", "Pair", "ReasonMet", "coverage"]


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
    """

    fact: Fact
    pairs: tuple[Pair, ...]
    met: tuple[Pair, ...]


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
        before, after = (" or ".join(each.code for each in some) or "never" for some in (self.before, self.after))
        return say("evidence.coverage.mutant", before=before, after=after)


@frozen
class ReasonMet(Model):
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
        return say("titled", name=yes_no(self.allowed), says=self.reason.code)


@frozen(kw_only=True)
class Coverage(Shown):
    """What scenarios cover of a question, what they miss, and scenarios to add.

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
            can be. None of them is needless; it is not proved that no fewer would do.
    """

    question: Question[object]
    met: tuple[Decision[object], ...]
    missing: tuple[Decision[object], ...]
    impossible_met: tuple[Decision[object], ...]
    independence: tuple[Independence, ...]
    mutants: tuple[Mutant, ...]
    equivalent_edits: int
    reasons: tuple[ReasonMet, ...]
    to_add: tuple[Decision[object], ...]

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that answer every met combination as the rule does."""
        return tuple(each for each in self.mutants if not each.is_killed)

    @property
    def reasons_missing(self) -> tuple[ReasonMet, ...]:
        """The reasons that no met combination has."""
        return tuple(each for each in self.reasons if not each.is_met)

    @property
    def not_independent(self) -> tuple[Fact, ...]:
        """The facts that can be shown to decide alone, and were not."""
        return tuple(each.fact for each in self.independence if each.pairs and not each.met)

    @property
    def is_complete(self) -> bool:
        """Whether every pair is there, every mutant killed and every reason met, as far as that can be."""
        return not self.to_add

    def _data(self) -> dict[str, object]:
        return {
            "question": self.question.name,
            "fingerprint": self.question.fingerprint,
            "combinations_met": len(self.met),
            "combinations_possible": len(self.met) + len(self.missing),
            "combinations_missing": [each.to_facts() for each in self.missing],
            "impossible_met": [each.to_facts() for each in self.impossible_met],
            "facts_met": sum(bool(each.met) for each in self.independence),
            "facts_possible": sum(bool(each.pairs) for each in self.independence),
            "facts_missing": [each.name for each in self.not_independent],
            "mutants_killed": len(self.mutants) - len(self.survivors),
            "mutants": len(self.mutants),
            "equivalent_edits": self.equivalent_edits,
            "survivors": [{"edit": each.edit.value, "says": each.says} for each in self.survivors],
            "reasons_met": len(self.reasons) - len(self.reasons_missing),
            "reasons": len(self.reasons),
            "reasons_missing": [{"allowed": each.allowed, "reason": each.reason.code} for each in self.reasons_missing],
            "to_add": [each.to_facts() for each in self.to_add],
        }

    def _blocks(self) -> Iterator[Block]:
        yield Title(say("evidence.coverage", question=self.question.name))
        yield Bullets(tuple(self._counts()))
        yield from self._missed()
        if not self.to_add:
            yield Paragraph(say("evidence.coverage.nothing_to_add"))
            return
        yield Title(say("evidence.coverage.to_add"), 2)
        yield Paragraph(say("evidence.coverage.added", number=len(self.to_add), of=len(self.missing)))
        rows = [(*map(letter, each.to_facts().values()), yes_no(each.allowed)) for each in self.to_add]
        yield Table((*self.question.bits, say("answer")), rows, lettered=self.question.size)

    def _counts(self) -> Iterator[str]:
        counts = self._data()

        def of(key: str, number: str, possible: str) -> str:
            return say(f"evidence.coverage.{key}", number=counts[number], of=counts[possible])

        yield of("met", "combinations_met", "combinations_possible")
        if self.impossible_met:
            yield say("evidence.coverage.impossible_met", number=len(self.impossible_met))
        yield of("facts", "facts_met", "facts_possible")
        if never := tuple(each.fact.name for each in self.independence if not each.pairs):
            yield say("evidence.coverage.never_alone", names=never)
        yield of("mutants", "mutants_killed", "mutants")
        if self.equivalent_edits:
            yield say("evidence.coverage.equivalent", number=self.equivalent_edits)
        yield of("reasons", "reasons_met", "reasons")

    def _missed(self) -> Iterator[Block]:
        if self.missing:
            missing, met = (union(1 << each.combination for each in some) for some in (self.missing, self.met))
            rows = fewest_cubes(self.question.size, missing, everything(self.question.size) & ~met).cubes
            heading = say("evidence.coverage.not_met", names=tuple(self.question.bits))
            yield Bullets(first_of(rows, self.question.letters), heading)
        if self.not_independent:
            yield Bullets([each.name for each in self.not_independent], say("evidence.coverage.not_alone"))
        if self.survivors:
            yield Bullets(first_of([each.says for each in self.survivors]), say("evidence.coverage.survive"))
        if self.reasons_missing:
            yield Bullets(first_of([each.says for each in self.reasons_missing]), say("evidence.coverage.without"))


# --- The measures -----------------------------------------------------------------------------------------------------


@checked
def coverage(question: Question[object], met: Iterable[Decision[object] | DecisionRecord | object]) -> Coverage:
    """How much of a question scenarios cover, and combinations to add so that nothing is missing.

    Args:
        question: the question.
        met: what the scenarios ask: decisions, records of decisions, or facts of the question. Only the facts of a
            decision count; the answers are those of `question`.

    Raises:
        InvalidValue: for a decision, a record or facts of another question.
    """
    seen = union(1 << each for each in _combinations_met(question, met))
    found = seen & question.possible
    independence = tuple(_independence(question, found, each) for each in question.facts)
    mutants, equivalent = _mutants(question, found)
    reasons = tuple(_reasons(question, found))
    needs = [
        *(tuple(union(1 << one.combination for one in pair) for pair in each.pairs) for each in independence),
        *(_one_of((each.results ^ question.results) & question.possible) for each in mutants),
        *(_one_of(having) for _, having in reasons),
    ]
    decisions = partial(_decisions, question)
    return Coverage(
        question=question,
        met=decisions(found),
        missing=decisions(question.possible & ~found),
        impossible_met=decisions(seen & ~question.possible),
        independence=independence,
        mutants=mutants,
        equivalent_edits=equivalent,
        reasons=tuple(each for each, _ in reasons),
        to_add=decisions(_additions(found, [each for each in needs if each])),
    )


def _combinations_met(question: Question[object], met: Iterable[object]) -> Iterator[int]:
    known: object = question
    places = tuple(each.combination for each in question.decisions)
    for position, each in enumerate(met, 1):
        path = f"met {position}"
        if not isinstance(each, (Decision, DecisionRecord)):
            try:
                yield question.decide(each).combination
            except InvalidValue as error:
                raise InvalidValue(path, error.expected, error.got) from None
            continue
        asked = each.fingerprint if isinstance(each, DecisionRecord) else each.question
        if asked is not known:  # most are of one question
            fingerprint = asked if isinstance(asked, Fingerprint) else read_fingerprint(asked.fingerprint, path)
            known, places = asked, combinations_now(fingerprint, question, path)
        yield places[each.combination]


def _decisions(question: Question[object], wanted: int) -> tuple[Decision[object], ...]:
    return tuple(question.decisions[each] for each in combinations_in(wanted))


def _independence(question: Question[object], met: int, fact: Fact) -> Independence:
    decisions, bit = question.decisions, question.bits[fact.name]
    pairs = [
        Pair(when_false, when_true)
        for when_false in _decisions(question, question.possible)
        if not when_false.combination & bit
        and (when_true := decisions[when_false.combination + bit]).is_possible
        and when_false.allowed != when_true.allowed
    ]
    both_met = [pair for pair in pairs if all(met >> each.combination & 1 for each in pair)]
    return Independence(fact, tuple(pairs), tuple(both_met))


def _reasons(question: Question[object], met: int) -> Iterator[tuple[ReasonMet, int]]:
    """Every reason of a combination that can occur, with the combinations that have it and can occur."""
    size, possible = question.size, question.possible
    for allowed in (True, False):
        same = question.results if allowed else everything(size) & ~question.results
        for cube in prime_cubes(size, same & possible, same):
            having = members(size, cube) & possible
            yield ReasonMet(Reason(*question.select(cube.mask, cube.value)), allowed, bool(having & met)), having


def _mutants(question: Question[object], met: int) -> tuple[tuple[Mutant, ...], int]:
    """The mutants that some combination can kill, and how many edits make none."""
    size, results, possible = question.size, question.results, question.possible
    members_of = cache(partial(members, size))
    condition = cache(question.condition)
    found: dict[int, Mutant] = {}
    equivalent = 0
    for edited in edits(size, shortest_form(size, results, possible)):
        wrong = union(map(members_of, edited.rule))
        difference = (wrong ^ results) & possible
        equivalent += not difference
        if difference and difference not in found:
            found[difference] = Mutant(
                edit=edited.edit,
                before=tuple(map(condition, edited.before)),
                after=tuple(map(condition, edited.after)),
                results=wrong,
                is_killed=bool(difference & met),
            )
    return tuple(found.values()), equivalent


# --- What to add ------------------------------------------------------------------------------------------------------

Need = Sequence[int]
"""Something to be met: sets of combinations, of which one has to be met whole."""


def _one_of(combinations: int) -> Need:
    return [1 << each for each in combinations_in(combinations)]


def _additions(met: int, needs: Sequence[Need]) -> int:
    """Combinations that meet all needs together with those already met, and none of them needless.

    The need that leaves the least choice comes first, with the option that meets the most other needs too.
    """
    chosen = met
    while unmet := [need for need in needs if not _is_met(need, chosen)]:
        options = min(unmet, key=len)
        met_too = {option: sum(_is_met(need, chosen | option) for need in unmet) for option in options}
        chosen |= min(options, key=lambda option: ((option & ~chosen).bit_count(), -met_too[option], option))
    for each in combinations_in(chosen & ~met):
        fewer = chosen & ~(1 << each)
        if all(_is_met(need, fewer) for need in needs):
            chosen = fewer
    return chosen & ~met


def _is_met(need: Need, chosen: int) -> bool:
    return any(not option & ~chosen for option in need)
