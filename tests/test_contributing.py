"""The page for contributors names files that exist, and things that stand in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import chatlink_policy

PACKAGE = Path(chatlink_policy.__file__).parent
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:\w+/)*\w+(?:\.py|/))`", PAGE)))
ROOMS = re.findall(r"^  ((?:\w+(?:\.py|/) )+) *\S", PAGE.partition("```text")[2].partition("```")[0], re.MULTILINE)

STARTS = {
    "what it means that a team owns a record": "Q-10",
    "a default of a record type": "DISCONNECT_TOGGLES_ON",
    "how many fields a context card shows": "MOST_CARD_FIELDS = 5",
    "a new column of Dataverse": "msdyn_teamschatassociation",
    "a new format of the command": '"markdown"',
    "the wording of a finding": "Teams chat is on for selected apps",
    "an engine of the review": "is_duckdb",
    "a reading of an open point": "class Readings",
    "a limit of the readers": "MOST",
}


@pytest.mark.parametrize("name", NAMED)
def test_every_file_on_the_page_exists(name: str) -> None:
    roots = (PACKAGE, ROOT, PACKAGE / "rules", PACKAGE / "dataverse")
    assert any((root / name).exists() for root in roots)


def test_every_module_and_every_room_stands_on_the_page() -> None:
    listed = {each.rstrip("/") for line in ROOMS for each in line.split()}
    there = {each.name for each in PACKAGE.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()}
    assert listed == {each for each in there if each == "__init__.py" or not each.startswith("_")}


@pytest.mark.parametrize("change", STARTS)
def test_a_change_starts_in_the_file_that_holds_it(change: str) -> None:
    (start,) = re.findall(rf"^\| {re.escape(change)} \| `([\w/.]+)` \|", PAGE, re.MULTILINE)
    assert STARTS[change] in (PACKAGE / start).read_text(encoding="utf-8")


def test_every_command_that_shows_a_claim_is_part_of_the_campaign() -> None:
    campaign = (ROOT / ".ci" / "campaign").read_text(encoding="utf-8")
    blocks = re.findall(
        r"^```sh\n(.*?)^```",
        (ROOT / "docs" / "why-you-can-trust-it.md").read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    commands = [line for block in blocks for line in block.splitlines()]
    assert commands[0] == "bash .ci/campaign"
    assert [each for each in commands[1:] if each not in campaign] == []
    names = re.findall(r"^run (\w+) '", campaign, re.MULTILINE)
    assert len(names) == len(set(names)) > len(commands) / 2
