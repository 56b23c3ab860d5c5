"""How plain data becomes models, and models plain data: strict where cattrs is lenient, and nothing half-loaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, partial
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    StructureHandlerNotFoundError,
)
from cattrs.gen import make_dict_structure_fn, override

from .._ids import did_you_mean
from .._validation import is_aware
from .._value import Model, Shown
from ..errors import InvalidValue, UnreadableInput, shown
from ..evidence import Decision
from ..evidence.records import DecisionRecord, record_from_dict
from ..models import AccessRights
from ..rules.outcome import Outcome
from ..unknown import UNKNOWN, Unknown
from ._answers import decision_of, differences, located, named, outcome_hooks, refuse_any, within
from ._quick import RIGHTS, Given, members_of

T = TypeVar("T")


def structure_with_paths(data: object, kind: type[T], source: str, whole: str) -> T:
    """The model of that kind that plain data says, read in the way that finds every mistake.

    Args:
        data: the data.
        kind: the class of the model.
        source: what errors name the input.
        whole: what errors name all of the data.

    Raises:
        UnreadableInput: with every mistake of the data.
        InvalidValue: for a class that has more in it than plain data can say.
    """
    try:
        if any(each.name != each.alias for each in attrs.fields(cast("Any", kind)) if each.init):
            raise NameError  # its plain data has other keys than its fields
        read = _converter().get_structure_hook(kind)
    except (StructureHandlerNotFoundError, NameError) as error:
        raise InvalidValue("kind", "a class of models that plain data can say", shown(kind)) from error
    try:
        return cast("T", read(data, kind))
    except Exception as error:
        raise UnreadableInput(source, tuple(_problems(error, "", data, whole))) from error


def unstructure(model: Model) -> dict[str, object]:
    """The plain data of a model, of which an equal model can be read."""
    return cast("dict[str, object]", _converter().unstructure(model))


# --- What cattrs found, as one line a mistake -------------------------------------------------------------------------


def _problems(error: BaseException, path: str, data: Any, whole: str) -> Iterator[InvalidValue]:  # noqa: ANN401  # whatever was read
    """Every mistake below `error`, each with its whole path; `data` is what stands at that path."""
    if isinstance(error, ClassValidationError):
        with_notes, others = error.group_exceptions()
        for inner, field in with_notes:
            yield from _problems(inner, within(path, field.name), data.get(field.name), whole)
        for inner in others:
            yield from _own_problems(inner, path, data)
    elif isinstance(error, IterableValidationError):
        for inner, position in error.group_exceptions()[0]:
            yield from _problems(inner, f"{path}[{position.index}]", data[position.index], whole)
    elif isinstance(error, InvalidValue):
        yield InvalidValue(path or whole, error.expected, error.got)
    elif isinstance(error, UnreadableInput):
        yield from (InvalidValue(each.field or whole, each.expected, each.got) for each in located(path, error))
    elif isinstance(error, KeyError):
        yield InvalidValue(path, "a value", "nothing: the key is missing")
    elif isinstance(error, RecursionError):
        yield InvalidValue(path or whole, "a value", "what is nested too deeply")
    else:
        raise error


_MOST_LOOKED_UP = 20
"""At most that many unknown keys of a table get a hint, none of them longer: looking for what is alike takes long."""


def _own_problems(error: BaseException, path: str, data: Mapping[str, object]) -> Iterator[InvalidValue]:
    """The mistakes of a table as a whole: unknown keys, and values that do not go together."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = [each.name for each in attrs.fields(error.cl) if each.init]
        for number, key in enumerate(sorted(error.extra_fields, key=named)):
            hint = did_you_mean(key, known if number < _MOST_LOOKED_UP else (), f"known are {', '.join(known)}")
            yield InvalidValue(within(path, named(key)), f"a known key ({hint})", shown(data[key]))
    elif isinstance(error, InvalidValue):
        yield InvalidValue(within(path, error.field.rpartition(".")[2]), error.expected, error.got)
    else:
        raise error


# --- Hooks: what each type takes --------------------------------------------------------------------------------------


def _expect(expected: str, value: object) -> InvalidValue:
    return InvalidValue("", expected, shown(value))


def _structure_bool(value: object, _: object) -> bool:
    if value is True or value is False:
        return value
    raise _expect("true or false", value)


def _structure_int(value: object, _: object) -> int:
    if type(value) is int:
        return value
    raise _expect("a whole number", value)


def _structure_str(value: object, _: object) -> str:
    if isinstance(value, str):
        return value
    raise _expect("a text", value)


def _structure_time(value: object, _: object) -> datetime:
    """A time of TOML, or a text in ISO 8601; either with its zone."""
    time = value
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            time = None
    if isinstance(time, datetime) and is_aware(time):
        return time
    raise _expect('a time with its zone, such as "2025-02-03T09:14:22+00:00"', value)


def _structure_enum(value: object, kind: type[StrEnum]) -> StrEnum:
    members = members_of(kind)
    if type(value) is str and value in members:
        return members[value]
    raise _expect("one of " + ", ".join(members), value)


def _structure_record(value: object, _: object) -> DecisionRecord:
    if not isinstance(value, Mapping):
        raise _expect("the record of a decision, a table with schema, facts, answer, fingerprint", value)
    try:
        return record_from_dict(value)
    except InvalidValue as error:
        raise UnreadableInput("", (error,)) from error


def _structure_access(value: object, _: object) -> AccessRights:
    if not isinstance(value, list):
        raise _expect("a list of access rights", value)
    access = AccessRights.NONE
    for each in value:
        if not isinstance(each, str) or each not in RIGHTS:
            raise _expect("access rights among " + ", ".join(RIGHTS), each)
        access |= RIGHTS[each]
    return access


def _structure_value(value: object, _: object) -> object:
    """The value of an attribute; the validator of the field judges what is inside a list."""
    if isinstance(value, list):
        return tuple(_structure_value(each, _) for each in value)
    if value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise _expect("a text, a finite number, true, false, null, or a list of these", value)


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """The one converter: strict where cattrs is lenient."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook_factory(attrs.has, partial(_model_hook, converter))
    converter.register_structure_hook_factory(_is_many, partial(_many_hook, converter))
    converter.register_structure_hook_func(_is_decision, decision_of)
    converter.register_structure_hook_func(_is_value, _structure_value)
    converter.register_structure_hook_factory(_may_be_unknown, partial(_or_unknown_hook, converter))
    hooks: dict[type, Callable[[object, Any], object]] = {
        bool: _structure_bool,
        int: _structure_int,
        str: _structure_str,
        StrEnum: _structure_enum,
        datetime: _structure_time,
        AccessRights: _structure_access,
        DecisionRecord: _structure_record,
    }
    for kind, hook in hooks.items():
        converter.register_structure_hook(kind, hook)
    converter.register_unstructure_hook_func(_is_many, partial(_unstructure_many, converter))
    converter.register_unstructure_hook_func(_is_value, _unstructure_value)
    converter.register_unstructure_hook_func(_may_be_unknown, partial(_unstructure_known, converter))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(StrEnum, lambda member: member.value)
    converter.register_unstructure_hook(
        AccessRights, lambda access: [name for name, right in RIGHTS.items() if right in access]
    )
    return converter


def _is_union(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return get_origin(kind) in (Union, UnionType)


def _is_decision(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return (get_origin(kind) or kind) is Decision


def _is_value(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return _is_union(kind) and {bool, float} <= {*get_args(kind)}


def _may_be_unknown(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return _is_union(kind) and Unknown in get_args(kind)


def _or_unknown_hook(converter: Converter, kind: Any) -> Callable[[object, object], object]:  # noqa: ANN401  # a type from an annotation
    """How a value is read that may not be known: the text "unknown" says so."""
    otherwise: Any = Union[tuple(each for each in get_args(kind) if each is not Unknown)]  # noqa: UP007  # known at run time only

    def structure(value: object, _: object) -> object:
        return UNKNOWN if value == _UNKNOWN_SAYS else converter.structure(value, otherwise)

    return structure


_UNKNOWN_SAYS = "unknown"


def _is_many(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return get_origin(kind) in (tuple, frozenset)


def _model_hook(converter: Converter, kind: type[T]) -> Callable[[object, object], T]:
    """How a model is read: from a table with its fields as keys."""
    fields = [each for each in attrs.fields(cast("Any", kind)) if each.init]
    if issubclass(kind, Shown):
        return _result_hook(converter, kind, fields)
    overrides = {each.name: override(struct_hook=_field_hook(converter, each)) for each in fields}
    inner = make_dict_structure_fn(cast("Any", kind), converter, **cast("Any", overrides))
    known = ", ".join(each.name for each in fields)

    def structure(value: object, _: object) -> T:
        if isinstance(value, Given) and isinstance(value.model, kind):
            return cast("T", value.model)
        if not isinstance(value, Mapping):
            raise _expect(f"a table with {known}", value)
        table = dict(value)
        strange = sorted((key for key in value if not isinstance(key, str)), key=named)  # no JSON has such a key
        if not strange:
            return cast("T", inner(table, kind))
        expected = f"a known key (known are {known})"
        problems = [InvalidValue(named(each), expected, shown(table.pop(each))) for each in strange]
        try:
            inner(table, kind)
        except Exception as error:
            problems += _problems(error, "", table, "")
        raise UnreadableInput("", tuple(problems))

    return structure


def _result_hook(
    converter: Converter, kind: type[T], fields: list[attrs.Attribute[Any]]
) -> Callable[[object, object], T]:
    """How a result is read: what follows from its fields is compared with what the data says of it."""
    hooks = outcome_hooks(converter.structure) if issubclass(kind, Outcome) else {}
    overrides = {each.name: override(struct_hook=hooks.get(each.name), omit=not each.eq or None) for each in fields}
    inner = make_dict_structure_fn(cast("Any", kind), converter, **cast("Any", overrides))
    names = [each.name for each in fields if each.eq]

    def structure(value: object, _: object) -> T:
        if not isinstance(value, Mapping):
            raise _expect(f"a table with {', '.join(names)}", value)
        made = inner({name: each for name, each in value.items() if name in names}, kind)
        derived = {name: each for name, each in value.items() if name not in names or name in hooks}
        refuse_any(differences(derived, made.to_dict()))
        return cast("T", made)

    return structure


def _field_hook(converter: Converter, attribute: attrs.Attribute[Any]) -> Callable[[object, Any], object]:
    """How a field is read: its validator is asked at once, so that one mistake of a table does not hide the next."""

    def structure(value: object, kind: Any) -> object:  # noqa: ANN401  # a type from an annotation
        structured = converter.structure(value, kind)
        canonical = attribute.converter(structured) if callable(attribute.converter) else structured
        if attribute.validator is not None:
            attribute.validator(cast("Any", None), attribute, canonical)
        if isinstance(canonical, frozenset) and len(canonical) < len(cast("frozenset[object]", structured)):
            raise _expect("each member once, however it is spelled", value)
        return structured

    return structure


def _many_hook(converter: Converter, kind: Any) -> Callable[[object, object], object]:  # noqa: ANN401  # a type from an annotation
    """How a tuple or a set is read: from a list; a set refuses to have a member twice."""
    listed: Any = list[get_args(kind)[0]]  # type: ignore[misc]  # the member's type is known at run time only

    def structure(value: object, _: object) -> object:
        if not isinstance(value, list):
            raise _expect("a list", value)
        members: list[object] = converter.structure(value, listed)
        if get_origin(kind) is tuple:
            return tuple(members)
        if len(set(members)) < len(members):
            raise _expect("each member once", value)
        return frozenset(members)

    return structure


def _unstructure_many(converter: Converter, value: tuple[object, ...] | frozenset[str]) -> list[object]:
    return [converter.unstructure(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]


def _unstructure_known(converter: Converter, value: object) -> object:
    if isinstance(value, Unknown):
        return _UNKNOWN_SAYS
    return (
        _unstructure_many(converter, value) if isinstance(value, (tuple, frozenset)) else converter.unstructure(value)
    )


def _unstructure_value(value: object) -> object:
    return [_unstructure_value(each) for each in value] if isinstance(value, tuple) else value
