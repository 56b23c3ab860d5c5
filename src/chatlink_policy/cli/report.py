"""`report`: one page about a whole organisation, to be archived."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..policy import Policy
from ..serialization import read_policy
from ._exports import load
from ._terminal import both, click, examples, lang_option, name_of, naming, print_text, progress, refuse_out, writing

__all__ = ["report"]


@click.command(
    short_help="One page about a whole organisation, to be archived.",
    epilog=examples(
        "report docs/examples/export-contoso --out report.html",
        "report docs/examples/export-contoso --out rapport.html --lang fr",
    ),
)
@click.argument("folder", metavar="EXPORT", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The .html file to write.")
@click.option("--change", type=click.Path(path_type=Path), help="Also what this other policy would do.")
@lang_option
def report(folder: Path, out: Path, change: Path | None, lang: str) -> None:
    """Write one self-contained page about EXPORT: settings, findings, rights, rules, open points, what is not known."""
    refuse_out(out, ".html")
    with naming(name_of(folder)):  # which need an extra
        from ..report import gather, page  # noqa: PLC0415
    new, snapshot = both(lambda: _policy(change), partial(load, folder))
    change_source = "" if change is None else name_of(change)
    with naming(name_of(folder)), progress("gathering") as said:
        text = page(gather(folder, new, change_source=change_source, snapshot=snapshot, progress=said), lang=lang)
    with writing(out):
        out.write_text(text, encoding="utf-8", newline="\n")
    print_text(f"{name_of(out)}: {len(text.encode()):,} bytes\n")


def _policy(path: Path | None) -> Policy | None:
    with naming("--change" if path is None else name_of(path)):
        return None if path is None else read_policy(path)
