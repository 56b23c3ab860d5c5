"""Teams whose members are not all known (DIS-6)."""

from __future__ import annotations

from collections import Counter

from ..snapshot import Snapshot, TeamType
from ..unknown import Unknown
from .findings import FindingValue, Found

_GROUPS = (TeamType.SECURITY_GROUP, TeamType.OFFICE_GROUP)


def group_teams(snapshot: Snapshot) -> Found:
    """Only those that matter: they own records, or give roles to members."""
    records = Counter(each.owner.team for each in snapshot.records if not isinstance(each.owner, Unknown))
    users = Counter(each.team for user in snapshot.users for each in user.roles_by_team)
    for team in snapshot.teams:
        counted: dict[str, FindingValue] = {
            name: counts[team.id] for name, counts in (("records", records), ("users", users)) if counts[team.id]
        }
        if team.type is not None and team.type in _GROUPS and counted:
            yield team.name or team.id, {"team": team.id, "type": team.type.value, **counted}
