"""Decisions on record, and what would be decided otherwise today.

A record holds the facts of a decision as true or false, its answer, and the fingerprint of the question as it was then.
The fingerprint has every answer in it, so a record can be verified without the rule that made it. Nothing else is kept:
no id, no time, nobody's name. Everything here takes and gives lines; whoever calls opens the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import cast

from attrs import field

from .._arguments import checked
from .._strict_json import load_json, quoted_key
from .._texts import decoded, lines_of
from .._validation import as_tuple, boolean, by_key, refuse
from .._value import Model, Shown, frozen
from ..errors import InvalidValue, shown
from ..limits import MOST_BYTES
from ..rendering import yes_no
from .boolean import bits
from .fingerprint import FINGERPRINT_FORM, Fingerprint, combinations_now, read_fingerprint
from .question import Decision, Question

__all__ = [
    "RECORD_SCHEMA",
    "DecisionRecord",
    "Fingerprint",
    "Now",
    "Replayed",
    "read_fingerprint",
    "read_records",
    "record",
    "record_from_dict",
    "record_from_line",
    "replay",
]

RECORD_SCHEMA = "chatlink-policy/decision/1"
"""The shape of a record and its version; a record of another shape is refused."""

_KEYS = ("schema", "facts", "answer", "fingerprint")
_RECORD_FORM = "a record, one JSON object a line"
_LINES_KEPT = 2048
_LONGEST_KEPT = 4096


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
        return {each: bool(self.combination & bit) for each, bit in of_fact}

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


@lru_cache(maxsize=128)
def _known_fingerprint(text: str) -> Fingerprint:
    return read_fingerprint(text)


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
    known: dict[str, DecisionRecord] = {}
    for number, line in enumerate(lines_of(lines, most_bytes), 1):
        found = known.get(line) if line.__class__ is str else None
        if found is None:
            try:
                found = _read_bounded(line, most_bytes)
            except InvalidValue as error:
                raise _at(f"line {number}", error) from None
            if len(line) <= _LONGEST_KEPT:
                if len(known) >= _LINES_KEPT:
                    known.clear()
                known[line] = found
        yield found


def _at(path: str, error: InvalidValue) -> InvalidValue:
    return InvalidValue(f"{path}: {error.field}" if error.field else path, error.expected, error.got)


def _read_bounded(line: str | bytes, most_bytes: int) -> DecisionRecord:
    return _read(decoded(line, most_bytes, "") if isinstance(line, (str, bytes)) else line)


def _read(line: str) -> DecisionRecord:
    return record_from_dict(json_object(line))


@checked
def record_from_dict(data: Mapping[str, object]) -> DecisionRecord:
    """Read what `DecisionRecord.to_dict` gives, as strictly as a line.

    Raises:
        InvalidValue: for anything else than a record of this schema, and for a record whose answer is not the one that
            its fingerprint gives.
    """
    if data.get("schema", RECORD_SCHEMA) != RECORD_SCHEMA:  # before its keys, which may be others
        raise InvalidValue("schema", f'"{RECORD_SCHEMA}"', shown(data["schema"]))
    if missing := [key for key in _KEYS if key not in data]:
        raise InvalidValue(missing[0], "a value", "nothing: the key is missing")
    if unknown := [key for key in data if key not in _KEYS]:
        raise InvalidValue(quoted_key(unknown[0]), f"a known key ({', '.join(_KEYS)})", shown(data[unknown[0]]))
    text, facts, answer = data["fingerprint"], data["facts"], data["answer"]
    if not isinstance(text, str):
        raise InvalidValue("fingerprint", FINGERPRINT_FORM, shown(text))
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


def json_object(line: str) -> dict[str, object]:
    """The JSON object of a line.

    Raises:
        InvalidValue: for anything else.
    """
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
class Replayed(Shown):
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

    def _data(self) -> dict[str, object]:
        return {**super()._data(), "record": self.record.to_dict()}


@checked
def replay(
    records: Iterable[DecisionRecord],
    question: Question[object] | Mapping[str, Question[object]] | Iterable[Question[object]],
) -> Iterator[Replayed]:
    """The records that would be decided otherwise now, one after another as they are asked for.

    Facts are matched by name, so their order may have changed since.

    Args:
        records: the records, in their order; `read_records` gives those of a file.
        question: the question as it is now, or several in any collection, such as `QUESTIONS`.

    Raises:
        InvalidValue: for the first record of another question, of another version of it or with other facts; none is
            left out. Also for two questions of one name.
    """
    return _replay(records, Now(question))


def _replay(records: Iterable[DecisionRecord], now: Now) -> Iterator[Replayed]:
    known: Fingerprint | None = None
    decisions: tuple[Decision[object], ...] = ()
    for position, each in enumerate(records, 1):
        if each.fingerprint is not known:
            known, decisions = each.fingerprint, now.decisions(each.fingerprint, f"record {position}")
        decision = decisions[each.combination]
        if each.answer is not decision.allowed:
            yield Replayed(position, each, decision)


class Now:
    """Questions as they are now, by what they were at some time.

    Args:
        question: the question, or several in any collection.

    Raises:
        InvalidValue: for two questions of one name.
    """

    def __init__(
        self, question: Question[object] | Mapping[str, Question[object]] | Iterable[Question[object]]
    ) -> None:
        several = question.values() if isinstance(question, Mapping) else question
        given = (several,) if isinstance(several, Question) else as_tuple(several)
        for each in given if isinstance(given, tuple) else (given,):
            if not isinstance(each, Question):
                raise InvalidValue("question", "a Question, or several", shown(each))
        self._questions = by_key(given, lambda each: each.name, "question", "name")
        self._known: dict[int, tuple[Fingerprint, tuple[Decision[object], ...]]] = {}

    def decisions(self, fingerprint: Fingerprint, path: str = "fingerprint") -> tuple[Decision[object], ...]:
        """The decision of today for each combination of a fingerprint.

        Args:
            fingerprint: the question as it was.
            path: where the fingerprint stands, for the message of an error.

        Raises:
            InvalidValue: where none of the questions is the one of that fingerprint, in its version and with its facts.
        """
        found = self._known.get(id(fingerprint))  # the same one comes again and again, and takes long to be hashed
        if found is None:
            question = self._questions.get(fingerprint.name)
            if question is None:
                some = " or ".join(map(repr, self._questions)) or "none"
                raise InvalidValue(path, f"a decision of the question {some}", f"one of {shown(fingerprint.name)}")
            combinations = combinations_now(fingerprint, question, path)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[id(fingerprint)] = fingerprint, tuple(question.decisions[each] for each in combinations)
        return found[1]


_MOST_KNOWN = 128
