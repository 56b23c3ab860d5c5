"""What each thing shows of itself, written once as blocks; nothing here decides.

The things are known here to the type checkers only, so that each of them can load this module when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .rendering import Block, Bullets, Code, Named, Paragraph, Table, Title, Together, heads, letter, yes_no

if TYPE_CHECKING:
    from .evidence import Decision, Question, Statement
    from .rules.context_card import ContextCard, WhyNotShown
    from .rules.notifications import Notification, Notifications, WhyNotSent
    from .rules.scenario import Outcome
    from .rules.timeline import TimelineEntry

_IN_A_NOTEBOOK = 3
"""The level of the first heading where the page around it has headings of its own."""


# --- A decision -------------------------------------------------------------------------------------------------------


def decision_blocks(decision: Decision[object]) -> Iterable[Block]:
    """A decision: its answer, its facts, and all its evidence."""
    question = decision.question
    yield Title(question.name, _IN_A_NOTEBOOK, yes_no(decision.allowed))
    yield Paragraph(_sentence(decision))
    yield Table(
        ("fact", "holds", "in words", "cites"),
        [
            (Code(each.name), yes_no(truth), each.when(truth), _cites(each.cites))
            for each, truth in zip(question.facts, question.truths(decision.combination), strict=True)
        ],
    )
    yield from _evidence(decision)
    yield Bullets([_documented(decision)], "documented by")
    yield from _said_besides(decision.statements)


def _sentence(decision: Decision[object]) -> str:
    question = decision.question
    says = question.says_yes if decision.allowed else question.says_no
    return f"{says[0].upper()}{says[1:]}."


def _evidence(decision: Decision[object]) -> Iterable[Block]:
    yield Bullets([reason.says for reason in decision.reasons], "because")
    if decision.fixes:
        yield Bullets([fix.says for fix in decision.fixes], "it would be a yes if")
    if decision.citations:
        yield Bullets([_cites(decision.citations)], "rests on")


def _said_besides(statements: Iterable[Statement]) -> Iterable[Block]:
    if said := [each.cited for each in statements]:
        yield Bullets(said, "note")


def _cites(numbers: Iterable[str]) -> str:
    """Numbers in one phrase, each with the sister source that it comes from: "CON-1, CON-3 (U, G)"."""
    from .sources import cited  # noqa: PLC0415  # only what is looked at pays for it

    return ", ".join(map(cited, numbers))


def _documented(decision: Decision[object]) -> str:
    if not decision.is_possible:
        return "cannot occur"
    return ", ".join(row.cited for row in decision.rows) or "derived"


# --- A truth table ----------------------------------------------------------------------------------------------------


def question_blocks(question: Question[object], level: int = _IN_A_NOTEBOOK) -> Iterable[Block]:
    """A question: its facts, then its whole truth table, a row a combination."""
    letters = heads(question.size)
    yield Title(f"{question.name}: {question.says_yes}", level)
    yield Table(
        ("", "fact", "says", "cites", "changed by"),
        [
            (head, Code(each.name), each.says, _cites(each.cites), each.changed_by.value)
            for head, each in zip(letters, question.facts, strict=True)
        ],
        has_header_in_text=False,
    )
    yield Table(
        (*letters, "answer", "documented by"),
        [(*map(letter, question.truths(each.combination)), *_verdict(each)) for each in question.decisions],
    )
    yield Named("fingerprint", question.fingerprint)


def _verdict(decision: Decision[object]) -> tuple[str, str]:
    answer = yes_no(decision.allowed) if decision.is_possible else "-"
    return answer, _documented(decision)


# --- An outcome -------------------------------------------------------------------------------------------------------


def outcome_blocks(outcome: Outcome, level: int = _IN_A_NOTEBOOK, *, has_facts: bool = False) -> Iterable[Block]:
    """An outcome: every answer at a glance, the facts where they are wanted, then each answer with its evidence."""
    glance = [
        (name, yes_no(each.allowed), yes_no(outcome.can_act(name)), _documented(each))
        for name, each in outcome.decisions.items()
    ]
    yield Table(("question", "rule says", "user can act", "documented by"), glance)
    if has_facts and outcome.decisions:
        yield Together([Title("facts", level), _facts(outcome)])
    for name, decision in outcome.decisions.items():
        title = Title(f"{name}: {yes_no(decision.allowed)}", level)
        yield Together([title, Paragraph(_sentence(decision)), *_evidence(decision)])
    for heading, statements in _which_ones(outcome):
        yield Together([Title(heading, level), Bullets(statements)])


def _facts(outcome: Outcome) -> Table:
    """Every fact that the answers rest on, once for all questions in which it says the same."""
    questions: dict[tuple[str, bool, str], list[str]] = {}
    for name, decision in outcome.decisions.items():
        question = decision.question
        for fact, truth in zip(question.facts, question.truths(decision.combination), strict=True):
            questions.setdefault((fact.name, truth, fact.when(truth)), []).append(name)
    return Table(
        ("fact", "holds", "in words", "needed for"),
        [(Code(name), yes_no(truth), says, ", ".join(needed)) for (name, truth, says), needed in questions.items()],
    )


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
        yield "context card", [*_card(outcome.context_card), *_left_out(outcome.context_card)]
    if outcome.notifications is not None:
        yield "notifications", _notifications(outcome.notifications)
    if outcome.statements:
        yield "note", [each.cited for each in outcome.statements]
    if outcome.not_asked:
        yield "not answered", [f"{each.question}: {each.says}" for each in outcome.not_asked]


def _access(outcome: Outcome) -> list[str]:
    opens = "opens" if outcome.record_opens else "does not open"
    statements = [
        f"a record shared in a chat {opens} for the user; a link gives nobody access ({_cites(['PRV-1', 'PRV-2'])})"
    ]
    if outcome.can_join_from_timeline is not None:
        joins = "can" if outcome.can_join_from_timeline else "cannot"
        statements.append(f"the user {joins} join from the entry on the timeline ({_cites(['TML-5'])})")
    return statements


def _entry(entry: TimelineEntry) -> list[str]:
    written = "at an unknown time" if entry.last_written_on is None else f"on {entry.last_written_on.isoformat()}"
    return [
        f"connected by {entry.connector or 'an unknown user'} on {entry.connected_on.isoformat()} (TML-3)",
        f"last message by {entry.last_writer or 'an unknown user'} {written}, never the message itself (TML-3)",
        f"kept current: {yes_no(entry.is_kept_current)} ({_cites(['TML-7', 'TML-8'])})",
    ]


# --- A context card ---------------------------------------------------------------------------------------------------


def card_blocks(card: ContextCard) -> Iterable[Block]:
    """A context card: whether it is shown, then each column of the view with why it is left out."""
    yield Title(f"context card of {card.record_type}", _IN_A_NOTEBOOK, yes_no(card.is_shown))
    yield Bullets(_card(card))
    if card.columns:
        yield Table(
            ("column", "is a field" if card.is_shown else "would be a field", "secured", "left out because"),
            [
                (Code(each.name), yes_no(each.is_shown), yes_no(each.is_secured), _why(each.why_not))
                for each in card.columns
            ],
        )
    yield Bullets([_cites(card.citations)], "rests on")
    yield from _said_besides(card.statements)


def _card(card: ContextCard) -> list[str]:
    view = "no view" if card.view is None else f"the view {card.view!r}"
    shown = [each.name for each in card.columns if each.is_shown]
    statements = [
        "shown with a link to the record (CRD-1)" if card.is_shown else 'not shown: "Include a note" is off (CRD-1)',
        f"{'fields' if card.is_shown else 'fields it would have'} from {view}: {', '.join(shown) or 'none'} (CRD-2)",
    ]
    if card.laid_open:
        statements.append(f"secured fields laid open to every collaborator: {', '.join(card.laid_open)} (CRD-4)")
    return statements


def _left_out(card: ContextCard) -> list[str]:
    return [f"{column.name} is left out: {_why(column.why_not)}" for column in card.skipped]


def _why(reasons: Iterable[WhyNotShown | WhyNotSent]) -> str:
    return "; ".join(f"{each.says} ({', '.join(each.cites)})" for each in reasons)


# --- Notifications ----------------------------------------------------------------------------------------------------


def notifications_blocks(told: Notifications) -> Iterable[Block]:
    """Notifications: each attribute with whether it is told, and to whom or why not."""
    yield Title("notifications", _IN_A_NOTEBOOK, yes_no(bool(told.sent)))
    rows = [(Code(each.attribute), yes_no(True), _to_whom(each, told)) for each in told.sent]
    rows += [(Code(each.attribute), yes_no(False), _why(each.why)) for each in told.not_sent]
    if rows:
        yield Table(("attribute", "notifies", "whom, or why not"), rows)
    else:
        yield Paragraph(_NOTHING)
    yield Bullets([_cites(told.citations)], "rests on")


def _notifications(told: Notifications) -> list[str]:
    statements = [f"{each.attribute} is told to {_to_whom(each, told)}" for each in told.sent]
    statements += [f"{each.attribute} does not notify: {_why(each.why)}" for each in told.not_sent]
    return statements or [_NOTHING]


def _to_whom(sent: Notification, told: Notifications) -> str:
    flag = "; inline images are not shown whole (NTF-7)" if sent.images_not_whole else ""
    return f"every participant of {', '.join(told.chats)} (NTF-1){flag}"


_NOTHING = "nothing was picked or written"
