"""`table` and `audit`: a question itself, without any case."""

from __future__ import annotations

from ..about import About
from ..evidence.audit import audit as audit_of
from ..rules.questions import QUESTIONS
from ._terminal import click, examples, format_option, print_text, show

__all__ = ["audit", "table"]

_QUESTION = click.argument("question", type=click.Choice(sorted(QUESTIONS)), metavar="QUESTION")
_IS = "QUESTION is {} or {}.".format(", ".join(sorted(QUESTIONS)[:-1]), max(QUESTIONS))


@click.command(
    short_help="The whole truth table of a question.",
    epilog=f"{_IS}\n\n{examples('table disconnecting --format csv')}",
)
@_QUESTION
@format_option("text", "markdown", "csv", "json")
def table(question: str, output: str) -> None:
    """Print the whole truth table of QUESTION."""
    asked = QUESTIONS[question]
    if output == "csv":
        print_text(asked.to_csv())
    else:
        show(asked, output, About((("question", question),)))


@click.command(
    short_help="What the documentation leaves open about a question.",
    epilog=f"{_IS}\n\n{examples('audit joining')}",
)
@_QUESTION
@click.option("--documentation-only", is_flag=True, help="Leave out the rows that only a sister page says.")
@format_option("text", "markdown", "json")
def audit(question: str, documentation_only: bool, output: str) -> None:
    """Print what the documentation leaves open about QUESTION, and which wrong rules would satisfy it."""
    found = audit_of(QUESTIONS[question], documentation_only=documentation_only)
    show(found, output, About((("question", question),)))
