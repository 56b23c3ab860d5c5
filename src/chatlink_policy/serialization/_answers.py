"""Answers from their plain data: a decision is the one of its question and facts, whatever else the data says of it.

What follows from the rest of an answer - its reasons, fixes, citations - is not read but compared: data in which it
differs is refused. Words are not compared, since they may be put better in another version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, combinations, product
from typing import Any

from attrs import asdict, field, make_class

from .._strict_json import quoted_key
from .._value import Model, frozen, one_line_json
from ..defaults import PANE_TABLES, PaneTable
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..evidence import Decision, Question
from ..policy import OpenCombination, Readings
from ..rules.disconnecting import UNDER
from ..rules.outcome import NotAsked
from ..rules.questions import QUESTIONS
from ..rules.scenario import ANSWERS

WORDS = frozenset({"says", "explanation"})
"""The keys of texts that people read."""


def within(path: str, field: str) -> str:
    """The path of what stands at `field` of what stands at `path`."""
    return f"{path}.{field}" if path and field and not field.startswith("[") else path + field


def named(key: object) -> str:
    """A key as it stands in a path."""
    return quoted_key(key if isinstance(key, str) else shown(key))


def wrong(field: str, expected: str, value: object) -> UnreadableInput:
    """The error for one mistake, at a path relative to what is read."""
    return UnreadableInput("", (InvalidValue(field, expected, shown(value)),))


def located(path: str, error: UnreadableInput) -> Iterator[InvalidValue]:
    """The mistakes of what stands at that path."""
    return (InvalidValue(within(path, each.field), each.expected, each.got) for each in error.problems)


def refuse_any(problems: Iterable[InvalidValue]) -> None:
    """Nothing, unless there are problems.

    Raises:
        UnreadableInput: with all of them, at paths relative to what is read.
    """
    if found := tuple(problems):
        raise UnreadableInput("", found)


def differences(data: object, made: object, path: str = "") -> Iterator[InvalidValue]:
    """Where data says something else than what was made of the rest; what it does not say is no difference."""
    if isinstance(data, Mapping) and isinstance(made, Mapping):
        for key, value in data.items():
            here = within(path, named(key))
            if key not in made:
                yield InvalidValue(here, f"a known key (known are {', '.join(map(one_line, made))})", shown(value))
            elif key not in WORDS:
                yield from differences(value, made[key], here)
            elif not isinstance(value, str):
                yield InvalidValue(here, "a text", shown(value))
    elif isinstance(data, list) and isinstance(made, list) and len(data) == len(made):
        for place, (value, each) in enumerate(zip(data, made, strict=True)):
            yield from differences(value, each, f"{path}[{place}]")
    elif type(data) is not type(made) or data != made:
        yield InvalidValue(path, f"{one_line(one_line_json(made))}, which follows from the rest", shown(data))


def _table(data: object, keys: Iterable[str], field: str = "") -> Mapping[str, object]:
    """The data, which is a table with at least those keys."""
    if not isinstance(data, Mapping):
        raise wrong(field, f"a table with {', '.join(keys)}", data)
    lacking = (key for key in keys if key not in data)
    refuse_any(InvalidValue(within(field, key), "a value", "nothing: the key is missing") for key in lacking)
    return data


# --- Decisions --------------------------------------------------------------------------------------------------------


def decision_of(data: object, _: object = None) -> Decision[object]:
    """The one decision of its question for its facts.

    Raises:
        UnreadableInput: for another question, other facts, and whatever else does not follow from them.
    """
    given = _table(data, ("question", "fingerprint", "restated", "allowed", "facts"))
    question = _question_of(given)
    facts = _table(given["facts"], (each.name for each in question.facts), "facts")
    truths = ((name, truth) for name, truth in facts.items() if truth is not True and truth is not False)
    refuse_any(InvalidValue(within("facts", named(name)), "true or false", shown(truth)) for name, truth in truths)
    combination = 0
    for each in question.facts:
        combination = combination << 1 | (facts[each.name] is True)
    decision = question.decisions[combination]
    refuse_any(differences(given, decision.to_dict()))
    return decision


def _question_of(given: Mapping[str, object]) -> Question[object]:
    """The question that was asked, as it is under the readings that it was asked under."""
    name, fingerprint, restated = given["question"], given["fingerprint"], given["restated"]
    if not isinstance(name, str) or name not in QUESTIONS:
        raise wrong("question", f"one of {', '.join(QUESTIONS)}", name)
    if not isinstance(restated, list) or not all(isinstance(each, str) for each in restated):
        raise wrong("restated", "a list of names of facts", restated)
    question = QUESTIONS[name]
    if fingerprint == question.fingerprint and not restated:
        return question
    found = _otherwise().get((name, fingerprint, *restated)) if isinstance(fingerprint, str) else None
    if found is None:
        raise wrong("fingerprint", f"{question.fingerprint}, or that under another reading", fingerprint)
    return UNDER[found]


@lru_cache(maxsize=1)
def _otherwise() -> Mapping[tuple[str, ...], frozenset[tuple[str, object]]]:
    """The readings under which disconnecting is another question, by its fingerprint and the facts restated."""
    granted = chain.from_iterable(combinations(OpenCombination, size) for size in range(len(OpenCombination) + 1))
    found: dict[tuple[str, ...], frozenset[tuple[str, object]]] = {}
    for open_combinations, in_person, anyone in product(granted, (False, True), (False, True)):
        otherwise = Readings(
            open_combinations=open_combinations,
            team_records_have_no_owner=in_person,
            anyone_who_connected_is_connector=anyone,
        ).otherwise
        if otherwise:
            question = UNDER[otherwise]
            found[question.name, question.fingerprint, *(name for name, _ in question.restated)] = otherwise
    return found


# --- What an outcome writes in another way than its fields ------------------------------------------------------------


@frozen
class _Answer(Model):
    decision: Decision[object]
    can_act: bool | None


@frozen
class _WhyNot(Model):
    lacks: tuple[str, ...]
    because: str | None
    says: str = ""


def _by_name(title: str, names: Iterable[str], kind: Any) -> type[Model]:  # noqa: ANN401  # a type for an annotation
    """A table with at most those keys, each with that kind of value."""
    return make_class(title, {name: field(default=None, type=kind) for name in names}, bases=(Model,), frozen=True)


_ANSWERS = _by_name("Answers", QUESTIONS, _Answer | None)
_NOT_ASKED = _by_name("NotAsked", ANSWERS, _WhyNot | None)
_TABLES = {each.name: each for each in PANE_TABLES}

Structure = Callable[[object, Any], Any]
"""How plain data is read as a model of a class."""


def outcome_hooks(structure: Structure) -> dict[str, Structure]:
    """How each field of an outcome is read that is written in another way, by its name."""

    def answers(data: object, _: object) -> tuple[Decision[object], ...]:
        found = {name: each.decision for name, each in asdict(structure(data, _ANSWERS), recurse=False).items() if each}
        others = [(name, each.question.name) for name, each in found.items() if each.question.name != name]
        refuse_any(InvalidValue(f"{name}.decision.question", f"{name!r}", shown(other)) for name, other in others)
        return tuple(found.values())

    def tables(data: object, _: object) -> tuple[PaneTable, ...] | None:
        names = () if data is None else structure(data, tuple[str, ...])
        strange = [(place, each) for place, each in enumerate(names) if each not in _TABLES]
        one = f"one of {', '.join(_TABLES)}"
        refuse_any(InvalidValue(f"[{place}]", one, shown(each)) for place, each in strange)
        return None if data is None else tuple(_TABLES[each] for each in names)

    def not_asked(data: object, _: object) -> tuple[NotAsked, ...]:
        found = asdict(structure(data, _NOT_ASKED), recurse=False)
        return tuple(NotAsked(name, each.lacks, each.because) for name, each in found.items() if each)

    return {"answers": answers, "missing_pane_permissions": tables, "not_asked": not_asked}
