"""The browser and the built site, once a run: fixtures.

Independent of the library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Reader, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
LISTINGS = re.compile(r"_modules/|_static/|code/(?!chatlink_policy/(policy|rules/disconnecting|models)\.py)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for the name of a page of the site is run for each page, and for three listings of code.

    The reports among them have tests of their own.
    """
    if "site_page" in metafunc.fixturenames:
        names = sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))
        metafunc.parametrize("site_page", [each for each in names if not LISTINGS.match(each)] or ["index.html"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def built_site() -> Path:
    """The folder of the site, built whole of what stands here now."""
    sys.path.append(str(SITE.parents[1]))
    building = import_module("built_from")
    if building.built_from(SITE) != building.digest():
        pytest.fail("the site is not built of what stands here: sphinx-build -E -W -b html docs docs/_build/html")
    return SITE


@pytest.fixture(scope="session")
def site(built_site: Path) -> Iterator[str]:
    with served(built_site) as address:
        yield address


@pytest.fixture(scope="session")
def site_reader(browser: Browser, site: str) -> Reader:
    return Reader(browser, site)
