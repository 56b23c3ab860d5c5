"""What is not known is neither yes nor no: it stands in a model, and no answer rests on it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from chatlink_policy import (
    NEW_ORGANISATION,
    UNKNOWN,
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Offering,
    Owner,
    Policy,
    Profile,
    Record,
    RecordType,
    RecordTypePolicy,
    Role,
    Scenario,
    TeamRoles,
    UnknownFact,
    User,
    can_configure_timeline_sync,
    can_connect,
    can_disconnect,
    can_join,
    can_open_from_timeline,
    evaluate,
    has_timeline_entry,
    is_enabled,
)
from chatlink_policy.models import NOBODY, ActivityState
from chatlink_policy.rules.enablement import missing_pane_permissions
from chatlink_policy.rules.timeline import timeline_entry
from chatlink_policy.serialization import policy_from_text, scenario_from_text, to_json
from chatlink_policy.unknown import Unknown, known
from chatlink_policy.wording.french.unknowns import UNKNOWNS as FRENCH_UNKNOWNS
from chatlink_policy.wording.unknowns import UNKNOWNS
from chatlink_policy.wording.words import reason_of, said

WHEN = datetime(2025, 2, 3, 9, 14, tzinfo=UTC)
CASE = Record("incident", "42", Owner(user="ann"))
OF_TEAM = Record("incident", "42", Owner(team="support"))
CHAT = Chat("c", ChatKind.GROUP, links=[ChatLink("incident", "42", connected_by="ann", connected_on=WHEN)])
APP = App("customerservicehub", Offering.CUSTOMER_SERVICE, is_multisession=True)
ANN = User("ann")
RIGHT = Role("role", ["prvUnlinkTeamsChatFromRecord"])


@pytest.mark.parametrize(
    "use",
    [
        bool,
        len,
        iter,
        lambda value: (False, True)[value],
        lambda value: "x" in value,
        lambda value: value >= frozenset(),
        lambda value: frozenset() <= value,
        lambda value: value & frozenset(),
        lambda value: value | frozenset(),
        lambda value: frozenset() - value,
        lambda value: value < 5,
        lambda value: value.user,
        known,
    ],
)
def test_nothing_can_be_made_of_what_is_not_known(use: Callable[[Unknown], object]) -> None:
    with pytest.raises(UnknownFact, match="the column isdisabled was not selected: neither yes nor no"):
        use(Unknown("the column isdisabled was not selected"))


def test_what_is_not_known_is_the_same_whatever_the_reason_also_after_a_copy_and_a_pickle() -> None:
    why = Unknown("why")
    assert why == UNKNOWN and hash(why) == hash(UNKNOWN)
    assert why not in (None, False, 0, "")
    pickled = pickle.loads(pickle.dumps(why))  # noqa: S301  # its own
    assert {copy.copy(why).because, copy.deepcopy(why).because, pickled.because} == {"why"}
    assert repr(why) == "UNKNOWN" and not hasattr(why, "_repr_html_")
    with pytest.raises(AttributeError):
        why.because = "other"


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("toggle", ["owner_may_disconnect", "connector_may_disconnect", "join_chat"])
def test_a_toggle_that_is_not_known_leaves_only_the_question_without_an_answer_that_needs_it(toggle: str) -> None:
    policy = NEW_ORGANISATION.but_for("incident", **{toggle: UNKNOWN})
    asked: dict[str, Callable[[], object]] = {
        "join": lambda: can_join(policy, CHAT, CASE, AccessRights.WRITE),
        "disconnect": lambda: can_disconnect(policy, ANN, CHAT, CASE),
    }
    needs = {name for name in asked if name in toggle}
    for name, ask in asked.items():
        if name in needs:
            with pytest.raises(UnknownFact):
                ask()
        else:
            assert ask() == {"join": can_join, "disconnect": can_disconnect}[name](  # type: ignore[operator]
                NEW_ORGANISATION, *((CHAT, CASE, AccessRights.WRITE) if name == "join" else (ANN, CHAT, CASE))
            )
    assert can_connect(policy, CHAT, CASE)


@pytest.mark.proves("ENB-3", "ENB-4", "ENB-5")
@pytest.mark.parametrize("setting", ["chat_is_on", "on_for_all_apps", "selected_apps"])
def test_enablement_has_no_answer_where_a_setting_of_the_organisation_is_not_known(setting: str) -> None:
    settings: dict[str, Any] = {setting: UNKNOWN}
    policy = NEW_ORGANISATION.but(**settings)
    with pytest.raises(UnknownFact):
        is_enabled(policy, APP, ANN)
    assert can_disconnect(policy, ANN, CHAT, CASE)


@pytest.mark.proves("DIS-2", "DIS-6", "ENB-7", "ENB-8", "TML-2", "TML-4")
def test_what_is_not_known_of_a_user_costs_the_answers_that_need_it_and_no_other() -> None:
    policy = NEW_ORGANISATION.but(timeline_sync=True)
    with pytest.raises(UnknownFact):
        can_disconnect(policy, User("bo", roles=UNKNOWN), CHAT, CASE)
    with pytest.raises(UnknownFact):
        missing_pane_permissions(User("bo", roles=UNKNOWN))
    with pytest.raises(UnknownFact):
        can_disconnect(policy, User("bo", teams=UNKNOWN), CHAT, OF_TEAM)
    assert not can_disconnect(policy, User("bo", teams=UNKNOWN), CHAT, CASE)  # no team owns it
    assert not can_disconnect(policy, User("bo", teams=UNKNOWN), CHAT, Record("incident", "42", NOBODY))
    for profile in (UNKNOWN, Profile("p", chat_in_pane=UNKNOWN)):
        user = User("bo", profile=profile)
        with pytest.raises(UnknownFact):
            can_open_from_timeline(policy, APP, user)
        assert not can_disconnect(policy, user, CHAT, CASE)
    with pytest.raises(UnknownFact):
        can_configure_timeline_sync(User("bo", is_global_administrator=UNKNOWN))


@pytest.mark.proves("DIS-2")
def test_roles_through_a_team_count_as_roles_in_person_do_and_it_stays_known_which_team() -> None:
    user = User("bo", teams=["t"], roles_by_team=[TeamRoles("t", [RIGHT])])
    assert can_disconnect(NEW_ORGANISATION, user, CHAT, CASE)
    assert user.roles == () and user.all_roles == (RIGHT,)
    with pytest.raises(InvalidValue, match=r"User\.roles_by_team"):
        User("bo", roles_by_team=[TeamRoles("t", [RIGHT])])
    unknown = User("bo", teams=["t"], roles_by_team=[TeamRoles("t", UNKNOWN)])
    with pytest.raises(UnknownFact):
        can_disconnect(NEW_ORGANISATION, unknown, CHAT, CASE)
    assert unknown.all_roles == UNKNOWN


@pytest.mark.proves("DIS-7")
def test_who_connected_a_chat_costs_the_answers_that_need_it_where_it_was_not_looked_at_and_no_other() -> None:
    link = ChatLink("incident", "42", connected_by=Unknown("chats were not exported"), connected_on=WHEN)
    chat = Chat("c", ChatKind.GROUP, links=[link], activity_state=ActivityState.OPEN)
    table = RecordType("incident", (), is_activity=False, is_virtual=False, has_update_filter=True)
    policy = NEW_ORGANISATION.but(timeline_sync=True, timeline_sync_since=WHEN - timedelta(days=1))
    with pytest.raises(UnknownFact, match=r"^chats were not exported: neither yes nor no$"):
        can_disconnect(policy, ANN, chat, CASE)
    with pytest.raises(UnknownFact, match=r"^chats were not exported: neither yes nor no$"):
        timeline_entry(policy, chat, CASE, table, WHEN)
    assert can_connect(policy, chat, CASE)
    assert can_join(policy, chat, CASE, AccessRights.WRITE) == can_join(policy, CHAT, CASE, AccessRights.WRITE)
    assert has_timeline_entry(policy, chat, CASE, table)
    with pytest.raises(InvalidValue, match=r"ChatLink\.connected_by: expected a non-empty id"):
        ChatLink("incident", "42", connected_by=Unknown, connected_on=WHEN)  # type: ignore[arg-type]


def test_a_link_whose_user_was_not_looked_at_is_another_one_than_any_whose_user_was() -> None:
    links = [ChatLink("incident", "42", connected_by=each, connected_on=WHEN) for each in (UNKNOWN, None, "ann")]
    assert len({*links}) == len(links) and links[0] == copy.copy(links[0])
    assert repr(links[0]).endswith("connected_by=UNKNOWN, connected_on=" + repr(WHEN) + ")")
    scenario = Scenario(policy=NEW_ORGANISATION, chat=Chat("c", ChatKind.GROUP, links=links))
    assert scenario_from_text(to_json(scenario)) == scenario
    assert '"connected_by": "unknown"' in to_json(scenario) and '"connected_by": null' in to_json(scenario)


def test_what_is_not_known_is_written_and_read_as_the_text_unknown() -> None:
    policy = NEW_ORGANISATION.but(on_for_all_apps=UNKNOWN, selected_apps=UNKNOWN, idle_days=UNKNOWN).but_for(
        "incident", join_chat=UNKNOWN, view_id=UNKNOWN, notified_attributes=UNKNOWN
    )
    assert policy_from_text(to_json(policy)) == policy
    assert '"join_chat": "unknown"' in to_json(policy)
    assert policy_from_text('chat_is_on = "unknown"', "toml").chat_is_on == UNKNOWN


MAY_BE_UNKNOWN = [
    (model, each.name)
    for model in (Profile, RecordType, TeamRoles, User, Record, ChatLink, Chat, Policy, RecordTypePolicy)
    for each in attrs.fields(model)
    if each.init and "Unknown" in str(each.type)
]


def test_every_field_that_may_be_unknown_is_named_in_words_and_no_other() -> None:
    assert {f"{model.__name__}.{name}" for model, name in MAY_BE_UNKNOWN} == {*UNKNOWNS}


@pytest.mark.parametrize(("model", "name"), MAY_BE_UNKNOWN)
def test_the_error_of_a_fact_that_is_not_known_names_it_unless_a_reason_is_given(model: type, name: str) -> None:
    needed: dict[str, Any] = {
        each.alias: FILLED[each.alias] for each in attrs.fields(model) if each.init and each.default is attrs.NOTHING
    }
    with pytest.raises(UnknownFact) as caught:
        known(getattr(model(**needed | {name: UNKNOWN}), name))
    assert str(caught.value) == f"{UNKNOWNS[f'{model.__name__}.{name}']} is not known: neither yes nor no"
    french = FRENCH_UNKNOWNS[f"{model.__name__}.{name}"]
    assert said(reason_of(caught.value), "fr") == f"on ne sait pas {french} : ni oui ni non"
    with pytest.raises(UnknownFact, match=r"^chats were not exported: neither yes nor no$"):
        known(getattr(model(**needed | {name: Unknown("chats were not exported")}), name))


FILLED: dict[str, Any] = {
    "name": "incident",
    "team": "t",
    "id": "1",
    "record_type": "incident",
    "record_id": "1",
    "connected_on": WHEN,
    "chat_in_pane": True,
    "attributes": [],
    "is_activity": False,
    "is_virtual": False,
    "has_update_filter": True,
    "roles": [],
    "owner": NOBODY,
    "kind": ChatKind.GROUP,
    "chat_is_on": True,
}


def test_an_answer_that_needs_what_is_not_known_names_it_read_from_a_file_too() -> None:
    scenario = scenario_from_text(
        to_json(
            Scenario(
                policy=NEW_ORGANISATION.but_for("incident", join_chat=UNKNOWN),
                user=User("bo", roles=UNKNOWN),
                chat=CHAT,
                record=CASE,
                access=AccessRights.WRITE,
            )
        )
    )
    because = {each.question: each.because for each in evaluate(scenario).not_asked if each.because}
    roles = "which security roles the user has in person is not known: neither yes nor no"
    assert because == {
        "disconnecting": roles,
        "missing_pane_permissions": roles,
        "joining": 'whether "Join chat" is on for the record type is not known: neither yes nor no',
    }
