"""Users, roles, teams, owners, access rights, apps and profiles from their rows."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from payloads_configuration import damaged

from chatlink_policy import AccessRights, InvalidValue, Offering, Owner, Profile, Record, Role, User
from chatlink_policy.dataverse import (
    Grants,
    ProfilesRead,
    Supplement,
    SupplementUser,
    make_roles,
    read_access,
    read_apps,
    read_names,
    read_owner,
    read_pairs,
    read_profiles,
    read_records,
    read_rights,
    read_roles,
    read_user_privileges,
    read_users,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, STANDARD_RECORD_TYPES
from chatlink_policy.models import NOBODY
from chatlink_policy.snapshot import UserName
from chatlink_policy.unknown import UNKNOWN as NOT_KNOWN
from chatlink_policy.unknown import Unknown, known

Row = dict[str, Any]
ADA, BO, TEAM = (f"00000000-0000-0000-0000-00000000000{digit}" for digit in "abc")
AGENT, BROKEN_ROLE = "10000000-0000-0000-0000-000000000001", "10000000-0000-0000-0000-000000000002"
UNLINK, UNKNOWN = "20000000-0000-0000-0000-000000000001", "20000000-0000-0000-0000-000000000009"

ROLES: list[Row] = [{"roleid": AGENT, "name": "Conseiller"}, {"roleid": BROKEN_ROLE, "name": "Broken"}]
PRIVILEGES: list[Row] = [{"privilegeid": UNLINK, "name": GLOBAL_DISCONNECT_PRIVILEGE}]
ROLE_PRIVILEGES: list[Row] = [
    {"roleid": AGENT, "privilegeid": "{" + UNLINK.upper() + "}", "privilegedepthmask": 8},
    {"roleid": BROKEN_ROLE, "privilegeid": UNKNOWN, "privilegedepthmask": 8},
]


def roles() -> dict[str, Role]:
    return make_roles(
        read_roles(ROLES),
        read_names(PRIVILEGES, "privilegeid", "privileges"),
        read_pairs(ROLE_PRIVILEGES, "roleid", "privilegeid", "roleprivileges"),
    )


def grants(
    user_roles: list[Row] | None = None,
    team_roles: list[Row] | None = None,
    memberships: list[Row] | None = None,
    user_profiles: list[Row] | None = None,
    role_profiles: list[Row] | None = None,
    **others: Any,  # noqa: ANN401  # whatever else gives rights
) -> Grants:
    others.setdefault("profiles", {})
    return Grants(
        roles=roles(),
        roots={AGENT: AGENT, BROKEN_ROLE: BROKEN_ROLE},
        user_roles=read_pairs(user_roles or [], "systemuserid", "roleid", "systemuserroles"),
        team_roles=read_pairs(team_roles or [], "teamid", "roleid", "teamroles"),
        memberships=read_pairs(memberships or [], "systemuserid", "teamid", "teammemberships"),
        user_profiles=read_pairs(user_profiles or [], "systemuserid", "msdyn_appconfigurationid", "profiles"),
        role_profiles=read_pairs(role_profiles or [], "roleid", "profileid", "role profiles", has_state=True),
        **others,
    )


def user_of(given_rights: Grants, user: str = ADA) -> User | None:
    users = read_users([{"systemuserid": user, "isdisabled": False}], given_rights).users
    return users[0] if users else None


MEMBER: list[Row] = [{"systemuserid": ADA, "teamid": TEAM}]


@pytest.mark.proves("DIS-2", "ENB-8")
def test_a_role_counts_by_the_names_of_its_privileges_in_person_and_through_a_team() -> None:
    in_person = user_of(grants([{"systemuserid": ADA, "roleid": AGENT}]))
    through_team = user_of(grants([], [{"teamid": TEAM, "roleid": AGENT}], MEMBER))
    neither = user_of(grants())
    assert in_person is not None
    assert through_team is not None
    assert neither is not None
    assert in_person.privileges == through_team.privileges == {GLOBAL_DISCONNECT_PRIVILEGE}
    assert neither.privileges == frozenset()
    assert known(in_person.roles)[0].name == "Conseiller"


@pytest.mark.proves("ENB-8", "Q-22")
@pytest.mark.parametrize("depth", [1, 2, 4, 8, None])
def test_a_privilege_counts_whatever_its_depth(depth: int | None) -> None:
    row = {"roleid": AGENT, "privilegeid": UNLINK, "privilegedepthmask": depth}
    made = make_roles(
        read_roles(ROLES[:1]),
        read_names(PRIVILEGES, "privilegeid", "privileges"),
        read_pairs([row], "roleid", "privilegeid", "roleprivileges"),
    )
    assert made[AGENT].privileges == {GLOBAL_DISCONNECT_PRIVILEGE}


@pytest.mark.proves("DIS-6")
def test_the_teams_of_a_user_are_the_memberships() -> None:
    member = user_of(grants(memberships=MEMBER))
    assert member is not None
    assert member.teams == {TEAM}


def test_a_role_whose_privileges_are_not_known_in_full_rejects_its_users() -> None:
    assert BROKEN_ROLE not in roles()
    assert user_of(grants([{"systemuserid": ADA, "roleid": BROKEN_ROLE}])) is None


@pytest.mark.parametrize("table", ["user_roles", "team_roles", "memberships", "user_profiles"])
def test_what_could_not_be_read_rejects_users(table: str) -> None:
    unreadable: dict[str, list[Row]] = {table: [{"systemuserid": None, "roleid": AGENT, "teamid": None}]}
    read = read_users([{"systemuserid": ADA, "isdisabled": False}], grants(**{"memberships": MEMBER, **unreadable}))
    assert read.users == ()
    assert read.rejected[0].row == 0


@pytest.mark.parametrize(
    ("table", "unknown"),
    {
        "roles": {"roles", "privileges"},
        "user_roles": {"roles", "privileges", "profile"},
        "team_roles": {"privileges", "profile"},
        "memberships": {"roles", "teams", "privileges", "profile"},
        "user_profiles": {"profile"},
        "role_profiles": {"profile"},
        "profiles": {"profile"},
        "supplement": {"is_global_administrator", "readable_secured_fields"},
    }.items(),
)
def test_what_was_not_exported_is_unknown_of_each_user_and_nothing_else_is(table: str, unknown: set[str]) -> None:
    everything = grants(
        [{"systemuserid": ADA, "roleid": AGENT}],
        [],
        MEMBER,
        [{"systemuserid": ADA, "msdyn_appconfigurationid": DESK}],
        [GIVES],
        profiles=GIVEN,
        supplement=Supplement(global_administrators=[], others_read_no_secured_fields=True),
    )
    everything = evolve(everything, **{table: getattr(Grants(), table)})
    user = user_of(everything)
    assert user is not None
    fields = ("roles", "teams", "privileges", "profile", "readable_secured_fields", "is_global_administrator")
    assert {each for each in fields if isinstance(getattr(user, each), Unknown)} == unknown


def test_a_user_who_is_not_said_to_be_disabled_or_not_is_not_taken_for_an_enabled_one() -> None:
    unsaid = read_users([{"systemuserid": ADA}, {"systemuserid": BO}], grants())
    assert not any((unsaid.users, unsaid.rejected))
    assert [(each.table, each.column) for each in unsaid.not_selected] == [("systemusers", "isdisabled")]
    some_say = read_users([{"systemuserid": ADA}, {"systemuserid": BO, "isdisabled": False}], grants())
    assert [each.id for each in some_say.users] == [BO]
    assert [(each.row, each.path) for each in some_say.rejected] == [(0, "isdisabled")]
    assert some_say.not_selected == ()
    null = read_users([{"systemuserid": ADA, "isdisabled": None}], grants())
    assert null.users == ()
    assert [each.path for each in null.rejected] == ["isdisabled"]


@pytest.mark.parametrize(
    ("fullname", "name"),
    [("Ada Lopez", "Ada Lopez"), (" Ada ", "Ada"), ("", None), (" ", None), (None, None), (5, None), ("A\nb", None)],
)
def test_a_name_is_kept_of_disabled_users_too_and_one_that_cannot_be_shown_rejects_nobody(
    fullname: object, name: str | None
) -> None:
    rows = [
        {"systemuserid": ADA, "isdisabled": False, "fullname": fullname},
        {"systemuserid": BO, "isdisabled": True, "fullname": "Bo"},
    ]
    read = read_users(rows, grants())
    assert ([each.id for each in read.users], read.rejected) == ([ADA], ())
    assert read.names == (*([UserName(ADA, name)] if name else []), UserName(BO, "Bo"))
    assert read_users([{"systemuserid": ADA, "isdisabled": False}], grants()).names == ()


def test_an_unreadable_row_of_another_user_leaves_a_user_alone() -> None:
    rows: list[Row] = [{"systemuserid": BO, "roleid": None}, {"systemuserid": ADA, "roleid": AGENT}]
    assert user_of(grants(rows)) is not None
    assert user_of(grants(rows), BO) is None


def test_what_retrieve_user_privileges_answered_is_what_the_user_has() -> None:
    answer = {
        "systemuserid": ADA,
        "RolePrivileges": [{"Depth": "Global", "PrivilegeId": UNLINK, "PrivilegeName": GLOBAL_DISCONNECT_PRIVILEGE}],
    }
    read = read_user_privileges([answer, {"systemuserid": BO, "RolePrivileges": [{"Depth": "Global"}]}])
    assert [each.row for each in read.rejected] == [1]
    asked = grants([{"systemuserid": ADA, "roleid": BROKEN_ROLE}], user_privileges=read.privileges)
    user = user_of(asked)
    assert user is not None
    assert user.privileges == {GLOBAL_DISCONNECT_PRIVILEGE}


@pytest.mark.proves("TML-2", "CRD-4")
def test_what_no_table_holds_of_a_user_is_provided() -> None:
    user = user_of(
        grants(
            supplement=Supplement(
                global_administrators=[ADA],
                users=[SupplementUser(ADA, readable_secured_fields=["contact.creditlimit"])],
            )
        )
    )
    assert user is not None
    assert user.is_global_administrator
    assert user.readable_secured_fields == {"contact.creditlimit"}


def test_a_disabled_user_is_left_out() -> None:
    assert read_users([{"systemuserid": ADA, "isdisabled": True}], grants()).users == ()


# --- Owners, records, access ------------------------------------------------------------------------------------------

KIND = "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
OWNERS: dict[str, tuple[Row, Owner]] = {
    "a user by annotation": ({"_ownerid_value": ADA, KIND: "systemuser"}, Owner(user=ADA)),
    "a team by annotation": ({"_ownerid_value": TEAM, KIND: "team"}, Owner(team=TEAM)),
    "a user by column": ({"_ownerid_value": ADA, "_owninguser_value": ADA, "_owningteam_value": None}, Owner(user=ADA)),
    "a team by column": ({"_owninguser_value": None, "_owningteam_value": "{" + TEAM.upper() + "}"}, Owner(team=TEAM)),
}
CONTRADICTIONS: dict[str, Row] = {
    "both a user and a team": {"_owninguser_value": ADA, "_owningteam_value": TEAM},
    "another owner than the column says": {"_ownerid_value": BO, "_owninguser_value": ADA},
    "another kind than the column says": {"_ownerid_value": ADA, "_owninguser_value": ADA, KIND: "team"},
    "an unknown kind": {"_ownerid_value": ADA, KIND: "businessunit"},
    "owner columns without an owner": {"_ownerid_value": None, "_owninguser_value": None},
    "every owner column without an owner": dict.fromkeys(
        ["_ownerid_value", "_owninguser_value", "_owningteam_value"], None
    ),
    "an owner that is no id": {"_ownerid_value": "ada", KIND: "systemuser"},
}


@pytest.mark.proves("DIS-6")
@pytest.mark.parametrize(("row", "owner"), OWNERS.values(), ids=OWNERS)
def test_the_owner_is_given_by_annotation_or_column(row: Row, owner: Owner) -> None:
    assert read_owner(row) == owner


@pytest.mark.parametrize("row", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_an_owner_that_is_missing_or_contradicted_is_refused(row: Row) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_owner(row)
    assert refused.value.field.partition("@")[0] == "_ownerid_value"


@pytest.mark.proves("DIS-6")
@pytest.mark.parametrize(
    "row",
    [
        {"name": "x"},
        {"_ownerid_value": ADA},
        {"_owninguser_value": None},
        {"_owningteam_value": None},
        {"_ownerid_value": ADA, "_owninguser_value": None},
        {"ownerid": {"ownerid": ADA}},
        {"_owningbusinessunit_value": BO},
    ],
    ids=repr,
)
def test_an_owner_whose_columns_were_not_selected_is_unknown_and_not_nobody(row: Row) -> None:
    assert read_owner(row) == NOT_KNOWN
    assert read_owner(row, is_owned=True) == NOT_KNOWN
    assert (read_owner(row, is_owned=False) == NOBODY) == (row == {"name": "x"})


@pytest.mark.proves("DIS-6")
def test_records_of_owned_tables_without_owner_columns_have_unknown_owners_and_the_column_is_reported_once() -> None:
    for table in STANDARD_RECORD_TYPES:
        read = read_records([{f"{table}id": ADA}, {f"{table}id": BO}], table, is_owned=False)
        assert [each.owner for each in read.records] == [NOT_KNOWN, NOT_KNOWN]
        assert [(each.table, each.column) for each in read.not_selected] == [(f"records_{table}", "_ownerid_value")]
        assert read.rejected == ()
    visits = [{"contoso_visitid": ADA}]
    assert read_records(visits, "contoso_visit", is_owned=False).records[0].owner == NOBODY
    assert read_records(visits, "contoso_visit").records[0].owner == NOT_KNOWN
    columns = ["_ownerid_value", "_owninguser_value", "_owningteam_value"]
    assert read_records(visits, "contoso_visit", missing=columns).records[0].owner == NOBODY


@pytest.mark.proves("DIS-6")
def test_owner_columns_that_are_said_to_be_missing_do_not_make_nobody_the_owner_of_records_that_have_owners() -> None:
    columns = ["_ownerid_value", "_owninguser_value", "_owningteam_value"]
    for table, is_owned in (("contoso_visit", True), *((each, None) for each in STANDARD_RECORD_TYPES)):
        read = read_records([{f"{table}id": ADA}], table, is_owned=is_owned, missing=columns)
        owner = read.records[0].owner
        assert isinstance(owner, Unknown)
        assert owner.because == f"missing_columns names the owner columns of {table}, whose records have owners"
        assert [each.column for each in read.not_selected] == ["_ownerid_value"]
        read = read_records([{f"{table}id": ADA, columns[1]: ADA}], table, is_owned=is_owned, missing=columns)
        assert read.records[0].owner == Owner(user=ADA)
    read = read_records([{"contoso_visitid": ADA}], "contoso_visit", is_owned=False, missing=columns)
    assert read.records[0].owner == NOBODY


@pytest.mark.proves("DIS-6")
def test_a_row_that_lacks_owner_columns_which_others_have_is_rejected() -> None:
    owned = {"incidentid": ADA, "_ownerid_value": ADA, "_owninguser_value": ADA, "_owningteam_value": None}
    read = read_records([owned, {"incidentid": BO}], "incident")
    assert [each.id for each in read.records] == [ADA]
    assert [(each.row, each.path) for each in read.rejected] == [(1, "_ownerid_value")]
    of_teams = {"incidentid": BO, "_owninguser_value": None}
    without_teams = read_records([{"incidentid": ADA, "_owninguser_value": ADA}, of_teams], "incident")
    assert [each.owner for each in without_teams.records] == [Owner(user=ADA), NOT_KNOWN]
    assert [each.column for each in without_teams.not_selected] == ["_owningteam_value"]


def test_records_are_read_by_the_id_of_their_table_and_activities_by_their_own() -> None:
    wrong = {"incidentid": BO, **CONTRADICTIONS["an owner that is no id"]}
    rows = [{"incidentid": ADA, **OWNERS["a user by annotation"][0]}, wrong]
    read = read_records(rows, "incident")
    assert read.records == (Record("incident", ADA, Owner(user=ADA)),)
    assert [(each.row, each.source) for each in read.rejected] == [(1, "incident")]
    assert read_records([{"activityid": BO}], "task", is_owned=False).records == (Record("task", BO, NOBODY),)


def test_rights_come_as_text_in_any_order_or_as_bits() -> None:
    text = (
        "ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, ShareAccess, AssignAccess"
    )
    everything = AccessRights(~AccessRights.NONE)
    assert read_rights(text) == read_rights(", ".join(reversed(text.split(", ")))) == everything
    assert read_rights({"@odata.context": "x", "AccessRights": "WriteAccess"}) == AccessRights.WRITE
    assert read_rights(3) == AccessRights.READ | AccessRights.WRITE
    assert read_rights("None") == read_rights(0) == AccessRights.NONE


@pytest.mark.proves("JOI-1", "PRV-1")
@pytest.mark.parametrize("empty", ["", " ", "\t", ",", "ReadAccess,", None])
def test_an_empty_text_of_rights_is_a_missing_value_and_rejects_its_row_and_not_the_rights(empty: str | None) -> None:
    row = {"systemuserid": ADA, "table": "incident", "recordid": BO, "AccessRights": empty}
    read = read_access([row])
    assert read.access == ()
    assert [(each.row, each.path) for each in read.rejected] == [(0, "AccessRights")]
    assert read_access([row | {"AccessRights": "None"}]).access[0].rights == AccessRights.NONE


@pytest.mark.parametrize("wrong", ["Write", "ReadAccess WriteAccess", 8, -1, True, None, 1.0, ["ReadAccess"]])
def test_an_unknown_right_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidValue):
        read_rights(wrong)


@given(st.sets(st.sampled_from(list(AccessRights))))
def test_rights_written_as_dataverse_does_read_back(rights: set[AccessRights]) -> None:
    mask = sum(right.value for right in rights)
    assert read_rights(mask).value == mask


def test_access_is_read_with_its_user_and_record() -> None:
    row = {"systemuserid": ADA, "table": "incident", "recordid": BO, "AccessRights": "ReadAccess"}
    assert read_access([row | {"table": "Incident"}]) == read_access([row])
    read = read_access([row, row | {"table": "a case"}])
    assert [(each.user_id, each.record_id, each.rights) for each in read.access] == [(ADA, BO, AccessRights.READ)]
    assert [each.path for each in read.rejected] == ["table"]


# --- Apps and profiles ------------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-1", "ENB-7")
def test_the_offerings_of_known_apps_are_known_and_the_others_are_provided() -> None:
    rows = [
        {"uniquename": "msdyn_CustomerServiceWorkspace", "navigationtype": 1},
        {"uniquename": "CUSTOMERSERVICEHUB", "navigationtype": 0},
        {"uniquename": "Contoso_App", "navigationtype": 0},
        {"uniquename": "nobody_told", "navigationtype": 0},
        {"uniquename": "msdynce_saleshub", "navigationtype": None},
    ]
    read = read_apps(rows, {"contoso_app": Offering.CUSTOM})
    assert [(app.unique_name, app.offering, app.is_multisession) for app in read.apps] == [
        ("contoso_app", Offering.CUSTOM, False),
        ("customerservicehub", Offering.CUSTOMER_SERVICE, False),
        ("msdyn_customerserviceworkspace", Offering.CUSTOMER_SERVICE, True),
    ]
    assert [(each.row, each.path) for each in read.rejected] == [(3, "uniquename"), (4, "navigationtype")]


PROFILE, PANE, TOOL, OTHER_TOOL = (f"30000000-0000-0000-0000-00000000000{digit}" for digit in "1234")
PROFILES: list[Row] = [
    {"msdyn_appconfigurationid": PROFILE, "msdyn_name": "Agents", "msdyn_productivitypaneuniquename": "Pane"}
]
PANES: list[Row] = [{"msdyn_paneconfigurationid": PANE, "msdyn_uniquename": "pane"}]
TOOLS: list[Row] = [
    {"msdyn_panetoolconfigurationid": TOOL, "msdyn_uniquename": "teams"},
    {"msdyn_panetoolconfigurationid": OTHER_TOOL, "msdyn_uniquename": "knowledge"},
]


def tab(tool: str = TOOL, *, is_enabled: bool | None = True) -> Row:
    return {"_msdyn_productivitypaneid_value": PANE, "_msdyn_toolid_value": tool, "msdyn_isenabled": is_enabled}


@pytest.mark.proves("ENB-7", "TML-4")
@pytest.mark.parametrize(
    ("tabs", "has_chat"),
    [([tab()], True), ([tab(is_enabled=False)], False), ([tab(OTHER_TOOL)], False), ([], False)],
    ids=["an enabled tab", "a disabled tab", "a tab of another tool", "no tab"],
)
def test_a_custom_profile_has_the_chat_by_the_enabled_tab_of_its_pane(tabs: list[Row], *, has_chat: bool) -> None:
    read = read_profiles(PROFILES, PANES, tabs, TOOLS, teams_tool="Teams")
    assert read.profiles == {PROFILE: Profile("Agents", chat_in_pane=has_chat)}


def test_why_it_is_unknown_whether_a_profile_has_the_chat_is_the_first_reason_there_is() -> None:
    panes, tabs, tools = (Unknown(f"{each} are not there") for each in ("panes", "tabs", "tools"))
    for tables, teams_tool, why in [
        ((panes, tabs, tools), "teams", tools),
        ((panes, tabs, TOOLS), "teams", tabs),
        ((panes, [tab()], TOOLS), "teams", panes),
        ((PANES, tabs, TOOLS), "teams", tabs),
    ]:
        (profile,) = read_profiles(PROFILES, *tables, teams_tool=teams_tool).profiles.values()
        assert isinstance(profile.chat_in_pane, Unknown)
        assert profile.chat_in_pane.because == why.because
    (profile,) = read_profiles(PROFILES, panes, tabs, tools, teams_tool=None).profiles.values()
    assert isinstance(profile.chat_in_pane, Unknown)
    assert "are not there" not in profile.chat_in_pane.because


def test_a_record_that_is_rejected_is_not_known_by_the_id_of_its_owner() -> None:
    both = {"incidentid": BO, "_ownerid_value": ADA, "_owninguser_value": ADA, "_owningteam_value": TEAM}
    (rejected,) = read_records([both], "incident").rejected
    assert rejected.id != ADA


UNKNOWN_PANES: dict[str, Callable[[], Any]] = {
    "the tool is not there": lambda: read_profiles(PROFILES, PANES, [tab()], TOOLS[1:], teams_tool="teams"),
    "the pane is not there": lambda: read_profiles(PROFILES, [], [tab()], TOOLS, teams_tool="teams"),
    "a tab cannot be read": lambda: read_profiles(PROFILES, PANES, [tab(is_enabled=None)], TOOLS, teams_tool="teams"),
}


@pytest.mark.proves("ENB-7", "TML-4")
def test_whether_a_profile_has_the_chat_is_unknown_where_a_table_a_column_or_the_tool_was_not_provided() -> None:
    tables: list[Any] = [PROFILES, PANES, [tab()], TOOLS]

    def read_with(at: int, payload: object, tool: str | None = "teams") -> ProfilesRead:
        payloads = [payload if number == at else each for number, each in enumerate(tables)]
        return read_profiles(payloads[0], payloads[1], payloads[2], payloads[3], teams_tool=tool)

    def without(at: int, column: str) -> list[Row]:
        return [{key: row[key] for key in row if key != column} for row in tables[at]]

    lacking = [
        read_with(0, PROFILES, None),
        *(read_with(at, NOT_KNOWN) for at in (1, 2, 3)),
        read_with(0, without(0, "msdyn_productivitypaneuniquename")),
        *(read_with(at, without(at, column)) for at in (1, 2, 3) for column in tables[at][0]),
    ]
    for read in lacking:
        assert read.profiles == {PROFILE: Profile("Agents", chat_in_pane=NOT_KNOWN)}
        assert read.rejected == ()
    assert [len(read.not_selected) for read in lacking] == [0, 0, 0, 0, 1, *[1] * 7]


@pytest.mark.parametrize("read", UNKNOWN_PANES.values(), ids=UNKNOWN_PANES)
def test_a_profile_whose_pane_is_not_known_in_full_is_rejected(read: Callable[[], Any]) -> None:
    found = read()
    assert found.profiles == {}
    assert found.rejected


def test_a_user_with_a_profile_that_was_rejected_is_rejected_too() -> None:
    assigned: list[Row] = [{"systemuserid": ADA, "msdyn_appconfigurationid": PROFILE}]
    known = grants(user_profiles=assigned, profiles={PROFILE: Profile("Agents", chat_in_pane=False)})
    user = user_of(known)
    assert user is not None
    assert user.profile == Profile("Agents", chat_in_pane=False)
    assert user_of(grants(user_profiles=assigned)) is None


@given(damaged([ROLE_PRIVILEGES[0], {"roleid": BROKEN_ROLE, "privilegeid": UNLINK, "privilegedepthmask": 8}]))
def test_a_damaged_row_never_gives_a_role_a_privilege(case: tuple[list[Any], str, Any]) -> None:
    rows, _, _ = case
    made = make_roles(
        read_roles(ROLES),
        read_names(PRIVILEGES, "privilegeid", "privileges"),
        read_pairs(rows, "roleid", "privilegeid", "roleprivileges"),
    )
    assert all(role.privileges == {GLOBAL_DISCONNECT_PRIVILEGE} for role in made.values())


# --- Profiles given by roles ------------------------------------------------------------------------------------------

DESK, OFFICE = (f"00000000-0000-0000-0000-00000000009{digit}" for digit in "12")
GIVEN = {
    DESK: Profile("Front desk", chat_in_pane=False),
    OFFICE: Profile("Back office", chat_in_pane=True),
}
HAS_ROLE: list[Row] = [{"systemuserid": ADA, "roleid": AGENT}]
GIVES: Row = {"roleid": AGENT, "profileid": DESK, "statecode": 0}


@pytest.mark.proves("ENB-7")
def test_a_role_gives_its_profile_in_person_and_through_a_team_unless_the_row_is_inactive() -> None:
    through_team: dict[str, list[Row]] = {"team_roles": [{"teamid": TEAM, "roleid": AGENT}], "memberships": MEMBER}
    for held in ({"user_roles": HAS_ROLE}, through_team):
        user = user_of(grants(role_profiles=[GIVES], profiles=GIVEN, **held))
        assert user is not None
        assert (user.profile, user.profile_roles) == (GIVEN[DESK], frozenset({"Conseiller"}))
        without = user_of(grants(role_profiles=[GIVES | {"statecode": 1}], profiles=GIVEN, **held))
        assert without is not None
        assert (without.profile, without.profile_roles) == (None, None)


@pytest.mark.proves("ENB-7")
def test_a_user_with_two_profiles_or_an_unknown_one_is_rejected() -> None:
    assigned: list[Row] = [{"systemuserid": ADA, "msdyn_appconfigurationid": OFFICE}]
    same: list[Row] = [{"systemuserid": ADA, "msdyn_appconfigurationid": DESK}]
    agreed = user_of(grants(HAS_ROLE, user_profiles=same, role_profiles=[GIVES], profiles=GIVEN))
    assert agreed is not None
    assert (agreed.profile, agreed.profile_roles) == (GIVEN[DESK], frozenset())  # in person is enough
    assert user_of(grants(HAS_ROLE, user_profiles=assigned, role_profiles=[GIVES], profiles=GIVEN)) is None
    assert user_of(grants(HAS_ROLE, role_profiles=[GIVES | {"statecode": None}], profiles=GIVEN)) is None
    assert user_of(grants(HAS_ROLE, role_profiles=[GIVES])) is None
    not_exported = user_of(evolve(grants(HAS_ROLE), role_profiles=NOT_KNOWN))
    assert not_exported is not None
    assert not_exported.profile == NOT_KNOWN


# --- One thing said twice ---------------------------------------------------------------------------------------------


def test_rows_of_one_id_that_say_the_same_count_once_and_those_that_differ_are_rejected() -> None:
    user, record = "00000000-0000-0000-0000-00000000000a", "5d0a6e3b-2c71-ef11-a670-000d3a5b6d01"
    asked = {"systemuserid": user, "table": "incident", "recordid": record, "AccessRights": "ReadAccess"}
    named, held = {"roleid": user, "name": "Agent"}, {"systemuserid": user, "RolePrivileges": []}
    owned = {"incidentid": record, "_owninguser_value": user}
    hub = {"uniquename": "customerservicehub", "navigationtype": 0}
    readers: list[tuple[Callable[[list[Row]], Sized], Row, Row]] = [
        (lambda rows: read_access(rows).access, asked, asked | {"AccessRights": "WriteAccess"}),
        (lambda rows: read_records(rows, "incident").records, owned, owned | {"_owninguser_value": record}),
        (lambda rows: read_apps(rows).apps, hub, hub | {"navigationtype": 1}),
        (lambda rows: read_names(rows, "roleid", "roles").names, named, named | {"name": "Other"}),
        (
            lambda rows: read_user_privileges(rows).privileges,
            held,
            held | {"RolePrivileges": [{"PrivilegeName": "prvReadIncident"}]},
        ),
    ]
    for read, row, other in readers:
        assert read([row, row]) == read([row])
        assert len(read([row])) == 1
        assert len(read([row, other])) == len(read([other, row])) == 0
    assert [each.row for each in read_access([asked, asked | {"AccessRights": "None"}]).rejected] == [0, 1]


def test_a_user_who_is_disabled_in_one_row_and_not_in_the_other_is_rejected() -> None:
    user = {"systemuserid": "00000000-0000-0000-0000-00000000000a"}
    nothing = read_pairs([], "one", "other", "pairs")
    grants = Grants(
        user_roles=nothing, team_roles=nothing, memberships=nothing, user_profiles=nothing, role_profiles=nothing
    )
    assert len(read_users([user | {"isdisabled": False}], grants).users) == 1
    read = read_users([user | {"isdisabled": False}, user | {"isdisabled": True}], grants)
    assert read.users == ()
    assert [each.row for each in read.rejected] == [0, 1]
