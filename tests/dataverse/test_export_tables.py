"""The one list of what an export consists of: readers look at exactly what it names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chatlink_policy import UnreadableInput
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse._export_files import ExportFiles
from chatlink_policy.dataverse.export_tables import (
    EXPORT_TABLES,
    RECORDS,
    ExportColumn,
    ExportTable,
    Rows,
    records_table,
)
from chatlink_policy.rules.scenario import ANSWERS

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"

OTHER_SHAPES = {
    "chats": {
        "chat_activity_parties",
        "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname",
        "regardingobjecttypecode",
    },
    "msdyn_entitylinkchatconfigurations": {"msdyn_entitytype"},
    "entitydefinitions": {"Attributes"},
    "sdkmessagefilters": {"sdkmessageid"},
    "records": {"activityid", "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"},
}
"""What readers also look at: nested rows, annotations, and shapes that other queries give."""


class Recorded(dict[str, Any]):
    """A row that remembers which of its columns anybody looked at."""

    def __init__(self, row: dict[str, Any], asked: set[str]) -> None:
        super().__init__(row)
        self.asked = asked

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  # a value of a row
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  # a value of a row
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def keys(self) -> Any:  # noqa: ANN401  # what `in` is asked of
        return self


def recorded(row: dict[str, Any], asked: dict[str, set[str]], table: str) -> Recorded:
    nested = {"Attributes": "entitydefinitions/Attributes", "sdkmessageid": "sdkmessagefilters/sdkmessageid"}
    row = dict(row)
    for name, path in nested.items():
        found = row.get(name)
        if isinstance(found, list):
            row[name] = [recorded(each, asked, path) for each in found]
        elif isinstance(found, dict):
            row[name] = recorded(found, asked, path)
    return Recorded(row, asked.setdefault(table, set()))


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The columns that loading an export with every table looks at, by table."""
    folder = tmp_path_factory.mktemp("export") / "all"
    shutil.copytree(CONTOSO, folder)
    party, user = "000000c2-2c71-ef11-a670-000d3a5b0001", "403bad21-7d3b-ee11-bdf4-000d3a5b6c01"
    more: dict[str, list[dict[str, Any]]] = {
        "userprivileges": [{"systemuserid": user, "RolePrivileges": []}],
        "activityparties": [{"activitypartyid": party, "_partyid_value": user}],
        "teams": [{"teamid": user, "name": "Support", "teamtype": 0}],
    }
    for name, rows in more.items():
        (folder / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    asked: dict[str, set[str]] = {}
    each_page = ExportFiles.each_page

    def recording(files: ExportFiles, table: str) -> Iterator[tuple[str, object]]:
        for name, page in each_page(files, table):
            rows: Any = page["value"] if isinstance(page, dict) else page
            yield name, [recorded(row, asked, table) for row in rows]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExportFiles, "each_page", recording)
        load_export(folder)
    return asked


def names(columns: Iterable[ExportColumn]) -> set[str]:
    return {each.name for each in columns}


def tables() -> Iterator[tuple[str, tuple[ExportColumn, ...], set[str]]]:
    """Each table of the list and each that is expanded within it, with the other shapes that readers look at."""
    for name, table in EXPORT_TABLES.items():
        yield name, table.columns, OTHER_SHAPES.get(name, set()) | set(table.names)
        for expand in table.expand:
            yield f"{name}/{expand.name}", expand.columns, set()
    for record_type in ("incident", "account"):
        yield f"{RECORDS}{record_type}", records_table(record_type).columns, OTHER_SHAPES["records"]


NOT_YET_READ = {
    "entitydefinitions": {"OwnershipType"},
}


def test_readers_read_the_columns_of_the_list_and_no_other(looked_at: dict[str, set[str]]) -> None:
    for name, columns, others in tables():
        read = {each for each in looked_at.get(name, set()) if each != "value" and "@odata." not in each}  # of a page
        assert read - names(columns) - others == set(), f"{name}: a reader takes a column that the list does not have"
        not_read = {each.name for each in columns if each.name not in read and not read.intersection(each.instead)}
        assert not_read - NOT_YET_READ.get(name, set()) == set(), f"{name}: no reader takes a column of the list"


def test_every_column_is_needed_for_an_answer_that_there_is() -> None:
    for name, columns, _ in tables():
        for column in columns:
            assert column.needed_for or column.is_optional, f"{name}.{column.name}"
            assert {*column.needed_for} <= {*ANSWERS}, f"{name}.{column.name}"
    assert all({*table.needed_for} <= {*ANSWERS} for table in EXPORT_TABLES.values())


def test_columns_that_say_the_same_name_each_other() -> None:
    for name, columns, others in tables():
        by_name = {each.name: each for each in columns}
        for column in columns:
            for instead in column.instead:
                assert instead in others or column.name in by_name[instead].instead, f"{name}.{column.name}"


@pytest.mark.parametrize(
    ("column", "logical_name"),
    [("_createdby_value", "createdby"), ("createdon", "createdon"), ("_x", "_x"), ("a_value", "a_value")],
)
def test_a_lookup_is_known_to_the_metadata_by_its_bare_name(column: str, logical_name: str) -> None:
    assert ExportColumn(column, ()).logical_name == logical_name


def test_the_options_of_a_query_select_expand_and_filter() -> None:
    assert EXPORT_TABLES["sdkmessagefilters"].options() == {
        "$select": "primaryobjecttypecode",
        "$expand": "sdkmessageid($select=name)",
        "$filter": "sdkmessageid/name eq 'Update'",
    }
    assert EXPORT_TABLES["entitydefinitions"].options(record_types=["incident", "lead"]) == {
        "$select": "LogicalName,IsActivity,TableType,DataProviderId,OwnershipType",
        "$expand": "Attributes",
        "$filter": "LogicalName eq 'incident' or LogicalName eq 'lead'",
    }
    assert EXPORT_TABLES["systemusers"].options(["systemuserid"]) == {"$select": "systemuserid"}
    both = ExportTable("ts", "", (), filter="a eq 1", types_in="b")
    assert both.options([], ["x"])["$filter"] == "(a eq 1) and (b eq 'x')"


def test_a_table_of_pairs_is_read_by_who_reads_both_and_any_other_by_who_reads_it() -> None:
    read_with = {name: each.read_with for name, each in EXPORT_TABLES.items()}
    assert {name: tables for name, tables in read_with.items() if tables != (EXPORT_TABLES[name].entity,)} == {
        "access": (),
        "entitydefinitions": (),
        "msdyn_appconfiguration_systemusers": ("systemuser", "msdyn_appconfiguration"),
        "roleprivileges": ("role", "privilege"),
        "systemuserroles": ("systemuser", "role"),
        "teammemberships": ("systemuser", "team"),
        "teamroles": ("team", "role"),
        "userprivileges": (),
    }


def test_records_are_known_by_the_id_of_their_table_unless_another_column_is_named() -> None:
    assert [records_table("incident").columns[0].name, records_table("email", "activityid").columns[0].name] == [
        "incidentid",
        "activityid",
    ]


def test_a_file_is_a_table_of_records_where_its_name_ends_in_that_of_a_table(tmp_path: Path) -> None:
    def tables() -> dict[str, list[int]]:
        found = ExportFiles(tmp_path, frozenset({"roles"}), frozenset(), RECORDS, lambda _: True)
        return {name: sorted(pages) for name, pages in found.pages.items()}

    for name in ("records_incident", "roles", "roles.2"):
        (tmp_path / f"{name}.json").touch()
    assert tables() == {"records_incident": [1], "roles": [1, 2]}
    (tmp_path / "records_\u00e9tat.json").touch()
    with pytest.raises(UnreadableInput, match=r"records_.tat\.json: expected a file of a known name"):
        tables()


def test_no_query_asks_for_topics_members_or_texts() -> None:
    columns = names(EXPORT_TABLES["chats"].columns)
    assert not columns & {"subject", "description", "eventssummary", "chat_activity_parties", "modifiedinteamsby"}
    assert EXPORT_TABLES["chats"].expand == ()
    assert EXPORT_TABLES["activityparties"].rows is Rows.NAMED
