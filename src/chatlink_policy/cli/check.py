"""`check`: what an administrator should correct or know."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..about import About
from ..checking import Severity
from ..checking import check as find
from ..checking.findings import findings_blocks
from ..rendering import Title
from ._exports import load, time_of
from ._terminal import FOUND, both, click, examples, format_option, lang_option, name_of, naming, show

__all__ = ["check"]


@click.command(
    short_help="What an administrator should correct or know.",
    epilog=examples("check docs/examples/export-contoso"),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--now", metavar="TIME", help="Later times are findings (2026-01-31T09:00:00Z).")
@format_option("text", "markdown", "json")
@lang_option
def check(folder: Path, now: str | None, output: str, lang: str) -> int:
    """Print what an administrator should correct or know in FOLDER, an export; `.` is the folder you are in.

    The exit status is 1 when one of the findings is an error.
    """
    snapshot, time = both(partial(load, folder), lambda: None if now is None else time_of(now))
    with naming(name_of(folder)):
        findings = find(snapshot, time)
    subjects = () if time is None else (("time", time.isoformat()),)
    about = About(subjects, (name_of(folder),), snapshot.passed_over)
    show([Title(name_of(folder)), *findings_blocks(findings)], output, about, {"findings": findings}, lang)
    return FOUND if any(each.severity is Severity.ERROR for each in findings) else 0
