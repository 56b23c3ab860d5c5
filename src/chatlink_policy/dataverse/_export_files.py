"""The files of an export: which there may be, and how the pages of a table follow each other.

A table is exported as `<name>.json`, with further pages as `<name>.2.json`, `<name>.3.json` and so on. A page that
announces a next one (`@odata.nextLink`, or `morerecords`) must be followed by it, and only such a page may be: an
export that lacks a page, or has one too many, is refused. A file may also hold a list of pages.

Files that cannot be meant as tables are passed over, and listed: hidden files, files of the system, notes, and folders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from .._ids import did_you_mean
from .._strict_json import load_json
from .._validation import is_logical_name
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..wording.words import say
from ._payloads import announces_more, refuse_parts, without_parts

_PAGE = re.compile(r"(?P<table>[A-Za-z_]\w*)(\.(?P<page>[2-9]|[1-9]\d+))?\.json\Z")


class ExportFiles:
    """The pages of each table in a folder.

    Args:
        folder: the folder of the export.
        tables: the names of the tables that an export may hold.
        others: the names of other files it may hold.
        prefix: how names of other tables start; the logical name of a table follows.
        is_there: whether the pages of a table count; those of a fetch that was stopped may not be whole.

    Raises:
        UnreadableInput: for a folder that cannot be read, a file of an unknown name, and a missing page.
    """

    def __init__(
        self,
        folder: Path,
        tables: frozenset[str],
        others: frozenset[str],
        prefix: str,
        is_there: Callable[[str], bool],
    ) -> None:
        self.folder = folder
        self.pages: dict[str, dict[int, Path]] = {}
        problems = []
        try:
            files = sorted(folder.iterdir())
        except OSError as error:
            got = error.strerror or str(error)
            problem = InvalidValue("folder", "a folder that can be read", got)
            raise UnreadableInput(one_line(folder.name), (problem,)) from error
        passed_over = []
        for path in files:
            match = _PAGE.match(path.name)
            name = match["table"] if match else ""
            is_table = name in tables or (name.startswith(prefix) and is_logical_name(name))
            if match and is_table and is_there(name):
                problems += _no_file(path)
                self.pages.setdefault(name, {})[int(match["page"] or 1)] = path
            elif path.name in others:
                problems += _no_file(path)
            elif path.is_dir() or is_note(path.name) or is_table:
                passed_over.append(_with_hint(path.name, tables, others))
            else:
                problems.append(_unknown_name(path, sorted({f"{table}.json" for table in tables} | others)))
        self.passed_over = tuple(passed_over)
        for table, pages in self.pages.items():
            for before, after in pairwise([0, *sorted(pages)]):
                if after - before > 1:
                    more = f", and none up to {_name(table, after - 1)}" if after - before > 2 else ""
                    got = f"no such file{more}"
                    problems.append(InvalidValue(_name(table, before + 1), "every page of the table", got))
        if problems:
            raise UnreadableInput(one_line(folder.name), tuple(problems))

    def __contains__(self, table: str) -> bool:
        return table in self.pages

    def each_page(self, table: str) -> Iterator[tuple[str, object]]:
        """The pages of a table with their file names, one in memory at a time; none where it was not exported.

        Raises:
            UnreadableInput: for a page that is no JSON, and where a next page is promised but missing, or the reverse.
        """
        pages = self.pages.get(table, {})
        for number in range(1, len(pages) + 1):
            name = pages[number].name
            payload = _load(pages[number])
            if not isinstance(payload, (list, dict)) or not isinstance(_rows(payload), list):
                expected = 'a Web API answer with "value", a list of rows, or a list of pages'
                raise UnreadableInput(name, (InvalidValue("payload", expected, shown(payload)),))
            is_last = number == len(pages)
            has_next = announces_more(payload)
            link = "@odata.nextLink"
            if has_next and is_last:
                problem = InvalidValue(link, f"the next page as {_name(table, number + 1)}", "no such file")
                raise UnreadableInput(name, (problem,))
            if not has_next and not is_last:
                problem = InvalidValue(link, f"a link to {_name(table, number + 1)}", "no next page")
                raise UnreadableInput(name, (problem,))
            yield name, payload


def _no_file(path: Path) -> list[InvalidValue]:
    """What is wrong with something that has the name of a file."""
    if path.is_file():
        return []
    got = "a folder" if path.is_dir() else "a link that leads nowhere" if not path.exists() else "a device or a pipe"
    return [InvalidValue(one_line(path.name), "a file", got)]


def is_note(name: str) -> bool:
    """Whether a file is hidden, written by the operating system, or for people."""
    lower = name.lower()
    return lower.startswith(".") or lower in ("desktop.ini", "thumbs.db") or lower.endswith((".txt", ".md"))


def _with_hint(name: str, tables: frozenset[str], others: frozenset[str]) -> str:
    """The name, with a hint where it would be that of a table without the ending that some systems add."""
    less = name[:-4] if name.lower().endswith(".txt") else ""
    is_known = less in others or less.removesuffix(".json") in tables
    return say("findings.meant", name=one_line(name), meant=repr(less)) if less and is_known else one_line(name)


def _unknown_name(path: Path, known: list[str]) -> InvalidValue:
    hint = did_you_mean(path.name, known, "the documentation lists them")
    return InvalidValue(one_line(path.name), f"a file of a known name ({hint})", shown(path.name))


def _rows(payload: list[object] | dict[str, object]) -> object:
    """The rows of a page; one without "value" is a single row."""
    return payload.get("value", [payload]) if isinstance(payload, dict) else payload


def _name(table: str, page: int) -> str:
    return f"{table}.json" if page == 1 else f"{table}.{page}.json"


def read_json(path: Path) -> tuple[bytes, object]:
    """The bytes of a file of JSON, and what they say.

    Raises:
        UnreadableInput: for a file that cannot be read, and one that holds no JSON.
    """
    raw = b""
    try:
        raw = path.read_bytes()
        return raw, load_json(raw)
    except InvalidValue as error:
        raise UnreadableInput(path.name, (error,)) from error
    except RecursionError as error:
        problem = InvalidValue("text", "well-formed JSON", "JSON that is nested too deeply")
        raise UnreadableInput(path.name, (problem,)) from error
    except OSError as error:
        problem = InvalidValue("file", "a file that can be read", error.strerror or str(error))
        raise UnreadableInput(path.name, (problem,)) from error
    except ValueError as error:
        begin = raw.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
        got = "an empty file" if not begin else _HTML if begin.startswith(b"<") else str(error)
        raise UnreadableInput(path.name, (InvalidValue("text", "well-formed JSON", got),)) from error


def _load(path: Path) -> object:
    """A page, whose rows have no links to further parts."""
    raw, payload = read_json(path)
    if not isinstance(payload, (dict, list)):
        return payload
    refuse_hidden_parts(raw, payload, path.name)
    return without_parts(payload)


def refuse_hidden_parts(raw: bytes, payload: dict[str, object] | list[object], source: str) -> None:
    """Refuse a page in whose rows something has a link to further parts, given its bytes too.

    Raises:
        UnreadableInput: where that is so.
    """
    is_of_page = isinstance(payload, dict) and "@odata.nextLink" in payload
    if raw.count(b"nextLink") > is_of_page or _may_hide_a_name(raw):  # searching every row takes longer than this
        refuse_parts(payload.get("value") if isinstance(payload, dict) else _without_pages(payload), source)


_HTML = "a page of HTML, such as a sign-in page: the answer was saved after the sign-in had expired"
_ESCAPED = re.compile(rb"\\u00[2-7]")


def _may_hide_a_name(raw: bytes) -> bool:
    """Whether a name may be written with other bytes than its letters: with two bytes a letter, or escaped."""
    if b"\0" in raw[:4] or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return _ESCAPED.search(raw) is not None  # searching for part of it first, by `in`, takes three times as long


def _without_pages(payload: list[object]) -> list[object]:
    """The rows of a list of rows or of pages, without what pages say of themselves."""
    return [
        each["value"] if isinstance(each, dict) and isinstance(each.get("value"), list) else each for each in payload
    ]
