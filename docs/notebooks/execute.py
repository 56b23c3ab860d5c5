"""Execute the notebooks beside this file and store what their cells show.

    python docs/notebooks/execute.py            stores it
    python docs/notebooks/execute.py --check    names the cells whose stored output is stale and exits with 1 if any is

Names of notebooks after that limit it to these. Each runs in an empty folder, so that it needs no file beside it. The
same notebook gives the same bytes: neither times, nor versions, nor paths of the machine are stored. Where a thing
shows itself as HTML or Markdown, three forms are left out: its `repr`, which is for programmers and has its sets in no
order; the SVG of a picture, which stands in its HTML; and switches, which nobody can turn in a stored page. Needs the
extra `notebook`, and nbclient.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NOTEBOOKS = Path(__file__).resolve().parent

_SECONDS = 300
_MOST_LINES = 20
_WIDEST_LINE = 160
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

_LEFT_OUT = ("text/plain", "image/svg+xml", "application/vnd.jupyter.widget-view+json")

Notebook = dict[str, Any]
"""A notebook as it is stored: what the JSON of its file says."""


def main(arguments: list[str] | None = None) -> int:
    """Execute every notebook, then store or check it."""
    parser = argparse.ArgumentParser(description="Execute the notebooks and store what their cells show.")
    parser.add_argument("--check", action="store_true", help="store nothing, name the stale cells")
    parser.add_argument("names", nargs="*", help="the notebooks, all of them where none is named")
    given = parser.parse_args(arguments)
    only_check, names = given.check, given.names or [path.name for path in NOTEBOOKS.glob("*.ipynb")]
    is_stale = False
    for path in sorted(NOTEBOOKS / name for name in names):
        text = path.read_text(encoding="utf-8")
        fresh = executed(text)
        if not only_check:
            path.write_text(fresh, encoding="utf-8", newline="\n")
            continue
        for difference in differences(text, fresh):
            is_stale = True
            print(f"{path.name}: {difference}")
    if is_stale:
        print("run: python docs/notebooks/execute.py")
    return int(is_stale)


def executed(text: str) -> str:
    """The notebook with what its cells show when they run in their order in a fresh kernel.

    Raises:
        nbclient.exceptions.CellExecutionError: when a cell fails.
    """
    import nbformat  # noqa: PLC0415  # so that a comparison needs neither of them
    from nbclient import NotebookClient  # noqa: PLC0415

    notebook = nbformat.reads(text, as_version=4)
    with TemporaryDirectory() as home, TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=_SECONDS,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": folder}},
            store_widget_state=False,
        )
        os.environ["JUPYTER_RUNTIME_DIR"] = home
        client.execute(env={**os.environ, "IPYTHONDIR": home})
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if data.keys() & {"text/html", "text/markdown"}:
                for form in _LEFT_OUT:
                    data.pop(form, None)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def differences(stored: str, fresh: str) -> Iterator[str]:
    """What is stale of a notebook, each cell by its id with the first lines that differ."""
    was, now = json.loads(stored), json.loads(fresh)
    for old, new in zip_longest(was.pop("cells"), now.pop("cells")):
        if old != new:
            lines = list(unified_diff(_lines(old), _lines(new), "stored", "fresh", lineterm="", n=0))
            shown = [line[:_WIDEST_LINE] for line in lines[:_MOST_LINES]]
            yield "\n".join([f"cell {(new or old)['id']} is stale", *shown])
    if was != now:
        yield "its metadata is stale"


def _lines(cell: Notebook | None) -> list[str]:
    """A cell as lines, without the quotes and breaks of JSON."""
    return [line.strip() for line in json.dumps(cell, indent=1, ensure_ascii=False).splitlines()]


if __name__ == "__main__":
    sys.exit(main())
