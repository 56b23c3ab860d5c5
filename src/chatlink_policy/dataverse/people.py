"""Who the users are and what gives them their rights: roles, teams, profiles (DIS-2, DIS-6, ENB-7, ENB-8).

Roles count by their privileges, and privileges by their names; the name of a role is for people, and localised. The
answer of `RetrieveUserPrivileges`, where it was fetched for a user, replaces the privileges of the user's roles.

What was not exported is `UNKNOWN` in each user. A user of whom a row could not be read, or of whose roles one is not
known in full, is rejected: an unknown privilege is neither there nor missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field

from .._arguments import checked
from .._ids import is_name
from .._value import Model, frozen
from ..defaults import FETCHED_PRIVILEGES
from ..errors import InvalidValue, shown
from ..models import Profile, Role, TeamRoles, User
from ..snapshot import UserName
from ..unknown import UNKNOWN, Unknown
from ..wording.words import say
from ._columns import not_exported
from ._payloads import Row
from ._rows import boolean, guid, name_in, nested, text, value
from ._table_reader import TableRead, TableReader
from .roles import PairsRead
from .supplement import Supplement

__all__ = ["Grants", "UserPrivilegesRead", "UsersRead", "read_user_privileges", "read_users"]


# --- Answers of RetrieveUserPrivileges --------------------------------------------------------------------------------


@frozen
class UserPrivilegesRead(TableRead):
    """The names of the privileges of each user for whom they were fetched."""

    privileges: Mapping[str, frozenset[str]]


@checked
def read_user_privileges(payload: object, source: str = "userprivileges") -> UserPrivilegesRead:
    """Read answers of `RetrieveUserPrivileges`, each with the `systemuserid` of its user added."""

    def read(row: Row, _: int) -> tuple[str, frozenset[str]]:
        user, found = guid(row, "systemuserid"), value(row, "RolePrivileges")
        return user, frozenset(nested(found, "RolePrivileges", _privilege))

    table = TableReader.of("userprivileges", source)
    privileges = table.by_id(payload, "systemuserid", read)
    return UserPrivilegesRead(privileges, **table.not_read())


def _privilege(row: Row) -> str:
    name = text(row, "PrivilegeName")
    if not is_name(name):
        raise InvalidValue("PrivilegeName", "a name", shown(name))
    return name


# --- What gives rights ------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Grants(Model):
    """Everything that gives users rights, as far as it was read; what was not exported is unknown.

    Args:
        roles: the copies of roles whose privileges are known in full, by id.
        roots: the root copy of each copy of a role, by id, as far as it is known.
        other_roles: why the copies that are not among these are unknown, where a table or column was not exported; None
            where they could not be read, so that who holds one is rejected.
        user_roles: which roles each user has in person.
        team_roles: which roles each team has.
        memberships: which teams each user is a member of.
        user_privileges: the privileges of the users for whom they were fetched.
        user_profiles: which agent experience profiles each user is assigned in person.
        role_profiles: which agent experience profiles each role gives.
        profiles: the profiles that could be read, by id.
        supplement: what Dataverse does not hold of users: `users`, `global_administrators` (TML-2) and
            `others_read_no_secured_fields` (CRD-4).
    """

    roles: Mapping[str, Role] | Unknown = field(factory=lambda: not_exported("roles, privileges and roleprivileges"))
    roots: Mapping[str, str] = field(factory=lambda: MappingProxyType({}))
    other_roles: Unknown | None = None
    user_roles: PairsRead | Unknown = field(factory=lambda: not_exported("systemuserroles"))
    team_roles: PairsRead | Unknown = field(factory=lambda: not_exported("teamroles"))
    memberships: PairsRead | Unknown = field(factory=lambda: not_exported("teammemberships"))
    user_privileges: Mapping[str, frozenset[str]] = field(factory=lambda: MappingProxyType({}))
    user_profiles: PairsRead | Unknown = field(factory=lambda: not_exported("msdyn_appconfiguration_systemusers"))
    role_profiles: PairsRead | Unknown = field(factory=lambda: not_exported("msdyn_appprofilerolemappings"))
    profiles: Mapping[str, Profile] | Unknown = field(factory=lambda: not_exported("msdyn_appconfigurations"))
    supplement: Supplement = field(factory=Supplement)


class _Rights:
    """Looks up the rights of users; what all of them need is prepared once.

    Every method raises `InvalidValue` when a row about the user could not be read.
    """

    def __init__(self, grants: Grants) -> None:
        self.grants = grants
        self.provided = {each.id: each for each in grants.supplement.users}
        mapping = grants.role_profiles
        self.mapped: set[str] = set() if isinstance(mapping, Unknown) else {*mapping.pairs, *mapping.unknown}
        self.by_root: dict[str | None, set[str]] = {}
        for role in self.mapped:
            self.by_root.setdefault(grants.roots.get(role), set()).add(role)

    def user(self, user: str) -> User:
        """The user with all rights."""
        teams = _held(self.grants.memberships, user, "teammemberships", "every team membership of the user")
        roles, roles_by_team = self.roles_of(user, teams)
        profile, profile_roles = self.profile_of(user, teams)
        return User(
            user,
            roles=roles,
            roles_by_team=roles_by_team,
            teams=teams,
            profile=profile,
            profile_roles=profile_roles,
            readable_secured_fields=self.readable_secured_fields_of(user),
            is_global_administrator=self.is_global_administrator(user),
        )

    # --- Roles ---

    def roles_of(
        self, user: str, teams: frozenset[str] | Unknown
    ) -> tuple[tuple[Role, ...] | Unknown, tuple[TeamRoles, ...]]:
        """The roles that the user has in person, and those that the user has through a team, by team (DIS-6)."""
        grants = self.grants
        if user in grants.user_privileges:
            return (Role(FETCHED_PRIVILEGES, grants.user_privileges[user]),), ()
        if isinstance(teams, Unknown):
            return teams, ()  # then the roles that the user has through them are unknown too
        in_person = self._roles(grants.user_roles, user)
        by_team = [TeamRoles(team, self._roles(grants.team_roles, team)) for team in sorted(teams)]
        return in_person, tuple(each for each in by_team if each.roles != ())

    def _roles(self, held: PairsRead | Unknown, holder: str) -> tuple[Role, ...] | Unknown:
        ids, roles = _role_ids(held, holder), self.grants.roles
        if isinstance(ids, Unknown):
            return ids
        if isinstance(roles, Unknown):
            return roles if ids else ()
        unknown = sorted(ids - roles.keys())
        if unknown and self.grants.other_roles is not None and self.grants.roots.keys().isdisjoint(unknown):
            return self.grants.other_roles
        if unknown:
            raise InvalidValue("roles", "roles whose privileges are known in full", f"the role {shown(unknown[0])}")
        return tuple(roles[each] for each in sorted(ids))

    # --- Profile ---

    def profile_of(
        self, user: str, teams: frozenset[str] | Unknown
    ) -> tuple[Profile | Unknown | None, frozenset[str] | None]:
        """The user's profile, None is the default one (ENB-7); and the names of the roles that give it."""
        by_role, path = self._profiles_of_roles(user, teams), "msdyn_appconfiguration_systemusers"
        in_person = _held(self.grants.user_profiles, user, path, "every profile of the user")
        if isinstance(in_person, Unknown):
            return in_person, None
        if isinstance(by_role, Unknown):
            return by_role, None
        found, profiles = in_person | by_role.keys(), self.grants.profiles
        if not found:
            return None, None
        if len(found) > 1:
            raise InvalidValue(path, "at most one profile", shown(sorted(found)))
        if isinstance(profiles, Unknown):
            return profiles, None
        (profile,) = found
        if profile not in profiles:
            raise InvalidValue(path, "a profile that could be read", shown(profile))
        roles = {} if isinstance(self.grants.roles, Unknown) else self.grants.roles
        given_by = () if in_person else by_role[profile]
        return profiles[profile], frozenset(roles[each].name if each in roles else each for each in given_by)

    def _profiles_of_roles(self, user: str, teams: frozenset[str] | Unknown) -> Mapping[str, set[str]] | Unknown:
        """The profiles that the user's roles give, each with the ids of these roles."""
        grants, mapping = self.grants, self.grants.role_profiles
        if isinstance(mapping, Unknown):
            return mapping
        if not (mapping.pairs or mapping.rejected or mapping.others_unknown):
            return {}  # no role gives a profile, whatever roles the user has
        in_person = _role_ids(grants.user_roles, user)
        if isinstance(in_person, Unknown):
            return in_person
        if isinstance(teams, Unknown):
            return teams
        held = set(in_person)
        for team in teams:
            through_team = _role_ids(grants.team_roles, team)
            if isinstance(through_team, Unknown):
                return through_team
            held |= through_team
        mapped = self._mapped(mapping, held)
        return mapped if isinstance(mapped, Unknown) else self._given_by(mapping, mapped)

    def _given_by(self, mapping: PairsRead, roles: set[str]) -> dict[str, set[str]]:
        """The profiles that these roles give, each with the ids of those that give it."""
        found: dict[str, set[str]] = {}
        for role in roles:
            profiles = _held(mapping, role, "msdyn_appprofilerolemappings", "every profile of the user's roles")
            for profile in () if isinstance(profiles, Unknown) else profiles:
                found.setdefault(profile, set()).add(role)
        return found

    def _mapped(self, mapping: PairsRead, held: set[str]) -> set[str] | Unknown:
        """Those of the roles held that are mapped to a profile: root and copies of one role are one role.

        A mapped role that may be a copy of one that is held, since one of them has no known root, is refused; where
        roots were not exported, it is unknown.
        """
        found, roots = held & self.mapped, self.grants.roots
        for role in held:
            found |= self.by_root.get(roots[role], set()) if role in roots else set()
        doubtful = self.by_root.get(None, set()) if roots.keys() >= held else self.mapped
        if held and doubtful - held and self.grants.other_roles is not None and not mapping.others_unknown:
            return self.grants.other_roles
        if held and (mapping.others_unknown or doubtful - held):
            expected, got = "mappings of roles whose root copies are known", "one that may be of a role of the user"
            raise InvalidValue("msdyn_appprofilerolemappings", expected, got)
        return found

    # --- What Dataverse does not hold ---

    def readable_secured_fields_of(self, user: str) -> frozenset[str] | Unknown:
        """The secured fields that the user may read (CRD-4)."""
        provided = self.provided[user].readable_secured_fields if user in self.provided else UNKNOWN
        if not isinstance(provided, Unknown):
            return provided
        if self.grants.supplement.others_read_no_secured_fields:
            return frozenset()
        return Unknown(say("not_known.secured_fields"))

    def is_global_administrator(self, user: str) -> bool | Unknown:
        """Whether the user is a global administrator (TML-2)."""
        provided = self.provided[user].is_global_administrator if user in self.provided else UNKNOWN
        administrators = self.grants.supplement.global_administrators
        if not isinstance(provided, Unknown):
            return provided
        if isinstance(administrators, Unknown):
            return Unknown(say("not_known.administrators"))
        return user in administrators


def _held(pairs: PairsRead | Unknown, holder: str, path: str, expected: str) -> frozenset[str] | Unknown:
    """The ids that are paired with a holder; refused where they are not known in full."""
    ids = pairs if isinstance(pairs, Unknown) else pairs.of(holder)
    if ids is None:
        raise InvalidValue(path, expected, "not known in full")
    return ids


def _role_ids(held: PairsRead | Unknown, holder: str) -> frozenset[str] | Unknown:
    return _held(held, holder, "roles", "every role of the user and the user's teams")


# --- Users ------------------------------------------------------------------------------------------------------------


@frozen
class UsersRead(TableRead):
    """The users without the disabled ones; a user is rejected where a row about the user's rights could not be read.

    Attributes:
        names: the names of users, of disabled ones too, as far as the rows have them.
    """

    users: tuple[User, ...]
    names: tuple[UserName, ...]


@checked
def read_users(payload: object, grants: Grants, source: str = "systemusers") -> UsersRead:
    """Read `systemuser` rows and join what gives each user rights.

    A disabled user can do nothing and is left out. A row that does not say whether the user is disabled is rejected:
    a disabled user must not become an enabled one.
    """
    rights, names = _Rights(grants), dict[str, str]()

    def read(row: Row, _: int) -> tuple[str, User | None]:
        user, is_disabled = guid(row, "systemuserid"), boolean(row, "isdisabled")
        if (name := name_in(row, "fullname")) is not None:
            names.setdefault(user, name)
        if is_disabled is None:
            raise InvalidValue("isdisabled", "true or false", shown(value(row, "isdisabled")))
        return user, None if is_disabled else rights.user(user)

    table = TableReader.of("systemusers", source)
    users = table.by_id(payload, "systemuserid", read)
    named = tuple(UserName(user, names[user]) for user in users if user in names)
    return UsersRead(tuple(user for user in users.values() if user is not None), named, **table.not_read())
