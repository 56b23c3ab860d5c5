"""Where tables are missing: which answers rest on them, and that no other does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_organisations import Organisation as Small
from small_organisations import Row, faulty_organisations, organisations
from test_reviews import crowded

from chatlink_policy import Policy, Readings, UnreadableInput, is_enabled
from chatlink_policy.dataverse import load_export
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.models import (
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Profile,
    Record,
    Role,
    TeamRoles,
    User,
)
from chatlink_policy.policy import RecordTypePolicy
from chatlink_policy.review.absent import absent_of
from chatlink_policy.review.answers import Review
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.enablement import review_enablement
from chatlink_policy.review.files import read_tables, write
from chatlink_policy.review.folders import Asked, Organisation, Reviewed, review_organisation
from chatlink_policy.review.snapshot_tables import tables_of
from chatlink_policy.review.summary import UserCount
from chatlink_policy.review.tables import NEEDED, TABLES
from chatlink_policy.review.unanswered import ANSWERED, _because, answerable
from chatlink_policy.snapshot import Access, NotSelected, Rejected, Snapshot
from chatlink_policy.unknown import UNKNOWN, known

Rows = Mapping[str, Counter[Row]]

ROLES = ("user_roles", "team_roles", "role_privileges")


def asked_of(policy: Policy) -> Asked:
    """Everything that can be asked, with a change that gives and takes."""
    turned = {each.record_type: not known(each.owner_may_disconnect) for each in policy.record_types}
    new = policy.but(
        chat_is_on=not known(policy.chat_is_on),
        record_types=[each.but(owner_may_disconnect=turned[each.record_type]) for each in policy.record_types],
    )
    return Asked(joining=True, enablement=True, change=new, through=True)


def reviewed(
    organisation: Organisation, asked: Asked, *, partial: bool = True, parts: int | None = None
) -> tuple[Reviewed, Rows]:
    """What is answered, and the rows of each answer that is given, by name."""
    with TemporaryDirectory() as folder:
        result = review_organisation(organisation, Path(folder, "review"), asked, partial=partial, parts=parts)
        files = {
            each.name: Counter(pl.read_parquet(each / "*.parquet").rows())
            for each in Path(folder, "review").iterdir()
            if each.is_dir()
        }
        assert json.loads(Path(folder, "review", "summary.json").read_text(encoding="utf-8")) == json.loads(
            json.dumps(result.to_dict())
        )
    assert {each.name: each.rows for each in result.files} == {
        f"review/{name}": rows.total() for name, rows in files.items()
    }
    return result, files


# --- Tables one at a time ---------------------------------------------------------------------------------------------

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "rights": ("links", "records"),
    "anybody": ("links", "records"),
    "excepted": ("links", "records", "team_members", *ROLES),
    "everywhere": ("team_members", *ROLES),
    "through": ("links", "records", "team_members", *ROLES),
    "joining": ("links", "records", "access"),
    "enablement": ("users", "apps", "team_members", *ROLES),
    "change-disconnecting": ("links", "records", "team_members", *ROLES),
    "change-joining": ("links", "records", "access"),
    "change-enablement": ("users", "apps", "team_members", *ROLES),
}
"""What each answer rests on, written down by hand; rights also on team members, for records that a team owns."""

SUMMARY_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "rights": ("links", "records"),
    "toggles_off": ("links", "records"),
    "anybody": ("links", "records"),
    "one_toggle": ("links", "records", "team_members", *ROLES),
    "only_global": ("links", "records", "team_members", *ROLES),
    "first_only_global": ("links", "records", "team_members", *ROLES),
    "users": ("links", "records", "team_members", *ROLES),
    "holders": ("team_members", *ROLES),
    "first_holders": ("team_members", *ROLES),
}


def check_without(small: Small, table: str, *others: list[Row]) -> None:
    """Without a table no answer is another one than with it, whatever it holds, and what rests on it is not given."""
    asked = asked_of(small.policy)
    tables: Any = small.tables("polars")
    result, found = reviewed(Organisation(evolve(tables, **{table: None}), small.policy), asked)
    given = {name for name in RESTS_ON if not _rests_on(name, table, small.policy)}
    for whole in (small, *(small.but(**{table: other}) for other in others)):
        everything, expected = reviewed(Organisation(whole.tables("polars"), small.policy), asked)
        for name in RESTS_ON:
            frames = {each for each in (*found, *expected) if each == name or each.startswith(f"{name}-")}
            if name not in given:
                assert frames.isdisjoint(found), (table, name)
                continue
            for each in frames:
                wanted = _less(each, expected.get(each, Counter()), table, found.get("unanswered-links", Counter()))
                assert found.get(each, Counter()) == wanted, (table, each)
        check_summary(result, everything, table, is_whole="unanswered-links" not in found)
        lacks, lacks_with_it = (
            {name for each in given_by.not_answered for name in each.lacks} for given_by in (result, everything)
        )
        assert lacks - lacks_with_it == {table}  # settings that are not known are lacking either way
    assert f"rejected-{table}" not in found
    assert table not in {each.table for each in result.summary.rejected}


def check_summary(result: Reviewed, everything: Reviewed, table: str, *, is_whole: bool) -> None:
    for name, needed in SUMMARY_RESTS_ON.items():
        value = getattr(result.summary, name)
        if table in needed:
            assert value is None, (table, name)
        elif is_whole and value is not None and name != "first_holders":
            assert value == getattr(everything.summary, name), (table, name)


def _rests_on(answer: str, table: str, policy: Policy) -> bool:
    """Whether it does; under other readings rights too may depend on who has the global right."""
    needed = RESTS_ON[answer]
    if answer in ("rights", "anybody") and policy.readings.open_combinations:
        needed = RESTS_ON["excepted"]
    return table in needed


def _less(name: str, rows: Counter[Row], table: str, left_out: Counter[Row]) -> Counter[Row]:
    """What is given of an answer: rights to the connections that are not left out; holders even without links."""
    if name == "rights":
        about = {row[:3] for row in left_out}
        return Counter({row: n for row, n in rows.items() if (row[2], row[0], row[1]) not in about})
    if name == "everywhere" and table in ("links", "records"):
        return Counter({(user, right, None): n for (user, right, _), n in rows.items()})
    return rows


SLOW = [HealthCheck.too_slow]


of_any = given(organisations() | faulty_organisations(), st.sampled_from([*TABLES]), st.data())


def some_of(rows: Sequence[Row], data: st.DataObject) -> list[Row]:
    return data.draw(st.lists(st.sampled_from(rows))) if rows else []


@of_any
@settings(max_examples=1, suppress_health_check=SLOW)
def test_without_a_table_no_answer_rests_on_it(small: Small, table: str, data: st.DataObject) -> None:
    check_without(small, table, some_of(small.rows[table], data))


@pytest.mark.campaign
@of_any
@settings(max_examples=150, suppress_health_check=SLOW)
def test_without_tables_of_many_organisations(small: Small, table: str, data: st.DataObject) -> None:
    check_without(small, table, some_of(small.rows[table], data))


@pytest.mark.campaign
@pytest.mark.parametrize("table", TABLES)
def test_without_each_table_of_a_crowded_organisation_no_answer_rests_on_it(table: str) -> None:
    check_without(crowded(Readings()), table)


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_refuses_the_review_and_is_named_with_what_needs_it(table: str, tmp_path: Path) -> None:
    small = crowded(Readings())
    asked = asked_of(small.policy)
    tables: Any = small.tables("polars")
    with pytest.raises(UnreadableInput) as refused:
        review_organisation(
            Organisation(evolve(tables, **{table: None}), small.policy, source="tables"), tmp_path / "r.csv", asked
        )
    (problem,) = refused.value.problems
    needs = {
        name
        for name, needed in RESTS_ON.items()
        if (table in needed and name not in ("anybody", "excepted")) or (table, name) == ("team_members", "rights")
    }
    assert (problem.field, problem.got) == (table, "nothing (partial answers were not asked for)")
    said = problem.expected.removeprefix("it to be provided, to answer ").split("; ")
    assert {*said} == {ANSWERED[each].says for each in needs}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("missing", TABLES)
def test_rows_are_rejected_of_exactly_the_tables_that_are_there(missing: str) -> None:
    small = crowded(Readings())
    tables: Any = small.tables("polars")
    review = Review.of(
        Organisation(evolve(tables, **{missing: None}), small.policy), asked_of(small.policy), partial=True
    )
    needs_records = {"links"} if missing == "records" else set()
    without = {table for table in TABLES if not review.gives(f"rejected-{table}")}
    assert without == {missing} | needs_records
    assert without == {table for table in TABLES if not review.gives(f"change-rejected-{table}")}


def test_what_is_missing_is_said_in_one_sentence_of_one_or_of_many() -> None:
    absent = absent_of(snapshot())
    for lacks, says in [
        (("roles",), "roles were not exported"),
        (("roles", "teams"), "roles and teams were not exported"),
        (("roles", "teams", "teamroles"), "roles, teams and teamroles were not exported"),
        (("a key of supplement.toml",), "a key of supplement.toml was not filled in"),
        (("first of supplement.toml", "other of it"), "first of supplement.toml and other of it were not there"),
    ]:
        assert _because(absent, lacks) == says


def test_of_holders_of_the_global_right_the_links_are_counted_where_rights_are_given() -> None:
    small = crowded(Readings())
    _, found = reviewed(Organisation(small.tables("polars"), small.policy), Asked(), partial=False)
    assert found["everywhere"]
    assert all(row[-1] is not None for row in found["everywhere"])


def test_missing_tables_that_nothing_needs_are_listed() -> None:
    small = crowded(Readings())
    tables: Any = small.tables("polars")
    missing = tuple(sorted({*TABLES} - {*NEEDED["disconnecting"]}))
    result, _ = reviewed(Organisation(evolve(tables, **dict.fromkeys(missing)), small.policy), Asked(), partial=False)
    assert (result.missing_tables, result.not_answered) == (missing, ())
    listed = f"Not there, and not needed for what was asked: {', '.join(missing)}."
    assert listed in " ".join(result.to_text().split())


def test_every_format_says_what_is_not_answered_and_counts_nothing_about_it() -> None:
    small = crowded(Readings())
    tables: Any = small.tables("polars")
    result, files = reviewed(Organisation(evolve(tables, team_roles=None), small.policy), Asked())
    because = "team_roles were not provided"
    answers = ["everywhere", "one_toggle", "only_global", "users"]
    assert result.to_dict()["not_answered"] == [
        {"answer": each, "of": None, "lacks": ["team_roles"], "because": because} for each in answers
    ]
    assert {row[0] for row in files["not-answered"]} == {*answers}
    for page in (result.to_text(), result._repr_markdown_()):
        assert "Not answered: who has the global right: team" in page
        for absent in ("global right, which", "Rights that rest", "Only the global", "most", "None.\n\nWho"):
            assert absent not in page.replace("Not answered: who may disconnect the most", "")
    summary = result.summary.to_dict()
    assert {name for name, value in summary.items() if value is None} == {
        "one_toggle",
        "only_global",
        "first_only_global",
        "users",
        "holders",
        "first_holders",
    }
    assert {*result.summary.frames()} == {"rights", "toggles_off", "anybody", "rejected"}


def test_where_none_of_the_answers_can_be_given_partial_ones_are_refused_too(tmp_path: Path) -> None:
    small = crowded(Readings())
    tables: Any = small.tables("polars")
    for asked, missing in ((Asked(), ("links", "user_roles")), (Asked(enablement=True), ("records", "team_members"))):
        organisation = Organisation(evolve(tables, **dict.fromkeys(missing)), small.policy)
        with pytest.raises(UnreadableInput) as refused:
            review_organisation(organisation, tmp_path / "r.csv", asked, partial=True)
        assert {each.field for each in refused.value.problems} == {*missing}
        assert {each.got for each in refused.value.problems} == {"nothing"}


def test_partial_answers_in_parts_are_the_same() -> None:
    small = crowded(Readings())
    tables: Any = small.tables("polars")
    organisation = Organisation(evolve(tables, team_members=None), small.policy)
    at_once, files = reviewed(organisation, Asked(joining=True), parts=1)
    in_parts, files_in_parts = reviewed(organisation, Asked(joining=True), parts=2)
    assert files["unanswered-links"] and files["rights"]
    assert (files_in_parts, in_parts.to_dict()) == (files, at_once.to_dict())


@pytest.mark.parametrize("table", ["team_members", pytest.param("access", marks=pytest.mark.campaign)])
def test_a_folder_of_tables_without_one_is_reviewed_as_far_as_it_goes(table: str, tmp_path: Path) -> None:
    tables = tables_of(load_export(CONTOSO))
    for name in TABLES:
        if name != table:
            write(getattr(tables, name), tmp_path / f"{name}.csv")
    without = read_tables(tmp_path)
    assert [name for name in TABLES if getattr(without, name) is None] == [table]
    policy = load_export(CONTOSO).policy
    asked = Asked(joining=True, enablement=True)
    _, found = reviewed(Organisation(without, policy), asked)
    _, expected = reviewed(Organisation(evolve(tables, **{table: None}), policy), asked)
    assert found == expected


CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"


# --- Exports ----------------------------------------------------------------------------------------------------------

CONFIGURED = ("organizations", "msdyn_entitylinkchatconfigurations")
EXPORTED = (
    "systemusers",
    "teammemberships",
    "systemuserroles",
    "teamroles",
    "roles",
    "privileges",
    "roleprivileges",
    "msdyn_appconfiguration_systemusers",
    "msdyn_appprofilerolemappings",
    "appmodules",
    "access",
    "msdyn_teamschatassociations",
    "chats",
    "records_incident",
    "records_account",
)
GLOBAL = Role("Chat administrator", [GLOBAL_DISCONNECT_PRIVILEGE])
PANE = Role("Agent", PANE_PRIVILEGES)
WHEN = datetime(2026, 3, 1, tzinfo=UTC)


def snapshot(*users: User, **changed: object) -> Snapshot:
    """Two chats, with a case and with two accounts, one of which a team owns."""
    links = [("incident", "i1"), ("account", "a1"), ("account", "a2")]
    given: dict[str, Any] = {
        "policy": Policy(
            chat_is_on=True,
            on_for_all_apps=True,
            record_types=[
                RecordTypePolicy(name, owner_may_disconnect=True, connector_may_disconnect=True, join_chat=True)
                for name in ("incident", "account")
            ],
        ),
        "apps": [App("workspace", Offering.CUSTOMER_SERVICE, is_multisession=True)],
        "users": users,
        "records": [
            Record("incident", "i1", Owner(user="ann")),
            Record("account", "a1", Owner(team="blue")),
            Record("account", "a2", Owner(user="bob")),
        ],
        "chats": [
            Chat("c1", ChatKind.GROUP, links=[ChatLink(*each, connected_by="cy", connected_on=WHEN) for each in links])
        ],
        "access": [Access("ann", "incident", "i1", AccessRights.WRITE)],
        "tables": (*EXPORTED, *CONFIGURED),
    }
    every: dict[str, Any] = {**given, **changed}
    every = {name: tuple(each) if isinstance(each, list) else each for name, each in every.items()}
    return Snapshot(**every)


def reviewed_export(snapshot: Snapshot, asked: Asked | None = None, *, partial: bool = True) -> tuple[Reviewed, Rows]:
    return reviewed(organisation_of(snapshot), asked or asked_of(snapshot.policy), partial=partial)


def organisation_of(snapshot: Snapshot) -> Organisation:
    return Organisation(tables_of(snapshot), snapshot.policy, snapshot.rejected, absent_of(snapshot), source="export")


KNOWN = (
    User("ann", roles=[GLOBAL], teams=["blue"], roles_by_team=[TeamRoles("blue", [PANE])]),
    User("bob", teams=["blue"], roles_by_team=[TeamRoles("blue", [PANE])]),
    User("cy", roles=[PANE], profile=Profile("without", chat_in_pane=False)),
)

NEEDED_OF_EXPORT: Mapping[str, tuple[str, ...]] = {
    "rights": ("msdyn_teamschatassociations", "chats", "systemusers", "teammemberships"),
    "everywhere": EXPORTED[:7],
    "joining": ("msdyn_teamschatassociations", "chats", "access"),
    "enablement": EXPORTED[:10],
    "change-disconnecting": (*EXPORTED[:7], "msdyn_teamschatassociations", "chats"),
    "change-joining": ("msdyn_teamschatassociations", "chats", "access"),
    "change-enablement": EXPORTED[:10],
}
"""What each answer needs of an export, written down by hand."""


@pytest.mark.parametrize("missing", EXPORTED)
def test_what_was_not_exported_is_missing_for_what_needs_it(missing: str) -> None:
    users = [] if missing == "systemusers" else KNOWN
    found = absent_of(snapshot(*users, tables=[each for each in EXPORTED if each != missing]))
    policy = snapshot().policy
    asked = Asked(joining=True, enablement=True, change=policy)
    needs = tuple(name for name, needed in NEEDED_OF_EXPORT.items() if missing in needed)
    assert dict(answerable(found, asked, policy).needed_for) == ({missing: needs} if needs else {})


def test_a_whole_export_answers_everything() -> None:
    result, found = reviewed_export(snapshot(*KNOWN))
    assert result.not_answered == ()
    assert {row[:2] for row in found["everywhere"]} == {("ann", "global")}
    assert {row[1] for row in found["enablement"]} == {"ann", "bob"}
    assert {row[3] for row in found["rights"] if row[2] == "c1" and row[1] == "a1"} == {"ann", "bob", "cy"}


def test_roles_of_teams_reach_members_as_they_reach_them_one_by_one() -> None:
    result = snapshot(
        *KNOWN,
        User("asked", roles=[Role("RetrieveUserPrivileges", [])], teams=["red"]),
        User("dee", teams=["red"], roles_by_team=[TeamRoles("red", [GLOBAL])]),
    )
    tables = tables_of(result)
    assert tables.team_roles is not None
    assert {row[0] for row in tables.team_roles.rows()} == {"blue"}
    assert {*review_disconnect(tables, result.policy).everywhere["user_id"]} == {"ann", "dee"}
    enabled = review_enablement(tables, result.policy).enabled["user_id"]
    assert {*enabled} == {each.id for each in result.users if is_enabled(result.policy, result.apps[0], each)}


def test_without_the_records_of_a_type_its_links_are_rejected_and_the_reason_is_given() -> None:
    without = [each for each in EXPORTED if each != "records_account"]
    records = [each for each in snapshot().records if each.record_type == "incident"]
    result, found = reviewed_export(snapshot(*KNOWN, tables=without, records=records), partial=False)
    assert {row[0] for row in found["rights"]} == {"incident"}
    assert {(*row[1:3], row[-1]) for row in found["rejected-links"]} == {
        ("account", "a1", "unknown_record"),
        ("account", "a2", "unknown_record"),
    }
    assert {(each.answer, each.of) for each in result.not_answered} == {
        (each, "of account") for each in ("rights", "through", "joining", "change-disconnecting", "change-joining")
    }
    assert result.not_answered[0].says == (
        "Not answered: who may disconnect by a right of their own (of account): records_account were not exported."
    )


def test_every_list_and_number_says_in_every_format_which_record_type_it_does_not_cover() -> None:
    without = [each for each in EXPORTED if each != "records_account"]
    records = [each for each in snapshot().records if each.record_type == "incident"]
    off = snapshot().policy.but_for("account", owner_may_disconnect=False, connector_may_disconnect=False)
    asked = Asked(change=off.but_for("incident", owner_may_disconnect=False))
    result, _ = reviewed_export(snapshot(*KNOWN, policy=off, tables=without, records=records), asked, partial=False)
    says = "Not answered for account: records_account were not exported."
    in_text, in_markdown = (" ".join(each.split()) for each in (result.to_text(), result._repr_markdown_()))
    for page in (in_text, in_markdown.replace("\\_", "_")):
        assert page.count(says) == 7
        assert page.count(f"{says} Otherwise none.") == len(EMPTY_WITHOUT_ACCOUNT)
        assert "rights of single users to a connection (not answered for account);" in page
        assert "disconnecting, of account: records_account were not exported" in page
    assert {name for name in SUMMARY_RESTS_ON if getattr(result.summary, name) == ()} == EMPTY_WITHOUT_ACCOUNT | {
        "first_only_global"
    }
    covered: Any = result.summary.to_dict()["not_covered"]
    assert {each["list"] for each in covered} == SUMMARY_RESTS_ON.keys() - {"holders"}
    assert {(each["of"], each["because"]) for each in covered} == {("account", "records_account were not exported")}


EMPTY_WITHOUT_ACCOUNT = {"anybody", "toggles_off", "only_global"}


def test_no_list_is_empty_and_no_number_none_where_users_are_not_known() -> None:
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "None")
    result, _ = reviewed_export(snapshot(KNOWN[1], User("eve", roles=UNKNOWN), rejected=[rejected]), Asked())
    assert result.summary.holders == 0
    page = " ".join(result.to_text().split())
    assert "users have the global right" not in page
    assert (
        page.partition("Who has the global right ---")[2]
        .lstrip("- ")
        .startswith(
            "Not answered for 3 users: their roles are not known. "
            "Not answered for 1 rejected user: their teams and roles are not known. Otherwise none."
        )
    )
    assert "rights of single users to a connection (not answered for 1 rejected user)." in page
    lists = {each.list for each in result.summary.not_covered}
    assert lists == SUMMARY_RESTS_ON.keys() - {"anybody", "toggles_off"}


def test_without_any_records_no_connection_is_answered_but_the_holders_are() -> None:
    tables = [each for each in EXPORTED if not each.startswith("records_")]
    result, found = reviewed_export(snapshot(*KNOWN, tables=tables, records=()), Asked())
    assert {*found} == {"everywhere", "not-answered"}
    assert result.summary.first_holders == (UserCount("ann", None),)
    assert "ann   not known" in result.to_text()
    assert result.not_answered[0].lacks == ("records_account", "records_incident")


def test_without_a_link_no_records_are_needed() -> None:
    tables = [each for each in EXPORTED if not each.startswith("records_")]
    result, _ = reviewed_export(snapshot(*KNOWN, tables=tables, records=(), chats=()), Asked())
    assert (result.not_answered, result.summary.rights) == ((), ())


ENABLED = ("enablement", "change-enablement")


@pytest.mark.parametrize(
    ("user", "unknown", "is_unknown"),
    [
        (User("eve", roles=UNKNOWN), "roles", ("everywhere", "users", "change-disconnecting", *ENABLED)),
        (User("eve", teams=UNKNOWN, roles=UNKNOWN), "roles, teams", ("rights", "everywhere", "users", *ENABLED)),
        (User("eve", roles=[PANE], profile=UNKNOWN), "profile", ENABLED),
        (User("eve", roles=[PANE], profile=Profile("p", chat_in_pane=UNKNOWN)), "profile", ENABLED),
    ],
)
def test_a_user_of_whom_something_is_not_known_is_neither_with_nor_without(
    user: User, unknown: str, is_unknown: tuple[str, ...]
) -> None:
    records = [*snapshot().records[1:], Record("incident", "i1", Owner(user="eve"))]
    asked = Asked(enablement=True, change=snapshot().policy) if unknown == "profile" else None
    result, found = reviewed_export(snapshot(*KNOWN, user, records=records), asked)
    assert found["unanswered-users"] == Counter({("eve", unknown): 1})
    assert {each.answer for each in result.not_answered} >= {*is_unknown}
    assert {each.of for each in result.not_answered} <= {"1 user", None}
    changed = [f"change-{name}-{what}" for name in ("disconnecting", "enablement") for what in ("gained", "lost")]
    for name in ("everywhere", "enablement", *changed):
        if name.rpartition("-")[0] in is_unknown or name in is_unknown:
            assert not any("eve" in row for row in found.get(name, ())), name
    assert ("incident", "i1", "c1", "eve", "owner", True) in found["rights"]
    if "roles" in unknown:
        assert "eve" not in {each.user_id for each in result.summary.users or ()}
        assert all(each.record_type != "incident" for each in result.summary.only_global or ())


def test_where_teams_of_a_user_are_not_known_it_is_not_answered_who_is_needed_for_a_connection() -> None:
    export = snapshot(*KNOWN, User("dan", teams=UNKNOWN))
    answerable_of = Review.of(organisation_of(export), Asked(), partial=True).answerable
    (why,) = (each for each in answerable_of.not_answered if each.answer == "only_global")
    assert (why.of, why.lacks, why.because) == (None, ("teams",), "the teams of some users are not known")
    assert "only_global" in Review.of(organisation_of(snapshot(*KNOWN)), Asked(), partial=True).answerable.given


def test_users_that_were_rejected_are_not_silently_without_rights() -> None:
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "None")
    records = [*snapshot().records[1:], Record("incident", "i1", Owner(user="zoe"))]
    result, found = reviewed_export(snapshot(*KNOWN, rejected=[rejected], records=records), Asked(enablement=True))
    assert found["unanswered-users"] == Counter({("zoe", "roles"): 1})
    assert {(each.answer, each.of) for each in result.not_answered if each.lacks == ("systemusers",)} == {
        (each, "1 rejected user")
        for each in ("rights", "everywhere", "one_toggle", "only_global", "users", "enablement")
    }
    assert "zoe" not in {each.user_id for each in result.summary.users or ()}


def test_a_user_who_is_named_and_was_rejected_is_counted_once() -> None:
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "None", id="zoe")
    records = [*snapshot().records[1:], Record("incident", "i1", Owner(user="zoe"))]
    result, found = reviewed_export(snapshot(*KNOWN, rejected=[rejected], records=records), Asked(enablement=True))
    assert found["unanswered-users"] == Counter({("zoe", "roles"): 1})
    assert {each.answer for each in result.not_answered} == ANSWERED.keys() & {*found, *SUMMARY_RESTS_ON}
    assert {each.of for each in result.not_answered} == {"1 rejected user"}
    assert {each.of for each in result.summary.not_covered} == {"1 rejected user"}


def rejected_app(name: str) -> Rejected:
    return Rejected("appmodules.json", 0, "navigationtype", "0 or 1", "None", id=name)


def test_the_answer_who_has_the_chat_says_how_many_apps_were_rejected() -> None:
    asked = Asked(enablement=True, change=snapshot().policy)
    result, found = reviewed_export(snapshot(*KNOWN, rejected=[rejected_app("hub")] * 2), asked, partial=False)
    assert found["enablement"]
    because = "their name or kind is not known"
    assert result.to_dict()["not_answered"] == [
        {"answer": each, "of": "1 rejected app", "lacks": ["appmodules"], "because": because}
        for each in ("enablement", "change-enablement")
    ]
    for page in (result.to_text(), result._repr_markdown_()):
        assert f"Not answered: who has the chat in which app (1 rejected app): {because}." in page.replace("\n", " ")


def test_where_every_app_was_rejected_nobody_is_said_to_have_the_chat_or_to_lack_it() -> None:
    export = snapshot(*KNOWN, apps=[], rejected=[rejected_app("hub"), rejected_app("desk")])
    assert tables_of(export).apps is None
    with pytest.raises(UnreadableInput, match=r"the name or kind of 2 apps: .* who has the chat in which app"):
        reviewed_export(export, Asked(enablement=True), partial=False)
    result, found = reviewed_export(export, Asked(enablement=True))
    says = "Not answered: who has the chat in which app: the name or kind of 2 apps is not known."
    assert [each.says for each in result.not_answered] == [says]
    assert "enablement" not in found
    result, _ = reviewed_export(export, Asked(), partial=False)
    assert not result.not_answered and "the name or kind of 2 apps" not in result.missing_tables


def test_a_column_that_was_not_selected_is_missing_like_its_table() -> None:
    lacks = NotSelected("teamroles.json", "teamroles", "roleid", ("enablement", "disconnecting"))
    other = NotSelected("chats.json", "chats", "modifiedinteamson", ("timeline_entry_shows",))
    result, found = reviewed_export(snapshot(*KNOWN, not_selected=[lacks, other]), Asked())
    assert "everywhere" not in found
    assert result.not_answered[0].says == "Not answered: who has the global right: teamroles.roleid was not exported."


@pytest.mark.parametrize("lacks", ["the table", "a column", "what only who builds the snapshot knows"])
def test_where_it_is_unknown_who_connected_no_link_is_listed_and_the_rest_is_reviewed(lacks: str) -> None:
    (chat,) = snapshot().chats
    links = [evolve(each, connected_by=UNKNOWN) for each in chat.links]
    tables = [each for each in EXPORTED if each != "chats"] if lacks == "the table" else EXPORTED
    column = NotSelected("chats.json", "chats", "linkedon", ("disconnecting",))
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "None")
    organisation = snapshot(
        *KNOWN,
        chats=[evolve(chat, links=links)],
        tables=tables,
        not_selected=[column] if lacks == "a column" else [],
        rejected=[rejected],  # then whoever connects may be the rejected user
    )
    assert tables_of(organisation).links is None
    result, found = reviewed_export(organisation, Asked(joining=True, enablement=True))
    assert found.keys() & {"rights", "joining"} == set() and {"everywhere", "enablement"} <= found.keys()
    because = {
        "the table": "chats were not exported.",
        "a column": "chats.linkedon was not exported.",
        "what only who builds the snapshot knows": "the user of 3 links is not known.",
    }
    assert f"Not answered: who may join: {because[lacks]}" in {each.says for each in result.not_answered}


def test_privileges_that_were_asked_for_each_user_take_the_place_of_the_tables_of_roles() -> None:
    tables = ["userprivileges", *(each for each in EXPORTED if each not in ROLES_OF_EXPORT)]
    users = [User(name, roles=[Role("RetrieveUserPrivileges", held)]) for name, held in ASKED_FOR.items()]
    result, found = reviewed_export(snapshot(*users, tables=tables), Asked(), partial=False)
    assert ({row[0] for row in found["everywhere"]}, result.summary.holders) == ({"ann"}, 1)
    assert {*result.missing_tables} >= {*ROLES_OF_EXPORT}


ROLES_OF_EXPORT = EXPORTED[2:7]
ASKED_FOR = {"ann": [GLOBAL_DISCONNECT_PRIVILEGE], "bob": []}


def test_privileges_of_no_user_at_all_take_the_place_of_no_table_of_roles() -> None:
    tables = ["userprivileges", *(each for each in EXPORTED if each not in ROLES_OF_EXPORT)]
    missing = {name for each in absent_of(snapshot(tables=tables)).tables.values() for name in each}
    assert missing >= {*ROLES_OF_EXPORT}


@pytest.mark.parametrize("missing", ROLES_OF_EXPORT)
@pytest.mark.parametrize("other", ["a user of whom they were not asked", "a rejected user"])
def test_privileges_of_some_users_take_the_place_of_no_table_of_roles(missing: str, other: str) -> None:
    tables = ["userprivileges", *(each for each in EXPORTED if each != missing)]
    users = [User(name, roles=[Role("RetrieveUserPrivileges", held)]) for name, held in ASKED_FOR.items()]
    rejected = Rejected("systemusers.json", 4, "isdisabled", "true or false", "None")
    is_rejected = other == "a rejected user"
    users += [] if is_rejected else [User("eve", roles=UNKNOWN)]
    export = snapshot(*users, tables=tables, rejected=[rejected] if is_rejected else [])
    with pytest.raises(UnreadableInput, match=rf"{missing}: .* who has the global right"):
        reviewed_export(export, Asked(), partial=False)
    given = Review.of(organisation_of(export), Asked(), partial=True).answerable.given
    assert given.isdisjoint(("everywhere", "only_global", "users"))
    if missing != ROLES_OF_EXPORT[0]:
        return
    result, found = reviewed_export(export, Asked())
    assert "everywhere" not in found
    assert (result.summary.holders, result.summary.only_global, result.summary.users) == (None, None, None)
    assert "have the global right" not in result.to_text() and "Who has the global right" not in result.to_text()


def test_profiles_that_roles_give_need_the_tables_of_roles_whatever_privileges_were_asked_for() -> None:
    tables = ["userprivileges", *(each for each in EXPORTED if each != "systemuserroles")]
    user = User("ann", roles=[Role("RetrieveUserPrivileges", [])], profile=UNKNOWN)
    with pytest.raises(UnreadableInput, match=r"systemuserroles: .* who has the chat in which app"):
        reviewed_export(snapshot(user, tables=tables), Asked(enablement=True), partial=False)


def test_records_whose_owners_are_not_known_are_rejected_and_the_reason_is_given() -> None:
    records = [Record("account", "a1", UNKNOWN), Record("account", "a2", Owner(user="bob")), *snapshot().records[:1]]
    result, found = reviewed_export(snapshot(*KNOWN, records=records), Asked(), partial=False)
    assert [each.says for each in result.not_answered] == [
        "Not answered: who may disconnect by a right of their own (of account): "
        "the owner of 1 record of account is not known."
    ]
    assert {row[2] for row in found["rejected-links"]} == {"a1"}
    lacks = NotSelected("records_account.json", "records_account", "_ownerid_value", ("disconnecting",))
    result, _ = reviewed_export(snapshot(*KNOWN, records=records, not_selected=[lacks]), Asked(), partial=False)
    assert result.not_answered[0].lacks == ("records_account._ownerid_value",)


def test_tables_of_profiles_are_missing_where_a_user_has_one() -> None:
    eve = User("eve", roles=[PANE], profile=UNKNOWN)
    panes = ("msdyn_appconfigurations", "msdyn_paneconfigurations", "msdyn_panetabconfigurations")
    result, found = reviewed_export(snapshot(*KNOWN[:2], eve, tables=[*EXPORTED, *panes]), Asked(enablement=True))
    assert [(each.answer, each.of) for each in result.not_answered] == [("enablement", "1 user")]
    assert {row[1] for row in found["enablement"]} == {"ann", "bob"}
    with pytest.raises(UnreadableInput, match=r"msdyn_panetoolconfigurations: .* who has the chat in which app"):
        reviewed_export(snapshot(*KNOWN[:2], eve, tables=[*EXPORTED, *panes]), Asked(enablement=True), partial=False)
    result, _ = reviewed_export(snapshot(*KNOWN[:2], eve, tables=[*EXPORTED, *panes]), Asked(), partial=False)
    assert "msdyn_panetoolconfigurations" in result.missing_tables and "savedqueries" in result.missing_tables


# --- Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["chat_is_on", "on_for_all_apps", "selected_apps"])
def test_without_a_setting_of_the_organisation_only_enablement_is_not_answered(setting: str) -> None:
    unknown: Any = {setting: UNKNOWN}
    policy = snapshot().policy.but(**unknown)
    export, asked = snapshot(*KNOWN, policy=policy), Asked(joining=True, enablement=True)
    answers = Review.of(organisation_of(export), asked, partial=True).answerable
    named = "the setting chat_is_on" if setting == "chat_is_on" else f"supplement.toml: {setting}"
    assert [(each.answer, each.lacks) for each in answers.not_answered] == [("enablement", (named,))]
    if setting == "selected_apps":
        result, found = reviewed_export(export, asked)
        assert result.not_answered == answers.not_answered
        assert {"rights", "joining", "everywhere"} <= {*found}


@pytest.mark.parametrize(
    ("toggle", "answer", "other"),
    [
        ("owner_may_disconnect", "rights", "joining"),
        ("connector_may_disconnect", "rights", "joining"),
        ("join_chat", "joining", "rights"),
    ],
)
def test_a_record_type_with_an_unknown_toggle_is_left_out_of_the_answer_that_needs_it(
    toggle: str, answer: str, other: str
) -> None:
    policy = snapshot().policy
    some = policy.but_for("account", **{toggle: UNKNOWN})
    result, found = reviewed_export(snapshot(*KNOWN, policy=some), Asked(joining=True))
    assert {row[0] for row in found[answer]} == {"incident"}
    assert "account" in {row[0] for row in found[other]} or other == "joining"
    assert result.not_answered == ()
    every = some.but_for("incident", **{toggle: UNKNOWN})
    answers = Review.of(organisation_of(snapshot(*KNOWN, policy=every)), Asked(joining=True), partial=True).answerable
    assert answer not in answers.given and other in answers.given
    assert (answer, (f"the setting {toggle}",)) in {(each.answer, each.lacks) for each in answers.not_answered}


def test_without_the_settings_of_record_types_nothing_about_connections_is_answered() -> None:
    policy = snapshot().policy.but(record_types=[], others_unreadable=True)
    given = snapshot(*KNOWN, policy=policy, tables=EXPORTED)
    result, found = reviewed_export(given, Asked(joining=True))
    assert {each.lacks for each in result.not_answered} == {("msdyn_entitylinkchatconfigurations",)}
    assert {each.answer for each in result.not_answered} == {"rights", "one_toggle", "only_global", "users", "joining"}
    assert found["everywhere"] == Counter({("ann", "global", None): 1})
    assert not {"rights", "joining"} & {*found}
    of_file = Organisation(tables_of(given), policy, absent=evolve(absent_of(given), settings={}))
    result, _ = reviewed(of_file, Asked())
    assert result.not_answered[0].because == "the settings of record types are not known"
