"""The site as a reader sees it: every page in both themes, wide, narrow and on paper, and the filters of its tables."""

from __future__ import annotations

from itertools import combinations

import pytest
from browsing import Reader

from chatlink_policy import QUESTIONS
from chatlink_policy.rules.reason_tables import REASON_TABLES

pytestmark = pytest.mark.browser

Rows = dict[tuple[bool, ...], bool | None]
"""The answer to each combination of a table; None where it cannot occur."""

FILTERED = """([place, choices]) => {
  const form = document.querySelectorAll("form.chatlink-filter")[place];
  const selects = [...form.querySelectorAll("select")];
  selects.forEach(each => { each.value = ""; });
  for (const [column, value] of choices) selects[column].value = value;
  selects[0].dispatchEvent(new Event("change", {bubbles: true}));
  const rows = [...form.nextElementSibling.querySelectorAll("tbody tr")].filter(row => row.checkVisibility());
  const holds = cell => cell.className === "chatlink-holds";
  return {
    says: form.querySelector("output").textContent,
    rows: rows.filter(row => row.cells.length > 1).map(row => [...row.cells].slice(0, -2).map(holds)),
    parts: rows.filter(row => row.cells.length === 1).map(row => row.parentElement.rows.length - 1),
  };
}"""
"""What a reader sees after choosing: what is said of it, the truths of each row, and the size of each part that has
its heading."""


def tables() -> dict[str, list[Rows]]:
    found: dict[str, list[Rows]] = {}
    for name, question in QUESTIONS.items():
        truths = {each: question.truths(each.combination) for each in question.decisions}
        found[name] = [{truths[each]: each.allowed if each.is_possible else None for each in question.decisions}]
    for name, table in REASON_TABLES.items():
        found[name] = []
        for part in table.parts:
            every = [tuple(each.truths) for each in part.combinations.rows]
            found[name].append({each: not part.reasons[each] if each in part.reasons else None for each in every})
    return found


TABLES = tables()


def test_every_page_is_right_in_both_themes_wide_narrow_and_on_paper(site_reader: Reader, site_page: str) -> None:
    assert site_reader.read(site_page).faults() == []


@pytest.mark.parametrize("name", TABLES)
def test_the_filters_of_a_table_show_exactly_the_rows_that_the_library_says(site_reader: Reader, name: str) -> None:
    assert site_reader.open(f"tables/{name}.html").faults() == []
    assert site_reader.page.locator("form.chatlink-filter").count() == len(TABLES[name])
    for place, rows in enumerate(TABLES[name]):
        columns = [*zip(*rows, strict=True), tuple(rows.values())]
        every = [(column, mark) for column in range(len(columns)) for mark in "✓✗"]
        pairs = [each for each in combinations(every, 2) if each[0][0] != each[1][0]]
        for choices in [(), *((each,) for each in every), *pairs]:
            shown = site_reader.page.evaluate(FILTERED, [place, choices])
            fits = [all(columns[column][row] is (mark == "✓") for column, mark in choices) for row in range(len(rows))]
            expected = [each for each, fit in zip(rows, fits, strict=True) if fit]
            assert sorted(map(tuple, shown["rows"])) == sorted(expected)
            assert shown["says"] == f"{len(expected)} of {len(rows)} combinations"
            assert bool(shown["parts"]) is bool(expected)


def test_the_first_page_shows_a_case_its_answer_why_and_how_to_change_it_without_scrolling(site_reader: Reader) -> None:
    site_reader.open("index.html")
    for says in ("May Eve disconnect it", "can_disconnect(", "False", "'the user does not own", "'a grant of a role'"):
        box = site_reader.page.get_by_text(says).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


def test_a_table_of_sentences_is_a_list_of_its_rows_on_a_telephone(site_reader: Reader) -> None:
    site_reader.open("glossary.html", "light", 400)
    cells = site_reader.page.locator("table.chatlink-stacks").first.locator("tbody tr").nth(2).locator("td")
    tops = [box["y"] for each in cells.all() if (box := each.bounding_box())]
    assert tops == sorted(set(tops))
    heads = [each.get_attribute("data-head") for each in cells.all()]
    assert heads == ["word", "label in French", "label in English", "meaning", "in the code"]
