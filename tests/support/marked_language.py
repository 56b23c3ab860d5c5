"""A language in the place of French, in which every text of the table of words stands between marks.

What is then shown outside the marks may only be what the input or the code names; elements that say that they are
English, or code, are passed over.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from enum import Enum
from functools import cache
from html import unescape
from typing import TypeVar

from attrs import fields, has
from contoso import EXAMPLES
from invented_page import SECTIONS, as_text

from chatlink_policy._value import Model
from chatlink_policy.cli import command
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.defaults import DEFAULT_APPS
from chatlink_policy.documentation.comparison import compare_page
from chatlink_policy.rules.questions import QUESTIONS
from chatlink_policy.rules.reason_tables import REASON_TABLES
from chatlink_policy.sources import CHOICES, PAGE, REQUIREMENTS, SOURCES
from chatlink_policy.wording import words

T = TypeVar("T")
REAL = words._template


@cache
def marked(template: str) -> str:
    """A template whose own letters stand between marks, and whose places are as they are."""
    pieces = re.split(r"(\{\w+[;,^.]?\}|\{\w+[;,^.~]?:|[{}|\[\]])", template)
    return "".join(each if each[0] in "{}|[]" else f"⟦{each}⟧" for each in pieces if each)


def in_marks(key: str, lang: str, otherwise: str | None = None) -> str:
    template = REAL(key, lang, otherwise)
    return marked(template) if lang == "fr" and template != otherwise else template


# --- What may stand outside the marks ---------------------------------------------------------------------------------


def in_data(data: object) -> Iterator[str]:
    """Every text in plain data, keys too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, each in data.items():
            yield from (key, *in_data(each))
    elif isinstance(data, list):
        for each in data:
            yield from in_data(each)


def kinds(kind: type[T]) -> Iterator[type[T]]:
    for each in kind.__subclasses__():
        yield from (each, *kinds(each))


@cache
def names() -> frozenset[str]:
    """What the input and the code name, each whole: ids, titles, questions, facts, codes, classes."""
    found = [path.name for path in EXAMPLES.rglob("*")]
    for path in EXAMPLES.rglob("*.*"):
        if path.suffix in {".json", ".toml"}:
            text = path.read_text(encoding="utf-8")
            found += in_data(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))
    found += [PAGE.title, PAGE.title_in_english, PAGE.address, PAGE.language]
    found += [*SOURCES, *REQUIREMENTS, *CHOICES, *EXPORT_TABLES]
    for question in QUESTIONS.values():
        found += [question.name, *question.bits]
    found += [each.unique_name for each in DEFAULT_APPS]
    found += (name for table in REASON_TABLES.values() for part in table.parts for name in part.facts)
    copy = compare_page(as_text(), sections=SECTIONS)
    found += filter(None, [*(each.text for each in copy.passages), *(each.heading for each in copy.sections)])
    found += (rule.name for each in copy.passages for rule in each.rules)
    found += [each.__name__ for each in kinds(Model)]
    found += command.modules  # the names of the commands
    for codes in kinds(Enum):
        if codes.__module__.startswith("chatlink_policy."):
            found += [str(each.value) for each in codes] + [str(each.name).lower() for each in codes]
    found += ["chatlink-policy", "export", "any_other_app", "Without chat", "Global disconnect right"]
    found += ["owner", "connector"]  # rights, as a review names them
    found += ["ann", "bob", "support", "Reader", "Writer", "Introduction", "Custom", "budget", "sales"]
    return frozenset(found)


@cache
def fields_of_models() -> frozenset[str]:
    return frozenset(each.name for kind in kinds(Model) if has(kind) for each in fields(kind))


def is_named(text: str) -> bool:
    """Whether a text outside the marks is a name, a number of it, names in a row, or a rule or row as code has it."""
    text = re.sub(r"^[\d,]+ ", "", text)
    return text in names() or all(
        each.strip() in names() or all(map(is_code, re.split(r"[\s()]+", each)))
        for each in re.split(r"[,;:()'\"<>]+", text)
    )


def is_code(word: str) -> bool:
    """Whether a word is a name, or more than letters, as ids and times are, or one of a rule or a row."""
    return word in names() or not word.isalpha() or word in {"and", "or", "not", "never", "always", "Y", "N"}


def beside_the_marks(html: str) -> set[str]:
    """The texts that stand outside the marks and are no names; what is in code, or says that it is English, is none."""
    passed_over = r'<span lang="en">.*?</span>|<code>.*?</code>|(?s:<(style|script|title|text)\b.*?</\1>)'
    html = re.sub(r"⟦[^⟧]*⟧", lambda found: re.sub(r"</?code>", "", found[0]), html)  # names that a text marks as code
    html = re.sub(passed_over, "⟦⟧", html)
    html = re.sub(r"<[^>]*>", "⟦⟧", re.sub(r"</?(?:a|span|wbr)\b[^>]*>", "", html))
    pieces = {unescape(each).strip() for each in re.split(r"⟦[^⟧]*⟧", html)}
    return {each for each in pieces if re.search(r"[^\W\d_]", each) and not is_named(each)}
