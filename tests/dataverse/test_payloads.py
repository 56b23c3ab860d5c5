"""Answers that are not whole, errors in the place of answers, and what else may lie in the folder of an export."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatlink_policy import UnreadableInput
from chatlink_policy.dataverse import (
    load_export,
    read_access,
    read_apps,
    read_entities,
    read_links,
    read_names,
    read_organisation,
    read_pairs,
    read_profiles,
    read_record_types,
    read_records,
    read_roles,
    read_settings,
    read_teams,
    read_update_filters,
    read_user_privileges,
    read_users,
    read_views,
)
from chatlink_policy.dataverse._payloads import as_rows, rows
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.dataverse.people import Grants

Row = dict[str, Any]

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
NEXT = "https://contoso.crm.dynamics.com/api/data/v9.2/roles?$skiptoken=2"
MORE = "@Microsoft.Dynamics.CRM.morerecords"
COUNT, TOTAL = "@odata.count", "@Microsoft.Dynamics.CRM.totalrecordcount"
EXCEEDED = "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"
ONE: Row = {"a": 1}

READERS: dict[str, Callable[[object], object]] = {
    "read_access": read_access,
    "read_apps": read_apps,
    "read_entities": read_entities,
    "read_links": read_links,
    "read_links of activities": lambda payload: read_links([], activities=payload),
    "read_links of parties": lambda payload: read_links([], parties=payload),
    "read_names": lambda payload: read_names(payload, "privilegeid", "privileges"),
    "read_organisation": read_organisation,
    "read_pairs": lambda payload: read_pairs(payload, "systemuserid", "roleid", "systemuserroles"),
    "read_profiles": lambda payload: read_profiles(payload, [], [], [], teams_tool=None),
    "read_profiles of panes": lambda payload: read_profiles([], payload, [], [], teams_tool=None),
    "read_profiles of tabs": lambda payload: read_profiles([], [], payload, [], teams_tool=None),
    "read_profiles of tools": lambda payload: read_profiles([], [], [], payload, teams_tool=None),
    "read_record_types": lambda payload: read_record_types(payload, update_filters=None),
    "read_records": lambda payload: read_records(payload, "incident"),
    "read_roles": read_roles,
    "read_settings": read_settings,
    "read_teams": read_teams,
    "read_update_filters": read_update_filters,
    "read_user_privileges": read_user_privileges,
    "read_users": lambda payload: read_users(payload, Grants()),
    "read_views": read_views,
}

PARTS: dict[str, object] = {
    "a link beside the rows": {"@odata.nextLink": NEXT, "value": [ONE]},
    "a link beside the rows of the last page": [{"@odata.nextLink": NEXT, "value": [ONE]}] * 2,
    "more records of FetchXML": {MORE: True, "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie": "<c/>", "value": [ONE]},
    "a count of more rows": {COUNT: 3, "value": [ONE, ONE]},
    "a count of more rows than both pages have": [
        {COUNT: 4, "@odata.nextLink": NEXT, "value": [ONE, ONE]},
        {COUNT: 4, "value": [ONE]},
    ],
    "a total of more rows": {TOTAL: 2, "value": [ONE]},
    "a count that stopped at its limit": {COUNT: 2, EXCEEDED: True, "value": [ONE, ONE]},
    "a link by its name in OData 4.01": {"@nextLink": NEXT, "value": [ONE]},
    "more records, as a text": {MORE: "true", "value": [ONE]},
    "more records, as anything": {MORE: "perhaps", "value": [ONE]},
    "more records by another spelling": {"MoreRecords": True, "value": [ONE]},
    "a link by another spelling": {"@odata.NextLink": NEXT, "value": [ONE]},
    "a link by its bare name": {"nextLink": NEXT, "value": [ONE]},
    "an error by another spelling beside rows": {"Error": {"message": "boom"}, "value": [ONE]},
    "errors beside rows": {"errors": [{"message": "boom"}], "value": [ONE]},
    "a count of more rows, as a text": {COUNT: "9", "value": [ONE, ONE]},
    "a count that is none": {COUNT: "many", "value": [ONE]},
    "a count that is half a row": {COUNT: 1.5, "value": [ONE]},
    "a count that stopped at its limit, as a text": {COUNT: 2, EXCEEDED: "True", "value": [ONE, ONE]},
    "a link beside an expanded collection": {"value": [ONE, ONE | {"parties": [], "parties@odata.nextLink": NEXT}]},
    "a link in an expanded row": [ONE, {"a": {"b": [{"c@odata.nextLink": NEXT, "c": []}]}}],
    "a link where other rows have none": [ONE | {"parties@odata.nextLink": each} for each in (None, None, NEXT)],
    "a link beside one that is null": [ONE | {"parties@odata.nextLink": None, "teams@odata.nextLink": NEXT}],
    "a link in a row of a page": [[ONE], [{"parties@odata.nextLink": NEXT}]],
}
WHOLE: dict[str, object] = {
    "no link": {"value": [ONE]},
    "a null link": {"@odata.nextLink": None, "value": [ONE | {"parties@odata.nextLink": None}]},
    "a link that the next page follows": [{"@odata.nextLink": NEXT, "value": [ONE]}, {"value": [ONE]}],
    "more records that follow": [{MORE: True, "value": [ONE]}, {MORE: False, "value": [ONE]}],
    "pages of rows alone": [[ONE], [ONE]],
    "a count of these rows": {COUNT: 1, "value": [ONE]},
    "a count of the rows of both pages": [{COUNT: 2, "@odata.nextLink": NEXT, "value": [ONE]}, {"value": [ONE]}],
    "a count that stopped at its limit, with more rows": {COUNT: 1, EXCEEDED: True, "value": [ONE, ONE]},
    "a total that is unknown": {TOTAL: -1, "value": [ONE]},
    "a count of these rows, as a text": {COUNT: "1", "value": [ONE]},
    "no more records, as a text": {MORE: "false", "value": [ONE]},
    "a name that is no text": {1: "a link", "value": [ONE]},
    "a count and an error that are null": {COUNT: None, "error": None, "value": [ONE]},
    "the last of two queries in one file": [
        {"@odata.nextLink": NEXT, "value": [ONE]},
        {"value": [ONE]},
        {"value": [ONE]},
    ],
}


@pytest.mark.parametrize("payload", PARTS.values(), ids=PARTS)
def test_an_answer_that_says_that_it_is_not_whole_is_refused_by_every_reader(payload: object) -> None:
    for name, reader in READERS.items():
        for shape in (payload, iter(payload) if isinstance(payload, list) else [payload]):
            assert refusal(reader, shape), name


@pytest.mark.parametrize("payload", WHOLE.values(), ids=WHOLE)
def test_an_answer_that_is_whole_is_not_refused_for_what_it_says_of_itself(payload: object) -> None:
    assert {tuple(row) for row in rows(payload, "p") if isinstance(row, dict)} <= {
        ("a",),
        ("a", "parties@odata.nextLink"),
    }


def test_a_count_of_five_thousand_says_nothing_of_five_thousand_rows() -> None:
    assert len(list(rows({COUNT: 5_000, "value": [ONE] * 5_000}, "p"))) == 5_000


def refusal(reader: Callable[[object], object], payload: object) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as refused:
        reader(payload)
    return refused.value


def test_an_error_instead_of_an_answer_is_given_in_the_words_of_the_server() -> None:
    error = {"error": {"code": "0x80060888", "message": "Resource not found for the segment 'rolez'."}}
    for name, reader in READERS.items():
        for payload in (error, [error], [{"@odata.nextLink": NEXT, "value": []}, error]):
            says = str(refusal(reader, payload))
            assert "0x80060888" in says, name
            assert "rolez" in says, name


def test_an_error_next_to_rows_refuses_them_and_is_given_in_the_words_of_the_server() -> None:
    answer = {"value": [ONE, ONE], "error": {"code": "0x1", "message": "boom"}}
    for name, reader in READERS.items():
        for payload in (answer, [answer], [{"@odata.nextLink": NEXT, "value": [ONE]}, answer]):
            assert "got the error of the server '0x1': 'boom'" in str(refusal(reader, payload)), name
        error = {"@odata.context": "x", "error": {"code": "0x1", "message": "boom"}}
        assert "boom" in str(refusal(reader, error)), name


ENVELOPES: dict[str, tuple[object, str]] = {
    "a capital": ({"Value": [ONE]}, "'Value'"),
    "OData 2": ({"d": {"results": [ONE]}}, "'d'"),
    "OData 1": ({"d": [ONE]}, "'d'"),
    "results": ({"results": [ONE], "count": 1}, "'results'"),
    "an object": ({"value": {"a": 1}}, "'value'"),
    "annotations alone": ({"@odata.context": "x", "@odata.count": 1}, "'@odata.context'"),
}


@pytest.mark.parametrize(("payload", "got"), ENVELOPES.values(), ids=ENVELOPES)
def test_rows_under_another_name_than_value_are_one_error_that_says_under_which(payload: object, got: str) -> None:
    for name, reader in READERS.items():
        for shape in (payload, [payload]):
            (problem,) = refusal(reader, shape).problems
            assert problem.expected.startswith('an answer with "value"'), name
            assert got in problem.got, name


def test_a_row_by_itself_is_read_whatever_annotations_it_has() -> None:
    row = {"@odata.context": "x", "LogicalName": "account"}
    assert list(rows(as_rows(row), "p")) == [row]


@pytest.mark.parametrize("read", [READERS["read_names"], READERS["read_pairs"], READERS["read_records"]])
def test_a_row_with_names_that_are_no_texts_is_a_row_without_these_columns(read: Callable[[object], Any]) -> None:
    for row in ({1: 2}, {None: [{3: 4}]}):
        assert read([row]).not_selected
        with pytest.raises(UnreadableInput):
            read({"value": [row], "@odata.nextLink": NEXT})
    assert read_links([{1: 2}]).not_selected
    assert read_organisation({1: 2}).not_selected


def test_a_long_name_of_a_source_is_shortened_in_every_sentence() -> None:
    source = "s" * 100_000
    for payload, read in (
        (5, lambda payload: read_names(payload, "id", source)),
        (5, lambda payload: read_pairs(payload, "a", "b", source)),
        (5, lambda payload: read_records(payload, "incident", source=source)),
        ({"error": {"code": "1"}}, lambda payload: read_records(payload, "incident", source=source)),
    ):
        with pytest.raises(UnreadableInput) as refused:
            read(payload)
        assert refused.value.source == source
        assert len(str(refused.value)) < 400
    names, pairs = read_names([{}, 5], "id", source), read_pairs([{}, 5], "a", "b", source)
    says = [each.says for each in (*names.rejected, *pairs.rejected)]
    says += [each.says for each in (*names.not_selected, *pairs.not_selected)]
    assert len(says) == 6
    assert max(map(len, says)) < 400


# --- Files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTOSO, tmp_path / "export"))


def problems(folder: Path) -> list[str]:
    with pytest.raises(UnreadableInput) as caught:
        load_export(folder)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("what", ["morerecords", "count", "link within"])
def test_a_file_of_any_table_that_says_that_it_is_not_whole_refuses_the_export(export: Path, what: str) -> None:
    for page in export.glob("*.[0-9].json"):
        page.unlink()
    for path in (export / f"{table}.json" for table in EXPORT_TABLES):
        before = path.read_bytes() if path.exists() else None
        read = [] if before is None else json.loads(before)["value"]
        answers: dict[str, Row] = {
            "morerecords": {MORE: True, "value": read},
            "count": {COUNT: len(read) + 1, "value": read},
            "link within": {"value": [*read, {"x": [{"parties@odata.nextLink": NEXT}]}]},
            "": {"value": read},
        }
        path.write_text(json.dumps(answers[what]), encoding="utf-8")
        (line,) = problems(export)
        assert line.startswith(path.stem)
        path.write_text(json.dumps(answers[""]), encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_link_to_more_is_found_however_it_is_written(export: Path, encoding: str) -> None:
    text = json.dumps({"value": [{"parties@odata.nextLink": NEXT}]})
    for spelled in (
        text,
        text.replace("@odata.nextLink", "\\u0040odata\\u002enextLink").replace("nextL", "\\u006eextL"),
    ):
        (export / "roles.json").write_bytes(spelled.encode(encoding))
        assert "nextLink" in problems(export)[0]


def test_a_page_of_fetchxml_is_followed_by_the_next_file(export: Path) -> None:
    read = json.loads((export / "roles.json").read_text(encoding="utf-8"))["value"]
    before = load_export(export)
    (export / "roles.json").write_text(json.dumps({MORE: True, "value": read[:1]}), encoding="utf-8")
    (export / "roles.2.json").write_text(json.dumps({MORE: False, "value": read[1:]}), encoding="utf-8")
    assert load_export(export) == before


def test_a_saved_error_answer_and_a_sign_in_page_are_named_as_what_they_are(export: Path) -> None:
    error = {"error": {"code": "0x80040220", "message": "Principal user is missing prvReadRole privilege."}}
    (export / "roles.json").write_text(json.dumps(error), encoding="utf-8")
    assert problems(export) == [
        "roles.json: payload: expected an answer with rows, got the error of the server '0x80040220': "
        "'Principal user is missing prvReadRole privilege.'"
    ]
    (export / "roles.json").write_text("\ufeff\n<!DOCTYPE html><html><title>Sign in to your account", encoding="utf-8")
    assert "got a page of HTML, such as a sign-in page" in problems(export)[0]


@pytest.mark.parametrize("nothing", [b"", b" \n", b"\xef\xbb\xbf", b"\xff\xfe\n\0"])
def test_an_empty_file_is_named_as_one(export: Path, nothing: bytes) -> None:
    (export / "roles.json").write_bytes(nothing)
    assert problems(export) == ["roles.json: text: expected well-formed JSON, got an empty file"]


def test_notes_hidden_files_and_folders_are_passed_over_and_listed_with_what_may_be_meant(export: Path) -> None:
    before = load_export(export)
    for name in (
        ".DS_Store",
        "desktop.ini",
        "Thumbs.db",
        "notes.md",
        "readme.txt",
        "teams.json.txt",
        "supplement.toml.txt",
    ):
        (export / name).write_text("", encoding="utf-8")
    (export / "old").mkdir()
    found = load_export(export)
    assert found.passed_over == (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "notes.md",
        "old",
        "readme.txt",
        "supplement.toml.txt (did you mean 'supplement.toml'?)",
        "teams.json.txt (did you mean 'teams.json'?)",
    )
    assert before.passed_over == ()
    assert found.users == before.users


@pytest.mark.parametrize("name", ["extra.json", "extra.csv", "links.parquet", "extra.toml", "given.toml", "notes"])
def test_a_file_that_may_be_meant_as_a_table_is_refused(export: Path, name: str) -> None:
    (export / name).write_text("", encoding="utf-8")
    assert problems(export)[0].startswith(f"export: {name}: expected a file of a known name")


@pytest.mark.parametrize("name", ["roles.json", "supplement.toml"])
@pytest.mark.parametrize("kind", ["a folder", "a device or a pipe", "a link that leads nowhere"])
def test_a_folder_or_a_pipe_in_the_place_of_a_file_is_refused_in_words(export: Path, name: str, kind: str) -> None:
    (export / name).unlink()
    if kind == "a folder":
        (export / name).mkdir()
    elif kind == "a device or a pipe":
        os.mkfifo(export / name)
    else:
        (export / name).symlink_to(export / "gone.json")
    assert problems(export) == [f"export: {name}: expected a file, got {kind}"]
