"""Roles of business units: what a copy gives, through whom it is held, and when it is not known in full."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from attrs import evolve

from chatlink_policy import Profile, TeamRoles, User
from chatlink_policy.dataverse import (
    Grants,
    PairsRead,
    make_roles,
    read_apps,
    read_names,
    read_pairs,
    read_profiles,
    read_roles,
    read_teams,
    read_user_privileges,
    read_users,
    root_copies,
)
from chatlink_policy.dataverse._table_reader import TableRead
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE
from chatlink_policy.snapshot import Team, TeamType

Row = dict[str, Any]

ADA, TEAM = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000c"
ROOT, SALES, SERVICE = (f"10000000-0000-0000-0000-00000000000{digit}" for digit in "123")
OTHER, OTHER_IN_SALES = (f"11000000-0000-0000-0000-00000000000{digit}" for digit in "12")
UNLINK, PROFILE = "20000000-0000-0000-0000-000000000001", "30000000-0000-0000-0000-000000000001"
COPIES = (ROOT, SALES, SERVICE)
PARENT = "_parentrootroleid_value"

ROLES: list[Row] = [
    *({"roleid": each, "name": "Agent", PARENT: ROOT} for each in COPIES),
    *({"roleid": each, "name": "Reader", PARENT: OTHER} for each in (OTHER, OTHER_IN_SALES)),
]
DESK = Profile("Front desk", chat_in_pane=False)


def grants(
    *,
    roles: list[Row] = ROLES,
    held: list[tuple[str, str]] | None = None,
    by_team: str | None = None,
    mapped: str | None = None,
) -> Grants:
    """Three copies of a role that gives the global right, and two of one that gives nothing."""
    read = read_roles(roles)
    privileges = read_names([{"privilegeid": UNLINK, "name": GLOBAL_DISCONNECT_PRIVILEGE}], "privilegeid", "privileges")
    given = read_pairs([{"roleid": ROOT, "privilegeid": UNLINK}], "roleid", "privilegeid", "roleprivileges")

    def pairs(found: list[tuple[str, str]]) -> PairsRead:
        return read_pairs([{"one": one, "other": other} for one, other in found], "one", "other", "pairs")

    return Grants(
        roles=make_roles(read, privileges, given),
        roots=root_copies(read, given),
        user_roles=pairs(held or []),
        team_roles=pairs([(TEAM, by_team)] if by_team else []),
        memberships=pairs([(ADA, TEAM)]),
        user_profiles=pairs([]),
        role_profiles=pairs([(mapped, PROFILE)] if mapped else []),
        profiles={PROFILE: DESK},
    )


def ada(given: Grants) -> User | None:
    """The user, None where she is rejected."""
    users = read_users([{"systemuserid": ADA, "isdisabled": False}], given).users
    return users[0] if users else None


def without_parent(*copies: str) -> list[Row]:
    return [{key: each[key] for key in each if each["roleid"] not in copies or key != PARENT} for each in ROLES]


@pytest.mark.proves("DIS-2", "ENB-8")
@pytest.mark.parametrize("copy", COPIES)
def test_every_copy_of_a_role_gives_the_privileges_of_its_root_in_person_and_through_a_team(copy: str) -> None:
    in_person, through_team = ada(grants(held=[(ADA, copy)])), ada(grants(by_team=copy))
    assert in_person is not None
    assert through_team is not None
    assert in_person.privileges == through_team.privileges == {GLOBAL_DISCONNECT_PRIVILEGE}
    assert (len(in_person.roles), in_person.roles_by_team) == (1, ())
    assert (through_team.roles, through_team.roles_by_team) == ((), (TeamRoles(TEAM, in_person.roles),))


@pytest.mark.parametrize("copy", [OTHER, OTHER_IN_SALES])
def test_a_role_that_names_its_root_and_has_no_privileges_gives_none(copy: str) -> None:
    user = ada(grants(held=[(ADA, copy)]))
    assert user is not None
    assert user.privileges == frozenset()


@pytest.mark.proves("DIS-2", "ENB-8")
@pytest.mark.parametrize("null", [False, True])
def test_a_copy_that_does_not_name_its_root_is_not_known_in_full_and_never_without_privileges(*, null: bool) -> None:
    rows = without_parent(SALES)
    if null:
        rows = [each if PARENT in each else each | {PARENT: None} for each in rows]
    assert ada(grants(roles=rows, held=[(ADA, SALES)])) is None
    assert ada(grants(roles=rows, by_team=SALES)) is None
    elsewhere = ada(grants(roles=rows, held=[(ADA, SERVICE)]))
    assert elsewhere is not None
    assert elsewhere.privileges == {GLOBAL_DISCONNECT_PRIVILEGE}


def test_where_no_role_names_its_root_those_with_privileges_are_known_and_the_column_is_reported_once() -> None:
    rows = without_parent(*COPIES, OTHER, OTHER_IN_SALES)
    read = read_roles(rows)
    assert [(each.table, each.column) for each in read.not_selected] == [("roles", PARENT)]
    assert read.rejected == ()
    root = ada(grants(roles=rows, held=[(ADA, ROOT)]))
    assert root is not None
    assert root.privileges == {GLOBAL_DISCONNECT_PRIVILEGE}
    assert ada(grants(roles=rows, held=[(ADA, OTHER)])) is None


@pytest.mark.proves("ENB-7")
@pytest.mark.parametrize(("held", "mapped"), [*product(COPIES, COPIES)])
def test_a_mapping_of_any_copy_gives_its_profile_to_the_holders_of_every_copy(held: str, mapped: str) -> None:
    for given in (grants(held=[(ADA, held)], mapped=mapped), grants(by_team=held, mapped=mapped)):
        user = ada(given)
        assert user is not None
        assert user.profile == DESK


@pytest.mark.proves("ENB-7")
def test_a_mapping_of_another_role_gives_nothing_and_one_that_fits_neither_way_leaves_the_profile_unknown() -> None:
    another = ada(grants(held=[(ADA, ROOT)], mapped=OTHER_IN_SALES))
    assert another is not None
    assert another.profile is None
    stray = "19000000-0000-0000-0000-000000000001"
    assert ada(grants(held=[(ADA, ROOT)], mapped=stray)) is None
    assert ada(grants(roles=without_parent(SALES), held=[(ADA, ROOT)], mapped=SALES)) is None
    without_roles = ada(grants(mapped=stray))
    assert without_roles is not None
    assert without_roles.profile is None


@pytest.mark.proves("ENB-7")
def test_a_role_of_unknown_root_may_be_a_copy_of_any_that_is_mapped() -> None:
    given = grants(roles=without_parent(SALES), held=[(ADA, SALES)], mapped=ROOT)
    asked = evolve(given, user_privileges={ADA: frozenset()})
    assert ada(asked) is None
    assert ada(evolve(asked, role_profiles=grants().role_profiles)) is not None


NAMED: dict[str, tuple[Callable[[list[Row]], TableRead], Row, str]] = {
    "a privilege": (lambda rows: read_names(rows, "privilegeid", "privileges"), {"privilegeid": UNLINK}, "name"),
    "a privilege that was asked for": (read_user_privileges, {"systemuserid": ADA}, "PrivilegeName"),
    "an app": (read_apps, {}, "uniquename"),
    "a profile": (
        lambda rows: read_profiles(rows, [], [], [], teams_tool=""),
        {"msdyn_appconfigurationid": PROFILE, "msdyn_productivitypaneuniquename": None},
        "msdyn_name",
    ),
    "a team": (read_teams, {"teamid": TEAM, "teamtype": 0}, "name"),
}


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("name", [" ", "prv\nRead"])
def test_what_is_named_by_no_name_is_rejected_with_its_column(kind: str, name: str) -> None:
    read, row, column = NAMED[kind]
    named = {column: name}
    nested = {"RolePrivileges": [named]} if column == "PrivilegeName" else named
    (rejected,) = read([row | nested]).rejected
    assert (rejected.path.rpartition(".")[2], rejected.expected.split(",")[0]) == (
        column,
        "a unique name" if kind == "an app" else "a name",
    )


def test_teams_are_read_with_their_types_and_what_was_not_exported_of_them_is_none() -> None:
    ids = [f"00000000-0000-0000-0000-0000000000c{digit}" for digit in "0123"]
    rows: list[Row] = [{"teamid": each, "name": f"Team {each}", "teamtype": type} for type, each in enumerate(ids)]
    types = [TeamType.OWNER, TeamType.ACCESS, TeamType.SECURITY_GROUP, TeamType.OFFICE_GROUP]
    read = read_teams(rows)
    assert read.teams == tuple(Team(id, name=f"Team {id}", type=type) for id, type in zip(ids, types, strict=True))
    bare = read_teams([{"teamid": each} for each in ids])
    assert bare.teams == tuple(map(Team, ids))
    assert [each.column for each in bare.not_selected] == ["name", "teamtype"]
    assert [each.path for each in read_teams([rows[0] | {"teamtype": 9}]).rejected] == ["teamtype"]
