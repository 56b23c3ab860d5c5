"""All yes/no questions with the function that asks each, in the order of the documentation.

What else there is to say of a question - its facts, its inputs, its name in an outcome - follows from these two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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

_IN_ORDER: tuple[tuple[Question[object], Callable[..., Decision[Any]]], ...] = (
    (ENABLEMENT, is_enabled),
    (CONNECTING, can_connect),
    (DISCONNECTING, can_disconnect),
    (JOINING, can_join),
    (TIMELINE_ENTRY, has_timeline_entry),
    (TIMELINE_OPEN, can_open_from_timeline),
    (TIMELINE_CONFIGURE, can_configure_timeline_sync),
)

QUESTIONS: Mapping[str, Question[object]] = MappingProxyType({each.name: each for each, _ in _IN_ORDER})
"""The questions by name: `QUESTIONS["disconnecting"]`."""

ASKED_BY: Mapping[str, Callable[..., Decision[Any]]] = MappingProxyType({each.name: ask for each, ask in _IN_ORDER})
"""The function that asks each question, by its name: it takes what a scenario holds, under the names it has there."""
