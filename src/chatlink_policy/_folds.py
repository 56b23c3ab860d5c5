"""What the numbers on a piece of HTML say, folded: for pages without another place that a number could lead to."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from .errors import InvalidValue
from .wording.words import say, typeset

__all__ = ["folds", "target"]

_NUMBER = re.compile(r"(?<![\w-])[A-Z]{1,5}-\d{1,4}(?![\w-])")


def folds(page: str, lang: str = "en", *, are_targets: bool = False) -> str:
    """A fold for each number of a requirement or choice on a page, in the order in which they appear.

    Args:
        page: a piece of HTML.
        lang: the language in which they say it.
        are_targets: whether each has the address that `target` gives, on a page that has no other piece with folds.
    """
    address = ' id="{0}"' if are_targets else ""
    folded = "\n".join(
        f"<details><summary>{number}</summary><p{address.format(number)}>{escape(says)}</p></details>"
        for number in dict.fromkeys(_NUMBER.findall(page))
        if (says := _says(number, lang))
    )
    return f'<div class="chatlink-numbers">\n{folded}\n</div>\n' if folded else ""


def target(number: str) -> str | None:
    """The address of the fold of a number on its own page, which opens it; None for what is no number."""
    return f"#{number}" if _NUMBER.fullmatch(number) and _says(number, "en") else None


@cache
def _says(number: str, lang: str) -> str:
    """What a number says; empty for one that does not exist."""
    try:
        if number.startswith("Q-"):
            about, chosen = (say(f"choice.{number}.{each}") for each in ("about", "chosen"))
            return typeset(say("titled", name=about, says=chosen), lang)
        return typeset(say(f"requirement.{number}.says"), lang)
    except InvalidValue:
        return ""
