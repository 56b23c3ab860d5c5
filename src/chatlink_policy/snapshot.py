"""A whole organisation at one moment, as it was read: the models, and everything that could not be read.

A snapshot is what `check` judges and what an export becomes. What could not be read is never dropped and never guessed:
it is rejected, with where it stood and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from attrs import field

from ._ids import to_id, to_logical_name
from ._model import Model
from ._validation import as_strings, legal, names, one_of, optional, to_ids, to_utc_or_none, tuple_of, without_doubles
from ._validation import name as a_name
from ._value import frozen
from .errors import one_line
from .models import AccessRights, App, Chat, Profile, Record, RecordType, Role, User, View
from .policy import Policy
from .unknown import Unknown

__all__ = [
    "Access",
    "GivenId",
    "NotSelected",
    "Rejected",
    "Remark",
    "RemarkCode",
    "Snapshot",
    "Team",
    "TeamType",
]


PROFILE_TABLES = ("msdyn_appconfiguration_systemusers", "msdyn_appprofilerolemappings")
"""The tables that tell the profiles of users, in person and by their roles."""


@frozen
class Rejected(Model):
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
        """Where it stood and why it could not be read, as one line, in which rows count from 1."""
        source = one_line(self.source)
        where = source if self.row is None else f"{source} row {self.row + 1}"
        return f"{where}: {self.path}: expected {self.expected}, got {self.got}"


class RemarkCode(StrEnum):
    """What is worth telling about a row that was read."""

    ABSENT_TOGGLE = "absent_toggle"
    INACTIVE_SETTINGS = "inactive_settings"
    CONFIGURED_TWICE = "configured_twice"
    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    INACTIVE_LINK = "inactive_link"
    AUTO_NAMING = "auto_naming"


@frozen
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


@frozen
class NotSelected(Model):
    """A column that no row of a table has: it was not selected, which is not the same as null.

    Attributes:
        source: the file or payload.
        table: the table, by the name of its file without ending.
        column: the column.
        needed_for: the answers that lack something without it, by name.
    """

    source: str
    table: str
    column: str
    needed_for: tuple[str, ...]

    @property
    def says(self) -> str:
        """That the column was not selected, as one line."""
        return f"{one_line(self.table)} were exported without {one_line(self.column)}"


@frozen
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


@frozen
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


@frozen
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


@frozen(kw_only=True)
class Snapshot(Model):
    """A whole organisation at one moment, as far as it was exported.

    Args:
        policy: the settings; a record type whose settings row was rejected is unreadable in it.
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
        passed_over: what lay in the folder and was not read, with a hint where it may be meant as a table.
        exported_on: when the export was finished; None where that was not provided.
        given: the ids and names that were given beside the export; one that matches nothing is a finding.
        rejected: what could not be read.
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
    passed_over: tuple[str, ...] = field(default=(), validator=tuple_of(str, "names"))
    exported_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    given: tuple[GivenId, ...] = field(default=(), validator=tuple_of(GivenId, "ids that were given"))
    rejected: tuple[Rejected, ...] = field(default=(), validator=tuple_of(Rejected, "what was rejected"))
    remarks: tuple[Remark, ...] = field(default=(), validator=tuple_of(Remark, "remarks"))

    def has(self, table: str) -> bool:
        """Whether the snapshot was made of that table; what other tables hold is unknown."""
        return self.tables is None or table in self.tables

    def rejected_in(self, table: str) -> tuple[Rejected, ...]:
        """What of a table was rejected."""
        return tuple(each for each in self.rejected if each.source in (table, f"{table}.json"))

    def rejected_once(self, table: str) -> tuple[Rejected, ...]:
        """The same, each id or row once, for its first reason: what is counted."""
        first: dict[str | int, Rejected] = {}
        for each in self.rejected_in(table):
            first.setdefault(each.id or (each.path if each.row is None else each.row), each)
        return tuple(first.values())

    def lacks_column_of(self, table: str) -> bool:
        """Whether a needed column of a table was not selected."""
        return any(each.table == table for each in self.not_selected)

    @property
    def has_all_privileges(self) -> bool:
        """Whether the privileges of every user are known, so that no table of roles is needed to know them."""
        is_whole = not (self.rejected_in("systemusers") or self.lacks_column_of("systemusers"))
        return is_whole and not any(isinstance(each.privileges, Unknown) for each in self.users)
