"""The page as data: it names its source, every requirement, every choice, and the option that executes each."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from chatlink_policy import QUESTIONS, Policy, Readings
from chatlink_policy.sources import CHOICES, DISCLAIMER, PAGE, REQUIREMENTS, SOURCES, cited

SOURCE = Path(__file__).parents[2] / "shared" / "source" / "configure-teams-chat.fr.txt"

COUNTS = {"ENB": 11, "CON": 5, "CRD": 6, "DIS": 8, "JOI": 5, "NTF": 7, "TML": 8, "PRV": 2}


@pytest.mark.skipif(not SOURCE.exists(), reason="the text of the page is not beside this checkout")
def test_the_page_is_the_text_that_was_implemented() -> None:
    text = SOURCE.read_bytes()
    assert hashlib.sha256(text).hexdigest() == PAGE.sha256
    assert PAGE.title in text.decode().splitlines()


def test_the_disclaimer_says_who_decides() -> None:
    assert "enforces nothing" in DISCLAIMER
    assert "Dynamics 365 and Teams decide" in DISCLAIMER


def test_every_requirement_is_there_in_the_order_of_the_page() -> None:
    expected = [f"{prefix}-{number}" for prefix, count in COUNTS.items() for number in range(1, count + 1)]
    assert list(REQUIREMENTS) == expected
    assert [each.number for each in REQUIREMENTS.values()] == expected


def test_every_open_point_is_there_in_order() -> None:
    expected = [f"Q-{number}" for number in range(1, 1 + len(CHOICES))]
    assert list(CHOICES) == expected
    assert [each.number for each in CHOICES.values()] == expected


def test_every_sentence_is_one_and_ends() -> None:
    sentences = [each.says for each in REQUIREMENTS.values()] + [
        sentence for each in CHOICES.values() for sentence in (each.on_page, each.chosen, each.why, each.otherwise)
    ]
    for sentence in sentences:
        assert sentence.endswith(".")
        assert sentence == " ".join(sentence.split())


def test_the_address_stands_with_the_title() -> None:
    assert PAGE.address.startswith("https://learn.microsoft.com/fr-fr/")
    assert PAGE.address.endswith("/dynamics365/customer-service/administer/configure-teams-chat")


ELSEWHERE = {
    "E": {"ENB-7"},
    "U": {"CON-2", "CON-3", "JOI-4"},
    "G": {"CON-3"},
    "T": {"CON-5", "TML-6", "TML-7", "TML-8", "PRV-2"},
    "D": {"TML-7"},
    "choice": {"CON-1", "DIS-2", "TML-5"},
}
"""What comes from another source than the documentation, whole or in part."""


def test_every_requirement_carries_its_source_and_its_parts_theirs() -> None:
    assert list(SOURCES) == ["page", *ELSEWHERE]
    assert [code for code, each in SOURCES.items() if each.is_own] == ["page", "E"]
    for code, numbers in ELSEWHERE.items():
        assert {each.number for each in REQUIREMENTS.values() if code in each.sources} == numbers
    whole = {each.number: each.source for each in REQUIREMENTS.values() if each.source != "page"}
    assert whole == {"CON-3": "U", "JOI-4": "U", "TML-6": "T", "TML-7": "T", "TML-8": "T"}
    for each in REQUIREMENTS.values():
        assert all(part.source in SOURCES and part.source != each.source for part in each.parts)


def test_a_number_is_cited_with_the_sister_source_that_it_comes_from() -> None:
    numbers = ("DIS-4", "ENB-7", "CON-3", "CON-2", "JOI-4", "TML-7", "Q-1")
    assert [cited(each) for each in numbers] == [
        *("DIS-4", "ENB-7", "CON-3 (U, in part G)", "CON-2 (in part U)", "JOI-4 (U)", "TML-7 (T, in part D)", "Q-1")
    ]


def test_a_row_and_a_statement_have_the_source_of_their_requirement() -> None:
    for question in QUESTIONS.values():
        for row in question.documented:
            assert (row.source or "page") in OF_ROWS.get(row.label, REQUIREMENTS[row.label.split()[0]].sources[:1])
        for each in question.yes_means:
            assert (each.source or "page") in REQUIREMENTS[each.code].sources
    assert {row.cited for question in QUESTIONS.values() for row in question.documented if row.source} == {
        *("CON-3 (U)", "TML-6 (T)", "TML-7 not connected (T)", "TML-7 connected before (T)"),
        "TML-7 connected after (T)",
    }


OF_ROWS = {"JOI-4 toggle": ["page"], "JOI-4 write access": ["page"]}
"""That each is a no follows from JOI-1; naming which is missing is what a sister page asks for."""


def test_the_requirements_of_a_section_stand_together() -> None:
    sections = [each.section for each in REQUIREMENTS.values()]
    assert sections == sorted(sections, key=list(dict.fromkeys(sections)).index)
    assert len(set(sections)) == len(COUNTS)


def test_what_is_not_code_says_why() -> None:
    assert [each.number for each in REQUIREMENTS.values() if not each.is_code] == ["ENB-10", "CON-4"]
    assert [each.number for each in REQUIREMENTS.values() if each.not_code] == ["ENB-10", "ENB-11", "CON-4"]


def test_every_option_exists_and_every_reading_is_an_option_of_exactly_one_choice() -> None:
    options = [each.option for each in CHOICES.values() if each.option is not None]
    readings = [f"Readings.{each.name}" for each in attrs.fields(Readings) if each.init]
    of_policy = [f"Policy.{each.name}" for each in attrs.fields(Policy) if each.init]
    assert sorted(option for option in options if option.startswith("Readings.")) == sorted(readings)
    assert [option for option in options if not option.startswith("Readings.")] == ["Policy.card_unsupported_types"]
    assert set(options) <= {*readings, *of_policy}


def test_a_choice_without_an_option_says_why_there_is_none() -> None:
    for choice in CHOICES.values():
        assert (choice.option is None) is choice.otherwise.startswith("Not executable")


def test_nothing_of_the_page_can_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        PAGE.title = "another"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # frozen
    with pytest.raises(TypeError):
        REQUIREMENTS["ENB-1"] = REQUIREMENTS["ENB-2"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(TypeError):
        del CHOICES["Q-1"]  # type: ignore[attr-defined]  # pyright: ignore[reportIndexIssue]


def test_importing_the_package_does_not_load_the_page() -> None:
    program = "import sys, chatlink_policy; sys.exit('chatlink_policy.sources' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
