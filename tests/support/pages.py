"""Pages as the command prints them, without what they are about: a title, then what a value shows.

Independent of the command: it uses the renderer itself, which `test_shown` tests.
"""

from __future__ import annotations

from collections.abc import Iterable

from chatlink_policy import Outcome
from chatlink_policy.checking import Finding
from chatlink_policy.checking.findings import findings_blocks
from chatlink_policy.rendering import Title, Together, render


def unbroken(html: str) -> str:
    """HTML without the places at which a long name may go on in the next line."""
    return html.replace("<wbr>", "")


def outcome_page(outcome: Outcome, title: str, form: str = "text", *, has_facts: bool = False) -> str:
    glance, *others = outcome._blocks()
    facts = [Together([Title("facts", 2), outcome.facts_table()])] if has_facts else []
    return render([Title(title), glance, *facts, *others], form)


def findings_page(findings: Iterable[Finding], title: str, form: str = "text") -> str:
    return render([Title(title), *findings_blocks(findings)], form)
