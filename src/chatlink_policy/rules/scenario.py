"""One case in full: a scenario in, every answer out.

The yes/no rules answer exactly what the page asks. That a user can act at all only where the chat is enabled is
composed here: an answer shows both what its rule says and whether the user can act on it in that app.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from inspect import signature
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypedDict

from attrs import evolve, field

from .._arguments import checked
from .._ids import to_id, to_logical_name
from .._model import Model, Shown
from .._validation import (
    all_of,
    as_tuple,
    legal,
    one_of,
    optional,
    refuse,
    to_utc_or_none,
    tuple_of,
    validator,
    without_doubles,
)
from .._value import frozen
from ..defaults import PaneTable
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import SCHEMA_VERSION, Decision, DecisionDict, Statement
from ..evidence.named_facts import StatementDict
from ..models import AccessRights, App, Chat, Record, RecordType, User, View
from ..policy import Policy
from ..unknown import Unknown, known
from .connecting import ConnectFacts
from .context_card import ContextCard, ContextCardDict, context_card, needs_view
from .disconnecting import DisconnectFacts
from .enablement import EnablementFacts, missing_pane_permissions
from .joining import JoinFacts, record_opens
from .notifications import Notifications, NotificationsDict, notifications
from .questions import ASKED_BY, QUESTIONS
from .timeline import (
    SYNC_KEEPS,
    TimelineConfigureFacts,
    TimelineEntry,
    TimelineEntryDict,
    TimelineEntryFacts,
    TimelineOpenFacts,
    timeline_entry,
)

if TYPE_CHECKING:
    from ..rendering import Block

__all__ = ["Change", "LinkedTable", "NotAsked", "Outcome", "OutcomeDict", "Scenario", "Value", "evaluate"]

Value = None | bool | int | float | str | tuple["Value", ...]
"""The value of an attribute: what JSON can hold, a list as a tuple, and every number finite."""


# --- Scenario in ------------------------------------------------------------------------------------------------------


_DEEPEST = 20
"""So deep may lists nest in the value of an attribute."""


def _is_value(value: object, depth: int = 0) -> bool:
    if isinstance(value, tuple):
        return depth < _DEEPEST and all(_is_value(each, depth + 1) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    if type(value) is int:
        return abs(value) < 10**4_000  # larger ones cannot be written as text
    return value is None or type(value) is bool


def _with_type(value: object) -> tuple[object, ...]:
    """What a value is compared by: 1, 1.0 and true are different values (NTF-6)."""
    return (tuple, *map(_with_type, value)) if isinstance(value, tuple) else (type(value), value)


def _as_value(value: Value, depth: int = 0) -> Value:
    if isinstance(value, list) and depth <= _DEEPEST:
        return tuple(_as_value(each, depth + 1) for each in value)
    return value


_value = validator("a text, a finite number, true, false, null, or a list of these", _is_value)


@frozen
class Change(Model):
    """One attribute that was written.

    Args:
        attribute: its logical name.
        old: its value before.
        new: its value now; the same where it was written but did not change (NTF-6).
    """

    attribute: str = field(converter=to_logical_name, validator=legal)
    old: Value = field(default=None, converter=_as_value, validator=_value, eq=_with_type)
    new: Value = field(default=None, converter=_as_value, validator=_value, eq=_with_type)


@frozen
class LinkedTable(Model):
    """The metadata of a table that the view links under an alias (Q-9)."""

    alias: str = field(converter=to_id, validator=legal)
    record_type: RecordType = field(validator=one_of(RecordType, "the metadata of a table"))


def _attribute_name(change: Change) -> str:
    return change.attribute


def _alias(table: LinkedTable) -> str:
    return table.alias


def _changes(value: Iterable[Change] | None) -> tuple[Change, ...] | None:
    if value is None:
        return None
    changes = as_tuple(value)
    if not (isinstance(changes, tuple) and all(isinstance(each, Change) for each in changes)):
        return changes
    return tuple(sorted(changes, key=_attribute_name))


def _linked(value: Iterable[LinkedTable]) -> tuple[LinkedTable, ...]:
    linked = as_tuple(value)
    if not (isinstance(linked, tuple) and all(isinstance(each, LinkedTable) for each in linked)):
        return linked
    return tuple(sorted(linked, key=_alias))


@frozen(kw_only=True)
class Scenario(Model):
    """One case: a policy, and whatever is known of who, where, which chat and which record.

    A question whose input is missing is not asked. Times are given, never taken from a clock.

    Args:
        policy: the settings.
        app: the app the user works in.
        user: the user who asks; also the agent of the context card.
        chat: the chat.
        record: the record.
        access: the user's access rights to the record.
        record_type: the metadata of the record's table.
        view: the view that applies to the context card (CRD-5).
        linked: the metadata of tables that the view links, by alias (Q-9).
        changes: the attributes that an update of the record wrote; None where nothing was updated.
        now: the time to judge by whether a timeline entry is kept current (TML-7), with its zone.

    Raises:
        InvalidValue: also when record, metadata and view are not of one table.
    """

    policy: Policy = field(validator=one_of(Policy, "a policy"))
    app: App | None = field(default=None, validator=optional(one_of(App, "an app")))
    user: User | None = field(default=None, validator=optional(one_of(User, "a user")))
    chat: Chat | None = field(default=None, validator=optional(one_of(Chat, "a chat")))
    record: Record | None = field(default=None, validator=optional(one_of(Record, "a record")))
    access: AccessRights | None = field(default=None, validator=optional(one_of(AccessRights, "access rights")))
    record_type: RecordType | None = field(
        default=None, validator=optional(one_of(RecordType, "the metadata of a table"))
    )
    view: View | None = field(default=None, validator=optional(one_of(View, "a view")))
    linked: tuple[LinkedTable, ...] = field(
        default=(),
        converter=_linked,
        validator=[tuple_of(LinkedTable, "a list of linked tables"), without_doubles(_alias, "alias")],
    )
    changes: tuple[Change, ...] | None = field(
        default=None,
        converter=_changes,
        validator=optional(
            all_of(tuple_of(Change, "a list of changes"), without_doubles(_attribute_name, "attribute"))
        ),
    )
    now: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)

    def __attrs_post_init__(self) -> None:
        tables = {
            "record": self.record and self.record.record_type,
            "record_type": self.record_type and self.record_type.name,
            "view": self.view and self.view.record_type,
        }
        given = {name: table for name, table in tables.items() if table is not None}
        for name, table in given.items():
            if table != next(iter(given.values())):
                raise refuse(self, name, f"the table of {next(iter(given))}, {next(iter(given.values()))!r}", table)

    @property
    def linked_tables(self) -> dict[str, RecordType]:
        """The linked tables by their alias, as `context_card` takes them."""
        return {each.alias: each.record_type for each in self.linked}


# --- Outcome out ------------------------------------------------------------------------------------------------------

NEEDS_ENABLEMENT = ("connecting", "disconnecting", "joining", "timeline_open")
"""The questions whose yes a user can act on only in an app that has the chat."""


@frozen
class NotAsked(Model):
    """A question that has no answer, and why: the other questions are answered all the same.

    Attributes:
        question: its name.
        lacks: the inputs that were not given.
        because: why it cannot be answered with what was given: something that it needs is unknown, or is not what it
            takes. None where inputs are all that is missing.
    """

    question: str
    lacks: tuple[str, ...]
    because: str | None = None

    @property
    def says(self) -> str:
        """Why it has no answer, in words."""
        return "; ".join([*([f"lacks {', '.join(self.lacks)}"] if self.lacks else []), *filter(None, [self.because])])


class NotAskedDict(TypedDict):
    """A question without an answer in `OutcomeDict`."""

    lacks: list[str]
    because: str | None


class AnswerDict(TypedDict):
    """A yes/no answer in `OutcomeDict`."""

    decision: DecisionDict
    can_act: bool | None


class OutcomeDict(TypedDict):
    """What `Outcome.to_dict` returns."""

    schema_version: int
    answers: dict[str, AnswerDict]
    missing_pane_permissions: list[str] | None
    record_opens: bool | None
    can_join_from_timeline: bool | None
    timeline_entry_shows: TimelineEntryDict | None
    context_card: ContextCardDict | None
    notifications: NotificationsDict | None
    statements: list[StatementDict]
    not_asked: dict[str, NotAskedDict]


@frozen(kw_only=True)
class Outcome(Model, Shown):
    """Every answer to one scenario; None where a question was not asked.

    Attributes:
        enablement, connecting, disconnecting, joining, timeline_entry, timeline_open, timeline_configure: the
            decisions of the yes/no questions, each exactly what its rule says.
        timeline_entry_shows: what the entry shows (TML-3); None also where there is no entry.
        missing_pane_permissions: the tables of the productivity pane that the user may not read (ENB-8); they count in
            a multi-session app only.
        record_opens: whether the record opens for the user when shared in a chat (PRV-1).
        context_card: the card that comes with the chat when it is newly connected.
        notifications: what the update tells whom.
        statements: what the answers say besides, and what follows from the settings alone, each once.
        not_asked: the questions that have no answer, each with the inputs it lacks or what is wrong with them.
    """

    enablement: Decision[EnablementFacts] | None
    connecting: Decision[ConnectFacts] | None
    disconnecting: Decision[DisconnectFacts] | None
    joining: Decision[JoinFacts] | None
    timeline_entry: Decision[TimelineEntryFacts] | None
    timeline_open: Decision[TimelineOpenFacts] | None
    timeline_configure: Decision[TimelineConfigureFacts] | None
    timeline_entry_shows: TimelineEntry | None
    missing_pane_permissions: tuple[PaneTable, ...] | None
    record_opens: bool | None
    context_card: ContextCard | None
    notifications: Notifications | None
    statements: tuple[Statement, ...]
    not_asked: tuple[NotAsked, ...]

    @property
    def decisions(self) -> Mapping[str, Decision[object]]:
        """The decisions by the name of their question, in the order of the spec, those asked only."""
        answers: Iterable[tuple[str, Decision[object] | None]] = ((name, getattr(self, name)) for name in QUESTIONS)
        return {name: decision for name, decision in answers if decision is not None}

    def can_act(self, question: str) -> bool | None:
        """Whether the user can act on that answer in the app: its rule says yes, and the app has the chat.

        None where that is not known: the question was not asked, or the rule says yes but the app was not provided.

        Raises:
            InvalidValue: when there is no question of that name.
        """
        if question not in QUESTIONS:
            raise InvalidValue("question", f"one of {', '.join(QUESTIONS)}", shown(question))
        decision = self.decisions.get(question)
        if decision is None or not decision.allowed or question not in NEEDS_ENABLEMENT:
            return None if decision is None else decision.allowed
        return None if self.enablement is None else self.enablement.allowed

    @property
    def can_join_from_timeline(self) -> bool | None:
        """Whether the user can join from the entry on the timeline, in that app (TML-5).

        A yes only where there is an entry, the user may join (JOI-1), "Open chat" works for the user in the app (TML-4)
        and the user has the chat there. None where one of these was not asked.
        """
        parts = (self.timeline_entry, self.joining, self.timeline_open, self.enablement)
        return None if None in parts else all(parts)

    def to_dict(self) -> OutcomeDict:
        """Every answer with its evidence as plain data, in a stable shape of version `SCHEMA_VERSION`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "answers": {
                name: {"decision": decision.to_dict(), "can_act": self.can_act(name)}
                for name, decision in self.decisions.items()
            },
            "missing_pane_permissions": None
            if self.missing_pane_permissions is None
            else [table.name for table in self.missing_pane_permissions],
            "record_opens": self.record_opens,
            "can_join_from_timeline": self.can_join_from_timeline,
            "timeline_entry_shows": None if self.timeline_entry_shows is None else self.timeline_entry_shows.to_dict(),
            "context_card": None if self.context_card is None else self.context_card.to_dict(),
            "notifications": None if self.notifications is None else self.notifications.to_dict(),
            "statements": [each.to_dict() for each in self.statements],
            "not_asked": {
                each.question: {"lacks": list(each.lacks), "because": each.because} for each in self.not_asked
            },
        }

    def _blocks(self) -> Iterable[Block]:
        from .._pages import outcome_blocks  # noqa: PLC0415  # only a notebook pays for it

        return outcome_blocks(self)


@checked
def evaluate(scenario: Scenario) -> Outcome:
    """Every question asked at once.

    One whose input is missing, unknown or not what it takes has no answer, and `not_asked` says why; that costs none of
    the other answers.
    """
    answers: dict[str, Any] = {}
    not_asked = []
    for question, ask in _ASKED.items():
        inputs = _INPUTS[question]
        given = [getattr(scenario, each) for each in inputs]
        lacks = [each for each, value in zip(inputs, given, strict=True) if value is None and each != "view"]
        answers[question], because = None, None
        try:
            if question in _LACKS_BESIDES:
                lacks += _LACKS_BESIDES[question](scenario)
            if not lacks:
                answers[question] = ask(*given)
        except (InvalidValue, UnknownFact) as error:
            because = str(error)
        if lacks or because is not None:
            not_asked.append(NotAsked(question, tuple(lacks), because))
    return Outcome(**answers, statements=_statements(scenario.policy, answers.values()), not_asked=tuple(not_asked))


def _statements(policy: Policy, answers: Iterable[object]) -> tuple[Statement, ...]:
    """What the settings and the answers say besides, each once, in the order of the answers."""
    sync = policy.timeline_sync
    said = [_SYNC_IS_UNKNOWN] if isinstance(sync, Unknown) else [SYNC_KEEPS] if sync else []
    for answer in answers:
        if isinstance(answer, (Decision, ContextCard, TimelineEntry)):
            said += answer.statements
    return tuple({each.says: each for each in said}.values())


_SYNC_IS_UNKNOWN = evolve(SYNC_KEEPS, says=f"whether the timeline sync is on is unknown; {SYNC_KEEPS.says}")


def _card(
    policy: Policy, record_type: RecordType, view: View | None, user: User, linked_tables: Mapping[str, RecordType]
) -> ContextCard:
    return context_card(policy, record_type, view, user, linked_tables)


def _notifications(
    policy: Policy, chat: Chat, record: Record, record_type: RecordType, changes: tuple[Change, ...]
) -> Notifications:
    written = {change.attribute: (change.old, change.new) for change in changes}
    return notifications(policy, record_type, record, written, [chat])


_ASKED: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        **ASKED_BY,
        "timeline_entry_shows": timeline_entry,
        "missing_pane_permissions": missing_pane_permissions,
        "record_opens": record_opens,
        "context_card": _card,
        "notifications": _notifications,
    }
)
"""The function that gives each answer."""

_INPUTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(signature(ask).parameters) for name, ask in _ASKED.items()}
)
"""What each answer takes of a scenario."""

ANSWERS: tuple[str, ...] = tuple(_ASKED)
"""The names of all answers of an outcome, in its order."""


def _lacks_view(scenario: Scenario) -> list[str]:
    """The view, where the card of that record type takes its fields from one (CRD-5)."""
    record_type = scenario.record_type
    if record_type is None or scenario.view is not None:
        return []
    return ["view"] if needs_view(scenario.policy.settings_for(record_type.name)) else []


def _lacks_since(scenario: Scenario) -> list[str]:
    """Since when the sync is on, where the chat is connected to the record (TML-7)."""
    policy, chat, record = scenario.policy, scenario.chat, scenario.record
    is_connected = chat is not None and record is not None and record.key in chat.connections
    is_lacking = is_connected and known(policy.timeline_sync) and policy.timeline_sync_since is None
    return ["policy.timeline_sync_since"] if is_lacking else []


_LACKS_BESIDES: Mapping[str, Callable[[Scenario], list[str]]] = MappingProxyType(
    {"context_card": _lacks_view, "timeline_entry": _lacks_since, "timeline_entry_shows": _lacks_since}
)
"""The inputs that a question lacks in one scenario and not in another."""
