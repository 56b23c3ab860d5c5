"""Views: their columns as the layout gives them, hidden, linked or plain; hostile layouts refused in bounded memory."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from payloads_configuration import (
    SHARED,
    Place,
    Record,
    Row,
    answer,
    damaged,
    fetch_xml,
    guid,
    layout_json,
    layout_xml,
    link,
    quick_find_row,
    view_row,
    without,
    wrecked,
)

from chatlink_policy import (
    NEW_ORGANISATION,
    Column,
    InvalidValue,
    RecordType,
    UnreadableInput,
    User,
    View,
    context_card,
)
from chatlink_policy.dataverse.views import (
    CASE_INTRODUCTION_VIEW,
    ViewsRead,
    read_views,
)
from chatlink_policy.limits import MOST_LAYOUT_CELLS, MOST_LAYOUT_CHARACTERS, MOST_XML_DEPTH
from chatlink_policy.models import ViewKind
from chatlink_policy.rules.context_card import applicable_view
from chatlink_policy.snapshot import Rejected


def nothing_wrong(read: ViewsRead) -> tuple[View, ...]:
    """The views, where there is nothing to report."""
    assert (read.left_out, read.rejected) == (frozenset(), ())
    return read.views


def only_view(**columns: object) -> View:
    """The one view of a payload of nothing else."""
    (view,) = nothing_wrong(read_views([view_row(**columns)]))
    return view


def columns_of(layout: str, fetch: str = "") -> tuple[Column, ...]:
    """The columns that a layout gives."""
    return only_view(layoutxml=layout, fetchxml=fetch).columns


def only_rejected(row: object) -> Rejected:
    """Why the one view of a payload was rejected."""
    read = read_views([row])
    assert (read.views, read.left_out) == ((), frozenset())
    (rejected,) = read.rejected
    assert (rejected.source, rejected.row, rejected.record_type) == ("savedqueries", 0, None)
    return rejected


def why_refused(layout: str | None = None, fetch: str | None = None, as_json: str | None = None) -> str:
    """Why a view with this layout or query is rejected."""
    row = view_row(layoutxml=layout, layoutjson=as_json, fetchxml=fetch)
    rejected = only_rejected(row)
    assert rejected.path == ("fetchxml" if fetch is not None else "layoutjson" if as_json is not None else "layoutxml")
    assert len(rejected.says) < 400
    return f"{rejected.expected}, got {rejected.got}"


# --- Columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-2")
def test_a_view_has_the_columns_of_its_layout_in_their_order() -> None:
    view = only_view(layoutxml=layout_xml("title", "createdon", "a_b1"))
    assert view == View(
        guid("view Active cases"),
        "Active cases",
        "incident",
        ViewKind.OTHER,
        [Column("title"), Column("createdon"), Column("a_b1")],
    )


@pytest.mark.proves("CRD-2", "Q-9")
def test_hidden_cells_are_hidden_columns_wherever_they_are() -> None:
    first, last = {"ishidden": "1", "name": "a", "width": "1"}, {"width": "1", "name": "d", "ishidden": "1"}
    assert columns_of(layout_xml(first, "b", {"name": "c", "ishidden": "0"}, last)) == (
        Column("a", is_hidden=True),
        Column("b"),
        Column("c"),
        Column("d", is_hidden=True),
    )


@pytest.mark.proves("CRD-2")
@pytest.mark.parametrize(
    "cell",
    [
        {"name": "title"},
        {"name": "title", "width": ""},
        {"name": "title", "width": "wide"},
        {"disableSorting": "1", "width": "100", "name": "title"},
        {"name": "title", "imageproviderfunctionname": "", "imageproviderwebresource": "$webresource:"},
    ],
    ids=repr,
)
def test_what_else_a_cell_says_does_not_matter_nor_does_a_missing_width(cell: Row) -> None:
    assert columns_of(layout_xml(cell)) == (Column("title"),)


@pytest.mark.parametrize(
    "layout",
    [
        layout_xml("title", row=' multiobjectidfield="activitytypecode"'),
        layout_xml("title", grid=' disableInlineEditing="1" iconrenderer=""'),
        layout_xml("title").replace("<grid ", "<grid\n  ").replace("><", ">\n<"),
        layout_xml("title").replace(' object="112"', ""),
        layout_xml("title").replace(
            "</grid>", "<controlDescriptions><row><cell name='a'/></row></controlDescriptions></grid>"
        ),
        "<grid><controlDescriptions/><row><cell name='title'/></row></grid>",
        "<?xml version='1.0' encoding='utf-8'?><!-- a view --><grid><row><cell name='title'></cell></row></grid>",
        "<grid><row><cell name='&#116;itle'/></row></grid>",
    ],
)
def test_what_else_a_layout_says_does_not_matter(layout: str) -> None:
    assert columns_of(layout) == (Column("title"),)


@pytest.mark.parametrize(
    ("layout", "why"),
    [
        ("<fetch><row><cell name='a'/></row></fetch>", "a grid, got 'fetch'"),
        ("<Grid><row><cell name='a'/></row></Grid>", "a grid, got 'Grid'"),
        ("<grid xmlns='urn:x'><row><cell name='a'/></row></grid>", "a grid, got '{urn:x}grid'"),
        ("<grid/>", "a row with cells, got none"),
        ("<grid><row/></grid>", "a row with cells, got none"),
        ("<grid><cell name='a'/></grid>", "a row with cells, got none"),
        (
            "<grid><row><cell name='a'/></row><row><cell name='b'/></row></grid>",
            "one row, with nothing but cells in it, got 'grid/row'",
        ),
        (
            "<grid><row><row><cell name='a'/></row></row></grid>",
            "one row, with nothing but cells in it, got 'grid/row/row'",
        ),
        ("<grid><row><column name='a'/></row></grid>", "one row, with nothing but cells in it, got 'grid/row/column'"),
        (
            "<grid><row><cell name='a'><cell name='b'/></cell></row></grid>",
            "one row, with nothing but cells in it, got 'grid/row/cell/cell'",
        ),
        (layout_xml({"name": "a", "ishidden": "yes"}), "ishidden as 0 or 1, got 'yes'"),
        (layout_xml({"name": "a", "ishidden": ""}), "ishidden as 0 or 1, got ''"),
        (layout_xml({"width": "100"}), """columns named as "title" or "alias.title", got None"""),
        (layout_xml(""), """columns named as "title" or "alias.title", got ''"""),
        (layout_xml("ti tle"), """columns named as "title" or "alias.title", got 'ti tle'"""),
        (layout_xml("a.b.c"), """columns named as "title" or "alias.title", got 'a.b.c'"""),
        (layout_xml(".a"), """columns named as "title" or "alias.title", got '.a'"""),
        (layout_xml("a."), """columns named as "title" or "alias.title", got 'a.'"""),
        (layout_xml(" .a"), """columns named as "title" or "alias.title", got ' .a'"""),
        ("title,createdon", "well-formed XML, got 'syntax error: line 1, column 0'"),
        ("<grid><row><cell name='a'/></row>", "well-formed XML, got 'no element found: line 1, column 33'"),
        ("<grid><row><cell name='a'/></grid>", "well-formed XML, got 'mismatched tag: line 1, column 29'"),
        (
            "<grid><row><cell name='a' name='b'/></row></grid>",
            "well-formed XML, got 'duplicate attribute: line 1, column 26'",
        ),
        (
            "<grid><row><cell name='&title;'/></row></grid>",
            "well-formed XML, got 'undefined entity: line 1, column 11'",
        ),
        (" ", "well-formed XML, got 'no element found: line 1, column 1'"),
    ],
)
def test_a_layout_of_another_shape_rejects_the_view(layout: str, why: str) -> None:
    assert why_refused(layout) == why


# --- The other form of a layout ---------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-2", "Q-9")
def test_the_layout_is_read_from_its_other_form_where_only_that_is_there() -> None:
    layout = layout_json({"Name": "a", "IsHidden": True}, "b", {"Name": "c"}, {"Name": "d", "IsHidden": None}, "e.f")
    fetch = fetch_xml(link("e", "account"))
    expected = (
        Column("a", is_hidden=True),
        Column("b"),
        Column("c"),
        Column("d"),
        Column("f", alias="e", table="account"),
    )
    for xml in (None, ""):
        assert only_view(layoutxml=xml, layoutjson=layout, fetchxml=fetch).columns == expected
    (view,) = nothing_wrong(read_views([without(view_row(layoutjson=layout, fetchxml=fetch), "layoutxml")]))
    assert view.columns == expected


@pytest.mark.proves("CRD-2")
@pytest.mark.parametrize("other", [layout_json("b"), "", None, "{", ...])
def test_the_other_form_does_not_count_where_there_is_the_layout_itself(other: object) -> None:
    row = view_row(layoutxml=layout_xml("a"), layoutjson=other)
    (view,) = nothing_wrong(read_views([without(row, "layoutjson") if other is ... else row]))
    assert view.columns == (Column("a"),)


@pytest.mark.parametrize(
    ("layout", "why"),
    [
        ("{", "well-formed JSON"),
        ("[]", "an object with one of Rows"),
        ("{}", "an object with one of Rows"),
        ('{"Rows": []}', "an object with one of Rows"),
        ('{"Rows": {}}', "an object with one of Rows"),
        ('{"Rows": [{}]}', "an object with one of Rows"),
        ('{"Rows": [{"Cells": []}]}', "an object with one of Rows"),
        ('{"Rows": [{"Cells": "a"}]}', "an object with one of Rows"),
        ('{"Rows": [{"Cells": [{"Name": "a"}]}, {"Cells": [{"Name": "b"}]}]}', "an object with one of Rows"),
        (layout_json({"Name": "a b"}), "columns named as"),
        (layout_json({"Name": 5}), "columns named as"),
        (layout_json({"Name": None}), "columns named as"),
        (layout_json({"IsHidden": False}), "columns named as"),
        (layout_json({"Name": "a", "IsHidden": 1}), "true, false or null"),
        (layout_json({"Name": "a", "IsHidden": "false"}), "true, false or null"),
        ('{"Rows": [{"Cells": ["a"]}]}', "cells with a Name"),
        ('{"Rows": [{"Cells": [{"Name": "a", "Name": "b"}]}]}', "each key once"),
        ('{"Rows": [{"Cells": [{"Name": "a", "Width": NaN}]}]}', "numbers that JSON allows"),
    ],
)
def test_another_form_of_another_shape_rejects_the_view(layout: str, why: str) -> None:
    assert why_refused(as_json=layout).startswith(why)


# --- Columns of a linked table ----------------------------------------------------------------------------------------

LINKED = fetch_xml(
    link("a_a7c688bed7a84000ad8f1bbbccdc77e4", "contact", link("aa", "systemuser", link("inner", "businessunit")))
    + link("incidentowningusersystemusersystemuserid", "team")
)


@pytest.mark.proves("Q-9")
@pytest.mark.parametrize(
    ("alias", "table"),
    [
        ("a_a7c688bed7a84000ad8f1bbbccdc77e4", "contact"),
        ("aa", "systemuser"),
        ("inner", "businessunit"),
        ("incidentowningusersystemusersystemuserid", "team"),
    ],
)
def test_a_linked_column_has_the_table_that_the_query_links_under_its_alias(alias: str, table: str) -> None:
    columns = columns_of(layout_xml("title", {"name": f"{alias}.fullname", "ishidden": "1"}), LINKED)
    assert columns == (Column("title"), Column("fullname", alias=alias, table=table, is_hidden=True))
    assert columns[1].name == f"{alias}.fullname"


@pytest.mark.proves("Q-9")
@pytest.mark.parametrize("fetch", ["", "<fetch", None, 5])
def test_the_query_is_not_read_where_no_column_is_linked(fetch: object) -> None:
    assert only_view(layoutxml=layout_xml("title"), fetchxml=fetch).columns == (Column("title"),)


@pytest.mark.proves("Q-9")
@pytest.mark.parametrize(
    ("fetch", "why"),
    [
        ("<grid/>", "a fetch, got 'grid'"),
        ("", "well-formed XML, got 'no element found: line 1, column 0'"),
        ("<fetch><entity>", "well-formed XML, got 'no element found: line 1, column 15'"),
    ],
)
def test_a_query_that_cannot_be_read_rejects_a_view_with_a_linked_column(fetch: str, why: str) -> None:
    assert why_refused(layout_xml("title", "a.name"), fetch) == why


@pytest.mark.proves("Q-9")
@pytest.mark.parametrize(
    "fetch",
    [
        None,
        fetch_xml(),
        fetch_xml(link("b", "contact")),
        fetch_xml(link("a", "contact") + link("a", "account")),
        fetch_xml(link("a", "")),
        fetch_xml("<link-entity alias='a'/>"),
        fetch_xml("<link-entity name='contact'/>"),
        fetch_xml("<filter><link-entity name='contact' alias='a'/></filter>"),
    ],
)
def test_a_linked_column_whose_table_the_query_does_not_name_is_unknown_and_the_view_is_not(fetch: str | None) -> None:
    columns = only_view(layoutxml=layout_xml("title", {"name": "a.name", "ishidden": "1"}), fetchxml=fetch).columns
    assert columns == (Column("title"), Column("name", alias="a", is_hidden=True))


@pytest.mark.proves("Q-9")
def test_where_queries_were_not_selected_views_with_linked_columns_are_unknown_and_that_is_reported_once() -> None:
    linked = without(view_row(layoutxml=layout_xml("a.name")), "fetchxml")
    read = read_views([linked])
    assert (read.views, read.rejected) == ((), ())
    assert [each.column for each in read.not_selected] == ["fetchxml"]
    assert read_views([without(view_row(), "fetchxml")]).not_selected == ()
    assert only_rejected(view_row(layoutxml=layout_xml("a.name"), fetchxml=5)).path == "fetchxml"


@pytest.mark.proves("CRD-5")
def test_a_shipped_view_that_searches_quickly_and_is_of_another_type_is_just_another_view() -> None:
    view = only_view(querytype=32, isquickfindquery=True, isdefault=False)
    assert view.kind is ViewKind.OTHER
    assert only_rejected(view_row(querytype=32, isquickfindquery=True, isdefault=True)).path == "querytype"


@pytest.mark.proves("Q-9")
def test_names_of_a_layout_with_capitals_are_those_in_lower_case() -> None:
    columns = columns_of(layout_xml("msdyn_phoneNumber", "a.Name"), fetch_xml(link("a", "Contact")))
    assert columns == (Column("msdyn_phonenumber"), Column("name", alias="a", table="contact"))


@pytest.mark.proves("Q-9")
def test_the_same_link_given_twice_names_its_table() -> None:
    fetch = fetch_xml(link("a", "contact") + link("a", "contact"))
    assert columns_of(layout_xml("a.name"), fetch) == (Column("name", alias="a", table="contact"),)


# --- Which view it is -------------------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("view_id", [CASE_INTRODUCTION_VIEW, f"{{{CASE_INTRODUCTION_VIEW.upper()}}}"])
@pytest.mark.parametrize(
    "name", ["Case introduction message view", "Vue du message d'introduction", "Fallvorstellung "]
)
def test_the_introduction_view_of_cases_is_known_by_its_id_in_every_language(view_id: str, name: str) -> None:
    view = only_view(savedqueryid=view_id, name=name)
    assert (view.id, view.name, view.kind) == (CASE_INTRODUCTION_VIEW, name.strip(), ViewKind.CASE_INTRODUCTION)


@pytest.mark.proves("CRD-5")
def test_a_view_of_another_table_or_id_introduces_no_case_whatever_its_name() -> None:
    assert only_view(savedqueryid=CASE_INTRODUCTION_VIEW, returnedtypecode="lead").kind is ViewKind.OTHER
    assert only_view(name="Case introduction message").kind is ViewKind.OTHER


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize(
    "columns",
    [
        {"querytype": 4, "isquickfindquery": True},
        {"querytype": 4, "isquickfindquery": 1},
        {"querytype": 4, "isquickfindquery": None},
        {"querytype": None, "isquickfindquery": True},
        {"querytype": None, "isquickfindquery": 1},
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    ("is_default", "kind"), [(True, "quick_find"), (1, "quick_find"), (False, "other"), (0, "other")]
)
def test_the_quick_find_view_is_the_default_one_by_type_or_flag(columns: Row, is_default: object, kind: str) -> None:
    (view,) = nothing_wrong(read_views([quick_find_row(isdefault=is_default) | columns]))
    assert view.kind is ViewKind(kind)


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("query_type", [0, 1, 2, 8, 16, 32, 64, 128, 256, 1024, 2048, 4096, 32768])
def test_a_view_of_another_type_is_no_quick_find_view(query_type: int) -> None:
    for flag, is_default in product((False, 0, None), (True, False, None)):
        view = only_view(querytype=query_type, isquickfindquery=flag, isdefault=is_default)
        assert view.kind is ViewKind.OTHER, (flag, is_default)


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"querytype": 4, "isquickfindquery": False}, "querytype"),
        ({"querytype": 0, "isquickfindquery": True}, "querytype"),
        ({"querytype": None, "isquickfindquery": None}, "querytype"),
        ({"querytype": "4"}, "querytype"),
        ({"querytype": 4.0}, "querytype"),
        ({"querytype": True}, "querytype"),
        ({"isquickfindquery": "true"}, "isquickfindquery"),
        ({"isquickfindquery": 2}, "isquickfindquery"),
        ({"isdefault": None}, "isdefault"),
        ({"isdefault": "yes"}, "isdefault"),
    ],
    ids=repr,
)
def test_a_view_that_may_or_may_not_be_the_quick_find_view_is_rejected(columns: Row, path: str) -> None:
    assert only_rejected(quick_find_row() | columns).path == path


@pytest.mark.proves("CRD-5")
def test_among_several_quick_find_views_of_a_table_only_the_default_one_counts() -> None:
    rows = [quick_find_row(savedqueryid=guid(str(each)), isdefault=each == 3) for each in range(5)]
    views = nothing_wrong(read_views([*rows, quick_find_row("contact")]))
    assert [each.id for each in views if each.kind is ViewKind.QUICK_FIND and each.record_type == "account"] == [
        guid("3")
    ]
    found = applicable_view(NEW_ORGANISATION, views, "account")
    assert found is not None
    assert found.id == guid("3")


@pytest.mark.proves("CRD-5")
def test_two_views_that_claim_to_be_the_quick_find_view_of_a_table_are_both_rejected() -> None:
    read = read_views([quick_find_row(), quick_find_row("contact"), quick_find_row(savedqueryid=guid("other"))])
    assert [each.record_type for each in read.views] == ["contact"]
    assert sorted((each.row, each.path, each.got) for each in read.rejected) == [
        (0, "isdefault", "2 of 'account'"),
        (2, "isdefault", "2 of 'account'"),
    ]


@pytest.mark.proves("CRD-5")
def test_the_default_view_of_a_standard_record_type_is_found_and_an_added_one_has_none() -> None:
    introduction = view_row(savedqueryid=CASE_INTRODUCTION_VIEW)
    tables = ("incident", "account", "contact", "knowledgearticle", "email", "lead")
    views = nothing_wrong(read_views([introduction, view_row(), *map(quick_find_row, tables)]))
    for table in tables:
        found = applicable_view(NEW_ORGANISATION, views, table)
        if table == "lead":
            assert found is None
            continue
        kind = ViewKind.CASE_INTRODUCTION if table == "incident" else ViewKind.QUICK_FIND
        assert found is not None
        assert (found.record_type, found.kind) == (table, kind)
    assert applicable_view(NEW_ORGANISATION, [], "account") is None


# --- Which views are left out -----------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("damage", [{}, {"layoutxml": "<"}, {"name": None}, {"querytype": "?"}], ids=repr)
def test_an_inactive_view_is_left_out_by_its_id_whatever_else_it_says(damage: Row) -> None:
    read = read_views([view_row(statecode=1, statuscode=2) | damage, quick_find_row()])
    assert [each.record_type for each in read.views] == ["account"]
    assert read.left_out == {guid("view Active cases")}
    assert read.rejected == ()


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("query_type", [16, 256, 8192, 131072, 0])
@pytest.mark.parametrize("empty", [None, ""])
def test_a_view_without_a_grid_is_left_out_by_its_id(query_type: int, empty: str | None) -> None:
    read = read_views([view_row(querytype=query_type, layoutxml=empty, layoutjson=empty)])
    assert read.left_out == {guid("view Active cases")}
    assert (read.views, read.rejected) == ((), ())


@pytest.mark.parametrize("column", ["layoutxml", "layoutjson"])
def test_a_layout_that_was_not_exported_is_not_taken_for_none(column: str) -> None:
    row = without(view_row(layoutxml=None, layoutjson=None), column)
    assert only_rejected(row).path == column


@pytest.mark.parametrize("state", [None, 2, "0", True], ids=repr)
def test_a_view_without_a_known_state_is_rejected(state: object) -> None:
    assert only_rejected(view_row(statecode=state)).path == "statecode"


@pytest.mark.parametrize("column", ["savedqueryid", "name", "returnedtypecode", "statecode"])
def test_a_column_without_which_no_view_is_known_is_reported_once_where_no_row_has_it(column: str) -> None:
    read = read_views([without(view_row("One"), column), without(view_row("Two"), column)])
    assert (read.views, read.rejected) == ((), ())
    assert [each.column for each in read.not_selected] == [column]


@pytest.mark.proves("CRD-5")
def test_no_card_is_guessed_for_a_view_that_was_left_out_or_rejected() -> None:
    chosen = guid("view Active cases")
    policy = NEW_ORGANISATION.but_for("incident", include_note=True, view_id=chosen)
    table = RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True)
    for row in (view_row(statecode=1), view_row(layoutxml=None), view_row(layoutxml="<"), view_row(name=5)):
        view = applicable_view(policy, read_views([row]).views, "incident")
        with pytest.raises(InvalidValue, match="the chosen view"):
            context_card(policy, table, view, User("u"))


# --- Other columns, shapes of payloads --------------------------------------------------------------------------------


@pytest.mark.parametrize("view_id", [guid("v"), guid("v").upper(), f"{{{guid('v')}}}"])
def test_the_id_is_read_with_or_without_braces_in_any_case(view_id: str) -> None:
    assert only_view(savedqueryid=view_id).id == guid("v")


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"savedqueryid": None}, "savedqueryid"),
        ({"savedqueryid": "Active cases"}, "savedqueryid"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": 5}, "name"),
        ({"returnedtypecode": 112}, "returnedtypecode"),
        ({"returnedtypecode": "in cident"}, "returnedtypecode"),
        ({"returnedtypecode": None}, "returnedtypecode"),
        ({"layoutxml": 5}, "layoutxml"),
        ({"layoutxml": {"grid": []}}, "layoutxml"),
        ({"layoutjson": {"Rows": []}}, "layoutjson"),
    ],
    ids=repr,
)
def test_a_view_with_a_column_that_cannot_be_read_is_rejected(columns: Row, path: str) -> None:
    assert only_rejected(view_row() | columns).path == path


@pytest.mark.parametrize(
    "payload",
    [
        answer(view_row(), quick_find_row()),
        [view_row(), quick_find_row()],
        [answer(view_row()), answer(quick_find_row())],
        [Record(quick_find_row()), Record(view_row())],
        [[Record(each)] for each in (view_row(), quick_find_row(), view_row())],
    ],
    ids=["answer", "rows", "pages", "records of the client", "pages of the client with a row twice"],
)
def test_views_are_read_in_whatever_shape_and_order_they_come(payload: object) -> None:
    assert {each.record_type for each in nothing_wrong(read_views(payload))} == {"incident", "account"}


def test_rows_of_one_id_that_differ_are_rejected() -> None:
    for other in (view_row(name="Other", savedqueryid=guid("view Active cases")), view_row(statecode=1)):
        read = read_views([view_row(), other, quick_find_row()])
        assert [each.record_type for each in read.views] == ["account"]
        assert [(each.row, each.path) for each in read.rejected] == [(0, "savedqueryid"), (1, "savedqueryid")]


@pytest.mark.parametrize("payload", [None, 5, "rows", {"value": None}, {}], ids=repr)
def test_a_payload_of_no_known_shape_is_refused(payload: object) -> None:
    with pytest.raises(UnreadableInput, match="payload: expected"):
        read_views(payload)


def test_what_was_read_can_be_copied_pickled_and_hashed() -> None:
    read = read_views([view_row(), view_row("Old", statecode=1), 5])
    assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read  # noqa: S301  # pickled on this line
    assert isinstance(hash(read), int)


def test_the_parser_is_needed_only_where_there_is_xml_and_the_error_names_the_extra(tmp_path: Path) -> None:
    script = tmp_path / "without_the_parser.py"
    script.write_text(
        "import json, sys\n"
        "from chatlink_policy.errors import MissingExtra\n"
        "from chatlink_policy.dataverse.views import read_views\n"
        "assert 'defusedxml' not in sys.modules and 'xml' not in sys.modules\n"
        "sys.modules['defusedxml'] = None\n"
        "with_json, with_xml = json.load(sys.stdin)\n"
        "assert len(read_views([with_json]).views) == 1\n"
        "try:\n"
        "    read_views([with_xml])\n"
        "except MissingExtra as error:\n"
        "    print(error)\n",
        encoding="utf-8",
    )
    rows = json.dumps([view_row(layoutxml=None, layoutjson=layout_json("title")), view_row()])
    ran = subprocess.run([sys.executable, script], input=rows, capture_output=True, text=True, check=True)
    assert ran.stdout == "views need the extra dataverse: pip install 'chatlink-policy[dataverse]'\n"


# --- Hostile layouts and queries --------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{each} "{f"&l{each - 1};" * 10}">' for each in range(1, 10))
BIG = "x" * 200_000

HOSTILE_XML = {
    "a billion laughs": f'<!DOCTYPE grid [<!ENTITY l0 "ha">{LAUGHS}]><grid>&l9;</grid>',
    "a quadratic blowup": f'<!DOCTYPE grid [<!ENTITY a "{BIG}">]><grid>{"&a;" * 100_000}</grid>',
    "an external entity": '<!DOCTYPE grid [<!ENTITY a SYSTEM "file:///etc/passwd">]><grid>&a;</grid>',
    "an external document type": '<!DOCTYPE grid SYSTEM "https://contoso.example/grid.dtd"><grid/>',
    "parameter entities": '<!DOCTYPE grid [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><grid/>',
    "a document type of its own": "<!DOCTYPE grid><grid/>",
    "nesting 100,000 deep": "<grid>" * 100_000,
    "nesting 100,000 deep beside the row": f"<grid>{'<a>' * 100_000}",
    "a megabyte in a name": layout_xml("a" * 1_000_000),
    "900,000 letters in a name": layout_xml("A" * 900_000),
    "a million characters of nothing": " " * 1_000_001,
    "20,000 cells": layout_xml(*["a"] * 20_000),
    "60,000 attributes": "<grid " + " ".join(f'a{each}="1"' for each in range(60_000)) + "/>",
    "a lone surrogate": layout_xml("a\ud800"),
    "a control character": "<grid>\0</grid>",
    "another encoding": "<?xml version='1.0' encoding='nonsense'?><grid/>",
    "a comment without end": f"<grid><!--{BIG}",
}


def peak_of(read: Callable[[], object]) -> int:
    """How many bytes at most are in use at once while `read` runs."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("layout", HOSTILE_XML.values(), ids=HOSTILE_XML.keys())
def test_a_hostile_layout_is_refused_in_bounded_memory(layout: str) -> None:
    row = view_row(layoutxml=layout)
    rejected: list[Rejected] = []
    assert peak_of(lambda: rejected.append(only_rejected(row))) < 32 * 2**20
    assert rejected[0].path == "layoutxml"


@pytest.mark.parametrize("query", HOSTILE_XML.values(), ids=HOSTILE_XML.keys())
def test_a_hostile_query_is_refused_in_bounded_memory(query: str) -> None:
    query = query.replace("grid", "fetch")
    row = view_row(layoutxml=layout_xml("a.name"), fetchxml=query)
    read: list[ViewsRead] = []
    assert peak_of(lambda: read.append(read_views([row]))) < 32 * 2**20
    assert [each.path for each in read[0].rejected] == ["fetchxml"] or read[0].views[0].columns[0].table is None


@pytest.mark.parametrize("name", ["a billion laughs", "a quadratic blowup", "an external entity"])
def test_a_document_type_is_refused_before_its_entities_are_read(name: str) -> None:
    assert why_refused(HOSTILE_XML[name]).startswith("XML without a document type, got '<!DOCTYPE grid")
    row = view_row(layoutxml=HOSTILE_XML[name])
    assert peak_of(lambda: read_views([row])) < 2 * 2**20


def test_the_limits_are_the_ones_that_are_named() -> None:
    depth = MOST_XML_DEPTH - 1
    for deeper in (0, 1):
        beside = "<a>" * (depth + deeper) + "</a>" * (depth + deeper)
        layout = layout_xml("title").replace("</grid>", f"{beside}</grid>")
        if deeper:
            assert why_refused(layout) == f"elements at most {MOST_XML_DEPTH} deep, got deeper ones"
        else:
            assert columns_of(layout) == (Column("title"),)
    assert len(columns_of(layout_xml(*["a"] * MOST_LAYOUT_CELLS))) == MOST_LAYOUT_CELLS
    assert why_refused(layout_xml(*["a"] * (MOST_LAYOUT_CELLS + 1))) == f"at most {MOST_LAYOUT_CELLS} cells, got more"
    assert len(only_view(layoutxml="", layoutjson=layout_json(*["a"] * MOST_LAYOUT_CELLS)).columns) == MOST_LAYOUT_CELLS
    assert (
        why_refused(as_json=layout_json(*["a"] * (MOST_LAYOUT_CELLS + 1)))
        == f"at most {MOST_LAYOUT_CELLS} cells, got more"
    )
    layout = layout_xml("title")
    filled = layout + " " * (MOST_LAYOUT_CHARACTERS - len(layout))
    assert columns_of(filled) == (Column("title"),)
    too_long = f"at most {MOST_LAYOUT_CHARACTERS} characters, got {MOST_LAYOUT_CHARACTERS + 1} characters"
    assert why_refused(f"{filled} ") == why_refused(as_json=f"{filled} ") == too_long


HOSTILE_JSON = {
    "nesting 100,000 deep": "[" * 100_000,
    "nesting 100,000 deep in an object": '{"Rows":' * 100_000,
    "nesting 800 deep in a name": layout_json("?").replace('"?"', "[" * 800 + "]" * 800),
    "a megabyte in a name": layout_json("a" * 1_000_000),
    "900,000 letters in a name": layout_json("A" * 900_000),
    "20,000 cells": json.dumps({"Rows": [{"Cells": [{"Name": "a"}] * 20_000}]}),
    "a number of 100,000 digits": layout_json("?").replace('"?"', "9" * 100_000),
    "an endless number": layout_json("?").replace('"?"', "1e999"),
    "a lone surrogate": layout_json("a\ud800"),
    "not a number": layout_json("?").replace('"?"', "NaN"),
}


@pytest.mark.parametrize("layout", HOSTILE_JSON.values(), ids=HOSTILE_JSON.keys())
def test_a_hostile_layout_in_its_other_form_is_refused_in_bounded_memory(layout: str) -> None:
    row = view_row(layoutxml=None, layoutjson=layout)
    assert only_rejected(row).path == "layoutjson"
    assert peak_of(lambda: read_views([row])) < 32 * 2**20


def test_one_hostile_view_hurts_no_other() -> None:
    read = read_views(
        [view_row(str(each), layoutxml=bad) for each, bad in enumerate(HOSTILE_XML.values())] + [view_row()]
    )
    assert len(read.rejected) == len(HOSTILE_XML)
    assert [each.name for each in read.views] == ["Active cases"]


# --- Nothing guessed --------------------------------------------------------------------------------------------------

ROWS = [
    view_row(savedqueryid=CASE_INTRODUCTION_VIEW, layoutjson=layout_json("title", "prioritycode")),
    view_row("Linked", layoutxml=layout_xml("title", "aa.fullname"), fetchxml=fetch_xml(link("aa", "contact"))),
    quick_find_row(),
    quick_find_row(savedqueryid=guid("not the default one"), isdefault=False),
    view_row("Inactive", statecode=1),
]
KNOWN = {each.id: each for each in read_views(ROWS).views}
LEFT_OUT = read_views(ROWS).left_out


def is_as_known(view: View) -> bool:
    """Whether a view is as it was, but that the table of a linked column may have become unknown (Q-9)."""
    known = KNOWN[view.id]
    columns = [each if each.table is not None else evolve(each, table=was.table) for each, was in both(view, known)]
    return evolve(view, columns=columns) == known


def both(view: View, known: View) -> Iterable[tuple[Column, Column]]:
    """The columns of a view beside those that it had."""
    return zip(view.columns, known.columns, strict=True)


@pytest.mark.proves("CRD-5")
@given(damaged(ROWS))
def test_damaged_views_give_the_same_views_or_are_reported(case: tuple[list[Any], str, Place]) -> None:
    read = read_views(case[0])
    for view in read.views:
        assert is_as_known(view)
    gone = KNOWN.keys() - {each.id for each in read.views}
    assert len(gone) <= 2
    assert gone <= read.left_out or read.rejected


@pytest.mark.campaign
@settings(max_examples=12_000)
@given(wrecked(ROWS))
def test_wrecked_views_never_show_another_column_or_become_another_view(rows: list[Any]) -> None:
    read = read_views(rows)
    for view in read.views:
        assert is_as_known(view)
    assert KNOWN.keys() - {each.id for each in read.views} <= read.left_out or read.rejected
    assert read.left_out >= LEFT_OUT or read.rejected


@given(st.data(), st.sampled_from(["layoutxml", "layoutjson", "fetchxml"]))
def test_a_damaged_text_is_read_or_rejected(data: st.DataObject, column: str) -> None:
    row = view_row(layoutxml=layout_xml("title", "aa.fullname"), fetchxml=fetch_xml(link("aa", "contact")))
    row["layoutjson"] = layout_json("title", "aa.fullname")
    if column == "layoutjson":
        row["layoutxml"] = None
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(row[column]))] * 2)))
    inserted = data.draw(
        st.sampled_from(["", "<", ">", '"', "&", "\0", "\ud800", "<cell/>", "]", "}", ","]) | st.text(max_size=5)
    )
    row[column] = row[column][:start] + inserted + row[column][end:]
    read = read_views([row])
    assert len(read.views) + len(read.left_out) + len(read.rejected) == 1


@given(st.text() | st.text(alphabet="<>/=\"' &;![]gridowcel"))
@example("<grid>" * 65)
@example("\ufeff" + layout_xml("title"))
def test_any_text_as_a_layout_is_read_or_rejected(text: str) -> None:
    read = read_views([view_row("a", layoutxml=text), view_row("b", layoutxml="", layoutjson=text)])
    assert len(read.views) + len(read.left_out) + len(read.rejected) == 2


NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True)
TABLES = {"a": "account", "a_67ce82608b374a7b81a9b5ed15192203": "contact", "with blank": "team", 'é&<>"': "systemuser"}
COLUMNS = st.builds(Column, NAMES, is_hidden=st.booleans()) | st.builds(
    lambda name, alias, is_hidden: Column(name, alias=alias, table=TABLES[alias], is_hidden=is_hidden),
    NAMES,
    st.sampled_from(sorted(TABLES)),
    st.booleans(),
)


@pytest.mark.parametrize("form", ["layoutxml", "layoutjson"])
@given(st.lists(COLUMNS, min_size=1, max_size=12))
def test_columns_written_as_a_layout_and_read_are_the_same_columns(form: str, columns: list[Column]) -> None:
    layouts = {
        "layoutxml": layout_xml(*({"name": each.name, "ishidden": str(int(each.is_hidden))} for each in columns)),
        "layoutjson": layout_json(*({"Name": each.name, "IsHidden": each.is_hidden} for each in columns)),
    }
    links = "".join(f"<link-entity alias={quoteattr(alias)} name='{table}'/>" for alias, table in TABLES.items())
    row = view_row(fetchxml=fetch_xml(links)) | dict.fromkeys(layouts) | {form: layouts[form]}
    (view,) = nothing_wrong(read_views([json.loads(json.dumps(row))]))
    assert view.columns == tuple(columns)


# --- Real payloads ----------------------------------------------------------------------------------------------------


@pytest.mark.proves("CRD-5", "Q-9")
@pytest.mark.skipif(not SHARED.exists(), reason="the sample payloads are not here")
def test_the_sample_of_views_loads() -> None:
    payload = json.loads((SHARED / "dataverse" / "savedquery-incident.json").read_text(encoding="utf-8"))
    views = {each.kind: each for each in nothing_wrong(read_views(payload))}
    introduction = [each.name for each in views[ViewKind.CASE_INTRODUCTION].columns]
    assert introduction == ["title", "createdon", "prioritycode", "customerid", "description"]
    assert len(views[ViewKind.QUICK_FIND].columns) == 6
    assert [each.is_hidden for each in views[ViewKind.OTHER].columns] == [False, False, False, False, True]


@pytest.mark.proves("CRD-2", "Q-9")
@pytest.mark.skipif(not SHARED.exists(), reason="the real layouts are not here")
def test_every_real_layout_loads() -> None:
    folder = SHARED / "layouts"
    sources = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    assert {each["file"] for each in sources} == {path.name for path in folder.glob("*.xml")}
    for source in sources:
        links = "".join(link(alias, table) for alias, table in source["link_entities"].items())
        (view,) = nothing_wrong(
            read_views(
                [
                    view_row(
                        source["view"],
                        savedqueryid=f"{{{source['savedqueryid']}}}",
                        returnedtypecode=source["table"],
                        querytype=source["querytype"],
                        isquickfindquery=int(source["isquickfindquery"]),
                        isdefault=int(source["isquickfindquery"]),
                        layoutxml=(folder / source["file"]).read_text(encoding="utf-8"),
                        fetchxml=fetch_xml(links, source["table"]),
                    )
                ]
            )
        )
        linked = [each for each in view.columns if each.alias is not None]
        counts = (len(view.columns), sum(each.is_hidden for each in view.columns), len(linked))
        assert counts == (source["cells"], source["hidden"], source["linked"])
        assert all(each.table == source["link_entities"][each.alias] for each in linked)
