"""The tables of an organisation from files, and frames to files.

A folder of Parquet or CSV files is read lazily, so memory stays bounded whatever its size. Nothing is guessed: a folder
with an unknown file, a missing column or a value that cannot be read is refused, with every mistake listed at once.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from pathlib import Path
from typing import cast

from .._arguments import checked
from .._paths import as_path
from ..errors import ChatlinkPolicyError, InvalidValue, UnreadableInput, one_line, shown
from ..rendering import FORMULA
from ._columns import ColumnType, TableColumn
from ._csv import mistakes_of_the_header
from ._engines import in_polars, writes_parquet
from ._frames import IntoFrame, engine_errors, first_line, is_of_engine, rows_of
from ._polars import pl
from ._reading import BLANK, NULL_IN_WORDS, names_shown, typed_table
from .entries import FORMATS, files_by_table, is_export, passed_over
from .tables import TABLES, Tables
from .unfinished import folder_in

__all__ = [
    "FORMATS",
    "count",
    "divided",
    "file_errors",
    "in_pieces",
    "is_export",
    "number_of_pieces",
    "one_after_another",
    "passed_over",
    "read_tables",
    "write",
    "write_all",
    "written",
]

# --- Folders ----------------------------------------------------------------------------------------------------------


@checked
def read_tables(folder: str | Path) -> Tables[pl.LazyFrame]:
    """Read a folder with a file `<table>.parquet` or `<table>.csv`, or a folder of such files, for each table.

    The names and columns of the tables are those of `TABLES`. CSV files are in UTF-8 with a header, with or without a
    byte order mark; a blank cell is a missing value, a line without any value is no row, ids are text, a time has its
    zone, and a truth is true or false. They are read through once for values that are wrong; of Parquet files only the
    schema is looked at.

    Raises:
        UnreadableInput: with every mistake found: a folder or file that cannot be read, a file of an unknown name, a
            table given twice or in two formats, missing columns, columns of the wrong type, and wrong values.
    """
    path = as_path(folder, "folder")
    problems: list[InvalidValue] = []
    tables: dict[str, pl.LazyFrame] = {}
    for name, files in files_by_table(path, problems).items():
        parts = [part for file in files if (part := _read_part(name, file, path, problems)) is not None]
        if parts:
            tables[name] = parts[0] if len(parts) == 1 else pl.concat(parts, how="vertical_relaxed")
    if not (tables or problems):
        known = ", ".join(f"{name}.parquet" for name in TABLES)
        problems.append(InvalidValue("folder", f"tables as Parquet or CSV files ({known})", "no such file"))
    if problems:
        raise _unreadable(path.name, *problems)
    return Tables(**tables)


# --- Files ------------------------------------------------------------------------------------------------------------

_EXPECTED = {
    ColumnType.TEXT: "text in UTF-8",
    ColumnType.TIME: "a time with its zone, such as 2026-01-31T09:00:00Z",
    ColumnType.WHOLE_NUMBER: "a whole number",
    ColumnType.TRUTH: "true or false",
}


def _read_part(table: str, file: Path, folder: Path, problems: list[InvalidValue]) -> pl.LazyFrame | None:
    """The columns of a file; None where something is wrong with it, which is then among the problems."""
    name = one_line(file.relative_to(folder).as_posix())
    read = _read_csv if file.suffix == ".csv" else _read_parquet
    try:
        with engine_errors(name, f"a {file.suffix[1:]} file that can be read"):
            rows, mistakes = read(table, file, name)
    except InvalidValue as error:
        problems.append(error)
        return None
    problems += mistakes
    return None if mistakes else rows


def _read_parquet(table: str, file: Path, name: str) -> tuple[pl.LazyFrame, list[InvalidValue]]:
    """The columns of a file, each in its type, and what is wrong with them; only the schema is looked at."""
    rows = pl.scan_parquet(file, glob=False)
    mistakes = _missing_columns(table, rows, name)
    if not mistakes:
        try:
            return typed_table(table, rows), []
        except InvalidValue as error:
            mistakes = [InvalidValue(f"{name}: {error.field.partition('.')[2]}", error.expected, error.got)]
    return rows, mistakes


def _read_csv(table: str, file: Path, name: str) -> tuple[pl.LazyFrame, list[InvalidValue]]:
    """The values of a file, and what is wrong with it; every cell is looked at."""
    mistakes = mistakes_of_the_header(file, name, [each.name for each in TABLES[table]])
    if mistakes:
        return pl.LazyFrame(), mistakes
    rows = pl.scan_csv(file, infer_schema=False, glob=False)
    mistakes = _missing_columns(table, rows, name) or _wrong_values(table, rows, name)
    is_no_row = pl.all_horizontal(_is_blank(pl.all()))  # a blank line, or one of commas as spreadsheets leave it
    return (rows if mistakes else rows.filter(~is_no_row).select(map(_read_text, TABLES[table]))), mistakes


def _missing_columns(table: str, rows: pl.LazyFrame, name: str) -> list[InvalidValue]:
    names = rows.collect_schema().names()
    found = names_shown(names)
    return [
        InvalidValue(f"{name}: {each.name}", f"a column that holds: {each.type}", f"no such column among {found}")
        for each in TABLES[table]
        if each.name not in names
    ]


def _wrong_values(table: str, rows: pl.LazyFrame, name: str) -> list[InvalidValue]:
    """Cells that cannot be read; every cell is looked at, also for text that is none."""
    wrong = {each: _text(each).filter(_read_text(each).is_null() & _text(each).is_not_null()) for each in TABLES[table]}
    counts = {f"count {each.name}": cells.len() for each, cells in wrong.items()}
    examples = {f"example {each.name}": cells.min() for each, cells in wrong.items()}
    found = rows.select(**counts, **examples).collect(engine="streaming").row(0, named=True)
    return [
        InvalidValue(f"{name}: {each.name}", _EXPECTED[each.type], _cells(found[f"example {each.name}"], count))
        for each in TABLES[table]
        if (count := found[f"count {each.name}"])
    ]


def _cells(example: str, count: int) -> str:
    hint = " (a missing value is an empty cell)" if example in NULL_IN_WORDS else ""
    return f"{shown(example)}{hint}" if count == 1 else f"{shown(example)}{hint}, and {count - 1:,} more"


def _is_blank(text: pl.Expr) -> pl.Expr:
    return text.is_null() | text.str.contains(BLANK)


def _text(column: TableColumn) -> pl.Expr:
    """The text of a cell; missing where it is blank."""
    text = pl.col(column.name)
    return pl.when(~_is_blank(text)).then(text)


def _read_text(column: TableColumn) -> pl.Expr:
    """The value of a cell of a CSV file; missing where the cell is empty or cannot be read."""
    text = _text(column)
    if column.type is ColumnType.TIME:
        value = text.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    elif column.type is ColumnType.WHOLE_NUMBER:
        value = text.cast(pl.Int64, strict=False)
    elif column.type is ColumnType.TRUTH:
        value = text.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
    else:
        value = text
    return value.alias(column.name)


# --- To files ---------------------------------------------------------------------------------------------------------


@checked
def write(frame: IntoFrame, path: str | Path, *, in_order: bool = False) -> None:
    """Write a frame of any engine to a file whose name ends in `.parquet` or `.csv`.

    Lazy frames of Polars are computed and written piece by piece, and so are those of DuckDB as Parquet. Other lazy
    frames are collected: where those of Spark are large, use their own `write`. In CSV a missing value is an empty
    cell, a time is written with its zone, and a text that a spreadsheet would take for a formula gets an apostrophe
    before it.

    Args:
        frame: the frame.
        path: the file.
        in_order: whether the rows are sorted as in the files of a review, so that the same rows give the same bytes.
            They are all in memory for that.

    Raises:
        InvalidValue: for a name of another ending, and a file that cannot be written.
        UnreadableInput: when the rows cannot be read from the files they are in.
    """
    write_all({as_path(path, "path"): frame}, in_order=in_order)


@checked
def write_all(frames: Mapping[Path, IntoFrame], *, is_for_now: bool = False, in_order: bool = False) -> None:
    """Write several frames, as `write` does; what lazy frames of Polars share is computed once.

    A file takes its name when all are whole; until then what was there before stays. Files that are only for now are
    written and read faster, and take more room.
    """
    for path in (as_path(each, "path") for each in frames):
        if path.suffix not in FORMATS:
            raise InvalidValue("path", f"a file name that ends in {' or '.join(FORMATS)}", shown(path.name))
    with ExitStack() as at_the_end, file_errors():
        folders = {parent: at_the_end.enter_context(folder_in(parent)) for parent in {*map(_parent, frames)}}
        unfinished = {path: folders[path.parent] / path.name for path in frames}
        if in_order:
            whole = pl.collect_all([_native(each) for each in frames.values()], engine="streaming")
            for path in reversed(unfinished.values()):
                _plan(_sorted(whole.pop()).lazy(), path, is_for_now=is_for_now).collect(engine="streaming")
        else:
            sinks = [_sink(frame, unfinished[path], is_for_now=is_for_now) for path, frame in frames.items()]
            pl.collect_all([each for each in sinks if each is not None], engine="streaming")
        for path, finished in unfinished.items():
            finished.replace(path)


ORDER = ("chat_id", "record_type", "record_id", "user_id", "right")
"""The columns by which rows are sorted first, as far as there are such; then come the others from left to right."""


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order in which they are written.

    Many are sorted in pieces, each of which comes after the one before: of what is close together in memory that takes
    less memory and time.
    """
    by = [*(each for each in ORDER if each in rows.columns), *(each for each in rows.columns if each not in ORDER)]
    number = len(rows) // _ROWS_SORTED_AT_A_TIME
    if number < 2:
        return rows.sort(by)
    first = rows[by[0]]
    some = first.gather_every(len(first) // (100 * number)).drop_nulls().sort()
    bounds = some.gather_every(max(1, len(some) // number))
    piece = bounds.search_sorted(first, side="right")
    return pl.concat([rows.filter(piece == each).sort(by) for each in range(len(bounds) + 1)])


_ROWS_SORTED_AT_A_TIME = 65_536


_parent = attrgetter("parent")


def written(*paths: Path) -> pl.LazyFrame:
    """The rows of Parquet files that were written before, all with the same columns."""
    return pl.scan_parquet([as_path(each, "paths") for each in paths], glob=False)


@checked
def divided(
    rows: pl.LazyFrame, key: Sequence[str], number: int, folder: Path
) -> tuple[list[pl.LazyFrame], pl.LazyFrame]:
    """Rows divided by their key into that many parts, and those that miss a value of it; all are kept in a folder.

    Raises:
        UnreadableInput: when the rows cannot be read from the files they are in.
    """
    folder = as_path(folder, "folder")
    is_known = pl.all_horizontal(pl.col(each).is_not_null() for each in key)
    part = pl.when(is_known).then(pl.struct(key).hash(seed=0) % number).otherwise(number)
    by_part = pl.PartitionBy(folder, key=part.alias("part"), include_key=False)
    with file_errors():
        rows.sink_parquet(
            by_part,
            compression="lz4",
            row_group_size=_ROWS_OF_A_PART_AT_A_TIME,
            maintain_order=False,
            mkdir=True,
            engine="streaming",
        )
    found = [folder / f"part={each}" for each in range(number + 1)]
    none = rows.collect_schema().to_frame().lazy()
    *parts, unknown = [pl.scan_parquet(each / "*.parquet") if each.is_dir() else none for each in found]
    return parts, unknown


_ROWS_OF_A_PART_AT_A_TIME = 16_384
"""This many rows of each part are in memory until they are written; with more, dividing takes more time too."""


@checked
def number_of_pieces(rows: pl.LazyFrame, most: int) -> int:
    """How many pieces of at most that many rows there are in the rows; one where there is no row."""
    return max(1, -(-count(rows) // most))


@checked
def in_pieces(rows: pl.LazyFrame, key: str, most: int) -> list[pl.LazyFrame]:
    """The rows in pieces that have no value of the key in common, of about that many rows each.

    They are read anew for each piece. For a few pieces of small rows that is faster than to write them divided.
    """
    number = number_of_pieces(rows, most)
    return [rows.filter(pl.col(key).hash(seed=0) % number == each) for each in range(number)]


@checked
def one_after_another(frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """The rows of several frames with the same columns."""
    if not frames:
        raise InvalidValue("frames", "at least one frame", "none")
    return frames[0] if len(frames) == 1 else pl.concat(frames)


@checked
def count(rows: pl.LazyFrame) -> int:
    """How many rows there are."""
    return int(rows.select(pl.len()).collect(engine="streaming").item())


@contextmanager
def file_errors() -> Iterator[None]:
    """Raise errors of the system and of Polars as errors of this library.

    Raises:
        InvalidValue: for a file that cannot be written.
        UnreadableInput: for rows that cannot be read.
    """
    try:
        yield
    except OSError as error:
        raise InvalidValue("file", "a file that can be written", error.strerror or first_line(error)) from error
    except ChatlinkPolicyError:
        raise
    except BaseException as error:
        if not is_of_engine(error):
            raise
        if (of_system := _OF_SYSTEM.search(str(error))) and int(of_system["number"]) in _CANNOT_WRITE:
            raise InvalidValue("file", "a file that can be written", of_system["what"].strip()) from error
        raise _unreadable("tables", InvalidValue("rows", "rows that can be read", first_line(error))) from error


_OF_SYSTEM = re.compile(r"(?P<what>[^:]*) \(os error (?P<number>\d+)\)")
"""How Polars reports an error of the system."""

_CANNOT_WRITE = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, 112}
"""No room, no room for so large a file, a quota, a disk that takes nothing; 112 is a full disk on Windows."""


def _sink(frame: IntoFrame, path: Path, *, is_for_now: bool) -> pl.LazyFrame | None:
    """A plan that writes the frame; None where it is written already."""
    rows = rows_of(frame)
    if path.suffix == ".parquet" and writes_parquet(rows):
        rows.sink_parquet(path)
        return None
    return _plan(_native(frame), path, is_for_now=is_for_now)


def _native(frame: IntoFrame) -> pl.LazyFrame:
    """The frame as a plan of Polars."""
    return cast("pl.LazyFrame", in_polars(rows_of(frame)).to_native())


def _plan(rows: pl.LazyFrame, path: Path, *, is_for_now: bool) -> pl.LazyFrame:
    """A plan that writes the rows."""
    if path.suffix == ".csv":
        return _safe(rows).sink_csv(path, lazy=True)
    if is_for_now:
        return rows.sink_parquet(path, compression="lz4", lazy=True)
    return rows.sink_parquet(path, compression="zstd", compression_level=1, row_group_size=_ROWS_IN_A_GROUP, lazy=True)


_ROWS_IN_A_GROUP = 262_144
"""This many rows of a file are kept together; left alone, Polars takes as many as happen to be finished."""


def _safe(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with texts that a spreadsheet takes as texts, and times with their zones."""
    schema = rows.collect_schema()
    times = [pl.col(name).dt.to_string("iso:strict") for name, each in schema.items() if isinstance(each, pl.Datetime)]
    texts = [pl.col(name).cast(pl.String) for name, each in schema.items() if _is_text(each)]
    marked = [pl.when(each.str.slice(0, 1).is_in(FORMULA)).then(pl.lit("'") + each).otherwise(each) for each in texts]
    return rows.with_columns(*times, *(each.name.keep() for each in marked))


def _is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, (pl.String, pl.Categorical, pl.Enum))


def _unreadable(source: str, *problems: InvalidValue) -> UnreadableInput:
    return UnreadableInput(one_line(source), problems)
