"""May this user disconnect this chat from this record? The facts, the rule, the documented rows (DIS-1 to DIS-8)."""

from __future__ import annotations

from functools import cache
from typing import cast

from attrs import evolve

from .._arguments import MISFITS, misfit
from .._value import Model, frozen
from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE
from ..evidence import ChangedBy, Decision, Impossible, Question, Row, fact, facts
from ..evidence.question import shared
from ..models import Chat, Record, User
from ..policy import OpenCombination, Policy
from ..wording.words import Words

__all__ = ["DISCONNECTING", "UNDER", "DisconnectFacts", "can_disconnect", "may_disconnect"]


@facts
class DisconnectFacts:
    """The facts of the question, in the order of the spec."""

    owns_record: bool = fact(
        "the user {owns|does not own} the record, in person or through a team", "DIS-6 Q-10", ChangedBy.ASSIGNMENT
    )
    is_connector: bool = fact(
        "the user {is|is not} the last who connected the chat to the record", "DIS-7 Q-1 Q-15", ChangedBy.HISTORY
    )
    owner_may_disconnect: bool = fact(
        '"Record owner can disconnect chats" is {on|off} for the record type', "DIS-1 Q-12", ChangedBy.ADMINISTRATOR
    )
    connector_may_disconnect: bool = fact(
        '"Chat connector can disconnect chat" is {on|off} for the record type',
        "DIS-1 Q-7 Q-12",
        ChangedBy.ADMINISTRATOR,
    )
    has_global_right: bool = fact(
        "{a|no} role gives the user the global disconnect right", "DIS-2 DIS-3", ChangedBy.ROLE
    )
    is_connected: bool = fact("the chat is {|not }connected to the record", "DIS-8", ChangedBy.HISTORY)


def may_disconnect(f: DisconnectFacts) -> bool:
    """A personal right takes effect only together with its own toggle (DIS-5)."""
    return f.is_connected and (
        f.has_global_right
        or (f.owns_record and f.owner_may_disconnect)
        or (f.is_connector and f.connector_may_disconnect)
    )


DISCONNECTING = Question(
    "disconnecting",
    DisconnectFacts,
    may_disconnect,
    says_yes=Words("the user may disconnect the chat from the record", "question.disconnecting.yes"),
    says_no=Words("the user may not disconnect the chat from the record", "question.disconnecting.no"),
    documented=[
        # owner, connector, owner toggle, connector toggle, global right, connected
        Row("DIS-4 row 1", "Y * N N N Y", False),
        Row("DIS-4 row 2", "Y * Y * * Y", True),
        Row("DIS-4 row 3", "* Y N N N Y", False),
        Row("DIS-4 row 4", "* Y * Y * Y", True),
        Row("DIS-4 row 5", "* * * * Y Y", True),
        Row("DIS-4 row 6", "N N Y N N Y", False),
        Row("DIS-4 row 7", "N Y N N N Y", False),
        Row("DIS-4 row 8", "N N N N N Y", False),
        Row("DIS-8", "* * * * * N", False),
    ],
    impossible=[Impossible("a chat that is not connected has no connector", "* Y * * * N", "DIS-7")],
    derived_from="DIS-5 Q-6",
    not_columns="is_connected",  # DIS-4 speaks of connected chats; that others cannot be disconnected is DIS-8
)


def can_disconnect(policy: Policy, user: User, chat: Chat, record: Record) -> Decision[DisconnectFacts]:
    """Whether the user may disconnect the chat from the record; raises `UnknownFact` where it rests on an unknown."""
    try:
        toggles, owner, readings = policy.settings_for(record.record_type), record.owner, policy.readings
        owns_record = owner.user == user.id or (
            owner.team is not None and owner.team in user.teams and not readings.team_records_have_no_owner
        )
        if (connection := chat.connections.get(record.key)) and readings.anyone_who_connected_is_connector:
            is_connector = user.id in connection.connected_by
        else:  # one that is not known has no truth either
            is_connector = connector == user.id if connection and (connector := connection.connector) else False
        cells = DISCONNECTING.cells if not readings.otherwise else UNDER[readings.otherwise].cells
        cell = cells[owns_record][is_connector][toggles.owner_may_disconnect][toggles.connector_may_disconnect]
        return cell[GLOBAL_DISCONNECT_PRIVILEGE in user.privileges][connection is not None]
    except MISFITS as error:
        raise misfit(can_disconnect, error, policy, user, chat, record) from None


# --- The question under other readings --------------------------------------------------------------------------------


@frozen
class _OpenCombinationsToo(Model):
    """The rule, and a yes for some of the combinations without the global right that the table leaves open (Q-6)."""

    granted: frozenset[OpenCombination]

    def __call__(self, f: DisconnectFacts) -> bool:
        facts = (f.owns_record, f.is_connector, f.owner_may_disconnect, f.connector_may_disconnect)
        letters = "".join("Y" if each else "N" for each in facts)
        return may_disconnect(f) or (f.is_connected and letters in self.granted)


_RESTATED = {
    "team_records_have_no_owner": (
        "owns_record",
        Words("the user {owns|does not own} the record in person", "fact.DisconnectFacts.owns_record.in_person"),
    ),
    "anyone_who_connected_is_connector": (
        "is_connector",
        Words("the user {has|has never} connected the chat to the record", "fact.DisconnectFacts.is_connector.ever"),
    ),
}


@cache
def _read_otherwise(granted: frozenset[OpenCombination], names: tuple[str, ...]) -> Question[DisconnectFacts]:
    """The question with those combinations granted, under the other readings of those names: one of 64, each kept."""
    rule = _OpenCombinationsToo(granted) if granted else may_disconnect
    restated = [_RESTATED[each] for each in names]
    # where nothing is other, the readings are about other questions
    return shared(evolve(DISCONNECTING, rule=rule, restated=restated)) if granted or names else DISCONNECTING


class _Under(dict[frozenset[tuple[str, object]], Question[DisconnectFacts]]):
    """The question by `Readings.otherwise`; one that is asked for is made."""

    def __missing__(self, otherwise: frozenset[tuple[str, object]]) -> Question[DisconnectFacts]:
        chosen = dict(otherwise)
        granted = cast("frozenset[OpenCombination]", chosen.get("open_combinations", frozenset()))
        if len(self) >= _MOST_KEPT:
            self.clear()
        return self.setdefault(otherwise, _read_otherwise(granted, tuple(each for each in _RESTATED if each in chosen)))


_MOST_KEPT = 256
UNDER = _Under()
"""The question under other readings, each with its one table."""
