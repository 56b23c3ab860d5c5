"""Other readings of the documentation: each one changes an answer somewhere, and what would differ is exact."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import naive
import pytest
from attrs import evolve, fields
from card_oracle import why_not_shown
from hypothesis import given
from hypothesis import strategies as st
from notification_oracle import Update
from notification_oracle import told as told_by_the_rules
from oracle import ORACLES
from plain_data import data_of
from thoroughness import SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    AccessRights,
    Attribute,
    AttributeType,
    Change,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Outcome,
    Owner,
    Policy,
    Readings,
    Record,
    RecordType,
    Scenario,
    User,
    View,
    evaluate,
)
from chatlink_policy.compare.readings import (
    OTHER_READINGS,
    Answer,
    AnswerDifference,
    OtherReading,
    Sensitivity,
    answers,
    sensitivity,
)
from chatlink_policy.defaults import CARD_UNSUPPORTED_TYPES, CONTACT_CENTER_WORKSPACE, PRODUCTIVITY_TOOLS_USER
from chatlink_policy.models import ViewKind
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.context_card import LinkedTable
from chatlink_policy.sources import CHOICES
from chatlink_policy.strategies import policies, scenarios

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY_NAME = {each.name: each for each in OTHER_READINGS}
AS_CHOSEN = [each for each in OTHER_READINGS if each.name.endswith("_as_chosen")]

# --- A scenario for each reading, in which it changes an answer -------------------------------------------------------

POLICY = NEW_ORGANISATION.but_for(
    "incident",
    include_note=True,
    notify=True,
    notified_attributes=["title", "ticks"],
    owner_may_disconnect=False,
    connector_may_disconnect=False,
)
TABLE = RecordType(
    "incident",
    [
        *(Attribute(name, AttributeType.STRING) for name in ("title", "one", "two", "three", "four", "five")),
        Attribute("ticks", AttributeType.BIG_INT),
        Attribute("photo", AttributeType.IMAGE),
        Attribute("amount", AttributeType.MONEY),
        Attribute("secret", AttributeType.STRING, is_secured=True),
    ],
    is_activity=False,
    is_virtual=False,
    has_update_filter=True,
)
ACCOUNT = RecordType(
    "account", [Attribute("name", AttributeType.STRING)], is_activity=False, is_virtual=False, has_update_filter=True
)
ANN = User("ann", roles=[PRODUCTIVITY_TOOLS_USER], teams=["support"])
RECORD = Record("incident", "42", Owner(user="bob"))
CHAT = Chat("19:chat", ChatKind.GROUP, links=[ChatLink("incident", "42", connected_by="bob", connected_on=MONDAY)])


def view(*columns: str | Column) -> View:
    shown = [each if isinstance(each, Column) else Column(each) for each in columns]
    return View("view-1", "Case introduction message", "incident", ViewKind.CASE_INTRODUCTION, shown)


FULL = Scenario(
    policy=POLICY,
    app=CONTACT_CENTER_WORKSPACE,
    user=ANN,
    chat=CHAT,
    record=RECORD,
    access=AccessRights.READ | AccessRights.WRITE,
    record_type=TABLE,
    view=view("title"),
    linked=[LinkedTable("customer", ACCOUNT)],
    changes=[Change("title", "old", "new")],
    now=MONDAY + timedelta(hours=1),
)


def toggles(*, owner: bool = False, connector: bool = False) -> Policy:
    return POLICY.but_for("incident", owner_may_disconnect=owner, connector_may_disconnect=connector)


OWNED = evolve(RECORD, owner=Owner(user="ann"))
OF_TEAM = evolve(RECORD, owner=Owner(team="support"))
BY_ANN = evolve(CHAT, links=[ChatLink("incident", "42", connected_by="ann", connected_on=MONDAY)])
LAST_BY_BOB = evolve(
    CHAT, links=[*BY_ANN.links, ChatLink("incident", "42", connected_by="bob", connected_on=MONDAY + timedelta(1))]
)
FIVE = ("one", "two", "three", "four", "five")


class Differs(NamedTuple):
    """A scenario, and an answer that differs in it under the reading."""

    scenario: Scenario
    answer: str
    before: Answer
    after: Answer


FIELDS = "context card fields"
DISCONNECTS = "disconnecting"

CASES = [
    pytest.param(
        "two_default_apps",
        Differs(FULL, "enablement", True, False),
        marks=pytest.mark.proves("Q-2"),
    ),
    pytest.param(
        "card_fields_window",
        Differs(
            evolve(FULL, view=view("one", "photo", "two", "three", "four", "five", "title")),
            FIELDS,
            FIVE,
            ("one", "two", "three", "four"),
        ),
        marks=pytest.mark.proves("Q-3"),
    ),
    pytest.param(
        "card_fields_five_or_four",
        Differs(
            evolve(FULL, view=view("photo", "amount", "photo", "one", "two", "three", "four", "five")),
            FIELDS,
            ("amount", "one", "two", "three", "four"),
            ("amount", "one", "two", "three"),
        ),
        marks=pytest.mark.proves("Q-3"),
    ),
    pytest.param(
        "every_write_notifies",
        Differs(evolve(FULL, changes=[Change("title", "same", "same")]), "notifications sent", (), ("title",)),
        marks=pytest.mark.proves("Q-4"),
    ),
    pytest.param(
        "every_type_on_cards",
        Differs(evolve(FULL, view=view("title", "photo")), FIELDS, ("title",), ("title", "photo")),
        marks=pytest.mark.proves("Q-5"),
    ),
    pytest.param(
        "shipped_types_on_cards",
        Differs(evolve(FULL, view=view("title", "amount")), FIELDS, ("title", "amount"), ("title",)),
        marks=pytest.mark.proves("Q-5"),
    ),
    pytest.param(
        "open_combination_nnny",
        Differs(evolve(FULL, policy=toggles(connector=True)), DISCONNECTS, False, True),
        marks=pytest.mark.proves("Q-6"),
    ),
    pytest.param(
        "open_combination_nnyy",
        Differs(evolve(FULL, policy=toggles(owner=True, connector=True)), DISCONNECTS, False, True),
        marks=pytest.mark.proves("Q-6"),
    ),
    pytest.param(
        "open_combination_ynny",
        Differs(evolve(FULL, policy=toggles(connector=True), record=OWNED), DISCONNECTS, False, True),
        marks=pytest.mark.proves("Q-6"),
    ),
    pytest.param(
        "open_combination_nyyn",
        Differs(evolve(FULL, policy=toggles(owner=True), chat=BY_ANN), DISCONNECTS, False, True),
        marks=pytest.mark.proves("Q-6"),
    ),
    pytest.param(
        "big_int_never_notifies",
        Differs(evolve(FULL, changes=[Change("ticks", 1, 2)]), "notifications sent", ("ticks",), ()),
        marks=pytest.mark.proves("Q-8"),
    ),
    pytest.param(
        "linked_columns_never_shown",
        Differs(
            evolve(FULL, view=view("title", Column("name", alias="customer"))),
            FIELDS,
            ("title", "customer.name"),
            ("title",),
        ),
        marks=pytest.mark.proves("Q-9"),
    ),
    pytest.param(
        "team_records_have_no_owner",
        Differs(evolve(FULL, policy=toggles(owner=True), record=OF_TEAM), DISCONNECTS, True, False),
        marks=pytest.mark.proves("Q-10"),
    ),
    pytest.param(
        "unreadable_field_is_replaced",
        Differs(evolve(FULL, view=view("secret", *FIVE)), FIELDS, FIVE[:4], FIVE),
        marks=pytest.mark.proves("Q-13"),
    ),
    pytest.param(
        "anyone_who_connected_is_connector",
        Differs(evolve(FULL, policy=toggles(connector=True), chat=LAST_BY_BOB), DISCONNECTS, False, True),
        marks=pytest.mark.proves("Q-15"),
    ),
    pytest.param(
        "default_apps_always_selected",
        Differs(evolve(FULL, policy=POLICY.but(selected_apps=[])), "enablement", False, True),
        marks=pytest.mark.proves("Q-18"),
    ),
]
"""The readings that were not chosen, each with a scenario in which it changes an answer."""


def values(case: object) -> tuple[str, Differs]:
    return case.values  # type: ignore[attr-defined, no-any-return]


def difference(told: Sensitivity, reading: str, answer: str) -> tuple[Answer, Answer]:
    (found,) = [each for each in told.readings if each.reading.name == reading]
    (one,) = [each for each in found.answers if each.answer == answer]
    return one.before, one.after


@pytest.mark.parametrize(("reading", "differs"), CASES)
def test_a_reading_that_was_not_chosen_changes_that_answer(reading: str, differs: Differs) -> None:
    told = sensitivity(differs.scenario)
    assert difference(told, reading, differs.answer) == (differs.before, differs.after)


@pytest.mark.parametrize(("reading", "differs"), CASES)
def test_for_a_policy_that_reads_otherwise_the_chosen_reading_is_another(reading: str, differs: Differs) -> None:
    other = BY_NAME[reading]
    as_chosen = next(each for each in AS_CHOSEN if each.choice == other.choice)
    told = sensitivity(evolve(differs.scenario, policy=other.apply(differs.scenario.policy)))
    assert difference(told, as_chosen.name, differs.answer) == (differs.after, differs.before)
    assert reading not in {each.reading.name for each in told.readings}


def answered_by_oracles(s: Scenario) -> dict[str, Answer]:
    """The answers that readings change, as the oracles tell them a second time."""
    assert s.app and s.user and s.chat and s.record and s.record_type and s.view and s.changes is not None
    facts = naive.disconnecting(s.policy, s.user, s.chat, s.record)
    *columns, has_global_right, is_connected = facts.values()
    opened = "".join("Y" if each else "N" for each in columns) in {*s.policy.readings.open_combinations}
    why_not = why_not_shown(
        s.policy, s.record_type, s.view, s.user, {each.alias: each.record_type for each in s.linked}
    )
    update = Update(
        policy=s.policy,
        record_type=s.record_type,
        record=s.record,
        written=frozenset(each.attribute for each in s.changes),
        changed=frozenset(each.attribute for each in s.changes if each.old != each.new),
        connected_chat=s.chat.id,
    )
    return {
        "enablement": ORACLES["enablement"](**naive.enablement(s.policy, s.app, s.user)),
        DISCONNECTS: ORACLES["disconnecting"](**facts) or (opened and is_connected and not has_global_right),
        FIELDS: tuple(
            f"{column.alias}.{column.attribute}" if column.alias else column.attribute
            for column, why in zip(s.view.columns, why_not, strict=True)
            if not why
        ),
        "notifications sent": tuple(attribute for attribute, _ in told_by_the_rules(update)[0]),
    }


@pytest.mark.parametrize(("reading", "differs"), CASES)
def test_the_oracles_know_the_reading_and_say_the_same(reading: str, differs: Differs) -> None:
    otherwise = evolve(differs.scenario, policy=BY_NAME[reading].apply(differs.scenario.policy))
    assert answered_by_oracles(differs.scenario)[differs.answer] == differs.before
    assert answered_by_oracles(otherwise)[differs.answer] == differs.after


def test_every_option_of_the_readings_is_one_that_these_scenarios_try() -> None:
    tried = [values(each) for each in CASES]
    applied = [BY_NAME[name].apply(differs.scenario.policy).readings for name, differs in tried]
    for option in (each.name for each in fields(Readings) if each.init):
        assert any(getattr(each, option) != getattr(Readings(), option) for each in applied), option


def test_every_reading_has_a_scenario_in_which_it_changes_an_answer() -> None:
    tried = [values(each)[0] for each in CASES]
    assert tried == [each.name for each in OTHER_READINGS if each not in AS_CHOSEN]
    assert {BY_NAME[each].choice for each in tried} == {each.choice for each in AS_CHOSEN}


def test_every_choice_with_an_option_has_its_readings_in_the_order_of_the_choices() -> None:
    choices = list(dict.fromkeys(each.choice for each in OTHER_READINGS))
    assert choices == [each.number for each in CHOICES.values() if each.option]
    assert len(BY_NAME) == len(OTHER_READINGS)
    for choice in choices:
        own = [each for each in OTHER_READINGS if each.choice == choice]
        assert [each in AS_CHOSEN for each in own] == [False] * (len(own) - 1) + [True]
    opened = [each for each in OTHER_READINGS if each.choice == "Q-6"][:-1]
    assert {next(iter(each.apply(POLICY).readings.open_combinations)) for each in opened} == {*OpenCombination}


# --- What applying a reading does -------------------------------------------------------------------------------------


def parts(policy: Policy) -> dict[str, object]:
    """Everything of a policy that a reading can change, each part by its choice, and the rest."""
    options = {each.number: each.option.split(".") for each in CHOICES.values() if each.option}
    return {
        **{
            choice: getattr({"Readings": policy.readings, "Policy": policy}[of], name)
            for choice, (of, name) in options.items()
        },
        "rest": policy.but(readings=Readings(), card_unsupported_types=CARD_UNSUPPORTED_TYPES),
    }


@given(policies())
def test_a_reading_changes_its_own_choice_and_nothing_else(policy: Policy) -> None:
    before = parts(policy)
    for reading in OTHER_READINGS:
        applied = reading.apply(policy)
        assert reading.apply(applied) == applied
        after = parts(applied)
        assert {name for name in before if before[name] != after[name]} <= {reading.choice}
    chosen = policy
    for reading in AS_CHOSEN:
        chosen = reading.apply(chosen)
    assert chosen.readings == Readings()
    assert chosen.card_unsupported_types == CARD_UNSUPPORTED_TYPES


# --- What would differ ------------------------------------------------------------------------------------------------


class Evaluated(NamedTuple):
    """A scenario with its answers: as they are compared, and as its outcome's plain data has them, without evidence."""

    scenario: Scenario
    answers: dict[str, Answer]
    bare: dict[str, object]


def evaluated(scenario: Scenario) -> Evaluated:
    outcome = evaluate(scenario)
    return Evaluated(scenario, answers(outcome), bare(outcome))


def bare(outcome: Outcome) -> dict[str, object]:
    told = data_of(outcome)
    card, notes = told["context_card"], told["notifications"]
    return {
        **{name: each["decision"]["allowed"] for name, each in told["answers"].items()},
        **{f"{name} can act": each["can_act"] for name, each in told["answers"].items()},
        "pane": told["missing_pane_permissions"],
        "opens": told["record_opens"],
        "joins": told["can_join_from_timeline"],
        "entry": told["timeline_entry_shows"],
        "card": card and (card["is_shown"], card["view"], card["fields"], card["exposed"]),
        "notes": notes and (notes["sent"], notes["chat"] if notes["sent"] else None),
    }


@SOME
@given(st.lists(scenarios(), max_size=3))
def test_the_counts_are_those_of_each_scenario_evaluated_by_itself(given: list[Scenario]) -> None:
    told = sensitivity(iter(given))
    assert (told.scenarios, told.unanswered) == (len(given), 0)
    found = {each.reading: each for each in told.readings}
    assert [each.reading for each in told.readings] == [each for each in OTHER_READINGS if each in found]
    as_given = [evaluated(each) for each in given]
    for reading in OTHER_READINGS:
        pairs = [(each, reading.apply(each.scenario.policy)) for each in as_given]
        tried = [
            (each, evaluated(evolve(each.scenario, policy=policy)))
            for each, policy in pairs
            if each.scenario.policy != policy
        ]
        assert (reading in found) is bool(tried)
        if tried:
            assert found[reading].tried == len(tried)
            assert found[reading].differing == sum(before.bare != after.bare for before, after in tried)
            check_answers(found[reading].answers, tried)


def check_answers(told: Iterable[AnswerDifference], tried: list[tuple[Evaluated, Evaluated]]) -> None:
    """That each answer is counted where it differs, and that its example is the first such scenario."""
    both = [(before.answers, after.answers) for before, after in tried]
    counted = {each.answer: each for each in told}
    for name in both[0][0]:
        differing = [at for at, (before, after) in enumerate(both) if before[name] != after[name]]
        assert (name in counted) is bool(differing)
        if differing:
            one = counted[name]
            before, after = both[differing[0]]
            assert one.differing == len(differing)
            assert one.asked == sum(each[name] is not None or other[name] is not None for each, other in both)
            assert one.scenario == tried[differing[0]][0].scenario
            assert (one.before, one.after) == (before[name], after[name])


@SOME
@given(scenarios())
def test_what_is_compared_are_all_answers_of_an_outcome(scenario: Scenario) -> None:
    told, outcome = answers(evaluate(scenario)), evaluate(scenario)
    for name, decision in outcome.decisions.items():
        assert told[name] is decision.allowed
    assert told["enablement"] is (None if outcome.enablement is None else outcome.enablement.allowed)
    assert told["disconnecting in the app"] is outcome.can_act("disconnecting")
    assert told["record opens"] is outcome.record_opens
    assert told["join from the timeline"] is outcome.can_join_from_timeline
    assert outcome.context_card is not None
    assert told["context card fields"] == outcome.context_card.fields
    assert told["secured fields exposed"] == outcome.context_card.exposed
    assert outcome.notifications is not None
    sent = [each.attribute for each in outcome.notifications.sent]
    assert [str(each).partition(",")[0] for each in list_of(told["notifications sent"])] == sent


def list_of(answer: Answer) -> tuple[str, ...]:
    assert isinstance(answer, tuple)
    return answer


def test_what_is_not_asked_cannot_differ() -> None:
    told = sensitivity(Scenario(policy=POLICY))
    assert told.differing == ()
    assert len(told.readings) == len(CASES)
    assert {*answers(evaluate(Scenario(policy=POLICY))).values()} == {None}


def test_a_scenario_whose_settings_cannot_be_read_counts_for_the_questions_that_do_not_need_them() -> None:
    unreadable = evolve(FULL, policy=POLICY.without("incident").but(unreadable_record_types=["incident"]))
    differs = evolve(FULL, view=view("title", "photo"))
    told = sensitivity([unreadable, differs, unreadable])
    assert (told.scenarios, told.unanswered) == (3, 2)
    assert {each.tried for each in told.readings} == {3}
    (cards,) = [each for each in told.readings if each.reading.name == "every_type_on_cards"]
    assert [(each.answer, each.differing, each.asked, each.number) for each in cards.answers] == [(FIELDS, 1, 1, 2)]
    assert difference(sensitivity(unreadable), "two_default_apps", "enablement") == (True, False)
    assert "2 of 3 scenarios leave a question without an answer" in told.to_text()


def test_only_the_first_example_is_kept_of_any_number_of_scenarios() -> None:
    many = [evolve(FULL, view=view("title", "photo"), user=evolve(ANN, id=f"user-{number}")) for number in range(20)]
    told = sensitivity(each for each in many)
    (cards,) = [each for each in told.readings if each.reading.name == "every_type_on_cards"]
    assert (cards.differing, cards.tried) == (20, 20)
    (fields,) = cards.answers
    assert (fields.answer, fields.differing, fields.asked) == (FIELDS, 20, 20)
    assert (fields.number, fields.scenario) == (1, many[0])


def test_an_answer_is_counted_of_the_scenarios_in_which_there_is_one() -> None:
    told = sensitivity([Scenario(policy=POLICY), evolve(FULL, view=view("title", "photo"))])
    (cards,) = [each for each in told.readings if each.reading.name == "every_type_on_cards"]
    assert (cards.differing, cards.tried) == (1, 2)
    assert [(each.answer, each.differing, each.asked) for each in cards.answers] == [(FIELDS, 1, 1)]


def test_a_sensitivity_shows_itself_and_can_be_pickled() -> None:
    told = sensitivity([values(each)[1].scenario for each in CASES])
    assert {each.reading.name for each in told.differing} == {values(each)[0] for each in CASES}
    text = told.to_text()
    of_all, at = f"1 of {len(CASES)} scenarios", [values(each)[0] for each in CASES]
    assert f"{len(CASES)} of {len(CASES)} other readings would change an answer." in text
    assert "Q-10: team_records_have_no_owner" in text
    owned = f"scenario {1 + at.index('team_records_have_no_owner')}"
    assert f"disconnecting: {of_all}; {owned} has yes; would have no" in text
    written = f"scenario {1 + at.index('every_write_notifies')}"
    assert f"notifications sent: {of_all}; {written} has none; would have title" in text
    assert "<table" in told._repr_html_()
    assert told._repr_markdown_().startswith("### ")
    assert pickle.loads(pickle.dumps(told)) == told  # noqa: S301  # written a moment ago
    assert "No scenario was given." in sensitivity([]).to_text()


def test_a_reading_can_be_pickled_and_says_what_it_is() -> None:
    for reading in OTHER_READINGS:
        assert isinstance(reading, OtherReading)
        assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301  # written a moment ago
        assert reading.says
        assert not reading.says.endswith(".")
