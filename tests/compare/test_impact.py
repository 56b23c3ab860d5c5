"""Whom a change of policy concerns: the same cases as a plain loop finds, one by one."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    Owner,
    Policy,
    Record,
    User,
    can_disconnect,
)
from chatlink_policy.compare.impact import Impact, QuestionImpact, impact
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.disconnecting import DisconnectFacts
from chatlink_policy.rules.questions import inputs_of
from chatlink_policy.snapshot import Snapshot
from chatlink_policy.strategies import chats, policies, records, users

Triple = tuple[User, Chat, Record]

READABLE = policies().map(lambda each: each.but(unreadable_record_types=[], others_unreadable=False))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Policy, Policy]:
    """Two policies, often the same but for a few record types or for the readings."""
    old, other = draw(READABLE), draw(READABLE)
    mixed = old.but(readings=draw(st.sampled_from([old.readings, other.readings])))
    for each in draw(st.lists(st.sampled_from(other.record_types), max_size=2) if other.record_types else st.just([])):
        mixed = mixed.without(each.record_type)
        mixed = mixed.but(record_types=[*mixed.record_types, each])
    return old, draw(st.sampled_from([mixed, other]))


def plain(
    old: Policy, new: Policy, population: list[Triple]
) -> list[tuple[Triple, Decision[DisconnectFacts], Decision[DisconnectFacts]]]:
    found = []
    for user, chat, record in population:
        before = can_disconnect(old, user, chat, record)
        after = can_disconnect(new, user, chat, record)
        if before.allowed != after.allowed:
            found.append(((user, chat, record), before, after))
    return found


# --- Examples ---------------------------------------------------------------------------------------------------------

ANN, BOB = User("ann"), User("bob")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
WITHOUT_OWNERS = NEW_ORGANISATION.but_for("incident", owner_may_disconnect=False)


def chat_with(*records: Record, by: str | None = None, name: str = "19:chat") -> Chat:
    links = [ChatLink(each.record_type, each.id, connected_by=by, connected_on=SINCE) for each in records]
    return Chat(name, ChatKind.GROUP, links=links)


# --- The cases of an organisation -------------------------------------------------------------------------------------


def of(found: Impact, question: str) -> QuestionImpact:
    return next(each for each in found.questions if each.question == question)


def test_the_cases_of_an_organisation_are_every_user_with_every_connection_to_a_record_it_holds() -> None:
    case, account = Record("incident", "1", Owner(user="ann")), Record("account", "1", NOBODY)
    beyond = Record("incident", "elsewhere", NOBODY)
    first, second, alone = chat_with(case, account, name="1"), chat_with(account, beyond, name="2"), chat_with(name="3")
    snapshot = Snapshot(
        policy=NEW_ORGANISATION, users=(ANN, BOB), records=(case, account), chats=(first, second, alone)
    )
    found = of(impact(NEW_ORGANISATION, WITHOUT_OWNERS, snapshot), "disconnecting")
    assert (found.about, found.cases, found.gain, found.lose) == (("user", "chat", "record"), 6, 0, 1)
    assert [each.case for each in found.flipped] == [("ann", "1", "incident 1")]


@given(
    changes(),
    st.lists(users(), max_size=4, unique_by=lambda user: user.id),
    st.lists(records(), max_size=4, unique_by=lambda record: record.key),
    st.data(),
)
def test_every_connected_user_chat_and_record_of_an_organisation_is_a_case(
    policies: tuple[Policy, Policy], some: list[User], held: list[Record], data: st.DataObject
) -> None:
    linked = chats(data.draw(st.sampled_from(held))) if held else chats()
    connected = data.draw(st.lists(linked, max_size=4, unique_by=lambda chat: chat.id))
    snapshot = Snapshot(policy=policies[0], users=tuple(some), records=tuple(held), chats=tuple(connected))
    expected = [
        (user, chat, record)
        for chat in connected
        for record in held
        if any((each.record_type, each.record_id) == (record.record_type, record.id) for each in chat.links)
        for user in some
    ]
    found = of(impact(*policies, snapshot), "disconnecting")
    flipped = [
        ((user.id, chat.id, " ".join(record.key)), before, after)
        for (user, chat, record), before, after in plain(*policies, expected)
    ]
    assert (found.cases or 0) == len(expected)
    assert all(each in flipped for each in found.flipped)
    assert all(each in found.flipped for each in flipped)


def test_every_question_that_depends_on_the_policy_is_counted() -> None:
    found = impact(NEW_ORGANISATION, WITHOUT_OWNERS, Snapshot(policy=NEW_ORGANISATION))
    assert [each.question for each in found.questions] == [name for name in QUESTIONS if "policy" in inputs_of(name)]
