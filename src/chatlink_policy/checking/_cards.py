"""What is wrong with the context cards of newly connected chats (CRD)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..defaults import DEFAULT_VIEWS
from ..models import User
from ..policy import RecordTypePolicy
from ..rules.context_card import CardColumn, ContextCard, WhyNotShown, applicable_view, context_card, needs_view
from ..snapshot import Snapshot
from ..unknown import Unknown
from ._rows import metadata, rejected_ids, unread_users
from .findings import FindingValue, Found
from .kinds import FindingCode


def _carded(snapshot: Snapshot) -> Iterator[RecordTypePolicy]:
    """The settings of the record types that are known to show a card, from a view that is known."""
    for each in snapshot.policy.record_types:
        if each.include_note is True and not isinstance(each.view_id, Unknown):
            yield each


def cards_without_view(snapshot: Snapshot) -> Found:
    for settings in _carded(snapshot):
        if not needs_view(settings):
            yield settings.record_type, {}


def chosen_views_missing(snapshot: Snapshot) -> Found:
    return _chosen(snapshot, is_unusable=False)


def chosen_views_unusable(snapshot: Snapshot) -> Found:
    return _chosen(snapshot, is_unusable=True)


def _chosen(snapshot: Snapshot, *, is_unusable: bool) -> Found:
    unread = rejected_ids(snapshot, "savedqueries")
    for settings in _viewless(snapshot):
        view = settings.view_id
        if isinstance(view, str) and (view in snapshot.unusable_views) is is_unusable:
            yield settings.record_type, {"view": view, "is_rejected": view in unread}


def default_views_missing(snapshot: Snapshot) -> Found:
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
    """A card as an agent has it who may read every secured field: as it is configured."""

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
        linked = {each.alias: tables[each.table] for each in view.columns if each.alias and each.table in tables}
        behind = {each.name: own if each.alias is None else linked.get(each.alias) for each in view.columns}
        fields = {each.name: f"{table.name}.{each.attribute}" for each in view.columns if (table := behind[each.name])}
        agent = User("anyone", readable_secured_fields=fields.values())
        yield _Judged(context_card(snapshot.policy, own, view, agent, linked), fields)


def columns_unsupported(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_UNSUPPORTED)


def columns_hidden(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_HIDDEN)


def columns_beyond_limit(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_BEYOND_LIMIT)


def _skipped(snapshot: Snapshot, code: FindingCode) -> Found:
    for card, _ in _cards(snapshot):
        for column in card.skipped:
            if card.view is not None and _why_skipped(column) is code:
                why = tuple(each.value for each in column.why_not)
                yield f"{card.record_type}.{column.name}", {"view": card.view, "why": why}


def _why_skipped(column: CardColumn) -> FindingCode:
    """What is hidden was meant to be; what else is wrong with it then no longer matters."""
    if WhyNotShown.HIDDEN in column.why_not:
        return FindingCode.COLUMN_HIDDEN
    if WhyNotShown.BEYOND_LIMIT in column.why_not:
        return FindingCode.COLUMN_BEYOND_LIMIT
    return FindingCode.COLUMN_UNSUPPORTED


def secured_fields_exposed(snapshot: Snapshot) -> Found:
    """Each with how many of all users may read it; where that is unknown of some, with those who are known to."""
    exposed = [(card, column, fields[column]) for card, fields in _cards(snapshot) for column in card.laid_open]
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
