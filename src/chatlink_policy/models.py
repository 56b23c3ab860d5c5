"""The world as the rules see it: apps, profiles, record types, views, roles, users, records, chats.

Immutable values without behaviour: each can be compared, hashed, copied and pickled, and none can be built in an
illegal state. What an administrator configures is in `policy.py`. No model here can hold message text (CON-5): of
Teams data there are ids, kinds, states, and who connected or wrote last and when.

Sets of models are kept as tuples in canonical order, so that the order in which they came changes nothing. The module
is longer than others, since the world is read in one place; a good part of it says in words what each field means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Flag, StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType

from attrs import field

from ._ids import as_logical_name, to_id, to_logical_name
from ._validation import (
    as_strings,
    as_tuple,
    boolean,
    in_order,
    legal,
    name,
    names,
    one_of,
    optional,
    or_unknown,
    refuse,
    to_app_name,
    to_field_names,
    to_id_or_none,
    to_id_or_unknown,
    to_ids,
    to_logical_name_or_none,
    to_utc,
    to_utc_or_none,
    tuple_of,
)
from ._value import Model, frozen, rebuilding
from .unknown import Unknown

__all__ = [
    "NOBODY",
    "AccessRights",
    "ActivityState",
    "App",
    "Attribute",
    "AttributeType",
    "Chat",
    "ChatKind",
    "ChatLink",
    "Column",
    "Connection",
    "Offering",
    "Owner",
    "Profile",
    "Record",
    "RecordType",
    "Role",
    "TeamRoles",
    "User",
    "View",
    "ViewKind",
]


class Offering(StrEnum):
    """What an app belongs to; it decides whether Teams chat is available at all (ENB-1)."""

    CUSTOMER_SERVICE = "customer_service"
    CONTACT_CENTER_STANDALONE = "contact_center_standalone"
    CONTACT_CENTER_EMBEDDED = "contact_center_embedded"
    FIELD_SERVICE = "field_service"
    SALES = "sales"
    CUSTOM = "custom"
    NOT_CUSTOMER_ENGAGEMENT = "not_customer_engagement"


@frozen
class App(Model):
    """A model-driven Dynamics 365 app (table `appmodule`).

    Args:
        unique_name: the app's unique name, in any case: kept in lower case.
        offering: what the app belongs to (ENB-1).
        is_multisession: whether the user's profile counts in it (ENB-7).
    """

    unique_name: str = field(converter=to_app_name, validator=legal)
    offering: Offering = field(validator=one_of(Offering, "an offering"))
    is_multisession: bool = field(validator=boolean, kw_only=True)


@frozen
class Profile(Model):
    """An agent experience profile (table `msdyn_appconfiguration`).

    Args:
        name: the profile's name.
        chat_in_pane: whether the Teams chat is turned on in its productivity pane (ENB-7).
        is_default: whether it is the default profile, which has the chat (Q-16).

    Raises:
        InvalidValue: for a default profile without the chat.
    """

    name: str = field(validator=name)
    chat_in_pane: bool | Unknown = field(validator=or_unknown(boolean), kw_only=True)
    is_default: bool = field(default=False, validator=boolean, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.is_default and self.chat_in_pane is not True:
            raise refuse(self, "chat_in_pane", "true, since the default profile has the chat (Q-16)", self.chat_in_pane)


class AttributeType(StrEnum):
    """The types of Dataverse columns, by the names of `AttributeTypeName` without their ending (Q-11)."""

    BIG_INT = "BigInt"
    BOOLEAN = "Boolean"
    CALENDAR_RULES = "CalendarRules"
    CUSTOMER = "Customer"
    DATE_TIME = "DateTime"
    DECIMAL = "Decimal"
    DOUBLE = "Double"
    ENTITY_NAME = "EntityName"
    FILE = "File"
    IMAGE = "Image"
    INTEGER = "Integer"
    LOOKUP = "Lookup"
    MANAGED_PROPERTY = "ManagedProperty"
    MEMO = "Memo"
    MONEY = "Money"
    MULTI_SELECT_PICKLIST = "MultiSelectPicklist"
    OWNER = "Owner"
    PARTY_LIST = "PartyList"
    PICKLIST = "Picklist"
    STATE = "State"
    STATUS = "Status"
    STRING = "String"
    UNIQUEIDENTIFIER = "Uniqueidentifier"
    VIRTUAL = "Virtual"


@frozen
class Attribute(Model):
    """One column of a table.

    Args:
        name: its logical name.
        type: its Dataverse type.
        is_secured: whether field-level security applies to it (CRD-4).
        is_rich_text: whether its format is rich text, whose inline images cannot be rendered whole (NTF-7).
    """

    name: str = field(converter=to_logical_name, validator=legal)
    type: AttributeType = field(validator=one_of(AttributeType, "an attribute type"))
    is_secured: bool = field(default=False, validator=boolean, kw_only=True)
    is_rich_text: bool = field(default=False, validator=boolean, kw_only=True)


def _attributes(value: Iterable[Attribute]) -> tuple[Attribute, ...]:
    return in_order(value, Attribute, attrgetter("name"))


@frozen
class RecordType(Model):
    """A Dataverse table whose records chats can be connected to, as its metadata describes it.

    Args:
        name: the table's logical name.
        attributes: its columns, in any order, each once.
        is_activity: an activity's chat gets no timeline entry (TML-6); it may be unknown.
        is_virtual: notifications cannot be configured for a virtual table (NTF-4); it may be unknown.
        has_update_filter: whether the table has the SDK message filter for Update (NTF-4); it may be unknown.
    """

    name: str = field(converter=to_logical_name, validator=legal)
    attributes: tuple[Attribute, ...] = field(
        converter=_attributes, validator=tuple_of(Attribute, "a list of attributes", "attribute", "name")
    )
    is_activity: bool | Unknown = field(validator=or_unknown(boolean), kw_only=True)
    is_virtual: bool | Unknown = field(validator=or_unknown(boolean), kw_only=True)
    has_update_filter: bool | Unknown = field(validator=or_unknown(boolean), kw_only=True)
    _by_name: Mapping[str, Attribute] = field(init=False, eq=False, repr=False)

    __reduce__ = rebuilding

    def __attrs_post_init__(self) -> None:
        by_name = {attribute.name: attribute for attribute in self.attributes}
        object.__setattr__(self, "_by_name", MappingProxyType(by_name))

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that logical name, in any case, or None where the metadata does not know it."""
        return self._by_name.get(name) or self._by_name.get(as_logical_name(name) or "")


class ViewKind(StrEnum):
    """What a view is to the context card: the two kinds that serve as default (CRD-5), or any other."""

    CASE_INTRODUCTION = "case_introduction"
    QUICK_FIND = "quick_find"
    OTHER = "other"


@frozen
class Column(Model):
    """One column of a view.

    Args:
        attribute: the attribute's logical name.
        alias: for a column of a linked table the alias under which the view links it, else None (Q-9).
        table: the logical name of that linked table, where the view names it.
        is_hidden: a hidden column is no field of the card (Q-9).

    Raises:
        InvalidValue: for a linked table without an alias.
    """

    attribute: str = field(converter=to_logical_name, validator=legal)
    alias: str | None = field(default=None, converter=to_id_or_none, validator=legal, kw_only=True)
    table: str | None = field(default=None, converter=to_logical_name_or_none, validator=legal, kw_only=True)
    is_hidden: bool = field(default=False, validator=boolean, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.table is not None and self.alias is None:
            raise refuse(self, "table", "no linked table without an alias", self.table)

    @property
    def name(self) -> str:
        """How the view's layout names the column: "title", or "alias.name" for a linked one."""
        return self.attribute if self.alias is None else f"{self.alias}.{self.attribute}"


def _columns(value: Iterable[Column]) -> tuple[Column, ...]:
    return as_tuple(value)


@frozen
class View(Model):
    """A view of a table (`savedquery`), of which the context card uses the columns in their order (CRD-2).

    Args:
        id: the view's id.
        name: its name.
        record_type: the logical name of its table.
        kind: whether it is one of the views that serve as default (CRD-5).
        columns: its columns, first to last.
    """

    id: str = field(converter=to_id, validator=legal)
    name: str = field(validator=name)
    record_type: str = field(converter=to_logical_name, validator=legal)
    kind: ViewKind = field(validator=one_of(ViewKind, "a kind of view"))
    columns: tuple[Column, ...] = field(converter=_columns, validator=tuple_of(Column, "a list of columns"))


@frozen
class Role(Model):
    """A security role: a name for people, and the privileges, which alone count (ENB-8, DIS-2).

    Args:
        name: the role's name, in whatever language.
        privileges: the names of its privileges ("prvUnlinkTeamsChatFromRecord").
    """

    name: str = field(validator=name)
    privileges: frozenset[str] = field(converter=as_strings, validator=names)


def _roles(value: Iterable[Role] | Unknown) -> tuple[Role, ...] | Unknown:
    if isinstance(value, Unknown):
        return value
    return in_order(value, Role, lambda role: (role.name, *sorted(role.privileges)))


@frozen
class TeamRoles(Model):
    """The security roles of a team, which reach each of its members (DIS-2).

    Args:
        team: the team's id.
        roles: its roles.
    """

    team: str = field(converter=to_id, validator=legal)
    roles: tuple[Role, ...] | Unknown = field(converter=_roles, validator=or_unknown(tuple_of(Role, "a list of roles")))


def _roles_by_team(value: Iterable[TeamRoles]) -> tuple[TeamRoles, ...]:
    return in_order(value, TeamRoles, attrgetter("team"))


def _ids(value: Iterable[str] | Unknown) -> frozenset[str] | Unknown:
    return value if isinstance(value, Unknown) else to_ids(value)


def _role_names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_strings(value)


def _field_names(value: Iterable[str] | Unknown) -> frozenset[str] | Unknown:
    return value if isinstance(value, Unknown) else to_field_names(value)


@frozen
class User(Model):
    """A user of Dynamics 365.

    What is not known of a user is `UNKNOWN`; a question that needs it raises `UnknownFact`.

    Args:
        id: the user's id.
        roles: the security roles that the user has in person.
        roles_by_team: the roles that reach the user through a team, by team.
        teams: the ids of the teams the user is a member of (DIS-6).
        profile: the agent experience profile; None is the default one (ENB-7).
        profile_roles: the names of the roles that give the profile, none where it is assigned in person; None where
            that was not provided.
        readable_secured_fields: the secured fields the user may read, each as "table.attribute" (CRD-4).
        is_global_administrator: whether the user is a global administrator of Microsoft 365 (TML-2).

    Raises:
        InvalidValue: also for roles through a team that the user is not a member of.
    """

    id: str = field(converter=to_id, validator=legal)
    roles: tuple[Role, ...] | Unknown = field(
        default=(), converter=_roles, validator=or_unknown(tuple_of(Role, "a list of roles")), kw_only=True
    )
    roles_by_team: tuple[TeamRoles, ...] = field(
        default=(),
        converter=_roles_by_team,
        validator=tuple_of(TeamRoles, "a list of the roles of teams", "team", "team"),
        kw_only=True,
    )
    teams: frozenset[str] | Unknown = field(
        default=frozenset(), converter=_ids, validator=or_unknown(legal), kw_only=True
    )
    profile: Profile | Unknown | None = field(
        default=None, validator=or_unknown(optional(one_of(Profile, "a profile"))), kw_only=True
    )
    profile_roles: frozenset[str] | None = field(
        default=None, converter=_role_names, validator=optional(names), kw_only=True
    )
    readable_secured_fields: frozenset[str] | Unknown = field(
        default=frozenset(), converter=_field_names, validator=or_unknown(legal), kw_only=True
    )
    is_global_administrator: bool | Unknown = field(default=False, validator=or_unknown(boolean), kw_only=True)
    privileges: frozenset[str] | Unknown = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for each in self.roles_by_team:
            if not isinstance(self.teams, Unknown) and each.team not in self.teams:
                raise refuse(self, "roles_by_team", "roles of teams that the user is a member of", each.team)
        object.__setattr__(self, "privileges", _privileges(self.roles, *(each.roles for each in self.roles_by_team)))

    @property
    def all_roles(self) -> tuple[Role, ...] | Unknown:
        """The roles that reach the user, in person or through a team, each once."""
        found: list[Role] = []
        for roles in (self.roles, *(each.roles for each in self.roles_by_team)):
            if isinstance(roles, Unknown):
                return roles
            found += roles
        return _roles(found)


def _privileges(*held: tuple[Role, ...] | Unknown) -> frozenset[str] | Unknown:
    """The privileges of roles held in several ways; unknown where those of one way are."""
    sets: list[frozenset[str]] = []
    for roles in held:
        if isinstance(roles, Unknown):
            return roles
        sets += [role.privileges for role in roles]
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)


@frozen
class Owner(Model):
    """Who owns a record: a user, a team, or nobody (DIS-6).

    Args:
        user: the id of the owning user, or None.
        team: the id of the owning team, or None.

    Raises:
        InvalidValue: when both a user and a team are given.
    """

    user: str | None = field(default=None, converter=to_id_or_none, validator=legal, kw_only=True)
    team: str | None = field(default=None, converter=to_id_or_none, validator=legal, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.user is not None and self.team is not None:
            raise refuse(self, "team", f"a user or a team as owner, not both (the user is {self.user!r})", self.team)


NOBODY = Owner()
"""The owner of an organisation-owned record (DIS-6)."""


@frozen
class Record(Model):
    """One row of a record type.

    Args:
        record_type: the logical name of its table.
        id: its id, unique within the table.
        owner: who owns it; it may be unknown, which is not the same as nobody.
    """

    record_type: str = field(converter=to_logical_name, validator=legal)
    id: str = field(converter=to_id, validator=legal)
    owner: Owner | Unknown = field(validator=or_unknown(one_of(Owner, "an owner: a user, a team, or nobody")))
    key: tuple[str, str] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "key", (self.record_type, self.id))


class AccessRights(Flag):
    """A user's rights to one record, with the bits of Dataverse's access-rights mask."""

    NONE = 0
    READ = 1
    WRITE = 2
    APPEND = 4
    APPEND_TO = 16
    CREATE = 32
    DELETE = 65536
    SHARE = 262144
    ASSIGN = 524288


class ChatKind(StrEnum):
    """The kinds of Teams chats, by the names of Microsoft Graph (CON-3)."""

    ONE_ON_ONE = "oneOnOne"
    GROUP = "group"
    MEETING = "meeting"
    UNKNOWN = "unknownFutureValue"


class ActivityState(StrEnum):
    """The states of the activity that stands for a chat on the timeline (TML-7)."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELED = "canceled"
    SCHEDULED = "scheduled"


@frozen
class ChatLink(Model):
    """The fact that a chat is connected to a record, by whom and when.

    Args:
        record_type: the logical name of the record's table.
        record_id: the record's id.
        connected_by: the id of the user who connected them, or None when it cannot be known (DIS-7); `UNKNOWN` where
            that was not looked at: a question that needs it raises `UnknownFact`.
        connected_on: when, with its zone; kept in UTC.
    """

    record_type: str = field(converter=to_logical_name, validator=legal)
    record_id: str = field(converter=to_id, validator=legal)
    connected_by: str | Unknown | None = field(
        default=None, converter=to_id_or_unknown, validator=or_unknown(legal), kw_only=True
    )
    connected_on: datetime = field(converter=to_utc, validator=legal, kw_only=True)


def place_of_link(link: ChatLink) -> tuple[str, str, datetime, str]:
    """What the links of a chat are sorted by; an unknown user comes before all ids, none of which is a blank."""
    user = link.connected_by
    return link.record_type, link.record_id, link.connected_on, " " if isinstance(user, Unknown) else user or ""


def _links(value: Iterable[ChatLink]) -> tuple[ChatLink, ...]:
    return in_order(value, ChatLink, place_of_link)


@frozen
class Connection(Model):
    """All links between one chat and one record, folded into what the rules ask (DIS-7).

    Args:
        connector: the user of the most recent link; None when it cannot be known, or when two latest links of the same
            instant name different users. Unknown where one of the latest links has an `UNKNOWN` user.
        connected_on: when the most recent link was made.
        connected_by: every user who is known to have ever made one (Q-15); unknown where one has an `UNKNOWN` user.
    """

    connector: str | Unknown | None
    connected_on: datetime
    connected_by: frozenset[str] | Unknown


def _connection(links: list[ChatLink]) -> Connection:
    """All links to one record, in their order: the latest come last."""
    latest = links[-1].connected_on
    users: set[str] = set()
    last_users: set[str | Unknown | None] = set()
    unknown: Unknown | None = None
    for link in links:
        user = link.connected_by
        if isinstance(user, Unknown):
            unknown = user
        elif user is not None:
            users.add(user)
        if link.connected_on == latest:
            last_users.add(user)
    connector = last_users.pop() if len(last_users) == 1 else None
    if unknown is None:
        return Connection(connector, latest, frozenset(users))
    return Connection(unknown if unknown in last_users else connector, latest, unknown)


@frozen
class Chat(Model):
    """A Teams chat, known only by its id, with the records it is connected to (CON-5).

    Args:
        id: the Graph chat id.
        kind: the kind of chat (CON-3).
        links: the links to records that stand, in any order; several to one record show who connected it again.
        activity_state: the state of its activity on the timeline, None when it has none (TML-7); it may be unknown.
        last_writer: the id of the user who sent the last message, where known (TML-3).
        last_written_on: when the last message was sent, where known, with its zone; kept in UTC.
    """

    id: str = field(converter=to_id, validator=legal)
    kind: ChatKind = field(validator=one_of(ChatKind, "a kind of chat"))
    links: tuple[ChatLink, ...] = field(
        default=(), converter=_links, validator=tuple_of(ChatLink, "a list of links"), kw_only=True
    )
    activity_state: ActivityState | Unknown | None = field(
        default=None, validator=or_unknown(optional(one_of(ActivityState, "a state of an activity"))), kw_only=True
    )
    last_writer: str | None = field(default=None, converter=to_id_or_none, validator=legal, kw_only=True)
    last_written_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal, kw_only=True)

    @cached_property
    def connections(self) -> Mapping[tuple[str, str], Connection]:
        """The connection to each record, by `Record.key`; folded once, when it is first asked for."""
        by_record: dict[tuple[str, str], list[ChatLink]] = {}
        for link in self.links:
            by_record.setdefault((link.record_type, link.record_id), []).append(link)
        return MappingProxyType({key: _connection(links) for key, links in by_record.items()})
