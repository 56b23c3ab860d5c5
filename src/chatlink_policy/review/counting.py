"""Counting what a review of disconnecting found, as a whole or part by part.

Everything is counted where the rows are; only the small results are computed and kept, one frame after the other: no
engine gains by taking them together, and it would take more memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from .._arguments import checked
from ..policy import Policy, RecordTypePolicy
from ._by_type import is_of_types
from ._candidates import TOGGLES, Rule, toggles_of
from ._connections import RECORD
from ._engines import computed, each_once, engine_in_memory
from ._frames import IntoFrame, IntoFrameT, Rows, nw, rows_of
from .disconnecting import DisconnectReview
from .summary import (
    AnybodyCount,
    OnlyGlobal,
    OnlyGlobalCount,
    RejectedCount,
    RightCount,
    Summary,
    ToggleCount,
    TogglesOff,
    UserCount,
)
from .tables import Why

__all__ = ["Counts", "counted", "summary", "summed"]


class Counts(NamedTuple):
    """What is counted of a review, or of a part of it whose records are in no other part: frames of its engine.

    Attributes:
        rights: `record_type`, `right`, `rights`, `of_holders`: how many rights to connections there are, and how many
            of them are of users who have the global right too.
        users: `user_id`, `rights`: how many connections a user may disconnect who has not the global right.
        only_global: `record_type`, `record_id`, `links`: the records with chats that cannot be disconnected without
            the global right, and how many chats.
        off: `record_type`, `chat_id`, `links`: how many connections of a chat there are where both toggles are off.
    """

    rights: IntoFrame
    users: IntoFrame
    only_global: IntoFrame
    off: IntoFrame


@checked
def counted(review: DisconnectReview[IntoFrameT], policy: Policy, unknown: IntoFrameT | None = None) -> Counts:
    """Count a review, or a part of it; lazily where it is lazy.

    Args:
        review: the review.
        policy: the settings and the readings under which it was made.
        unknown: `user_id` of the users of whom it is not known whether they have the global right. They are counted
            neither with those who have it nor with those who have not.
    """
    rights, connected = rows_of(review.rights), rows_of(review.connections)
    holders = rows_of(review.everywhere).select("user_id")
    maybe = holders if unknown is None else each_once(nw.concat([holders, rows_of(unknown).select("user_id")]))
    marked = rights.join(maybe.with_columns(of_holders=nw.lit(1)), on="user_id", how="left")
    served = each_once(rights.join(holders, on="user_id", how="anti").select(RECORD))
    closed = _counted(connected, *RECORD).join(rows_of(review.anybody), on="record_type", how="anti")
    off = connected.filter(is_of_types(policy, _has_all_off))
    found = (
        marked.group_by("record_type", "right").agg(nw.len().alias("rights"), nw.col("of_holders").count()),
        _counted(rights, "user_id").join(maybe, on="user_id", how="anti").select("user_id", rights="rows"),
        closed.join(served, on=RECORD, how="anti").select(*RECORD, links="rows"),
        _counted(off, "record_type", "chat_id").select("record_type", "chat_id", links="rows"),
    )
    return Counts(*(each.to_native() for each in found))


@checked
def summary(review: DisconnectReview[IntoFrameT], policy: Policy, *, first: int = 10) -> Summary:
    """Count what a review of disconnecting found.

    The frames of a lazy review are computed again for each list. Where that takes long, write them to files and give
    the review with the frames read from there.

    Args:
        review: the review.
        policy: the settings and the readings under which it was made.
        first: how many records and users are named at most in each list that names the first.
    """
    counts = [counted(review, policy)]
    return summed(counts, review.everywhere, review.anybody, review.rejected, policy, first=first)


@checked
def summed(  # all that a summary is about
    counts: Sequence[Counts],
    everywhere: IntoFrame,
    anybody: IntoFrame,
    rejected: Mapping[str, IntoFrame],
    policy: Policy,
    *,
    first: int = 10,
    by_chat: _Divides = lambda off: [off],
) -> Summary:
    """The summary of all parts of a review together.

    Args:
        counts: what was counted of each part.
        everywhere: who has the global right, as in the review.
        anybody: the record types whose connections every user may disconnect, as in the review.
        rejected: the rows that could not be judged, by table, each with the reason in `why`.
        policy: the settings and the readings under which it was made.
        first: how many records and users are named at most in each list that names the first.
        by_chat: divides the `off` of all counts into frames no two of which are about one chat, since that takes less
            memory where there are many.
    """
    all_rights, all_users, all_only_global, all_off = (
        nw.concat([rows_of(each) for each in of_parts]) for of_parts in zip(*counts, strict=True)
    )
    rights = _in_memory(_added(all_rights, ["record_type", "right"], "rights", "of_holders"))
    users = _added(all_users, ["user_id"], "rights").sort("rights", "user_id", descending=[True, False]).head(first)
    only_global = [OnlyGlobalCount(*row) for row in _in_memory(_only_global(all_only_global))]
    holders = rows_of(everywhere).select("user_id", "links")
    return Summary(
        rights=tuple(RightCount(*row[:3]) for row in rights),
        one_toggle=tuple(_on_one_toggle(policy, rights)),
        toggles_off=tuple(_toggles_off(by_chat(all_off.to_native()))),
        only_global=tuple(only_global),
        first_only_global=_first_only_global([rows_of(each.only_global) for each in counts], only_global, first),
        users=tuple(sorted((UserCount(*row) for row in _in_memory(users)), key=_most_first)),
        holders=computed(holders.select(nw.len())).item(),
        first_holders=tuple(UserCount(*row) for row in _in_memory(holders.sort("user_id").head(first))),
        anybody=tuple(AnybodyCount(*row) for row in _in_memory(rows_of(anybody).select("record_type", "links"))),
        rejected=tuple(sorted(_rejected(rejected))),
        engine=engine_in_memory(all_rights),
    )


_Divides: TypeAlias = Callable[[Any], Sequence[IntoFrame]]
"""Divides the rows of a frame into several frames."""


def _most_first(each: UserCount) -> tuple[int, str]:
    return -(each.connections or 0), each.user_id


def _in_memory(rows: Rows) -> list[tuple[Any, ...]]:
    return sorted(computed(rows).iter_rows())


def _counted(rows: Rows, *by: str) -> Rows:
    return rows.group_by(*by).agg(nw.len().alias("rows"))


def _added(counts: Rows, by: Sequence[str], *numbers: str) -> Rows:
    """The numbers in these columns added up for each key."""
    added = counts.group_by(*by).agg(nw.col(*numbers).sum())
    return added.select(*by, nw.col(*numbers).cast(nw.Int64()))


def _only_global(records: Rows) -> Rows:
    by_type = records.group_by("record_type").agg(nw.len().alias("records"), nw.col("links").sum())
    return by_type.select("record_type", nw.col("records", "links").cast(nw.Int64()))


def _first_only_global(parts: Sequence[Rows], counts: Sequence[OnlyGlobalCount], first: int) -> tuple[OnlyGlobal, ...]:
    """The first records by their ids, looked up among the record types that come first alone."""
    types: list[str] = []
    total = 0
    for each in counts:
        if total < first:
            types.append(each.record_type)
            total += each.records
    if not types:
        return ()
    named: list[OnlyGlobal] = []
    for part in parts:
        found = part.filter(nw.col("record_type").is_in(types)).sort(RECORD).head(first)
        named += [OnlyGlobal(*row) for row in _in_memory(found.select(*RECORD, nw.col("links").cast(nw.Int64())))]
    return tuple(sorted(named)[:first])


def _toggles_off(parts: Sequence[IntoFrame]) -> Iterator[TogglesOff]:
    """The numbers of each record type, added up over the chats that are counted one part after another."""
    connections, chats = Counter[str](), Counter[str]()
    for rows in map(rows_of, parts):
        counted = rows.group_by("record_type").agg(nw.col("links").sum(), nw.col("chat_id").n_unique())
        for record_type, links, different in _in_memory(counted):
            connections[record_type] += int(links)
            chats[record_type] += different
    yield from (TogglesOff(each, connections[each], chats[each]) for each in sorted(connections))


def _rejected(rejected: Mapping[str, IntoFrame]) -> Iterator[RejectedCount]:
    for table, frame in rejected.items():
        yield from (RejectedCount(table, Why(why), rows) for why, rows in _in_memory(_counted(rows_of(frame), "why")))


def _has_all_off(settings: RecordTypePolicy) -> bool:
    return not any(toggles_of(settings))


def _on_one_toggle(policy: Policy, rights: Iterable[tuple[Any, ...]]) -> list[ToggleCount]:
    """The rights that end when one toggle is turned off."""
    rule, counts = Rule.of(policy), Counter[tuple[str, str]]()
    for record_type, right, rows, of_holders in rights:
        for toggle in rule.ending_toggles(right, toggles_of(policy.settings_for(record_type))):
            counts[toggle, record_type] += rows - of_holders
    found = [ToggleCount(*of, number) for of, number in counts.items() if number]
    return sorted(found, key=lambda each: (TOGGLES.index(each.toggle), each.record_type))
