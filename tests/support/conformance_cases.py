"""The conformance corpus, made: every combination of every question, and scenarios chosen for what they alone show.

Scenarios are drawn by `crowded.py` from the seeds 0, 1, 2 ... One is taken when it shows something that none before it
showed - an answer, a ground, a reason, a reading that changes an answer, something unknown that costs one - and then
loses every part without which all is answered alike. Then each value of each scenario is changed alone; what answers
something in a way that no change of that value did before is kept, as what differs. `docs/generate.py` writes the file.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from answers_of import answers_as_chosen, answers_of
from crowded import FORGOTTEN, UNKNOWN, Plain, crowded_scenario

from chatlink_policy import QUESTIONS, Question, Readings, UnreadableInput, __version__
from chatlink_policy._version import SCHEMA_VERSION
from chatlink_policy.conformance import CONFORMANCE_SCHEMA
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.disconnecting import UNDER

SEEDS = 2_000
OF_CARDS = ("user", "record_type", "view", "linked")
OF_NOTIFICATIONS = ("chat", "record", "record_type", "changes")

Feature = tuple[object, ...]


def chosen_anew() -> dict[str, object]:
    """The corpus with cases that are chosen now; it takes a minute."""
    scenarios = [*_chosen("scenario", _whole)]
    return _corpus(
        cards=[*_chosen("card", lambda seed: _one_answer(seed, OF_CARDS, "context_card"))],
        notifications=[*_chosen("notification", lambda seed: _one_answer(seed, OF_NOTIFICATIONS, "notifications"))],
        scenarios=scenarios,
        variations=[*_variations(scenarios)],
    )


def refreshed(before: Mapping[str, Any]) -> dict[str, object]:
    """The corpus with the cases that it has, as they are answered now."""
    scenarios = [_again(each, _without_the_others) for each in before["scenarios"]]
    by_name = {each["name"]: each for each in scenarios}
    return _corpus(
        cards=[_again(each, lambda found: only(found, "context_card")) for each in before["cards"]],
        notifications=[_again(each, lambda found: only(found, "notifications")) for each in before["notifications"]],
        scenarios=scenarios,
        variations=[_varied(by_name[each["of"]], each["change"]) for each in before["variations"]],
    )


def _again(case: Mapping[str, Any], part: Callable[[dict[str, object]], dict[str, Any]]) -> dict[str, Any]:
    return {**case, "expected": part(answers_of(case["scenario"]))}


def _without_the_others(expected: dict[str, object]) -> dict[str, Any]:
    return without(expected, "context_card", "notifications")


def _corpus(**cases: list[dict[str, object]]) -> dict[str, object]:
    tables = [_table(each) for each in QUESTIONS.values()]
    about = {"schema": CONFORMANCE_SCHEMA, "schema_version": SCHEMA_VERSION, "version": __version__}
    return {**about, "tables": tables, **cases}


def as_text(found: Mapping[str, object]) -> str:
    """As JSON, with each combination and each case on a line of its own."""
    parts = [f"{json.dumps(key)}: {_lines(value)}" for key, value in found.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_lines, value)) + "\n]"
    if isinstance(value, dict) and "combinations" in value:
        rest = {name: each for name, each in value.items() if name != "combinations"}
        return f'{json.dumps(rest)[:-1]}, "combinations": {_lines(value["combinations"])}}}'
    return json.dumps(value, separators=(",", ":"))


# --- Tables -----------------------------------------------------------------------------------------------------------


def _letters(truths: Iterable[bool]) -> str:
    return "".join("NY"[each] for each in truths)


def _table(question: Question[Any]) -> dict[str, object]:
    otherwise = [
        {"readings": {"open_combinations": [each.value]}, **_changed(question, each)}
        for each in (OpenCombination if question.name == "disconnecting" else ())
    ]
    return {
        "question": question.name,
        "fingerprint": question.fingerprint,
        "facts": [each.name for each in question.facts],
        "otherwise": otherwise,
        "combinations": [
            {
                "facts": _letters(decision.to_facts().values()),
                "can_occur": decision.is_possible,
                "answer": decision.allowed,
                "documented_by": [row.label for row in decision.rows],
            }
            for decision in question.decisions
        ],
    }


def _changed(question: Question[Any], granted: OpenCombination) -> dict[str, object]:
    """What one of the combinations that the documentation leaves open changes where it is a yes."""
    other = UNDER[Readings(open_combinations=[granted]).otherwise]
    pairs = zip(question.decisions, other.decisions, strict=True)
    changed = [_letters(new.to_facts().values()) for old, new in pairs if old.allowed is not new.allowed]
    return {"fingerprint": other.fingerprint, "changed": changed}


# --- Cases ------------------------------------------------------------------------------------------------------------

Answered = Callable[[Plain], dict[str, Any]]


def _whole(seed: int) -> tuple[Plain, Answered]:
    def answered(scenario: Plain) -> dict[str, Any]:
        return _without_the_others(answers_of(scenario))

    return crowded_scenario(seed), answered


def _one_answer(seed: int, inputs: tuple[str, ...], question: str) -> tuple[Plain, Answered]:
    def answered(scenario: Plain) -> dict[str, Any]:
        return only(answers_of(scenario), question)

    return crowded_scenario(seed, only=inputs), answered


def only(expected: Mapping[str, Any], question: str) -> dict[str, Any]:
    """Of what is expected, what is about one question."""
    parts = ("answers", "without_answer")
    return {part: {question: expected[part][question]} for part in parts if question in expected[part]}


def without(expected: Mapping[str, Any], *questions: str) -> dict[str, Any]:
    """The same without what is about those questions."""
    found = dict(expected)
    for part in ("answers", "without_answer"):
        found[part] = {name: each for name, each in expected[part].items() if name not in questions}
    return found


def _chosen(kind: str, draw: Callable[[int], tuple[Plain, Answered]]) -> Iterator[dict[str, Any]]:
    """Cases that show more than those before them, or of the long ones those that show what no other does."""
    found = [*_one_after_another(kind, draw)]
    shown = Counter(feature for each in found for feature in features(each["scenario"], each["expected"]))
    for case in found:
        own = features(case["scenario"], case["expected"])
        if kind == "scenario" and all(shown[feature] > 1 for feature in own):
            shown.subtract(own)
        else:
            yield case


def _one_after_another(kind: str, draw: Callable[[int], tuple[Plain, Answered]]) -> Iterator[dict[str, Any]]:
    shown: set[Feature] = set()
    for seed in range(SEEDS):
        scenario, answered = draw(seed)
        expected = answered(scenario)
        if features(scenario, expected) <= shown:
            continue
        small = _without_what_changes_nothing(scenario, answered, expected)
        shown |= features(small, expected)
        yield {"name": f"{kind} {seed}", "scenario": small, "expected": expected}


def _without_what_changes_nothing(scenario: Plain, answered: Answered, expected: Plain) -> Plain:
    """The scenario without every part that can go while all that is expected stays."""
    small: Plain = json.loads(json.dumps(scenario))  # no part of it twice
    for path in [*_paths(small)][::-1]:  # from the end, so that places in lists stay
        smaller = copy.deepcopy(small)
        part: Any = smaller
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]
        try:
            if answered(smaller) == expected:
                small = smaller
        except UnreadableInput:
            pass
    return small


def _paths(part: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps: Iterable[Any] = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for step in steps:
        yield (*path, step)
        yield from _paths(part[step], (*path, step))  # type: ignore[index]


# --- Variations -------------------------------------------------------------------------------------------------------


def merged(into: Any, patch: Any) -> Any:  # noqa: ANN401  # any plain data
    """Plain data with a JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    found = dict(into) if isinstance(into, dict) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Plain:
    """The merge patch from one to the other, where none of the new values is null."""
    found: Plain = {key: None for key in old if key not in new}
    for key, value in new.items():
        if key not in old or old[key] != value:
            both = isinstance(value, dict) and isinstance(old.get(key), dict)
            found[key] = _difference(old[key], value) if both else value
    return found


def _variations(scenarios: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of each scenario each value changed alone, where that changes an answer or a fact as no change like it did."""
    shown: set[Feature] = set()
    for case in scenarios:
        for feature, change in _changes(case["scenario"]):
            try:
                found = _varied(case, change)
            except UnreadableInput:
                continue
            if merged(case["expected"], found["expected"]) != _plainly(case["scenario"], change):
                continue  # a value is null now, which no merge patch can say
            own = {(*feature, part, key) for part, of in found["expected"].items() for key in _keys(of)}
            if not own <= shown:
                shown |= own
                yield found


def _keys(of: object) -> Iterable[object]:
    return of if isinstance(of, dict) else ("",)


def _plainly(scenario: Plain, change: Plain) -> Plain:
    """What is expected of a changed scenario."""
    expected: Plain = json.loads(json.dumps(_without_the_others(answers_of(merged(scenario, change)))))
    return expected


def _varied(case: Mapping[str, Any], change: Plain) -> dict[str, Any]:
    expected = json.loads(json.dumps(case["expected"]))
    return {"of": case["name"], "change": change, "expected": _difference(expected, _plainly(case["scenario"], change))}


def _changes(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Feature, Plain]]:  # noqa: ANN401  # plain data
    """Each value taken out, turned over, emptied and unknown, as merge patches; in a list the last element's."""
    for key, value in part.items():
        place = (*path, key)
        for kind, changed in _instead(value):
            yield (kind, *place), {key: changed}
        if isinstance(value, dict):
            yield from ((feature, {key: change}) for feature, change in _changes(value, place))
        elif key in {"record_types", "links"}:
            yield from ((f, {key: [*value[:-1], merged(value[-1], c)]}) for f, c in _changes(value[-1], place))


def _instead(value: object) -> Iterator[tuple[str, object]]:
    yield "taken out", None
    if isinstance(value, bool):
        yield "turned over", not value
    if isinstance(value, list) and value:
        yield "emptied", []
    if not isinstance(value, str):
        yield "unknown", UNKNOWN


# --- What a case shows ------------------------------------------------------------------------------------------------


def features(scenario: Plain, expected: Mapping[str, Any]) -> set[Feature]:
    """What a case shows."""
    answers, facts = expected.get("answers", {}), expected.get("facts", {})
    found: set[Feature] = {("fact", name, each) for name, each in facts.items()}
    for name, value in answers.items():
        found |= set(_of_answer(name, value))
    found |= {("without answer", name, bool(lacks)) for name, lacks in expected.get("without_answer", {}).items()}
    found |= {("can act", name, each) for name, each in expected.get("can_act", {}).items()}
    if facts:
        found |= _combinations(
            facts, ("owns_record", "is_connector", "owner_may_disconnect", "connector_may_disconnect")
        )
    for name in FORGOTTEN:
        if _is_forgotten(scenario, name):
            found |= {("unknown", name) for lacks in expected.get("without_answer", {}).values() if not lacks}
    for name in scenario["policy"].get("readings", {}):
        before: Any = answers_as_chosen(scenario, name)["answers"]
        found |= {("reading", name, each) for each in answers if each in before and before[each] != answers[each]}
    return found


def _of_answer(name: str, value: Any) -> Iterator[Feature]:  # noqa: ANN401  # any answer
    if not isinstance(value, dict):
        yield (name, bool(value) if isinstance(value, list) else value)
        return
    for key, each in value.items():
        yield (name, key, bool(each))
        for reasons in each.values() if key in {"why_not", "not_sent"} else ():
            yield from ((name, reason) for reason in reasons)
            yield (name, "alone", *(reasons if len(reasons) == 1 else ()))
        for sent in each.values() if key == "sent" else ():
            yield (name, *sent.values())


def _combinations(facts: Mapping[str, str], names: tuple[str, ...]) -> set[Feature]:
    letters = "".join(facts.get(name, "-")[0] for name in names)
    return set() if {*letters} & {*"-?"} else {("together", letters)}


def _is_forgotten(scenario: Plain, name: str) -> bool:
    try:
        part = FORGOTTEN[name](scenario)
    except KeyError:  # the scenario has no such part
        return False
    return part is not None and part.get(name.partition(".")[2]) == UNKNOWN


if __name__ == "__main__":
    Path(str(resources.files("chatlink_policy").joinpath("conformance.json"))).write_bytes(
        as_text(chosen_anew()).encode()
    )
