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
from ..rendering import Block, printable, render
from ..sources import DISCLAIMER
from ..style import STYLE
from ..unknown import Unknown
from ._jinja import data_file, filled, marked
from ._say import say
from .cutting import MOST_ROWS, cut, named, shortened
from .gathered import Report
from .live import live_data
from .sections import Part, Section, address, sections
from .summary import tiles

__all__ = ["page"]


@checked
def page(report: Report, *, most: int = MOST_ROWS) -> str:
    """The report as one file of HTML: readable without its script, on paper, in light and dark.

    The same report gives the same bytes.

    Args:
        report: what it says.
        most: of a list at most that many rows are on the page.
    """
    style = f"{STYLE}{data_file('page.css')}"
    script = data_file("live.js")
    name = _shown(report.snapshot.organisation or report.source)
    values = {
        "lang": "en",
        "title": say("title", name=name),
        "policy": _security(script, style),
        "style": marked(style),
        "script": marked(script),
        "data": marked(live_data()),
        "say": say,
        "verdict": _verdict(report),
        "exported_on": report.snapshot.exported_on.isoformat() if report.snapshot.exported_on else None,
        "tiles": [each._replace(note=_shown(each.note)) for each in tiles(report)],
        "sections": [_Shown.of(each, report, most) for each in sections(report)],
        "disclaimer": DISCLAIMER,
    }
    return filled("page.html", values)


def _shown(text: str) -> str:
    """A text outside of all blocks, as blocks show theirs; the shell escapes it."""
    return printable(shortened(text))


def _security(script: str, style: str) -> str:
    """The content security policy: nothing but that script and that style sheet."""
    hashes = (f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in (script, style))
    of_script, of_style = hashes
    return f"default-src 'none'; script-src {of_script}; style-src {of_style}; base-uri 'none'; form-action 'none'"


def _verdict(report: Report) -> str:
    is_on = report.snapshot.policy.chat_is_on
    return say("chat_unknown") if isinstance(is_on, Unknown) else say("chat_is_on", chat_is_on=is_on)


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
    def of(cls, section: Section, report: Report, most: int) -> _Shown:
        parts = tuple(
            cls(
                each.key,
                shortened(each.title),
                _html(each, section, report, most),
                (),
                each.is_open,
                each.question,
                each.links,
            )
            for each in section.parts
        )
        return cls(section.key, section.title, _html(section, section, report, most), parts)


def _html(of: Section | Part, section: Section, report: Report, most: int) -> object:
    blocks: list[Block] = list(cut(named(of.blocks, report.snapshot.names), section.command, most))
    return marked(render(blocks, "html", level=2, link=address))
