"""Every field of every model: a legal value of it, and what it refuses. What models are made of is listed here alone.

Independent of what the library says of its own fields: `test_models` holds the two together.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, TypeVar, cast

import attrs

from chatlink_policy._value import Model
from chatlink_policy.models import (
    AccessRights,
    ActivityState,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Offering,
    Owner,
    Profile,
    Record,
    RecordType,
    Role,
    TeamRoles,
    User,
    View,
    ViewKind,
)
from chatlink_policy.policy import CardFields, OpenCombination, Policy, Readings, RecordTypePolicy
from chatlink_policy.rules.context_card import LinkedTable
from chatlink_policy.rules.notifications import Change
from chatlink_policy.rules.scenario import Scenario
from chatlink_policy.unknown import Unknown

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)

Wrong = list[object]
M = TypeVar("M", bound=Model)


def or_none(wrong: Wrong) -> Wrong:
    """What a field refuses that takes None as well, and a blank text for it."""
    return [each for each in wrong if each is not None and not (isinstance(each, str) and each.strip() == "")]


def no_list_of(*members: object) -> Wrong:
    """What is no collection at all, and collections with one wrong member each."""
    return [None, 5, True, "abc", "", b"abc", {"abc": 1}, {}, [None], [["abc"]], *([each] for each in members)]


NOT_BOOL: Wrong = [None, 0, 1, 1.0, "", "yes", "true", "false", [], {}, object]
NOT_ID: Wrong = [
    *(None, 5, True, b"id", ["id"], "", " ", " blank before", "blank after ", "\ttab", "a line\nand another"),
    *(
        "zero\u200bwidth",
        "mark\ufeff",
        "\u200fright to left",
        "no\u00a0break",
        "wide\u3000",
        "soft\u00adhyphen",
        "\u00a0",
    ),
    *("nul\x00", "unit\x1f", "del\x7f", "next line\x85", "last control\x9f", "separator\u2028", "paragraph\u2029"),
    *("half a letter\ud800", "other half\udfff"),
]
NOT_NAME: Wrong = [
    *(None, 5, True, b"id", ["id"], "", " ", " blank before", "blank after ", "\ttab", "a line\nand another"),
    *("nul\x00", "unit\x1f", "del\x7f", "next line\x85", "last control\x9f", "separator\u2028", "paragraph\u2029"),
    *("half a letter\ud800", "other half\udfff"),
]
NOT_APP_NAME: Wrong = [*NOT_NAME, "événement", "app\u200b"]
NOT_LOGICAL_NAME: Wrong = [
    *(None, 5, True, b"incident", ["incident"], "", " ", " incident", "incident ", "in cident", "in-cident"),
    *("incident\n", "1incident", "incident.title", "événement", "²", "incident\x00"),
]
NOT_TIME: Wrong = [
    *(None, 0, 1.5, "2026-03-02T09:30:00Z", date(2026, 3, 2), datetime(2026, 3, 2, 9, 30), timedelta(days=1)),
    *(datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), datetime.min.replace(tzinfo=timezone.max)),
]
NOT_VALUE: Wrong = [
    *(object, {"a": 1}, {"a"}, b"bytes", MONDAY, 1j, ("a", object), float("nan"), float("inf"), -float("inf")),
    *("half a letter\ud800", "other half\udfff", ("deep", ("deeper", float("nan")))),
]


NO_ID_NOR_NONE, NO_LOGICAL_NAME_NOR_NONE = or_none(NOT_ID), or_none(NOT_LOGICAL_NAME)


def not_a(kind: type[Enum], value: str) -> Wrong:
    """What a field of that enum refuses: its plain text too, and a member of another one."""
    return [None, 0, True, value, value.upper(), kind, [next(iter(kind))], ActivityState.CANCELED]


def not_one(kind: type[object]) -> Wrong:
    """What a field of one model refuses."""
    return [None, 0, True, "a name", {}, [], kind]


TITLE = Attribute("title", AttributeType.STRING)
BUDGET = Attribute("budget", AttributeType.MONEY, is_secured=True)
CASE = RecordType("incident", [TITLE, BUDGET], is_activity=False, is_virtual=False, has_update_filter=True)
READER = Role("Reader", ["prvReadIncident"])
WRITER = Role("Writer", ["prvReadIncident", "prvWriteIncident"])
CUSTOM = Profile("Custom", chat_in_pane=False)


def link(user: str | Unknown | None, when: datetime, table: str = "incident", record: str = "42") -> ChatLink:
    return ChatLink(table, record, connected_by=user, connected_on=when)


FIRST = link("ann", MONDAY)
SECOND = link("bob", TUESDAY)
CASE_SETTINGS = RecordTypePolicy("incident", join_chat=True)
RECORD = Record("incident", "42", Owner(user="ann"))
VIEW = View("view-1", "Introduction", "incident", ViewKind.OTHER, [Column("title")])
POLICY = Policy(chat_is_on=True, record_types=[CASE_SETTINGS])
USER = User("ann", roles=[WRITER], teams=["support"], roles_by_team=[TeamRoles("support", [READER])])
CHAT = Chat("19:chat", ChatKind.GROUP, links=[FIRST, SECOND])
APP = App("custom_app", Offering.CUSTOM, is_multisession=True)

TABLE: dict[type[Model], dict[str, tuple[object, Wrong]]] = {
    App: {
        "unique_name": ("custom_app", NOT_APP_NAME),
        "offering": (Offering.SALES, not_a(Offering, "sales")),
        "is_multisession": (True, NOT_BOOL),
    },
    Profile: {
        "name": ("Custom", NOT_NAME),
        "chat_in_pane": (True, NOT_BOOL),
        "is_default": (True, NOT_BOOL),
    },
    Attribute: {
        "name": ("title", NOT_LOGICAL_NAME),
        "type": (AttributeType.MEMO, not_a(AttributeType, "Memo")),
        "is_secured": (True, NOT_BOOL),
        "is_rich_text": (True, NOT_BOOL),
    },
    RecordType: {
        "name": ("incident", NOT_LOGICAL_NAME),
        "attributes": ((BUDGET, TITLE), no_list_of("title", Column("title"), Attribute)),
        "is_activity": (True, NOT_BOOL),
        "is_virtual": (True, NOT_BOOL),
        "has_update_filter": (True, NOT_BOOL),
    },
    Column: {
        "attribute": ("title", NOT_LOGICAL_NAME),
        "alias": ("a_customer", NO_ID_NOR_NONE),
        "table": (None, NO_LOGICAL_NAME_NOR_NONE),
        "is_hidden": (True, NOT_BOOL),
    },
    View: {
        "id": ("view-1", NOT_ID),
        "name": ("Introduction", NOT_NAME),
        "record_type": ("incident", NOT_LOGICAL_NAME),
        "kind": (ViewKind.OTHER, not_a(ViewKind, "other")),
        "columns": ((Column("title"), Column("budget")), no_list_of("title", TITLE, Column)),
    },
    Role: {
        "name": ("Reader", NOT_NAME),
        "privileges": (frozenset({"prvReadIncident"}), no_list_of(5, "", " prvRead", "prv\nRead")),
    },
    TeamRoles: {
        "team": ("support", NOT_ID),
        "roles": ((READER, WRITER), no_list_of("Reader", Role)),
    },
    User: {
        "id": ("ann", NOT_ID),
        "roles": ((READER, WRITER), no_list_of("Reader", Role)),
        "roles_by_team": ((), no_list_of("support", READER, TeamRoles)),
        "teams": (frozenset({"support"}), no_list_of(5, "", "support ", "sup\nport")),
        "profile": (CUSTOM, or_none(not_one(Profile))),
        "profile_roles": (frozenset({"Reader"}), or_none(no_list_of(5, "", " Reader", "Rea\nder"))),
        "readable_secured_fields": (
            frozenset({"incident.budget"}),
            no_list_of(
                5,
                "",
                "budget",
                ".budget",
                "incident.",
                "incident.bud get",
                "événement.budget",
                "a.b.c",
                "incident.budget\n",
            ),
        ),
        "is_global_administrator": (True, NOT_BOOL),
    },
    Owner: {
        "user": ("ann", NO_ID_NOR_NONE),
        "team": (None, NO_ID_NOR_NONE),
    },
    Record: {
        "record_type": ("incident", NOT_LOGICAL_NAME),
        "id": ("42", NOT_ID),
        "owner": (Owner(team="support"), [*not_one(Owner), "ann"]),
    },
    ChatLink: {
        "record_type": ("incident", NOT_LOGICAL_NAME),
        "record_id": ("42", NOT_ID),
        "connected_by": ("ann", NO_ID_NOR_NONE),
        "connected_on": (MONDAY, NOT_TIME),
    },
    Chat: {
        "id": ("19:chat", NOT_ID),
        "kind": (ChatKind.GROUP, not_a(ChatKind, "group")),
        "links": ((FIRST, SECOND), no_list_of("ann", RECORD, ChatLink)),
        "activity_state": (ActivityState.OPEN, [0, True, "open", ActivityState, ChatKind.GROUP]),
        "last_writer": ("bob", NO_ID_NOR_NONE),
        "last_written_on": (TUESDAY, or_none(NOT_TIME)),
    },
    Readings: {
        "two_default_apps": (True, NOT_BOOL),
        "card_fields": (CardFields.WINDOW, not_a(CardFields, "window")),
        "every_write_notifies": (True, NOT_BOOL),
        "open_combinations": (frozenset(OpenCombination), no_list_of(5, "NNNY", OpenCombination)),
        "big_int_never_notifies": (True, NOT_BOOL),
        "linked_columns_never_shown": (True, NOT_BOOL),
        "team_records_have_no_owner": (True, NOT_BOOL),
        "unreadable_field_is_replaced": (True, NOT_BOOL),
        "anyone_who_connected_is_connector": (True, NOT_BOOL),
        "default_apps_always_selected": (True, NOT_BOOL),
    },
    RecordTypePolicy: {
        "record_type": ("incident", NOT_LOGICAL_NAME),
        "include_note": (True, NOT_BOOL),
        "view_id": ("view-1", NO_ID_NOR_NONE),
        "owner_may_disconnect": (True, NOT_BOOL),
        "connector_may_disconnect": (True, NOT_BOOL),
        "join_chat": (True, NOT_BOOL),
        "notify": (True, NOT_BOOL),
        "notified_attributes": (("statecode", "prioritycode"), no_list_of(5, "", "a title", "a.b", TITLE)),
    },
    Policy: {
        "chat_is_on": (True, NOT_BOOL),
        "on_for_all_apps": (True, NOT_BOOL),
        "selected_apps": (
            frozenset({"custom_app"}),
            or_none(no_list_of(7, "", " x", "événement")),
        ),
        "timeline_sync": (True, NOT_BOOL),
        "timeline_sync_since": (MONDAY, or_none(NOT_TIME)),
        "idle_days": (28, [None, True, "7", 7.0, 0, -1, 29, [7]]),
        "chat_owner_consent": (False, or_none(NOT_BOOL)),
        "record_types": ((CASE_SETTINGS,), no_list_of("incident", TITLE, RecordTypePolicy)),
        "unreadable_record_types": (frozenset({"account"}), no_list_of(5, "", "ac count", "a.b")),
        "others_unreadable": (True, NOT_BOOL),
        "readings": (Readings(two_default_apps=True), not_one(Readings)),
        "card_unsupported_types": (frozenset({AttributeType.MEMO}), no_list_of(5, "Memo", AttributeType)),
    },
    Change: {
        "attribute": ("title", NOT_LOGICAL_NAME),
        "old": ("before", NOT_VALUE),
        "new": (("after", 1, None, (True, 2.5)), NOT_VALUE),
    },
    LinkedTable: {
        "alias": ("a_customer", NOT_ID),
        "record_type": (CASE, not_one(RecordType)),
    },
    Scenario: {
        "policy": (POLICY, not_one(Policy)),
        "app": (APP, or_none(not_one(App))),
        "user": (USER, or_none(not_one(User))),
        "chat": (CHAT, or_none(not_one(Chat))),
        "record": (RECORD, or_none(not_one(Record))),
        "access": (AccessRights.READ | AccessRights.WRITE, [0, 3, True, "READ", AccessRights]),
        "record_type": (CASE, or_none(not_one(RecordType))),
        "view": (VIEW, or_none(not_one(View))),
        "linked": ((LinkedTable("a_customer", CASE),), no_list_of("a_customer", TITLE, LinkedTable)),
        "changes": ((Change("title", "before", "after"),), or_none(no_list_of("title", TITLE, Change))),
        "now": (TUESDAY, or_none(NOT_TIME)),
    },
}

EVERY_FIELD = [(model, name) for model, fields in TABLE.items() for name in fields]


def fields_refusing(*wrong: Wrong) -> list[tuple[type[Model], str]]:
    """The fields of one kind: those that refuse just one of these lists."""
    return [(model, name) for model, name in EVERY_FIELD if any(TABLE[model][name][1] is each for each in wrong)]


ALIASES = [(Column, "alias"), (LinkedTable, "alias")]
"""Names that a view gives to its linked tables, written as ids are."""
IDS = [each for each in fields_refusing(NOT_ID, NO_ID_NOR_NONE) if each not in ALIASES]
LOGICAL_NAMES = fields_refusing(NOT_LOGICAL_NAME, NO_LOGICAL_NAME_NOR_NONE)


def legal(model: type[M], **others: object) -> M:
    """A value of that model, with the legal values of the table but for the others given."""
    values: dict[str, Any] = {name: value for name, (value, _) in TABLE[model].items()}
    return model(**values | others)


def fields_of(model: type[Model]) -> tuple[attrs.Attribute[Any], ...]:
    """The fields of a model, derived ones too."""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(cast("type[attrs.AttrsInstance]", model))
    return fields


def declared(model: type[Model]) -> list[str]:
    """The fields that a value of that model is built from."""
    return [each.name for each in fields_of(model) if each.init]
