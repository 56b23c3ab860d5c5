"""What an engine raises, of damaged files or frames that do not go together, comes out as an error of this library."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from engines import Native, pa, pd, rows
from small_organisations import TIMES, frame_of
from test_tables import POLICY, SMALL
from thoroughness import at_most

from chatlink_policy import ChatlinkPolicyError, InvalidValue, UnreadableInput
from chatlink_policy.review._frames import engine_errors
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.files import file_errors, read_tables, write_all
from chatlink_policy.review.tables import NEEDED, Tables, sound

PanicException = type("PanicException", (BaseException,), {})
"""As Polars has it: in no module that anybody can import, and no `Exception`."""


@pytest.mark.parametrize(
    "error", [PanicException("it is\nbroken"), ValueError("it is"), KeyError("it is"), OSError("it is")]
)
def test_whatever_an_engine_raises_is_said_on_one_line(error: BaseException) -> None:
    with pytest.raises(InvalidValue, match=r"^links\.chat_id: expected a text, got '?it is'?$"):  # noqa: SIM117
        with engine_errors("links.chat_id", "a text"):
            raise error
    with pytest.raises((InvalidValue, UnreadableInput), match="it is"), file_errors():
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_what_stops_a_program_passes(error: BaseException) -> None:
    with pytest.raises(type(error)), engine_errors("links", "links"):
        raise error
    with pytest.raises(type(error)), file_errors():
        raise error


def test_an_error_of_this_library_passes_as_it_is() -> None:
    own = UnreadableInput("links.csv", ())
    with pytest.raises(UnreadableInput) as caught, engine_errors("links", "links"), file_errors():
        raise own
    assert caught.value is own


def test_what_an_engine_raises_at_length_is_shortened() -> None:
    with pytest.raises(InvalidValue) as caught, engine_errors("links", "links"):
        raise ValueError("x" * 100_000)
    assert len(str(caught.value)) < 300


def _damaged(table: str, folder: Path, chance: random.Random) -> None:
    """The file of a table with some bytes of one of its columns changed."""
    path = folder / f"{table}.parquet"
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(4, len(content) - 600)] = chance.randrange(256)
    path.write_bytes(content)


def test_a_damaged_file_is_an_error_that_names_its_table_or_still_a_table(tmp_path: Path) -> None:
    """Polars reads it, refuses it or panics; no error but one of this library comes out."""
    names = NEEDED["disconnecting"]
    for seed in range(3 * at_most(24)):
        chance = random.Random(seed)
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        write_all({folder / f"{name}.parquet": frame_of("polars", name, SMALL.rows[name]) for name in names})
        table = chance.choice(("links", "records", "team_members"))
        _damaged(table, folder, chance)
        try:
            with file_errors():
                rows(review_disconnect(read_tables(folder), POLICY).rights)
        except ChatlinkPolicyError as error:
            assert table in str(error) or "tables: rows" in str(error)


def test_a_column_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Cut off in the middle, each column but the first has pages that are not there."""
    path = tmp_path / "team_members.parquet"
    pl.DataFrame({"team_id": ["a"] * 9, "user_id": [f"{n}" for n in range(9)]}).write_parquet(
        path, compression="uncompressed"
    )
    content = path.read_bytes()
    where = content.index(b"8", content.index(b"7"))
    path.write_bytes(content[: where - 40] + b"\xff" * 40 + content[where:])
    with pytest.raises(ChatlinkPolicyError, match=r"team_members\.user_id: expected a column that can be read"):
        sound(Tables(team_members=pl.scan_parquet(path)), POLICY)


def _two_connections() -> dict[str, Native]:
    frames = {name: frame_of("pyarrow", name, each) for name, each in SMALL.rows.items()}
    return {name: duckdb.connect().from_arrow(each) for name, each in frames.items()}


def _doubled_in(make: Callable[[Any], Native]) -> dict[str, Native]:
    frames = {name: frame_of("pyarrow", name, each) for name, each in SMALL.rows.items()}
    links = frames["links"]
    doubled = pa.Table.from_arrays([*links.columns, links.column(0)], names=[*links.column_names, "chat_id"])
    return {name: make(doubled if name == "links" else each) for name, each in frames.items()}


def test_frames_of_two_connections_are_refused_by_table() -> None:
    with pytest.raises(InvalidValue, match=r"^Tables\.\w+: expected a frame of the same connection as the others"):
        review_disconnect(Tables(**_two_connections()), POLICY)


@pytest.mark.parametrize("make", [lambda table: table, lambda table: table.to_pandas()], ids=["pyarrow", "pandas"])
def test_a_doubled_column_is_refused_by_name(make: Callable[[Any], Native]) -> None:
    with pytest.raises(InvalidValue, match=r"^links\.chat_id: expected one column of that name, got more than one$"):
        review_disconnect(Tables(**_doubled_in(make)), POLICY)


def test_a_doubled_column_of_duckdb_is_refused_by_name() -> None:
    connection = duckdb.connect()
    members = connection.sql("select 'a' team_id, 'b' user_id, 'c' team_id")
    with pytest.raises(InvalidValue, match=r"^team_members\.team_id: expected one column of that name"):
        sound(Tables(team_members=members), POLICY)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("rights", ["1", "2"]),
        ("rights", [True, False]),
        ("user_id", [1, 2]),
        ("user_id", [b"a", b"b"]),
        ("user_id", pl.Series([1, 2]).cast(pl.Date)),
        ("record_id", [1.0, 2.0]),
    ],
)
def test_a_column_of_another_type_is_refused_by_name(column: str, values: Any) -> None:  # noqa: ANN401  # any values
    frame = frame_of("polars", "access", [("u", "t", "r", 1), ("v", "t", "r", 1)]).with_columns(
        pl.Series(column, values)
    )
    for native in (frame, frame.lazy(), frame.to_arrow(), duckdb.from_arrow(frame.to_arrow())):
        with pytest.raises(InvalidValue, match=rf"^access\.{column}: expected a column that holds: "):
            sound(Tables(access=native), POLICY)


def test_categories_of_numbers_are_no_texts() -> None:
    of_numbers = pd.DataFrame({"team_id": pd.Series([1, 2], dtype="category"), "user_id": ["a", "b"]})
    of_arrow = pa.table({"team_id": pa.array([1, 2]).dictionary_encode(), "user_id": ["a", "b"]})
    for native in (of_numbers, of_arrow):
        with pytest.raises(InvalidValue, match=r"^team_members\.team_id: expected a column that holds: text"):
            sound(Tables(team_members=native), POLICY)


def test_parts_of_a_table_may_differ_in_their_types(tmp_path: Path) -> None:
    """Times of two zones, texts and categories, small and large numbers: as exports of several days have them."""
    links, access = tmp_path / "links", tmp_path / "access"
    links.mkdir()
    access.mkdir()
    frame = frame_of("polars", "links", [("c", "t", "r", "u", TIMES[0])])
    time = pl.col("connected_on")
    frame.write_parquet(links / "0.parquet")
    frame.with_columns(
        time.dt.convert_time_zone("Europe/Paris"), chat_id=pl.lit("d").cast(pl.Categorical())
    ).write_parquet(links / "1.parquet")
    frame.with_columns(time.cast(pl.Datetime("ns", "UTC"))).write_parquet(links / "2.parquet")
    rights = frame_of("polars", "access", [("u", "t", "r", 3)])
    kinds: list[Any] = [pl.Int8, pl.UInt64, pl.Float32, pl.Decimal(10, 2), pl.Null]
    for number, kind in enumerate(kinds):
        rights.with_columns(pl.col("rights").cast(kind, strict=False)).write_parquet(access / f"{number}.parquet")
    tables = read_tables(tmp_path)
    assert {row["connected_on"].astimezone(UTC) for row in rows(tables.links)} == {TIMES[0]}
    assert sorted(row["chat_id"] for row in rows(tables.links)) == ["c", "c", "d"]
    assert [row["rights"] for row in rows(tables.access)] == [3, 3, 3, 3, None]
    assert isinstance(rows(tables.links)[0]["connected_on"], datetime)


def test_frames_of_an_engine_that_is_too_old_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatlink_policy.review.tables.is_too_old", lambda _: True)
    with pytest.raises(InvalidValue, match=r"Tables\.team_members: expected a frame of DuckDB 2\.0 or later"):
        sound(Tables(team_members=pl.DataFrame({"team_id": ["t"], "user_id": ["u"]})), POLICY)
