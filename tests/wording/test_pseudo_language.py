"""Every fixed text that is shown is in the table of words.

A language is put in the place of French in which every text of the table stands between marks. What is then shown
outside the marks may only be what the input or the code names; elements that say that they are English are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from chatlink_policy.about import About
from chatlink_policy.checking import check
from chatlink_policy.checking.findings import findings_blocks
from chatlink_policy.checking.kinds import FindingCode
from chatlink_policy.compare.impact import impact
from chatlink_policy.compare.policies import diff_policies
from chatlink_policy.dataverse import load_export
from chatlink_policy.evidence.audit import audit
from chatlink_policy.models import AccessRights, ChatKind, Offering
from chatlink_policy.policy import CardFields
from chatlink_policy.rendering import Block, Title, render
from chatlink_policy.rules.questions import QUESTIONS
from chatlink_policy.rules.scenario import evaluate
from chatlink_policy.serialization import read_data, read_policy
from chatlink_policy.sources import CHOICES, PAGE, REQUIREMENTS, SOURCES
from chatlink_policy.what_if import case_from_data
from chatlink_policy.wording import words

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXPORT = EXAMPLES / "export-contoso"
REAL = words._template


@cache
def marked(template: str) -> str:
    """A template whose own letters stand between marks, and whose places are as they are."""
    pieces = re.split(r"(\{\w+[;,^]?\}|\{\w+[;,^]?:|[{}|\[\]])", template)
    return "".join(each if each[:1] in set("{}|[]") or not each.strip() else f"⟦{each}⟧" for each in pieces if each)


def in_marks(key: str, lang: str, otherwise: str | None = None) -> str:
    template = REAL(key, lang, otherwise)
    return marked(template) if lang == "fr" and template != otherwise else template


def names() -> set[str]:
    """The words of the input, and of what the code names: questions, facts, codes, numbers, titles of sources."""
    files = (path for path in sorted(EXAMPLES.rglob("*")) if path.suffix in {".json", ".toml"})
    texts = [re.sub(r"(?m)#.*$", "", path.read_text(encoding="utf-8")) for path in files]
    texts += [path.name for path in EXAMPLES.rglob("*")]
    texts += [repr(each) for each in (PAGE, *REQUIREMENTS, *CHOICES, *SOURCES, *FindingCode)]
    texts += [each.value for kind in (ChatKind, Offering, CardFields) for each in kind]
    texts += [str(each.name).lower() for each in AccessRights]
    for question in QUESTIONS.values():
        texts += [question.name, question.fingerprint, *question.bits, *(row.label for row in question.documented)]
    texts += ["chatlink policy", "and or not", "Y N"]  # how rules and rows are written
    return words_of(" ".join(texts))


def words_of(text: str) -> set[str]:
    """The words of a text, whatever their case; ids and numbers are none."""
    return set(re.findall(r"[^\W\d_]+", re.sub(r"[\w-]*\d[\w-]*", " ", text).casefold()))


def shown() -> Iterator[tuple[str, list[Block]]]:
    source, data = read_data(EXAMPLES / "case-transfer.toml")
    outcome = evaluate(case_from_data(data, None, source))
    yield "explain", [*outcome._blocks(), *About((("question", "joining"),), ("case.toml",))._blocks()]
    snapshot = load_export(EXPORT)
    yield "check", [Title("export"), *findings_blocks(check(snapshot))]
    today, proposed = (read_policy(EXAMPLES / "policies" / f"{each}.toml") for each in ("today", "proposed"))
    yield "diff", [*diff_policies(today, proposed)._blocks(), *impact(today, proposed, snapshot)._blocks()]
    for name, question in QUESTIONS.items():
        yield f"table {name}", [*question._blocks()]
        yield f"audit {name}", [*audit(question)._blocks()]
        yield f"decisions {name}", [each for decision in question.decisions[:8] for each in decision._blocks()]


@pytest.mark.parametrize(("what", "blocks"), [pytest.param(*each, id=each[0]) for each in shown()])
def test_whatever_is_shown_is_in_the_table_of_words_or_named_by_the_input(
    what: str, blocks: Iterable[Block], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_template", in_marks)
    html = render(blocks, "html", lang="fr")
    assert "⟦" in html, what
    outside = re.sub(r"⟦[^⟧]*⟧", " ", re.sub(r'<span lang="en">.*?</span>', " ", html))
    outside = re.sub(r"&\w+;|&#\w+;", " ", re.sub(r"<[^>]*>", " ", outside))
    assert words_of(outside) - names() == set(), what


def test_a_text_beside_the_table_is_found() -> None:
    outside = re.sub(r"⟦[^⟧]*⟧", " ", f"{marked('nothing of it is named')} Summarily adjudicated")
    assert words_of(outside) - names() == {"summarily", "adjudicated"}


ENGLISH_HEADINGS = re.compile(
    r"\b(?:because|rests on|documented by|would be allowed if|about this output|to do|grounds|answer|note|not answered"
    r"|found|rule says|changed by|Files|Rejected rows|Left open|Gains a yes|Loses a yes|Discloses more)\b"
)


@pytest.mark.parametrize(("what", "blocks"), [pytest.param(*each, id=each[0]) for each in shown()])
def test_the_french_of_the_examples_holds_no_english_heading(what: str, blocks: Iterable[Block]) -> None:
    html = re.sub(r'<span lang="en">.*?</span>', " ", render(blocks, "html", lang="fr"))
    headings = re.findall(r"<(?:h\d|strong|th)\b[^>]*>(.*?)</(?:h\d|strong|th)>", html)
    assert headings and not [each for each in headings if ENGLISH_HEADINGS.search(each)], what


def test_english_is_what_is_said_unless_another_language_is_asked_for() -> None:
    for what, blocks in shown():
        for form in ("text", "markdown", "html"):
            assert render(blocks, form) == render(blocks, form, lang="en"), what
