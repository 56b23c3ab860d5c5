"""A decision that is not the released one has an entry under "Changed decisions" of the changelog.

`tests/golden/released.json` is the conformance corpus that the released version shipped. When a version is
released, that of the package is copied over it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import pytest
from conformance_cases import refreshed

from chatlink_policy.conformance import conformance_corpus

Corpus = dict[str, Any]

RELEASED: Corpus = json.loads((Path(__file__).parents[1] / "golden" / "released.json").read_text(encoding="utf-8"))
CHANGELOG = (Path(__file__).parents[2] / "docs" / "changelog.md").read_text(encoding="utf-8")
KINDS = ("cards", "notifications", "scenarios")


def entries(changelog: str) -> str:
    """What the version in work says under "Changed decisions"."""
    newest = re.split(r"^## ", changelog, flags=re.MULTILINE)[1]
    _, _, changed = newest.partition("\n### Changed decisions\n")
    return changed.partition("\n### ")[0]


def answered_now(released: Corpus) -> Corpus:
    """The released cases as they are answered now: as the shipped corpus says, or asked again where it lacks one."""
    shipped = cast("Corpus", conformance_corpus())
    found = {kind: {json.dumps(each["scenario"]): each["expected"] for each in shipped[kind]} for kind in KINDS}
    if not all(json.dumps(each["scenario"]) in found[kind] for kind in KINDS for each in released[kind]):
        return refreshed(released)
    return shipped | {
        kind: [each | {"expected": found[kind][json.dumps(each["scenario"])]} for each in released[kind]]
        for kind in KINDS
    }


def is_kept(before: object, now: object) -> bool:
    """Whether all that was said is said; a key that is new changes no decision."""
    if isinstance(before, dict) and isinstance(now, dict):
        return all(key in now and is_kept(before[key], now[key]) for key in before)
    return before == now


def changed(released: Corpus, now: Corpus) -> Iterator[str]:
    """What an entry has to quote: the new fingerprint of a table, the name of a case."""
    tables = {each["question"]: each for each in now["tables"]}
    for table in released["tables"]:
        if table["question"] not in tables:
            yield table["question"]
            continue
        new = tables[table["question"]]
        occurs = [{each["facts"]: each["can_occur"] for each in every["combinations"]} for every in (table, new)]
        if table["fingerprint"] != new["fingerprint"] or occurs[0] != occurs[1]:
            yield new["fingerprint"]
        read = {json.dumps(each["readings"]): each["fingerprint"] for each in new.get("otherwise", ())}
        for each in table.get("otherwise", ()):
            fingerprint = read.get(json.dumps(each["readings"]), f"{table['question']} {each['readings']}")
            if fingerprint != each["fingerprint"]:
                yield fingerprint
    for kind in KINDS:
        for before, after in zip(released[kind], now[kind], strict=True):
            if not is_kept(before["expected"], after["expected"]):
                yield before["name"]


def without_entry(released: Corpus, now: Corpus, changelog: str) -> list[str]:
    said = entries(changelog)
    return [each for each in changed(released, now) if f"`{each}`" not in said]


def test_a_decision_that_changed_since_the_release_stands_in_the_changelog_under_changed_decisions() -> None:
    missing = without_entry(RELEASED, answered_now(RELEASED), CHANGELOG)
    assert not missing, "quote each under 'Changed decisions', with who can now do what"


@pytest.mark.parametrize("kind", ["a table", "a reading", "what can occur", "a card", "a scenario", "a question"])
def test_a_decision_that_changes_is_missed_until_it_has_an_entry(kind: str) -> None:
    now = deepcopy(answered_now(RELEASED))
    table = next(each for each in now["tables"] if each["question"] == "disconnecting")
    if kind == "a table":
        table["fingerprint"] = quoted = table["fingerprint"][:-1] + "9"
    elif kind == "a reading":
        table["otherwise"][3]["fingerprint"] = quoted = table["fingerprint"][:-1] + "7"
    elif kind == "what can occur":
        table["combinations"][5]["can_occur"] ^= True
        quoted = table["fingerprint"]
    elif kind == "a card":
        now["cards"][7]["expected"]["answers"], quoted = {}, now["cards"][7]["name"]
    elif kind == "a scenario":
        now["scenarios"][2]["expected"]["facts"]["is_connected"], quoted = "?", now["scenarios"][2]["name"]
    else:
        now["tables"].remove(table)
        quoted = "disconnecting"
    entry = f"## 1.2.0\n\nMore.\n\n### Changed decisions\n\n- `{quoted}`: more may.\n\n### Names\n\n## 1.1.0\n"
    assert without_entry(RELEASED, now, entry) == []
    for elsewhere in (entry.replace("Changed decisions", "Added"), f"## 1.3.0\n\n{entry}"):
        assert without_entry(RELEASED, now, elsewhere) == [quoted]


def test_cases_that_the_shipped_corpus_no_longer_has_are_asked_again() -> None:
    other = deepcopy(RELEASED)
    other["cards"] = [each | {"scenario": each["scenario"] | {"access": []}} for each in other["cards"][:1]]
    other["notifications"], other["scenarios"] = [], []
    assert answered_now(other)["cards"][0]["expected"] == RELEASED["cards"][0]["expected"]
