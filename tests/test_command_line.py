"""The command: what it prints, and how it refuses."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chatlink_policy import QUESTIONS, SCHEMA_VERSION, evaluate
from chatlink_policy._show import as_markdown, as_text
from chatlink_policy.about import About
from chatlink_policy.analysis import audit, diff_policies, effect
from chatlink_policy.checking import check
from chatlink_policy.cli import command
from chatlink_policy.dataverse import load_export
from chatlink_policy.page import PAGE
from chatlink_policy.report import (
    findings_markdown,
    findings_text,
    outcome_markdown,
    outcome_text,
    table_csv,
    table_markdown,
    table_text,
)
from chatlink_policy.serialization import read_policy, read_scenario

ROOT = Path(__file__).parents[1]
TRANSFER = ROOT / "docs" / "examples" / "case-transfer.toml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def text_about(**subjects: str) -> str:
    """The last section of a page of text; `files` are named with commas."""
    return "\n" + as_text(_about(subjects).blocks())


def markdown_about(**subjects: str) -> str:
    return "\n" + as_markdown(_about(subjects).blocks())


def json_about(**subjects: str) -> dict[str, object]:
    return {"about": _about(subjects).to_dict()}


def _about(subjects: dict[str, str]) -> About:
    files = subjects.pop("files", "")
    return About(tuple(subjects.items()), tuple(files.split(", ")) if files else ())


def test_explain_prints_the_full_outcome_in_every_format() -> None:
    outcome = evaluate(read_scenario(TRANSFER))
    about = {
        "user": "a81d4f22-7d3b-ee11-bdf4-000d3a5b6c02",
        "chat": "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2",
        "record": "incident 5d0a6e3b-2c71-ef11-a670-000d3a5b6d01",
        "app": "msdyn_customerserviceworkspace",
        "files": "case-transfer.toml",
    }
    title = "case-transfer"
    assert run("explain", TRANSFER).output == outcome_text(outcome, title) + text_about(**about)
    in_markdown = run("explain", TRANSFER, "--format", "markdown").output
    assert in_markdown == outcome_markdown(outcome, title) + markdown_about(**about)
    in_json = json.loads(run("explain", TRANSFER, "--format", "json").output)
    assert in_json == {**json_about(**about), **outcome.to_dict()}


def test_every_output_names_the_version_the_digest_of_the_documentation_and_the_version_of_its_shape() -> None:
    told = json.loads(run("table", "joining", "--format", "json").output)["about"]
    assert told == {
        "subjects": {"question": "joining"},
        "files": [],
        "version": version("chatlink-policy"),
        "documentation": {
            "title": PAGE.title,
            "address": PAGE.address,
            "language": PAGE.language,
            "sha256": PAGE.sha256,
        },
        "schema_version": SCHEMA_VERSION,
    }
    for shape in ("text", "markdown"):
        page = run("table", "joining", "--format", shape).output
        assert all(each in page for each in (version("chatlink-policy"), PAGE.title, PAGE.address, PAGE.sha256))


@pytest.mark.parametrize("name", QUESTIONS)
def test_table_prints_the_truth_table_in_every_format(name: str) -> None:
    question = QUESTIONS[name]
    assert run("table", name).output == table_text(question) + text_about(question=name)
    in_markdown = run("table", name, "--format", "markdown").output
    assert in_markdown == table_markdown(question) + markdown_about(question=name)
    assert run("table", name, "--format", "csv").output == table_csv(question)
    in_json = json.loads(run("table", name, "--format", "json").output)
    assert in_json == {**json_about(question=name), **question.to_dict()}


def test_the_json_table_of_disconnecting_has_64_cells_48_of_them_possible() -> None:
    table = json.loads(run("table", "disconnecting", "--format", "json").output)
    assert list(table) == ["about", "question", "schema_version", "fingerprint", "facts", "cells"]
    assert len(table["cells"]) == 64
    assert sum(cell["possible"] for cell in table["cells"]) == 48
    assert set(table["cells"][0]) == {"facts", "possible", "allowed", "documented_by", "sources"}
    assert set(table["facts"][0]) == {"name", "says", "cites", "moved_by"}
    assert len(json.loads(run("table", "enablement", "--format", "json").output)["cells"]) == 128


def test_the_version_names_the_page_and_says_that_nothing_is_enforced() -> None:
    output = run("--version").output
    assert PAGE.title in output
    assert PAGE.sha256 in output
    assert "(fr)" in output
    assert "advises and enforces nothing" in output


def test_a_file_that_cannot_be_read_is_one_clear_line_and_status_2() -> None:
    result = run("explain", "missing.toml")
    assert result.exit_code == 2
    assert (
        result.output == "Error: missing.toml: file: expected a file that can be read, got No such file or directory\n"
    )


def test_each_mistake_of_a_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('access = "all"\n[policy]\nchat_is_on = "yes"\n', encoding="utf-8")
    result = run("explain", path)
    assert result.exit_code == 2
    assert result.output.splitlines() == [
        "Error: wrong.toml: policy.chat_is_on: expected true or false, got 'yes'",
        "Error: wrong.toml: access: expected a list of access rights, got 'all'",
    ]


def test_settings_that_could_not_be_read_cost_the_answers_that_need_them_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "unreadable.toml"
    path.write_text(
        TRANSFER.read_text(encoding="utf-8")
        .replace('record_type = "incident"\ninclude_note', 'record_type = "lead"\ninclude_note', 1)
        .replace("idle_days = 7", 'idle_days = 7\nunreadable_record_types = ["incident"]'),
        encoding="utf-8",
    )
    result = run("explain", path)
    assert result.exit_code == 0
    assert "enablement: yes" in result.output
    why = "the settings of record type 'incident' could not be read: neither yes nor no"
    for question in ("connecting", "disconnecting", "joining", "timeline_entry", "context_card", "notifications"):
        assert f"{question}: {why}" in result.output


def test_an_unknown_question_is_refused_with_the_known_ones() -> None:
    result = run("table", "leaving")
    assert result.exit_code == 2
    assert "disconnecting" in result.output


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(  # our own package
        [sys.executable, "-m", "chatlink_policy", "table", "timeline_configure", "--format", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == table_csv(QUESTIONS["timeline_configure"])


def test_without_its_extra_the_command_names_the_extra() -> None:
    script = "import sys; sys.modules['click'] = None\nfrom chatlink_policy.__main__ import main\nmain()\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "Error: the command needs the extra cli: pip install 'chatlink-policy[cli]'\n"


DOCUMENTED = "".join(
    (ROOT / page).read_text(encoding="utf-8")
    for page in ("README.md", "docs/command-line.md", "docs/from-dataverse.md", "docs/for-auditors.md")
)
SESSIONS = re.findall(r"```console\n\$ (?:\.venv/bin/)?chatlink-policy ([^\n]*)\n(.*?)```", DOCUMENTED, re.DOTALL)


@pytest.mark.parametrize(("arguments", "printed"), SESSIONS, ids=[arguments for arguments, _ in SESSIONS])
def test_the_documentation_shows_what_the_command_prints(
    arguments: str, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert run(*shlex.split(arguments)).output == printed


def test_every_session_of_the_documentation_is_compared() -> None:
    assert len(SESSIONS) == DOCUMENTED.count("```console") >= 8


@pytest.mark.parametrize(("export", "status"), [("contoso", 1), ("fabrikam", 1), ("northwind", 0)])
def test_check_prints_every_finding_in_every_format_and_fails_on_an_error(export: str, status: int) -> None:
    folder = ROOT / "docs" / "examples" / f"export-{export}"
    findings = check(load_export(folder))
    about = {"files": folder.name}
    assert run("check", folder).output == findings_text(findings, folder.name) + text_about(**about)
    in_markdown = run("check", folder, "--format", "markdown").output
    assert in_markdown == findings_markdown(findings, folder.name) + markdown_about(**about)
    in_json = run("check", folder, "--format", "json")
    assert json.loads(in_json.output) == {**json_about(**about), "findings": [each.to_dict() for each in findings]}
    assert in_json.exit_code == status


def test_explain_takes_a_scenario_or_an_export_and_not_both() -> None:
    for result in (run("explain"), run("explain", TRANSFER, "--export", ROOT)):
        assert result.exit_code == 2
        assert "name either a SCENARIO or --export FOLDER" in result.output


def test_a_user_that_the_export_does_not_hold_is_one_clear_line() -> None:
    result = run("explain", "--export", ROOT / "docs" / "examples" / "export-contoso", "--user", "nobody")
    assert result.exit_code == 2
    assert result.output.startswith("Error: export-contoso: user: expected a user of the snapshot")


# --- Analysis ---------------------------------------------------------------------------------------------------------

TODAY, PROPOSED = (ROOT / "docs" / "examples" / "policies" / f"{name}.toml" for name in ("today", "proposed"))
CONTOSO = ROOT / "docs" / "examples" / "export-contoso"


@pytest.mark.parametrize("name", QUESTIONS)
def test_audit_prints_the_audit_of_the_documentation_alone_where_it_is_asked_for(name: str) -> None:
    found = audit(QUESTIONS[name], documentation_only=True)
    assert run("audit", name, "--documentation-only").output == found.to_text() + text_about(question=name)
    in_json = json.loads(run("audit", name, "--documentation-only", "--format", "json").output)
    assert found.to_dict().items() <= in_json.items()


@pytest.mark.parametrize("name", QUESTIONS)
def test_audit_prints_the_audit_of_every_question_in_every_format(name: str) -> None:
    found = audit(QUESTIONS[name])
    assert run("audit", name).output == found.to_text() + text_about(question=name)
    in_markdown = run("audit", name, "--format", "markdown").output
    assert in_markdown == found._repr_markdown_() + markdown_about(question=name)
    in_json = json.loads(run("audit", name, "--format", "json").output)
    assert in_json == {**json_about(question=name), **found.to_dict()}


def test_diff_prints_who_gains_and_who_loses_and_fails_only_when_asked_to() -> None:
    found = diff_policies(read_policy(TODAY), read_policy(PROPOSED))
    assert found.is_new_access
    plain = run("diff", TODAY, PROPOSED)
    about = {"files": "today.toml, proposed.toml"}
    assert (plain.output, plain.exit_code) == (found.to_text() + text_about(**about), 0)
    strict = run("diff", TODAY, PROPOSED, "--fail-on-new-access")
    assert (strict.output, strict.exit_code) == (plain.output, 1)
    in_markdown = run("diff", TODAY, PROPOSED, "--format", "markdown").output
    assert in_markdown == found._repr_markdown_() + markdown_about(**about)
    same = run("diff", TODAY, TODAY, "--fail-on-new-access")
    assert same.exit_code == 0
    assert "equivalent" in same.output


def test_diff_over_an_export_counts_and_names_whose_answers_flip() -> None:
    result = run("diff", TODAY, PROPOSED, "--export", CONTOSO, "--format", "json")
    told = json.loads(result.output)
    old, new, snapshot = read_policy(TODAY), read_policy(PROPOSED), load_export(CONTOSO)
    assert told["diff"] == diff_policies(old, new, snapshot.apps).to_dict()
    concerned = effect(old, new, snapshot)
    assert told["effect"] == concerned.to_dict()
    assert concerned.is_new_access
    text = run("diff", TODAY, PROPOSED, "--export", CONTOSO).output
    about = text_about(files="today.toml, proposed.toml, export-contoso")
    assert text == f"{diff_policies(old, new, snapshot.apps).to_text()}\n{concerned.to_text()}{about}"


def test_a_policy_that_cannot_be_read_is_named() -> None:
    result = run("diff", TODAY, ROOT / "nowhere.toml")
    assert result.exit_code == 2
    assert result.output.startswith("Error: nowhere.toml: file: expected a file that can be read")


def test_the_time_to_judge_by_can_be_given_beside_an_export() -> None:
    chat = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"
    case = ("explain", "--export", CONTOSO, "--chat", chat, "--format", "json")
    lacks = json.loads(run(*case).output)["not_asked"]["timeline_entry_shows"]
    lacks_less = json.loads(run(*case, "--now", "2025-03-01T09:00:00Z").output)["not_asked"]["timeline_entry_shows"]
    assert set(lacks["lacks"]) - set(lacks_less["lacks"]) == {"now"}
    for wrong in ("yesterday", "2025-03-01T09:00:00"):
        result = run(*case, "--now", wrong)
        assert result.exit_code == 2
        assert "expected a time with its zone" in result.output


def test_an_export_stands_in_place_of_a_policy_and_its_cases_are_counted_where_it_is_the_new_one() -> None:
    snapshot, proposed = load_export(CONTOSO), read_policy(PROPOSED)
    told = json.loads(run("diff", PROPOSED, CONTOSO, "--format", "json").output)
    assert told["diff"] == diff_policies(proposed, snapshot.policy, snapshot.apps).to_dict()
    assert told["effect"] == effect(proposed, snapshot.policy, snapshot).to_dict()
    assert told["about"]["files"] == ["proposed.toml", "export-contoso"]
    as_old = json.loads(run("diff", CONTOSO, PROPOSED, "--format", "json").output)
    assert as_old["diff"] == diff_policies(snapshot.policy, proposed).to_dict()
    assert as_old["effect"] is None
    counted = json.loads(run("diff", CONTOSO, PROPOSED, "--export", CONTOSO, "--format", "json").output)
    assert counted["effect"] == effect(snapshot.policy, proposed, snapshot).to_dict()


def test_two_policies_that_cannot_be_read_are_both_told_of(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("chat_is_on = 1\nidle_days = 99\n", encoding="utf-8")
    result = run("diff", "nowhere.toml", wrong, "--export", tmp_path / "no-export")
    assert result.exit_code == 2
    fields = [line.split(": ")[1:3] for line in result.output.splitlines()]
    assert fields[:3] == [["nowhere.toml", "file"], ["wrong.toml", "chat_is_on"], ["wrong.toml", "idle_days"]]
    assert fields[3][0] == "no-export"


@pytest.mark.parametrize("export", ["contoso", "fabrikam", "northwind"])
def test_the_policy_of_an_export_is_written_as_a_file_that_reads_back_the_same(export: str, tmp_path: Path) -> None:
    folder, out = ROOT / "docs" / "examples" / f"export-{export}", tmp_path / "policy.json"
    printed = run("policy", folder)
    assert run("policy", folder, "--out", out).exit_code == printed.exit_code == 0
    assert read_policy(out) == load_export(folder).policy
    assert out.read_bytes() == printed.stdout_bytes


def test_a_policy_is_written_to_a_json_file_and_where_it_can_be(tmp_path: Path) -> None:
    for out, said in ((tmp_path / "policy.yaml", "ends in .json"), (tmp_path / "no" / "policy.json", "cannot be writ")):
        result = run("policy", CONTOSO, "--out", out)
        assert result.exit_code == 2
        assert said in result.output
