"""The review of disconnecting in numbers: how many rights there are, what toggles they need, and where none is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast, get_type_hints

from attrs import field

from .._value import Shown, frozen
from ..rendering import Block, Paragraph, Table, Title
from ..wording.words import joined, reason, say
from ._frames import IntoFrame, nw
from .tables import Why

__all__ = [
    "AnybodyCount",
    "NotCovered",
    "OnlyGlobal",
    "OnlyGlobalCount",
    "RejectedCount",
    "RightCount",
    "Summary",
    "ToggleCount",
    "TogglesOff",
    "UserCount",
]


# --- Lists ----------------------------------------------------------------------------------------------------------


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
    """A record whose chats cannot be disconnected without the global right, with their number."""

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
        return say("summary.not_covered", of=self.of, because=self.because)


@frozen(kw_only=True)
class Summary(Shown):
    """A review of disconnecting in numbers. Each list is in a fixed order, and each is also a frame.

    What is not answered, since tables were missing, is None.

    Attributes:
        rights: the rights to connections by record type and right.
        one_toggle: the rights that end when one toggle is turned off, by toggle and record type. Rights of users who
            have the global right never do, and rights that two toggles give are not among them.
        toggles_off: the record types with connections for which both toggles are off.
        only_global: by record type the records with chats that cannot be disconnected without the global right.
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

    def _data(self) -> dict[str, object]:
        return {name: value for name, value in super()._data().items() if name != "engine"}

    def frames(self) -> dict[str, IntoFrame]:
        """Each list as a frame, by name: of the engine that was reviewed, of pyarrow where that has only plans."""
        lists = {name: getattr(self, name) for name in _LISTS}
        return {name: _frame(rows, _LISTS[name], self.engine) for name, rows in lists.items() if rows is not None}

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("summary.title"))
        rights = None if self.rights is None else sum(each.rights for each in self.rights)
        said = [
            *self._counted("rights", rights),
            *self._counted("holders", self.holders),
        ]
        if said:
            yield Paragraph(say("stated", says=joined(said, "semicolon")))
        yield from self._listed("rights", ("record type", "right", "rights"))
        yield from self._listed("anybody", ("record type", "connections"))
        yield from self._listed("one_toggle", ("toggle", "record type", "rights"))
        yield from self._listed("toggles_off", ("record type", "connections", "chats"))
        yield from self._listed("only_global", ("record type", "records", "connections"))
        yield from self._first_only_global_said()
        yield from self._listed("users", ("user", "connections"))
        yield from self._listed("first_holders", ("user", "connections"))
        if self.first_holders is not None and self.holders is not None:
            yield from _and_more(self.holders - len(self.first_holders), "users")
        yield Title(say("summary.rejected"), 2)
        rejected = [(each.table, str(each.rows), reason(each.why.says)) for each in self.rejected]
        yield Table((say("table"), say("rows"), say("why")), rejected) if rejected else Paragraph(say("summary.none"))

    def _lacks(self, name: str) -> list[NotCovered]:
        return [each for each in self.not_covered if each.list == name]

    def _counted(self, name: str, number: int | None) -> Iterator[str]:
        """A number; none is no number where not everything is covered."""
        lacks = joined(each.of for each in self._lacks(name))
        if number is not None and (number or not lacks):
            yield say(f"summary.count_{name}", number=number, **({"lacks": lacks} if lacks else {}))

    def _listed(self, name: str, header: Sequence[str]) -> Iterator[Block]:
        """A list under its title, and what it does not cover; nothing where it is not answered."""
        rows: tuple[tuple[object, ...], ...] | None = getattr(self, name)
        if rows is None:
            return
        yield Title(say(f"summary.{name}"), 2)
        lacks: list[str] = [each.says for each in self._lacks(name)]
        if rows:
            yield Table(list(map(say, header)), _cells(rows))
        else:
            lacks.append(say("summary.otherwise_none" if lacks else "summary.none"))
        if lacks:
            yield Paragraph(joined(lacks, "blank"))

    def _first_only_global_said(self) -> Iterator[Block]:
        if self.first_only_global and self.only_global is not None:
            more = sum(each.records for each in self.only_global) - len(self.first_only_global)
            yield Table((say("record type"), say("record"), say("connections")), _cells(self.first_only_global))
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
    return [tuple(say("answer.not known") if each is None else str(each) for each in row) for row in rows]


def _and_more(number: int, of: str) -> Iterator[Block]:
    if number:
        yield Paragraph(say(f"summary.more_{of}", more=number))


def _frame(rows: Sequence[tuple[object, ...]], kind: type[NamedTuple], engine: str) -> IntoFrame:
    types = {
        name: nw.Int64() if is_a in (int, int | None) else nw.String() for name, is_a in get_type_hints(kind).items()
    }
    columns = {name: [_plain(row[place]) for row in rows] for place, name in enumerate(types)}
    return cast("IntoFrame", nw.from_dict(columns, types, backend=cast("Any", engine)).to_native())


def _plain(value: object) -> object:
    return value.value if isinstance(value, Why) else value
