"""Which columns were selected: one that no row of a table has is absent from the answer, and absent is not null.

Each reader takes the columns it needs from the one list in `queries`. A column that only some rows lack is a fault of
those rows; one that all of them lack is told once, with what cannot be answered without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import evolve

from .._strict_json import quoted_key
from ..errors import one_line
from ..snapshot import NotSelected, Rejected
from ..unknown import Unknown
from ._payloads import Row
from .export_tables import EXPORT_TABLES, ExportColumn, ExportTable

__all__ = ["NO_COLUMNS", "Selected", "selected", "selected_of", "selected_within", "without_rejected"]

T = TypeVar("T")

NO_COLUMNS: frozenset[str] = frozenset()
"""No column is missing in the environment."""


class Selected:
    """The columns of a table that are needed, and those of them that no row had so far.

    Args:
        table: the table with its columns.
        source: the file or payload.
        missing: the columns that the environment does not have: that they are absent is no fault.
        lenient: the columns that not every row needs: that they are absent is told only where one did.
        within: what is expanded in the rows, where these are the columns of that.
    """

    def __init__(
        self,
        table: ExportTable,
        source: str,
        missing: Iterable[str] = NO_COLUMNS,
        lenient: Iterable[str] = NO_COLUMNS,
        within: str = "",
    ) -> None:
        self.table = table
        self.source = source
        self.within = within
        self.missing = frozenset(missing)
        self.lenient = frozenset(lenient)
        self._has_rows = False
        self._lacking: list[tuple[int, str]] = []
        self._needed = [each for each in table.columns if not each.is_optional and each.name not in self.missing]
        self._unseen = {name for each in self._needed for name in (each.name, *each.instead)}

    def see(self, row: Row) -> None:
        """Take note of the columns of a row."""
        self._has_rows = True
        if self._unseen:
            self._unseen.difference_update(row.keys())

    @property
    def absent(self) -> tuple[ExportColumn, ...]:
        """The needed columns that no row has, nor another that tells the same; none where there are no rows."""
        if not self._has_rows:
            return ()
        return tuple(each for each in self._needed if self._unseen.issuperset((each.name, *each.instead)))

    def lacks(self, *columns: str) -> bool:
        """Whether one of these columns is absent."""
        return any(each.name in columns for each in self.absent)

    def because(self, column: str) -> Unknown:
        """What is not known because the column was not selected."""
        return Unknown(f"{one_line(self.table.name)} were exported without {one_line(column)}")

    def unknown(self, column: str, position: int) -> Unknown:
        """The value of a column in a row that lacks it: unknown where all rows lack it; see `lacking`."""
        self._lacking.append((position, column))
        return self.because(column)

    def lacking(self) -> dict[int, str]:
        """The rows that lack a column which others have, with its name: a fault of these rows."""
        absent = {each.name for each in self.absent}
        return {position: column for position, column in reversed(self._lacking) if column not in absent}

    def told(self, rejected: list[Rejected]) -> tuple[NotSelected, ...]:
        """The absent columns, of several that tell the same the first; no row is rejected for one of them any more."""
        lacking = {column for _, column in self._lacking}
        lacking.update(each.path for each in rejected if each.source == self.source)
        first: dict[frozenset[str], ExportColumn] = {}
        for each in self.absent:
            names = frozenset((each.name, *each.instead))
            if not names <= self.lenient or lacking.intersection(map(quoted_key, names)):
                first.setdefault(names, each)
        absent = frozenset(name for names in first for name in names)
        if absent:
            rejected[:] = [each for each in rejected if each.source != self.source or not self._is_for(each, absent)]
        place = f"{self.within}." if self.within else ""
        return tuple(
            NotSelected(self.source, self.table.name, place + each.name, each.needed_for) for each in first.values()
        )

    def _is_for(self, rejected: Rejected, columns: frozenset[str]) -> bool:
        """Whether a row was rejected for one of these columns."""
        place, _, column = rejected.path.rpartition(".")
        if not self.within:
            return rejected.path in map(quoted_key, columns)
        return column in columns and place.partition("[")[0] == self.within


def selected(
    table: str, source: str, missing: Iterable[str] = NO_COLUMNS, lenient: Iterable[str] = NO_COLUMNS
) -> Selected:
    """The columns of a table of the list."""
    return Selected(EXPORT_TABLES[table], source, missing, lenient)


def selected_of(source: str, *columns: str, lenient: Iterable[str] = NO_COLUMNS) -> Selected:
    """These columns, of the table of the list that the source is named after, or of any other."""
    name = source.removesuffix(".json")
    table = EXPORT_TABLES.get(name)
    needed_for = {}
    if table is not None:
        needed_for = {each.name: each.needed_for for each in table.columns}
        needed_for |= {each.name: each.columns[0].needed_for for each in table.expand}
    found = tuple(ExportColumn(each, needed_for.get(each, ())) for each in columns)
    return Selected(ExportTable(name, name, None, name, found), source, lenient=lenient)


def selected_within(table: str, expanded: str, source: str) -> Selected:
    """The columns of what is expanded in the rows of a table; without one of them nothing is known of any row."""
    whole = EXPORT_TABLES[table]
    found = next(each for each in whole.expand if each.name == expanded)
    return Selected(evolve(whole, columns=found.columns, expand=()), source, within=expanded)


def without_rejected(
    found: Iterable[tuple[int, str, T]], columns: Selected, rejected: list[Rejected]
) -> list[tuple[int, str, T]]:
    """What was read of the rows, by position and key, without the rows that lack a column which others have."""
    made = list(found)
    lacking = columns.lacking()
    rejected.extend(
        Rejected(columns.source, position, quoted_key(column), "a value", "nothing: the column is missing")
        for position, column in sorted(lacking.items())
    )
    return [each for each in made if each[0] not in lacking] if lacking else made
