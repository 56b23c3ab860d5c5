"""The documentation that this library implements, as data: what it requires, where it is open, what was chosen.

Nothing decides by this module. Reports, the command and the generated documentation read it, so that a number cited
anywhere can be said in words, and so that everyone can see where a requirement comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import evolve

from ._arguments import checked
from ._documented import Choice, Digest, Page, Part, Passage, Requirement, Section, Source
from .wording import choices, requirements
from .wording.words import English, Words, joined, say

__all__ = [
    "CHOICES",
    "DISCLAIMER",
    "PAGE",
    "REQUIREMENTS",
    "SOURCES",
    "Choice",
    "Digest",
    "Page",
    "Part",
    "Passage",
    "Requirement",
    "Section",
    "Source",
    "cited",
]

DISCLAIMER = "This library advises and enforces nothing: Dynamics 365 and Teams decide."
"""What every report and the command say with their answers."""

PAGE = Page(
    title="Configurer la conversation instantanée Microsoft Teams dans Customer Service",
    address="https://learn.microsoft.com/fr-fr/dynamics365/customer-service/administer/configure-teams-chat",
    title_in_english="Configure Microsoft Teams chat in Customer Service",
    language="fr",
    sha256="8408d218803aac4a393e76cc20f88aa53aa334d33c8164d78062071b32849d57",
)
"""The documentation whose rules are here."""


def _source(code: str, title: str, says: str) -> Source:
    """A source, to be said in any language; the titles of pages stay as they are."""
    return Source(code, title if code in ("page", "choice") else English(title), Words(says, f"source.{code}"))


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        each.code: each
        for each in (
            _source("page", PAGE.title, "The documentation itself: the text that was implemented."),
            _source(
                "E",
                PAGE.title_in_english,
                "The documentation itself in English, read where its French text breaks off.",
            ),
            _source(
                "U", "Use Teams chat", "A sister page: the chat as agents use it, in the same product documentation."
            ),
            _source("G", "Microsoft Graph", "The reference of Microsoft Graph, which names the kinds of chats."),
            _source(
                "T",
                "Microsoft Teams integration and chat sync",
                "Sister pages: how Dynamics 365 and Teams work together, in the same product documentation.",
            ),
            _source(
                "D",
                "Dataverse table and Web API reference",
                "The reference of the tables and of their columns, and with it the shapes of payloads.",
            ),
            _source(
                "choice",
                say("rule.own_choice"),
                "No source settles it: this library chose, and says so; also how ids and names are compared.",
            ),
        )
    }
)
"""Where requirements come from, by the code that cites it; the documentation itself stands first."""


def _requirement(of: Requirement) -> Requirement:
    key = f"requirement.{of.number}"
    parts = (evolve(each, says=say(f"{key}.parts.{place}")) for place, each in enumerate(of.parts))
    not_code = say(f"{key}.not_code") if of.not_code else ""
    return evolve(of, says=say(f"{key}.says"), parts=tuple(parts), not_code=not_code)


def _choice(of: Choice) -> Choice:
    names = ("about", "on_page", "chosen", "why", "otherwise")
    return evolve(of, **{name: say(f"choice.{of.number}.{name}") for name in names})


REQUIREMENTS: Mapping[str, Requirement] = MappingProxyType(
    {each.number: _requirement(each) for each in requirements.ALL}
)
"""Every requirement by its number, in the order of the documentation."""

CHOICES: Mapping[str, Choice] = MappingProxyType({each.number: _choice(each) for each in choices.ALL})
"""Every open point by its number, in their order."""


def code_says(source: str) -> str:
    """The code of a source as people read it: a choice has its word in every language."""
    return say("choice") if source == "choice" else source


@checked
def cited(number: str) -> str:
    """A number as it is cited among people: with the sister sources that it, or a part of it, comes from."""
    requirement = REQUIREMENTS.get(number)
    if requirement is None:
        return number
    whole = [requirement.source] if not SOURCES[requirement.source].is_own else []
    parts = [
        say("in_part", source=code_says(each.source)) for each in requirement.parts if not SOURCES[each.source].is_own
    ]
    return say("cited", says=number, cites=joined([*whole, *parts])) if whole or parts else number


def cited_all(numbers: Iterable[str]) -> str:
    """Numbers in one phrase, each as it is cited among people: "CON-1, CON-3 (U, G)"."""
    return joined(map(cited, numbers))
