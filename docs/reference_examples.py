"""One example for each headline function, shown on the function's page of the reference and run by the tests."""

from __future__ import annotations

from collections.abc import Mapping

_IMPORT = "from chatlink_policy import {}\n"
_WIDEST = 120

_CASE = """
case = Record("incident", "5d0a6e3b", Owner(team="support"))
link = ChatLink("incident", "5d0a6e3b", connected_by="ada", connected_on=datetime(2025, 2, 3, 9, 14, tzinfo=UTC))
chat = Chat("19:2f1c@thread.v2", ChatKind.GROUP, links=[link])
"""

_TABLE = """
table = RecordType(
    "incident",
    [Attribute("title", AttributeType.STRING), Attribute("photo", AttributeType.IMAGE)],
    is_activity=False,
    is_virtual=False,
    has_update_filter=True,
)
"""


def _example(names: str, *parts: str, clock: bool = True) -> str:
    first = "from datetime import UTC, datetime\n" if clock else ""
    line = _IMPORT.format(names)
    if len(line) > _WIDEST:
        line = _IMPORT.format("(\n" + "".join(f"    {name},\n" for name in names.split(", ")) + ")")
    return first + line + "".join(parts)


_MODELS = "NEW_ORGANISATION, Chat, ChatKind, ChatLink, Owner, Record"

EXAMPLES: Mapping[str, str] = {
    "is_enabled": _example(
        "NEW_ORGANISATION, User, is_enabled",
        """from chatlink_policy.defaults import CUSTOMER_SERVICE_HUB, CUSTOMER_SERVICE_WORKSPACE

policy = NEW_ORGANISATION.but(chat_is_on=True)
assert is_enabled(policy, CUSTOMER_SERVICE_HUB, User("ada"))
no = is_enabled(policy, CUSTOMER_SERVICE_WORKSPACE, User("ada"))
assert {"has_pane_permissions": True} in [fix.changes for fix in no.fixes]  # a multi-session app wants them (ENB-8)
""",
        clock=False,
    ),
    "can_connect": _example(
        f"{_MODELS}, can_connect",
        _CASE,
        """
assert can_connect(NEW_ORGANISATION, chat, case)
no = can_connect(NEW_ORGANISATION, Chat("19:9d@thread.v2", ChatKind.MEETING), case)
assert [each.name for each in no.missing] == ["is_group_chat"]
""",
    ),
    "can_disconnect": _example(
        f"{_MODELS}, User, can_disconnect",
        _CASE,
        """
assert can_disconnect(NEW_ORGANISATION, User("bo", teams=["support"]), chat, case)  # bool(decision) is the answer
no = can_disconnect(NEW_ORGANISATION, User("cy"), chat, case)
assert {"owns_record": True} in [fix.changes for fix in no.fixes]  # an assignment would do
""",
    ),
    "can_join": _example(
        f"{_MODELS}, AccessRights, can_join",
        _CASE,
        """
policy = NEW_ORGANISATION.but_for("incident", join_chat=True)
assert can_join(policy, chat, case, AccessRights.READ | AccessRights.WRITE)
no = can_join(policy, chat, case, AccessRights.READ)
assert [each.name for each in no.missing] == ["can_write"]
""",
    ),
    "record_opens": _example(
        "AccessRights, record_opens",
        """
assert record_opens(AccessRights.READ)
assert not record_opens(AccessRights.WRITE)  # only with read access (PRV-1)
""",
        clock=False,
    ),
    "has_timeline_entry": _example(
        f"{_MODELS}, Attribute, AttributeType, RecordType, has_timeline_entry",
        _CASE,
        _TABLE,
        """
on = datetime(2025, 1, 1, tzinfo=UTC)
policy = NEW_ORGANISATION.but(chat_is_on=True, timeline_sync=True, timeline_sync_since=on)
assert has_timeline_entry(policy, chat, case, table)
assert not has_timeline_entry(policy.but(timeline_sync_since=datetime(2025, 3, 1, tzinfo=UTC)), chat, case, table)
""",
    ),
    "can_open_from_timeline": _example(
        "NEW_ORGANISATION, Profile, User, can_open_from_timeline",
        """from chatlink_policy.defaults import CUSTOMER_SERVICE_HUB, CUSTOMER_SERVICE_WORKSPACE

policy = NEW_ORGANISATION.but(chat_is_on=True, timeline_sync=True)
without = User("ada", profile=Profile("sales", chat_in_pane=False))
assert can_open_from_timeline(policy, CUSTOMER_SERVICE_HUB, without)  # there the profile does not count
assert not can_open_from_timeline(policy, CUSTOMER_SERVICE_WORKSPACE, without)
""",
        clock=False,
    ),
    "can_configure_timeline_sync": _example(
        "User, can_configure_timeline_sync",
        """
assert can_configure_timeline_sync(User("root", is_global_administrator=True))
assert not can_configure_timeline_sync(User("ada"))
""",
        clock=False,
    ),
    "context_card": _example(
        "NEW_ORGANISATION, Attribute, AttributeType, Column, RecordType, User, View, context_card",
        "from chatlink_policy.models import ViewKind\n",
        _TABLE,
        """
view = View("v", "Introduction", "incident", ViewKind.CASE_INTRODUCTION, [Column("title"), Column("photo")])
card = context_card(NEW_ORGANISATION, table, view, User("ada"))
assert [each.name for each in card.columns if not each.why_not] == ["title"]
assert [each.value for each in card.columns[1].why_not] == ["unsupported_type"]
""",
        clock=False,
    ),
    "notifications": _example(
        f"{_MODELS}, Attribute, AttributeType, RecordType, notifications",
        "from chatlink_policy.rules.notifications import Change\n",
        _CASE,
        _TABLE,
        """
policy = NEW_ORGANISATION.but(chat_is_on=True).but_for("incident", notify=True, notified_attributes=["title"])
found = notifications(policy, chat, case, table, [Change("title", old="Printer", new="Printer on fire")])
assert [each.attribute for each in found.sent] == ["title"]
""",
    ),
    "evaluate": _example(
        f"{_MODELS}, Scenario, User, evaluate",
        _CASE,
        """
outcome = evaluate(Scenario(policy=NEW_ORGANISATION, user=User("ada"), chat=chat, record=case))
assert outcome.disconnecting and outcome.disconnecting.documented_by == ("DIS-4 row 4",)
assert "joining" in [each.question for each in outcome.not_asked]  # the scenario does not say the user's access
""",
    ),
    "who_can_disconnect": _example(
        f"{_MODELS}, User, who_can_disconnect",
        _CASE,
        """
found = who_can_disconnect(NEW_ORGANISATION, [User("ada"), User("cy")], chat, case)
assert [user.id for user, _ in found.allowed] == ["ada"]
assert [user.id for user, decision in found.denied if not decision.missing] == []  # each with its decision
""",
    ),
    "who_can_join": _example(
        f"{_MODELS}, AccessRights, User, who_can_join",
        _CASE,
        """
policy = NEW_ORGANISATION.but_for("incident", join_chat=True)
people = [(User("ada"), AccessRights.READ | AccessRights.WRITE), (User("cy"), AccessRights.READ)]
assert [user.id for user, _ in who_can_join(policy, people, chat, case).allowed] == ["ada"]
""",
    ),
}
"""By function: an example that stands by itself."""
