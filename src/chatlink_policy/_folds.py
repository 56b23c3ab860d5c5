"""What the numbers on a piece of HTML say, folded: for pages without a place that a number could lead to."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from .errors import InvalidValue
from .wording.words import say

__all__ = ["folds"]

_NUMBER = re.compile(r"(?<![\w-])[A-Z]{1,5}-\d{1,4}(?![\w-])")


def folds(page: str) -> str:
    """A fold for each number of a requirement or choice on a page, in the order in which they appear."""
    numbers = dict.fromkeys(_NUMBER.findall(page))
    folded = "\n".join(
        f"<details><summary>{number}</summary><p>{escape(says)}</p></details>"
        for number in numbers
        if (says := _says(number))
    )
    return f'<div class="chatlink-numbers">\n{folded}\n</div>\n' if folded else ""


@cache
def _says(number: str) -> str:
    """What a number says; empty for one that does not exist."""
    try:
        if number.startswith("Q-"):
            return f"{say(f'choice.{number}.about')}: {say(f'choice.{number}.chosen')}"
        return say(f"requirement.{number}.says")
    except InvalidValue:
        return ""
