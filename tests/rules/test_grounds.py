"""What each fact rests on: its truth is that of the decision, and its words name what made it so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of
from thoroughness import SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    UNKNOWN,
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Offering,
    Owner,
    Policy,
    Profile,
    Question,
    Readings,
    Record,
    RecordType,
    Role,
    Scenario,
    TeamRoles,
    UnknownFact,
    User,
    evaluate,
)
from chatlink_policy.case import answer
from chatlink_policy.compare.situations import witness
from chatlink_policy.dataverse import load_export
from chatlink_policy.defaults import FETCHED_PRIVILEGES, GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.errors import InvalidQuestion
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.grounds import Ground, HeldRole, Link, Party, grounds, grounds_of
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.rules.questions import ASKED_BY, inputs_of
from chatlink_policy.strategies import scenarios
from chatlink_policy.wording.grounds import GROUNDS
from chatlink_policy.wording.words import said, say, spoken

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GLOBAL = Role("CSR Manager", [GLOBAL_DISCONNECT_PRIVILEGE])
AGENT = Role("Agent", ["prvReadIncident"])
PANE = Role("Pane", PANE_PRIVILEGES)
NAMES = {"ann": "Ann Lee", "night": "Night shift"}


# --- The promise ------------------------------------------------------------------------------------------------------


def agree(scenario: Scenario) -> set[str]:
    """The codes of all grounds of a scenario, each of which is as the decision has the fact, or unknown as it is."""
    codes = set()
    for name, found in grounds_of(scenario).items():
        truths = {fact: ground.truth for fact, ground in found.items()}
        assert [*truths] == [each.name for each in QUESTIONS[name].facts]
        try:
            decision = ASKED_BY[name](*(getattr(scenario, each) for each in inputs_of(name)))
        except UnknownFact as error:
            assert found.unanswered == str(error)
            is_readable = name != "timeline_entry" or is_known(scenario)
            assert not is_readable or None in truths.values()
        else:
            assert truths == decision.to_facts()
            assert (found.unanswered, found.question) == (None, decision.question)
        for ground in found.found:
            assert ground.says and not set("{}|") & set(ground.says)
            assert (ground.truth is None) is (ground.code == "unknown") is (ground.because is not None)
            codes.add(ground.code)
    return codes


def is_known(scenario: Scenario) -> bool:
    """Whether the settings can be read, which an entry needs though no fact of it rests on them."""
    try:
        scenario.policy.settings_for(scenario.record.record_type if scenario.record else "incident")
    except UnknownFact:
        return False
    return True


@given(scenarios())
def test_the_ground_of_every_fact_is_named_and_its_truth_is_that_of_the_decision(scenario: Scenario) -> None:
    agree(scenario)


def test_a_fact_without_a_ground_is_named_with_the_file_where_its_ground_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = sys.modules["chatlink_policy.rules.grounds"]
    some = {name: find for name, find in vars(module)["_FACTS"].items() if name not in {"can_write", "is_connected"}}
    monkeypatch.setattr(module, "_FACTS", some)
    chat = Chat("1", ChatKind.GROUP)
    says = (
        r"joining: expected a ground for each fact, none for is_connected, can_write: add it to .* in rules/grounds\.py"
    )
    with pytest.raises(InvalidQuestion, match=says):
        grounds(JOINING, NEW_ORGANISATION, chat, CASE, AccessRights.WRITE)
    scenario = Scenario(policy=NEW_ORGANISATION, chat=chat, record=CASE, access=AccessRights.WRITE)
    with pytest.raises(InvalidQuestion, match=says):
        evaluate(scenario).grounds  # noqa: B018  # found when it is asked for


NO_OWNER, ANYONE = Readings(team_records_have_no_owner=True), Readings(anyone_who_connected_is_connector=True)
TWO, ALWAYS = Readings(two_default_apps=True), Readings(default_apps_always_selected=True)
READ_OTHERWISE = {
    "disconnecting": (NO_OWNER, ANYONE, evolve(NO_OWNER, anyone_who_connected_is_connector=True)),
    "enablement": (TWO, ALWAYS, evolve(TWO, default_apps_always_selected=True)),
}
"""The readings under which a question has other facts, alone and together; those of Q-6 change answers only."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_in_every_situation_and_under_every_reading_grounds_and_decision_agree(question: str) -> None:
    for combination in range(len(QUESTIONS[question].decisions)):
        scenario = witness(question, combination).scenario
        for readings in (Readings(), *READ_OTHERWISE.get(question, ())):
            if scenario is not None:
                agree(evolve(scenario, policy=scenario.policy.but(readings=readings)))


UNKNOWNS: tuple[Callable[[Scenario], Scenario], ...] = (
    lambda s: evolve(s, user=s.user and evolve(s.user, roles=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, teams=["ann"], roles_by_team=[TeamRoles("ann", UNKNOWN)])),
    lambda s: evolve(s, user=s.user and evolve(s.user, teams=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, profile=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, profile=Profile("p", chat_in_pane=UNKNOWN))),
    lambda s: evolve(s, user=s.user and evolve(s.user, is_global_administrator=UNKNOWN)),
    lambda s: evolve(s, record=s.record and evolve(s.record, owner=UNKNOWN)),
    lambda s: evolve(s, record_type=s.record_type and evolve(s.record_type, is_activity=UNKNOWN)),
    lambda s: evolve(s, chat=s.chat and evolve(s.chat, links=[evolve(e, connected_by=UNKNOWN) for e in s.chat.links])),
    lambda s: evolve(
        s, chat=s.chat and evolve(s.chat, links=[evolve(e, connected_by=UNKNOWN) for e in s.chat.links[:1]])
    ),
    lambda s: evolve(s, policy=s.policy.but(chat_is_on=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(on_for_all_apps=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(selected_apps=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(timeline_sync=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(timeline_sync_since=None)),
)


@SOME
@given(scenario=scenarios(), unknown=st.lists(st.sampled_from(UNKNOWNS), min_size=1, max_size=2))
def test_what_is_unknown_is_said_as_unknown_and_only_that(
    scenario: Scenario, unknown: list[Callable[[Scenario], Scenario]]
) -> None:
    for each in unknown:
        scenario = each(scenario)
    agree(scenario)


# --- Each kind of ground, in words ------------------------------------------------------------------------------------

CASE = Record("incident", "1", Owner(user="ann"))
APP = App("desk", Offering.CUSTOM, is_multisession=True)
TABLE = RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True)
SYNCED = NEW_ORGANISATION.but(timeline_sync=True, timeline_sync_since=NOON)


def chat(*links: tuple[str | None, datetime], to: Record = CASE, kind: ChatKind = ChatKind.GROUP) -> Chat:
    return Chat("19:chat", kind, links=[ChatLink(*to.key, connected_by=by, connected_on=on) for by, on in links])


TWICE = chat(("ann", NOON), ("bob", NOON + HOUR))
"""Ann connected it, and Bob again an hour later."""
TIED = chat(("ann", NOON), ("bob", NOON))
WITHOUT_USER = chat((None, NOON))
NOT_EXPORTED = evolve(
    TWICE, links=[ChatLink(*CASE.key, connected_by=UNKNOWN, connected_on=NOON)], activity_state=UNKNOWN
)
"""Nothing is known of its activities: there may be a later link."""
ANN_AT_NOON, BOB_AT_ONE = "Ann Lee (ann) on 2026-03-01T12:00:00+00:00", "bob on 2026-03-01T13:00:00+00:00"


def reading(**otherwise: Any) -> Policy:  # noqa: ANN401  # fields of readings
    return NEW_ORGANISATION.but(readings=Readings(**otherwise))


FULL = Scenario(
    policy=NEW_ORGANISATION,
    app=APP,
    user=User("ann"),
    chat=TWICE,
    record=CASE,
    access=AccessRights.READ,
    record_type=TABLE,
)


def owned_by(owner: Owner, *teams: str) -> dict[str, Any]:
    return {"record": evolve(CASE, owner=owner), "user": User("ann", teams=teams)}


def with_roles(*roles: Role, **others: Any) -> dict[str, Any]:  # noqa: ANN401  # fields of a user
    return {"user": User("ann", roles=roles, **others)}


OF_NIGHT = {"teams": ["night"], "roles_by_team": [TeamRoles("night", [GLOBAL])]}
SUPPORT = Profile("Support", chat_in_pane=False)

SAID: list[tuple[str, dict[str, Any], bool | None, str]] = [
    # the fact, what differs from the full case, what the fact is, and what its ground says
    ("owns_record", {}, True, "the user Ann Lee (ann) owns it in person"),
    ("owns_record", owned_by(Owner(user="bob")), False, "the user bob owns it"),
    (
        "owns_record",
        owned_by(Owner(team="night"), "night"),
        True,
        "the team Night shift (night), of which the user is a member, owns it",
    ),
    (
        "owns_record",
        owned_by(Owner(team="night"), "day"),
        False,
        "the team Night shift (night), of which the user is not a member, owns it",
    ),
    ("owns_record", owned_by(NOBODY), False, "nobody owns it"),
    (
        "owns_record",
        owned_by(Owner(team="night"), "night") | {"policy": reading(team_records_have_no_owner=True)},
        False,
        "the team Night shift (night) owns it, and as Q-10 is read here its members do not",
    ),
    ("is_connector", {}, False, f"the latest link is by {BOB_AT_ONE}; replaced: {ANN_AT_NOON}"),
    ("is_connector", {"user": User("bob")}, True, f"the latest link is by {BOB_AT_ONE}; replaced: {ANN_AT_NOON}"),
    (
        "is_connector",
        {"chat": TIED},
        False,
        "two or more are the latest, so nobody is the connector: bob on 2026-03-01T12:00:00+00:00, " + ANN_AT_NOON,
    ),
    (
        "is_connector",
        {"chat": WITHOUT_USER},
        False,
        "the latest link is by an unknown user on 2026-03-01T12:00:00+00:00",
    ),
    (
        "is_connector",
        {"chat": chat(("ann", NOON), to=evolve(CASE, id="2"))},
        False,
        "no link connects the chat to the record; links to other records: 1",
    ),
    ("is_connector", {"chat": chat()}, False, "no link connects the chat to the record"),
    (
        "is_connector",
        {"policy": reading(anyone_who_connected_is_connector=True)},
        True,
        f"connected by {ANN_AT_NOON}, which counts as Q-15 is read here; others: {BOB_AT_ONE}",
    ),
    (
        "is_connector",
        {"policy": reading(anyone_who_connected_is_connector=True), "user": User("cy")},
        False,
        f"no link is by the user: {BOB_AT_ONE}, {ANN_AT_NOON}",
    ),
    ("is_connected", {}, True, f"connected by {BOB_AT_ONE}; replaced: {ANN_AT_NOON}"),
    ("is_connected", {"chat": chat()}, False, "no link connects the chat to the record"),
    (
        "owner_may_disconnect",
        {},
        True,
        '"Record owner can disconnect chats" (owner_may_disconnect) is on in the settings of incident',
    ),
    (
        "connector_may_disconnect",
        {"policy": NEW_ORGANISATION.but_for("incident", connector_may_disconnect=False)},
        False,
        '"Chat connector can disconnect chat" (connector_may_disconnect) is off in the settings of incident',
    ),
    (
        "join_chat_is_on",
        {"policy": NEW_ORGANISATION.without("incident")},
        False,
        'incident has no settings, so "Join chat" (join_chat) is off',
    ),
    ("has_global_right", {}, False, "no roles, none with prvUnlinkTeamsChatFromRecord"),
    ("has_global_right", with_roles(AGENT), False, "1 role, none with prvUnlinkTeamsChatFromRecord"),
    ("has_global_right", with_roles(AGENT, PANE), False, "2 roles, none with prvUnlinkTeamsChatFromRecord"),
    ("has_global_right", with_roles(AGENT, GLOBAL), True, 'through the role "CSR Manager"'),
    (
        "has_global_right",
        with_roles(AGENT, **OF_NIGHT),
        True,
        'through the role "CSR Manager" of the team Night shift (night)',
    ),
    (
        "has_global_right",
        with_roles(GLOBAL, **OF_NIGHT),
        True,
        'through the role "CSR Manager", the role "CSR Manager" of the team Night shift (night)',
    ),
    (
        "has_global_right",
        with_roles(Role(FETCHED_PRIVILEGES, GLOBAL.privileges)),
        True,
        "RetrieveUserPrivileges, which names no roles, gives prvUnlinkTeamsChatFromRecord",
    ),
    (
        "has_global_right",
        with_roles(Role(FETCHED_PRIVILEGES, AGENT.privileges)),
        False,
        "RetrieveUserPrivileges, which names no roles, does not give prvUnlinkTeamsChatFromRecord",
    ),
    (
        "has_global_right",
        {"user": User("ann", roles=UNKNOWN)},
        None,
        "which security roles the user has in person is not known: neither yes nor no",
    ),
    ("has_pane_permissions", with_roles(PANE, GLOBAL), True, 'through the role "Pane"'),
    (
        "has_pane_permissions",
        with_roles(AGENT, Role("Most", sorted(PANE_PRIVILEGES)[1:])),
        False,
        f"2 roles, none with {min(PANE_PRIVILEGES)}",
    ),
    ("profile_has_chat", {}, True, "no other profile is assigned, and the default one has it"),
    (
        "profile_has_chat",
        with_roles(profile=SUPPORT),
        False,
        'the profile "Support" does not have it; what gives the user the profile was not provided',
    ),
    (
        "profile_has_chat",
        with_roles(profile=SUPPORT, profile_roles=[]),
        False,
        'the profile "Support", assigned in person, does not have it',
    ),
    (
        "profile_has_chat",
        with_roles(profile=evolve(SUPPORT, chat_in_pane=True), profile_roles=["CSR Manager"], **OF_NIGHT),
        True,
        'the profile "Support", given by the role "CSR Manager" of the team Night shift (night), has it',
    ),
    (
        "profile_has_chat",
        with_roles(profile=SUPPORT, profile_roles=["Gone"]),
        False,
        'the profile "Support", given by the role "Gone", does not have it',
    ),
    ("can_write", {}, False, "the access rights of the user to the record are read"),
    (
        "can_write",
        {"access": AccessRights.WRITE | AccessRights.SHARE},
        True,
        "the access rights of the user to the record are write, share",
    ),
    ("can_write", {"access": AccessRights.NONE}, False, "the access rights of the user to the record are none"),
    ("app_supports_chat", {}, True, "desk is of the offering custom"),
    ("is_multisession", {}, True, "desk is a multi-session app"),
    ("is_multisession", {"app": evolve(APP, is_multisession=False)}, False, "desk is a single-session app"),
    (
        "app_is_selected",
        {},
        False,
        "no app was ever selected, so the default selection applies: "
        "contactcenterworkspace, customerservicehub, msdyn_customerserviceworkspace",
    ),
    (
        "app_is_selected",
        {"policy": NEW_ORGANISATION.but(selected_apps=["desk", "other"])},
        True,
        "the selected apps are desk, other",
    ),
    ("app_is_selected", {"policy": NEW_ORGANISATION.but(selected_apps=[])}, False, "no app is selected"),
    (
        "app_is_selected",
        {"policy": reading(default_apps_always_selected=True, two_default_apps=True).but(selected_apps=["desk"])},
        True,
        "the selected apps are, with the default ones as Q-18 is read here, "
        "customerservicehub, desk, msdyn_customerserviceworkspace",
    ),
    ("chat_is_on", {}, True, '"Turn on Microsoft Teams chats inside Dynamics 365" (chat_is_on) is on'),
    ("on_for_all_apps", {}, False, '"Turn on for all Dynamics 365 apps" (on_for_all_apps) is off'),
    ("sync_is_on", {}, False, '"Sync Teams chats with records (preview)" (timeline_sync) is off'),
    ("connected_since_sync", {}, False, '"Sync Teams chats with records (preview)" (timeline_sync) is off'),
    (
        "connected_since_sync",
        {"policy": SYNCED},
        True,
        f"connected by {BOB_AT_ONE}, after the sync was turned on, 2026-03-01T12:00:00+00:00; replaced: {ANN_AT_NOON}",
    ),
    (
        "connected_since_sync",
        {"policy": SYNCED, "chat": WITHOUT_USER},
        False,
        "connected by an unknown user on 2026-03-01T12:00:00+00:00, not after the sync was turned on, "
        "2026-03-01T12:00:00+00:00",
    ),
    (
        "connected_since_sync",
        {"policy": SYNCED, "chat": NOT_EXPORTED},
        None,
        "which state the activity of the chat has is not known: neither yes nor no",
    ),
    (
        "connected_since_sync",
        {"policy": SYNCED.but(timeline_sync_since=NOON - HOUR), "chat": NOT_EXPORTED},
        True,
        "connected by an unknown user on 2026-03-01T12:00:00+00:00, after the sync was turned on, "
        "2026-03-01T11:00:00+00:00",
    ),
    ("connected_since_sync", {"policy": SYNCED, "chat": chat()}, False, "no link connects the chat to the record"),
    (
        "connected_since_sync",
        {"policy": SYNCED.but(timeline_sync_since=None)},
        None,
        "since when the timeline sync is on was not provided: neither yes nor no",
    ),
    ("record_is_activity", {}, False, "incident is no activity by its metadata"),
    (
        "record_is_activity",
        {"record_type": evolve(TABLE, is_activity=True)},
        True,
        "incident is an activity by its metadata",
    ),
    ("record_type_is_configured", {}, True, "there are settings of incident"),
    (
        "record_type_is_configured",
        {"policy": NEW_ORGANISATION.without("incident")},
        False,
        "there are no settings of incident",
    ),
    ("is_group_chat", {}, True, "the kind of the chat is group"),
    ("is_group_chat", {"chat": chat(kind=ChatKind.ONE_ON_ONE)}, False, "the kind of the chat is oneOnOne"),
    ("is_global_administrator", {}, False, "the user is not among the global administrators, as was provided"),
    (
        "is_global_administrator",
        with_roles(is_global_administrator=True),
        True,
        "the user is among the global administrators, as was provided",
    ),
]


@pytest.mark.parametrize(("fact", "changes", "truth", "says"), SAID, ids=[f"{each[0]}: {each[3]}" for each in SAID])
def test_each_ground_says_what_made_the_fact_so_and_for_what_is_not_so_what_was_looked_through(
    fact: str, changes: dict[str, Any], truth: bool | None, says: str
) -> None:
    scenario = evolve(FULL, **changes)
    found = [each for name, each in grounds_of(scenario, NAMES).items() if fact in dict(each.items())]
    assert found
    assert {(each[fact].truth, each[fact].says) for each in found} == {(truth, says)}
    agree(scenario)


def test_every_code_of_a_ground_is_reached_and_every_fact_has_one() -> None:
    assert {code for _, changes, _, _ in SAID for code in agree(evolve(FULL, **changes))} == {*GROUNDS}
    assert {fact for fact, *_ in SAID} == {each.name for question in QUESTIONS.values() for each in question.facts}


def test_a_ground_holds_what_it_names_and_its_plain_data_is_json() -> None:
    scenario = evolve(FULL, **with_roles(AGENT, **OF_NIGHT))
    found = grounds(DISCONNECTING, scenario.policy, scenario.user, TWICE, CASE, names=NAMES)
    assert found["has_global_right"] == Ground(
        True,
        "role",
        roles=(HeldRole("CSR Manager", Party("night", "Night shift")),),
        privileges=(GLOBAL_DISCONNECT_PRIVILEGE,),
    )
    assert (found["is_connected"].links, found["is_connected"].replaced) == (
        (Link(Party("bob"), NOON + HOUR),),
        (Link(Party("ann", "Ann Lee"), NOON),),
    )
    data = json.loads(json.dumps(found.to_dict()))
    assert [*data] == ["schema_version", *(each.name for each in DISCONNECTING.facts)]
    assert data["is_connector"] == {
        "truth": False,
        "code": "latest_link",
        "says": f"the latest link is by {BOB_AT_ONE}; replaced: {ANN_AT_NOON}",
        "links": [{"by": {"id": "bob", "name": None}, "on": "2026-03-01T13:00:00+00:00"}],
        "replaced": [{"by": {"id": "ann", "name": "Ann Lee"}, "on": "2026-03-01T12:00:00+00:00"}],
    }


def test_nothing_in_a_name_is_read_as_part_of_a_sentence() -> None:
    hostile = "{owner} [x] {a|b} {0.__class__}"
    roles = with_roles(Role(hostile, GLOBAL.privileges), profile=Profile(hostile, chat_in_pane=False))
    for found in grounds_of(evolve(FULL, **roles), {"ann": hostile}).values():
        assert all(each.says for each in found.found)
    told = grounds(DISCONNECTING, NEW_ORGANISATION, roles["user"], TWICE, CASE, names={"ann": hostile})
    assert told["has_global_right"].says == f'through the role "{hostile}"'
    assert told["owns_record"].says == f"the user {hostile} (ann) owns it in person"


def test_the_question_of_grounds_is_the_one_that_the_policy_reads() -> None:
    policy = reading(team_records_have_no_owner=True)
    found = grounds(DISCONNECTING, policy, User("ann"), TWICE, CASE)
    decision = evaluate(evolve(FULL, policy=policy)).disconnecting
    assert decision is not None
    assert found.question == decision.question != DISCONNECTING
    assert grounds(decision.question, policy, User("ann"), TWICE, CASE) == found


OWN: Any = Question("joining", DISCONNECTING.facts_type, DISCONNECTING.rule, says_yes="yes", says_no="no")
UNREADABLE = NEW_ORGANISATION.but(others_unreadable=True).without("incident")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((OWN,), "question: expected one of enablement, connecting"),
        ((None,), "question: expected a Question"),
        ((JOINING, NEW_ORGANISATION), "inputs: expected policy, chat, record, access, got 1 inputs"),
        ((JOINING, NEW_ORGANISATION, CASE, TWICE, AccessRights.READ), "chat: expected a Chat"),
        ((DISCONNECTING, NEW_ORGANISATION, User("ann", roles=UNKNOWN), TWICE, "1"), "record: expected a Record"),
        ((DISCONNECTING, None, User("ann", roles=UNKNOWN), TWICE, CASE), "policy: expected a Policy"),
        ((JOINING, UNREADABLE, "1", CASE, AccessRights.READ), "chat: expected a Chat, got '1'"),
        ((JOINING, UNREADABLE, TWICE, CASE, [AccessRights.WRITE]), "access: expected an AccessRights"),
    ],
)
def test_another_question_and_other_inputs_are_refused_by_name(arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        grounds(*arguments)
    assert str(caught.value).startswith(says)


def test_more_inputs_than_the_question_takes_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"^inputs: expected policy, chat, record, access, got 5 inputs$"):
        grounds(JOINING, NEW_ORGANISATION, TWICE, CASE, AccessRights.READ, CASE)


def test_no_access_rights_are_rights_that_are_known() -> None:
    found = grounds(JOINING, NEW_ORGANISATION, TWICE, CASE, AccessRights.NONE)
    assert "rights" in data_of(found["can_write"])
    assert "rights" not in data_of(found["is_connected"])


def test_a_ground_is_said_in_another_language_with_the_label_of_its_setting_and_errors_stay_english() -> None:
    toggle = grounds(JOINING, NEW_ORGANISATION, TWICE, CASE, AccessRights.READ)["join_chat_is_on"]
    assert toggle.label and toggle.label in toggle.says
    assert said(say("label.join_chat"), "fr") in said(toggle.says, "fr")
    unknown = Ground(None, "unknown", because="it was not exported")
    assert ("it was not exported", "en") in spoken(unknown.says, "fr")
    nobody = say("part.nobody")
    assert said(nobody, "fr") in said(evolve(unknown, because=nobody).says, "fr")


def test_a_ground_names_ten_of_many() -> None:
    apps = tuple(f"app_{number:02}" for number in range(12))
    says = Ground(True, "selection", apps=apps).says
    assert "app_09" in says and "app_10" not in says


def test_a_fact_that_the_question_does_not_have_has_no_ground() -> None:
    found = grounds(JOINING, NEW_ORGANISATION, TWICE, CASE, AccessRights.READ)
    with pytest.raises(InvalidValue, match=r"^fact: expected one of is_connected, .*, got 'x'$"):
        found["x"]


# --- Beside the decision ----------------------------------------------------------------------------------------------


def test_a_decision_stays_one_shared_value_and_who_asks_for_no_grounds_loads_nothing_of_them() -> None:
    first, second = (evaluate(evolve(FULL, user=User(each))) for each in ("cy", "dee"))
    assert first.disconnecting is second.disconnecting
    assert first == second
    assert first.grounds["disconnecting"] == second.grounds["disconnecting"]
    script = (
        "import sys\n"
        "from chatlink_policy import NEW_ORGANISATION, Scenario, evaluate\n"
        "evaluate(Scenario(policy=NEW_ORGANISATION)).to_dict()\n"
        "print('chatlink_policy.rules.grounds' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_outcome_has_the_grounds_of_each_question_that_was_asked_of_unknown_ones_too() -> None:
    outcome = evaluate(evolve(FULL, access=None, user=User("ann", roles=UNKNOWN)))
    assert [*outcome.grounds] == [each for each in QUESTIONS if "access" not in inputs_of(each)]
    assert outcome.disconnecting is None
    because = "which security roles the user has in person is not known: neither yes nor no"
    assert outcome.grounds["disconnecting"].unanswered == because
    assert outcome.grounds["disconnecting"]["owns_record"].truth is True
    assert evolve(outcome, scenario=None).grounds == {}


# --- The example export -----------------------------------------------------------------------------------------------

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
BO, CY = "414cbe32-7d3b-ee11-bdf4-000d3a5b6c02", "425dcf43-7d3b-ee11-bdf4-000d3a5b6c03"
PRINTER, DELIVERY = (f"5d0a6e3b-2c71-ef11-a670-000d3a5b000{number}" for number in "12")
HIS_CHAT = "19:7e6d5c4b3a2f1e0d9c8b7a6f5e4d3c2b@thread.v2"


contoso = cache(lambda: load_export(CONTOSO))


def on_contoso(user: str, record: str, fact: str) -> str:
    outcome = answer(contoso(), user=user, chat=HIS_CHAT, record=record)
    return outcome.grounds["disconnecting"][fact].says


def test_on_the_example_export_role_and_team_owning_team_and_link_are_named() -> None:
    dispatch = 'the role "Contoso dispatcher" of the team Contoso - dispatch (e77c1b02-2c71-ef11-a670-000d3a5b0002)'
    night = "the team Contoso - night shift (e77c1b02-2c71-ef11-a670-000d3a5b0001)"
    link = f"Bo Chen ({BO}) on 2025-02-05T08:00:10+00:00"
    before = "Ada Lopez (403bad21-7d3b-ee11-bdf4-000d3a5b6c01) on 2025-02-03T10:02:05+00:00"
    assert on_contoso(CY, PRINTER, "has_global_right") == f"through {dispatch}"
    assert on_contoso(BO, PRINTER, "has_global_right") == "3 roles, none with prvUnlinkTeamsChatFromRecord"
    assert on_contoso(CY, DELIVERY, "owns_record") == f"{night}, of which the user is a member, owns it"
    assert on_contoso(BO, PRINTER, "is_connector") == f"the latest link is by {link}; replaced: {before}"
