"""What a notebook shows: the same words as HTML and as Markdown, with marks, whatever a name could contain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from html import escape
from html.parser import HTMLParser
from typing import Protocol

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from thoroughness import SOME

from chatlink_policy import NEW_ORGANISATION, QUESTIONS, Decision, Outcome, Question, evaluate
from chatlink_policy._combinations import Combination, Combinations, Standing
from chatlink_policy.checking import Finding, FindingCode
from chatlink_policy.checking.findings import findings_blocks
from chatlink_policy.evidence import Statement
from chatlink_policy.evidence.named_facts import MOST_FACTS
from chatlink_policy.policy import OpenCombination, Readings
from chatlink_policy.rendering import (
    Block,
    Bullets,
    Code,
    Named,
    Paragraph,
    Table,
    Title,
    Together,
    printable,
    render,
    yes_no,
)
from chatlink_policy.rules.context_card import CardColumn, ContextCard, WhyNotShown
from chatlink_policy.rules.disconnecting import DISCONNECTING, UNDER
from chatlink_policy.rules.joining import JOINING, JoinFacts
from chatlink_policy.rules.notifications import Notification, Notifications, NotSent, WhyNotSent
from chatlink_policy.rules.outcome import NotAsked
from chatlink_policy.rules.scenario import Scenario
from chatlink_policy.rules.timeline import TimelineEntry
from chatlink_policy.sources import CHOICES, REQUIREMENTS, cited
from chatlink_policy.strategies import scenarios
from chatlink_policy.style import STYLE

MARKDOWN = MarkdownIt("commonmark").enable("table")

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror="alert(1)">',
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp;amp; &#60;",
    "a|b||c",
    "`` `code` ```",
    "[link](javascript:alert(1)) ![image](x) <http://example.com>",
    "*bold* __bold__ ~~gone~~ $x^2$ {{x}} {role}`x`",
    "# title\n## title\n---\n===",
    "line\r\nline\ttab\x0b\x0c\x1c\x85\u2028\u2029end",
    "\x1b[31mred\x1b[0m\x07\x00\x7f\x9b31m",
    "abc\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "- item",
    "1. item",
    "1) item",
    "+ item",
    "> quoted",
    "    code",
    "% gone",
    "::: fence",
    "| a |\n| --- |",
    "\\",
    "a\\|b\\",
    "\ud800 \U000e0001 \ufeff",
    "",
    " ",
)
"""Texts that break what is shown carelessly."""

TAGS = {"h1", "h2", "h3", "h4", "p", "strong", "code", "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"a", "span", "style", "details", "summary", "wbr"}
WITHIN_TEXT = {"a", "summary", "strong", "code", "span", "style"}
HOLDS_NO_TEXT = {"ul", "div", "table", "thead", "tbody", "tr", "details"}
ADDRESS = "#somewhere"
ATTRIBUTES: dict[str, list[dict[str, str]]] = {
    "div": [
        {"class": "chatlink"},
        {"class": "chatlink-numbers"},
        {"class": "chatlink-scroll", "tabindex": "0"},
        {"class": "chatlink-scroll chatlink-combinations", "tabindex": "0"},
    ],
    "tbody": [{}, *({"class": f"chatlink-{each.name.lower()}"} for each in Standing)],
    "tr": [{}, {"class": "chatlink-changed"}],
    "table": [{"class": "chatlink-table"}, {"class": "chatlink-table chatlink-stacks"}],
    "th": [{"scope": "col"}, *({"scope": "rowgroup", "colspan": str(size + 2)} for size in range(1, MOST_FACTS + 1))],
    "td": [{}, {"class": "chatlink-holds"}, {"class": "chatlink-fails"}],
    "a": [{"href": ADDRESS}],
    "span": [{}] + [{"class": f"chatlink-{answer}"} for answer in ("yes", "no", "unknown")],
}


class Piece(HTMLParser):
    """Reads a piece of HTML strictly: only known tags and attributes, each closed in its place."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self.heads: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        said = dict(attrs)
        if tag == "td" and (head := said.pop("data-head", None)):
            self.heads.append(head)
        assert said in ATTRIBUTES.get(tag, [{}])
        if tag == "wbr":
            return
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in {
            "a",
            "summary",
            "li" if "td" in self.open else "",
            "strong",
            "code",
            "span",
            "style",
            *HOLDS_NO_TEXT,
        }:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open == [] or self.open[-1] in HOLDS_NO_TEXT:
            assert data.strip() == ""
            return
        if self.open[-1] == "style":
            assert data == f"\n{STYLE}"
            return
        self.texts[-1] += data
        if {"td", "th"}.intersection(self.open):
            self.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def words(self) -> list[str]:
        """All its words in their order."""
        return " ".join(self.texts).split()


def markdown_as_html(page: str) -> Piece:
    """What an independent reader of Markdown makes of a page, where the styles are ours."""
    made = MARKDOWN.render(page).replace("<table>", '<div class="chatlink-scroll" tabindex="0"><table>')
    made = made.replace("<table>", '<table class="chatlink-table">').replace("</table>", "</table></div>")
    return Piece(made.replace("<th>", '<th scope="col">'))


class Shown(Protocol):
    """What a notebook asks a value for."""

    def _repr_html_(self) -> str: ...

    def _repr_markdown_(self) -> str: ...


FOLDS = re.compile(r'<div class="chatlink-numbers">.*?</div>\n', re.DOTALL)


def assert_shown_alike(html: str, markdown: str) -> Piece:
    """Both hold the same words and the same tables, and nothing that could colour, break or reorder a line.

    What the numbers say stands folded after the HTML alone.
    """
    Piece(html)
    piece, read = Piece(FOLDS.sub("", html)), markdown_as_html(markdown)
    assert piece.words == read.words
    assert [list(map(words, row)) for row in piece.rows] == [list(map(words, row)) for row in read.rows]
    for page in (html, markdown):
        assert all(each.isprintable() for each in page.split("\n"))
    return piece


def words(text: str) -> list[str]:
    return text.split()


def without_space(text: str) -> str:
    return "".join(text.split())


# --- Blocks -----------------------------------------------------------------------------------------------------------

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
    st.text("<>&\"'|`*_[]()#-+=~$\\{}!.:% \n\r\t\x1b\u202e1a", max_size=12),
)


def tables(make: Callable[[list[str], list[list[str]]], Block]) -> st.SearchStrategy[Block]:
    def sized(size: int) -> st.SearchStrategy[Block]:
        row = st.lists(texts | texts.map(Code) | st.sampled_from([True, False, None]).map(yes_no), min_size=size)
        row = row.map(lambda cells: cells[:size])
        return st.builds(make, st.lists(texts, min_size=size, max_size=size), st.lists(row, min_size=1, max_size=3))

    return st.integers(2, 4).flatmap(sized)


simple_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Title, texts, st.integers(1, 3), st.sampled_from([None, yes_no(True), yes_no(False), yes_no(None)])),
    st.builds(Paragraph, texts),
    st.builds(Named, texts, texts),
    st.builds(Bullets, st.lists(texts, min_size=1, max_size=3), texts),
    tables(partial(Table, lines=())),
    tables(lambda header, rows: Table(header, rows, lines=("{0}: {1}", "{1}"))),
)
pages = st.lists(simple_blocks | st.builds(Together, st.lists(simple_blocks, min_size=1, max_size=3)), max_size=5)


@SOME
@given(pages)
def test_no_text_can_become_a_tag_a_list_or_another_cell(blocks: list[Block]) -> None:
    assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))


@given(pages)
def test_no_text_can_break_colour_or_reorder_a_line_of_a_terminal(blocks: list[Block]) -> None:
    assert all(each.isprintable() for each in render(blocks).split("\n"))


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_comes_through_whole_in_every_place(text: str) -> None:
    expected = words(printable(text))
    for block in (Title(text), Paragraph(text), Bullets([text]), Table(("a", "b"), [(text, "x")])):
        piece = assert_shown_alike(render([block], "html"), render([block], "markdown"))
        assert [each for each in piece.words if each not in {"a", "b", "x"}] == [
            each for each in expected if each not in {"a", "b", "x"}
        ]
        assert without_space(printable(text)) in without_space(render([block]))


@given(st.text())
def test_what_prints_stays_as_it_is_and_the_rest_is_written_as_its_escape(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    if text.isprintable():
        assert shown == text
    spaced = re.sub(r"\s", " ", text)
    assert shown == "".join(each if each.isprintable() else ascii(each)[1:-1] for each in spaced)


@pytest.mark.parametrize("place", [Paragraph, lambda text: Bullets([text]), lambda text: Bullets(["a"], text), Title])
@pytest.mark.parametrize("control", ["\x1b", "\r", "\x00", "\x9b", "\u202e", "\u2066", "\u200b", "\ud800"])
def test_a_control_character_never_reaches_a_terminal(place: Callable[[str], Block], control: str) -> None:
    text = render([place(f"a{control}b c")])
    assert control not in text
    assert "c" in text


def test_an_answer_is_a_word_in_text_and_has_its_mark_elsewhere() -> None:
    blocks: list[Block] = [
        Title("may", 2, yes_no(False)),
        Table(("a", "b"), [("x", yes_no(True)), ("y", yes_no(False)), ("z", yes_no(None))]),
    ]
    assert render(blocks) == "may: no\n-------\n\na  b\nx  yes\ny  no\nz  not known\n"
    assert render(blocks, "markdown") == (
        "## may: ✗ no\n\n| a | b |\n| --- | --- |\n| x | ✓ yes |\n| y | ✗ no |\n| z | ? not known |\n"
    )
    assert Piece(render(blocks, "html")).rows == [["a", "b"], ["x", "✓ yes"], ["y", "✗ no"], ["z", "? not known"]]


def test_blocks_together_have_no_empty_line_between_them_in_text_alone() -> None:
    block = Together([Title("t", 2), Paragraph("p"), Bullets(["i"], "h"), Bullets(["i"])])
    assert render([block, Paragraph("q")]) == "t\n-\np\nh:\n  - i\n- i\n\nq\n"
    assert render([block, Paragraph("q")], "markdown") == "## t\n\np\n\n**h**\n\n- i\n\n- i\n\nq\n"


def test_entries_are_written_line_by_line_in_text_and_are_a_table_elsewhere() -> None:
    block = Table(("a", "b"), [("x", "{0}"), ("y", "2")], lines=("{0}!", "b is {1}"))
    assert render([block]) == "x!\n    b is {0}\n\ny!\n    b is 2\n"
    assert Piece(render([block], "html")).rows == [["a", "b"], ["x", "{0}"], ["y", "2"]]


# --- Links ------------------------------------------------------------------------------------------------------------

numbers = st.sampled_from(["DIS-4", "Q-6", "DIS-99", "no_app_selected", "Q-6:", "(DIS-4)", "xDIS-4", "DIS-4-1"])


def linked(page: str) -> list[str]:
    """What the links of a piece of HTML say."""
    return re.findall(rf'<a href="{ADDRESS}">([^<]*)</a>', page)


@SOME
@given(st.lists(numbers | texts, min_size=1, max_size=6).map(" ".join))
@example("DIS-4 and Q-6, no_app_selected: xDIS-4")
def test_every_number_in_any_text_is_a_link_and_nothing_else_changes(text: str) -> None:
    def link(number: str) -> str | None:
        return ADDRESS if number in {"DIS-4", "Q-6", "no_app_selected"} else None

    blocks: list[Block] = [Paragraph(text), Bullets([text]), Table(("a", text), [(text, Code(text))]), Title(text)]
    with_links = render(blocks, "html", link=link)
    piece = assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))
    assert Piece(with_links).words == piece.words
    # Of code, Markdown makes a link only as a whole; the words are the same.
    assert markdown_as_html(render(blocks, "markdown", link=link)).words == piece.words
    found = re.findall(r"(?<![\w-])(?:DIS-4|Q-6|no_app_selected)(?![\w-])", " ".join(printable(text).split()))
    assert linked(with_links) == found * 6
    in_words: list[Block] = [Paragraph(text), Bullets([text]), Table(("a", text), [(text, "")])]
    assert linked(MARKDOWN.render(render(in_words, "markdown", link=link))) == found * 4
    assert render(blocks, link=link) == render(blocks)


def test_code_that_is_a_number_is_a_link_and_no_link_stands_within_code_in_markdown() -> None:
    table = Table(("a", "b"), [(Code("DIS-4"), Code("row of DIS-4"))])
    assert "| [`DIS-4`](#somewhere) | `row of DIS-4` |" in render([table], "markdown", link=lambda _: ADDRESS)
    assert linked(render([table], "html", link=lambda _: ADDRESS)) == ["DIS-4", "DIS-4"]


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_an_address_can_end_neither_its_link_nor_its_attribute(form: str) -> None:
    page = render([Paragraph("see DIS-4")], form, link=lambda _: "a?b=1&c=\"'<>)( \n|`\\é\ud800")
    made = page if form == "html" else MARKDOWN.render(page)
    address = "a?b=1&amp;c=%22%27%3C%3E%29%28%20%0A%7C%60%5Cé%3F"
    assert re.sub("%C3%A9", "é", made) == f'<p>see <a href="{address}">DIS-4</a></p>\n'


@pytest.mark.parametrize("name", QUESTIONS)
def test_in_a_notebook_every_number_is_a_fold_with_the_text_of_its_requirement_or_choice(name: str) -> None:
    for shown in (QUESTIONS[name], *QUESTIONS[name].decisions):
        page = shown._repr_html_()
        read = FOLDS.sub("", page)
        found = dict.fromkeys(re.findall(r"(?<![\w-])[A-Z]+-\d+(?![\w-])", read.partition("</style>")[2]))
        folds = re.findall(r"<details><summary>([A-Z]+-\d+)</summary><p>(.*)</p></details>", page)
        assert folds == [(number, escape(said_of(number))) for number in found]


def said_of(number: str) -> str:
    if number in REQUIREMENTS:
        return REQUIREMENTS[number].says
    return f"{CHOICES[number].about}: {CHOICES[number].chosen}"


def test_a_number_that_does_not_exist_has_no_fold() -> None:
    page = joining_otherwise(0, "DIS-99 and DIS-4 but not xDIS-5", "it")._repr_html_()
    assert re.findall(r"<summary>([^<]*)</summary>", page.partition('"chatlink-numbers"')[2])[0] == "DIS-4"
    assert "<summary>DIS-99" not in page and "<summary>DIS-5" not in page


# --- Decisions and questions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_decision_shows_its_answer_its_facts_and_its_evidence(name: str) -> None:
    for decision in QUESTIONS[name].decisions:
        piece = assert_shown_alike(decision._repr_html_(), decision._repr_markdown_())
        answer = "✓ yes" if decision else "✗ no"
        assert piece.texts[0] == f"{name}: {answer}"
        assert [(row[0], row[1]) for row in piece.rows[1:]] == [
            (fact, "✓ yes" if holds else "✗ no") for fact, holds in decision.to_facts().items()
        ]
        listed = piece.texts
        assert all(reason.says in listed for reason in decision.reasons)
        assert all(fix.says in listed for fix in decision.fixes)
        assert all(each.says in " ".join(listed) for fix in decision.fixes for each in fix.changed_by)
        assert ", ".join(map(cited, decision.citations)) in listed
        assert documented(decision) in listed
        assert all(each.cited in listed for each in decision.statements)


def documented(decision: Decision[object]) -> str:
    """By which rows, each with the sister source that says it."""
    return ", ".join(row.cited for row in decision.rows) or ("derived" if decision.is_possible else "cannot occur")


def without_combinations(question: Question[object]) -> list[Block]:
    return [each for each in question._blocks() if not isinstance(each, Combinations)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_shows_its_facts_and_every_combination(name: str) -> None:
    question = QUESTIONS[name]
    blocks = without_combinations(question)
    piece = assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))
    assert [row[:2] for row in piece.rows[1:]] == [[each.name, each.says] for each in question.facts]
    assert question.fingerprint in " ".join(piece.texts)
    head, *rows = markdown_as_html(render([question.combinations()], "markdown")).rows
    assert head == [*(each.name for each in question.facts), "answer", "documented by"]
    assert len(rows) == 2**question.size
    for row, decision in zip(rows, question.decisions, strict=True):
        assert [cell == "Y" for cell in row[:-2]] == list(question.truths(decision.combination))
        assert row[-1] == documented(decision)
        assert row[-2] == ("-" if not decision.is_possible else "✓ yes" if decision else "✗ no")


@pytest.mark.parametrize("name", QUESTIONS)
def test_truth_tables_people_can_read_have_marks_reasons_in_words_and_derived_rows_first(name: str) -> None:
    question = QUESTIONS[name]
    head, *rows = Piece(render([question.combinations()], "html")).rows
    assert head == [*(each.name for each in question.facts), "answer", "documented by, and why"]
    expected = []
    for standing in Standing:
        decisions = [each for each in question.decisions if each.standing is standing]
        if decisions:
            expected.append([heading(question, standing)])
        for each in decisions:
            why = "why" + "".join(reason.says for reason in each.reasons) if each.is_possible else ""
            by = documented(each) if each.is_documented else ""
            answer = "-" if not each.is_possible else "✓ yes" if each else "✗ no"
            truths = ["✓ yes" if truth else "✗ no" for truth in question.truths(each.combination)]
            expected.append([*truths, answer, by + why])
    assert rows == expected
    page = render([question.combinations()], "html")
    assert page.count("<details>") == len([each for each in question.decisions if each.is_possible])
    assert page.count("<thead>") == 1


def heading(question: Question[object], standing: Standing) -> str:
    """What stands over the rows of one kind: which choice decides them, or why they cannot occur."""
    if standing is Standing.DERIVED:
        return f"derived: the documentation leaves these open ({', '.join(map(cited, question.derived_from))})"
    if standing is Standing.IMPOSSIBLE:
        return "cannot occur: " + "; ".join(f"{each.says} ({each.cites})" for each in question.impossible)
    return "documented"


def test_a_table_of_combinations_says_no_more_than_it_is_given() -> None:
    derived = Combination((True,), "no", Standing.DERIVED, "derived")
    never = Combination((False,), "-", Standing.IMPOSSIBLE, "cannot occur")
    page = render([Combinations(("a",), (never, derived))], "html")
    assert Piece(page).rows == [
        ["a", "answer", "documented by, and why"],
        ["derived: the documentation leaves these open"],
        ["✓ yes", "no", ""],
        ["cannot occur"],
        ["✗ no", "-", ""],
    ]
    assert re.findall(r'colspan="(\d+)"', page) == ["3", "3"]


def test_the_rows_whose_answer_a_change_touches_are_marked() -> None:
    granted = {OpenCombination(each) for each in OpenCombination}
    now = UNDER[Readings(open_combinations=frozenset(granted)).otherwise]
    page = render([now.combinations(before=DISCONNECTING)], "html")
    differ = [a.allowed != b.allowed for a, b in zip(now.decisions, DISCONNECTING.decisions, strict=True)]
    assert sum(differ) > 0
    rows = Piece(page).rows
    assert sum(row[-1].startswith("changed") for row in rows) == sum(differ) == page.count('class="chatlink-changed"')
    assert "changed" not in render([now.combinations(before=now)], "html")
    assert render([now.combinations(before=DISCONNECTING)]) == render([now.combinations()])


def joining_otherwise(results: int, name: str, says: str) -> Question[JoinFacts]:
    """A question over the facts of joining, with any answers and any words."""

    def rule(f: JoinFacts) -> bool:
        return bool(results >> JOINING.decide(f).combination & 1)

    return Question(name, JoinFacts, rule, says_yes=f"yes {says}", says_no=f"no {says}")


@SOME
@given(st.integers(0, 255), texts, texts)
def test_any_question_shows_itself_and_its_decisions_in_any_words(results: int, name: str, says: str) -> None:
    question = joining_otherwise(results, name, says)
    for each in (question, *question.decisions):
        whole = Piece(each._repr_html_())
        blocks = without_combinations(each) if isinstance(each, Question) else each
        piece = assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))
        assert whole.texts[:2] == piece.texts[:2]
        assert without_space(printable(name)) in without_space(piece.texts[0])
        assert without_space(printable(says)) in without_space("".join(piece.texts[:2]))


# --- Outcomes, cards, notifications -----------------------------------------------------------------------------------


def hostile_outcome(text: str) -> Outcome:
    """An outcome in which everything that can be any text is that text."""
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    return Outcome(
        answers=(DISCONNECTING.decisions[0],),
        timeline_entry_shows=TimelineEntry(text, now, text, now, is_kept_current=True),
        missing_pane_permissions=None,
        record_opens=False,
        context_card=hostile_card(text),
        notifications=hostile_notifications(text),
        statements=(Statement("CON-5", text),),
        not_asked=(NotAsked(text, (text, text)),),
    )


def hostile_card(text: str) -> ContextCard:
    columns = (CardColumn(text, (), is_secured=True), CardColumn(text, tuple(WhyNotShown), is_secured=False))
    return ContextCard(text, is_shown=True, view=text, columns=columns)


def hostile_notifications(text: str) -> Notifications:
    silent = (NotSent(text, tuple(WhyNotSent)),)
    return Notifications(text, (Notification(text, images_not_whole=True),), silent, ())


@given(texts)
def test_hostile_names_of_a_case_are_shown_as_they_are(text: str) -> None:
    for each in (hostile_outcome(text), hostile_card(text), hostile_notifications(text)):
        piece = assert_shown_alike(each._repr_html_(), each._repr_markdown_())
        assert without_space(printable(text)) in "".join(piece.words)


@given(texts)
def test_hostile_names_stay_themselves_on_every_page(text: str) -> None:
    outcome = hostile_outcome(text)
    finding = Finding(FindingCode.ROW_REJECTED, text, {"path": text, "expected": text, "got": text})
    for blocks in ([Title(text), *outcome._blocks()], [Title(text), *findings_blocks([finding])]):
        assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))
        page = render(blocks)
        assert all(each.isprintable() for each in page.split("\n"))


@SOME
@given(scenarios())
def test_an_outcome_shows_every_answer_at_a_glance(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    piece = assert_shown_alike(outcome._repr_html_(), outcome._repr_markdown_())
    assert piece.rows == [
        ["question", "rule says", "user can act", "documented by"],
        *(
            [name, marked(each.allowed), marked(outcome.can_act(name)), documented(each)]
            for name, each in outcome.decisions.items()
        ),
    ]
    for name, decision in outcome.decisions.items():
        assert f"{name}: {'yes' if decision else 'no'}" in piece.texts
        assert all(reason.says in piece.texts for reason in decision.reasons)


def marked(answer: bool | None) -> str:
    return "? not known" if answer is None else "✓ yes" if answer else "✗ no"


@SOME
@given(scenarios())
def test_a_card_shows_each_column_and_notifications_each_attribute(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    if (card := outcome.context_card) is not None:
        piece = assert_shown_alike(card._repr_html_(), card._repr_markdown_())
        assert [row[:3] for row in piece.rows[1:]] == [
            [each.name, marked(each.is_shown), marked(each.is_secured)] for each in card.columns
        ]
        assert all(why.says in " ".join(piece.texts) for each in card.skipped for why in each.why_not)
        assert ", ".join(map(cited, card.citations)) in piece.texts
    if (told := outcome.notifications) is not None:
        piece = assert_shown_alike(told._repr_html_(), told._repr_markdown_())
        assert [row[:2] for row in piece.rows[1:]] == [
            *([each.attribute, "✓ yes"] for each in told.sent),
            *([each.attribute, "✗ no"] for each in told.not_sent),
        ]
        assert all(why.says in " ".join(piece.texts) for each in told.not_sent for why in each.why)


# --- One page, three forms --------------------------------------------------------------------------------------------


def without_marks(found: Iterable[str]) -> list[str]:
    """Words as plain text has them: without marks, and with a colon after what stands before a list."""
    return [each.rstrip(":") for each in found if each not in {"✓", "✗", "?", "-"} and not set(each) <= set("-=")]


@SOME
@given(scenarios())
def test_text_markdown_and_html_of_an_outcome_hold_the_same_words(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    piece = assert_shown_alike(render(outcome, "html"), render(outcome, "markdown"))
    in_text = render(outcome).replace("`", "")  # which stand around names in code
    assert without_marks(in_text.split()) == without_marks(" ".join(piece.words).replace("`", "").split())


def test_the_letters_of_a_table_are_those_of_its_language() -> None:
    (block,) = (each for each in JOINING._blocks() if isinstance(each, Combinations))
    for lang, letters in (("en", "NY"), ("fr", "NO")):
        for form, between in (("text", "  "), ("markdown", "|")):
            lines = render([block], form, lang=lang).splitlines()[-8:]
            found = [[each.strip() for each in line.strip("|").split(between) if each.strip()][:3] for line in lines]
            assert found == [[letters[truth] for truth in row.truths] for row in block.rows]


@pytest.mark.parametrize("name", QUESTIONS)
def test_text_and_markdown_of_a_table_hold_the_same_words(name: str) -> None:
    question = QUESTIONS[name]
    piece = markdown_as_html(render(question, "markdown"))
    assert without_marks(render(question, width=1000).split()) == without_marks(piece.words)
    blocks = without_combinations(question)
    assert_shown_alike(render(blocks, "html"), render(blocks, "markdown"))
    narrow = render(question)
    assert all(each.name in narrow for each in question.facts)


def test_what_is_shown_is_the_same_each_time() -> None:
    case = Scenario(policy=NEW_ORGANISATION)
    shown: list[Shown] = [DISCONNECTING, DISCONNECTING.decisions[5], evaluate(case), hostile_card("x")]
    for each in shown:
        assert each._repr_html_() == each._repr_html_()
        assert each._repr_markdown_() == each._repr_markdown_()
    assert evaluate(case)._repr_html_() == evaluate(case)._repr_html_()


def test_a_shown_value_compares_and_prints_as_before() -> None:
    decision: Decision[object] = DISCONNECTING.decisions[0]
    assert repr(decision).startswith("<disconnecting: no; ")
    assert decision == DISCONNECTING.decisions[0]


# --- Looks ------------------------------------------------------------------------------------------------------------


def test_each_cell_of_a_table_of_sentences_says_what_its_column_is() -> None:
    header = ["<b>", 'a "b"', "why"]
    rows = [["1", "2", "a reason that is longer than a name"], ["3", "4", ""]]
    assert Piece(render([Table(header, rows)], "html")).heads == header * 2
    assert Piece(render([Table(header, [["1", "2", "3"]])], "html")).heads == []
    assert Piece(render([Table(header[:2], [["1", rows[0][2]]])], "html")).heads == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_answer_of_a_combination_has_its_mark_in_both_languages(lang: str) -> None:
    shown = render(JOINING, "html", lang=lang)
    marks = re.findall(r'<td><span class="chatlink-(yes|no)">[✓✗] ', shown)
    assert marks == ["yes" if each.allowed else "no" for each in JOINING.decisions]  # all of them are documented


def test_a_long_name_may_go_on_in_the_next_line_only_after_a_mark_within_it() -> None:
    shown = render([Paragraph("can_write <connector_may_disconnect> a.b/contoso_interaction 1.5")], "html")
    says = "can_write &lt;connector_<wbr>may_<wbr>disconnect&gt; a.<wbr>b/<wbr>contoso_<wbr>interaction 1.5"
    assert shown == f"<p>{says}</p>\n"


def test_the_style_sheet_styles_nothing_but_what_is_shown_and_loads_nothing() -> None:
    assert not set("<>\\").intersection(STYLE)
    assert not re.search(r"url|@import|@font-face|expression|http", STYLE)
    flat = re.sub(r"@media [^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", STYLE)  # what stands in a media query, too
    selectors = [each for rule in re.findall(r"([^{}]+)\{[^{}]*\}", flat) for each in rule.split(",")]
    assert len(selectors) > 10
    assert [each for each in selectors if not each.strip().startswith(".chatlink")] == []
