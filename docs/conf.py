"""How Sphinx builds the documentation: `sphinx-build -E -W -b html docs docs/_build/html`."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Literal

from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring

from chatlink_policy import __version__

project = "chatlink-policy"
release = version = __version__

sys.path.insert(0, str(Path(__file__).resolve().parent))

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton", "code_pages", "glossary_words", "built_from"]
exclude_patterns = ["_*", "examples", "jupyter_execute"]
suppress_warnings = ["ref.python"]  # a class that a package hands on is found under both of its names
language = "en"  # the translation "en_GB" of Sphinx stops its search with an error

html_theme = "furo"
html_title = f"chatlink-policy {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_search_scorer = str(Path(__file__).resolve().with_name("search-scorer.js"))
templates_path = ["_templates"]

nb_execution_mode = "off"  # notebooks are executed by docs/notebooks/execute.py, and their output is kept
nb_ipywidgets_js: dict[str, str] = {}  # no page asks another host for a script

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

myst_heading_anchors = 3  # so that pages can point at "requirements.md#dis-5"

default_role = "literal"  # the docstrings write code in single backticks, as Markdown does
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # a default is shown as it is written, not with all that it holds


_Kind = Literal[
    "module", "class", "exception", "function", "decorator", "method", "property", "attribute", "data", "type"
]


def _read_docstring(_app: Sphinx, what: _Kind, name: str, obj: object, _options: object, lines: list[str]) -> None:
    """Google style, as the extension napoleon reads it, and more: a colon in an attribute's sentence stays a colon.

    The members of an enumeration are listed, which autodoc leaves out where they have no docstring.
    """
    kind: _Kind = "function" if what in ("attribute", "data", "property") else what
    lines[:] = GoogleDocstring(lines, what=kind, name=name, obj=obj).lines()
    if isinstance(obj, type) and issubclass(obj, Enum):
        lines += ["", "Members: " + ", ".join(f"`{each.name}` ({each.value})" for each in obj), ""]


def _skip_tuple_fields(_app: Sphinx, _what: str, _name: str, obj: object, _skip: bool, _options: object) -> bool | None:
    """The fields of a named tuple stand in its signature; what Python says of each is of no use."""
    return True if str(obj.__doc__).startswith("Alias for field number") else None


def setup(app: Sphinx) -> None:
    """Connect the two to Sphinx."""
    app.connect("autodoc-process-docstring", _read_docstring)
    app.connect("autodoc-skip-member", _skip_tuple_fields)
