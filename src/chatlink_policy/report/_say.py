from __future__ import annotations

from ..checking.findings import FindingValue, fill
from ..wording.report import REPORT


def say(key: str, **values: FindingValue) -> str:
    """The words of that key, with values in their places."""
    return fill(REPORT[key], values)
