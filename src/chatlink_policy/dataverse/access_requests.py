"""Whose access rights to which records an export fetches: a CSV file of users and records."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from attrs import frozen

from .._arguments import checked
from .._ids import as_guid, as_logical_name
from .._paths import as_path, what_is_no_file
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ._rows import AN_ID

__all__ = ["AccessRequest", "read_access_requests"]

_COLUMNS = ("user_id", "record_type", "record_id")


@frozen(order=True)
class AccessRequest:
    """A user and a record, to fetch the user's rights to it.

    Attributes:
        user_id: the user's id.
        record_type: the logical name of the record's table.
        record_id: the record's id.
    """

    user_id: str
    record_type: str
    record_id: str


@checked
def read_access_requests(path: str | Path) -> tuple[AccessRequest, ...]:
    """Read the users and records of a CSV file with the columns user_id, record_type and record_id, each once.

    Raises:
        UnreadableInput: with every mistake of the file; its rows count from 1 after the row of names.
    """
    path = as_path(path, "path")
    source = one_line(path.name)
    try:
        if (got := what_is_no_file(path)) is not None:
            raise _refused(source, "file", "a file", got)
        header, *rows = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    except OSError as error:
        raise _refused(source, "file", "a file that can be read", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _refused(source, "file", "CSV in UTF-8", f"a wrong byte at {error.start}") from error
    except (csv.Error, ValueError) as error:
        raise _refused(source, "file", f"CSV with the columns {', '.join(_COLUMNS)}", one_line(str(error))) from error
    if sorted(header) != sorted(_COLUMNS):
        raise _refused(source, "row of names", f"the columns {', '.join(_COLUMNS)}, each once", shown(",".join(header)))
    problems: list[InvalidValue] = []
    found = {
        _request(dict(zip(header, row, strict=False)), number, problems)
        for number, row in enumerate(rows, start=1)
        if any(each.strip() for each in row)
    }
    if problems:
        raise UnreadableInput(source, tuple(problems))
    return tuple(sorted(each for each in found if each is not None))


def _request(row: dict[str, str], number: int, problems: list[InvalidValue]) -> AccessRequest | None:
    """The request in a row; None where it has mistakes, which are added to `problems`."""
    user, record = as_guid(row.get("user_id")), as_guid(row.get("record_id"))
    record_type = as_logical_name(row.get("record_type"))
    if user and record and record_type:
        return AccessRequest(user, record_type, record)
    for column, read in zip(_COLUMNS, (user, record_type, record), strict=True):
        if read is None:
            expected = "the logical name of a table, such as incident" if column == "record_type" else AN_ID
            problems.append(InvalidValue(f"row {number}: {column}", expected, shown(row.get(column))))
    return None


def _refused(source: str, field: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(source, (InvalidValue(field, expected, got),))
