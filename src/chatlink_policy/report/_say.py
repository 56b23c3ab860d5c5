from __future__ import annotations

from ..checking.findings import FindingValue
from ..wording.words import Words
from ..wording.words import say as say_any


def say(key: str, **values: FindingValue) -> Words:
    """The words of that key, with values in their places."""
    return say_any(f"report.{key}", **values)
