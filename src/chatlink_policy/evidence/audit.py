"""A written table held against a question: what it leaves open, where it contradicts, which wrong rules satisfy it.

The rows are those of the documentation, with those of its sister sources or without them, or others that somebody
proposes. All combinations are tried, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from .._arguments import checked
from .._value import Shown, frozen, plain
from ..errors import InvalidValue, shown
from ..rendering import Block, Bullets, Paragraph, Table, Title, letter, many, yes_no
from . import _rivals
from .boolean import Cube, combinations_in, in_hexadecimal
from .named_facts import Condition, Row
from .question import Question
from .written_table import Containment, Contradiction, Disagreement, Rival, WrittenTable

__all__ = ["Audit", "audit"]

MOST_SHOWN = 20
"""Of each kind of finding at most that many are shown to people; the audit holds all of them."""


@frozen(kw_only=True)
class Audit(Shown):
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

    def _data(self) -> dict[str, object]:
        question = self.question
        when = partial(_letters, question)
        return {
            "question": question.name,
            "fingerprint": question.fingerprint,
            "rows": plain(self.rows),
            "left_out": plain(self.left_out),
            "not_columns": list(question.not_columns),
            "combinations": self.combinations,
            "possible": self.possible,
            "documented": self.documented,
            "derived": self.derived,
            "gaps": [
                {"when": when(each), "facts": question.decisions[each].to_facts(), "allowed": self._is_yes(each)}
                for each in self.gaps
            ],
            "gaps_grouped": plain(self.gaps_grouped),
            "contradictions": [
                {
                    "row": plain(each.row),
                    "other": plain(each.other),
                    "where": plain(each.where),
                    "combinations": list(map(when, each.combinations)),
                }
                for each in self.contradictions
            ],
            "disagreements": [
                {
                    "row": plain(each.row),
                    "where": plain(each.where),
                    "combinations": list(map(when, each.combinations)),
                }
                for each in self.disagreements
            ],
            "contained": plain(self.contained),
            "never_apply": plain(self.never_apply),
            "consistent_rules": self.consistent_rules,
            "rivals": [
                {
                    "expression": each.expression,
                    "says": each.says,
                    "results": in_hexadecimal(question.size, each.results),
                    "witness": when(each.witness),
                    "differences": each.differences,
                    "excluding_row": plain(each.excluding_row),
                }
                for each in self.rivals
            ],
            "rivals_are_exhaustive": self.rivals_are_exhaustive,
            "closing_rows": plain(self.closing_rows),
            "closing_rows_are_fewest": self.closing_rows_are_fewest,
        }

    def _is_yes(self, combination: int) -> bool:
        return self.question.decisions[combination].allowed

    def _blocks(self) -> Iterator[Block]:
        alone = ", the documentation's own rows alone" if self.left_out else ""
        yield Title(f"Audit of the table of {self.question.name}{alone}")
        yield Paragraph(_counts(self))
        yield from _source_blocks(self)
        yield Table(("fact", "says"), [(each.name, each.says) for each in self.question.facts])
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
    table = question.documented if rows is None else tuple(rows)
    for number, row in enumerate(table):
        if not isinstance(row, Row):
            raise InvalidValue(f"rows[{number}]", "a Row", shown(row))
    left_out = tuple(row for row in table if row.source) if documentation_only else ()
    rows = tuple(row for row in table if row not in left_out)
    written = WrittenTable(question, rows)
    contradictions = tuple(written.contradictions())
    closing_rows, closing_rows_are_fewest = written.closing_rows()
    return Audit(
        question=question,
        rows=rows,
        left_out=left_out,
        gaps=tuple(combinations_in(written.gaps)),
        gaps_grouped=written.gaps_grouped(),
        contradictions=contradictions,
        disagreements=tuple(written.disagreements()),
        contained=tuple(written.contained()),
        never_apply=tuple(written.never_apply()),
        rivals=() if contradictions else tuple(written.rivals()),
        rivals_are_exhaustive=question.size <= _rivals.MOST_FACTS_TRIED,
        closing_rows=closing_rows,
        closing_rows_are_fewest=closing_rows_are_fewest,
    )


# --- Showing it -------------------------------------------------------------------------------------------------------


def _letters(question: Question[object], combination: int) -> str:
    return question.letters(Cube((1 << question.size) - 1, combination))


def _names(question: Question[object]) -> list[str]:
    return [each.name for each in question.facts]


def _bullets(items: Sequence[str], heading: str = "") -> Bullets:
    """The first of the items, and how many more there are."""
    more = len(items) - MOST_SHOWN
    return Bullets([*items[:MOST_SHOWN], *([f"{more:,} more"] if more > 0 else [])], heading)


def _not_shown(found: Sequence[object]) -> Iterator[Paragraph]:
    if len(found) > MOST_SHOWN:
        yield Paragraph(f"{many(len(found) - MOST_SHOWN, 'more is', 'more are')} not shown.")


def _counts(audit: Audit) -> str:
    return (
        f"{many(len(audit.rows), 'row')} over {many(audit.question.size, 'fact')}. Of "
        f"{many(audit.combinations, 'combination')} of the facts {audit.possible} can occur: {audit.documented} are "
        f"decided by a row, {audit.derived} are left open. "
        f"Found: {many(len(audit.contradictions), 'contradiction')} between rows, "
        f"{many(len(audit.disagreements), 'row')} at odds with the rule, "
        f"{many(len(audit.contained), 'row')} that could be left out, "
        f"{many(len(audit.rivals), 'rival rule')}."
    )


def _source_blocks(audit: Audit) -> Iterator[Block]:
    """Which rows a sister source says, and for which facts the documented table has no column."""
    if elsewhere := ", ".join(row.cited for row in audit.rows if row.source):
        yield Paragraph(f"Not from the documentation itself but from a sister source: {elsewhere}.")
    if left_out := ", ".join(row.cited for row in audit.left_out):
        yield Paragraph(f"Left out, since a sister source says them: {left_out}.")
    if names := ", ".join(audit.question.not_columns):
        yield Paragraph(f"Not a column of the documented table: {names}. What the rows say of it was added here.")


def _gap_blocks(audit: Audit) -> Iterator[Block]:
    question = audit.question
    yield Title("Left open", 2)
    if not audit.gaps:
        yield Paragraph("The rows decide every combination that can occur.")
        return
    rows = []
    for each in audit.gaps[:MOST_SHOWN]:
        true, _ = question.select(each, each)
        names = ", ".join(fact.name for fact in true) or "nothing"
        rows.append((*map(letter, question.truths(each)), yes_no(audit._is_yes(each)), names))
    yield Table((*_names(question), "rule says", "what is true"), rows, lettered=question.size)
    yield from _not_shown(audit.gaps)
    yield _bullets([each.says for each in audit.gaps_grouped], "In words, grouped")


def _row_blocks(audit: Audit) -> Iterator[Block]:
    if audit.contradictions:
        yield Title("Contradictions", 2)
        yield _bullets(list(map(_contradiction, audit.contradictions)))
    if audit.disagreements:
        yield Title("Rows at odds with the rule", 2)
        yield _bullets(list(map(_disagreement, audit.disagreements)))
    if audit.contained or audit.never_apply:
        yield Title("Rows that could be left out", 2)
        yield Paragraph("Each could go while all the others stay; they cannot always all go.")
        never = [f"{each.label} covers no combination that can occur" for each in audit.never_apply]
        yield _bullets([*map(_containment, audit.contained), *never])


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
    *labels, last = [each.label for each in found.within]
    joined = f"{', '.join(labels)} {'and in' if found.each_alone else 'and'} {last}" if labels else last
    return f"{found.row.label} is contained in {joined}{'' if found.each_alone else ' together'}"


def _rule_blocks(audit: Audit) -> Iterator[Block]:
    yield Title("Rules that satisfy all rows", 2)
    yield Paragraph(_how_many_rules(audit))
    if not audit.gaps or audit.contradictions:
        return
    yield Paragraph(_what_was_tried(audit))
    for number, rival in enumerate(audit.rivals[:MOST_SHOWN], start=1):
        yield Bullets(_rival(audit, rival), f"Rival {number}")
    yield from _not_shown(audit.rivals)


def _how_many_rules(audit: Audit) -> str:
    if audit.contradictions:
        return "None: rows contradict each other."
    odds = " The question's rule is not among them." if audit.disagreements else ""
    if not audit.gaps:
        return f"Exactly one: the rows decide everything that can occur.{odds}"
    power = f"2 to the power of {audit.derived}"
    count = f"{audit.consistent_rules:,} ({power})" if audit.derived < 64 else power
    return (
        f"{count}: each of the {many(audit.derived, 'open combination')} could be answered either way, and the rows "
        f"do not say which of these rules is meant.{odds}"
    )


def _what_was_tried(audit: Audit) -> str:
    tried = (
        'All rules were tried that join facts by "and" and "or", name each fact at most once, and take it in the '
        "direction in which it counts for the question's rule."
        if audit.rivals_are_exhaustive
        else f"With more than {_rivals.MOST_FACTS_TRIED} facts there are too many rules to try them all. Tried were "
        "those one edit away from the shortest form of the question's rule; there may be others."
    )
    found = f"{len(audit.rivals):,}"
    return f"{tried} Of these, rules that satisfy all rows and decide an open combination otherwise: {found}."


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
    rows = [(*each.when.split(), yes_no(each.allowed), each.label) for each in audit.closing_rows]
    yield Table((*_names(audit.question), "answer", "row"), rows, lettered=audit.question.size)
    conditions = [audit.question.condition(audit.question.cube(each)).says for each in audit.closing_rows]
    says = zip(audit.closing_rows, conditions, strict=True)
    yield Bullets([f"{row.label}, {yes_no(row.allowed)}: {condition}" for row, condition in says], "In words")
