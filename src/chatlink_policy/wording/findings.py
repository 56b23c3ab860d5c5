"""The sentences of the findings, as data: one template a code, filled with the values of a finding when it is shown.

The language of the templates is that of `words.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .grounds import LABELS


class Text(NamedTuple):
    """The texts of a kind of finding.

    Attributes:
        says: what was found.
        todo: what an administrator should do.
    """

    says: str
    todo: str


_LEFT_OUT = 'The context card leaves out this column of the view "{view}": {why;}.'
_NOT_DEFAULT = '"{toggle}" is {is_on:on|off}; in a new organisation it is {default:on|off}.'
_SET_BACK = "No action if this is intended; otherwise set the toggle back."
_PRIVILEGE = 'the privilege "Disconnect Teams chat from Dynamics 365 record"'
_NOTIFY = '"Receive notification on key updates"'
_HINTS = "{ids}[; {hint}][; similar: {similar}]."
_CORRECT = "Correct or remove what `{key}` in supplement.toml names."
_SYNC = '"Sync Teams chats with records (preview)"'


def _unknown_for(what: str) -> str:
    """The section that says for how many users something is unknown."""
    return (
        f"[; for {{unknown:user|users}} {what} is unknown]"
        f"[; for {{any_number_unknown:an unknown number of|}} users {what} is unknown]"
    )


FINDINGS: Mapping[str, Text] = {
    "row_rejected": Text(
        "Rejected[ row {row}]: {path}: expected {expected}, got {got}"
        "[; for the same reason {rows:more row|more rows}: {rows}].",
        "Correct this at its source and export again; no value was assumed in its place.",
    ),
    "settings_unreadable": Text(
        "Its settings row was rejected, so no question about this record type can be answered[ ({reasons;})].",
        'Correct the settings of the record type and export again; a rejected row is not treated as "all off".',
    ),
    "other_settings_unreadable": Text(
        "A settings row that does not name its record type was rejected, so no question about a record type "
        "without settings can be answered.",
        "Correct the rejected rows of msdyn_entitylinkchatconfigurations and export again.",
    ),
    "configured_twice": Text(
        "It has more than one active settings row: {places}.",
        "Keep one settings row for the record type and deactivate the others.",
    ),
    "absent_toggle": Text(
        "Its settings have no value for {columns}, which counts as off.", "Turn each of them on or off in the settings."
    ),
    "inactive_settings": Text(
        "Inactive settings were left out: {places}.",
        "Activate them if chats should be connected as they say; otherwise no action.",
    ),
    "metadata_missing": Text(
        "The metadata of this table was {is_rejected:rejected|not exported}, so its attributes were not checked.",
        "Add the table to entitydefinitions.json and check again.",
    ),
    "settings_unknown": Text(
        "These settings are unknown: {settings}; no question that needs one of them can be answered.",
        "Provide each of them, and check again.",
    ),
    "table_not_exported": Text(
        "The table was not exported, so this was not checked: {not_checked;}.",
        "Add {table}.json to the export, with no row if there is none, and check again.",
    ),
    "column_not_selected": Text(
        "No row of {table} has the column {column}: it was not selected[, and this cannot be answered without it: "
        "{needed_for}].",
        'Select the column and export again; if the environment does not have it, add "{table}.{column}" to '
        "`missing_columns` in supplement.toml.",
    ),
    "files_passed_over": Text(
        "Not read, since no table of an export has this name: {files;}.",
        "No action, unless one of them is a table: then give it the name that docs/from-dataverse.md lists.",
    ),
    "scope_unknown": Text(
        "Whether Teams chat is on for all apps or for selected apps was not provided, so enablement cannot be "
        "answered.",
        "Set `on_for_all_apps` in supplement.toml to what the settings page shows.",
    ),
    "selection_unknown": Text(
        "Teams chat is on for selected apps, but which apps are selected was not provided.",
        "List the unique names of the selected apps under `selected_apps` in supplement.toml.",
    ),
    "no_app_selected": Text(
        "Teams chat is on for selected apps, but no app is selected, so no app has it.",
        "Select the apps that should have Teams chat, or turn it off; if apps are selected, list them under "
        "`selected_apps` in supplement.toml.",
    ),
    "unsupported_app_selected": Text(
        "The app is selected, but Teams chat is not available in its offering, {offering}.",
        "Remove the app from the selected apps.",
    ),
    "unknown_app_selected": Text(
        "The app is selected, but {is_rejected:its row was rejected|no app of this unique name was exported}"
        "[; similar: {similar}].",
        "Correct the name under `selected_apps` in supplement.toml, or add the app to appmodules.json.",
    ),
    "hub_missing": Text(
        "The app is selected, but was not exported: an organisation made since February 2025 may not have it.",
        "Remove it from the selected apps if the organisation does not have it, or add it to appmodules.json.",
    ),
    "cases_without_app": Text(
        "Cases are configured, but no selected app has them: {selected}; Customer Service workspace (now Copilot "
        "Service workspace) and Customer Service Hub do.",
        "Select one of these apps if agents should have Teams chat with cases; otherwise no action.",
    ),
    "supplement_app_unmatched": Text("{ids:name matches|names match} no app of the export: " + _HINTS, _CORRECT),
    "profile_without_chat": Text(
        "Teams chat is off in the productivity pane of this profile, so in multi-session apps its users do not "
        f"have it[: {{users:user|users}}]{_unknown_for('the profile')}.",
        "Turn on Teams chat in the productivity pane of the profile.",
    ),
    "teams_tool_unknown": Text(
        "Which tool of the productivity pane is Teams chat was not provided, so custom profiles could not be checked.",
        "Set `teams_tool` in supplement.toml to the unique name of that tool in msdyn_panetoolconfigurations.",
    ),
    "pane_permissions_missing": Text(
        "{users:user does|users do} not have Teams chat in {apps}, for lack of read permission on {tables}: {users}.",
        'Give them the role "Productivity tools user", or another role with read permission on these tables.',
    ),
    "users_unknown": Text(
        "Unknown for {users:user|users}: {part} ({users}).",
        "Correct the rejected rows, select the missing columns, and export again.",
    ),
    "supplement_user_unmatched": Text("{ids:id matches|ids match} no enabled user of the export: " + _HINTS, _CORRECT),
    "consent_missing": Text(
        "This Graph permission was not consented to, so {permission}.",
        "Have an administrator consent to the permission if its function is wanted.",
    ),
    "consents_unknown": Text(
        "Which Graph permissions were consented to was not provided, so they were not checked.",
        "List the permissions that were consented to under `consents` in supplement.toml.",
    ),
    "supplement_consent_unmatched": Text(
        "{ids:permission is|permissions are} not used by Teams chat in Dynamics 365: {ids}[; similar: {similar}].",
        _CORRECT,
    ),
    "links_of_unconfigured_type": Text(
        "Chats have {links:link|links} to its records, but the record type is not configured.",
        "Add the record type to the settings, or have these chats disconnected.",
    ),
    "linked_chats_not_group": Text(
        "Only group chats can be connected, but {chats:connected chat is|connected chats are} of the kind "
        '"{kind}": {chats}.',
        "Correct the `kind` of these chats in supplement.toml if it is wrong; otherwise find out how they were "
        "connected.",
    ),
    "links_inactive": Text(
        "{links:inactive link is not a connection|inactive links are not connections}.",
        "No action if these chats were meant to be disconnected.",
    ),
    "links_ahead": Text(
        "{links:link to its records was|links to its records were} made after {now}, the latest at {latest}.",
        "Check the clock and the time zone of what wrote these times.",
    ),
    "supplement_chat_unmatched": Text("{ids:id matches|ids match} no chat of the export: " + _HINTS, _CORRECT),
    "chats_named_after_records": Text(
        "Chats are named automatically after the record, so every participant of the chat sees the record's name.",
        "Turn off the automatic naming of chats unless every participant may see it.",
    ),
    "card_without_view": Text(
        "A context card is shown, but no view is chosen, and an added record type has no default view: the card "
        "has no fields.",
        "Choose a view in the settings of the record type.",
    ),
    "chosen_view_missing": Text(
        "The view chosen for its context card, {view}, {is_rejected:was rejected|is not among the exported views "
        "of the table}.",
        "Choose a view that the table has, or add the view to savedqueries.json.",
    ),
    "chosen_view_unusable": Text(
        "The view chosen for its context card, {view}, is inactive or has no columns.",
        "Choose an active view with columns in the settings of the record type.",
    ),
    "default_view_missing": Text(
        'No view is chosen for its context card, and its default view, "{view_kind}", is not among the exported '
        "views of the table[; {rejected:rejected row|rejected rows} of savedqueries.json may be it].",
        "Add the default view to savedqueries.json, or choose another view in the settings of the record type.",
    ),
    "column_unsupported": Text(
        _LEFT_OUT,
        "Replace the column in the view; where the metadata of its table is missing, add the table to "
        "entitydefinitions.json.",
    ),
    "column_hidden": Text(_LEFT_OUT, "Show the column in the view if the card should have it; otherwise no action."),
    "column_beyond_limit": Text(
        _LEFT_OUT, "Move the column forward in the view if the card should have it; otherwise no action."
    ),
    "secured_field_exposed": Text(
        "The context card exposes this secured field to every collaborator when the agent who connects the chat "
        "may read {field}[: {readers} of {users:user|users}][: {known_readers:user|users}]"
        f"{_unknown_for('that')}.",
        "Remove the column from the view unless every collaborator may see it.",
    ),
    "supplement_field_unmatched": Text(
        "{ids:name matches|names match} no secured field of the export: " + _HINTS, _CORRECT
    ),
    "disconnect_toggle_not_default": Text(_NOT_DEFAULT, _SET_BACK),
    "role_beyond_defaults": Text(
        "The role gives the global disconnect right and is not one of the six roles that have it by default.",
        f"Remove {_PRIVILEGE} from the role unless this is intended.",
    ),
    "default_role_without_right": Text(
        "By default the role gives the global disconnect right; here it does not.",
        f"No action if this is intended; otherwise add {_PRIVILEGE} to the role.",
    ),
    "connector_tied": Text(
        "Different users made the latest links at the same instant, so nobody is the connector of "
        "{connections:connection|connections}: {connections}.",
        "Connect these chats again.",
    ),
    "connector_unknown": Text(
        "Who connected the chat is unknown for {links:link|links} to its records.",
        "Connect these chats again if they should have a connector.",
    ),
    "group_team": Text(
        "The members of this team are those of a Microsoft Entra group, and known only as far as they have signed "
        "in[; the team owns {records:record|records}][; it gives roles to {users:user|users}]"
        f"{_unknown_for('whether it gives them roles')}.",
        "Look up in Microsoft Entra who else is a member; their rights as members are not in the export.",
    ),
    "join_toggle_not_default": Text(_NOT_DEFAULT, _SET_BACK),
    "duplicate_attribute": Text(
        "Selected for notifications more than once: {attributes}.",
        "Select each attribute once; the place of the duplicate is free for another attribute.",
    ),
    "unknown_attribute": Text(
        "Selected for notifications, but never sent: {why;}.", "Select an attribute that the table has."
    ),
    "unsupported_attribute": Text(
        "Selected for notifications, but never sent: {why;}.", "Select an attribute of a supported type instead."
    ),
    "notifications_not_configurable": Text(
        f"{_NOTIFY} is on, but no notification is ever sent: {{why;}}.", f"Turn {_NOTIFY} off for the record type."
    ),
    "no_attribute_selected": Text(
        f"{_NOTIFY} is on, but no attribute is selected, so no notification is ever sent.",
        f"Select up to five attributes, or turn {_NOTIFY} off.",
    ),
    "sync_without_chat": Text(
        f"{_SYNC} is on while Teams chat is off for the organisation, so it has no effect.",
        "Turn on Teams chat, or turn off the sync.",
    ),
    "sync_since_unknown": Text(
        f"{_SYNC} is on, but since when was not provided, so whether a chat has a timeline entry cannot be answered.",
        "Set `timeline_sync_since` in supplement.toml to the time when the sync was turned on.",
    ),
    "sync_since_ahead": Text(
        "The time when the timeline sync was turned on, {latest}, is after {now}.",
        "Correct `timeline_sync_since` in supplement.toml.",
    ),
    "sync_keeps_more": Text(
        f"{_SYNC} is on, so Dataverse also keeps each chat's topic and members, and who wrote last and when.",
        "No action if this is intended; otherwise turn off the sync.",
    ),
    "owner_consent_off": Text(
        "Chat owners may not consent to the sync, one setting of the Teams tenant, so no timeline entry is kept "
        "current.",
        "Turn on resource-specific consent for chats in the Teams tenant, or turn off the sync.",
    ),
    "owner_consent_unknown": Text(
        "Whether chat owners may consent to the sync, one setting of the Teams tenant, was not provided; it is on "
        "unless an administrator turned it off.",
        "Set `chat_owner_consent` in supplement.toml.",
    ),
    "messages_ahead": Text(
        "The last message of {chats:chat was|chats was} sent after {now}, at the latest at {latest}: {chats}.",
        "Check the clock and the time zone of what wrote these times.",
    ),
    "times_not_compared": Text(
        "Times were not compared: neither the time of the export nor a time to check by was provided.",
        "Set `exported_on` in supplement.toml, or check with `--now`.",
    ),
}
"""The texts of each kind, by its code."""

LOOKS_FOR: Mapping[str, str] = {
    code: says
    for says, codes in {
        "settings of record types": "other_settings_unreadable",
        "metadata of record types": "metadata_missing",
        "settings that are unknown": "settings_unknown",
        "the selection of apps": "no_app_selected",
        "offerings of selected apps": "unsupported_app_selected",
        "names of selected apps": "unknown_app_selected hub_missing",
        "apps that have cases": "cases_without_app",
        "apps named in supplement.toml": "supplement_app_unmatched",
        "profiles without Teams chat": "profile_without_chat teams_tool_unknown",
        "permissions for the productivity pane": "pane_permissions_missing",
        "users whose roles, teams or profile are unknown": "users_unknown",
        "users named in supplement.toml": "supplement_user_unmatched",
        "consents to Graph permissions": "consent_missing",
        "links to records of types that are not configured": "links_of_unconfigured_type",
        "kinds of connected chats": "linked_chats_not_group",
        "inactive links": "links_inactive",
        "times of links": "links_ahead",
        "chats named in supplement.toml": "supplement_chat_unmatched",
        "automatic names of chats": "chats_named_after_records",
        "views of context cards": "card_without_view chosen_view_missing chosen_view_unusable default_view_missing",
        "fields of context cards": "column_unsupported column_hidden column_beyond_limit",
        "secured fields on context cards": "secured_field_exposed",
        "secured fields named in supplement.toml": "supplement_field_unmatched",
        "toggles that differ from a new organisation": "disconnect_toggle_not_default join_toggle_not_default",
        "roles with the global disconnect right": "role_beyond_defaults default_role_without_right",
        "connectors of chats": "connector_tied connector_unknown",
        "teams of Microsoft Entra groups": "group_team",
        "attributes selected for notifications": (
            "duplicate_attribute unknown_attribute unsupported_attribute no_attribute_selected"
        ),
        "tables that cannot notify": "notifications_not_configurable",
        "the timeline sync": (
            "sync_without_chat sync_since_unknown sync_keeps_more owner_consent_off owner_consent_unknown"
        ),
        "times of last messages": "messages_ahead",
    }.items()
    for code in codes.split()
}
"""What is not checked where a table that a kind needs was not exported, by its code."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "hint": {
        "encoded": "this looks like an id out of a link: decode it",
        "sign_in_name": "this looks like a sign-in name: give the id of the user",
    },
    "kind": {"oneOnOne": "one-to-one"},
    "not_checked": LOOKS_FOR,
    "offering": {"contact_center_embedded": "Contact Center embedded"},
    "part": {"roles": "security roles", "profile": "experience profile"},
    "toggle": LABELS,
    "view_kind": {"case_introduction": "Case introduction message", "quick_find": "Quick find"},
}
"""The words for codes, by the name of the value that has them; any other value is shown as it is."""
