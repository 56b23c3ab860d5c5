"""The first line of a CSV file: what is wrong with the file as a whole, in words and before any cell is read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection
from io import StringIO
from pathlib import Path

from ..errors import InvalidValue, one_line

__all__ = ["mistakes_of_the_header"]

_A_FIRST_LINE = 1 << 20
"""The most bytes that are read of it."""

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def mistakes_of_the_header(file: Path, name: str, columns: Collection[str]) -> list[InvalidValue]:
    """What is wrong with a CSV file as a whole.

    Args:
        file: the file.
        name: what it is called in a mistake.
        columns: the columns that it needs.

    Raises:
        OSError: for a file that cannot be read.
    """
    with file.open("rb") as opened:
        start = opened.read(_A_FIRST_LINE)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]:
        return [InvalidValue(name, "a CSV file in UTF-8", "one in UTF-16; save it as UTF-8")]
    found = next(csv.reader(StringIO(start.decode("utf-8-sig", "replace"), newline="")), [])
    for separator, called in _SEPARATORS.items():
        if len(found) == 1 and separator in found[0] and set(columns) & set(found[0].split(separator)):
            return [InvalidValue(name, "columns that are separated by commas", called)]
    doubled = [each for each, times in Counter(found).items() if times > 1 and each]
    return [InvalidValue(f"{name}: {one_line(each)}", "one column of that name", "more than one") for each in doubled]
