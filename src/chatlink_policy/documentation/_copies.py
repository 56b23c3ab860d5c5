r"""A reader's own copy of the documentation - text, Markdown or HTML - as its words, each with where it stands.

Copies of one page differ in all that is not its words: white space, capitals, soft hyphens, the numbers of lists, marks
of Markdown, tags. What is left is a stream of words: NFKC, folded to one case, `\w+`, without characters of the
category Cf. Lines, elements that stand for themselves and rows of tables are blocks, and words know theirs: a heading
is a whole block.

Everything here takes a time that grows with the length of the copy and not with its square. That is why tags are found
by one expression, each alternative of which also ends where the text does, as in a browser: `html.parser` of Python
3.11 takes 4 seconds for 20 kB of "<a ". And it is why long runs of combining marks are cut before they are normalised.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from attrs import define, field

from .._documented import Digest
from ..errors import InvalidValue
from ..limits import MOST_PAGE_WORDS

__all__ = ["Block", "Copy", "digest", "words_of"]


class Block(NamedTuple):
    """A line, an element that stands for itself, or a row of a table.

    Attributes:
        text: its text, as it is in the copy, without tags and marks.
        is_heading: whether it is marked as a heading.
    """

    text: str
    is_heading: bool = False


# --- Words ------------------------------------------------------------------------------------------------------------

_PIECE = re.compile(r"\S+")
_WORD = re.compile(r"\w+")
_LONG_RUN = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
"""A long run of what is neither letter nor white space; all combining marks are of that kind."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as they are compared."""
    if not text.isascii():
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
        text = _LONG_RUN.sub(lambda run: run[0][:30], text)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found = (word.strip("_") for word in _WORD.findall(text.casefold()))
    return tuple(word for word in found if word)


_MOST = 2**64


def weight(word: str) -> int:
    """A number that stands for a word: the start of its digest."""
    return int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8])


def digest(words: Iterable[str]) -> Digest:
    """How many words, the sum of their weights, which is the same whatever their order, and the digest of them all."""
    words = tuple(words)
    return Digest(len(words), f"{sum(map(weight, words)) % _MOST:016x}", sha256(words))


def sha256(words: Iterable[str]) -> str:
    """The SHA-256 of words with one blank between them, in UTF-8."""
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()


@define
class Copy:
    """The words of a copy, and where they stand in it.

    Attributes:
        blocks: its blocks, in order.
        words: all their words, in order.
        spans: of each word, the block and where in its text the piece begins and ends that holds the word.
        starts: of each block, the number of words before it; and that of all words.
    """

    blocks: tuple[Block, ...]
    words: list[str] = field(init=False, factory=list)
    spans: list[tuple[int, int, int]] = field(init=False, factory=list)
    starts: list[int] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        known: dict[str, tuple[str, ...]] = {}
        for number, block in enumerate(self.blocks):
            self.starts.append(len(self.words))
            for piece in _PIECE.finditer(block.text):
                text = piece[0]
                if (words := known.get(text)) is None:
                    words = known[text] = words_of(text)
                self.words += words
                self.spans += [(number, *piece.span())] * len(words)
                if len(self.words) > MOST_PAGE_WORDS:
                    raise InvalidValue("page", f"at most {MOST_PAGE_WORDS:,} words", "more than that")
        self.starts.append(len(self.words))

    @cached_property
    def _sums(self) -> list[int]:
        weights = {word: weight(word) for word in set(self.words)}
        return list(accumulate((weights[word] for word in self.words), initial=0))

    def is_at(self, start: int, wanted: Digest) -> bool:
        """Whether these words stand there."""
        end = start + wanted.words
        return (
            start >= 0
            and end <= len(self.words)
            and (self._sums[end] - self._sums[start]) % _MOST == int(wanted.bag, 16)
            and sha256(self.words[start:end]) == wanted.sha256
        )

    def bag(self, start: int, end: int) -> int:
        """The sum of the weights of the words from there to there."""
        return (self._sums[end] - self._sums[start]) % _MOST

    def where(self, wanted: Digest) -> Iterator[int]:
        """Everywhere that these words stand."""
        if not wanted.words:
            return
        bag, sums = int(wanted.bag, 16), self._sums
        for number, (before, after) in enumerate(zip(sums, sums[wanted.words :], strict=False)):
            if (after - before - bag) % _MOST == 0 and self.is_at(number, wanted):
                yield number

    def text(self, start: int, end: int) -> str:
        """The text of the words from there to there, as it is in the copy, its blocks with a stroke between them."""
        if end <= start:
            return ""
        (first, begin, _), (last, _, finish) = self.spans[start], self.spans[end - 1]
        texts = [self.blocks[number].text for number in range(first, last + 1)]
        texts[-1] = texts[-1][:finish]
        texts[0] = texts[0][begin:]
        return " / ".join(joined for each in texts if (joined := " ".join(each.split())))

    @classmethod
    def read(cls, text: str) -> Copy:
        """A copy in text, Markdown or HTML."""
        return cls(tuple(_of_html(text) if _is_html(text) else _of_lines(text)))


# --- HTML -------------------------------------------------------------------------------------------------------------

_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_BEGINS_WITH_TAG = re.compile(r"\s*<[a-z]", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:p|div|li|h[1-6]|table|main|article)\s*>", re.IGNORECASE)

_TAG = re.compile(
    r"""
    < (?:
        !-- (?: -?> | .*? (?: --!?> | \Z ) )
      | (?P<closes> /? ) (?P<name> [a-z] [^\s/>]*+ )
        (?P<attributes> (?: [^>=]++ | = \s*+ (?: "[^"]*+ (?: " | \Z ) | '[^']*+ (?: ' | \Z ) )?+ )*+ ) (?: > | \Z )
      | [!?/] [^>]*+ (?: > | \Z )
    )
    """,
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
"""A comment, a tag or a declaration; whatever has begun ends where the text ends, so that no end is sought twice."""

_ALT = re.compile(
    r"""(?<![^\s"'/]) alt \s*+ = \s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s"'>]++) )""", re.VERBOSE | re.IGNORECASE
)
_HUGE = re.compile(r"&\#[0-9]{8,}+;?")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_OF_ROWS = _HEADINGS | {"table", "tr", "main", "body"}
"""The tags that end a block within a row of a table too: a row is one block."""

_CELLS = frozenset({"td", "th"})
_RAW = frozenset({"script", "style", "textarea", "title", "iframe", "noscript"})
_LEFT_OUT = frozenset({"nav", "aside", "footer", "button", "select", "template", "svg", "form"})
"""What a site prints around a page, or what is to be clicked."""


def _is_html(text: str) -> bool:
    """Whether a text is HTML: a page, or what begins with a tag and closes one that stands for itself."""
    return bool(_PAGE.search(text, 0, 4096) or (_BEGINS_WITH_TAG.match(text) and _CLOSES.search(text)))


def _unescaped(text: str) -> str:
    return unescape(_HUGE.sub("\ufffd", text)) if "&" in text else text


class _Html:
    """The blocks of HTML, gathered tag by tag."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.is_heading = self.is_row = False
        self.left_out: dict[str, int] = {}

    def end_block(self) -> None:
        """What was gathered is a block."""
        if text := "".join(self.parts).strip():
            self.blocks.append(Block(_without_number(text), self.is_heading))
        self.parts.clear()

    def take(self, tag: re.Match[str], name: str, *, opens: bool) -> None:
        """A tag: it may end a block, or begin or end what is left out."""
        if name in _LEFT_OUT:
            self.left_out[name] = max(0, self.left_out.get(name, 0) + (1 if opens else -1))
        elif self.is_left_out:
            return
        elif name in _CELLS or (self.is_row and name in _BLOCKS - _OF_ROWS):
            self.parts.append(" ")
        elif name in _BLOCKS:
            self.end_block()
            self.is_heading = opens and name in _HEADINGS
            self.is_row = (opens and name == "tr") or (self.is_row and name in _HEADINGS)
            if name == "main" and opens:
                self.blocks.clear()
        elif name == "img" and (alt := _ALT.search(tag["attributes"])):
            self.parts.append(f" {_unescaped(alt[1] or alt[2] or alt[3] or '')} ")

    @property
    def is_left_out(self) -> bool:
        """Whether text that comes now is left out."""
        return any(self.left_out.values())


def _of_html(text: str) -> list[Block]:
    """The blocks of HTML; where it has an element `main`, those of that."""
    html = _Html()
    position, name, opens = 0, "", False
    while position < len(text) and (name, opens) != ("main", False):
        tag = _TAG.search(text, position)
        if not html.is_left_out:
            html.parts.append(_unescaped(text[position : tag.start() if tag else len(text)]))
        if tag is None:
            break
        position = tag.end()
        name = (tag["name"] or "").lower()
        opens = bool(name) and not tag["closes"]
        if name in _RAW and opens:
            position = _end_of(name, text, position)
        elif name:
            html.take(tag, name, opens=opens)
    html.end_block()
    return html.blocks


def _end_of(name: str, text: str, start: int) -> int:
    """Where an element ends whose text is no HTML."""
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, start)
    return end.start() if end else len(text)


# --- Text and Markdown ------------------------------------------------------------------------------------------------

_LIST_NUMBER = re.compile(r"\s*+[0-9]{1,2}[.)]\s+")
_MARKED_HEADING = re.compile(r"[\s>]*+#{1,6}\s")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>\n]*+>", re.IGNORECASE)
_LINK = re.compile(r"!?+\[([^\[\]\n]*+)\](?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)?+\)|\[[^\[\]\n]*+\])")
_ANCHOR = re.compile(r"\{\#[^{}\n]*+\}")
_PICTURE = re.compile(r""":::image\b(?:[^:\n"]|:(?!::)|"(?:[^"\n])*+")*+:::""", re.IGNORECASE)
_ALT_TEXT = re.compile(r'\balt-text\s*+=\s*+"([^"\n]*+)"', re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<=\S)\*+|\*+(?=\S)")
_BEFORE, _AFTER = " \t>#•·*+|-\u00a0", " \t|\u00a0"
"""What may stand before and after the text of a line: marks of quotes, headings, lists and tables."""

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


def _without_number(text: str) -> str:
    """A block without the number that it has in a list."""
    number = _LIST_NUMBER.match(text)
    return text[number.end() :] if number else text


def _of_lines(text: str) -> Iterator[Block]:
    """The blocks of text or Markdown: its lines."""
    text = _INLINE_TAG.sub(lambda tag: "\n" if tag[2].lower() in _BLOCKS else "", _COMMENT.sub("", text))
    for line in text.splitlines():
        is_heading = _MARKED_HEADING.match(line) is not None
        if shown := _without_number(_without_marks(line).lstrip(_BEFORE).rstrip(_AFTER)):
            yield Block(shown, is_heading)


def _without_marks(line: str) -> str:
    """A line without the marks of Markdown that hold words: addresses, anchors, how a picture is shown."""
    if ":::" in line:
        line = _PICTURE.sub(lambda picture: " ".join(_ALT_TEXT.findall(picture[0])), line)
    if "](" in line or "][" in line:
        line = _LINK.sub(r"\1", _LINK.sub(r"\1", line))  # a picture may be the text of a link
    if "{#" in line:
        line = _ANCHOR.sub("", line)
    if "*" in line:
        line = _EMPHASIS.sub("", line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    return _ENTITY.sub(lambda entity: unescape(entity[0]), line) if "&" in line else line
