"""Which rows of a table are rejected, and why: each row for the first reason that holds, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property, reduce
from operator import add

from ..models import AccessRights, Offering
from ..policy import Policy
from ._by_type import is_readable
from ._columns import TABLES
from ._connections import CONNECTION, RECORD, Doubts, all_known, has_both_owners
from ._engines import all_but_first, each_once, kept
from ._frames import Rows, has_bit, is_true, nw
from ._reading import Read

__all__ = ["Sieve", "Why", "sieve_of_links", "sieve_of_others", "sieve_of_records"]


class Why(StrEnum):
    """Why a row is rejected; where several reasons hold, the first of them is given."""

    MISSING_VALUE = "missing_value"
    NULL_IN_WORDS = "null_in_words"
    UNREADABLE_SETTINGS = "unreadable_settings"
    UNKNOWN_VALUE = "unknown_value"
    BOTH_OWNERS = "both_owners"
    CONTRADICTED = "contradicted"
    UNKNOWN_RECORD = "unknown_record"
    RECORD_REJECTED = "record_rejected"
    UNIDENTIFIED_LINK = "unidentified_link"
    IN_DOUBT = "in_doubt"
    DUPLICATE = "duplicate"

    @property
    def says(self) -> str:
        """The reason in words."""
        return _WHY_SAYS[self]


_WHY_SAYS = {
    Why.MISSING_VALUE: "a column that the row needs has no value",
    Why.NULL_IN_WORDS: r"a text says NULL, null, None or \N, where a missing value is an empty cell",
    Why.UNREADABLE_SETTINGS: "the settings of the record type could not be read",
    Why.UNKNOWN_VALUE: "a column holds a value that it does not take, or an id with blanks at its ends or unseen signs",
    Why.BOTH_OWNERS: "the record has both a user and a team as its owner",
    Why.CONTRADICTED: "another row says something else about the same",
    Why.UNKNOWN_RECORD: "the record is not among the records",
    Why.RECORD_REJECTED: "every row of the record is rejected",
    Why.UNIDENTIFIED_LINK: "a link row names neither its chat nor its record, so it may be about any link",
    Why.IN_DOUBT: "a link row that misses a value, or whose value cannot be read, may be about the same connection",
    Why.DUPLICATE: "the same row was there before; it counts once",
}


# --- Sieves -----------------------------------------------------------------------------------------------------------


class Sieve:
    """Takes rows out of a table, each for the first reason that holds, all in one pass.

    Args:
        name: the table.
        read: its rows.
        key: the columns in which rows that are alike agree, and of which no row that passes misses a value.
        maybe_alike: keys among which are all those of rows that are alike, each once; None where that is not known.
    """

    def __init__(self, name: str, read: Read, key: list[str], maybe_alike: Rows | None = None) -> None:
        self._names = [column.name for column in TABLES[name]]
        self._read, self._rows, self._key, self._maybe_alike = read, read.rows, key, maybe_alike
        self._reasons: list[tuple[nw.Expr, Why]] = []
        self.take(read.is_missing(*_needed(name)), Why.MISSING_VALUE)
        self._take_if_any(read.is_null_in_words(), Why.NULL_IN_WORDS)

    def take(self, is_bad: nw.Expr, why: Why) -> None:
        """Take the rows of which that is so; it is never missing."""
        self._reasons.append((is_bad, why))

    def take_unreadable(self) -> None:
        """Take the rows that hold a value that cannot be read."""
        self._take_if_any(self._read.is_unreadable(*self._names), Why.UNKNOWN_VALUE)

    def _take_if_any(self, is_bad: nw.Expr | None, why: Why) -> None:
        if is_bad is not None:
            self.take(is_bad, why)

    def take_those_in(self, keys: Rows, on: list[str], why: Why) -> None:
        """Take the rows whose key is among others."""
        mark = f"mark {len(self._reasons)}"
        self.look_up(each_once(keys.select(on)).with_columns(nw.lit(1).alias(mark)), on)
        self.take(~nw.col(mark).is_null(), why)

    def take_all_if(self, unknown: Rows, why: Why) -> None:
        """Take all rows where the one number `unknown` is not 0."""
        self._rows = self._rows.join(unknown, how="cross")
        self.take(nw.col("unknown") > 0, why)

    def look_up(self, by_key: Rows, on: list[str]) -> None:
        """Add columns by a key, each of which is there once, so that reasons can ask for them."""
        self._rows = self._rows.join(by_key, on=on, how="left")

    @property
    def passed(self) -> Rows:
        """The rows that no reason takes; of rows that are alike all are there."""
        return self._sorted.filter(nw.col("why").is_null()).select(self._names)

    @property
    def rejected(self) -> Rows:
        """The rows that are taken, and of rows that are alike all but one, as they came, with the reason in `why`."""
        came = [nw.col(self._read.came(each)).alias(each) for each in self._names]
        taken = self._sorted.filter(~nw.col("why").is_null()).select(*came, "why")
        return nw.concat([taken, _surplus(self.passed, self._key, self._maybe_alike).with_columns(_why(Why.DUPLICATE))])

    def kept(self) -> Sieve:
        """The same; the rows are sorted once for both those that pass and those that are taken."""
        self._sorted = kept(self._sorted)
        return self

    @cached_property
    def _sorted(self) -> Rows:
        """All rows with the reason why they are taken; a missing one where they pass."""
        result: nw.Expr = nw.lit(None, nw.String())
        for is_bad, why in reversed(self._reasons):
            result = nw.when(is_bad).then(_why(why)).otherwise(result)
        names = dict.fromkeys([*self._names, *map(self._read.came, self._names)])
        return self._rows.with_columns(why=result).select(*names, "why")


def _why(why: Why) -> nw.Expr:
    return nw.lit(why.value).alias("why")


def _surplus(rows: Rows, key: list[str], maybe_alike: Rows | None) -> Rows:
    """Of rows that are alike all but one.

    They are looked for among the few whose key is there more than once: to number all rows takes an engine far longer.
    """
    names = rows.collect_schema().names()
    if maybe_alike is None:
        maybe_alike = rows.group_by(key).agg(nw.len().alias("n")).filter(nw.col("n") > 1).select(key)
    few = rows.join(maybe_alike, on=key, how="semi")
    return all_but_first(few, names)


def _contradicted(read: Read, names: list[str], key: list[str]) -> Rows:
    """The keys of which rows say different things, a missing value and one that cannot be read among them."""
    rows, is_unreadable = read.rows.filter(all_known(*key)), read.is_unreadable(*names)
    if is_unreadable is not None:
        rows, names = rows.with_columns(is_unreadable=is_unreadable), [*names, "is_unreadable"]
    counted = each_once(rows.select(names)).group_by(key).agg(nw.len().alias("n"))
    return counted.filter(nw.col("n") > 1).select(key)


def _needed(table: str) -> list[str]:
    return [column.name for column in TABLES[table] if column.is_needed]


def sieve_of_links(links: Read, alike: Rows, records: Rows, doubtful: Doubts, policy: Policy) -> Sieve:
    """What is rejected of links, or of some of them."""
    sieve = Sieve("links", links, CONNECTION, alike)
    sieve.take(all_known("record_type") & ~is_readable(policy), Why.UNREADABLE_SETTINGS)
    sieve.take_unreadable()
    sieve.look_up(records.select(*RECORD, "is_sound"), RECORD)
    sieve.take(nw.col("is_sound").is_null(), Why.UNKNOWN_RECORD)
    sieve.take(~is_true(nw.col("is_sound")), Why.RECORD_REJECTED)
    sieve.take_all_if(doubtful.anything, Why.UNIDENTIFIED_LINK)
    sieve.take_those_in(doubtful.chats, ["chat_id"], Why.IN_DOUBT)
    sieve.take_those_in(doubtful.records, RECORD, Why.IN_DOUBT)
    sieve.take_those_in(doubtful.pairs, CONNECTION, Why.IN_DOUBT)
    return sieve


def sieve_of_records(records: Read, grouped: Rows, policy: Policy) -> Sieve:
    """What is rejected of records, or of some of them."""
    sieve = Sieve("records", records, RECORD, grouped.filter(nw.col("rows") > 1).select(RECORD))
    sieve.take(all_known("record_type") & ~is_readable(policy), Why.UNREADABLE_SETTINGS)
    sieve.take_unreadable()
    sieve.take(has_both_owners(), Why.BOTH_OWNERS)
    sieve.look_up(grouped.select(*RECORD, "is_sound"), RECORD)
    sieve.take(~is_true(nw.col("is_sound")), Why.CONTRADICTED)
    return sieve


_ONE_ROW_EACH = {"access": ["user_id", *RECORD], "users": ["user_id"], "apps": ["app"]}
"""Tables with one row for each key."""


def sieve_of_others(name: str, read: Read, policy: Policy) -> Sieve:
    """What is rejected of any other table."""
    sieve = Sieve(name, read, _needed(name))
    if name == "access":
        sieve.take(all_known("record_type") & ~is_readable(policy), Why.UNREADABLE_SETTINGS)
    sieve.take_unreadable()
    if name == "access":
        sieve.take(~_is_mask(nw.col("rights")), Why.UNKNOWN_VALUE)
    elif name == "apps":
        sieve.take(~nw.col("offering").is_in([each.value for each in Offering]), Why.UNKNOWN_VALUE)
    if name in _ONE_ROW_EACH:
        key = _ONE_ROW_EACH[name]
        names = [column.name for column in TABLES[name]]
        sieve.take_those_in(_contradicted(read, names, key), key, Why.CONTRADICTED)
    return sieve


def _is_mask(rights: nw.Expr) -> nw.Expr:
    """Whether a number is a sum of the bits of `AccessRights`, each once."""
    bits: Sequence[nw.Expr] = [has_bit(rights, each.value) * each.value for each in AccessRights]
    return (reduce(add, bits) == rights).fill_null(False)
