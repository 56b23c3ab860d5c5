"""The notebooks of the documentation show what their cells show when they are run again."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "docs" / "notebooks"
STORED = sorted(NOTEBOOKS.glob("*.ipynb"))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("execute_notebooks", NOTEBOOKS / "execute.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


execute = _load()


def cells(path: Path) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return stored


@pytest.mark.parametrize(
    ("seed", "names"),
    [
        pytest.param("0", [], marks=pytest.mark.campaign),
        pytest.param("1", [], marks=pytest.mark.widgets),
        ("1", ["change-of-policy.ipynb"]),
    ],
)
@pytest.mark.thorough
def test_every_stored_output_is_what_its_cell_shows_now_in_a_folder_of_its_own(seed: str, names: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, NOTEBOOKS / "execute.py", "--check", *names],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_a_notebook_holds_outputs_and_nothing_of_the_machine_that_made_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert notebook["metadata"] == execute._METADATA
    assert not re.search(r"0x[0-9a-f]{6,}|/home/|/root/|/tmp/|site-packages|Traceback", text)
    ids = [each["id"] for each in cells(path)]
    assert len(set(ids)) == len(ids)
    for number, each in enumerate([each for each in cells(path) if each["cell_type"] == "code"], start=1):
        assert each["metadata"] == {}
        assert each["execution_count"] == number
        assert [output["output_type"] for output in each["outputs"]] in ([], ["execute_result"])
    assert len([each for each in cells(path) if each.get("outputs")]) >= 7


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_a_notebook_reads_no_file_and_shows_pictures(path: Path) -> None:
    sources = "".join("".join(each["source"]) for each in cells(path) if each["cell_type"] == "code")
    assert not re.search(r"\.\./|docs/|\bopen\(|\bread_\w+\(|load_export\(", sources)
    shown = ["".join(each["outputs"][0]["data"]["text/html"]) for each in cells(path) if each.get("outputs")]
    assert sum("<svg " in each for each in shown) >= 3
    assert not any(" style=" in each for each in shown)


def test_the_case_transfer_shows_every_kind_of_thing_as_html_and_as_markdown() -> None:
    shown = {
        each["id"]: each["outputs"][0]["data"]
        for each in cells(NOTEBOOKS / "case-transfer.ipynb")
        if each.get("outputs")
    }
    what_if = "".join(shown["what-if"]["text/markdown"])
    assert "✓ yes" in what_if and "✗ no" in what_if
    assert set(shown.pop("switches")) == {"text/html"}  # without a browser, what the switches stand for
    assert all(set(data) == {"text/html", "text/markdown"} for data in shown.values())


# --- A stale one is named ---------------------------------------------------------------------------------------------


def _other_output(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["outputs"][0]["data"]["text/html"] = ["<p>other</p>"]


def _other_source(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["source"] = ["other"]


def _no_outputs(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["outputs"] = []


@pytest.mark.parametrize("change", [_other_output, _other_source, _no_outputs])
def test_a_stale_cell_is_named(change: Callable[[dict[str, Any]], None]) -> None:
    text = STORED[0].read_text(encoding="utf-8")
    changed = json.loads(text)
    change(changed)
    assert list(execute.differences(text, text)) == []
    (difference,) = execute.differences(json.dumps(changed), text)
    assert difference.startswith("cell the-case is stale\n--- stored\n+++ fresh\n")
    assert max(map(len, difference.splitlines())) <= 160


def test_a_cell_too_many_and_foreign_metadata_are_named() -> None:
    text = STORED[0].read_text(encoding="utf-8")
    changed = json.loads(text)
    changed["metadata"]["language_info"]["version"] = "3.0"
    left_out = changed["cells"].pop()["id"]
    found = list(execute.differences(json.dumps(changed), text))
    assert [each.splitlines()[0] for each in found] == [f"cell {left_out} is stale", "its metadata is stale"]
