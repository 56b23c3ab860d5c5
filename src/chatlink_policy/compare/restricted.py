"""The built-in questions as a policy answers them, restricted to what the policy does not decide.

The facts of a built-in question are settings of the policy, properties of the app, and *circumstances*: who owns the
record, who connected the chat, which roles the user has. `restricted_to(policy, ...)` is a question over the
circumstances alone. Two policies, also two that read the documentation differently, so become two questions over the
same facts, which can be compared combination by combination: each is built as the smallest models that have it, and the
real functions are asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, fields

from .._arguments import checked
from .._value import Model, frozen
from ..defaults import DEFAULT_APPS
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import Decision, Impossible, Question, Row, fact, facts
from ..evidence.boolean import Cube, members
from ..models import App, Offering
from ..policy import Policy
from ..rules.questions import QUESTIONS
from ..rules.scenario import Scenario
from .situations import FINER, Situation, Subject, ask, inputs_of, named

__all__ = ["restricted_to", "subject_says", "subjects"]

_LAST_OF_ALL = datetime.max.replace(tzinfo=UTC)

# --- Circumstances ----------------------------------------------------------------------------------------------------

_SAYS_OF_FINER = {
    "owns_in_person": ("the user {owns|does not own} the record in person", "DIS-6 Q-10"),
    "has_connected_it": ("the user {has|has never} connected the chat to the record", "DIS-7 Q-15"),
    "connected_since_sync_again": ("the chat was {|not }connected after the sync was turned on again", "TML-7"),
}

_NEVER = (
    ("who does not own the record does not own it in person", "not owns_record and owns_in_person", "DIS-6"),
    ("who last connected the chat has connected it", "is_connector and not has_connected_it", "DIS-7"),
    ("nobody has connected a chat that is not connected", "has_connected_it and not is_connected", "DIS-7"),
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
                made[each.name] = fact(
                    f"{{{each.says}|{each.otherwise}}}", " ".join(each.cites), each.changed_by, each.reaches
                )
                if each.name in FINER and (name != question or each.name != "connected_since_sync"):
                    made[FINER[each.name]] = fact(*_SAYS_OF_FINER[FINER[each.name]], each.changed_by, each.reaches)
        found: type[object] = self.__dict__.setdefault(name, facts(type(name, (), made)))
        return found


_CIRCUMSTANCES = _Circumstances()


def _synced_since(question: str, policy: Policy, compared_with: Policy | None) -> tuple[datetime, ...]:
    """When the sync was turned on in one and in the other policy, in order; none where it is off or does not count."""
    if "connected_since_sync" not in (each.name for each in named(question).facts):
        return ()
    turned_on = {
        each.timeline_sync_since
        for each in (policy, compared_with or policy)
        if each.timeline_sync is not False and each.timeline_sync_since is not None
    }
    if _LAST_OF_ALL in turned_on:
        raise InvalidValue("Policy.timeline_sync_since", "a time that has a later one", shown(_LAST_OF_ALL))
    return tuple(sorted(turned_on))


# --- A question restricted to a policy --------------------------------------------------------------------------------

_SUBJECT_SAYS: Mapping[type, str] = MappingProxyType(
    {str: "the logical name of a record type", App: "an app", type(None): "nothing"}
)


def _kind_of_subject(question: str) -> type:
    inputs = inputs_of(question)
    return App if "app" in inputs else str if "record" in inputs else type(None)


@frozen
class _Restricted(Model):
    """The rule of a question under a policy: builds the models of the circumstances and asks."""

    question: str
    policy: Policy
    subject: Subject
    synced_since: tuple[datetime, ...]

    def __attrs_post_init__(self) -> None:
        kind = _kind_of_subject(self.question)
        if not isinstance(self.subject, kind):
            raise InvalidValue("subject", f"{_SUBJECT_SAYS[kind]}, for {self.question}", shown(self.subject))

    def scenario(self, truths: Mapping[str, bool]) -> Scenario:
        return Situation(truths, self.subject, self.synced_since).scenario(self.question, self.policy)

    def asked(self) -> Question[object]:
        built_in, again = QUESTIONS[self.question], "_again" * (len(self.synced_since) > 1)
        circumstances = getattr(_CIRCUMSTANCES, self.question + again)
        names = [each.name for each in fields(circumstances)]
        about = "" if self.subject is None else f" ({subject_says(self.subject)})"
        return Question(
            built_in.name,
            circumstances,
            self,
            says_yes=built_in.says_yes + about,
            says_no=built_in.says_no + about,
            impossible=_impossible(names),
            derived_from=built_in.derived_from,
            version=built_in.version,
        )

    @cached_property
    def decisions(self) -> Mapping[object, Decision[object]]:
        """Every combination of the circumstances, asked once."""
        asked = self.asked()
        names = [each.name for each in asked.facts]
        every = ((asked.facts_at(each), asked.truths(each)) for each in range(1 << asked.size))
        return {
            circumstances: ask(self.question, self.scenario(dict(zip(names, truths, strict=True))))
            for circumstances, truths in every
        }

    def __call__(self, circumstances: object) -> bool:
        return self.decisions[circumstances].allowed


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
    rule = _Restricted(question, policy, subject, _synced_since(question, policy, compared_with))
    asked = rule.asked()
    return evolve(asked, documented=_rows(asked, rule))  # which asks all of it: what cannot be read is said now


def _rows(asked: Question[object], rule: _Restricted) -> list[Row]:
    """The rows of the documentation, each as the circumstances in which it decides.

    Each fact of a built-in question is a setting or follows one circumstance, so a row covers a cube of circumstances.
    """
    decides: dict[str, list[int]] = {}
    for combination, decision in enumerate(rule.decisions.values()):
        if asked.possible >> combination & 1:
            for label in decision.documented_by:
                decides.setdefault(label, []).append(combination)
    return [
        Row(row.label, asked.letters(_cube(asked, decides[row.label], row.allowed)), row.allowed, row.source)
        for row in QUESTIONS[asked.name].documented
        if row.label in decides
    ]


def _cube(asked: Question[object], combinations: Sequence[int], allowed: bool) -> Cube:
    """The cube of these possible combinations; it may cover impossible ones too, of the same answer."""
    mask = (1 << asked.size) - 1
    for each in combinations:
        mask &= ~(each ^ combinations[0])
    may_cover = sum(1 << each for each in combinations) | ~asked.possible & (
        asked.results if allowed else ~asked.results
    )
    for bit in range(asked.size):
        wider = Cube(mask & ~(1 << bit), combinations[0] & mask & ~(1 << bit))
        if members(asked.size, wider) & ~may_cover == 0:
            mask = wider.mask
    return Cube(mask, combinations[0] & mask)


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
    if "app_is_selected" not in (each.name for each in QUESTIONS[question].facts):
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
        return before.results != restricted_to(new, question, subject, compared_with=old).results
    except UnknownFact:
        return True
