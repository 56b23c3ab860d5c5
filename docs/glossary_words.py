"""A Sphinx extension: every word and label of the glossary is an entry of the index, which searches find first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx


def words_of(cells: list[str]) -> list[str]:
    """The words that a row explains, and the labels that the product has for them in both languages.

    Args:
        cells: a row: the word, its labels in French and in English where it has them, what it means, its names in code.
    """
    said = re.split(r", |\(also: |\)", ", ".join([cells[0], *cells[1:-2]]))
    return list(dict.fromkeys(each.strip() for each in said if each.strip()))


def add_entries(app: Sphinx, tree: nodes.document) -> None:
    """Give every row of the glossary an anchor, and the index an entry for each of its words."""
    if app.env.docname == "glossary":
        for table in list(tree.findall(nodes.table)):
            entries = list(_entries(table))
            table.parent.insert(table.parent.index(table), addnodes.index(entries=entries))


def _entries(table: nodes.table) -> Iterator[tuple[str, str, str, str, None]]:
    for body in table.findall(nodes.tbody):
        for row in body.findall(nodes.row):
            cells = [each.astext() for each in row.findall(nodes.entry)]
            if len(cells) > 2:  # else a word that is not used
                name = nodes.make_id(f"word-{cells[0]}")
                row["ids"].append(name)
                yield from (("single", each, name, "main", None) for each in words_of(cells))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    app.connect("doctree-read", add_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
