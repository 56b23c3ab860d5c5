"""For notebooks: a question with switches, and who may what under which policy.

`matrix` needs nothing more than the library; `explore` needs the extra `notebook`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from ._arguments import checked
from ._folds import folds
from ._value import Shown, frozen, plain
from .errors import InvalidValue, MissingExtra, UnknownFact, shown
from .evidence import Decision, Question
from .pictures import picture_of_rule
from .policy import Policy
from .rendering import Block, Bullets, Table, Title, render, yes_no
from .rules.questions import ASKED_BY, inputs_of, named
from .rules.scenario import Scenario
from .style import STYLE
from .wording.words import Words, reason_of, said, say

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Explorer", "Matrix", "MatrixAnswer", "explore", "matrix"]


# --- A question with switches -----------------------------------------------------------------------------------------


class Switch(Protocol):
    """A switch of a fact: a checkbox of ipywidgets."""

    value: bool


class Explorer:
    """A question with a switch for each fact, and its answer below them, which follows the switches.

    A notebook shows it as it is. What it shows can be read without a browser: set `switches["can_write"].value` and
    read `decision` or `page`.

    Attributes:
        question: the question.
        switches: the switches, by the names of the facts.
    """

    def __init__(self, start: Decision[Any], lang: str, widgets: ModuleType) -> None:
        self.question: Question[Any] = start.question
        self._lang = lang
        as_it_is = widgets.Layout(width="auto")
        boxes = {
            each.name: widgets.Checkbox(value=truth, description=said(each.says, lang), indent=False, layout=as_it_is)
            for each, truth in zip(self.question.facts, self.question.truths(start.combination), strict=True)
        }
        self.switches: Mapping[str, Switch] = boxes
        self._shown = widgets.HTML()
        self._box = widgets.VBox([*boxes.values(), self._shown])
        for each in boxes.values():
            each.observe(self._follow, names="value")
        self._follow()

    @property
    def decision(self) -> Decision[Any]:
        """The decision for the facts as the switches are."""
        facts = {name: each.value for name, each in self.switches.items()}
        return self.question.decide(self.question.facts_type(**facts))

    @property
    def page(self) -> str:
        """What is shown below the switches, as HTML: answer, reasons, fixes and the rule with the facts that hold."""
        return cast("str", self._shown.value)

    def _follow(self, _: object = None) -> None:
        decision = self.decision
        blocks = decision if decision.is_possible else _never(decision)
        words = render(blocks, "html", level=3, lang=self._lang)
        page = picture_of_rule(decision, self._lang).to_html(level=4) + words
        page += folds(page, self._lang)
        self._shown.value = f'<div class="chatlink">\n<style>\n{STYLE}</style>\n{page}</div>\n'

    def _repr_mimebundle_(self, **asked: object) -> dict[str, object]:
        return {**self._box._repr_mimebundle_(**asked), "text/html": self.page}

    def __repr__(self) -> str:
        return f"<Explorer of {self.question.name}>"


def _never(decision: Decision[Any]) -> list[Block]:
    """That the facts cannot occur together, and why not; there is no answer then."""
    question = decision.question
    why = tuple(each.says for each in question.impossible if question.cube(each).covers(decision.combination))
    return [Bullets([say("picture.impossible", why=why)])]


@checked
def explore(of: Question[Any] | Decision[Any], lang: str = "en") -> Explorer:
    """A question with a switch for each fact: answer, reasons, fixes and picture follow the switches.

    Args:
        of: the question, with all switches off at first; or a decision, with the switches as its facts are.
        lang: the language of what is shown.

    Raises:
        InvalidValue: for what is neither.
        MissingExtra: where ipywidgets is not installed.
    """
    try:
        import ipywidgets  # type: ignore[import-untyped]  # noqa: PLC0415  # only who explores needs the extra
    except ImportError as error:
        raise MissingExtra("explore needs the extra notebook: pip install 'chatlink-policy[notebook]'") from error
    return Explorer(of if isinstance(of, Decision) else of.decisions[0], lang, ipywidgets)


# --- Who may what under which policy ----------------------------------------------------------------------------------


class MatrixAnswer(NamedTuple):
    """The answer for one case under one policy.

    Attributes:
        who: the name of the case.
        policy: the name of the policy.
        decision: the decision; None where it is not known.
        why: why it is not known; empty where it is.
    """

    who: str
    policy: str
    decision: Decision[Any] | None
    why: str = ""

    @property
    def allowed(self) -> bool | None:
        """The answer; None where it is not known."""
        return None if self.decision is None else self.decision.allowed


@frozen
class Matrix(Shown):
    """Who may what under which policy: a row for each of them, a column for each policy.

    Attributes:
        question: the name of the question.
        policies: the names of the policies.
        people: the names of the cases.
        answers: the answers, by case and then by policy.
    """

    question: str
    policies: tuple[str, ...]
    people: tuple[str, ...]
    answers: tuple[MatrixAnswer, ...]

    def at(self, who: str, policy: str) -> MatrixAnswer:
        """The answer for that case under that policy.

        Raises:
            InvalidValue: where there is no such case or policy.
        """
        for name, value, known in (("who", who, self.people), ("policy", policy, self.policies)):
            if value not in known:
                raise InvalidValue(name, f"one of {', '.join(known)}", shown(value))
        return self.answers[self.people.index(who) * len(self.policies) + self.policies.index(policy)]

    def _data(self) -> dict[str, object]:
        answers = [
            {
                "who": each.who,
                "policy": each.policy,
                "allowed": each.allowed,
                "reasons": [] if each.decision is None else [reason.code for reason in each.decision.reasons],
                "why_not_known": each.why or None,
            }
            for each in self.answers
        ]
        return {
            "question": self.question,
            "policies": plain(self.policies),
            "people": plain(self.people),
            "answers": answers,
        }

    def _blocks(self) -> Iterable[Block]:
        asked = Words(self.question, f"question.{self.question}.asked")
        yield Title(say("picture.who_under", question=asked))
        rows = [[who, *(yes_no(each.allowed) for each in self.answers if each.who == who)] for who in self.people]
        yield Table([say("picture.who"), *self.policies], rows)
        lacking = [
            say("picture.not_known_because", who=each.who, policy=each.policy, why=each.why)
            for each in self.answers
            if each.decision is None
        ]
        if lacking:
            yield Bullets(lacking, say("picture.not_known"))


@checked
def matrix(question: Question[Any] | str, policies: Mapping[str, Policy], people: Mapping[str, Scenario]) -> Matrix:
    """Who may what under which policy.

    Args:
        question: the question, or its name.
        policies: the policies, by the names that head their columns.
        people: a case for each row, by the name of the row; of whom and of what the question is asked. The policy
            that a case has does not matter.

    Returns:
        The answers; where one rests on what is not known, or on what a case does not have, it is neither yes nor no.

    Raises:
        InvalidValue: for another question, and for what is no policy or no case.
    """
    asked = named(question if isinstance(question, str) else question.name)
    if isinstance(question, Question) and question != asked:
        raise InvalidValue("question", "one of QUESTIONS; a policy says how they are read", shown(question))
    _each("policies", policies, Policy, "a Policy")
    _each("people", people, Scenario, "a Scenario")
    answers = [
        _answer(asked.name, who, case, label, policy)
        for who, case in people.items()
        for label, policy in policies.items()
    ]
    return Matrix(asked.name, tuple(policies), tuple(people), tuple(answers))


def _each(field: str, values: Mapping[str, object], kind: type, expected: str) -> None:
    for name, value in values.items():
        if not isinstance(name, str):
            raise InvalidValue(field, "names that are texts", shown(name))
        if not isinstance(value, kind):
            raise InvalidValue(f"{field}[{shown(name)}]", expected, shown(value))


def _answer(question: str, who: str, case: Scenario, label: str, policy: Policy) -> MatrixAnswer:
    held = {each: policy if each == "policy" else getattr(case, each) for each in inputs_of(question)}
    lacking = [name for name, value in held.items() if value is None]
    if lacking:
        return MatrixAnswer(who, label, None, say("picture.not_given", names=tuple(lacking)))
    try:
        return MatrixAnswer(who, label, ASKED_BY[question](*held.values()))
    except UnknownFact as error:
        return MatrixAnswer(who, label, None, reason_of(error))
