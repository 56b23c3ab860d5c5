"""The tests named for a requirement notice every wrong edit of it: tried in processes of their own, so a campaign."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOMS = (".", "compare", "evidence", "rules")
"""Where the tests of the rules are; what reads exports and asks for many is tested where a process cannot be forked."""
SLOW = {"test_command_line", "test_docs", "test_examples", "test_house", "test_named_tests", "test_notebooks"}
"""These start processes, or are named for nothing."""


@pytest.mark.campaign
def test_the_tests_named_for_a_requirement_notice_every_wrong_edit_of_it() -> None:
    files = [each for room in ROOMS for each in sorted((TESTS / room).glob("test_*.py")) if each.stem not in SLOW]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-p",
        "wrong_edits",
        *map(str, files),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    environment["HYPOTHESIS_PROFILE"] = "usual"
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=TESTS.parent, check=False)
    said = [line for line in done.stdout.splitlines() if line.startswith("unnoticed") or line.endswith("edits tried")]
    assert said and said[0].endswith("edits tried") and int(said[0].split()[0]) > 200, done.stdout[-2000:]
    assert said[1:] == []
