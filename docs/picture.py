"""Take the picture of the first screen of the report, which the README shows.

    python docs/picture.py

It needs Playwright (dependency group `browser`) and Chromium.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent / "_static"
WIDTH, HEIGHT = 1200, 840


def main() -> int:
    """Take it, and say how large it is."""
    found = shutil.which("chromium")
    if found is None:
        print("no `chromium` on the path", file=sys.stderr)
        return 2
    picture = STATIC / "report.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto((STATIC / "report-en.html").as_uri())
        page.screenshot(path=picture)
        browser.close()
    print(f"{picture.name}: {picture.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
