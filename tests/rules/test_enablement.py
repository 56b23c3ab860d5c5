"""Does this user have Teams chat in this app? (ENB-1 to ENB-9, Q-2, Q-16)"""

from __future__ import annotations

import naive
import pytest
from attrs import evolve
from cases import Case, cases
from hypothesis import given
from hypothesis import strategies as st
from oracle import disagreements, enablement

from chatlink_policy import (
    NEW_ORGANISATION,
    App,
    InvalidValue,
    Offering,
    Policy,
    Profile,
    Readings,
    Role,
    User,
    is_enabled,
)
from chatlink_policy.defaults import (
    CONTACT_CENTER_WORKSPACE,
    CUSTOMER_SERVICE_HUB,
    CUSTOMER_SERVICE_WORKSPACE,
    DEFAULT_APPS,
    PANE_PRIVILEGES,
    PANE_TABLES,
    PRODUCTIVITY_TOOLS_USER,
)
from chatlink_policy.rules.enablement import (
    ENABLEMENT,
    missing_consents,
    missing_pane_permissions,
    profile_has_chat,
    selected_when_turned_on,
)
from chatlink_policy.strategies import apps, policies, readings, users

AGENT = User("ann", roles=[PRODUCTIVITY_TOOLS_USER])
BARE = User("ann")
WITH_CHAT = User("ann", roles=[PRODUCTIVITY_TOOLS_USER], profile=Profile("Support", chat_in_pane=True))
WITHOUT_CHAT = User("ann", roles=[PRODUCTIVITY_TOOLS_USER], profile=Profile("Support", chat_in_pane=False))
DEFAULT = User("ann", roles=[PRODUCTIVITY_TOOLS_USER], profile=Profile("Default", chat_in_pane=True, is_default=True))

ALL_BUT_ONE = User("ann", roles=[Role("Custom", PANE_PRIVILEGES - {"prvReadmsdyn_notificationfield"})])
IN_TWO_ROLES = User(
    "ann",
    roles=[
        Role("Six", PANE_PRIVILEGES - {"prvReadmsdyn_notificationfield"}),
        Role("The seventh", ["prvReadmsdyn_notificationfield"]),
    ],
)
BY_NAME_ONLY = User("ann", roles=[Role("Productivity tools user", ["prvReadIncident"])])

FIELD_SERVICE = App("msdyn_fieldservice", Offering.FIELD_SERVICE, is_multisession=False)
EMBEDDED = App("embedded", Offering.CONTACT_CENTER_EMBEDDED, is_multisession=False)

OFF = Policy(chat_is_on=False, on_for_all_apps=True)
ALL = Policy(chat_is_on=True, on_for_all_apps=True)
NONE_SELECTED = Policy(chat_is_on=True, selected_apps=[])
NEVER_SELECTED = Policy(chat_is_on=True)
SELECTED = Policy(chat_is_on=True, selected_apps=["msdyn_fieldservice", "embedded"])


# --- Who has it, one sentence a row -----------------------------------------------------------------------------------


@pytest.mark.proves("ENB-1", "ENB-3", "ENB-4", "ENB-5", "ENB-7", "ENB-8", "Q-16")
@pytest.mark.parametrize(
    ("has_it", "policy", "app", "user"),
    [
        pytest.param(False, OFF, CUSTOMER_SERVICE_HUB, AGENT, id="with the organisation toggle off no app has it"),
        pytest.param(True, ALL, FIELD_SERVICE, BARE, id="on for all apps, an app nobody selected has it"),
        pytest.param(False, ALL, EMBEDDED, AGENT, id="on for all apps, Contact Center embedded does not have it"),
        pytest.param(True, SELECTED, FIELD_SERVICE, BARE, id="a selected app has it"),
        pytest.param(False, SELECTED, CUSTOMER_SERVICE_HUB, AGENT, id="an app that is not selected does not have it"),
        pytest.param(False, SELECTED, EMBEDDED, AGENT, id="selecting an app that does not support it does not help"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_HUB, WITHOUT_CHAT, id="single-session: the profile does not count"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_HUB, BARE, id="single-session: pane permissions do not count"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_WORKSPACE, WITH_CHAT, id="a custom profile with it in its pane"),
        pytest.param(False, ALL, CUSTOMER_SERVICE_WORKSPACE, WITHOUT_CHAT, id="a custom profile without it"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_WORKSPACE, DEFAULT, id="the default profile has it"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_WORKSPACE, AGENT, id="without a profile it is the default one"),
        pytest.param(False, ALL, CUSTOMER_SERVICE_WORKSPACE, BARE, id="multi-session: pane permissions are needed"),
        pytest.param(False, ALL, CUSTOMER_SERVICE_WORKSPACE, ALL_BUT_ONE, id="six of the seven are not enough"),
        pytest.param(True, ALL, CUSTOMER_SERVICE_WORKSPACE, IN_TWO_ROLES, id="two roles give them together"),
        pytest.param(False, ALL, CUSTOMER_SERVICE_WORKSPACE, BY_NAME_ONLY, id="a role's name gives nothing"),
    ],
)
def test_who_has_the_chat_where(has_it: bool, policy: Policy, app: App, user: User) -> None:
    assert is_enabled(policy, app, user).allowed is has_it


# --- The table --------------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-1", "ENB-3", "ENB-4", "ENB-5", "ENB-7", "ENB-8")
def test_all_128_combinations_are_answered_as_the_page_says_and_documented() -> None:
    assert disagreements(ENABLEMENT) == []
    assert len(ENABLEMENT.decisions) == 128
    assert all(each.is_possible and each.is_documented for each in ENABLEMENT.decisions)


def test_the_facts_their_order_and_who_moves_them_are_the_contract() -> None:
    assert [(each.name, each.changed_by.value) for each in ENABLEMENT.facts] == [
        ("app_supports_chat", "product"),
        ("chat_is_on", "administrator"),
        ("on_for_all_apps", "administrator"),
        ("app_is_selected", "administrator"),
        ("is_multisession", "product"),
        ("profile_has_chat", "profile"),
        ("has_pane_permissions", "role"),
    ]
    assert ENABLEMENT.name == "enablement"


# --- Models to facts --------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-1", "ENB-3", "ENB-4", "ENB-5", "ENB-6", "ENB-7", "ENB-8", "Q-2")
@given(cases())
def test_facts_and_answer_are_those_that_looking_at_every_role_and_app_finds(case: Case) -> None:
    facts = naive.enablement(case.policy, case.app, case.user)
    decision = is_enabled(case.policy, case.app, case.user)
    assert decision.to_facts() == facts
    assert decision.allowed is enablement(**facts)


@pytest.mark.proves("ENB-3")
@given(policies(), apps(), users())
def test_with_the_organisation_toggle_off_no_app_has_it_for_anyone(policy: Policy, app: App, user: User) -> None:
    assert not is_enabled(policy.but(chat_is_on=False), app, user)


@pytest.mark.proves("ENB-4")
@given(policies(), apps())
def test_on_for_all_apps_exactly_the_supported_apps_have_it_whatever_is_selected(policy: Policy, app: App) -> None:
    everywhere = policy.but(chat_is_on=True, on_for_all_apps=True)
    assert is_enabled(everywhere, app, AGENT).allowed is (app.offering.value not in naive.OFFERINGS_WITHOUT_CHAT)


# --- Offerings and defaults -------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-1")
@pytest.mark.parametrize(
    ("offering", "has_it"),
    [
        (Offering.CUSTOMER_SERVICE, True),
        (Offering.CONTACT_CENTER_STANDALONE, True),
        (Offering.CONTACT_CENTER_EMBEDDED, False),
        (Offering.FIELD_SERVICE, True),
        (Offering.SALES, True),
        (Offering.CUSTOM, True),
        (Offering.NOT_CUSTOMER_ENGAGEMENT, False),
    ],
)
def test_the_offering_decides_whether_an_app_can_have_it(offering: Offering, has_it: bool) -> None:
    assert is_enabled(ALL, App("app", offering, is_multisession=False), BARE).allowed is has_it


@pytest.mark.proves("ENB-2", "Q-2")
def test_in_a_new_organisation_three_apps_have_it_and_every_other_must_be_turned_on() -> None:
    assert {app.offering for app in DEFAULT_APPS} == {Offering.CUSTOMER_SERVICE, Offering.CONTACT_CENTER_STANDALONE}
    for app in (CUSTOMER_SERVICE_WORKSPACE, CONTACT_CENTER_WORKSPACE, CUSTOMER_SERVICE_HUB):
        assert is_enabled(NEW_ORGANISATION, app, AGENT)
    for offering in (Offering.FIELD_SERVICE, Offering.SALES, Offering.CUSTOM):
        assert not is_enabled(NEW_ORGANISATION, App("app", offering, is_multisession=False), AGENT)


@pytest.mark.proves("ENB-6", "Q-2")
def test_a_previous_selection_is_kept_and_only_one_that_never_was_starts_from_the_default() -> None:
    three = {CUSTOMER_SERVICE_WORKSPACE.unique_name, CUSTOMER_SERVICE_HUB.unique_name, "contactcenterworkspace"}
    assert selected_when_turned_on(None) == three
    assert selected_when_turned_on(frozenset()) == frozenset()
    assert selected_when_turned_on(frozenset({"msdyn_fieldservice"})) == {"msdyn_fieldservice"}


@pytest.mark.proves("ENB-6")
def test_an_empty_selection_is_not_a_missing_one() -> None:
    assert is_enabled(NEVER_SELECTED, CUSTOMER_SERVICE_HUB, BARE)
    assert not is_enabled(NONE_SELECTED, CUSTOMER_SERVICE_HUB, BARE)


@pytest.mark.proves("ENB-6")
@given(st.sets(st.sampled_from(["app", "apps", "msdyn_fieldservice"])), readings())
def test_no_reading_but_one_touches_a_selection_that_was_made(previous: set[str], readings: Readings) -> None:
    kept = evolve(readings, default_apps_always_selected=False)
    assert selected_when_turned_on(frozenset(previous), kept) == previous


@pytest.mark.proves("ENB-6", "Q-18")
@given(st.none() | st.sets(st.sampled_from(["app", "customerservicehub", "contactcenterworkspace"])), readings())
def test_read_otherwise_the_default_apps_are_selected_too(previous: set[str] | None, readings: Readings) -> None:
    besides = evolve(readings, default_apps_always_selected=True)
    before = None if previous is None else frozenset(previous)
    assert selected_when_turned_on(before, besides) == {*(previous or ()), *selected_when_turned_on(None, readings)}
    policy = NONE_SELECTED.but(readings=Readings(default_apps_always_selected=True))
    assert not is_enabled(NONE_SELECTED, CUSTOMER_SERVICE_HUB, BARE)
    assert is_enabled(policy, CUSTOMER_SERVICE_HUB, BARE)


@pytest.mark.proves("ENB-5", "Q-20")
def test_with_the_scope_on_selected_apps_no_app_that_is_not_selected_has_it_of_whatever_offering() -> None:
    policy = NONE_SELECTED.but(selected_apps=["cr1_selected"])
    for offering in Offering:
        assert not is_enabled(policy, App("cr1_other", offering, is_multisession=False), AGENT)
    assert is_enabled(policy, App("cr1_selected", Offering.CUSTOM, is_multisession=False), AGENT)


@pytest.mark.proves("ENB-6", "Q-2")
def test_read_otherwise_the_default_selection_is_two_apps() -> None:
    otherwise = Readings(two_default_apps=True)
    two = selected_when_turned_on(None, otherwise)
    assert selected_when_turned_on(None) - two == {CONTACT_CENTER_WORKSPACE.unique_name}
    assert len(two) == 2
    policy = NEVER_SELECTED.but(readings=otherwise)
    assert is_enabled(NEVER_SELECTED, CONTACT_CENTER_WORKSPACE, AGENT)
    assert not is_enabled(policy, CONTACT_CENTER_WORKSPACE, AGENT)
    assert is_enabled(policy, CUSTOMER_SERVICE_WORKSPACE, AGENT) and is_enabled(policy, CUSTOMER_SERVICE_HUB, AGENT)


@pytest.mark.proves("ENB-5")
def test_an_app_is_selected_by_its_unique_name_in_any_case_and_by_no_other_name() -> None:
    policy = Policy(chat_is_on=True, selected_apps=["CustomerServiceHub"])
    assert is_enabled(policy, App("customerSERVICEhub", Offering.CUSTOMER_SERVICE, is_multisession=False), BARE)
    assert not is_enabled(policy, App("customerservicehub2", Offering.CUSTOMER_SERVICE, is_multisession=False), BARE)


# --- Profile ----------------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-7", "Q-16")
def test_the_default_profile_has_the_chat_and_cannot_be_without_it() -> None:
    assert profile_has_chat(BARE)
    assert profile_has_chat(DEFAULT) and profile_has_chat(WITH_CHAT) and not profile_has_chat(WITHOUT_CHAT)
    with pytest.raises(InvalidValue, match="the default profile has the chat"):
        Profile("Default", chat_in_pane=False, is_default=True)


# --- Permissions of the pane ------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-8")
def test_the_permissions_are_read_on_seven_tables_in_the_order_of_the_page() -> None:
    assert [table.label for table in missing_pane_permissions(BARE)] == [
        "app profile",
        "application tab template",
        "notification field",
        "notification template",
        "pane tab configuration",
        "pane tool configuration",
        "productivity pane configuration",
    ]
    assert {table.name for table in PANE_TABLES} == set(naive.SEVEN_TABLES)
    assert missing_pane_permissions(AGENT) == ()
    assert missing_pane_permissions(IN_TWO_ROLES) == ()


@pytest.mark.proves("ENB-8")
@given(st.sets(st.sampled_from(naive.SEVEN_TABLES)))
def test_exactly_the_tables_that_no_role_lets_the_user_read_are_missing(readable: set[str]) -> None:
    roles = [Role(f"Reads {table}", [f"prvRead{table}", f"prvWrite{table}"]) for table in readable]
    user = User("ann", roles=roles)
    assert {table.name for table in missing_pane_permissions(user)} == set(naive.SEVEN_TABLES) - readable
    assert is_enabled(ALL, CUSTOMER_SERVICE_WORKSPACE, user).allowed is (len(readable) == 7)


@pytest.mark.proves("ENB-8")
@given(users())
def test_the_user_has_the_permissions_exactly_when_none_is_missing(user: User) -> None:
    facts = is_enabled(ALL, CUSTOMER_SERVICE_WORKSPACE, user).facts
    assert facts.has_pane_permissions is (missing_pane_permissions(user) == ())


# --- Consents ---------------------------------------------------------------------------------------------------------

LOST = {
    "Chat.ReadWrite.All": ("recent messages for the chat list", "no chat is started or shown"),
    "Directory.Read.All": ("names of the user's teams", "teams and channels are shown without their names"),
    "Presence.Read.All": ("presence of users for the avatars", "avatars are shown without presence"),
    "User.Read.All": ("suggested participants have a Teams licence", "the chat list has no suggested contacts"),
    "User.ReadBasic.All": ("photos", "users are shown without their photos"),
}
"""What the documentation says each permission is for, and what is lost without it."""


@pytest.mark.proves("ENB-9")
def test_without_any_consent_all_five_are_missing_each_with_what_is_lost() -> None:
    missing = missing_consents([])
    assert [each.name for each in missing] == list(LOST)
    for each in missing:
        purpose, lost = LOST[each.name]
        assert purpose in each.purpose
        assert each.lost == lost
        assert each.purpose != each.lost


@pytest.mark.proves("ENB-9")
@given(st.sets(st.sampled_from([*LOST, "Chat.Read.All", "user.read.all"])))
def test_exactly_the_permissions_without_consent_are_missing(consented: set[str]) -> None:
    assert [each.name for each in missing_consents(consented)] == [name for name in LOST if name not in consented]
