"""Whole pages for people: an outcome, a truth table, as plain text or Markdown, and a table as CSV.

Everything is derived from the values themselves; nothing here decides. What a name could contain is escaped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ._show import columns, csv_cell, heads, letter, markdown, markdown_table, paragraph, yes_no
from .checking import Finding, Severity
from .context_card import ContextCard
from .errors import one_line
from .notifications import Notifications
from .question import Decision, Question
from .scenario import Outcome
from .timeline import TimelineEntry

__all__ = [
    "findings_markdown",
    "findings_text",
    "outcome_markdown",
    "outcome_text",
    "table_csv",
    "table_markdown",
    "table_text",
]


# --- An outcome -------------------------------------------------------------------------------------------------------


def outcome_text(outcome: Outcome, title: str) -> str:
    """Every answer of an outcome as plain text: first at a glance, then each with its evidence."""
    lines = [title, "=" * len(title), ""]
    glance = [("question", "rule says", "user can act", "documented by")]
    glance += [_glance(outcome, name, decision) for name, decision in outcome.decisions.items()]
    lines += columns(glance)
    for name, decision in outcome.decisions.items():
        lines += ["", *_section(f"{name}: {yes_no(decision.allowed)}"), *_decision_text(decision)]
    for heading, statements in _which_ones(outcome):
        lines += ["", *_section(heading)]
        lines += [line for statement in statements for line in paragraph(statement, 2, "- ")]
    return "\n".join(lines) + "\n"


def outcome_markdown(outcome: Outcome, title: str) -> str:
    """Every answer of an outcome as Markdown: first at a glance, then each with its evidence."""
    lines = [f"# {markdown(title)}", ""]
    rows = [list(map(markdown, _glance(outcome, name, each))) for name, each in outcome.decisions.items()]
    lines += markdown_table(("question", "rule says", "user can act", "documented by"), rows)
    for name, decision in outcome.decisions.items():
        lines += ["", f"## {markdown(name)}: {yes_no(decision.allowed)}", "", *_decision_markdown(decision)]
    for heading, statements in _which_ones(outcome):
        lines += ["", f"## {markdown(heading)}", "", *(f"- {markdown(statement)}" for statement in statements)]
    return "\n".join(lines) + "\n"


def _section(heading: str) -> list[str]:
    return [heading, "-" * len(heading)]


def _glance(outcome: Outcome, name: str, decision: Decision[object]) -> tuple[str, str, str, str]:
    documented = ", ".join(decision.documented_by) or "derived"
    return name, yes_no(decision.allowed), yes_no(outcome.can_act(name)), documented


def _evidence(decision: Decision[object]) -> Iterable[tuple[str, list[str]]]:
    """The evidence of a decision as groups of statements."""
    yield "because", [reason.says for reason in decision.reasons]
    if decision.fixes:
        yield "it would be a yes if", [fix.says for fix in decision.fixes]
    yield "rests on", [", ".join(decision.citations)]


def _decision_text(decision: Decision[object]) -> list[str]:
    lines = paragraph(_sentence(decision))
    for heading, statements in _evidence(decision):
        lines.append(f"{heading}:")
        lines += [line for statement in statements for line in paragraph(statement, 4, "- ")]
    return lines


def _decision_markdown(decision: Decision[object]) -> list[str]:
    lines = [markdown(_sentence(decision))]
    for heading, statements in _evidence(decision):
        lines += ["", f"**{heading}**", "", *(f"- {markdown(statement)}" for statement in statements)]
    return lines


def _sentence(decision: Decision[object]) -> str:
    question = decision.question
    says = question.says_yes if decision.allowed else question.says_no
    return f"{says[0].upper()}{says[1:]}."


def _which_ones(outcome: Outcome) -> Iterable[tuple[str, list[str]]]:
    """What an outcome tells besides the yes/no answers, as headings with statements."""
    enablement = outcome.enablement
    if outcome.missing_pane_permissions and enablement is not None and enablement.facts.is_multisession:
        yield (
            "missing pane permissions",
            [
                f"read {table.label} ({table.name}), privilege {table.read_privilege} (ENB-8)"
                for table in outcome.missing_pane_permissions
            ],
        )
    if outcome.record_opens is not None:
        yield "access to the record", _access(outcome)
    if outcome.timeline_entry_shows is not None:
        yield "timeline entry shows", _entry(outcome.timeline_entry_shows)
    if outcome.context_card is not None:
        yield "context card", _card(outcome.context_card)
    if outcome.notifications is not None:
        yield "notifications", _notifications(outcome.notifications)
    if outcome.not_asked:
        yield "not asked", [f"{each.question}: lacks {', '.join(each.lacks)}" for each in outcome.not_asked]


def _access(outcome: Outcome) -> list[str]:
    opens = "opens" if outcome.record_opens else "does not open"
    statements = [f"a record shared in a chat {opens} for the user; a link gives nobody access (PRV-1, PRV-2)"]
    if outcome.can_join_from_timeline is not None:
        joins = "can" if outcome.can_join_from_timeline else "cannot"
        statements.append(f"the user {joins} join from the entry on the timeline (TML-5)")
    return statements


def _entry(entry: TimelineEntry) -> list[str]:
    writer = "nobody known" if entry.last_writer is None else entry.last_writer
    written = "" if entry.last_written_on is None else f" on {entry.last_written_on.isoformat()}"
    return [
        f"connected by {entry.connector or 'nobody known'} on {entry.connected_on.isoformat()} (TML-3)",
        f"last message by {writer}{written}, never the message itself (TML-3)",
        f"kept current: {yes_no(entry.is_kept_current)} (TML-7)",
    ]


def _card(card: ContextCard) -> list[str]:
    view = "no view" if card.view is None else f"the view {card.view!r}"
    shown = [each.name for each in card.columns if each.is_shown]
    statements = [
        "shown with a link to the record (CRD-1)" if card.is_shown else 'not shown: "Include a note" is off (CRD-1)',
        f"{'fields' if card.is_shown else 'fields it would have'} from {view}: {', '.join(shown) or 'none'} (CRD-2)",
    ]
    if card.laid_open:
        statements.append(f"secured fields laid open to every collaborator: {', '.join(card.laid_open)} (CRD-4)")
    for column in card.skipped:
        why = "; ".join(f"{each.says} ({', '.join(each.cites)})" for each in column.why_not)
        statements.append(f"{column.name} is left out: {why}")
    return statements


def _notifications(told: Notifications) -> list[str]:
    statements = []
    for each in told.sent:
        flag = "; inline images are not shown whole (NTF-7)" if each.images_not_whole else ""
        statements.append(f"{each.attribute} is told to every participant of {', '.join(told.chats)} (NTF-1){flag}")
    for silence in told.silent:
        why = "; ".join(f"{each.says} ({', '.join(each.cites)})" for each in silence.why)
        statements.append(f"{silence.attribute} does not notify: {why}")
    return statements or ["nothing was picked or written"]


# --- A truth table ----------------------------------------------------------------------------------------------------


def table_text(question: Question[object]) -> str:
    """The whole truth table of a question as plain text: its facts, then a line a combination."""
    lines = [*_section(f"{question.name}: {question.says_yes}"), ""]
    lines += columns(
        (letters, each.name, each.says, ", ".join(each.cites), each.moved_by.value)
        for letters, each in zip(heads(question.size), question.facts, strict=True)
    )
    rows = [[*heads(question.size), "answer", "documented by"]]
    rows += [[*map(letter, question.truths(each.combination)), *_verdict(each)] for each in question.decisions]
    return "\n".join([*lines, "", *columns(rows), "", f"fingerprint {question.fingerprint}"]) + "\n"


def table_markdown(question: Question[object]) -> str:
    """The whole truth table of a question as Markdown."""
    facts = (
        [head, f"`{each.name}`", markdown(each.says), ", ".join(each.cites), each.moved_by.value]
        for head, each in zip(heads(question.size), question.facts, strict=True)
    )
    cells = (
        [*map(letter, question.truths(each.combination)), *map(markdown, _verdict(each))] for each in question.decisions
    )
    lines = [f"# {markdown(question.name)}: {markdown(question.says_yes)}", ""]
    lines += markdown_table(["", "fact", "says", "cites", "moved by"], facts)
    lines += ["", *markdown_table([*heads(question.size), "answer", "documented by"], cells)]
    return "\n".join([*lines, "", f"Fingerprint: `{question.fingerprint}`"]) + "\n"


def table_csv(question: Question[object]) -> str:
    """The whole truth table of a question as CSV, safe to open in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(csv_cell(each.name) for each in question.facts), "possible", "allowed", "documented_by"])
    for each in question.decisions:
        truths = map(letter, question.truths(each.combination))
        documented = csv_cell("; ".join(each.documented_by))
        writer.writerow([*truths, letter(each.is_possible), letter(each.allowed), documented])
    return text.getvalue()


def _verdict(decision: Decision[object]) -> tuple[str, str]:
    if not decision.is_possible:
        return "-", "cannot occur"
    return yes_no(decision.allowed), ", ".join(decision.documented_by) or "derived"


# --- Findings ---------------------------------------------------------------------------------------------------------


def findings_text(findings: Iterable[Finding], title: str) -> str:
    """The findings of a check as plain text: how many of each severity, then each with what to do about it."""
    listed = tuple(findings)
    lines = [title, "=" * len(title), "", _tally(listed)]
    for each in listed:
        lines += ["", *paragraph(f"{each.severity}: {one_line(each.subject)}")]
        for statement in (one_line(each.found), f"To do: {each.todo}", _kind(each)):
            lines += paragraph(statement, 4)
    return "\n".join(lines) + "\n"


def findings_markdown(findings: Iterable[Finding], title: str) -> str:
    """The findings of a check as Markdown: how many of each severity, then a table with a row a finding."""
    listed = tuple(findings)
    lines = [f"# {markdown(title)}", "", _tally(listed)]
    rows = [(each.severity, one_line(each.subject), one_line(each.found), each.todo, _kind(each)) for each in listed]
    if rows:
        header = ("severity", "about", "found", "to do", "kind and requirements")
        lines += ["", *markdown_table(header, (list(map(markdown, row)) for row in rows))]
    return "\n".join(lines) + "\n"


def _tally(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "No findings."
    counted = (f"{severity}: {sum(each.severity is severity for each in findings)}" for severity in Severity)
    return ", ".join(counted)


def _kind(finding: Finding) -> str:
    """The code of a finding, and the requirements and choices it rests on."""
    return ", ".join((finding.code, *finding.cites))
