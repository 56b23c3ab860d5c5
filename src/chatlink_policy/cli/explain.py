"""`explain`: one case in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

from .. import report
from ..about import About
from ..errors import InvalidValue, shown
from ..scenario import Scenario, evaluate
from ..serialization import read_scenario
from ..snapshot import scenario_of
from ._exports import load
from ._terminal import click, format_option, name_of, naming, show

__all__ = ["explain"]


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@click.option("--export", type=click.Path(path_type=Path), help="A folder of Web API answers, in place of SCENARIO.")
@click.option("--user", help="With --export: the id of the user who asks.")
@click.option("--chat", help="With --export: the id of the chat.")
@click.option("--record", help="With --export: the id of the record.")
@click.option("--record-type", help="With --export: the record's table, where two tables have that id.")
@click.option("--app", help="With --export: the unique name of the app.")
@click.option("--now", help="With --export: the time to judge by, with its zone (2026-01-31T09:00:00Z).")
@format_option("text", "markdown", "json")
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
    with naming(name_of(source)):
        if export is None:
            case = read_scenario(source)
        else:
            snapshot = load(export)
            case = scenario_of(
                snapshot, user=user, chat=chat, record=record, record_type=record_type, app=app, now=_time(now)
            )
        outcome = evaluate(case)
    about = About(tuple(_subjects(case)), (name_of(source),))
    title = name_of(source) if export is not None else name_of(source.with_suffix(""))
    show(report.outcome_page(outcome, title), outcome.to_dict(), output, about)


def _subjects(case: Scenario) -> Iterator[tuple[str, str]]:
    if case.user:
        yield "user", case.user.id
    if case.chat:
        yield "chat", case.chat.id
    if case.record:
        yield "record", " ".join(case.record.key)
    if case.app:
        yield "app", case.app.unique_name


def _time(now: str | None) -> datetime | None:
    try:
        return None if now is None else datetime.fromisoformat(now)
    except ValueError as error:
        raise InvalidValue("now", "a time with its zone, such as 2026-01-31T09:00:00Z", shown(now)) from error
