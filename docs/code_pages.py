"""A Sphinx extension: a page for every file that a number leads to, and a link for every number on any page.

The pages of files are made when the site is built, so they are never stale; each line has an anchor: `#line-12`.
The style sheet that the tables share with notebooks and reports is written beside the other styles of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from chatlink_policy.sources import CHOICES, REQUIREMENTS
from chatlink_policy.style import STYLE

ROOT = Path(__file__).resolve().parents[1]

NUMBER = re.compile(rf"(?<![\w-])(?:{'|'.join((*REQUIREMENTS, *CHOICES))})(?![\w-])")

PRIVATE = re.compile(r"~?\b(?:\w+\.)+_\w+\.(?:\w+\.)*(\w+)")


def page_of(number: str) -> str:
    """The page on which a number has its heading."""
    return "requirements" if number in REQUIREMENTS else "choices"


class NumbersAreLinks(SphinxPostTransform):
    """Makes a link of every number of a requirement or choice that stands in running text."""

    default_priority = 900

    def run(self, **_: object) -> None:
        """Replace the texts of the page that hold numbers; headings, code and links stay as they are."""
        within = (nodes.literal, nodes.literal_block, nodes.reference, nodes.title, nodes.raw, nodes.comment)
        for text in list(self.document.findall(nodes.Text)):
            node, is_left = text.parent, False
            while node is not None and not is_left:
                node, is_left = node.parent, isinstance(node, within)
            if not is_left and NUMBER.search(text):
                text.parent.replace(text, list(self.pieces(str(text))))

    def pieces(self, text: str) -> Iterator[nodes.Node]:
        """The text in pieces, each number a link."""
        end = 0
        for found in NUMBER.finditer(text):
            yield nodes.Text(text[end : found.start()])
            up = "../" * self.env.docname.count("/")
            address = f"{up}{page_of(found[0])}.html#{found[0].lower()}"
            yield nodes.reference("", found[0], internal=True, refuri=address)
            end = found.end()
        yield nodes.Text(text[end:])


class NamesArePublic(SphinxPostTransform):
    """Of a type from a private module, of this package or another, its own name is shown; of a private default none."""

    default_priority = 900

    def run(self, **_: object) -> None:
        """Shorten the names in signatures and types, which autodoc writes with their modules."""
        if self.env.docname.startswith("reference/"):
            for text in list(self.document.findall(nodes.Text)):
                is_default = isinstance(text.parent.parent, addnodes.desc_parameter) and text.startswith("_")
                shown = "..." if is_default else PRIVATE.sub(r"\1", text)
                text.parent.replace(text, nodes.Text(shown))


def code_pages(_: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    """A page for every file of the package and of its tests that a page leads to."""
    for name in linked():
        path = ROOT / ("" if name.startswith("tests/") else "src") / name
        yield f"code/{name}", {"title": name, "body": f"<h1>{escape(name)}</h1>\n{code(path, name)}"}, "page.html"


def linked() -> list[str]:
    """The files to which pages have links, those of requirements and choices above all."""
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")]
    return sorted({each for page in pages for each in re.findall(r'href="code/([^"#]+)\.html', page)})


def code(path: Path, name: str) -> str:
    """A file in colours, with an anchor a line, and a link for every number in it."""
    made = highlight(path.read_text(encoding="utf-8"), PythonLexer(), HtmlFormatter(linespans="line", nowrap=False))
    up = "../" * (name.count("/") + 1)
    return NUMBER.sub(lambda found: f'<a href="{up}{page_of(found[0])}.html#{found[0].lower()}">{found[0]}</a>', made)


def write_style(app: Sphinx) -> None:
    """Write the style sheet of the tables where the pages look for it."""
    if app.builder.format == "html":
        path = Path(app.outdir) / "_static" / "chatlink.css"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STYLE, encoding="utf-8")


_TEXT = re.compile(r"<(head|pre|script|style|svg|textarea)\b.*?</\1>|(?<=>)[^<]+", re.DOTALL)
_WITHIN_NAME = re.compile(r"(?<=\w[._/=(])(?=[^\W\d]|['\[&])")


def let_names_break(app: Sphinx, error: Exception | None) -> None:
    """Let long names in code go on in the next line after a mark within them, on every page that Sphinx made."""
    if error is None and app.builder.format == "html":
        for path in Path(app.outdir).rglob("*.html"):
            if "_static" not in path.parts:
                made = path.read_text(encoding="utf-8")
                broken = _TEXT.sub(lambda each: each[0] if each[1] else _WITHIN_NAME.sub("<wbr>", each[0]), made)
                path.write_text(broken, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it to Sphinx."""
    app.add_post_transform(NumbersAreLinks)
    app.add_post_transform(NamesArePublic)
    app.connect("html-collect-pages", code_pages)
    app.connect("builder-inited", write_style)
    app.connect("build-finished", let_names_break)
    app.add_css_file("chatlink.css")
    app.add_js_file("truth-tables.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
