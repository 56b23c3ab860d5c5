"""A written table held against a question: what it leaves open, where it contradicts, which wrong rules satisfy it.

The rows are those of the documentation, with those of its sister sources or without them, or others that somebody
proposes. All combinations are tried, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations

from .._arguments import checked
from .._value import Shown, frozen, plain
from ..rendering import MOST_SHOWN, Block, Bullets, Paragraph, Table, Title, first_of, letter, letters, yes_no
from ..wording.words import joined, say
from . import _rivals
from .boolean import (
    Cover,
    Cube,
    combinations_in,
    everything,
    fewest_cubes,
    in_hexadecimal,
    members,
    prime_cubes_at,
    union,
)
from .named_facts import Condition, Row
from .question import Question
from .written_table import Containment, Contradiction, Disagreement, Rival

__all__ = ["Audit", "audit"]


@frozen(kw_only=True)
class Audit(Shown):
    """What a written table says of a question, and what it leaves open.

    Attributes:
        question: the question.
        rows: the rows of the table.
        left_out: the rows of sister sources that were left out of it, since the documentation's own were asked for.
    """

    question: Question[object]
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...] = ()

    def __attrs_post_init__(self) -> None:
        for row in self.rows:
            self.question.cube(row)  # which has one letter for each fact

    @property
    def combinations(self) -> int:
        """How many combinations of the facts there are."""
        return 1 << self.question.size

    @property
    def possible(self) -> int:
        """How many of them can occur."""
        return self.question.possible.bit_count()

    @property
    def documented(self) -> int:
        """How many of those that can occur a row decides."""
        return self.possible - self.derived

    @property
    def derived(self) -> int:
        """How many of those that can occur no row decides."""
        return self._open.bit_count()

    @property
    def gaps(self) -> tuple[int, ...]:
        """The possible combinations that no row decides, lowest first."""
        return tuple(combinations_in(self._open))

    @cached_property
    def gaps_grouped(self) -> tuple[Condition, ...]:
        """The same in the fewest conditions; a condition may include what cannot occur."""
        return self._conditions(self._open)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """The pairs of rows that give different answers to one possible combination."""
        found = []
        for (row, covers), (other, covers_too) in combinations(self._covers, 2):
            if covers & covers_too and row.allowed != other.allowed:
                cube, cube_too = self.question.cube(row), self.question.cube(other)
                where = self.question.condition(Cube(cube.mask | cube_too.mask, cube.value | cube_too.value))
                found.append(Contradiction(row, other, where, tuple(combinations_in(covers & covers_too))))
        return tuple(found)

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """The rows that give another answer than the question's rule."""
        otherwise = ((row, covers & self._answered(not row.allowed)) for row, covers in self._covers)
        return tuple(
            Disagreement(row, self._conditions(where), tuple(combinations_in(where)))
            for row, where in otherwise
            if where
        )

    @property
    def contained(self) -> tuple[Containment, ...]:
        """The rows that could be left out, each on its own."""
        found = []
        for place, (row, covers) in enumerate(self._covers):
            others = [
                (other, covers_too)
                for before, (other, covers_too) in enumerate(self._covers)
                if other.allowed == row.allowed and covers & covers_too and (before < place or covers_too != covers)
            ]
            alone = [each for each in others if not covers & ~each[1]]
            if within := alone or _together(covers, others):
                found.append(Containment(row, tuple(other for other, _ in within), bool(alone)))
        return tuple(found)

    @property
    def never_apply(self) -> tuple[Row, ...]:
        """The rows that cover no combination that can occur."""
        return tuple(row for row, covers in self._covers if not covers)

    @property
    def consistent_rules(self) -> int:
        """How many rules over the possible combinations satisfy all rows; none where rows contradict each other."""
        return 0 if self.contradictions else 1 << self.derived

    @cached_property
    def rivals(self) -> tuple[Rival, ...]:
        """The other rules that satisfy all rows, simplest first: fewer facts, then fewer parentheses.

        They join facts by "and" and "or", name each at most once, and take it in the direction in which it counts for
        the question's rule. Rules that agree on all possible combinations count once.
        """
        if self.contradictions or not self.rivals_are_exhaustive:
            return ()
        question, found = self.question, list[Rival]()
        size, results, gaps = question.size, question.results, self._open
        negated = _rivals.decreasing_facts(size, results)
        code = [f"not {name}" if negated & bit else name for name, bit in question.bits.items()]
        words = [each.when(not negated & question.bits[each.name]) for each in question.facts]
        simplest_first = sorted(self.gaps, key=lambda each: (each.bit_count(), -each))
        excluding = {each: self._widest_row_around(each) for each in simplest_first}
        decided = question.possible & ~gaps
        for rule in _rivals.rivals(size, results, gaps=gaps, decided=decided, yes=self._said(True)):
            differences = (rule.results ^ results) & gaps
            witness = next(each for each in simplest_first if differences >> each & 1)
            found.append(
                Rival(
                    expression=rule.written(code),
                    says=_in_words(rule, words),
                    results=rule.results,
                    witness=witness,
                    differences=differences.bit_count(),
                    excluding_row=Row(f"excluding row {len(found) + 1}", *excluding[witness]),
                )
            )
        return tuple(found)

    @property
    def rivals_are_exhaustive(self) -> bool:
        """Whether there are few enough facts to try every rule of that kind: up to six; beyond, none is tried."""
        return self.question.size <= _rivals.MOST_FACTS_TRIED

    @property
    def closing_rows(self) -> tuple[Row, ...]:
        """Rows with the rule's answers that decide all gaps and contradict no row."""
        cubes = ((cube, answer) for answer, cover in self._closing.items() for cube in cover.cubes)
        numbered = enumerate(cubes, start=1)
        return tuple(
            Row(f"closing row {number}", self.question.letters(cube), answer) for number, (cube, answer) in numbered
        )

    @property
    def closing_rows_are_fewest(self) -> bool:
        """Whether it is proved that no fewer rows would do."""
        return all(cover.is_fewest for cover in self._closing.values())

    @cached_property
    def _closing(self) -> dict[bool, Cover]:
        size, gaps = self.question.size, self._open
        return {
            answer: fewest_cubes(size, gaps & self._answered(answer), self._open_to(answer)) for answer in (True, False)
        }

    @cached_property
    def _covers(self) -> list[tuple[Row, int]]:
        """Each row with the possible combinations that it covers."""
        size, possible = self.question.size, self.question.possible
        return [(row, members(size, self.question.cube(row)) & possible) for row in self.rows]

    @property
    def _impossible(self) -> int:
        return everything(self.question.size) & ~self.question.possible

    @cached_property
    def _open(self) -> int:
        return self.question.possible & ~self._said(True) & ~self._said(False)

    def _said(self, answer: bool) -> int:
        """The possible combinations to which a row gives that answer."""
        return union(covers for row, covers in self._covers if row.allowed == answer)

    def _answered(self, answer: bool) -> int:
        """The combinations to which the question's rule gives that answer."""
        return self.question.results if answer else everything(self.question.size) & ~self.question.results

    def _open_to(self, answer: bool) -> int:
        """What a proposed row with that answer may include: where the rule gives it and no row says otherwise."""
        return self._answered(answer) & ~self._said(not answer) | self._impossible

    def _widest_row_around(self, gap: int) -> tuple[str, bool]:
        """The letters and the answer of the widest row that decides a gap as the rule does and contradicts no row."""
        answer = bool(self.question.results >> gap & 1)
        return self.question.letters(prime_cubes_at(self.question.size, self._open_to(answer), gap)[0]), answer

    def _conditions(self, wanted: int) -> tuple[Condition, ...]:
        """The fewest conditions that say which combinations; one may include what cannot occur."""
        cover = fewest_cubes(self.question.size, wanted, wanted | self._impossible)
        return tuple(map(self.question.condition, cover.cubes))

    def _data(self) -> dict[str, object]:
        question, letters = self.question, self._letters

        def with_letters(found: Iterable[Contradiction | Disagreement]) -> list[object]:
            return [{**each._data(), "combinations": [*map(letters, each.combinations)]} for each in found]

        return {
            "question": question.name,
            "fingerprint": question.fingerprint,
            "rows": plain(self.rows),
            "left_out": plain(self.left_out),
            "not_columns": list(question.not_columns),
            **{name: getattr(self, name) for name in ("combinations", "possible", "documented", "derived")},
            "gaps": [
                {
                    "when": letters(each),
                    "facts": question.decisions[each].to_facts(),
                    "allowed": question.decisions[each].allowed,
                }
                for each in self.gaps
            ],
            "gaps_grouped": plain(self.gaps_grouped),
            "contradictions": with_letters(self.contradictions),
            "disagreements": with_letters(self.disagreements),
            "contained": plain(self.contained),
            "never_apply": plain(self.never_apply),
            "consistent_rules": self.consistent_rules,
            "rivals": [
                {
                    **each._data(),
                    "results": in_hexadecimal(question.size, each.results),
                    "witness": letters(each.witness),
                }
                for each in self.rivals
            ],
            "rivals_are_exhaustive": self.rivals_are_exhaustive,
            "closing_rows": plain(self.closing_rows),
            "closing_rows_are_fewest": self.closing_rows_are_fewest,
        }

    def _letters(self, combination: int) -> str:
        return joined(map(letter, self.question.truths(combination)), "blank")

    def _blocks(self) -> Iterator[Block]:
        yield Title(say("audit.title_alone" if self.left_out else "audit.title", question=self.question.name))
        yield Paragraph(
            say(
                "audit.counts",
                rows=len(self.rows),
                facts=self.question.size,
                combinations=self.combinations,
                possible=self.possible,
                documented=self.documented,
                derived=self.derived,
                contradictions=len(self.contradictions),
                odds=len(self.disagreements),
                contained=len(self.contained),
                rivals=len(self.rivals),
            )
        )
        if elsewhere := joined(row.cited for row in self.rows if row.source):
            yield Paragraph(say("audit.elsewhere", rows=elsewhere))
        if left_out := joined(row.cited for row in self.left_out):
            yield Paragraph(say("audit.left_out", rows=left_out))
        if names := ", ".join(self.question.not_columns):
            yield Paragraph(say("audit.not_columns", names=names))
        yield Table((say("fact"), say("says")), [(each.name, each.says) for each in self.question.facts])
        yield from _gap_blocks(self)
        yield from _row_blocks(self)
        yield from _rule_blocks(self)
        yield from _closing_blocks(self)


@checked
def audit(question: Question[object], rows: Iterable[Row] | None = None, *, documentation_only: bool = False) -> Audit:
    """The audit of a written table: what it leaves open, and which wrong rules would satisfy it.

    A gap is a combination that can occur and that no row decides (DIS-5, Q-6). What cannot occur plays no part, except
    that a proposed row may include it.

    Args:
        question: the question, whose facts, possible combinations and rule the rows are held against.
        rows: the rows of the table; the question's own documented rows unless others are given.
        documentation_only: leave out the rows that only a sister source says (`Row.source`), so that what the
            documentation itself leaves open is a gap.

    Raises:
        InvalidValue: for something else than a row.
        InvalidQuestion: for a row that has not one letter Y, N or * for each fact.
    """
    whole = Audit(question=question, rows=question.documented if rows is None else tuple(rows))
    if not documentation_only:
        return whole
    left_out = tuple(row for row in whole.rows if row.source)
    return Audit(question=question, rows=tuple(row for row in whole.rows if not row.source), left_out=left_out)


# --- Showing it -------------------------------------------------------------------------------------------------------


def _not_shown(found: Sequence[object]) -> Iterator[Paragraph]:
    if more := found[MOST_SHOWN:]:
        yield Paragraph(say("audit.not_shown", more=len(more)))


def _gap_blocks(audit: Audit) -> Iterator[Block]:
    question = audit.question
    yield Title(say("audit.open"), 2)
    if not audit.gaps:
        yield Paragraph(say("audit.nothing_open"))
        return
    rows = []
    for each in audit.gaps[:MOST_SHOWN]:
        true, _ = question.select(each, each)
        names = ", ".join(fact.name for fact in true) or say("nothing")
        rows.append((*map(letter, question.truths(each)), yes_no(question.decisions[each].allowed), names))
    yield Table((*question.bits, say("rule says"), say("what is true")), rows, lettered=question.size)
    yield from _not_shown(audit.gaps)
    yield Bullets(first_of([each.says for each in audit.gaps_grouped]), say("audit.grouped"))


def _row_blocks(audit: Audit) -> Iterator[Block]:
    if audit.contradictions:
        yield Title(say("audit.contradictions"), 2)
        yield Bullets(first_of([each.says for each in audit.contradictions]))
    if audit.disagreements:
        yield Title(say("audit.odds"), 2)
        yield Bullets(first_of([each.says for each in audit.disagreements]))
    if audit.contained or audit.never_apply:
        yield Title(say("audit.could_be_left_out"), 2)
        yield Paragraph(say("audit.each_could_go"))
        never = [say("audit.never", row=each.named) for each in audit.never_apply]
        yield Bullets(first_of([*(each.says for each in audit.contained), *never]))


def _rule_blocks(audit: Audit) -> Iterator[Block]:
    yield Title(say("audit.rules"), 2)
    yield Paragraph(_how_many_rules(audit))
    if not audit.gaps or audit.contradictions:
        return
    if not audit.rivals_are_exhaustive:
        yield Paragraph(say("audit.too_many", most=_rivals.MOST_FACTS_TRIED))
        return
    yield Paragraph(say("audit.tried", rivals=len(audit.rivals)))
    for number, rival in enumerate(audit.rivals[:MOST_SHOWN], start=1):
        yield Bullets(_rival(audit, rival), say("audit.rival", number=number))
    yield from _not_shown(audit.rivals)


def _how_many_rules(audit: Audit) -> str:
    if audit.contradictions:
        return say("audit.no_rule")
    odds = {"odds": say("audit.not_among_them")} if audit.disagreements else {}
    if not audit.gaps:
        return say("audit.one_rule", **odds)
    count = say("audit.power", derived=audit.derived)
    if audit.derived < 64:
        count = say("audit.number", number=audit.consistent_rules, power=count)
    return say("audit.many_rules", count=count, derived=audit.derived, **odds)


def _rival(audit: Audit, rival: Rival) -> Sequence[str]:
    answer = bool(rival.results >> rival.witness & 1)
    return (
        rival.expression,
        say("audit.rival_says", says=rival.says),
        say(
            "audit.rival_decides",
            number=rival.differences,
            derived=audit.derived,
            first=audit._letters(rival.witness),
            answer=yes_no(answer),
            other=yes_no(not answer),
        ),
        say("audit.rival_excluded", row=letters(rival.excluding_row.when), answer=yes_no(rival.excluding_row.allowed)),
    )


def _in_words(rule: _rivals.Rule, facts: Sequence[str]) -> str:
    """A rule with a statement for each fact."""
    if not rule.parts:
        (place,) = rule.places
        return facts[place]  # a text that knows what it says stays one
    parts = [(each, _in_words(each, facts)) for each in rule.parts]
    grouped = (say("grouped", says=says) if each.parts else says for each, says in parts)
    return joined(grouped, {"and": "and", "or": "either"}[rule.connective])


def _closing_blocks(audit: Audit) -> Iterator[Block]:
    if not audit.closing_rows:
        return
    yield Title(say("audit.closing"), 2)
    yield Paragraph(say("audit.closing_rows", rows=len(audit.closing_rows), truth=audit.closing_rows_are_fewest))
    labels = [say("audit.closing_row", number=number) for number, _ in enumerate(audit.closing_rows, 1)]
    rows = [
        (*(letters(one) for one in each.when.split()), yes_no(each.allowed), label)
        for each, label in zip(audit.closing_rows, labels, strict=True)
    ]
    yield Table((*audit.question.bits, say("answer"), say("row")), rows, lettered=audit.question.size)
    conditions = [audit.question.condition(audit.question.cube(each)).says for each in audit.closing_rows]
    says = zip(labels, audit.closing_rows, conditions, strict=True)
    yield Bullets(
        [say("grounds.one", name=label, answer=yes_no(row.allowed), says=words) for label, row, words in says],
        say("In words"),
    )


def _together(covers: int, others: Sequence[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Rows that cover it together, none of them needless; none at all where even all of them do not."""
    kept = list(others)
    if covers & ~union(each for _, each in kept):
        return []
    for each in reversed(others):
        fewer = [other for other in kept if other is not each]
        if not covers & ~union(covered for _, covered in fewer):
            kept = fewer
    return kept
