"""The smallest situation with given facts: concrete models for each combination, or the reason why there are none.

A truth table lists combinations of facts. A witness shows one of them, the smallest policy, user, chat and record of
which just these facts are true, or what the question says cannot occur. Together they prove that the table has a row
for every situation, and none for any other.

Nothing here knows the questions. The signature of the function that asks one says which inputs it takes; how a fact
becomes part of a model is written once, under the name of the fact, whichever question has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE, PRODUCTIVITY_TOOLS_USER
from ..errors import InvalidQuestion, InvalidValue, shown
from ..evidence import Decision, Impossible
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
from ..rendering import Block, Bullets, Paragraph, Title, in_words, yes_no
from ..rules.questions import inputs_of, named
from ..rules.scenario import Scenario
from ..wording.words import joined, say

__all__ = ["Subject", "Witness", "witness"]

Subject = str | App | None
"""What a question is about: an app, the logical name of a record type, or None, as `subjects` lists them."""


# --- From facts to models ---------------------------------------------------------------------------------------------

APP, RECORD_TYPE, RECORD, CHAT, USER = "app", "incident", "record", "19:chat@thread.v2", "user"
CONNECTED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the chat was connected, where no other time is asked for."""

_JUST_AFTER = timedelta(microseconds=1)

_TRUE_UNLESS_SAID = dict.fromkeys(("app_supports_chat", "profile_has_chat", "is_group_chat"), True)


class Situation:
    """What is so: the facts by name, those of no concern as the smallest models have them.

    A fact that no model is made from is refused.
    """

    def __init__(self, truths: Mapping[str, bool], subject: Subject = None, connected_on: datetime = CONNECTED) -> None:
        if truths and (unknown := truths.keys() - _known_facts()):
            raise InvalidQuestion(f"no model of a situation is made from {', '.join(sorted(unknown))}")
        self.is_so = defaultdict(bool, _TRUE_UNLESS_SAID | dict(truths))
        self.subject = subject
        self.table = subject if isinstance(subject, str) else RECORD_TYPE
        self.connected_on = connected_on

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
        """The user."""
        is_so = self.is_so
        roles = [Role("Global disconnect right", [GLOBAL_DISCONNECT_PRIVILEGE])] if is_so["has_global_right"] else []
        return User(
            USER,
            roles=[*roles, PRODUCTIVITY_TOOLS_USER] if is_so["has_pane_permissions"] else roles,
            profile=None if is_so["profile_has_chat"] else Profile("Without chat", chat_in_pane=False),
            is_global_administrator=is_so["is_global_administrator"],
        )

    @property
    def record(self) -> Record:
        """The record with its owner."""
        return Record(self.table, RECORD, Owner(user=USER) if self.is_so["owns_record"] else NOBODY)

    @property
    def record_type(self) -> RecordType:
        """The metadata of the record's table."""
        is_activity = self.is_so["record_is_activity"]
        return RecordType(self.table, [], is_activity=is_activity, is_virtual=False, has_update_filter=False)

    @property
    def chat(self) -> Chat:
        """The chat with its links."""
        is_so, by = self.is_so, USER if self.is_so["is_connector"] else None
        kind = ChatKind.GROUP if is_so["is_group_chat"] else ChatKind.ONE_ON_ONE
        since = is_so["connected_since_sync"] and self.connected_on == CONNECTED
        on = self.connected_on + _JUST_AFTER * since
        links = [ChatLink(self.table, RECORD, connected_by=by, connected_on=on)] if is_so["is_connected"] else []
        return Chat(CHAT, kind, links=links)

    @property
    def access(self) -> AccessRights:
        """The user's access rights to the record."""
        return AccessRights.WRITE if self.is_so["can_write"] else AccessRights.NONE


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
        verdict = say("cannot occur") if self.scenario is None else yes_no(self.decision.allowed)
        yield Title(say("titled", name=self.decision.question.name, says=verdict))
        truths = self.decision.to_facts()
        yield Bullets([each.when(truths[each.name]) for each in self.decision.question.facts])
        if self.scenario is not None:
            given = self.scenario._given()
            models = [say("titled", name=name, says=_in_words(said, is_within=False)) for name, said in given]
            yield Bullets(models, say("compare.models"))
        for each in self.forbidden_by:
            yield Paragraph(say("compare.cannot_occur", says=each.says, cites=each.cites))


@checked
def witness(question: str, combination: int) -> Witness:
    """The smallest models that realise a combination of a built-in question's facts, or why there are none.

    They say as little as they can, beyond defaults: each model, value and member of a collection counts one. There are
    only the inputs that the question takes.

    Args:
        question: the name of the question ("disconnecting").
        combination: the combination, as an integer; the first fact is the highest bit.

    Raises:
        InvalidValue: when there is no question of that name, or it does not have that combination.
    """
    asked = named(question)
    if not 0 <= combination < 1 << asked.size:
        expected = f"a combination of {question}, 0 to {(1 << asked.size) - 1}"
        raise InvalidValue("combination", expected, shown(combination))
    decision = asked.decisions[combination]
    if not decision.is_possible:
        forbidden_by = (each for each in asked.impossible if asked.cube(each).covers(combination))
        return Witness(decision, None, tuple(forbidden_by))
    found = Situation(decision.to_facts())
    inputs = {name: getattr(found, name) for name in inputs_of(question) if name != "policy"}
    return Witness(decision, Scenario(policy=found.policy, **inputs))


def _in_words(value: object, *, is_within: bool = True) -> str:
    """A model with all that it says, and what is in it."""
    if isinstance(value, Model):
        says = joined(say("compare.field", name=name, says=_in_words(said)) for name, said in value._given())
        return say("grouped", says=says) if is_within else says
    if isinstance(value, (tuple, frozenset)):
        members = [_in_words(each, is_within=False) for each in value]
        members = sorted(members) if isinstance(value, frozenset) else members
        return say("grouped", says=joined(members, "semicolon"))
    return in_words(value)
