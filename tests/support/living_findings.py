"""What an administrator should be told of an organisation that lives: its findings, a second time.

Of each kind that such an organisation can have: the tables without which it is not looked for, and what it is about,
with its numbers where it has some. Of a column that was left out nothing follows.

Independent of how the library checks: it looks at what `living_organisation.py` says is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from living_export import NOT_KNOWN, Exported
from living_organisation import APPS, CHATS, RECORDS, TABLES, TEAMS, USERS
from plain_rules import GLOBAL, PANE_TABLES, STANDARD, plain_answers

Found = Iterable[tuple[str, Mapping[str, object]]]
FEW = 3

SETTINGS, LINKS, ORGANISATION = "msdyn_entitylinkchatconfigurations", "msdyn_teamschatassociations", "organizations"
ROLE_TABLES = ("systemuserroles", "teammemberships", "teamroles", "roles", "privileges", "roleprivileges")
PROFILE_TABLES = ("msdyn_appconfiguration_systemusers", "msdyn_appprofilerolemappings")
PROFILES = (
    *("msdyn_appconfigurations", "msdyn_paneconfigurations", "msdyn_panetabconfigurations"),
    "msdyn_panetoolconfigurations",
)


def few(things: Iterable[Any]) -> tuple[int, tuple[Any, ...]]:
    listed = sorted(things)
    return len(listed), tuple(listed[:FEW])


class Told:
    """An export, and what of it the findings look at."""

    def __init__(self, export: Exported) -> None:
        self.export, self.of, self.policy = export, export.of, export.policy()
        users = {user: export.user(user) for user in USERS}
        self.users = {user: each for user, each in users.items() if each is not None}
        self.has_users = not export.lacks("systemusers", "isdisabled")
        self.settings: dict[str, Any] = {each["record_type"]: each for each in self.policy.get("record_types", ())}
        self.selected = self.policy["selected_apps"]
        self.counts_selected = self.policy["on_for_all_apps"] is False
        self.links = [(chat, link) for chat in CHATS for link in (export.chat(chat) or {"links": ()})["links"]]

    @property
    def selection(self) -> set[str]:
        """The selected apps as far as they count and are known."""
        return {*self.selected} if self.counts_selected and isinstance(self.selected, list) else set()

    def rejected_users(self) -> int:
        return len(USERS) - len(self.users) - len(self.of.disabled) if self.has_users else 0

    def unread(self, unknown: int) -> dict[str, object]:
        if self.export.lacks("systemusers", "isdisabled"):
            return {"any_number_unknown": True}
        number = unknown + self.rejected_users()
        return {"unknown": number} if number else {}

    def privileges(self, user: str) -> set[str] | None:
        """None where a role is unknown."""
        each = self.users[user]
        held = [each["roles"], *(team["roles"] for team in each.get("roles_by_team", ()))]
        if NOT_KNOWN in held:
            return None
        return {name for roles in held for role in roles for name in role["privileges"]}

    def has_all_privileges(self) -> bool:
        whole = self.has_users and not self.rejected_users()
        return whole and None not in [self.privileges(user) for user in self.users]


def of_settings(holds: Callable[[Told, str, dict[str, Any]], Any]) -> Callable[[Told], Found]:
    """About each record type whose settings are known, where that holds of them."""
    return lambda told: ((table, {}) for table, each in told.settings.items() if holds(told, table, each))


def not_default(toggle: str, *on: str) -> Callable[[Told], Found]:
    def find(told: Told) -> Found:
        for table, each in told.settings.items():
            now, default = each[toggle], table in on
            if table in STANDARD and now not in (NOT_KNOWN, default):
                yield table, {"toggle": toggle, "is_on": now, "default": default}

    return find


def where(subject: str, holds: Callable[[Told], bool]) -> Callable[[Told], Found]:
    return lambda told: [(subject, {})] if holds(told) else []


def is_on(told: Told, key: str) -> bool:
    return told.policy[key] is True


def row_rejected(told: Told) -> Found:
    of, export = told.of, told.export
    if told.rejected_users():
        yield "systemusers.json", {}
    if not export.lacks("appmodules", "navigationtype") and not export.given("apps"):
        yield "appmodules.json", {}
    rows = [table for table in of.settings if table not in of.inactive]
    if rows and not export.lacks(SETTINGS, "statecode") and export.lacks("entities"):
        yield f"{SETTINGS}.json", {}


def inactive_settings(told: Told) -> Found:
    if not told.export.lacks(SETTINGS, "statecode"):
        is_named = not told.export.lacks("entities")
        yield from ((each if is_named else f"{SETTINGS}.json", {}) for each in told.of.inactive)


def unknown_app_selected(told: Told) -> Found:
    if not told.export.lacks("appmodules", "navigationtype"):
        rejected = set() if told.export.given("apps") else {"cr1_desk"}
        for name in told.selection - (APPS.keys() - rejected):
            yield name, {"is_rejected": name in rejected}


def cases_without_app(told: Told) -> Found:
    apps = told.selection
    with_cases = {"customerservicehub", "msdyn_customerserviceworkspace"}
    if is_on(told, "chat_is_on") and "incident" in told.settings and apps and not apps & with_cases:
        yield "incident", {"selected": few(apps)}


def profile_without_chat(told: Told) -> Found:
    profiles = [each["profile"] for each in told.users.values()]
    holders = Counter(each["name"] for each in profiles if isinstance(each, dict))
    unknown = told.unread(profiles.count(NOT_KNOWN)) if "systemusers" not in told.export.left_out else {}
    without = {
        name
        for name, has in told.of.profiles.items()
        if has is None
        or (
            has is False
            and told.export.given("teams_tool")
            and not told.export.lacks("msdyn_panetabconfigurations", "msdyn_isenabled")
        )
    }
    for name in without if not told.export.lacks("msdyn_appconfigurations", "msdyn_name") else ():
        is_whole = "systemusers" not in told.export.left_out and not unknown
        yield name, ({"users": holders[name]} if holders[name] or is_whole else {}) | unknown


def pane_permissions_missing(told: Told) -> Found:
    """Only where a multi-session app has the chat for who lacks nothing."""
    equipped = {"id": "x", "roles": [{"name": "r", "privileges": [f"prvRead{each}" for each in PANE_TABLES]}]}
    apps = []
    for name, is_many in APPS.items():
        app = told.export.app(name)
        asked = {"policy": told.policy, "app": app, "user": {**equipped, "profile": None}}
        if app is not None and is_many and plain_answers(asked)["answers"].get("enablement"):
            apps.append(name)
    lacking: dict[tuple[str, ...], list[str]] = {}
    for user in told.users if apps else ():
        has = told.privileges(user)
        missing = () if has is None else tuple(each for each in PANE_TABLES if f"prvRead{each}" not in has)
        if missing:
            lacking.setdefault(missing, []).append(user)
    for missing, users in lacking.items():
        yield "Productivity tools user", {"apps": few(apps), "tables": missing, "users": few(users)}


def users_unknown(told: Told) -> Found:
    parts = {
        "roles": [user for user in told.users if told.privileges(user) is None],
        "teams": [user for user, each in told.users.items() if each["teams"] == NOT_KNOWN],
        "profile": [user for user, each in told.users.items() if each["profile"] == NOT_KNOWN],
    }
    return ((part, {"part": part, "users": few(users)}) for part, users in parts.items() if users)


def supplement_user_unmatched(told: Told) -> Found:
    named = {*told.of.reads_secured} & told.of.disabled if told.export.given("users") else set()
    if named and told.has_users:
        yield "users", {"key": "users", "ids": few(named)}


def supplement_chat_unmatched(told: Told) -> Found:
    export = told.export
    lost = {chat for chat in told.of.group_chats if export.chat(chat) is None}
    if lost and export.given("chats") and not export.lacks(LINKS, "_createdby_value"):
        yield "chats", {"key": "chats", "ids": few(lost)}


def links_of_unconfigured_type(told: Told) -> Found:
    links = Counter(link["record_type"] for _, link in told.links)
    known = "record_types" in told.policy or "unreadable_record_types" in told.policy
    unreadable = told.policy.get("unreadable_record_types", ())
    for table, number in links.items():
        if known and table not in told.settings and table not in unreadable:
            yield table, {"links": number}


def links_inactive(told: Told) -> Found:
    rows = Counter(each["msdyn_regardingobjectname"] for each in told.of.rows if each["statecode"])
    if not told.export.lacks(LINKS, "_createdby_value"):
        yield from ((table, {"links": number}) for table, number in rows.items())


def secured_field_exposed(told: Told) -> Found:
    for table, each in told.settings.items():
        if (
            each["include_note"] is not True
            or told.export.view(table) is None
            or told.export.record_type(table) is None
        ):
            continue
        field = f"{table}.creditlimit"
        has = [user["readable_secured_fields"] for user in told.users.values()]
        unknown = told.unread(has.count(NOT_KNOWN)) if "systemusers" not in told.export.left_out else {}
        readers = sum(field in each for each in has if each != NOT_KNOWN)
        values: dict[str, object] = {"field": field}
        if set(map(str, has)) - {NOT_KNOWN} and not unknown:
            values |= {"readers": readers, "users": len(told.users)}
        elif readers:
            values["known_readers"] = readers
        yield field, values | unknown


def role_beyond_defaults(told: Told) -> Found:
    lacks = told.export.lacks("roles", "name") or told.export.lacks("privileges", "name")
    return ((role, {}) for role, names in told.of.gives.items() if GLOBAL in names and not lacks)


def connector_tied(told: Told) -> Found:
    tied: dict[str, list[str]] = {}
    for chat in CHATS:
        for table, record in RECORDS:
            links = [
                each
                for of, each in told.links
                if of == chat and (each["record_type"], each["record_id"]) == (table, record)
            ]
            last = max((each["connected_on"] for each in links), default=None)
            users = {each["connected_by"] for each in links if each["connected_on"] == last} - {None}
            if len(users) > 1:
                tied.setdefault(table, []).append(f"{chat} to {record}")
    return ((table, {"connections": few(names)}) for table, names in tied.items())


def connector_unknown(told: Told) -> Found:
    links = Counter(link["record_type"] for _, link in told.links if link["connected_by"] is None)
    return ((table, {"links": number}) for table, number in links.items())


def group_team(told: Told) -> Found:
    """Of a team that owns records, or gives roles to members; only of its members is it unknown who else there is."""
    owners = [each["owner"] for record in RECORDS if (each := told.export.record(record)) is not None]
    is_there = "systemusers" not in told.export.left_out
    for team in TEAMS:
        if team not in told.of.groups:
            continue
        records = sum(each != NOT_KNOWN and each.get("team") == team for each in owners)
        held = [
            each["roles"]
            for user in told.users.values()
            for each in user.get("roles_by_team", ())
            if each["team"] == team
        ]
        unknown = held.count(NOT_KNOWN)
        users = len(held) - unknown
        counted: dict[str, object] = {n: c for n, c in (("records", records), ("users", users)) if c}
        if counted or unknown:
            without = sum(user["teams"] == NOT_KNOWN for user in told.users.values())
            unread = (
                told.unread(without + unknown) if is_there or told.export.lacks("systemusers", "isdisabled") else {}
            )
            if not is_there:
                unread = {}
            yield f"Team {team[-1]}", {"team": team, "type": "security_group", **counted, **unread}


def unknown_attribute(told: Told) -> Found:
    for table, each in told.settings.items():
        if each["notify"] is True and "gone" in each["notified_attributes"]:
            yield f"{table}.gone", {"why": "unknown_attribute"}


def notifications_not_configurable(told: Told) -> Found:
    for table, each in told.settings.items():
        is_configured = each["notify"] is True and each["notified_attributes"] != NOT_KNOWN
        if is_configured and table not in TABLES[:2]:
            yield table, {"why": ("no_update_filter",)}


def has_no_view(_: Told, table: str, each: dict[str, Any]) -> bool:
    return each["include_note"] is True and each["view_id"] is None and table not in STANDARD


def others_are_unreadable(told: Told) -> bool:
    return bool(told.policy.get("others_unreadable")) and told.of.settings.keys() > told.of.inactive


FINDERS: Mapping[str, tuple[tuple[str, ...], Callable[[Told], Found]]] = {
    "row_rejected": ((), row_rejected),
    "settings_unreadable": ((), lambda told: ((each, {}) for each in told.policy.get("unreadable_record_types", ()))),
    "other_settings_unreadable": (
        (SETTINGS,),
        where(
            SETTINGS,
            lambda told: bool(told.policy.get("others_unreadable")) and told.of.settings.keys() > told.of.inactive,
        ),
    ),
    "inactive_settings": ((), inactive_settings),
    "scope_unknown": (
        (),
        where(
            "on_for_all_apps",
            lambda told: told.policy["chat_is_on"] is not False and told.policy["on_for_all_apps"] == NOT_KNOWN,
        ),
    ),
    "selection_unknown": (
        (),
        where(
            "selected_apps",
            lambda told: told.policy["chat_is_on"] is not False and told.counts_selected and told.selected == NOT_KNOWN,
        ),
    ),
    "no_app_selected": (
        (ORGANISATION,),
        where("selected_apps", lambda told: is_on(told, "chat_is_on") and told.counts_selected and told.selected == []),
    ),
    "unknown_app_selected": (("appmodules",), unknown_app_selected),
    "cases_without_app": ((SETTINGS, ORGANISATION), cases_without_app),
    "profile_without_chat": (PROFILES, profile_without_chat),
    "teams_tool_unknown": (
        PROFILES,
        where(
            "teams_tool",
            lambda told: (
                not told.export.given("teams_tool")
                and not told.export.lacks("msdyn_appconfigurations", "msdyn_name")
                and any(each is not None for each in told.of.profiles.values())
            ),
        ),
    ),
    "pane_permissions_missing": (
        ("appmodules", ORGANISATION, "systemusers", *ROLE_TABLES),
        pane_permissions_missing,
    ),
    "users_unknown": (("systemusers", *ROLE_TABLES, *PROFILE_TABLES), users_unknown),
    "supplement_user_unmatched": (("systemusers",), supplement_user_unmatched),
    "consents_unknown": ((), where("consents", lambda told: told.policy["chat_is_on"] is not False)),
    "links_of_unconfigured_type": ((LINKS, SETTINGS), links_of_unconfigured_type),
    "links_inactive": ((LINKS,), links_inactive),
    "supplement_chat_unmatched": ((LINKS,), supplement_chat_unmatched),
    "card_without_view": ((SETTINGS,), of_settings(has_no_view)),
    "secured_field_exposed": (("savedqueries", "entitydefinitions", SETTINGS), secured_field_exposed),
    "role_beyond_defaults": (("roles", "privileges", "roleprivileges"), role_beyond_defaults),
    "connector_tied": ((LINKS, "chats"), connector_tied),
    "connector_unknown": ((LINKS, "chats"), connector_unknown),
    "group_team": (("teams",), group_team),
    "join_toggle_not_default": ((SETTINGS,), not_default("join_chat", "incident")),
    "unknown_attribute": (("entitydefinitions", SETTINGS), unknown_attribute),
    "notifications_not_configurable": (
        ("entitydefinitions", "sdkmessagefilters", SETTINGS),
        notifications_not_configurable,
    ),
    "no_attribute_selected": (
        (SETTINGS,),
        of_settings(lambda _, __, each: each["notify"] is True and each["notified_attributes"] == []),
    ),
    "sync_without_chat": (
        (ORGANISATION,),
        where("timeline_sync", lambda told: is_on(told, "timeline_sync") and told.policy["chat_is_on"] is False),
    ),
    "sync_since_unknown": (
        (ORGANISATION,),
        where(
            "timeline_sync_since",
            lambda told: is_on(told, "timeline_sync") and "timeline_sync_since" not in told.policy,
        ),
    ),
    "sync_keeps_more": ((ORGANISATION,), where("timeline_sync", lambda told: is_on(told, "timeline_sync"))),
    "owner_consent_off": (
        (ORGANISATION,),
        where(
            "chat_owner_consent",
            lambda told: is_on(told, "timeline_sync") and told.policy.get("chat_owner_consent") is False,
        ),
    ),
    "owner_consent_unknown": (
        (ORGANISATION,),
        where(
            "chat_owner_consent",
            lambda told: is_on(told, "timeline_sync") and told.policy.get("chat_owner_consent") is None,
        ),
    ),
}
"""Each kind with the tables that it needs, and what it finds; two kinds of one toggle each are below."""

DISCONNECT_TOGGLES = tuple(
    not_default(each, *STANDARD) for each in ("owner_may_disconnect", "connector_may_disconnect")
)
NOT_COMPARED = frozenset({"table_not_exported", "column_not_selected"})
"""Kinds about what was left out: that it was is compared, not what of it matters."""
REPLACED_BY_PRIVILEGES = frozenset({"pane_permissions_missing", "users_unknown"})


def findings(export: Exported) -> list[tuple[str, str, Mapping[str, object]]]:
    """Every finding of the kinds above: its code, what it is about, and its values; rows and reasons have none."""
    told = Told(export)
    found = [
        (code, subject, values)
        for code, (needs, find) in FINDERS.items()
        if not _missing(told, code, needs)
        for subject, values in find(told)
    ]
    if SETTINGS not in export.left_out:
        found += [("disconnect_toggle_not_default", *each) for find in DISCONNECT_TOGGLES for each in find(told)]
    return sorted(found, key=str)


def _missing(told: Told, code: str, needs: Iterable[str]) -> set[str]:
    """The tables that are missing; the privileges of all users, asked for one by one, take the place of their roles."""
    missing = {*needs} & told.export.left_out
    has_profiles = all(user["profile"] != NOT_KNOWN for user in told.users.values())
    if (
        code in REPLACED_BY_PRIVILEGES
        and "userprivileges" not in told.export.left_out
        and ("systemusers" in missing or told.has_all_privileges())
        and ("systemusers" in missing or code != "users_unknown" or has_profiles or {*PROFILE_TABLES} & missing)
    ):
        missing -= {*ROLE_TABLES}
    return missing
