"""The conformance corpus: cases with the answers that every implementation of these rules has to give.

It is data of the package, for an implementation in another language above all; `docs/conformance.md` says how it is
used. The package itself reads it nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Final

__all__ = ["CONFORMANCE_SCHEMA", "conformance_corpus", "conformance_text"]

CONFORMANCE_SCHEMA: Final = "chatlink-policy/conformance/1"
"""The name and the version of the shape of the corpus."""


def conformance_text() -> str:
    """The corpus as JSON, as the package ships it."""
    return resources.files("chatlink_policy").joinpath("conformance.json").read_text("utf-8")


def conformance_corpus() -> Mapping[str, object]:
    """The corpus as plain data: tables of all combinations, cards, notifications, whole scenarios.

    Each call gives data of its own, which may be changed.
    """
    found: Mapping[str, object] = json.loads(conformance_text())
    return found
