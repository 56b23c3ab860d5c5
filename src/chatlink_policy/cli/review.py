"""`review`: who may do what in a whole organisation, into files."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

from .._paths import is_folder
from ..policy import Policy
from ..serialization import read_policy
from ._terminal import (
    all_of,
    both,
    click,
    examples,
    format_option,
    lang_option,
    name_of,
    named,
    naming,
    progress,
    refuse_standard_input_twice,
    show,
)

__all__ = ["review"]

_MEMORY_OF_POLARS = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")
"""Memory that is free goes back to the system after ten seconds, as its allocator would have it.

Polars sets half a second, which suits a guest in a process. A review frees and takes a gigabyte every few seconds, and
loses up to a sixth of its time to that. Polars reads this when it is imported; with another allocator it does nothing.
"""


@click.command(
    short_help="Who may do what in a whole organisation.",
    epilog=examples("review docs/examples/export-contoso --out rights.csv --join"),
)
@click.argument("folder", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file for the rights, .parquet or .csv, or a new folder for everything, the fastest for many links.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="The settings to judge by; needed beside tables.")
@click.option("--change", type=click.Path(path_type=Path), help="Also who gains and loses under this other policy.")
@click.option("--join", is_flag=True, help="Also who may join which chat.")
@click.option("--enablement", is_flag=True, help="Also who has the chat in which app.")
@click.option("--through", is_flag=True, help="Also what the rights rest on: role and team, owner, link.")
@click.option("--expand-global", is_flag=True, help="List the holders of the global right for each connection.")
@click.option(
    "--parts",
    type=int,
    metavar="N",
    help="Review the records in N parts, at most one a record: more take less memory. Else one for a million links.",
)
@click.option("--partial", is_flag=True, help="Where tables are missing, give the answers that do not need them.")
@format_option("text", "markdown", "json")
@lang_option
def review(  # noqa: PLR0913, PLR0917  # its options
    folder: Path,
    out: Path,
    policy: Path | None,
    change: Path | None,
    join: bool,
    enablement: bool,
    through: bool,
    expand_global: bool,
    parts: int | None,
    partial: bool,
    output: str,
    lang: str,
) -> None:
    """List who may disconnect which chat in INPUT, an export or a folder of Parquet or CSV tables, into files."""
    os.environ.setdefault(*_MEMORY_OF_POLARS)
    with naming(name_of(folder)):  # which need an extra
        from ..review.folders import Asked, check_out, read_organisation, review_organisation  # noqa: PLC0415
    refuse_standard_input_twice(policy, change)
    source = name_of(folder)
    looked_at: tuple[Callable[[], object], ...] = (  # before hours of reading, and all mistakes at once
        lambda: check_out(out, folder),
        lambda: None if is_folder(folder) else read_organisation(folder),
    )
    policies = (functools.partial(_read, source, each) for each in (policy, change))
    _, (given, new) = both(lambda: all_of(*(named(source, each) for each in looked_at)), lambda: all_of(*policies))
    with naming(source), progress("reading") as report:
        asked = Asked(join, enablement, expand_global, new, "" if change is None else name_of(change), through)
        policy_source = None if policy is None else name_of(policy)
        organisation = read_organisation(folder, given, policy_source=policy_source, progress=report)
        found = review_organisation(organisation, out, asked, partial=partial, parts=parts, progress=report)
    show(found, output, lang=lang)


def _read(source: str, path: Path | None) -> Policy | None:
    with naming(source):
        return None if path is None else read_policy(path)
