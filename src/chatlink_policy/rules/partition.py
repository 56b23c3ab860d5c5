"""Who of given users may disconnect or join: everybody in one of two parts, each with the decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import field

from .._arguments import checked
from .._validation import as_tuple, refuse, validator
from .._value import Shown, frozen, plain
from ..errors import InvalidValue
from ..evidence import Decision
from ..models import AccessRights, Chat, Record, User
from ..policy import Policy
from ..wording.words import say
from .disconnecting import DisconnectFacts, can_disconnect
from .joining import JoinFacts, can_join

if TYPE_CHECKING:
    from ..rendering import Block

__all__ = ["Partition", "who_can_disconnect", "who_can_join"]

F = TypeVar("F")
G = TypeVar("G")


def _by_id(decided: Iterable[tuple[User, Decision[F]]]) -> tuple[tuple[User, Decision[F]], ...]:
    pairs = as_tuple(decided)
    return tuple(sorted(pairs, key=lambda each: each[0].id)) if _are_pairs(pairs) else pairs


def _are_pairs(value: object) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], User) and isinstance(each[1], Decision)
        for each in value
    )


_PAIRS = validator("users, each in a pair with the decision", _are_pairs)


@frozen
class Partition(Shown, Generic[F]):
    """Users in two parts, sorted by id, each user once with the decision.

    Args:
        allowed: those who may, in any iterable and order.
        denied: those who may not.

    Raises:
        InvalidValue: for anything but pairs of a user and the decision.
    """

    allowed: tuple[tuple[User, Decision[F]], ...] = field(converter=_by_id, validator=_PAIRS)
    denied: tuple[tuple[User, Decision[F]], ...] = field(converter=_by_id, validator=_PAIRS)

    def _data(self) -> dict[str, object]:
        parts = {"allowed": self.allowed, "denied": self.denied}
        return {
            name: [{"user": user.id, "decision": plain(decision)} for user, decision in part]
            for name, part in parts.items()
        }

    def _blocks(self) -> Iterable[Block]:
        from ..rendering import Code, Table, Title, yes_no  # noqa: PLC0415  # only who looks at it pays for it

        yield Title(say("who may and who may not"))
        yield Table(
            (say("user"), say("may"), say("first reason")),
            [
                (Code(user.id), yes_no(decision.allowed), decision.reasons[0].says)
                for user, decision in (*self.allowed, *self.denied)
            ],
        )


def _partition(given: Iterable[G], user_of: Callable[[G], User], decide: Callable[[G], Decision[F]]) -> Partition[F]:
    once = tuple(dict.fromkeys(given))
    twice = [name for name, times in Counter(user_of(each).id for each in once).items() if times > 1]
    if twice:
        raise InvalidValue("users", "what is given of one user to be the same", f"{min(twice)!r} twice, and differing")
    decided = [(user_of(each), decide(each)) for each in once]
    return Partition([each for each in decided if each[1].allowed], [each for each in decided if not each[1].allowed])


@checked
def who_can_disconnect(policy: Policy, users: Iterable[User], chat: Chat, record: Record) -> Partition[DisconnectFacts]:
    """Who of the users may disconnect the chat from the record, and who may not (DIS-1 to DIS-8).

    A user who is given twice, in whatever spelling of the id, counts once.

    Raises:
        InvalidValue: for two users of one id that differ in anything else.
        UnknownFact: as `can_disconnect`, for any of them.
    """
    people = tuple(users)
    for position, user in enumerate(people):
        if not isinstance(user, User):
            raise refuse(None, f"users[{position}]", "a User", user)
    return _partition(people, lambda user: user, lambda user: can_disconnect(policy, user, chat, record))


@checked
def who_can_join(
    policy: Policy, users: Iterable[tuple[User, AccessRights]], chat: Chat, record: Record
) -> Partition[JoinFacts]:
    """Who of the users, each with the access to the record, may join the chat, and who may not (JOI-1 to JOI-4).

    A user who is given twice with the same access, in whatever spelling of the id, counts once.

    Raises:
        InvalidValue: for two users of one id that differ in anything else, and for one whose access differs.
        UnknownFact: as `can_join`.
    """
    pairs = tuple(users)
    for position, pair in enumerate(pairs):
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], User)):
            raise refuse(None, f"users[{position}]", "a user and the access rights to the record", pair)
    return _partition(pairs, lambda pair: pair[0], lambda pair: can_join(policy, chat, record, pair[1]))
