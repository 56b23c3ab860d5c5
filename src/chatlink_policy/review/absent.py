"""What of an organisation was not there.

A table that was not exported or not provided is not an empty one. Where it lacks only some records or users, these are
named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from .._arguments import checked
from ..dataverse.export_tables import EXPORT_TABLES
from ..models import User
from ..snapshot import PROFILE_TABLES, Snapshot
from ..unknown import Unknown
from ..wording.words import say
from .tables import NEEDED, TABLES, Tables

__all__ = ["OF_RECORD_TYPES", "Absent", "absent_of"]

OF_RECORD_TYPES = "of record types"
"""What the settings of all record types together are called."""


@frozen(kw_only=True, eq=False)
class Absent:
    """What of an organisation was not there.

    Attributes:
        tables: by table of the review the tables and columns of the input without which it is not known.
        records: the same by record type: without them nothing is known of its records, and its links are rejected.
        users: by the id of a user what is not known of that user alone: "roles", "teams" or "profile".
        rejected_users: the ids of the rejected users, of whom nothing is known; None where the id is not known either.
        rejected_apps: how many apps were rejected, where others are known.
        profiles: the tables without which the profiles of some users are not known.
        settings: where a setting that is not known stands, by its name.
        others: the tables that were not there and that nothing needs.
        in_words: what of all this is no table or column, but is said in words: what a table that was there lacks.
        how: the end of the sentence "systemusers were not ...".
    """

    tables: Mapping[str, tuple[str, ...]]
    records: Mapping[str, tuple[str, ...]] = field(factory=dict)
    users: Mapping[str, tuple[str, ...]] = field(factory=dict)
    rejected_users: tuple[str | None, ...] = ()
    rejected_apps: int = 0
    profiles: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(factory=dict)
    others: tuple[str, ...] = ()
    in_words: frozenset[str] = frozenset()
    how: str = "provided"

    @classmethod
    def of(cls, tables: Tables[Any]) -> Absent:
        """Of tables that were provided one by one."""
        missing: dict[str, tuple[str, ...]] = {name: (name,) for name in TABLES if getattr(tables, name) is None}
        if "team_members" in missing:
            missing["team_roles"] = (*missing.get("team_roles", ()), "team_members")
        return cls(tables=missing)

    def users_without(self, *known: str) -> list[str]:
        """The users of whom one of these is not known."""
        return sorted(user for user, lacks in self.users.items() if not {*known}.isdisjoint(lacks))

    def not_rejected_without(self, known: str) -> list[str]:
        """The same, without those that are counted as rejected."""
        return [each for each in self.users_without(known) if each not in self.rejected_users]


# --- Of a snapshot ----------------------------------------------------------------------------------------------------

_ROLE_TABLES: Mapping[str, tuple[str, ...]] = {
    "user_roles": ("systemuserroles",),
    "team_roles": ("teamroles", "teammemberships"),
    "role_privileges": ("roles", "privileges", "roleprivileges"),
}
_PANE_TABLES = (
    "msdyn_appconfigurations",
    "msdyn_paneconfigurations",
    "msdyn_panetabconfigurations",
    "msdyn_panetoolconfigurations",
)
_TABLES_OF_ROLES = (*_ROLE_TABLES["user_roles"], *_ROLE_TABLES["team_roles"])
"""Without them it is unknown which profiles the roles of a user give."""
_IN_THE_SUPPLEMENT = ("on_for_all_apps", "selected_apps")


@checked
def absent_of(snapshot: Snapshot) -> Absent:
    """What of a snapshot was not exported, as far as the tables of a review need it."""

    def lacks(*tables: str) -> tuple[str, ...]:
        columns = (
            f"{each.table}.{each.column}"
            for each in snapshot.not_selected
            if each.table in tables and not NEEDED.keys().isdisjoint(each.needed_for)
        )
        return (*(each for each in tables if not snapshot.has(each)), *columns)

    rejected_apps = len(snapshot.rejected_once("appmodules"))
    connectors, apps = _unknown_connectors(snapshot), (say("review.lacks.apps", number=rejected_apps),)
    owners = Counter(each.record_type for each in snapshot.records if isinstance(each.owner, Unknown))
    of_owners = {name: say("review.lacks.owners", number=each, record_type=name) for name, each in owners.items()}
    found = {
        "links": lacks("msdyn_teamschatassociations", "chats") or connectors,
        "team_members": lacks("systemusers", "teammemberships"),
        **_roles(snapshot, lacks),
        "users": lacks("systemusers", *PROFILE_TABLES),
        "apps": lacks("appmodules") or (apps if rejected_apps and not snapshot.apps else ()),
        "access": lacks("access"),
    }
    tables = {name: each for name, each in found.items() if each}
    types = sorted({link.record_type for chat in snapshot.chats for link in chat.links})
    records = {
        name: lacks(f"records_{name}") or (of_owners[name],)
        for name in types
        if owners[name] or not snapshot.has(f"records_{name}")
    }
    if records and len(records) == len(types):
        tables["records"] = tuple(each for names in records.values() for each in names)
        records = {}
    rejected = tuple(each.id for each in snapshot.rejected_once("systemusers"))
    users = {each.id: unknown for each in snapshot.users if (unknown := _unknown_of(each, tables))}
    if rejected:
        users |= dict.fromkeys(_named_only(snapshot), ("roles",))
    has_unknown_profiles = any("profile" in each for each in users.values())
    settings: dict[str, str] = {each: say("titled", name="supplement.toml", says=each) for each in _IN_THE_SUPPLEMENT}
    settings |= {name: table for name, table in _SETTINGS.items() if not snapshot.has(table)}
    exported = EXPORT_TABLES.keys() if snapshot.tables is None else snapshot.tables
    return Absent(
        tables=tables,
        records=records,
        users=users,
        rejected_users=rejected,
        rejected_apps=0 if "apps" in tables else rejected_apps,
        profiles=lacks(*_PANE_TABLES, *_TABLES_OF_ROLES) if has_unknown_profiles else (),
        settings=settings,
        others=tuple(sorted(EXPORT_TABLES.keys() - exported - {"userprivileges"})),
        in_words=frozenset({*connectors, *apps, *of_owners.values()}),
        how="exported",
    )


def _unknown_connectors(snapshot: Snapshot) -> tuple[str, ...]:
    links = sum(isinstance(link.connected_by, Unknown) for chat in snapshot.chats for link in chat.links)
    return (say("review.lacks.connectors", number=links),) if links else ()


_SETTINGS = {"chat_is_on": "organizations", OF_RECORD_TYPES: "msdyn_entitylinkchatconfigurations"}


def _named_only(snapshot: Snapshot) -> list[str]:
    """Who owns or connects something and is not among the users: disabled or rejected, it is unknown which."""
    named: set[str | Unknown | None] = set()
    named |= {each.owner.user for each in snapshot.records if not isinstance(each.owner, Unknown)}
    named |= {link.connected_by for chat in snapshot.chats for link in chat.links}
    return sorted(each for each in named.difference(user.id for user in snapshot.users) if isinstance(each, str))


def _roles(snapshot: Snapshot, lacks: Callable[..., tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What is not known of the roles of users; privileges that were asked for each user take their place."""
    if users := lacks("systemusers"):
        return dict.fromkeys(_ROLE_TABLES, users)
    found = {name: each for name, tables in _ROLE_TABLES.items() if (each := lacks(*tables))}
    takes_their_place = snapshot.has("userprivileges") and bool(snapshot.users) and snapshot.has_all_privileges
    return {} if takes_their_place else found


def _unknown_of(user: User, lacking: Mapping[str, object]) -> tuple[str, ...]:
    """What is not known of a user, where that is not so of all users."""
    profile = user.profile
    has_profile = not isinstance(profile, Unknown) and not (profile and isinstance(profile.chat_in_pane, Unknown))
    found = {
        "roles": isinstance(user.privileges, Unknown) and _ROLE_TABLES.keys().isdisjoint(lacking),
        "teams": isinstance(user.teams, Unknown) and "team_members" not in lacking,
        "profile": not has_profile and "users" not in lacking,
    }
    return tuple(name for name, is_unknown in found.items() if is_unknown)
