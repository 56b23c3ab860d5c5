"""All yes/no questions by name, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .connecting import CONNECTING
from .disconnecting import DISCONNECTING
from .enablement import ENABLEMENT
from .joining import JOINING
from .question import Question
from .timeline import TIMELINE_CONFIGURE, TIMELINE_ENTRY, TIMELINE_OPEN

__all__ = ["QUESTIONS"]

_IN_ORDER: tuple[Question[object], ...] = (
    ENABLEMENT,
    CONNECTING,
    DISCONNECTING,
    JOINING,
    TIMELINE_ENTRY,
    TIMELINE_OPEN,
    TIMELINE_CONFIGURE,
)

QUESTIONS: Mapping[str, Question[object]] = MappingProxyType({each.name: each for each in _IN_ORDER})
"""The questions by name: `QUESTIONS["disconnecting"]`."""
