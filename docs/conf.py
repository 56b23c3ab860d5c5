"""How Sphinx builds the documentation: `sphinx-build -W -b html docs docs/_build/html`."""

from importlib.metadata import version as version_of

project = "chatlink-policy"
release = version = version_of("chatlink-policy")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["_build", "examples"]
language = "en_GB"

html_theme = "furo"
html_title = f"chatlink-policy {release}"
html_copy_source = False

myst_heading_anchors = 3  # so that pages can point at "requirements.md#dis-5"

default_role = "literal"  # the docstrings write code in single backticks, as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # else what "Attributes:" lists would be described twice

suppress_warnings = ["toc.empty_glob"]  # index.md lists pages by pattern, so that one not written yet is no mistake
