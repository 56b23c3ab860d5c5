"""Texts from outside: decoded, and limited in size. Nothing here opens a file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from .errors import InvalidValue, shown
from .limits import MOST_BYTES, MOST_KEY_PARTS

T = TypeVar("T", bound=Sized)

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ENCODINGS = "text in UTF-8, or in UTF-16 with a byte order mark"


def decoded(text: object, most: int = MOST_BYTES, field: str = "text") -> str:
    """The text, without its byte order mark.

    Args:
        text: a text, or its bytes in UTF-8 or, with a byte order mark, in UTF-16.
        most: the most characters or bytes.
        field: what the text is called in the message of an error.

    Raises:
        InvalidValue: for anything but a text, and for one that is too long or in another encoding.
    """
    if not isinstance(text, (str, bytes, bytearray)):
        raise InvalidValue(field, "a text", shown(text))
    bounded(text, most, field)
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    encoding = encoding_of(text)
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        looks = ", as in UTF-16 without its byte order mark" if b"\0" in text[:4] else ""
        raise InvalidValue(field, _ENCODINGS, f"a wrong byte at {error.start}{looks}") from error


def encoding_of(start: bytes | bytearray) -> str:
    """The encoding of a text with that start, by its byte order mark."""
    return next((encoding for mark, encoding in _MARKS.items() if start.startswith(mark)), "utf-8")


def bounded(text: T, most: int, field: str) -> T:
    """The text itself; `InvalidValue` where it is longer than that."""
    if len(text) > most:
        size = f"{most // 1024**2} MiB" if most % 1024**2 == 0 else f"{most} bytes"
        raise InvalidValue(field, f"at most {size} (most_bytes takes more)", "more than that")
    return text


_TOKEN = re.compile(
    r"""
    "{3} (?: [^\\] | \\. )*? (?: "{3} | \\?\Z ) | '{3} .*? (?: '{3} | \Z )  # texts of several lines
    | " (?: [^"\\\n] | \\. )* (?: " | \n | \\?\Z ) | ' [^'\n]* (?: ' | \n | \Z )  # texts of one line
    | [A-Za-z0-9_-]+ | [#][^\n]* | [ \t]+ | .
    """,
    re.DOTALL | re.VERBOSE,
)
"""The tokens of a text in TOML; each is read once, whatever is wrong with it."""


def shallow(text: str) -> str:
    """The text of a TOML file; `InvalidValue` for a dotted key with too many parts."""
    if text.count(".") < MOST_KEY_PARTS:
        return text
    parts = 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first == ".":
            parts += 1
            if parts >= MOST_KEY_PARTS:
                raise InvalidValue("text", f"keys of at most {MOST_KEY_PARTS} parts", "one with more")
        elif first in "=,#[]{}\n":
            parts = 0
    return text


def lines_of(lines: Iterable[str | bytes], most: int = MOST_BYTES) -> Iterator[str]:
    """The lines of texts in lines, or of pieces of bytes such as those of a file opened in binary.

    Raises:
        InvalidValue: for anything but a text, and for a line that is too long, with its number counted from 1.
    """
    number, parts, length = 0, [""], 0
    decoder: codecs.IncrementalDecoder | None = None
    try:
        for piece in lines:
            if type(piece) is str:  # nearly always
                number += 1
                yield piece if number > 1 else piece.removeprefix("\ufeff")
            elif isinstance(piece, (bytes, bytearray)):
                decoder = decoder or codecs.getincrementaldecoder(encoding_of(piece))()
                *whole, rest = decoder.decode(piece).split("\n")
                for each in whole:
                    number += 1
                    yield bounded("".join([*parts, each]), most, f"line {number}")
                    parts, length = [], 0
                parts.append(rest)
                length += len(rest)
                bounded(range(length), most, f"line {number + 1}")
            else:
                number += 1
                yield piece.removeprefix("\ufeff") if number == 1 and isinstance(piece, str) else piece
        rest = "".join([*parts, decoder.decode(b"", final=True)]) if decoder else ""
    except UnicodeDecodeError as error:
        raise InvalidValue(f"line {number + 1}", _ENCODINGS, f"a wrong byte ({error.reason})") from error
    if rest:
        yield rest
