"""The command `chatlink-policy`: thin, everything it prints comes from the library.

This module is the only one that imports the command-line and terminal libraries of the extra `cli`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from .errors import ChatlinkPolicyError, MissingExtra, UnreadableInput, one_line

try:
    import click
    from rich.console import Console
    from rich.text import Text
except ImportError as error:
    raise MissingExtra("the command needs the extra cli: pip install 'chatlink-policy[cli]'") from error

from . import report
from .page import DISCLAIMER, PAGE
from .question import Question
from .questions import QUESTIONS
from .scenario import Outcome, evaluate
from .serialization import read_scenario

__all__ = ["command"]

_VERSION = f"""\
chatlink-policy {version("chatlink-policy")}
implements "{PAGE.title}" ({PAGE.language}), SHA-256 {PAGE.sha256},
    in English "{PAGE.title_in_english}"
{DISCLAIMER}"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message=_VERSION)
def command() -> None:
    """What Microsoft Teams chat may do inside Dynamics 365, and why."""


@command.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def explain(scenario: Path, output: str) -> None:
    """Answer every question about SCENARIO, a JSON or TOML file, with all evidence."""
    try:
        outcome = evaluate(read_scenario(scenario))
    except ChatlinkPolicyError as error:
        _refuse(error, one_line(scenario.name))
    pages: dict[str, Callable[[Outcome, str], str]] = {
        "text": report.outcome_text,
        "markdown": report.outcome_markdown,
        "json": lambda outcome, _: _json(outcome.to_dict()),
    }
    _print(pages[output](outcome, one_line(scenario.stem)), is_text=output == "text")


@command.command()
@click.argument("question", type=click.Choice(sorted(QUESTIONS)))
@click.option(
    "--format", "output", type=click.Choice(["text", "markdown", "csv", "json"]), default="text", show_default=True
)
def table(question: str, output: str) -> None:
    """Print the whole truth table of QUESTION."""
    pages: dict[str, Callable[[Question[object]], str]] = {
        "text": report.table_text,
        "markdown": report.table_markdown,
        "csv": report.table_csv,
        "json": lambda asked: _json(asked.to_dict()),
    }
    _print(pages[output](QUESTIONS[question]), is_text=output == "text")


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _print(page: str, *, is_text: bool) -> None:
    """Print a page as it is; in a terminal the answers of a text page are coloured, which adds nothing to the words."""
    if not is_text:
        click.echo(page, nl=False)
        return
    text = Text(page)
    text.highlight_regex(r"\byes\b", "green")
    text.highlight_regex(r"\bno\b", "red")
    Console(soft_wrap=True, highlight=False).print(text, end="")


def _refuse(error: ChatlinkPolicyError, source: str) -> NoReturn:
    """Say what cannot be read, one line a mistake, and exit with status 2."""
    lines = str(error).splitlines() if isinstance(error, UnreadableInput) else [f"{source}: {error}"]
    for line in lines:
        click.echo(f"Error: {line}", err=True)
    raise SystemExit(2)
