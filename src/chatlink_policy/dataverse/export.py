"""A folder of Web API answers becomes one `Snapshot`; docs/from-dataverse.md describes the folder.

Files that cannot be read at all, unknown file names and missing pages refuse the whole export. Rows that cannot be read
are rejected: they stay in the snapshot with file, row, path and reason; with `strict=True` they refuse the export too,
all at once. A row is counted over all pages of its table.

A table that was not exported, and a column that was not selected, leave unknown what they would say, and nothing else.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from .._arguments import checked
from .._paths import as_path
from ..errors import InvalidValue, UnreadableInput, one_line
from ..models import App, Profile, Record, Role
from ..policy import Policy
from ..serialization import read_model
from ..snapshot import NotSelected, Rejected, Remark, Snapshot
from ..unknown import Unknown
from ._columns import not_exported
from ._export_files import ExportFiles
from ._fetch_folder import is_there
from ._table_reader import TableRead
from .apps import ProfilesRead, read_apps, read_profiles
from .export_tables import EXPORT_TABLES, RECORDS
from .links import LinksRead, read_links
from .metadata import RecordTypesRead, UpdateFiltersRead, read_record_types, read_update_filters
from .organisation import NO_ORGANISATION, make_policy, read_organisation
from .people import Grants, read_user_privileges, read_users
from .records import read_access, read_records
from .roles import PairsRead, make_roles, read_names, read_pairs, read_roles, read_teams, root_copies
from .settings import NO_SETTINGS, read_entities, read_settings
from .supplement import Supplement
from .views import read_views

__all__ = ["load_export"]

Progress = Callable[[str, int], None]
"""Called with the name of a table, and how many of its pages were read."""

_ORGANISATION, _SETTINGS = "organizations", "msdyn_entitylinkchatconfigurations"
_USER_PROFILES, _ROLE_PROFILES = "msdyn_appconfiguration_systemusers", "msdyn_appprofilerolemappings"
_SUPPLEMENTS = ("supplement.toml", "supplement.json")
_OTHER_FILES = (*_SUPPLEMENTS, "manifest.json")
"""What else may be in the folder; the manifest says which tables are whole where a fetch was stopped."""


@checked
def load_export(folder: str | Path, *, strict: bool = False, progress: Progress | None = None) -> Snapshot:
    """Read a folder of Web API answers.

    While it reads, Python's collector of cyclic garbage is off; afterwards it is as it was.

    Args:
        folder: the folder.
        strict: whether a row that cannot be read refuses the export.
        progress: called for every page that was read, for long exports.

    Raises:
        UnreadableInput: for an export that cannot be read, and under `strict` for every row rejected.
        MissingExtra: when the extra `dataverse` is not installed and the export holds views.
    """
    path = as_path(folder, "folder")
    with _no_garbage_collection():
        snapshot = _Export(path, progress).snapshot()
    if strict and snapshot.rejected:
        problems = tuple(
            InvalidValue(each.path if each.row is None else f"row {each.row + 1}: {each.path}", each.expected, each.got)
            for each in snapshot.rejected
        )
        raise UnreadableInput(one_line(path.name), problems)
    return snapshot


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes millions of values and no cycle; looking for cycles meanwhile takes a quarter of the time.

    Afterwards the values count as old, so that they are not all examined as soon as the collector is on again.
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


R = TypeVar("R", bound=TableRead)


class _Export:
    """One export while it is read: its files, and what could not be read so far."""

    def __init__(self, folder: Path, progress: Progress | None) -> None:
        tables, others = frozenset(EXPORT_TABLES), frozenset(_OTHER_FILES)
        self.files = ExportFiles(folder, tables, others, RECORDS, is_there(folder))
        self.folder = folder
        self.progress = progress
        self.rejected: list[Rejected] = []
        self.not_selected: list[NotSelected] = []
        self.supplement = self._supplement()
        if not self.files.pages:
            problem = InvalidValue("folder", "at least one table of an export, such as organizations.json", "none")
            raise UnreadableInput(one_line(folder.name), (problem,))

    def snapshot(self) -> Snapshot:
        """The snapshot; findings list what was rejected in the order in which the tables are read here."""
        supplement = self.supplement
        policy, remarks, name = self._policy()
        tables = self._record_types()
        views = self._kept(read_views(self.pages("savedqueries"), "savedqueries.json"))
        apps = self._apps()
        links = self._links()
        access = self._kept(read_access(self.pages("access"), "access.json"))
        profiles = self._profiles()
        grants = self._grants(profiles)
        users = self._kept(read_users(self.pages("systemusers"), grants, "systemusers.json"))
        teams = self._kept(read_teams(self.pages("teams"), "teams.json"))
        records = links.without_doubt(self._records(tables.is_owned))
        return Snapshot(
            policy=policy,
            apps=apps,
            profiles=tuple(profiles.profiles.values()),
            roles=_once_each(grants),
            users=users.users,
            record_types=tables.record_types,
            views=views.views,
            unusable_views=views.left_out,
            records=records,
            chats=links.chats,
            access=access.access,
            consents=supplement.consents,
            teams=teams.teams,
            user_names=users.names,
            tables=frozenset(self.files.pages),
            not_selected=tuple(self.not_selected),
            passed_over=self.files.passed_over,
            exported_on=supplement.exported_on,
            supplement_ids=supplement.ids,
            rejected=tuple(self.rejected),
            remarks=(*remarks, *links.remarks),
            organisation=name,
        )

    # --- Tables -------------------------------------------------------------------------------------------------------

    def pages(self, table: str) -> Iterator[object]:
        """The pages of a table, one in memory at a time; none where it was not exported."""
        for number, (_, payload) in enumerate(self.files.each_page(table), start=1):
            yield payload
            if self.progress is not None:
                self.progress(table, number)

    def _exported(self, table: str) -> Iterator[object] | Unknown:
        """The pages of a table; unknown where it was not exported."""
        return self.pages(table) if table in self.files else not_exported(table)

    def _missing(self, table: str) -> frozenset[str]:
        """The columns of a table that the environment does not have."""
        named = (each.split(".", 1) for each in self.supplement.missing_columns)
        return frozenset(column for name, column in named if name == table)

    def _kept(self, read: R) -> R:
        """What was read of a table; what was not read of it goes into the snapshot."""
        self.rejected += read.rejected
        self.not_selected += read.not_selected
        return read

    def _supplement(self) -> Supplement:
        present = [self.folder / name for name in _SUPPLEMENTS if (self.folder / name).exists()]
        if len(present) > 1:
            problem = InvalidValue("supplement", "one file supplement.toml or supplement.json", "both")
            raise UnreadableInput(one_line(self.folder.name), (problem,))
        return read_model(present[0], Supplement) if present else Supplement()

    # --- Settings, metadata and links ---------------------------------------------------------------------------------

    def _policy(self) -> tuple[Policy, tuple[Remark, ...], str | None]:
        supplement, settings, organisation = self.supplement, NO_SETTINGS, NO_ORGANISATION
        entities = self._kept(read_entities(self.pages("entities"), "entities.json"))
        if _SETTINGS in self.files:
            settings = self._kept(
                read_settings(
                    self.pages(_SETTINGS),
                    entities=entities.names,
                    source=f"{_SETTINGS}.json",
                    missing=self._missing(_SETTINGS),
                )
            )
        if _ORGANISATION in self.files:
            pages, missing = self.pages(_ORGANISATION), self._missing(_ORGANISATION)
            organisation = read_organisation(pages, f"{_ORGANISATION}.json", missing=missing)
            self.not_selected += organisation.not_selected
        policy = make_policy(
            organisation,
            settings,
            on_for_all_apps=supplement.on_for_all_apps,
            selected_apps=supplement.selection,
            timeline_sync_since=supplement.timeline_sync_since,
            chat_owner_consent=supplement.chat_owner_consent,
            readings=supplement.readings,
        )
        return policy, (*organisation.remarks, *settings.remarks), organisation.name

    def _record_types(self) -> RecordTypesRead:
        filters: UpdateFiltersRead | Unknown
        exported = self._exported("sdkmessagefilters")
        if isinstance(exported, Unknown):
            filters = exported
        else:
            filters = _known(self._kept(read_update_filters(exported, "sdkmessagefilters.json")))
        definitions = self.pages("entitydefinitions")
        return self._kept(read_record_types(definitions, update_filters=filters, source="entitydefinitions.json"))

    def _apps(self) -> tuple[App, ...]:
        offerings = {each.unique_name: each.offering for each in self.supplement.apps}
        return self._kept(read_apps(self.pages("appmodules"), offerings, "appmodules.json")).apps

    def _links(self) -> LinksRead:
        return self._kept(
            read_links(
                self.pages("msdyn_teamschatassociations"),
                activities=self._exported("chats"),
                parties=self.pages("activityparties"),
                kinds={each.id: each.kind for each in self.supplement.chats},
                source="msdyn_teamschatassociations.json",
                activities_source="chats.json",
                parties_source="activityparties.json",
                missing=self._missing("chats"),
            )
        )

    def _records(self, is_owned: Mapping[str, bool]) -> Iterator[Record]:
        for name in sorted(self.files.pages):
            if name.startswith(RECORDS):
                table = name.removeprefix(RECORDS)
                read = read_records(
                    self.pages(name),
                    table,
                    source=f"{name}.json",
                    is_owned=is_owned.get(table),
                    missing=self._missing(name),
                )
                yield from self._kept(read).records

    # --- People -------------------------------------------------------------------------------------------------------

    def _pairs(self, table: str, left: str, right: str, *, has_state: bool = False) -> PairsRead | Unknown:
        exported = self._exported(table)
        if isinstance(exported, Unknown):
            return exported
        return _known(self._kept(read_pairs(exported, left, right, f"{table}.json", has_state=has_state)))

    def _roles(self) -> tuple[dict[str, Role] | Unknown, Mapping[str, str], Unknown | None]:
        """The roles whose privileges are known in full, the root copies, both by id, and why others are unknown."""
        roles = self._kept(read_roles(self.pages("roles"), "roles.json"))
        privileges = self._kept(read_names(self.pages("privileges"), "privilegeid", "privileges.json"))
        role_privileges = self._pairs("roleprivileges", "roleid", "privilegeid")
        roots = roles.roots if isinstance(role_privileges, Unknown) else root_copies(roles, role_privileges)
        for table in ("roles", "privileges"):
            exported = self._exported(table)
            if isinstance(exported, Unknown):
                return exported, roots, exported
        if isinstance(role_privileges, Unknown):
            return role_privileges, roots, role_privileges
        for read in (privileges, roles):
            if read.not_selected and not read.names:
                return _unknown(read), roots, _unknown(read)
        made, other_roles = make_roles(roles, privileges, role_privileges), None
        if roots.keys() >= roles.names.keys() > set[str]():
            # every root is known, whether or not its column was selected
            self.not_selected = [each for each in self.not_selected if each not in roles.not_selected]
        doubtful = roles.names.keys() - made.keys()
        if roles.not_selected:
            other_roles = _unknown(roles)
            doubtful &= roots.keys()  # the others are reported with the column that was not selected
        self.rejected += [
            Rejected("roles.json", None, f"role {role}", "a role whose privileges are known in full", _why(roots, role))
            for role in sorted(doubtful)
        ]
        return made, roots, other_roles

    def _grants(self, profiles: ProfilesRead) -> Grants:
        privileges = self._kept(read_user_privileges(self.pages("userprivileges"), "userprivileges.json"))
        roles, roots, other_roles = self._roles()
        return Grants(
            roles=roles,
            roots=roots,
            other_roles=other_roles,
            user_roles=self._pairs("systemuserroles", "systemuserid", "roleid"),
            team_roles=self._pairs("teamroles", "teamid", "roleid"),
            memberships=self._pairs("teammemberships", "systemuserid", "teamid"),
            user_privileges=privileges.privileges,
            user_profiles=self._pairs(_USER_PROFILES, "systemuserid", "msdyn_appconfigurationid"),
            role_profiles=self._pairs(
                _ROLE_PROFILES, "_msdyn_securityroleid_value", "_msdyn_appprofileid_value", has_state=True
            ),
            profiles=self._known_profiles(profiles),
            supplement=self.supplement,
        )

    def _known_profiles(self, read: ProfilesRead) -> Mapping[str, Profile] | Unknown:
        table = "msdyn_appconfigurations"
        not_exported = self._exported(table)
        if isinstance(not_exported, Unknown):
            return not_exported
        not_selected = [Unknown(each.says) for each in read.not_selected if each.table == table]
        return not_selected[0] if not_selected and not read.profiles else read.profiles

    def _profiles(self) -> ProfilesRead:
        return self._kept(
            read_profiles(
                self.pages("msdyn_appconfigurations"),
                self._exported("msdyn_paneconfigurations"),
                self._exported("msdyn_panetabconfigurations"),
                self._exported("msdyn_panetoolconfigurations"),
                teams_tool=self.supplement.teams_tool,
                source="msdyn_appconfigurations.json",
            )
        )


def _known(read: R) -> R | Unknown:
    """What was read; unknown where a column was not selected."""
    return _unknown(read) if read.not_selected else read


def _unknown(read: TableRead) -> Unknown:
    return Unknown(read.not_selected[0].says)


def _once_each(grants: Grants) -> tuple[Role, ...]:
    """Each role once, whatever the number of its copies, in the order of the ids of their root copies."""
    roles = {} if isinstance(grants.roles, Unknown) else grants.roles
    by_root = {(grants.roots.get(copy, copy), role.name): role for copy, role in sorted(roles.items())}
    return tuple(by_root[each] for each in sorted(by_root))


def _why(roots: Mapping[str, str], role: str) -> str:
    return "one that is not" if role in roots else "one whose _parentrootroleid_value does not name its root copy"
