"""Who may disconnect which chat, written by hand for each engine: what a good engineer would write without the library.

Each takes the folder with the tables (one Parquet file each) and the toggles, and writes or returns two answers:

- `rights`: record_type, record_id, chat_id, user_id, right ("owner", "connector" or "owner, connector");
- `everywhere`: user_id, right ("global"), links: who has the global right, once, and how many connections it reaches.

They trust the tables: no row is looked at for whether it can be judged, and each record is there once. A connection has
one connector at most, so no grouping of the answer is needed: whoever owns the record gets "owner" or, as the
connector, "owner, connector"; the connector gets a row of its own unless that user owns the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from chatlink_policy import Policy
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

RECORD = ["record_type", "record_id"]
CONNECTION = [*RECORD, "chat_id"]
RIGHTS = [*CONNECTION, "user_id", "right"]
TABLES = ("links", "records", "team_members", "user_roles", "team_roles", "role_privileges")
"""The tables that the review of disconnecting reads."""


@dataclass(frozen=True)
class Toggles:
    """The record types for which a toggle is on."""

    owner: list[str]
    connector: list[str]

    @classmethod
    def of(cls, policy: Policy) -> Toggles:
        """What the policy says."""
        return cls(
            [each.record_type for each in policy.record_types if each.owner_may_disconnect],
            [each.record_type for each in policy.record_types if each.connector_may_disconnect],
        )


# --- Polars -----------------------------------------------------------------------------------------------------------


def polars_lazy(tables: Mapping[str, pl.LazyFrame], toggles: Toggles) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The plan for Polars: rights and everywhere."""
    connections = _folded(tables["links"])
    members = tables["team_members"].unique()
    is_owners, is_connectors = (
        pl.col("record_type").is_in(toggles.owner),
        pl.col("record_type").is_in(toggles.connector),
    )
    owned = (
        connections.filter(is_owners | is_connectors)
        .with_columns(connector=pl.when(is_connectors).then("connector"))
        .join(tables["records"], on=RECORD)
        .with_columns(pl.when(is_owners).then(pl.col("owner_user", "owner_team")))
    )
    as_owner = (
        pl.when(pl.col("connector") == pl.col("user_id")).then(pl.lit("owner, connector")).otherwise(pl.lit("owner"))
    )
    in_person = owned.filter(pl.col("owner_user").is_not_null()).with_columns(user_id="owner_user")
    by_team = owned.join(members, left_on="owner_team", right_on="team_id")
    connecting = (
        owned.filter(pl.col("connector").is_not_null() & pl.col("connector").ne_missing(pl.col("owner_user")))
        .join(members, left_on=["owner_team", "connector"], right_on=["team_id", "user_id"], how="anti")
        .select(*CONNECTION, user_id="connector", right=pl.lit("connector"))
    )
    rights = pl.concat(
        [
            in_person.select(*CONNECTION, "user_id", right=as_owner),
            by_team.select(*CONNECTION, "user_id", right=as_owner),
            connecting,
        ]
    )
    grants = tables["role_privileges"].filter(pl.col("privilege") == GLOBAL_DISCONNECT_PRIVILEGE)
    roles = grants.select("role_id").unique()
    team_holders = members.join(tables["team_roles"].join(roles, on="role_id", how="semi"), on="team_id")
    holders = pl.concat(
        [tables["user_roles"].join(roles, on="role_id", how="semi").select("user_id"), team_holders.select("user_id")]
    ).unique()
    reached = connections.select(links=pl.len().cast(pl.Int64))
    everywhere = holders.select("user_id", right=pl.lit("global")).join(reached, how="cross")
    return rights, everywhere


def _folded(links: pl.LazyFrame) -> pl.LazyFrame:
    """One row a connection with its connector: the user of the latest link, nobody where two are latest (DIS-7)."""
    on, by = pl.col("connected_on"), pl.col("connected_by")
    latest = links.group_by(CONNECTION).agg(latest=on.max())
    return (
        links.join(latest, on=CONNECTION)
        .filter(on == pl.col("latest"))
        .group_by(CONNECTION)
        .agg(first=by.min(), last=by.max(), unknown=by.null_count())
        .select(
            *CONNECTION,
            connector=pl.when((pl.col("first") == pl.col("last")) & (pl.col("unknown") == 0)).then("first"),
        )
    )


# --- SQL --------------------------------------------------------------------------------------------------------------

CONNECTIONS_SQL = """
WITH latest AS (
    SELECT record_type, record_id, chat_id, max(connected_on) AS connected_on
    FROM links GROUP BY record_type, record_id, chat_id
)
SELECT record_type, record_id, chat_id,
    CASE WHEN count(connected_by) = count(*) AND min(connected_by) = max(connected_by)
        THEN min(connected_by) END AS connector
FROM links JOIN latest USING (record_type, record_id, chat_id, connected_on)
GROUP BY record_type, record_id, chat_id
"""

RIGHTS_SQL = """
WITH judged AS (
    SELECT record_type, record_id, chat_id,
        CASE WHEN record_type IN ({connector}) THEN connector END AS connector,
        CASE WHEN record_type IN ({owner}) THEN owner_user END AS owner_user,
        CASE WHEN record_type IN ({owner}) THEN owner_team END AS owner_team
    FROM connections JOIN records USING (record_type, record_id)
    WHERE record_type IN ({owner}, {connector})
), members AS (
    SELECT DISTINCT team_id, user_id FROM team_members
), owners AS (
    SELECT record_type, record_id, chat_id, owner_user AS user_id, connector FROM judged WHERE owner_user IS NOT NULL
    UNION ALL
    SELECT record_type, record_id, chat_id, user_id, connector FROM judged JOIN members ON team_id = owner_team
)
SELECT record_type, record_id, chat_id, user_id,
    CASE WHEN user_id = connector THEN 'owner, connector' ELSE 'owner' END AS "right"
FROM owners
UNION ALL
SELECT record_type, record_id, chat_id, connector, 'connector'
FROM judged ANTI JOIN members ON team_id = owner_team AND user_id = connector
WHERE connector IS NOT NULL AND connector IS DISTINCT FROM owner_user
"""

EVERYWHERE_SQL = """
WITH roles AS (
    SELECT DISTINCT role_id FROM role_privileges WHERE privilege = '{privilege}'
), holders AS (
    SELECT user_id FROM user_roles JOIN roles USING (role_id)
    UNION
    SELECT user_id FROM team_members JOIN team_roles USING (team_id) JOIN roles USING (role_id)
)
SELECT user_id, 'global' AS "right", (SELECT count(*) FROM connections) AS links FROM holders
"""


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "NULL"


def _rights_sql(toggles: Toggles) -> str:
    return RIGHTS_SQL.format(owner=_quoted(toggles.owner), connector=_quoted(toggles.connector))


def _everywhere_sql() -> str:
    return EVERYWHERE_SQL.format(privilege=GLOBAL_DISCONNECT_PRIVILEGE)


# --- From folder to folder --------------------------------------------------------------------------------------------


def with_polars(folder: Path, out: Path, toggles: Toggles) -> None:
    """Write `rights.parquet` and `everywhere.parquet` with the streaming engine of Polars."""
    tables = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in TABLES}
    rights, everywhere = polars_lazy(tables, toggles)
    sinks = [
        rights.sink_parquet(out / "rights.parquet", lazy=True),
        everywhere.sink_parquet(out / "everywhere.parquet", lazy=True),
    ]
    pl.collect_all(sinks, engine="streaming")


def with_duckdb(folder: Path, out: Path, toggles: Toggles) -> None:
    """Write `rights.parquet` and `everywhere.parquet` with DuckDB."""
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as engine:
        for name in TABLES:
            engine.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
        engine.execute(f"CREATE TEMP TABLE connections AS {CONNECTIONS_SQL}")
        for name, sql in (("rights", _rights_sql(toggles)), ("everywhere", _everywhere_sql())):
            engine.execute(f"COPY ({sql}) TO '{out / name}.parquet' (FORMAT parquet)")


def with_spark(folder: Path, out: Path, toggles: Toggles, spark: SparkSession) -> None:
    """Write `rights.parquet` and `everywhere.parquet` (folders) with Spark."""
    for name in TABLES:
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    spark.sql(CONNECTIONS_SQL).cache().createOrReplaceTempView("connections")
    # Spark quotes names with backticks.
    for name, sql in (("rights", _rights_sql(toggles)), ("everywhere", _everywhere_sql())):
        spark.sql(sql.replace('"right"', "`right`")).write.mode("overwrite").parquet(str(out / f"{name}.parquet"))


BY_HAND: Mapping[str, Callable[..., None]] = {"polars": with_polars, "duckdb": with_duckdb, "spark": with_spark}
"""The plan of each engine."""
