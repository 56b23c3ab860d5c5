"""Where the answers of a review are put: files beside each other, or a folder in which each part keeps its own file.

Answers take their place when all of them are whole; until then what was there before stays. A folder takes its place at
once. Files cannot: the summary of the earlier ones goes first and that of the new ones comes last, so where it is
there, it and all files beside it are of one review. An interrupt in between is put off; a kill leaves no summary.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from attrs import frozen

from .._arguments import checked
from .._paths import as_path
from ..errors import InvalidValue, shown
from .answers import ANSWERS, RIGHTS
from .files import FORMATS, file_errors, write_all

__all__ = ["SUMMARY", "Found", "Place", "check_out", "place_of", "shown_of"]

ROWS_IN_A_FILE = 1_000_000
"""In a folder an answer of more rows stays in the files of the parts."""


class Found(NamedTuple):
    """An answer.

    Attributes:
        rows: how many rows it has.
        frame: a frame of Polars, read from files.
        files: Parquet files that hold the rows of each part; none where rows of several
            parts are added up.
    """

    rows: int
    frame: Any
    files: Sequence[Path]


SUMMARY = "summary"
"""The summary of all answers, as JSON."""


@frozen
class Place(ABC):
    """Where answers are put.

    Attributes:
        path: what was named.
        keeps_parts: whether the files of the parts stay as they are.
    """

    path: Path
    keeps_parts: ClassVar[bool]

    @abstractmethod
    def name(self, answer: str) -> str:
        """What the answer of that name is called there."""

    @abstractmethod
    def put(self, answers: Mapping[str, Found], summary: str, made: Path) -> None:
        """Put the answers there. No answer of an earlier review stays beside them.

        Args:
            answers: all of them by name; one without a row is left out.
            summary: the summary of all of them.
            made: a folder on the same disk for what is not whole yet.
        """


@frozen
class _Files(Place):
    """The rights in the file that was named, the other answers in files beside it."""

    keeps_parts = False

    def name(self, answer: str) -> str:
        ending = ".json" if answer == SUMMARY else self.path.suffix
        return self.path.name if answer == RIGHTS else f"{self.path.stem}.{answer}{ending}"

    def put(self, answers: Mapping[str, Found], summary: str, made: Path) -> None:
        whole = made / "whole"
        whole.mkdir()
        together = {}
        for each in shown_of(answers):
            found = answers[each]
            if self.path.suffix == ".parquet" and len(found.files) == 1:
                found.files[0].replace(whole / self.name(each))
            else:
                together[whole / self.name(each)] = found.frame
        write_all(together)
        (whole / self.name(SUMMARY)).write_text(summary, encoding="utf-8", newline="\n")
        older, names = self.older(), sorted(each.name for each in whole.iterdir())
        try:
            self._exchange(older, whole, names)
        except KeyboardInterrupt:
            self._exchange(older, whole, names)
            raise

    def _exchange(self, older: Sequence[Path], whole: Path, names: Sequence[str]) -> None:
        """Put the new files in the place of the earlier ones; where that was begun before, go on with it."""
        summary = self.name(SUMMARY)
        left = [each for each in names if (whole / each).exists()]
        for path in older if len(left) == len(names) else ():
            path.unlink(missing_ok=True)
        for name in sorted(left, key=lambda each: each == summary):
            (whole / name).replace(self.path.with_name(name))

    def older(self) -> Sequence[Path]:
        """The files there that an earlier review may have written, the summary first.

        Raises:
            InvalidValue: where a folder stands in their place.
        """
        found = [path for each in (SUMMARY, *ANSWERS) if (path := self.path.with_name(self.name(each))).exists()]
        for path in found:
            if not path.is_file():
                raise InvalidValue("out", f"a file, or nothing, of the name {shown(path.name)}", _kind(path))
        return found


@frozen
class _Folder(Place):
    """A folder of its own for each answer, with its rows in Parquet files."""

    keeps_parts = True

    def name(self, answer: str) -> str:
        return f"{self.path.name}/{answer}" + (".json" if answer == SUMMARY else "")

    def put(self, answers: Mapping[str, Found], summary: str, made: Path) -> None:
        whole = made / "whole"
        together = {}
        for each in shown_of(answers):
            found = answers[each]
            folder = whole / each
            folder.mkdir(parents=True)
            if found.files and found.rows > ROWS_IN_A_FILE:
                for number, file in enumerate(found.files):
                    file.replace(folder / f"part-{number:0{len(str(len(found.files)))}}.parquet")
            else:
                together[folder / "part.parquet"] = found.frame
        write_all(together)
        (whole / f"{SUMMARY}.json").write_text(summary, encoding="utf-8", newline="\n")
        try:
            whole.replace(self.path)
        except OSError:  # Windows puts no folder in the place of an empty one
            if not self.path.is_dir():
                raise
            self.path.rmdir()
            whole.replace(self.path)


def _kind(path: Path) -> str:
    """What stands there, in words."""
    return "a folder" if path.is_dir() else "a file" if path.is_file() else "no file but a device or a pipe"


@checked
def shown_of(answers: Mapping[str, Found]) -> Collection[str]:
    """The answers that are put there: those with rows, and the rights."""
    return [name for name, found in answers.items() if found.rows or name == RIGHTS]


@checked
def place_of(out: str | Path) -> Place:
    """The place that is named: a file that ends in `.parquet` or `.csv`, or a folder, whose name has no ending.

    Raises:
        InvalidValue: for a name of another ending, a folder around it that is not there or cannot be read, a folder
            that is there already and holds anything, and where what is no file has the name of an answer.
    """
    path = as_path(out, "out")
    with file_errors():
        if "\0" in str(path) or not path.parent.is_dir():
            raise InvalidValue("out", "a file or folder in a folder that exists", shown(str(path.parent)))
        if path.suffix in FORMATS:
            files = _Files(path)
            files.older()
            return files
        if path.suffix:
            expected = f"a file name that ends in {' or '.join(FORMATS)}, or the name of a folder, without an ending"
            raise InvalidValue("out", expected, shown(path.name))
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            got = f"{shown(path.name)}, which is {'not empty' if path.is_dir() else _kind(path)}"
            raise InvalidValue("out", "a folder that is not there yet, or is empty", got)
    return _Folder(path)


@checked
def check_out(out: str | Path, folder: str | Path) -> None:
    """Refuse a place where answers cannot be put, before anything is read.

    Args:
        out: the place.
        folder: the folder that is read; what is written would stand among its tables and could replace one.

    Raises:
        InvalidValue: for such a place.
    """
    place = place_of(out)
    around = os.path.realpath(as_path(folder, "folder"))  # which, unlike `resolve`, takes a link that leads to itself
    if Path(os.path.realpath(place.path)).is_relative_to(around):
        raise InvalidValue("out", "a place outside the folder that is read", shown(str(place.path)))
