"""The site as a reader sees it."""

from __future__ import annotations

import pytest
from browsing import Reader

pytestmark = pytest.mark.browser


def test_every_page_of_the_site_is_right_in_both_themes_wide_narrow_and_on_paper(
    site_reader: Reader, site_page: str
) -> None:
    assert site_reader.read(site_page).faults("console", "foreign", "failed") == []
