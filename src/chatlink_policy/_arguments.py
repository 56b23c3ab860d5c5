"""What a function was given that it does not take, named as an error of this library.

Types are the business of a type checker; whoever has none gets a sentence, never an answer to a wrong question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache, wraps
from inspect import Parameter, signature
from types import UnionType
from typing import (
    Any,
    Literal,
    NamedTuple,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from ._validation import is_many
from .errors import InvalidValue, shown, with_article
from .unknown import Unknown

P = ParamSpec("P")
R = TypeVar("R")

MISFITS = (AttributeError, TypeError, KeyError)
"""What Python raises where a value is of a type that was not expected."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which refuses an argument of a wrong type by its name before it does anything.

    Raises:
        InvalidValue: for the first argument that is not of the type its annotation names, or has a member that is not.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        require_fit(function, *args, **kwargs)
        try:
            return function(*args, **kwargs)
        except MISFITS as error:
            raise _first_wrong(function, _given(function, args, kwargs), members_too=True) or error from None

    return call


def _given(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[tuple[str, object], ...]:
    return (*zip(_in_order(function), args, strict=False), *kwargs.items())


def _fit(function: Callable[..., object], args: tuple[object, ...]) -> bool:
    """Whether each argument is of a class that is surely taken; some that are taken are of no such class."""
    kinds = _surely_taken(function)
    return len(args) <= len(kinds) and all(map(isinstance, args, kinds))


def misfit(function: Callable[..., object], error: Exception, *args: object) -> Exception:
    """The error to raise for what `function` raised: the argument of a wrong type, or that error itself.

    For functions that are asked so often that they look at their arguments only after something went wrong.
    """
    return _first_wrong(function, _given(function, args, {})) or error


def require_fit(function: Callable[..., object], /, *args: object, **kwargs: object) -> None:
    """That `function` takes these arguments, all of them, however few it would look at.

    Raises:
        InvalidValue: for the first that is of a wrong type.
    """
    if kwargs or not _fit(function, args):
        wrong = _first_wrong(function, _given(function, args, kwargs))
        if wrong is not None:
            raise wrong


# --- What a parameter takes -------------------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """What a parameter takes, in words; whether a value is that; and what its members have to be, where it is many."""

    words: str
    holds: Callable[[object], bool]
    member: _Kind | None = None
    classes: tuple[type, ...] = ()
    """What is surely taken; other values may be taken too."""


def _first_wrong(
    function: Callable[..., object], given: Iterable[tuple[str, object]], *, members_too: bool = False
) -> InvalidValue | None:
    kinds = _parameters(function)
    for name, value in given:
        kind = kinds.get(name)
        if kind is None:
            continue
        if not kind.holds(value):
            return InvalidValue(name, kind.words, shown(value))
        if members_too and kind.member is not None and isinstance(value, Collection):
            for place, each in value.items() if isinstance(value, Mapping) else enumerate(value):
                if not kind.member.holds(each):
                    return InvalidValue(f"{name}[{shown(place)}]", kind.member.words, shown(each))
    return None


@cache
def _in_order(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of the parameters that are given by position; what any number may be given of is not looked at."""
    parameters = signature(function).parameters.values()
    by_position = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(each.name for each in parameters if each.kind in by_position)


@cache
def _surely_taken(function: Callable[..., object]) -> tuple[tuple[type, ...], ...]:
    kinds = _parameters(function)
    return tuple(kinds[name].classes for name in _in_order(function))


@cache
def _parameters(function: Callable[..., object]) -> dict[str, _Kind]:
    hints = get_type_hints(function)
    return {name: _kind(hints.get(name, object)) for name in signature(function).parameters}


def _kind(hint: Any) -> _Kind:  # noqa: ANN401, PLR0911  # whatever an annotation says, one kind of it a line
    origin = get_origin(hint) or hint
    if origin in (Union, UnionType):
        kinds = [_kind(each) for each in get_args(hint)]
        member = next((each.member for each in kinds if each.member), None)
        return _Kind(
            " or ".join(each.words for each in kinds),
            lambda value: any(each.holds(value) for each in kinds),
            member,
            tuple(kind for each in kinds for kind in each.classes),
        )
    if origin is Literal:
        words = f"one of {', '.join(map(str, get_args(hint)))}"
        return _Kind(words, lambda value: any(value == each for each in get_args(hint)))
    if origin is Callable:
        return _Kind("a function", callable)
    if origin is Any or not isinstance(origin, type) or getattr(origin, "_is_protocol", False) or is_typeddict(origin):
        return _Kind("a value", lambda _: True, classes=(object,))
    if issubclass(origin, Iterable) and not issubclass(origin, (str, bytes, Mapping, Enum, Unknown)):
        return _Kind("a collection", _is_many, next(map(_kind, get_args(hint)), None), (tuple, list, frozenset))
    if issubclass(origin, Mapping):
        member = next(map(_kind, get_args(hint)[1:]), None)
        return _Kind(_words(Mapping), lambda value: isinstance(value, origin), member)
    if origin is int:  # true and false are no numbers
        return _Kind(_words(origin), lambda value: type(value) is int)
    return _Kind(_words(origin), lambda value: isinstance(value, origin), classes=(origin,))


def _words(kind: type) -> str:
    if kind in _WORDS:
        return _WORDS[kind]
    members = ", ".join(str(each.name) for each in kind) if issubclass(kind, Enum) else ""
    return with_article(kind) + f", one of {members}" * bool(members)


_WORDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    str: "a text",
    bytes: "its bytes",
    type(None): "None",
    datetime: "a time with its zone",
    Mapping: "a mapping",
}


def _is_many(value: object) -> bool:
    return is_many(value) and not isinstance(value, Enum)  # a set of flags is one value
