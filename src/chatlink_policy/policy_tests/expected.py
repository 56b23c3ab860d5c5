"""What a policy test can expect of each answer: as a schema, in words, and when an answer is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, cast

from .._ids import as_id
from .._validation import as_utc
from .._value import plain
from ..rules.context_card import WhyNotShown
from ..rules.notifications import WhyNotSent
from ..rules.outcome import Outcome
from ..rules.questions import QUESTIONS

__all__ = ["expect_schema"]

NOT_ANSWERED = "not_answered"
"""What is expected of an answer that cannot be given."""


_STRING: Mapping[str, object] = {"type": "string"}
_TEXTS: Mapping[str, object] = {"type": "array", "items": _STRING}


class Kind(NamedTuple):
    """What may be expected at some place: as a schema, in words, whether a value is that, and when an answer is it."""

    schema: Mapping[str, object]
    words: str
    holds: Callable[[object], bool]
    same: Callable[[object, object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def are_texts(value: object) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(map(_is_text, value))


def _lower(value: object) -> list[str]:
    return [each.lower() for each in cast("list[str]", value)]


def _same_time(expected: object, got: object) -> bool:
    time = time_of(expected)
    return time is not None and got is not None and as_utc(time).isoformat() == got


def time_of(value: object) -> datetime | None:
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        return None
    return None if time.tzinfo is None else time


def _names_of(known: Iterable[str], some: bool = False) -> Kind:
    """A list of names, in any order; some where a key with none would be as good as a misspelt one."""
    names = tuple(known)
    return Kind(
        {"type": "array", "items": {"enum": [*names]}, **({"minItems": 1} if some else {})},
        f"a list of {'one or more ' if some else ''}names among {', '.join(names)}",
        lambda value: are_texts(value) and {*cast("list[str]", value)} <= {*names} and (value != [] or not some),
        lambda expected, got: sorted(cast("list[str]", expected)) == sorted(cast("list[str]", got or [])),
    )


def _conditions(codes: object) -> set[frozenset[str]]:
    return {frozenset(code.split(" and ")) for code in cast("list[str]", codes)}


def _reasons_of(facts: Iterable[str]) -> Kind:
    """Reasons by their codes, in any order."""
    names = {each for name in facts for each in (name, f"not {name}")}
    return Kind(
        _TEXTS,
        'a list of reasons, each of facts of the question as in "a and not b"',
        lambda value: are_texts(value) and all(each <= names for each in _conditions(value)),
        lambda expected, got: _conditions(expected) == _conditions(got),
    )


_TRUTH = Kind(
    {"type": "boolean"}, "true or false", lambda value: isinstance(value, bool), lambda expected, got: expected is got
)
_TEXT = Kind(_STRING, "a text", _is_text, lambda expected, got: expected == got)
_ID = Kind(
    _STRING,
    "an id, or unknown",
    lambda value: as_id(value) is not None,
    lambda expected, got: (None if expected == "unknown" else as_id(expected)) == got,
)
_TIME = Kind(_STRING, "a time with its zone", lambda value: time_of(value) is not None, _same_time)
_NAMES = Kind(
    _TEXTS, "a list of names", are_texts, lambda expected, got: sorted(_lower(expected)) == sorted(_lower(got))
)
_IN_ORDER = Kind(_TEXTS, "a list of names", are_texts, lambda expected, got: _lower(expected) == _lower(got))

Places = Mapping[str, "Kind | Places"]
ANY_NAME = "*"
"""The key of a table that takes any name."""


def _of_question(name: str) -> Places:
    facts = [each.name for each in QUESTIONS[name].facts]
    return {
        "allowed": _TRUTH,
        "can_act": _TRUTH,
        "facts": dict.fromkeys(facts, _TRUTH),
        "reasons": _reasons_of(facts),
        "missing": _names_of(facts),
        "documented_by": Kind(_TEXTS, "a list of labels", are_texts, _NAMES.same),
    }


PLACES: Places = {
    **{name: _of_question(name) for name in QUESTIONS},
    "missing_pane_permissions": _NAMES,
    "record_opens": _TRUTH,
    "can_join_from_timeline": _TRUTH,
    "timeline_entry_shows": {
        "connector": _ID,
        "connected_on": _TIME,
        "last_writer": _ID,
        "last_written_on": _TIME,
        "is_kept_current": _TRUTH,
    },
    "context_card": {
        "is_shown": _TRUTH,
        "has_record_link": _TRUTH,
        "view": _TEXT,
        "fields": _IN_ORDER,
        "exposed": _NAMES,
        "skipped": {ANY_NAME: _names_of(WhyNotShown, some=True)},
    },
    "notifications": {
        "chat": _ID,
        "sent": _NAMES,
        "not_configurable": _names_of(WhyNotSent),
        "not_sent": {ANY_NAME: _names_of(WhyNotSent, some=True)},
    },
}
"""Every answer of an outcome, with what can be expected of it."""


def expect_schema() -> dict[str, object]:
    """The JSON Schema of the table `expect`."""
    found = _schema_of(PLACES)
    answers = cast("dict[str, object]", found["properties"])
    return {**found, "properties": {name: {"anyOf": [{"const": NOT_ANSWERED}, each]} for name, each in answers.items()}}


def _schema_of(places: Places) -> dict[str, object]:
    of = {name: each.schema if isinstance(each, Kind) else _schema_of(each) for name, each in places.items()}
    also = {"additionalProperties": of.pop(ANY_NAME, False)}
    table: dict[str, object] = {"type": "object", "minProperties": 1, "properties": of, **also}
    return {"anyOf": [{"type": "boolean"}, table]} if "allowed" in places else table


def observed_in(outcome: Outcome) -> dict[str, object]:
    """The answers of an outcome, as they can be expected; None where there is none."""
    answers: dict[str, object] = {**dict.fromkeys(QUESTIONS)}
    for name, each in outcome.decisions.items():
        answers[name] = {
            "allowed": each.allowed,
            "can_act": outcome.can_act(name),
            "facts": each.to_facts(),
            "reasons": [reason.code for reason in each.reasons],
            "missing": [fact.name for fact in each.missing],
            "documented_by": list(each.documented_by),
        }
    tables, card, sent = outcome.missing_pane_permissions, outcome.context_card, outcome.notifications
    answers["missing_pane_permissions"] = None if tables is None else [each.name for each in tables]
    answers["record_opens"] = outcome.record_opens
    answers["can_join_from_timeline"] = outcome.can_join_from_timeline
    answers["timeline_entry_shows"] = plain(outcome.timeline_entry_shows)
    answers["context_card"] = card and {
        **{name: plain(getattr(card, name)) for name in ("is_shown", "has_record_link", "view", "fields", "exposed")},
        "skipped": {each.name: [why.value for why in each.why_not] for each in card.skipped},
    }
    answers["notifications"] = sent and {
        "chat": sent.chat,
        "sent": [each.attribute for each in sent.sent],
        "not_configurable": [why.value for why in sent.not_configurable],
        "not_sent": {each.attribute: [why.value for why in each.why] for each in sent.not_sent},
    }
    return answers
