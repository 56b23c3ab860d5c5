"""`diff` and `policy`: who gains and who loses between two policies, and the policy of an export as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from .._paths import is_folder
from ..about import About
from ..compare.impact import impact
from ..compare.policies import diff_policies
from ..defaults import DEFAULT_APPS
from ..policy import Policy
from ..serialization import read_policy, to_json
from ..snapshot import Snapshot
from ._exports import load
from ._terminal import (
    FOUND,
    all_of,
    click,
    examples,
    format_option,
    lang_option,
    name_of,
    naming,
    print_text,
    refuse_out,
    refuse_standard_input_twice,
    show,
    writing,
)

__all__ = ["diff", "policy"]


@click.command(
    short_help="Who gains and who loses between two policies.",
    epilog=examples("diff docs/examples/policies/today.toml docs/examples/policies/proposed.toml"),
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    help="Also count whose answers flip in this export; without it, in NEW if that is an export.",
)
@click.option("--fail-on-new-access", is_flag=True, help="Exit with status 1 when anybody gains anything.")
@format_option("text", "markdown", "json")
@lang_option
def diff(old: Path, new: Path, export: Path | None, fail_on_new_access: bool, output: str, lang: str) -> int:
    """Print who gains and who loses between two policies, OLD and NEW.

    Each is a JSON or TOML file, `-` for the standard input, or the folder of an export, whose policy is compared.
    """
    refuse_standard_input_twice(old, new)
    paths = list(dict.fromkeys(each for each in (old, new, export) if each is not None))
    read = dict(zip(paths, all_of(*(partial(_read, each, is_export=each == export) for each in paths)), strict=True))
    before, after = (_policy(read[each]) for each in (old, new))
    counted = read[export or new]
    snapshot = counted if isinstance(counted, Snapshot) else None
    apps = snapshot.apps if snapshot is not None and snapshot.has("appmodules") else DEFAULT_APPS
    with naming(name_of(export or new)):
        found = diff_policies(before, after, apps)
        reached = None if snapshot is None else impact(before, after, snapshot)
    blocks = [*found._blocks(), *(() if reached is None else reached._blocks())]
    data = {"diff": found, "impact": reached}
    snapshots = [each for each in read.values() if isinstance(each, Snapshot)]
    passed_over = tuple(name for each in snapshots for name in each.passed_over)
    show(blocks, output, About(files=tuple(map(name_of, paths)), passed_over=passed_over), data, lang)
    return FOUND if fail_on_new_access and found.is_new_access else 0


def _read(path: Path, *, is_export: bool) -> Policy | Snapshot:
    if is_export or is_folder(path):
        return load(path)
    with naming(name_of(path)):
        return read_policy(path)


def _policy(read: Policy | Snapshot) -> Policy:
    return read.policy if isinstance(read, Snapshot) else read


@click.command(
    short_help="Write the policy of an export as a file.",
    epilog=examples("policy docs/examples/export-contoso"),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The .json file to write, else it is printed.")
def policy(folder: Path, out: Path | None) -> None:
    """Write the policy of FOLDER, an export, as JSON that every command reads as a policy.

    What is not in the export is "unknown" in it.
    """
    if out is not None:
        refuse_out(out, ".json")
    text = to_json(load(folder).policy)
    if out is None:
        print_text(text)
    else:
        with writing(out):
            out.write_text(text, encoding="utf-8", newline="\n")
