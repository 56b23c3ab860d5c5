"""The circumstances decide the answers of a policy, and each combination of them is built as it is described."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from cases import Case, ask, cases
from circumstances import circumstances
from hypothesis import given
from hypothesis import strategies as st
from thoroughness import SOME
from witnesses import gallery

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    InvalidValue,
    Offering,
    Owner,
    Policy,
    Question,
    Readings,
    Record,
    RecordTypePolicy,
    UnknownFact,
    User,
    evaluate,
)
from chatlink_policy.compare.impact import impact
from chatlink_policy.compare.policies import diff_policies
from chatlink_policy.compare.restricted import restricted_to, subject_says, subjects
from chatlink_policy.compare.situations import Subject, witness
from chatlink_policy.defaults import DEFAULT_APPS
from chatlink_policy.errors import InvalidQuestion
from chatlink_policy.evidence import ChangedBy, fact, facts
from chatlink_policy.evidence.diff import Relation
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.questions import ASKED_BY, inputs_of
from chatlink_policy.snapshot import Snapshot
from chatlink_policy.strategies import apps, policies
from chatlink_policy.unknown import known

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
SYNCED_IN_MARCH = Policy(chat_is_on=True, timeline_sync=True, timeline_sync_since=MARCH)
SYNCED_IN_APRIL = SYNCED_IN_MARCH.but(timeline_sync_since=APRIL)


def subject_of(question: str, case: Case) -> Subject:
    inputs = inputs_of(question)
    return case.app if "app" in inputs else case.record.record_type if "record" in inputs else None


def combination(asked: Question[object], given: dict[str, bool]) -> int:
    """The combination of these circumstances, of which some may belong to another question."""
    bits = "".join("1" if given[each.name] else "0" for each in asked.facts)
    return int(bits, 2)


# --- The circumstances decide -----------------------------------------------------------------------------------------


@SOME
@given(cases(), st.booleans(), policies("incident"))
def test_the_answer_is_that_of_the_circumstances_whatever_else_the_models_are_like(
    case: Case, is_compared: bool, other: Policy
) -> None:
    policy, compared_with = case.policy, other if is_compared else None
    for question, decision in ask(case).items():
        if question == "timeline_entry" and policy.timeline_sync and policy.timeline_sync_since is None:
            continue
        asked = restricted_to(policy, question, subject_of(question, case), compared_with=compared_with)
        which = combination(asked, circumstances(case, policy, compared_with or policy))
        assert asked.possible >> which & 1
        assert asked.decisions[which].allowed is decision.allowed
        assert asked.decisions[which].documented_by == decision.documented_by


@SOME
@given(cases(), policies("incident"))
def test_two_policies_become_two_questions_over_the_same_facts(case: Case, second: Policy) -> None:
    first, second = (
        each.but(
            timeline_sync_since=each.timeline_sync_since or MARCH, others_unreadable=False, unreadable_record_types=[]
        )
        for each in (case.policy, second)
    )
    for question in QUESTIONS:
        subject = subject_of(question, case)
        before = restricted_to(first, question, subject, compared_with=second)
        after = restricted_to(second, question, subject, compared_with=first)
        assert (before.name, before.facts, before.possible) == (after.name, after.facts, after.possible)
        assert before.name == question


def test_a_question_under_a_policy_can_be_copied_and_pickled() -> None:
    asked = restricted_to(NEW_ORGANISATION, "disconnecting", "incident")
    assert copy.copy(asked) == pickle.loads(pickle.dumps(asked)) == asked  # noqa: S301  # its own bytes


@pytest.mark.parametrize(
    ("readings", "differs"),
    [
        (Readings(team_records_have_no_owner=True), "Y N * * * *"),
        (Readings(anyone_who_connected_is_connector=True), "* * N Y * *"),
    ],
)
def test_another_reading_differs_where_its_circumstances_are_and_nowhere_else(readings: Readings, differs: str) -> None:
    chosen = restricted_to(NEW_ORGANISATION, "disconnecting", "incident")
    otherwise = restricted_to(NEW_ORGANISATION.but(readings=readings), "disconnecting", "incident")
    changed = (chosen.results ^ otherwise.results) & chosen.possible
    assert changed
    letters = differs.split()
    for each in range(1 << chosen.size):
        if changed >> each & 1:
            truths = ["Y" if truth else "N" for truth in chosen.truths(each)]
            assert all(letter in ("*", truth) for letter, truth in zip(letters, truths, strict=True))


def test_an_open_combination_that_is_granted_differs_for_whom_it_grants() -> None:
    policy = NEW_ORGANISATION.but_for("incident", owner_may_disconnect=False)
    granted = policy.but(readings=Readings(open_combinations=frozenset({OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE})))
    chosen, otherwise = (restricted_to(each, "disconnecting", "incident") for each in (policy, granted))
    changed = (chosen.results ^ otherwise.results) & chosen.possible
    expected = {
        each.combination
        for each in chosen.decisions
        if each.is_possible
        and each.to_facts()["owns_record"]
        and not each.to_facts()["is_connector"]
        and not each.to_facts()["has_global_right"]
        and each.to_facts()["is_connected"]
    }
    assert {each for each in range(64) if changed >> each & 1} == expected


def test_a_sync_turned_on_again_later_is_distinguished_from_one_turned_on_once() -> None:
    before = restricted_to(SYNCED_IN_MARCH, "timeline_entry", "incident", compared_with=SYNCED_IN_APRIL)
    after = restricted_to(SYNCED_IN_APRIL, "timeline_entry", "incident", compared_with=SYNCED_IN_MARCH)
    lost = [
        each.to_facts()
        for each in before.decisions
        if each.is_possible and each.allowed and not after.decisions[each.combination].allowed
    ]
    assert lost == [
        {
            "is_connected": True,
            "connected_since_sync": True,
            "connected_since_sync_again": False,
            "record_is_activity": False,
        }
    ]
    assert "connected_since_sync_again" not in [
        each.name for each in restricted_to(SYNCED_IN_MARCH, "timeline_entry", "incident").facts
    ]


def test_of_a_policy_whose_sync_is_off_the_time_does_not_count() -> None:
    off = SYNCED_IN_APRIL.but(timeline_sync=False)
    assert restricted_to(SYNCED_IN_MARCH, "timeline_entry", "incident", compared_with=off).size == 3
    assert not restricted_to(off, "timeline_entry", "incident", compared_with=SYNCED_IN_MARCH).results


# --- In the words of the documentation --------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_circumstance_that_is_a_fact_of_the_question_says_the_same(question: str) -> None:
    built_in = {each.name: each for each in QUESTIONS[question].facts}
    asked = restricted_to(NEW_ORGANISATION, question, subjects(question, NEW_ORGANISATION)[0])
    assert [each for each in asked.facts if each.name in built_in and built_in[each.name] != each] == []
    assert [each.name for each in asked.facts if each.name not in built_in] == (
        ["owns_in_person", "has_connected_it"] if question == "disconnecting" else []
    )


def test_the_finer_circumstances_of_disconnecting_are_the_facts_as_the_other_readings_state_them() -> None:
    otherwise = Readings(team_records_have_no_owner=True, anyone_who_connected_is_connector=True)
    scenario = witness("disconnecting", 0).scenario
    assert scenario is not None
    asked_otherwise = evolve(scenario, policy=scenario.policy.but(readings=otherwise))
    restated = {each.name: each for each in evaluate(asked_otherwise).decisions["disconnecting"].question.facts}
    asked = {each.name: each for each in restricted_to(NEW_ORGANISATION, "disconnecting", "incident").facts}
    assert asked["owns_in_person"].says == restated["owns_record"].says
    assert asked["owns_in_person"].otherwise == restated["owns_record"].otherwise
    assert asked["has_connected_it"].says == restated["is_connector"].says
    assert asked["has_connected_it"].otherwise == restated["is_connector"].otherwise


def test_what_no_row_decides_is_derived_from_what_the_built_in_question_is() -> None:
    asked = restricted_to(NEW_ORGANISATION, "disconnecting", "incident")
    assert asked.derived_from == QUESTIONS["disconnecting"].derived_from != ()


def test_the_answer_names_what_it_is_about() -> None:
    asked = restricted_to(NEW_ORGANISATION, "joining", "incident")
    assert asked.says_yes == "the user may view and join the chat (incident)"
    assert restricted_to(NEW_ORGANISATION, "enablement", DEFAULT_APPS[2]).says_no.endswith(
        "in the app (customerservicehub)"
    )
    assert (
        restricted_to(NEW_ORGANISATION, "timeline_configure", None).says_no == QUESTIONS["timeline_configure"].says_no
    )
    assert [subject_says(each) for each in ("incident", DEFAULT_APPS[2], None)] == [
        "incident",
        "customerservicehub",
        "",
    ]


def test_the_reasons_of_a_chosen_policy_name_nothing_that_does_not_count() -> None:
    named = {
        each.name
        for decision in restricted_to(NEW_ORGANISATION, "disconnecting", "incident").decisions
        if decision.is_possible
        for reason in decision.reasons
        for each in reason.facts
    }
    assert named == {"owns_record", "is_connector", "has_global_right", "is_connected"}


def test_the_rows_of_the_documentation_are_there_where_the_policy_lets_them_apply() -> None:
    rows = restricted_to(NEW_ORGANISATION, "disconnecting", "incident").documented
    assert {row.label: row.when for row in rows} == {
        # owns, in person, connector, has connected, global right, connected
        "DIS-4 row 2": "Y * * * * Y",
        "DIS-4 row 4": "* * Y * * Y",
        "DIS-4 row 5": "* * * * Y Y",
        "DIS-8": "* * * * * N",
    }


# --- What cannot be answered ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["connecting", "disconnecting", "joining", "timeline_entry"])
def test_settings_that_could_not_be_read_are_said_at_once(question: str) -> None:
    policy = NEW_ORGANISATION.without("email").but(unreadable_record_types=["email"])
    with pytest.raises(UnknownFact, match="'email' could not be read"):
        restricted_to(policy, question, "email")
    assert restricted_to(policy, question, "incident")


def test_a_sync_on_since_an_unknown_time_is_said_at_once() -> None:
    with pytest.raises(UnknownFact, match="`timeline_sync_since`, was not provided"):
        restricted_to(SYNCED_IN_MARCH.but(timeline_sync_since=None), "timeline_entry", "incident")


@pytest.mark.parametrize(
    ("question", "subject", "expected"),
    [
        ("joining", None, "subject: expected the logical name of a record type, for joining, got None"),
        ("joining", DEFAULT_APPS[0], "subject: expected the logical name of a record type, for joining, got App"),
        ("enablement", "incident", "subject: expected an app, for enablement, got 'incident'"),
        ("timeline_configure", "incident", "subject: expected nothing, for timeline_configure, got 'incident'"),
        ("joining", "Incident!", "Record.record_type: expected a logical name"),
        ("leaving", "incident", "question: expected one of enablement, connecting, "),
    ],
)
def test_what_is_no_question_about_that_is_refused(question: str, subject: Subject, expected: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        restricted_to(NEW_ORGANISATION, question, subject)
    assert str(refused.value).startswith(expected)


def test_after_the_last_time_there_is_nothing_can_be_connected() -> None:
    policy = SYNCED_IN_MARCH.but(timeline_sync_since=datetime.max.replace(tzinfo=UTC))
    assert not restricted_to(policy, "timeline_entry", "incident").results
    earlier = policy.but(timeline_sync_since=datetime.max.replace(tzinfo=UTC) - timedelta(microseconds=1))
    assert restricted_to(earlier, "timeline_entry", "incident").results


# --- What a question is asked about -----------------------------------------------------------------------------------


def test_subjects_are_the_record_types_that_any_of_the_policies_knows_of() -> None:
    one = Policy(chat_is_on=True, record_types=[RecordTypePolicy("incident")], unreadable_record_types=["email"])
    other = Policy(chat_is_on=True, record_types=[RecordTypePolicy("account")])
    assert subjects("joining", one, other) == ("account", "email", "incident")
    assert subjects("timeline_configure", one, other) == (None,)
    assert subjects("joining") == ()


@pytest.mark.parametrize(
    ("question", "changed", "added"),
    [
        ("joining", Policy(chat_is_on=False), ()),
        ("timeline_entry", SYNCED_IN_MARCH, ("any_other_record_type",)),
        ("joining", Policy(chat_is_on=True, others_unreadable=True), ("any_other_record_type",)),
        (
            "joining",
            Policy(chat_is_on=True, record_types=[RecordTypePolicy("any_other_record_type")], others_unreadable=True),
            ("any_other_record_type", "any_other_record_type_"),
        ),
    ],
)
def test_a_stand_in_for_any_other_record_type_is_there_where_it_differs(
    question: str, changed: Policy, added: tuple[str, ...]
) -> None:
    assert subjects(question, Policy(chat_is_on=True), changed) == added


def test_a_sync_turned_on_again_later_differs_for_any_other_record_type() -> None:
    assert subjects("timeline_entry", SYNCED_IN_MARCH, SYNCED_IN_APRIL) == ("any_other_record_type",)
    assert subjects("timeline_entry", SYNCED_IN_MARCH, SYNCED_IN_MARCH) == ()


@SOME
@given(policies("account"), policies("account"), st.booleans())
def test_a_record_type_that_is_no_subject_is_answered_alike(first: Policy, second: Policy, is_same_but: bool) -> None:
    if is_same_but:
        second = first.but_for("account", join_chat=True)
    for question in ("connecting", "disconnecting", "joining"):
        named = subjects(question, first, second)
        if "any_other_record_type" not in named:
            for record_type in {"incident", "incidents", "account", "email", "cr1_visit", "other"} - set(named):
                before, after = (
                    restricted_to(first, question, record_type),
                    restricted_to(second, question, record_type),
                )
                assert before.results == after.results


def test_apps_are_the_given_ones_and_those_that_a_policy_selects() -> None:
    one, other = Policy(chat_is_on=True, selected_apps=["CR1_app"]), Policy(chat_is_on=True, selected_apps=[])
    hub = DEFAULT_APPS[2]
    named = subjects("enablement", one, other, apps=[hub, hub])
    assert named == (hub, App("cr1_app", Offering.CUSTOM, is_multisession=False))
    assert subjects("enablement", one, one.but(on_for_all_apps=True), apps=[hub])[-1] == App(
        "any_other_app", Offering.CUSTOM, is_multisession=False
    )
    assert subjects("timeline_open", one, other) == DEFAULT_APPS


@given(policies(), policies(), apps())
def test_an_app_that_is_no_subject_differs_only_where_a_subject_does(first: Policy, second: Policy, app: App) -> None:
    def differs(subject: Subject) -> bool:
        return (
            restricted_to(first, "enablement", subject).results != restricted_to(second, "enablement", subject).results
        )

    named = [each for each in subjects("enablement", first, second, apps=[]) if isinstance(each, App)]
    if differs(app) and app.unique_name not in [
        "msdyn_customerserviceworkspace",
        "customerservicehub",
        "contactcenterworkspace",
    ]:
        assert any(differs(each) for each in named if each.unique_name in (app.unique_name, "any_other_app"))


# --- A question that is new -------------------------------------------------------------------------------------------


@facts
class LeaveFacts:
    is_connected: bool = fact("the chat is {|not }connected to the record", "JOI-2", ChangedBy.HISTORY)
    owns_record: bool = fact("the user {owns|does not own} the record", "DIS-6", ChangedBy.ASSIGNMENT)
    join_chat_is_on: bool = fact('"Join chat" is {on|off} for the record type', "JOI-1", ChangedBy.ADMINISTRATOR)
    is_group_chat: bool = fact("the chat is {|not }a group chat", "CON-3", ChangedBy.PRODUCT)


def may_leave(f: LeaveFacts) -> bool:
    return f.is_connected and f.is_group_chat and (f.join_chat_is_on or f.owns_record)


LEAVING = Question(
    "leaving", LeaveFacts, may_leave, says_yes="the user may leave", says_no="the user may not leave", version=2
)


def can_leave(policy: Policy, user: User, chat: Chat, record: Record) -> Decision[LeaveFacts]:
    owner, settings = known(record.owner), policy.settings_for(record.record_type)
    of_team = owner.team in user.teams and not policy.readings.team_records_have_no_owner
    cells = LEAVING.cells[record.key in chat.connections][owner.user == user.id or of_team]
    return cells[settings.join_chat][chat.kind is ChatKind.GROUP]


def test_a_new_question_over_known_facts_is_compared_and_counted_without_a_line_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("rules.questions", "compare.restricted", "compare.policies", "compare.impact"):
        monkeypatch.setattr(f"chatlink_policy.{module}.QUESTIONS", {**QUESTIONS, "leaving": LEAVING})
    for module in ("rules.questions", "compare.restricted", "compare.impact"):
        monkeypatch.setattr(f"chatlink_policy.{module}.ASKED_BY", {**ASKED_BY, "leaving": can_leave})
    for each in gallery("leaving"):
        assert each.scenario is not None
        user, chat, record = each.scenario.user, each.scenario.chat, each.scenario.record
        assert user and chat and record
        assert can_leave(each.scenario.policy, user, chat, record) == each.decision
    asked = restricted_to(NEW_ORGANISATION, "leaving", "incident")
    assert [each.name for each in asked.facts] == ["is_connected", "owns_record", "owns_in_person", "is_group_chat"]
    assert asked.version == 2
    new = NEW_ORGANISATION.but_for("incident", join_chat=False)
    changed = diff_policies(NEW_ORGANISATION, new).answers
    changed = tuple(each for each in changed if each.diff is None or each.diff.relation is not Relation.EQUIVALENT)
    assert [(each.question, each.subject) for each in changed] == [("joining", "incident"), ("leaving", "incident")]
    link = ChatLink("incident", "1", connected_by=None, connected_on=MARCH)
    snapshot = Snapshot(
        policy=new,
        users=(User("ann"), User("bob")),
        chats=(Chat("c", ChatKind.GROUP, links=[link]),),
        records=(Record("incident", "1", Owner(user="ann")),),
    )
    found = impact(NEW_ORGANISATION, new, snapshot).questions[-1]
    assert (found.question, found.about, found.cases, found.lose) == ("leaving", ("user", "chat", "record"), 2, 1)


@facts
class MuteFacts:
    is_group_chat: bool = fact("the chat is {|not }a group chat", "CON-3", ChangedBy.PRODUCT)
    is_muted: bool = fact("the chat is {|not }muted", "JOI-2", ChangedBy.HISTORY)


MUTING = Question("muting", MuteFacts, lambda f: f.is_muted, says_yes="it is muted", says_no="it is not muted")


def test_a_fact_that_no_model_is_made_from_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_muted(policy: Policy, chat: Chat, record: Record) -> Decision[MuteFacts]:
        return MUTING.cells[chat.kind is ChatKind.GROUP][policy.is_configured(record.record_type)]

    for module in ("rules.questions", "compare.restricted"):
        monkeypatch.setattr(f"chatlink_policy.{module}.QUESTIONS", {"muting": MUTING})
        monkeypatch.setattr(f"chatlink_policy.{module}.ASKED_BY", {"muting": is_muted})
    for made in (lambda: gallery("muting"), lambda: restricted_to(NEW_ORGANISATION, "muting", "incident")):
        with pytest.raises(InvalidQuestion, match="no model of a situation is made from is_muted"):
            made()
