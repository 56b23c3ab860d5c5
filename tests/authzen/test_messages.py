"""Messages of the standard: what is refused with its path, what costs one evaluation alone, searches and pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from attrs import evolve
from certification import ALICE, BOB, FIRST, POINT, READ, SECOND, WRITE, action, ask, resource, subject
from hypothesis import given
from hypothesis import strategies as st
from standard_messages import check_message

from chatlink_policy import InvalidValue, UnknownFact
from chatlink_policy.authzen import DecisionPoint, Entity, Request
from chatlink_policy.errors import InvalidQuestion, UnreadableInput
from chatlink_policy.evidence import Decision

RIGHT = ask(ALICE, READ, FIRST)
MALFORMED: list[tuple[object, str]] = [
    (None, "request: expected an object, got None"),
    ([RIGHT], "request: expected an object, got"),
    ({1: 2}, "request: expected an object, got"),
    ({}, "subject: expected a value, got nothing: the key is missing"),
    ({**RIGHT, "subject": None}, "subject: expected an object, got None"),
    ({**RIGHT, "subject": {"type": 1, "id": "alice"}}, "subject.type: expected a text, got 1"),
    ({**RIGHT, "subject": {"type": "user", "id": None}}, "subject.id: expected a text, got None"),
    ({**RIGHT, "resource": {**FIRST, "properties": []}}, "resource.properties: expected an object, got []"),
    ({**RIGHT, "resource": {**FIRST, "properties": None}}, "resource.properties: expected an object, got None"),
    ({**RIGHT, "action": {"name": True}}, "action.name: expected a text, got True"),
    ({**RIGHT, "context": "now"}, "context: expected an object, got 'now'"),
    ({**RIGHT, "context": {"chatlink": 1}}, "context.chatlink: expected an object, got 1"),
    (
        {**RIGHT, "context": {"chatlink": {"app": "x"}}},
        "context.chatlink.app: expected a known key (known are none), got 'x'",
    ),
    (
        {**RIGHT, "subject": {**ALICE, "properties": {"chatlink": {"a b": 1}}}},
        "subject.properties.chatlink.'a b': expected a known key (known are none), got 1",
    ),
]


@pytest.mark.parametrize(("message", "says"), MALFORMED, ids=[says for _, says in MALFORMED])
def test_a_malformed_request_is_refused_with_its_path(message: object, says: str) -> None:
    for asked in (POINT.evaluate, POINT.evaluations):
        with pytest.raises(InvalidValue) as caught:
            asked(message)
        assert str(caught.value).startswith(says)


@pytest.mark.parametrize(("message", "says"), MALFORMED[4:], ids=[says for _, says in MALFORMED[4:]])
def test_what_is_wrong_with_one_of_several_costs_that_one_alone(message: object, says: str) -> None:
    answer: Any = POINT.evaluations({"evaluations": [RIGHT, message, RIGHT]})
    first, wrong, last = answer["evaluations"]
    assert (first["decision"], wrong["decision"], last["decision"]) == (True, False, True)
    assert wrong["context"]["reason_admin"]["error"]["message"].startswith(f"evaluations[1].{says}")
    assert wrong["context"]["reason_user"]["error"] == {"code": "invalid_value"}
    assert {**first, "context": {**first["context"], "id": "2"}} == last


def test_an_item_that_is_no_object_costs_that_one_alone() -> None:
    answer: Any = POINT.evaluations({"evaluations": ["alice", RIGHT]})
    assert [each["decision"] for each in answer["evaluations"]] == [False, True]
    message = answer["evaluations"][0]["context"]["reason_admin"]["error"]["message"]
    assert message == "evaluations[0]: expected an object, got 'alice'"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"evaluations": {}}, "evaluations: expected a list of requests, got {}"),
        ({"evaluations": [{}], "options": []}, "options: expected an object, got []"),
        ({"evaluations": [{}], "subject": "alice"}, "subject: expected an object, got 'alice'"),
        (
            {"evaluations": [{}], "options": {"evaluations_semantic": "any"}},
            "options.evaluations_semantic: expected one of execute_all, deny_on_first_deny, permit_on_first_permit",
        ),
        (
            {"evaluations": [{}], "options": {"evaluations_semantic": None}},
            "options.evaluations_semantic: expected one of",
        ),
    ],
)
def test_what_is_wrong_with_the_message_as_a_whole_is_refused(more: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        POINT.evaluations({**RIGHT, **more})
    assert str(caught.value).startswith(says)


# --- Unknown is denied, and says so -----------------------------------------------------------------------------------


def raising(error: Exception) -> DecisionPoint:
    def ask_and_fail(_: Request) -> Decision[Any]:
        raise error

    return evolve(POINT, actions={"read": ask_and_fail})


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownFact("the owner was not exported: neither yes nor no"), "unknown_fact"),
        (InvalidValue("record", "a record of the snapshot", "'9'"), "invalid_value"),
        (UnreadableInput("records.json", (InvalidValue("ownerid", "an id", "7"),)), "unreadable_input"),
    ],
)
def test_unknown_is_denied_with_an_error_in_the_context_and_never_a_silent_no(error: Exception, code: str) -> None:
    answer: Any = raising(error).evaluate(RIGHT)
    assert answer["decision"] is False
    assert answer["context"]["reason_admin"]["error"] == {"code": code, "message": str(error)}
    assert answer["context"]["reason_user"]["error"] == {"code": code}
    assert "not known" in answer["context"]["reason_user"]["en"]
    assert str(error) not in str(answer["context"]["reason_user"])
    for_users: Any = evolve(raising(error), for_administrators=False).evaluate(RIGHT)
    assert for_users == {"decision": False, "context": {"id": "0", "reason_user": answer["context"]["reason_user"]}}


def test_an_action_without_a_question_is_denied_with_an_error() -> None:
    answer: Any = POINT.evaluate(ask(ALICE, action("fly"), FIRST))
    assert answer["decision"] is False
    assert answer["context"]["reason_admin"]["error"]["message"] == (
        "action.name: expected one of read, write, delete, got 'fly'"
    )


@pytest.mark.parametrize("answer", [True, None, "yes", 1])
def test_an_action_that_gives_no_decision_is_a_mistake_of_the_service_and_never_a_yes(answer: object) -> None:
    asked: Any = lambda _: answer  # noqa: E731
    with pytest.raises(InvalidQuestion, match=r"^actions\['read'\]: expected a Decision, got "):
        evolve(POINT, actions={"read": asked}).evaluate(RIGHT)


def test_a_mistake_of_the_service_is_not_taken_for_something_unknown() -> None:
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError()).evaluate(RIGHT)


# --- Several evaluations ----------------------------------------------------------------------------------------------

ITEMS = {True: {"action": READ}, False: {"action": WRITE}, None: {"action": action("fly")}}
"""What bob is allowed, what he is denied, and what has no answer."""


def decisions(answers: list[bool | None], semantic: str | None) -> list[bool]:
    options = {} if semantic is None else {"options": {"evaluations_semantic": semantic, "other": 1}}
    message = {"subject": BOB, "resource": FIRST, "evaluations": [ITEMS[each] for each in answers], **options}
    answer: Any = POINT.evaluations(message)
    return [each["decision"] for each in answer["evaluations"]]


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6))
def test_evaluations_have_the_three_semantics_of_the_standard(answers: list[bool | None]) -> None:
    every = [answer is True for answer in answers]
    assert decisions(answers, None) == decisions(answers, "execute_all") == every
    until_no = every[: every.index(False) + 1] if False in every else every
    until_yes = every[: every.index(True) + 1] if True in every else every
    assert decisions(answers, "deny_on_first_deny") == until_no
    assert decisions(answers, "permit_on_first_permit") == until_yes


def test_what_follows_the_answer_that_ends_the_evaluations_is_not_asked() -> None:
    asked = []

    def note(request: Request) -> Decision[Any]:
        asked.append(request.resource.id)
        return POINT.actions["read"](request)

    items = [{"resource": FIRST}, {"resource": SECOND}]
    message = {"subject": ALICE, "action": READ, "evaluations": items}
    evolve(POINT, actions={"read": note}).evaluations(
        {**message, "options": {"evaluations_semantic": "permit_on_first_permit"}}
    )
    assert asked == ["record-1"]


def test_an_entity_of_an_item_takes_the_place_of_the_whole_default() -> None:
    seen: list[Request] = []

    def note(request: Request) -> Decision[Any]:
        seen.append(request)
        return POINT.actions["read"](request)

    point = evolve(POINT, actions={"read": note})
    point.evaluations(
        {
            "subject": subject("alice", team="north"),
            "action": action("read", by="phone"),
            "resource": resource("record-1", shelf=1),
            "context": {"ip": "10.0.0.1", "time": 1},
            "evaluations": [{}, {"resource": {"id": "record-2"}, "action": {"properties": {}}, "context": {"time": 2}}],
        }
    )
    first, second = seen
    assert (first.resource, first.context) == (
        Entity("record", "record-1", {"shelf": 1}),
        {"ip": "10.0.0.1", "time": 1},
    )
    assert (second.resource, second.context) == (Entity("record", "record-2"), {"time": 2})
    assert (first.subject, first.action.properties) == (second.subject, {"by": "phone"})
    assert (second.action.name, second.action.properties) == ("read", {})


# --- Searches and their pages -----------------------------------------------------------------------------------------


def numbered(count: int, allowed: Callable[[int], bool | None]) -> DecisionPoint:
    """A point with that many records, each allowed, denied or unknown."""

    def read(request: Request) -> Decision[Any]:
        answer = allowed(int(request.resource.id))
        if answer is None:
            raise UnknownFact(f"record {request.resource.id} is not known")
        return POINT.actions["delete"](
            evolve(
                request,
                resource=Entity("record", "record-1"),
                action=evolve(request.action, properties={"soft": answer}),
            )
        )

    def records(_: Request) -> Iterator[Entity]:
        return (Entity("record", str(each), {"secret": each}) for each in range(count))

    return evolve(POINT, actions={"read": read}, resources={"record": records})


SEARCH = ask(ALICE, READ, resource())


def pages(point: DecisionPoint, message: Mapping[str, object], **page: object) -> list[Any]:
    """Every page of a search, one after the other."""
    found: list[Any] = [point.search_resource({**message, "page": page})]
    while token := found[-1]["page"]["next_token"]:
        found.append(point.search_resource({**message, "page": {"token": token}}))
    return found


@given(st.lists(st.sampled_from([True, False, None]), max_size=12), st.integers(1, 5))
def test_pages_give_together_what_the_whole_search_gives_and_the_last_one_says_so(
    answers: list[bool | None], limit: int
) -> None:
    point = numbered(len(answers), lambda each: answers[each])
    whole: Any = point.search_resource(SEARCH)
    assert [each["id"] for each in whole["results"]] == [str(each) for each, answer in enumerate(answers) if answer]
    found = pages(point, SEARCH, limit=limit)
    assert [each for page in found for each in page["results"]] == whole["results"]
    assert all(0 < len(page["results"]) <= limit for page in found) or whole["results"] == []
    assert [page["page"]["count"] for page in found] == [len(page["results"]) for page in found]
    errors = [each for page in found for each in page.get("context", {}).get("reason_admin", {}).get("errors", [])]
    assert [each["id"] for each in errors] == [str(each) for each, answer in enumerate(answers) if answer is None]
    assert ("context" in whole) == (None in answers)


@given(st.lists(st.sampled_from([True, False, None]), max_size=8))
def test_what_a_search_finds_is_allowed_when_it_is_asked_for(answers: list[bool | None]) -> None:
    point = numbered(len(answers), lambda each: answers[each])
    found: Any = point.search_resource(SEARCH)
    allowed = [point.evaluate(ask(ALICE, READ, each))["decision"] for each in found["results"]]
    assert all(allowed)
    assert len(allowed) == answers.count(True)


def test_a_search_without_a_page_gives_one_where_there_is_more_than_a_page_holds() -> None:
    point = evolve(numbered(5, lambda _: True), largest_page=2)
    first: Any = point.search_resource(SEARCH)
    assert first["page"]["count"] == 2
    assert first["page"]["next_token"]
    assert [len(page["results"]) for page in pages(point, SEARCH, limit=4)] == [2, 2, 1]


def test_a_search_names_no_property_but_those_of_ours_and_is_not_silent_about_what_it_could_not_judge() -> None:
    answer: Any = numbered(3, [True, None, False].__getitem__).search_resource(SEARCH)
    assert answer["results"] == [{"type": "record", "id": "0"}]
    said = answer["context"]["reason_admin"]
    assert said["errors"] == [{"type": "record", "id": "1", "code": "unknown_fact", "message": "record 1 is not known"}]
    assert said["not_judged"] == 1
    assert "record 1" not in str(answer["context"]["reason_user"])


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ([], "page: expected an object"),
        ({"limit": -1}, "page.limit: expected a whole number from 0, got -1"),
        ({"limit": True}, "page.limit: expected a whole number from 0, got True"),
        ({"limit": None}, "page.limit: expected a whole number from 0, got None"),
        ({"token": 1}, "page.token: expected a text, got 1"),
        ({"token": "1"}, "page.token: expected the token of a page before, as it came, got '1'"),
        ({"token": "bnVsbA=="}, "page.token: expected the token of a page before, as it came"),
        ({"properties": 1}, "page.properties: expected an object, got 1"),
    ],
)
def test_a_page_that_is_malformed_is_refused(page: object, says: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        POINT.search_subject({**ask(subject(), READ, FIRST), "page": page})
    assert str(caught.value).startswith(says)


def test_a_token_holds_for_its_own_request_alone() -> None:
    point = numbered(5, lambda _: True)
    page: Any = point.search_resource({**SEARCH, "page": {"limit": 2}})
    token = page["page"]["next_token"]
    same = {**SEARCH, "later": "ignored", "resource": resource("any id")}
    assert point.search_resource({**same, "page": {"token": token, "limit": 2}})["results"]
    for changed in ({"subject": BOB}, {"context": {"ip": "1"}}, {"subject": subject("alice", team=1)}):
        with pytest.raises(
            InvalidValue, match=r"^page\.token: expected a token of the same request, got one of another$"
        ):
            point.search_resource({**SEARCH, **changed, "page": {"token": token}})
    with pytest.raises(InvalidValue, match=r"^page\.limit: expected 2, as for the page before, got 3$"):
        point.search_resource({**SEARCH, "page": {"token": token, "limit": 3}})


def test_a_page_of_nothing_says_whether_there_is_something() -> None:
    some: Any = numbered(2, [False, True].__getitem__).search_resource({**SEARCH, "page": {"limit": 0}})
    none: Any = numbered(2, lambda _: False).search_resource({**SEARCH, "page": {"limit": 0}})
    assert some["results"] == none["results"] == []
    assert some["page"]["next_token"]
    assert not none["page"]["next_token"]


def test_a_search_for_an_action_without_a_question_finds_nothing_and_misses_nothing() -> None:
    assert POINT.search_subject(ask(subject(), action("fly"), FIRST)) == {"results": []}
    assert POINT.search_resource(ask(ALICE, action("fly"), resource())) == {"results": []}


def test_id_and_properties_of_what_is_searched_for_are_ignored() -> None:
    asked = []

    def anyone(request: Request) -> Iterator[Entity]:
        asked.append(request.subject)
        return iter([Entity("user", "bob")])

    point = evolve(POINT, subjects={"user": anyone})
    found = point.search_subject(ask(subject("alice", role="admin"), WRITE, SECOND))
    assert asked == [Entity("user", "")]
    assert found == point.search_subject(ask(subject(), WRITE, SECOND))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["subject", "action", "resource", "type", "id", "name", "properties", "context", "chatlink", "x"]
            )
            | st.sampled_from(["evaluations", "options", "page", "token", "limit"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*RIGHT, "context", "evaluations", "options", "page"]), JSON, max_size=3))
def test_any_message_is_answered_or_refused_with_a_path(other: dict[str, object]) -> None:
    for asked in (POINT.evaluate, POINT.evaluations, POINT.search_subject, POINT.search_resource, POINT.search_action):
        try:
            answer = asked({**RIGHT, **other})
        except InvalidValue as error:
            assert error.field
        else:
            check_message(answer)


def test_a_service_that_offers_entities_of_another_type_is_told_so() -> None:
    wrong: Any = lambda _: [Entity("ship", "1")]  # noqa: E731
    with pytest.raises(InvalidQuestion, match=r"^resources\['record'\]: expected entities of that type, got "):
        evolve(POINT, resources={"record": wrong}).search_resource(SEARCH)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("actions", {"read": 1}, "functions by name"),
        ("subjects", [], "functions by name"),
        ("grounds", 1, "a function"),
        ("for_administrators", "no", "true or false"),
        ("largest_page", 0, "a whole number from 1 to 1000000"),
        ("takes", {"body": ["a"]}, "names of keys by place"),
        ("takes", {"context": "app"}, "names of keys by place"),
    ],
)
def test_a_decision_point_that_does_not_fit_is_refused(field: str, value: object, expected: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        evolve(POINT, **{field: value})  # type: ignore[arg-type]
    assert str(caught.value).startswith(f"DecisionPoint.{field}: expected {expected}")


def test_answers_are_plain_data_that_nobody_else_holds() -> None:
    answer: Any = POINT.evaluate(RIGHT)
    before = json.dumps(answer)
    answer["context"]["reason_user"]["reasons"].append("changed")
    assert json.dumps(POINT.evaluate(RIGHT)) == before
