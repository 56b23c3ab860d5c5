"""Models as plain data - dicts, lists, texts, numbers, true, false and None, which JSON can hold - and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeVar, overload

from .._arguments import checked
from .._value import Model, Shown
from ..errors import InvalidValue, UnreadableInput, shown
from ..evidence import Decision
from ..policy import Policy
from ..rules.scenario import Scenario
from ._quick import Given
from ._reading import structure

__all__ = ["from_dict", "to_dict", "to_json"]

M = TypeVar("M", bound=Model)


@overload
def from_dict(
    data: object, kind: type[Decision[object]], *, policy: None = None, source: str = "data"
) -> Decision[object]: ...
@overload
def from_dict(data: object, kind: type[M], *, policy: Policy | None = None, source: str = "data") -> M: ...
@checked
def from_dict(data: object, kind: type[M], *, policy: Policy | None = None, source: str = "data") -> M:
    """Read a model from plain data, as strictly as from a file: `from_dict(request, Scenario, policy=POLICY)`.

    A decision that is read is the one decision of its question for its facts. What else its data says has to follow
    from these, and so in an outcome; only words may be others.

    Args:
        data: a mapping with the fields of the model as keys, as `to_dict` and JSON give it; times as texts in ISO 8601
            or as datetimes, either with their zone.
        kind: the class of the model: `Policy`, `User`, `Chat`, `Record`, `Scenario`, `Outcome`, `Decision` or another.
        policy: for a scenario that comes without its policy, that policy. A scenario that has one is then refused.
        source: what the data is called in errors.

    Raises:
        UnreadableInput: with every mistake of the data, each with its path.
        InvalidValue: for a class that is no model, and for a policy where no scenario is read.
    """
    if not issubclass(kind, Model):
        raise InvalidValue("kind", "a class of models", shown(kind))
    if policy is None:
        return structure(data, kind, source, "data")
    if kind is not Scenario:
        raise InvalidValue("policy", "no policy, since only a scenario takes one", shown(policy))
    if not isinstance(data, Mapping):
        return structure(data, kind, source, "data")
    if "policy" not in data:
        return structure({**data, "policy": Given(policy)}, kind, source, "data")
    twice = InvalidValue("policy", "a scenario without its policy, since one is given", shown(data["policy"]))
    try:
        structure({**data, "policy": Given(policy)}, kind, source, "data")
    except UnreadableInput as error:
        raise UnreadableInput(source, (twice, *error.problems)) from error
    raise UnreadableInput(source, (twice,))


@checked
def to_dict(model: Model) -> Mapping[str, object]:
    """A model as plain data, which JSON can hold and `from_dict` reads back as an equal model.

    Answers, and whatever else has a `to_dict()` of its own, are the same as that: results with all their evidence in
    words too, and with `schema_version`.
    """
    own: Callable[[], Mapping[str, object]] | None = getattr(model, "to_dict", None)
    if own is not None:
        return own()
    from ._converter import unstructure  # noqa: PLC0415  # where nothing is written, nobody pays for cattrs

    return unstructure(model)


@checked
def to_json(model: Model) -> str:
    """Write a model as JSON that reads back as an equal model.

    What people edit, such as a policy or a scenario, is indented and ends with a line break. Answers, and other
    results, are one line without its end, the same as their own `to_json()`.
    """
    if isinstance(model, Shown):
        return model.to_json()
    return json.dumps(to_dict(model), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
