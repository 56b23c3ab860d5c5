"""A page of documentation of our own invention, with its digests, and copies of it as text, Markdown and HTML.

It tells of a shed for bicycles; what it is said to be about are numbers of requirements and choices all the same.
Independent of the text that was implemented.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from chatlink_policy.documentation._copies import Copy
from chatlink_policy.documentation._finding import Marked, sections_of
from chatlink_policy.sources import Section


class Line(NamedTuple):
    """A paragraph, a heading, a member of a list or a row of a table, and what it is about."""

    text: str
    about: str = ""
    kind: str = "p"


ROWS = ("Y Y/N N N N N", "Y Y/N Y Y/N Y/N Y", "Y/N Y N N N N", "Y/N Y Y/N Y Y/N Y", "N N N N N N")

INVENTED: tuple[Line, ...] = (
    Line("The shed behind the mill", kind="h"),
    Line("Bicycles of all who work at the mill may stand in the shed, day and night.", "ENB-1"),
    Line("Nobody has ever counted how many fit in; the cat sleeps there too."),
    Line("A key hangs beside the door of the mill and is brought back every evening.", "ENB-2 Q-2"),
    Line("Who may lock", kind="h"),
    Line("The owner of a bicycle may always lock it, and whoever borrowed it last may do so as well.", "DIS-6 Q-10"),
    Line("The miller holds a key that opens every lock in the shed, whoever it belongs to.", "DIS-2"),
    Line("The table says who may open a lock:"),
    *(Line(row, f"DIS-4\u00a0row\u00a0{number} Q-6", "tr") for number, row in enumerate(ROWS, 1)),
    Line("What is not allowed in", kind="h"),
    Line("These things are to be left outside, whatever the weather is like on that day:", "NTF-5 Q-8"),
    Line("Wet dogs", "NTF-5", "li"),
    Line("Sacks of flour", "NTF-4", "li"),
    Line("Carts with more than three wheels that nobody has a licence for", "NTF-4", "li"),
    Line("Where to ask", kind="h"),
    Line("Questions about the shed are answered at the mill between nine and noon.", "JOI-1"),
)


def words_about(line: Line) -> tuple[str, ...]:
    """The numbers and rows that a line is about."""
    return tuple(each.replace("\u00a0", " ") for each in line.about.split(" ") if each)


def as_text(lines: tuple[Line, ...] = INVENTED) -> str:
    """The page as somebody would copy it into a text file."""
    return "\n\n".join({"li": "  • ", "tr": ""}.get(each.kind, "") + each.text for each in lines) + "\n"


def as_markdown(lines: tuple[Line, ...] = INVENTED) -> str:
    """The page in Markdown, with marks within words and around them."""
    shown: dict[str, Callable[[str], str]] = {
        "h": lambda text: f"\n## {text} {{#an-anchor}}\n",
        "p": lambda text: f"\nSee\\: [**{text[:4]}**{text[4:]}](https://mill.example/a_(b) 'shed')\n".replace(
            "See\\: ", ""
        ),
        "li": lambda text: f"1. _{text}_",
        "tr": lambda text: f"| {' | '.join(text.split())} |",
    }
    return "\n".join(shown[each.kind](each.text) for each in lines)


def as_html(lines: tuple[Line, ...] = INVENTED) -> str:
    """The page as a site prints it: with what stands around it, and a list of its headings."""
    shown: dict[str, Callable[[str], str]] = {
        "h": lambda text: f"<h2 id='x>y'>{escape(text)}</h2>",
        "p": lambda text: f'<p class="a>b">{escape(text[:3])}<b>{escape(text[3:9])}</b>{escape(text[9:])}</p>',
        "li": lambda text: f"<ul><li><p>{escape(text)}</p></li></ul>",
        "tr": lambda text: f"<table><tr>{''.join(f'<td><p>{each}</p></td>' for each in text.split())}</tr></table>",
    }
    headings = "".join(f"<li><a href='#'>{escape(each.text)}</a></li>" for each in lines if each.kind == "h")
    body = "\n".join(shown[each.kind](each.text) for each in lines)
    return (
        "<!DOCTYPE html><html><head><title>The shed behind the mill</title><script>if (a<b) c='</p>';</script></head>"
        f"<body><div><p>Sign in</p></div><main><nav><ul>{headings}</ul></nav>{body}</main><footer>By us</footer></body>"
    )


FORMS = {"text": as_text, "markdown": as_markdown, "html": as_html}


def _sections() -> tuple[Section, ...]:
    copy = Copy.read(as_text())
    passages = [
        Marked(words_about(line), start, end, is_block=line.kind == "tr" or end - start < 8)
        for line, start, end in zip(INVENTED, copy.starts, copy.starts[1:], strict=False)
        if line.about
    ]
    return sections_of(copy, [number for number, line in enumerate(INVENTED) if line.kind == "h"], passages)


SECTIONS = _sections()
"""Its places."""
