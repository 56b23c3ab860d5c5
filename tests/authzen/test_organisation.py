"""An organisation asked in the standard's messages answers as it does when it is asked directly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from standard_messages import check_answer, check_search

from chatlink_policy import QUESTIONS
from chatlink_policy._value import plain
from chatlink_policy.authzen import DecisionPoint, decision_point
from chatlink_policy.case import answer
from chatlink_policy.dataverse import load_export
from chatlink_policy.rules.outcome import Outcome
from chatlink_policy.rules.questions import inputs_of
from chatlink_policy.snapshot import Snapshot

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def contoso() -> Snapshot:
    return load_export(EXAMPLES / "export-contoso")


@pytest.fixture(scope="module")
def point(contoso: Snapshot) -> DecisionPoint:
    return decision_point(contoso)


def user(id: str, **properties: object) -> dict[str, object]:
    return {"type": "user", "id": id, "properties": properties}


def chat(id: str, record_type: str, record: str, **properties: object) -> dict[str, object]:
    own = {"record": record, "record_type": record_type}
    return {"type": "chat", "id": id, "properties": {"chatlink": own, **properties}}


def app(id: str) -> dict[str, object]:
    return {"type": "app", "id": id}


def ask(who: object, name: str, which: object) -> dict[str, object]:
    return {"subject": who, "action": {"name": name}, "resource": which}


ON_CHATS = [name for name in QUESTIONS if {"chat", "record", "access"}.intersection(inputs_of(name))]
ON_APPS = [name for name in QUESTIONS if "app" in inputs_of(name)]


def everything(snapshot: Snapshot) -> Iterator[tuple[dict[str, object], str, Outcome]]:
    """Every request about an organisation, with the outcome of the same case asked directly."""
    for who in snapshot.users:
        for which in snapshot.chats:
            for record_type, record in which.connections:
                outcome = answer(snapshot, user=who.id, chat=which.id, record=record, record_type=record_type)
                for name in ON_CHATS:
                    yield ask(user(who.id), name, chat(which.id, record_type, record)), name, outcome
        for each in snapshot.apps:
            outcome = answer(snapshot, user=who.id, app=each.unique_name)
            for name in ON_APPS:
                yield ask(user(who.id), name, app(each.unique_name)), name, outcome
        yield (
            ask(user(who.id), "timeline_configure", {"type": "organisation", "id": "contoso"}),
            "timeline_configure",
            answer(snapshot, user=who.id),
        )


def test_every_question_about_an_organisation_is_answered_as_when_it_is_asked_directly(
    contoso: Snapshot, point: DecisionPoint
) -> None:
    met = set()
    for message, name, outcome in everything(contoso):
        said: Any = point.evaluate(message)
        expected = getattr(outcome, name)
        check_answer(said)
        met.add((name, None if expected is None else expected.allowed))
        evidence = said["context"]["reason_admin"]
        if expected is None:
            assert said["decision"] is False
            assert evidence["error"]["message"]
        else:
            assert said["decision"] is expected.allowed
            assert evidence["en"] == expected.explanation
            assert evidence["decision"]["grounds"] == plain(outcome.grounds[name])
    assert {name for name, _ in met} == set(QUESTIONS)
    assert {answer for _, answer in met} == {True, False, None}


WRITER, READER = "414cbe32-7d3b-ee11-bdf4-000d3a5b6c02", "425dcf43-7d3b-ee11-bdf4-000d3a5b6c03"
CASE = "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"
CHAT = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"


def test_properties_of_a_request_never_override_facts(contoso: Snapshot, point: DecisionPoint) -> None:
    claims = {
        "can_write": True,
        "has_global_right": True,
        "owns_record": True,
        "roles": ["System Administrator"],
        "is_connected": True,
        "owner": READER,
    }
    for who in (WRITER, READER):
        for name in ("joining", "disconnecting"):
            plain = ask(user(who), name, chat(CHAT, "incident", CASE))
            claimed = ask(user(who, **claims), name, chat(CHAT, "incident", CASE, **claims))
            claimed |= {"context": claims, "action": {"name": name, "properties": claims}}
            assert point.evaluate(claimed) == point.evaluate(plain)
    assert len(contoso.users) == 4


def test_grounds_are_for_administrators_and_plain_data(contoso: Snapshot, point: DecisionPoint) -> None:
    message = ask(user(READER), "joining", chat(CHAT, "incident", CASE))
    answer: Any = point.evaluate(message)
    grounds = answer["context"]["reason_admin"]["decision"]["grounds"]
    assert grounds["can_write"]["says"] == "the access rights of the user to the record are read"
    assert json.loads(json.dumps(answer)) == answer
    for_users: Any = decision_point(contoso, for_administrators=False).evaluate(message)
    assert for_users["context"] == {key: answer["context"][key] for key in ("id", "reason_user")}
    assert "access rights" not in json.dumps(for_users)


def test_an_id_is_taken_in_any_spelling(point: DecisionPoint) -> None:
    plain = point.evaluate(ask(user(WRITER), "joining", chat(CHAT, "incident", CASE)))
    spelled = ask(user(f"{{{WRITER.upper()}}}"), "joining", chat(CHAT, "Incident", CASE.upper()))
    assert point.evaluate(spelled) == plain


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (ask(user("nobody"), "joining", chat(CHAT, "incident", CASE)), "subject.id: expected a user of the snapshot"),
        (ask(user(WRITER), "joining", chat("19:b", "incident", CASE)), "resource.id: expected a chat of the snapshot"),
        (
            ask(user(WRITER), "joining", chat(CHAT, "incident", "9")),
            "resource.properties.chatlink.record: expected a record of the snapshot",
        ),
        (
            ask(user(WRITER), "joining", chat(CHAT, "account", CASE)),
            "resource.properties.chatlink.record_type: expected incident, which has",
        ),
        (ask(user(WRITER), "enablement", app("none")), "resource.id: expected an app of the snapshot"),
        (ask(user(WRITER), "joining", app("x")), "resource.type: expected chat, got 'app'"),
        (ask({"type": "team", "id": "x"}, "joining", app("x")), "subject.type: expected user, got 'team'"),
        (
            ask(user(WRITER), "joining", {"type": "chat", "id": CHAT}),
            "resource.properties.chatlink.record: expected a value, got nothing: the key is missing",
        ),
        (
            ask(user(WRITER), "joining", {"type": "chat", "id": CHAT, "properties": {"chatlink": {"record": 1}}}),
            "resource.properties.chatlink.record: expected a text, got 1",
        ),
        (
            ask(user("403bad21-7d3b-ee11-bdf4-000d3a5b6c01"), "joining", chat(CHAT, "incident", CASE)),
            "access: the rights of that user to that record were not provided",
        ),
    ],
)
def test_what_is_not_there_or_not_known_is_denied_with_an_error_that_has_its_path_in_a_batch_too(
    point: DecisionPoint, message: dict[str, object], says: str
) -> None:
    said: Any = point.evaluate(message)
    assert said["decision"] is False
    alone = said["context"]["reason_admin"]["error"]["message"]
    assert alone.startswith(says)
    batch: Any = point.evaluations({"evaluations": [message, message]})
    path = "" if says.startswith("access:") else "evaluations[1]."  # no part of the request is wrong
    reason = batch["evaluations"][1]["context"]["reason_admin"]
    assert (reason["error"]["message"], reason["en"]) == (f"{path}{alone}", f"{path}{alone}.")


def test_a_key_of_ours_that_nobody_takes_is_refused(point: DecisionPoint) -> None:
    message = ask(user(WRITER), "joining", chat(CHAT, "incident", CASE))
    message["context"] = {"chatlink": {"app": "x"}, "time": "ignored"}
    with pytest.raises(ValueError, match=r"^context\.chatlink\.app: expected a known key \(known are none\)"):
        point.evaluate(message)
    wrong = {"type": "chat", "id": CHAT, "properties": {"chatlink": {"recrod": CASE}}}
    with pytest.raises(ValueError, match=r"chatlink\.recrod: expected a known key \(known are record, record_type\)"):
        point.evaluate(ask(user(WRITER), "joining", wrong))


def test_the_record_type_says_which_of_two_records_of_one_id_is_meant(contoso: Snapshot) -> None:
    twin = next(evolve(each, record_type="account") for each in contoso.records if each.id == CASE)
    point = decision_point(evolve(contoso, records=(*contoso.records, twin)))
    named: Any = point.evaluate(ask(user(WRITER), "joining", chat(CHAT, "incident", CASE)))
    assert named["decision"] is True
    unnamed = {"type": "chat", "id": CHAT, "properties": {"chatlink": {"record": CASE}}}
    said: Any = point.evaluate(ask(user(WRITER), "joining", unnamed))
    assert said["decision"] is False
    assert said["context"]["reason_admin"]["error"]["message"].startswith(
        "resource.properties.chatlink.record: expected one record; name the record type too, one of account, incident"
    )


def test_an_unreadable_row_is_an_error_and_not_a_no(contoso: Snapshot) -> None:
    unreadable = contoso.policy.but(unreadable_record_types={"incident"}, record_types=())
    point = decision_point(evolve(contoso, policy=unreadable))
    said: Any = point.evaluate(ask(user(WRITER), "joining", chat(CHAT, "incident", CASE)))
    assert said["decision"] is False
    assert said["context"]["reason_admin"]["error"]["code"] == "unknown_fact"


def test_one_that_is_unreadable_costs_no_other_of_a_batch(point: DecisionPoint) -> None:
    items = [{"subject": user(WRITER)}, {"subject": user("nobody")}, {"subject": user(READER)}]
    message = {"action": {"name": "joining"}, "resource": chat(CHAT, "incident", CASE), "evaluations": items}
    said: Any = point.evaluations(message)
    assert [each["decision"] for each in said["evaluations"]] == [True, False, False]
    assert ["error" in each["context"]["reason_user"] for each in said["evaluations"]] == [False, True, False]


def test_searches_find_whom_which_and_what_as_the_answers_one_by_one(contoso: Snapshot, point: DecisionPoint) -> None:
    which = chat(CHAT, "incident", CASE)
    who: Any = point.search_subject(ask({"type": "user"}, "disconnecting", which))
    assert [each["id"] for each in who["results"]] == [
        each.id
        for each in sorted(contoso.users, key=lambda each: each.id)
        if point.evaluate(ask(user(each.id), "disconnecting", which))["decision"]
    ]
    found: Any = point.search_resource(ask(user(WRITER), "joining", {"type": "chat"}))
    assert found["results"]
    for each in found["results"]:
        assert point.evaluate(ask(user(WRITER), "joining", each))["decision"]
    what: Any = point.search_action({"subject": user(WRITER), "resource": which})
    assert [each["name"] for each in what["results"]] == [
        name for name in QUESTIONS if point.evaluate(ask(user(WRITER), name, which))["decision"]
    ]
    for each in (who, found, what):
        check_search(each)
    errors = what["context"]["reason_admin"]["errors"]
    assert [each["name"] for each in errors] == ["timeline_entry"]  # that an app has the chat is no question of a chat
    assert point.search_subject(ask({"type": "user"}, "enablement", which)) == {"results": []}
    apps: Any = point.search_resource(ask(user(WRITER), "enablement", {"type": "app"}))
    assert {each["type"] for each in apps["results"]} <= {"app"}


def test_who_is_unknown_is_named_by_a_search(point: DecisionPoint) -> None:
    found: Any = point.search_subject(ask({"type": "user"}, "joining", chat(CHAT, "incident", CASE)))
    assert [each["id"] for each in found["results"]] == [WRITER]
    assert found["context"]["reason_admin"]["not_judged"] == 2
