"""A life of an organisation: whatever happens in it, and whatever its export leaves out, all answers are the model's.

After each step the organisation is exported, read back, and asked everything: every question with the grounds of its
facts, what `check` finds, and the whole review. `living_organisation.py` says what is so and what of it is known,
`plain_rules.py` what follows; what is not known has to be unknown, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from answers_of import said_by
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from living_export import LEFT_OUT, Exported
from living_findings import NOT_COMPARED, findings
from living_organisation import (
    CHATS,
    OWNED_BY_NOBODY,
    PANE_PRIVILEGES,
    PROFILES,
    RECORDS,
    ROLES,
    START,
    TABLES,
    TEAMS,
    TOGGLES,
    USERS,
    VIEWS,
    Organisation,
    cases,
)
from living_review import Listed
from plain_rules import GLOBAL, plain_answers
from three_units import write

from chatlink_policy import Change, UnreadableInput, evaluate
from chatlink_policy.case import Case
from chatlink_policy.checking import Finding, check
from chatlink_policy.dataverse import load_export
from chatlink_policy.review.folders import Asked, organisation_of, review_organisation
from chatlink_policy.snapshot import Snapshot

users, teams, roles, chats = map(st.sampled_from, (USERS, TEAMS, [*ROLES], CHATS))
records, profiles, tables = map(st.sampled_from, (RECORDS, [*PROFILES], TABLES))


def asked(snapshot: Snapshot, named: Mapping[str, str | None], now: datetime) -> Case:
    """The case; what the snapshot does not hold stays open."""
    left: dict[str, Any] = dict(named)
    case = Case(snapshot, **left, now=now)
    while case.problems:
        del left[case.problems[0].field]
        case = Case(snapshot, **left, now=now)
    return case


class Life(RuleBasedStateMachine):
    """What happens in an organisation, and what is left out of its exports."""

    reviewed = 1

    def __init__(self) -> None:
        super().__init__()
        self.organisation = Organisation()
        self.checked = 0
        self.left_out: frozenset[str] = frozenset()

    # --- Chats ---

    @rule(chat=chats, record=records, user=users, how=st.sampled_from(["row", "switch", "activity"]))
    def connect(self, chat: str, record: tuple[str, str], user: str, how: str) -> None:
        self.organisation.minute += 1
        self.organisation.connect(chat, record, user, how=how)

    @rule(chat=chats, record=records)
    def connect_by_somebody(self, chat: str, record: tuple[str, str]) -> None:
        self.organisation.minute += 1
        self.organisation.connect(chat, record, None, how="row")

    @precondition(lambda self: self.organisation.connected())
    @rule(data=st.data(), user=users)
    def connect_again(self, data: st.DataObject, user: str) -> None:
        """At another time or at the very instant of the last connecting."""
        of = self.organisation
        chat, record = data.draw(st.sampled_from(of.connected()))
        newest = of.newest(chat, record)
        of.minute += 1
        of.connect(chat, record, user, how="row")
        if data.draw(st.booleans()) and newest is not None and newest["createdon"] == newest["modifiedon"]:
            of.rows[-1] |= {"createdon": newest["createdon"], "modifiedon": newest["createdon"]}

    @precondition(lambda self: self.organisation.connected())
    @rule(data=st.data(), user=users)
    def disconnect(self, data: st.DataObject, user: str) -> None:
        self.organisation.minute += 1
        self.organisation.disconnect(*data.draw(st.sampled_from(self.organisation.connected())), user)

    @precondition(lambda self: self.organisation.rows)
    @rule(data=st.data())
    def deactivate_a_row(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.organisation.rows))["statecode"] = 1

    @precondition(lambda self: self.organisation.connected())
    @rule(data=st.data(), user=users)
    def write(self, data: st.DataObject, user: str) -> None:
        self.organisation.minute += 1
        self.organisation.write(*data.draw(st.sampled_from(self.organisation.connected())), user)

    @precondition(lambda self: self.organisation.activities)
    @rule(chat=chats, state=st.integers(0, 1))
    def complete_the_activity(self, chat: str, state: int) -> None:
        if chat in self.organisation.activities:
            self.organisation.activities[chat]["statecode"] = state

    @rule(chat=chats)
    def other_kind(self, chat: str) -> None:
        self.organisation.group_chats ^= {chat}

    # --- Records ---

    @rule(record=records.filter(lambda each: each[0] != OWNED_BY_NOBODY), owner=users | teams)
    def transfer(self, record: tuple[str, str], owner: str) -> None:
        self.organisation.owner[record] = ("team" if owner in TEAMS else "user", owner)

    @rule(user=users, record=records, rights=st.sampled_from([[], ["read"], ["read", "write"]]) | st.none())
    def share(self, user: str, record: tuple[str, str], rights: list[str] | None) -> None:
        self.organisation.access.pop((user, *record), None)
        if rights is not None:
            self.organisation.access[user, *record] = rights

    # --- People ---

    @rule(holder=users | teams, role=roles)
    def grant(self, holder: str, role: str) -> None:
        self.organisation.grant(holder, role)

    @rule(holder=users | teams, role=roles)
    def revoke(self, holder: str, role: str) -> None:
        self.organisation.held[holder].pop(role, None)

    @rule(role=roles, privilege=st.sampled_from([GLOBAL, *PANE_PRIVILEGES]))
    def privilege(self, role: str, privilege: str) -> None:
        self.organisation.gives[role] ^= {privilege}

    @rule(holder=users | teams, unit=st.integers(0, 2))
    def move(self, holder: str, unit: int) -> None:
        """To another business unit; who moves has the roles of that unit then."""
        self.organisation.unit[holder] = unit
        self.organisation.held[holder] = dict.fromkeys(self.organisation.held[holder], unit)

    @rule(team=teams, user=users)
    def join_or_leave_team(self, team: str, user: str) -> None:
        self.organisation.members[team] ^= {user}

    @rule(team=teams)
    def group_or_team(self, team: str) -> None:
        self.organisation.groups ^= {team}

    @rule(user=users)
    def disable_or_enable(self, user: str) -> None:
        self.organisation.disabled ^= {user}

    @rule(user=users)
    def administrator_or_not(self, user: str) -> None:
        self.organisation.administrators ^= {user}

    @rule(user=users, reads=st.booleans() | st.none(), others=st.booleans())
    def secured_fields(self, user: str, reads: bool | None, others: bool) -> None:  # drawn
        self.organisation.reads_secured.pop(user, None)
        if reads is not None:
            self.organisation.reads_secured[user] = reads
        self.organisation.others_read_none = others

    @rule(user=users)
    def ask_for_privileges(self, user: str) -> None:
        """The next exports have the privileges of that user as the service counts them, or no more."""
        self.organisation.asked_for ^= {user}

    # --- Profiles ---

    @rule(profile=profiles, has=st.booleans() | st.none())
    def make_profile(self, profile: str, has: bool | None) -> None:  # drawn
        self.organisation.profiles[profile] = has

    @rule(user=users, profile=profiles)
    def assign_profile(self, user: str, profile: str) -> None:
        self.organisation.assigned[user] ^= {profile}

    @rule(role=roles, profile=profiles | st.none())
    def map_role(self, role: str, profile: str | None) -> None:
        self.organisation.mapped.pop(role, None)
        if profile is not None:
            self.organisation.mapped[role] = profile

    # --- Settings ---

    @rule(table=tables, toggle=st.sampled_from([*TOGGLES]))
    def toggle(self, table: str, toggle: str) -> None:
        row = self.organisation.settings.get(table)
        if row is not None:
            row[toggle] = not row[toggle]

    @rule(table=tables, chosen=st.booleans(), attributes=st.sampled_from([[], ["prioritycode"], ["title", "gone"]]))
    def view_and_attributes(self, table: str, chosen: bool, attributes: list[str]) -> None:  # drawn
        if table in self.organisation.settings:
            view = VIEWS.get(table) if chosen else None
            self.organisation.settings[table] |= {"view_id": view, "notified_attributes": attributes}

    @rule(table=tables)
    def configure_or_not(self, table: str) -> None:
        """A record type is added with all toggles off, or its settings are deactivated, or active again."""
        if table in self.organisation.settings:
            self.organisation.inactive ^= {table}
        else:
            off = dict.fromkeys(TOGGLES, False)
            self.organisation.settings[table] = off | {"view_id": None, "notified_attributes": []}

    @rule()
    def chat_on_or_off(self) -> None:
        self.organisation.chat_is_on = not self.organisation.chat_is_on

    @rule(days=st.sampled_from([None, 1, 28]))
    def sync_on_or_off(self, days: int | None) -> None:
        of = self.organisation
        of.sync_is_on, of.idle_days = not of.sync_is_on, days
        of.sync_since = of.minute if of.sync_is_on else of.sync_since

    @rule(consent=st.sampled_from([True, False, None]), days=st.sampled_from([1, 8, 40]))
    def time_passes(self, consent: bool | None, days: int) -> None:  # drawn
        self.organisation.consent = consent
        self.organisation.minute += days * 24 * 60

    @rule(is_all=st.booleans(), selected=st.sets(st.sampled_from(["customerservicehub", "cr1_desk", "cr1_gone"])))
    def scope(self, is_all: bool, selected: set[str]) -> None:  # drawn
        self.organisation.on_for_all_apps, self.organisation.selected_apps = is_all, selected

    # --- Exports ---

    @initialize(less=st.sets(st.sampled_from(LEFT_OUT), max_size=1))
    def begin(self, less: set[str]) -> None:
        self.left_out = frozenset(less)

    @rule(less=st.sampled_from(LEFT_OUT))
    def export_less(self, less: str) -> None:
        self.left_out |= {less}

    @rule(less=st.none() | st.sampled_from(LEFT_OUT))
    def export_all_but(self, less: str | None) -> None:
        self.left_out = frozenset() if less is None else frozenset({less})

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        export = Exported(self.organisation, self.left_out)
        with TemporaryDirectory() as folder:
            snapshot = load_export(write(Path(folder, "export"), export.tables(), export.supplement()))
            check_answers(snapshot, export)
            check_findings(snapshot, export)
            self.checked += 1
            if self.checked % self.reviewed == 0:
                check_review(snapshot, export, Path(folder, "review"))


def said(case: Case) -> dict[str, Any]:
    """What is said of a case; why an input is missing is said beside it, and is no input that was refused."""
    found: dict[str, Any] = said_by(case.outcome)
    of_export = {each.question for each in case.outcome.not_asked if each.lacks or each.because == NO_ACTIVITIES}
    for question in of_export:
        found["without_answer"][question] = [each for each in found["without_answer"][question] if each != REFUSED]
    return found


def details(case: Case) -> dict[str, object]:
    """Whom and what the grounds of a case name: the owner, the latest links, the roles and their teams."""
    found: dict[str, object] = {}
    for of_question in case.outcome.grounds.values():
        for name, ground in of_question.items():
            if ground.truth is None:
                continue
            if name == "owns_record":
                found[name] = ground.owner and ground.owner.id
            elif name == "is_connector":
                found[name] = {(each.by and each.by.id, each.on) for each in ground.links}
            elif name in PRIVILEGES_OF:
                found[name] = {(each.role, each.team and each.team.id) for each in ground.roles}
    return found


PRIVILEGES_OF = {"has_global_right": {GLOBAL}, "has_pane_permissions": {*PANE_PRIVILEGES}}


def plain_details(known: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, object]:
    """The same of what is known: where no role gives the privileges, all that were looked through."""
    found: dict[str, object] = {}
    is_known = {name for name, says in facts.items() if not says.startswith("?")}
    if "owns_record" in is_known:
        owner = known["record"]["owner"]
        found["owns_record"] = owner.get("user") or owner.get("team")
    if "is_connector" in is_known:
        key = (known["record"]["record_type"], known["record"]["id"])
        links = [each for each in known["chat"]["links"] if (each["record_type"], each["record_id"]) == key]
        latest = max((each["connected_on"] for each in links), default=None)
        found["is_connector"] = {
            (each["connected_by"], datetime.fromisoformat(each["connected_on"]))
            for each in links
            if each["connected_on"] == latest
        }
    for name in PRIVILEGES_OF.keys() & is_known:
        of_teams = [(each["team"], role) for each in known["user"].get("roles_by_team", ()) for role in each["roles"]]
        held = [*((None, role) for role in known["user"]["roles"]), *of_teams]
        give = [(team, role) for team, role in held if PRIVILEGES_OF[name].intersection(role["privileges"])]
        counted = give if facts[name].startswith("Y") else held
        found[name] = {(role["name"], team) for team, role in counted}
    return found


NO_ACTIVITIES, REFUSED = "chats were not exported", "valid inputs"


def check_answers(snapshot: Snapshot, export: Exported) -> None:
    """Every question about every case, with the grounds of its facts."""
    notified = set()
    for user, chat, record, app in cases(export.of):
        known = export.scenario(user, chat, record, app)
        named = {"user": user, "chat": chat, "record": record[1], "record_type": record[0], "app": app}
        case = asked(snapshot, named, datetime.fromisoformat(known["now"]))
        expected = plain_answers(known)
        assert said(case) == expected, named
        assert details(case) == plain_details(known, expected["facts"]), named
        if record not in notified:
            notified.add(record)
            changes = [Change("prioritycode", 1, 2), Change("title", "a", "a")]
            written = [{"attribute": each.attribute, "old": each.old, "new": each.new} for each in changes]
            found: dict[str, Any] = said_by(evaluate(evolve(case.scenario, changes=changes)))
            expected = plain_answers(known | {"changes": written})
            assert found["answers"].get("notifications") == expected["answers"].get("notifications"), named


WITHOUT_VALUES = ("row_rejected", "inactive_settings")
"""Kinds of findings whose values are places in files."""


def check_findings(snapshot: Snapshot, export: Exported) -> None:
    """Of the kinds that the model knows all, and none of any other kind."""
    found = check(snapshot, now=START + timedelta(minutes=export.of.minute))
    less = {each.subject for each in found if each.code in NOT_COMPARED}
    assert less <= export.left_out | {f"records_{OWNED_BY_NOBODY}._ownerid_value"}
    listed = [(each.code.value, each.subject, _values(each)) for each in found if each.code not in NOT_COMPARED]
    expected = findings(export)
    assert [each for each in listed if each not in expected] == []
    assert [each for each in expected if each not in listed] == []


def _values(finding: Finding) -> dict[str, object]:
    """Without the places of rows, and without what a name may mean."""
    hidden = set(finding.values) if finding.code in WITHOUT_VALUES else {"similar"}
    return {name: value for name, value in finding.values.items() if name not in hidden}


def check_review(snapshot: Snapshot, export: Exported, out: Path) -> None:
    """Every row of every answer that can be given, and which answers cannot."""
    expected = Listed(export).answers()
    asked = Asked(joining=True, enablement=True)
    try:
        result = review_organisation(organisation_of(snapshot, "export"), out, asked, partial=True)
    except UnreadableInput:
        assert set(expected.values()) == {None}
        return
    whole = {each.answer for each in result.not_answered if each.of is None}
    assert whole & expected.keys() == {name for name, rows in expected.items() if rows is None}
    for name, rows in expected.items():
        files = [*(out / name).glob("*.parquet")]
        found = [row for file in files for row in pl.read_parquet(file).drop("is_documented", strict=False).rows()]
        assert len(found) == len(set(found))
        assert set(found) == (rows or set()), name


def live(lives: int, steps: int, *, reviewed: int) -> None:
    """So many lives of so many steps; the review, which takes ten times as long as all else, after each so many."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    options = settings(
        max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=checks, database=None
    )
    run_state_machine_as_test(type("Life", (Life,), {"reviewed": reviewed}), settings=options)


def test_a_life_of_an_organisation_is_answered_as_the_model_says() -> None:
    live(1, 3, reviewed=3)


@pytest.mark.thorough
def test_lives_of_organisations_are_answered_as_the_model_says() -> None:
    live(12, 12, reviewed=4)


@pytest.mark.campaign
def test_many_lives_of_organisations_are_answered_as_the_model_says() -> None:
    live(150, 30, reviewed=1)
