"""The tables of an organisation from a `Snapshot`, as frames of Polars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .._arguments import checked
from ..errors import InvalidValue, shown
from ..models import Role, User
from ..snapshot import Rejected, Snapshot
from ..unknown import Unknown
from ._columns import TABLES, ColumnType
from ._polars import pl
from .absent import absent_of
from .tables import Tables

__all__ = ["empty_table", "frame_of_rejected", "tables_of"]

# --- From a snapshot --------------------------------------------------------------------------------------------------

_TYPES: Mapping[ColumnType, pl.DataType] = {
    ColumnType.TEXT: pl.String(),
    ColumnType.TIME: pl.Datetime("us", "UTC"),
    ColumnType.WHOLE_NUMBER: pl.Int64(),
    ColumnType.TRUTH: pl.Boolean(),
}


@checked
def tables_of(snapshot: Snapshot) -> Tables[pl.DataFrame]:
    """All tables of an organisation, as far as its export could be read; `Snapshot.rejected` has the rest.

    A table that needs what was not exported is None. Users of whom something is not known are left out where it
    matters: without their roles they are in neither `user_roles` nor `users`, without their profile not in `users`.
    Roles have no ids in a snapshot; they are numbered, with their names.
    """
    roles = _role_ids(snapshot)
    in_person, of_teams = _held(snapshot.users)
    rows: Mapping[str, Iterable[tuple[object, ...]]] = {
        "links": (
            (chat.id, link.record_type, link.record_id, link.connected_by, link.connected_on)
            for chat in snapshot.chats
            for link in chat.links
        ),
        "records": (
            (each.record_type, each.id, each.owner.user, each.owner.team)
            for each in snapshot.records
            if not isinstance(each.owner, Unknown)
        ),
        "team_members": (
            (team, each.id)
            for each in snapshot.users
            if not isinstance(each.teams, Unknown)
            for team in sorted(each.teams)
        ),
        "user_roles": ((user, roles[role]) for user, held in in_person for role in held),
        "team_roles": ((team, roles[role]) for team, held in sorted(of_teams.items()) for role in held),
        "role_privileges": ((id, privilege) for role, id in roles.items() for privilege in sorted(role.privileges)),
        "access": ((each.user_id, each.record_type, each.record_id, each.rights.value) for each in snapshot.access),
        "users": (
            (each.id, profile)
            for each in snapshot.users
            if not isinstance(each.privileges, Unknown) and not isinstance(profile := _profile_has_chat(each), Unknown)
        ),
        "apps": ((each.unique_name, each.offering.value, each.is_multisession) for each in snapshot.apps),
    }
    absent = absent_of(snapshot).tables
    return Tables(**{name: _frame(name, each) for name, each in rows.items() if name not in absent})


def _held(
    users: Iterable[User],
) -> tuple[list[tuple[str, tuple[Role, ...]]], dict[str, tuple[Role, ...]]]:
    """The roles that users hold in person, and those of teams.

    The roles of a team are its own only where they reach all its members; else each member holds them in person, since
    what a user has may have been asked for (`RetrieveUserPrivileges`).
    """
    known = [each for each in users if not isinstance(each.privileges, Unknown)]
    by_member: dict[str, set[tuple[Role, ...]]] = {}
    for user in users:
        by_team = {each.team: each.roles for each in user.roles_by_team}
        for team in () if isinstance(user.teams, Unknown) else user.teams:
            roles = by_team.get(team, ())
            by_member.setdefault(team, set()).add(() if isinstance(roles, Unknown) else roles)
    of_teams = {team: roles for team, (roles, *others) in by_member.items() if not others and roles}
    in_person = [
        (each.id, _merged(each.roles, *(team.roles for team in each.roles_by_team if team.team not in of_teams)))
        for each in known
    ]
    return in_person, of_teams


def _merged(*held: tuple[Role, ...] | Unknown) -> tuple[Role, ...]:
    """Roles held in several ways, each once."""
    return tuple(dict.fromkeys(role for roles in held if not isinstance(roles, Unknown) for role in roles))


@checked
def frame_of_rejected(rejected: Iterable[Rejected]) -> pl.DataFrame:
    """What of an export could not be read (`Snapshot.rejected`), so that it is in no table."""
    names = ("source", "row", "path", "expected", "got", "record_type")
    schema = {name: pl.Int64() if name == "row" else pl.String() for name in names}
    return pl.DataFrame([[getattr(each, name) for name in names] for each in rejected], schema, orient="row")


def _frame(table: str, rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    schema = {column.name: _TYPES[column.type] for column in TABLES[table]}
    return pl.DataFrame(list(rows), schema, orient="row")


@checked
def empty_table(table: str) -> pl.LazyFrame:
    """A table without a row."""
    if table not in TABLES:
        raise InvalidValue("table", f"a table among {', '.join(TABLES)}", shown(table))
    return _frame(table, ()).lazy()


def _role_ids(snapshot: Snapshot) -> Mapping[Role, str]:
    of_users = (each.all_roles for each in snapshot.users)
    found = {*snapshot.roles, *(role for held in of_users if not isinstance(held, Unknown) for role in held)}
    in_order = sorted(found, key=lambda role: (role.name, sorted(role.privileges)))
    return MappingProxyType({role: f"{number} {role.name}" for number, role in enumerate(in_order, start=1)})


def _profile_has_chat(user: User) -> bool | Unknown | None:
    profile = user.profile
    return profile if profile is None or isinstance(profile, Unknown) else profile.chat_in_pane
