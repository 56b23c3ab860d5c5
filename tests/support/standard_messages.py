"""What the AuthZEN standard says of answers: which keys there are, and of what types. Independent of any answer."""

from __future__ import annotations

import json
from typing import Any


def check_message(message: Any) -> None:  # noqa: ANN401  # whatever was answered
    """An answer of any kind: nothing but JSON, and the keys of its kind."""
    assert json.loads(json.dumps(message, allow_nan=False)) == message
    if "decision" in message:
        check_answer(message)
    elif "evaluations" in message:
        assert message.keys() == {"evaluations"}
        assert message["evaluations"]
        for each in message["evaluations"]:
            check_answer(each)
    else:
        check_search(message)


def check_answer(answer: dict[str, Any]) -> None:
    """A decision, and a context with the keys that the schema of the standard has."""
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert type(answer["decision"]) is bool
    assert answer.keys() <= {"decision", "context"}
    assert type(answer["context"]["id"]) is str
    assert answer["context"].keys() <= {"id", "reason_user", "reason_admin"}
    assert all(type(answer["context"][each]["en"]) is str for each in ("reason_user", "reason_admin"))


def check_search(answer: dict[str, Any]) -> None:
    """The page first, then the context, then the results: entities of one type, or names of actions."""
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert list(answer) == [each for each in ("page", "context", "results") if each in answer]
    for each in answer["results"]:
        assert each.keys() in ({"name"}, {"type", "id"}, {"type", "id", "properties"})
        assert all(type(each[key]) is str for key in ("name", "type", "id") if key in each)
    assert len({each.get("type") for each in answer["results"]}) <= 1
    if "page" in answer:
        assert answer["page"].keys() == {"next_token", "count"}
        assert type(answer["page"]["next_token"]) is str
        assert answer["page"]["count"] == len(answer["results"])
    if "context" in answer:
        assert type(answer["context"]["reason_user"]["en"]) is str
