"""A picture: static SVG with the same in words, and what pictures are drawn with.

Nothing here is styled but by SVG attributes and classes, so a page needs no style sheet and no content policy an
exception. Text and lines have the colour of the text around them; the few others have contrast on light and dark pages
and are never all that says something: a mark, a number or a dash says it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from attrs import field

from .._arguments import checked
from .._folds import folds
from .._validation import text
from .._value import Model, frozen
from ..evidence import Question
from ..rendering import Block, render
from ..style import STYLE
from ..wording.words import Words, said, say

__all__ = ["Picture", "asked"]


@checked
def asked(question: Question[Any]) -> str:
    """The name of a question, which another language has in words, as it is asked."""
    says = question.says_yes
    return Words(question.name, f"{says.key.removesuffix('yes')}asked") if isinstance(says, Words) else question.name


@frozen
class Picture(Model):
    """A picture that answers one question, and the same in words.

    Attributes:
        title: what it shows, in its language.
        svg: the picture as an SVG element, with `<title>` and `<desc>`.
        words: the same as blocks.
        lang: the language of its texts.
    """

    title: str = field(validator=text)
    svg: str = field(validator=text, repr=False)
    words: tuple[Block, ...] = field(repr=False)
    lang: str = "en"

    def _blocks(self) -> Iterable[Block]:
        return self.words

    def to_text(self) -> str:
        """What it shows, in words."""
        return render(self, lang=self.lang)

    def to_html(self, *, level: int = 3) -> str:
        """The picture with its words folded below it, as a piece of HTML that `style.STYLE` gives its looks.

        Args:
            level: the level of the first heading of its words.
        """
        words = render(self, "html", level=level, lang=self.lang)
        summary = escape(said(say("picture.in_words"), self.lang))
        return (
            f'<figure class="chatlink-picture">\n{self.svg}\n<details>\n<summary>{summary}</summary>\n{words}'
            "</details>\n</figure>\n"
        )

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        page = self.to_html()
        return f'<div class="chatlink">\n<style>\n{STYLE}</style>\n{page}{folds(page, self.lang)}</div>\n'

    def _repr_markdown_(self) -> str:
        return render(self, "markdown", level=3, lang=self.lang)
