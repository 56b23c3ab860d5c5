"""What is so of a case whatever a policy says, in the words of the spec; independent of how the rules look it up."""

from __future__ import annotations

import naive
from cases import Case

from chatlink_policy import AccessRights, ChatKind, Policy, Scenario
from chatlink_policy.unknown import known

PANE = {
    "prvReadmsdyn_appconfiguration",
    "prvReadmsdyn_applicationtabtemplate",
    "prvReadmsdyn_notificationfield",
    "prvReadmsdyn_notificationtemplate",
    "prvReadmsdyn_panetabconfiguration",
    "prvReadmsdyn_panetoolconfiguration",
    "prvReadmsdyn_paneconfiguration",
}


def circumstances(s: Case | Scenario, *policies: Policy) -> dict[str, bool]:
    """The circumstances by name, as far as the case has what they are about; when the sync is on say the policies."""
    found: dict[str, bool] = {}
    user, chat, record = s.user, s.chat, s.record
    if user is not None:
        held = (known(user.roles), *(known(each.roles) for each in user.roles_by_team))
        privileges = {privilege for roles in held for role in roles for privilege in role.privileges}
        found |= {
            "profile_has_chat": naive.profile_has_chat(user),
            "has_pane_permissions": privileges >= PANE,
            "has_global_right": "prvUnlinkTeamsChatFromRecord" in privileges,
            "is_global_administrator": known(user.is_global_administrator),
        }
    if s.access is not None:
        found["can_write"] = AccessRights.WRITE in s.access
    if s.record_type is not None:
        found["record_is_activity"] = known(s.record_type.is_activity)
    if chat is None or record is None:
        return found
    links = [each for each in chat.links if (each.record_type, each.record_id) == (record.record_type, record.id)]
    last = max((each.connected_on for each in links), default=None)
    synced = sorted(each.timeline_sync_since for each in policies if each.timeline_sync and each.timeline_sync_since)
    found |= {
        "is_group_chat": chat.kind is ChatKind.GROUP,
        "is_connected": links != [],
        "connected_since_sync": last is not None and synced != [] and last > synced[0],
        "connected_since_sync_again": last is not None and synced != [] and last > synced[-1],
    }
    if user is not None:
        owner = known(record.owner)
        in_person = owner.user == user.id
        found |= {
            "owns_record": in_person or (owner.team is not None and owner.team in user.teams),
            "owns_in_person": in_person,
            "is_connector": {each.connected_by for each in links if each.connected_on == last} == {user.id},
            "has_connected_it": user.id in {each.connected_by for each in links},
        }
    return found
