"""JSON Schemas of ours for the messages of the AuthZEN standard, written from its text: all requests and answers.

The standard has schemas for a single evaluation only. Unknown keys are allowed everywhere in requests, as it demands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]


def an_object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


TEXT: Schema = {"type": "string"}
ENTITY = an_object(("type", "id"), type=TEXT, id=TEXT, properties=an_object())
SEARCHED = an_object(("type",), type=TEXT, properties=an_object())
ACTION = an_object(("name",), name=TEXT, properties=an_object())
NUMBER: Schema = {"type": "integer", "minimum": 0}
PAGE = an_object(token=TEXT, limit=NUMBER, properties=an_object())

EVALUATION = an_object(
    ("subject", "action", "resource"), subject=ENTITY, action=ACTION, resource=ENTITY, context=an_object()
)
DEFAULTS = {each: an_object() for each in ("subject", "action", "resource", "context")}
SEVERAL = an_object(
    ("evaluations",),
    **DEFAULTS,
    options=an_object(evaluations_semantic={"enum": ["execute_all", "deny_on_first_deny", "permit_on_first_permit"]}),
    evaluations={"type": "array", "minItems": 1},
)
"""What the message must be as a whole: what is wrong with an item costs that one alone."""

REQUESTS: Mapping[str, Schema] = {
    "evaluation": EVALUATION,
    "evaluations": SEVERAL,
    "subject": {
        **EVALUATION,
        "properties": {**EVALUATION["properties"], "subject": SEARCHED, "page": PAGE},
    },
    "resource": {
        **EVALUATION,
        "properties": {**EVALUATION["properties"], "resource": SEARCHED, "page": PAGE},
    },
    "action": an_object(("subject", "resource"), subject=ENTITY, resource=ENTITY, context=an_object(), page=PAGE),
}

REASON = an_object(("en",), en=TEXT)
ANSWER: Schema = {
    **an_object(
        ("decision",),
        decision={"type": "boolean"},
        context={
            **an_object(("id", "reason_user"), id=TEXT, reason_user=REASON, reason_admin=REASON),
            "additionalProperties": False,
        },
    ),
    "additionalProperties": False,
}


def _found(of: Schema) -> Schema:
    return {
        **an_object(
            ("results",),
            page=an_object(("next_token",), next_token=TEXT, count=NUMBER),
            context=an_object(("reason_user",), reason_user=REASON, reason_admin=REASON),
            results={"type": "array", "items": of},
        ),
        "additionalProperties": False,
    }


ANSWERS: Mapping[str, Schema] = {
    "evaluation": ANSWER,
    "evaluations": {
        **an_object(("evaluations",), evaluations={"type": "array", "minItems": 1, "items": ANSWER}),
        "additionalProperties": False,
    },
    "subject": _found({**ENTITY, "additionalProperties": False}),
    "resource": _found({**ENTITY, "additionalProperties": False}),
    "action": _found({**ACTION, "additionalProperties": False}),
}
