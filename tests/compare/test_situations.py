"""Each combination of a built-in question is realised by the smallest models, or forbidden and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from attrs import evolve
from cases import answer
from hypothesis import given
from witnesses import gallery, size_of

from chatlink_policy import (
    QUESTIONS,
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
    UnknownFact,
    User,
    evaluate,
)
from chatlink_policy.compare.situations import witness
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.questions import inputs_of
from chatlink_policy.serialization import scenario_from_text, to_json
from chatlink_policy.strategies import scenarios

EVERY_INPUT = {"app", "user", "chat", "record", "access", "record_type"}


# --- Every combination ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_combination_that_can_occur_is_realised_and_every_other_forbidden(question: str) -> None:
    shown = gallery(question)
    asked = QUESTIONS[question]
    assert len(shown) == 1 << asked.size
    for combination, each in enumerate(shown):
        assert each.decision.question is asked
        assert each.decision.combination == combination
        assert witness(question, combination) == each
        if each.scenario is not None:
            assert asked.possible >> combination & 1
            assert evaluate(each.scenario).decisions[question] == asked.decisions[combination]
            assert each.forbidden_by == ()
        else:
            assert not asked.possible >> combination & 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_forbids_a_combination_is_what_the_question_says_cannot_occur(question: str) -> None:
    asked = QUESTIONS[question]
    for each in gallery(question):
        if each.scenario is None:
            letters = ["Y" if truth else "N" for truth in asked.truths(each.decision.combination)]
            covering = [
                never
                for never in asked.impossible
                if all(said in ("*", letter) for said, letter in zip(never.when.split(), letters, strict=True))
            ]
            assert list(each.forbidden_by) == covering != []


def test_of_the_large_questions_so_many_combinations_occur() -> None:
    realised = {name: sum(each.scenario is not None for each in gallery(name)) for name in QUESTIONS}
    assert realised["disconnecting"] == 48
    assert realised["enablement"] == 128
    assert realised["timeline_entry"] == 20


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_witness_is_read_back_from_json_as_it_was_and_answered_alike(question: str) -> None:
    for each in gallery(question):
        if each.scenario is not None:
            read = scenario_from_text(to_json(each.scenario))
            assert read == each.scenario
            assert evaluate(read) == evaluate(each.scenario)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_witness_holds_the_inputs_of_its_question_and_no_others(question: str) -> None:
    for each in gallery(question):
        if each.scenario is not None:
            given = {name for name in EVERY_INPUT if getattr(each.scenario, name) is not None}
            assert given == {*inputs_of(question)} - {"policy"}


@pytest.mark.parametrize("which", [-1, 64])
def test_a_combination_that_the_question_does_not_have_is_refused(which: int) -> None:
    with pytest.raises(InvalidValue, match="combination: expected a combination of disconnecting, 0 to 63"):
        witness("disconnecting", which)


@pytest.mark.parametrize("ask", [gallery, lambda name: witness(name, 0)])
def test_a_question_that_there_is_not_is_refused(ask: Callable[[str], object]) -> None:
    with pytest.raises(InvalidValue, match="question: expected one of enablement, connecting"):
        ask("leaving")


# --- Smallest ---------------------------------------------------------------------------------------------------------

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = [FIRST, FIRST + timedelta(days=1)]


ORGANISATIONS = [
    Policy(chat_is_on=is_on, on_for_all_apps=for_all, selected_apps=selected)
    for is_on, for_all in product((False, True), repeat=2)
    for selected in (None, [], ["app"], ["app", "apps"])
]
SYNCED = [
    Policy(chat_is_on=is_on, timeline_sync=synced, timeline_sync_since=since)
    for is_on, synced in product((False, True), repeat=2)
    for since in (None, *MOMENTS)
]
CONFIGURED = [
    Policy(chat_is_on=False, record_types=settings)
    for settings in (
        [],
        [RecordTypePolicy("account", owner_may_disconnect=True, connector_may_disconnect=True, join_chat=True)],
        *(
            [
                RecordTypePolicy(
                    "incident", owner_may_disconnect=owner, connector_may_disconnect=connector, join_chat=join
                )
            ]
            for owner, connector, join in product((False, True), repeat=3)
        ),
    )
]
APPS = [App("app", offering, is_multisession=multi) for offering in Offering for multi in (False, True)]
PROFILES = [
    None,
    Profile("on", chat_in_pane=True),
    Profile("off", chat_in_pane=False),
    Profile("default", chat_in_pane=True, is_default=True),
]
HALF = frozenset(sorted(PANE_PRIVILEGES)[:3])
ROLES = [
    [],
    [Role("pane", PANE_PRIVILEGES)],
    [Role("half", HALF)],
    [Role("half", HALF), Role("rest", PANE_PRIVILEGES - HALF)],
    [Role("all", PANE_PRIVILEGES | {GLOBAL_DISCONNECT_PRIVILEGE})],
    [Role("global", [GLOBAL_DISCONNECT_PRIVILEGE])],
]
OWNERS = [NOBODY, Owner(user="user"), Owner(user="other"), Owner(team="team"), Owner(team="user")]
LINKS = [
    ChatLink("incident", record, connected_by=user, connected_on=on)
    for record, user, on in product(("record", "other"), (None, "user", "other"), MOMENTS)
]
CHATS = [
    Chat("chat", kind, links=links)
    for kind in (ChatKind.GROUP, ChatKind.ONE_ON_ONE)
    for most in range(3)
    for links in combinations(LINKS, most)
]
GROUP_CHATS = [each for each in CHATS if each.kind is ChatKind.GROUP]
RECORD = Record("incident", "record", NOBODY)


USERS = [User("user", profile=profile, roles=roles) for profile in PROFILES for roles in ROLES]
RIGHTS = [AccessRights.NONE, AccessRights.READ, AccessRights.WRITE, AccessRights.READ | AccessRights.WRITE]


TABLES = [
    RecordType("incident", [], is_activity=is_activity, is_virtual=False, has_update_filter=False)
    for is_activity in (False, True)
]
OF_TEAM = [User("user", roles=roles, teams=teams) for roles in ROLES[::5] for teams in ([], ["team"])]
ADMINISTRATORS = [evolve(user, is_global_administrator=True) for user in USERS]
POLICIES = {
    "on_for_all_apps": ORGANISATIONS,
    "sync_is_on": SYNCED,
    "record_type_is_configured": CONFIGURED,
    "join_chat_is_on": CONFIGURED,
    "owner_may_disconnect": [each for each in CONFIGURED if not any(one.join_chat for one in each.record_types)],
}
"""Policies that differ in a fact."""


def situations_of(question: str) -> Iterator[Scenario]:
    """All situations of a few policies, people, owners, links and rights, as far as the facts of the question vary."""
    names = {each.name for each in QUESTIONS[question].facts}
    users = OF_TEAM if "owns_record" in names else USERS
    policies = next((policies for fact, policies in POLICIES.items() if fact in names), ORGANISATIONS)
    pools: dict[str, Sequence[object]] = {
        "policy": policies,
        "app": APPS,
        "user": [*users, *ADMINISTRATORS] if "is_global_administrator" in names else users,
        "chat": CHATS if "is_group_chat" in names else GROUP_CHATS,
        "record": [evolve(RECORD, owner=each) for each in OWNERS] if "owns_record" in names else [RECORD],
        "access": RIGHTS,
        "record_type": TABLES,
    }
    inputs = dict.fromkeys(("policy", *inputs_of(question)))
    for models in product(*(pools[name] for name in inputs)):
        given: dict[str, Any] = dict(zip(inputs, models, strict=True))
        yield Scenario(**given)


@pytest.mark.parametrize("question", QUESTIONS)
def test_among_all_situations_of_a_few_people_and_links_a_witness_is_as_small_as_the_smallest(question: str) -> None:
    smallest: dict[int, int] = {}
    for scenario in situations_of(question):
        with suppress(UnknownFact):
            decision = answer(question, scenario)
            size = size_of(scenario)
            smallest[decision.combination] = min(size, smallest.get(decision.combination, size))
    realised = {
        each.decision.combination: size_of(each.scenario) for each in gallery(question) if each.scenario is not None
    }
    assert smallest == realised


@given(scenarios())
def test_no_scenario_realises_what_cannot_occur_or_is_smaller_than_the_witness(scenario: Scenario) -> None:
    is_default_selection = scenario.policy.selected_apps is None
    for question, decision in evaluate(scenario).decisions.items():
        assert decision.is_possible
        found = witness(question, decision.combination).scenario
        assert found is not None
        if not (question == "enablement" and is_default_selection):  # its app is then selected without a word
            assert size_of(found) <= size_of(scenario.policy) + 1 + sum(
                size_of(getattr(scenario, name)) for name in inputs_of(question) if name != "policy"
            )


def test_the_size_counts_models_members_and_values_that_are_set() -> None:
    assert size_of(User("user")) == 2
    assert size_of(User("user", teams=["a", "b"])) == 4
    assert size_of(User("user", roles=[Role("role", ["one", "two"])])) == 2 + 1 + 1 + 2
    assert size_of(User("user", is_global_administrator=True)) == 3
    assert size_of(NOBODY) == 1
    assert size_of(Policy(chat_is_on=False)) == 1
    assert size_of(Policy(chat_is_on=True, idle_days=8)) == 3
    assert size_of(AccessRights.NONE) == 0


# --- Shown ------------------------------------------------------------------------------------------------------------


def test_a_witness_shows_the_facts_and_the_models() -> None:
    markdown = gallery("disconnecting")[-1]._repr_markdown_()
    assert "# disconnecting: yes" in markdown
    assert "- the user owns the record, in person or through a team" in markdown
    assert "- record: record\\_type incident, id record, owner (user user)" in markdown
    assert "connected\\_on 2026-01-01T00:00:00+00:00" in markdown
    assert "is\\_multisession yes" in gallery("enablement")[-1]._repr_markdown_()
    assert "- access: write" in gallery("joining")[-1]._repr_markdown_()


def test_what_is_forbidden_shows_why() -> None:
    html = gallery("timeline_entry")[0b00010]._repr_html_()
    assert "<h3>timeline_entry: cannot occur</h3>" in html
    assert "<p>Cannot occur: a chat that is not connected was not connected after anything (TML-7).</p>" in html
    assert "Cannot occur: while the sync is off nothing was connected after it was turned on (TML-7)." in html
