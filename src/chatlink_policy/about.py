"""What a page or an output is about: whom, which files, by which version of the library and of the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import TypedDict

from attrs import field

from ._model import Model
from ._value import frozen
from .errors import one_line
from .evidence import SCHEMA_VERSION
from .rendering import Block, Table, Title
from .sources import PAGE

__all__ = ["About", "AboutDict", "DocumentationDict"]


class DocumentationDict(TypedDict):
    """The documentation that is implemented, in `AboutDict`."""

    title: str
    address: str
    language: str
    sha256: str


class AboutDict(TypedDict):
    """What `About.to_dict` returns."""

    subjects: dict[str, str]
    files: list[str]
    passed_over: list[str]
    version: str
    documentation: DocumentationDict
    schema_version: int


@frozen
class About(Model):
    """What an output is about, so that it can be filed and found again.

    Attributes:
        subjects: whom and what was asked about, by name: user, chat, record, app, question.
        files: the names of what was read.
        passed_over: what lay in the folders that were read, and was not.
    """

    subjects: tuple[tuple[str, str], ...] = field(default=())
    files: tuple[str, ...] = field(default=())
    passed_over: tuple[str, ...] = field(default=())

    def to_dict(self) -> AboutDict:
        """The same as plain data; the names stand as they are, not escaped."""
        return {
            "subjects": dict(self.subjects),
            "files": list(self.files),
            "passed_over": list(self.passed_over),
            "version": version("chatlink-policy"),
            "documentation": {
                "title": PAGE.title,
                "address": PAGE.address,
                "language": PAGE.language,
                "sha256": PAGE.sha256,
            },
            "schema_version": SCHEMA_VERSION,
        }

    def _names(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        return ("files", self.files), ("passed over", self.passed_over)

    def blocks(self) -> Iterable[Block]:
        """The last section of a page."""
        yield Title("about this output", 2)
        yield Table(
            ("what", "which"),
            [
                *((name, one_line(which)) for name, which in self.subjects),
                *((name, ", ".join(map(one_line, names))) for name, names in self._names() if names),
                ("version", f"chatlink-policy {version('chatlink-policy')}"),
                ("documentation", f"{PAGE.title} ({PAGE.language})"),
                ("its address", PAGE.address),
                ("its SHA-256", PAGE.sha256),
                ("schema version", str(SCHEMA_VERSION)),
            ],
            has_header_in_text=False,
        )
