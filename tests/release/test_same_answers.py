"""The same answers to the byte, whatever is around them: seeds, locales, zones, threads, and what was asked before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest
from building import ROOT

pytestmark = pytest.mark.thorough

SUPPORT = ROOT / "tests" / "support"
LOCALES = {"tr_TR.UTF-8": ("tr_TR", "UTF-8"), "fr_FR.ISO-8859-1": ("fr_FR", "ISO-8859-1")}


def run(script: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, *arguments, str(SUPPORT / script)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with locales of its own, made of the sources that the system's package `locales` has."""
    folder = tmp_path_factory.mktemp("locales")
    for name, (language, charset) in LOCALES.items():
        command = [which("localedef") or "localedef", "-c", "-i", language, "-f", charset, str(folder / name)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


ENVIRONMENTS: Mapping[str, dict[str, str]] = {
    "C, London": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Europe/London", "PYTHONUTF8": "0"},
    "Turkish, Kathmandu": {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"},
    "French, St John's": {
        "LC_ALL": "fr_FR.ISO-8859-1",
        "TZ": "America/St_Johns",
        "PYTHONHASHSEED": "4294967295",
        "PYTHONUTF8": "0",
        "PYTHONOPTIMIZE": "2",
    },
}


def test_every_answer_is_the_same_bytes_under_any_hash_seed_locale_and_zone(locales: Path) -> None:
    found = {
        name: json.loads(run("everything.py", LOCPATH=str(locales), **environment))
        for name, environment in ENVIRONMENTS.items()
    }
    assert [each.pop("locale") for each in found.values()] == [each["LC_ALL"] for each in ENVIRONMENTS.values()]
    first, *others = found.values()
    assert len(first) > 60
    for each in others:
        assert [name for name in first if first[name] != each[name]] == []


def test_asking_everything_changes_no_global_nothing_of_the_process_and_no_later_answer() -> None:
    looked_at, asked = map(int, run("process_state.py", "-X", "dev", "-W", "error").split())
    assert looked_at > 5_000
    assert asked > 60


def test_thirty_two_threads_that_ask_everything_at_once_get_what_one_gets() -> None:
    assert run("in_threads.py") == "32 threads agree\n"
