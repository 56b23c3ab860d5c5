"""`source`: a reader's own copy of the documentation, held against the text that was implemented."""

from __future__ import annotations

import sys
from pathlib import Path

from .._paths import what_is_no_file
from ..about import About
from ..documentation.comparison import compare_page
from ..limits import MOST_PAGE_BYTES
from ._terminal import FOUND, Refused, click, examples, format_option, lang_option, name_of, naming, show

__all__ = ["source"]


@click.command(
    short_help="Your copy of the documentation beside the rules.",
    epilog=examples("source docs/index.md --format json"),
)
@click.argument("page", type=click.Path(path_type=Path))
@format_option("text", "html", "markdown", "json")
@lang_option
def source(page: Path, output: str, lang: str) -> int:
    """Hold PAGE, your own copy of the documentation, against the text that was implemented.

    PAGE is text, Markdown or HTML (`-` for the standard input). Each passage is shown beside the requirements, choices
    and answers that rest on it. The exit status is 1 when a passage is lost or a section has changed.
    """
    name = name_of(page)
    with naming(name):
        found = compare_page(_bytes_of(page))
    show(found, output, About((), (name,)), lang=lang)
    return 0 if found.is_same else FOUND


def _bytes_of(page: Path) -> bytes:
    """What is in a file, one byte more than is read at most, so that it is refused and not cut."""
    if str(page) == "-":
        return sys.stdin.buffer.read(MOST_PAGE_BYTES + 1)
    try:
        if (got := what_is_no_file(page)) is not None:
            raise Refused(f"{name_of(page)}: expected a file, or - for standard input, got {got}")
        with page.open("rb") as file:
            return file.read(MOST_PAGE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"{name_of(page)}: expected a file that can be read, got {_why(error)}") from error


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
