"""The settings of record types as expressions over the column `record_type`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ..policy import Policy, RecordTypePolicy
from ..unknown import known
from ._frames import nw

__all__ = ["is_of_types", "is_readable", "settings_of_types", "toggle", "types_where"]


def settings_of_types(policy: Policy) -> Iterator[RecordTypePolicy]:
    """The settings of each record type that has some, and once those of all others, unless these are unknown."""
    yield from policy.record_types
    if not policy.others_unreadable:
        names = {each.record_type for each in policy.record_types} | policy.unreadable_record_types
        yield RecordTypePolicy("x" * (1 + max(map(len, names), default=0)))  # a name that is none of these


def types_where(policy: Policy, holds: Callable[[RecordTypePolicy], bool]) -> nw.Expr | None:
    """Whether that holds for the settings of the record type of a row; None where it holds for no record type."""
    chosen = [each.record_type for each in settings_of_types(policy) if holds(each)]
    named = [each.record_type for each in policy.record_types]
    if {*chosen} <= {*named}:
        return nw.col("record_type").is_in(chosen) if chosen else None
    left_out = [*(name for name in named if name not in chosen), *sorted(policy.unreadable_record_types)]
    return ~nw.col("record_type").is_in(left_out) if left_out else ~_no_type()


def is_of_types(policy: Policy, holds: Callable[[RecordTypePolicy], bool]) -> nw.Expr:
    """The same, false for every row where it holds for no record type."""
    types = types_where(policy, holds)
    return _no_type() if types is None else types


def _no_type() -> nw.Expr:
    """False for every row, since each has a record type; engines refuse to filter by a literal."""
    return nw.col("record_type").is_null()


def toggle(policy: Policy, name: str) -> nw.Expr:
    """Whether that toggle is on for the record type of a row.

    Raises:
        UnknownFact: where it is not known of a record type.
    """
    return is_of_types(policy, partial(_is_on, name))


def _is_on(name: str, settings: RecordTypePolicy) -> bool:
    is_on: bool = known(getattr(settings, name))
    return is_on


def is_readable(policy: Policy) -> nw.Expr:
    """Whether the settings of the record type of a row could be read."""
    return is_of_types(policy, lambda _: True)
