"""What a page or an output is about: whom, which files, by which version of the library and of the documentation."""

from __future__ import annotations

from attrs import field

from ._value import Blocks, Shown, frozen
from ._version import SCHEMA_VERSION, __version__
from .errors import one_line
from .sources import PAGE
from .wording.words import Words, joined, say

__all__ = ["About"]


@frozen
class About(Shown):
    """What an output is about, so that it can be filed and found again.

    Attributes:
        subjects: whom and what was asked about, by name: user, chat, record, app, question.
        files: the names of what was read.
        passed_over: what lay in the folders that were read, and was not.
    """

    subjects: tuple[tuple[str, str], ...] = field(default=())
    files: tuple[str, ...] = field(default=())
    passed_over: tuple[str, ...] = field(default=())

    def _data(self) -> dict[str, object]:
        return {
            "subjects": dict(self.subjects),
            "files": list(self.files),
            "passed_over": list(self.passed_over),
            "version": __version__,
            "documentation": {name: getattr(PAGE, name) for name in ("title", "address", "language", "sha256")},
        }

    def _blocks(self) -> Blocks:
        """The last section of a page."""
        from .rendering import Table, Title  # noqa: PLC0415  # only who looks at it pays for it

        lists = (say("files"), self.files), (say("passed over"), self.passed_over)
        yield Title(say("about this output"), 2)
        yield Table(
            (say("what"), say("which")),
            [
                *((_named(name), one_line(which)) for name, which in self.subjects),
                *((name, joined(map(one_line, names))) for name, names in lists if names),
                (say("version"), f"chatlink-policy {__version__}"),
                (say("documentation"), f"{PAGE.title} ({PAGE.language})"),
                (say("its address"), PAGE.address),
                (say("its SHA-256"), PAGE.sha256),
                (say("schema version"), str(SCHEMA_VERSION)),
            ],
            has_header_in_text=False,
        )


def _named(subject: str) -> Words:
    return subject if isinstance(subject, Words) else Words(subject, f"about.{subject}")
