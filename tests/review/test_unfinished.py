"""What a killed run left is cleaned by the next one, and what another run is at stays."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from chatlink_policy.review.files import write
from chatlink_policy.review.unfinished import folder_in

HOLD = """\
import sys, time
from pathlib import Path
from chatlink_policy.review.unfinished import folder_in
with folder_in(Path(sys.argv[1])) as folder:
    (folder / "half").touch()
    print(folder, flush=True)
    time.sleep(600)
"""


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_what_a_killed_run_left_is_cleaned_and_what_a_running_one_needs_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            held = Path(running.stdout.readline().strip())
            write(pl.DataFrame({"a": [1]}), tmp_path / "while.csv")
            assert names(tmp_path) == [held.name, "while.csv"]
            assert (held / "half").exists()
        finally:
            running.kill()
    assert held.exists()
    write(pl.DataFrame({"a": [1]}), tmp_path / "after.csv")
    assert names(tmp_path) == ["after.csv", "while.csv"]


def test_nothing_is_left_where_a_thread_goes_on_writing(tmp_path: Path) -> None:
    def make_files(folder: Path) -> None:
        with suppress(FileNotFoundError):
            for number in range(2_000):
                (folder / str(number)).touch()

    with ThreadPoolExecutor(1) as threads:
        for _ in range(20):
            with folder_in(tmp_path) as folder:
                writing = threads.submit(make_files, folder)
                while not (folder / "9").exists():
                    pass
            writing.result()
            assert names(tmp_path) == []


def test_two_runs_of_one_process_do_not_clean_each_other(tmp_path: Path) -> None:
    with folder_in(tmp_path) as first, folder_in(tmp_path) as second:
        assert first.exists() and second.exists() and first != second
    assert names(tmp_path) == []


def test_only_folders_of_its_own_are_cleaned(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / ".unfinished.link").symlink_to(elsewhere)
    (tmp_path / ".unfinished.file").touch()
    (tmp_path / ".unfinished.old" / "deep").mkdir(parents=True)
    (tmp_path / ".unfinished").mkdir()
    with folder_in(tmp_path):
        pass
    assert names(tmp_path) == [".unfinished", ".unfinished.file", ".unfinished.link", "elsewhere"]
    assert names(elsewhere) == ["kept"]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), folder_in(tmp_path / "nowhere"):
        pass
