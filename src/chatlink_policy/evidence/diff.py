"""What changes from one rule to another: who gains a yes and who loses one, in few readable conditions.

Two questions over the same facts are compared on every combination that can occur under either. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from .._arguments import checked
from .._value import Shown, frozen, plain
from ..errors import ChatlinkPolicyError, InvalidQuestion
from ..rendering import Block, Bullets, Paragraph, Title
from ..wording.words import say
from .boolean import Cover, combinations_in, everything, fewest_cubes, reordered, union
from .named_facts import Condition
from .question import Question

__all__ = ["Diff", "NewAccess", "Relation", "diff"]


class Relation(StrEnum):
    """How a new rule stands to an old one, on the combinations that can occur."""

    EQUIVALENT = "equivalent"
    """Both give the same answers."""
    NARROWER = "narrower"
    """Somebody loses a yes, nobody gains one."""
    WIDER = "wider"
    """Somebody gains a yes, nobody loses one."""
    INCOMPARABLE = "incomparable"
    """Somebody gains a yes and somebody loses one."""


def relation(*, gains: bool, loses: bool) -> Relation:
    """The word for a change by which somebody gains, somebody loses, or both."""
    if gains:
        return Relation.INCOMPARABLE if loses else Relation.WIDER
    return Relation.NARROWER if loses else Relation.EQUIVALENT


class NewAccess(ChatlinkPolicyError, AssertionError):
    """Somebody gains a yes that nobody was to gain, or that cannot be ruled out.

    Attributes:
        gains: what is gained, one statement each.
    """

    def __init__(self, gains: tuple[str, ...]) -> None:
        super().__init__(gains)
        self.gains = gains

    def __str__(self) -> str:
        return "\n- ".join(("new access is gained:", *self.gains))


def restated(old: Question[object], new: Question[object]) -> tuple[str, ...]:
    """The facts of the new question, by name, that mean something else than in the old one."""
    before, after = dict(old.restated), dict(new.restated)
    return tuple(each.name for each in new.facts if before.get(each.name) != after.get(each.name))


@frozen
class Diff(Shown):
    """What changes from the old question to the new one, on the combinations that can occur under either.

    Attributes:
        old: the question as it was.
        new: the question as it is, over the same facts.
    """

    old: Question[object]
    new: Question[object]

    def __attrs_post_init__(self) -> None:
        require_same_facts(self.old, self.new)

    @property
    def relation(self) -> Relation:
        """How the new rule stands to the old one, in one word."""
        return relation(gains=bool(self.gained_combinations), loses=bool(self.lost_combinations))

    @property
    def is_new_access(self) -> bool:
        """Whether a yes is gained, or cannot be ruled out because a fact means something else."""
        return bool(self.gained_combinations or self.restated)

    @cached_property
    def gained_combinations(self) -> int:
        """The combinations that get a yes instead of a no, as a set: bit c for combination c of `new`."""
        return _yes_only_in(self.new, self.old)

    @cached_property
    def lost_combinations(self) -> int:
        """The combinations that get a no instead of a yes, as a set: bit c for combination c of `old`."""
        return _yes_only_in(self.old, self.new)

    @property
    def possible_count(self) -> int:
        """How many combinations can occur under either."""
        return _possible(self.new, self.old).bit_count()

    @property
    def gained(self) -> tuple[Condition, ...]:
        """When a yes is gained: these conditions cover the gained combinations and others that cannot occur."""
        return tuple(map(self.new.condition, self._gained.cubes))

    @property
    def lost(self) -> tuple[Condition, ...]:
        """When a yes is lost: these conditions cover the lost combinations and others that cannot occur."""
        return tuple(map(self.old.condition, self._lost.cubes))

    @property
    def is_fewest(self) -> bool:
        """Whether it is proved that no fewer conditions say the same."""
        return self._gained.is_fewest and self._lost.is_fewest

    @property
    def restated(self) -> tuple[str, ...]:
        """The facts, by name, that mean something else under another reading of the documentation."""
        return restated(self.old, self.new)

    @property
    def new_access(self) -> tuple[str, ...]:
        """Every gain in words, and each fact that means something else; empty when nothing is gained."""
        gains = (f"{self.new.says_yes}, {when(each)}" for each in self.gained)
        return (*gains, *self._restated_says())

    def _data(self) -> dict[str, object]:
        def side(combinations: int, conditions: Sequence[Condition], cover: Cover) -> dict[str, object]:
            count = combinations.bit_count()
            return {"combinations": count, "conditions": plain(conditions), "is_fewest": cover.is_fewest}

        return {
            "question": self.new.name,
            "relation": self.relation.value,
            "possible": self.possible_count,
            "gained": side(self.gained_combinations, self.gained, self._gained),
            "lost": side(self.lost_combinations, self.lost, self._lost),
            "restated": list(self.restated),
        }

    @cached_property
    def _gained(self) -> Cover:
        return _cover(self.new, self.old, self.gained_combinations)

    @cached_property
    def _lost(self) -> Cover:
        return _cover(self.old, self.new, self.lost_combinations)

    def _restated_says(self) -> Iterator[str]:
        old = {each.name: each for each in self.old.facts}
        for each in self.new.facts:
            if each.name in self.restated:
                yield say("diff.now_read", old=old[each.name].says, new=each.says)

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("diff.title", question=self.new.name, relation=say(f"relation.{self.relation}")), 2)
        count, gained, lost = self.possible_count, self.gained_combinations, self.lost_combinations
        if gained or lost:
            yield Paragraph(say("diff.counts", count=count, gained=gained.bit_count(), lost=lost.bit_count()))
        else:
            yield Paragraph(say("diff.same", count=count))
        yield from who_changes(self.new, self.gained, self.lost)
        if not self.is_fewest:
            yield Paragraph(say("diff.fewest"))
        if self.restated:
            yield Bullets(list(self._restated_says()), say("diff.restated"))


@checked
def diff(old: Question[object], new: Question[object]) -> Diff:
    """What changes from the old question to the new one.

    Args:
        old: the question as it was.
        new: the question as it is: the same facts by name, in any order.

    Raises:
        InvalidQuestion: when their facts have other names, or another version and so perhaps another meaning.
    """
    return Diff(old, new)


def who_changes(
    question: Question[object], gained: Sequence[Condition], lost: Sequence[Condition]
) -> Iterator[Bullets]:
    """Who gains a yes to the question and who loses one."""
    if gained:
        yield Bullets(list(map(when, gained)), say("gains", says=question.says_yes))
    if lost:
        yield Bullets(list(map(when, lost)), say("loses", says=question.says_no))


def when(condition: Condition) -> str:
    """When that is so: "when the chat is connected", or "always"."""
    return say("when", says=condition.says) if condition.facts else say("always")


# --- Two questions over the same facts --------------------------------------------------------------------------------


def require_same_facts(old: Question[object], new: Question[object]) -> None:
    """Nothing, or `InvalidQuestion` where the facts of two questions differ by name or version."""
    names, others = ({each.name for each in question.facts} for question in (old, new))
    if names != others:
        only = ", ".join(sorted(names ^ others))
        raise InvalidQuestion(f"{old.name} and {new.name}: expected the same facts, only one of the two has {only}")
    if old.version != new.version:
        versions = f"versions {old.version} and {new.version}"
        raise InvalidQuestion(f"{old.name} and {new.name}: expected facts that mean the same, got {versions}")


def carried_over(combinations: int, origin: Question[object], target: Question[object]) -> int:
    """A set of combinations of one question as the same set of another, whose facts may come in another order."""
    names, others = ([each.name for each in question.facts] for question in (origin, target))
    if names == others:
        return combinations
    places = reordered(names, others)
    return union(1 << places[each] for each in combinations_in(combinations))


def _possible(question: Question[object], other: Question[object]) -> int:
    """The combinations of the question that can occur under either."""
    return question.possible | carried_over(other.possible, other, question)


def _yes_only_in(question: Question[object], other: Question[object]) -> int:
    """The combinations of the question that can occur and to which it says yes, the other one no."""
    return question.results & ~carried_over(other.results, other, question) & _possible(question, other)


def _cover(question: Question[object], other: Question[object], wanted: int) -> Cover:
    """Few cubes that cover what is wanted and, where that makes them wider, what cannot occur."""
    stays = _possible(question, other) & ~wanted
    return fewest_cubes(question.size, wanted, everything(question.size) & ~stays)
