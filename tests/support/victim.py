"""A process to be stopped at any moment: it reviews an export, or fetches one from a service that always says the same.

Run as `python victim.py review EXPORT OUT [LIMIT]` or `python victim.py export OUT [LIMIT]`: it prints "ready" when all
is imported, and begins when it is sent a line. No file may become larger than LIMIT bytes, as if the disk were full.

Independent of what is written: it calls the library, and looks at nothing.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from environment import Environment
from web_api import Response, Rows, answering

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"


class Stopped(Environment):
    """The environment that the example was exported from, whose clock stands still."""

    def __init__(self) -> None:
        tables: dict[str, Rows] = {}
        for path in sorted(CONTOSO.glob("*.json")):
            rows = json.loads(path.read_text(encoding="utf-8"))["value"]
            tables.setdefault(path.name.partition(".")[0], []).extend(rows)
        super().__init__(tables)

    def respond(self, address: str, headers: Message, base: str) -> Response:
        status, answered, body = super().respond(address, headers, base)
        return status, answered | {"Date": "Thu, 01 Jan 2026 09:00:00 GMT"}, body


def fetch(out: Path) -> None:
    from chatlink_policy.dataverse.fetch import fetch_export  # noqa: PLC0415  # only who fetches needs the extra

    environment = Stopped()
    credential: Any = SimpleNamespace(get_token=lambda *_, **__: SimpleNamespace(token="first", expires_on=2**31))  # noqa: S106  # nobody's
    with answering(environment) as url:
        fetch_export(url, out, credential)


def review(export: Path, out: Path) -> None:
    from chatlink_policy.review.folders import (  # noqa: PLC0415  # only who reviews needs the extra
        Asked,
        read_organisation,
        review_organisation,
    )

    organisation = read_organisation(export)
    review_organisation(organisation, out, Asked(joining=True, enablement=True), partial=True)


def _job(arguments: list[str]) -> tuple[Callable[[], None], list[str]]:
    if arguments[0] == "review":
        import chatlink_policy.review.folders  # noqa: PLC0415

        return lambda: review(Path(arguments[1]), Path(arguments[2])), arguments[3:]
    import chatlink_policy.dataverse.fetch  # noqa: F401, PLC0415

    return lambda: fetch(Path(arguments[1])), arguments[2:]


if __name__ == "__main__":
    job, limit = _job(sys.argv[1:])
    print("ready", flush=True)  # noqa: T201  # for who stops it
    sys.stdin.readline()
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    job()
