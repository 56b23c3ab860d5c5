"""The words of a copy of the documentation that is held against the text that was implemented."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMPARISON"]

COMPARISON: Mapping[str, str] = {
    "title": "the documentation beside the rule",
    "not_compared": "Not compared: {words,:word|words} before the first heading.",
    # the verdict
    "is_the_text": "This is the text that was implemented, byte for byte.",
    "is_not_found": (
        "Nothing of it was found: this is another page, or another language than that of the text that was "
        'implemented ("{title}", {language}).'
    ),
    "is_same": "Nothing has changed: {stand}, and its sections are the same.",
    "is_moved": "Nothing has changed: {stand}, and its sections have the same words, some in another order.",
    "has_lost": "Something has changed: {stand}. What rests on the lost ones is to be looked at again.",
    "has_changed": "Something was added or removed: {stand}, and yet sections have changed.",
    "stand.all": "all {number} passages stand",
    "stand.some": "{standing} of {number} passages stand",
    # sections and their passages
    "section": "{number}. {heading}",
    "no_heading": "its heading was not found",
    "number": "number",
    "passage": "passage",
    "requirement": "requirement",
    "rests_on_it": "rests on it",
    "rule": "rule",
    "lost": "lost",
    "choice": "{number}: {says}.",
    "as_above": "{Also |}{numbers}, as above.",
    "rows": "{is_one:row|rows} {names}",
    "facts": "{is_one:fact|facts} {names}",
    "no_question": "no question",
    "no_rule": "none.",
    # what has changed
    "lost_passages": "lost passages",
    "look_again": "look again at",
    "in_section": "section",
    "it_stood_in": "it stood in",
    "changed_sections": "changed sections",
    "named": 'section {number}[, "{heading}"]',
    "standing.not_found": "not found",
    "standing.heading_lost": "its heading was not found, its text is the same",
    "counted": "{here,:word|words} in place of {words,}",
    "passages_lost": "passages are lost; {counted}",
    "passages_stand": "all its passages stand, so something was added or removed there; {counted}",
    # what has no place
    "no_place": "no place in this documentation",
    "says_nothing": "the documentation says nothing of it",
    "from_elsewhere": "comes from another source: {title}",
}
"""By their keys."""
