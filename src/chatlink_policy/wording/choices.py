"""Where the documentation says nothing or contradicts itself: data, which `sources.py` offers by number."""

from __future__ import annotations

from collections.abc import Mapping

from .._documented import Choice

ALL: tuple[Choice, ...] = (
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
        why="The FAQ of the product of June 2024, the time of the documentation, says so; three apps have the chat "
        "without being turned on (ENB-2), and a selection that starts with two would take it from the third.",
        otherwise="Two apps are selected by default, without Contact Center workspace: the FAQ of May 2026 names "
        "Copilot Service workspace, as Customer Service workspace is called now, and Customer Service Hub.",
        option="Readings.two_default_apps",
    ),
    Choice(
        number="Q-3",
        about="How the limit of five and the skipping of unsupported fields combine",
        on_page="The first five fields are used; where one is not supported, the first four supported ones are shown.",
        chosen="The first five supported fields.",
        why="The owner of this project asked for it; it departs from the documentation only for a view of more than "
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
        why="Participants are notified of updates that matter; a value that stayed the same is none.",
        otherwise="A written value notifies even if it did not change.",
        option="Readings.every_write_notifies",
    ),
    Choice(
        number="Q-5",
        about="Which attribute types a card does not support",
        on_page="Nothing: that a field may be unsupported is said, which types are is documented nowhere.",
        chosen="PartyList, Image, File, Virtual, EntityName, CalendarRules and ManagedProperty are not "
        "supported unless the policy says otherwise.",
        why='The shipped view "Case introduction message" shows String, DateTime, Picklist, Customer and '
        "Memo, so these are; the set is data of the policy, since the documentation does not settle it.",
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
        why="That is where the toggle is, in the documentation as in Dataverse.",
        otherwise="Not executable: there is no setting of a single record.",
    ),
    Choice(
        number="Q-8",
        about="Which whole numbers cannot notify",
        on_page="Integer is not supported; BigInt, Decimal and durations are not mentioned.",
        chosen="Exactly the type Integer, whatever its format; BigInt and Decimal can notify.",
        why="The documentation names types, and Integer is one; a format such as duration or time zone is not.",
        otherwise="An attribute of the type BigInt does not notify.",
        option="Readings.big_int_never_notifies",
    ),
    Choice(
        number="Q-9",
        about="Hidden columns and columns of linked tables on a card",
        on_page="Nothing.",
        chosen="A hidden column is skipped and takes no place; a linked column is judged by the metadata of "
        "its own table, and skipped as unknown where that was not provided.",
        why="A card shows what the view shows, and a column is what its own table says it is.",
        otherwise="A card never shows a column of a linked table.",
        option="Readings.linked_columns_never_shown",
    ),
    Choice(
        number="Q-10",
        about="Who owns a record that a team owns",
        on_page="The record belongs to the user or the team, and the current user is its owner.",
        chosen="Any member of the owning team.",
        why="The column speaks of records owned by teams, which would otherwise have no owner to speak of.",
        otherwise="Nobody is the owner of a record that a team owns.",
        option="Readings.team_records_have_no_owner",
    ),
    Choice(
        number="Q-11",
        about="Where the type of an attribute is read",
        on_page="It names types; Dataverse has two properties for the type, and the older one says Virtual "
        "for Image and File alike.",
        chosen="AttributeTypeName; the older property only where that is missing.",
        why="It is the only one that distinguishes them.",
        otherwise="Not executable: the other property cannot say what the documentation asks.",
    ),
    Choice(
        number="Q-12",
        about="Whether the settings rows carry the documented defaults",
        on_page="It says which toggles are on by default.",
        chosen="A null toggle in a row is off, and checking says so; an absent one was not selected and is unknown, "
        "unless `missing_columns` beside the export says that the environment does not have the column: then it is "
        "off; the documented defaults are what a new organisation ships with.",
        why="In the Dataverse table every toggle's column defaults to off.",
        otherwise="Not executable: it is how Dataverse stores the rows.",
    ),
    Choice(
        number="Q-13",
        about="Whether the next field takes the place of one that the agent may not read",
        on_page="Nothing; it says only that the agent's permissions apply.",
        chosen="It does not: the field keeps its place and is left out, with that reason.",
        why="Which fields a card has is the administrator's configuration, the same for every agent.",
        otherwise="The next field takes the place of one that the agent may not read.",
        option="Readings.unreadable_field_is_replaced",
    ),
    Choice(
        number="Q-14",
        about='Whether "Include a note" and "Receive notification on key updates" are on at first',
        on_page="Nothing; incident's three attributes are selected beforehand.",
        chosen="Both are off until an administrator turns them on, and an added record type starts with every "
        "toggle off.",
        why="What is not documented as on is not assumed to be.",
        otherwise="Not executable by an option: they are toggles of the policy, and anyone can set them.",
    ),
    Choice(
        number="Q-15",
        about="Which of several users is the connector",
        on_page="The text says the users who connected the chat, the table the last one, a column title the creator.",
        chosen="The last who connected it.",
        why='The page "Use Teams chat" and the Dataverse column (recent chat linker) say so.',
        otherwise="Anyone who ever connected the chat is its connector. That the chat's creator is meant is not "
        "executable: no data names who created it.",
        option="Readings.anyone_who_connected_is_connector",
    ),
    Choice(
        number="Q-16",
        about="Whether the default profile has the chat",
        on_page="For the default profile the chat is on once the settings page is in the site map; that the "
        "profile has the pane tool is only implied.",
        chosen="The default profile has the chat, whatever the site map holds.",
        why="The site map brings the administrator's page, not the chat.",
        otherwise="Not executable: no data says what the default profile ships with.",
    ),
    Choice(
        number="Q-17",
        about="Which record types are standard",
        on_page="Five, introduced by a word that leaves room for more; newer pages add the conversation table.",
        chosen="The five that are named.",
        why="They are the ones that it names; a sixth can be added like any other.",
        otherwise="Not executable by an option: adding the record type to the policy does it.",
    ),
    Choice(
        number="Q-18",
        about="Whether the default apps are selected in addition to an earlier selection",
        on_page="The selection that was made before is kept; the FAQ of the product preselects the default apps at the "
        "first use, or where the setting was on before.",
        chosen="The earlier selection is kept as it is, an empty one too.",
        why="The documentation says it of an organisation that used Teams chat before (ENB-6).",
        otherwise="The default apps are selected in addition to a selection.",
        option="Readings.default_apps_always_selected",
    ),
    Choice(
        number="Q-19",
        about="What happened at the very instant that decides",
        on_page="Nothing: a chat connected at the instant at which the sync was turned on is not mentioned, nor one "
        "without an update for exactly the idle time.",
        chosen='The first has no entry, since at an instant is not after it ("after the sync was turned on"); the '
        "second is idle.",
        why="An idle time that has passed has passed in full.",
        otherwise="Not executable by an option: it is about a single instant.",
    ),
    Choice(
        number="Q-20",
        about="For which apps the settings are on in the end",
        on_page="The closing step says that they are on for the two default apps and for custom apps, Field Service "
        "and Sales, also where apps were selected.",
        chosen="Those among them that are selected.",
        why="The scope is what the administrator chose (ENB-5).",
        otherwise="Not executable by an option: selecting every app, or the scope of all apps, does it.",
    ),
    Choice(
        number="Q-21",
        about="Whether Teams data is stored",
        on_page="No Teams data is stored but the mapping, and yet the timeline preview syncs chats to Dataverse.",
        chosen="Both hold: without the sync only the mapping is stored, and with it what CON-5 names.",
        why="The first sentence is older than the preview, which says what it adds.",
        otherwise="Not executable: no answer depends on it.",
    ),
    Choice(
        number="Q-22",
        about="Which depth of read permission the seven tables of the pane need",
        on_page="Nothing: it names the tables and no depth.",
        chosen="Any depth.",
        why="None is named.",
        otherwise="Not executable: the depth of a privilege is in no model.",
    ),
    Choice(
        number="Q-23",
        about="Whether the disconnect toggles are on for a record type that is added later",
        on_page="Both are on for new organisations; of a record type that is added later nothing is said.",
        chosen="They are on for the five standard types of a new organisation; an added type starts with both off.",
        why="What is not documented as on is not assumed to be (Q-14).",
        otherwise="Not executable by an option: they are toggles of the policy, and anyone can set them.",
    ),
)

CHOICES: Mapping[str, Mapping[str, str]] = {
    each.number: {name: getattr(each, name) for name in ("about", "on_page", "chosen", "why", "otherwise")}
    for each in ALL
}
"""The texts of each, by its number."""
