"""Whom a change of policy concerns: the same cases as a plain loop finds, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thoroughness import SOME

from chatlink_policy import (
    NEW_ORGANISATION,
    QUESTIONS,
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    Owner,
    Policy,
    Readings,
    Record,
    UnknownFact,
    User,
    can_connect,
    can_disconnect,
    can_join,
    can_open_from_timeline,
    is_enabled,
)
from chatlink_policy.compare.impact import Flip, Impact, QuestionImpact, flips, impact
from chatlink_policy.models import NOBODY
from chatlink_policy.rules.disconnecting import DisconnectFacts
from chatlink_policy.rules.questions import inputs_of
from chatlink_policy.snapshot import Snapshot
from chatlink_policy.strategies import access_rights, apps, chats, policies, records, users

Triple = tuple[User, Chat, Record]

READABLE = policies().map(lambda each: each.but(unreadable_record_types=[], others_unreadable=False))


@st.composite
def triples(draw: st.DrawFn) -> Triple:
    record = draw(records())
    return draw(users()), draw(chats(record)), record


@st.composite
def changes(draw: st.DrawFn) -> tuple[Policy, Policy]:
    """Two policies, often the same but for a few record types or for the readings."""
    old, other = draw(READABLE), draw(READABLE)
    mixed = old.but(readings=draw(st.sampled_from([old.readings, other.readings])))
    for each in draw(st.lists(st.sampled_from(other.record_types), max_size=2) if other.record_types else st.just([])):
        mixed = mixed.without(each.record_type)
        mixed = mixed.but(record_types=[*mixed.record_types, each])
    return old, draw(st.sampled_from([mixed, other]))


def plain(
    old: Policy, new: Policy, population: list[Triple]
) -> list[tuple[Triple, Decision[DisconnectFacts], Decision[DisconnectFacts]]]:
    found = []
    for user, chat, record in population:
        before = can_disconnect(old, user, chat, record)
        after = can_disconnect(new, user, chat, record)
        if before.allowed != after.allowed:
            found.append(((user, chat, record), before, after))
    return found


@given(changes(), st.lists(triples(), max_size=12))
def test_the_flips_are_those_of_a_plain_loop_in_its_order(
    policies: tuple[Policy, Policy], population: list[Triple]
) -> None:
    found = list(flips(*policies, population, can_disconnect))
    assert [(each.case, each.before, each.after) for each in found] == plain(*policies, population)
    assert all(each.is_gain is each.after.allowed is not each.before.allowed for each in found)


@given(READABLE, READABLE, st.data())
def test_every_function_that_takes_a_policy_first_can_be_asked(old: Policy, new: Policy, data: st.DataObject) -> None:
    joining = data.draw(st.lists(st.tuples(chats(), records(), access_rights()), max_size=8))
    for (chat, record, access), before, after in flips(old, new, joining, can_join):
        assert before is can_join(old, chat, record, access)
        assert after is can_join(new, chat, record, access)
    found = [each.case for each in flips(old, new, joining, can_join)]
    assert found == [each for each in joining if can_join(old, *each).allowed != can_join(new, *each).allowed]
    connecting = [(chat, record) for chat, record, _ in joining]
    pairs = [each.case for each in flips(old, new, connecting, can_connect)]
    assert pairs == [each for each in connecting if can_connect(old, *each).allowed != can_connect(new, *each).allowed]
    in_apps = data.draw(st.lists(st.tuples(apps(), users()), max_size=8))
    for asked in (is_enabled, can_open_from_timeline):
        enabled = [each.case for each in flips(old, new, in_apps, asked)]
        assert enabled == [each for each in in_apps if asked(old, *each).allowed != asked(new, *each).allowed]


@SOME
@given(changes(), st.lists(triples(), max_size=6), st.lists(triples(), max_size=6), st.data())
def test_a_larger_population_loses_no_flip(
    policies: tuple[Policy, Policy], population: list[Triple], more: list[Triple], data: st.DataObject
) -> None:
    larger = data.draw(st.permutations([*population, *more]))
    found = list(flips(*policies, larger, can_disconnect))
    for flip in flips(*policies, population, can_disconnect):
        found.remove(flip)
    assert len(found) == len(list(flips(*policies, more, can_disconnect)))


@SOME
@given(changes(), st.lists(triples(), max_size=8))
def test_the_other_way_round_the_same_cases_flip_back(
    policies: tuple[Policy, Policy], population: list[Triple]
) -> None:
    old, new = policies
    back = [Flip(case, after, before) for case, before, after in flips(new, old, population, can_disconnect)]
    assert list(flips(old, new, population, can_disconnect)) == back


@SOME
@given(policies(), policies(), st.lists(triples(), max_size=8))
def test_what_cannot_be_read_is_neither_yes_nor_no_as_in_a_plain_loop(
    old: Policy, new: Policy, population: list[Triple]
) -> None:
    def run(flips: Iterator[object]) -> list[object]:
        found: list[object] = []
        try:
            found.extend(flips)
        except UnknownFact as unknown:
            return [str(unknown)]
        return found

    def looped() -> Iterator[object]:
        yield from (Flip(*each) for each in plain(old, new, population))

    assert run(flips(old, new, population, can_disconnect)) == run(looped())


# --- Examples ---------------------------------------------------------------------------------------------------------

ANN, BOB = User("ann"), User("bob")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
WITHOUT_OWNERS = NEW_ORGANISATION.but_for("incident", owner_may_disconnect=False)


def chat_with(*records: Record, by: str | None = None, name: str = "19:chat") -> Chat:
    links = [ChatLink(each.record_type, each.id, connected_by=by, connected_on=SINCE) for each in records]
    return Chat(name, ChatKind.GROUP, links=links)


def test_the_owner_of_a_case_loses_the_right_when_the_toggle_is_turned_off() -> None:
    case, account = Record("incident", "1", Owner(user="ann")), Record("account", "1", Owner(user="ann"))
    chat = chat_with(case, account)
    population = [(user, chat, record) for user in (ANN, BOB) for record in (case, account)]
    (flip,) = flips(NEW_ORGANISATION, WITHOUT_OWNERS, population, can_disconnect)
    user, _, record = flip.case
    assert (user, record) == (ANN, case)
    assert (flip.before.allowed, flip.after.allowed, flip.is_gain) == (True, False, False)
    assert flip.before.reasons[0].code == "owns_record and owner_may_disconnect and is_connected"
    (joins,) = flips(
        NEW_ORGANISATION,
        NEW_ORGANISATION.but_for("incident", join_chat=False),
        [(chat, case, AccessRights.WRITE)],
        can_join,
    )
    assert not joins.is_gain


def test_other_readings_of_the_documentation_flip_answers_while_the_settings_stay() -> None:
    record = Record("incident", "1", Owner(team="team"))
    member = User("ann", teams=["team"])
    otherwise = NEW_ORGANISATION.but(readings=Readings(team_records_have_no_owner=True))
    (flip,) = flips(NEW_ORGANISATION, otherwise, [(member, chat_with(record), record)], can_disconnect)
    assert not flip.is_gain


def test_a_population_without_end_is_asked_no_further_than_flips_are_taken() -> None:
    asked: list[int] = []

    def population() -> Iterator[Triple]:
        for number in count():
            asked.append(number)
            record = Record("incident", str(number), Owner(user="ann") if number % 3 == 0 else NOBODY)
            yield ANN, chat_with(record), record

    found = flips(NEW_ORGANISATION, WITHOUT_OWNERS, population(), can_disconnect)
    assert asked == []
    assert [flip.case[2].id for flip in islice(found, 3)] == ["0", "3", "6"]
    assert asked[-1] == 6


def test_record_types_of_which_both_policies_say_the_same_are_not_even_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(policy: Policy, user: User, chat: Chat, record: Record) -> Decision[DisconnectFacts]:
        asked.append(record.id)
        return can_disconnect(policy, user, chat, record)

    monkeypatch.setattr("chatlink_policy.compare.impact.ASKED_BY", {"disconnecting": counted})  # known by what it asks
    records = [Record(name, name, NOBODY) for name in ("incident", "account", "cr1_visit")]
    population = [(ANN, chat_with(*records), each) for each in records]
    assert list(flips(NEW_ORGANISATION, WITHOUT_OWNERS, population, counted)) == []
    assert set(asked) == {"incident"}


def test_a_record_type_with_the_settings_of_one_that_is_not_configured_is_not_the_same() -> None:
    record = Record("lead", "1", NOBODY)
    population = [(chat_with(record), record)]
    old, new = NEW_ORGANISATION.but_for("lead"), NEW_ORGANISATION
    (flip,) = flips(old, new, population, can_connect)
    assert old.settings_for("lead") == new.settings_for("lead")
    assert not flip.is_gain


def test_a_case_that_cannot_be_answered_stops_there_and_not_before() -> None:
    record, unreadable = Record("incident", "1", Owner(user="ann")), Record("lead", "1", NOBODY)
    chat = chat_with(record, unreadable)
    new = WITHOUT_OWNERS.but(unreadable_record_types=["lead"])
    found = flips(NEW_ORGANISATION, new, [(ANN, chat, record), (ANN, chat, unreadable)], can_disconnect)
    assert next(found).case == (ANN, chat, record)
    with pytest.raises(UnknownFact, match="lead"):
        next(found)


# --- The cases of an organisation -------------------------------------------------------------------------------------


def of(found: Impact, question: str) -> QuestionImpact:
    return next(each for each in found.questions if each.question == question)


def test_the_cases_of_an_organisation_are_every_user_with_every_connection_to_a_record_it_holds() -> None:
    case, account = Record("incident", "1", Owner(user="ann")), Record("account", "1", NOBODY)
    beyond = Record("incident", "elsewhere", NOBODY)
    first, second, alone = chat_with(case, account, name="1"), chat_with(account, beyond, name="2"), chat_with(name="3")
    snapshot = Snapshot(
        policy=NEW_ORGANISATION, users=(ANN, BOB), records=(case, account), chats=(first, second, alone)
    )
    found = of(impact(NEW_ORGANISATION, WITHOUT_OWNERS, snapshot), "disconnecting")
    assert (found.about, found.cases, found.gain, found.lose) == (("user", "chat", "record"), 6, 0, 1)
    assert [each.case for each in found.flipped] == [("ann", "1", "incident 1")]


@given(
    changes(),
    st.lists(users(), max_size=4, unique_by=lambda user: user.id),
    st.lists(records(), max_size=4, unique_by=lambda record: record.key),
    st.data(),
)
def test_every_connected_user_chat_and_record_of_an_organisation_is_a_case(
    policies: tuple[Policy, Policy], some: list[User], held: list[Record], data: st.DataObject
) -> None:
    linked = chats(data.draw(st.sampled_from(held))) if held else chats()
    connected = data.draw(st.lists(linked, max_size=4, unique_by=lambda chat: chat.id))
    snapshot = Snapshot(policy=policies[0], users=tuple(some), records=tuple(held), chats=tuple(connected))
    expected = [
        (user, chat, record)
        for chat in connected
        for record in held
        if any((each.record_type, each.record_id) == (record.record_type, record.id) for each in chat.links)
        for user in some
    ]
    found = of(impact(*policies, snapshot), "disconnecting")
    flipped = [
        ((user.id, chat.id, " ".join(record.key)), before, after)
        for (user, chat, record), before, after in plain(*policies, expected)
    ]
    assert (found.cases or 0) == len(expected)
    assert all(each in flipped for each in found.flipped)
    assert all(each in found.flipped for each in flipped)


def test_every_question_that_depends_on_the_policy_is_counted() -> None:
    found = impact(NEW_ORGANISATION, WITHOUT_OWNERS, Snapshot(policy=NEW_ORGANISATION))
    assert [each.question for each in found.questions] == [name for name in QUESTIONS if "policy" in inputs_of(name)]
