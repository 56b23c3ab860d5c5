"""Rows of `msdyn_teamschatassociation`, `chat` and `activityparty`, read one by one or a chunk at a time.

What is hard: an organisation has millions of links, and reading each value of each row strictly takes several times as
long as parsing the JSON. The idea: nearly all rows are active and written in canonical form. A chunk of rows is turned
into columns, each column is proved valid as a whole, and the links are made from the columns. A chunk with any other
row is read row by row, which finds out what is wrong; a test holds both ways to the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, cast

from .._ids import NULLS, as_guid
from .._validation import is_id, is_logical_name
from .._value import of_columns
from ..errors import InvalidValue, shown
from ..models import ActivityState, ChatLink
from ..snapshot import Remark, RemarkCode
from ..unknown import Unknown
from ._columns import NO_COLUMNS
from ._payloads import Row, chunks
from ._rows import given, guid, has, logical_name, nested, optional_guid, optional_time, text, time, value, whole
from ._table_reader import TableReader
from .export_tables import EXPORT_TABLES

ASSOCIATED, DISASSOCIATED = 0, 1
_ACTIVITY_STATES = (
    ActivityState.OPEN,
    ActivityState.COMPLETED,
    ActivityState.CANCELED,
    ActivityState.SCHEDULED,
)

Pair = tuple[str, str]
"""A record: the logical name of its table and its id."""


class Association(NamedTuple):
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


class Activity(NamedTuple):
    """One chat activity; the table of the record that it is about may be unknown."""

    chat: str
    record: str | None
    pair: Pair | None
    linked: tuple[str | None, datetime] | None
    unlinked_on: datetime | None
    state: ActivityState
    last_writer: str | None
    last_written_on: datetime | None
    order: tuple[datetime, str]


class Doubt(NamedTuple):
    """What a row that could not be read may be about, as far as it can be read; None may be any."""

    chat: str | None
    pair: Pair | None
    row: int
    source: str


class LinkRows:
    """The rows that were read, the rows that could not be read, and what these may be about.

    Args:
        source: the name of the association rows.
        activities_source: the name of the activity rows.
        unknown_connector: who made each connecting where activities were not exported; None where they were.
        missing: the columns of activities that the environment does not have.
    """

    def __init__(
        self,
        source: str,
        activities_source: str,
        unknown_connector: Unknown | None,
        missing: Iterable[str] = NO_COLUMNS,
    ) -> None:
        self.associations = TableReader.of("msdyn_teamschatassociations", source)
        self.activities = TableReader.of("chats", activities_source, missing)
        self.unknown_connector = unknown_connector
        self.unchanged: defaultdict[str, list[ChatLink]] = defaultdict(list)
        self.changed: dict[str, list[Association]] = {}
        self.remarks: list[Remark] = []
        self._doubts: list[Doubt] = []
        self._tables = _Canonical(_table_name)
        self._users = _Canonical(as_guid)
        self._users[None] = None
        self._parties: Mapping[str, str | None] = {}
        self._activity_by_id: dict[str, Activity] = {}

    # --- Associations ---

    def read_associations(self, payload: object) -> None:
        """Read all association rows."""
        for position, chunk in chunks(payload, self.associations.source):
            if self.read_regular(chunk):
                self.associations.columns.see(cast("Row", chunk[0]))  # each of its rows has every column
                continue
            for _ in self.associations.numbered(enumerate(chunk, position), self._read_association):
                pass

    def read_regular(self, chunk: list[object]) -> bool:
        """Read a chunk in which every row is active and in canonical form; of any other nothing, and return False."""
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
            names, ids = [*map(self._tables.__getitem__, tables)], _guids(records)
            users = by = [*map(self._users.__getitem__, creators)]
            if creators != modifiers:
                by = [*map(self._users.__getitem__, modifiers)]
            makers = users if self.unknown_connector is None else repeat(self.unknown_connector)
            links = of_columns(ChatLink, (names, ids, makers, created))
        except (KeyError, TypeError, ValueError):
            return False
        unchanged = self.unchanged
        for chat, link, state, start, end, user in zip(chats, links, states, created, modified, by, strict=True):
            if state == ASSOCIATED and start == end:
                unchanged[chat].append(link)
            else:
                pair = (link.record_type, link.record_id)
                self._add(chat, Association(pair, state, start, end, link.connected_by, user))
        return True

    def _read_association(self, row: Row, position: int) -> None:
        source = self.associations.source
        try:
            read = _association(row)
        except InvalidValue:
            self._doubt(given(row, "msdyn_teamschatid"), _named_pair(row), position, source)
            raise
        if read is None:
            about = logical_name(row, "msdyn_regardingobjectname")
            self.remarks.append(Remark(RemarkCode.INACTIVE_LINK, source, position, about, "statecode"))
        else:
            self._add(text(row, "msdyn_teamschatid"), read)

    def _add(self, chat: str, row: Association) -> None:
        self.unchanged.setdefault(chat, [])
        self.changed.setdefault(chat, []).append(row)

    # --- Activities ---

    def read_activities(
        self, activities: object | Unknown, parties: Mapping[str, str | None]
    ) -> dict[str, list[Activity]] | Unknown:
        """The activities of each chat; unknown as a whole where they, or one of their columns, were not exported."""
        if isinstance(activities, Unknown):
            return activities
        self._parties = parties
        doubts = len(self._doubts)
        by_chat: dict[str, list[Activity]] = {}
        for activity in self.activities.each(activities, self._read_activity):
            by_chat.setdefault(activity.chat, []).append(activity)
        columns = self.activities.columns
        absent = [each.name for each in columns.absent if each.name in ACTIVITY_COLUMNS]
        if not absent:
            return by_chat
        self.activities.rejected.clear()
        del self._doubts[doubts:]
        return columns.without(absent[0])

    def _read_activity(self, row: Row, position: int) -> Activity:
        source = self.activities.source
        try:
            for column in ACTIVITY_COLUMNS:
                if column not in self.activities.columns.missing:
                    value(row, column)
            activity = _activity(row, self._parties)
            other = self._activity_by_id.setdefault(activity.order[1], activity)
            if other != activity:
                self._doubt(other.chat, None, position, source)
                raise InvalidValue("activityid", "rows of one id to say the same", "two that differ")
        except InvalidValue:
            self._doubt(given(row, "teamschatid"), None, position, source)
            raise
        return activity

    # --- Doubts ---

    def _doubt(self, chat: object, pair: Pair | None, position: int, source: str) -> None:
        self._doubts.append(Doubt(chat if isinstance(chat, str) and is_id(chat) else None, pair, position, source))

    def doubts(self) -> list[Doubt]:
        """What the rows that could not be read may be about; what is no row at all may be about anything."""
        rejected = [*self.associations.rejected, *self.activities.rejected]
        no_rows = [each for each in rejected if each.path == "row"]
        return [*self._doubts, *(Doubt(None, None, each.row or 0, each.source) for each in no_rows)]

    def chats_by_record(self) -> dict[Pair, set[str]]:
        """The chats that association rows name, by their record."""
        found: dict[Pair, set[str]] = {}
        for chat, links in self.unchanged.items():
            for link in links:
                found.setdefault((link.record_type, link.record_id), set()).add(chat)
        for chat, rows in self.changed.items():
            for row in rows:
                found.setdefault(row.pair, set()).add(chat)
        return found


# --- Columns of a chunk -----------------------------------------------------------------------------------------------

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


class _Canonical(dict[object, str | None]):
    """Texts that were read before, each with its canonical form; a new one is read when it is looked up."""

    def __init__(self, canonical: Callable[[object], str | None]) -> None:
        self.canonical = canonical

    def __missing__(self, found: object) -> str | None:
        canonical = self.canonical(found)
        if canonical is None:
            raise KeyError(found)
        self[found] = canonical
        return canonical


def _table_name(found: object) -> str | None:
    """A logical name in lower case; None for anything else."""
    if not isinstance(found, str) or found in NULLS:
        return None
    return found.lower() if is_logical_name(found.lower()) else None


def _are_canonical(found: tuple[str, ...]) -> bool:
    """Whether all are ids in canonical form, examined as one text: hexadecimal digits between four hyphens."""
    if {*map(len, found)} != {36}:
        return False
    joined, hyphens = "".join(found), "-" * len(found)
    if any(joined[place::36] != hyphens for place in (8, 13, 18, 23)) or not joined.isascii():
        return False
    return joined.encode().translate(None, b"0123456789abcdef") == hyphens.encode() * 4


def _guids(found: tuple[str, ...]) -> Sequence[str]:
    """Ids in canonical form, as nearly all come; raises `KeyError` for what is no id."""
    if _are_canonical(found):
        return found
    ids = [each for each in map(as_guid, found) if each is not None]
    if len(ids) < len(found):
        raise KeyError
    return ids


# --- One row ----------------------------------------------------------------------------------------------------------


def _association(row: Row) -> Association | None:
    """Read an association row; None for an inactive one."""
    _chat_id(row, "msdyn_teamschatid")
    table = logical_name(row, "msdyn_regardingobjectname")
    record = guid(row, "msdyn_regardingobjectid")
    is_active = whole(row, "statecode")
    if is_active not in (0, 1):
        raise InvalidValue("statecode", "0 for active or 1 for inactive", shown(is_active))
    state = whole(row, "msdyn_entityrecordstate")
    if state not in (ASSOCIATED, DISASSOCIATED):
        raise InvalidValue("msdyn_entityrecordstate", "0 for Associate or 1 for Disassociate", shown(state))
    for column in ("_createdby_value", "_modifiedby_value"):
        value(row, column)
    created, modified = time(row, "createdon"), time(row, "modifiedon")
    creator, modifier = optional_guid(row, "_createdby_value"), optional_guid(row, "_modifiedby_value")
    if is_active == 1:
        return None
    return Association((table, record), state, created, modified, creator, modifier)


def _chat_id(row: Row, column: str) -> str:
    chat = text(row, column)
    if not is_id(chat):
        raise InvalidValue(column, "a chat id", shown(chat))
    return chat


def _named_pair(row: Row) -> Pair | None:
    """The record that a row names, where it does so in full."""
    table, record = _table_name(given(row, "msdyn_regardingobjectname")), as_guid(given(row, "msdyn_regardingobjectid"))
    return None if table is None or record is None else (table, record)


ACTIVITY_COLUMNS = tuple(
    each.name for each in EXPORT_TABLES["chats"].columns if each.name != "modifiedinteamsbyactivitypartyid"
)
"""The columns without which an activity is unknown; without the other one only its last writer is."""


def _activity(row: Row, parties: Mapping[str, str | None]) -> Activity:
    chat = _chat_id(row, "teamschatid")
    state = whole(row, "statecode")
    if state is None or not 0 <= state < len(_ACTIVITY_STATES):
        raise InvalidValue("statecode", "0 to 3 for open, completed, canceled or scheduled", shown(state))
    linked_on, linked_by = optional_time(row, "linkedon"), optional_guid(row, "_linkedby_value")
    if linked_on is None and linked_by is not None and has(row, "linkedon"):
        raise InvalidValue("linkedon", "when the user of _linkedby_value connected the chat", "none")
    written_on, unlinked_on = optional_time(row, "modifiedinteamson"), optional_time(row, "unlinkedon")
    latest = [each for each in (linked_on, written_on, unlinked_on) if each is not None]
    if not latest:
        raise InvalidValue("linkedon", "a time with its zone in linkedon or modifiedinteamson", "none")
    return Activity(
        chat=chat,
        record=optional_guid(row, "_regardingobjectid_value"),
        pair=_regarding(row),
        linked=None if linked_on is None else (linked_by, linked_on),
        unlinked_on=unlinked_on,
        state=_ACTIVITY_STATES[state],
        last_writer=_last_writer(row, parties),
        last_written_on=written_on,
        order=(max(latest), guid(row, "activityid")),
    )


def _regarding(row: Row) -> Pair | None:
    """The record that an activity is about; None where it is about none, or its table is not given."""
    record = optional_guid(row, "_regardingobjectid_value")
    annotation = "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    column = annotation if has(row, annotation) else "regardingobjecttypecode"
    return None if record is None or given(row, column) is None else (logical_name(row, column), record)


def _last_writer(row: Row, known: Mapping[str, str | None]) -> str | None:
    """Who wrote last: the party that `modifiedinteamsbyactivitypartyid` names, expanded or among the known ones."""
    party = optional_guid(row, "modifiedinteamsbyactivitypartyid")
    column = "chat_activity_parties"
    if party is None:
        return None
    parties = [] if given(row, column) is None else nested(value(row, column), column, read_party)
    return next((user for found, user in parties if found == party), known.get(party))


def read_party(row: Row, _: int = 0) -> tuple[str, str | None]:
    """The id of an activity party and its user."""
    return guid(row, "activitypartyid"), optional_guid(row, "_partyid_value")
