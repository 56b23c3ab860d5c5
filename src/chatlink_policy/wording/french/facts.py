"""French facts."""

from __future__ import annotations

from collections.abc import Mapping

FACTS: Mapping[str, object] = {}
ANSWERS: Mapping[str, object] = {}
STATEMENTS: Mapping[str, object] = {}
CHANGED_BY: Mapping[str, object] = {}
REACHES: Mapping[str, object] = {}
LOST: Mapping[str, object] = {}
PANE_TABLES: Mapping[str, object] = {}
ROWS: Mapping[str, object] = {}
