"""Reading and writing policies and scenarios: strict, whole, and back again."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import (
    NEW_ORGANISATION,
    Change,
    InvalidValue,
    Policy,
    Readings,
    RecordTypePolicy,
    Scenario,
    UnreadableInput,
    User,
)
from chatlink_policy.serialization import policy_from_text, read_policy, read_scenario, scenario_from_text, to_json
from chatlink_policy.strategies import policies, scenarios

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
CASE_TRANSFER = (EXAMPLES / "case-transfer.toml").read_text(encoding="utf-8")


# --- Round trips ------------------------------------------------------------------------------------------------------


@given(policies())
def test_a_policy_written_and_read_is_the_same_policy(policy: Policy) -> None:
    assert policy_from_text(to_json(policy)) == policy


@given(scenarios())
def test_a_scenario_written_and_read_is_the_same_scenario(scenario: Scenario) -> None:
    text = to_json(scenario)
    assert scenario_from_text(text) == scenario
    assert to_json(scenario_from_text(text)) == text


def test_letters_of_every_language_are_written_as_they_are() -> None:
    written = to_json(Scenario(policy=NEW_ORGANISATION, user=User("ren\u00e9")))
    assert '"ren\u00e9"' in written
    assert scenario_from_text(written).user == User("ren\u00e9")


def test_each_example_reads_the_same_from_toml_and_from_json() -> None:
    examples = sorted(EXAMPLES.glob("*.toml"))
    assert len(examples) >= 8
    for example in examples:
        scenario = read_scenario(example)
        assert scenario_from_text(to_json(scenario)) == scenario


def test_a_number_a_truth_and_a_text_stay_what_they_are() -> None:
    changes = [Change("a", 1, 1.0), Change("b", True, "1"), Change("c", None, (1, (2.5, None), "x"))]
    scenario = Scenario(policy=NEW_ORGANISATION, changes=changes)
    read = scenario_from_text(to_json(scenario))
    assert read.changes == tuple(changes)
    assert [type(each.old) for each in read.changes or ()] == [int, bool, type(None)]


def test_sets_are_written_sorted_and_times_in_utc() -> None:
    policy = NEW_ORGANISATION.but(selected_apps=["zeta", "Alpha", "msdyn_b"])
    data = json.loads(to_json(policy))
    assert data["selected_apps"] == ["alpha", "msdyn_b", "zeta"]
    assert data["card_unsupported_types"] == sorted(data["card_unsupported_types"])
    assert (
        json.loads(to_json(read_scenario(EXAMPLES / "case-escalation.toml")))["chat"]["links"][0]["connected_on"]
        == "2025-03-11T12:05:47+00:00"
    )


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    as_json, as_toml = tmp_path / "policy.json", tmp_path / "POLICY.TOML"
    as_json.write_text(to_json(NEW_ORGANISATION), encoding="utf-8")
    as_toml.write_text("chat_is_on = true\n", encoding="utf-8")
    assert read_policy(as_json) == NEW_ORGANISATION
    assert read_policy(str(as_toml)) == Policy(chat_is_on=True)


# --- The mistakes a person makes --------------------------------------------------------------------------------------


def problems_of(text: str, file_format: str = "toml") -> list[str]:
    with pytest.raises(UnreadableInput) as caught:
        policy_from_text(text, "toml" if file_format == "toml" else "json", source="p")
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    assert all(line.startswith("p: ") for line in lines)
    return [line.removeprefix("p: ") for line in lines]


READINGS = [each.name for each in fields(Readings) if each.init]
ON = "chat_is_on = true\n"
INCIDENT = ON + '[[record_types]]\nrecord_type = "incident"\n'
MISTAKES = {
    "a misspelt key": (
        INCIDENT + "join_chatt = true",
        "record_types[0].join_chatt: expected a known key (did you mean 'join_chat'?), got True",
    ),
    "a key that is like no other": (
        INCIDENT + "zzz = 1",
        "record_types[0].zzz: expected a known key (known are record_type, include_note, view_id, "
        "owner_may_disconnect, connector_may_disconnect, join_chat, notify, notified_attributes), got 1",
    ),
    "yes for a boolean": (
        INCIDENT + 'join_chat = "yes"',
        "record_types[0].join_chat: expected true or false, got 'yes'",
    ),
    "one for a boolean": ("chat_is_on = 1", "chat_is_on: expected true or false, got 1"),
    "a sixth attribute": (
        INCIDENT + 'notified_attributes = ["a", "b", "c", "d", "e", "f"]',
        "record_types[0].notified_attributes: expected at most 5 different attributes (NTF-2), "
        "got ('a', 'b', 'c', 'd', 'e', 'f')",
    ),
    "an attribute picked twice": (
        INCIDENT + 'notified_attributes = ["a", "a"]',
        "record_types[0].notified_attributes: expected at most 5 different attributes (NTF-2), got ('a', 'a')",
    ),
    "a naive time": (
        ON + "timeline_sync_since = 2025-01-15T00:00:00",
        'timeline_sync_since: expected a time with its zone, such as "2025-02-03T09:14:22+00:00", '
        "got 2025-01-15T00:00:00",
    ),
    "a date for a time": (
        ON + "timeline_sync_since = 2025-01-15",
        'timeline_sync_since: expected a time with its zone, such as "2025-02-03T09:14:22+00:00", got 2025-01-15',
    ),
    "a text that is no time": (
        ON + 'timeline_sync_since = "yesterday"',
        "timeline_sync_since: expected a time with its zone, such as \"2025-02-03T09:14:22+00:00\", got 'yesterday'",
    ),
    "an unknown attribute type": (
        ON + 'card_unsupported_types = ["Memo", "Text"]',
        "card_unsupported_types[1]: expected one of BigInt, Boolean, CalendarRules, Customer, DateTime, Decimal, "
        "Double, EntityName, File, Image, Integer, Lookup, ManagedProperty, Memo, Money, MultiSelectPicklist, Owner, "
        "PartyList, Picklist, State, Status, String, Uniqueidentifier, Virtual, got 'Text'",
    ),
    "a record type twice": (
        INCIDENT + '[[record_types]]\nrecord_type = "incident"',
        "record_types: expected each record type once, got 'incident' twice",
    ),
    "a record type both configured and unreadable": (
        'unreadable_record_types = ["incident"]\n' + INCIDENT,
        "unreadable_record_types: expected only record types that record_types does not hold, got ['incident']",
    ),
    "a display name for a logical one": (
        ON + '[[record_types]]\nrecord_type = "Service case"',
        "record_types[0].record_type: expected a logical name (ASCII letters, digits, underscores), got 'Service case'",
    ),
    "a text for a list": (ON + 'selected_apps = "msdyn_app"', "selected_apps: expected a list, got 'msdyn_app'"),
    "a member twice": (
        ON + 'selected_apps = ["a", "a"]',
        "selected_apps: expected each member once, got ['a', 'a']",
    ),
    "a number for a text": (ON + "selected_apps = [1]", "selected_apps[0]: expected a text, got 1"),
    "too many idle days": (ON + "idle_days = 29", "idle_days: expected a whole number from 1 to 28, got 29"),
    "a fraction of a day": (ON + "idle_days = 7.0", "idle_days: expected a whole number, got 7.0"),
    "a boolean for a number": (ON + "idle_days = true", "idle_days: expected a whole number, got True"),
    "a missing key": ("idle_days = 7", "chat_is_on: expected a value, got nothing: the key is missing"),
    "a text for a table": (
        ON + 'readings = "window"',
        f"readings: expected a table with {', '.join(READINGS)}, got 'window'",
    ),
    "a list of texts for a list of tables": (
        ON + 'record_types = ["incident"]',
        "record_types[0]: expected a table with record_type, include_note, view_id, owner_may_disconnect, "
        "connector_may_disconnect, join_chat, notify, notified_attributes, got 'incident'",
    ),
    "a reading that does not exist": (
        ON + '[readings]\ncard_fields = "all"',
        "readings.card_fields: expected one of first_five_supported, window, five_or_four, got 'all'",
    ),
}


@pytest.mark.parametrize(("text", "line"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_path_expectation_and_value(text: str, line: str) -> None:
    assert problems_of(text) == [line]


@pytest.mark.proves("NTF-2")
def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    text = """
    chat_is_on = "on"
    idle_days = 0
    on_for_al_apps = true
    [[record_types]]
    record_type = "incident"
    join_chat = "no"
    notified_attributes = ["a", "b", "c", "d", "e", "f"]
    [[record_types]]
    record_type = "account"
    view_id = "a "
    notify = 0
    """
    assert [line.split(":")[0] for line in problems_of(text)] == [
        "chat_is_on",
        "idle_days",
        "record_types[0].join_chat",
        "record_types[0].notified_attributes",
        "record_types[1].view_id",
        "record_types[1].notify",
        "on_for_al_apps",
    ]


SCENARIO_MISTAKES = {
    "an owner that is a user and a team": (
        'record = { record_type = "incident", id = "r", owner = { user = "u", team = "t" } }',
        "record.owner.team: expected a user or a team as owner, not both (the user is 'u'), got 't'",
    ),
    "a default profile without the chat": (
        'user = { id = "u", profile = { name = "p", chat_in_pane = false, is_default = true } }',
        "user.profile.chat_in_pane: expected true, since the default profile has the chat (Q-16), got False",
    ),
    "an unknown access right": (
        'access = ["read", "Write"]',
        "access: expected access rights among read, write, append, append_to, create, delete, share, assign, "
        "got 'Write'",
    ),
    "a text for access rights": ('access = "read"', "access: expected a list of access rights, got 'read'"),
    "an unknown kind of chat": (
        'chat = { id = "c", kind = "channel" }',
        "chat.kind: expected one of oneOnOne, group, meeting, unknownFutureValue, got 'channel'",
    ),
    "message text": (
        'chat = { id = "c", kind = "group", last_message = "hello" }',
        "chat.last_message: expected a known key (known are id, kind, links, activity_state, last_writer, "
        "last_written_on), got 'hello'",
    ),
    "a value that is a table": (
        'changes = [{ attribute = "a", old = { b = 1 } }]',
        "changes[0].old: expected a text, a finite number, true, false, null, or a list of these, got {'b': 1}",
    ),
    "a value that is no number": (
        'changes = [{ attribute = "a", new = [1, nan] }]',
        "changes[0].new: expected a text, a finite number, true, false, null, or a list of these, got nan",
    ),
    "an attribute written twice": (
        'changes = [{ attribute = "a" }, { attribute = "a" }]',
        "changes: expected each attribute once, got 'a' twice",
    ),
    "a view of another table": (
        'record = { record_type = "incident", id = "r", owner = {} }\n'
        'view = { id = "v", name = "v", record_type = "account", kind = "other", columns = [] }',
        "view: expected the table of record, 'incident', got 'account'",
    ),
    "a privilege with a line break": (
        'user = { id = "u", roles = [{ name = "r", privileges = ["a\\nb"] }] }',
        "user.roles[0].privileges: expected a set of names, got frozenset({'a\\nb'})",
    ),
}


@pytest.mark.parametrize(("text", "line"), SCENARIO_MISTAKES.values(), ids=SCENARIO_MISTAKES)
def test_a_mistake_in_a_scenario_is_one_line_too(text: str, line: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        scenario_from_text(f"{text}\n[policy]\nchat_is_on = true", "toml", source="s")
    assert str(caught.value) == f"s: {line}"


@pytest.mark.proves("CON-5")
def test_a_scenario_with_message_text_is_refused_and_none_is_ever_written() -> None:
    scenario = read_scenario(EXAMPLES / "case-transfer.toml")
    with pytest.raises(UnreadableInput, match="last_message"):
        scenario_from_text(CASE_TRANSFER.replace("[chat]", '[chat]\nlast_message = "hello"'), "toml")
    assert set(json.loads(to_json(scenario))["chat"]) == {
        "id",
        "kind",
        "links",
        "activity_state",
        "last_writer",
        "last_written_on",
    }


# --- Texts that are not even well-formed ------------------------------------------------------------------------------

MALFORMED = {
    "a broken text": ("{", "text: expected well-formed JSON, got Expecting property name enclosed in double quotes"),
    "nothing": ("", "text: expected well-formed JSON, got Expecting value"),
    "a key twice": (
        '{"chat_is_on": true, "chat_is_on": false}',
        "chat_is_on: expected each key once, got 'chat_is_on' twice in one object",
    ),
    "a number that JSON does not know": (
        '{"chat_is_on": true, "idle_days": NaN}',
        "text: expected numbers that JSON allows, got NaN",
    ),
    "an endless number": (
        '{"idle_days": 1' + "0" * 5000 + "}",
        "text: expected well-formed JSON, got Exceeds the limit",
    ),
    "endless nesting": ("[" * 100_000, "text: expected well-formed JSON, got what is nested too deeply"),
    "a list for a policy": ("[1]", "text: expected a table with chat_is_on, "),
    "null for a policy": ("null", "text: expected a table with chat_is_on, "),
    "a key with a line break": (
        '{"chat_is_on": true, "a\\nb": 1}',
        "'a\\nb': expected a known key (known are chat_is_on, ",
    ),
}


@pytest.mark.parametrize(("text", "line"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_text_is_one_line(text: str, line: str) -> None:
    (only,) = problems_of(text, "json")
    assert only.startswith(line)


def test_a_malformed_toml_text_says_where() -> None:
    assert "line 1" in problems_of("chat_is_on = yes")[0]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("é".encode("latin-1"))
    (tmp_path / "folder.json").mkdir()
    reasons = {
        "missing.json": "missing.json: file: expected a file that can be read, got No such file or directory",
        "folder.json": "folder.json: file: expected a file, or - for standard input, got a folder",
        "latin.toml": "latin.toml: file: expected text in UTF-8, or in UTF-16 with a byte order mark, "
        "got a wrong byte at 0",
        "policy.yaml": "policy.yaml: name: expected a file name that ends in .json or .toml, got 'policy.yaml'",
        "a\nb.json": "'a\\nb.json': file: expected a file that can be read, got No such file or directory",
    }
    for name, line in reasons.items():
        with pytest.raises(UnreadableInput) as caught:
            read_policy(tmp_path / name)
        assert str(caught.value) == line


# --- Nothing half-loaded, whatever comes ------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(policies(), st.data())
def test_a_policy_with_one_value_replaced_is_read_as_it_is_or_refused(policy: Policy, data: st.DataObject) -> None:
    tree = json.loads(to_json(policy))
    key = data.draw(st.sampled_from(sorted(tree)))
    tree[key] = data.draw(json_values)
    text = json.dumps(tree)
    try:
        read = policy_from_text(text)
    except UnreadableInput as error:
        assert error.problems
        assert all("\n" not in str(problem) for problem in error.problems)
    else:
        assert policy_from_text(to_json(read)) == read
        assert not any(isinstance(value, float) and math.isnan(value) for value in tree.values())


@given(json_values)
def test_whatever_comes_is_read_whole_or_refused_with_a_path(value: object) -> None:
    with pytest.raises(UnreadableInput) as caught:
        policy_from_text(json.dumps({"record_types": [value, {"record_type": "incident"}]}))
    assert {problem.field.split("[")[0].split(".")[0] for problem in caught.value.problems} <= {
        "chat_is_on",
        "record_types",
        "text",
    }


def test_settings_given_twice_are_refused_even_when_they_say_the_same() -> None:
    settings = RecordTypePolicy("incident")
    with pytest.raises(ValueError, match="each record type once"):
        Policy(chat_is_on=True, record_types=[settings, settings])


def test_a_value_too_large_to_be_shown_is_still_one_line() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    for wrong, what in ((nested, "a list"), (10**5000, "an int")):
        with pytest.raises(InvalidValue) as caught:
            Policy(chat_is_on=wrong)  # type: ignore[arg-type]  # wrong on purpose
        assert str(caught.value).endswith(f"got {what} too large to be shown")
