"""The words of a review: what was not there, and how much depends on how the documentation is read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REVIEW"]

REVIEW: Mapping[str, str] = MappingProxyType(
    {
        # what an answer is not given about
        "of": "of {what}",
        "of_teams": "records that a team owns",
        "of_users": "{number,:user|users}",
        "of_rejected_users": "{number,:rejected user|rejected users}",
        "of_rejected_apps": "{number,:rejected app|rejected apps}",
        # what was not there
        "lacks.settings": "the settings of record types",
        "lacks.setting": "the setting {name}",
        "lacks.owners": "the owner of {number,:record|records} of {record_type}",
        "lacks.apps": "the name or kind of {number,:app|apps}",
        "lacks.connectors": "the user of {number,:link|links}",
        # why it is not given
        "not_exported.one": "{names} was not exported",
        "not_exported.many": "{names} were not exported",
        "not_provided.one": "{names} was not provided",
        "not_provided.many": "{names} were not provided",
        "not_filled_in.one": "{names} was not filled in",
        "not_filled_in.many": "{names} were not there",
        "not_known.one": "{names} is not known",
        "not_known.many": "{names} are not known",
        "unknown.some_teams": "the teams of some users are not known",
        "unknown.roles": "their roles are not known",
        "unknown.teams": "their teams are not known",
        "unknown.profile": "their profile is not known",
        "unknown.rejected_users": "their teams and roles are not known",
        "unknown.rejected_apps": "their name or kind is not known",
        # frames
        "frames": "frames by name: {names}",
        # other readings
        "readings": "Rights, if the documentation were read otherwise",
        "readings_none": "No other reading of the documentation is about what was reviewed.",
        "readings_counted": "{differing} of {number} other readings would give or take rights.",
        "by_anybody": "{number}, and {connections:connection|connections} by anybody",
    }
)
"""By their keys."""
