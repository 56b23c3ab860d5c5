"""The words of what is run over many cases: logs of decisions that are replayed, and policy tests."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REPLAY", "TESTS"]

REPLAY: Mapping[str, str] = {
    "title": "replay of a log of decisions",
    "lines": "{number,:line|lines}",
    "counted.same": "{number,:the same|the same}",
    "counted.different": "{number,:different|different}",
    "counted.rejected": "{number,:rejected|rejected}: it is not known what was decided",
    "counted.not_answered": "{number,} without an answer now",
    "difference": "Line {line} ({question}) was a {then} and would now be a {now}.",
    "rejected_line": "line {line}: {because}",
    "same": "same",
    "different": "different",
    "rejected": "rejected",
    "not_answered": "without an answer now",
    "line": "line",
    "time": "time",
    "request": "request",
    "subject": "subject",
    "was": "was",
    "is_now": "is now",
}
"""Of a log that is replayed, by their keys."""

TESTS: Mapping[str, str] = {
    "title": "policy tests",
    "counted": "{tests,:test|tests}: {passed,:passed|passed}, {failed,:failed|failed}.",
    "test": "test",
    "expected": "expected",
    "different": "different",
    "difference": "{path}: expected {expected}, got {got}: {because}",
    "no_answer": "no answer",
    "an_answer": "an answer",
    "follows": "it follows from the other answers",
    "nothing_expected": "Nothing is expected of {questions}.",
}
"""Of policy tests, by their keys."""
