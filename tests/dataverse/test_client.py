"""What the official Python client returns is read as it comes: records, pages, query results, columns.

The real client, against a local server on the loopback address. Left out where the client is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from payloads_configuration import definition, settings_row
from test_links import ROWS
from test_links import answers as answers_about
from web_api import WebApi, serving

from chatlink_policy.dataverse import read_columns, read_links, read_record_types, read_settings

pytestmark = pytest.mark.skipif(
    not (find_spec("PowerPlatform") and find_spec("trustme")), reason="the official client is not installed"
)

LINKS, SETTINGS = "msdyn_teamschatassociation", "msdyn_entitylinkchatconfiguration"
ANNOTATED = [
    {
        **row,
        "_createdby_value@Microsoft.Dynamics.CRM.lookuplogicalname": "systemuser",
        "msdyn_entityrecordstate@OData.Community.Display.V1.FormattedValue": "Associate",
    }
    for row in ROWS
]
CASES = definition("incident")


class Credential:
    """Any object with `get_token` will do."""

    def get_token(self, *_scopes: str, **_options: object) -> SimpleNamespace:
        return SimpleNamespace(token="", expires_on=2**31)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The real client, connected to the local server."""
    from PowerPlatform.Dataverse.client import DataverseClient  # noqa: PLC0415  # not always installed

    api = WebApi(
        {
            LINKS: ("msdyn_teamschatassociations", ANNOTATED),
            SETTINGS: ("msdyn_entitylinkchatconfigurations", [settings_row("incident"), settings_row("account")]),
            "incident": ("incidents", []),
        },
        {"incident": CASES["Attributes"]},
    )
    certificate = tmp_path / "authority.pem"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(api, certificate) as url:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        anybody: Any = Credential()
        yield DataverseClient(url, anybody)


def test_query_results_with_and_without_annotations_are_read(client: Any) -> None:  # noqa: ANN401  # untyped client
    plain = client.records.list(LINKS)
    annotated = client.records.list(LINKS, include_annotations="*")
    assert any("@" in key for key in annotated[0].keys())  # noqa: SIM118  # a record is no mapping
    assert read_links(plain) == read_links(annotated) == read_links(ROWS)
    assert answers_about(read_links(plain)) == answers_about(read_links(ROWS))


def test_pages_are_read_as_they_come(client: Any) -> None:  # noqa: ANN401  # untyped client
    pages = client.records.list_pages(LINKS, page_size=3)
    assert read_links(pages) == read_links(ROWS)
    assert read_links(list(client.records.list_pages(LINKS, page_size=1))) == read_links(ROWS)


def test_settings_are_read_from_records(client: Any) -> None:  # noqa: ANN401  # untyped client
    read = read_settings(client.records.list(SETTINGS))
    assert [each.record_type for each in read.record_types] == ["account", "incident"]
    assert read.rejected == ()


def test_columns_are_read_from_the_client(client: Any) -> None:  # noqa: ANN401  # untyped client
    (known,) = read_record_types([CASES], update_filters=frozenset(["incident"])).record_types
    columns = client.tables.list_columns("incident")
    read = read_columns(
        "incident", columns, is_activity=False, is_virtual=False, has_update_filter=True, secured=frozenset()
    )
    assert {each.name: each.type for each in read.attributes} == {each.name: each.type for each in known.attributes}


def test_column_objects_of_the_client_are_read_as_they_come() -> None:
    from PowerPlatform.Dataverse.models.table_info import ColumnInfo  # noqa: PLC0415  # not always installed

    columns = [
        ColumnInfo(schema_name="Title", logical_name="title", type="StringType"),
        ColumnInfo(schema_name="EntityImage", logical_name="entityimage", type="ImageType"),
        ColumnInfo(schema_name="PriorityCode", logical_name="prioritycode", type="Picklist"),
    ]
    read = read_columns(
        "incident", columns, is_activity=False, is_virtual=False, has_update_filter=True, secured=["title"]
    )
    assert {each.name: (each.type.value, each.is_secured) for each in read.attributes} == {
        "title": ("String", True),
        "entityimage": ("Image", False),
        "prioritycode": ("Picklist", False),
    }


def test_an_error_of_the_service_stays_the_error_of_the_client(client: Any) -> None:  # noqa: ANN401  # untyped client
    from PowerPlatform.Dataverse.core.errors import DataverseError  # noqa: PLC0415  # not always installed

    with pytest.raises(DataverseError):
        read_links(client.records.list("no_such_table"))
