"""What the tests of pages find: each fault, on a page made to have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from browsing import Kind, Reader, Seen, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RIGHT = "<main><h1>A page</h1><p>that is right</p><pre>x = 1</pre>"
RIGHT += f"<p style='overflow-wrap: anywhere'>{'0123456789abcdef' * 16}</p></main>"
LONG = "x" * 400
STYLE = "<style>@media (prefers-color-scheme: dark) { body { background: black; color: white } }</style>"

FAULTS: dict[str, tuple[Kind, str]] = {
    "a message in the console": ("console", "<script>console.log('hello')</script>"),
    "an error of a script": ("console", "<script>missing()</script>"),
    "a picture from elsewhere": ("foreign", '<img alt="a picture" src="http://elsewhere.invalid/a.png">'),
    "a request that the page itself forbids": (
        "foreign",
        "<meta http-equiv='Content-Security-Policy' content=\"img-src 'self'\">"
        '<img alt="a picture" src="http://elsewhere.invalid/a.png">',
    ),
    "a style sheet that is not there": ("failed", '<link rel="stylesheet" href="missing.css">'),
    "code that scrolls": ("cut_off", f'<pre tabindex="0" style="overflow: auto">{LONG}</pre>'),
    "code that is hidden": ("cut_off", f'<div style="overflow: hidden"><pre>{LONG}</pre></div>'),
    "a table that scrolls on paper": (
        "cut_off",
        f'<div tabindex="0" style="overflow: auto"><table><tr><td>{LONG}</table></div>',
    ),
    "text that is hidden": (
        "cut_off",
        '<p style="overflow: hidden; white-space: nowrap; width: 9em">one two three four</p>',
    ),
    "a word that a cell breaks": (
        "broken",
        '<table><tr><td style="max-width: 3em; overflow-wrap: anywhere">documentation</table>',
    ),
    "a word that a cell breaks on paper only": (
        "broken",
        "<style>@media print { td { font-size: 3em } }</style>"
        '<table><tr><td style="max-width: 8rem; overflow-wrap: anywhere">documentation</table>',
    ),
    "a word wider than a telephone": ("sideways", f"<p>{'x' * 90}</p>"),
    "a word wider than a window": ("sideways", f"<p>{LONG}</p>"),
    "a picture without a text, folded": ("hard_to_use", "<details><summary>more</summary><img src='data:,'></details>"),
    "a picture without a text": ("hard_to_use", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
    "pale text": ("hard_to_use", '<p style="color: #ddd; background: white">pale</p>'),
    "text that is pale in the dark theme only": ("hard_to_use", '<p style="color: #333">dark on dark</p>'),
    "pale text after the same text on another ground": (
        "hard_to_use",
        '<p style="color: gray; background: black">grey</p><p style="color: gray; background: #999">grey</p>',
    ),
}


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    folder = tmp_path_factory.mktemp("pages")
    for name, (_, fault) in {**FAULTS, "nothing": ("console", "")}.items():
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>{STYLE}'
        body = RIGHT.replace("</main>", f"{fault}</main>")
        (folder / f"{name}.html").write_text(f"{head}</head><body>{body}</body></html>", encoding="utf-8")
    with served(folder) as address:
        reader = Reader(browser, address)
        return {name: reader.read(f"{name}.html") for name in [*FAULTS, "nothing"]}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_page_is_found(seen: dict[str, Seen], name: str) -> None:
    assert seen[name].faults(FAULTS[name][0])


def test_a_page_that_is_right_has_no_fault(seen: dict[str, Seen]) -> None:
    assert seen["nothing"].faults() == []


def test_every_kind_of_fault_has_a_page_that_has_it() -> None:
    assert {kind for kind, _ in FAULTS.values()} == set(get_args(Kind))
