"""Whom a change of policy reaches in an organisation: the cases whose answer flips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

from .._arguments import checked
from .._value import Shown, frozen, short_line
from ..errors import UnknownFact
from ..evidence import Decision
from ..models import App, Chat, Record, User
from ..policy import Policy
from ..rendering import MOST_SHOWN, Block, Bullets, Paragraph, Table, Title, yes_no
from ..rules.questions import ASKED_BY, QUESTIONS, inputs_of
from ..snapshot import Snapshot
from ..wording.words import Words, joined, reason, reason_of, say

__all__ = ["Flip", "Impact", "QuestionImpact", "impact"]


class Flip(NamedTuple):
    """A case that gets another answer under the new policy.

    Attributes:
        case: the names of what it is about: user, chat and record for disconnecting.
        before: the decision under the old policy.
        after: the decision under the new policy.
    """

    case: tuple[str, ...]
    before: Decision[object]
    after: Decision[object]

    def __repr__(self) -> str:
        was, now = map(yes_no, (self.before.allowed, self.after.allowed))
        return short_line(f"Flip({self.after.question.name}: {was}, now {now}; case={self.case!r})")

    @property
    def is_gain(self) -> bool:
        """Whether a no became a yes."""
        return self.after.allowed


@frozen
class QuestionImpact(Shown):
    """What a change of policy does to the answers to one question.

    Attributes:
        question: the name of the question.
        about: what a case is named by ("user", "chat", "record").
        cases: how many cases were counted; None where none could be, since what they consist of was not exported.
        flipped: the cases that get another answer, each with the names of what it is about.
        not_counted: what was not counted and why, each as one line.
    """

    IN_PLAIN_DATA = ("question", "cases", "gain", "lose", "not_counted")

    question: str
    about: tuple[str, ...]
    cases: int | None
    flipped: tuple[Flip, ...]
    not_counted: tuple[str, ...] = ()

    @property
    def gain(self) -> int | None:
        """How many cases gain a yes; None where none could be counted."""
        return None if self.cases is None else sum(each.is_gain for each in self.flipped)

    @property
    def lose(self) -> int | None:
        """How many cases lose a yes; None where none could be counted."""
        return None if self.cases is None else sum(not each.is_gain for each in self.flipped)

    def _data(self) -> dict[str, object]:
        flipped = [
            {
                "case": dict(zip(self.about, each.case, strict=True)),
                "before": each.before.allowed,
                "after": each.after.allowed,
            }
            for each in self.flipped
        ]
        return {**super()._data(), "flipped": flipped}


@frozen
class Impact(Shown):
    """What a change of policy does to one organisation.

    Attributes:
        questions: every question that depends on the policy, with the cases that flip.
    """

    questions: tuple[QuestionImpact, ...]

    @property
    def is_new_access(self) -> bool:
        """Whether a case gains a yes."""
        return any(each.gain for each in self.questions)

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("impact.title"), 2)
        header = [say(each) for each in ("question", "a case is", "cases", "gain a yes", "lose a yes")]
        yield Table(
            header, [[each.question, joined(map(_about, each.about)), *_counts(each)] for each in self.questions]
        )
        not_counted: dict[str, list[str]] = defaultdict(list)
        for each in self.questions:
            for says in each.not_counted:
                not_counted[says].append(each.question)
        if not_counted:
            yield Bullets(
                [say("titled", name=", ".join(names), says=says) for says, names in not_counted.items()],
                say("Not counted"),
            )
        for each in self.questions:
            if each.flipped:
                yield Title(say("titled", name=each.question, says=QUESTIONS[each.question].says_yes), 2)
                rows = [
                    [*case, yes_no(before.allowed), yes_no(after.allowed), after.reasons[0].code]
                    for case, before, after in each.flipped[:MOST_SHOWN]
                ]
                yield Table([*map(_about, each.about), say("before"), say("after"), say("because")], rows)
            if len(each.flipped) > MOST_SHOWN:
                yield Paragraph(say("more.", more=len(each.flipped) - MOST_SHOWN))


def _about(name: str) -> Words:
    return Words(name, f"about.{name}")


def _counts(found: QuestionImpact) -> tuple[str, str, str]:
    if found.cases is None:
        return say("not counted"), say("unknown"), say("unknown")
    cases, gain, lose = (say("number", number=each) for each in (found.cases, found.gain, found.lose))
    return cases, gain, lose


@checked
def impact(old: Policy, new: Policy, snapshot: Snapshot) -> Impact:
    """What a change of policy does to the users, apps, chats and records of a snapshot.

    The cases of a question are made of what it takes: every app with every user, every chat with each record it is
    connected to, and these with every user or with each access right that is known.

    Args:
        old: the policy as it was.
        new: the policy as it is to be.
        snapshot: the organisation; the policy that it holds does not matter.

    Returns:
        The impact. What could not be counted is listed with its reason: tables that were not exported, rows that were
        rejected, connections to records that are not in the snapshot, and cases whose answer is unknown.
    """
    asked = (question for question in QUESTIONS if "policy" in inputs_of(question))
    return Impact(tuple(_question_impact(old, new, question, snapshot) for question in asked))


def _question_impact(old: Policy, new: Policy, question: str, snapshot: Snapshot) -> QuestionImpact:
    inputs = inputs_of(question)[1:]
    names = {*inputs, *(["user"] if "access" in inputs else [])}
    about = tuple(each for each in ("app", "user", "chat", "record") if each in names)
    all_lack, some_lack = _lacking(snapshot, names)
    if all_lack:
        return QuestionImpact(question, about, None, (), all_lack)
    ask, cases, flipped, unknown = ASKED_BY[question], 0, list[Flip](), Counter[str]()
    for case in _cases(snapshot, inputs):
        given = tuple(case[each] for each in inputs)
        if None in given:
            unknown[say("compare.no_metadata", record_type=case["record"].record_type)] += 1
            continue
        try:
            before, after = ask(old, *given), ask(new, *given)
        except UnknownFact as error:
            unknown[reason_of(error)] += 1
            continue
        cases += 1
        if before.allowed is not after.allowed:
            flipped.append(Flip(tuple(_name_of(case[each]) for each in about), before, after))
    cases_unknown = (say("compare.cases", count=count, why=why) for why, count in sorted(unknown.items()))
    not_counted = (*some_lack, *cases_unknown)
    return QuestionImpact(question, about, cases if cases or not not_counted else None, tuple(flipped), not_counted)


def _name_of(each: App | User | Chat | Record) -> str:
    """What people know it by: a record by its table and id."""
    if isinstance(each, Record):
        return " ".join(each.key)
    return each.unique_name if isinstance(each, App) else each.id


def _cases(snapshot: Snapshot, inputs: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """What a question takes, by its names.

    A connection to a record that the snapshot does not hold makes no case: who owns that record is unknown.
    """
    if "record" not in inputs:
        held = {"app": snapshot.apps, "user": snapshot.users}
        yield from (dict(zip(inputs, each, strict=True)) for each in product(*(held[name] for name in inputs)))
        return
    users = {each.id: each for each in snapshot.users}
    records = {each.key: each for each in snapshot.records}
    metadata = {each.name: each for each in snapshot.record_types}
    rights: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for each in snapshot.access if "access" in inputs else ():
        if each.user_id in users:
            rights[each.record_type, each.record_id].append({"user": users[each.user_id], "access": each.rights})
    everybody: list[dict[str, Any]] = [{"user": each} for each in snapshot.users] if "user" in inputs else [{}]
    for chat in snapshot.chats:
        for record in (records[key] for key in chat.connections if key in records):
            for who in rights[record.key] if "access" in inputs else everybody:
                yield {"chat": chat, "record": record, "record_type": metadata.get(record.record_type), **who}


# --- What cannot be counted -------------------------------------------------------------------------------------------

_TABLES = {
    "app": "appmodules",
    "user": "systemusers",
    "chat": "msdyn_teamschatassociations",
    "access": "access",
}
"""The table that an input is read from."""


def _lacking(snapshot: Snapshot, inputs: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why all cases are lacking, and why some are."""
    all_lack: list[str] = []
    some_lack: list[str] = []
    held = {"app": snapshot.apps, "user": snapshot.users, "chat": snapshot.chats, "access": snapshot.access}
    for name, table in _TABLES.items():
        if name not in inputs:
            continue
        if not snapshot.has(table):
            all_lack.append(say("review.not_exported.many", names=table))
        elif not held[name]:
            all_lack += [each.says for each in snapshot.not_selected if each.table == table]
        some_lack += _rejected(snapshot, table)
    if "record" in inputs:
        some_lack += [*_rejected(snapshot, "chats"), *_without_record(snapshot)]
    return tuple(all_lack), tuple(some_lack)


def _rejected(snapshot: Snapshot, table: str) -> Iterator[str]:
    """What of a table is not counted, since it was rejected."""
    why = Counter((each.path, each.expected) for each in snapshot.rejected_once(table))
    for (path, expected), number in sorted(why.items()):
        what = say(f"compare.rows.{table}")
        yield say("compare.rejected", what=what, number=number, path=reason(path), expected=reason(expected))


def _without_record(snapshot: Snapshot) -> Iterator[str]:
    """What is not counted, since who owns the record that a chat is connected to is unknown."""
    records = {record.key for record in snapshot.records}
    unknown = Counter(key[0] for chat in snapshot.chats for key in chat.connections if key not in records)
    for record_type, connections in sorted(unknown.items()):
        table = f"records_{record_type}"
        why = say("compare.no_record")
        if not snapshot.has(table):
            why = say("review.not_exported.many", names=table)
        yield say("compare.links", record_type=record_type, number=connections, why=why)
