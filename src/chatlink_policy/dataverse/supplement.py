"""What no column of Dataverse tells, and so is given beside an export, in `supplement.toml` or `supplement.json`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from .._ids import to_id
from .._model import Model
from .._validation import (
    all_of,
    as_strings,
    as_tuple,
    boolean,
    legal,
    names,
    one_of,
    optional,
    set_of,
    to_app_name,
    to_app_names,
    to_field_names,
    to_utc_or_none,
    tuple_of,
    without_doubles,
)
from ..models import ChatKind, Offering
from ..policy import AS_CHOSEN, Readings
from ..snapshot import GivenId

__all__ = ["Supplement", "SupplementApp", "SupplementChat", "SupplementUser"]


@frozen(eq=False, repr=False)
class SupplementApp(Model):
    """What an app belongs to (ENB-1), for an app that is none of the known ones.

    Args:
        unique_name: the app's unique name, in any case.
        offering: what it belongs to.
    """

    unique_name: str = field(converter=to_app_name, validator=legal)
    offering: Offering = field(validator=one_of(Offering, "an offering"))


@frozen(eq=False, repr=False)
class SupplementChat(Model):
    """The kind of a chat (CON-3): it is known to Microsoft Graph only.

    Args:
        id: the Graph chat id.
        kind: the kind.
    """

    id: str = field(converter=to_id, validator=legal)
    kind: ChatKind = field(validator=one_of(ChatKind, "a kind of chat"))


@frozen(eq=False, repr=False)
class SupplementUser(Model):
    """What is known of a user besides Dataverse.

    Args:
        id: the user's id.
        is_global_administrator: whether the user is a global administrator of Microsoft 365 (TML-2).
        readable_secured_fields: the secured fields the user may read, each as "table.attribute" (CRD-4).
    """

    id: str = field(converter=to_id, validator=legal)
    is_global_administrator: bool = field(default=False, validator=boolean, kw_only=True)
    readable_secured_fields: frozenset[str] = field(
        default=frozenset(), converter=to_field_names, validator=legal, kw_only=True
    )


def _apps(value: Iterable[SupplementApp]) -> tuple[SupplementApp, ...]:
    return as_tuple(value)


def _chats(value: Iterable[SupplementChat]) -> tuple[SupplementChat, ...]:
    return as_tuple(value)


def _users(value: Iterable[SupplementUser]) -> tuple[SupplementUser, ...]:
    return as_tuple(value)


def _optional_names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_strings(value)


def _is_column(value: object) -> bool:
    return isinstance(value, str) and value.count(".") == 1 and all(map(str.isidentifier, value.split(".")))


_columns = set_of('a set of columns, each as "table.column"', _is_column)


def _app_names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else to_app_names(value)


def _app_name(value: str | None) -> str | None:
    return None if value is None else to_app_name(value)


def _unique_name(app: SupplementApp) -> str:
    return app.unique_name


def _chat_id(chat: SupplementChat) -> str:
    return chat.id


def _user_id(user: SupplementUser) -> str:
    return user.id


@frozen(kw_only=True, eq=False, repr=False)
class Supplement(Model):
    """What no column of Dataverse tells.

    Args:
        exported_on: when the last table was fetched; the command `export` writes it.
        missing_columns: the columns that the environment does not have, each as "table.column" with the table's name
            in the export; the command `export` writes them.
        on_for_all_apps: whether the chat is on for all apps or for selected ones: no public column tells (ENB-4).
        selected_apps: the unique names of the selected apps; None where there never was a selection (ENB-6).
        timeline_sync_since: when the timeline sync was turned on, with its zone (TML-7).
        teams_tool: the unique name of the pane tool that is the Teams chat; without it no custom profile can be read.
        consents: the Graph permissions that were consented to; None where nobody knows (ENB-9).
        apps: what the apps belong to that are none of the known ones.
        chats: the kinds of the chats.
        users: what is known of users besides Dataverse.
        readings: how the page is read where it can be read in more than one way.
    """

    exported_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    missing_columns: frozenset[str] = field(default=frozenset(), converter=as_strings, validator=_columns)
    on_for_all_apps: bool = field(validator=boolean)
    selected_apps: frozenset[str] | None = field(default=None, converter=_app_names, validator=legal)
    timeline_sync_since: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    teams_tool: str | None = field(default=None, converter=_app_name, validator=legal)
    consents: frozenset[str] | None = field(default=None, converter=_optional_names, validator=optional(names))
    apps: tuple[SupplementApp, ...] = field(
        default=(),
        converter=_apps,
        validator=all_of(tuple_of(SupplementApp, "apps"), without_doubles(_unique_name, "app")),
    )
    chats: tuple[SupplementChat, ...] = field(
        default=(),
        converter=_chats,
        validator=all_of(tuple_of(SupplementChat, "chats"), without_doubles(_chat_id, "chat")),
    )
    users: tuple[SupplementUser, ...] = field(
        default=(),
        converter=_users,
        validator=all_of(tuple_of(SupplementUser, "users"), without_doubles(_user_id, "user")),
    )
    readings: Readings = field(default=AS_CHOSEN, validator=one_of(Readings, "readings"))

    @property
    def given(self) -> tuple[GivenId, ...]:
        """Every id and name in it that something in the export should match, with its key."""
        fields = (field for user in self.users for field in user.readable_secured_fields)
        tools = () if self.teams_tool is None else (self.teams_tool,)
        named: dict[str, Iterable[str]] = {
            "apps": (each.unique_name for each in self.apps),
            "chats": (each.id for each in self.chats),
            "readable_secured_fields": fields,
            "teams_tool": tools,
            "users": (each.id for each in self.users),
        }
        return tuple(GivenId(key, each) for key, ids in named.items() for each in sorted(set(ids)))
