"""`diff`: who gains and who loses between two policies."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..about import About
from ..analysis.effect import effect
from ..analysis.policies import diff_policies
from ..defaults import DEFAULT_APPS
from ..policy import Policy
from ..serialization import read_policy
from ._exports import load
from ._terminal import FOUND, all_of, click, format_option, name_of, naming, show

__all__ = ["diff"]


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--export", type=click.Path(path_type=Path), help="Also count whose answers flip in this export.")
@click.option("--fail-on-new-access", is_flag=True, help="Exit with status 1 when anybody gains anything.")
@format_option("text", "markdown", "json")
def diff(old: Path, new: Path, export: Path | None, fail_on_new_access: bool, output: str) -> int:
    """Print who gains and who loses between two policies, OLD and NEW, JSON or TOML files."""
    before, after = all_of(partial(_policy, old), partial(_policy, new))
    snapshot = None if export is None else load(export)
    with naming(name_of(export or new)):
        found = diff_policies(before, after, DEFAULT_APPS if snapshot is None else snapshot.apps)
        concerned = None if snapshot is None else effect(before, after, snapshot)
    blocks = [*found._blocks(), *(() if concerned is None else concerned._blocks())]
    data = {"diff": found.to_dict(), "effect": None if concerned is None else concerned.to_dict()}
    show(blocks, data, output, About(files=tuple(name_of(each) for each in (old, new, export) if each is not None)))
    return FOUND if fail_on_new_access and found.is_new_access else 0


def _policy(path: Path) -> Policy:
    with naming(name_of(path)):
        return read_policy(path)
