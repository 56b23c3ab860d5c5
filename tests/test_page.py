"""The page as data: it names its source, every requirement, every choice, and the option that executes each."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from chatlink_policy import Policy, Readings
from chatlink_policy.page import CHOICES, DISCLAIMER, PAGE, REQUIREMENTS

SOURCE = Path(__file__).parents[2] / "shared" / "source" / "configure-teams-chat.fr.txt"

COUNTS = {"ENB": 11, "CON": 5, "CRD": 5, "DIS": 8, "JOI": 4, "NTF": 7, "TML": 7, "PRV": 2}


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
    expected = [f"Q-{number}" for number in range(1, 18)]
    assert list(CHOICES) == expected
    assert [each.number for each in CHOICES.values()] == expected


def test_every_sentence_is_one_and_ends() -> None:
    sentences = [each.says for each in REQUIREMENTS.values()] + [
        sentence for each in CHOICES.values() for sentence in (each.on_page, each.chosen, each.why, each.otherwise)
    ]
    for sentence in sentences:
        assert sentence.endswith(".")
        assert sentence == " ".join(sentence.split())


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
    program = "import sys, chatlink_policy; sys.exit('chatlink_policy.page' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
