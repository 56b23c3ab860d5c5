"""The fixed texts of what is shown: headings, heads of tables, and the sentences around what was found."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["HEADINGS", "SEPARATORS"]

_AS_THEY_ARE = (
    "about",
    "administrator",
    "answer",
    "because",
    "changed",
    "cannot occur",
    "changed by",
    "cites",
    "derived",
    "documented",
    "documented by",
    "fact",
    "facts",
    "fingerprint",
    "found",
    "holds",
    "in words",
    "kind and requirements",
    "none",
    "note",
    "rests on",
    "says",
    "severity",
    "to do",
    "unknown",
    "why",
    "would be allowed if",
)
"""What is its own key: a word or two at the head of a list or of a column."""

HEADINGS: Mapping[str, str] = {
    **{each: each for each in _AS_THEY_ARE},
    # whatever is shown
    "colon": ":",
    "and_more": "and {more,} more",
    "value.more": "and {more} more",
    "titled": "{name}: {says}",
    "sentence": "{says^}.",
    "cited": "{says} ({cites})",
    "answer.yes": "yes",
    "answer.no": "no",
    "answer.not known": "not known",
    # the combinations of a question
    "combinations.by_and_why": "documented by, and why",
    "combinations.derived": "derived: the documentation leaves these open[ ({by})]",
    # a decision
    "row.cited": "{label} ({source})",
    "statement.cited": "{says} ({code}[, documented by {source}])",
    "condition.always": "that is so whatever the facts are",
    "fix.change": "{says} ({by})",
    "fix.reaches": "{says}; reaches {reach}",
    "fix.by_nobody": "{says}; {reach}",
    "by.administrator": "administrator",
    "by.role": "role",
    "by.profile": "profile",
    "by.assignment": "assignment",
    "by.history": "history",
    "by.record_access": "record_access",
    "by.product": "product",
    "grounds.one": "{name}, {answer}: {says}",
    "grounds.title": "grounds of {question}",
    # findings
    "findings.counted": "error: {error}, warning: {warning}, information: {information}",
    "findings.counted_with_rows": (
        "error: {error}, warning: {warning}, information: {information}; rows of files count from 1"
    ),
    "findings.none": "No findings.",
    "findings.to_do": "To do: {todo}",
    "severity.error": "error",
    "severity.warning": "warning",
    "severity.information": "information",
    "pane_table": "{label} ({name})",
}
"""By their keys."""

SEPARATORS: Mapping[str, str] = {"comma": ", ", "semicolon": "; ", "and": ", and "}
"""What stands between the members of a list, by its key."""
