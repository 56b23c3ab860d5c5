"""The data of the live tables: each question with its answers, reasons and fixes, for the script of the page.

What is looked up is what the library says: all answers of a question are one number, of which combination c is bit c;
reasons and fixes are the facts they are about, a bit each. Nothing is decided by the script.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..evidence import Condition, Question
from ..rules.questions import QUESTIONS
from ._say import say

__all__ = ["live_data"]


def live_data() -> str:
    """The data as JSON that can stand in a page: no character in it opens a tag."""
    words = ("live_heading", "because", "would_be_allowed_if", "cannot_occur", "yes", "no", "and")
    data = {
        "words": {each: say(each if each.startswith("live_") else f"live_{each}") for each in words},
        "questions": {name: _question(each) for name, each in QUESTIONS.items()},
    }
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


def _question(question: Question[object]) -> dict[str, object]:
    decisions = question.decisions
    return {
        "says": [question.says_no, question.says_yes],
        "facts": [
            {"name": each.name, "says": [each.when(False), each.when(True)], "by": each.changed_by.says}
            for each in question.facts
        ],
        "results": f"0x{question.results:x}",
        "possible": f"0x{question.possible:x}",
        "reasons": [_masks(question, each.reasons) for each in decisions],
        "fixes": [_masks(question, each.fixes) for each in decisions],
    }


def _masks(question: Question[object], found: Iterable[Condition]) -> list[int]:
    return [sum(question.bits[fact.name] for fact in each.facts) for each in found]
