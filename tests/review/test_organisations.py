"""Made-up organisations, and the reviews written by hand that the library is measured against."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pytest
from engines import spark_session

from chatlink_policy import Chat, ChatKind, ChatLink, Owner, Record, Role, User, can_disconnect
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

# They are on the path since the line above.
import hand_written  # pyright: ignore[reportMissingImports]
import organisations  # pyright: ignore[reportMissingImports]
from hand_written import CONNECTION, RECORD, RIGHTS, Toggles  # pyright: ignore[reportMissingImports]
from organisations import DAMAGE, SCHEMAS, Fault, Organisation  # pyright: ignore[reportMissingImports]

SMALL = Organisation(links=300, connections=180, chats=40, records=60, users=24, teams=8)
Answer: TypeAlias = tuple[set[tuple[str, str, str, str, str]], set[tuple[str, str, int]]]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return organisations.frames(SMALL)


def found_by_loops(tables: Mapping[str, pl.DataFrame]) -> Answer:
    """Every user, every connection, one question each."""
    policy = organisations.policy()
    links: dict[str, list[ChatLink]] = {}
    for chat, record_type, record, user, time in tables["links"].rows():
        links.setdefault(chat, []).append(ChatLink(record_type, record, connected_by=user, connected_on=time))
    chats = [Chat(chat, ChatKind.GROUP, links=made) for chat, made in links.items()]
    records = {
        (record_type, record): Record(record_type, record, Owner(user=user, team=team))
        for record_type, record, user, team in tables["records"].rows()
    }
    everybody = users(tables)
    names = {"owns_record": "owner", "is_connector": "connector"}
    rights, everywhere = set(), Counter[str]()
    for chat in chats:
        for key in chat.connections:
            for user in everybody:
                decision = can_disconnect(policy, user, chat, records[key])
                grounds = {name for reason in decision.reasons for name, on in reason.to_facts().items() if on}
                personal = [code for name, code in names.items() if decision and name in grounds]
                if personal:
                    rights.add((*key, chat.id, user.id, ", ".join(personal)))
                everywhere[user.id] += GLOBAL_DISCONNECT_PRIVILEGE in user.privileges
    return rights, {(user, "global", links) for user, links in everywhere.items() if links}


def users(tables: Mapping[str, pl.DataFrame]) -> list[User]:
    """All users that any table names, also those who have left."""
    named = [tables["users"]["user_id"], tables["links"]["connected_by"], tables["records"]["owner_user"]]
    privileges: dict[str, set[str]] = {}
    for role, privilege in tables["role_privileges"].rows():
        privileges.setdefault(role, set()).add(privilege)
    teams: dict[str, set[str]] = {}
    roles: dict[str, set[str]] = {}
    for user, role in tables["user_roles"].rows():
        roles.setdefault(user, set()).add(role)
    team_roles = tables["team_roles"].rows()
    for team, user in tables["team_members"].rows():
        teams.setdefault(user, set()).add(team)
        roles.setdefault(user, set()).update(role for owner, role in team_roles if owner == team)
    return [
        User(user, roles=[Role(role, privileges[role]) for role in roles.get(user, ())], teams=teams.get(user, ()))
        for user in sorted({user for column in named for user in column.drop_nulls()})
    ]


def found_by_polars(tables: Mapping[str, pl.DataFrame]) -> Answer:
    toggles = Toggles.of(organisations.policy())
    rights, everywhere = hand_written.polars_lazy({name: table.lazy() for name, table in tables.items()}, toggles)
    return as_answer(rights.collect(), everywhere.collect())


def as_answer(rights: pl.DataFrame, everywhere: pl.DataFrame) -> Answer:
    assert rights.select(*CONNECTION, "user_id").is_unique().all()
    return set(rights.select(RIGHTS).rows()), set(everywhere.select("user_id", "right", "links").rows())


def test_an_organisation_of_the_same_size_and_seed_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        organisations.write(SMALL, tmp_path / name, {Fault.MISSING_TIME: 0.01})
    for table in SCHEMAS:
        first, second = ((tmp_path / name / f"{table}.parquet").read_bytes() for name in ("first", "second"))
        assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_another_seed_makes_another_organisation(tables: dict[str, pl.DataFrame]) -> None:
    other = organisations.frames(Organisation(300, 180, 40, 60, 24, 8, seed=2))
    assert not other["links"].equals(tables["links"])


@pytest.mark.parametrize("size", [50, 100, 299])
def test_the_size_of_a_chunk_changes_no_row(tables: dict[str, pl.DataFrame], size: int) -> None:
    for table in SCHEMAS:
        assert pl.concat(organisations.chunks(SMALL, table, size=size)).equals(tables[table])


def test_what_is_written_is_what_the_frames_hold(tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    organisations.write(SMALL, tmp_path)
    for table, schema in SCHEMAS.items():
        written = pl.read_parquet(tmp_path / f"{table}.parquet")
        assert written.schema == dict(schema)
        assert written.equals(tables[table])


def test_an_organisation_is_sound_and_holds_what_is_met() -> None:
    tables = organisations.frames(Organisation.of(20_000))
    links, records, members = tables["links"], tables["records"], tables["team_members"]
    connections = links.group_by(CONNECTION).agg(
        pl.col("connected_by").n_unique(), (pl.col("connected_on") == pl.col("connected_on").max()).sum().alias("last")
    )
    owned = links.join(records, on=RECORD)
    most = {name: links[name].value_counts(sort=True)["count"] for name in ("chat_id", "record_id")}

    assert len(links) == 20_000 == len(owned)
    assert records.select(RECORD).is_unique().all() and members.is_unique().all()
    assert not records.filter(pl.col("owner_user").is_not_null() & pl.col("owner_team").is_not_null()).height
    assert all(counts[0] > 100 * counts.median() for counts in most.values())  # type: ignore[operator]
    assert connections.filter(pl.col("connected_by") > 1).height > 1_000
    assert connections.filter((pl.col("connected_by") > 1) & (pl.col("last") > 1)).height > 10
    assert links["connected_by"].null_count() > 100
    assert links.join(tables["users"], left_on="connected_by", right_on="user_id", how="anti").height > 1_000
    assert records.filter(pl.col("owner_user").is_null() & pl.col("owner_team").is_null()).height > 100
    assert owned.filter(pl.col("owner_user") == pl.col("connected_by")).height > 1_000
    assert (
        owned.join(members, left_on=["owner_team", "connected_by"], right_on=["team_id", "user_id"], how="semi").height
        > 1_000
    )
    assert tables["access"].select("user_id", *RECORD).is_unique().all()


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_adds_damaged_copies_and_changes_no_other_row(tables: dict[str, pl.DataFrame], fault: Fault) -> None:
    damaged = organisations.frames(SMALL, {fault: 0.05})
    of, damage = DAMAGE[fault]
    added = damaged[of].tail(len(damaged[of]) - len(tables[of]))
    untouched = [column for column in SCHEMAS[of] if column not in damage]

    assert len(added) == round(0.05 * len(tables[of]))
    assert damaged[of].head(len(tables[of])).equals(tables[of])
    assert added.join(tables[of], on=untouched, how="semi", nulls_equal=True).height == len(added)
    others = set(SCHEMAS) - {of} - ({"records"} if fault is Fault.UNREADABLE_SETTINGS else set())
    assert all(damaged[table].equals(tables[table]) for table in others)


@pytest.mark.parametrize("seed", range(5))
def test_the_review_by_hand_in_polars_agrees_with_one_question_after_another(seed: int) -> None:
    tables = organisations.frames(Organisation(200, 120, 25, 40, 16, 8, seed=seed))
    found = found_by_loops(tables)
    assert found == found_by_polars(tables)
    assert {right for *_, right in found[0]} == {"owner", "connector", "owner, connector"}


@pytest.mark.parametrize("seed", [0, *(pytest.param(each, marks=pytest.mark.campaign) for each in range(1, 5))])
def test_the_review_by_hand_in_duckdb_agrees_with_polars(tmp_path: Path, seed: int) -> None:
    organisation = Organisation(3_000, 1_800, 250, 400, 64, 16, seed=seed)
    organisations.write(organisation, tmp_path)
    found = found_by_polars(organisations.frames(organisation))
    hand_written.with_duckdb(tmp_path, tmp_path, Toggles.of(organisations.policy()))
    assert found == as_answer(*(pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("rights", "everywhere")))


@pytest.mark.spark
def test_the_review_by_hand_in_spark_agrees_with_polars(tmp_path: Path) -> None:
    organisation = Organisation(3_000, 1_800, 250, 400, 64, 16)
    organisations.write(organisation, tmp_path)
    found = found_by_polars(organisations.frames(organisation))
    hand_written.with_spark(tmp_path, tmp_path / "out", Toggles.of(organisations.policy()), spark_session())
    names = ("rights", "everywhere")
    assert found == as_answer(*(pl.read_parquet(tmp_path / "out" / f"{name}.parquet/*.parquet") for name in names))
