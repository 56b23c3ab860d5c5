"""A Sphinx extension: every word and label of the glossary is an entry of the index, which searches find first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


def words_of(cells: list[str]) -> list[str]:
    """The words that a row explains, and the labels that the product has for them in both languages.

    Args:
        cells: a row: the word, its labels in French and in English where it has them, what it means, its names in code.
    """
    said = re.split(r", |\(also: |\)", ", ".join([cells[0], *cells[1:-2]]))
    return list(dict.fromkeys(each.strip() for each in said if each.strip()))


class WordsAreEntries(SphinxTransform):
    """Gives every row of the glossary an anchor, and the index an entry for each of its words."""

    default_priority = 840  # before Sphinx collects the entries

    def apply(self, **_: object) -> None:
        """Put the entries of each table before it."""
        if self.env.docname == "glossary":
            for table in list(self.document.findall(nodes.table)):
                table.parent.insert(table.parent.index(table), addnodes.index(entries=[*_entries(table)]))


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
    app.add_transform(WordsAreEntries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
