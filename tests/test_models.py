"""Models: an illegal value cannot be built, and a legal one can be compared, hashed, copied and pickled."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import combinations, permutations
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fields import (
    BUDGET,
    CASE,
    CASE_SETTINGS,
    CHAT,
    EVERY_FIELD,
    FIRST,
    MONDAY,
    POLICY,
    READER,
    RECORD,
    SECOND,
    TABLE,
    TITLE,
    TUESDAY,
    USER,
    VIEW,
    WRITER,
    declared,
    fields_of,
    legal,
    link,
)

from chatlink_policy import models, policy
from chatlink_policy._value import Model
from chatlink_policy.defaults import CARD_UNSUPPORTED_TYPES
from chatlink_policy.errors import ChatlinkPolicyError, InvalidValue, shown
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
    Connection,
    Offering,
    Owner,
    Profile,
    RecordType,
    Role,
    TeamRoles,
    User,
)
from chatlink_policy.policy import CardFields, Policy, Readings, RecordTypePolicy
from chatlink_policy.rules import scenario
from chatlink_policy.rules.context_card import LinkedTable
from chatlink_policy.rules.notifications import Change
from chatlink_policy.rules.outcome import NotAsked, Outcome
from chatlink_policy.rules.scenario import Scenario
from chatlink_policy.rules.timeline import TimelineEntry
from chatlink_policy.unknown import UNKNOWN, Unknown, known

# --- Every field ------------------------------------------------------------------------------------------------------

MADE_BY_THE_LIBRARY = {Connection, NotAsked, Outcome}
"""What a chat makes of its links, and answers: nothing is decided from one that came from outside."""

every_field = pytest.mark.parametrize(("model", "name"), EVERY_FIELD, ids=lambda each: getattr(each, "__name__", each))


def models_of(*modules: object) -> set[type[Model]]:
    """The models that those modules define."""
    return {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Model)
        and each is not Model
        and each.__module__ == vars(module)["__name__"]
    }


EVERY_MODEL = sorted(
    models_of(models, policy, scenario) | {Change, LinkedTable, NotAsked, Outcome}, key=lambda model: model.__name__
)
SAMPLES: list[Model] = [
    *(legal(model) for model in TABLE),
    CHAT.connections["incident", "42"],
    Owner(),
    Owner(team="support"),
    Column("name", alias="a_customer", table="account"),
    Policy(chat_is_on=False, selected_apps=[]),
    Chat("19:other", ChatKind.UNKNOWN),
    Change("title", 1, True),
]
every_sample = pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)


def test_every_model_and_every_field_of_it_stands_in_the_table() -> None:
    assert TABLE.keys() | MADE_BY_THE_LIBRARY == set(EVERY_MODEL)
    for model, fields in TABLE.items():
        assert list(fields) == declared(model), model.__name__


def test_a_field_holds_its_legal_value_unchanged() -> None:
    for model, name in EVERY_FIELD:
        assert getattr(legal(model), name) == TABLE[model][name][0], f"{model.__name__}.{name}"


def test_a_field_takes_none_exactly_where_it_may_be_unknown() -> None:
    for model, name in EVERY_FIELD:
        refuses_none = any(each is None for each in TABLE[model][name][1])
        annotation = typing.get_type_hints(model)[name]
        assert refuses_none is (type(None) not in typing.get_args(annotation)), f"{model.__name__}.{name}"
        if not refuses_none:
            assert getattr(legal(model, **{name: None}), name) is None, f"{model.__name__}.{name}"


def test_a_field_takes_what_is_unknown_exactly_where_its_type_says_so() -> None:
    for model, name in EVERY_FIELD:
        others: dict[str, object] = {"is_default": False} if model is Profile else {}
        if Unknown in typing.get_args(typing.get_type_hints(model)[name]):
            assert getattr(legal(model, **others, **{name: UNKNOWN}), name) == UNKNOWN, f"{model.__name__}.{name}"
        else:
            with pytest.raises(InvalidValue):
                legal(model, **{name: UNKNOWN})


def innermost(wrong: object) -> object:
    """The member that makes a list wrong, or what is wrong itself."""
    return innermost(wrong[0]) if isinstance(wrong, list) and wrong else wrong


@every_field
def test_a_field_refuses_every_wrong_value_and_says_where_what_was_expected_and_what_came(
    model: type[Model], name: str
) -> None:
    for wrong in TABLE[model][name][1]:
        with pytest.raises(InvalidValue) as caught:
            legal(model, **{name: wrong})
        error = caught.value
        assert error.field == f"{model.__name__}.{name}"
        assert error.expected
        assert shown(innermost(wrong)) in error.got
        assert str(error) == f"{error.field}: expected {error.expected}, got {error.got}"
        assert isinstance(error, ChatlinkPolicyError)
        assert isinstance(error, ValueError)


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0"])
def test_a_blank_text_is_a_missing_value_where_one_may_be_missing(blank: str) -> None:
    assert Owner(user=blank, team="b") == Owner(team="b")
    assert ChatLink("incident", "42", connected_by=blank, connected_on=MONDAY).connected_by is None
    assert Chat("19:chat", ChatKind.GROUP, last_writer=blank).last_writer is None
    assert RecordTypePolicy("incident", view_id=blank).view_id is None
    assert Column("title", alias=blank, table=blank) == Column("title")


def test_a_name_holds_every_letter_that_is_no_control_character() -> None:
    for name in (
        "Quick find",
        "Conseiller\u00a0principal",
        "soft\u00adhyphen",
        "joined\u200dletters",
        "名前",
        "🙂",
        "\ue000",
    ):
        assert Role(name, [name]).name == name
        assert Role(name, [name]).privileges == {name}


def test_a_long_wrong_value_is_shown_shortened() -> None:
    with pytest.raises(InvalidValue) as caught:
        legal(Role, privileges="x" * 1000)
    assert len(caught.value.got) < 200
    assert caught.value.got.endswith("(1002 characters)")


# --- What several fields, or several members, say together ------------------------------------------------------------


@pytest.mark.proves("DIS-6")
def test_a_record_is_owned_by_a_user_or_a_team_or_nobody_and_never_by_both() -> None:
    assert Owner(user="ann") != Owner(team="ann") != models.NOBODY == Owner()
    with pytest.raises(InvalidValue, match=r"^Owner\.team: expected a user or a team as owner, not both .*'support'$"):
        Owner(user="ann", team="support")


def test_a_column_names_its_linked_table_only_with_the_alias() -> None:
    with pytest.raises(
        InvalidValue, match=r"^Column\.table: expected no linked table without an alias, got 'account'$"
    ):
        Column("name", table="account")


@pytest.mark.proves("Q-16")
def test_the_default_profile_has_the_chat() -> None:
    with pytest.raises(InvalidValue, match=r"^Profile\.chat_in_pane: expected true, .* \(Q-16\), got False$"):
        Profile("Default", chat_in_pane=False, is_default=True)
    with pytest.raises(InvalidValue, match=r"^Profile\.chat_in_pane: expected true, .* \(Q-16\), got UNKNOWN"):
        Profile("Default", chat_in_pane=UNKNOWN, is_default=True)


TWICE: list[tuple[type[Model], str, list[object], str]] = [
    (
        RecordType,
        "attributes",
        [TITLE, Attribute("title", AttributeType.MEMO)],
        "each attribute once, got 'title' twice",
    ),
    (Policy, "record_types", [CASE_SETTINGS, CASE_SETTINGS], "each record type once, got 'incident' twice"),
    (Policy, "record_types", [CASE_SETTINGS, CASE_SETTINGS.but(notify=True)], "each record type once, got 'incident'"),
    (Scenario, "linked", [LinkedTable("a", CASE), LinkedTable("a", CASE)], "each alias once, got 'a' twice"),
    (Scenario, "changes", [Change("title", 1, 2), Change("title", 2, 3)], "each attribute once, got 'title' twice"),
]


@pytest.mark.parametrize(
    ("model", "name", "members", "message"), TWICE, ids=[f"{row[0].__name__}.{row[1]}" for row in TWICE]
)
def test_what_can_be_there_once_is_refused_twice(
    model: type[Model], name: str, members: list[object], message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        legal(model, **{name: members})
    assert str(caught.value).startswith(f"{model.__name__}.{name}: expected {message}")


# --- Values -----------------------------------------------------------------------------------------------------------


@every_sample
def test_a_value_cannot_be_changed(value: Model) -> None:
    for each in fields_of(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, each.name, getattr(value, each.name))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, each.name)
    with pytest.raises(AttributeError):
        setattr(value, "something_else", 1)  # noqa: B010
    assert not hasattr(value, "__dict__")


BESIDE = {"Outcome.scenario", "Outcome.names"}
"""What grounds are found from, which is no part of the answers: outcomes with the same answers are equal."""


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_value_is_compared_and_shown_by_all_that_it_is_built_from_and_nothing_derived(model: type[Model]) -> None:
    built_from = [name for name in declared(model) if f"{model.__name__}.{name}" not in BESIDE]
    assert [each.name for each in fields_of(model) if each.eq] == built_from
    assert [each.name for each in fields_of(model) if each.repr] == built_from


def copies(value: Model) -> Iterator[Model]:
    """The value, copied in every way there is."""
    yield copy.copy(value)
    yield copy.deepcopy(value)
    yield attrs.evolve(cast("Any", value))
    rebuilt: dict[str, Any] = {name: getattr(value, name) for name in declared(type(value))}
    yield type(value)(**rebuilt)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.loads(pickle.dumps(value, protocol))  # noqa: S301  # our own value


@every_sample
def test_every_copy_of_a_value_is_equal_to_it_derived_fields_too_and_finds_it_in_a_dict(value: Model) -> None:
    for each in copies(value):
        assert each == value
        assert hash(each) == hash(value)
        assert {value: "found"}[each] == "found"
        for field in fields_of(type(value)):
            assert getattr(each, field.name) == getattr(value, field.name), field.name


def test_values_differ_when_one_field_differs() -> None:
    for model, name in EVERY_FIELD:
        default = next(each.default for each in fields_of(model) if each.name == name)
        if default not in (attrs.NOTHING, TABLE[model][name][0]):
            assert legal(model, **{name: default}) != legal(model), f"{model.__name__}.{name}"


def test_a_copy_with_changes_derives_its_fields_anew() -> None:
    assert attrs.evolve(CHAT, links=[FIRST]).connections["incident", "42"].connector == "ann"
    assert attrs.evolve(CHAT, links=[]).connections == {}
    assert attrs.evolve(USER, roles=[READER]).privileges == {"prvReadIncident"}
    assert attrs.evolve(CASE, attributes=[TITLE]).attribute("budget") is None
    assert attrs.evolve(RECORD, id="43").key == ("incident", "43")
    otherwise = attrs.evolve(Readings(), team_records_have_no_owner=True).otherwise
    assert otherwise == {("team_records_have_no_owner", True)}


DOCUMENTED_DEFAULTS = {
    "Readings.card_fields": CardFields.FIRST_FIVE_SUPPORTED,
    "Policy.idle_days": 7,
    "Policy.readings": policy.AS_CHOSEN,
    "Policy.card_unsupported_types": CARD_UNSUPPORTED_TYPES,
}


@pytest.mark.parametrize("model", TABLE)
def test_what_is_not_told_is_off_unknown_or_empty_but_for_the_documented_defaults(model: type[Model]) -> None:
    for each in fields_of(model):
        documented = DOCUMENTED_DEFAULTS.get(f"{model.__name__}.{each.name}")
        if each.default is not attrs.NOTHING:
            assert each.default == documented or repr(each.default) in {"None", "False", "()", "frozenset()"}, each.name


@pytest.mark.parametrize("model", TABLE)
def test_flags_times_and_what_may_be_left_out_are_told_by_name(model: type[Model]) -> None:
    hints = typing.get_type_hints(model)
    by_position = {
        each.name
        for each in fields_of(model)
        if each.init and not each.kw_only
        if each.default is not attrs.NOTHING or not {bool, datetime}.isdisjoint(parts(hints[each.name]))
    }
    assert by_position == ({"old", "new"} if model is Change else set())


def test_what_is_derived_cannot_be_changed_from_outside() -> None:
    for derived in (CHAT.connections, CASE._by_name, POLICY._settings):
        writable: Any = derived
        with pytest.raises(TypeError):
            writable["incident", "42"] = None
        with pytest.raises(TypeError):
            del writable["incident", "42"]


def test_a_list_that_changes_later_changes_no_value() -> None:
    links, teams = [FIRST], ["support"]
    chat, user = Chat("19:chat", ChatKind.GROUP, links=links), User("ann", teams=teams)
    links.append(SECOND)
    teams.append("sales")
    assert chat.links == (FIRST,)
    assert user.teams == {"support"}


def test_a_user_has_the_privileges_of_all_roles() -> None:
    other = Role("Other", ["prvUnlinkTeamsChatFromRecord"])
    assert User("ann", roles=[READER, other]).privileges == {"prvReadIncident", "prvUnlinkTeamsChatFromRecord"}
    assert User("ann", roles=[READER]).privileges == {"prvReadIncident"}
    assert User("ann").privileges == frozenset()


@pytest.mark.proves("DIS-2")
def test_the_roles_of_a_user_are_those_in_person_and_of_every_team_each_once_in_one_order() -> None:
    other, teams = Role("Other", ["prvOther"]), ["night", "support"]
    by_team = [TeamRoles("support", [other, WRITER]), TeamRoles("night", [READER])]
    user = User("ann", roles=[WRITER], teams=teams, roles_by_team=by_team)
    assert user.all_roles == User("ann", roles=[READER, WRITER, other]).roles
    assert user.privileges == {*READER.privileges, *WRITER.privileges, "prvOther"}
    unknown = User("ann", teams=teams, roles_by_team=[by_team[0], TeamRoles("night", UNKNOWN)])
    assert unknown.all_roles == unknown.privileges == UNKNOWN


@pytest.mark.proves("DIS-2")
def test_roles_through_a_team_need_the_membership_unless_it_is_not_known() -> None:
    roles = [TeamRoles("night", [READER]), TeamRoles("support", [WRITER])]
    with pytest.raises(InvalidValue, match=r"^User\.roles_by_team: expected roles of teams .*, got 'night'$"):
        User("ann", teams=["support"], roles_by_team=roles)
    assert User("ann", teams=UNKNOWN, roles_by_team=roles).privileges == {*READER.privileges, *WRITER.privileges}


def test_metadata_finds_its_attributes_by_name() -> None:
    assert CASE.attribute("title") == TITLE
    assert CASE.attribute("budget") == BUDGET
    assert CASE.attribute("Title") == TITLE
    assert CASE.attribute("titles") is None


def test_a_column_is_named_as_the_layout_of_the_view_names_it() -> None:
    assert Column("title").name == "title"
    assert Column("name", alias="a_customer").name == "a_customer.name"


def test_access_rights_have_the_bits_of_the_dataverse_mask() -> None:
    rights = {"READ": 0, "WRITE": 1, "APPEND": 2, "APPEND_TO": 4, "CREATE": 5, "DELETE": 16, "SHARE": 18, "ASSIGN": 19}
    assert {right.name: right.value for right in AccessRights} == {name: 1 << bit for name, bit in rights.items()}
    assert AccessRights.NONE.value == 0


# --- One canonical form -----------------------------------------------------------------------------------------------

SETS_OF_MODELS: list[tuple[type[Model], str, list[Any]]] = [
    (RecordType, "attributes", [TITLE, BUDGET, Attribute("prioritycode", AttributeType.PICKLIST)]),
    (User, "roles", [READER, WRITER, Role("Reader", ["prvOther"])]),
    (Chat, "links", [FIRST, SECOND, link(None, MONDAY, "account", "1"), link(None, MONDAY)]),
    (Policy, "record_types", [CASE_SETTINGS, RecordTypePolicy("email"), RecordTypePolicy("contact", notify=True)]),
    (Scenario, "linked", [LinkedTable("b", CASE), LinkedTable("a", CASE), LinkedTable("c", CASE)]),
    (Scenario, "changes", [Change("title"), Change("budget", 1, 2), Change("prioritycode", 1, 2)]),
]
sets_of_models = pytest.mark.parametrize(
    ("model", "name", "members"), SETS_OF_MODELS, ids=[f"{row[0].__name__}.{row[1]}" for row in SETS_OF_MODELS]
)


@sets_of_models
def test_the_order_in_which_members_of_a_set_come_changes_nothing(
    model: type[Model], name: str, members: list[Any]
) -> None:
    values = [legal(model, **{name: order}) for order in permutations(members)]
    assert len(set(values)) == 1
    assert len({repr(value) for value in values}) == 1
    assert sorted(map(repr, getattr(values[0], name))) == sorted(map(repr, members))


@sets_of_models
def test_any_iterable_of_members_does(model: type[Model], name: str, members: list[Any]) -> None:
    expected = legal(model, **{name: members})
    given_otherwise: list[Iterable[Any]] = [tuple(members), iter(members), dict.fromkeys(members).keys(), set(members)]
    for each in given_otherwise:
        assert legal(model, **{name: each}) == expected


@pytest.mark.parametrize(
    ("model", "name", "members"), SETS_OF_MODELS[:3], ids=[f"{row[0].__name__}.{row[1]}" for row in SETS_OF_MODELS[:3]]
)
def test_equal_members_of_a_set_count_once(model: type[Model], name: str, members: list[Any]) -> None:
    assert legal(model, **{name: [*members, *copy.deepcopy(members)]}) == legal(model, **{name: members})


def test_the_order_of_columns_and_of_picked_attributes_is_kept() -> None:
    columns = (Column("b"), Column("a"), Column("c"))
    assert attrs.evolve(VIEW, columns=columns).columns == columns != attrs.evolve(VIEW, columns=columns[::-1]).columns
    picked = ("b", "a", "c")
    assert CASE_SETTINGS.but(notified_attributes=picked).notified_attributes == picked


def test_names_of_apps_are_kept_in_lower_case() -> None:
    assert App("MSDYN_Field", Offering.FIELD_SERVICE, is_multisession=False).unique_name == "msdyn_field"
    assert Policy(chat_is_on=True, selected_apps=["MSDYN_Field", "msdyn_field"]).selected_apps == frozenset(
        {"msdyn_field"}
    )


ZONES = [UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-11, minutes=-30))]


@given(
    instant=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
)
def test_equal_instants_in_different_zones_are_equal_and_kept_in_utc(
    instant: datetime, zones: tuple[tzinfo, tzinfo]
) -> None:
    for model, name in EVERY_FIELD:
        if isinstance(TABLE[model][name][0], datetime):
            first, second = (legal(model, **{name: instant.astimezone(zone)}) for zone in zones)
            assert first == second
            assert hash(first) == hash(second)
            assert getattr(first, name).isoformat() == getattr(second, name).isoformat() == instant.isoformat()
            assert getattr(first, name).tzinfo is UTC


def test_the_two_hours_of_a_night_when_clocks_are_turned_back_are_two_instants() -> None:
    paris = ZoneInfo("Europe/Paris")
    once, again = (link("ann", datetime(2026, 10, 25, 2, 30, tzinfo=paris, fold=fold)) for fold in (0, 1))
    assert again.connected_on - once.connected_on == timedelta(hours=1)


class Stamp(datetime):
    """A time of another kind, finer than a microsecond, as data frames have them."""

    nanosecond = 7

    def astimezone(self, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return Stamp.fromtimestamp(self.timestamp(), tz)


class NoTime(datetime):
    """What is no time and yet a datetime, as in data frames."""

    def utcoffset(self) -> timedelta:
        raise ValueError("NaT")


def test_a_time_of_another_kind_is_kept_as_a_plain_one_and_one_that_is_none_is_refused() -> None:
    for model, name in EVERY_FIELD:
        if isinstance(TABLE[model][name][0], datetime):
            kept = getattr(legal(model, **{name: Stamp(2026, 3, 2, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))}), name)
            assert type(kept) is datetime
            assert kept == MONDAY
            assert kept.tzinfo is UTC
            with pytest.raises(InvalidValue, match=rf"^{model.__name__}\.{name}: expected a time with its zone, got "):
                legal(model, **{name: NoTime(2026, 3, 2, tzinfo=UTC)})


def test_times_of_pandas_are_kept_as_times_of_python_and_what_is_not_a_time_is_refused() -> None:
    pandas = pytest.importorskip("pandas")
    stamp = pandas.Timestamp("2026-03-02T10:30:00.000001999+01:00")
    for model, name in EVERY_FIELD:
        if isinstance(TABLE[model][name][0], datetime):
            kept = getattr(legal(model, **{name: stamp}), name)
            assert (type(kept), kept) == (datetime, MONDAY + timedelta(microseconds=1))
            with pytest.raises(InvalidValue, match=rf"^{model.__name__}\.{name}: "):
                legal(model, **{name: pandas.NaT})


# --- Who connected (DIS-7) --------------------------------------------------------------------------------------------

LINKS = [link(user, when) for user in ("ann", "bob", None) for when in (MONDAY, TUESDAY)]
OTHER_RECORDS = [
    link("eve", TUESDAY + timedelta(days=1), "incident", "43"),
    link("eve", TUESDAY, "account", "42"),
]


def connector_of(links: tuple[ChatLink, ...]) -> str | None:
    """DIS-7, told by going through the links from the latest on."""
    for day in (TUESDAY, MONDAY):
        match [known(each.connected_by) for each in links if each.connected_on == day]:
            case []:
                continue
            case [alone]:
                return alone
            case _:
                return None
    raise AssertionError("no links")


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize("count", range(1, 7))
def test_the_connector_is_the_user_of_the_latest_link_unless_there_is_more_than_one(count: int) -> None:
    for links in combinations(LINKS, count):
        connection = Chat("19:chat", ChatKind.GROUP, links=[*links, *OTHER_RECORDS]).connections["incident", "42"]
        assert connection.connector == connector_of(links)
        assert connection.connected_on == (TUESDAY if any(each.connected_on == TUESDAY for each in links) else MONDAY)
        assert connection.connected_by == {each.connected_by for each in links} - {None}


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize(
    ("links", "connector"),
    [
        pytest.param([("ann", MONDAY), ("bob", TUESDAY)], "bob", id="the last of two"),
        pytest.param([("ann", TUESDAY), ("bob", MONDAY)], "ann", id="whatever the order in which they are told"),
        pytest.param([("ann", MONDAY), ("ann", TUESDAY)], "ann", id="connected again by the same user"),
        pytest.param([("ann", MONDAY), ("ann", MONDAY)], "ann", id="told twice"),
        pytest.param([("ann", MONDAY), ("bob", MONDAY)], None, id="two users at the same instant"),
        pytest.param([("ann", MONDAY), (None, MONDAY)], None, id="a known and an unknown user at the same instant"),
        pytest.param([("ann", MONDAY), (None, TUESDAY)], None, id="an unknown user after a known one"),
        pytest.param([(None, MONDAY), ("ann", TUESDAY)], "ann", id="a known user after an unknown one"),
        pytest.param([(None, MONDAY)], None, id="an unknown user alone"),
        pytest.param(
            [("ann", TUESDAY), ("bob", TUESDAY.astimezone(ZoneInfo("Asia/Kathmandu")))],
            None,
            id="two users at the same instant, told in different zones",
        ),
    ],
)
def test_who_is_the_connector(links: list[tuple[str | None, datetime]], connector: str | None) -> None:
    chat = Chat("19:chat", ChatKind.GROUP, links=[link(*each) for each in links])
    assert chat.connections["incident", "42"].connector == connector


@pytest.mark.proves("DIS-7", "Q-15")
@pytest.mark.parametrize(
    ("links", "connector"),
    [
        pytest.param([(UNKNOWN, MONDAY)], UNKNOWN, id="alone"),
        pytest.param([("ann", MONDAY), (UNKNOWN, TUESDAY)], UNKNOWN, id="after a known one"),
        pytest.param([(UNKNOWN, MONDAY), ("ann", TUESDAY)], "ann", id="before a known one"),
        pytest.param([(UNKNOWN, MONDAY), ("ann", TUESDAY), ("bob", TUESDAY)], None, id="before two at once"),
        pytest.param([("ann", MONDAY), (UNKNOWN, MONDAY)], UNKNOWN, id="with a known one at the same instant"),
        pytest.param([(None, MONDAY), (UNKNOWN, MONDAY)], UNKNOWN, id="with one nobody can tell at the same instant"),
        pytest.param([(UNKNOWN, MONDAY), (UNKNOWN, TUESDAY)], UNKNOWN, id="twice"),
    ],
)
def test_a_user_who_was_not_looked_at_may_be_any(
    links: list[tuple[str | Unknown | None, datetime]], connector: str | Unknown | None
) -> None:
    for order in permutations(links):
        chat = Chat("19:chat", ChatKind.GROUP, links=[*(link(*each) for each in order), link("eve", MONDAY, "account")])
        connection = chat.connections["incident", "42"]
        assert connection.connector == connector
        assert connection.connected_by == UNKNOWN
        assert connection.connected_on == max(when for _, when in links)
        assert chat.connections["account", "42"].connected_by == {"eve"}


def test_why_a_user_is_unknown_is_also_why_the_connector_is() -> None:
    links = [link(Unknown("the first"), MONDAY), link(Unknown("the last"), TUESDAY), link("ann", TUESDAY)]
    connection = Chat("19:chat", ChatKind.GROUP, links=links).connections["incident", "42"]
    assert isinstance(connection.connector, Unknown) and connection.connector.because == "the last"


def test_links_of_one_instant_have_one_order_whoever_made_them() -> None:
    made_by = [None, UNKNOWN, "!", "ann"]
    for order in permutations(made_by):
        chat = Chat("19:chat", ChatKind.GROUP, links=[link(each, MONDAY) for each in [*order, UNKNOWN]])
        assert [each.connected_by for each in chat.links] == made_by


@pytest.mark.proves("CON-2", "DIS-7")
def test_a_chat_is_connected_to_each_of_several_records_by_itself() -> None:
    chat = Chat("19:chat", ChatKind.GROUP, links=[FIRST, *OTHER_RECORDS])
    connectors = {key: connection.connector for key, connection in chat.connections.items()}
    assert connectors == {("incident", "42"): "ann", ("incident", "43"): "eve", ("account", "42"): "eve"}


# --- No message text (CON-5) ------------------------------------------------------------------------------------------

OF_TEAMS = (Chat, ChatLink, Connection, TimelineEntry)
"""What holds Teams data; what their fields hold in turn is among them, too."""

IDS_OF_TEAMS = {
    *("Chat.id", "Chat.last_writer"),
    *("ChatLink.record_type", "ChatLink.record_id", "ChatLink.connected_by"),
    *("Connection.connector", "Connection.connected_by"),
    *("TimelineEntry.connector", "TimelineEntry.last_writer"),
}
"""Where there is text among Teams data: ids of chats, of records and of users."""

OTHER_TEXT = {
    *("App.unique_name", "Attribute.name", "Column.attribute", "Column.alias", "Column.table"),
    *("LinkedTable.alias", "Profile.name", "NotAsked.question", "NotAsked.lacks", "NotAsked.because"),
    *("Owner.user", "Owner.team", "Record.record_type", "Record.id", "Record.key", "RecordType.name", "Role.name"),
    *("RecordType._by_name", "Role.privileges", "TeamRoles.team", "User.id", "User.teams", "User.privileges"),
    *("User.readable_secured_fields", "View.id", "View.name", "View.record_type", "RecordTypePolicy.record_type"),
    *("RecordTypePolicy.view_id", "RecordTypePolicy.notified_attributes", "Policy.selected_apps"),
    *("Policy.unreadable_record_types", "Policy._settings", "Change.attribute", "Change.old", "Change.new"),
    *("Readings.otherwise", "User.profile_roles", "Outcome.names"),
}
"""Where else there is text: names, ids, and what an update wrote into a record, which is no Teams data."""


def parts(annotation: object) -> Iterator[object]:
    """The classes that a type is put together from."""
    inner = typing.get_args(annotation)
    if not inner:
        yield annotation
    for each in inner:
        yield from parts(each)


def fields_with(model: type[Model], kind: type[object]) -> set[str]:
    """The fields of a model, derived ones too, in whose type there is that class itself."""
    hints = typing.get_type_hints(model)
    return {f"{model.__name__}.{each.name}" for each in fields_of(model) if kind in parts(hints[each.name])}


@pytest.mark.proves("CON-5")
def test_no_model_can_hold_message_text_of_teams_data_there_are_only_ids() -> None:
    assert {field for model in OF_TEAMS for field in fields_with(model, str)} == IDS_OF_TEAMS
    assert {field for model in set(EVERY_MODEL).difference(OF_TEAMS) for field in fields_with(model, str)} == OTHER_TEXT


@pytest.mark.proves("CON-5", "TML-3")
def test_of_teams_data_there_are_ids_kinds_states_and_times_and_nothing_else() -> None:
    held = {part for model in OF_TEAMS for hint in typing.get_type_hints(model).values() for part in parts(hint)}
    assert held - {Ellipsis, type(None), Unknown, *OF_TEAMS} == {str, bool, datetime, ChatKind, ActivityState}


@pytest.mark.proves("CON-5")
def test_an_id_of_a_chat_or_user_holds_no_lines_of_text() -> None:
    for name in ("id", "last_writer"):
        for text in ("Hello,\nare you there?", "Hello,\r\nare you there?", "Hello,\u2028are you there?"):
            with pytest.raises(InvalidValue):
                legal(Chat, **{name: text})
