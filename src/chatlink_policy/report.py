"""Whole pages for people: an outcome, a truth table, the findings of a check, and a table as CSV.

Each page is written once, as blocks, and comes as plain text, as Markdown, and as a piece of HTML. Everything is
derived from the values themselves; nothing here decides. What a name could contain is escaped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ._arguments import checked
from ._pages import outcome_blocks, question_blocks
from .checking import Finding, Severity
from .evidence import Question
from .rendering import Block, Entries, Paragraph, Title, as_html, as_markdown, as_text, csv_cell, letter
from .rules.scenario import Outcome

__all__ = [
    "findings_html",
    "findings_markdown",
    "findings_text",
    "outcome_html",
    "outcome_markdown",
    "outcome_text",
    "table_csv",
    "table_html",
    "table_markdown",
    "table_text",
]


# --- An outcome -------------------------------------------------------------------------------------------------------


@checked
def outcome_text(outcome: Outcome, title: str) -> str:
    """Every answer of an outcome as plain text: first at a glance, then each with its evidence."""
    return as_text(outcome_page(outcome, title))


@checked
def outcome_markdown(outcome: Outcome, title: str) -> str:
    """The same page as Markdown."""
    return as_markdown(outcome_page(outcome, title))


@checked
def outcome_html(outcome: Outcome, title: str) -> str:
    """The same page as a piece of HTML."""
    return as_html(outcome_page(outcome, title))


def outcome_page(outcome: Outcome, title: str, *, has_facts: bool = False) -> Iterable[Block]:
    """The same page as blocks; with the facts that the answers rest on, where these were not written by the reader."""
    return Title(title), *outcome_blocks(outcome, level=2, has_facts=has_facts)


# --- A truth table ----------------------------------------------------------------------------------------------------


@checked
def table_text(question: Question[object]) -> str:
    """The whole truth table of a question as plain text: its facts, then a line a combination."""
    return as_text(table_page(question, 2))


@checked
def table_markdown(question: Question[object]) -> str:
    """The same page as Markdown."""
    return as_markdown(table_page(question, 1))


@checked
def table_html(question: Question[object]) -> str:
    """The same page as a piece of HTML."""
    return as_html(table_page(question, 1))


def table_page(question: Question[object], level: int) -> Iterable[Block]:
    """The same page as blocks; its heading has that level."""
    return question_blocks(question, level)


@checked
def table_csv(question: Question[object]) -> str:
    """The whole truth table of a question as CSV, safe to open in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(csv_cell(each.name) for each in question.facts), "possible", "allowed", "documented_by"])
    for each in question.decisions:
        truths = map(letter, question.truths(each.combination))
        documented = csv_cell("; ".join(row.cited for row in each.rows))
        writer.writerow([*truths, letter(each.is_possible), letter(each.allowed), documented])
    return text.getvalue()


# --- Findings ---------------------------------------------------------------------------------------------------------


@checked
def findings_text(findings: Iterable[Finding], title: str) -> str:
    """The findings of a check as plain text: how many of each severity, then each with what to do about it."""
    return as_text(findings_page(findings, title))


@checked
def findings_markdown(findings: Iterable[Finding], title: str) -> str:
    """The same page as Markdown, with a row a finding."""
    return as_markdown(findings_page(findings, title))


@checked
def findings_html(findings: Iterable[Finding], title: str) -> str:
    """The same page as a piece of HTML, with a row a finding."""
    return as_html(findings_page(findings, title))


def findings_page(findings: Iterable[Finding], title: str) -> Iterable[Block]:
    """The same page as blocks."""
    listed = tuple(findings)
    yield Title(title)
    yield Paragraph(_tally(listed))
    if listed:
        yield Entries(
            ("severity", "about", "found", "to do", "kind and requirements"),
            [(each.severity, each.subject, each.found, each.todo, _kind(each)) for each in listed],
            told=("{0}: {1}", "{2}", "To do: {3}", "{4}"),
        )


def _tally(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "No findings."
    counted = (f"{severity}: {sum(each.severity is severity for each in findings)}" for severity in Severity)
    names_rows = any(_NAMING_ROWS.intersection(each.values) for each in findings)
    return f"{', '.join(counted)}{'; rows of files count from 1' if names_rows else ''}"


_NAMING_ROWS = frozenset({"row", "rows", "places", "reasons"})
"""The values of findings in which rows of files are named."""


def _kind(finding: Finding) -> str:
    """The code of a finding, and the requirements and choices it rests on."""
    return ", ".join((finding.code, *finding.cites))
