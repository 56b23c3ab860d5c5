"""Which attribute changes notify which chats, and why not the others? (NTF-1 to NTF-7)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..defaults import NOTIFICATION_UNSUPPORTED_TYPES
from ..errors import InvalidValue, shown
from ..models import Attribute, AttributeType, Chat, Record, RecordType
from ..policy import Policy

if TYPE_CHECKING:
    from ..rendering import Block

__all__ = ["NotSent", "Notification", "Notifications", "NotificationsDict", "WhyNotSent", "notifications", "same_value"]


class WhyNotSent(StrEnum):
    """Why an attribute does not notify."""

    CHAT_IS_OFF = "chat_is_off"
    TOGGLE_IS_OFF = "toggle_is_off"
    VIRTUAL_TABLE = "virtual_table"
    NO_UPDATE_FILTER = "no_update_filter"
    NOT_PICKED = "not_picked"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNSUPPORTED_TYPE = "unsupported_type"
    NOT_WRITTEN = "not_written"
    UNCHANGED = "unchanged"
    NO_CONNECTED_CHAT = "no_connected_chat"

    @property
    def says(self) -> str:
        """The reason in words."""
        return _WHY_NOT_SENT[self][0]

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        return tuple(_WHY_NOT_SENT[self][1].split())


_WHY_NOT_SENT = {
    WhyNotSent.CHAT_IS_OFF: ("Teams chat is off for the organisation", "NTF-1 ENB-3"),
    WhyNotSent.TOGGLE_IS_OFF: ('"Receive notification on key updates" is off for the record type', "NTF-1 Q-14"),
    WhyNotSent.VIRTUAL_TABLE: ("notifications cannot be configured for a virtual table", "NTF-4"),
    WhyNotSent.NO_UPDATE_FILTER: ("the table does not have the SDK message filter for Update", "NTF-4"),
    WhyNotSent.NOT_PICKED: ("the attribute is not picked for the record type", "NTF-6"),
    WhyNotSent.UNKNOWN_ATTRIBUTE: ("the table's metadata does not know the attribute", "NTF-5"),
    WhyNotSent.UNSUPPORTED_TYPE: ("the attribute's type is not supported", "NTF-5 Q-8"),
    WhyNotSent.NOT_WRITTEN: ("the attribute was not updated", "NTF-6"),
    WhyNotSent.UNCHANGED: ("the attribute was written, but its value did not change", "NTF-6 Q-4"),
    WhyNotSent.NO_CONNECTED_CHAT: ("no chat is connected to the record", "NTF-1"),
}

_CONFIGURATION = (WhyNotSent.VIRTUAL_TABLE, WhyNotSent.NO_UPDATE_FILTER)


@frozen
class Notification(Model):
    """One attribute that every participant of the connected chats is told about (NTF-1).

    Attributes:
        attribute: its logical name.
        images_not_whole: inline images cannot be rendered whole, since it is rich text (NTF-7).
    """

    attribute: str
    images_not_whole: bool


@frozen
class NotSent(Model):
    """One attribute that nobody is told about.

    Attributes:
        attribute: its logical name.
        why: every reason that holds.
    """

    attribute: str
    why: tuple[WhyNotSent, ...]


class NotificationDict(TypedDict):
    """What is sent, in `NotificationsDict`."""

    attribute: str
    images_not_whole: bool


class NotSentDict(TypedDict):
    """What is not sent, in `NotificationsDict`."""

    attribute: str
    why: list[str]


class NotificationsDict(TypedDict):
    """What `Notifications.to_dict` returns."""

    sent: list[NotificationDict]
    chats: list[str]
    not_sent: list[NotSentDict]
    not_configurable: list[str]
    citations: list[str]


@frozen
class Notifications(Model, Shown):
    """What an update of a record tells whom.

    Attributes:
        sent: what is sent, in the order in which the attributes were picked.
        chats: the ids of the chats it is sent to, all of them connected to the record, sorted.
        not_sent: every other attribute that was picked or written, with its reasons: the picked ones in their order,
            then the written ones sorted.
        not_configurable: why notifications cannot be configured for the record type at all; empty where they can.
    """

    sent: tuple[Notification, ...]
    chats: tuple[str, ...]
    not_sent: tuple[NotSent, ...]
    not_configurable: tuple[WhyNotSent, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        flagged = ["NTF-7"] if any(each.images_not_whole for each in self.sent) else []
        cites = [cite for each in self.not_sent for why in each.why for cite in why.cites]
        return tuple(dict.fromkeys(["NTF-1", "NTF-6", "Q-4", *flagged, *cites]))

    def to_dict(self) -> NotificationsDict:
        """The notifications as plain data, in a stable shape."""
        return {
            "sent": [{"attribute": each.attribute, "images_not_whole": each.images_not_whole} for each in self.sent],
            "chats": list(self.chats),
            "not_sent": [
                {"attribute": each.attribute, "why": [why.value for why in each.why]} for each in self.not_sent
            ],
            "not_configurable": [why.value for why in self.not_configurable],
            "citations": list(self.citations),
        }

    def _blocks(self) -> Iterable[Block]:
        from .._pages import notifications_blocks  # noqa: PLC0415  # only a notebook pays for it

        return notifications_blocks(self)


@checked
def notifications(
    policy: Policy,
    record_type: RecordType,
    record: Record,
    changes: Mapping[str, tuple[object, object]],
    chats: Iterable[Chat],
) -> Notifications:
    """What an update of a record tells the participants of the chats connected to it.

    Args:
        policy: the settings; its readings say how Q-4 and Q-8 are read.
        record_type: the metadata of the record's table.
        record: the record that was updated.
        changes: the attributes that were written, each with its old and its new value.
        chats: chats among which the connected ones are found.

    Raises:
        InvalidValue: when `record_type` does not describe the record's table.
        UnknownFact: when the settings of the record type could not be read.
    """
    if record_type.name != record.record_type:
        raise InvalidValue("record_type", f"the metadata of {record.record_type!r}", shown(record_type.name))
    settings = policy.settings_for(record.record_type)
    connected = tuple(sorted({chat.id for chat in chats if record.key in chat.connections}))
    not_configurable = tuple(
        why
        for why, holds in zip(_CONFIGURATION, (record_type.is_virtual, not record_type.has_update_filter), strict=True)
        if holds
    )
    for_all = (
        *((WhyNotSent.CHAT_IS_OFF,) if not policy.chat_is_on else ()),
        *((WhyNotSent.TOGGLE_IS_OFF,) if not settings.notify else ()),
        *not_configurable,
        *((WhyNotSent.NO_CONNECTED_CHAT,) if not connected else ()),
    )
    sent: list[Notification] = []
    not_sent: list[NotSent] = []
    picked = settings.notified_attributes
    for name in (*picked, *sorted(set(changes).difference(picked))):
        attribute = record_type.attribute(name)
        why = (*for_all, *_why_not_sent(policy, name in picked, attribute, changes.get(name)))
        if why or attribute is None:
            not_sent.append(NotSent(name, why))
        else:
            sent.append(Notification(name, images_not_whole=attribute.is_rich_text))
    return Notifications(tuple(sent), connected, tuple(not_sent), not_configurable)


def _why_not_sent(
    policy: Policy, is_picked: bool, attribute: Attribute | None, change: tuple[object, object] | None
) -> Iterable[WhyNotSent]:
    """Why that attribute by itself does not notify, by every reason (NTF-5, NTF-6)."""
    if not is_picked:
        yield WhyNotSent.NOT_PICKED
    if attribute is None:
        yield WhyNotSent.UNKNOWN_ATTRIBUTE
    elif attribute.type in NOTIFICATION_UNSUPPORTED_TYPES or (
        attribute.type is AttributeType.BIG_INT and policy.readings.big_int_never_notifies
    ):
        yield WhyNotSent.UNSUPPORTED_TYPE
    if change is None:
        yield WhyNotSent.NOT_WRITTEN
    elif same_value(*change) and not policy.readings.every_write_notifies:
        yield WhyNotSent.UNCHANGED


def same_value(old: object, new: object) -> bool:
    """Whether two values of an attribute are the same: by type and value, so that 1, 1.0 and true differ (NTF-6).

    None equals only None; a not-a-number equals itself, also inside lists, tuples and mappings.
    """
    if type(old) is not type(new):
        return False
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        return len(old) == len(new) and all(map(same_value, old, new))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        typed_old, typed_new = ({(type(key), key): each[key] for key in each} for each in (old, new))
        return typed_old.keys() == typed_new.keys() and all(
            same_value(value, typed_new[key]) for key, value in typed_old.items()
        )
    try:
        return bool(old == new or (old != old and new != new))  # noqa: PLR0124  # only a not-a-number differs from itself
    except ArithmeticError:  # a signalling not-a-number refuses to be compared
        return str(old) == str(new)
