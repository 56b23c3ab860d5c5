"""French findings."""

from __future__ import annotations

from collections.abc import Mapping

FINDINGS: Mapping[str, object] = {}
LOOKS_FOR: Mapping[str, object] = {}
WORDS: Mapping[str, object] = {}
