"""Fetch an export from Dataverse: the command `export`. The only module that opens a connection, and it only reads.

Every request goes to the one environment that was named, over https. Its answers are taken as they come, and kept as
they came; what is no answer of its Web API is refused, and nothing of that table is kept. Tokens are held in memory.

This module is the only one that imports the libraries of the extra `export`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from attrs import frozen

from .._strict_json import load_json
from .._validation import is_logical_name
from ..defaults import STANDARD_RECORD_TYPES
from ..errors import InvalidValue, MissingExtra, UnreadableInput, one_line, shown
from ._folder import ExportFolder, Manifest
from ._rows import as_guid
from .asked import AskedAccess
from .queries import API, EXPORT_TABLES, PREFER, ExportTable, Rows, query_string, records_table

try:
    from azure.core import PipelineClient
    from azure.core.credentials import TokenCredential
    from azure.core.exceptions import AzureError, ClientAuthenticationError
    from azure.core.pipeline import PipelineResponse
    from azure.core.pipeline.policies import BearerTokenCredentialPolicy, RetryPolicy, UserAgentPolicy
    from azure.core.rest import HttpRequest, HttpResponse
    from azure.identity import (
        AzureCliCredential,
        DeviceCodeCredential,
        EnvironmentCredential,
        InteractiveBrowserCredential,
    )
except ImportError as error:
    raise MissingExtra("fetching an export needs the extra export: pip install 'chatlink-policy[export]'") from error

logging.getLogger("azure").addHandler(logging.NullHandler())  # what it logs is in its errors too

__all__ = ["LONGEST_WAIT", "SignIn", "fetch_export", "sign_in"]

T = TypeVar("T")

_HEADERS = {
    "Accept": "application/json",
    "OData-MaxVersion": "4.0",
    "OData-Version": "4.0",
    "Prefer": PREFER,
}
_RETRIES = 10

LONGEST_WAIT = 300
"""So many seconds at most are waited where the service asks for more time between requests."""

_IDS_A_QUERY = 50
_DEFINITIONS_A_QUERY = 5
_LINKED = re.compile(r"""<link-entity\b[^>]*\bname=["'](\w+)["']""")

Tell = Callable[[str], None]
"""Told what is done next, or waited for."""


class SignIn(StrEnum):
    """How to sign in."""

    BROWSER = "browser"
    DEVICE = "device"
    CLI = "cli"
    ENVIRONMENT = "environment"


def sign_in(how: SignIn) -> TokenCredential:
    """What gives tokens: a browser, a code for another device, the Azure CLI, or the environment variables of Azure."""
    kinds: Mapping[SignIn, Callable[[], TokenCredential]] = {
        SignIn.BROWSER: InteractiveBrowserCredential,
        SignIn.DEVICE: DeviceCodeCredential,
        SignIn.CLI: AzureCliCredential,
        SignIn.ENVIRONMENT: EnvironmentCredential,
    }
    return kinds[how]()


def fetch_export(
    url: str,
    folder: str | Path,
    credential: TokenCredential,
    *,
    access: Iterable[AskedAccess] = (),
    names: bool = False,
    progress: Tell = lambda _: None,
) -> Manifest:
    """Fetch an export into a folder, or what is still missing there.

    Args:
        url: the environment: "https://contoso.crm.dynamics.com".
        folder: the folder; it is made where it is not there.
        credential: what gives tokens (`sign_in`).
        access: the users and records whose rights are asked for, one request each; joining is answered for these.
        names: whether the names of users and records are fetched too.
        progress: told what is done next.

    Raises:
        UnreadableInput: for an address or a folder that cannot be used, and for an answer that cannot be taken.
    """
    service = _Service(_origin(url), credential, progress)
    fetch = _Fetch(service, ExportFolder(Path(folder), service.url), sorted({*access}), names, progress)
    return fetch.run()


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if (
        parts.scheme != "https"
        or not host
        or parts.username
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        expected = "the address of an environment, such as https://contoso.crm.dynamics.com"
        raise UnreadableInput("URL", (InvalidValue("url", expected, shown(url)),))
    return f"https://{host}" + ("" if port in (None, 443) else f":{port}")


# --- The service ------------------------------------------------------------------------------------------------------


@frozen(repr=False)
class _Answer:
    """One answer: as it came, as it was read, and when the service gave it, by its own clock."""

    raw: bytes
    data: Mapping[str, object]
    on: datetime | None

    @property
    def rows(self) -> Sequence[object]:
        found = self.data.get("value")
        return found if isinstance(found, list) else ()


class _NotAllowed(Exception):
    """The service does not give this: not to this user, or not at all."""


class _Retry(RetryPolicy[HttpRequest, HttpResponse]):
    """Waits as long as the service asks, within bounds, and says so."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(retry_total=_RETRIES, retry_status=_RETRIES)  # else the third 429 in a row ends its patience
        self._tell = tell

    def get_retry_after(self, response: PipelineResponse[Any, Any]) -> float | None:
        try:
            asked = super().get_retry_after(response)
        except ValueError:  # neither seconds nor a time
            return None
        wait = asked and min(asked, LONGEST_WAIT)
        if wait:
            self._tell(f"waiting {wait:.0f} seconds, as the service asks")
        return wait


class _Service:
    """The Web API of one environment."""

    def __init__(self, url: str, credential: TokenCredential, tell: Tell) -> None:
        self.url = url
        token = BearerTokenCredentialPolicy[HttpRequest, HttpResponse](credential, f"{url}/.default")
        policies = [UserAgentPolicy("chatlink-policy"), _Retry(tell), token]  # and none that follows redirects
        self._client: PipelineClient[HttpRequest, HttpResponse] = PipelineClient(url, policies=policies)

    def get(self, url: str, what: str) -> _Answer:
        """One answer.

        Raises:
            UnreadableInput: for what is no answer of the Web API of this environment.
        """
        try:
            response = self._client.send_request(HttpRequest("GET", url, headers=_HEADERS))
            if response.status_code == 401:  # the policy has dropped the token by now, and asks for a fresh one
                response = self._client.send_request(HttpRequest("GET", url, headers=_HEADERS))
            raw = response.read()
        except ClientAuthenticationError as error:
            raise _refused(what, "a user who is signed in", " ".join(error.message.split())[:500]) from error
        except AzureError as error:
            raise _refused(what, f"an answer of {self.url}", " ".join(error.message.split())[:500]) from error
        if response.status_code in (400, 403, 404):
            raise _NotAllowed(f"{response.status_code}: {_message(raw)}")
        if response.status_code != 200:
            to = response.headers.get("Location")
            got = f"status {response.status_code}" + (f", a redirect to {shown(to)}" if to else f": {_message(raw)}")
            raise _refused(what, "an answer with status 200", got)
        return _Answer(raw, self._read(raw, response.headers.get("Content-Type", ""), what), _date(response))

    def pages(self, url: str, what: str) -> Iterator[_Answer]:
        """All pages of an answer, in their order."""
        urls: list[str] = [url]
        contents: set[bytes] = set()
        for number, each in enumerate(urls, start=1):  # which grows while there are next pages
            page = f"{what} page {number}"
            answer = self.get(each, page)
            if not isinstance(answer.data.get("value"), list):
                raise _refused(page, 'an object with rows as "value"', shown(answer.data))
            content = hashlib.sha256(json.dumps(answer.rows).encode()).digest()
            following = self._next(answer.data.get("@odata.nextLink"), page)
            if (answer.rows and content in contents) or following in urls:
                raise _refused(page, "pages that differ", "the same page twice")
            contents.add(content)
            yield answer
            if following is not None:
                urls.append(following)

    def _next(self, link: object, what: str) -> str | None:
        if link is None:
            return None
        try:
            is_own = isinstance(link, str) and _origin(link.partition("/api/")[0]) == self.url
        except UnreadableInput:
            is_own = False
        if not is_own:
            raise _refused(what, f"a next page on {self.url}", shown(link))
        return str(link)

    def _read(self, raw: bytes, content_type: str, what: str) -> Mapping[str, object]:
        if content_type.partition(";")[0].strip().lower() != "application/json":
            is_page = content_type.lower().startswith("text/html")
            got = "a page of HTML, as a sign-in page is" if is_page else shown(content_type)
            raise _refused(what, "an answer in JSON", got)
        try:
            data = load_json(raw)
        except (ValueError, RecursionError) as error:
            raise _refused(what, "well-formed JSON", one_line(str(error))) from error
        if not isinstance(data, dict):
            raise _refused(what, "a JSON object", shown(data))
        if "error" in data:
            raise _refused(what, "rows", f"an error: {_message(raw)}")
        return data


def _refused(what: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(one_line(what), (InvalidValue("answer", expected, one_line(got)),))


def _message(raw: bytes) -> str:
    """The message of an error answer, or the beginning of whatever it is."""
    try:
        return one_line(str(load_json(raw)["error"]["message"]))[:500]  # type: ignore[index]  # whatever is no error answer raises
    except (ValueError, RecursionError, KeyError, TypeError):
        return shown(raw[:60])


def _date(response: HttpResponse) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


# --- The tables -------------------------------------------------------------------------------------------------------


class _Definition(NamedTuple):
    """What the metadata says of a table: how it is asked for, and which columns it has, in lower case."""

    entity_set: str
    id_column: str
    name_column: str
    columns: frozenset[str]


def _definitions(rows: Iterable[object]) -> Iterator[tuple[str, _Definition]]:
    """The tables that can be asked for, by their logical names."""
    for row in rows:
        match row:
            case {
                "LogicalName": str(name),
                "EntitySetName": str(entity_set),
                "PrimaryIdAttribute": str(id_column),
                "Attributes": list(attributes),
                **others,
            } if re.fullmatch(r"\w+ \w+", f"{entity_set} {id_column}"):
                columns = (each.get("LogicalName") for each in attributes if isinstance(each, dict))
                known = frozenset(each.lower() for each in columns if isinstance(each, str))
                name_column = str(others.get("PrimaryNameAttribute") or "")
                yield name.lower(), _Definition(entity_set, id_column, name_column, known)


class _Fetch:
    """One fetch, and what the metadata says of the tables."""

    def __init__(
        self, service: _Service, folder: ExportFolder, asked: Sequence[AskedAccess], names: bool, tell: Tell
    ) -> None:
        self.service, self.folder, self.asked, self.names, self.tell = service, folder, asked, names, tell
        self.definitions: dict[str, _Definition] = {}

    def run(self) -> Manifest:
        self.define(each.entity for each in EXPORT_TABLES.values() if each.entity)
        self.folder.begin()
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
        """Learn from the metadata how tables are asked for, and which columns they have."""
        wanted = sorted({*names} - self.definitions.keys())
        self.tell("which columns there are")
        for batch in _batches(wanted, _DEFINITIONS_A_QUERY * 2):
            options = {
                "$select": "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute",
                "$expand": "Attributes($select=LogicalName)",
                "$filter": " or ".join(f"LogicalName eq '{each}'" for each in batch),
            }
            what = "EntityDefinitions"
            try:
                for answer in self.service.pages(self.url(what, options), what):
                    self.definitions |= dict(_definitions(answer.rows))
            except _NotAllowed as error:
                raise _refused(what, "the metadata of tables", str(error)) from error

    def url(self, path: str, options: Mapping[str, str]) -> str:
        return f"{self.service.url}{API}{path}?{query_string(options)}"

    def select(self, table: ExportTable) -> list[str] | None:
        """The columns of a table that are there; None where it is left out for want of them."""
        definition = self.definitions.get(table.entity or "")
        if definition is None:
            self.folder.drop(table.name, "the environment does not offer this table")
            return None
        there = {each.name for each in table.columns if each.logical_name.lower() in definition.columns}
        for each in table.columns:
            if not there & {each.name, *each.instead} and not each.is_optional and table.name in EXPORT_TABLES:
                self.folder.missing_columns.add(f"{table.name}.{each.name}")
        if not there:
            self.folder.drop(table.name, "the environment has none of its columns")
            return None
        names = table.names if table.rows is Rows.ALL else (definition.name_column,)
        wanted = [each for each in names if self.names and each.lower() in definition.columns - there]
        return [each.name for each in table.columns if each.name in there] + wanted

    def table(self, table: ExportTable) -> None:
        columns = self.select(table)
        if columns is not None:
            self.fetch(table.name, [(self.definitions[table.entity or ""].entity_set, table.options(columns))])

    def named(self, table: ExportTable, ids: Iterable[str]) -> None:
        """The rows of these ids, some at a time."""
        columns = self.select(table)
        if columns is not None:
            definition = self.definitions[table.entity or ""]
            batches = _batches(sorted(ids), _IDS_A_QUERY)
            filters = [" or ".join(f"{definition.id_column} eq {each}" for each in batch) for batch in batches]
            asked = [(definition.entity_set, {**table.options(columns), "$filter": each}) for each in filters]
            self.fetch(table.name, asked)

    def of_record_types(self, record_types: Sequence[str]) -> None:
        views, tables = EXPORT_TABLES["savedqueries"], EXPORT_TABLES["entitydefinitions"]
        columns = self.select(views)
        if columns is not None:
            batches = _batches(record_types, _IDS_A_QUERY)
            options = [views.options(columns, record_types=each) for each in batches]
            self.fetch(views.name, [(self.definitions["savedquery"].entity_set, each) for each in options])
        wanted = sorted({*record_types, *self.linked_tables()})
        options = [tables.options(record_types=each) for each in _batches(wanted, _DEFINITIONS_A_QUERY)]
        self.fetch(tables.name, [(tables.entity_set, each) for each in options])

    def fetch(self, name: str, asked: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Fetch a table by one query or by several, unless it was fetched whole by the same."""
        urls = [self.url(path, options) for path, options in asked]
        query = urls[0].removeprefix(f"{self.service.url}{API}") if urls else ""
        if len(urls) > 1:
            query += f" and {len(urls) - 1} more, SHA-256 {hashlib.sha256(' '.join(urls).encode()).hexdigest()}"
        if self.folder.has(name, query):
            self.tell(f"{name}: fetched before")
            return
        try:
            self.folder.write(name, query, self.pages(name, urls), in_one=len(urls) != 1)
        except _NotAllowed as error:
            self.folder.drop(name, str(error))

    def pages(self, name: str, urls: Iterable[str]) -> Iterator[tuple[bytes, int, datetime | None]]:
        number = 0
        self.tell(name)
        for url in urls:
            for answer in self.service.pages(url, name):
                number += 1
                self.tell(f"{name}, page {number}")
                yield answer.raw, len(answer.rows), answer.on

    # --- What rows name ---

    def record_ids(self) -> dict[str, set[str]]:
        """The records that links, chat activities and the rights asked for name, by their table."""
        kind = "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
        found: dict[str, set[str]] = {}
        links = self.folder.rows("msdyn_teamschatassociations")
        chats = self.folder.rows("chats")
        for table, id in (
            *((row.get("msdyn_regardingobjectname"), row.get("msdyn_regardingobjectid")) for row in links),
            *((row.get(kind), row.get("_regardingobjectid_value")) for row in chats),
            *((each.record_type, each.record_id) for each in self.asked),
        ):
            name, read = str(table).lower(), as_guid(id)
            if is_logical_name(name) and read is not None:
                found.setdefault(name, set()).add(read)
        return found

    def record_types(self, ids: Iterable[str]) -> list[str]:
        """The record types that have settings, or of which there are records; the standard ones without settings."""
        names = {
            as_guid(row.get("entityid")): str(row.get("logicalname")).lower() for row in self.folder.rows("entities")
        }
        settings = self.folder.rows("msdyn_entitylinkchatconfigurations")
        configured = {names.get(as_guid(row.get("_msdyn_entitytype_value")), "") for row in settings}
        return sorted(filter(is_logical_name, {*ids, *(configured or STANDARD_RECORD_TYPES)}))

    def linked_tables(self) -> set[str]:
        """The tables that views link; a layout without a column of one needs none."""
        return {
            name.lower()
            for row in self.folder.rows("savedqueries")
            if "." in str(row.get("layoutxml") or row.get("layoutjson"))
            for name in _LINKED.findall(str(row.get("fetchxml")))
            if is_logical_name(name.lower())
        }

    def access(self) -> None:
        """The rights of each user and record asked for; an answer does not repeat the question, so it is put beside."""
        if not self.asked:
            return
        digest = hashlib.sha256(repr(self.asked).encode()).hexdigest()
        query = f"RetrievePrincipalAccess of {len(self.asked)} users and records, SHA-256 {digest}"
        if not self.folder.has("access", query):
            self.folder.write("access", query, self.rights(), in_one=False)

    def rights(self) -> Iterator[tuple[bytes, int, datetime | None]]:
        rows: list[dict[str, object]] = []
        on = None
        for number, each in enumerate(self.asked, start=1):
            self.tell(f"access, {number} of {len(self.asked)}")
            told = {"systemuserid": each.user_id, "table": each.record_type, "recordid": each.record_id}
            definition = self.definitions.get(each.record_type)
            try:
                if definition is None:
                    raise _NotAllowed("the environment does not offer this table")
                target = {"@target": f"{{'@odata.id':'{definition.entity_set}({each.record_id})'}}"}
                path = f"systemusers({each.user_id})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@target)"
                answer = self.service.get(self.url(path, target), f"access {number}")
            except _NotAllowed as error:
                what = f"access of {each.user_id} to {each.record_type} {each.record_id}"
                self.folder.not_fetched[what] = str(error)
                continue
            on = answer.on
            rows.append({"AccessRights": answer.data.get("AccessRights"), **told})
        yield json.dumps({"value": rows}).encode(), len(rows), on


def _batches(members: Sequence[T], size: int) -> list[Sequence[T]]:
    return [members[start : start + size] for start in range(0, len(members), size)]
