"""What was found by throwing things at the readers: each a small case, whose whole kind was mended."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from chatlink_policy import InvalidValue, Scenario, UnreadableInput
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse._fetch_folder import ExportFolder
from chatlink_policy.dataverse.access_requests import read_access_requests
from chatlink_policy.policy_tests import read_tests
from chatlink_policy.serialization import read_policy, read_scenario
from chatlink_policy.what_if import with_set

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(EXAMPLES / "case-transfer.toml")


@pytest.mark.parametrize("page", ["99999999", "9" * 200])
def test_a_page_of_a_huge_number_is_one_mistake_and_takes_no_memory(page: str, tmp_path: Path) -> None:
    """Every page before it used to be listed: a name of a file took all memory."""
    (tmp_path / f"roles.{page}.json").write_text('{"value": []}')
    with pytest.raises(UnreadableInput) as refused:
        load_export(tmp_path)
    (problem,) = refused.value.problems
    assert problem.field == "roles.json"
    assert problem.got == f"no such file, and none up to roles.{int(page) - 1}.json"


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "a" * 300 + ".toml"])
def test_a_name_that_no_system_takes_is_refused_as_a_name(name: str) -> None:
    """`Path.is_dir` raises for it, where for a file that is not there it says no."""
    readers: tuple[Callable[[str], object], ...] = (read_tests, read_policy, load_export, read_access_requests)
    for reader in readers:
        with pytest.raises(UnreadableInput):
            reader(name)


def test_a_pipe_in_place_of_access_requests_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, what in ((tmp_path / "pipe.csv", "a device or a pipe"), (Path("/dev/zero"), "a device or a pipe")):
        with pytest.raises(UnreadableInput, match=what):
            read_access_requests(path)


def test_a_path_of_many_steps_is_no_setting(scenario: Scenario) -> None:
    """The time to follow it grew with the square of its length: 17 seconds for what a command line holds."""
    with pytest.raises(InvalidValue, match="a path of at most 100 parts"):
        with_set(scenario, [f"{'policy.' * 16_000}chat_is_on=true"])


def test_a_folder_that_is_fetched_into_and_was_damaged_is_refused_with_the_file(tmp_path: Path) -> None:
    url = "https://contoso.crm.dynamics.com"
    one = {"name": "roles", "query": "roles", "fetched_on": None, "rows": 1}
    manifest = {"url": url, "is_complete": False, "tables": [one], "not_fetched": []}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    for damaged in (b"", b"[" * 100_000, b'{"value": [{"a": NaN}]}', b"\xff\xff", b'{"a": 1, "a": 2}'):
        (tmp_path / "roles.json").write_bytes(damaged)
        with pytest.raises(UnreadableInput, match=r"roles\.json"):
            list(ExportFolder(tmp_path, url).rows("roles"))
    for name, damaged in (("supplement.json", b"[1]"), ("supplement.json", b"["), ("supplement.toml", b"\xff")):
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(UnreadableInput, match=name):
            ExportFolder(tmp_path, url).begin()
        assert (tmp_path / name).read_bytes() == damaged
        (tmp_path / name).unlink()
    one["query"] = "half a letter: \ud800"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    ExportFolder(tmp_path, url).begin()
    assert json.loads((tmp_path / "manifest.json").read_text())["tables"][0]["query"] == one["query"]


def test_a_name_of_blanks_alone_is_shown_in_quotes(tmp_path: Path) -> None:
    """Else the mistake that is named by it has no path that anybody could see."""
    (tmp_path / " ").write_text("")
    with pytest.raises(UnreadableInput, match="' ': expected a file of a known name"):
        load_export(tmp_path)
