"""The texts of what is found in a question: goals, coverage, influence, and why an answer changed."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EVIDENCE"]

EVIDENCE: Mapping[str, str] = {
    # which configuration meets the goals
    "goals": "{question}: which configuration meets the goals",
    "goals.list": "goals, where a yes means that {says}",
    "goals.none": "There is no goal.",
    "goals.when": "a {answer} when {says}",
    "goals.always": "always a {answer}",
    "goals.meet": "{number,:configuration meets|configurations meet} all goals, the least permissive first.",
    "goals.yes_in": "a yes in",
    "goals.allowed": "{allowed} of {possible} combinations",
    "goals.not_met": "No configuration meets all goals.",
    "goals.conflict": "no configuration meets all of these, though there may be other conflicts too",
    "goals.never": "No configuration can occur.",
    # what scenarios cover
    "coverage": "What scenarios cover of the question {question}",
    "coverage.met": "{number} of {of} combinations that can occur",
    "coverage.impossible_met": "combinations met that cannot occur, and count for nothing: {number}",
    "coverage.facts": "{number} of {of} facts shown to decide alone",
    "coverage.never_alone": "facts that never decide alone: {names}",
    "coverage.mutants": "{number} of {of} mutants killed",
    "coverage.equivalent": "edits that change no answer that can occur, and make no mutant: {number}",
    "coverage.reasons": "{number} of {of} reasons met",
    "coverage.not_met": "Combinations not met ({names}; * for either)",
    "coverage.not_alone": "Facts not shown to decide alone",
    "coverage.survive": "Mutants that survive",
    "coverage.without": "Reasons that no scenario has",
    "coverage.nothing_to_add": "No scenario has to be added for these facts, mutants and reasons.",
    "coverage.to_add": "To add",
    "coverage.added": (
        "{number} of {of} combinations that were not met; none of them can be left out, but fewer others may do."
    ),
    "coverage.mutant": '"{before}" becomes "{after}"',
    # how often each fact decides
    "influence": "{question}: how often each fact decides",
    "influence.means": (
        "{possible} combinations can occur. A fact decides in one of them when changing that fact alone, to a "
        "combination that can occur too, changes the answer."
    ),
    "influence.decides": "decides in",
    "influence.can_change": "can change alone in",
    "influence.of": "{number} of {of}",
    # why an answer changed
    "why.changed": "{question}: from {before} to {after}",
    "why.same": "{question}: still {after}",
    "why.now": "Now {says}.",
    "why.by": "Changed by {kinds}. Each of these alone would have done",
    "why.by.policy": "the policy",
    "why.by.circumstances": "the circumstances",
    "why.by.rule": "the rule",
    "why.noise": "Changed too, without any effect",
    "why.nothing": "No fact changed.",
    "why.facts": "now {says}",
    "why.rule": "the rule has changed",
}
"""By their keys."""
