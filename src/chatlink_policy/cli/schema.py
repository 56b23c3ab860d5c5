"""`schema`: the shape of a file or an output, for editors and validators."""

from __future__ import annotations

from ..serialization.schema import SCHEMAS, schema_text
from ._terminal import click, examples, print_text

__all__ = ["schema"]


@click.command(
    short_help="The JSON Schema of a file or an output.",
    epilog=f"NAME is {', '.join(SCHEMAS[:-1])} or {SCHEMAS[-1]}.\n\n{examples('schema policy')}",
)
@click.argument("name", type=click.Choice(SCHEMAS), metavar="NAME")
def schema(name: str) -> None:
    """Print the JSON Schema (2020-12) of NAME.

    By that of policy, scenario and supplement an editor completes and checks the files that are read.
    """
    print_text(schema_text(name))
