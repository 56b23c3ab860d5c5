"""Who is who, and who may what: users, roles, teams, owners, access rights.

Roles count by their privileges, and privileges by their names; the name of a role is for people, and localised. Where
`RetrieveUserPrivileges` was asked for a user, its answer is what the user has. A user whose roles, teams or privileges
are not known in full is set apart: an unknown privilege is neither there nor missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from .._ids import is_name
from .._model import Model
from ..errors import InvalidValue, shown
from ..models import NOBODY, AccessRights, Owner, Profile, Record, Role, User
from ..snapshot import Access, SetApart
from ._rows import (
    Row,
    boolean,
    given,
    guid,
    has,
    is_active,
    logical_name,
    optional_guid,
    read_agreeing,
    read_each,
    text,
    value,
)

__all__ = [
    "AccessRead",
    "Grants",
    "NamesRead",
    "PairsRead",
    "RecordsRead",
    "UserPrivilegesRead",
    "UsersRead",
    "make_roles",
    "read_access",
    "read_names",
    "read_owner",
    "read_pairs",
    "read_records",
    "read_rights",
    "read_user_privileges",
    "read_users",
]


# --- Names and pairs --------------------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class NamesRead(Model):
    """Names by id: of roles, or of privileges.

    Attributes:
        names: each name by the id of its row.
        set_apart: the rows that could not be read.
    """

    names: Mapping[str, str]
    set_apart: tuple[SetApart, ...]


def read_names(payload: object, id_column: str, source: str, name_column: str = "name") -> NamesRead:
    """Read rows with an id and a name: `role` rows by `roleid`, `privilege` rows by `privilegeid`."""
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, str]]:
        name, key = text(row, name_column), guid(row, id_column)
        if not is_name(name):
            raise InvalidValue(name_column, "a name", shown(name))
        return position, key, (key, name)

    named = read_agreeing(payload, source, read, id_column, set_apart)
    return NamesRead(dict(named), tuple(set_apart))


@frozen(eq=False, repr=False)
class PairsRead(Model):
    """The rows of an intersect table: who has which role, which role has which privilege.

    Attributes:
        pairs: the ids on the right side by the id on the left one.
        unknown: ids on the left of which a row could not be read: what they are paired with is not known.
        others_unknown: whether a row could not be read whose left side is not known either.
        set_apart: the rows that could not be read.
    """

    pairs: Mapping[str, frozenset[str]]
    unknown: frozenset[str]
    others_unknown: bool
    set_apart: tuple[SetApart, ...]

    def of(self, left: str) -> frozenset[str] | None:
        """The ids paired with that one; None where they are not known in full."""
        if self.others_unknown or left in self.unknown:
            return None
        return self.pairs.get(left, frozenset())


def read_pairs(payload: object, left: str, right: str, source: str, *, has_state: bool = False) -> PairsRead:
    """Read the rows of an intersect table by its two columns, such as `systemuserid` and `roleid`.

    Args:
        payload: the rows, of any known shape.
        left: the column of the one id.
        right: the column of the other.
        source: the name of the payload, for what is set apart.
        has_state: whether the rows have a `statecode`, so that inactive ones are left out.
    """
    set_apart: list[SetApart] = []
    unknown: set[str | None] = set()

    def read(row: Row, _: int) -> tuple[str, str] | None:
        try:
            pair = guid(row, left), guid(row, right)
            return pair if not has_state or is_active(row) else None
        except InvalidValue:
            unknown.add(_known_id(row, left))
            raise

    pairs: dict[str, set[str]] = {}
    for pair in read_each(payload, source, read, set_apart):
        if pair is not None:
            pairs.setdefault(pair[0], set()).add(pair[1])
    no_rows = any(each.path == "row" for each in set_apart)
    return PairsRead(
        pairs={one: frozenset(others) for one, others in pairs.items()},
        unknown=frozenset(each for each in unknown if each is not None),
        others_unknown=no_rows or None in unknown,
        set_apart=tuple(set_apart),
    )


def _known_id(row: Row, column: str) -> str | None:
    try:
        return guid(row, column)
    except InvalidValue:
        return None


# --- Roles and users --------------------------------------------------------------------------------------------------


def make_roles(roles: NamesRead, privileges: NamesRead, role_privileges: PairsRead) -> dict[str, Role]:
    """The roles with their privileges, by id; a role whose privileges are not known in full is left out."""
    made = {}
    for role, name in roles.names.items():
        ids = role_privileges.of(role)
        if ids is not None and ids <= privileges.names.keys():
            made[role] = Role(name, frozenset(privileges.names[each] for each in ids))
    return made


@frozen(eq=False, repr=False)
class UserPrivilegesRead(Model):
    """The answers of `RetrieveUserPrivileges`.

    Attributes:
        privileges: the names of the privileges of each user that was asked for.
        set_apart: the answers that could not be read.
    """

    privileges: Mapping[str, frozenset[str]]
    set_apart: tuple[SetApart, ...]


def read_user_privileges(payload: object, source: str = "userprivileges") -> UserPrivilegesRead:
    """Read answers of `RetrieveUserPrivileges`, each with the `systemuserid` it was asked for beside it."""
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, frozenset[str]]]:
        user, found = guid(row, "systemuserid"), value(row, "RolePrivileges")
        if not isinstance(found, list):
            raise InvalidValue("RolePrivileges", "a list of privileges", shown(found))
        apart: list[SetApart] = []
        names = frozenset(read_each(found, source, lambda each, _: text(each, "PrivilegeName"), apart))
        if apart or not all(map(is_name, names)):
            raise InvalidValue("RolePrivileges", "privileges with their names", shown(found))
        return position, user, (user, names)

    agreed = read_agreeing(payload, source, read, "systemuserid", set_apart)
    return UserPrivilegesRead(dict(agreed), tuple(set_apart))


@frozen(kw_only=True, eq=False, repr=False)
class Grants(Model):
    """All that gives a user rights, as far as it was read; what is None was not exported.

    Attributes:
        roles: the roles whose privileges are known, by id.
        user_roles: which roles each user has in person.
        team_roles: which roles each team has.
        memberships: which teams each user is a member of.
        user_privileges: the privileges of the users for whom they were asked.
        user_profiles: which agent experience profiles each user is assigned in person.
        role_profiles: which agent experience profiles each role gives.
        profiles: the profiles that could be read, by id.
        global_administrators: the ids of the global administrators (TML-2).
        readable_secured_fields: the secured fields each user may read, as "table.attribute" (CRD-4).
    """

    roles: Mapping[str, Role] = field(factory=dict)
    user_roles: PairsRead | None = None
    team_roles: PairsRead | None = None
    memberships: PairsRead | None = None
    user_privileges: Mapping[str, frozenset[str]] = field(factory=dict)
    user_profiles: PairsRead | None = None
    role_profiles: PairsRead | None = None
    profiles: Mapping[str, Profile] = field(factory=dict)
    global_administrators: frozenset[str] = frozenset()
    readable_secured_fields: Mapping[str, frozenset[str]] = field(factory=dict)

    def teams_of(self, user: str) -> frozenset[str]:
        """The teams the user is a member of (DIS-6).

        Raises:
            InvalidValue: when they are not known in full.
        """
        teams = None if self.memberships is None else self.memberships.of(user)
        if teams is None:
            raise InvalidValue("teammemberships", "every team membership of the user", "not known in full")
        return teams

    def roles_of(self, user: str, teams: Iterable[str]) -> tuple[Role, ...]:
        """The roles that reach the user, in person or through a team.

        Raises:
            InvalidValue: when they, or their privileges, are not known in full.
        """
        if user in self.user_privileges:
            return (Role("RetrieveUserPrivileges", self.user_privileges[user]),)
        ids = self._role_ids(user, teams)
        unknown = sorted(ids - self.roles.keys())
        if unknown:
            raise InvalidValue("roles", "roles whose privileges are known", shown(unknown[0]))
        return tuple(self.roles[each] for each in sorted(ids))

    def profile_of(self, user: str, teams: Iterable[str]) -> Profile | None:
        """The user's profile, assigned in person or given by a role; None is the default one (ENB-7).

        Raises:
            InvalidValue: when the user's profile is not known, or could not be read, or when there are two.
        """
        assigned = None if self.user_profiles is None else self.user_profiles.of(user)
        if assigned is None:
            raise InvalidValue("msdyn_appconfiguration_systemusers", "every profile of the user", "not known in full")
        assigned |= self._profiles_of_roles(user, teams)
        known = [self.profiles[each] for each in assigned if each in self.profiles]
        if len(assigned) > 1 or len(known) < len(assigned):
            expected = "at most one profile, and one that could be read"
            raise InvalidValue("msdyn_appconfiguration_systemusers", expected, shown(sorted(assigned)))
        return known[0] if known else None

    def _profiles_of_roles(self, user: str, teams: Iterable[str]) -> frozenset[str]:
        given_by = self.role_profiles
        if given_by is not None and not (given_by.pairs or given_by.set_apart):
            return frozenset()  # no role gives a profile, whatever roles the user has
        found: set[str] = set()
        for role in self._role_ids(user, teams):
            profiles = None if given_by is None else given_by.of(role)
            if profiles is None:
                raise InvalidValue(
                    "msdyn_appprofilerolemappings", "every profile of the user's roles", "not known in full"
                )
            found |= profiles
        return frozenset(found)

    def _role_ids(self, user: str, teams: Iterable[str]) -> set[str]:
        ids: set[str] = set()
        for table, holder in [(self.user_roles, user), *((self.team_roles, team) for team in teams)]:
            found = None if table is None else table.of(holder)
            if found is None:
                raise InvalidValue("roles", "every role of the user and the user's teams", "not known in full")
            ids |= found
        return ids


@frozen(eq=False, repr=False)
class UsersRead(Model):
    """The users.

    Attributes:
        users: those of whom everything is known, disabled ones left out.
        set_apart: the rows that could not be read, and the users of whom something is not known.
    """

    users: tuple[User, ...]
    set_apart: tuple[SetApart, ...]


def read_users(payload: object, grants: Grants, source: str = "systemusers") -> UsersRead:
    """Read `systemuser` rows and join what gives each user rights; a disabled user can do nothing and is left out."""
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, User | None]:
        user = guid(row, "systemuserid")
        if boolean(row, "isdisabled"):
            return position, user, None
        teams = grants.teams_of(user)
        made = User(
            user,
            roles=grants.roles_of(user, teams),
            teams=teams,
            profile=grants.profile_of(user, teams),
            readable_secured_fields=grants.readable_secured_fields.get(user, ()),
            is_global_administrator=user in grants.global_administrators,
        )
        return position, user, made

    agreed = read_agreeing(payload, source, read, "systemuserid", set_apart)
    return UsersRead(tuple(user for user in agreed if user is not None), tuple(set_apart))


# --- Records and access -----------------------------------------------------------------------------------------------

_OWNER_KIND = "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"


def read_owner(row: Row) -> Owner:
    """The owner of a record, from whichever owner columns the row has (DIS-6).

    `_owninguser_value` and `_owningteam_value` tell the kind; without them the annotation of `_ownerid_value` does. A
    row without any owner column is one of a table that nobody owns.

    Raises:
        InvalidValue: when the columns do not tell the owner, or contradict each other.
    """
    columns = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
    if not any(has(row, each) for each in columns):
        return NOBODY
    owner, user, team = (optional_guid(row, each) for each in columns)
    kind = given(row, _OWNER_KIND)
    if kind not in (None, "systemuser", "team"):
        raise InvalidValue(_OWNER_KIND, "systemuser or team", shown(kind))
    if user is None and team is None and owner is not None and kind is not None:
        user, team = (owner, None) if kind == "systemuser" else (None, owner)
    told = [each for each in (user, team) if each is not None]
    is_of_kind = kind is None or (kind == "systemuser") == (user is not None)
    if len(told) != 1 or owner not in (None, told[0]) or not is_of_kind:
        got = ", ".join(shown(given(row, each)) for each in columns)
        raise InvalidValue("_ownerid_value", "one owner, a user or a team, told by its columns", got)
    return Owner(user=user, team=team)


@frozen(eq=False, repr=False)
class RecordsRead(Model):
    """The records of a table.

    Attributes:
        records: the records with their owners.
        set_apart: the rows that could not be read.
    """

    records: tuple[Record, ...]
    set_apart: tuple[SetApart, ...]


def read_records(
    payload: object, table: str, *, id_column: str | None = None, source: str | None = None
) -> RecordsRead:
    """Read the rows of any table as records.

    Args:
        payload: the rows, of any known shape.
        table: the logical name of the table.
        id_column: its primary id column; the table's name with "id" unless given, "activityid" for an activity.
        source: the name of the payload, for what is set apart.
    """
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, Record]:
        column = id_column or ("activityid" if has(row, "activityid") else f"{table}id")
        record = Record(table, guid(row, column), read_owner(row))
        return position, record.id, record

    name = source or table
    records = read_agreeing(payload, name, read, "_ownerid_value", set_apart)
    return RecordsRead(tuple(records), tuple(set_apart))


_RIGHTS = {f"{str(right.name).title().replace('_', '')}Access": right for right in AccessRights}


def read_rights(answer: object) -> AccessRights:
    """Access rights from an answer of `RetrievePrincipalAccess`, its text, or a mask of bits.

    Raises:
        InvalidValue: for a right or a bit that is not known.
    """
    found = answer["AccessRights"] if isinstance(answer, Mapping) and "AccessRights" in answer else answer
    rights = AccessRights.NONE
    if type(found) is int:
        known = sum(right.value for right in AccessRights)
        if found < 0 or found & ~known:
            raise InvalidValue("AccessRights", f"a mask of the bits {known}", shown(found))
        return AccessRights(found)
    if not isinstance(found, str):
        raise InvalidValue("AccessRights", 'a text such as "ReadAccess, WriteAccess", or a mask', shown(found))
    for name in filter(None, (each.strip() for each in found.split(","))):
        if name != "None" and name not in _RIGHTS:
            raise InvalidValue("AccessRights", f"rights among {', '.join(_RIGHTS)}", shown(name))
        rights |= _RIGHTS.get(name, AccessRights.NONE)
    return rights


@frozen(eq=False, repr=False)
class AccessRead(Model):
    """Access rights of users to records.

    Attributes:
        access: the rights.
        set_apart: the answers that could not be read.
    """

    access: tuple[Access, ...]
    set_apart: tuple[SetApart, ...]


def read_access(payload: object, source: str = "access") -> AccessRead:
    """Read answers of `RetrievePrincipalAccess`, each with what it was asked for beside it.

    A row holds `systemuserid`, `table`, `recordid` and `AccessRights`.
    """
    set_apart: list[SetApart] = []

    def read(row: Row, position: int) -> tuple[int, str, Access]:
        user, table, record = guid(row, "systemuserid"), logical_name(row, "table"), guid(row, "recordid")
        rights = read_rights(value(row, "AccessRights"))
        return position, f"{user} {table} {record}", Access(user, table, record, rights)

    agreed = read_agreeing(payload, source, read, "AccessRights", set_apart)
    return AccessRead(tuple(agreed), tuple(set_apart))
