"""An organisation reviewed in parts gives the same as at once, down to every row rejected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from small_organisations import Organisation as Small
from small_organisations import Row, faulty_organisations, organisations, policies
from test_reviews import crowded

from chatlink_policy import InvalidValue, Policy, UnreadableInput
from chatlink_policy.review import folders, places
from chatlink_policy.review import parts as dividing
from chatlink_policy.review.files import divided, in_pieces
from chatlink_policy.review.folders import Asked, Organisation, Reviewed, WrittenFile, review_organisation
from chatlink_policy.review.parts import LINKS_IN_A_PART, number_of_parts, parts_of
from chatlink_policy.review.tables import TABLES, Tables

SLOW = [HealthCheck.too_slow]


def reviewed(small: Small, new: Policy, parts: int | None, out: str) -> tuple[Reviewed, dict[str, Counter[Row]]]:
    """The result, and the rows of every file by its name."""
    organisation = Organisation(small.tables("polars"), small.policy)
    asked = Asked(joining=True, enablement=True, change=new, through=True)
    with TemporaryDirectory() as folder:
        result = review_organisation(organisation, Path(folder, out), asked, parts=parts, partial=True)
        if out == "review":
            return result, {each.name: rows_in(each) for each in Path(folder, out).iterdir() if each.is_dir()}
        return result, {_answer(each.name): rows_in(each) for each in Path(folder).glob("*.parquet")}


def rows_in(path: Path) -> Counter[Row]:
    """The rows of a file, or of the files in a folder."""
    return Counter(
        row for each in (path.iterdir() if path.is_dir() else [path]) for row in pl.read_parquet(each).rows()
    )


def _answer(name: str) -> str:
    """The answer that is in the file of that name."""
    return name.removesuffix(".parquet").removeprefix("rights.")


def _named(files: tuple[WrittenFile, ...]) -> dict[str, int]:
    """Their numbers of rows by the names of the answers."""
    return {_answer(each.name.removeprefix("review/")): each.rows for each in files}


LAYOUTS = [("rights.parquet", 0), ("review", 0), ("review", 5)]
"""Where answers are put, and how many rows a file holds in a folder."""


def at_once(small: Small, new: Policy) -> tuple[Reviewed, dict[str, Counter[Row]]]:
    """The result where the organisation is one part, and goes into files."""
    try:
        result, files = reviewed(small, new, 1, "rights.parquet")
    except UnreadableInput:  # under neither policy can any settings be read
        reject()
    assert _named(result.files) == {name: rows.total() for name, rows in files.items()}
    return result, files


def check(
    small: Small, new: Policy, parts: int, layout: tuple[str, int], expected: tuple[Reviewed, dict[str, Counter[Row]]]
) -> None:
    result, files = expected
    out, rows_in_a_file = layout
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "ROWS_IN_A_FILE", rows_in_a_file)
        patch.setattr(folders, "CHATS_AT_A_TIME", 5)
        in_parts, files_in_parts = reviewed(small, new, parts, out)
    assert files_in_parts == files
    assert in_parts.summary == result.summary
    assert in_parts.changes == result.changes
    assert _named(in_parts.files) == _named(result.files)


of_any = given(organisations() | faulty_organisations(), policies(), st.integers(2, 5), st.sampled_from(LAYOUTS))


@of_any
@settings(max_examples=1, suppress_health_check=SLOW)
def test_a_review_in_parts_tells_the_same_as_one_at_once(
    small: Small, new: Policy, parts: int, layout: tuple[str, int]
) -> None:
    check(small, new, parts, layout, at_once(small, new))


@pytest.mark.campaign
@of_any
@settings(max_examples=60, suppress_health_check=SLOW)
def test_reviews_in_parts_of_many_organisations(small: Small, new: Policy, parts: int, layout: tuple[str, int]) -> None:
    check(small, new, parts, layout, at_once(small, new))


IN_EVERY_LAYOUT = [*((4, each) for each in LAYOUTS), (1, ("review", 0))]


@pytest.mark.parametrize("cases", [[(2, LAYOUTS[-1])], pytest.param(IN_EVERY_LAYOUT, marks=pytest.mark.campaign)])
def test_a_crowded_organisation_in_parts_and_in_a_folder(cases: list[tuple[int, tuple[str, int]]]) -> None:
    small = crowded()
    new = small.policy.but_for("incident", owner_may_disconnect=False, join_chat=False)
    expected = at_once(small, new)
    for parts, layout in cases:
        check(small, new, parts, layout, expected)


def test_a_number_that_one_part_does_not_know_is_not_known_of_all() -> None:
    result = pl.LazyFrame({"user_id": ["ann", "ann", "bob", "bob"], "right": "global", "links": [1, 2, 3, None]})
    found = dividing.put_together("everywhere", result).sort("user_id").collect().rows()
    assert found == [("ann", "global", 3), ("bob", "global", None)]


def tables(links: list[tuple[str | None, ...]], records: list[tuple[str | None, ...]]) -> Tables[pl.LazyFrame]:
    frames = {"links": links, "records": records}
    return Tables(
        **{
            name: pl.LazyFrame(rows, [each.name for each in TABLES[name]], orient="row")
            for name, rows in frames.items()
        }
    )


def test_every_row_about_a_record_is_in_one_part_and_a_link_without_a_record_in_each(tmp_path: Path) -> None:
    numbers = [f"{each}" for each in range(40)]
    links = [("c", "incident", each, None, None) for each in numbers]
    lost = [("c", "incident", None, None, None), ("c", None, "1", None, None)]
    records = [("incident", each, None, None) for each in numbers]
    nameless = [("incident", None, None, None)]
    parts = list(parts_of(tables([*links, *lost], [*records, *nameless]), 3, tmp_path))
    found_links, found_records = (
        [getattr(each, name).collect().rows() for each in parts] for name in ("links", "records")
    )
    assert Counter(row for part in found_links for row in part) == Counter([*links, *lost * 3])
    assert Counter(row for part in found_records for row in part) == Counter([*records, *nameless])
    assert nameless[0] in found_records[0]
    for some_links, some_records in zip(found_links, found_records, strict=True):
        assert {row[2] for row in some_links if row not in lost} == {row[1] for row in some_records} - {None}
        assert len(some_links) > len(lost)


def test_a_part_without_a_row_has_the_columns_of_the_others(tmp_path: Path) -> None:
    rows = pl.LazyFrame({"a": ["1"], "b": [1]})
    parts, unknown = divided(rows, ["a"], 3, tmp_path / "rows")
    assert sorted(len(each.collect()) for each in parts) == [0, 0, 1]
    assert {*(tuple(each.collect_schema().items()) for each in (*parts, unknown))} == {
        tuple(rows.collect_schema().items())
    }


def test_chats_counted_in_pieces_are_added_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = crowded()
    policy = small.policy.but_for("incident", owner_may_disconnect=False, connector_may_disconnect=False)
    organisation = Organisation(small.tables("polars"), policy)
    at_once_off = review_organisation(organisation, tmp_path / "at once", parts=1).summary.toggles_off
    monkeypatch.setattr(folders, "CHATS_AT_A_TIME", 1)
    in_pieces_off = review_organisation(organisation, tmp_path / "in pieces", parts=2).summary.toggles_off
    assert in_pieces_off == at_once_off
    assert at_once_off is not None
    assert max(each.chats for each in at_once_off) > 1
    assert any(each.connections > each.chats for each in at_once_off)


def test_pieces_hold_every_row_once_and_have_no_key_in_common() -> None:
    rows = pl.LazyFrame({"a": [*(f"{each % 20}" for each in range(60)), None, None]})
    pieces = [each.collect().to_series().to_list() for each in in_pieces(rows, "a", 10)]
    assert len(pieces) == 7
    assert sum(map(Counter, pieces), Counter()) == Counter(rows.collect().to_series().to_list())
    assert sum(len(set(each)) for each in pieces) == 21
    assert sum(map(bool, pieces)) > 1


@pytest.mark.parametrize(("rows", "pieces"), [(0, 1), (1, 1), (10, 1), (11, 2)])
def test_there_are_as_many_pieces_as_their_size_asks_for(rows: int, pieces: int) -> None:
    assert len(in_pieces(pl.LazyFrame({"a": range(rows)}), "a", 10)) == pieces


def test_rows_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    rotten = pl.LazyFrame({"a": ["1", "x"]}).with_columns(pl.col("a").cast(pl.Int64))
    with pytest.raises(UnreadableInput, match="rows that can be read"):
        divided(rotten, ["a"], 2, tmp_path / "rows")


@pytest.mark.parametrize(
    ("links", "parts"), [(0, 1), (1, 1), (LINKS_IN_A_PART, 1), (LINKS_IN_A_PART + 1, 2), (20 * LINKS_IN_A_PART, 20)]
)
def test_there_are_as_many_parts_as_memory_asks_for(links: int, parts: int) -> None:
    assert number_of_parts(Tables(links=pl.LazyFrame({"n": range(links)}))) == parts


@pytest.mark.parametrize("parts", [0, -1, 10**30, True, 1.0, "2"])
def test_fewer_than_one_part_and_more_than_records_are_refused(
    parts: Any,  # noqa: ANN401  # also what it cannot be
    tmp_path: Path,
) -> None:
    small = crowded()
    records = len(small.rows["records"])
    organisation, out = Organisation(small.tables("polars"), small.policy), tmp_path / "rights.parquet"
    expected = f"parts: expected a whole number from 1 to {records}, the number of records, got {parts!r}"
    for each in (parts, records + 1):
        with pytest.raises(InvalidValue) as caught:
            review_organisation(organisation, out, parts=each)
        assert str(caught.value) == expected.replace(repr(parts), repr(each))
    assert not list(tmp_path.iterdir())


def test_there_may_be_as_many_parts_as_records(tmp_path: Path) -> None:
    small = crowded()
    small = small.but(records=small.rows["records"][:3])
    organisation, records = Organisation(small.tables("polars"), small.policy), len(small.rows["records"])
    assert review_organisation(organisation, tmp_path / "rights.parquet", parts=records).summary.rights


def test_an_organisation_without_records_is_one_part(tmp_path: Path) -> None:
    nobody = crowded().but(records=[], links=[])
    organisation = Organisation(nobody.tables("polars"), nobody.policy)
    assert review_organisation(organisation, tmp_path / "rights.parquet", parts=1).summary.rights == ()


def test_there_are_no_more_parts_than_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "LINKS_IN_A_PART", 1)
    few = crowded()
    few = few.but(records=few.rows["records"][:2])
    stages: list[str] = []
    organisation = Organisation(few.tables("polars"), few.policy)
    review_organisation(organisation, tmp_path / "rights.parquet", progress=stages.append)
    assert "dividing the records into 2 parts" in stages


@pytest.mark.parametrize(("listed", "number"), [(0, 2), (3, 4), (300, 203)])
def test_the_more_users_are_listed_for_each_connection_the_more_parts_there_are(
    listed: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dividing, "LINKS_IN_A_PART", 10_000)
    assert number_of_parts(Tables(links=pl.LazyFrame({"n": range(20_000)})), listed) == number
