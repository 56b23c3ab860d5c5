"""What is wrong with the notifications of record types (NTF)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from ..models import NOBODY, Record, RecordType
from ..policy import RecordTypePolicy
from ..rules.notifications import Notifications, WhyNotSent, notifications
from ..snapshot import RemarkCode, Snapshot
from ..unknown import Unknown
from ._rows import details, metadata, remarked
from .findings import Found


def duplicate_attributes(snapshot: Snapshot) -> Found:
    for record_type, remarks in remarked(snapshot, RemarkCode.DUPLICATE_ATTRIBUTE):
        yield record_type, {"attributes": details(remarks)}


def unknown_attributes(snapshot: Snapshot) -> Found:
    return _never_sent(snapshot, WhyNotSent.UNKNOWN_ATTRIBUTE)


def unsupported_attributes(snapshot: Snapshot) -> Found:
    return _never_sent(snapshot, WhyNotSent.UNSUPPORTED_TYPE)


def _never_sent(snapshot: Snapshot, why: WhyNotSent) -> Found:
    for record_type, update in _updates(snapshot):
        for not_sent in update.not_sent:
            if why in not_sent.why:
                yield f"{record_type}.{not_sent.attribute}", {"why": why.value}


def notifications_not_configurable(snapshot: Snapshot) -> Found:
    for record_type, update in _updates(snapshot):
        if update.not_configurable:
            yield record_type, {"why": tuple(each.value for each in update.not_configurable)}


def _updates(snapshot: Snapshot) -> Iterator[tuple[str, Notifications]]:
    """What an update that changes nothing says of each record type whose notifications are on."""
    tables = metadata(snapshot)
    policy = snapshot.policy.but(chat_is_on=True)  # whether the chat is on changes nothing about the attributes
    for settings in _notifying(snapshot):
        name = settings.record_type
        if name in tables:
            yield name, notifications(policy, _as_far_as_known(tables[name]), Record(name, "any", NOBODY), {}, ())


def _as_far_as_known(table: RecordType) -> RecordType:
    """The same table, with nothing against notifications in what is not known of it."""
    is_virtual = False if isinstance(table.is_virtual, Unknown) else table.is_virtual
    has_filter = True if isinstance(table.has_update_filter, Unknown) else table.has_update_filter
    return evolve(table, is_virtual=is_virtual, has_update_filter=has_filter)


def _notifying(snapshot: Snapshot) -> Iterator[RecordTypePolicy]:
    """The settings of the record types whose notifications are known to be on, for attributes that are known."""
    for each in snapshot.policy.record_types:
        if each.notify is True and not isinstance(each.notified_attributes, Unknown):
            yield each


def no_attributes_selected(snapshot: Snapshot) -> Found:
    for settings in _notifying(snapshot):
        if settings.notified_attributes == ():
            yield settings.record_type, {}
