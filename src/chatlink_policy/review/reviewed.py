"""The result of a review of a whole organisation: what it is about, what it answers in numbers, and what not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._value import Shown, frozen
from ..about import About
from ..rendering import Block, Bullets, Code, Paragraph, Table, Title
from ..snapshot import Rejected
from ..wording.words import joined, say
from .summary import Summary
from .unanswered import NotAnswered

__all__ = ["ChangeCount", "Reviewed", "WrittenFile"]

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


@frozen(kw_only=True)
class Reviewed(Shown):
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

    def _blocks(self) -> Iterable[Block]:
        title, *numbers = self.summary._blocks()
        yield title
        if self.not_answered:
            yield Bullets([each.says for each in self.not_answered])
        yield from numbers
        if self.changes:
            yield Title(say("reviewed.changes"), 2)
            cells = [(each.question, f"{each.gained}", f"{each.lost}") for each in self.changes]
            yield Table((say("question"), say("gained"), say("lost")), cells)
            answers = {f"change-{each.question}": each.question for each in self.changes}
            lacks = [each for each in self.not_answered if each.of and each.answer in answers]
            if lacks:
                about = [
                    say("reviewed.not_counted", question=answers[each.answer], of=each.of, because=each.because)
                    for each in lacks
                ]
                yield Bullets(about, say("Not counted"))
        if self.rejected:
            yield Title(say("reviewed.rejected"), 2)
            yield Bullets([each.says for each in self.rejected[:MOST_SHOWN]])
            if len(self.rejected) > MOST_SHOWN:
                yield Paragraph(say("reviewed.more", more=len(self.rejected) - MOST_SHOWN))
        yield Title(say("Files"), 2)
        yield Table((say("file"), say("rows")), [(Code(each.name), f"{each.rows}") for each in self.files])
        if self.missing_tables:
            yield Paragraph(say("reviewed.not_there", tables=joined(self.missing_tables)))
        if self.passed_over:
            yield Paragraph(say("reviewed.passed_over", names=joined(self.passed_over)))
        yield from self.about._blocks()
