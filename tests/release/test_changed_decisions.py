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
from answers_of import answers_of
from conformance_cases import merged, only, without

from chatlink_policy.conformance import conformance_corpus

Plain = dict[str, Any]
Corpus = Plain

RELEASED: Corpus = json.loads((Path(__file__).parents[1] / "golden" / "released.json").read_text(encoding="utf-8"))
NOW = cast("Corpus", conformance_corpus())
CHANGELOG = (Path(__file__).parents[2] / "docs" / "changelog.md").read_text(encoding="utf-8")
ALONE = {"cards": "context_card", "notifications": "notifications"}


def entries(changelog: str) -> str:
    """What the version in work says under "Changed decisions"."""
    newest = re.split(r"^## ", changelog, flags=re.MULTILINE)[1]
    _, _, changed = newest.partition("\n### Changed decisions\n")
    return changed.partition("\n### ")[0]


def cases(corpus: Corpus) -> Iterator[tuple[str, str, Plain, Plain]]:
    """Kind, name, scenario and what is expected of each case; a variation is a scenario with its change applied."""
    for kind in ("cards", "notifications", "scenarios"):
        for each in corpus[kind]:
            yield kind, each["name"], each["scenario"], each["expected"]
    of = {each["name"]: each for each in corpus["scenarios"]}
    for number, each in enumerate(corpus["variations"]):
        base = of[each["of"]]
        scenario, expected = (
            merged(base["scenario"], each["change"]),
            merged(base["expected"], each["expected"]),
        )
        yield "scenarios", f"variation {number} of {each['of']}", scenario, expected


def answers(kind: str, scenario: Plain) -> Plain:
    """What the library answers now, as a case of that kind expects it."""
    found = answers_of(scenario)
    return only(found, ALONE[kind]) if kind in ALONE else without(found, *ALONE.values())


def is_kept(before: object, now: object) -> bool:
    """Whether all that was said is said; a key that is new changes no decision."""
    if isinstance(before, dict) and isinstance(now, dict):
        return all(key in now and is_kept(before[key], now[key]) for key in before)
    return before == now


def changed(released: Corpus, now: Corpus) -> Iterator[str]:
    """What an entry has to quote: the new fingerprint of a table, the name of a case.

    A released case is looked up in the corpus of now, which another test holds to the library, or asked again.
    """
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
    shipped = {(kind, json.dumps(scenario)): expected for kind, _, scenario, expected in cases(now)}
    for kind, name, scenario, before in cases(released):
        after = shipped.get((kind, json.dumps(scenario))) or answers(kind, scenario)
        if not is_kept(before, after):
            yield name


def without_entry(released: Corpus, now: Corpus, changelog: str) -> list[str]:
    said = entries(changelog)
    return [each for each in changed(released, now) if f"`{each}`" not in said]


def test_a_decision_that_changed_since_the_release_stands_in_the_changelog_under_changed_decisions() -> None:
    missing = without_entry(RELEASED, NOW, CHANGELOG)
    assert not missing, "quote each under 'Changed decisions', with who can now do what"


@pytest.mark.release
@pytest.mark.parametrize(
    "kind", ["a table", "a reading", "what can occur", "a card", "a scenario", "a variation", "a question"]
)
def test_a_decision_that_changes_is_missed_until_it_has_an_entry(kind: str) -> None:
    now = deepcopy(NOW)
    table = next(each for each in now["tables"] if each["question"] == "disconnecting")
    if kind == "a table":
        table["fingerprint"] = quoted = table["fingerprint"][:-1] + "9"
    elif kind == "a reading":
        table["otherwise"][3]["fingerprint"] = quoted = table["fingerprint"][:-1] + "7"
    elif kind == "what can occur":
        table["combinations"][5]["can_occur"] ^= True
        quoted = table["fingerprint"]
    elif kind == "a card":
        quoted, now["cards"][7]["expected"] = now["cards"][7]["name"], {"answers": {}}
    elif kind == "a scenario":
        quoted, now["scenarios"][-1]["expected"]["facts"]["app_supports_chat"] = now["scenarios"][-1]["name"], "?"
        now["variations"] = [each for each in now["variations"] if each["of"] != quoted]
    elif kind == "a variation":
        quoted, now["variations"][4]["expected"] = f"variation 4 of {now['variations'][4]['of']}", {"facts": {}}
    else:
        now["tables"].remove(table)
        quoted = "disconnecting"
    entry = f"## 1.2.0\n\nMore.\n\n### Changed decisions\n\n- `{quoted}`: more may.\n\n### Names\n\n## 1.1.0\n"
    assert without_entry(RELEASED, now, entry) == []
    for elsewhere in (entry.replace("Changed decisions", "Added"), f"## 1.3.0\n\n{entry}"):
        assert without_entry(RELEASED, now, elsewhere) == [quoted]


@pytest.mark.release
def test_a_case_that_the_corpus_no_longer_has_is_asked_again() -> None:
    other = deepcopy(RELEASED)
    other["variations"], other["scenarios"] = [], other["scenarios"][:3]
    renamed = {"id": "renamed", "kind": "group"}
    for each in other["cards"]:
        each["scenario"] |= {"chat": renamed}
    assert without_entry(other, NOW, CHANGELOG) == []
    other["cards"][7]["expected"] = {"answers": {}, "without_answer": {"none": []}}
    assert without_entry(other, NOW, "## 1.2.0\n") == [other["cards"][7]["name"]]
