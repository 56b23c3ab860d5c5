"""The review of disconnecting in numbers, for people: how many rights there are, what they rest on, and where none is.

Everything is counted where the rows are; only the small results are computed and kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, cast, get_type_hints

from attrs import field

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..evidence import ChangedBy
from ..policy import Policy, RecordTypePolicy
from ..rendering import Block, Paragraph, Table, Title
from ..rules.disconnecting import DISCONNECTING
from ._by_type import ask_each_type, no_type
from ._connections import RECORD
from ._frames import IntoFrame, IntoFrameT, Rows, each_once, nw, rows_of, told
from .changes import decisions_by_kind
from .disconnecting import DisconnectReview, codes
from .tables import Why

__all__ = [
    "AnybodyCount",
    "Counts",
    "NotCovered",
    "OnlyGlobal",
    "OnlyGlobalCount",
    "RejectedCount",
    "RightCount",
    "Summary",
    "ToggleCount",
    "TogglesOff",
    "UserCount",
    "counted",
    "summary",
    "summed",
]


# --- What is told -----------------------------------------------------------------------------------------------------


class RightCount(NamedTuple):
    """How many users have a right to a connection, added up over the connections of a record type."""

    record_type: str
    right: str
    rights: int


class ToggleCount(NamedTuple):
    """How many rights in a record type end when that toggle alone is turned off."""

    toggle: str
    record_type: str
    rights: int


class TogglesOff(NamedTuple):
    """How many connections, and how many different chats, a record type has for which both toggles are off."""

    record_type: str
    connections: int
    chats: int


class OnlyGlobalCount(NamedTuple):
    """How many records of a record type have chats, none of which can be disconnected without the global right."""

    record_type: str
    records: int
    connections: int


class OnlyGlobal(NamedTuple):
    """A record whose chats nobody can disconnect without the global right, with their number."""

    record_type: str
    record_id: str
    connections: int


class UserCount(NamedTuple):
    """How many connections a user may disconnect; None where no links were there."""

    user_id: str
    connections: int | None


class AnybodyCount(NamedTuple):
    """How many connections every user may disconnect, in a record type (Q-6)."""

    record_type: str
    connections: int


class RejectedCount(NamedTuple):
    """How many rows of a table could not be judged, for one reason."""

    table: str
    why: Why
    rows: int


class NotCovered(NamedTuple):
    """Something that a list or a number of a summary does not cover.

    Attributes:
        list: the name of the list or number.
        of: what it does not cover: a record type, say.
        because: why, in words.
    """

    list: str
    of: str
    because: str

    @property
    def says(self) -> str:
        """The same as one sentence."""
        return f"Not answered for {self.of}: {self.because}."


@frozen(kw_only=True)
class Summary(Model, Shown):
    """A review of disconnecting in numbers. Each list is in a fixed order, and each is also a frame.

    What is not answered, since tables were missing, is None.

    Attributes:
        rights: the rights to connections by record type and right.
        one_toggle: the rights that end when one toggle is turned off, by toggle and record type. Rights of users who
            have the global right never do, and rights that two toggles give are not among them.
        toggles_off: the record types with connections for which both toggles are off.
        only_global: by record type the records with chats which nobody can disconnect without the global right.
        first_only_global: the first of these records by their ids.
        users: the users who may disconnect the most connections by a personal right, without those who have the global
            right.
        holders: how many users have the global right.
        first_holders: the first of them by their ids, with the number of connections they reach: all.
        anybody: the record types whose connections every user may disconnect. These connections are not counted for
            single users without a personal right.
        rejected: the rows that could not be judged, by table and reason.
        engine: of what the frames are: "polars", "pandas" or "pyarrow".
        not_covered: what single lists and numbers do not cover, and why.
    """

    rights: tuple[RightCount, ...] | None
    one_toggle: tuple[ToggleCount, ...] | None
    toggles_off: tuple[TogglesOff, ...] | None
    only_global: tuple[OnlyGlobalCount, ...] | None
    first_only_global: tuple[OnlyGlobal, ...] | None
    users: tuple[UserCount, ...] | None
    holders: int | None
    first_holders: tuple[UserCount, ...] | None
    anybody: tuple[AnybodyCount, ...] | None
    rejected: tuple[RejectedCount, ...]
    engine: str = field(eq=False)
    not_covered: tuple[NotCovered, ...] = ()

    def frames(self) -> dict[str, IntoFrame]:
        """Each list as a frame, by name: of the engine that was reviewed, of pyarrow where that has only plans."""
        lists = {name: getattr(self, name) for name in _LISTS}
        return {name: _frame(rows, _LISTS[name], self.engine) for name, rows in lists.items() if rows is not None}

    def _blocks(self) -> Iterable[Block]:
        yield Title("Who may disconnect chats")
        rights = None if self.rights is None else sum(each.rights for each in self.rights)
        said = [
            *self._counted("rights", rights, "rights of single users to a connection"),
            *self._counted("holders", self.holders, "users have the global right, which reaches every chat"),
        ]
        if said:
            yield Paragraph("; ".join(said) + ".")
        yield from self._listed("Rights by record type", "rights", ("record type", "right", "rights"))
        yield from self._listed("Anybody may disconnect", "anybody", ("record type", "connections"))
        yield from self._listed("Rights that rest on one toggle", "one_toggle", ("toggle", "record type", "rights"))
        yield from self._listed("Both toggles are off", "toggles_off", ("record type", "connections", "chats"))
        yield from self._listed(
            "Only the global right can disconnect", "only_global", ("record type", "records", "connections")
        )
        yield from self._first_only_global_said()
        yield from self._listed(
            "Who may disconnect the most, the global right left out", "users", ("user", "connections")
        )
        yield from self._listed("Who has the global right", "first_holders", ("user", "connections"))
        if self.first_holders is not None and self.holders is not None:
            yield from _and_more(self.holders - len(self.first_holders), "users")
        yield Title("Rejected rows", 2)
        rejected = [(each.table, str(each.rows), each.why.says) for each in self.rejected]
        yield Table(("table", "rows", "why"), rejected) if rejected else Paragraph("None.")

    def _lacks(self, name: str) -> list[NotCovered]:
        return [each for each in self.not_covered if each.list == name]

    def _counted(self, name: str, number: int | None, what: str) -> Iterator[str]:
        """A number; none is no number where not everything is covered."""
        lacks = ", ".join(each.of for each in self._lacks(name))
        if number is not None and (number or not lacks):
            yield f"{number} {what}" + (f" (not answered for {lacks})" if lacks else "")

    def _listed(self, title: str, name: str, header: Sequence[str]) -> Iterator[Block]:
        """A list under its title, and what it does not cover; nothing where it is not answered."""
        rows: tuple[tuple[object, ...], ...] | None = getattr(self, name)
        if rows is None:
            return
        yield Title(title, 2)
        lacks = [each.says for each in self._lacks(name)]
        if rows:
            yield Table(header, _cells(rows))
        else:
            lacks.append("Otherwise none." if lacks else "None.")
        if lacks:
            yield Paragraph(" ".join(lacks))

    def _first_only_global_said(self) -> Iterator[Block]:
        if self.first_only_global and self.only_global is not None:
            more = sum(each.records for each in self.only_global) - len(self.first_only_global)
            yield Table(("record type", "record", "connections"), _cells(self.first_only_global))
            yield from _and_more(more, "records")


_LISTS: Mapping[str, type[NamedTuple]] = {
    "rights": RightCount,
    "one_toggle": ToggleCount,
    "toggles_off": TogglesOff,
    "only_global": OnlyGlobalCount,
    "first_only_global": OnlyGlobal,
    "users": UserCount,
    "first_holders": UserCount,
    "anybody": AnybodyCount,
    "rejected": RejectedCount,
}
"""The lists of a summary, and what each row of them is."""


def _cells(rows: Iterable[tuple[object, ...]]) -> list[tuple[str, ...]]:
    return [tuple("not known" if each is None else str(each) for each in row) for row in rows]


def _and_more(number: int, of: str) -> Iterator[Block]:
    if number:
        yield Paragraph(f"And {number} more {of}.")


def _frame(rows: Sequence[tuple[object, ...]], kind: type[NamedTuple], engine: str) -> IntoFrame:
    types = {
        name: nw.Int64() if is_a in (int, int | None) else nw.String() for name, is_a in get_type_hints(kind).items()
    }
    columns = {name: [_plain(row[place]) for row in rows] for place, name in enumerate(types)}
    return cast("IntoFrame", nw.from_dict(columns, types, backend=cast("Any", engine)).to_native())


def _plain(value: object) -> object:
    return value.value if isinstance(value, Why) else value


# --- Counting ---------------------------------------------------------------------------------------------------------


class Counts(NamedTuple):
    """What is counted of a review, or of a part of it whose records are in no other part: frames of its engine.

    Attributes:
        rights: `record_type`, `right`, `rights`, `of_holders`: how many rights to connections there are, and how many
            of them are of users who have the global right too.
        users: `user_id`, `rights`: how many connections a user may disconnect who has not the global right.
        only_global: `record_type`, `record_id`, `links`: the records with chats which nobody may disconnect without
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
    types = ask_each_type(policy, policy.settings_for).where(_has_all_off)
    off = connected.filter(no_type() if types is None else types)
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
def summed(  # what a summary tells of
    counts: Sequence[Counts],
    everywhere: IntoFrame,
    anybody: IntoFrame,
    rejected: Mapping[str, IntoFrame],
    policy: Policy,
    *,
    first: int = 10,
    by_chat: _Divides = lambda off: [off],
) -> Summary:
    """Tell what was counted, of all parts of a review together.

    Args:
        counts: what was counted of each part.
        everywhere: who has the global right, as in the review.
        anybody: the record types whose connections every user may disconnect, as in the review.
        rejected: the rows that could not be judged, by table, each with the reason in `why`.
        policy: the settings and the readings under which it was made.
        first: how many records and users are named at most in each list that names the first.
        by_chat: divides the `off` of all counts into frames no two of which tell of one chat, since that takes less
            memory where there are many.
    """
    every = _Every([_Part(*map(rows_of, each)) for each in counts], rows_of(everywhere), rows_of(anybody))
    rows, engine = told(_lists(every, rejected, first, by_chat), *_COLUMNS)
    found = {name: sorted(row[1:] for row in rows if row[0] == name) for name in (*_LISTS, _HOLDERS)}
    only_global = tuple(OnlyGlobalCount(each, *counts) for each, _, *counts in found["only_global"])
    return Summary(
        rights=tuple(RightCount(record_type, right, rights) for record_type, right, rights, _ in found["rights"]),
        one_toggle=tuple(_on_one_toggle(policy, found["rights"])),
        toggles_off=tuple(_toggles_off(found["toggles_off"])),
        only_global=only_global,
        first_only_global=_first_only_global(every, only_global, first),
        users=tuple(
            sorted((UserCount(user, links) for user, _, links, _ in found["users"]), key=_most_first),
        ),
        holders=sum(number for _, _, number, _ in found[_HOLDERS]),
        first_holders=tuple(UserCount(user, links) for user, _, links, _ in found["first_holders"]),
        anybody=tuple(AnybodyCount(each, links) for each, _, links, _ in found["anybody"]),
        rejected=tuple(RejectedCount(table, Why(why), number) for table, why, number, _ in found["rejected"]),
        engine=engine,
    )


_HOLDERS = "holders"
_COLUMNS = ("list", "first", "second", "rows", "more")
"""What every list is brought to, so that all are computed by the same code: its name, two texts and two numbers."""


def _most_first(each: UserCount) -> tuple[int, str]:
    return -(each.connections or 0), each.user_id


_Divides: TypeAlias = Callable[[Any], Sequence[IntoFrame]]
"""Divides the rows of a frame into several frames."""


class _Part(NamedTuple):
    """`Counts` as rows."""

    rights: Rows
    users: Rows
    only_global: Rows
    off: Rows


class _Every(NamedTuple):
    """What is told of.

    Attributes:
        parts: what was counted.
        holders: `user_id` of those who have the global right, and what it reaches as `links`.
        anybody: `record_type` and `links` where everybody may disconnect.
    """

    parts: Sequence[_Part]
    holders: Rows
    anybody: Rows

    def put_together(self, of: Callable[[_Part], Rows]) -> Rows:
        """What each part tells of that, as one frame."""
        return nw.concat([of(each) for each in self.parts])


def _lists(every: _Every, rejected: Mapping[str, IntoFrame], first: int, by_chat: _Divides) -> Iterator[Rows]:
    rights = every.put_together(lambda part: part.rights)
    added = _added(rights, "record_type", "right", rows="rights", more="of_holders")
    yield _list("rights", added, "record_type", "right")
    users = _added(every.put_together(lambda part: part.users), "user_id", rows="rights")
    yield _list("users", users.sort("rows", "user_id", descending=[True, False]).head(first), "user_id")
    yield _list(_HOLDERS, every.holders.select(rows=nw.len()).with_columns(first=nw.lit("")), "first")
    reached = every.holders.sort("user_id").head(first)
    yield _list("first_holders", reached.with_columns(rows=nw.col("links")), "user_id")
    yield _list("anybody", every.anybody.with_columns(rows=nw.col("links")), "record_type")
    only_global = every.put_together(lambda part: part.only_global).group_by("record_type")
    records = only_global.agg(nw.len().alias("rows"), nw.col("links").sum().alias("more"))
    yield _list("only_global", records, "record_type")
    for off in map(rows_of, by_chat(every.put_together(lambda part: part.off).to_native())):
        links, chats = nw.col("links").sum().alias("rows"), nw.col("chat_id").n_unique().alias("more")
        yield _list("toggles_off", off.group_by("record_type").agg(links, chats), "record_type")
    for name, frame in rejected.items():
        yield _list("rejected", _counted(rows_of(frame), "why").with_columns(table=nw.lit(name)), "table", "why")


def _toggles_off(told: Iterable[tuple[Any, ...]]) -> Iterator[TogglesOff]:
    """The numbers of each record type, added up over the chats that were counted one after another."""
    for record_type, rows in groupby(told, key=itemgetter(0)):
        _, _, links, chats = zip(*rows, strict=True)
        yield TogglesOff(record_type, sum(links), sum(chats))


def _first_only_global(every: _Every, counts: Iterable[OnlyGlobalCount], first: int) -> tuple[OnlyGlobal, ...]:
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
    for part in every.parts:
        found = part.only_global.filter(nw.col("record_type").is_in(types)).sort(RECORD).head(first)
        rows, _ = told([_list("first_only_global", found.with_columns(rows=nw.col("links")), *RECORD)], *_COLUMNS)
        named += [OnlyGlobal(table, id, links) for _, table, id, links, _ in rows]
    return tuple(sorted(named)[:first])


def _counted(rows: Rows, *by: str) -> Rows:
    return rows.group_by(*by).agg(nw.len().alias("rows"))


def _added(counts: Rows, *by: str, rows: str, more: str = "") -> Rows:
    """The numbers in one or two columns added up for each key, as `rows` and `more`."""
    named = {"rows": rows, "more": more} if more else {"rows": rows}
    return counts.group_by(*by).agg(nw.col(number).sum().alias(name) for name, number in named.items())


def _list(name: str, rows: Rows, *texts: str) -> Rows:
    """A list with the columns of all lists."""
    has_more = "more" in rows.collect_schema().names()
    return rows.select(
        list=nw.lit(name),
        first=nw.col(texts[0]),
        second=nw.col(texts[1]) if len(texts) > 1 else nw.lit(""),
        rows=nw.col("rows").cast(nw.Int64()),
        more=(nw.col("more") if has_more else nw.lit(0)).cast(nw.Int64()),
    )


# --- Toggles ----------------------------------------------------------------------------------------------------------

_TOGGLES = [each.name for each in DISCONNECTING.facts if each.changed_by is ChangedBy.ADMINISTRATOR]
"""The toggles of a record type that the question knows, which have the same names in its settings."""


def _has_all_off(settings: RecordTypePolicy) -> bool:
    return not any(getattr(settings, toggle) for toggle in _TOGGLES)


def _on_one_toggle(policy: Policy, rights: Sequence[tuple[Any, ...]]) -> Iterator[ToggleCount]:
    """The rights that end when one toggle is turned off, by their names and numbers."""
    for toggle in _TOGGLES:
        counts: Counter[str] = Counter()
        for record_type, right, rows, of_holders in rights:
            if right in ending_rights(policy, toggle, record_type):
                counts[record_type] += rows - of_holders
        yield from (ToggleCount(toggle, *each) for each in sorted(counts.items()) if each[1])


def ending_rights(policy: Policy, toggle: str, record_type: str) -> set[str]:
    """The names of the rights whose users may not disconnect any more when the toggle is turned off."""
    ending: set[str] = set()
    staying: set[str] = set()
    off = _without(policy, toggle, record_type)
    decisions = zip(decisions_by_kind(policy, record_type), decisions_by_kind(off, record_type), strict=True)
    for before, after in decisions:
        if not before.facts.has_global_right and (right := codes(before)):
            (staying if after else ending).add(right)
    return ending - staying


def _without(policy: Policy, toggle: str, record_type: str) -> Policy:
    """The policy with that toggle off in the record type."""
    off: Mapping[str, Any] = {toggle: False}
    return policy.but_for(record_type, **off)
