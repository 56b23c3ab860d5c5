"""Every message of the standard, asked and answered, is valid against a schema of ours; what is not is refused.

Left out unless asked for with `-m schemas`, which needs the group `schemas`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from certification import ALICE, BASIC, BATCH, FIRST, MALFORMED, POINT, READ, SEARCH, Asked, ask, resource, subject
from hypothesis import given
from hypothesis import strategies as st
from standard_schemas import ANSWERS, REQUESTS

from chatlink_policy import InvalidValue

pytestmark = pytest.mark.schemas

METHODS: dict[str, Callable[[object], dict[str, object]]] = {
    "evaluation": POINT.evaluate,
    "evaluations": POINT.evaluations,
    "subject": POINT.search_subject,
    "resource": POINT.search_resource,
    "action": POINT.search_action,
}


def is_valid(schema: dict[str, Any], message: object) -> bool:
    answer: bool = import_module("jsonschema").Draft202012Validator(schema).is_valid(message)
    return answer


def kind_of(asked: Asked) -> str:
    if asked.message.get("evaluations"):
        return "evaluations"
    return asked.section.split()[1] if asked.section.startswith("4") else "evaluation"


@pytest.mark.parametrize("asked", [*BASIC, *BATCH, *SEARCH], ids=lambda asked: asked.section)
def test_every_request_of_the_scenario_and_its_answer_are_valid_against_our_schemas(asked: Asked) -> None:
    kind = kind_of(asked)
    assert is_valid(REQUESTS[kind], asked.message) == (asked.expected != MALFORMED)
    if asked.expected != MALFORMED:
        assert is_valid(ANSWERS[kind], METHODS[kind](asked.message))


RIGHT: dict[str, dict[str, Any]] = {
    "evaluation": ask(ALICE, READ, FIRST, context={"time": 1}),
    "evaluations": {"subject": ALICE, "action": READ, "evaluations": [{"resource": FIRST}], "options": {"other": 1}},
    "subject": ask(subject(), READ, FIRST, page={"limit": 1}),
    "resource": ask(ALICE, READ, resource(), page={"limit": 1, "properties": {}}),
    "action": {"subject": ALICE, "resource": FIRST, "context": {}, "page": {"token": ""}},
}


def places(message: dict[str, Any]) -> list[tuple[str, ...]]:
    """The keys of a message, and those within its objects."""
    return [
        *((key,) for key in message),
        *((key, each) for key, inner in message.items() if isinstance(inner, dict) for each in inner),
    ]


JUNK = st.sampled_from([None, True, 0, -1, 1.5, "", "x", [], [1], {}, {"x": 1}, {"type": "user"}, {"name": "read"}])


@given(st.sampled_from([*RIGHT]), st.data())
def test_a_message_is_refused_if_and_only_if_it_is_not_valid_against_our_schema(kind: str, data: st.DataObject) -> None:
    message: Any = copy.deepcopy(RIGHT[kind])
    *path, key = data.draw(st.sampled_from(places(message)))
    inner = message
    for each in path:
        inner = inner[each]
    if data.draw(st.booleans()):
        inner[key] = data.draw(JUNK)
    else:
        del inner[key]
    try:
        answer = METHODS[kind](message)
    except InvalidValue as error:
        is_token = error.field == "page.token"  # of a token a schema sees only that it is a text
        assert is_token or not is_valid(REQUESTS[kind], message) or not message.get("evaluations", True)
    else:
        if kind != "evaluations" or message.get("evaluations"):
            assert is_valid(REQUESTS[kind], message)
        assert is_valid(ANSWERS["evaluation" if "decision" in answer else kind], answer)
