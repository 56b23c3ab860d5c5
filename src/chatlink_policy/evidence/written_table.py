"""The rows of a written table held against a question: where they leave gaps, contradict and repeat each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from .._value import Model, frozen
from . import _rivals
from .boolean import Cube, combinations_in, everything, fewest_cubes, members, prime_cubes_at, union
from .named_facts import Condition, Row
from .question import Question

__all__ = ["Containment", "Contradiction", "Disagreement", "Rival"]


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


class WrittenTable:
    """Rows held against a question, as sets of combinations."""

    def __init__(self, question: Question[object], rows: tuple[Row, ...]) -> None:
        self.question = question
        self.rows = rows
        self.size = question.size
        self.possible = question.possible
        self.impossible = everything(self.size) & ~self.possible
        self.covers = [members(self.size, question.cube(row)) & self.possible for row in rows]
        self.said = {
            answer: union(covers for row, covers in self._rows() if row.allowed == answer) for answer in (True, False)
        }
        self.gaps = self.possible & ~self.said[True] & ~self.said[False]

    def gaps_grouped(self) -> tuple[Condition, ...]:
        """The gaps in the fewest conditions, which may include what cannot occur."""
        return self._conditions(fewest_cubes(self.size, self.gaps, self.gaps | self.impossible).cubes)

    def contradictions(self) -> Iterator[Contradiction]:
        """The pairs of rows that give different answers to one possible combination."""
        for (row, covers), (other, covers_too) in combinations(self._rows(), 2):
            if covers & covers_too and row.allowed != other.allowed:
                cube, cube_too = self.question.cube(row), self.question.cube(other)
                both = Cube(cube.mask | cube_too.mask, cube.value | cube_too.value)
                where = self.question.condition(both)
                yield Contradiction(row, other, where, tuple(combinations_in(covers & covers_too)))

    def disagreements(self) -> Iterator[Disagreement]:
        """The rows that give another answer than the question's rule."""
        for row, covers in self._rows():
            if otherwise := covers & self._answered(not row.allowed):
                where = fewest_cubes(self.size, otherwise, otherwise | self.impossible).cubes
                yield Disagreement(row, self._conditions(where), tuple(combinations_in(otherwise)))

    def contained(self) -> Iterator[Containment]:
        """The rows that could be left out, each on its own."""
        for place, (row, covers) in enumerate(self._rows()):
            others = [
                (other, covers_too)
                for before, (other, covers_too) in enumerate(self._rows())
                if other.allowed == row.allowed and covers & covers_too and (before < place or covers_too != covers)
            ]
            alone = [each for each in others if not covers & ~each[1]]
            if within := alone or _together(covers, others):
                yield Containment(row, tuple(other for other, _ in within), bool(alone))

    def never_apply(self) -> Iterator[Row]:
        """The rows that cover no combination that can occur."""
        return (row for row, covers in self._rows() if not covers)

    def rivals(self) -> Iterator[Rival]:
        """The other rules that satisfy all rows, simplest first; for rows that do not contradict each other."""
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

    def closing_rows(self) -> tuple[tuple[Row, ...], bool]:
        """Rows with the rule's answers that decide all gaps, and whether it is proved that no fewer would do."""
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

    def _widest_row_around(self, gap: int) -> tuple[str, bool]:
        """The letters and the answer of the widest row that decides a gap as the rule does and contradicts no row."""
        answer = bool(self.question.results >> gap & 1)
        return self.question.letters(prime_cubes_at(self.size, self._open_to(answer), gap)[0]), answer

    def _rows(self) -> Iterator[tuple[Row, int]]:
        """Each row with the possible combinations that it covers."""
        return zip(self.rows, self.covers, strict=True)

    def _answered(self, answer: bool) -> int:
        """The combinations to which the question's rule gives that answer."""
        return self.question.results if answer else everything(self.size) & ~self.question.results

    def _open_to(self, answer: bool) -> int:
        """What a proposed row with that answer may include: where the rule gives it and no row says otherwise."""
        return self._answered(answer) & ~self.said[not answer] | self.impossible

    def _conditions(self, cubes: Iterable[Cube]) -> tuple[Condition, ...]:
        return tuple(self.question.condition(each) for each in cubes)


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
