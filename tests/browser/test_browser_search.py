"""The site's own search, asked as a reader asks it, and what it answers first."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import Reader

from chatlink_policy.lookup import numbers
from chatlink_policy.sources import CHOICES, REQUIREMENTS

pytestmark = pytest.mark.browser

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
WORDS = re.findall(r"^\| ([^|`]+) \| [^|]* \|.* `", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)

FIRST = "query => Search._performSearch(...Search._parseQuery(query)).pop().slice(0, 3)"
"""Page, title and anchor of what Sphinx's search shows first: results are shown from the last to the first."""


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("déconnecter", "tables/disconnecting.html"),
        ("rejoindre", "tables/joining.html"),
        ("propriétaire", "glossary.html"),
        ("toggle", "glossary.html"),
        ("join", "tables/joining.html"),
        ("DIS-4", "requirements.html#dis-4"),
        ("licence", "licence.html"),
        ("license", "licence.html"),
    ],
)
def test_a_search_finds_the_right_page_first(site_reader: Reader, query: str, page: str) -> None:
    seen = site_reader.open(f"search.html?q={quote(query)}")
    site_reader.page.wait_for_selector("#search-results .search-summary:not(:empty)")
    first = site_reader.page.locator("#search-results .search > li > a").first.get_attribute("href")
    assert first is not None and first.startswith(page)
    assert seen.faults("console", "foreign", "failed") == []


def test_a_search_for_a_number_or_a_code_finds_its_own_heading_first(site_reader: Reader) -> None:
    site_reader.open("search.html?q=DIS-4")
    site_reader.page.wait_for_selector("#search-results .search > li")
    for number in numbers():
        page = "requirements" if number in REQUIREMENTS else "choices" if number in CHOICES else "findings"
        found, _, anchor = site_reader.page.evaluate(FIRST, number)
        assert (found, anchor) == (page, f"#{number.lower().replace('_', '-')}")


def test_a_search_for_a_word_of_the_glossary_finds_it_first_or_what_is_named_so(site_reader: Reader) -> None:
    site_reader.open("search.html?q=owner")
    site_reader.page.wait_for_selector("#search-results .search > li")
    words = [word for row in WORDS for word in row.split(", ")]
    assert len(words) > 60
    for word in words:
        found, title, _ = site_reader.page.evaluate(FIRST, word)
        assert found == "glossary" or word.lower() in title.lower(), word
