"""A reason for a no that no truth table gives: a code with its words and citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from .._value import unchangeable
from ..wording.reasons import CITES, REASONS
from ..wording.words import Words, joined, say

__all__ = ["Why", "why_in_words"]


class Why(StrEnum):
    """A code; `wording/reasons.py` holds what it says and cites."""

    @property
    def says(self) -> Words:
        """The reason in words."""
        return _reason(self)[0]

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        return _reason(self)[1]

    @property
    def in_full(self) -> Mapping[str, object]:
        """The reason as plain data, with its words."""
        return _reason(self)[2]


@lru_cache(maxsize=None, typed=True)  # equal codes of two enumerations are two reasons
def _reason(why: Why) -> tuple[Words, tuple[str, ...], Mapping[str, object]]:
    kind = type(why).__name__
    says, cites = Words(REASONS[kind][why], f"reason.{kind}.{why.value}"), CITES[kind][why].split()
    return says, tuple(cites), unchangeable({"code": why.value, "says": str(says), "cites": cites})


def why_in_words(reasons: Iterable[Why]) -> Words:
    """Reasons in one phrase, each with what it rests on."""
    return joined((say("cited", says=each.says, cites=each.cites) for each in reasons), "semicolon")
