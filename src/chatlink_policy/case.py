"""One case out of an organisation: its user, chat, record and app by their ids, as people copy them.

What is not named stays open, and so does what was not exported; `answer` says of every question why it has no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, TypedDict, TypeVar, Unpack

from attrs import evolve

from ._arguments import checked
from ._ids import APP_NAME, ID, LOGICAL_NAME, as_app_name, as_id, as_logical_name, close_to, without_escapes
from .errors import InvalidValue, UnknownFact, shown
from .models import AccessRights, Owner, Record, RecordType, View
from .rules.context_card import applicable_view, linked_tables
from .rules.outcome import NotAsked, Outcome
from .rules.scenario import ANSWERS, Scenario, evaluate, inputs_of_answer
from .snapshot import Rejected, Snapshot
from .wording.words import joined, say

__all__ = ["Case", "Named", "answer", "asked_for", "scenario_of", "without_effect"]

T = TypeVar("T")


class Named(TypedDict, total=False):
    """What a case is named by.

    The ids of the user who asks, of the chat and of the record, in any spelling; the logical name of the record's
    table, needed only where two tables have a record of that id; the unique name of the app; the time to judge by.
    """

    user: str | None
    chat: str | None
    record: str | None
    record_type: str | None
    app: str | None
    now: datetime | None


def _needs(question: str) -> tuple[frozenset[str], ...]:
    """The sets of names of which one makes an organisation have what a question takes."""
    inputs = set(inputs_of_answer(question))
    if "changes" in inputs:
        return ()  # no export holds the changes of a record
    if "access" in inputs:
        inputs |= {"user", "record"}
    names = inputs.intersection(Named.__annotations__) - {"record_type"}
    if "record_type" not in inputs or "record" in names:
        return (frozenset(names),)
    return frozenset(names | {"record"}), frozenset(names | {"record_type"})


@checked
def asked_for(names: Iterable[str]) -> tuple[str, ...]:
    """The questions that are asked about an organisation where these things are named ("user", "chat")."""
    named = frozenset(names)
    return tuple(question for question in ANSWERS if any(each <= named for each in _needs(question)))


@checked
def without_effect(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What is named without effect, each with what has to be named too so that a question is asked about it.

    Raises:
        InvalidValue: for what no case is named by.
    """
    named, known = frozenset(names), Named.__annotations__
    if strange := named.difference(known):
        raise InvalidValue("names", f"names among {', '.join(known)}", shown(next(iter(strange))))
    needs = [each for question in ANSWERS for each in _needs(question)]
    used = {"record_type"} if "record" in named else set[str]()
    used.update(*(each for each in needs if each <= named))
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(named - used):
        lacks = (sorted(each - named) for each in needs if name in each)
        fewest = min(lacks, key=lambda each: (len(each), each))
        found[name] = tuple(fewest)
    return found


@checked
def scenario_of(snapshot: Snapshot, **named: Unpack[Named]) -> Scenario:
    """One case of an organisation, for `evaluate`; what is not named or was not exported stays open.

    Args:
        snapshot: the organisation.
        named: what the case is named by.

    Raises:
        InvalidValue: for an id or a name that is not valid, that the snapshot does not hold, or that two records have.
    """
    return Case(snapshot, **named).scenario


@checked
def answer(snapshot: Snapshot, **named: Unpack[Named]) -> Outcome:
    """Every question about one case of an organisation, with the reason where there is no answer.

    Args:
        snapshot: the organisation.
        named: what the case is named by.

    Raises:
        InvalidValue: as `scenario_of` does.
    """
    return Case(snapshot, **named).outcome


# --- Looking things up ------------------------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """A kind of thing that is named."""

    what: str
    expected: str
    canonical: Callable[[object], str | None]


_USER, _CHAT, _RECORD = (_Kind(what, ID, as_id) for what in ("user", "chat", "record"))
_RECORD_TYPE = _Kind("record_type", LOGICAL_NAME, as_logical_name)
_APP = _Kind("app", APP_NAME, as_app_name)


class Case:
    """A case that is looked up in an organisation.

    Attributes:
        problems: everything that was named wrongly; the field of each is what was named.
        open: why what is unknown of the case stays open, by the inputs of a scenario.
    """

    @checked
    def __init__(self, snapshot: Snapshot, **named: Unpack[Named]) -> None:
        self.snapshot = snapshot
        self.now = named.get("now")
        self.problems: list[InvalidValue] = []
        self.open: dict[str, str] = {
            "changes": say("case.changes"),
            "policy.timeline_sync_since": say("case.since"),
        }
        users = {each.id: each for each in snapshot.users}
        chats = {each.id: each for each in snapshot.chats}
        apps = {each.unique_name: each for each in snapshot.apps}
        self.user = self._one(_USER, named.get("user"), users, "systemusers")
        self.chat = self._one(_CHAT, named.get("chat"), chats, "msdyn_teamschatassociations")
        self.app = self._one(_APP, named.get("app"), apps, "appmodules")
        self.table = self._table(named.get("record_type"))
        self.record = self._record(named.get("record"))
        self.table = self.record.record_type if self.record else self.table

    @cached_property
    def scenario(self) -> Scenario:
        """The case, as `evaluate` takes it; raises the first of the problems."""
        for problem in self.problems:
            raise problem
        view = self._view()
        return Scenario(
            policy=self.snapshot.policy,
            app=self.app,
            user=self.user,
            chat=self.chat,
            record=self.record,
            access=self._access(),
            record_type=self._metadata(),
            view=view,
            linked=linked_tables(view, {each.name: each for each in self.snapshot.record_types}),
            now=self.now,
        )

    @cached_property
    def outcome(self) -> Outcome:
        """Every answer, with the reason where there is none; raises the first of the problems."""
        outcome = evaluate(self.scenario)
        not_asked = []
        for each in outcome.not_asked:
            reasons = dict.fromkeys(filter(None, [each.because, *map(self.open.get, each.lacks)]))
            not_asked.append(NotAsked(each.question, each.lacks, joined(reasons, "semicolon") or None))
        if outcome.timeline_entry_shows is not None and not self.snapshot.has("chats"):
            # whether an entry is kept current, and since when, is in the activity of its chat (TML-7)
            outcome = evolve(outcome, timeline_entry_shows=None)
            not_asked.append(NotAsked("timeline_entry_shows", (), self._lacks("chats")))
        not_asked.sort(key=lambda each: ANSWERS.index(each.question))
        return evolve(outcome, not_asked=tuple(not_asked), names=self._names())

    def _names(self) -> dict[str, str]:
        """The names of the teams and users whom the case is about, by id, as far as they were exported."""
        ids: set[object] = {self.user.id} if self.user else set()
        if self.user:
            ids |= {each.team for each in self.user.roles_by_team}
        if self.record and isinstance(self.record.owner, Owner):
            ids |= {self.record.owner.user, self.record.owner.team}
        if self.chat:
            ids |= {each.connected_by for each in self.chat.links}
        return {id: name for id, name in self.snapshot.names.items() if id in ids}

    def _named(self, kind: _Kind, given: str | None) -> str | None:
        """The canonical form of a name; one that has none is a problem."""
        if given is None:
            return None
        found = kind.canonical(given)
        if found is None or found.lower() == "null":
            self._refuse(kind, kind.expected + _hint(kind, given), given)
            return None
        return found

    def _refuse(self, kind: _Kind, expected: str, given: str) -> None:
        self.problems.append(InvalidValue(kind.what, expected, shown(given)))

    def _one(self, kind: _Kind, given: str | None, known: Mapping[str, T], table: str) -> T | None:
        """The one thing of that id; where its table was not exported or it was rejected, it stays open."""
        name = self._named(kind, given)
        if given is None or name is None:
            return None
        if name not in known:
            if because := self._lacks(table) or self._rejected(table, name):
                self.open[kind.what] = because
            else:
                self._refuse(kind, self._expected(kind, table) + _hint(kind, given, known), given)
        return known.get(name)

    def _lacks(self, table: str) -> str | None:
        """Why a table may hold more than the snapshot does."""
        if not self.snapshot.has(table):
            return say(f"review.not_exported.{'one' if table == 'access' else 'many'}", names=table)
        columns = [each.column for each in self.snapshot.not_selected if each.table == table]
        return say("case.not_selected", columns=joined(columns), table=table) if columns else None

    def _rejected(self, table: str, name: str) -> str | None:
        """Why the thing of that name is not in the snapshot, where it is known that it was rejected."""
        says = next((each.says for each in self.snapshot.rejected_in(table) if _name_of(each) == name), None)
        return says and say("case.rejected", name=name, says=says)

    def _expected(self, kind: _Kind, table: str) -> str:
        article = "an" if kind is _APP else "a"
        nameless = (each.says for each in self.snapshot.rejected_in(table) if _name_of(each) is None)
        also = next((f", or that of a rejected row, such as {says}" for says in nameless), "")
        return f"{article} {kind.what} of the snapshot{also}"

    def _table(self, given: str | None) -> str | None:
        name = self._named(_RECORD_TYPE, given)
        if given is None or name is None:
            return None
        snapshot = self.snapshot
        known = {each.name for each in snapshot.record_types} | {each.record_type for each in snapshot.records}
        known |= {each.record_type for each in snapshot.policy.record_types} | snapshot.policy.unreadable_record_types
        known |= {key[0] for chat in snapshot.chats for key in chat.connections}
        if name not in known:
            self._refuse(_RECORD_TYPE, "a record type of the snapshot" + _hint(_RECORD_TYPE, given, known), given)
            return None
        return name

    def _record(self, given: str | None) -> Record | None:
        name = self._named(_RECORD, given)
        if given is None or name is None:
            return None
        of_that_id = [each for each in self.snapshot.records if each.id == name]
        found = [each for each in of_that_id if self.table in (None, each.record_type)]
        if len(found) == 1:
            return found[0]
        types = sorted({each.record_type for each in of_that_id})
        if found:
            expected = f"one record; name the record type too, one of {', '.join(types)}"
            self.problems.append(InvalidValue("record", expected, f"{len(found)} of the id {shown(given)}"))
        elif of_that_id:
            self._refuse(_RECORD_TYPE, f"{' or '.join(types)}, which has the record of that id", str(self.table))
        elif because := self._why_no_record(name):
            self.open["record"] = because
        else:
            ids = {each.id: each for each in self.snapshot.records}
            self._refuse(_RECORD, self._expected(_RECORD, f"records_{self.table}") + _hint(_RECORD, given, ids), given)
        return None

    def _why_no_record(self, record: str) -> str | None:
        """Why a record is not in the snapshot, where it may not have been exported, or was rejected."""
        types = {key[0] for chat in self.snapshot.chats for key in chat.connections if key[1] == record}
        if self.table is not None:
            types = {self.table}
        elif not types and self.snapshot.tables is not None:
            exported = {each.removeprefix("records_") for each in self.snapshot.tables if each.startswith("records_")}
            types = exported or {"<table>"}
        tables = sorted(f"records_{each}" for each in types)
        may_name_it = (*tables, "msdyn_teamschatassociations")  # a link may name it and not its chat
        rejected = (self._rejected(each, record) for each in may_name_it)
        return next(filter(None, [*map(self._lacks, tables), *rejected]), None)

    def _access(self) -> AccessRights | None:
        user, record = self.user, self.record
        if user is None or record is None:
            for each in ("user", "record"):
                if each in self.open:
                    self.open["access"] = self.open[each]
            return None
        asked = (user.id, *record.key)
        for access in self.snapshot.access:
            if (access.user_id, access.record_type, access.record_id) == asked:
                return access.rights
        self.open["access"] = self._lacks("access") or say("case.no_access")
        return None

    def _metadata(self) -> RecordType | None:
        found = next((each for each in self.snapshot.record_types if each.name == self.table), None)
        if self.table is not None and found is None:
            no_metadata = say("compare.no_metadata", record_type=self.table)
            self.open["record_type"] = self._lacks("entitydefinitions") or no_metadata
        elif self.table is None and "record" in self.open:
            self.open["record_type"] = self.open["record"]
        return found

    def _view(self) -> View | None:
        """The view of a card of that table, where it is known which one applies: else the card has no answer."""
        if self.table is None:
            return None
        try:
            found = applicable_view(self.snapshot.policy, self.snapshot.views, self.table)
        except UnknownFact:
            return None
        if found is None:
            self.open["view"] = self._lacks("savedqueries") or say("case.no_view")
        return found


def _name_of(rejected: Rejected) -> str | None:
    """The name of a rejected row, or of what was rejected because of it."""
    chat = rejected.path.removeprefix("chat ")
    return chat if chat != rejected.path else rejected.id


# --- Hints ------------------------------------------------------------------------------------------------------------


def _hint(kind: _Kind, given: str, known: Iterable[str] = ()) -> str:
    """What may be meant by a name that matches nothing, in brackets; empty where that cannot be guessed."""
    if given.strip().lower() == "null":
        return " (NULL is how tables show that there is no value: leave it out)"
    names = list(known)
    decoded = without_escapes(given)
    if decoded != given:
        is_there = " that is there" if as_id(decoded) in names else ""
        return f" (it looks like an id out of a link; decoded it is {shown(decoded)}{is_there})"
    if kind is _USER and "@" in given:
        return " (it looks like a sign-in name; a user is named by systemuserid)"
    close = sorted(each for each in names if len(given) >= 4 and each.startswith(given.strip("{}").lower()))
    close = close or close_to(given.lower(), names)
    return f" (close: {', '.join(map(shown, close[:3]))})" if close else ""
