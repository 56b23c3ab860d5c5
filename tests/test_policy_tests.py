"""Policy tests as files: what is expected is compared with what is answered; what cannot be read is never skipped."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import QUESTIONS, InvalidValue, Policy, Readings, Scenario, UnreadableInput, evaluate
from chatlink_policy.cli import command
from chatlink_policy.evidence.coverage import coverage
from chatlink_policy.policy_tests import PolicyTest, read_test, read_tests, run_tests
from chatlink_policy.policy_tests.expected import observed_in
from chatlink_policy.serialization import read_policy, read_scenario, to_dict
from chatlink_policy.strategies import scenarios
from chatlink_policy.what_if import with_set

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
CASES = EXAMPLES / "policy-tests"
TODAY = EXAMPLES / "policies" / "today.toml"
TRANSFER = read_scenario(EXAMPLES / "case-transfer.toml")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def written(scenario: Scenario, expect: object, folder: str | Path) -> Path:
    path = Path(folder) / "case.json"
    path.write_text(json.dumps({**to_dict(scenario), "expect": expect}), encoding="utf-8")
    return path


def case_of(scenario: Scenario, expect: object) -> PolicyTest:
    with TemporaryDirectory() as folder:
        return read_test(written(scenario, expect, folder))


def everything(scenario: Scenario) -> dict[str, Any]:
    """All that can be expected of a scenario, which is what is answered."""
    found: dict[str, Any] = {}
    for name, value in observed_in(evaluate(scenario)).items():
        if isinstance(value, dict):
            value.pop("chat_owner_consent", None)
            value.pop("sources", None)
            value.pop("statements", None)
            ids = {"connector", "last_writer", "chat"}
            known = {key: "unknown" if each is None and key in ids else each for key, each in value.items()}
            found[name] = {key: each for key, each in known.items() if each is not None and each != {}}
        else:
            found[name] = "not_answered" if value is None else value
    return found


# --- One test ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", read_tests(CASES, policy=read_policy(TODAY)), ids=lambda case: case.name)
def test_a_service_developer_runs_policy_tests_from_pytest_in_three_lines(case: PolicyTest) -> None:
    assert case.differences == ()


@given(scenarios())
def test_what_is_answered_is_what_can_be_expected_and_makes_no_difference(scenario: Scenario) -> None:
    assert case_of(scenario, everything(scenario)).differences == ()


@given(scenarios(), st.sampled_from(sorted(QUESTIONS)))
def test_another_answer_than_expected_is_the_one_difference_with_the_reason_why(
    scenario: Scenario, question: str
) -> None:
    decision = evaluate(scenario).decisions.get(question)
    wrong = True if decision is None else not decision.allowed
    (found,) = case_of(scenario, {**everything(scenario), question: wrong}).differences
    assert (found.path, found.expected, found.got) == (question, wrong, None if decision is None else decision.allowed)
    assert found.because
    assert found.says.startswith(f"{question}: expected {'yes' if wrong else 'no'}, got ")


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"disconnecting": False}, "disconnecting: expected no, got yes: the user owns the record, in person or throu"),
        ({"joining": "not_answered"}, "joining: expected no answer, got yes: "),
        ({"joining": {"can_act": False}}, "joining.can_act: expected no, got yes: "),
        ({"joining": {"facts": {"can_write": False}}}, "joining.facts.can_write: expected no, got yes: "),
        ({"joining": {"reasons": ["is_connected and can_write"]}}, "joining.reasons: expected is_connected and can_w"),
        ({"joining": {"missing": ["can_write"]}}, "joining.missing: expected can_write, got none: "),
        ({"joining": {"documented_by": ["JOI-2"]}}, "joining.documented_by: expected JOI-2, got JOI-1: "),
        ({"record_opens": False}, "record_opens: expected no, got yes: it follows from the other answers"),
        ({"can_join_from_timeline": False}, "can_join_from_timeline: expected no, got yes: "),
        ({"missing_pane_permissions": ["msdyn_paneconfiguration"]}, "missing_pane_permissions: expected msdyn_pane"),
        ({"context_card": {"fields": ["createdon", "title"]}}, "context_card.fields: expected createdon, title, got t"),
        ({"context_card": {"is_shown": False}}, "context_card.is_shown: expected no, got yes: shown with a link to"),
        ({"context_card": {"skipped": {"title": ["hidden"]}}}, "context_card.skipped.title: expected hidden, got no"),
        ({"notifications": {"sent": []}}, "notifications.sent: expected none, got prioritycode: prioritycode notifies"),
        ({"notifications": {"not_sent": {"statuscode": ["not_selected"]}}}, "notifications.not_sent.statuscode: expec"),
        ({"timeline_entry_shows": {"is_kept_current": False}}, "timeline_entry_shows.is_kept_current: expected no, g"),
        ({"timeline_entry_shows": {"connector": "unknown"}}, "timeline_entry_shows.connector: expected unknown, got 3"),
        ({"timeline_entry_shows": {"connected_on": "2025-02-03T09:14:23Z"}}, "timeline_entry_shows.connected_on: expe"),
    ],
)
def test_what_differs_is_said_with_its_path_in_expect(expect: dict[str, object], says: str) -> None:
    (found,) = case_of(TRANSFER, expect).differences
    assert found.says.startswith(says)


def test_names_reasons_and_times_are_expected_in_any_order_and_spelling_and_fields_in_theirs() -> None:
    expect = {
        "joining": {"reasons": ["can_write and join_chat_is_on and is_connected"]},
        "context_card": {"fields": ["Title", "CREATEDON", "prioritycode", "customerid", "description"]},
        "timeline_entry_shows": {
            "connector": "{3F2A9C10-7D3B-EE11-BDF4-000D3A5B6C01}",
            "connected_on": "2025-02-03T10:14:22+01:00",
        },
    }
    assert case_of(TRANSFER, expect).differences == ()


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        (None, "expect: expected a table of what is expected, got nothing: the key is missing"),
        ({}, "expect: expected a table of what is expected, got {}"),
        ({"disconecting": True}, "expect.disconecting: expected a known key (did you mean 'disconnecting'?), got True"),
        ({"joining": 1}, "expect.joining: expected true, false or a table of what is expected, got 1"),
        ({"joining": None}, "expect.joining: expected true, false or a table of what is expected, got None"),
        ({"notifications": {"chat": ""}}, "expect.notifications.chat: expected an id, or unknown, got ''"),
        (
            {"notifications": {"not_sent": {"prioritycod": []}}},
            "expect.notifications.not_sent.prioritycod: expected a list of one or more names among ",
        ),
        ({"joining": {"alowed": True}}, "expect.joining.alowed: expected a known key (did you mean 'allowed'?), got "),
        ({"joining": {"allowed": "yes"}}, "expect.joining.allowed: expected true or false, got 'yes'"),
        ({"joining": {"facts": {"can_wite": True}}}, "expect.joining.facts.can_wite: expected a known key (did you me"),
        (
            {"joining": {"reasons": ["can_wite"]}},
            "expect.joining.reasons: expected a list of reasons, each of fact",
        ),
        (
            {"joining": {"missing": ["is_connected", "can_wite"]}},
            "expect.joining.missing: expected a list of names among is_connected, join_chat_is_on, can_write"
            " (did you mean 'can_write'?), got ['is_connected', 'can_wite']",
        ),
        (
            {"joining": {"missing": ["is_connected", 7]}},
            "expect.joining.missing: expected a list of names among is_con",
        ),
        (
            {"joining": {"missing": ["can_wite"]}},
            "expect.joining.missing: expected a list of names among is_con",
        ),
        ({"record_opens": "true"}, "expect.record_opens: expected true or false, got 'true'"),
        ({"context_card": {"fields": "title"}}, "expect.context_card.fields: expected a list of names, got 'title'"),
        ({"context_card": {"skipped": {"title": ["hiden"]}}}, "expect.context_card.skipped.title: expected a list of"),
        ({"timeline_entry_shows": {"connected_on": "monday"}}, "expect.timeline_entry_shows.connected_on: expected a "),
    ],
)
def test_an_expectation_that_cannot_be_read_is_refused_with_its_path_and_what_may_be_meant(
    expect: object, problem: str
) -> None:
    with pytest.raises(UnreadableInput) as refused:
        case_of(TRANSFER, expect)
    assert str(refused.value).startswith(f"case.json: {problem}")


def test_every_mistake_of_a_test_is_found_at_once_those_of_the_scenario_too(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text("[expect]\njoning = true\nrecord_opens = 1\n[user]\nid = 7\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as refused:
        read_test(path, read_policy(TODAY))
    assert [each.field for each in refused.value.problems] == ["user.id", "expect.joning", "expect.record_opens"]


def test_every_mistake_of_every_file_of_a_folder_is_found_at_once() -> None:
    with pytest.raises(UnreadableInput) as refused:
        read_tests(CASES)
    assert [str(each) for each in refused.value.problems] == [
        f"{name}.toml: policy: expected a value, got nothing: the key is missing"
        for name in ("owner-may-disconnect", "priority-notifies", "reader-may-not-join")
    ]


def test_tests_are_found_in_folders_in_the_order_of_their_paths_and_an_empty_folder_is_refused(tmp_path: Path) -> None:
    found = read_tests(CASES, policy=read_policy(TODAY))
    assert [each.name for each in found] == [
        "owner-may-disconnect.toml",
        "priority-notifies.toml",
        "reader-may-not-join.toml",
    ]
    (tmp_path / "none").mkdir()
    with pytest.raises(InvalidValue, match=r"^none: expected a folder with files in TOML or JSON, got none in it$"):
        read_tests(tmp_path / "none")
    assert run("test", tmp_path / "none").output.startswith("Error: cases: none: expected a folder with files")


# --- A run ------------------------------------------------------------------------------------------------------------


def test_coverage_is_of_the_decisions_of_which_something_is_expected_and_names_questions_without_any() -> None:
    tests = read_tests(CASES, policy=read_policy(TODAY))
    found = run_tests(tests, with_coverage=True)
    assert found.coverage is not None
    assert {each.question.name for each in found.coverage} == {"disconnecting", "joining"}
    joining = next(each for each in found.coverage if each.question.name == "joining")
    assert joining == coverage(QUESTIONS["joining"], [tests[2].outcome.decisions["joining"]])
    assert "Nothing is expected of enablement, connecting, timeline_entry" in found.to_text().replace("\n", " ")
    assert run_tests(tests).coverage is None


def test_test_ends_with_0_where_all_pass_1_where_an_answer_differs_and_2_where_a_file_cannot_be_read(
    tmp_path: Path,
) -> None:
    passed = run("test", CASES, "--policy", TODAY)
    assert passed.exit_code == 0 and "3 tests: 3 passed, 0 failed." in passed.output
    wrong = written(TRANSFER, {"joining": False}, tmp_path)
    differs = run("test", CASES, wrong, "--policy", TODAY)
    assert differs.exit_code == 1 and "joining: expected no, got yes" in differs.output
    in_json = json.loads(run("test", wrong, "--coverage", "--format", "json").output)
    assert (in_json["schema_version"], in_json["passed"], in_json["failed"]) == (2, 0, 1)
    (difference,) = in_json["tests"][0]["differences"]
    assert (difference["path"], difference["expected"], difference["got"]) == ("joining", False, True)
    assert in_json["coverage"][0]["combinations_met"] == 1 and "disconnecting" in in_json["not_covered"]
    on_input = CliRunner().invoke(command, ["test", "-", "--policy", str(TODAY)], input="[expect]\njoining = true\n")
    assert on_input.exit_code == 1 and "standard input  1         1" in on_input.output
    refused = run("test", CASES, tmp_path / "none.toml")
    assert refused.exit_code == 2
    assert [each.partition(": expected")[0] for each in refused.output.splitlines()] == [
        "Error: owner-may-disconnect.toml: policy",
        "Error: priority-notifies.toml: policy",
        "Error: reader-may-not-join.toml: policy",
        "Error: none.toml: file",
    ]


# --- What if ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            ["policy.record_types.incident.join_chat=false"],
            TRANSFER.policy.but_for("incident", join_chat=False),
        ),
        (["policy.record_types[0].join_chat = false"], TRANSFER.policy.but_for("incident", join_chat=False)),
        (["policy.idle_days=9", "policy.chat_is_on=false"], TRANSFER.policy.but(idle_days=9, chat_is_on=False)),
        (["policy.timeline_sync_since=null"], TRANSFER.policy.but(timeline_sync_since=None)),
        (['policy.selected_apps=["a"]'], TRANSFER.policy.but(selected_apps=["a"])),
        (
            ["policy.readings.every_write_notifies=true"],
            TRANSFER.policy.but(readings=Readings(every_write_notifies=True)),
        ),
    ],
)
def test_a_value_that_is_set_otherwise_is_typed_as_in_a_file(settings: list[str], expected: Policy) -> None:
    assert with_set(TRANSFER, settings).policy == expected


def test_values_of_every_part_of_a_case_are_set_and_nothing_else_changes() -> None:
    changed = with_set(TRANSFER, ["user.id=ann", "chat.links[0].connected_by=ann", "access=[]", "app=null"])
    assert changed.user is not None and changed.user.id == "ann"
    assert changed.chat is not None and changed.chat.links[0].connected_by == "ann"
    assert not changed.access and changed.app is None
    assert (changed.policy, changed.record) == (TRANSFER.policy, TRANSFER.record)
    assert with_set(TRANSFER, []) == TRANSFER


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("policy.chat_is_on", "set: expected a path, an equals sign and a value, as in policy.chat_is_on=true, got"),
        ("=true", "set: expected a path, an equals sign and a value"),
        ("policy..chat_is_on=true", "set: expected a path, an equals sign and a value"),
        ("a." * 50 + "!=true", "set: expected a path, an equals sign and a value"),
        (f"chat.links[{'9' * 5_000}].connected_by=ann", "set: expected a path, an equals sign and a value"),
        (
            "policy.chat_is_on=true\nidle_days=1",
            "case: policy.chat_is_on: expected true or false, got 'true\\nidle_days=1'",
        ),
        ("polcy.chat_is_on=true", "case: polcy: expected a known key (did you mean 'policy'?)"),
        (
            "policy.record_types.incidnt.notify=true",
            "policy.record_types: expected a member of the list (did you me",
        ),
        (
            "policy.record_types.incident.notfy=true",
            "case: policy.record_types[0].notfy: expected a known key (did you",
        ),
        ("policy.record_types[1].notify=true", "policy.record_types: expected a place from [0] to [0], got [1]"),
        ("policy.chat_is_on.x=true", "policy.chat_is_on: expected a table or a list, to set something in it, got True"),
        ("policy.chat_is_on=yes", "case: policy.chat_is_on: expected true or false, got 'yes'"),
        ("user.id=7", "case: user.id: expected a text, got 7"),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused_with_its_path_and_what_may_be_meant(
    setting: str, problem: str
) -> None:
    with pytest.raises((InvalidValue, UnreadableInput)) as refused:
        with_set(TRANSFER, [setting], "case")
    assert str(refused.value).startswith(problem)


def test_explain_answers_what_would_be_if_values_were_set_otherwise() -> None:
    setting = "policy.record_types.incident.join_chat=false"
    done = run("explain", EXAMPLES / "case-transfer.toml", "--set", setting, "--format", "json")
    told = json.loads(done.output)
    assert told["answers"]["joining"]["decision"]["reasons"] == ["not join_chat_is_on"]
    assert told["about"]["subjects"]["set"] == setting
    wrong = run("explain", EXAMPLES / "case-transfer.toml", "--set", "policy.idle_days=90")
    assert wrong.exit_code == 2 and "case-transfer.toml with --set: policy.idle_days: expected a whole" in wrong.output
    case = CASES / "reader-may-not-join.toml"
    in_full = run("explain", case, "--policy", TODAY)
    assert in_full.exit_code == 0 and "joining: no" in in_full.output
    assert run("explain", case).exit_code == 2 and run("explain", "-", "--policy", "-").exit_code == 2
    twice = run("explain", EXAMPLES / "case-transfer.toml", "--policy", TODAY)
    assert twice.exit_code == 2 and "case-transfer.toml has a policy of its own" in twice.output


def test_explain_answers_what_would_be_in_an_export_if_its_policy_were_another() -> None:
    named = ["--user", "403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "--app", "Customerservicehub", "--format", "json"]

    def asked(*more: str | Path) -> Result:
        return run("explain", "--export", EXAMPLES / "export-contoso", *named, *more)

    answers = [json.loads(asked("--set", f"policy.chat_is_on={each}").output)["answers"] for each in ("true", "false")]
    assert [each["enablement"]["decision"]["facts"]["chat_is_on"] for each in answers] == [True, False]
    for wrong, says in (
        (("--policy", TODAY), "--policy has no effect with --export"),
        (("--set", "user.id=ann"), "--set: expected a value of the policy with --export, got 'user.id=ann'"),
        (("--set", "policy.chat_is=true"), "did you mean 'chat_is_on'?"),
    ):
        done = asked(*wrong)
        assert done.exit_code == 2 and says in done.output
