"""What made a fact so, in words: one template a code.

The language of the templates is that of `words.py`; `{so|not so}` is one of two words as the fact is true or false.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["GROUNDS", "LABELS", "PARTS"]

GROUNDS: Mapping[str, str] = {
    # who owns the record
    "owner_in_person": "the user {owner} owns it in person",
    "owning_team": "the team {owner}, of which the user is a member, owns it",
    "other_owner": "the user {owner} owns it",
    "other_team": "the team {owner}, of which the user is not a member, owns it",
    "team_owns_for_nobody": "the team {owner} owns it, and as Q-10 is read here its members do not",
    "nobody_owns": "nobody owns it",
    # who connected the chat, and when
    "not_connected": "no link connects the chat to the record[; links to other records: {elsewhere}]",
    "connected": "connected by {links}[; replaced: {replaced}]",
    "latest_link": "the latest link is by {links}[; replaced: {replaced}]",
    "latest_links_tied": "two or more are the latest, so nobody is the connector: {links}[; replaced: {replaced}]",
    "own_link": "connected by {links}, which counts as Q-15 is read here[; others: {replaced}]",
    "no_own_link": "no link is by the user: {links}",
    "link_and_sync": "connected by {links}, {|not }after the sync was turned on, {since}[; replaced: {replaced}]",
    # settings
    "setting": '"{label}" ({setting}) is {on|off} in the settings of {record_type}',
    "no_settings": '{record_type} has no settings, so "{label}" ({setting}) is off',
    "organisation_setting": '"{label}" ({setting}) is {on|off}',
    "record_type_settings": "there are {|no }settings of {record_type}",
    "nothing_selected": "no app is selected",
    "selection": "the selected apps are {apps}",
    "default_selection": "no app was ever selected, so the default selection applies: {apps}",
    "selection_and_default": "the selected apps are, with the default ones as Q-18 is read here, {apps}",
    # roles and profile
    "role": "through {roles}",
    "no_role": "{count}, none with {privileges}",
    "fetched": "RetrieveUserPrivileges, which names no roles, gives {privileges}",
    "no_fetched": "RetrieveUserPrivileges, which names no roles, does not give {privileges}",
    "profile_in_person": 'the profile "{profile}", assigned in person, {has|does not have} it',
    "profile_by_role": 'the profile "{profile}", given by {roles}, {has|does not have} it',
    "profile": 'the profile "{profile}" {has|does not have} it; what gives the user the profile was not provided',
    "default_profile": "no other profile is assigned, and the default one has it",
    # access, and what things are
    "access_rights": "the access rights of the user to the record are {rights}",
    "offering": "{subject} is of the offering {kind}",
    "app_kind": "{subject} is a {multi|single}-session app",
    "chat_kind": "the kind of the chat is {kind}",
    "activity": "{record_type} is {an|no} activity by its metadata",
    "global_administrator": "the user is {|not }among the global administrators, as was provided",
    # what is not known
    "unknown": "{because}",
}
"""By the code of a ground: what it says."""

PARTS: Mapping[str, str] = {
    "link": "{by} on {on}",
    "role": 'the role "{role}"',
    "role_of_team": 'the role "{role}" of the team {team}',
    "nobody": "an unknown user",
    "roles": "{count,:role|roles}",
    "no_roles": "no roles",
}
"""The parts of these sentences."""

LABELS: Mapping[str, str] = {
    "chat_is_on": "Turn on Microsoft Teams chats inside Dynamics 365",
    "on_for_all_apps": "Turn on for all Dynamics 365 apps",
    "timeline_sync": "Sync Teams chats with records (preview)",
    "owner_may_disconnect": "Record owner can disconnect chats",
    "connector_may_disconnect": "Chat connector can disconnect chat",
    "join_chat": "Join chat",
}
"""The product's labels of settings, by their keys."""
