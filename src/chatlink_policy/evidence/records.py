"""Decisions on record, and what would be decided otherwise today.

A record holds the facts of a decision as true or false, its answer, and the fingerprint of the question as it was then.
The fingerprint has every answer in it, so a record can be verified without the rule that made it. Nothing else is kept:
no id, no time, nobody's name. Everything here takes and gives lines; whoever calls opens the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import cast

from attrs import field

from .._arguments import checked
from .._strict_json import load_json, quoted_key
from .._texts import decoded, lines_of
from .._validation import as_tuple, boolean, name, refuse, validator, whole_number
from .._value import Model, frozen
from ..errors import InvalidValue, shown
from ..limits import MOST_BYTES
from ..rendering import yes_no
from .boolean import bits, in_hexadecimal, reordered
from .named_facts import MOST_FACTS
from .question import Decision, Question

__all__ = [
    "RECORD_SCHEMA",
    "DecisionRecord",
    "Fingerprint",
    "Replayed",
    "read_fingerprint",
    "read_records",
    "record",
    "record_from_line",
    "replay",
]

RECORD_SCHEMA = "chatlink-policy/decision/1"
"""The shape of a record and its version; a record of another shape is refused."""

_KEYS = ("schema", "facts", "answer", "fingerprint")
_FINGERPRINT = re.compile(r"(?P<name>.+)/(?P<version>0|[1-9][0-9]{0,8})\((?P<facts>[^()/]+)\):(?P<results>[0-9a-f]+)")
_FINGERPRINT_FORM = 'a fingerprint, "name/version(fact,fact,...):answers in hexadecimal digits"'
_RECORD_FORM = "a record, one JSON object a line"
_HIGHEST_VERSION = 999_999_999
_LINES_KEPT = 2048
_LONGEST_KEPT = 4096


# --- The fingerprint of a question ------------------------------------------------------------------------------------


def _as_names(names: Iterable[str]) -> tuple[str, ...]:
    return as_tuple(names)


def _are_fact_names(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and 1 <= len(value) <= MOST_FACTS
        and all(isinstance(each, str) and each.isidentifier() for each in value)
        and len(set(value)) == len(value)
    )


_FACT_NAMES = f"1 to {MOST_FACTS} different names of facts"
_fact_names = validator(_FACT_NAMES, _are_fact_names)


@frozen(kw_only=True)
class Fingerprint(Model):
    """A question as it was at some time: its name and version, its facts, and its answer to every combination of them.

    Attributes:
        name: the name of the question.
        version: its version.
        facts: the names of its facts, in their order.
        results: all answers as one integer: bit c is the answer to combination c; the first fact is the highest bit.

    Raises:
        InvalidValue: for facts that cannot be those of a question, and for answers to more combinations than there are.
    """

    name: str = field(validator=name)
    version: int = field(validator=whole_number(0, _HIGHEST_VERSION))
    facts: tuple[str, ...] = field(converter=_as_names, validator=_fact_names)
    results: int

    def __attrs_post_init__(self) -> None:
        if type(self.results) is not int or not 0 <= self.results < 1 << (1 << self.size):
            raise refuse(self, "results", f"one bit for each of {1 << self.size} combinations", self.results)

    @property
    def size(self) -> int:
        """How many facts it has."""
        return len(self.facts)

    @property
    def text(self) -> str:
        """The fingerprint in one line, as `Question.fingerprint` writes it."""
        return f"{self.name}/{self.version}({','.join(self.facts)}):{in_hexadecimal(self.size, self.results)}"

    def answer(self, facts: Mapping[str, bool]) -> bool:
        """The answer that the question gave for those facts.

        Raises:
            InvalidValue: for other facts than its own, and for one that is neither true nor false.
        """
        return self.answer_at(self.combination(facts))

    def answer_at(self, combination: int) -> bool:
        """The answer that the question gave for that combination of its facts."""
        return bool(self.results >> combination & 1)

    def combination(self, facts: Mapping[str, bool]) -> int:
        """Which combination those facts are; the first fact is the highest bit.

        Raises:
            InvalidValue: for other facts than its own, and for one that is neither true nor false.
        """
        combination = 0
        for each in self.facts:
            truth: object = facts.get(each)
            if truth is not True and truth is not False:
                got = shown(truth) if each in facts else "nothing: the fact is missing"
                raise InvalidValue(f"facts.{each}", "true or false", got)
            combination = combination << 1 | truth
        if unknown := [each for each in facts if each not in self.facts]:
            expected = f"only the facts of the fingerprint, {', '.join(self.facts)}"
            raise InvalidValue(f"facts.{quoted_key(str(unknown[0]))}", expected, "a fact that is none of them")
        return combination


def read_fingerprint(text: str, path: str = "fingerprint") -> Fingerprint:
    """Read what `Question.fingerprint` writes, and nothing else.

    Args:
        text: the fingerprint.
        path: where it stands, for the message of an error.

    Raises:
        InvalidValue: for anything that no question could have as its fingerprint.
    """
    found = _FINGERPRINT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise InvalidValue(path, _FINGERPRINT_FORM, shown(text))
    facts = tuple(found["facts"].split(","))
    if not _are_fact_names(facts):
        raise InvalidValue(path, _FACT_NAMES, shown(found["facts"]))
    came, digits = len(found["results"]), len(in_hexadecimal(len(facts), 0))
    if came != digits:
        expected = f"{digits} hexadecimal digits for the answers to {1 << len(facts)} combinations"
        raise InvalidValue(path, expected, f"{came}")
    try:
        return Fingerprint(
            name=found["name"], version=int(found["version"]), facts=facts, results=int(found["results"], 16)
        )
    except InvalidValue as error:
        raise InvalidValue(path, error.expected, error.got) from None


# --- The record of a decision -----------------------------------------------------------------------------------------


@frozen
class DecisionRecord(Model):
    """A decision as it was made. It is always true to its fingerprint: another answer cannot be put on record.

    Attributes:
        fingerprint: the question as it was then.
        combination: which combination of its facts, as an integer; the first fact is the highest bit.
        answer: the answer.

    Raises:
        InvalidValue: for a combination that the question does not have, and for an answer that it did not give.
    """

    fingerprint: Fingerprint
    combination: int
    answer: bool = field(validator=boolean)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.fingerprint, Fingerprint):
            raise refuse(self, "fingerprint", "a Fingerprint", self.fingerprint)
        highest = (1 << self.fingerprint.size) - 1
        if type(self.combination) is not int or not 0 <= self.combination <= highest:
            raise refuse(self, "combination", f"a whole number from 0 to {highest}", self.combination)
        given = self.fingerprint.answer_at(self.combination)
        if self.answer is not given:
            raise refuse(self, "answer", f"{given}, the answer that the fingerprint gives", self.answer)

    def to_facts(self) -> dict[str, bool]:
        """The facts by name, in the order of the question."""
        of_fact = zip(self.fingerprint.facts, bits(self.fingerprint.size), strict=True)
        return {each: self.combination & bit != 0 for each, bit in of_fact}

    def to_dict(self) -> dict[str, object]:
        """The record as plain data, in the shape that `RECORD_SCHEMA` names."""
        return {
            "schema": RECORD_SCHEMA,
            "facts": self.to_facts(),
            "answer": self.answer,
            "fingerprint": self.fingerprint.text,
        }

    def to_line(self) -> str:
        """The record as one line of JSON in ASCII, without the end of the line; equal records give equal lines."""
        return _json(self.to_dict())


@checked
def record(decision: Decision[object]) -> DecisionRecord:
    """What is to be kept of a decision: its facts, its answer and the fingerprint of its question.

    Raises:
        InvalidValue: for a question whose name or version no fingerprint can hold: a name that is empty, is more than
            one line or has blanks around it, and a version that is no whole number from 0 on.
    """
    return DecisionRecord(_fingerprint(decision.question.fingerprint), decision.combination, decision.allowed)


_known_fingerprint = lru_cache(maxsize=128)(read_fingerprint)


def _fingerprint(text: str) -> Fingerprint:
    """`read_fingerprint`, quick for one that was read before; nothing long is kept."""
    return _known_fingerprint(text) if len(text) <= _LONGEST_KEPT else read_fingerprint(text)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


# --- Reading ----------------------------------------------------------------------------------------------------------


def record_from_line(line: str | bytes, path: str = "record", *, most_bytes: int = MOST_BYTES) -> DecisionRecord:
    """Read one line that `DecisionRecord.to_line` wrote; the order of keys and blanks between them do not matter.

    Args:
        line: the line, with or without its end; or its bytes in UTF-8 or, with a byte order mark, in UTF-16.
        path: what the line is called in the message of an error ("line 3").
        most_bytes: the longest line that is read; 16 MiB unless more is taken.

    Raises:
        InvalidValue: for anything else than a record of this schema, and for a record whose answer is not the one that
            its fingerprint gives.
    """
    try:
        return _read_bounded(line, most_bytes)
    except InvalidValue as error:
        raise _at(path, error) from None


@checked
def read_records(lines: Iterable[str | bytes], *, most_bytes: int = MOST_BYTES) -> Iterator[DecisionRecord]:
    """The records of lines, one after another as they are asked for; a file of any length takes no more memory.

    Each different line is checked as strictly as by `record_from_line`, once while it is remembered.

    Args:
        lines: one record each, in any iterable, such as an open file; of a file that was opened in binary also in
            UTF-16, with a byte order mark.
        most_bytes: the longest line that is read; 16 MiB unless more is taken.

    Raises:
        InvalidValue: for the first line that is no record, an empty one too, with its number from 1 on.
    """
    read = lru_cache(maxsize=_LINES_KEPT)(_read)
    for number, line in enumerate(lines_of(lines, most_bytes), 1):
        try:
            is_kept = isinstance(line, str) and len(line) <= _LONGEST_KEPT
            found = read(line) if is_kept else _read_bounded(line, most_bytes)
        except InvalidValue as error:
            raise _at(f"line {number}", error) from None
        yield found


def _at(path: str, error: InvalidValue) -> InvalidValue:
    return InvalidValue(f"{path}: {error.field}" if error.field else path, error.expected, error.got)


def _read_bounded(line: str | bytes, most_bytes: int) -> DecisionRecord:
    return _read(decoded(line, most_bytes, "") if isinstance(line, (str, bytes)) else line)


def _read(line: str) -> DecisionRecord:
    data = _object(line)
    if data.get("schema", RECORD_SCHEMA) != RECORD_SCHEMA:  # before its keys, which may be others
        raise InvalidValue("schema", f'"{RECORD_SCHEMA}"', shown(data["schema"]))
    if missing := [key for key in _KEYS if key not in data]:
        raise InvalidValue(missing[0], "a value", "nothing: the key is missing")
    if unknown := [key for key in data if key not in _KEYS]:
        raise InvalidValue(quoted_key(unknown[0]), f"a known key ({', '.join(_KEYS)})", shown(data[unknown[0]]))
    text, facts, answer = data["fingerprint"], data["facts"], data["answer"]
    if not isinstance(text, str):
        raise InvalidValue("fingerprint", _FINGERPRINT_FORM, shown(text))
    fingerprint = _fingerprint(text)
    if not isinstance(facts, dict):
        raise InvalidValue("facts", "an object with each fact of the fingerprint", shown(facts))
    if answer is not True and answer is not False:
        raise InvalidValue("answer", "true or false", shown(answer))
    combination = fingerprint.combination(cast("dict[str, bool]", facts))
    given = fingerprint.answer_at(combination)
    if answer is not given:
        raise InvalidValue("answer", f"{_json(given)}, the answer that the fingerprint gives", _json(answer))
    return DecisionRecord(fingerprint, combination, answer)


def _object(line: str) -> dict[str, object]:
    try:
        data = load_json(line) if isinstance(line, str) else None
    except InvalidValue:
        raise
    except ValueError:
        data = None
    except RecursionError:
        raise InvalidValue("", _RECORD_FORM, "what is nested too deeply") from None
    if not isinstance(data, dict):
        raise InvalidValue("", _RECORD_FORM, shown(line))
    return data


# --- Replaying --------------------------------------------------------------------------------------------------------


@frozen
class Replayed(Model):
    """A record whose facts would get another answer now.

    Attributes:
        position: which of the records it is, from 1 on; the number of its line where each line is a record.
        record: the record, with the answer then.
        decision: the decision for the same facts now, with its evidence.
    """

    position: int
    record: DecisionRecord
    decision: Decision[object]

    @property
    def says(self) -> str:
        """The difference in one sentence."""
        then, now = yes_no(self.record.answer), yes_no(self.decision.allowed)
        facts = ", ".join(f"{name}={_json(truth)}" for name, truth in self.decision.to_facts().items())
        return f"Record {self.position} ({self.decision.question.name}: {facts}) was a {then} and would now be a {now}."


@checked
def replay(records: Iterable[DecisionRecord], question: Question[object]) -> Iterator[Replayed]:
    """The records that would be decided otherwise now, one after another as they are asked for.

    Facts are matched by name, so their order may have changed since.

    Args:
        records: the records, in their order; `read_records` gives those of a file.
        question: the question as it is now.

    Raises:
        InvalidValue: for the first record of another question, of another version of it or with other facts; none is
            left out.
    """
    decisions = question.decisions
    known: Fingerprint | None = None
    now: tuple[int, ...] = ()
    for position, each in enumerate(records, 1):
        if each.fingerprint is not known:
            known, now = each.fingerprint, combinations_now(each.fingerprint, question, f"record {position}")
        decision = decisions[now[each.combination]]
        if each.answer is not decision.allowed:
            yield Replayed(position, each, decision)


def combinations_now(
    fingerprint: Fingerprint, question: Question[object], path: str = "fingerprint"
) -> tuple[int, ...]:
    """Where each combination of a fingerprint is now: the combination of the question with the same facts.

    Args:
        fingerprint: the question as it was.
        question: the question as it is.
        path: where the fingerprint stands, for the message of an error.

    Raises:
        InvalidValue: when it is the fingerprint of another question, version or set of facts.
    """
    names = tuple(each.name for each in question.facts)
    if fingerprint.name != question.name:
        raise InvalidValue(path, f"a decision of the question {question.name!r}", f"one of {fingerprint.name!r}")
    if fingerprint.version != question.version:
        expected = f"a decision of version {question.version} of {question.name!r}"
        raise InvalidValue(path, expected, f"one of version {fingerprint.version}")
    if set(fingerprint.facts) != set(names):
        expected = f"a decision with the facts of {question.name!r}, {', '.join(names)}"
        raise InvalidValue(path, expected, f"one with {', '.join(fingerprint.facts)}")
    return reordered(fingerprint.facts, names)
