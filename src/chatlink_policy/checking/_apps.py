"""Where the chat is on, and for whom: selected apps, profiles, permissions of the pane, consents (ENB)."""

from __future__ import annotations

from collections import Counter

from .._ids import close_to
from ..defaults import (
    CUSTOMER_SERVICE_HUB,
    CUSTOMER_SERVICE_WORKSPACE,
    PRODUCTIVITY_TOOLS_USER,
    SUPPORTED_OFFERINGS,
    PaneTable,
)
from ..errors import UnknownFact
from ..models import App, User
from ..policy import Policy
from ..rules.enablement import is_enabled, missing_consents, missing_pane_permissions
from ..snapshot import Snapshot
from ..unknown import Unknown
from ._export import rejected_ids, unread_users
from .findings import FindingValue, Found, few, where

_HUB = CUSTOMER_SERVICE_HUB.unique_name
_WITH_CASES = {_HUB, CUSTOMER_SERVICE_WORKSPACE.unique_name}


def _selection(policy: Policy) -> frozenset[str] | Unknown | None:
    """The apps an administrator selected, where the selection counts: None where it does not, or there is none."""
    return policy.selected_apps if policy.on_for_all_apps is False else None


def _selected(policy: Policy) -> frozenset[str]:
    """The same as far as it is known; the default selection is no mistake."""
    selected = _selection(policy)
    return frozenset() if selected is None or isinstance(selected, Unknown) else selected


no_app_selected = where(
    "selected_apps", lambda each: each.policy.chat_is_on is True and _selection(each.policy) == frozenset()
)


def unsupported_app_selected(snapshot: Snapshot) -> Found:
    selected = _selected(snapshot.policy)
    for app in snapshot.apps:
        if app.unique_name in selected and app.offering not in SUPPORTED_OFFERINGS:
            yield app.unique_name, {"offering": app.offering.value}


def unknown_app_selected(snapshot: Snapshot) -> Found:
    known, unread = {app.unique_name for app in snapshot.apps}, rejected_ids(snapshot, "appmodules")
    for name in _selected(snapshot.policy) - known - ({_HUB} - unread):
        values: dict[str, FindingValue] = {"is_rejected": name in unread}
        similar = () if name in unread else tuple(sorted(close_to(name, known)))
        yield name, values | {"similar": similar} if similar else values


def hub_missing(snapshot: Snapshot) -> Found:
    """An organisation made since February 2025 may have none."""
    known = {*(app.unique_name for app in snapshot.apps), *rejected_ids(snapshot, "appmodules")}
    if _HUB in _selected(snapshot.policy) - known:
        yield CUSTOMER_SERVICE_HUB.unique_name, {}


def cases_without_app(snapshot: Snapshot) -> Found:
    """Cases are configured, and apps are selected, but none of them has cases."""
    selected = _selected(snapshot.policy)
    is_configured = any(each.record_type == "incident" for each in snapshot.policy.record_types)
    if snapshot.policy.chat_is_on is True and is_configured and selected and not selected & _WITH_CASES:
        yield "incident", {"selected": few(selected)}


def profile_without_chat(snapshot: Snapshot) -> Found:
    """Each with how many users have it, where users were exported, and of how many that is unknown.

    Where it is unknown of some, none among the others is not reported as 0.
    """
    users = snapshot.users if snapshot.has("systemusers") else ()
    known = [each for user in users if not isinstance(each := user.profile, Unknown)]
    unknown = unread_users(snapshot, len(users) - len(known))
    is_whole = snapshot.has("systemusers") and not unknown
    holders = Counter(each.name for each in known if each is not None and each.chat_in_pane is False)
    for name in {profile.name for profile in snapshot.profiles if profile.chat_in_pane is False}:
        values: dict[str, FindingValue] = {"users": holders[name]} if holders[name] or is_whole else {}
        yield name, values | unknown


def teams_tool_unknown(snapshot: Snapshot) -> Found:
    """Only for an export, whose supplement can provide it, and where a custom profile depends on it."""
    is_given = any(each.key == "teams_tool" for each in snapshot.supplement_ids)
    depends = any(isinstance(each.chat_in_pane, Unknown) for each in snapshot.profiles)
    if snapshot.tables is not None and not is_given and depends:
        yield "teams_tool", {}


_EQUIPPED = User("anyone", roles=[PRODUCTIVITY_TOOLS_USER])
"""A user who lacks nothing: has the chat wherever an app has it."""


def pane_permissions_missing(snapshot: Snapshot) -> Found:
    """Users who lack the same tables are one finding; it matters only where a multi-session app has the chat."""
    apps = [each.unique_name for each in snapshot.apps if _has_chat_for_many(snapshot.policy, each)]
    lacking: dict[tuple[PaneTable, ...], list[str]] = {}
    for user in snapshot.users if apps else ():
        if not isinstance(user.privileges, Unknown) and (missing := missing_pane_permissions(user)):
            lacking.setdefault(missing, []).append(user.id)
    for missing, ids in lacking.items():
        tables = tuple(table.name for table in missing)
        yield PRODUCTIVITY_TOOLS_USER.name, {"apps": few(apps), "tables": tables, "users": few(ids)}


def _has_chat_for_many(policy: Policy, app: App) -> bool:
    """Whether a multi-session app is known to have the chat for a user who lacks nothing."""
    try:
        return app.is_multisession and bool(is_enabled(policy, app, _EQUIPPED))
    except UnknownFact:
        return False


def consent_missing(snapshot: Snapshot) -> Found:
    if snapshot.policy.chat_is_on is True and snapshot.consents is not None:
        for permission in missing_consents(snapshot.consents):
            yield permission.name, {"permission": permission.name}


consents_unknown = where("consents", lambda each: each.policy.chat_is_on is not False and each.consents is None)
scope_unknown = where(
    "on_for_all_apps",
    lambda each: each.policy.chat_is_on is not False and isinstance(each.policy.on_for_all_apps, Unknown),
)
selection_unknown = where(
    "selected_apps", lambda each: each.policy.chat_is_on is not False and isinstance(_selection(each.policy), Unknown)
)
