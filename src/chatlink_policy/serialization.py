"""Policies and scenarios from JSON and TOML, and to JSON: strict, bounded, and nothing half-loaded.

What cannot be read is refused whole: every mistake of a file at once, each with its path, what was expected and what
came. Unknown keys are mistakes too. What was written is read back as the same value; sets are written sorted, so the
same value is always written as the same bytes.

This module is the only one that imports cattrs. `import chatlink_policy` does not load it.
"""

from __future__ import annotations

import json
import math
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from ._arguments import checked
from ._strict_json import load_json, quoted_key
from ._texts import decoded, shallow
from ._validation import is_aware
from ._value import Model
from .errors import InvalidValue, UnreadableInput, one_line, shown
from .limits import MOST_BYTES
from .models import AccessRights
from .policy import Policy
from .rules.scenario import Scenario
from .unknown import UNKNOWN, Unknown

__all__ = [
    "FileFormat",
    "policy_from_text",
    "read_model",
    "read_policy",
    "read_scenario",
    "scenario_from_text",
    "to_json",
]

T = TypeVar("T")

FileFormat = Literal["json", "toml"]
"""The formats a policy or a scenario can be read from."""


# --- The face ---------------------------------------------------------------------------------------------------------


def read_policy(path: str | Path, *, most_bytes: int = MOST_BYTES) -> Policy:
    """Read a policy from a file whose name ends in `.json` or `.toml`, or from standard input, which is "-".

    Args:
        path: the file, in UTF-8 or, with a byte order mark, in UTF-16.
        most_bytes: the largest file that is read; 16 MiB unless more is taken.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path.
    """
    return read_model(path, Policy, most_bytes=most_bytes)


def read_scenario(path: str | Path, *, most_bytes: int = MOST_BYTES) -> Scenario:
    """Read a scenario, as `read_policy` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path.
    """
    return read_model(path, Scenario, most_bytes=most_bytes)


def policy_from_text(
    text: str | bytes, file_format: FileFormat = "json", *, source: str = "policy", most_bytes: int = MOST_BYTES
) -> Policy:
    """Read a policy from a text or its bytes; `source` names it in errors.

    Raises:
        UnreadableInput: with every mistake of the text.
        InvalidValue: for another format, and for a source that is no text.
    """
    return _from_text(text, file_format, source, Policy, most_bytes)


def scenario_from_text(
    text: str | bytes, file_format: FileFormat = "json", *, source: str = "scenario", most_bytes: int = MOST_BYTES
) -> Scenario:
    """Read a scenario, as `policy_from_text` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the text.
        InvalidValue: for another format, and for a source that is no text.
    """
    return _from_text(text, file_format, source, Scenario, most_bytes)


@checked
def to_json(model: Policy | Scenario) -> str:
    """Write a policy or a scenario as JSON that reads back as the same value; ends with a line break."""
    return json.dumps(_converter().unstructure(model), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


# --- Files and texts --------------------------------------------------------------------------------------------------


@checked
def read_model(path: str | Path, kind: type[T], *, most_bytes: int = MOST_BYTES) -> T:
    """Read any model, as `read_policy` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path, and for a class that is no model.
    """
    if not issubclass(kind, Model):
        raise InvalidValue("kind", "a class of models", shown(kind))
    path = Path(path)
    if str(path) == "-":
        text = _decoded(sys.stdin.buffer.read(most_bytes + 1), most_bytes, "standard input")
        return _from_text(text, "json" if text.lstrip().startswith("{") else "toml", "standard input", kind, most_bytes)
    source = one_line(path.name)
    file_format = path.suffix.lower().removeprefix(".")
    if file_format not in get_args(FileFormat):
        raise _unreadable(source, "name", "a file name that ends in .json or .toml", shown(path.name))
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            got = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
            raise _unreadable(source, "file", "a file, or - for standard input", got)
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # a path with a null character is a wrong value
        got = getattr(error, "strerror", None) or str(error)
        raise _unreadable(source, "file", "a file that can be read", got) from error
    return _from_text(_decoded(data, most_bytes, source), cast("FileFormat", file_format), source, kind, most_bytes)


def _decoded(text: bytes, most_bytes: int, source: str) -> str:
    try:
        return decoded(text, most_bytes, "file")
    except InvalidValue as error:
        raise UnreadableInput(source, (error,)) from error


@checked
def _from_text(text: object, file_format: FileFormat, source: str, kind: type[T], most_bytes: int) -> T:
    well_formed = f"well-formed {file_format.upper()}"
    try:
        read = decoded(text, most_bytes)
        data: object = load_json(read) if file_format == "json" else tomllib.loads(shallow(read))
    except InvalidValue as error:
        raise UnreadableInput(source, (error,)) from error
    except RecursionError as error:
        raise _unreadable(source, "text", well_formed, "what is nested too deeply") from error
    except ValueError as error:
        raise _unreadable(source, "text", well_formed, one_line(str(error))) from error
    try:
        return _converter().structure(data, kind)
    except Exception as error:
        problems = tuple(_problems(error, "", data))
        raise UnreadableInput(source, problems) from error


def _unreadable(source: str, field: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(source, (InvalidValue(field, expected, got),))


# --- What cattrs found, as one line a mistake -------------------------------------------------------------------------


def _problems(error: BaseException, path: str, data: Any) -> Iterator[InvalidValue]:  # noqa: ANN401  # whatever was read
    """Every mistake below `error`, each with its whole path; `data` is what stands at that path."""
    if isinstance(error, ClassValidationError):
        with_notes, others = error.group_exceptions()
        for inner, field in with_notes:
            yield from _problems(inner, _join(path, field.name), data.get(field.name))
        for inner in others:
            yield from _own_problems(inner, path, data)
    elif isinstance(error, IterableValidationError):
        for inner, position in error.group_exceptions()[0]:
            yield from _problems(inner, f"{path}[{position.index}]", data[position.index])
    elif isinstance(error, InvalidValue):
        yield InvalidValue(path or "text", error.expected, error.got)
    elif isinstance(error, KeyError):
        yield InvalidValue(path, "a value", "nothing: the key is missing")
    elif isinstance(error, RecursionError):
        yield InvalidValue(path or "text", "a value", "what is nested too deeply")
    else:
        raise error


_MOST_LOOKED_UP = 20
_LONGEST_LOOKED_UP = 80
"""At most that many unknown keys of a table get a hint, none of them longer: looking for what is alike takes long."""


def _own_problems(error: BaseException, path: str, data: Mapping[str, object]) -> Iterator[InvalidValue]:
    """The mistakes of a table as a whole: unknown keys, and values that do not go together."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = [each.name for each in attrs.fields(error.cl) if each.init]
        for number, key in enumerate(sorted(error.extra_fields)):
            is_looked_up = number < _MOST_LOOKED_UP and len(key) <= _LONGEST_LOOKED_UP
            close = get_close_matches(key, known, n=1) if is_looked_up else []
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
            yield InvalidValue(_join(path, key), f"a known key ({hint})", shown(data[key]))
    elif isinstance(error, InvalidValue):
        yield InvalidValue(_join(path, error.field.rpartition(".")[2]), error.expected, error.got)
    else:
        raise error


def _join(path: str, key: str) -> str:
    return f"{path}.{quoted_key(key)}" if path else quoted_key(key)


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
    for member in kind:
        if type(value) is str and member.value == value:
            return member
    raise _expect("one of " + ", ".join(member.value for member in kind), value)


def _right_name(right: AccessRights) -> str:
    return str(right.name).lower()


def _structure_access(value: object, _: object) -> AccessRights:
    rights = {_right_name(right): right for right in AccessRights}
    if not isinstance(value, list):
        raise _expect("a list of access rights", value)
    access = AccessRights.NONE
    for each in value:
        if not isinstance(each, str) or each not in rights:
            raise _expect("access rights among " + ", ".join(rights), each)
        access |= rights[each]
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
    converter.register_structure_hook_func(_is_value, _structure_value)
    converter.register_structure_hook_factory(_may_be_unknown, partial(_or_unknown_hook, converter))
    hooks: dict[type, Callable[[object, Any], object]] = {
        bool: _structure_bool,
        int: _structure_int,
        str: _structure_str,
        StrEnum: _structure_enum,
        datetime: _structure_time,
        AccessRights: _structure_access,
    }
    for kind, hook in hooks.items():
        converter.register_structure_hook(kind, hook)
    converter.register_unstructure_hook_func(_is_many, partial(_unstructure_many, converter))
    converter.register_unstructure_hook_func(_is_value, _unstructure_value)
    converter.register_unstructure_hook_func(_may_be_unknown, partial(_unstructure_known, converter))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(AccessRights, lambda access: [_right_name(right) for right in access])
    return converter


def _is_union(kind: Any) -> bool:  # noqa: ANN401  # cattrs asks this of every annotation
    return get_origin(kind) in (Union, UnionType)


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
    overrides = {each.name: override(struct_hook=_field_hook(converter, each)) for each in fields}
    inner = make_dict_structure_fn(cast("Any", kind), converter, **cast("Any", overrides))

    def structure(value: object, _: object) -> T:
        if not isinstance(value, Mapping):
            raise _expect(f"a table with {', '.join(each.name for each in fields)}", value)
        return cast("T", inner(value, kind))

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
