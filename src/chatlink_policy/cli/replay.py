"""`replay`: what of a log of decisions would be decided otherwise now."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from .._texts import encoding_of
from ..about import About
from ..decision_log import replay_log
from ..limits import MOST_BYTES
from ..policy import Policy
from ..serialization import read_policy
from ._terminal import (
    FOUND,
    REFUSED,
    Refused,
    both,
    click,
    examples,
    format_option,
    lang_option,
    name_of,
    naming,
    progress,
    refuse_standard_input_twice,
    show,
    tell,
)

__all__ = ["replay"]


@click.command(
    short_help="What of a log would be decided otherwise now.",
    epilog=examples(
        "replay docs/examples/decisions.jsonl",
        "replay docs/examples/decisions.jsonl --policy docs/examples/policies/proposed.toml",
    ),
)
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), help="Ask again under this policy: for lines with inputs.")
@format_option("text", "markdown", "json")
@lang_option
def replay(log: Path, policy: Path | None, output: str, lang: str) -> int:
    """Decide again each line of LOG, a file of decisions in JSON, one a line; `-` is the standard input.

    Without a policy the facts of a line are decided by the rules as they are now, with no other reading of the
    documentation chosen: of a log under another one name the policy. Lines that cannot be read, and those
    without an answer now, are listed with their numbers. The exit status is 1 when an answer differs, and 2 when no
    line has an answer now.
    """
    refuse_standard_input_twice(log, policy)
    with ExitStack() as opened:
        new, file = both(lambda: _policy(policy), lambda: opened.enter_context(_opened(log)))
        with _lines_of(file) as lines, naming(name_of(log)), progress("replaying") as report:
            found = replay_log(lines, new, progress=report)
    files = (name_of(log), *([] if policy is None else [name_of(policy)]))
    show(found, output, About((), files), lang=lang)
    if found.lines and not found.questions:
        tell(f"{name_of(log)}: none of its lines has an answer now")
        return REFUSED
    return FOUND if found.differ else 0


def _policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    with naming(name_of(path)):
        return read_policy(path)


def _opened(log: Path) -> IO[bytes]:
    if str(log) == "-":
        return sys.stdin.buffer
    try:
        return log.open("rb")
    except (OSError, ValueError) as error:  # a path with a null character is a wrong value
        got = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{name_of(log)}: file: expected a file that can be read, got {got}") from error


@contextmanager
def _lines_of(file: IO[bytes]) -> Iterator[Iterator[str]]:
    """The lines of a file in UTF-8 or UTF-16; a wrong byte becomes what JSON does not allow, in its line alone."""
    buffered = io.BufferedReader(cast("io.RawIOBase", file))
    text = io.TextIOWrapper(buffered, encoding_of(buffered.peek(3)), errors="backslashreplace", newline="\n")
    try:
        yield _bounded(text)
    finally:
        text.detach()
        buffered.detach()


def _bounded(text: IO[str]) -> Iterator[str]:
    """Its lines; of one that is too long the beginning, one character too long."""
    while line := text.readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith("\n"):
            rest = text.readline(MOST_BYTES + 1)
        yield line
