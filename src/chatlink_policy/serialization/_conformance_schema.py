"""The JSON Schema of the conformance corpus, which is no model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._version import SCHEMA_VERSION
from ..conformance import CONFORMANCE_SCHEMA
from ..rules.questions import QUESTIONS

Schema = dict[str, object]


def conformance_schema() -> Schema:
    """The schema; cases may get further keys."""
    letters: Schema = {"type": "string", "pattern": "^[YN]+$"}
    texts: Schema = {"type": "array", "items": {"type": "string"}}
    keyed: Schema = {"type": "object"}
    combination = _open({"facts": letters, "can_occur": _BOOLEAN, "answer": _BOOLEAN, "documented_by": texts})
    changed: Schema = {"type": "array", "items": letters}
    otherwise = _open({"readings": keyed, "fingerprint": {"type": "string"}, "changed": changed})
    table: dict[str, Schema] = {
        "question": {"enum": [*QUESTIONS]},
        "fingerprint": {"type": "string"},
        "facts": texts,
        "otherwise": _many(otherwise),
        "combinations": _many(combination),
    }
    fact: Schema = {"type": "object", "additionalProperties": {"pattern": "^[YN?] [a-z_]+$"}}
    lacks: Schema = {"type": "object", "additionalProperties": texts}
    expected: Schema = {
        "type": "object",
        "properties": {"facts": fact, "answers": keyed, "without_answer": lacks, "can_act": keyed},
    }
    scenario: Schema = {"description": "What the schema `scenario` takes.", "type": "object", "required": ["policy"]}
    cases = _many(_open({"name": {"type": "string"}, "scenario": scenario, "expected": expected}))
    patch: Schema = {"description": "A JSON Merge Patch (RFC 7396).", "type": "object"}
    variation = _open({"of": {"type": "string"}, "change": patch, "expected": patch})
    found = _open(
        {
            "schema": {"const": CONFORMANCE_SCHEMA},
            "schema_version": {"const": SCHEMA_VERSION},
            "version": {"type": "string"},
            "tables": _many(_open(table)),
            "cards": cases,
            "notifications": cases,
            "scenarios": cases,
            "variations": _many(variation),
        }
    )
    return {"description": "The conformance corpus: cases with the answers of every implementation.", **found}


_BOOLEAN: Final[Schema] = {"type": "boolean"}


def _open(of: Mapping[str, Schema]) -> Schema:
    """An object that has those keys; others may be added."""
    return {"type": "object", "properties": dict(of), "required": [*of]}


def _many(of: Schema) -> Schema:
    return {"type": "array", "items": of}
