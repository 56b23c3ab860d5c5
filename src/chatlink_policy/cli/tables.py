"""`table`, `audit` and `export-rule`: a question itself, without any case."""

from __future__ import annotations

from typing import get_args

from ..about import About
from ..evidence.audit import audit as audit_of
from ..evidence.elsewhere import Language
from ..evidence.elsewhere import export_rule as exported
from ..rules.questions import QUESTIONS
from ._terminal import click, examples, format_option, lang_option, print_text, show

__all__ = ["audit", "export_rule", "table"]

_QUESTION = click.argument("question", type=click.Choice(sorted(QUESTIONS)), metavar="QUESTION")
_IS = "QUESTION is {} or {}.".format(", ".join(sorted(QUESTIONS)[:-1]), max(QUESTIONS))


@click.command(
    short_help="The whole truth table of a question.",
    epilog=f"{_IS}\n\n{examples('table disconnecting --format csv')}",
)
@_QUESTION
@format_option("text", "markdown", "csv", "json")
@lang_option
def table(question: str, output: str, lang: str) -> None:
    """Print the whole truth table of QUESTION."""
    asked = QUESTIONS[question]
    if output == "csv":
        print_text(asked.to_csv())
    else:
        show(asked, output, About((("question", question),)), lang=lang)


@click.command(
    short_help="What the documentation leaves open about a question.",
    epilog=f"{_IS}\n\n{examples('audit joining')}",
)
@_QUESTION
@click.option("--documentation-only", is_flag=True, help="Leave out the rows that only a sister page says.")
@format_option("text", "markdown", "json")
@lang_option
def audit(question: str, documentation_only: bool, output: str, lang: str) -> None:
    """Print what the documentation leaves open about QUESTION, and which wrong rules would satisfy it."""
    found = audit_of(QUESTIONS[question], documentation_only=documentation_only)
    show(found, output, About((("question", question),)), lang=lang)


@click.command(
    "export-rule",
    short_help="The rule of a question as a Cedar policy or in Rego.",
    epilog=examples("export-rule joining --language rego", "export-rule joining --language rego --test"),
)
@_QUESTION
@click.option("--language", type=click.Choice(get_args(Language)), required=True, help="What to write it in.")
@click.option("--test", is_flag=True, help="Print the complete test of the rule, in place of the rule.")
def export_rule(question: str, language: Language, test: bool) -> None:
    """Print the rule of QUESTION in another language: facts in, answer out.

    An input that lacks a fact, or has null or anything but true or false in its place, is denied. How users, chats,
    records and settings become facts is not exported: who enforces the rule elsewhere gets the facts from this library.

    QUESTION is connecting, disconnecting, enablement, joining, timeline_configure, timeline_entry or timeline_open.
    """
    rule = exported(QUESTIONS[question], language)
    print_text(rule.test if test else rule.rule)
