"""A reason for a no that no truth table gives: a code with its words and citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ..wording.reasons import REASONS

__all__ = ["Why", "why_in_words"]


class Why(StrEnum):
    """A code; `wording/reasons.py` holds what it says and cites."""

    @property
    def says(self) -> str:
        """The reason in words."""
        return REASONS[type(self).__name__][self][0]

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        return tuple(REASONS[type(self).__name__][self][1].split())

    @property
    def in_full(self) -> Mapping[str, object]:
        """The reason as plain data, with its words."""
        return {"code": self.value, "says": self.says, "cites": list(self.cites)}


def why_in_words(reasons: Iterable[Why]) -> str:
    """Reasons in one phrase, each with what it rests on."""
    return "; ".join(f"{each.says} ({', '.join(each.cites)})" for each in reasons)
