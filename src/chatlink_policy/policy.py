"""What an administrator decides: the settings of the organisation and of each record type, and the chosen readings.

A policy is a value. "The same policy, but with this toggle" is `policy.but(...)` for the organisation's settings and
`policy.but_for("incident", ...)` for those of one record type; both return a new policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TypedDict, Unpack, cast

from attrs import evolve, field, fields

from ._ids import LOGICAL_NAME, Refused, as_logical_name, to_logical_name
from ._validation import (
    all_of,
    as_set,
    as_tuple,
    boolean,
    in_order,
    legal,
    one_of,
    optional,
    or_unknown,
    refuse,
    set_of,
    to_app_names,
    to_id_or_unknown,
    to_logical_names,
    to_utc_or_none,
    tuple_of,
    validator,
    whole_number,
)
from ._value import Model, frozen, rebuilding
from .defaults import (
    CARD_UNSUPPORTED_TYPES,
    DISCONNECT_TOGGLES_ON,
    JOIN_CHAT_ON,
    MOST_NOTIFIED_ATTRIBUTES,
    PRECONFIGURED_ATTRIBUTES,
    STANDARD_RECORD_TYPES,
)
from .models import AttributeType
from .unknown import Unknown, neither
from .wording.words import say

__all__ = [
    "NEW_ORGANISATION",
    "CardFields",
    "OpenCombination",
    "Policy",
    "PolicyChanges",
    "Readings",
    "RecordTypeChanges",
    "RecordTypePolicy",
]


class CardFields(StrEnum):
    """How "the first five fields" and "an unsupported field is skipped" combine (Q-3)."""

    FIRST_FIVE_SUPPORTED = "first_five_supported"
    """The first five supported fields: what was chosen."""
    WINDOW = "window"
    """The first five fields, less the unsupported ones among them."""
    FIVE_OR_FOUR = "five_or_four"
    """The first five when all five are supported, else the first four supported ones."""


class OpenCombination(StrEnum):
    """The four combinations that the table of DIS-4 leaves open, all without the global right (DIS-5, Q-6).

    The letters of each value stand for: owner, connector, owner toggle, connector toggle.
    """

    CONNECTOR_TOGGLE_ALONE = "NNNY"
    BOTH_TOGGLES_ALONE = "NNYY"
    OWNER_WITH_CONNECTOR_TOGGLE = "YNNY"
    CONNECTOR_WITH_OWNER_TOGGLE = "NYYN"


def _open_combinations(value: Iterable[OpenCombination]) -> frozenset[OpenCombination]:
    return as_set(value)


@frozen
class Readings(Model):
    """Where the documentation can be read in more than one way: each other reading by name, off unless it is chosen.

    `Readings()` is what this library chose everywhere; docs/choices.md gives the reasons. Q-5 is not here because the
    unsupported types are data of the policy.

    Args:
        two_default_apps: the default selection has two apps, not three (Q-2).
        card_fields: how the first five and the supported fields combine (Q-3).
        every_write_notifies: a written value notifies also where it did not change (Q-4).
        open_combinations: the combinations left open by the table that are decided yes (Q-6).
        big_int_never_notifies: BigInt is as little supported for notifications as Integer (Q-8).
        linked_columns_never_shown: a column of a linked table is never supported on a card (Q-9).
        team_records_have_no_owner: nobody is the owner of a team-owned record (Q-10).
        unreadable_field_is_replaced: the next field takes the place of one that the agent may not read (Q-13).
        anyone_who_connected_is_connector: not only the last who connected the chat (Q-15).
        default_apps_always_selected: the default apps are selected in addition to an earlier selection (Q-18).

    Attributes:
        otherwise: the names of the readings that are not the chosen ones, each with its value.
    """

    two_default_apps: bool = field(default=False, validator=boolean, kw_only=True)
    card_fields: CardFields = field(
        default=CardFields.FIRST_FIVE_SUPPORTED, validator=one_of(CardFields, "a reading of Q-3"), kw_only=True
    )
    every_write_notifies: bool = field(default=False, validator=boolean, kw_only=True)
    open_combinations: frozenset[OpenCombination] = field(
        default=frozenset(),
        converter=_open_combinations,
        validator=set_of("a set of open combinations", lambda each: isinstance(each, OpenCombination)),
        kw_only=True,
    )
    big_int_never_notifies: bool = field(default=False, validator=boolean, kw_only=True)
    linked_columns_never_shown: bool = field(default=False, validator=boolean, kw_only=True)
    team_records_have_no_owner: bool = field(default=False, validator=boolean, kw_only=True)
    unreadable_field_is_replaced: bool = field(default=False, validator=boolean, kw_only=True)
    anyone_who_connected_is_connector: bool = field(default=False, validator=boolean, kw_only=True)
    default_apps_always_selected: bool = field(default=False, validator=boolean, kw_only=True)
    otherwise: frozenset[tuple[str, object]] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        read = ((name, getattr(self, name), default) for name, default in _chosen())
        otherwise = frozenset([(name, value) for name, value, default in read if value != default])
        object.__setattr__(self, "otherwise", _one_of_equal(otherwise))


@lru_cache(maxsize=1024)
def _one_of_equal(otherwise: frozenset[tuple[str, object]]) -> frozenset[tuple[str, object]]:
    """The same object for all that are equal: by it a question is found faster."""
    return otherwise


@cache
def _chosen() -> list[tuple[str, object]]:
    return [(each.name, each.default) for each in fields(Readings) if each.init]


AS_CHOSEN = Readings()
"""The readings this library chose; docs/choices.md gives the reasons."""


def _selected(value: Iterable[str] | Unknown) -> tuple[str, ...] | Unknown:
    if isinstance(value, Unknown):
        return value
    names = as_tuple(value)
    found = tuple(map(as_logical_name, names)) if isinstance(names, tuple) else (None,)
    return cast("tuple[str, ...]", Refused(f"a list of names, each {LOGICAL_NAME}", names) if None in found else found)


_at_most_five_different_names = all_of(
    legal,
    validator(
        f"at most {MOST_NOTIFIED_ATTRIBUTES} different attributes (NTF-2)",
        lambda value: isinstance(value, tuple) and len(set(value)) == len(value) <= MOST_NOTIFIED_ATTRIBUTES,
    ),
)


@frozen
class RecordTypePolicy(Model):
    """The settings of one record type (table `msdyn_entitylinkchatconfiguration`); every toggle is off unless set.

    Any setting but the record type may be `UNKNOWN`; a question that needs it raises `UnknownFact` (Q-12).

    Args:
        record_type: the logical name of the table.
        include_note: "Include a note": a context card is shown with a newly connected chat (CRD-1).
        view_id: the id of the view chosen for the card, or None (CRD-5).
        owner_may_disconnect: "Record owner can disconnect chats" (DIS-1).
        connector_may_disconnect: "Chat connector can disconnect chat" (DIS-1).
        join_chat: "Join chat" (JOI-1).
        notify: "Receive notification on key updates" (NTF-1).
        notified_attributes: the attributes selected for notifications, at most five, in the order selected (NTF-2).

    Raises:
        InvalidValue: also for a sixth attribute, and for one selected twice.
    """

    record_type: str = field(converter=to_logical_name, validator=legal)
    include_note: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    view_id: str | Unknown | None = field(
        default=None, converter=to_id_or_unknown, validator=or_unknown(legal), kw_only=True
    )
    owner_may_disconnect: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    connector_may_disconnect: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    join_chat: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    notify: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    notified_attributes: tuple[str, ...] | Unknown = field(
        default=(), converter=_selected, validator=or_unknown(_at_most_five_different_names), kw_only=True
    )

    def but(self, **changes: Unpack[RecordTypeChanges]) -> RecordTypePolicy:
        """These settings with some changed: `settings.but(join_chat=False)`."""
        return evolve(self, **changes)


class RecordTypeChanges(TypedDict, total=False):
    """What `RecordTypePolicy.but` and `Policy.but_for` can change."""

    include_note: bool | Unknown
    view_id: str | Unknown | None
    owner_may_disconnect: bool | Unknown
    connector_may_disconnect: bool | Unknown
    join_chat: bool | Unknown
    notify: bool | Unknown
    notified_attributes: Iterable[str] | Unknown


def _named(record_type: str) -> str:
    """The logical name of a record type as it is kept, whatever the case it is asked for in."""
    name = as_logical_name(record_type)
    if name is None:
        raise refuse(None, "record_type", LOGICAL_NAME, record_type)
    return name


@lru_cache(maxsize=256)
def _all_off(record_type: str) -> RecordTypePolicy:
    return RecordTypePolicy(record_type)


def _record_types(value: Iterable[RecordTypePolicy]) -> tuple[RecordTypePolicy, ...]:
    # Equal settings given twice are not merged: two rows for one record type are a mistake, whatever they say.
    return in_order(value, RecordTypePolicy, attrgetter("record_type"), equal_once=False)


def _app_names(value: Iterable[str] | Unknown | None) -> frozenset[str] | Unknown | None:
    return value if value is None or isinstance(value, Unknown) else to_app_names(value)


def _types(value: Iterable[AttributeType]) -> frozenset[AttributeType]:
    return as_set(value)


@frozen
class Policy(Model):
    """Everything an administrator decides about Teams chat inside Dynamics 365, and how the documentation is read.

    The settings of the organisation may be `UNKNOWN`; a question that needs one raises `UnknownFact` (Q-12).

    Args:
        chat_is_on: "Turn on Microsoft Teams chats inside Dynamics 365" (ENB-3).
        on_for_all_apps: the scope: all apps (ENB-4), or the selected ones (ENB-5).
        selected_apps: the unique names of the selected apps, in any case; None where the organisation never selected
            any, which is not the same as an empty selection (ENB-6).
        timeline_sync: "Sync Teams chats with records (preview)" (TML-1).
        timeline_sync_since: when the sync was turned on, with its zone; None where that was not provided (TML-7).
        idle_days: after that many days without an update a chat is no longer synced, 1 to 28 (TML-7).
        chat_owner_consent: whether chat owners may consent to the sync, one setting of the Teams tenant; None where
            that was not provided (TML-8).
        record_types: the settings of the record types, each record type once, in any order.
        unreadable_record_types: record types whose settings exist but could not be read.
        others_unreadable: whether settings exist that could not be read of an unknown record type: then
            every record type without settings of its own is unreadable.
        readings: how the documentation is read where it can be read in more than one way.
        card_unsupported_types: the attribute types that a context card does not show (Q-5).
    """

    chat_is_on: bool | Unknown = field(validator=or_unknown(boolean), kw_only=True)
    on_for_all_apps: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    selected_apps: frozenset[str] | Unknown | None = field(
        default=None, converter=_app_names, validator=or_unknown(legal), kw_only=True
    )
    timeline_sync: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    timeline_sync_since: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal, kw_only=True)
    idle_days: int | Unknown = field(default=7, validator=or_unknown(whole_number(1, 28)), kw_only=True)
    chat_owner_consent: bool | None = field(default=None, validator=optional(boolean), kw_only=True)
    record_types: tuple[RecordTypePolicy, ...] = field(
        default=(),
        converter=_record_types,
        validator=tuple_of(RecordTypePolicy, "a list of record-type settings", "record type", "record_type"),
        kw_only=True,
    )
    unreadable_record_types: frozenset[str] = field(
        default=frozenset(), converter=to_logical_names, validator=legal, kw_only=True
    )
    others_unreadable: bool = field(default=False, validator=boolean, kw_only=True)
    readings: Readings = field(default=AS_CHOSEN, validator=one_of(Readings, "readings"), kw_only=True)
    card_unsupported_types: frozenset[AttributeType] = field(
        default=CARD_UNSUPPORTED_TYPES,
        converter=_types,
        validator=set_of("a set of attribute types", lambda each: isinstance(each, AttributeType)),
        kw_only=True,
    )
    _settings: Mapping[str, RecordTypePolicy] = field(init=False, eq=False, repr=False)

    __reduce__ = rebuilding

    def __attrs_post_init__(self) -> None:
        settings = {each.record_type: each for each in self.record_types}
        both = sorted(self.unreadable_record_types.intersection(settings))
        if both:
            raise refuse(self, "unreadable_record_types", "only record types that record_types does not hold", both)
        object.__setattr__(self, "_settings", MappingProxyType(settings))

    def is_configured(self, record_type: str) -> bool:
        """Whether chats can be connected to records of that type (CON-1).

        Raises:
            UnknownFact: when the settings of that record type could not be read.
        """
        if isinstance(record_type, str) and record_type in self._settings:
            return True
        name = _named(record_type)
        self.require_readable(name)
        return name in self._settings

    def settings_for(self, record_type: str) -> RecordTypePolicy:
        """The settings of that record type; all toggles off where there are none (DIS-2).

        Raises:
            UnknownFact: when the settings of that record type could not be read.
        """
        try:
            return self._settings[record_type]
        except KeyError:
            off = _all_off(record_type)
        except TypeError:
            raise refuse(None, "record_type", LOGICAL_NAME, record_type) from None
        name = off.record_type
        if name in self._settings:  # it was asked for in another case
            return self._settings[name]
        self.require_readable(name)
        return off

    def require_readable(self, record_type: str) -> None:
        """Nothing, unless the settings of that record type could not be read.

        Raises:
            UnknownFact: when they could not: every question about that record type is then without an answer.
        """
        if not self.others_unreadable and not self.unreadable_record_types:
            return
        name = _named(record_type)
        is_unknown = self.others_unreadable and name not in self._settings
        if is_unknown or name in self.unreadable_record_types:
            raise neither(say("not_known.settings", name=repr(name)))

    def but(self, **changes: Unpack[PolicyChanges]) -> Policy:
        """The same policy with some settings changed: `policy.but(chat_is_on=False)`."""
        return evolve(self, **changes)

    def but_for(self, record_type: str, **changes: Unpack[RecordTypeChanges]) -> Policy:
        """The same policy with some settings of one record type changed: `policy.but_for("incident", join_chat=True)`.

        A record type without settings is added, every other toggle off (Q-14).

        Raises:
            UnknownFact: when the settings of that record type could not be read.
        """
        changed = self.settings_for(record_type).but(**changes)
        others = [each for each in self.record_types if each.record_type != changed.record_type]
        return evolve(self, record_types=[*others, changed])

    def without(self, record_type: str) -> Policy:
        """The same policy with that record type not configured."""
        name = _named(record_type)
        return evolve(
            self,
            record_types=[each for each in self.record_types if each.record_type != name],
            unreadable_record_types=self.unreadable_record_types - {name},
        )


class PolicyChanges(TypedDict, total=False):
    """What `Policy.but` can change."""

    chat_is_on: bool | Unknown
    on_for_all_apps: bool | Unknown
    selected_apps: Iterable[str] | Unknown | None
    timeline_sync: bool | Unknown
    timeline_sync_since: datetime | None
    idle_days: int | Unknown
    chat_owner_consent: bool | None
    record_types: Iterable[RecordTypePolicy]
    unreadable_record_types: Iterable[str]
    others_unreadable: bool
    readings: Readings
    card_unsupported_types: Iterable[AttributeType]


NEW_ORGANISATION = Policy(
    chat_is_on=True,  # ENB-2
    on_for_all_apps=False,
    selected_apps=None,
    record_types=[
        RecordTypePolicy(
            record_type,
            include_note=False,
            owner_may_disconnect=record_type in DISCONNECT_TOGGLES_ON,
            connector_may_disconnect=record_type in DISCONNECT_TOGGLES_ON,
            join_chat=record_type in JOIN_CHAT_ON,
            notify=False,
            notified_attributes=PRECONFIGURED_ATTRIBUTES.get(record_type, ()),
        )
        for record_type in STANDARD_RECORD_TYPES
    ],
)
"""The policy of a new organisation, made of what `defaults.py` says (ENB-2, DIS-1, JOI-3, NTF-3, Q-14)."""
