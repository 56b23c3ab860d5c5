"""What the page presets, each with the number that says so."""

from __future__ import annotations

import pytest

from chatlink_policy import NEW_ORGANISATION, App, AttributeType, Offering, User, is_enabled
from chatlink_policy.defaults import (
    CARD_UNSUPPORTED_TYPES,
    CONTACT_CENTER_WORKSPACE,
    CUSTOMER_SERVICE_HUB,
    CUSTOMER_SERVICE_WORKSPACE,
    DEFAULT_APPS,
    DEFAULT_DISCONNECT_ROLES,
    DEFAULT_VIEWS,
    GLOBAL_DISCONNECT_PRIVILEGE,
    GRAPH_PERMISSIONS,
    NOTIFICATION_UNSUPPORTED_TYPES,
    PANE_PRIVILEGES,
    PANE_TABLES,
    PRECONFIGURED_ATTRIBUTES,
    PRODUCTIVITY_TOOLS_USER,
    SETTINGS_PAGE_URL,
    STANDARD_RECORD_TYPES,
    SUPPORTED_OFFERINGS,
)
from chatlink_policy.models import ViewKind


@pytest.mark.proves("ENB-1")
def test_every_offering_but_contact_center_embedded_has_teams_chat() -> None:
    customer_engagement = set(Offering) - {Offering.NOT_CUSTOMER_ENGAGEMENT}
    assert customer_engagement - {Offering.CONTACT_CENTER_EMBEDDED} == SUPPORTED_OFFERINGS


@pytest.mark.proves("ENB-2")
def test_three_apps_have_teams_chat_in_a_new_organisation_and_no_other() -> None:
    assert DEFAULT_APPS == (CUSTOMER_SERVICE_WORKSPACE, CONTACT_CENTER_WORKSPACE, CUSTOMER_SERVICE_HUB)
    user = User("ann", roles=[PRODUCTIVITY_TOOLS_USER])
    assert all(is_enabled(NEW_ORGANISATION, app, user) for app in DEFAULT_APPS)
    for offering in (Offering.FIELD_SERVICE, Offering.SALES, Offering.CUSTOM):
        other = App("another", offering, is_multisession=False)
        assert not is_enabled(NEW_ORGANISATION, other, user)
        assert is_enabled(NEW_ORGANISATION.but(selected_apps=["another"]), other, user)


def test_the_two_workspaces_are_multi_session_apps_and_the_hub_is_not() -> None:
    assert [app for app in DEFAULT_APPS if app.is_multisession] == [
        CUSTOMER_SERVICE_WORKSPACE,
        CONTACT_CENTER_WORKSPACE,
    ]


@pytest.mark.proves("ENB-8")
def test_the_productivity_tools_user_may_read_the_seven_tables_of_the_pane() -> None:
    assert [table.label for table in PANE_TABLES] == [
        "app profile",
        "application tab template",
        "notification field",
        "notification template",
        "pane tab configuration",
        "pane tool configuration",
        "productivity pane configuration",
    ]
    assert {f"prvRead{table.name}" for table in PANE_TABLES} == PANE_PRIVILEGES == PRODUCTIVITY_TOOLS_USER.privileges


@pytest.mark.proves("ENB-9")
def test_the_app_uses_five_graph_permissions_each_for_one_purpose() -> None:
    assert [permission.name for permission in GRAPH_PERMISSIONS] == [
        "Chat.ReadWrite.All",
        "Directory.Read.All",
        "Presence.Read.All",
        "User.Read.All",
        "User.ReadBasic.All",
    ]
    words = ("messages", "teams and channels", "presence", "licence", "photos")
    for permission, word in zip(GRAPH_PERMISSIONS, words, strict=True):
        assert word in permission.purpose


@pytest.mark.proves("ENB-11")
def test_a_custom_app_manages_the_settings_through_the_page_of_its_site_map() -> None:
    control = "MscrmControls.TeamsCollaborationAdmin.TeamsCollaborationAdmin"
    assert f"/main.aspx?pagetype=control&controlName={control}" == SETTINGS_PAGE_URL


@pytest.mark.proves("CON-1", "Q-17")
def test_five_record_types_are_configured_out_of_the_box() -> None:
    assert STANDARD_RECORD_TYPES == ("incident", "account", "contact", "knowledgearticle", "email")
    assert {each.record_type for each in NEW_ORGANISATION.record_types} == set(STANDARD_RECORD_TYPES)
    assert not NEW_ORGANISATION.is_configured("msdyn_ocliveworkitem")


@pytest.mark.proves("CRD-5")
def test_the_card_of_a_case_has_its_introduction_message_and_the_others_have_quick_find() -> None:
    assert DEFAULT_VIEWS["incident"] is ViewKind.CASE_INTRODUCTION
    others = set(STANDARD_RECORD_TYPES) - {"incident"}
    assert {DEFAULT_VIEWS[each] for each in others} == {ViewKind.QUICK_FIND}
    assert set(DEFAULT_VIEWS) == set(STANDARD_RECORD_TYPES)


@pytest.mark.proves("DIS-1", "JOI-3", "Q-14", "Q-23")
def test_the_toggles_of_a_new_organisation_are_the_documented_ones() -> None:
    for settings in NEW_ORGANISATION.record_types:
        assert settings.owner_may_disconnect
        assert settings.connector_may_disconnect
        assert settings.join_chat is (settings.record_type == "incident")
        assert not settings.include_note
        assert not settings.notify
        assert settings.view_id is None


@pytest.mark.proves("DIS-3")
def test_six_roles_have_the_global_disconnect_right_by_default() -> None:
    assert [role.name for role in DEFAULT_DISCONNECT_ROLES] == [
        "System Administrator",
        "CSR Manager",
        "Customer Service Representative",
        "Omnichannel administrator",
        "Omnichannel supervisor",
        "Omnichannel agent",
    ]
    assert GLOBAL_DISCONNECT_PRIVILEGE == "prvUnlinkTeamsChatFromRecord"
    assert all(role.privileges == {GLOBAL_DISCONNECT_PRIVILEGE} for role in DEFAULT_DISCONNECT_ROLES)


@pytest.mark.proves("NTF-3")
def test_three_attributes_of_a_case_are_selected_out_of_the_box() -> None:
    assert dict(PRECONFIGURED_ATTRIBUTES) == {"incident": ("prioritycode", "statecode", "statuscode")}
    for settings in NEW_ORGANISATION.record_types:
        assert settings.notified_attributes == PRECONFIGURED_ATTRIBUTES.get(settings.record_type, ())


@pytest.mark.proves("NTF-5", "Q-8")
def test_four_attribute_types_never_notify() -> None:
    named = {"PartyList", "Image", "Integer", "File"}
    assert {each.value for each in NOTIFICATION_UNSUPPORTED_TYPES} == named
    assert AttributeType.BIG_INT not in NOTIFICATION_UNSUPPORTED_TYPES


@pytest.mark.proves("Q-5")
def test_the_types_that_a_card_shows_include_those_of_the_shipped_view() -> None:
    shipped = {"String", "DateTime", "Picklist", "Customer", "Memo"}
    assert not shipped & {each.value for each in CARD_UNSUPPORTED_TYPES}
    assert {each.value for each in CARD_UNSUPPORTED_TYPES} == {
        "PartyList",
        "Image",
        "File",
        "Virtual",
        "EntityName",
        "CalendarRules",
        "ManagedProperty",
    }
    assert NEW_ORGANISATION.card_unsupported_types == CARD_UNSUPPORTED_TYPES
