"""An organisation that lives, in plain dicts and sets: what happens in it, what is so then, and its whole export.

Independent of the library: it writes rows as Dataverse does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from plain_rules import GLOBAL, PANE_TABLES
from three_units import PRIVILEGES, Row, activity, association, copies, definition, id_of, owned, settings, view

START = datetime(2026, 1, 1, tzinfo=UTC)
Pair = tuple[str, str, str]
"""A chat, and the table and id of a record."""

USERS = ADA, BO, CY, DEE = tuple(id_of(1, number) for number in range(1, 5))
TEAMS = SUPPORT, SALES = id_of(2, 1), id_of(2, 2)
ROLES = {"Agent": 3, "Panes": 4, "Desk": 5}
"""Security roles with the kind of the ids of their copies, one in each of the three business units."""
PANE_PRIVILEGES = tuple(f"prvRead{each}" for each in PANE_TABLES)
RECORDS = (
    *(("incident", id_of(6, number)) for number in (1, 2)),
    *(("account", id_of(7, 1)), ("email", id_of(8, 1)), ("cr1_visit", id_of(9, 1))),
)
TABLES = ("incident", "account", "email", "cr1_visit")
OWNED_BY_NOBODY = "cr1_visit"
CHATS = ("19:aaaa@thread.v2", "19:bbbb@thread.v2")
PROFILES = {"Desk profile": 1, "Night profile": 2}
APPS = {"msdyn_customerserviceworkspace": True, "customerservicehub": False, "cr1_desk": True}
"""Apps, and whether they are multi-session; the offering of the last one is in the supplement."""
KNOWN_OFFERING, OWN_OFFERING = "customer_service", "custom"
VIEWS = {"incident": "5cb909c6-20f0-eb11-bad5-00224876a6de", "account": id_of(16, 1), "email": id_of(16, 2)}
TOGGLES = {
    "include_note": "msdyn_enablekickoffmessage",
    "owner_may_disconnect": "msdyn_recordownercanunlink",
    "connector_may_disconnect": "msdyn_recentchatlinkercanunlink",
    "join_chat": "msdyn_usercanjoinchat",
    "notify": "msdyn_isenabledforbot",
}
ATTRIBUTES = {"title": "String", "prioritycode": "Picklist", "creditlimit": "Money"}


def on(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")


class Organisation:
    """What is so. Times are minutes since it began; a team or a user owns a record, or None."""

    def __init__(self) -> None:
        self.minute = 10
        self.chat_is_on, self.sync_is_on, self.sync_since = True, False, 0
        self.idle_days: int | None = None
        self.on_for_all_apps, self.selected_apps = False, {"msdyn_customerserviceworkspace"}
        self.consent: bool | None = True
        self.settings: dict[str, dict[str, Any]] = {
            table: dict.fromkeys(TOGGLES, False) | {"view_id": None, "notified_attributes": []} for table in TABLES[:3]
        }
        for table in self.settings:
            self.settings[table] |= {"owner_may_disconnect": True, "connector_may_disconnect": True}
        self.settings["incident"] |= {"join_chat": True, "notified_attributes": ["prioritycode"]}
        self.inactive: set[str] = set()
        self.unit: dict[str, int] = dict(zip((*USERS, *TEAMS), (0, 1, 2, 0, 1, 2), strict=True))
        self.disabled: set[str] = set()
        self.members: dict[str, set[str]] = {SUPPORT: {BO}, SALES: set()}
        self.groups: set[str] = set()
        self.held: dict[str, dict[str, int]] = {each: {} for each in self.unit}
        self.gives: dict[str, set[str]] = {"Agent": {GLOBAL}, "Panes": {*PANE_PRIVILEGES}, "Desk": set()}
        self.asked_for: set[str] = set()
        self.profiles: dict[str, bool | None] = {"Desk profile": True, "Night profile": False}
        self.assigned: dict[str, set[str]] = {each: set() for each in USERS}
        self.mapped: dict[str, str] = {}
        self.owner: dict[tuple[str, str], tuple[str, str] | None] = dict.fromkeys(RECORDS, ("user", ADA))
        self.owner[RECORDS[-1]] = None
        self.rows: list[Row] = []
        self.activities: dict[str, Row] = {}
        self.writers: dict[str, str] = {}
        self.group_chats = {CHATS[0]}
        self.access: dict[tuple[str, str, str], list[str]] = {}
        self.reads_secured: dict[str, bool] = {}
        self.others_read_none = True
        self.administrators: set[str] = {ADA}

    # --- What happens ---

    def connect(self, chat: str, record: tuple[str, str], user: str | None, *, how: str) -> None:
        """A new row; or the newest one switched back; or only the activity of the chat says so."""
        pair, state = (chat, *record), self.newest(chat, record)
        tells = self.activities.get(chat)
        may_tell = user is not None and (tells is None or tells["pair"] == pair)
        if how == "activity" and may_tell and self.is_connected(chat, record):
            self.activities[chat] = self._activity(pair, user)
            return
        if how == "switch" and user and state and state["msdyn_entityrecordstate"] == 1:
            state |= {"msdyn_entityrecordstate": 0, "modifiedon": on(self.minute), "_modifiedby_value": user}
            return
        when = {"createdon": on(self.minute), "modifiedon": on(self.minute)}
        by = {"_createdby_value": user, "_modifiedby_value": user}
        self.rows.append(association(1, *pair, "") | when | by)

    def disconnect(self, chat: str, record: tuple[str, str], user: str) -> None:
        row = self.newest(chat, record)
        assert row is not None
        row |= {"msdyn_entityrecordstate": 1, "modifiedon": on(self.minute), "_modifiedby_value": user}
        tells = self.activities.get(chat)
        if tells is not None and tells["pair"] == (chat, *record):
            tells["unlinkedon"] = on(self.minute)

    def write(self, chat: str, record: tuple[str, str], user: str) -> None:
        """A message; the activity of the chat is made where there is none."""
        newest = self.newest(chat, record)
        if chat not in self.activities and newest is not None:
            made = self._activity((chat, *record), newest["_createdby_value"])
            self.activities[chat] = made | {"linkedon": newest["createdon"]}
        if chat in self.activities:
            self.activities[chat]["modifiedinteamson"] = on(self.minute)
            self.writers[chat] = user

    def _activity(self, pair: Pair, user: str | None) -> Row:
        row = activity(CHATS.index(pair[0]), *pair, user or "")
        times = {"linkedon": on(self.minute), "modifiedinteamson": None, "unlinkedon": None}
        kept = self.activities.get(pair[0], {})
        written = {"modifiedinteamson": kept.get("modifiedinteamson"), "statecode": kept.get("statecode", 0)}
        return row | times | {"_linkedby_value": user, "pair": pair} | written

    def grant(self, holder: str, role: str) -> None:
        """The copy of the role in the business unit of who gets it."""
        self.held[holder][role] = self.unit[holder]

    # --- What follows from it ---

    def about(self, chat: str, record: tuple[str, str]) -> list[Row]:
        """The active rows about a chat and a record."""
        names = ("msdyn_teamschatid", "msdyn_regardingobjectname", "msdyn_regardingobjectid")
        return [
            each for each in self.rows if not each["statecode"] and [each[name] for name in names] == [chat, *record]
        ]

    def newest(self, chat: str, record: tuple[str, str]) -> Row | None:
        return max(self.about(chat, record), key=latest, default=None)

    def is_connected(self, chat: str, record: tuple[str, str]) -> bool:
        newest = self.newest(chat, record)
        return newest is not None and newest["msdyn_entityrecordstate"] == 0

    def connected(self) -> list[tuple[str, tuple[str, str]]]:
        return [(chat, record) for chat in CHATS for record in RECORDS if self.is_connected(chat, record)]

    def privileges(self, user: str) -> set[str]:
        """Through roles held in person and through teams."""
        holders = [user, *(team for team in TEAMS if user in self.members[team])]
        return {name for holder in holders for role in self.held[holder] for name in self.gives[role]}

    # --- The export ---

    def tables(self) -> dict[str, list[Row]]:
        """The rows of each table of a whole export."""
        columns = {
            table: {column: each[toggle] for toggle, column in TOGGLES.items()}
            | {
                "msdyn_contextviewid": each["view_id"],
                "msdyn_filteringattributes": ",".join(each["notified_attributes"]) or None,
                "statecode": int(table in self.inactive),
            }
            for table, each in self.settings.items()
        }
        number = {table: at for at, table in enumerate(TABLES)}
        profile_ids = {name: id_of(20, at) for name, at in PROFILES.items()}
        writers = {chat: id_of(12, USERS.index(user)) for chat, user in self.writers.items()}
        found: dict[str, list[Row]] = {
            "organizations": [
                {
                    "organizationid": id_of(18, 1),
                    "isembedteamscollabenabled": self.chat_is_on,
                    "teamschatdatasync": self.sync_is_on,
                    "daysbeforeinactiveteamschatsyncdisabled": self.idle_days,
                }
            ],
            "msdyn_entitylinkchatconfigurations": [
                settings(number[table], **each) for table, each in sorted(columns.items())
            ],
            "entities": [{"entityid": id_of(15, at), "logicalname": name} for name, at in number.items()],
            "entitydefinitions": [
                definition(name, is_activity=name == "email")
                | {"OwnershipType": "OrganizationOwned" if name == OWNED_BY_NOBODY else "UserOwned"}
                for name in TABLES
            ],
            "sdkmessagefilters": [
                {"primaryobjecttypecode": name, "sdkmessageid": {"name": "Update"}} for name in TABLES[:2]
            ],
            "savedqueries": [view(at, name) for at, name in enumerate(VIEWS)],
            "msdyn_teamschatassociations": [dict(each) for each in self.rows],
            "chats": [
                {name: value for name, value in each.items() if name != "pair"}
                | {"modifiedinteamsbyactivitypartyid": writers.get(chat)}
                for chat, each in self.activities.items()
            ],
            "activityparties": [
                {"activitypartyid": party, "_partyid_value": self.writers[chat]}
                for chat, party in {party: (chat, party) for chat, party in writers.items()}.values()
            ],
            "systemusers": [{"systemuserid": each, "isdisabled": each in self.disabled} for each in USERS],
            "teams": [
                {"teamid": each, "name": f"Team {each[-1]}", "teamtype": 2 if each in self.groups else 0}
                for each in TEAMS
            ],
            "systemuserroles": [{"systemuserid": each, "roleid": id} for each in USERS for id in self.copies_of(each)],
            "teamroles": [{"teamid": each, "roleid": id} for each in TEAMS for id in self.copies_of(each)],
            "teammemberships": [
                {"systemuserid": user, "teamid": team} for team in TEAMS for user in sorted(self.members[team])
            ],
            "roles": [row for name, kind in ROLES.items() for row in copies(kind, name)],
            "privileges": [{"privilegeid": id, "name": name} for name, id in PRIVILEGES.items()],
            "roleprivileges": [
                {"roleid": id_of(kind, 0), "privilegeid": PRIVILEGES[name]}
                for role, kind in ROLES.items()
                for name in sorted(self.gives[role])
            ],
            "userprivileges": [
                {
                    "systemuserid": user,
                    "RolePrivileges": [{"PrivilegeName": each} for each in sorted(self.privileges(user))],
                }
                for user in sorted(self.asked_for)
            ],
            "appmodules": [{"uniquename": name, "navigationtype": int(many)} for name, many in APPS.items()],
            "msdyn_appconfigurations": [
                {
                    "msdyn_appconfigurationid": profile_ids[name],
                    "msdyn_name": name,
                    "msdyn_productivitypaneuniquename": None if has is None else f"pane of {name}",
                }
                for name, has in self.profiles.items()
            ],
            "msdyn_appconfiguration_systemusers": [
                {"systemuserid": user, "msdyn_appconfigurationid": profile_ids[each]}
                for user in USERS
                for each in sorted(self.assigned[user])
            ],
            "msdyn_appprofilerolemappings": [
                {
                    "_msdyn_securityroleid_value": id_of(ROLES[role], 0),
                    "_msdyn_appprofileid_value": profile_ids[profile],
                    "statecode": 0,
                }
                for role, profile in sorted(self.mapped.items())
            ],
            "msdyn_paneconfigurations": [
                {"msdyn_paneconfigurationid": id_of(10, at), "msdyn_uniquename": f"pane of {name}"}
                for name, at in PROFILES.items()
            ],
            "msdyn_panetabconfigurations": [
                {
                    "_msdyn_productivitypaneid_value": id_of(10, PROFILES[name]),
                    "_msdyn_toolid_value": id_of(11, 1),
                    "msdyn_isenabled": has,
                }
                for name, has in self.profiles.items()
                if has is not None
            ],
            "msdyn_panetoolconfigurations": [
                {"msdyn_panetoolconfigurationid": id_of(11, 1), "msdyn_uniquename": "teams"}
            ],
            "access": [
                {
                    "systemuserid": user,
                    "table": table,
                    "recordid": record,
                    "AccessRights": ", ".join(f"{each.title()}Access" for each in rights) or "None",
                }
                for (user, table, record), rights in sorted(self.access.items())
            ],
        }
        for table in TABLES:
            id_column = "activityid" if table == "email" else f"{table}id"
            found[f"records_{table}"] = [
                {id_column: id}
                if table == OWNED_BY_NOBODY
                else owned(id_column, id, **dict([self.owner[of, id] or ("user", ADA)]))
                for of, id in RECORDS
                if of == table
            ]
        return found

    def copies_of(self, holder: str) -> list[str]:
        return [id_of(ROLES[role], unit) for role, unit in sorted(self.held[holder].items())]

    def supplement(self) -> Row:
        found: Row = {
            "on_for_all_apps": self.on_for_all_apps,
            "selected_apps": sorted(self.selected_apps),
            "timeline_sync_since": on(self.sync_since),
            "teams_tool": "teams",
            "apps": [{"unique_name": "cr1_desk", "offering": OWN_OFFERING}],
            "chats": [{"id": each, "kind": "group"} for each in sorted(self.group_chats)],
            "users": [
                {"id": user, "readable_secured_fields": ["incident.creditlimit"] * reads}
                for user, reads in sorted(self.reads_secured.items())
            ],
            "global_administrators": sorted(self.administrators),
            "others_read_no_secured_fields": self.others_read_none,
        }
        return found if self.consent is None else found | {"chat_owner_consent": self.consent}


def latest(row: Row) -> str:
    return max(str(row["createdon"]), str(row["modifiedon"]))


def cases(organisation: Organisation) -> Iterator[tuple[str, str, tuple[str, str], str]]:
    """Every user with every chat and record that rows are about, and one more record; apps in turn."""
    pairs = [(chat, record) for chat in CHATS for record in RECORDS if organisation.about(chat, record)]
    apps = [*APPS]
    for number, (chat, record) in enumerate([*pairs, (CHATS[0], RECORDS[0])]):
        for at, user in enumerate(USERS):
            yield user, chat, record, apps[(number + at) % len(apps)]
