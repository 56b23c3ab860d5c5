"""Which rows a payload holds, and whether it holds all of them.

A payload is what a caller has: a Web API answer (`{"value": [...]}`), a list of rows, a list of pages of either kind,
or the rows, pages and query results of the official Python client. A row is anything with `keys()` and `[]`.

An answer says itself that it is incomplete: by a link to a next page, next to its rows or within one of them, by
`morerecords` where it answers FetchXML, or by a count of more rows than all pages have together. Such an answer is
refused unless its next page follows, since a missing row may say the opposite of the others. So is one that holds an
error of the server, and one whose rows have another name than "value".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Protocol, TypeGuard, cast, runtime_checkable

from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..limits import MOST_PAGE_DEPTH, ROWS_AT_A_TIME

__all__ = ["Answers", "Row", "announces_more", "as_rows", "chunks", "is_row", "refuse_parts", "rows", "without_parts"]

_MORE = ("nextlink", "morerecords")
"""The endings, in lower case, of the names under which a page says whether another one follows."""
_LIMIT_EXCEEDED = "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"
_COUNTS = ("@odata.count", "@count", "odata.count", "@Microsoft.Dynamics.CRM.totalrecordcount")
_NO = (None, False, "false")
"""The values that mean no; any other may mean yes."""


@runtime_checkable
class Row(Protocol):
    """One row: a dict, or a record of the official client, which is no mapping but reads like one."""

    def keys(self) -> Iterable[str]:
        """The columns it has."""
        ...

    def __getitem__(self, key: str, /) -> object:
        """The value of a column."""
        ...


class _WholeAnswer(dict[str, object]):
    """An answer whose rows were searched for links to further parts, and have none."""


class _WholeRows(list[object]):
    """A list of rows or pages of which the same is true."""


def without_parts(payload: dict[str, object] | list[object]) -> dict[str, object] | list[object]:
    """The same payload, marked as one whose rows have no links to further parts: they are searched only once."""
    return _WholeAnswer(payload) if isinstance(payload, dict) else _WholeRows(payload)


def is_row(value: object) -> bool:
    """Whether a value is a row: something with columns."""
    return type(value) is dict or (hasattr(value, "keys") and hasattr(value, "__getitem__"))


def announces_more(payload: object) -> bool:
    """Whether a page says that another one follows."""
    return isinstance(payload, Mapping) and _announced(payload) is not None


def _announced(page: Mapping[str, object]) -> str | None:
    """The name under which a page says that another one follows; None where it does not."""
    return next((name for name, found in page.items() if _ends_in(name, _MORE) and found not in _NO), None)


def rows(payload: object, source: str) -> Iterator[object]:
    """The rows of a payload, whatever its shape; what is no row is returned too, for `TableReader` to reject.

    Raises:
        UnreadableInput: for a payload of no known shape, an error of the server instead of rows or next to them, and an
            answer that says that it is incomplete; the last at the latest after all rows were returned.
    """
    _refuse_no_answer(payload, source)
    found = _members(payload)
    if found is None:
        expected = 'a Web API answer with "value", a list of rows, or a list of pages'
        raise UnreadableInput(source, (InvalidValue("payload", expected, shown(payload)),))
    return Answers(source).rows(payload, found)


def chunks(payload: object, source: str) -> Iterator[tuple[int, list[object]]]:
    """The rows of a payload, `ROWS_AT_A_TIME` at a time, each chunk with the position of its first row."""
    each = iter(rows(payload, source))
    position = 0
    while chunk := list(islice(each, ROWS_AT_A_TIME)):
        yield position, chunk
        position += len(chunk)


def as_rows(payload: object) -> object:
    """The payload, or a list of it where it is one row by itself."""
    is_alone = isinstance(payload, Row) and not _is_answer(payload) and "value" not in payload.keys()  # noqa: SIM118
    return [payload] if is_alone else payload


class Answers:
    """What the pages of one payload say of themselves, while their rows are returned."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.announced: str | None = None
        self.counts: list[tuple[str, int]] = []
        self.number = 0

    def rows(self, payload: object, members: Iterable[object]) -> Iterator[object]:
        self.begin(payload)
        for page, is_whole in self.pages(
            members, isinstance(payload, (_WholeAnswer, _WholeRows)), levels=MOST_PAGE_DEPTH
        ):
            yield from page if is_whole else self.watched(page)
        self.end()

    def page(self, answer: Mapping[str, object]) -> None:
        """Note an answer of the Web API that is one page of objects.

        Raises:
            UnreadableInput: for one that is not.
        """
        found = answer.get("value")
        if not isinstance(found, list):
            expected = 'an object with rows as "value"'
            raise UnreadableInput(self.source, (InvalidValue("answer", expected, shown(answer)),))
        _refuse_no_answer(answer, self.source)
        for number, each in enumerate(found, start=1):
            if not isinstance(each, dict) or _is_page(each):
                raise UnreadableInput(self.source, (InvalidValue(f"row {number}", "an object", shown(each)),))
        self.begin(answer)

    def pages(self, members: Iterable[object], is_whole: bool, levels: int) -> Iterator[tuple[Iterable[object], bool]]:
        """The pages among members of a page, at most `levels` deep; from the first row on, all members are one page."""
        each = iter(members)
        for member in each:
            _refuse_no_answer(member, self.source)
            is_member = levels == 0 or (is_row(member) and not _is_answer(member))
            page = None if is_member else _members(member)
            if page is None:
                yield (member,), is_whole
                yield each, is_whole  # so a list after a row is no page, but something in place of a row
            else:
                self.begin(member)
                yield from self.pages(page, is_whole or isinstance(member, (_WholeAnswer, _WholeRows)), levels - 1)

    def begin(self, page: object) -> None:
        """Note what a page says of those that follow; it is the one that the page before announced."""
        self.announced = None
        if not isinstance(page, Mapping):
            self.number += len(page) if isinstance(page, list) and not any(map(_is_page, page[:1])) else 0
            return
        self.announced = _announced(page)
        self.number += len(cast("list[object]", page["value"]))
        for name in _COUNTS:
            if page.get(name) is not None:
                count = _count(page[name], name, self.source)
                self.counts.append((name, count + (page.get(_LIMIT_EXCEEDED) not in _NO)))

    def watched(self, page: Iterable[object]) -> Iterator[object]:
        """The rows of a page, each searched for links to further parts."""
        seen: set[tuple[str, ...]] = set()
        for row in page:
            if is_row(row):
                names = tuple(cast("Row", row).keys())
                if names not in seen:
                    links = [*filter(_is_next_link, names)]
                    self.refuse(row, links)
                    if not links:
                        seen = {names} if len(seen) > 100 else seen | {names}
                if type(row) is dict and not _SIMPLE.issuperset(map(type, row.values())):
                    refuse_parts(row, self.source)
            yield row

    def refuse(self, row: object, links: Iterable[str]) -> None:
        """Refuse a row with a link under one of these names; a name may hold a link in one row and none in another."""
        for name in links:
            if cast("Row", row)[name] is not None:
                raise _not_whole(self.source, name, "all of it in one answer", "a link to more of it")

    def end(self) -> None:
        """Refuse an incomplete payload.

        Raises:
            UnreadableInput: where a page is announced and does not follow, and where the count is of more rows.
        """
        if self.announced is not None:
            raise _not_whole(self.source, self.announced, "the next page too", "no page that follows")
        for name, count in self.counts:
            if count > self.number:
                got = f"{self.number} of at least {count}"
                raise _not_whole(self.source, name, "all rows", got)


_SIMPLE = frozenset({str, int, float, bool, type(None)})


def _is_next_link(name: object) -> TypeGuard[str]:
    return _ends_in(name, "nextlink")


def _ends_in(name: object, ending: str | tuple[str, ...]) -> TypeGuard[str]:
    """Whether a name has that ending, in any case; one that is no text does not."""
    return isinstance(name, str) and name.lower().endswith(ending)


def _is_page(value: object) -> bool:
    return isinstance(value, list) or _is_answer(value)


def refuse_parts(payload: object, source: str) -> None:
    """Refuse a payload within which something has a link to further parts.

    Raises:
        UnreadableInput: where that is so.
    """
    waiting = [payload]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for name, inner in value.items():
                if inner is not None and _is_next_link(name):
                    raise _not_whole(source, name, "all of it in one answer", "a link to more of it")
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _not_whole(source: str, name: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(source, (InvalidValue(one_line(name), expected, got),))


def _count(found: object, name: str, source: str) -> int:
    """A count of rows; with `IEEE754Compatible=true` it is a text."""
    if type(found) is int:
        return found
    if isinstance(found, str) and re.fullmatch(r"-?[0-9]{1,18}", found):
        return int(found)
    raise UnreadableInput(source, (InvalidValue(name, "a count of rows", shown(found)),))


def _refuse_no_answer(payload: object, source: str) -> None:
    """Refuse a payload that is or holds an error of the server, or is no answer although it looks like one."""
    if not isinstance(payload, Mapping):
        return
    names = [each for each in map(str, payload) if not each.startswith(("@", "odata."))]
    errors = [each for each in names if each.lower() in {"error", "errors"}]
    is_error = bool(errors) and (names == errors or _is_answer(payload))
    if is_error and (error := payload[errors[0]]) is not None:
        said = (error.get("code"), error.get("message")) if isinstance(error, Mapping) else (error,)
        got = "the error of the server " + ": ".join(shown(each) for each in said if each is not None)
        raise UnreadableInput(source, (InvalidValue("payload", "an answer with rows", got),))
    if _is_answer(payload) or not payload:
        return
    wrong = next((each for each in names if each.lower() in _ENVELOPES and _may_hold_rows(payload.get(each))), None)
    if wrong is not None or not names:
        got = f"nothing but {shown(next(iter(payload)))}" if wrong is None else f"rows under the name {shown(wrong)}"
        raise UnreadableInput(source, (InvalidValue("payload", 'an answer with "value", or a list of rows', got),))


_ENVELOPES = frozenset({"value", "d", "results"})
"""Other names of rows, in lower case, such as those of OData 2 and 3."""


def _may_hold_rows(found: object) -> bool:
    return isinstance(found, (list, Mapping))


def _is_answer(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("value"), list)


def _members(payload: object) -> Iterable[object] | None:
    """The rows or pages of a payload or a page; None for anything else."""
    if isinstance(payload, Mapping):
        return cast("list[object]", payload["value"]) if _is_answer(payload) else None
    return payload if isinstance(payload, Iterable) and not isinstance(payload, (str, bytes)) else None
