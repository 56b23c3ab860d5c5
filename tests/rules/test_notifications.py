"""Notifications: all that decides them, combined, against a second telling of the rules, and each rule by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notification_oracle import Update, told

from chatlink_policy.errors import InvalidValue, UnknownFact
from chatlink_policy.limits import LARGEST_INTEGER, MOST_VALUE_DEPTH
from chatlink_policy.models import NOBODY, Attribute, AttributeType, Chat, ChatKind, ChatLink, Record, RecordType
from chatlink_policy.policy import AS_CHOSEN, NEW_ORGANISATION, Policy, Readings, RecordTypePolicy
from chatlink_policy.rules.notifications import Change, Notifications, Value, WhyNotSent, notifications

RECORD = Record("incident", "42", NOBODY)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def chat(id: str, *records: tuple[str, str]) -> Chat:
    links = [ChatLink(table, record, connected_by="ann", connected_on=NOON) for table, record in records]
    return Chat(id, ChatKind.GROUP, links=links)


CONNECTED = chat("19:connected", ("incident", "42"), ("account", "1"))
ELSEWHERE = chat("19:elsewhere", ("incident", "43"), ("account", "42"))
NOWHERE = chat("19:nowhere")


def policy_of(
    picked: Iterable[str], *, chat_is_on: bool = True, toggle: bool = True, readings: Readings = AS_CHOSEN
) -> Policy:
    settings = RecordTypePolicy("incident", notify=toggle, notified_attributes=picked)
    return Policy(chat_is_on=chat_is_on, record_types=[settings], readings=readings)


def case_table(
    attributes: Iterable[Attribute], *, is_virtual: bool = False, has_update_filter: bool = True
) -> RecordType:
    return RecordType(
        "incident", attributes, is_activity=False, is_virtual=is_virtual, has_update_filter=has_update_filter
    )


# --- Every combination ------------------------------------------------------------------------------------------------


class State(NamedTuple):
    """What can be said of one attribute in an update."""

    picked: bool
    written: str
    kind: str


KINDS = {
    "supported": (AttributeType.STRING, False),
    "rich text": (AttributeType.MEMO, True),
    "BigInt": (AttributeType.BIG_INT, False),
    "Integer": (AttributeType.INTEGER, False),
    "unknown": None,
}
CHANGES = {"unchanged": ("same", "same"), "changed": ("before", "after")}

STATES = [
    State(picked, written, kind)
    for picked, written, kind in product((True, False), ("not written", *CHANGES), KINDS)
    if picked or written in CHANGES
]
FEW_STATES = [
    State(picked=True, written="changed", kind="supported"),
    State(picked=True, written="unchanged", kind="rich text"),
    State(picked=True, written="changed", kind="Integer"),
    State(picked=False, written="changed", kind="supported"),
]
NAMES = ("zeta", "beta", "epsilon", "alpha", "delta", "gamma")
"""Names whose order says nothing of the order in which they are picked."""


class Around(NamedTuple):
    """What decides for all attributes of an update at once."""

    chat_is_on: bool = True
    toggle: bool = True
    is_virtual: bool = False
    has_update_filter: bool = True
    is_connected: bool = True


EVERYTHING_AROUND = [Around(*truths) for truths in product((False, True), repeat=len(Around._fields))]
ONE_OFF = [Around(), *(Around()._replace(**{name: not is_so}) for name, is_so in Around()._asdict().items())]
"""All as a notification needs it, and each of it otherwise by itself."""
BOTH_READINGS = [
    Readings(every_write_notifies=every_write, big_int_never_notifies=big_int)
    for every_write, big_int in product((False, True), repeat=2)
]


def prove_told(update: Update, changes: Mapping[str, tuple[Value, Value]], chat: Chat) -> None:
    """The library answers for the update as the rules do, and names every attribute of it once."""
    written = [Change(name, *values) for name, values in changes.items()]
    answer = notifications(update.policy, chat, update.record, update.record_type, written)
    sent, silent = told(update)
    assert [(each.attribute, each.images_not_whole) for each in answer.sent] == sent
    assert [(each.attribute, set(each.why)) for each in answer.not_sent] == silent
    assert all(len(each.why) == len(set(each.why)) > 0 for each in answer.not_sent)
    assert answer.chat == update.connected_chat
    assert set(answer.not_configurable) == {
        *([WhyNotSent.VIRTUAL_TABLE] if update.record_type.is_virtual else []),
        *([] if update.record_type.has_update_filter else [WhyNotSent.NO_UPDATE_FILTER]),
    }
    named = [*(each.attribute for each in answer.sent), *(each.attribute for each in answer.not_sent)]
    assert sorted(named) == sorted({*update.picked, *changes})


def prove_states(states: Iterable[State], around: Around, readings: Readings = AS_CHOSEN) -> None:
    """An update whose attributes are in those states, with that around it, is told as the rules tell it."""
    named = list(zip(NAMES, states, strict=False))
    picked = [name for name, state in named if state.picked]
    written = {name: state.written for name, state in named if state.written in CHANGES}
    kinds = [(name, KINDS[state.kind]) for name, state in named]
    update = Update(
        policy=policy_of(picked, chat_is_on=around.chat_is_on, toggle=around.toggle, readings=readings),
        record_type=case_table(
            [Attribute(name, kind[0], is_rich_text=kind[1]) for name, kind in kinds if kind],
            is_virtual=around.is_virtual,
            has_update_filter=around.has_update_filter,
        ),
        record=RECORD,
        written=frozenset(written),
        changed=frozenset(name for name, how in written.items() if how == "changed"),
        connected_chat=CONNECTED.id if around.is_connected else None,
    )
    changes = {name: CHANGES[how] for name, how in written.items()}
    for chat in [CONNECTED] if around.is_connected else [ELSEWHERE, NOWHERE]:
        prove_told(update, changes, chat)


@pytest.mark.proves("NTF-1", "NTF-4", "NTF-5", "NTF-6", "NTF-7", "Q-4", "Q-8")
@pytest.mark.parametrize("readings", BOTH_READINGS, ids=["as chosen", "Q-8", "Q-4", "Q-4 and Q-8"])
@pytest.mark.parametrize(
    "state", STATES, ids=[f"{'' if each[0] else 'not '}picked, {', '.join(each[1:])}" for each in STATES]
)
def test_one_attribute_in_every_state_with_everything_around_it(state: State, readings: Readings) -> None:
    for around in EVERYTHING_AROUND:
        prove_states([state], around, readings)


@pytest.mark.proves("NTF-1", "NTF-4", "NTF-5", "NTF-6", "NTF-7")
@pytest.mark.parametrize("arounds", [ONE_OFF, pytest.param(EVERYTHING_AROUND, marks=pytest.mark.campaign)], ids=len)
def test_two_attributes_in_every_state_with_everything_around_them(arounds: list[Around]) -> None:
    for states in product(STATES, repeat=2):
        for around in arounds:
            prove_states(states, around)


@pytest.mark.proves("NTF-1", "NTF-5", "NTF-6", "NTF-7")
@pytest.mark.parametrize("count", [0, 3, 4, 5, pytest.param(6, marks=pytest.mark.campaign)])
def test_up_to_six_attributes_of_which_at_most_five_are_selected(count: int) -> None:
    for states in product(FEW_STATES, repeat=count):
        if sum(state.picked for state in states) <= 5:
            for around in (Around(), Around(is_connected=False)):
                prove_states(states, around)


# --- Any update -------------------------------------------------------------------------------------------------------


VALUES: dict[str, Callable[[], Value]] = {
    "nothing": lambda: None,
    "zero": lambda: 0,
    "zero as a float": lambda: 0.0,
    "false": lambda: False,
    "one": lambda: 1,
    "one as a float": lambda: 1.0,
    "true": lambda: True,
    "the text 1": lambda: "1",
    "no text": lambda: "",
    "the text None": lambda: "None",
    "a large number": lambda: 2**53 + 1,
    "that number as a float": lambda: float(2**53),
    "an empty list": tuple,
    "a list of one": lambda: (1,),
    "a list of true": lambda: (True,),
    "a list of a float": lambda: (1.0,),
    "a longer list": lambda: (1, 2),
    "another order": lambda: (2, 1),
    "a list of nothing": lambda: (None,),
    "deep one": lambda: (((1,),),),
    "deep true": lambda: (((True,),),),
}
"""Values that all differ, each made anew whenever it is asked for."""


@pytest.mark.proves("NTF-1", "NTF-4", "NTF-5", "NTF-6", "NTF-7", "Q-4", "Q-8")
@given(
    types=st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(AttributeType), st.booleans())),
    picked=st.lists(st.sampled_from(NAMES), unique=True, max_size=5),
    written=st.dictionaries(
        st.sampled_from(NAMES), st.tuples(st.sampled_from(list(VALUES)), st.sampled_from(list(VALUES)))
    ),
    chat=st.sampled_from([CONNECTED, ELSEWHERE, NOWHERE, chat("19:another", ("incident", "42"))]),
    readings=st.sampled_from(BOTH_READINGS),
)
def test_any_update_notifies_as_the_rules_say(
    types: dict[str, tuple[AttributeType, bool]],
    picked: list[str],
    written: dict[str, tuple[str, str]],
    chat: Chat,
    readings: Readings,
) -> None:
    update = Update(
        policy=policy_of(picked, readings=readings),
        record_type=case_table(Attribute(name, kind, is_rich_text=rich) for name, (kind, rich) in types.items()),
        record=RECORD,
        written=frozenset(written),
        changed=frozenset(name for name, (old, new) in written.items() if old != new),
        connected_chat=chat.id if chat.id in {"19:connected", "19:another"} else None,
    )
    prove_told(update, {name: (VALUES[old](), VALUES[new]()) for name, (old, new) in written.items()}, chat)


# --- Did the value change? --------------------------------------------------------------------------------------------


@pytest.mark.proves("NTF-6")
@pytest.mark.parametrize("old", VALUES)
def test_a_value_is_the_same_as_itself_made_anew_and_as_no_other(old: str) -> None:
    assert [new for new in VALUES if not Change("title", VALUES[old](), VALUES[new]()).is_changed] == [old]


def nested(value: Any, depth: int) -> Any:  # noqa: ANN401  # a list of lists
    for _ in range(depth):
        value = [value]
    return value


def test_a_value_is_nested_up_to_its_limit_and_refused_beyond() -> None:
    assert Change("title", nested("a", MOST_VALUE_DEPTH)).old != Change("title", nested("b", MOST_VALUE_DEPTH)).old
    for depth in (MOST_VALUE_DEPTH + 1, MOST_VALUE_DEPTH + 2, 100_000):
        with pytest.raises(InvalidValue, match=r"^Change.old: expected a text, a finite number"):
            Change("title", nested("a", depth))


@pytest.mark.parametrize("wrong", ["\ud800", "é\udfff", LARGEST_INTEGER, -LARGEST_INTEGER, LARGEST_INTEGER + 1, b"a"])
def test_what_no_attribute_can_hold_is_no_value_and_in_no_list(wrong: Any) -> None:  # noqa: ANN401  # junk
    values: list[Any] = [wrong, ["a", wrong]]
    for value in values:
        with pytest.raises(InvalidValue, match=r"^Change.new: expected a text, a finite number"):
            Change("title", new=value)


@pytest.mark.parametrize("value", ["é", "a\U0001f600", LARGEST_INTEGER - 1, 1 - LARGEST_INTEGER])
def test_other_letters_and_large_numbers_are_values(value: Value) -> None:
    assert Change("title", new=value).new == value


@pytest.mark.proves("NTF-6")
def test_a_value_that_is_written_otherwise_is_the_same() -> None:
    value: Any = [1, ["two"]]
    assert not Change("title", value, (1, ("two",))).is_changed
    assert not Change("title", 0.0, -0.0).is_changed


# --- Each rule by itself ----------------------------------------------------------------------------------------------

STATE = Attribute("statecode", AttributeType.STATE)
NOTE = Attribute("note", AttributeType.MEMO, is_rich_text=True)


def after(
    *attributes: Attribute, readings: Readings = AS_CHOSEN, old: Value = 0, new: Value = 1, selected: bool = True
) -> Notifications:
    """What an update of those attributes sends, all of them selected or none."""
    names = [attribute.name for attribute in attributes]
    policy = policy_of(names if selected else [], readings=readings)
    changes = [Change(name, old, new) for name in names]
    return notifications(policy, CONNECTED, RECORD, case_table(attributes), changes)


def why(answer: Notifications) -> tuple[WhyNotSent, ...]:
    """Why the one attribute of an update does not notify."""
    (not_sent,) = answer.not_sent
    return not_sent.why


@pytest.mark.proves("NTF-1")
def test_a_changed_selected_attribute_notifies_a_connected_chat_and_no_other() -> None:
    for each in (chat(id, ("incident", "42")) for id in ("19:c", "19:a")):
        answer = notifications(policy_of(["statecode"]), each, RECORD, case_table([STATE]), [Change("statecode", 0, 1)])
        assert [sent.attribute for sent in answer.sent] == ["statecode"]
        assert answer.chat == each.id
        assert answer.not_sent == ()
    for each in (ELSEWHERE, NOWHERE):
        answer = notifications(policy_of(["statecode"]), each, RECORD, case_table([STATE]), [Change("statecode", 0, 1)])
        assert (answer.chat, answer.sent) == (None, ())


@pytest.mark.proves("NTF-1")
def test_a_record_type_without_settings_notifies_of_nothing() -> None:
    answer = notifications(Policy(chat_is_on=True), CONNECTED, RECORD, case_table([STATE]), [Change("statecode", 0, 1)])
    assert answer.sent == ()
    assert why(answer) == (WhyNotSent.TOGGLE_IS_OFF, WhyNotSent.NOT_SELECTED)


@pytest.mark.proves("NTF-4")
def test_a_table_can_be_not_configurable_in_two_ways_at_once() -> None:
    table = case_table([STATE], is_virtual=True, has_update_filter=False)
    answer = notifications(policy_of(["statecode"]), CONNECTED, RECORD, table, [Change("statecode", 0, 1)])
    assert answer.sent == ()
    assert set(why(answer)) == set(answer.not_configurable) == {WhyNotSent.VIRTUAL_TABLE, WhyNotSent.NO_UPDATE_FILTER}


@pytest.mark.proves("NTF-5", "Q-8")
@pytest.mark.parametrize("kind", AttributeType)
def test_which_types_notify(kind: AttributeType) -> None:
    unsupported = {AttributeType.PARTY_LIST, AttributeType.IMAGE, AttributeType.INTEGER, AttributeType.FILE}
    attribute = Attribute("field", kind)
    assert bool(after(attribute).sent) is (kind not in unsupported)
    read_otherwise = after(attribute, readings=Readings(big_int_never_notifies=True))
    assert bool(read_otherwise.sent) is (kind not in unsupported | {AttributeType.BIG_INT})


@pytest.mark.proves("NTF-6", "Q-4")
def test_a_value_that_was_written_and_did_not_change_does_not_notify_unless_every_write_does() -> None:
    assert why(after(STATE, old=1, new=1)) == (WhyNotSent.UNCHANGED,)
    assert [each.attribute for each in after(STATE, old=1, new=True).sent] == ["statecode"]
    every_write = after(STATE, old=1, new=1, readings=Readings(every_write_notifies=True))
    assert [each.attribute for each in every_write.sent] == ["statecode"]


@pytest.mark.proves("Q-4")
def test_even_when_every_write_notifies_what_was_not_written_does_not() -> None:
    policy = policy_of(["statecode"], readings=Readings(every_write_notifies=True))
    answer = notifications(policy, CONNECTED, RECORD, case_table([STATE]), [])
    assert why(answer) == (WhyNotSent.NOT_WRITTEN,)


@pytest.mark.proves("NTF-6")
def test_an_attribute_that_is_not_selected_does_not_notify() -> None:
    assert why(after(STATE, selected=False)) == (WhyNotSent.NOT_SELECTED,)


@pytest.mark.proves("NTF-7")
@pytest.mark.parametrize("new", [None, "", "plain", "<img src='data:...'>"])
def test_a_notification_of_rich_text_says_that_images_are_not_whole_whatever_its_value(new: Value) -> None:
    (sent,) = after(NOTE, old="before", new=new).sent
    assert sent.images_not_whole
    assert "NTF-7" in after(NOTE, old="before", new=new).citations


@pytest.mark.proves("NTF-7")
def test_a_notification_of_plain_text_says_nothing_of_images() -> None:
    plain = Attribute("description", AttributeType.MEMO)
    (sent,) = after(plain, old="before", new="<img src='data:...'>").sent
    assert not sent.images_not_whole
    assert "NTF-7" not in after(plain).citations


@pytest.mark.proves("NTF-3", "Q-14")
def test_a_new_organisation_notifies_of_nothing_until_the_toggle_is_on_and_then_of_three_attributes_of_a_case() -> None:
    names: list[str] = ["prioritycode", "statecode", "statuscode", "title"]
    table = case_table(Attribute(name, AttributeType.PICKLIST) for name in names)
    changes = [Change(name, 0, 1) for name in names]
    before = notifications(NEW_ORGANISATION, CONNECTED, RECORD, table, changes)
    policy = NEW_ORGANISATION.but_for("incident", notify=True)
    turned_on = notifications(policy, CONNECTED, RECORD, table, changes)
    assert before.sent == ()
    assert {each.attribute: each.why for each in before.not_sent if each.attribute != "title"} == dict.fromkeys(
        names[:3], (WhyNotSent.TOGGLE_IS_OFF,)
    )
    assert [each.attribute for each in turned_on.sent] == names[:3]


@pytest.mark.parametrize("other", ["account", "phonecall"])
def test_metadata_of_another_table_is_refused(other: str) -> None:
    with pytest.raises(InvalidValue, match=rf"^record_type: expected the metadata of '{other}', got 'incident'$"):
        notifications(policy_of([]), CONNECTED, Record(other, "42", NOBODY), case_table([]), [])


def test_settings_that_could_not_be_read_tell_neither_yes_nor_no() -> None:
    policy = Policy(chat_is_on=True, unreadable_record_types=["incident"])
    with pytest.raises(UnknownFact):
        notifications(policy, CONNECTED, RECORD, case_table([]), [])


# --- As data ----------------------------------------------------------------------------------------------------------


def test_notifications_as_data_have_a_stable_shape() -> None:
    policy = policy_of(["note", "owner_count"])
    table = case_table([NOTE, Attribute("owner_count", AttributeType.INTEGER)], is_virtual=False)
    changes = [Change("note", "before", "after"), Change("other", 1, 1)]
    data = notifications(policy, CONNECTED, RECORD, table, changes).to_dict()
    assert data == {
        "schema_version": 2,
        "chat": "19:connected",
        "sent": [{"attribute": "note", "images_not_whole": True}],
        "not_sent": [
            {
                "attribute": "owner_count",
                "why": ["unsupported_type", "not_written"],
                "because": [
                    {
                        "code": "unsupported_type",
                        "says": "the attribute's type is not supported",
                        "cites": ["NTF-5", "Q-8"],
                    },
                    {"code": "not_written", "says": "the attribute was not updated", "cites": ["NTF-6"]},
                ],
            },
            {
                "attribute": "other",
                "why": ["not_selected", "unknown_attribute", "unchanged"],
                "because": [
                    {
                        "code": "not_selected",
                        "says": "the attribute is not selected for the record type",
                        "cites": ["NTF-6"],
                    },
                    {
                        "code": "unknown_attribute",
                        "says": "the table's metadata does not have the attribute",
                        "cites": ["NTF-5"],
                    },
                    {
                        "code": "unchanged",
                        "says": "the attribute was written, but its value did not change",
                        "cites": ["NTF-6", "Q-4"],
                    },
                ],
            },
        ],
        "not_configurable": [],
        "because": [],
        "citations": ["NTF-1", "NTF-6", "Q-4", "NTF-7", "NTF-5", "Q-8"],
    }
    assert json.loads(json.dumps(data)) == data


def test_every_reason_has_its_own_words_and_requirements() -> None:
    assert len({each.says for each in WhyNotSent}) == len(WhyNotSent)
    for each in WhyNotSent:
        assert each.cites
        assert all(cite.startswith(("NTF-", "ENB-", "Q-")) for cite in each.cites)
