"""Who of given users may disconnect or join: everybody in one of two parts, each with the decision."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Generic, TypeVar

from .._arguments import checked
from .._validation import refuse
from .._value import Model, frozen
from ..errors import InvalidValue
from ..evidence import Decision
from ..models import AccessRights, Chat, Record, User
from ..policy import Policy
from .disconnecting import DisconnectFacts, can_disconnect
from .joining import JoinFacts, can_join

__all__ = ["Partition", "who_can_disconnect", "who_can_join"]

F = TypeVar("F")


@frozen
class Partition(Model, Generic[F]):
    """Users in two parts, sorted by id, each user once with the decision.

    Attributes:
        allowed: those who may.
        denied: those who may not.
    """

    allowed: tuple[tuple[User, Decision[F]], ...]
    denied: tuple[tuple[User, Decision[F]], ...]


def _partition(decisions: Iterable[tuple[User, Decision[F]]]) -> Partition[F]:
    in_order = sorted(dict.fromkeys(decisions), key=lambda each: each[0].id)
    for (user, _), (other, _) in pairwise(in_order):
        if user.id == other.id:
            raise InvalidValue("users", "what is given of one user to be the same", f"{user.id!r} twice, and differing")
    return Partition(
        allowed=tuple(each for each in in_order if each[1].allowed),
        denied=tuple(each for each in in_order if not each[1].allowed),
    )


@checked
def who_can_disconnect(policy: Policy, users: Iterable[User], chat: Chat, record: Record) -> Partition[DisconnectFacts]:
    """Who of the users may disconnect the chat from the record, and who may not (DIS-1 to DIS-8).

    Raises:
        InvalidValue: for two users of one id that differ; equal ones count once.
        UnknownFact: as `can_disconnect`, for any of them.
    """
    return _partition((user, can_disconnect(policy, user, chat, record)) for user in users)


@checked
def who_can_join(
    policy: Policy, users: Iterable[tuple[User, AccessRights]], chat: Chat, record: Record
) -> Partition[JoinFacts]:
    """Who of the users, each with the access to the record, may join the chat, and who may not (JOI-1 to JOI-4).

    Raises:
        InvalidValue: for one user whose access or model differs; equal ones count once.
        UnknownFact: as `can_join`.
    """
    pairs = tuple(users)
    for position, pair in enumerate(pairs):
        if not isinstance(pair, tuple) or len(pair) != 2:  # a pair
            raise refuse(None, f"users[{position}]", "a user and the access rights to the record", pair)
    return _partition((user, can_join(policy, chat, record, access)) for user, access in pairs)
