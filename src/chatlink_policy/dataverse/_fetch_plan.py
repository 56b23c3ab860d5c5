"""What is fetched and in which order: the metadata, whole tables, and then the rows that these name.

Nothing here opens a connection: `fetch.py` passes the service in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar

from attrs import frozen

from .._ids import as_guid
from .._validation import is_logical_name
from ..defaults import STANDARD_RECORD_TYPES
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..limits import QUERY_DEFINITIONS, QUERY_IDS
from ._fetch_folder import ExportFolder, Manifest
from .access_requests import AccessRequest
from .export_tables import EXPORT_TABLES, ExportColumn, ExportTable, Rows, records_table
from .queries import API, query_string

__all__ = ["Answer", "Fetch", "NotAllowed", "Progress", "Service", "refused"]

T = TypeVar("T")

Progress = Callable[[str], None]
"""Called with what is done next, or waited for."""

_LINKED = re.compile(r"""<link-entity\b[^<>]*\bname=["'](\w+)["']""")


@frozen(repr=False)
class Answer:
    """One answer: its bytes, the data in them, and its time by the clock of the service."""

    raw: bytes
    data: Mapping[str, object]
    on: datetime | None

    @property
    def rows(self) -> Sequence[object]:
        found = self.data.get("value")
        return found if isinstance(found, list) else ()


class NotAllowed(Exception):
    """The service refuses this: to this user, or to everybody."""


class Service(Protocol):
    """The Web API of one environment."""

    url: str

    def get(self, url: str, what: str, /) -> Answer:
        """One answer."""
        ...

    def pages(self, url: str, what: str, /) -> Iterator[Answer]:
        """All pages of an answer."""
        ...


def refused(what: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(one_line(what), (InvalidValue("answer", expected, one_line(got)),))


# --- The tables -------------------------------------------------------------------------------------------------------


class _Definition(NamedTuple):
    """What the metadata says of a table: how it is queried, and how each of its columns is spelled."""

    entity_set: str
    id_column: str
    name_column: str
    columns: Mapping[str, str]
    read: tuple[str, ...]
    """The read privileges that can be held for all of its rows or for some."""

    def spelled(self, column: ExportColumn) -> str | None:
        """The name by which a column is selected; None where the table does not have it."""
        name = self.columns.get(column.logical_name.lower())
        return name if name is None or column.name == column.logical_name else f"_{name}_value"


def _definitions(rows: Iterable[object]) -> Iterator[tuple[str, _Definition]]:
    """The tables that can be queried, by their logical names."""
    for row in rows:
        match row:
            case {
                "LogicalName": str(name),
                "EntitySetName": str(entity_set),
                "PrimaryIdAttribute": str(id_column),
                "Attributes": list(attributes),
                **others,
            } if re.fullmatch(r"\w+ \w+", f"{entity_set} {id_column}"):
                columns = [_attribute(each, name) for each in attributes]
                known = {each.lower(): each for each in columns}
                name_column = str(others.get("PrimaryNameAttribute") or "")
                yield (
                    name.lower(),
                    _Definition(entity_set, id_column, name_column, known, tuple(_read_privileges(others, name))),
                )


def _attribute(found: object, table: str) -> str:
    """The name of an attribute; one that is passed over would count as one that the environment does not have."""
    name = found.get("LogicalName") if isinstance(found, dict) else None
    if not isinstance(name, str):
        raise refused("EntityDefinitions", f"attributes of {one_line(table)} with their logical names", shown(found))
    return name


def _read_privileges(definition: Mapping[object, object], table: str) -> Iterator[str]:
    found = definition.get("Privileges")
    for each in found if isinstance(found, list) else [found]:
        match each:
            case {"PrivilegeType": str(kind), "CanBeGlobal": bool(for_all), "Name": str(name)}:
                if kind == "Read" and for_all:
                    yield name
            case _:  # else it would count as one that is held for all rows
                raise refused("EntityDefinitions", f"privileges of {one_line(table)} with their names", shown(each))


class Fetch:
    """One fetch, and what the metadata says of the tables."""

    def __init__(
        self, service: Service, folder: ExportFolder, requests: Sequence[AccessRequest], names: bool, progress: Progress
    ) -> None:
        self.service, self.folder, self.requests, self.names = service, folder, requests, names
        self.progress = progress
        self.definitions: dict[str, _Definition] = {}
        self.depths: dict[str, str] = {}

    def run(self) -> Manifest:
        self.define(each.entity for each in EXPORT_TABLES.values() if each.entity)
        self.folder.begin()
        self.learn_depths()
        for table in EXPORT_TABLES.values():
            if table.rows is Rows.ALL:
                self.table(table)
        ids = self.record_ids()
        self.define(ids)
        self.of_record_types(self.record_types(ids))
        if "chats" in self.folder.fetched:
            parties = {as_guid(each.get("modifiedinteamsbyactivitypartyid")) for each in self.folder.rows("chats")}
            self.named(EXPORT_TABLES["activityparties"], (each for each in parties if each is not None))
        for record_type, named in sorted(ids.items()):
            definition = self.definitions.get(record_type)
            id_column = None if definition is None else definition.id_column
            self.named(records_table(record_type, id_column), named)
        self.access()
        return self.folder.finish()

    def define(self, names: Iterable[str]) -> None:
        """Learn from the metadata how tables are queried, and which columns they have."""
        wanted = sorted({*names} - self.definitions.keys())
        self.progress("which columns there are")
        for batch in _batches(wanted, QUERY_DEFINITIONS * 2):
            options = {
                "$select": "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,Privileges",
                "$expand": "Attributes($select=LogicalName)",
                "$filter": " or ".join(f"LogicalName eq '{each}'" for each in batch),
            }
            what = "EntityDefinitions"
            try:
                for answer in self.service.pages(self.url(what, options), what):
                    self.definitions |= dict(_definitions(answer.rows))
            except NotAllowed as error:
                raise refused(what, "the metadata of tables", str(error)) from error

    def learn_depths(self) -> None:
        """Learn which privileges the user who fetches holds, and for which rows: others are left out without notice."""
        what = "whether every row may be read"
        self.progress(what)
        self.folder.not_fetched.pop(what, None)
        try:
            user = as_guid(self.service.get(self.url("WhoAmI"), what).data.get("UserId"))
            path = f"systemusers({user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges"
            held = self.service.get(self.url(path), what).data.get("RolePrivileges")
        except NotAllowed as error:
            self.folder.not_fetched[what] = str(error)
            return
        for each in held if isinstance(held, list) else [None]:
            match each:
                case {"PrivilegeName": str(name), "Depth": str(depth)}:
                    if self.depths.get(name) != "Global":  # held for all rows by any role is held for all
                        self.depths[name] = depth
                case _:
                    self.folder.not_fetched[what] = "the answer does not name every privilege with its depth"

    def held_for_some(self, table: ExportTable) -> str | None:
        """The privilege by which the user may read some rows of a table and not others; None where there is none."""
        known = (self.definitions[each] for each in table.read_with if each in self.definitions)
        return next((name for each in known for name in each.read if self.depths.get(name, "Global") != "Global"), None)

    def url(self, path: str, options: Mapping[str, str] | None = None) -> str:
        return f"{self.service.url}{API}{path}" + (f"?{query_string(options)}" if options else "")

    def select(self, table: ExportTable) -> list[str] | None:
        """The columns of a table that the environment has; None where the table is left out for lack of them."""
        definition = self.definitions.get(table.entity or "")
        if definition is None:
            self.folder.drop(table.name, "the environment does not offer this table")
            return None
        there = {each.name: spelled for each in table.columns if (spelled := definition.spelled(each))}
        for each in table.columns:
            is_reported = table.name in EXPORT_TABLES or each.instead  # of records only that nobody owns them
            if is_reported and not there.keys() & {each.name, *each.instead} and not each.is_optional:
                self.folder.missing_columns.add(f"{table.name}.{each.name}")
        if not there:
            self.folder.drop(table.name, "the environment has none of its columns")
            return None
        names = table.names if table.rows is Rows.ALL else (definition.name_column,)
        wanted = [each for each in names if self.names and each.lower() in definition.columns]
        return list(dict.fromkeys([*there.values(), *wanted]))

    def table(self, table: ExportTable) -> None:
        """A whole table; one of which the user may not read every row is left out, since no row mentions the others."""
        columns = self.select(table)
        some = self.held_for_some(table)
        if some is not None:
            at = f"{one_line(some)} at depth {one_line(self.depths[some])}, not Global"
            because = f"you may not read every row of it: {at}"
            self.folder.drop(table.name, because)
        elif columns is not None:
            self.fetch(table.name, [(self.definitions[table.entity or ""].entity_set, table.options(columns))])

    def named(self, table: ExportTable, ids: Iterable[str]) -> None:
        """The rows of these ids, by some at a time."""
        columns = self.select(table)
        if columns is not None:
            definition = self.definitions[table.entity or ""]
            batches = _batches(sorted(ids), QUERY_IDS)
            filters = [" or ".join(f"{definition.id_column} eq {each}" for each in batch) for batch in batches]
            queries = [(definition.entity_set, {**table.options(columns), "$filter": each}) for each in filters]
            self.fetch(table.name, queries)

    def of_record_types(self, record_types: Sequence[str]) -> None:
        views, tables = EXPORT_TABLES["savedqueries"], EXPORT_TABLES["entitydefinitions"]
        columns = self.select(views)
        if columns is not None:
            batches = _batches(record_types, QUERY_IDS)
            options = [views.options(columns, record_types=each) for each in batches]
            self.fetch(views.name, [(self.definitions["savedquery"].entity_set, each) for each in options])
        wanted = sorted({*record_types, *self.linked_tables()})
        options = [tables.options(record_types=each) for each in _batches(wanted, QUERY_DEFINITIONS)]
        self.fetch(tables.name, [(tables.entity_set, each) for each in options])

    def fetch(self, name: str, queries: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Fetch a table by one query or by several, unless it was fetched whole by the same."""
        urls = [self.url(path, options) for path, options in queries]
        query = urls[0].removeprefix(f"{self.service.url}{API}") if urls else ""
        if len(urls) > 1:
            query += f" and {len(urls) - 1} more, SHA-256 {hashlib.sha256(' '.join(urls).encode()).hexdigest()}"
        if self.folder.has(name, query):
            self.progress(f"{name}: fetched before")
            return
        try:
            self.folder.write(name, query, self.pages(name, urls), in_one=len(urls) != 1)
        except NotAllowed as error:
            self.folder.drop(name, str(error))

    def pages(self, name: str, urls: Iterable[str]) -> Iterator[tuple[bytes, int, datetime | None]]:
        number = 0
        self.progress(name)
        for url in urls:
            for answer in self.service.pages(url, name):
                number += 1
                self.progress(f"{name}, page {number}")
                yield answer.raw, len(answer.rows), answer.on

    # --- What rows name ---

    def record_ids(self) -> dict[str, set[str]]:
        """The records that links, chat activities and access requests name, by their table."""
        kind = "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
        found: dict[str, set[str]] = {}
        links = self.folder.rows("msdyn_teamschatassociations")
        chats = self.folder.rows("chats")
        for table, id in chain(
            ((row.get("msdyn_regardingobjectname"), row.get("msdyn_regardingobjectid")) for row in links),
            ((row.get(kind), row.get("_regardingobjectid_value")) for row in chats),
            ((each.record_type, each.record_id) for each in self.requests),
        ):
            name, read = _lower(table), as_guid(id)
            if is_logical_name(name) and read is not None:
                found.setdefault(name, set()).add(read)
        return found

    def record_types(self, ids: Iterable[str]) -> list[str]:
        """The record types that have settings, or of which there are records; the standard ones without settings."""
        names = {as_guid(row.get("entityid")): _lower(row.get("logicalname")) for row in self.folder.rows("entities")}
        settings = self.folder.rows("msdyn_entitylinkchatconfigurations")
        configured = {names.get(as_guid(row.get("_msdyn_entitytype_value")), "") for row in settings}
        return sorted(filter(is_logical_name, {*ids, *(configured or STANDARD_RECORD_TYPES)}))

    def linked_tables(self) -> set[str]:
        """The tables that views link; a layout without a linked column needs none."""
        return {
            name
            for row in self.folder.rows("savedqueries")
            if "." in _lower(row.get("layoutxml") or row.get("layoutjson"))
            for name in _LINKED.findall(_lower(row.get("fetchxml")))
            if is_logical_name(name)
        }

    def access(self) -> None:
        """The rights of each user to each requested record; an answer does not name these, so they are added to it."""
        if not self.requests:
            return
        digest = hashlib.sha256(repr(self.requests).encode()).hexdigest()
        query = f"RetrievePrincipalAccess of {len(self.requests)} users and records, SHA-256 {digest}"
        if not self.folder.has("access", query):
            self.folder.write("access", query, self.rights(), in_one=False)

    def rights(self) -> Iterator[tuple[bytes, int, datetime | None]]:
        rows: list[dict[str, object]] = []
        on = None
        for what in [each for each in self.folder.not_fetched if each.startswith("access of ")]:
            del self.folder.not_fetched[what]
        for number, each in enumerate(self.requests, start=1):
            self.progress(f"access, {number} of {len(self.requests)}")
            request = {"systemuserid": each.user_id, "table": each.record_type, "recordid": each.record_id}
            definition = self.definitions.get(each.record_type)
            try:
                if definition is None:
                    raise NotAllowed("the environment does not offer this table")
                target = {"@target": f"{{'@odata.id':'{definition.entity_set}({each.record_id})'}}"}
                path = f"systemusers({each.user_id})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@target)"
                answer = self.service.get(self.url(path, target), f"access {number}")
            except NotAllowed as error:
                what = f"access of {each.user_id} to {each.record_type} {each.record_id}"
                self.folder.not_fetched[what] = str(error)
                continue
            on = answer.on
            rights = answer.data.get("AccessRights")
            if not isinstance(rights, str):
                raise refused(f"access {number}", "rights as a text", shown(rights))
            rows.append({"AccessRights": rights, **request})
        yield json.dumps({"value": rows}).encode(), len(rows), on


def _lower(value: object) -> str:
    """A text in lower case; what is no text is none."""
    return value.lower() if isinstance(value, str) else ""


def _batches(members: Sequence[T], size: int) -> list[Sequence[T]]:
    return [members[start : start + size] for start in range(0, len(members), size)]
