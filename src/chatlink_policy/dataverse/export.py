"""A folder of Web API answers becomes one `Snapshot`; docs/from-dataverse.md describes the folder.

Files that cannot be read at all, unknown file names and missing pages refuse the whole export. Rows that cannot be read
are set apart in the snapshot, with file, row, path and reason; with `strict=True` they refuse the export too, all at
once. A row is counted over all pages of its table.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import InvalidValue, UnreadableInput, one_line
from ..models import Record
from ..serialization import read_model
from ..snapshot import Remark, SetApart, Snapshot
from ._files import ExportFiles
from .apps import ProfilesRead, read_apps, read_profiles
from .links import read_links
from .metadata import read_record_types, read_update_filters
from .people import (
    Grants,
    PairsRead,
    make_roles,
    read_access,
    read_names,
    read_pairs,
    read_records,
    read_user_privileges,
    read_users,
)
from .queries import EXPORT_TABLES, RECORDS
from .settings import make_policy, read_entities, read_organisation, read_settings
from .supplement import Supplement
from .views import read_views

__all__ = ["load_export"]

Progress = Callable[[str, int], None]
"""Told the name of a table, and how many of its pages were read."""

_USER_PROFILES, _ROLE_PROFILES = "msdyn_appconfiguration_systemusers", "msdyn_appprofilerolemappings"
_SUPPLEMENTS = ("supplement.toml", "supplement.json")
_OTHER_FILES = (*_SUPPLEMENTS, "manifest.json")
"""What else may stand in the folder; the manifest tells how the export was fetched, which no answer rests on."""


def load_export(folder: str | Path, *, strict: bool = False, progress: Progress | None = None) -> Snapshot:
    """Read a folder of Web API answers.

    While it reads, Python's collector of cyclic garbage rests; afterwards it is as it was.

    Args:
        folder: the folder.
        strict: whether a row that cannot be read refuses the export.
        progress: told of every page that was read, for long exports.

    Raises:
        UnreadableInput: for an export that cannot be read, and under `strict` for every row set apart.
        MissingExtra: when the extra `dataverse` is not installed and the export holds views.
    """
    path = Path(folder)
    with _no_garbage_collection():
        snapshot = _Export(path, progress).snapshot()
    if strict and snapshot.set_apart:
        problems = tuple(
            InvalidValue(each.path if each.row is None else f"row {each.row}: {each.path}", each.expected, each.got)
            for each in snapshot.set_apart
        )
        raise UnreadableInput(one_line(path.name), problems)
    return snapshot


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes millions of values and no cycle; to look for cycles all along takes a quarter of the time.

    Afterwards the values count as old, so that they are not all looked through as soon as the collector is back.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_freeze_count() == 0:  # else the caller has frozen values, which have to stay so
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _Export:
    """One export while it is read: its files, and what was set apart so far."""

    def __init__(self, folder: Path, progress: Progress | None) -> None:
        self.files = ExportFiles(folder, frozenset(EXPORT_TABLES), frozenset(_OTHER_FILES), RECORDS)
        self.folder = folder
        self.progress = progress
        self.set_apart: list[SetApart] = []
        self.remarks: list[Remark] = []
        self.supplement = self._supplement()
        self._require("organizations", "msdyn_entitylinkchatconfigurations")

    def snapshot(self) -> Snapshot:
        supplement = self.supplement
        entities = read_entities(self.pages("entities"), "entities.json")
        settings = read_settings(
            self.pages("msdyn_entitylinkchatconfigurations"),
            entities=entities.names,
            source="msdyn_entitylinkchatconfigurations.json",
        )
        organisation = read_organisation(self.pages("organizations"), "organizations.json")
        policy = make_policy(
            organisation,
            settings,
            on_for_all_apps=supplement.on_for_all_apps,
            selected_apps=supplement.selected_apps,
            timeline_sync_since=supplement.timeline_sync_since,
            readings=supplement.readings,
        )
        filters = read_update_filters(self.pages("sdkmessagefilters"), "sdkmessagefilters.json")
        told = filters if "sdkmessagefilters" in self.files else None
        tables = read_record_types(
            self.pages("entitydefinitions"), update_filters=told, source="entitydefinitions.json"
        )
        views = read_views(self.pages("savedqueries"), "savedqueries.json")
        offerings = {each.unique_name: each.offering for each in supplement.apps}
        apps = read_apps(self.pages("appmodules"), offerings, "appmodules.json")
        links = read_links(
            self.pages("msdyn_teamschatassociations"),
            activities=self.pages("chats"),
            parties=self.pages("activityparties"),
            kinds={each.id: each.kind for each in supplement.chats},
            source="msdyn_teamschatassociations.json",
            activities_source="chats.json",
            parties_source="activityparties.json",
        )
        access = read_access(self.pages("access"), "access.json")
        profiles = self._profiles()
        grants = self._grants(profiles)
        users = read_users(self.pages("systemusers"), grants, "systemusers.json")
        records = self._records()
        for read in (entities, settings, filters, tables, views, apps, links, access, profiles, users):
            self.set_apart += read.set_apart
        self.remarks += [*organisation.remarks, *settings.remarks, *links.remarks]
        return Snapshot(
            policy=policy,
            apps=apps.apps,
            profiles=tuple(profiles.profiles.values()),
            roles=tuple(grants.roles[each] for each in sorted(grants.roles)),
            users=users.users,
            record_types=tables.record_types,
            views=views.views,
            unusable_views=views.left_out,
            records=records,
            chats=links.chats,
            access=access.access,
            consents=supplement.consents,
            tables=frozenset(self.files.pages),
            exported_on=supplement.exported_on,
            given=supplement.given,
            set_apart=tuple(self.set_apart),
            remarks=tuple(self.remarks),
        )

    def pages(self, table: str) -> Iterator[object]:
        """The pages of a table, one in memory at a time; none where it was not exported."""
        for number, (_, payload) in enumerate(self.files.each_page(table), start=1):
            yield payload
            if self.progress is not None:
                self.progress(table, number)

    def _supplement(self) -> Supplement:
        present = [self.folder / name for name in _SUPPLEMENTS if (self.folder / name).exists()]
        if len(present) != 1:
            expected = (
                "one file supplement.toml or supplement.json, with on_for_all_apps, which no column of Dataverse tells"
            )
            problem = InvalidValue("supplement", expected, "both" if present else "neither")
            raise UnreadableInput(one_line(self.folder.name), (problem,))
        return read_model(present[0], Supplement)

    def _require(self, *tables: str) -> None:
        """Refuse an export that lacks a table without which nothing, or no user, can be judged."""
        missing = [(each, "the table to be exported") for each in tables if each not in self.files]
        if "systemusers" in self.files:
            needed = ["teammemberships", _USER_PROFILES, _ROLE_PROFILES]
            if "userprivileges" not in self.files:
                needed += ["systemuserroles", "teamroles", "roles", "privileges", "roleprivileges"]
            missing += [(each, "what gives users their rights") for each in needed if each not in self.files]
        if missing:
            problems = tuple(InvalidValue(f"{table}.json", expected, "no such file") for table, expected in missing)
            raise UnreadableInput(one_line(self.folder.name), problems)

    def _pairs(self, table: str, left: str, right: str, *, has_state: bool = False) -> PairsRead | None:
        if table not in self.files:
            return None
        read = read_pairs(self.pages(table), left, right, f"{table}.json", has_state=has_state)
        self.set_apart += read.set_apart
        return read

    def _grants(self, profiles: ProfilesRead) -> Grants:
        roles = read_names(self.pages("roles"), "roleid", "roles.json")
        privileges = read_names(self.pages("privileges"), "privilegeid", "privileges.json")
        asked = read_user_privileges(self.pages("userprivileges"), "userprivileges.json")
        for read in (roles, privileges, asked):
            self.set_apart += read.set_apart
        role_privileges = self._pairs("roleprivileges", "roleid", "privilegeid")
        made = {} if role_privileges is None else make_roles(roles, privileges, role_privileges)
        self.set_apart += [
            SetApart("roles.json", None, f"role {role}", "a role whose privileges are known in full", "one that is not")
            for role in sorted(roles.names.keys() - made.keys())
        ]
        users = self.supplement.users
        return Grants(
            roles=made,
            user_roles=self._pairs("systemuserroles", "systemuserid", "roleid"),
            team_roles=self._pairs("teamroles", "teamid", "roleid"),
            memberships=self._pairs("teammemberships", "systemuserid", "teamid"),
            user_privileges=asked.privileges,
            user_profiles=self._pairs(_USER_PROFILES, "systemuserid", "msdyn_appconfigurationid"),
            role_profiles=self._pairs(
                _ROLE_PROFILES, "_msdyn_securityroleid_value", "_msdyn_appprofileid_value", has_state=True
            ),
            profiles=profiles.profiles,
            global_administrators=frozenset(each.id.lower() for each in users if each.is_global_administrator),
            readable_secured_fields={each.id.lower(): each.readable_secured_fields for each in users},
        )

    def _profiles(self) -> ProfilesRead:
        return read_profiles(
            self.pages("msdyn_appconfigurations"),
            self.pages("msdyn_paneconfigurations"),
            self.pages("msdyn_panetabconfigurations"),
            self.pages("msdyn_panetoolconfigurations"),
            teams_tool=self.supplement.teams_tool,
            source="msdyn_appconfigurations.json",
        )

    def _records(self) -> tuple[Record, ...]:
        found: list[Record] = []
        for table in sorted(self.files.pages):
            if table.startswith(RECORDS):
                read = read_records(self.pages(table), table.removeprefix(RECORDS), source=f"{table}.json")
                found += read.records
                self.set_apart += read.set_apart
        return tuple(found)
