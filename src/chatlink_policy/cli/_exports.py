"""How commands read an export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import shown
from ._terminal import Refused, name_of, naming, progress

if TYPE_CHECKING:
    from ..snapshot import Snapshot

__all__ = ["load", "time_of"]


def load(folder: Path) -> Snapshot:
    """Read an export."""
    from ..dataverse import load_export  # noqa: PLC0415  # a command without an export does not use it

    with naming(name_of(folder)), progress("reading the export") as report:
        return load_export(folder, progress=lambda table, page: report(f"{table}, page {page}"))


def time_of(given: str) -> datetime:
    """The time that an option `--now` gives, with its zone."""
    try:
        time = datetime.fromisoformat(given)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        expected = "a time with its zone, such as 2026-01-31T09:00:00Z"
        raise Refused(f"--now: expected {expected}, got {shown(given)}")
    return time
