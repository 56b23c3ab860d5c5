"""The seven questions asked of an organisation: whoever asks names users, chats, records and apps by their ids.

Facts are made of the models alone. What a request says of a user, a chat or a record in its properties changes none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from .._arguments import checked
from .._ids import as_app_name, as_id, as_logical_name
from .._value import plain
from ..case import Case
from ..errors import ChatlinkPolicyError, InvalidValue, UnknownFact, shown
from ..evidence import Decision
from ..models import Record
from ..rules.grounds import grounds
from ..rules.questions import ASKED_BY, QUESTIONS, inputs_of
from ..snapshot import Snapshot
from .messages import OWN, Entity, Request, as_object, of
from .point import Ask, DecisionPoint, DoesNotApply

__all__ = ["decision_point"]

T = TypeVar("T")


@checked
def decision_point(snapshot: Snapshot, *, for_administrators: bool = True) -> DecisionPoint:
    """A decision point for an organisation; its actions are the names of `QUESTIONS`.

    A subject is of the type `user`. A resource is of the type `chat`, with the id of its record under
    `properties.chatlink.record` and, where two tables have a record of that id, its `record_type` beside it; of the
    type `app` where a question is about an app; of the type `organisation`, whatever its id, for `timeline_configure`.

    A search finds the users, the apps, and the chats with each record that they are connected to.

    Args:
        snapshot: the organisation.
        for_administrators: whether answers have what only an administrator may see.
    """
    organisation = _Organisation(snapshot)
    return DecisionPoint(
        actions={name: organisation.ask(name) for name in QUESTIONS},
        subjects={"user": organisation.all_users},
        resources={"chat": organisation.all_chats, "app": organisation.all_apps},
        grounds=organisation.grounds,
        takes={"resource.properties": ("record", "record_type")},
        for_administrators=for_administrators,
    )


_FOUND_BY = {"chat": {"chat", "record", "access", "record_type"}, "app": {"app"}}
"""By the type of a resource what is found by it: a chat is the chat with its record."""

_PATHS = {"user": "subject.id", "chat": "resource.id", "app": "resource.id"}
"""By what a case is named by, where a request names it; the rest it names among the keys of ours."""


class _Organisation:
    """An organisation whose users, chats, records and apps are found by their ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.users = {each.id: each for each in snapshot.users}
        self.chats = {each.id: each for each in snapshot.chats}
        self.apps = {each.unique_name: each for each in snapshot.apps}
        self.metadata = {each.name: each for each in snapshot.record_types}
        self.access = {(each.user_id, each.record_type, each.record_id): each.rights for each in snapshot.access}
        self.records: dict[str, list[Record]] = {}
        for each in snapshot.records:
            self.records.setdefault(each.id, []).append(each)
        teams = {each.id: each.name for each in snapshot.teams if each.name is not None}
        self.names = teams | {each.id: each.name for each in snapshot.user_names}
        self.why = lru_cache(maxsize=1_024)(self._why)

    def ask(self, question: str) -> Ask:
        """Makes the inputs of a question from a request, and asks it."""

        def asked(request: Request) -> Decision[Any]:
            return ASKED_BY[question](*self.inputs(question, request))

        return asked

    def grounds(self, request: Request, decision: Decision[Any]) -> object:
        """What the facts of a decision rest on, as plain data."""
        question = decision.question
        return plain(grounds(question, *self.inputs(question.name, request), names=self.names))

    def inputs(self, question: str, request: Request) -> list[object]:
        """What the question takes, in its order.

        Raises:
            InvalidValue: for a type or an id that is none of the organisation.
            UnknownFact: for what was not exported or could not be read.
        """
        names = inputs_of(question)
        on = next((each for each in ("chat", "app") if not _FOUND_BY[each].isdisjoint(names)), "organisation")
        for path, given, expected in (
            ("subject.type", request.subject.type, "user"),
            ("resource.type", request.resource.type, on),
        ):
            if given != expected:
                raise DoesNotApply(path, expected, shown(given))
        found: dict[str, object] = {"policy": self.snapshot.policy}
        if "user" in names or "access" in names:
            found["user"] = self._one("user", request.subject.id, self.users, as_id)
        if on == "app":
            found["app"] = self._one("app", request.resource.id, self.apps, as_app_name)
        if on == "chat":
            found["chat"] = self._one("chat", request.resource.id, self.chats, as_id)
            found["record"] = record = self._record(request)
            if "access" in names:
                found["access"] = self.access.get((as_id(request.subject.id) or "", *record.key))
                if found["access"] is None:
                    raise UnknownFact("access: the rights of that user to that record were not provided")
            if "record_type" in names:
                found["record_type"] = self.metadata.get(record.record_type)
                if found["record_type"] is None:
                    raise self.why("record_type", record=record.id, record_type=record.record_type)
        return [found[each] for each in names]

    def _one(self, kind: str, given: str, known: Mapping[str, T], canonical: Callable[[object], str | None]) -> T:
        found = known.get(canonical(given) or "")
        if found is None:
            raise self.why(kind, **{kind: given})
        return found

    def _record(self, request: Request) -> Record:
        path = f"resource.properties.{OWN}."
        own = as_object(request.resource.properties.get(OWN, {}), path.rstrip("."))
        given, kind = of(own, "record", path), own.get("record_type")
        for name, value in (("record", given), ("record_type", kind)):
            if name in own and not isinstance(value, str):
                raise InvalidValue(f"{path}{name}", "a text", shown(value))
        table = as_logical_name(kind)
        found = [each for each in self.records.get(as_id(given) or "", ()) if kind is None or each.record_type == table]
        if len(found) != 1:
            raise self.why("record", record=str(given), **({} if kind is None else {"record_type": str(kind)}))
        return found[0]

    def _why(self, kind: str, **named: str) -> ChatlinkPolicyError:
        """Why there is nothing of that id: it is none of the organisation, was not exported, or was rejected."""
        case = Case(self.snapshot, **named)  # type: ignore[arg-type]  # the names of a case
        for each in case.problems:
            path = _PATHS.get(each.field, f"resource.properties.{OWN}.{each.field}")
            return InvalidValue(path, each.expected, each.got)
        return UnknownFact(f"{kind}: {case.open.get(kind, 'is not known')}")

    # What a search may find

    def all_users(self, _request: Request) -> Iterator[Entity]:
        """The users, by id."""
        return (Entity("user", each) for each in sorted(self.users))

    def all_apps(self, _request: Request) -> Iterator[Entity]:
        """The apps, by unique name."""
        return (Entity("app", each) for each in sorted(self.apps))

    def all_chats(self, _request: Request) -> Iterator[Entity]:
        """The chats by id, with each record that they are connected to."""
        for chat in sorted(self.chats):
            for record_type, record in sorted(self.chats[chat].connections):
                yield Entity("chat", chat, {OWN: {"record": record, "record_type": record_type}})
