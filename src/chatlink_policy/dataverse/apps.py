"""Apps and agent experience profiles: rows of `appmodule`, `msdyn_appconfiguration` and the productivity pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from .._arguments import checked
from .._ids import is_name
from .._value import frozen
from ..errors import InvalidValue, shown
from ..models import App, Offering, Profile
from ..snapshot import NotSelected, Rejected
from ..unknown import Unknown
from ..wording.words import say
from ._payloads import Row
from ._rows import boolean, guid, has, optional_text, text, value, whole
from ._table_reader import TableRead, TableReader

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
"""The offerings of the apps whose unique names are publicly known, in lower case (ENB-1)."""


@frozen
class AppsRead(TableRead):
    """The apps; one whose offering was not provided is rejected."""

    apps: tuple[App, ...]


@checked
def read_apps(payload: object, offerings: Mapping[str, Offering] | None = None, source: str = "appmodules") -> AppsRead:
    """Read `appmodule` rows; names compare without case.

    Args:
        payload: the rows, of any known shape.
        offerings: the offerings of apps that are not among `KNOWN_OFFERINGS`, by unique name: no column holds them.
        source: the name of the payload, for what is rejected.
    """
    known = {**KNOWN_OFFERINGS, **{name.lower(): offering for name, offering in (offerings or {}).items()}}

    def read(row: Row, _: int) -> tuple[str, App]:
        name = text(row, "uniquename")
        if not is_name(name):
            raise InvalidValue("uniquename", "a unique name", shown(name))
        if name.lower() not in known:
            expected = "an app whose offering is known, or is given under apps in supplement.toml"
            raise InvalidValue("uniquename", expected, shown(name))
        navigation = whole(row, "navigationtype")
        if navigation not in (0, 1):
            raise InvalidValue("navigationtype", "0 for single-session or 1 for multi-session", shown(navigation))
        app = App(name, known[name.lower()], is_multisession=navigation == 1)
        return app.unique_name, app

    table = TableReader.of("appmodules", source)
    apps = table.by_id(payload, "uniquename", read)
    return AppsRead(tuple(apps.values()), **table.not_read())


@frozen
class ProfilesRead(TableRead):
    """The agent experience profiles by the ids of their rows."""

    profiles: Mapping[str, Profile]


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
        teams_tool: the unique name of the tool that is the Teams chat, which no public source gives.
        source: the name of the payload, for what is rejected.
    """
    all_panes = _Panes(panes, tabs, tools, teams_tool)
    table = TableReader.of("msdyn_appconfigurations", source)
    pane_column = "msdyn_productivitypaneuniquename"

    def read(row: Row, position: int) -> tuple[str, Profile]:
        profile, name = guid(row, "msdyn_appconfigurationid"), text(row, "msdyn_name")
        if not is_name(name):
            raise InvalidValue("msdyn_name", "a name", shown(name))
        if not has(row, pane_column):
            return profile, Profile(name, chat_in_pane=table.columns.unknown(pane_column, position))
        pane = optional_text(row, pane_column)
        return profile, Profile(name, chat_in_pane=pane is not None and all_panes.has_chat(pane, pane_column))

    profiles = table.by_id(payload, "msdyn_appconfigurationid", read)
    not_read = table.not_read()
    return ProfilesRead(
        profiles,
        rejected=(*all_panes.rejected, *not_read["rejected"]),
        not_selected=(*all_panes.not_selected, *not_read["not_selected"]),
    )


class _Panes:
    """Which panes have an enabled tab for the Teams tool."""

    def __init__(
        self, panes: object | Unknown, tabs: object | Unknown, tools: object | Unknown, teams_tool: str | None
    ) -> None:
        self.rejected: list[Rejected] = []
        self.not_selected: list[NotSelected] = []
        self.unknown: Unknown | None = None
        if teams_tool is None:
            self.unknown = Unknown(say("not_known.teams_tool"))
        no_tools: list[tuple[str, str]] = []
        all_tools = self._read(
            "msdyn_panetoolconfigurations", tools, lambda table: list(table.each(tools, _tool)), no_tools
        )
        teams = {tool for tool, name in all_tools if teams_tool is not None and name.lower() == teams_tool.lower()}
        no_tabs: list[tuple[str, str, bool]] = []
        all_tabs = self._read("msdyn_panetabconfigurations", tabs, lambda table: list(table.each(tabs, _tab)), no_tabs)
        self.with_chat = {pane for pane, tool, is_enabled in all_tabs if is_enabled and tool in teams}
        no_panes: dict[str, str] = {}
        self.ids = self._read(
            "msdyn_paneconfigurations",
            panes,
            lambda table: table.by_id(panes, "msdyn_uniquename", _pane, holds_id=False),
            no_panes,
        )
        self.is_whole = bool(teams) and not self.rejected

    def _read(self, name: str, payload: object | Unknown, read: Callable[[TableReader], T], nothing: T) -> T:
        """What `read` makes of a table; without the table or a column, whether a pane has the chat is unknown."""
        if isinstance(payload, Unknown):
            self.unknown = payload if self.unknown is None else self.unknown
            return nothing
        table = TableReader.of(name, name)
        found = read(table)
        not_read = table.not_read()
        self.rejected += not_read["rejected"]
        self.not_selected += not_read["not_selected"]
        if not_read["not_selected"] and self.unknown is None:
            self.unknown = table.columns.without(not_read["not_selected"][0].column)
        return found

    def has_chat(self, name: str, column: str) -> bool | Unknown:
        """Whether the pane of that name has the chat.

        Raises:
            InvalidValue: when the pane is none of the panes, or a row about it could not be read.
        """
        if self.unknown is not None:
            return self.unknown
        if not self.is_whole or name.lower() not in self.ids:
            raise InvalidValue(column, "a pane whose tabs are known in full", shown(name))
        return self.ids[name.lower()] in self.with_chat


def _tool(row: Row, _: int) -> tuple[str, str]:
    return guid(row, "msdyn_panetoolconfigurationid"), text(row, "msdyn_uniquename")


def _pane(row: Row, _: int) -> tuple[str, str]:
    return text(row, "msdyn_uniquename").lower(), guid(row, "msdyn_paneconfigurationid")


def _tab(row: Row, _: int) -> tuple[str, str, bool]:
    is_enabled = boolean(row, "msdyn_isenabled")
    if is_enabled is None:
        raise InvalidValue("msdyn_isenabled", "true or false", shown(value(row, "msdyn_isenabled")))
    return guid(row, "_msdyn_productivitypaneid_value"), guid(row, "_msdyn_toolid_value"), is_enabled
