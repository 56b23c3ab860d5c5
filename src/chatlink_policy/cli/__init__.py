"""The command `chatlink-policy`: thin, everything it prints comes from the library; one module a group of commands."""

from __future__ import annotations

from .._version import __version__
from ..sources import DISCLAIMER, PAGE
from ._terminal import Commands, click

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


command.modules = {
    f"{name}": f"{__name__}.{module}"
    for module, names in {
        "check": "check",
        "diff": "diff policy",
        "explain": "explain",
        "export": "export queries",
        "policy_tests": "test",
        "replay": "replay",
        "report": "report",
        "review": "review",
        "rule": "rule",
        "schema": "schema",
        "source": "source",
        "tables": "audit export-rule table",
    }.items()
    for name in names.split()
}
