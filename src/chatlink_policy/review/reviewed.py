"""The result of a review of a whole organisation: what it is about, what it answers in numbers, and what not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

from attrs import fields

from .._model import Model, Shown
from .._value import frozen
from ..about import About
from ..evidence import SCHEMA_VERSION
from ..rendering import Block, Bullets, Code, Paragraph, Table, Title
from ..snapshot import Rejected
from .summary import Summary
from .unanswered import NotAnswered

__all__ = ["ChangeCount", "NotAnsweredDict", "Reviewed", "ReviewedDict", "WrittenFile"]

MOST_SHOWN = 20
"""At most this many rejected rows are shown to people; a file holds all of them."""


class WrittenFile(NamedTuple):
    """A file that was written, or a folder of such files.

    Attributes:
        name: its name.
        rows: how many rows it holds.
    """

    name: str
    rows: int


class ChangeCount(NamedTuple):
    """How many single users gain a yes to a question, and how many lose it, added up over what they may do it to."""

    question: str
    gained: int
    lost: int


class NotAnsweredDict(TypedDict):
    """An answer that is not given, as plain data."""

    answer: str
    of: str | None
    lacks: list[str]
    because: str


class ReviewedDict(TypedDict):
    """What `Reviewed.to_dict` returns."""

    about: Mapping[str, object]
    schema_version: int
    not_answered: list[NotAnsweredDict]
    missing_tables: list[str]
    summary: dict[str, Any]
    changes: list[dict[str, str | int]]
    rejected: list[str]
    passed_over: list[str]
    files: dict[str, int]


@frozen(kw_only=True)
class Reviewed(Model, Shown):
    """The result of a review of a folder; the answers are in files.

    Attributes:
        about: what it is about.
        not_answered: the answers that are not given, or not about everything, and why.
        missing_tables: the tables that were not there, and that nothing asked for needs.
        summary: who may disconnect, in numbers.
        changes: what the other policy would change, question by question; empty where none was named.
        files: the files that were written.
        rejected: what of an export could not be read, so that it is in no table.
        passed_over: the files and folders in the input that were not read, with a hint.
    """

    about: About
    not_answered: tuple[NotAnswered, ...]
    missing_tables: tuple[str, ...]
    summary: Summary
    changes: tuple[ChangeCount, ...]
    files: tuple[WrittenFile, ...]
    rejected: tuple[Rejected, ...]
    passed_over: tuple[str, ...]

    def to_dict(self) -> ReviewedDict:
        """The review as plain data."""
        return {
            "about": self.about.to_dict(),
            "schema_version": SCHEMA_VERSION,
            "not_answered": [
                {"answer": each.answer, "of": each.of, "lacks": list(each.lacks), "because": each.because}
                for each in self.not_answered
            ],
            "missing_tables": list(self.missing_tables),
            "summary": _summary_dict(self.summary),
            "changes": [each._asdict() for each in self.changes],
            "rejected": [each.says for each in self.rejected],
            "passed_over": list(self.passed_over),
            "files": {each.name: each.rows for each in self.files},
        }

    def _blocks(self) -> Iterable[Block]:
        title, *numbers = self.summary._blocks()
        yield title
        if self.not_answered:
            yield Bullets([each.says for each in self.not_answered])
        yield from numbers
        if self.changes:
            yield Title("What the other policy changes", 2)
            cells = [(each.question, f"{each.gained}", f"{each.lost}") for each in self.changes]
            yield Table(("question", "gained", "lost"), cells)
            answers = {f"change-{each.question}": each.question for each in self.changes}
            lacks = [each for each in self.not_answered if each.of and each.answer in answers]
            if lacks:
                about = [f"{answers[each.answer]}, {each.of}: {each.because}" for each in lacks]
                yield Bullets(about, "Not counted")
        if self.rejected:
            yield Title("Rejected when the export was read", 2)
            yield Bullets([each.says for each in self.rejected[:MOST_SHOWN]])
            if len(self.rejected) > MOST_SHOWN:
                yield Paragraph(f"And {len(self.rejected) - MOST_SHOWN} more, all in the file.")
        yield Title("Files", 2)
        yield Table(("file", "rows"), [(Code(each.name), f"{each.rows}") for each in self.files])
        if self.missing_tables:
            yield Paragraph(f"Not there, and not needed for what was asked: {', '.join(self.missing_tables)}.")
        if self.passed_over:
            yield Paragraph(f"Passed over in the input: {', '.join(self.passed_over)}.")
        yield from self.about._blocks()


def _summary_dict(found: Summary) -> dict[str, Any]:
    """The numbers as plain data: each list with its rows by name; null for what is not answered."""
    values = {each.name: getattr(found, each.name) for each in fields(Summary) if each.name != "engine"}
    return {
        name: [each._asdict() for each in value] if isinstance(value, tuple) else value
        for name, value in values.items()
    }
