"""Apps and agent experience profiles: rows of `appmodule`, `msdyn_appconfiguration` and the productivity pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from .._arguments import checked
from .._ids import is_name
from .._model import Model
from .._value import frozen
from ..errors import InvalidValue, shown
from ..models import App, Offering, Profile
from ..snapshot import NotSelected, Rejected
from ..unknown import Unknown
from ._columns import selected, without_rejected
from ._payloads import Row
from ._rows import agreeing, boolean, guid, has, optional_text, read_agreeing, read_each, text, value, whole

__all__ = ["KNOWN_OFFERINGS", "AppsRead", "ProfilesRead", "read_apps", "read_profiles"]

T = TypeVar("T")

KNOWN_OFFERINGS: Mapping[str, Offering] = MappingProxyType(
    {
        "msdyn_customerserviceworkspace": Offering.CUSTOMER_SERVICE,
        "customerservicehub": Offering.CUSTOMER_SERVICE,
        "omnichannelengagementhub": Offering.CUSTOMER_SERVICE,
        "msdynce_saleshub": Offering.SALES,
        "msdynce_salespro": Offering.SALES,
        "msdyn_fieldservice": Offering.FIELD_SERVICE,
        "msdyn_fsmobile": Offering.FIELD_SERVICE,
    }
)
"""What the apps belong to whose unique names are publicly known, in lower case (ENB-1)."""


@frozen
class AppsRead(Model):
    """The apps.

    Attributes:
        apps: the apps.
        rejected: the rows that could not be read, and the apps of which it was not provided what they belong to.
        not_selected: the columns that no row has.
    """

    apps: tuple[App, ...]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_apps(payload: object, offerings: Mapping[str, Offering] | None = None, source: str = "appmodules") -> AppsRead:
    """Read `appmodule` rows; names compare without case.

    Args:
        payload: the rows, of any known shape.
        offerings: what the apps belong to that are not among `KNOWN_OFFERINGS`, by unique name: no column tells.
        source: the name of the payload, for what is rejected.
    """
    known = {**KNOWN_OFFERINGS, **{name.lower(): offering for name, offering in (offerings or {}).items()}}
    rejected: list[Rejected] = []
    columns = selected("appmodules", source)

    def read(row: Row, position: int) -> tuple[int, str, App]:
        name = text(row, "uniquename")
        if not is_name(name):
            raise InvalidValue("uniquename", "a unique name", shown(name))
        if name.lower() not in known:
            raise InvalidValue("uniquename", "an app whose offering is known; give it beside the export", shown(name))
        navigation = whole(row, "navigationtype")
        if navigation not in (0, 1):
            raise InvalidValue("navigationtype", "0 for single-session or 1 for multi-session", shown(navigation))
        app = App(name, known[name.lower()], is_multisession=navigation == 1)
        return position, app.unique_name, app

    agreed = read_agreeing(payload, source, read, "uniquename", rejected, columns)
    not_selected = columns.told(rejected)
    return AppsRead(tuple(agreed), tuple(rejected), not_selected)


@frozen
class ProfilesRead(Model):
    """The agent experience profiles.

    Attributes:
        profiles: the profiles by the id of their row.
        rejected: the rows that could not be read.
        not_selected: the columns that no row has.
    """

    profiles: Mapping[str, Profile]
    rejected: tuple[Rejected, ...]
    not_selected: tuple[NotSelected, ...] = ()


@checked
def read_profiles(
    payload: object,
    panes: object | Unknown,
    tabs: object | Unknown,
    tools: object | Unknown,
    *,
    teams_tool: str | None,
    source: str = "msdyn_appconfigurations",
) -> ProfilesRead:
    """Read custom profiles: each has the chat when its pane has an enabled tab for the Teams tool (ENB-7).

    Whether a profile with a pane has the chat is unknown without one of the tables, or without `teams_tool`; that of
    every profile is, where the column with their panes was not selected.

    Args:
        payload: `msdyn_appconfiguration` rows.
        panes: `msdyn_paneconfiguration` rows; UNKNOWN where they were not exported.
        tabs: `msdyn_panetabconfiguration` rows; UNKNOWN where they were not exported.
        tools: `msdyn_panetoolconfiguration` rows; UNKNOWN where they were not exported.
        teams_tool: the unique name of the tool that is the Teams chat, which no public source tells.
        source: the name of the payload, for what is rejected.
    """
    rejected: list[Rejected] = []
    columns = selected("msdyn_appconfigurations", source)
    chat_in = _Panes(panes, tabs, tools, teams_tool)
    pane_column = "msdyn_productivitypaneuniquename"

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, Profile]]:
        profile, name = guid(row, "msdyn_appconfigurationid"), text(row, "msdyn_name")
        if not is_name(name):
            raise InvalidValue("msdyn_name", "a name", shown(name))
        if not has(row, pane_column):
            return position, profile, (profile, Profile(name, chat_in_pane=columns.unknown(pane_column, position)))
        pane = optional_text(row, pane_column)
        made = Profile(name, chat_in_pane=False if pane is None else chat_in.pane(pane, pane_column))
        return position, profile, (profile, made)

    agreed = without_rejected(read_each(payload, source, read, rejected, columns=columns), columns, rejected)
    profiles = agreeing(agreed, source, "msdyn_appconfigurationid", rejected)
    not_selected = (*chat_in.not_selected, *columns.told(rejected))
    return ProfilesRead(dict(profiles), (*chat_in.rejected, *rejected), not_selected)


class _Panes:
    """Which panes have an enabled tab for the Teams tool."""

    def __init__(
        self, panes: object | Unknown, tabs: object | Unknown, tools: object | Unknown, teams_tool: str | None
    ) -> None:
        self.rejected: list[Rejected] = []
        self.not_selected: list[NotSelected] = []
        self.unknown: Unknown | None = None
        if teams_tool is None:
            self.unknown = Unknown("which pane tool is the Teams chat was not provided (teams_tool)")
        each_tool = list(self._rows("msdyn_panetoolconfigurations", tools, _tool))
        teams = {tool for tool, name in each_tool if teams_tool is not None and name.lower() == teams_tool.lower()}
        each_tab = self._rows("msdyn_panetabconfigurations", tabs, _tab)
        self.with_chat = {pane for pane, tool, is_enabled in each_tab if is_enabled and tool in teams}
        name = "msdyn_paneconfigurations"
        self.ids = dict(agreeing(self._rows(name, panes, _pane), name, "msdyn_uniquename", self.rejected))
        self.is_whole = bool(teams) and not self.rejected

    def _rows(self, table: str, payload: object | Unknown, read: Callable[[Row, int], T]) -> list[T]:
        if isinstance(payload, Unknown):
            self.unknown = payload if self.unknown is None else self.unknown
            return []
        columns = selected(table, table)
        found = list(read_each(payload, table, read, self.rejected, columns=columns))
        told = columns.told(self.rejected)
        if told:
            self.unknown = columns.because(told[0].column) if self.unknown is None else self.unknown
            self.not_selected += told
        return found

    def pane(self, name: str, column: str) -> bool | Unknown:
        """Whether the pane of that name has the chat.

        Raises:
            InvalidValue: when the pane is none of the panes, or a row that tells could not be read.
        """
        if self.unknown is not None:
            return self.unknown
        if not self.is_whole or name.lower() not in self.ids:
            raise InvalidValue(column, "a pane whose tabs are known in full", shown(name))
        return self.ids[name.lower()] in self.with_chat


def _tool(row: Row, _: int) -> tuple[str, str]:
    return guid(row, "msdyn_panetoolconfigurationid"), text(row, "msdyn_uniquename")


def _pane(row: Row, position: int) -> tuple[int, str, tuple[str, str]]:
    name = text(row, "msdyn_uniquename").lower()
    return position, name, (name, guid(row, "msdyn_paneconfigurationid"))


def _tab(row: Row, _: int) -> tuple[str, str, bool]:
    is_enabled = boolean(row, "msdyn_isenabled")
    if is_enabled is None:
        raise InvalidValue("msdyn_isenabled", "true or false", shown(value(row, "msdyn_isenabled")))
    return guid(row, "_msdyn_productivitypaneid_value"), guid(row, "_msdyn_toolid_value"), is_enabled
