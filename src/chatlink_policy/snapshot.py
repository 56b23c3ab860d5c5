"""A whole organisation at one moment, as it was read: the models, and everything that could not be read.

A snapshot is what `check` judges and what an export becomes. What could not be read is never dropped and never guessed:
it is rejected, with its place and reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field

from ._ids import to_id, to_logical_name
from ._validation import as_strings, legal, names, one_of, optional, to_ids, to_utc_or_none, tuple_of
from ._validation import name as a_name
from ._value import Model, frozen
from .errors import one_line
from .models import AccessRights, App, Chat, Profile, Record, RecordType, Role, User, View
from .policy import Policy
from .unknown import Unknown
from .wording.words import reason, say

__all__ = [
    "Access",
    "NotSelected",
    "Rejected",
    "Remark",
    "RemarkCode",
    "Snapshot",
    "SupplementId",
    "Team",
    "TeamType",
    "UserName",
]


PROFILE_TABLES = ("msdyn_appconfiguration_systemusers", "msdyn_appprofilerolemappings")
"""The tables that give users their profiles, in person and by their roles."""


@frozen
class Rejected(Model):
    """A row, or a whole file, that could not be read.

    Attributes:
        source: its file or payload.
        row: its position there, counted from 0; None for the file as a whole.
        path: the column, with its context.
        expected: what the column takes, in words.
        got: what came, as one line.
        record_type: for a settings row its record type, where that could be read.
        id: the id or name by which other rows refer to it, where that could be read.
    """

    source: str
    row: int | None
    path: str
    expected: str
    got: str
    record_type: str | None = None
    id: str | None = None

    def _given(self) -> list[tuple[str, object]]:
        return [
            (name, reason(value) if isinstance(value, str) and name in ("path", "expected", "got") else value)
            for name, value in Model._given(self)
        ]

    @property
    def says(self) -> str:
        """Its place and reason as one line, in which rows count from 1."""
        row = {} if self.row is None else {"row": self.row + 1}
        path, expected, got = reason(self.path), reason(self.expected), reason(self.got)
        return say("rejected", source=one_line(self.source), path=path, expected=expected, got=got, **row)


class RemarkCode(StrEnum):
    """What an administrator should know about a row that was read."""

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
        source: the file or payload of the row.
        row: its position there, counted from 0.
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
        needed_for: the answers that need it, by name.
    """

    source: str
    table: str
    column: str
    needed_for: tuple[str, ...]

    @property
    def says(self) -> str:
        """That the column was not selected, as one line."""
        return say("not_selected", table=one_line(self.table), column=one_line(self.column))


@frozen
class SupplementId(Model):
    """An id or a name in `supplement.toml`, under a key such as "users"."""

    key: str
    id: str


class TeamType(StrEnum):
    """The types of teams; of a Microsoft Entra group only those members are known who have signed in."""

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
class UserName(Model):
    """The name of a user, by the user's id; no answer depends on it."""

    id: str = field(converter=to_id, validator=legal)
    name: str = field(validator=a_name)


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


def _many(kind: type, what: str, one: str = "", *key: str) -> Any:  # noqa: ANN401  # as `field` itself
    """A field of many values of a kind, no two of which agree in the fields that are their key."""
    return field(default=(), validator=tuple_of(kind, what, one, *key))


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
        access: access rights of users to records, as far as they were exported.
        consents: the Graph permissions that were consented to; None where that was not provided (ENB-9).
        teams: the teams, as far as they were exported.
        user_names: the names of users, as far as they were exported.
        tables: the tables it was made of, by the names of their files without ending; None where it holds everything
            there is. What is not among them is unknown, not empty.
        not_selected: the columns that a whole table lacks.
        passed_over: what was in the folder and was not read, with a hint where it may be meant as a table.
        exported_on: when the export was finished; None where that was not provided.
        supplement_ids: the ids and names in supplement.toml; one that matches nothing is a finding.
        rejected: what could not be read.
        remarks: what was read, and an administrator should know.
        organisation: the name of the organisation, None where it was not exported; no answer depends on it.

    Raises:
        InvalidValue: also for two apps, users, teams, tables, views, records, chats or access rights of one id.
    """

    policy: Policy = field(validator=one_of(Policy, "a policy"))
    apps: tuple[App, ...] = _many(App, "apps", "app", "unique_name")
    profiles: tuple[Profile, ...] = _many(Profile, "profiles")
    roles: tuple[Role, ...] = _many(Role, "roles")
    users: tuple[User, ...] = _many(User, "users", "user", "id")
    record_types: tuple[RecordType, ...] = _many(RecordType, "metadata of tables", "table", "name")
    views: tuple[View, ...] = _many(View, "views", "view", "id")
    unusable_views: frozenset[str] = field(default=frozenset(), converter=to_ids, validator=legal)
    records: tuple[Record, ...] = _many(Record, "records", "record", "record_type", "id")
    chats: tuple[Chat, ...] = _many(Chat, "chats", "chat", "id")
    access: tuple[Access, ...] = _many(
        Access, "access rights", "user and record", "user_id", "record_type", "record_id"
    )
    consents: frozenset[str] | None = field(default=None, converter=_names, validator=optional(names))
    teams: tuple[Team, ...] = _many(Team, "teams", "team", "id")
    user_names: tuple[UserName, ...] = _many(UserName, "names of users", "user", "id")
    tables: frozenset[str] | None = field(default=None, converter=_names, validator=optional(names))
    not_selected: tuple[NotSelected, ...] = _many(NotSelected, "columns that were not selected")
    passed_over: tuple[str, ...] = _many(str, "names")
    exported_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    supplement_ids: tuple[SupplementId, ...] = _many(SupplementId, "ids in supplement.toml")
    rejected: tuple[Rejected, ...] = _many(Rejected, "what was rejected")
    remarks: tuple[Remark, ...] = _many(Remark, "remarks")
    organisation: str | None = field(default=None, validator=optional(a_name))

    @property
    def names(self) -> dict[str, str]:
        """The names of teams and users by id, as far as they were exported."""
        teams = {each.id: each.name for each in self.teams if each.name is not None}
        return teams | {each.id: each.name for each in self.user_names}

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
