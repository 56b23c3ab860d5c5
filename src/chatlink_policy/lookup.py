"""A requirement, a choice or a kind of finding by its number or code, with everything that is known of it.

The tests that prove a requirement are not part of the package; their names are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

from attrs import field

from ._arguments import checked
from ._combinations import Standing
from ._ids import close_to
from ._proofs import proofs
from ._value import Blocks, Shown, frozen
from .checking import FindingCode
from .errors import InvalidValue, shown
from .evidence.boolean import Cube
from .rendering import Answer, Block, Bullets, Code, Paragraph, Table, Title, yes_no
from .rules.context_card import WhyNotShown
from .rules.notifications import WhyNotSent
from .rules.questions import QUESTIONS
from .sources import CHOICES, REQUIREMENTS, SOURCES, cited_all, code_says
from .wording.findings import FINDINGS
from .wording.words import Words, Written, joined, say

__all__ = ["Entry", "TableRow", "cited_together", "look_up", "numbers"]


_CODES = {each.value: each for each in FindingCode}


@frozen
class TableRow(Shown):
    """A row of a truth table.

    Attributes:
        question: the name of the question.
        row: the label of the row ("DIS-4 row 2"); empty for the combinations that are derived from a number.
        when: what the row says of the facts, in words.
        answer: the answer it gives; None where it gives more than one.
    """

    question: str
    row: str
    when: str
    answer: bool | None


@frozen
class Entry(Shown):
    """What is known of a number or code.

    Attributes:
        number: the number ("DIS-4", "Q-6") or code ("no_app_selected").
        kind: what it is.
        says: what it says: of a choice, what is chosen.
        rests_on: of a finding, the requirements and choices it cites.
        together: the numbers that are cited in one breath with it.
        places: where the code decides it: module and definition.
        rows: the rows of the truth tables that it gives, or decides.
        findings: the kinds of findings that rest on it.
        tests: the tests that prove it, as pytest names them below `tests/`.
    """

    number: str
    kind: Literal["requirement", "choice", "finding"]
    says: str
    rests_on: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    findings: tuple[str, ...] = ()
    tests: tuple[str, ...] = field(default=())

    def _data(self) -> dict[str, object]:
        found = Shown._data(self)
        if self.kind == "choice":
            choice = CHOICES[self.number]
            texts = {name: str(getattr(choice, name)) for name in ("about", "on_page", "chosen", "why", "otherwise")}
            return {**found, **texts, "option": choice.option}
        if self.kind == "finding":
            code = _CODES[self.number]
            needs = [list(each) for each in code.needs]
            return {**found, "severity": code.severity.value, "todo": FINDINGS[code].todo, "needs": needs}
        requirement = REQUIREMENTS[self.number]
        parts = [{"says": str(each.says), "source": each.source} for each in requirement.parts]
        return {**found, "source": requirement.source, "parts": parts, "not_code": str(requirement.not_code)}

    def _blocks(self) -> Blocks:
        yield Title(say(f"rule.kind.{self.kind}", number=self.number))
        yield from {"requirement": self._requirement, "choice": self._choice, "finding": self._finding}[self.kind]()
        for key, numbers in (("rests on", self.rests_on), ("rule.together", self.together)):
            if numbers:
                yield Bullets([cited_all(numbers)], say(key))
        if self.rows:
            yield Title(say("rule.rows"), 2)
            head = "rule.question", "rule.row", "rule.when", "rule.answer"
            yield Table(
                [*map(say, head)],
                [*map(_cells, self.rows)],
                lines=(say("rule.at_row", question="{0}", row="{1}", answer="{3}"), "{2}"),
            )
        for key, texts in (("places", self.places), ("findings", self.findings), ("tests", self.tests)):
            if texts:
                yield Bullets([*map(Code, texts)], say(f"rule.{key}"))

    def _requirement(self) -> Iterator[Block]:
        requirement = REQUIREMENTS[self.number]
        before = f"requirement.{self.number}"
        yield Paragraph(say(f"{before}.says"))
        parts = [
            say("rule.part", says=say(f"{before}.parts.{place}"), source=_source(each.source))
            for place, each in enumerate(requirement.parts)
        ]
        yield Bullets([_source(requirement.source), *parts], say("rule.sources"))
        if requirement.not_code:
            yield Bullets([say(f"{before}.not_code")], say("rule.not_code"))

    def _choice(self) -> Iterator[Block]:
        before = f"choice.{self.number}"
        yield Paragraph(say("sentence", says=say(f"{before}.about")))
        for name, heading in (("on_page", "rule.on_page"), ("chosen", "rule.chosen"), ("why", "why")):
            yield Bullets([say(f"{before}.{name}")], say(heading))
        yield Bullets([say(f"{before}.otherwise")], say("rule.otherwise"))
        if option := CHOICES[self.number].option:
            yield Bullets([Code(option)], say("rule.option"))

    def _finding(self) -> Iterator[Block]:
        code = _CODES[self.number]
        yield Bullets([Written(f"finding.{code}.says")], say("says"))
        yield Bullets([Written(f"finding.{code}.todo")], say("to do"))
        yield Bullets([say(f"severity.{code.severity}")], say("severity"))
        if code.needs:
            yield Bullets([" | ".join(each) for each in code.needs], say("rule.needs"))


def _cells(row: TableRow) -> tuple[str, str, str, Answer | str]:
    label = Words(row.row, f"row.{row.row}") if row.row else say("rule.derived")
    return Code(row.question), label, row.when, "-" if row.answer is None else yes_no(row.answer)


def _source(code: str) -> str:
    return say("rule.documentation") if code == "page" else joined([code_says(code), SOURCES[code].title])


def numbers() -> tuple[str, ...]:
    """Every number and code that can be looked up."""
    return (*REQUIREMENTS, *CHOICES, *(each.value for each in FindingCode))


@checked
def look_up(number: str) -> Entry:
    """What is known of a requirement, a choice or a kind of finding.

    Args:
        number: its number ("DIS-4", "Q-6") or code ("no_app_selected"), in any case.

    Raises:
        InvalidValue: for one that does not exist, with those that are close to it.
    """
    wanted = number.strip().casefold()
    known = {each.casefold(): each for each in numbers()}
    if wanted not in known:
        close = close_to(wanted, known, cutoff=0.6) or [each for each in known if each.startswith(wanted[:4])]
        hint = f"; did you mean {' or '.join(known[each] for each in close[:3])}?" if close else ""
        expected = 'a number of a requirement or choice ("DIS-4", "Q-6"), or a code of a finding'
        raise InvalidValue("number", expected, f"{shown(number)}{hint}")
    found = known[wanted]
    if found in REQUIREMENTS or found in CHOICES:
        known_of_it = proofs()[found]
        return Entry(
            found,
            "requirement" if found in REQUIREMENTS else "choice",
            str(REQUIREMENTS[found].says if found in REQUIREMENTS else CHOICES[found].chosen),
            together=tuple(each for each in (*REQUIREMENTS, *CHOICES) if each in cited_together(found)),
            places=tuple(_places(known_of_it["places"])),
            rows=tuple(_rows(found)),
            findings=tuple(each.value for each in FindingCode if found in each.cites),
            tests=tuple(f"{file}::{test}" for file, tests in known_of_it["tests"].items() for test in tests),
        )
    code = _CODES[found]
    place = f"checking.kinds.FindingCode.{code.name}"
    return Entry(found, "finding", FINDINGS[code].says, rests_on=code.cites, places=(place,))


@cache
def cited_together(number: str) -> frozenset[str]:
    """The numbers that are cited in one breath with a number: by a fact, a reason, a finding, or derived answers."""
    cited = [
        *(each.cites for question in QUESTIONS.values() for each in question.facts),
        *(question.derived_from for question in QUESTIONS.values()),
        *(each.cites for each in (*WhyNotShown, *WhyNotSent, *FindingCode)),
    ]
    return frozenset(each for cites in cited if number in cites for each in cites if each != number)


def _places(by_file: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Module and definition, as one name each."""
    for file, definitions in by_file.items():
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        yield from (f"{module}.{each}" if each else module for each in definitions)


def _rows(number: str) -> Iterator[TableRow]:
    """The rows that have that number, and where answers are derived from it, their combinations as one."""
    for name, question in QUESTIONS.items():
        for row in question.documented:
            if row.label.split()[0] == number:
                yield TableRow(name, row.label, question.condition(question.cube(row)).says, row.allowed)
        if number in question.derived_from:
            for each in question.decisions:
                if each.standing is Standing.DERIVED:
                    says = question.condition(Cube((1 << question.size) - 1, each.combination)).says
                    yield TableRow(name, "", says, each.allowed)
