"""What is written has a stated order: the same rows, in any order, give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from engines import native_frame, usually
from small_organisations import Organisation as Small
from test_reviews import crowded

from chatlink_policy import Policy
from chatlink_policy.review import files
from chatlink_policy.review.files import write
from chatlink_policy.review.folders import Asked, Organisation, review_organisation

FIRST = ("chat_id", "record_type", "record_id", "user_id", "right")


def shuffled(small: Small, seed: int) -> Small:
    random = Random(seed)  # no secret
    return small.but(**{name: random.sample(rows, len(rows)) for name, rows in small.rows.items()})


def bytes_of(small: Small, new: Policy, out: Path, **how: Any) -> dict[str, bytes]:  # noqa: ANN401
    asked = Asked(joining=True, enablement=True, expand_global=True, change=new)
    review_organisation(Organisation(small.tables("polars"), small.policy), out, asked, **how)
    written = out.rglob("*.*") if out.is_dir() else out.parent.iterdir()
    return {f"{each.relative_to(out.parent)}": each.read_bytes() for each in written if each.is_file()}


@pytest.mark.parametrize(
    ("out", "parts"),
    [
        ("rights.csv", 2),
        pytest.param("rights.parquet", 1, marks=pytest.mark.campaign),
        pytest.param("review", 3, marks=pytest.mark.campaign),
    ],
)
def test_the_same_rows_in_any_order_give_the_same_bytes(out: str, parts: int, tmp_path: Path) -> None:
    small = crowded()
    new = small.policy.but_for("incident", owner_may_disconnect=False, join_chat=False)
    found = []
    for seed in range(2):
        (tmp_path / f"{seed}").mkdir()
        found.append(bytes_of(shuffled(small, seed), new, tmp_path / f"{seed}" / out, parts=parts))
    assert len(found[0]) > 5
    assert {name: found[0][name] == each for name, each in found[1].items()} == dict.fromkeys(found[0], True)


def test_rows_are_sorted_by_chat_record_user_and_right(tmp_path: Path) -> None:
    small = shuffled(crowded(), 1)
    bytes_of(small, small.policy, tmp_path / "rights.csv", parts=1)
    read = {each.name: pl.read_csv(each, infer_schema=False) for each in tmp_path.glob("*.csv")}
    assert {"rights.csv", "rights.joining.csv", "rights.enablement.csv", "rights.rejected-links.csv"} <= {*read}
    for name, frame in read.items():
        if name != "rights.anybody.csv":  # counted, and so not text
            by = [
                *(each for each in FIRST if each in frame.columns),
                *(each for each in frame.columns if each not in FIRST),
            ]
            assert frame.rows() == frame.sort(by).rows(), name


def test_many_rows_are_sorted_in_pieces_as_if_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(1)  # no secret
    chats = [*map(str, range(40)), None]
    rows = [(random.choice(chats), str(random.randrange(9)), random.randrange(3)) for _ in range(3_000)]
    frame = pl.DataFrame(rows, ["chat_id", "user_id", "n"], orient="row")
    write(frame, tmp_path / "at once.parquet", in_order=True)
    monkeypatch.setattr(files, "_ROWS_SORTED_AT_A_TIME", 100)
    write(frame, tmp_path / "in pieces.parquet", in_order=True)
    in_pieces = pl.read_parquet(tmp_path / "in pieces.parquet")
    assert in_pieces.equals(frame.sort("chat_id", "user_id", "n"))
    assert in_pieces.equals(pl.read_parquet(tmp_path / "at once.parquet"))


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_frames_of_every_engine_are_written_in_order_where_that_is_asked_for(engine: str, tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {
        "note": ["x", "y", "z"],
        "user_id": ["b", "a", "a"],
        "chat_id": ["2", "2", None],
    }
    write(native_frame(engine, columns), tmp_path / "rows.csv", in_order=True)
    assert (tmp_path / "rows.csv").read_text().splitlines() == ["note,user_id,chat_id", "z,a,", "y,a,2", "x,b,2"]


def test_without_the_order_the_rows_are_the_same(tmp_path: Path) -> None:
    small = crowded()
    review_organisation(Organisation(small.tables("polars"), small.policy), tmp_path / "a.parquet")
    review_organisation(Organisation(small.tables("polars"), small.policy), tmp_path / "b.parquet", in_order=False)
    in_order, as_found = (pl.read_parquet(tmp_path / f"{each}.parquet") for each in "ab")
    assert in_order.equals(as_found.sort([each for each in FIRST if each in as_found.columns]))
