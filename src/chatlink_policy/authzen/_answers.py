"""What an answer says: to the user what the user may see, to an administrator everything.

A text for the user is made of the answer, and of facts that are `seen_by_user`. It names a reason only where the user
sees all its facts: such a reason secures the answer whatever the other facts are, so it says nothing of them. Two
answers that are equal and agree in every fact the user sees have the same text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..errors import ChatlinkPolicyError, InvalidValue, UnknownFact
from ..evidence import Decision

__all__ = ["for_administrator", "for_user"]

ASK = "An administrator can see why."
NOT_KNOWN = "It is not known whether this is allowed, and so it is denied. An administrator can see why."
NOT_COMPLETE = "Of some it is not known whether they are allowed; they are not listed."


def for_user(decision: Decision[Any]) -> dict[str, object]:
    """The answer for the user: a text, and the codes of the reasons that it names."""
    text, codes = _for_user(decision)
    return {"en": text, "reasons": [*codes]}


@lru_cache(maxsize=4_096)
def _for_user(decision: Decision[Any]) -> tuple[str, tuple[str, ...]]:
    reasons = [each for each in decision.reasons if all(fact.seen_by_user for fact in each.facts)]
    sentences = [decision.sentence]
    if reasons:
        sentences.append(f"Because {'; also because '.join(each.says for each in reasons)}.")
    elif not decision.allowed:
        sentences.append(ASK)
    sentences += [f"{each.says[0].upper()}{each.says[1:]}." for each in decision.statements]
    return " ".join(sentences), tuple(each.code for each in reasons)


def for_administrator(decision: Decision[Any], grounds: object = None) -> dict[str, object]:
    """The answer for an administrator: its explanation, and the whole decision with what its facts rest on."""
    evidence = {**decision.to_dict(), "fingerprint": decision.question.fingerprint}
    return {"en": decision.explanation, "decision": evidence if grounds is None else {**evidence, "grounds": grounds}}


def code_of(error: ChatlinkPolicyError) -> str:
    """A stable code of an error."""
    if isinstance(error, InvalidValue):
        return "invalid_value"
    return "unknown_fact" if isinstance(error, UnknownFact) else "unreadable_input"
