"""Which columns were selected: one that no row of a table has is absent from the answer, and absent is not null.

Each reader takes the columns it needs from the one list in `export_tables`. A column that only some rows lack is a
fault of those rows; one that all of them lack is reported once, with the answers that cannot be given without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from attrs import evolve

from ..errors import one_line
from ..snapshot import NotSelected, Rejected
from ..unknown import Unknown
from ..wording.words import say
from ._payloads import Row
from .export_tables import EXPORT_TABLES, ExportColumn, ExportTable

__all__ = ["NO_COLUMNS", "SelectedColumns", "columns_named", "columns_of", "columns_within", "not_exported"]

NO_COLUMNS: frozenset[str] = frozenset()
"""No column is missing in the environment."""


class SelectedColumns:
    """The columns of a table that are needed, and those of them that no row has had so far.

    Args:
        table: the table with its columns.
        source: the file or payload.
        missing: the columns that the environment does not have: that they are absent is no fault.
        lenient: the columns that not every row needs: that they are absent is reported only where a row needed one.
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
        self._lacking: list[tuple[int | None, str]] = []
        self._needed = [each for each in table.columns if not each.is_optional and each.name not in self.missing]
        self._unseen = {name for each in self._needed for name in (each.name, *each.instead)}

    def see(self, row: Row) -> None:
        """Take note of the columns of a row."""
        self._has_rows = True
        if self._unseen:
            self._unseen.difference_update(row.keys())

    @property
    def absent(self) -> tuple[ExportColumn, ...]:
        """The needed columns that no row has, nor another that says the same; none where there are no rows."""
        if not self._has_rows:
            return ()
        return tuple(each for each in self._needed if self._unseen.issuperset((each.name, *each.instead)))

    def lacks(self, *columns: str) -> bool:
        """Whether one of these columns is absent."""
        return any(each.name in columns for each in self.absent)

    def without(self, column: str) -> Unknown:
        """What is unknown because the column was not selected."""
        return _without(one_line(self.table.name), one_line(column))

    def unknown(self, column: str, position: int | None) -> Unknown:
        """The value of a column in a row that lacks it, which is a fault of that row if others have the column.

        Args:
            column: the column.
            position: the position of the row; None where it is no fault to lack the column.
        """
        self._lacking.append((position, column))
        return self.without(column)

    def lacking(self) -> dict[int, str]:
        """The rows that lack a column which others have, by position, with its name."""
        absent = {each.name for each in self.absent}
        return {at: column for at, column in reversed(self._lacking) if column not in absent and at is not None}

    def not_selected(self, rejected: list[Rejected] | None = None) -> tuple[NotSelected, ...]:
        """The absent columns; of several that say the same, the first.

        Args:
            rejected: the rejected rows, from which those are removed that were rejected for one of these columns.
        """
        rejected = [] if rejected is None else rejected
        needed = {column for _, column in self._lacking} | {self._rejected_for(each) for each in rejected}
        first: dict[frozenset[str], ExportColumn] = {}
        for each in self.absent:
            names = frozenset((each.name, *each.instead))
            if not names <= self.lenient or not names.isdisjoint(needed):
                first.setdefault(names, each)
        absent = frozenset(name for names in first for name in names)
        rejected[:] = [each for each in rejected if self._rejected_for(each) not in absent]
        place = f"{self.within}." if self.within else ""
        return tuple(
            NotSelected(self.source, self.table.name, place + each.name, each.needed_for) for each in first.values()
        )

    def _rejected_for(self, rejected: Rejected) -> str | None:
        """The column for which a row was rejected, where it can be one of these."""
        place, _, column = rejected.path.rpartition(".")
        return column if rejected.source == self.source and place.partition("[")[0] == self.within else None


def columns_of(
    table: str, source: str, missing: Iterable[str] = NO_COLUMNS, lenient: Iterable[str] = NO_COLUMNS
) -> SelectedColumns:
    """The columns of a table of the list."""
    return SelectedColumns(EXPORT_TABLES[table], source, missing, lenient)


def columns_named(source: str, *columns: str, lenient: Iterable[str] = NO_COLUMNS) -> SelectedColumns:
    """These columns, of the table of the list that the source is named after, or of any other."""
    name = source.removesuffix(".json")
    needed_for = {}
    if name in EXPORT_TABLES:
        table = EXPORT_TABLES[name]
        needed_for = {each.name: each.needed_for for each in table.columns}
        needed_for |= {each.name: each.columns[0].needed_for for each in table.expand}
    found = tuple(ExportColumn(each, needed_for.get(each, ())) for each in columns)
    return SelectedColumns(ExportTable(name, name, found), source, lenient=lenient)


def columns_within(table: str, expanded: str, source: str) -> SelectedColumns:
    """The columns of what is expanded in the rows of a table; without one of them nothing is known of any row."""
    whole = EXPORT_TABLES[table]
    found = next(each for each in whole.expand if each.name == expanded)
    return SelectedColumns(evolve(whole, columns=found.columns, expand=()), source, within=expanded)


def not_exported(names: str) -> Unknown:
    """What is unknown because these tables were not exported."""
    return Unknown(say("not_known.not_exported", names=names))


@lru_cache(maxsize=256)
def _without(table: str, column: str) -> Unknown:
    return Unknown(say("not_selected", table=table, column=column))  # which many rows have in common
