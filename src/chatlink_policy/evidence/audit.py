"""A written table held against a question: what it leaves open, where it contradicts, which wrong rules satisfy it.

The rows are those of the documentation, with those of its sister sources or without them, or others that somebody
proposes. All combinations are tried, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..errors import InvalidValue, shown
from ..rendering import Block, Bullets, Paragraph, Table, Title, heads, letter, many, yes_no
from . import _rivals
from .boolean import Cube, combinations_in, everything, fewest_cubes, members, prime_cubes_at
from .named_facts import Condition, Row
from .question import SCHEMA_VERSION, Question

__all__ = ["Audit", "AuditDict", "Containment", "Contradiction", "Disagreement", "Rival", "audit"]

MOST_SHOWN = 20
"""Of each kind of finding at most so many are shown to people; the audit holds all of them."""


# --- What is found ----------------------------------------------------------------------------------------------------


@frozen
class Contradiction(Model):
    """Two rows with different answers that meet at a combination that can occur.

    Attributes:
        row: the earlier row.
        other: the later row.
        where: what the facts are where they meet.
        combinations: the possible combinations at which they meet.
    """

    row: Row
    other: Row
    where: Condition
    combinations: tuple[int, ...]


@frozen
class Disagreement(Model):
    """A row with a possible combination for which the question's rule answers otherwise.

    Attributes:
        row: the row.
        where: what the facts are there, in the fewest conditions.
        combinations: those combinations.
    """

    row: Row
    where: tuple[Condition, ...]
    combinations: tuple[int, ...]


@frozen
class Containment(Model):
    """A row that could be left out: other rows with the same answer cover all of it that can occur.

    Of two equal rows only the later is contained.

    Attributes:
        row: the row.
        within: the rows that cover it: each of them alone, or all of them together.
        each_alone: whether each of those rows covers it alone; otherwise none does, and they cover it together.
    """

    row: Row
    within: tuple[Row, ...]
    each_alone: bool


@frozen(kw_only=True)
class Rival(Model):
    """Another rule that satisfies all rows and decides a gap otherwise than the question's rule.

    Attributes:
        expression: the rule in code: "is_connected and (has_global_right or owns_record)".
        says: the rule in plain English, with the same parentheses.
        results: its answers as one integer: bit c is the answer to combination c.
        witness: the first gap that it decides otherwise; gaps with fewer true facts come first.
        differences: how many gaps it decides otherwise.
        excluding_row: a row that the question's rule satisfies and the rival does not: the widest around the witness
            that contradicts no row.
    """

    expression: str
    says: str
    results: int
    witness: int
    differences: int
    excluding_row: Row


class ConditionDict(TypedDict):
    """A condition in `AuditDict`: a cube, by its code and in words."""

    code: str
    says: str


class RowDict(TypedDict):
    """A row in `AuditDict`."""

    label: str
    when: str
    allowed: bool
    source: str


class GapDict(TypedDict):
    """A combination that no row decides in `AuditDict`, with the answer of the question's rule."""

    when: str
    facts: dict[str, bool]
    allowed: bool


class ContradictionDict(TypedDict):
    """A contradiction in `AuditDict`."""

    row: RowDict
    other: RowDict
    where: ConditionDict
    combinations: list[str]


class DisagreementDict(TypedDict):
    """A disagreement in `AuditDict`."""

    row: RowDict
    where: list[ConditionDict]
    combinations: list[str]


class ContainmentDict(TypedDict):
    """A contained row in `AuditDict`."""

    row: RowDict
    within: list[RowDict]
    each_alone: bool


class RivalDict(TypedDict):
    """A rival in `AuditDict`; its results in hexadecimal, as in a fingerprint."""

    expression: str
    says: str
    results: str
    witness: str
    differences: int
    excluding_row: RowDict


class AuditDict(TypedDict):
    """What `Audit.to_dict` returns; a combination is written in letters, as a row writes it."""

    schema_version: int
    question: str
    fingerprint: str
    rows: list[RowDict]
    left_out: list[RowDict]
    not_columns: list[str]
    combinations: int
    possible: int
    documented: int
    derived: int
    gaps: list[GapDict]
    gaps_grouped: list[ConditionDict]
    contradictions: list[ContradictionDict]
    disagreements: list[DisagreementDict]
    contained: list[ContainmentDict]
    never_apply: list[RowDict]
    consistent_rules: int
    rivals: list[RivalDict]
    rivals_are_exhaustive: bool
    closing_rows: list[RowDict]
    closing_rows_are_fewest: bool


@frozen(kw_only=True)
class Audit(Model, Shown):
    """What a written table says of a question, and what it leaves open.

    Attributes:
        question: the question.
        rows: the rows of the table.
        left_out: the rows of sister sources that were left out of it, since the documentation's own were asked for.
        gaps: the possible combinations that no row decides, lowest first.
        gaps_grouped: the same in the fewest conditions; a condition may include what cannot occur.
        contradictions: pairs of rows that give different answers to one possible combination.
        disagreements: rows that give another answer than the question's rule.
        contained: rows that could be left out, each on its own.
        never_apply: rows that cover no combination that can occur.
        rivals: the other rules that satisfy all rows, simplest first: fewer facts, then fewer parentheses. Rules that
            agree on all possible combinations count once. They are written with "and" and "or".
        rivals_are_exhaustive: whether every rule was tried that names each fact at most once, in the direction in
            which it counts for the question's rule. That is so up to six facts; beyond, only rules one edit away from
            the shortest form of the question's rule were tried.
        closing_rows: rows with the rule's answers that decide all gaps and contradict no row.
        closing_rows_are_fewest: whether it is proved that no fewer rows would do.
    """

    question: Question[object]
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...]
    gaps: tuple[int, ...]
    gaps_grouped: tuple[Condition, ...]
    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[Disagreement, ...]
    contained: tuple[Containment, ...]
    never_apply: tuple[Row, ...]
    rivals: tuple[Rival, ...]
    rivals_are_exhaustive: bool
    closing_rows: tuple[Row, ...]
    closing_rows_are_fewest: bool

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
        return len(self.gaps)

    @property
    def consistent_rules(self) -> int:
        """How many rules over the possible combinations satisfy all rows; none where rows contradict each other."""
        return 0 if self.contradictions else 1 << len(self.gaps)

    def to_dict(self) -> AuditDict:
        """The audit as plain data, in a stable shape of version `SCHEMA_VERSION`."""
        question = self.question
        digits = max(1, self.combinations // 4)
        return {
            "schema_version": SCHEMA_VERSION,
            "question": question.name,
            "fingerprint": question.fingerprint,
            "rows": _row_dicts(self.rows),
            "left_out": _row_dicts(self.left_out),
            "not_columns": list(question.not_columns),
            "combinations": self.combinations,
            "possible": self.possible,
            "documented": self.documented,
            "derived": self.derived,
            "gaps": [
                {"when": _letters(question, each), "facts": _exactly(question, each).to_facts(), "allowed": allowed}
                for each, allowed in _answers(question, self.gaps)
            ],
            "gaps_grouped": _condition_dicts(self.gaps_grouped),
            "contradictions": [
                {
                    "row": _row_dict(each.row),
                    "other": _row_dict(each.other),
                    "where": _condition_dict(each.where),
                    "combinations": [_letters(question, combination) for combination in each.combinations],
                }
                for each in self.contradictions
            ],
            "disagreements": [
                {
                    "row": _row_dict(each.row),
                    "where": _condition_dicts(each.where),
                    "combinations": [_letters(question, combination) for combination in each.combinations],
                }
                for each in self.disagreements
            ],
            "contained": [
                {"row": _row_dict(each.row), "within": _row_dicts(each.within), "each_alone": each.each_alone}
                for each in self.contained
            ],
            "never_apply": _row_dicts(self.never_apply),
            "consistent_rules": self.consistent_rules,
            "rivals": [
                {
                    "expression": each.expression,
                    "says": each.says,
                    "results": f"{each.results:0{digits}x}",
                    "witness": _letters(question, each.witness),
                    "differences": each.differences,
                    "excluding_row": _row_dict(each.excluding_row),
                }
                for each in self.rivals
            ],
            "rivals_are_exhaustive": self.rivals_are_exhaustive,
            "closing_rows": _row_dicts(self.closing_rows),
            "closing_rows_are_fewest": self.closing_rows_are_fewest,
        }

    def _blocks(self) -> Iterator[Block]:
        alone = ", the documentation's own rows alone" if self.left_out else ""
        yield Title(f"Audit of the table of {self.question.name}{alone}")
        yield Paragraph(_counts(self))
        yield from _source_blocks(self)
        yield Table(
            ("", "fact", "says"),
            [
                (head, each.name, each.says)
                for head, each in zip(heads(self.question.size), self.question.facts, strict=True)
            ],
        )
        yield from _gap_blocks(self)
        yield from _row_blocks(self)
        yield from _rule_blocks(self)
        yield from _closing_blocks(self)


# --- Finding it -------------------------------------------------------------------------------------------------------


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
    table = question.documented if rows is None else tuple(rows)
    for number, row in enumerate(table):
        if not isinstance(row, Row):
            raise InvalidValue(f"rows[{number}]", "a Row", shown(row))
    left_out = tuple(row for row in table if row.source) if documentation_only else ()
    return _Auditor(question, tuple(row for row in table if row not in left_out)).audit(left_out)


class _Auditor:
    """The sets of combinations that all parts of an audit need."""

    def __init__(self, question: Question[object], rows: tuple[Row, ...]) -> None:
        self.question = question
        self.rows = rows
        self.size = question.size
        self.possible = question.possible
        self.impossible = everything(self.size) & ~self.possible
        self.covers = [members(self.size, question.cube(row)) & self.possible for row in rows]
        self.said = {answer: self._said(answer) for answer in (True, False)}
        self.gaps = self.possible & ~self.said[True] & ~self.said[False]

    def audit(self, left_out: tuple[Row, ...]) -> Audit:
        contradictions = tuple(self._contradictions())
        grouped = fewest_cubes(self.size, self.gaps, self.gaps | self.impossible)
        closing_rows, closing_rows_are_fewest = self._closing_rows()
        return Audit(
            question=self.question,
            rows=self.rows,
            left_out=left_out,
            gaps=tuple(combinations_in(self.gaps)),
            gaps_grouped=self._conditions(grouped.cubes),
            contradictions=contradictions,
            disagreements=tuple(self._disagreements()),
            contained=tuple(self._contained()),
            never_apply=tuple(row for row, covers in zip(self.rows, self.covers, strict=True) if not covers),
            rivals=() if contradictions else tuple(self._rivals()),
            rivals_are_exhaustive=self.size <= _rivals.MOST_FACTS_TRIED,
            closing_rows=closing_rows,
            closing_rows_are_fewest=closing_rows_are_fewest,
        )

    def _said(self, answer: bool) -> int:
        """The possible combinations to which some row gives that answer."""
        said = 0
        for row, covers in zip(self.rows, self.covers, strict=True):
            if row.allowed == answer:
                said |= covers
        return said

    def _answered(self, answer: bool) -> int:
        """The combinations to which the question's rule gives that answer."""
        return self.question.results if answer else everything(self.size) & ~self.question.results

    def _open_to(self, answer: bool) -> int:
        """What a proposed row with that answer may include: where the rule gives it and no row says otherwise."""
        return self._answered(answer) & ~self.said[not answer] | self.impossible

    def _conditions(self, cubes: Iterable[Cube]) -> tuple[Condition, ...]:
        return tuple(self.question.condition(each) for each in cubes)

    def _contradictions(self) -> Iterator[Contradiction]:
        for place, row in enumerate(self.rows):
            for later in range(place + 1, len(self.rows)):
                other, meet = self.rows[later], self.covers[place] & self.covers[later]
                if meet and row.allowed != other.allowed:
                    cube, cube_of_other = self.question.cube(row), self.question.cube(other)
                    both = Cube(cube.mask | cube_of_other.mask, cube.value | cube_of_other.value)
                    yield Contradiction(row, other, self.question.condition(both), tuple(combinations_in(meet)))

    def _disagreements(self) -> Iterator[Disagreement]:
        for row, covers in zip(self.rows, self.covers, strict=True):
            if otherwise := covers & self._answered(not row.allowed):
                where = fewest_cubes(self.size, otherwise, otherwise | self.impossible).cubes
                yield Disagreement(row, self._conditions(where), tuple(combinations_in(otherwise)))

    def _contained(self) -> Iterator[Containment]:
        for place, (row, covers) in enumerate(zip(self.rows, self.covers, strict=True)):
            others = [
                each
                for each, other in enumerate(self.rows)
                if other.allowed == row.allowed
                and covers & self.covers[each]
                and (each < place or self.covers[each] != covers)
            ]
            alone = [each for each in others if not covers & ~self.covers[each]]
            within = alone or self._together(covers, others)
            if within:
                yield Containment(row, tuple(self.rows[each] for each in within), bool(alone))

    def _together(self, covers: int, others: Sequence[int]) -> list[int]:
        """Rows that cover it together, none of them needless; none at all where even all of them do not."""
        kept = list(others)
        if self._uncovered(covers, kept):
            return []
        for each in reversed(others):
            fewer = [other for other in kept if other != each]
            if not self._uncovered(covers, fewer):
                kept = fewer
        return kept

    def _uncovered(self, covers: int, others: Iterable[int]) -> int:
        for each in others:
            covers &= ~self.covers[each]
        return covers

    def _rivals(self) -> Iterator[Rival]:
        names = [each.name for each in self.question.facts]
        code = [*names, *(f"not {name}" for name in names)]
        words = [each.when(truth) for truth in (True, False) for each in self.question.facts]
        table = _rivals.Table(
            size=self.size,
            results=self.question.results,
            gaps=self.gaps,
            decided=self.possible & ~self.gaps,
            said=self.said[True],
        )
        simplest_first = sorted(combinations_in(self.gaps), key=lambda each: (each.bit_count(), -each))
        excluding = {each: self._widest_row_around(each) for each in simplest_first}
        for number, rule in enumerate(_rivals.rivals(table, self.possible), start=1):
            differences = (rule.results ^ self.question.results) & self.gaps
            witness = next(each for each in simplest_first if differences >> each & 1)
            yield Rival(
                expression=rule.written(code),
                says=rule.written(words, comma=","),
                results=rule.results,
                witness=witness,
                differences=differences.bit_count(),
                excluding_row=Row(f"excluding row {number}", *excluding[witness]),
            )

    def _widest_row_around(self, gap: int) -> tuple[str, bool]:
        """The letters and the answer of the widest row that decides a gap as the rule does and contradicts no row."""
        answer = bool(self.question.results >> gap & 1)
        return self.question.letters(prime_cubes_at(self.size, self._open_to(answer), gap)[0]), answer

    def _closing_rows(self) -> tuple[tuple[Row, ...], bool]:
        cubes: list[tuple[Cube, bool]] = []
        are_fewest = True
        for answer in (True, False):
            cover = fewest_cubes(self.size, self.gaps & self._answered(answer), self._open_to(answer))
            cubes += [(cube, answer) for cube in cover.cubes]
            are_fewest &= cover.is_fewest
        rows = (
            Row(f"closing row {number}", self.question.letters(cube), answer)
            for number, (cube, answer) in enumerate(cubes, start=1)
        )
        return tuple(rows), are_fewest


# --- Showing it -------------------------------------------------------------------------------------------------------


def _exactly(question: Question[object], combination: int) -> Condition:
    return question.condition(Cube((1 << question.size) - 1, combination))


def _letters(question: Question[object], combination: int) -> str:
    return question.letters(Cube((1 << question.size) - 1, combination))


def _answers(question: Question[object], combinations: Iterable[int]) -> Iterator[tuple[int, bool]]:
    return ((each, bool(question.results >> each & 1)) for each in combinations)


def _row_dict(row: Row) -> RowDict:
    return {"label": row.label, "when": row.when, "allowed": row.allowed, "source": row.source}


def _row_dicts(rows: Iterable[Row]) -> list[RowDict]:
    return [_row_dict(each) for each in rows]


def _condition_dict(condition: Condition) -> ConditionDict:
    return {"code": condition.code, "says": condition.says}


def _condition_dicts(conditions: Iterable[Condition]) -> list[ConditionDict]:
    return [_condition_dict(each) for each in conditions]


def _bullets(items: Sequence[str], heading: str = "") -> Bullets:
    """The first of the items, and how many more there are."""
    more = len(items) - MOST_SHOWN
    return Bullets([*items[:MOST_SHOWN], *([f"{more:,} more"] if more > 0 else [])], heading)


def _labels(rows: Sequence[Row], last: str) -> str:
    """The labels of rows in one phrase: "DIS-4 row 1, DIS-4 row 3 and DIS-8"."""
    labels = [each.label for each in rows]
    return f" {last} ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def _counts(audit: Audit) -> str:
    decide = "decides" if len(audit.rows) == 1 else "decide"
    return (
        f"{many(len(audit.rows), 'row')} over {many(audit.question.size, 'fact')}. Of "
        f"{many(audit.combinations, 'combination')} of the facts {audit.possible} can occur. The "
        f"{'row' if len(audit.rows) == 1 else 'rows'} {decide} {audit.documented} of these and "
        f"{'leaves' if len(audit.rows) == 1 else 'leave'} {audit.derived} open. "
        f"Found: {many(len(audit.contradictions), 'contradiction')} between rows, "
        f"{many(len(audit.disagreements), 'row')} at odds with the rule, "
        f"{many(len(audit.contained), 'row')} that could be left out, "
        f"{many(len(audit.rivals), 'rival rule')}."
    )


def _source_blocks(audit: Audit) -> Iterator[Block]:
    """Which rows a sister source says, and for which facts the documented table has no column."""
    elsewhere = [row.cited for row in audit.rows if row.source]
    if elsewhere:
        yield Paragraph(f"Not from the documentation itself but from a sister source: {', '.join(elsewhere)}.")
    if audit.left_out:
        left_out = ", ".join(row.cited for row in audit.left_out)
        yield Paragraph(f"Left out, since a sister source says them: {left_out}.")
    if audit.question.not_columns:
        names = ", ".join(audit.question.not_columns)
        yield Paragraph(f"Not a column of the documented table: {names}. What the rows say of it was added here.")


def _gap_blocks(audit: Audit) -> Iterator[Block]:
    question = audit.question
    yield Title("Left open", 2)
    if not audit.gaps:
        yield Paragraph("The rows decide every combination that can occur.")
        return
    listed = [
        (*map(letter, question.truths(each)), yes_no(allowed), _what_holds(question, each))
        for each, allowed in _answers(question, audit.gaps[:MOST_SHOWN])
    ]
    yield Table((*heads(question.size), "rule says", "what is true"), listed)
    if len(audit.gaps) > MOST_SHOWN:
        yield Paragraph(f"{many(len(audit.gaps) - MOST_SHOWN, 'more is', 'more are')} not shown.")
    yield _bullets([each.says for each in audit.gaps_grouped], "In words, grouped")


def _what_holds(question: Question[object], combination: int) -> str:
    """The names of the facts that are true in a combination."""
    true, _ = question.select(combination, combination)
    return ", ".join(each.name for each in true) or "nothing"


def _row_blocks(audit: Audit) -> Iterator[Block]:
    if audit.contradictions:
        yield Title("Contradictions", 2)
        yield _bullets([_contradiction(each) for each in audit.contradictions])
    if audit.disagreements:
        yield Title("Rows at odds with the rule", 2)
        yield _bullets([_disagreement(each) for each in audit.disagreements])
    if audit.contained or audit.never_apply:
        yield Title("Rows that could be left out", 2)
        yield Paragraph("Each could go while all the others stay; they cannot always all go.")
        contained = [_containment(each) for each in audit.contained]
        never = [f"{each.label} covers no combination that can occur" for each in audit.never_apply]
        yield _bullets([*contained, *never])


def _contradiction(found: Contradiction) -> str:
    return (
        f"{found.row.label} says {yes_no(found.row.allowed)} and {found.other.label} says "
        f"{yes_no(found.other.allowed)} for {many(len(found.combinations), 'combination')}: {found.where.says}"
    )


def _disagreement(found: Disagreement) -> str:
    where = "; or ".join(each.says for each in found.where)
    return (
        f"{found.row.label} says {yes_no(found.row.allowed)}, the rule {yes_no(not found.row.allowed)}, for "
        f"{many(len(found.combinations), 'combination')}: {where}"
    )


def _containment(found: Containment) -> str:
    if found.each_alone:
        return f"{found.row.label} is contained in {_labels(found.within, 'and in')}"
    return f"{found.row.label} is contained in {_labels(found.within, 'and')} together"


def _rule_blocks(audit: Audit) -> Iterator[Block]:
    yield Title("Rules that satisfy all rows", 2)
    yield Paragraph(_how_many_rules(audit))
    if not audit.gaps or audit.contradictions:
        return
    yield Paragraph(_what_was_tried(audit))
    for number, rival in enumerate(audit.rivals[:MOST_SHOWN], start=1):
        yield Bullets(_rival(audit, rival), f"Rival {number}")
    if len(audit.rivals) > MOST_SHOWN:
        yield Paragraph(f"{many(len(audit.rivals) - MOST_SHOWN, 'more is', 'more are')} not shown.")


def _how_many_rules(audit: Audit) -> str:
    if audit.contradictions:
        return "None: rows contradict each other."
    odds = " The question's rule is not among them." if audit.disagreements else ""
    if not audit.gaps:
        return f"Exactly one: the rows decide everything that can occur.{odds}"
    count = f"2 to the power of {audit.derived}"
    if audit.derived < 64:
        count = f"{audit.consistent_rules:,} ({count})"
    return (
        f"{count}: each of the {many(audit.derived, 'open combination')} could be answered either way, and the rows "
        f"do not tell which of these rules is meant.{odds}"
    )


def _what_was_tried(audit: Audit) -> str:
    tried = (
        'All rules were tried that join facts by "and" and "or", name each fact at most once, and take it in the '
        "direction in which it counts for the question's rule."
        if audit.rivals_are_exhaustive
        else f"With more than {_rivals.MOST_FACTS_TRIED} facts there are too many rules to try them all. Tried were "
        "those one edit away from the shortest form of the question's rule; there may be others."
    )
    found = len(audit.rivals)
    those = (
        "One of them satisfies" if found == 1 else f"{found:,} of them satisfy" if found else "None of them satisfies"
    )
    return f"{tried} {those} all rows and {'decides' if found < 2 else 'decide'} an open combination otherwise."


def _rival(audit: Audit, rival: Rival) -> Sequence[str]:
    answer = bool(rival.results >> rival.witness & 1)
    return (
        rival.expression,
        f"in words: {rival.says}",
        f"decides {rival.differences} of {audit.derived} open combinations otherwise, first "
        f"{_letters(audit.question, rival.witness)}: it says {yes_no(answer)}, the rule {yes_no(not answer)}",
        f"would be excluded by the row {rival.excluding_row.when}: {yes_no(rival.excluding_row.allowed)}",
    )


def _closing_blocks(audit: Audit) -> Iterator[Block]:
    if not audit.closing_rows:
        return
    yield Title("Rows that would close the table", 2)
    count = many(len(audit.closing_rows), "row")
    fewest = "no fewer would do" if audit.closing_rows_are_fewest else "it is not proved that no fewer would do"
    yield Paragraph(f"{count} with the rule's answers would decide everything left open; {fewest}.")
    rows = [(each.label, *each.when.split(), yes_no(each.allowed)) for each in audit.closing_rows]
    yield Table(("", *heads(audit.question.size), "answer"), rows)
    cubes = [audit.question.cube(each) for each in audit.closing_rows]
    yield Bullets(
        [
            f"{row.label}, {yes_no(row.allowed)}: {audit.question.condition(cube).says}"
            for row, cube in zip(audit.closing_rows, cubes, strict=True)
        ],
        "In words",
    )
