"""`export` and `queries`: getting an export, by the command or by hand."""

from __future__ import annotations

from pathlib import Path

from ..about import About
from ..dataverse.access_requests import read_access_requests
from ..dataverse.queries import queries_dict, queries_markdown, queries_text
from ..dataverse.supplement import supplement_text
from ..rendering import render
from ._terminal import Refused, click, examples, format_option, name_of, naming, print_json, print_text, progress, show

__all__ = ["export", "queries"]


@click.command(
    short_help="Fetch an export of an environment into a folder.",
    epilog=examples("export https://contoso.crm.dynamics.com --out contoso"),
)
@click.argument("url")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder, or one to complete.")
@click.option(
    "--auth",
    type=click.Choice(["browser", "device", "cli", "environment"]),
    default="browser",
    show_default=True,
    help="How to sign in: in a browser, with a code on another device, as the Azure CLI is, or by AZURE_ variables.",
)
@click.option(
    "--access",
    type=click.Path(path_type=Path),
    help="A CSV file (user_id, record_type, record_id) of whose rights to ask for: joining is answered for these.",
)
@click.option("--names", is_flag=True, help="Also fetch the names of users and records.")
@format_option("text", "markdown", "json")
def export(url: str, out: Path, auth: str, access: Path | None, names: bool, output: str) -> None:
    """Fetch an export of URL, an environment, into a folder; nothing is written to Dataverse.

    A fetch that was stopped goes on where it was: run the same command again. Sign in as somebody who may read every
    row, such as a system administrator: what is not shown to that user is missing in the export.
    """
    with naming(name_of(out)):
        from ..dataverse.fetch import SignIn, fetch_export, sign_in  # noqa: PLC0415  # only this command needs the extra

        asked = () if access is None else read_access_requests(access)
        with progress("signing in") as report:
            manifest = fetch_export(url, out, sign_in(SignIn(auth)), access=asked, names=names, progress=report)
    about = About((("environment", manifest.url),), () if access is None else (name_of(access),))
    show(manifest.blocks(name_of(out)), output, about, manifest.to_dict())


@click.command(short_help="The queries that an export consists of.", epilog=examples("queries --supplement"))
@click.option("--supplement", is_flag=True, help="Print supplement.toml to fill in, in place of the queries.")
@format_option("text", "markdown", "json")
def queries(supplement: bool, output: str) -> None:
    """Print the queries that an export consists of, and what each of their columns is needed for."""
    about = About()
    if supplement and output != "text":
        raise Refused("--format has no effect with --supplement")
    if supplement:
        print_text(supplement_text())
    elif output == "json":
        print_json({"queries": queries_dict()}, about)
    elif output == "markdown":
        print_text(f"{queries_markdown()}\n{render(about, 'markdown')}")
    else:
        print_text(f"{queries_text()}\n{render(about)}")
