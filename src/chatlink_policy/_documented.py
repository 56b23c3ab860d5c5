"""What `sources.py` is made of: pages, sources, requirements and choices as values."""

from __future__ import annotations

from ._value import Model, frozen

OWN_SOURCES = ("page", "E")
"""The codes of the sources that are the documentation itself: the text that was implemented, and its English parent."""

_SECTIONS = {
    "ENB": "Enablement",
    "CON": "Connecting",
    "CRD": "Context card",
    "DIS": "Disconnecting",
    "JOI": "Joining",
    "NTF": "Notifications",
    "TML": "Timeline (preview)",
    "PRV": "Privacy",
}
"""The sections of the requirements, by the letters of their numbers."""


@frozen(kw_only=True)
class Page(Model):
    """The text that was implemented, named so that anyone can see whether another text is the same.

    Attributes:
        title: its title, in its own language.
        address: where it was public when it was read.
        title_in_english: the title of its English parent.
        language: the language of the text that was implemented.
        sha256: the digest of that text, as UTF-8.
    """

    title: str
    address: str
    title_in_english: str
    language: str
    sha256: str


@frozen
class Source(Model):
    """Where requirements come from.

    Attributes:
        code: the letter by which it is cited ("U"); "page" for the documentation itself, "choice" for this library.
        title: its title.
        says: what it is, in one sentence.
    """

    code: str
    title: str
    says: str

    @property
    def is_own(self) -> bool:
        """Whether it is the documentation itself, which was implemented; otherwise it only fills a gap."""
        return self.code in OWN_SOURCES


@frozen
class Part(Model):
    """A part of a requirement that has another source than the rest of it.

    Attributes:
        says: which part, as the end of a sentence ("that one chat can be connected to several records").
        source: the code of its source.
    """

    says: str
    source: str


@frozen
class Requirement(Model):
    """One numbered requirement.

    Attributes:
        number: its number ("DIS-5").
        says: what it requires, in one sentence.
        source: the code of the source that it comes from.
        parts: the parts of it that come from another source.
        not_code: why it, or which part of it, is deliberately not code; empty for nearly all.
        is_code: whether any of it is code, and so has tests.
    """

    number: str
    says: str
    source: str = "page"
    parts: tuple[Part, ...] = ()
    not_code: str = ""
    is_code: bool = True

    @property
    def section(self) -> str:
        """The title of its section."""
        return _SECTIONS[self.number.partition("-")[0]]

    @property
    def sources(self) -> tuple[str, ...]:
        """The codes of all sources that it comes from, each once."""
        return tuple(dict.fromkeys([self.source, *(each.source for each in self.parts)]))


@frozen(kw_only=True)
class Choice(Model):
    """One point where the documentation says nothing or contradicts itself, and what was chosen.

    Attributes:
        number: its number ("Q-3").
        about: what it is about, in a few words.
        on_page: what the documentation says.
        chosen: what this library does.
        why: why that.
        otherwise: the other readings; where none can be executed, why not.
        option: the option that executes them: a field of `Readings` or of `Policy`, with its class; None without.
    """

    number: str
    about: str
    on_page: str
    chosen: str
    why: str
    otherwise: str
    option: str | None = None


@frozen
class Digest(Model):
    """Words of the documentation, without the words.

    Attributes:
        words: how many they are.
        bag: the sum of the weights of the words, which is the same whatever their order.
        sha256: the digest of the words in their order.
    """

    words: int
    bag: str
    sha256: str


@frozen
class Passage(Model):
    """Where in a section the documentation says what requirements and choices are about.

    Attributes:
        cites: the requirements, rows of tables and choices ("DIS-4 row 2", "Q-1").
        start: how many words of the section stand before it.
        digest: its words.
        is_block: whether it is sought as whole blocks of its section alone: it is short, or hardly more than letters.
    """

    cites: tuple[str, ...]
    start: int
    digest: Digest
    is_block: bool = False


@frozen
class Section(Model):
    """A section of the documentation: a heading, and what follows until the next one.

    Attributes:
        heading: the words of its heading.
        text: the words that follow.
        passages: what in them requirements and choices are about, in order.
    """

    heading: Digest
    text: Digest
    passages: tuple[Passage, ...] = ()
