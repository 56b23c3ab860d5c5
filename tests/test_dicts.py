"""Dicts in, dicts out: what a service has and wants, as strictly as files, and nothing half-loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from model_fields import TABLE, legal

from chatlink_policy import NEW_ORGANISATION, Chat, InvalidValue, Policy, Record, Scenario, UnreadableInput, User
from chatlink_policy._value import Model
from chatlink_policy.serialization import from_dict, scenario_from_text, to_dict, to_json
from chatlink_policy.strategies import scenarios


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_dicts_in_dicts_out_for_every_model(kind: type[Model]) -> None:
    model = legal(kind)
    data = to_dict(model)
    assert json.loads(json.dumps(data)) == data
    assert from_dict(data, kind) == model


@given(scenarios())
def test_a_scenario_from_a_dict_is_the_scenario_from_a_text(scenario: Scenario) -> None:
    data = to_dict(scenario)
    assert from_dict(data, Scenario) == scenario == scenario_from_text(to_json(scenario))
    assert to_dict(from_dict(data, Scenario)) == data


@given(scenarios())
def test_a_service_adds_its_own_policy_to_a_scenario_that_has_none(scenario: Scenario) -> None:
    data = {name: value for name, value in to_dict(scenario).items() if name != "policy"}
    assert from_dict(data, Scenario, policy=scenario.policy) == scenario


def problems_of(data: object, kind: type[Model], policy: Policy | None = None) -> list[str]:
    with pytest.raises(UnreadableInput) as caught:
        from_dict(data, kind, policy=policy, source="s")
    assert all(line.startswith("s: ") for line in str(caught.value).splitlines())
    return [str(each) for each in caught.value.problems]


def test_a_scenario_with_a_policy_of_its_own_is_refused_where_one_is_given_and_its_other_mistakes_too() -> None:
    data = {"policy": {"chat_is_on": True}, "chat": {"id": "c", "kind": "channel"}}
    assert problems_of(data, Scenario, NEW_ORGANISATION) == [
        "policy: expected a scenario without its policy, since one is given, got {'chat_is_on': True}",
        "chat.kind: expected one of oneOnOne, group, meeting, unknownFutureValue, got 'channel'",
    ]
    assert problems_of({"policy": {"chat_is_on": True}}, Scenario, NEW_ORGANISATION) == [
        "policy: expected a scenario without its policy, since one is given, got {'chat_is_on': True}",
    ]


def test_only_a_scenario_takes_a_policy() -> None:
    with pytest.raises(InvalidValue, match="policy: expected no policy, since only a scenario takes one"):
        from_dict({}, User, policy=NEW_ORGANISATION)


def test_the_policy_of_a_scenario_is_required_where_none_is_given() -> None:
    assert problems_of({}, Scenario) == ["policy: expected a value, got nothing: the key is missing"]


def test_a_model_within_a_dict_is_no_plain_data() -> None:
    (line,) = problems_of({"policy": NEW_ORGANISATION}, Scenario)
    assert line.startswith("policy: expected a table with chat_is_on, ")


@pytest.mark.parametrize("data", [None, 1, "text", [], [("id", "u")], NEW_ORGANISATION, {1}])
def test_what_is_no_mapping_is_refused_with_what_was_expected(data: object) -> None:
    (line,) = problems_of(data, Record)
    assert line.startswith("data: expected a table with record_type, id, owner, got ")
    assert problems_of(data, Scenario, NEW_ORGANISATION)[0].startswith("data: expected a table with policy, app, ")


def test_keys_that_are_no_texts_are_unknown_keys() -> None:
    data: dict[Any, object] = {"id": "c", "kind": "group", 1: True, None: 2, (1, 2): 3}
    assert [line.partition(": ")[0] for line in problems_of(data, Chat)] == ["'(1, 2)'", "1", "None"]


def test_only_models_are_read_from_dicts() -> None:
    wrong: Any = int
    with pytest.raises(InvalidValue, match=r"^kind: expected a class of models"):
        from_dict({}, wrong)
