"""Teams whose members are not all known (DIS-6)."""

from __future__ import annotations

from collections import Counter

from ..snapshot import Snapshot, TeamType
from ..unknown import Unknown
from ._rows import unread_users
from .findings import FindingValue, Found

_GROUPS = (TeamType.SECURITY_GROUP, TeamType.OFFICE_GROUP)


def group_teams(snapshot: Snapshot) -> Found:
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
