"""What was found by throwing things at the readers: each a small case, whose whole kind was mended."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fuzz_targets import limited
from scripted_answers import AS_JSON, Replaced, fetch_scripted

from chatlink_policy import InvalidValue, Scenario, UnreadableInput
from chatlink_policy.dataverse import fetch, load_export
from chatlink_policy.dataverse._fetch_folder import ExportFolder
from chatlink_policy.dataverse._fetch_plan import Fetch
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


# --- Answers while an export is fetched -------------------------------------------------------------------------------


def fetched(out: Path, begins: str, body: object, times: int = 1, status: int = 200, **headers: str) -> dict[str, Any]:
    """Fetch where an answer is replaced, and say what the manifest says; what is there is checked."""
    fetch_scripted([Replaced(begins, times, status, {**AS_JSON, **headers}, body)], out / "out")
    found: dict[str, Any] = json.loads((out / "out" / "manifest.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(("rows", "page"), [([], 6), ([{"roleid": "{n}"}], 12)], ids=["empty", "other rows each time"])
def test_a_fetch_that_is_led_from_page_to_page_without_end_is_refused(
    rows: list[object], page: int, tmp_path: Path
) -> None:
    """Pages without rows were never the same page twice."""
    body = {"value": rows, "@odata.nextLink": "{base}/api/data/v9.2/organizations?page={n}"}
    with pytest.raises(
        UnreadableInput, match=f"page {page}: answer: expected at most 12 pages, 5 of them without rows"
    ):
        fetched(tmp_path, "organizations?", body, times=1_000)


def test_answers_with_a_mark_of_their_encoding_are_one_file_that_can_be_read(tmp_path: Path) -> None:
    """The mark stood within the file, which the manifest named as whole and no reader read."""
    body = '\ufeff{"value": [{"incidentid": "{n}"}]}'
    tables = {each["name"]: each for each in fetched(tmp_path, "incidentset?", body, times=9)["tables"]}
    rows = json.loads((tmp_path / "out" / "records_incident.json").read_text("utf-8"))
    assert len(rows) == tables["records_incident"]["rows"] > 1


@pytest.mark.parametrize(
    "said",
    [
        {"@odata.count": 99},
        {"@Microsoft.Dynamics.CRM.morerecords": True},
        {"value": [{"organizationid": "a", "teams@odata.nextLink": "{base}/api/data/v9.2/teams?page=2"}]},
        {"value": [["organizationid"]]},
        {"value": [{"value": [{"organizationid": "a"}]}]},
        {"value": [], "Error": {"message": "the plug-in failed"}},
    ],
    ids=["a count of more", "more records", "parts of a row", "no object", "pages of pages", "an error"],
)
def test_an_answer_that_is_not_whole_is_refused_when_it_comes_and_not_when_it_is_read(
    said: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(UnreadableInput, match=r"^organizations page 1: "):
        fetched(tmp_path, "organizations?", {"value": [{"organizationid": "a"}], **said})


TEAM: dict[str, object] = {
    "LogicalName": "team",
    "EntitySetName": "teams",
    "PrimaryIdAttribute": "teamid",
    "Attributes": [{"LogicalName": "teamid"}],
    "Privileges": [],
}


@pytest.mark.parametrize(
    "said",
    [
        {"Attributes": [{"LogicalName": "teamid"}, {"logicalname": "teamtype"}]},
        {"Attributes@odata.nextLink": "{base}/api/data/v9.2/EntityDefinitions?page=2"},
        {"Privileges": None},
        {"Privileges": [{"Name": "prvReadTeam"}]},
    ],
    ids=["an attribute without a name", "more attributes", "no privileges", "a privilege of no kind"],
)
def test_metadata_of_another_shape_is_refused_and_not_taken_for_columns_that_are_not_there(
    said: dict[str, object], tmp_path: Path
) -> None:
    """A toggle that the environment does not have is off (Q-12); one that an answer leaves out is not."""
    with pytest.raises(UnreadableInput, match=r"^EntityDefinitions"):
        fetched(tmp_path, "EntityDefinitions?", {"value": [{**TEAM, **said}]})


def test_privileges_without_their_depth_are_noted_and_one_that_is_held_for_all_rows_by_any_role_is(
    tmp_path: Path,
) -> None:
    roles = [{"PrivilegeName": "prvReadrole", "Depth": each} for each in ("Global", "Basic")]
    path = "systemusers(00000000-0000-4000-8000-00000000a5c5)/"
    found = fetched(tmp_path, path, {"RolePrivileges": [*roles, {"PrivilegeName": ["prvReadteam"], "Depth": "Basic"}]})
    reasons = {each["name"]: each["because"] for each in found["not_fetched"]}
    says = "the answer does not name every privilege with its depth"
    assert reasons["whether every row may be read"] == says
    assert "roles" in {each["name"] for each in found["tables"]}


def test_rights_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A number out of all bounds was written as no JSON."""
    with pytest.raises(UnreadableInput, match="access 1: answer: expected rights as a text, got inf"):
        fetched(tmp_path, "systemusers(403bad21", '{"AccessRights": 1e999}')


def test_a_time_out_of_the_calendar_is_unknown_and_one_without_a_zone_is_of_utc() -> None:
    def on(text: str) -> object:
        response: Any = SimpleNamespace(headers={"Date": text})
        return fetch._date(response)

    assert on("Fri, 31 Dec 9999 23:59:59 -1400") is on("soon") is on("Mon, 99 Jan 2026 00:00:00 GMT") is None
    assert str(on("Sun, 29 Nov 2026 09:00:00 -0000")) == "2026-11-29 09:00:00+00:00"


@pytest.mark.parametrize("after", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "nan", "inf", "-1", "1e400"])
def test_a_time_to_wait_that_is_none_is_no_error(after: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="status 429: slow down"):
        fetched(tmp_path, "EntityDefinitions?", {"error": {"message": "slow down"}}, 99, 429, **{"Retry-After": after})


def test_a_challenge_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    challenge = {"WWW-Authenticate": 'Bearer error="insufficient_claims", claims="a"'}
    with pytest.raises(UnreadableInput, match="EntityDefinitions page 1: answer: expected an answer of https"):
        fetched(tmp_path, "EntityDefinitions?", {}, 9, 401, **challenge)


def test_the_tables_that_a_view_links_are_found_in_time_that_grows_with_its_length_alone() -> None:
    row = {"layoutxml": "a.b", "fetchxml": "<link-entity " * 40_000 + "<link-entity from='a' name='contact'>"}
    folder = SimpleNamespace(rows=lambda _: [row])
    made: Any = SimpleNamespace(folder=folder)
    with limited():
        assert Fetch.linked_tables(made) == {"contact"}
