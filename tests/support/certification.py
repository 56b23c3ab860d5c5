"""The certification scenario of the AuthZEN Authorization API 1.0, restated: fixture, requests, and what is expected.

The fixture is answered through three ordinary questions. Independent of the built-in ones, and of any transport: what
the scenario asks of headers and of bodies that are no JSON is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from chatlink_policy import InvalidValue, Question, UnknownFact
from chatlink_policy.authzen import DecisionPoint, Entity, Request
from chatlink_policy.evidence import ChangedBy, Decision, fact, facts

# --- The fixture: two users, two records, three actions ---------------------------------------------------------------

USERS: Mapping[str, Mapping[str, object]] = {"alice": {}, "bob": {"role": "admin"}}
RECORDS: Mapping[str, Mapping[str, object]] = {"record-1": {"status": "active"}, "record-2": {"status": "archived"}}
EDITORS = {"alice"}


@facts
class ReadFacts:
    is_user: bool = fact("who asks {is|is not} a user", "CERT-1", ChangedBy.ADMINISTRATOR, seen_by_user=True)


@facts
class WriteFacts:
    is_editor: bool = fact("the user {is|is not} an editor", "CERT-2", ChangedBy.ADMINISTRATOR)
    is_admin: bool = fact("the user {is|is not} an admin", "CERT-6", ChangedBy.ROLE)
    is_archived: bool = fact("the record is {|not }archived", "CERT-5", ChangedBy.HISTORY)


@facts
class DeleteFacts:
    is_editor: bool = fact("the user {is|is not} an editor", "CERT-7", ChangedBy.ADMINISTRATOR)
    is_soft: bool = fact("the record {can|cannot} be restored", "CERT-8", ChangedBy.PRODUCT)


def _question(name: str, facts_type: type[Any], rule: Callable[[Any], bool]) -> Question[Any]:
    return Question(name, facts_type, rule, says_yes=f"the user may {name} it", says_no=f"the user may not {name} it")


READING = _question("read", ReadFacts, lambda f: f.is_user)
WRITING = _question("write", WriteFacts, lambda f: f.is_admin if f.is_archived else f.is_editor)
DELETING = _question("delete", DeleteFacts, lambda f: f.is_editor and f.is_soft)


def _known(entity: Entity, of_type: str, known: Mapping[str, Mapping[str, object]]) -> Mapping[str, object]:
    """What is known of an entity, and what the request says of it."""
    if entity.type != of_type:
        raise InvalidValue("type", of_type, entity.type)
    if entity.id not in known:
        raise UnknownFact(f"there is no {of_type} {entity.id!r}")
    return {**known[entity.id], **entity.properties}


def _read(request: Request) -> Decision[Any]:
    _known(request.subject, "user", USERS)
    _known(request.resource, "record", RECORDS)
    return READING.decide(ReadFacts(is_user=True))


def _write(request: Request) -> Decision[Any]:
    user, record = _known(request.subject, "user", USERS), _known(request.resource, "record", RECORDS)
    return WRITING.decide(
        WriteFacts(
            is_editor=request.subject.id in EDITORS,
            is_admin=user.get("role") == "admin",
            is_archived=record.get("status") == "archived",
        )
    )


def _delete(request: Request) -> Decision[Any]:
    _known(request.subject, "user", USERS)
    _known(request.resource, "record", RECORDS)
    is_soft = request.action.properties.get("soft") is True
    return DELETING.decide(DeleteFacts(is_editor=request.subject.id in EDITORS, is_soft=is_soft))


def _all(of_type: str, known: Mapping[str, object]) -> Callable[[Request], Iterator[Entity]]:
    return lambda _: (Entity(of_type, each) for each in known)


POINT = DecisionPoint(
    actions={"read": _read, "write": _write, "delete": _delete},
    subjects={"user": _all("user", USERS)},
    resources={"record": _all("record", RECORDS)},
)

# --- The requests -----------------------------------------------------------------------------------------------------


def subject(id: str | None = None, type: str = "user", **properties: object) -> dict[str, object]:
    return _entity(type, id, properties)


def resource(id: str | None = None, type: str = "record", **properties: object) -> dict[str, object]:
    return _entity(type, id, properties)


def _entity(type: str, id: str | None, properties: Mapping[str, object]) -> dict[str, object]:
    entity: dict[str, object] = {"type": type}
    if id is not None:
        entity["id"] = id
    return {**entity, "properties": properties} if properties else entity


def action(name: str, **properties: object) -> dict[str, object]:
    return {"name": name, "properties": properties} if properties else {"name": name}


ALICE, BOB, ADMIN = subject("alice"), subject("bob"), subject("bob", role="admin")
FIRST, SECOND = resource("record-1"), resource("record-2")
ACTIVE, ARCHIVED = resource("record-1", status="active"), resource("record-2", status="archived")
READ, WRITE = action("read"), action("write")


def ask(who: object, what: object, which: object, **more: object) -> dict[str, object]:
    return {"subject": who, "action": what, "resource": which, **more}


class Asked(NamedTuple):
    """A request of the scenario: its section, its message, and what is expected."""

    section: str
    message: dict[str, object]
    expected: object


MALFORMED = "status 400"

BASIC = (
    Asked("2.2.1", ask(ALICE, READ, FIRST), True),
    Asked("2.2.2", ask(BOB, WRITE, FIRST), False),
    Asked("2.2.3", ask(ALICE, READ, FIRST, context={"time": "2026-02-03T04:05:06Z", "ip": "10.0.0.1"}), True),
    Asked("2.2.4", ask(ALICE, WRITE, ARCHIVED), False),
    Asked("2.2.5", ask(ADMIN, WRITE, ARCHIVED), True),
    Asked("2.2.6", ask(ALICE, action("delete", soft=True), FIRST), True),
    Asked("2.2.7", ask(ALICE, action("delete", soft=False), FIRST), False),
    Asked(
        "2.2.8",
        ask(
            subject("alice", team="north", role="lead"),
            action("read", by="phone"),
            resource("record-1", shelf=3, kept=None),
        ),
        True,
    ),
    Asked("2.2.9", ask(ALICE, READ, FIRST, later={"is": ["ignored"]}, also=1), True),
    *(
        Asked(
            f"2.4.1 {left_out}",
            {key: value for key, value in ask(ALICE, READ, FIRST).items() if key != left_out},
            MALFORMED,
        )
        for left_out in ("subject", "action", "resource")
    ),
    Asked("2.4.2 subject.type", ask({"id": "alice"}, READ, FIRST), MALFORMED),
    Asked("2.4.2 subject.id", ask(subject(), READ, FIRST), MALFORMED),
    Asked("2.4.2 action.name", ask(ALICE, {}, FIRST), MALFORMED),
    Asked("2.4.2 resource.type", ask(ALICE, READ, {"id": "record-1"}), MALFORMED),
    Asked("2.4.2 resource.id", ask(ALICE, READ, resource()), MALFORMED),
    Asked("2.4.6 subject", ask("alice", READ, FIRST), MALFORMED),
    Asked("2.4.6 action.name", ask(ALICE, {"name": 7}, FIRST), MALFORMED),
)
"""Single evaluations, with the decision."""

BATCH = (
    Asked(
        "3.2.1",
        {"subject": ALICE, "action": READ, "evaluations": [{"resource": FIRST}, {"resource": SECOND}]},
        [True, True],
    ),
    Asked(
        "3.2.2",
        {"subject": BOB, "resource": FIRST, "evaluations": [{"action": READ}, {"action": WRITE}]},
        [True, False],
    ),
    Asked(
        "3.2.3",
        {"subject": ALICE, "action": WRITE, "evaluations": [{"resource": ACTIVE}, {"resource": ARCHIVED}]},
        [True, False],
    ),
    Asked(
        "3.2.4",
        {"action": WRITE, "resource": ARCHIVED, "evaluations": [{"subject": ALICE}, {"subject": ADMIN}]},
        [False, True],
    ),
    Asked("3.2.5", {"evaluations": [ask(ALICE, READ, FIRST), ask(BOB, WRITE, FIRST)]}, [True, False]),
    Asked(
        "3.2.6",
        {
            "subject": ALICE,
            "action": READ,
            "context": {"time": "2026-02-03T04:05:06Z"},
            "evaluations": [{"resource": FIRST}, {"resource": SECOND, "context": {"time": "2026-02-03T05:00:00Z"}}],
        },
        [True, True],
    ),
    Asked(
        "3.2.7",
        {
            "subject": ALICE,
            "action": WRITE,
            "resource": resource(),
            "evaluations": [
                {"resource": {"id": "record-1", "properties": {"status": "active"}}},
                {"resource": ARCHIVED},
            ],
        },
        [True, False],
    ),
    Asked("3.4.1", {"subject": ALICE, "action": READ, "evaluations": [{"resource": FIRST}, {}]}, [True, False]),
    Asked("3.4.2", ask(ALICE, READ, FIRST), True),
    Asked("3.4.3", ask(ALICE, READ, FIRST, evaluations=[]), True),
)
"""Several evaluations in one message, with their decisions."""

SEARCH = (
    Asked("4.2.1 subject", ask(subject(), READ, FIRST), ["alice", "bob"]),
    Asked("4.2.2 subject", ask(subject(), READ, FIRST, context={"time": "2026-02-03T04:05:06Z"}), ["alice", "bob"]),
    Asked("4.2.3 subject", ask(subject("nobody"), READ, FIRST), ["alice", "bob"]),
    Asked("4.2.4 subject", ask(subject(), WRITE, ARCHIVED), ["bob"]),
    Asked("4.3.1 resource", ask(ALICE, READ, resource()), ["record-1", "record-2"]),
    Asked(
        "4.3.1 resource in a context",
        ask(ALICE, READ, resource(), context={"ip": "10.0.0.1"}),
        ["record-1", "record-2"],
    ),
    Asked("4.3.2 resource", ask(ALICE, READ, resource("record-9")), ["record-1", "record-2"]),
    Asked("4.3.3 resource", ask(ADMIN, WRITE, resource()), ["record-2"]),
    Asked("4.4.1 action", {"subject": ALICE, "resource": FIRST}, ["read", "write"]),
    Asked("4.4.2 action", {"subject": ALICE, "resource": FIRST, "context": {"ip": "10.0.0.1"}}, ["read", "write"]),
    Asked("4.4.3 action", {"subject": ADMIN, "resource": ARCHIVED}, ["read", "write"]),
    Asked("4.5.1 subject", ask(subject(), READ, FIRST, page={"limit": 1}), ["alice"]),
    Asked("4.5.2 subject", ask(subject(), READ, FIRST, page={"token": ""}), ["alice", "bob"]),
    Asked("4.5.4 resource", ask(ALICE, READ, resource(), page={"limit": 5}), ["record-1", "record-2"]),
    Asked("4.6.1 action", {"subject": subject("nobody"), "resource": FIRST}, []),
    Asked("4.6.2 subject", ask(subject(type="ship"), READ, FIRST), []),
    Asked("4.7.1 subject", {"subject": subject(), "resource": FIRST}, MALFORMED),
    Asked("4.7.1 resource", {"action": READ, "resource": resource()}, MALFORMED),
    Asked("4.7.1 action", {"subject": ALICE}, MALFORMED),
    Asked("4.7.2 subject", ask(subject(), READ, resource()), MALFORMED),
    Asked("4.7.2 resource", ask(subject(), READ, resource()), MALFORMED),
)
"""Searches, each of the kind that its name ends with, with the ids or names that are found."""
