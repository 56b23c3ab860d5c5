"""What the project's own extensions of Sphinx make of a page: numbers as links, listings, words that are found."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from chatlink_policy.sources import CHOICES, REQUIREMENTS

pytestmark = pytest.mark.site

DOCS = Path(__file__).parents[2] / "docs"

PAGE = """
A title with DIS-4
==================

DIS-4 and Q-6, then *Q-10* and "DIS-5 to DIS-8"; not XDIS-4, DIS-44 or DIS-4-x, not `DIS-4`, not `DIS-4 <other.html>`_.
"""


@pytest.fixture(scope="module")
def extensions() -> dict[str, ModuleType]:
    sys.path.append(str(DOCS))
    return {name: import_module(name) for name in ("code_pages", "glossary_words", "built_from")}


@pytest.fixture(scope="module")
def little_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one page and a glossary, built by the same extensions."""
    from sphinx.application import Sphinx  # noqa: PLC0415  # of the group docs

    root = tmp_path_factory.mktemp("little")
    (root / "conf.py").write_text(
        f"import sys; sys.path.append({str(DOCS)!r})\nextensions = ['myst_parser', 'code_pages', 'glossary_words']\n"
        "default_role = 'literal'\n",
        encoding="utf-8",
    )
    (root / "index.rst").write_text(PAGE + "\n.. toctree::\n\n   glossary\n   in/deep\n", encoding="utf-8")
    (root / "in").mkdir()
    (root / "in" / "deep.rst").write_text("Deep\n====\n\nJOI-1\n", encoding="utf-8")
    (root / "glossary.md").write_text(
        "# Glossary\n\n| word | French | English | meaning | code |\n| --- | --- | --- | --- | --- |\n"
        "| note toggle | Inclure une remarque (also: Inclure) | Include a note | whether | `x` |\n\n"
        "| not | but |\n| --- | --- |\n| given | provided |\n",
        encoding="utf-8",
    )
    out = root / "out"
    app = Sphinx(root, root, out, root / "doctrees", "html", status=None, warning=sys.stderr, freshenv=True)
    app.build()
    return out


def test_every_number_in_running_text_is_a_link_and_nothing_else_is(little_site: Path) -> None:
    text = (little_site / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a class="reference internal" href="((?:requirements|choices)\.html#[^"]*)">([^<]*)</a>', text)
    assert [says for _, says in links] == ["DIS-4", "Q-6", "Q-10", "DIS-5", "DIS-8"]
    assert [to for to, _ in links][:2] == ["requirements.html#dis-4", "choices.html#q-6"]


def test_a_number_on_a_page_in_a_folder_leads_out_of_it(little_site: Path) -> None:
    deep = (little_site / "in" / "deep.html").read_text(encoding="utf-8")
    assert 'href="../requirements.html#joi-1">JOI-1</a>' in deep


def test_a_word_of_the_glossary_has_an_anchor_and_its_labels_lead_there(little_site: Path) -> None:
    page = (little_site / "glossary.html").read_text(encoding="utf-8")
    assert re.findall(r'<tr class="[^"]*" id="([^"]*)">', page) == ["word-note-toggle"]
    index = (little_site / "genindex.html").read_text(encoding="utf-8")
    for said in ("note toggle", "Inclure une remarque", "Inclure", "Include a note"):
        assert f'<a href="glossary.html#word-note-toggle"><strong>{said}</strong></a>' in index
    assert "given" not in index


def test_a_listing_has_an_anchor_a_line_and_a_link_for_every_number(
    tmp_path: Path, extensions: dict[str, ModuleType]
) -> None:
    listed = tmp_path / "listed.py"
    listed.write_text('# DIS-4 <script>\nx = "Q-6 & JOI-1"\n\ndef f(): ...\n', encoding="utf-8")
    html = extensions["code_pages"].code(listed, "chatlink_policy/rules/listed.py")
    assert re.findall(r'<span id="line-(\d+)">', html) == ["1", "2", "3", "4"]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [
        ("../../../requirements.html#dis-4", "DIS-4"),
        ("../../../choices.html#q-6", "Q-6"),
        ("../../../requirements.html#joi-1", "JOI-1"),
    ]
    assert "<script>" not in html and "&lt;script&gt;" in html and "&amp;" in html


def test_there_is_a_listing_for_every_file_that_a_number_leads_to(extensions: dict[str, ModuleType]) -> None:
    listed = extensions["code_pages"].linked()
    root = DOCS.parent
    assert all((root / ("" if name.startswith("tests/") else "src") / name).is_file() for name in listed)
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    assert set(re.findall(r'href="code/([^"#]*)\.html', pages)) == set(listed)
    assert {extensions["code_pages"].page_of(each) for each in REQUIREMENTS} == {"requirements"}
    assert {extensions["code_pages"].page_of(each) for each in CHOICES} == {"choices"}


def test_a_site_that_is_not_built_or_not_whole_is_built_from_nothing(
    little_site: Path, extensions: dict[str, ModuleType]
) -> None:
    assert extensions["built_from"].built_from(little_site) == ""
    assert extensions["built_from"].digest() == extensions["built_from"].digest()
