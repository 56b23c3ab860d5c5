"""May this chat be connected to this record? (CON-1 to CON-3, Q-17)"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import naive
import pytest
from attrs import evolve
from cases import Case, cases
from hypothesis import given
from hypothesis import strategies as st
from oracle import connecting, disagreements

from chatlink_policy import (
    NEW_ORGANISATION,
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Policy,
    Record,
    RecordTypePolicy,
    User,
    can_connect,
    can_disconnect,
    can_join,
)
from chatlink_policy.defaults import STANDARD_RECORD_TYPES
from chatlink_policy.errors import InvalidValue
from chatlink_policy.models import NOBODY, View, ViewKind
from chatlink_policy.rules.connecting import CONNECTING
from chatlink_policy.strategies import chat_links

CASE, CASE_2 = Record("incident", "1", NOBODY), Record("incident", "2", NOBODY)
ACCOUNT = Record("account", "1", NOBODY)
CASES_ONLY = Policy(chat_is_on=True, record_types=[RecordTypePolicy("incident")])
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

GROUP, ONE_ON_ONE = Chat("19:group", ChatKind.GROUP), Chat("19:two", ChatKind.ONE_ON_ONE)
MEETING, UNKNOWN = Chat("19:meeting", ChatKind.MEETING), Chat("19:other", ChatKind.UNKNOWN)


def linked(*records: Record) -> Chat:
    links = [ChatLink(each.record_type, each.id, connected_by="ann", connected_on=NOON) for each in records]
    return evolve(GROUP, links=links)


# --- What can be connected, one sentence a row ------------------------------------------------------------------------


@pytest.mark.proves("CON-1", "CON-2", "CON-3")
@pytest.mark.parametrize(
    ("may", "chat", "record"),
    [
        pytest.param(True, GROUP, CASE, id="a new group chat to a configured record type"),
        pytest.param(True, linked(CASE), CASE, id="a chat that is connected to the record already"),
        pytest.param(True, linked(CASE_2), CASE, id="a chat that is connected to another record"),
        pytest.param(False, GROUP, ACCOUNT, id="not to a record type that is not configured"),
        pytest.param(False, linked(ACCOUNT), ACCOUNT, id="not even where it is connected already"),
        pytest.param(False, ONE_ON_ONE, CASE, id="not a one-to-one chat"),
        pytest.param(False, MEETING, CASE, id="not a meeting chat"),
        pytest.param(False, UNKNOWN, CASE, id="not a chat of unknown kind"),
    ],
)
def test_which_chat_may_be_connected_to_which_record(may: bool, chat: Chat, record: Record) -> None:
    assert can_connect(CASES_ONLY, chat, record).allowed is may


@pytest.mark.proves("CON-3")
def test_the_kinds_are_those_of_graph_and_only_group_can_be_connected() -> None:
    assert [kind for kind in ChatKind if can_connect(CASES_ONLY, Chat("19:chat", kind), CASE)] == ["group"]
    assert {*ChatKind} == {"oneOnOne", "group", "meeting", "unknownFutureValue"}


# --- The table --------------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1", "CON-3")
def test_all_four_combinations_are_answered_as_the_page_says_and_documented() -> None:
    assert disagreements(CONNECTING) == []
    assert [each.allowed for each in CONNECTING.decisions] == [False, False, False, True]
    assert all(each.is_possible and each.is_documented for each in CONNECTING.decisions)


def test_the_facts_their_order_and_who_moves_them_are_the_contract() -> None:
    assert [(each.name, each.changed_by.value) for each in CONNECTING.facts] == [
        ("record_type_is_configured", "administrator"),
        ("is_group_chat", "product"),
    ]
    assert CONNECTING.name == "connecting"


# --- Models to facts --------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1", "CON-3")
@given(cases())
def test_facts_and_answer_are_those_that_looking_at_every_row_of_settings_finds(case: Case) -> None:
    facts = naive.connecting(case.policy, case.chat, case.record)
    decision = can_connect(case.policy, case.chat, case.record)
    assert decision.to_facts() == facts
    assert decision.allowed is connecting(**facts)


@pytest.mark.proves("CON-1", "CON-2")
@given(cases(), st.data())
def test_a_new_chat_and_one_connected_anywhere_are_answered_alike(case: Case, data: st.DataObject) -> None:
    new = evolve(case.chat, links=[])
    old = evolve(case.chat, links=data.draw(st.lists(chat_links(case.record), min_size=1, max_size=4)))
    assert can_connect(case.policy, new, case.record) == can_connect(case.policy, old, case.record)


# --- Record types -----------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1", "Q-17")
def test_out_of_the_box_five_record_types_are_configured_and_no_other() -> None:
    five = ("incident", "account", "contact", "knowledgearticle", "email")
    assert sorted(STANDARD_RECORD_TYPES) == sorted(five)
    for name in five:
        assert can_connect(NEW_ORGANISATION, GROUP, Record(name, "1", NOBODY))
    for name in ("msdyn_ocliveworkitem", "task", "cr1_visit", "incidents"):
        assert not can_connect(NEW_ORGANISATION, GROUP, Record(name, "1", NOBODY))


@pytest.mark.proves("CON-1", "Q-17")
@pytest.mark.parametrize("name", ["msdyn_ocliveworkitem", "cr1_visit"])
def test_a_record_type_that_an_administrator_adds_can_be_connected_and_one_taken_away_cannot(name: str) -> None:
    record = Record(name, "1", NOBODY)
    added = NEW_ORGANISATION.but_for(name)
    assert can_connect(added, GROUP, record)
    assert not can_connect(added.without(name), GROUP, record)
    assert can_connect(added.without(name), GROUP, CASE)


@pytest.mark.proves("CON-2")
def test_one_chat_is_connected_to_several_records_at_once_and_counts_for_each() -> None:
    chat = linked(CASE, CASE_2, ACCOUNT)
    for record in (CASE, CASE_2, ACCOUNT):
        policy = CASES_ONLY.but_for(record.record_type)
        assert can_disconnect(policy, User("ann"), chat, record).facts.is_connected
        assert can_join(policy, chat, record, AccessRights.WRITE).facts.is_connected
    other = Record("incident", "3", NOBODY)
    assert not can_join(CASES_ONLY, chat, other, AccessRights.WRITE).facts.is_connected


class OwnChat(Chat):
    """A chat of a service that knows more of it."""


def test_a_chat_of_a_class_derived_from_it_is_a_chat_and_a_view_is_none() -> None:
    assert can_connect(CASES_ONLY, OwnChat("19:own", ChatKind.GROUP), CASE)
    view: Any = View("1", "Cases", "incident", ViewKind.OTHER, [])
    with pytest.raises(InvalidValue, match=r"^chat: expected a Chat"):
        can_connect(CASES_ONLY, view, CASE)
