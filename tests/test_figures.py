"""No figure on a page is of yesterday: each is held to the code, or says when and by which command it was measured.

Pages that are generated have theirs from the code, examples run, and the changelog speaks of the past.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from inspect import isfunction, signature
from itertools import pairwise
from pathlib import Path

import pytest

from chatlink_policy import QUESTIONS, AccessRights, limits, rendering
from chatlink_policy.authzen import DecisionPoint
from chatlink_policy.dataverse.apps import KNOWN_OFFERINGS
from chatlink_policy.decision_log import replay_log
from chatlink_policy.defaults import MOST_NOTIFIED_ATTRIBUTES
from chatlink_policy.evidence.audit import audit
from chatlink_policy.evidence.named_facts import MOST_FACTS
from chatlink_policy.review.parts import LINKS_IN_A_PART
from chatlink_policy.rules.joining import JOINING

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

WORDS = {
    **{word: value for value, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine"], 2)},
    "sixth": 6,
    "ninth": 9,
    "sixteen": 16,
    "sixty": 60,
    "a million": 1_000_000,
}

Claim = tuple[str, Callable[[], int]]
GAPS = {name: audit(question).gaps for name, question in QUESTIONS.items()}


def _lowest_python() -> int:
    found = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1])


def _notebooks() -> int:
    return len(list((DOCS / "notebooks").glob("*.ipynb")))


def _kinds_of_requests() -> int:
    return sum(isfunction(each) for name, each in vars(DecisionPoint).items() if not name.startswith("_"))


def _lines_of_the_service() -> int:
    return len((DOCS / "examples" / "service.py").read_text(encoding="utf-8").splitlines())


CURRENT: dict[str, list[Claim]] = {
    "README.md": [
        ("with Python 3.{} or newer", _lowest_python),
        ("{} lines on FastAPI", _lines_of_the_service),
    ],
    "auditors-compare.md": [
        ("There are {}, all in disconnecting, all answered no", lambda: sum(map(len, GAPS.values()))),
        ("{} rules satisfy every documented row", lambda: 1 << len(GAPS["disconnecting"])),
    ],
    "authzen.md": [
        ("its {} kinds of requests", _kinds_of_requests),
        ("answers the {} questions about an organisation", lambda: len(QUESTIONS)),
    ],
    "command-line.md": [("elsewhere paragraphs have {} letters", lambda: rendering.WIDTH)],
    "concepts.md": [
        ("A question has at most {} facts", lambda: MOST_FACTS),
        ("so at most {} combinations", lambda: 1 << MOST_FACTS),
        ("a {} fact, a row with a letter too many", lambda: MOST_FACTS + 1),
        ("The {} questions are in", lambda: len(QUESTIONS)),
        ("finds the {} facts and looks up", lambda: JOINING.size),
    ],
    "contributing.md": [("with every Python from 3.{} on", _lowest_python)],
    "decision-log.md": [
        ("lists the first {} of each kind", lambda: signature(replay_log).parameters["most_listed"].default)
    ],
    "from-dataverse.md": [("but for {} known names", lambda: len(KNOWN_OFFERINGS))],
    "getting-an-export.md": [("at most {} minutes at once", lambda: limits.MOST_WAIT_SECONDS // 60)],
    "getting-started.md": [("with Python 3.{} or newer", _lowest_python)],
    "notebooks.md": [("{} notebooks show", _notebooks)],
    "review.md": [
        ("({} is write)", lambda: AccessRights.WRITE.value),
        ("more than {} links, the records are divided", lambda: LINKS_IN_A_PART),
        ("more than {} rows: `review/rights/part-00", lambda: LINKS_IN_A_PART),
        ("Up to {} links there is one part", lambda: LINKS_IN_A_PART),
    ],
    "scenarios.md": [
        ("hold at most {} MiB", lambda: limits.MOST_BYTES >> 20),
        ("a {} notified attribute", lambda: MOST_NOTIFIED_ATTRIBUTES + 1),
    ],
    "service.md": [("{} lines that read a policy", _lines_of_the_service)],
    "source.md": [
        ("at most {} MiB", lambda: limits.MOST_PAGE_BYTES >> 20),
        ("and {} words", lambda: limits.MOST_PAGE_WORDS),
    ],
}
"""By page: what it says, with {} for a figure, and what that figure is now."""

NOT_COUNTED = re.compile(
    r"""
    ^```.*?^```$                          # what runs, is printed, or is put in
    | `[^`\n]*` | \]\([^)]*\) | https?://\S+ | <[^>]*>
    | ^\s*\d+\.\s                         # the items of a list
    | ^\|\s\d+\s\|                        # the statuses that a table is about
    | \b[A-Z]{1,3}-\d+\b | \bstatus(\ is)?\ \d+ | \b(ends|exits?)\ with\ \d+ | (,|\band)\ \d\ wh(en|ere)\b
    | (Dynamics|Microsoft)\ 365 | UTF-\d+ | ISO\ 8601 | RFC\ \d+ | \b(version|API|Before|From)\ \d+(\.\d+)+
    | \bfrom\ 1\b                         # where counting begins
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
"""What has digits and counts nothing: code, addresses, numbers of items and statuses, names and versions."""

FIGURE = re.compile(
    r"(?<![\w.-])\d[\d,.]*\d|(?<![\w.-])\d|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|twenty|sixty"
    r"|dozen|hundred|thousand|million|a (?:third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"|\w+ (?:thirds|tenths))\b",
    re.IGNORECASE,
)

MEASURED = re.compile(r"\bmeasured\s+on\s+20\d\d-\d\d-\d\d\b", re.IGNORECASE)
COMMAND = re.compile(r"`(?:python|chatlink-policy) [^`]+`|^```sh\n", re.MULTILINE)


def _pages() -> Iterator[Path]:
    for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        is_generated = path.read_text(encoding="utf-8").startswith("<!-- Written by docs/generate.py")
        if not is_generated and path.name != "changelog.md":
            yield path


PAGES = list(_pages())


def _sections(text: str) -> list[str]:
    fenced = re.compile(r"^```.*?^```$|^#", re.MULTILINE | re.DOTALL)
    starts = [0, *(each.start() for each in fenced.finditer(text) if each[0] == "#"), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _figure(value: int, claim: str) -> str:
    """The figure as a page writes it: in words, or in digits."""
    words = [word for word, meant in WORDS.items() if meant == value]
    spelled = "|".join([f"{value:,}", str(value), *words, *(word.capitalize() for word in words)])
    before, _, after = claim.partition("{}")
    return rf"{re.escape(before)}(?:{spelled}){re.escape(after)}".replace("\\ ", " ").replace(" ", r"\s+")


def _uncounted(page: str, text: str) -> list[str]:
    """The lines with a figure that is neither held to the code nor measured."""
    for claim, value in CURRENT.get(page, []):
        text = re.sub(_figure(value(), claim), "", text)
    found = []
    for section in _sections(text):
        if not (MEASURED.search(section) and COMMAND.search(section)):
            lines = NOT_COUNTED.sub("", section).splitlines()
            found += [f"{each[0]!r} in {line.strip()!r}" for line in lines for each in FIGURE.finditer(line)]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_figure_on_a_page_is_held_to_the_code_or_says_how_it_was_measured(page: Path) -> None:
    found = _uncounted(page.name, page.read_text(encoding="utf-8"))
    assert found == [], "give it a line in CURRENT, or the section a date (measured on 2026-11-29) and the command"


@pytest.mark.parametrize(("page", "claim", "value"), [(page, *each) for page, of in CURRENT.items() for each in of])
def test_no_figure_on_a_page_is_stale(page: str, claim: str, value: Callable[[], int]) -> None:
    path = ROOT / page if page == "README.md" else DOCS / page
    assert re.search(_figure(value(), claim), path.read_text(encoding="utf-8")), f"{claim!r} is {value()} now"


def test_no_figure_is_typed_into_a_generated_page() -> None:
    tree = ast.parse((DOCS / "generate.py").read_text(encoding="utf-8"))
    said = [str(each.value) for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    assert [text for text in said if " " in text and FIGURE.search(NOT_COUNTED.sub("", text))] == []


def test_every_command_that_measured_something_is_there() -> None:
    named = {name for page in PAGES for name in re.findall(r"python (tests/[\w/.]+)", page.read_text(encoding="utf-8"))}
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_figures_of_the_first_page_are_those_of_the_benchmarks() -> None:
    """They are rounded: a ratio of two rounded times is held to what it can be."""
    cells = r"^\| (?:\*\*.*\?\*\* )?(.+?) \| ([\d.]+) \| ([\d.]+) \|$"
    benchmarks, readme = ((ROOT / each).read_text(encoding="utf-8") for each in ("docs/benchmarks.md", "README.md"))
    measured = re.findall(cells, benchmarks, re.MULTILINE)
    short = [float(time) for name, time, _ in measured if name == "by hand, short-circuiting"]
    shown = re.findall(cells, readme, re.MULTILINE)
    assert len(shown) == len(short) == 2
    for (name, once, other), by_hand in zip(shown, short, strict=True):
        (time, ratio) = next((float(time), ratio) for each, time, ratio in measured if each.startswith(name))
        assert once == ratio
        assert (time - 0.005) / (by_hand + 0.005) - 0.005 <= float(other) <= (time + 0.005) / (by_hand - 0.005) + 0.005
    (imported,) = re.findall(r"^\| `import chatlink_policy`.* ms \| ([\d.]+) \|$", benchmarks, re.MULTILINE)
    assert f"takes {imported} times as long" in readme


def test_a_stale_figure_and_one_that_nobody_holds_are_named() -> None:
    stale = "A question has at most nine facts.\n## Time\n5 seconds, measured on 2026-11-29 by `python x.py`.\n"
    assert _uncounted("concepts.md", stale) == ["'nine' in 'A question has at most nine facts.'"]
    assert _uncounted("any.md", "It takes 5 seconds.") == ["'5' in 'It takes 5 seconds.'"]
