"""A finding: a code with named values. Its sentences are made when they are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from heapq import nsmallest
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import field

from .._arguments import checked
from .._validation import one_of, refuse, validator
from .._value import Shown, frozen, plain
from ..defaults import GRAPH_PERMISSIONS, PANE_TABLES
from ..rendering import Block, Bullets, Paragraph, Table, Title
from ..rules.context_card import WhyNotShown
from ..rules.notifications import WhyNotSent
from ..snapshot import Snapshot
from ..wording.findings import FINDINGS, WORDS
from ..wording.words import Few, Words, needed, reason, say
from .kinds import FindingCode, Severity

__all__ = ["Few", "Finding", "FindingValue"]

T = TypeVar("T", int, str)

FEW = 3
"""How many of many things are named."""


def few(things: Collection[T]) -> Few:
    """The first few of many, in their order."""
    return Few(len(things), tuple(nsmallest(FEW, things)))


FindingValue = bool | int | str | Few | tuple[str, ...]
"""What a finding holds of what was found: a truth, a number, a name or code, many things, or a list of names."""

Found = Iterable[tuple[str, Mapping[str, FindingValue]]]
"""What a kind finds: each subject, and the values of its sentence."""


def where(subject: str, holds: Callable[[Snapshot], bool]) -> Callable[[Snapshot], Found]:
    """What finds that subject, without any value, where that holds of an organisation."""
    return lambda snapshot: ((subject, {}),) if holds(snapshot) else ()


def _values(value: Mapping[str, FindingValue]) -> Mapping[str, FindingValue]:
    is_legal = isinstance(value, Mapping) and all(isinstance(each, str) for each in value)
    return MappingProxyType({name: value[name] for name in sorted(value)}) if is_legal else value


def _items(values: Mapping[str, FindingValue]) -> tuple[tuple[str, FindingValue], ...]:
    return tuple(values.items())


def _is_value(value: object) -> bool:
    match value:
        case Few(total, first):
            named = isinstance(first, tuple) and all(isinstance(each, str | int) for each in first)
            return isinstance(total, int) and named
        case tuple():
            return all(isinstance(each, str) for each in value)
        case _:
            return isinstance(value, bool | int | str)


@frozen
class Finding(Shown):
    """One thing that an administrator should correct or know. Names in it are not escaped.

    Args:
        code: the kind of finding; severity, requirements and sentences follow from it.
        subject: what it is about: a record type, an attribute, an app, a profile, a role, a file, a key.
        values: what was found, by name, in codes, names and numbers. Rows of files count from 1.

    Raises:
        InvalidValue: also where a value is missing that the sentence of its code needs.
    """

    IN_PLAIN_DATA = ("code", "severity", "cites", "subject", "values", "found", "todo")

    code: FindingCode = field(validator=one_of(FindingCode, "a code of a finding"))
    subject: str = field(validator=validator("a text", lambda value: isinstance(value, str)))
    values: Mapping[str, FindingValue] = field(
        factory=dict,
        converter=_values,
        validator=validator(
            "truths, numbers, texts and lists of texts by name",
            lambda value: isinstance(value, MappingProxyType) and all(map(_is_value, value.values())),
        ),
        eq=_items,
    )

    def __attrs_post_init__(self) -> None:
        missing = sorted(_needed(self.code).difference(self.values))
        if missing:
            raise refuse(self, "values", f"a value for {', '.join(missing)}", sorted(self.values))

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.code.severity

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices that it cites."""
        return self.code.cites

    @property
    def found(self) -> str:
        """What was found, as one sentence."""
        return self._say("says")

    @property
    def todo(self) -> str:
        """What to do about it, as one sentence."""
        return self._say("todo")

    def _say(self, which: str) -> Words:
        return say(
            f"finding.{self.code}.{which}", **{name: _in_words(name, each) for name, each in self.values.items()}
        )

    def _data(self) -> dict[str, object]:
        values = {name: value._asdict() if isinstance(value, Few) else value for name, value in self.values.items()}
        return {**super()._data(), "values": plain(values)}

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("titled", name=say(f"severity.{self.severity}"), says=self.subject))
        yield Paragraph(self.found)
        yield Bullets([self.todo], say("to do"))
        yield Paragraph(self.kind)

    @property
    def kind(self) -> str:
        """Its code, and the requirements and choices that it cites."""
        return ", ".join((self.code, *self.cites))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.subject, dict(self.values))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The heaviest first, then in the order of their kinds, then by subject and values; each once."""
    severities = {each: position for position, each in enumerate(Severity)}
    codes = {each: position for position, each in enumerate(FindingCode)}

    def weight(finding: Finding) -> tuple[object, ...]:
        values = [(name, type(value).__name__, value) for name, value in finding.values.items()]
        return severities[finding.severity], codes[finding.code], finding.subject, values

    return tuple(sorted(set(findings), key=weight))


@checked
def findings_blocks(findings: Iterable[Finding]) -> Iterable[Block]:
    """The findings of a check, to be shown: how many of each severity, then each with what to do about it."""
    listed = tuple(findings)
    counted = {severity.value: sum(each.severity is severity for each in listed) for severity in Severity}
    names_rows = any(_NAMING_ROWS.intersection(each.values) for each in listed)
    counts = say("findings.counted_with_rows" if names_rows else "findings.counted", **counted)
    yield Paragraph(counts if listed else say("findings.none"))
    if listed:
        yield Table(
            (say("severity"), say("about"), say("found"), say("to do"), say("kind and requirements")),
            [(say(f"severity.{each.severity}"), each.subject, each.found, each.todo, each.kind) for each in listed],
            lines=(say("titled", name="{0}", says="{1}"), "{2}", say("findings.to_do", todo="{3}"), "{4}"),
        )


_NAMING_ROWS = frozenset({"row", "rows", "places", "reasons"})
"""The values of findings in which rows of files are named."""


# --- In words ---------------------------------------------------------------------------------------------------------

_WORDS: Mapping[str, Mapping[str, str]] = {
    **{
        name: {code: Words(says, f"word.{name}.{code}") for code, says in codes.items()}
        for name, codes in WORDS.items()
    },
    "permission": {each.name: Words(each.lost, f"lost.{each.name}") for each in GRAPH_PERMISSIONS},
    "tables": {
        each.name: say("pane_table", label=Words(each.label, f"pane_table.{each.name}"), name=each.name)
        for each in PANE_TABLES
    },
    "why": {each.value: each.says for each in (*WhyNotShown, *WhyNotSent)},
}
"""The words for codes, including those that are defined beside the codes."""

_OF_ERRORS = frozenset({"path", "expected", "got", "reasons"})
"""The values that hold words of errors."""


@lru_cache
def _needed(code: FindingCode) -> frozenset[str]:
    """The values that the sentences of a kind cannot do without."""
    return needed(FINDINGS[code].says) | needed(FINDINGS[code].todo)


def _in_words(name: str, value: FindingValue) -> object:
    """A value as its sentence has it: words for codes, by the name of the value."""
    words = _WORDS.get(name, {})

    def worded(each: object) -> str:
        text = each if isinstance(each, str) else str(each)
        return reason(text) if name in _OF_ERRORS else words.get(text, text)

    if isinstance(value, Few):
        return Few(value.total, tuple(map(worded, value.first)))
    if isinstance(value, tuple):
        return tuple(map(worded, value))
    return value if isinstance(value, (bool, int)) else worded(value)
