"""What the installed package cannot know of itself: where each number is decided, and which tests prove it.

`docs/generate.py` writes it to `proofs.json`, from the code and the tests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TypedDict

__all__ = ["Proofs", "proofs"]


class Proofs(TypedDict):
    """Of a number, file by file: the definitions that cite it with the line each begins at; the tests that prove it."""

    places: dict[str, dict[str, int]]
    tests: dict[str, list[str]]


@cache
def proofs() -> Mapping[str, Proofs]:
    """By number of a requirement or choice."""
    text = resources.files("chatlink_policy").joinpath("proofs.json").read_text("utf-8")
    read: dict[str, Proofs] = json.loads(text)
    return read
