"""Validators and converters of the models: an illegal value cannot be built.

A converter only gives a legal value its canonical form and hands anything else on unchanged, so that the validator,
which knows the name of the field, is the one that refuses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from attrs import Attribute

from .errors import InvalidValue, shown
from .unknown import Unknown

T = TypeVar("T")

Validator = Callable[[Any, Any, Any], None]
"""What attrs calls with the instance, its attribute and the value; raises `InvalidValue` where it cannot hold that."""


def refuse(instance: object, field: str, expected: str, value: object) -> InvalidValue:
    """The error for `value` in a field of `instance`; without an instance the caller puts a path before the field."""
    owner = "" if instance is None else f"{type(instance).__name__}."
    return InvalidValue(f"{owner}{field}", expected, shown(value))


def validator(expected: str, holds: Callable[[object], bool]) -> Validator:
    """A validator that takes what `holds`, and otherwise says what was expected."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if not holds(value):
            raise refuse(instance, attribute.name, expected, value)

    return validate


def is_id(value: object) -> bool:
    """Whether a value is a text that can name a thing on one line."""
    if not isinstance(value, str) or value == "" or value[0].isspace() or value[-1].isspace():
        return False
    return value.isprintable() or not any(map(_is_control, value))  # nearly every id is printable as a whole


def _is_control(letter: str) -> bool:
    return not letter.isprintable() and (
        letter < " " or "\x7f" <= letter <= "\x9f" or letter in "\u2028\u2029" or "\ud800" <= letter <= "\udfff"
    )


def is_logical_name(value: object) -> bool:
    """Whether a value is a name as Dataverse keeps them: "incident", "msdyn_appconfiguration"."""
    return isinstance(value, str) and value.isascii() and value.isidentifier() and value == value.lower()


def _is_field_name(value: object) -> bool:
    return isinstance(value, str) and value.count(".") == 1 and all(map(is_logical_name, value.split(".")))


boolean = validator("true or false", lambda value: value is True or value is False)
identifier = validator("a non-empty id without surrounding blanks or control characters", is_id)
name = validator("a non-empty name without surrounding blanks or control characters", is_id)
logical_name = validator("a logical name (lower-case letters, digits, underscores)", is_logical_name)
aware_time = validator("a time with its zone", lambda value: isinstance(value, datetime) and value.tzinfo is UTC)


def optional(inner: Validator) -> Validator:
    """None, or what `inner` takes."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if value is not None:
            inner(instance, attribute, value)

    return validate


def or_unknown(inner: Validator) -> Validator:
    """What `inner` takes, or a value that is not known."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if type(value) is not Unknown:
            inner(instance, attribute, value)

    return validate


def all_of(*inner: Validator) -> Validator:
    """What every one of `inner` takes, asked in their order."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        for each in inner:
            each(instance, attribute, value)

    return validate


def one_of(kind: type, article: str) -> Validator:
    """An instance of `kind`, called `article` in the message."""
    return validator(article, lambda value: isinstance(value, kind))


def whole_number(lowest: int, highest: int) -> Validator:
    """A whole number within bounds, both included; true and false are no numbers."""
    return validator(
        f"a whole number from {lowest} to {highest}", lambda value: type(value) is int and lowest <= value <= highest
    )


def set_of(expected: str, holds: Callable[[object], bool]) -> Validator:
    """A frozenset whose every member `holds`."""
    return validator(expected, lambda value: isinstance(value, frozenset) and all(map(holds, value)))


def tuple_of(kind: type, expected: str) -> Validator:
    """A tuple of instances of `kind`."""

    def holds(value: object) -> bool:
        return isinstance(value, tuple) and all(issubclass(each, kind) for each in {*map(type, value)})

    return validator(expected, holds)


ids = set_of("a set of ids", is_id)
names = set_of("a set of names", is_id)
logical_names = set_of("a set of logical names", is_logical_name)
field_names = set_of('a set of secured fields, each as "table.attribute"', _is_field_name)


def without_doubles(key: Callable[[T], str], what: str) -> Validator:
    """No two members with the same key; reads a tuple that `tuple_of` already accepted."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        keys = [*map(key, cast("tuple[T, ...]", value))]
        if len({*keys}) < len(keys):
            twice = next(each for each, count in Counter(keys).items() if count > 1)
            field = refuse(instance, attribute.name, "", None).field
            raise InvalidValue(field, f"each {what} once", f"{twice!r} twice")

    return validate


def _is_many(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping, Unknown))


def as_set(value: Iterable[T]) -> frozenset[T]:
    """Any iterable of hashable members as a frozenset; a string or a mapping stays what it is, to be refused."""
    members = as_tuple(value)
    try:
        return frozenset(members) if isinstance(members, tuple) else members
    except TypeError:
        return cast("frozenset[T]", members)


def as_strings(value: Iterable[str]) -> frozenset[str]:
    """`as_set` for strings: a converter whose argument type both type checkers can read."""
    return as_set(value)


def as_tuple(value: Iterable[T]) -> tuple[T, ...]:
    """Any iterable as a tuple, in its order; a string or a mapping stays what it is, to be refused."""
    return tuple(value) if _is_many(value) else cast("tuple[T, ...]", value)


def in_order(value: Iterable[T], kind: type[T], key: Callable[[T], tuple[Any, ...]]) -> tuple[T, ...]:
    """Members of one kind as a tuple in canonical order, equal ones once: the order that came in does not matter."""
    members = as_tuple(value)
    if not (isinstance(members, tuple) and all(isinstance(member, kind) for member in members)):
        return members
    return members if len(members) < 2 else tuple(sorted(dict.fromkeys(members), key=key))


def is_aware(value: object) -> bool:
    """Whether the value is a time that knows its zone."""
    return isinstance(value, datetime) and value.utcoffset() is not None


def as_utc(value: datetime) -> datetime:
    """An aware time in UTC, so that equal instants are written alike; anything else unchanged, to be refused."""
    if not is_aware(value):
        return value
    try:
        return value.astimezone(UTC).replace(fold=0)
    except OverflowError:
        return value


def as_utc_or_none(value: datetime | None) -> datetime | None:
    """`as_utc`, for a time that may be unknown."""
    return None if value is None else as_utc(value)
