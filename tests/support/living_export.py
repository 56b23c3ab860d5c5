"""What is known of an organisation that lives by an export of it, from which some is left out.

A table, a column or a key of the supplement that is left out leaves unknown what it would say, and nothing else. What
is known becomes scenarios of plain data, which `plain_rules.py` answers.

Independent of the library: it restates what the documentation says of rows, and knows nothing of how they are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from living_organisation import (
    APPS,
    ATTRIBUTES,
    KNOWN_OFFERING,
    OWN_OFFERING,
    OWNED_BY_NOBODY,
    RECORDS,
    TABLES,
    TEAMS,
    TOGGLES,
    VIEWS,
    Organisation,
    latest,
    on,
)
from plain_rules import Plain
from three_units import Row

NOT_KNOWN = "unknown"

LEFT_OUT = (
    *("organizations", "organizations.isembedteamscollabenabled", "organizations.teamschatdatasync"),
    "organizations.daysbeforeinactiveteamschatsyncdisabled",
    *("msdyn_entitylinkchatconfigurations", "entities", "msdyn_entitylinkchatconfigurations.statecode"),
    *(f"msdyn_entitylinkchatconfigurations.{column}" for column in TOGGLES.values()),
    *("msdyn_entitylinkchatconfigurations.msdyn_contextviewid",),
    "msdyn_entitylinkchatconfigurations.msdyn_filteringattributes",
    *("entitydefinitions", "entitydefinitions.IsActivity", "entitydefinitions.OwnershipType", "sdkmessagefilters"),
    *("savedqueries", "savedqueries.name"),
    *("msdyn_teamschatassociations", "msdyn_teamschatassociations._createdby_value"),
    *("chats", "chats.linkedon", "chats.modifiedinteamsbyactivitypartyid", "activityparties"),
    *("systemusers", "systemusers.isdisabled", "teams"),
    *("systemuserroles", "teamroles", "teamroles.roleid", "teammemberships"),
    *("roles", "roles.name", "roles._parentrootroleid_value", "privileges", "privileges.name", "roleprivileges"),
    "userprivileges",
    *("appmodules", "appmodules.navigationtype"),
    *("msdyn_appconfigurations", "msdyn_appconfigurations.msdyn_name", "msdyn_appconfiguration_systemusers"),
    *("msdyn_appprofilerolemappings", "msdyn_appprofilerolemappings.statecode", "msdyn_paneconfigurations"),
    *("msdyn_panetabconfigurations", "msdyn_panetabconfigurations.msdyn_isenabled", "msdyn_panetoolconfigurations"),
    *("access", "access.AccessRights"),
    *(f"records_{table}" for table in TABLES),
    *("records_incident._owninguser_value", "records_incident._owningteam_value", "records_account._ownerid_value"),
    *("supplement.on_for_all_apps", "supplement.selected_apps", "supplement.timeline_sync_since"),
    *("supplement.chat_owner_consent", "supplement.teams_tool", "supplement.apps", "supplement.chats"),
    *("supplement.users", "supplement.global_administrators", "supplement.others_read_no_secured_fields"),
)
"""What may be left out of an export: a table, a column, a key of the supplement."""

_FURTHER_OWNERS = {
    "records_account._ownerid_value": ("_ownerid_value", "_owninguser_value", "_owningteam_value"),
}
"""Columns that are left out together, since each says what the others do."""


class Exported:
    """What is known of an organisation by an export of it, from which some is left out."""

    def __init__(self, organisation: Organisation, left_out: Iterable[str] = ()) -> None:
        self.of = organisation
        self.left_out = frozenset(left_out)
        self.rows = organisation.tables()

    # --- What is written ---

    def tables(self) -> dict[str, list[Row]]:
        without = {each: _FURTHER_OWNERS.get(each, (each.partition(".")[2],)) for each in self.left_out if "." in each}
        return {
            table: [
                {
                    column: value
                    for column, value in row.items()
                    if not any(each.startswith(f"{table}.") and column in names for each, names in without.items())
                }
                for row in rows
            ]
            for table, rows in self.rows.items()
            if table not in self.left_out
        }

    def supplement(self) -> Row:
        return {key: value for key, value in self.of.supplement().items() if f"supplement.{key}" not in self.left_out}

    # --- What is known ---

    def lacks(self, table: str, *columns: str) -> bool:
        """Whether a table was left out, or a column of it, which matters only where it has rows."""
        of_columns = self.rows.get(table) != [] and any(f"{table}.{each}" in self.left_out for each in columns)
        return table in self.left_out or of_columns

    def given(self, key: str) -> bool:
        return f"supplement.{key}" not in self.left_out

    def scenario(self, user: str, chat: str, record: tuple[str, str], app: str) -> dict[str, Any]:
        """What is known of one case; what is not known of it at all is not there."""
        table = record[0]
        found: dict[str, Any] = {
            "policy": self.policy(),
            "app": self.app(app),
            "user": self.user(user),
            "chat": self.chat(chat),
            "record": self.record(record),
            "access": self.access(user, record),
            "record_type": self.record_type(table),
            "view": self.view(table),
            "now": on(self.of.minute),
        }
        linked = self.record_type("account")
        if found["view"] is not None and linked is not None:
            found["linked"] = [{"alias": "a", "record_type": linked}]
        return {name: each for name, each in found.items() if each is not None}

    def policy(self) -> dict[str, Any]:
        of = self.of
        found: dict[str, Any] = {
            "chat_is_on": self._of_organisation("isembedteamscollabenabled", of.chat_is_on),
            "timeline_sync": self._of_organisation("teamschatdatasync", of.sync_is_on),
            "idle_days": self._of_organisation("daysbeforeinactiveteamschatsyncdisabled", of.idle_days or 7),
            "on_for_all_apps": of.on_for_all_apps if self.given("on_for_all_apps") else NOT_KNOWN,
            "selected_apps": sorted(of.selected_apps) if self.given("selected_apps") else NOT_KNOWN,
            **self.settings(),
        }
        if not self.given("selected_apps") and found["on_for_all_apps"] is True:
            found["selected_apps"] = None  # then none is needed
        if self.given("timeline_sync_since"):
            found["timeline_sync_since"] = on(of.sync_since)
        if of.consent is not None and self.given("chat_owner_consent"):
            found["chat_owner_consent"] = of.consent
        return found

    def _of_organisation(self, column: str, value: object) -> object:
        return NOT_KNOWN if self.lacks("organizations", column) else value

    def settings(self) -> dict[str, Any]:
        """Of each record type; which rows there are is known by their record type and state only."""
        table = "msdyn_entitylinkchatconfigurations"
        if self.lacks(table) or (self.lacks("entities") and self.of.settings):
            return {"others_unreadable": True}
        if self.lacks(table, "statecode"):
            return {"unreadable_record_types": sorted(self.of.settings)}
        columns = {**TOGGLES, "view_id": "msdyn_contextviewid", "notified_attributes": "msdyn_filteringattributes"}
        return {
            "record_types": [
                {"record_type": name}
                | {key: NOT_KNOWN if self.lacks(table, columns[key]) else value for key, value in each.items()}
                for name, each in sorted(self.of.settings.items())
                if name not in self.of.inactive
            ]
        }

    def app(self, name: str) -> Plain | None:
        is_own = name not in ("msdyn_customerserviceworkspace", "customerservicehub")
        if self.lacks("appmodules", "navigationtype") or (is_own and not self.given("apps")):
            return None
        offering = OWN_OFFERING if is_own else KNOWN_OFFERING
        return {"unique_name": name, "offering": offering, "is_multisession": APPS[name]}

    def access(self, user: str, record: tuple[str, str]) -> list[str] | None:
        if self.user(user) is None or self.record(record) is None or self.lacks("access", "AccessRights"):
            return None
        return self.of.access.get((user, *record))

    # --- Records and chats ---

    def record(self, record: tuple[str, str]) -> Plain | None:
        table, id = record
        if self.lacks(f"records_{table}"):
            return None
        owner = self.of.owner[record]
        if table == OWNED_BY_NOBODY:
            is_known = not self.lacks("entitydefinitions", "OwnershipType")
            return {"record_type": table, "id": id, "owner": {} if is_known else NOT_KNOWN}
        assert owner is not None
        kind, of = owner
        is_lost = self.lacks(f"records_{table}", "_ownerid_value", f"_owning{kind}_value")
        return {"record_type": table, "id": id, "owner": NOT_KNOWN if is_lost else {kind: of}}

    def chat(self, chat: str) -> Plain | None:
        """The chat with its links: every known connecting, where the newest row about a record does not end it."""
        rows = [each for each in self.of.rows if each["msdyn_teamschatid"] == chat and not each["statecode"]]
        if not rows or self.lacks("msdyn_teamschatassociations", "_createdby_value"):
            return None
        tells = None if self.lacks_activities else self.of.activities.get(chat)
        found: dict[str, Any] = {
            "id": chat,
            "kind": "group" if chat in self.of.group_chats and self.given("chats") else NOT_KNOWN,
            "links": [
                {
                    "record_type": record[0],
                    "record_id": record[1],
                    "connected_by": NOT_KNOWN if self.lacks_activities else user,
                    "connected_on": when,
                }
                for record in RECORDS
                for when, user in sorted(self.connectings(chat, record), key=str)
            ],
        }
        if self.lacks_activities:
            found["activity_state"] = NOT_KNOWN
        if tells is not None:
            found["activity_state"] = ("open", "completed")[tells["statecode"]]
            if tells["modifiedinteamson"]:
                found["last_written_on"] = tells["modifiedinteamson"]
                if not self.lacks("activityparties") and not self.lacks("chats", "modifiedinteamsbyactivitypartyid"):
                    found["last_writer"] = self.of.writers[chat]
        return found

    @property
    def lacks_activities(self) -> bool:
        return self.lacks("chats", "linkedon")

    def connectings(self, chat: str, record: tuple[str, str]) -> set[tuple[str, str | None]]:
        """When and by whom, as far as rows say."""
        if not self.of.is_connected(chat, record):
            return set()
        rows = self.of.about(chat, record)
        found = {(each["createdon"], each["_createdby_value"]) for each in rows}
        for each in rows:
            if each["msdyn_entityrecordstate"] == 0 and each["modifiedon"] > each["createdon"]:
                found.add((each["modifiedon"], each["_modifiedby_value"]))
        tells = None if self.lacks_activities else self.of.activities.get(chat)
        if tells and tells["pair"] == (chat, *record) and tells["linkedon"] > max(map(latest, rows)):
            found.add((tells["linkedon"], tells["_linkedby_value"]))
        return found

    # --- Tables and views ---

    def record_type(self, name: str) -> Plain | None:
        if self.lacks("entitydefinitions"):
            return None
        is_known = name == "email" or not self.lacks("entitydefinitions", "IsActivity")
        return {
            "name": name,
            "attributes": [
                {"name": each, "type": type, "is_secured": each == "creditlimit"} for each, type in ATTRIBUTES.items()
            ],
            "is_activity": name == "email" if is_known else NOT_KNOWN,
            "is_virtual": False,
            "has_update_filter": NOT_KNOWN if self.lacks("sdkmessagefilters") else name in TABLES[:2],
        }

    def view(self, table: str) -> Plain | None:
        """The one chosen, or the default one of the table; here they are the same."""
        chosen = {each["record_type"]: each["view_id"] for each in self.settings().get("record_types", ())}
        of_unknown = self.settings().get("others_unreadable") or table in self.settings().get(
            "unreadable_record_types", ()
        )
        if self.lacks("savedqueries", "name") or of_unknown or chosen.get(table) == NOT_KNOWN:
            return None
        if table not in VIEWS:
            return None
        return {
            "id": VIEWS[table],
            "record_type": table,
            "name": f"View of {table}",
            "kind": "case_introduction" if table == "incident" else "quick_find",
            "columns": [
                {"attribute": "title"},
                {"attribute": "creditlimit"},
                {"attribute": "title", "alias": "a"},
            ],
        }

    # --- Users ---

    def user(self, user: str) -> dict[str, Any] | None:
        """None where nothing is known of the user: disabled, rejected or not exported."""
        if self.lacks("systemusers", "isdisabled") or user in self.of.disabled:
            return None
        profile = self.profile(user)
        if profile == "rejected":
            return None
        teams = NOT_KNOWN if self.lacks("teammemberships") else [t for t in TEAMS if user in self.of.members[t]]
        found: dict[str, Any] = {"id": user, "teams": teams, **self.roles(user, teams), **profile}
        is_named = user in self.of.reads_secured and self.given("users")
        reads_none = self.of.others_read_none and self.given("others_read_no_secured_fields")
        if is_named:
            found["readable_secured_fields"] = ["incident.creditlimit"] * self.of.reads_secured[user]
        else:
            found["readable_secured_fields"] = [] if reads_none else NOT_KNOWN
        is_known = self.given("global_administrators")
        found["is_global_administrator"] = user in self.of.administrators if is_known else NOT_KNOWN
        return found

    def roles(self, user: str, teams: Any) -> dict[str, Any]:  # noqa: ANN401  # of plain data
        """Those held in person, and by team; what was asked for one user replaces them."""
        if user in self.of.asked_for and not self.lacks("userprivileges"):
            return {"roles": [{"name": "RetrieveUserPrivileges", "privileges": sorted(self.of.privileges(user))}]}
        if teams == NOT_KNOWN:
            return {"roles": NOT_KNOWN}
        by_team = [{"team": team, "roles": self.roles_held(team, self.lacks("teamroles", "roleid"))} for team in teams]
        return {
            "roles": self.roles_held(user, self.lacks("systemuserroles")),
            "roles_by_team": [each for each in by_team if each["roles"]],
        }

    def roles_held(self, holder: str, is_unknown: bool) -> Any:  # noqa: ANN401  # of plain data
        roles = self.of.held[holder]
        tables = (("roles", "name"), ("privileges", "name"), ("roleprivileges",))
        if is_unknown or (roles and any(self.lacks(*each) for each in tables)):
            return NOT_KNOWN
        if not all(self.has_root(role, unit) for role, unit in roles.items()):
            return NOT_KNOWN
        return [{"name": role, "privileges": sorted(self.of.gives[role])} for role in roles]

    def has_root(self, role: str, unit: int) -> bool:
        """Whether the root copy of a copy is known: it is named, or it is the copy that has privileges itself."""
        if self.lacks("roles", "name"):
            return False
        has_privileges = unit == 0 and self.of.gives[role] and not self.lacks("roleprivileges")
        return bool(has_privileges) or not self.lacks("roles", "_parentrootroleid_value")

    def profile(self, user: str) -> Any:  # noqa: ANN401  # of plain data
        """The profile and the roles that give it; "rejected" where there are two."""
        unknown = {"profile": NOT_KNOWN}
        by_role = self.profiles_by_role(user)
        if self.lacks("msdyn_appconfiguration_systemusers") or by_role is None:
            return unknown
        in_person = self.of.assigned[user]
        names = in_person | {*by_role}
        if len(names) > 1:
            return "rejected"
        if not names:
            return {"profile": None}
        if self.lacks("msdyn_appconfigurations", "msdyn_name"):
            return unknown
        (name,) = names
        has = self.of.profiles[name]
        of_panes = (
            *(("msdyn_paneconfigurations",), ("msdyn_panetabconfigurations", "msdyn_isenabled")),
            ("msdyn_panetoolconfigurations",),
        )
        is_unknown = not self.given("teams_tool") or any(self.lacks(*each) for each in of_panes)
        chat = False if has is None else NOT_KNOWN if is_unknown else has
        roles = [] if name in in_person else sorted(by_role[name])
        return {"profile": {"name": name, "chat_in_pane": chat}, "profile_roles": roles}

    def profiles_by_role(self, user: str) -> dict[str, set[str]] | None:
        """None where it is unknown which roles the user has, or which of them give a profile."""
        if self.lacks("msdyn_appprofilerolemappings", "statecode"):
            return None
        if not self.of.mapped:
            return {}
        teams = [team for team in TEAMS if user in self.of.members[team]]
        if self.lacks("systemuserroles") or self.lacks("teammemberships"):
            return None
        if teams and self.lacks("teamroles", "roleid"):
            return None
        held = {(role, unit) for holder in (user, *teams) for role, unit in self.of.held[holder].items()}
        mapped = {(role, 0) for role in self.of.mapped}
        has_roots = all(self.has_root(*each) for each in held)
        doubtful = {each for each in mapped if not (has_roots and self.has_root(*each))}
        if held and doubtful - held:
            return None  # one that is held may be a copy of it
        found: dict[str, set[str]] = {}
        for role in {role for role, _ in held} & self.of.mapped.keys():
            found.setdefault(self.of.mapped[role], set()).add(role)
        return found
