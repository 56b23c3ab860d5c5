"""The certification scenario of the standard is passed by questions of one's own: Basic, Batch and Search."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from certification import ALICE, BASIC, BATCH, FIRST, MALFORMED, POINT, READ, SEARCH, Asked, ask, subject
from standard_messages import check_answer, check_message, check_search

from chatlink_policy import InvalidValue

SCHEMAS = os.environ.get("CHATLINK_POLICY_AUTHZEN_SCHEMAS")
SEARCHES: dict[str, Callable[[object], dict[str, object]]] = {
    "subject": POINT.search_subject,
    "resource": POINT.search_resource,
    "action": POINT.search_action,
}


def by_section(asked: Asked) -> str:
    return asked.section


def test_the_scenario_has_fifty_requests() -> None:
    assert (len(BASIC), len(BATCH), len(SEARCH)) == (19, 10, 21)


@pytest.mark.parametrize("asked", BASIC, ids=by_section)
def test_a_single_evaluation_of_the_scenario_is_answered(asked: Asked) -> None:
    if asked.expected == MALFORMED:
        with pytest.raises(InvalidValue):
            POINT.evaluate(asked.message)
        return
    answer = POINT.evaluate(asked.message)
    check_answer(answer)
    assert answer["decision"] is asked.expected
    assert POINT.evaluate(asked.message) == answer


@pytest.mark.parametrize("asked", BATCH, ids=by_section)
def test_evaluations_of_the_scenario_are_answered_in_their_order(asked: Asked) -> None:
    answer: Any = POINT.evaluations(asked.message)
    if isinstance(asked.expected, bool):
        assert answer == POINT.evaluate(asked.message)
        assert answer["decision"] is asked.expected
        return
    check_message(answer)
    for place, each in enumerate(answer["evaluations"]):
        assert each["context"]["id"] == str(place)
    assert [each["decision"] for each in answer["evaluations"]] == asked.expected


@pytest.mark.parametrize("asked", SEARCH, ids=by_section)
def test_a_search_of_the_scenario_finds_what_is_allowed(asked: Asked) -> None:
    kind = asked.section.split()[1]
    if asked.expected == MALFORMED:
        with pytest.raises(InvalidValue):
            SEARCHES[kind](asked.message)
        return
    answer: Any = SEARCHES[kind](asked.message)
    name = "name" if kind == "action" else "id"
    assert [each[name] for each in answer["results"]] == asked.expected
    check_search(answer)
    assert ("page" in answer) == ("page" in asked.message)
    if kind != "action":
        assert {each["type"] for each in answer["results"]} <= {asked.message[kind]["type"]}  # type: ignore[index]


def test_the_second_page_of_the_scenario_ends_with_an_empty_token() -> None:
    search = ask(subject(), READ, FIRST)
    first: Any = POINT.search_subject({**search, "page": {"limit": 1}})
    assert first["page"].keys() == {"next_token", "count"}
    second: Any = POINT.search_subject({**search, "page": {"token": first["page"]["next_token"]}})
    assert [each["id"] for each in (*first["results"], *second["results"])] == ["alice", "bob"]
    assert second["page"] == {"next_token": "", "count": 1}


# --- The two schemas of the standard ----------------------------------------------------------------------------------


def single_answers() -> Iterator[tuple[dict[str, object], object]]:
    """Every single evaluation of the scenario with its answer, those within several too."""
    for asked in BASIC:
        if asked.expected != MALFORMED:
            yield asked.message, POINT.evaluate(asked.message)
    for asked in BATCH:
        answer: Any = POINT.evaluations(asked.message)
        yield from ((ask(ALICE, READ, FIRST), each) for each in answer.get("evaluations", [answer]))
    yield ask(ALICE, {"name": "fly"}, FIRST), POINT.evaluate(ask(ALICE, {"name": "fly"}, FIRST))


@pytest.mark.skipif(
    SCHEMAS is None, reason="CHATLINK_POLICY_AUTHZEN_SCHEMAS names no folder with the standard's schemas"
)
def test_request_and_answer_of_each_evaluation_are_valid_against_the_schemas_of_the_standard() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    folder = Path(SCHEMAS or "")
    requests, answers = (
        jsonschema.Draft202012Validator(json.loads((folder / f"evaluation-{each}.schema.json").read_text("utf-8")))
        for each in ("request", "response")
    )
    # The schema refuses keys that the standard tells receivers to ignore: 2.2.9 asks for exactly that.
    known = {"subject", "action", "resource", "context"}
    checked = [(request, answer) for request, answer in single_answers() if request.keys() <= known]
    assert len(checked) > 25
    for request, answer in checked:
        requests.validate(request)
        answers.validate(answer)
    for asked in BASIC:
        assert (asked.expected == MALFORMED) <= (not requests.is_valid(asked.message))
    with pytest.raises(jsonschema.ValidationError):
        answers.validate({"decision": False, "context": {"id": "0", "error": "no place for it"}})
