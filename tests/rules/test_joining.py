"""May this user join a chat that is connected to this record? (JOI-1 to JOI-4, PRV-1, PRV-2)"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import naive
import pytest
from attrs import evolve
from cases import Case, cases
from hypothesis import given
from hypothesis import strategies as st
from oracle import disagreements, joining

from chatlink_policy import (
    NEW_ORGANISATION,
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Owner,
    Policy,
    Record,
    RecordTypePolicy,
    User,
    can_join,
    record_opens,
    who_can_join,
)
from chatlink_policy.defaults import STANDARD_RECORD_TYPES
from chatlink_policy.errors import InvalidValue
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.joining import JOINING, JoinFacts
from chatlink_policy.rules.partition import Partition
from chatlink_policy.strategies import access_rights, chat_links, users

CASE, CASE_2 = Record("incident", "1", NOBODY), Record("incident", "2", NOBODY)
ACCOUNT = Record("account", "1", NOBODY)

READER, WRITER = AccessRights.READ, AccessRights.READ | AccessRights.WRITE
ALL_BUT_WRITE = ~AccessRights.WRITE

ON = Policy(chat_is_on=True, record_types=[RecordTypePolicy("incident", join_chat=True)])
OFF = Policy(chat_is_on=True, record_types=[RecordTypePolicy("incident", join_chat=False)])


def linked(*records: Record) -> Chat:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    links = [ChatLink(each.record_type, each.id, connected_by="bob", connected_on=noon) for each in records]
    return Chat("19:chat", ChatKind.GROUP, links=links)


CONNECTED, UNCONNECTED = linked(CASE), linked()


# --- Who may, one sentence a row --------------------------------------------------------------------------------------


@pytest.mark.proves("JOI-1", "JOI-2", "DIS-2")
@pytest.mark.parametrize(
    ("may", "policy", "chat", "record", "access"),
    [
        pytest.param(True, ON, CONNECTED, CASE, WRITER, id="a writer of the record can join a chat of others"),
        pytest.param(True, ON, CONNECTED, CASE, AccessRights.WRITE, id="write access alone is enough"),
        pytest.param(False, ON, CONNECTED, CASE, READER, id="a reader of the record cannot join"),
        pytest.param(False, ON, CONNECTED, CASE, ALL_BUT_WRITE, id="every right but write is not enough"),
        pytest.param(False, ON, CONNECTED, CASE, AccessRights.NONE, id="who has no access cannot join"),
        pytest.param(False, OFF, CONNECTED, CASE, WRITER, id="a writer cannot join with the toggle off"),
        pytest.param(False, ON, UNCONNECTED, CASE, WRITER, id="nobody can join a chat that is not connected"),
        pytest.param(False, ON, linked(CASE_2), CASE, WRITER, id="a chat of another record is not connected"),
        pytest.param(False, ON, linked(ACCOUNT), CASE, WRITER, id="the same id in another table is another record"),
        pytest.param(False, ON, linked(ACCOUNT), ACCOUNT, WRITER, id="a record type without settings has it off"),
    ],
)
def test_who_may_join(may: bool, policy: Policy, chat: Chat, record: Record, access: AccessRights) -> None:
    assert can_join(policy, chat, record, access).allowed is may


@pytest.mark.proves("JOI-4")
@pytest.mark.parametrize(
    ("missing", "policy", "access"),
    [
        pytest.param([], ON, WRITER, id="nothing is missing"),
        pytest.param(["join_chat_is_on"], OFF, WRITER, id="the toggle is missing"),
        pytest.param(["can_write"], ON, READER, id="the write access is missing"),
        pytest.param(["join_chat_is_on", "can_write"], OFF, READER, id="both are missing"),
    ],
)
def test_a_no_says_which_is_missing(missing: list[str], policy: Policy, access: AccessRights) -> None:
    decision = can_join(policy, CONNECTED, CASE, access)
    assert decision.allowed is (missing == [])
    assert [each.name for each in decision.missing] == missing
    assert [list(each.changes) for each in decision.fixes] == ([missing] if missing else [])
    assert decision.to_dict()["missing"] == missing


@pytest.mark.proves("JOI-5")
def test_a_yes_says_that_whoever_joins_can_read_the_whole_exchange() -> None:
    yes = can_join(ON, CONNECTED, CASE, WRITER)
    (says,) = yes.statements
    assert says.code == "JOI-5"
    assert "can read the whole exchange, also what was written before" in says.says
    assert yes.to_dict()["statements"] == [{"code": "JOI-5", "says": says.says, "source": ""}]
    assert f"{says.says[1:]} (JOI-5)." in yes.explanation
    assert "(JOI-5)" in yes.to_text()
    for no in (each for each in JOINING.decisions if not each):
        assert no.statements == ()
        assert no.to_dict()["statements"] == []
        assert "JOI-5" not in no.explanation + no.to_text()


# --- The table --------------------------------------------------------------------------------------------------------


@pytest.mark.proves("JOI-1", "JOI-2", "JOI-4")
def test_all_eight_combinations_are_answered_as_the_page_says_and_documented() -> None:
    assert disagreements(JOINING) == []
    assert [each.allowed for each in JOINING.decisions] == [False] * 7 + [True]
    assert all(each.is_possible and each.is_documented for each in JOINING.decisions)


@pytest.mark.proves("JOI-4")
def test_everything_that_is_missing_is_named_and_nothing_else() -> None:
    for is_connected, is_on, can_write in product([False, True], repeat=3):
        decision = JOINING.decide(JoinFacts(is_connected=is_connected, join_chat_is_on=is_on, can_write=can_write))
        assert [each.name for each in decision.missing] == [
            name for name, truth in decision.to_facts().items() if not truth
        ]


def test_the_facts_their_order_and_who_moves_them_are_the_contract() -> None:
    assert [(each.name, each.changed_by.value) for each in JOINING.facts] == [
        ("is_connected", "history"),
        ("join_chat_is_on", "administrator"),
        ("can_write", "record_access"),
    ]
    assert JOINING.name == "joining"


# --- Models to facts --------------------------------------------------------------------------------------------------


@pytest.mark.proves("JOI-1", "JOI-2", "DIS-2")
@given(cases())
def test_facts_and_answer_are_those_that_looking_at_every_link_and_row_of_settings_finds(case: Case) -> None:
    facts = naive.joining(case.policy, case.chat, case.record, case.access)
    decision = can_join(case.policy, case.chat, case.record, case.access)
    assert decision.to_facts() == facts
    assert decision.allowed is joining(**facts)


@pytest.mark.proves("JOI-3")
@pytest.mark.parametrize("name", STANDARD_RECORD_TYPES)
def test_in_a_new_organisation_join_chat_is_on_for_incident_only(name: str) -> None:
    record = Record(name, "1", NOBODY)
    assert can_join(NEW_ORGANISATION, linked(record), record, WRITER).allowed is (name == "incident")


# --- Privacy ----------------------------------------------------------------------------------------------------------


@pytest.mark.proves("PRV-1")
@given(access_rights())
def test_a_shared_record_opens_exactly_for_those_who_may_read_it(access: AccessRights) -> None:
    assert record_opens(access) is (access.value % 2 == 1)
    assert record_opens(access | AccessRights.READ)
    assert not record_opens(access & ~AccessRights.READ)


@pytest.mark.proves("PRV-1")
def test_no_other_right_opens_the_record() -> None:
    assert [right for right in AccessRights if record_opens(right)] == [AccessRights.READ]
    assert not record_opens(~AccessRights.READ)


@pytest.mark.proves("PRV-2")
@given(cases(), st.data())
def test_no_link_replaces_write_access(case: Case, data: st.DataObject) -> None:
    record = evolve(case.record, owner=Owner(user=case.user.id))
    own = evolve(data.draw(chat_links(record)), connected_by=case.user.id)
    chat = evolve(case.chat, links=[*case.chat.links, own])
    assert not can_join(case.policy, chat, record, case.access & ~AccessRights.WRITE)


# --- Among given users ------------------------------------------------------------------------------------------------


@given(cases(), st.lists(st.tuples(users(), access_rights()), unique_by=lambda each: each[0].id, max_size=5))
def test_everybody_is_either_allowed_or_denied_by_their_own_access_and_sorted_by_id(
    case: Case, people: list[tuple[User, AccessRights]]
) -> None:
    parts = who_can_join(case.policy, people, case.chat, case.record)
    for part, may in ((parts.allowed, True), (parts.denied, False)):
        expected = [
            (user, decision)
            for user, access in people
            if (decision := can_join(case.policy, case.chat, case.record, access)).allowed is may
        ]
        assert list(part) == sorted(expected, key=lambda each: each[0].id)


@pytest.mark.proves("JOI-1")
def test_among_given_users_the_writers_may_join_and_the_readers_may_not() -> None:
    people = [(User("mia"), WRITER), (User("eve"), READER), (User("ann"), WRITER)]
    parts = who_can_join(ON, people, CONNECTED, CASE)
    assert [user.id for user, _ in parts.allowed] == ["ann", "mia"]
    assert [user.id for user, _ in parts.denied] == ["eve"]


def test_a_user_given_twice_counts_once_in_whatever_spelling_and_is_refused_with_another_access() -> None:
    guid = "5cb909c6-20f0-eb11-bad5-00224876a6de"
    twice = [(User(guid), WRITER), (User(f"{{{guid.upper()}}}"), WRITER)]
    assert [user.id for user, _ in who_can_join(ON, twice, CONNECTED, CASE).allowed] == [guid]
    also_reads = WRITER ^ AccessRights.READ  # with the same answer
    for other in ((User(guid), also_reads), (User(guid, teams=["service"]), WRITER)):
        with pytest.raises(InvalidValue, match=r"^users: expected what is given of one user to be the same, got '5cb"):
            who_can_join(ON, [*twice, other], CONNECTED, CASE)


def test_a_partition_is_made_of_any_iterables_and_of_users_with_decisions_only() -> None:
    yes, no = can_join(ON, CONNECTED, CASE, WRITER), can_join(ON, CONNECTED, CASE, READER)
    made = Partition(iter([(User("mia"), yes), (User("ann"), yes)]), {User("eve"): no}.items())
    expected = [(User("mia"), WRITER), (User("ann"), WRITER), (User("eve"), READER)]
    assert made == who_can_join(ON, expected, CONNECTED, CASE)
    for wrong in (5, "ann", [User("ann")], [(User("ann"), True)]):
        with pytest.raises(InvalidValue, match=r"^Partition\.denied: expected users, each in a pair with the decision"):
            Partition([], wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
