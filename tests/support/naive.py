"""Models to facts, a second time and slowly: every link, role and row of settings is looked at, nothing is indexed.

Each function is named as its question and gives the facts of the question by name, as the policy's readings see them.

Independent of the rules and of every index that models keep: it knows the fields of the models alone.
"""

from __future__ import annotations

from chatlink_policy import AccessRights, App, Chat, ChatKind, ChatLink, Policy, Record, RecordType, User
from chatlink_policy.unknown import known

SEVEN_TABLES = (
    "msdyn_appconfiguration",
    "msdyn_applicationtabtemplate",
    "msdyn_notificationfield",
    "msdyn_notificationtemplate",
    "msdyn_panetabconfiguration",
    "msdyn_panetoolconfiguration",
    "msdyn_paneconfiguration",
)
"""App profile, tab template, notification field and template, pane tab, pane tool, productivity pane (ENB-8)."""

OFFERINGS_WITHOUT_CHAT = ("contact_center_embedded", "not_customer_engagement")
"""Every other offering has it (ENB-1)."""

TWO_APPS = ("msdyn_customerserviceworkspace", "customerservicehub")
THREE_APPS = (*TWO_APPS, "contactcenterworkspace")
"""The default selection, and the other reading of it (Q-2); it stands in for none, or besides any (Q-18)."""


def holds(user: User, privilege: str) -> bool:
    """Whether some role of the user has the privilege, in person or through a team, whatever the roles are called."""
    held = [*user.roles, *(role for of_team in user.roles_by_team for role in of_team.roles)]
    return any(privilege == each for role in held for each in role.privileges)


def toggle(policy: Policy, record: Record, name: str) -> bool:
    """A toggle of the record's type; a record type without settings has all its toggles off (DIS-2)."""
    return any(getattr(each, name) for each in policy.record_types if each.record_type == record.record_type)


def links_between(chat: Chat, record: Record) -> list[ChatLink]:
    return [each for each in chat.links if (each.record_type, each.record_id) == (record.record_type, record.id)]


def owns(policy: Policy, user: User, record: Record) -> bool:
    """The owning user, or any member of the owning team (DIS-6), unless nobody owns a team's record (Q-10)."""
    owner = known(record.owner)
    if owner.user is not None:
        return user.id == owner.user
    if policy.readings.team_records_have_no_owner:
        return False
    return any(team == owner.team for team in user.teams)


def connected(policy: Policy, user: User, chat: Chat, record: Record) -> bool:
    """The user of a link that no link of anybody else is as late as (DIS-7), or of any link (Q-15)."""
    links = links_between(chat, record)
    own = [each for each in links if each.connected_by == user.id]
    others = [each for each in links if each.connected_by != user.id]
    if policy.readings.anyone_who_connected_is_connector:
        return own != []
    return any(all(mine.connected_on > other.connected_on for other in others) for mine in own)


def profile_has_chat(user: User) -> bool:
    """A user without a profile has the default one, which has the chat (ENB-7, Q-16)."""
    profile = known(user.profile)
    return True if profile is None else known(profile.chat_in_pane)


def enablement(policy: Policy, app: App, user: User) -> dict[str, bool]:
    before = known(policy.selected_apps)
    selected = {*(before or ())}
    if before is None or policy.readings.default_apps_always_selected:
        selected.update(TWO_APPS if policy.readings.two_default_apps else THREE_APPS)
    return {
        "app_supports_chat": app.offering.value not in OFFERINGS_WITHOUT_CHAT,
        "chat_is_on": known(policy.chat_is_on),
        "on_for_all_apps": known(policy.on_for_all_apps),
        "app_is_selected": any(app.unique_name == each for each in selected),
        "is_multisession": app.is_multisession,
        "profile_has_chat": profile_has_chat(user),
        "has_pane_permissions": all(holds(user, f"prvRead{table}") for table in SEVEN_TABLES),
    }


def connecting(policy: Policy, chat: Chat, record: Record) -> dict[str, bool]:
    return {
        "record_type_is_configured": any(each.record_type == record.record_type for each in policy.record_types),
        "is_group_chat": chat.kind == ChatKind.GROUP,
    }


def disconnecting(policy: Policy, user: User, chat: Chat, record: Record) -> dict[str, bool]:
    return {
        "owns_record": owns(policy, user, record),
        "is_connector": connected(policy, user, chat, record),
        "owner_may_disconnect": toggle(policy, record, "owner_may_disconnect"),
        "connector_may_disconnect": toggle(policy, record, "connector_may_disconnect"),
        "has_global_right": holds(user, "prvUnlinkTeamsChatFromRecord"),
        "is_connected": links_between(chat, record) != [],
    }


def joining(policy: Policy, chat: Chat, record: Record, access: AccessRights) -> dict[str, bool]:
    return {
        "is_connected": links_between(chat, record) != [],
        "join_chat_is_on": toggle(policy, record, "join_chat"),
        "can_write": AccessRights.WRITE in access,
    }


def timeline_entry(policy: Policy, chat: Chat, record: Record, record_type: RecordType) -> dict[str, bool]:
    since = policy.timeline_sync_since if policy.timeline_sync else None
    links = links_between(chat, record)
    return {
        "chat_is_on": known(policy.chat_is_on),
        "sync_is_on": known(policy.timeline_sync),
        "is_connected": links != [],
        "connected_since_sync": since is not None and any(link.connected_on > since for link in links),
        "record_is_activity": known(record_type.is_activity),
    }


def timeline_open(policy: Policy, app: App, user: User) -> dict[str, bool]:
    return {
        "chat_is_on": known(policy.chat_is_on),
        "sync_is_on": known(policy.timeline_sync),
        "is_multisession": app.is_multisession,
        "profile_has_chat": profile_has_chat(user),
    }


def timeline_configure(user: User) -> dict[str, bool]:
    return {"is_global_administrator": known(user.is_global_administrator)}
