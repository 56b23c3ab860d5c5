"""What every value shares: it prints on one short line, shows its fields, and is plain data made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from attrs import evolve
from witnesses import gallery

import chatlink_policy
from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    UNKNOWN,
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Owner,
    Policy,
    Question,
    Record,
    Scenario,
    User,
    evaluate,
    who_can_disconnect,
)
from chatlink_policy._value import Model, Shown, plain
from chatlink_policy.checking import check
from chatlink_policy.compare.impact import Flip, impact
from chatlink_policy.compare.policies import diff_policies
from chatlink_policy.compare.readings import sensitivity
from chatlink_policy.dataverse import load_export
from chatlink_policy.evidence import ChangedBy, fact, facts
from chatlink_policy.evidence.audit import audit
from chatlink_policy.evidence.coverage import coverage
from chatlink_policy.evidence.diff import diff
from chatlink_policy.evidence.records import record, replay
from chatlink_policy.policy import RecordTypePolicy
from chatlink_policy.rendering import in_words, render
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.rules.partition import Partition
from chatlink_policy.serialization import read_scenario
from chatlink_policy.sources import CHOICES, PAGE, REQUIREMENTS, SOURCES

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def values() -> Iterator[Model]:
    """Inputs and results, small ones and large ones."""
    snapshot = load_export(EXAMPLES / "export-contoso")
    case = read_scenario(EXAMPLES / "case-transfer.toml")
    outcome = evaluate(case)
    many = Policy(chat_is_on=True, record_types=[RecordTypePolicy(f"table_{number}") for number in range(300)])
    changed = NEW_ORGANISATION.but(chat_is_on=False)
    yield from (snapshot, snapshot.policy, many, case, outcome, *snapshot.users, *snapshot.chats, *snapshot.roles)
    yield from (each for each in (outcome.context_card, outcome.notifications, outcome.timeline_entry_shows) if each)
    yield from (*check(snapshot), *outcome.decisions.values(), *QUESTIONS.values(), *gallery("enablement")[:3])
    for question in QUESTIONS.values():
        yield from (audit(question), coverage(question, []), diff(question, question))
    yield from (diff_policies(NEW_ORGANISATION, changed), impact(NEW_ORGANISATION, changed, snapshot))
    yield sensitivity([case])
    yield who_can_disconnect(snapshot.policy, snapshot.users, snapshot.chats[0], snapshot.records[0])
    yield Partition((), ())
    yield from replay(
        [record(JOINING.decisions[7])], evolve(JOINING, rule=lambda f: f.is_connected and not f.can_write)
    )
    yield from (*REQUIREMENTS.values(), *CHOICES.values(), *SOURCES.values(), PAGE)


def test_every_value_prints_on_one_line_of_fewer_than_200_characters() -> None:
    for each in values():
        assert len(repr(each)) < 200
        assert "\n" not in repr(each)


def test_a_result_prints_on_a_short_line_however_much_it_says() -> None:
    names = [f"a_fact_{number}_whose_name_says_all_of_it" for number in range(8)]
    fields: dict[str, Any] = {name: fact("it is {|not }so", "page", ChangedBy.PRODUCT) for name in names}
    kind: type[object] = facts(type("LongFacts", (), {"__annotations__": dict.fromkeys(names, "bool"), **fields}))
    question: Question[object] = Question("long", kind, lambda _: True, says_yes="yes", says_no="no")
    flipped = Flip(("a user", "a chat" * 40), JOINING.decisions[7], JOINING.decisions[0])
    assert repr(flipped).startswith("Flip(joining: yes, now no; case=('a user', 'a chat")
    for each in (question, question.decisions[0], flipped):
        assert (len(repr(each)), repr(each)[-1]) == (199, ">" if each is not flipped else ")")


def test_every_constant_of_the_package_can_be_printed() -> None:
    for info in walk_packages(chatlink_policy.__path__, "chatlink_policy."):
        if not info.name.endswith("__main__"):
            assert all(repr(value) for value in vars(import_module(info.name)).values())


def test_every_value_shows_itself_as_text_and_in_a_notebook_and_results_are_plain_data() -> None:
    for each in values():
        assert each.to_text() == render(each)
        assert each._repr_html_().startswith("<")
        assert each._repr_markdown_()
        if isinstance(each, Shown):
            data = each.to_dict()
            assert next(iter(data)) == "schema_version"
            assert json.loads(json.dumps(data)) == data


def test_a_partition_shows_each_user_with_the_answer_and_its_reason() -> None:
    chat = Chat("19:chat", ChatKind.GROUP, links=[ChatLink("incident", "42", connected_by="ann", connected_on=NOON)])
    found = who_can_disconnect(NEW_ORGANISATION, [User("ann"), User("bob")], chat, Record("incident", "42", Owner()))
    assert [line.split()[:2] for line in found.to_text().splitlines()[3:]] == [
        ["user", "may"],
        ["ann", "yes"],
        ["bob", "no"],
    ]
    data = found.to_dict()
    (ann, decision), (bob, denied) = *found.allowed, *found.denied
    assert data["allowed"] == [{"user": ann.id, "decision": plain(decision)}]
    assert data["denied"] == [{"user": bob.id, "decision": plain(denied)}]


def test_a_value_that_says_nothing_of_its_own_shows_the_fields_it_was_given() -> None:
    assert Record("incident", "5d0a", Owner(team="support")).to_text() == (
        "Record\n======\n\nfield        value\nrecord_type  incident\nid           5d0a\nowner        support\n"
    )
    text = NEW_ORGANISATION.to_text()
    assert "chat_is_on  yes" in text
    assert "- incident, owner_may_disconnect: yes" in text
    assert "changes  none" in Scenario(policy=NEW_ORGANISATION, changes=[]).to_text()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (UNKNOWN, "unknown"),
        (True, "yes"),
        (False, "no"),
        (NOON, "2026-03-02T12:00:00+00:00"),
        (AccessRights.READ | AccessRights.WRITE, "read, write"),
        (AccessRights.NONE, "none"),
        (frozenset({"b", "a"}), "a, b"),
        ((), "none"),
        (tuple(map(str, range(12))), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more"),
        (Owner(), "Owner"),
    ],
)
def test_a_field_is_read_in_words(value: object, words: str) -> None:
    assert in_words(value) == words


def test_plain_data_has_sets_sorted_times_in_iso_8601_and_what_is_unknown_in_words() -> None:
    assert plain({"a": frozenset({"y", "x"}), "b": (NOON, UNKNOWN, None, 1)}) == {
        "a": ["x", "y"],
        "b": ["2026-03-02T12:00:00+00:00", "unknown", None, 1],
    }
    assert plain(Owner(team="t")) == {"user": None, "team": "t"}
    assert plain(AccessRights.READ) == 1
    assert Scenario(policy=NEW_ORGANISATION).to_text().startswith("Scenario\n")
