"""Which answers would differ if the documentation were read otherwise.

Each choice of docs/choices.md that can change an answer is tried on the scenarios given, one reading at a time: the
scenario is evaluated as its policy reads the documentation, and again with that one reading changed. What is compared
are the answers, not the evidence for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from attrs import Factory, evolve, field, fields

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..defaults import CARD_UNSUPPORTED_TYPES
from ..models import AttributeType
from ..policy import AS_CHOSEN, CardFields, OpenCombination, Policy, Readings
from ..rendering import Block, Bullets, Paragraph, Table, Title, yes_no
from ..rules.notifications import Notification
from ..rules.outcome import Outcome
from ..rules.questions import NEEDS_ENABLEMENT, QUESTIONS
from ..rules.scenario import Scenario, evaluate
from ..sources import CHOICES
from ..wording.words import Words, joined, say

__all__ = [
    "OTHER_READINGS",
    "Answer",
    "AnswerDifference",
    "OtherReading",
    "ReadingDifference",
    "Sensitivity",
    "answers",
    "sensitivity",
]

Answer = bool | str | tuple[str, ...] | None
"""An answer to be compared: yes or no, a text, or a list of names; None where it was not asked or there is none."""


# --- The other readings -----------------------------------------------------------------------------------------------


@frozen
class OtherReading(Model):
    """One way to read the documentation where it can be read in more than one.

    Attributes:
        choice: the number of the choice ("Q-3").
        name: its name, unique among all readings ("card_fields_window").
        says: what it says, as a plain statement.
        setting: the field of `Readings`, or of `Policy`, that states it; if omitted, the one of its name.
        value: what that field then is; of open combinations the ones that are granted too.
    """

    choice: str
    name: str
    says: str
    setting: str = field(default=Factory(lambda self: self.name, takes_self=True), kw_only=True)
    value: object = field(default=True, kw_only=True)

    def apply(self, policy: Policy) -> Policy:
        """The policy with that reading, all others as they are; an equal one where it reads so already."""
        value: Any = self.value
        if self.setting == "card_unsupported_types":
            return policy.but(card_unsupported_types=value)
        if isinstance(value, OpenCombination):
            value = policy.readings.open_combinations | {value}
        return policy.but(readings=evolve(policy.readings, **{self.setting: value}))


_SHIPPED_VIEW_TYPES = {
    AttributeType.STRING,
    AttributeType.DATE_TIME,
    AttributeType.PICKLIST,
    AttributeType.CUSTOMER,
    AttributeType.MEMO,
}
"""The types that the shipped view of cases shows (Q-5)."""

_OTHER_TYPES = {
    "every_type_on_cards": frozenset[AttributeType](),
    "shipped_types_on_cards": frozenset(set(AttributeType) - _SHIPPED_VIEW_TYPES),
}


def _other(choice: str, name: str, setting: str, value: object = True) -> OtherReading:
    return OtherReading(choice, name, say(f"reading.{name}"), setting=setting, value=value)


_OF_SEVERAL = (
    *(
        _other("Q-3", f"card_fields_{each}", "card_fields", each)
        for each in (CardFields.WINDOW, CardFields.FIVE_OR_FOUR)
    ),
    *(_other("Q-5", name, "card_unsupported_types", types) for name, types in _OTHER_TYPES.items()),
    *(_other("Q-6", f"open_combination_{each.lower()}", "open_combinations", each) for each in OpenCombination),
)
"""The readings of the choices that have more than one other."""


def _otherwise() -> Iterator[OtherReading]:
    """Every other reading, in the order of the choices: first a toggle of the readings, where the choice has one."""
    toggles = {f"Readings.{each.name}": each.name for each in fields(Readings) if each.default is False}
    for choice in CHOICES.values():
        if choice.option in toggles:
            yield _other(choice.number, toggles[choice.option], toggles[choice.option])
        yield from (each for each in _OF_SEVERAL if each.choice == choice.number)


def _as_chosen(other: OtherReading) -> OtherReading:
    says = say("reading.as_chosen", chosen=say(f"choice.{other.choice}.chosen"))
    value = getattr(AS_CHOSEN, other.setting, CARD_UNSUPPORTED_TYPES)
    name = f"{other.choice.lower().replace('-', '_')}_as_chosen"
    return OtherReading(other.choice, name, says, setting=other.setting, value=value)


OTHER_READINGS: tuple[OtherReading, ...] = tuple(
    reading
    for others in ([*each] for _, each in groupby(_otherwise(), attrgetter("choice")))
    for reading in (*others, _as_chosen(others[-1]))
)
"""Every reading that can change an answer, choice by choice.

The last of each choice is the one that this library chose: it is another one for a policy that reads the documentation
otherwise. For any policy the readings that it has itself are left out.
"""


# --- What is compared -------------------------------------------------------------------------------------------------


_NOT_SHOWN = {"schema_version", "sources", "statements"}
_IN_THE_APP = " in the app"


@checked
def answers(outcome: Outcome) -> dict[str, Answer]:
    """Every answer of an outcome by name, without its evidence; None where it was not asked or there is none.

    A yes/no question has its own name; "... in the app" is whether the user can act on it there. The reasons why a
    column is not on the card, or why an attribute does not notify, are evidence and left out.
    """
    decisions, tables = outcome.decisions, outcome.missing_pane_permissions
    card, notified, entry = outcome.context_card, outcome.notifications, outcome.timeline_entry_shows
    shows: Mapping[str, object] = {} if entry is None else entry.to_dict()
    return {
        **{name: decisions[name].allowed if name in decisions else None for name in QUESTIONS},
        **{f"{name}{_IN_THE_APP}": outcome.can_act(name) for name in NEEDS_ENABLEMENT},
        "missing pane permissions": None if tables is None else tuple(table.name for table in tables),
        "record opens": outcome.record_opens,
        "join from the timeline": outcome.can_join_from_timeline,
        "timeline entry shows": None
        if entry is None
        else tuple(f"{name}: {value}" for name, value in shows.items() if name not in _NOT_SHOWN),
        "context card is shown": None if card is None else card.is_shown,
        "context card view": None if card is None else card.view,
        "context card fields": None if card is None else card.fields,
        "secured fields exposed": None if card is None else card.exposed,
        "notifications sent": None if notified is None else tuple(map(_sent, notified.sent)),
        "notifications go to": None if notified is None else notified.chat if notified.sent else None,
    }


def _sent(notification: Notification) -> str:
    attribute = notification.attribute
    return say("compare.images_not_whole", attribute=attribute) if notification.images_not_whole else attribute


def _name_says(name: str) -> str:
    """The name of an answer, in words where it is not that of a question."""
    question = name.removesuffix(_IN_THE_APP)
    if question in QUESTIONS:
        return question if name == question else say("compare.in_the_app", question=question)
    return Words(name, f"compare.answer.{name}")


def _answer_says(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return joined(answer) or say("none")
    return answer if isinstance(answer, str) else yes_no(answer)


@frozen
class AnswerDifference(Model):
    """One answer that would differ under one reading, with the first scenario in which it would.

    Attributes:
        answer: the name of the answer, as `answers` names it.
        differing: in how many scenarios it would differ.
        asked: in how many of the scenarios tried there is such an answer at all.
        number: which of the scenarios is the first in which it would differ, counted from 1.
        scenario: that scenario.
        before: the answer there as its policy reads the documentation.
        after: the answer there under the other reading.
    """

    answer: str
    differing: int
    asked: int
    number: int
    scenario: Scenario
    before: Answer
    after: Answer

    @property
    def says(self) -> str:
        """How often it would differ, and the first time, in words."""
        return say(
            "compare.otherwise.answer",
            answer=_name_says(self.answer),
            differing=self.differing,
            asked=self.asked,
            number=self.number,
            before=_answer_says(self.before),
            after=_answer_says(self.after),
        )


@frozen
class ReadingDifference(Model):
    """What would differ under one reading.

    Attributes:
        reading: the reading.
        differing: in how many scenarios at least one answer would differ.
        tried: in how many scenarios the policy reads otherwise, so that there was something to compare.
        answers: the answers that would differ, in the order of an outcome; empty where none would.
    """

    reading: OtherReading
    differing: int
    tried: int
    answers: tuple[AnswerDifference, ...]


@frozen(kw_only=True)
class Sensitivity(Shown):
    """Which answers would differ under which other reading.

    Attributes:
        scenarios: how many scenarios there are.
        unanswered: how many of them leave a question without an answer, since something that it needs is unknown or not
            valid; they count for the other questions.
        readings: every reading that some policy does not have already, in the order of `OTHER_READINGS`; also those
            under which nothing would differ.
    """

    scenarios: int
    unanswered: int
    readings: tuple[ReadingDifference, ...]

    @property
    def differing(self) -> tuple[ReadingDifference, ...]:
        """The readings under which some answer would differ."""
        return tuple(each for each in self.readings if each.differing)

    def _blocks(self) -> Iterator[Block]:
        yield Title(say("compare.otherwise"))
        if not self.scenarios:
            yield Paragraph(say("compare.otherwise.nothing"))
            return
        yield Paragraph(say("compare.otherwise.change", number=len(self.differing), of=len(self.readings)))
        if self.unanswered:
            yield Paragraph(say("compare.otherwise.unanswered", number=self.unanswered, of=self.scenarios))
        rows = [
            (each.reading.choice, each.reading.name, say("compare.otherwise.of", number=each.differing, of=each.tried))
            for each in self.readings
        ]
        if rows:
            yield Table((say("choice"), say("reading"), say("compare.otherwise.scenarios")), rows)
        for each in self.differing:
            yield Title(say("titled", name=each.reading.choice, says=each.reading.name), 2)
            yield Paragraph(say("compare.otherwise.reading", says=each.reading.says))
            yield Bullets([one.says for one in each.answers], say("compare.otherwise.differ"))


# --- Trying them ------------------------------------------------------------------------------------------------------


@checked
def sensitivity(scenarios: Scenario | Iterable[Scenario]) -> Sensitivity:
    """Which answers to these scenarios would differ under which other reading, and in how many of them.

    Each reading is tried by itself, all others as the policy of the scenario has them. A reading that the policy has
    already is left out for that scenario.

    Args:
        scenarios: one scenario, or any number of them; they are not kept, but for the first example of each difference.
    """
    tallies = [_Tally() for _ in OTHER_READINGS]
    policy: Policy | None = None
    others: list[Policy] = []
    before: dict[str, Answer] = {}
    number = unanswered = 0
    for number, scenario in enumerate([scenarios] if isinstance(scenarios, Scenario) else scenarios, 1):
        if scenario.policy is not policy:  # many scenarios share one
            policy = scenario.policy
            others = [reading.apply(policy) for reading in OTHER_READINGS]
        outcome = evaluate(scenario)
        unanswered += any(each.because is not None for each in outcome.not_asked)
        before = answers(outcome)
        for tally, other in zip(tallies, others, strict=True):
            if other != policy:
                tally.add(number, scenario, before, answers(evaluate(evolve(scenario, policy=other))))
    tried = [(reading, tally) for reading, tally in zip(OTHER_READINGS, tallies, strict=True) if tally.tried]
    readings = tuple(tally.total(reading, before) for reading, tally in tried)
    return Sensitivity(scenarios=number, unanswered=unanswered, readings=readings)


class _Tally:
    """What was counted of one reading so far."""

    def __init__(self) -> None:
        self.tried = self.differing = 0
        self.asked: Counter[str] = Counter()
        self.differs: Counter[str] = Counter()
        self.first: dict[str, tuple[int, Scenario, Answer, Answer]] = {}

    def add(self, number: int, scenario: Scenario, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> None:
        self.tried += 1
        self.asked.update(name for name in before if before[name] is not None or after[name] is not None)
        differing = [name for name in before if before[name] != after[name]]
        self.differing += bool(differing)
        self.differs.update(differing)
        for name in differing:
            self.first.setdefault(name, (number, scenario, before[name], after[name]))

    def total(self, reading: OtherReading, names: Iterable[str]) -> ReadingDifference:
        differ = [name for name in names if name in self.first]
        found = (AnswerDifference(name, self.differs[name], self.asked[name], *self.first[name]) for name in differ)
        return ReadingDifference(reading, self.differing, self.tried, tuple(found))
