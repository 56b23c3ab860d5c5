"""The built-in questions as a given policy answers them, over what the policy does not decide.

The facts of a built-in question are partly settings and partly *circumstances*: who owns the record, who connected the
chat, which roles the user has. `under(policy, ...)` is a question over the circumstances alone, the settings being
those of the policy. Two policies, also two that read the page differently, so become two questions over the same
facts, which can be compared combination by combination. Nothing about the rules is known here: each combination of
circumstances is built as the smallest models that have it, and the real functions are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from attrs import evolve, fields

from .._arguments import checked
from .._model import Model
from .._value import frozen
from ..defaults import DEFAULT_APPS, GLOBAL_DISCONNECT_PRIVILEGE, PRODUCTIVITY_TOOLS_USER
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import ChangedBy, Decision, Fact, Impossible, Question, Row, fact, facts
from ..evidence.boolean import Cube, members
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
from ..policy import Policy
from ..rules.enablement import ENABLEMENT
from ..rules.questions import QUESTIONS
from ..rules.scenario import Scenario, evaluate

__all__ = ["Subject", "ask", "scenario_of", "subject_says", "subjects", "under"]

Subject = str | App | None
"""What a question is asked about besides its circumstances.

The logical name of a record type (connecting, disconnecting, joining, timeline_entry), an app (enablement,
timeline_open), or nothing (timeline_configure).
"""


@checked
def ask(question: str, scenario: Scenario) -> Decision[object]:
    """The answer to one built-in question for a scenario, as `evaluate` gives it.

    Raises:
        UnknownFact: when an input is missing, or settings could not be read: neither yes nor no.
        InvalidValue: for a name that is no question's.
    """
    _world(question)
    outcome = evaluate(scenario)
    decision = outcome.decisions.get(question)
    if decision is None:
        found = next(each for each in outcome.not_asked if each.question == question)
        raise UnknownFact(found.because or f"{question} {found.says}: neither yes nor no")
    return decision


# --- Circumstances ----------------------------------------------------------------------------------------------------


def _as_in(question: str, name: str) -> bool:
    """The fact of a built-in question, in the same words."""
    same: Fact = next(each for each in QUESTIONS[question].facts if each.name == name)
    return fact(f"{{{same.says}|{same.otherwise}}}", " ".join(same.cites), same.changed_by)


@facts
class EnablementCircumstances:
    """What the policy and the app leave open of enablement."""

    profile_has_chat: bool = _as_in("enablement", "profile_has_chat")
    has_pane_permissions: bool = _as_in("enablement", "has_pane_permissions")


@facts
class ConnectCircumstances:
    """What the policy leaves open of connecting."""

    is_group_chat: bool = _as_in("connecting", "is_group_chat")


@facts
class DisconnectCircumstances:
    """What the policy leaves open of disconnecting: every reading of it asks about one of the two of a kind."""

    owns_record: bool = _as_in("disconnecting", "owns_record")
    owns_in_person: bool = fact("the user {owns|does not own} the record in person", "DIS-6 Q-10", ChangedBy.ASSIGNMENT)
    is_connector: bool = _as_in("disconnecting", "is_connector")
    has_connected_it: bool = fact(
        "the user {has|has never} connected the chat to the record", "DIS-7 Q-15", ChangedBy.HISTORY
    )
    has_global_right: bool = _as_in("disconnecting", "has_global_right")
    is_connected: bool = _as_in("disconnecting", "is_connected")


@facts
class JoinCircumstances:
    """What the policy leaves open of joining."""

    is_connected: bool = _as_in("joining", "is_connected")
    can_write: bool = _as_in("joining", "can_write")


@facts
class TimelineEntryCircumstances:
    """What the policy leaves open of the timeline entry."""

    is_connected: bool = _as_in("timeline_entry", "is_connected")
    connected_since_sync: bool = _as_in("timeline_entry", "connected_since_sync")
    record_is_activity: bool = _as_in("timeline_entry", "record_is_activity")


@facts
class TimelineEntryTwiceCircumstances:
    """The same where two policies have turned the sync on at different times."""

    is_connected: bool = _as_in("timeline_entry", "is_connected")
    connected_since_sync: bool = _as_in("timeline_entry", "connected_since_sync")
    connected_since_sync_again: bool = fact(
        "the chat was {|not }connected after the sync was turned on again", "TML-7", ChangedBy.HISTORY
    )
    record_is_activity: bool = _as_in("timeline_entry", "record_is_activity")


@facts
class TimelineOpenCircumstances:
    """What the policy and the app leave open of opening a chat from the timeline."""

    profile_has_chat: bool = _as_in("timeline_open", "profile_has_chat")


@facts
class TimelineConfigureCircumstances:
    """The fact of configuring the timeline sync, of which a policy decides nothing."""

    is_global_administrator: bool = _as_in("timeline_configure", "is_global_administrator")


# --- Circumstances to models ------------------------------------------------------------------------------------------

USER = "user"
TEAM = "team"
CHAT = "19:chat@thread.v2"
RECORD = "record"
GLOBAL_RIGHT = Role("Global disconnect right", [GLOBAL_DISCONNECT_PRIVILEGE])
WITHOUT_CHAT = Profile("Without chat", chat_in_pane=False)
CONNECTED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the chat was connected, where no other time is asked for."""

_LATER = timedelta(days=1)
_JUST_AFTER = timedelta(microseconds=1)
_LAST_OF_ALL = datetime.max.replace(tzinfo=UTC)

_Moments = tuple[datetime, ...]
"""When the sync was turned on: at one time, or at two where the compared policies differ in it."""

# Contradictory circumstances, which `impossible` names, are read so that a policy of the chosen readings answers by its
# own facts alone: the reasons of a possible combination then name nothing that does not count.


def _enablement(policy: Policy, app: App, f: EnablementCircumstances, _: _Moments) -> Scenario:
    user = User(
        USER,
        roles=[PRODUCTIVITY_TOOLS_USER] if f.has_pane_permissions else [],
        profile=None if f.profile_has_chat else WITHOUT_CHAT,
    )
    return Scenario(policy=policy, app=app, user=user)


def _connecting(policy: Policy, record_type: str, f: ConnectCircumstances, _: _Moments) -> Scenario:
    kind = ChatKind.GROUP if f.is_group_chat else ChatKind.ONE_ON_ONE
    return Scenario(policy=policy, chat=Chat(CHAT, kind), record=Record(record_type, RECORD, NOBODY))


def _disconnecting(policy: Policy, record_type: str, f: DisconnectCircumstances, _: _Moments) -> Scenario:
    owner = NOBODY if not f.owns_record else Owner(user=USER) if f.owns_in_person else Owner(team=TEAM)
    user = User(
        USER,
        roles=[GLOBAL_RIGHT] if f.has_global_right else [],
        teams=[TEAM] if owner.team else [],
    )
    if not f.is_connected:
        links = []
    elif f.is_connector:
        links = [_link(record_type, USER)]
    elif f.has_connected_it:
        links = [_link(record_type, USER), _link(record_type, None, CONNECTED + _LATER)]
    else:
        links = [_link(record_type, None)]
    return Scenario(policy=policy, user=user, chat=_chat(links), record=Record(record_type, RECORD, owner))


def _joining(policy: Policy, record_type: str, f: JoinCircumstances, _: _Moments) -> Scenario:
    return Scenario(
        policy=policy,
        chat=_chat([_link(record_type, None)] if f.is_connected else []),
        record=Record(record_type, RECORD, NOBODY),
        access=AccessRights.WRITE if f.can_write else AccessRights.NONE,
    )


def _timeline_entry(
    policy: Policy,
    record_type: str,
    f: TimelineEntryCircumstances | TimelineEntryTwiceCircumstances,
    moments: _Moments,
) -> Scenario:
    if not f.connected_since_sync:
        connected_on = moments[0]
    elif isinstance(f, TimelineEntryTwiceCircumstances) and not f.connected_since_sync_again:
        connected_on = moments[-1]
    else:
        connected_on = moments[-1] + _JUST_AFTER
    metadata = RecordType(record_type, [], is_activity=f.record_is_activity, is_virtual=False, has_update_filter=False)
    return Scenario(
        policy=policy,
        chat=_chat([_link(record_type, None, connected_on)] if f.is_connected else []),
        record=Record(record_type, RECORD, NOBODY),
        record_type=metadata,
    )


def _timeline_open(policy: Policy, app: App, f: TimelineOpenCircumstances, _: _Moments) -> Scenario:
    return Scenario(policy=policy, app=app, user=User(USER, profile=None if f.profile_has_chat else WITHOUT_CHAT))


def _timeline_configure(policy: Policy, _: None, f: TimelineConfigureCircumstances, __: _Moments) -> Scenario:
    return Scenario(policy=policy, user=User(USER, is_global_administrator=f.is_global_administrator))


def _chat(links: Sequence[ChatLink]) -> Chat:
    return Chat(CHAT, ChatKind.GROUP, links=links)


def _link(record_type: str, user: str | None, connected_on: datetime = CONNECTED) -> ChatLink:
    return ChatLink(record_type, RECORD, connected_by=user, connected_on=connected_on)


class _World(NamedTuple):
    """How a question is asked: about what, over which circumstances, with which models."""

    subject: type[str] | type[App] | type[None]
    facts_type: type[object]
    scenario: Callable[..., Scenario]
    impossible: tuple[Impossible, ...] = ()


_WORLDS: Mapping[str, _World] = MappingProxyType(
    {
        "enablement": _World(App, EnablementCircumstances, _enablement),
        "connecting": _World(str, ConnectCircumstances, _connecting),
        "disconnecting": _World(
            str,
            DisconnectCircumstances,
            _disconnecting,
            (
                # owns, in person, connector, has connected, global right, connected
                Impossible("who does not own the record does not own it in person", "N Y * * * *", "DIS-6"),
                Impossible("who last connected the chat has connected it", "* * Y N * *", "DIS-7"),
                Impossible("nobody has connected a chat that is not connected", "* * * Y * N", "DIS-7"),
            ),
        ),
        "joining": _World(str, JoinCircumstances, _joining),
        "timeline_entry": _World(
            str,
            TimelineEntryCircumstances,
            _timeline_entry,
            (Impossible("a chat that is not connected was not connected after anything", "N Y *", "TML-7"),),
        ),
        "timeline_open": _World(App, TimelineOpenCircumstances, _timeline_open),
        "timeline_configure": _World(type(None), TimelineConfigureCircumstances, _timeline_configure),
    }
)

_TIMELINE_ENTRY_TWICE = _World(
    str,
    TimelineEntryTwiceCircumstances,
    _timeline_entry,
    (
        Impossible("a chat that is not connected was not connected after anything", "N Y * *", "TML-7"),
        Impossible("what was connected after the second time was connected after the first", "* N Y *", "TML-7"),
    ),
)


def _world(question: str, moments: _Moments = ()) -> _World:
    if question not in _WORLDS:
        raise InvalidValue("question", f"one of {', '.join(_WORLDS)}", shown(question))
    return _TIMELINE_ENTRY_TWICE if question == "timeline_entry" and len(moments) > 1 else _WORLDS[question]


_SUBJECT_SAYS: Mapping[type, str] = MappingProxyType(
    {str: "the logical name of a record type", App: "an app", type(None): "nothing"}
)


def _moments(policy: Policy, compared_with: Policy | None) -> _Moments:
    """When the sync was turned on in one and in the other policy, in order; a time of no meaning where it is off."""
    turned_on = {
        each.timeline_sync_since
        for each in (policy, compared_with or policy)
        if each.timeline_sync is not False and each.timeline_sync_since is not None
    }
    if _LAST_OF_ALL in turned_on:
        raise InvalidValue("Policy.timeline_sync_since", "a time that has a later one", shown(_LAST_OF_ALL))
    return tuple(sorted(turned_on)) or (CONNECTED,)


# --- The question under a policy --------------------------------------------------------------------------------------


@frozen
class _Asked(Model):
    """The rule of a question under a policy: builds the models of the circumstances and asks."""

    question: str
    policy: Policy
    subject: Subject
    moments: _Moments

    def __attrs_post_init__(self) -> None:
        kind = self.world.subject
        if not isinstance(self.subject, kind):
            raise InvalidValue("subject", f"{_SUBJECT_SAYS[kind]}, for {self.question}", shown(self.subject))

    @property
    def world(self) -> _World:
        return _world(self.question, self.moments)

    def scenario(self, circumstances: object) -> Scenario:
        return self.world.scenario(self.policy, self.subject, circumstances, self.moments)

    @cached_property
    def decisions(self) -> Mapping[object, Decision[object]]:
        """Every combination of the circumstances, in their order, asked once."""
        return {each: ask(self.question, self.scenario(each)) for each in _every(self.world.facts_type)}

    def __call__(self, circumstances: object) -> bool:
        return self.decisions[circumstances].allowed


def _every(facts_type: type[Any]) -> Iterator[object]:
    names = [each.name for each in fields(facts_type)]
    for truths in product((False, True), repeat=len(names)):
        yield facts_type(**dict(zip(names, truths, strict=True)))


@checked
def under(policy: Policy, question: str, subject: Subject, *, compared_with: Policy | None = None) -> Question[object]:
    """A built-in question as that policy answers it, over the circumstances that the policy does not decide.

    Questions of the same name have the same facts whatever the policy and its readings, and so can be compared
    combination by combination. One thing more is needed for `timeline_entry`: what counts as connected "after the sync
    was turned on" is a matter of the policy too. Give the other policy as `compared_with`, and this one to the other:
    where both sync since different times, the circumstances then tell both times apart.

    Args:
        policy: the settings and readings.
        question: the name of a built-in question ("disconnecting").
        subject: what it is asked about: a record type's logical name, an app, or None.
        compared_with: the policy whose answers these are to be compared with.

    Returns:
        The question, of the same name as the built-in one. The rows of the page that decide a combination stand in
        `documented`, as far as the policy lets them apply.

    Raises:
        UnknownFact: for a record type whose settings could not be read, and for a timeline sync on since nobody
            knows when.
        InvalidValue: for a name that is no question's, and for a subject that is not what the question is about.
    """
    asked = _question(_Asked(question, policy, subject, _moments(policy, compared_with)))
    return evolve(asked, documented=_rows(asked))  # which asks all of it: what cannot be read is said now


def _question(rule: _Asked) -> Question[object]:
    built_in, world = QUESTIONS[rule.question], rule.world
    return Question(
        built_in.name,
        world.facts_type,
        rule,
        says_yes=_about(built_in.says_yes, rule.subject),
        says_no=_about(built_in.says_no, rule.subject),
        impossible=world.impossible,
        derived_from=built_in.derived_from,
        version=built_in.version,
    )


def _about(says: str, subject: Subject) -> str:
    return says if subject is None else f"{says} ({subject_says(subject)})"


def _rows(asked: Question[object]) -> list[Row]:
    """The rows of the page, each as the circumstances in which it decides.

    Each fact of a built-in question is a setting or follows one circumstance, so a row covers a cube of circumstances.
    """
    decisions = cast("_Asked", asked.rule).decisions
    decides: dict[str, list[int]] = {}
    for combination, decision in enumerate(decisions.values()):
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


@checked
def scenario_of(
    policy: Policy,
    question: str,
    subject: Subject,
    combination: int,
    *,
    compared_with: Policy | None = None,
) -> Scenario:
    """The smallest models that have these circumstances under that policy, as `evaluate` takes them.

    Args:
        policy: the settings and readings.
        question: the name of a built-in question.
        subject: what it is asked about, as for `under`.
        combination: a combination of the circumstances, as an integer; the first one is the highest bit.
        compared_with: as for `under`.

    Raises:
        InvalidValue: also for a combination that there is not, or that cannot occur.
    """
    rule = _Asked(question, policy, subject, _moments(policy, compared_with))
    asked = _question(rule)
    if not 0 <= combination < 1 << asked.size or not asked.possible >> combination & 1:
        raise InvalidValue("combination", f"one of {question} that can occur", shown(combination))
    return rule.scenario(asked.facts_at(combination))


def scenario_with(policy: Policy, question: str, subject: Subject, circumstances: Mapping[str, bool]) -> Scenario:
    """The same for circumstances by name; what is no circumstance of the question is passed over."""
    rule = _Asked(question, policy, subject, _moments(policy, None))
    names = [each.name for each in fields(cast("Any", rule.world.facts_type))]
    return rule.scenario(rule.world.facts_type(**{name: circumstances[name] for name in names}))


# --- What a question is asked about -----------------------------------------------------------------------------------

_ANY_OTHER_RECORD_TYPE = "any_other_record_type"
_ANY_OTHER_APP = "any_other_app"


def subject_says(subject: Subject) -> str:
    """What a question is asked about, as one short name; the empty one for nothing."""
    return subject.unique_name if isinstance(subject, App) else subject or ""


@checked
def subjects(question: str, *policies: Policy, apps: Iterable[App] = DEFAULT_APPS) -> tuple[Subject, ...]:
    """What a question is worth asking about under these policies.

    For a question about record types: each that has settings in one of the policies or could not be read there; one
    stand-in for any other record type, where the first policy and another differ on it or one could not be read.

    For a question about apps: the given ones. Enablement depends on the app's name too: each other app that one of the
    policies selects is added, and one stand-in for any other app as above. Only its name is known, so it stands there
    as a single-session custom app; a multi-session one differs only where that one does.

    Raises:
        InvalidValue: for a name that is no question's.
    """
    kind = _world(question).subject
    if kind is type(None):
        return (None,)
    if kind is App:
        return _apps(question, policies, tuple(dict.fromkeys(apps)))
    known = {each.record_type for policy in policies for each in policy.record_types}
    known.update(*(policy.unreadable_record_types for policy in policies))
    return (*sorted(known), *_if_it_differs(question, policies, _unused(_ANY_OTHER_RECORD_TYPE, known)))


def _apps(question: str, policies: Sequence[Policy], apps: tuple[App, ...]) -> tuple[Subject, ...]:
    if question != ENABLEMENT.name:
        return apps
    selections = (policy.selected_apps for policy in policies)
    selected = {name for names in selections if isinstance(names, frozenset) for name in names}
    given = {app.unique_name for app in apps}
    others = [_stand_in(name) for name in sorted(selected - given)]
    any_other = _stand_in(_unused(_ANY_OTHER_APP, selected | given))
    return (*apps, *others, *_if_it_differs(question, policies, any_other))


def _stand_in(name: str) -> App:
    return App(name, Offering.CUSTOM, is_multisession=False)


def _unused(name: str, used: Iterable[str]) -> str:
    while name in used:
        name += "_"
    return name


def _if_it_differs(question: str, policies: Sequence[Policy], subject: Subject) -> tuple[Subject, ...]:
    pairs = (
        (_results(policies[0], question, subject, each), _results(each, question, subject, policies[0]))
        for each in policies[1:]
    )
    return (subject,) if any(one is None or one != other for one, other in pairs) else ()


def _results(policy: Policy, question: str, subject: Subject, compared_with: Policy) -> int | None:
    """All answers, or None where there are none."""
    try:
        return under(policy, question, subject, compared_with=compared_with).results
    except UnknownFact:
        return None
