"""The data of the live tables: each question with its answers, reasons and fixes, for the script of the page.

What is looked up is what the library says: all answers of a question are one number, of which combination c is bit c;
reasons and fixes are the facts they are about, a bit each. Nothing is decided by the script.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..evidence import Condition, Question
from ..evidence.named_facts import Fact, Fix
from ..rendering import yes_no
from ..rules.questions import QUESTIONS
from ..wording.words import joined, say, typeset

__all__ = ["live_data"]


def live_data(lang: str = "en") -> str:
    """The data as JSON that can stand in a page: no character in it opens a tag."""
    data = {
        "words": {name: typeset(words, lang) for name, words in _WORDS.items()},
        "questions": {name: _question(each, lang) for name, each in QUESTIONS.items()},
    }
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


_WORDS = {
    "heading": say("report.live_heading"),
    "cannot_occur": say("report.live_cannot_occur"),
    "because": say("because"),
    "would_be_allowed_if": say("would be allowed if"),
    "yes": yes_no(True),
    "no": yes_no(False),
    "and": joined(["", ""], "and"),
}


def _question(question: Question[object], lang: str) -> dict[str, object]:
    decisions = question.decisions
    return {
        "says": [typeset(each, lang) for each in (question.says_no, question.says_yes)],
        "facts": [
            {
                "name": each.name,
                "says": [typeset(each.when(truth), lang) for truth in (False, True)],
                "fixed": [typeset(_fix(each, truth), lang) for truth in (False, True)],
            }
            for each in question.facts
        ],
        "results": f"0x{question.results:x}",
        "possible": f"0x{question.possible:x}",
        "reasons": [_masks(question, each.reasons) for each in decisions],
        "fixes": [_masks(question, each.fixes) for each in decisions],
    }


def _fix(fact: Fact, truth: bool) -> str:
    return Fix((fact,), (truth,)).says


def _masks(question: Question[object], found: Iterable[Condition]) -> list[int]:
    return [sum(question.bits[fact.name] for fact in each.facts) for each in found]
