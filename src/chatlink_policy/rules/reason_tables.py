"""Why a field is not on the card, and why a change notifies nobody: every combination of what decides it, as tables.

Each answer is given by the rule itself, of an organisation made for the combination; no rule is written
here a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import product
from types import MappingProxyType

from attrs import field

from .._combinations import Combination, Combinations, Standing
from .._value import Model, frozen
from ..defaults import MOST_CARD_FIELDS
from ..models import (
    NOBODY,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Record,
    RecordType,
    User,
    View,
    ViewKind,
)
from ..policy import AS_CHOSEN, Policy, Readings, RecordTypePolicy
from ..unknown import UNKNOWN, Unknown
from ..wording.words import say
from ._why import Why
from .context_card import LinkedTable, WhyNotShown, context_card
from .notifications import Change, WhyNotSent, notifications

__all__ = ["REASON_TABLES", "ReasonTable", "ReasonTablePart"]

_TABLE, _ATTRIBUTE = "incident", "title"
_THEN = datetime.min.replace(tzinfo=UTC)


@frozen(eq=False)
class ReasonTablePart(Model):
    """The combinations of some facts that decide together.

    Attributes:
        title: what the facts are about.
        facts: the facts by name, each with what it means when it holds.
        cites_of_yes: what a yes rests on.
        decides: the reasons for a no, of the truths of the facts in their order.
        never: why some combinations cannot occur, in words; empty where all can.
        can_occur: which can.
    """

    title: str
    facts: Mapping[str, str]
    cites_of_yes: tuple[str, ...]
    decides: Callable[..., tuple[Why, ...]]
    never: str = ""
    can_occur: Callable[..., bool] = field(default=lambda *_: True)

    @cached_property
    def reasons(self) -> Mapping[tuple[bool, ...], tuple[Why, ...]]:
        """The reasons for a no of every combination that can occur; none for a yes."""
        every = product((False, True), repeat=len(self.facts))
        return {truths: self.decides(*truths) for truths in every if self.can_occur(*truths)}

    @property
    def combinations(self) -> Combinations:
        """Every combination, with its answer and all its reasons."""
        rows = [self._row(truths) for truths in product((False, True), repeat=len(self.facts))]
        choices = dict.fromkeys(each for row in rows for each in row.by.split(", ") if each.startswith("Q-"))
        return Combinations(tuple(self.facts), rows, ", ".join(choices), (self.never,) if self.never else ())

    def _row(self, truths: tuple[bool, ...]) -> Combination:
        from ..rendering import yes_no  # noqa: PLC0415  # only who looks at it pays for it
        from ..sources import cited_all  # noqa: PLC0415

        why = self.reasons.get(truths)
        if why is None:
            return Combination(truths, "-", Standing.IMPOSSIBLE, say("cannot occur"))
        cites = tuple(dict.fromkeys([each for reason in why for each in reason.cites] or self.cites_of_yes))
        says = tuple(say("cited", says=each.says, cites=cited_all(each.cites)) for each in why)
        is_open = any(each.startswith("Q-") for each in cites)
        standing = Standing.DERIVED if is_open else Standing.DOCUMENTED
        return Combination(truths, yes_no(not why), standing, cited_all(cites), says)


@frozen(eq=False)
class ReasonTable(Model):
    """A question that is answered by reasons rather than by a truth table.

    Attributes:
        name: its name, as in an outcome.
        asks: the question.
        says: how the reasons combine.
        parts: its combinations, by what the facts are about.
    """

    name: str
    asks: str
    says: str
    parts: tuple[ReasonTablePart, ...]

    @property
    def reasons(self) -> tuple[Why, ...]:
        """Every reason, in the order in which they are decided."""
        return in_order(why for part in self.parts for why in part.reasons.values())

    @property
    def cites(self) -> frozenset[str]:
        """The requirements and choices that the answers rest on."""
        cites = {each for reason in self.reasons for each in reason.cites}
        return frozenset(cites.union(*(part.cites_of_yes for part in self.parts)))


def in_order(given: Iterable[Sequence[Why]]) -> tuple[Why, ...]:
    """The reasons in an order that agrees with each list of them, the earliest in its enumeration first.

    Raises:
        ValueError: where lists disagree.
    """
    lists = [*map(list, given)]
    left = dict.fromkeys(sorted({each for why in lists for each in why}, key=_place))
    found: list[Why] = []
    while left:
        behind = {each for why in lists for each in [one for one in why if one in left][1:]}
        first = next((each for each in left if each not in behind), None)
        if first is None:
            raise ValueError("expected reasons in one order")
        found.append(first)
        del left[first]
    return tuple(found)


def _place(why: Why) -> int:
    return [*why.__class__].index(why)


def _facts(table: str, names: Iterable[str]) -> Mapping[str, str]:
    return MappingProxyType({each: say(f"reason_table.{table}.facts.{each}") for each in names})


def _table(
    attributes: Iterable[Attribute], *, is_virtual: bool | Unknown = UNKNOWN, has_filter: bool | Unknown = UNKNOWN
) -> RecordType:
    return RecordType(_TABLE, attributes, is_activity=UNKNOWN, is_virtual=is_virtual, has_update_filter=has_filter)


# --- The context card -------------------------------------------------------------------------------------------------


def _not_shown(
    is_visible: bool,
    is_own: bool,
    is_known: bool,
    is_supported: bool,
    may_read: bool,
    fits: bool,
    readings: Readings = AS_CHOSEN,
) -> tuple[WhyNotShown, ...]:
    """Why the last column of a view is not shown."""
    kind = AttributeType.STRING if is_supported else AttributeType.IMAGE
    own = [Attribute(_ATTRIBUTE, kind, is_secured=not may_read)] if is_known else []
    before = [Attribute(f"first{number}", AttributeType.STRING) for number in range(MOST_CARD_FIELDS - fits)]
    last = Column(_ATTRIBUTE, alias=None if is_own else "linked", is_hidden=not is_visible)
    view = View("view", "View", _TABLE, ViewKind.OTHER, [*(Column(each.name) for each in before), last])
    settings = RecordTypePolicy(_TABLE, view_id="view")
    policy = Policy(chat_is_on=UNKNOWN, record_types=[settings], readings=readings)
    table, linked = _table([*before, *own]), [LinkedTable("linked", _table(own))] if is_known else []
    return context_card(policy, table, view, User("agent"), linked).columns[-1].why_not


_CARD = ReasonTable(
    "context_card",
    say("reason_table.context_card.asks"),
    say("reason_table.context_card.says"),
    (
        ReasonTablePart(
            say("reason_table.context_card.parts.column"),
            _facts(
                "context_card",
                ("is_visible", "is_of_own_table", "is_in_metadata", "type_is_supported", "agent_may_read", "fits"),
            ),
            ("CRD-2", "CRD-3", "CRD-4"),
            _not_shown,
            say("reason_table.context_card.never"),
            lambda _visible, _own, known, supported, may_read, _fits: known or (supported and may_read),
        ),
        ReasonTablePart(
            say("reason_table.context_card.parts.linked"),
            _facts("context_card", ("is_visible", "is_of_own_table", "is_in_metadata")),
            ("CRD-2", "CRD-3", "CRD-4"),
            lambda visible, own, known: _not_shown(
                visible, own, known, True, True, True, Readings(linked_columns_never_shown=True)
            ),
        ),
    ),
)


# --- Notifications ----------------------------------------------------------------------------------------------------


def _not_sent(
    *facts: bool,
) -> tuple[WhyNotSent, ...]:
    """Why the change of an attribute notifies nobody."""
    chat_is_on, toggle_is_on, is_real, has_filter, is_connected, is_selected, is_known, is_supported, *change = facts
    is_written, is_changed = change
    kind = AttributeType.STRING if is_supported else AttributeType.IMAGE
    attributes = [Attribute(_ATTRIBUTE, kind)] if is_known else []
    table = _table(attributes, is_virtual=not is_real, has_filter=has_filter)
    settings = RecordTypePolicy(_TABLE, notify=toggle_is_on, notified_attributes=[_ATTRIBUTE] if is_selected else [])
    record = Record(_TABLE, "1" if is_connected else "2", NOBODY)
    chat = Chat("19:chat", ChatKind.GROUP, links=[ChatLink(_TABLE, "1", connected_on=_THEN)])
    written = [Change(_ATTRIBUTE, "before", "after" if is_changed else "before")] if is_written else []
    found = notifications(Policy(chat_is_on=chat_is_on, record_types=[settings]), chat, record, table, written)
    return tuple(why for each in found.not_sent for why in each.why)


_NOTIFICATIONS = ReasonTable(
    "notifications",
    say("reason_table.notifications.asks"),
    say("reason_table.notifications.says"),
    (
        ReasonTablePart(
            say("reason_table.notifications.parts.chat"),
            _facts(
                "notifications", ("chat_is_on", "toggle_is_on", "is_not_virtual", "has_update_filter", "is_connected")
            ),
            ("NTF-1",),
            lambda *facts: _not_sent(*facts, True, True, True, True, True),
        ),
        ReasonTablePart(
            say("reason_table.notifications.parts.attribute"),
            _facts("notifications", ("is_selected", "is_in_metadata", "type_is_supported", "is_written", "is_changed")),
            ("NTF-1", "NTF-5", "NTF-6"),
            lambda *facts: _not_sent(True, True, True, True, True, *facts),
            say("reason_table.notifications.never"),
            lambda selected, known, supported, written, changed: (
                (selected or written) and (known or supported) and (written or not changed)
            ),
        ),
    ),
)

REASON_TABLES: Mapping[str, ReasonTable] = MappingProxyType({each.name: each for each in (_CARD, _NOTIFICATIONS)})
"""The questions that are answered by reasons, by name."""
