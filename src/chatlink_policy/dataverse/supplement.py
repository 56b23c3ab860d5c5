"""What no column of Dataverse holds: it is provided with an export, in `supplement.toml` or `supplement.json`.

`Supplement` is what such a file says; `SUPPLEMENT_KEYS` explains its keys in the file that `supplement_text` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from textwrap import TextWrapper

from attrs import field

from .._arguments import checked
from .._ids import to_id
from .._validation import (
    Validator,
    as_strings,
    as_tuple,
    boolean,
    legal,
    names,
    one_of,
    optional,
    or_unknown,
    refuse,
    set_of,
    to_app_name,
    to_app_names,
    to_field_names,
    to_ids,
    to_utc_or_none,
    tuple_of,
)
from .._value import Model, frozen
from ..defaults import GRAPH_PERMISSIONS
from ..models import ChatKind, Offering
from ..policy import AS_CHOSEN, Readings
from ..snapshot import SupplementId
from ..unknown import UNKNOWN, Unknown
from .apps import KNOWN_OFFERINGS

__all__ = [
    "SUPPLEMENT_KEYS",
    "Supplement",
    "SupplementApp",
    "SupplementChat",
    "SupplementKey",
    "SupplementUser",
    "supplement_text",
    "with_export_keys",
]


@frozen
class SupplementApp(Model):
    """The offering of an app (ENB-1) that is none of the known ones.

    Args:
        unique_name: the app's unique name, in any case.
        offering: the offering.
    """

    unique_name: str = field(converter=to_app_name, validator=legal)
    offering: Offering = field(validator=one_of(Offering, "an offering"))


@frozen
class SupplementChat(Model):
    """The kind of a chat (CON-3): it is known to Microsoft Graph only.

    Args:
        id: the Graph chat id.
        kind: the kind.
    """

    id: str = field(converter=to_id, validator=legal)
    kind: ChatKind = field(validator=one_of(ChatKind, "a kind of chat"))


def _field_names(value: Iterable[str] | Unknown) -> frozenset[str] | Unknown:
    return value if isinstance(value, Unknown) else to_field_names(value)


def _ids(value: Iterable[str] | Unknown) -> frozenset[str] | Unknown:
    return value if isinstance(value, Unknown) else to_ids(value)


def _known(value: frozenset[str] | Unknown) -> frozenset[str]:
    return frozenset() if isinstance(value, Unknown) else value


@frozen
class SupplementUser(Model):
    """What Dataverse does not hold of a user; what is not filled in is unknown.

    Args:
        id: the user's id.
        is_global_administrator: whether the user is a global administrator of Microsoft 365 (TML-2).
        readable_secured_fields: the secured fields the user may read, each as "table.attribute" (CRD-4).
    """

    id: str = field(converter=to_id, validator=legal)
    is_global_administrator: bool | Unknown = field(default=UNKNOWN, validator=or_unknown(boolean), kw_only=True)
    readable_secured_fields: frozenset[str] | Unknown = field(
        default=UNKNOWN, converter=_field_names, validator=legal, kw_only=True
    )


def _apps(value: Iterable[SupplementApp]) -> tuple[SupplementApp, ...]:
    return as_tuple(value)


def _chats(value: Iterable[SupplementChat]) -> tuple[SupplementChat, ...]:
    return as_tuple(value)


def _users(value: Iterable[SupplementUser]) -> tuple[SupplementUser, ...]:
    return as_tuple(value)


def _each_once(kind: type, key: str, what: str) -> Validator:
    return tuple_of(kind, f"{what}s", what, key)


def _optional_names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_strings(value)


def _is_column(value: object) -> bool:
    return isinstance(value, str) and value.count(".") == 1 and all(map(str.isidentifier, value.split(".")))


_columns = set_of('a set of columns, each as "table.column"', _is_column)


def _app_names(value: Iterable[str] | Unknown) -> frozenset[str] | Unknown:
    return value if isinstance(value, Unknown) else to_app_names(value)


def _app_name(value: str | None) -> str | None:
    return None if value is None else to_app_name(value)


@frozen(kw_only=True)
class Supplement(Model):
    """What no column of Dataverse holds; what is not filled in is unknown.

    Args:
        exported_on: when the last table was fetched; the command `export` writes it.
        missing_columns: the columns that the environment does not have, each as "table.column" with the table's name
            in the export; the command `export` writes them.
        on_for_all_apps: whether the chat is on for all apps or for selected ones (ENB-4).
        selected_apps: the unique names of the selected apps, possibly none; needed only where the chat is on for
            selected apps (ENB-5).
        never_selected: whether no selection of apps was ever made, so that the default one applies (ENB-6).
        timeline_sync_since: when the timeline sync was turned on, with its zone (TML-7).
        chat_owner_consent: whether the tenant lets chat owners consent, which the sync needs (TML-8).
        teams_tool: the unique name of the pane tool that is the Teams chat; without it no custom profile is known.
        consents: the Graph permissions that were consented to; None where that was not provided (ENB-9).
        global_administrators: the ids of all global administrators of Microsoft 365 (TML-2).
        others_read_no_secured_fields: whether users that `users` does not name, or not with `readable_secured_fields`,
            may read no secured field (CRD-4).
        apps: the offerings of the apps that are none of the known ones.
        chats: the kinds of the chats.
        users: what Dataverse does not hold of users.
        readings: how the documentation is read where it can be read in more than one way.

    Raises:
        InvalidValue: also for selected apps where no selection was ever made, and for a user who is among all global
            administrators and is said not to be one, or the reverse.
    """

    exported_on: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    missing_columns: frozenset[str] = field(default=frozenset(), converter=as_strings, validator=_columns)
    on_for_all_apps: bool | Unknown = field(default=UNKNOWN, validator=or_unknown(boolean))
    selected_apps: frozenset[str] | Unknown = field(default=UNKNOWN, converter=_app_names, validator=legal)
    never_selected: bool = field(default=False, validator=boolean)
    timeline_sync_since: datetime | None = field(default=None, converter=to_utc_or_none, validator=legal)
    chat_owner_consent: bool | None = field(default=None, validator=optional(boolean))
    teams_tool: str | None = field(default=None, converter=_app_name, validator=legal)
    consents: frozenset[str] | None = field(default=None, converter=_optional_names, validator=optional(names))
    global_administrators: frozenset[str] | Unknown = field(default=UNKNOWN, converter=_ids, validator=legal)
    others_read_no_secured_fields: bool = field(default=False, validator=boolean)
    apps: tuple[SupplementApp, ...] = field(
        default=(), converter=_apps, validator=_each_once(SupplementApp, "unique_name", "app")
    )
    chats: tuple[SupplementChat, ...] = field(
        default=(), converter=_chats, validator=_each_once(SupplementChat, "id", "chat")
    )
    users: tuple[SupplementUser, ...] = field(
        default=(), converter=_users, validator=_each_once(SupplementUser, "id", "user")
    )
    readings: Readings = field(default=AS_CHOSEN, validator=one_of(Readings, "readings"))

    def __attrs_post_init__(self) -> None:
        if self.never_selected and not isinstance(self.selected_apps, Unknown):
            raise refuse(
                self, "selected_apps", "no selected apps where never_selected is true", sorted(self.selected_apps)
            )
        if isinstance(self.global_administrators, Unknown):
            return
        administrators = self.global_administrators
        for each in self.users:
            is_one = each.is_global_administrator
            if not isinstance(is_one, Unknown) and is_one != (each.id in administrators):
                expected = f"what users says of {each.id!r} (is_global_administrator = {str(is_one).lower()})"
                raise refuse(self, "global_administrators", expected, sorted(administrators))

    @property
    def selection(self) -> frozenset[str] | Unknown | None:
        """The selected apps as a policy has them: None where none was ever made, or where none is needed (ENB-4)."""
        needs_none = self.on_for_all_apps is True and isinstance(self.selected_apps, Unknown)
        return None if self.never_selected or needs_none else self.selected_apps

    @property
    def ids(self) -> tuple[SupplementId, ...]:
        """Every id and name in it that should match something in the export, with its key."""
        fields = (field for user in self.users for field in _known(user.readable_secured_fields))
        tools = () if self.teams_tool is None else (self.teams_tool,)
        named: dict[str, Iterable[str]] = {
            "apps": (each.unique_name for each in self.apps),
            "chats": (each.id for each in self.chats),
            "global_administrators": _known(self.global_administrators),
            "readable_secured_fields": fields,
            "teams_tool": tools,
            "users": (each.id for each in self.users),
        }
        return tuple(SupplementId(key, each) for key, ids in named.items() for each in sorted(set(ids)))


# --- The file to fill in ----------------------------------------------------------------------------------------------


@frozen
class SupplementKey(Model):
    """One key of the supplement.

    Args:
        name: the key.
        means: what it says, and what is unknown without it.
        read_in: where in the product it can be read.
        example: lines of TOML that fill it in.
    """

    name: str
    means: str
    read_in: str
    example: str


_WRITTEN = re.compile(r"[ \t]*#?(exported_on|missing_columns)[ \t]*=")
"""One of the two keys that an export writes, or the comment in place of it; neither is a key of a table."""

_SETTINGS_PAGE = "Customer Service admin center, Agent experience, Collaboration, Embedded chat using Teams, Manage"

SUPPLEMENT_KEYS: tuple[SupplementKey, ...] = (
    SupplementKey(
        "exported_on",
        "When the last table was fetched. Times after it are findings; without it times are not compared.",
        "written by the command export; by hand, the time at which the last query was run.",
        "exported_on = 2026-01-31T09:00:00Z",
    ),
    SupplementKey(
        "missing_columns",
        "Columns that the environment does not have, as table.column: a toggle among them is off (Q-12).",
        "written by the command export; by hand, the columns that EntityDefinitions does not list.",
        'missing_columns = ["msdyn_entitylinkchatconfigurations.msdyn_usercanjoinchat"]',
    ),
    SupplementKey(
        "on_for_all_apps",
        "Whether Teams chat is on for all apps (true) or for selected apps (false) (ENB-4, ENB-5). Without it "
        "enablement cannot be answered.",
        f'{_SETTINGS_PAGE}: the choice below "Turn on Microsoft Teams chats inside Dynamics 365".',
        "on_for_all_apps = false",
    ),
    SupplementKey(
        "selected_apps",
        "The unique names of the selected apps. An empty list: nothing is selected. Needed only where the chat is on "
        "for selected apps (ENB-5).",
        f"{_SETTINGS_PAGE}: the apps that are selected there. Their unique names are in appmodules.json.",
        'selected_apps = ["msdyn_CustomerServiceWorkspace", "Customerservicehub"]',
    ),
    SupplementKey(
        "never_selected",
        "true where apps were never selected: then the default apps count (ENB-6, Q-2). It replaces selected_apps.",
        f"{_SETTINGS_PAGE}: whether selected apps were ever saved there.",
        "never_selected = true",
    ),
    SupplementKey(
        "timeline_sync_since",
        "When the sync of chats to the timeline was turned on, with its zone (TML-7). Without it timeline entries are "
        "unknown where the sync is on.",
        "the audit history of the organisation's settings, where auditing was on; no page of the product shows it.",
        "timeline_sync_since = 2026-01-15T08:30:00Z",
    ),
    SupplementKey(
        "teams_tool",
        "The unique name of the pane tool that is the Teams chat (ENB-7). Without it custom profiles are unknown.",
        "msdyn_panetoolconfigurations.json: the msdyn_uniquename of the tool that the admin app shows as Teams chats.",
        'teams_tool = "contoso_teams_tool"',
    ),
    SupplementKey(
        "chat_owner_consent",
        "Whether chat owners may consent to apps, which the sync of chats to the timeline needs (TML-8). It is on "
        "unless an administrator turned it off.",
        "Microsoft Graph: GET /teamwork/teamsAppSettings, isChatResourceSpecificConsentEnabled.",
        "chat_owner_consent = true",
    ),
    SupplementKey(
        "consents",
        "The Graph permissions that were consented to (ENB-9). Without it they are not checked.",
        "Microsoft Entra admin center, Enterprise applications, the app of Teams chat in Dynamics 365, Permissions.",
        "consents = [\n" + "".join(f'  "{each.name}",\n' for each in GRAPH_PERMISSIONS) + "]",
    ),
    SupplementKey(
        "global_administrators",
        "The ids of all global administrators (TML-2); an empty list: there is none. Without it this is known only of "
        "the users listed under users.",
        "Microsoft Entra admin center, Roles, Global Administrator; their ids are in systemusers.json.",
        'global_administrators = ["403bad21-7d3b-ee11-bdf4-000d3a5b6c01"]',
    ),
    SupplementKey(
        "others_read_no_secured_fields",
        "true where users without readable_secured_fields under users may read no secured field (CRD-4). Without it "
        "their secured fields are unknown.",
        "the field security profiles in Dataverse.",
        "others_read_no_secured_fields = true",
    ),
    SupplementKey(
        "readings",
        "Other readings of the documentation, where it can be read in more than one way: see the choices of this "
        "library. Without it the chosen readings count.",
        "nowhere. It is for finding out what another reading would change.",
        "[readings]\nteam_records_have_no_owner = true",
    ),
    SupplementKey(
        "apps",
        f"The offering of an app (ENB-1): {', '.join(Offering)}. Known without it: {', '.join(KNOWN_OFFERINGS)}.",
        "your contracts; for apps of your own: custom.",
        '[[apps]]\nunique_name = "contoso_cases"\noffering = "custom"',
    ),
    SupplementKey(
        "chats",
        f"The kind of a chat (CON-3): {', '.join(each for each in ChatKind if each is not ChatKind.UNKNOWN)}. Without "
        "it the kind is unknown, and a chat of unknown kind cannot be connected.",
        "Microsoft Graph: GET /chats/{id}, chatType.",
        '[[chats]]\nid = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"\nkind = "group"',
    ),
    SupplementKey(
        "users",
        "Whether a user is a global administrator (TML-2), and which secured fields the user may read, as "
        "table.attribute (CRD-4). Without them this is unknown of the user.",
        "Microsoft Entra admin center, Roles, Global Administrator; and the field security profiles in Dataverse.",
        '[[users]]\nid = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01"\nis_global_administrator = true\n'
        'readable_secured_fields = ["contact.creditlimit"]',
    ),
)
"""Every key, those that a TOML file must hold before its first table first."""


def supplement_text() -> str:
    """A `supplement.toml` to fill in: every key as a comment, with what it means and where to read it."""
    parts = ["# What no column of Dataverse holds. A key that is not filled in is unknown.\n"]
    for key in SUPPLEMENT_KEYS:
        says = [*_wrapped(key.means), *_wrapped(f"Where: {key.read_in}")]
        lines = [*(f"# {line}\n" for line in says), *(f"#{line}\n" for line in key.example.split("\n"))]
        parts.append("".join(lines))
    return "\n".join(parts)


@checked
def with_export_keys(text: str | None, exported_on: datetime | None, missing_columns: Iterable[str]) -> str:
    """The text of a supplement with the two keys that an export writes; every other line stays as it is.

    Args:
        text: the supplement there is; None where there is none, for one to fill in.
        exported_on: when the last table was fetched; None where that is unknown.
        missing_columns: the columns that the environment does not have.
    """
    columns = ", ".join(f'"{each}"' for each in sorted(missing_columns))
    written = {"missing_columns": f"missing_columns = [{columns}]\n"}
    if exported_on is not None:
        written["exported_on"] = f"exported_on = {exported_on.isoformat().replace('+00:00', 'Z')}\n"
    kept = []
    is_in_list = False
    for line in (supplement_text() if text is None else text).splitlines(keepends=True):
        key = _WRITTEN.match(line)
        if key:
            kept.append(written.pop(key[1], ""))
        elif not is_in_list:
            kept.append(line)
        value = line.partition("#")[0] if not key else line[key.end() :].partition("#")[0]
        is_in_list = "]" not in value and (is_in_list or (key is not None and value.lstrip().startswith("[")))
    return "".join([*(written[each] for each in sorted(written)), *kept])


_wrapped = TextWrapper(width=116, break_long_words=False, break_on_hyphens=False).wrap
