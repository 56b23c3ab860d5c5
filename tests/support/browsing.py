"""Pages in a real browser: a folder served on this machine, opened in the looks a reader may have, and what is wrong.

Independent of the library and of how the pages are made: it sees what a reader sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Literal, get_args

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

Theme = Literal["light", "dark"]

WIDE, NARROW, PAPER = 1300, 400, 718
"""A window, a telephone, and what is left of A4 between Chromium's margins, in CSS pixels."""


LOOKS: tuple[tuple[Theme, int], ...] = (("light", WIDE), ("dark", NARROW), ("dark", WIDE), ("light", NARROW))


class _Quiet(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """The icon of a site is asked for by the browser, not by a page."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are seen in the browser."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, served while this lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window; a test that asks for it fails where it is not installed."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("no `chromium` on the path: apt-get install --no-install-recommends chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the usual tests do without it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", _ALONE])
        yield browser
        browser.close()


_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""No page under test reaches another machine; that it asks is seen all the same."""

Kind = Literal["console", "foreign", "failed", "cut_off", "sideways", "broken", "hard_to_use"]


@dataclass(frozen=True)
class Seen:
    """What is wrong with one page, by kind, each with the look in which it was seen and the element."""

    name: str
    console: list[str] = field(default_factory=list)
    """What was written to the console, errors too."""
    foreign: list[str] = field(default_factory=list)
    """Addresses asked for that are not the page's own."""
    failed: list[str] = field(default_factory=list)
    """Its own addresses that were not found."""
    cut_off: list[str] = field(default_factory=list)
    """Code that does not fit at 1300 px, what is hidden at any width, and whatever does not fit on paper."""
    sideways: list[str] = field(default_factory=list)
    """What makes the whole page scroll sideways."""
    broken: list[str] = field(default_factory=list)
    """Words in two lines: at most 30 letters and digits without another mark between them; more are a digest."""
    hard_to_use: list[str] = field(default_factory=list)
    """Serious and critical findings of axe."""

    def faults(self, *kinds: Kind) -> list[str]:
        """One line each, of all kinds unless told."""
        asked = kinds or get_args(Kind)
        return [f"{kind}: {fault}" for kind in asked for fault in getattr(self, kind)]


_NAME = """
const named = element => {
  const start = element.cloneNode(false).outerHTML.slice(0, 80);
  return `${start} ${JSON.stringify(element.textContent.trim().slice(0, 60))}`;
};
const shown = element => element.checkVisibility() && element.clientWidth > 1;
"""

_CUT_OFF = (
    f"look => {{{_NAME}"
    + """
  const hides = box => {
    const {overflowX} = getComputedStyle(box);
    if (look === "wide" && box.matches("pre, :has(> pre)")) return box.tagName === "PRE" || overflowX !== "visible";
    return look === "paper" ? overflowX !== "visible" : ["hidden", "clip"].includes(overflowX);
  };
  return [...document.querySelectorAll("body *")]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && shown(box) && hides(box))
    .map(box => `${box.scrollWidth - box.clientWidth} px of ${named(box)}`);
}"""
)

_SIDEWAYS = (
    f"() => {{{_NAME}"
    + """
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolled = element => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement)
      if (getComputedStyle(each).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.querySelectorAll("body *")]
    .filter(element => shown(element) && element.getBoundingClientRect().right > width + 1 && !scrolled(element));
  const inner = wide.filter(element => !wide.some(other => other !== element && element.contains(other)));
  const found = inner.slice(0, 5).map(named);
  return [`${document.documentElement.scrollWidth} px, ${inner.length} elements: ${found.join("; ")}`];
}"""
)

_BROKEN = (
    f"() => {{{_NAME}"
    + """
  const found = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!/\\p{L}{2}/u.test(text.data) || text.parentElement.closest("pre, script, style, noscript, template")) continue;
    range.selectNodeContents(text);
    if (range.getClientRects().length < 2) continue;
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      if (word[0].length > 30) continue;
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(each => each.width).map(each => Math.round(each.top)));
      if (lines.size > 1) found.push(`${word[0]} in ${named(text.parentElement)}`);
    }
  }
  return found;
}"""
)

_AXE = """async whole => {
  const options = {resultTypes: ["violations"], preload: false, iframes: false};
  const contrast = "color-contrast";
  const grounds = new Map([[document.documentElement, ""]]);
  const ground = element => {
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
      const own = backgroundColor + backgroundImage + opacity;
      grounds.set(element, ground(element.parentElement) + (own === "rgba(0, 0, 0, 0)none1" ? "" : own));
    }
    return grounds.get(element);
  };
  const texts = new Map();
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    if (!element.checkVisibility({visibilityProperty: true})) continue;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
    const kind = [element.matches("p a"), color, fontSize, fontWeight, textShadow, ground(element)].join();
    if (!texts.has(kind)) texts.set(kind, element);
  }
  const scrolls = [...document.querySelectorAll("body *")].filter(each => each.scrollWidth > each.clientWidth)
    .filter(each => ["auto", "scroll"].includes(getComputedStyle(each).overflowX));
  const coloured = {...options, runOnly: [contrast, "link-in-text-block"]};
  const found = [await axe.run({include: [...texts.values()]}, coloured)];
  if (whole) found.push(await axe.run({...options, rules: {[contrast]: {enabled: false}}}));
  else if (scrolls.length) found.push(await axe.run({...options, runOnly: ["scrollable-region-focusable"]}));
  return found.flatMap(each => each.violations).filter(each => ["serious", "critical"].includes(each.impact))
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.target.join(" ")} ${node.html.slice(0, 120)}`));
}"""
"""Serious and critical findings of axe: of the whole page, or only those that hang on its colours and its width.
Contrast, most of what axe costs, is looked at once a page for all texts of one colour and size on the same grounds.
"""

_UNFOLDED = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"

_SETTLED = """async () => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  await drawn();
  await drawn();
  await Promise.allSettled(document.getAnimations().map(each => each.finished));
}"""


class Reader:
    """One tab, used again for each page.

    Args:
        browser: the browser.
        own: the start of every address that a page may ask for.
    """

    def __init__(self, browser: Browser, own: str) -> None:
        self._axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
        self._own = own
        self.page = browser.new_context(reduced_motion="reduce").new_page()
        self._now = Seen("nothing yet")
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._now.console.append(f"error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        self._now.console.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._own, "data:")):
            self._now.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._now.failed.append(f"{response.status} {response.url}")

    def open(self, name: str, theme: Theme = "light", width: int = WIDE) -> Seen:
        """Open a page, without looking at more than what it says and asks for while it loads."""
        self._now = Seen(name)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(media="screen", color_scheme=theme)
        self.page.goto(self._own + name, wait_until="load")
        return self._now

    def read(
        self,
        name: str,
        looks: Sequence[tuple[Theme, int]] = LOOKS,
        *,
        by_axe: bool = True,
    ) -> Seen:
        """Open a page, unfold what is folded, and look at it, each theme and width once, then on paper.

        Axe, which costs most, looks at each theme once, in the first width; with all its rules at the first look.
        """
        page, seen = self.page, self.open(name, *looks[0])
        page.evaluate(self._axe)
        page.evaluate(_UNFOLDED)
        themes = set[Theme]()
        for theme, width in looks:
            look = f"{theme}, {width} px: "
            self.turn(theme, width)
            if by_axe and theme not in themes:
                seen.hard_to_use.extend(look + each for each in page.evaluate(_AXE, not themes))
                themes.add(theme)
            self._measure(seen, look, "wide" if width >= WIDE else "narrow")
        page.emulate_media(media="print", color_scheme="light")
        page.set_viewport_size({"width": PAPER, "height": 1000})
        page.evaluate(_SETTLED)
        self._measure(seen, "paper: ", "paper")
        return seen

    def _measure(self, seen: Seen, look: str, kind: Literal["wide", "narrow", "paper"]) -> None:
        seen.sideways.extend(look + each for each in self.page.evaluate(_SIDEWAYS))
        seen.broken.extend(look + each for each in self.page.evaluate(_BROKEN))
        seen.cut_off.extend(look + each for each in self.page.evaluate(_CUT_OFF, kind))

    def turn(self, theme: Theme, width: int) -> Page:
        """The page as it stands, in another theme and width."""
        self.page.emulate_media(media="screen", color_scheme=theme)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate(_SETTLED)
        return self.page
