"""How the rows of a table are read: each one strictly, or it is rejected with its place and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict, TypeVar, cast

from .._value import Model, frozen
from ..errors import InvalidValue, shown
from ..snapshot import NotSelected, Rejected
from ._columns import NO_COLUMNS, SelectedColumns, columns_of
from ._payloads import Row, is_row, rows
from ._rows import given, missing_column

__all__ = ["NotRead", "TableRead", "TableReader"]

T = TypeVar("T")

_MODEL = re.compile(r"^[A-Z]\w*\.")
"""How the path of an error begins where a model refused the value: "RecordTypePolicy."."""


class NotRead(TypedDict):
    """What of a table was not read: the arguments of a `TableRead`."""

    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...]


@frozen(kw_only=True)
class TableRead(Model):
    """What every reader returns in addition to what it read.

    Attributes:
        rejected: the rows that could not be read.
        not_selected: the columns that no row has.
    """

    rejected: tuple[Rejected, ...] = ()
    not_selected: tuple[NotSelected, ...] = ()


class TableReader:
    """Reads the rows of one table, and keeps those that it rejects.

    Args:
        columns: the columns that are needed.
    """

    def __init__(self, columns: SelectedColumns) -> None:
        self.columns = columns
        self.source = columns.source
        self.rejected: list[Rejected] = []

    @classmethod
    def of(
        cls, table: str, source: str, missing: Iterable[str] = NO_COLUMNS, lenient: Iterable[str] = NO_COLUMNS
    ) -> TableReader:
        """A reader of a table of the list."""
        return cls(columns_of(table, source, missing, lenient))

    def reject(
        self, position: int, error: InvalidValue, *, record_type: str | None = None, id: str | None = None
    ) -> None:
        """Reject the row at that position."""
        path = _MODEL.sub("", error.field)
        self.rejected.append(Rejected(self.source, position, path, error.expected, error.got, record_type, id))

    def each(self, payload: object, read: Callable[[Row, int], T], id_column: str | None = None) -> Iterator[T]:
        """What `read` makes of each row; a row that it refuses is rejected, and the next one follows.

        Args:
            payload: rows of any known shape.
            read: makes something of a row and its position; raises `InvalidValue` for a row it cannot read.
            id_column: the column by which others name a row, read of one that is rejected.
        """
        return (made for _, made in self.numbered(enumerate(rows(payload, self.source)), read, id_column))

    def numbered(
        self, numbered: Iterable[tuple[int, object]], read: Callable[[Row, int], T], id_column: str | None = None
    ) -> Iterator[tuple[int, T]]:
        """The same for rows with their positions, none of which is a page any more."""
        for position, found in numbered:
            if type(found) is not dict and not is_row(found):
                self.reject(position, InvalidValue("row", "a row with columns", shown(found)))
                continue
            row = cast("Row", found)
            self.columns.see(row)
            try:
                made = read(row, position)
            except InvalidValue as error:
                self.reject(position, error, id=_id_of(row, id_column))
                continue
            yield position, made

    def by_id(
        self,
        payload: object,
        column: str,
        read: Callable[[Row, int], tuple[str, T]],
        *,
        holds_id: bool = True,
        lacking: SelectedColumns | None = None,
    ) -> dict[str, T]:
        """What `read` makes of the rows, by their ids and in the order of these.

        Rows of one id that say the same count once. Where they differ, which one counts is unknown, so all of them are
        rejected; so is a row that lacks a column which others have.

        Args:
            payload: rows of any known shape.
            column: the column that is reported where rows differ.
            read: the id of a row at a position, and what is made of it.
            holds_id: whether that column holds the id.
            lacking: the columns which a row may lack only if all do; those of the reader unless given.
        """
        found = list(self.numbered(enumerate(rows(payload, self.source)), read, column if holds_id else None))
        faulty = (lacking or self.columns).lacking()
        for position, absent in sorted(faulty.items()):
            self.reject(position, missing_column(absent))
        by_id: dict[str, list[tuple[int, T]]] = {}
        for position, (id, made) in found:
            if position not in faulty:
                by_id.setdefault(id, []).append((position, made))
        agreed: dict[str, T] = {}
        for id, alike in sorted(by_id.items()):
            first = alike[0][1]
            if all(made == first for _, made in alike):
                agreed[id] = first
                continue
            error = InvalidValue(
                column, "rows of one id to say the same", f"{len(alike)} rows of {shown(id)} that differ"
            )
            for position, _ in alike:
                self.reject(position, error, id=id)
        return agreed

    def not_read(self) -> NotRead:
        """What was not read; a column that no row has is reported once instead of rejecting each row."""
        not_selected = self.columns.not_selected(self.rejected)
        return {"rejected": tuple(self.rejected), "not_selected": not_selected}


def _id_of(row: Row, column: str | None) -> str | None:
    """The id or name under which others know a rejected row, as far as it can be read."""
    named = None if column is None else given(row, column)
    return named.strip("{}").lower() if isinstance(named, str) else None
