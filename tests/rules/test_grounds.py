"""What each fact rests on: its truth is that of the decision, and its words name what made it so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from thoroughness import SOME

from chatlink_policy import (
    QUESTIONS,
    UNKNOWN,
    Profile,
    Readings,
    Role,
    Scenario,
    TeamRoles,
    UnknownFact,
)
from chatlink_policy.compare.situations import witness
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.rules.grounds import grounds_of
from chatlink_policy.rules.questions import ASKED_BY, inputs_of
from chatlink_policy.strategies import scenarios

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GLOBAL = Role("CSR Manager", [GLOBAL_DISCONNECT_PRIVILEGE])
AGENT = Role("Agent", ["prvReadIncident"])
PANE = Role("Pane", PANE_PRIVILEGES)
NAMES = {"ann": "Ann Lee", "night": "Night shift"}


# --- The promise ------------------------------------------------------------------------------------------------------


def agree(scenario: Scenario) -> set[str]:
    """The codes of all grounds of a scenario, each of which is as the decision has the fact, or unknown as it is."""
    codes = set()
    for name, found in grounds_of(scenario).items():
        truths = {fact: ground.truth for fact, ground in found.items()}
        assert [*truths] == [each.name for each in QUESTIONS[name].facts]
        try:
            decision = ASKED_BY[name](*(getattr(scenario, each) for each in inputs_of(name)))
        except UnknownFact as error:
            assert found.unanswered == str(error)
            is_readable = name != "timeline_entry" or is_known(scenario)
            assert not is_readable or None in truths.values()
        else:
            assert truths == decision.to_facts()
            assert (found.unanswered, found.question) == (None, decision.question)
        for ground in found.found:
            assert ground.says and not set("{}|") & set(ground.says)
            assert (ground.truth is None) is (ground.code == "unknown") is (ground.because is not None)
            codes.add(ground.code)
    return codes


def is_known(scenario: Scenario) -> bool:
    """Whether the settings can be read, which an entry needs though no fact of it rests on them."""
    try:
        scenario.policy.settings_for(scenario.record.record_type if scenario.record else "incident")
    except UnknownFact:
        return False
    return True


@given(scenario=scenarios())
def test_the_ground_of_every_fact_is_named_and_its_truth_is_that_of_the_decision(scenario: Scenario) -> None:
    agree(scenario)


READINGS = [
    Readings(
        two_default_apps=two,
        default_apps_always_selected=always,
        team_records_have_no_owner=nobody,
        anyone_who_connected_is_connector=anyone,
    )
    for two, always, nobody, anyone in product([False, True], repeat=4)
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_in_every_situation_and_under_every_reading_grounds_and_decision_agree(question: str) -> None:
    for found in (witness(question, each) for each in range(len(QUESTIONS[question].decisions))):
        for readings in READINGS if found.scenario else ():
            assert found.scenario is not None
            agree(evolve(found.scenario, policy=found.scenario.policy.but(readings=readings)))


UNKNOWNS: tuple[Callable[[Scenario], Scenario], ...] = (
    lambda s: evolve(s, user=s.user and evolve(s.user, roles=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, teams=["ann"], roles_by_team=[TeamRoles("ann", UNKNOWN)])),
    lambda s: evolve(s, user=s.user and evolve(s.user, teams=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, profile=UNKNOWN)),
    lambda s: evolve(s, user=s.user and evolve(s.user, profile=Profile("p", chat_in_pane=UNKNOWN))),
    lambda s: evolve(s, user=s.user and evolve(s.user, is_global_administrator=UNKNOWN)),
    lambda s: evolve(s, record=s.record and evolve(s.record, owner=UNKNOWN)),
    lambda s: evolve(s, record_type=s.record_type and evolve(s.record_type, is_activity=UNKNOWN)),
    lambda s: evolve(s, chat=s.chat and evolve(s.chat, links=[evolve(e, connected_by=UNKNOWN) for e in s.chat.links])),
    lambda s: evolve(
        s, chat=s.chat and evolve(s.chat, links=[evolve(e, connected_by=UNKNOWN) for e in s.chat.links[:1]])
    ),
    lambda s: evolve(s, policy=s.policy.but(chat_is_on=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(on_for_all_apps=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(selected_apps=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(timeline_sync=UNKNOWN)),
    lambda s: evolve(s, policy=s.policy.but(timeline_sync_since=None)),
)


@SOME
@given(scenario=scenarios(), unknown=st.lists(st.sampled_from(UNKNOWNS), min_size=1, max_size=2))
def test_what_is_unknown_is_said_as_unknown_and_only_that(
    scenario: Scenario, unknown: list[Callable[[Scenario], Scenario]]
) -> None:
    for each in unknown:
        scenario = each(scenario)
    agree(scenario)
