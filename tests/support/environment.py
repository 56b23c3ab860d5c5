"""An environment of Dataverse for the command `export`: the tables of an export, served as the Web API serves them.

It knows only what the metadata lists: a column that is not there is refused, as on the real service, and so is whatever
comes without a token. Answers come in small pages. `scripted` answers come first, whatever was asked.

Independent of the export: it serves rows, and knows nothing of what is asked of them or made of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from web_api import API, Response, Rows, as_json

from chatlink_policy.dataverse.export_tables import EXPORT_TABLES, RECORDS

ASKS = "00000000-0000-4000-8000-00000000a5c5"
"""Who asks."""

KIND = "@Microsoft.Dynamics.CRM.lookuplogicalname"
Scripted = Callable[[str, str], Response | None]
"""Given the path and the address of the server, an answer in place of the ordinary one, or None."""


def as_the_service_has(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Tables of an export as the service has them: record types are lookups, and the parties of chats have a table."""
    served = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for row in served.get("msdyn_entitylinkchatconfigurations", []):
        entity = row.pop("msdyn_entitytype", None)
        if entity:
            row["_msdyn_entitytype_value"] = entity["entityid"]
            served.setdefault("entities", []).append(entity)
    for row in served.get("chats", []):
        served.setdefault("activityparties", []).extend(row.pop("chat_activity_parties", None) or [])
        table = row.pop("regardingobjecttypecode", None)
        if table:
            row[f"_regardingobjectid_value{KIND}"] = table
    return served


class Environment:
    """What is served.

    Args:
        tables: the rows by the name of their table in an export.
        lacks: tables ("chats"), and columns ("chats.linkedon"), that the environment does not have.
        page_size: how many rows a page has.
        spelled: logical names that the environment spells with capitals, by their names in lower case.
    """

    def __init__(
        self,
        tables: Mapping[str, Rows],
        *,
        lacks: Iterable[str] = (),
        page_size: int = 5,
        spelled: Mapping[str, str] | None = None,
    ) -> None:
        self.tables = as_the_service_has(tables)
        self.lacks, self.page_size, self.spelled = {*lacks}, page_size, spelled or {}
        self.scripted: list[Scripted] = []
        self.token = "first"  # noqa: S105  # nobody's
        self.requests: list[str] = []
        self.depths: dict[str, str] = {}  # of the privileges of who asks

    # --- What there is ---

    def definitions(self) -> dict[str, dict[str, Any]]:
        """The tables by their logical names; records have owner columns unless their rows have none."""
        found = {}
        for table in EXPORT_TABLES.values():
            if table.entity and table.name not in self.lacks:
                columns = [each for each in table.columns if f"{table.name}.{each.name}" not in self.lacks]
                found[table.entity] = {
                    "set": table.entity_set,
                    "id": table.columns[0].name,
                    "name": table.names[0] if table.names else None,
                    "columns": [
                        self.spelled.get(each, each)
                        for each in (*(each.logical_name for each in columns), *table.names)
                    ],
                    "rows": self.tables.get(table.name, []),
                }
        linked = {str(row["msdyn_regardingobjectname"]) for row in self.tables.get("msdyn_teamschatassociations", [])}
        others = {name.removeprefix(RECORDS) for name in self.tables if name.startswith(RECORDS)}
        for name in sorted(linked | others):
            id_column = "activityid" if name == "email" else f"{name}id"
            records = self.tables.get(f"{RECORDS}{name}", [])
            is_owned = not records or any("_ownerid_value" in row or "_owninguser_value" in row for row in records)
            found[name] = {
                "set": f"{name}set",
                "id": id_column,
                "name": "title",
                "columns": [id_column, "title", *(["ownerid", "owninguser", "owningteam"] if is_owned else [])],
                "rows": records,
            }
        return found

    # --- What is answered ---

    def respond(self, address: str, headers: Message, base: str) -> Response:  # noqa: PLR0911  # one for each kind
        url = urlparse(address)
        path = unquote(url.path).removeprefix(API)
        self.requests.append(unquote(address).removeprefix(API))
        for each in self.scripted:
            scripted = each(unquote(address).removeprefix(API), base)
            if scripted is not None:
                return scripted
        if headers.get("Authorization") != f"Bearer {self.token}":
            return as_json(
                {"error": {"message": "no token"}}, 401, **{"WWW-Authenticate": "Bearer error=invalid_token"}
            )
        options = {name: values[0] for name, values in parse_qs(url.query).items()}
        access = re.fullmatch(r"systemusers\(([^)]+)\)/Microsoft\.Dynamics\.CRM\.RetrievePrincipalAccess\(.*\)", path)
        if access:
            return self.access(access[1], options["@target"])
        if path == "WhoAmI":
            return as_json({"UserId": ASKS, "OrganizationId": ASKS})
        if path == f"systemusers({ASKS})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges":
            held = [{"PrivilegeName": name, "Depth": depth} for name, depth in self.depths.items()]
            return as_json({"RolePrivileges": held})
        if path == "EntityDefinitions":
            return as_json({"value": self.metadata(options)})
        for table in self.definitions().values():
            if path == table["set"]:
                return self.rows(table, options, headers.get("Prefer", ""), f"{base}{API}{path}")
        return as_json({"error": {"message": f"Resource not found for the segment '{path}'."}}, 404)

    def metadata(self, options: Mapping[str, str]) -> Rows:
        if options["$expand"] == "Attributes":
            return chosen(self.tables.get("entitydefinitions", []), options["$filter"])
        names = re.findall(r"'(\w+)'", options["$filter"])
        known = self.definitions()
        return [
            {
                "LogicalName": name,
                "EntitySetName": known[name]["set"],
                "PrimaryIdAttribute": known[name]["id"],
                "PrimaryNameAttribute": known[name]["name"],
                "Attributes": [{"LogicalName": each} for each in known[name]["columns"]],
                "Privileges": [
                    {"Name": f"prv{kind}{name}", "PrivilegeType": kind, "CanBeGlobal": True}
                    for kind in ("Read", "Write")
                ],
            }
            for name in names
            if name in known
        ]

    def rows(self, table: Mapping[str, Any], options: Mapping[str, str], prefer: str, address: str) -> Response:
        columns = options["$select"].split(",")
        unknown = [each for each in columns if bare(each) not in table["columns"]]
        if unknown:
            return as_json({"error": {"message": f"Could not find a property named '{unknown[0]}'"}}, 400)
        found = chosen(table["rows"], options.get("$filter", ""))
        start = int(options.get("$skiptoken", "0"))
        page = [
            picked(row, columns, annotated="lookuplogicalname" in prefer) for row in found[start:][: self.page_size]
        ]
        for row, full in zip(page, found[start:], strict=False):
            row |= {name: full[name] for name in [options.get("$expand", "").partition("(")[0]] if name}
        answer: dict[str, object] = {"@odata.context": f"{address}#rows", "value": page}
        following = start + self.page_size
        if following < len(found):
            rest = "&".join(f"{name}={value}" for name, value in options.items() if name != "$skiptoken")
            answer["@odata.nextLink"] = f"{address}?{rest}&$skiptoken={following}".replace(" ", "%20")
        return as_json(answer)

    def access(self, user: str, target: str) -> Response:
        found = re.search(r"'(\w+)set\(([^)]+)\)'", target)
        assert found, target
        for row in self.tables.get("access", []):
            if (row["systemuserid"], row["table"], row["recordid"]) == (user, found[1], found[2]):
                return as_json({"@odata.context": "#rights", "AccessRights": row["AccessRights"]})
        return as_json({"error": {"message": f"{found[1]} With Id = {found[2]} Does Not Exist"}}, 404)


def bare(column: str) -> str:
    return column.removeprefix("_").removesuffix("_value") if column.endswith("_value") else column


def picked(row: Mapping[str, Any], columns: Iterable[str], *, annotated: bool) -> dict[str, Any]:
    """The selected columns of a row, null where the row says nothing, with the kind of lookups where asked for."""
    made = {"@odata.etag": 'W/"1"'} | {name: row.get(name, row.get(name.lower())) for name in columns}
    return made | {name: row[name] for name in row if annotated and name.endswith(KIND)}


def chosen(rows: Rows, condition: str) -> Rows:
    """The rows that a filter of equalities on one column chooses; a row that does not have the column is chosen too."""
    wanted = re.findall(r"([\w/]+) eq '?([^' )]+)'?", condition)

    def value(row: Mapping[str, Any], path: str) -> str | None:
        found: Any = row
        for step in path.split("/"):
            found = found.get(step)
        return found and str(found).lower()

    found = [(value(row, path), row) for row in rows for path in {path for path, _ in wanted}]
    accepted = {None, *(each.lower() for _, each in wanted)}
    return [row for said, row in found if said in accepted] if wanted else rows
