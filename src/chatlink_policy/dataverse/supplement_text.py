"""The text of `supplement.toml`: every key with what it means and where in the product to read it.

All keys but the two that the command `export` writes are commented out: a key that is not filled in is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from .._arguments import checked
from .._model import Model
from .._value import frozen
from ..defaults import GRAPH_PERMISSIONS
from ..models import ChatKind, Offering
from .apps import KNOWN_OFFERINGS

__all__ = ["SUPPLEMENT_KEYS", "SupplementKey", "supplement_text", "with_export_keys"]


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
"""One of the two keys that an export writes, or the comment that stands for it; they are keys of no table."""

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
        "enablement is not answered.",
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
        "true where apps were never selected: then the default apps count (ENB-6, Q-2). It stands instead of "
        "selected_apps.",
        f"{_SETTINGS_PAGE}: whether selected apps were ever saved there.",
        "never_selected = true",
    ),
    SupplementKey(
        "timeline_sync_since",
        "When the sync of chats to the timeline was turned on, with its zone (TML-7). Without it timeline entries are "
        "not answered where the sync is on.",
        "no page of the product. The audit history of the organisation's settings does, where auditing was on.",
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
        "The ids of all global administrators (TML-2); an empty list: there is none. Without it that is known only of "
        "those whom users tells.",
        "Microsoft Entra admin center, Roles, Global Administrator; their ids are in systemusers.json.",
        'global_administrators = ["403bad21-7d3b-ee11-bdf4-000d3a5b6c01"]',
    ),
    SupplementKey(
        "others_read_no_secured_fields",
        "true where users of whom users does not tell readable_secured_fields may read no secured field (CRD-4). "
        "Without it that is unknown of them.",
        "the field security profiles in Dataverse.",
        "others_read_no_secured_fields = true",
    ),
    SupplementKey(
        "readings",
        "Other readings of the documentation, where it can be read in more than one way: see the choices of this "
        "library. Without it the chosen readings count.",
        "nowhere. It is for those who ask what another reading would change.",
        "[readings]\nteam_records_have_no_owner = true",
    ),
    SupplementKey(
        "apps",
        f"What an app belongs to (ENB-1): {', '.join(Offering)}. Known without it: {', '.join(KNOWN_OFFERINGS)}.",
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
        "table.attribute (CRD-4). Without them that is unknown of the user.",
        "Microsoft Entra admin center, Roles, Global Administrator; and the field security profiles in Dataverse.",
        '[[users]]\nid = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01"\nis_global_administrator = true\n'
        'readable_secured_fields = ["contact.creditlimit"]',
    ),
)
"""Every key, those that a TOML file must hold before its first table first."""


def supplement_text() -> str:
    """A `supplement.toml` to fill in: every key is there as a comment, with what it means and where to read it."""
    parts = ["# What no column of Dataverse tells. A key that is not filled in is unknown.\n"]
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


def _wrapped(text: str, width: int = 116) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
