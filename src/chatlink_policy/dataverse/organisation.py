"""The organisation's row to its toggles, and these with the settings of record types to a policy (ENB-3, TML-7).

A toggle that is null is off, and reported; one that is absent was not selected, and is unknown, unless the environment
does not have it (Q-12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from .._arguments import checked
from .._value import Model, frozen
from ..errors import InvalidValue, UnreadableInput, shown
from ..limits import MOST_ORGANISATION_ROWS
from ..policy import AS_CHOSEN, Policy, Readings
from ..snapshot import NotSelected, Remark, RemarkCode
from ..unknown import UNKNOWN, Unknown
from ._columns import NO_COLUMNS, SelectedColumns, columns_of, not_exported
from ._payloads import Row, as_rows, rows
from ._rows import boolean, guid, has, name_in, whole
from .settings import SettingsRead

__all__ = ["OrganisationRead", "make_policy", "read_organisation"]

T = TypeVar("T")

_IDLE_DAYS_UNLESS_SET = 7  # TML-7
_IDLE_DAYS = "daysbeforeinactiveteamschatsyncdisabled"
_NOT_EXPORTED = not_exported("organizations")


@frozen(kw_only=True)
class OrganisationRead(Model):
    """What the organisation's row says.

    Attributes:
        chat_is_on: "Turn on Microsoft Teams chats inside Dynamics 365" (ENB-3).
        timeline_sync: "Sync Teams chats with records (preview)" (TML-1).
        idle_days: the days without an update after which a chat is no longer synced (TML-7).
        remarks: each toggle that is null, or that the environment does not have: it is off.
        not_selected: the columns that the row does not have: they are unknown.
        name: the name of the organisation, None where it was not exported.
    """

    chat_is_on: bool | Unknown = _NOT_EXPORTED
    timeline_sync: bool | Unknown = _NOT_EXPORTED
    idle_days: int | Unknown = _NOT_EXPORTED
    remarks: tuple[Remark, ...] = ()
    not_selected: tuple[NotSelected, ...] = ()
    name: str | None = None


NO_ORGANISATION = OrganisationRead()
"""An organisation whose row was not exported."""


@checked
def read_organisation(
    payload: object, source: str = "organizations", *, missing: Iterable[str] = NO_COLUMNS
) -> OrganisationRead:
    """The toggles of the organisation.

    Args:
        payload: its one row, by itself or in any shape that rows come in; the same row again counts once.
        source: the name of the payload, for what is wrong in it.
        missing: the columns that the environment does not have: they count as null.

    Raises:
        UnreadableInput: for anything but one row, and for a row that cannot be read, with everything that is wrong in
            it: the whole policy depends on this row, so it is never rejected by itself.
    """
    row = _only_row(payload, source)
    columns = columns_of("organizations", source, missing)
    columns.see(row)
    null_toggles: list[str] = []
    problems: list[InvalidValue] = []

    def attempt(read: Callable[[], T]) -> T | Unknown:
        try:
            return read()
        except InvalidValue as error:
            problems.append(error)
            return UNKNOWN

    if has(row, "organizationid"):
        attempt(lambda: guid(row, "organizationid"))
    chat_is_on = attempt(lambda: _toggle(row, "isembedteamscollabenabled", columns, null_toggles))
    timeline_sync = attempt(lambda: _toggle(row, "teamschatdatasync", columns, null_toggles))
    idle_days = attempt(lambda: _idle_days(row, columns))
    if problems:
        raise UnreadableInput(source, tuple(problems))
    if columns.lacks("organizationid"):  # then the row may be one of any table
        chat_is_on = timeline_sync = idle_days = columns.without("organizationid")
    return OrganisationRead(
        chat_is_on=chat_is_on,
        timeline_sync=timeline_sync,
        idle_days=idle_days,
        remarks=tuple(Remark(RemarkCode.ABSENT_TOGGLE, source, 0, None, column) for column in null_toggles),
        not_selected=columns.not_selected(),
        name=name_in(row, "name"),
    )


def _only_row(payload: object, source: str) -> Row:
    found = list(islice(rows(as_rows(payload), source), MOST_ORGANISATION_ROWS + 1))
    row = found[0] if len(found) in range(1, MOST_ORGANISATION_ROWS + 1) else None
    if isinstance(row, Row) and all(isinstance(each, Row) and _values(each) == _values(row) for each in found[1:]):
        return row
    is_too_long = len(found) > MOST_ORGANISATION_ROWS
    more = f"more than {MOST_ORGANISATION_ROWS}" if is_too_long else "more than one that differ"
    got = "none" if not found else more if len(found) > 1 else shown(found[0])
    raise UnreadableInput(source, (InvalidValue("payload", "the one row of the organisation", got),))


def _values(row: Row) -> dict[str, object]:
    return {column: row[column] for column in row.keys() if "@" not in str(column)}  # noqa: SIM118  # it may be no mapping


def _toggle(row: Row, column: str, columns: SelectedColumns, null_toggles: list[str]) -> bool | Unknown:
    if not has(row, column) and column not in columns.missing:
        return columns.without(column)
    found = boolean(row, column)
    if found is None:
        null_toggles.append(column)
    return found is True


def _idle_days(row: Row, columns: SelectedColumns) -> int | Unknown:
    """Seven where the column is null (TML-7)."""
    if not has(row, _IDLE_DAYS) and _IDLE_DAYS not in columns.missing:
        return columns.without(_IDLE_DAYS)
    found = whole(row, _IDLE_DAYS)
    if found is not None and not 1 <= found <= 28:
        raise InvalidValue(_IDLE_DAYS, "a whole number from 1 to 28, or null (TML-7)", shown(found))
    return _IDLE_DAYS_UNLESS_SET if found is None else found


@checked
def make_policy(
    organisation: OrganisationRead,
    settings: SettingsRead,
    *,
    on_for_all_apps: bool | Unknown | None,
    selected_apps: Iterable[str] | Unknown | None,
    timeline_sync_since: datetime | None = None,
    chat_owner_consent: bool | None = None,
    readings: Readings = AS_CHOSEN,
) -> Policy:
    """The policy that the organisation's row and the settings rows make, with what no row holds.

    Args:
        organisation: what the organisation's row says.
        settings: what the settings rows say.
        on_for_all_apps: the scope: true for all apps (ENB-4), false for the selected ones (ENB-5); it may be unknown.
        selected_apps: the unique names of the selected apps; None where there never was a selection (ENB-6); they may
            be unknown.
        timeline_sync_since: when the timeline sync was turned on, with its zone; None where that is unknown (TML-7).
        chat_owner_consent: whether the tenant lets chat owners consent; None where that was not provided (TML-8).
        readings: how the documentation is read where it can be read in more than one way.

    Raises:
        InvalidValue: for None as `on_for_all_apps`: no column of Dataverse holds it, and it is not guessed.
    """
    if on_for_all_apps is None:
        expected = "true for all apps, false for the selected ones, or UNKNOWN: no column of Dataverse holds it"
        raise InvalidValue("on_for_all_apps", expected, "nothing")
    return Policy(
        chat_is_on=organisation.chat_is_on,
        on_for_all_apps=on_for_all_apps,
        selected_apps=selected_apps,
        timeline_sync=organisation.timeline_sync,
        timeline_sync_since=timeline_sync_since,
        chat_owner_consent=chat_owner_consent,
        idle_days=organisation.idle_days,
        record_types=settings.record_types,
        unreadable_record_types=settings.unreadable,
        others_unreadable=settings.others_unreadable,
        readings=readings,
    )
