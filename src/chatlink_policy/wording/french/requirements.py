"""French requirements."""

from __future__ import annotations

from collections.abc import Mapping

REQUIREMENTS: Mapping[str, object] = {}
