"""The one list of the tables and columns of an export, and what each column is needed for.

A new Dataverse column is added here first: the readers of this package take their columns from this list, and so do the
printed queries and the command `export`. A test runs every reader over rows that record which columns are read.

What a column is needed for is given by the names of the answers that lack something without it: the questions, and the
other parts of an `Outcome`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import field

from .._model import Model
from .._value import frozen
from ..defaults import STANDARD_RECORD_TYPES

__all__ = [
    "EXPORT_TABLES",
    "RECORDS",
    "Expand",
    "ExportColumn",
    "ExportTable",
    "Rows",
    "records_table",
]

RECORDS = "records_"
"""How the name of a table of records begins; the logical name of their table follows."""


class Rows(StrEnum):
    """Which rows of a table an export needs."""

    ALL = "all"
    OF_RECORD_TYPES = "of_record_types"
    """Those of the record types that have settings, or to whose records chats are connected."""
    NAMED = "named"
    """Those that other rows name by their ids."""
    REQUESTED = "requested"
    """No rows: one answer of a function for each request."""


@frozen
class ExportColumn(Model):
    """One column.

    Args:
        name: its name in an answer ("_createdby_value").
        needed_for: the answers that lack something without it, by name.
        instead: the columns that say the same, so that any one of them suffices.
        is_optional: whether nothing is unknown without it.
    """

    name: str
    needed_for: tuple[str, ...]
    instead: tuple[str, ...] = field(default=(), kw_only=True)
    is_optional: bool = field(default=False, kw_only=True)

    @property
    def logical_name(self) -> str:
        """Its name in the metadata: "createdby" for "_createdby_value"."""
        is_lookup = self.name.startswith("_") and self.name.endswith("_value")
        return self.name.removeprefix("_").removesuffix("_value") if is_lookup else self.name


@frozen
class Expand(Model):
    """What is expanded within each row.

    Args:
        name: the navigation property.
        columns: the columns read there.
        selects: whether they are selected; otherwise all are fetched, since a column of a derived type cannot be.
    """

    name: str
    columns: tuple[ExportColumn, ...]
    selects: bool = field(default=True, kw_only=True)


@frozen
class ExportTable(Model):
    """One table of an export: the file `<name>.json` and its further pages.

    Args:
        name: the name of the table in an export.
        holds: what its rows are, in words.
        entity: its logical name in Dataverse; None for what is no table there.
        entity_set: its set in the Web API, as it is called in all environments known.
        columns: the columns read.
        expand: what is expanded within each row.
        rows: which rows are needed.
        filter: a further `$filter` of the rows.
        types_in: the column that names the record type, where rows of record types are needed.
        names: the columns from which reports show names, fetched only where names are requested.
    """

    name: str
    holds: str
    entity: str | None
    entity_set: str
    columns: tuple[ExportColumn, ...]
    expand: tuple[Expand, ...] = field(default=(), kw_only=True)
    rows: Rows = field(default=Rows.ALL, kw_only=True)
    filter: str = field(default="", kw_only=True)
    types_in: str = field(default="", kw_only=True)
    names: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def read_with(self) -> tuple[str, ...]:
        """The tables whose read privileges decide which of its rows a user may read: those an intersect table pairs."""
        paired = [_PAIRED[each.name] for each in self.columns if each.name in _PAIRED]
        return tuple(paired) if len(paired) == len(self.columns) else (self.entity,) if self.entity else ()

    @property
    def needed_for(self) -> tuple[str, ...]:
        """The answers that lack something without the table, each once, in the order of its columns."""
        each = [*self.columns, *(column for expand in self.expand for column in expand.columns)]
        return tuple(dict.fromkeys(name for column in each for name in column.needed_for))

    def column(self, name: str) -> ExportColumn:
        """The column of that name."""
        return next(each for each in self.columns if each.name == name)

    def options(
        self,
        columns: Iterable[str] | None = None,
        record_types: Iterable[str] = STANDARD_RECORD_TYPES,
    ) -> dict[str, str]:
        """The options of its query in the Web API, not encoded.

        Args:
            columns: the columns to select; all of them unless given.
            record_types: the record types whose rows are needed, where only rows of record types are.
        """
        selected = [each.name for each in self.columns] if columns is None else list(columns)
        found = {"$select": ",".join(selected)}
        expanded = [
            each.name + (f"($select={','.join(column.name for column in each.columns)})" if each.selects else "")
            for each in self.expand
        ]
        if expanded:
            found["$expand"] = ",".join(expanded)
        of_types = " or ".join(f"{self.types_in} eq '{each}'" for each in record_types) if self.types_in else ""
        filters = [each for each in (self.filter, of_types) if each]
        if filters:
            found["$filter"] = filters[0] if len(filters) == 1 else " and ".join(f"({each})" for each in filters)
        return found


_PAIRED = {
    "systemuserid": "systemuser",
    "teamid": "team",
    "roleid": "role",
    "privilegeid": "privilege",
    "msdyn_appconfigurationid": "msdyn_appconfiguration",
}
"""The tables that intersect tables pair, by the column of their ids."""


# --- What columns are needed for --------------------------------------------------------------------------------------

_CHAT_IS_ON = ("enablement", "notifications", "timeline_entry", "timeline_open")
_SYNC = ("timeline_entry", "timeline_entry_shows", "timeline_open")
_LINK = ("connecting", "disconnecting", "joining", "timeline_entry", "timeline_entry_shows", "notifications")
_CONNECTED = ("disconnecting", "joining", "timeline_entry", "timeline_entry_shows", "notifications")
_CONNECTOR = ("disconnecting", "timeline_entry_shows")
_ENTRY = ("timeline_entry", "timeline_entry_shows")
_SETTINGS = ("connecting", "disconnecting", "joining", "context_card", "notifications", *_ENTRY)
_METADATA = ("context_card", "notifications", *_ENTRY)
_CARD = ("context_card",)
_RIGHTS = ("enablement", "disconnecting", "timeline_open", "missing_pane_permissions")
_USER = (*_RIGHTS, "joining", "timeline_configure", "record_opens", "context_card")
_PROFILE = ("enablement", "timeline_open")
_RECORD = ("connecting", "disconnecting", "joining", *_ENTRY, "notifications", "record_opens")
_APP = ("enablement", "timeline_open")
_ACCESS = ("joining", "record_opens")


def _columns(needed_for: tuple[str, ...], *names: str) -> tuple[ExportColumn, ...]:
    return tuple(ExportColumn(name, needed_for) for name in names)


def _intersect(name: str, holds: str, entity_set: str, needed_for: tuple[str, ...], *ids: str) -> ExportTable:
    entity = name.removesuffix("s") if name in ("teammemberships", "msdyn_appconfiguration_systemusers") else name
    return ExportTable(name, holds, entity, entity_set, _columns(needed_for, *ids))


def records_table(record_type: str, id_column: str | None = None, entity_set: str | None = None) -> ExportTable:
    """The table of the records of one type, with their ids and owners only.

    Args:
        record_type: the logical name of the table.
        id_column: its primary id column; the table's name with "id" unless given.
        entity_set: its set in the Web API; the plural of its name unless given.
    """
    owners = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
    needed_for = ("disconnecting", "timeline_entry")
    return ExportTable(
        f"{RECORDS}{record_type}",
        "the owners of records that chats are connected to",
        record_type,
        entity_set or f"{record_type}s",
        (
            *_columns(_RECORD, id_column or f"{record_type}id"),
            *(
                ExportColumn(name, needed_for, instead=tuple(each for each in owners if each != name))
                for name in owners
            ),
        ),
        rows=Rows.NAMED,
    )


# --- The list ---------------------------------------------------------------------------------------------------------

_TABLES = (
    ExportTable(
        "organizations",
        "the organisation's toggles",
        "organization",
        "organizations",
        (
            *_columns(tuple(dict.fromkeys((*_CHAT_IS_ON, *_SETTINGS))), "organizationid"),
            *_columns(_CHAT_IS_ON, "isembedteamscollabenabled"),
            *_columns(_SYNC, "teamschatdatasync"),
            *_columns(("timeline_entry_shows",), "daysbeforeinactiveteamschatsyncdisabled"),
        ),
    ),
    ExportTable(
        "msdyn_entitylinkchatconfigurations",
        "the settings of each record type",
        "msdyn_entitylinkchatconfiguration",
        "msdyn_entitylinkchatconfigurations",
        (
            ExportColumn("msdyn_entitylinkchatconfigurationid", _SETTINGS, is_optional=True),
            ExportColumn("_msdyn_entitytype_value", _SETTINGS, instead=("msdyn_entitytype",)),
            *_columns(_SETTINGS, "statecode"),
            *_columns(_CARD, "msdyn_enablekickoffmessage", "msdyn_contextviewid"),
            *_columns(("disconnecting",), "msdyn_recordownercanunlink", "msdyn_recentchatlinkercanunlink"),
            *_columns(("joining",), "msdyn_usercanjoinchat"),
            *_columns(("notifications",), "msdyn_isenabledforbot", "msdyn_filteringattributes"),
            ExportColumn("msdyn_enableautonamechats", (), is_optional=True),
        ),
    ),
    ExportTable(
        "entities",
        "the logical names of the tables that settings name by their ids",
        "entity",
        "entities",
        _columns(_SETTINGS, "entityid", "logicalname"),
    ),
    ExportTable(
        "entitydefinitions",
        "the metadata of the record types, and of the tables that their views link",
        None,
        "EntityDefinitions",
        (
            *_columns(_METADATA, "LogicalName"),
            *_columns(_ENTRY, "IsActivity"),
            ExportColumn("TableType", ("notifications",), instead=("DataProviderId",)),
            ExportColumn("DataProviderId", ("notifications",), instead=("TableType",)),
            *_columns(("disconnecting",), "OwnershipType"),
        ),
        expand=(
            Expand(
                "Attributes",
                (
                    *_columns(_METADATA, "LogicalName", "IsSecured"),
                    ExportColumn("AttributeTypeName", _METADATA, instead=("AttributeType",)),
                    ExportColumn("AttributeType", _METADATA, instead=("AttributeTypeName",)),
                    ExportColumn("FormatName", ("notifications",), is_optional=True),
                    ExportColumn("Format", ("notifications",), is_optional=True),
                ),
                selects=False,
            ),
        ),
        rows=Rows.OF_RECORD_TYPES,
        types_in="LogicalName",
    ),
    ExportTable(
        "sdkmessagefilters",
        "which tables have the message filter for Update",
        "sdkmessagefilter",
        "sdkmessagefilters",
        _columns(("notifications",), "primaryobjecttypecode"),
        expand=(Expand("sdkmessageid", _columns(("notifications",), "name")),),
        filter="sdkmessageid/name eq 'Update'",
    ),
    ExportTable(
        "savedqueries",
        "the views, whose columns are the fields of context cards",
        "savedquery",
        "savedqueries",
        (
            *_columns(_CARD, "savedqueryid", "name", "returnedtypecode", "statecode"),
            ExportColumn("querytype", _CARD, instead=("isquickfindquery",)),
            ExportColumn("isquickfindquery", _CARD, instead=("querytype",)),
            *_columns(_CARD, "isdefault"),
            ExportColumn("layoutxml", _CARD, instead=("layoutjson",)),
            ExportColumn("layoutjson", _CARD, instead=("layoutxml",)),
            *_columns(_CARD, "fetchxml"),
        ),
        rows=Rows.OF_RECORD_TYPES,
        types_in="returnedtypecode",
    ),
    ExportTable(
        "msdyn_teamschatassociations",
        "which chat is connected to which record",
        "msdyn_teamschatassociation",
        "msdyn_teamschatassociations",
        (
            *_columns(_LINK, "msdyn_teamschatid", "msdyn_regardingobjectname", "msdyn_regardingobjectid"),
            *_columns(_CONNECTED, "msdyn_entityrecordstate", "statecode", "createdon", "modifiedon"),
            *_columns(_CONNECTOR, "_createdby_value", "_modifiedby_value"),
        ),
    ),
    ExportTable(
        "chats",
        "the chat activities of the timeline, without topic and members",
        "chat",
        "chats",
        (
            *_columns((*_SYNC, "disconnecting"), "activityid", "teamschatid", "statecode"),
            *_columns(_CONNECTED, "_regardingobjectid_value", "linkedon", "unlinkedon"),
            *_columns(_CONNECTOR, "_linkedby_value"),
            *_columns(_CONNECTOR, "modifiedinteamson"),
            *_columns(("timeline_entry_shows",), "modifiedinteamsbyactivitypartyid"),
        ),
    ),
    ExportTable(
        "activityparties",
        "who wrote last in each chat: only the parties that chat activities name as the last writer",
        "activityparty",
        "activityparties",
        _columns(("timeline_entry_shows",), "activitypartyid", "_partyid_value"),
        rows=Rows.NAMED,
    ),
    ExportTable(
        "systemusers",
        "the users",
        "systemuser",
        "systemusers",
        _columns(_USER, "systemuserid", "isdisabled"),
        names=("fullname",),
    ),
    ExportTable(
        "teams",
        "the teams",
        "team",
        "teams",
        _columns(("disconnecting",), "teamid", "name", "teamtype"),
    ),
    _intersect(
        "systemuserroles",
        "which roles users hold in person",
        "systemuserrolescollection",
        _RIGHTS,
        "systemuserid",
        "roleid",
    ),
    _intersect("teamroles", "which roles teams hold", "teamrolescollection", _RIGHTS, "teamid", "roleid"),
    _intersect(
        "teammemberships", "who is a member of which team", "teammemberships", _RIGHTS, "systemuserid", "teamid"
    ),
    ExportTable(
        "roles",
        "the security roles, one copy in every business unit",
        "role",
        "roles",
        _columns(_RIGHTS, "roleid", "name", "_parentrootroleid_value"),
    ),
    ExportTable(
        "privileges", "the names of privileges", "privilege", "privileges", _columns(_RIGHTS, "privilegeid", "name")
    ),
    _intersect(
        "roleprivileges", "which privileges roles give", "roleprivilegescollection", _RIGHTS, "roleid", "privilegeid"
    ),
    ExportTable(
        "userprivileges",
        "the privileges of a user, instead of those of the user's roles",
        None,
        "systemusers(<user>)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges",
        _columns(_RIGHTS, "systemuserid", "RolePrivileges"),
        rows=Rows.REQUESTED,
    ),
    ExportTable(
        "appmodules",
        "the apps",
        "appmodule",
        "appmodules",
        _columns(_APP, "uniquename", "navigationtype"),
    ),
    ExportTable(
        "msdyn_appconfigurations",
        "the experience profiles",
        "msdyn_appconfiguration",
        "msdyn_appconfigurations",
        _columns(_PROFILE, "msdyn_appconfigurationid", "msdyn_name", "msdyn_productivitypaneuniquename"),
    ),
    _intersect(
        "msdyn_appconfiguration_systemusers",
        "which profiles users have in person",
        "msdyn_appconfiguration_systemuserset",
        _PROFILE,
        "systemuserid",
        "msdyn_appconfigurationid",
    ),
    ExportTable(
        "msdyn_appprofilerolemappings",
        "which profiles roles give",
        "msdyn_appprofilerolemapping",
        "msdyn_appprofilerolemappings",
        _columns(_PROFILE, "_msdyn_securityroleid_value", "_msdyn_appprofileid_value", "statecode"),
    ),
    ExportTable(
        "msdyn_paneconfigurations",
        "the productivity panes of profiles",
        "msdyn_paneconfiguration",
        "msdyn_paneconfigurations",
        _columns(_PROFILE, "msdyn_paneconfigurationid", "msdyn_uniquename"),
    ),
    ExportTable(
        "msdyn_panetabconfigurations",
        "the tabs of productivity panes",
        "msdyn_panetabconfiguration",
        "msdyn_panetabconfigurations",
        _columns(_PROFILE, "_msdyn_productivitypaneid_value", "_msdyn_toolid_value", "msdyn_isenabled"),
    ),
    ExportTable(
        "msdyn_panetoolconfigurations",
        "the tools of productivity panes, of which one is the Teams chat",
        "msdyn_panetoolconfiguration",
        "msdyn_panetoolconfigurations",
        _columns(_PROFILE, "msdyn_panetoolconfigurationid", "msdyn_uniquename"),
    ),
    ExportTable(
        "access",
        "the access rights of a user to a record",
        None,
        "systemusers(<user>)/Microsoft.Dynamics.CRM.RetrievePrincipalAccess",
        _columns(_ACCESS, "systemuserid", "table", "recordid", "AccessRights"),
        rows=Rows.REQUESTED,
    ),
)

EXPORT_TABLES: Mapping[str, ExportTable] = MappingProxyType({each.name: each for each in _TABLES})
"""The tables of an export by their names; those named `records_<table>` are made by `records_table`."""
