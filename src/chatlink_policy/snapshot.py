"""A whole organisation at one moment, as it was read: the models, and everything that could not be read.

A snapshot is what `check` judges and what an export becomes. What could not be read is never dropped and never guessed:
it is set apart, with where it stood and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from attrs import field, frozen

from ._ids import LOGICAL_NAME, as_app_name, as_id, as_logical_name, to_id, to_logical_name
from ._model import Model
from ._validation import (
    as_strings,
    legal,
    names,
    one_of,
    optional,
    to_ids,
    to_utc_or_none,
    tuple_of,
    without_doubles,
)
from ._validation import name as a_name
from .context_card import applicable_view
from .errors import InvalidValue, UnknownFact, shown
from .models import AccessRights, App, Chat, Profile, Record, RecordType, Role, User, View
from .policy import Policy
from .scenario import LinkedTable, Scenario

__all__ = [
    "Access",
    "GivenId",
    "NotSelected",
    "Remark",
    "RemarkCode",
    "SetApart",
    "Snapshot",
    "Team",
    "TeamType",
    "scenario_of",
]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class SetApart(Model):
    """A row, or a whole file, that could not be read.

    Attributes:
        source: the file or payload it stands in.
        row: its position there, the first is 0; None where the file as a whole could not be read.
        path: the column, with what stands around it.
        expected: what the column takes, in words.
        got: what came, as one line.
        record_type: for a settings row the record type it is about, where that much could be read.
        id: the id or name under which other rows know it, where that much could be read.
    """

    source: str
    row: int | None
    path: str
    expected: str
    got: str
    record_type: str | None = None
    id: str | None = None

    @property
    def says(self) -> str:
        """Where it stood and why it could not be read, as one line."""
        where = self.source if self.row is None else f"{self.source} row {self.row}"
        return f"{where}: {self.path}: expected {self.expected}, got {self.got}"


class RemarkCode(StrEnum):
    """What is worth telling about a row that was read."""

    ABSENT_TOGGLE = "absent_toggle"
    INACTIVE_SETTINGS = "inactive_settings"
    CONFIGURED_TWICE = "configured_twice"
    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    INACTIVE_LINK = "inactive_link"
    AUTO_NAMING = "auto_naming"


@frozen(eq=False, repr=False)
class Remark(Model):
    """A row that was read, and something about it that an administrator should know.

    Attributes:
        code: what it is.
        source: the file or payload the row stands in.
        row: its position there, the first is 0.
        record_type: the record type it is about, where there is one.
        detail: the column, attribute or value it is about.
    """

    code: RemarkCode
    source: str
    row: int
    record_type: str | None
    detail: str


@frozen(eq=False, repr=False)
class NotSelected(Model):
    """A column that no row of a table has: it was not selected, which is not the same as null.

    Attributes:
        source: the file or payload.
        table: the table, by the name of its file without ending.
        column: the column.
        needed_for: what cannot be answered without it, each as a few words.
    """

    source: str
    table: str
    column: str
    needed_for: tuple[str, ...]


@frozen(eq=False, repr=False)
class GivenId(Model):
    """An id or a name that was given beside an export, in `supplement.toml`.

    Attributes:
        key: the key under which it stands ("users").
        id: the id or name.
    """

    key: str
    id: str


class TeamType(StrEnum):
    """The types of teams; the members of a group team are known only as far as they have signed in."""

    OWNER = "owner"
    ACCESS = "access"
    SECURITY_GROUP = "security_group"
    OFFICE_GROUP = "office_group"


@frozen(eq=False, repr=False)
class Team(Model):
    """A team.

    Args:
        id: its id.
        name: its name, None where it was not exported.
        type: its type, None where it was not exported.
    """

    id: str = field(converter=to_id, validator=legal)
    name: str | None = field(default=None, validator=optional(a_name), kw_only=True)
    type: TeamType | None = field(default=None, validator=optional(one_of(TeamType, "a type of team")), kw_only=True)


@frozen(eq=False, repr=False)
class Access(Model):
    """A user's access rights to one record.

    Args:
        user_id: the user's id.
        record_type: the logical name of the record's table.
        record_id: the record's id.
        rights: the rights.
    """

    user_id: str = field(converter=to_id, validator=legal)
    record_type: str = field(converter=to_logical_name, validator=legal)
    record_id: str = field(converter=to_id, validator=legal)
    rights: AccessRights = field(validator=one_of(AccessRights, "access rights"))


def _names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_strings(value)


def _app(app: App) -> str:
    return app.unique_name


def _name(record_type: RecordType) -> str:
    return record_type.name


def _id(named: User | View | Chat | Team) -> str:
    return named.id


def _key(record: Record) -> str:
    return " ".join(record.key)


def _asked(access: Access) -> str:
    return f"{access.user_id} {access.record_type} {access.record_id}"


@frozen(kw_only=True, eq=False, repr=False)
class Snapshot(Model):
    """A whole organisation at one moment, as far as it was exported.

    Args:
        policy: the settings; a record type whose settings row was set apart is unreadable in it.
        apps: the apps.
        profiles: the agent experience profiles.
        roles: the security roles with their privileges.
        users: the users with their roles, teams and profile.
        record_types: the metadata of the tables.
        views: the views.
        unusable_views: the ids of views that no card can use: inactive ones, and those without a grid.
        records: the records with their owners.
        chats: the chats with their links.
        access: access rights of users to records, as far as they were asked for.
        consents: the Graph permissions that were consented to; None where nobody told (ENB-9).
        teams: the teams, as far as they were exported.
        tables: the names of the tables it was made of, as their files are named without ending; None where its maker
            gives everything there is. What is not among them is unknown, not empty.
        not_selected: the columns that a whole table lacks.
        exported_on: when the export was finished; None where that was not provided.
        given: the ids and names that were given beside the export; one that matches nothing is a finding.
        set_apart: what could not be read.
        remarks: what was read and is worth telling.

    Raises:
        InvalidValue: also for two apps, users, teams, tables, views, records, chats or access rights of one id.
    """

    policy: Policy = field(validator=one_of(Policy, "a policy"))
    apps: tuple[App, ...] = field(default=(), validator=[tuple_of(App, "apps"), without_doubles(_app, "app")])
    profiles: tuple[Profile, ...] = field(default=(), validator=tuple_of(Profile, "profiles"))
    roles: tuple[Role, ...] = field(default=(), validator=tuple_of(Role, "roles"))
    users: tuple[User, ...] = field(default=(), validator=[tuple_of(User, "users"), without_doubles(_id, "user")])
    record_types: tuple[RecordType, ...] = field(
        default=(), validator=[tuple_of(RecordType, "metadata of tables"), without_doubles(_name, "table")]
    )
    views: tuple[View, ...] = field(default=(), validator=[tuple_of(View, "views"), without_doubles(_id, "view")])
    unusable_views: frozenset[str] = field(default=frozenset(), converter=to_ids, validator=legal)
    records: tuple[Record, ...] = field(
        default=(), validator=[tuple_of(Record, "records"), without_doubles(_key, "record")]
    )
    chats: tuple[Chat, ...] = field(default=(), validator=[tuple_of(Chat, "chats"), without_doubles(_id, "chat")])
    access: tuple[Access, ...] = field(
        default=(), validator=[tuple_of(Access, "access rights"), without_doubles(_asked, "user and record")]
    )
    consents: frozenset[str] | None = field(default=None, converter=_names, validator=optional(names))
    teams: tuple[Team, ...] = field(default=(), validator=[tuple_of(Team, "teams"), without_doubles(_id, "team")])
    tables: frozenset[str] | None = field(default=None, converter=_names, validator=optional(names))
    not_selected: tuple[NotSelected, ...] = field(
        default=(), validator=tuple_of(NotSelected, "columns that were not selected")
    )
    exported_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    given: tuple[GivenId, ...] = field(default=(), validator=tuple_of(GivenId, "ids that were given"))
    set_apart: tuple[SetApart, ...] = field(default=(), validator=tuple_of(SetApart, "what was set apart"))
    remarks: tuple[Remark, ...] = field(default=(), validator=tuple_of(Remark, "remarks"))

    def has(self, table: str) -> bool:
        """Whether the snapshot was made of that table; what other tables hold is unknown."""
        return self.tables is None or table in self.tables


# --- One case out of a snapshot ---------------------------------------------------------------------------------------


def _applicable_view(snapshot: Snapshot, table: str) -> View | None:
    """The view of a card of that table, as far as it is known which one applies: else the card has no answer."""
    try:
        return applicable_view(snapshot.policy, snapshot.views, table)
    except UnknownFact:
        return None


def scenario_of(
    snapshot: Snapshot,
    *,
    user: str | None = None,
    chat: str | None = None,
    record: str | None = None,
    record_type: str | None = None,
    app: str | None = None,
    now: datetime | None = None,
) -> Scenario:
    """One case of an organisation, for `evaluate`; what is not named stays unknown.

    Args:
        snapshot: the organisation.
        user: the id of the user who asks, in any spelling.
        chat: the id of the chat.
        record: the id of the record, in any spelling.
        record_type: the logical name of the record's table; needed only where two tables have a record of that id.
        app: the unique name of the app, in any case.
        now: the time to judge by (TML-7).

    Raises:
        InvalidValue: for an id or a name that the snapshot does not hold, or that names two records.
    """
    user_id, chat_id, record_id, app_name = as_id(user), as_id(chat), as_id(record), as_app_name(app)
    table = as_logical_name(record_type)
    if record_type is not None and table is None:
        raise InvalidValue("record_type", LOGICAL_NAME, shown(record_type))
    found_user = _one(snapshot, "user", user, [each for each in snapshot.users if each.id == user_id])
    found_chat = _one(snapshot, "chat", chat, [each for each in snapshot.chats if each.id == chat_id])
    found_app = _one(snapshot, "app", app, [each for each in snapshot.apps if each.unique_name == app_name])
    named = [each for each in snapshot.records if each.id == record_id and table in (None, each.record_type)]
    found_record = _one(snapshot, "record", record, named)
    table = found_record.record_type if found_record else table
    metadata = next((each for each in snapshot.record_types if each.name == table), None)
    view = None if table is None else _applicable_view(snapshot, table)
    tables = {each.name: each for each in snapshot.record_types}
    columns = () if view is None else view.columns
    linked = {each.alias: tables[each.table] for each in columns if each.alias and each.table in tables}
    return Scenario(
        policy=snapshot.policy,
        app=found_app,
        user=found_user,
        chat=found_chat,
        record=found_record,
        access=_rights(snapshot, found_user, found_record),
        record_type=metadata,
        view=view,
        linked=[LinkedTable(alias, table) for alias, table in linked.items()],
        now=now,
    )


def _one(snapshot: Snapshot, what: str, name: str | None, found: Sequence[M]) -> M | None:
    """The one that was found; None where none was asked for."""
    if name is None:
        return None
    if len(found) == 1:
        return found[0]
    apart = f", or one of the {len(snapshot.set_apart)} that were set apart" if snapshot.set_apart else ""
    article = "an" if what == "app" else "a"
    expected = f"{article} {what} of the snapshot{apart}" if not found else f"one {what}; name the record type too"
    raise InvalidValue(what, expected, shown(name) if not found else f"{len(found)} of the id {shown(name)}")


def _rights(snapshot: Snapshot, user: User | None, record: Record | None) -> AccessRights | None:
    if user is None or record is None:
        return None
    asked = (user.id, record.record_type, record.id)
    return next(
        (each.rights for each in snapshot.access if (each.user_id, each.record_type, each.record_id) == asked), None
    )
