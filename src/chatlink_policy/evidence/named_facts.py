"""Named facts, and what is said in terms of them: rows of the documentation, conditions, reasons and fixes.

This module knows nothing of chats, and nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Self, TypeVar, cast, dataclass_transform

import attrs
from attrs import field

from .._validation import as_tuple, boolean, one_of, text, tuple_of
from .._value import Model, Shown, frozen
from ..errors import InvalidQuestion, shown
from ..wording.words import Words, joined, say
from .boolean import Cube

__all__ = [
    "MOST_FACTS",
    "ChangedBy",
    "Condition",
    "Fact",
    "Fix",
    "Impossible",
    "Reach",
    "Reason",
    "Row",
    "Statement",
    "fact",
    "facts",
]

F = TypeVar("F")

MOST_FACTS = 8
"""A question has at most that many facts, so that all its combinations can be tried."""


class _InWords(StrEnum):
    """Texts by code, each with what it says in words."""

    _value_: str
    says: Words

    def __new__(cls, value: str, says: str) -> Self:
        made = str.__new__(cls, value)
        made._value_, made.says = value, Words(says, f"{cls.__name__}.{value}")
        return made


class Reach(_InWords):
    """What else a change touches, from the least to the most."""

    ONE_RECORD = "one_record", "one record"
    ONE_CHAT = "one_chat", "one chat"
    ONE_RECORD_TYPE = "one_record_type", "all records of one type"
    ONE_APP = "one_app", "everyone in one app"
    ONE_PROFILE = "one_profile", "everyone with that profile"
    EVERY_RECORD_TYPE = "every_record_type", "records of every type"
    ORGANISATION = "organisation", "the whole organisation"
    NOBODY = "nobody", "nobody can change that"

    @property
    def rank(self) -> int:
        """Its place in the order, from 0; `NOBODY` is last."""
        return list(Reach).index(self)


class ChangedBy(_InWords):
    """Who or what can change a fact."""

    ADMINISTRATOR = "administrator", "an administrator, in the settings"
    ROLE = "role", "a grant of a role"
    PROFILE = "profile", "the user's profile"
    ASSIGNMENT = "assignment", "an assignment of the record or a team membership"
    HISTORY = "history", "whoever connects the chat"
    RECORD_ACCESS = "record_access", "a grant of access to the record"
    PRODUCT = "product", "no setting: the product, app or chat is of that kind"

    @property
    def reaches(self) -> Reach:
        """How far such a change reaches, as a rule."""
        return _REACHES[self]

    @property
    def is_seen_by_user(self) -> bool:
        """Whether, as a rule, the user sees it; settings, roles and profiles are an administrator's."""
        return self not in (ChangedBy.ADMINISTRATOR, ChangedBy.ROLE, ChangedBy.PROFILE)


_REACHES = {
    ChangedBy.RECORD_ACCESS: Reach.ONE_RECORD,
    ChangedBy.ASSIGNMENT: Reach.ONE_RECORD,
    ChangedBy.HISTORY: Reach.ONE_CHAT,
    ChangedBy.ADMINISTRATOR: Reach.ONE_RECORD_TYPE,
    ChangedBy.PROFILE: Reach.ONE_PROFILE,
    ChangedBy.ROLE: Reach.EVERY_RECORD_TYPE,
    ChangedBy.PRODUCT: Reach.NOBODY,
}


# --- Facts ------------------------------------------------------------------------------------------------------------


def as_cites(cites: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(cites.split()) if isinstance(cites, str) else as_tuple(cites)


texts = tuple_of(str, "a list of requirements")


@frozen
class Fact(Model):
    """One fact of a question.

    Attributes:
        name: its name in code ("owns_record").
        says: what is so when it is true, as a plain statement.
        otherwise: what is so when it is false.
        cites: the requirements and choices it follows from.
        changed_by: who or what can change it.
        reaches: what else that change touches.
        seen_by_user: whether the user of whom it speaks may see it, rather than an administrator alone.
    """

    name: str = field(validator=text)
    says: str = field(validator=text)
    otherwise: str = field(validator=text)
    cites: tuple[str, ...] = field(converter=as_cites, validator=texts)
    changed_by: ChangedBy = field(validator=one_of(ChangedBy, "who or what can change it"))
    reaches: Reach = field(validator=one_of(Reach, "what else a change touches"))
    seen_by_user: bool = field(default=False, validator=boolean)

    def when(self, truth: bool) -> str:
        """The statement for that truth."""
        return self.says if truth else self.otherwise


_FACT = "chatlink_policy.fact"


def fact(
    says: str, cites: str, changed_by: ChangedBy, reaches: Reach | None = None, *, seen_by_user: bool | None = None
) -> bool:
    """A field of a `@facts` class.

    Args:
        says: the fact as a plain statement, with what differs when it is false in braces: "the user {owns|does not
            own} the record".
        cites: the requirements and choices it follows from, separated by blanks ("DIS-6 Q-10").
        changed_by: who or what can change it.
        reaches: what else that change touches, where it is not what such a change touches as a rule.
        seen_by_user: whether a text for the user may speak of it, where that does not follow from who can change it.

    A statement that says the same whether the fact is true or false is refused by `@facts`.
    """
    return cast("bool", field(validator=boolean, metadata={_FACT: (says, cites, changed_by, reaches, seen_by_user)}))


def _fact(
    key: str, name: str, says: str, cites: str, changed_by: ChangedBy, reaches: Reach | None, seen_by_user: bool | None
) -> Fact:
    """Read the statement of a fact: "the user {owns|does not own} the record"; its key is empty where it has none."""
    before, _, rest = says.partition("{")
    inside, closed, after = rest.partition("}")
    when_true, either, when_false = inside.partition("|")
    if not (closed and either) or when_true == when_false or set("{|}").intersection(before + when_false + after):
        raise InvalidQuestion(f'{name}: expected a statement with one "{{when true|when false}}" in it, got "{says}"')
    if reaches not in (None, Reach.NOBODY) and changed_by is ChangedBy.PRODUCT:
        raise InvalidQuestion(f"{name}: expected no reach of a change that nobody can make, got {shown(str(reaches))}")
    statements: tuple[str, str] = before + when_true + after, before + when_false + after
    if key:
        statements = Words(statements[0], key, {"truth": True}), Words(statements[1], key, {"truth": False})
    is_seen = changed_by.is_seen_by_user if seen_by_user is None else seen_by_user
    return Fact(name, *statements, tuple(cites.split()), changed_by, reaches or changed_by.reaches, is_seen)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(fact,))
def facts(cls: type[F]) -> type[F]:
    """Make a class of `fact()` fields into a frozen value with one bool a fact, all required, by keyword.

    Raises:
        InvalidQuestion: for no fact, for more than `MOST_FACTS`, for a field that is not made with `fact()`, and for a
            statement that says the same whether its fact is true or false.
    """
    if not isinstance(cls, type):
        raise InvalidQuestion(f"expected a class with fields made with fact(), got {shown(cls)}")
    try:
        for shared in ("_fields", "_given", "__repr__"):
            setattr(cls, shared, Model.__dict__[shared])
    except (AttributeError, TypeError):
        raise InvalidQuestion(f"expected a class with fields made with fact(), got {shown(cls)}") from None
    made = frozen(cls, kw_only=True)
    facts_of(made)
    return made


def facts_of(facts_type: type[object], restated: Mapping[str, str] = MappingProxyType({})) -> tuple[Fact, ...]:
    name = getattr(facts_type, "__name__", shown(facts_type))
    if not isinstance(facts_type, type) or not attrs.has(facts_type):
        raise InvalidQuestion(f"{name}: expected a class made with @facts")
    found = []
    for each in attrs.fields(facts_type):
        if _FACT not in each.metadata:
            raise InvalidQuestion(f"{name}.{each.name}: expected a field made with fact()")
        says, *others = each.metadata[_FACT]
        says = restated.get(each.name, says)
        key = "" if each.name in restated else _key(facts_type, each.name)
        found.append(_fact(says.key if isinstance(says, Words) else key, each.name, says, *others))
    if not 1 <= len(found) <= MOST_FACTS:
        raise InvalidQuestion(f"{name}: expected 1 to {MOST_FACTS} facts, got {len(found)}")
    if unknown := set(restated).difference(each.name for each in found):
        raise InvalidQuestion(f"{name}: expected only its own facts restated, got {', '.join(sorted(unknown))}")
    return tuple(found)


def _key(facts_type: type[object], name: str) -> str:
    """The code of a statement in the tables of the languages, which have those of this library alone."""
    is_own = facts_type.__module__.partition(".")[0] == __name__.partition(".")[0]
    return f"fact.{facts_type.__name__}.{name}" if is_own else ""


# --- What the documentation says --------------------------------------------------------------------------------------


_LETTERS = {"Y": (1, 1), "N": (1, 0), "*": (0, 0)}
"""What a letter says of a fact: whether it is fixed, and whether it is true."""


@lru_cache(maxsize=4096)
def read_cube(owner: str, when: str, size: int) -> Cube:
    """Read "Y * N": one letter a fact, in their order; Y is true, N is false, * is either."""
    letters = when.split()
    if len(letters) != size or not set(letters) <= _LETTERS.keys():
        raise InvalidQuestion(f'{owner}: expected {size} letters Y, N or *, one a fact, got "{when}"')
    mask = value = 0
    for letter in letters:
        is_fixed, is_true = _LETTERS[letter]
        mask, value = 2 * mask + is_fixed, 2 * value + is_true
    return Cube(mask, value)


@frozen
class Row(Model):
    """One row or sentence of the documentation, as data: when the facts are so, the answer is that.

    Attributes:
        label: the requirement, and the row where it is a table ("DIS-4 row 2").
        when: one letter a fact, in their order: Y, N, or * for either.
        allowed: the answer the row gives.
        source: the sister source that says it ("U"), where the documentation itself does not; empty where it does.
    """

    label: str = field(validator=text)
    when: str = field(validator=text)
    allowed: bool = field(validator=boolean)
    source: str = field(default="", validator=text)

    @property
    def cited(self) -> str:
        """Its label, and the sister source that says it: "CON-3 (U)"."""
        return say("row.cited", label=self.named, source=self.source) if self.source else self.named

    @property
    def named(self) -> Words:
        """Its label, to be said in any language."""
        return Words(self.label, f"row.{self.label}")


def _never(says: str) -> str:
    """Why combinations cannot occur, to be said in any language; the validator refuses what is no text."""
    return Words(says, f"never.{says}") if isinstance(says, str) else says


@frozen
class Impossible(Model):
    """Combinations that cannot occur, and why; no fix, gap or witness uses them.

    Attributes:
        says: why not, as a plain statement.
        when: one letter a fact, in their order: Y, N, or * for either.
        cites: the requirement it follows from.
    """

    says: str = field(converter=_never, validator=text)
    when: str = field(validator=text)
    cites: str = field(validator=text)

    def __reduce__(self) -> tuple[type[Impossible], tuple[str, str, str]]:
        return Impossible, (str(self.says), self.when, self.cites)


@frozen
class Statement(Model):
    """What an answer also says, since a requirement asks for it.

    Attributes:
        code: the requirement ("JOI-5").
        says: what is so, as a plain statement.
        source: the sister source that says it ("T"), where the documentation itself does not; empty where it does.
    """

    code: str
    says: str
    source: str = ""

    @property
    def cited(self) -> str:
        """The statement with its requirement and source, as people read it."""
        values = {"says": self.says, "code": self.code, **({"source": self.source} if self.source else {})}
        return say("statement.cited", **values)


@frozen
class Condition(Shown):
    """Some facts of a question as they have to be, whatever the other facts are.

    Attributes:
        facts: those facts, in the order of the question.
        truths: what each of them is.
    """

    facts: tuple[Fact, ...] = field(validator=tuple_of(Fact, "facts"))
    truths: tuple[bool, ...] = field(validator=tuple_of(bool, "a truth for each fact"))

    @property
    def code(self) -> str:
        """A stable code of the condition: "is_connected and not has_global_right"."""
        names = (each.name if truth else f"not {each.name}" for each, truth in self._pairs())
        return " and ".join(names) or "always"

    @property
    def says(self) -> str:
        """The condition in plain English."""
        return joined((each.when(truth) for each, truth in self._pairs()), "and") or say("condition.always")

    def to_facts(self) -> dict[str, bool]:
        """Those facts by name, in the order of the question, with what they are."""
        return {each.name: truth for each, truth in self._pairs()}

    def _data(self) -> dict[str, object]:
        return {"code": self.code, "says": self.says, "facts": self.to_facts()}

    def _pairs(self) -> Iterable[tuple[Fact, bool]]:
        return zip(self.facts, self.truths, strict=True)


class Reason(Condition):
    """A smallest set of facts that alone secures the answer, whatever the other facts are."""

    __slots__ = ()


class Fix(Condition):
    """A smallest set of facts whose change turns a no into a yes, and what they become; no part of it does."""

    __slots__ = ()

    @property
    def changes(self) -> dict[str, bool]:
        """The facts that change, by name, with what they become."""
        return self.to_facts()

    @property
    def changed_by(self) -> tuple[ChangedBy, ...]:
        """Who or what can change them, each once."""
        return tuple(dict.fromkeys(each.changed_by for each in self.facts))

    @property
    def reaches(self) -> Reach:
        """The furthest that any of the changes reaches."""
        return max((each.reaches for each in self.facts), key=lambda each: each.rank)

    @property
    def is_available(self) -> bool:
        """Whether anybody can make all of the changes."""
        return self.reaches is not Reach.NOBODY

    def _data(self) -> dict[str, object]:
        changed_by = [each.value for each in self.changed_by]
        return {**Condition._data(self), "changed_by": changed_by, "reaches": self.reaches.value}

    @property
    def says(self) -> str:
        """The fix in plain English, with who can make it."""
        changes = ((each.when(truth), each.changed_by.says) for each, truth in self._pairs())
        return joined((say("fix.change", says=says, by=by) for says, by in changes), "and")

    @property
    def says_in_full(self) -> str:
        """The same, with how far it reaches."""
        return say("fix.reaches" if self.is_available else "fix.by_nobody", says=self.says, reach=self.reaches.says)
