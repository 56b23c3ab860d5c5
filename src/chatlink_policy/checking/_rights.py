"""Who may disconnect and join: toggles, roles, teams and connectors (DIS, JOI)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from ..defaults import DEFAULT_DISCONNECT_ROLES, GLOBAL_DISCONNECT_PRIVILEGE
from ..models import Chat
from ..policy import NEW_ORGANISATION
from ..snapshot import Snapshot, TeamType
from ..unknown import Unknown
from ..wording.words import say
from ._export import unread_users
from .findings import FindingValue, Found, few


def _not_default(snapshot: Snapshot, toggles: Iterable[str]) -> Found:
    """Toggles of the standard record types that are known not to be as a new organisation has them."""
    for settings in snapshot.policy.record_types:
        if NEW_ORGANISATION.is_configured(settings.record_type):
            documented = NEW_ORGANISATION.settings_for(settings.record_type)
            for toggle in toggles:
                now, default = getattr(settings, toggle), getattr(documented, toggle)
                if not isinstance(now, Unknown) and now is not default:
                    yield settings.record_type, {"toggle": toggle, "is_on": now, "default": default}


disconnect_toggle_not_default = partial(_not_default, toggles=("owner_may_disconnect", "connector_may_disconnect"))
join_toggle_not_default = partial(_not_default, toggles=("join_chat",))

_DEFAULT_ROLES = frozenset(role.name for role in DEFAULT_DISCONNECT_ROLES)


def role_beyond_defaults(snapshot: Snapshot) -> Found:
    """The privilege alone gives the right; the role's name only says whether it was there by default."""
    return ((name, {}) for name in _roles_with_right(snapshot) - _DEFAULT_ROLES)


def default_role_without_right(snapshot: Snapshot) -> Found:
    names = {role.name for role in snapshot.roles}
    return ((name, {}) for name in names & _DEFAULT_ROLES - _roles_with_right(snapshot))


def _roles_with_right(snapshot: Snapshot) -> frozenset[str]:
    """Their names, each once: every business unit has its own copy of a role."""
    return frozenset(role.name for role in snapshot.roles if GLOBAL_DISCONNECT_PRIVILEGE in role.privileges)


_GROUPS = (TeamType.SECURITY_GROUP, TeamType.OFFICE_GROUP)


def group_team(snapshot: Snapshot) -> Found:
    """Only those that matter: they own records, or give roles to members."""
    records = Counter(each.owner.team for each in snapshot.records if not isinstance(each.owner, Unknown))
    people = snapshot.users if snapshot.has("systemusers") else ()
    given = [(each.team, isinstance(each.roles, Unknown)) for user in people for each in user.roles_by_team]
    users = Counter(team for team, is_unknown in given if not is_unknown)
    unknown = Counter(team for team, is_unknown in given if is_unknown)
    without_teams = sum(isinstance(user.teams, Unknown) for user in people)
    for team in snapshot.teams:
        counted: dict[str, FindingValue] = {
            name: counts[team.id] for name, counts in (("records", records), ("users", users)) if counts[team.id]
        }
        if team.type is not None and team.type in _GROUPS and (counted or unknown[team.id]):
            counted |= unread_users(snapshot, without_teams + unknown[team.id])
            yield team.name or team.id, {"team": team.id, "type": team.type.value, **counted}


def connector_tied(snapshot: Snapshot) -> Found:
    """Not where everybody who connected a chat is its connector (Q-15): then nothing depends on who was last."""
    tied: dict[str, list[str]] = {}
    for chat in () if snapshot.policy.readings.anyone_who_connected_is_connector else snapshot.chats:
        for record_type, record_id in _ties(chat):
            connection = say("findings.connection", chat=chat.id, record=record_id)
            tied.setdefault(record_type, []).append(connection)
    return ((record_type, {"connections": few(names)}) for record_type, names in tied.items())


def _ties(chat: Chat) -> Iterator[tuple[str, str]]:
    """The records whose latest links to the chat name different users; links without a user do not count."""
    without = {key: each.connected_on for key, each in chat.connections.items() if each.connector is None}
    if not without:
        return
    latest: dict[tuple[str, str], set[str | Unknown]] = {}
    for link in chat.links:
        key = (link.record_type, link.record_id)
        if link.connected_by is not None and link.connected_on == without.get(key):
            latest.setdefault(key, set()).add(link.connected_by)
    yield from (key for key, users in latest.items() if len(users) > 1)


def connector_unknown(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links if link.connected_by is None)
    return ((record_type, {"links": number}) for record_type, number in links.items())
