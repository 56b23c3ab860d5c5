"""What the timeline shows of a chat: three questions and what an entry says. (TML-1 to TML-8, CON-5)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from .._arguments import MISFITS, checked, misfit
from .._validation import is_aware, refuse
from .._value import Blocks, Shown, frozen
from ..errors import InvalidValue, shown
from ..evidence import ChangedBy, Decision, Impossible, Question, Reach, Row, Statement, fact, facts
from ..models import ActivityState, App, Chat, Connection, Record, RecordType, User
from ..policy import Policy
from ..unknown import Unknown, known, neither
from ..wording.words import Words, say
from .enablement import profile_has_chat

__all__ = [
    "TIMELINE_CONFIGURE",
    "TIMELINE_ENTRY",
    "TIMELINE_OPEN",
    "TimelineConfigureFacts",
    "TimelineEntry",
    "TimelineEntryFacts",
    "TimelineOpenFacts",
    "can_configure_timeline_sync",
    "can_open_from_timeline",
    "gets_entry",
    "has_timeline_entry",
    "may_configure",
    "may_open",
    "timeline_entry",
]


# --- Does the chat get an entry on the record's timeline? -------------------------------------------------------------


@facts
class TimelineEntryFacts:
    """The facts of the question, in the order of the spec."""

    chat_is_on: bool = fact(
        "Teams chat is {on|off} for the organisation", "TML-1 ENB-3", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    sync_is_on: bool = fact(
        '"Sync Teams chats with records" is {on|off}', "TML-1", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    is_connected: bool = fact("the chat is {|not }connected to the record", "TML-7", ChangedBy.HISTORY)
    connected_since_sync: bool = fact(
        "the chat was {|not }connected after the sync was turned on", "TML-7", ChangedBy.HISTORY, seen_by_user=False
    )
    record_is_activity: bool = fact("the record is {|not }an activity", "TML-6", ChangedBy.PRODUCT)


def gets_entry(f: TimelineEntryFacts) -> bool:
    """Whoever the record is assigned to: a new agent sees the entry too (TML-5)."""
    return f.chat_is_on and f.sync_is_on and f.is_connected and f.connected_since_sync and not f.record_is_activity


SYNC_KEEPS = Statement(
    "CON-5",
    Words(
        "while the timeline sync is on, Dataverse also keeps the chat's topic, its members, and who wrote last "
        "and when",
        "statement.sync_keeps",
    ),
    "T",
)
"""What is kept of Teams data with the sync on, beside the mapping of record and chat (CON-5, Q-21)."""

TIMELINE_ENTRY = Question(
    "timeline_entry",
    TimelineEntryFacts,
    gets_entry,
    says_yes=Words("the chat has an entry on the record's timeline", "question.timeline_entry.yes"),
    says_no=Words("the chat has no entry on the record's timeline", "question.timeline_entry.no"),
    yes_means=[SYNC_KEEPS],
    documented=[
        # chat on, sync on, connected, since sync, activity
        Row("TML-1 chat off", "N * * * *", False),
        Row("TML-1 sync off", "* N * * *", False),
        Row("TML-7 not connected", "* * N * *", False, source="T"),
        Row("TML-7 connected before", "* * * N *", False, source="T"),
        Row("TML-6", "* * * * Y", False, source="T"),
        Row("TML-7 connected after", "Y Y Y Y N", True, source="T"),
    ],
    impossible=[
        Impossible("a chat that is not connected was not connected after anything", "* * N Y *", "TML-7"),
        Impossible("while the sync is off nothing was connected after it was turned on", "* N * Y *", "TML-7"),
    ],
)


def has_timeline_entry(
    policy: Policy, chat: Chat, record: Record, record_type: RecordType
) -> Decision[TimelineEntryFacts]:
    """Whether the chat has an entry on the record's timeline.

    Raises:
        InvalidValue: when `record_type` does not describe the record's table.
        UnknownFact: when the settings of the record's type could not be read, or when the sync is on and the chat
            connected but since when the sync is on was not provided, or a later connecting may be unknown.
    """
    try:
        policy.require_readable(record.record_type)
        if record_type.name != record.record_type:
            raise InvalidValue("record_type", f"the metadata of {record.record_type!r}", shown(record_type.name))
        connection = chat.connections.get(record.key)
        connected_since_sync = False
        if known(policy.timeline_sync) and connection is not None:
            if policy.timeline_sync_since is None:
                raise neither(say("not_known.since"))
            # TML-7: the most recent connecting counts; Q-19: at the very instant of turning on is not after it.
            connected_since_sync = connection.connected_on > policy.timeline_sync_since
            if not connected_since_sync:
                require_latest(chat, connection)
        return TIMELINE_ENTRY.cells[policy.chat_is_on][policy.timeline_sync][connection is not None][
            connected_since_sync
        ][record_type.is_activity]
    except MISFITS as error:
        raise misfit(has_timeline_entry, error, policy, chat, record, record_type) from None


def require_latest(chat: Chat, connection: Connection) -> None:
    """That no later connecting is possible: where activities were not there, one of them may tell of it (TML-7).

    Raises:
        UnknownFact: when neither who connected the chat last nor the state of its activity is known.
    """
    if isinstance(connection.connector, Unknown):
        known(chat.activity_state)


@frozen
class TimelineEntry(Shown):
    """What the entry of a chat shows, never the message (TML-3).

    Attributes:
        connector: the id of the user who connected the chat, None where that is not known.
        connected_on: when, in UTC.
        last_writer: the id of the user who sent the last message, where known.
        last_written_on: when, in UTC, where known.
        is_kept_current: whether the sync still updates it: only while the activity is open and something happened
            within the idle days of the policy (TML-7), and never without the consent of chat owners (TML-8).
        chat_owner_consent: whether chat owners may consent to the sync; None where that was not provided (TML-8).
    """

    IN_PLAIN_DATA = (
        *("connector", "connected_on", "last_writer", "last_written_on"),
        *("is_kept_current", "chat_owner_consent", "sources", "statements"),
    )

    connector: str | None
    connected_on: datetime
    last_writer: str | None
    last_written_on: datetime | None
    is_kept_current: bool
    chat_owner_consent: bool | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the entry also says: what Dataverse keeps (CON-5), and what is known of consent (TML-8)."""
        consent = _CONSENT.get(self.chat_owner_consent)
        return (SYNC_KEEPS,) if consent is None else (SYNC_KEEPS, consent)

    @property
    def sources(self) -> Mapping[str, str]:
        """What `is_kept_current` rests on, with the sister source that says it."""
        return {"TML-7": "T", "TML-8": "T"}

    def in_words(self) -> list[str]:
        """Who connected, who wrote last, and whether the entry is kept current."""
        from ..rendering import yes_no  # noqa: PLC0415  # only who looks at it pays for it
        from ..sources import cited_all  # noqa: PLC0415

        on = self.last_written_on
        written = say("entry.at_unknown_time") if on is None else say("entry.on", time=on.isoformat())
        somebody = say("part.nobody")
        return [
            say("entry.connected", by=self.connector or somebody, on=self.connected_on.isoformat()),
            say("entry.last_message", by=self.last_writer or somebody, written=written),
            say("entry.kept_current", answer=yes_no(self.is_kept_current), cites=cited_all(["TML-7", "TML-8"])),
        ]

    def _blocks(self) -> Blocks:
        from ..rendering import Bullets, Title  # noqa: PLC0415

        yield Title(say("timeline entry"))
        yield Bullets([*self.in_words(), *(each.cited for each in self.statements)])


_CONSENT = {
    None: Statement(
        "TML-8",
        Words(
            "whether chat owners may consent to the sync was not provided: `chat_owner_consent` of the policy; "
            "it is on "
            "unless an administrator of the Teams tenant turned it off, and without it no entry is kept current",
            "statement.consent_unknown",
        ),
        "T",
    ),
    False: Statement(
        "TML-8",
        Words("chat owners may not consent to the sync, so no entry is kept current", "statement.consent_off"),
        "T",
    ),
}


@checked
def timeline_entry(
    policy: Policy, chat: Chat, record: Record, record_type: RecordType, now: datetime
) -> TimelineEntry | None:
    """What the chat's entry on the record's timeline shows; None where it has none.

    Args:
        now: the time to judge by, with its zone; this library has no clock (TML-7).

    Raises:
        InvalidValue: for a time without its zone, for one before the connecting or the last message, and as
            `has_timeline_entry`.
        UnknownFact: as `has_timeline_entry`, and when who connected the chat or the state of its activity is not known.
    """
    if not is_aware(now):
        raise InvalidValue("now", "a time with its zone", shown(now))
    if not has_timeline_entry(policy, chat, record, record_type):
        return None
    connection = chat.connections[record.key]
    last_update = max(connection.connected_on, chat.last_written_on or connection.connected_on)
    if now < last_update:  # TML-7: neither idle nor kept current follows from it
        what = "connecting" if last_update == connection.connected_on else "last message"
        raise InvalidValue("now", f"no time before the {what} ({last_update.isoformat()})", shown(now))
    idle_after = timedelta(days=known(policy.idle_days))
    is_idle = now - last_update >= idle_after  # TML-7, Q-19: the full time without an update is idle
    return TimelineEntry(
        connector=known(connection.connector),
        connected_on=connection.connected_on,
        last_writer=chat.last_writer,
        last_written_on=chat.last_written_on,
        is_kept_current=known(chat.activity_state) is ActivityState.OPEN
        and not is_idle
        and policy.chat_owner_consent is not False,  # TML-8
        chat_owner_consent=policy.chat_owner_consent,
    )


# --- May this user open the chat from the timeline? -------------------------------------------------------------------


@facts
class TimelineOpenFacts:
    """The facts of the question, in the order of the spec."""

    chat_is_on: bool = fact(
        "Teams chat is {on|off} for the organisation", "TML-1 ENB-3", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    sync_is_on: bool = fact(
        '"Sync Teams chats with records" is {on|off}', "TML-1", ChangedBy.ADMINISTRATOR, Reach.ORGANISATION
    )
    is_multisession: bool = fact("the app is a {multi|single}-session app", "TML-4", ChangedBy.PRODUCT)
    profile_has_chat: bool = fact(
        "the user's profile {has|does not have} the chat in its productivity pane", "TML-4 Q-16", ChangedBy.PROFILE
    )


def may_open(f: TimelineOpenFacts) -> bool:
    """In a single-session app the profile does not count (TML-4)."""
    return f.chat_is_on and f.sync_is_on and (not f.is_multisession or f.profile_has_chat)


TIMELINE_OPEN = Question(
    "timeline_open",
    TimelineOpenFacts,
    may_open,
    says_yes=Words('the user may select "Open chat" on the timeline', "question.timeline_open.yes"),
    says_no=Words('the user may not select "Open chat" on the timeline', "question.timeline_open.no"),
    documented=[
        # chat on, sync on, multi-session, profile
        Row("TML-1 chat off", "N * * *", False),
        Row("TML-1 sync off", "* N * *", False),
        Row("TML-4 single-session", "Y Y N *", True),
        Row("TML-4 profile has it", "Y Y Y Y", True),
        Row("TML-4 profile lacks it", "* * Y N", False),
    ],
)


def can_open_from_timeline(policy: Policy, app: App, user: User) -> Decision[TimelineOpenFacts]:
    """Whether the user may open chats from a timeline in that app."""
    try:
        return TIMELINE_OPEN.cells[policy.chat_is_on][policy.timeline_sync][app.is_multisession][profile_has_chat(user)]
    except MISFITS as error:
        raise misfit(can_open_from_timeline, error, policy, app, user) from None


# --- May this user configure the sync? --------------------------------------------------------------------------------


@facts
class TimelineConfigureFacts:
    """The facts of the question, in the order of the spec."""

    is_global_administrator: bool = fact(
        "the user is {|not }a global administrator", "TML-2", ChangedBy.ROLE, Reach.ORGANISATION
    )


def may_configure(f: TimelineConfigureFacts) -> bool:
    """Nobody else (TML-2)."""
    return f.is_global_administrator


TIMELINE_CONFIGURE = Question(
    "timeline_configure",
    TimelineConfigureFacts,
    may_configure,
    says_yes=Words("the user may configure the timeline sync", "question.timeline_configure.yes"),
    says_no=Words("the user may not configure the timeline sync", "question.timeline_configure.no"),
    documented=[Row("TML-2 global administrator", "Y", True), Row("TML-2 anyone else", "N", False)],
)


def can_configure_timeline_sync(user: User) -> Decision[TimelineConfigureFacts]:
    """Whether the user may configure "Sync Teams chats with records"."""
    if not isinstance(user, User):  # a supplement says of users, too, what they are
        raise refuse(None, "user", "a User", user)
    return TIMELINE_CONFIGURE.cells[user.is_global_administrator]
