"""The rule of a question as a ladder: what a yes takes, from top to bottom, and which of it holds.

It stands upright, so that it fits on a phone and on paper: what all has to hold is one below the other, what may hold
instead is side by side, and the answer is at the foot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .._arguments import checked
from ..evidence import Decision, Question
from ..evidence.ladder import Contact, Parallel, Rung, Series, ladder_of
from ..rendering import Block, Code, Paragraph, Table, Title, yes_no
from ..sources import cited_all
from ..wording.words import said, say
from ._drawing import LINE, MARGIN, YES, Drawing, lines_of, tooltip
from .picture import Picture, asked

__all__ = ["picture_of_rule"]

_WIDTH, _PAD, _GAP, _STEP = 180, 8, 16, 14
"""The width of a fact, the room within it, the room between branches, and the length of a wire between two parts."""
_INSIDE = _WIDTH - 2 * _PAD
_ANSWER = 2 * _WIDTH
_BOLD = _ANSWER * 3 // 4

_LIT = f'fill="{YES}" fill-opacity="0.16" stroke="{YES}" stroke-width="3"'
_UNLIT = 'fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="4 3"'
_PLAIN = 'fill="none" stroke="currentColor" stroke-width="1"'


@checked
def picture_of_rule(of: Question[Any] | Decision[Any], lang: str = "en") -> Picture:
    """The rule of a question, a user's own too, as a ladder; of a decision, with the facts that hold lit.

    Args:
        of: the question, or a decision of it.
        lang: the language of the texts.

    Raises:
        InvalidValue: for what is neither.
        InvalidQuestion: when the question's rule returns something else than true or false.
    """
    question = of if isinstance(of, Question) else of.question
    facts = of.to_facts() if isinstance(of, Decision) else None
    rung = ladder_of(question)
    title = say("picture.rule" if facts is None else "picture.rule_and_facts", question=asked(question))
    parts = list(_parts(rung))
    ends = list(_ends(of))
    words: list[Block] = [Title(title), _table(parts, facts), *map(Paragraph, ends)]
    listed = [_in_words(each, facts, lang) for each in parts]
    description = " ".join([said(say("picture.takes"), lang) + ":", *listed, *(said(each, lang) for each in ends)])
    return Picture(said(title, lang), _drawn(of, rung, facts, said(title, lang), description, lang), tuple(words), lang)


# --- In words ---------------------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A part of the ladder, with its number as an outline has it."""

    number: str
    rung: Rung


def _parts(rung: Rung, number: str = "") -> Iterator[_Part]:
    """The parts of a ladder from top to bottom; a ladder that is one row is numbered without a part of its own."""
    is_row = isinstance(rung, Series) and rung.parts and not number
    if not is_row:
        number = number or "1"
        yield _Part(number, rung)
    if not isinstance(rung, Contact):
        for place, each in enumerate(rung.parts, start=1):
            yield from _parts(each, f"{number}.{place}".removeprefix("."))


def _says(rung: Rung) -> str:
    if isinstance(rung, Contact):
        return rung.says
    if isinstance(rung, Series):
        return say("picture.all_of" if rung.parts else "picture.always")
    return say("picture.one_of" if rung.parts else "picture.never")


def _table(parts: Iterable[_Part], facts: Mapping[str, bool] | None) -> Table:
    last = say("picture.cites" if facts is None else "picture.holds")
    rows = [
        (
            number,
            _says(rung),
            Code(rung.fact.name) if isinstance(rung, Contact) else "",
            yes_no(rung.is_closed(facts)) if facts is not None else _cites(rung),
        )
        for number, rung in parts
    ]
    return Table((say("picture.part"), say("picture.takes"), say("picture.fact"), last), rows)


def _cites(rung: Rung) -> str:
    return cited_all(rung.fact.cites) if isinstance(rung, Contact) else ""


def _in_words(part: _Part, facts: Mapping[str, bool] | None, lang: str) -> str:
    """A part on one line: "2.1 a role gives the user the global disconnect right (holds);"."""
    line = f"{part.number} {said(_says(part.rung), lang)}"
    if facts is None:
        return f"{line};"
    return f"{line} ({said(_holds(part.rung, facts), lang)});"


def _holds(rung: Rung, facts: Mapping[str, bool]) -> str:
    return say("picture.holds" if rung.is_closed(facts) else "picture.holds_not")


def _ends(of: Question[Any] | Decision[Any]) -> Iterator[str]:
    """What stands at the foot: what a yes means, or the answer."""
    if isinstance(of, Question):
        yield say("picture.yes_means", says=of.says_yes)
        return
    says = of.question.says_yes if of.allowed else of.question.says_no
    yield say("picture.answer", truth=of.allowed, says=says)
    if not of.is_possible:
        yield say("picture.cannot_occur")


# --- Drawn ------------------------------------------------------------------------------------------------------------


class _Size(NamedTuple):
    width: int
    height: int


def _drawn(  # what is drawn, and what it says
    of: Question[Any] | Decision[Any],
    rung: Rung,
    facts: Mapping[str, bool] | None,
    title: str,
    description: str,
    lang: str,
) -> str:
    ladder = _Ladder(facts, lang)
    size = ladder.size(rung)
    width = max(size.width, _ANSWER) + 2 * MARGIN
    middle, top = width // 2, MARGIN + 5
    lit = facts is not None
    ladder.drawing.add(f'<circle cx="{middle}" cy="{top}" r="5" fill="{YES if lit else "currentColor"}"/>')
    foot = top + _STEP + size.height + _STEP
    ladder.drawing.wire(middle, top, middle, top + _STEP, lit=lit)
    lit = ladder.draw(rung, middle, top + _STEP, lit=lit)
    ladder.drawing.wire(middle, foot - _STEP, middle, foot, lit=lit)
    lines = [line for each in _ends(of) for line in lines_of(said(each, lang), _BOLD, 6)]
    height = len(lines) * LINE + 2 * _PAD
    looks = _PLAIN if facts is None else _LIT if lit else _UNLIT
    ladder.drawing.box(middle - _ANSWER // 2, foot, _ANSWER, height, looks)
    middle_of_text = 'text-anchor="middle" font-weight="bold"'
    ladder.drawing.write(middle, foot + _PAD + LINE - 4, lines, _ANSWER - 2 * _PAD, middle_of_text)
    return ladder.drawing.svg(width, foot + height + MARGIN, title, description)


class _Ladder:
    """Draws the parts of a ladder, each below or beside the other, lit where the facts let it be."""

    def __init__(self, facts: Mapping[str, bool] | None, lang: str) -> None:
        self.drawing = Drawing()
        self.facts = facts
        self.lang = lang

    def size(self, rung: Rung) -> _Size:
        """How much room a part takes."""
        if isinstance(rung, Contact):
            return _Size(_WIDTH, len(self._lines(rung)) * LINE + 2 * _PAD)
        sizes = [self.size(each) for each in rung.parts] or [_Size(_WIDTH, LINE + 2 * _PAD)]
        if isinstance(rung, Series):
            return _Size(
                max(each.width for each in sizes), sum(each.height for each in sizes) + _STEP * (len(sizes) - 1)
            )
        width = sum(each.width for each in sizes) + _GAP * (len(sizes) - 1)
        return _Size(width, max(each.height for each in sizes) + 2 * _STEP)

    def draw(self, rung: Rung, x: int, y: int, *, lit: bool) -> bool:
        """Draw a part around that middle, from that height on, and say whether what comes out of it is lit."""
        if isinstance(rung, Contact):
            return self._contact(rung, x, y) and lit
        if not rung.parts:
            return self._empty(rung, x, y) and lit
        return self._series(rung, x, y, lit=lit) if isinstance(rung, Series) else self._parallel(rung, x, y, lit=lit)

    def _series(self, rung: Series, x: int, y: int, *, lit: bool) -> bool:
        for number, each in enumerate(rung.parts):
            if number:
                self.drawing.wire(x, y, x, y + _STEP, lit=lit)
                y += _STEP
            lit = self.draw(each, x, y, lit=lit)
            y += self.size(each).height
        return lit

    def _parallel(self, rung: Parallel, x: int, y: int, *, lit: bool) -> bool:
        size = self.size(rung)
        left, foot = x - size.width // 2, y + size.height
        ends = []
        for each in rung.parts:
            own = self.size(each)
            middle = left + own.width // 2
            self.drawing.wire(x, y, middle, y, lit=lit)
            self.drawing.wire(middle, y, middle, y + _STEP, lit=lit)
            out = self.draw(each, middle, y + _STEP, lit=lit)
            ends.append((out, middle, y + _STEP + own.height))
            left += own.width + _GAP
        for out, middle, end in sorted(ends):  # what is lit over what is not
            self.drawing.wire(middle, end, middle, foot, lit=out)
            self.drawing.wire(middle, foot, x, foot, lit=out)
        return any(out for out, _, _ in ends)

    def _contact(self, rung: Contact, x: int, y: int) -> bool:
        closed = self.facts is not None and rung.is_closed(self.facts)
        says = said(rung.says, self.lang)
        if self.facts is not None:
            says = f"{says} ({said(_holds(rung, self.facts), self.lang)})"
        lit = " chatlink-lit" * closed
        self.drawing.add(
            f'<g class="chatlink-contact{lit}" data-fact="{rung.fact.name}" data-when="{_code(rung.truth)}">'
        )
        self.drawing.add(tooltip(says))
        looks = _PLAIN if self.facts is None else _LIT if closed else _UNLIT
        lines = self._lines(rung)
        self.drawing.box(x - _WIDTH // 2, y, _WIDTH, len(lines) * LINE + 2 * _PAD, looks)
        self.drawing.write(x, y + _PAD + LINE - 4, lines, _INSIDE, 'text-anchor="middle"')
        self.drawing.add("</g>")
        return closed

    def _empty(self, rung: Rung, x: int, y: int) -> bool:
        """A rule that is always a yes is a wire, one that never is a gap; both say so."""
        always, height = isinstance(rung, Series), LINE + 2 * _PAD
        looks = _PLAIN if self.facts is None else _LIT if always else _UNLIT
        self.drawing.box(x - _WIDTH // 2, y, _WIDTH, height, looks)
        lines = lines_of(said(_says(rung), self.lang), _INSIDE, 1)
        self.drawing.write(x, y + _PAD + LINE - 4, lines, _INSIDE, 'text-anchor="middle"')
        return always

    def _lines(self, rung: Contact) -> list[str]:
        mark = "" if self.facts is None else "✓ " if rung.is_closed(self.facts) else "✗ "
        return lines_of(mark + said(rung.says, self.lang), _INSIDE)


def _code(truth: bool) -> str:
    return "yes" if truth else "no"
