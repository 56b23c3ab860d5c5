"""Fetch an export from Dataverse: the command `export`. The only module that opens a connection, and it only reads.

Every request goes to the one environment that was named, over https. Its answers are kept unchanged; what is no answer
of its Web API is refused, and nothing of that table is kept. Tokens are held in memory.

This module is the only one that imports the libraries of the extra `export`.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .._arguments import checked
from .._paths import as_path
from .._strict_json import load_json
from ..errors import InvalidValue, MissingExtra, UnreadableInput, one_line, shown
from ..limits import MOST_EMPTY_PAGES, MOST_PAGES, MOST_RETRIES, MOST_WAIT_SECONDS
from ._export_files import refuse_hidden_parts
from ._fetch_folder import ExportFolder, Manifest
from ._fetch_plan import Answer, Fetch, NotAllowed, Progress, refused
from ._payloads import Answers
from .access_requests import AccessRequest
from .queries import PREFER

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

__all__ = ["SignIn", "fetch_export", "sign_in"]

_HEADERS = {
    "Accept": "application/json",
    "OData-MaxVersion": "4.0",
    "OData-Version": "4.0",
    "Prefer": PREFER,
}


class SignIn(StrEnum):
    """How to sign in."""

    BROWSER = "browser"
    DEVICE = "device"
    CLI = "cli"
    ENVIRONMENT = "environment"


@checked
def sign_in(how: SignIn) -> TokenCredential:
    """A source of tokens: a browser, a code for another device, the Azure CLI, or environment variables of Azure."""
    kinds: Mapping[SignIn, Callable[[], TokenCredential]] = {
        SignIn.BROWSER: InteractiveBrowserCredential,
        SignIn.DEVICE: DeviceCodeCredential,
        SignIn.CLI: AzureCliCredential,
        SignIn.ENVIRONMENT: EnvironmentCredential,
    }
    return kinds[how]()


@checked
def fetch_export(
    url: str,
    folder: str | Path,
    credential: TokenCredential,
    *,
    access: Iterable[AccessRequest] = (),
    names: bool = False,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Fetch an export into a folder, or what is still missing there.

    Args:
        url: the environment: "https://contoso.crm.dynamics.com".
        folder: the folder; it is created if necessary.
        credential: the source of tokens (`sign_in`).
        access: the users and records whose access rights are fetched, one request each; joining is answered for these.
        names: whether the names of users and records are fetched too.
        progress: called with what is done next.

    Raises:
        UnreadableInput: for a URL or a folder that cannot be used, and for an invalid answer.
    """
    service = _Service(_origin(url), credential, progress)
    fetch = Fetch(service, ExportFolder(as_path(folder, "folder"), service.url), sorted({*access}), names, progress)
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
        expected = "the URL of an environment, such as https://contoso.crm.dynamics.com"
        raise UnreadableInput("URL", (InvalidValue("url", expected, shown(url)),))
    return f"https://{host}" + ("" if port in (None, 443) else f":{port}")


# --- The service ------------------------------------------------------------------------------------------------------


class _Retry(RetryPolicy[HttpRequest, HttpResponse]):
    """Waits as long as the service asks, within limits, or longer with every try, and reports it."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(
            retry_total=MOST_RETRIES, retry_status=MOST_RETRIES
        )  # else the third 429 in a row ends its patience
        self._progress = progress

    def get_retry_after(self, response: PipelineResponse[Any, Any]) -> float | None:
        try:
            asked = super().get_retry_after(response)
        except (ValueError, TypeError, OverflowError):  # neither seconds nor a time
            return None
        wait = asked and min(asked, MOST_WAIT_SECONDS)
        if wait:
            self._progress(f"waiting {wait:.0f} seconds, as the service asks")
        return wait

    def get_backoff_time(self, settings: dict[str, Any]) -> float:
        wait = super().get_backoff_time(settings)
        if wait:
            self._progress(f"waiting {wait:.0f} seconds before the next try")
        return wait


class _Service:
    """The Web API of one environment."""

    def __init__(self, url: str, credential: TokenCredential, progress: Progress) -> None:
        self.url = url
        token = BearerTokenCredentialPolicy[HttpRequest, HttpResponse](credential, f"{url}/.default")
        policies = [UserAgentPolicy("chatlink-policy"), _Retry(progress), token]  # and none that follows redirects
        self._client: PipelineClient[HttpRequest, HttpResponse] = PipelineClient(url, policies=policies)

    def get(self, url: str, what: str) -> Answer:
        """One answer.

        Raises:
            UnreadableInput: for anything but an answer of the Web API of this environment.
        """
        try:
            response = self._client.send_request(HttpRequest("GET", url, headers=_HEADERS))
            if response.status_code == 401:  # the policy has dropped the token by now, and asks for a fresh one
                response = self._client.send_request(HttpRequest("GET", url, headers=_HEADERS))
            raw = response.read()
        except ClientAuthenticationError as error:
            raise refused(what, "a user who is signed in", " ".join(error.message.split())) from error
        except AzureError as error:
            raise refused(what, f"an answer of {self.url}", " ".join(error.message.split())) from error
        except (binascii.Error, UnicodeError) as error:  # of a challenge or an address that cannot be read
            raise refused(what, f"an answer of {self.url}", " ".join(str(error).split())) from error
        if response.status_code in (400, 403, 404):
            raise NotAllowed(f"{response.status_code}: {_message(raw)}")
        if response.status_code != 200:
            to = response.headers.get("Location")
            got = f"status {response.status_code}" + (f", a redirect to {shown(to)}" if to else f": {_message(raw)}")
            raise refused(what, "an answer with status 200", got)
        return Answer(raw, self._read(raw, response.headers.get("Content-Type", ""), what), _date(response))

    def pages(self, url: str, what: str) -> Iterator[Answer]:
        """All pages of an answer, in their order."""
        urls: set[str | None] = set()
        contents: set[bytes] = set()
        following: str | None = url
        said, empty = Answers(what), 0
        while following is not None:
            urls.add(following)
            page = f"{what} page {len(urls)}"
            answer = self.get(following, page)
            said.source = page
            said.page(answer.data)
            refuse_hidden_parts(answer.raw, dict(answer.data), page)
            content = _digest(answer.rows, page)
            following = self._next(answer.data.get("@odata.nextLink"), page)
            if (answer.rows and content in contents) or following in urls:
                raise refused(page, "pages that differ", "the same page twice")
            contents.add(content)
            empty += not answer.rows
            if following is not None and (len(urls) == MOST_PAGES or empty > MOST_EMPTY_PAGES):
                most = f"at most {MOST_PAGES:,} pages, {MOST_EMPTY_PAGES} of them without rows"
                raise refused(page, most, "another one")
            yield answer
        said.end()

    def _next(self, link: object, what: str) -> str | None:
        if link is None:
            return None
        try:
            is_own = isinstance(link, str) and _origin(link.partition("/api/")[0]) == self.url
        except UnreadableInput:
            is_own = False
        if not is_own:
            raise refused(what, f"a next page on {self.url}", shown(link))
        return str(link)

    def _read(self, raw: bytes, content_type: str, what: str) -> Mapping[str, object]:
        if content_type.partition(";")[0].strip().lower() != "application/json":
            is_page = content_type.lower().startswith("text/html")
            got = "a page of HTML, as a sign-in page is" if is_page else shown(content_type)
            raise refused(what, "an answer in JSON", got)
        try:
            data = load_json(raw)
        except (ValueError, RecursionError) as error:
            raise refused(what, "well-formed JSON", one_line(str(error))) from error
        if not isinstance(data, dict):
            raise refused(what, "a JSON object", shown(data))
        if "error" in data:
            raise refused(what, "rows", f"an error: {_message(raw)}")
        return data


def _message(raw: bytes) -> str:
    """The message of an error answer, or the beginning of any other."""
    try:
        return one_line(str(load_json(raw)["error"]["message"]))  # type: ignore[index]  # any other answer raises
    except (ValueError, RecursionError, KeyError, TypeError):
        return shown(raw[:60])


def _digest(rows: Sequence[object], what: str) -> bytes:
    """What tells the rows of a page from those of another."""
    try:
        return hashlib.sha256(json.dumps(rows).encode()).digest()
    except RecursionError as error:  # a little sooner than where it was read
        raise refused(what, "JSON that is not nested so deeply", shown(rows)) from error


def _date(response: HttpResponse) -> datetime | None:
    try:
        on = parsedate_to_datetime(response.headers["Date"])
        return (on if on.tzinfo else on.replace(tzinfo=UTC)).astimezone(UTC)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None
