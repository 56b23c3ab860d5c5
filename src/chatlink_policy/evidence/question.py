"""A question is a handful of named facts and a plain Python function over them; the rest is derived.

This module knows nothing of chats. From the facts and the rule alone, by trying all combinations (at most 256), it
derives the truth table, the reasons of every answer, what is missing, all minimal fixes and whether the documentation
decides the combination. Nothing is computed before it is asked for.

Each combination has one `Decision`, made once and handed out from then on: `question.cells[True][False]...` reaches it,
one index a fact, in the order of the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import attrs
from attrs import field

from .._combinations import Combination, Combinations, Standing
from .._validation import refuse
from .._value import Shown, frozen, one_line_json, plain, short_line, unchangeable
from .._version import SCHEMA_VERSION
from ..errors import InvalidComparison, InvalidValue, shown, with_article
from ..unknown import Unknown
from ..wording.words import joined, say
from .boolean import prime_cubes_at, smallest_flips
from .named_facts import Fact, Fix, Reason, Row, Statement
from .truth_table import TruthTable

if TYPE_CHECKING:
    from ..rendering import Block

__all__ = ["SCHEMA_VERSION", "Decision", "Question"]

F = TypeVar("F")
F_co = TypeVar("F_co", covariant=True)


@frozen
class Decision(Shown, Generic[F_co]):
    """The answer to a question for one combination of its facts, with all its evidence on demand.

    `bool(decision)` is the answer: `if can_join(...):` lets in only whom the rule lets in. Compared with true or false
    it raises `InvalidComparison`. Two ways to compare do not ask it, and so never find its answer: `match decision:`
    with `case True`, for which there is `match bool(decision):`, and `decision in {True}`.

    Attributes:
        question: the question that was asked.
        combination: which combination of its facts, as an integer; the first fact is the highest bit.
        allowed: the answer.
    """

    question: Question[F_co]
    combination: int
    allowed: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.question, Question):
            raise refuse(self, "question", "a Question", self.question)
        if type(self.combination) is not int or not 0 <= self.combination < 1 << self.question.size:
            expected = f"a combination of {self.question.name}, 0 to {(1 << self.question.size) - 1}"
            raise InvalidValue("Decision.combination", expected, shown(self.combination))
        object.__setattr__(self, "allowed", bool(self.question.results >> self.combination & 1))

    def __bool__(self) -> bool:
        return self.allowed

    def __eq__(self, other: object) -> bool:
        if type(other).__name__ in _TRUTHS:
            raise InvalidComparison(f"a decision is never equal to {other!r}: compare bool(decision), its answer")
        if type(other) is not Decision:
            return NotImplemented
        return self.combination == other.combination and self.question == other.question

    def __hash__(self) -> int:
        return hash((self.question, self.combination))

    def __reduce__(self) -> tuple[Any, ...]:
        return _decision, (self.question, self.combination)

    def __repr__(self) -> str:
        truths = ", ".join(f"{name}={truth}" for name, truth in self.to_facts().items())
        return short_line(f"<{self.question.name}: {'yes' if self.allowed else 'no'}; {truths}>")

    @property
    def facts(self) -> F_co:
        """The facts that were asked about."""
        return self.question.facts_type(**self.to_facts())

    def to_facts(self) -> dict[str, bool]:
        """The facts by name, in the order of the question."""
        return dict(zip(self.question.bits, self.question.truths(self.combination), strict=True))

    @property
    def is_possible(self) -> bool:
        """Whether the combination can occur at all."""
        return bool(self.question.possible >> self.combination & 1)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """All smallest sets of facts that alone secure this answer, those of fewer facts first."""
        question = self.question
        cubes = prime_cubes_at(question.size, question.results, self.combination)
        return tuple(Reason(*question.select(cube.mask, self.combination)) for cube in cubes)

    @cached_property
    def fixes(self) -> tuple[Fix, ...]:
        """For a no: all smallest sets of changes that make it a yes, those of fewer changes first. For a yes: none."""
        if self.allowed:
            return ()
        question = self.question
        flips = smallest_flips(question.size, question.results & question.possible, self.combination)
        return tuple(Fix(*question.select(mask, self.combination ^ mask)) for mask in flips)

    @property
    def missing(self) -> tuple[Fact, ...]:
        """For a no: every fact that some minimal fix changes, in the order of the question. For a yes: none."""
        changed = {each.name for fix in self.fixes for each in fix.facts}
        return tuple(each for each in self.question.facts if each.name in changed)

    @property
    def documented_by(self) -> tuple[str, ...]:
        """The rows and sentences of the documentation that decide this combination; empty where it is derived."""
        return tuple(row.label for row in self.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The same with what they say, and which source says it."""
        return self.question.rows_at(self.combination)

    @property
    def is_documented(self) -> bool:
        """Whether the documentation, or a sister source, decides this combination; otherwise the answer is derived."""
        return bool(self.rows)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What a yes also says, since a requirement asks for it."""
        return self.question.yes_means if self.allowed else ()

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """The requirements and choices it follows from: its rows, or where it is derived from, and its facts'."""
        numbers = [row.label.split()[0] for row in self.rows] or self.question.derived_from
        cites = [cite for reason in self.reasons for each in reason.facts for cite in each.cites]
        return tuple(dict.fromkeys([*numbers, *cites]))

    @cached_property
    def explanation(self) -> str:
        """The answer and its evidence as one paragraph of plain English."""
        question = self.question
        sentences = [
            f"{'Yes' if self.allowed else 'No'}: {self._says}.",
            "; also because ".join(["Because " + self.reasons[0].says, *(each.says for each in self.reasons[1:])])
            + ".",
        ]
        if self.fixes:
            sentences.append("It would be allowed if " + "; or if ".join(each.says for each in self.fixes) + ".")
        if not self.is_possible:
            sentences.append("These facts cannot occur together.")
        elif self.rows:
            by_source: dict[str, list[str]] = {}
            for row in self.rows:
                by_source.setdefault(row.source, []).append(row.label)
            for source, labels in by_source.items():
                says = f"Documented by {source}" if source else "The documentation says so"
                sentences.append(f"{says}: {', '.join(labels)}.")
        else:
            by = f" ({', '.join(question.derived_from)})" if question.derived_from else ""
            sentences.append(f"The documentation leaves this open; the answer is derived{by}.")
        sentences += [f"{each.cited[0].upper()}{each.cited[1:]}." for each in self.statements]
        return " ".join(sentences)

    # As plain data

    def to_dict(self) -> Mapping[str, object]:
        """The answer with all its evidence as plain data; it is made once, and cannot be changed, only copied."""
        return self._alone

    def to_json(self) -> str:
        """The same as JSON on one line, without its end; it is made once."""
        return f'{{"schema_version":{SCHEMA_VERSION},{self._json_within[1:]}'

    @cached_property
    def _json_within(self) -> str:
        """The JSON of the answer as it stands within other JSON, which says the version of the shape."""
        return one_line_json(self._once_made)

    def _data(self) -> dict[str, object]:
        return self._once_made

    @cached_property
    def _alone(self) -> dict[str, object]:
        return unchangeable({"schema_version": SCHEMA_VERSION, **self._once_made})  # type: ignore[no-any-return]

    @cached_property
    def _once_made(self) -> dict[str, object]:
        return unchangeable(self._evidence())  # type: ignore[no-any-return]

    def _evidence(self) -> dict[str, object]:
        return {
            "question": self.question.name,
            "fingerprint": self.question.fingerprint,
            "restated": [name for name, _ in self.question.restated],
            "allowed": self.allowed,
            "facts": self.to_facts(),
            "reasons": [each.code for each in self.reasons],
            "because": plain(self.reasons),
            "missing": [each.name for each in self.missing],
            "fixes": [
                [
                    {"fact": each.name, "becomes": truth, "changed_by": each.changed_by.value}
                    for each, truth in zip(fix.facts, fix.truths, strict=True)
                ]
                for fix in self.fixes
            ],
            "would_be_allowed_if": plain(self.fixes),
            "documented_by": list(self.documented_by),
            "sources": {row.label: row.source for row in self.rows if row.source},
            "citations": list(self.citations),
            "statements": plain(self.statements),
            "explanation": self.explanation,
        }

    # What it shows

    def _blocks(self) -> Iterable[Block]:
        """Its answer, its facts, and all its evidence."""
        from ..rendering import Bullets, Code, Paragraph, Table, Title, yes_no  # noqa: PLC0415  # only who looks at it
        from ..sources import cited_all  # noqa: PLC0415

        question = self.question
        yield Title(question.name, answer=yes_no(self.allowed))
        yield Paragraph(self.sentence)
        yield Table(
            (say("fact"), say("holds"), say("in words"), say("cites")),
            [
                (Code(each.name), yes_no(truth), each.when(truth), cited_all(each.cites))
                for each, truth in zip(question.facts, question.truths(self.combination), strict=True)
            ],
        )
        yield from self.evidence_blocks()
        yield Bullets([self.documented_in_words], say("documented by"))
        if self.statements:
            yield Bullets([each.cited for each in self.statements], say("note"))

    @property
    def sentence(self) -> str:
        """What the answer means, as a sentence."""
        return say("sentence", says=self._says)

    @property
    def _says(self) -> str:
        return self.question.says_yes if self.allowed else self.question.says_no

    @property
    def standing(self) -> Standing:
        """Whether the answer is documented or derived, or the combination cannot occur."""
        if not self.is_possible:
            return Standing.IMPOSSIBLE
        return Standing.DOCUMENTED if self.is_documented else Standing.DERIVED

    @property
    def documented_in_words(self) -> str:
        """The rows that decide the combination, else that it is derived or cannot occur."""
        if not self.is_possible:
            return say("cannot occur")
        return joined(row.cited for row in self.rows) or say("derived")

    def evidence_blocks(self) -> Iterable[Block]:
        """Its reasons, its fixes and what it rests on, to be shown."""
        from ..rendering import Bullets  # noqa: PLC0415
        from ..sources import cited_all  # noqa: PLC0415

        yield Bullets([reason.says for reason in self.reasons], say("because"))
        if self.fixes:
            yield Bullets([fix.says for fix in self.fixes], say("would be allowed if"))
        if self.citations:
            yield Bullets([cited_all(self.citations)], say("rests on"))


_TRUTHS = frozenset({"bool", "bool_"})
"""The names of the types of truths, those of NumPy among them."""


def _decision(question: Question[F], combination: int) -> Decision[F]:
    return question.decisions[combination]


if TYPE_CHECKING:

    class Cells(Decision[F_co]):
        """Pairs within pairs, indexed by one fact after another; the last index gives the `Decision`.

        For the type checkers alone: how deep the pairs go depends on the question, which types cannot say.
        """

        def __getitem__(self, fact: bool | Unknown, /) -> Cells[F_co]: ...


# --- The question -----------------------------------------------------------------------------------------------------


@frozen
class Question(TruthTable[F_co], Shown):
    """A named question: its facts, its rule, and what the documentation says about it as data.

    Two questions are equal when they have the same facts, the same answers and the same documentation.

    Args:
        name: its name ("disconnecting").
        facts_type: the class of its facts, made with `@facts`.
        rule: a plain function from the facts to the answer.
        says_yes: what a yes means, as a plain statement.
        says_no: what a no means.
        documented: the rows and sentences of the documentation.
        impossible: the combinations that cannot occur.
        derived_from: the requirements that decide a combination which no row covers ("DIS-5 Q-6").
        yes_means: what a yes also says.
        not_columns: where the documentation has a table, the names of the facts for which it has no column.
        restated: facts that say something else than in `facts_type`, under another reading of the documentation:
            pairs of name and statement.
        version: raised when facts are added, removed, renamed or get another meaning.

    Raises:
        InvalidQuestion: for facts or rows that do not fit.
    """

    _once: dict[str, object] = field(init=False, factory=dict)
    """What several threads may make at once, and all of them must find the same: the first that was made stands."""

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Question) and self._identity == other._identity)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        # Unpickling the same question twice gives one question, with one table.
        return _question, tuple((each.name, getattr(self, each.name)) for each in attrs.fields(Question) if each.init)

    def __repr__(self) -> str:
        return short_line(f"<Question {self.name}: {', '.join(each.name for each in self.facts)}>")

    @cached_property
    def decisions(self) -> tuple[Decision[F_co], ...]:
        """The whole truth table: the decision for each combination, in their order."""
        made = tuple(Decision(self, combination) for combination in range(1 << self.size))
        return cast("tuple[Decision[F_co], ...]", self._once.setdefault("decisions", made))

    @cached_property
    def cells(self) -> Cells[F_co]:
        """The same table as pairs within pairs: `cells[first fact][second fact]...` is a decision.

        The fast way for a caller that has each fact already; `decide` is the one that checks them.
        """
        level: list[object] = list(self.decisions)
        for _ in self.facts:
            level = list(zip(level[::2], level[1::2], strict=True))
        (cells,) = level
        return cast("Cells[F_co]", self._once.setdefault("cells", cells))

    def decide(self, facts: F_co) -> Decision[F_co]:  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]  # checked at run time
        """The decision for these facts.

        Raises:
            InvalidValue: when they are the facts of another question.
        """
        if not isinstance(facts, self.facts_type):
            raise InvalidValue("facts", f"facts of {self.name}, {with_article(self.facts_type)}", shown(facts))
        key, decisions = self._by_facts
        return decisions[key(facts)]

    @cached_property
    def _by_facts(self) -> tuple[Callable[[object], object], dict[object, Decision[F_co]]]:
        """What reads all the truths of facts at once, and the same table by what it reads."""
        key = attrgetter(*self.bits)
        return key, {key(each.facts): each for each in self.decisions}

    def _data(self) -> dict[str, object]:
        return {
            "question": self.name,
            "fingerprint": self.fingerprint,
            "facts": [
                {"name": each.name, "says": each.says, "cites": list(each.cites), "changed_by": each.changed_by.value}
                for each in self.facts
            ],
            "cells": [
                {
                    "facts": decision.to_facts(),
                    "possible": decision.is_possible,
                    "allowed": decision.allowed,
                    "documented_by": list(decision.documented_by),
                    "sources": {row.label: row.source for row in decision.rows if row.source},
                }
                for decision in self.decisions
            ],
        }

    def _within(self) -> str:
        return self.name

    def to_csv(self) -> str:
        """The whole truth table as CSV, safe to open in a spreadsheet."""
        from ..rendering import csv_text, letter  # noqa: PLC0415

        rows = [[*self.bits, "possible", "allowed", "documented_by"]]
        for each in self.decisions:
            answers = map(letter, (*self.truths(each.combination), each.is_possible, each.allowed))
            rows.append([*answers, "; ".join(row.cited for row in each.rows)])
        return csv_text(rows)

    def _blocks(self) -> Iterable[Block]:
        """Its facts, then its whole truth table, a row a combination."""
        from ..rendering import Code, Named, Table, Title  # noqa: PLC0415
        from ..sources import cited_all  # noqa: PLC0415

        yield Title(say("titled", name=self.name, says=self.says_yes))
        yield Table(
            (say("fact"), say("says"), say("cites"), say("changed by")),
            [
                (Code(each.name), each.says, cited_all(each.cites), say(f"by.{each.changed_by.value}"))
                for each in self.facts
            ],
        )
        yield self.combinations()
        yield Named(say("fingerprint"), self.fingerprint)

    def combinations(self, before: Question[object] | None = None) -> Combinations:
        """The whole truth table as a block to be shown.

        Args:
            before: the question as it was, with the same facts; the rows whose answer differs are marked.
        """
        from ..rendering import yes_no  # noqa: PLC0415  # only who looks at it pays for it
        from ..sources import cited_all  # noqa: PLC0415

        changed = 0 if before is None else (self.results ^ before.results) & self.possible
        rows = [
            Combination(
                self.truths(each.combination),
                yes_no(each.allowed) if each.is_possible else "-",
                each.standing,
                each.documented_in_words,
                tuple(reason.says for reason in each.reasons) if each.is_possible else (),
                bool(changed >> each.combination & 1),
            )
            for each in self.decisions
        ]
        never = tuple(say("cited", says=each.says, cites=each.cites) for each in self.impossible)
        return Combinations(tuple(self.bits), rows, cited_all(self.derived_from), never)

    @cached_property
    def _hash(self) -> int:
        return hash(self._identity)

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        said = (self.says_yes, self.says_no, self.yes_means, self.documented, self.impossible, self.derived_from)
        return (self.name, self.version, self.facts_type, self.facts, self.results, *said, self.not_columns)


@lru_cache(maxsize=128)
def _question(*values: tuple[str, object]) -> Question[object]:
    return shared(Question(**dict(values)))  # type: ignore[arg-type]  # the values of its own fields, from __reduce__


_SHARED: dict[Question[Any], Question[Any]] = {}
_MOST_SHARED = 128


def shared(question: Question[F]) -> Question[F]:
    """The one question of all that are equal, with its one table, also when several threads ask first."""
    if len(_SHARED) >= _MOST_SHARED:
        _SHARED.clear()
    return _SHARED.setdefault(question, question)
