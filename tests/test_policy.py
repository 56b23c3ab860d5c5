"""The policy: what-if changes, what is configured and what could not be read, and the readings of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any, get_args, get_type_hints

import attrs
import pytest

from chatlink_policy.defaults import CARD_UNSUPPORTED_TYPES, MOST_NOTIFIED_ATTRIBUTES
from chatlink_policy.errors import InvalidValue, UnknownFact
from chatlink_policy.models import AttributeType
from chatlink_policy.policy import (
    AS_CHOSEN,
    CardFields,
    OpenCombination,
    Policy,
    PolicyChanges,
    Readings,
    RecordTypeChanges,
    RecordTypePolicy,
)
from chatlink_policy.sources import CHOICES
from chatlink_policy.unknown import UNKNOWN, Unknown

CASE = RecordTypePolicy("incident", join_chat=True, notify=True, notified_attributes=["prioritycode"])
ACCOUNT = RecordTypePolicy("account", owner_may_disconnect=True)
POLICY = Policy(chat_is_on=True, idle_days=3, record_types=[CASE, ACCOUNT], unreadable_record_types=["email"])

TOGGLES = ("include_note", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify")


def init_fields(model: type[attrs.AttrsInstance]) -> dict[str, object]:
    """The fields that a value of the model is built from, with their types."""
    hints = get_type_hints(model)
    return {each.name: hints[each.name] for each in attrs.fields(model) if each.init}


# --- What if ----------------------------------------------------------------------------------------------------------


def test_a_policy_with_changes_is_a_new_policy_and_the_old_one_stays() -> None:
    changed = POLICY.but(chat_is_on=False, idle_days=28)
    assert changed == Policy(
        chat_is_on=False, idle_days=28, record_types=[CASE, ACCOUNT], unreadable_record_types=["email"]
    )
    assert POLICY.chat_is_on
    assert POLICY.but() == POLICY and hash(POLICY.but()) == hash(POLICY)


def test_settings_with_changes_are_new_settings_and_the_old_ones_stay() -> None:
    changed = CASE.but(join_chat=False, view_id="view-1")
    assert changed == RecordTypePolicy("incident", notify=True, notified_attributes=["prioritycode"], view_id="view-1")
    assert CASE.join_chat
    assert CASE.but() == CASE


def test_a_change_for_one_record_type_leaves_the_others_and_the_organisation_as_they_are() -> None:
    changed = POLICY.but_for("incident", join_chat=False)
    assert changed.settings_for("incident") == CASE.but(join_chat=False)
    assert changed.but(record_types=POLICY.record_types) == POLICY
    assert POLICY.but_for("incident") == POLICY


@pytest.mark.proves("Q-14", "Q-23")
def test_a_change_for_a_record_type_without_settings_adds_it_with_every_other_toggle_off() -> None:
    added = POLICY.but_for("contact", notify=True)
    assert added.is_configured("contact")
    assert added.settings_for("contact") == RecordTypePolicy("contact", notify=True)
    assert [toggle for toggle in TOGGLES if getattr(added.settings_for("contact"), toggle)] == ["notify"]
    assert POLICY.but_for("contact").settings_for("contact") == RecordTypePolicy("contact")


def test_a_policy_without_a_record_type_has_no_settings_for_it_whether_it_could_be_read_or_not() -> None:
    assert POLICY.without("incident") == POLICY.but(record_types=[ACCOUNT])
    assert POLICY.without("email") == POLICY.but(unreadable_record_types=[])
    assert not POLICY.without("email").is_configured("email")
    assert POLICY.without("contact") == POLICY


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: POLICY.but(idle_days=0), id="of the organisation"),
        pytest.param(lambda: POLICY.but_for("incident", view_id="a "), id="of one record type"),
        pytest.param(lambda: CASE.but(view_id=" a"), id="of settings"),
    ],
)
def test_an_illegal_change_is_refused(change: Callable[[], object]) -> None:
    with pytest.raises(InvalidValue):
        change()


def test_what_can_be_changed_is_exactly_what_a_policy_is_built_from() -> None:
    assert PolicyChanges.__annotations__.keys() == init_fields(Policy).keys()
    assert RecordTypeChanges.__annotations__.keys() == init_fields(RecordTypePolicy).keys() - {"record_type"}
    for changes, model in ((PolicyChanges, Policy), (RecordTypeChanges, RecordTypePolicy)):
        assert changes.__required_keys__ == frozenset()
        for name, kind in get_type_hints(changes).items():
            field = init_fields(model)[name]
            assert kind == field or "Iterable" in str(kind), name


# --- What is configured, and what could not be read -------------------------------------------------------------------


@pytest.mark.proves("DIS-2")
def test_a_record_type_without_settings_has_every_toggle_off() -> None:
    settings = POLICY.settings_for("contact")
    assert not POLICY.is_configured("contact")
    assert settings == RecordTypePolicy("contact")
    assert not any(getattr(settings, toggle) for toggle in TOGGLES)
    assert settings.view_id is None
    assert settings.notified_attributes == ()


def test_the_toggles_are_all_the_flags_of_a_record_type() -> None:
    assert tuple(name for name, kind in init_fields(RecordTypePolicy).items() if bool in get_args(kind)) == TOGGLES


def test_a_configured_record_type_has_its_own_settings() -> None:
    assert POLICY.is_configured("incident")
    assert POLICY.settings_for("incident") == CASE
    assert POLICY.settings_for("account") == ACCOUNT


UNREADABLE_ASKED: list[Callable[[Policy, str], object]] = [
    Policy.settings_for,
    Policy.is_configured,
    Policy.require_readable,
    lambda policy, record_type: policy.but_for(record_type, join_chat=True),
]
unreadable_asked = pytest.mark.parametrize("ask", UNREADABLE_ASKED, ids=["settings", "configured", "readable", "but"])


@unreadable_asked
def test_settings_that_could_not_be_read_are_neither_yes_nor_no(ask: Callable[[Policy, str], object]) -> None:
    with pytest.raises(
        UnknownFact, match=r"^the settings of record type 'email' could not be read: neither yes nor no$"
    ):
        ask(POLICY, "email")
    ask(POLICY, "incident")
    ask(POLICY, "contact")


@unreadable_asked
def test_where_nobody_knows_whose_settings_are_unreadable_every_record_type_without_its_own_is(
    ask: Callable[[Policy, str], object],
) -> None:
    unknown = POLICY.but(others_unreadable=True)
    ask(unknown, "incident")
    for record_type in ("email", "contact"):
        for policy in (unknown, Policy(chat_is_on=True, others_unreadable=True)):
            with pytest.raises(UnknownFact):
                ask(policy, record_type)


def test_a_record_type_is_not_both_configured_and_unreadable() -> None:
    message = r"^Policy\.unreadable_record_types: expected only record types .*, got \['account', 'incident'\]$"
    with pytest.raises(InvalidValue, match=message):
        POLICY.but(unreadable_record_types=["incident", "email", "account"])


def test_a_record_type_is_the_same_in_whatever_case_it_is_asked_for() -> None:
    assert POLICY.settings_for("Incident") == CASE
    assert POLICY.is_configured("INCIDENT") and not POLICY.is_configured("Contact")
    assert POLICY.without("Account") == POLICY.but(record_types=[CASE])
    assert POLICY.but_for("Account", notify=True) == POLICY.but(record_types=[CASE, ACCOUNT.but(notify=True)])
    for name in ("email", "EMail"):
        with pytest.raises(UnknownFact, match="record type 'email' could not be read"):
            POLICY.require_readable(name)


@pytest.mark.parametrize("wrong", [None, 5, ["incident"], "a b"])
def test_settings_are_those_of_a_logical_name_only(wrong: Any) -> None:  # noqa: ANN401  # junk
    asked: list[Callable[[Policy, str], object]] = [*UNREADABLE_ASKED[:3], Policy.without]
    for ask in asked:
        with pytest.raises(InvalidValue, match="record_type: expected"):
            ask(POLICY, wrong)


def test_settings_and_readings_are_given_by_name_and_are_off_unless_set() -> None:
    given = {kind: [each for each in attrs.fields(kind) if each.init] for kind in (Policy, RecordTypePolicy, Readings)}
    assert [each.name for several in given.values() for each in several if not each.kw_only] == ["record_type"]
    assert [each.name for several in given.values() for each in several if each.default is True] == []


def test_what_is_made_of_other_settings_is_not_printed() -> None:
    assert repr(Readings(two_default_apps=True)) == "Readings(two_default_apps=True)"
    assert repr(Policy(chat_is_on=True)) == "Policy(chat_is_on=True)"


# --- Bounds -----------------------------------------------------------------------------------------------------------


@pytest.mark.proves("NTF-2")
def test_a_sixth_notified_attribute_is_refused() -> None:
    names = [f"attribute_{number}" for number in range(MOST_NOTIFIED_ATTRIBUTES + 1)]
    assert MOST_NOTIFIED_ATTRIBUTES == 5
    for count in range(6):
        assert CASE.but(notified_attributes=names[:count]).notified_attributes == tuple(names[:count])
    message = r"^RecordTypePolicy\.notified_attributes: expected at most 5 different attributes \(NTF-2\), got \('attr"
    with pytest.raises(InvalidValue, match=message):
        CASE.but(notified_attributes=names)


@pytest.mark.proves("NTF-2")
def test_an_attribute_is_not_selected_twice() -> None:
    with pytest.raises(
        InvalidValue, match=r"expected at most 5 different attributes \(NTF-2\), got \('title', 'title'\)"
    ):
        CASE.but(notified_attributes=["title", "title"])


@pytest.mark.parametrize("wrong", [5, "title", ["title", "a b"], [None], {"title": True}])
def test_notified_attributes_are_a_list_of_names(wrong: Any) -> None:  # noqa: ANN401  # junk
    with pytest.raises(InvalidValue, match=r"^RecordTypePolicy\.notified_attributes: expected a list of names, each "):
        CASE.but(notified_attributes=wrong)


def test_what_is_selected_may_be_unknown() -> None:
    assert isinstance(CASE.but(notified_attributes=UNKNOWN).notified_attributes, Unknown)
    assert isinstance(POLICY.but(selected_apps=UNKNOWN).selected_apps, Unknown)


def test_settings_of_a_record_type_are_given_once_though_they_are_equal() -> None:
    with pytest.raises(InvalidValue, match=r"^Policy\.record_types: expected"):
        POLICY.but(record_types=[CASE, CASE])


@pytest.mark.proves("TML-7")
def test_the_idle_time_is_one_to_twenty_eight_days_and_seven_unless_set() -> None:
    assert Policy(chat_is_on=True).idle_days == 7
    for days in range(1, 29):
        assert POLICY.but(idle_days=days).idle_days == days
    for days in (-1, 0, 29, 365):
        with pytest.raises(
            InvalidValue, match=rf"^Policy\.idle_days: expected a whole number from 1 to 28, got {days}$"
        ):
            POLICY.but(idle_days=days)


def test_no_selection_and_an_empty_selection_are_two_things() -> None:
    assert POLICY.selected_apps is None
    assert POLICY.but(selected_apps=[]).selected_apps == frozenset()
    assert POLICY.but(selected_apps=[]) != POLICY


# --- Readings ---------------------------------------------------------------------------------------------------------

EXECUTABLE_READINGS = {
    each.option.removeprefix("Readings."): each.number
    for each in CHOICES.values()
    if each.option and each.option.startswith("Readings.")
}
"""The choices whose other readings can be asked for, in the order of their numbers. Q-5 is data of the policy."""


def test_every_reading_is_documented_with_its_number() -> None:
    documented = re.findall(r"^ +(\w+): .*\((Q-\d+)\)\.$", Readings.__doc__ or "", re.MULTILINE)
    assert list(init_fields(Readings)) == list(EXECUTABLE_READINGS)
    assert dict(documented) == EXECUTABLE_READINGS


def test_unless_a_reading_is_chosen_none_is() -> None:
    assert Policy(chat_is_on=True).readings == AS_CHOSEN == Readings()
    assert AS_CHOSEN.card_fields is CardFields.FIRST_FIVE_SUPPORTED
    assert [name for name in EXECUTABLE_READINGS if name != "card_fields" and getattr(AS_CHOSEN, name)] == []


@pytest.mark.proves("Q-5")
def test_the_types_that_a_card_does_not_show_are_data_of_the_policy() -> None:
    assert Policy(chat_is_on=True).card_unsupported_types == CARD_UNSUPPORTED_TYPES
    assert POLICY.but(card_unsupported_types=[]).card_unsupported_types == frozenset()
    assert POLICY.but(card_unsupported_types=AttributeType).card_unsupported_types == frozenset(AttributeType)


def test_readings_tell_exactly_those_that_are_not_the_chosen_ones() -> None:
    flags = [name for name, kind in init_fields(Readings).items() if kind is bool]
    for truths in product([False, True], repeat=len(flags)):
        chosen = {name: True for name, truth in zip(flags, truths, strict=True) if truth}
        values: dict[str, Any] = dict(chosen)
        assert Readings(**values).otherwise == frozenset(chosen.items())
        assert Readings(**values, card_fields=CardFields.WINDOW, open_combinations=OpenCombination).otherwise == {
            *chosen.items(),
            ("card_fields", CardFields.WINDOW),
            ("open_combinations", frozenset(OpenCombination)),
        }


def test_the_open_combinations_are_named_by_their_letters() -> None:
    assert {each.value for each in OpenCombination} == {"NNNY", "NNYY", "YNNY", "NYYN"}
