"""The context cards and notifications of an organisation as they are configured, whoever connects a chat or writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from attrs import evolve

from .._arguments import checked
from ..models import NOBODY, Chat, ChatKind, ChatLink, Record, RecordType, User
from ..policy import Policy, RecordTypePolicy
from ..rules.context_card import ContextCard, applicable_view, context_card, linked_tables
from ..rules.notifications import Change, Notifications, notifications
from ..snapshot import Snapshot
from ..unknown import Unknown, known

__all__ = [
    "ConfiguredCard",
    "carded",
    "configured_cards",
    "configured_notifications",
    "configured_updates",
    "metadata",
    "notifying",
]


@checked
def metadata(snapshot: Snapshot) -> dict[str, RecordType]:
    """The metadata of the tables, by their names."""
    return {each.name: each for each in snapshot.record_types}


def _configured(policy: Policy, toggle: str, of: str) -> Iterator[RecordTypePolicy]:
    """The settings of the record types for which that toggle is known to be on, and what it is on for is known."""
    for each in policy.record_types:
        if getattr(each, toggle) is True and not isinstance(getattr(each, of), Unknown):
            yield each


carded = partial(_configured, toggle="include_note", of="view_id")
notifying = partial(_configured, toggle="notify", of="notified_attributes")


class ConfiguredCard(NamedTuple):
    """A card as it is configured.

    Attributes:
        card: the card.
        fields: the field behind each column, as "table.attribute", where the metadata of its table is available.
    """

    card: ContextCard
    fields: Mapping[str, str]


@checked
def configured_cards(
    snapshot: Snapshot, policy: Policy | None = None, *, reads_secured: bool = True
) -> Iterator[ConfiguredCard]:
    """The card of each record type that has one, as far as its view and its metadata were exported.

    Args:
        snapshot: the organisation.
        policy: the settings and readings, where they are not those of the organisation.
        reads_secured: whether the agent who connects the chat may read every secured field, or none.
    """
    tables, policy = metadata(snapshot), policy or snapshot.policy
    for settings in carded(policy):
        own = tables.get(settings.record_type)
        view = applicable_view(policy, snapshot.views, settings.record_type)
        if own is None or view is None:
            continue
        linked = linked_tables(view, tables)
        behind: dict[str | None, RecordType] = {None: own} | {each.alias: each.record_type for each in linked}
        fields = {
            each.name: f"{table.name}.{each.attribute}" for each in view.columns if (table := behind.get(each.alias))
        }
        agent = User("anyone", readable_secured_fields=fields.values() if reads_secured else ())
        yield ConfiguredCard(context_card(policy, own, view, agent, linked), fields)


@checked
def configured_notifications(
    snapshot: Snapshot, policy: Policy | None = None, *, is_changed: bool = True
) -> Iterator[tuple[str, Notifications]]:
    """What is sent to a connected chat when every selected attribute is written, as far as the metadata was exported.

    Args:
        snapshot: the organisation.
        policy: the settings and readings, where they are not those of the organisation.
        is_changed: whether the values that are written differ from those before.
    """
    tables, policy = metadata(snapshot), policy or snapshot.policy
    for settings in notifying(policy):
        name = settings.record_type
        if name in tables and not isinstance(policy.chat_is_on, Unknown):
            record, link = Record(name, "any", NOBODY), ChatLink(name, "any", connected_on=_ONCE)
            written = [Change(each, 0, int(is_changed)) for each in known(settings.notified_attributes)]
            chat = Chat("any", ChatKind.GROUP, links=[link])
            yield name, notifications(policy, chat, record, _as_far_as_known(tables[name]), written)


_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_NO_CHAT = Chat("any", ChatKind.GROUP)


@checked
def configured_updates(snapshot: Snapshot) -> Iterator[tuple[str, Notifications]]:
    """The notifications of an update that changes nothing, for each record type whose notifications are on."""
    tables = metadata(snapshot)
    policy = snapshot.policy.but(chat_is_on=True)  # whether the chat is on changes nothing about the attributes
    for settings in notifying(snapshot.policy):
        name = settings.record_type
        if name in tables:
            yield name, notifications(policy, _NO_CHAT, Record(name, "any", NOBODY), _as_far_as_known(tables[name]), ())


def _as_far_as_known(table: RecordType) -> RecordType:
    """The same table, where what is unknown of it does not stand in the way of notifications."""
    is_virtual = False if isinstance(table.is_virtual, Unknown) else table.is_virtual
    has_filter = True if isinstance(table.has_update_filter, Unknown) else table.has_update_filter
    return evolve(table, is_virtual=is_virtual, has_update_filter=has_filter)
