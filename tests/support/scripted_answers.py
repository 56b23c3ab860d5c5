"""A fetch from an environment some of whose answers are replaced, and what must hold of the folder that it leaves.

A script is a list of replacements: how an address begins, how many of its answers are replaced, and their status,
headers and body - a text as it is, anything else as JSON. In texts `{base}` is the address of the environment, and
`{n}` the number of the request. Waiting takes no time here, and is added up.

Independent of the export but for the limits, which are lowered so that a fetch without end shows soon.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from environment import Environment
from web_api import API, Response, answering, as_json

from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.errors import UnreadableInput
from chatlink_policy.limits import MOST_RETRIES, MOST_WAIT_SECONDS

__all__ = ["Replaced", "fetch_scripted", "replaced", "small_environment", "true_scripts"]

LINKS = "msdyn_teamschatassociations"
ADA, CASE = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"
FEW = (
    "organizations",
    "msdyn_entitylinkchatconfigurations",
    LINKS,
    "chats",
    "savedqueries",
    "entitydefinitions",
    "roles",
)
EXPORT = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
MOST_PAGES, MOST_EMPTY_PAGES = 12, 5
MOST_REQUESTS = 400
"""More than a fetch of the small environment makes, whatever is replaced."""


AS_JSON = {"Content-Type": "application/json; odata.metadata=minimal"}


class Replaced(NamedTuple):
    """A replacement."""

    begins: str
    times: int
    status: int
    headers: Mapping[str, str]
    body: object

    def response(self, base: str, number: int) -> Response:
        """The answer in place of the true one."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        said = {name: _header(_filled(each, base, number)) for name, each in self.headers.items()}
        data = _filled(text, base, number)
        try:
            return self.status, said, data.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return self.status, said, data.encode("utf-8", "surrogatepass")


def replaced(given: list[object]) -> Replaced:
    """A replacement from plain data; what is not there, or of another kind, is that of an ordinary answer."""
    begins, times, status, headers, body = (*given, *[None] * 5)[:5]
    return Replaced(
        begins if isinstance(begins, str) else "",
        times if isinstance(times, int) else 1,
        status if isinstance(status, int) and 100 <= status <= 599 else 200,
        {re.sub("[^!-9;-~]", "", name) or "X": f"{text}" for name, text in headers.items() if text is not None}
        if isinstance(headers, dict)
        else AS_JSON,
        body,
    )


def _filled(text: str, base: str, number: int) -> str:
    return text.replace("{base}", base).replace("{n}", f"{number}")


def _header(text: str) -> str:
    """As it can stand in one line of a header."""
    return text.encode("utf-8", "replace").decode("latin-1").translate(dict.fromkeys(map(ord, "\r\n\0")))


def small_environment() -> Environment:
    """A few rows of a few tables of the example export, two on a page."""
    files = {name: json.loads((EXPORT / f"{name}.json").read_text("utf-8"))["value"] for name in FEW if _is_there(name)}
    found = {name: rows[:3] for name, rows in files.items()}
    environment = Environment(found, lacks=EXPORT_TABLES.keys() - {*FEW, "entities", "activityparties"}, page_size=2)
    environment.depths = {"prvReadrole": "Global", "prvReadteam": "Basic"}
    return environment


def _is_there(name: str) -> bool:
    return (EXPORT / f"{name}.json").is_file()


class _Scripted:
    """Answers by a script, and notes the answers it gave."""

    def __init__(self, script: list[Replaced]) -> None:
        self.environment = small_environment()
        self.script = [(each, each.times) for each in script]
        self.given: list[tuple[str, Response]] = []

    def respond(self, address: str, headers: Message, base: str) -> Response:
        assert len(self.given) < MOST_REQUESTS, "a fetch without end"
        asked = unquote(address).removeprefix(API)
        response = self.replaced(asked, base) or self.true(address, headers, base)
        self.given.append((asked, response))
        return response

    def replaced(self, asked: str, base: str) -> Response | None:
        for number, (each, left) in enumerate(self.script):
            if left > 0 and asked.startswith(each.begins):
                self.script[number] = each, left - 1
                return each.response(base, len(self.given))
        return None

    def true(self, address: str, headers: Message, base: str) -> Response:
        try:
            return self.environment.respond(address, headers, base)
        except (LookupError, ValueError):  # an address that the export did not make
            return as_json({"error": {"message": "no such query"}}, 400)


def fetch_scripted(script: list[Replaced], out: Path) -> _Scripted:
    """Fetch, check what is there, fetch once more with true answers, and check that that is complete.

    Raises:
        AssertionError: where something is not as promised.
    """
    from chatlink_policy.dataverse import fetch  # noqa: PLC0415  # the extra export brings what it needs
    from chatlink_policy.dataverse.access_requests import AccessRequest  # noqa: PLC0415

    service = _Scripted(script)
    waited: list[float] = []
    messages: list[str] = []
    credential: Any = SimpleNamespace(
        get_token=lambda *_, **__: SimpleNamespace(token=service.environment.token, expires_on=2**31)
    )
    asked = [AccessRequest(ADA, "incident", each) for each in (CASE, ADA)]
    with pytest.MonkeyPatch.context() as patch, answering(service) as base:
        patch.setattr("azure.core.pipeline.transport.RequestsTransport.sleep", lambda _, each: waited.append(each))
        patch.setattr("chatlink_policy.dataverse._fetch_plan.QUERY_IDS", 1)
        patch.setattr(fetch, "MOST_PAGES", MOST_PAGES)
        patch.setattr(fetch, "MOST_EMPTY_PAGES", MOST_EMPTY_PAGES)
        try:
            manifest = fetch.fetch_export(base, out, credential, access=asked, progress=messages.append)
        except UnreadableInput:
            check_folder(out)
            raise
        finally:
            assert all(0 <= each <= MOST_WAIT_SECONDS for each in waited), waited
            assert len(waited) <= MOST_RETRIES * len(service.given)
            assert all(each.isprintable() for each in messages), messages
        assert manifest.is_complete
        check_folder(out)
        for each in manifest.not_fetched:
            assert f"{each.name}{each.because}".isprintable(), each
            assert len(each.because) < 1_000, each
    return service


def check_folder(out: Path) -> None:
    """Whatever answers came: the manifest names the tables that are there, and each can be read as a whole."""
    hidden = [path.name for path in out.iterdir() if path.name.startswith(".")]
    assert not hidden, hidden
    there = {path.name.partition(".")[0] for path in out.glob("*.json")} - {"manifest"}
    if not (out / "manifest.json").exists():
        assert not there
        return
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert there == {each["name"] for each in manifest["tables"]}
    for each in manifest["tables"]:
        assert each["rows"] == sum(1 for _ in _rows(out, each["name"])), each
    if there:
        load_export(out)


def _rows(out: Path, table: str) -> Iterator[object]:
    for path in out.glob(f"{table}.*json"):
        found = json.loads(path.read_bytes())
        for page in found if isinstance(found, list) else [found]:
            yield from page["value"]


# --- True answers -----------------------------------------------------------------------------------------------------


def true_scripts() -> list[list[Replaced]]:
    """Each answer of a fetch, replaced by itself, and what else a service says."""
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        given = fetch_scripted([], Path(folder) / "out").given
    found = []
    for asked, (status, headers, body) in given:
        data = json.loads(body.decode().replace("https://127.0.0.1", "{base}"))
        if isinstance(data.get("value"), list):
            data |= {
                "@odata.count": len(data["value"]),
                "@Microsoft.Dynamics.CRM.morerecords": "@odata.nextLink" in data,
            }
        found.append([Replaced(asked[:60], 1, status, {**headers, "Date": "Sun, 29 Nov 2026 09:00:00 GMT"}, data)])
    parts: dict[str, object] = {"LogicalName": "incident", "Attributes": [], "Attributes@odata.nextLink": None}
    busy = {"error": {"code": "0x80072322", "message": "Number of requests exceeded the limit of 6000"}}
    empty = {"value": [], "@odata.nextLink": f"{{base}}{API}roles?page={{n}}"}
    challenge = {"WWW-Authenticate": 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="', **AS_JSON}
    return [
        *found,
        [Replaced("EntityDefinitions?$select=LogicalName,IsActivity", 9, 200, AS_JSON, {"value": [parts]})],
        [Replaced("incidentset?", 9, 200, AS_JSON, '\ufeff{"value": [{"incidentid": "{n}", "b": [{"c": 1e9}]}]}')],
        [Replaced("roles?", 3, 429, {"Retry-After": "120", "x-ms-retry-after-ms": "500", **AS_JSON}, busy)],
        [Replaced("roles?", 1, 503, {"Retry-After": "Mon, 01 Jan 2035 00:00:00 GMT", **AS_JSON}, busy)],
        [Replaced("roles?", 1, 401, challenge, {"error": {"message": "who are you?"}})],
        [Replaced("chats?", 1, 403, AS_JSON, {"error": {"code": "0x80040220", "message": "lacks prvReadchat"}})],
        [Replaced("roles?", 1, 302, {"Location": "https://login.invalid/"}, "")],
        [Replaced("roles?", 1, 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, "<html>Sign in</html>")],
        [Replaced("roles?", 1_000, 200, AS_JSON, empty)],
        [Replaced("roles?", 1_000, 200, AS_JSON, {**empty, "value": [{"roleid": "{n}"}]})],
    ]
