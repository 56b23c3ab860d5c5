"""Which answers would differ if the page were read otherwise.

Each choice of docs/choices.md that can change an answer is tried on the scenarios given, one reading at a time: the
scenario is evaluated as its policy reads the page, and again with that one reading changed. What is compared are the
answers, not the evidence for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from attrs import evolve

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..models import AttributeType
from ..policy import AS_CHOSEN, CARD_UNSUPPORTED_TYPES, CardFields, OpenCombination, Policy, Readings
from ..rendering import Block, Bullets, Paragraph, Table, Title, yes_no
from ..rules.notifications import Notification
from ..rules.questions import QUESTIONS
from ..rules.scenario import NEEDS_ENABLEMENT, Outcome, Scenario, evaluate
from ..rules.timeline import TimelineEntry
from ..sources import CHOICES

__all__ = [
    "OTHER_READINGS",
    "Answer",
    "AnswerDifference",
    "Example",
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
    """One way to read the page where it can be read in more than one.

    Attributes:
        choice: the number of the choice ("Q-3").
        name: its name, unique among all readings ("card_fields_window").
        says: what it says, as a plain statement.
        apply: gives the policy with that reading, all other readings as they are. A policy that reads so already comes
            back equal.
    """

    choice: str
    name: str
    says: str
    apply: Callable[[Policy], Policy]


@frozen
class _Reads(Model):
    """The policy with one of its readings as these have it."""

    readings: Readings
    name: str

    def __call__(self, policy: Policy) -> Policy:
        return policy.but(readings=evolve(policy.readings, **{self.name: getattr(self.readings, self.name)}))


@frozen
class _Opens(Model):
    """The policy with one of the open combinations decided yes."""

    combination: OpenCombination

    def __call__(self, policy: Policy) -> Policy:
        opened = policy.readings.open_combinations | {self.combination}
        return policy.but(readings=evolve(policy.readings, open_combinations=opened))


@frozen
class _Unsupported(Model):
    """The policy with these types not supported on a card."""

    types: frozenset[AttributeType]

    def __call__(self, policy: Policy) -> Policy:
        return policy.but(card_unsupported_types=self.types)


_SHIPPED_VIEW_TYPES = frozenset(
    {
        AttributeType.STRING,
        AttributeType.DATE_TIME,
        AttributeType.PICKLIST,
        AttributeType.CUSTOMER,
        AttributeType.MEMO,
    }
)
"""The types that the shipped view of cases shows (Q-5)."""

_OTHERWISE = (
    OtherReading(
        "Q-2",
        "two_default_apps",
        "two apps are selected by default, without Contact Center workspace",
        _Reads(Readings(two_default_apps=True), "two_default_apps"),
    ),
    OtherReading(
        "Q-3",
        "card_fields_window",
        "a card shows the first five fields, less the unsupported ones among them",
        _Reads(Readings(card_fields=CardFields.WINDOW), "card_fields"),
    ),
    OtherReading(
        "Q-3",
        "card_fields_five_or_four",
        "a card shows the first five fields where all five are supported, else the first four supported ones",
        _Reads(Readings(card_fields=CardFields.FIVE_OR_FOUR), "card_fields"),
    ),
    OtherReading(
        "Q-4",
        "every_write_notifies",
        "a written value notifies also where it did not change",
        _Reads(Readings(every_write_notifies=True), "every_write_notifies"),
    ),
    OtherReading("Q-5", "every_type_on_cards", "a card shows attributes of every type", _Unsupported(frozenset())),
    OtherReading(
        "Q-5",
        "shipped_types_on_cards",
        "a card shows only the types that the shipped view shows: String, DateTime, Picklist, Customer and Memo",
        _Unsupported(frozenset(AttributeType) - _SHIPPED_VIEW_TYPES),
    ),
    OtherReading(
        "Q-6",
        "open_combination_nnny",
        "whoever is neither owner nor connector may disconnect while only the connector toggle is on",
        _Opens(OpenCombination.CONNECTOR_TOGGLE_ALONE),
    ),
    OtherReading(
        "Q-6",
        "open_combination_nnyy",
        "whoever is neither owner nor connector may disconnect while both toggles are on",
        _Opens(OpenCombination.BOTH_TOGGLES_ALONE),
    ),
    OtherReading(
        "Q-6",
        "open_combination_ynny",
        "an owner who is not the connector may disconnect while only the connector toggle is on",
        _Opens(OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE),
    ),
    OtherReading(
        "Q-6",
        "open_combination_nyyn",
        "a connector who is not the owner may disconnect while only the owner toggle is on",
        _Opens(OpenCombination.CONNECTOR_WITH_OWNER_TOGGLE),
    ),
    OtherReading(
        "Q-8",
        "big_int_never_notifies",
        "an attribute of the type BigInt does not notify",
        _Reads(Readings(big_int_never_notifies=True), "big_int_never_notifies"),
    ),
    OtherReading(
        "Q-9",
        "linked_columns_never_shown",
        "a card never shows a column of a linked table",
        _Reads(Readings(linked_columns_never_shown=True), "linked_columns_never_shown"),
    ),
    OtherReading(
        "Q-10",
        "team_records_have_no_owner",
        "nobody is the owner of a record that a team owns",
        _Reads(Readings(team_records_have_no_owner=True), "team_records_have_no_owner"),
    ),
    OtherReading(
        "Q-13",
        "unreadable_field_is_replaced",
        "the next field takes the place of one that the agent may not read",
        _Reads(Readings(unreadable_field_is_replaced=True), "unreadable_field_is_replaced"),
    ),
    OtherReading(
        "Q-15",
        "anyone_who_connected_is_connector",
        "anyone who ever connected the chat is its connector",
        _Reads(Readings(anyone_who_connected_is_connector=True), "anyone_who_connected_is_connector"),
    ),
    OtherReading(
        "Q-18",
        "default_apps_always_selected",
        "the default apps are selected besides an earlier selection",
        _Reads(Readings(default_apps_always_selected=True), "default_apps_always_selected"),
    ),
)

_AS_CHOSEN: Mapping[str, Callable[[Policy], Policy]] = MappingProxyType(
    {
        "Q-2": _Reads(AS_CHOSEN, "two_default_apps"),
        "Q-3": _Reads(AS_CHOSEN, "card_fields"),
        "Q-4": _Reads(AS_CHOSEN, "every_write_notifies"),
        "Q-5": _Unsupported(CARD_UNSUPPORTED_TYPES),
        "Q-6": _Reads(AS_CHOSEN, "open_combinations"),
        "Q-8": _Reads(AS_CHOSEN, "big_int_never_notifies"),
        "Q-9": _Reads(AS_CHOSEN, "linked_columns_never_shown"),
        "Q-10": _Reads(AS_CHOSEN, "team_records_have_no_owner"),
        "Q-13": _Reads(AS_CHOSEN, "unreadable_field_is_replaced"),
        "Q-15": _Reads(AS_CHOSEN, "anyone_who_connected_is_connector"),
        "Q-18": _Reads(AS_CHOSEN, "default_apps_always_selected"),
    }
)


def _readings() -> Iterator[OtherReading]:
    """For each choice its other readings, and then the one that was chosen, for a policy that reads otherwise."""
    for choice, as_chosen in _AS_CHOSEN.items():
        yield from (each for each in _OTHERWISE if each.choice == choice)
        chosen = CHOICES[choice].chosen.rstrip(".")
        says = f"as this library chose: {chosen}"
        yield OtherReading(choice, f"{choice.lower().replace('-', '_')}_as_chosen", says, as_chosen)


OTHER_READINGS: tuple[OtherReading, ...] = tuple(_readings())
"""Every reading that can change an answer, choice by choice.

The last of each choice is the one that this library chose: it is another one for a policy that reads the page
otherwise. For any policy the readings it has itself are left out.
"""


# --- What is compared -------------------------------------------------------------------------------------------------


@checked
def answers(outcome: Outcome) -> dict[str, Answer]:
    """Every answer of an outcome by name, without its evidence; None where it was not asked or there is none.

    A yes/no question has its own name; "... in the app" is whether the user can act on it there. The reasons why a
    column is not on the card, or why an attribute does not notify, are evidence and left out.
    """
    decisions = outcome.decisions
    card, told, entry = outcome.context_card, outcome.notifications, outcome.timeline_entry_shows
    tables = outcome.missing_pane_permissions
    return {
        **{name: decisions[name].allowed if name in decisions else None for name in QUESTIONS},
        **{f"{name} in the app": outcome.can_act(name) for name in NEEDS_ENABLEMENT},
        "missing pane permissions": None if tables is None else tuple(table.name for table in tables),
        "record opens": outcome.record_opens,
        "join from the timeline": outcome.can_join_from_timeline,
        "timeline entry shows": None if entry is None else tuple(_entry_says(entry)),
        "context card is shown": None if card is None else card.is_shown,
        "context card view": None if card is None else card.view,
        "context card fields": None if card is None else card.fields,
        "context card lays open": None if card is None else card.laid_open,
        "notifications sent": None if told is None else tuple(map(_notification_says, told.sent)),
        "notifications go to": None if told is None else told.chats if told.sent else (),
    }


def _entry_says(entry: TimelineEntry) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in entry.to_dict().items() if name not in {"sources", "statements"})


def _notification_says(told: Notification) -> str:
    return f"{told.attribute}, images not whole" if told.images_not_whole else told.attribute


def _answer_says(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return ", ".join(answer) or "none"
    return answer if isinstance(answer, str) else yes_no(answer)


@frozen(kw_only=True)
class Example(Model):
    """A scenario with an answer that would differ.

    Attributes:
        number: which of the scenarios it is, the first being 1.
        scenario: the scenario.
        before: the answer as its policy reads the page.
        after: the answer under the other reading.
    """

    number: int
    scenario: Scenario
    before: Answer
    after: Answer

    @property
    def says(self) -> str:
        """What it is and what it would be, in words."""
        return f"scenario {self.number} has {_answer_says(self.before)}; would have {_answer_says(self.after)}"


@frozen(kw_only=True)
class AnswerDifference(Model):
    """One answer that would differ under one reading.

    Attributes:
        answer: the name of the answer, as `answers` names it.
        differing: in how many scenarios it would differ.
        asked: in how many of the scenarios tried there is such an answer at all.
        example: the first scenario in which it would differ.
    """

    answer: str
    differing: int
    asked: int
    example: Example


@frozen(kw_only=True)
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
class Sensitivity(Model, Shown):
    """Which answers would differ under which other reading.

    Attributes:
        scenarios: how many scenarios there are.
        unanswered: how many of them leave a question without an answer, since something that it needs is unknown or
            is not what it takes; they count for the other questions.
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

    def _blocks(self) -> Iterable[Block]:
        yield Title("If the page were read otherwise")
        if not self.scenarios:
            yield Paragraph("No scenario was given.")
            return
        yield Paragraph(f"{len(self.differing)} of {len(self.readings)} other readings would change an answer.")
        if self.unanswered:
            yield Paragraph(
                f"{self.unanswered} of {self.scenarios} scenarios leave a question without an answer: something that "
                "it needs is unknown."
            )
        rows = [(each.reading.choice, each.reading.name, f"{each.differing} of {each.tried}") for each in self.readings]
        if rows:
            yield Table(("choice", "reading", "scenarios that differ"), rows)
        for each in self.differing:
            yield Title(f"{each.reading.choice}: {each.reading.name}", 2)
            yield Paragraph(f"If it is read so: {each.reading.says}.")
            yield Bullets(
                [f"{one.answer}: {one.differing} of {one.asked} scenarios; {one.example.says}" for one in each.answers],
                "would differ",
            )


# --- Trying them ------------------------------------------------------------------------------------------------------


@checked
def sensitivity(scenarios: Scenario | Iterable[Scenario]) -> Sensitivity:
    """Which answers to these scenarios would differ under which other reading, and in how many of them.

    Each reading is tried by itself, all others as the policy of the scenario has them. A reading that the policy has
    already is left out for that scenario.

    Args:
        scenarios: one scenario, or any number of them; they are not kept, but for the first example of each difference.
    """
    tallies = [_Tally(reading) for reading in OTHER_READINGS]
    others = _Others()
    number = unanswered = 0
    for number, scenario in enumerate([scenarios] if isinstance(scenarios, Scenario) else scenarios, 1):
        outcome = evaluate(scenario)
        unanswered += any(each.because is not None for each in outcome.not_asked)
        before = answers(outcome)
        for tally, policy in zip(tallies, others.of(scenario.policy), strict=True):
            if policy is not None:
                tally.add(number, scenario, before, answers(evaluate(evolve(scenario, policy=policy))))
    return Sensitivity(
        scenarios=number,
        unanswered=unanswered,
        readings=tuple(tally.told() for tally in tallies if tally.tried),
    )


class _Others:
    """A policy under each other reading, None where it reads so already; made once for scenarios that share it."""

    def __init__(self) -> None:
        self._policy: Policy | None = None
        self._others: list[Policy | None] = []

    def of(self, policy: Policy) -> list[Policy | None]:
        if policy is not self._policy:
            read = (reading.apply(policy) for reading in OTHER_READINGS)
            self._policy, self._others = policy, [None if each == policy else each for each in read]
        return self._others


class _Tally:
    """What is known of one reading so far."""

    def __init__(self, reading: OtherReading) -> None:
        self.tried = 0
        self._reading = reading
        self._names: tuple[str, ...] = ()
        self._scenarios = 0
        self._asked: Counter[str] = Counter()
        self._differing: Counter[str] = Counter()
        self._examples: dict[str, Example] = {}

    def add(self, number: int, scenario: Scenario, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> None:
        self.tried += 1
        self._names = tuple(before)
        self._asked.update(name for name, answer in before.items() if answer is not None or after[name] is not None)
        differing = [name for name, answer in before.items() if answer != after[name]]
        self._scenarios += bool(differing)
        self._differing.update(differing)
        for name in differing:
            if name not in self._examples:
                self._examples[name] = Example(number=number, scenario=scenario, before=before[name], after=after[name])

    def told(self) -> ReadingDifference:
        return ReadingDifference(
            reading=self._reading,
            differing=self._scenarios,
            tried=self.tried,
            answers=tuple(
                AnswerDifference(
                    answer=name,
                    differing=self._differing[name],
                    asked=self._asked[name],
                    example=self._examples[name],
                )
                for name in self._names
                if name in self._examples
            ),
        )
