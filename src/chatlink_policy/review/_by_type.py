"""What a policy says of each record type: asked once a type, written down as expressions over `record_type`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Generic, TypeVar

from attrs import field

from .._value import frozen
from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE
from ..errors import UnknownFact
from ..models import Chat, ChatKind, ChatLink, Role
from ..policy import Policy
from ._frames import nw

__all__ = ["GLOBAL_ROLE", "ByType", "ask_each_type", "chat_connected_by", "is_readable", "no_type", "other_than"]

T = TypeVar("T")
V = TypeVar("V", bound=str | bool)


@frozen
class ByType(Generic[T]):
    """Something known of each record type whose settings can be read.

    Attributes:
        named: what is known of the types that have settings.
        others: what is known of every other type; a tuple of one, or empty where nobody knows their settings.
        unreadable: the types whose settings could not be read.
    """

    named: Mapping[str, T]
    others: tuple[T, ...] = field(kw_only=True)
    unreadable: frozenset[str] = field(kw_only=True)

    @property
    def kinds(self) -> tuple[T, ...]:
        """What is known of any type."""
        return (*self.named.values(), *self.others)

    def where(self, holds: Callable[[T], bool]) -> nw.Expr | None:
        """Whether the record type is one of those for which that holds; None where it holds for no type."""
        chosen = [name for name, known in self.named.items() if holds(known)]
        if not any(map(holds, self.others)):
            return nw.col("record_type").is_in(chosen) if chosen else None
        left_out = [*(name for name in self.named if name not in chosen), *sorted(self.unreadable)]
        return ~nw.col("record_type").is_in(left_out) if left_out else ~no_type()

    def only(self, holds: Callable[[T], bool], *names: str) -> Iterator[nw.Expr]:
        """The columns of these names, without a value where it does not hold for the record type."""
        is_so = self.where(holds)
        for name in names:
            value = nw.col(name)
            yield nw.when(no_type() if is_so is None else is_so).then(value).alias(name)

    def values(self, of: Callable[[T], V], among: Callable[[T], bool]) -> set[V]:
        """All values of the types for which `among` holds."""
        return {of(known) for known in self.kinds if among(known)}

    def value(self, of: Callable[[T], V], among: Callable[[T], bool]) -> nw.Expr:
        """That value of the record type of a row; the row is of one of the types for which `among` holds."""
        first, *rest = sorted(self.values(of, among))
        result = nw.lit(first)
        for each in rest:
            is_so = self.where(partial(_is, each, of, among))
            result = result if is_so is None else nw.when(is_so).then(nw.lit(each)).otherwise(result)
        return result


def _is(wanted: V, of: Callable[[T], V], among: Callable[[T], bool], known: T) -> bool:
    return among(known) and of(known) == wanted


def ask_each_type(policy: Policy, ask: Callable[[str], T]) -> ByType[T]:
    """Ask about each record type of the policy, and once about all that have no settings."""
    named = {each.record_type: ask(each.record_type) for each in policy.record_types}
    try:
        others: tuple[T, ...] = (ask(_without_settings(policy)),)
    except UnknownFact:
        others = ()
    return ByType(named, others=others, unreadable=policy.unreadable_record_types)


def no_type() -> nw.Expr:
    """False for every row, since each has a record type; engines refuse to filter by a literal."""
    return nw.col("record_type").is_null()


def is_readable(policy: Policy) -> nw.Expr:
    """Whether the settings of the record type of a row could be read."""
    readable = ask_each_type(policy, policy.settings_for).where(lambda _: True)
    return no_type() if readable is None else readable


# --- Whom and what it is asked about ----------------------------------------------------------------------------------

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)

GLOBAL_ROLE = Role("role", [GLOBAL_DISCONNECT_PRIVILEGE])
"""A role with the global right."""


def chat_connected_by(record_type: str, *users: str | None) -> Chat:
    """A chat that one user after another connected to the record named "record"."""
    links = [
        ChatLink(record_type, "record", connected_by=user, connected_on=_WHEN.replace(day=day))
        for day, user in enumerate(users, start=1)
    ]
    return Chat("chat", ChatKind.GROUP, links=links)


def other_than(names: Collection[str]) -> str:
    """A name that is none of these."""
    return "x" * (1 + max(map(len, names), default=0))


def _without_settings(policy: Policy) -> str:
    """A record type that has no settings."""
    return other_than({each.record_type for each in policy.record_types} | policy.unreadable_record_types)
