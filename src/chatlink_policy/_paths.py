"""Paths given as arguments, refused by the name of the argument where they can name no file."""

from __future__ import annotations

import os
import stat
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


def is_folder(path: Path) -> bool:
    """Whether a folder is there; none is where the system does not even take the name, such as one that is too long."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether a file is there; none is where the system does not even take the name."""
    try:
        return path.is_file()
    except OSError:
        return False


def what_is_no_file(path: Path) -> str | None:
    """What stands at a path in place of a file, in words; None for a file.

    Raises:
        OSError: where nothing is there, or nobody can see it.
        ValueError: for a path that no system accepts.
    """
    mode = path.stat().st_mode
    return None if stat.S_ISREG(mode) else "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
