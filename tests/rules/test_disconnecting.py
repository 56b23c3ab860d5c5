"""May this user disconnect this chat from this record? (DIS-1 to DIS-8, Q-1, Q-6, Q-7, Q-10, Q-15)"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations, permutations
from typing import Any

import attrs
import naive
import pytest
from cases import Case, cases
from hypothesis import given
from hypothesis import strategies as st
from oracle import DIS_4_ROWS, DIS_5, TableRow, can_occur, disagreements, disconnecting

from chatlink_policy import (
    NEW_ORGANISATION,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    Owner,
    Policy,
    Readings,
    Record,
    RecordTypePolicy,
    Role,
    User,
    can_connect,
    can_disconnect,
    who_can_disconnect,
)
from chatlink_policy.defaults import DEFAULT_DISCONNECT_ROLES, GLOBAL_DISCONNECT_PRIVILEGE, STANDARD_RECORD_TYPES
from chatlink_policy.errors import InvalidValue
from chatlink_policy.evidence import Fact
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.disconnecting import DISCONNECTING, UNDER, DisconnectFacts, may_disconnect
from chatlink_policy.rules.partition import Partition
from chatlink_policy.strategies import users

ANN, BOB = User("ann"), User("bob")
MEMBER = User("ann", teams=["service"])
MANAGER = User("mia", roles=[Role("Manager", [GLOBAL_DISCONNECT_PRIVILEGE])])

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

OF_ANN, OF_BOB = Owner(user="ann"), Owner(user="bob")
OF_TEAM = Owner(team="service")


def case(owner: Owner = NOBODY, *, record_type: str = "incident", id: str = "1") -> Record:
    return Record(record_type, id, owner)


def chat(*links: tuple[str | None, datetime], to: Record | None = None) -> Chat:
    """A group chat with links to that record, by whom and when."""
    record = case() if to is None else to
    return Chat(
        "19:chat",
        ChatKind.GROUP,
        links=[ChatLink(record.record_type, record.id, connected_by=by, connected_on=on) for by, on in links],
    )


def policy(*, owner: bool = False, connector: bool = False, readings: Readings | None = None) -> Policy:
    """A policy with the two toggles of the record type as given."""
    settings = RecordTypePolicy("incident", owner_may_disconnect=owner, connector_may_disconnect=connector)
    return Policy(chat_is_on=True, record_types=[settings], readings=readings or Readings())


BY_ANN = chat(("ann", NOON))
BY_BOB = chat(("bob", NOON))
BY_NOBODY_KNOWN = chat((None, NOON))
ANN_THEN_BOB = chat(("ann", NOON), ("bob", NOON + SECOND))
UNCONNECTED = chat()

NO_TOGGLE, OWNER_ON, CONNECTOR_ON = policy(), policy(owner=True), policy(connector=True)
BOTH_ON = policy(owner=True, connector=True)


# --- Who may, one sentence a row --------------------------------------------------------------------------------------


@pytest.mark.proves("DIS-1", "DIS-2", "DIS-4", "DIS-5", "DIS-6", "DIS-7", "DIS-8")
@pytest.mark.parametrize(
    ("may", "user", "record", "chat", "policy"),
    [
        pytest.param(True, ANN, case(OF_ANN), BY_BOB, OWNER_ON, id="the owner may with the owner toggle on"),
        pytest.param(False, ANN, case(OF_ANN), BY_BOB, NO_TOGGLE, id="the owner may not with the owner toggle off"),
        pytest.param(False, ANN, case(OF_ANN), BY_BOB, CONNECTOR_ON, id="the other toggle does not help the owner"),
        pytest.param(False, ANN, case(OF_BOB), BY_BOB, OWNER_ON, id="who does not own the record has no owner's right"),
        pytest.param(True, MEMBER, case(OF_TEAM), BY_BOB, OWNER_ON, id="a member of the owning team may as owner"),
        pytest.param(False, ANN, case(OF_TEAM), BY_BOB, OWNER_ON, id="who is not in the owning team may not"),
        pytest.param(
            False, MEMBER, case(Owner(user="service")), BY_BOB, OWNER_ON, id="a user with the team's id is not the team"
        ),
        pytest.param(
            False, User("service"), case(OF_TEAM), BY_BOB, OWNER_ON, id="a user named as the owning team is not in it"
        ),
        pytest.param(False, ANN, case(NOBODY), BY_BOB, OWNER_ON, id="a record owned by nobody has no owner"),
        pytest.param(False, User("Ann"), case(OF_ANN), BY_BOB, OWNER_ON, id="an id in another case is another user"),
        pytest.param(True, ANN, case(), BY_ANN, CONNECTOR_ON, id="the connector may with the connector toggle on"),
        pytest.param(False, ANN, case(), BY_ANN, NO_TOGGLE, id="the connector may not with the connector toggle off"),
        pytest.param(False, ANN, case(), BY_ANN, OWNER_ON, id="the other toggle does not help the connector"),
        pytest.param(True, BOB, case(), ANN_THEN_BOB, CONNECTOR_ON, id="the last to connect may"),
        pytest.param(False, ANN, case(), ANN_THEN_BOB, CONNECTOR_ON, id="who connected earlier may not"),
        pytest.param(False, ANN, case(), BY_NOBODY_KNOWN, CONNECTOR_ON, id="an unknown connector is nobody"),
        pytest.param(
            False,
            ANN,
            case(),
            chat(("ann", NOON), (None, NOON + SECOND)),
            CONNECTOR_ON,
            id="an unknown user who connected it last takes the right away",
        ),
        pytest.param(
            False,
            ANN,
            case(),
            chat(("ann", NOON), to=case(id="2")),
            CONNECTOR_ON,
            id="the connector of another record may not",
        ),
        pytest.param(
            False,
            ANN,
            case(),
            chat(("ann", NOON), to=case(record_type="account")),
            CONNECTOR_ON,
            id="a record of another table with the same id is another record",
        ),
        pytest.param(True, MANAGER, case(), BY_BOB, NO_TOGGLE, id="the global right needs no toggle"),
        pytest.param(
            True,
            MANAGER,
            case(record_type="account"),
            chat(("bob", NOON), to=case(record_type="account")),
            NO_TOGGLE,
            id="the global right reaches a record type without settings",
        ),
        pytest.param(
            False,
            User("ann", roles=[Role("System Administrator", [])]),
            case(),
            BY_BOB,
            BOTH_ON,
            id="a role's name gives no right",
        ),
        pytest.param(
            False,
            User("ann", roles=[Role("Manager", [GLOBAL_DISCONNECT_PRIVILEGE + "s"])]),
            case(),
            BY_BOB,
            BOTH_ON,
            id="a privilege of nearly that name gives no right",
        ),
        pytest.param(False, ANN, case(OF_BOB), BY_BOB, BOTH_ON, id="neither owner nor connector may, whatever is on"),
        pytest.param(False, MANAGER, case(), UNCONNECTED, BOTH_ON, id="nobody disconnects what is not connected"),
        pytest.param(False, ANN, case(OF_ANN), UNCONNECTED, BOTH_ON, id="nor does the owner"),
    ],
)
def test_who_may_disconnect(may: bool, user: User, record: Record, chat: Chat, policy: Policy) -> None:
    assert can_disconnect(policy, user, chat, record).allowed is may


# --- The table of the page --------------------------------------------------------------------------------------------


def letters(decision: Decision[DisconnectFacts]) -> str:
    """The five columns of DIS-4, one letter each."""
    *columns, _ = decision.to_facts().values()
    return "".join("Y" if each else "N" for each in columns)


CONNECTED = [each for each in DISCONNECTING.decisions if each.to_facts()["is_connected"]]
UNCONNECTED_CELLS = [each for each in DISCONNECTING.decisions if not each.to_facts()["is_connected"]]


@pytest.mark.proves("DIS-4", "DIS-5", "DIS-8")
def test_every_combination_that_can_occur_is_answered_as_the_page_says() -> None:
    assert disagreements(DISCONNECTING) == []
    assert len(DISCONNECTING.decisions) == 64
    assert sum(each.is_possible for each in DISCONNECTING.decisions) == 48


@pytest.mark.proves("DIS-4")
@pytest.mark.parametrize("row", DIS_4_ROWS, ids=lambda row: row.label)
def test_the_rule_gives_the_result_of_each_row_wherever_the_row_applies(row: TableRow) -> None:
    covered = [each for each in CONNECTED if row.covers(letters(each))]
    assert covered != []
    assert {each.allowed for each in covered} == {row.allowed}
    assert covered == [each for each in DISCONNECTING.decisions if row.label in each.documented_by]


@pytest.mark.proves("DIS-4")
def test_the_table_covers_28_of_the_32_connected_combinations_without_contradiction() -> None:
    results = {letters(each): {row.allowed for row in DIS_4_ROWS if row.covers(letters(each))} for each in CONNECTED}
    assert len(results) == 32
    assert sum(len(each) == 1 for each in results.values()) == 28
    assert all(len(each) < 2 for each in results.values())
    assert sum(each.is_documented for each in CONNECTED) == 28


@pytest.mark.proves("DIS-5", "Q-6")
def test_the_other_four_are_decided_no_and_every_answer_says_that_they_are_derived() -> None:
    derived = [each for each in DISCONNECTING.decisions if each.is_possible and not each.is_documented]
    assert sorted(map(letters, derived)) == sorted(DIS_5)
    for each in derived:
        assert not each.allowed
        assert each.citations[:2] == ("DIS-5", "Q-6")
        assert "derived (DIS-5, Q-6)" in each.explanation


@pytest.mark.proves("DIS-8")
def test_an_unconnected_chat_is_documented_by_one_sentence_or_cannot_have_a_connector() -> None:
    possible = [each for each in UNCONNECTED_CELLS if each.is_possible]
    assert [each.documented_by for each in possible] == [("DIS-8",)] * 16
    never = [each for each in UNCONNECTED_CELLS if not each.is_possible]
    assert len(never) == 16
    assert all(each.facts.is_connector and each.documented_by == () for each in never)


@pytest.mark.proves("DIS-4")
def test_row_7_lies_inside_row_3() -> None:
    documented = [each.documented_by for each in CONNECTED]
    assert [each for each in documented if "DIS-4 row 7" in each] == [("DIS-4 row 3", "DIS-4 row 7")]
    assert sum("DIS-4 row 3" in each for each in documented) == 2


@pytest.mark.proves("DIS-7")
def test_what_cannot_occur_is_a_connector_of_a_chat_that_is_not_connected() -> None:
    for each in DISCONNECTING.decisions:
        assert each.is_possible is can_occur(each.to_facts())


def test_the_facts_their_order_and_who_moves_them_are_the_contract() -> None:
    assert [(each.name, each.changed_by.value) for each in DISCONNECTING.facts] == [
        ("owns_record", "assignment"),
        ("is_connector", "history"),
        ("owner_may_disconnect", "administrator"),
        ("connector_may_disconnect", "administrator"),
        ("has_global_right", "role"),
        ("is_connected", "history"),
    ]
    assert DISCONNECTING.name == "disconnecting"


# --- Defaults ---------------------------------------------------------------------------------------------------------


@pytest.mark.proves("DIS-1")
@pytest.mark.parametrize("record_type", STANDARD_RECORD_TYPES)
def test_in_a_new_organisation_owner_and_connector_may_disconnect(record_type: str) -> None:
    record = case(OF_ANN, record_type=record_type)
    by_bob = chat(("bob", NOON), to=record)
    assert can_disconnect(NEW_ORGANISATION, ANN, by_bob, record)
    assert can_disconnect(NEW_ORGANISATION, BOB, by_bob, record)
    assert not can_disconnect(NEW_ORGANISATION, User("eve"), by_bob, record)


@pytest.mark.proves("DIS-2")
def test_a_record_type_without_settings_has_both_toggles_off() -> None:
    record = case(OF_ANN, record_type="account")
    facts = can_disconnect(BOTH_ON, ANN, chat(("ann", NOON), to=record), record).facts
    assert facts.owns_record and facts.is_connector
    assert not facts.owner_may_disconnect and not facts.connector_may_disconnect


@pytest.mark.proves("DIS-3")
def test_six_roles_have_the_global_right_by_default() -> None:
    assert {role.name for role in DEFAULT_DISCONNECT_ROLES} == {
        "System Administrator",
        "CSR Manager",
        "Customer Service Representative",
        "Omnichannel administrator",
        "Omnichannel supervisor",
        "Omnichannel agent",
    }
    for role in DEFAULT_DISCONNECT_ROLES:
        assert can_disconnect(NO_TOGGLE, User("ann", roles=[role]), BY_BOB, case())


@pytest.mark.proves("Q-7")
def test_the_connectors_right_is_given_by_record_type_to_every_connector_of_every_record() -> None:
    other_type = case(record_type="account")
    for record in (case(id="1"), case(id="2")):
        assert can_disconnect(CONNECTOR_ON, ANN, chat(("ann", NOON), to=record), record)
        assert can_disconnect(CONNECTOR_ON, BOB, chat(("bob", NOON), to=record), record)
    assert not can_disconnect(CONNECTOR_ON, ANN, chat(("ann", NOON), to=other_type), other_type)


# --- The connector ----------------------------------------------------------------------------------------------------


@pytest.mark.proves("Q-1")
def test_the_connector_is_who_connected_last_since_nothing_records_who_disconnected() -> None:
    assert [each.name for each in attrs.fields(ChatLink)] == [
        "record_type",
        "record_id",
        "connected_by",
        "connected_on",
    ]
    assert can_disconnect(CONNECTOR_ON, BOB, ANN_THEN_BOB, case()).facts.is_connector
    assert not can_disconnect(CONNECTOR_ON, ANN, ANN_THEN_BOB, case()).facts.is_connector


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize("order", [*permutations([("ann", NOON), ("bob", NOON + SECOND), ("ann", NOON - SECOND)])])
def test_the_most_recent_link_counts_in_whatever_order_links_come(order: tuple[tuple[str, datetime], ...]) -> None:
    assert can_disconnect(CONNECTOR_ON, BOB, chat(*order), case())
    assert not can_disconnect(CONNECTOR_ON, ANN, chat(*order), case())


@pytest.mark.proves("DIS-7")
def test_two_latest_links_of_one_instant_by_different_users_make_nobody_the_connector() -> None:
    same_instant = NOON.astimezone(timezone(timedelta(hours=5)))
    tied = chat(("ann", NOON), ("bob", same_instant))
    for user in (ANN, BOB):
        decision = can_disconnect(BOTH_ON, user, tied, case())
        assert not decision and not decision.facts.is_connector and decision.facts.is_connected
    rejected = chat(("ann", NOON), ("bob", NOON + timedelta(microseconds=1)))
    assert can_disconnect(BOTH_ON, BOB, rejected, case())


@pytest.mark.proves("DIS-7")
def test_two_latest_links_of_one_instant_by_the_same_user_leave_the_connector() -> None:
    same_instant = NOON.astimezone(timezone(timedelta(hours=5)))
    assert can_disconnect(CONNECTOR_ON, ANN, chat(("ann", NOON), ("ann", same_instant)), case())


@pytest.mark.proves("CON-1", "DIS-7")
def test_connecting_a_connected_chat_again_is_allowed_and_moves_the_connector() -> None:
    assert can_connect(CONNECTOR_ON, BY_ANN, case())
    assert can_disconnect(CONNECTOR_ON, ANN, BY_ANN, case())
    assert not can_disconnect(CONNECTOR_ON, ANN, ANN_THEN_BOB, case())
    assert can_disconnect(CONNECTOR_ON, BOB, ANN_THEN_BOB, case())


# --- Models to facts --------------------------------------------------------------------------------------------------


@pytest.mark.proves("DIS-2", "DIS-6", "DIS-7", "Q-10", "Q-15")
@given(cases())
def test_the_facts_are_those_that_looking_at_every_link_and_role_finds(case: Case) -> None:
    policy, user, chat, record = case.policy, case.user, case.chat, case.record
    assert can_disconnect(policy, user, chat, record).to_facts() == naive.disconnecting(policy, user, chat, record)


@pytest.mark.proves("DIS-4", "DIS-5", "DIS-8", "Q-6")
@given(cases())
def test_the_answer_is_what_the_page_says_of_the_facts_under_every_reading(case: Case) -> None:
    facts = naive.disconnecting(case.policy, case.user, case.chat, case.record)
    *columns, has_global_right, is_connected = facts.values()
    opened = "".join("Y" if each else "N" for each in columns) in {*case.policy.readings.open_combinations}
    expected = disconnecting(**facts) or (opened and is_connected and not has_global_right)
    assert can_disconnect(case.policy, case.user, case.chat, case.record).allowed is expected


# --- Other readings ---------------------------------------------------------------------------------------------------

ALL_OPEN = list(OpenCombination)
SIXTEEN_SETS = [frozenset(each) for size in range(5) for each in combinations(ALL_OPEN, size)]


def under(readings: Readings) -> dict[str, bool]:
    """The answers for a connected chat under these readings, by the letters of DIS-4."""
    return {letters(each): ask_under(each.facts, readings).allowed for each in CONNECTED}


def ask_under(f: DisconnectFacts, readings: Readings) -> Decision[DisconnectFacts]:
    """A case made of models in which exactly these facts hold."""
    return can_disconnect(
        policy(owner=f.owner_may_disconnect, connector=f.connector_may_disconnect, readings=readings),
        User("ann", roles=MANAGER.roles if f.has_global_right else ()),
        (BY_ANN if f.is_connector else BY_BOB) if f.is_connected else UNCONNECTED,
        case(OF_ANN if f.owns_record else NOBODY),
    )


@pytest.mark.proves("Q-6")
def test_the_open_combinations_are_the_four_of_the_page() -> None:
    assert sorted(f"{each}N" for each in OpenCombination) == sorted(DIS_5)


@pytest.mark.proves("Q-6")
@pytest.mark.parametrize("granted", SIXTEEN_SETS, ids=lambda granted: "+".join(sorted(granted)) or "none")
def test_exactly_the_granted_open_combinations_become_yes(granted: frozenset[OpenCombination]) -> None:
    readings = Readings(open_combinations=granted)
    changed = {each for each, allowed in under(readings).items() if allowed is not under(Readings())[each]}
    assert changed == {f"{each}N" for each in granted}
    for each in DISCONNECTING.decisions:
        if each.is_possible:
            read = ask_under(each.facts, readings)
            assert read.to_facts() == each.to_facts()
            assert read.documented_by == each.documented_by
            assert each.facts.is_connected or not read


@pytest.mark.proves("Q-6")
def test_the_connector_toggle_alone_lets_more_mean_less_unless_what_contains_it_is_granted_too() -> None:
    def more_means_less(granted: frozenset[OpenCombination]) -> bool:
        answers = under(Readings(open_combinations=granted))
        return any(
            answers[less] and not answers[more]
            for less in answers
            for more in answers
            if all(b == "Y" for a, b in zip(less, more, strict=True) if a == "Y")
        )

    alone = OpenCombination.CONNECTOR_TOGGLE_ALONE
    larger = {OpenCombination.BOTH_TOGGLES_ALONE, OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE}
    for granted in SIXTEEN_SETS:
        assert more_means_less(granted) is (alone in granted and not larger <= granted)


@pytest.mark.proves("Q-10")
def test_read_otherwise_nobody_owns_the_record_of_a_team() -> None:
    otherwise = Readings(team_records_have_no_owner=True)
    assert can_disconnect(policy(owner=True), MEMBER, BY_BOB, case(OF_TEAM))
    assert not can_disconnect(policy(owner=True, readings=otherwise), MEMBER, BY_BOB, case(OF_TEAM))
    assert can_disconnect(policy(owner=True, readings=otherwise), MEMBER, BY_BOB, case(OF_ANN))


@pytest.mark.proves("Q-15")
def test_read_otherwise_anyone_who_ever_connected_the_chat_is_its_connector() -> None:
    otherwise = Readings(anyone_who_connected_is_connector=True)
    tied = chat(("ann", NOON), ("bob", NOON))
    for connected in (ANN_THEN_BOB, tied):
        assert can_disconnect(policy(connector=True, readings=otherwise), ANN, connected, case())
        assert not can_disconnect(policy(connector=True), ANN, connected, case())
    assert not can_disconnect(policy(connector=True, readings=otherwise), User("eve"), ANN_THEN_BOB, case())
    assert not can_disconnect(policy(connector=True, readings=otherwise), ANN, BY_NOBODY_KNOWN, case())


def fact_under(name: str, readings: Readings) -> Fact:
    question = can_disconnect(policy(readings=readings), ANN, BY_ANN, case()).question
    return {each.name: each for each in question.facts}[name]


@pytest.mark.proves("Q-10", "Q-15")
@pytest.mark.parametrize(
    ("name", "readings", "says"),
    [
        ("owns_record", Readings(), "the user owns the record, in person or through a team"),
        ("owns_record", Readings(team_records_have_no_owner=True), "the user owns the record in person"),
        ("is_connector", Readings(), "the user is the last who connected the chat to the record"),
        (
            "is_connector",
            Readings(anyone_who_connected_is_connector=True),
            "the user has connected the chat to the record",
        ),
        (
            "owns_record",
            Readings(anyone_who_connected_is_connector=True),
            "the user owns the record, in person or through a team",
        ),
    ],
)
def test_a_fact_says_what_it_means_under_the_reading(name: str, readings: Readings, says: str) -> None:
    assert fact_under(name, readings).says == says


def test_readings_of_other_questions_leave_the_question_its_one_table() -> None:
    assert UNDER[Readings(two_default_apps=True).otherwise] is DISCONNECTING


def test_where_no_combination_is_granted_the_rule_is_the_rule_of_the_question() -> None:
    assert UNDER[Readings(team_records_have_no_owner=True).otherwise].rule is may_disconnect


def test_the_questions_under_readings_that_are_kept_are_at_most_256() -> None:
    kept = type(UNDER)()
    sizes = [len(kept) for each in range(258) if kept[frozenset({("some reading", each)})] is DISCONNECTING]
    assert sizes == [*range(1, 257), 1, 2]


# --- Among given users ------------------------------------------------------------------------------------------------


@given(cases(), st.lists(users(), max_size=5, unique_by=lambda user: user.id))
def test_everybody_is_either_allowed_or_denied_by_their_own_answer_and_sorted_by_id(
    case: Case, people: list[User]
) -> None:
    policy, chat, record = case.policy, case.chat, case.record
    parts = who_can_disconnect(policy, people, chat, record)
    for part, may in ((parts.allowed, True), (parts.denied, False)):
        expected = [user for user in people if can_disconnect(policy, user, chat, record).allowed is may]
        assert [user for user, _ in part] == sorted(expected, key=lambda user: user.id)
        assert [decision for _, decision in part] == [can_disconnect(policy, user, chat, record) for user, _ in part]


@pytest.mark.proves("DIS-4", "DIS-6", "DIS-7")
def test_among_given_users_owner_connector_and_manager_may_disconnect_and_a_bystander_may_not() -> None:
    parts = who_can_disconnect(BOTH_ON, [MANAGER, User("eve"), BOB, ANN], BY_BOB, case(OF_ANN))
    assert [user.id for user, _ in parts.allowed] == ["ann", "bob", "mia"]
    assert [user.id for user, _ in parts.denied] == ["eve"]


def test_equal_users_count_once_and_two_that_differ_are_refused() -> None:
    parts = who_can_disconnect(BOTH_ON, [ANN, User("ann"), BOB], BY_BOB, case(OF_ANN))
    assert [user.id for user, _ in parts.allowed] == ["ann", "bob"]
    guid = "5cb909c6-20f0-eb11-bad5-00224876a6de"
    for wrong in ([ANN, MEMBER], [User(guid), User(f"{{{guid.upper()}}}", teams=["service"])]):
        with pytest.raises(InvalidValue, match=r"^users: expected what is given of one user to be the same, got '"):
            who_can_disconnect(BOTH_ON, wrong, BY_BOB, case(OF_ANN))


YES = DISCONNECTING.decisions[-1]


@pytest.mark.parametrize(
    "pair", [(ANN,), (ANN, YES, YES), (YES, ANN), (ANN, ANN), (YES, YES), [ANN, YES]], ids=lambda pair: str(len(pair))
)
def test_a_partition_is_of_pairs_of_a_user_and_a_decision_only(pair: Any) -> None:  # noqa: ANN401  # junk
    for part in ("allowed", "denied"):
        with pytest.raises(
            InvalidValue, match=rf"^Partition\.{part}: expected users, each in a pair with the decision"
        ):
            Partition(**{"allowed": [(BOB, YES)], "denied": [(ANN, YES)], part: [(ANN, YES), pair]})
    assert Partition([(BOB, YES), (ANN, YES)], []).allowed == ((ANN, YES), (BOB, YES))
