"""Strict JSON: without duplicate keys, NaN and Infinity, which the standard module accepts."""

from __future__ import annotations

import json
import re
from collections import Counter

from .errors import InvalidValue, shortened, shown


def quoted_key(key: str) -> str:
    """A key in a path; one that is no plain word is quoted, so that no key can break the line."""
    return shortened(key if re.fullmatch(r"[\w.@]+", key) else repr(key))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise InvalidValue(quoted_key(twice), "each key once", f"{shown(twice)} twice in one object")
    return found


def _refuse_number(name: str) -> object:
    raise InvalidValue("text", "numbers that JSON allows", name)


def in_utf8(text: bytes) -> bytes:
    """The same JSON in UTF-8 without a mark of it, as it can stand within another text."""
    encoding = json.detect_encoding(text)
    return text if encoding == "utf-8" else text.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")


def load_json(text: str | bytes) -> object:
    """Read JSON strictly.

    Raises:
        InvalidValue: for a duplicate key, NaN or Infinity.
        ValueError: for text that is not well-formed.
        RecursionError: for a text that is nested too deeply.
    """
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_number)
