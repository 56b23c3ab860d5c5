"""Ids and names: one id is one id, however it is spelled, and none has invisible characters.

An id of the form 8-4-4-4-12 hexadecimal digits, in braces or not, is a GUID: kept in lower case without braces. Any
other id is compared exactly. Logical names of tables and attributes and unique names of apps are ASCII, kept in lower
case. Everything here is pure: the form that is kept, or None for what is no id or name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import cast

ID = "a non-empty id without blanks at its ends and without invisible characters"
LOGICAL_NAME = "a logical name (ASCII letters, digits, underscores)"
FIELD_NAME = 'a secured field, "table.attribute"'
APP_NAME = "a unique name of an app in ASCII, without blanks at its ends and without control characters"

NULLS = ("NULL", "null", r"\N")
"""What other tools write instead of an empty value."""

_GUID = re.compile(r"(\{)?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?(1)\})")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
"""The Unicode categories of invisible characters and of half letters; the blank U+0020 is allowed."""


class Refused:
    """A value that is no id or name, and what was expected, for the validator that names the field."""

    __slots__ = ("expected", "value")

    def __init__(self, expected: str, value: object) -> None:
        self.expected = expected
        self.value = value


def to_id(value: str) -> str:
    """The id in the one form in which it is kept, or a `Refused` instead; called for every model that is built."""
    if value.__class__ is str and value.isprintable() and value and value.strip() is value:  # as nearly every id is
        if (len(value) == 36 and value.lower() != value) or value[0] == "{":
            return as_guid(value) or value
        return value
    text = str.__str__(value) if isinstance(value, str) else ""
    if not text.strip() or " " in (text[0], text[-1]) or any(map(_is_invisible, text)):
        return cast("str", Refused(ID, value))
    return as_guid(text) or text


def to_logical_name(value: str) -> str:
    """The logical name of a table or an attribute in lower case, or a `Refused` instead."""
    if isinstance(value, str) and value.isidentifier() and value.isascii():
        return value if value.__class__ is str and value.islower() else value.lower()
    return cast("str", Refused(LOGICAL_NAME, value))


def as_id(value: object) -> str | None:
    """The id in the one form in which it is kept; None for what is no id."""
    found: object = to_id(cast("str", value))
    return None if found.__class__ is Refused else cast("str", found)


def as_logical_name(value: object) -> str | None:
    """The logical name of a table or an attribute in lower case; None for what is none."""
    found: object = to_logical_name(cast("str", value))
    return None if found.__class__ is Refused else cast("str", found)


def as_guid(value: object) -> str | None:
    """A GUID in lower case without braces, None for any other id and for what is none."""
    guid = _GUID.fullmatch(value) if isinstance(value, str) else None
    return None if guid is None else guid[2].lower()


def as_field_name(value: object) -> str | None:
    """A secured field, "table.attribute", in lower case; None for what is none."""
    if not isinstance(value, str) or not value.isascii():
        return None
    table, _, attribute = value.partition(".")
    return value.lower() if table.isidentifier() and attribute.isidentifier() else None


def as_app_name(value: object) -> str | None:
    """The unique name of an app in lower case; None for what is none."""
    if not isinstance(value, str) or not value.isascii() or not is_name(value):
        return None
    return value.lower()


def is_name(value: object) -> bool:
    """Whether a value is a text that can name a thing on one line, in any language."""
    if not isinstance(value, str) or value == "" or value[0].isspace() or value[-1].isspace():
        return False
    return value.isprintable() or not any(map(_breaks_a_line, value))


def _is_invisible(letter: str) -> bool:
    return letter != " " and unicodedata.category(letter) in _INVISIBLE


def _breaks_a_line(letter: str) -> bool:
    return not letter.isprintable() and (
        letter < " " or "\x7f" <= letter <= "\x9f" or letter in "\u2028\u2029" or "\ud800" <= letter <= "\udfff"
    )


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def without_escapes(text: str) -> str:
    """A text whose percent-encoded characters are decoded: "19%3Ax" becomes "19:x"."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


# --- What may have been meant -----------------------------------------------------------------------------------------

_MANY, _SAME_START, _LONGEST_COMPARED = 1_000, 8, 200
"""Among more names only those with the same start are compared letter by letter, and no longer name is."""


def close_to(given: str, known: Collection[str], most: int = 3, cutoff: float = 0.75) -> list[str]:
    """The names that are nearly the same as a given one, the closest first."""
    from difflib import get_close_matches  # noqa: PLC0415  # only who errs pays for it

    if len(given) > _LONGEST_COMPARED:
        return []
    if len(known) > _MANY:
        start = given[:_SAME_START].casefold()
        known = [each for each in known if each.casefold().startswith(start)][:_MANY]
    return get_close_matches(given, sorted(known), most, cutoff)


def did_you_mean(given: str, known: Collection[str], otherwise: str) -> str:
    """A hint at the name that may have been meant; something else where none is close."""
    close = close_to(given, known, 1, 0.6)
    return f"did you mean {close[0]!r}?" if close else otherwise
