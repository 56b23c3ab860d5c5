"""A case for all yes/no questions at once: who, where, which chat and record; and how each fact is changed in it.

Independent of how models become facts: what changes a fact here knows the models and nothing of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from inspect import signature
from typing import NamedTuple

import naive
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from chatlink_policy import (
    QUESTIONS,
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    Offering,
    Owner,
    Policy,
    Profile,
    Record,
    RecordType,
    Role,
    Scenario,
    User,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PRODUCTIVITY_TOOLS_USER
from chatlink_policy.models import NOBODY, TeamRoles
from chatlink_policy.rules.questions import ASKED_BY
from chatlink_policy.strategies import access_rights, apps, chats, policies, record_types, records, users
from chatlink_policy.unknown import known


class Case(NamedTuple):
    """Everything that the yes/no questions ask for."""

    policy: Policy
    app: App
    user: User
    chat: Chat
    record: Record
    access: AccessRights
    record_type: RecordType

    def with_links(self, *links: ChatLink) -> Case:
        """The case with these links of the chat too."""
        return self._replace(chat=evolve(self.chat, links=[*self.chat.links, *links]))

    def link(self, by: str | None, on: datetime) -> ChatLink:
        """A link of the chat to the record."""
        return ChatLink(self.record.record_type, self.record.id, connected_by=by, connected_on=on)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Cases of one record, its table and settings that can be read."""
    record = draw(records())
    return Case(
        policy=draw(policies(record.record_type)),
        app=draw(apps()),
        user=draw(users()),
        chat=draw(chats(record)),
        record=record,
        access=draw(access_rights()),
        record_type=draw(record_types(record.record_type)),
    )


def since_is_unknown(case: Case) -> bool:
    """Whether it is unknown if there is a timeline entry, since the time since when the sync is on is (TML-7)."""
    policy = case.policy
    is_connected = naive.links_between(case.chat, case.record) != []
    return bool(policy.timeline_sync) and policy.timeline_sync_since is None and is_connected


def not_before(case: Case, now: datetime) -> datetime:
    """That time, or the latest thing that happened to the chat: a time to judge by is not before it (TML-7)."""
    return max([now, *(link.connected_on for link in case.chat.links), *filter(None, [case.chat.last_written_on])])


def answer(question: str, case: Case | Scenario) -> Decision[object]:
    """The answer to one question, from what its function takes of the case."""
    asked = ASKED_BY[question]
    return asked(*(getattr(case, name) for name in signature(asked).parameters))


def ask(case: Case) -> dict[str, Decision[object]]:
    """The answer to every question that can be asked, by its name."""
    unknown = {"timeline_entry"} if since_is_unknown(case) else set[str]()
    return {question: answer(question, case) for question in QUESTIONS if question not in unknown}


# --- Facts changed in the case ----------------------------------------------------------------------------------------

SYNCED = datetime(2026, 12, 1, tzinfo=UTC)
"""After every time that the strategies draw."""
LATER = datetime(2026, 12, 2, tzinfo=UTC)

GLOBAL_RIGHT = Role("Who disconnects", [GLOBAL_DISCONNECT_PRIVILEGE])


def moved(case: Case, fact: str, truth: bool) -> Case:
    """The case changed so that the fact is true, or false, and the others stay as they are."""
    return _MOVES[fact](case, truth)


def _roles(case: Case, granted: Role, truth: bool) -> Case:
    """The user with that role too, or with none of its privileges, in person or through a team."""
    user = case.user
    if truth:
        return case._replace(user=evolve(user, roles=[*user.roles, granted]))

    def less(roles: Iterable[Role]) -> list[Role]:
        return [Role(role.name, role.privileges - granted.privileges) for role in roles]

    of_teams = [TeamRoles(each.team, less(known(each.roles))) for each in user.roles_by_team]
    return case._replace(user=evolve(user, roles=less(known(user.roles)), roles_by_team=of_teams))


def _connector(case: Case, truth: bool) -> Case:
    if truth:
        return case.with_links(case.link(case.user.id, LATER))
    links = [evolve(each, connected_by=None) if each.connected_by == case.user.id else each for each in case.chat.links]
    return case._replace(chat=evolve(case.chat, links=links))


def _connected(case: Case, truth: bool) -> Case:
    own = naive.links_between(case.chat, case.record)
    if truth:
        return case if own else case.with_links(case.link(None, LATER))
    return case._replace(chat=evolve(case.chat, links=[each for each in case.chat.links if each not in own]))


def _connected_since_sync(case: Case, truth: bool) -> Case:
    if not truth:
        return _connected(case, False)
    since = case.policy.timeline_sync_since or SYNCED
    return case._replace(policy=case.policy.but(timeline_sync_since=since)).with_links(case.link(None, LATER))


def _configured(case: Case, truth: bool) -> Case:
    name = case.record.record_type
    return case._replace(policy=case.policy.but_for(name) if truth else case.policy.without(name))


_MOVES: Mapping[str, Callable[[Case, bool], Case]] = {
    "app_supports_chat": lambda case, truth: case._replace(
        app=evolve(case.app, offering=Offering.SALES if truth else Offering.CONTACT_CENTER_EMBEDDED)
    ),
    "chat_is_on": lambda case, truth: case._replace(policy=case.policy.but(chat_is_on=truth)),
    "on_for_all_apps": lambda case, truth: case._replace(policy=case.policy.but(on_for_all_apps=truth)),
    "app_is_selected": lambda case, truth: case._replace(
        policy=case.policy.but(selected_apps=[case.app.unique_name] if truth else [])
    ),
    "is_multisession": lambda case, truth: case._replace(app=evolve(case.app, is_multisession=truth)),
    "profile_has_chat": lambda case, truth: case._replace(
        user=evolve(case.user, profile=Profile("Moved", chat_in_pane=truth))
    ),
    "has_pane_permissions": lambda case, truth: _roles(case, PRODUCTIVITY_TOOLS_USER, truth),
    "record_type_is_configured": _configured,
    "is_group_chat": lambda case, truth: case._replace(
        chat=evolve(case.chat, kind=ChatKind.GROUP if truth else ChatKind.MEETING)
    ),
    "owns_record": lambda case, truth: case._replace(
        record=evolve(case.record, owner=Owner(user=case.user.id) if truth else NOBODY)
    ),
    "is_connector": _connector,
    "owner_may_disconnect": lambda case, truth: case._replace(
        policy=case.policy.but_for(case.record.record_type, owner_may_disconnect=truth)
    ),
    "connector_may_disconnect": lambda case, truth: case._replace(
        policy=case.policy.but_for(case.record.record_type, connector_may_disconnect=truth)
    ),
    "has_global_right": lambda case, truth: _roles(case, GLOBAL_RIGHT, truth),
    "is_connected": _connected,
    "join_chat_is_on": lambda case, truth: case._replace(
        policy=case.policy.but_for(case.record.record_type, join_chat=truth)
    ),
    "can_write": lambda case, truth: case._replace(
        access=case.access | AccessRights.WRITE if truth else case.access & ~AccessRights.WRITE
    ),
    "sync_is_on": lambda case, truth: case._replace(
        policy=case.policy.but(timeline_sync=truth, timeline_sync_since=SYNCED if truth else None)
    ),
    "connected_since_sync": _connected_since_sync,
    "record_is_activity": lambda case, truth: case._replace(record_type=evolve(case.record_type, is_activity=truth)),
    "is_global_administrator": lambda case, truth: case._replace(user=evolve(case.user, is_global_administrator=truth)),
}
