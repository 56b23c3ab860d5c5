"""The page that this library implements, as data: what it is, what it requires, where it is open, what was chosen.

Nothing decides by this module. Reports, the command and the generated documentation read it, so that a number cited
anywhere can be said in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

__all__ = ["CHOICES", "DISCLAIMER", "PAGE", "REQUIREMENTS", "Choice", "Page", "Requirement"]

DISCLAIMER = "This library advises and enforces nothing: Dynamics 365 and Teams decide."
"""What every report and the command say with their answers."""


@frozen(kw_only=True)
class Page:
    """The text that was implemented, named so that anyone can tell whether another text is the same.

    Attributes:
        title: its title, in its own language.
        title_in_english: the title of its English parent.
        language: the language of the text that was implemented.
        sha256: the digest of that text, as UTF-8.
    """

    title: str
    title_in_english: str
    language: str
    sha256: str


PAGE = Page(
    title="Configurer la conversation instantanée Microsoft Teams dans Customer Service",
    title_in_english="Configure Microsoft Teams chat in Customer Service",
    language="fr",
    sha256="8408d218803aac4a393e76cc20f88aa53aa334d33c8164d78062071b32849d57",
)
"""The page whose rules are here."""


# --- What the page requires -------------------------------------------------------------------------------------------


@frozen
class Requirement:
    """One numbered requirement.

    Attributes:
        number: its number ("DIS-5").
        section: the title of its section.
        says: what it requires, in one sentence.
        not_code: why it, or which part of it, is deliberately not code; empty for nearly all.
        is_code: whether any of it is code, and so has tests.
    """

    number: str
    section: str
    says: str
    not_code: str = ""
    is_code: bool = True


def _by_number(*requirements: Requirement) -> Mapping[str, Requirement]:
    return MappingProxyType({each.number: each for each in requirements})


_ENABLEMENT = "Enablement"
_CONNECTING = "Connecting"
_CONTEXT_CARD = "Context card"
_DISCONNECTING = "Disconnecting"
_JOINING = "Joining"
_NOTIFICATIONS = "Notifications"
_TIMELINE = "Timeline (preview)"
_PRIVACY = "Privacy"

REQUIREMENTS: Mapping[str, Requirement] = _by_number(
    Requirement(
        "ENB-1",
        _ENABLEMENT,
        "Teams chat is available in Customer Service, in Contact Center standalone and in other customer engagement "
        "apps, and not in Contact Center embedded.",
    ),
    Requirement(
        "ENB-2",
        _ENABLEMENT,
        "Customer Service workspace, Contact Center workspace and Customer Service Hub have the chat by default; any "
        "other customer engagement app must be turned on.",
    ),
    Requirement("ENB-3", _ENABLEMENT, "While the organisation's toggle is off, no app has the chat."),
    Requirement(
        "ENB-4", _ENABLEMENT, "With the scope on all apps, every supported app has the chat, those added later too."
    ),
    Requirement(
        "ENB-5", _ENABLEMENT, "With the scope on selected apps, exactly the supported ones among them have the chat."
    ),
    Requirement(
        "ENB-6",
        _ENABLEMENT,
        "When chat is turned on for selected apps, an earlier selection is kept, an empty one too; an organisation "
        "that never selected any starts from the default selection.",
    ),
    Requirement(
        "ENB-7",
        _ENABLEMENT,
        "In a multi-session app the user's profile counts: the default profile has the chat, a custom one only when "
        "it is turned on in its productivity pane, and a user without a profile has the default one; in a "
        "single-session app the profile does not count.",
    ),
    Requirement(
        "ENB-8",
        _ENABLEMENT,
        "In a multi-session app the user also needs read permission on all seven tables of the productivity pane; "
        "the missing ones are named, and only privileges count, never the name of a role.",
    ),
    Requirement(
        "ENB-9",
        _ENABLEMENT,
        "The app uses five Graph permissions, each for one purpose; those not consented to are named, each with the "
        "function that is lost.",
    ),
    Requirement(
        "ENB-10",
        _ENABLEMENT,
        "A custom profile is made from the default profile.",
        not_code="It is a step of an administrator: a profile keeps no trace of what it was made from, and no answer "
        "depends on it.",
        is_code=False,
    ),
    Requirement(
        "ENB-11",
        _ENABLEMENT,
        "A custom app manages the settings only when its site map holds the settings page.",
        not_code="Adding the page to a site map is a step of an administrator; the URL of the page is data.",
    ),
    Requirement(
        "CON-1",
        _CONNECTING,
        "A chat can be connected to records of the configured record types only: five out of the box, and those an "
        "administrator adds; connecting it again is allowed and moves the connector.",
    ),
    Requirement(
        "CON-2", _CONNECTING, "A new chat or an existing one can be connected, and one chat to several records."
    ),
    Requirement(
        "CON-3",
        _CONNECTING,
        "Only a group chat can be connected: not a one-to-one chat, not a meeting, and not a chat of unknown kind.",
    ),
    Requirement(
        "CON-4",
        _CONNECTING,
        "That existing chats can be connected afterwards is configured in Dynamics 365 apps only.",
        not_code="It tells where a setting is found, not who may do what: there is no input that it decides on.",
        is_code=False,
    ),
    Requirement(
        "CON-5",
        _CONNECTING,
        "Of Teams data only the mapping of record and chat is kept; no model here can hold message text, and none is "
        "written.",
    ),
    Requirement(
        "CRD-1",
        _CONTEXT_CARD,
        'A newly connected chat comes with a card only when "Include a note" is on for the record type, and a link to '
        "the record is then always part of it.",
    ),
    Requirement("CRD-2", _CONTEXT_CARD, "The card shows at most five fields, in the order of the view."),
    Requirement(
        "CRD-3", _CONTEXT_CARD, "A field of an unsupported type is skipped, and the configuration shows which and why."
    ),
    Requirement(
        "CRD-4",
        _CONTEXT_CARD,
        "Field-level security is the agent's: every collaborator sees a secured field that the agent may read, nobody "
        "one that the agent may not; the card lists the secured fields that it lays open.",
    ),
    Requirement(
        "CRD-5",
        _CONTEXT_CARD,
        'Where no view is chosen, incident has "Case introduction message" and the other standard types have "Quick '
        'find"; an added type has none, and so no fields, which checking reports.',
    ),
    Requirement(
        "DIS-1",
        _DISCONNECTING,
        "Each record type has one toggle for the record's owner and one for the chat's connector; both are on in a "
        "new organisation.",
    ),
    Requirement(
        "DIS-2",
        _DISCONNECTING,
        "The global disconnect right counts for every record type, also for one without settings, whose toggles are "
        "all off.",
    ),
    Requirement("DIS-3", _DISCONNECTING, "Six security roles have the global disconnect right by default."),
    Requirement(
        "DIS-4",
        _DISCONNECTING,
        "Eight rows of a table decide by owner, connector, the two toggles and the global right.",
    ),
    Requirement(
        "DIS-5",
        _DISCONNECTING,
        "The four combinations that the table leaves open are a no: a personal right takes effect only together with "
        "its own toggle; every answer says whether it is documented or derived.",
    ),
    Requirement(
        "DIS-6",
        _DISCONNECTING,
        "The owner is the owning user, or any member of the owning team; a record owned by nobody has no owner.",
    ),
    Requirement(
        "DIS-7",
        _DISCONNECTING,
        "The connector is the user of the most recent link of that chat to that record; nobody is when two latest "
        "links of the same instant name different users, or when the user is unknown.",
    ),
    Requirement("DIS-8", _DISCONNECTING, "Only a connected chat can be disconnected."),
    Requirement(
        "JOI-1",
        _JOINING,
        'A user may view and join a chat, even without having been part of it, when "Join chat" is on for the record '
        "type and the user has write access to the record.",
    ),
    Requirement("JOI-2", _JOINING, "Only a connected chat can be joined."),
    Requirement("JOI-3", _JOINING, '"Join chat" is on by default for incident only.'),
    Requirement("JOI-4", _JOINING, "A no says what is missing: the toggle, the write access, or both."),
    Requirement(
        "NTF-1",
        _NOTIFICATIONS,
        "While chat is on for the organisation and key updates are on for the record type, every participant of every "
        "connected chat is told of each update of a picked attribute.",
    ),
    Requirement("NTF-2", _NOTIFICATIONS, "At most five attributes are picked per record type."),
    Requirement("NTF-3", _NOTIFICATIONS, "For incident priority, status and status reason are picked out of the box."),
    Requirement(
        "NTF-4",
        _NOTIFICATIONS,
        "Virtual tables, and tables without the SDK message filter for Update, cannot be configured.",
    ),
    Requirement("NTF-5", _NOTIFICATIONS, "Attributes of the types PartyList, Image, Integer and File cannot notify."),
    Requirement(
        "NTF-6",
        _NOTIFICATIONS,
        "Only a picked, supported attribute whose value changed, by type or by value, notifies; every other one says "
        "why it does not.",
    ),
    Requirement(
        "NTF-7",
        _NOTIFICATIONS,
        "A notification for an attribute of rich-text format says that inline images cannot be rendered whole.",
    ),
    Requirement("TML-1", _TIMELINE, "The timeline sync takes effect only while chat is on for the organisation."),
    Requirement("TML-2", _TIMELINE, "Only a global administrator may configure the sync."),
    Requirement(
        "TML-3",
        _TIMELINE,
        "An entry shows who connected the chat and when, who sent the last message and when, and never the message.",
    ),
    Requirement(
        "TML-4",
        _TIMELINE,
        'In a multi-session app "Open chat" needs the Teams integration in the productivity pane of the user\'s '
        "profile; the default profile has it.",
    ),
    Requirement(
        "TML-5",
        _TIMELINE,
        "After a reassignment the new agent sees the entry, and can join from it as joining allows.",
    ),
    Requirement("TML-6", _TIMELINE, "A chat connected to an activity gets no entry."),
    Requirement(
        "TML-7",
        _TIMELINE,
        "Only a chat connected after the sync was turned on gets an entry; it is kept current while its activity is "
        "open and until an idle time of 1 to 28 days, 7 unless set; the time to judge by is given, never read.",
    ),
    Requirement("PRV-1", _PRIVACY, "A record shared in a chat opens only for a user who may read it."),
    Requirement(
        "PRV-2",
        _PRIVACY,
        "Connecting or joining a chat changes nobody's rights: no answer takes a link as a ground for access to a "
        "record.",
    ),
)
"""Every requirement by its number, in the order of the page."""


# --- Where the page is open -------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Choice:
    """One point where the page is silent or at odds with itself, and what was chosen.

    Attributes:
        number: its number ("Q-3").
        about: what it is about, in a few words.
        on_page: what the page says.
        chosen: what this library does.
        why: why that.
        otherwise: the other readings; where none can be executed, why not.
        option: the option that executes them: a field of `Readings` or of `Policy`, with its class; None without.
    """

    number: str
    about: str
    on_page: str
    chosen: str
    why: str
    otherwise: str
    option: str | None = None


CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        each.number: each
        for each in (
            Choice(
                number="Q-1",
                about="Who is meant by the second column of the disconnect table",
                on_page="The user was the most recent to disconnect the chat.",
                chosen="The user was the most recent to connect it.",
                why='The page "Use Teams chat" and the Dataverse column (recent chat linker can unlink) both say '
                "connect, and the toggle beside it is the connector's.",
                otherwise="Not executable: nothing records who disconnected.",
            ),
            Choice(
                number="Q-2",
                about="Which apps are selected by default",
                on_page="The note and the first sentence of the section name three apps; three other passages name "
                "two, without Contact Center workspace.",
                chosen="All three.",
                why="Three apps have the chat without being turned on (ENB-2); a selection that starts with two would "
                "take it from the third.",
                otherwise="The two apps.",
                option="Readings.two_default_apps",
            ),
            Choice(
                number="Q-3",
                about="How the limit of five and the skipping of unsupported fields combine",
                on_page="The first five fields are used; where one is not supported, the first four supported ones "
                "are shown.",
                chosen="The first five supported fields.",
                why="The owner of this project asked for it; it departs from the page only for a view of more than "
                "five fields, where it may show a fifth.",
                otherwise='"window": the first five fields, less the unsupported ones among them. "five_or_four": the '
                "first five where all of them are supported, else the first four supported ones.",
                option="Readings.card_fields",
            ),
            Choice(
                number="Q-4",
                about="Whether a write without a change notifies",
                on_page="Notifications are sent whenever the attributes are updated.",
                chosen="A value that was written but did not change does not notify, and the answer lists it so.",
                why="Participants are told of updates that matter; a value that is the same tells them nothing.",
                otherwise="Every written attribute notifies.",
                option="Readings.every_write_notifies",
            ),
            Choice(
                number="Q-5",
                about="Which attribute types a card does not support",
                on_page="Nothing: that a field may be unsupported is said, which types are is documented nowhere.",
                chosen="PartyList, Image, File, Virtual, EntityName, CalendarRules and ManagedProperty are not "
                "supported unless the policy says otherwise.",
                why='The shipped view "Case introduction message" shows String, DateTime, Picklist, Customer and '
                "Memo, so these are; the set is data of the policy, since the page does not settle it.",
                otherwise="Any other set of types.",
                option="Policy.card_unsupported_types",
            ),
            Choice(
                number="Q-6",
                about="The four combinations that the disconnect table leaves open",
                on_page="Its eight rows cover 28 of 32 combinations.",
                chosen="The four are a no: a personal right takes effect only together with its own toggle.",
                why="A right that nobody granted is denied, and each toggle names whom it is for.",
                otherwise="Each of the four as a yes, alone or with others.",
                option="Readings.open_combinations",
            ),
            Choice(
                number="Q-7",
                about="The level at which disconnect rights of specific users are assigned",
                on_page="The connector's right can also be assigned at record level.",
                chosen="The level of the record type.",
                why="That is where the toggle is, on the page as in Dataverse.",
                otherwise="Not executable: there is no setting of a single record.",
            ),
            Choice(
                number="Q-8",
                about="Which whole numbers cannot notify",
                on_page="Integer is not supported; BigInt, Decimal and durations are not mentioned.",
                chosen="Exactly the type Integer, whatever its format; BigInt and Decimal can notify.",
                why="The page names types, and Integer is one; a format such as duration or time zone is not.",
                otherwise="BigInt cannot notify either.",
                option="Readings.big_int_never_notifies",
            ),
            Choice(
                number="Q-9",
                about="Hidden columns and columns of linked tables on a card",
                on_page="Nothing.",
                chosen="A hidden column is skipped and takes no place; a linked column is judged by the metadata of "
                "its own table, and skipped as unknown where that is not at hand.",
                why="A card shows what the view shows, and a column is what its own table says it is.",
                otherwise="A linked column is never supported.",
                option="Readings.linked_columns_never_shown",
            ),
            Choice(
                number="Q-10",
                about="Who owns a record that a team owns",
                on_page="The record belongs to the user or the team, and the current user is its owner.",
                chosen="Any member of the owning team.",
                why="The column speaks of records owned by teams, which would otherwise have no owner to speak of.",
                otherwise="Nobody.",
                option="Readings.team_records_have_no_owner",
            ),
            Choice(
                number="Q-11",
                about="Where the type of an attribute is read",
                on_page="It names types; Dataverse has two properties for the type, and the older one says Virtual "
                "for Image and File alike.",
                chosen="AttributeTypeName; the older property only where that is missing.",
                why="It is the only one that tells them apart.",
                otherwise="Not executable: the other property cannot say what the page asks.",
            ),
            Choice(
                number="Q-12",
                about="Whether the settings rows carry the documented defaults",
                on_page="It says which toggles are on by default.",
                chosen="An absent or null toggle in a row is off, and checking says so; the documented defaults are "
                "what a new organisation ships with.",
                why="In the Dataverse table every toggle's column defaults to off.",
                otherwise="Not executable: it is how Dataverse stores the rows.",
            ),
            Choice(
                number="Q-13",
                about="Whether the next field takes the place of one that the agent may not read",
                on_page="Nothing; it says only that the agent's permissions apply.",
                chosen="It does not: the field keeps its place and is left out, with that reason.",
                why="Which fields a card has is the administrator's configuration, the same for every agent.",
                otherwise="The next field takes its place.",
                option="Readings.unreadable_field_is_replaced",
            ),
            Choice(
                number="Q-14",
                about='Whether "Include a note" and "Receive notification on key updates" are on at first',
                on_page="Nothing; incident's three attributes are picked beforehand.",
                chosen="Both are off until an administrator turns them on, and an added record type starts with every "
                "toggle off.",
                why="What is not documented as on is not assumed to be.",
                otherwise="Not executable by an option: they are toggles of the policy, and anyone can set them.",
            ),
            Choice(
                number="Q-15",
                about="Which of several users is the connector",
                on_page="The text says the users who connected the chat, the table the last one, a column title the "
                "creator.",
                chosen="The last who connected it.",
                why='The page "Use Teams chat" and the Dataverse column (recent chat linker) say so.',
                otherwise="Anyone who ever connected it. That the chat's creator is meant is not executable: no data "
                "tells who created it.",
                option="Readings.anyone_who_connected_is_connector",
            ),
            Choice(
                number="Q-16",
                about="Whether the default profile has the chat",
                on_page="For the default profile the chat is on once the settings page is in the site map; that the "
                "profile has the pane tool is only implied.",
                chosen="The default profile has the chat, whatever the site map holds.",
                why="The site map brings the administrator's page, not the chat.",
                otherwise="Not executable: no data tells what the default profile ships with.",
            ),
            Choice(
                number="Q-17",
                about="Which record types are standard",
                on_page="Five, introduced by a word that leaves room for more; newer pages add the conversation table.",
                chosen="The five that are named.",
                why="They are the ones that the page names; a sixth can be added like any other.",
                otherwise="Not executable by an option: adding the record type to the policy does it.",
            ),
        )
    }
)
"""Every open point by its number, in their order."""
