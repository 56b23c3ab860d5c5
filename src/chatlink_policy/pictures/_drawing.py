"""What pictures are drawn with: lines, boxes and texts that stay within their room."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..rendering import paragraph, printable

__all__ = ["BAR", "LINE", "LOSS", "MARGIN", "YES", "Drawing", "lines_of", "tooltip"]

FONT = 12
"""The size of the letters, in pixels."""
LINE = 15
"""The height of a line of text."""
MARGIN = 12

YES, LOSS, BAR = "#1f8f4d", "#c4551d", "#3c78cf"
"""What holds or is gained, what is lost, and a number: each with a contrast of at least 3 on white and on black."""

_NARROW = frozenset("fijlrtI .,:;'|!()[]-")
_WIDE = frozenset("mwMW@%&")


def lines_of(text: str, width: int, most: int = 8) -> list[str]:
    """A text in lines that fit into that many pixels; of a longer one as many as asked for, and a mark at their end."""
    lines = paragraph(text[: 4 * most * width], width=max(1, width * 2 // FONT)) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def width_of(line: str) -> int:
    """About how wide a line of text is, in pixels, rather too wide than too narrow."""
    return sum(map(_letter, line))


def _letter(each: str) -> int:
    if each in _NARROW:
        return 4
    if each in _WIDE:
        return 11
    return 13 if each > "\u2e7f" else 9 if each.isupper() else 7


class Drawing:
    """The elements of a picture, from back to front."""

    def __init__(self) -> None:
        self._elements: list[str] = []

    def add(self, element: str) -> None:
        """An element as it is."""
        self._elements.append(element)

    def wire(self, x1: int, y1: int, x2: int, y2: int, *, lit: bool) -> None:
        """A line, strong where it is lit."""
        looks = f'stroke="{YES}" stroke-width="4"' if lit else 'stroke="currentColor" stroke-width="1.5"'
        self.add(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke-linecap="round" {looks}/>')

    def box(self, x: int, y: int, width: int, height: int, looks: str) -> None:
        """A rectangle with round corners."""
        self.add(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" {looks}/>')

    def write(self, x: int, y: int, lines: Sequence[str], room: int, looks: str = "") -> None:
        """Lines of text, the first with its base at `y`, none wider than the room."""
        for number, line in enumerate(lines):
            fit = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if width_of(line) > room else ""
            attributes = f'x="{x}" y="{y + number * LINE}"{fit}' + f" {looks}" * bool(looks)
            self.add(f"<text {attributes}>{escape(line, quote=False)}</text>")

    def svg(self, width: int, height: int, title: str, description: str) -> str:
        """The picture as an SVG element of that size, with its text equivalent."""
        start = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chatlink-svg" role="img" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="{FONT}" fill="currentColor">'
        )
        texts = [f"<{name}>{_said(each)}</{name}>" for name, each in (("title", title), ("desc", description))]
        return "\n".join([start, *texts, *self._elements, "</svg>"])


def tooltip(text: str) -> str:
    """What is shown of an element when a pointer rests on it."""
    return f"<title>{_said(text)}</title>"


def _said(text: str) -> str:
    return escape(printable(text), quote=False)
