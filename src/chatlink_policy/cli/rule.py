"""`rule`: a requirement, a choice or a kind of finding, by its number or code."""

from __future__ import annotations

from collections.abc import Iterable

from ..about import About
from ..errors import InvalidValue
from ..lookup import look_up, numbers
from ._terminal import Refused, click, examples, format_option, lang_option, show

__all__ = ["rule"]


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> Iterable[str]:
    """What a shell offers after the first letters."""
    return [each for each in numbers() if each.casefold().startswith(incomplete.casefold())]


@click.command(
    short_help="A requirement, choice or kind of finding, and what rests on it.",
    epilog=examples("rule DIS-4", "rule Q-6 --format markdown", "rule no_app_selected"),
)
@click.argument("number", metavar="NUMBER", shell_complete=_complete)
@format_option("text", "markdown", "json")
@lang_option
def rule(number: str, output: str, lang: str) -> None:
    """Print what NUMBER says, where it comes from, where the code decides it, and which tests prove it.

    NUMBER is that of a requirement (DIS-4) or of a choice (Q-6), or the code of a finding (no_app_selected).
    """
    try:
        found = look_up(number)
    except InvalidValue as error:
        raise Refused(str(error)) from error
    show(found, output, About((("number", found.number),)), lang=lang)
