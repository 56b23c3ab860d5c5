"""French grounds."""

from __future__ import annotations

from collections.abc import Mapping

GROUNDS: Mapping[str, object] = {}
PARTS: Mapping[str, object] = {}
LABELS: Mapping[str, object] = {}
