"""Rows of the configuration tables as the Web API gives them, and what can befall them on the way.

The columns are the real ones, with the annotations that come along; ids and labels are made up. Every function takes
what a test cares about and fills in the rest.

Independent of the readers: it knows the columns of Dataverse and nothing of the models.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, KeysView, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

Row = dict[str, Any]

SHARED = Path(__file__).parents[3] / "shared" / "data"
"""Real layouts and sample payloads, where they are present."""

TOGGLES = (
    "msdyn_enablekickoffmessage",
    "msdyn_recordownercanunlink",
    "msdyn_recentchatlinkercanunlink",
    "msdyn_usercanjoinchat",
    "msdyn_isenabledforbot",
)
"""The toggles of a settings row, in the order: note, owner, connector, joining, notifying."""

FORMATTED = "@OData.Community.Display.V1.FormattedValue"


def guid(what: str) -> str:
    """An id, the same for the same name."""
    return str(uuid5(NAMESPACE_URL, what))


def without(row: Row, *columns: str) -> Row:
    """The row as an export gives it that did not ask for these columns."""
    return {column: row[column] for column in row if column not in columns}


def answer(*rows: object, table: str = "rows") -> Row:
    """A whole Web API answer."""
    return {"@odata.context": f"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#{table}", "value": [*rows]}


@dataclass
class Record:
    """A record as the official Python client gives it: no mapping, but it reads like one."""

    data: Row
    id: str = ""
    table: str = ""
    etag: str | None = field(default=None)

    def keys(self) -> KeysView[str]:
        return self.data.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __getitem__(self, key: str) -> object:
        return self.data[key]


@dataclass
class ColumnInfo:
    """A column as the official Python client describes it."""

    logical_name: str
    type: str
    schema_name: str = ""
    is_primary: bool = False
    is_required: bool = False
    max_length: int | None = None
    display_name: str | None = None
    description: str | None = None


# --- Settings, entities, the organisation -----------------------------------------------------------------------------


def settings_row(record_type: str = "incident", **columns: object) -> Row:
    """An active row of `msdyn_entitylinkchatconfiguration` with every toggle on."""
    row: Row = {
        "@odata.etag": 'W/"8812341"',
        "msdyn_entitylinkchatconfigurationid": guid(f"settings of {record_type}"),
        "msdyn_name": record_type.title(),
        "msdyn_uniquename": f"msdyn_{record_type}_linkchat",
        f"_msdyn_entitytype_value{FORMATTED}": record_type.title(),
        "_msdyn_entitytype_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "msdyn_entitytype",
        "_msdyn_entitytype_value@Microsoft.Dynamics.CRM.lookuplogicalname": "entity",
        "_msdyn_entitytype_value": guid(record_type),
        "msdyn_entitytype": {"entityid": guid(record_type), "logicalname": record_type},
        "msdyn_contextviewid": None,
        "msdyn_filteringattributes": None,
        "msdyn_enableautonamechats": False,
        "msdyn_enablelogicbasedsuggestion": True,
        "msdyn_enableaisuggestion": False,
        "msdyn_enableaiintroductionmessage": False,
        f"_ownerid_value{FORMATTED}": "SYSTEM",
        "_ownerid_value": guid("system"),
        "componentstate": 0,
        "ismanaged": False,
        f"statecode{FORMATTED}": "Active",
        "statecode": 0,
        "statuscode": 1,
        "createdon": "2024-03-04T08:12:31Z",
        "modifiedon": "2024-11-19T14:55:02Z",
        "versionnumber": 8812341,
    }
    for toggle in TOGGLES:
        row |= {f"{toggle}{FORMATTED}": "Yes", toggle: True}
    return row | columns


def entity_row(record_type: str = "incident", **columns: object) -> Row:
    """A row of `entity`."""
    row = {"@odata.etag": 'W/"1"', "entityid": guid(record_type), "logicalname": record_type, "name": record_type}
    return row | columns


def organisation_row(**columns: object) -> Row:
    """A row of `organization` with the chat and the timeline sync on."""
    row: Row = {
        "@odata.etag": 'W/"99"',
        "organizationid": guid("contoso"),
        "name": "contoso",
        f"isembedteamscollabenabled{FORMATTED}": "Yes",
        "isembedteamscollabenabled": True,
        "teamschatdatasync": True,
        "daysbeforeinactiveteamschatsyncdisabled": 10,
        "defaultteamschattitlerecordname": False,
        "enablesensitivitylabelsforteamscollab": False,
        "ismsteamsenabled": True,
        "ismsteamscollaborationenabled": False,
    }
    return row | columns


# --- Metadata ---------------------------------------------------------------------------------------------------------

CALLED_VIRTUAL = frozenset({"Virtual", "Image", "File", "MultiSelectPicklist"})
"""The types that `AttributeType` does not distinguish."""


def attribute_row(name: str, type: str = "String", **columns: object) -> Row:
    """A row of attribute metadata; the type by the name the documentation uses."""
    row: Row = {
        "@odata.type": f"#Microsoft.Dynamics.CRM.{type}AttributeMetadata",
        "MetadataId": guid(f"attribute {name}"),
        "LogicalName": name,
        "SchemaName": name.title(),
        "EntityLogicalName": "incident",
        "AttributeOf": None,
        "AttributeType": "Virtual" if type in CALLED_VIRTUAL else type,
        "AttributeTypeName": {"Value": f"{type}Type"},
        "IsSecured": False,
        "IsCustomAttribute": False,
        "IsValidForRead": True,
        "DisplayName": {"LocalizedLabels": [], "UserLocalizedLabel": {"Label": name.title(), "LanguageCode": 1033}},
    }
    return row | columns


def definition(name: str = "incident", *attributes: Row, **columns: object) -> Row:
    """A row of `EntityDefinitions`, with three attributes unless others are given."""
    row: Row = {
        "MetadataId": guid(name),
        "LogicalName": name,
        "SchemaName": name.title(),
        "EntitySetName": f"{name}s",
        "ObjectTypeCode": 112,
        "PrimaryIdAttribute": f"{name}id",
        "PrimaryNameAttribute": "title",
        "OwnershipType": "UserOwned",
        "TableType": "Standard",
        "DataProviderId": None,
        "DataSourceId": None,
        "ExternalName": None,
        "IsActivity": False,
        "IsCustomEntity": False,
        "IsMSTeamsIntegrationEnabled": False,
        "Attributes": [*attributes]
        or [attribute_row("title"), attribute_row("prioritycode", "Picklist"), attribute_row("entityimage", "Image")],
    }
    return row | columns


def message_filter(table: str = "incident", message: str = "Update", **columns: object) -> Row:
    """A row of `sdkmessagefilter`."""
    row: Row = {
        "@odata.etag": 'W/"5"',
        "sdkmessagefilterid": guid(f"{message} {table}"),
        "primaryobjecttypecode": table,
        "secondaryobjecttypecode": "none",
        "_sdkmessageid_value": guid(message),
        "sdkmessageid": {"@odata.etag": 'W/"2"', "sdkmessageid": guid(message), "name": message},
        "availability": 0,
        "iscustomprocessingstepallowed": True,
        "isvisible": True,
        "componentstate": 0,
    }
    return row | columns


# --- Views ------------------------------------------------------------------------------------------------------------


def layout_xml(*cells: str | Row, grid: str = "", row: str = "") -> str:
    """A layout: each cell by its name, or by its attributes; `grid` and `row` add attributes to these elements."""
    shown = ""
    for cell in cells:
        attributes = {"name": cell, "width": "100"} if isinstance(cell, str) else cell
        shown += "<cell " + " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items()) + " />"
    return (
        f'<grid name="resultset" object="112" jump="title" select="1" icon="1" preview="1"{grid}>'
        f'<row name="result" id="incidentid"{row}>{shown}</row></grid>'
    )


def layout_json(*cells: str | Row) -> str:
    """A layout in its other form: each cell by its name, or by what it holds."""
    shown = [
        {"Name": cell, "Width": 100, "RelatedEntityName": "incident", "IsHidden": False, "DisableSorting": False}
        if isinstance(cell, str)
        else cell
        for cell in cells
    ]
    row = {"Name": "result", "Id": "incidentid", "Cells": shown, "MultiObjectIdField": "", "LayoutStyle": ""}
    return json.dumps(
        {"Name": "resultset", "Object": 112, "Rows": [row], "Jump": "title", "CustomControlDescriptions": []}
    )


def fetch_xml(links: str = "", table: str = "incident") -> str:
    """A query with these links."""
    return (
        f'<fetch version="1.0" output-format="xml-platform" mapping="logical"><entity name="{table}">'
        f'<attribute name="title" /><order attribute="title" descending="false" />{links}</entity></fetch>'
    )


def link(alias: str, table: str, inner: str = "") -> str:
    """A link of a query to another table."""
    return (
        f'<link-entity alias="{alias}" name="{table}" from="{table}id" to="{table}id" link-type="outer">'
        f'<attribute name="name" />{inner}</link-entity>'
    )


def view_row(called: str = "Active cases", /, **columns: object) -> Row:
    """An active main view of the case table, as a row of `savedquery`."""
    row: Row = {
        "@odata.etag": 'W/"770001"',
        "savedqueryid": guid(f"view {called}"),
        "name": called,
        "description": None,
        "returnedtypecode": "incident",
        "querytype": 0,
        "isquickfindquery": False,
        "isdefault": False,
        "isprivate": False,
        "iscustom": False,
        "ismanaged": True,
        "iscustomizable": {"Value": True, "CanBeChanged": True},
        "layoutxml": layout_xml("title", "prioritycode"),
        "layoutjson": None,
        "fetchxml": fetch_xml(),
        "columnsetxml": None,
        "conditionalformatting": None,
        "statecode": 0,
        "statuscode": 1,
        "componentstate": 0,
        "versionnumber": 770001,
    }
    return row | columns


def quick_find_row(table: str = "account", **columns: object) -> Row:
    """The default Quick find view of a table."""
    row = view_row(f"Quick find {table}", returnedtypecode=table, querytype=4, isquickfindquery=True, isdefault=True)
    return row | {"layoutxml": layout_xml("name", "telephone1")} | columns


# --- What can befall a row --------------------------------------------------------------------------------------------

Place = tuple[Any, ...]
"""The way to a value: the row's position, then columns and positions."""


def _of_another_type(than: object) -> list[object]:
    """Values of other types; where there was nothing no text, which would be another value and nothing damaged."""
    values = [-1, 2, 2.5, 10**30, float("nan"), True, "", "x", "\ud800", [], [None], {}]
    same = str if than is None else type(than)
    return [each for each in values if type(each) is not same]


def _places(value: object, place: Place = ()) -> Iterator[Place]:
    """Every place in a row, outer ones first, but for what belongs to the transport."""
    inner: Iterable[tuple[Any, object]] = ()
    if isinstance(value, dict):
        inner = [(key, value[key]) for key in value if not key.startswith("@")]
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, each in inner:
        yield (*place, key)
        yield from _places(each, (*place, key))


def _damage(draw: st.DrawFn, rows: list[Any], place: Place) -> str:
    """Delete, null, rename or double what is at that place, or give it another type; returns what was done.

    No row or other member of a list is deleted: nobody could know that there was one.
    """
    parent: Any = rows
    for step in place[:-1]:
        parent = parent[step]
    key: Any = place[-1]
    ways = ("null", "retype", "double") if isinstance(parent, list) else ("null", "retype", "delete", "rename")
    what = draw(st.sampled_from(ways))
    if what == "delete":
        del parent[key]
    elif what == "null":
        parent[key] = None
    elif what == "rename":
        other: Any = draw(st.sampled_from((f"{key}2", key.swapcase(), f" {key}", "")))
        parent[other] = parent.pop(key)
    elif what == "double":
        parent.insert(draw(st.integers(key, len(parent))), copy.deepcopy(parent[key]))
    else:
        others = _of_another_type(parent[key])
        is_row = len(place) == 1  # a list in its place would be a page of rows, and an empty one nothing damaged
        parent[key] = draw(st.sampled_from([each for each in others if not (is_row and isinstance(each, list))]))
    return what


@st.composite
def damaged(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[list[Any], str, Place]:
    """The rows with one place in them damaged, what befell it, and where it is."""
    all_rows: list[Any] = copy.deepcopy([*rows])
    place = draw(st.sampled_from([*_places(all_rows)]))
    return all_rows, _damage(draw, all_rows, place), place


@st.composite
def wrecked(draw: st.DrawFn, rows: Sequence[Row]) -> list[Any]:
    """The rows with up to five places in them damaged, none of them twice."""
    all_rows: list[Any] = copy.deepcopy([*rows])
    places = [*_places(all_rows)]
    chosen = draw(st.lists(st.sampled_from(range(len(places))), min_size=1, max_size=5, unique=True))
    done: list[Place] = []
    for place in (places[each] for each in sorted(chosen, reverse=True)):  # what comes later first: none is moved
        if not any(each[: len(place)] == place for each in done):
            _damage(draw, all_rows, place)
            done.append(place)
    return all_rows
