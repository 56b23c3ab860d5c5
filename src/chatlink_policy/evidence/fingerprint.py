"""A question as it was at some time: its fingerprint, read back, and how its combinations are found again now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import field

from .._arguments import checked
from .._strict_json import quoted_key
from .._validation import as_tuple, name, refuse, validator, whole_number
from .._value import Model, frozen
from ..errors import InvalidValue, shown
from .boolean import in_hexadecimal, reordered
from .named_facts import MOST_FACTS
from .question import Question

__all__ = ["Fingerprint", "combinations_now", "read_fingerprint"]

_FINGERPRINT = re.compile(r"(?P<name>.+)/(?P<version>0|[1-9][0-9]{0,8})\((?P<facts>[^()/]+)\):(?P<results>[0-9a-f]+)")
FINGERPRINT_FORM = 'a fingerprint, "name/version(fact,fact,...):answers in hexadecimal digits"'
_HIGHEST_VERSION = 999_999_999


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
            combination = 2 * combination + truth
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
        raise InvalidValue(path, FINGERPRINT_FORM, shown(text))
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


@checked
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
