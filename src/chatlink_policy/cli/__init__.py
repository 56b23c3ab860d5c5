"""The command `chatlink-policy`: thin, everything it prints comes from the library; one module a group of commands."""

from __future__ import annotations

from .._version import __version__
from ..sources import DISCLAIMER, PAGE
from ._terminal import Commands, click
from .check import check
from .diff import diff, policy
from .explain import explain
from .export import export, queries
from .replay import replay
from .review import review
from .schema import schema
from .tables import audit, export_rule, table

__all__ = ["command"]

_VERSION = f"""\
chatlink-policy {__version__}
implements "{PAGE.title}" ({PAGE.language}), SHA-256 {PAGE.sha256},
    {PAGE.address}
    in English "{PAGE.title_in_english}"
{DISCLAIMER}"""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message=_VERSION)
def command() -> None:
    """What Microsoft Teams chat may do inside Dynamics 365, and why."""


for each in (explain, check, table, audit, export_rule, diff, policy, replay, review, export, queries, schema):
    command.add_command(each)
