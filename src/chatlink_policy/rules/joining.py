"""May this user view and join a chat that is connected to this record? (JOI-1 to JOI-5, PRV-1, PRV-2)"""

from __future__ import annotations

from .._arguments import MISFITS, checked, misfit
from ..evidence import ChangedBy, Decision, Question, Row, Statement, fact, facts
from ..models import AccessRights, Chat, Record
from ..policy import Policy
from ..wording.words import Words

__all__ = ["JOINING", "JoinFacts", "can_join", "may_join", "record_opens"]


@facts
class JoinFacts:
    """The facts of the question, in the order of the spec."""

    is_connected: bool = fact("the chat is {|not }connected to the record", "JOI-2", ChangedBy.HISTORY)
    join_chat_is_on: bool = fact(
        '"Join chat" is {on|off} for the record type', "JOI-1 JOI-3 Q-12", ChangedBy.ADMINISTRATOR
    )
    can_write: bool = fact("the user {has|does not have} write access to the record", "JOI-1", ChangedBy.RECORD_ACCESS)


def may_join(f: JoinFacts) -> bool:
    """Nobody needs to have been part of the chat (JOI-1)."""
    return f.is_connected and f.join_chat_is_on and f.can_write


_READS_ALL = Statement(
    "JOI-5",
    Words(
        "whoever joins becomes a participant and can read the whole exchange, also what was written before",
        "statement.reads_all",
    ),
)

JOINING = Question(
    "joining",
    JoinFacts,
    may_join,
    says_yes=Words("the user may view and join the chat", "question.joining.yes"),
    says_no=Words("the user may not join the chat", "question.joining.no"),
    yes_means=[_READS_ALL],
    documented=[
        # connected, join chat on, write access
        Row("JOI-1", "Y Y Y", True),
        Row("JOI-2", "N * *", False),
        # JOI-1 says of both that it is a no; that the answer names which of them is missing is from a sister page.
        Row("JOI-4 toggle", "* N *", False),
        Row("JOI-4 write access", "* * N", False),
    ],
)

_WRITE = AccessRights.WRITE.value


def can_join(policy: Policy, chat: Chat, record: Record, access: AccessRights) -> Decision[JoinFacts]:
    """Whether a user with that access to the record may view and join the chat.

    A no says by its `missing` whether the toggle is off, write access is missing, or both (JOI-4). That the chat is
    connected is never a ground for access: `access` is what the user has anyway (PRV-2).

    Raises:
        UnknownFact: when the settings of the record's type could not be read.
    """
    try:
        settings = policy.settings_for(record.record_type)
        if type(access) is not AccessRights:
            raise TypeError  # another enumeration may have the same bits
        return JOINING.cells[record.key in chat.connections][settings.join_chat][access._value_ & _WRITE == _WRITE]
    except MISFITS as error:
        raise misfit(can_join, error, policy, chat, record, access) from None


@checked
def record_opens(access: AccessRights) -> bool:
    """Whether a record shared in a chat opens for a user with that access to it: only with read access (PRV-1)."""
    return AccessRights.READ in access
