"""How things are shown to people: a value says its blocks, and `render` makes them text, Markdown or HTML.

Words are wrapped and escaped for where they are shown; nothing in a name can become a mark, a tag, a formula or a
second line. The module is longer than others: it holds all three forms, so that what one of them must not let through
is seen beside the others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum, Flag
from functools import partial
from html import escape
from itertools import zip_longest
from typing import Any, NamedTuple, Protocol, TypeVar, cast, runtime_checkable

from ._combinations import Combinations, combinations_html
from .errors import InvalidValue, shown
from .unknown import Unknown
from .wording.words import LANGUAGES, NO_BREAK, Words, has_code, joined, said, say, spoken, typeset

T = TypeVar("T")

WIDTH = 100
"""How wide plain text is wrapped, in characters, unless a terminal has another width."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~$])")
_MARKDOWN_START = re.compile(r"^(?:(\d+)(?=[.)])|(?=[-+=%:]))")
_MARKDOWN_CODE = re.compile(r"[\w(][\w .,:/()-]*")
_MARKED = re.compile(rf"-*\{{?{_MARKDOWN_CODE.pattern}\}}?")
"""What stands between marks of code: a name, an option of the command, or a place of a template."""
_NUMBER = re.compile(r"(?<![\w-])(?:[A-Z]{1,5}-\d{1,4}|[a-z]+(?:_[a-z]+)+)(?![\w-])")
"""What may be a number of a requirement or a choice, or a code."""
_NOT_IN_ADDRESS = re.compile(r"[^\w./:#?=&%~+,;@!$-]")
_LONG_NAME = re.compile(r"\S{16,}")
_WITHIN_NAME = re.compile(r"(?<=\w[._/:=|])(?=[^\W\d])")
_SPACE = re.compile(r"\s")
_CODE = re.compile(r"`([^`]+)`")
_ESCAPED_CODE = re.compile(r"\\`(.*?)\\`")
_CLOSES = re.compile(r"»|[:;?!]$")
"""A word that is a mark, or begins with a closing one."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet takes for a formula."""


class Answer(Words):
    """The word of an answer; pages to look at show its mark too, since not everybody sees a colour."""

    __slots__ = ()

    def __new__(cls, word: str, key: str = "") -> Answer:  # no class is below it
        """The word "yes", "no" or "not known"; in another language with the key of the English one."""
        return cast("Answer", Words.__new__(cls, word, key or f"answer.{word}"))

    def __reduce__(self) -> tuple[Any, ...]:
        return Answer, (str(self), self.key)


class Code(str):
    """A name in code, which lists never break; pages to look at show it in a fixed font."""

    __slots__ = ()


_MARKS = {"answer.yes": "✓", "answer.no": "✗", "answer.not known": "?"}
_CLASSES = {"answer.yes": "yes", "answer.no": "no", "answer.not known": "unknown"}


def yes_no(answer: bool | None) -> Answer:
    """A word for an answer; None is one that is not known."""
    return Answer("not known" if answer is None else "yes" if answer else "no")


def in_words(value: object) -> str:  # noqa: PLR0911  # one for each kind of value
    """A value of a field as people read it; of many members the first ten, and how many more there are."""
    if value is None:
        return say("none")
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, Unknown):
        return say("unknown")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Flag):
        return ", ".join(str(each.name).lower() for each in value) or say("none")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (tuple, frozenset)):
        words = list(map(in_words, value))
        words = sorted(words) if isinstance(value, frozenset) else words
        return joined(first_of(words, most=10)) or say("none")
    if isinstance(value, Names):  # a value, by its first field, which names it
        return next((in_words(each) for _, each in value._given()), type(value).__name__)
    return _as_text(value)


def in_a_line(value: Names) -> str:
    """What a value holds: what its first field says, then the others by their names."""
    (_, first), *others = value._given() or [("", type(value).__name__)]
    return joined([in_words(first), *(say("titled", name=name, says=in_words(each)) for name, each in others)])


MOST_SHOWN = 20
"""Of a long list at most that many members are shown."""


def _as_text(item: object) -> str:
    return item if isinstance(item, str) else str(item)


def first_of(items: Sequence[T], says: Callable[[T], str] = _as_text, most: int = MOST_SHOWN) -> list[str]:
    """What the first of the items say, and how many more there are."""
    return [*map(says, items[:most]), *([say("and_more", more=len(items) - most)] if len(items) > most else [])]


def letter(truth: bool) -> str:
    """Y or N, as the documentation writes it."""
    return say("letter.yes") if truth else say("letter.no")


def letters(row: str) -> str:
    """The letters of a row, as it is written: Y, N, and * for either."""
    return joined([letter(each == "Y") if each in "YN" else each for each in row.split()], "blank")


def heads(size: int) -> list[str]:
    """A letter for each fact, to head a column: A, B, C ..."""
    return [chr(ord("A") + position) for position in range(size)]


def printable(text: str) -> str:
    """Text on one line that cannot break, colour or reorder what stands around it.

    White space becomes blanks; whatever else would not print becomes its escape, as Python writes it.
    """
    if text.isprintable():
        return text
    spaced = _SPACE.sub(" ", text)
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in spaced)


def in_print(text: str) -> str:
    """The same for a page, each blank once; a language keeps its no-break ones, and a name does not."""
    pieces = text.split(NO_BREAK) if isinstance(text, _Said) else [text]
    return NO_BREAK.join(" ".join(printable(each).split()) for each in pieces)


def paragraph(text: str, indent: int = 0, first: str = "", width: int = WIDTH) -> list[str]:
    """The lines of a paragraph, wrapped; `first` stands before its first line in place of the last indent.

    A name in code stays whole, whatever its length: a path or the id of a test is copied, not read.
    """
    start, rest = " " * (indent - len(first)) + first, " " * indent
    if isinstance(text, Code):
        return [f"{start}{printable(text)}"] if text else []
    return [
        f"{rest if number else start}{line}" for number, line in enumerate(_wrapped(printable(text), width - indent))
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most that width, broken at blanks, and inside a word only where it is longer than a line.

    At a blank that belongs to a mark, as French has them, it is broken only where a line could not hold both. Each
    letter is copied as often as it takes to put it on its line, however long a word is.
    """
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for word in _held_together(text.split(" "), width):
        for start in range(0, len(word) or 1, width):
            piece = word[start : start + width]
            if line and (start or used + 1 + len(piece) > width):
                lines.append(" ".join(line).strip())
                line, used = [], 0
            used += len(piece) + bool(line)
            line.append(piece)
    lines.append(" ".join(line).strip())
    return [each for each in lines if each]


def _held_together(words: Iterable[str], width: int) -> Iterable[str]:
    """Words, each with the marks that stand after a blank: "« Join chat » :" is "« Join" and "chat » :"."""
    held: str | None = None
    for word in words:
        if held is not None and (_CLOSES.match(word) or held.endswith("«")) and len(held) + len(word) < width:
            held = f"{held} {word}"
        else:
            if held is not None:
                yield held
            held = word
    if held is not None:
        yield held


def columns(rows: Iterable[Sequence[str]], width: int | None = None) -> list[str]:
    """Rows of cells as aligned columns; the widest are wrapped where they would not fit into a given width."""
    cells = [tuple(map(printable, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines: Iterable[tuple[str, ...]] = cells
    if width is not None and cells:
        widths = _narrowed(widths, width - 2 * (len(widths) - 1))
        lines = (line for row in cells for line in zip_longest(*map(_wrapped, row, widths), fillvalue=""))
    pads = [min(each, _WIDEST) for each in widths]
    return ["  ".join(cell.ljust(pad) for cell, pad in zip(line, pads, strict=True)).rstrip() for line in lines]


_NARROWEST, _WIDEST = 8, 200
"""No column of a table is made narrower than that, and cells are filled up to at most that width."""


def _narrowed(widths: list[int], room: int) -> list[int]:
    """Widths of columns that fit into the room, taken from the widest; as far as that can be."""
    widths = [max(1, each) for each in widths]
    limit = min(max(widths), max(room, _NARROWEST))
    while sum(min(each, limit) for each in widths) > room and limit > _NARROWEST:
        limit -= 1
    return [min(each, limit) for each in widths]


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, also in a table and where it could be read as HTML."""
    return _MARKDOWN.sub(r"\\\1", escape(" ".join(printable(text).split()), quote=False))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the cells are Markdown already."""
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


def csv_cell(text: str) -> str:
    """Text that a spreadsheet takes as text and never as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as CSV, safe to open in a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(csv_cell, row) for row in rows)
    return text.getvalue()


# --- Blocks: what is shown, written once, rendered as text, Markdown or HTML ------------------------------------------


class Title(NamedTuple):
    """A heading; level 1 is the page's own. An answer may follow it."""

    text: str
    level: int = 1
    answer: Answer | None = None


class Paragraph(NamedTuple):
    """A paragraph of plain text."""

    text: str


class Named(NamedTuple):
    """A name in code on a line of its own, which is never wrapped, and what it is."""

    label: str
    code: str


class Bullets(NamedTuple):
    """A list of plain statements, with a line before them or none."""

    items: Sequence[str]
    heading: str = ""


class Table(NamedTuple):
    """A table of plain cells, each row as long as the header; plain text may do without the header.

    Where plain text has no room for the names in the header, it has a letter for each of the first `lettered` ones, and
    says before the table what each stands for. Where cells are too long for columns, plain text writes each row as
    `lines` instead, the first one standing out: a template a line, in which "{1}" is the second cell.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    has_header_in_text: bool = True
    lettered: int = 0
    lines: Sequence[str] = ()


class Together(NamedTuple):
    """Blocks that plain text shows without empty lines between them."""

    blocks: Sequence[Block]


Block = Title | Paragraph | Named | Bullets | Table | Combinations | Together


@runtime_checkable
class Names(Protocol):
    """What gives the fields that it was made with."""

    def _given(self) -> list[tuple[str, object]]: ...


class _Shows(Protocol):
    """What says its blocks."""

    def _blocks(self) -> Iterable[Block]: ...


Link = Callable[[str], str | None]
"""The address of the number of a requirement or choice, or of the code of a finding; None for what has none."""


def render(  # how it is shown
    value: _Shows | Iterable[Block],
    form: str = "text",
    *,
    level: int = 1,
    width: int | None = None,
    lang: str = "en",
    link: Link | None = None,
) -> str:
    """A value, or blocks, as text, Markdown or a piece of HTML.

    Args:
        value: what says its blocks, or the blocks.
        form: "text", "markdown" or "html".
        level: the level of its first heading, where it stands within a page of Markdown or HTML.
        width: the width of a terminal, into which text is fitted; without it paragraphs are wrapped at `WIDTH`, and a
            row of a table stays one line.
        lang: the language of its texts, one of `LANGUAGES`; names and codes are the same in all.
        link: the address of a number or code that stands in a text; Markdown and HTML make a link of each that has one.

    Raises:
        InvalidValue: for another form or language.
    """
    if lang not in LANGUAGES:
        raise InvalidValue("lang", " or ".join(LANGUAGES), shown(lang))
    forms: dict[str, Callable[[Block], list[str]]] = {
        "text": partial(_text, width=width, lang=lang),
        "markdown": partial(_markdown, link=link, lang=lang),
        "html": partial(_html, link=link, lang=lang),
    }
    if form not in forms:
        raise InvalidValue("form", "text, markdown or html", shown(form))
    blocks = value if isinstance(value, Iterable) else value._blocks()  # the protocol of this module
    in_lang = blocks if lang == "en" else (cast("Block", _all_in(each, lang)) for each in blocks)
    below = ("\n".join(forms[form](each if form == "text" else _lowered(each, level - 1))) for each in in_lang)
    return ("\n" if form == "html" else "\n\n").join(below) + "\n"


def _lowered(block: Block, by: int) -> Block:
    """A block whose headings are that many levels lower."""
    if isinstance(block, Title):
        return block._replace(level=block.level + by)
    return Together([_lowered(each, by) for each in block.blocks]) if isinstance(block, Together) else block


class _Said(str):
    """A text as a language has it; one of several languages is in pieces that know theirs."""

    pieces: Sequence[tuple[str, str]] = ()
    has_code: bool = False


def in_language(text: str, lang: str) -> str:
    """A text as the pages of a language have it."""
    return cast("str", _all_in(text, lang))


def _all_in(part: object, lang: str) -> object:
    if isinstance(part, Answer):
        return Answer(said(part, lang), part.key)
    if isinstance(part, str):
        pieces = spoken(part, lang)
        if pieces == [(part, lang)]:
            return part
        made = _Said("".join(each for each, _ in pieces))
        made.pieces = pieces if any(its != lang for _, its in pieces) else ()
        made.has_code = has_code(part) and not made.pieces
        return made
    if isinstance(part, tuple) and hasattr(part, "_make"):  # a block, or a part of one
        return cast("Any", part)._make(_all_in(each, lang) for each in cast("tuple[object, ...]", part))
    return [_all_in(each, lang) for each in part] if isinstance(part, (tuple, list)) else part


def _text(block: Block, width: int | None, lang: str) -> list[str]:  # noqa: PLR0911  # one for each kind of block
    wrap, colon = partial(paragraph, width=width or WIDTH), printable(said(say("colon"), lang))
    match block:
        case Title(text, level, answer):
            heading = printable(text if answer is None else f"{text}{colon} {answer}")
            return [heading, ("=" if level == 1 else "-") * min(len(heading), width or len(heading))]
        case Paragraph(text):
            return wrap(text)
        case Named(label, code):
            return [f"{printable(label)} {printable(code)}"]
        case Bullets(items, heading):
            lines = [line for item in items for line in wrap(item, 4 if heading.strip() else 2, "- ")]
            return [f"{printable(heading)}{colon}", *lines] if heading.strip() else lines
        case Table(_, rows, _, _, templates) if templates:
            return list(_entry_lines(rows, templates, wrap))
        case Table(header, rows, has_header, lettered):
            lines = columns([header, *rows] if has_header else rows, width)
            if lettered > 0 and max(map(len, lines), default=0) > (width or WIDTH):
                letters = heads(min(lettered, len(header)))
                key = columns(zip(letters, header, strict=False))
                lines = [*key, "", *columns([[*letters, *header[len(letters) :]], *rows], width)]
            return lines
        case Combinations():
            return _text(_in_their_order(block, lang), width, lang)
        case Together(blocks):
            return [line for each in blocks for line in _text(each, width, lang)]


def _in_their_order(block: Combinations, lang: str) -> Table:
    """The combinations as a table of letters, in their order."""
    header = (*block.facts, said(say("answer"), lang), said(say("documented by"), lang))
    rows = [(*(said(letter(truth), lang) for truth in each.truths), each.answer, each.by) for each in block.rows]
    return Table(header, rows, lettered=len(block.facts))


def _entry_lines(
    rows: Iterable[Sequence[str]], templates: Sequence[str], wrap: Callable[[str, int], list[str]]
) -> Iterable[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        for line, template in enumerate(templates):
            yield from wrap(template.format(*row), 4 if line else 0)


def _markdown(block: Block, link: Link | None, lang: str) -> list[str]:  # noqa: PLR0911  # one for each kind of block
    """A block as Markdown; nothing in a text can turn into Markdown or HTML."""
    words, line = partial(_markdown_words, link=link), partial(_markdown_line, link=link)
    colon = printable(said(say("colon"), lang))
    match block:
        case Title(text, level, answer):
            heading = words(text) if answer is None else f"{words(text)}{colon} {words(answer)}"
            return [f"{'#' * level} {heading}"]
        case Paragraph(text):
            return [line(text)]
        case Named(label, code):
            return [f"{line(label)}{colon} {words(Code(code))}"]
        case Bullets(items, heading):
            lines = [f"- {line(item)}" for item in items]
            return [f"**{markdown(heading)}**", "", *lines] if heading.strip() else lines
        case Table(header, rows):
            return markdown_table(list(map(words, header)), [list(map(words, row)) for row in rows])
        case Combinations():
            return _markdown(_in_their_order(block, lang), link, lang)
        case Together(blocks):
            return "\n\n".join("\n".join(_markdown(each, link, lang)) for each in blocks).splitlines()


def _markdown_line(text: str, link: Link | None) -> str:
    """Text at the start of a line, where a dash or a number with its dot would open a list, and the like."""
    return _MARKDOWN_START.sub(r"\1\\", _markdown_text(text, link))


def _markdown_words(text: str, link: Link | None) -> str:
    """Text, with its mark where it is an answer, and as code where it is that and simple enough to be safe."""
    if isinstance(text, Answer):
        return f"{_MARKS[text.key]} {text}"
    if isinstance(text, Code) and _MARKDOWN_CODE.fullmatch(text):
        address = link(text) if link and _NUMBER.fullmatch(text) else None  # within code a link would not be one
        return f"`{text}`" if address is None else f"[`{text}`]({_safe(address)})"
    return _markdown_text(text, link)


def _markdown_text(text: str, link: Link | None) -> str:
    words = _linked(text, link, markdown, "[{0}]({1})")
    return _ESCAPED_CODE.sub(_unescaped, words) if _marks_code(text) else words


def _unescaped(code: re.Match[str]) -> str:
    """A name between marks of code, where nothing is escaped; one that is a link keeps its marks beside it."""
    name = code[1].replace("\\", "")
    return f"`{name}`" if _MARKED.fullmatch(name) else code[0]


def _marks_code(text: str) -> bool:
    """Whether names in a text are marked as code, each simple enough to be safe."""
    marks = text.has_code if isinstance(text, _Said) else has_code(text)
    return marks and all(map(_MARKED.fullmatch, _CODE.findall(text)))


def _linked(text: str, link: Link | None, escaped: Callable[[str], str], form: str) -> str:
    """Text on one line, escaped, with a link for each number and code in it that has an address."""
    line = in_print(text)
    if link is None:
        return escaped(line)
    made, end = [], 0
    for found in _NUMBER.finditer(line):
        if (address := link(found[0])) is not None:
            made += [_piece(line[end : found.start()], escaped), form.format(escaped(found[0]), _safe(address))]
            end = found.end()
    return "".join([*made, _piece(line[end:], escaped)])


def _piece(text: str, escaped: Callable[[str], str]) -> str:
    """A piece of a line, with the blanks at its ends."""
    inside = text.strip(" ")
    return text.replace(inside, escaped(inside)) if inside else text


def _safe(address: str) -> str:
    """An address in which nothing ends a link or an attribute."""
    return escape(
        _NOT_IN_ADDRESS.sub(lambda each: "".join(f"%{byte:02X}" for byte in each[0].encode(errors="replace")), address)
    )


def _html(block: Block, link: Link | None, lang: str) -> list[str]:  # noqa: PLR0911  # one for each kind of block
    """A block as a piece of HTML, every text escaped; `style.STYLE` gives it its looks."""
    words, colon = partial(_html_words, link=link), typeset(say("colon"), lang)
    match block:
        case Title(text, level, answer):
            heading = words(text) if answer is None else f"{words(text)}{colon} {words(answer)}"
            return [f"<h{level}>{heading}</h{level}>"]
        case Paragraph(text):
            return [f"<p>{words(text)}</p>"]
        case Named(label, code):
            return [f"<p>{words(label)}{colon} {words(Code(code))}</p>"]
        case Bullets(items, heading):
            first = [f"<p><strong>{words(heading)}</strong></p>"] if heading.strip() else []
            return [*first, "<ul>", *(f"<li>{words(item)}</li>" for item in items), "</ul>"]
        case Table(header, rows):
            return _html_table(header, rows, words)
        case Combinations():
            return [*combinations_html(block, lambda each: words(in_language(each, lang)))]
        case Together(blocks):
            return [line for each in blocks for line in _html(each, link, lang)]


def _html_table(header: Sequence[str], rows: Sequence[Sequence[str]], words: Callable[[str], str]) -> list[str]:
    """A table that scrolls by itself where it is too wide, by keys too.

    One of sentences is a list of its rows on a telephone, where each cell says what its column is.
    """
    head = "".join(f'<th scope="col">{words(cell)}</th>' for cell in header)
    stacks = len(header) > 2 and any(len(cell) > _LONG_CELL for row in rows for cell in row)
    says = [f' data-head="{escape(in_print(each))}"' if stacks else "" for each in header]
    cells = ("".join(f"<td{each}>{words(cell)}</td>" for each, cell in zip(says, row, strict=True)) for row in rows)
    body = [f"<tr>{line}</tr>" for line in cells]
    table = f'<table class="chatlink-table{" chatlink-stacks" if stacks else ""}">'
    start = ['<div class="chatlink-scroll" tabindex="0">', table]
    return [*start, f"<thead><tr>{head}</tr></thead>", "<tbody>", *body, "</tbody>", "</table>", "</div>"]


_LONG_CELL = 30


def _html_words(text: str, link: Link | None) -> str:
    if isinstance(text, Answer):
        return f'<span class="chatlink-{_CLASSES[text.key]}">{_MARKS[text.key]} {escape(text)}</span>'
    if isinstance(text, _Said) and text.pieces:
        return "".join(_html_piece(each, its, link) for each, its in text.pieces)
    words = _linked(text, link, _html_text, '<a href="{1}">{0}</a>')
    if isinstance(text, Code):
        return f"<code>{words}</code>"
    return _CODE.sub(r"<code>\1</code>", words) if _marks_code(text) else words


def _html_text(text: str) -> str:
    """Text, escaped; a long name in it may go on in the next line after a mark within it."""
    return _LONG_NAME.sub(lambda name: _WITHIN_NAME.sub("<wbr>", name[0]), escape(text))


def _html_piece(text: str, lang: str, link: Link | None) -> str:
    """A piece of a text of several languages; one that stays English says so."""
    start, inside, end = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]  # fits any text
    words = _html_words(inside if lang == "en" else _Said(inside), link)
    words = f'<span lang="en">{words}</span>' if lang == "en" and inside else words
    before, after = (each and (NO_BREAK if NO_BREAK in each else " ") for each in (start, end))
    return f"{before}{words}{after}"
