"""Scenarios: every question asked at once answers as each asked alone, and what is not asked says what it lacks."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any

import attrs
import pytest
from attrs import asdict
from plain_data import data_of, inner

from chatlink_policy.defaults import DEFAULT_DISCONNECT_ROLES, PANE_TABLES, PRODUCTIVITY_TOOLS_USER
from chatlink_policy.errors import InvalidValue, UnknownFact
from chatlink_policy.evidence import SCHEMA_VERSION, Decision
from chatlink_policy.models import (
    AccessRights,
    ActivityState,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Offering,
    Owner,
    Profile,
    Record,
    RecordType,
    User,
    View,
    ViewKind,
)
from chatlink_policy.policy import NEW_ORGANISATION, CardFields, Policy, Readings
from chatlink_policy.rules.connecting import can_connect
from chatlink_policy.rules.context_card import LinkedTable, context_card
from chatlink_policy.rules.disconnecting import can_disconnect
from chatlink_policy.rules.enablement import is_enabled, missing_pane_permissions
from chatlink_policy.rules.joining import can_join, record_opens
from chatlink_policy.rules.notifications import Change, Value, WhyNotSent, notifications
from chatlink_policy.rules.outcome import NotAsked, Outcome
from chatlink_policy.rules.questions import NEEDS_ENABLEMENT, QUESTIONS
from chatlink_policy.rules.scenario import Scenario, evaluate
from chatlink_policy.rules.timeline import (
    can_configure_timeline_sync,
    can_open_from_timeline,
    has_timeline_entry,
    timeline_entry,
)
from chatlink_policy.unknown import UNKNOWN
from chatlink_policy.wording.words import said, say, spoken

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

POLICY = NEW_ORGANISATION.but(
    selected_apps=["cr1_app"], timeline_sync=True, timeline_sync_since=MONDAY - timedelta(days=1)
).but_for("incident", include_note=True, notify=True)
TITLE = Attribute("title", AttributeType.STRING)
PRIORITY = Attribute("prioritycode", AttributeType.PICKLIST)
CASE = RecordType("incident", [TITLE, PRIORITY], is_activity=False, is_virtual=False, has_update_filter=True)
ACCOUNT = RecordType("account", [TITLE], is_activity=False, is_virtual=False, has_update_filter=True)
USER = User("ann", roles=[PRODUCTIVITY_TOOLS_USER], is_global_administrator=True)
LINK = ChatLink("incident", "42", connected_by="ann", connected_on=MONDAY)
CHAT = Chat("19:chat", ChatKind.GROUP, links=[LINK], activity_state=ActivityState.OPEN, last_writer="bob")
FULL = Scenario(
    policy=POLICY,
    app=App("cr1_app", Offering.CUSTOM, is_multisession=True),
    user=USER,
    chat=CHAT,
    record=Record("incident", "42", Owner(user="ann")),
    access=AccessRights.READ | AccessRights.WRITE,
    record_type=CASE,
    view=View(
        "view-1",
        "Case introduction message",
        "incident",
        ViewKind.CASE_INTRODUCTION,
        [Column("title"), Column("title", alias="a_customer"), Column("prioritycode")],
    ),
    linked=[LinkedTable("a_customer", ACCOUNT)],
    changes=[Change("prioritycode", 1, 2), Change("title", "before", "after")],
    now=MONDAY + timedelta(hours=1),
)

# --- Every question, alone and at once --------------------------------------------------------------------------------

ASKED_ALONE: dict[str, tuple[tuple[str, ...], Callable[[Any], object]]] = {
    "enablement": (("app", "user"), lambda s: is_enabled(s.policy, s.app, s.user)),
    "connecting": (("chat", "record"), lambda s: can_connect(s.policy, s.chat, s.record)),
    "disconnecting": (("user", "chat", "record"), lambda s: can_disconnect(s.policy, s.user, s.chat, s.record)),
    "joining": (("chat", "record", "access"), lambda s: can_join(s.policy, s.chat, s.record, s.access)),
    "timeline_entry": (
        ("chat", "record", "record_type"),
        lambda s: has_timeline_entry(s.policy, s.chat, s.record, s.record_type),
    ),
    "timeline_open": (("app", "user"), lambda s: can_open_from_timeline(s.policy, s.app, s.user)),
    "timeline_configure": (("user",), lambda s: can_configure_timeline_sync(s.user)),
    "timeline_entry_shows": (
        ("chat", "record", "record_type", "now"),
        lambda s: timeline_entry(s.policy, s.chat, s.record, s.record_type, s.now),
    ),
    "missing_pane_permissions": (("user",), lambda s: missing_pane_permissions(s.user)),
    "record_opens": (("access",), lambda s: record_opens(s.access)),
    "context_card": (
        ("record_type", "user", "view"),
        lambda s: context_card(s.policy, s.record_type, s.view, s.user, s.linked),
    ),
    "notifications": (
        ("chat", "record", "record_type", "changes"),
        lambda s: notifications(s.policy, s.chat, s.record, s.record_type, s.changes),
    ),
}
"""Each question with the inputs it needs, and how it is asked alone."""

OPTIONAL = [each.name for each in attrs.fields(Scenario) if each.default is None]
SUBSETS = [set(missing) for count in range(len(OPTIONAL) + 1) for missing in combinations(OPTIONAL, count)]

POLICIES: dict[str, Policy] = {
    "everything on": POLICY,
    "chat off": POLICY.but(chat_is_on=False),
    "sync off": POLICY.but(timeline_sync=False, timeline_sync_since=None),
    "sync later": POLICY.but(timeline_sync_since=MONDAY),
    "not configured": POLICY.without("incident"),
    "every toggle off": POLICY.but_for(
        "incident", owner_may_disconnect=False, connector_may_disconnect=False, join_chat=False, notify=False
    ),
    "view chosen": POLICY.but_for("incident", view_id="view-1"),
    "read otherwise": POLICY.but(
        readings=Readings(card_fields=CardFields.WINDOW, linked_columns_never_shown=True, every_write_notifies=True)
    ),
}


def but(scenario: Scenario, **changes: Any) -> Scenario:  # noqa: ANN401  # any field of a scenario
    return attrs.evolve(scenario, **changes)


def without(scenario: Scenario, missing: set[str]) -> Scenario:
    return but(scenario, **dict.fromkeys(missing))


def test_what_a_scenario_may_lack_is_what_the_questions_need() -> None:
    needed = {each for inputs, _ in ASKED_ALONE.values() for each in inputs}
    assert set(OPTIONAL) == needed
    others = [each for each in ASKED_ALONE if each not in QUESTIONS]
    assert [each.name for each in attrs.fields(Outcome) if each.eq] == ["answers", *others, "statements", "not_asked"]
    assert [each for each in ASKED_ALONE if each in QUESTIONS] == list(QUESTIONS)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_asked_at_once_every_question_answers_as_asked_alone_whatever_is_missing(policy: Policy) -> None:
    for missing in SUBSETS:
        scenario = without(attrs.evolve(FULL, policy=policy), missing)
        outcome = evaluate(scenario)
        lacks = {}
        for question, (inputs, ask) in ASKED_ALONE.items():
            lacking = tuple(each for each in inputs if each in missing)
            if question == "context_card" and "record_type" in missing:
                lacking = tuple(each for each in lacking if each != "view")  # which view applies is not known either
            if lacking:
                lacks[question] = lacking
            assert getattr(outcome, question) == (None if lacking else ask(scenario)), question
        assert {each.question: each.lacks for each in outcome.not_asked} == lacks
        assert list(outcome.decisions) == [question for question in QUESTIONS if question not in lacks]


def test_a_policy_alone_asks_nothing() -> None:
    outcome = evaluate(Scenario(policy=POLICY))
    assert {each.question for each in outcome.not_asked} == set(ASKED_ALONE)
    assert outcome.decisions == {}


def test_no_access_is_not_the_same_as_access_that_nobody_told() -> None:
    outcome = evaluate(attrs.evolve(FULL, access=AccessRights.NONE))
    assert outcome.joining is not None
    assert [each.name for each in outcome.joining.missing] == ["can_write"]
    assert outcome.record_opens is False
    assert outcome.not_asked == ()


def test_an_update_that_wrote_nothing_is_not_the_same_as_no_update() -> None:
    wrote_nothing = evaluate(attrs.evolve(FULL, changes=[])).notifications
    assert wrote_nothing is not None
    assert wrote_nothing.sent == ()
    assert all(WhyNotSent.NOT_WRITTEN in each.why for each in wrote_nothing.not_sent)
    assert WhyNotSent.UNCHANGED not in {why for each in wrote_nothing.not_sent for why in each.why}
    assert evaluate(attrs.evolve(FULL, changes=None)).notifications is None


@pytest.mark.proves("CRD-5")
def test_the_card_of_an_added_record_type_without_a_view_is_asked_without_one() -> None:
    visit = attrs.evolve(CASE, name="cr1_visit")
    outcome = evaluate(Scenario(policy=POLICY.but_for("cr1_visit", include_note=True), user=USER, record_type=visit))
    assert outcome.context_card is not None
    assert outcome.context_card.is_shown
    assert outcome.context_card.fields == ()


@pytest.mark.proves("TML-7")
def test_where_it_is_unknown_since_when_the_sync_is_on_the_entry_of_a_connected_chat_is_not_asked_for() -> None:
    unknown = attrs.evolve(FULL, policy=POLICY.but(timeline_sync_since=None))
    outcome = evaluate(unknown)
    assert {each.question: each.lacks for each in outcome.not_asked} == {
        "timeline_entry": ("policy.timeline_sync_since",),
        "timeline_entry_shows": ("policy.timeline_sync_since",),
    }
    assert outcome.timeline_entry is None
    assert outcome.timeline_entry_shows is None
    assert outcome.can_join_from_timeline is None

    elsewhere = evaluate(attrs.evolve(unknown, chat=Chat("19:chat", ChatKind.GROUP)))
    assert elsewhere.not_asked == ()
    assert elsewhere.timeline_entry is not None
    assert not elsewhere.timeline_entry


OF_THE_RECORD_TYPE = (
    *("connecting", "disconnecting", "joining", "timeline_entry", "timeline_entry_shows", "context_card"),
    "notifications",
)
"""What needs the settings of the record's type."""


def costs(scenario: Scenario, questions: tuple[str, ...], because: str) -> None:
    """That the scenario leaves exactly these questions without an answer, for that reason; the others are answered."""
    outcome, asked = evaluate(scenario), ASKED_ALONE
    assert [each.question for each in outcome.not_asked] == list(questions)
    assert all(each.lacks == () and str(each.because).startswith(because) for each in outcome.not_asked)
    for question in questions:
        assert getattr(outcome, question) is None
        with pytest.raises((InvalidValue, UnknownFact)) as caught:
            asked[question][1](scenario)
        assert str(caught.value).startswith(because)
    for question in set(asked).difference(questions):
        assert getattr(outcome, question) == asked[question][1](scenario)
    text = outcome.to_text()
    assert all(f"{question}: {because}" in text for question in questions)
    assert {name: each["because"] for name, each in data_of(outcome)["not_asked"].items()} == {
        each.question: each.because for each in outcome.not_asked
    }


def test_settings_that_could_not_be_read_cost_the_answers_that_need_them_and_no_other() -> None:
    policy = POLICY.without("incident").but(unreadable_record_types=["incident"])
    because = "the settings of record type 'incident' could not be read"
    costs(attrs.evolve(FULL, policy=policy), OF_THE_RECORD_TYPE, because)


def test_a_view_that_does_not_apply_costs_the_card_and_no_other_answer() -> None:
    policy = POLICY.but_for("incident", view_id="view-2")
    because = "view: expected the chosen view 'view-2', got 'Case introduction message'"
    costs(attrs.evolve(FULL, policy=policy), ("context_card",), because)


WHAT_MAY_BE_UNKNOWN: dict[str, tuple[str, ...]] = {
    "policy": ("chat_is_on", "on_for_all_apps", "selected_apps", "timeline_sync", "idle_days"),
    "settings": (
        *("include_note", "view_id", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify"),
        "notified_attributes",
    ),
    "user": ("roles", "teams", "profile", "readable_secured_fields", "is_global_administrator"),
    "link": ("connected_by",),
}


@pytest.mark.parametrize(
    ("model", "field"), [(model, field) for model, fields in WHAT_MAY_BE_UNKNOWN.items() for field in fields]
)
def test_what_is_unknown_costs_the_answers_that_need_it_and_no_other(model: str, field: str) -> None:
    unknown: Any = {field: UNKNOWN}
    scenario = {
        "policy": lambda: attrs.evolve(FULL, policy=POLICY.but(**unknown)),
        "settings": lambda: attrs.evolve(FULL, policy=POLICY.but_for("incident", **unknown)),
        "user": lambda: attrs.evolve(FULL, user=attrs.evolve(USER, **unknown)),
        "link": lambda: attrs.evolve(FULL, chat=attrs.evolve(CHAT, links=[attrs.evolve(LINK, **unknown)])),
    }[model]()
    outcome = evaluate(scenario)
    asked_alone: dict[str, object] = {}
    for question, (_, ask) in ASKED_ALONE.items():
        try:
            asked_alone[question] = ask(scenario)
        except UnknownFact as error:
            asked_alone[question] = None
            assert NotAsked(question, (), str(error)) in outcome.not_asked
    assert {each.question for each in outcome.not_asked} == {
        question for question, answer in asked_alone.items() if answer is None
    }
    assert all(getattr(outcome, question) == answer for question, answer in asked_alone.items())


@pytest.mark.proves("TML-7")
@pytest.mark.parametrize("ahead", ["the connecting", "the last message"])
def test_a_time_before_what_happened_costs_what_the_entry_shows_and_no_other_answer(ahead: str) -> None:
    assert FULL.chat is not None
    if ahead == "the connecting":
        scenario = attrs.evolve(FULL, now=MONDAY - timedelta(microseconds=1))
    else:
        scenario = attrs.evolve(FULL, chat=attrs.evolve(FULL.chat, last_written_on=MONDAY + timedelta(days=1)))
    costs(scenario, ("timeline_entry_shows",), f"now: expected no time before {ahead} (2026-03-0")


# --- What the user can act on -----------------------------------------------------------------------------------------

HAS_CHAT: dict[str, Any] = {"app": FULL.app}
LACKS_CHAT: dict[str, Any] = {"app": App("cr1_other", Offering.CUSTOM, is_multisession=False)}
YES_AND_NO: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "connecting": ({}, {"chat": Chat("19:chat", ChatKind.ONE_ON_ONE)}),
    "disconnecting": ({}, {"chat": Chat("19:chat", ChatKind.GROUP)}),
    "joining": ({}, {"access": AccessRights.READ}),
    "timeline_open": ({}, {"policy": POLICY.but(timeline_sync=False)}),
    "timeline_entry": ({}, {"policy": POLICY.but(timeline_sync=False)}),
    "timeline_configure": ({}, {"user": User("ann")}),
}
"""For each question what makes its rule say yes, and no."""


@pytest.mark.parametrize("question", YES_AND_NO)
def test_a_user_can_act_only_where_the_rule_says_yes_and_the_app_has_the_chat(question: str) -> None:
    yes, no = YES_AND_NO[question]
    for app, rule in product((HAS_CHAT, LACKS_CHAT), (yes, no)):
        outcome = evaluate(but(FULL, **app, **rule))
        assert outcome.enablement is not None
        decision = outcome.decisions[question]
        assert decision.allowed is (rule is yes)
        needs_app = question in {"connecting", "disconnecting", "joining", "timeline_open"}
        assert outcome.can_act(question) is (rule is yes and (app is HAS_CHAT or not needs_app))


def test_enablement_is_its_own_answer() -> None:
    assert evaluate(FULL).can_act("enablement") is True
    assert evaluate(but(FULL, **LACKS_CHAT)).can_act("enablement") is False


def test_where_the_app_is_not_known_a_yes_is_not_known_to_be_one_to_act_on_but_a_no_is_a_no() -> None:
    assert set(NEEDS_ENABLEMENT) - {"timeline_open"} == {"connecting", "disconnecting", "joining"}
    for question in ("connecting", "disconnecting", "joining"):
        yes, no = YES_AND_NO[question]
        assert evaluate(but(FULL, app=None, **yes)).can_act(question) is None
        assert evaluate(but(FULL, app=None, **no)).can_act(question) is False
    assert evaluate(attrs.evolve(FULL, app=None)).can_act("timeline_open") is None


@pytest.mark.proves("ENB-8")
def test_the_outcome_names_the_pane_tables_that_the_user_may_not_read() -> None:
    assert evaluate(FULL).missing_pane_permissions == ()
    assert evaluate(attrs.evolve(FULL, user=User("ann"))).missing_pane_permissions == PANE_TABLES


LACKS_PANE = attrs.evolve(USER, profile=Profile("Support", chat_in_pane=False))
ONE_SESSION = App("cr1_app", Offering.CUSTOM, is_multisession=False)


@pytest.mark.proves("TML-5")
def test_joining_from_the_timeline_takes_an_entry_joining_open_chat_and_the_app() -> None:
    for since, join, user, app in product(
        (MONDAY - timedelta(days=1), MONDAY),
        (True, False),
        (USER, LACKS_PANE),
        (FULL.app, ONE_SESSION, LACKS_CHAT["app"]),
    ):
        policy = POLICY.but(timeline_sync_since=since).but_for("incident", join_chat=join)
        outcome = evaluate(attrs.evolve(FULL, policy=policy, user=user, app=app))
        can_open = app is not FULL.app or user is USER
        has_it = app is not LACKS_CHAT["app"]
        assert outcome.can_join_from_timeline is (since < MONDAY and join and can_open and has_it)
        answers = (outcome.timeline_entry, outcome.joining, outcome.timeline_open, outcome.enablement)
        assert outcome.can_join_from_timeline is all(answers)


@pytest.mark.proves("TML-5")
def test_joining_from_the_timeline_is_not_answered_where_a_part_of_it_was_not_asked() -> None:
    for missing in ("chat", "record", "record_type", "access", "app", "user"):
        for join in (True, False):
            scenario = attrs.evolve(FULL, policy=POLICY.but_for("incident", join_chat=join))
            assert evaluate(without(scenario, {missing})).can_join_from_timeline is None


@pytest.mark.proves("TML-5")
def test_whoever_the_record_is_assigned_to_sees_the_entry_and_may_join_from_it() -> None:
    before = evaluate(FULL)
    for owner in (Owner(user="eve"), Owner(team="support"), Owner()):
        newcomer = attrs.evolve(
            FULL, user=User("eve", teams=["support"]), record=Record("incident", "42", owner), app=ONE_SESSION
        )
        after = evaluate(newcomer)
        assert after.timeline_entry == before.timeline_entry
        assert after.timeline_entry_shows == before.timeline_entry_shows
        assert after.can_join_from_timeline is True
        off = attrs.evolve(newcomer, policy=POLICY.but_for("incident", join_chat=False))
        assert evaluate(off).timeline_entry_shows == before.timeline_entry_shows
        assert evaluate(off).can_join_from_timeline is False


# --- Scenarios themselves ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"record": Record("account", "42", Owner())}, "Scenario.record_type: expected the table of record, 'account'"),
        ({"record_type": ACCOUNT}, "Scenario.record_type: expected the table of record, 'incident', got 'account'"),
        ({"record": None, "record_type": ACCOUNT}, "Scenario.view: expected the table of record_type, 'account', got"),
        (
            {"record_type": None, "view": View("view-1", "Accounts", "account", ViewKind.OTHER, [])},
            "Scenario.view: expected the table of record, 'incident', got 'account'",
        ),
    ],
    ids=["the record", "the metadata", "the metadata without a record", "the view without metadata"],
)
def test_record_metadata_and_view_are_of_one_table(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        but(FULL, **changes)
    assert str(caught.value).startswith(message)


VALUES: list[Any] = [
    None,
    False,
    0,
    0.0,
    True,
    1,
    1.0,
    "",
    "1",
    "None",
    (),
    (1,),
    (1.0,),
    (True,),
    ((1,), None),
    ((True,), None),
]


@pytest.mark.proves("NTF-6")
def test_changes_are_compared_by_type_and_value() -> None:
    changes = [Change("title", old, new) for old, new in product(VALUES, repeat=2)]
    assert len(set(changes)) == len(changes)
    again = [(each, repr(each)) for each in copy.deepcopy(changes)]
    for change in changes:
        shown = repr(change)
        assert [each for each, shown_too in again if (change == each) is not (shown == shown_too)] == []
    assert Change("title", 1, 2) != Change("title", True, 2)
    assert Change("title", 1, 2) != Change("titles", 1, 2)
    assert hash(Change("title", (1,), 2)) == hash(Change("title", (1,), 2))


def test_a_list_in_a_change_is_kept_as_a_tuple() -> None:
    value: Any = [1, ["two", [None]]]
    change = Change("title", value, value)
    assert change.old == change.new == (1, ("two", (None,)))
    assert change == Change("title", (1, ("two", (None,))), (1, ("two", (None,))))


def test_a_scenario_that_is_compared_by_type_gives_another_outcome_for_another_type() -> None:
    unchanged = attrs.evolve(FULL, changes=[Change("prioritycode", 1, 1)])
    changed = attrs.evolve(FULL, changes=[Change("prioritycode", 1, True)])
    assert unchanged != changed
    sent = [evaluate(each).notifications for each in (unchanged, changed)]
    assert [len(each.sent) for each in sent if each] == [0, 1]


# --- As data ----------------------------------------------------------------------------------------------------------

OUTCOME_KEYS = [
    *("schema_version", "answers", "missing_pane_permissions", "record_opens", "can_join_from_timeline"),
    *("timeline_entry_shows", "context_card", "notifications", "statements", "not_asked"),
]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_an_outcome_as_data_is_json_in_a_stable_shape_whatever_was_asked(policy: Policy) -> None:
    for missing in SUBSETS[:: len(SUBSETS) // 64]:
        outcome = evaluate(without(attrs.evolve(FULL, policy=policy), missing))
        data = data_of(outcome)
        assert list(data) == OUTCOME_KEYS
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert list(data["answers"]) == list(outcome.decisions)
        assert data["not_asked"] == {
            each.question: {"lacks": list(each.lacks), "because": None, "says": each.says} for each in outcome.not_asked
        }


def test_an_outcome_as_data_holds_every_answer() -> None:
    roles = [PRODUCTIVITY_TOOLS_USER, *DEFAULT_DISCONNECT_ROLES]
    outcome = evaluate(attrs.evolve(FULL, user=attrs.evolve(USER, roles=roles)))
    data = data_of(outcome)
    assert data["schema_version"] == SCHEMA_VERSION == 2
    assert list(data["answers"]) == list(QUESTIONS)
    for name, decision in outcome.decisions.items():
        assert isinstance(decision, Decision)
        assert data["answers"][name] == {"decision": inner(decision), "can_act": outcome.can_act(name)}
        assert decision
    assert outcome.context_card
    assert outcome.notifications
    assert outcome.timeline_entry_shows
    assert data["missing_pane_permissions"] == []
    assert data["record_opens"] is True
    assert data["can_join_from_timeline"] is True
    assert data["timeline_entry_shows"] == inner(outcome.timeline_entry_shows)
    assert data["context_card"] == inner(outcome.context_card)
    assert data["notifications"] == inner(outcome.notifications)
    assert data["not_asked"] == {}
    nothing = evaluate(Scenario(policy=POLICY)).to_dict()
    assert {name: value for name, value in nothing.items() if value is None} == dict.fromkeys(OUTCOME_KEYS[2:8])
    assert nothing["answers"] == {}


@pytest.mark.proves("CON-5", "TML-3")
def test_an_outcome_as_data_has_of_a_chat_nothing_but_ids_and_times() -> None:
    data = data_of(evaluate(FULL))
    assert data["timeline_entry_shows"] == {
        "connector": "ann",
        "connected_on": "2026-03-02T09:30:00+00:00",
        "last_writer": "bob",
        "last_written_on": None,
        "is_kept_current": True,
        "chat_owner_consent": None,
        "sources": {"TML-7": "T", "TML-8": "T"},
        "statements": [
            {
                "code": "CON-5",
                "says": "while the timeline sync is on, Dataverse also keeps the chat's topic, its members, and who "
                "wrote last and when",
                "source": "T",
            },
            {
                "code": "TML-8",
                "says": "whether chat owners may consent to the sync was not provided: `chat_owner_consent` of the "
                "policy; it is on unless an administrator of the Teams tenant turned it off, and without it no entry "
                "is kept current",
                "source": "T",
            },
        ],
    }
    assert data["notifications"]
    assert data["notifications"]["chat"] == "19:chat"


@pytest.mark.proves("CON-5", "CRD-6", "JOI-5", "TML-8")
def test_an_outcome_collects_what_its_answers_also_say_each_once() -> None:
    outcome = evaluate(FULL)
    assert [each.code for each in outcome.statements] == ["CON-5", "JOI-5", "TML-8", "CRD-6"]
    assert data_of(outcome)["statements"] == [asdict(each) for each in outcome.statements]
    text = " ".join(outcome.to_text().split())
    assert all(each.cited in text for each in outcome.statements)
    assert "kept current: yes (TML-7 (T, in part D), TML-8 (T))" in text
    assert "a link gives nobody access (PRV-1, PRV-2 (in part T))" in text
    assert "(JOI-5)" in text and "(TML-8, documented by T)" in text
    quiet = POLICY.but(timeline_sync=False).but_for("incident", include_note=False, join_chat=False)
    assert evaluate(attrs.evolve(FULL, policy=quiet)).statements == ()


@pytest.mark.proves("CON-5")
def test_wherever_the_sync_is_on_or_may_be_an_outcome_says_what_is_kept() -> None:
    on, unknown = (evaluate(Scenario(policy=POLICY.but(timeline_sync=sync))).statements for sync in (True, UNKNOWN))
    assert [each.code for each in (*on, *unknown)] == ["CON-5", "CON-5"]
    assert unknown[0].says == f"whether the timeline sync is on is unknown; {on[0].says}"
    assert evaluate(Scenario(policy=POLICY.but(timeline_sync=False))).statements == ()


def test_an_outcome_as_json_is_its_plain_data() -> None:
    for scenario in (FULL, but(FULL, **LACKS_CHAT), attrs.evolve(FULL, app=None), Scenario(policy=POLICY)):
        outcome = evaluate(scenario)
        assert json.loads(outcome.to_json()) == outcome.to_dict()


def test_an_outcome_prints_without_its_scenario_and_its_names_and_has_no_answer_to_another_question() -> None:
    outcome = attrs.evolve(evaluate(Scenario(policy=POLICY)), statements=(), not_asked=(), names={"ann": "Ann"})
    assert repr(outcome).startswith("Outcome(answers=[]") and repr(outcome).endswith("not_asked=[])")
    with pytest.raises(AttributeError, match="an outcome has no answer 'disconecting'"):
        getattr(outcome, "disconecting")  # noqa: B009  # no type checker lets it pass


def test_grounds_need_the_scenario_of_the_outcome() -> None:
    outcome = evaluate(FULL)
    assert list(outcome.grounds) == list(QUESTIONS)
    assert attrs.evolve(outcome, scenario=None).grounds == {}


def test_inputs_and_answers_are_given_by_name() -> None:
    assert all(each.kw_only for kind in (Scenario, Outcome) for each in attrs.fields(kind))


def test_why_a_question_has_no_answer_is_said_of_inputs_and_of_errors() -> None:
    lacks, because = say("outcome.lacks", lacks=("record",)), say("part.nobody")
    assert NotAsked("joining", ("record",)).says == lacks
    assert NotAsked("joining", (), because).says == because
    assert said(NotAsked("joining", (), because).says, "fr") == said(because, "fr") != because
    both = NotAsked("joining", ("record",), "record: expected more").says
    assert both == f"{lacks}; record: expected more"
    assert ("record: expected more", "en") in spoken(both, "fr")


@pytest.mark.parametrize("name", ["changes", "linked"])
def test_what_is_given_twice_is_refused_though_it_is_the_same(name: str) -> None:
    value = [Change("title", 1, 2)] * 2 if name == "changes" else [LinkedTable("of", ACCOUNT)] * 2
    with pytest.raises(InvalidValue, match=rf"^Scenario\.{name}: expected"):
        but(FULL, **{name: value})


# --- Bounds -----------------------------------------------------------------------------------------------------------


def test_a_question_that_is_none_cannot_be_acted_on_and_is_refused() -> None:
    with pytest.raises(InvalidValue, match="question: expected one of enablement"):
        evaluate(FULL).can_act("disconecting")


def test_a_value_nested_beyond_all_bounds_and_a_number_too_long_to_write_are_refused() -> None:
    nested: Value = ()
    for _ in range(100_000):
        nested = (nested,)
    too_deep: list[object] = []
    too_deep.append(too_deep)
    for value in (nested, too_deep, 10**5_000, -(10**5_000)):
        with pytest.raises(InvalidValue, match=r"Change\.new"):
            Change("title", new=value)  # type: ignore[arg-type]
    assert Change("title", new=((("deep",),),)).new == ((("deep",),),)
