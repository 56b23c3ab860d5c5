"""A copy of the documentation held against the text that was implemented: a page of our invention, with its digests.

What the copy of the real page says is tried where that lies beside the checkout.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_page import FORMS, INVENTED, SECTIONS, Line, as_html, as_text, words_about

from chatlink_policy._documented import Passage
from chatlink_policy.documentation._copies import Copy, digest
from chatlink_policy.documentation._finding import Extent, Marked, Standing, _start_of, sections_of
from chatlink_policy.documentation.comparison import PageComparison, _rules, compare_page
from chatlink_policy.errors import InvalidValue
from chatlink_policy.limits import MOST_PAGE_BYTES
from chatlink_policy.rendering import render
from chatlink_policy.sources import CHOICES, PAGE, REQUIREMENTS, SOURCES
from chatlink_policy.wording.places import SECTIONS as PLACES

REAL = Path(__file__).parents[3] / "shared" / "source" / "configure-teams-chat.fr.txt"
beside = pytest.mark.skipif(not REAL.exists(), reason="the text of the page is not beside this checkout")

LINES = list(INVENTED)
SENTENCES = [number for number, line in enumerate(LINES) if line.about and line.kind == "p"]


def compared(page: str) -> PageComparison:
    return compare_page(page, sections=SECTIONS)


def in_any_form(lines: list[Line], wanted: Callable[[PageComparison], bool]) -> None:
    for form, made in FORMS.items():
        found = compared(made(tuple(lines)))
        assert wanted(found), f"{form}: {found.to_text()}"


def cited(found: PageComparison) -> list[tuple[str, ...]]:
    return [each.cites for each in found.lost]


# --- What is no change ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_documentation_stands_beside_the_rule_in_text_markdown_and_html(form: str) -> None:
    found = compared(FORMS[form](INVENTED))
    assert found.is_same, found.to_text()
    assert not found.is_the_text
    assert [each.standing for each in found.sections] == [Standing.SAME] * 4
    assert [each.heading for each in found.sections] == [line.text for line in LINES if line.kind == "h"]
    texts = [each.text for each in found.passages if "DIS-4" not in each.numbers]
    assert [each and each.strip("_") for each in texts] == [
        line.text for line in LINES if line.about and line.kind != "tr"
    ]


@given(st.data())
def test_a_moved_paragraph_is_no_change(data: st.DataObject) -> None:
    moved = data.draw(st.sampled_from([number for number, line in enumerate(LINES) if line.kind == "p"]))
    lines = LINES[:moved] + LINES[moved + 1 :]
    lines.insert(data.draw(st.integers(1, len(lines))), LINES[moved])
    in_any_form(lines, lambda found: found.is_same and not found.lost and not found.requirements)


def test_a_moved_section_is_no_change() -> None:
    lines = [LINES[0], *LINES[1:4], *LINES[13:18], *LINES[4:13], *LINES[18:]]
    in_any_form(lines, lambda found: found.is_same and all(each.standing is Standing.SAME for each in found.sections))


def test_rows_in_another_order_are_no_change() -> None:
    rows = [number for number, line in enumerate(LINES) if line.kind == "tr"]
    lines = [*LINES[: rows[0]], *(LINES[number] for number in reversed(rows)), *LINES[rows[-1] + 1 :]]
    in_any_form(lines, lambda found: found.is_same)


NOISE = st.sampled_from(["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d", "\u061c"])
BLANKS = st.text(st.sampled_from(" \t\u00a0\u2003\n"), min_size=1, max_size=3)


@st.composite
def the_same_words(draw: st.DrawFn) -> str:
    """A line with other white space within it, other capitals, and characters that nobody sees."""
    text = ""
    for each in draw(st.shared(st.sampled_from([line.text for line in LINES if line.kind == "p"]), key="line")):
        text += draw(BLANKS) if each == " " else draw(st.sampled_from([each, each.upper(), each.lower()]))
        text += draw(st.one_of(st.just(""), st.just(""), NOISE))
    return text


@given(the_same_words(), st.shared(st.sampled_from([line.text for line in LINES if line.kind == "p"]), key="line"))
def test_white_space_capitals_and_invisible_characters_change_nothing(text: str, line: str) -> None:
    lines = [each._replace(text=text) if each.text == line else each for each in LINES]
    assert compared(as_text(tuple(lines))).is_same
    assert compared(as_html(tuple(lines))).is_same


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<a href='x'>", "</a>", '<span\n title="</p>">', "<!-- a -->", "<i/>"])),
    st.data(),
)
def test_tags_within_a_line_change_nothing(tags: list[str], data: st.DataObject) -> None:
    page = as_html()
    for tag in tags:
        after = data.draw(st.sampled_from(SENTENCES))
        place = page.index(LINES[after].text[9:]) + data.draw(st.integers(0, 5))
        page = page[:place] + tag + page[place:]
        page = page.replace(tag, "", 1) if tag not in page[place:] else page
        break
    assert compared(page).is_same


def test_a_passage_is_sought_within_its_section_first_and_stands_across_no_end_of_it() -> None:
    copy = Copy.read("key door. Then key door. Again key\n\ndoor")
    passage = Passage((), 0, digest(("key", "door")), is_block=False)
    assert tuple(copy.words) == ("key", "door", "then", "key", "door", "again", "key", "door")

    def start_in(start: int, end: int, standing: Standing = Standing.CHANGED) -> int | None:
        return _start_of(copy, passage, Extent(None, start, end, standing), bytearray(len(copy.words)), 0)

    assert [start_in(0, 3), start_in(2, 5), start_in(3, 5), start_in(5, 7), start_in(5, 8)] == [0, 3, 3, 0, 6]
    assert start_in(4, 7, Standing.SAME) == 4


def test_a_short_passage_is_whole_blocks_and_comes_after_the_one_before_where_it_can() -> None:
    copy = Copy.read("key door\n\nkey\n\ndoor\n\nthe key\n\nkey and\n\nkey")
    passage = Passage((), 0, digest(("key",)), is_block=True)
    extent = Extent(None, 0, len(copy.words), Standing.CHANGED)
    starts = [_start_of(copy, passage, extent, bytearray(len(copy.words)), after) for after in (0, 2, 7, 8)]
    assert starts == [2, 8, 8, 2]


def test_the_verdict_says_how_sections_whose_passages_all_stand_have_changed() -> None:
    for lines, says in [
        (LINES, "its sections are the same."),
        ([LINES[0], LINES[2], LINES[1], *LINES[3:]], "have the same words, some in another order."),
        ([LINES[0], Line("A new sentence."), *LINES[1:]], "and yet sections have changed."),
    ]:
        found = compared(as_text(tuple(lines)))
        assert not found.lost
        assert found.verdict.endswith(says)


def test_each_part_of_a_comparison_has_a_heading_below_that_of_the_page() -> None:
    number = SENTENCES[2]
    changed = compared(as_text((*LINES[:number], Line("Nobody may."), *LINES[number + 1 :])))
    for found in (compared(as_text()), changed, compared(as_text(tuple(reversed(LINES))))):
        marks = [line.split(" ")[0] for line in render(found, "markdown").splitlines() if line.startswith("#")]
        assert (marks[:1], {*marks[1:]}) == (["#"], {"##"}), render(found, "markdown")


# --- What is a change -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SENTENCES)
def test_one_changed_sentence_names_exactly_its_requirements_and_choices(number: int) -> None:
    line, words = LINES[number], LINES[number].text.split()
    lines = [
        *LINES[:number],
        line._replace(text=" ".join([*words[:3], "never,", *words[4:]])),
        *LINES[number + 1 :],
    ]
    about = words_about(line)

    def wanted(found: PageComparison) -> bool:
        return (
            cited(found) == [about]
            and [*found.requirements, *found.choices] == sorted(about, key=[*REQUIREMENTS, *CHOICES].index)
            and [each.standing for each in found.sections].count(Standing.CHANGED) == 1
        )

    in_any_form(lines, wanted)


def test_a_changed_row_names_that_row_and_what_rests_on_it() -> None:
    number = next(number for number, line in enumerate(LINES) if line.text == "Y/N Y N N N N")
    lines = [*LINES[:number], LINES[number]._replace(text="Y/N Y N N Y N"), *LINES[number + 1 :]]
    in_any_form(lines, lambda found: cited(found) == [("DIS-4 row 3", "Q-6")])
    found = compared(as_text(tuple(lines)))
    assert [str(each) for each in found.answers] == ["disconnecting (row DIS-4 row 3)"]
    assert "look again at: disconnecting (row DIS-4 row 3)" in found.to_text()


@pytest.mark.parametrize("after", range(5))
def test_a_further_row_of_the_table_names_its_section(after: int) -> None:
    rows = [number for number, line in enumerate(LINES) if line.kind == "tr"]
    lines = [*LINES[: rows[after] + 1], Line("N Y N N Y N", kind="tr"), *LINES[rows[after] + 1 :]]
    in_any_form(lines, lambda found: not found.lost and [each.number for each in found.changed] == [2])
    text = compared(as_text(tuple(lines))).to_text()
    assert 'section 2, "Who may lock": all its passages stand, so something was added or removed there' in text


def test_a_lost_heading_is_named_and_costs_no_passage() -> None:
    lines = [each._replace(text="Opening") if each.text == "Who may lock" else each for each in LINES]
    in_any_form(lines, lambda found: not found.lost and [each.number for each in found.changed] == [2])
    assert compared(as_text(tuple(lines))).changed[0].standing is Standing.HEADING_LOST


def test_a_section_without_its_heading_that_begins_within_a_paragraph_takes_nothing_of_the_one_before() -> None:
    number = next(number for number, line in enumerate(LINES) if line.text == "Who may lock")
    merged = LINES[number - 1]._replace(text=f"{LINES[number - 1].text} {LINES[number + 1].text}")
    lines = (*LINES[: number - 1], merged, *LINES[number + 2 :])
    standing = [each.standing for each in compared(as_text(lines)).sections]
    assert standing == [Standing.SAME, Standing.HEADING_LOST, Standing.SAME, Standing.SAME]
    more = Line("Bells are rung.")
    first, *_ = compared(as_text((lines[0], more, *lines[1:]))).sections
    assert (first.standing, first.words_here - first.words) == (Standing.CHANGED, len(more.text.split()))


def test_what_is_marked_as_a_heading_is_one_before_what_only_has_its_words() -> None:
    number = next(number for number, line in enumerate(LINES) if line.text == "Who may lock")
    more = Line("The moon is not a bicycle.")
    lines = (*LINES[: number + 1], more, *LINES[number + 1 :], Line("Who may lock"))
    found = compared(as_html(lines))
    assert [each.number for each in found.changed] == [2, 4]
    assert found.changed[0].words_here == found.changed[0].words + len(more.text.split())


def test_a_heading_that_is_gone_leaves_what_stood_before_it_as_it_was() -> None:
    lines = [each for each in LINES if each.text != "What is not allowed in"]
    in_any_form(lines, lambda found: not found.lost and [each.number for each in found.changed] == [3])


def test_a_section_that_is_gone_names_all_that_stood_in_it() -> None:
    start = next(number for number, line in enumerate(LINES) if line.text == "What is not allowed in")
    lines = LINES[:start] + LINES[start + 5 :]
    in_any_form(lines, lambda found: found.requirements == ("NTF-4", "NTF-5") and found.choices == ("Q-8",))


@given(st.data())
def test_another_word_in_its_place_loses_exactly_the_passage_that_holds_it(data: st.DataObject) -> None:
    number = data.draw(st.sampled_from([number for number, line in enumerate(LINES) if line.kind != "h"]))
    words = LINES[number].text.replace("/", " / ").split(" ")
    place = data.draw(st.sampled_from([place for place, word in enumerate(words) if word != "/"]))
    words[place] = data.draw(st.text(st.sampled_from("uvxz"), min_size=12, max_size=14))
    text = " ".join(words).replace(" / ", "/")
    lines = [*LINES[:number], LINES[number]._replace(text=text), *LINES[number + 1 :]]
    expected = [words_about(LINES[number])] if LINES[number].about else []
    in_any_form(lines, lambda found: cited(found) == expected and not found.is_same and len(found.changed) == 1)


# --- What is another page ---------------------------------------------------------------------------------------------


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_of_another_page_it_says_plainly_that_nothing_was_found(page: str) -> None:
    found = compare_page(page)
    assert not found.is_found
    assert not found.is_same
    assert found.verdict.startswith("Nothing of it was found")
    assert "lost" not in found.to_text()


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"\xff\xfe\x00", "text in UTF-8, or in UTF-16 with a byte order mark"),
        (b"a\xff", "text in UTF-8, or in UTF-16 with a byte order mark"),
        (b" " * (MOST_PAGE_BYTES + 1), "at most 4 MiB (most_bytes takes more)"),
        (7, "a text or its bytes"),
    ],
    ids=["half of a character", "a wrong byte", "too long", "a number"],
)
def test_what_cannot_be_read_is_refused_by_its_name(page: object, expected: str) -> None:
    with pytest.raises(InvalidValue) as error:
        compare_page(page)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # what it is about
    assert error.value.field.split(".")[-1] == "page"
    assert expected in str(error.value)


def test_bytes_and_their_text_are_one_copy() -> None:
    page = as_text()
    assert compare_page(page.encode("utf-16"), sections=SECTIONS) == compared(page) == compared("\ufeff" + page)


def test_all_that_a_copy_says_is_escaped_in_html() -> None:
    lines = [LINES[0], LINES[1], Line("<script>alert('x')</script> & \"more\""), *LINES[2:]]
    lines[0] = lines[0]._replace(text="The shed behind the &lt;mill&gt;")
    page = compared(as_text(tuple(lines)))
    shown = page._repr_html_()
    assert "<script" not in shown
    assert "the &lt;mill&gt;" in shown


def test_plain_data_has_all_that_is_shown() -> None:
    number = SENTENCES[2]
    lines = [*LINES[:number], Line("Nobody may."), *LINES[number + 1 :]]
    data = compared(as_text(tuple(lines))).to_dict()
    assert (data["is_same"], data["is_found"], data["requirements"], data["choices"]) == (
        False,
        True,
        ["DIS-6"],
        ["Q-10"],
    )
    assert data["answers"] == [{"question": "disconnecting", "rows": [], "facts": ["owns_record"]}]


# --- The places of the text that was implemented ----------------------------------------------------------------------

ELSEWHERE = ["CON-3", "JOI-4", "TML-6", "TML-7", "TML-8", "Q-19"]


def test_every_requirement_of_the_documentation_has_a_place_and_the_others_say_why_not() -> None:
    assert list(compare_page("").without_place) == ELSEWHERE
    assert [each.number for each in REQUIREMENTS.values() if each.source != "page"] == ELSEWHERE[:-1]
    for number, why in compare_page("").without_place.items():
        source = REQUIREMENTS[number].source if number in REQUIREMENTS else "page"
        assert (SOURCES[source].title in why) is (source != "page"), number
    cites = {cited for section in PLACES for each in section.passages for cited in each.cites}
    assert {each.split()[0] for each in cites} <= {*REQUIREMENTS, *CHOICES}


def test_what_is_not_code_says_so_where_a_rule_would_be_named() -> None:
    not_code = {number: each.not_code for number, each in REQUIREMENTS.items() if each.not_code}
    assert not_code
    for number, why in not_code.items():
        passage: Any = SimpleNamespace(requirements=(number,), rules=())
        assert _rules(passage).endswith(str(why))


def test_places_are_in_order_and_have_no_word_in_common() -> None:
    for section in PLACES:
        ends = 0
        for each in section.passages:
            assert each.start >= ends
            ends = each.start + each.digest.words
            assert each.is_block or each.digest.words >= 8
        assert ends <= section.text.words


def test_every_row_of_the_documented_table_has_a_place_of_its_own() -> None:
    rows = [cited for section in PLACES for each in section.passages for cited in each.cites if " row " in cited]
    assert rows == [f"DIS-4 row {number}" for number in range(1, 9)]


@beside
def test_the_places_are_those_of_the_text_that_was_implemented() -> None:
    text = REAL.read_bytes()
    found = compare_page(text)
    assert found.is_the_text and found.is_same
    assert all(each.text for each in found.passages)
    copy = Copy.read(text.decode())
    headings = [
        number
        for number, block in enumerate(copy.blocks)
        if " ".join(block.text.split()) in {each.heading for each in found.sections}
    ]
    starts = [copy.starts[number + 1] for number in headings]
    marked = [
        Marked(each.cites, start + each.start, start + each.start + each.digest.words, each.is_block)
        for start, section in zip(starts, PLACES, strict=True)
        for each in section.passages
    ]
    assert sections_of(copy, headings, marked) == PLACES
    assert PAGE.title == found.sections[0].heading


@beside
def test_another_line_end_is_another_text_with_the_same_words() -> None:
    found = compare_page(REAL.read_bytes().replace(b"\n", b"\r\n"))
    assert not found.is_the_text and found.is_same
