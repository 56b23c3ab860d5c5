"""The one list of the tables and columns of an export, and what each column is needed for.

A new Dataverse column is added here first: the readers of this package take their columns from this list, and so do the
printed queries and the command `export`. A test runs every reader over rows that record which columns are read.

What a column is needed for is given by the names of the answers that lack something without it: the questions, and the
other parts of an `Outcome`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType

from attrs import Factory, field

from .._value import Model, frozen
from ..defaults import STANDARD_RECORD_TYPES
from ..rules.scenario import ANSWERS, inputs_of_answer

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


def _singular(table: ExportTable) -> str:
    return f"{table.name[:-3]}y" if table.name.endswith("ies") else table.name.removesuffix("s")


@frozen
class ExportTable(Model):
    """One table of an export: the file `<name>.json` and its further pages.

    Args:
        name: the name of the table in an export.
        holds: what its rows are, in words.
        columns: the columns read.
        entity: its logical name in Dataverse, unless given the singular of its name; None for what is no table there.
        entity_set: its set in the Web API, in all known environments; unless given, its name.
        expand: what is expanded within each row.
        rows: which rows are needed.
        filter: a further `$filter` of the rows.
        types_in: the column that names the record type, where rows of record types are needed.
        names: the columns from which reports show names, fetched only where names are requested.
    """

    name: str
    holds: str
    columns: tuple[ExportColumn, ...]
    entity: str | None = field(default=Factory(_singular, takes_self=True), kw_only=True)
    entity_set: str = field(default=Factory(attrgetter("name"), takes_self=True), kw_only=True)
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
        self, columns: Iterable[str] | None = None, record_types: Iterable[str] = STANDARD_RECORD_TYPES
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


def _that_take(*inputs: str) -> tuple[str, ...]:
    """The answers that take one of these inputs."""
    return tuple(name for name in ANSWERS if not {*inputs}.isdisjoint(inputs_of_answer(name)))


_LINK, _METADATA, _APP, _ACCESS = map(_that_take, ("chat", "record_type", "app", "access"))
_USER, _RECORD = _that_take("user", "access"), _that_take("record", "access")  # rights are looked up by both
_CHAT_IS_ON = ("enablement", "notifications", "timeline_entry", "timeline_open")
_SYNC = ("timeline_entry", "timeline_entry_shows", "timeline_open")
_CONNECTED = ("disconnecting", "joining", "timeline_entry", "timeline_entry_shows", "notifications")
_CONNECTOR = ("disconnecting", "timeline_entry_shows")
_ENTRY = ("timeline_entry", "timeline_entry_shows")
_SETTINGS = ("connecting", "disconnecting", "joining", "context_card", "notifications", *_ENTRY)
_CARD = ("context_card",)
_RIGHTS = ("enablement", "disconnecting", "timeline_open", "missing_pane_permissions")
_PROFILE = ("enablement", "timeline_open")
_OWNER = ("disconnecting", "timeline_entry")
_NOTIFICATIONS, _SHOWS = ("notifications",), ("timeline_entry_shows",)


def _columns(needed_for: tuple[str, ...], *names: str) -> tuple[ExportColumn, ...]:
    return tuple(ExportColumn(name, needed_for) for name in names)


def _either(needed_for: tuple[str, ...], one: str, other: str) -> tuple[ExportColumn, ExportColumn]:
    """Two columns that say the same."""
    return ExportColumn(one, needed_for, instead=(other,)), ExportColumn(other, needed_for, instead=(one,))


def records_table(record_type: str, id_column: str | None = None) -> ExportTable:
    """The table of the records of one type, with their ids and owners only.

    Args:
        record_type: the logical name of the table.
        id_column: its primary id column; unless given, the table's name with "id".
    """
    owners = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
    of_owners = (
        ExportColumn(each, _OWNER, instead=tuple(other for other in owners if other != each)) for each in owners
    )
    return ExportTable(
        f"{RECORDS}{record_type}",
        "the owners of records that chats are connected to",
        (*_columns(_RECORD, id_column or f"{record_type}id"), *of_owners),
        entity=record_type,
        entity_set=f"{record_type}s",
        rows=Rows.NAMED,
    )


# --- The list ---------------------------------------------------------------------------------------------------------

_TABLES = (
    ExportTable(
        "organizations",
        "the organisation's toggles",
        (
            *_columns(tuple(dict.fromkeys((*_CHAT_IS_ON, *_SETTINGS))), "organizationid"),
            *_columns(_CHAT_IS_ON, "isembedteamscollabenabled"),
            *_columns(_SYNC, "teamschatdatasync"),
            *_columns(_SHOWS, "daysbeforeinactiveteamschatsyncdisabled"),
        ),
        names=("name",),
    ),
    ExportTable(
        "msdyn_entitylinkchatconfigurations",
        "the settings of each record type",
        (
            ExportColumn("msdyn_entitylinkchatconfigurationid", _SETTINGS, is_optional=True),
            ExportColumn("_msdyn_entitytype_value", _SETTINGS, instead=("msdyn_entitytype",)),
            *_columns(_SETTINGS, "statecode"),
            *_columns(_CARD, "msdyn_enablekickoffmessage", "msdyn_contextviewid"),
            *_columns(("disconnecting",), "msdyn_recordownercanunlink", "msdyn_recentchatlinkercanunlink"),
            *_columns(("joining",), "msdyn_usercanjoinchat"),
            *_columns(_NOTIFICATIONS, "msdyn_isenabledforbot", "msdyn_filteringattributes"),
            ExportColumn("msdyn_enableautonamechats", (), is_optional=True),
        ),
    ),
    ExportTable(
        "entities",
        "the logical names of the tables that settings name by their ids",
        _columns(_SETTINGS, "entityid", "logicalname"),
    ),
    ExportTable(
        "entitydefinitions",
        "the metadata of the record types, and of the tables that their views link",
        (
            *_columns(_METADATA, "LogicalName"),
            *_columns(_ENTRY, "IsActivity"),
            *_either(_NOTIFICATIONS, "TableType", "DataProviderId"),
            *_columns(("disconnecting",), "OwnershipType"),
        ),
        entity=None,
        entity_set="EntityDefinitions",
        expand=(
            Expand(
                "Attributes",
                (
                    *_columns(_METADATA, "LogicalName", "IsSecured"),
                    *_either(_METADATA, "AttributeTypeName", "AttributeType"),
                    ExportColumn("FormatName", _NOTIFICATIONS, is_optional=True),
                    ExportColumn("Format", _NOTIFICATIONS, is_optional=True),
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
        _columns(_NOTIFICATIONS, "primaryobjecttypecode"),
        expand=(Expand("sdkmessageid", _columns(_NOTIFICATIONS, "name")),),
        filter="sdkmessageid/name eq 'Update'",
    ),
    ExportTable(
        "savedqueries",
        "the views, whose columns are the fields of context cards",
        (
            *_columns(_CARD, "savedqueryid", "name", "returnedtypecode", "statecode"),
            *_either(_CARD, "querytype", "isquickfindquery"),
            *_columns(_CARD, "isdefault"),
            *_either(_CARD, "layoutxml", "layoutjson"),
            *_columns(_CARD, "fetchxml"),
        ),
        rows=Rows.OF_RECORD_TYPES,
        types_in="returnedtypecode",
    ),
    ExportTable(
        "msdyn_teamschatassociations",
        "which chat is connected to which record",
        (
            *_columns(_LINK, "msdyn_teamschatid", "msdyn_regardingobjectname", "msdyn_regardingobjectid"),
            *_columns(_CONNECTED, "msdyn_entityrecordstate", "statecode", "createdon", "modifiedon"),
            *_columns(_CONNECTOR, "_createdby_value", "_modifiedby_value"),
        ),
    ),
    ExportTable(
        "chats",
        "the chat activities of the timeline, without topic and members",
        (
            *_columns((*_SYNC, "disconnecting"), "activityid", "teamschatid", "statecode"),
            *_columns(_CONNECTED, "_regardingobjectid_value", "linkedon", "unlinkedon"),
            *_columns(_CONNECTOR, "_linkedby_value", "modifiedinteamson"),
            *_columns(_SHOWS, "modifiedinteamsbyactivitypartyid"),
        ),
    ),
    ExportTable(
        "activityparties",
        "who wrote last in each chat: only the parties that chat activities name as the last writer",
        _columns(_SHOWS, "activitypartyid", "_partyid_value"),
        rows=Rows.NAMED,
    ),
    ExportTable("systemusers", "the users", _columns(_USER, "systemuserid", "isdisabled"), names=("fullname",)),
    ExportTable("teams", "the teams", _columns(("disconnecting",), "teamid", "name", "teamtype")),
    ExportTable(
        "systemuserroles",
        "which roles users hold in person",
        _columns(_RIGHTS, "systemuserid", "roleid"),
        entity="systemuserroles",
        entity_set="systemuserrolescollection",
    ),
    ExportTable(
        "teamroles",
        "which roles teams hold",
        _columns(_RIGHTS, "teamid", "roleid"),
        entity="teamroles",
        entity_set="teamrolescollection",
    ),
    ExportTable("teammemberships", "who is a member of which team", _columns(_RIGHTS, "systemuserid", "teamid")),
    ExportTable(
        "roles",
        "the security roles, one copy in every business unit",
        _columns(_RIGHTS, "roleid", "name", "_parentrootroleid_value"),
    ),
    ExportTable("privileges", "the names of privileges", _columns(_RIGHTS, "privilegeid", "name")),
    ExportTable(
        "roleprivileges",
        "which privileges roles give",
        _columns(_RIGHTS, "roleid", "privilegeid"),
        entity="roleprivileges",
        entity_set="roleprivilegescollection",
    ),
    ExportTable(
        "userprivileges",
        "the privileges of a user, instead of those of the user's roles",
        _columns(_RIGHTS, "systemuserid", "RolePrivileges"),
        entity=None,
        entity_set="systemusers(<user>)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges",
        rows=Rows.REQUESTED,
    ),
    ExportTable("appmodules", "the apps", _columns(_APP, "uniquename", "navigationtype")),
    ExportTable(
        "msdyn_appconfigurations",
        "the experience profiles",
        _columns(_PROFILE, "msdyn_appconfigurationid", "msdyn_name", "msdyn_productivitypaneuniquename"),
    ),
    ExportTable(
        "msdyn_appconfiguration_systemusers",
        "which profiles users have in person",
        _columns(_PROFILE, "systemuserid", "msdyn_appconfigurationid"),
        entity_set="msdyn_appconfiguration_systemuserset",
    ),
    ExportTable(
        "msdyn_appprofilerolemappings",
        "which profiles roles give",
        _columns(_PROFILE, "_msdyn_securityroleid_value", "_msdyn_appprofileid_value", "statecode"),
    ),
    ExportTable(
        "msdyn_paneconfigurations",
        "the productivity panes of profiles",
        _columns(_PROFILE, "msdyn_paneconfigurationid", "msdyn_uniquename"),
    ),
    ExportTable(
        "msdyn_panetabconfigurations",
        "the tabs of productivity panes",
        _columns(_PROFILE, "_msdyn_productivitypaneid_value", "_msdyn_toolid_value", "msdyn_isenabled"),
    ),
    ExportTable(
        "msdyn_panetoolconfigurations",
        "the tools of productivity panes, of which one is the Teams chat",
        _columns(_PROFILE, "msdyn_panetoolconfigurationid", "msdyn_uniquename"),
    ),
    ExportTable(
        "access",
        "the access rights of a user to a record",
        _columns(_ACCESS, "systemuserid", "table", "recordid", "AccessRights"),
        entity=None,
        entity_set="systemusers(<user>)/Microsoft.Dynamics.CRM.RetrievePrincipalAccess",
        rows=Rows.REQUESTED,
    ),
)

EXPORT_TABLES: Mapping[str, ExportTable] = MappingProxyType({each.name: each for each in _TABLES})
"""The tables of an export by their names; those named `records_<table>` are made by `records_table`."""
