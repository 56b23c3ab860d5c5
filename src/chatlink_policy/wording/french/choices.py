"""French choices."""

from __future__ import annotations

from collections.abc import Mapping

CHOICES: Mapping[str, object] = {}
