"""An export of an organisation with three business units, in which everything is known and every table has rows.

Independent of the readers: it is written as Dataverse writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES

Row = dict[str, Any]


def id_of(kind: int, number: int) -> str:
    """An id that looks like those of Dataverse."""
    return f"{kind:08x}-2c71-ef11-a670-{number:012x}"


ADA, BO, CY, DEE, EVE = (id_of(1, number) for number in range(1, 6))
"""A user of the root unit, two of the units below, a disabled one, and one without roles."""
SUPPORT, SALES = id_of(2, 1), id_of(2, 2)
AGENT, PANES, DESK = (3, 4, 5)
"""The kinds of ids of three roles: the one with the global right, the one with the panes, the one with a profile."""
CASE, TEAM_CASE, ACCOUNT, EMAIL = id_of(6, 1), id_of(6, 2), id_of(7, 1), id_of(8, 1)
GROUP, OTHER, MAIL, AGAIN = (f"19:{name}@thread.v2" for name in ("aaaa", "bbbb", "cccc", "dddd"))
"""Four chats; only an activity tells who connected the last one again."""
DESK_PROFILE, OFF_PROFILE = id_of(9, 1), id_of(9, 2)
DESK_PANE, OFF_PANE, TEAMS_TOOL = id_of(10, 1), id_of(10, 2), id_of(11, 1)
WORKSPACE, HUB = "msdyn_customerserviceworkspace", "customerservicehub"
PARTY = id_of(12, 1)


def copies(role: int, name: str) -> list[Row]:
    """A role in each of the three units."""
    return [{"roleid": id_of(role, unit), "name": name, "_parentrootroleid_value": id_of(role, 0)} for unit in range(3)]


def owned(id_column: str, record: str, *, user: str | None = None, team: str | None = None) -> Row:
    return {
        id_column: record,
        "_ownerid_value": user or team,
        "_owninguser_value": user,
        "_owningteam_value": team,
    }


def association(number: int, chat: str, table: str, record: str, by: str, state: int = 0) -> Row:
    return {
        "msdyn_teamschatid": chat,
        "msdyn_regardingobjectname": table,
        "msdyn_regardingobjectid": record,
        "msdyn_entityrecordstate": state,
        "statecode": 0,
        "createdon": f"2025-03-{number:02}T09:00:00Z",
        "modifiedon": f"2025-03-{number + state:02}T09:00:00Z",
        "_createdby_value": by,
        "_modifiedby_value": by,
    }


def activity(number: int, chat: str, table: str, record: str, by: str) -> Row:
    return {
        "activityid": id_of(13, number),
        "teamschatid": chat,
        "statecode": 0,
        "_regardingobjectid_value": record,
        "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": table,
        "_linkedby_value": by,
        "linkedon": f"2025-03-{number:02}T09:00:00Z",
        "unlinkedon": None,
        "modifiedinteamson": f"2025-03-{number + 2:02}T09:00:00Z",
        "modifiedinteamsbyactivitypartyid": PARTY,
    }


def settings(number: int, **columns: object) -> Row:
    row: Row = {
        "msdyn_entitylinkchatconfigurationid": id_of(14, number),
        "_msdyn_entitytype_value": id_of(15, number),
        "statecode": 0,
        "msdyn_enablekickoffmessage": True,
        "msdyn_contextviewid": None,
        "msdyn_recordownercanunlink": True,
        "msdyn_recentchatlinkercanunlink": False,
        "msdyn_usercanjoinchat": True,
        "msdyn_isenabledforbot": True,
        "msdyn_filteringattributes": "prioritycode",
    }
    return row | columns


def definition(name: str, *, is_activity: bool = False) -> Row:
    types = {"title": "String", "prioritycode": "Picklist", "creditlimit": "Money"}
    attributes = [
        {
            "LogicalName": each,
            "AttributeType": type,
            "AttributeTypeName": {"Value": f"{type}Type"},
            "IsSecured": each == "creditlimit",
        }
        for each, type in types.items()
    ]
    return {
        "LogicalName": name,
        "IsActivity": is_activity,
        "TableType": "Activity" if is_activity else "Standard",
        "DataProviderId": None,
        "OwnershipType": "UserOwned",
        "Attributes": attributes,
    }


def view(number: int, table: str) -> Row:
    return {
        "savedqueryid": "5cb909c6-20f0-eb11-bad5-00224876a6de" if table == "incident" else id_of(16, number),
        "name": f"View of {table}",
        "returnedtypecode": table,
        "statecode": 0,
        "querytype": 0 if table == "incident" else 4,
        "isquickfindquery": table != "incident",
        "isdefault": table != "incident",
        "layoutxml": "<grid><row><cell name='title'/><cell name='creditlimit'/><cell name='a.title'/></row></grid>",
        "layoutjson": None,
        "fetchxml": "<fetch><entity name='x'><link-entity name='account' alias='a'/></entity></fetch>",
    }


PRIVILEGES = {
    name: id_of(17, number) for number, name in enumerate([GLOBAL_DISCONNECT_PRIVILEGE, *sorted(PANE_PRIVILEGES)])
}


def tables() -> dict[str, list[Row]]:
    """The rows of each table."""
    granted = [(AGENT, GLOBAL_DISCONNECT_PRIVILEGE), *((PANES, name) for name in sorted(PANE_PRIVILEGES))]
    return {
        "organizations": [
            {
                "organizationid": id_of(18, 1),
                "isembedteamscollabenabled": True,
                "teamschatdatasync": True,
                "daysbeforeinactiveteamschatsyncdisabled": 14,
            }
        ],
        "msdyn_entitylinkchatconfigurations": [
            settings(1, msdyn_recentchatlinkercanunlink=True),
            settings(2, msdyn_recordownercanunlink=False, msdyn_usercanjoinchat=False, msdyn_isenabledforbot=False),
            settings(3, msdyn_enablekickoffmessage=False, msdyn_filteringattributes=None),
        ],
        "entities": [
            {"entityid": id_of(15, number), "logicalname": name}
            for number, name in enumerate(["incident", "account", "email"], start=1)
        ],
        "entitydefinitions": [definition("incident"), definition("account"), definition("email", is_activity=True)],
        "sdkmessagefilters": [
            {"primaryobjecttypecode": name, "sdkmessageid": {"name": "Update"}} for name in ("incident", "account")
        ],
        "savedqueries": [view(number, name) for number, name in enumerate(["incident", "account", "email"])],
        "msdyn_teamschatassociations": [
            association(1, GROUP, "incident", CASE, ADA),
            association(2, OTHER, "incident", TEAM_CASE, BO),
            association(3, OTHER, "account", ACCOUNT, BO, state=1),
            association(4, MAIL, "email", EMAIL, CY),
            association(5, MAIL, "account", ACCOUNT, EVE),
            association(6, AGAIN, "incident", TEAM_CASE, ADA),
        ],
        "chats": [
            activity(1, GROUP, "incident", CASE, ADA),
            activity(2, OTHER, "incident", TEAM_CASE, BO),
            activity(7, AGAIN, "incident", TEAM_CASE, BO),
        ],
        "activityparties": [{"activitypartyid": PARTY, "_partyid_value": BO}],
        "systemusers": [{"systemuserid": each, "isdisabled": each == DEE} for each in (ADA, BO, CY, DEE, EVE)],
        "teams": [{"teamid": each, "name": f"Team {each}", "teamtype": 0} for each in (SUPPORT, SALES)],
        "systemuserroles": [
            {"systemuserid": ADA, "roleid": id_of(PANES, 0)},
            {"systemuserid": BO, "roleid": id_of(PANES, 1)},
            {"systemuserid": CY, "roleid": id_of(DESK, 2)},
        ],
        "teamroles": [
            {"teamid": SUPPORT, "roleid": id_of(AGENT, 2)},
            {"teamid": SUPPORT, "roleid": id_of(PANES, 2)},
        ],
        "teammemberships": [{"systemuserid": CY, "teamid": SUPPORT}, {"systemuserid": BO, "teamid": SALES}],
        "roles": [*copies(AGENT, "Agent"), *copies(PANES, "Panes"), *copies(DESK, "Desk")],
        "privileges": [{"privilegeid": id, "name": name} for name, id in PRIVILEGES.items()],
        "roleprivileges": [{"roleid": id_of(role, 0), "privilegeid": PRIVILEGES[name]} for role, name in granted],
        "userprivileges": [{"systemuserid": EVE, "RolePrivileges": []}],
        "appmodules": [{"uniquename": WORKSPACE, "navigationtype": 1}, {"uniquename": HUB, "navigationtype": 0}],
        "msdyn_appconfigurations": [
            {"msdyn_appconfigurationid": id, "msdyn_name": name, "msdyn_productivitypaneuniquename": name.lower()}
            for id, name in ((DESK_PROFILE, "Desk"), (OFF_PROFILE, "Off"))
        ],
        "msdyn_appconfiguration_systemusers": [{"systemuserid": BO, "msdyn_appconfigurationid": OFF_PROFILE}],
        "msdyn_appprofilerolemappings": [
            {
                "_msdyn_securityroleid_value": id_of(DESK, 0),
                "_msdyn_appprofileid_value": DESK_PROFILE,
                "statecode": 0,
            }
        ],
        "msdyn_paneconfigurations": [
            {"msdyn_paneconfigurationid": id, "msdyn_uniquename": name}
            for id, name in ((DESK_PANE, "desk"), (OFF_PANE, "off"))
        ],
        "msdyn_panetabconfigurations": [
            {"_msdyn_productivitypaneid_value": id, "_msdyn_toolid_value": TEAMS_TOOL, "msdyn_isenabled": is_enabled}
            for id, is_enabled in ((DESK_PANE, True), (OFF_PANE, False))
        ],
        "msdyn_panetoolconfigurations": [{"msdyn_panetoolconfigurationid": TEAMS_TOOL, "msdyn_uniquename": "teams"}],
        "access": [
            {"systemuserid": user, "table": table, "recordid": record, "AccessRights": rights}
            for user, table, record, rights in (
                (ADA, "incident", CASE, "ReadAccess"),
                (BO, "incident", CASE, "ReadAccess, WriteAccess"),
                (CY, "incident", TEAM_CASE, "ReadAccess, WriteAccess"),
                (EVE, "account", ACCOUNT, "ReadAccess, WriteAccess"),
            )
        ],
        "records_incident": [owned("incidentid", CASE, user=BO), owned("incidentid", TEAM_CASE, team=SUPPORT)],
        "records_account": [owned("accountid", ACCOUNT, user=EVE)],
        "records_email": [owned("activityid", EMAIL, user=BO)],
    }


SUPPLEMENT: Row = {
    "on_for_all_apps": False,
    "selected_apps": [WORKSPACE, HUB],
    "timeline_sync_since": "2025-01-01T00:00:00Z",
    "chat_owner_consent": True,
    "teams_tool": "teams",
    "chats": [{"id": each, "kind": "group"} for each in (GROUP, OTHER, MAIL, AGAIN)],
    "users": [{"id": ADA, "readable_secured_fields": ["incident.creditlimit"]}],
    "global_administrators": [ADA],
    "others_read_no_secured_fields": True,
}


def write(folder: Path, found: dict[str, list[Row]], supplement: Row) -> Path:
    """Write the tables as Web API answers."""
    folder.mkdir()
    for name, rows in found.items():
        (folder / f"{name}.json").write_text(json.dumps({"value": rows}), encoding="utf-8")
    (folder / "supplement.json").write_text(json.dumps(supplement), encoding="utf-8")
    return folder
