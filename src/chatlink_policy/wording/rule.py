"""The words around a requirement, a choice or a kind of finding that is looked up by its number or code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["RULE"]

RULE: Mapping[str, str] = MappingProxyType(
    {
        "kind.requirement": "{number}, a requirement",
        "kind.choice": "{number}, a choice where the documentation is open",
        "kind.finding": "{number}, a kind of finding",
        "sources": "comes from",
        "documentation": "the documentation",
        "own_choice": "A choice of this library",
        "part": "{says}: {source}",
        "not_code": "not code",
        "on_page": "in the documentation",
        "chosen": "chosen",
        "otherwise": "other readings",
        "option": "option",
        "needs": "looked for where the export has",
        "together": "cited together with",
        "places": "in the code",
        "rows": "in the truth tables",
        "question": "question",
        "row": "row",
        "when": "when",
        "answer": "answer",
        "at_row": "{question}, {row}: {answer}",
        "derived": "an answer that is derived",
        "tests": "proved by the tests",
        "findings": "findings that rest on it",
    }
)
