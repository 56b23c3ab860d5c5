"""Ids and names: one id is one id, however it is spelled, and nothing that cannot be seen is in one."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fields import IDS, LOGICAL_NAMES, legal

from chatlink_policy import (
    NEW_ORGANISATION,
    AccessRights,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Policy,
    Record,
    RecordType,
    RecordTypePolicy,
    TeamRoles,
    User,
    can_connect,
    can_disconnect,
    can_join,
    is_enabled,
)
from chatlink_policy._ids import (
    as_app_name,
    as_field_name,
    as_guid,
    as_id,
    as_logical_name,
    close_to,
    did_you_mean,
    is_name,
)
from chatlink_policy._value import Model
from chatlink_policy.case import scenario_of
from chatlink_policy.dataverse import Supplement, SupplementApp, SupplementChat, SupplementUser
from chatlink_policy.errors import InvalidValue
from chatlink_policy.models import NOBODY
from chatlink_policy.snapshot import Access, Snapshot, Team
from chatlink_policy.unknown import Unknown

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
GUID = "5cb909c6-20f0-eb11-bad5-00224876a6de"
guids = st.uuids().map(str)


@st.composite
def spellings(draw: st.DrawFn, guid: str) -> str:
    """A GUID in any mixture of cases, in braces or not."""
    cases = draw(st.lists(st.booleans(), min_size=36, max_size=36))
    mixed = "".join(letter.upper() if up else letter for letter, up in zip(guid, cases, strict=True))
    return draw(st.sampled_from([mixed, f"{{{mixed}}}"]))


spelled = guids.flatmap(lambda guid: st.tuples(st.just(guid), spellings(guid)))

# --- The form that is kept --------------------------------------------------------------------------------------------


@given(spelled)
def test_every_spelling_of_a_guid_is_kept_in_lower_case_without_braces(each: tuple[str, str]) -> None:
    guid, spelling = each
    assert as_id(spelling) == as_guid(spelling) == guid


@given(guids)
def test_other_decorations_of_a_guid_are_other_ids_kept_as_they_are(guid: str) -> None:
    bare = uuid.UUID(guid).hex.upper()
    for other in (bare, f"({guid})", f"{{{guid}", f"{guid}}}", f"urn:uuid:{guid}", f"{{{bare}}}", guid[:-1] + "G"):
        assert as_id(other) == other
        assert as_guid(other) is None


@pytest.mark.parametrize(
    "each", ["Ann", "ANN", "ann@contoso.com", "19:Ab@thread.v2", "José Núñez", "名前", "a{b}", "{", "x" * 36]
)
def test_any_other_id_is_compared_exactly(each: str) -> None:
    assert as_id(each) == each
    assert as_guid(each) is None


@pytest.mark.parametrize(
    "planes", [(0x00, 0x01, 0x0E), pytest.param((*range(0x02, 0x0E), 0x0F, 0x10), marks=pytest.mark.campaign)]
)  # beyond those few there are ideographs and what is of private use
def test_nothing_that_cannot_be_seen_stands_in_an_id_and_all_that_can_be_seen_may(planes: tuple[int, ...]) -> None:
    refused = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
    letters = [chr(plane << 16 | place) for plane in planes for place in range(1 << 16)]
    hidden = [each for each in letters if each != " " and unicodedata.category(each) in refused]
    assert [f"U+{ord(each):04X}" for each in hidden if as_id(f"a{each}b") is not None] == []
    seen = f"a{''.join(sorted({*letters}.difference(hidden)))}b"
    assert as_id(seen) == seen


@pytest.mark.parametrize(
    "each", ["", " ", "   ", "\u00a0", "\t", " ann", "ann ", "\u00a0ann", "ann\n", None, 5, b"ann", ["ann"]]
)
def test_an_empty_blank_or_padded_text_is_no_id_and_what_is_no_text_is_none(each: object) -> None:
    assert as_id(each) is None


def test_what_is_nearly_the_same_may_have_been_meant_and_nothing_is_compared_for_minutes() -> None:
    assert close_to("incidents", ["account", "incident"]) == ["incident"]
    assert did_you_mean("acount", ["account", "incident"], "none is close") == "did you mean 'account'?"
    assert did_you_mean("x", ["account", "incident"], "none is close") == "none is close"
    many = [f"name {number:05}" for number in range(2_000)]
    assert close_to("name 00017", many)[0] == "name 00017"
    assert close_to("another 00017", many) == []
    assert close_to("a" * 201, ["a" * 202]) == []


class Spelt(str):
    """A text of another class than str, as frames and enumerations have them."""

    __slots__ = ()


def test_a_kind_of_text_is_kept_as_a_plain_text() -> None:
    for form, text in (
        (as_id, GUID.upper()),
        (as_id, "ann"),
        (as_logical_name, "Incident"),
        (as_logical_name, "incident"),
    ):
        assert type(form(Spelt(text))) is str
        assert form(Spelt(text)) == form(text)


@given(st.text())
def test_a_logical_name_is_an_ascii_identifier_in_lower_case(text: str) -> None:
    expected = text.lower() if text.isascii() and text.isidentifier() else None
    assert as_logical_name(text) == expected
    assert as_field_name(f"{text}.title") == (None if expected is None else f"{expected}.title")


def test_a_secured_field_is_a_table_and_an_attribute() -> None:
    assert as_field_name("Contact.msdyn_phoneNumber") == "contact.msdyn_phonenumber"
    for wrong in ("", "contact", "contact.", ".title", "a.b.c", "a. b", 5, None, "é.title"):
        assert as_field_name(wrong) is None


def test_a_unique_name_of_an_app_is_ascii_in_lower_case() -> None:
    assert as_app_name("msdyn_CustomerServiceWorkspace") == "msdyn_customerserviceworkspace"
    for wrong in ("", " app", "app\n", "café", "app\u200b", None, 7):
        assert as_app_name(wrong) is None
    assert is_name("Conseiller\u00a0principal")


# --- Models -----------------------------------------------------------------------------------------------------------


def field(model: type[Model], name: str) -> tuple[str, Callable[[str], object]]:
    """What builds a model with that field, by the name of the field."""
    others: dict[str, object] = {"user": None} if (model, name) == (Owner, "team") else {}
    return f"{model.__name__}.{name}", lambda value: legal(model, **others | {name: value})


OF_ONE_ID: dict[str, Callable[[str], object]] = {
    **dict(field(*each) for each in IDS),
    "User.teams": lambda key: User("ann", teams=[key, GUID]),
    "User.roles_by_team": lambda key: User("ann", teams=[key], roles_by_team=[TeamRoles(key, [])]),
    "Record.key": lambda key: Record("incident", key, NOBODY).key,
    "Access.user_id": lambda key: Access(key, "incident", "1", AccessRights.READ),
    "Access.record_id": lambda key: Access("ann", "incident", key, AccessRights.READ),
    "Team.id": Team,
    "Snapshot.unusable_views": lambda key: Snapshot(policy=NEW_ORGANISATION, unusable_views=[key]),
    "SupplementUser.id": SupplementUser,
    "SupplementChat.id": lambda key: SupplementChat(key, ChatKind.GROUP),
}


@given(each=spelled)
def test_models_of_one_id_are_equal_however_it_is_spelled(each: tuple[str, str]) -> None:
    guid, spelling = each
    for name, build in OF_ONE_ID.items():
        assert build(spelling) == build(guid), name
        assert hash(build(spelling)) == hash(build(guid)), name


def test_the_ids_of_a_supplement_are_of_one_form_and_none_is_taken_for_unknown() -> None:
    braces = f"{{{GUID.upper()}}}"
    made = Supplement(on_for_all_apps=True, global_administrators=[braces])
    assert made.global_administrators == frozenset({GUID})
    assert isinstance(Supplement(on_for_all_apps=True).global_administrators, Unknown)
    with pytest.raises(InvalidValue, match="global_administrators"):
        Supplement(on_for_all_apps=True, global_administrators=[" "])


def test_at_most_three_names_are_close_to_one() -> None:
    known = ["incident1", "incident2", "incident3", "incident4"]
    assert (len(close_to("incident", known)), {*close_to("incident", known)} < {*known}) == (3, True)
    assert close_to("incident", known[:1]) == ["incident1"]
    assert close_to("zebra", known) == []


OF_ONE_NAME: dict[str, Callable[[str], object]] = {
    **dict(field(*each) for each in LOGICAL_NAMES),
    "App.unique_name": lambda name: App(name, Offering.CUSTOM, is_multisession=False),
    "User.readable_secured_fields": lambda name: User("ann", readable_secured_fields=[f"{name}.{name}"]),
    "Policy.selected_apps": lambda name: Policy(chat_is_on=True, selected_apps=[name]),
    "Policy.unreadable_record_types": lambda name: Policy(chat_is_on=True, unreadable_record_types=[name]),
    "RecordTypePolicy.notified_attributes": lambda name: RecordTypePolicy("incident", notified_attributes=[name]),
    "Access.record_type": lambda name: Access("ann", name, "1", AccessRights.READ),
    "Supplement.selected_apps": lambda name: Supplement(on_for_all_apps=False, selected_apps=[name]),
    "Supplement.teams_tool": lambda name: Supplement(on_for_all_apps=False, teams_tool=name),
    "SupplementApp.unique_name": lambda name: SupplementApp(name, Offering.CUSTOM),
    "SupplementUser.readable_secured_fields": lambda name: SupplementUser("ann", readable_secured_fields=[f"{name}.x"]),
}


@pytest.mark.parametrize("build", OF_ONE_NAME.values(), ids=OF_ONE_NAME.keys())
def test_models_of_one_name_are_equal_in_every_case_of_it(build: Callable[[str], object]) -> None:
    same = [build(name) for name in ("msdyn_phonenumber", "msdyn_phoneNumber", "MSDYN_PHONENUMBER")]
    assert same[0] == same[1] == same[2]
    assert build("msdyn_phonenumbers") != same[0]


def test_ids_that_are_no_guids_differ_in_case() -> None:
    assert [name for name, build in OF_ONE_ID.items() if build("Ann") == build("ann")] == []


def test_two_attributes_that_differ_in_case_only_are_one_attribute_twice() -> None:
    twice = [Attribute("msdyn_phoneNumber", AttributeType.STRING), Attribute("msdyn_phonenumber", AttributeType.MEMO)]
    with pytest.raises(InvalidValue, match=r"^RecordType\.attributes: .* once, got 'msdyn_phonenumber' twice$"):
        RecordType("contact", twice, is_activity=False, is_virtual=False, has_update_filter=True)
    with pytest.raises(InvalidValue, match="different attributes"):
        RecordTypePolicy("incident", notified_attributes=["Title", "title"])


def test_two_users_chats_or_apps_of_one_id_are_doubles_in_every_spelling() -> None:
    braces = f"{{{GUID.upper()}}}"
    wrong: list[dict[str, Any]] = [
        {"apps": [SupplementApp("App", Offering.CUSTOM), SupplementApp("app", Offering.SALES)]},
        {"chats": [SupplementChat(GUID, ChatKind.GROUP), SupplementChat(braces, ChatKind.MEETING)]},
        {"users": [SupplementUser(GUID), SupplementUser(braces, is_global_administrator=True)]},
    ]
    for each in wrong:
        with pytest.raises(InvalidValue, match=r"twice$"):
            Supplement(on_for_all_apps=True, **each)


# --- Asking -----------------------------------------------------------------------------------------------------------


@given(user=spelled, record=spelled, team=spelled, type_name=st.sampled_from(["incident", "Incident", "INCIDENT"]))
def test_every_spelling_gets_the_same_decisions(
    user: tuple[str, str], record: tuple[str, str], team: tuple[str, str], type_name: str
) -> None:
    def decisions(number: int, table: str) -> list[object]:
        link = ChatLink(table, record[1 - number], connected_by=user[1 - number], connected_on=MONDAY)
        chat = Chat("c", ChatKind.GROUP, links=[link])
        who = User(user[number], teams=[team[1 - number]])
        owned = Record("incident", record[number], Owner(team=team[number]))
        app = App(
            "Customerservicehub" if number else "customerServiceHub", Offering.CUSTOMER_SERVICE, is_multisession=False
        )
        policy = NEW_ORGANISATION.but(selected_apps=["CUSTOMERSERVICEHUB"])
        return [
            can_disconnect(policy, who, chat, owned),
            can_join(policy, chat, owned, AccessRights.WRITE),
            can_connect(policy, chat, owned),
            is_enabled(policy, app, who),
        ]

    assert decisions(0, "incident") == decisions(1, type_name)
    assert all(decisions(1, type_name))


def test_a_policy_is_asked_and_changed_by_any_case_of_a_record_type() -> None:
    assert NEW_ORGANISATION.settings_for("Incident") is NEW_ORGANISATION.settings_for("incident")
    assert NEW_ORGANISATION.is_configured("INCIDENT")
    assert not NEW_ORGANISATION.is_configured("Cr1_Visit")
    assert NEW_ORGANISATION.settings_for("Cr1_Visit") == RecordTypePolicy("cr1_visit")
    assert NEW_ORGANISATION.but_for("Incident", join_chat=False) == NEW_ORGANISATION.but_for(
        "incident", join_chat=False
    )
    assert NEW_ORGANISATION.but_for("Cr1_Visit", notify=True).is_configured("cr1_visit")
    assert NEW_ORGANISATION.without("Incident") == NEW_ORGANISATION.without("incident") != NEW_ORGANISATION


def test_a_name_that_no_record_type_can_have_is_refused_by_name() -> None:
    ask: list[Callable[[Any], object]] = [
        NEW_ORGANISATION.settings_for,
        NEW_ORGANISATION.is_configured,
        NEW_ORGANISATION.without,
        lambda name: NEW_ORGANISATION.but_for(name, notify=True),
        Policy(chat_is_on=True, others_unreadable=True).require_readable,
    ]
    for wrong in ("service case", "", None, 7, ["incident"], {"incident": 1}):
        for each in ask:
            with pytest.raises(InvalidValue, match=r"record_type: expected a logical name"):
                each(wrong)


def test_a_case_of_a_snapshot_is_named_in_any_spelling() -> None:
    upper, braces = GUID.upper(), f"{{{GUID}}}"
    snapshot = Snapshot(
        policy=NEW_ORGANISATION,
        users=(User(GUID),),
        records=(Record("incident", GUID, NOBODY),),
        apps=(App("Hub", Offering.CUSTOM, is_multisession=False),),
        chats=(Chat(GUID, ChatKind.GROUP),),
        access=(Access(upper, "Incident", braces, AccessRights.READ),),
    )
    found = scenario_of(snapshot, user=upper, record=braces, record_type="INCIDENT", app="HUB", chat=upper)
    assert found == scenario_of(snapshot, user=GUID, record=GUID, record_type="incident", app="hub", chat=GUID)
    assert found.access == AccessRights.READ
    for wrong, expected in (
        ("", "a non-empty id"),
        (" ", "a non-empty id"),
        ("nobody", "a user"),
        ("bo\u200b", "a non"),
    ):
        with pytest.raises(InvalidValue, match=f"^user: expected {expected}"):
            scenario_of(snapshot, user=wrong)
    with pytest.raises(InvalidValue, match=r"^record_type: expected a logical name"):
        scenario_of(snapshot, record_type="service case")
