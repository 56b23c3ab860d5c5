"""A whole organisation at one moment, as it was read: the models, and everything that could not be read.

A snapshot is what `check` judges and what an export becomes. What could not be read is never dropped and never guessed:
it is set apart, with where it stood and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen

from ._model import Model
from ._validation import as_strings, identifier, logical_name, names, one_of, optional, tuple_of
from .models import AccessRights, App, Chat, Profile, Record, RecordType, Role, User, View
from .policy import Policy

__all__ = ["Access", "Remark", "RemarkCode", "SetApart", "Snapshot"]


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
    """

    source: str
    row: int | None
    path: str
    expected: str
    got: str
    record_type: str | None = None

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
class Access(Model):
    """A user's access rights to one record.

    Args:
        user_id: the user's id.
        record_type: the logical name of the record's table.
        record_id: the record's id.
        rights: the rights.
    """

    user_id: str = field(validator=identifier)
    record_type: str = field(validator=logical_name)
    record_id: str = field(validator=identifier)
    rights: AccessRights = field(validator=one_of(AccessRights, "access rights"))


def _consents(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_strings(value)


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
        records: the records with their owners.
        chats: the chats with their links.
        access: access rights of users to records, as far as they were asked for.
        consents: the Graph permissions that were consented to; None where nobody told (ENB-9).
        set_apart: what could not be read.
        remarks: what was read and is worth telling.
    """

    policy: Policy = field(validator=one_of(Policy, "a policy"))
    apps: tuple[App, ...] = field(default=(), validator=tuple_of(App, "apps"))
    profiles: tuple[Profile, ...] = field(default=(), validator=tuple_of(Profile, "profiles"))
    roles: tuple[Role, ...] = field(default=(), validator=tuple_of(Role, "roles"))
    users: tuple[User, ...] = field(default=(), validator=tuple_of(User, "users"))
    record_types: tuple[RecordType, ...] = field(default=(), validator=tuple_of(RecordType, "metadata of tables"))
    views: tuple[View, ...] = field(default=(), validator=tuple_of(View, "views"))
    records: tuple[Record, ...] = field(default=(), validator=tuple_of(Record, "records"))
    chats: tuple[Chat, ...] = field(default=(), validator=tuple_of(Chat, "chats"))
    access: tuple[Access, ...] = field(default=(), validator=tuple_of(Access, "access rights"))
    consents: frozenset[str] | None = field(default=None, converter=_consents, validator=optional(names))
    set_apart: tuple[SetApart, ...] = field(default=(), validator=tuple_of(SetApart, "what was set apart"))
    remarks: tuple[Remark, ...] = field(default=(), validator=tuple_of(Remark, "remarks"))
