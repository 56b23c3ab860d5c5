"""The files of an export: which there may be, and how the pages of a table follow each other.

A table is exported as `<name>.json`, and where it has more pages as `<name>.2.json`, `<name>.3.json` and so on. A page
that names a next one (`@odata.nextLink`) must be followed by it, and only such a page may be: an export that lacks a
page, or has one too many, is refused. A file may also hold a list of pages at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from .._strict_json import load_json
from .._validation import is_logical_name
from ..errors import InvalidValue, UnreadableInput, one_line, shown

_PAGE = re.compile(r"(?P<table>[A-Za-z_]\w*)(\.(?P<page>[2-9]|[1-9]\d+))?\.json\Z")


class ExportFiles:
    """The pages of each table in a folder.

    Args:
        folder: the folder of the export.
        tables: the names of the tables that an export may hold.
        others: the names of other files it may hold.
        prefix: what a name may start with besides, followed by the logical name of a table.

    Raises:
        UnreadableInput: for a folder that cannot be read, a file of an unknown name, and a missing page.
    """

    def __init__(self, folder: Path, tables: frozenset[str], others: frozenset[str], prefix: str) -> None:
        self.folder = folder
        self.pages: dict[str, dict[int, Path]] = {}
        problems = []
        try:
            files = sorted(folder.iterdir())
        except OSError as error:
            got = error.strerror or str(error)
            problem = InvalidValue("folder", "a folder that can be read", got)
            raise UnreadableInput(one_line(folder.name), (problem,)) from error
        for path in files:
            match = _PAGE.match(path.name)
            name = match["table"] if match else ""
            if match and (name in tables or (name.startswith(prefix) and is_logical_name(name))):
                self.pages.setdefault(name, {})[int(match["page"] or 1)] = path
            elif path.name not in others and not path.name.startswith("."):
                known = sorted({f"{table}.json" for table in tables} | others)
                close = get_close_matches(path.name, known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else "the documentation lists them"
                if path.stem == "given":
                    hint = f"it is called 'supplement{path.suffix}' now"
                problems.append(InvalidValue(one_line(path.name), f"a file of a known name ({hint})", shown(path.name)))
        for table, pages in self.pages.items():
            missing = sorted(set(range(1, max(pages) + 1)).difference(pages))
            problems += [
                InvalidValue(_name(table, page), "every page of the table", "no such file") for page in missing
            ]
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
            has_next = isinstance(payload, Mapping) and payload.get("@odata.nextLink") is not None
            if has_next and is_last:
                problem = InvalidValue(
                    "@odata.nextLink", f"the next page as {_name(table, number + 1)}", "no such file"
                )
                raise UnreadableInput(name, (problem,))
            if not has_next and not is_last:
                problem = InvalidValue("@odata.nextLink", f"a link to {_name(table, number + 1)}", "no next page")
                raise UnreadableInput(name, (problem,))
            yield name, payload


def _rows(payload: list[object] | dict[str, object]) -> object:
    """The rows of a page; a table without "value" is one row by itself."""
    return payload.get("value", [payload]) if isinstance(payload, dict) else payload


def _name(table: str, page: int) -> str:
    return f"{table}.json" if page == 1 else f"{table}.{page}.json"


def _load(path: Path) -> object:
    try:
        return load_json(path.read_bytes())
    except InvalidValue as error:
        raise UnreadableInput(path.name, (error,)) from error
    except RecursionError as error:
        problem = InvalidValue("text", "well-formed JSON", "nesting beyond all bounds")
        raise UnreadableInput(path.name, (problem,)) from error
    except OSError as error:
        problem = InvalidValue("file", "a file that can be read", error.strerror or str(error))
        raise UnreadableInput(path.name, (problem,)) from error
    except ValueError as error:
        raise UnreadableInput(path.name, (InvalidValue("text", "well-formed JSON", str(error)),)) from error
