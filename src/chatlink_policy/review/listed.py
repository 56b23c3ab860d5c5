"""The first rows of what a review wrote into a folder, and how many rows there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .._arguments import checked
from .._paths import as_path
from ._engines import computed
from ._frames import nw, rows_of
from .files import file_errors, written

__all__ = ["first_rows", "number_of_each"]


@checked
def first_rows(folder: str | Path, most: int, **are: str) -> tuple[tuple[Mapping[str, object], ...], int]:
    """The first rows of an answer by the names of their columns, and how many there are in all.

    Args:
        folder: the folder of the answer; where there is none, it has no rows.
        most: how many rows at most.
        are: what the values of some columns are in the rows that are meant.

    Raises:
        UnreadableInput: for rows that cannot be read.
    """
    with file_errors():
        files = _files(folder)
        if not files:
            return (), 0
        rows = rows_of(written(*files))
        rows = rows.filter(nw.col(name) == value for name, value in are.items()) if are else rows
        total = computed(rows.select(nw.len())).item()
        return tuple(computed(rows.head(most)).iter_rows(named=True)), int(total)


@checked
def number_of_each(folder: str | Path, column: str) -> tuple[tuple[str, int], ...]:
    """How many rows of an answer have each value of a column, in the order of the values.

    Raises:
        UnreadableInput: for rows that cannot be read.
    """
    with file_errors():
        files = _files(folder)
        if not files:
            return ()
        counted = rows_of(written(*files)).group_by(column).agg(nw.len().alias("rows")).sort(column)
        return tuple((str(value), int(number)) for value, number in computed(counted).iter_rows())


def _files(folder: str | Path) -> list[Path]:
    return sorted(as_path(folder, "folder").glob("*.parquet"))
