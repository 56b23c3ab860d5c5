"""The tables of an organisation, and which of their rows can be judged.

A row that cannot be judged is neither a yes nor a no: it is rejected with the reason, and so is every link that it
may be about. No row is lost: each one is either among the judged or rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Generic, cast

from attrs import evolve, field

from .._arguments import checked
from .._value import frozen
from ..errors import InvalidValue
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..rules.joining import JOINING
from ._by_type import is_readable
from ._columns import TABLES, ColumnType, TableColumn
from ._connections import (
    CONNECTION,
    RECORD,
    Doubts,
    all_known,
    doubts,
    grouped_links,
    grouped_records,
    maybe_alike,
    maybe_rejected,
)
from ._engines import each_once, engine_shown, is_in_memory, is_too_old, kept, same_engine
from ._frames import HoldsFrames, IntoFrameT, Rows, engine_errors, nw, rows_of
from ._reading import Read, read_table
from ._sieve import Sieve, Why, sieve_of_links, sieve_of_others, sieve_of_records

__all__ = ["NEEDED", "TABLES", "ColumnType", "Sound", "TableColumn", "Tables", "Why", "rows_by_record", "sound"]


# --- Tables -----------------------------------------------------------------------------------------------------------

_ROLES = ("team_members", "user_roles", "team_roles", "role_privileges")

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DISCONNECTING.name: ("links", "records", *_ROLES),
        JOINING.name: ("links", "records", "access"),
        ENABLEMENT.name: ("users", "apps", *_ROLES),
    }
)
"""The tables that the review of each question needs."""


@frozen(kw_only=True, eq=False)
class Tables(HoldsFrames, Generic[IntoFrameT]):
    """The tables of an organisation as data frames, all of one engine: Polars, pandas, pyarrow, DuckDB or PySpark.

    Give those that the review needs. `TABLES` lists the columns; further columns are not looked at. A review first asks
    whether any text is spelled otherwise than it is kept, which reads the texts of lazy frames too; once for the same
    `Tables`.

    Args:
        links: who connected which chat to which record and when; `connected_by` is missing where it is unknown. Several
            rows of one chat and record mean connecting again (DIS-7).
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
    _spelled_otherwise: dict[str, tuple[str, ...]] = field(factory=dict, init=False)
    """By table the columns that hold texts spelled otherwise than they are kept, as far as that was asked."""

    def only(self, names: Collection[str]) -> Tables[IntoFrameT]:
        """The tables of these names."""
        return self.with_rows_of(**{name: None for name in TABLES if name not in names})

    def with_rows_of(self, **frames: IntoFrameT | None) -> Tables[IntoFrameT]:
        """These tables with some of their rows in place of all of them."""
        some = evolve(self, **frames)
        some._spelled_otherwise.update(self._spelled_otherwise)
        return some


@checked
def rows_by_record(tables: Tables[IntoFrameT], name: str) -> tuple[IntoFrameT, list[str]]:
    """The rows of a table as they came, and the columns that say which record a row is about, in one spelling.

    Raises:
        InvalidValue: as `sound` does.
    """
    read = read_table(name, getattr(tables, name), tables._spelled_otherwise)
    keys = {each: f"{each} in one spelling" if each in read.unsure else each for each in RECORD}
    spelled = [nw.col(each).alias(key) for each, key in keys.items() if each != key]
    came = [nw.col(read.came(column.name)).alias(column.name) for column in TABLES[name]]
    return cast("IntoFrameT", read.rows.select(*came, *spelled).to_native()), [*keys.values()]


# --- Sorting ----------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Sound(HoldsFrames, Generic[IntoFrameT]):
    """Tables split into what can be judged and what cannot.

    Attributes:
        judged: the rows that can be judged, each once.
        rejected: by the name of the table the other rows, with the reason in a further column `why`: a code of `Why`.
    """

    judged: Tables[IntoFrameT]
    rejected: Mapping[str, IntoFrameT]


@engine_errors("Tables", "tables that can be judged")
def sound(tables: Tables[IntoFrameT], policy: Policy) -> Sound[IntoFrameT]:
    """Split each table that is given into rows that can be judged and rejected rows.

    Raises:
        InvalidValue: for a frame that lacks a column or holds something else in it, for frames of several engines, and
            for links without records: no record would be known.
    """
    sorting = Sorting(tables, policy)
    names = [name for name in TABLES if getattr(tables, name) is not None]
    return Sound(
        Tables(**{name: sorting.native(sorting.judged(name)) for name in names}),
        sorting.all_rejected(*names),
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
        self._read: dict[str, Read] = {}
        self._sieves: dict[str, Sieve] = {}
        self._rejected: dict[str, Rows] = {}

    def rows(self, name: str) -> Rows:
        """The rows of a table with the columns of `TABLES`; a value that cannot be read is missing."""
        return self.read(name).rows.select(column.name for column in TABLES[name])

    def read(self, name: str) -> Read:
        """The table with what cannot be read of it."""
        if name not in self._read:
            read = read_table(name, getattr(self.tables, name), self.tables._spelled_otherwise)
            if is_too_old(read.rows):
                raise InvalidValue(f"Tables.{name}", "a frame of DuckDB 2.0 or later", "one of an earlier version")
            other = next(iter(self._read.values()), read)
            with engine_errors(f"Tables.{name}", "a frame of the same connection as the others"):
                are_alike = same_engine(read.rows, other.rows)
            if not are_alike:
                raise InvalidValue(
                    f"Tables.{name}", "a frame of the same engine as the others", engine_shown(read.rows)
                )
            self._read[name] = read
        return self._read[name]

    def native_as_it_came(self, name: str, rows: Rows) -> IntoFrameT:
        """Some of the rows of a table that is read, as they came."""
        came = self.read(name).came
        return self.native(rows.select(nw.col(came(column.name)).alias(column.name) for column in TABLES[name]))

    def judged(self, name: str) -> Rows:
        """The rows of a table that can be judged, each once."""
        if name not in self._judged:
            self._judged[name] = each_once(self._sieve(name).passed)
        return self._judged[name]

    def judged_and_kept(self, name: str) -> IntoFrameT:
        """These rows in memory, for other parts of the organisation."""
        return self.native(kept(self.judged(name), is_within=True))

    @cached_property
    def grouped_records(self) -> Rows:
        """The rows of records, grouped by record."""
        return self._kept(grouped_records(self.read("records"), self.policy))

    @cached_property
    def grouped_links(self) -> Rows:
        """The rows of links, grouped by connection."""
        return self._kept(grouped_links(self.rows("links"), self.policy))

    @cached_property
    def doubts(self) -> Doubts:
        """What the link rows throw doubt on."""
        missing = self.rows("links").filter(~all_known(*CONNECTION, "connected_on"))
        return doubts(self._kept(missing))

    def rejected(self, name: str) -> Rows:
        """The other rows, with the reason.

        Where the grouped rows are in memory, only rows that may be rejected are looked at.
        """
        if name not in self._rejected:
            with engine_errors(f"Tables.{name}", "a table that can be judged"):
                self._rejected[name] = self._find_rejected(name)
        return self._rejected[name]

    def _find_rejected(self, name: str) -> Rows:
        read = self.read(name)
        if name == "links" and self._has_grouped(read.rows):
            suspects = maybe_rejected(self.grouped_links, self.grouped_records, self.doubts)
            return self._of_links(self._suspects(read, suspects, CONNECTION)).kept().rejected
        if name == "records" and self._has_grouped(read.rows):
            suspects = self.grouped_records.filter(~nw.col("is_sound") | (nw.col("rows") > 1))
            return self._of_records(self._suspects(read, suspects, RECORD)).kept().rejected
        return self._sieve(name).rejected

    def all_rejected(self, *names: str) -> Mapping[str, IntoFrameT]:
        """The rejected rows of several tables, by name; those of a table are looked for when first asked for."""
        for name in names:
            self.read(name)  # refuses what is no such table at once
        return _Rejected(self, names)

    def native(self, rows: Rows) -> IntoFrameT:
        """The rows as a frame of the engine they came from."""
        return cast("IntoFrameT", rows.to_native())

    def _kept(self, rows: Rows) -> Rows:
        return kept(rows, is_within=True) if self.keep else rows

    def _has_grouped(self, rows: Rows) -> bool:
        """Whether the grouped rows are in memory, and need not be found anew."""
        return is_in_memory(rows, is_kept=self.keep)

    def _sieve(self, name: str) -> Sieve:
        if name not in self._sieves:
            read = self.read(name)
            if name == "links":
                self._sieves[name] = self._of_links(read)
            elif name == "records":
                self._sieves[name] = self._of_records(read)
            else:
                self._sieves[name] = sieve_of_others(name, read, self.policy)
        return self._sieves[name]

    def _of_links(self, links: Read) -> Sieve:
        return sieve_of_links(links, maybe_alike(self.grouped_links), self.grouped_records, self.doubts, self.policy)

    def _of_records(self, records: Read) -> Sieve:
        return sieve_of_records(records, self.grouped_records, self.policy)

    def _suspects(self, read: Read, keys: Rows, on: list[str]) -> Read:
        """The rows that are in no group, and those with one of these keys."""
        rows, is_grouped = read.rows, all_known(*on) & is_readable(self.policy)
        few = [rows.filter(~is_grouped), rows.filter(is_grouped).join(keys.select(on), on=on, how="semi")]
        return read._replace(rows=nw.concat(few))


class _Rejected(Mapping[str, IntoFrameT]):
    """The rejected rows by the name of their table."""

    def __init__(self, sorting: Sorting[IntoFrameT], names: Sequence[str]) -> None:
        self._sorting, self._names = sorting, names

    def __getitem__(self, name: str) -> IntoFrameT:
        if name not in self._names:
            raise KeyError(name)
        return self._sorting.native(self._sorting.rejected(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def users_with(sorting: Sorting[IntoFrameT], roles: Rows) -> Rows:
    """The users whom roles reach: the columns of each role, with `user_id`, and the `team_id` through which, if any."""
    in_person = sorting.rows("user_roles").filter(all_known("user_id", "role_id"))
    teams = sorting.rows("team_roles").filter(all_known("team_id", "role_id"))
    members = sorting.rows("team_members").filter(all_known("team_id", "user_id"))
    in_teams = teams.join(roles, on="role_id", how="inner").join(members, on="team_id", how="inner")
    direct = in_person.join(roles, on="role_id", how="inner").with_columns(team_id=nothing("user_id"))
    return nw.concat([direct, in_teams.select(direct.collect_schema().names())])


def nothing(name: str) -> nw.Expr:
    """A column without any value, of the type of one in which every row has one."""
    return nw.when(nw.col(name).is_null()).then(nw.col(name))
