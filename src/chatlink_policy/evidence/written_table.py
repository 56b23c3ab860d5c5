"""What there is to say of the rows of a written table, each a value."""

from __future__ import annotations

from .._value import Shown, frozen
from ..rendering import yes_no
from ..wording.words import Words, joined, say
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
        return say(
            "audit.contradiction",
            row=self.row.named,
            answer=yes_no(self.row.allowed),
            other=self.other.named,
            other_answer=yes_no(self.other.allowed),
            number=len(self.combinations),
            where=self.where.says,
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
        return say(
            "audit.disagreement",
            row=self.row.named,
            answer=yes_no(self.row.allowed),
            other=yes_no(not self.row.allowed),
            number=len(self.combinations),
            where=joined((each.says for each in self.where), "or"),
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
        *labels, last = [each.named for each in self.within]
        within: Words = last
        if labels:
            within = say("audit.and_in" if self.each_alone else "audit.and", first=joined(labels), last=last)
        return say(
            "audit.contained" if self.each_alone else "audit.contained_together", row=self.row.named, rows=within
        )


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
