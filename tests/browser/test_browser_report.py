"""The report as a reader sees it: in both themes, wide, narrow and on paper, and its switches turned in every way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from browsing import Reader, served
from hostile import hostile_names

from chatlink_policy import QUESTIONS
from chatlink_policy.rendering import printable
from chatlink_policy.report import gather, page
from chatlink_policy.report.cutting import LONGEST_TEXT
from chatlink_policy.serialization import read_policy
from chatlink_policy.wording.words import LANGUAGES, typeset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAMES = hostile_names(10_000)

ALL_SETTINGS = """name => {
  const part = [...document.querySelectorAll("[data-question]")].find(each => each.dataset.question === name);
  const boxes = [...part.querySelectorAll(".report-live input")];
  const found = [];
  for (let combination = 0; combination < 1 << boxes.length; combination++) {
    boxes.forEach((box, place) => { box.checked = Boolean(combination & (1 << (boxes.length - 1 - place))); });
    boxes[0].dispatchEvent(new Event("change"));
    const answer = part.querySelector("output");
    const lists = [...answer.querySelectorAll("ul")].map(list => [...list.children].map(each => each.textContent));
    const marked = [...part.querySelectorAll("tr.report-marked")];
    const cells = marked.map(row => [...row.querySelectorAll(".chatlink-holds, .chatlink-fails")]);
    found.push({
      answer: answer.querySelector("strong").className,
      reasons: lists[0] ?? [],
      fixes: lists[1] ?? [],
      marked: cells.map(row => row.map(cell => cell.className === "chatlink-holds")),
      says: marked.map(row => row.querySelector(".chatlink-yes, .chatlink-no")?.className ?? "chatlink-unknown"),
    });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reports")
    little = page(gather(EXAMPLES / "export-litware"))  # where nearly nothing was exported
    (folder / "export-litware.html").write_text(little, encoding="utf-8")
    found = gather(EXAMPLES / "export-contoso", read_policy(EXAMPLES / "policies" / "proposed.toml"))
    for lang in LANGUAGES:
        (folder / f"{lang}.html").write_text(page(found, lang=lang), encoding="utf-8")
    hostile = evolve(found, snapshot=evolve(found.snapshot, passed_over=tuple(NAMES), organisation="</title><b>x"))
    (folder / "hostile.html").write_text(page(hostile, most=len(NAMES)), encoding="utf-8")
    with served(folder) as address:
        yield Reader(browser, address)


@pytest.mark.parametrize("name", [*LANGUAGES, "export-litware"])
def test_the_report_is_right_in_both_themes_wide_narrow_and_on_paper(reader: Reader, name: str) -> None:
    assert (
        reader.read(f"{name}.html", by_axe=name in LANGUAGES).faults() == []
    )  # the third has the same marks, and fewer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_switch_settings_of_the_live_table_equal_the_answers_of_the_library(reader: Reader, lang: str) -> None:
    assert reader.open(f"{lang}.html").faults("console", "foreign") == []
    for name, question in QUESTIONS.items():
        found: list[dict[str, Any]] = reader.page.evaluate(ALL_SETTINGS, name)
        for decision, shown in zip(question.decisions, found, strict=True):
            assert shown["marked"] == [[*question.truths(decision.combination)]]
            if decision.is_possible:
                answer = "chatlink-yes" if decision.allowed else "chatlink-no"
                assert (shown["answer"], shown["says"]) == (answer, [answer])
                assert shown["reasons"] == [typeset(each.says, lang) for each in decision.reasons]
                assert shown["fixes"] == [typeset(each.says, lang) for each in decision.fixes]
            else:
                assert shown["answer"] == "chatlink-unknown"
                assert shown["reasons"] == shown["fixes"] == []


def test_10_000_hostile_names_stay_text(reader: Reader) -> None:
    assert reader.open("hostile.html").faults("console", "foreign") == []
    page = reader.page
    assert page.evaluate("window.attacked") is None
    assert page.evaluate("document.scripts.length") == 2
    assert page.title().endswith(": </title><b>x")
    shown = page.evaluate("[...document.querySelectorAll('#missing li')].map(each => each.textContent)")
    assert page.evaluate("document.querySelectorAll('#missing li :not(a, wbr)').length") == 0
    for name in NAMES:
        more = len(name) - LONGEST_TEXT
        cut = name if more <= 0 else f"{name[:LONGEST_TEXT]}… ({more} more characters)"
        assert " ".join(printable(cut).split()) in shown[-len(NAMES) :]


def test_a_number_leads_to_what_it_names_and_unfolds_it(reader: Reader) -> None:
    reader.open("en.html")
    reader.page.goto(reader.page.url.partition("#")[0] + "#DIS-4")
    assert reader.page.locator("[id='DIS-4']").get_attribute("open") is not None


def test_a_reader_turns_switches_with_mouse_and_keyboard(reader: Reader) -> None:
    reader.open("en.html")
    part = reader.page.locator('[data-question="joining"]')
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    part.get_by_role("checkbox").nth(0).click()
    part.get_by_role("checkbox").nth(1).press("Space")
    part.get_by_role("checkbox").nth(2).press("Space")
    assert part.locator("output strong").inner_text().startswith("✓")
    assert part.locator("[aria-current]").count() == 1


def test_with_scripts_off_the_report_says_the_same_without_switches(browser: Browser, reader: Reader) -> None:
    reader.open("en.html")
    reader.page.evaluate("document.querySelectorAll('.report-live').forEach(each => each.remove())")
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = context.new_page()
        plain.goto(reader.page.url)
        assert plain.locator("main").text_content() == reader.page.locator("main").text_content()
        assert plain.locator("input, button, select, noscript, template").count() == 0
        for name, question in QUESTIONS.items():
            part = plain.locator(f'[data-question="{name}"]')
            if part.get_attribute("open") is None:
                part.locator("summary").first.click()
            facts = plain.locator(".chatlink-holds, .chatlink-fails")
            rows = part.locator(".chatlink-combinations tbody tr", has=facts)
            assert rows.count() == len(question.decisions)
            assert rows.first.is_visible()
            assert rows.last.is_visible()
    finally:
        context.close()
