"""Folders for what is not whole yet, and what a killed run left of them.

Such a folder is hidden, stands where its content will go, and holds a file that its process keeps locked. So the next
run sees which of them belong to nobody any more, and removes them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO

from .._arguments import checked

if sys.platform != "win32":
    import fcntl

__all__ = ["folder_in"]

_PREFIX = ".unfinished."
_LOCK = "in use"


@checked
@contextmanager
def folder_in(parent: Path) -> Iterator[Path]:
    """A hidden folder for what is not whole yet, removed at the end; what killed runs left is removed first."""
    for left in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another run is still at it, or it cannot be found out
            _remove(left)
    folder = Path(mkdtemp(prefix=_PREFIX, dir=parent))
    try:
        with (folder / _LOCK).open("wb") as lock:
            with suppress(OSError):  # some file systems have no locks
                _keep(lock)
            yield folder
    finally:
        with suppress(OSError):  # where it cannot be renamed, what can be removed of it is
            _remove(folder)
        rmtree(folder, ignore_errors=True)


def _remove(left: Path) -> None:
    """Remove a folder that nobody is at any more.

    It is renamed first: threads of Polars may go on for a moment after a failure, and what they would still make is
    then refused to them.

    Raises:
        OSError: where another run still has it.
    """
    if left.is_symlink() or not left.is_dir():
        return
    if (left / _LOCK).exists():
        with (left / _LOCK).open("ab") as lock:
            _keep(lock)
    rmtree(left.rename(f"{left}.left"), ignore_errors=True)


def _keep(lock: IO[bytes]) -> None:
    """Lock a file as long as it is open. On Windows a folder that holds an open file cannot be renamed anyway.

    Raises:
        OSError: where somebody else has it locked.
    """
    if sys.platform != "win32":
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
