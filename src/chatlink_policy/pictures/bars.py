"""Two pictures of numbers: which rights there are in a record type, and who gains and who loses by a change.

What is unknown has no bar: its place is dashed and says so, and is never drawn as a nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..compare.impact import Impact
from ..errors import InvalidValue, shown
from ..rendering import MOST_SHOWN, Block, Bullets, Code, Paragraph, Table, Title
from ..wording.words import joined, said, say
from ._drawing import BAR, LINE, LOSS, MARGIN, YES, Drawing, lines_of
from .picture import Picture

if TYPE_CHECKING:
    from ..review import reviewed
    from ..review.summary import Summary

__all__ = ["picture_of_change", "picture_of_rights"]

_LABEL, _ROOM, _NUMBER, _HIGH, _GAP = 150, 300, 80, 18, 6
"""The room for a label, for the longest bar and for its number; the height of a bar, and the room below it."""

_DASHED = 'fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="4 3"'
_RIGHTS = {
    "owner": "picture.owner",
    "connector": "picture.connector",
    "owner, connector": "picture.both",
}


class _Bar(NamedTuple):
    """A number with its label; no number where it is unknown, and then why."""

    label: str
    number: int | None
    why: str = ""


# --- Rights -----------------------------------------------------------------------------------------------------------


def picture_of_rights(summary: Summary, lang: str = "en") -> Picture:
    """How many rights to disconnect there are in each record type, and through what.

    A record type about which the review could not answer is there as unknown.

    Args:
        summary: the summary of a review.
        lang: the language of the texts.

    Raises:
        InvalidValue: for what is no summary.
    """
    if not isinstance(summary, _summary_type()):
        raise InvalidValue("summary", "the Summary of a review", shown(summary))
    groups: dict[str, list[_Bar]] = {}
    for record_type, right, number in summary.rights or ():
        groups.setdefault(record_type, []).append(_Bar(_through(right), number))
    for record_type, connections in summary.anybody or ():
        groups.setdefault(record_type, []).append(_Bar(say("picture.anybody"), connections))
    for each in summary.not_covered:
        if each.list == "rights":
            groups.setdefault(each.of, []).append(_Bar(say("picture.unknown"), None, each.because))
    title, says = say("picture.rights"), say("picture.rights_says")
    notes = list[str]()
    if summary.rights is None:
        notes.append(say("picture.rights_unknown"))
    elif not groups:
        notes.append(say("picture.none"))
    names = sorted(groups)
    cut = names[:MOST_SHOWN]
    if len(names) > len(cut):
        notes.append(say("picture.more", more=len(names) - len(cut)))
    rows = [(Code(name), bar.label, _number(bar)) for name in cut for bar in groups[name]]
    notes += [say("picture.because", of=name, why=bar.why) for name in cut for bar in groups[name] if bar.why]
    words: list[Block] = [Title(title), Paragraph(says)]
    if rows:
        words.append(Table((say("picture.record_type"), say("picture.right"), say("picture.how_many")), rows))
    words += [Bullets(notes)] if notes else []
    description = _description(says, rows, notes, lang)
    drawn = _rights_drawn([(name, groups[name]) for name in cut], notes, said(title, lang), description, lang)
    return Picture(said(title, lang), drawn, tuple(words), lang)


def _through(right: str) -> str:
    return say(_RIGHTS[right]) if right in _RIGHTS else right


def _rights_drawn(
    groups: Sequence[tuple[str, Sequence[_Bar]]], notes: Sequence[str], title: str, description: str, lang: str
) -> str:
    drawing, y = Drawing(), MARGIN
    most = max((bar.number or 0 for _, bars in groups for bar in bars), default=0)
    for name, bars in groups:
        drawing.write(MARGIN, y + LINE - 3, lines_of(name, _LABEL + _ROOM, 1), _LABEL + _ROOM, 'font-weight="bold"')
        y += LINE + 4
        for bar in bars:
            label = lines_of(said(bar.label, lang), _LABEL, 1)
            drawing.write(MARGIN, y + LINE - 2, label, _LABEL)
            x = MARGIN + _LABEL + 8
            if bar.number is None:
                drawing.box(x, y, _ROOM // 3, _HIGH, _DASHED)
            else:
                drawing.box(x, y, _long(bar.number, most, _ROOM), _HIGH, f'fill="{BAR}"')
                x += _long(bar.number, most, _ROOM) + 6
            number = said(_number(bar), lang)
            drawing.write(x + 6 * (bar.number is None), y + LINE - 2, [number], _NUMBER)
            y += _HIGH + _GAP
        y += _GAP
    return _with_notes(drawing, y, notes, MARGIN * 2 + _LABEL + _ROOM + _NUMBER, title, description, lang)


# --- A change ---------------------------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """How many gain and how many lose a yes to a question; None where that is unknown."""

    question: str
    gain: int | None
    lose: int | None


def picture_of_change(found: Impact | reviewed.Reviewed, lang: str = "en") -> Picture:
    """How many gain and how many lose a yes to each question when the policy changes.

    Args:
        found: what `compare.impact` found, or a review with a change.
        lang: the language of the texts.

    Raises:
        InvalidValue: for what is neither.
    """
    changes, notes = _changes(found)
    title, says = say("picture.change"), say("picture.change_says")
    if not changes:
        notes = [say("picture.no_change"), *notes]
    rows = [(Code(each.question), _count(each.lose), _count(each.gain)) for each in changes]
    words: list[Block] = [Title(title), Paragraph(says)]
    if rows:
        words.append(Table((say("picture.question"), say("picture.lose"), say("picture.gain")), rows))
    words += [Bullets(notes)] if notes else []
    labelled = [(name, *_labelled(lose, gain)) for name, lose, gain in rows]
    description = _description(says, labelled, notes, lang)
    drawn = _change_drawn(changes, notes, said(title, lang), description, lang)
    return Picture(said(title, lang), drawn, tuple(words), lang)


def _changes(found: Impact | reviewed.Reviewed) -> tuple[list[_Change], list[str]]:
    if isinstance(found, Impact):
        of: dict[str, list[str]] = {}
        for each in found.questions:
            for why in each.not_counted:
                of.setdefault(why, []).append(each.question)
        notes: list[str] = [say("titled", name=joined(names), says=why) for why, names in of.items()]
        return [_Change(each.question, each.gain, each.lose) for each in found.questions], _first(notes)
    if not isinstance(found, _reviewed_type()):
        raise InvalidValue("found", "an Impact, or a Reviewed with a change", shown(found))
    counted = {each.question: _Change(*each) for each in found.changes}
    notes = []
    for lacking in found.not_answered:
        kind, _, question = lacking.answer.partition("-")
        if kind == "change":
            counted.setdefault(question, _Change(question, None, None))
            notes.append(lacking.says)
    return list(counted.values()), _first(notes)


def _first(notes: Sequence[str]) -> list[str]:
    more = len(notes) - MOST_SHOWN
    return [*notes[:MOST_SHOWN], *([say("picture.more", more=more)] if more > 0 else [])]


def _labelled(lose: str, gain: str) -> tuple[str, str]:
    return say("picture.lose_is", number=lose), say("picture.gain_is", number=gain)


def _change_drawn(changes: Sequence[_Change], notes: Sequence[str], title: str, description: str, lang: str) -> str:
    drawing, half = Drawing(), _ROOM // 2
    width = MARGIN * 2 + 2 * (_NUMBER + half)
    middle, y = width // 2, MARGIN
    most = max((number or 0 for each in changes for number in (each.gain, each.lose)), default=0)
    if changes:
        heads = (("picture.lose", middle - 8, "end"), ("picture.gain", middle + 8, "start"))
        for key, x, anchor in heads:
            drawing.write(x, y + LINE - 3, lines_of(said(say(key), lang), half, 1), half, f'text-anchor="{anchor}"')
        y += LINE + 6
    for each in changes:
        lines = lines_of(each.question, width - 2 * MARGIN, 1)
        drawing.write(middle, y + LINE - 3, lines, width - 2 * MARGIN, 'text-anchor="middle" font-weight="bold"')
        y += LINE + 4
        drawing.wire(middle, y - 2, middle, y + _HIGH + 2, lit=False)
        for number, sign, colour in ((each.lose, -1, LOSS), (each.gain, 1, YES)):
            long = half // 2 if number is None else _long(number, most, half)
            x = middle if sign > 0 else middle - long
            drawing.box(x, y, long, _HIGH, _DASHED if number is None else f'fill="{colour}"')
            anchor = "start" if sign > 0 else "end"
            mark = "" if not number else "+" if sign > 0 else "-"
            text = mark + said(_count(number), lang)
            drawing.write(middle + sign * (long + 6), y + LINE - 2, [text], _NUMBER, f'text-anchor="{anchor}"')
        y += _HIGH + _GAP * 2
    return _with_notes(drawing, y, notes, width, title, description, lang)


# --- What both have ---------------------------------------------------------------------------------------------------


def _long(number: int, most: int, room: int) -> int:
    """How long a bar is; the least number has one that can be seen, and nought has none."""
    return max(2, number * room // most) if number else 0


def _count(number: int | None) -> str:
    return say("picture.unknown") if number is None else f"{number:,}"


def _number(bar: _Bar) -> str:
    return _count(bar.number)


def _with_notes(
    drawing: Drawing, y: int, notes: Iterable[str], width: int, title: str, description: str, lang: str
) -> str:
    for note in notes:
        lines = lines_of(said(note, lang), width - 2 * MARGIN, 3)
        drawing.write(MARGIN, y + LINE - 3, lines, width - 2 * MARGIN)
        y += LINE * len(lines)
    return drawing.svg(width, y + MARGIN, title, description)


def _description(says: str, rows: Iterable[Sequence[str]], notes: Iterable[str], lang: str) -> str:
    listed = [", ".join(said(cell, lang) for cell in row) for row in rows]
    return " ".join([said(says, lang), "; ".join(listed), *(said(each, lang) for each in notes)])


def _summary_type() -> type[Summary]:
    from ..review.summary import Summary  # noqa: PLC0415  # only who has one needs the extra review

    return Summary


def _reviewed_type() -> type[reviewed.Reviewed]:
    from ..review.reviewed import Reviewed  # noqa: PLC0415

    return Reviewed
