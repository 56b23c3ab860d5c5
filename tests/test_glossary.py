"""The glossary and the code say the same: each word once, every name in it exists, and no name is without its word."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import attrs
import pytest

import chatlink_policy
from chatlink_policy import QUESTIONS, Policy, RecordTypePolicy

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
WORDS = [row for row in ROWS if "`" in row[-1]]
NAMES = [name for row in WORDS for name in re.findall(r"`([\w.]+)`", row[-1])]
NOT_USED = [
    word.strip() for row in ROWS if len(row) == 2 and row[0] not in {"not", "---"} for word in row[0].split(",")
]
SOURCES = {
    path: path.read_text(encoding="utf-8") for path in sorted(Path(chatlink_policy.__file__).parent.rglob("*.py"))
}

OF_PROGRAMS = {"ChatlinkPolicyError", "InvalidValue", "UnknownFact", "UnreadableInput", "__version__"}
"""Names of the face that are words of programs, not of the product."""


def test_each_word_and_each_name_stands_once() -> None:
    words = [word for row in WORDS for word in re.split(r", ", row[0])]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []


def test_every_name_in_the_glossary_exists() -> None:
    facts = {each.facts_type.__name__: each.facts_type for each in QUESTIONS.values()}
    for name in NAMES:
        first, *rest = name.split(".")
        found: object = facts.get(first, chatlink_policy) if first in facts else chatlink_policy
        for part in rest if first in facts else name.split("."):
            if not hasattr(found, part) and isinstance(found, type(chatlink_policy)):
                import_module(f"{vars(found)['__name__']}.{part}")
            if isinstance(found, type) and attrs.has(found) and part in attrs.fields_dict(found):
                found = attrs.fields_dict(found)[part]
            else:
                found = getattr(found, part)


def test_every_name_of_the_face_every_fact_and_every_setting_has_its_word() -> None:
    asked = {"is_enabled", "can_connect", "can_disconnect", "can_join", "can_configure_timeline_sync"}
    asked |= {"record_opens", "who_can_disconnect", "who_can_join"}  # sentences of words that stand in the glossary
    face = set(chatlink_policy.__all__) - OF_PROGRAMS - asked
    facts = {f"{each.facts_type.__name__}.{fact.name}" for each in QUESTIONS.values() for fact in each.facts}
    settings = {f"{kind.__name__}.{each.name}" for kind in (Policy, RecordTypePolicy) for each in attrs.fields(kind)}
    settings -= {"Policy._settings", "RecordTypePolicy.record_type"}
    assert (face | facts | settings).difference(NAMES) == set()


def test_the_labels_of_the_product_are_those_that_facts_and_settings_name() -> None:
    text = " ".join(" ".join(SOURCES.values()).split())
    labels = [row[2] for row in WORDS if len(row) == 5 and row[2][:1].isupper() and "Dynamics 365 apps" not in row[2]]
    assert len(labels) >= 8
    assert [label for label in labels if label not in text] == []


@pytest.mark.parametrize("word", NOT_USED)
def test_a_word_that_is_not_used_stands_nowhere_in_the_package(word: str) -> None:
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    assert [path.name for path, text in SOURCES.items() if pattern.search(text)] == []
