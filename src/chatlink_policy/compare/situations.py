"""The smallest situation with given facts: concrete models for each combination, or the reason why there are none.

A truth table lists combinations of facts. A witness shows one of them, the smallest policy, user, chat and record of
which just these facts are true, or what the question says cannot occur. Together they prove that the table has a row
for every situation, and none for any other.

Nothing here knows the questions. The signature of the function that asks one says which inputs it takes; how a fact
becomes part of a model is written once, under the name of the fact, whichever question has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from inspect import signature

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE, PRODUCTIVITY_TOOLS_USER
from ..errors import InvalidQuestion, InvalidValue, UnknownFact, shown
from ..evidence import Decision, Impossible, Question
from ..models import (
    NOBODY,
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Profile,
    Record,
    RecordType,
    Role,
    User,
)
from ..policy import Policy, RecordTypePolicy
from ..rendering import Block, Bullets, Paragraph, Title, yes_no
from ..rules.questions import ASKED_BY, QUESTIONS
from ..rules.scenario import Scenario

__all__ = ["Split", "Subject", "Witness", "gallery", "size_of", "splits", "witness"]

Subject = str | App | None
"""What a question is about: an app, the logical name of a record type, or None, as `subjects` lists them."""


def named(question: str) -> Question[object]:
    """The built-in question of that name; `InvalidValue` where there is none."""
    if question not in QUESTIONS:
        raise InvalidValue("question", f"one of {', '.join(QUESTIONS)}", shown(question))
    return QUESTIONS[question]


def inputs_of(question: str) -> tuple[str, ...]:
    """What a built-in question takes, in that order, by the names that a scenario has for it."""
    return parameters_of(ASKED_BY[named(question).name])


@cache
def parameters_of(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of what a function takes, in their order."""
    return tuple(signature(function).parameters)


def ask(question: str, scenario: Scenario) -> Decision[object]:
    """The answer to one question; `UnknownFact` where an input is missing or something that it needs is unknown."""
    inputs = {name: getattr(scenario, name) for name in inputs_of(question)}
    if lacks := [name for name, value in inputs.items() if value is None]:
        raise UnknownFact(f"{question} lacks {', '.join(lacks)}: neither yes nor no")
    return ASKED_BY[question](**inputs)


# --- From facts to models ---------------------------------------------------------------------------------------------

APP, RECORD_TYPE, RECORD, CHAT, USER, TEAM = "app", "incident", "record", "19:chat@thread.v2", "user", "team"
CONNECTED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the chat was connected, where no other time is asked for."""

_LATER, _JUST_AFTER = timedelta(days=1), timedelta(microseconds=1)

FINER = {
    "owns_record": "owns_in_person",
    "is_connector": "has_connected_it",
    "connected_since_sync": "connected_since_sync_again",
}
"""What other readings look at in place of a fact, or the second of two policies that sync since different times."""

_TRUE_UNLESS_SAID = dict.fromkeys(
    ("app_supports_chat", "profile_has_chat", "is_group_chat", "connected_since_sync_again"), True
)


class Situation:
    """What is so: the facts by name, those of no concern as the smallest models have them.

    Contradictory facts are read so that the chosen readings answer by their own facts alone: the reasons of a possible
    combination then name nothing that does not count. A fact that no model is made from is refused.
    """

    def __init__(
        self, truths: Mapping[str, bool], subject: Subject = None, synced_since: Sequence[datetime] = ()
    ) -> None:
        if truths and (unknown := truths.keys() - _known_facts()):
            raise InvalidQuestion(f"no model of a situation is made from {', '.join(sorted(unknown))}")
        self.is_so = defaultdict(bool, _TRUE_UNLESS_SAID | dict(truths))
        self.subject = subject
        self.table = subject if isinstance(subject, str) else RECORD_TYPE
        self.synced_since = synced_since or (CONNECTED,)

    @property
    def policy(self) -> Policy:
        """The smallest policy with these settings."""
        is_so = self.is_so
        settings = RecordTypePolicy(
            RECORD_TYPE,
            owner_may_disconnect=is_so["owner_may_disconnect"],
            connector_may_disconnect=is_so["connector_may_disconnect"],
            join_chat=is_so["join_chat_is_on"],
        )
        is_configured = is_so["record_type_is_configured"] or settings != RecordTypePolicy(RECORD_TYPE)
        return Policy(
            chat_is_on=is_so["chat_is_on"],
            on_for_all_apps=is_so["on_for_all_apps"],
            selected_apps=[APP] if is_so["app_is_selected"] else None,
            timeline_sync=is_so["sync_is_on"],
            timeline_sync_since=CONNECTED if is_so["sync_is_on"] and is_so["is_connected"] else None,
            record_types=[settings] if is_configured else [],
        )

    @property
    def app(self) -> App:
        """A made-up app, so that it is selected only where the policy selects it and never by default (ENB-6)."""
        if isinstance(self.subject, App):
            return self.subject
        offering = Offering.CUSTOM if self.is_so["app_supports_chat"] else Offering.CONTACT_CENTER_EMBEDDED
        return App(APP, offering, is_multisession=self.is_so["is_multisession"])

    @property
    def user(self) -> User:
        """The user, who also is in the team that owns the record."""
        is_so = self.is_so
        roles = [Role("Global disconnect right", [GLOBAL_DISCONNECT_PRIVILEGE])] if is_so["has_global_right"] else []
        return User(
            USER,
            roles=[*roles, PRODUCTIVITY_TOOLS_USER] if is_so["has_pane_permissions"] else roles,
            teams=[TEAM] if is_so["owns_record"] and not is_so["owns_in_person"] else [],
            profile=None if is_so["profile_has_chat"] else Profile("Without chat", chat_in_pane=False),
            is_global_administrator=is_so["is_global_administrator"],
        )

    @property
    def record(self) -> Record:
        """The record with its owner."""
        owner = Owner(user=USER) if self.is_so["owns_in_person"] else Owner(team=TEAM)
        return Record(self.table, RECORD, owner if self.is_so["owns_record"] else NOBODY)

    @property
    def record_type(self) -> RecordType:
        """The metadata of the record's table."""
        is_activity = self.is_so["record_is_activity"]
        return RecordType(self.table, [], is_activity=is_activity, is_virtual=False, has_update_filter=False)

    @property
    def chat(self) -> Chat:
        """The chat with its links."""
        is_so, when = self.is_so, self.synced_since
        on = when[0]
        if is_so["connected_since_sync"]:
            on = when[-1] + _JUST_AFTER if is_so["connected_since_sync_again"] else when[-1]
        links = []
        if is_so["is_connector"]:
            links = [self._link(USER, on)]
        elif is_so["has_connected_it"]:
            links = [self._link(USER, on), self._link(None, on + _LATER)]
        elif is_so["is_connected"]:
            links = [self._link(None, on)]
        kind = ChatKind.GROUP if is_so["is_group_chat"] else ChatKind.ONE_ON_ONE
        return Chat(CHAT, kind, links=links if is_so["is_connected"] else [])

    @property
    def access(self) -> AccessRights:
        """The user's access rights to the record."""
        return AccessRights.WRITE if self.is_so["can_write"] else AccessRights.NONE

    def _link(self, user: str | None, on: datetime) -> ChatLink:
        return ChatLink(self.table, RECORD, connected_by=user, connected_on=on)

    def scenario(self, question: str, policy: Policy) -> Scenario:
        """The models that the question takes, under that policy."""
        inputs = {name: getattr(self, name) for name in inputs_of(question) if name != "policy"}
        return Scenario(policy=policy, **inputs)


@cache
def _known_facts() -> frozenset[str]:
    """The facts that models are made from."""
    nothing = Situation({})
    for name in ("policy", "app", "user", "chat", "record", "record_type", "access"):
        getattr(nothing, name)  # which looks up each fact that it depends on
    return frozenset(nothing.is_so)


# --- One combination --------------------------------------------------------------------------------------------------


@frozen
class Witness(Shown):
    """What realises or forbids a combination of facts.

    Attributes:
        decision: the combination, with the answer of the rule.
        scenario: the smallest models that realise it, as `evaluate` takes them; None where it cannot occur.
        forbidden_by: what the question says cannot occur and covers the combination; empty where it can.
    """

    decision: Decision[object]
    scenario: Scenario | None
    forbidden_by: tuple[Impossible, ...] = ()

    def _blocks(self) -> Iterator[Block]:
        verdict = "cannot occur" if self.scenario is None else yes_no(self.decision.allowed)
        yield Title(f"{self.decision.question.name}: {verdict}")
        yield Bullets(_statements(self.decision))
        if self.scenario is not None:
            yield _models(self.scenario, "Models")
        for each in self.forbidden_by:
            yield Paragraph(f"Cannot occur: {each.says} ({each.cites}).")


@checked
def witness(question: str, combination: int) -> Witness:
    """The smallest models that realise a combination of a built-in question's facts, or why there are none.

    Smallest by `size_of`, with only the inputs that the question takes.

    Args:
        question: the name of the question ("disconnecting").
        combination: the combination, as an integer; the first fact is the highest bit.

    Raises:
        InvalidValue: when there is no question of that name, or it does not have that combination.
    """
    decisions = named(question).decisions
    if not 0 <= combination < len(decisions):
        raise InvalidValue("combination", f"a combination of {question}, 0 to {len(decisions) - 1}", shown(combination))
    decision, asked = decisions[combination], QUESTIONS[question]
    if not decision.is_possible:
        forbidden_by = (each for each in asked.impossible if asked.cube(each).covers(combination))
        return Witness(decision, None, tuple(forbidden_by))
    truths = decision.to_facts()
    truths |= {finer: truths[each] for each, finer in FINER.items() if each in truths}
    found = Situation(truths)
    return Witness(decision, found.scenario(question, found.policy))


@checked
def gallery(question: str) -> tuple[Witness, ...]:
    """What realises or forbids each combination of a built-in question, in their order.

    Raises:
        InvalidValue: when there is no question of that name.
    """
    return tuple(witness(question, each.combination) for each in named(question).decisions)


# --- How much a model says --------------------------------------------------------------------------------------------


def size_of(value: object) -> int:
    """How much a scenario, or any model, says; a witness is the smallest scenario of its combination.

    Each model counts one, and so does each value and each member of a collection in it. What is false, empty or missing
    counts nothing, nor does a default.
    """
    if isinstance(value, Model):
        return 1 + sum(size_of(said) for _, said in value._given())
    if isinstance(value, (tuple, frozenset)):
        return sum(map(size_of, value))
    return int(bool(value))


def _in_words(value: object, *, is_within: bool = True) -> str:
    match value:
        case Model():
            says = ", ".join(f"{name} {_in_words(said)}" for name, said in value._given())
            return f"({says})" if is_within else says
        case tuple() | frozenset():
            members = [_in_words(each, is_within=False) for each in value]
            return f"({'; '.join(sorted(members) if isinstance(value, frozenset) else members)})"
        case bool():
            return yes_no(value)
        case datetime():
            return value.isoformat()
        case Enum():
            return str(value.name).lower()
        case _:
            return str(value)


def _statements(decision: Decision[object]) -> list[str]:
    truths = decision.to_facts()
    return [each.when(truths[each.name]) for each in decision.question.facts]


def _models(scenario: Scenario, heading: str) -> Bullets:
    return Bullets([f"{name}: {_in_words(said, is_within=False)}" for name, said in scenario._given()], heading)


# --- Do the facts decide? ---------------------------------------------------------------------------------------------


@frozen
class Split(Shown):
    """Two scenarios with the same facts and two answers, each the smallest and first with its answer.

    Attributes:
        decision: the facts, with the answer that the library's rule gives.
        yes: a scenario whose answer was yes.
        no: one whose answer was no.
    """

    decision: Decision[object]
    yes: Scenario
    no: Scenario

    def _blocks(self) -> Iterator[Block]:
        yield Title(f"{self.decision.question.name}: the facts do not decide")
        yield Bullets(_statements(self.decision), "Two answers where")
        yield _models(self.yes, "Yes for")
        yield _models(self.no, "No for")


@checked
def splits(
    question: str, scenarios: Iterable[Scenario], answer: Callable[[Scenario], bool] | None = None
) -> tuple[Split, ...]:
    """Where scenarios with the same facts of a built-in question get different answers; empty if the facts decide.

    Meant for a function that a service has of its own: where it splits scenarios with the same facts, it looks at
    something that is no fact of the question. Scenarios under different readings of the documentation are not compared.

    Args:
        question: the name of the question, whose facts count.
        scenarios: what is asked about, in any number.
        answer: the function that answers; the library's own if omitted.

    Raises:
        UnknownFact: for a scenario that lacks an input of the question, or something that its answer needs.
        InvalidValue: when there is no question of that name.
    """
    named(question)
    groups: dict[object, tuple[Decision[object], dict[bool, Scenario]]] = {}
    for scenario in scenarios:
        decision = ask(question, scenario)
        allowed = decision.allowed if answer is None else answer(scenario)
        _, smallest = groups.setdefault((scenario.policy.readings, decision.combination), (decision, {}))
        if allowed not in smallest or size_of(scenario) < size_of(smallest[allowed]):
            smallest[allowed] = scenario
    both = ((decision, smallest) for decision, smallest in groups.values() if len(smallest) > 1)
    return tuple(Split(decision, smallest[True], smallest[False]) for decision, smallest in both)
