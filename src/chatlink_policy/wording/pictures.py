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
    "always": "nothing: always a yes",
    "never": "never a yes",
    "holds": "holds",
    "holds_not": "does not hold",
    "part": "part",
    "takes": "a yes takes",
    "fact": "fact",
    "cites": "cites",
    "yes_means": "yes: {says}",
    "answer": "{truth:yes|no}: {says}",
    "cannot_occur": "These facts cannot occur together.",
    # rights
    "rights": "Who may disconnect chats: rights by record type",
    "rights_says": "How many rights of single users to disconnect a chat from a record there are, and through what.",
    "record_type": "record type",
    "right": "right",
    "how_many": "rights",
    "owner": "owns the record",
    "connector": "connected the chat",
    "both": "owns and connected",
    "anybody": "anybody may",
    "none": "None.",
    "rights_unknown": "Not answered: tables were missing.",
    # a change
    "change": "Who gains and who loses by the change",
    "change_says": "How many answers to each question turn from no to yes, and how many from yes to no.",
    "question": "question",
    "gain": "gain a yes",
    "lose": "lose a yes",
    "gain_is": "gain a yes: {number}",
    "lose_is": "lose a yes: {number}",
    "no_change": "No question was compared.",
    "because": "{of}: {why}.",
    # a notebook
    "impossible": "These facts cannot occur together: {why;}.",
    "who": "who",
    "who_under": "{question}: who may under which policy",
    "not_known_because": "{who}, {policy}: {why}",
    "not_known": "Not known",
    "not_given": "{names} not given",
}
