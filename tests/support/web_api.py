"""A local server that speaks the Web API's shapes, for the real client: loopback only, with a certificate of its own.

It serves tables from memory: `GET /api/data/v9.2/EntityDefinitions` finds a table by its logical name, `GET
/api/data/v9.2/<set>` gives its rows, in pages with `@odata.nextLink` where the client asks for pages; annotations come
only when the client asks for them, as on the real service.

Independent of the readers and the export: it has no part of the library in it.
"""

from __future__ import annotations

import json
import re
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlparse

import pytest
import trustme

Rows = list[dict[str, Any]]
API = "/api/data/v9.2/"


Response = tuple[int, dict[str, str], bytes]
"""A status, headers and a body."""


class Service(Protocol):
    """Whatever answers requests."""

    def respond(self, address: str, headers: Message, base: str) -> Response:
        """What goes back for a GET of that address, where `base` is the address of the server."""
        ...


def as_json(body: object, status: int = 200, **headers: str) -> Response:
    """An answer in JSON."""
    sent = {"Content-Type": "application/json; odata.metadata=minimal", **headers}
    return status, sent, json.dumps(body).encode()


class WebApi:
    """What the server holds: rows by entity set, and columns by logical name."""

    def __init__(self, tables: Mapping[str, tuple[str, Rows]], columns: Mapping[str, Rows] | None = None) -> None:
        self.tables = tables
        self.columns = columns or {}
        self.requests: list[str] = []

    def respond(self, address: str, headers: Message, base: str) -> Response:
        """What goes back for one GET."""
        url = urlparse(address)
        path = unquote(url.path).removeprefix(API)
        status, body = self.answer(path, parse_qs(url.query), headers.get("Prefer", ""), base)
        return as_json(body, status)

    def answer(self, path: str, query: Mapping[str, list[str]], prefer: str, base: str) -> tuple[int, object]:
        """The status and body for one GET."""
        self.requests.append(path)
        if path == "EntityDefinitions":
            named = re.findall(r"'([^']+)'", unquote(query.get("$filter", [""])[0]))
            return 200, {"value": [self.definition(name) for name in named if name.lower() in self.tables]}
        columns = re.fullmatch(r"EntityDefinitions\(([^)]+)\)/Attributes", path)
        if columns:
            (logical,) = [name for name in self.columns if self.definition(name)["MetadataId"] == columns[1]]
            return 200, {"value": self.columns[logical]}
        for entity_set, rows in self.tables.values():
            if path == entity_set:
                return 200, self.page(entity_set, rows, query, prefer, base)
        return 404, {"error": {"code": "0x80060888", "message": f"Resource not found for the segment '{path}'."}}

    def definition(self, name: str) -> dict[str, Any]:
        """The little of a table's metadata that the client asks first."""
        logical = name.lower()
        return {
            "LogicalName": logical,
            "SchemaName": name,
            "EntitySetName": self.tables[logical][0],
            "MetadataId": f"00000000-0000-0000-0000-{zlib.crc32(logical.encode()):012d}",
            "PrimaryIdAttribute": f"{logical}id",
        }

    def page(
        self, entity_set: str, rows: Rows, query: Mapping[str, list[str]], prefer: str, base: str
    ) -> dict[str, Any]:
        """One page of rows, with a link to the next one where the client limits the size of a page."""
        start = int(query.get("$skiptoken", ["0"])[0])
        asked = re.search(r"odata\.maxpagesize=(\d+)", prefer)
        size = int(asked[1]) if asked else len(rows)
        shown = rows[start : start + size]
        if "odata.include-annotations" not in prefer:
            shown = [{key: row[key] for key in row if not re.search("@(Microsoft|OData)", key)} for row in shown]
        body: dict[str, Any] = {"@odata.context": f"{base}{API}$metadata#{entity_set}", "value": shown}
        if start + size < len(rows):
            body["@odata.nextLink"] = f"{base}{API}{entity_set}?$skiptoken={start + size}"
        return body


@contextmanager
def answering(api: Service) -> Iterator[str]:
    """Answer in this process whatever `requests` would send, at an address that nothing listens to.

    All but the connection is as with `serving`, at a fraction of its time.
    """
    import requests  # noqa: PLC0415  # the extra export brings it
    from urllib3 import HTTPResponse  # noqa: PLC0415

    base = "https://127.0.0.1"

    def send(_: object, request: Any, **__: object) -> requests.Response:  # noqa: ANN401  # a prepared request
        headers = Message()
        for name, value in request.headers.items():
            headers[name] = value
        status, answered, data = api.respond(request.path_url, headers, base)
        response = requests.Response()
        response.status_code, response.url, response.request = status, request.url, request
        response.headers.update({"Date": formatdate(usegmt=True), "Content-Length": str(len(data)), **answered})
        response.raw = HTTPResponse(BytesIO(data), response.headers, status, preload_content=False)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("requests.adapters.HTTPAdapter.send", send)
        yield base


@contextmanager
def serving(api: Service, certificate: Path) -> Iterator[str]:
    """Serve on a free port of the loopback address; the certificate to trust is written to `certificate`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, else the second waits for the first to be acknowledged
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # the name http.server calls
            status, headers, data = api.respond(self.path, self.headers, base)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"https://127.0.0.1:{server.server_port}"
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)  # looks as often whether to stop
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
