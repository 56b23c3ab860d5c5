"""What each ground of a scenario names, a second time: owner, links, roles, privileges, profile, setting, apps.

`plain_rules.py` says which ground it is; this says of whom and of what it has to speak. It reads the keys of the plain
data alone. Lists whose order says nothing are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from plain_rules import FACTS, GLOBAL, PANE_TABLES, THREE_APPS, TWO_APPS, UNKNOWN, Plain, PlainCase, when

Named = dict[str, Any]

SETTING = {
    **{name: name for name in ("chat_is_on", "on_for_all_apps", "owner_may_disconnect", "connector_may_disconnect")},
    "join_chat_is_on": "join_chat",
    "sync_is_on": "timeline_sync",
    "connected_since_sync": "timeline_sync",
}
NEEDED = {"has_global_right": {GLOBAL}, "has_pane_permissions": {f"prvRead{each}" for each in PANE_TABLES}}


def plain_grounds(scenario: Plain) -> dict[str, Named]:
    """Of each fact that can be asked for and is known: what its ground names."""
    case = PlainCase(scenario)
    asked = dict.fromkeys(fact for question in FACTS if not case.lacks(question) for fact in FACTS[question])
    found = {fact: case.fact(fact) for fact in asked}
    return {fact: _named(case, fact, code) for fact, (truth, code) in found.items() if truth is not None}


def _named(case: PlainCase, fact: str, code: str) -> Named:
    found = _BY_CODE[code](case, fact)
    return {key: value for key, value in found.items() if value}


# --- Links ------------------------------------------------------------------------------------------------------------


def _said(links: Iterable[Plain]) -> list[tuple[str, str]]:
    """When and by whom, each once, the latest first."""
    each = {(when(link["connected_on"]), _user(link)) for link in links}
    return [(on.isoformat(), by) for on, by in sorted(each, reverse=True)]


def _user(link: Plain) -> str:
    by = link.get("connected_by")
    return "" if by in {None, UNKNOWN} else str(by)


def _latest(case: PlainCase, fact: str) -> Named:
    last = case.last_connected()
    is_latest = [(each, when(each["connected_on"]) == last) for each in case.links()]
    found: Named = {
        "links": _said(link for link, latest in is_latest if latest),
        "replaced": _said(link for link, latest in is_latest if not latest),
    }
    since = case.policy.get("timeline_sync_since") if fact == "connected_since_sync" else None
    return found | ({"since": when(since).isoformat()} if since else {})


def _elsewhere(case: PlainCase, fact: str) -> Named:
    since = case.policy.get("timeline_sync_since") if fact == "connected_since_sync" else None
    return {"elsewhere": len(case.chat.get("links", ())), "since": since and when(since).isoformat()}


def _own(case: PlainCase, _fact: str) -> Named:
    own = [each for each in case.links() if each.get("connected_by") == case.user["id"]]
    return {"links": _said(own), "replaced": _said(each for each in case.links() if each not in own)}


# --- Roles ------------------------------------------------------------------------------------------------------------


def _every_role(case: PlainCase) -> list[tuple[str, str, set[str]]]:
    """The name of each role, the team that brings it, and its privileges."""
    found = [(each["name"], "", {*each["privileges"]}) for each in case.user.get("roles", ())]
    for team in case.user.get("roles_by_team", ()):
        found += [(each["name"], team["team"], {*each["privileges"]}) for each in team["roles"]]
    return found


def _by_privilege(case: PlainCase, fact: str) -> Named:
    needed = NEEDED[fact]
    roles = _every_role(case)
    missing = needed.difference(*(privileges for *_, privileges in roles))
    count = [(name, team) for name, team, privileges in roles if missing or needed & privileges]
    return {"roles": sorted({*count}), "privileges": sorted(missing or needed)}


def _by_role(case: PlainCase, _fact: str) -> Named:
    profile, by = case.user["profile"], case.user["profile_roles"]
    is_known = UNKNOWN not in (case.user.get("roles"), *(each["roles"] for each in case.user.get("roles_by_team", ())))
    held = [(name, team) for name, team, _ in _every_role(case)] if is_known else []
    named = {*(each for each in held if each[0] in by), *((name, "") for name in by if name not in dict(held))}
    return {"profile": profile["name"], "roles": sorted(named)}


def _profile(case: PlainCase, _fact: str) -> Named:
    return {"profile": (case.user.get("profile") or {}).get("name")}


# --- Everything else --------------------------------------------------------------------------------------------------


def _owner(case: PlainCase, _fact: str) -> Named:
    return {"owner": case.record["owner"].get("user") or case.record["owner"]["team"]}


def _setting(case: PlainCase, fact: str) -> Named:
    is_of_record = SETTING[fact] in {"owner_may_disconnect", "connector_may_disconnect", "join_chat"}
    return {"setting": SETTING[fact], "record_type": case.record["record_type"] if is_of_record else None}


def _apps(case: PlainCase, _fact: str) -> Named:
    default = TWO_APPS if case.readings.get("two_default_apps") else THREE_APPS
    before = case.policy.get("selected_apps")
    added = default if before is None or case.readings.get("default_apps_always_selected") else ()
    return {"apps": sorted({*(before or ()), *added})}


_BY_CODE: Mapping[str, Callable[[PlainCase, str], Named]] = {
    **dict.fromkeys(("owner_in_person", "other_owner", "owning_team", "other_team", "team_owns_for_nobody"), _owner),
    **dict.fromkeys(("connected", "latest_link", "latest_links_tied", "link_and_sync"), _latest),
    "nobody_owns": lambda _case, _fact: {},
    "not_connected": _elsewhere,
    "own_link": _own,
    "no_own_link": lambda case, _fact: {"links": _said(case.links())},
    **dict.fromkeys(("setting", "no_settings", "organisation_setting"), _setting),
    "record_type_settings": lambda case, _fact: {"record_type": case.record["record_type"]},
    **dict.fromkeys(("nothing_selected", "selection", "default_selection", "selection_and_default"), _apps),
    **dict.fromkeys(("role", "no_role", "fetched", "no_fetched"), _by_privilege),
    **dict.fromkeys(("profile", "profile_in_person", "default_profile"), _profile),
    "profile_by_role": _by_role,
    "access_rights": lambda case, _fact: {"rights": sorted(case.access)},
    "offering": lambda case, _fact: {"subject": case.app["unique_name"], "kind": case.app["offering"]},
    "app_kind": lambda case, _fact: {"subject": case.app["unique_name"]},
    "chat_kind": lambda case, _fact: {"kind": case.chat["kind"]},
    "activity": lambda case, _fact: {"record_type": case.record_type["name"]},
    "global_administrator": lambda _case, _fact: {},
}
"""By the code of a ground, what it names of a case for a fact."""
