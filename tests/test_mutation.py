"""The mutants of the package: what is listed of them beside the command that asks the tests."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import chatlink_policy

MUTATION = Path(__file__).parent / "mutation"
PACKAGE = Path(chatlink_policy.__file__).parent


ASKED = ("policy.py", "models.py", "_combinations.py", "rules/*.py", "evidence/*.py")
NOTHING_TO_EDIT = {"rules/__init__.py"}


def test_every_mutant_of_rules_models_policy_and_evidence_is_killed_or_argued_equivalent() -> None:
    figures = json.loads((MUTATION / "figures.json").read_text(encoding="utf-8"))
    asked = {path.relative_to(PACKAGE).as_posix() for each in ASKED for path in PACKAGE.glob(each)}
    assert set(figures) == asked - NOTHING_TO_EDIT
    assert [name for name, each in figures.items() if each["killed"] + each["equivalent"] < each["mutants"]] == []


def test_of_readers_and_review_500_mutants_were_drawn_and_none_is_open() -> None:
    sample = json.loads((MUTATION / "sample.json").read_text(encoding="utf-8"))
    rooms = sample["rooms"].values()
    assert {"review", "dataverse", "serialization"} <= set(sample["rooms"])
    assert sum(each["mutants"] for each in rooms) == 500
    assert all(each["killed"] + each["equivalent"] + each["rewritten"] == each["mutants"] for each in rooms)


def test_every_mutant_that_is_argued_equivalent_can_still_be_made() -> None:
    listed = tomllib.loads((MUTATION / "equivalent.toml").read_text(encoding="utf-8"))["equivalent"]
    sources = {
        each["module"]: " ".join((PACKAGE / each["module"]).read_text(encoding="utf-8").split()) for each in listed
    }
    assert [each for each in listed if each["before"] not in sources[each["module"]] or not each["why"]] == []
