"""An organisation in parts, each about records that no other part is about: one part at a time fits into memory.

A connection is about one record: its links, and the owner of and the access to the record, are in one part. Only a link
row that misses its record may be about any connection of its chat. Such rows are in every part, and listed in one.

What the parts answer is put together: numbers of connections are added up, other rows follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .._arguments import checked
from ..errors import InvalidValue, shown
from ._connections import RECORD
from ._frames import nw, rows_of
from ._reading import is_readable_text
from .answers import ANSWERS
from .files import divided, number_of_pieces, one_after_another
from .tables import Tables, rows_by_record

__all__ = ["LINKS_IN_A_PART", "in_part", "number_of_parts", "parts_of", "put_together"]

LINKS_IN_A_PART = 1_000_000
"""This many links are reviewed at a time, which takes about a gigabyte."""

_BY_RECORD = ("links", "records", "access")
"""The tables whose rows are about records."""

_ALSO_OF_NO_RECORD = ("rejected-links", "change-rejected-links", "through")
"""The answers with rows that are about no record, the same in each part."""


@checked
def number_of_parts(tables: Tables[Any], listed: int = 0) -> int:
    """How many parts an organisation needs.

    Args:
        tables: its tables.
        listed: how many users are listed for each connection, beyond the few who have a right of their own.
    """
    links: Any = tables.links
    return number_of_pieces(links, max(1, LINKS_IN_A_PART * _USUALLY_LISTED // (_USUALLY_LISTED + listed)))


_USUALLY_LISTED = 3


@checked
def parts_of(tables: Tables[Any], number: int, folder: Path) -> Iterator[Tables[Any]]:
    """The organisation in that many parts, which are kept in a folder.

    Args:
        tables: its tables, as lazy frames of Polars.
        number: how many parts.
        folder: where they are kept; it takes about as much room as the tables.

    Raises:
        UnreadableInput: when the rows cannot be read from the files they are in.
    """
    by_record = {
        name: divided(*rows_by_record(tables, name), number, folder / name)
        for name in _BY_RECORD
        if getattr(tables, name) is not None
    }
    for part in range(number):
        chosen = {}
        for name, (known, unknown) in by_record.items():
            has_unknown = part == 0 or name == "links"
            chosen[name] = one_after_another([known[part], unknown]) if has_unknown else known[part]
        yield tables.with_rows_of(**chosen)


@checked
def in_part(frames: Mapping[str, Any], part: int) -> dict[str, Any]:
    """What a part adds to the answers, by name: nothing that is in the first part already."""
    if part == 0:
        return dict(frames)
    new = {name: frame for name, frame in frames.items() if ANSWERS[name].is_of_records}
    for name in _ALSO_OF_NO_RECORD:
        if name in new:
            new[name] = rows_of(new[name]).filter(*map(is_readable_text, RECORD)).to_native()
    return new


@checked
def put_together(name: str, frame: Any) -> Any:  # noqa: ANN401  # a frame of Polars
    """The frames of that name of all parts, as one; a number that one part does not know is not known.

    Args:
        name: the name.
        frame: the rows of all these frames.
    """
    if name not in ANSWERS:
        raise InvalidValue("name", "the name of an answer", shown(name))
    rows, numbers = rows_of(frame), ANSWERS[name].added
    if not numbers:
        return frame
    names = rows.collect_schema().names()
    unknown = {each: f"{each} is unknown" for each in numbers}
    added = rows.group_by(each for each in names if each not in numbers).agg(
        nw.col(*numbers).sum(), *(nw.col(each).null_count().alias(mark) for each, mark in unknown.items())
    )
    known = [nw.when(nw.col(mark) == 0).then(nw.col(each)).alias(each) for each, mark in unknown.items()]
    return added.with_columns(*known).select(names).to_native()
