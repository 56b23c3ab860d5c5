"""The texts of pictures and of what notebooks show, as data: one template a code, in the language of `words`."""

from __future__ import annotations

from collections.abc import Mapping

PICTURES: Mapping[str, str] = {
    "in_words": "In words",
    "unknown": "unknown",
    "more": "and {more,} more",
    # a rule
    "rule": "{question}: what a yes takes",
    "rule_and_facts": "{question}: what a yes takes, and what of it holds",
    "all_of": "all of these",
    "one_of": "one of these",
    "always": "nothing: it is always a yes",
    "never": "it is never a yes",
    "holds": "holds",
    "holds_not": "does not hold",
    "part": "part",
    "takes": "a yes takes",
    "cites": "cites",
    "yes_means": "yes: {says}",
    "answer": "The answer is {truth:yes|no}: {says}.",
    "cannot_occur": "These facts cannot occur together.",
    # rights
    "rights": "Who may disconnect chats: rights by record type",
    "rights_says": "How many rights of single users to disconnect a chat from a record there are, and through what.",
    "record_type": "record type",
    "right": "right",
    "how_many": "rights",
    "through_owner": "owns the record",
    "through_connector": "connected the chat",
    "through_both": "both",
    "anybody": "anybody: {connections,:connection|connections}",
    "no_rights": "There are none.",
    "rights_unknown": "Not answered: tables were missing.",
    # a change
    "change": "Who gains and who loses by the change",
    "change_says": "How many answers to each question turn from no to yes, and how many from yes to no.",
    "question": "question",
    "gain": "gain a yes",
    "lose": "lose a yes",
    "no_change": "No question was compared.",
    "some_not_counted": "not everything was counted",
    # a notebook
    "facts": "Facts",
    "switch": "switch",
    "impossible": "These facts cannot occur together: {why;}.",
    "who": "who",
    "not_known_because": "{who}, {policy}: {why}",
    "not_known": "Not known",
}
