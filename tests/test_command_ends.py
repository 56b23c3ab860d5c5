"""How the command ends: its exit status, whatever happens to its output, and never with a traceback."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from chatlink_policy import QUESTIONS
from chatlink_policy.cli import command
from chatlink_policy.cli._terminal import Commands, Refused, print_text
from chatlink_policy.dataverse import load_export
from chatlink_policy.errors import InvalidValue, MissingExtra

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
SCENARIO = EXAMPLES / "case-escalation.toml"


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


class Terminal(io.TextIOWrapper):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 90])
def test_in_a_terminal_text_is_as_wide_as_that_and_answers_have_colours_unless_unwanted(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.delenv("NO_COLOR", raising=False)
    for _ in range(2):
        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", Terminal(written))
        assert ended(command, "explain", SCENARIO) == 0
        pages.append(written.getvalue().decode())
        monkeypatch.setenv("NO_COLOR", "1")
    coloured, plain = pages
    assert "\x1b[32myes\x1b[0m" in coloured and "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert max(map(len, plain.splitlines())) <= columns


def test_mistakes_are_written_in_utf_8_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding="ascii"))
    assert ended(command, "explain", "Ångström.toml") == 2
    assert told.getvalue().decode().startswith("Error: Ångström.toml: file: expected a file that can be read")


@contextmanager
def nobody_reading() -> Iterator[None]:
    """The standard output is a pipe whose reader has stopped; in the end it is closed, as the interpreter does.

    That raises where something is left that cannot be written.
    """
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.MonkeyPatch.context() as patched, os.fdopen(writer, "w", encoding="utf-8") as pipe:
        patched.setattr(sys, "stdout", pipe)
        yield


@pytest.mark.parametrize("arguments", [("table", "disconnecting"), ("--help",), ("check", "--help"), ("--version",)])
def test_a_reader_that_stops_changes_nothing(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    with nobody_reading():
        assert ended(command, *arguments) == 0
    assert told.getvalue() == ""


def test_what_was_found_is_the_status_also_where_nobody_reads_it() -> None:
    with nobody_reading():
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


# --- The table of the documentation -----------------------------------------------------------------------------------

CONTOSO = EXAMPLES / "export-contoso"
POLICIES = EXAMPLES / "policies" / "today.toml", EXAMPLES / "policies" / "proposed.toml"
USER = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01"


def without_users(monkeypatch: pytest.MonkeyPatch) -> int:
    snapshot = evolve(load_export(CONTOSO), users=(), tables={"organizations"})
    monkeypatch.setattr("chatlink_policy.dataverse.load_export", lambda *_, **__: snapshot)
    return run("explain", "--export", CONTOSO, "--user", USER).exit_code


def review_without(*tables: str, partial: bool) -> Callable[[pytest.MonkeyPatch], int]:
    """A review of an export that lacks tables."""

    def status(_: pytest.MonkeyPatch) -> int:
        with TemporaryDirectory() as folder, TemporaryDirectory() as out:
            for file in CONTOSO.iterdir():
                if file.name.partition(".")[0] not in tables:
                    (Path(folder) / file.name).symlink_to(file)
            options = ["--partial"] if partial else []
            return run("review", folder, "--out", Path(out) / "rights.csv", *options).exit_code

    return status


def unread(_: pytest.MonkeyPatch) -> int:
    with nobody_reading():
        return ended(command, "table", "joining")


def unwritten(monkeypatch: pytest.MonkeyPatch) -> int:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.modules["click"], "echo", full)
    return run("table", "joining").exit_code


def status(*arguments: str | Path) -> Callable[[pytest.MonkeyPatch], int]:
    return lambda _: run(*arguments).exit_code


def status_of_file(name: str, text: str, *arguments: str | Path) -> Callable[[pytest.MonkeyPatch], int]:
    """The same, with the path of a file of that text as the last argument."""

    def status(_: pytest.MonkeyPatch) -> int:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            return run(*arguments, path).exit_code

    return status


LOG, CASES = EXAMPLES / "decisions.jsonl", EXAMPLES / "policy-tests"

ENDS: list[tuple[int, str, Callable[[pytest.MonkeyPatch], int]]] = [
    (0, "it was answered, whatever the answers", status("explain", SCENARIO)),
    (0, "rows of an export were rejected", status("explain", "--export", CONTOSO, "--user", USER)),
    (0, "questions whose inputs were not given", status("explain", SCENARIO)),
    (0, "`review --partial`: some", review_without("msdyn_teamschatassociations", partial=True)),
    (0, "nobody reads the output to its end", unread),
    (1, "`check`: a finding is an error", status("check", CONTOSO)),
    (1, "`replay`: a decision differs", status("replay", LOG, "--policy", POLICIES[1])),
    (
        1,
        "`test`: an answer is not as expected",
        status_of_file("off.toml", "chat_is_on = false", "test", CASES, "--policy"),
    ),
    (1, "`source`: a passage is lost", status("source", ROOT / "docs" / "source.md")),
    (1, "`diff --fail-on-new-access`: somebody gains", status("diff", *POLICIES, "--fail-on-new-access")),
    (2, "a file, a folder or an option could not be read", status("explain", SCENARIO, "--user", USER)),
    (2, "`explain --export`: none of the answers", without_users),
    (2, "`replay`: no line has an answer", status_of_file("log.jsonl", "{", "replay")),
    (2, "`review`: the rights or an answer", review_without("msdyn_teamschatassociations", partial=False)),
    (2, "`review --partial`: none", review_without("msdyn_teamschatassociations", "systemusers", partial=True)),
    (2, "the output could not be written", unwritten),
    (130, "interrupted", lambda _: CliRunner().invoke(raising(KeyboardInterrupt()), ["do"]).exit_code),
]


@pytest.mark.parametrize(("code", "ends"), [(code, ends) for code, _, ends in ENDS], ids=[when for _, when, _ in ENDS])
def test_the_command_ends_as_the_table_says(
    code: int, ends: Callable[[pytest.MonkeyPatch], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ends(monkeypatch) == code


def test_each_row_of_the_table_has_a_test() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", page, re.MULTILINE)
    assert [int(code) for code, _ in rows] == [code for code, _, _ in ENDS]
    assert all(row.startswith(when) for (_, row), (_, when, _) in zip(rows, ENDS, strict=True))


# --- Help -------------------------------------------------------------------------------------------------------------


def test_the_list_of_commands_is_whole() -> None:
    listed = run("--help").output.partition("Commands:")[2]
    for each in command.all_commands():
        assert each.short_help and f"{each.name} {each.short_help}" in " ".join(listed.split())


@pytest.mark.parametrize("name", command.modules)
def test_the_help_of_each_command_is_whole_and_has_an_example_that_runs(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = run(name, "--help").output
    assert "..." not in text.replace("[OPTIONS]", "")
    examples = re.findall(r"^ +chatlink-policy (.*)$", text, re.MULTILINE)
    assert examples
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    for example in examples if name != "export" else ():  # which would open a connection
        assert run(*shlex.split(example)).exit_code in {0, 1}, example


@pytest.mark.parametrize("name", ["table", "audit"])
def test_the_help_names_every_question(name: str) -> None:
    text = run(name, "--help").output
    assert all(each in text for each in QUESTIONS)


def test_every_option_says_what_it_is_for() -> None:
    for each in command.all_commands():
        options = [option for option in each.params if isinstance(option, sys.modules["click"].Option)]
        assert all(option.help for option in options), each.name


def test_a_folder_is_called_by_its_name_wherever_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES / "export-northwind")
    assert run("check", ".").output.startswith("export-northwind\n================\n")
