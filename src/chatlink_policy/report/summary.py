"""What stands at the top: the numbers that a reader asks for first, each leading to where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .._arguments import checked
from ..checking import Severity
from ..wording.words import joined, say
from .gathered import Report

__all__ = ["Tile", "tiles"]


_UNKNOWN_NUMBER = 2
"""A number that is not known takes the plural, in every language."""


class Tile(NamedTuple):
    """A number, what it counts, and what it does not.

    Attributes:
        number: the number; None where it is not known.
        says: what it counts, after its number.
        key: the section it comes from.
        note: what it does not cover.
        kind: how it looks: "", "error" or "warning".
    """

    number: int | None
    says: str
    key: str
    note: str = ""
    kind: str = ""


@checked
def tiles(report: Report) -> Iterator[Tile]:
    """The numbers at the top of a report."""
    yield from _rights(report)
    counts = {severity: sum(each.severity is severity for each in report.findings) for severity in Severity}
    yield _counted(counts[Severity.ERROR], "tile_errors", "findings", kind="error")
    yield _counted(counts[Severity.WARNING], "tile_warnings", "findings", kind="warning")
    if report.change is not None:
        for key in ("gain", "lose"):
            questions = report.change.impact.questions
            number = sum(getattr(each, key) or 0 for each in questions)
            lacks = tuple(each.question for each in questions if each.cases is None)
            partly = tuple(each.question for each in questions if each.cases is not None and each.not_counted)
            yield _counted(number, f"tile_{'gained' if key == 'gain' else 'lost'}", "change", lacks, partly=partly)
    if report.sensitivity is not None:
        differing = len(report.sensitivity.differing)
        says = say("report.tile_readings", number=len(report.sensitivity.readings), differing=differing)
        yield Tile(differing, says, "readings")
    yield _counted(len(report.snapshot.rejected), "tile_rejected", "missing", kind="error")
    if report.reviewed is not None:
        yield _counted(len(report.reviewed.not_answered), "tile_not_answered", "who", kind="warning")


def _rights(report: Report) -> Iterator[Tile]:
    reviewed = report.reviewed
    summary = None if reviewed is None else reviewed.summary
    lacks = {
        name: tuple(each.of for each in (() if summary is None else summary.not_covered) if each.list == name)
        for name in ("rights", "holders")
    }
    rights = None if summary is None or summary.rights is None else sum(each.rights for each in summary.rights)
    yield _counted(rights, "tile_rights", "who", lacks["rights"])
    yield _counted(None if summary is None else summary.holders, "tile_holders", "who", lacks["holders"])
    for name in ("joining", "enablement"):
        found = report.lists.get(name)
        of = (
            ()
            if reviewed is None
            else tuple(each.named for each in reviewed.not_answered if each.answer == name and each.named)
        )
        yield _counted(None if found is None else found.total, f"tile_{name}", "who", of)


def _counted(
    number: int | None,
    key: str,
    section: str,
    lacks: tuple[str, ...] = (),
    kind: str = "",
    partly: tuple[str, ...] = (),
) -> Tile:
    """A number; none is no number where not everything is covered."""
    notes = (("not_answered_for", lacks), ("not_all_counted_for", partly))
    note = joined((say(f"report.{says}", of=of) for says, of in notes if of), "semicolon")
    is_known = number is not None and (number or not (lacks or partly))
    says = say(f"report.{key}", number=number if is_known and number is not None else _UNKNOWN_NUMBER)
    return Tile(number if is_known else None, says, section, note, kind if number else "")
