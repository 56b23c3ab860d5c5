"""How models become facts, each requirement by all of its cases: what a wrong edit beside the rules would change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import combinations, product
from operator import or_

import pytest
from attrs import evolve

from chatlink_policy import (
    NEW_ORGANISATION,
    UNKNOWN,
    AccessRights,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Policy,
    Profile,
    Readings,
    Record,
    RecordType,
    RecordTypePolicy,
    UnknownFact,
    User,
    can_connect,
    can_disconnect,
    can_join,
    is_enabled,
    notifications,
    record_opens,
)
from chatlink_policy.defaults import NOTIFICATION_UNSUPPORTED_TYPES, STANDARD_RECORD_TYPES
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.notifications import Change
from chatlink_policy.rules.timeline import TimelineEntry
from chatlink_policy.unknown import Unknown

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASE = Record("incident", "1", NOBODY)


def chat(*links: tuple[str | Unknown | None, datetime], to: Record = CASE) -> Chat:
    links_to = [ChatLink(to.record_type, to.id, connected_by=by, connected_on=on) for by, on in links]
    return Chat("19:chat", ChatKind.GROUP, links=links_to)


@pytest.mark.proves("CON-1", "Q-17")
def test_of_every_set_of_standard_types_exactly_the_configured_ones_can_be_connected() -> None:
    for size in range(len(STANDARD_RECORD_TYPES) + 1):
        for configured in combinations(sorted(STANDARD_RECORD_TYPES), size):
            policy = Policy(chat_is_on=True, record_types=map(RecordTypePolicy, configured))
            for each in STANDARD_RECORD_TYPES:
                assert can_connect(policy, chat(), Record(each, "1", NOBODY)).allowed is (each in configured)


@pytest.mark.proves("ENB-1", "ENB-4")
@pytest.mark.parametrize("offering", Offering)
def test_on_for_all_apps_every_offering_but_two_has_the_chat(offering: Offering) -> None:
    without = {Offering.CONTACT_CENTER_EMBEDDED, Offering.NOT_CUSTOMER_ENGAGEMENT}
    app = App("any", offering, is_multisession=False)
    policy = Policy(chat_is_on=True, on_for_all_apps=True, selected_apps=[])
    assert is_enabled(policy, app, User("ann")).allowed is (offering not in without)


@pytest.mark.proves("NTF-4")
@pytest.mark.parametrize(("is_virtual", "has_update_filter", "is_activity"), [*product((False, True), repeat=3)])
def test_a_table_can_notify_where_it_is_not_virtual_and_has_the_filter_activity_or_not(
    is_virtual: bool, has_update_filter: bool, is_activity: bool
) -> None:
    table = RecordType(
        "incident",
        [Attribute("statecode", AttributeType.STATE)],
        is_activity=is_activity,
        is_virtual=is_virtual,
        has_update_filter=has_update_filter,
    )
    policy = NEW_ORGANISATION.but_for("incident", notify=True)
    found = notifications(policy, chat(("ann", NOON)), CASE, table, [Change("statecode", 0, 1)])
    assert bool(found.sent) is (has_update_filter and not is_virtual)
    assert bool(found.not_configurable) is not (has_update_filter and not is_virtual)


@pytest.mark.proves("NTF-5", "Q-8")
@pytest.mark.parametrize("is_secured", [False, True])
@pytest.mark.parametrize("type", AttributeType)
def test_whether_an_attribute_notifies_is_decided_by_its_type_secured_or_not(
    type: AttributeType, is_secured: bool
) -> None:
    table = RecordType(
        "incident",
        [Attribute("field", type, is_secured=is_secured)],
        is_activity=False,
        is_virtual=False,
        has_update_filter=True,
    )
    policy = NEW_ORGANISATION.but_for("incident", notify=True, notified_attributes=["field"])
    found = notifications(policy, chat(("ann", NOON)), CASE, table, [Change("field", 0, 1)])
    assert bool(found.sent) is (type.value not in {"PartyList", "Image", "Integer", "File"})
    assert {each.value for each in NOTIFICATION_UNSUPPORTED_TYPES} == {"PartyList", "Image", "Integer", "File"}


OTHER_RECORDS = (Record("incident", "2", NOBODY), Record("account", "1", NOBODY))


@pytest.mark.proves("DIS-8", "JOI-2")
@pytest.mark.parametrize("other", OTHER_RECORDS)
def test_a_chat_of_another_record_is_not_connected_to_this_one(other: Record) -> None:
    of_other = chat(("ann", NOON), to=other)
    answer = can_disconnect(NEW_ORGANISATION, User("ann"), of_other, Record("incident", "1", Owner(user="ann")))
    assert not answer and answer.documented_by == ("DIS-8",)
    assert not can_join(NEW_ORGANISATION, of_other, CASE, AccessRights.READ | AccessRights.WRITE)


@pytest.mark.proves("PRV-1", "PRV-2", "JOI-1")
def test_of_all_sets_of_rights_those_with_read_open_the_record_and_those_with_write_join() -> None:
    rights = [*AccessRights]
    for size in range(len(rights) + 1):
        for held in combinations(rights, size):
            access = reduce(or_, held, AccessRights.NONE)
            assert record_opens(access) is (AccessRights.READ in held)
            for each in (chat(), chat(("ann", NOON))):  # being connected gives no right, and takes none
                assert record_opens(access) is (AccessRights.READ in held)
                assert can_join(NEW_ORGANISATION, each, CASE, access).facts.can_write is (AccessRights.WRITE in held)


OWNERS = {"nobody": NOBODY, "ann": Owner(user="ann"), "bob": Owner(user="bob"), "her team": Owner(team="service")}
MADE = {
    "nobody known": chat((None, NOON)),
    "ann": chat(("ann", NOON)),
    "ann, then bob": chat(("ann", NOON), ("bob", NOON + HOUR)),
    "bob, then ann": chat(("bob", NOON), ("ann", NOON + HOUR)),
    "ann, then nobody known": chat(("ann", NOON), (None, NOON + HOUR)),
    "ann and bob at once": chat(("ann", NOON), ("bob", NOON)),
    "not connected": chat(),
}


@pytest.mark.proves("DIS-6", "DIS-7", "Q-10", "Q-15")
@pytest.mark.parametrize("teams_own", [True, False])
@pytest.mark.parametrize("last_only", [True, False])
def test_who_owns_and_who_connects_under_either_reading(teams_own: bool, last_only: bool) -> None:
    readings = Readings(team_records_have_no_owner=not teams_own, anyone_who_connected_is_connector=not last_only)
    policy = NEW_ORGANISATION.but(readings=readings)
    ann = User("ann", teams=["service"])
    owned = {"ann", "her team"} if teams_own else {"ann"}
    made = {"ann", "bob, then ann"} if last_only else {name for name in MADE if "ann" in name}
    for (owner, owned_by), (maker, connected) in product(OWNERS.items(), MADE.items()):
        facts = can_disconnect(policy, ann, connected, Record("incident", "1", owned_by)).facts
        assert facts.owns_record is (owner in owned)
        assert facts.is_connector is (maker in made)
        assert facts.is_connected is (maker != "not connected")


NOT_LOOKED_AT = {
    "nobody looked": chat((UNKNOWN, NOON)),
    "ann, then nobody looked": chat(("ann", NOON), (UNKNOWN, NOON + HOUR)),
    "ann, and at once nobody looked": chat(("ann", NOON), (UNKNOWN, NOON)),
    "nobody looked, then ann": chat((UNKNOWN, NOON), ("ann", NOON + HOUR)),
}


@pytest.mark.proves("DIS-7", "Q-15")
@pytest.mark.parametrize("last_only", [True, False])
def test_where_it_was_not_looked_at_who_connected_nobody_is_said_to_be_the_connector_or_not(last_only: bool) -> None:
    policy = NEW_ORGANISATION.but(readings=Readings(anyone_who_connected_is_connector=not last_only))
    other_way = policy.but(readings=evolve(policy.readings, team_records_have_no_owner=True))
    for (maker, connected), asked, user in product(NOT_LOOKED_AT.items(), (policy, other_way), ("ann", "bob")):
        if last_only and maker == "nobody looked, then ann":
            assert can_disconnect(asked, User(user), connected, CASE).facts.is_connector is (user == "ann")
        else:
            with pytest.raises(UnknownFact):
                can_disconnect(asked, User(user), connected, CASE)
        other = Record("account", "1", NOBODY)
        assert not can_disconnect(asked, User(user), connected, other)  # it is not connected to that one


@pytest.mark.proves("DIS-5", "Q-6")
@pytest.mark.parametrize("granted", [*product((False, True), repeat=4)])
def test_each_open_combination_is_a_yes_where_it_is_read_so_and_only_then(granted: tuple[bool, ...]) -> None:
    chosen = [each for each, is_granted in zip(OpenCombination, granted, strict=True) if is_granted]
    for each, connected in product(OpenCombination, (True, False)):
        owns, connects, owner_may, connector_may = (letter == "Y" for letter in each.value)
        settings = RecordTypePolicy("incident", owner_may_disconnect=owner_may, connector_may_disconnect=connector_may)
        policy = Policy(chat_is_on=True, record_types=[settings], readings=Readings(open_combinations=chosen))
        record = Record("incident", "1", Owner(user="ann") if owns else NOBODY)
        links = [("ann" if connects else "bob", NOON)] if connected else []
        answer = can_disconnect(policy, User("ann"), chat(*links), record)
        assert answer.allowed is (connected and each in chosen)


@pytest.mark.proves("ENB-7", "Q-16")
@pytest.mark.parametrize("is_multisession", [False, True])
@pytest.mark.parametrize("profile", [None, Profile("p", chat_in_pane=True), Profile("p", chat_in_pane=False)])
def test_the_profile_counts_in_a_multi_session_app_only(is_multisession: bool, profile: Profile | None) -> None:
    app = App("any", Offering.CUSTOMER_SERVICE, is_multisession=is_multisession)
    facts = is_enabled(NEW_ORGANISATION, app, User("ann", profile=profile)).facts
    assert facts.profile_has_chat is (profile is None or profile.chat_in_pane)
    assert facts.is_multisession is is_multisession


@pytest.mark.proves("TML-3", "TML-7", "CON-5")
def test_each_part_of_an_entry_is_written_under_its_own_name() -> None:
    entry = TimelineEntry(
        connector="ann",
        connected_on=NOON,
        last_writer="bob",
        last_written_on=NOON + HOUR,
        is_kept_current=True,
    )
    written = dict(entry.to_dict())
    assert {name: written[name] for name in ("connector", "connected_on", "last_writer", "last_written_on")} == {
        "connector": "ann",
        "connected_on": "2026-03-01T12:00:00+00:00",
        "last_writer": "bob",
        "last_written_on": "2026-03-01T13:00:00+00:00",
    }
    assert written["is_kept_current"] is True
    silent = TimelineEntry(
        connector=None, connected_on=NOON, last_writer=None, last_written_on=None, is_kept_current=False
    ).to_dict()
    assert (silent["connector"], silent["last_writer"], silent["last_written_on"]) == (None, None, None)
    assert silent["is_kept_current"] is False
