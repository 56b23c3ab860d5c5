"""Metadata of tables: types, secured columns, kinds of tables, the Update message filter - read whole or rejected."""

from __future__ import annotations

import copy
import csv
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payloads_configuration import (
    CALLED_VIRTUAL,
    SHARED,
    ColumnInfo,
    Place,
    Record,
    Row,
    answer,
    attribute_row,
    damaged,
    definition,
    guid,
    message_filter,
    without,
    wrecked,
)

from chatlink_policy import Attribute, AttributeType, InvalidValue, RecordType, UnreadableInput
from chatlink_policy.dataverse.metadata import (
    RecordTypesRead,
    UpdateFiltersRead,
    read_columns,
    read_record_types,
    read_update_filters,
)
from chatlink_policy.snapshot import Rejected
from chatlink_policy.unknown import UNKNOWN, Unknown

UPDATABLE = frozenset({"incident", "account", "email"})


def nothing_wrong(read: RecordTypesRead) -> tuple[RecordType, ...]:
    """The tables, where there is nothing to report."""
    assert read.rejected == ()
    return read.record_types


def only_table(*attributes: Row, **columns: object) -> RecordType:
    """The one table of a payload of nothing else."""
    row = definition("incident", *attributes, **columns)
    (table,) = nothing_wrong(read_record_types([row], update_filters=UPDATABLE))
    return table


def only_rejected(row: object) -> Rejected:
    """Why the one table of a payload was rejected."""
    read = read_record_types([row], update_filters=UPDATABLE)
    assert read.record_types == ()
    (rejected,) = read.rejected
    assert (rejected.source, rejected.row, rejected.record_type) == ("EntityDefinitions", 0, None)
    return rejected


def type_of(row: Row) -> AttributeType:
    """The type that a row of attribute metadata gives."""
    (attribute,) = only_table(row).attributes
    return attribute.type


# --- Types of columns -------------------------------------------------------------------------------------------------


def test_why_it_is_unknown_whether_a_table_has_an_update_filter_is_kept() -> None:
    for filters, why in [(Unknown("because"), "because"), (None, "sdkmessagefilters were not exported")]:
        (table,) = read_record_types([definition("incident")], update_filters=filters).record_types
        assert isinstance(table.has_update_filter, Unknown)
        assert why in table.has_update_filter.because


@pytest.mark.proves("DIS-6")
@pytest.mark.parametrize(
    ("ownership", "is_owned"),
    [
        ("UserOwned", True),
        ("TeamOwned", True),
        ("OrganizationOwned", False),
        ("BusinessOwned", False),
        ("None", False),
        ("Somebody", None),
        (None, None),
    ],
)
def test_whether_records_have_owners_is_what_the_definition_of_their_table_says(
    ownership: str | None, is_owned: bool | None
) -> None:
    read = read_record_types([definition("incident", OwnershipType=ownership)], update_filters=UPDATABLE)
    assert read.is_owned.get("incident") is is_owned


@pytest.mark.proves("Q-11", "NTF-5")
@pytest.mark.parametrize("type", AttributeType)
def test_the_type_of_a_column_is_that_of_its_type_name(type: AttributeType) -> None:
    assert type_of(attribute_row("a", type.value)) is type


@pytest.mark.proves("Q-11", "NTF-5")
@pytest.mark.parametrize("type", sorted(CALLED_VIRTUAL))
def test_images_files_and_choices_are_distinguished_though_the_older_property_calls_them_virtual(type: str) -> None:
    row = attribute_row("a", type)
    assert row["AttributeType"] == "Virtual"
    assert type_of(row) is AttributeType(type)


@pytest.mark.proves("Q-11")
@pytest.mark.parametrize("older", ["String", None, 5, "?"], ids=repr)
def test_the_older_property_does_not_count_where_there_is_a_type_name(older: object) -> None:
    assert type_of(attribute_row("a", "Integer", AttributeType=older)) is AttributeType.INTEGER


@pytest.mark.proves("Q-11")
@pytest.mark.parametrize("name", [None, {}, {"Value": None}, ...], ids=["null", "empty", "null inside", "absent"])
def test_the_older_property_counts_where_the_type_name_is_missing(name: object) -> None:
    for type in (each for each in AttributeType if each.value not in CALLED_VIRTUAL):
        row = attribute_row("a", type.value)
        row = without(row, "AttributeTypeName") if name is ... else row | {"AttributeTypeName": name}
        assert type_of(row) is type


@pytest.mark.proves("Q-11")
@pytest.mark.parametrize("type", ["Image", "File", "MultiSelectPicklist"])
def test_the_documentation_s_names_of_types_are_understood_too(type: str) -> None:
    row = without(attribute_row("a"), "AttributeTypeName") | {"AttributeType": type}
    assert type_of(row) is AttributeType(type)


@pytest.mark.proves("Q-11")
@pytest.mark.parametrize("type", sorted(CALLED_VIRTUAL))
def test_what_is_only_called_virtual_may_be_an_image_and_is_rejected(type: str) -> None:
    rejected = only_rejected(definition("incident", without(attribute_row("a", type), "AttributeTypeName")))
    assert (rejected.path, rejected.got) == ("Attributes[0].AttributeType", "'Virtual'")


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"AttributeTypeName": {"Value": "Virtual"}}, "AttributeTypeName"),
        ({"AttributeTypeName": {"Value": "imagetype"}}, "AttributeTypeName"),
        ({"AttributeTypeName": {"Value": "TypeType"}}, "AttributeTypeName"),
        ({"AttributeTypeName": {"Value": ""}}, "AttributeTypeName"),
        ({"AttributeTypeName": {"Value": 14}}, "AttributeTypeName"),
        ({"AttributeTypeName": "StringType"}, "AttributeTypeName"),
        ({"AttributeTypeName": []}, "AttributeTypeName"),
        ({"AttributeTypeName": None, "AttributeType": 14}, "AttributeType"),
        ({"AttributeTypeName": None, "AttributeType": None}, "AttributeType"),
        ({"AttributeTypeName": None, "AttributeType": "string"}, "AttributeType"),
    ],
    ids=repr,
)
def test_an_unknown_type_rejects_the_table_with_the_path_to_it(columns: Row, path: str) -> None:
    rejected = only_rejected(definition("incident", attribute_row("a"), attribute_row("b", **columns)))
    assert rejected.path == f"Attributes[1].{path}"
    assert rejected.expected.startswith(("a type as AttributeTypeName gives it", "a text as its Value", "an object"))


# --- Secured columns, rich text ---------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-4")
@pytest.mark.parametrize("is_secured", [True, False])
def test_a_column_is_secured_where_its_metadata_says_so(is_secured: bool) -> None:
    (attribute,) = only_table(attribute_row("adx_identity_passwordhash", IsSecured=is_secured)).attributes
    assert attribute.is_secured is is_secured


@pytest.mark.proves("CRD-4")
@pytest.mark.parametrize("is_secured", [None, "false", 0, [], ...], ids=repr)
def test_a_column_that_does_not_say_whether_it_is_secured_is_not_exposed(is_secured: object) -> None:
    row = attribute_row("a")
    row = without(row, "IsSecured") if is_secured is ... else row | {"IsSecured": is_secured}
    assert only_rejected(definition("incident", row, attribute_row("b"))).path == "Attributes[0].IsSecured"


@pytest.mark.proves("NTF-7")
@pytest.mark.parametrize("type", ["String", "Memo"])
@pytest.mark.parametrize(
    ("columns", "is_rich"),
    [
        ({"FormatName": {"Value": "RichText"}}, True),
        ({"Format": "RichText"}, True),
        ({"Format": "Text", "FormatName": {"Value": "RichText"}}, True),
        ({"Format": "TextArea", "FormatName": {"Value": "TextArea"}}, False),
        ({"Format": None, "FormatName": None}, False),
        ({"FormatName": {"Value": None}}, False),
        ({}, False),
    ],
    ids=repr,
)
def test_a_text_column_is_rich_text_where_either_of_its_formats_says_so(type: str, columns: Row, is_rich: bool) -> None:
    (attribute,) = only_table(attribute_row("a", type, **columns)).attributes
    assert attribute.is_rich_text is is_rich


@pytest.mark.proves("NTF-7", "Q-8")
@pytest.mark.parametrize("format", ["Duration", "Language", "TimeZone", 5, "RichText"])
def test_the_format_of_another_column_says_nothing(format: object) -> None:
    assert only_table(attribute_row("a", "Integer", Format=format)).attributes == (
        Attribute("a", AttributeType.INTEGER),
    )


@pytest.mark.parametrize("columns", [{"Format": 5}, {"FormatName": "RichText"}, {"FormatName": {"Value": 5}}], ids=repr)
def test_a_format_that_is_none_rejects_the_table(columns: Row) -> None:
    rejected = only_rejected(definition("incident", attribute_row("a", **columns)))
    assert rejected.path == f"Attributes[0].{next(iter(columns))}"


# --- Attributes of a table --------------------------------------------------------------------------------------------


def test_the_order_of_the_attributes_changes_nothing_and_an_equal_one_counts_once() -> None:
    rows = [attribute_row("b"), attribute_row("a"), attribute_row("b")]
    assert only_table(*rows).attributes == only_table(*rows[1:]).attributes == only_table(*rows[:2]).attributes


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        ([attribute_row("a"), attribute_row("a", "Memo")], "Attributes"),
        ([attribute_row("a"), 5], "Attributes[1]"),
        ([None], "Attributes[0]"),
        ([attribute_row("ti tle")], "Attributes[0].LogicalName"),
        ([attribute_row("a", LogicalName=None)], "Attributes[0].LogicalName"),
        ([attribute_row("b"), without(attribute_row("a"), "LogicalName")], "Attributes[1].LogicalName"),
        ({"value": [attribute_row("a")]}, "Attributes"),
        (None, "Attributes"),
        ("a", "Attributes"),
    ],
)
def test_attributes_that_cannot_be_read_reject_the_whole_table(attributes: object, path: str) -> None:
    assert only_rejected(definition(Attributes=attributes)).path == path


@pytest.mark.parametrize("column", ["LogicalName", "AttributeTypeName", "IsSecured"])
def test_a_column_that_no_attribute_has_is_reported_once_and_rejects_no_table(column: str) -> None:
    bare = without(attribute_row("a"), column, column.removesuffix("Name"))
    read = read_record_types([definition("incident", bare), definition("account", bare)], update_filters=UPDATABLE)
    assert not any((read.record_types, read.rejected))
    assert [each.column for each in read.not_selected] == [f"Attributes.{column}"]


def test_a_table_without_its_attributes_is_rejected() -> None:
    assert only_rejected(without(definition(), "Attributes")).path == "Attributes"


def test_names_with_capitals_are_those_in_lower_case() -> None:
    (attribute,) = only_table(attribute_row("msdyn_phoneNumber")).attributes
    assert attribute.name == "msdyn_phonenumber"
    (table,) = nothing_wrong(read_record_types([definition(LogicalName="Incident")], update_filters=UPDATABLE))
    assert table == only_table()


def test_a_table_with_no_columns_at_all_is_one() -> None:
    assert only_table(attribute_row("a"), Attributes=[]).attributes == ()


# --- Kinds of tables --------------------------------------------------------------------------------------------------

PROVIDER, NIL = guid("provider"), "00000000-0000-0000-0000-000000000000"
ELASTIC = "1d9bde74-9ebd-4da9-8ff5-aa74945b9f74"
"""The data provider of all elastic tables, whose rows are in Dataverse."""


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize(
    ("columns", "is_virtual"),
    [
        ({"TableType": "Standard", "DataProviderId": None}, False),
        ({"TableType": "Elastic", "DataProviderId": None}, False),
        ({"TableType": "Elastic", "DataProviderId": ELASTIC}, False),
        ({"TableType": None, "DataProviderId": ELASTIC}, False),
        ({"DataProviderId": NIL}, False),
        ({"TableType": "Standard", "DataProviderId": NIL}, False),
        ({"TableType": "Activity", "DataProviderId": None}, False),
        ({"TableType": "Virtual", "DataProviderId": None}, True),
        ({"TableType": "Virtual", "DataProviderId": PROVIDER}, True),
        ({"TableType": "Standard", "DataProviderId": PROVIDER}, False),
        ({"TableType": None, "DataProviderId": PROVIDER}, True),
        ({"TableType": None, "DataProviderId": None}, False),
        ({"DataProviderId": f"{{{PROVIDER.upper()}}}"}, True),
        ({"DataProviderId": None}, False),
        ({"TableType": "Virtual"}, True),
        ({"TableType": "Standard"}, False),
    ],
    ids=repr,
)
def test_a_table_is_virtual_by_its_type_or_by_its_data_provider(columns: Row, is_virtual: bool) -> None:
    row = without(definition(), "TableType", "DataProviderId") | columns
    (table,) = nothing_wrong(read_record_types([row], update_filters=UPDATABLE))
    assert table.is_virtual is is_virtual


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"TableType": None}, "TableType"),
        ({"TableType": "virtual", "DataProviderId": None}, "TableType"),
        ({"TableType": "Ledger", "DataProviderId": None}, "TableType"),
        ({"TableType": 3, "DataProviderId": None}, "TableType"),
        ({"TableType": "Standard", "DataProviderId": "none"}, "DataProviderId"),
        ({"TableType": "Standard", "DataProviderId": False}, "DataProviderId"),
    ],
    ids=repr,
)
def test_a_table_that_does_not_say_whether_it_is_virtual_is_rejected(columns: Row, path: str) -> None:
    assert only_rejected(without(definition(), "TableType", "DataProviderId") | columns).path == path


@pytest.mark.proves("TML-6")
@pytest.mark.parametrize(
    ("columns", "is_activity"),
    [
        ({"IsActivity": True, "TableType": "Standard"}, True),
        ({"IsActivity": True, "TableType": "Activity"}, True),
        ({"IsActivity": False, "TableType": "Activity"}, True),
        ({"IsActivity": None, "TableType": "Activity"}, True),
        ({"IsActivity": False, "TableType": "Standard"}, False),
    ],
    ids=repr,
)
def test_a_table_is_an_activity_by_its_flag_or_by_its_type(columns: Row, is_activity: bool) -> None:
    assert only_table(**columns).is_activity is is_activity


@pytest.mark.proves("TML-6")
@pytest.mark.parametrize("flag", [None, "false", 0], ids=repr)
def test_a_table_that_does_not_say_whether_it_is_an_activity_is_rejected(flag: object) -> None:
    assert only_rejected(definition(IsActivity=flag)).path == "IsActivity"


@pytest.mark.proves("NTF-4", "TML-6")
@pytest.mark.parametrize(
    ("columns", "field"), [(["IsActivity"], "is_activity"), (["TableType", "DataProviderId"], "is_virtual")]
)
def test_what_no_definition_says_is_unknown_and_what_only_some_do_not_say_rejects_these(
    columns: list[str], field: str
) -> None:
    rows = [without(definition(), *columns), without(definition("account"), *columns)]
    read = read_record_types(rows, update_filters=UPDATABLE)
    assert [getattr(each, field) for each in read.record_types] == [UNKNOWN, UNKNOWN]
    assert [(each.table, each.column) for each in read.not_selected] == [("entitydefinitions", columns[0])]
    assert read.rejected == ()
    some = read_record_types([*rows, definition("email")], update_filters=UPDATABLE)
    assert [each.name for each in some.record_types] == ["email"]
    assert [(each.row, each.path) for each in some.rejected] == [(0, columns[0]), (1, columns[0])]
    assert some.not_selected == ()


# --- The Update message filter ----------------------------------------------------------------------------------------


@pytest.mark.proves("NTF-4")
def test_the_tables_with_the_filter_are_those_of_the_update_message_and_of_no_other() -> None:
    rows = [message_filter(), message_filter("account"), message_filter("contact", "Delete"), message_filter("none")]
    read = read_update_filters(answer(*rows, message_filter()))
    assert read.tables == {"incident", "account"}
    assert (read.unknown, read.others_unknown, read.rejected) == (frozenset(), False, ())
    assert [read.has_filter(each) for each in ("incident", "contact", "none")] == [True, False, False]


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize("table", [None, "Incident", 112, {}])
def test_a_filter_of_another_message_is_passed_over_whatever_it_holds(table: object) -> None:
    assert read_update_filters([message_filter("incident", "Create") | {"primaryobjecttypecode": table}]).rejected == ()


@pytest.mark.proves("NTF-4")
def test_only_filters_for_update_need_their_table() -> None:
    bare = without(message_filter("incident", "Create"), "primaryobjecttypecode")
    read = read_update_filters([bare, bare])
    assert (read.not_selected, read.has_filter("incident")) == ((), False)
    read = read_update_filters([without(message_filter(), "primaryobjecttypecode")])
    assert [each.column for each in read.not_selected] == ["primaryobjecttypecode"]


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize("message", [None, {}, {"name": None}, {"name": 5}, "Update", [], 5, ...], ids=repr)
def test_a_filter_that_does_not_name_its_message_leaves_its_table_unknown(message: object) -> None:
    row = message_filter("contact") | {"sdkmessageid": message}
    row = without(row, "sdkmessageid") if message is ... else row
    read = read_update_filters([row, message_filter()])
    assert [(each.row, each.path.removesuffix(".name")) for each in read.rejected] == [(0, "sdkmessageid")]
    assert [read.has_filter(each) for each in ("incident", "contact", "account")] == [True, None, False]


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize(
    "row", [message_filter(primaryobjecttypecode=112), message_filter(primaryobjecttypecode=None), 5]
)
def test_a_filter_that_does_not_name_its_table_leaves_every_other_table_unknown(row: object) -> None:
    read = read_update_filters([message_filter("account"), row])
    assert len(read.rejected) == 1
    assert [read.has_filter(each) for each in ("account", "incident")] == [True, None]


@pytest.mark.proves("NTF-4")
def test_a_table_has_the_filter_where_the_rows_say_so() -> None:
    rows = [definition(), definition("contact")]
    for filters in (read_update_filters([message_filter()]), frozenset({"incident"}), {"incident"}):
        tables = nothing_wrong(read_record_types(rows, update_filters=filters))
        assert {each.name: each.has_update_filter for each in tables} == {"incident": True, "contact": False}


@pytest.mark.proves("NTF-4")
def test_filters_that_were_not_read_are_not_taken_for_none() -> None:
    for filters in (None, UNKNOWN):
        tables = nothing_wrong(read_record_types([definition(), definition("contact")], update_filters=filters))
        assert [each.has_update_filter for each in tables] == [UNKNOWN, UNKNOWN]


@pytest.mark.proves("NTF-4")
def test_a_table_whose_filter_could_not_be_read_is_rejected() -> None:
    filters = read_update_filters([message_filter(), message_filter("contact", sdkmessageid=None)])
    read = read_record_types([definition(), definition("contact"), definition("account")], update_filters=filters)
    assert {each.name for each in read.record_types} == {"incident", "account"}
    assert [(each.row, each.path) for each in read.rejected] == [(1, "sdkmessagefilters")]


# --- What is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            definition(TableType="Ledger"),
            "TableType: expected one of Activity, Elastic, Standard, Virtual, got 'Ledger'",
        ),
        (definition(IsActivity=None), "IsActivity: expected true or false, got null"),
        (
            definition("incident", attribute_row("a"), attribute_row("a", "Memo")),
            "Attributes: expected each attribute once, got 'a' twice",
        ),
        (definition(Attributes="a"), "Attributes: expected a list of objects, got 'a'"),
        (definition(Attributes=[5]), "Attributes[0]: expected an object with columns, got 5"),
        (
            definition("incident", attribute_row("a", IsSecured=None)),
            "Attributes[0].IsSecured: expected true or false, and the same as the argument secured where given,"
            " got None",
        ),
        (
            definition("incident", attribute_row("a", FormatName={"Value": 5})),
            "Attributes[0].FormatName: expected a text as its Value, got 5",
        ),
        (
            definition("contact"),
            "sdkmessagefilters: expected the message filters of 'contact' (NTF-4), got a row that could not be read",
        ),
    ],
)
def test_a_table_that_is_rejected_says_where_it_stood_and_why(row: Row, says: str) -> None:
    filters = read_update_filters(
        [message_filter(), message_filter("contact", sdkmessageid={"name": None})], "filters.json"
    )
    (rejected,) = filters.rejected
    why = "expected the message, expanded with its name, got {'name': None}"
    assert rejected.says == f"filters.json row 2: sdkmessageid: {why}"
    (rejected,) = read_record_types([row], update_filters=filters, source="definitions.json").rejected
    assert rejected.says == f"definitions.json row 1: {says}"


# --- Shapes of payloads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        answer(definition()),
        definition(),
        definition()
        | {"@odata.context": "https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#EntityDefinitions/$entity"},
        [definition()],
        [answer(definition()), answer(definition())],
        Record(definition()),
        [[Record(definition())]],
    ],
    ids=["answer", "row", "single answer", "rows", "pages", "record of the client", "pages of the client"],
)
def test_definitions_are_read_in_whatever_shape_they_come(payload: object) -> None:
    (table,) = nothing_wrong(read_record_types(payload, update_filters=UPDATABLE))
    assert table == only_table()


def test_two_definitions_of_one_table_that_differ_are_both_rejected() -> None:
    rows = [definition(), definition("account"), definition(IsActivity=True)]
    read = read_record_types(rows, update_filters=UPDATABLE)
    assert {each.name for each in read.record_types} == {"account"}
    assert [each.row for each in read.rejected] == [0, 2]
    why = "expected rows of one id to say the same, got 2 rows of 'incident' that differ"
    assert read.rejected[0].says == f"EntityDefinitions row 1: LogicalName: {why}"


@pytest.mark.parametrize("payload", [None, 5, "rows", {"value": None}], ids=repr)
def test_a_payload_of_no_known_shape_is_refused(payload: object) -> None:
    with pytest.raises(UnreadableInput, match="payload: expected"):
        read_record_types(payload, update_filters=UPDATABLE)
    with pytest.raises(UnreadableInput, match="payload: expected"):
        read_update_filters(payload)


@pytest.mark.parametrize("row", [definition(LogicalName="in cident"), definition(LogicalName=None), None, 5])
def test_a_definition_without_a_logical_name_is_rejected(row: object) -> None:
    assert only_rejected(row).path in ("LogicalName", "row")


def test_what_was_read_can_be_copied_pickled_and_hashed() -> None:
    filters = read_update_filters([message_filter(), 5])
    for read in (filters, read_record_types([definition(), 5], update_filters=UPDATABLE)):
        assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read  # noqa: S301  # pickled on this line
        assert isinstance(hash(read), int)


# --- Columns of the official client -----------------------------------------------------------------------------------


def columns_of(columns: object, **arguments: Any) -> RecordType:  # noqa: ANN401  # arguments of several types
    """A table with these columns, and nothing special about it otherwise."""
    kinds = {"is_activity": False, "is_virtual": False, "has_update_filter": True}
    return read_columns("incident", columns, **{**kinds, **arguments})


COLUMNS = [
    ColumnInfo("title", "StringType"),
    ColumnInfo("prioritycode", "Picklist"),
    ColumnInfo("entityimage", "ImageType"),
]
READ = (
    Attribute("entityimage", AttributeType.IMAGE),
    Attribute("prioritycode", AttributeType.PICKLIST),
    Attribute("title", AttributeType.STRING),
)


@pytest.mark.proves("Q-11", "CRD-4", "NTF-4", "TML-6")
def test_column_objects_make_a_table_with_what_they_do_not_say() -> None:
    read = read_columns("email", COLUMNS, is_activity=True, is_virtual=False, has_update_filter=True, secured=[])
    assert read == RecordType("email", READ, is_activity=True, is_virtual=False, has_update_filter=True)
    secured = columns_of(COLUMNS, secured={"title"}).attribute("title")
    assert secured == Attribute("title", AttributeType.STRING, is_secured=True)


@pytest.mark.proves("Q-11", "CRD-4")
def test_rows_of_attribute_metadata_say_themselves_what_is_secured() -> None:
    rows = [attribute_row("title", IsSecured=True), attribute_row("entityimage", "Image")]
    for columns in (rows, answer(*rows), [rows]):
        assert columns_of(columns).attributes == (
            Attribute("entityimage", AttributeType.IMAGE),
            Attribute("title", AttributeType.STRING, is_secured=True),
        )
    assert columns_of(rows, secured=["title"]) == columns_of(rows)
    assert columns_of([without(each, "IsSecured") for each in rows], secured=["title"]) == columns_of(rows)


@pytest.mark.proves("CRD-4")
def test_column_objects_are_not_read_without_the_names_of_the_secured_ones() -> None:
    with pytest.raises(UnreadableInput) as refused:
        columns_of(COLUMNS)
    assert [each.field for each in refused.value.problems] == ["[0].secured", "[1].secured", "[2].secured"]
    assert "a column object does not say" in str(refused.value)


@pytest.mark.parametrize(
    ("columns", "secured", "paths"),
    [
        ([attribute_row("title", IsSecured=True)], [], ["[0].IsSecured"]),
        ([attribute_row("title", IsSecured=False)], ["title"], ["[0].IsSecured"]),
        ([attribute_row("title", IsSecured=None)], None, ["[0].IsSecured"]),
        ([ColumnInfo("title", "StringType")], ["titel"], ["secured"]),
        ([ColumnInfo("ti tle", "StringType"), ColumnInfo("a", "")], [], ["[0].logical_name", "[1].type"]),
        ([ColumnInfo("a", "Virtual")], [], ["[0].type"]),
        ([None, 5, "title"], [], ["[0]", "[1]", "[2]"]),
        ([ColumnInfo("a", "StringType"), ColumnInfo("a", "MemoType")], [], ["RecordType.attributes"]),
    ],
)
def test_columns_that_cannot_be_read_are_refused_with_everything_that_is_wrong(
    columns: object, secured: list[str] | None, paths: list[str]
) -> None:
    with pytest.raises(UnreadableInput) as refused:
        columns_of(columns, secured=secured)
    assert [each.field for each in refused.value.problems] == paths


@pytest.mark.parametrize("columns", [None, 5, "columns", {}])
def test_columns_of_no_known_shape_are_refused(columns: object) -> None:
    with pytest.raises(UnreadableInput, match=r"^columns: payload: expected a Web API answer"):
        columns_of(columns, secured=[])


@pytest.mark.proves("CRD-4")
def test_a_secured_column_that_is_none_of_the_columns_is_a_slip_that_could_lay_one_open() -> None:
    with pytest.raises(UnreadableInput, match=r"^c\.json: secured: expected names of these columns, got \['titel'\]$"):
        columns_of(COLUMNS, secured=["titel"], source="c.json")


def test_a_table_name_that_is_no_logical_name_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"RecordType\.name"):
        read_columns("in cident", [], is_activity=False, is_virtual=False, has_update_filter=True)


# --- Nothing guessed --------------------------------------------------------------------------------------------------

ROWS = [
    definition(
        "incident",
        attribute_row("title", IsSecured=True),
        attribute_row("description", "Memo", Format="RichText", FormatName={"Value": "RichText"}),
        attribute_row("entityimage", "Image", AttributeOf="entityimageid"),
        attribute_row("actualserviceunits", "Integer", Format="Duration"),
    ),
    definition("email", attribute_row("to", "PartyList"), TableType="Activity", IsActivity=True),
    definition("external", attribute_row("name"), TableType="Virtual", DataProviderId=PROVIDER),
]
KNOWN = {each.name: each for each in nothing_wrong(read_record_types(ROWS, update_filters=UPDATABLE))}


@pytest.mark.proves("Q-11")
@given(damaged(ROWS))
def test_damaged_definitions_give_the_same_tables_or_are_rejected(case: tuple[list[Any], str, Place]) -> None:
    read = read_record_types(case[0], update_filters=UPDATABLE)
    for table in read.record_types:
        assert table == KNOWN[table.name]
    assert len(read.record_types) + (len(read.rejected) > 0) >= len(KNOWN)


@pytest.mark.campaign
@settings(max_examples=12_000)
@given(wrecked(ROWS))
def test_wrecked_definitions_never_make_a_column_supported_or_open_that_was_not(rows: list[Any]) -> None:
    read = read_record_types(rows, update_filters=UPDATABLE)
    for table in read.record_types:
        known = KNOWN[table.name]
        for attribute in table.attributes:
            same = known.attribute(attribute.name)
            assert same is not None
            assert (attribute.type, attribute.is_secured) == (same.type, same.is_secured)


FILTERS = [message_filter(), message_filter("contact", "Delete"), message_filter("account")]


@pytest.mark.proves("NTF-4")
@given(wrecked(FILTERS))
def test_wrecked_filters_never_give_a_table_the_filter_or_take_it_without_a_word(rows: list[Any]) -> None:
    read = read_update_filters(rows)
    for table, has_filter in {"incident": True, "account": True, "contact": False}.items():
        assert read.has_filter(table) in (has_filter, None)
        assert read.has_filter(table) is not None or read.rejected


TABLES = st.builds(
    RecordType,
    st.just("incident"),
    st.lists(
        st.builds(
            Attribute,
            st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True),
            st.sampled_from(AttributeType),
            is_secured=st.booleans(),
        ),
        unique_by=lambda attribute: attribute.name,
    ),
    is_activity=st.booleans(),
    is_virtual=st.booleans(),
    has_update_filter=st.booleans(),
)


@given(TABLES)
def test_a_table_written_as_a_definition_and_read_is_the_same_table(table: RecordType) -> None:
    attributes = [attribute_row(each.name, each.type.value, IsSecured=each.is_secured) for each in table.attributes]
    row = definition(table.name, Attributes=attributes, IsActivity=table.is_activity)
    row |= {"DataProviderId": PROVIDER, "TableType": "Virtual"} if table.is_virtual else {"DataProviderId": None}
    filters = UpdateFiltersRead(
        tables=frozenset({"incident"} if table.has_update_filter else ()),
        unknown=frozenset(),
        others_unknown=False,
        rejected=(),
    )
    assert nothing_wrong(read_record_types(json.loads(json.dumps(row)), update_filters=filters)) == (table,)


# --- Real payloads ----------------------------------------------------------------------------------------------------


@pytest.mark.proves("Q-11")
@pytest.mark.skipif(not SHARED.exists(), reason="the sample payloads are not here")
def test_the_sample_definition_loads() -> None:
    payload = json.loads((SHARED / "dataverse" / "entitydefinition-incident.json").read_text(encoding="utf-8"))
    (table,) = nothing_wrong(read_record_types(payload, update_filters=UPDATABLE))
    assert (table.name, len(table.attributes)) == ("incident", 106)
    assert (table.is_activity, table.is_virtual, table.has_update_filter) == (False, False, True)
    types = {each.name: each.type.value for each in table.attributes}
    expected = {"entityimage": "Image", "prioritycode": "Picklist", "prioritycodename": "Virtual", "statecode": "State"}
    assert {each: types[each] for each in expected} == expected


@pytest.mark.proves("Q-11")
@pytest.mark.skipif(not SHARED.exists(), reason="the attribute lists are not here")
@pytest.mark.parametrize(
    "path", sorted((SHARED / "attributes").glob("*.csv")), ids=lambda path: getattr(path, "stem", "")
)
def test_every_real_attribute_list_loads(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        listed = [(each["logical_name"], each["type"]) for each in csv.DictReader(lines)]
    rows = [attribute_row(name, type) for name, type in listed]
    (table,) = nothing_wrong(read_record_types(definition(path.stem, *rows), update_filters=frozenset()))
    assert {(each.name, each.type.value) for each in table.attributes} == set(listed)
    objects = [ColumnInfo(name, f"{type}Type") for name, type in listed]
    assert columns_of(objects, secured=[]).attributes == table.attributes
