"""A log of decisions: entries come back as they were, every line is accounted for, exactly what differs is listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import attrs
import pytest
from cases import answer
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import QUESTIONS, Decision, Policy, Readings, Scenario, evaluate
from chatlink_policy.about import About
from chatlink_policy.cli import command
from chatlink_policy.compare.situations import witness
from chatlink_policy.decision_log import LOG_SCHEMA, LogEntry, RejectedLine, read_log, replay_log
from chatlink_policy.errors import InvalidValue, UnknownFact
from chatlink_policy.evidence.records import record, replay
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rendering import render
from chatlink_policy.rules.disconnecting import DISCONNECTING, UNDER
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.serialization import read_policy, read_scenario, to_json
from chatlink_policy.strategies import policies, scenarios

ROOT = Path(__file__).parents[1]
TRANSFER = read_scenario(ROOT / "docs" / "examples" / "case-transfer.toml")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAY_JOIN = JOINING.cells[True][True][True]
NO_JOINING = TRANSFER.policy.but_for("incident", join_chat=False)

decisions = st.sampled_from([each for question in QUESTIONS.values() for each in question.decisions])
texts = st.none() | st.text(max_size=8)
entries = st.builds(
    LogEntry,
    decisions,
    time=st.none() | st.sampled_from([NOON, NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))]),
    request_id=texts,
    subject=texts,
    inputs=st.none() | st.just({}) | st.just(json.loads(to_json(TRANSFER))),
)


def entry_of(scenario: Scenario, question: str) -> LogEntry:
    """What a service logs of one question."""
    return LogEntry(answer(question, scenario), time=NOON, request_id="r1", subject="ann", inputs=scenario)


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments], input=stdin)


# --- Entries and their lines ------------------------------------------------------------------------------------------


@given(entries)
def test_every_entry_comes_back_from_its_line_and_equal_ones_give_equal_lines(entry: LogEntry) -> None:
    line = entry.to_line()
    assert line.isascii() and "\n" not in line
    assert list(read_log([line, f"{line}\n", line.encode()])) == [entry] * 3
    assert next(iter(json.loads(line).items())) == ("schema", LOG_SCHEMA)
    assert attrs.evolve(entry).to_line() == line
    reordered = json.dumps(dict(reversed(json.loads(line).items())))
    assert list(read_log([reordered])) == [entry]


def test_the_record_of_a_decision_alone_is_an_entry_without_fields_of_the_service() -> None:
    assert list(read_log([record(MAY_JOIN).to_line()] * 3)) == [LogEntry(MAY_JOIN)] * 3


def test_an_entry_keeps_of_the_inputs_what_the_question_takes_and_never_the_policy() -> None:
    kept = entry_of(TRANSFER, "joining").inputs
    assert kept is not None and set(kept) == {"chat", "record", "access"}
    as_text_too = LogEntry(MAY_JOIN, inputs=to_json(TRANSFER))
    assert as_text_too.inputs == kept == LogEntry(MAY_JOIN, inputs=json.loads(to_json(TRANSFER))).inputs


def test_the_order_of_the_keys_of_inputs_makes_no_other_entry() -> None:
    inputs: dict[str, Any] = json.loads(to_json(TRANSFER))
    one, other = (LogEntry(MAY_JOIN, inputs=each) for each in (inputs, dict(reversed(inputs.items()))))
    assert one == other
    assert one.inputs_json == other.inputs_json


def test_an_entry_takes_no_time_of_its_own() -> None:
    assert LogEntry(MAY_JOIN).to_dict() == {"schema": LOG_SCHEMA, "decision": record(MAY_JOIN).to_dict()}


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"time": NOON.replace(tzinfo=None)}, "LogEntry.time: expected a time with its zone, got 2026-03-02T12:00:00"),
        ({"request_id": 7}, "LogEntry.request_id: expected a text, got 7"),
        ({"subject": b"ann"}, "LogEntry.subject: expected a text, got b'ann'"),
        ({"inputs": 7}, "LogEntry.inputs: expected a scenario, or its plain data, which JSON can hold, got 7"),
        ({"inputs": {"chat": NOON}}, "LogEntry.inputs: expected a scenario, or its plain data, which JSON can hold"),
        ({"inputs": {"chat": float("nan")}}, "LogEntry.inputs: expected a scenario, or its plain data, which JSON can"),
        ({"inputs": "[]"}, "LogEntry.inputs: expected a scenario, or its plain data, which JSON can hold, got '[]'"),
        ({"inputs": {"chta": {}}}, "LogEntry.inputs.chta: expected a known key (policy, app, user, chat, record, acc"),
        ({"decision": True}, "LogEntry.decision: expected a decision, or its record, got True"),
    ],
)
def test_an_illegal_entry_cannot_be_built(own: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        LogEntry(**{"decision": MAY_JOIN, **own})
    assert str(caught.value).startswith(message)


LINE = json.loads(LogEntry(MAY_JOIN, time=NOON, request_id="r1", inputs={}).to_line())


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("\n", "expected a record, one JSON object a line, got '\\n'"),
        (b"\xff{}", "expected text in UTF-8, or in UTF-16 with a byte order mark, got a wrong byte at 0"),
        (5, "expected a text, got 5"),
        ("{}", "schema: expected a value, got nothing: the key is missing"),
        (
            {"schema": "chatlink-policy/log/2"},
            "schema: expected \"chatlink-policy/log/1\", got 'chatlink-policy/log/2'",
        ),
        ({"tiem": "x"}, "tiem: expected a known key (schema, time, request_id, subject, inputs, decision), got 'x'"),
        ({"time": "2026-03-02"}, "time: expected a time with its zone, in ISO 8601, got '2026-03-02'"),
        ({"time": 5}, "time: expected a time with its zone, in ISO 8601, got 5"),
        ({"subject": ["ann"]}, "subject: expected a text, got ['ann']"),
        ({"decision": None}, "decision: expected the record of a decision, got None"),
        ({"decision": {}}, "decision.schema: expected a value, got nothing: the key is missing"),
        (
            {"decision": {**LINE["decision"], "answer": False}},
            "decision.answer: expected true, the answer that the finger",
        ),
        ({"inputs": []}, "inputs: expected the inputs of a decision, as plain data, got []"),
        ({"inputs": {"usr": 1}}, "inputs.usr: expected a known key (policy, app, user, "),
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_with_its_number_and_costs_no_other(line: Any, because: str) -> None:  # noqa: ANN401
    written = json.dumps({**LINE, **line}) if isinstance(line, dict) else line
    good = json.dumps(LINE)
    first, rejected, last = read_log([good, written, good])
    assert first == last == LogEntry(MAY_JOIN, time=NOON, request_id="r1", inputs={})
    assert isinstance(rejected, RejectedLine) and rejected.line == 2
    assert rejected.because.startswith(because)
    assert rejected.says == f"line 2: {rejected.because}" and rejected.says.isprintable()


# --- Replaying --------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(decisions, st.sampled_from(["bare", "entry", "rejected"])), max_size=20))
def test_a_log_of_several_questions_is_replayed_and_every_line_is_the_same_different_or_rejected(
    lines: list[tuple[Decision[object], str]],
) -> None:
    now = {name: attrs.evolve(each, rule=lambda _: True) for name, each in QUESTIONS.items()}
    written = {"bare": lambda each: record(each).to_line(), "entry": lambda each: LogEntry(each).to_line()}
    found = replay_log([written.get(how, lambda _: "{")(each) for each, how in lines], question=now)
    readable = [(number, each) for number, (each, how) in enumerate(lines, 1) if how != "rejected"]
    assert [each.line for each in found.rejected_lines] == [
        number for number, (_, how) in enumerate(lines, 1) if how == "rejected"
    ]
    assert [each.line for each in found.differences] == [number for number, each in readable if not each]
    assert (found.lines, found.rejected) == (len(lines), len(lines) - len(readable))
    assert found.same + found.differ + found.rejected + found.not_answered == found.lines
    ours = list(replay([record(each) for _, each in readable], now))
    assert [each.decision for each in found.differences] == [each.decision for each in ours]


@given(scenarios(), policies(), st.sampled_from(sorted(QUESTIONS)))
def test_under_another_policy_each_line_is_what_its_inputs_are_decided_under_it(
    scenario: Scenario, policy: Policy, question: str
) -> None:
    try:
        was = entry_of(scenario, question)
    except (InvalidValue, UnknownFact):
        return
    found = replay_log([was.to_line()], policy)
    try:
        now = answer(question, attrs.evolve(scenario, policy=policy))
    except (InvalidValue, UnknownFact) as error:
        assert (found.not_answered, found.not_answered_lines) == (1, (RejectedLine(1, str(error)),))
    else:
        assert found.differ == (bool(now) is not was.decision.answer)
        assert [each.decision for each in found.differences] == [now] * found.differ


def test_a_line_without_inputs_has_no_answer_under_another_policy_and_is_neither_the_same_nor_different() -> None:
    own = attrs.evolve(JOINING, name="own")
    lines = [
        LogEntry(MAY_JOIN).to_line(),
        LogEntry(MAY_JOIN, inputs={"chat": json.loads(to_json(TRANSFER))["chat"]}).to_line(),
        LogEntry(MAY_JOIN, inputs={"chat": {"id": "c", "kind": "grup"}}).to_line(),
        LogEntry(own.decisions[7], inputs={}).to_line(),
    ]
    found = replay_log(lines, NO_JOINING)
    assert (found.lines, found.same, found.differ, found.not_answered) == (4, 0, 0, 4)
    assert [each.says for each in found.not_answered_lines] == [
        "line 1: inputs: expected the inputs of the decision, to ask again, got a line without them",
        "line 2: inputs.record: expected a value, which joining takes, got nothing: the key is missing",
        "line 3: inputs.chat.kind: expected one of oneOnOne, group, meeting, unknownFutureValue, got 'grup'",
        f"line 4: decision: expected a decision of {', '.join(QUESTIONS)}, got one of 'own'",
    ]


def test_a_decision_on_another_question_or_version_has_no_answer_now() -> None:
    older = attrs.evolve(JOINING, version=0)
    found = replay_log([LogEntry(older.decisions[0]).to_line(), LogEntry(MAY_JOIN).to_line()])
    assert (found.same, found.not_answered) == (1, 1)
    assert [each.says for each in found.not_answered_lines] == [
        "line 1: decision: expected a decision of version 1 of 'joining', got one of version 0"
    ]


def test_a_log_under_another_reading_is_the_same_under_its_policy_or_with_its_question_and_may_differ_else() -> None:
    generous = Readings(open_combinations=list(OpenCombination))
    scenario = scenario_of(OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE)
    policy = scenario.policy.but(readings=generous)
    decision = evaluate(attrs.evolve(scenario, policy=policy)).disconnecting
    assert decision
    line = LogEntry(decision, inputs=scenario).to_line()
    assert replay_log([line], policy).same == replay_log([line], question=decision.question).same == 1
    assert (replay_log([line]).differ, replay_log([line], scenario.policy).differ) == (1, 1)


def scenario_of(combination: OpenCombination) -> Scenario:
    """A case of a combination that the documentation leaves open."""
    open_ones = (
        witness("disconnecting", each.combination).scenario
        for each in UNDER[frozenset({("open_combinations", frozenset({combination}))})].decisions
        if each.allowed is not DISCONNECTING.decisions[each.combination].allowed
    )
    return next(each for each in open_ones if each is not None)


def test_all_lines_are_counted_and_only_as_many_are_listed_as_were_asked_for() -> None:
    never = attrs.evolve(JOINING, rule=lambda _: False)
    own = attrs.evolve(JOINING, name="own")
    lines = [LogEntry(MAY_JOIN).to_line(), "{", LogEntry(own.decisions[0]).to_line()] * 30
    found = replay_log(lines, question=never, most_listed=4)
    assert (found.differ, found.rejected, found.not_answered) == (30, 30, 30)
    assert [each.line for each in found.differences] == [1, 4, 7, 10]
    assert [each.line for each in found.rejected_lines] == [2, 5, 8, 11]
    assert [each.line for each in found.not_answered_lines] == [3, 6, 9, 12]
    assert found.to_text().count("- and 26 more") == 3


def test_a_long_log_says_how_far_it_is() -> None:
    said: list[str] = []
    line = record(MAY_JOIN).to_line()
    assert replay_log((line for _ in range(25_000)), progress=said.append).same == 25_000
    assert said == ["10,000 lines", "20,000 lines"]


def test_the_log_of_the_documentation_has_a_line_of_each_kind() -> None:
    log = (ROOT / "docs" / "examples" / "decisions.jsonl").read_text(encoding="utf-8")
    found = replay_log(log.splitlines(), read_policy(ROOT / "docs" / "examples" / "policies" / "proposed.toml"))
    assert (found.same, found.differ, found.rejected, found.not_answered) == (1, 1, 1, 1)


# --- The command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.jsonl"
    path.write_text(
        "".join(entry_of(TRANSFER, name).to_line() + "\n" for name in ("disconnecting", "joining")), encoding="utf-8"
    )
    return path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.json"
    path.write_text(to_json(NO_JOINING), encoding="utf-8")
    return path


def test_replay_prints_what_differs_in_every_format_with_status_1_and_0_where_all_is_the_same(
    log: Path, policy: Path
) -> None:
    same, differs = run("replay", log), run("replay", log, "--policy", policy)
    assert (same.exit_code, differs.exit_code) == (0, 1)
    found = replay_log(log.read_text(encoding="utf-8").splitlines(), NO_JOINING)
    about = About((), ("decisions.jsonl", "policy.json"))
    assert differs.output == render([*found._blocks(), *about._blocks()])
    in_json = json.loads(run("replay", log, "--policy", policy, "--format", "json").output)
    assert in_json == {**found.to_dict(), "about": about._data()}
    assert in_json["differences"] == [
        {
            "line": 2,
            "time": "2026-03-02T12:00:00+00:00",
            "request_id": "r1",
            "subject": "ann",
            "question": "joining",
            "was": True,
            "is_now": False,
            "facts": {"is_connected": True, "join_chat_is_on": True, "can_write": True},
            "facts_now": {"is_connected": True, "join_chat_is_on": False, "can_write": True},
            "reasons": ["not join_chat_is_on"],
        }
    ]
    assert found.differences[0].says == "Line 2 (joining) was a yes and would now be a no."
    assert "# replay of a log" in run("replay", log, "--format", "markdown").output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_replay_reads_the_standard_input_and_every_encoding_and_rejects_a_wrong_byte_with_its_line_alone(
    log: Path, encoding: str
) -> None:
    text = log.read_text(encoding="utf-8")
    wrong = b"\xff\n" if encoding[:5] == "utf-8" else "\udc00\n".encode("utf-16-le", "surrogatepass")
    after = text.encode("utf-16-le" if encoding == "utf-16" else "utf-8")
    done = run("replay", "-", "--format", "json", stdin=text.encode(encoding) + wrong + after)
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert (told["lines"], told["same"], told["rejected"]) == (5, 4, 1)
    assert told["rejected_lines"][0]["line"] == 3


def test_a_line_that_is_too_long_is_rejected_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("chatlink_policy.cli.replay"), "MOST_BYTES", 900)
    good = LogEntry(MAY_JOIN).to_line().encode()
    done = run("replay", "-", "--format", "json", stdin=b"x" * 5_000 + b"\n" + good + b"\n" + good)
    told = json.loads(done.output)
    assert (told["lines"], told["same"], told["rejected_lines"][0]["line"]) == (3, 2, 1)


def test_replay_ends_with_2_where_no_line_has_an_answer_and_for_files_that_cannot_be_read(
    log: Path, policy: Path, tmp_path: Path
) -> None:
    log.write_text("{\n" + LogEntry(MAY_JOIN).to_line(), encoding="utf-8")
    done = run("replay", log, "--policy", policy)
    assert done.exit_code == 2 and "decisions.jsonl: none of its lines has an answer now" in done.output
    log.write_text("", encoding="utf-8")
    assert run("replay", log).exit_code == 0
    done = run("replay", tmp_path / "none", "--policy", tmp_path / "none.toml")
    assert done.exit_code == 2
    assert done.output.splitlines() == [
        "Error: none.toml: file: expected a file that can be read, got No such file or directory",
        "Error: none: file: expected a file that can be read, got No such file or directory",
    ]
    assert run("replay", "-", "--policy", "-").exit_code == 2


def test_a_log_is_closed_also_where_its_policy_cannot_be_read(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[IO[Any]] = []
    open_it = Path.open

    def kept(path: Path, *given: Any, **named: Any) -> IO[Any]:  # noqa: ANN401  # as Path.open takes it
        opened.append(open_it(path, *given, **named))
        return opened[-1]

    monkeypatch.setattr(Path, "open", kept)
    assert run("replay", log, "--policy", tmp_path / "none.toml").exit_code == 2
    assert any(each.name == str(log) for each in opened) and all(each.closed for each in opened)
