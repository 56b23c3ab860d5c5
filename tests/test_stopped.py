"""Killed, interrupted, or without room on the disk, at any moment: what is there is whole.

Of a review the earlier answers or the new ones, or no summary, which says that the next run has to write them; of a
fetch whole tables, and the next one ends with the folder of a fetch that was not stopped, byte for byte.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import victim

from chatlink_policy.dataverse import load_export
from chatlink_policy.review.folders import Asked, read_organisation, review_organisation
from chatlink_policy.review.places import Found, place_of
from chatlink_policy.review.unfinished import folder_in

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
BEFORE, AFTER = EXAMPLES / "export-northwind", EXAMPLES / "export-contoso"
Files = dict[str, bytes]


def files(folder: Path) -> Files:
    """Every file in a folder that is not hidden, by its name."""
    found = (each for each in folder.rglob("*") if each.is_file())
    named = {each.relative_to(folder).as_posix(): each for each in found}
    return {name: each.read_bytes() for name, each in named.items() if not name.startswith(".")}


def stopped(arguments: list[str | Path], after: float, how: signal.Signals | None) -> float:
    """Run the victim, stop it so many seconds after it began, and say how long it ran."""
    command = [sys.executable, victim.__file__, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        begin = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.close()
        if how is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(how)
        process.wait(120)
        return time.monotonic() - begin


SIGNALS = (signal.SIGKILL, signal.SIGINT)

# --- A review ---------------------------------------------------------------------------------------------------------


def reviewed(export: Path, out: Path) -> Files:
    review_organisation(read_organisation(export), out, Asked(joining=True, enablement=True), partial=True)
    return files(out.parent)


class Stop(BaseException):
    """A process that is killed does nothing any more."""


def dying(at: int, monkeypatch: pytest.MonkeyPatch, error: type[BaseException] = Stop) -> Callable[[], bool]:
    """From that change of the file system on nothing can be changed; with an interrupt only that one fails."""
    changes = [0]

    def patched(name: str) -> None:
        change: Any = getattr(Path, name)

        def do(self: Path, *arguments: Any, **options: Any) -> object:  # noqa: ANN401  # as of a path
            changes[0] += 1
            if changes[0] == at or (changes[0] > at and error is Stop):
                raise error
            return change(self, *arguments, **options)

        monkeypatch.setattr(Path, name, do)

    for name in ("replace", "unlink", "rmdir"):
        patched(name)
    return lambda: changes[0] >= at


OLD, NEW = ("rights", "everywhere", "joining"), ("rights", "joining", "enablement", "not-answered")


def put(out: Path, answers: tuple[str, ...]) -> Files:
    """Put answers in their place, each with one row that says all of them."""
    frame = pl.DataFrame({"of": [" ".join(answers)]})
    with folder_in(out.parent) as made:
        place_of(out).put({each: Found(1, frame, ()) for each in answers}, f"{answers}", made)
    return files(out.parent)


def new_folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("out", ["rights.csv", "review"])
def test_a_review_that_is_killed_while_its_answers_take_their_places_leaves_no_mixture(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = put(new_folder(tmp_path / "new") / out, NEW)
    summary = next(name for name in new if name.endswith("summary.json"))
    seen = set()
    is_stopped, at = True, 0
    while is_stopped:
        at += 1
        folder = new_folder(tmp_path / f"{at}")
        old = put(folder / out, OLD) if out == "rights.csv" else {}
        with monkeypatch.context() as patched:
            is_over = dying(at, patched)
            with suppress(Stop):
                put(folder / out, NEW)
            is_stopped = is_over()
        found = files(folder)
        seen.add("new" if found == new else "old" if found == old else "neither")
        if summary in found:
            assert found in (old, new)
        else:  # nothing, or some of one of them, which the next run replaces
            assert found.items() <= old.items() or found.items() <= new.items()
            assert put(folder / out, NEW) == new
    assert seen == ({"old", "neither", "new"} if out == "rights.csv" else {"old", "new"})


def test_an_interrupt_while_the_answers_of_a_review_take_their_places_waits_for_the_last_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = put(new_folder(tmp_path / "new") / "rights.csv", NEW)
    is_stopped, at = True, 0
    while is_stopped:
        at += 1
        folder = new_folder(tmp_path / f"{at}")
        old = put(folder / "rights.csv", OLD)
        with monkeypatch.context() as patched:
            is_over = dying(at, patched, KeyboardInterrupt)
            with suppress(KeyboardInterrupt):
                put(folder / "rights.csv", NEW)
            is_stopped = is_over()
        assert files(folder) in (old, new)
    assert at > len(OLD) + len(NEW)


def times_of(length: float, count: int, seed: int) -> Iterator[tuple[float, signal.Signals]]:
    random = Random(seed)
    for number in range(count):
        yield random.random() * length * 1.1, SIGNALS[number % 2]


def stop_reviews(folder: Path, count: int) -> None:
    new = reviewed(AFTER, new_folder(folder / "new") / "rights.csv")
    old = reviewed(BEFORE, new_folder(folder / "old") / "rights.csv")
    out = new_folder(folder / "out")
    arguments: list[str | Path] = ["review", AFTER, out / "rights.csv"]
    length = stopped(arguments, 0, None)
    assert files(out) == new
    for after, how in times_of(length, count, 1):
        for each in files(out):
            (out / each).unlink()
        for name, content in old.items():
            (out / name).write_bytes(content)
        stopped(arguments, after, how)
        found = files(out)
        assert found in (old, new) or "rights.summary.json" not in found, (after, how)
    assert reviewed(AFTER, out / "rights.csv") == new
    assert sorted(each.name for each in out.iterdir()) == sorted(new)


@pytest.mark.thorough
def test_a_review_that_is_stopped_at_ten_moments_leaves_the_old_answers_or_the_new_ones(tmp_path: Path) -> None:
    stop_reviews(tmp_path, 10)


@pytest.mark.campaign
def test_a_review_that_is_stopped_at_a_hundred_moments_leaves_the_old_answers_or_the_new_ones(tmp_path: Path) -> None:
    stop_reviews(tmp_path, 100)


# --- A fetch ----------------------------------------------------------------------------------------------------------


def fetched(out: Path) -> Files:
    victim.fetch(out)
    return files(out)


def check_tables(out: Path, whole: Files) -> None:
    """Every table that counts has all its pages, as they came."""
    found = files(out) if out.is_dir() else {}
    if not found.keys() - {"manifest.json", "supplement.toml"}:
        return
    try:
        tables = load_export(out).tables or ()
    except Exception as error:
        assert "at least one table" in str(error), error
        return
    for table in tables:
        pages = {name for name in (*whole, *found) if name.partition(".")[0] == table}
        assert {name: found.get(name) for name in pages} == {name: whole.get(name) for name in pages}, table


def test_a_fetch_that_is_killed_between_any_two_changes_of_its_folder_holds_whole_tables_and_is_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fetched(tmp_path / "whole")
    assert len([name for name in whole if ".2." in name]) > 3
    out = tmp_path / "out"
    at = 1
    while True:  # killed, resumed and killed again, a little later each time
        with monkeypatch.context() as patched:
            is_over = killing(at, patched)
            with suppress(Stop):
                victim.fetch(out)
            is_stopped = is_over()
        check_tables(out, whole)
        if not is_stopped:
            break
        at += 3
    assert files(out) == whole
    assert sorted(each.name for each in out.iterdir()) == sorted(whole)


def killing(at: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """From that change on nothing is changed any more."""
    changes = [0]

    def patched(owner: Any, name: str) -> None:  # noqa: ANN401  # a class or a module
        change: Any = getattr(owner, name)

        def do(*arguments: Any, **options: Any) -> object:  # noqa: ANN401  # as of the function
            changes[0] += 1
            if changes[0] >= at:
                raise Stop
            return change(*arguments, **options)

        monkeypatch.setattr(owner, name, do)

    for name in ("rename", "replace", "unlink", "mkdir"):
        patched(Path, name)
    patched(os, "open")
    return lambda: changes[0] >= at


def stop_fetches(folder: Path, count: int) -> None:
    whole = fetched(folder / "whole")
    out = folder / "out"
    length = stopped(["export", folder / "timed"], 0, None)
    assert files(folder / "timed") == whole
    for number, (after, how) in enumerate(times_of(length, count, 2)):
        if number % 3 == 2:  # else it is resumed by the next one, which is stopped too
            out = folder / f"out-{number}"
        stopped(["export", out], after, how)
        check_tables(out, whole)
        if number % 3 == 1:
            assert fetched(out) == whole, (after, how)
            assert sorted(each.name for each in out.iterdir()) == sorted(whole)


@pytest.mark.thorough
def test_a_fetch_that_is_stopped_at_ten_moments_holds_whole_tables_and_is_resumed(tmp_path: Path) -> None:
    stop_fetches(tmp_path, 10)


@pytest.mark.campaign
def test_a_fetch_that_is_stopped_at_a_hundred_moments_holds_whole_tables_and_is_resumed(tmp_path: Path) -> None:
    stop_fetches(tmp_path, 100)


# --- A full disk ------------------------------------------------------------------------------------------------------


def fill_disks(folder: Path, count: int) -> None:
    """At each of many sizes of the largest file that there is room for."""
    new = reviewed(AFTER, new_folder(folder / "new") / "rights.csv")
    out = new_folder(folder / "out")
    old = reviewed(BEFORE, out / "rights.csv")
    whole = fetched(folder / "whole")
    sizes = Random(3)
    for number in range(count):
        limit = f"{sizes.randrange(100, 6_000)}"
        stopped(["review", AFTER, out / "rights.csv", limit], 0, None)
        assert files(out) in (old, new), limit
        stopped(["export", folder / f"{number}", limit], 0, None)
        check_tables(folder / f"{number}", whole)
        assert fetched(folder / f"{number}") == whole, limit


@pytest.mark.thorough
def test_on_a_full_disk_old_answers_stay_and_tables_are_whole(tmp_path: Path) -> None:
    fill_disks(tmp_path, 2)


@pytest.mark.campaign
def test_on_many_full_disks_old_answers_stay_and_tables_are_whole(tmp_path: Path) -> None:
    fill_disks(tmp_path, 50)
