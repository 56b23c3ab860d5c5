"""Who the users are and what gives them their rights: roles, teams, profiles (DIS-2, DIS-6, ENB-7, ENB-8).

Roles count by their privileges, and privileges by their names; the name of a role is for people, and localised. Where
`RetrieveUserPrivileges` was asked for a user, its answer is what the user has.

What was not exported is `UNKNOWN` in each user. A user of whom a row could not be read, or of whose roles one is not
known in full, is rejected: an unknown privilege is neither there nor missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field

from .._arguments import checked
from .._ids import is_name
from .._model import Model
from .._value import frozen
from ..errors import InvalidValue, shown
from ..models import Profile, Role, TeamRoles, User
from ..snapshot import NotSelected, Rejected
from ..unknown import Unknown
from ._columns import selected
from ._payloads import Row
from ._rows import boolean, guid, read_agreeing, read_each, text, value
from .roles import PairsRead

__all__ = ["Grants", "UserPrivilegesRead", "UsersRead", "read_user_privileges", "read_users"]


# --- Answers of RetrieveUserPrivileges --------------------------------------------------------------------------------


@frozen
class UserPrivilegesRead(Model):
    """The answers of `RetrieveUserPrivileges`.

    Attributes:
        privileges: the names of the privileges of each user that was asked for.
        rejected: the answers that could not be read.
        not_selected: the columns that no row has.
    """

    privileges: Mapping[str, frozenset[str]]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_user_privileges(payload: object, source: str = "userprivileges") -> UserPrivilegesRead:
    """Read answers of `RetrieveUserPrivileges`, each with the `systemuserid` it was asked for beside it."""
    rejected: list[Rejected] = []
    columns = selected("userprivileges", source)

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, frozenset[str]]]:
        user, found = guid(row, "systemuserid"), value(row, "RolePrivileges")
        if not isinstance(found, list):
            raise InvalidValue("RolePrivileges", "a list of privileges", shown(found))
        rejected: list[Rejected] = []
        names = frozenset(read_each(found, source, lambda each, _: text(each, "PrivilegeName"), rejected))
        if rejected or not all(map(is_name, names)):
            raise InvalidValue("RolePrivileges", "privileges with their names", shown(found))
        return position, user, (user, names)

    agreed = dict(read_agreeing(payload, source, read, "systemuserid", rejected, columns))
    not_selected = columns.told(rejected)
    return UserPrivilegesRead(agreed, tuple(rejected), not_selected)


# --- What gives rights ------------------------------------------------------------------------------------------------


def _not_exported(tables: str) -> Unknown:
    return Unknown(f"{tables} were not exported")


@frozen(kw_only=True)
class Grants(Model):
    """All that gives a user rights, as far as it was read; what was not exported is unknown.

    Args:
        roles: the copies of roles whose privileges are known in full, by id.
        roots: the root copy of each copy of a role, by id, as far as it is known.
        user_roles: which roles each user has in person.
        team_roles: which roles each team has.
        memberships: which teams each user is a member of.
        user_privileges: the privileges of the users for whom they were asked.
        user_profiles: which agent experience profiles each user is assigned in person.
        role_profiles: which agent experience profiles each role gives.
        profiles: the profiles that could be read, by id.
        is_global_administrator: of each user for whom it was provided, whether the user is one (TML-2).
        global_administrators: the ids of all global administrators, where those were provided.
        readable_secured_fields: the secured fields that each user may read, as "table.attribute" (CRD-4).
        others_read_no_secured_fields: whether users not among these may read none; else that is unknown.
    """

    roles: Mapping[str, Role] | Unknown = field(factory=lambda: _not_exported("roles, privileges and roleprivileges"))
    roots: Mapping[str, str] = field(factory=lambda: MappingProxyType({}))
    user_roles: PairsRead | Unknown = field(factory=lambda: _not_exported("systemuserroles"))
    team_roles: PairsRead | Unknown = field(factory=lambda: _not_exported("teamroles"))
    memberships: PairsRead | Unknown = field(factory=lambda: _not_exported("teammemberships"))
    user_privileges: Mapping[str, frozenset[str]] = field(factory=lambda: MappingProxyType({}))
    user_profiles: PairsRead | Unknown = field(factory=lambda: _not_exported("msdyn_appconfiguration_systemusers"))
    role_profiles: PairsRead | Unknown = field(factory=lambda: _not_exported("msdyn_appprofilerolemappings"))
    profiles: Mapping[str, Profile] | Unknown = field(factory=lambda: _not_exported("msdyn_appconfigurations"))
    is_global_administrator: Mapping[str, bool] = field(factory=lambda: MappingProxyType({}))
    global_administrators: frozenset[str] | Unknown = field(
        factory=lambda: Unknown("who is a global administrator was not provided")
    )
    readable_secured_fields: Mapping[str, frozenset[str]] = field(factory=lambda: MappingProxyType({}))
    others_read_no_secured_fields: bool = False


class _Rights:
    """The rights of one user after another, with what all of them need looked up once."""

    def __init__(self, grants: Grants) -> None:
        self.grants = grants
        given_by = grants.role_profiles
        self.mapped: set[str] = set() if isinstance(given_by, Unknown) else {*given_by.pairs, *given_by.unknown}
        self.by_root: dict[str | None, set[str]] = {}
        for role in self.mapped:
            self.by_root.setdefault(grants.roots.get(role), set()).add(role)

    def teams_of(self, user: str) -> frozenset[str] | Unknown:
        """The teams the user is a member of (DIS-6).

        Raises:
            InvalidValue: when a row that tells of them could not be read.
        """
        memberships = self.grants.memberships
        if isinstance(memberships, Unknown):
            return memberships
        teams = memberships.of(user)
        if teams is None:
            raise InvalidValue("teammemberships", "every team membership of the user", "not known in full")
        return teams

    def roles_of(
        self, user: str, teams: frozenset[str] | Unknown
    ) -> tuple[tuple[Role, ...] | Unknown, tuple[TeamRoles, ...]]:
        """The roles that the user has in person, and those that reach the user through a team, by team.

        Raises:
            InvalidValue: when one of them, or its privileges, are not known in full.
        """
        grants = self.grants
        if user in grants.user_privileges:
            return (Role("RetrieveUserPrivileges", grants.user_privileges[user]),), ()
        if isinstance(teams, Unknown):
            return teams, ()  # what reaches the user through them is not known either
        in_person = self._roles(grants.user_roles, user)
        by_team = [TeamRoles(team, self._roles(grants.team_roles, team)) for team in sorted(teams)]
        return in_person, tuple(each for each in by_team if each.roles != ())

    def _roles(self, held: PairsRead | Unknown, holder: str) -> tuple[Role, ...] | Unknown:
        ids, roles = _ids(held, holder), self.grants.roles
        if isinstance(ids, Unknown):
            return ids
        if isinstance(roles, Unknown):
            return roles if ids else ()
        unknown = sorted(ids - roles.keys())
        if unknown:
            raise InvalidValue("roles", "roles whose privileges are known in full", f"the role {shown(unknown[0])}")
        return tuple(roles[each] for each in sorted(ids))

    def profile_of(self, user: str, teams: frozenset[str] | Unknown) -> Profile | Unknown | None:
        """The user's profile, assigned in person or given by a role; None is the default one (ENB-7).

        Raises:
            InvalidValue: when a row that tells of it could not be read, and when there are two.
        """
        assigned, given = self.grants.user_profiles, self._profiles_of_roles(user, teams)
        if isinstance(assigned, Unknown):
            return assigned
        in_person = assigned.of(user)
        if in_person is None:
            raise InvalidValue("msdyn_appconfiguration_systemusers", "every profile of the user", "not known in full")
        if isinstance(given, Unknown):
            return given
        found, profiles = in_person | given, self.grants.profiles
        if not found:
            return None
        if len(found) > 1:
            raise InvalidValue("msdyn_appconfiguration_systemusers", "at most one profile", shown(sorted(found)))
        if isinstance(profiles, Unknown):
            return profiles
        (profile,) = found
        if profile not in profiles:
            raise InvalidValue("msdyn_appconfiguration_systemusers", "a profile that could be read", shown(profile))
        return profiles[profile]

    def _profiles_of_roles(self, user: str, teams: frozenset[str] | Unknown) -> frozenset[str] | Unknown:
        grants, given_by = self.grants, self.grants.role_profiles
        if isinstance(given_by, Unknown):
            return given_by
        if not (given_by.pairs or given_by.rejected or given_by.others_unknown):
            return frozenset()  # no role gives a profile, whatever roles the user has
        in_person = _ids(grants.user_roles, user)
        if isinstance(in_person, Unknown) or isinstance(teams, Unknown):
            return in_person if isinstance(in_person, Unknown) else teams
        held = set(in_person)
        for team in teams:
            through_team = _ids(grants.team_roles, team)
            if isinstance(through_team, Unknown):
                return through_team
            held |= through_team
        found: set[str] = set()
        for role in self._mapped(given_by, held):
            profiles = given_by.of(role)
            if profiles is None:
                expected = "every profile of the user's roles"
                raise InvalidValue("msdyn_appprofilerolemappings", expected, "not known in full")
            found |= profiles
        return frozenset(found)

    def _mapped(self, given_by: PairsRead, held: set[str]) -> set[str]:
        """The mapped ones among roles that are held: root and copies of one role are one role.

        Raises:
            InvalidValue: where a mapped role may be a copy of one that is held, since one of them has no known root.
        """
        found, roots = held & self.mapped, self.grants.roots
        for role in held:
            found |= self.by_root.get(roots[role], set()) if role in roots else set()
        doubtful = self.by_root.get(None, set()) if roots.keys() >= held else self.mapped
        if held and (given_by.others_unknown or doubtful - held):
            expected, got = "mappings of roles whose root copies are known", "one that may be of a role of the user"
            raise InvalidValue("msdyn_appprofilerolemappings", expected, got)
        return found

    def user(self, user: str) -> User:
        """The user with all rights.

        Raises:
            InvalidValue: when a row that tells of them could not be read.
        """
        grants, teams = self.grants, self.teams_of(user)
        roles, roles_by_team = self.roles_of(user, teams)
        all_of_them = grants.global_administrators
        among_them = all_of_them if isinstance(all_of_them, Unknown) else user in all_of_them
        no_fields = (
            frozenset[str]()
            if grants.others_read_no_secured_fields
            else Unknown("which secured fields the user may read was not provided")
        )
        return User(
            user,
            roles=roles,
            roles_by_team=roles_by_team,
            teams=teams,
            profile=self.profile_of(user, teams),
            readable_secured_fields=grants.readable_secured_fields.get(user, no_fields),
            is_global_administrator=grants.is_global_administrator.get(user, among_them),
        )


def _ids(held: PairsRead | Unknown, holder: str) -> frozenset[str] | Unknown:
    ids = held if isinstance(held, Unknown) else held.of(holder)
    if ids is None:
        raise InvalidValue("roles", "every role of the user and the user's teams", "not known in full")
    return ids


# --- Users ------------------------------------------------------------------------------------------------------------


@frozen
class UsersRead(Model):
    """The users.

    Attributes:
        users: the users, disabled ones left out.
        rejected: the rows that could not be read, and the users of whom a row that tells of them could not be read.
        not_selected: the columns that no row has.
    """

    users: tuple[User, ...]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_users(payload: object, grants: Grants, source: str = "systemusers") -> UsersRead:
    """Read `systemuser` rows and join what gives each user rights.

    A disabled user can do nothing and is left out. One that is not said to be disabled or not is rejected: a disabled
    user must not become an enabled one.
    """
    rejected: list[Rejected] = []
    columns = selected("systemusers", source)
    rights = _Rights(grants)

    def read(row: Row, position: int) -> tuple[int, str, User | None]:
        user, is_disabled = guid(row, "systemuserid"), boolean(row, "isdisabled")
        if is_disabled is None:
            raise InvalidValue("isdisabled", "true or false", shown(value(row, "isdisabled")))
        return position, user, None if is_disabled else rights.user(user)

    agreed = read_agreeing(payload, source, read, "systemuserid", rejected, columns)
    not_selected = columns.told(rejected)
    return UsersRead(tuple(user for user in agreed if user is not None), tuple(rejected), not_selected)
