"""What a change of policy does where something is unknown: nothing is counted or ruled out that was not looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from plain_data import data_of

from chatlink_policy import (
    QUESTIONS,
    UNKNOWN,
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Policy,
    Record,
    RecordTypePolicy,
    User,
)
from chatlink_policy.compare.impact import Impact, QuestionImpact, impact
from chatlink_policy.compare.policies import PolicyDiff, diff_policies
from chatlink_policy.dataverse import load_export
from chatlink_policy.defaults import DEFAULT_APPS
from chatlink_policy.evidence.diff import Relation
from chatlink_policy.snapshot import Access, NotSelected, Rejected, Snapshot
from chatlink_policy.unknown import Unknown

WHEN = datetime(2025, 2, 3, 9, 14, tzinfo=UTC)
CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"

# --- Settings that are unknown ----------------------------------------------------------------------------------------

INCIDENT = RecordTypePolicy(
    "incident", include_note=True, owner_may_disconnect=True, notify=True, notified_attributes=["title"]
)
POLICY = Policy(chat_is_on=True, on_for_all_apps=True, timeline_sync=True, record_types=[INCIDENT])
OF_THE_ORGANISATION = {
    "chat_is_on": (False, True),
    "on_for_all_apps": (False, True),
    "selected_apps": (None, frozenset({"customerservicehub"})),
    "timeline_sync": (False, True),
    "idle_days": (3, 20),
}
OF_A_RECORD_TYPE = {
    "include_note": (False, True),
    "view_id": (None, "v"),
    "owner_may_disconnect": (False, True),
    "connector_may_disconnect": (False, True),
    "join_chat": (False, True),
    "notify": (False, True),
    "notified_attributes": ((), ("statecode", "title")),
}
VALUES = OF_THE_ORGANISATION | OF_A_RECORD_TYPE


def with_setting(policy: Policy, setting: str, value: Any) -> Policy:  # noqa: ANN401  # of any setting
    if setting in OF_THE_ORGANISATION:
        return evolve(policy, **{setting: value})
    return policy.but_for("incident", **{setting: value})


def test_every_setting_that_may_be_unknown_is_tried() -> None:
    may_be = {each.name for kind in (Policy, RecordTypePolicy) for each in fields(kind) if "Unknown" in str(each.type)}
    assert set(VALUES) == may_be


@cache
def compared(old: Policy, new: Policy) -> PolicyDiff:
    return diff_policies(old, new, DEFAULT_APPS[:1])


@pytest.mark.parametrize("sides", [(True, False), (False, True), (True, True)], ids=["old", "new", "both"])
@pytest.mark.parametrize("setting", VALUES)
def test_what_an_unknown_setting_could_change_is_never_ruled_out(setting: str, sides: tuple[bool, bool]) -> None:
    """Held against every pair of values that could stand there."""
    plain = POLICY if setting != "selected_apps" else POLICY.but(on_for_all_apps=False)
    old, new = (with_setting(plain, setting, UNKNOWN) if is_unknown else plain for is_unknown in sides)
    found = compared(old, new)
    could_be = []
    for values in product(VALUES[setting], repeat=2):
        before, after = (
            with_setting(plain, setting, value) if is_unknown else plain
            for is_unknown, value in zip(sides, values, strict=True)
        )
        could_be.append(compared(before, after))
    assert found.is_new_access or not any(each.is_new_access for each in could_be)
    assert found.relation is None or {each.relation for each in could_be} == {found.relation}
    assert (found.relation is None) is ("Cannot be compared" in found.to_text())


def test_an_unknown_setting_that_decides_nothing_is_no_difference() -> None:
    off = POLICY.but(chat_is_on=False, timeline_sync=False).but_for("incident", include_note=False)
    for setting in ("on_for_all_apps", "idle_days", "view_id", "notify", "notified_attributes"):
        unknown = with_setting(off, setting, UNKNOWN)
        changes = diff_policies(off, unknown, DEFAULT_APPS[:1]).settings
        assert changes == (), setting


NEEDED_FOR = {
    "chat_is_on": {"enablement", "timeline_entry", "timeline_open"},
    "on_for_all_apps": {"enablement"},
    "selected_apps": {"enablement"},
    "timeline_sync": {"timeline_entry", "timeline_open"},
    "owner_may_disconnect": {"disconnecting"},
    "connector_may_disconnect": {"disconnecting"},
    "join_chat": {"joining"},
}


@pytest.mark.parametrize("setting", VALUES)
def test_only_the_questions_that_need_an_unknown_setting_cannot_be_compared(setting: str) -> None:
    since = POLICY.but(timeline_sync_since=WHEN, on_for_all_apps=setting != "selected_apps")
    answers = diff_policies(with_setting(since, setting, UNKNOWN), since, DEFAULT_APPS[:1]).answers
    assert {each.question for each in answers if each.diff is None} == NEEDED_FOR.get(setting, set())


# --- Cases that cannot be counted -------------------------------------------------------------------------------------

WITHOUT = {
    "systemusers": {"users": ()},
    "appmodules": {"apps": ()},
    "access": {"access": ()},
    "msdyn_teamschatassociations": {"chats": ()},
    "records_incident": {"records": ()},
}
COUNTED = {
    "systemusers": {"connecting", "timeline_entry"},
    "appmodules": {"connecting", "disconnecting", "joining", "timeline_entry"},
    "access": {"enablement", "connecting", "disconnecting", "timeline_entry", "timeline_open"},
}


@pytest.mark.parametrize("table", WITHOUT)
def test_no_case_is_counted_of_a_table_that_was_not_exported(table: str) -> None:
    snapshot = load_export(CONTOSO)
    snapshot = evolve(snapshot, policy=snapshot.policy.but(timeline_sync_since=WHEN))
    tables = {"systemusers", "appmodules", "access", "msdyn_teamschatassociations", "records_incident"}
    lacking = evolve(snapshot, tables=tables - {table}, **WITHOUT[table])  # type: ignore[arg-type]  # of any field
    found = impact(snapshot.policy, snapshot.policy.but(chat_is_on=False), lacking)
    for each in found.questions:
        if each.question in COUNTED.get(table, {"enablement", "timeline_open"}):
            assert each.cases
        else:
            assert each.cases is None
            assert any(f"{table} were not exported" in line for line in each.not_counted)
            assert each.not_counted[0] in " ".join(found.to_text().split())
    counted = [(each["cases"], each["gain"]) for each in data_of(found)["questions"]]
    assert all(gain is None for cases, gain in counted if cases is None)


def organisation(**ada: Any) -> Snapshot:  # noqa: ANN401  # fields of a user
    links = [ChatLink("incident", id, connected_by="ada", connected_on=WHEN) for id in ("r1", "r2")]
    return Snapshot(
        policy=POLICY,
        apps=(App("hub", Offering.CUSTOMER_SERVICE, is_multisession=False),),
        users=(User("ada", **ada), User("bo")),
        chats=(Chat("c", ChatKind.GROUP, links=links),),
        records=(Record("incident", "r1", Owner(user="ada")),),
        access=(Access("ada", "incident", "r1", AccessRights.WRITE),),
    )


def of(found: Impact, question: str) -> QuestionImpact:
    return next(each for each in found.questions if each.question == question)


def test_a_case_that_depends_on_something_unknown_is_listed_and_not_counted() -> None:
    new = POLICY.but_for("incident", owner_may_disconnect=False)
    known = of(impact(POLICY, new, organisation()), "disconnecting")
    assert (known.cases, known.lose) == (2, 1)
    assert known.not_counted == ("links to incident (1): the record is missing or was rejected",)
    unknown = of(impact(POLICY, new, organisation(roles=UNKNOWN)), "disconnecting")
    assert (unknown.cases, unknown.lose) == (1, 0)
    assert unknown.not_counted[1].startswith("cases (1): ")
    assert "which security roles the user has in person is not known" in unknown.not_counted[1]


def test_cases_of_chats_of_which_it_is_unknown_who_connected_them_are_listed_and_not_counted() -> None:
    whole = organisation()
    links = [evolve(each, connected_by=Unknown("chats were not exported")) for each in whole.chats[0].links]
    lacking = evolve(whole, chats=(evolve(whole.chats[0], links=links),))
    found = impact(POLICY, POLICY.but_for("incident", owner_may_disconnect=False), lacking)
    disconnecting, joining = of(found, "disconnecting"), of(found, "joining")
    assert (disconnecting.cases, disconnecting.flipped) == (None, ())
    assert disconnecting.not_counted[1] == "cases (2): chats were not exported: neither yes nor no"
    assert joining.cases == 1


def test_a_toggle_that_is_unknown_in_both_policies_is_not_the_same_toggle() -> None:
    unknown = POLICY.but_for("incident", connector_may_disconnect=UNKNOWN)
    found = of(impact(unknown, unknown, organisation()), "disconnecting")
    assert found.cases is None
    assert found.not_counted[1].startswith("cases (2): ")
    assert diff_policies(unknown, unknown, ()).relation is not Relation.EQUIVALENT


OF_CHATS = {"connecting", "disconnecting", "joining", "timeline_entry"}
OF_APPS = {"enablement", "timeline_open"}
REJECTED = {
    "systemusers": ("users", OF_APPS | {"disconnecting", "joining"}),
    "appmodules": ("apps", OF_APPS),
    "msdyn_teamschatassociations": ("links", OF_CHATS),
    "chats": ("chats", OF_CHATS),
    "access": ("access rights", {"joining"}),
}


@pytest.mark.parametrize("table", REJECTED)
def test_what_was_rejected_is_not_counted_and_the_page_says_how_many_and_why(table: str) -> None:
    rows = [
        Rejected(f"{table}.json", row, "column", "true or false", "None", id=id) for row, id in ((3, "eve"), (4, None))
    ]
    again = [evolve(rows[0], row=7), evolve(rows[1], path="another", expected="one that is true")]  # no third thing
    whole = organisation()
    found = impact(POLICY, POLICY.but(chat_is_on=False), evolve(whole, rejected=(*rows, *again)))
    what, questions = REJECTED[table]
    says = f"{what} (2): rejected (column: expected true or false)"
    assert {each.question for each in found.questions if says in each.not_counted} == questions
    assert f"{', '.join(each for each in QUESTIONS if each in questions)}: {says}" in " ".join(found.to_text().split())
    before = impact(POLICY, POLICY.but(chat_is_on=False), whole)
    assert [each.cases for each in found.questions] == [each.cases for each in before.questions]


def test_no_case_is_counted_where_every_user_was_rejected_and_how_many_there_are_is_unknown() -> None:
    column = NotSelected("systemusers.json", "systemusers", "isdisabled", ())
    found = impact(POLICY, POLICY, evolve(organisation(), users=(), not_selected=(column,)))
    of_users = ("enablement", "disconnecting", "joining", "timeline_open")
    why = ("systemusers were exported without isdisabled",)
    assert [(of(found, each).cases, of(found, each).not_counted) for each in of_users] == [(None, why)] * 4
    rejected = Rejected("systemusers.json", 0, "isdisabled", "true or false", "None")
    found = impact(POLICY, POLICY, evolve(organisation(), users=(), rejected=(rejected,)))
    assert [of(found, each).cases for each in of_users] == [None] * 4


def test_without_the_metadata_of_a_table_its_timeline_entries_are_not_counted() -> None:
    found = of(impact(POLICY, POLICY.but(timeline_sync=False), organisation()), "timeline_entry")
    assert found.cases is None
    assert "cases (1): entitydefinitions do not hold incident" in found.not_counted
