"""The whole truth table of each question as text, kept in `tests/golden/`, so that a changed answer is a changed line.

Run this file to write them anew: `python tests/support/truth_tables.py`.

Independent of the pages of the documentation: it asks the questions and writes with plain formatting.
"""

from __future__ import annotations

from pathlib import Path

from chatlink_policy import QUESTIONS, Decision, Question

GOLDEN = Path(__file__).parents[1] / "golden"


def table_of(question: Question[object]) -> str:
    """One line a combination, under the names of the facts and the fingerprint."""
    return "\n".join(
        [
            question.fingerprint,
            "",
            *(f"{position}  {fact.name}" for position, fact in enumerate(question.facts, start=1)),
            "",
            " ".join(str(position) for position in range(1, question.size + 1)),
            *map(_line, question.decisions),
            "",
        ]
    )


def _line(decision: Decision[object]) -> str:
    letters = " ".join("Y" if truth else "N" for truth in decision.to_facts().values())
    if not decision.is_possible:
        return f"{letters} -> cannot occur"
    grounds = ", ".join(decision.documented_by) or f"derived, {' '.join(decision.question.derived_from)}"
    return f"{letters} -> {'yes' if decision.allowed else 'no '}  {grounds}"


def path_of(name: str) -> Path:
    """Where the table of a question is kept."""
    return GOLDEN / f"{name}.txt"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in QUESTIONS.values():
        path_of(each.name).write_text(table_of(each), encoding="utf-8", newline="\n")
