"""Where the answers of a review are put: files beside each other, or a folder of folders."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chatlink_policy import InvalidValue, Policy
from chatlink_policy.review import places
from chatlink_policy.review.answers import ANSWERS, RIGHTS
from chatlink_policy.review.folders import Organisation, review_organisation
from chatlink_policy.review.places import Found, check_out, place_of, shown_of
from chatlink_policy.review.snapshot_tables import empty_table
from chatlink_policy.review.tables import TABLES, Tables


def found(made: Path, name: str, *parts: list[int]) -> Found:
    """An answer whose parts hold these numbers."""
    files = []
    for number, numbers in enumerate(parts):
        folder = made / f"{number}"
        folder.mkdir(parents=True, exist_ok=True)
        files.append(folder / f"{name}.parquet")
        pl.DataFrame({"n": numbers}, {"n": pl.Int64}).write_parquet(files[-1])
    return Found(sum(map(len, parts)), pl.scan_parquet(files), files)


def laid_out(folder: Path) -> dict[str, list[int]]:
    """The numbers in each file under a folder, by its path there."""
    return {
        each.relative_to(folder).as_posix(): pl.read_parquet(each)["n"].to_list()
        for each in sorted(folder.rglob("*.parquet"))
    }


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder for what is not whole yet."""
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture
def answers(made: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Found]:
    """Rights of many rows, holders of few, and nobody who is excepted; all in two parts."""
    monkeypatch.setattr(places, "ROWS_IN_A_FILE", 3)
    return {
        "rights": found(made, "rights", [1, 2], [3, 4]),
        "everywhere": found(made, "everywhere", [5], [6, 7]),
        "excepted": found(made, "excepted", [], []),
    }


def test_in_a_folder_many_rows_stay_in_the_files_of_the_parts(
    tmp_path: Path, made: Path, answers: Mapping[str, Found]
) -> None:
    place = place_of(tmp_path / "review")
    place.put(answers, "{}", made)
    assert laid_out(tmp_path / "review") == {
        "everywhere/part.parquet": [5, 6, 7],
        "rights/part-0.parquet": [1, 2],
        "rights/part-1.parquet": [3, 4],
    }
    assert [place.name(each) for each in shown_of(answers)] == ["review/rights", "review/everywhere"]


def test_the_files_of_parts_are_in_the_order_of_their_names(tmp_path: Path, made: Path) -> None:
    place_of(tmp_path / "review").put(
        {"rights": found(made, "rights", *([each] * 100_000 for each in range(11)))}, "{}", made
    )
    names = sorted(each.name for each in (tmp_path / "review" / "rights").iterdir())
    assert names == [f"part-{each:02}.parquet" for each in range(11)]
    assert [pl.read_parquet(tmp_path / "review" / "rights" / each)["n"][0] for each in names] == list(range(11))


def test_rows_that_are_added_up_are_in_one_file_however_many(
    tmp_path: Path, made: Path, answers: Mapping[str, Found]
) -> None:
    place_of(tmp_path / "review").put({"rights": answers["rights"]._replace(files=())}, "{}", made)
    assert laid_out(tmp_path / "review") == {"rights/part.parquet": [1, 2, 3, 4]}


def test_files_stand_beside_each_other(tmp_path: Path, made: Path, answers: Mapping[str, Found]) -> None:
    leftover = tmp_path / "who.excepted.parquet"
    leftover.touch()
    place = place_of(tmp_path / "who.parquet")
    place.put(answers, "{}", made)
    assert pl.read_parquet(tmp_path / "who.parquet")["n"].to_list() == [1, 2, 3, 4]
    assert pl.read_parquet(tmp_path / "who.everywhere.parquet")["n"].to_list() == [5, 6, 7]
    assert not leftover.exists()
    assert [place.name(each) for each in shown_of(answers)] == ["who.parquet", "who.everywhere.parquet"]


def test_rights_are_put_there_even_without_a_row(tmp_path: Path, made: Path) -> None:
    place_of(tmp_path / "review").put({"rights": found(made, "rights", [], [])}, "{}", made)
    assert laid_out(tmp_path / "review") == {"rights/part.parquet": []}


def test_an_empty_folder_is_filled(tmp_path: Path, made: Path, answers: Mapping[str, Found]) -> None:
    (tmp_path / "review").mkdir()
    place_of(tmp_path / "review").put(answers, "{}", made)
    assert {each.name for each in (tmp_path / "review").iterdir()} == {"rights", "everywhere", "summary.json"}


def test_a_folder_with_anything_in_it_a_file_and_another_ending_are_refused(tmp_path: Path) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / ".hidden").touch()
    file.touch()
    expected = "out: expected a folder that is not there yet, or is empty, got"
    for out, message in (
        (full, f"{expected} 'full', which is not empty"),
        (file, f"{expected} 'file', which is a file"),
        (
            tmp_path / "rights.xlsx",
            "out: expected a file name that ends in .parquet or .csv, or the name of a folder, without an ending, "
            "got 'rights.xlsx'",
        ),
        (
            tmp_path / "nowhere" / "x",
            f"out: expected a file or folder in a folder that exists, got '{tmp_path}/nowhere'",
        ),
    ):
        with pytest.raises(InvalidValue) as caught:
            place_of(out)
        assert str(caught.value) == message


@pytest.mark.parametrize("out", ["rights.parquet", "review", "../tables/review"])
def test_nothing_is_put_into_the_folder_that_is_read(tmp_path: Path, out: str) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    with pytest.raises(InvalidValue, match=r"^out: expected a place outside the folder that is read, got"):
        check_out(tables / out, tables)
    check_out(tmp_path / "review", tables)


# --- What else is there -----------------------------------------------------------------------------------------------


def test_no_answer_of_an_earlier_review_stays_beside_new_ones(
    tmp_path: Path, made: Path, answers: Mapping[str, Found]
) -> None:
    earlier = [f"who.{each}.parquet" for each in ANSWERS if each != RIGHTS]
    others = ["who.csv", "who.joining.csv", "who.users.parquet", "who", "else.joining.parquet", "who.summary.txt"]
    for each in (*earlier, *others, "who.summary.json", "who.parquet"):
        (tmp_path / each).write_text("before")
    place_of(tmp_path / "who.parquet").put(answers, "a summary", made)
    assert {each.name for each in tmp_path.iterdir() if each.is_file() and each.read_bytes() == b"before"} == {*others}
    assert (tmp_path / "who.summary.json").read_text() == "a summary"
    assert {each.name for each in tmp_path.glob("who.*.parquet")} == {"who.everywhere.parquet", "who.users.parquet"}


def test_where_rights_are_not_answered_older_ones_do_not_stay(
    tmp_path: Path, made: Path, answers: Mapping[str, Found]
) -> None:
    (tmp_path / "who.csv").write_text("before")
    place_of(tmp_path / "who.csv").put({"everywhere": answers["everywhere"]}, "{}", made)
    assert {each.name for each in tmp_path.glob("who*")} == {"who.everywhere.csv", "who.summary.json"}


@pytest.mark.parametrize("name", ["rights.csv", "rights.joining.csv", "rights.summary.json"])
def test_what_is_no_file_in_the_place_of_an_answer_is_refused_before_anything_is_read(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InvalidValue) as caught:
        check_out(tmp_path / "rights.csv", tmp_path / "nowhere")
    assert str(caught.value) == f"out: expected a file, or nothing, of the name {name!r}, got a folder"
    (tmp_path / name).rmdir()
    os.mkfifo(tmp_path / name)
    with pytest.raises(InvalidValue, match=r"got no file but a device or a pipe$"):
        place_of(tmp_path / "rights.csv")


@pytest.mark.parametrize("out", ["/proc/rights.csv", "/proc/review", "/proc/self/mem/rights.csv"])
def test_a_folder_that_cannot_be_written_is_refused(out: str) -> None:
    organisation = Organisation(Tables(**{name: empty_table(name) for name in TABLES}), Policy(chat_is_on=True))
    with pytest.raises(
        InvalidValue, match=r"^(file: expected a file that can be written|out: expected a file or folder)"
    ):
        review_organisation(organisation, out)


@pytest.mark.parametrize("out", ["rights.csv", "rights.parquet", "review"])
def test_a_full_disk_is_an_error_and_leaves_nothing(out: str, tmp_path: Path) -> None:
    links = pl.DataFrame({"chat_id": [f"{each * 7919:x}" for each in range(20_000)]}).with_columns(
        record_type=pl.lit("incident"),
        record_id=pl.col("chat_id"),
        connected_by=pl.lit("ann"),
        connected_on=pl.lit(datetime(2026, 1, 1, tzinfo=UTC)),
    )
    records = links.select("record_type", "record_id", owner_user=pl.lit("ann"), owner_team=pl.lit(None, pl.String))
    tables: dict[str, Any] = {name: empty_table(name) for name in TABLES} | {"links": links, "records": records}
    policy = Policy(chat_is_on=True).but_for("incident", owner_may_disconnect=True)
    (tmp_path / "rights.csv").write_text("before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))  # as if there were no room for larger files
    try:
        with pytest.raises(InvalidValue, match=r"^file: expected a file that can be written, got File too large"):
            review_organisation(Organisation(Tables(**tables), policy), tmp_path / out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"rights.csv": "before"}


def test_a_link_that_leads_to_itself_is_no_input_and_a_place_for_answers_takes_it(tmp_path: Path) -> None:
    """`Path.resolve` raises a RuntimeError for it."""
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    check_out(loop, tmp_path / "export")
    check_out(tmp_path / "rights.csv", loop)
    with pytest.raises(InvalidValue):
        check_out(loop / "rights.csv", tmp_path / "export")
