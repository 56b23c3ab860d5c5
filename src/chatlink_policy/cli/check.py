"""`check`: what an administrator should correct or know."""

from __future__ import annotations

from pathlib import Path

from .. import report
from ..about import About
from ..checking import Severity
from ..checking import check as find
from ._exports import load
from ._terminal import FOUND, click, format_option, name_of, naming, show

__all__ = ["check"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@format_option("text", "markdown", "json")
def check(folder: Path, output: str) -> int:
    """Print what an administrator got wrong in FOLDER, an export; exits with status 1 when one is an error."""
    snapshot = load(folder)
    with naming(name_of(folder)):
        findings = find(snapshot)
    data = {"findings": [each.to_dict() for each in findings]}
    show(report.findings_page(findings, name_of(folder)), data, output, About(files=(name_of(folder),)))
    return FOUND if any(each.severity is Severity.ERROR for each in findings) else 0
