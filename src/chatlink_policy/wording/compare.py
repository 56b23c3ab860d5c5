"""The texts of what comparing finds: a combination as models, and what other readings would change."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMPARE", "READINGS"]

_ANSWERS = (
    "missing pane permissions",
    "record opens",
    "join from the timeline",
    "timeline entry shows",
    "context card is shown",
    "context card view",
    "context card fields",
    "secured fields exposed",
    "notifications sent",
    "notifications go to",
)

COMPARE: Mapping[str, str] = {
    # a combination as models
    "models": "Models",
    "field": "{name} {says}",
    "cannot_occur": "Cannot occur: {says} ({cites}).",
    # what of an organisation is not counted
    "rows.appmodules": "apps",
    "rows.systemusers": "users",
    "rows.msdyn_teamschatassociations": "links",
    "rows.access": "access rights",
    "rows.chats": "chats",
    "rejected": "{what} ({number,}): rejected ({path}: expected {expected})",
    "cases": "cases ({count,}): {why}",
    "no_metadata": "entitydefinitions do not hold {record_type}",
    "links": "links to {record_type} ({number,}): {why}",
    "no_record": "the record is missing or was rejected",
    # what other readings would change
    "otherwise": "If the documentation were read otherwise",
    "otherwise.nothing": "No scenario was given.",
    "otherwise.change": "{number} of {of} other readings would change an answer.",
    "otherwise.unanswered": (
        "{number} of {of} scenarios leave a question without an answer: something that it needs is unknown."
    ),
    "otherwise.scenarios": "scenarios that differ",
    "otherwise.of": "{number} of {of}",
    "otherwise.reading": "Under this reading: {says}.",
    "otherwise.differ": "would differ",
    "otherwise.answer": (
        "{answer}: {differing} of {asked} scenarios; scenario {number} has {before}; would have {after}"
    ),
    "in_the_app": "{question} in the app",
    "images_not_whole": "{attribute}, images not whole",
    **{f"answer.{each}": each for each in _ANSWERS},
}
"""By their keys."""

READINGS: Mapping[str, str] = {
    "as_chosen": "as this library chose: {chosen.}",
    "two_default_apps": "two apps are selected by default, without Contact Center workspace",
    "card_fields_window": "a card shows the first five fields, less the unsupported ones among them",
    "card_fields_five_or_four": (
        "a card shows the first five fields where all five are supported, else the first four supported ones"
    ),
    "every_write_notifies": "a written value notifies even if it did not change",
    "every_type_on_cards": "a card shows attributes of every type",
    "shipped_types_on_cards": (
        "a card shows only the types that the shipped view shows: String, DateTime, Picklist, Customer and Memo"
    ),
    "open_combination_nnny": (
        "whoever is neither owner nor connector may disconnect while only the connector toggle is on"
    ),
    "open_combination_nnyy": "whoever is neither owner nor connector may disconnect while both toggles are on",
    "open_combination_ynny": "an owner who is not the connector may disconnect while only the connector toggle is on",
    "open_combination_nyyn": "a connector who is not the owner may disconnect while only the owner toggle is on",
    "big_int_never_notifies": "an attribute of the type BigInt does not notify",
    "linked_columns_never_shown": "a card never shows a column of a linked table",
    "team_records_have_no_owner": "nobody is the owner of a record that a team owns",
    "unreadable_field_is_replaced": "the next field takes the place of one that the agent may not read",
    "anyone_who_connected_is_connector": "anyone who ever connected the chat is its connector",
    "default_apps_always_selected": "the default apps are selected in addition to a selection",
}
"""What each other reading of the documentation says, by its name."""
