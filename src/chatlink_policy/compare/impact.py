"""Whom does a change of policy concern? The cases of a given population whose answer flips, one by one.

Cases come in and flips go out lazily, so that a population may be larger than memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar, TypeVarTuple, cast, overload

from .._arguments import checked
from ..errors import UnknownFact
from ..evidence import Decision
from ..models import Chat, Record, User
from ..policy import Policy
from ..rules.disconnecting import DisconnectFacts, can_disconnect
from ..snapshot import Snapshot
from ..unknown import known

__all__ = ["Flip", "impact", "population_of"]

F = TypeVar("F")
Case = TypeVarTuple("Case")


class Flip(NamedTuple, Generic[F, *Case]):
    """A case that gets another answer under the new policy.

    Attributes:
        case: the case as it stands in the population: (user, chat, record) for disconnecting.
        before: the decision under the old policy.
        after: the decision under the new policy.
    """

    case: tuple[*Case]
    before: Decision[F]
    after: Decision[F]

    @property
    def is_gain(self) -> bool:
        """Whether a no became a yes."""
        return self.after.allowed


@overload
def impact(
    old: Policy, new: Policy, population: Iterable[tuple[User, Chat, Record]]
) -> Iterator[Flip[DisconnectFacts, User, Chat, Record]]: ...
@overload
def impact(
    old: Policy,
    new: Policy,
    population: Iterable[tuple[*Case]],
    asked: Callable[[Policy, *Case], Decision[F]],
) -> Iterator[Flip[F, *Case]]: ...


@checked
def impact(
    old: Policy,
    new: Policy,
    population: Iterable[tuple[Any, ...]],
    asked: Callable[..., Decision[Any]] = can_disconnect,
) -> Iterator[Flip[Any, *tuple[Any, ...]]]:
    """The cases of a population that get another answer under the new policy, in their order, lazily.

    No case depends on another: a larger population has the same flips, and perhaps more.

    Args:
        old: the policy as it was.
        new: the policy as it is.
        population: the cases, each a tuple of what `asked` takes after the policy: (user, chat, record) for
            `can_disconnect`, (chat, record, access) for `can_join`, (app, user) for `is_enabled`.
        asked: who answers: a function of this library, or any that takes a policy first and gives a decision.

    Raises:
        UnknownFact: on reaching a case whose settings could not be read in one of the policies: neither yes nor no.
    """
    flip = flipping(old, new, asked)
    return (found for found in map(flip, population) if found is not None)


def flipping(
    old: Policy, new: Policy, asked: Callable[..., Decision[Any]]
) -> Callable[[tuple[Any, ...]], Flip[Any, *tuple[Any, ...]] | None]:
    """What gives the flip of a case, None where its answer stays; raises `UnknownFact` where that is not known."""
    if asked is can_disconnect:
        return _Disconnecting(old, new).flip
    return partial(_flip, old, new, asked)


def _flip(
    old: Policy, new: Policy, asked: Callable[..., Decision[Any]], case: tuple[Any, ...]
) -> Flip[Any, *tuple[Any, ...]] | None:
    before, after = asked(old, *case), asked(new, *case)
    return None if before.allowed is after.allowed else Flip(case, before, after)


class _Disconnecting:
    """The same for disconnecting, without asking about record types for which both policies say the same."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self.old, self.new = old, new
        self.same: dict[str, bool] = {}

    def flip(self, case: tuple[Any, ...]) -> Flip[Any, *tuple[Any, ...]] | None:
        record_type = cast("Record", case[2]).record_type
        is_same = self.same.get(record_type)
        if is_same is None:
            is_same = self.same[record_type] = _say_the_same(self.old, self.new, record_type)
        return None if is_same else _flip(self.old, self.new, can_disconnect, case)


def _say_the_same(old: Policy, new: Policy, record_type: str) -> bool:
    """Whether both hold the same of that record type; not where that is not known."""
    try:
        before, after = old.settings_for(record_type), new.settings_for(record_type)
        toggles = [known(before.owner_may_disconnect), known(before.connector_may_disconnect)]
        return old.readings == new.readings and toggles == [after.owner_may_disconnect, after.connector_may_disconnect]
    except UnknownFact:
        return False


@checked
def population_of(snapshot: Snapshot) -> Iterator[tuple[User, Chat, Record]]:
    """Every user with every chat and every record the chat is connected to: the cases of disconnecting, lazily.

    A connection to a record that the snapshot does not hold, or that was rejected, makes no case: who owns that record
    is not known.
    """
    records = {record.key: record for record in snapshot.records}
    for chat in snapshot.chats:
        for record in (records[key] for key in chat.connections if key in records):
            for user in snapshot.users:
                yield user, chat, record
