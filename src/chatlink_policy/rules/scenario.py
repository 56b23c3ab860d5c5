"""One case in full: a scenario in, every answer out.

The yes/no rules answer exactly what is documented. That a user can act at all only where the chat is enabled is
composed here: an answer shows both what its rule says and whether the user can act on it in that app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType

from attrs import evolve, field

from .._arguments import checked
from .._validation import in_order, legal, one_of, optional, refuse, to_utc_or_none, tuple_of
from .._value import Model, frozen
from ..errors import InvalidValue, UnknownFact
from ..evidence import Decision, Statement
from ..models import AccessRights, App, Chat, Record, RecordType, User, View
from ..policy import Policy
from ..unknown import Unknown, known
from ..wording.words import Words, reason_of
from .context_card import ContextCard, LinkedTable, context_card, needs_view
from .enablement import missing_pane_permissions
from .joining import record_opens
from .notifications import Change, notifications
from .outcome import NotAsked, Outcome
from .questions import ASKED_BY, QUESTIONS, parameters_of
from .timeline import SYNC_KEEPS, TimelineEntry, timeline_entry

__all__ = ["Scenario", "evaluate"]


def _changes(value: Iterable[Change] | None) -> tuple[Change, ...] | None:
    return None if value is None else in_order(value, Change, attrgetter("attribute"), equal_once=False)


def _linked(value: Iterable[LinkedTable]) -> tuple[LinkedTable, ...]:
    return in_order(value, LinkedTable, attrgetter("alias"), equal_once=False)


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
        default=(), converter=_linked, validator=tuple_of(LinkedTable, "a list of linked tables", "alias", "alias")
    )
    changes: tuple[Change, ...] | None = field(
        default=None,
        converter=_changes,
        validator=optional(tuple_of(Change, "a list of changes", "attribute", "attribute")),
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


@checked
def evaluate(scenario: Scenario) -> Outcome:
    """Every question asked at once.

    One whose input is missing, unknown or not what it takes has no answer, and `not_asked` says why; that costs none of
    the other answers.
    """
    found: dict[str, object] = {}
    not_asked = []
    for question, ask in _ASKED.items():
        inputs = parameters_of(ask)
        given = [getattr(scenario, each) for each in inputs]
        lacks = [each for each, value in zip(inputs, given, strict=True) if value is None and each != "view"]
        found[question], because = None, None
        try:
            if question in _ALSO_LACKS:
                lacks += _ALSO_LACKS[question](scenario)
            if not lacks:
                found[question] = ask(*given)
        except (InvalidValue, UnknownFact) as error:
            because = reason_of(error)
        if lacks or because is not None:
            not_asked.append(NotAsked(question, tuple(lacks), because))
    said = _statements(scenario.policy, found.values())
    decisions = tuple(each for name in QUESTIONS if isinstance(each := found.pop(name), Decision))
    return Outcome(answers=decisions, **found, statements=said, not_asked=tuple(not_asked), scenario=scenario)  # type: ignore[arg-type]


def _statements(policy: Policy, answers: Iterable[object]) -> tuple[Statement, ...]:
    """What the settings and the answers also say, each once, in the order of the answers."""
    sync = policy.timeline_sync
    said = [_SYNC_IS_UNKNOWN] if isinstance(sync, Unknown) else [SYNC_KEEPS] if sync else []
    for answer in answers:
        if isinstance(answer, (Decision, ContextCard, TimelineEntry)):
            said += answer.statements
    return tuple({each.says: each for each in said}.values())


_SYNC_IS_UNKNOWN = evolve(
    SYNC_KEEPS,
    says=Words(
        f"whether the timeline sync is on is unknown; {SYNC_KEEPS.says}",
        "statement.sync_unknown",
        {"keeps": SYNC_KEEPS.says},
    ),
)


_ASKED: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        **ASKED_BY,
        "timeline_entry_shows": timeline_entry,
        "missing_pane_permissions": missing_pane_permissions,
        "record_opens": record_opens,
        "context_card": context_card,
        "notifications": notifications,
    }
)
"""The function that gives each answer."""

ANSWERS: tuple[str, ...] = tuple(_ASKED)
"""The names of all answers of an outcome, in its order."""


def inputs_of_answer(answer: str) -> tuple[str, ...]:
    """What an answer takes of a scenario."""
    return parameters_of(_ASKED[answer])


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


_ALSO_LACKS: Mapping[str, Callable[[Scenario], list[str]]] = MappingProxyType(
    {"context_card": _lacks_view, "timeline_entry": _lacks_since, "timeline_entry_shows": _lacks_since}
)
"""The inputs that a question lacks in one scenario and not in another."""
