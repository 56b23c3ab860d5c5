"""The fast way of reading and the careful one take and refuse the same, with the same result and the same errors."""

from __future__ import annotations

import copy
import random
from collections import OrderedDict, UserDict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import IntEnum
from types import MappingProxyType
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fields import APP, CHAT, MONDAY, POLICY, TABLE, fields_of, legal

from chatlink_policy import UNKNOWN, AccessRights, AttributeType, Offering, Policy, Scenario, UnreadableInput
from chatlink_policy._value import Model
from chatlink_policy.dataverse import Supplement
from chatlink_policy.dataverse.supplement import SupplementUser
from chatlink_policy.serialization import from_dict, to_dict
from chatlink_policy.serialization._converter import structure_with_paths
from chatlink_policy.serialization._quick import reader
from chatlink_policy.strategies import policies, scenarios


class Text(str):
    """A text of another class."""

    __slots__ = ()


class LongList(list[object]):
    """A list of another class."""


class One(IntEnum):
    """A number of another class."""

    ONE = 1


def fast(data: object, kind: type[Model]) -> Model | None:
    """What the fast way alone makes of data; None where it leaves that to the careful one."""
    try:
        return reader(cast("Any", kind))(data, None)  # type: ignore[no-any-return]
    except Exception:
        return None


def careful(data: object, kind: type[Model]) -> Model | list[str]:
    try:
        return structure_with_paths(data, kind, "s", "data")
    except UnreadableInput as error:
        return list(map(str, error.problems))


def both(data: object, kind: type[Model]) -> Model | list[str]:
    try:
        return from_dict(data, kind, source="s")
    except UnreadableInput as error:
        return list(map(str, error.problems))


def assert_alike(data: object, kind: type[Model]) -> bool:
    """Whether the data is taken, by either way; what stands in a model has to be of the same types too."""
    expected, found, quick = careful(data, kind), both(data, kind), fast(data, kind)
    assert found == expected, data
    assert quick is None or quick == expected, data
    if isinstance(expected, Model):
        assert found.__reduce_ex__(4) == expected.__reduce_ex__(4), data
        assert repr(to_dict(expected)) == repr(to_dict(found)), data  # type: ignore[arg-type]  # it is a model
        return True
    return False


# --- What is right is read fast ---------------------------------------------------------------------------------------


@given(scenarios())
def test_the_fast_way_reads_every_scenario_that_was_written(scenario: Scenario) -> None:
    assert fast(to_dict(scenario), Scenario) == scenario


@pytest.mark.parametrize("kind", [*TABLE, Supplement], ids=lambda kind: kind.__name__)
def test_the_fast_way_reads_every_model(kind: type[Model]) -> None:
    model = SUPPLEMENT if kind is Supplement else legal(kind)
    assert fast(to_dict(model), kind) == model


SUPPLEMENT = Supplement(users=[SupplementUser("u", is_global_administrator=True)], exported_on=MONDAY)


# --- What is wrong is refused with the same words ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_every_wrong_value_of_every_field_is_refused_in_both_ways_alike(kind: type[Model]) -> None:
    whole = to_dict(legal(kind))
    required = [each.name for each in fields_of(kind) if each.init and each.default is attrs.NOTHING]
    data: dict[str, object] = {"chat_is_on": True} if kind is Policy else {name: whole[name] for name in required}
    if kind is Scenario:
        data["policy"] = {"chat_is_on": True}
    for name, (_, wrong) in TABLE[kind].items():
        for value in [*wrong, *STRANGE]:
            assert_alike({**data, name: value}, kind)
        for value in STRANGE[::3]:
            assert_alike({**data, name: [value]}, kind)
        assert_alike({key: value for key, value in data.items() if key != name}, kind)


STRANGE: list[Any] = [
    *(None, True, False, 0, 1, 7, 7.0, -1, 10**5000, float("nan"), float("inf"), 1.5),
    *("", " ", "unknown", "UNKNOWN", "a", "A", "{00000000-0000-0000-0000-00000000000A}", "\ud800", "incident.title"),
    *("2025-02-03T09:14:22+00:00", "2025-02-03T09:14:22", "2025-02-03", "20250203T091422Z"),
    *("String", "group", "sales", "other", "read", "window", "NNNY", "open"),
    *(
        [],
        [[]],
        ["a", "A"],
        ["a", "a"],
        ["read", "read"],
        ["String", "String"],
        [None],
        [1],
        [{}],
        {},
        {"a": 1},
        [["a"]],
    ),
    *((), ("a",), {"a"}, frozenset({"a"}), b"a", Text("a"), Text("unknown"), Text("group"), Text("String"), One.ONE),
    *(UNKNOWN, MONDAY, MONDAY.replace(tzinfo=None), MONDAY.date(), datetime(2025, 1, 1, tzinfo=UTC)),
    *(AccessRights.READ, AttributeType.STRING, Offering.SALES, POLICY, APP, CHAT, Policy, object()),
    *(UserDict(id="a"), OrderedDict(id="a"), MappingProxyType({"id": "a"})),
]
"""What JSON gives, and what it never gives."""


def places(data: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything within plain data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(data: Any, way: tuple[Any, ...]) -> Any:  # noqa: ANN401  # plain data
    for each in way:
        data = data[each]
    return data


def another_class(value: object, chance: random.Random) -> object:
    """An equal value of another class, as no JSON gives it."""
    if isinstance(value, dict):
        return chance.choice([UserDict, OrderedDict, MappingProxyType, list])(value)
    if isinstance(value, list):
        return chance.choice([tuple, LongList])(value)
    return Text(value) if isinstance(value, str) else One.ONE


def another_spelling(value: object, chance: random.Random) -> object:
    """A text written in another way; a time as the time itself."""
    if not isinstance(value, str):
        return value
    try:
        return chance.choice([datetime.fromisoformat(value), value.replace("+00:00", "Z"), value[:-6]])
    except ValueError:
        return chance.choice([value.upper(), value.title(), f" {value}", f"{{{value}}}", value * 2])


def doubled(value: object, chance: random.Random) -> object:
    """A list with a member twice, in the same or in another spelling; anything else in a list."""
    if not (isinstance(value, list) and value):
        return [value]
    member = copy.deepcopy(chance.choice(value))
    return [*value, chance.choice([member, another_spelling(member, chance)])]


def without_one(value: object, chance: random.Random) -> object:
    """A table or a list with one less."""
    if isinstance(value, dict) and value:
        left_out = chance.choice(list(value))
        return {key: each for key, each in value.items() if key != left_out}
    return value[1:] if isinstance(value, list) else None


def with_one_more(value: object, chance: random.Random) -> object:
    """A table with another key."""
    return {**value, chance.choice(["id", "name", "policy", "x", 1, None]): 1} if isinstance(value, dict) else value


EDITS = (another_class, another_spelling, another_spelling, doubled, without_one, without_one, with_one_more)


def mutant(data: Mapping[str, object], chance: random.Random) -> object:
    """The data with something left out, doubled, written otherwise, or exchanged for what is strange there."""
    found: Any = copy.deepcopy(dict(data))
    ways = list(places(found))
    *path, key = chance.choice(ways)
    within = at(found, tuple(path))
    strange = chance.choice([chance.choice(STRANGE), at(found, chance.choice(ways))])
    within[key] = strange if chance.random() < 0.3 else chance.choice(EDITS)(within[key], chance)
    return found


@given(scenarios(), st.integers(0, 2**32))
def test_the_fast_way_takes_and_refuses_what_the_careful_one_does_with_the_same_result_and_error(
    scenario: Scenario, seed: int
) -> None:
    data, chance = to_dict(scenario), random.Random(seed)
    for _ in range(2):
        assert_alike(mutant(data, chance), Scenario)


@given(policies(), st.integers(0, 2**32))
def test_mutants_of_policies_are_read_alike(policy: Policy, seed: int) -> None:
    data, chance = to_dict(policy), random.Random(seed)
    for _ in range(2):
        assert_alike(mutant(data, chance), Policy)


def test_mutants_are_taken_and_refused_in_good_numbers() -> None:
    chance = random.Random(20261129)
    data = to_dict(legal(Scenario))
    taken = [assert_alike(mutant(data, chance), Scenario) for _ in range(100)]
    assert 15 < sum(taken) < 85


def test_reading_never_turns_validators_off_which_would_turn_them_off_in_every_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("validators are turned on or off")

    monkeypatch.setattr("attr.validators.set_run_validators", refuse)
    with pytest.raises(AssertionError):
        attrs.validators.set_disabled(True)
    data = to_dict(legal(Scenario))
    assert from_dict(data, Scenario) == legal(Scenario)
    with pytest.raises(UnreadableInput):
        from_dict({**data, "access": 1}, Scenario)
