"""What the page says, a second time: every answer, straight from its tables and sentences.

Independent of the library's rules and of their rows. A question whose page gives a table is a table here; one
whose page gives sentences is those sentences, in their order. Each function is named as its question and takes the
question's facts by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from chatlink_policy import Question

# --- Disconnecting: the table of DIS-4, DIS-5 and DIS-8 ---------------------------------------------------------------

DIS_4 = """
| row | owner | connector | owner toggle | connector toggle | global right | result |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | Y | Y/N | N | N | N | N |
| 2 | Y | Y/N | Y | Y/N | Y/N | Y |
| 3 | Y/N | Y | N | N | N | N |
| 4 | Y/N | Y | Y/N | Y | Y/N | Y |
| 5 | Y/N | Y/N | Y/N | Y/N | Y | Y |
| 6 | N | N | Y | N | N | N |
| 7 | N | Y | N | N | N | N |
| 8 | N | N | N | N | N | N |
"""

DIS_5 = ("NNNYN", "NNYYN", "YNNYN", "NYYNN")
"""The combinations that the table leaves open, in its columns; they are decided no."""


class TableRow(NamedTuple):
    """One row of DIS-4."""

    label: str
    columns: tuple[str, ...]
    allowed: bool

    def covers(self, letters: str) -> bool:
        """Whether the row decides a combination, written as one letter a column: "YNNYN"."""
        return all(letter in column for letter, column in zip(letters, self.columns, strict=True))


def _rows_of(table: str) -> tuple[TableRow, ...]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
    return tuple(
        TableRow(f"DIS-4 row {number}", tuple(columns), result == "Y") for number, *columns, result in lines[2:]
    )


DIS_4_ROWS = _rows_of(DIS_4)


def disconnecting(
    *,
    owns_record: bool,
    is_connector: bool,
    owner_may_disconnect: bool,
    connector_may_disconnect: bool,
    has_global_right: bool,
    is_connected: bool,
) -> bool:
    if not is_connected:
        return False  # DIS-8
    columns = (owns_record, is_connector, owner_may_disconnect, connector_may_disconnect, has_global_right)
    letters = "".join("Y" if each else "N" for each in columns)
    results = {row.allowed for row in DIS_4_ROWS if row.covers(letters)}
    if letters in DIS_5:
        results.add(False)
    (result,) = results
    return result


# --- The sentences of the other sections ------------------------------------------------------------------------------


def enablement(
    *,
    app_supports_chat: bool,
    chat_is_on: bool,
    on_for_all_apps: bool,
    app_is_selected: bool,
    is_multisession: bool,
    profile_has_chat: bool,
    has_pane_permissions: bool,
) -> bool:
    if not app_supports_chat:
        return False  # ENB-1: Contact Center embedded: no.
    if not chat_is_on:
        return False  # ENB-3: the organisation toggle off: no app has it.
    app_has_it = app_is_selected  # ENB-5: scope "selected apps": exactly the selected, supported apps have it.
    if on_for_all_apps:
        app_has_it = True  # ENB-4: scope "all apps": every supported app has it.
    if not is_multisession:
        return app_has_it  # ENB-7: in a single-session app the profile does not count.
    user_has_it = profile_has_chat  # ENB-7: in a multi-session app the user's profile counts too.
    if not has_pane_permissions:
        user_has_it = False  # ENB-8: in a multi-session app the user also needs the permissions.
    return app_has_it and user_has_it


def connecting(*, record_type_is_configured: bool, is_group_chat: bool) -> bool:
    if not record_type_is_configured:
        return False  # CON-1: to records of the configured record types only.
    return is_group_chat  # CON-3: only group chats can be connected.


def joining(*, is_connected: bool, join_chat_is_on: bool, can_write: bool) -> bool:
    if not is_connected:
        return False  # JOI-2: it works only for connected chats.
    missing = [what for what, have in (("toggle", join_chat_is_on), ("write access", can_write)) if not have]
    return missing == []  # JOI-1 and JOI-4: denied, the toggle, the write access or both are missing.


def timeline_entry(
    *,
    chat_is_on: bool,
    sync_is_on: bool,
    is_connected: bool,
    connected_since_sync: bool,
    record_is_activity: bool,
) -> bool:
    if not sync_is_on:
        return False  # TML-1: the sync is what makes entries.
    if not chat_is_on:
        return False  # TML-1: it takes effect only while Teams chat is on.
    if record_is_activity:
        return False  # TML-6: a chat connected to an activity gets no timeline entry.
    return is_connected and connected_since_sync  # TML-7: only chats connected after the sync was turned on.


def timeline_open(*, chat_is_on: bool, sync_is_on: bool, is_multisession: bool, profile_has_chat: bool) -> bool:
    if not chat_is_on or not sync_is_on:
        return False  # TML-1: no sync, no timeline to open a chat from.
    if is_multisession:
        return profile_has_chat  # TML-4: needs the integration on in the pane of the user's profile.
    return True  # TML-4 speaks of multi-session apps only.


def timeline_configure(*, is_global_administrator: bool) -> bool:
    return is_global_administrator  # TML-2: only a global administrator may configure it.


ORACLES: Mapping[str, Callable[..., bool]] = {
    each.__name__: each
    for each in (enablement, connecting, disconnecting, joining, timeline_entry, timeline_open, timeline_configure)
}
"""The oracle of each question, by the question's name."""


# --- What cannot occur, and the comparison ----------------------------------------------------------------------------


def can_occur(facts: Mapping[str, bool]) -> bool:
    """Whether facts can occur together: what is said of a connection or of the sync takes one that is there."""
    is_connected, sync_is_on = facts.get("is_connected", True), facts.get("sync_is_on", True)
    if facts.get("is_connector"):
        return is_connected  # DIS-7: the connector is the user of a link between that chat and that record.
    if facts.get("connected_since_sync"):
        return is_connected and sync_is_on  # TML-7: connected after the sync was turned on.
    return True


def disagreements(question: Question[object]) -> list[dict[str, bool]]:
    """The combinations that can occur for which a question does not answer what the page says."""
    oracle = ORACLES[question.name]
    cells = ((decision.to_facts(), decision.allowed) for decision in question.decisions)
    return [facts for facts, allowed in cells if can_occur(facts) and oracle(**facts) is not allowed]
