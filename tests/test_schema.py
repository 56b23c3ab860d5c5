"""The JSON Schemas: made from the models, shipped as they are made, and never stricter than the readers.

The last part asks two validators written by others, of the group `schema`; it is left out unless asked for with
`-m schemas`.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlink_policy import QUESTIONS, InvalidValue, Policy, Scenario, UnreadableInput, evaluate
from chatlink_policy._validation import validator
from chatlink_policy._value import Model, frozen
from chatlink_policy.cli import command
from chatlink_policy.dataverse.supplement import Supplement, supplement_text
from chatlink_policy.decision_log import LogEntry, read_log
from chatlink_policy.evidence.records import record
from chatlink_policy.serialization import from_dict, read_scenario, to_dict
from chatlink_policy.serialization import schema as schemas
from chatlink_policy.serialization.schema import SCHEMAS, json_schema, models_read, schema_text
from chatlink_policy.strategies import policies, scenarios

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
READ: Mapping[str, type[Model]] = {"policy": Policy, "scenario": Scenario, "supplement": Supplement}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_one_that_the_models_make_and_the_command_prints_it(name: str) -> None:
    assert json.loads(schema_text(name)) == json_schema(name), "run: python docs/generate.py"
    assert CliRunner().invoke(command, ["schema", name]).output == schema_text(name)


@pytest.mark.parametrize("name", READ)
def test_keys_enumerations_bounds_patterns_and_at_most_five_are_in_the_schema(name: str) -> None:
    schema: Any = json_schema(name)
    definitions = {READ[name].__name__: schema, **schema["$defs"]}
    kinds = {kind for kind in models_read() if kind.__name__ in definitions}
    assert READ[name] in kinds
    assert {kind.__name__ for kind in kinds} == {each for each in definitions if "properties" in definitions[each]}
    for kind in kinds:
        found = definitions[kind.__name__]
        fields = [each for each in attrs.fields(cast("Any", kind)) if each.init]
        assert list(found["properties"]) == [each.name for each in fields]
        assert found.get("required", []) == [each.name for each in fields if each.default is attrs.NOTHING]
        assert found["additionalProperties"] is False
        assert all("description" in each for each in found["properties"].values()), kind
    if name != "supplement":
        policy = definitions["Policy"]["properties"]
        assert policy["idle_days"]["anyOf"][0] == {"type": "integer", "minimum": 1, "maximum": 28}
        chosen = definitions["RecordTypePolicy"]["properties"]["notified_attributes"]["anyOf"][0]
        assert (chosen["maxItems"], chosen["uniqueItems"]) == (5, True)
        assert chosen["items"]["pattern"] == "^[A-Za-z_][A-Za-z0-9_]*$(?!\\n)"
    assert "group" in definitions.get("ChatKind", {"enum": ["group"]})["enum"]


def test_an_unknown_name_of_a_schema_is_refused_with_those_there_are() -> None:
    for ask in (json_schema, schema_text):
        with pytest.raises(InvalidValue, match=r"name: expected one of policy, scenario, .*, got 'polcy'"):
            ask("polcy")


def test_a_field_whose_texts_have_no_schema_is_an_error_and_no_gap() -> None:
    @frozen
    class New(Model):
        colour: str = attrs.field(validator=validator("a colour", lambda value: value == "red"))

    with pytest.raises(InvalidValue, match="colour: expected a field whose texts have a schema, got a colour"):
        schemas._Schemas(are_read=True).model(New)


# --- Held to the readers, by two validators ---------------------------------------------------------------------------

Refuses = Callable[[str, object], bool]


def _python(schema: Mapping[str, object]) -> Callable[[object], bool]:
    return import_module("jsonschema").Draft202012Validator(schema).is_valid  # type: ignore[no-any-return]


def _rust(schema: Mapping[str, object]) -> Callable[[object], bool]:
    return import_module("jsonschema_rs").Draft202012Validator(schema).is_valid  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def takes() -> Callable[[str, object], bool]:
    """Whether a schema takes a value, as two validators agree."""
    made = {name: (_rust(json_schema(name)), _python(json_schema(name))) for name in SCHEMAS}

    def ask(name: str, value: object) -> bool:
        quick, careful = made[name]
        found = quick(value)
        assert found is careful(value), value
        return found

    return ask


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of plain data."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in members:
        yield from places(each, (*path, key))


def at(value: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  # plain data
    """What stands at a place of plain data."""
    for key in path:
        value = value[key]
    return value


WRONG: tuple[object, ...] = (
    *(None, True, False, 0, 1, 7.0, 28, 29, -1, 10**30, "", " ", "\t", "x", "X ", " x", "a b", "é", "unknown", "group"),
    *("{8D2F6A30-11AA-ef11-B8E8-000D3A5B6C01}", "8d2f6a30-11aa-ef11-b8e8-000d3a5b6c01", "a.b", "A.B", "a.b.c", "1a"),
    *("2025-02-03T09:14:22+00:00", "20250203T091422Z", "2025-02-30T00:00:00Z", "2025-02-03", "2025-W06-1T00:00+01"),
    *([], [None], ["x"], ["x", "x"], ["x", "X"], list("abcdef"), {}, {"x": 1}, "x\ty", "x\n", "a\u2003b", "\ufeffx"),
)


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, object]:
    """Plain data of a model that is read, with up to three places that say something else."""
    name = draw(st.sampled_from(sorted(READ)))
    models: Mapping[str, st.SearchStrategy[Model]] = {"policy": policies(), "scenario": scenarios()}
    made = to_dict(draw(models[name])) if name in models else SUPPLEMENT
    data: Any = json.loads(json.dumps(made))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(places(data))))
        if not path:
            continue
        within = at(data, path[:-1])
        change = draw(st.sampled_from(("replace", "remove", "add", "twice")))
        if change == "remove":
            del within[path[-1]]
        elif change == "add" and isinstance(within, dict):
            within[draw(st.sampled_from(("x", "name", "policy", "team")))] = copy.deepcopy(draw(st.sampled_from(WRONG)))
        elif change == "twice" and isinstance(within, list):
            within.append(copy.deepcopy(at(data, path)))
        else:
            within[path[-1]] = copy.deepcopy(draw(st.sampled_from(WRONG)))
    return name, data


SUPPLEMENT: dict[str, Any] = {
    "exported_on": "2026-01-31T09:00:00Z",
    "missing_columns": ["a.b"],
    "on_for_all_apps": False,
    "selected_apps": ["x"],
    "chat_owner_consent": True,
    "consents": ["Chat.Create"],
    "global_administrators": ["a"],
    "apps": [{"unique_name": "x", "offering": "custom"}],
    "chats": [{"id": "19:x", "kind": "group"}],
    "users": [{"id": "a", "readable_secured_fields": ["a.b"]}],
    "readings": {"team_records_have_no_owner": True},
}


def is_read(name: str, data: object) -> bool:
    try:
        from_dict(data, READ[name])
    except UnreadableInput:
        return False
    return True


@pytest.mark.schemas
@settings(max_examples=settings().max_examples * 10)
@given(mutants())
def test_no_input_that_the_reader_takes_is_refused_by_the_schema(
    takes: Callable[[str, object], bool], mutant: tuple[str, object]
) -> None:
    name, data = mutant
    assert takes(name, data) or not is_read(name, data), data


@pytest.mark.schemas
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_no_value_in_any_field_that_the_reader_takes_is_refused_by_the_schema(wrong: object) -> None:
    transfer = json.loads(json.dumps(to_dict(read_scenario(EXAMPLES / "case-transfer.toml"))))
    for name, whole in {"scenario": transfer, "supplement": SUPPLEMENT}.items():
        is_valid = _rust(json_schema(name))
        for path in [*places(whole)][1:]:
            data = copy.deepcopy(whole)
            at(data, path[:-1])[path[-1]] = wrong
            assert is_valid(data) or not is_read(name, data), (path, wrong)


@pytest.mark.schemas
@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("policy", ("idle_days",), 29),
        ("policy", ("idle_day",), 7),
        ("policy", ("chat_is_on",), "false"),
        ("policy", ("record_types", 0, "record_type"), "in cident"),
        ("policy", ("record_types", 0, "notified_attributes"), list("abcdef")),
        ("scenario", ("chat", "kind"), "groups"),
        ("scenario", ("chat", "id"), " 19:x"),
        ("scenario", ("now",), "today"),
        ("supplement", ("users", 0, "readable_secured_fields"), ["creditlimit"]),
        ("supplement", ("apps", 0, "offering"), "sale"),
    ],
)
def test_a_schema_refuses_what_an_editor_should_mark(
    takes: Callable[[str, object], bool], name: str, path: tuple[str | int, ...], value: object
) -> None:
    scenario = json.loads(json.dumps(to_dict(read_scenario(EXAMPLES / "case-transfer.toml"))))
    data: Any = {"scenario": scenario, "policy": scenario["policy"], "supplement": copy.deepcopy(SUPPLEMENT)}[name]
    assert takes(name, data)
    at(data, path[:-1])[path[-1]] = value
    assert not takes(name, data)


@pytest.mark.schemas
def test_every_example_and_the_supplement_to_fill_in_are_valid(takes: Callable[[str, object], bool]) -> None:
    for path in EXAMPLES.glob("*.toml"):
        assert takes("scenario", json.loads(json.dumps(to_dict(read_scenario(path))))), path
    filled = "\n".join(line.removeprefix("#") for line in supplement_text().splitlines() if not line.startswith("# "))
    data = tomllib.loads(filled.replace("never_selected = true", ""))
    assert takes("supplement", json.loads(json.dumps(data, default=lambda time: time.isoformat())))


def closed(schema: Any) -> Any:  # noqa: ANN401
    """A schema that forbids keys which it does not name, so that a test sees a key that no schema describes."""
    if isinstance(schema, list):
        return [*map(closed, schema)]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(each) for key, each in schema.items()}
    if found.get("type") == "object" and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


@pytest.mark.schemas
def test_every_policy_test_and_every_request_of_a_service_is_valid_and_a_wrong_expectation_is_marked(
    takes: Callable[[str, object], bool],
) -> None:
    for path in (EXAMPLES / "policy-tests").glob("*.toml"):
        data = json.loads(
            json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=lambda time: time.isoformat())
        )
        assert takes("policy-test", data), path
        for wrong in (
            {"disconnectin": True},
            {"joining": {"allowed": "no"}},
            {"joining": {"missing": ["x"]}},
            {},
            True,
        ):
            assert not takes("policy-test", {**data, "expect": wrong}), wrong
        request = {key: each for key, each in data.items() if key not in ("expect", "policy")}
        assert takes("request", request) and not takes("request", {**request, "policy": {"chat_is_on": True}})
        expected = {**dict.fromkeys(QUESTIONS, "not_answered"), "joining": False, "connecting": {"facts": {}}}
        assert not takes("policy-test", {**data, "expect": expected})  # a table that expects nothing
        assert takes("policy-test", {**data, "expect": {**expected, "connecting": {"can_act": True}}})


@pytest.mark.schemas
@given(scenarios())
def test_every_outcome_is_described_key_by_key(scenario: Scenario) -> None:
    data = json.loads(json.dumps(evaluate(scenario).to_dict()))
    validator = import_module("jsonschema").Draft202012Validator(closed(json_schema("outcome")))
    assert [each.message for each in validator.iter_errors(data)] == []


@pytest.mark.schemas
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_decision_and_its_record_are_described_key_by_key(
    question: Any,  # noqa: ANN401
) -> None:
    of_decisions, of_records = (_python(closed(json_schema(name))) for name in ("decision", "decision-record"))
    for decision in question.decisions:
        assert of_decisions(json.loads(json.dumps(decision.to_dict())))
        assert of_records(json.loads(record(decision).to_line()))


@pytest.mark.schemas
def test_every_line_of_a_log_is_described_key_by_key(takes: Callable[[str, object], bool]) -> None:
    lines = (EXAMPLES / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [each.to_dict() for each in read_log(lines) if isinstance(each, LogEntry)]
    assert len(entries) > 1 and all(takes("log-entry", json.loads(json.dumps(each))) for each in entries)
    assert not takes("log-entry", {**entries[0], "requestid": "x"})


@pytest.mark.schemas
@pytest.mark.parametrize("export", sorted(EXAMPLES.glob("export-*")), ids=lambda path: path.name)
def test_what_check_prints_is_described_key_by_key(export: Path) -> None:
    printed = json.loads(CliRunner().invoke(command, ["check", str(export), "--format", "json"]).output)
    assert printed["findings"]
    validator = import_module("jsonschema").Draft202012Validator(closed(json_schema("check")))
    assert [each.message for each in validator.iter_errors(printed)] == []
