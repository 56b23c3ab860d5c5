"""The sample payloads and real layouts beside a checkout, where they are present: all of them, in one export.

The tests of each reader hold single samples against what they must say. Here every file is taken, so that a new one
cannot lie there unread, and all of them together make an export.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from payloads_configuration import (
    SHARED,
    Row,
    attribute_row,
    definition,
    fetch_xml,
    guid,
    link,
    message_filter,
    view_row,
)

from chatlink_policy import AttributeType, evaluate
from chatlink_policy.case import scenario_of
from chatlink_policy.dataverse import load_export
from chatlink_policy.rules.context_card import applicable_view
from chatlink_policy.snapshot import Snapshot

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the sample payloads are not beside the checkout")

PAYLOADS = {
    "entitydefinition-incident.json": "entitydefinitions",
    "entitylinkchatconfigurations.json": "msdyn_entitylinkchatconfigurations",
    "savedquery-incident.json": "savedqueries",
    "teamschatassociations.json": "msdyn_teamschatassociations",
}
"""The samples of the Web API, and the tables of an export whose answers they are."""

WHAT_NO_SAMPLE_TELLS = (
    "chats",
    "teammemberships",
    "teamroles",
    "systemuserroles",
    "roles",
    "privileges",
    "roleprivileges",
    "msdyn_appconfiguration_systemusers",
    "msdyn_appprofilerolemappings",
)

CHAT, CASE = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2", "5d0a6e3b-2c71-ef11-a670-000d3a5b6d01"


def loaded(path: Path) -> Any:  # noqa: ANN401  # any JSON
    return json.loads(path.read_text(encoding="utf-8"))


def listed_tables() -> list[Row]:
    """The definitions of the tables of which only a list of attributes is there."""
    tables = []
    for path in sorted((SHARED / "attributes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            columns = [attribute_row(each["logical_name"], each["type"]) for each in csv.DictReader(lines)]
        is_activity = path.stem == "email"
        tables.append(definition(path.stem, *columns, IsActivity=is_activity))
    return [each for each in tables if each["LogicalName"] != "incident"]


def layout_views() -> list[Row]:
    """A view for every layout, beside the views of the sample: the same one where both tell the same id."""
    views = []
    for source in loaded(SHARED / "layouts" / "sources.json"):
        links = "".join(link(alias, table) for alias, table in source["link_entities"].items())
        views.append(
            view_row(
                source["view"],
                savedqueryid=source["savedqueryid"],
                returnedtypecode=source["table"],
                querytype=source["querytype"],
                isquickfindquery=source["isquickfindquery"],
                isdefault=source["isquickfindquery"],
                layoutxml=(SHARED / "layouts" / source["file"]).read_text(encoding="utf-8"),
                fetchxml=fetch_xml(links, source["table"]),
            )
        )
    return views


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """All samples as one export; what they do not tell is made up."""
    folder = tmp_path_factory.mktemp("samples")
    tables = {table: loaded(SHARED / "dataverse" / name) for name, table in PAYLOADS.items()}
    tables["entitydefinitions"] = [tables["entitydefinitions"], *listed_tables()]
    tables["savedqueries"]["value"] += layout_views()
    tables["sdkmessagefilters"] = [message_filter("incident")]
    tables["organizations"] = {"organizationid": guid("contoso"), "isembedteamscollabenabled": True}
    tables["systemusers"] = [{"systemuserid": guid("ada"), "isdisabled": False}]
    tables |= {name: [] for name in WHAT_NO_SAMPLE_TELLS}
    tables["records_incident"] = [{"incidentid": CASE, "_owninguser_value": guid("ada")}]
    for name, payload in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(payload), encoding="utf-8")
    supplement = {"on_for_all_apps": True, "chats": [{"id": CHAT, "kind": "group"}]}
    (folder / "supplement.json").write_text(json.dumps(supplement), encoding="utf-8")
    return load_export(folder, strict=True)


def test_every_file_next_to_the_checkout_is_read_by_these_tests() -> None:
    files = {path.relative_to(SHARED).as_posix() for path in SHARED.rglob("*") if path.is_file()}
    layouts = {f"layouts/{each['file']}" for each in loaded(SHARED / "layouts" / "sources.json")}
    attributes = {f"attributes/{path.name}" for path in (SHARED / "attributes").glob("*.csv")}
    assert files == {f"dataverse/{name}" for name in PAYLOADS} | {"layouts/sources.json"} | layouts | attributes


def test_all_samples_together_are_an_export_of_which_nothing_is_rejected(snapshot: Snapshot) -> None:
    assert [each.record_type for each in snapshot.policy.record_types] == [
        "account",
        "contact",
        "contoso_shipment",
        "incident",
    ]
    assert [each.name for each in snapshot.record_types] == [
        "account",
        "contact",
        "email",
        "incident",
        "knowledgearticle",
    ]
    assert sorted(len(chat.connections) for chat in snapshot.chats) == [1, 2]


@pytest.mark.proves("CRD-5")
def test_the_shipped_views_are_the_defaults_of_their_tables(snapshot: Snapshot) -> None:
    names = {table: applicable_view(snapshot.policy, snapshot.views, table) for table in ("incident", "account")}
    assert {table: view and view.name for table, view in names.items()} == {
        "incident": "Case introduction message view",
        "account": "Quick Find Active Accounts",
    }


@pytest.mark.proves("Q-9", "Q-11")
def test_every_column_of_a_real_view_is_an_attribute_of_its_real_table(snapshot: Snapshot) -> None:
    tables = {each.name: each for each in snapshot.record_types}
    known = [(view, tables[view.record_type]) for view in snapshot.views if view.record_type in tables]
    unknown = {
        column.name
        for view, table in known
        for column in view.columns
        if column.alias is None and table.attribute(column.attribute) is None
    }
    assert len(known) >= 5
    assert all(
        name.startswith(("ovs_", "ts_")) for name in unknown
    )  # columns of the organisation whose views these are
    image = tables["incident"].attribute("entityimage")
    assert image is not None and image.type is AttributeType.IMAGE


def test_a_case_of_the_samples_is_answered(snapshot: Snapshot) -> None:
    outcome = evaluate(scenario_of(snapshot, user=guid("ada"), chat=CHAT, record=CASE))
    assert outcome.connecting
    assert outcome.disconnecting is not None
    assert outcome.disconnecting.documented_by == ("DIS-4 row 2",)
    assert outcome.context_card is not None
    assert outcome.context_card.fields == ("title", "createdon", "prioritycode", "customerid", "description")
