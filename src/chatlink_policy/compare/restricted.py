"""The built-in questions as a policy answers them, restricted to what the policy does not decide.

The facts of a built-in question are settings of the policy, properties of the app, and *circumstances*: who owns the
record, who connected the chat, which roles the user has. `restricted_to(policy, ...)` is a question over the
circumstances alone. Two policies, also two that read the documentation differently, so become two questions over the
same facts, which can be compared combination by combination.

The real function is asked twice, of models for which every circumstance is so and of models for which none is. A fact
that is the same both times is settled by the policy or the app; any other is as its circumstance is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from attrs import fields

from .._arguments import checked
from .._value import Model, frozen
from ..defaults import DEFAULT_APPS
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import Decision, Impossible, Question, Row, fact, facts
from ..models import App, Offering
from ..policy import Policy
from ..rules.questions import ASKED_BY, QUESTIONS, inputs_of, named
from ..wording.words import Words, say
from .situations import Situation, Subject

__all__ = ["restricted_to", "subject_says", "subjects"]


# --- Circumstances ----------------------------------------------------------------------------------------------------

_FINER = {
    "owns_record": ("owns_in_person", "the user {owns|does not own} the record in person", "DIS-6 Q-10"),
    "is_connector": ("has_connected_it", "the user {has|has never} connected the chat to the record", "DIS-7 Q-15"),
    "connected_since_sync": (
        "connected_since_sync_again",
        "the chat was {|not }connected after the sync was turned on again",
        "TML-7",
    ),
}
"""What another reading looks at in place of a fact, or the second of two policies that sync since different times."""

_NEVER = (
    (
        "who does not own the record does not own it in person",
        "not owns_record and owns_in_person",
        "DIS-6",
    ),
    (
        "who last connected the chat has connected it",
        "is_connector and not has_connected_it",
        "DIS-7",
    ),
    (
        "nobody has connected a chat that is not connected",
        "has_connected_it and not is_connected",
        "DIS-7",
    ),
    (
        "a chat that is not connected was not connected after anything",
        "not is_connected and connected_since_sync",
        "TML-7",
    ),
    (
        "what was connected after the second time was connected after the first",
        "not connected_since_sync and connected_since_sync_again",
        "TML-7",
    ),
)
"""Circumstances that cannot occur together, in every question that has both."""


def _impossible(names: Collection[str]) -> Iterator[Impossible]:
    for says, condition, cites in _NEVER:
        both = {each.removeprefix("not "): "N" if each.startswith("not ") else "Y" for each in condition.split(" and ")}
        if both.keys() <= set(names):
            yield Impossible(says, " ".join(both.get(name, "*") for name in names), cites)


def _is_settled(fact: str) -> bool:
    """Whether the policy or the app decides a fact: they differ with it."""
    one, other = (Situation({fact: truth}) for truth in (False, True))
    return one.policy != other.policy or one.app != other.app


class _Circumstances:
    """The facts of each question that neither the policy nor the app decides, each class made when first needed.

    `disconnecting_again` also distinguishes a second time since when the sync is on, as a policy compared may have it.
    """

    def __getattr__(self, name: str) -> type[object]:
        question = name.removesuffix("_again")
        if question not in QUESTIONS:
            raise AttributeError(name)
        made: dict[str, object] = {"__module__": __name__, "__qualname__": f"_CIRCUMSTANCES.{name}"}  # to be pickled
        for each in QUESTIONS[question].facts:
            if not _is_settled(each.name):
                says = f"{{{each.says}|{each.otherwise}}}"
                says = Words(says, each.says.key) if isinstance(each.says, Words) else says
                of_it = partial(fact, changed_by=each.changed_by, reaches=each.reaches, seen_by_user=each.seen_by_user)
                made[each.name] = of_it(says, " ".join(each.cites))
                if each.name in _FINER and (name != question or each.name != "connected_since_sync"):
                    finer, says, cites = _FINER[each.name]
                    says = Words(says, f"fact.{finer}")
                    made[finer] = of_it(says, cites)
        found: type[object] = self.__dict__.setdefault(name, facts(type(name, (), made)))
        return found


_CIRCUMSTANCES = _Circumstances()


# --- A question restricted to a policy --------------------------------------------------------------------------------

_SUBJECT_SAYS = {str: "the logical name of a record type", App: "an app", type(None): "nothing"}


def _kind_of_subject(question: str) -> type:
    inputs = inputs_of(question)
    return App if "app" in inputs else str if "record" in inputs else type(None)


@frozen
class _Rule(Model):
    """The rule of a question under a policy.

    Attributes:
        question: the question as the policy's readings have it.
        settled: a combination of its facts in which the settled ones are as the policy has them, the others false.
        read_from: the bit of each other fact, with the name of the circumstance that it follows.
    """

    question: Question[object]
    settled: int
    read_from: tuple[tuple[int, str], ...]

    def __call__(self, circumstances: object) -> bool:
        so = sum(bit for bit, name in self.read_from if getattr(circumstances, name))
        return bool(self.question.results >> (self.settled | so) & 1)

    def rows(self, names: Sequence[str]) -> Iterator[Row]:
        """The rows of the documentation that the policy lets apply, over the circumstances of these names."""
        others = sum(bit for bit, _ in self.read_from)
        for row in self.question.documented:
            cube = self.question.cube(row)
            if (cube.value ^ self.settled) & cube.mask & ~others == 0:
                so = {name: "Y" if cube.value & bit else "N" for bit, name in self.read_from if cube.mask & bit}
                yield Row(row.label, " ".join(so.get(name, "*") for name in names), row.allowed, row.source)


def _asked(policy: Policy, question: str, subject: Subject, truth: bool) -> Decision[object]:
    """The answer under that policy where every circumstance is so, or none."""
    so = dict.fromkeys(QUESTIONS[question].bits, truth)
    models = Situation(so, subject, connected_on=datetime.max.replace(tzinfo=UTC))
    inputs = (policy if name == "policy" else getattr(models, name) for name in inputs_of(question))
    return ASKED_BY[question](*inputs)


def _rule(policy: Policy, question: str, subject: Subject, *, again: bool) -> _Rule:
    """The rule; with `again` the sync is on since the second of two times."""
    finer = {
        "owns_record": policy.readings.team_records_have_no_owner,
        "is_connector": policy.readings.anyone_who_connected_is_connector,
        "connected_since_sync": again,
    }
    none, every = (_asked(policy, question, subject, truth) for truth in (False, True))
    asked, others = every.question, every.combination ^ none.combination
    read_from = [
        (bit, _FINER[name][0] if finer.get(name) else name) for name, bit in asked.bits.items() if others & bit
    ]
    return _Rule(asked, every.combination & ~others, tuple(read_from))


@checked
def restricted_to(
    policy: Policy, question: str, subject: Subject, *, compared_with: Policy | None = None
) -> Question[object]:
    """A built-in question as that policy answers it, over the circumstances that the policy does not decide.

    Questions of the same name have the same facts whatever the policy and its readings, and so can be compared
    combination by combination. Only what counts as connected "after the sync was turned on" depends on the policy:
    give each of two policies the other as `compared_with`, and where both sync since different times, the circumstances
    distinguish the two.

    Args:
        policy: the settings and readings.
        question: the name of a built-in question ("disconnecting").
        subject: what it is about: a record type's logical name, an app, or None.
        compared_with: the policy with whose answers these are to be compared.

    Returns:
        The question, of the same name as the built-in one. The rows of the documentation that decide a combination are
        in `documented`, as far as the policy lets them apply.

    Raises:
        UnknownFact: for a record type whose settings could not be read, and for a timeline sync that is on since an
            unknown time.
        InvalidValue: when there is no question of that name, and for a subject that the question is not about.
    """
    kind, built_in = _kind_of_subject(question), named(question)
    if not isinstance(subject, kind):
        raise InvalidValue("subject", f"{_SUBJECT_SAYS[kind]}, for {question}", shown(subject))
    both = (policy, compared_with or policy)
    times = {since for each in both if each.timeline_sync is not False and (since := each.timeline_sync_since)}
    distinguished = len(times) > 1 and "connected_since_sync" in built_in.bits
    circumstances = getattr(_CIRCUMSTANCES, question + "_again" * distinguished)
    names = [each.name for each in fields(circumstances)]
    rule = _rule(policy, question, subject, again=distinguished and policy.timeline_sync_since == max(times))
    about = None if subject is None else subject_says(subject)
    return Question(
        question,
        circumstances,
        rule,
        says_yes=built_in.says_yes if about is None else say("cited", says=built_in.says_yes, cites=about),
        says_no=built_in.says_no if about is None else say("cited", says=built_in.says_no, cites=about),
        documented=rule.rows(names),
        impossible=_impossible(names),
        derived_from=built_in.derived_from,
        version=built_in.version,
    )


# --- What a question is about -----------------------------------------------------------------------------------------


def subject_says(subject: Subject) -> str:
    """What a question is about, as one short name; empty for nothing."""
    return subject.unique_name if isinstance(subject, App) else subject or ""


@checked
def subjects(question: str, *policies: Policy, apps: Iterable[App] = DEFAULT_APPS) -> tuple[Subject, ...]:
    """What a question is worth asking about under these policies.

    For a question about record types: each that has settings in one of the policies or could not be read there, and
    one stand-in for any other, where the first policy and another differ on it or one could not be read.

    For a question about apps: the given ones. Where the selection of apps counts, each other app that a policy selects
    is added, and one stand-in for any other as above. Only its name is known, so it is taken as a single-session
    custom app; a multi-session one differs only where that one does.

    Raises:
        InvalidValue: when there is no question of that name.
    """
    kind = _kind_of_subject(question)
    if kind is type(None):
        return (None,)
    if kind is App:
        return _apps(question, policies, tuple(dict.fromkeys(apps)))
    known = {each.record_type for policy in policies for each in policy.record_types}
    known.update(*(policy.unreadable_record_types for policy in policies))
    return (*sorted(known), *_if_it_differs(question, policies, _unused("any_other_record_type", known)))


def _apps(question: str, policies: Sequence[Policy], apps: tuple[App, ...]) -> tuple[Subject, ...]:
    if "app_is_selected" not in QUESTIONS[question].bits:
        return apps
    selections = (policy.selected_apps for policy in policies)
    selected = {name for names in selections if isinstance(names, frozenset) for name in names}
    given = {app.unique_name for app in apps}
    *others, any_other = (
        App(name, Offering.CUSTOM, is_multisession=False)
        for name in (*sorted(selected - given), _unused("any_other_app", selected | given))
    )
    return (*apps, *others, *_if_it_differs(question, policies, any_other))


def _unused(name: str, used: Iterable[str]) -> str:
    while name in used:
        name += "_"
    return name


def _if_it_differs(question: str, policies: Sequence[Policy], subject: Subject) -> tuple[Subject, ...]:
    return (subject,) if any(differ(policies[0], each, question, subject) for each in policies[1:]) else ()


def differ(old: Policy, new: Policy, question: str, subject: Subject) -> bool:
    """Whether two policies answer a question about that differently in some situation, or that is unknown."""
    try:
        before = restricted_to(old, question, subject, compared_with=new)
        after = restricted_to(new, question, subject, compared_with=old)
        return (before.results ^ after.results) & before.possible != 0
    except UnknownFact:
        return True
