"""Whatever a reader is given, it reads it or refuses it as it promises: no other error, in bounded time and memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fuzz_mutation import of_json, of_text
from fuzz_targets import TARGETS, Target, blind, documented, limited

from chatlink_policy import InvalidValue, UnreadableInput

HERE = Path(__file__).parent
TEXT = (HERE / "fuzz_targets.py").read_text("utf-8")
PACKAGE = HERE.parents[1] / "src" / "chatlink_policy"
_READER = re.compile(
    r"(read|load|replay)_\w+|(?!open_)\w+_from_(text|line|dict|data)|from_dict|compare_page|look_up|is_export|passed_over|with_set"
)
QUICK = ("json_text", "layout_xml", "layout_json", "access_requests")
"""The targets that need no more than a moment."""


@pytest.mark.parametrize("name", QUICK)
def test_mutants_of_a_quick_target_are_read_or_refused_as_documented(name: str) -> None:
    each = TARGETS[name]
    read = each.reader()
    with limited():
        for data in [*each.seeds(), *blind(each, 20, seed=16)]:
            read(data)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in TARGETS if name not in QUICK])
def test_mutants_of_every_other_target_are_read_or_refused_as_documented(name: str) -> None:
    each = TARGETS[name]
    read = each.reader()
    for data in [*each.seeds(), *blind(each, 12, seed=16)]:
        with limited():
            read(data)


ALSO_CALLED = {
    "case_from_data": "toml_file",
    "is_export": "tables",
    "look_up": "command",
    "passed_over": "tables",
    "read_data": "toml_text",
    "read_table": "tables",
    "read_tables": "tables",
    "read_test": "toml_file",
    "read_users": "export",
    "record_from_dict": "decision_log",
}
"""The readers that are called by others, each with a target that reaches it."""


def test_every_public_reader_has_a_target() -> None:
    package = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    offered = set(re.findall(r'"(\w+)"', package))
    readers = {name for name in re.findall(r"^def (\w+)", package, re.MULTILINE) if _READER.fullmatch(name)} & offered
    assert readers > {"load_export", "policy_from_text", "compare_page"}
    assert readers - set(re.findall(r"\w+", TEXT)) == ALSO_CALLED.keys()
    assert TARGETS.keys() >= {*ALSO_CALLED.values()}


def _missing() -> object:
    empty: dict[str, object] = {}
    return empty["key"]


def _never_ends(_: bytes) -> None:
    while True:
        pass


def _without_end() -> None:
    _without_end()


WRONG: dict[str, Callable[[bytes], object]] = {
    "another error": lambda _: _missing(),
    "too deep": lambda _: _without_end(),
    "no path": lambda _: _raise(InvalidValue(" ", "a text", "none")),
    "no problem": lambda _: _raise(UnreadableInput("file", ())),
    "several lines": lambda _: _raise(InvalidValue("a", "a text", "one\nand another")),
    "half a letter": lambda _: _raise(UnreadableInput("file", (InvalidValue("a", "a text", "\ud800"),))),
    "without end": lambda _: _raise(InvalidValue("a", "a text", "x" * 100_000)),
}


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("read", WRONG.values(), ids=list(WRONG))
def test_a_reader_that_is_wrong_is_noticed(read: Callable[[bytes], object]) -> None:
    with pytest.raises((LookupError, RecursionError, AssertionError)):
        documented(read)(b"")


def test_a_reader_that_does_not_end_is_stopped() -> None:
    with pytest.raises(TimeoutError), limited(0.05):
        documented(_never_ends)(b"")


def test_a_refusal_as_documented_passes() -> None:
    documented(lambda _: _raise(InvalidValue("a", "a text", "none")))(b"")


def test_the_same_seed_gives_the_same_mutants_and_another_gives_others() -> None:
    for mutate, seed in ((of_text, b"a = [1, 2]\n"), (of_json, b'{"a": [1, "b"]}')):
        each = Target("any", lambda: len, lambda seed=seed: iter([seed]), mutate, 1)  # type: ignore[misc]
        first, again, other = ([*blind(each, 50, number)] for number in (1, 1, 2))
        assert first == again
        assert first != other
        assert len({*first}) > 30


@pytest.mark.fuzz
def test_a_reader_that_is_wrong_is_found_and_printed_so_that_it_can_be_repeated(tmp_path: Path) -> None:
    """The run itself, with a target that fails for what begins with a letter that no seed begins with."""
    wrong = tmp_path / "fuzz_targets.py"
    wrong.write_text(
        f"{TEXT}\n\n@target(20_000, lambda data, _, mutate: mutate(data), lambda: iter([b'abcdef']))\n"
        "def planted() -> Reader:\n"
        "    return lambda data: {}['x'] if data[:1] == b'x' else None\n",
        encoding="utf-8",
    )
    for name in ("fuzz.py", "fuzz_mutation.py"):
        (tmp_path / name).write_text((HERE / name).read_text("utf-8"), encoding="utf-8")
    found = fuzz("planted", at=tmp_path)
    assert found.returncode == 1
    assert "planted: not as documented, with seed 16" in found.stdout
    assert "KeyError" in found.stdout
    repeat = re.search(r"fuzz\.py (planted --repeat \S+)", found.stdout)
    assert repeat is not None
    again = fuzz(*repeat[1].split(), at=tmp_path)
    assert again.returncode == 1
    assert "KeyError" in again.stderr


def fuzz(*arguments: str, at: Path = HERE) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(HERE.parent / "support"), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, at / "fuzz.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )


def all_as_documented(times: int) -> None:
    found = fuzz("--times", f"{times}")
    print(found.stdout)
    assert found.returncode == 0, found.stdout + found.stderr[-2_000:]
    runs = dict(re.findall(r"^(\w+) +([\d,]+) ", found.stdout, re.MULTILINE))
    assert {name: int(each.replace(",", "")) for name, each in runs.items()} == {
        name: each.runs * times for name, each in TARGETS.items()
    }


@pytest.mark.fuzz
def test_no_reader_breaks_under_mutation_guided_by_what_it_reaches() -> None:
    all_as_documented(times=1)


@pytest.mark.campaign
def test_no_reader_breaks_in_ten_times_as_many_runs() -> None:
    all_as_documented(times=10)
