"""Roles with their privileges, teams, and who holds or belongs to which.

A role exists once in each business unit below the one it was made in. Users and teams hold the copy of their own unit,
and only the root copy has privileges (`roleprivileges`): they are looked up there. A copy that does not name its root
and has no privileges of its own is not known in full: that is not the same as a role without privileges.
"""

from __future__ import annotations

from collections.abc import Mapping

from .._arguments import checked
from .._ids import as_guid, is_name
from .._value import frozen
from ..errors import InvalidValue, shown
from ..models import Role
from ..snapshot import Team, TeamType
from ._columns import columns_named
from ._payloads import Row
from ._rows import given, guid, has, is_active, optional_guid, optional_text, text, whole
from ._table_reader import TableRead, TableReader

__all__ = [
    "NamesRead",
    "PairsRead",
    "RolesRead",
    "TeamsRead",
    "make_roles",
    "read_names",
    "read_pairs",
    "read_roles",
    "read_teams",
    "root_copies",
]

_TEAM_TYPES = (TeamType.OWNER, TeamType.ACCESS, TeamType.SECURITY_GROUP, TeamType.OFFICE_GROUP)


# --- Names ------------------------------------------------------------------------------------------------------------


@frozen
class NamesRead(TableRead):
    """Names by the ids of their rows, such as those of privileges."""

    names: Mapping[str, str]


@checked
def read_names(payload: object, id_column: str, source: str, name_column: str = "name") -> NamesRead:
    """Read rows with an id and a name, such as `privilege` rows by `privilegeid`."""
    table = TableReader(columns_named(source, id_column, name_column))
    names = table.by_id(payload, id_column, lambda row, _: _named(row, id_column, name_column))
    return NamesRead(names, **table.not_read())


def _named(row: Row, id_column: str, name_column: str) -> tuple[str, str]:
    name, id = text(row, name_column), guid(row, id_column)
    if not is_name(name):
        raise InvalidValue(name_column, "a name", shown(name))
    return id, name


# --- Roles ------------------------------------------------------------------------------------------------------------


@frozen
class RolesRead(TableRead):
    """The security roles, each copy by itself.

    Attributes:
        names: the name of each copy, by its id.
        roots: the root copy of each, by the id of the copy; a copy that does not name it is not among them.
    """

    names: Mapping[str, str]
    roots: Mapping[str, str]


@checked
def read_roles(payload: object, source: str = "roles") -> RolesRead:
    """Read `role` rows: each is the copy of a role in one business unit, and names its root copy."""
    root = "_parentrootroleid_value"
    table = TableReader.of("roles", source, lenient=[root])

    def read(row: Row, _: int) -> tuple[str, tuple[str, str | None]]:
        role, name = _named(row, "roleid", "name")
        if not has(row, root):
            table.columns.unknown(root, None)
        return role, (name, optional_guid(row, root))

    roles = table.by_id(payload, "roleid", read)
    names = {role: name for role, (name, _) in roles.items()}
    roots = {role: root for role, (_, root) in roles.items() if root is not None}
    return RolesRead(names, roots, **table.not_read())


@checked
def root_copies(roles: RolesRead, role_privileges: PairsRead) -> dict[str, str]:
    """The root copy of each copy of a role, by id, as far as it is known.

    A copy that does not name its root but has privileges of its own is a root copy: no other copy has any.
    """
    return {
        role: roles.roots.get(role, role)
        for role in roles.names
        if role in roles.roots or role in role_privileges.pairs
    }


@checked
def make_roles(roles: RolesRead, privileges: NamesRead, role_privileges: PairsRead) -> dict[str, Role]:
    """Each copy of a role, by its id, with the privileges of its root copy (DIS-2, ENB-8).

    A copy whose root, or its privileges, are not known in full is left out.
    """
    made: dict[str, Role] = {}
    alike: dict[tuple[str, str], Role] = {}
    for role, root in root_copies(roles, role_privileges).items():
        ids, name = role_privileges.of(root), roles.names[role]
        if ids is not None and ids <= privileges.names.keys():
            if (root, name) not in alike:
                alike[root, name] = Role(name, frozenset(privileges.names[each] for each in ids))
            made[role] = alike[root, name]
    return made


# --- Pairs ------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class PairsRead(TableRead):
    """Pairs of ids, by the left one.

    Attributes:
        pairs: the right ids of each left id.
        unknown: the left ids of rows that could not be read.
        others_unknown: whether a row could not be read whose left id is unknown too, or a column was not selected.
    """

    pairs: Mapping[str, frozenset[str]]
    unknown: frozenset[str]
    others_unknown: bool

    def of(self, left: str) -> frozenset[str] | None:
        """The ids paired with that one; None where they are not known in full."""
        if self.others_unknown or left in self.unknown:
            return None
        return self.pairs.get(left, frozenset())


@checked
def read_pairs(payload: object, left: str, right: str, source: str, *, has_state: bool = False) -> PairsRead:
    """Read the rows of an intersect table by its two columns, such as `systemuserid` and `roleid`.

    Args:
        payload: the rows, of any known shape.
        left: the column of the one id.
        right: the column of the other.
        source: the name of the payload, for what is rejected.
        has_state: whether the rows have a `statecode`, so that inactive ones are left out.
    """
    unknown: set[str | None] = set()
    table = TableReader(columns_named(source, left, right, *(["statecode"] if has_state else [])))

    def read(row: Row, _: int) -> tuple[str, str] | None:
        try:
            pair = guid(row, left), guid(row, right)
            return pair if not has_state or is_active(row) else None
        except InvalidValue:
            unknown.add(as_guid(given(row, left)))
            raise

    pairs: dict[str, set[str]] = {}
    for pair in table.each(payload, read):
        if pair is not None:
            pairs.setdefault(pair[0], set()).add(pair[1])
    has_no_rows = any(each.path == "row" for each in table.rejected)
    not_read = table.not_read()
    return PairsRead(
        pairs={one: frozenset(others) for one, others in pairs.items()},
        unknown=frozenset(each for each in unknown if each is not None),
        others_unknown=has_no_rows or None in unknown or not_read["not_selected"] != (),
        **not_read,
    )


# --- Teams ------------------------------------------------------------------------------------------------------------


@frozen
class TeamsRead(TableRead):
    """The teams, by id."""

    teams: tuple[Team, ...]


@checked
def read_teams(payload: object, source: str = "teams") -> TeamsRead:
    """Read `team` rows: owner and access teams, and those that stand for a group of Microsoft Entra ID."""

    def read(row: Row, _: int) -> tuple[str, Team]:
        team, name, number = guid(row, "teamid"), optional_text(row, "name"), whole(row, "teamtype")
        if name is not None and not is_name(name):
            raise InvalidValue("name", "a name", shown(name))
        if number is not None and not 0 <= number < len(_TEAM_TYPES):
            expected = "0 (owner), 1 (access), 2 (security group) or 3 (Microsoft 365 group)"
            raise InvalidValue("teamtype", expected, shown(number))
        return team, Team(team, name=name, type=None if number is None else _TEAM_TYPES[number])

    table = TableReader.of("teams", source)
    teams = table.by_id(payload, "teamid", read)
    return TeamsRead(tuple(teams.values()), **table.not_read())
