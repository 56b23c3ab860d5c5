"""All yes/no questions with the function that asks each, in the order of the documentation.

What else there is to say of a question - its facts, its inputs, its name in an outcome - follows from these two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from types import MappingProxyType
from typing import Any

from ..errors import InvalidValue, shown
from ..evidence import Decision, Question
from .connecting import CONNECTING, can_connect
from .disconnecting import DISCONNECTING, can_disconnect
from .enablement import ENABLEMENT, is_enabled
from .joining import JOINING, can_join
from .timeline import (
    TIMELINE_CONFIGURE,
    TIMELINE_ENTRY,
    TIMELINE_OPEN,
    can_configure_timeline_sync,
    can_open_from_timeline,
    has_timeline_entry,
)

__all__ = ["QUESTIONS"]

_IN_ORDER: tuple[tuple[Question[object], Callable[..., Decision[Any]], bool], ...] = (
    # the question, the function that asks it, and whether a yes needs an app that has the chat
    (ENABLEMENT, is_enabled, False),
    (CONNECTING, can_connect, True),
    (DISCONNECTING, can_disconnect, True),
    (JOINING, can_join, True),
    (TIMELINE_ENTRY, has_timeline_entry, False),
    (TIMELINE_OPEN, can_open_from_timeline, True),
    (TIMELINE_CONFIGURE, can_configure_timeline_sync, False),
)

QUESTIONS: Mapping[str, Question[object]] = MappingProxyType({each.name: each for each, _, _ in _IN_ORDER})
"""The questions by name: `QUESTIONS["disconnecting"]`."""

ASKED_BY: Mapping[str, Callable[..., Decision[Any]]] = MappingProxyType({each.name: ask for each, ask, _ in _IN_ORDER})
"""The function that asks each question, by its name: it takes what a scenario holds, under the names it has there."""

NEEDS_ENABLEMENT: tuple[str, ...] = tuple(each.name for each, _, needs in _IN_ORDER if needs)
"""The questions whose yes a user can act on only in an app that has the chat."""


def named(question: str) -> Question[object]:
    """The question of that name.

    Raises:
        InvalidValue: when there is none.
    """
    if question not in QUESTIONS:
        raise InvalidValue("question", f"one of {', '.join(QUESTIONS)}", shown(question))
    return QUESTIONS[question]


@cache
def parameters_of(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of what a function takes, in their order."""
    return tuple(signature(function).parameters)


def inputs_of(question: str) -> tuple[str, ...]:
    """What a question takes of a scenario, by the names that a scenario has for it; `InvalidValue` where it is none."""
    return parameters_of(ASKED_BY[named(question).name])
