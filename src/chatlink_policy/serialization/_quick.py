"""How plain data becomes models where nothing is wrong with it: fast, and without a word on what is wrong.

What cannot be read this way is read again by `_converter`, which finds every mistake with its path and has the last
word. So nothing may be read here that is refused there, or as another value; a test reads mutants both ways. Texts,
numbers, true and false go to the models as they are: their own validators refuse all else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from .._value import Model
from ..models import AccessRights
from ..unknown import UNKNOWN, Unknown

Hook = Callable[[Any, Any], Any]
"""Makes a value of what came for it; the second argument is not used. It raises whatever it raises."""


class NotQuick(TypeError):
    """What is not read this way."""


class Given(Model):
    """A model that the caller has already, in place of the data it would be read from."""

    __slots__ = ("model",)

    def __init__(self, model: Model) -> None:
        self.model = model


@cache
def reader(kind: Any) -> Hook:  # noqa: ANN401  # a class of models, which has to be hashed
    """How a model is read: from a dict with no other keys than its fields."""
    fields = [each for each in attrs.fields(attrs.resolve_types(kind)) if each.init]
    names = frozenset(each.name for each in fields if each.name == each.alias)
    hooks = [(each.name, hook) for each in fields if (hook := _field_hook(each)) is not None]

    def structure(value: object, _: object) -> object:
        if value.__class__ is dict and isinstance(value, dict) and names.issuperset(value):
            given = value.copy()
            for name, hook in hooks:
                if name in given:
                    given[name] = hook(given[name], None)
            return kind(**given)
        if isinstance(value, Given):
            return value.model
        raise NotQuick

    return structure


def _field_hook(attribute: attrs.Attribute[Any]) -> Hook | None:
    """How a field is read; None for one that takes what came as it is: its validator refuses all that is wrong."""
    kinds = get_args(attribute.type) if get_origin(attribute.type) in (Union, UnionType) else (attribute.type,)
    if float in kinds:
        return _value
    (kind,) = (each for each in kinds if each not in (Unknown, NoneType))
    hook = _hook_of(kind, attribute)
    if Unknown in kinds:
        hook = _or_unknown(hook)
    return hook if hook is None or NoneType not in kinds else _or_none(hook)


def _hook_of(kind: Any, attribute: attrs.Attribute[Any]) -> Hook | None:  # noqa: ANN401  # a type
    if kind in (str, bool, int) and attribute.validator is not None:
        return None
    if kind is datetime:
        return _time
    if kind is AccessRights:
        return _access
    if get_origin(kind) is tuple:
        return _many(get_args(kind)[0])
    if get_origin(kind) is frozenset:
        return _set(_many(get_args(kind)[0]), attribute.converter)
    return _enum(kind) if issubclass(kind, StrEnum) else reader(kind)


@cache
def members_of(kind: type[StrEnum]) -> dict[str, StrEnum]:
    """The members of an enumeration by their texts."""
    return {str(member.value): member for member in kind}


def _enum(kind: type[StrEnum]) -> Hook:
    members = members_of(kind)

    def structure(value: object, _: object) -> StrEnum:
        if value.__class__ is str and isinstance(value, str):
            return members[value]
        raise NotQuick

    return structure


def _many(kind: Any) -> Hook:  # noqa: ANN401  # a type from an annotation
    if kind is str:
        return _texts
    hook = _enum(kind) if issubclass(kind, StrEnum) else reader(kind)

    def structure(value: object, _: object) -> tuple[object, ...]:
        if value.__class__ is list and isinstance(value, list):
            return tuple([hook(each, None) for each in value])
        raise NotQuick

    return structure


def _texts(value: object, _: object) -> tuple[str, ...]:
    if value.__class__ is list and isinstance(value, list) and {each.__class__ for each in value} <= {str}:
        return tuple(value)
    raise NotQuick


def _set(many: Hook, canonical: Any) -> Hook:  # noqa: ANN401  # the converter of a field, as attrs has it
    def structure(value: object, _: object) -> frozenset[object]:
        members = many(value, None)
        found: frozenset[object] = canonical(members)
        if len(found) == len(members):
            return found
        raise NotQuick

    return structure


def _time(value: object, _: object) -> datetime:
    if value.__class__ is str and isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value
    raise NotQuick


RIGHTS = {str(right.name).lower(): right for right in AccessRights if right}
"""The access rights by the names they are written by, in their order."""


def _access(value: object, _: object) -> AccessRights:
    if value.__class__ is list and isinstance(value, list):
        access = AccessRights.NONE
        for each in value:
            access |= RIGHTS[each]
        return access
    raise NotQuick


def _value(value: object, _: object) -> object:
    if value.__class__ is list and isinstance(value, list):
        return tuple([_value(each, None) for each in value])
    if value.__class__ in _PLAIN:
        return value
    raise NotQuick


_PLAIN = frozenset({str, int, float, bool, NoneType})


def _or_unknown(hook: Hook | None) -> Hook:
    def structure(value: object, _: object) -> object:
        if value is not True and value is not False:
            if isinstance(value, str) and value == "unknown":
                return UNKNOWN
            if isinstance(value, Unknown):
                raise NotQuick
        return value if hook is None else hook(value, None)

    return structure


def _or_none(hook: Hook) -> Hook:
    return lambda value, _: None if value is None else hook(value, None)
