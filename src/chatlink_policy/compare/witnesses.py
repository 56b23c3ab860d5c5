"""Concrete models for each combination of a built-in question's facts, or the reason why there are none.

A truth table lists combinations of facts. A witness shows one of them: the smallest policy, user, chat and record of
which just these facts are true. A combination that nothing realises is forbidden by what the question says cannot
occur. Together they prove that the table has a row for every world that there is, and none for any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import cast

from attrs import Attribute, fields

from .._arguments import checked
from .._model import Model, Shown
from .._value import frozen
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import Decision, Impossible, Question
from ..models import App, Offering
from ..policy import Policy, RecordTypePolicy
from ..rendering import Block, Bullets, Paragraph, Title, yes_no
from ..rules.questions import QUESTIONS
from ..rules.scenario import Scenario
from .situations import CONNECTED, Subject, ask, scenario_with

__all__ = [
    "FactsDecide",
    "Forbidden",
    "Split",
    "Witness",
    "facts_decide",
    "gallery",
    "size_of",
    "witness",
]

APP = "app"
RECORD_TYPE = "incident"


# --- One combination --------------------------------------------------------------------------------------------------


@frozen
class Forbidden(Model, Shown):
    """A combination that cannot occur.

    Attributes:
        decision: the combination, with the answer that the rule would give.
        because: what the question says cannot occur and covers the combination.
    """

    decision: Decision[object]
    because: tuple[Impossible, ...]

    @property
    def says(self) -> str:
        """Why it cannot occur, in words."""
        return ", and ".join(each.says for each in self.because)

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements it follows from."""
        return tuple(dict.fromkeys(cite for each in self.because for cite in each.cites.split()))

    def _blocks(self) -> Iterator[Block]:
        yield Title(f"{self.decision.question.name}: cannot occur")
        yield Bullets(_statements(self.decision))
        yield Paragraph(f"That cannot occur: {self.says} ({', '.join(self.cites)}).")


@frozen
class Witness(Model, Shown):
    """The smallest models that realise a combination, and the answer for them.

    Attributes:
        scenario: the models, as `evaluate` takes them.
        decision: the answer, for just that combination.
    """

    scenario: Scenario
    decision: Decision[object]

    def _blocks(self) -> Iterator[Block]:
        yield Title(f"{self.decision.question.name}: {yes_no(self.decision.allowed)}")
        yield Bullets(_statements(self.decision))
        yield _models(self.scenario, "Models")


@checked
def witness(question: str, combination: int) -> Scenario | Forbidden:
    """The smallest models that realise a combination of a built-in question's facts, or why there are none.

    Smallest by `size_of`, with only the inputs that the question asks for. The app is a made-up one, so that it is
    selected only where the policy selects it and never by default (ENB-6).

    Args:
        question: the name of the question ("disconnecting").
        combination: the combination, as an integer; the first fact is the highest bit.

    Raises:
        InvalidValue: for a name that is no question's, and for a combination that it does not have.
    """
    decision = _decision(question, combination)
    if decision.is_possible:
        return _scenario(question, decision.to_facts())
    asked = decision.question
    return Forbidden(decision, tuple(each for each in asked.impossible if asked.cube(each).covers(combination)))


@checked
def gallery(question: str) -> tuple[Witness | Forbidden, ...]:
    """What realises or forbids each combination of a built-in question, in their order.

    Raises:
        InvalidValue: for a name that is no question's.
    """
    return tuple(_shown(question, each.combination) for each in _question(question).decisions)


def _shown(question: str, combination: int) -> Witness | Forbidden:
    found = witness(question, combination)
    return found if isinstance(found, Forbidden) else Witness(found, ask(question, found))


def _question(question: str) -> Question[object]:
    if question not in QUESTIONS:
        raise InvalidValue("question", f"one of {', '.join(QUESTIONS)}", shown(question))
    return QUESTIONS[question]


def _decision(question: str, combination: int) -> Decision[object]:
    decisions = _question(question).decisions
    if not 0 <= combination < len(decisions):
        raise InvalidValue("combination", f"a combination of {question}, 0 to {len(decisions) - 1}", shown(combination))
    return decisions[combination]


def _scenario(question: str, truths: Mapping[str, bool]) -> Scenario:
    """The models: the settings among the facts as the smallest policy, the others as the smallest circumstances."""
    circumstances = {
        "owns_in_person": truths.get("owns_record", False),
        "has_connected_it": truths.get("is_connector", False),
        **truths,
    }
    return scenario_with(_policy(truths), question, _subject(question, truths), circumstances)


def _subject(question: str, truths: Mapping[str, bool]) -> Subject:
    if question == "timeline_configure":
        return None
    if "is_multisession" not in truths:
        return RECORD_TYPE
    offering = Offering.CUSTOM if truths.get("app_supports_chat", True) else Offering.CONTACT_CENTER_EMBEDDED
    return App(APP, offering, is_multisession=truths["is_multisession"])


def _policy(truths: Mapping[str, bool]) -> Policy:
    def is_so(name: str) -> bool:
        return truths.get(name, False)

    toggles = ("owner_may_disconnect", "connector_may_disconnect", "join_chat_is_on", "record_type_is_configured")
    settings = RecordTypePolicy(
        RECORD_TYPE,
        owner_may_disconnect=is_so("owner_may_disconnect"),
        connector_may_disconnect=is_so("connector_may_disconnect"),
        join_chat=is_so("join_chat_is_on"),
    )
    return Policy(
        chat_is_on=is_so("chat_is_on"),
        on_for_all_apps=is_so("on_for_all_apps"),
        selected_apps=[APP] if is_so("app_is_selected") else None,
        timeline_sync=is_so("sync_is_on"),
        timeline_sync_since=CONNECTED if is_so("sync_is_on") and is_so("is_connected") else None,
        record_types=[settings] if any(map(is_so, toggles)) else [],
    )


# --- How much a model says --------------------------------------------------------------------------------------------


def size_of(value: object) -> int:
    """How much a scenario, or any model, says; a witness is the smallest scenario of its combination.

    Each model counts one, and each value and each member of a collection in it. What is false, empty or missing counts
    nothing, nor does what is as it is unless it is set.
    """
    if isinstance(value, Model):
        return 1 + sum(size_of(said) for _, said in _said(value))
    if isinstance(value, (tuple, frozenset)):
        return sum(map(size_of, value))
    return int(bool(value))


def _said(model: Model) -> Iterator[tuple[str, object]]:
    """The fields of a model that are not as they are unless set."""
    for each in cast("tuple[Attribute[object], ...]", fields(cast("type", type(model)))):
        value = getattr(model, each.name)
        if each.init and value != each.default:
            yield each.name, value


def _in_words(value: object) -> str:
    match value:
        case Model():
            return ", ".join(f"{name} {_within(said)}" for name, said in _said(value))
        case tuple() | frozenset():
            members = sorted(map(_in_words, value)) if isinstance(value, frozenset) else map(_in_words, value)
            return f"({'; '.join(members)})"
        case bool():
            return yes_no(value)
        case datetime():
            return value.isoformat()
        case Enum():
            return str(value.name).lower()
        case _:
            return str(value)


def _within(value: object) -> str:
    return f"({_in_words(value)})" if isinstance(value, Model) else _in_words(value)


def _statements(decision: Decision[object]) -> list[str]:
    facts = decision.to_facts()
    return [each.when(facts[each.name]) for each in decision.question.facts]


def _models(scenario: Scenario, heading: str) -> Bullets:
    return Bullets([f"{name}: {_in_words(said)}" for name, said in _said(scenario)], heading)


# --- Do the facts decide? ---------------------------------------------------------------------------------------------


@frozen
class Split(Model, Shown):
    """Two scenarios with the same facts and two answers.

    Attributes:
        decision: the facts, with the answer that the library's rule gives.
        yes: the smallest of the scenarios answered with a yes, the first one of its size.
        no: the smallest of those answered with a no.
    """

    decision: Decision[object]
    yes: Scenario
    no: Scenario

    def _blocks(self) -> Iterator[Block]:
        yield Bullets(_statements(self.decision), "Two answers where")
        yield _models(self.yes, "Yes for")
        yield _models(self.no, "No for")


@frozen(kw_only=True)
class FactsDecide(Model, Shown):
    """Whether scenarios with the same facts always got the same answer.

    Attributes:
        question: the name of the question.
        asked: how many scenarios were asked about.
        left_out: how many were not, because an input was missing or could not be read.
        groups: into how many groups of the same facts, under the same readings, they fell.
        splits: the groups with two answers, in the order of the scenarios.
    """

    question: str
    asked: int
    left_out: int
    groups: int
    splits: tuple[Split, ...]

    @property
    def holds(self) -> bool:
        """Whether no two scenarios with the same facts got different answers."""
        return not self.splits

    def _blocks(self) -> Iterator[Block]:
        yield Title(f"{self.question}: {'the facts decide' if self.holds else 'the facts do not decide'}")
        yield Paragraph(
            f"{self.asked} scenarios in {self.groups} groups of the same facts; groups with two answers: "
            f"{len(self.splits)}; not asked: {self.left_out}."
        )
        for each in self.splits:
            yield from each._blocks()


@checked
def facts_decide(
    question: str, scenarios: Iterable[Scenario], answer: Callable[[Scenario], bool] | None = None
) -> FactsDecide:
    """Whether scenarios with the same facts of a built-in question always get the same answer.

    Meant for a function that a service has beside the library's: where it splits a group, it looks at something that
    is no fact of the question. Scenarios under different readings of the page are not held against each other.

    Args:
        question: the name of the question, whose facts count.
        scenarios: what is asked about, in any number.
        answer: the function that answers; the library's own where none is given.

    Raises:
        InvalidValue: for a name that is no question's.
    """
    _question(question)
    groups: dict[object, _Group] = {}
    asked = left_out = 0
    for scenario in scenarios:
        try:
            decision = ask(question, scenario)
        except UnknownFact:
            left_out += 1
            continue
        asked += 1
        group = groups.setdefault((scenario.policy.readings, decision.combination), _Group(decision))
        group.add(scenario, decision.allowed if answer is None else answer(scenario))
    splits = tuple(split for group in groups.values() for split in group.split())
    return FactsDecide(question=question, asked=asked, left_out=left_out, groups=len(groups), splits=splits)


class _Group:
    """Scenarios with the same facts: the smallest one of each answer."""

    def __init__(self, decision: Decision[object]) -> None:
        self.decision = decision
        self.smallest: dict[bool, Scenario] = {}

    def add(self, scenario: Scenario, allowed: bool) -> None:
        before = self.smallest.get(allowed)
        if before is None or size_of(scenario) < size_of(before):
            self.smallest[allowed] = scenario

    def split(self) -> Iterator[Split]:
        if len(self.smallest) > 1:
            yield Split(self.decision, self.smallest[True], self.smallest[False])
