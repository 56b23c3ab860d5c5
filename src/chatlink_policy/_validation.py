"""Validators and converters of the models: an illegal value cannot be built.

A converter only gives a legal value its canonical form. Anything else it hands on, unchanged or as `Refused`, so that
the validator, which knows the name of the field, is the one that refuses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from attrs import Attribute

from ._ids import (
    APP_NAME,
    FIELD_NAME,
    ID,
    LOGICAL_NAME,
    Refused,
    as_app_name,
    as_field_name,
    as_id,
    as_logical_name,
    is_name,
    to_id,
    to_logical_name,
)
from .errors import ChatlinkPolicyError, InvalidValue, shown
from .unknown import UNKNOWN, Unknown
from .wording.unknowns import UNKNOWNS
from .wording.words import Words, say

T = TypeVar("T")

_MOST_LISTED = 24
"""The members of an enumeration are listed in a message where there are at most that many, as of types of columns."""

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
    """Whether a value is an id, in whatever spelling."""
    return as_id(value) is not None


def is_logical_name(value: object) -> bool:
    """Whether a value is a name as Dataverse keeps them: "incident", "msdyn_appconfiguration"."""
    return as_logical_name(value) == value


text = validator("a text", lambda value: isinstance(value, str))
function = validator("a function", callable)
name = validator("a non-empty name without surrounding blanks or control characters", is_name)


def boolean(instance: object, attribute: Attribute[Any], value: object, /) -> None:
    """True or false, and no other value that counts as one of them."""
    if value is not True and value is not False:
        raise refuse(instance, attribute.name, "true or false", value)


def optional(inner: Validator) -> Validator:
    """None, or what `inner` takes."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if value is not None:
            inner(instance, attribute, value)

    return validate


def or_unknown(inner: Validator) -> Validator:
    """What `inner` takes, or a value that is not known: where nothing says why, the model says what that is."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if type(value) is not Unknown:
            inner(instance, attribute, value)
        elif value.because == UNKNOWN.because and instance is not None:
            object.__setattr__(instance, attribute.name, _unknown(type(instance).__name__, attribute.name))

    return validate


@cache
def _unknown(model: str, name: str) -> Unknown:
    what = UNKNOWNS.get(f"{model}.{name}")
    return UNKNOWN if what is None else Unknown(say("not_known.field", what=Words(what, f"unknown.{model}.{name}")))


def all_of(*inner: Validator) -> Validator:
    """What every one of `inner` takes, asked in their order."""

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        for each in inner:
            each(instance, attribute, value)

    return validate


def one_of(kind: type, article: str) -> Validator:
    """An instance of `kind`, called `article` in the message; the message lists the members of an enumeration."""
    is_enumeration = issubclass(kind, Enum) and len(kind) <= _MOST_LISTED
    members = ", ".join(cast("type[Enum]", kind).__members__) if is_enumeration else ""
    expected = f"{article}, one of {kind.__name__}'s {members}" if members else article

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if not isinstance(value, kind):
            raise refuse(instance, attribute.name, expected, value)

    return validate


def whole_number(lowest: int, highest: int) -> Validator:
    """A whole number within bounds, both included; true and false are no numbers."""
    return validator(
        f"a whole number from {lowest} to {highest}", lambda value: type(value) is int and lowest <= value <= highest
    )


def set_of(expected: str, holds: Callable[[object], bool]) -> Validator:
    """A frozenset whose every member `holds`."""
    return validator(expected, lambda value: isinstance(value, frozenset) and all(map(holds, value)))


def tuple_of(kind: type, expected: str, what: str = "", *names: str) -> Validator:
    """A tuple of instances of `kind`, of which no two have the same values of these names, where any are given."""
    key = attrgetter(*names) if names else None

    def validate(instance: object, attribute: Attribute[Any], value: object, /) -> None:
        if not (isinstance(value, tuple) and _are_all(kind, value)):
            raise refuse(instance, attribute.name, expected, value)
        if key is not None and len({*map(key, value)}) < len(value):
            twice = next(each for each, count in Counter(map(key, value)).items() if count > 1)
            field, named = (
                refuse(instance, attribute.name, "", None).field,
                twice if len(names) == 1 else " ".join(twice),
            )
            raise InvalidValue(field, f"each {what} once", f"{named!r} twice")

    return validate


names = set_of("a set of names", is_name)


def by_key(values: Iterable[T], key: Callable[[T], str], field: str, what: str) -> dict[str, T]:
    """Values by a name of theirs; `InvalidValue` when two have the same."""
    named: dict[str, T] = {}
    for each in values:
        if named.setdefault(key(each), each) is not each:
            raise InvalidValue(field, f"each {what} once", f"{key(each)!r} twice")
    return named


def is_many(value: object) -> bool:
    """Whether a value is a collection, and not a text, a mapping or unknown."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping, Unknown))


def as_set(value: Iterable[T]) -> frozenset[T]:
    """Any iterable of hashable members as a frozenset; a string or a mapping stays what it is, to be refused."""
    if value.__class__ is frozenset:
        return cast("frozenset[T]", value)
    members = as_tuple(value)
    try:
        return frozenset(members) if isinstance(members, tuple) else members
    except Exception:  # a member that cannot be hashed or compared is none
        return cast("frozenset[T]", members)


def as_strings(value: Iterable[str]) -> frozenset[str]:
    """`as_set` for strings: a converter whose argument type both type checkers can read."""
    return as_set(value)


def as_tuple(value: Iterable[T]) -> tuple[T, ...]:
    """Any iterable as a tuple, in its order; a string or a mapping stays what it is, to be refused."""
    if value.__class__ is tuple or value.__class__ is list:
        return tuple(value)
    try:
        return tuple(value) if is_many(value) else cast("tuple[T, ...]", value)
    except ChatlinkPolicyError:
        raise
    except Exception as error:  # whatever reading the collection raised
        got = f"{type(error).__name__} ({shown(str(error))}) while it was read"
        raise InvalidValue("members", "a collection that can be read", got) from error


def in_order(value: Iterable[T], kind: type[T], key: Callable[[T], Any], *, equal_once: bool = True) -> tuple[T, ...]:
    """Members of one kind as a tuple in canonical order, equal ones once: the order that came in does not matter."""
    members = as_tuple(value)
    if not (isinstance(members, tuple) and _are_all(kind, members)) or len(members) < 2:
        return members
    if equal_once and len({*map(key, members)}) < len(members):  # comparing all of their fields takes longer
        members = tuple(dict.fromkeys(members))
    return tuple(sorted(members, key=key))


def _are_all(kind: type, members: Iterable[object]) -> bool:
    kinds = {*map(type, members)}
    return kinds == {kind} or all(issubclass(each, kind) for each in kinds)


# --- What is kept in one form: a converter makes it, `legal` refuses what none could be made of -----------------------


def legal(instance: object, attribute: Attribute[Any], value: object, /) -> None:
    """The validator of a field whose converter judges: it names the field."""
    if value.__class__ is Refused and isinstance(value, Refused):  # the first is quick, the second for type checkers
        raise refuse(instance, attribute.alias or attribute.name, value.expected, value.value)


def to_id_or_none(value: str | None) -> str | None:
    """`to_id`, where there may be none."""
    return None if value is None else _unless_blank(to_id(value))


def to_id_or_unknown(value: str | Unknown | None) -> str | Unknown | None:
    """`to_id`, where there may be none and where it may not be known."""
    return value if value is None or value.__class__ is Unknown else _unless_blank(to_id(cast("str", value)))


def to_logical_name_or_none(value: str | None) -> str | None:
    """`to_logical_name`, where there may be none."""
    return None if value is None else _unless_blank(to_logical_name(value))


def _unless_blank(found: str) -> str | None:
    """What a text was made into; an empty or blank one is a missing value."""
    if found.__class__ is str:  # nearly always
        return found
    value = found.value if isinstance(found, Refused) else found
    return None if isinstance(value, str) and not value.strip() else found


def to_app_name(value: str) -> str:
    """The unique name of an app in lower case."""
    found = as_app_name(value)
    return cast("str", Refused(APP_NAME, value)) if found is None else found


def _to_set(value: Iterable[str], expected: str, form: Callable[[object], str | None]) -> frozenset[str]:
    """The set of the forms in which the members are kept."""
    members = as_set(value)
    if members.__class__ is frozenset and not members:
        return members
    found = frozenset[str | None](map(form, members)) if isinstance(members, frozenset) else {None}
    return cast("frozenset[str]", Refused(expected, members) if None in found else found)


def to_ids(value: Iterable[str]) -> frozenset[str]:
    """Ids, each in the one form it is kept in."""
    return _to_set(value, f"a set of ids, each {ID}", as_id)


def to_logical_names(value: Iterable[str]) -> frozenset[str]:
    """Logical names, each in lower case."""
    return _to_set(value, f"a set of names, each {LOGICAL_NAME}", as_logical_name)


def to_field_names(value: Iterable[str]) -> frozenset[str]:
    """Secured fields, each in lower case."""
    return _to_set(value, f"a set of names, each {FIELD_NAME}", as_field_name)


def to_app_names(value: Iterable[str]) -> frozenset[str]:
    """Unique names of apps, each in lower case."""
    return _to_set(value, f"a set of names, each {APP_NAME}", as_app_name)


def is_aware(value: object) -> bool:
    """Whether the value is a time that knows its zone."""
    time = as_utc(cast("datetime", value))
    return time.__class__ is datetime and time.tzinfo is UTC


def as_utc(value: datetime) -> datetime:
    """An aware time in UTC, so that equal instants are written alike; anything else unchanged."""
    if value.__class__ is datetime and value.tzinfo is UTC and not value.fold:
        return value
    try:
        if value.utcoffset() is None:
            return value
        time = value.astimezone(UTC)
        return datetime(time.year, time.month, time.day, time.hour, time.minute, time.second, time.microsecond, UTC)
    except Exception:  # a kind of time or of zone that is not Python's own can raise anything
        return value


def to_utc(value: datetime) -> datetime:
    """`as_utc`, and nothing but such a time: a plain datetime, whatever kind of datetime came."""
    time = as_utc(value)
    is_utc = time.__class__ is datetime and time.tzinfo is UTC
    return time if is_utc else cast("datetime", Refused("a time with its zone", value))


def to_utc_or_none(value: datetime | None) -> datetime | None:
    """`to_utc`, for a time that may be unknown."""
    return None if value is None else to_utc(value)
