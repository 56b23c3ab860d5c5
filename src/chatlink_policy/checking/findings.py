"""A finding: a code with named values. Its sentences are made when they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from heapq import nsmallest
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from attrs import field

from .._arguments import checked
from .._validation import one_of, refuse, validator
from .._value import Shown, frozen, plain
from ..defaults import GRAPH_PERMISSIONS, PANE_TABLES
from ..rendering import Block, Bullets, Paragraph, Table, Title
from ..rules.context_card import WhyNotShown
from ..rules.notifications import WhyNotSent
from ..snapshot import Snapshot
from ..wording.findings import FINDINGS, MORE, WORDS
from .kinds import FindingCode, Severity

__all__ = ["Few", "Finding", "FindingValue"]

T = TypeVar("T", int, str)

FEW = 3
"""How many of many things are named."""


class Few(NamedTuple):
    """Many things: how many there are, and the first few of them."""

    total: int
    first: tuple[str | int, ...]


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
        return fill(FINDINGS[self.code].says, self.values)

    @property
    def todo(self) -> str:
        """What to do about it, as one sentence."""
        return fill(FINDINGS[self.code].todo, self.values)

    def _data(self) -> dict[str, object]:
        values = {name: value._asdict() if isinstance(value, Few) else value for name, value in self.values.items()}
        return {**super()._data(), "values": plain(values)}

    def _blocks(self) -> Iterable[Block]:
        yield Title(f"{self.severity}: {self.subject}")
        yield Paragraph(self.found)
        yield Bullets([self.todo], "to do")
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
    counted = (f"{severity}: {sum(each.severity is severity for each in listed)}" for severity in Severity)
    rows = "; rows of files count from 1" if any(_NAMING_ROWS.intersection(each.values) for each in listed) else ""
    yield Paragraph(f"{', '.join(counted)}{rows}" if listed else "No findings.")
    if listed:
        yield Table(
            ("severity", "about", "found", "to do", "kind and requirements"),
            [(each.severity, each.subject, each.found, each.todo, each.kind) for each in listed],
            lines=("{0}: {1}", "{2}", "To do: {3}", "{4}"),
        )


_NAMING_ROWS = frozenset({"row", "rows", "places", "reasons"})
"""The values of findings in which rows of files are named."""


# --- In words ---------------------------------------------------------------------------------------------------------

_SECTION = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(?P<name>\w+)(?P<semicolon>;)?(?::(?P<one>[^{}|]*)\|(?P<many>[^{}|]*))?\}")

_WORDS: Mapping[str, Mapping[str, str]] = {
    **WORDS,
    "permission": {each.name: each.lost for each in GRAPH_PERMISSIONS},
    "tables": {each.name: f"{each.label} ({each.name})" for each in PANE_TABLES},
    "why": {each.value: each.says for each in (*WhyNotShown, *WhyNotSent)},
}
"""The words for codes, including those that are defined beside the codes."""


@lru_cache
def _needed(code: FindingCode) -> frozenset[str]:
    """The values that the sentences of a kind cannot do without."""
    whole = "".join(_SECTION.sub("", template) for template in (FINDINGS[code].says, FINDINGS[code].todo))
    return frozenset(each["name"] for each in _PLACE.finditer(whole))


def fill(template: str, values: Mapping[str, FindingValue]) -> str:
    """A sentence: a template with its values in their places; nothing in a value is read as part of the template."""

    def words(place: re.Match[str]) -> str:
        value = values[place["name"]]
        if place["one"] is None:
            return _in_words(value, _WORDS.get(place["name"], {}), "; " if place["semicolon"] else ", ")
        if isinstance(value, bool):
            return place["one"] if value else place["many"]
        number = value.total if isinstance(value, Few) else value
        return f"{number} {place['one' if number == 1 else 'many']}"

    pieces = _SECTION.split(template)  # every second piece is a section
    kept = [
        piece
        for position, piece in enumerate(pieces)
        if position % 2 == 0 or all(each["name"] in values for each in _PLACE.finditer(piece))
    ]
    return "".join(_PLACE.sub(words, piece) for piece in kept)


def _in_words(value: FindingValue, words: Mapping[str, str], separator: str) -> str:
    if not isinstance(value, tuple):
        return words.get(str(value), str(value))
    names: Iterable[object] = value.first if isinstance(value, Few) else value
    named = separator.join(dict.fromkeys(words.get(str(each), str(each)) for each in names))
    more = value.total - len(value.first) if isinstance(value, Few) else 0
    return f"{named} {MORE.format(more=more)}" if more else named
