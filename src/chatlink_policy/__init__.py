"""Microsoft Teams chat inside Dynamics 365: what it may do, decided by pure functions with their evidence.

This is the face: what a service asks, and what it asks with. Everything else is imported from its room: `evidence`,
`rules`, `compare`, `defaults`, `review`, `dataverse`. It advises and enforces nothing: Dynamics 365 and Teams decide.
"""

from ._version import __version__
from .errors import ChatlinkPolicyError, InvalidValue, UnknownFact, UnreadableInput
from .evidence import Decision, Question
from .models import (
    AccessRights,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Offering,
    Owner,
    Profile,
    Record,
    RecordType,
    Role,
    TeamRoles,
    User,
    View,
)
from .policy import NEW_ORGANISATION, Policy, Readings, RecordTypePolicy
from .rules.connecting import can_connect
from .rules.context_card import context_card
from .rules.disconnecting import can_disconnect
from .rules.enablement import is_enabled
from .rules.joining import can_join, record_opens
from .rules.notifications import Change, notifications
from .rules.outcome import Outcome
from .rules.partition import who_can_disconnect, who_can_join
from .rules.questions import QUESTIONS
from .rules.scenario import Scenario, evaluate
from .rules.timeline import can_configure_timeline_sync, can_open_from_timeline, has_timeline_entry
from .unknown import UNKNOWN

__all__ = [  # noqa: RUF022  # grouped by what one does with them
    # ask
    "is_enabled",
    "can_connect",
    "can_disconnect",
    "can_join",
    "has_timeline_entry",
    "can_open_from_timeline",
    "can_configure_timeline_sync",
    "context_card",
    "notifications",
    "record_opens",
    "who_can_disconnect",
    "who_can_join",
    # all at once
    "Scenario",
    "Change",
    "Outcome",
    "evaluate",
    # the answer
    "Decision",
    "Question",
    "QUESTIONS",
    # the world
    "App",
    "Profile",
    "Record",
    "RecordType",
    "Owner",
    "User",
    "Role",
    "TeamRoles",
    "Chat",
    "ChatLink",
    "ChatKind",
    "AccessRights",
    "View",
    "Column",
    "Attribute",
    "AttributeType",
    "Offering",
    "UNKNOWN",
    # what an administrator decides
    "Policy",
    "RecordTypePolicy",
    "Readings",
    "NEW_ORGANISATION",
    # what can go wrong
    "ChatlinkPolicyError",
    "InvalidValue",
    "UnknownFact",
    "UnreadableInput",
    "__version__",
]
