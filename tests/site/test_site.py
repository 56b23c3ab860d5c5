"""The built site: every link resolves, nothing asks another host, and searches find the right page first."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"

pytestmark = pytest.mark.site


class _Page(HTMLParser):
    """The anchors of a page and what it links to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.captions: list[dict[str, str | None]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag says of anchors, links and headings."""
        said = dict(attrs)
        self.anchors |= {each for each in (said.get("id"), said.get("name")) if each}
        if tag == "a" and (to := said.get("href")):
            self.links.add(to)
        if said.get("role") == "heading":
            self.captions.append(said)


@cache
def _page(path: Path) -> _Page:
    return _Page(path)


def _pages() -> list[Path]:
    found = sorted(SITE.rglob("*.html"))
    assert (SITE / "index.html") in found, "the site is not built: sphinx-build -W -b html docs docs/_build/html"
    return found


def test_every_link_on_every_page_resolves() -> None:
    broken = []
    for path in _pages():
        for link in sorted(_page(path).links):
            if re.match(r"(https?|mailto|javascript|data):", link):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path
            is_there = target.is_file()
            if is_there and anchor and target.suffix == ".html":
                is_there = unquote(anchor) in _page(target).anchors
            if not is_there:
                broken.append(f"{path.relative_to(SITE)}: {link}")
    assert broken == []


def test_every_heading_of_the_navigation_has_its_level() -> None:
    captions = [each for path in _pages() for each in _page(path).captions]
    assert captions
    assert all(each.get("aria-level") for each in captions)


def test_no_page_is_an_orphan() -> None:
    listed = {link.partition("#")[0] for link in _page(SITE / "index.html").links}
    pages = set(_index()["docnames"]) - {"index"}
    assert {f"{name}.html" for name in pages} - listed == set()


@cache
def _index() -> dict[str, Any]:
    text = (SITE / "searchindex.js").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.removeprefix("Search.setIndex(").rstrip(";\n").removesuffix(")"))
    return found


def _scores(query: str) -> dict[str, int]:
    """What Sphinx's search gives each page for its titles, entries of the index and words; the best counts."""
    index, asked = _index(), query.casefold()
    scores: dict[str, int] = {}

    def give(place: int, score: int) -> None:
        name = index["docnames"][place]
        scores[name] = max(scores.get(name, 0), score)

    for title, places in index["alltitles"].items():
        if asked in title.casefold() and len(asked) >= len(title) / 2:
            for place, _ in places:
                give(place, round(15 * len(asked) / len(title)) + (index["titles"][place] == title))
    for entry, places in index["indexentries"].items():
        if asked in entry and len(asked) >= len(entry) / 2:
            for place, *_ in places:
                give(place, round(100 * len(asked) / len(entry)))
    for kind, score in (("terms", 5), ("titleterms", 15)):
        found = index[kind].get(asked, [])
        for place in [found] if isinstance(found, int) else found:
            give(place, score)
    return scores


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("déconnecter", "glossary"),
        ("propriétaire", "glossary"),
        ("toggle", "glossary"),
        ("DIS-4", "requirements"),
        ("licence", "licence"),
        ("join", "tables/joining"),
    ],
)
def test_a_search_finds_the_right_page_first(query: str, page: str) -> None:
    scores = _scores(query)
    assert [each for each, score in scores.items() if score == max(scores.values())] == [page], scores
