"""Every documented constant and preset, as data: apps, record types, roles, permissions, views, limits.

Names of tables, privileges and apps are Dataverse's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .models import App, AttributeType, Offering, Role, ViewKind

__all__ = [
    "CARD_UNSUPPORTED_TYPES",
    "CONTACT_CENTER_WORKSPACE",
    "CUSTOMER_SERVICE_HUB",
    "CUSTOMER_SERVICE_WORKSPACE",
    "DEFAULT_APPS",
    "DEFAULT_DISCONNECT_ROLES",
    "DEFAULT_VIEWS",
    "DISCONNECT_TOGGLES_ON",
    "FETCHED_PRIVILEGES",
    "GLOBAL_DISCONNECT_PRIVILEGE",
    "GRAPH_PERMISSIONS",
    "JOIN_CHAT_ON",
    "MOST_CARD_FIELDS",
    "MOST_NOTIFIED_ATTRIBUTES",
    "NOTIFICATION_UNSUPPORTED_TYPES",
    "PANE_PRIVILEGES",
    "PANE_TABLES",
    "PRECONFIGURED_ATTRIBUTES",
    "PRODUCTIVITY_TOOLS_USER",
    "SETTINGS_PAGE_URL",
    "STANDARD_RECORD_TYPES",
    "SUPPORTED_OFFERINGS",
    "GraphPermission",
    "PaneTable",
]

# --- Apps -------------------------------------------------------------------------------------------------------------

SUPPORTED_OFFERINGS: frozenset[Offering] = frozenset(
    {
        Offering.CUSTOMER_SERVICE,
        Offering.CONTACT_CENTER_STANDALONE,
        Offering.FIELD_SERVICE,
        Offering.SALES,
        Offering.CUSTOM,
    }
)
"""The offerings whose apps can have Teams chat; Contact Center embedded cannot (ENB-1)."""

CUSTOMER_SERVICE_WORKSPACE = App("msdyn_CustomerServiceWorkspace", Offering.CUSTOMER_SERVICE, is_multisession=True)
CUSTOMER_SERVICE_HUB = App("Customerservicehub", Offering.CUSTOMER_SERVICE, is_multisession=False)
CONTACT_CENTER_WORKSPACE = App("contactcenterworkspace", Offering.CONTACT_CENTER_STANDALONE, is_multisession=True)
"""No public source names this app's unique name: a stand-in. Where the name is known, select the app by it."""

DEFAULT_APPS: tuple[App, ...] = (CUSTOMER_SERVICE_WORKSPACE, CONTACT_CENTER_WORKSPACE, CUSTOMER_SERVICE_HUB)
"""The apps that have Teams chat by default (ENB-2, Q-2)."""

SETTINGS_PAGE_URL = (
    "/main.aspx?pagetype=control&controlName=MscrmControls.TeamsCollaborationAdmin.TeamsCollaborationAdmin"
)
"""What a custom app's site map holds so that the app can manage the settings (ENB-11)."""


# --- Permissions ------------------------------------------------------------------------------------------------------


class GraphPermission(NamedTuple):
    """A permission the app uses on Microsoft Graph, what it is for, and what is lost without it (ENB-9)."""

    name: str
    purpose: str
    lost: str


GRAPH_PERMISSIONS: tuple[GraphPermission, ...] = (
    GraphPermission(
        "Chat.ReadWrite.All",
        "reads the user's chats and recent messages for the chat list",
        "no chat is started or shown",
    ),
    GraphPermission(
        "Directory.Read.All",
        "reads the names of the user's teams and channels",
        "teams and channels are shown without their names",
    ),
    GraphPermission(
        "Presence.Read.All",
        "reads the presence of users for the avatars in the chat list",
        "avatars are shown without presence",
    ),
    GraphPermission(
        "User.Read.All",
        "reads names and licences, to check that suggested participants have a Teams licence",
        "the chat list has no suggested contacts",
    ),
    GraphPermission("User.ReadBasic.All", "reads the photos of users", "users are shown without their photos"),
)
"""The five Graph permissions, what each is for, and what is lost without it (ENB-9)."""


class PaneTable(NamedTuple):
    """A table that a user of the productivity pane must be able to read (ENB-8)."""

    label: str
    name: str

    @property
    def read_privilege(self) -> str:
        """The name of its read privilege."""
        return f"prvRead{self.name}"


PANE_TABLES: tuple[PaneTable, ...] = (
    PaneTable("app profile", "msdyn_appconfiguration"),
    PaneTable("application tab template", "msdyn_applicationtabtemplate"),
    PaneTable("notification field", "msdyn_notificationfield"),
    PaneTable("notification template", "msdyn_notificationtemplate"),
    PaneTable("pane tab configuration", "msdyn_panetabconfiguration"),
    PaneTable("pane tool configuration", "msdyn_panetoolconfiguration"),
    PaneTable("productivity pane configuration", "msdyn_paneconfiguration"),
)
"""The seven tables behind the productivity pane, as the documentation lists them (ENB-8)."""

PANE_PRIVILEGES: frozenset[str] = frozenset(table.read_privilege for table in PANE_TABLES)
"""The read privileges on all seven (ENB-8)."""

PRODUCTIVITY_TOOLS_USER = Role("Productivity tools user", PANE_PRIVILEGES)
"""The role that has them by default (ENB-8)."""

GLOBAL_DISCONNECT_PRIVILEGE = "prvUnlinkTeamsChatFromRecord"
"""The miscellaneous privilege "Disconnect Teams chat from Dynamics 365 record" (DIS-2)."""

FETCHED_PRIVILEGES = "RetrieveUserPrivileges"
"""Where the privileges of a user were fetched by this function: what stands for the roles that it does not name."""

DEFAULT_DISCONNECT_ROLES: tuple[Role, ...] = tuple(
    Role(name, [GLOBAL_DISCONNECT_PRIVILEGE])
    for name in (
        "System Administrator",
        "CSR Manager",
        "Customer Service Representative",
        "Omnichannel administrator",
        "Omnichannel supervisor",
        "Omnichannel agent",
    )
)
"""The roles that have the global disconnect right by default (DIS-3)."""


# --- Record types -----------------------------------------------------------------------------------------------------

STANDARD_RECORD_TYPES: tuple[str, ...] = ("incident", "account", "contact", "knowledgearticle", "email")
"""The record types that chats can be connected to out of the box (CON-1, Q-17)."""

DEFAULT_VIEWS: Mapping[str, ViewKind] = MappingProxyType(
    {
        record_type: ViewKind.CASE_INTRODUCTION if record_type == "incident" else ViewKind.QUICK_FIND
        for record_type in STANDARD_RECORD_TYPES
    }
)
"""The view of the card where none is chosen: "Case introduction message", else "Quick find" (CRD-5)."""

PRECONFIGURED_ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"incident": ("prioritycode", "statecode", "statuscode")}
)
"""The attributes selected for notifications out of the box: priority, status, status reason (NTF-3)."""

NOTIFICATION_UNSUPPORTED_TYPES: frozenset[AttributeType] = frozenset(
    {AttributeType.PARTY_LIST, AttributeType.IMAGE, AttributeType.INTEGER, AttributeType.FILE}
)
"""The attribute types that cannot notify (NTF-5, Q-8)."""

CARD_UNSUPPORTED_TYPES: frozenset[AttributeType] = frozenset(
    {
        AttributeType.PARTY_LIST,
        AttributeType.IMAGE,
        AttributeType.FILE,
        AttributeType.VIRTUAL,
        AttributeType.ENTITY_NAME,
        AttributeType.CALENDAR_RULES,
        AttributeType.MANAGED_PROPERTY,
    }
)
"""The types that a context card does not show unless the policy says otherwise (Q-5)."""

MOST_CARD_FIELDS = 5
"""A context card shows at most that many fields (CRD-2)."""

MOST_NOTIFIED_ATTRIBUTES = 5
"""At most that many attributes are selected for notifications per record type (NTF-2)."""

DISCONNECT_TOGGLES_ON = frozenset(STANDARD_RECORD_TYPES)
"""The record types for which the owner and the connector toggle are on in a new organisation (DIS-1, Q-23)."""

JOIN_CHAT_ON = frozenset({"incident"})
"""The record types for which "Join chat" is on in a new organisation (JOI-3)."""
