"""Whole scenarios as plain data, drawn where the rules are decided: few ids, few times, every corner often.

Independent of the library: it knows the keys of the data alone. Only `Random.random` is used, which gives the same
numbers in every version of Python, so a seed always gives the same scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Plain = dict[str, Any]

UNKNOWN = "unknown"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOURS = (0, 0, 1, 1, 2)
USERS, TEAMS = ("ann", "bob"), ("night", "day")
TABLES = ("incident", "incident", "incident", "account", "new_thing")
DEFAULT_KIND = {"incident": "case_introduction", "account": "quick_find"}
OFFERINGS = (*("custom",) * 4, "customer_service", "contact_center_embedded", "not_customer_engagement", "sales")
APPS = ("desk", "msdyn_customerserviceworkspace", "customerservicehub", "contactcenterworkspace")
PANE = [
    *("prvReadmsdyn_appconfiguration", "prvReadmsdyn_applicationtabtemplate", "prvReadmsdyn_notificationfield"),
    *("prvReadmsdyn_notificationtemplate", "prvReadmsdyn_panetabconfiguration", "prvReadmsdyn_paneconfiguration"),
    "prvReadmsdyn_panetoolconfiguration",
]
GLOBAL = "prvUnlinkTeamsChatFromRecord"
ROLES: tuple[Plain, ...] = (
    {"name": "Agent", "privileges": ["prvReadIncident"]},
    {"name": "Desk", "privileges": PANE},
    {"name": "Half", "privileges": PANE[:4]},
    {"name": "Other half", "privileges": PANE[4:]},
    {"name": "Manager", "privileges": [GLOBAL]},
    {"name": "RetrieveUserPrivileges", "privileges": ["prvReadIncident", GLOBAL]},
    {"name": "RetrieveUserPrivileges", "privileges": PANE},
)
RIGHTS: tuple[list[str], ...] = ([], ["read"], ["write"], ["read", "write"], ["read", "write", "share"], ["append"])
ATTRIBUTE_TYPES = (*("String",) * 5, "BigInt", "Integer", "PartyList", "Image", "Virtual", "DateTime")
COLUMNS = ("a", "b", "c", "d", "e", "f", "g")
VALUES: tuple[object, ...] = (None, "x", "y", 1, True, False, ["x"], ["x", 1])
READINGS: dict[str, tuple[object, ...]] = {
    "two_default_apps": (True,),
    "card_fields": ("window", "five_or_four"),
    "every_write_notifies": (True,),
    "open_combinations": (["NNNY"], ["NNYY"], ["YNNY"], ["NYYN"], ["NNNY", "NYYN"]),
    "big_int_never_notifies": (True,),
    "linked_columns_never_shown": (True,),
    "team_records_have_no_owner": (True,),
    "unreadable_field_is_replaced": (True,),
    "anyone_who_connected_is_connector": (True,),
    "default_apps_always_selected": (True,),
}


def time(moment: datetime) -> str:
    return moment.isoformat()


class Draw:
    """Picks from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def chance(self, of: float) -> bool:
        return self._random() < of

    def pick(self, some: Sequence[T]) -> T:
        return some[int(self._random() * len(some))]

    def some(self, all_of: Sequence[T], of: float) -> list[T]:
        return [each for each in all_of if self.chance(of)]

    def shuffled(self, some: Sequence[T]) -> list[T]:
        return [each for _, _, each in sorted((self._random(), place, each) for place, each in enumerate(some))]


def crowded_scenario(seed: int, *, only: tuple[str, ...] = ()) -> Plain:
    """The scenario of that seed; with the inputs of those names alone where some are given."""
    draw = Draw(seed)
    table = draw.pick(TABLES)
    chat = _chat(draw, table)
    scenario: Plain = {
        "policy": _policy(draw, table),
        "app": {
            "unique_name": draw.pick(APPS),
            "offering": draw.pick(OFFERINGS),
            "is_multisession": draw.chance(0.6),
        },
        "user": _user(draw, table),
        "chat": chat,
        "record": {"record_type": table, "id": "1", "owner": _owner(draw)},
        "access": draw.pick(RIGHTS),
        "record_type": _table(draw, table),
    }
    _view(draw, scenario, table)
    if draw.chance(0.6):
        scenario["changes"] = [_change(draw, name) for name in draw.some(COLUMNS, 0.4)]
    if draw.chance(0.9):
        scenario["now"] = time(_now(draw, scenario))
    for _ in range(draw.pick((0, 0, 0, 0, 1, 1, 2))):
        _forget(draw, scenario)
    for name in draw.some(tuple(scenario)[1:], 0.03):
        del scenario[name]
    kept = ("policy", *only) if only else tuple(scenario)
    return {name: each for name, each in scenario.items() if name in kept}


def _policy(draw: Draw, table: str) -> Plain:
    policy: Plain = {"chat_is_on": draw.chance(0.85), "on_for_all_apps": draw.chance(0.4)}
    if draw.chance(0.7):
        policy["selected_apps"] = draw.some(sorted(APPS), 0.5)
    if draw.chance(0.75):
        policy["timeline_sync"] = True
        if draw.chance(0.9):
            policy["timeline_sync_since"] = time(START + timedelta(hours=draw.pick((-1, -1, 0, 1, 1, 2))))
    policy["idle_days"] = draw.pick((1, 7, 28))
    if draw.chance(0.5):
        policy["chat_owner_consent"] = draw.chance(0.6)
    tables = draw.some(("account", "incident", "new_thing"), 0.2)
    tables = sorted({*tables, table} if draw.chance(0.85) else {*tables} - {table})
    policy["record_types"] = [_settings(draw, each, is_full=each == table) for each in tables]
    if table not in tables and draw.chance(0.4):
        policy["unreadable_record_types"] = [table]
    if draw.chance(0.05):
        policy["others_unreadable"] = True
    if draw.chance(0.08):
        policy["card_unsupported_types"] = ["DateTime", "String"]
    readings = {name: draw.pick(READINGS[name]) for name in draw.some(tuple(READINGS), draw.pick((0, 0, 0.15, 0.4)))}
    if readings:
        policy["readings"] = readings
    return policy


def _settings(draw: Draw, table: str, *, is_full: bool) -> Plain:
    found: Plain = {"record_type": table}
    if is_full:
        toggles = ("include_note", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify")
        found |= dict.fromkeys(draw.some(toggles, 0.6), True)
        if draw.chance(0.5):
            found["notified_attributes"] = draw.shuffled(draw.some(("a", "b", "c", "d", "z"), 0.6))
        if draw.chance(0.4):
            found["view_id"] = "v1"
    return found


def _user(draw: Draw, table: str) -> Plain:
    teams = draw.some(TEAMS, 0.5)
    user: Plain = {"id": draw.pick(USERS), "roles": draw.some(ROLES[:5], 0.35), "teams": teams}
    if draw.chance(0.1):
        user["roles"] = [draw.pick(ROLES[5:])]
    if draw.chance(0.5):
        user["roles_by_team"] = [{"team": team, "roles": draw.some(ROLES[1:5], 0.3)} for team in sorted(teams)]
    if draw.chance(0.6):
        user["profile"] = {"name": "Support", "chat_in_pane": draw.chance(0.5)}
        if draw.chance(0.1):
            user["profile"] = {"name": "Default", "chat_in_pane": True, "is_default": True}
        if draw.chance(0.6):
            user["profile_roles"] = draw.some(("Agent", "Desk"), 0.5)
    if draw.chance(0.6):
        user["readable_secured_fields"] = [f"{draw.pick((table, table, 'contact'))}.{draw.pick(COLUMNS)}"]
    if draw.chance(0.2):
        user["is_global_administrator"] = True
    return user


def _owner(draw: Draw) -> Plain:
    return draw.pick(({}, {"user": "ann"}, {"user": "ann"}, {"user": "bob"}, {"team": "night"}, {"team": "day"}))


def _chat(draw: Draw, table: str) -> Plain:
    links = [
        {
            "record_type": table if draw.chance(0.9) else "contact",
            "record_id": "1" if draw.chance(0.9) else "2",
            **({"connected_by": by} if (by := draw.pick(("ann", "ann", "bob", "bob", None))) else {}),
            "connected_on": time(START + timedelta(hours=draw.pick(HOURS))),
        }
        for _ in range(draw.pick((0, 1, 1, 1, 2, 2, 3)))
    ]
    unique = {tuple(each.items()): each for each in links}
    chat: Plain = {"id": "19:chat", "kind": draw.pick(("group", "group", "group", "oneOnOne", "meeting"))}
    if links:
        chat["links"] = [*unique.values()]
    if draw.chance(0.8):
        chat["activity_state"] = draw.pick(("open", "open", "open", "completed", "scheduled"))
    if draw.chance(0.5):
        chat["last_writer"] = draw.pick(USERS)
        chat["last_written_on"] = time(START + timedelta(hours=draw.pick((0, 2, 3))))
    return chat


def _attribute(draw: Draw, name: str) -> Plain:
    found: Plain = {"name": name, "type": draw.pick(ATTRIBUTE_TYPES)}
    return found | dict.fromkeys(draw.some(("is_secured", "is_rich_text"), 0.2), True)


def _table(draw: Draw, name: str) -> Plain:
    return {
        "name": name,
        "attributes": [_attribute(draw, each) for each in draw.some(COLUMNS, 0.9)],
        "is_activity": draw.chance(0.12),
        "is_virtual": draw.chance(0.1),
        "has_update_filter": draw.chance(0.9),
    }


def _view(draw: Draw, scenario: Plain, table: str) -> None:
    settings = [each for each in scenario["policy"]["record_types"] if each["record_type"] == table]
    chosen = any("view_id" in each for each in settings)
    if draw.chance(0.45) or not (chosen or table in DEFAULT_KIND):
        return
    kind = "other" if chosen else DEFAULT_KIND[table]
    columns = []
    for name in draw.shuffled(COLUMNS):
        column: Plain = {"attribute": name}
        if draw.chance(0.15):
            column |= {"alias": draw.pick(("p", "q")), "table": "contact"}
        if draw.chance(0.1):
            column["is_hidden"] = True
        columns.append(column)
    scenario["view"] = {"id": "v1", "name": "Note", "record_type": table, "kind": kind, "columns": columns}
    if draw.chance(0.7):
        scenario["linked"] = [{"alias": "p", "record_type": _table(draw, "contact")}]


def _change(draw: Draw, name: str) -> Plain:
    old = draw.pick(VALUES)
    return {"attribute": name, "old": old, "new": old if draw.chance(0.3) else draw.pick(VALUES)}


def _now(draw: Draw, scenario: Plain) -> datetime:
    """Around the moment at which the chat is idle."""
    chat, days = scenario["chat"], timedelta(days=scenario["policy"]["idle_days"])
    times = [datetime.fromisoformat(each["connected_on"]) for each in chat.get("links", ())]
    times += [datetime.fromisoformat(chat["last_written_on"])] if "last_written_on" in chat else []
    last = max(times, default=START)
    return last + draw.pick((timedelta(0), timedelta(hours=1), days - timedelta(seconds=1), days, days))


# --- What is unknown --------------------------------------------------------------------------------------------------


def _settings_of(scenario: Plain) -> Plain | None:
    table = scenario["record"]["record_type"] if "record" in scenario else scenario["record_type"]["name"]
    return next((each for each in scenario["policy"]["record_types"] if each["record_type"] == table), None)


FORGOTTEN: dict[str, Callable[[Plain], Plain | None]] = {
    **{
        f"policy.{key}": lambda s: s["policy"]
        for key in ("chat_is_on", "on_for_all_apps", "selected_apps", "timeline_sync", "idle_days")
    },
    **{
        f"settings.{key}": _settings_of
        for key in (
            *("include_note", "view_id", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify"),
            "notified_attributes",
        )
    },
    **{
        f"user.{key}": lambda s: s["user"]
        for key in ("roles", "teams", "profile", "readable_secured_fields", "is_global_administrator")
    },
    "profile.chat_in_pane": lambda s: s["user"].get("profile") if isinstance(s["user"].get("profile"), dict) else None,
    "team.roles": lambda s: next(iter(s["user"].get("roles_by_team", ())), None),
    "record.owner": lambda s: s["record"],
    "link.connected_by": lambda s: s["chat"]["links"][-1] if "links" in s["chat"] else None,
    "chat.activity_state": lambda s: s["chat"],
    **{f"record_type.{key}": lambda s: s["record_type"] for key in ("is_activity", "is_virtual", "has_update_filter")},
}
"""Where something can be unknown, by name: the part of the scenario that has the key after the point."""


def _forget(draw: Draw, scenario: Plain) -> None:
    """One thing that is unknown, if the scenario has a place for it."""
    name = draw.pick(tuple(FORGOTTEN))
    part = FORGOTTEN[name](scenario)
    if part is None or (name == "profile.chat_in_pane" and part.get("is_default")):
        return
    part[name.partition(".")[2]] = UNKNOWN
