"""What lies in a folder that is read: an export or tables, the files of each table, and what is passed over.

Nothing is guessed: what may be meant as a table and has no known name refuses the folder. Only what nobody takes for a
table is passed over, and listed: hidden files, what systems leave there, notes, and other folders.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .._arguments import checked
from .._ids import did_you_mean
from .._paths import as_path
from ..dataverse._export_files import is_note
from ..dataverse.export_tables import EXPORT_TABLES
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..wording.words import say
from .tables import TABLES

__all__ = ["FORMATS", "files_by_table", "is_export", "passed_over"]

FORMATS = (".parquet", ".csv")
"""The endings of the files that tables are read from and frames are written to."""

_POLICIES = ("policy.toml", "policy.json")
"""What else may lie in a folder of tables."""

_SUPPLEMENTS = ("supplement.toml", "supplement.json")
"""What every folder export holds, and no folder of tables."""


@checked
def is_export(folder: str | Path) -> bool:
    """Whether a folder holds an export, as `load_export` reads it, and not tables.

    Raises:
        UnreadableInput: for a folder that cannot be read, and for one that holds both.
    """
    path = as_path(folder, "folder")
    names = [each.name for each in _entries(path)]
    of_export = [each for each in names if each in _SUPPLEMENTS or (each.endswith(".json") and each not in _POLICIES)]
    of_tables = [each for each in names if _table_of(each) is not None]
    if of_export and of_tables:
        got = f"both, {of_export[0]!r} and {of_tables[0]!r}"
        raise _unreadable(path.name, InvalidValue("folder", "an export, or tables as Parquet or CSV", got))
    return bool(of_export)


@checked
def passed_over(folder: str | Path) -> tuple[str, ...]:
    """What lies in a folder that is read, without being read itself; with a hint where it looks like a table.

    Raises:
        UnreadableInput: for a folder that cannot be read.
    """
    found = []
    for each in _all_entries(as_path(folder, "folder")):
        if _is_passed_over(each):
            meant = each.name.lower().removesuffix(".txt")
            is_known = _table_of(meant) is not None or meant.removesuffix(".json") in EXPORT_TABLES
            name = one_line(each.name) + ("/" if each.is_dir() else "")
            has_hint = each.suffix.lower() == ".txt" and is_known
            found.append(say("findings.meant", name=name, meant=repr(meant)) if has_hint else name)
    return tuple(found)


def _is_passed_over(path: Path) -> bool:
    """Whether something in a folder is nobody's table: a note, or some other folder."""
    return _is_note(path) or (path.is_dir() and _table_of(path.name) is None)


def _is_note(path: Path) -> bool:
    """Whether a file is a note as in an export, or one that engines leave beside the parts of a table."""
    return path.name.startswith("_") or is_note(path.name)


def _all_entries(folder: Path) -> list[Path]:
    """What lies in a folder, in order."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problem = InvalidValue("folder", "a folder that can be read", error.strerror or str(error))
        raise _unreadable(folder.name, problem) from error


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, in order, without what is passed over."""
    return [each for each in _all_entries(folder) if not _is_passed_over(each)]


def _table_of(name: str) -> str | None:
    """The table that a file or folder of that name holds."""
    table = next((name.removesuffix(each) for each in FORMATS if name.endswith(each)), name)
    return table if table in TABLES else None


@checked
def files_by_table(folder: Path, problems: list[InvalidValue]) -> Mapping[str, list[Path]]:
    """The files of each table in a folder; what is wrong with names is then among the problems."""
    found: dict[str, list[Path]] = {}
    for entry in _entries(folder):
        table = _table_of(entry.name)
        if table is None or (entry.name == table and not entry.is_dir()):
            if entry.name not in _POLICIES:
                problems.append(_unknown_name(entry.name))
        elif not (entry.is_file() or entry.is_dir()):
            problems.append(InvalidValue(one_line(entry.name), "a file, or a folder of files", "a device or a pipe"))
        elif table in found:
            problems.append(InvalidValue(table, "the table in one place and one format", f"also {entry.name!r}"))
        else:
            found[table] = _parts(entry, problems) if entry.is_dir() else [entry]
    return found


def _unknown_name(name: str) -> InvalidValue:
    known = [f"{table}{ending}" for table in TABLES for ending in FORMATS]
    hint = did_you_mean(name, known, f"the tables are {', '.join(TABLES)}")
    return InvalidValue(one_line(name), f"a table as a Parquet or CSV file ({hint})", shown(name))


def _parts(folder: Path, problems: list[InvalidValue]) -> list[Path]:
    """The files of a table that has a folder of its own."""
    parts = [each for each in _all_entries(folder) if not _is_note(each)]
    endings = {
        each.suffix if each.is_file() else "a folder" if each.is_dir() else "a device or a pipe" for each in parts
    }
    if len(endings) == 1 and endings <= set(FORMATS):
        return parts
    got = " and ".join(sorted(each or "a file without an ending" for each in endings)) or "an empty folder"
    problems.append(InvalidValue(one_line(folder.name), "files that all end in .parquet, or all in .csv", got))
    return []


def _unreadable(source: str, problem: InvalidValue) -> UnreadableInput:
    return UnreadableInput(one_line(source), (problem,))
