"""The command `chatlink-policy`: thin, everything it prints comes from the library.

This module is the only one that imports the command-line and terminal libraries of the extra `cli`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn, cast

from .errors import ChatlinkPolicyError, InvalidValue, MissingExtra, UnreadableInput, one_line, shown

try:
    import click
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text
except ImportError as error:
    raise MissingExtra("the command needs the extra cli: pip install 'chatlink-policy[cli]'") from error

from . import report
from .analysis.audit import Audit
from .analysis.audit import audit as audit_of
from .analysis.effect import Effect, effect
from .analysis.policies import PolicyDiff, diff_policies
from .checking import Finding, Severity
from .checking import check as find
from .dataverse import load_export
from .defaults import DEFAULT_APPS
from .page import DISCLAIMER, PAGE
from .question import Question
from .questions import QUESTIONS
from .scenario import Outcome, evaluate
from .serialization import read_policy, read_scenario
from .snapshot import Snapshot, scenario_of

__all__ = ["command"]

_VERSION = f"""\
chatlink-policy {version("chatlink-policy")}
implements "{PAGE.title}" ({PAGE.language}), SHA-256 {PAGE.sha256},
    in English "{PAGE.title_in_english}"
{DISCLAIMER}"""

_MEMORY_OF_POLARS = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")
"""Memory that is free goes back to the system after ten seconds, as its allocator would have it.

Polars sets half a second, which suits a guest in a process. A review frees and takes a gigabyte every few seconds, and
loses up to a sixth of its time to that. Polars reads this when it is imported; with another allocator it does nothing.
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message=_VERSION)
def command() -> None:
    """What Microsoft Teams chat may do inside Dynamics 365, and why."""


@command.command()
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@click.option("--export", type=click.Path(path_type=Path), help="A folder of Web API answers, in place of SCENARIO.")
@click.option("--user", help="With --export: the id of the user who asks.")
@click.option("--chat", help="With --export: the id of the chat.")
@click.option("--record", help="With --export: the id of the record.")
@click.option("--record-type", help="With --export: the record's table, where two tables have that id.")
@click.option("--app", help="With --export: the unique name of the app.")
@click.option("--now", help="With --export: the time to judge by, with its zone (2026-01-31T09:00:00Z).")
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def explain(  # noqa: PLR0913, PLR0917  # one argument an option
    scenario: Path | None,
    export: Path | None,
    user: str | None,
    chat: str | None,
    record: str | None,
    record_type: str | None,
    app: str | None,
    now: str | None,
    output: str,
) -> None:
    """Answer every question about SCENARIO, a JSON or TOML file, or about a case of an export, with all evidence."""
    if (scenario is None) == (export is None):
        raise click.UsageError("name either a SCENARIO or --export FOLDER")
    source = cast("Path", scenario or export)
    try:
        if export is None:
            case = read_scenario(source)
        else:
            snapshot = _load(export)
            case = scenario_of(
                snapshot, user=user, chat=chat, record=record, record_type=record_type, app=app, now=_time(now)
            )
        outcome = evaluate(case)
    except ChatlinkPolicyError as error:
        _refuse(error, one_line(source.name))
    pages: dict[str, Callable[[Outcome, str], str]] = {
        "text": report.outcome_text,
        "markdown": report.outcome_markdown,
        "json": lambda outcome, _: _json(outcome.to_dict()),
    }
    _print(pages[output](outcome, one_line(source.stem)), is_text=output == "text")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def check(folder: Path, output: str) -> None:
    """Print what an administrator got wrong in FOLDER, an export; exits with status 1 when one is an error."""
    try:
        findings = find(_load(folder))
    except ChatlinkPolicyError as error:
        _refuse(error, one_line(folder.name))
    pages: dict[str, Callable[[tuple[Finding, ...], str], str]] = {
        "text": report.findings_text,
        "markdown": report.findings_markdown,
        "json": lambda found, _: _json([each.to_dict() for each in found]),
    }
    _print(pages[output](findings, one_line(folder.name)), is_text=output == "text")
    raise SystemExit(int(any(each.severity is Severity.ERROR for each in findings)))


def _time(now: str | None) -> datetime | None:
    try:
        return None if now is None else datetime.fromisoformat(now)
    except ValueError as error:
        raise InvalidValue("now", "a time with its zone, such as 2026-01-31T09:00:00Z", shown(now)) from error


def _load(folder: Path) -> Snapshot:
    """Read an export."""
    with _progress("reading the export") as told:
        return load_export(folder, progress=lambda table, page: told(f"{table}, page {page}"))


@contextmanager
def _progress(first: str) -> Iterator[Callable[[str], None]]:
    """A line of progress in a terminal, and what says on it what is done next."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(first, total=None)
        yield lambda what: progress.update(task, description=what)


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


@command.command()
@click.argument("question", type=click.Choice(sorted(QUESTIONS)))
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def audit(question: str, output: str) -> None:
    """Print what the page leaves open about QUESTION, and which wrong rules would satisfy it."""
    found = audit_of(QUESTIONS[question])
    pages: dict[str, Callable[[Audit], str]] = {
        "text": Audit.to_text,
        "markdown": Audit._repr_markdown_,
        "json": lambda each: _json(each.to_dict()),
    }
    _print(pages[output](found), is_text=output == "text")


@command.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--export", type=click.Path(path_type=Path), help="Also count whose answers flip in this export.")
@click.option("--fail-on-new-access", is_flag=True, help="Exit with status 1 when anybody gains anything.")
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def diff(old: Path, new: Path, export: Path | None, fail_on_new_access: bool, output: str) -> None:
    """Print who gains and who loses between two policies, OLD and NEW, JSON or TOML files."""
    source = old
    try:
        before = read_policy(old)
        source = new
        after = read_policy(new)
        source = export or new
        snapshot = None if export is None else _load(export)
        found = diff_policies(before, after, DEFAULT_APPS if snapshot is None else snapshot.apps)
        concerned = None if snapshot is None else effect(before, after, snapshot)
    except ChatlinkPolicyError as error:
        _refuse(error, one_line(source.name))
    parts: list[PolicyDiff | Effect] = [found] if concerned is None else [found, concerned]
    pages: dict[str, Callable[[], str]] = {
        "text": lambda: "\n".join(each.to_text() for each in parts),
        "markdown": lambda: "\n".join(each._repr_markdown_() for each in parts),
        "json": lambda: _json({"diff": found.to_dict(), "effect": concerned and concerned.to_dict()}),
    }
    _print(pages[output](), is_text=output == "text")
    raise SystemExit(int(fail_on_new_access and found.is_new_access))


@command.command()
@click.argument("folder", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file for the rights, .parquet or .csv, or a new folder for everything, the fastest for many links.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="The settings to judge by; needed beside tables.")
@click.option("--change", type=click.Path(path_type=Path), help="Also who gains and loses under this other policy.")
@click.option("--join", is_flag=True, help="Also who may join which chat.")
@click.option("--enablement", is_flag=True, help="Also who has the chat in which app.")
@click.option("--expand-global", is_flag=True, help="List the holders of the global right for each connection.")
@click.option(
    "--parts",
    type=click.IntRange(min=1),
    help="Review the records in so many parts, which takes less memory; else one for every million links.",
)
@click.option("--format", "output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def review(  # noqa: PLR0913, PLR0917  # its options
    folder: Path,
    out: Path,
    policy: Path | None,
    change: Path | None,
    join: bool,
    enablement: bool,
    expand_global: bool,
    parts: int | None,
    output: str,
) -> None:
    """List who may disconnect which chat in INPUT, an export or a folder of Parquet or CSV tables, into files."""
    os.environ.setdefault(*_MEMORY_OF_POLARS)
    try:
        from .review.folders import Asked, check_out, read_organisation, review_organisation  # noqa: PLC0415
    except MissingExtra as error:  # only this command needs the extra
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from error
    try:
        check_out(out, folder)
        with _progress("reading") as told:
            asked = Asked(join, enablement, expand_global, None if change is None else read_policy(change))
            organisation = read_organisation(folder, policy, progress=told)
            found = review_organisation(organisation, out, asked, parts=parts, progress=told)
    except ChatlinkPolicyError as error:
        _refuse(error, one_line(folder.name))
    pages: dict[str, Callable[[], str]] = {
        "text": found.to_text,
        "markdown": found._repr_markdown_,
        "json": lambda: _json(found.to_dict()),
    }
    _print(pages[output](), is_text=output == "text")


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
