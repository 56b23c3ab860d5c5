"""How the command ends: its exit status, whatever happens to its output, and never with a traceback."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chatlink_policy.cli import command
from chatlink_policy.cli._terminal import Commands, Refused, print_text
from chatlink_policy.errors import InvalidValue, MissingExtra

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def ended(group: Commands, *arguments: str | Path) -> int:
    """The status of a run in the streams of the process, as the installed command has them."""
    with pytest.raises(SystemExit) as done:
        group.main([str(each) for each in arguments], prog_name="chatlink-policy")
    assert isinstance(done.value.code, int)
    return done.value.code


def that(does: Callable[[], object]) -> Commands:
    """A group with one command, `do`."""
    group = Commands("group")
    group.command("do")(does)
    return group


# --- What is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850", "utf-16"])
def test_output_is_utf_8_with_the_same_line_breaks_whatever_the_stream_was_set_to(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding=encoding, newline="\r\n")
    monkeypatch.setattr(sys, "stdout", stdout)
    arguments = ("table", "joining", "--format", "markdown")
    assert ended(command, *arguments) == 0
    assert written.getvalue() == run(*arguments).stdout_bytes
    assert "✓ yes" in written.getvalue().decode()


def test_mistakes_are_written_in_utf_8_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding="ascii"))
    assert ended(command, "explain", "Ångström.toml") == 2
    assert told.getvalue().decode().startswith("Error: Ångström.toml: file: expected a file that can be read")


def a_closed_pipe() -> io.TextIOWrapper:
    reader, writer = os.pipe()
    os.close(reader)
    return io.TextIOWrapper(os.fdopen(writer, "wb"), encoding="utf-8")


@pytest.mark.parametrize("arguments", [("table", "disconnecting"), ("--help",), ("check", "--help"), ("--version",)])
def test_a_reader_that_stops_changes_nothing(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setattr(sys, "stdout", a_closed_pipe())
    assert ended(command, *arguments) == 0
    sys.stdout.close()  # as the interpreter does in the end; raises where something is left that cannot be written
    assert told.getvalue() == ""


def test_what_was_found_is_the_status_also_where_nobody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", a_closed_pipe())
    assert ended(command, "check", EXAMPLES / "export-contoso") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [("table", "joining"), ("table", "joining", "--format", "csv"), ("--help",)])
def test_a_full_disk_is_one_line_and_status_2(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    with Path("/dev/full").open("w", encoding="utf-8") as full:  # raises where something is left to be written
        monkeypatch.setattr(sys, "stdout", full)
        assert ended(command, *arguments) == 2
    assert re.fullmatch(r"Error: (the output could not be written: )?No space left on device\n", told.getvalue())


def test_without_a_standard_output_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setattr(sys, "stdout", None)
    assert ended(command, "table", "joining") == 2
    assert told.getvalue() == "Error: the standard output is closed\n"


# --- What goes wrong --------------------------------------------------------------------------------------------------


def raising(error: BaseException) -> Commands:
    def does() -> None:
        raise error

    return that(does)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(Refused("one", "two"), "Error: one\nError: two\n", id="two mistakes are two lines"),
        pytest.param(InvalidValue("a", "b", "c"), "Error: a: expected b, got c\n", id="an error of the library"),
        pytest.param(MissingExtra("install it"), "Error: install it\n", id="a missing extra"),
        pytest.param(
            PermissionError(13, "Permission denied", "out.csv"), "Error: out.csv: Permission denied\n", id="os"
        ),
        pytest.param(
            KeyError("x"),
            "Error: a mistake of chatlink-policy itself, please report it: KeyError: 'x' (test_command_ends.py, line ",
            id="what should not happen",
        ),
    ],
)
def test_whatever_goes_wrong_is_told_in_lines_and_is_status_2(error: BaseException, told: str) -> None:
    result = CliRunner().invoke(raising(error), ["do"])
    assert result.exit_code == 2
    assert result.output.startswith(told)
    assert "Traceback" not in result.output


def test_an_interrupted_command_ends_with_130() -> None:
    result = CliRunner().invoke(raising(KeyboardInterrupt()), ["do"])
    assert (result.exit_code, result.output.strip()) == (130, "")


def test_what_a_command_returns_is_its_status_and_what_it_printed_stays() -> None:
    def does() -> int:
        print_text("found\n")
        return 1

    result = CliRunner().invoke(that(does), ["do"])
    assert (result.exit_code, result.output) == (1, "found\n")
