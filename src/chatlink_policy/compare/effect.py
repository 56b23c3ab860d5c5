"""What a change of policy does to one organisation: how many of its cases flip, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypedDict

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..errors import UnknownFact
from ..evidence import SCHEMA_VERSION, Decision
from ..models import AccessRights, App, Chat, Record, User
from ..policy import Policy
from ..rendering import Block, Bullets, Paragraph, Table, Title, yes_no
from ..rules.disconnecting import can_disconnect
from ..rules.enablement import is_enabled
from ..rules.joining import can_join
from ..rules.questions import QUESTIONS
from ..snapshot import Snapshot
from .impact import flipping, population_of

__all__ = ["Effect", "EffectDict", "Flipped", "FlippedDict", "QuestionEffect", "QuestionEffectDict", "effect"]

MOST_SHOWN = 20
"""Of each question at most so many cases are shown to people; the effect holds all of them."""


class FlippedDict(TypedDict):
    """One case in `EffectDict`."""

    case: dict[str, str]
    before: bool
    after: bool


class QuestionEffectDict(TypedDict):
    """One question in `EffectDict`."""

    question: str
    cases: int | None
    gain: int | None
    lose: int | None
    not_counted: list[str]
    flipped: list[FlippedDict]


class EffectDict(TypedDict):
    """What `Effect.to_dict` returns."""

    schema_version: int
    questions: list[QuestionEffectDict]


@frozen
class Flipped(Model):
    """A case that gets another answer, by the ids of what it is about.

    Attributes:
        case: the ids, in the order of `QuestionEffect.about`.
        before: the decision under the old policy.
        after: the decision under the new one.
    """

    case: tuple[str, ...]
    before: Decision[object]
    after: Decision[object]


@frozen
class QuestionEffect(Model):
    """What the change does to the answers to one question.

    Attributes:
        question: the name of the question.
        about: what a case is made of ("user", "chat", "record").
        cases: how many cases were counted; None where none could be, since what they are made of was not exported.
        flipped: the cases that get another answer.
        not_counted: what was not counted and why, each as one line.
    """

    question: str
    about: tuple[str, ...]
    cases: int | None
    flipped: tuple[Flipped, ...]
    not_counted: tuple[str, ...] = ()

    @property
    def gain(self) -> int:
        """How many cases gain a yes."""
        return sum(each.after.allowed for each in self.flipped)

    @property
    def lose(self) -> int:
        """How many cases lose a yes."""
        return len(self.flipped) - self.gain


@frozen
class Effect(Model, Shown):
    """What a change of policy does to one organisation.

    Attributes:
        questions: enablement, disconnecting and joining, with the cases that flip.
    """

    questions: tuple[QuestionEffect, ...]

    @property
    def is_new_access(self) -> bool:
        """Whether a case gains a yes."""
        return any(each.gain for each in self.questions)

    def to_dict(self) -> EffectDict:
        """The effect as plain data, every case included, in a stable shape of version `SCHEMA_VERSION`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "questions": [
                {
                    "question": each.question,
                    "cases": each.cases,
                    "gain": None if each.cases is None else each.gain,
                    "lose": None if each.cases is None else each.lose,
                    "not_counted": list(each.not_counted),
                    "flipped": [
                        {
                            "case": dict(zip(each.about, flip.case, strict=True)),
                            "before": flip.before.allowed,
                            "after": flip.after.allowed,
                        }
                        for flip in each.flipped
                    ],
                }
                for each in self.questions
            ],
        }

    def _blocks(self) -> Iterable[Block]:
        yield Title("In this organisation", 2)
        header = ["question", "a case is", "cases", "gain a yes", "lose a yes"]
        yield Table(header, [[each.question, ", ".join(each.about), *_counts(each)] for each in self.questions])
        if told := [f"{each.question}: {says}" for each in self.questions for says in each.not_counted]:
            yield Bullets(told, "Not counted")
        for each in self.questions:
            yield from _flips(each)


def _counts(found: QuestionEffect) -> tuple[str, str, str]:
    if found.cases is None:
        return "not counted", "unknown", "unknown"
    return f"{found.cases:,}", f"{found.gain:,}", f"{found.lose:,}"


def _flips(found: QuestionEffect) -> Iterator[Block]:
    if not found.flipped:
        return
    yield Title(f"{found.question}: {QUESTIONS[found.question].says_yes}", 2)
    shown = [
        [*each.case, yes_no(each.before.allowed), yes_no(each.after.allowed), each.after.reasons[0].code]
        for each in found.flipped[:MOST_SHOWN]
    ]
    yield Table([*found.about, "before", "after", "because"], shown)
    if len(found.flipped) > MOST_SHOWN:
        yield Paragraph(f"{len(found.flipped) - MOST_SHOWN:,} more.")


@checked
def effect(old: Policy, new: Policy, snapshot: Snapshot) -> Effect:
    """What a change of policy does to the users, apps, chats and records of a snapshot.

    Its cases are every user with every app (enablement), every user with every chat and record that are connected
    (disconnecting), and every access right that is known with every chat connected to its record (joining).

    Args:
        old: the policy as it was.
        new: the policy as it is to be.
        snapshot: the organisation; the policy it holds itself plays no part.

    Returns:
        The effect. What could not be counted is told with its reason: tables that were not exported, rows that were
        rejected, connections to records that are not in the snapshot, and cases whose answer rests on something
        unknown.
    """
    apps = ((app, user) for app in snapshot.apps for user in snapshot.users)
    ask_disconnect: Callable[..., Decision[Any]] = can_disconnect
    ask_enabled: Callable[..., Decision[Any]] = is_enabled
    users = _lacks(snapshot, "systemusers", snapshot.users), _rejected(snapshot, "systemusers", "users")
    of_apps = _lacks(snapshot, "appmodules", snapshot.apps), _rejected(snapshot, "appmodules", "apps")
    access = _lacks(snapshot, "access", snapshot.access), _rejected(snapshot, "access", "access rights")
    links = _lacks(snapshot, "msdyn_teamschatassociations", snapshot.chats), _of_links(snapshot)
    case, connected = ("user", "chat", "record"), population_of(snapshot)
    return Effect(
        (
            _effect(old, new, "enablement", ("app", "user"), apps, ask_enabled, (of_apps, users)),
            _effect(old, new, "disconnecting", case, connected, ask_disconnect, (users, links)),
            _effect(old, new, "joining", case, _joining(snapshot), _can_join, (access, users, links)),
        )
    )


def _lacks(snapshot: Snapshot, table: str, found: Collection[object]) -> tuple[str, ...]:
    """Why nothing of a table is known: it was not exported, or no row could be read for lack of a column."""
    if not snapshot.has(table):
        return (f"{table} were not exported",)
    return () if found else tuple(each.says for each in snapshot.not_selected if each.table == table)


def _rejected(snapshot: Snapshot, table: str, what: str) -> tuple[str, ...]:
    """What of a table is not counted, since it was rejected."""
    why = Counter((each.path, each.expected) for each in snapshot.rejected_once(table))
    return tuple(
        f"{what} ({number:,}): rejected ({path}: expected {expected})"
        for (path, expected), number in sorted(why.items())
    )


def _of_links(snapshot: Snapshot) -> tuple[str, ...]:
    rejected = (*_rejected(snapshot, "msdyn_teamschatassociations", "links"), *_rejected(snapshot, "chats", "chats"))
    return (*rejected, *_of_records(snapshot))


def _of_records(snapshot: Snapshot) -> Iterator[str]:
    """What is not counted, since who owns the record that a chat is connected to is unknown."""
    records = {record.key for record in snapshot.records}
    unknown = Counter(
        record_type
        for chat in snapshot.chats
        for record_type, id in chat.connections
        if (record_type, id) not in records
    )
    for record_type, connections in sorted(unknown.items()):
        table = f"records_{record_type}"
        why = "the record is missing or was rejected" if snapshot.has(table) else f"{table} were not exported"
        yield f"links to {record_type} ({connections:,}): {why}"


def _joining(snapshot: Snapshot) -> Iterator[tuple[User, Chat, Record, AccessRights]]:
    users = {each.id: each for each in snapshot.users}
    records = {each.key: each for each in snapshot.records}
    chats: dict[tuple[str, str], list[Chat]] = {}
    for chat in snapshot.chats:
        for key in chat.connections:
            chats.setdefault(key, []).append(chat)
    for access in snapshot.access:
        key = (access.record_type, access.record_id)
        if access.user_id in users and key in records:
            for chat in chats.get(key, ()):
                yield users[access.user_id], chat, records[key], access.rights


def _can_join(policy: Policy, _: User, chat: Chat, record: Record, access: AccessRights) -> Decision[Any]:
    return can_join(policy, chat, record, access)


def _effect(  # a question, its cases and what is missing of them
    old: Policy,
    new: Policy,
    question: str,
    about: tuple[str, ...],
    population: Iterable[tuple[Any, ...]],
    asked: Callable[..., Decision[Any]],
    parts: Iterable[tuple[tuple[str, ...], tuple[str, ...]]],
) -> QuestionEffect:
    """The effect on the answers to a question.

    Of each part of its cases stands why all of it is lacking, and why some is. Nothing is counted where all is.
    """
    all_lack, some_lack = (tuple(each for lacks in found for each in lacks) for found in zip(*parts, strict=True))
    if all_lack:
        return QuestionEffect(question, about, None, (), all_lack)
    flip = flipping(old, new, asked)
    cases, flips, unknown = 0, [], Counter[str]()
    for case in population:
        try:
            found = flip(case)
        except UnknownFact as error:
            unknown[str(error)] += 1
            continue
        cases += 1
        if found is not None:
            flips.append(Flipped(_ids(found.case), found.before, found.after))
    told = (*some_lack, *(f"cases ({count:,}): {why}" for why, count in sorted(unknown.items())))
    return QuestionEffect(question, about, cases if cases or not told else None, tuple(flips), told)


def _ids(case: tuple[object, ...]) -> tuple[str, ...]:
    """What a case is about, by ids: a record with its table."""
    named = []
    for each in case:
        if isinstance(each, Record):
            named.append(" ".join(each.key))
        elif isinstance(each, App):
            named.append(each.unique_name)
        elif isinstance(each, (User, Chat)):
            named.append(each.id)
    return tuple(named)
