"""The context cards of newly connected chats, and the notifications of record types (CRD, NTF)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from ..defaults import DEFAULT_VIEWS
from ..policy import RecordTypePolicy
from ..rules.context_card import CardColumn, WhyNotShown, applicable_view, needs_view
from ..rules.notifications import WhyNotSent
from ..snapshot import Snapshot
from ..unknown import Unknown
from ._export import rejected_ids, unread_users
from .configured import carded, configured_cards, configured_updates, notifying
from .findings import FindingValue, Found
from .kinds import FindingCode


def card_without_view(snapshot: Snapshot) -> Found:
    return ((each.record_type, {}) for each in carded(snapshot.policy) if not needs_view(each))


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
    for settings in carded(snapshot.policy):
        view = applicable_view(snapshot.policy, snapshot.views, settings.record_type)
        if view is None and needs_view(settings):
            yield settings


def _skipped(snapshot: Snapshot, code: FindingCode) -> Found:
    for card, _ in configured_cards(snapshot):
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
    exposed = [(card, column, fields[column]) for card, fields in configured_cards(snapshot) for column in card.exposed]
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
    not_sent = ((record_type, each) for record_type, update in configured_updates(snapshot) for each in update.not_sent)
    return (
        (f"{record_type}.{each.attribute}", {"why": why.value}) for record_type, each in not_sent if why in each.why
    )


unknown_attribute = partial(_never_sent, why=WhyNotSent.UNKNOWN_ATTRIBUTE)
unsupported_attribute = partial(_never_sent, why=WhyNotSent.UNSUPPORTED_TYPE)


def notifications_not_configurable(snapshot: Snapshot) -> Found:
    updates = ((record_type, update.not_configurable) for record_type, update in configured_updates(snapshot))
    return ((record_type, {"why": tuple(each.value for each in why)}) for record_type, why in updates if why)


def no_attribute_selected(snapshot: Snapshot) -> Found:
    return ((each.record_type, {}) for each in notifying(snapshot.policy) if each.notified_attributes == ())
