"""The site as a reader sees it."""

from __future__ import annotations

import pytest
from browsing import Reader

pytestmark = pytest.mark.browser


def test_no_page_of_the_site_writes_to_the_console_or_asks_for_anything_but_its_own(
    site_reader: Reader, site_page: str
) -> None:
    assert site_reader.open(site_page).faults("console", "foreign", "failed") == []
