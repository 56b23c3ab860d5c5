"""What the documentation requires, one entry a number: data, which `sources.py` offers by number."""

from __future__ import annotations

from collections.abc import Mapping

from .._documented import Part, Requirement

ALL: tuple[Requirement, ...] = (
    Requirement(
        "ENB-1",
        "Teams chat is available in Customer Service, in Contact Center standalone and in other customer engagement "
        "apps, and not in Contact Center embedded.",
    ),
    Requirement(
        "ENB-2",
        "Customer Service workspace, Contact Center workspace and Customer Service Hub have the chat by default; any "
        "other customer engagement app must be turned on.",
    ),
    Requirement("ENB-3", "While the organisation's toggle is off, no app has the chat."),
    Requirement("ENB-4", "With the scope on all apps, every supported app has the chat, those added later too."),
    Requirement("ENB-5", "With the scope on selected apps, exactly the supported ones among them have the chat."),
    Requirement(
        "ENB-6",
        "When chat is turned on for selected apps, an earlier selection is kept, an empty one too; an organisation "
        "that never selected any starts from the default selection.",
    ),
    Requirement(
        "ENB-7",
        "In a multi-session app the user's profile counts: the default profile has the chat, a custom one only when "
        "it is turned on in its productivity pane, and a user without a profile has the default one; in a "
        "single-session app the profile does not count.",
        parts=(Part("that a custom profile needs the chat in its productivity pane", "E"),),
    ),
    Requirement(
        "ENB-8",
        "In a multi-session app the user also needs read permission on all seven tables of the productivity pane; "
        "the missing ones are named, and only privileges count, never the name of a role.",
    ),
    Requirement(
        "ENB-9",
        "The app uses five Graph permissions, each for one purpose; those that were not consented to are named, each "
        "with what it is for and with what is lost without it.",
    ),
    Requirement(
        "ENB-10",
        "A custom profile is made from the default profile.",
        not_code="It is a step of an administrator: a profile keeps no trace of what it was made from, and no answer "
        "depends on it.",
        is_code=False,
    ),
    Requirement(
        "ENB-11",
        "A custom app manages the settings only when its site map holds the settings page.",
        not_code="Adding the page to a site map is a step of an administrator; the URL of the page is data.",
    ),
    Requirement(
        "CON-1",
        "A chat can be connected to records of the configured record types only: five out of the box, and those an "
        "administrator adds; connecting it again is allowed and moves the connector.",
        parts=(Part("that connecting it again is allowed and moves the connector", "choice"),),
    ),
    Requirement(
        "CON-2",
        "A new chat or an existing one can be connected, and one chat to several records.",
        parts=(Part("that one chat can be connected to several records", "U"),),
    ),
    Requirement(
        "CON-3",
        "Only a group chat can be connected: not a one-to-one chat, not a meeting, and not a chat of unknown kind.",
        "U",
        (Part("which kinds of chats there are", "G"),),
    ),
    Requirement(
        "CON-4",
        "That existing chats can be connected afterwards is configured in Dynamics 365 apps only.",
        not_code="It says where a setting is found, not who may do what: there is no input that it decides on.",
        is_code=False,
    ),
    Requirement(
        "CON-5",
        "Of Teams data only the mapping of record and chat is kept, and with the timeline sync on also the chat's "
        "topic, its members, and who wrote last and when, which is said wherever the sync is on; no model here can "
        "hold message text, topic or members, and none is written.",
        parts=(Part("what the timeline sync keeps", "T"),),
    ),
    Requirement(
        "CRD-1",
        'A newly connected chat comes with a card only when "Include a note" is on for the record type, and a link to '
        "the record is then always part of it.",
    ),
    Requirement("CRD-2", "The card shows at most five fields, in the order of the view."),
    Requirement("CRD-3", "A field of an unsupported type is skipped, and the configuration shows which and why."),
    Requirement(
        "CRD-4",
        "Field-level security is the agent's: every collaborator sees a secured field that the agent may read, nobody "
        "one that the agent may not; the card lists the secured fields that it exposes.",
    ),
    Requirement(
        "CRD-5",
        'Where no view is chosen, incident has "Case introduction message" and the other standard types have "Quick '
        'find"; an added type has none, and so no fields, which checking reports.',
    ),
    Requirement(
        "CRD-6",
        "The fields are static: they show the values of the moment at which the chat was connected, to whoever reads "
        "the chat then or later, and a card that is shown says so.",
    ),
    Requirement(
        "DIS-1",
        "Each record type has one toggle for the record's owner and one for the chat's connector; both are on in a "
        "new organisation.",
    ),
    Requirement(
        "DIS-2",
        "The global disconnect right counts for every record type, also for one without settings, whose toggles are "
        "all off.",
        parts=(Part("that a record type without settings has all its toggles off", "choice"),),
    ),
    Requirement("DIS-3", "Six security roles have the global disconnect right by default."),
    Requirement("DIS-4", "Eight rows of a table decide by owner, connector, the two toggles and the global right."),
    Requirement(
        "DIS-5",
        "The four combinations that the table leaves open are a no: a personal right takes effect only together with "
        "its own toggle; every answer says whether it is documented or derived.",
    ),
    Requirement(
        "DIS-6",
        "The owner is the owning user, or any member of the owning team; a record owned by nobody has no owner.",
    ),
    Requirement(
        "DIS-7",
        "The connector is the user of the most recent link of that chat to that record; nobody is when two latest "
        "links of the same instant name different users, or when the user is unknown.",
    ),
    Requirement("DIS-8", "Only a connected chat can be disconnected."),
    Requirement(
        "JOI-1",
        'A user may view and join a chat, even without having been part of it, when "Join chat" is on for the record '
        "type and the user has write access to the record.",
    ),
    Requirement("JOI-2", "Only a connected chat can be joined."),
    Requirement("JOI-3", '"Join chat" is on by default for incident only.'),
    Requirement(
        "JOI-4",
        "A no says what is missing: the toggle, the write access, or both.",
        "U",
        (Part("that it is a no at all, which follows from JOI-1", "page"),),
    ),
    Requirement(
        "JOI-5",
        "Who joins becomes a participant and can read the whole exchange, also what was written before, and a yes says "
        "so.",
    ),
    Requirement(
        "NTF-1",
        "While chat is on for the organisation and key updates are on for the record type, every participant of every "
        "connected chat is notified of each update of a selected attribute.",
    ),
    Requirement("NTF-2", "At most five attributes are selected per record type."),
    Requirement("NTF-3", "For incident priority, status and status reason are selected out of the box."),
    Requirement("NTF-4", "Virtual tables, and tables without the SDK message filter for Update, cannot be configured."),
    Requirement("NTF-5", "Attributes of the types PartyList, Image, Integer and File cannot notify."),
    Requirement(
        "NTF-6",
        "Only a selected, supported attribute whose value changed, by type or by value, notifies; every other one says "
        "why it does not.",
    ),
    Requirement(
        "NTF-7", "A notification for an attribute of rich-text format says that inline images cannot be rendered whole."
    ),
    Requirement("TML-1", "The timeline sync takes effect only while chat is on for the organisation."),
    Requirement("TML-2", "Only a global administrator may configure the sync."),
    Requirement(
        "TML-3",
        "An entry shows who connected the chat and when, who sent the last message and when, and never the message.",
    ),
    Requirement(
        "TML-4",
        'In a multi-session app "Open chat" needs the Teams integration in the productivity pane of the user\'s '
        "profile; the default profile has it.",
    ),
    Requirement(
        "TML-5",
        "After a reassignment the new agent sees the entry, and can join from it where there is an entry, the agent "
        'may join, "Open chat" works for the agent in the app, and the app has the chat; not answered where one of '
        "these was not asked.",
        parts=(Part('that joining from it also takes "Open chat" and an app that has the chat', "choice"),),
    ),
    Requirement("TML-6", "A chat connected to an activity gets no entry.", "T"),
    Requirement(
        "TML-7",
        "Only a chat connected after the sync was turned on gets an entry; it is kept current while its activity is "
        "open and until an idle time of 1 to 28 days, 7 unless set; the time to judge by is given, never read, and "
        "refused where it is before the connecting or the last message.",
        "T",
        (Part("that the idle time is from 1 to 28 days", "D"),),
    ),
    Requirement(
        "TML-8",
        "The sync needs the consent of chat owners, one setting of the Teams tenant, on unless an administrator turned "
        "it off: turned off, no entry is kept current; not provided, the answer and the check say so.",
        "T",
    ),
    Requirement("PRV-1", "A record shared in a chat opens only for a user who may read it."),
    Requirement(
        "PRV-2",
        "Connecting or joining a chat changes nobody's rights: no answer takes a link as a ground for access to a "
        "record.",
        parts=(Part("that connecting or joining gives nobody access to the record", "T"),),
    ),
)

REQUIREMENTS: Mapping[str, Mapping[str, str]] = {
    each.number: {
        "says": each.says,
        **({"not_code": each.not_code} if each.not_code else {}),
        **{f"parts.{place}": part.says for place, part in enumerate(each.parts)},
    }
    for each in ALL
}
"""The texts of each, by its number."""
