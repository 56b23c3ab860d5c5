"""One id is one id: across tables and parts, in whatever case or braces, and what can be none is rejected."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engines import Native, rows
from small_organisations import Organisation
from test_reviews import check_disconnect, check_join
from test_tables import POLICY, SMALL, check

from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.files import read_tables, write_all
from chatlink_policy.review.folders import Organisation as Folder
from chatlink_policy.review.folders import review_organisation
from chatlink_policy.review.tables import Tables, sound

RECORD, TEAM, USER = (f"{each}d0a6e3b-2c71-ef11-a670-00{each}d3a5bc00f" for each in "abc")


def organisation(record: str, team: str, user: str) -> Organisation:
    """Each id is spelled in one way in the one table and in another in the other."""
    return SMALL.but(
        links=[("c", "incident", RECORD, None, SMALL.rows["links"][0][4])],
        records=[("Incident", record, None, team)],
        team_members=[(TEAM.upper(), user)],
        access=[(user, "INCIDENT", f"{{{RECORD}}}", 3)],
    )


@pytest.mark.proves("DIS-6")
@pytest.mark.parametrize(
    ("engine", "shape"),
    [("polars", "{}"), ("duckdb", "{{{}}}"), pytest.param("pandas_objects", "{{{}}}", marks=pytest.mark.thorough)],
)
def test_a_guid_is_the_same_id_in_any_case_and_in_braces(engine: str, shape: str) -> None:
    spelled = organisation(*(shape.format(each.upper()) for each in (RECORD, TEAM, USER)))
    tables = spelled.tables(engine)
    check_join(spelled, engine, tables)
    if engine == "polars":  # of all of them, the engines are compared with each other elsewhere
        check_disconnect(spelled, engine, tables=tables)
    rights = review_disconnect(tables, POLICY).rights
    assert [tuple(row.values())[:5] for row in rows(rights)] == [("incident", RECORD, "c", USER, "owner")]


OTHER_IDS = (
    USER.replace("-", ""),
    f"({USER})",
    f"{{{USER}",
    f"{USER}}}",
    f"{{{{{USER}}}}}",
    f"urn:uuid:{USER}",
    f"{USER}0",
)


@pytest.mark.parametrize("other", [*OTHER_IDS, *(each.upper() for each in OTHER_IDS)])
def test_other_decorations_are_other_ids(other: str) -> None:
    members = pl.DataFrame({"team_id": ["t", "t"], "user_id": [USER, other]})
    found = sound(Tables(team_members=members), POLICY)
    assert {row["user_id"] for row in rows(found.judged.team_members)} == {USER, other}


def test_what_is_no_id_is_what_unicode_says() -> None:
    """Every character but those that nobody has given a meaning; a blank within is one only if it is U+0020."""
    letters = [chr(each) for each in range(sys.maxunicode + 1) if not 0xD800 <= each <= 0xDFFF]
    known = [each for each in letters if unicodedata.category(each) != "Cn"]
    members = pl.DataFrame({"team_id": ["t"] * len(known), "user_id": [f"a{each}b" for each in known]})
    rejected = {row["user_id"][1] for row in rows(sound(Tables(team_members=members), POLICY).rejected["team_members"])}
    no_letters = {each for each in known if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp", "Zs"}} - {" "}
    assert rejected == no_letters


@pytest.mark.parametrize("blank", ["", " ", "   ", "\t", "\u3000 ", "\x1f"])
def test_a_blank_text_is_a_missing_value_in_frames_and_in_parquet(blank: str, tmp_path: Path) -> None:
    some = SMALL.only("links", "records", "team_members")
    first, *others = some.rows["records"]
    spelled = some.but(records=[(*first[:2], first[2], blank), *others]).and_also("team_members", (blank, "ann"))
    missing = ("team_members", (None, "ann", "missing_value"))
    check(spelled, "polars")
    write_all({tmp_path / f"{name}.parquet": spelled.frame("polars", name) for name in spelled.rows})
    for tables in (spelled.tables("polars"), read_tables(tmp_path)):
        rejected = sound(tables, POLICY).rejected
        assert [(name, tuple(row.values())) for name in rejected for row in rows(rejected[name])] == [missing]


@pytest.mark.parametrize("parts", [1, 3])
def test_parts_of_an_organisation_know_a_record_by_any_spelling(parts: int, tmp_path: Path) -> None:
    """A record stands in one part however it is spelled, and a link that names no readable one is counted once."""
    bad: list[tuple[Any, ...]] = [("c", "incident", f"{RECORD} ", "ann", SMALL.rows["links"][0][4])]
    guids = [f"{number}d0a6e3b-2c71-ef11-a670-0000000000{number}f" for number in range(8)]
    when = SMALL.rows["links"][0][4]
    spelled = SMALL.but(
        links=[(f"c{each}", "Incident", f"{{{each.upper()}}}", "ann", when) for each in guids] + bad,
        records=[("incident", each, "bob", None) for each in guids],
    )
    tables = {name: spelled.frame("polars", name).lazy() for name in spelled.rows}
    review_organisation(Folder(Tables(**tables), POLICY), tmp_path / "rights.parquet", parts=parts)
    rights = pl.read_parquet(tmp_path / "rights.parquet")
    assert sorted(rights["record_id"].unique()) == guids
    assert sorted(rights["user_id"].unique()) == ["ann", "bob"]
    rejected = pl.read_parquet(tmp_path / "rights.rejected-links.parquet")
    assert rejected.select("record_id", "why").rows() == [(f"{RECORD} ", "unknown_value")]


def test_a_table_is_asked_for_its_spelling_once() -> None:
    """The same tables serve several reviews, and the texts are read for their spelling once."""
    asked = []

    def count(frame: pl.DataFrame) -> pl.DataFrame:
        asked.append(frame.height)
        return frame

    tables: Tables[Native] = Tables(
        **{name: SMALL.frame("polars", name).lazy().map_batches(count) for name in ("team_members", "user_roles")}
    )
    sound(tables, POLICY)
    first = len(asked)
    sound(tables, POLICY)
    assert first > 0
    assert len(asked) == first
