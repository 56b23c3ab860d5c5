"""Settings rows, entity rows and the organisation's row: read as they are, or rejected and reported, never guessed."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any, Unpack

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from payloads_configuration import (
    SHARED,
    TOGGLES,
    Place,
    Record,
    Row,
    answer,
    damaged,
    entity_row,
    guid,
    organisation_row,
    settings_row,
    without,
    wrecked,
)

from chatlink_policy import (
    Chat,
    ChatKind,
    InvalidValue,
    Policy,
    Readings,
    RecordTypePolicy,
    UnknownFact,
    UnreadableInput,
    can_connect,
)
from chatlink_policy import Record as DataverseRecord
from chatlink_policy.dataverse.organisation import OrganisationRead, make_policy, read_organisation
from chatlink_policy.dataverse.settings import SettingsRead, read_entities, read_settings
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import RecordTypeChanges
from chatlink_policy.snapshot import Rejected, Remark, RemarkCode
from chatlink_policy.unknown import UNKNOWN, Unknown

SOURCE = "msdyn_entitylinkchatconfigurations"
VIEW = "5cb909c6-20f0-eb11-bad5-00224876a6de"
FIELDS = ("include_note", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify")
"""The fields of the toggle columns, in the order of `TOGGLES`."""


def on(record_type: str = "incident", **changes: Unpack[RecordTypeChanges]) -> RecordTypePolicy:
    """What `settings_row` says: every toggle on."""
    every_toggle = RecordTypePolicy(
        record_type,
        include_note=True,
        owner_may_disconnect=True,
        connector_may_disconnect=True,
        join_chat=True,
        notify=True,
    )
    return every_toggle.but(**changes)


def allowed(settings: RecordTypePolicy) -> set[str]:
    """The toggles that are on."""
    return {each for each in FIELDS if getattr(settings, each)}


def nothing_wrong(read: SettingsRead) -> tuple[RecordTypePolicy, ...]:
    """What was read, where there is nothing to report."""
    assert (read.unreadable, read.others_unreadable, read.rejected, read.remarks) == (frozenset(), False, (), ())
    return read.record_types


def only_rejected(read: SettingsRead) -> Rejected:
    """The one row that was rejected, of an export with no other row."""
    assert read.record_types == ()
    (rejected,) = read.rejected
    return rejected


# --- What a row says --------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1", "DIS-1", "JOI-1", "NTF-1", "CRD-1")
@pytest.mark.parametrize(("column", "field"), [*zip(TOGGLES, FIELDS, strict=True)])
def test_each_toggle_column_is_one_toggle_of_the_record_type(column: str, field: str) -> None:
    row = settings_row() | dict.fromkeys(TOGGLES, False) | {column: True}
    (read,) = nothing_wrong(read_settings([row]))
    assert allowed(read) == {field}
    assert (read.record_type, read.view_id, read.notified_attributes) == ("incident", None, ())


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("column", TOGGLES)
@pytest.mark.parametrize("is_null", [True, False], ids=["null", "missing in the environment"])
def test_a_null_toggle_is_off_and_so_is_one_that_the_environment_does_not_have(column: str, is_null: bool) -> None:
    row = settings_row() | {column: None} if is_null else without(settings_row(), column)
    read = read_settings(answer(row), missing=() if is_null else [column])
    expected = read_settings([settings_row() | {column: False}])
    assert read.record_types == expected.record_types
    assert not any((read.rejected, read.not_selected))
    assert read.remarks == (Remark(RemarkCode.ABSENT_TOGGLE, SOURCE, 0, "incident", column),)


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize(
    ("column", "field"),
    [
        *zip(TOGGLES, FIELDS, strict=True),
        ("msdyn_contextviewid", "view_id"),
        ("msdyn_filteringattributes", "notified_attributes"),
    ],
)
def test_a_column_that_was_not_selected_is_unknown_and_reported_once(column: str, field: str) -> None:
    rows = [without(settings_row(), column), without(settings_row("account"), column)]
    read = read_settings(rows)
    assert read.record_types == tuple(on(each).but(**{field: UNKNOWN}) for each in ("account", "incident"))
    assert [(each.source, each.table, each.column) for each in read.not_selected] == [(SOURCE, SOURCE, column)]
    assert (read.rejected, read.remarks) == ((), ())


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("column", [*TOGGLES, "msdyn_contextviewid", "msdyn_filteringattributes", "statecode"])
def test_a_row_that_lacks_a_column_which_others_have_is_rejected(column: str) -> None:
    read = read_settings([without(settings_row(), column), settings_row("account")])
    assert read.record_types == (on("account"),)
    assert [(each.row, each.path, each.record_type) for each in read.rejected] == [(0, column, "incident")]
    assert read.unreadable == {"incident"}
    assert read.not_selected == ()


def test_where_no_row_says_whether_it_is_active_all_record_types_are_unreadable_and_the_column_reported_once() -> None:
    read = read_settings([without(settings_row(each), "statecode") for each in ("incident", "account")])
    assert read.unreadable == {"incident", "account"}
    assert (read.record_types, read.rejected) == ((), ())
    assert [each.column for each in read.not_selected] == ["statecode"]


@pytest.mark.parametrize("column", TOGGLES)
def test_a_toggle_that_is_no_boolean_rejects_the_row(column: str) -> None:
    wrong: tuple[object, ...] = ("true", "Yes", "", 1, 0, 1.0, [], {}, [True])
    for value in wrong:
        read = read_settings([settings_row() | {column: value}])
        rejected = only_rejected(read)
        assert (rejected.source, rejected.row, rejected.path, rejected.record_type) == (SOURCE, 0, column, "incident")
        assert (rejected.expected, rejected.got) == ("true, false or null", repr(value))
        assert read.unreadable == {"incident"}
        assert not read.others_unreadable


@pytest.mark.proves("NTF-2", "NTF-3")
@pytest.mark.parametrize(
    "listed",
    [
        "prioritycode,statecode,statuscode",
        "prioritycode, statecode, statuscode",
        "prioritycode;statecode;statuscode",
        "prioritycode ; statecode ; statuscode",
        "prioritycode statecode statuscode",
        " prioritycode,\n statecode;\tstatuscode ,",
        ",,prioritycode,;statecode,,statuscode;",
    ],
)
def test_selected_attributes_are_read_with_every_separator_that_may_occur(listed: str) -> None:
    row = settings_row(msdyn_filteringattributes=listed)
    (read,) = nothing_wrong(read_settings([row]))
    assert read.notified_attributes == ("prioritycode", "statecode", "statuscode")


@pytest.mark.proves("NTF-2")
@pytest.mark.parametrize("listed", [None, "", "  ", ",;"])
def test_no_selected_attributes_are_null_or_an_empty_text(listed: str | None) -> None:
    assert nothing_wrong(read_settings([settings_row(msdyn_filteringattributes=listed)])) == (on(),)


@pytest.mark.proves("NTF-2")
def test_an_attribute_selected_twice_counts_once_and_is_reported() -> None:
    read = read_settings([settings_row(msdyn_filteringattributes="b,a;b a,c,d,e")])
    assert read.record_types == (on(notified_attributes=["b", "a", "c", "d", "e"]),)
    assert read.remarks == (
        Remark(RemarkCode.DUPLICATE_ATTRIBUTE, SOURCE, 0, "incident", "b"),
        Remark(RemarkCode.DUPLICATE_ATTRIBUTE, SOURCE, 0, "incident", "a"),
    )


@pytest.mark.parametrize("value", [True, False, None, "yes", 1])
def test_chats_that_are_named_after_records_are_worth_a_remark_and_reject_nothing(value: object) -> None:
    column = "msdyn_enableautonamechats"
    read = read_settings([settings_row() | {column: value}])
    named = (Remark(RemarkCode.AUTO_NAMING, SOURCE, 0, "incident", column),) if value is True else ()
    assert (read.rejected, read.remarks) == ((), named)


@pytest.mark.proves("NTF-2")
def test_a_sixth_attribute_rejects_the_row() -> None:
    rejected = only_rejected(read_settings([settings_row(msdyn_filteringattributes="a,b,c,d,e,f")]))
    assert (rejected.path, rejected.expected) == ("msdyn_filteringattributes", "at most 5 different attributes (NTF-2)")
    assert rejected.got == "'a,b,c,d,e,f'"


@pytest.mark.proves("NTF-2")
@pytest.mark.parametrize("listed", ["title|name", "a.b", "1a", "título", "ti-tle", 'a,"b"', 5, ["title"], {}, True])
def test_a_selected_name_that_is_no_logical_name_rejects_the_row(listed: object) -> None:
    read = read_settings([settings_row(msdyn_filteringattributes=listed)])
    assert only_rejected(read).path == "msdyn_filteringattributes"
    assert read.unreadable == {"incident"}


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("view_id", [VIEW, VIEW.upper(), f"{{{VIEW}}}", f"{{{VIEW.upper()}}}"])
def test_a_chosen_view_is_read_with_or_without_braces_in_any_case(view_id: str) -> None:
    assert nothing_wrong(read_settings([settings_row(msdyn_contextviewid=view_id)])) == (on(view_id=VIEW),)


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("view_id", [None, ""])
def test_no_chosen_view_is_null_or_an_empty_text(view_id: str | None) -> None:
    assert nothing_wrong(read_settings([settings_row(msdyn_contextviewid=view_id)])) == (on(),)


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize(
    "view_id", ["Case introduction message", " ", VIEW[:-1], f"{VIEW}0", f" {VIEW}", 5, True, [], {}]
)
def test_a_chosen_view_that_is_no_id_rejects_the_row(view_id: object) -> None:
    read = read_settings([settings_row(msdyn_contextviewid=view_id)])
    assert only_rejected(read).path == "msdyn_contextviewid"
    assert read.unreadable == {"incident"}


@pytest.mark.proves("NTF-2")
def test_a_selected_name_with_capitals_is_the_one_in_lower_case() -> None:
    read = read_settings([settings_row(msdyn_filteringattributes="msdyn_phoneNumber, msdyn_phonenumber")])
    assert read.record_types == (on(notified_attributes=["msdyn_phonenumber"]),)
    assert [each.code for each in read.remarks] == [RemarkCode.DUPLICATE_ATTRIBUTE]


def test_columns_that_the_library_does_not_know_change_nothing() -> None:
    assert nothing_wrong(read_settings([settings_row(msdyn_new="?", statuscode="?", msdyn_enableautonamechats=7)])) == (
        on(),
    )


# --- Which record type it is about ------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize("known", [None, {}, {guid("incident"): "incident"}], ids=["not given", "empty", "given"])
def test_the_record_type_is_that_of_the_expanded_lookup(known: dict[str, str] | None) -> None:
    row = without(settings_row(), "_msdyn_entitytype_value")
    assert nothing_wrong(read_settings([row], entities=known)) == (on(),)


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize("key", [guid("incident"), guid("incident").upper(), f"{{{guid('incident').upper()}}}"])
@pytest.mark.parametrize("value", [guid("incident"), guid("incident").upper(), f"{{{guid('incident')}}}"])
def test_an_entity_id_is_looked_up_in_any_case_with_or_without_braces(key: str, value: str) -> None:
    lookup = {"entityid": guid("incident")}
    for expanded in ({}, {"msdyn_entitytype": None}, {"msdyn_entitytype": lookup}):
        row = without(settings_row(), "msdyn_entitytype") | {"_msdyn_entitytype_value": value} | expanded
        assert nothing_wrong(read_settings([row], entities={key: "incident"})) == (on(),)


@pytest.mark.proves("CON-1")
def test_a_row_whose_expanded_and_looked_up_record_types_disagree_makes_both_unreadable() -> None:
    row = settings_row() | {"_msdyn_entitytype_value": guid("account")}
    read = read_settings([row, settings_row("contact")], entities={guid("account"): "account"})
    assert read.record_types == (on("contact"),)
    assert read.unreadable == {"account", "incident"}
    assert not read.others_unreadable
    assert [(each.row, each.record_type) for each in read.rejected] == [(0, "account"), (0, "incident")]
    assert {each.got for each in read.rejected} == {"['account', 'incident'], which disagree"}


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize(
    "lookup",
    [
        {},
        {"_msdyn_entitytype_value": None},
        {"_msdyn_entitytype_value": guid("nobody knows")},
        {"_msdyn_entitytype_value": "incident"},
        {"_msdyn_entitytype_value": 112},
        {"msdyn_entitytype": None},
        {"msdyn_entitytype": "incident"},
        {"msdyn_entitytype": []},
        {"msdyn_entitytype": {"logicalname": None}},
        {"msdyn_entitytype": {"logicalname": "in cident"}},
        {"msdyn_entitytype": {"logicalname": 112}},
    ],
    ids=repr,
)
def test_a_row_that_does_not_name_its_record_type_makes_all_others_unreadable(lookup: Row) -> None:
    row = without(settings_row(), "msdyn_entitytype", "_msdyn_entitytype_value") | lookup
    read = read_settings([row, settings_row("account")], entities={guid("incident"): "incident"})
    assert read.record_types == (on("account"),)
    assert read.unreadable == frozenset()
    assert read.others_unreadable
    (rejected,) = read.rejected
    assert rejected.record_type is None


def test_a_lookup_that_every_row_expands_without_the_logical_name_is_reported_once() -> None:
    rows = [settings_row(each, msdyn_entitytype={"entityid": guid(each)}) for each in ("incident", "account")]
    read = read_settings(rows)
    assert (read.rejected, read.record_types, read.others_unreadable) == ((), (), True)
    assert [each.column for each in read.not_selected] == ["msdyn_entitytype.logicalname"]
    entities = {guid(each): each for each in ("incident", "account")}
    assert read_settings(rows, entities=entities).not_selected == ()
    assert len(read_settings([*rows, settings_row("lead")]).rejected) == 2


@pytest.mark.parametrize("damage", [{"_msdyn_entitytype_value": 5}, {"msdyn_entitytype": 5}], ids=repr)
def test_a_row_half_of_whose_lookup_is_damaged_is_rejected_for_the_record_type_that_the_other_half_names(
    damage: Row,
) -> None:
    read = read_settings([settings_row() | damage], entities={guid("incident"): "incident"})
    assert only_rejected(read).record_type == "incident"
    assert not read.others_unreadable


def test_an_entity_without_a_logical_name_settles_nothing() -> None:
    row = settings_row() | {"msdyn_entitytype": None, "_msdyn_entitytype_value": guid("incident")}
    read = read_settings([row], entities={guid("incident"): "a case"})
    assert only_rejected(read).path == "_msdyn_entitytype_value"


@pytest.mark.parametrize("row", [None, 5, "incident", True, 2.5])
def test_what_is_no_row_is_rejected_and_may_have_been_about_any_record_type(row: object) -> None:
    read = read_settings([settings_row(), row])
    assert read.record_types == (on(),)
    assert read.others_unreadable
    assert [(each.row, each.path) for each in read.rejected] == [(1, "row")]


# --- Which rows count -------------------------------------------------------------------------------------------------


def test_of_equal_rows_of_one_id_the_first_is_the_one_that_is_reported() -> None:
    row = settings_row() | {TOGGLES[0]: None}
    read = read_settings([settings_row("account"), row, row])
    assert [(each.code, each.row) for each in read.remarks] == [(RemarkCode.ABSENT_TOGGLE, 1)]
    assert len(read.record_types) == 2


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize(
    "damage",
    [{}, {"msdyn_contextviewid": 5}, {"msdyn_usercanjoinchat": "yes"}, {"msdyn_filteringattributes": "a,b,c,d,e,f"}],
    ids=repr,
)
def test_an_inactive_row_is_left_out_and_reported_whatever_else_it_says(damage: Row) -> None:
    inactive = settings_row(statecode=1, statuscode=2) | damage
    read = read_settings([inactive, settings_row("account")])
    assert read.record_types == (on("account"),)
    assert (read.unreadable, read.others_unreadable, read.rejected) == (frozenset(), False, ())
    assert read.remarks == (Remark(RemarkCode.INACTIVE_SETTINGS, SOURCE, 0, "incident", "statecode"),)


@pytest.mark.proves("CON-1")
def test_an_inactive_row_of_an_unknown_record_type_hurts_no_other() -> None:
    read = read_settings([without(settings_row(statecode=1), "msdyn_entitytype"), settings_row("account")])
    assert read.record_types == (on("account"),)
    assert not read.others_unreadable
    assert read.remarks == (Remark(RemarkCode.INACTIVE_SETTINGS, SOURCE, 0, None, "statecode"),)


@pytest.mark.proves("CON-1")
def test_an_inactive_row_does_not_contradict_an_active_one_of_the_same_record_type() -> None:
    inactive = settings_row(msdyn_usercanjoinchat=False, statecode=1)
    inactive["msdyn_entitylinkchatconfigurationid"] = guid("another row")
    read = read_settings([inactive, settings_row()])
    assert read.record_types == (on(),)
    assert [each.code for each in read.remarks] == [RemarkCode.INACTIVE_SETTINGS]


@pytest.mark.parametrize("state", [None, 2, -1, "0", "1", "Active", True, False, 0.0, []], ids=repr)
def test_a_row_without_a_known_state_is_neither_active_nor_inactive(state: object) -> None:
    read = read_settings([settings_row(statecode=state)])
    assert only_rejected(read).path == "statecode"
    assert read.unreadable == {"incident"}


@pytest.mark.proves("CON-1")
@pytest.mark.parametrize(
    "other", [settings_row(), settings_row(msdyn_usercanjoinchat=False)], ids=["equal", "different"]
)
def test_two_active_rows_of_one_record_type_are_both_rejected_since_which_counts_is_unknown(other: Row) -> None:
    other = other | {"msdyn_entitylinkchatconfigurationid": guid("another row")}
    read = read_settings([settings_row(), settings_row("account"), other])
    assert read.record_types == (on("account"),)
    assert read.unreadable == {"incident"}
    assert [(each.row, each.record_type, each.path) for each in read.rejected] == [
        (0, "incident", "msdyn_entitytype"),
        (2, "incident", "msdyn_entitytype"),
    ]
    assert [(each.code, each.row, each.record_type) for each in read.remarks] == [
        (RemarkCode.CONFIGURED_TWICE, 0, "incident"),
        (RemarkCode.CONFIGURED_TWICE, 2, "incident"),
    ]


@pytest.mark.proves("CON-1")
def test_a_readable_row_does_not_count_where_another_of_the_same_record_type_is_unreadable() -> None:
    read = read_settings([settings_row(), settings_row(msdyn_isenabledforbot="no")])
    assert read.record_types == ()
    assert read.unreadable == {"incident"}
    assert sorted((each.row, each.path) for each in read.rejected) == [
        (0, "msdyn_entitytype"),
        (1, "msdyn_isenabledforbot"),
    ]


# --- Shapes of payloads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        answer(settings_row(), settings_row("account")),
        [settings_row(), settings_row("account")],
        [answer(settings_row()), answer(settings_row("account"))],
        [[settings_row()], [], [settings_row("account")]],
        [Record(settings_row()), Record(settings_row("account"))],
    ],
    ids=["answer", "rows", "pages", "lists", "records of the client"],
)
def test_rows_are_read_in_whatever_shape_they_come(payload: object) -> None:
    assert nothing_wrong(read_settings(payload)) == (on("account"), on())


def test_rows_are_read_from_pages_that_come_one_by_one() -> None:
    pages = ([Record(settings_row(each))] for each in ("incident", "account"))
    assert nothing_wrong(read_settings(pages)) == (on("account"), on())


@pytest.mark.parametrize(
    "payload", [None, 5, "rows", b"rows", {}, {"error": {"code": "0x8"}}, {"value": None}], ids=repr
)
def test_a_payload_of_no_known_shape_is_refused(payload: object) -> None:
    for read in (read_settings, read_entities):
        with pytest.raises(UnreadableInput, match="payload: expected"):
            read(payload)


def test_no_rows_are_no_settings() -> None:
    assert nothing_wrong(read_settings(answer())) == ()


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [settings_row(each) for each in ("incident", "account", "contact")]
    assert read_settings(rows) == read_settings(rows[::-1])


def test_what_was_read_can_be_copied_pickled_and_hashed() -> None:
    for read in (
        read_settings([settings_row(), 5]),
        read_entities([entity_row()]),
        read_organisation(organisation_row()),
    ):
        assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read  # noqa: S301  # pickled one line above
        assert isinstance(hash(read), int)


# --- Entity rows ------------------------------------------------------------------------------------------------------


@pytest.mark.proves("CON-1")
def test_entity_rows_give_the_logical_name_of_each_id() -> None:
    braced = entity_row("account", entityid=f"{{{guid('account').upper()}}}")
    read = read_entities(answer(entity_row(), braced, entity_row()))
    assert read.names == {guid("incident"): "incident", guid("account"): "account"}
    assert read.rejected == ()
    rows = [without(settings_row(each), "msdyn_entitytype") for each in ("incident", "account")]
    assert nothing_wrong(read_settings(rows, entities=read.names)) == (on("account"), on())


@pytest.mark.proves("CON-1")
def test_entity_rows_that_give_one_id_two_names_are_rejected() -> None:
    read = read_entities([entity_row(), entity_row("account"), entity_row(logicalname="lead")])
    assert read.names == {guid("account"): "account"}
    assert [(each.row, each.record_type) for each in read.rejected] == [(0, None), (2, None)]
    why = f"expected rows of one id to say the same, got 2 rows of '{guid('incident')}' that differ"
    assert read.rejected[0].says == f"entities row 1: entityid: {why}"


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (entity_row(entityid=None), "entityid"),
        (entity_row(entityid="incident"), "entityid"),
        (without(entity_row(), "entityid"), "entityid"),
        (entity_row(logicalname="a case"), "logicalname"),
        (entity_row(logicalname=None), "logicalname"),
        (without(entity_row(), "logicalname"), "logicalname"),
        (5, "row"),
    ],
)
def test_an_entity_row_that_cannot_be_read_is_rejected(row: object, path: str) -> None:
    read = read_entities([row, entity_row("account")])
    assert read.names == {guid("account"): "account"}
    assert [(each.source, each.row, each.path) for each in read.rejected] == [("entities", 0, path)]


# --- The organisation -------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-3", "TML-1", "TML-7")
@pytest.mark.parametrize(
    "payload",
    [
        organisation_row(),
        answer(organisation_row()),
        [organisation_row()],
        Record(organisation_row()),
        [[organisation_row()]],
    ],
    ids=["row", "answer", "rows", "record of the client", "pages"],
)
def test_the_organisation_s_row_is_read_in_whatever_shape_it_comes(payload: object) -> None:
    read = OrganisationRead(chat_is_on=True, timeline_sync=True, idle_days=10, remarks=(), name="contoso")
    assert read_organisation(payload) == read


@pytest.mark.proves("ENB-3", "TML-1", "Q-12")
@pytest.mark.parametrize("is_null", [True, False], ids=["null", "missing in the environment"])
def test_null_toggles_of_the_organisation_are_off_and_reported(is_null: bool) -> None:
    toggles = ("isembedteamscollabenabled", "teamschatdatasync")
    row = organisation_row(**dict.fromkeys(toggles)) if is_null else without(organisation_row(), *toggles)
    read = read_organisation(row, "organizations.json", missing=() if is_null else toggles)
    assert (read.chat_is_on, read.timeline_sync) == (False, False)
    assert read.remarks == tuple(
        Remark(RemarkCode.ABSENT_TOGGLE, "organizations.json", 0, None, toggle) for toggle in toggles
    )


@pytest.mark.proves("TML-7")
def test_idle_days_are_one_to_twenty_eight_and_seven_unless_set() -> None:
    for days in (*range(1, 29), None):
        read = read_organisation(organisation_row(daysbeforeinactiveteamschatsyncdisabled=days))
        assert (read.idle_days, read.remarks) == (days or 7, ())


@pytest.mark.proves("TML-7")
def test_idle_days_that_the_environment_does_not_have_are_seven() -> None:
    column = "daysbeforeinactiveteamschatsyncdisabled"
    assert read_organisation(without(organisation_row(), column), missing=[column]).idle_days == 7


@pytest.mark.proves("ENB-3", "TML-1", "TML-7", "Q-12")
def test_a_column_of_the_organisation_that_was_not_selected_is_unknown() -> None:
    fields = {
        "isembedteamscollabenabled": {"chat_is_on"},
        "teamschatdatasync": {"timeline_sync"},
        "daysbeforeinactiveteamschatsyncdisabled": {"idle_days"},
        "organizationid": {"chat_is_on", "timeline_sync", "idle_days"},
    }
    for column, unknown in fields.items():
        read = read_organisation(without(organisation_row(), column))
        assert {
            each for each in ("chat_is_on", "timeline_sync", "idle_days") if isinstance(getattr(read, each), Unknown)
        } == unknown
        assert [each.column for each in read.not_selected] == [column]


@pytest.mark.proves("ENB-3", "TML-1", "TML-7")
def test_an_organisation_s_row_that_cannot_be_read_is_refused_with_everything_that_is_wrong() -> None:
    row = organisation_row(
        isembedteamscollabenabled="Yes",
        teamschatdatasync=1,
        daysbeforeinactiveteamschatsyncdisabled=29,
        organizationid=None,
    )
    with pytest.raises(UnreadableInput) as refused:
        read_organisation(row)
    assert [each.field for each in refused.value.problems] == [
        "organizationid",
        "isembedteamscollabenabled",
        "teamschatdatasync",
        "daysbeforeinactiveteamschatsyncdisabled",
    ]


@pytest.mark.parametrize("days", [0, 29, -1, 7.0, "7", True, []], ids=repr)
def test_idle_days_beyond_their_bounds_are_refused(days: object) -> None:
    with pytest.raises(UnreadableInput) as refused:
        read_organisation(organisation_row(daysbeforeinactiveteamschatsyncdisabled=days))
    (problem,) = refused.value.problems
    assert (problem.field, problem.got) == ("daysbeforeinactiveteamschatsyncdisabled", repr(days))
    bounds = "a whole number from 1 to 28, or null (TML-7)"
    assert problem.expected == (bounds if type(days) is int else "a whole number or null")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ([], "payload: expected the one row of the organisation, got none"),
        (answer(), "payload: expected the one row of the organisation, got none"),
        (
            [organisation_row(), organisation_row(teamschatdatasync=False)],
            "payload: expected the one row of the organisation, got more than one that differ",
        ),
        ([5], "payload: expected the one row of the organisation, got 5"),
        ({"value": None}, 'payload: expected a Web API answer with "value"'),
        (None, 'payload: expected a Web API answer with "value"'),
        ("organisation", 'payload: expected a Web API answer with "value"'),
    ],
)
def test_anything_but_one_row_is_no_organisation(payload: object, says: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        read_organisation(payload)
    assert str(refused.value).startswith(f"organizations: {says}")


# --- The policy -------------------------------------------------------------------------------------------------------

ORGANISATION = read_organisation(organisation_row())


@pytest.mark.proves("ENB-3", "ENB-4", "ENB-5", "ENB-6", "TML-1", "TML-7")
def test_both_kinds_of_rows_make_a_policy_with_what_no_row_holds() -> None:
    since = datetime(2026, 1, 2, tzinfo=UTC)
    readings = Readings(two_default_apps=True)
    rows = read_settings([settings_row(), settings_row("account", statecode=3), 5])
    made = make_policy(
        ORGANISATION,
        rows,
        on_for_all_apps=False,
        selected_apps=["Customerservicehub"],
        timeline_sync_since=since,
        readings=readings,
    )
    assert made == Policy(
        chat_is_on=True,
        on_for_all_apps=False,
        selected_apps=["customerservicehub"],
        timeline_sync=True,
        timeline_sync_since=since,
        idle_days=10,
        record_types=[on()],
        unreadable_record_types=["account"],
        others_unreadable=True,
        readings=readings,
    )


@pytest.mark.proves("ENB-4", "ENB-5")
@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("selected", [None, [], ["a"]])
def test_the_scope_and_the_selection_are_the_ones_given(is_on: bool, selected: list[str] | None) -> None:
    made = make_policy(ORGANISATION, read_settings([]), on_for_all_apps=is_on, selected_apps=selected)
    assert (made.on_for_all_apps, made.readings) == (is_on, Readings())
    assert made.selected_apps == (None if selected is None else frozenset(selected))


@pytest.mark.proves("ENB-4", "ENB-5")
def test_the_scope_that_no_column_holds_must_be_given_and_is_not_guessed() -> None:
    with pytest.raises(InvalidValue, match="no column of Dataverse holds it") as refused:
        make_policy(ORGANISATION, read_settings([]), on_for_all_apps=None, selected_apps=None)
    assert (refused.value.field, refused.value.got) == ("on_for_all_apps", "nothing")
    assert refused.value.expected.startswith("true for all apps, false for the selected ones, or UNKNOWN: ")


@pytest.mark.proves("CON-1", "DIS-2")
@pytest.mark.parametrize(
    "rows",
    [
        [settings_row(msdyn_usercanjoinchat="yes")],
        [settings_row(), settings_row() | {"msdyn_entitylinkchatconfigurationid": guid("another row")}],
        [5],
    ],
)
def test_no_question_about_a_record_type_whose_row_was_rejected_can_be_answered(rows: list[object]) -> None:
    policy = make_policy(ORGANISATION, read_settings(rows), on_for_all_apps=True, selected_apps=None)
    with pytest.raises(UnknownFact, match="incident"):
        can_connect(policy, Chat("chat", ChatKind.GROUP), DataverseRecord("incident", "1", NOBODY))


# --- Nothing guessed --------------------------------------------------------------------------------------------------

ROWS = [
    settings_row(
        msdyn_contextviewid=VIEW, msdyn_filteringattributes="prioritycode,statecode", msdyn_usercanjoinchat=False
    ),
    settings_row("account", msdyn_enablekickoffmessage=False, msdyn_filteringattributes=""),
    without(settings_row("contact", msdyn_recordownercanunlink=False), "msdyn_entitytype"),
    settings_row("email", statecode=1),
]
ENTITIES = {guid("contact"): "contact", guid("account"): "account"}


@pytest.mark.proves("Q-12")
@given(damaged(ROWS))
def test_damaged_settings_rows_give_the_same_settings_or_are_reported(case: tuple[list[Any], str, Place]) -> None:
    rows, what, place = case
    before, after = read_settings(ROWS, entities=ENTITIES), read_settings(rows, entities=ENTITIES)
    known = {each.record_type: each for each in before.record_types}
    for each in after.record_types:
        same = known[each.record_type]
        if what == "null" and place[-1] == "msdyn_contextviewid":
            assert each in (same, same.but(view_id=None))
        elif what == "null" and place[-1] == "msdyn_filteringattributes":
            assert each in (same, same.but(notified_attributes=()))
        elif each != same:
            assert allowed(each) < allowed(same)
            assert each.record_type in {at.record_type for at in after.remarks if at.code is RemarkCode.ABSENT_TOGGLE}
    gone = known.keys() - {each.record_type for each in after.record_types}
    assert gone <= after.unreadable or after.others_unreadable
    assert bool(after.rejected) == bool(after.unreadable or after.others_unreadable)


@pytest.mark.campaign
@settings(max_examples=12_000)
@given(wrecked(ROWS))
def test_wrecked_settings_rows_never_turn_on_what_was_off(rows: list[Any]) -> None:
    known = {each.record_type: each for each in read_settings(ROWS, entities=ENTITIES).record_types}
    after = read_settings(rows, entities=ENTITIES)
    for each in after.record_types:
        assert allowed(each) <= allowed(known[each.record_type])
    gone = known.keys() - {each.record_type for each in after.record_types}
    assert gone <= after.unreadable or after.others_unreadable
    policy = make_policy(ORGANISATION, after, on_for_all_apps=True, selected_apps=None)
    assert set(policy.record_types) == set(after.record_types)


@given(damaged([organisation_row()]))
def test_a_damaged_organisation_s_row_gives_the_same_toggles_or_is_reported_or_refused(
    case: tuple[list[Any], str, Place],
) -> None:
    (row, *others), what, place = case
    try:
        read = read_organisation([row, *others])
    except UnreadableInput as refused:
        assert refused.problems
        return
    whole = {"chat_is_on": True, "timeline_sync": True, "idle_days": 10}
    changed = {each for each, value in whole.items() if getattr(read, each) != value}
    is_unset = what == "null" and place[-1] == "daysbeforeinactiveteamschatsyncdisabled"
    unknown = {each for each in changed if isinstance(getattr(read, each), Unknown)}
    assert bool(unknown) == bool(read.not_selected)
    assert len(read.remarks) == (0 if is_unset else len(changed - unknown))


@given(damaged([entity_row(), entity_row("account")]))
def test_damaged_entity_rows_give_the_same_names_or_are_rejected(case: tuple[list[Any], str, Place]) -> None:
    read = read_entities(case[0])
    assert read.names.items() <= {guid("incident"): "incident", guid("account"): "account"}.items()
    assert len(read.names) == 2 or read.rejected


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(settings_row())), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(ANYTHING)
@example([[[]]])
@example({"value": [{"value": 5}]})
def test_whatever_comes_is_read_or_rejected_or_refused(payload: object) -> None:
    for read in (read_settings, read_entities):
        try:
            assert isinstance(read(payload).rejected, tuple)
        except UnreadableInput as refused:
            assert refused.problems  # whether it is refused depends on the payload
    try:
        assert read_organisation(payload).not_selected
    except UnreadableInput as refused:
        assert refused.problems


SETTINGS = st.builds(
    RecordTypePolicy,
    st.just("incident"),
    include_note=st.booleans(),
    view_id=st.none() | st.uuids().map(str),
    owner_may_disconnect=st.booleans(),
    connector_may_disconnect=st.booleans(),
    join_chat=st.booleans(),
    notify=st.booleans(),
    notified_attributes=st.lists(st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True), max_size=5, unique=True),
)


@given(SETTINGS, st.sampled_from([",", ";", " ", ", ", " ;\n"]), st.sampled_from(["{}", "{{{}}}"]))
def test_settings_written_as_a_row_and_read_are_the_same_settings(
    settings: RecordTypePolicy, separator: str, braces: str
) -> None:
    toggles = (settings.include_note, settings.owner_may_disconnect, settings.connector_may_disconnect)
    row = settings_row() | dict(zip(TOGGLES, (*toggles, settings.join_chat, settings.notify), strict=True))
    row["msdyn_contextviewid"] = braces.format(str(settings.view_id).upper()) if settings.view_id else None
    row["msdyn_filteringattributes"] = separator.join(settings.notified_attributes)
    assert nothing_wrong(read_settings([json.loads(json.dumps(row))])) == (settings,)


# --- Real payloads ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.exists(), reason="the sample payloads are not here")
def test_the_sample_of_settings_rows_loads() -> None:
    payload = json.loads((SHARED / "dataverse" / "entitylinkchatconfigurations.json").read_text(encoding="utf-8"))
    shipment, contact = "7a1f6d52-4c0e-ef11-9f8a-6045bd0a1b2c", "8df19b44-a073-40c3-9d6d-ee1355d8c4ba"
    picked = ["jobtitle", "emailaddress1", "telephone1", "ownerid", "parentcustomerid"]
    read = read_settings(payload)
    assert [(each.code, each.record_type) for each in read.remarks] == [(RemarkCode.AUTO_NAMING, "incident")]
    assert nothing_wrong(evolve(read, remarks=())) == (
        on("account", include_note=False, join_chat=False, notify=False),
        on("contact", view_id=contact, owner_may_disconnect=False, join_chat=False, notified_attributes=picked),
        on(
            "contoso_shipment",
            view_id=shipment,
            owner_may_disconnect=False,
            connector_may_disconnect=False,
            notify=False,
        ),
        on(view_id=VIEW, notified_attributes=["prioritycode", "statecode", "statuscode"]),
    )
