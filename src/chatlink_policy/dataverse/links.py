"""Which chats are connected to which records, by whom and when: rows of `msdyn_teamschatassociation` and `chat`.

Disconnecting sets a state and deletes nothing, so several rows tell of one chat and one record. They are folded, the
newest first: where the newest says disassociated, they are not connected; else each known connecting is a link, and the
most recent one makes the connector (DIS-7). A row's time is the later of its creation and its modification. A row in
state Associate that was modified after it was created was switched back from disassociated, since the state is the only
column that changes: its `modifiedby` connected the chat again.

A chat activity that names a newer connecting adds it; it never connects what no association row connects. Where
activities are not known, each of them may name one: then it is not known who connected a chat, only that somebody did.

A row that cannot be read could be the newest one and change the answer. So every chat that it may be about is rejected
with it, whole; a row that names neither a chat nor a record may be about any, and rejects all links. A row that
names its record only may connect any chat to it, also one that no other row connects: that record is in doubt too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice, repeat
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, cast

from .._arguments import checked
from .._ids import NULLS
from .._model import Model, of_columns
from .._validation import is_id, is_logical_name
from .._value import frozen
from ..errors import InvalidValue, shown
from ..limits import ROWS_AT_A_TIME
from ..models import ActivityState, Chat, ChatKind, ChatLink, place_of_link
from ..snapshot import NotSelected, Rejected, Remark, RemarkCode
from ..unknown import Unknown
from ._columns import NO_COLUMNS, selected
from ._payloads import Row, chunks
from ._rows import (
    as_guid,
    given,
    guid,
    has,
    logical_name,
    optional_guid,
    optional_time,
    read_each,
    read_numbered,
    text,
    time,
    value,
    whole,
)
from .export_tables import EXPORT_TABLES

__all__ = ["LinksRead", "read_links"]

_ASSOCIATED, _DISASSOCIATED = 0, 1
_ACTIVITY_STATES = (
    ActivityState.OPEN,
    ActivityState.COMPLETED,
    ActivityState.CANCELED,
    ActivityState.SCHEDULED,
)

Pair = tuple[str, str]
"""A record: the logical name of its table and its id."""


@frozen
class LinksRead(Model):
    """What the rows tell.

    Attributes:
        chats: the chats with the links that stand, sorted by id.
        rejected: the rows that could not be read, and the chats they may be about.
        remarks: inactive rows, which were left out.
        not_selected: the columns that no row has. Without one of the association rows no chat is known; without one of
            the activities, which are then as if they were not exported, no activity and nobody who connected.
        records_in_doubt: the records, by table and id, of which it is unknown of every chat whether it is connected to
            them, since a row that could not be read names them and not its chat.
    """

    chats: tuple[Chat, ...]
    rejected: tuple[Rejected, ...]
    remarks: tuple[Remark, ...]
    not_selected: tuple[NotSelected, ...] = ()
    records_in_doubt: frozenset[Pair] = frozenset()


class _Association(NamedTuple):
    """One association row: about which record, in which state, when created and modified, and by whom."""

    pair: Pair
    state: int
    created: datetime
    modified: datetime
    creator: str | Unknown | None
    modifier: str | None

    @property
    def latest(self) -> datetime:
        return max(self.created, self.modified)


class _Activity(NamedTuple):
    """One chat activity; the table of the record that it is about may not be told."""

    chat: str
    record: str | None
    pair: Pair | None
    linked: tuple[str | None, datetime] | None
    unlinked_on: datetime | None
    state: ActivityState
    last_writer: str | None
    last_written_on: datetime | None
    order: tuple[datetime, str]


class _Doubt(NamedTuple):
    """What a row that could not be read may be about, as far as it tells; None may be any."""

    chat: str | None
    pair: Pair | None
    row: int
    source: str


@checked
def read_links(
    payload: object,
    *,
    activities: object | Unknown = (),
    parties: object = (),
    kinds: Mapping[str, ChatKind] | None = None,
    source: str = "msdyn_teamschatassociations",
    activities_source: str = "chats",
    parties_source: str = "activityparties",
    missing: Iterable[str] = NO_COLUMNS,
) -> LinksRead:
    """Read the chats and their links.

    Args:
        payload: `msdyn_teamschatassociation` rows, of any known shape.
        activities: `chat` rows, of any known shape; UNKNOWN where they were not exported: then the state of each chat's
            activity is unknown, and who made each connecting, of which association rows tell the record and the time.
        parties: `activityparty` rows, which tell the last writer of an activity whose parties are not expanded.
        kinds: the kinds of the chats by their id, which no column tells (CON-3); else they are unknown.
        source: the name of the association rows, for what is rejected.
        activities_source: the name of the activity rows.
        parties_source: the name of the party rows.
        missing: the columns of activities that the environment does not have: they are as if they were null.

    Raises:
        UnreadableInput: for a payload of no known shape.
        InvalidValue: for a kind that is none.
    """
    known_kinds = kinds or {}
    for chat, kind in known_kinds.items():
        if not isinstance(kind, ChatKind):
            raise InvalidValue(f"kinds[{chat!r}]", "a kind of chat", shown(kind))
    reader = _Reader(source, activities_source, activities if isinstance(activities, Unknown) else None)
    columns = selected("msdyn_teamschatassociations", source)
    for position, chunk in chunks(payload, source):
        if reader.regular(chunk):
            columns.see(cast("Row", chunk[0]))  # each of its rows has every column
            continue
        for _ in read_numbered(
            enumerate(chunk, position), source, reader.association, reader.rejected, columns=columns
        ):
            pass
    other: list[Rejected] = []  # beside those of the links: no link is in doubt for them
    of_parties = selected("activityparties", parties_source)
    reader.parties = dict(read_each(parties, parties_source, _party, other, columns=of_parties))
    not_selected = of_parties.told(other)
    told, of_activities = reader.read_activities(activities, missing)
    not_selected += of_activities
    if columns.absent:  # no row tells all of what it is about
        return LinksRead((), tuple(other), (), (*columns.told([]), *not_selected))

    chats = _chats(reader, told, known_kinds)
    rejected, in_doubt = (*reader.rejected, *other), frozenset(reader.records_in_doubt)
    return LinksRead(tuple(chats), rejected, tuple(reader.remarks), not_selected, in_doubt)


_COLUMNS: Callable[[object], tuple[Any, ...]] = itemgetter(  # type: ignore[assignment]  # it fails on what is no row
    "msdyn_teamschatid",
    "msdyn_regardingobjectname",
    "msdyn_regardingobjectid",
    "msdyn_entityrecordstate",
    "statecode",
    "createdon",
    "modifiedon",
    "_createdby_value",
    "_modifiedby_value",
)
_ZONE = attrgetter("tzinfo")


def _table_name(found: object) -> str | None:
    """A logical name in lower case; None for anything else."""
    if not isinstance(found, str) or found in NULLS:
        return None
    return found.lower() if is_logical_name(found.lower()) else None


class _Known(dict[object, str | None]):
    """Texts that were read before, each with its canonical form; one that is asked for is read."""

    def __init__(self, canonical: Callable[[object], str | None]) -> None:
        self.canonical = canonical

    def __missing__(self, found: object) -> str | None:
        canonical = self.canonical(found)
        if canonical is None:
            raise KeyError(found)
        self[found] = canonical
        return canonical


def _are_canonical(found: tuple[str, ...]) -> bool:
    """Whether all are ids in their canonical form, looked at as one text: hexadecimal digits between four hyphens."""
    if {*map(len, found)} != {36}:
        return False
    text, hyphens = "".join(found), "-" * len(found)
    if any(text[place::36] != hyphens for place in (8, 13, 18, 23)) or not text.isascii():
        return False
    return text.encode().translate(None, b"0123456789abcdef") == hyphens.encode() * 4


def _guids(found: tuple[str, ...]) -> Sequence[str]:
    """Ids in their canonical form, in which nearly all come; raises `KeyError` for what is no id."""
    if _are_canonical(found):
        return found
    ids = [each for each in map(as_guid, found) if each is not None]
    if len(ids) < len(found):
        raise KeyError
    return ids


class _Reader:
    """Reads row by row, and keeps what could not be read, what it may be about, and what is worth telling.

    Nearly all rows are as they should be. They are read a chunk at a time, column by column; a chunk with any other row
    is read row by row with care, which finds whatever is wrong or has to be known of each.
    """

    def __init__(self, source: str, activities_source: str, nobody_known: Unknown | None) -> None:
        self.source, self.activities_source = source, activities_source
        self.nobody_known = nobody_known  # who connected anything, where activities were not exported
        self.unchanged: defaultdict[str, list[ChatLink]] = defaultdict(list)
        self.changed: dict[str, list[_Association]] = {}
        self.rejected: list[Rejected] = []
        self.remarks: list[Remark] = []
        self.doubts: list[_Doubt] = []
        self.records_in_doubt: set[Pair] = set()
        self.tables = _Known(_table_name)
        self.users = _Known(as_guid)
        self.users[None] = None
        self.parties: Mapping[str, str | None] = {}
        self.may_lack: frozenset[str] = NO_COLUMNS
        self.activities: dict[str, _Activity] = {}

    def regular(self, chunk: list[object]) -> bool:
        """Read a chunk of active rows that are as they should be; of any other nothing is read, and it is false."""
        try:
            columns = zip(*map(_COLUMNS, chunk), strict=True)
            chats, tables, records, states, inactive, created_on, modified_on, creators, modifiers = columns
            if {*map(type, states), *map(type, inactive)} != {int} or {*states} - {0, 1} or {*inactive} != {0}:
                return False
            created = [*map(datetime.fromisoformat, created_on)]
            modified = created if created_on == modified_on else [*map(datetime.fromisoformat, modified_on)]
            if {*map(_ZONE, created), *map(_ZONE, modified)} != {UTC}:
                return False
            all_chats = "".join(chats)
            if "" in chats or " " in all_chats or not all_chats.isprintable() or any(each in chats for each in NULLS):
                return False
            names, ids = [*map(self.tables.__getitem__, tables)], _guids(records)
            users = by = [*map(self.users.__getitem__, creators)]
            if creators != modifiers:
                by = [*map(self.users.__getitem__, modifiers)]
            makers = users if self.nobody_known is None else repeat(self.nobody_known)
            links = of_columns(ChatLink, (names, ids, makers, created))
        except (KeyError, TypeError, ValueError):
            return False
        unchanged = self.unchanged
        for chat, link, state, start, end, user in zip(chats, links, states, created, modified, by, strict=True):
            if state == _ASSOCIATED and start == end:
                unchanged[chat].append(link)
            else:
                pair = (link.record_type, link.record_id)
                self._add(chat, _Association(pair, state, start, end, link.connected_by, user))
        return True

    def association(self, row: Row, position: int) -> None:
        try:
            read = _association(row)
        except InvalidValue:
            self._doubt(given(row, "msdyn_teamschatid"), _named_pair(row), position, self.source)
            raise
        if read is None:
            about = logical_name(row, "msdyn_regardingobjectname")
            self.remarks.append(Remark(RemarkCode.INACTIVE_LINK, self.source, position, about, "statecode"))
            return
        self._add(text(row, "msdyn_teamschatid"), read)

    def _add(self, chat: str, row: _Association) -> None:
        self.unchanged.setdefault(chat, [])
        self.changed.setdefault(chat, []).append(row)

    def read_activities(
        self, activities: object | Unknown, missing: Iterable[str]
    ) -> tuple[dict[str, list[_Activity]] | Unknown, tuple[NotSelected, ...]]:
        """The activities of each chat, unknown as a whole where they, or one of their columns, were not exported."""
        if isinstance(activities, Unknown):
            return activities, ()
        columns = selected("chats", self.activities_source, missing)
        rejected, doubts = len(self.rejected), len(self.doubts)
        self.may_lack = columns.missing
        told: dict[str, list[_Activity]] = {}
        found = read_each(activities, self.activities_source, self.activity, self.rejected, columns=columns)
        for activity in found:
            told.setdefault(activity.chat, []).append(activity)
        absent = [each.name for each in columns.absent if each.name in _ACTIVITY_COLUMNS]
        if not absent:
            return told, columns.told([])
        del self.rejected[rejected:], self.doubts[doubts:]
        return columns.because(absent[0]), columns.told([])

    def activity(self, row: Row, position: int) -> _Activity:
        try:
            for column in _ACTIVITY_COLUMNS:
                if column not in self.may_lack:
                    value(row, column)
            activity = _activity(row, self.parties)
            other = self.activities.setdefault(activity.order[1], activity)
            if other != activity:
                self._doubt(other.chat, None, position, self.activities_source)
                raise InvalidValue("activityid", "rows of one id to say the same", "two that differ")
        except InvalidValue:
            self._doubt(given(row, "teamschatid"), None, position, self.activities_source)
            raise
        return activity

    def all_doubts(self) -> list[_Doubt]:
        """What the rows that could not be read may be about; what is no row at all may be about anything."""
        no_rows = [each for each in self.rejected if each.path == "row"]
        return [*self.doubts, *(_Doubt(None, None, each.row or 0, each.source) for each in no_rows)]

    def by_pair(self) -> dict[Pair, set[str]]:
        """The chats that rows tell of, by their record."""
        found: dict[Pair, set[str]] = {}
        for chat, links in self.unchanged.items():
            for link in links:
                found.setdefault((link.record_type, link.record_id), set()).add(chat)
        for chat, rows in self.changed.items():
            for row in rows:
                found.setdefault(row.pair, set()).add(chat)
        return found

    def _doubt(self, chat: object, pair: Pair | None, position: int, source: str) -> None:
        self.doubts.append(_Doubt(chat if isinstance(chat, str) and is_id(chat) else None, pair, position, source))


# --- One row ----------------------------------------------------------------------------------------------------------


def _association(row: Row) -> _Association | None:
    """Read an association row; None for an inactive one."""
    chat = text(row, "msdyn_teamschatid")
    if not is_id(chat):
        raise InvalidValue("msdyn_teamschatid", "a chat id", shown(chat))
    table = logical_name(row, "msdyn_regardingobjectname")
    record = guid(row, "msdyn_regardingobjectid")
    is_active = whole(row, "statecode")
    if is_active not in (0, 1):
        raise InvalidValue("statecode", "0 for active or 1 for inactive", shown(is_active))
    state = whole(row, "msdyn_entityrecordstate")
    if state not in (_ASSOCIATED, _DISASSOCIATED):
        raise InvalidValue("msdyn_entityrecordstate", "0 for Associate or 1 for Disassociate", shown(state))
    for column in ("_createdby_value", "_modifiedby_value"):
        value(row, column)
    created, modified = time(row, "createdon"), time(row, "modifiedon")
    creator, modifier = optional_guid(row, "_createdby_value"), optional_guid(row, "_modifiedby_value")
    if is_active == 1:
        return None
    return _Association((table, record), state, created, modified, creator, modifier)


def _named_pair(row: Row) -> Pair | None:
    """The record that a row names, where it does so in full."""
    table, record = _table_name(given(row, "msdyn_regardingobjectname")), as_guid(given(row, "msdyn_regardingobjectid"))
    return None if table is None or record is None else (table, record)


def _activity(row: Row, parties: Mapping[str, str | None]) -> _Activity:
    chat = text(row, "teamschatid")
    if not is_id(chat):
        raise InvalidValue("teamschatid", "a chat id", shown(chat))
    state = whole(row, "statecode")
    if state is None or not 0 <= state < len(_ACTIVITY_STATES):
        raise InvalidValue("statecode", "0 to 3 for open, completed, canceled or scheduled", shown(state))
    linked_on, linked_by = optional_time(row, "linkedon"), optional_guid(row, "_linkedby_value")
    if linked_on is None and linked_by is not None and has(row, "linkedon"):
        raise InvalidValue("linkedon", "when the user of _linkedby_value connected the chat", "none")
    linked = None if linked_on is None else (linked_by, linked_on)
    written_on = optional_time(row, "modifiedinteamson")
    unlinked_on = optional_time(row, "unlinkedon")
    latest = [each for each in (linked_on, written_on, unlinked_on) if each is not None]
    if not latest:
        raise InvalidValue("linkedon", "a time with its zone in linkedon or modifiedinteamson", "none")
    return _Activity(
        chat=chat,
        record=optional_guid(row, "_regardingobjectid_value"),
        pair=_regarding(row),
        linked=linked,
        unlinked_on=unlinked_on,
        state=_ACTIVITY_STATES[state],
        last_writer=_last_writer(row, parties),
        last_written_on=written_on,
        order=(max(latest), guid(row, "activityid")),
    )


def _regarding(row: Row) -> Pair | None:
    """The record that an activity is about; None where it is about none, or its table is not told."""
    record = optional_guid(row, "_regardingobjectid_value")
    annotation = "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    column = annotation if has(row, annotation) else "regardingobjecttypecode"
    return None if record is None or given(row, column) is None else (logical_name(row, column), record)


def _last_writer(row: Row, known: Mapping[str, str | None]) -> str | None:
    """Who wrote last: the party that `modifiedinteamsbyactivitypartyid` names, expanded or among the known ones."""
    party = optional_guid(row, "modifiedinteamsbyactivitypartyid")
    parties = given(row, "chat_activity_parties")
    if party is None or parties is None:
        return None if party is None else known.get(party)
    if not isinstance(parties, list):
        raise InvalidValue("chat_activity_parties", "a list of parties", shown(parties))
    rejected: list[Rejected] = []
    users = read_each(parties, "", _party, rejected)
    named = [user for found, user in users if found == party]
    if rejected:
        raise InvalidValue(
            f"chat_activity_parties[{rejected[0].row}].{rejected[0].path}", rejected[0].expected, rejected[0].got
        )
    return named[0] if named else known.get(party)


def _party(row: Row, _: int) -> tuple[str, str | None]:
    return guid(row, "activitypartyid"), optional_guid(row, "_partyid_value")


# --- All rows of a chat -----------------------------------------------------------------------------------------------


def _doubtful(reader: _Reader) -> set[str]:
    """The chats that a row which could not be read may be about; each is told once in the reader's `rejected`.

    So is each record of such a row that does not name its chat.
    """
    rejected, known = reader.rejected, reader.unchanged
    found: set[str] = set()
    by_pair: dict[Pair, set[str]] | None = None
    is_any = False
    for each in reader.all_doubts():
        if each.chat is not None:
            about = {each.chat} if each.chat in known else set()
        elif each.pair is not None:
            by_pair = reader.by_pair() if by_pair is None else by_pair
            about = by_pair.pop(each.pair, set())  # once found, all of them are
            if each.pair not in reader.records_in_doubt:
                reader.records_in_doubt.add(each.pair)
                expected = "every row about the record to name its chat"
                path = f"record {' '.join(each.pair)}"
                rejected.append(Rejected(each.source, each.row, path, expected, "this row", id=each.pair[1]))
        else:
            about = set()
            got = f"row {each.row}, which names neither a chat nor a record"
            rejected.append(Rejected(each.source, None, "every link", "rows that tell what they are about", got))
            is_any = True
        rejected.extend(
            Rejected(each.source, each.row, f"chat {chat}", "every row about the chat to be readable", "this row")
            for chat in sorted(about - found)
        )
        found |= about
    return {*known} if is_any else found


def _standing(unchanged: list[ChatLink], changed: Sequence[_Association], told: Sequence[_Activity]) -> list[ChatLink]:
    """The links of a chat, in any order; the same one may be there more than once."""
    told = _with_tables(told, [*map(_record, unchanged), *(each.pair for each in changed)])
    pairs: dict[Pair, list[_Association]] = {each.pair: [] for each in told if each.pair is not None}
    for each in changed:
        pairs.setdefault(each.pair, []).append(each)
    homeless = max((each.linked[1] for each in told if each.linked and each.record is None), default=None)
    found = []
    for link in unchanged:
        pair = (link.record_type, link.record_id)
        if pair not in pairs and homeless is None:
            found.append(link)  # nothing else tells of that record
        else:
            when, user = link.connected_on, link.connected_by
            pairs.setdefault(pair, []).append(_Association(pair, _ASSOCIATED, when, when, user, None))
    for pair, rows in pairs.items():
        if homeless is not None and rows and homeless > max(each.latest for each in rows):
            raise InvalidValue("_regardingobjectid_value", "the record that the chat was connected to", "none")
        if len(rows) == 1 and rows[0].state == _DISASSOCIATED and not told:
            continue  # disconnected, and nothing else tells of it
        tells = [each for each in told if each.pair == pair]
        found += [ChatLink(*pair, connected_by=user, connected_on=when) for user, when in _folded(pair, rows, tells)]
    return found


def _with_tables(told: Sequence[_Activity], linked: Iterable[Pair]) -> Sequence[_Activity]:
    """The activities, with the table of their record also where only association rows tell it; ids are unique."""
    if all(each.pair is not None or each.record is None for each in told):
        return told
    of_record: dict[str | None, Pair] = {pair[1]: pair for pair in sorted(linked)}
    return [each._replace(pair=each.pair or of_record.get(each.record)) for each in told]


def _folded(
    pair: Pair, rows: list[_Association], told: list[_Activity]
) -> Iterable[tuple[str | Unknown | None, datetime]]:
    """Who connected a chat and a record and when: nobody where its newest row says disassociated."""
    latest = max([each.latest for each in rows], default=None)
    states = {each.state for each in rows if each.latest == latest}
    if len(states) > 1:
        expected = "one state for the newest rows of a chat and a record"
        raise InvalidValue("msdyn_entityrecordstate", expected, f"both, for {pair[0]} {pair[1]}")
    if latest is None or states == {_DISASSOCIATED}:
        return
    for row in rows:
        yield row.creator, row.created
        if row.state == _ASSOCIATED and row.modified > row.created:
            yield row.modifier, row.modified
    for tells in told:
        if tells.unlinked_on is not None and tells.unlinked_on > latest:
            expected = f"an association row that says so too, for {pair[0]} {pair[1]}"
            raise InvalidValue("unlinkedon", expected, shown(tells.unlinked_on))
        if tells.linked is not None and tells.linked[1] > latest:
            yield tells.linked


# --- The models -------------------------------------------------------------------------------------------------------


def _chats(
    reader: _Reader, activities: Mapping[str, Sequence[_Activity]] | Unknown, kinds: Mapping[str, ChatKind]
) -> list[Chat]:
    """Every chat that no unreadable row may be about, sorted by id; one that cannot be folded is rejected."""
    unchanged, changed = reader.unchanged, reader.changed
    not_known = activities if isinstance(activities, Unknown) else None
    told: Mapping[str, Sequence[_Activity]] = {} if isinstance(activities, Unknown) else activities
    doubtful = _doubtful(reader)
    known = iter(sorted(unchanged.keys() - doubtful if doubtful else unchanged))
    chats: list[Chat] = []
    to_fold = {*changed, *told} if not_known is reader.nobody_known else {*unchanged}
    while block := list(islice(known, ROWS_AT_A_TIME)):
        folded: dict[str, tuple[ChatLink, ...]] = {}
        for chat in block:
            links = unchanged.pop(chat)  # what is folded is not kept twice
            if chat in to_fold:
                try:
                    links = _standing(links, changed.get(chat, ()), told.get(chat, ()))
                except InvalidValue as error:
                    reader.rejected.append(Rejected(reader.source, None, f"chat {chat}", error.expected, error.got))
                    continue
                if not_known is not None:
                    for each in links:
                        _set_user(each, not_known)  # nobody else has them yet
            folded[chat] = (*links,) if len(links) < 2 else (*_in_order(links),)
        of_kinds = [kinds.get(each, ChatKind.UNKNOWN) for each in folded] if kinds else repeat(ChatKind.UNKNOWN)
        latest = _latest(folded, told) if told else (repeat(not_known), repeat(None), repeat(None))
        chats += of_columns(Chat, (folded, of_kinds, folded.values(), *latest))
    return chats


def _latest(
    chats: Iterable[str], told: Mapping[str, Sequence[_Activity]]
) -> tuple[Iterable[object], Iterable[object], Iterable[object]]:
    """The state, the last writer and the last message of each chat's newest activity."""
    newest = [max(told[each], key=_order) if each in told else None for each in chats]
    return (
        [each and each.state for each in newest],
        [each and each.last_writer for each in newest],
        [each and each.last_written_on for each in newest],
    )


_set_user: Callable[[ChatLink, Unknown], None] = vars(ChatLink)["connected_by"].__set__
_order = attrgetter("order")
_ACTIVITY_COLUMNS = tuple(
    each.name for each in EXPORT_TABLES["chats"].columns if each.name != "modifiedinteamsbyactivitypartyid"
)
"""The columns without which an activity is unknown; without the other one only its last writer is."""
_record_id, _record = attrgetter("record_id"), attrgetter("record_type", "record_id")


def _in_order(links: Sequence[ChatLink]) -> Iterable[ChatLink]:
    """In the order of `Chat.links`, each once."""
    if len({*map(_record_id, links)}) == len(links):  # nearly always
        return sorted(links, key=_record)
    placed = {place_of_link(each): each for each in links}
    return [each for _, each in sorted(placed.items())]
