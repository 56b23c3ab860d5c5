"""Notifications as the sentences of NTF-1, NTF-4 to NTF-7 and the choices Q-4 and Q-8 tell them.

A second telling, to hold the library against: one sentence for each reason to be silent, each asked of each attribute.
Whether a value changed is told by whoever made it up, not compared here.

Independent of the rules of notifications: it reads models alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chatlink_policy import Policy, Record, RecordType
from chatlink_policy.unknown import known


@dataclass(frozen=True)
class Update:
    """An update of a record, as someone tells it: which attributes were written, and which of these changed."""

    policy: Policy
    record_type: RecordType
    record: Record
    written: frozenset[str]
    changed: frozenset[str]
    connected_chat: str | None

    @property
    def picked(self) -> tuple[str, ...]:
        for settings in self.policy.record_types:
            if settings.record_type == self.record.record_type:
                return known(settings.notified_attributes)
        return ()

    @property
    def toggle(self) -> bool:
        mine = [each for each in self.policy.record_types if each.record_type == self.record.record_type]
        return any(settings.notify for settings in mine)

    def type_of(self, attribute: str) -> str | None:
        """The name of the attribute's type; None for one that the metadata does not know."""
        return {each.name: each.type.value for each in self.record_type.attributes}.get(attribute)

    def is_rich_text(self, attribute: str) -> bool:
        return attribute in {each.name for each in self.record_type.attributes if each.is_rich_text}


WHY: dict[str, Callable[[Update, str], bool]] = {
    "chat_is_off": lambda update, _: not update.policy.chat_is_on,
    "toggle_is_off": lambda update, _: not update.toggle,
    "virtual_table": lambda update, _: known(update.record_type.is_virtual),
    "no_update_filter": lambda update, _: not known(update.record_type.has_update_filter),
    "not_selected": lambda update, attribute: attribute not in update.picked,
    "unknown_attribute": lambda update, attribute: update.type_of(attribute) is None,
    "unsupported_type": lambda update, attribute: (
        update.type_of(attribute) in {"PartyList", "Image", "Integer", "File"}
        or (update.policy.readings.big_int_never_notifies and update.type_of(attribute) == "BigInt")
    ),
    "not_written": lambda update, attribute: attribute not in update.written,
    "unchanged": lambda update, attribute: (
        attribute in update.written - update.changed and not update.policy.readings.every_write_notifies
    ),
    "no_connected_chat": lambda update, _: not update.connected_chat,
}


def told(update: Update) -> tuple[list[tuple[str, bool]], list[tuple[str, set[str]]]]:
    """What is sent, each with whether its images are not whole, and what is not, each with every reason."""
    why = {
        attribute: {reason for reason, holds in WHY.items() if holds(update, attribute)}
        for attribute in [*update.picked, *sorted(update.written)]
    }
    sent = [(attribute, update.is_rich_text(attribute)) for attribute, reasons in why.items() if not reasons]
    return sent, [(attribute, reasons) for attribute, reasons in why.items() if reasons]
