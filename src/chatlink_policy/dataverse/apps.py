"""Apps and agent experience profiles: rows of `appmodule`, `msdyn_appconfiguration` and the productivity pane."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from .._ids import is_name
from .._model import Model
from ..errors import InvalidValue, shown
from ..models import App, Offering, Profile
from ..snapshot import SetApart
from ._rows import Row, agreeing, boolean, guid, optional_text, read_agreeing, read_each, text, whole

__all__ = ["KNOWN_OFFERINGS", "AppsRead", "ProfilesRead", "read_apps", "read_profiles"]

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


@frozen(eq=False, repr=False)
class AppsRead(Model):
    """The apps.

    Attributes:
        apps: the apps.
        set_apart: the rows that could not be read, and the apps of which nobody told what they belong to.
    """

    apps: tuple[App, ...]
    set_apart: tuple[SetApart, ...]


def read_apps(payload: object, offerings: Mapping[str, Offering] | None = None, source: str = "appmodules") -> AppsRead:
    """Read `appmodule` rows; names compare without case.

    Args:
        payload: the rows, of any known shape.
        offerings: what the apps belong to that are not among `KNOWN_OFFERINGS`, by unique name: no column tells.
        source: the name of the payload, for what is set apart.
    """
    known = {**KNOWN_OFFERINGS, **{name.lower(): offering for name, offering in (offerings or {}).items()}}
    set_apart: list[SetApart] = []

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

    agreed = read_agreeing(payload, source, read, "uniquename", set_apart)
    return AppsRead(tuple(agreed), tuple(set_apart))


@frozen(eq=False, repr=False)
class ProfilesRead(Model):
    """The agent experience profiles.

    Attributes:
        profiles: the profiles by the id of their row.
        set_apart: the rows that could not be read.
    """

    profiles: Mapping[str, Profile]
    set_apart: tuple[SetApart, ...]


def read_profiles(
    payload: object,
    panes: object,
    tabs: object,
    tools: object,
    *,
    teams_tool: str | None,
    source: str = "msdyn_appconfigurations",
) -> ProfilesRead:
    """Read custom profiles: each has the chat when its pane has an enabled tab for the Teams tool (ENB-7).

    Args:
        payload: `msdyn_appconfiguration` rows.
        panes: `msdyn_paneconfiguration` rows.
        tabs: `msdyn_panetabconfiguration` rows.
        tools: `msdyn_panetoolconfiguration` rows.
        teams_tool: the unique name of the tool that is the Teams chat, which no public source tells.
        source: the name of the payload, for what is set apart.
    """
    set_apart: list[SetApart] = []
    broken: list[SetApart] = []
    teams = {
        tool
        for tool, name in read_each(tools, "msdyn_panetoolconfigurations", _tool, broken)
        if teams_tool is not None and name.lower() == teams_tool.lower()
    }
    with_chat = {
        pane
        for pane, tool, is_enabled in read_each(tabs, "msdyn_panetabconfigurations", _tab, broken)
        if is_enabled and tool in teams
    }
    named = read_each(panes, "msdyn_paneconfigurations", _pane, broken)
    pane_ids = dict(agreeing(named, "msdyn_paneconfigurations", "msdyn_uniquename", broken))

    def read(row: Row, position: int) -> tuple[int, str, tuple[str, Profile]]:
        profile, name = guid(row, "msdyn_appconfigurationid"), text(row, "msdyn_name")
        if not is_name(name):
            raise InvalidValue("msdyn_name", "a name", shown(name))
        pane = optional_text(row, "msdyn_productivitypaneuniquename")
        if pane is None:
            return position, profile, (profile, Profile(name, chat_in_pane=False))
        if teams_tool is None:
            raise InvalidValue("msdyn_productivitypaneuniquename", "the name of the Teams tool, given", "none")
        if broken or not teams or pane.lower() not in pane_ids:
            raise InvalidValue("msdyn_productivitypaneuniquename", "a pane whose tabs are known in full", shown(pane))
        made = Profile(name, chat_in_pane=pane_ids[pane.lower()] in with_chat)
        return position, profile, (profile, made)

    agreed = read_agreeing(payload, source, read, "msdyn_appconfigurationid", set_apart)
    return ProfilesRead(dict(agreed), (*broken, *set_apart))


def _tool(row: Row, _: int) -> tuple[str, str]:
    return guid(row, "msdyn_panetoolconfigurationid"), text(row, "msdyn_uniquename")


def _pane(row: Row, position: int) -> tuple[int, str, tuple[str, str]]:
    name = text(row, "msdyn_uniquename").lower()
    return position, name, (name, guid(row, "msdyn_paneconfigurationid"))


def _tab(row: Row, _: int) -> tuple[str, str, bool]:
    is_enabled = boolean(row, "msdyn_isenabled")
    if is_enabled is None:
        raise InvalidValue("msdyn_isenabled", "true or false", "null, or nothing")
    return guid(row, "_msdyn_productivitypaneid_value"), guid(row, "_msdyn_toolid_value"), is_enabled
