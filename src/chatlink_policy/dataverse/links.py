"""Which chats are connected to which records, by whom and when: rows of `msdyn_teamschatassociation` and `chat`.

Disconnecting sets a state and deletes nothing, so several rows are about one chat and one record. They are folded,
newest first: where the newest says disassociated, they are not connected; otherwise each known connecting is a link,
and the most recent one makes the connector (DIS-7). A row's time is the later of its creation and its modification. A
row in state Associate that was modified after it was created was switched back from disassociated, since the state is
the only column that changes: its `modifiedby` connected the chat again.

A chat activity that names a newer connecting adds it; it never connects what no association row connects. Where
activities are unknown, each of them may name one: then who connected a chat is unknown, only that somebody did.

A row that cannot be read could be the newest one and change the answer. So every chat that it may be about is rejected
with it, whole; a row that names neither a chat nor a record may be about any, and rejects all links. A row that names
only its record may connect any chat to it, also one that no other row connects: that record is in doubt too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice, repeat
from operator import attrgetter

from .._arguments import checked
from .._value import frozen, of_columns
from ..errors import InvalidValue, shown
from ..limits import ROWS_AT_A_TIME
from ..models import Chat, ChatKind, ChatLink, Record, place_of_link
from ..snapshot import Rejected, Remark
from ..unknown import Unknown
from ._columns import NO_COLUMNS
from ._link_rows import ASSOCIATED, DISASSOCIATED, Activity, Association, LinkRows, Pair, read_party
from ._table_reader import TableRead, TableReader

__all__ = ["LinksRead", "read_links"]


@frozen(kw_only=True)
class LinksRead(TableRead):
    """The chats with their links.

    Without one of the columns of the association rows no chat is known; without one of the activity rows these count
    as not exported. The chats that a rejected row may be about are rejected too.

    Attributes:
        chats: the chats with their current links, sorted by id.
        remarks: inactive rows, which were left out.
        records_in_doubt: the records, by table and id, for which it is unknown of every chat whether it is connected to
            them, since a row that could not be read names them but not its chat. Ask no question about them:
            `without_doubt` removes them.
    """

    chats: tuple[Chat, ...] = ()
    remarks: tuple[Remark, ...] = ()
    records_in_doubt: frozenset[Pair] = frozenset()

    def without_doubt(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """Those of the records for which it is known which chats are connected to them."""
        return tuple(each for each in records if each.key not in self.records_in_doubt)


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
            activity is unknown, and so is who made each connecting.
        parties: `activityparty` rows: the last writers of activities whose parties are not expanded.
        kinds: the kinds of the chats by their ids, which no column holds (CON-3); the others are unknown.
        source: the name of the association rows, for what is rejected.
        activities_source: the name of the activity rows.
        parties_source: the name of the party rows.
        missing: the columns of activities that the environment does not have: they count as null.

    Raises:
        UnreadableInput: for a payload of no known shape.
        InvalidValue: for a kind that is not a kind of chat.
    """
    known_kinds = kinds or {}
    for chat, kind in known_kinds.items():
        if not isinstance(kind, ChatKind):
            raise InvalidValue(f"kinds[{chat!r}]", "a kind of chat", shown(kind))
    rows = LinkRows(source, activities_source, activities if isinstance(activities, Unknown) else None, missing)
    rows.read_associations(payload)
    party_rows = TableReader.of("activityparties", parties_source)
    users = dict(party_rows.each(parties, read_party))
    by_chat = rows.read_activities(activities, users)
    of_parties = party_rows.not_read()  # without them no link is in doubt
    not_selected = (*of_parties["not_selected"], *rows.activities.columns.not_selected())
    if rows.associations.columns.absent:  # then no row says all of what it is about
        not_selected = (*rows.associations.columns.not_selected(), *not_selected)
        return LinksRead(rejected=of_parties["rejected"], not_selected=not_selected)
    folding = _Folding(rows, by_chat)
    chats = folding.chats(known_kinds)
    return LinksRead(
        chats=tuple(chats),
        rejected=(*rows.associations.rejected, *rows.activities.rejected, *folding.rejected, *of_parties["rejected"]),
        remarks=tuple(rows.remarks),
        not_selected=not_selected,
        records_in_doubt=frozenset(folding.records_in_doubt),
    )


# --- All chats --------------------------------------------------------------------------------------------------------


class _Folding:
    """Folds the rows of each chat into its links, and keeps the chats and records that are rejected."""

    def __init__(self, rows: LinkRows, activities: Mapping[str, Sequence[Activity]] | Unknown) -> None:
        self.rows = rows
        self.unknown_activities = activities if isinstance(activities, Unknown) else None
        self.activities: Mapping[str, Sequence[Activity]] = {} if isinstance(activities, Unknown) else activities
        self.rejected: list[Rejected] = []
        self.records_in_doubt: set[Pair] = set()

    def chats(self, kinds: Mapping[str, ChatKind]) -> list[Chat]:
        """Every chat that no unreadable row may be about, sorted by id; one that cannot be folded is rejected."""
        unchanged, unknown = self.rows.unchanged, self.unknown_activities
        doubtful = self.doubtful_chats()
        known = iter(sorted(unchanged.keys() - doubtful if doubtful else unchanged))
        chats: list[Chat] = []
        is_known_connector = unknown is self.rows.unknown_connector
        to_fold = {*self.rows.changed, *self.activities} if is_known_connector else {*unchanged}
        while block := list(islice(known, ROWS_AT_A_TIME)):
            folded: dict[str, tuple[ChatLink, ...]] = {}
            for chat in block:
                links: list[ChatLink] | None = unchanged.pop(chat)  # what is folded is not kept twice
                if chat in to_fold:
                    links = self.folded(chat, links or [])
                if links is not None:
                    folded[chat] = (*links,) if len(links) < 2 else (*_in_order(links),)
            of_kinds = [kinds.get(each, ChatKind.UNKNOWN) for each in folded] if kinds else repeat(ChatKind.UNKNOWN)
            latest = self.latest(folded) if self.activities else (repeat(unknown), repeat(None), repeat(None))
            chats += of_columns(Chat, (folded, of_kinds, folded.values(), *latest))
        return chats

    def folded(self, chat: str, links: list[ChatLink]) -> list[ChatLink] | None:
        """The links of a chat whose rows have to be folded; None for one that is rejected."""
        try:
            links = _current_links(links, self.rows.changed.get(chat, ()), self.activities.get(chat, ()))
        except InvalidValue as error:
            path, source = f"chat {chat}", self.rows.associations.source
            self.rejected.append(Rejected(source, None, path, error.expected, error.got))
            return None
        if self.unknown_activities is not None:
            for each in links:
                _set_user(each, self.unknown_activities)  # nothing else refers to them yet
        return links

    def latest(self, chats: Iterable[str]) -> tuple[Iterable[object], Iterable[object], Iterable[object]]:
        """The state, the last writer and the last message of each chat's newest activity."""
        known = self.activities
        newest = [max(known[each], key=_order) if each in known else None for each in chats]
        return (
            [each and each.state for each in newest],
            [each and each.last_writer for each in newest],
            [each and each.last_written_on for each in newest],
        )

    def doubtful_chats(self) -> set[str]:
        """The chats that a row which could not be read may be about; each is rejected once.

        So is each record of such a row that does not name its chat.
        """
        rejected, known = self.rejected, self.rows.unchanged
        found: set[str] = set()
        by_record: dict[Pair, set[str]] | None = None
        is_any = False
        for each in self.rows.doubts():
            if each.chat is not None:
                about = {each.chat} if each.chat in known else set()
            elif each.pair is not None:
                by_record = self.rows.chats_by_record() if by_record is None else by_record
                about = by_record.pop(each.pair, set())  # once found, all of them are
                if each.pair not in self.records_in_doubt:
                    self.records_in_doubt.add(each.pair)
                    expected = "every row about the record to name its chat"
                    path = f"record {' '.join(each.pair)}"
                    rejected.append(Rejected(each.source, each.row, path, expected, "this row", id=each.pair[1]))
            else:
                about = set()
                got = f"row {each.row + 1}, which names neither"
                rejected.append(Rejected(each.source, None, "every link", "rows that name a chat or a record", got))
                is_any = True
            rejected.extend(
                Rejected(each.source, each.row, f"chat {chat}", "every row about the chat to be readable", "this row")
                for chat in sorted(about - found)
            )
            found |= about
        return {*known} if is_any else found


_set_user: Callable[[ChatLink, Unknown], None] = vars(ChatLink)["connected_by"].__set__
_order = attrgetter("order")
_record_id, _record = attrgetter("record_id"), attrgetter("record_type", "record_id")


def _in_order(links: Sequence[ChatLink]) -> Iterable[ChatLink]:
    """In the order of `Chat.links`, each once."""
    if len({*map(_record_id, links)}) == len(links):  # nearly always
        return sorted(links, key=_record)
    placed = {place_of_link(each): each for each in links}
    return [each for _, each in sorted(placed.items())]


# --- One chat ---------------------------------------------------------------------------------------------------------


def _current_links(
    unchanged: list[ChatLink], changed: Sequence[Association], activities: Sequence[Activity]
) -> list[ChatLink]:
    """The links of a chat, in any order; the same one may be there more than once."""
    activities = _with_tables(activities, [*map(_record, unchanged), *(each.pair for each in changed)])
    pairs: dict[Pair, list[Association]] = {each.pair: [] for each in activities if each.pair is not None}
    for each in changed:
        pairs.setdefault(each.pair, []).append(each)
    unplaced = max((each.linked[1] for each in activities if each.linked and each.record is None), default=None)
    found = []
    for link in unchanged:
        pair = (link.record_type, link.record_id)
        if pair not in pairs and unplaced is None:
            found.append(link)  # no other row is about that record
        else:
            when, user = link.connected_on, link.connected_by
            pairs.setdefault(pair, []).append(Association(pair, ASSOCIATED, when, when, user, None))
    for pair, rows in pairs.items():
        if unplaced is not None and rows and unplaced > max(each.latest for each in rows):
            raise InvalidValue("_regardingobjectid_value", "the record that the chat was connected to", "none")
        if len(rows) == 1 and rows[0].state == DISASSOCIATED and not activities:
            continue  # disconnected, and no other row is about it
        about = [each for each in activities if each.pair == pair]
        found += [
            ChatLink(*pair, connected_by=user, connected_on=when) for user, when in _connectings(pair, rows, about)
        ]
    return found


def _with_tables(activities: Sequence[Activity], linked: Iterable[Pair]) -> Sequence[Activity]:
    """The activities, with the table of their record also where only association rows name it; ids are unique."""
    if all(each.pair is not None or each.record is None for each in activities):
        return activities
    of_record: dict[str | None, Pair] = {pair[1]: pair for pair in sorted(linked)}
    return [each._replace(pair=each.pair or of_record.get(each.record)) for each in activities]


def _connectings(
    pair: Pair, rows: list[Association], activities: list[Activity]
) -> Iterable[tuple[str | Unknown | None, datetime]]:
    """Who connected a chat and a record and when; none where their newest row says disassociated."""
    latest = max([each.latest for each in rows], default=None)
    states = {each.state for each in rows if each.latest == latest}
    if len(states) > 1:
        expected = "one state for the newest rows of a chat and a record"
        raise InvalidValue("msdyn_entityrecordstate", expected, f"both, for {pair[0]} {pair[1]}")
    if latest is None or states == {DISASSOCIATED}:
        return
    for row in rows:
        yield row.creator, row.created
        if row.state == ASSOCIATED and row.modified > row.created:
            yield row.modifier, row.modified
    for each in activities:
        if each.unlinked_on is not None and each.unlinked_on > latest:
            expected = f"an association row that says so too, for {pair[0]} {pair[1]}"
            raise InvalidValue("unlinkedon", expected, shown(each.unlinked_on))
        if each.linked is not None and each.linked[1] > latest:
            yield each.linked
