"""Does this user have Teams chat in this app? (ENB-1 to ENB-9)

From top to bottom: the facts, the rule, the documented sentences, how policies, apps and users become facts; then what
the section also lists: the selection that applies, missing pane permissions, missing consents.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._arguments import MISFITS, checked, misfit
from ..defaults import (
    CONTACT_CENTER_WORKSPACE,
    DEFAULT_APPS,
    GRAPH_PERMISSIONS,
    PANE_PRIVILEGES,
    PANE_TABLES,
    SUPPORTED_OFFERINGS,
    GraphPermission,
    PaneTable,
)
from ..evidence import ChangedBy, Decision, Question, Reach, Row, fact, facts
from ..models import App, User
from ..policy import AS_CHOSEN, Policy, Readings
from ..unknown import Unknown, known
from ..wording.words import Words

__all__ = [
    "ENABLEMENT",
    "EnablementFacts",
    "has_chat",
    "is_enabled",
    "missing_consents",
    "missing_pane_permissions",
    "profile_has_chat",
    "selected_when_turned_on",
]


@facts
class EnablementFacts:
    """The facts of the question, in the order of the spec."""

    app_supports_chat: bool = fact("the app's offering {has|does not have} Teams chat", "ENB-1", ChangedBy.PRODUCT)
    chat_is_on: bool = fact(
        "Teams chat is {on|off} for the organisation", "ENB-3", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    on_for_all_apps: bool = fact(
        "Teams chat is on for {all|selected} apps", "ENB-4", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    app_is_selected: bool = fact(
        "the app is {|not }among the selected apps", "ENB-5 ENB-6 Q-2 Q-18 Q-20", ChangedBy.ADMINISTRATOR, Reach.ONE_APP
    )
    is_multisession: bool = fact("the app is a {multi|single}-session app", "ENB-7", ChangedBy.PRODUCT)
    profile_has_chat: bool = fact(
        "the user's profile {has|does not have} the chat in its productivity pane", "ENB-7 Q-16", ChangedBy.PROFILE
    )
    has_pane_permissions: bool = fact(
        "the user may {|not }read all tables of the productivity pane", "ENB-8 Q-22", ChangedBy.ROLE
    )


def has_chat(f: EnablementFacts) -> bool:
    """On for the app, and in a multi-session app for the user too."""
    return (
        f.app_supports_chat
        and f.chat_is_on
        and (f.on_for_all_apps or f.app_is_selected)
        and (not f.is_multisession or (f.profile_has_chat and f.has_pane_permissions))
    )


ENABLEMENT = Question(
    "enablement",
    EnablementFacts,
    has_chat,
    says_yes=Words("the user has Teams chat in the app", "question.enablement.yes"),
    says_no=Words("the user does not have Teams chat in the app", "question.enablement.no"),
    documented=[
        # supported, on, all apps, selected, multi-session, profile, permissions
        Row("ENB-1", "N * * * * * *", False),
        Row("ENB-3", "* N * * * * *", False),
        Row("ENB-4", "Y Y Y * N * *", True),
        Row("ENB-5 selected", "Y Y N Y N * *", True),
        Row("ENB-5 not selected", "Y Y N N * * *", False),
        Row("ENB-7 profile", "* * * * Y N *", False),
        Row("ENB-8 permissions", "* * * * Y * N", False),
        Row("ENB-8 all apps", "Y Y Y * Y Y Y", True),
        Row("ENB-8 selected apps", "Y Y N Y Y Y Y", True),
    ],
)


def is_enabled(policy: Policy, app: App, user: User) -> Decision[EnablementFacts]:
    """Whether the user has Teams chat in the app (ENB-1 to ENB-8).

    Raises:
        UnknownFact: when a setting of the organisation, or the user's profile or roles, are not known.
    """
    try:
        selected_apps = selected_when_turned_on(known(policy.selected_apps), policy.readings)
        return ENABLEMENT.cells[app.offering in SUPPORTED_OFFERINGS][policy.chat_is_on][policy.on_for_all_apps][
            app.unique_name in selected_apps
        ][app.is_multisession][profile_has_chat(user)][user.privileges >= PANE_PRIVILEGES]
    except MISFITS as error:
        raise misfit(is_enabled, error, policy, app, user) from None


def profile_has_chat(user: User) -> bool | Unknown:
    """Whether the user's profile has the chat in its pane; without a profile it is the default one (ENB-7, Q-16)."""
    try:
        profile = known(user.profile)
        return profile is None or profile.chat_in_pane
    except MISFITS as error:
        raise misfit(profile_has_chat, error, user) from None


_THREE_APPS = frozenset(app.unique_name for app in DEFAULT_APPS)
_TWO_APPS = _THREE_APPS - {CONTACT_CENTER_WORKSPACE.unique_name}


def selected_when_turned_on(previous: frozenset[str] | None, readings: Readings = AS_CHOSEN) -> frozenset[str]:
    """The selection that applies when chat is turned on for selected apps (ENB-6).

    Args:
        previous: the unique names selected before, in lower case; None where there never was a selection.
        readings: whether the default selection has three apps or two (Q-2), and whether it is selected in addition
            to an earlier selection (Q-18).

    Returns:
        The previous selection, an empty one too; the default selection where there was none.
    """
    try:
        default = _TWO_APPS if readings.two_default_apps else _THREE_APPS
        if previous is None:
            return default
        return previous | default if readings.default_apps_always_selected else previous
    except MISFITS as error:
        raise misfit(selected_when_turned_on, error, previous, readings) from None


@checked
def missing_pane_permissions(user: User) -> tuple[PaneTable, ...]:
    """The tables of the productivity pane that the user may not read, in the order of the documentation (ENB-8)."""
    return tuple(table for table in PANE_TABLES if table.read_privilege not in user.privileges)


@checked
def missing_consents(consented: Iterable[str]) -> tuple[GraphPermission, ...]:
    """The Graph permissions that were not consented to, each with what it is for and what is lost without it (ENB-9).

    Args:
        consented: the names of the permissions that were consented to ("User.Read.All").
    """
    given = frozenset(consented)
    return tuple(permission for permission in GRAPH_PERMISSIONS if permission.name not in given)
