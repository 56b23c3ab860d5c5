"""One case with some of its values set otherwise: what would be answered if."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import islice
from re import finditer, fullmatch
from typing import cast

from ._arguments import checked
from ._ids import did_you_mean
from .errors import InvalidValue, shown
from .limits import MOST_KEY_PARTS
from .policy import Policy
from .rules.scenario import Scenario
from .serialization import from_dict, to_dict, value_from_text

__all__ = ["case_from_data", "with_set"]

_PATH = r"[\w-]+(\[\d{1,9}\])?(\.[\w-]+(\[\d{1,9}\])?)*"
_NAMES = ("record_type", "attribute", "alias", "unique_name", "name", "team", "id")
"""What a member of a list is named by: the first of these that it has."""


@checked
def case_from_data(data: object, policy: Policy | None = None, source: str = "data") -> Scenario:
    """The scenario of plain data, whatever is expected of it in a table `expect`.

    Args:
        data: the data.
        policy: the policy of a scenario that has none.
        source: what the data is called in errors.

    Raises:
        UnreadableInput: with every mistake of the scenario.
    """
    if not isinstance(data, Mapping):
        return from_dict(data, Scenario, source=source)
    given = {key: each for key, each in data.items() if key != "expect"}
    return from_dict(given, Scenario, policy=None if "policy" in given else policy, source=source)


@checked
def with_set(scenario: Scenario, settings: Iterable[str], source: str = "scenario") -> Scenario:
    """The scenario with those values set: `policy.record_types.incident.join_chat=true`.

    Args:
        scenario: the case.
        settings: each a path, an equals sign and a value as in TOML, null for none; what is no value there is a text.
            A member of a list is named by its record type, attribute, alias or name, or by its place: `links[0]`.
        source: what the case is called in errors.

    Raises:
        InvalidValue: for a setting that is none, and for a path that leads nowhere, with what may be meant.
        UnreadableInput: with every mistake of the case that would result.
    """
    data = cast("dict[str, object]", deepcopy(to_dict(scenario)))
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not fullmatch(_PATH, path.strip()):
            expected = "a path, an equals sign and a value, as in policy.chat_is_on=true"
            raise InvalidValue("set", expected, shown(setting))
        _set(data, path.strip(), value_from_text(text.strip()))
    return from_dict(data, Scenario, source=source)


def _set(data: dict[str, object], path: str, value: object) -> None:
    steps = [step[0] for step in finditer(r"[^.\[\]]+|\[\d+\]", path)]
    if len(steps) > MOST_KEY_PARTS:
        raise InvalidValue("set", f"a path of at most {MOST_KEY_PARTS} parts", shown(path))
    at: object = data
    for number, step in enumerate(steps, 1):
        is_last, where = number == len(steps), _path(islice(steps, number - 1))
        if isinstance(at, dict):
            if is_last:
                at[step] = value
            elif at.get(step) is None:
                at[step] = {}
            at = at[step]
        elif isinstance(at, list):
            place = _place(at, step, where)
            if is_last:
                at[place] = value
            at = at[place]
        else:
            raise InvalidValue(where, "a table or a list, to set something in it", shown(at))


def _path(steps: Iterable[str]) -> str:
    return "".join(step if step[0] == "[" else f".{step}" for step in steps).removeprefix(".")


def _place(members: list[object], step: str, where: str) -> int:
    """Where in a list the member is that is named so."""
    if step[0] == "[":
        if int(step[1:-1]) >= len(members):
            raise InvalidValue(where, f"a place from [0] to [{len(members) - 1}]" if members else "no place", step)
        return int(step[1:-1])
    names = [_name(each) for each in members]
    found = [place for place, name in enumerate(names) if name is not None and name.lower() == step.lower()]
    if len(found) == 1:
        return found[0]
    known = [each for each in names if each]
    if found:
        raise InvalidValue(where, f"the place of one of {len(found)}, such as [{found[0]}]", shown(step))
    hint = did_you_mean(step, known, f"there are {', '.join(known)}" if known else "there is none")
    raise InvalidValue(where, f"a member of the list ({hint})", shown(step))


def _name(member: object) -> str | None:
    if isinstance(member, str):
        return member
    values = (member.get(name) for name in _NAMES) if isinstance(member, Mapping) else ()
    return next((each for each in values if isinstance(each, str)), None)
