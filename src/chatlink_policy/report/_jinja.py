"""Jinja2 and its MarkupSafe: the only module that imports them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from ..errors import MissingExtra

try:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup
except ImportError as error:
    raise MissingExtra("the report needs the extra report: pip install 'chatlink-policy[report]'") from error

__all__ = ["data_file", "filled", "marked"]


@cache
def data_file(name: str) -> str:
    """A file beside this module: the shell of the page, its style, its script."""
    return resources.files("chatlink_policy").joinpath("report", name).read_text("utf-8")


def marked(html: str) -> Markup:
    """A text that is HTML already, every name in it escaped by `rendering`."""
    return Markup(html)  # noqa: S704  # what it is for


def filled(name: str, values: Mapping[str, object]) -> str:
    """A template with values in their places; what is not marked as HTML is escaped."""
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(data_file),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
