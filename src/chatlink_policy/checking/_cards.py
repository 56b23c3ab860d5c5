"""The context cards of newly connected chats, and the notifications of record types (CRD, NTF)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from attrs import evolve

from ..defaults import DEFAULT_VIEWS
from ..models import NOBODY, Chat, ChatKind, Record, RecordType, User
from ..policy import RecordTypePolicy
from ..rules.context_card import (
    CardColumn,
    ContextCard,
    WhyNotShown,
    applicable_view,
    context_card,
    linked_tables,
    needs_view,
)
from ..rules.notifications import Notifications, WhyNotSent, notifications
from ..snapshot import Snapshot
from ..unknown import Unknown
from ._export import metadata, rejected_ids, unread_users
from .findings import FindingValue, Found
from .kinds import FindingCode


def _settings(snapshot: Snapshot, toggle: str, of: str) -> Iterator[RecordTypePolicy]:
    """The settings of the record types for which that toggle is known to be on, and what it is on for is known."""
    for each in snapshot.policy.record_types:
        if getattr(each, toggle) is True and not isinstance(getattr(each, of), Unknown):
            yield each


_carded = partial(_settings, toggle="include_note", of="view_id")
_notifying = partial(_settings, toggle="notify", of="notified_attributes")


def card_without_view(snapshot: Snapshot) -> Found:
    return ((each.record_type, {}) for each in _carded(snapshot) if not needs_view(each))


def _chosen(snapshot: Snapshot, *, is_unusable: bool) -> Found:
    unread = rejected_ids(snapshot, "savedqueries")
    for settings in _viewless(snapshot):
        view = settings.view_id
        if isinstance(view, str) and (view in snapshot.unusable_views) is is_unusable:
            yield settings.record_type, {"view": view, "is_rejected": view in unread}


chosen_view_missing = partial(_chosen, is_unusable=False)
chosen_view_unusable = partial(_chosen, is_unusable=True)


def default_view_missing(snapshot: Snapshot) -> Found:
    unread = len(snapshot.rejected_in("savedqueries"))
    for settings in _viewless(snapshot):
        if settings.view_id is None:
            values: dict[str, FindingValue] = {"view_kind": DEFAULT_VIEWS[settings.record_type].value}
            yield settings.record_type, values | {"rejected": unread} if unread else values


def _viewless(snapshot: Snapshot) -> Iterator[RecordTypePolicy]:
    """The settings whose card needs a view that the snapshot does not hold."""
    for settings in _carded(snapshot):
        view = applicable_view(snapshot.policy, snapshot.views, settings.record_type)
        if view is None and needs_view(settings):
            yield settings


class _Judged(NamedTuple):
    """A card for an agent who may read every secured field: as it is configured."""

    card: ContextCard
    fields: Mapping[str, str]
    """The field behind each column, as "table.attribute", where the metadata of its table is available."""


def _cards(snapshot: Snapshot) -> Iterator[_Judged]:
    tables = metadata(snapshot)
    for settings in _carded(snapshot):
        own = tables.get(settings.record_type)
        view = applicable_view(snapshot.policy, snapshot.views, settings.record_type)
        if own is None or view is None:
            continue
        linked = linked_tables(view, tables)
        behind: dict[str | None, RecordType] = {None: own} | {each.alias: each.record_type for each in linked}
        fields = {
            each.name: f"{table.name}.{each.attribute}" for each in view.columns if (table := behind.get(each.alias))
        }
        agent = User("anyone", readable_secured_fields=fields.values())
        yield _Judged(context_card(snapshot.policy, own, view, agent, linked), fields)


def _skipped(snapshot: Snapshot, code: FindingCode) -> Found:
    for card, _ in _cards(snapshot):
        for column in card.skipped:
            if card.view is not None and _why_skipped(column) is code:
                why = tuple(each.value for each in column.why_not)
                yield f"{card.record_type}.{column.name}", {"view": card.view, "why": why}


def _why_skipped(column: CardColumn) -> FindingCode:
    """A column is hidden on purpose, so that what else is wrong with it does not matter."""
    if WhyNotShown.HIDDEN in column.why_not:
        return FindingCode.COLUMN_HIDDEN
    if WhyNotShown.BEYOND_LIMIT in column.why_not:
        return FindingCode.COLUMN_BEYOND_LIMIT
    return FindingCode.COLUMN_UNSUPPORTED


column_unsupported = partial(_skipped, code=FindingCode.COLUMN_UNSUPPORTED)
column_hidden = partial(_skipped, code=FindingCode.COLUMN_HIDDEN)
column_beyond_limit = partial(_skipped, code=FindingCode.COLUMN_BEYOND_LIMIT)


def secured_field_exposed(snapshot: Snapshot) -> Found:
    """Each with how many of all users may read it; where that is unknown of some, with how many are known to."""
    exposed = [(card, column, fields[column]) for card, fields in _cards(snapshot) for column in card.exposed]
    secured = {field for _, _, field in exposed}
    users = snapshot.users if snapshot.has("systemusers") else ()
    known = [each for user in users if not isinstance(each := user.readable_secured_fields, Unknown)]
    readers = Counter(field for fields in known for field in fields & secured)
    unknown = unread_users(snapshot, len(users) - len(known))
    for card, column, field in exposed:
        values: dict[str, FindingValue] = {"field": field}
        if known and not unknown:
            values |= {"readers": readers[field], "users": len(users)}
        elif readers[field]:
            values["known_readers"] = readers[field]
        yield f"{card.record_type}.{column}", values | unknown


# --- Notifications ----------------------------------------------------------------------------------------------------


def _never_sent(snapshot: Snapshot, why: WhyNotSent) -> Found:
    not_sent = ((record_type, each) for record_type, update in _updates(snapshot) for each in update.not_sent)
    return (
        (f"{record_type}.{each.attribute}", {"why": why.value}) for record_type, each in not_sent if why in each.why
    )


unknown_attribute = partial(_never_sent, why=WhyNotSent.UNKNOWN_ATTRIBUTE)
unsupported_attribute = partial(_never_sent, why=WhyNotSent.UNSUPPORTED_TYPE)


def notifications_not_configurable(snapshot: Snapshot) -> Found:
    updates = ((record_type, update.not_configurable) for record_type, update in _updates(snapshot))
    return ((record_type, {"why": tuple(each.value for each in why)}) for record_type, why in updates if why)


_NO_CHAT = Chat("any", ChatKind.GROUP)


def _updates(snapshot: Snapshot) -> Iterator[tuple[str, Notifications]]:
    """The notifications of an update that changes nothing, for each record type whose notifications are on."""
    tables = metadata(snapshot)
    policy = snapshot.policy.but(chat_is_on=True)  # whether the chat is on changes nothing about the attributes
    for settings in _notifying(snapshot):
        name = settings.record_type
        if name in tables:
            yield name, notifications(policy, _NO_CHAT, Record(name, "any", NOBODY), _as_far_as_known(tables[name]), ())


def _as_far_as_known(table: RecordType) -> RecordType:
    """The same table, where what is unknown of it does not stand in the way of notifications."""
    is_virtual = False if isinstance(table.is_virtual, Unknown) else table.is_virtual
    has_filter = True if isinstance(table.has_update_filter, Unknown) else table.has_update_filter
    return evolve(table, is_virtual=is_virtual, has_update_filter=has_filter)


def no_attribute_selected(snapshot: Snapshot) -> Found:
    return ((each.record_type, {}) for each in _notifying(snapshot) if each.notified_attributes == ())
