"""Every answer to one scenario: the decisions of the yes/no questions, and what the other questions found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from attrs import field

from .._value import Model, Shown, frozen, one_line_json, plain
from .._version import SCHEMA_VERSION
from ..defaults import PaneTable
from ..evidence import Decision, Statement
from ..wording.words import Words, joined, reason, say
from .context_card import ContextCard
from .notifications import Notifications
from .questions import NEEDS_ENABLEMENT, QUESTIONS, named
from .timeline import TimelineEntry

if TYPE_CHECKING:
    from ..rendering import Block, Table
    from .connecting import ConnectFacts
    from .disconnecting import DisconnectFacts
    from .enablement import EnablementFacts
    from .grounds import Grounds
    from .joining import JoinFacts
    from .timeline import TimelineConfigureFacts, TimelineEntryFacts, TimelineOpenFacts

__all__ = ["NotAsked", "Outcome"]

F = TypeVar("F")


@frozen
class NotAsked(Model):
    """A question that has no answer, and why: the other questions are answered all the same.

    Attributes:
        question: its name.
        lacks: the inputs that were not given.
        because: why it cannot be answered with what was given: something that it needs is unknown, or is not what it
            takes. None where inputs are all that is missing.
    """

    question: str
    lacks: tuple[str, ...]
    because: str | None = None

    @property
    def says(self) -> str:
        """Why it has no answer, in words."""
        lacks = [say("outcome.lacks", lacks=self.lacks)] if self.lacks else []
        return joined([*lacks, *([reason(self.because)] if self.because else [])], "semicolon")


if TYPE_CHECKING:

    class _Answer(Generic[F]):
        """What type checkers know of the attribute of a question: its decision, None where it was not asked."""

        def __get__(self, outcome: object, kind: type, /) -> Decision[F] | None: ...


def _can_act(decisions: Mapping[str, Decision[object]], question: str) -> bool | None:
    decision, enablement = decisions.get(question), decisions.get("enablement")
    if decision is None or not decision.allowed or question not in NEEDS_ENABLEMENT:
        return None if decision is None else decision.allowed
    return None if enablement is None else enablement.allowed


_JSON = {None: "null", True: "true", False: "false"}


@frozen(kw_only=True)
class Outcome(Shown):
    """Every answer to one scenario; None where a question was not asked.

    The decision of each yes/no question is an attribute of its name, as in `outcome.disconnecting`: exactly what its
    rule says.

    Attributes:
        answers: the decisions of the yes/no questions that were asked, in the order of the spec.
        timeline_entry_shows: what the entry shows (TML-3); None also where there is no entry.
        missing_pane_permissions: the tables of the productivity pane that the user may not read (ENB-8); they count in
            a multi-session app only.
        record_opens: whether the record opens for the user when shared in a chat (PRV-1).
        context_card: the card that comes with the chat when it is newly connected.
        notifications: what the update sends to whom.
        statements: what the answers also say, and what follows from the settings alone, each once.
        not_asked: the questions that have no answer, each with the inputs it lacks or what is wrong with them.
        scenario: the scenario, from which grounds are found; None where the outcome was made without one.
        names: the names of users and teams by id, as far as they are known, with which grounds name them.
    """

    answers: tuple[Decision[object], ...]
    timeline_entry_shows: TimelineEntry | None
    missing_pane_permissions: tuple[PaneTable, ...] | None
    record_opens: bool | None
    context_card: ContextCard | None
    notifications: Notifications | None
    statements: tuple[Statement, ...]
    not_asked: tuple[NotAsked, ...]
    scenario: Model | None = field(default=None, eq=False, repr=False)
    names: Mapping[str, str] = field(factory=dict, eq=False, repr=False)

    if TYPE_CHECKING:
        # one line each, for type checkers alone: at run time `__getattr__` knows every question
        enablement: ClassVar[_Answer[EnablementFacts]]
        connecting: ClassVar[_Answer[ConnectFacts]]
        disconnecting: ClassVar[_Answer[DisconnectFacts]]
        joining: ClassVar[_Answer[JoinFacts]]
        timeline_entry: ClassVar[_Answer[TimelineEntryFacts]]
        timeline_open: ClassVar[_Answer[TimelineOpenFacts]]
        timeline_configure: ClassVar[_Answer[TimelineConfigureFacts]]

    else:

        def __getattr__(self, name: str) -> Decision[object] | None:
            if name in QUESTIONS:
                return self.decisions.get(name)
            raise AttributeError(f"an outcome has no answer {name!r}", name=name, obj=self)

        def __dir__(self) -> list[str]:
            return [*super().__dir__(), *QUESTIONS]

    @property
    def decisions(self) -> Mapping[str, Decision[object]]:
        """The decisions by the name of their question, in the order of the spec, those asked only."""
        return {each.question.name: each for each in self.answers}

    def can_act(self, question: str) -> bool | None:
        """Whether the user can act on that answer in the app: its rule says yes, and the app has the chat.

        None where that is not known: the question was not asked, or the rule says yes but the app was not provided.

        Raises:
            InvalidValue: when there is no question of that name.
        """
        return _can_act(self.decisions, named(question).name)

    @property
    def can_join_from_timeline(self) -> bool | None:
        """Whether the user can join from the entry on the timeline, in that app (TML-5).

        A yes only where there is an entry, the user may join (JOI-1), "Open chat" works for the user in the app (TML-4)
        and the user has the chat there. None where one of these was not asked.
        """
        parts = (self.timeline_entry, self.joining, self.timeline_open, self.enablement)
        return None if None in parts else all(parts)

    @property
    def grounds(self) -> Mapping[str, Grounds]:
        """What the facts of each yes/no question rest on, by its name, where everything it takes was given."""
        from .grounds import grounds_of  # noqa: PLC0415  # only who asks for grounds pays for them

        return {} if self.scenario is None else grounds_of(self.scenario, self.names)

    def to_json(self) -> str:
        """The same as JSON on one line, without its end; what the decisions say in it is made once."""
        decisions = self.decisions
        answers = ",".join(
            f'{one_line_json(name)}:{{"decision":{decision._json_within},"can_act":{_JSON[_can_act(decisions, name)]}}}'
            for name, decision in decisions.items()
        )
        return f'{{"schema_version":{SCHEMA_VERSION},"answers":{{{answers}}},{one_line_json(self._others())[1:]}'

    def _data(self) -> dict[str, object]:
        decisions = self.decisions
        answers = {
            name: {"decision": plain(decision), "can_act": _can_act(decisions, name)}
            for name, decision in decisions.items()
        }
        return {"answers": answers, **self._others()}

    def _others(self) -> dict[str, object]:
        tables = self.missing_pane_permissions
        return {
            "missing_pane_permissions": None if tables is None else [table.name for table in tables],
            "record_opens": self.record_opens,
            "can_join_from_timeline": self.can_join_from_timeline,
            "timeline_entry_shows": plain(self.timeline_entry_shows),
            "context_card": plain(self.context_card),
            "notifications": plain(self.notifications),
            "statements": plain(self.statements),
            "not_asked": {
                each.question: {"lacks": list(each.lacks), "because": each.because, "says": each.says}
                for each in self.not_asked
            },
        }

    # What it shows

    def _blocks(self) -> Iterable[Block]:
        """Every answer at a glance, then each with its evidence and grounds, then what the other questions found."""
        from ..rendering import Bullets, Paragraph, Table, Title, Together, yes_no  # noqa: PLC0415  # only who looks

        glance = [
            (name, yes_no(each.allowed), yes_no(self.can_act(name)), each.documented_in_words)
            for name, each in self.decisions.items()
        ]
        yield Table((say("question"), say("rule says"), say("user can act"), say("documented by")), glance)
        grounds = self.grounds
        for name, decision in self.decisions.items():
            title = Title(say("titled", name=name, says=yes_no(decision.allowed)), 2)
            found = [Bullets(grounds[name].in_words(), say("grounds"))] if name in grounds else []
            yield Together([title, Paragraph(decision.sentence), *decision.evidence_blocks(), *found])
        for heading, statements in self._sections():
            yield Together([Title(heading, 2), Bullets(statements)])

    def facts_table(self) -> Table:
        """Every fact that the answers rest on, once for all questions in which it says the same."""
        from ..rendering import Code, Table, yes_no  # noqa: PLC0415

        questions: dict[tuple[str, bool, str], list[str]] = {}
        for name, decision in self.decisions.items():
            question = decision.question
            for fact, truth in zip(question.facts, question.truths(decision.combination), strict=True):
                questions.setdefault((fact.name, truth, fact.when(truth)), []).append(name)
        return Table(
            (say("fact"), say("holds"), say("in words"), say("needed for")),
            [(Code(name), yes_no(truth), says, ", ".join(needed)) for (name, truth, says), needed in questions.items()],
        )

    def _sections(self) -> Iterable[tuple[str, list[str]]]:
        """What an outcome says beside the yes/no answers, as headings with statements."""
        if self.missing_pane_permissions and self.enablement is not None and self.enablement.facts.is_multisession:
            yield (
                say("missing pane permissions"),
                [
                    say(
                        "outcome.pane_table",
                        label=Words(table.label, f"pane_table.{table.name}"),
                        name=table.name,
                        privilege=table.read_privilege,
                    )
                    for table in self.missing_pane_permissions
                ],
            )
        if self.record_opens is not None:
            yield say("access to the record"), self._access_in_words()
        if self.timeline_entry_shows is not None:
            yield say("timeline entry shows"), self.timeline_entry_shows.in_words()
        if self.context_card is not None:
            yield say("context card"), [*self.context_card.in_words(), *self.context_card.left_out_in_words()]
        if self.notifications is not None:
            yield say("notifications"), self.notifications.in_words()
        if self.statements:
            yield say("note"), [each.cited for each in self.statements]
        if self.not_asked:
            yield say("not answered"), [say("titled", name=each.question, says=each.says) for each in self.not_asked]

    def _access_in_words(self) -> list[str]:
        from ..sources import cited, cited_all  # noqa: PLC0415

        says = say("outcome.record_opens", truth=self.record_opens)
        statements: list[str] = [say("cited", says=says, cites=cited_all(["PRV-1", "PRV-2"]))]
        if self.can_join_from_timeline is not None:
            joins = say("outcome.joins_from_timeline", truth=self.can_join_from_timeline)
            statements.append(say("cited", says=joins, cites=cited("TML-5")))
        return statements
