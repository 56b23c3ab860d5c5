"""French unknowns."""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWNS: Mapping[str, object] = {}
