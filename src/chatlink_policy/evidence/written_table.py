"""What there is to say of the rows of a written table, each a value."""

from __future__ import annotations

from .._value import Shown, frozen
from ..rendering import many, yes_no
from .named_facts import Condition, Row

__all__ = ["Containment", "Contradiction", "Disagreement", "Rival"]


@frozen
class Contradiction(Shown):
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

    @property
    def says(self) -> str:
        """The contradiction in words."""
        return (
            f"{self.row.label} says {yes_no(self.row.allowed)} and {self.other.label} says "
            f"{yes_no(self.other.allowed)} for {many(len(self.combinations), 'combination')}: {self.where.says}"
        )


@frozen
class Disagreement(Shown):
    """A row with a possible combination for which the question's rule answers otherwise.

    Attributes:
        row: the row.
        where: what the facts are there, in the fewest conditions.
        combinations: those combinations.
    """

    row: Row
    where: tuple[Condition, ...]
    combinations: tuple[int, ...]

    @property
    def says(self) -> str:
        """The disagreement in words."""
        where = "; or ".join(each.says for each in self.where)
        return (
            f"{self.row.label} says {yes_no(self.row.allowed)}, the rule {yes_no(not self.row.allowed)}, for "
            f"{many(len(self.combinations), 'combination')}: {where}"
        )


@frozen
class Containment(Shown):
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

    @property
    def says(self) -> str:
        """The containment in words."""
        *labels, last = [each.label for each in self.within]
        joined = f"{', '.join(labels)} {'and in' if self.each_alone else 'and'} {last}" if labels else last
        return f"{self.row.label} is contained in {joined}{'' if self.each_alone else ' together'}"


@frozen(kw_only=True)
class Rival(Shown):
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
