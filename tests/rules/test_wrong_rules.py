"""A rule with one slip in it is noticed: the comparison with the page rejects every rule that answers otherwise."""

from __future__ import annotations

import pytest
from mutants import edits_of, mutants, with_rule
from oracle import DIS_4_ROWS, disagreements

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.rules.disconnecting import DISCONNECTING, DisconnectFacts

NO_SLIP = {
    "timeline_entry": {
        # Connected since the sync was turned on: connected, then, and with the sync on. Either fact may be left out.
        "f.chat_is_on and f.is_connected and f.connected_since_sync and (not f.record_is_activity)",
        "f.chat_is_on and f.sync_is_on and f.connected_since_sync and (not f.record_is_activity)",
        # The same, with another fact said twice in its place.
        "f.chat_is_on and f.chat_is_on and f.is_connected and f.connected_since_sync and (not f.record_is_activity)",
        "f.chat_is_on and f.is_connected and f.is_connected and f.connected_since_sync and (not f.record_is_activity)",
        "f.chat_is_on and f.connected_since_sync and f.is_connected and f.connected_since_sync"
        " and (not f.record_is_activity)",
        "f.chat_is_on and f.sync_is_on and f.chat_is_on and f.connected_since_sync and (not f.record_is_activity)",
        "f.chat_is_on and f.sync_is_on and f.sync_is_on and f.connected_since_sync and (not f.record_is_activity)",
        "f.chat_is_on and f.sync_is_on and f.connected_since_sync and f.connected_since_sync"
        " and (not f.record_is_activity)",
    }
}
"""The edits that change no answer that can occur; every other edit changes one."""


def answers_that_can_occur(question: Question[object]) -> int:
    return question.results & question.possible


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_edit_of_a_rule_is_tried(name: str) -> None:
    assert len(mutants(QUESTIONS[name])) == edits_of(QUESTIONS[name]) >= 3


@pytest.mark.proves("ENB-1", "ENB-3", "ENB-4", "ENB-5", "ENB-7", "ENB-8", "CON-1", "CON-3", "DIS-4", "DIS-5", "DIS-8")
@pytest.mark.proves("JOI-1", "JOI-2", "TML-1", "TML-2", "TML-4", "TML-6", "TML-7")
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_edit_that_changes_an_answer_is_rejected(name: str) -> None:
    question = QUESTIONS[name]
    wrong = {
        source: each
        for source, each in mutants(question).items()
        if answers_that_can_occur(each) != answers_that_can_occur(question)
    }
    assert len(wrong) == edits_of(question) - len(NO_SLIP.get(name, ()))
    assert [source for source, each in wrong.items() if disagreements(each) == []] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_edits_that_change_no_answer_are_known_by_name(name: str) -> None:
    question = QUESTIONS[name]
    same = {
        source
        for source, each in mutants(question).items()
        if answers_that_can_occur(each) == answers_that_can_occur(question)
    }
    assert same == NO_SLIP.get(name, set())


CONNECTOR_TOGGLE_ALONE = (
    "f.is_connected and (f.has_global_right or f.owns_record and f.owner_may_disconnect or f.connector_may_disconnect)"
)
"""Whoever asks may disconnect where the connector toggle is on."""


@pytest.mark.proves("DIS-4", "DIS-5")
def test_a_wrong_rule_that_passes_all_eight_rows_of_the_table_is_rejected_for_the_combinations_it_leaves_open() -> None:
    wrong = with_rule(DISCONNECTING, CONNECTOR_TOGGLE_ALONE)
    for decision in wrong.decisions:
        *columns, is_connected = decision.to_facts().values()
        letters = "".join("Y" if each else "N" for each in columns)
        if is_connected:
            assert all(row.allowed is decision.allowed for row in DIS_4_ROWS if row.covers(letters))
    assert [DisconnectFacts(**facts) for facts in disagreements(wrong)] == [
        DisconnectFacts(
            owns_record=owns_record,
            is_connector=False,
            owner_may_disconnect=owner_may_disconnect,
            connector_may_disconnect=True,
            has_global_right=False,
            is_connected=True,
        )
        for owns_record, owner_may_disconnect in ((False, False), (False, True), (True, False))
    ]
