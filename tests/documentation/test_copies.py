"""Copies of the documentation as their words: whatever is handed in is read or refused, and marks are no words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy.documentation._copies import Copy, words_of
from chatlink_policy.documentation.comparison import compare_page
from chatlink_policy.errors import InvalidValue
from chatlink_policy.limits import MOST_PAGE_WORDS


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("L\u2019Été\u00a0: a_b __c__", "l été a_b c"),
        ("E\u0301te\u0301 pro\u00adduc\u200bti\u2060vite\u0301", "été productivité"),
        ("ﬁn Ⅳ STRASSE straße", "fin iv strasse strasse"),
        ("1. one\n  12) two\n> 3. three", "one two three"),
        ("# A {#x}\n* b **c**d `e`\n[f](g(h) 'i') ![j](k) [l][m]", "a b cd e f j l"),
        ('[![a](b)](c)\n:::image type="x" alt-text="d e" source="f":::', "a d e"),
        ("a&nbsp;b &amp; c\\_d <b>e</b>f <!-- g --> h<br>i", "a b c_d ef h i"),
        ("1 < 2 > 3 <4", "1 2 3 4"),
        ("<p>a<b>b</b>c<br>d<p>e", "abc d e"),
        ("<p>a</p><script>b</script><style>c</style><nav>d<p>e</p></nav><svg>f</svg>g", "a g"),
        ("<p>a</p><nav><img alt='b'><h1>c</h1><main></nav></nav>d", "a d"),
        ("<p>a</p><main><p>b</p></main><p>c</p>", "b"),
        ("<p title='>' class=\"</p>\" it's>a</p><img src=x alt='b c'><p/>d", "a b c d"),
        ("<p>a</p><img alt=b src=x><img alt=\"c\"><img alt='d'><img alt=''>e", "a b c d e"),
        ("<p>a<!-- b -->c<!-->d</p>&eacute;&#233;&#xe9;&#99999999999;", "acd ééé"),
        ("<p>a</p><!-- b", "a"),
        ("<p>a</p><b c", "a"),
        ("<table><tr><td><p>a</p></td><th>b</th></tr></table>", "a b"),
        ("", ""),
    ],
)
def test_a_copy_is_read_as_its_words(page: str, words: str) -> None:
    assert " ".join(Copy.read(page).words) == words


def test_a_row_of_a_table_and_a_heading_are_blocks() -> None:
    copy = Copy.read("<table><tr><td><p>a</p></td><td><h2>b</h2></td><td>c</td></tr></table><h1>d</h1>e")
    assert [(" ".join(each.text.split()), each.is_heading) for each in copy.blocks] == [
        *(("a", False), ("b", True), ("c", False), ("d", True), ("e", False))
    ]


HOSTILE = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "<p>",
            "</p>",
            "<a ",
            "<!--",
            "-->",
            "<script>",
            "</script",
            "<main>",
            "</main>",
            "<nav>",
            "<tr>",
        ),
        *(
            "<td>",
            "<h2>",
            "<img alt=",
            '"',
            "'",
            "=",
            "&",
            "&#",
            "&amp;",
            "&#x110000;",
            "[",
            "](",
            ")",
            ":::image ",
            "{#",
        ),
        *(
            "\\",
            "*",
            "_",
            "\n",
            " ",
            "a",
            "1. ",
            "\u0301",
            "\u00ad",
            "\ufdfa",
            "\ud800",
            "\0",
            "alt-text=",
            "<![",
            "<?",
            "x",
        ),
    ]
)


@given(st.lists(HOSTILE, max_size=40).map("".join), st.sampled_from(["", "<html>", "<p>", "<nav></p>"]))
def test_whatever_a_copy_holds_is_read(text: str, start: str) -> None:
    copy = Copy.read(start + text)
    assert copy.starts[-1] == len(copy.words) == len(copy.spans)
    assert all(words_of(word) for word in copy.words)
    assert not compare_page(start + text).is_found


@given(st.text())
def test_words_are_their_own_words(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert words_of(text.replace(" ", "\u2003\n")) == words


@pytest.mark.parametrize("tag", ["<div>", "<nav>", "<b>", "<table><tr><td>", "<main>", "<a ", "<!--", "<h2>"])
def test_however_deeply_tags_are_nested_a_copy_is_read(tag: str) -> None:
    assert not compare_page("<html>" + tag * 20_000).is_found


def test_marks_above_one_letter_are_cut_before_they_are_ordered() -> None:
    assert len(" ".join(words_of("e" + "\u0316\u0301" * 100_000))) <= 31


def test_a_copy_of_too_many_words_is_refused_and_not_cut() -> None:
    assert len(Copy.read("a " * MOST_PAGE_WORDS).words) == MOST_PAGE_WORDS
    with pytest.raises(InvalidValue, match="page: expected at most 100,000 words, got more than that"):
        compare_page("a " * (MOST_PAGE_WORDS + 1))
