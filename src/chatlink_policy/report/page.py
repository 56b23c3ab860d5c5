"""The page: the sections of a report in one self-contained file of HTML.

What may run and how it looks is named by its digest before anything else: the content security policy lets in one
script and one style sheet, both in the file, and no remote resource at all.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from .._arguments import checked
from ..errors import InvalidValue, shown
from ..rendering import Block, in_language, in_print, printable, render
from ..style import STYLE
from ..unknown import Unknown
from ..wording.words import LANGUAGES, say, typeset
from ._jinja import data_file, filled, marked
from .cutting import MOST_ROWS, cut, named, shortened
from .gathered import Report
from .live import live_data
from .sections import Part, Section, addresses, sections
from .summary import Tile, tiles

__all__ = ["page"]

LARGEST_PICTURE = 40_000
"""A picture of more characters is left out: the table beside it says the same, and is cut."""


@checked
def page(report: Report, *, lang: str = "en", most: int = MOST_ROWS) -> str:
    """The report as one file of HTML: readable without its script, on paper, in light and dark.

    The same report gives the same bytes.

    Args:
        report: what it says.
        lang: the language of its texts, one of `LANGUAGES`; names, codes and what rows hold stay as they are.
        most: of a list at most that many rows are on the page.

    Raises:
        InvalidValue: for another language.
    """
    if lang not in LANGUAGES:
        raise InvalidValue("lang", " or ".join(LANGUAGES), shown(lang))
    style = f"{STYLE}{data_file('page.css')}"
    script = data_file("live.js")
    name = printable(shortened(report.snapshot.organisation or report.source, lang))
    values = {
        "lang": lang,
        "title": typeset(say("report.title", name=name), lang),
        "policy": _security(script, style),
        "style": marked(style),
        "script": marked(script),
        "data": marked(live_data(lang)),
        "say": lambda key: typeset(say(f"report.{key}"), lang),
        "verdict": typeset(_verdict(report), lang),
        "exported_on": report.snapshot.exported_on.isoformat() if report.snapshot.exported_on else None,
        "tiles": [_tile(each, lang) for each in tiles(report)],
        "sections": [_Shown.of(each, report, lang, most) for each in sections(report)],
        "disclaimer": typeset(say("report.disclaimer"), lang),
    }
    return filled("page.html", values)


def _line(text: str, lang: str) -> str:
    """A text outside of all blocks, as blocks show theirs; the shell escapes it."""
    return in_print(in_language(shortened(text, lang), lang))


def _tile(tile: Tile, lang: str) -> dict[str, str]:
    """A number at the top, in that language."""
    number = say("report.unknown") if tile.number is None else say("report.number", number=tile.number)
    says, note = _line(tile.says, lang), _line(tile.note, lang)
    return {"number": typeset(number, lang), "says": says, "note": note, "key": tile.key, "kind": tile.kind}


def _security(script: str, style: str) -> str:
    """The content security policy: nothing but that script and that style sheet."""
    hashes = (f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in (script, style))
    of_script, of_style = hashes
    return f"default-src 'none'; script-src {of_script}; style-src {of_style}; base-uri 'none'; form-action 'none'"


def _verdict(report: Report) -> str:
    is_on = report.snapshot.policy.chat_is_on
    return say("report.chat_unknown") if isinstance(is_on, Unknown) else say("report.chat_is_on", chat_is_on=is_on)


class _Shown(NamedTuple):
    """A section, or a part of one, as the shell takes it."""

    key: str
    title: str
    html: object
    parts: tuple[_Shown, ...] = ()
    is_open: bool = False
    question: str = ""
    links: Sequence[tuple[str, str]] = ()

    @classmethod
    def of(cls, section: Section, report: Report, lang: str, most: int) -> _Shown:
        parts = tuple(
            cls(
                each.key,
                _line(each.title, lang),
                _html(each, section, report, lang, most),
                (),
                each.is_open,
                each.question,
                each.links,
            )
            for each in section.parts
        )
        return cls(section.key, _line(section.title, lang), _html(section, section, report, lang, most), parts)


def _html(of: Section | Part, section: Section, report: Report, lang: str, most: int) -> object:
    blocks: list[Block] = list(cut(named(of.blocks, report.snapshot.names), section.command, most, lang))
    html = render(blocks, "html", level=2, link=addresses(report), lang=lang)
    html = html.replace("&#x27;", "'")  # French has many, and no attribute is quoted by it
    html = html.replace("</td></tr>\n", "").replace("</td>", "")  # which HTML does without, and there are thousands
    drawn = "" if of.picture is None else of.picture(lang).svg
    is_drawn = 0 < len(drawn) < LARGEST_PICTURE
    return marked(f'<figure class="chatlink-picture">\n{drawn}\n</figure>\n{html}' if is_drawn else html)
