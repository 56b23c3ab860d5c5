"""Made-up organisations of any size, as tables: the same size and seed give the same bytes.

Run it with `python tests/benchmarks/organisations.py --links 1000000 --out FOLDER`; it writes one Parquet file a table,
and the policy beside them.
Every value of a row is computed from the number of the row, so rows come in chunks and memory stays bounded.

What is made is like what is met: few chats and records have most of the links, connectors have left, chats are
connected again by others and sometimes by two in one instant, a third of the records belong to teams, some to nobody,
and a few users have the global right. Very few links are exact doubles. `--bad missing_time=0.001` adds damaged copies
of that share of a table's rows.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from chatlink_policy import AccessRights, Policy, RecordTypePolicy
from chatlink_policy.defaults import DEFAULT_APPS, GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES, STANDARD_RECORD_TYPES
from chatlink_policy.serialization import to_json

SEED = 20260101
CHUNK = 500_000
START = 1_672_531_200_000_000
"""The first of January 2023 in microseconds."""
MINUTE, YEAR = 60_000_000, 365 * 24 * 3600 * 1_000_000

CUSTOM_TYPES = tuple(f"contoso_table{number:02}" for number in range(17))
TYPES_WITHOUT_SETTINGS = ("contoso_plain00", "contoso_plain01")
UNREADABLE_TYPE = "contoso_unreadable"
RECORD_TYPES = (*STANDARD_RECORD_TYPES, *CUSTOM_TYPES, *TYPES_WITHOUT_SETTINGS)
"""The record types, those with most records first."""

MASKS = (
    AccessRights.READ,
    AccessRights.READ | AccessRights.WRITE,
    AccessRights.READ | AccessRights.APPEND | AccessRights.APPEND_TO,
    AccessRights.READ | AccessRights.WRITE | AccessRights.DELETE | AccessRights.SHARE | AccessRights.ASSIGN,
)

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "links": {
        "chat_id": pl.String(),
        "record_type": pl.String(),
        "record_id": pl.String(),
        "connected_by": pl.String(),
        "connected_on": pl.Datetime("us", "UTC"),
    },
    "records": {
        "record_type": pl.String(),
        "record_id": pl.String(),
        "owner_user": pl.String(),
        "owner_team": pl.String(),
    },
    "team_members": {"team_id": pl.String(), "user_id": pl.String()},
    "user_roles": {"user_id": pl.String(), "role_id": pl.String()},
    "team_roles": {"team_id": pl.String(), "role_id": pl.String()},
    "role_privileges": {"role_id": pl.String(), "privilege": pl.String()},
    "access": {
        "user_id": pl.String(),
        "record_type": pl.String(),
        "record_id": pl.String(),
        "rights": pl.Int64(),
    },
    "users": {"user_id": pl.String(), "profile_has_chat": pl.Boolean()},
    "apps": {"app": pl.String(), "offering": pl.String(), "is_multisession": pl.Boolean()},
}
"""The tables, their columns and types."""


class Fault(StrEnum):
    """What can be wrong with a row; each fault is a damaged copy of a good row."""

    MISSING_TIME = "missing_time"
    MISSING_CHAT = "missing_chat"
    MISSING_RECORD = "missing_record"
    MISSING_RECORD_TYPE = "missing_record_type"
    NOTHING_KNOWN = "nothing_known"
    """Neither chat nor record: doubt about every connection there is."""
    DOUBLE_LINK = "double_link"
    UNKNOWN_RECORD = "unknown_record"
    UNREADABLE_SETTINGS = "unreadable_settings"
    DOUBLE_RECORD = "double_record"
    TOLD_TWICE = "told_twice"
    BOTH_OWNERS = "both_owners"
    MISSING_RECORD_ID = "missing_record_id"
    DOUBLE_MEMBER = "double_member"
    MISSING_MEMBER = "missing_member"
    DOUBLE_ACCESS = "double_access"
    MISSING_RIGHTS = "missing_rights"


NOTHING = pl.lit(None, dtype=pl.String)
OTHER_OWNER = pl.lit("00000000-5e00-ef11-a670-000000000000")

DAMAGE: Mapping[Fault, tuple[str, Mapping[str, pl.Expr]]] = {
    Fault.MISSING_TIME: ("links", {"connected_on": pl.lit(None, dtype=pl.Datetime("us", "UTC"))}),
    Fault.MISSING_CHAT: ("links", {"chat_id": NOTHING}),
    Fault.MISSING_RECORD: ("links", {"record_id": NOTHING}),
    Fault.MISSING_RECORD_TYPE: ("links", {"record_type": NOTHING}),
    Fault.NOTHING_KNOWN: ("links", {"chat_id": NOTHING, "record_type": NOTHING, "record_id": NOTHING}),
    Fault.DOUBLE_LINK: ("links", {}),
    Fault.UNKNOWN_RECORD: ("links", {"record_id": pl.concat_str(pl.lit("gone-"), pl.col("record_id"))}),
    Fault.UNREADABLE_SETTINGS: ("links", {"record_type": pl.lit(UNREADABLE_TYPE)}),
    Fault.DOUBLE_RECORD: ("records", {}),
    Fault.TOLD_TWICE: ("records", {"owner_user": OTHER_OWNER, "owner_team": NOTHING}),
    Fault.BOTH_OWNERS: ("records", {"owner_user": OTHER_OWNER, "owner_team": OTHER_OWNER}),
    Fault.MISSING_RECORD_ID: ("records", {"record_id": NOTHING}),
    Fault.DOUBLE_MEMBER: ("team_members", {}),
    Fault.MISSING_MEMBER: ("team_members", {"user_id": NOTHING}),
    Fault.DOUBLE_ACCESS: ("access", {}),
    Fault.MISSING_RIGHTS: ("access", {"rights": pl.lit(None, dtype=pl.Int64)}),
}
"""The table of each fault, and what its damage makes of the columns."""


def policy() -> Policy:
    """The settings of such an organisation: every combination of toggles, types without settings, one unreadable."""
    return Policy(
        chat_is_on=True,
        record_types=[
            RecordTypePolicy(
                name,
                owner_may_disconnect=number % 4 in {0, 1},
                connector_may_disconnect=number % 4 in {0, 2},
                join_chat=number % 3 == 0,
            )
            for number, name in enumerate((*STANDARD_RECORD_TYPES, *CUSTOM_TYPES))
        ],
        unreadable_record_types=[UNREADABLE_TYPE],
    )


# --- Chance, from the number of a row ---------------------------------------------------------------------------------


def _whole(number: int) -> pl.Expr:
    return pl.lit(number % 2**64, dtype=pl.UInt64)


@dataclass(frozen=True)
class Organisation:
    """How large an organisation is; every row follows from this.

    Attributes:
        links: rows that connect a chat to a record, before damaged ones are added.
        connections: so many of them are first links; the others connect a chat again.
    """

    links: int
    connections: int
    chats: int
    records: int
    users: int
    teams: int
    seed: int = SEED

    @classmethod
    def of(cls, links: int, seed: int = SEED) -> Organisation:
        """An organisation of usual proportions with so many links."""
        users = max(8, 16 * isqrt(links))
        return cls(
            links=links,
            connections=max(1, links * 85 // 100),
            chats=max(2, links * 4 // 10),
            records=max(2, links * 3 // 10),
            users=users,
            teams=max(4, users // 4),
            seed=seed,
        )

    @property
    def members(self) -> int:
        """Rows of `team_members`."""
        return 2 * self.users

    @property
    def access(self) -> int:
        """Rows of `access`."""
        return self.links // 2

    def chance(self, number: pl.Expr, what: str) -> pl.Expr:
        """A number of 64 bits that looks random and follows from the row's number (SplitMix64)."""
        named = self.seed + sum(ord(letter) * 257**place for place, letter in enumerate(what))
        mixed = number + _whole(named * 0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed // 2**30)) * _whole(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed // 2**27)) * _whole(0x94D049BB133111EB)
        return mixed ^ (mixed // 2**31)

    def one_of(self, number: pl.Expr, what: str, size: int | pl.Expr) -> pl.Expr:
        """One of so many, all equally likely."""
        return self.chance(number, what) % size

    def skewed(self, number: pl.Expr, what: str, size: int) -> pl.Expr:
        """One of so many, the first the likeliest: Zipf's law with exponent 2/3."""
        share = (self.chance(number, what) // 2**11).cast(pl.Float64) * 2.0**-53
        return (share * share * share * float(size)).cast(pl.UInt64).clip(upper_bound=size - 1)

    # --- What a number stands for -------------------------------------------------------------------------------------

    def team_starts(self, team: pl.Expr) -> pl.Expr:
        """The number of a team's first row in `team_members`: the first teams are the largest."""
        return ((team.cast(pl.Float64) / self.teams).sqrt() * float(self.members)).cast(pl.UInt64)

    def member(self, row: pl.Expr) -> pl.Expr:
        """The user of a row of `team_members`; never twice within a team."""
        return (row * 1_000_003) % self.users

    def owner_user(self, record: pl.Expr) -> pl.Expr:
        """The user who owns a record in person, some of whom have left; null where none does."""
        roll = self.one_of(record, "who owns", 100)
        owner = pl.when(roll == 0).then(_whole(self.users)).otherwise(self.skewed(record, "owner", self.users))
        return pl.when(roll < 55).then(owner)

    def owner_team(self, record: pl.Expr) -> pl.Expr:
        """The team that owns a record; null where none does."""
        roll = self.one_of(record, "who owns", 100)
        return pl.when((roll >= 55) & (roll < 93)).then(self.one_of(record, "team", self.teams))

    def record_type(self, record: pl.Expr) -> pl.Expr:
        """The name of a record's type."""
        return pl.lit(pl.Series(RECORD_TYPES, dtype=pl.String)).gather(
            self.skewed(record, "record type", len(RECORD_TYPES))
        )

    def connected_by(self, link: pl.Expr, record: pl.Expr) -> pl.Expr:
        """The user of a link: the record's owner or a member of its team, anybody, somebody who left, or unknown."""
        roll = self.one_of(link, "who connected", 100)
        team = self.owner_team(record)
        first, last = self.team_starts(team), self.team_starts(team + 1)
        owner = self.owner_user(record)
        near = pl.coalesce(owner, self.member(first + self.one_of(link, "member", last - first)))
        anybody = self.one_of(link, "connector", self.users + self.users // 8)
        return pl.when(roll >= 3).then(pl.when(roll < 30).then(pl.coalesce(near, anybody)).otherwise(anybody))

    # --- The rows of a table ------------------------------------------------------------------------------------------

    def rows(self, table: str, numbers: pl.Series) -> pl.DataFrame:
        """The rows of a table that have these numbers."""
        frame = pl.DataFrame({"n": numbers.cast(pl.UInt64)})
        match table:
            case "links":
                return self._links(frame)
            case "records":
                return self._records(frame)
            case "access":
                return self._access(frame)
            case "team_members":
                return self._members(frame)
            case "users":
                return self._users(frame)
        whole = self._small(table)
        return whole.filter(pl.int_range(pl.len()).is_in(numbers.implode()))

    def count(self, table: str) -> int:
        """How many good rows a table has."""
        counts = {
            "links": self.links,
            "records": self.records,
            "access": self.access,
            "team_members": self.members,
            "users": self.users,
        }
        return counts[table] if table in counts else len(self._small(table))

    def _links(self, frame: pl.DataFrame) -> pl.DataFrame:
        number = pl.col("n")
        is_first = number < self.connections
        again = self.skewed(number, "again", self.connections)
        later = self.one_of(number, "later", YEAR - MINUTE) + MINUTE
        is_tie = self.one_of(number, "tie", 100) == 0
        connection = pl.col("connection")
        return (
            frame.with_columns(connection=pl.when(is_first).then(number).otherwise(again))
            .with_columns(record=self.skewed(connection, "record", self.records))
            .select(
                chat_id=_named("19:meeting_", self.skewed(connection, "chat", self.chats), "@thread.v2"),
                record_type=self.record_type(pl.col("record")),
                record_id=_record_id(pl.col("record")),
                connected_by=_user_id(self.connected_by(number, pl.col("record"))),
                connected_on=_time(
                    self.one_of(connection, "when", 2 * YEAR) + pl.when(is_first | is_tie).then(0).otherwise(later)
                ),
            )
        )

    def _records(self, frame: pl.DataFrame) -> pl.DataFrame:
        record = pl.col("n")
        return frame.select(
            record_type=self.record_type(record),
            record_id=_record_id(record),
            owner_user=_user_id(self.owner_user(record)),
            owner_team=_team_id(self.owner_team(record)),
        )

    def _access(self, frame: pl.DataFrame) -> pl.DataFrame:
        number = pl.col("n")
        record = number % self.records
        user = self.one_of(record, "reader", self.users) + 7 * (number // self.records)
        masks = pl.lit(pl.Series([mask.value for mask in MASKS], dtype=pl.Int64))
        return frame.select(
            user_id=_user_id(user % self.users),
            record_type=self.record_type(record),
            record_id=_record_id(record),
            rights=masks.gather(self.one_of(number, "mask", len(MASKS))),
        )

    def _members(self, frame: pl.DataFrame) -> pl.DataFrame:
        starts = pl.select(self.team_starts(pl.int_range(self.teams, dtype=pl.UInt64))).to_series()
        team = pl.lit(starts).search_sorted(pl.col("n"), side="right") - 1
        return frame.select(team_id=_team_id(team), user_id=_user_id(self.member(pl.col("n"))))

    def _users(self, frame: pl.DataFrame) -> pl.DataFrame:
        roll = self.one_of(pl.col("n"), "profile", 10)
        return frame.select(user_id=_user_id(pl.col("n")), profile_has_chat=pl.when(roll >= 6).then(roll < 9))

    def _small(self, table: str) -> pl.DataFrame:
        if table == "user_roles":
            users = pl.DataFrame({"n": pl.int_range(self.users, dtype=pl.UInt64, eager=True)})
            usual = users.select(
                user_id=_user_id(pl.col("n")), role_id=_named("role-", 2 + self.one_of(pl.col("n"), "role", 6), "")
            )
            everywhere = users.gather_every(4_000, offset=min(5, self.users - 1)).select(
                user_id=_user_id(pl.col("n")), role_id=_named("role-", 0 * pl.col("n"), "")
            )
            return pl.concat([usual, everywhere])
        if table == "team_roles":
            return pl.DataFrame({"n": [self.teams - 1]}, schema={"n": pl.UInt64}).select(
                team_id=_team_id(pl.col("n")), role_id=_named("role-", pl.col("n") * 0 + 1, "")
            )
        if table == "role_privileges":
            pane = sorted(PANE_PRIVILEGES)
            told = {0: [GLOBAL_DISCONNECT_PRIVILEGE, *pane], 1: [GLOBAL_DISCONNECT_PRIVILEGE]}
            told |= {number: [*pane, "prvReadIncident"] for number in range(2, 7)} | {7: pane[:3]}
            numbers = pl.DataFrame(
                {"n": list(told), "privilege": list(told.values())}, schema_overrides={"n": pl.UInt64}
            )
            return numbers.explode("privilege").select(role_id=_named("role-", pl.col("n"), ""), privilege="privilege")
        custom = [(f"contoso_app{number}", "custom", number % 2 == 0) for number in range(3)]
        embedded = ("contoso_embedded", "contact_center_embedded", True)
        preset = [(app.unique_name, app.offering.value, app.is_multisession) for app in DEFAULT_APPS]
        return pl.DataFrame([*preset, *custom, embedded], schema=dict(SCHEMAS["apps"]), orient="row")


def _named(before: str, number: pl.Expr, after: str) -> pl.Expr:
    return pl.concat_str(pl.lit(before), number + 10**11, pl.lit(after))


def _user_id(number: pl.Expr) -> pl.Expr:
    return _named("7a5e0f31-2c71-ef11-a670-", number, "")


def _team_id(number: pl.Expr) -> pl.Expr:
    return _named("7ea30f31-2c71-ef11-a670-", number, "")


def _record_id(number: pl.Expr) -> pl.Expr:
    return _named("4ec04d31-2c71-ef11-a670-", number, "")


def _time(microseconds: pl.Expr) -> pl.Expr:
    return (microseconds.cast(pl.Int64) + START).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


# --- Tables -----------------------------------------------------------------------------------------------------------


def bad_rows(organisation: Organisation, fault: Fault, share: float) -> pl.DataFrame:
    """Damaged copies of rows: that share of the table's rows, at least one unless the share is 0."""
    table, damage = DAMAGE[fault]
    rows = organisation.count(table)
    wanted = max(1, round(rows * share)) if share else 0
    numbers = pl.int_range(wanted, dtype=pl.UInt64, eager=True)
    chosen = pl.DataFrame({"n": numbers}).select(organisation.one_of(pl.col("n"), fault.value, rows)).to_series()
    return organisation.rows(table, chosen).with_columns(**damage)


def chunks(
    organisation: Organisation, table: str, faults: Mapping[Fault, float] | None = None, size: int = CHUNK
) -> Iterator[pl.DataFrame]:
    """The rows of a table, a chunk at a time; damaged rows come last."""
    rows = organisation.count(table)
    for start in range(0, rows, size):
        yield organisation.rows(table, pl.int_range(start, min(start + size, rows), dtype=pl.UInt64, eager=True))
    for fault, share in sorted((faults or {}).items()):
        if DAMAGE[fault][0] == table:
            yield bad_rows(organisation, fault, share)
        if table == "records" and fault is Fault.UNREADABLE_SETTINGS:
            of_links = (
                bad_rows(organisation, fault, share).select("record_type", "record_id").unique(maintain_order=True)
            )
            yield of_links.with_columns(owner_user=NOTHING, owner_team=NOTHING)


def frames(organisation: Organisation, faults: Mapping[Fault, float] | None = None) -> dict[str, pl.DataFrame]:
    """All tables in memory."""
    return {table: pl.concat(chunks(organisation, table, faults)) for table in SCHEMAS}


def write(organisation: Organisation, folder: Path, faults: Mapping[Fault, float] | None = None) -> None:
    """Write each table as `folder/<table>.parquet`."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, schema in SCHEMAS.items():
        _write_table(organisation, folder / f"{table}.parquet", table, schema, faults)


def _write_table(
    organisation: Organisation,
    path: Path,
    table: str,
    schema: Mapping[str, pl.DataType],
    faults: Mapping[Fault, float] | None,
) -> None:
    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        assert with_columns is None and predicate is None and n_rows is None, batch_size
        yield from chunks(organisation, table, faults)

    register_io_source(source, schema=dict(schema)).sink_parquet(path, maintain_order=True, row_group_size=CHUNK)


def _share(text: str) -> tuple[Fault, float]:
    name, _, share = text.partition("=")
    return Fault(name), float(share)


def main() -> None:
    """Write an organisation as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--bad", type=_share, action="append", default=[], metavar="FAULT=SHARE", help=", ".join(Fault))
    asked = parser.parse_args()
    began = time.perf_counter()
    write(Organisation.of(asked.links, asked.seed), asked.out, dict(asked.bad))
    (asked.out / "policy.json").write_text(to_json(policy()), encoding="utf-8")
    print(f"{asked.links:,} links written to {asked.out} in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
