"""May this chat be connected to this record? (CON-1 to CON-4)"""

from __future__ import annotations

from .._arguments import MISFITS, misfit
from ..evidence import ChangedBy, Decision, Question, Row, fact, facts
from ..models import Chat, ChatKind, Record
from ..policy import Policy
from ..wording.words import Words

__all__ = ["CONNECTING", "ConnectFacts", "can_connect", "may_connect"]


@facts
class ConnectFacts:
    """The facts of the question, in the order of the spec."""

    record_type_is_configured: bool = fact(
        "the record type is {|not }among those that chats can be connected to", "CON-1 Q-17", ChangedBy.ADMINISTRATOR
    )
    is_group_chat: bool = fact("the chat is {|not }a group chat", "CON-3", ChangedBy.PRODUCT)


def may_connect(f: ConnectFacts) -> bool:
    """A new chat or an old one (CON-2), also one that is connected already: that moves the connector (CON-1, DIS-7)."""
    return f.record_type_is_configured and f.is_group_chat


CONNECTING = Question(
    "connecting",
    ConnectFacts,
    may_connect,
    says_yes=Words("the chat may be connected to the record", "question.connecting.yes"),
    says_no=Words("the chat may not be connected to the record", "question.connecting.no"),
    documented=[
        # configured, group chat
        Row("CON-1 configured", "Y Y", True),
        Row("CON-1 not configured", "N *", False),
        Row("CON-3", "* N", False, source="U"),
    ],
)


def can_connect(policy: Policy, chat: Chat, record: Record) -> Decision[ConnectFacts]:
    """Whether the chat may be connected to the record.

    Raises:
        UnknownFact: when the settings of the record's type could not be read.
    """
    try:
        if type(chat) is not Chat and not isinstance(chat, Chat):
            raise TypeError  # a view has a kind too
        return CONNECTING.cells[policy.is_configured(record.key[0])][chat.kind is ChatKind.GROUP]
    except MISFITS as error:
        raise misfit(can_connect, error, policy, chat, record) from None
