"""Every answer and ground of a scenario that is plain data, a second time: what another implementation would be.

It reads the keys of the data and knows no class of the library. The answers of facts are those of `oracle.py`. What is
not known is None among the facts, and a question with such a fact has no answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from oracle import ORACLES

Plain = Mapping[str, Any]

UNKNOWN = "unknown"
GLOBAL = "prvUnlinkTeamsChatFromRecord"
PANE_TABLES = (
    *("msdyn_appconfiguration", "msdyn_applicationtabtemplate", "msdyn_notificationfield"),
    *("msdyn_notificationtemplate", "msdyn_panetabconfiguration", "msdyn_panetoolconfiguration"),
    "msdyn_paneconfiguration",
)
STANDARD = ("incident", "account", "contact", "knowledgearticle", "email")
TWO_APPS = ("msdyn_customerserviceworkspace", "customerservicehub")
THREE_APPS = (*TWO_APPS, "contactcenterworkspace")
NO_CARD_TYPES = ("PartyList", "Image", "File", "Virtual", "EntityName", "CalendarRules", "ManagedProperty")
NO_NOTIFICATION_TYPES = ("PartyList", "Image", "Integer", "File")

FACTS: Mapping[str, tuple[str, ...]] = {
    "enablement": (
        *("app_supports_chat", "chat_is_on", "on_for_all_apps", "app_is_selected", "is_multisession"),
        *("profile_has_chat", "has_pane_permissions"),
    ),
    "connecting": ("record_type_is_configured", "is_group_chat"),
    "disconnecting": (
        *("owns_record", "is_connector", "owner_may_disconnect", "connector_may_disconnect", "has_global_right"),
        "is_connected",
    ),
    "joining": ("is_connected", "join_chat_is_on", "can_write"),
    "timeline_entry": ("chat_is_on", "sync_is_on", "is_connected", "connected_since_sync", "record_is_activity"),
    "timeline_open": ("chat_is_on", "sync_is_on", "is_multisession", "profile_has_chat"),
    "timeline_configure": ("is_global_administrator",),
}
TAKES: Mapping[str, tuple[str, ...]] = {
    "enablement": ("app", "user"),
    "connecting": ("chat", "record"),
    "disconnecting": ("user", "chat", "record"),
    "joining": ("chat", "record", "access"),
    "timeline_entry": ("chat", "record", "record_type"),
    "timeline_open": ("app", "user"),
    "timeline_configure": ("user",),
    "timeline_entry_shows": ("chat", "record", "record_type", "now"),
    "missing_pane_permissions": ("user",),
    "record_opens": ("access",),
    "context_card": ("record_type", "user"),
    "notifications": ("chat", "record", "record_type", "changes"),
}
NEEDS_THE_APP = ("connecting", "disconnecting", "joining", "timeline_open")


class NotKnownError(Exception):
    """What an answer needs is unknown."""


def need(value: Any) -> Any:  # noqa: ANN401  # any value of plain data
    if value == UNKNOWN:
        raise NotKnownError
    return value


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


class PlainCase:
    """One scenario with what the rules ask of it."""

    def __init__(self, scenario: Plain) -> None:
        self.scenario = scenario
        self.policy: Plain = scenario["policy"]
        self.readings: Plain = self.policy.get("readings", {})
        for name in ("app", "user", "chat", "record", "access", "record_type", "view", "changes"):
            setattr(self, name, scenario.get(name))

    app: Any
    user: Any
    chat: Any
    record: Any
    access: Any
    record_type: Any
    view: Any
    changes: Any

    # The settings

    def settings(self, table: str) -> Plain | None:
        """The settings of a table, None where it has none; what cannot be read is unknown."""
        for each in self.policy.get("record_types", ()):
            if each["record_type"] == table:
                return dict(each)
        if self.policy.get("others_unreadable") or table in self.policy.get("unreadable_record_types", ()):
            raise NotKnownError
        return None

    def toggle(self, key: str) -> tuple[bool, str]:
        found = self.settings(self.record["record_type"])
        return (False, "no_settings") if found is None else (need(found.get(key, False)), "setting")

    def organisation(self, key: str) -> tuple[bool, str]:
        return need(self.policy.get(key, False)), "organisation_setting"

    # The user

    def roles(self) -> list[Plain]:
        found = [*need(self.user.get("roles", ()))]
        for each in self.user.get("roles_by_team", ()):
            found += need(each["roles"])
        return found

    def privileges(self) -> set[str]:
        return {privilege for role in self.roles() for privilege in role["privileges"]}

    def has(self, needed: set[str]) -> tuple[bool, str]:
        lacking = needed - self.privileges()
        counted = [each for each in self.roles() if lacking or needed & {*each["privileges"]}]
        code = "fetched" if any(each["name"] == "RetrieveUserPrivileges" for each in counted) else "role"
        return (False, f"no_{code}") if lacking else (True, code)

    def profile(self) -> tuple[bool, str]:
        profile = need(self.user.get("profile"))
        if profile is None or profile.get("is_default"):
            return True, "default_profile"
        by = self.user.get("profile_roles")
        code = {None: "profile", False: "profile_in_person", True: "profile_by_role"}[None if by is None else by != []]
        return need(profile["chat_in_pane"]), code

    def selected(self) -> tuple[bool, str]:
        before = need(self.policy.get("selected_apps"))
        default = TWO_APPS if self.readings.get("two_default_apps") else THREE_APPS
        apps = set(default if before is None else before)
        code = "default_selection" if before is None else "selection" if apps else "nothing_selected"
        if before is not None and self.readings.get("default_apps_always_selected") and not apps.issuperset(default):
            apps, code = apps.union(default), "selection_and_default"
        return self.app["unique_name"] in apps, code

    # The record and the chat

    def owner(self) -> tuple[bool, str]:
        owner = need(self.record["owner"])
        if owner.get("user"):
            is_own = owner["user"] == self.user["id"]
            return is_own, "owner_in_person" if is_own else "other_owner"
        if not owner.get("team"):
            return False, "nobody_owns"
        is_member = owner["team"] in need(self.user.get("teams", ()))
        if self.readings.get("team_records_have_no_owner"):
            return False, "team_owns_for_nobody"
        return is_member, "owning_team" if is_member else "other_team"

    def links(self) -> list[Plain]:
        key = (self.record["record_type"], self.record["id"])
        return [each for each in self.chat.get("links", ()) if (each["record_type"], each["record_id"]) == key]

    def last_connected(self) -> datetime:
        return max(when(each["connected_on"]) for each in self.links())

    def last_users(self) -> set[str | None]:
        last = self.last_connected()
        return {need(each.get("connected_by")) for each in self.links() if when(each["connected_on"]) == last}

    def connected(self) -> tuple[bool, str]:
        return (True, "connected") if self.links() else (False, "not_connected")

    def connector(self) -> tuple[bool, str]:
        if not self.links():
            return False, "not_connected"
        if self.readings.get("anyone_who_connected_is_connector"):
            own = self.user["id"] in [need(each.get("connected_by")) for each in self.links()]
            return own, "own_link" if own else "no_own_link"
        last = self.last_users()
        return last == {self.user["id"]}, "latest_link" if len(last) == 1 else "latest_links_tied"

    def connected_since_sync(self) -> tuple[bool, str]:
        if not need(self.policy.get("timeline_sync", False)):
            return False, "organisation_setting"
        if not self.links():
            return False, "not_connected"
        since = need(self.policy.get("timeline_sync_since", UNKNOWN))
        is_since = self.last_connected() > when(since)
        if not is_since and self.chat.get("activity_state") == UNKNOWN:
            self.last_users()  # where both are unknown, an activity may tell of a later connecting
        return is_since, "link_and_sync"

    # The facts and answers

    def fact(self, name: str) -> tuple[bool | None, str]:
        try:
            return FACT[name](self)
        except NotKnownError:
            return None, "unknown"

    def lacks(self, question: str) -> list[str]:
        return [each for each in TAKES[question] if self.scenario.get(each) is None]

    def decide(self, question: str) -> bool:
        facts = {name: self.fact(name)[0] for name in FACTS[question]}
        if None in facts.values():
            raise NotKnownError
        if question == "timeline_entry":
            self.settings(self.record["record_type"])  # unreadable settings leave no question of the table an answer
        answer = ORACLES[question](**facts)
        if question == "disconnecting" and facts["is_connected"] and not facts["has_global_right"]:
            letters = "".join("NY"[bool(facts[name])] for name in FACTS[question][:4])
            return answer or letters in self.readings.get("open_combinations", ())
        return answer

    def entry(self) -> dict[str, object] | None:
        if not self.decide("timeline_entry"):
            return None
        connected, chat = self.last_connected(), self.chat
        written = when(chat["last_written_on"]) if "last_written_on" in chat else None
        last, days = max(connected, written or connected), timedelta(days=need(self.policy.get("idle_days", 7)))
        by = self.last_users()
        is_open = need(chat.get("activity_state")) == "open"
        return {
            "connector": by.pop() if len(by) == 1 else None,
            "connected_on": connected.isoformat(),
            "last_writer": chat.get("last_writer"),
            "last_written_on": None if written is None else written.isoformat(),
            "is_kept_current": is_open
            and when(self.scenario["now"]) < last + days
            and self.policy.get("chat_owner_consent") is not False,
        }

    # The card

    def card(self) -> dict[str, object]:
        settings = self.settings(self.record_type["name"]) or {}
        need(settings.get("view_id"))
        is_shown = need(settings.get("include_note", False))
        columns = self.view["columns"] if self.view else []
        tables: dict[str | None, Plain] = {None: self.record_type}
        tables.update({each["alias"]: each["record_type"] for each in self.scenario.get("linked", ())})
        why = {_column(each): self.why_not_shown(each, tables) for each in columns}
        places, taken = 5, 0
        firsts = [reasons for reasons in why.values() if "hidden" not in reasons]
        if self.readings.get("unreadable_field_is_replaced"):
            firsts = [reasons for reasons in firsts if reasons != ["unreadable"]]
        reading = self.readings.get("card_fields")
        if reading == "five_or_four" and any({*each} - {"unreadable"} for each in firsts[:5]):
            places = 4
        seen = 0
        for reasons in why.values():
            is_replaced = bool(self.readings.get("unreadable_field_is_replaced")) and reasons == ["unreadable"]
            if "hidden" in reasons or is_replaced:
                continue
            seen += 1
            if {*reasons} - {"unreadable"}:
                continue
            taken += 1
            if (seen if reading == "window" else taken) > places:
                reasons.append("beyond_limit")
        shown = [name for name, reasons in why.items() if is_shown and not reasons]
        secured = {_column(each) for each in columns if _secured(each, tables)}
        return {
            "is_shown": is_shown,
            "view": self.view["name"] if self.view else None,
            "fields": shown,
            "exposed": [each for each in shown if each in secured],
            "why_not": {name: sorted(reasons) for name, reasons in why.items() if reasons},
        }

    def why_not_shown(self, column: Plain, tables: Mapping[str | None, Plain]) -> list[str]:
        reasons = ["hidden"] if column.get("is_hidden") else []
        if "alias" in column and self.readings.get("linked_columns_never_shown"):
            reasons.append("linked_column")
        if column.get("alias") not in tables:
            return [*reasons, "unknown_linked_table"]
        attribute = _attribute(tables[column.get("alias")], column["attribute"])
        if attribute is None:
            return [*reasons, "unknown_attribute"]
        if attribute["type"] in self.policy.get("card_unsupported_types", NO_CARD_TYPES):
            reasons.append("unsupported_type")
        secured = _secured(column, tables)
        if secured and secured not in need(self.user.get("readable_secured_fields", ())):
            reasons.append("unreadable")
        return reasons

    def lacks_view(self) -> bool:
        table = self.record_type["name"]
        return need((self.settings(table) or {}).get("view_id")) is not None or table in STANDARD

    # The notifications

    def notified(self) -> dict[str, object]:
        settings = self.settings(self.record["record_type"]) or {}
        selected = need(settings.get("notified_attributes", []))
        table, changes = self.record_type, {each["attribute"]: each for each in self.changes}
        not_configurable = ["virtual_table"] if need(table["is_virtual"]) else []
        not_configurable += [] if need(table["has_update_filter"]) else ["no_update_filter"]
        for_all = [] if need(self.policy["chat_is_on"]) else ["chat_is_off"]
        for_all += [] if need(settings.get("notify", False)) else ["toggle_is_off"]
        for_all += not_configurable
        for_all += [] if self.links() else ["no_connected_chat"]
        sent, not_sent = {}, {}
        for name in [*selected, *(each for each in sorted(changes) if each not in selected)]:
            attribute = _attribute(table, name)
            reasons = for_all + ([] if name in selected else ["not_selected"])
            if attribute is None:
                reasons.append("unknown_attribute")
            elif attribute["type"] in NO_NOTIFICATION_TYPES or (
                attribute["type"] == "BigInt" and self.readings.get("big_int_never_notifies")
            ):
                reasons.append("unsupported_type")
            if name not in changes:
                reasons.append("not_written")
            elif not self.readings.get("every_write_notifies"):
                before, after = (json.dumps(changes[name].get(key)) for key in ("old", "new"))
                reasons += ["unchanged"] if before == after else []
            if reasons:
                not_sent[name] = sorted(reasons)
            else:
                sent[name] = {"images_not_whole": bool(attribute and attribute.get("is_rich_text"))}
        return {
            "chat": self.chat["id"] if self.links() else None,
            "sent": sent,
            "not_sent": not_sent,
            "not_configurable": not_configurable,
        }

    # All of it

    def expected(self) -> dict[str, object]:
        """Facts with their grounds, answers, and what has none: as a case of the corpus says it."""
        answers: dict[str, Any] = {}
        without: dict[str, list[str]] = {}
        for question in TAKES:
            lacks = self.lacks(question)
            try:
                lacks += self.also_lacks(question)
                if not lacks:
                    answers[question] = self.answer(question)
                    continue
            except NotKnownError:
                pass
            without[question] = lacks
        asked = [name for name in FACTS if not self.lacks(name)]
        names = dict.fromkeys(name for question in asked for name in FACTS[question])
        return {
            "facts": {name: _ground(*self.fact(name)) for name in names},
            "answers": answers,
            "without_answer": without,
            "can_act": {name: answers.get("enablement") for name in NEEDS_THE_APP if answers.get(name)},
            "can_join_from_timeline": _all_of(
                answers.get(name) for name in ("timeline_entry", "joining", "timeline_open", "enablement")
            ),
        }

    def also_lacks(self, question: str) -> list[str]:
        if question == "context_card" and self.record_type and not self.view and self.lacks_view():
            return ["view"]
        is_entry = question in {"timeline_entry", "timeline_entry_shows"} and self.chat and self.record
        if is_entry and self.links() and need(self.policy.get("timeline_sync", False)):
            return [] if "timeline_sync_since" in self.policy else ["policy.timeline_sync_since"]
        return []

    def answer(self, question: str) -> object:
        if question in FACTS:
            return self.decide(question)
        others: Mapping[str, Callable[[], object]] = {
            "timeline_entry_shows": self.entry,
            "missing_pane_permissions": lambda: [
                each for each in PANE_TABLES if f"prvRead{each}" not in self.privileges()
            ],
            "record_opens": lambda: "read" in self.access,
            "context_card": self.card,
            "notifications": self.notified,
        }
        return others[question]()


def _ground(truth: bool | None, code: str) -> str:
    return f"{'?' if truth is None else 'NY'[truth]} {code}"


def _all_of(answers: Iterable[bool | None]) -> bool | None:
    found = [*answers]
    return None if None in found else all(found)


def _column(column: Plain) -> str:
    return f"{column['alias']}.{column['attribute']}" if "alias" in column else str(column["attribute"])


def _attribute(table: Plain, name: str) -> Plain | None:
    return next((each for each in table["attributes"] if each["name"] == name), None)


def _secured(column: Plain, tables: Mapping[str | None, Plain]) -> str | None:
    table = tables.get(column.get("alias"))
    attribute = None if table is None else _attribute(table, column["attribute"])
    if table is None or attribute is None or not attribute.get("is_secured"):
        return None
    return f"{table['name']}.{column['attribute']}"


FACT: Mapping[str, Callable[[PlainCase], tuple[bool, str]]] = {
    "app_supports_chat": lambda c: (
        c.app["offering"] not in {"contact_center_embedded", "not_customer_engagement"},
        "offering",
    ),
    "chat_is_on": lambda c: c.organisation("chat_is_on"),
    "on_for_all_apps": lambda c: c.organisation("on_for_all_apps"),
    "app_is_selected": PlainCase.selected,
    "is_multisession": lambda c: (c.app["is_multisession"], "app_kind"),
    "profile_has_chat": PlainCase.profile,
    "has_pane_permissions": lambda c: c.has({f"prvRead{each}" for each in PANE_TABLES}),
    "record_type_is_configured": lambda c: (
        c.settings(c.record["record_type"]) is not None,
        "record_type_settings",
    ),
    "is_group_chat": lambda c: (c.chat["kind"] == "group", "chat_kind"),
    "owns_record": PlainCase.owner,
    "is_connector": PlainCase.connector,
    "owner_may_disconnect": lambda c: c.toggle("owner_may_disconnect"),
    "connector_may_disconnect": lambda c: c.toggle("connector_may_disconnect"),
    "has_global_right": lambda c: c.has({GLOBAL}),
    "is_connected": PlainCase.connected,
    "join_chat_is_on": lambda c: c.toggle("join_chat"),
    "can_write": lambda c: ("write" in c.access, "access_rights"),
    "sync_is_on": lambda c: c.organisation("timeline_sync"),
    "connected_since_sync": PlainCase.connected_since_sync,
    "record_is_activity": lambda c: (need(c.record_type["is_activity"]), "activity"),
    "is_global_administrator": lambda c: (
        need(c.user.get("is_global_administrator", False)),
        "global_administrator",
    ),
}


def plain_answers(scenario: Plain) -> dict[str, Any]:
    """What a scenario should be answered, by this reading of the rules alone."""
    return PlainCase(scenario).expected()
