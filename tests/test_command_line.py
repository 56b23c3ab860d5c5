"""The command: what it prints, and how it refuses."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from pages import findings_page, outcome_page
from plain_data import inner

from chatlink_policy import QUESTIONS, evaluate
from chatlink_policy._value import plain
from chatlink_policy._version import __version__
from chatlink_policy.about import About
from chatlink_policy.case import answer
from chatlink_policy.checking import check
from chatlink_policy.cli import command
from chatlink_policy.compare.impact import impact
from chatlink_policy.compare.policies import diff_policies
from chatlink_policy.dataverse import load_export
from chatlink_policy.evidence import SCHEMA_VERSION
from chatlink_policy.evidence.audit import audit
from chatlink_policy.evidence.elsewhere import Language, export_rule
from chatlink_policy.rendering import render
from chatlink_policy.serialization import read_policy, read_scenario, to_json
from chatlink_policy.sources import PAGE

ROOT = Path(__file__).parents[1]
TRANSFER = ROOT / "docs" / "examples" / "case-transfer.toml"
CONTOSO = ROOT / "docs" / "examples" / "export-contoso"
USER = "414cbe32-7d3b-ee11-bdf4-000d3a5b6c02"
CHAT = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"
CASE = "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"
TODAY, PROPOSED = (ROOT / "docs" / "examples" / "policies" / f"{name}.toml" for name in ("today", "proposed"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def text_about(**subjects: str) -> str:
    """The last section of a page of text; `files` are named with commas."""
    return "\n" + render(_about(subjects)._blocks())


def markdown_about(**subjects: str) -> str:
    return "\n" + render(_about(subjects)._blocks(), "markdown")


def json_about(**subjects: str) -> dict[str, object]:
    return {"schema_version": SCHEMA_VERSION, "about": inner(_about(subjects))}


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
        "time": "2025-02-06T08:30:00+00:00",
        "files": "case-transfer.toml",
    }
    title = "case-transfer"
    assert run("explain", TRANSFER).output == outcome_page(outcome, title) + text_about(**about)
    in_markdown = run("explain", TRANSFER, "--format", "markdown").output
    assert in_markdown == outcome_page(outcome, title, "markdown") + markdown_about(**about)
    in_json = json.loads(run("explain", TRANSFER, "--format", "json").output)
    assert in_json == {**json_about(**about), **outcome.to_dict(), "grounds": plain(outcome.grounds)}


def test_every_output_names_the_version_the_digest_of_the_documentation_and_the_version_of_its_shape() -> None:
    told = json.loads(run("table", "joining", "--format", "json").output)["about"]
    assert told == {
        "subjects": {"question": "joining"},
        "files": [],
        "passed_over": [],
        "version": __version__,
        "documentation": {
            "title": PAGE.title,
            "address": PAGE.address,
            "language": PAGE.language,
            "sha256": PAGE.sha256,
        },
    }
    for shape in ("text", "markdown"):
        page = run("table", "joining", "--format", shape).output
        assert all(each in page for each in (__version__, PAGE.title, PAGE.address, PAGE.sha256))


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", TRANSFER),
        ("explain", "--export", CONTOSO, "--user", USER),
        ("check", CONTOSO),
        ("diff", TODAY, PROPOSED),
        ("diff", TODAY, PROPOSED, "--export", CONTOSO),
        ("table", "joining"),
        ("audit", "joining"),
        ("queries",),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_json_begins_with_the_version_of_its_shape_and_says_it_once(arguments: tuple[str | Path, ...]) -> None:
    output = run(*arguments, "--format", "json").output
    assert output.startswith(f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "about": {{\n')
    assert output.count('"schema_version"') == 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_table_prints_the_truth_table_in_every_format(name: str) -> None:
    question = QUESTIONS[name]
    assert run("table", name).output == render(question) + text_about(question=name)
    in_markdown = run("table", name, "--format", "markdown").output
    assert in_markdown == render(question, "markdown") + markdown_about(question=name)
    assert run("table", name, "--format", "csv").output == question.to_csv()
    in_json = json.loads(run("table", name, "--format", "json").output)
    assert in_json == {**json_about(question=name), **question.to_dict()}


def test_the_json_table_of_disconnecting_has_64_cells_48_of_them_possible() -> None:
    table = json.loads(run("table", "disconnecting", "--format", "json").output)
    assert list(table) == ["schema_version", "about", "question", "fingerprint", "facts", "cells"]
    assert len(table["cells"]) == 64
    assert sum(cell["possible"] for cell in table["cells"]) == 48
    assert set(table["cells"][0]) == {"facts", "possible", "allowed", "documented_by", "sources"}
    assert set(table["facts"][0]) == {"name", "says", "cites", "changed_by"}
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
    assert done.stdout == QUESTIONS["timeline_configure"].to_csv()


def test_without_its_extra_the_command_names_the_extra() -> None:
    script = "import sys; sys.modules['click'] = None\nfrom chatlink_policy.__main__ import main\nmain()\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "Error: the command needs the extra cli: pip install 'chatlink-policy[cli]'\n"


DOCUMENTED = "".join(
    (ROOT / page).read_text(encoding="utf-8")
    for page in (
        "README.md",
        "docs/command-line.md",
        "docs/from-dataverse.md",
        "docs/for-auditors.md",
        "docs/auditors-change.md",
        "docs/auditors-compare.md",
        "docs/auditors-keep.md",
    )
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
    assert run("check", folder).output == findings_page(findings, folder.name) + text_about(**about)
    in_markdown = run("check", folder, "--format", "markdown").output
    assert in_markdown == findings_page(findings, folder.name, "markdown") + markdown_about(**about)
    in_json = run("check", folder, "--format", "json")
    assert json.loads(in_json.output) == {**json_about(**about), "findings": list(map(inner, findings))}
    assert in_json.exit_code == status


# --- A case of an export ----------------------------------------------------------------------------------------------


def explain(*arguments: str) -> Result:
    return run("explain", "--export", CONTOSO, *arguments)


def test_explain_takes_a_scenario_or_an_export_and_not_both() -> None:
    for result in (run("explain"), run("explain", TRANSFER, "--export", ROOT)):
        assert result.exit_code == 2
        assert "name either a SCENARIO or --export FOLDER" in result.output


def test_a_case_of_an_export_is_answered_with_its_facts_and_names_whom_it_is_about() -> None:
    named = ("--user", f"{{{USER.upper()}}}", "--chat", CHAT, "--record", CASE, "--record-type", "Incident")
    outcome = answer(load_export(CONTOSO), user=USER, chat=CHAT, record=CASE)
    about = {"user": USER, "chat": CHAT, "record": f"incident {CASE}", "files": "export-contoso"}
    page = outcome_page(outcome, "export-contoso", has_facts=True)
    assert explain(*named).output == page + text_about(**about)
    assert outcome.disconnecting is not None
    for name, truth in outcome.disconnecting.to_facts().items():
        assert re.search(f"^{name} +{'yes' if truth else 'no'} .*disconnecting", page, re.MULTILINE)
    in_json = {**json_about(**about), **outcome.to_dict(), "grounds": plain(outcome.grounds)}
    assert json.loads(explain(*named, "--format", "json").output) == in_json


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--app", "customerservicehub"), ["--app has no effect without --user"]),
        (("--record", CASE), ["--record has no effect without --chat"]),
        (("--user", USER, "--now", "2025-03-01T09:00:00Z"), ["--now has no effect without --chat and --record"]),
        ((), ["nothing is asked: name at least --user, or --chat and --record"]),
        (
            ("--user", "nobody", "--app", "none", "--chat", "19%3A", "--now", "yesterday"),
            [
                "--chat has no effect without --record",
                "--now has no effect without --record",
                "--now: expected a time with its zone, such as 2026-01-31T09:00:00Z, got 'yesterday'",
                "--user: expected a user of the snapshot",
                "--chat: expected a chat of the snapshot",
                "--app: expected an app of the snapshot",
            ],
        ),
    ],
    ids=["app alone", "record alone", "time alone", "nothing", "all mistakes at once"],
)
def test_options_of_explain_that_are_wrong_or_without_effect_are_refused(
    arguments: tuple[str, ...], said: list[str]
) -> None:
    result = explain(*arguments)
    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert len(lines) == len(said)
    assert all(line.startswith(f"Error: {each}") for line, each in zip(lines, said, strict=True))


def test_options_of_an_export_are_refused_beside_a_scenario() -> None:
    result = run("explain", TRANSFER, "--user", USER, "--record-type", "incident")
    assert (result.exit_code, result.output) == (
        2,
        "Error: --user has no effect beside a scenario: it goes with --export\n"
        "Error: --record-type has no effect beside a scenario: it goes with --export\n",
    )


def test_where_none_of_the_answers_asked_for_can_be_given_the_status_is_2_and_each_says_why() -> None:
    fabrikam = ROOT / "docs" / "examples" / "export-fabrikam"
    snapshot = evolve(load_export(fabrikam), tables={"organizations"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chatlink_policy.dataverse.load_export", lambda *_, **__: snapshot)
        result = run("explain", "--export", fabrikam, "--user", USER)
        some = run("explain", "--export", fabrikam, "--user", USER, "--format", "json")
    assert (result.exit_code, some.exit_code) == (2, 2)
    assert "Error: not answered: timeline_configure: lacks user; systemusers were not exported\n" in result.stderr
    assert "- timeline_configure: lacks user; systemusers were not exported\n" in result.stdout
    assert json.loads(some.stdout)["not_asked"]["timeline_configure"]["because"] == "systemusers were not exported"


def test_a_question_whose_inputs_were_not_named_changes_nothing() -> None:
    result = explain("--user", USER, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.output)["not_asked"]["connecting"]["lacks"] == ["chat", "record"]


# --- Analysis ---------------------------------------------------------------------------------------------------------


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
    assert in_markdown == render(found, "markdown") + markdown_about(question=name)
    in_json = json.loads(run("audit", name, "--format", "json").output)
    assert in_json == {**json_about(question=name), **found.to_dict()}


@pytest.mark.parametrize("language", ["cedar", "rego"])
def test_export_rule_prints_the_rule_of_a_question_or_its_test(language: Language) -> None:
    exported = export_rule(QUESTIONS["joining"], language)
    assert run("export-rule", "joining", "--language", language).output == exported.rule
    assert run("export-rule", "joining", "--language", language, "--test").output == exported.test
    assert "Missing option" in run("export-rule", "joining").output


def test_diff_prints_who_gains_and_who_loses_and_fails_only_when_asked_to() -> None:
    found = diff_policies(read_policy(TODAY), read_policy(PROPOSED))
    assert found.is_new_access
    plain = run("diff", TODAY, PROPOSED)
    about = {"files": "today.toml, proposed.toml"}
    assert (plain.output, plain.exit_code) == (found.to_text() + text_about(**about), 0)
    strict = run("diff", TODAY, PROPOSED, "--fail-on-new-access")
    assert (strict.output, strict.exit_code) == (plain.output, 1)
    in_markdown = run("diff", TODAY, PROPOSED, "--format", "markdown").output
    assert in_markdown == render(found, "markdown") + markdown_about(**about)
    same = run("diff", TODAY, TODAY, "--fail-on-new-access")
    assert same.exit_code == 0
    assert "equivalent" in same.output


def test_diff_over_an_export_counts_and_names_whose_answers_flip() -> None:
    result = run("diff", TODAY, PROPOSED, "--export", CONTOSO, "--format", "json")
    told = json.loads(result.output)
    old, new, snapshot = read_policy(TODAY), read_policy(PROPOSED), load_export(CONTOSO)
    assert told["diff"] == inner(diff_policies(old, new, snapshot.apps))
    concerned = impact(old, new, snapshot)
    assert told["impact"] == inner(concerned)
    assert concerned.is_new_access
    text = run("diff", TODAY, PROPOSED, "--export", CONTOSO).output
    about = text_about(files="today.toml, proposed.toml, export-contoso")
    assert text == f"{diff_policies(old, new, snapshot.apps).to_text()}\n{concerned.to_text()}{about}"


def test_a_policy_that_cannot_be_read_is_named() -> None:
    result = run("diff", TODAY, ROOT / "nowhere.toml")
    assert result.exit_code == 2
    assert result.output.startswith("Error: nowhere.toml: file: expected a file that can be read")


def test_the_time_to_judge_by_can_be_given_beside_an_export() -> None:
    case = ("--chat", CHAT, "--record", CASE, "--format", "json")
    lacks = json.loads(explain(*case).output)["not_asked"]["timeline_entry_shows"]["lacks"]
    with_time = json.loads(explain(*case, "--now", "2025-03-01T09:00:00Z").output)
    assert set(lacks) - set(with_time["not_asked"]["timeline_entry_shows"]["lacks"]) == {"now"}
    assert with_time["about"]["subjects"]["time"] == "2025-03-01T09:00:00+00:00"
    for wrong in ("yesterday", "2025-03-01T09:00:00"):
        result = explain(*case, "--now", wrong)
        assert result.exit_code == 2
        assert "expected a time with its zone" in result.output


def test_an_export_stands_in_place_of_a_policy_and_its_cases_are_counted_where_it_is_the_new_one() -> None:
    snapshot, proposed = load_export(CONTOSO), read_policy(PROPOSED)
    told = json.loads(run("diff", PROPOSED, CONTOSO, "--format", "json").output)
    assert told["diff"] == inner(diff_policies(proposed, snapshot.policy, snapshot.apps))
    assert told["impact"] == inner(impact(proposed, snapshot.policy, snapshot))
    assert told["about"]["files"] == ["proposed.toml", "export-contoso"]
    as_old = json.loads(run("diff", CONTOSO, PROPOSED, "--format", "json").output)
    assert as_old["diff"] == inner(diff_policies(snapshot.policy, proposed))
    assert as_old["impact"] is None
    counted = json.loads(run("diff", CONTOSO, PROPOSED, "--export", CONTOSO, "--format", "json").output)
    assert counted["impact"] == inner(impact(snapshot.policy, proposed, snapshot))


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


@pytest.mark.parametrize("name", ["report", "policy"])
def test_where_out_cannot_be_written_that_is_said_before_anything_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module(f"chatlink_policy.cli.{'diff' if name == 'policy' else name}")
    monkeypatch.setattr(module, "load", lambda *_, **__: pytest.fail("it was read"))
    ending = "json" if name == "policy" else "html"
    (tmp_path / f"folder.{ending}").mkdir()
    for out in (tmp_path / "no" / f"a.{ending}", tmp_path / f"folder.{ending}", tmp_path / f"{'a' * 300}.{ending}"):
        result = run(name, CONTOSO, "--out", out)
        assert result.exit_code == 2
        assert "Invalid value for --out: " in result.output
        assert "cannot be written: " in " ".join(result.output.split())
    assert [each.name for each in tmp_path.iterdir()] == [f"folder.{ending}"]


def test_where_a_table_was_not_exported_diff_says_so_and_counts_nothing(tmp_path: Path) -> None:
    for file in CONTOSO.iterdir():
        if file.name != "systemusers.json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    result = run("diff", TODAY, PROPOSED, "--export", tmp_path)
    assert result.exit_code == 0
    assert "enablement, disconnecting, joining, timeline_open: systemusers were not exported" in result.output
    assert not re.search(r"disconnecting .* 0 ", result.output)


def test_times_after_the_one_given_to_check_are_findings() -> None:
    early = json.loads(run("check", CONTOSO, "--now", "2025-01-01T00:00:00Z", "--format", "json").output)
    late = json.loads(run("check", CONTOSO, "--now", "2026-01-01T00:00:00Z", "--format", "json").output)
    assert early["about"]["subjects"] == {"time": "2025-01-01T00:00:00+00:00"}
    now = datetime(2025, 1, 1, tzinfo=UTC)
    assert early["findings"] == list(map(inner, check(load_export(CONTOSO), now))) != late["findings"]
    wrong = run("check", "nowhere", "--now", "2025-01-01")
    assert wrong.exit_code == 2
    lines = wrong.output.splitlines()
    assert lines[0].startswith("Error: nowhere: ")
    assert lines[-1].startswith("Error: --now: expected a time with its zone")


def test_a_format_of_a_supplement_to_fill_in_is_refused() -> None:
    result = run("queries", "--supplement", "--format", "json")
    assert (result.exit_code, result.output) == (2, "Error: --format has no effect with --supplement\n")


def test_all_mistakes_of_a_review_are_told_at_once(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("chat_is_on = 1\n", encoding="utf-8")
    result = run(
        "review", tmp_path / "none", "--out", tmp_path / "a.txt", "--policy", wrong, "--change", "nowhere.toml"
    )
    assert result.exit_code == 2
    sources = [line.split(": ")[1:3] for line in result.output.splitlines()]
    assert sources == [["none", "out"], ["none", "folder"], ["wrong.toml", "chat_is_on"], ["nowhere.toml", "file"]]


def test_what_lies_beside_the_tables_of_an_export_is_listed_and_nothing_else_changes(tmp_path: Path) -> None:
    for file in CONTOSO.iterdir():
        (tmp_path / file.name).symlink_to(file)
    for name in ("desktop.ini", "notes.md", "systemusers.json.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for arguments in (
        ("check", tmp_path),
        ("explain", "--export", tmp_path, "--user", USER),
        ("diff", TODAY, tmp_path),
    ):
        text = run(*arguments)
        assert re.search(r"^passed over +desktop.ini, notes.md, systemusers.json.txt", text.output, re.MULTILINE)
        told = json.loads(run(*arguments, "--format", "json").output)
        assert [each.partition(" ")[0] for each in told["about"].pop("passed_over")][-1] == "systemusers.json.txt"
        plain = [CONTOSO if each == tmp_path else each for each in arguments]
        whole = json.loads(run(*plain, "--format", "json").output)
        told.pop("about")
        whole.pop("about")
        if arguments[0] == "check":
            (listed,) = (each for each in told["findings"] if each["code"] == "files_passed_over")
            told["findings"].remove(listed)
        assert told == whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("shape", ["toml", "json"])
def test_a_scenario_or_a_policy_is_read_from_the_standard_input(shape: str, encoding: str) -> None:
    scenario, policy = '[policy]\nchat_is_on = true\n[user]\nid = "ada"\n', TODAY.read_text(encoding="utf-8")
    if shape == "json":
        scenario, policy = json.dumps(tomllib.loads(scenario)), to_json(read_policy(TODAY))
    runner = CliRunner()
    explained = runner.invoke(command, ["explain", "-"], input=scenario.encode(encoding))
    assert explained.exit_code == 0
    assert explained.output.startswith("standard input\n=====")
    compared = runner.invoke(command, ["diff", "-", str(TODAY)], input=policy.encode(encoding))
    assert compared.output.startswith("Policies: equivalent\n")
    assert re.search(r"^files +standard input, today.toml$", compared.output, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [["diff", "-", "-"], ["review", str(CONTOSO), "--out", "rights.csv", "--policy", "-", "--change", "-"]],
    ids=["diff", "review"],
)
def test_the_standard_input_is_refused_in_a_second_place(arguments: list[str]) -> None:
    result = CliRunner().invoke(command, arguments, input=TODAY.read_text(encoding="utf-8"))
    assert (result.exit_code, result.output) == (2, "Error: standard input: expected - in one place, got it in more\n")


def test_a_mistake_in_the_standard_input_is_told_as_such() -> None:
    result = CliRunner().invoke(command, ["explain", "-"], input='[policy]\nchat_is_on = "yes"\n')
    expected = "Error: standard input: policy.chat_is_on: expected true or false, got 'yes'\n"
    assert (result.exit_code, result.output) == (2, expected)


def test_each_command_that_gives_answers_gives_them_in_french_and_the_page_names_it() -> None:
    options = {each.name: {one.name for one in each.params} for each in command.all_commands()}
    french = {name for name, has in options.items() if "lang" in has}
    of_exports = {"export", "queries"}  # how an export is fetched, which no answer is
    assert french | of_exports == {"report", *(name for name, has in options.items() if "output" in has)}
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"(.*) take `--lang fr`", page)
    assert set(re.findall(r"`(\S+)`", named)) == french


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay", "docs/examples/decisions.jsonl"], "journal de décisions rejoué"),
        (["test", "docs/examples/policy-tests", "--policy", TODAY], "3 tests : 3 réussis, 0 échoué."),
        (["audit", "disconnecting"], "en toutes lettres : la conversation est connectée à l'enregistrement, et"),
    ],
    ids=["replay", "test", "audit"],
)
def test_what_is_run_over_many_cases_is_said_in_french(arguments: list[str | Path], says: str) -> None:
    result = run(*(ROOT / each if str(each).startswith("docs/") else each for each in arguments), "--lang", "fr")
    assert result.exit_code in (0, 1)
    assert says in " ".join(result.output.split())
