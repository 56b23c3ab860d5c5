"""Which attribute changes notify which chats, and why not the others? (NTF-1 to NTF-7)"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from operator import attrgetter

from attrs import field

from .._arguments import checked
from .._ids import to_logical_name
from .._validation import by_key, legal, validator
from .._value import Blocks, Model, Shown, frozen
from ..defaults import NOTIFICATION_UNSUPPORTED_TYPES
from ..errors import InvalidValue, shown
from ..limits import LARGEST_INTEGER, MOST_VALUE_DEPTH
from ..models import Attribute, AttributeType, Chat, Record, RecordType
from ..policy import Policy
from ..wording.words import say
from ._why import Why, why_in_words

__all__ = ["Change", "NotSent", "Notification", "Notifications", "Value", "WhyNotSent", "notifications"]


# --- What was written -------------------------------------------------------------------------------------------------

Value = None | bool | int | float | str | tuple["Value", ...]
"""The value of an attribute: what JSON can hold, a list as a tuple, and every number finite."""


_HALF_A_LETTER = re.compile("[\ud800-\udfff]")


def _is_value(value: object, depth: int = 0) -> bool:
    if isinstance(value, tuple):
        return depth < MOST_VALUE_DEPTH and all(_is_value(each, depth + 1) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return _HALF_A_LETTER.search(value) is None
    if type(value) is int:
        return abs(value) < LARGEST_INTEGER
    return value is None or type(value) is bool


def _with_type(value: object) -> tuple[object, ...]:
    """What a value is compared by: 1, 1.0 and true are different values (NTF-6)."""
    return (tuple, *map(_with_type, value)) if isinstance(value, tuple) else (type(value), value)


def _as_value(value: Value, depth: int = 0) -> Value:
    if isinstance(value, list) and depth <= MOST_VALUE_DEPTH:
        return tuple(_as_value(each, depth + 1) for each in value)
    return value


_value = validator("a text, a finite number, true, false, null, or a list of these", _is_value)


@frozen
class Change(Model):
    """One attribute that was written.

    Args:
        attribute: its logical name.
        old: its value before.
        new: its value now; the same where it was written but did not change (NTF-6).
    """

    attribute: str = field(converter=to_logical_name, validator=legal)
    old: Value = field(default=None, converter=_as_value, validator=_value, eq=_with_type)
    new: Value = field(default=None, converter=_as_value, validator=_value, eq=_with_type)

    @property
    def is_changed(self) -> bool:
        """Whether the value changed, by type and value: 1, 1.0 and true differ (NTF-6)."""
        return _with_type(self.old) != _with_type(self.new)


# --- What is sent, and why the rest is not ----------------------------------------------------------------------------


class WhyNotSent(Why):
    """Why an attribute does not notify."""

    CHAT_IS_OFF = "chat_is_off"
    TOGGLE_IS_OFF = "toggle_is_off"
    VIRTUAL_TABLE = "virtual_table"
    NO_UPDATE_FILTER = "no_update_filter"
    NOT_SELECTED = "not_selected"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNSUPPORTED_TYPE = "unsupported_type"
    NOT_WRITTEN = "not_written"
    UNCHANGED = "unchanged"
    NO_CONNECTED_CHAT = "no_connected_chat"


_CONFIGURATION = (WhyNotSent.VIRTUAL_TABLE, WhyNotSent.NO_UPDATE_FILTER)


@frozen
class Notification(Model):
    """One attribute of whose change every participant of the chat is notified (NTF-1).

    Attributes:
        attribute: its logical name.
        images_not_whole: inline images cannot be rendered whole, since it is rich text (NTF-7).
    """

    attribute: str
    images_not_whole: bool


@frozen
class NotSent(Shown):
    """One attribute of whose change nobody is notified.

    Attributes:
        attribute: its logical name.
        why: every reason that holds.
    """

    IN_PLAIN_DATA = ("attribute", "why", "because")

    attribute: str
    why: tuple[WhyNotSent, ...]

    @property
    def because(self) -> tuple[Mapping[str, object], ...]:
        """Why nobody is notified, as plain data with words."""
        return tuple(each.in_full for each in self.why)


@frozen
class Notifications(Shown):
    """What an update of a record sends to the participants of a chat.

    Attributes:
        chat: the id of the chat; None where it is not connected to the record.
        sent: what is sent, in the order in which the attributes were selected.
        not_sent: every other attribute that was selected or written, with its reasons: the selected ones in their
            order, then the written ones sorted.
        not_configurable: why notifications cannot be configured for the record type at all; empty where they can.
    """

    IN_PLAIN_DATA = ("chat", "sent", "not_sent", "not_configurable", "because", "citations")

    chat: str | None
    sent: tuple[Notification, ...]
    not_sent: tuple[NotSent, ...]
    not_configurable: tuple[WhyNotSent, ...]

    @property
    def because(self) -> tuple[Mapping[str, object], ...]:
        """Why notifications cannot be configured for the record type, as plain data with words."""
        return tuple(each.in_full for each in self.not_configurable)

    @property
    def citations(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        flagged = ["NTF-7"] if any(each.images_not_whole for each in self.sent) else []
        cites = [cite for each in self.not_sent for why in each.why for cite in why.cites]
        return tuple(dict.fromkeys(["NTF-1", "NTF-6", "Q-4", *flagged, *cites]))

    def _blocks(self) -> Blocks:
        from ..rendering import Bullets, Code, Paragraph, Table, Title, yes_no  # noqa: PLC0415  # only who looks at it
        from ..sources import cited_all  # noqa: PLC0415

        yield Title(say("notifications"), answer=yes_no(bool(self.sent)))
        rows = [(Code(each.attribute), yes_no(True), self._whom_in_words(each)) for each in self.sent]
        rows += [(Code(each.attribute), yes_no(False), why_in_words(each.why)) for each in self.not_sent]
        if rows:
            yield Table((say("attribute"), say("notifies"), say("whom, or why not")), rows)
        else:
            yield Paragraph(say("notifications.nothing"))
        yield Bullets([cited_all(self.citations)], say("rests on"))

    def in_words(self) -> list[str]:
        """A statement for each attribute: whether it notifies, and whom or why not."""
        statements = [
            say("notifications.sent", attribute=each.attribute, whom=self._whom_in_words(each)) for each in self.sent
        ]
        statements += [
            say("notifications.not_sent", attribute=each.attribute, why=why_in_words(each.why))
            for each in self.not_sent
        ]
        return list(statements) or [say("notifications.nothing")]

    def _whom_in_words(self, sent: Notification) -> str:
        return say("notifications.whom_images" if sent.images_not_whole else "notifications.whom", chat=self.chat)


@checked
def notifications(
    policy: Policy, chat: Chat, record: Record, record_type: RecordType, changes: Iterable[Change]
) -> Notifications:
    """What an update of a record sends to the participants of a chat that may be connected to it.

    Args:
        policy: the settings; its readings say how Q-4 and Q-8 are read.
        chat: the chat.
        record: the record that was updated.
        record_type: the metadata of the record's table.
        changes: the attributes that were written.

    Raises:
        InvalidValue: when `record_type` does not describe the record's table, or two changes are of one attribute.
        UnknownFact: when the settings of the record type could not be read.
    """
    if record_type.name != record.record_type:
        raise InvalidValue("record_type", f"the metadata of {record.record_type!r}", shown(record_type.name))
    settings = policy.settings_for(record.record_type)
    written = by_key(changes, attrgetter("attribute"), "changes", "attribute")
    is_connected = record.key in chat.connections
    not_configurable = tuple(
        why
        for why, holds in zip(_CONFIGURATION, (record_type.is_virtual, not record_type.has_update_filter), strict=True)
        if holds
    )
    for_all = (
        *((WhyNotSent.CHAT_IS_OFF,) if not policy.chat_is_on else ()),
        *((WhyNotSent.TOGGLE_IS_OFF,) if not settings.notify else ()),
        *not_configurable,
        *((WhyNotSent.NO_CONNECTED_CHAT,) if not is_connected else ()),
    )
    sent: list[Notification] = []
    not_sent: list[NotSent] = []
    selected = settings.notified_attributes
    for name in (*selected, *sorted(set(written).difference(selected))):
        attribute = record_type.attribute(name)
        why = (*for_all, *_why_not_sent(policy, name in selected, attribute, written.get(name)))
        if why or attribute is None:
            not_sent.append(NotSent(name, why))
        else:
            sent.append(Notification(name, images_not_whole=attribute.is_rich_text))
    return Notifications(chat.id if is_connected else None, tuple(sent), tuple(not_sent), not_configurable)


def _why_not_sent(
    policy: Policy, is_selected: bool, attribute: Attribute | None, change: Change | None
) -> Iterable[WhyNotSent]:
    """Why that attribute by itself does not notify, by every reason (NTF-5, NTF-6)."""
    if not is_selected:
        yield WhyNotSent.NOT_SELECTED
    if attribute is None:
        yield WhyNotSent.UNKNOWN_ATTRIBUTE
    elif attribute.type in NOTIFICATION_UNSUPPORTED_TYPES or (
        attribute.type is AttributeType.BIG_INT and policy.readings.big_int_never_notifies
    ):
        yield WhyNotSent.UNSUPPORTED_TYPE
    if change is None:
        yield WhyNotSent.NOT_WRITTEN
    elif not change.is_changed and not policy.readings.every_write_notifies:
        yield WhyNotSent.UNCHANGED
