"""The example organisation, gathered for a report once for all tests that look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from chatlink_policy.report import gather
from chatlink_policy.report.gathered import Report
from chatlink_policy.serialization import read_policy

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CONTOSO = EXAMPLES / "export-contoso"


@cache
def gathered() -> Report:
    """Everything that is said of it, with what the proposed policy would change."""
    return gather(CONTOSO, read_policy(EXAMPLES / "policies" / "proposed.toml"), change_source="proposed.toml")
