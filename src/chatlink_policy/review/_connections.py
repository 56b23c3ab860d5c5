"""Links folded into connections, and records with their owner: set by set, never row by row.

The same as `Chat.connections` for one chat (DIS-7). What cannot be judged falls away in the same joins, most of them
with frames that are empty where all rows are sound.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from ..policy import Policy
from ._by_type import is_readable
from ._frames import nw

__all__ = ["CONNECTION", "RECORD", "Doubts", "Rows", "all_known", "connections", "doubts", "makers", "sound_records"]

Rows: TypeAlias = nw.LazyFrame[Any]
"""Rows of any engine. Typed as lazy, which eager ones are not: only what both can do is asked of them."""

CONNECTION = ["record_type", "record_id", "chat_id"]
RECORD = ["record_type", "record_id"]


def all_known(*names: str) -> nw.Expr:
    """Whether none of the columns misses its value."""
    first, *rest = names
    known = ~nw.col(first).is_null()
    for each in rest:
        known = known & ~nw.col(each).is_null()
    return known


def has_both_owners() -> nw.Expr:
    """Whether a record names a user and a team as its owner."""
    return all_known("owner_user", "owner_team")


class Doubts(NamedTuple):
    """What link rows that miss a value may be about.

    Attributes:
        chats: every connection of these chats, since the record is missing.
        records: every connection of these records, since the chat is missing.
        pairs: these connections, since the time is missing.
        anything: one row with the number `unknown` of rows that tell neither chat nor record.
    """

    chats: Rows
    records: Rows
    pairs: Rows
    anything: Rows


def doubts(links: Rows) -> Doubts:
    """What the link rows that miss a value throw doubt on."""
    has_chat, has_record = all_known("chat_id"), all_known(*RECORD)
    return Doubts(
        links.filter(has_chat & ~has_record).select("chat_id"),
        links.filter(~has_chat & has_record).select(RECORD),
        links.filter(has_chat & has_record & nw.col("connected_on").is_null()).select(CONNECTION),
        links.filter(~has_chat & ~has_record).select(unknown=nw.len()),
    )


def without_any_doubt(rows: Rows, doubtful: Doubts) -> Rows:
    """All rows, or none where nobody can tell what a link row is about."""
    return rows.join(doubtful.anything, how="cross").filter(nw.col("unknown") == 0).drop("unknown")


def sound_records(records: Rows, policy: Policy) -> Rows:
    """The records that can be judged, each once."""
    known = records.filter(all_known(*RECORD) & is_readable(policy))
    repeated = _more_than_once(known)
    once = known.join(repeated, on=RECORD, how="anti")
    told = known.join(repeated, on=RECORD, how="semi").unique()
    agreed = told.join(_more_than_once(told), on=RECORD, how="anti")
    return nw.concat([once, agreed]).filter(~has_both_owners())


def _more_than_once(rows: Rows) -> Rows:
    return rows.group_by(RECORD).agg(nw.len().alias("n")).filter(nw.col("n") > 1).select(RECORD)


def connections(links: Rows, records: Rows, doubtful: Doubts, types: nw.Expr) -> Rows:
    """The connections that can be judged: the columns of `CONNECTION`, `connector`, `owner_user` and `owner_team`.

    Args:
        links: the link rows as they came.
        records: the sound records.
        doubtful: what the link rows throw doubt on.
        types: which record types are wanted.
    """
    wanted = links.filter(all_known(*CONNECTION) & types)
    certain = without_any_doubt(records.filter(types), doubtful).join(doubtful.records, on=RECORD, how="anti")
    folded = _folded(wanted).join(doubtful.chats, on="chat_id", how="anti")
    return folded.join(certain, on=RECORD, how="inner")


def _folded(links: Rows) -> Rows:
    """Each connection once, with the user of its most recent link (DIS-7).

    Nearly always one user made all links of a connection, or all are of one instant; only what is left after that is
    looked up again by its latest time.
    """
    folded = links.group_by(CONNECTION).agg(
        nw.len().alias("rows"),
        nw.col("connected_on").count().alias("timed"),
        nw.col("connected_on").min().alias("earliest"),
        nw.col("connected_on").max().alias("latest"),
        *_users(),
    )
    folded = folded.filter(nw.col("timed") == nw.col("rows"))
    is_settled = _one_user() | (nw.col("earliest") == nw.col("latest"))
    settled = folded.filter(is_settled)
    open_ones = folded.filter(~is_settled).select(*CONNECTION, connected_on=nw.col("latest"))
    latest = links.join(open_ones, on=[*CONNECTION, "connected_on"], how="inner")
    again = latest.group_by(CONNECTION).agg(nw.len().alias("rows"), *_users())
    return nw.concat([_with_connector(settled), _with_connector(again)])


def _users() -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    user = nw.col("connected_by")
    return user.count().alias("known"), user.min().alias("first"), user.max().alias("last")


def _one_user() -> nw.Expr:
    """Whether one known user made all links."""
    return ((nw.col("known") == nw.col("rows")) & (nw.col("first") == nw.col("last"))).fill_null(False)


def _with_connector(folded: Rows) -> Rows:
    return folded.select(*CONNECTION, connector=nw.when(_one_user()).then(nw.col("first")))


def makers(links: Rows) -> Rows:
    """Every known user who ever connected a chat to a record, as `user_id` (Q-15)."""
    known = links.filter(all_known(*CONNECTION, "connected_by"))
    return known.select(*CONNECTION, user_id=nw.col("connected_by")).unique()
