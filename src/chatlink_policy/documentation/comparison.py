"""A copy of the documentation held against the text that was implemented: what stands, and what to look at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .._arguments import checked
from .._documented import Requirement, Section
from .._texts import decoded
from .._value import Blocks, Model, Shown, frozen, plain
from ..limits import MOST_PAGE_BYTES
from ..rules.questions import QUESTIONS
from ..sources import CHOICES, PAGE, REQUIREMENTS, SOURCES
from ..wording.places import SECTIONS
from ..wording.words import Words, joined, say
from ._copies import Copy
from ._finding import Extent, Standing, find_passages, find_sections
from ._rules import RuleReference, rules_of

__all__ = [
    "ComparedPassage",
    "ComparedSection",
    "PageComparison",
    "RestingAnswer",
    "RuleReference",
    "Standing",
    "compare_page",
]


@frozen
class RestingAnswer(Model):
    """What of an answer rests on requirements or choices.

    Attributes:
        question: the name of the question, or "context_card" or "notifications".
        rows: the labels of its documented rows.
        facts: the names of its facts.
    """

    question: str
    rows: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def says(self) -> str:
        """The same in words."""
        parts = ("rows", self.rows), ("facts", self.facts)
        named = [_say(what, names=_cited(names), is_one=len(names) == 1) for what, names in parts if names]
        return say("cited", says=self.question, cites=joined(named, "semicolon")) if named else self.question

    def __str__(self) -> str:
        return str(self.says)


@frozen
class ComparedPassage(Shown):
    """A passage of the documentation, and where it stands in a copy.

    Attributes:
        cites: the requirements, rows and choices that it is about ("DIS-4 row 2", "Q-6").
        section: the section it belongs to, counted from 1.
        words: how many words it has.
        text: the passage, from the copy; None where it is lost.
    """

    cites: tuple[str, ...]
    section: int
    words: int
    text: str | None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The requirements and choices, without rows."""
        return tuple(dict.fromkeys(each.split()[0] for each in self.cites))

    @property
    def requirements(self) -> tuple[str, ...]:
        """The numbers of the requirements."""
        return tuple(each for each in self.numbers if each in REQUIREMENTS)

    @property
    def choices(self) -> tuple[str, ...]:
        """The numbers of the choices."""
        return tuple(each for each in self.numbers if each in CHOICES)

    @property
    def answers(self) -> tuple[RestingAnswer, ...]:
        """What of the questions rests on it: a row where it is a row, else all that cites its numbers."""
        return tuple(_resting_on(self.cites))

    @property
    def rules(self) -> tuple[RuleReference, ...]:
        """Where the code decides what it is about; none for what is not code, and where the source is not installed."""
        return rules_of(self.cites)

    def _data(self) -> dict[str, object]:
        return {
            "cites": list(self.cites),
            "section": self.section,
            "words": self.words,
            "found": self.text is not None,
            "text": self.text,
            "requirements": {each: REQUIREMENTS[each].says for each in self.requirements},
            "choices": {each: CHOICES[each].about for each in self.choices},
            "answers": plain(self.answers),
            "rules": plain(self.rules),
        }


def _resting_on(cites: Sequence[str]) -> Iterator[RestingAnswer]:
    """By answer, the rows and facts that cite one of these."""
    rows_meant = {each for each in cites if " " in each}
    numbers = {each for each in cites if " " not in each}
    for question in QUESTIONS.values():
        rows = tuple(
            row.label for row in question.documented if row.label in rows_meant or row.label.split()[0] in numbers
        )
        facts = tuple(each.name for each in question.facts if numbers.intersection(each.cites))
        if rows or facts:
            yield RestingAnswer(question.name, rows, facts)
    for prefix, answer in _NO_QUESTIONS.items():
        if any(each.startswith(prefix) for each in numbers):
            yield RestingAnswer(answer, (), ())


_NO_QUESTIONS = {"CRD-": "context_card", "NTF-": "notifications"}
"""The answers that are no yes or no, by the requirements they follow from."""


@frozen
class ComparedSection(Model):
    """A section of the documentation, and how it stands in a copy.

    Attributes:
        number: its number in the documentation, counted from 1.
        heading: its heading, from the copy; None where it was not found.
        standing: how it stands.
        words: how many words it has in the text that was implemented, without its heading.
        words_here: how many it has in the copy.
    """

    number: int
    heading: str | None
    standing: Standing
    words: int
    words_here: int


@frozen
class PageComparison(Shown):
    """A copy of the documentation held against the text that was implemented.

    Attributes:
        is_the_text: whether it is the very text, byte for byte; only known where bytes were given.
        sections: its sections, in order.
        passages: its passages, in order.
        has_all_words: whether the sections together have the same words: then text has at most moved between them.
        words_before: how many words stand before the first heading, which are compared with nothing.
    """

    is_the_text: bool
    sections: tuple[ComparedSection, ...]
    passages: tuple[ComparedPassage, ...]
    has_all_words: bool
    words_before: int

    @property
    def lost(self) -> tuple[ComparedPassage, ...]:
        """The passages that were not found."""
        return tuple(each for each in self.passages if each.text is None)

    @property
    def changed(self) -> tuple[ComparedSection, ...]:
        """The sections that are not as they were, unless text has only moved."""
        return () if self.has_all_words else tuple(each for each in self.sections if each.standing not in _UNCHANGED)

    @property
    def is_found(self) -> bool:
        """Whether anything of the documentation was found."""
        return len(self.lost) < len(self.passages) or any(
            each.standing is not Standing.NOT_FOUND for each in self.sections
        )

    @property
    def is_same(self) -> bool:
        """Whether every passage stands and no section has changed."""
        return not self.lost and not self.changed

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements of what is lost, in their order."""
        return _in_order(REQUIREMENTS, (each.requirements for each in self.lost))

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of what is lost, in their order."""
        return _in_order(CHOICES, (each.choices for each in self.lost))

    @property
    def answers(self) -> tuple[RestingAnswer, ...]:
        """The answers to look at again."""
        return tuple(_resting_on([cited for each in self.lost for cited in each.cites]))

    @property
    def without_place(self) -> Mapping[str, str]:
        """The requirements and choices that have no place in the documentation, each with the reason."""
        placed = {number for each in self.passages for number in each.numbers}
        requirements = {number: _why_not(each) for number, each in REQUIREMENTS.items() if number not in placed}
        return requirements | {number: _say("says_nothing") for number in CHOICES if number not in placed}

    @property
    def verdict(self) -> str:
        """What was found, in a sentence or two."""
        if self.is_the_text:
            return _say("is_the_text")
        if not self.is_found:
            return _say("is_not_found", title=PAGE.title, language=PAGE.language)
        if self.lost:
            standing = len(self.passages) - len(self.lost)
            return _say("has_lost", stand=_say("stand.some", standing=standing, number=len(self.passages)))
        found = "has_changed"
        if self.is_same:
            found = "is_same" if all(each.standing is Standing.SAME for each in self.sections) else "is_moved"
        return _say(found, stand=_say("stand.all", number=len(self.passages)))

    def _data(self) -> dict[str, object]:
        return {
            "is_same": self.is_same,
            "is_the_text": self.is_the_text,
            "is_found": self.is_found,
            "says": self.verdict,
            "has_all_words": self.has_all_words,
            "words_before": self.words_before,
            "requirements": list(self.requirements),
            "choices": list(self.choices),
            "answers": plain(self.answers),
            "sections": plain(self.sections),
            "passages": plain(self.passages),
            "without_place": dict(self.without_place),
        }

    def _blocks(self) -> Blocks:
        """What has changed, then passage, requirement and rule side by side."""
        from ..rendering import Bullets, Paragraph, Table, Title  # noqa: PLC0415  # only who looks at it pays for it

        yield Title(_say("title"))
        yield Paragraph(self.verdict)
        if not self.is_found:
            return
        if self.words_before:
            yield Paragraph(_say("not_compared", words=self.words_before))
        yield from self._changes()
        for section in self.sections:
            passages = [each for each in self.passages if each.section == section.number]
            if passages:
                said: set[str] = set()
                heading = section.heading or _say("no_heading")
                yield Title(_say("section", number=section.number, heading=heading), 2)
                yield Table(
                    [*map(_say, ("number", "passage", "requirement", "rests_on_it", "rule"))],
                    [
                        (_cited(each.cites), each.text or _say("lost"), _says(each, said), _answers(each), _rules(each))
                        for each in passages
                    ],
                    lines=(_line("{0}", "{1}"), "{2}", _line(_say("rests_on_it"), "{3}"), _line(_say("rule"), "{4}")),
                )
        yield Title(_say("no_place"), 2)
        yield Bullets([_line(number, why) for number, why in self.without_place.items()])

    def _changes(self) -> Blocks:
        from ..rendering import Bullets, Table, Title  # noqa: PLC0415  # only who looks at it pays for it

        said: set[str] = set()
        if self.lost:
            again, rule, stood = _say("look_again"), _say("rule"), _say("it_stood_in")
            yield Title(_say("lost_passages"), 2)
            yield Table(
                (_say("number"), _say("requirement"), again, rule, _say("in_section")),
                [
                    (_cited(each.cites), _says(each, said), _answers(each), _rules(each), self._named(each.section))
                    for each in self.lost
                ],
                lines=(_line("{0}", "{1}"), _line(again, "{2}"), _line(rule, "{3}"), _line(stood, "{4}")),
            )
        if self.changed:
            yield Title(_say("changed_sections"), 2)
            yield Bullets([_line(self._named(each.number), self._what_changed(each)) for each in self.changed])

    def _named(self, number: int) -> str:
        heading = self.sections[number - 1].heading
        return _say("named", number=number, **({} if heading is None else {"heading": heading}))

    def _what_changed(self, section: ComparedSection) -> str:
        if section.standing in {Standing.NOT_FOUND, Standing.HEADING_LOST}:
            return _say(f"standing.{section.standing.name.lower()}")
        is_lost = any(each.section == section.number for each in self.lost)
        counted = _say("counted", here=section.words_here, words=section.words)
        return _say("passages_lost" if is_lost else "passages_stand", counted=counted)


def _say(key: str, **values: object) -> Words:
    return say(f"comparison.{key}", **values)


def _cited(names: Iterable[str]) -> Words:
    """Names in one phrase, labels of rows in any language."""
    return joined(Words(each, f"row.{each}") for each in names)


def _line(name: str, says: str) -> Words:
    return say("titled", name=name, says=says)


_UNCHANGED = frozenset({Standing.SAME, Standing.MOVED})


def _in_order(all_of_them: Iterable[str], found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    wanted = {number for each in found for number in each}
    return tuple(number for number in all_of_them if number in wanted)


def _why_not(missing: Requirement) -> str:
    if missing.source == "page":
        return _say("says_nothing")
    return _say("from_elsewhere", title=SOURCES[missing.source].title)


def _says(passage: ComparedPassage, said: set[str]) -> str:
    """What its requirements and choices say; those that were said before are only named."""
    says = {each: _line(each, REQUIREMENTS[each].says) for each in passage.requirements}
    says |= {each: _say("choice", number=each, says=CHOICES[each].about) for each in passage.choices}
    again = [each for each in says if each in said]
    first = [text for each, text in says.items() if each not in said]
    said.update(says)
    above = [_say("as_above", numbers=joined(again), truth=bool(first))] if again else []
    return joined([*first, *above], "blank")


_MOST_RULES = 3


def _rules(passage: ComparedPassage) -> str:
    """The first definitions that decide, or why there is none."""
    from ..rendering import first_of  # noqa: PLC0415  # only who looks at it pays for it

    not_code = [REQUIREMENTS[each].not_code for each in passage.requirements if REQUIREMENTS[each].not_code]
    return joined(first_of(passage.rules, most=_MOST_RULES)) or joined([_say("no_rule"), *not_code], "blank")


def _answers(passage: ComparedPassage) -> str:
    return joined((each.says for each in passage.answers), "semicolon") or _say("no_question")


@checked
def compare_page(
    page: str | bytes, *, sections: tuple[Section, ...] = SECTIONS, most_bytes: int = MOST_PAGE_BYTES
) -> PageComparison:
    """Hold a copy of the documentation against the text that was implemented.

    Args:
        page: the copy, in text, Markdown or HTML; its bytes in UTF-8 or, with a byte order mark, in UTF-16.
        sections: the places of the text to hold it against; those of the text that was implemented unless given.
        most_bytes: the longest copy that is read; 4 MiB unless more is taken.

    Raises:
        InvalidValue: for what is no text, is too long or in another encoding.
    """
    copy = Copy.read(decoded(page, most_bytes, "page"))
    extents = find_sections(copy, sections)
    passages = find_passages(copy, sections, extents)
    data = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    firsts = [
        copy.starts[each.heading] if each.heading is not None else each.start for each in extents if _is_there(each)
    ]
    return PageComparison(
        hashlib.sha256(data).hexdigest() == PAGE.sha256 and sections is SECTIONS,
        tuple(
            ComparedSection(
                number,
                None if extent.heading is None else " ".join(copy.blocks[extent.heading].text.split()),
                extent.standing,
                section.text.words,
                extent.end - extent.start,
            )
            for number, (section, extent) in enumerate(zip(sections, extents, strict=True), 1)
        ),
        tuple(
            ComparedPassage(each.cites, number, each.digest.words, _text(copy, start, each.digest.words))
            for number, (section, starts) in enumerate(zip(sections, passages, strict=True), 1)
            for each, start in zip(section.passages, starts, strict=True)
        ),
        _has_all_words(copy, sections, extents),
        min(firsts, default=0),
    )


def _is_there(extent: Extent) -> bool:
    return extent.standing is not Standing.NOT_FOUND


def _text(copy: Copy, start: int | None, words: int) -> str | None:
    return None if start is None else copy.text(start, start + words)


def _has_all_words(copy: Copy, sections: Sequence[Section], extents: Sequence[Extent]) -> bool:
    """Whether all headings are there, and the sections together have the words that they had."""
    if any(each.standing in {Standing.NOT_FOUND, Standing.HEADING_LOST} for each in extents):
        return False
    bag = sum(
        copy.bag(each.start, each.end) - int(section.text.bag, 16)
        for section, each in zip(sections, extents, strict=True)
    )
    return bag % 2**64 == 0
