"""Who gains and who loses by a change of policy: held against the real functions, case by case."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cases import Case, answer, cases, not_before
from circumstances import circumstances
from hypothesis import given
from hypothesis import strategies as st
from random_questions import make_question
from thoroughness import FEW, SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    App,
    InvalidValue,
    Offering,
    Policy,
    Readings,
    RecordTypePolicy,
    UnknownFact,
    View,
    context_card,
    notifications,
)
from chatlink_policy.compare.policies import PolicyDiff, assert_no_new_access, diff_policies
from chatlink_policy.compare.restricted import restricted_to, subject_says
from chatlink_policy.defaults import DEFAULT_APPS, DEFAULT_VIEWS
from chatlink_policy.evidence import Condition
from chatlink_policy.evidence.diff import NewAccess, Relation, diff
from chatlink_policy.policy import CardFields
from chatlink_policy.rules.notifications import Change
from chatlink_policy.rules.timeline import timeline_entry
from chatlink_policy.strategies import policies, times, values, views
from chatlink_policy.unknown import known

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def readable(policy: Policy) -> Policy:
    since = policy.timeline_sync_since or SINCE
    return policy.but(unreadable_record_types=[], others_unreadable=False, timeline_sync_since=since)


def nearly(draw: st.DrawFn, old: Policy, other: Policy) -> Policy:
    """The old policy with one thing of the other, or the other one: most changes are small."""
    changed = [
        other,
        old.but(readings=other.readings),
        old.but(record_types=other.record_types),
        old.but(chat_is_on=other.chat_is_on, on_for_all_apps=other.on_for_all_apps, selected_apps=other.selected_apps),
        old.but(timeline_sync=other.timeline_sync, timeline_sync_since=other.timeline_sync_since),
        old.but(idle_days=other.idle_days, card_unsupported_types=other.card_unsupported_types),
        old.but(chat_owner_consent=other.chat_owner_consent),
    ]
    return draw(st.sampled_from(changed))


@st.composite
def changed_cases(draw: st.DrawFn) -> tuple[Policy, Policy, Case]:
    """A case, its policy and another one, both of which can be read."""
    case = draw(cases())
    old = readable(case.policy)
    new = nearly(draw, old, readable(draw(policies(case.record.record_type))))
    return old, new, case


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Policy, Policy]:
    """Two policies, of which some settings may be unreadable."""
    old = draw(policies())
    other = draw(policies())
    return old, draw(st.sampled_from([other, old, old.but(readings=other.readings, idle_days=other.idle_days)]))


# --- The questions, asked of a case -----------------------------------------------------------------------------------


def conditions_of(found: PolicyDiff, question: str, case: Case) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """What the case's app or record type gains and loses; what no answer is about is like any other record type."""
    of_question = [each for each in found.answers if each.question == question]
    own = [each for each in of_question if each.subject in (case.app, case.record.record_type, None)]
    others = [each for each in of_question if subject_says(each.subject).startswith("any_other_record_type")]
    for each in own or others:
        assert each.diff is not None
        return each.diff.gained, each.diff.lost
    return (), ()


def covers(conditions: tuple[Condition, ...], so: dict[str, bool]) -> bool:
    return any(all(so[name] == truth for name, truth in each.to_facts().items()) for each in conditions)


@given(changed_cases())
@SOME
def test_whose_answer_flips_is_among_those_who_gain_or_lose_and_nobody_else(
    change: tuple[Policy, Policy, Case],
) -> None:
    old, new, case = change
    found = diff_policies(old, new, apps=[case.app])
    so = circumstances(case, old, new)
    for question in QUESTIONS:
        before, after = (answer(question, case._replace(policy=policy)).allowed for policy in (old, new))
        gained, lost = conditions_of(found, question, case)
        assert covers(gained, so) == (after and not before), question
        assert covers(lost, so) == (before and not after), question


# --- What is disclosed otherwise --------------------------------------------------------------------------------------


def settings_changes(found: PolicyDiff, record_type: str) -> list[str]:
    return [each.setting for each in found.settings if each.is_new_access and each.record_type in (record_type, None)]


@given(changed_cases(), st.data())
@SOME
def test_no_attribute_is_notified_newly_without_the_difference_saying_so(
    change: tuple[Policy, Policy, Case], data: st.DataObject
) -> None:
    old, new, case = change
    written = case.record_type.attributes[:5]
    writes = [Change(each.name, data.draw(values()), data.draw(values())) for each in written]
    told = [
        {each.attribute for each in notifications(policy, case.chat, case.record, case.record_type, writes).sent}
        for policy in (old, new)
    ]
    if told[1] - told[0]:
        said = settings_changes(diff_policies(old, new, apps=()), case.record.record_type)
        assert any("notified of" in each or "notifies" in each for each in said)


def view_of(draw: Callable[[st.SearchStrategy[View]], View], settings: RecordTypePolicy) -> View | None:
    if settings.view_id is not None:
        return draw(views(settings.record_type, id=known(settings.view_id)))
    kind = DEFAULT_VIEWS.get(settings.record_type)
    return None if kind is None else draw(views(settings.record_type, kind=kind))


@given(changed_cases(), st.data())
@SOME
def test_no_field_is_on_a_card_newly_without_the_difference_saying_so(
    change: tuple[Policy, Policy, Case], data: st.DataObject
) -> None:
    old, new, case = change
    before, after = (policy.settings_for(case.record.record_type) for policy in (old, new))
    old_view = view_of(data.draw, before)
    same_view = (before.view_id, before.record_type) == (after.view_id, after.record_type)
    new_view = old_view if same_view else view_of(data.draw, after)
    cards = [
        context_card(policy, case.record_type, view, case.user) for policy, view in ((old, old_view), (new, new_view))
    ]
    if (cards[1].is_shown and not cards[0].is_shown) or set(cards[1].fields) - set(cards[0].fields):
        said = settings_changes(diff_policies(old, new, apps=()), case.record.record_type)
        assert any("card" in each or "agent may not read" in each for each in said)


@given(changed_cases(), times())
@SOME
def test_no_entry_is_kept_current_newly_without_the_difference_saying_so(
    change: tuple[Policy, Policy, Case], now: datetime
) -> None:
    old, new, case = change
    now = not_before(case, now)
    entries = [timeline_entry(policy, case.chat, case.record, case.record_type, now) for policy in (old, new)]
    if entries[0] and entries[1] and entries[1].is_kept_current and not entries[0].is_kept_current:
        assert any("kept current" in each for each in settings_changes(diff_policies(old, new, apps=()), ""))


EVERYWHERE = NEW_ORGANISATION.but(timeline_sync=True, timeline_sync_since=SINCE).but_for(
    "incident", include_note=True, notify=True
)


@pytest.mark.parametrize(
    ("old", "new", "says", "disclosure"),
    [
        (
            EVERYWHERE,
            EVERYWHERE.but_for("incident", notified_attributes=["title", "statecode"]),
            "attributes that every participant of a connected chat is notified of (incident):"
            " from prioritycode, statecode, statuscode to statecode, title",
            Relation.INCOMPARABLE,
        ),
        (
            NEW_ORGANISATION,
            NEW_ORGANISATION.but_for("incident", notify=True),
            "attributes that every participant of a connected chat is notified of (incident):"
            " from none to prioritycode, statecode, statuscode",
            Relation.WIDER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but_for("incident", notified_attributes=[]),
            "attributes that every participant of a connected chat is notified of (incident):"
            " from prioritycode, statecode, statuscode to none",
            Relation.NARROWER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but_for("incident", view_id="v"),
            "context card of a newly connected chat (incident):"
            " from the fields of the default view to the fields of view v",
            Relation.INCOMPARABLE,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but_for("incident", include_note=False),
            "context card of a newly connected chat (incident): from the fields of the default view to no card",
            Relation.NARROWER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but_for("cr1_visit", include_note=True),
            "context card of a newly connected chat (cr1_visit): from no card to a card without fields",
            Relation.WIDER,
        ),
        (
            EVERYWHERE.but_for("cr1_visit", include_note=True),
            EVERYWHERE.but_for("cr1_visit", include_note=True, view_id="v"),
            "context card of a newly connected chat (cr1_visit): from a card without fields to the fields of view v",
            Relation.WIDER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(idle_days=14),
            "days without an update after which a timeline entry is no longer kept current: from 7 to 14",
            Relation.WIDER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(idle_days=1),
            "days without an update after which a timeline entry is no longer kept current: from 7 to 1",
            Relation.NARROWER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(chat_owner_consent=False),
            "whether timeline entries are kept current, as far as chat owners' consent goes: from yes to no",
            Relation.NARROWER,
        ),
        (
            EVERYWHERE.but(chat_owner_consent=False),
            EVERYWHERE.but(chat_owner_consent=True, idle_days=1),
            "whether timeline entries are kept current, as far as chat owners' consent goes: from no to yes",
            Relation.WIDER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(readings=Readings(card_fields=CardFields.WINDOW)),
            "which five fields a context card shows (Q-3): from first_five_supported to window",
            Relation.INCOMPARABLE,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(readings=Readings(linked_columns_never_shown=True)),
            "a column of a linked table may be on a context card (Q-9): from yes to no",
            Relation.INCOMPARABLE,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(readings=Readings(every_write_notifies=True)),
            "a written value notifies even if it did not change (Q-4): from no to yes",
            Relation.WIDER,
        ),
        (
            EVERYWHERE,
            EVERYWHERE.but(readings=Readings(big_int_never_notifies=True)),
            "a BigInt attribute notifies (Q-8): from yes to no",
            Relation.NARROWER,
        ),
    ],
)
def test_a_change_of_what_is_disclosed_says_how_it_was_and_how_it_is(
    old: Policy, new: Policy, says: str, disclosure: Relation
) -> None:
    found = diff_policies(old, new, apps=())
    (change,) = found.settings
    assert (change.says, change.disclosure) == (says, disclosure)
    if disclosure in (Relation.WIDER, Relation.INCOMPARABLE):
        with pytest.raises(NewAccess) as raised:
            assert_no_new_access(found)
        assert says in str(raised.value)
    mirrored = {Relation.WIDER: Relation.NARROWER, Relation.NARROWER: Relation.WIDER}
    assert diff_policies(new, old, apps=()).settings[0].disclosure is mirrored.get(disclosure, disclosure)


OFF = EVERYWHERE.but(chat_is_on=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OFF, OFF.but(idle_days=28)),
        (OFF, OFF.but_for("incident", notify=False)),
        (OFF, OFF.but_for("incident", notified_attributes=["title"])),
        (OFF, OFF.but(readings=Readings(big_int_never_notifies=True))),
        (NEW_ORGANISATION, NEW_ORGANISATION.but_for("incident", notified_attributes=["title"])),
        (NEW_ORGANISATION, NEW_ORGANISATION.but_for("incident", view_id="v")),
        (NEW_ORGANISATION, NEW_ORGANISATION.but(idle_days=28)),
        (NEW_ORGANISATION, NEW_ORGANISATION.but(timeline_sync_since=SINCE)),
        (NEW_ORGANISATION, NEW_ORGANISATION.but(card_unsupported_types=[])),
        (NEW_ORGANISATION, NEW_ORGANISATION.but(readings=Readings(every_write_notifies=True))),
        (
            NEW_ORGANISATION.but(chat_is_on=False),
            NEW_ORGANISATION.but(chat_is_on=False, on_for_all_apps=True, timeline_sync=True, timeline_sync_since=SINCE),
        ),
    ],
)
def test_a_setting_that_is_without_effect_in_both_makes_no_difference(old: Policy, new: Policy) -> None:
    assert old != new
    assert diff_policies(old, new).relation is Relation.EQUIVALENT


# --- The difference as a whole ----------------------------------------------------------------------------------------


@given(policies())
@FEW
def test_a_policy_is_equivalent_to_itself_as_far_as_it_can_be_read(policy: Policy) -> None:
    found = diff_policies(policy, policy)
    assert found.settings == ()
    assert all(each.diff.relation is Relation.EQUIVALENT for each in found.answers if each.diff is not None)
    for each in found.answers:
        if each.diff is None:
            with pytest.raises(UnknownFact):
                restricted_to(policy, each.question, each.subject)
    again = diff_policies(readable(policy), readable(policy))
    assert again.relation is Relation.EQUIVALENT
    assert not again.is_new_access
    assert_no_new_access(again)


@given(pairs())
@FEW
def test_the_other_way_round_who_gains_and_who_loses_change_places(change: tuple[Policy, Policy]) -> None:
    old, new = change
    there, back = diff_policies(old, new), diff_policies(new, old)
    gains = {(each.question, each.subject): each.diff and (each.diff.gained, each.diff.lost) for each in there.answers}
    losses = {(each.question, each.subject): each.diff and (each.diff.lost, each.diff.gained) for each in back.answers}
    assert gains == losses
    assert {(each.setting, each.record_type, each.old, each.new) for each in there.settings} == {
        (each.setting, each.record_type, each.new, each.old) for each in back.settings
    }
    assert there.relation is {
        Relation.WIDER: Relation.NARROWER,
        Relation.NARROWER: Relation.WIDER,
    }.get(back.relation or Relation.EQUIVALENT, back.relation)


@given(pairs())
@FEW
def test_new_access_is_refused_exactly_where_somebody_gains_or_that_is_unknown(change: tuple[Policy, Policy]) -> None:
    found = diff_policies(*change)
    gains = any(each.diff is None or each.diff.gained_combinations for each in found.answers) or any(
        each.disclosure in (Relation.WIDER, Relation.INCOMPARABLE) for each in found.settings
    )
    assert found.is_new_access == gains == bool(found.new_access)
    if gains:
        with pytest.raises(NewAccess) as raised:
            assert_no_new_access(found)
        assert raised.value.gains == found.new_access
    else:
        assert_no_new_access(found)
    if found.relation in (Relation.EQUIVALENT, Relation.NARROWER):
        assert not gains
    data = found.to_dict()
    assert data == json.loads(json.dumps(data))
    assert found.to_text().endswith("\n")


@given(st.integers(0, 255), st.integers(0, 255))
def test_new_access_of_a_question_is_refused_exactly_where_a_yes_is_gained(one: int, other: int) -> None:
    old, new = make_question(3, one), make_question(3, other)
    if other & ~one:
        with pytest.raises(NewAccess):
            assert_no_new_access(old, new)
        with pytest.raises(AssertionError):
            assert_no_new_access(diff(old, new))
    else:
        assert_no_new_access(old, new)
        assert_no_new_access(diff(old, new))


def test_nothing_else_than_two_questions_two_policies_or_a_difference_is_asked_about() -> None:
    with pytest.raises(InvalidValue, match="two policies, or one difference"):
        assert_no_new_access(NEW_ORGANISATION, make_question(1, 0))  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    with pytest.raises(InvalidValue, match="'Policy' and 'NoneType'"):
        assert_no_new_access(NEW_ORGANISATION)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


# --- Examples ---------------------------------------------------------------------------------------------------------


def test_every_question_is_compared_about_everything_it_is_about() -> None:
    found = diff_policies(NEW_ORGANISATION, NEW_ORGANISATION)
    assert list(dict.fromkeys(each.question for each in found.answers)) == list(QUESTIONS)
    in_apps = [subject_says(each.subject) for each in found.answers if each.question == "enablement"]
    assert in_apps == [app.unique_name for app in DEFAULT_APPS]
    about = [each.subject for each in found.answers if each.question == "joining"]
    assert about == ["account", "contact", "email", "incident", "knowledgearticle"]
    mine = App("cr1_app", Offering.CUSTOM, is_multisession=True)
    assert diff_policies(NEW_ORGANISATION, NEW_ORGANISATION, [mine]).answers[0].subject == mine


def test_the_same_prints_as_equivalent() -> None:
    assert (
        diff_policies(NEW_ORGANISATION, NEW_ORGANISATION).to_text()
        == """\
Policies: equivalent
====================

Both give the same answer to every question, and disclose the same.
"""
    )


def test_the_text_says_who_gains_and_who_loses_by_question_and_record_type() -> None:
    old = NEW_ORGANISATION.but_for("incident", connector_may_disconnect=False)
    new = NEW_ORGANISATION.but_for("incident", join_chat=False, notify=True)
    assert (
        diff_policies(old, new).to_text()
        == """\
Policies: incomparable
======================

disconnecting: incident
-----------------------

Gains a yes: the user may disconnect the chat from the record:
  - when the user does not own the record, in person or through a team, and the user is the last who
    connected the chat to the record, and no role gives the user the global disconnect right

joining: incident
-----------------

Loses a yes: the user may not join the chat:
  - when the chat is connected to the record, and the user has write access to the record

Discloses more:
  - attributes that every participant of a connected chat is notified of (incident): from none to
    prioritycode, statecode, statuscode
"""
    )


def test_record_types_whose_answers_change_alike_are_listed_together() -> None:
    new = NEW_ORGANISATION.but_for("account", join_chat=True).but_for("contact", join_chat=True)
    found = diff_policies(NEW_ORGANISATION, new)
    assert "joining: account, contact\n" in found.to_text()
    assert found.new_access == (
        "joining (account, contact): the user may view and join the chat,"
        " when the chat is connected to the record, and the user has write access to the record",
    )


def test_settings_that_could_not_be_read_cannot_be_compared_and_are_refused() -> None:
    new = NEW_ORGANISATION.but(unreadable_record_types=["lead"])
    found = diff_policies(NEW_ORGANISATION, new)
    assert found.relation is None
    assert found.to_dict()["relation"] is None
    assert "Policies: not wholly comparable" in found.to_text()
    why = "the settings of record type 'lead' could not be read: neither yes nor no"
    assert found.new_access == (
        f"cannot be compared: connecting, disconnecting, joining, timeline_entry (lead): {why}",
    )
    for old in (NEW_ORGANISATION, new):
        with pytest.raises(NewAccess, match="could not be read"):
            assert_no_new_access(old, new)


def test_another_reading_of_owner_and_connector_shows_who_gains_and_who_loses() -> None:
    readings = Readings(team_records_have_no_owner=True, anyone_who_connected_is_connector=True)
    found = diff_policies(NEW_ORGANISATION, NEW_ORGANISATION.but(readings=readings))
    assert found.relation is Relation.INCOMPARABLE
    change = next(each.diff for each in found.answers if each.question == "disconnecting")
    assert change is not None
    assert change.restated == ()
    assert all(each.to_facts()["has_connected_it"] for each in change.gained)
    assert all(each.to_facts()["owns_in_person"] is False for each in change.lost)


def test_a_notebook_shows_it() -> None:
    found = diff_policies(NEW_ORGANISATION, NEW_ORGANISATION.but_for("account", join_chat=True))
    assert "<h3>Policies: wider</h3>\n<h4>joining: account</h4>" in found._repr_html_()
    assert found == diff_policies(NEW_ORGANISATION, NEW_ORGANISATION.but_for("account", join_chat=True))
