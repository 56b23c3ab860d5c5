"""What is too large is refused in one line, and what is just not too large is taken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from chatlink_policy import Change, InvalidValue, UnreadableInput, limits
from chatlink_policy.dataverse import read_organisation, read_views
from chatlink_policy.documentation._copies import Copy
from chatlink_policy.documentation.comparison import compare_page
from chatlink_policy.errors import InvalidQuestion
from chatlink_policy.evidence.named_facts import MOST_FACTS, ChangedBy, fact, facts
from chatlink_policy.serialization import scenario_from_text

ID = "0000000a-2c71-ef11-a670-000000000001"
ORGANISATION = {
    "organizationid": ID,
    "isembedteamscollabenabled": True,
    "teamschatdatasync": False,
    "daysbeforeinactiveteamschatsyncdisabled": None,
}


def nested(levels: int) -> Any:  # noqa: ANN401  # lists within lists
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def read_view(cells: Iterable[str], fetch: str = "", end: str = "") -> None:
    layout = "<grid><row>" + "".join(f"<cell name='{each}'/>" for each in cells) + f"</row>{end}</grid>"
    row: dict[str, object] = {
        "savedqueryid": ID,
        "name": "A view",
        "returnedtypecode": "incident",
        "statecode": 0,
        "querytype": 0,
    }
    row |= {
        "querytype": 0,
        "isdefault": False,
        "layoutxml": layout,
        "fetchxml": f"<fetch><entity name='x'>{fetch}</entity></fetch>",
    }
    found = read_views([row])
    if found.rejected:
        problems = tuple(InvalidValue("row", each.expected, each.got) for each in found.rejected)
        raise UnreadableInput("savedqueries", problems)


def within_xml(levels: int) -> str:
    """Elements in a query, so that it has that many levels; its two outer ones count."""
    alias = "<link-entity name='account' alias='a'/>"
    return alias + "<filter>" * (levels - 2) + "</filter>" * (levels - 2)


def of_length(characters: int) -> str:
    """Blanks that make a layout of one cell that long."""
    return " " * (characters - len("<grid><row><cell name='a'/></row></grid>"))


LIMITS: dict[str, tuple[Callable[[int], object], str]] = {
    "LARGEST_INTEGER": (lambda size: Change("a", 0, size - 1), "a finite number"),
    "MOST_VALUE_DEPTH": (lambda size: Change("a", 0, nested(size)), "or a list of these"),
    "MOST_BYTES": (lambda size: scenario_from_text("{}" + " " * (size - 2)), "at most 16 MiB"),
    "MOST_PAGE_BYTES": (lambda size: compare_page("word " + " " * (size - 5)), "at most 4 MiB"),
    "MOST_PAGE_WORDS": (lambda size: Copy.read("a " * size), "at most 100,000 words"),
    "MOST_KEY_PARTS": (lambda size: scenario_from_text(".".join("a" * size) + " = 1", "toml"), "at most 100 parts"),
    "MOST_ORGANISATION_ROWS": (lambda size: read_organisation([ORGANISATION] * size), "more than 1000"),
    "MOST_LAYOUT_CHARACTERS": (lambda size: read_view("a", end=of_length(size)), "at most 1000000 characters"),
    "MOST_LAYOUT_CELLS": (lambda size: read_view(f"a{each}" for each in range(size)), "at most 1000 cells"),
    "MOST_XML_DEPTH": (lambda size: read_view(["a.title"], within_xml(size)), "64"),
    "MOST_COLUMN_NAME_CHARACTERS": (lambda size: read_view(["a" * size]), "columns named as"),
}
"""By limit, what has that size, and what the refusal of what is larger says."""

NOT_REFUSED = {
    *("MOST_PAGE_DEPTH", "QUERY_DEFINITIONS", "QUERY_IDS", "ROWS_AT_A_TIME"),  # how much is done at once
    *("MOST_RETRIES", "MOST_WAIT_SECONDS"),  # after which a fetch ends, in tests/dataverse/test_fetch.py
    *("MOST_PAGES", "MOST_EMPTY_PAGES"),  # the same, in tests/fuzz/test_found.py
}


def test_every_limit_refuses_what_is_larger_or_bounds_what_is_done_at_once() -> None:
    assert {*limits.__all__} == LIMITS.keys() | NOT_REFUSED


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_too_large_is_refused_in_one_line_and_what_is_just_not_is_taken(name: str) -> None:
    make, says = LIMITS[name]
    size = getattr(limits, name)
    try:
        make(size)
    except UnreadableInput as error:  # nothing in it is what is expected, but it is not too large
        assert says not in str(error)
    with pytest.raises((InvalidValue, UnreadableInput)) as refused:
        make(size + 1)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 500


def test_a_question_of_more_facts_than_can_be_tried_in_all_combinations_is_refused() -> None:
    def made(number: int) -> object:
        names = {
            f"fact_{each}": fact(f"{each} {{holds|does not hold}}", "T-1", ChangedBy.ROLE) for each in range(number)
        }
        return facts(type("Facts", (), names | {"__annotations__": dict.fromkeys(names, bool)}))

    assert made(MOST_FACTS)
    with pytest.raises(InvalidQuestion, match=f"expected 1 to {MOST_FACTS} facts, got {MOST_FACTS + 1}"):
        made(MOST_FACTS + 1)


def test_a_text_that_is_nested_without_end_is_refused_whatever_the_stack_takes() -> None:
    deep = sys.getrecursionlimit() * 100
    for text in ("[" * deep, '{"policy":' * deep):
        with pytest.raises(UnreadableInput):
            scenario_from_text(text)
