"""Which chats are connected to which records, by whom and when: rows of `msdyn_teamschatassociation` and `chat`.

Disconnecting sets a state and deletes nothing, so several rows tell of one chat and one record. They are folded, the
newest first: where the newest says disassociated, they are not connected; else each known connecting is a link, and the
most recent one makes the connector (DIS-7). A row's time is the later of its creation and its modification. A row in
state Associate that was modified after it was created was switched back from disassociated, since the state is the only
column that changes: its `modifiedby` connected the chat again.

A chat activity that names a newer connecting adds it; it never connects what no association row connects.

A row that cannot be read could be the newest one and change the answer. So every chat that it may be about is set apart
with it, whole; a row that names neither a chat nor a record may be about any, and sets all links apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from attrs import frozen

from .._model import Model
from .._validation import is_id, is_logical_name
from ..errors import InvalidValue, shown
from ..models import ActivityState, Chat, ChatKind, ChatLink
from ..snapshot import Remark, RemarkCode, SetApart
from ._rows import Row, given, guid, has, is_guid, optional_guid, optional_time, read_each, text, time, whole

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


@frozen(eq=False, repr=False)
class LinksRead(Model):
    """What the rows tell.

    Attributes:
        chats: the chats with the links that stand, sorted by id.
        set_apart: the rows that could not be read, and the chats they may be about.
        remarks: inactive rows, which were left out.
    """

    chats: tuple[Chat, ...]
    set_apart: tuple[SetApart, ...]
    remarks: tuple[Remark, ...]


class _Association(NamedTuple):
    """One association row: about which chat and record, when, in which state, and who connected them when."""

    chat: str
    pair: Pair
    latest: datetime
    state: int
    events: tuple[tuple[str | None, datetime], ...]


class _Activity(NamedTuple):
    """One chat activity."""

    chat: str
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


def read_links(
    payload: object,
    *,
    activities: object = (),
    kinds: Mapping[str, ChatKind] | None = None,
    source: str = "msdyn_teamschatassociations",
    activities_source: str = "chats",
) -> LinksRead:
    """Read the chats and their links.

    Args:
        payload: `msdyn_teamschatassociation` rows, of any known shape.
        activities: `chat` rows, of any known shape.
        kinds: the kinds of the chats by their id, which no column tells (CON-3); else they are unknown.
        source: the name of the association rows, for what is set apart.
        activities_source: the name of the activity rows.

    Raises:
        UnreadableInput: for a payload of no known shape.
    """
    reader = _Reader(source, activities_source)
    by_chat: dict[str, dict[Pair, list[_Association]]] = {}
    for each in read_each(payload, source, reader.association, reader.set_apart):
        if each is not None:
            by_chat.setdefault(each.chat, {}).setdefault(each.pair, []).append(each)
    told: dict[str, list[_Activity]] = {}
    for tells in read_each(activities, activities_source, reader.activity, reader.set_apart):
        told.setdefault(tells.chat, []).append(tells)

    set_apart = reader.set_apart
    doubtful = _doubtful(by_chat, reader.all_doubts(), set_apart)
    chats = []
    for chat in sorted(by_chat.keys() - doubtful):
        try:
            kind = (kinds or {}).get(chat, ChatKind.UNKNOWN)
            chats.append(_chat(chat, kind, by_chat[chat], told.get(chat, [])))
        except InvalidValue as error:
            set_apart.append(SetApart(source, None, f"chat {chat}", error.expected, error.got))
    return LinksRead(tuple(chats), tuple(set_apart), tuple(reader.remarks))


class _Reader:
    """Reads row by row, and keeps what could not be read, what it may be about, and what is worth telling."""

    def __init__(self, source: str, activities_source: str) -> None:
        self.source, self.activities_source = source, activities_source
        self.set_apart: list[SetApart] = []
        self.remarks: list[Remark] = []
        self.doubts: list[_Doubt] = []

    def association(self, row: Row, position: int) -> _Association | None:
        try:
            read = _association(row)
        except InvalidValue:
            self._doubt(given(row, "msdyn_teamschatid"), _named_pair(row), position, self.source)
            raise
        if read is None:
            about = text(row, "msdyn_regardingobjectname")
            self.remarks.append(Remark(RemarkCode.INACTIVE_LINK, self.source, position, about, "statecode"))
        return read

    def activity(self, row: Row, position: int) -> _Activity:
        try:
            return _activity(row)
        except InvalidValue:
            self._doubt(given(row, "teamschatid"), None, position, self.activities_source)
            raise

    def all_doubts(self) -> list[_Doubt]:
        """What the rows that could not be read may be about; what is no row at all may be about anything."""
        no_rows = [each for each in self.set_apart if each.path == "row"]
        return [*self.doubts, *(_Doubt(None, None, each.row or 0, each.source) for each in no_rows)]

    def _doubt(self, chat: object, pair: Pair | None, position: int, source: str) -> None:
        self.doubts.append(_Doubt(chat if isinstance(chat, str) and is_id(chat) else None, pair, position, source))


# --- One row ----------------------------------------------------------------------------------------------------------


def _association(row: Row) -> _Association | None:
    """Read an association row; None for an inactive one."""
    chat = text(row, "msdyn_teamschatid")
    if not is_id(chat):
        raise InvalidValue("msdyn_teamschatid", "a chat id", shown(chat))
    table = text(row, "msdyn_regardingobjectname")
    if not is_logical_name(table):
        raise InvalidValue("msdyn_regardingobjectname", "a logical name", shown(table))
    record = guid(row, "msdyn_regardingobjectid")
    is_active = whole(row, "statecode")
    if is_active not in (0, 1):
        raise InvalidValue("statecode", "0 for active or 1 for inactive", shown(is_active))
    state = whole(row, "msdyn_entityrecordstate")
    if state not in (_ASSOCIATED, _DISASSOCIATED):
        raise InvalidValue("msdyn_entityrecordstate", "0 for Associate or 1 for Disassociate", shown(state))
    created, modified = time(row, "createdon"), time(row, "modifiedon")
    creator, modifier = optional_guid(row, "_createdby_value"), optional_guid(row, "_modifiedby_value")
    if is_active == 1:
        return None
    events: tuple[tuple[str | None, datetime], ...] = ((creator, created),)
    if state == _ASSOCIATED and modified > created:
        events = ((creator, created), (modifier, modified))
    return _Association(chat, (table, record), max(created, modified), state, events)


def _named_pair(row: Row) -> Pair | None:
    """The record that a row names, where it does so in full."""
    table, record = given(row, "msdyn_regardingobjectname"), given(row, "msdyn_regardingobjectid")
    if is_logical_name(table) and isinstance(table, str) and is_guid(record):
        return table, guid(row, "msdyn_regardingobjectid")
    return None


def _activity(row: Row) -> _Activity:
    chat = text(row, "teamschatid")
    if not is_id(chat):
        raise InvalidValue("teamschatid", "a chat id", shown(chat))
    state = whole(row, "statecode")
    if state is None or not 0 <= state < len(_ACTIVITY_STATES):
        raise InvalidValue("statecode", "0 to 3 for open, completed, canceled or scheduled", shown(state))
    linked_on = optional_time(row, "linkedon")
    linked = None if linked_on is None else (optional_guid(row, "_linkedby_value"), linked_on)
    written_on = optional_time(row, "modifiedinteamson")
    unlinked_on = optional_time(row, "unlinkedon")
    latest = [each for each in (linked_on, written_on, unlinked_on) if each is not None]
    if not latest:
        raise InvalidValue("linkedon", "a time with its zone in linkedon or modifiedinteamson", "none")
    return _Activity(
        chat=chat,
        pair=_regarding(row),
        linked=linked,
        unlinked_on=unlinked_on,
        state=_ACTIVITY_STATES[state],
        last_writer=_last_writer(row),
        last_written_on=written_on,
        order=(max(latest), guid(row, "activityid")),
    )


def _regarding(row: Row) -> Pair | None:
    """The record that an activity is about; None where it is about none, or its table is not told."""
    record = optional_guid(row, "_regardingobjectid_value")
    annotation = "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    table = given(row, annotation if has(row, annotation) else "regardingobjecttypecode")
    if record is None or table is None:
        return None
    if not (isinstance(table, str) and is_logical_name(table)):
        raise InvalidValue("regardingobjecttypecode", "a logical name", shown(table))
    return table, record


def _last_writer(row: Row) -> str | None:
    """Who wrote last: the party that `modifiedinteamsbyactivitypartyid` names among the expanded parties."""
    party = optional_guid(row, "modifiedinteamsbyactivitypartyid")
    parties = given(row, "chat_activity_parties")
    if party is None or parties is None:
        return None
    if not isinstance(parties, list):
        raise InvalidValue("chat_activity_parties", "a list of parties", shown(parties))
    apart: list[SetApart] = []
    users = read_each(
        parties, "", lambda row, _: (guid(row, "activitypartyid"), optional_guid(row, "_partyid_value")), apart
    )
    named = [user for found, user in users if found == party]
    if apart:
        raise InvalidValue(f"chat_activity_parties[{apart[0].row}].{apart[0].path}", apart[0].expected, apart[0].got)
    return named[0] if named else None


def _party(row: Row, _: int) -> tuple[str, str | None]:
    return guid(row, "activitypartyid"), optional_guid(row, "_partyid_value")


# --- All rows of a chat -----------------------------------------------------------------------------------------------


def _doubtful(
    by_chat: Mapping[str, Mapping[Pair, object]], doubts: Iterable[_Doubt], set_apart: list[SetApart]
) -> set[str]:
    """The chats that a row which could not be read may be about; each is told once in `set_apart`."""
    found: set[str] = set()
    for each in doubts:
        if each.chat is not None:
            about = {each.chat}.intersection(by_chat)
        elif each.pair is not None:
            about = {chat for chat, pairs in by_chat.items() if each.pair in pairs}
        else:
            about = set(by_chat)
            got = f"row {each.row}, which names neither a chat nor a record"
            set_apart.append(SetApart(each.source, None, "every link", "rows that tell what they are about", got))
        if each.chat is not None or each.pair is not None:
            set_apart.extend(
                SetApart(each.source, each.row, f"chat {chat}", "every row about the chat to be readable", "this row")
                for chat in sorted(about - found)
            )
        found |= about
    return found


def _chat(chat: str, kind: ChatKind, pairs: Mapping[Pair, list[_Association]], told: list[_Activity]) -> Chat:
    links = [link for pair, rows in pairs.items() for link in _links(pair, rows, told)]
    newest = max(told, key=lambda each: each.order, default=None)
    if newest is None:
        return Chat(chat, kind, links=links)
    return Chat(
        chat,
        kind,
        links=links,
        activity_state=newest.state,
        last_writer=newest.last_writer,
        last_written_on=newest.last_written_on,
    )


def _links(pair: Pair, rows: list[_Association], told: list[_Activity]) -> Iterable[ChatLink]:
    """The links between a chat and a record: none where its newest row says disassociated."""
    latest = max(each.latest for each in rows)
    states = {each.state for each in rows if each.latest == latest}
    if len(states) > 1:
        expected = "one state for the newest rows of a chat and a record"
        raise InvalidValue("msdyn_entityrecordstate", expected, f"both, for {pair[0]} {pair[1]}")
    if states == {_DISASSOCIATED}:
        return []
    events = {event for row in rows for event in row.events}
    for each in told:
        if each.pair == pair:
            if each.unlinked_on is not None and each.unlinked_on > latest:
                expected = f"an association row that says so too, for {pair[0]} {pair[1]}"
                raise InvalidValue("unlinkedon", expected, shown(each.unlinked_on))
            if each.linked is not None and each.linked[1] > latest:
                events.add(each.linked)
    return [ChatLink(*pair, connected_by=user, connected_on=when) for user, when in events]
