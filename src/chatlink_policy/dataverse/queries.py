"""The queries of an export, to be run by hand with any tool that calls the Web API: as data, text or Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from .._arguments import checked
from ..defaults import STANDARD_RECORD_TYPES
from .export_tables import EXPORT_TABLES, ExportTable, Rows, records_table

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    try:  # on Python 3.11 pydantic takes no other one, and brings it
        from typing_extensions import TypedDict
    except ImportError:
        from typing import TypedDict

__all__ = [
    "API",
    "PREFER",
    "ColumnDict",
    "QueryDict",
    "queries_dict",
    "queries_markdown",
    "queries_text",
    "query_string",
]

API = "/api/data/v9.2/"
"""The path of the Web API of an environment."""

PREFER = 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname",odata.maxpagesize=5000'
"""The header `Prefer` of every query; without it a lookup to several tables does not name its table."""

_LAST_WRITERS = (
    '<fetch><entity name="activityparty"><attribute name="activitypartyid"/><attribute name="partyid"/>'
    '<link-entity name="chat" from="modifiedinteamsbyactivitypartyid" to="activitypartyid"/></entity></fetch>'
)
"""Only FetchXML can join on a column that is no lookup; without the join the parties of all activities are fetched."""

_FUNCTIONS = {
    "access": "systemusers(<user>)/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@target)"
    "?@target={'@odata.id':'incidents(<record>)'}",
    "userprivileges": "systemusers(<user>)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges",
}

_NOTES = {
    Rows.OF_RECORD_TYPES: "Name the record types that you added in the filter too, and the tables that views link.",
    Rows.NAMED: "Only the rows that other rows name are needed; more do no harm.",
    Rows.REQUESTED: "One request for each user, or each user and record; add these to each answer, "
    'as one file: {"value": [{"systemuserid": ..., ...}, ...]}.',
}

_HOW = (
    f"Each query is a GET below https://<environment>{API} with the header",
    f"Prefer: {PREFER}",
    "Save each answer as it comes as <table>.json. An answer with @odata.nextLink has a next page: save it as",
    "<table>.2.json, and so on. Write supplement.toml next to them, with what no column holds: see --supplement.",
    "Run them as a user who may read every row, such as a system administrator: what the user may not read is missing.",
    "No query asks for the text of messages, for topics or for members of chats.",
)


_PLAIN = "(),$='/;"
"""The characters that are not percent-encoded in the options of a query."""


@checked
def query_string(options: Mapping[str, str]) -> str:
    """The options of a query as part of a URL."""
    return "&".join(f"{name}={quote(value, safe=_PLAIN)}" for name, value in options.items())


class ColumnDict(TypedDict):
    """A column in `QueryDict`."""

    column: str
    needed_for: list[str]
    instead: list[str]


class QueryDict(TypedDict):
    """One query of `queries_dict`."""

    table: str
    holds: str
    query: str
    note: str | None
    columns: list[ColumnDict]


def _tables() -> Iterator[ExportTable]:
    yield from EXPORT_TABLES.values()
    for record_type in STANDARD_RECORD_TYPES:
        yield records_table(record_type, "activityid" if record_type == "email" else None)


def _query(table: ExportTable) -> str:
    if table.name in _FUNCTIONS:
        return _FUNCTIONS[table.name]
    if table.name == "activityparties":
        return f"{table.entity_set}?{query_string({'fetchXml': _LAST_WRITERS})}"
    return f"{table.entity_set}?{query_string(table.options())}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def queries_dict() -> list[QueryDict]:
    """Every query with its columns, as plain data."""
    return [
        {
            "table": table.name,
            "holds": table.holds,
            "query": _query(table),
            "note": _NOTES.get(table.rows),
            "columns": [
                {"column": name, "needed_for": list(each.needed_for or ("check",)), "instead": list(each.instead)}
                for name, each in [
                    *((each.name, each) for each in table.columns),
                    *((f"{expand.name}/{each.name}", each) for expand in table.expand for each in expand.columns),
                ]
            ],
        }
        for table in _tables()
    ]


def queries_text() -> str:
    """Every query as plain text, each on one line, to be copied."""
    lines = ["Queries of an export", "====================", "", *_HOW]
    for each in queries_dict():
        lines += ["", each["table"], "-" * len(each["table"]), _sentence(each["holds"]), f"GET {each['query']}"]
        lines += [each["note"]] if each["note"] else []
        lines += [
            f"  {column['column']}: {', '.join(column['needed_for'])}"
            + (f" (or {', '.join(column['instead'])})" if column["instead"] else "")
            for column in each["columns"]
        ]
    return "\n".join(lines) + "\n"


def queries_markdown() -> str:
    """Every query as Markdown."""
    how = f"{_HOW[0]} `{_HOW[1]}`. {' '.join(_HOW[2:])}".replace("<table>", "`<table>`")
    lines = ["# Queries of an export", "", how.replace("<environment>", "`<environment>`")]
    for each in queries_dict():
        lines += [
            "",
            f"## {each['table']}",
            "",
            _sentence(each["holds"]),
            "",
            "```text",
            each["query"],
            "```",
            "",
        ]
        lines += [each["note"], ""] if each["note"] else []
        lines += ["| column | needed for | or else |", "| --- | --- | --- |"]
        lines += [
            f"| `{column['column']}` | {', '.join(column['needed_for'])} | "
            f"{', '.join(f'`{other}`' for other in column['instead'])} |"
            for column in each["columns"]
        ]
    return "\n".join(lines) + "\n"
