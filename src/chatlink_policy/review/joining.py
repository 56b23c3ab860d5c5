"""Who may view and join which chat of which record, in a whole organisation (JOI-1 to JOI-4, PRV-2).

A connected chat is never a ground for access: the rights to the record are given (PRV-2), and `can_join` says what
follows from them for each record type.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Generic, TypeAlias

from .._value import frozen
from ..evidence import Decision
from ..models import NOBODY, AccessRights, Record
from ..policy import Policy
from ..rules.joining import JOINING, JoinFacts, can_join
from ._by_type import ask_each_type, chat_connected_by, no_type
from ._connections import CONNECTION, RECORD, connections, timed
from ._frames import IntoFrameT, engine_errors, nw
from .tables import NEEDED, Sorting, Tables, has_bit

__all__ = ["JoinReview", "review_join"]


@frozen(kw_only=True)
class JoinReview(Generic[IntoFrameT]):
    """Who may view and join which chat of which record.

    Attributes:
        rights: `record_type`, `record_id`, `chat_id`, `user_id`, `is_documented`: one row for each connection and user
            who may join the chat because of it.
        rejected: by the name of the table the rows that could not be judged, with the reason in the column `why`.
    """

    rights: IntoFrameT
    rejected: Mapping[str, IntoFrameT]


@engine_errors("Tables", "tables that can be reviewed")
def review_join(tables: Tables[IntoFrameT], policy: Policy) -> JoinReview[IntoFrameT]:
    """List who may view and join which chat.

    Args:
        tables: with `links`, `records` and `access`. A user without a row in `access` has no access to the record.
        policy: the settings.

    Raises:
        InvalidValue: for a frame that is missing, lacks a column or holds something else in it, and for frames of
            several engines.
    """
    sorting = Sorting(tables, policy)
    answers = ask_each_type(policy, partial(_answers, policy))
    types = answers.where(_lets_writers)
    chosen = no_type() if types is None else types
    told = sorting.told_connections().filter(chosen)
    connected = connections(timed(told), sorting.told_records(), sorting.doubts()).select(CONNECTION)
    access = sorting.judged("access").filter(chosen & (has_bit(nw.col("rights"), AccessRights.WRITE) == 1))
    documented = nw.lit(False) if types is None else answers.value(_is_documented, _lets_writers)
    rights = connected.join(access.select(*RECORD, "user_id"), on=RECORD, how="inner")
    return JoinReview(
        rights=sorting.native(rights.with_columns(is_documented=documented)),
        rejected=sorting.all_rejected(*NEEDED[JOINING.name]),
    )


_Answers: TypeAlias = Mapping[bool, Decision[JoinFacts]]
"""What the rule says of one record type, by whether the user has write access."""


def _answers(policy: Policy, record_type: str) -> _Answers:
    chat, record = chat_connected_by(record_type, None), Record(record_type, "record", NOBODY)
    return {
        writes: can_join(policy, chat, record, AccessRights.WRITE if writes else AccessRights.NONE)
        for writes in (False, True)
    }


def _lets_writers(answers: _Answers) -> bool:
    return bool(answers[True])


def _is_documented(answers: _Answers) -> bool:
    return answers[True].is_documented
