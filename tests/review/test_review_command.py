"""The command `review`: what it writes and prints, how it refuses, and that its page says so."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from engines import spark_session

from chatlink_policy import InvalidValue, UnreadableInput
from chatlink_policy.cli import command
from chatlink_policy.dataverse import load_export
from chatlink_policy.policy import Policy
from chatlink_policy.rendering import render
from chatlink_policy.review.changes import review_change
from chatlink_policy.review.counting import summary
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.enablement import review_enablement
from chatlink_policy.review.files import read_tables, write
from chatlink_policy.review.folders import Asked, ChangeCount, Organisation, read_organisation, review_organisation
from chatlink_policy.review.joining import review_join
from chatlink_policy.review.snapshot_tables import tables_of
from chatlink_policy.review.tables import NEEDED, TABLES, Tables, Why
from chatlink_policy.serialization import read_policy, to_json
from chatlink_policy.snapshot import Snapshot

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

# It is on the path since the line above.
import organisations  # pyright: ignore[reportMissingImports]
from organisations import Fault  # pyright: ignore[reportMissingImports]

ROOT = Path(__file__).parents[2]
CONTOSO = ROOT / "docs" / "examples" / "export-contoso"
PROPOSED = ROOT / "docs" / "examples" / "policies" / "proposed.toml"
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
SMALL = organisations.Organisation(links=300, connections=180, chats=40, records=60, users=24, teams=8)
FAULTS = {Fault.MISSING_TIME: 0.01, Fault.DOUBLE_RECORD: 0.05, Fault.MISSING_MEMBER: 0.05, Fault.MISSING_RIGHTS: 0.01}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, ["review", *map(str, arguments)])


def rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(frame.rows(), key=repr)


def read(path: Path) -> list[tuple[Any, ...]]:
    return rows(pl.read_parquet(path))


def in_files(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the files that were written, by what stands between name and ending."""
    return {
        each.name.removeprefix(out.stem).removesuffix(".parquet"): read(each) for each in out.parent.glob("*.parquet")
    }


def but_empty(frames: Mapping[str, pl.DataFrame]) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows(frame) for name, frame in frames.items() if not frame.is_empty() or not name}


@cache
def contoso() -> Snapshot:
    return load_export(CONTOSO)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("organisation")
    organisations.write(SMALL, made, FAULTS)
    (made / "policy.json").write_text(to_json(organisations.policy()), encoding="utf-8")
    return made


# --- What it writes ---------------------------------------------------------------------------------------------------


def expected(tables: Tables[pl.DataFrame], policy: Policy, new: Policy) -> dict[str, pl.DataFrame]:
    """Everything the command can write, by what stands between name and ending."""
    listed, joined = review_disconnect(tables, policy), review_join(tables, policy)
    enabled, changed = review_enablement(tables, policy), review_change(policy, new, tables)
    found = {
        "": listed.rights,
        ".everywhere": listed.everywhere,
        ".anybody": listed.anybody,
        ".excepted": listed.excepted,
        ".joining": joined.rights,
        ".enablement": enabled.enabled,
    }
    for part in (listed, joined, enabled):
        found |= {f".rejected-{name}": frame for name, frame in part.rejected.items()}
    for question in ("disconnecting", "joining", "enablement"):
        change = getattr(changed, question)
        names = ("gained", "lost", "anybody", "excepted", "everywhere")
        found |= {f".change-{question}-{each}": getattr(change, each) for each in names if hasattr(change, each)}
    return found


def test_an_export_is_reviewed_into_files(tmp_path: Path) -> None:
    out = tmp_path / "rights.parquet"
    result = run(CONTOSO, "--out", out, "--join", "--enablement", "--change", PROPOSED)
    assert (result.exit_code, result.stderr) == (0, "")
    snapshot = load_export(CONTOSO)
    wanted = but_empty(expected(tables_of(snapshot), snapshot.policy, read_policy(PROPOSED)))
    written = in_files(out)
    assert len(written.pop(".rejected-export")) == len(snapshot.rejected) == 4
    assert {row[1:3] for row in written.pop(".not-answered")} == {("of msdyn_workorder", "records_msdyn_workorder")}
    assert written == wanted
    assert {"", ".everywhere", ".joining", ".enablement", ".rejected-links"} <= set(written)


def test_a_folder_of_tables_is_reviewed_into_files_and_no_row_is_lost(folder: Path, tmp_path: Path) -> None:
    out, change = tmp_path / "rights.parquet", tmp_path / "new.json"
    policy = organisations.policy()
    new = policy.but_for("incident", owner_may_disconnect=False, join_chat=False).but(unreadable_record_types=[])
    change.write_text(to_json(new), encoding="utf-8")
    options = ("--policy", folder / "policy.json", "--join", "--enablement", "--change", change)
    assert run(folder, "--out", out, *options).exit_code == 0
    tables = Tables(**{name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES})
    written = in_files(out)
    assert written == but_empty(expected(tables, policy, new))
    assert {name for name in written if name.startswith(".rejected")} == {
        ".rejected-links",
        ".rejected-records",
        ".rejected-team_members",
        ".rejected-access",
    }
    assert written[".change-disconnecting-lost"] and written[".change-joining-lost"]


def test_only_what_is_asked_is_reviewed_and_only_its_tables_are_needed(folder: Path, tmp_path: Path) -> None:
    some, out = tmp_path / "some", tmp_path / "rights.parquet"
    some.mkdir()
    for name in NEEDED["disconnecting"]:
        (some / f"{name}.parquet").symlink_to(folder / f"{name}.parquet")
    assert run(some, "--out", out, "--policy", folder / "policy.json").exit_code == 0
    assert set(in_files(out)) == {"", ".everywhere", ".rejected-links", ".rejected-records", ".rejected-team_members"}
    result = run(some, "--out", out, "--policy", folder / "policy.json", "--join")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: some: access: expected it to be provided, to answer who may join, got nothing "
        "(partial answers were not asked for)\n"
    )


def test_the_holders_of_the_global_right_are_listed_for_each_connection_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "rights.parquet"
    assert run(CONTOSO, "--out", out, "--expand-global").exit_code == 0
    snapshot = load_export(CONTOSO)
    assert read(out) == rows(review_disconnect(tables_of(snapshot), snapshot.policy, expand_global=True).rights)
    assert len(read(out)) == 12


def test_what_the_rights_rest_on_is_a_file_of_its_own_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "rights.csv"
    assert run(CONTOSO, "--out", tmp_path / "without.csv").exit_code == 0
    assert run(CONTOSO, "--out", out, "--through").exit_code == 0
    assert out.read_bytes() == (tmp_path / "without.csv").read_bytes()
    assert not (tmp_path / "without.through.csv").exists()
    ada, bo, cy, dee = (f"4{each}-7d3b-ee11-bdf4-000d3a5b6c0" for each in ("03bad21", "14cbe32", "25dcf43", "36ee054"))
    first, second = (f"incident,5d0a6e3b-2c71-ef11-a670-000d3a5b000{each}" for each in "12")
    night, dispatch = (f"e77c1b02-2c71-ef11-a670-000d3a5b000{each}" for each in "12")
    chats = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2", "19:7e6d5c4b3a2f1e0d9c8b7a6f5e4d3c2b@thread.v2"
    assert (tmp_path / "rights.through.csv").read_text(encoding="utf-8").splitlines() == [
        "record_type,record_id,chat_id,user_id,right,role_id,team_id,connected_on,user_name,team_name",
        f",,,{cy}3,global,3 Contoso dispatcher,{dispatch},,Cy Novak,Contoso - dispatch",
        f",,,{dee}4,global,6 System Administrator,,,Dee Okafor,",
        f"{first},,{bo}2,owner,,,,Bo Chen,",
        f"{second},,,owner,,{night},,,Contoso - night shift",
        f"{first},{chats[0]},{ada}1,connector,,,2025-02-03T09:14:22.000000+00:00,Ada Lopez,",
        f"{first},{chats[1]},{bo}2,connector,,,2025-02-05T08:00:10.000000+00:00,Bo Chen,",
    ]


def test_without_the_roles_of_teams_the_rights_are_given_and_what_they_rest_on_is_not(
    folder: Path, tmp_path: Path
) -> None:
    some, out = tmp_path / "some", tmp_path / "rights.parquet"
    some.mkdir()
    for name in NEEDED["disconnecting"]:
        if name != "team_roles":
            (some / f"{name}.parquet").symlink_to(folder / f"{name}.parquet")
    result = run(some, "--out", out, "--policy", folder / "policy.json", "--through", "--partial")
    assert result.exit_code == 0
    assert "Not answered: what the rights rest on: team_roles were not provided." in result.output
    assert out.exists() and not (tmp_path / "rights.through.parquet").exists()


def test_as_csv_the_files_hold_the_same(tmp_path: Path) -> None:
    run(CONTOSO, "--out", tmp_path / "a.parquet", "--join")
    run(CONTOSO, "--out", tmp_path / "b.csv", "--join")
    found = list(tmp_path.glob("a.*.parquet"))
    assert {each.name for each in tmp_path.glob("b.*.csv")} == {f"b{each.name[1:-8]}.csv" for each in found}
    for each in (*found, tmp_path / "a.parquet"):
        schema = pl.read_parquet_schema(each)
        as_text = pl.read_parquet(each).with_columns(pl.col(pl.Boolean, pl.UInt32, pl.Int64).cast(pl.String))
        as_text = as_text.with_columns(pl.col(pl.Datetime).dt.to_string("iso:strict"))
        assert rows(pl.read_csv(tmp_path / f"b{each.name[1:-8]}.csv", infer_schema=False)) == rows(as_text), schema


def test_a_file_that_would_hold_no_row_is_not_left_over_from_before(tmp_path: Path) -> None:
    out, leftover, other = tmp_path / "rights.csv", tmp_path / "rights.anybody.csv", tmp_path / "other.anybody.csv"
    leftover.touch()
    other.touch()
    off = tmp_path / "off.toml"
    off.write_text("chat_is_on = true\n", encoding="utf-8")
    assert run(CONTOSO, "--out", out, "--policy", off).exit_code == 0
    assert not leftover.exists() and other.exists()
    assert out.read_text() == "record_type,record_id,chat_id,user_id,right,is_documented\n"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_the_policy_that_is_given_takes_the_place_of_the_exported_one(tmp_path: Path) -> None:
    snapshot = load_export(CONTOSO)
    assert read_organisation(CONTOSO).policy == snapshot.policy
    given = read_organisation(CONTOSO, PROPOSED)
    assert given.policy == read_policy(PROPOSED)
    review_organisation(given, tmp_path / "rights.parquet")
    assert read(tmp_path / "rights.parquet") == rows(review_disconnect(tables_of(snapshot), given.policy).rights)


def test_the_policy_is_read_from_the_standard_input_once(tmp_path: Path) -> None:
    out = tmp_path / "rights.parquet"
    options = ("review", str(CONTOSO), "--out", str(out), "--policy", "-", "--format", "json")
    result = CliRunner().invoke(command, options, input=PROPOSED.read_bytes())
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["about"]["subjects"]["policy"] == "standard input"
    assert read(out) == rows(review_disconnect(tables_of(load_export(CONTOSO)), read_policy(PROPOSED)).rights)
    assert read_organisation(CONTOSO, read_policy(PROPOSED)).policy_source == "in memory"


def test_rows_that_only_the_new_policy_rejects_are_told(tmp_path: Path) -> None:
    snapshot = load_export(CONTOSO)
    new = snapshot.policy.without("incident").but(unreadable_record_types=["incident"])
    out = tmp_path / "rights.parquet"
    review_organisation(Organisation(tables_of(snapshot), snapshot.policy), out, Asked(change=new))
    written = in_files(out)
    assert {row[-1] for row in written[".change-rejected-records"]} == {"unreadable_settings"}
    assert ".change-disconnecting-lost" not in written


@pytest.mark.parametrize("question", NEEDED)
@pytest.mark.parametrize("table", TABLES)
def test_the_tables_that_are_needed_are_those_without_which_a_review_refuses(question: str, table: str) -> None:
    snapshot = contoso()
    reviews: Mapping[str, Any] = {
        "disconnecting": review_disconnect,
        "joining": review_join,
        "enablement": review_enablement,
    }
    without = evolve(tables_of(snapshot), **{table: None})
    if table not in NEEDED[question]:
        reviews[question](without, snapshot.policy)
        return
    with pytest.raises(InvalidValue, match=f"^Tables.{table}: "):
        reviews[question](without, snapshot.policy)


# --- What it prints ---------------------------------------------------------------------------------------------------


def test_every_format_tells_the_same_and_so_does_the_summary_beside_the_answers(tmp_path: Path) -> None:
    found = review_organisation(read_organisation(CONTOSO), tmp_path / "rights.csv")
    assert run(CONTOSO, "--out", tmp_path / "rights.csv").output == found.to_text()
    assert run(CONTOSO, "--out", tmp_path / "rights.csv", "--format", "markdown").output == render(found, "markdown")
    printed = run(CONTOSO, "--out", tmp_path / "rights.csv", "--format", "json").output
    assert (tmp_path / "rights.summary.json").read_text(encoding="utf-8") == printed
    data = json.loads(printed)
    assert data == json.loads(json.dumps(found.to_dict()))
    assert list(data) == [
        "schema_version",
        "about",
        "not_answered",
        "missing_tables",
        "summary",
        "changes",
        "files",
        "rejected",
        "passed_over",
    ]
    assert (data["summary"]["holders"], data["changes"], len(data["rejected"])) == (2, [], 4)
    assert data["summary"]["rejected"] == [{"table": "links", "why": "unknown_record", "rows": 1}]
    assert {each["name"]: each["rows"] for each in data["files"]} == {
        "rights.csv": 5,
        "rights.everywhere.csv": 2,
        "rights.rejected-links.csv": 1,
        "rights.rejected-export.csv": 4,
        "rights.not-answered.csv": 1,
    }


def test_every_output_names_the_input_the_settings_the_version_and_the_documentation(
    folder: Path, tmp_path: Path
) -> None:
    options = (folder, "--out", tmp_path / "rights.csv", "--policy", folder / "policy.json", "--change", PROPOSED)
    found = review_organisation(
        read_organisation(folder, folder / "policy.json"),
        tmp_path / "rights.csv",
        Asked(change=read_policy(PROPOSED), change_source=PROPOSED.name),
    )
    data = json.loads(run(*options, "--format", "json").output)["about"]
    assert data["subjects"] == {"input": folder.name, "policy": "policy.json", "change": "proposed.toml"}
    assert json.loads(json.dumps(found.to_dict()["about"])) == data
    for printed in (found.to_text(), render(found, "markdown")):
        for each in (*data["subjects"].values(), data["version"], data["documentation"]["sha256"]):
            assert each in printed
    of_export = json.loads(run(CONTOSO, "--out", tmp_path / "rights.csv", "--format", "json").output)["about"]
    assert of_export["subjects"] == {"input": "export-contoso", "policy": "of the export"}


def test_what_is_told_is_counted_as_the_frames_say(folder: Path, tmp_path: Path) -> None:
    organisation = read_organisation(folder, folder / "policy.json")
    new = organisation.policy.but_for("incident", owner_may_disconnect=False, join_chat=False)
    found = review_organisation(organisation, tmp_path / "rights.parquet", Asked(joining=True, change=new))
    policy = organisation.policy
    tables = Tables(**{name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES})
    assert found.summary == summary(review_disconnect(tables, policy), policy)
    changed = review_change(policy, new, tables)
    assert changed.disconnecting is not None and changed.joining is not None
    assert found.changes == (
        ChangeCount("disconnecting", len(changed.disconnecting.gained), len(changed.disconnecting.lost)),
        ChangeCount("joining", len(changed.joining.gained), len(changed.joining.lost)),
    )
    assert all(each.lost for each in found.changes)
    assert json.loads(json.dumps(found.to_dict()))["changes"][1] == found.changes[1]._asdict()


def test_every_stage_is_told(tmp_path: Path, folder: Path) -> None:
    stages: list[str] = []
    organisation = read_organisation(folder, folder / "policy.json", progress=stages.append)
    review_organisation(organisation, tmp_path / "rights.csv", progress=stages.append)
    assert stages == ["reading the tables", "reviewing", "counting", "writing"]
    read_organisation(CONTOSO, progress=stages.append)
    assert "msdyn_teamschatassociations, page 2" in stages


def test_polars_keeps_free_memory_as_long_as_it_was_told_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("_RJEM_MALLOC_CONF", "dirty_decay_ms:1")
    run(tmp_path, "--out", tmp_path / "rights.csv")
    assert os.environ["_RJEM_MALLOC_CONF"] == "dirty_decay_ms:1"


def test_polars_keeps_free_memory_for_ten_seconds_unless_told_otherwise(tmp_path: Path) -> None:
    others = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
    script = """\
import os
from click.testing import CliRunner
from chatlink_policy.cli import command
CliRunner().invoke(command, ["review", ".", "--out", "rights.csv"])
print(os.environ["_RJEM_MALLOC_CONF"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=others,
        capture_output=True,
        text=True,
        check=True,
    )
    by_polars, _, ours = done.stdout.strip().rpartition(",")  # what comes last counts
    assert "dirty_decay_ms" in by_polars
    assert ours == "dirty_decay_ms:10000"


# --- How it refuses ---------------------------------------------------------------------------------------------------


def refusals(folder: Path, tmp_path: Path) -> Iterator[tuple[tuple[str | Path, ...], str]]:
    out = tmp_path / "rights.csv"
    yield (
        ("nowhere", "--out", out),
        "nowhere: folder: expected a folder that can be read, got No such file or directory",
    )
    yield (
        (folder, "--out", out),
        f"{folder.name}: policy: expected a policy file, since tables hold no settings, got none",
    )
    yield (
        (folder, "--out", out, "--policy", "nowhere.toml"),
        "nowhere.toml: file: expected a file that can be read, got No such file or directory",
    )
    yield (
        (CONTOSO, "--out", tmp_path / "rights.xlsx"),
        "export-contoso: out: expected a file name that ends in .parquet or .csv, or the name of a folder, "
        "without an ending, got 'rights.xlsx'",
    )
    yield (
        (CONTOSO, "--out", tmp_path / "nowhere" / "rights.csv"),
        f"export-contoso: out: expected a file or folder in a folder that exists, got {str(tmp_path / 'nowhere')!r}",
    )
    yield (
        (folder, "--out", folder / "links.parquet"),
        f"{folder.name}: out: expected a place outside the folder that is read, got {str(folder / 'links.parquet')!r}",
    )
    yield (
        (ROOT / "docs" / "examples" / "policies", "--out", out),
        "policies: proposed.toml: expected a table as a Parquet or CSV file (the tables are links, records, "
        "team_members, user_roles, team_roles, role_privileges, access, users, apps), got 'proposed.toml'",
    )


def test_what_cannot_be_read_or_written_is_one_line_a_mistake_and_status_2(folder: Path, tmp_path: Path) -> None:
    for arguments, message in refusals(folder, tmp_path):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[0] == f"Error: {message}"
    assert list(tmp_path.iterdir()) == []


def test_partial_answers_are_given_where_they_are_asked_for(folder: Path, tmp_path: Path) -> None:
    some, out = tmp_path / "some", tmp_path / "rights.csv"
    some.mkdir()
    for name in NEEDED["disconnecting"]:
        if name != "role_privileges":
            (some / f"{name}.parquet").symlink_to(folder / f"{name}.parquet")
    (some / "role_privileges.csv.txt").touch()
    options = (some, "--out", out, "--policy", folder / "policy.json", "--join")
    refused = run(*options)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == [
        f"Error: some: {name}: expected it to be provided, to answer {needs}, got nothing (partial answers were not "
        "asked for); passed over: role_privileges.csv.txt (did you mean 'role_privileges.csv'?)"
        for name, needs in (("role_privileges", "who has the global right"), ("access", "who may join"))
    ]
    assert not out.exists()
    result = run(*options, "--partial")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Not answered: who may join: access were not provided." in result.output
    assert {each.name for each in tmp_path.glob("rights.*")} == {
        "rights.csv",
        "rights.not-answered.csv",
        "rights.summary.json",
        *(f"rights.rejected-{each}.csv" for each in ("links", "records", "team_members")),
    }


@pytest.mark.parametrize("out", ["rights.csv", "review"])
@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("table", [each for each in NEEDED["disconnecting"] if each != "team_roles"])
def test_rows_that_turn_out_unreadable_refuse_the_review_and_leave_nothing(
    tmp_path: Path, table: str, parts: int, out: str
) -> None:
    sound = _lazy(tables_of(contoso()))
    rotten = pl.col(TABLES[table][0].name).str.to_integer().cast(pl.String)
    tables = evolve(sound, **{table: getattr(sound, table).with_columns(rotten)})
    with pytest.raises((UnreadableInput, InvalidValue), match="that can be read"):
        review_organisation(Organisation(tables, contoso().policy), tmp_path / out, parts=parts)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_the_system_does_not_take_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"^file: expected a file that can be written, got File name too long"):
        review_organisation(read_organisation(CONTOSO), tmp_path / f"{'a' * 250}.csv")
    assert list(tmp_path.iterdir()) == []


def _lazy(tables: Tables[pl.DataFrame]) -> Tables[pl.LazyFrame]:
    return Tables(**{name: getattr(tables, name).lazy() for name in TABLES})


@pytest.mark.parametrize("missing", ["narwhals", "polars"])
def test_without_its_extra_the_command_names_the_extra_and_the_others_work(missing: str, tmp_path: Path) -> None:
    script = f"""\
import json, sys
sys.modules[{missing!r}] = None
from click.testing import CliRunner
from chatlink_policy.cli import command
for arguments in (["review", {str(CONTOSO)!r}, "--out", {str(tmp_path / "rights.csv")!r}], ["table", "joining"]):
    done = CliRunner().invoke(command, arguments)
    print(json.dumps([done.exit_code, done.stderr, bool(done.stdout)]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [json.loads(each) for each in done.stdout.splitlines()] == [
        [2, "Error: the review needs the extra review: pip install 'chatlink-policy[review]'\n", False],
        [0, "", True],
    ]


# --- Its page ---------------------------------------------------------------------------------------------------------

SESSIONS = re.findall(r"```console\n\$ chatlink-policy ([^\n]*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("arguments", "printed"), SESSIONS, ids=[arguments for arguments, _ in SESSIONS])
def test_the_page_shows_what_the_command_prints(
    arguments: str, printed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, shlex.split(arguments))
    assert (result.exit_code, result.output) == (0, printed)


def test_the_page_has_a_session_and_each_is_compared() -> None:
    assert len(SESSIONS) == PAGE.count("```console") == 1


def test_the_page_names_every_column_of_every_table() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ([\w ]+) \| (yes|no) \| \S.* \|$", PAGE, re.MULTILINE)
    assert listed == [
        (table, column.name, column.type.value, "yes" if column.is_needed else "no")
        for table, columns in TABLES.items()
        for column in columns
    ]


def test_the_page_names_the_tables_that_each_review_needs() -> None:
    listed = re.findall(r"^\| (disconnecting|joining|enablement)[^|]* \| (.*) \|$", PAGE, re.MULTILINE)
    assert listed == [(question, ", ".join(f"`{each}`" for each in needed)) for question, needed in NEEDED.items()]


def test_the_page_names_every_reason_why_a_row_is_rejected() -> None:
    listed = re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert listed[1:] == [(each.value, each.says) for each in Why]


@pytest.mark.campaign
@pytest.mark.spark
def test_the_code_for_spark_runs(tmp_path: Path) -> None:
    code = PAGE.partition("```{code-block} python\n")[2].partition("```")[0]
    snapshot = load_export(CONTOSO)
    tables = tables_of(snapshot)
    for name in TABLES:
        (tmp_path / "tables" / name).mkdir(parents=True)
        write(getattr(tables, name), tmp_path / "tables" / name / "part.parquet")
    (tmp_path / "policy.json").write_text(to_json(snapshot.policy), encoding="utf-8")
    code = code.replace("Files/chatlink", str(tmp_path))
    code = code.replace("/lakehouse/default/" + str(tmp_path) + "/policy.toml", str(tmp_path / "policy.json"))
    exec(code, {"spark": spark_session()})  # noqa: S102  # the page's own
    review = review_disconnect(read_tables(tmp_path / "tables"), snapshot.policy)
    for name, frame in {"rights": review.rights, "everywhere": review.everywhere, **_rejected(review.rejected)}.items():
        found = pl.read_parquet(tmp_path / "review" / name / "*.parquet", glob=True)
        if "connected_on" in found.columns:
            found = found.with_columns(pl.col("connected_on").dt.replace_time_zone("UTC").dt.cast_time_unit("us"))
        assert rows(found) == rows(frame.collect()), name


def _rejected(rejected: Mapping[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    return {f"rejected-{name}": frame for name, frame in rejected.items()}
