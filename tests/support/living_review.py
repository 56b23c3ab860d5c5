"""What the review of an organisation that lives should list: each answer as rows, None where it cannot be given.

Independent of how the review is made: it asks one by one, of what `living_organisation.py` says is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from living_export import NOT_KNOWN, Exported
from living_findings import LINKS, PROFILE_TABLES, Told
from living_organisation import APPS, CHATS, RECORDS, USERS
from plain_rules import GLOBAL, plain_answers

Rows = set[tuple[Any, ...]]
ROLES_OF = (
    *(("systemuserroles",), ("teamroles", "roleid"), ("teammemberships",), ("privileges", "name")),
    *(("roles", "name", "_parentrootroleid_value"), ("roleprivileges",)),
)


class Listed(Told):
    """An export, and what a review of it may list."""

    def __init__(self, export: Exported) -> None:
        super().__init__(export)
        self.types = {link["record_type"] for _, link in self.links}
        self.has_links = not export.lacks(LINKS, "_createdby_value") and not export.lacks_activities
        self.has_members = self.has_users and not export.lacks("teammemberships")
        unknown = {each for each in self.types if not self.knows_owners(each)}
        self.has_records = not unknown or unknown != self.types
        lacks_roles = any(export.lacks(*each) for each in ROLES_OF)
        asked_for = "userprivileges" not in export.left_out and bool(self.users) and self.has_all_privileges()
        self.has_roles = self.has_users and (not lacks_roles or asked_for)

    def knows_owners(self, table: str) -> bool:
        found = [self.export.record(each) for each in RECORDS if each[0] == table]
        return all(each is not None and each["owner"] != NOT_KNOWN for each in found)

    def knows_settings(self, *toggles: str) -> bool:
        """Of some record type at least."""
        known = self.policy.get("record_types")
        if self.policy.get("others_unreadable") and not known:
            return False
        return not known or all(any(each[name] != NOT_KNOWN for each in known) for name in toggles)

    def toggles(self, table: str, *names: str) -> list[bool] | None:
        """The toggles of a record type; None where one is unknown."""
        if self.policy.get("others_unreadable") or table in self.policy.get("unreadable_record_types", ()):
            return None
        each = self.settings.get(table, dict.fromkeys(names, False))
        return None if NOT_KNOWN in [each[name] for name in names] else [each[name] for name in names]

    def connections(self, *toggles: str) -> list[tuple[str, tuple[str, str], list[bool]]]:
        """The connections that can be judged, with the toggles of their record type."""
        found = []
        for chat in CHATS:
            for record in RECORDS:
                known = self.export.record(record)
                on = self.toggles(record[0], *toggles)
                is_connected = self.of.is_connected(chat, record)
                if is_connected and known is not None and known["owner"] != NOT_KNOWN and on is not None:
                    found.append((chat, record, on))
        return found

    def members(self, team: str) -> set[str]:
        return {user for user, each in self.users.items() if team in each["teams"]}

    def rights(self) -> Rows:
        found = set()
        for chat, record, (owner_may, connector_may) in self.connections(*DISCONNECT):
            owner = self.export.record(record)["owner"]  # type: ignore[index]  # it is known
            latest = max(when for when, _ in self.export.connectings(chat, record))
            last = {user for when, user in self.export.connectings(chat, record) if when == latest}
            if owner.get("team") and not self.has_members:
                continue
            owners = self.members(owner["team"]) if owner.get("team") else {owner.get("user")}
            for user in USERS:
                by = {"owner": owner_may and user in owners, "connector": connector_may and last == {user}}
                if any(by.values()):
                    found.add((*record, chat, user, ", ".join(name for name, has in by.items() if has)))
        return found

    def everywhere(self) -> Rows:
        counted = len(self.connections(*DISCONNECT)) if self.is_given("rights") else None
        has = {user: self.privileges(user) or () for user in self.users}
        return {(user, "global", counted) for user, names in has.items() if GLOBAL in names}

    def joining(self) -> Rows:
        return {
            (*record, chat, user)
            for chat, record, (is_on,) in self.connections("join_chat")
            for user in USERS
            if is_on and "write" in self.of.access.get((user, *record), ())
        }

    def enablement(self) -> Rows:
        found = set()
        for name in APPS:
            app = self.export.app(name)
            for user, each in self.users.items() if app is not None else ():
                asked = {"policy": self.policy, "app": app, "user": each}
                if plain_answers(asked)["answers"].get("enablement"):
                    found.add((name, user))
        return found

    def is_given(self, answer: str) -> bool:
        has_connections = self.has_links and self.has_records
        organisation = (self.policy["chat_is_on"], self.policy["on_for_all_apps"], self.policy["selected_apps"])
        lacks_profiles = any(self.export.lacks(*each) for each in PROFILES_OF)
        given: Mapping[str, bool] = {
            "rights": has_connections and self.knows_settings(*DISCONNECT),
            "everywhere": self.has_roles,
            "joining": has_connections
            and self.knows_settings("join_chat")
            and not self.export.lacks("access", "AccessRights"),
            "enablement": self.has_roles
            and self.has_users
            and not lacks_profiles
            and not self.export.lacks("appmodules", "navigationtype")
            and NOT_KNOWN not in organisation,
        }
        return given[answer]

    def answers(self) -> dict[str, Rows | None]:
        answers = {
            "rights": self.rights,
            "everywhere": self.everywhere,
            "joining": self.joining,
            "enablement": self.enablement,
        }
        return {name: find() if self.is_given(name) else None for name, find in answers.items()}


DISCONNECT = ("owner_may_disconnect", "connector_may_disconnect")
PROFILES_OF = ((PROFILE_TABLES[0],), (PROFILE_TABLES[1], "statecode"))
