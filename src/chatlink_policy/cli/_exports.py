"""How commands read an export."""

from __future__ import annotations

from pathlib import Path

from ..dataverse import load_export
from ..snapshot import Snapshot
from ._terminal import name_of, naming, progress

__all__ = ["load"]


def load(folder: Path) -> Snapshot:
    """Read an export."""
    with naming(name_of(folder)), progress("reading the export") as told:
        return load_export(folder, progress=lambda table, page: told(f"{table}, page {page}"))
