"""Paths given as arguments, refused by the name of the argument where they can name no file."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import InvalidValue, shown


def as_path(given: object, name: str) -> Path:
    """The path in an argument of that name.

    Raises:
        InvalidValue: for anything that is no path, and for a text that no system accepts as one.
    """
    if isinstance(given, (str, Path)):
        try:
            if b"\0" not in os.fsencode(given):
                return Path(given)
        except UnicodeEncodeError:
            pass
    raise InvalidValue(name, "the path of a file or folder, a text or a Path", shown(given))
