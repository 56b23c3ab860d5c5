"""The context card: all small views against a second telling of the rules, and each rule by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import product

import attrs
import pytest
from card_oracle import by_alias, secured_field, why_not_shown
from hypothesis import given
from hypothesis import strategies as st
from plain_data import data_of

from chatlink_policy.defaults import CARD_UNSUPPORTED_TYPES, MOST_CARD_FIELDS, STANDARD_RECORD_TYPES
from chatlink_policy.errors import InvalidValue, UnknownFact
from chatlink_policy.models import Attribute, AttributeType, Column, RecordType, User, View, ViewKind
from chatlink_policy.policy import AS_CHOSEN, NEW_ORGANISATION, CardFields, Policy, Readings, RecordTypePolicy
from chatlink_policy.rules.context_card import (
    ContextCard,
    LinkedTable,
    WhyNotShown,
    applicable_view,
    context_card,
    linked_tables,
    needs_view,
)

READINGS = [
    Readings(card_fields=card_fields, unreadable_field_is_replaced=replaced)
    for card_fields in CardFields
    for replaced in (False, True)
]
every_reading = pytest.mark.parametrize(
    "readings",
    READINGS,
    ids=[f"{each.card_fields}, {'replaced' if each.unreadable_field_is_replaced else 'kept'}" for each in READINGS],
)


def table(name: str, attributes: Iterable[Attribute]) -> RecordType:
    return RecordType(name, attributes, is_activity=False, is_virtual=False, has_update_filter=True)


def policy_for(view_id: str | None, record_type: str = "incident", readings: Readings = AS_CHOSEN) -> Policy:
    settings = RecordTypePolicy(record_type, include_note=True, view_id=view_id)
    return Policy(chat_is_on=True, record_types=[settings], readings=readings)


def view_of(columns: Iterable[Column], record_type: str = "incident", kind: ViewKind = ViewKind.OTHER) -> View:
    return View("view-1", "Introduction", record_type, kind, columns)


# --- All views of up to seven columns ---------------------------------------------------------------------------------

SUPPORTED, UNSUPPORTED, HIDDEN, UNREADABLE = "supported", "unsupported", "hidden", "unreadable"
KINDS = (SUPPORTED, UNSUPPORTED, HIDDEN, UNREADABLE)

ATTRIBUTES = {
    (kind, place): Attribute(
        f"{kind}_{place}",
        AttributeType.FILE if kind == UNSUPPORTED else AttributeType.STRING,
        is_secured=kind == UNREADABLE or (kind == SUPPORTED and place % 2 == 1),
    )
    for kind in KINDS
    for place in range(7)
}
"""One attribute for each kind of column at each place; of the supported ones, every other is secured but readable."""

COLUMNS = {key: Column(attribute.name, is_hidden=key[0] == HIDDEN) for key, attribute in ATTRIBUTES.items()}
TABLE = table("incident", ATTRIBUTES.values())
AGENT = User("ann", readable_secured_fields=[f"incident.supported_{place}" for place in range(7)])


@cache
def views_of(width: int) -> tuple[View, ...]:
    """All views of that many columns, each of any kind."""
    places = [[COLUMNS[kind, place] for kind in KINDS] for place in range(width)]
    return tuple(map(view_of, product(*places)))


@pytest.mark.proves("CRD-2", "CRD-3", "CRD-4", "Q-3", "Q-9", "Q-13")
@pytest.mark.parametrize(
    "width", [*range(6), pytest.param(6, marks=pytest.mark.thorough), pytest.param(7, marks=pytest.mark.campaign)]
)
@every_reading
def test_all_views_of_up_to_seven_columns_give_the_card_that_the_rules_tell(width: int, readings: Readings) -> None:
    policy = policy_for("view-1", readings=readings)
    for view in views_of(width):
        card = context_card(policy, TABLE, view, AGENT)
        expected = why_not_shown(policy, TABLE, view, AGENT, {})
        shown = [column.name for column, why in zip(view.columns, expected, strict=True) if not why]
        assert [column.name for column in card.columns] == [column.name for column in view.columns]
        assert [set(column.why_not) for column in card.columns] == expected
        assert list(card.fields) == shown
        assert len(shown) <= 5
        assert list(card.exposed) == [name for name in shown if name[-1] in "135"]


# --- Any view ---------------------------------------------------------------------------------------------------------

NAMES = ("title", "budget", "owner", "photo", "note")
LINKED_NAMES = {"known": "account", "other": "contact"}


def tables_named(name: str) -> st.SearchStrategy[RecordType]:
    """Metadata of that table, in which some attributes may be missing."""
    attributes = st.builds(Attribute, st.sampled_from(NAMES), st.sampled_from(AttributeType), is_secured=st.booleans())
    return st.lists(attributes, unique_by=lambda attribute: attribute.name).map(lambda found: table(name, found))


COLUMN = st.builds(
    Column,
    st.sampled_from([*NAMES, "never_heard_of"]),
    alias=st.sampled_from([None, None, None, "known", "other", "missing"]),
    is_hidden=st.booleans(),
)
ANY_READINGS = st.builds(
    Readings,
    card_fields=st.sampled_from(CardFields),
    linked_columns_never_shown=st.booleans(),
    unreadable_field_is_replaced=st.booleans(),
)
READABLE = st.sets(
    st.builds("{}.{}".format, st.sampled_from(["incident", "account", "contact", "known"]), st.sampled_from(NAMES))
)


@pytest.mark.proves("CRD-2", "CRD-3", "CRD-4", "Q-3", "Q-5", "Q-9", "Q-13")
@given(
    columns=st.lists(COLUMN, max_size=12),
    record_type=tables_named("incident"),
    linked=st.fixed_dictionaries({}, optional={alias: tables_named(name) for alias, name in LINKED_NAMES.items()}),
    readings=ANY_READINGS,
    unsupported=st.just(CARD_UNSUPPORTED_TYPES) | st.sets(st.sampled_from(AttributeType)),
    readable=READABLE,
)
def test_any_view_gives_the_card_that_the_rules_tell(
    columns: list[Column],
    record_type: RecordType,
    linked: dict[str, RecordType],
    readings: Readings,
    unsupported: set[AttributeType],
    readable: set[str],
) -> None:
    policy = policy_for("view-1", readings=readings).but(card_unsupported_types=unsupported)
    agent = User("ann", readable_secured_fields=readable)
    card = context_card(policy, record_type, view_of(columns), agent, linked_as(linked))
    expected = why_not_shown(policy, record_type, view_of(columns), agent, linked)
    secured = [secured_field(column, by_alias(record_type, linked)) is not None for column in columns]
    assert [set(column.why_not) for column in card.columns] == expected
    assert [len(column.why_not) for column in card.columns] == [len(why) for why in expected]
    assert [column.is_secured for column in card.columns] == secured
    names = [column.name for column in columns]
    shown = [at for at, why in enumerate(expected) if not why]
    assert card.fields == tuple(names[at] for at in shown)
    assert card.exposed == tuple(names[at] for at in shown if secured[at])
    assert [column.name for column in card.skipped] == [names[at] for at, why in enumerate(expected) if why]
    assert len(card.fields) <= MOST_CARD_FIELDS


# --- Each rule by itself ----------------------------------------------------------------------------------------------


def linked_as(tables: dict[str, RecordType]) -> list[LinkedTable]:
    return [LinkedTable(alias, each) for alias, each in tables.items()]


def card_of(*kinds: str, readings: Readings = AS_CHOSEN) -> ContextCard:
    columns = [COLUMNS[kind, place] for place, kind in enumerate(kinds)]
    return context_card(policy_for("view-1", readings=readings), TABLE, view_of(columns), AGENT)


def places_of(card: ContextCard) -> str:
    """The places of the view, counted from 0, whose columns are fields of the card."""
    return "".join(name[-1] for name in card.fields)


S, U, H, R = KINDS


@pytest.mark.proves("CRD-2")
def test_of_seven_fields_the_card_shows_the_first_five_in_the_order_of_the_view() -> None:
    card = card_of(S, S, S, S, S, S, S)
    assert places_of(card) == "01234"
    assert [column.why_not for column in card.skipped] == [(WhyNotShown.BEYOND_LIMIT,)] * 2


READ_OTHERWISE = [
    # view, first five supported, window, five or four
    pytest.param((S, S, S, S, S, S), "01234", "01234", "01234", id="five supported fields come first"),
    pytest.param((S, U, S, S, S), "0234", "0234", "0234", id="one of five fields is unsupported"),
    pytest.param((S, U, S, S, S, S), "02345", "0234", "0234", id="one of six fields is unsupported"),
    pytest.param((U, U, S, S, S, S, S), "23456", "234", "2345", id="the first two of seven are unsupported"),
    pytest.param((S, S, S, S, S, U, S), "01234", "01234", "01234", id="the sixth field is unsupported"),
    pytest.param((H, S, S, S, S, S), "12345", "12345", "12345", id="a hidden column is no field"),
    pytest.param((S, S, U), "01", "01", "01", id="a view of three fields"),
]


@pytest.mark.proves("Q-3")
@pytest.mark.parametrize(("view", "supported", "window", "five_or_four"), READ_OTHERWISE)
def test_the_three_readings_of_the_first_five_fields(
    view: tuple[str, ...], supported: str, window: str, five_or_four: str
) -> None:
    told = {
        CardFields.FIRST_FIVE_SUPPORTED: supported,
        CardFields.WINDOW: window,
        CardFields.FIVE_OR_FOUR: five_or_four,
    }
    assert {each: places_of(card_of(*view, readings=Readings(card_fields=each))) for each in CardFields} == told


@pytest.mark.proves("CRD-4", "Q-13")
def test_what_the_agent_may_not_read_is_left_out_and_only_under_the_other_reading_replaced() -> None:
    view = (S, R, S, S, S, S)
    kept, replaced = card_of(*view), card_of(*view, readings=Readings(unreadable_field_is_replaced=True))
    assert places_of(kept) == "0234"
    assert places_of(replaced) == "02345"
    assert kept.columns[1].why_not == replaced.columns[1].why_not == (WhyNotShown.UNREADABLE,)


@pytest.mark.proves("Q-3", "Q-13")
@pytest.mark.parametrize(
    "view", [(R, S, S, S, S, S, S), (U, R, S, S, S, S, S), (R, U, H, S, S, S, S), (S, S, S, S, R, S)]
)
@every_reading
def test_unreadable_and_unsupported_fields_before_the_fifth_count_as_the_rules_tell(
    view: tuple[str, ...], readings: Readings
) -> None:
    card, policy = card_of(*view, readings=readings), policy_for("view-1", readings=readings)
    columns = view_of(COLUMNS[kind, place] for place, kind in enumerate(view))
    assert [set(each.why_not) for each in card.columns] == why_not_shown(policy, TABLE, columns, AGENT, {})


@pytest.mark.proves("Q-13")
def test_which_fields_a_card_has_is_the_same_for_every_agent() -> None:
    view = view_of(COLUMNS[kind, place] for place, kind in enumerate((R, S, S, S, R, S, S)))
    agents = [AGENT, User("bob", readable_secured_fields=["incident.unreadable_0"]), User("eve")]
    beyond = {
        tuple(WhyNotShown.BEYOND_LIMIT in column.why_not for column in card.columns)
        for card in (context_card(policy_for("view-1"), TABLE, view, agent) for agent in agents)
    }
    assert beyond == {(False, False, False, False, False, True, True)}


@pytest.mark.proves("CRD-4")
def test_a_secured_field_that_the_agent_may_read_is_exposed_to_every_collaborator() -> None:
    card = card_of(S, S, R, S)
    assert card.fields == ("supported_0", "supported_1", "supported_3")
    assert card.exposed == ("supported_1", "supported_3")


@pytest.mark.proves("CRD-4")
def test_the_right_to_read_a_field_of_another_table_is_none_to_read_this_one() -> None:
    secured = Attribute("budget", AttributeType.MONEY, is_secured=True)
    view = view_of([Column("budget"), Column("budget", alias="a_customer")])
    for readable, fields in (("incident", ("budget",)), ("account", ("a_customer.budget",)), ("a_customer", ())):
        agent = User("ann", readable_secured_fields=[f"{readable}.budget"])
        linked = [LinkedTable("a_customer", table("account", [secured]))]
        assert context_card(policy_for("view-1"), table("incident", [secured]), view, agent, linked).fields == fields


@pytest.mark.proves("CRD-3", "Q-5")
@pytest.mark.parametrize("kind", AttributeType)
def test_which_types_a_card_shows_is_what_the_policy_says(kind: AttributeType) -> None:
    record_type, view = table("incident", [Attribute("field", kind)]), view_of([Column("field")])
    unless_changed = {
        *(AttributeType.PARTY_LIST, AttributeType.IMAGE, AttributeType.FILE, AttributeType.VIRTUAL),
        *(AttributeType.ENTITY_NAME, AttributeType.CALENDAR_RULES, AttributeType.MANAGED_PROPERTY),
    }
    policies = {
        policy_for("view-1"): kind not in unless_changed,
        policy_for("view-1").but(card_unsupported_types=[]): True,
        policy_for("view-1").but(card_unsupported_types=[kind]): False,
        policy_for("view-1").but(card_unsupported_types=set(AttributeType) - {kind}): True,
    }
    for policy, is_shown in policies.items():
        column = context_card(policy, record_type, view, User("ann")).columns[0]
        assert column.is_shown is is_shown
        assert column.why_not == (() if is_shown else (WhyNotShown.UNSUPPORTED_TYPE,))


@pytest.mark.proves("CRD-3", "Q-9")
def test_hidden_unknown_and_linked_columns_are_skipped_each_with_its_reason() -> None:
    name = Attribute("name", AttributeType.STRING)
    columns = {
        Column("name"): (),
        Column("name", is_hidden=True): (WhyNotShown.HIDDEN,),
        Column("never_heard_of"): (WhyNotShown.UNKNOWN_ATTRIBUTE,),
        Column("name", alias="known"): (),
        Column("never_heard_of", alias="known"): (WhyNotShown.UNKNOWN_ATTRIBUTE,),
        Column("name", alias="missing"): (WhyNotShown.UNKNOWN_LINKED_TABLE,),
        Column("name", alias="missing", is_hidden=True): (WhyNotShown.HIDDEN, WhyNotShown.UNKNOWN_LINKED_TABLE),
    }
    view, record_type, linked = (
        view_of(list(columns)),
        table("incident", [name]),
        [LinkedTable("known", table("account", [name]))],
    )
    card = context_card(policy_for("view-1"), record_type, view, User("ann"), linked)
    assert [column.why_not for column in card.columns] == list(columns.values())
    assert card.fields == ("name", "known.name")

    never = policy_for("view-1", readings=Readings(linked_columns_never_shown=True))
    card = context_card(never, record_type, view, User("ann"), linked)
    assert card.fields == ("name",)
    for column in card.columns:
        assert (WhyNotShown.LINKED_COLUMN in column.why_not) is ("." in column.name)


def test_without_metadata_of_linked_tables_a_linked_column_is_unknown() -> None:
    view = view_of([Column("name", alias="a_customer")])
    card = context_card(policy_for("view-1"), TABLE, view, AGENT)
    assert card.columns[0].why_not == (WhyNotShown.UNKNOWN_LINKED_TABLE,)


@pytest.mark.proves("Q-9")
def test_the_tables_that_a_view_links_are_those_it_names_whose_metadata_is_available() -> None:
    account = table("account", [])
    columns = [
        Column("title"),
        Column("name", alias="of", table="account"),
        Column("city", alias="of", table="account"),
        Column("name", alias="who", table="contact"),
        Column("name", alias="what"),
    ]
    assert linked_tables(view_of(columns), {"account": account}) == (LinkedTable("of", account),)
    assert linked_tables(None, {"account": account}) == ()


@pytest.mark.proves("CRD-1")
def test_without_a_note_there_is_no_card_and_yet_what_it_would_hold_is_said() -> None:
    view = view_of([COLUMNS[S, 0], COLUMNS[S, 1], COLUMNS[U, 2]])
    with_note = context_card(policy_for("view-1"), TABLE, view, AGENT)
    without = context_card(policy_for("view-1").but_for("incident", include_note=False), TABLE, view, AGENT)
    assert with_note.is_shown
    assert with_note.has_record_link
    assert with_note.fields == ("supported_0", "supported_1")
    assert not without.is_shown
    assert not without.has_record_link
    assert without.fields == without.exposed == ()
    assert without.columns == with_note.columns


@pytest.mark.proves("CRD-6")
def test_a_card_that_is_shown_says_that_its_fields_are_static() -> None:
    view = view_of([COLUMNS[S, 0]])
    shown = context_card(policy_for("view-1"), TABLE, view, AGENT)
    hidden = context_card(policy_for("view-1").but_for("incident", include_note=False), TABLE, view, AGENT)
    (says,) = shown.statements
    assert says.code == "CRD-6"
    assert "the values of the moment at which it was connected" in says.says
    assert data_of(shown)["statements"] == [{"code": says.code, "says": says.says, "source": says.source}]
    assert "CRD-6" in shown.to_text()
    assert hidden.statements == ()
    assert hidden.to_dict()["statements"] == []
    assert "CRD-6" not in hidden.to_text()


@pytest.mark.proves("CRD-1")
def test_a_card_without_any_field_still_links_to_the_record() -> None:
    card = card_of(U, H)
    assert card.fields == ()
    assert card.has_record_link


# --- The view that applies (CRD-5) ------------------------------------------------------------------------------------

NAMED = {kind: attrs.evolve(view_of([]), id=f"view of kind {kind}", kind=kind) for kind in ViewKind}


def view_for(record_type: str, kind: ViewKind) -> View:
    return attrs.evolve(NAMED[kind], record_type=record_type)


def default_kind(record_type: str) -> ViewKind | None:
    """CRD-5 in a few words."""
    if record_type == "incident":
        return ViewKind.CASE_INTRODUCTION
    return ViewKind.QUICK_FIND if record_type in {"account", "contact", "knowledgearticle", "email"} else None


@pytest.mark.proves("CRD-5")
@pytest.mark.parametrize("record_type", [*STANDARD_RECORD_TYPES, "cr1_visit"])
def test_the_view_that_applies_is_the_chosen_one_else_the_default_one_and_every_other_is_refused(
    record_type: str,
) -> None:
    views = [None, *(view_for(record_type, kind) for kind in ViewKind)]
    for chosen in views:
        policy = policy_for(None if chosen is None else chosen.id, record_type)
        applies = chosen or next((view for view in views if view and view.kind is default_kind(record_type)), None)
        assert needs_view(policy.settings_for(record_type)) is (applies is not None)
        assert applicable_view(policy, [view for view in views if view], record_type) == applies
        for view in views:
            if view == applies:
                card = context_card(policy, table(record_type, []), view, AGENT)
                assert card.view == (None if view is None else view.name)
            else:
                came = "no view$" if view is None else f"'{view.name}' \\({view.id}\\)$"
                with pytest.raises(
                    InvalidValue, match=rf"^view: expected (the chosen|the default|no) view.*, got {came}"
                ):
                    context_card(policy, table(record_type, []), view, AGENT)


@pytest.mark.proves("CRD-5")
def test_the_default_view_applies_also_where_a_record_type_has_no_settings() -> None:
    policy = Policy(chat_is_on=True)
    card = context_card(policy, TABLE, view_for("incident", ViewKind.CASE_INTRODUCTION), AGENT)
    assert not card.is_shown
    with pytest.raises(
        InvalidValue, match=r"^view: expected the default view of 'incident' \(case_introduction\), got no"
    ):
        context_card(policy, TABLE, None, AGENT)


@pytest.mark.proves("CRD-5")
def test_an_added_record_type_without_a_view_has_a_card_without_fields() -> None:
    card = context_card(policy_for(None, "cr1_visit"), table("cr1_visit", ATTRIBUTES.values()), None, AGENT)
    assert card.is_shown
    assert card.has_record_link
    assert card.view is None
    assert not any((card.columns, card.fields, card.skipped))


@pytest.mark.proves("CRD-5")
def test_an_added_record_type_with_a_chosen_view_takes_its_fields_from_it() -> None:
    view = view_of([COLUMNS[S, 0]], "cr1_visit")
    card = context_card(policy_for("view-1", "cr1_visit"), table("cr1_visit", ATTRIBUTES.values()), view, AGENT)
    assert card.fields == ("supported_0",)


@pytest.mark.parametrize("other", ["account", "phonecall"])
@pytest.mark.parametrize("chosen", ["view-1", None])
def test_a_view_of_another_table_is_refused_and_never_found(chosen: str | None, other: str) -> None:
    view = view_of([], other, ViewKind.CASE_INTRODUCTION)
    with pytest.raises(InvalidValue, match=rf"^view: expected a view of 'incident', got '{other}'$"):
        context_card(policy_for(chosen), TABLE, view, AGENT)
    assert applicable_view(policy_for(chosen), [view], "incident") is None


def test_settings_that_could_not_be_read_give_no_card() -> None:
    policy = Policy(chat_is_on=True, unreadable_record_types=["incident"])
    with pytest.raises(UnknownFact):
        context_card(policy, TABLE, None, AGENT)
    with pytest.raises(UnknownFact):
        applicable_view(policy, [], "incident")


@pytest.mark.proves("Q-14")
def test_in_a_new_organisation_no_card_is_shown() -> None:
    for record_type in STANDARD_RECORD_TYPES:
        kind = default_kind(record_type)
        assert kind
        card = context_card(NEW_ORGANISATION, table(record_type, []), view_for(record_type, kind), AGENT)
        assert not card.is_shown


# --- As data ----------------------------------------------------------------------------------------------------------


LEFT_OUT_AS_DATA = [
    {
        "name": "unsupported_2",
        "why_not": ["unsupported_type"],
        "is_secured": False,
        "because": [
            {"code": "unsupported_type", "says": "the attribute's type is not supported", "cites": ["CRD-3", "Q-5"]}
        ],
    },
    {
        "name": "hidden_3",
        "why_not": ["hidden"],
        "is_secured": False,
        "because": [{"code": "hidden", "says": "the column is hidden in the view", "cites": ["CRD-3", "Q-9"]}],
    },
    {
        "name": "unreadable_4",
        "why_not": ["unreadable"],
        "is_secured": True,
        "because": [
            {
                "code": "unreadable",
                "says": "the field is secured and the agent may not read it",
                "cites": ["CRD-4", "Q-13"],
            }
        ],
    },
]


def test_a_card_as_data_has_a_stable_shape() -> None:
    data = card_of(S, S, U, H, R).to_dict()
    assert data == {
        "schema_version": 2,
        "record_type": "incident",
        "is_shown": True,
        "has_record_link": True,
        "view": "Introduction",
        "columns": [
            {"name": "supported_0", "why_not": [], "is_secured": False, "because": []},
            {"name": "supported_1", "why_not": [], "is_secured": True, "because": []},
            *LEFT_OUT_AS_DATA,
        ],
        "fields": ["supported_0", "supported_1"],
        "exposed": ["supported_1"],
        "skipped": LEFT_OUT_AS_DATA,
        "statements": [
            {
                "code": "CRD-6",
                "says": "the fields are static: whoever reads the chat, then or later, sees the values of the moment "
                "at which it was connected",
                "source": "",
            }
        ],
        "citations": ["CRD-1", "CRD-2", "CRD-4", "CRD-5", "Q-3", "CRD-3", "Q-5", "Q-9", "Q-13"],
    }
    assert json.loads(json.dumps(data)) == data


def test_every_reason_has_its_own_words_and_requirements() -> None:
    assert len({str(why.says) for why in WhyNotShown}) == len(WhyNotShown)
    assert WhyNotShown.HIDDEN.says == "the column is hidden in the view"
    for why in WhyNotShown:
        assert all(cite.startswith(("CRD-", "Q-")) for cite in why.cites)
        assert why.cites
