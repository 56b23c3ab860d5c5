"""From Dataverse: payloads in, models out, nothing guessed.

Each function reads one kind of payload - a Web API answer, a list of rows or pages, or what the official Python client
returns - into models, and rejects each row that it cannot read; it raises `UnreadableInput` for a payload of no known
shape, and for one that says that it is incomplete. `load_export` reads a whole folder of them.
"""

from .apps import AppsRead, ProfilesRead, read_apps, read_profiles
from .export import load_export
from .links import LinksRead, read_links
from .metadata import RecordTypesRead, UpdateFiltersRead, read_columns, read_record_types, read_update_filters
from .organisation import OrganisationRead, make_policy, read_organisation
from .people import Grants, UserPrivilegesRead, UsersRead, read_user_privileges, read_users
from .records import AccessRead, RecordsRead, read_access, read_owner, read_records, read_rights
from .roles import (
    NamesRead,
    PairsRead,
    RolesRead,
    TeamsRead,
    make_roles,
    read_names,
    read_pairs,
    read_roles,
    read_teams,
    root_copies,
)
from .settings import EntitiesRead, SettingsRead, read_entities, read_settings
from .supplement import Supplement, SupplementApp, SupplementChat, SupplementUser
from .views import ViewsRead, read_views

__all__ = [
    "AccessRead",
    "AppsRead",
    "EntitiesRead",
    "Grants",
    "LinksRead",
    "NamesRead",
    "OrganisationRead",
    "PairsRead",
    "ProfilesRead",
    "RecordTypesRead",
    "RecordsRead",
    "RolesRead",
    "SettingsRead",
    "Supplement",
    "SupplementApp",
    "SupplementChat",
    "SupplementUser",
    "TeamsRead",
    "UpdateFiltersRead",
    "UserPrivilegesRead",
    "UsersRead",
    "ViewsRead",
    "load_export",
    "make_policy",
    "make_roles",
    "read_access",
    "read_apps",
    "read_columns",
    "read_entities",
    "read_links",
    "read_names",
    "read_organisation",
    "read_owner",
    "read_pairs",
    "read_profiles",
    "read_record_types",
    "read_records",
    "read_rights",
    "read_roles",
    "read_settings",
    "read_teams",
    "read_update_filters",
    "read_user_privileges",
    "read_users",
    "read_views",
    "root_copies",
]
