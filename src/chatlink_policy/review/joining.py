"""Who may view and join which chat of which record, in a whole organisation (JOI-1 to JOI-4, PRV-2).

A connected chat is never a ground for access: the rights to the record are given (PRV-2). The facts become columns,
and the rule is the column expression derived from the question `JOINING`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from .._value import frozen
from ..models import AccessRights
from ..policy import Policy
from ..rules.joining import JOINING
from ._by_type import toggle
from ._connections import CONNECTION, RECORD, connections, timed
from ._frames import HoldsFrames, IntoFrameT, Rows, engine_errors, has_bit, nw
from .expression import is_documented_expression, rule_expression
from .tables import NEEDED, Sorting, Tables

__all__ = ["JoinReview", "review_join"]


@frozen(kw_only=True, eq=False)
class JoinReview(HoldsFrames, Generic[IntoFrameT]):
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
    return joined(Sorting(tables, policy), policy)


def joined(sorting: Sorting[IntoFrameT], policy: Policy) -> JoinReview[IntoFrameT]:
    """The review of tables that may be read already."""
    asked = accesses(sorting).with_columns(join_chat_is_on=toggle(policy, "join_chat"))
    may = asked.filter(rule_expression(JOINING)).with_columns(is_documented_expression(JOINING))
    rights = may.select(*RECORD, "user_id", "is_documented").join(chats_of_records(sorting), on=RECORD)
    return JoinReview(
        rights=sorting.native(rights.select(*CONNECTION, "user_id", "is_documented")),
        rejected=sorting.all_rejected(*NEEDED[JOINING.name]),
    )


def accesses(sorting: Sorting[IntoFrameT]) -> Rows:
    """The accesses of users to records with the facts of those to which a chat is connected, but for the toggle."""
    return sorting.judged("access").with_columns(
        is_connected=nw.lit(True), can_write=has_bit(nw.col("rights"), AccessRights.WRITE.value) == 1
    )


def chats_of_records(sorting: Sorting[IntoFrameT]) -> Rows:
    """The connections that can be judged, of record types with joining turned on or off."""
    links = timed(sorting.grouped_links)
    return connections(links, sorting.grouped_records, sorting.doubts).select(CONNECTION)
