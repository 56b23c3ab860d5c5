"""Disconnecting under another reading of the page: the executable choices Q-6, Q-10 and Q-15.

Kept apart so that `disconnecting.py` shows what was chosen, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import evolve

from ._model import Model
from ._value import frozen
from .models import Connection, Record, User
from .policy import OpenCombination, Policy
from .question import shared
from .unknown import known

if TYPE_CHECKING:
    from .disconnecting import DisconnectFacts
    from .question import Question


@frozen
class _OpenCombinationsToo(Model):
    """The rule, and a yes for some of the combinations without the global right that the table leaves open (Q-6)."""

    rule: Callable[[DisconnectFacts], bool]
    granted: frozenset[OpenCombination]

    def __call__(self, f: DisconnectFacts) -> bool:
        facts = (f.owns_record, f.is_connector, f.owner_may_disconnect, f.connector_may_disconnect)
        letters = "".join("Y" if each else "N" for each in facts)
        return self.rule(f) or (f.is_connected and not f.has_global_right and letters in self.granted)


@lru_cache(maxsize=64)  # the combinations of what it depends on
def _asked_under(
    question: Question[DisconnectFacts],
    granted: frozenset[OpenCombination],
    no_team_owner: bool,  # keys of the cache
    anyone_connects: bool,
) -> Question[DisconnectFacts]:
    restated = {}
    if no_team_owner:
        restated["owns_record"] = "the user {owns|does not own} the record in person"
    if anyone_connects:
        restated["is_connector"] = "the user {has|has never} connected the chat to the record"
    rule = _OpenCombinationsToo(question.rule, granted) if granted else question.rule
    return shared(evolve(question, rule=rule, restated=restated.items()))


def disconnecting_read_otherwise(
    question: Question[DisconnectFacts], policy: Policy, user: User, connection: Connection | None, record: Record
) -> tuple[Question[DisconnectFacts], bool, bool]:
    """The question under the policy's readings, and its facts `owns_record` and `is_connector`."""
    readings, owner = policy.readings, known(record.owner)
    owns_record = owner.user == user.id or (
        not readings.team_records_have_no_owner
        and owner.team is not None
        and owner.team in user.teams
    )
    is_connector = connection is not None and (
        user.id in connection.connected_by
        if readings.anyone_who_connected_is_connector
        else user.id == known(connection.connector)
    )
    under = _asked_under(
        question,
        readings.open_combinations,
        readings.team_records_have_no_owner,
        readings.anyone_who_connected_is_connector,
    )
    return under, owns_record, is_connector
