"""The built site: every link resolves, no page is out of reach, and rules and tests are few clicks away."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from chatlink_policy import QUESTIONS
from chatlink_policy.lookup import look_up
from chatlink_policy.rules.reason_tables import REASON_TABLES
from chatlink_policy.sources import CHOICES, REQUIREMENTS

pytestmark = pytest.mark.site

ROOT = Path(__file__).parents[2]

_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "wbr"}


PRIVATE = re.compile(r"(?<![\w/$@-])[\w./]*(?<![^\W_])_(?!_)[A-Za-z][\w./]*")
"""What may be a private name: a part of it begins with one underscore."""

NOT_PRIVATE = re.compile(r"_(msdyn_)?\w+_value|_RJEM_MALLOC_CONF|docs/_build/html.*|(_static|code)/.*")
"""Columns of Dataverse that look up, a variable of another program, and folders of the site."""

PLACES = {place for number in (*REQUIREMENTS, *CHOICES) for place in look_up(number).places}


class _Page(HTMLParser):
    """The anchors of a page and what it links to: in its text, in the tree of pages beside it, and anywhere."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.in_text: list[str] = []
        self.says: list[str] = []
        """What each of the links in the text says."""
        self.in_tree: set[str] = set()
        self.captions: list[dict[str, str | None]] = []
        self._around: list[tuple[str, str]] = []
        self._is_open = False
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag says of anchors, links and headings."""
        said = dict(attrs)
        if tag not in _EMPTY:
            self._around.append((tag, said.get("role") or said.get("class") or ""))
        self.anchors |= {each for each in (said.get("id"), said.get("name")) if each}
        if tag == "a" and (to := said.get("href")):
            self.links.add(to)
            if ("article", "main") in self._around:
                self._is_open = True
                self.in_text.append(to)
                self.says.append("")
            if ("div", "sidebar-tree") in self._around:
                self.in_tree.add(to)
        if said.get("role") == "heading":
            self.captions.append(said)

    def handle_endtag(self, tag: str) -> None:
        """Leave the tag, and those in it that were not closed."""
        while tag in (each for each, _ in self._around) and self._around.pop()[0] != tag:
            pass
        if tag == "a":
            self._is_open = False

    def handle_data(self, data: str) -> None:
        """Keep what a link says."""
        if self._is_open:
            self.says[-1] += data


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, _Page]:
    """Every page by its address from the first."""
    return {path.relative_to(built_site).as_posix(): _Page(path) for path in sorted(built_site.rglob("*.html"))}


@cache
def _address(page: str, link: str) -> tuple[str, str]:
    """Where a link of a page leads: the address from the first page, and the anchor."""
    name, _, anchor = link.partition("#")
    if not name:
        return page, unquote(anchor)
    parts = page.split("/")[:-1]
    for part in unquote(name.partition("?")[0]).split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts), unquote(anchor)


def _is_elsewhere(link: str) -> bool:
    return re.match(r"(https?|mailto|javascript|data):", link) is not None


def test_every_link_on_every_page_resolves(pages: dict[str, _Page], built_site: Path) -> None:
    broken = []
    for name, page in pages.items():
        for link in sorted(each for each in page.links if not _is_elsewhere(each)):
            target, anchor = _address(name, link)
            there = pages.get(target)
            if not (built_site / target).is_file() or (anchor and there and anchor not in there.anchors):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_no_private_name_is_shown_but_in_references_to_lines_and_tests(
    pages: dict[str, _Page], built_site: Path
) -> None:
    found = {}
    for name in pages:
        if not name.startswith("code/"):  # listings, whose lines are what is referred to
            text = (built_site / name).read_text(encoding="utf-8")
            _, _, text = text.rpartition("<article") if "<article" in text else ("", "", text)
            text = re.sub(
                r'<a [^>]*href="[^"]*code/[^"]*"[^>]*>.*?</a>|<(script|style)\b.*?</\1>', "", text, flags=re.DOTALL
            )
            private = {each.rstrip(".") for each in PRIVATE.findall(unescape(re.sub(r"<[^>]*>", "", text)))}
            found[name] = sorted(each for each in private if _is_private(each))
    assert {name: names for name, names in found.items() if names} == {}


def _is_private(name: str) -> bool:
    """Files are references, as lines are, and so are the places at which a number is decided."""
    is_reference = name.endswith(".py") or name in PLACES or NOT_PRIVATE.fullmatch(name)
    return bool(re.search(r"(^|[./])_(?!_)", name)) and not is_reference


def test_every_heading_of_the_navigation_has_its_level(pages: dict[str, _Page]) -> None:
    captions = [each for page in pages.values() for each in page.captions]
    assert captions
    assert all(each.get("aria-level") for each in captions)


def test_no_page_is_an_orphan(pages: dict[str, _Page]) -> None:
    written = {path.relative_to(ROOT / "docs") for end in ("md", "ipynb") for path in (ROOT / "docs").rglob(f"*.{end}")}
    own = {each.with_suffix(".html").as_posix() for each in written if each.parts[0] not in {"_build", "examples"}}
    tree = {_address("index.html", link)[0] for link in pages["index.html"].in_tree}
    assert tree == own - {"index.html"}, "a page that is in no toctree, or a toctree that names another"
    for page in own:
        assert {_address(page, link)[0] for link in pages[page].in_tree} | {page, "index.html"} == own
    assert set(pages) - set(_clicks(pages, of="links")) == {"search.html"}  # which a form leads to


def _clicks(pages: dict[str, _Page], *, of: str) -> dict[str, int]:
    """The pages that can be reached from the first, by links in the text or anywhere, with the fewest clicks."""
    found, now = {"index.html": 0}, ["index.html"]
    while now:
        leading = [(name, link) for name in now for link in getattr(pages[name], of) if not _is_elsewhere(link)]
        now = []
        for name, link in leading:
            target = _address(name, link)[0]
            if target in pages and target not in found:
                found[target] = found[name] + 1
                now.append(target)
    return found


def test_a_reader_reaches_any_table_of_a_rule_in_two_clicks(pages: dict[str, _Page]) -> None:
    clicks = _clicks(pages, of="in_text")
    tables = [f"tables/{name}.html" for name in (*QUESTIONS, *REASON_TABLES)]
    assert [each for each in tables if clicks.get(each, 99) > 2] == []


def test_a_reader_reaches_any_test_that_proves_a_requirement_in_three_clicks(pages: dict[str, _Page]) -> None:
    near = {
        (*_address(name, link), says)
        for name, clicks in _clicks(pages, of="in_text").items()
        if clicks <= 2
        for link, says in zip(pages[name].in_text, pages[name].says, strict=True)
    }
    reached = set()
    for address, anchor, says in near:
        if address in pages and anchor in pages[address].anchors and address.startswith("code/tests/"):
            file, sep, proved = says.partition("::")  # other pages name a test without its file
            lines = (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines() if sep and file else []
            if lines and lines[int(anchor.removeprefix("line-")) - 1].strip().startswith(f"def {proved}("):
                reached.add(says)
    proving = {test for number in (*REQUIREMENTS, *CHOICES) for test in look_up(number).tests}
    assert proving - reached == set()


def test_from_the_first_page_a_requirement_is_two_clicks_away_and_its_tables_one_from_there(
    pages: dict[str, _Page],
) -> None:
    page = pages["requirements.html"]
    assert _clicks(pages, of="in_text")["requirements.html"] <= 2
    assert {each.lower() for each in REQUIREMENTS} <= page.anchors
    assert {f"tables/{row.question}.html" for each in REQUIREMENTS for row in look_up(each).rows} <= set(page.in_text)
