"""The queries of an export as pages: the same in every format, and each with what its columns are needed for."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

from click.testing import CliRunner

from chatlink_policy.about import About
from chatlink_policy.cli import command
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.dataverse.queries import queries_dict, queries_markdown, queries_text
from chatlink_policy.dataverse.supplement import supplement_text
from chatlink_policy.rendering import render


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, ["queries", *arguments])
    assert result.exit_code == 0
    return result.output


def test_the_command_prints_the_queries_in_every_format_and_the_supplement() -> None:
    about = About()
    assert run() == f"{queries_text()}\n{render(about)}"
    assert run("--format", "markdown") == f"{queries_markdown()}\n{render(about, 'markdown')}"
    assert json.loads(run("--format", "json"))["queries"] == queries_dict()
    assert run("--supplement") == supplement_text()


def test_every_table_of_an_export_has_its_query_and_every_query_its_columns() -> None:
    found = {each["table"]: each for each in queries_dict()}
    records = {f"records_{name}" for name in ("incident", "account", "contact", "knowledgearticle", "email")}
    assert {*found} == {*EXPORT_TABLES} | records
    for each in found.values():
        holds = each["holds"]
        assert f"{holds[0].upper()}{holds.removeprefix(holds[0])}." in queries_text().splitlines()
        for page in (queries_text(), queries_markdown()):
            assert each["query"] in page.splitlines() or f"GET {each['query']}" in page.splitlines()
        for column in each["columns"]:
            assert column["column"].rpartition("/")[2] in each["query"] or each["table"] in SAID_OTHERWISE


SAID_OTHERWISE = {"access", "userprivileges", "activityparties", "entitydefinitions"}
"""Functions, FetchXML, and metadata that is expanded whole."""


def test_every_query_is_encoded_for_a_url() -> None:
    for query in (each["query"] for each in queries_dict()):
        assert not re.search(r"\s|[^\x21-\x7e]", query)
        assert "<fetch" not in query
        options = parse_qs(urlsplit(query).query)
        assert {*options} <= {"$select", "$expand", "$filter", "fetchXml", "@target"}


def test_fetchxml_is_used_only_where_there_is_no_other_way() -> None:
    assert [each["table"] for each in queries_dict() if "fetchXml" in each["query"]] == ["activityparties"]
