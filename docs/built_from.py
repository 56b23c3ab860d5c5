"""A Sphinx extension: a whole build of the site remembers what it was built from, so that its tests refuse a stale one.

A build that reads only what changed remembers nothing: Sphinx then leaves entries of other pages out of its search.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from code_pages import ROOT, linked
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_MADE = {"_build", "jupyter_execute", "__pycache__"}


def sources() -> list[Path]:
    """Every file that the site shows or is made by: documentation, package, and the tests that it links to."""
    found = (path for room in ("docs", "src") for path in (ROOT / room).rglob("*") if path.is_file())
    own = [path for path in found if not _MADE.intersection(path.relative_to(ROOT).parts)]
    return sorted([*own, *(ROOT / name for name in linked() if name.startswith("tests/"))])


def digest() -> str:
    """Of the names and bytes of all of these."""
    said = sha256()
    for path in sources():
        said.update(f"{path.relative_to(ROOT).as_posix()} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return said.hexdigest()


def built_from(site: Path) -> str:
    """The digest of what a site was built from; empty where it was not, or not whole."""
    mark = _mark(site / ".doctrees")
    return mark.read_text(encoding="utf-8") if mark.is_file() else ""


def _mark(doctrees: Path) -> Path:
    return doctrees / "built-from.txt"


def _forget(app: Sphinx, env: BuildEnvironment, to_read: list[str]) -> None:
    if to_read:
        _mark(Path(app.doctreedir)).unlink(missing_ok=True)
    _WHOLE[app] = digest() if set(to_read) == env.found_docs else ""


def _remember(app: Sphinx, failed: Exception | None) -> None:
    if failed is None and (found := _WHOLE.get(app)):
        _mark(Path(app.doctreedir)).write_text(found, encoding="utf-8")


_WHOLE: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect both to Sphinx."""
    app.connect("env-before-read-docs", _forget)
    app.connect("build-finished", _remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
