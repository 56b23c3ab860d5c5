"""French headings."""

from __future__ import annotations

from collections.abc import Mapping

HEADINGS: Mapping[str, object] = {}
SEPARATORS: Mapping[str, object] = {}
