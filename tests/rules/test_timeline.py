"""What the timeline shows of a chat, who may open it there, and who may configure the sync. (TML-1 to TML-8, CON-5)"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import naive
import pytest
from attrs import evolve, fields
from cases import Case, cases, not_before, since_is_unknown
from hypothesis import assume, given
from hypothesis import strategies as st
from oracle import ORACLES, can_occur, disagreements
from plain_data import data_of, inner

from chatlink_policy import (
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Owner,
    Policy,
    Profile,
    Question,
    Record,
    RecordType,
    Role,
    Scenario,
    UnknownFact,
    User,
    can_configure_timeline_sync,
    can_open_from_timeline,
    evaluate,
    has_timeline_entry,
)
from chatlink_policy.defaults import CUSTOMER_SERVICE_HUB, CUSTOMER_SERVICE_WORKSPACE
from chatlink_policy.models import NOBODY, ActivityState
from chatlink_policy.rules.timeline import (
    TIMELINE_CONFIGURE,
    TIMELINE_ENTRY,
    TIMELINE_OPEN,
    TimelineEntry,
    timeline_entry,
)
from chatlink_policy.strategies import apps, owners, policies, times, users
from chatlink_policy.unknown import UNKNOWN, known

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND, DAY, MICROSECOND = timedelta(seconds=1), timedelta(days=1), timedelta(microseconds=1)

CASE = Record("incident", "1", NOBODY)
INCIDENT = RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True)
EMAIL = RecordType("email", [], is_activity=True, is_virtual=False, has_update_filter=True)

SYNCED = Policy(chat_is_on=True, timeline_sync=True, timeline_sync_since=NOON)


def chat(*links: tuple[str | None, datetime], to: Record = CASE) -> Chat:
    """An open chat with links to that record, by whom and when."""
    return Chat(
        "19:chat",
        ChatKind.GROUP,
        links=[ChatLink(to.record_type, to.id, connected_by=by, connected_on=on) for by, on in links],
        activity_state=ActivityState.OPEN,
    )


AFTER, BEFORE = chat(("ann", NOON + SECOND)), chat(("ann", NOON - SECOND))


# --- Does the chat get an entry? --------------------------------------------------------------------------------------


@pytest.mark.proves("TML-7")
def test_where_activities_are_unknown_a_chat_connected_before_the_sync_may_have_been_connected_again() -> None:
    unread = evolve(BEFORE, links=[evolve(each, connected_by=UNKNOWN) for each in BEFORE.links], activity_state=UNKNOWN)
    with pytest.raises(UnknownFact):
        has_timeline_entry(SYNCED, unread, CASE, INCIDENT)
    outcome = evaluate(Scenario(policy=SYNCED, chat=unread, record=CASE, record_type=INCIDENT, now=NOON + DAY))
    assert {"timeline_entry", "timeline_entry_shows"} <= {each.question for each in outcome.not_asked}
    assert outcome.grounds["timeline_entry"]["connected_since_sync"].truth is None
    later = evolve(unread, links=[evolve(each, connected_on=NOON + SECOND) for each in unread.links])
    assert has_timeline_entry(SYNCED, later, CASE, INCIDENT)
    assert not has_timeline_entry(SYNCED, evolve(unread, links=BEFORE.links), CASE, INCIDENT)
    assert not has_timeline_entry(SYNCED, evolve(unread, activity_state=ActivityState.OPEN), CASE, INCIDENT)


@pytest.mark.proves("TML-1", "TML-6", "TML-7", "Q-19")
@pytest.mark.parametrize(
    ("has_one", "policy", "chat", "record_type"),
    [
        pytest.param(True, SYNCED, AFTER, INCIDENT, id="a chat connected after the sync was turned on"),
        pytest.param(False, SYNCED, BEFORE, INCIDENT, id="not a chat connected before"),
        pytest.param(False, SYNCED, chat(("ann", NOON)), INCIDENT, id="not a chat connected at that very instant"),
        pytest.param(True, SYNCED, chat(("ann", NOON + MICROSECOND)), INCIDENT, id="a chat connected right after it"),
        pytest.param(
            True,
            SYNCED,
            chat(("ann", NOON - SECOND), (None, NOON + SECOND)),
            INCIDENT,
            id="a chat connected before and again after, by whomever",
        ),
        pytest.param(
            False,
            SYNCED,
            chat(("ann", (NOON - SECOND).astimezone(timezone(5 * timedelta(hours=1))))),
            INCIDENT,
            id="not a chat connected before, where the clock already showed a later hour",
        ),
        pytest.param(False, SYNCED, chat(), INCIDENT, id="not a chat that is not connected"),
        pytest.param(
            False,
            SYNCED,
            chat(("ann", NOON + SECOND), to=Record("incident", "2", NOBODY)),
            INCIDENT,
            id="not a chat connected to another record",
        ),
        pytest.param(False, SYNCED.but(timeline_sync=False), AFTER, INCIDENT, id="not with the sync off"),
        pytest.param(False, SYNCED.but(chat_is_on=False), AFTER, INCIDENT, id="not with Teams chat off"),
        pytest.param(False, SYNCED, AFTER, evolve(INCIDENT, is_activity=True), id="not on an activity"),
    ],
)
def test_which_chat_gets_an_entry(has_one: bool, policy: Policy, chat: Chat, record_type: RecordType) -> None:
    assert has_timeline_entry(policy, chat, CASE, record_type).allowed is has_one


@pytest.mark.proves("TML-6")
def test_a_chat_connected_to_an_email_gets_no_entry() -> None:
    record = Record("email", "1", NOBODY)
    decision = has_timeline_entry(SYNCED, chat(("ann", NOON + SECOND), to=record), record, EMAIL)
    assert not decision
    assert [each.name for each in decision.missing] == ["record_is_activity"]


@pytest.mark.proves("TML-7")
def test_since_when_the_sync_is_on_must_be_known_only_where_it_matters() -> None:
    unknown = SYNCED.but(timeline_sync_since=None)
    with pytest.raises(UnknownFact, match="neither yes nor no"):
        has_timeline_entry(unknown, AFTER, CASE, INCIDENT)
    assert not has_timeline_entry(unknown, chat(), CASE, INCIDENT)
    assert not has_timeline_entry(unknown.but(timeline_sync=False), AFTER, CASE, INCIDENT)


@pytest.mark.proves("TML-5")
@given(cases(), owners())
def test_whoever_the_record_is_assigned_to_the_entry_stays(case: Case, owner: Owner) -> None:
    if not since_is_unknown(case):
        reassigned = evolve(case.record, owner=owner)
        before = has_timeline_entry(case.policy, case.chat, case.record, case.record_type)
        assert has_timeline_entry(case.policy, case.chat, reassigned, case.record_type) == before


@pytest.mark.proves("TML-5", "JOI-1")
@pytest.mark.parametrize(
    ("can_join", "join_chat", "access", "chat"),
    [
        pytest.param(True, True, AccessRights.WRITE, AFTER, id="the new agent can join from the entry"),
        pytest.param(False, False, AccessRights.WRITE, AFTER, id="not with the toggle off"),
        pytest.param(False, True, AccessRights.READ, AFTER, id="not with read access"),
        pytest.param(False, True, AccessRights.WRITE, BEFORE, id="not where there is no entry"),
    ],
)
def test_after_a_reassignment(can_join: bool, join_chat: bool, access: AccessRights, chat: Chat) -> None:
    scenario = Scenario(
        policy=SYNCED.but(on_for_all_apps=True).but_for("incident", join_chat=join_chat),
        app=CUSTOMER_SERVICE_HUB,
        user=User("new"),
        chat=chat,
        record=evolve(CASE, owner=Owner(user="new")),
        record_type=INCIDENT,
        access=access,
    )
    outcome = evaluate(scenario)
    assert bool(outcome.timeline_entry) is (chat is AFTER)
    assert outcome.can_join_from_timeline is can_join


@pytest.mark.proves("TML-1", "TML-6", "TML-7")
@given(cases())
def test_facts_and_answer_are_those_that_looking_at_every_link_finds(case: Case) -> None:
    policy, chat, record, record_type = case.policy, case.chat, case.record, case.record_type
    facts = naive.timeline_entry(policy, chat, record, record_type)
    if since_is_unknown(case):
        with pytest.raises(UnknownFact):
            has_timeline_entry(policy, chat, record, record_type)
    else:
        decision = has_timeline_entry(policy, chat, record, record_type)
        assert decision.to_facts() == facts
        assert decision.is_possible
        assert decision.allowed is ORACLES["timeline_entry"](**facts)


@pytest.mark.parametrize("other", ["email", "phonecall"])
def test_metadata_of_another_table_is_refused(other: str) -> None:
    table = evolve(EMAIL, name=other)
    for ask in (
        lambda: has_timeline_entry(SYNCED, AFTER, CASE, table),
        lambda: timeline_entry(SYNCED, AFTER, CASE, table, NOON),
    ):
        with pytest.raises(InvalidValue, match=f"record_type: expected the metadata of 'incident', got '{other}'"):
            ask()


# --- What does the entry show? ----------------------------------------------------------------------------------------


@pytest.mark.proves("TML-3")
def test_an_entry_shows_who_connected_and_who_wrote_last_and_when() -> None:
    written = evolve(AFTER, last_writer="bob", last_written_on=NOON + DAY)
    assert timeline_entry(SYNCED, written, CASE, INCIDENT, NOON + DAY) == TimelineEntry(
        connector="ann",
        connected_on=NOON + SECOND,
        last_writer="bob",
        last_written_on=NOON + DAY,
        is_kept_current=True,
    )


@pytest.mark.proves("TML-3")
def test_an_entry_has_no_place_for_a_message() -> None:
    entry = timeline_entry(SYNCED, AFTER, CASE, INCIDENT, NOON + DAY)
    assert entry is not None
    assert list(inner(entry)) == [*(each.name for each in fields(TimelineEntry)), "sources", "statements"]
    assert without_statements(entry) == {
        "connector": "ann",
        "connected_on": "2026-03-01T12:00:01+00:00",
        "last_writer": None,
        "last_written_on": None,
        "is_kept_current": True,
        "chat_owner_consent": None,
        "sources": {"TML-7": "T", "TML-8": "T"},
    }


def without_statements(entry: TimelineEntry) -> dict[str, object]:
    return {name: value for name, value in inner(entry).items() if name != "statements"}


@pytest.mark.proves("CON-5", "Q-21")
def test_with_the_sync_on_an_entry_says_what_else_dataverse_keeps() -> None:
    entry = timeline_entry(SYNCED, AFTER, CASE, INCIDENT, NOON + DAY)
    assert entry is not None
    keeps = entry.statements[0]
    assert (keeps.code, keeps.source) == ("CON-5", "T")
    assert "Dataverse also keeps the chat's topic, its members, and who wrote last and when" in keeps.says
    assert data_of(entry)["statements"][0] == {"code": keeps.code, "says": keeps.says, "source": keeps.source}
    decision = has_timeline_entry(SYNCED, AFTER, CASE, INCIDENT)
    assert decision.statements == (keeps,)
    assert "(CON-5, documented by T)" in decision.explanation
    assert has_timeline_entry(SYNCED.but(timeline_sync=False), AFTER, CASE, INCIDENT).statements == ()


@pytest.mark.proves("TML-8")
@pytest.mark.parametrize("state", ActivityState)
@pytest.mark.parametrize("after", [DAY, 8 * DAY])
def test_without_the_consent_of_chat_owners_no_entry_is_kept_current(state: ActivityState, after: timedelta) -> None:
    about = (evolve(AFTER, activity_state=state), CASE, INCIDENT, NOON + after)
    entries = {
        consent: timeline_entry(SYNCED.but(chat_owner_consent=consent), *about) for consent in (None, True, False)
    }
    is_kept_current = state is ActivityState.OPEN and after == DAY
    assert {consent: entry and entry.is_kept_current for consent, entry in entries.items()} == {
        None: is_kept_current,
        True: is_kept_current,
        False: False,
    }


@pytest.mark.proves("TML-8")
def test_an_entry_says_what_is_known_of_the_consent_of_chat_owners() -> None:
    said = {}
    for consent in (None, True, False):
        entry = timeline_entry(SYNCED.but(chat_owner_consent=consent), AFTER, CASE, INCIDENT, NOON + DAY)
        assert entry is not None and entry.chat_owner_consent is consent
        said[consent] = [each.says for each in entry.statements if each.code == "TML-8"]
        assert [each["says"] for each in data_of(entry)["statements"] if each["code"] == "TML-8"] == said[consent]
    assert "was not provided: `chat_owner_consent`" in said[None][0]
    assert said[True] == []
    assert said[False] == ["chat owners may not consent to the sync, so no entry is kept current"]


@pytest.mark.proves("TML-3")
def test_an_unknown_or_tied_connector_is_shown_as_nobody_and_the_time_stays() -> None:
    for links in ([(None, NOON + SECOND)], [("ann", NOON + SECOND), ("bob", NOON + SECOND)]):
        entry = timeline_entry(SYNCED, chat(*links), CASE, INCIDENT, NOON + DAY)
        assert entry is not None and entry.connector is None and entry.connected_on == NOON + SECOND


@pytest.mark.proves("TML-7", "Q-19")
@pytest.mark.parametrize("idle_days", [1, 7, 28])
@pytest.mark.parametrize("written_after", [None, -DAY, timedelta(), DAY])
def test_an_entry_is_kept_current_until_nothing_happened_for_the_idle_days(
    idle_days: int, written_after: timedelta | None
) -> None:
    connected_on = NOON + SECOND
    last_written_on = None if written_after is None else connected_on + written_after
    last_update = max(connected_on, last_written_on or connected_on)
    quiet = evolve(chat(("ann", connected_on)), last_writer="bob", last_written_on=last_written_on)

    def is_kept_current(after: timedelta) -> bool:
        now = (last_update + after).astimezone(timezone(timedelta(hours=-8)))
        entry = timeline_entry(SYNCED.but(idle_days=idle_days), quiet, CASE, INCIDENT, now)
        assert entry is not None
        return entry.is_kept_current

    assert is_kept_current(timedelta())
    assert is_kept_current(idle_days * DAY - MICROSECOND)
    assert not is_kept_current(idle_days * DAY)
    assert not is_kept_current(idle_days * DAY + MICROSECOND)


@pytest.mark.proves("TML-7")
@pytest.mark.parametrize("state", [*ActivityState, None])
def test_an_entry_is_kept_current_only_while_the_activity_is_open(state: ActivityState | None) -> None:
    entry = timeline_entry(SYNCED, evolve(AFTER, activity_state=state), CASE, INCIDENT, NOON + DAY)
    assert entry is not None
    assert entry.is_kept_current is (state == "open")


@pytest.mark.proves("TML-7")
def test_the_idle_time_is_7_days_unless_set_and_from_1_to_28() -> None:
    assert Policy(chat_is_on=True).idle_days == 7
    assert SYNCED.but(idle_days=1).idle_days == 1 and SYNCED.but(idle_days=28).idle_days == 28
    for days in (0, 29, -7):
        with pytest.raises(InvalidValue, match="from 1 to 28"):
            SYNCED.but(idle_days=days)


@pytest.mark.proves("TML-7")
def test_the_time_to_judge_by_is_given_with_its_zone() -> None:
    with pytest.raises(InvalidValue, match="now: expected a time with its zone"):
        timeline_entry(SYNCED, AFTER, CASE, INCIDENT, datetime(2026, 3, 1))


@pytest.mark.proves("TML-7")
@pytest.mark.parametrize(
    ("written_on", "now", "what"),
    [
        pytest.param(None, NOON, "connecting", id="before the connecting"),
        pytest.param(NOON + DAY, NOON, "last message", id="before both"),
        pytest.param(NOON + DAY, NOON + DAY - MICROSECOND, "last message", id="right before the last message"),
        pytest.param(NOON - DAY, NOON, "connecting", id="after a message that is older than the connecting"),
    ],
)
def test_a_time_before_what_happened_is_refused(written_on: datetime | None, now: datetime, what: str) -> None:
    written = evolve(AFTER, last_writer="bob", last_written_on=written_on)
    with pytest.raises(InvalidValue, match=f"^now: expected no time before the {what} .*, got 2026-03-0"):
        timeline_entry(SYNCED, written, CASE, INCIDENT, now)
    assert timeline_entry(SYNCED.but(timeline_sync=False), written, CASE, INCIDENT, now) is None


@pytest.mark.proves("TML-3", "TML-7")
@given(cases(), times())
def test_an_entry_shows_something_exactly_where_there_is_one(case: Case, now: datetime) -> None:
    if not since_is_unknown(case):
        about = (case.policy, case.chat, case.record, case.record_type)
        assert (timeline_entry(*about, not_before(case, now)) is not None) is has_timeline_entry(*about).allowed


@pytest.mark.proves("TML-3", "TML-7")
@given(cases(), times())
def test_what_an_entry_shows_is_what_looking_at_every_link_finds(case: Case, now: datetime) -> None:
    links = naive.links_between(case.chat, case.record)
    assume(links)
    policy = SYNCED.but(timeline_sync_since=datetime(2026, 1, 1, tzinfo=UTC), idle_days=case.policy.idle_days)
    latest = max(link.connected_on for link in links)
    about = (policy, case.chat, case.record, evolve(case.record_type, is_activity=False))
    if any(now < happened for happened in (latest, case.chat.last_written_on) if happened is not None):
        with pytest.raises(InvalidValue, match=r"^now: expected "):
            timeline_entry(*about, now)
        return
    entry = timeline_entry(*about, now)
    assert entry is not None
    last_users = {link.connected_by for link in links if link.connected_on == latest}
    assert entry.connected_on == latest
    assert entry.connector == (last_users.pop() if len(last_users) == 1 else None)
    assert (entry.last_writer, entry.last_written_on) == (case.chat.last_writer, case.chat.last_written_on)
    updates = [latest] if case.chat.last_written_on is None else [latest, case.chat.last_written_on]
    is_fresh = any(update > now - known(policy.idle_days) * DAY for update in updates)
    assert entry.is_kept_current is (is_fresh and case.chat.activity_state is ActivityState.OPEN)
    without = timeline_entry(policy.but(chat_owner_consent=False), *about[1:], now)
    assert without is not None and not without.is_kept_current


# --- Who may open it from the timeline? -------------------------------------------------------------------------------

WITH_CHAT = User("ann", profile=Profile("Support", chat_in_pane=True))
WITHOUT_CHAT = User("ann", profile=Profile("Support", chat_in_pane=False))
DEFAULT = User("ann", profile=Profile("Default", chat_in_pane=True, is_default=True))
NO_PROFILE = User("ann")


@pytest.mark.proves("TML-1", "TML-4", "Q-16")
@pytest.mark.parametrize(
    ("may", "policy", "app", "user"),
    [
        pytest.param(True, SYNCED, CUSTOMER_SERVICE_WORKSPACE, WITH_CHAT, id="the profile has the integration"),
        pytest.param(False, SYNCED, CUSTOMER_SERVICE_WORKSPACE, WITHOUT_CHAT, id="not without it in the profile"),
        pytest.param(True, SYNCED, CUSTOMER_SERVICE_WORKSPACE, DEFAULT, id="the default profile has it"),
        pytest.param(True, SYNCED, CUSTOMER_SERVICE_WORKSPACE, NO_PROFILE, id="no profile is the default one"),
        pytest.param(True, SYNCED, CUSTOMER_SERVICE_HUB, WITHOUT_CHAT, id="single-session: no profile counts"),
        pytest.param(False, SYNCED.but(chat_is_on=False), CUSTOMER_SERVICE_HUB, WITH_CHAT, id="not with chat off"),
        pytest.param(False, SYNCED.but(timeline_sync=False), CUSTOMER_SERVICE_HUB, WITH_CHAT, id="not with sync off"),
    ],
)
def test_who_may_open_a_chat_from_the_timeline(may: bool, policy: Policy, app: App, user: User) -> None:
    assert can_open_from_timeline(policy, app, user).allowed is may


@pytest.mark.proves("TML-1", "TML-4", "Q-16")
@given(policies(), apps(), users())
def test_opening_is_answered_as_the_page_says(policy: Policy, app: App, user: User) -> None:
    facts = naive.timeline_open(policy, app, user)
    decision = can_open_from_timeline(policy, app, user)
    assert decision.to_facts() == facts
    assert decision.allowed is ORACLES["timeline_open"](**facts)


# --- Who may configure the sync? --------------------------------------------------------------------------------------


@pytest.mark.proves("TML-2")
def test_only_a_global_administrator_may_configure_the_sync() -> None:
    assert can_configure_timeline_sync(User("ann", is_global_administrator=True))
    assert not can_configure_timeline_sync(User("ann"))
    assert not can_configure_timeline_sync(User("ann", roles=[Role("Global Administrator", ["prvWriteOrganization"])]))


@pytest.mark.proves("TML-2")
@given(users(), st.booleans())
def test_nothing_but_being_global_administrator_counts_for_configuring(user: User, is_one: bool) -> None:
    assert can_configure_timeline_sync(evolve(user, is_global_administrator=is_one)).allowed is is_one


# --- The tables -------------------------------------------------------------------------------------------------------


@pytest.mark.proves("TML-1", "TML-2", "TML-4", "TML-6", "TML-7")
@pytest.mark.parametrize(
    ("question", "cells", "possible", "yes"),
    [(TIMELINE_ENTRY, 32, 20, 1), (TIMELINE_OPEN, 16, 16, 3), (TIMELINE_CONFIGURE, 2, 2, 1)],
    ids=lambda value: value.name if isinstance(value, Question) else str(value),
)
def test_every_combination_that_can_occur_is_answered_as_the_page_says_and_documented(
    question: Question[object], cells: int, possible: int, yes: int
) -> None:
    assert disagreements(question) == []
    assert len(question.decisions) == cells
    assert sum(each.is_possible for each in question.decisions) == possible
    assert sum(each.allowed for each in question.decisions if each.is_possible) == yes
    for each in question.decisions:
        assert each.is_possible is can_occur(each.to_facts())
        assert each.is_documented is each.is_possible


@pytest.mark.parametrize(
    ("question", "name", "contract"),
    [
        (
            TIMELINE_ENTRY,
            "timeline_entry",
            [
                ("chat_is_on", "administrator"),
                ("sync_is_on", "administrator"),
                ("is_connected", "history"),
                ("connected_since_sync", "history"),
                ("record_is_activity", "product"),
            ],
        ),
        (
            TIMELINE_OPEN,
            "timeline_open",
            [
                ("chat_is_on", "administrator"),
                ("sync_is_on", "administrator"),
                ("is_multisession", "product"),
                ("profile_has_chat", "profile"),
            ],
        ),
        (TIMELINE_CONFIGURE, "timeline_configure", [("is_global_administrator", "role")]),
    ],
    ids=["timeline_entry", "timeline_open", "timeline_configure"],
)
def test_the_facts_their_order_and_who_moves_them_are_the_contract(
    question: Question[object], name: str, contract: list[tuple[str, str]]
) -> None:
    assert [(each.name, each.changed_by.value) for each in question.facts] == contract
    assert question.name == name
