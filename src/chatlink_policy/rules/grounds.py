"""What made each fact of a question so: role and team, links, owner, toggle, profile, access rights.

A decision is one value for each combination of facts, whoever asks. Its grounds are found beside it, from the same
inputs, when somebody asks for them: a function for each fact takes what it needs of the inputs, and reads it as the
question does. Where it meets something unknown, the ground says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from attrs import evolve, fields

from .._arguments import checked, require_fit
from .._value import Model, Shown, frozen, plain
from ..defaults import FETCHED_PRIVILEGES, GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES, SUPPORTED_OFFERINGS
from ..errors import InvalidQuestion, InvalidValue, UnknownFact, shown
from ..evidence import Question
from ..models import AccessRights, App, Chat, ChatKind, ChatLink, Record, User
from ..policy import Policy
from ..unknown import Unknown, known, neither
from ..wording.grounds import LABELS
from ..wording.words import Words, reason, reason_of, say
from .enablement import selected_when_turned_on
from .questions import ASKED_BY, QUESTIONS, inputs_of, parameters_of
from .timeline import require_latest

if TYPE_CHECKING:
    from ..rendering import Block

__all__ = ["Ground", "Grounds", "HeldRole", "Link", "Party", "grounds"]


@frozen
class Party(Model):
    """A user or a team: its id, and its name where that is known."""

    id: str
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


@frozen
class Link(Model):
    """A link between the chat and the record: who connected them, None where that is unknown, and when."""

    by: Party | None
    on: datetime

    def __str__(self) -> str:
        return self.says

    @property
    def says(self) -> Words:
        """The same, to be said in any language."""
        return say("part.link", by=self.by or say("part.nobody"), on=self.on.isoformat())


@frozen
class HeldRole(Model):
    """A role by its name, and the team through which the user has it; None where it is held in person."""

    role: str
    team: Party | None = None

    def __str__(self) -> str:
        return self.says

    @property
    def says(self) -> Words:
        """The same, to be said in any language."""
        return say("part.role_of_team" if self.team else "part.role", role=self.role, team=self.team)


@frozen
class Ground(Shown):
    """What one fact rests on; whatever its code does not speak of is None or empty.

    Attributes:
        truth: what the fact is; None where that is unknown.
        code: which ground it is; `wording/grounds.py` holds what each says.
        owner: who owns the record.
        links: the most recent link between the chat and the record; several where they are of one instant.
        replaced: the links before, the most recent first.
        elsewhere: how many links the chat has to other records.
        since: since when the timeline sync is on.
        roles: the roles that give the privileges or the profile; all that the user has where none gives the privileges.
        privileges: the privileges that are needed, or those of them that no role gives.
        profile: the name of the profile.
        setting: the key of a setting in the policy, or in the settings of the record type.
        label: the product's label of that setting.
        record_type: the logical name of the table.
        apps: the unique names of the selected apps.
        rights: the access rights of the user to the record.
        subject: the unique name of the app that is of a kind.
        kind: which kind it is of.
        because: why it is unknown.
    """

    truth: bool | None
    code: str
    owner: Party | None = None
    links: tuple[Link, ...] = ()
    replaced: tuple[Link, ...] = ()
    elsewhere: int = 0
    since: datetime | None = None
    roles: tuple[HeldRole, ...] = ()
    privileges: tuple[str, ...] = ()
    profile: str | None = None
    setting: str | None = None
    label: str | None = None
    record_type: str | None = None
    apps: tuple[str, ...] = ()
    rights: AccessRights | None = None
    subject: str | None = None
    kind: str | None = None
    because: str | None = None

    @property
    def says(self) -> str:
        """The ground in words."""
        words = ((name, self._word(name, getattr(self, name))) for name in _VALUES)
        roles = say("part.roles", count=len(self.roles)) if self.roles else say("part.no_roles")
        return say(f"ground.{self.code}", truth=self.truth, count=roles, **{name: each for name, each in words if each})

    def _word(self, name: str, value: object) -> object:
        from ..rendering import first_of, in_words  # noqa: PLC0415  # only who looks at it pays for it

        if name == "label" and value:
            return say(f"label.{self.setting}")
        if name == "because" and value:
            return reason(cast("str", value))
        if isinstance(value, tuple):
            return tuple(first_of(value, lambda each: getattr(each, "says", each), most=10))
        return in_words(value) if isinstance(value, (datetime, AccessRights)) else value

    def _data(self) -> dict[str, object]:
        values = ((name, getattr(self, name)) for name in _VALUES)
        found = {name: plain(value) for name, value in values if value or isinstance(value, AccessRights)}
        return {"truth": self.truth, "code": self.code, "says": self.says, **found}


_VALUES = tuple(each.name for each in fields(Ground))[2:]


@frozen
class Grounds(Shown):
    """What each fact of a question rests on: `grounds["has_global_right"]`.

    Attributes:
        question: the question, as the policy reads the documentation.
        found: the ground of each fact, in the order of the facts.
        unanswered: why the question has no answer; None where it has one.
    """

    question: Question[object]
    found: tuple[Ground, ...]
    unanswered: str | None = None

    def __getitem__(self, fact: str) -> Ground:
        facts = dict(self.items())
        if fact not in facts:
            raise InvalidValue("fact", f"one of {', '.join(facts)}", shown(fact))
        return facts[fact]

    def items(self) -> Iterator[tuple[str, Ground]]:
        """The name of each fact with its ground, in the order of the facts."""
        return zip((each.name for each in self.question.facts), self.found, strict=True)

    def in_words(self) -> list[str]:
        """Each fact with what it is and what it rests on."""
        from ..rendering import yes_no  # noqa: PLC0415

        return [say("grounds.one", name=name, answer=yes_no(each.truth), says=each.says) for name, each in self.items()]

    def _data(self) -> dict[str, object]:
        return {name: plain(ground) for name, ground in self.items()}

    def _blocks(self) -> Iterable[Block]:
        from ..rendering import Bullets, Title  # noqa: PLC0415

        yield Title(say("grounds.title", question=self.question.name))
        yield Bullets(self.in_words())


@checked
def grounds(question: Question[object], *inputs: object, names: Mapping[str, str] = MappingProxyType({})) -> Grounds:
    """What each fact of a question rests on.

    Args:
        question: one of `QUESTIONS`, or that of a decision.
        inputs: what the function that asks the question takes, in its order.
        names: the names of users and teams by id as the models keep it, as far as they are known.

    Raises:
        InvalidValue: for another question, and for inputs that the question does not take.
        InvalidQuestion: for a question with a fact of which nobody wrote what it rests on.
    """
    if (own := QUESTIONS.get(question.name)) is None or own.facts_type is not question.facts_type:
        raise InvalidValue("question", f"one of {', '.join(QUESTIONS)}", shown(question))
    ask, unanswered = ASKED_BY[question.name], None
    if len(inputs) != len(takes := inputs_of(question.name)):
        raise InvalidValue("inputs", ", ".join(takes), f"{len(inputs)} inputs")
    require_fit(ask, *inputs)  # an unknown may be met before what is wrong
    try:
        question = ask(*inputs).question
    except UnknownFact as error:
        unanswered = reason_of(error)
    given = {**dict(zip(takes, inputs, strict=True)), "names": names}
    if groundless := [each.name for each in question.facts if each.name not in _FACTS]:
        where = "add it to `_FACTS` in rules/grounds.py, and its words to wording/grounds.py"
        raise InvalidQuestion(
            f"{question.name}: expected a ground for each fact, none for {', '.join(groundless)}: {where}"
        )
    return Grounds(question, tuple(_found(_FACTS[each.name], given) for each in question.facts), unanswered)


def grounds_of(scenario: object, names: Mapping[str, str] = MappingProxyType({})) -> dict[str, Grounds]:
    """The grounds of each question by its name, where a scenario has what the question takes."""
    given = {name: [getattr(scenario, each) for each in inputs_of(name)] for name in QUESTIONS}
    return {
        name: grounds(QUESTIONS[name], *inputs, names=names)
        for name, inputs in given.items()
        if all(each is not None for each in inputs)
    }


def _found(find: Callable[..., Ground], given: Mapping[str, object]) -> Ground:
    try:
        return find(*(given[each] for each in parameters_of(find)))
    except UnknownFact as error:
        return Ground(None, "unknown", because=reason_of(error))


# --- The ground of each fact ------------------------------------------------------------------------------------------

Names = Mapping[str, str]


def _party(id: str, names: Names) -> Party:
    return Party(id, names.get(id))


def _owns_record(policy: Policy, user: User, record: Record, names: Names) -> Ground:
    owner = known(record.owner)
    if owner.user is not None:
        owns = owner.user == user.id
        return Ground(owns, "owner_in_person" if owns else "other_owner", owner=_party(owner.user, names))
    if owner.team is None:
        return Ground(False, "nobody_owns")
    is_member, team = owner.team in user.teams, _party(owner.team, names)
    if policy.readings.team_records_have_no_owner:
        return Ground(False, "team_owns_for_nobody", owner=team)
    return Ground(is_member, "owning_team" if is_member else "other_team", owner=team)


def _links(chat: Chat, record: Record) -> tuple[list[ChatLink], list[ChatLink]]:
    """The latest links between the chat and the record, several where they are of one instant, and those before."""
    links = [each for each in reversed(chat.links) if (each.record_type, each.record_id) == record.key]
    latest = [each for each in links if each.connected_on == links[0].connected_on]
    return latest, links[len(latest) :]


def _linked(
    truth: bool, code: str, chat: Chat, links: Iterable[ChatLink], before: Iterable[ChatLink], names: Names
) -> Ground:
    def said(each: ChatLink) -> Link:
        by = each.connected_by
        return Link(_party(by, names) if isinstance(by, str) else None, each.connected_on)

    latest, replaced = ({said(each): None for each in some} for some in (links, before))
    if not latest:
        return Ground(False, "not_connected", elsewhere=len(chat.links))
    return Ground(truth, code, links=tuple(latest), replaced=tuple(replaced))


def _is_connected(chat: Chat, record: Record, names: Names) -> Ground:
    return _linked(True, "connected", chat, *_links(chat, record), names)


def _is_connector(policy: Policy, user: User, chat: Chat, record: Record, names: Names) -> Ground:
    latest, before = _links(chat, record)
    if policy.readings.anyone_who_connected_is_connector:
        every = [*latest, *before]
        own = [each for each in every if known(each.connected_by) == user.id]
        others = [each for each in every if each not in own]
        code, latest, before = ("own_link", own, others) if own else ("no_own_link", others, [])
        return _linked(bool(own), code, chat, latest, before, names)
    users = {known(each.connected_by) for each in latest}
    code = "latest_link" if len(users) == 1 else "latest_links_tied"
    return _linked(users == {user.id}, code, chat, latest, before, names)


def _connected_since_sync(policy: Policy, chat: Chat, record: Record, names: Names) -> Ground:
    if not known(policy.timeline_sync):
        return _of_organisation("timeline_sync")(policy)
    ground, since = _is_connected(chat, record, names), policy.timeline_sync_since
    if connection := chat.connections.get(record.key):
        if since is None:
            raise neither(say("not_known.since_when"))
        is_after = connection.connected_on > since
        if not is_after:
            require_latest(chat, connection)
        ground = evolve(ground, truth=is_after, code="link_and_sync")
    return evolve(ground, since=since)


def _of_organisation(key: str) -> Callable[[Policy], Ground]:
    return lambda policy: Ground(known(getattr(policy, key)), "organisation_setting", setting=key, label=LABELS[key])


def _toggle(key: str) -> Callable[[Policy, Record], Ground]:
    def find(policy: Policy, record: Record) -> Ground:
        table = record.record_type
        truth, is_there = known(getattr(policy.settings_for(table), key)), policy.is_configured(table)
        return Ground(
            truth, "setting" if is_there else "no_settings", setting=key, label=LABELS[key], record_type=table
        )

    return find


def _app_is_selected(policy: Policy, app: App) -> Ground:
    before = known(policy.selected_apps)
    selected = selected_when_turned_on(before, policy.readings)
    code = "selection" if selected else "nothing_selected"
    if selected != before:  # Q-18, where there was a selection before
        code = "default_selection" if before is None else "selection_and_default"
    return Ground(app.unique_name in selected, code, apps=tuple(sorted(selected)))


def _held(user: User, names: Names) -> Iterator[tuple[HeldRole, frozenset[str]]]:
    """Every role that reaches the user, with its privileges."""
    for role in known(user.roles):
        yield HeldRole(role.name), role.privileges
    for each in user.roles_by_team:
        for role in known(each.roles):
            yield HeldRole(role.name, _party(each.team, names)), role.privileges


def _privileges(*needed: str) -> Callable[[User, Names], Ground]:
    def find(user: User, names: Names) -> Ground:
        missing = sorted(set(needed) - user.privileges)
        roles = tuple({role: None for role, has in _held(user, names) if missing or not has.isdisjoint(needed)})
        code = "fetched" if any(each.role == FETCHED_PRIVILEGES for each in roles) else "role"
        return Ground(not missing, f"no_{code}" if missing else code, roles=roles, privileges=tuple(missing) or needed)

    return find


def _profile_has_chat(user: User, names: Names) -> Ground:
    profile, by = known(user.profile), user.profile_roles
    if profile is None or profile.is_default:
        return Ground(True, "default_profile", profile=None if profile is None else profile.name)
    code = "profile" if by is None else "profile_by_role" if by else "profile_in_person"
    held = [] if isinstance(user.privileges, Unknown) else [role for role, _ in _held(user, names)]
    roles = [[each for each in held if each.role == name] or [HeldRole(name)] for name in sorted(by or ())]
    return Ground(known(profile.chat_in_pane), code, profile=profile.name, roles=tuple(chain(*roles)))


def _offering(app: App) -> Ground:
    has_it = app.offering in SUPPORTED_OFFERINGS
    return Ground(has_it, "offering", subject=app.unique_name, kind=app.offering.value)


_FACTS: Mapping[str, Callable[..., Ground]] = MappingProxyType(
    {
        "app_supports_chat": _offering,
        "chat_is_on": _of_organisation("chat_is_on"),
        "on_for_all_apps": _of_organisation("on_for_all_apps"),
        "app_is_selected": _app_is_selected,
        "is_multisession": lambda app: Ground(app.is_multisession, "app_kind", subject=app.unique_name),
        "profile_has_chat": _profile_has_chat,
        "has_pane_permissions": _privileges(*sorted(PANE_PRIVILEGES)),
        "record_type_is_configured": lambda policy, record: Ground(
            policy.is_configured(record.record_type), "record_type_settings", record_type=record.record_type
        ),
        "is_group_chat": lambda chat: Ground(chat.kind is ChatKind.GROUP, "chat_kind", kind=chat.kind.value),
        "owns_record": _owns_record,
        "is_connector": _is_connector,
        "owner_may_disconnect": _toggle("owner_may_disconnect"),
        "connector_may_disconnect": _toggle("connector_may_disconnect"),
        "has_global_right": _privileges(GLOBAL_DISCONNECT_PRIVILEGE),
        "is_connected": _is_connected,
        "join_chat_is_on": _toggle("join_chat"),
        "can_write": lambda access: Ground(AccessRights.WRITE in access, "access_rights", rights=access),
        "sync_is_on": _of_organisation("timeline_sync"),
        "connected_since_sync": _connected_since_sync,
        "record_is_activity": lambda record_type: Ground(
            known(record_type.is_activity), "activity", record_type=record_type.name
        ),
        "is_global_administrator": lambda user: Ground(known(user.is_global_administrator), "global_administrator"),
    }
)
"""By the name of a fact, how its ground is found: a function of what it takes of the inputs, by their names."""
