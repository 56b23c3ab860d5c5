"""What other readings of the documentation would change on the context cards and in the notifications configured here.

What they would give and take of rights is counted by `review.sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .._arguments import checked
from .._value import Model, frozen
from ..checking.configured import configured_cards, configured_notifications
from ..compare.readings import OTHER_READINGS, OtherReading
from ..policy import Policy
from ..snapshot import Snapshot

__all__ = ["ReadingHere", "readings_here"]


@frozen
class ReadingHere(Model):
    """What another reading would change on the cards, or in the notifications, of an organisation.

    Attributes:
        reading: the reading.
        about: "cards" or "notifications".
        tried: the record types that were looked at.
        differing: those of them for which something else would be shown or sent.
    """

    reading: OtherReading
    about: str
    tried: tuple[str, ...]
    differing: tuple[str, ...]


@checked
def readings_here(snapshot: Snapshot) -> Iterator[ReadingHere]:
    """What each other reading would change that is about cards or notifications.

    A card is looked at for an agent who may read every secured field, and for one who may read none; a notification for
    a value that changed, and for one that was written and did not.
    """
    for about, (choices, shows) in _ABOUT.items():
        now = shows(snapshot, snapshot.policy)
        for reading in OTHER_READINGS:
            policy = reading.apply(snapshot.policy)
            if reading.choice in choices and policy != snapshot.policy:
                then = shows(snapshot, policy)
                differing = tuple(each for each in now if now[each] != then[each])
                yield ReadingHere(reading, about, tuple(now), differing)


def _cards(snapshot: Snapshot, policy: Policy) -> dict[str, object]:
    shown: dict[str, list[object]] = {}
    for reads_secured in (True, False):
        for card, _ in configured_cards(snapshot, policy, reads_secured=reads_secured):
            shown.setdefault(card.record_type, []).append(card.fields)
    return dict(shown)


def _notifications(snapshot: Snapshot, policy: Policy) -> dict[str, object]:
    sent: dict[str, list[object]] = {}
    for is_changed in (True, False):
        for record_type, found in configured_notifications(snapshot, policy, is_changed=is_changed):
            sent.setdefault(record_type, []).append(found.sent)
    return dict(sent)


_ABOUT: Mapping[str, tuple[tuple[str, ...], Callable[[Snapshot, Policy], dict[str, object]]]] = {
    "cards": (("Q-3", "Q-5", "Q-9", "Q-13"), _cards),
    "notifications": (("Q-4", "Q-8"), _notifications),
}
"""The choices that are about each, and what it shows by record type."""
