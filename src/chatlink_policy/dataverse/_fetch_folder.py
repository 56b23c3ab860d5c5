"""The folder that an export is fetched into: whole tables only, with a manifest of how each was fetched.

A table is written to a temporary folder and moved into place after its last page; only then does the manifest name it,
and before its pages are removed it names it no more. So whatever interrupts a fetch, the tables that the manifest names
are whole; others of which there may be pages count as not there until the fetch is complete (`is_there`). The next
fetch keeps the tables that the manifest names with the same query, and fetches the others. Folder and files can be read
by their owner only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from attrs import asdict, field

from .._arguments import checked
from .._paths import is_file
from .._strict_json import in_utf8
from .._texts import decoded
from .._validation import as_tuple, legal, to_utc_or_none
from .._value import Model, frozen
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..rendering import Block, Bullets, Paragraph, Table, Title
from ..serialization import read_model
from ._export_files import read_json
from .export_tables import EXPORT_TABLES, RECORDS, Rows
from .supplement import with_export_keys

__all__ = ["MANIFEST", "ExportFolder", "FetchedTable", "Manifest", "is_there"]

MANIFEST = "manifest.json"
SUPPLEMENT = "supplement.toml"
_TEMPORARY = ".fetching"
_PAGE = re.compile(r"(\w+)(?:\.\d+)?\.json\Z")


@frozen(kw_only=True)
class FetchedTable(Model):
    """A table that was fetched whole.

    Attributes:
        name: its name in the export.
        query: the query by which it was fetched.
        fetched_on: when its last page was fetched, by the clock of the service.
        rows: how many rows it has.
    """

    name: str
    query: str
    fetched_on: datetime | None = field(converter=to_utc_or_none, validator=legal)
    rows: int

    @property
    def cells(self) -> tuple[str, str, str]:
        """The table as a line of a report."""
        on = "unknown" if self.fetched_on is None else self.fetched_on.strftime("%Y-%m-%d %H:%M:%SZ")
        return self.name, str(self.rows), on


def _fetched(value: Iterable[FetchedTable]) -> tuple[FetchedTable, ...]:
    return as_tuple(value)


@frozen
class NotFetched(Model):
    """A table that could not be fetched, and why."""

    name: str
    because: str


def _not_fetched(value: Iterable[NotFetched]) -> tuple[NotFetched, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class Manifest(Model):
    """How an export was fetched.

    Attributes:
        url: the environment.
        is_complete: whether the fetch was completed; until then tables may be missing that could be fetched.
        tables: the tables that were fetched whole, by name.
        not_fetched: the tables that could not be fetched.
    """

    url: str
    is_complete: bool = False
    tables: tuple[FetchedTable, ...] = field(default=(), converter=_fetched)
    not_fetched: tuple[NotFetched, ...] = field(default=(), converter=_not_fetched)

    def blocks(self, folder: str) -> list[Block]:
        """What is in the folder now, and what to do next."""
        then = (
            f"Fill in {SUPPLEMENT}, where every key is explained: a key that is not filled in is unknown. "
            f"Then: chatlink-policy check {folder}"
        )
        return [
            Title(folder),
            Table(("table", "rows", "fetched on"), [each.cells for each in self.tables]),
            *(
                [Bullets([f"{each.name}: {each.because}" for each in self.not_fetched], "not fetched")]
                * bool(self.not_fetched)
            ),
            Paragraph(then),
        ]

    def to_dict(self) -> dict[str, object]:
        """The manifest as plain data, as in its file."""
        return asdict(self, value_serializer=_plain)


def _plain(_: object, __: object, value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


class ExportFolder:
    """A folder while an export is fetched into it.

    After a complete fetch everything is fetched again: its tables are removed when the new fetch begins.

    Args:
        path: the folder; it is created if necessary.
        url: the environment to fetch from.

    Raises:
        UnreadableInput: for a folder with the export of another environment, or with tables that no manifest names.
    """

    def __init__(self, path: Path, url: str) -> None:
        self.path = path
        self.url = url
        self._manifest = Manifest(url=url)
        with self._errors():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
            if (path / MANIFEST).exists():
                self._manifest = read_model(path / MANIFEST, Manifest)
            elif any(each.suffix == ".json" and each.name != "supplement.json" for each in path.iterdir()):
                self._refuse("a new folder, or one that an export was fetched into", "files without manifest.json")
        if self._manifest.url != url:
            self._refuse(
                f"a new folder, or one with an export of {url}", f"an export of {one_line(self._manifest.url)}"
            )
        kept = Manifest(url=url) if self._manifest.is_complete else self._manifest
        self.fetched = {each.name: each for each in kept.tables}
        self.not_fetched = {each.name: each.because for each in kept.not_fetched}
        self.missing_columns: set[str] = set()

    def begin(self) -> None:
        """Remove the tables that are not kept; called when the service has answered for the first time."""
        self._save(is_complete=False)
        with self._errors():
            shutil.rmtree(self.path / _TEMPORARY, ignore_errors=True)
            for path in self.path.iterdir():
                page = _PAGE.match(path.name)
                if page and self._is_fetched_here(page[1]) and page[1] not in self.fetched:
                    path.unlink()

    def _is_fetched_here(self, table: str) -> bool:
        """Whether a table is one that a fetch writes, and not one that somebody added."""
        return any(each.name == table for each in self._manifest.tables) or _is_fetched(table)

    def has(self, table: str, query: str) -> bool:
        """Whether the table was fetched whole by that query."""
        return table in self.fetched and self.fetched[table].query == query

    def write(
        self, table: str, query: str, pages: Iterable[tuple[bytes, int, datetime | None]], *, in_one: bool
    ) -> None:
        """Write the pages of a table, each with its number of rows and its time, and name the table when it is whole.

        Args:
            table: the name of the table.
            query: the query by which it is fetched.
            pages: the pages in their order.
            in_one: whether they are answers to several queries, and so go into one file as a list of pages.
        """
        rows = 0
        on: datetime | None = None
        with self._errors():
            temporary = self.path / _TEMPORARY
            shutil.rmtree(temporary, ignore_errors=True)
            temporary.mkdir(mode=0o700)
        try:
            for number, (page, count, came_on) in enumerate(pages, start=1):
                rows, on = rows + count, came_on
                name = f"{table}.json" if in_one or number == 1 else f"{table}.{number}.json"
                with self._errors():
                    joined = (b"[" if number == 1 else b",\n") + in_utf8(page) if in_one else page
                    self._append(temporary / name, joined)
            with self._errors():
                if in_one:
                    self._append(temporary / f"{table}.json", b"]" if (temporary / f"{table}.json").exists() else b"[]")
                if self.fetched.pop(table, None) is not None:
                    self._save(is_complete=False)
                self._remove(table)
                for path in sorted(temporary.iterdir()):
                    path.rename(self.path / path.name)
                self.not_fetched.pop(table, None)
                self.fetched[table] = FetchedTable(name=table, query=query, fetched_on=on, rows=rows)
            self._save(is_complete=False)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def drop(self, table: str, because: str) -> None:
        """Leave a table out, and remove what an earlier fetch wrote of it."""
        self.not_fetched[table] = because
        if self.fetched.pop(table, None) is not None:
            self._save(is_complete=False)
        with self._errors():
            self._remove(table)

    def rows(self, table: str) -> Iterator[Mapping[str, object]]:
        """The rows of a table that was fetched, one page in memory at a time; none where it was not."""
        for path in self._pages(table) if table in self.fetched else ():
            _, found = read_json(path)
            for page in found if isinstance(found, list) else [found]:
                rows = page.get("value") if isinstance(page, dict) else None
                yield from (row for row in rows or () if isinstance(row, dict))

    def finish(self) -> Manifest:
        """Say in the manifest that the fetch was completed."""
        return self._save(is_complete=True)

    def _save(self, *, is_complete: bool) -> Manifest:
        """Write the manifest and the keys of the supplement that an export writes; its other lines are kept."""
        manifest = Manifest(
            url=self.url,
            is_complete=is_complete,
            tables=[self.fetched[name] for name in sorted(self.fetched)],
            not_fetched=[NotFetched(name, because) for name, because in sorted(self.not_fetched.items())],
        )
        on = max((each.fetched_on for each in manifest.tables if each.fetched_on is not None), default=None)
        toml, as_json = self.path / SUPPLEMENT, self.path / "supplement.json"
        with self._errors():
            self._replace(self.path / MANIFEST, json.dumps(manifest.to_dict(), indent=1, ensure_ascii=False) + "\n")
            if as_json.exists():
                written = {"exported_on": on and on.isoformat(), "missing_columns": sorted(self.missing_columns)}
                made = json.dumps(_object(as_json) | written, indent=1, ensure_ascii=False)
                self._replace(as_json, made + "\n")
            else:
                text = decoded(toml.read_bytes()) if toml.exists() else None
                made = with_export_keys(text, on, self.missing_columns)
                if made != text:
                    self._replace(toml, made)
        return manifest

    def _pages(self, table: str) -> list[Path]:
        pages = ((path, _PAGE.match(path.name)) for path in self.path.iterdir())
        return [path for path, page in pages if page and page[1] == table]

    def _remove(self, table: str) -> None:
        for path in self._pages(table):
            path.unlink()

    def _replace(self, path: Path, text: str) -> None:
        """Replace a file as a whole, so that it is never half written."""
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        self._append(new, text.encode(errors="backslashreplace"))  # half a letter, as JSON writes it
        new.replace(path)

    def _append(self, path: Path, data: bytes) -> None:
        with open(path, "ab", opener=_owner_alone) as file:
            file.write(data)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._refuse("a folder that can be read and written", error.strerror or str(error))
        except InvalidValue as error:  # of the supplement, which is kept as it is
            raise UnreadableInput(SUPPLEMENT, (error,)) from error

    def _refuse(self, expected: str, got: str) -> None:
        raise UnreadableInput(one_line(self.path.name), (InvalidValue("folder", expected, got),))


@checked
def is_there(folder: Path) -> Callable[[str], bool]:
    """Whether a table of an export counts: of a fetch that is not complete only those that its manifest names.

    Raises:
        UnreadableInput: for a manifest that cannot be read.
    """
    manifest = read_model(folder / MANIFEST, Manifest) if is_file(folder / MANIFEST) else None
    if manifest is None or manifest.is_complete:
        return lambda _: True
    fetched = {each.name for each in manifest.tables}
    return lambda table: table in fetched or not _is_fetched(table)


def _is_fetched(table: str) -> bool:
    """Whether a fetch writes the table without being asked for single rows of it."""
    is_requested = table in EXPORT_TABLES and EXPORT_TABLES[table].rows is Rows.REQUESTED
    return table.startswith(RECORDS) or (table in EXPORT_TABLES and not is_requested)


def _object(path: Path) -> dict[str, object]:
    _, found = read_json(path)
    if not isinstance(found, dict):
        raise UnreadableInput(path.name, (InvalidValue("text", "a table", shown(found)),))
    return found


def _owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
