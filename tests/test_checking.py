"""Checking a snapshot: every kind of finding comes from its mistake alone, says what to do, and cites requirements."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any, TypeVar, cast

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pages import findings_page
from thoroughness import SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    UNKNOWN,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    InvalidValue,
    Offering,
    Owner,
    Policy,
    Profile,
    Readings,
    Record,
    RecordType,
    RecordTypePolicy,
    Role,
    TeamRoles,
    User,
    View,
    strategies,
)
from chatlink_policy.checking import Few, Finding, FindingCode, FindingValue, Severity, check, checks
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.defaults import (
    DEFAULT_DISCONNECT_ROLES,
    GLOBAL_DISCONNECT_PRIVILEGE,
    GRAPH_PERMISSIONS,
    PANE_PRIVILEGES,
    PANE_TABLES,
    PRODUCTIVITY_TOOLS_USER,
)
from chatlink_policy.models import ViewKind
from chatlink_policy.snapshot import NotSelected, Rejected, Remark, RemarkCode, Snapshot, SupplementId, Team, TeamType
from chatlink_policy.sources import CHOICES, REQUIREMENTS
from chatlink_policy.unknown import Unknown
from chatlink_policy.wording.findings import FINDINGS as TEXTS
from chatlink_policy.wording.findings import LOOKS_FOR

T = TypeVar("T")

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
AHEAD = MONDAY + timedelta(days=10)

ADDED = "contoso_shipment"
WORKSPACE = App("msdyn_customerserviceworkspace", Offering.CUSTOMER_SERVICE, is_multisession=True)
HUB = App("customerservicehub", Offering.CUSTOMER_SERVICE, is_multisession=False)
EMBEDDED = App("embedded", Offering.CONTACT_CENTER_EMBEDDED, is_multisession=True)
BARE = Profile("Bare", chat_in_pane=False)
EQUIPPED = Profile("Equipped", chat_in_pane=True)
DISCONNECTS = [GLOBAL_DISCONNECT_PRIVILEGE]
SYSTEM_ADMINISTRATOR = DEFAULT_DISCONNECT_ROLES[0]

ATTRIBUTES = [
    Attribute("title", AttributeType.STRING),
    Attribute("createdon", AttributeType.DATE_TIME),
    Attribute("prioritycode", AttributeType.PICKLIST),
    Attribute("statecode", AttributeType.STATE),
    Attribute("statuscode", AttributeType.STATUS),
    Attribute("customerid", AttributeType.CUSTOMER),
    Attribute("description", AttributeType.MEMO),
    Attribute("entityimage", AttributeType.IMAGE),
    Attribute("budget", AttributeType.MONEY, is_secured=True),
]

# --- A snapshot in order, and one with each mistake -------------------------------------------------------------------


def table(name: str = "incident", *, is_virtual: bool = False, has_update_filter: bool = True) -> RecordType:
    return RecordType(name, ATTRIBUTES, is_activity=False, is_virtual=is_virtual, has_update_filter=has_update_filter)


def view(*columns: str | Column, kind: ViewKind = ViewKind.CASE_INTRODUCTION, record_type: str = "incident") -> View:
    made = [Column(each) if isinstance(each, str) else each for each in columns]
    return View("view-1" if record_type == "incident" else "view-2", "Introduction", record_type, kind, made)


IN_ORDER = Snapshot(
    policy=NEW_ORGANISATION, consents={each.name for each in GRAPH_PERMISSIONS}, exported_on=MONDAY + timedelta(days=9)
)
EVERY_TABLE = frozenset(EXPORT_TABLES)


def changed(snapshot: Snapshot, **changes: object) -> Snapshot:
    """The same snapshot with some parts changed, given as lists."""
    parts: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in changes.items()}
    return evolve(snapshot, **parts)


def but(**changes: object) -> Snapshot:
    """The snapshot in order, but."""
    return changed(IN_ORDER, **changes)


def with_settings(record_type: str, *others: RecordType | View, **changes: object) -> Snapshot:
    """The snapshot in order, but with these settings of a record type, and with some metadata and views."""
    settings: Callable[..., Policy] = NEW_ORGANISATION.but_for
    return but(
        policy=settings(record_type, **changes),
        record_types=[each for each in others if isinstance(each, RecordType)],
        views=[each for each in others if isinstance(each, View)],
    )


def with_card(*columns: str | Column, **changes: object) -> Snapshot:
    """The snapshot in order, but with a card for cases that has these columns."""
    return changed(with_settings("incident", table(), view(*columns), include_note=True), **changes)


def notifying(*attributes: str, of: RecordType | None = None) -> Snapshot:
    """The snapshot in order, but with notifications on for cases and these attributes picked."""
    return with_settings("incident", of or table(), notify=True, notified_attributes=attributes)


def link(
    user: str | Unknown | None = "ann", when: datetime = MONDAY, to: str = "incident", record: str = "42"
) -> ChatLink:
    return ChatLink(to, record, connected_by=user, connected_on=when)


def linked(*links: ChatLink, kind: ChatKind = ChatKind.GROUP) -> Snapshot:
    return but(chats=[Chat("19:chat", kind, links=links)])


def written(when: datetime) -> Snapshot:
    return but(chats=[Chat("19:chat", ChatKind.GROUP, last_written_on=when)])


def owned_by_team(type: TeamType) -> Snapshot:
    return but(
        teams=[Team("team", name="Night shift", type=type)], records=[Record("incident", "42", Owner(team="team"))]
    )


def remarked(code: RemarkCode, record_type: str = "incident", detail: str = "msdyn_usercanjoinchat") -> Snapshot:
    return but(remarks=[Remark(code, "settings.json", 3, record_type, detail)])


def row(number: int | None = 3, **changes: str) -> Rejected:
    texts = {"source": "links.json", "path": "createdon", "expected": "a time with its zone", "got": "'yesterday'"}
    return Rejected(row=number, **{**texts, **changes})


ALL_APPS = NEW_ORGANISATION.but(on_for_all_apps=True)
SELECTED = NEW_ORGANISATION.but(selected_apps=["customerservicehub"])
SYNCED = NEW_ORGANISATION.but(timeline_sync=True, timeline_sync_since=MONDAY, chat_owner_consent=True)

CASES: dict[FindingCode, tuple[Snapshot, Snapshot]] = {
    # a snapshot with exactly that mistake, and its nearest neighbour without any
    FindingCode.ROW_REJECTED: (but(rejected=[row()]), IN_ORDER),
    FindingCode.SETTINGS_UNREADABLE: (
        but(policy=Policy(chat_is_on=True, unreadable_record_types=["incident"])),
        but(policy=Policy(chat_is_on=True)),
    ),
    FindingCode.OTHER_SETTINGS_UNREADABLE: (
        but(policy=NEW_ORGANISATION.but(others_unreadable=True)),
        but(policy=NEW_ORGANISATION.but(others_unreadable=False)),
    ),
    FindingCode.CONFIGURED_TWICE: (remarked(RemarkCode.CONFIGURED_TWICE), IN_ORDER),
    FindingCode.ABSENT_TOGGLE: (remarked(RemarkCode.ABSENT_TOGGLE), IN_ORDER),
    FindingCode.INACTIVE_SETTINGS: (remarked(RemarkCode.INACTIVE_SETTINGS), IN_ORDER),
    FindingCode.METADATA_MISSING: (
        with_settings("incident", notify=True),
        with_settings("incident", table(), notify=True),
    ),
    FindingCode.SETTINGS_UNKNOWN: (but(policy=NEW_ORGANISATION.but(chat_is_on=UNKNOWN)), IN_ORDER),
    FindingCode.TABLE_NOT_EXPORTED: (but(tables=EVERY_TABLE - {"chats"}), but(tables=EVERY_TABLE)),
    FindingCode.COLUMN_NOT_SELECTED: (
        but(not_selected=[NotSelected("roles.json", "roles", "name", ("enablement", "disconnecting"))]),
        IN_ORDER,
    ),
    FindingCode.FILES_PASSED_OVER: (but(passed_over=["notes.txt", "old"]), IN_ORDER),
    FindingCode.SCOPE_UNKNOWN: (
        but(policy=NEW_ORGANISATION.but(on_for_all_apps=UNKNOWN)),
        but(policy=NEW_ORGANISATION.but(on_for_all_apps=UNKNOWN, chat_is_on=False)),
    ),
    FindingCode.SELECTION_UNKNOWN: (
        but(policy=NEW_ORGANISATION.but(selected_apps=UNKNOWN)),
        but(policy=NEW_ORGANISATION.but(selected_apps=UNKNOWN, on_for_all_apps=True)),
    ),
    FindingCode.NO_APP_SELECTED: (
        but(policy=NEW_ORGANISATION.but(selected_apps=[])),
        but(policy=NEW_ORGANISATION.but(selected_apps=None)),
    ),
    FindingCode.UNSUPPORTED_APP_SELECTED: (
        but(policy=NEW_ORGANISATION.but(selected_apps=["CustomerServiceHub", "Embedded"]), apps=[HUB, EMBEDDED]),
        but(policy=SELECTED, apps=[HUB, EMBEDDED]),
    ),
    FindingCode.UNKNOWN_APP_SELECTED: (
        but(policy=SELECTED.but(selected_apps=["customerservicehub", "customerservice_hub"]), apps=[HUB]),
        but(policy=SELECTED, apps=[HUB]),
    ),
    FindingCode.HUB_MISSING: (but(policy=SELECTED), but(policy=SELECTED, apps=[HUB])),
    FindingCode.CASES_WITHOUT_APP: (
        but(
            policy=NEW_ORGANISATION.but(selected_apps=["sales"]),
            apps=[App("sales", Offering.SALES, is_multisession=False)],
        ),
        but(policy=SELECTED, apps=[HUB]),
    ),
    FindingCode.SUPPLEMENT_APP_UNMATCHED: (
        but(supplement_ids=[SupplementId("apps", "sales")]),
        but(supplement_ids=[SupplementId("apps", "CustomerServiceHub")], apps=[HUB]),
    ),
    FindingCode.PROFILE_WITHOUT_CHAT: (but(profiles=[BARE]), but(profiles=[EQUIPPED])),
    FindingCode.TEAMS_TOOL_UNKNOWN: (
        but(tables=EVERY_TABLE, profiles=[Profile("Night", chat_in_pane=UNKNOWN)]),
        but(tables=EVERY_TABLE, profiles=[EQUIPPED], supplement_ids=[SupplementId("teams_tool", "teams")]),
    ),
    FindingCode.PANE_PERMISSIONS_MISSING: (
        but(policy=ALL_APPS, apps=[WORKSPACE], users=[User("ann")]),
        but(policy=ALL_APPS, apps=[HUB, EMBEDDED], users=[User("ann")]),
    ),
    FindingCode.USERS_UNKNOWN: (but(users=[User("ann", profile=UNKNOWN)]), but(users=[User("ann")])),
    FindingCode.SUPPLEMENT_USER_UNMATCHED: (
        but(supplement_ids=[SupplementId("users", "bob")], users=[User("ann")]),
        but(supplement_ids=[SupplementId("users", "{ANN}")], users=[User("ann")]),
    ),
    FindingCode.CONSENT_MISSING: (but(consents={each.name for each in GRAPH_PERMISSIONS[1:]}), IN_ORDER),
    FindingCode.CONSENTS_UNKNOWN: (but(consents=None), IN_ORDER),
    FindingCode.SUPPLEMENT_CONSENT_UNMATCHED: (
        but(consents={"Chat.ReadWrite", *(each.name for each in GRAPH_PERMISSIONS)}),
        IN_ORDER,
    ),
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: (linked(link(to=ADDED)), linked(link())),
    FindingCode.LINKED_CHATS_NOT_GROUP: (
        linked(link(), kind=ChatKind.ONE_ON_ONE),
        linked(link(), kind=ChatKind.UNKNOWN),
    ),
    FindingCode.LINKS_INACTIVE: (remarked(RemarkCode.INACTIVE_LINK), IN_ORDER),
    FindingCode.LINKS_AHEAD: (linked(link(when=AHEAD)), linked(link())),
    FindingCode.SUPPLEMENT_CHAT_UNMATCHED: (
        changed(linked(link()), supplement_ids=[SupplementId("chats", "19:gone")]),
        changed(linked(link()), supplement_ids=[SupplementId("chats", "19:chat")]),
    ),
    FindingCode.CHATS_NAMED_AFTER_RECORDS: (remarked(RemarkCode.AUTO_NAMING), IN_ORDER),
    FindingCode.CARD_WITHOUT_VIEW: (
        with_settings(ADDED, table(ADDED), include_note=True),
        with_settings(ADDED, table(ADDED), include_note=False),
    ),
    FindingCode.CHOSEN_VIEW_MISSING: (
        with_settings("incident", table(), view("title"), include_note=True, view_id="view-2"),
        with_settings("incident", table(), view("title"), include_note=True, view_id="view-1"),
    ),
    FindingCode.CHOSEN_VIEW_UNUSABLE: (
        changed(
            with_settings("incident", table(), view("title"), include_note=True, view_id="view-2"),
            unusable_views=["view-2"],
        ),
        changed(
            with_settings("incident", table(), view("title"), include_note=True, view_id="view-1"),
            unusable_views=["view-2"],
        ),
    ),
    FindingCode.DEFAULT_VIEW_MISSING: (
        with_settings("incident", table(), view("title", kind=ViewKind.QUICK_FIND), include_note=True),
        with_card("title"),
    ),
    FindingCode.COLUMN_UNSUPPORTED: (with_card("title", "entityimage"), with_card("title")),
    FindingCode.COLUMN_HIDDEN: (
        with_card("title", Column("entityimage", is_hidden=True)),
        with_card("title"),
    ),
    FindingCode.COLUMN_BEYOND_LIMIT: (
        with_card("title", "createdon", "prioritycode", "statecode", "statuscode", "customerid"),
        with_card("title", "createdon", "prioritycode", "statecode", "statuscode"),
    ),
    FindingCode.SECURED_FIELD_EXPOSED: (with_card("title", "budget"), with_card("title", "description")),
    FindingCode.SUPPLEMENT_FIELD_UNMATCHED: (
        but(record_types=[table()], supplement_ids=[SupplementId("readable_secured_fields", "incident.title")]),
        but(record_types=[table()], supplement_ids=[SupplementId("readable_secured_fields", "incident.budget")]),
    ),
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: (
        with_settings("incident", owner_may_disconnect=False),
        with_settings("incident", owner_may_disconnect=True),
    ),
    FindingCode.ROLE_BEYOND_DEFAULTS: (
        but(roles=[Role("Shift lead", DISCONNECTS)]),
        but(roles=[Role("Shift lead", ["prvReadIncident"])]),
    ),
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: (
        but(roles=[Role("System Administrator", [])]),
        but(roles=[SYSTEM_ADMINISTRATOR]),
    ),
    FindingCode.CONNECTOR_TIED: (linked(link("ann"), link("bob")), linked(link("ann"), link("bob", TUESDAY))),
    FindingCode.CONNECTOR_UNKNOWN: (linked(link(None)), linked(link())),
    FindingCode.GROUP_TEAM: (owned_by_team(TeamType.SECURITY_GROUP), owned_by_team(TeamType.OWNER)),
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: (
        with_settings("account", join_chat=True),
        with_settings(ADDED, join_chat=True),
    ),
    FindingCode.DUPLICATE_ATTRIBUTE: (remarked(RemarkCode.DUPLICATE_ATTRIBUTE, detail="title"), IN_ORDER),
    FindingCode.UNKNOWN_ATTRIBUTE: (notifying("title", "colour"), notifying("title")),
    FindingCode.UNSUPPORTED_ATTRIBUTE: (notifying("title", "entityimage"), notifying("title")),
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: (
        notifying("title", of=table(is_virtual=True)),
        notifying("title", of=table()),
    ),
    FindingCode.NO_ATTRIBUTE_SELECTED: (notifying(), notifying("title")),
    FindingCode.SYNC_WITHOUT_CHAT: (but(policy=SYNCED.but(chat_is_on=False)), but(policy=SYNCED)),
    FindingCode.SYNC_SINCE_UNKNOWN: (but(policy=SYNCED.but(timeline_sync_since=None)), but(policy=SYNCED)),
    FindingCode.SYNC_SINCE_AHEAD: (but(policy=SYNCED.but(timeline_sync_since=AHEAD)), but(policy=SYNCED)),
    FindingCode.SYNC_KEEPS_MORE: (but(policy=SYNCED), but(policy=SYNCED.but(timeline_sync=False))),
    FindingCode.OWNER_CONSENT_OFF: (
        but(policy=SYNCED.but(chat_owner_consent=False)),
        but(policy=SYNCED.but(chat_owner_consent=False, timeline_sync=False)),
    ),
    FindingCode.OWNER_CONSENT_UNKNOWN: (
        but(policy=SYNCED.but(chat_owner_consent=None)),
        but(policy=SYNCED.but(chat_owner_consent=None, timeline_sync=False)),
    ),
    FindingCode.MESSAGES_AHEAD: (written(AHEAD), written(MONDAY)),
    FindingCode.TIMES_NOT_COMPARED: (changed(written(MONDAY), exported_on=None), but(exported_on=None)),
}


WHILE_SYNCED = {FindingCode.SYNC_KEEPS_MORE}
"""What is said wherever the sync is on, and is nobody's mistake."""


def codes(snapshot: Snapshot, now: datetime | None = None) -> set[FindingCode]:
    """The kinds of the findings of a snapshot."""
    return {each.code for each in check(snapshot, now)}


def only(snapshot: Snapshot, code: FindingCode | None = None) -> tuple[str, str]:
    """Subject and sentence of the only finding of a snapshot, of that kind where one is given."""
    (finding,) = (each for each in check(snapshot) if each.code not in WHILE_SYNCED)
    assert code in (None, finding.code)
    return finding.subject, finding.found


def mistake(code: FindingCode) -> tuple[str, str]:
    """Subject and sentence of the finding that the listed mistake gives."""
    return only(CASES[code][0], code)


@pytest.mark.parametrize("code", FindingCode)
def test_each_kind_of_finding_comes_from_its_mistake_alone(code: FindingCode) -> None:
    with_mistake, without = CASES[code]
    assert codes(with_mistake) - WHILE_SYNCED == {code} - WHILE_SYNCED
    assert code in codes(with_mistake)
    assert codes(without) <= WHILE_SYNCED - {code}


def test_a_new_organisation_in_order_has_no_findings() -> None:
    assert check(IN_ORDER) == ()


def test_an_organisation_that_uses_everything_as_meant_has_no_findings() -> None:
    policy = (
        SYNCED.but(selected_apps=["msdyn_CustomerServiceWorkspace", "customerservicehub"])
        .but_for("incident", include_note=True, notify=True)
        .but_for(ADDED, include_note=True, view_id="view-2", notify=True, notified_attributes=["title"])
    )
    agent = User("ann", roles=[PRODUCTIVITY_TOOLS_USER, SYSTEM_ADMINISTRATOR], profile=EQUIPPED)
    everything = but(
        policy=policy,
        apps=[WORKSPACE, HUB, EMBEDDED],
        profiles=[EQUIPPED, Profile("Default", chat_in_pane=True, is_default=True)],
        roles=[PRODUCTIVITY_TOOLS_USER, *DEFAULT_DISCONNECT_ROLES],
        users=[agent],
        record_types=[table(), table(ADDED)],
        views=[view("title", "description"), view("createdon", record_type=ADDED, kind=ViewKind.OTHER)],
        chats=[Chat("19:chat", ChatKind.GROUP, links=[link(), link(to=ADDED), link("bob", TUESDAY)])],
    )
    assert codes(everything) == WHILE_SYNCED


# --- Rows and settings ------------------------------------------------------------------------------------------------


def test_a_rejected_row_is_reported_with_its_place_and_reason() -> None:
    assert mistake(FindingCode.ROW_REJECTED) == (
        "links.json",
        "Rejected row 4: createdon: expected a time with its zone, got 'yesterday'.",
    )


def test_a_file_that_could_not_be_read_is_reported_without_a_row() -> None:
    assert only(but(rejected=[row(None, path="file", expected="JSON", got="a picture")])) == (
        "links.json",
        "Rejected: file: expected JSON, got a picture.",
    )


def test_rows_that_are_wrong_in_the_same_way_are_one_finding() -> None:
    rows = [row(number, got=repr(number)) for number in (12, 5, 9, 100, 7)]
    assert only(but(rejected=rows)) == (
        "links.json",
        "Rejected row 6: createdon: expected a time with its zone, got 5; for the same reason 4 more rows: 8, 10, 13 "
        "and "
        "1 more.",
    )
    assert len(check(but(rejected=[*rows, row(5, path="createdby"), row(5, source="more-links.json")]))) == 3


@pytest.mark.proves("DIS-2")
def test_unreadable_settings_are_reported_with_their_row_and_that_no_question_can_be_answered() -> None:
    assert mistake(FindingCode.SETTINGS_UNREADABLE) == (
        "incident",
        "Its settings row was rejected, so no question about this record type can be answered.",
    )
    rejected = row(2, source="settings.json", path="msdyn_usercanjoinchat", expected="true or false", got="'no'")
    snapshot = changed(CASES[FindingCode.SETTINGS_UNREADABLE][0], rejected=[evolve(rejected, record_type="incident")])
    assert only(snapshot, FindingCode.SETTINGS_UNREADABLE) == (
        "incident",
        "Its settings row was rejected, so no question about this record type can be answered "
        "(settings.json row 3: msdyn_usercanjoinchat: expected true or false, got 'no').",
    )


@pytest.mark.proves("NTF-2")
def test_more_than_five_selected_attributes_are_a_rejected_row_that_names_the_rule() -> None:
    six = [each.name for each in ATTRIBUTES[:6]]
    with pytest.raises(ValueError, match=r"NTF-2") as refused:
        NEW_ORGANISATION.but_for("incident", notified_attributes=six)
    expected = str(refused.value).partition("expected ")[2].partition(", got")[0]
    rejected = row(0, source="settings.json", path="notified_attributes", expected=expected, record_type="incident")
    policy = Policy(chat_is_on=True, unreadable_record_types=["incident"])
    assert "at most 5 different attributes (NTF-2)" in only(but(policy=policy, rejected=[rejected]))[1]


@pytest.mark.proves("DIS-2")
def test_settings_of_an_unknown_record_type_leave_all_the_others_unanswered() -> None:
    assert mistake(FindingCode.OTHER_SETTINGS_UNREADABLE) == (
        "msdyn_entitylinkchatconfigurations",
        "A settings row that does not name its record type was rejected, so no question about a record type without "
        "settings can be answered.",
    )


@pytest.mark.proves("CON-1")
def test_a_record_type_configured_twice_is_reported_with_its_rows() -> None:
    remarks = [Remark(RemarkCode.CONFIGURED_TWICE, "settings.json", number, "incident", "") for number in (10, 3)]
    assert only(but(remarks=remarks), FindingCode.CONFIGURED_TWICE) == (
        "incident",
        "It has more than one active settings row: settings.json row 4, settings.json row 11.",
    )


@pytest.mark.proves("Q-12")
def test_the_absent_toggles_of_a_record_type_are_one_finding() -> None:
    toggles = ("msdyn_usercanjoinchat", "msdyn_enablekickoffmessage")
    remarks = [Remark(RemarkCode.ABSENT_TOGGLE, "settings.json", 3, "incident", each) for each in toggles]
    assert only(but(remarks=remarks), FindingCode.ABSENT_TOGGLE) == (
        "incident",
        "Its settings have no value for msdyn_enablekickoffmessage, msdyn_usercanjoinchat, which counts as off.",
    )


def test_inactive_settings_are_reported_by_record_type_or_else_by_file() -> None:
    assert mistake(FindingCode.INACTIVE_SETTINGS) == (
        "incident",
        "Inactive settings were left out: settings.json row 4.",
    )
    nobody_knows = Remark(RemarkCode.INACTIVE_SETTINGS, "settings.json", 3, None, "")
    assert only(but(remarks=[nobody_knows]))[0] == "settings.json"


@pytest.mark.parametrize("toggles", [{"notify": True, "notified_attributes": ["title"]}, {"include_note": True}])
def test_a_record_type_without_metadata_is_reported_as_not_checked(toggles: dict[str, Any]) -> None:
    snapshot = with_settings("incident", view("title"), **toggles)
    assert only(snapshot, FindingCode.METADATA_MISSING)[0] == "incident"


# --- What was not exported, not selected or not provided -----------------------------------------------------------


def test_a_table_that_was_not_exported_names_what_was_not_checked() -> None:
    assert mistake(FindingCode.TABLE_NOT_EXPORTED) == (
        "chats",
        "The table was not exported, so this was not checked: connectors of chats; times of last messages.",
    )
    values = check(CASES[FindingCode.TABLE_NOT_EXPORTED][0])[0].to_dict()["values"]
    assert values == {"table": "chats", "not_checked": ["connector_tied", "connector_unknown", "messages_ahead"]}


def test_what_was_passed_over_in_the_folder_is_named() -> None:
    assert mistake(FindingCode.FILES_PASSED_OVER) == (
        "export folder",
        "Not read, since no table of an export has this name: notes.txt; old.",
    )


def test_what_is_turned_off_misses_no_table() -> None:
    settings = ["organizations", "msdyn_entitylinkchatconfigurations"]
    off = but(tables=settings, policy=Policy(chat_is_on=False))
    on = but(tables=settings, policy=NEW_ORGANISATION.but_for("incident", include_note=True, notify=True))
    only_where_on = {"appmodules", "entitydefinitions", "savedqueries", "sdkmessagefilters"}
    missed = [{each.subject for each in check(snapshot)} for snapshot in (off, on)]
    assert missed[0] & only_where_on == set()
    assert missed[1] >= only_where_on
    assert {each.subject for each in check(changed(off, tables=()))} >= {*settings, "savedqueries", "entitydefinitions"}


@pytest.mark.parametrize("code", FindingCode)
def test_a_kind_is_not_looked_for_where_a_table_that_it_needs_was_not_exported(code: FindingCode) -> None:
    with_mistake, _ = CASES[code]
    given = [*with_mistake.supplement_ids, SupplementId("teams_tool", "teams")]
    whole = check(changed(with_mistake, tables=EVERY_TABLE, supplement_ids=given))
    assert all({*alternatives} <= EVERY_TABLE for alternatives in code.needs)
    for alternatives in code.needs:
        tables = EVERY_TABLE.difference(alternatives)
        found = check(changed(with_mistake, tables=tables, supplement_ids=given))
        assert code not in {each.code for each in found}
        missed = [each for each in found if each.code is FindingCode.TABLE_NOT_EXPORTED]
        assert [each.subject for each in missed] == [alternatives[0]]
        assert code.value in cast("tuple[str, ...]", missed[0].values["not_checked"])
        assert {each.code for each in found} - {FindingCode.TABLE_NOT_EXPORTED} <= {each.code for each in whole}


def test_privileges_of_users_stand_for_their_roles() -> None:
    tables = EVERY_TABLE - {"systemuserroles", "teamroles", "teammemberships"}
    snapshot = changed(CASES[FindingCode.PANE_PERMISSIONS_MISSING][0], tables=tables)
    assert [each.code for each in check(snapshot)] == [FindingCode.PANE_PERMISSIONS_MISSING]
    without = check(changed(snapshot, tables=tables - {"userprivileges"}))
    assert {each.code for each in without} == {FindingCode.TABLE_NOT_EXPORTED}


@pytest.mark.parametrize("table", ["systemuserroles", "teamroles", "teammemberships", "roles"])
@pytest.mark.parametrize("lacks", ["roles", "profile", "rejected"])
def test_a_table_of_roles_is_named_where_the_privileges_of_users_do_not_stand_for_it(table: str, lacks: str) -> None:
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "null")
    asked_for = pane_user("ann")
    snapshot = {
        "roles": in_workspace(asked_for, User("bob", roles=UNKNOWN)),
        "profile": in_workspace(evolve(asked_for, profile=UNKNOWN)),
        "rejected": changed(in_workspace(asked_for), rejected=[rejected]),
    }[lacks]
    found = check(changed(snapshot, tables=EVERY_TABLE - {table}))
    (missed,) = (each for each in found if each.code is FindingCode.TABLE_NOT_EXPORTED)
    assert missed.subject == table
    assert "users_unknown" in cast("tuple[str, ...]", missed.values["not_checked"])
    assert FindingCode.USERS_UNKNOWN not in {each.code for each in found}


@pytest.mark.proves("Q-12")
def test_a_column_that_was_not_selected_names_what_cannot_be_answered_and_where_to_put_it_right() -> None:
    finding = check(CASES[FindingCode.COLUMN_NOT_SELECTED][0])[0]
    assert (finding.subject, finding.found) == (
        "roles.name",
        "No row of roles has the column name: it was not selected, and this cannot be answered without it: "
        "enablement, disconnecting.",
    )
    assert "`missing_columns` in supplement.toml" in finding.todo
    assert only(but(not_selected=[NotSelected("roles.json", "roles", "name", ())]))[1].endswith("was not selected.")


LOOKED_UP = {
    "appmodules": ("apps", "unknown_app_selected hub_missing supplement_app_unmatched"),
    "entitydefinitions": ("record_types", "metadata_missing"),
    "msdyn_teamschatassociations": ("chats", "supplement_chat_unmatched"),
    "savedqueries": ("views", "chosen_view_missing default_view_missing"),
    "systemusers": ("users", "supplement_user_unmatched"),
}
"""Kinds that look names up in a table, and what is read of it."""


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize(
    ("table", "code"), [(table, code) for table, (_, codes) in LOOKED_UP.items() for code in codes.split()]
)
def test_no_name_is_said_to_be_missing_in_a_table_that_could_not_be_read_for_lack_of_a_column(
    table: str, code: str
) -> None:
    part, _ = LOOKED_UP[table]
    snapshot = changed(CASES[cast("FindingCode", code)][0], **{part: ()})
    assert code in codes(snapshot)
    column = NotSelected(f"{table}.json", table, "a_column", ())
    assert code not in codes(changed(snapshot, not_selected=[column]))


@pytest.mark.proves("Q-12")
def test_settings_that_are_unknown_are_named_unless_a_column_that_was_not_selected_explains_them() -> None:
    policy = NEW_ORGANISATION.but(timeline_sync=UNKNOWN, idle_days=UNKNOWN)
    snapshot = but(policy=policy.but_for("email", join_chat=UNKNOWN, notified_attributes=UNKNOWN))
    assert [(each.subject, each.values["settings"]) for each in check(snapshot)] == [
        ("email", ("join_chat", "notified_attributes")),
        ("organisation", ("idle_days", "timeline_sync")),
    ]
    column = NotSelected("organizations.json", "organizations", "teamschatdatasync", ())
    assert codes(changed(snapshot, not_selected=[column])) == {FindingCode.COLUMN_NOT_SELECTED}


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("setting", [each.name for each in RecordTypePolicy("email")._fields()][1:])
def test_an_unknown_setting_is_neither_on_nor_off_nor_different_from_its_default(setting: str) -> None:
    everything: dict[str, Any] = {"include_note": True, "notify": True, "view_id": "nowhere", "join_chat": True}
    known = with_settings("email", owner_may_disconnect=False, connector_may_disconnect=False, **everything)
    policy = known.policy.but_for("email", **{setting: UNKNOWN})
    found = check(changed(known, policy=policy))
    assert {each.code for each in found} - {each.code for each in check(known)} == {FindingCode.SETTINGS_UNKNOWN}
    assert not any(setting == each.values.get("toggle") for each in found)


@pytest.mark.proves("ENB-7", "ENB-8", "CRD-4")
def test_users_of_whom_something_is_unknown_are_counted_separately_from_those_of_whom_it_is_known() -> None:
    unknown = User("cid", roles=UNKNOWN, teams=UNKNOWN, profile=UNKNOWN, readable_secured_fields=UNKNOWN)
    snapshot = with_card("budget", users=[User("ann"), unknown], profiles=[BARE], apps=[WORKSPACE])
    found = {each.code: each for each in check(changed(snapshot, policy=snapshot.policy.but(on_for_all_apps=True)))}
    assert found[FindingCode.PROFILE_WITHOUT_CHAT].found.endswith("not have it; for 1 user the profile is unknown.")
    assert found[FindingCode.SECURED_FIELD_EXPOSED].found.endswith("incident.budget; for 1 user that is unknown.")
    assert found[FindingCode.PANE_PERMISSIONS_MISSING].values["users"] == Few(1, ("ann",))
    parts = [each.found for each in check(snapshot) if each.code is FindingCode.USERS_UNKNOWN]
    assert parts == [
        "Unknown for 1 user: experience profile (cid).",
        "Unknown for 1 user: security roles (cid).",
        "Unknown for 1 user: teams (cid).",
    ]


@pytest.mark.proves("ENB-7", "CRD-4")
def test_no_number_counts_users_that_were_rejected_or_of_whom_something_is_unknown() -> None:
    reader = User("ann", profile=BARE, readable_secured_fields=["incident.budget"])
    unknown = User("cid", profile=UNKNOWN, readable_secured_fields=UNKNOWN)
    rejected = [
        Rejected("systemusers.json", row, "isdisabled", "true or false", "null", id=id)
        for row, id in ((2, "dee"), (4, "dee"), (5, None))  # two rows of one user
    ]
    column = NotSelected("systemusers.json", "systemusers", "isdisabled", ())
    for users, changes, of_profile, of_field in (
        ([reader, unknown], {"rejected": rejected}, {"users": 1, "unknown": 3}, {"known_readers": 1, "unknown": 3}),
        ([unknown], {"rejected": rejected}, {"unknown": 3}, {"unknown": 3}),
        ([], {"rejected": rejected}, {"unknown": 2}, {"unknown": 2}),
        ([], {"not_selected": [column]}, {"any_number_unknown": True}, {"any_number_unknown": True}),
        ([reader], {}, {"users": 1}, {"readers": 1, "users": 1}),
    ):
        found = {each.code: each for each in check(with_card("budget", users=users, profiles=[BARE], **changes))}
        profile, field = found[FindingCode.PROFILE_WITHOUT_CHAT], found[FindingCode.SECURED_FIELD_EXPOSED]
        assert profile.values == of_profile
        assert field.values == {"field": "incident.budget", **of_field}
        assert " 0 " not in profile.found + field.found
        if "any_number_unknown" in of_field:
            assert profile.found.endswith("have it; for an unknown number of users the profile is unknown.")
            assert field.found.endswith("incident.budget; for an unknown number of users that is unknown.")
        if "known_readers" in of_field:
            assert field.found.endswith("incident.budget: 1 user; for 3 users that is unknown.")


def test_a_team_of_a_group_does_not_count_members_of_whom_it_is_unknown_whether_it_gives_them_roles() -> None:
    team = Team("blue", name="Blue", type=TeamType.SECURITY_GROUP)
    users = [
        User("ann", teams=["blue"], roles_by_team=[TeamRoles("blue", [Role("Agent", [])])]),
        User("bob", teams=["blue"], roles_by_team=[TeamRoles("blue", UNKNOWN)]),
        User("cid", roles=UNKNOWN, teams=UNKNOWN),
    ]
    for some, says in (
        (users, "; it gives roles to 1 user; for 2 users whether it gives them roles is unknown."),
        (users[1:2], "signed in; for 1 user whether it gives them roles is unknown."),
    ):
        found = {each.code: each for each in check(but(users=some, teams=[team]))}
        assert found[FindingCode.GROUP_TEAM].found.endswith(says)


@pytest.mark.proves("ENB-4", "ENB-5", "ENB-9", "TML-7", "TML-8")
def test_a_key_that_was_not_filled_in_is_named_with_its_file() -> None:
    for code, key in {
        FindingCode.SCOPE_UNKNOWN: "on_for_all_apps",
        FindingCode.SELECTION_UNKNOWN: "selected_apps",
        FindingCode.TEAMS_TOOL_UNKNOWN: "teams_tool",
        FindingCode.CONSENTS_UNKNOWN: "consents",
        FindingCode.SYNC_SINCE_UNKNOWN: "timeline_sync_since",
        FindingCode.OWNER_CONSENT_UNKNOWN: "chat_owner_consent",
        FindingCode.TIMES_NOT_COMPARED: "exported_on",
    }.items():
        finding = next(each for each in check(CASES[code][0]) if each.code is code)
        assert finding.subject == key
        assert f"`{key}` in supplement.toml" in finding.todo


# --- Enablement -------------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-6")
def test_an_empty_selection_leaves_no_app_with_the_chat_and_counts_only_where_apps_are_selected() -> None:
    assert mistake(FindingCode.NO_APP_SELECTED)[0] == "selected_apps"
    empty = NEW_ORGANISATION.but(selected_apps=[])
    assert check(but(policy=empty.but(on_for_all_apps=True))) == ()
    assert check(but(policy=empty.but(chat_is_on=False))) == ()


@pytest.mark.proves("ENB-1", "ENB-5")
def test_a_selected_app_of_an_unsupported_offering_is_named() -> None:
    assert mistake(FindingCode.UNSUPPORTED_APP_SELECTED) == (
        "embedded",
        "The app is selected, but Teams chat is not available in its offering, Contact Center embedded.",
    )


@pytest.mark.proves("ENB-4", "ENB-5")
def test_a_selection_is_not_judged_where_the_chat_is_on_for_all_apps() -> None:
    for code in (FindingCode.UNKNOWN_APP_SELECTED, FindingCode.UNSUPPORTED_APP_SELECTED):
        snapshot = CASES[code][0]
        assert check(changed(snapshot, policy=snapshot.policy.but(on_for_all_apps=True))) == ()
    assert mistake(FindingCode.UNKNOWN_APP_SELECTED) == (
        "customerservice_hub",
        "The app is selected, but no app of this unique name was exported; similar: customerservicehub.",
    )


@pytest.mark.proves("ENB-2")
def test_a_hub_that_the_organisation_may_not_have_is_reported_as_that() -> None:
    assert "since February 2025" in mistake(FindingCode.HUB_MISSING)[1]


@pytest.mark.proves("CON-1")
def test_cases_need_one_of_the_apps_that_have_them() -> None:
    assert mistake(FindingCode.CASES_WITHOUT_APP)[0] == "incident"
    sales = CASES[FindingCode.CASES_WITHOUT_APP][0]
    without_cases = Policy(chat_is_on=True, selected_apps=["sales"])
    for policy in (without_cases, sales.policy.but(on_for_all_apps=True), sales.policy.but(chat_is_on=False)):
        assert check(changed(sales, policy=policy)) == ()


@pytest.mark.proves("ENB-7")
def test_a_custom_profile_without_the_chat_counts_the_users_who_have_it() -> None:
    users = [User("ann", profile=BARE), User("bob", profile=BARE), User("cid", profile=EQUIPPED), User("dee")]
    assert only(but(profiles=[BARE, EQUIPPED], users=users)) == (
        "Bare",
        "Teams chat is off in the productivity pane of this profile, so in multi-session apps its users do not have "
        "it: "
        "2 users.",
    )


def pane_user(name: str, *lacking: str) -> User:
    return User(name, roles=[Role("Custom", PANE_PRIVILEGES - {f"prvRead{each}" for each in lacking})])


def in_workspace(*users: User, policy: Policy = ALL_APPS) -> Snapshot:
    return but(policy=policy, apps=[WORKSPACE], users=users)


@pytest.mark.proves("ENB-8")
def test_users_who_lack_the_same_pane_permissions_are_one_finding_that_names_the_tables() -> None:
    field, pane = "msdyn_notificationfield", "msdyn_paneconfiguration"
    alike = [pane_user(f"user-{number:05}", field, pane) for number in reversed(range(2000))]
    snapshot = in_workspace(*alike, pane_user("ann"), pane_user("bob", pane))
    assert [(each.subject, each.found) for each in check(snapshot)] == [
        (
            "Productivity tools user",
            "2000 users do not have Teams chat in msdyn_customerserviceworkspace, for lack of read permission on "
            "notification field (msdyn_notificationfield), productivity pane configuration (msdyn_paneconfiguration): "
            "user-00000, user-00001, user-00002 and 1997 more.",
        ),
        (
            "Productivity tools user",
            "1 user does not have Teams chat in msdyn_customerserviceworkspace, for lack of read permission on "
            "productivity pane configuration (msdyn_paneconfiguration): bob.",
        ),
    ]


@pytest.mark.proves("ENB-8")
def test_each_of_the_seven_tables_can_be_the_missing_one() -> None:
    for pane_table in PANE_TABLES:
        assert f"{pane_table.label} ({pane_table.name})" in only(in_workspace(pane_user("ann", pane_table.name)))[1]


@pytest.mark.proves("ENB-8")
@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(ALL_APPS.but(chat_is_on=False), id="chat is off"),
        pytest.param(SELECTED, id="the app is not selected"),
    ],
)
def test_pane_permissions_matter_only_where_a_multi_session_app_has_the_chat(policy: Policy) -> None:
    assert FindingCode.PANE_PERMISSIONS_MISSING not in codes(in_workspace(User("ann"), policy=policy))


@pytest.mark.proves("ENB-9")
def test_each_missing_consent_is_named_with_the_function_that_is_lost() -> None:
    findings = check(but(consents=["User.Read.All"]))
    missing = [each for each in GRAPH_PERMISSIONS if each.name != "User.Read.All"]
    assert [each.subject for each in findings] == [each.name for each in missing]
    for finding, permission in zip(findings, missing, strict=True):
        assert permission.lost in finding.found


@pytest.mark.proves("ENB-9")
def test_consents_matter_only_while_the_chat_is_on() -> None:
    off = NEW_ORGANISATION.but(chat_is_on=False)
    assert check(but(policy=off, consents=None)) == check(but(policy=off, consents=[])) == ()


# --- Connecting -------------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1")
def test_links_to_records_of_an_unconfigured_type_are_counted_by_type() -> None:
    links = [link(to=ADDED, record=str(number)) for number in range(4)]
    assert [(each.subject, each.found) for each in check(linked(*links, link(to="email"), link(to="task")))] == [
        (ADDED, "Chats have 4 links to its records, but the record type is not configured."),
        ("task", "Chats have 1 link to its records, but the record type is not configured."),
    ]


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize("unknown", [{"unreadable_record_types": [ADDED]}, {"others_unreadable": True}])
def test_whether_a_type_with_unreadable_settings_is_configured_is_not_guessed(unknown: dict[str, Any]) -> None:
    policy = Policy(chat_is_on=True, record_types=NEW_ORGANISATION.record_types, **unknown)
    snapshot = changed(linked(link(to=ADDED)), policy=policy)
    assert FindingCode.LINKS_OF_UNCONFIGURED_TYPE not in {each.code for each in check(snapshot)}


@pytest.mark.proves("CON-3")
def test_connected_chats_of_each_other_kind_are_counted() -> None:
    chats = [Chat(f"19:{kind}-{n}", kind, links=[link()]) for kind in ChatKind for n in (1, 2)]
    one_to_one = Chat("19:alone", ChatKind.ONE_ON_ONE)
    assert [(each.subject, each.found) for each in check(but(chats=[*chats, one_to_one]))] == [
        (
            "meeting",
            'Only group chats can be connected, but 2 connected chats are of the kind "meeting": '
            "19:meeting-1, 19:meeting-2.",
        ),
        (
            "oneOnOne",
            'Only group chats can be connected, but 2 connected chats are of the kind "one-to-one": '
            "19:oneOnOne-1, 19:oneOnOne-2.",
        ),
    ]


@pytest.mark.proves("DIS-8")
def test_inactive_links_are_counted_by_record_type() -> None:
    remarks = [Remark(RemarkCode.INACTIVE_LINK, "links.json", number, "incident", "") for number in range(1000)]
    assert only(but(remarks=remarks)) == ("incident", "1000 inactive links are not connections.")


# --- Context card -----------------------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-5")
def test_a_card_of_an_added_record_type_without_a_view_is_reported() -> None:
    assert mistake(FindingCode.CARD_WITHOUT_VIEW)[0] == ADDED


@pytest.mark.proves("CRD-5")
def test_a_chosen_view_must_be_one_of_the_same_table() -> None:
    assert mistake(FindingCode.CHOSEN_VIEW_MISSING) == (
        "incident",
        "The view chosen for its context card, view-2, is not among the exported views of the table.",
    )
    of_another = view("title", record_type="account", kind=ViewKind.OTHER)
    snapshot = with_settings("incident", table(), of_another, include_note=True, view_id=of_another.id)
    assert only(snapshot, FindingCode.CHOSEN_VIEW_MISSING)[0] == "incident"
    assert mistake(FindingCode.CHOSEN_VIEW_UNUSABLE) == (
        "incident",
        "The view chosen for its context card, view-2, is inactive or has no columns.",
    )


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("record_type", ["account", "contact", "knowledgearticle", "email"])
def test_the_default_view_of_the_other_standard_types_is_quick_find(record_type: str) -> None:
    without = with_settings(record_type, table(record_type), include_note=True)
    assert only(without, FindingCode.DEFAULT_VIEW_MISSING)[0] == record_type
    assert check(changed(without, views=[view("title", kind=ViewKind.QUICK_FIND, record_type=record_type)])) == ()


@pytest.mark.proves("CRD-1")
def test_a_card_that_is_not_shown_is_not_judged() -> None:
    columns = view("colour", "entityimage", "budget", *(each.name for each in ATTRIBUTES))
    assert check(with_settings("incident", table(), columns, include_note=False)) == ()
    assert check(with_settings("incident", table(), include_note=False, view_id="nowhere")) == ()


@pytest.mark.proves("CRD-3")
def test_each_column_that_cannot_be_shown_is_named_with_every_reason() -> None:
    snapshot = with_card("title", "entityimage", "colour", Column("name", alias="a_customer"))
    assert [(each.code, each.subject, each.found) for each in check(snapshot)] == [
        (
            FindingCode.COLUMN_UNSUPPORTED,
            "incident.a_customer.name",
            'The context card leaves out this column of the view "Introduction": the metadata of the linked table was '
            "not provided.",
        ),
        (
            FindingCode.COLUMN_UNSUPPORTED,
            "incident.colour",
            'The context card leaves out this column of the view "Introduction": '
            "the table's metadata does not have the attribute.",
        ),
        (
            FindingCode.COLUMN_UNSUPPORTED,
            "incident.entityimage",
            'The context card leaves out this column of the view "Introduction": the attribute\'s type is not '
            "supported.",
        ),
    ]


@pytest.mark.proves("Q-5")
def test_which_types_a_card_does_not_support_is_data_of_the_policy() -> None:
    snapshot = CASES[FindingCode.COLUMN_UNSUPPORTED][0]
    assert check(changed(snapshot, policy=snapshot.policy.but(card_unsupported_types=[]))) == ()


@pytest.mark.proves("Q-9")
def test_a_linked_column_is_judged_by_its_own_table() -> None:
    account = RecordType(
        "account",
        [Attribute("name", AttributeType.STRING), Attribute("title", AttributeType.IMAGE)],
        is_activity=False,
        is_virtual=False,
        has_update_filter=True,
    )
    columns = [Column(each, alias="a_customer", table="account") for each in ("name", "title")]
    snapshot = with_card(*columns, record_types=[table(), account])
    assert only(snapshot, FindingCode.COLUMN_UNSUPPORTED)[0] == "incident.a_customer.title"


@pytest.mark.proves("CRD-2", "Q-3")
def test_the_sixth_supported_field_is_beyond_the_limit() -> None:
    assert mistake(FindingCode.COLUMN_BEYOND_LIMIT) == (
        "incident.customerid",
        'The context card leaves out this column of the view "Introduction": it comes after the fields that fit on the '
        "card.",
    )


@pytest.mark.proves("CRD-4")
def test_a_secured_field_on_the_card_says_how_many_users_may_read_it() -> None:
    readers = [User(name, readable_secured_fields=["incident.budget"]) for name in ("ann", "bob")]
    others = [User("cid", readable_secured_fields=["account.budget"]), User("dee")]
    assert only(with_card("title", "budget", users=[*readers, *others])) == (
        "incident.budget",
        "The context card exposes this secured field to every collaborator when the agent who connects the chat may "
        "read "
        "incident.budget: 2 of 4 users.",
    )


@pytest.mark.proves("CRD-4", "Q-9")
def test_a_secured_field_of_a_linked_table_is_read_by_that_tables_right() -> None:
    budget = Column("budget", alias="a_customer", table="account")
    users = [User("ann", readable_secured_fields=["account.budget"])]
    assert only(with_card(budget, record_types=[table(), table("account")], users=users)) == (
        "incident.a_customer.budget",
        "The context card exposes this secured field to every collaborator when the agent who connects the chat may "
        "read "
        "account.budget: 1 of 1 user.",
    )


@pytest.mark.proves("CRD-4")
def test_a_secured_field_that_the_card_does_not_show_is_not_exposed() -> None:
    assert only(with_card("title", Column("budget", is_hidden=True)), FindingCode.COLUMN_HIDDEN)[0] == "incident.budget"


# --- Disconnecting and joining ----------------------------------------------------------------------------------------


@pytest.mark.proves("DIS-1")
def test_each_disconnect_toggle_of_a_standard_type_that_is_off_is_named() -> None:
    off = with_settings("email", owner_may_disconnect=False, connector_may_disconnect=False)
    assert [(each.subject, each.found) for each in check(off)] == [
        ("email", '"Chat connector can disconnect chat" is off; in a new organisation it is on.'),
        ("email", '"Record owner can disconnect chats" is off; in a new organisation it is on.'),
    ]
    assert check(with_settings(ADDED)) == ()


@pytest.mark.proves("JOI-3")
def test_join_chat_is_at_odds_with_its_default_when_off_for_cases_and_when_on_for_others() -> None:
    assert only(with_settings("incident", join_chat=False)) == (
        "incident",
        '"Join chat" is off; in a new organisation it is on.',
    )
    assert mistake(FindingCode.JOIN_TOGGLE_NOT_DEFAULT) == (
        "account",
        '"Join chat" is on; in a new organisation it is off.',
    )


@pytest.mark.proves("DIS-3")
def test_a_role_beyond_the_six_is_found_by_its_privilege_and_the_six_are_not() -> None:
    copies = [Role("Shift lead", DISCONNECTS), Role("Shift lead", [*DISCONNECTS, "prvReadIncident"])]
    look_alike = Role("Other", [f"{GLOBAL_DISCONNECT_PRIVILEGE}s"])
    assert only(but(roles=[*copies, look_alike, *DEFAULT_DISCONNECT_ROLES]), FindingCode.ROLE_BEYOND_DEFAULTS) == (
        "Shift lead",
        "The role gives the global disconnect right and is not one of the six roles that have it by default.",
    )


@pytest.mark.proves("DIS-3")
@pytest.mark.parametrize("role", DEFAULT_DISCONNECT_ROLES, ids=lambda role: role.name)
def test_a_default_role_that_lost_the_right_is_named(role: Role) -> None:
    others = [each for each in DEFAULT_DISCONNECT_ROLES if each != role]
    lost = Role(role.name, [])
    assert only(but(roles=[*others, lost]), FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT)[0] == role.name
    assert check(but(roles=[*others, lost, role])) == ()


@pytest.mark.proves("DIS-7")
def test_latest_links_of_one_instant_by_different_users_are_reported_with_chat_and_record() -> None:
    assert mistake(FindingCode.CONNECTOR_TIED) == (
        "incident",
        "Different users made the latest links at the same instant, so nobody is the connector of 1 connection: "
        "19:chat to 42.",
    )
    elsewhere = [link("ann", record="1"), link("bob", record="2"), link("ann", to="account"), link("bob", to="account")]
    assert [each.subject for each in check(linked(*elsewhere))] == ["account"]


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize(
    "links",
    [
        pytest.param([link("ann"), link("bob"), link("cid", TUESDAY)], id="the tie is not the latest"),
        pytest.param([link("ann"), link("ann")], id="the same user twice"),
        pytest.param([link("ann"), link(UNKNOWN)], id="a user who was not looked at"),
    ],
)
def test_what_only_looks_like_a_tie_is_none(links: list[ChatLink]) -> None:
    assert check(linked(*links)) == ()


@pytest.mark.proves("DIS-7")
def test_an_unknown_user_at_the_same_instant_is_reported_as_unknown_and_not_as_a_tie() -> None:
    assert only(linked(link("ann"), link(None)), FindingCode.CONNECTOR_UNKNOWN) == (
        "incident",
        "Who connected the chat is unknown for 1 link to its records.",
    )
    not_looked_at = [link("ann", record="1"), link("bob", record="1"), link(UNKNOWN, record="1")]
    assert codes(linked(*not_looked_at, link(None))) == {FindingCode.CONNECTOR_UNKNOWN}


@pytest.mark.proves("Q-15")
def test_a_tie_is_no_mistake_where_everybody_who_connected_is_connector() -> None:
    readings = Readings(anyone_who_connected_is_connector=True)
    tied = CASES[FindingCode.CONNECTOR_TIED][0]
    assert check(changed(tied, policy=tied.policy.but(readings=readings))) == ()


# --- Notifications ----------------------------------------------------------------------------------------------------


@pytest.mark.proves("NTF-2")
def test_an_attribute_selected_twice_is_named() -> None:
    assert mistake(FindingCode.DUPLICATE_ATTRIBUTE) == (
        "incident",
        "Selected for notifications more than once: title.",
    )


@pytest.mark.proves("NTF-5")
@pytest.mark.parametrize("type", AttributeType)
def test_exactly_the_unsupported_types_are_reported(type: AttributeType) -> None:
    record_type = evolve(table(), attributes=[Attribute("picked", type)])
    codes = {each.code for each in check(notifying("picked", of=record_type))}
    unsupported = {AttributeType.PARTY_LIST, AttributeType.IMAGE, AttributeType.INTEGER, AttributeType.FILE}
    assert codes == ({FindingCode.UNSUPPORTED_ATTRIBUTE} if type in unsupported else set())


@pytest.mark.proves("Q-8")
def test_big_int_is_reported_where_it_is_read_as_unsupported() -> None:
    record_type = evolve(table(), attributes=[Attribute("picked", AttributeType.BIG_INT)])
    snapshot = notifying("picked", of=record_type)
    readings = Readings(big_int_never_notifies=True)
    assert check(snapshot) == ()
    assert only(changed(snapshot, policy=snapshot.policy.but(readings=readings)))[0] == "incident.picked"


@pytest.mark.proves("NTF-5")
def test_an_attribute_unknown_to_the_metadata_is_named() -> None:
    assert mistake(FindingCode.UNKNOWN_ATTRIBUTE) == (
        "incident.colour",
        "Selected for notifications, but never sent: the table's metadata does not have the attribute.",
    )


@pytest.mark.proves("NTF-4")
def test_a_virtual_table_and_one_without_the_update_filter_cannot_notify() -> None:
    both = notifying("title", of=table(is_virtual=True, has_update_filter=False))
    assert only(both, FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE) == (
        "incident",
        '"Receive notification on key updates" is on, but no notification is ever sent: notifications cannot be '
        "configured for a virtual table; the table does not have the SDK message filter for Update.",
    )
    no_filter = notifying("title", of=table(has_update_filter=False))
    assert only(no_filter, FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE)[0] == "incident"


@pytest.mark.proves("NTF-4", "NTF-5")
def test_a_table_of_which_it_is_unknown_whether_it_can_notify_still_has_its_attributes_checked() -> None:
    record_type = evolve(table(), is_virtual=UNKNOWN, has_update_filter=UNKNOWN)
    assert codes(notifying("title", of=record_type)) == set()
    assert codes(notifying("colour", of=record_type)) == {FindingCode.UNKNOWN_ATTRIBUTE}
    virtual = evolve(record_type, is_virtual=True)
    assert codes(notifying("title", of=virtual)) == {FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE}


@pytest.mark.proves("NTF-1")
def test_notifications_that_are_off_are_not_judged() -> None:
    wrong = ("colour", "entityimage")
    record_type = table(is_virtual=True, has_update_filter=False)
    assert check(with_settings("incident", record_type, notify=False, notified_attributes=wrong)) == ()
    assert check(with_settings("incident", record_type, notify=False, notified_attributes=())) == ()


@pytest.mark.proves("NTF-1")
def test_notifications_on_with_nothing_selected_are_reported_even_without_metadata() -> None:
    snapshot = with_settings("account", notify=True)
    assert {each.code for each in check(snapshot)} == {FindingCode.NO_ATTRIBUTE_SELECTED, FindingCode.METADATA_MISSING}


# --- Timeline ---------------------------------------------------------------------------------------------------------


@pytest.mark.proves("TML-1")
def test_a_sync_that_is_on_while_the_chat_is_off_has_no_effect() -> None:
    assert "has no effect" in mistake(FindingCode.SYNC_WITHOUT_CHAT)[1]
    assert check(but(policy=NEW_ORGANISATION.but(chat_is_on=False))) == ()


@pytest.mark.proves("TML-7")
def test_a_sync_on_since_an_unknown_time_is_reported() -> None:
    assert "since when was not provided" in mistake(FindingCode.SYNC_SINCE_UNKNOWN)[1]


# --- What was rejected ------------------------------------------------------------------------------------------------


def rejecting(snapshot: Snapshot, table: str, name: str) -> Snapshot:
    """The same snapshot, with a row of that id rejected."""
    return changed(snapshot, rejected=[row(source=f"{table}.json", id=name)])


@pytest.mark.parametrize(
    ("code", "table", "name", "says"),
    [
        (FindingCode.METADATA_MISSING, "entitydefinitions", "incident", "The metadata of this table was rejected"),
        (FindingCode.CHOSEN_VIEW_MISSING, "savedqueries", "view-2", "view-2, was rejected."),
        (FindingCode.DEFAULT_VIEW_MISSING, "savedqueries", "view-2", "1 rejected row of savedqueries.json may be it."),
        (FindingCode.UNKNOWN_APP_SELECTED, "appmodules", "customerservice_hub", "but its row was rejected."),
    ],
)
def test_what_was_rejected_is_not_said_to_be_missing(code: FindingCode, table: str, name: str, says: str) -> None:
    missing = CASES[code][0]
    (finding,) = (each for each in check(rejecting(missing, table, name)) if each.code is code)
    assert says in finding.found
    assert says not in mistake(code)[1]
    (other,) = (each for each in check(rejecting(missing, "roles", name)) if each.code is code)
    assert other.found == mistake(code)[1], "a row of another table"


def test_a_rejected_hub_is_not_said_to_be_one_that_the_organisation_may_not_have() -> None:
    snapshot = rejecting(CASES[FindingCode.HUB_MISSING][0], "appmodules", "customerservicehub")
    assert codes(snapshot) == {FindingCode.ROW_REJECTED, FindingCode.UNKNOWN_APP_SELECTED}


@pytest.mark.parametrize(
    ("code", "table", "name"),
    [
        (FindingCode.SUPPLEMENT_USER_UNMATCHED, "systemusers", "bob"),
        (FindingCode.SUPPLEMENT_APP_UNMATCHED, "appmodules", "sales"),
    ],
)
def test_an_id_of_a_rejected_row_matches_that_row(code: FindingCode, table: str, name: str) -> None:
    assert codes(rejecting(CASES[code][0], table, name)) == {FindingCode.ROW_REJECTED}


# --- What was given beside the export ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "given", "says"),
    [
        pytest.param(
            "users",
            "ada@contoso.com",
            "1 id matches no enabled user of the export: ada@contoso.com; this looks like a sign-in name: give the id "
            "of the user.",
            id="a sign-in name",
        ),
        pytest.param(
            "chats",
            "19%3A2f1c6b%40thread.v2",
            "1 id matches no chat of the export: 19%3A2f1c6b%40thread.v2; this looks like an id out of a link: "
            "decode it; similar: 19:2f1c6b@thread.v2.",
            id="an encoded chat id",
        ),
        pytest.param(
            "users",
            "403bad21-7d3b-ee11-bdf4-000d3a5b6c02",
            "1 id matches no enabled user of the export: 403bad21-7d3b-ee11-bdf4-000d3a5b6c02; similar: "
            "403bad21-7d3b-ee11-bdf4-000d3a5b6c01.",
            id="a slip",
        ),
        pytest.param("users", "x", "1 id matches no enabled user of the export: x.", id="something else"),
    ],
)
def test_an_id_that_matches_nothing_is_named_with_what_it_looks_like(key: str, given: str, says: str) -> None:
    chat = Chat("19:2f1c6b@thread.v2", ChatKind.GROUP, links=[link()])
    users = [User(each) for each in ("403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "5d0a6e3b-2c71-ef11-a670-000d3a5b0001")]
    snapshot = but(users=users, chats=[chat], supplement_ids=[SupplementId(key, given)])
    assert only(snapshot) == (key, says)
    crowd = [User(f"{number:08}-7d3b-ee11-bdf4-000d3a5b6c00") for number in range(2000)]
    assert only(changed(snapshot, users=[*users, *crowd])) == (key, says)


@pytest.mark.proves("TML-2")
def test_a_global_administrator_need_not_be_a_user_of_dynamics() -> None:
    given = [
        SupplementId("global_administrators", each)
        for each in ("5d0a6e3b-2c71-ef11-a670-000d3a5b0001", "a@contoso.com")
    ]
    subject, found = only(but(users=[User("ann")], supplement_ids=given), FindingCode.SUPPLEMENT_USER_UNMATCHED)
    assert (subject, found.partition(": ")[2].partition(";")[0]) == ("global_administrators", "a@contoso.com")


def test_ids_that_match_nothing_are_counted_by_what_they_look_like() -> None:
    names = [*(f"user-{number}@contoso.com" for number in range(50)), "nobody", "noone"]
    found = check(but(users=[User("ann")], supplement_ids=[SupplementId("users", each) for each in names]))
    assert [(each.values["ids"], each.values.get("hint")) for each in found] == [
        (Few(50, ("user-0@contoso.com", "user-10@contoso.com", "user-11@contoso.com")), "sign_in_name"),
        (Few(2, ("nobody", "noone")), None),
    ]


@pytest.mark.proves("CRD-4")
def test_a_secured_field_of_a_table_without_metadata_is_not_judged() -> None:
    assert (
        check(but(record_types=[table()], supplement_ids=[SupplementId("readable_secured_fields", "account.budget")]))
        == ()
    )


@pytest.mark.proves("DIS-6")
def test_a_team_of_a_group_is_named_where_it_owns_records_or_gives_roles() -> None:
    assert mistake(FindingCode.GROUP_TEAM) == (
        "Night shift",
        "The members of this team are those of a Microsoft Entra group, and known only as far as they have signed in; "
        "the team owns 1 record.",
    )
    group = Team("team", type=TeamType.OFFICE_GROUP)
    member = User("ann", teams=["team"], roles_by_team=[TeamRoles("team", [SYSTEM_ADMINISTRATOR])])
    subject, found = only(but(teams=[group], users=[member]))
    assert (subject, found.partition("; ")[2]) == ("team", "it gives roles to 1 user.")
    assert check(but(teams=[group], users=[User("ann", teams=["team"])])) == ()


# --- Times ahead ------------------------------------------------------------------------------------------------------


@pytest.mark.proves("TML-7")
@pytest.mark.parametrize("code", [FindingCode.LINKS_AHEAD, FindingCode.SYNC_SINCE_AHEAD, FindingCode.MESSAGES_AHEAD])
def test_times_are_compared_with_now_or_else_with_the_time_of_the_export(code: FindingCode) -> None:
    ahead = CASES[code][0]
    assert codes(ahead) - WHILE_SYNCED == {code}
    assert codes(ahead, AHEAD - timedelta(microseconds=1)) - WHILE_SYNCED == {code}
    assert codes(ahead, AHEAD) <= WHILE_SYNCED
    without = changed(ahead, exported_on=None)
    assert codes(without) - WHILE_SYNCED == {FindingCode.TIMES_NOT_COMPARED}
    assert codes(without, AHEAD) <= WHILE_SYNCED


@pytest.mark.proves("TML-7")
def test_links_ahead_are_counted_by_record_type_with_the_latest() -> None:
    links = [link(when=AHEAD + timedelta(days=day), record=str(day)) for day in range(3)]
    assert only(linked(*links, link(record="9")), FindingCode.LINKS_AHEAD) == (
        "incident",
        "3 links to its records were made after 2026-03-11T09:30:00+00:00, the latest at 2026-03-14T09:30:00+00:00.",
    )


@pytest.mark.parametrize("wrong", [datetime(2026, 3, 2), "2026-03-02T09:30:00Z", 5])  # no zone
def test_a_time_to_check_by_without_its_zone_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidValue, match=r"now: expected a time with its zone"):
        check(IN_ORDER, cast("datetime", wrong))


# --- All findings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FindingCode)
def test_every_kind_cites_the_documentation_and_says_in_one_sentence_what_to_do(code: FindingCode) -> None:
    assert set(code.cites) <= {*REQUIREMENTS, *CHOICES}
    of_the_export = (FindingCode.ROW_REJECTED, FindingCode.TABLE_NOT_EXPORTED, FindingCode.FILES_PASSED_OVER)
    assert code.cites or code in of_the_export, "what lies in a folder is about no requirement in particular"
    finding = check(CASES[code][0])[0]
    for sentence in (finding.todo, finding.found):
        assert sentence.endswith(".")
        assert not set("\n{}[]") & set(sentence)


def test_every_kind_that_needs_a_table_has_words_for_what_is_not_checked_without_it() -> None:
    assert {*LOOKS_FOR} == {code.value for code in FindingCode if code.needs}
    assert {*TEXTS} == {code.value for code in FindingCode}


def test_the_kinds_are_looked_for_in_the_order_of_their_codes() -> None:
    assert list(CASES) == list(FindingCode)


def all_mistakes() -> Snapshot:
    """Most mistakes in one snapshot."""
    policy = (
        Policy(
            chat_is_on=True, selected_apps=["msdyn_customerserviceworkspace", "embedded", "gone"], timeline_sync=True
        )
        .but_for("incident", include_note=True, notify=True, notified_attributes=["colour", "entityimage"])
        .but_for("account", include_note=True, view_id="nowhere", join_chat=True)
        .but_for(ADDED, include_note=True, notify=True)
    )
    return but(
        policy=policy,
        apps=[WORKSPACE, EMBEDDED],
        profiles=[BARE, EQUIPPED],
        roles=[Role("Shift lead", DISCONNECTS), Role("System Administrator", [])],
        users=[User("ann"), User("bob", profile=BARE), pane_user("cid", "msdyn_paneconfiguration")],
        record_types=[table(), table("account", is_virtual=True)],
        views=[view("title", "entityimage", "budget", Column("statecode", is_hidden=True))],
        chats=[
            Chat("19:a", ChatKind.GROUP, links=[link("ann"), link("bob"), link(None, record="1"), link(to="task")]),
            Chat("19:b", ChatKind.MEETING, links=[link("ann"), link("bob")]),
        ],
        consents=["User.Read.All"],
        rejected=[row(9), row(4), row(None)],
        remarks=[Remark(code, "settings.json", 1, "email", "detail") for code in RemarkCode],
    )


def test_the_heaviest_findings_come_first_then_the_order_of_codes_then_subjects() -> None:
    findings = check(all_mistakes())
    severities, codes = list(Severity), list(FindingCode)
    ranks = [(severities.index(each.severity), codes.index(each.code), each.subject) for each in findings]
    assert ranks == sorted(ranks)
    assert {each.severity for each in findings} == {*Severity}
    assert len({each.code for each in findings}) > 20


def test_a_finding_is_a_value_and_plain_data() -> None:
    finding = check(CASES[FindingCode.CARD_WITHOUT_VIEW][0])[0]
    assert finding == Finding(finding.code, finding.subject, finding.values)
    assert hash(finding) == hash(Finding(finding.code, finding.subject, dict(finding.values)))
    assert finding != evolve(finding, subject="other")
    assert pickle.loads(pickle.dumps(finding)) == finding  # noqa: S301  # what was just written
    assert finding.to_dict() == {
        "schema_version": 2,
        "code": "card_without_view",
        "severity": "warning",
        "cites": ["CRD-5"],
        "subject": ADDED,
        "values": {},
        "found": "A context card is shown, but no view is chosen, and an added record type has no default view: the "
        "card has no fields.",
        "todo": "Choose a view in the settings of the record type.",
    }


def test_a_finding_holds_codes_and_names_and_makes_its_sentence_when_it_is_shown() -> None:
    values: dict[str, FindingValue] = {"toggle": "join_chat", "is_on": True, "default": False}
    finding = Finding(FindingCode.JOIN_TOGGLE_NOT_DEFAULT, "account", values)
    assert finding.to_dict()["values"] == values
    assert finding.found == '"Join chat" is on; in a new organisation it is off.'
    many = Finding(FindingCode.LINKED_CHATS_NOT_GROUP, "meeting", {"kind": "meeting", "chats": Few(5, ("a", "b"))})
    assert many.to_dict()["values"] == {"kind": "meeting", "chats": {"total": 5, "first": ["a", "b"]}}
    assert many.found.endswith('5 connected chats are of the kind "meeting": a, b and 3 more.')


def test_nothing_in_a_value_is_read_as_a_template() -> None:
    assert rejected("[a]", "{got}", "[{path}]", "{0}").found == "Rejected: {got}: expected [{path}], got {0}."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("nothing", "", {}), "Finding.code: expected a code of a finding", id="no code"),
        pytest.param((FindingCode.CARD_WITHOUT_VIEW, 5, {}), "Finding.subject: expected a text, got 5", id="no text"),
        pytest.param(
            (FindingCode.CHOSEN_VIEW_MISSING, "incident", {}),
            "Finding.values: expected a value for is_rejected, view, got []",
            id="a hole in the sentence",
        ),
        *(
            pytest.param(
                (FindingCode.CARD_WITHOUT_VIEW, "incident", wrong),
                "Finding.values: expected truths, numbers, texts and lists of texts by name",
                id=repr(wrong),
            )
            for wrong in (None, "text", {"view": None}, {"view": 1.5}, {"view": (5,)}, {5: "five"})
        ),
    ],
)
def test_what_is_no_finding_is_refused(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Finding(*arguments)
    assert str(refused.value).startswith(message)


def some(strategy: st.SearchStrategy[T], *unique_by: Callable[[T], Hashable]) -> st.SearchStrategy[tuple[T, ...]]:
    """A few of them, no two alike in any of the given ways."""
    return st.lists(strategy, max_size=4, unique_by=unique_by or id).map(tuple)


SNAPSHOTS = st.builds(
    Snapshot,
    policy=strategies.policies(),
    apps=some(strategies.apps(), lambda each: each.unique_name),
    profiles=some(strategies.profiles()),
    roles=some(strategies.roles()),
    users=some(strategies.users(), lambda each: each.id),
    record_types=some(strategies.record_types(), lambda each: each.name),
    views=some(strategies.views(), lambda each: each.id, lambda each: (each.record_type, each.kind)),
    chats=some(strategies.chats(), lambda each: each.id),
    teams=some(st.builds(Team, st.sampled_from(["team", "ann"]), type=st.sampled_from(TeamType)), lambda each: each.id),
    supplement_ids=some(
        st.builds(SupplementId, st.sampled_from(["users", "chats", "apps"]), st.sampled_from(["ann", "19:a", "hub"]))
    ),
    consents=st.none() | st.sets(st.sampled_from([each.name for each in GRAPH_PERMISSIONS])),
    rejected=some(
        st.builds(
            Rejected,
            st.sampled_from(["links.json", "settings.json"]),
            st.none() | st.integers(0, 3),
            st.sampled_from(["createdon", "createdby"]),
            st.just("something else"),
            st.sampled_from(["null", "5"]),
            st.none() | strategies.logical_names(),
        )
    ),
    remarks=some(
        st.builds(
            Remark,
            st.sampled_from(RemarkCode),
            st.sampled_from(["links.json", "settings.json"]),
            st.integers(0, 3),
            st.none() | strategies.logical_names(),
            strategies.attribute_names(),
        )
    ),
)


PARTS = {
    "appmodules": ("apps",),
    "msdyn_appconfigurations": ("profiles",),
    "roles": ("roles",),
    "systemusers": ("users",),
    "entitydefinitions": ("record_types",),
    "savedqueries": ("views", "unusable_views"),
    "msdyn_teamschatassociations": ("chats",),
    "teams": ("teams",),
}
"""What comes wholly from one table."""


@SOME
@given(SNAPSHOTS, SNAPSHOTS, st.sets(st.sampled_from(sorted(EVERY_TABLE))))
def test_no_finding_depends_on_a_table_that_was_not_exported(
    snapshot: Snapshot, other: Snapshot, left_out: set[str]
) -> None:
    if "msdyn_teamschatassociations" in left_out:
        left_out.add("chats")  # the chats come from both
    snapshot = changed(snapshot, tables=EVERY_TABLE - left_out)
    without = {part: getattr(other, part) for table in left_out for part in PARTS.get(table, ())}
    findings = check(snapshot)
    assert check(changed(snapshot, **without)) == findings
    lacking = {code for code in FindingCode if any({*each} <= left_out for each in code.needs)}
    assert lacking.isdisjoint(each.code for each in findings)
    missed = {each.subject for each in findings if each.code is FindingCode.TABLE_NOT_EXPORTED}
    assert missed <= left_out


@SOME
@given(SNAPSHOTS, st.data())
def test_any_snapshot_can_be_checked_and_the_order_of_its_parts_changes_nothing(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    parts = [each.name for each in snapshot._fields() if isinstance(getattr(snapshot, each.name), tuple)]
    mixed = {name: data.draw(st.permutations(getattr(snapshot, name))) for name in parts}
    findings = check(snapshot)
    assert check(changed(snapshot, **mixed)) == findings
    assert len(set(findings)) == len(findings)


OF_UNKNOWN = {
    FindingCode.SETTINGS_UNKNOWN,
    FindingCode.SCOPE_UNKNOWN,
    FindingCode.SELECTION_UNKNOWN,
    FindingCode.CONSENTS_UNKNOWN,
    FindingCode.USERS_UNKNOWN,
    FindingCode.TEAMS_TOOL_UNKNOWN,
}


def unknown(data: st.DataObject, model: T, *names: str) -> T:
    """The same model, with some of these fields unknown."""
    return cast("T", evolve(cast("Any", model), **dict.fromkeys(data.draw(st.sets(st.sampled_from(names))), UNKNOWN)))


@SOME
@given(SNAPSHOTS, st.data())
def test_what_is_unknown_adds_no_finding_but_that_it_is_unknown(snapshot: Snapshot, data: st.DataObject) -> None:
    of_types = [each.name for each in RecordTypePolicy("email")._fields()][1:]
    policy = unknown(
        data, snapshot.policy, "chat_is_on", "on_for_all_apps", "selected_apps", "timeline_sync", "idle_days"
    )
    policy = evolve(policy, record_types=[unknown(data, each, *of_types) for each in policy.record_types])
    parts = ("roles", "teams", "profile", "readable_secured_fields", "is_global_administrator")
    users = [unknown(data, each, *parts) for each in snapshot.users]
    profiles = [each if each.is_default else unknown(data, each, "chat_in_pane") for each in snapshot.profiles]
    tables = [unknown(data, each, "is_activity", "is_virtual", "has_update_filter") for each in snapshot.record_types]
    found = codes(changed(snapshot, policy=policy, users=users, profiles=profiles, record_types=tables))
    assert found <= codes(snapshot) | OF_UNKNOWN


# --- Pages ------------------------------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)> | `code` [link](http://example.com) *bold* {{x}}"
Page = Callable[[Iterable[Finding], str], str]
PAGES: tuple[Page, ...] = (findings_page, partial(findings_page, form="markdown"))


def words(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_findings_says_so(page: Page) -> None:
    assert "No findings." in page((), "Check")


def test_a_text_page_counts_the_severities_and_lists_each_finding_with_what_to_do() -> None:
    findings = check(CASES[FindingCode.CHOSEN_VIEW_MISSING][0])
    assert findings_page(findings, "Check") == (
        "Check\n"
        "=====\n"
        "\n"
        "error: 1, warning: 0, information: 0\n"
        "\n"
        "error: incident\n"
        "    The view chosen for its context card, view-2, is not among the exported views of the table.\n"
        "    To do: Choose a view that the table has, or add the view to savedqueries.json.\n"
        "    chosen_view_missing, CRD-5\n"
    )


def test_a_markdown_page_is_a_table_with_the_severity_in_words() -> None:
    findings = check(CASES[FindingCode.CHOSEN_VIEW_MISSING][0])
    assert findings_page(findings, "Check", "markdown").splitlines() == [
        "# Check",
        "",
        "error: 1, warning: 0, information: 0",
        "",
        "| severity | about | found | to do | kind and requirements |",
        "| --- | --- | --- | --- | --- |",
        "| error | incident | The view chosen for its context card, view-2, is not among the exported views of the "
        "table. | Choose a view that the table has, or add the view to savedqueries.json. | chosen\\_view\\_missing, "
        "CRD-5 |",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_finding_is_on_the_page(page: Page) -> None:
    findings = check(all_mistakes())
    shown = words(page(findings, "Check")).replace("\\", "")
    for each in findings:
        for part in (each.severity, each.subject, each.todo, each.code, *each.cites):
            assert words(part) in shown


def hostile(name: str) -> Iterable[Finding]:
    return check(but(roles=[Role(name, DISCONNECTS)], profiles=[Profile(name, chat_in_pane=False)]))


def test_markdown_escapes_a_hostile_name() -> None:
    page = findings_page(hostile(HOSTILE), HOSTILE, "markdown")
    for live in ("<", "`code`", "[link]", "*bold*", "{{"):
        assert live not in page
    assert all(each.subject == HOSTILE for each in hostile(HOSTILE)), "a finding holds names as they are"


@pytest.mark.parametrize("page", PAGES)
def test_a_name_cannot_break_or_colour_its_line(page: Page) -> None:
    rejected = row(path="a\nb\x1b[31m\u202e")
    shown = page(check(but(rejected=[rejected])), "Check")
    assert all(each.isprintable() for each in shown.splitlines())


def rejected(subject: str, path: str, expected: str, got: str) -> Finding:
    return Finding(FindingCode.ROW_REJECTED, subject, {"path": path, "expected": expected, "got": got})


FINDINGS = st.lists(st.builds(rejected, st.text(), st.text(), st.text(), st.text()))


@given(FINDINGS)
def test_no_line_of_a_text_page_is_wider_than_its_width(findings: list[Finding]) -> None:
    assert max(map(len, findings_page(findings, "Check").splitlines())) <= 100


@given(FINDINGS.filter(bool))
def test_a_markdown_page_has_one_row_a_finding_whatever_the_texts(findings: list[Finding]) -> None:
    lines = findings_page(findings, "Check", "markdown").split("\n")
    assert len(lines) == 6 + len(findings) + 1


def test_each_kind_of_finding_is_looked_for_by_the_one_function_of_its_name() -> None:
    rooms = [
        import_module(f"chatlink_policy.checking._{each}") for each in ("apps", "cards", "export", "links", "rights")
    ]
    looking = {code: [room for room in rooms if hasattr(room, code)] for code in FindingCode}
    assert {code for code, found in looking.items() if len(found) != 1} == {FindingCode.TABLE_NOT_EXPORTED}
    assert {*checks._MATTERS} < {code.value for code in FindingCode}
