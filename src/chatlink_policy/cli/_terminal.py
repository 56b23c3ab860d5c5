"""How every command takes what it is given, prints, is interrupted and ends.

This module is the only one that imports the command-line and terminal libraries of the extra `cli`.

| exit status | when |
| --- | --- |
| 0 | it was answered; rejected rows and questions whose inputs were not given are listed |
| 1 | what was asked for was found: a finding that is an error, new access, what differs |
| 2 | the input could not be read, an answer that was asked for cannot be given, or the output could not be written |
| 130 | interrupted |
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from traceback import extract_tb
from typing import IO, Any, NoReturn, TypeVar, cast

from ..errors import NEEDS_CLI, ChatlinkPolicyError, MissingExtra, UnreadableInput, one_line

try:
    import click
except ImportError as error:
    raise MissingExtra(NEEDS_CLI) from error

from .._folds import folds, target
from .._value import Shown, plain
from .._version import SCHEMA_VERSION
from ..about import About
from ..rendering import Block, render
from ..wording.words import LANGUAGES

__all__ = [
    "Commands",
    "Refused",
    "all_of",
    "both",
    "click",
    "examples",
    "format_option",
    "lang_option",
    "name_of",
    "named",
    "naming",
    "print_json",
    "print_text",
    "progress",
    "show",
    "tell",
    "writing",
]

T = TypeVar("T")
U = TypeVar("U")

ANSWERED, FOUND, REFUSED, INTERRUPTED = 0, 1, 2, 130


# --- What it is given -------------------------------------------------------------------------------------------------


class Refused(Exception):
    """What a command was given that it cannot take, one line a mistake; the command ends with status 2."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes


@contextmanager
def naming(source: str) -> Iterator[None]:
    """Whatever the library cannot read in here is refused, each mistake with the name of its source."""
    try:
        yield
    except UnreadableInput as error:
        raise Refused(*str(error).splitlines()) from error
    except MissingExtra as error:
        raise Refused(str(error)) from error
    except ChatlinkPolicyError as error:
        raise Refused(f"{source}: {error}") from error


def named(source: str, reader: Callable[[], T]) -> Callable[[], T]:
    """A reader whose mistakes have the name of their source."""

    def read() -> T:
        with naming(source):
            return reader()

    return read


def all_of(*readers: Callable[[], T]) -> list[T]:
    """What each reader reads; what they refuse is refused together, so that no mistake hides the next."""
    read: list[T] = []
    mistakes: list[str] = []
    for reader in readers:
        try:
            read.append(reader())
        except Refused as refused:
            mistakes += refused.mistakes
    if mistakes:
        raise Refused(*mistakes)
    return read


def both(one: Callable[[], T], other: Callable[[], U]) -> tuple[T, U]:
    """The same for two readers of different kinds."""
    read = all_of(one, other)
    return cast("tuple[T, U]", tuple(read))


def refuse_standard_input_twice(*paths: Path | None) -> None:
    """Refuse `-` in more than one place: only the first would get what comes."""
    if sum(str(path) == "-" for path in paths) > 1:
        raise Refused("standard input: expected - in one place, got it in more")


def name_of(path: Path) -> str:
    """What a file or folder is called in errors and titles: also `.`, and `-` is the standard input."""
    return "standard input" if str(path) == "-" else one_line(path.name or path.resolve().name or str(path))


def examples(*commands: str) -> str:
    """The end of a command's help, which is not wrapped."""
    return "\n".join(
        ["\b", "Examples:" if len(commands) > 1 else "Example:", *(f"  chatlink-policy {each}" for each in commands)]
    )


def format_option(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--format`, handed on as `output`."""
    return click.option(
        "--format", "output", type=click.Choice(formats), default="text", show_default=True, help="How to print it."
    )


lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of its texts; JSON has codes and English.",
)
"""The option `--lang`, for commands whose texts can be said in French too."""


# --- What it prints ---------------------------------------------------------------------------------------------------


def show(
    value: Shown | Iterable[Block],
    output: str,
    about: About | None = None,
    data: Shown | Mapping[str, object] | None = None,
    lang: str = "en",
) -> None:
    """Print a value as text, Markdown, HTML or JSON, and what it is about unless it says so itself.

    In a terminal, text is as wide as that; in HTML numbers lead to what they say, in folds at its end. A page of
    several values is given as its blocks, with what JSON has of them.
    """
    if output == "json":
        print_json(value if isinstance(value, Shown) else data or {}, about)
        return
    blocks = value._blocks() if isinstance(value, Shown) else value
    is_terminal = output == "text" and sys.stdout.isatty()
    width = max(40, shutil.get_terminal_size().columns) if is_terminal else None
    link = target if output == "html" else None
    page = render([*blocks, *(() if about is None else about._blocks())], output, width=width, lang=lang, link=link)
    if link is not None:
        page += folds(page, lang, are_targets=True)
    print_text(_coloured(page) if is_terminal and "NO_COLOR" not in os.environ else page)


def print_json(data: Shown | Mapping[str, object], about: About | None = None) -> None:
    """Print data as JSON: first the version of its shape, once, then what it is about unless it says so itself."""
    first = {"schema_version": SCHEMA_VERSION, **({} if about is None else {"about": plain(about)})}
    found = data.to_dict() if isinstance(data, Shown) else cast("dict[str, object]", plain(data))
    print_text(json.dumps({**first, **found}, indent=2, ensure_ascii=False) + "\n")


def print_text(text: str) -> None:
    """Print text; whether anybody reads it to its end changes nothing."""
    try:
        click.echo(text, nl=False)
    except OSError as error:
        _to_nowhere(sys.stdout)
        if not _nobody_reads(error):
            raise Refused(f"the output could not be written: {_said(error)}") from error


def refuse_out(path: Path, ending: str) -> None:
    """Refuse `--out` before minutes of work: where it does not end so, and where no such file can be written."""
    if path.suffix.lower() != ending:
        raise click.BadParameter(f"expected a file name that ends in {ending}, got {name_of(path)}", param_hint="--out")
    try:
        with suppress(FileNotFoundError), path.open("r+b"):
            return
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        says = f"{name_of(path)}: cannot be written: {error.strerror or error}"
        raise click.BadParameter(says, param_hint="--out") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Where a file cannot be written in here, that is refused by its name."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{name_of(path)}: cannot be written: {error.strerror or error}") from error


def _nobody_reads(error: OSError) -> bool:
    """Whether that is the error of a pipe whose reader has stopped."""
    return error.errno == errno.EPIPE or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _to_nowhere(stream: IO[str]) -> None:
    """Let what a stream still holds, and will be given, vanish: the interpreter writes it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _coloured(page: str) -> str:
    """The answers of a page in colours, which add nothing to the words."""
    yes = "yes", "oui"
    return re.sub(
        r"\b(yes|no|oui|non)\b", lambda word: click.style(word[0], "green" if word[0] in yes else "red"), page
    )


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """A line of progress in a terminal, and what says on it what is done next."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        from rich.console import Console  # noqa: PLC0415  # only a terminal pays for it
        from rich.progress import Progress  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra(NEEDS_CLI) from error
    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(first, total=None)
        yield lambda what: shown.update(task, description=what)


# --- How it ends ------------------------------------------------------------------------------------------------------


class Commands(click.Group):
    """A group of commands that ends with a stated status and never with a traceback; a command returns its status.

    The module of a command is imported when the command is asked for.
    """

    modules: Mapping[str, str] = {}
    """The module of each command, by the name of the command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """The names of all commands."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.modules:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(self.modules[cmd_name]), cmd_name.replace("-", "_"))
        return found

    def all_commands(self) -> list[click.Command]:
        """Every command, in the order of the names."""
        found = (self.get_command(click.Context(self), name) for name in sorted(self.modules))
        return [each for each in found if each is not None]

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401  # click's
        """Run a command and exit."""
        stdout: IO[str] | None = sys.stdout
        if stdout is None:
            tell("the standard output is closed")
            raise SystemExit(REFUSED)
        _in_utf_8(stdout)
        _in_utf_8(sys.stderr)
        status = _status(lambda: super(Commands, self).main(args, prog_name, standalone_mode=False, **extra))
        if sys.stdout is not stdout:  # click's doing, where nobody reads its help
            sys.stdout, status = stdout, ANSWERED
        raise SystemExit(status if _is_flushed(says_so=status != REFUSED) else REFUSED)


def _status(run: Callable[[], object]) -> int:
    """The exit status of a run, whose mistakes are printed on stderr, one a line."""
    try:
        found = run()
        return found if isinstance(found, int) else ANSWERED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
    except Refused as refused:
        tell(*refused.mistakes)
    except ChatlinkPolicyError as error:
        tell(*str(error).splitlines())
    except OSError as error:
        tell(_said(error))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ANSWERED
    except Exception as error:  # a traceback would end with status 1, which means something else
        where = extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {one_line(str(error))} ({Path(where.filename).name}, line {where.lineno})"
        tell(f"a mistake of chatlink-policy itself, please report it: {what}")
    return REFUSED


def _said(error: OSError) -> str:
    named = "" if error.filename is None else f"{one_line(str(error.filename))}: "
    return f"{named}{error.strerror or error}"


def tell(*mistakes: str) -> None:
    """Say on stderr what is wrong, a line each."""
    with suppress(OSError):
        for mistake in mistakes:
            click.echo(f"Error: {mistake}", err=True)


def _in_utf_8(stream: Any) -> None:  # noqa: ANN401  # a stream, or what stands in its place
    """A stream that takes every letter and writes the same bytes wherever it goes."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline=None if stream.isatty() else "\n")


def _is_flushed(*, says_so: bool) -> bool:
    """Whether everything was written, as far as anybody reads it; says why not, unless that was said already."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _to_nowhere(sys.stdout)
        if not _nobody_reads(error):
            if says_so:
                tell(f"the output could not be written: {_said(error)}")
            return False
    return True
