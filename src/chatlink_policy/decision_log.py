"""A log of decisions: beside each what a service knows of it, and what of it would be decided otherwise now.

A line is one `LogEntry` in JSON: the record of the decision, and the service's own time, request and subject. Where it
also keeps the inputs, the log can be replayed under another policy. Nothing here looks at a clock or opens a file.

    >>> from chatlink_policy import QUESTIONS
    >>> from chatlink_policy.decision_log import LogEntry, replay_log
    >>> line = LogEntry(QUESTIONS["joining"].decisions[7], request_id="a1", subject="ann").to_line()
    >>> replay_log([line]).same
    1
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar, cast

from attrs import field, fields

from ._arguments import checked
from ._ids import Refused
from ._strict_json import quoted_key
from ._texts import decoded
from ._validation import as_utc, legal, optional, refuse, text, to_utc_or_none
from ._value import Model, Shown, frozen
from .errors import ChatlinkPolicyError, InvalidValue, UnreadableInput, shown
from .evidence import Decision, Question
from .evidence.records import DecisionRecord, Now, json_object, record, record_from_dict
from .limits import MOST_BYTES
from .policy import Policy
from .rendering import Block, Bullets, Table, Title, yes_no
from .rules.questions import ASKED_BY, QUESTIONS, inputs_of
from .rules.scenario import Scenario
from .serialization import from_dict, to_dict
from .wording.words import reason, say

__all__ = [
    "LOG_SCHEMA",
    "LogDifference",
    "LogEntry",
    "LogReplay",
    "QuestionReplayed",
    "RejectedLine",
    "read_log",
    "replay_log",
]

T = TypeVar("T")

LOG_SCHEMA = "chatlink-policy/log/1"
"""The shape of a line and its version; a line of another shape is rejected."""

_LINES_KEPT = 2048
_LONGEST_KEPT = 4096
_LINES_A_REPORT = 10_000
_MOST_SHOWN = 20


# --- One line ---------------------------------------------------------------------------------------------------------


def _as_record(decision: DecisionRecord | Decision[object]) -> DecisionRecord:
    if isinstance(decision, DecisionRecord):
        return decision
    refused = cast("DecisionRecord", Refused("a decision, or its record", decision))
    return record(decision) if isinstance(decision, Decision) else refused


def _as_data(inputs: Scenario | Mapping[str, object] | str | None) -> str | None:
    data = to_dict(inputs) if isinstance(inputs, Scenario) else inputs
    is_data = data is None or isinstance(data, (Mapping, str))
    return cast("str", data if is_data else Refused(_INPUTS, inputs))


_INPUTS = "a scenario, or its plain data, which JSON can hold"
_OF_A_SCENARIO = tuple(each.name for each in fields(Scenario))


@frozen
class LogEntry(Model):
    """One line of a log: a decision, and what the service gives to it. Nothing is taken from a clock.

    Args:
        decision: the decision, or its record.
        time: when it was made, with its zone.
        request_id: the request that it was made for.
        subject: whom it was made for, in the service's own words.
        inputs: what was asked about: a scenario, its plain data, or that as JSON. Of these is kept what the question
            takes, without the policy. They hold ids and names; without them the line can be replayed under the rules of
            another day, and not under another policy.

    Raises:
        InvalidValue: for anything else.
    """

    decision: DecisionRecord = field(converter=_as_record, validator=legal)
    time: datetime | None = field(default=None, kw_only=True, converter=to_utc_or_none, validator=legal)
    request_id: str | None = field(default=None, kw_only=True, validator=optional(text))
    subject: str | None = field(default=None, kw_only=True, validator=optional(text))
    inputs_json: str | None = field(
        default=None, kw_only=True, alias="inputs", converter=_as_data, validator=legal, repr=False
    )

    def __attrs_post_init__(self) -> None:
        if self.inputs_json is None:
            return
        given: object = self.inputs_json
        try:
            data = json_object(given) if isinstance(given, str) else cast("Mapping[str, object]", given)
            name = self.decision.fingerprint.name
            takes = inputs_of(name) if name in ASKED_BY else tuple(data)
            kept = {key: each for key, each in data.items() if key in takes and key != "policy"}
            as_json = json.dumps(kept, separators=(",", ":"), sort_keys=True, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise refuse(self, "inputs", _INPUTS, given) from None
        if unknown := [key for key in data if key not in takes and key not in _OF_A_SCENARIO]:
            expected = f"a known key ({', '.join(_OF_A_SCENARIO)})"
            raise refuse(self, f"inputs.{quoted_key(str(unknown[0]))}", expected, data[unknown[0]])
        object.__setattr__(self, "inputs_json", as_json)

    @property
    def inputs(self) -> dict[str, object] | None:
        """What was asked about, as plain data without the policy; None where it is not kept."""
        return None if self.inputs_json is None else json.loads(self.inputs_json)

    def to_dict(self) -> dict[str, object]:
        """The entry as plain data, in the shape that `LOG_SCHEMA` names; what is not given is left out."""
        own = {
            "time": None if self.time is None else self.time.isoformat(),
            "request_id": self.request_id,
            "subject": self.subject,
            "inputs": self.inputs,
        }
        given = {name: each for name, each in own.items() if each is not None}
        return {"schema": LOG_SCHEMA, **given, "decision": self.decision.to_dict()}

    def to_line(self) -> str:
        """The entry as one line of JSON in ASCII, without the end of the line; equal entries give equal lines."""
        return json.dumps(self.to_dict(), separators=(",", ":"))


@frozen
class RejectedLine(Model):
    """A line that is neither the same nor different: it cannot be read, or has no answer now.

    Attributes:
        line: its number, counted from 1.
        because: the reason, in words.
    """

    line: int
    because: str

    @property
    def says(self) -> str:
        """Its place and reason as one line."""
        return say("replay.rejected_line", line=self.line, because=reason(self.because))


# --- Reading ----------------------------------------------------------------------------------------------------------


@checked
def read_log(lines: Iterable[str | bytes], *, most_bytes: int = MOST_BYTES) -> Iterator[LogEntry | RejectedLine]:
    """The entries of a log, one for each line, as they are asked for; what cannot be read is rejected by itself.

    A line that is the record of a decision alone is an entry too.

    Args:
        lines: the lines, or the bytes of each in UTF-8, such as an open file.
        most_bytes: the longest line that is read; 16 MiB unless more is taken.
    """
    known: dict[str | bytes, LogEntry] = {}
    for number, line in enumerate(lines, 1):
        found: LogEntry | RejectedLine | None = known.get(line) if isinstance(line, (str, bytes)) else None
        if found is None:
            try:
                data = json_object(decoded(line, most_bytes, ""))
                is_entry = _is_entry(data.get("schema"))
                found = _entry(data) if is_entry else LogEntry(record_from_dict(data))
            except InvalidValue as error:
                found = RejectedLine(number, _says(error))
            else:
                if not is_entry and len(line) <= _LONGEST_KEPT:  # lines with a time hardly come again
                    if len(known) >= _LINES_KEPT:
                        known.clear()
                    known[line] = found
        yield found


def _is_entry(schema: object) -> bool:
    """Whether that is the shape of an entry; not whether it is one of a version that is read."""
    return isinstance(schema, str) and schema.startswith(LOG_SCHEMA.rpartition("/")[0])


_KEYS = ("schema", "time", "request_id", "subject", "inputs", "decision")


def _entry(data: Mapping[str, object]) -> LogEntry:
    if data["schema"] != LOG_SCHEMA:  # before its keys, which may be others
        raise InvalidValue("schema", f'"{LOG_SCHEMA}"', shown(data["schema"]))
    if unknown := [key for key in data if key not in _KEYS]:
        raise InvalidValue(quoted_key(unknown[0]), f"a known key ({', '.join(_KEYS)})", shown(data[unknown[0]]))
    decision, inputs = data.get("decision"), data.get("inputs")
    if not isinstance(decision, Mapping):
        raise InvalidValue("decision", "the record of a decision", shown(decision))
    if not (inputs is None or isinstance(inputs, Mapping)):
        raise InvalidValue("inputs", "the inputs of a decision, as plain data", shown(inputs))
    try:
        made = record_from_dict(decision)
    except InvalidValue as error:
        raise InvalidValue(f"decision.{error.field}", error.expected, error.got) from None
    try:
        return LogEntry(
            made,
            time=_time(data.get("time")),
            request_id=cast("str | None", data.get("request_id")),
            subject=cast("str | None", data.get("subject")),
            inputs=inputs,
        )
    except InvalidValue as error:
        raise InvalidValue(error.field.removeprefix("LogEntry."), error.expected, error.got) from None


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        time = None
    if time is None or as_utc(time).tzinfo is None:
        raise InvalidValue("time", "a time with its zone, in ISO 8601", shown(value))
    return time


def _says(error: ChatlinkPolicyError) -> str:
    if isinstance(error, InvalidValue) and not error.field:
        return f"expected {error.expected}, got {error.got}"
    if isinstance(error, UnreadableInput):  # of the inputs
        return "; ".join(f"inputs.{each}" for each in error.problems)
    return str(error)


# --- Replaying --------------------------------------------------------------------------------------------------------


@frozen
class LogDifference(Shown):
    """A line of a log that would be decided otherwise now.

    Attributes:
        line: its number, counted from 1.
        entry: the entry, with the answer then.
        decision: the decision now, with its evidence.
    """

    line: int
    entry: LogEntry
    decision: Decision[object]

    @property
    def says(self) -> str:
        """The difference in one sentence."""
        then, now = yes_no(self.entry.decision.answer), yes_no(self.decision.allowed)
        return say("replay.difference", line=self.line, question=self.decision.question.name, then=then, now=now)

    def _data(self) -> dict[str, object]:
        entry = self.entry
        return {
            "line": self.line,
            "time": None if entry.time is None else entry.time.isoformat(),
            "request_id": entry.request_id,
            "subject": entry.subject,
            "question": self.decision.question.name,
            "was": entry.decision.answer,
            "is_now": self.decision.allowed,
            "facts": entry.decision.to_facts(),
            "facts_now": self.decision.to_facts(),
            "reasons": [each.code for each in self.decision.reasons],
        }


@frozen
class QuestionReplayed(Model):
    """How the decisions on one question came out.

    Attributes:
        question: its name.
        same: how many would be decided as they were.
        differ: how many would not.
    """

    question: str
    same: int
    differ: int


@frozen(kw_only=True)
class LogReplay(Shown):
    """What a replayed log came to: every line is the same, differs, was rejected, or has no answer now.

    Attributes:
        lines: how many lines there are.
        same: how many would be decided as they were.
        differ: how many would not.
        rejected: how many could not be read.
        not_answered: how many can be read and have no answer now: another question or version, no inputs, or inputs
            without what the question takes.
        questions: the same of each question, in the order in which they came.
        differences: the first of those that differ, at most as many as were asked for.
        rejected_lines: the first of those that could not be read, with their reasons.
        not_answered_lines: the first of those without an answer, with their reasons.
    """

    lines: int
    same: int
    differ: int
    rejected: int
    not_answered: int
    questions: tuple[QuestionReplayed, ...]
    differences: tuple[LogDifference, ...]
    rejected_lines: tuple[RejectedLine, ...]
    not_answered_lines: tuple[RejectedLine, ...]

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("replay.title"))
        counts = ("same", self.same), ("different", self.differ), ("rejected", self.rejected)
        counted = [say(f"replay.counted.{how}", number=number) for how, number in counts]
        counted.append(say("replay.counted.not_answered", number=self.not_answered))
        yield Bullets(counted, say("replay.lines", number=self.lines))
        if self.questions:
            numbers = [(each.question, each.same, each.differ) for each in self.questions]
            rows = [(name, *(say("number", number=each) for each in counts)) for name, *counts in numbers]
            yield Table((say("question"), say("replay.same"), say("replay.different")), rows)
        if self.differences:
            shown_first = self.differences[:_MOST_SHOWN]
            yield Title(say("replay.different"), 2)
            yield Table([*map(say, _COLUMNS)], [_row(each) for each in shown_first])
            yield from _and_more(self.differ - len(shown_first))
        for title, number, some in (
            ("rejected", self.rejected, self.rejected_lines),
            ("not_answered", self.not_answered, self.not_answered_lines),
        ):
            if some:
                yield Title(say(f"replay.{title}"), 2)
                yield Bullets([each.says for each in some[:_MOST_SHOWN]])
                yield from _and_more(number - len(some[:_MOST_SHOWN]))


_COLUMNS = (
    *(f"replay.{each}" for each in ("line", "time", "request", "subject")),
    "question",
    "replay.was",
    "replay.is_now",
    "because",
)
"""What heads the columns of what differs."""


def _row(each: LogDifference) -> tuple[str, ...]:
    entry, decision = each.entry, each.decision
    time = "" if entry.time is None else entry.time.isoformat()
    was, now = yes_no(entry.decision.answer), yes_no(decision.allowed)
    because = decision.reasons[0].code
    return str(each.line), time, entry.request_id or "", entry.subject or "", decision.question.name, was, now, because


def _and_more(number: int) -> Iterable[Block]:
    if number > 0:
        yield Bullets([say("and_more", more=number)])


@checked
def replay_log(
    lines: Iterable[str | bytes],
    policy: Policy | None = None,
    *,
    question: Question[object] | Mapping[str, Question[object]] | Iterable[Question[object]] = QUESTIONS,
    most_listed: int = 10_000,
    most_bytes: int = MOST_BYTES,
    progress: Callable[[str], None] = lambda _: None,
) -> LogReplay:
    """What of a log would be decided otherwise now; a log of any length takes no more memory than what is listed.

    Args:
        lines: the lines, or the bytes of each in UTF-8, such as an open file.
        policy: another policy, under which the inputs of each line are asked about again; without it the facts of the
            record are asked about again under the rules as they are now, with no other reading chosen.
        question: without a policy, the question as it is now or several; all of this library unless others are given.
        most_listed: how many lines of each kind are listed; all are counted.
        most_bytes: the longest line that is read; 16 MiB unless more is taken.
        progress: called now and then with how many lines were read.
    """
    decide = _Again(question) if policy is None else _Under(policy)
    counted: dict[str, Counter[bool]] = {}
    found: Counter[str] = Counter()
    differences, rejected, not_answered = list[LogDifference](), list[RejectedLine](), list[RejectedLine]()
    for number, entry in enumerate(read_log(lines, most_bytes=most_bytes), 1):
        if number % _LINES_A_REPORT == 0:
            progress(f"{number:,} lines")
        found["lines"] = number
        if isinstance(entry, RejectedLine):
            _keep(rejected, entry, most_listed)
            found["rejected"] += 1
            continue
        try:
            decision = decide(entry)
        except ChatlinkPolicyError as error:
            _keep(not_answered, RejectedLine(number, _says(error)), most_listed)
            found["not_answered"] += 1
            continue
        differs = entry.decision.answer is not decision.allowed
        counted.setdefault(decision.question.name, Counter())[differs] += 1
        if differs:
            _keep(differences, LogDifference(number, entry, decision), most_listed)
    by_question = tuple(QuestionReplayed(name, count[False], count[True]) for name, count in counted.items())
    return LogReplay(
        lines=found["lines"],
        same=sum(each.same for each in by_question),
        differ=sum(each.differ for each in by_question),
        rejected=found["rejected"],
        not_answered=found["not_answered"],
        questions=by_question,
        differences=tuple(differences),
        rejected_lines=tuple(rejected),
        not_answered_lines=tuple(not_answered),
    )


def _keep(kept: list[T], each: T, most: int) -> None:
    if len(kept) < most:
        kept.append(each)


class _Again:
    """What the same facts are decided now."""

    def __init__(
        self, question: Question[object] | Mapping[str, Question[object]] | Iterable[Question[object]]
    ) -> None:
        self._now = Now(question)

    def __call__(self, entry: LogEntry) -> Decision[object]:
        was = entry.decision
        return self._now.decisions(was.fingerprint, "decision")[was.combination]


class _Under:
    """What the same inputs are decided under another policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def __call__(self, entry: LogEntry) -> Decision[object]:
        name = entry.decision.fingerprint.name
        if name not in ASKED_BY:
            raise InvalidValue("decision", f"a decision of {', '.join(ASKED_BY)}", f"one of {shown(name)}")
        if entry.inputs_json is None:
            raise InvalidValue("inputs", "the inputs of the decision, to ask again", "a line without them")
        scenario = from_dict(entry.inputs, Scenario, policy=self._policy, source="inputs")
        given = {each: getattr(scenario, each) for each in inputs_of(name)}
        if lacks := [each for each, value in given.items() if value is None]:
            raise InvalidValue(f"inputs.{lacks[0]}", f"a value, which {name} takes", "nothing: the key is missing")
        return ASKED_BY[name](**given)
