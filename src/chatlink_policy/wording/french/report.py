"""The words of the report in French."""

from __future__ import annotations

from collections.abc import Mapping

REPORT: Mapping[str, str] = {}
