"""Links folded into connections, and records with their owner: set by set, never row by row.

The same as `Chat.connections` for one chat (DIS-7). What cannot be judged falls away in the same joins, most of them
with frames that are empty where all rows are sound.

Engines push a filter by record type below joins and groupings, and then no longer see that two answers are made from
the same connections. So connections are made once for all record types, and what matters only in some of them is
blanked out in the others, not filtered.
"""

from __future__ import annotations

from typing import NamedTuple

from ..policy import Policy
from ._by_type import is_readable
from ._engines import each_once
from ._frames import Rows, nw
from ._reading import Read

__all__ = [
    "CONNECTION",
    "RECORD",
    "Doubts",
    "all_known",
    "connections",
    "doubts",
    "folded",
    "grouped_links",
    "grouped_records",
    "makers",
    "maybe_alike",
    "maybe_rejected",
    "timed",
]

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
        anything: one row with the number `unknown` of rows that name neither chat nor record.
    """

    chats: Rows
    records: Rows
    pairs: Rows
    anything: Rows


def doubts(bad: Rows) -> Doubts:
    """What link rows that miss a value throw doubt on."""
    has_chat, has_record = all_known("chat_id"), all_known(*RECORD)
    return Doubts(
        bad.filter(has_chat & ~has_record).select("chat_id"),
        bad.filter(~has_chat & has_record).select(RECORD),
        bad.filter(has_chat & has_record).select(CONNECTION),
        bad.filter(~has_chat & ~has_record).select(unknown=nw.len()),
    )


def without_any_doubt(rows: Rows, doubtful: Doubts) -> Rows:
    """All rows, or none where it is unknown what a link row is about."""
    none = nw.lit(0).cast(nw.Int64()).alias("none")
    sure = doubtful.anything.select(none=nw.col("unknown").cast(nw.Int64()))
    return rows.with_columns(none).join(sure, on="none", how="semi").drop("none")


def grouped_records(records: Read, policy: Policy) -> Rows:
    """The record rows whose settings can be read, grouped by record.

    Columns: those of `RECORD`; `rows`, how many there are; `owner_user` and `owner_team`; and `is_sound`, whether all
    rows are equal and name one owner at most. Only then the owners are its owners.
    """
    user, team = nw.col("owner_user"), nw.col("owner_team")
    known = records.rows.filter(all_known(*RECORD) & is_readable(policy))
    if (is_unreadable := records.is_unreadable("owner_user", "owner_team")) is not None:
        both = [nw.when(is_unreadable).then(nw.lit("")).otherwise(each) for each in (user, team)]
        known = known.with_columns(owner_user=both[0], owner_team=both[1])  # which no sound record has
    grouped = known.group_by(RECORD).agg(
        nw.len().alias("rows"),
        user.count().alias("users"),
        user.min().alias("owner_user"),
        user.max().alias("last_user"),
        team.count().alias("teams"),
        team.min().alias("owner_team"),
        team.max().alias("last_team"),
    )
    has_user, has_team = nw.col("users") > 0, nw.col("teams") > 0
    one_user = ~has_user | ((nw.col("users") == nw.col("rows")) & (user == nw.col("last_user")))
    one_team = ~has_team | ((nw.col("teams") == nw.col("rows")) & (team == nw.col("last_team")))
    is_sound = (one_user & one_team & ~(has_user & has_team)).fill_null(False)
    return grouped.select(*RECORD, "rows", "owner_user", "owner_team", is_sound=is_sound)


def grouped_links(links: Rows, policy: Policy) -> Rows:
    """The link rows whose settings can be read, grouped by connection.

    Columns: those of `CONNECTION`; `rows`, how many there are; `timed`, how many of them have their time;
    `earliest` and `latest`, the first and the last time; and `user`, who made it where there is one row.
    """
    time = nw.col("connected_on")
    known = links.filter(all_known(*CONNECTION) & is_readable(policy))
    return known.group_by(CONNECTION).agg(
        nw.len().alias("rows"),
        time.count().alias("timed"),
        time.min().alias("earliest"),
        time.max().alias("latest"),
        nw.col("connected_by").min().alias("user"),
    )


def connections(folded: Rows, records: Rows, doubtful: Doubts) -> Rows:
    """The connections that can be judged, with `owner_user` and `owner_team`.

    Args:
        folded: the connections of which every link row has its time.
        records: the rows of records, grouped.
        doubtful: what the link rows throw doubt on.
    """
    certain = _certain(records, doubtful).select(*RECORD, "owner_user", "owner_team")
    return folded.join(doubtful.chats, on="chat_id", how="anti").join(certain, on=RECORD, how="inner")


def _certain(records: Rows, doubtful: Doubts) -> Rows:
    """The records whose owner is known, and of whose connections no link row throws doubt on all."""
    sound = records.filter(nw.col("is_sound"))
    return without_any_doubt(sound.join(doubtful.records, on=RECORD, how="anti"), doubtful)


def timed(grouped: Rows) -> Rows:
    """The connections of which every link row has its time."""
    return grouped.filter(nw.col("timed") == nw.col("rows"))


def folded(grouped: Rows, links: Rows) -> Rows:
    """The connections of which every link row has its time, each with the user of its most recent link (DIS-7).

    Columns: those of `CONNECTION`; `connector`, who is missing where the link rows do not name one user; and
    `connected_on`, when that was. Most connections have one link row; only for the others the link rows are looked at
    again.
    """
    rows, is_timed = nw.col("rows"), nw.col("timed") == nw.col("rows")
    once = grouped.filter(is_timed & (rows == 1))
    once = once.select(*CONNECTION, connector=nw.col("user"), connected_on=nw.col("latest"))
    latest = grouped.filter(is_timed & (rows > 1)).select(*CONNECTION, connected_on=nw.col("latest"))
    user = nw.col("connected_by")
    last = (
        links.join(latest, on=[*CONNECTION, "connected_on"], how="inner")
        .group_by(CONNECTION)
        .agg(
            nw.len().alias("rows"),
            user.count().alias("known"),
            user.min().alias("first"),
            user.max().alias("last"),
            nw.col("connected_on").max(),
        )
    )
    is_one_user = (nw.col("known") == nw.col("rows")) & (nw.col("first") == nw.col("last"))
    connector = nw.when(is_one_user.fill_null(False)).then(nw.col("first"))
    return nw.concat([once, last.select(*CONNECTION, connector=connector, connected_on=nw.col("connected_on"))])


def maybe_alike(grouped: Rows) -> Rows:
    """The connections of which two link rows may be alike; those of any other differ in their time."""
    rows, is_one_time = nw.col("rows"), nw.col("earliest") == nw.col("latest")
    return grouped.filter((rows > 2) | ((rows == 2) & is_one_time.fill_null(False))).select(CONNECTION)


def maybe_rejected(grouped: Rows, records: Rows, doubtful: Doubts) -> Rows:
    """The connections of which a link row may be rejected: those that cannot be judged or may have duplicates."""
    found = [
        grouped.filter(nw.col("timed") != nw.col("rows")),
        grouped.join(doubtful.chats, on="chat_id", how="semi"),
        grouped.join(_certain(records, doubtful), on=RECORD, how="anti"),
        maybe_alike(grouped),
    ]
    return nw.concat([each.select(CONNECTION) for each in found])


def makers(links: Rows, *, are_timed: bool = False) -> Rows:
    """Every known user who ever connected a chat to a record, as `user_id` (Q-15), and when last, if asked for."""
    known = links.filter(all_known(*CONNECTION, "connected_by")).with_columns(user_id=nw.col("connected_by"))
    if are_timed:
        return known.group_by([*CONNECTION, "user_id"]).agg(nw.col("connected_on").max())
    return each_once(known.select(*CONNECTION, "user_id"))
