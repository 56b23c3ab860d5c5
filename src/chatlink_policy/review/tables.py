"""The tables of an organisation, and which of their rows can be judged.

A row that cannot be judged is neither a yes nor a no: it is set apart with the reason, and so is every link that it
may be about. No row is lost: each one is either among the judged or apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import add
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, cast

from attrs import frozen

from ..disconnecting import DISCONNECTING
from ..enablement import ENABLEMENT
from ..errors import InvalidValue
from ..joining import JOINING
from ..models import AccessRights, Offering
from ..policy import Policy
from ._by_type import is_readable
from ._connections import (
    CONNECTION,
    RECORD,
    Doubts,
    all_known,
    doubts,
    has_both_owners,
    maybe_alike,
    maybe_apart,
    told_connections,
    told_records,
)
from ._frames import IntoFrameT, Rows, is_true, kept, nw, rows_of, wrapped

__all__ = ["NEEDED", "TABLES", "ColumnType", "Sound", "TableColumn", "Tables", "Why", "sound"]


# --- The columns ------------------------------------------------------------------------------------------------------


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    TIME = "time with its zone"
    WHOLE_NUMBER = "whole number"
    TRUTH = "true or false"


class TableColumn(NamedTuple):
    """One column of a table: its name, what it holds, and whether every row needs it."""

    name: str
    type: ColumnType = ColumnType.TEXT
    is_needed: bool = True


_USER, _ROLE, _TEAM = TableColumn("user_id"), TableColumn("role_id"), TableColumn("team_id")
_RECORD = (TableColumn("record_type"), TableColumn("record_id"))

TABLES: Mapping[str, tuple[TableColumn, ...]] = MappingProxyType(
    {
        "links": (
            TableColumn("chat_id"),
            *_RECORD,
            TableColumn("connected_by", is_needed=False),
            TableColumn("connected_on", ColumnType.TIME),
        ),
        "records": (
            *_RECORD,
            TableColumn("owner_user", is_needed=False),
            TableColumn("owner_team", is_needed=False),
        ),
        "team_members": (_TEAM, _USER),
        "user_roles": (_USER, _ROLE),
        "team_roles": (_TEAM, _ROLE),
        "role_privileges": (_ROLE, TableColumn("privilege")),
        "access": (_USER, *_RECORD, TableColumn("rights", ColumnType.WHOLE_NUMBER)),
        "users": (_USER, TableColumn("profile_has_chat", ColumnType.TRUTH, is_needed=False)),
        "apps": (
            TableColumn("app"),
            TableColumn("offering"),
            TableColumn("is_multisession", ColumnType.TRUTH),
        ),
    }
)
"""The columns of each table, in the order in which they stand in what is judged and what is apart."""


_ROLES = ("team_members", "user_roles", "team_roles", "role_privileges")

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DISCONNECTING.name: ("links", "records", *_ROLES),
        JOINING.name: ("links", "records", "access"),
        ENABLEMENT.name: ("users", "apps", *_ROLES),
    }
)
"""The tables that the review of each question needs."""


@frozen(kw_only=True, eq=False, repr=False)
class Tables(Generic[IntoFrameT]):
    """The tables of an organisation as data frames, all of one engine: Polars, pandas, pyarrow, DuckDB or PySpark.

    Give those that the review needs. `TABLES` tells the columns; further columns are not looked at.

    Args:
        links: who connected which chat to which record and when; `connected_by` is missing where nobody knows. Several
            rows of one chat and record tell of connecting again (DIS-7).
        records: the records with their owner: a user, a team, or nobody (DIS-6).
        team_members: who is a member of which team.
        user_roles: the roles that users have in person.
        team_roles: the roles of teams; they reach every member.
        role_privileges: the privileges of each role, by their names (DIS-2, ENB-8).
        access: the rights of users to records, as the bits of `AccessRights`.
        users: the users; `profile_has_chat` is missing for a user without a profile, who has the default one (ENB-7).
        apps: the apps by unique name, in any case, with their offering (ENB-1).
    """

    links: IntoFrameT | None = None
    records: IntoFrameT | None = None
    team_members: IntoFrameT | None = None
    user_roles: IntoFrameT | None = None
    team_roles: IntoFrameT | None = None
    role_privileges: IntoFrameT | None = None
    access: IntoFrameT | None = None
    users: IntoFrameT | None = None
    apps: IntoFrameT | None = None


# --- Rows apart -------------------------------------------------------------------------------------------------------


class Why(StrEnum):
    """Why a row is apart; where several reasons hold, the first of them is told."""

    MISSING_VALUE = "missing_value"
    UNREADABLE_SETTINGS = "unreadable_settings"
    UNKNOWN_VALUE = "unknown_value"
    BOTH_OWNERS = "both_owners"
    TOLD_DIFFERENTLY = "told_differently"
    UNKNOWN_RECORD = "unknown_record"
    RECORD_APART = "record_apart"
    NOBODY_CAN_TELL = "nobody_can_tell"
    IN_DOUBT = "in_doubt"
    DOUBLE = "double"

    @property
    def says(self) -> str:
        """The reason in words."""
        return _WHY_SAYS[self]


_WHY_SAYS = {
    Why.MISSING_VALUE: "a column that the row needs has no value",
    Why.UNREADABLE_SETTINGS: "the settings of the record type could not be read",
    Why.UNKNOWN_VALUE: "a column holds a value that is none of those it takes",
    Why.BOTH_OWNERS: "the record has both a user and a team as its owner",
    Why.TOLD_DIFFERENTLY: "another row tells something else of the same",
    Why.UNKNOWN_RECORD: "the record is not among the records",
    Why.RECORD_APART: "every row of the record is apart",
    Why.NOBODY_CAN_TELL: "a link row tells neither its chat nor its record, so it may be about any link",
    Why.IN_DOUBT: "a link row that misses a value may be about the same connection",
    Why.DOUBLE: "the same row is there already, and counts once",
}


@frozen(eq=False, repr=False)
class Sound(Generic[IntoFrameT]):
    """Tables split into what can be judged and what cannot.

    Attributes:
        judged: the rows that can be judged, each once.
        apart: by the name of the table the other rows, with the reason in a further column `why`: a code of `Why`.
    """

    judged: Tables[IntoFrameT]
    apart: Mapping[str, IntoFrameT]


def sound(tables: Tables[IntoFrameT], policy: Policy) -> Sound[IntoFrameT]:
    """Split each table that is given into rows that can be judged and rows apart.

    Raises:
        InvalidValue: for a frame that lacks a column or holds something else in it, for frames of several engines, and
            for links without records: no record would be known.
    """
    sorting = Sorting(tables, policy)
    names = [name for name in TABLES if getattr(tables, name) is not None]
    return Sound(
        Tables(**{name: sorting.native(sorting.judged(name)) for name in names}),
        sorting.all_apart(*names),
    )


class Sorting(Generic[IntoFrameT]):
    """Reads tables and sorts their rows, each table at most once.

    Args:
        tables: the tables.
        policy: the settings, which say what can be judged.
        keep: whether what many answers are made from is kept in memory.
        judged: by the name of a table the rows that can be judged, where they are known from before.
    """

    def __init__(
        self,
        tables: Tables[IntoFrameT],
        policy: Policy,
        *,
        keep: bool = False,
        judged: Mapping[str, IntoFrameT] = MappingProxyType({}),
    ) -> None:
        self.tables, self.policy, self.keep = tables, policy, keep
        self._judged = {name: rows_of(frame) for name, frame in judged.items()}
        self._rows: dict[str, Rows] = {}
        self._sieves: dict[str, _Sieve] = {}
        self._told_records: Rows | None = None
        self._told_connections: Rows | None = None
        self._found_doubts: Doubts | None = None

    def rows(self, name: str) -> Rows:
        """The rows of a table as they came, with the columns of `TABLES`."""
        if name not in self._rows:
            read = _read(name, getattr(self.tables, name))
            other = next(iter(self._rows.values()), read)
            if (type(read), read.implementation) != (type(other), other.implementation):
                raise InvalidValue(f"Tables.{name}", "a frame of the same engine as the others", _engine(read))
            self._rows[name] = read
        return self._rows[name]

    def judged(self, name: str) -> Rows:
        """The rows of a table that can be judged, each once."""
        if name not in self._judged:
            self._judged[name] = self._sieve(name).passed.unique()
        return self._judged[name]

    def judged_and_kept(self, name: str) -> IntoFrameT:
        """These rows in memory, for other parts of the organisation."""
        return self.native(kept(self.judged(name), is_within=True))

    def told_records(self) -> Rows:
        """What is told of each record."""
        if self._told_records is None:
            self._told_records = self._kept(told_records(self.rows("records"), self.policy))
        return self._told_records

    def told_connections(self) -> Rows:
        """What is told of each connection."""
        if self._told_connections is None:
            self._told_connections = self._kept(told_connections(self.rows("links"), self.policy))
        return self._told_connections

    def doubts(self) -> Doubts:
        """What the link rows throw doubt on."""
        if self._found_doubts is None:
            self._found_doubts = doubts(self.rows("links"))
        return self._found_doubts

    def apart(self, name: str) -> Rows:
        """The other rows, with the reason.

        Where it is at hand what is told of connections and records, only rows that may be apart are looked at.
        """
        rows = self.rows(name)
        if name == "links" and self._has_told(rows):
            suspects = maybe_apart(self.told_connections(), self.told_records(), self.doubts())
            return self._of_links(self._suspects(rows, suspects, CONNECTION)).apart
        if name == "records" and self._has_told(rows):
            suspects = self.told_records().filter(~nw.col("is_sound") | (nw.col("rows") > 1))
            return self._of_records(self._suspects(rows, suspects, RECORD)).apart
        return self._sieve(name).apart

    def all_apart(self, *names: str) -> Mapping[str, IntoFrameT]:
        """The rows apart of several tables, by name; those of a table are looked for when they are first asked for."""
        for name in names:
            self.rows(name)  # refuses what is no such table at once
        return _Apart(self, names)

    def native(self, rows: Rows) -> IntoFrameT:
        """The rows as a frame of the engine they came from."""
        return cast("IntoFrameT", rows.to_native())

    def _kept(self, rows: Rows) -> Rows:
        return kept(rows, is_within=True) if self.keep else rows

    def _has_told(self, rows: Rows) -> bool:
        """Whether what is told is in memory, and need not be found anew."""
        return not isinstance(rows, nw.LazyFrame) or (self.keep and rows.implementation.is_polars())

    def _sieve(self, name: str) -> _Sieve:
        if name not in self._sieves:
            rows = self.rows(name)
            if name == "links":
                self._sieves[name] = self._of_links(rows)
            elif name == "records":
                self._sieves[name] = self._of_records(rows)
            else:
                self._sieves[name] = _others(name, rows, self.policy)
        return self._sieves[name]

    def _of_links(self, rows: Rows) -> _Sieve:
        return _links(rows, maybe_alike(self.told_connections()), self.told_records(), self.doubts(), self.policy)

    def _of_records(self, rows: Rows) -> _Sieve:
        return _records(rows, self.told_records(), self.policy)

    def _suspects(self, rows: Rows, keys: Rows, on: list[str]) -> Rows:
        """The rows of which nothing is told, and those with one of these keys."""
        is_told = all_known(*on) & is_readable(self.policy)
        return nw.concat([rows.filter(~is_told), rows.filter(is_told).join(keys.select(on), on=on, how="semi")])


class _Apart(Mapping[str, IntoFrameT]):
    """The rows apart by the name of their table."""

    def __init__(self, sorting: Sorting[IntoFrameT], names: Sequence[str]) -> None:
        self._sorting, self._names = sorting, names
        self._found: dict[str, IntoFrameT] = {}

    def __getitem__(self, name: str) -> IntoFrameT:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._sorting.native(self._sorting.apart(name))
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


# --- Reading ----------------------------------------------------------------------------------------------------------

_KINDS = {
    ColumnType.TEXT: (nw.String, nw.Categorical, nw.Enum),
    ColumnType.TIME: (nw.Datetime,),
    ColumnType.TRUTH: (nw.Boolean,),
}
_CAST_TO = {
    ColumnType.TEXT: nw.String(),
    ColumnType.TIME: nw.Datetime("us", "UTC"),
    ColumnType.WHOLE_NUMBER: nw.Float64(),
}
"""What becomes of a column of objects, or of nothing but missing values."""


def _read(name: str, frame: object) -> Rows:
    """The columns of a table, each in its type."""
    if frame is None:
        raise InvalidValue(f"Tables.{name}", "a data frame", "None")
    try:
        rows = cast("Rows", wrapped(frame))  # type: ignore[arg-type]  # that is what is found out here
    except TypeError as error:
        raise InvalidValue(f"Tables.{name}", "a data frame of a known engine", f"a {type(frame).__name__}") from error
    found = dict(rows.collect_schema())
    for column in TABLES[name]:
        if column.name not in found:
            got = f"no such column among {', '.join(sorted(found))}"
            raise InvalidValue(f"{name}.{column.name}", f"a column that holds: {column.type}", got)
    if rows.implementation.is_pandas_like():
        frame = cast("nw.DataFrame[Any]", rows)
        found |= {column.name: _in_pandas(frame.get_column(column.name)) for column in TABLES[name]}
    return rows.select(_column(name, column, found[column.name], rows.implementation) for column in TABLES[name])


def _in_pandas(values: nw.Series[Any]) -> nw.dtypes.DType:
    """The type of a column of pandas, which cannot tell what objects are, nor what missing values are meant to be."""
    given = values.drop_nulls()
    if given.is_empty():
        return nw.Unknown()
    if isinstance(values.dtype, nw.Object) and isinstance(first := given.to_list()[0], datetime):
        has_zones = all(isinstance(each, datetime) and each.tzinfo for each in given.to_list())
        return nw.Datetime("us", str(first.tzinfo) if has_zones else None)
    return values.dtype


def _column(table: str, column: TableColumn, found: nw.dtypes.DType, engine: nw.Implementation) -> nw.Expr:
    read = nw.col(column.name)
    is_objects = isinstance(found, nw.Object) and engine.is_pandas_like()
    if column.type is ColumnType.TRUTH and (is_objects or isinstance(found, nw.Unknown)):
        return read  # its values are looked at one by one; a cast would make false of what is missing
    if isinstance(found, nw.Unknown) or (is_objects and column.type is ColumnType.WHOLE_NUMBER):
        read = read.cast(_CAST_TO[column.type])
    elif not _holds(found, column.type):
        raise InvalidValue(f"{table}.{column.name}", f"a column that holds: {column.type}", str(found))
    elif column.type is ColumnType.TIME and engine.is_pandas_like():
        read = read.cast(nw.Datetime("us", "UTC"))  # that makes times of objects too
    elif column.type is ColumnType.TEXT and not engine.is_polars():
        read = read.cast(nw.String())  # engines have several kinds of text, of objects too, and mix them badly
    return read.str.to_lowercase() if column.name == "app" else read


def _holds(found: nw.dtypes.DType, wanted: ColumnType) -> bool:
    if wanted is ColumnType.WHOLE_NUMBER:
        return found.is_numeric()
    if isinstance(found, nw.Datetime) and found.time_zone is None:
        return False
    return isinstance(found, _KINDS[wanted])


def _engine(rows: Rows) -> str:
    return f"{rows.implementation} {type(rows).__name__}"


# --- Sorting ----------------------------------------------------------------------------------------------------------


class _Sieve:
    """Takes rows out of a table, each for the first reason that holds, all in one pass.

    Args:
        rows: the rows.
        key: the columns in which rows that are alike agree, and of which no row that passes misses a value.
        maybe_alike: keys among which are all those of rows that are alike, each once; None where that is not known.
    """

    def __init__(self, rows: Rows, key: list[str], maybe_alike: Rows | None = None) -> None:
        self._names = rows.collect_schema().names()
        self._rows, self._key, self._maybe_alike = rows, key, maybe_alike
        self._reasons: list[tuple[nw.Expr, Why]] = []

    def take(self, is_bad: nw.Expr, why: Why) -> None:
        """Take the rows of which that is so; it is never missing."""
        self._reasons.append((is_bad, why))

    def take_those_in(self, keys: Rows, on: list[str], why: Why) -> None:
        """Take the rows whose key is among others, each of which is there once."""
        mark = f"mark {len(self._reasons)}"
        self.look_up(keys.select(*on, nw.lit(1).alias(mark)), on)
        self.take(~nw.col(mark).is_null(), why)

    def take_all_if(self, unknown: Rows, why: Why) -> None:
        """Take all rows where the one number `unknown` is not 0."""
        self._rows = self._rows.join(unknown, how="cross")
        self.take(nw.col("unknown") > 0, why)

    def look_up(self, told: Rows, on: list[str]) -> None:
        """Add what is told of a key, each of which is there once, so that reasons can ask for it."""
        self._rows = self._rows.join(told, on=on, how="left")

    @property
    def passed(self) -> Rows:
        """The rows that no reason takes; of rows that are alike all are there."""
        return self._sorted().filter(nw.col("why").is_null()).select(self._names)

    @property
    def apart(self) -> Rows:
        """The rows that are taken, and of rows that are alike all but one, with the reason in `why`."""
        taken = self._sorted().filter(~nw.col("why").is_null())
        return nw.concat([taken, _surplus(self.passed, self._key, self._maybe_alike).with_columns(_why(Why.DOUBLE))])

    def _sorted(self) -> Rows:
        """The rows with the reason why they are taken; a missing one where they pass."""
        result: nw.Expr = nw.lit(None, nw.String())
        for is_bad, why in reversed(self._reasons):
            result = nw.when(is_bad).then(_why(why)).otherwise(result)
        return self._rows.with_columns(why=result).select(*self._names, "why")


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
    if isinstance(few, nw.LazyFrame):
        nth = nw.col(names[0]).cum_count().over(*names, order_by=names[0])
        return few.with_columns(nth=nth).filter(nw.col("nth") > 1).drop("nth")
    numbered = few.with_row_index("nth")
    first = numbered.group_by(names).agg(nw.col("nth").min()).select("nth")
    return numbered.join(first, on="nth", how="anti").drop("nth")


def _contradicted(rows: Rows, key: list[str]) -> Rows:
    """The keys of which rows tell different things, a missing one among them."""
    return (
        rows.filter(all_known(*key)).unique().group_by(key).agg(nw.len().alias("n")).filter(nw.col("n") > 1).select(key)
    )


def _needed(table: str) -> list[str]:
    return [column.name for column in TABLES[table] if column.is_needed]


def _links(links: Rows, alike: Rows, records: Rows, doubtful: Doubts, policy: Policy) -> _Sieve:
    sieve = _Sieve(links, CONNECTION, alike)
    sieve.take(~all_known(*_needed("links")), Why.MISSING_VALUE)
    sieve.take(~is_readable(policy), Why.UNREADABLE_SETTINGS)
    sieve.look_up(records.select(*RECORD, "is_sound"), RECORD)
    sieve.take(nw.col("is_sound").is_null(), Why.UNKNOWN_RECORD)
    sieve.take(~is_true(nw.col("is_sound")), Why.RECORD_APART)
    sieve.take_all_if(doubtful.anything, Why.NOBODY_CAN_TELL)
    sieve.take_those_in(doubtful.chats, ["chat_id"], Why.IN_DOUBT)
    sieve.take_those_in(doubtful.records, RECORD, Why.IN_DOUBT)
    sieve.take_those_in(doubtful.pairs, CONNECTION, Why.IN_DOUBT)
    return sieve


def _records(records: Rows, told: Rows, policy: Policy) -> _Sieve:
    sieve = _Sieve(records, RECORD, told.filter(nw.col("rows") > 1).select(RECORD))
    sieve.take(~all_known(*RECORD), Why.MISSING_VALUE)
    sieve.take(~is_readable(policy), Why.UNREADABLE_SETTINGS)
    sieve.take(has_both_owners(), Why.BOTH_OWNERS)
    sieve.look_up(told.select(*RECORD, "is_sound"), RECORD)
    sieve.take(~is_true(nw.col("is_sound")), Why.TOLD_DIFFERENTLY)
    return sieve


_ONE_ROW_EACH = {"access": ["user_id", *RECORD], "users": ["user_id"], "apps": ["app"]}
"""Tables that tell one thing of each key."""


def _others(name: str, rows: Rows, policy: Policy) -> _Sieve:
    sieve = _Sieve(rows, _needed(name))
    sieve.take(~all_known(*_needed(name)), Why.MISSING_VALUE)
    if name == "access":
        sieve.take(~is_readable(policy), Why.UNREADABLE_SETTINGS)
        sieve.take(~_is_mask(nw.col("rights")), Why.UNKNOWN_VALUE)
    elif name == "users":
        chosen = nw.col("profile_has_chat")
        sieve.take(~(chosen.is_null() | _is_truth(chosen)), Why.UNKNOWN_VALUE)
    elif name == "apps":
        is_known = nw.col("offering").is_in([each.value for each in Offering]) & _is_truth(nw.col("is_multisession"))
        sieve.take(~is_known, Why.UNKNOWN_VALUE)
    if name in _ONE_ROW_EACH:
        key = _ONE_ROW_EACH[name]
        sieve.take_those_in(_contradicted(rows, key), key, Why.TOLD_DIFFERENTLY)
    return sieve


def _is_truth(column: nw.Expr) -> nw.Expr:
    """Whether a column that may hold any object holds true or false."""
    return ((column == nw.lit(True)) | (column == nw.lit(False))).fill_null(False)


def _is_mask(rights: nw.Expr) -> nw.Expr:
    """Whether a number is a sum of the bits of `AccessRights`, each once."""
    bits: Sequence[nw.Expr] = [has_bit(rights, each) * each.value for each in AccessRights]
    return reduce(add, bits) == rights


def has_bit(rights: nw.Expr, right: AccessRights) -> nw.Expr:
    """1 where the number has the bit of that right, else 0; engines differ in what `&` means for numbers."""
    return rights // right.value % 2


def users_with(sorting: Sorting[IntoFrameT], roles: Rows) -> Rows:
    """The users whom roles reach: what is told of each role, with `user_id`."""
    in_person = sorting.rows("user_roles").filter(all_known("user_id", "role_id"))
    teams = sorting.rows("team_roles").filter(all_known("team_id", "role_id"))
    members = sorting.rows("team_members").filter(all_known("team_id", "user_id"))
    in_teams = teams.join(roles, on="role_id", how="inner").join(members, on="team_id", how="inner").drop("team_id")
    direct = in_person.join(roles, on="role_id", how="inner")
    return nw.concat([direct, in_teams.select(direct.collect_schema().names())])
