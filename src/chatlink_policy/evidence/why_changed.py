"""Why did the answer change? Which of the facts that changed caused it, which are noise, and was it the rule?

Each fact that is different now is a change, and so is a rule that answers otherwise. A set of changes that turns the
old answer into the new one, and no part of which does, is a cause. All of them are found by trying every set.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from .._arguments import checked
from .._value import Model, Shown, frozen, plain
from ..rendering import Block, Bullets, Paragraph, Title, yes_no
from ..wording.words import joined, say
from .boolean import smallest_flips
from .diff import carried_over, require_same_facts, restated
from .named_facts import ChangedBy, Condition, Fact
from .question import Decision

__all__ = ["Cause", "CauseKind", "WhyChanged", "why_changed"]


class CauseKind(StrEnum):
    """What kind of change makes an answer change."""

    POLICY = "policy"
    """A setting: a fact that an administrator changes."""
    CIRCUMSTANCES = "circumstances"
    """The user, chat, record or app: any other fact."""
    RULE = "rule"
    """The rule, or what one of its facts means."""


@frozen
class Cause(Model):
    """A smallest set of changes that turns the old answer into the new one; no part of it does.

    Attributes:
        became: the facts among them, as they are now.
        with_rule: whether the new rule is one of them.
    """

    became: Condition
    with_rule: bool

    @property
    def says(self) -> str:
        """The changes in words."""
        facts = [say("evidence.why.facts", says=self.became.says)] if self.became.facts else []
        return joined([*facts, *([say("evidence.why.rule")] if self.with_rule else [])], "and")


@frozen
class WhyChanged(Shown):
    """Why one answer became another.

    A cause may pass through a combination that cannot occur: a chat that is disconnected loses its connector at the
    same moment, and each of the two alone would do.

    Attributes:
        before: the decision as it was.
        after: the decision as it is, over the same facts.
    """

    before: Decision[object]
    after: Decision[object]

    def __attrs_post_init__(self) -> None:
        require_same_facts(self.before.question, self.after.question)

    @property
    def is_changed(self) -> bool:
        """Whether the answer is another one."""
        return self.before.allowed != self.after.allowed

    @property
    def changed(self) -> tuple[Fact, ...]:
        """The facts that are different now, in the words and the order of the question asked last."""
        before, after = self.before.to_facts(), self.after.to_facts()
        return tuple(each for each in self.after.question.facts if before[each.name] != after[each.name])

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Every smallest set of changes that turns the answer, those of fewer changes first; none where it stayed."""
        if not self.is_changed:
            return ()
        origin, question = self.before.question, self.after.question
        before = carried_over(1 << self.before.combination, origin, question).bit_length() - 1
        rule = 1 << question.size  # one fact more, the highest bit: whether the new rule is asked
        yes = carried_over(origin.results, origin, question) | question.results << rule
        flips = smallest_flips(question.size + 1, yes if self.after.allowed else ~yes, before)
        changed = before ^ self.after.combination | rule
        return tuple(
            Cause(Condition(*question.select(flip, self.after.combination)), with_rule=bool(flip & rule))
            for flip in flips
            if not flip & ~changed
        )

    @property
    def responsible(self) -> tuple[Fact, ...]:
        """The changed facts that are part of some cause, in the order of the question."""
        names = {each.name for cause in self.causes for each in cause.became.facts}
        return tuple(each for each in self.changed if each.name in names)

    @property
    def noise(self) -> tuple[Fact, ...]:
        """The changed facts that are part of no cause: without them the answer would have changed as well."""
        return tuple(each for each in self.changed if each not in self.responsible)

    @property
    def cause_kinds(self) -> tuple[CauseKind, ...]:
        """Whether policy, circumstances or the rule caused it, or several of them; none where nothing changed.

        A responsible fact that means something else under the new reading of the documentation counts as the rule too:
        whether the fact changed or only its meaning cannot be known.
        """
        by_administrator = {each.changed_by is ChangedBy.ADMINISTRATOR for each in self.responsible}
        other_meaning = restated(self.before.question, self.after.question)
        found = {
            CauseKind.POLICY: True in by_administrator,
            CauseKind.CIRCUMSTANCES: False in by_administrator,
            CauseKind.RULE: any(each.with_rule for each in self.causes)
            or any(each.name in other_meaning for each in self.responsible),
        }
        return tuple(kind for kind, is_one in found.items() if is_one)

    def _data(self) -> dict[str, object]:
        return {
            "question": self.after.question.name,
            "before": self.before.allowed,
            "after": self.after.allowed,
            "causes": plain(self.causes),
            "cause_kinds": plain(self.cause_kinds),
            "responsible": [each.name for each in self.responsible],
            "noise": [each.name for each in self.noise],
        }

    def _blocks(self) -> Iterable[Block]:
        question, now = self.after.question, self.after.to_facts()
        before, after = yes_no(self.before.allowed), yes_no(self.after.allowed)
        key = "evidence.why.changed" if self.is_changed else "evidence.why.same"
        yield Title(say(key, question=question.name, before=before, after=after), 2)
        yield Paragraph(say("evidence.why.now", says=question.says_yes if self.after.allowed else question.says_no))
        if self.causes:
            kinds = joined((say(f"evidence.why.by.{each}") for each in self.cause_kinds), "plain_and")
            yield Bullets([each.says for each in self.causes], say("evidence.why.by", kinds=kinds))
        if self.noise:
            yield Bullets([each.when(now[each.name]) for each in self.noise], say("evidence.why.noise"))
        if not self.changed and not self.is_changed:
            yield Paragraph(say("evidence.why.nothing"))


@checked
def why_changed(before: Decision[object], after: Decision[object]) -> WhyChanged:
    """Why one decision became another: which of the changed facts caused it, which are noise, was it the rule.

    Args:
        before: the decision as it was.
        after: the decision as it is: of a question over the same facts; its rule may be another.

    Raises:
        InvalidQuestion: when the two are about different facts.
    """
    return WhyChanged(before, after)
