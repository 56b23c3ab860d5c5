"""The promises of this library by name: what holds of every question and every world, whatever the rules say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, combinations, product
from random import Random
from typing import TypeVar

import pytest
from attrs import evolve
from cases import LATER, Case, ask, cases, moved
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import (
    QUESTIONS,
    AccessRights,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Decision,
    Owner,
    Policy,
    Profile,
    Question,
    Record,
    RecordType,
    RecordTypePolicy,
    Role,
    Scenario,
    UnknownFact,
    User,
    can_connect,
    can_disconnect,
    can_join,
    context_card,
    evaluate,
    has_timeline_entry,
    is_enabled,
    notifications,
    record_opens,
    who_can_disconnect,
    who_can_join,
)
from chatlink_policy.defaults import CUSTOMER_SERVICE_HUB
from chatlink_policy.models import NOBODY, TeamRoles
from chatlink_policy.policy import OpenCombination
from chatlink_policy.rules.context_card import LinkedTable
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.rules.timeline import timeline_entry
from chatlink_policy.strategies import access_rights, chat_links, ids, roles, scenarios, times

T = TypeVar("T")
S = TypeVar("S", bound=str)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

every_question = pytest.mark.parametrize("name", QUESTIONS)


def subsets(names: Iterable[S]) -> Iterator[frozenset[S]]:
    """Every subset, smaller ones first."""
    names = list(names)
    return map(frozenset, chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def smallest(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Those that contain no other; `sets` come smaller ones first."""
    found: list[frozenset[str]] = []
    for each in sets:
        if not any(smaller <= each for smaller in found):
            found.append(each)
    return found


def possible(question: Question[object]) -> list[Decision[object]]:
    return [each for each in question.decisions if each.is_possible]


# --- Deny by default --------------------------------------------------------------------------------------------------


@every_question
def test_deny_by_default_where_no_fact_is_true(name: str) -> None:
    assert not QUESTIONS[name].decisions[0]


@given(cases())
def test_deny_by_default_in_a_world_where_nothing_is_set_granted_or_connected(case: Case) -> None:
    bare = case._replace(
        policy=Policy(chat_is_on=False, readings=case.policy.readings),
        user=User(case.user.id),
        chat=evolve(case.chat, links=[]),
        record=evolve(case.record, owner=NOBODY),
        access=AccessRights.NONE,
    )
    assert [name for name, decision in ask(bare).items() if decision] == []
    assert not record_opens(bare.access)


# --- Every allow has a complete reason --------------------------------------------------------------------------------


@every_question
def test_every_allow_has_a_complete_reason_and_so_has_every_deny(name: str) -> None:
    """The facts of a reason alone force the answer, whatever the others are; no fewer do; and all reasons are given."""
    question = QUESTIONS[name]
    facts_and_answers = [(each.to_facts(), each.allowed) for each in question.decisions]
    forced: dict[tuple[tuple[str, bool], ...], set[bool]] = {}
    every_subset = list(subsets(fact.name for fact in question.facts))
    for facts, allowed in facts_and_answers:
        for names in every_subset:
            forced.setdefault(only(names, facts), set()).add(allowed)
    for decision in question.decisions:
        facts = decision.to_facts()
        securing = smallest(names for names in every_subset if len(forced[only(names, facts)]) == 1)
        reasons = {
            frozenset(fact.name for fact in reason.facts): dict(
                zip((fact.name for fact in reason.facts), reason.truths, strict=True)
            )
            for reason in decision.reasons
        }
        assert decision.reasons != ()
        assert set(reasons) == set(securing)
        assert all(said.items() <= facts.items() for said in reasons.values())


def only(names: frozenset[str], facts: dict[str, bool]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, truth) for name, truth in facts.items() if name in names)


@every_question
def test_each_fact_alone_can_decide(name: str) -> None:
    question = QUESTIONS[name]
    implied = {"is_connected", "sync_is_on"} if name == "timeline_entry" else set()  # by being connected since the sync
    answers = {each.combination: each.allowed for each in possible(question)}
    for bit, fact in enumerate(reversed(question.facts)):
        decides = any(answers.get(each ^ 1 << bit, allowed) is not allowed for each, allowed in answers.items())
        assert decides is (fact.name not in implied)


# --- A fix applied allows, and no smaller one does --------------------------------------------------------------------


@every_question
def test_a_fix_applied_allows_and_no_smaller_one_does(name: str) -> None:
    question = QUESTIONS[name]
    names = [fact.name for fact in question.facts]
    yes = {tuple(each.to_facts().items()) for each in possible(question) if each}
    for decision in possible(question):
        facts = decision.to_facts()

        def flipped(which: frozenset[str], facts: dict[str, bool] = facts) -> tuple[tuple[str, bool], ...]:
            return tuple((each, truth is not (each in which)) for each, truth in facts.items())

        fixes = {frozenset(fix.changes): fix.changes for fix in decision.fixes}
        if decision:
            assert decision.fixes == () and decision.missing == ()
        else:
            assert fixes != {}
            assert set(fixes) == set(smallest(each for each in subsets(names) if flipped(each) in yes))
            assert all(changes[each] is not facts[each] for changes in fixes.values() for each in changes)
            assert {fact.name for fact in decision.missing} == set(chain.from_iterable(fixes))


@given(cases())
def test_a_fix_applied_to_the_world_itself_allows(case: Case) -> None:
    for name, decision in ask(case).items():
        for fix in decision.fixes:
            fixed = case
            for fact, truth in fix.changes.items():
                fixed = moved(fixed, fact, truth)
            answer = ask(fixed)[name]
            assert answer.to_facts() == {**decision.to_facts(), **fix.changes}
            assert answer


# --- More rights never mean less access -------------------------------------------------------------------------------

LESS_IS_MORE = {"is_multisession", "record_is_activity"}
"""The facts that are no right: an app or a table of that kind asks for more, or gets nothing."""


@every_question
def test_more_rights_never_mean_less_access_whatever_else_is_so(name: str) -> None:
    question = QUESTIONS[name]
    answers = {each.combination: each.allowed for each in question.decisions}
    for bit, fact in enumerate(reversed(question.facts)):
        pairs = [(answers[each], answers[each | 1 << bit]) for each in answers if not each >> bit & 1]
        losing = [(without, having) for without, having in pairs if without and not having]
        gaining = [(without, having) for without, having in pairs if having and not without]
        assert (gaining if fact.name in LESS_IS_MORE else losing) == []


TOGETHER = [
    granted
    for granted in subsets(OpenCombination)
    if OpenCombination.CONNECTOR_TOGGLE_ALONE not in granted
    or {OpenCombination.BOTH_TOGGLES_ALONE, OpenCombination.OWNER_WITH_CONNECTOR_TOGGLE} <= granted
]
"""Open combinations to grant together; with the connector toggle alone, becoming the owner would take the right."""


@st.composite
def grants(draw: st.DrawFn, case: Case) -> Case:
    """The case with one right more."""
    policy, user, name = case.policy, case.user, case.record.record_type
    own_link = case.link(user.id, draw(times()))
    selected = None if policy.selected_apps is None else {*policy.selected_apps, case.app.unique_name}
    more_policies: list[Policy] = [
        policy.but(chat_is_on=True),
        policy.but(on_for_all_apps=True),
        policy.but(selected_apps=selected),
        policy.but_for(name),
        policy.but_for(name, owner_may_disconnect=True),
        policy.but_for(name, connector_may_disconnect=True),
        policy.but_for(name, join_chat=True),
        policy if policy.timeline_sync else policy.but(timeline_sync=True, timeline_sync_since=draw(times())),
    ]
    more_users = [
        evolve(user, roles=[*user.roles, draw(roles())]),
        evolve(user, teams=user.teams | {draw(ids())}),
        evolve(user, profile=Profile("Support", chat_in_pane=True)),
        evolve(user, profile=None),
        evolve(user, is_global_administrator=True),
    ]
    return draw(
        st.sampled_from(
            [
                *(case._replace(policy=each) for each in more_policies),
                *(case._replace(user=each) for each in more_users),
                case._replace(access=case.access | draw(access_rights())),
                case.with_links(own_link),
            ]
        )
    )


@pytest.mark.proves("Q-6")
@given(cases(), st.sampled_from(TOGETHER), st.data())
def test_more_rights_never_mean_less_access(
    case: Case, granted: frozenset[OpenCombination], data: st.DataObject
) -> None:
    """One role, team, access right or own link more; one toggle, scope or selected app; a profile with the chat."""
    readings = evolve(case.policy.readings, open_combinations=granted)
    before = case._replace(policy=case.policy.but(readings=readings))
    after = data.draw(grants(before))
    answers = ask(after)
    assert [name for name, decision in ask(before).items() if decision and not answers[name]] == []
    assert record_opens(after.access) or not record_opens(before.access)


CASE = Case(
    policy=Policy(
        chat_is_on=True,
        timeline_sync=True,
        timeline_sync_since=NOON,
        record_types=[
            RecordTypePolicy("incident", owner_may_disconnect=True, connector_may_disconnect=True, join_chat=True)
        ],
    ),
    app=CUSTOMER_SERVICE_HUB,
    user=User("ann"),
    chat=Chat(
        "19:chat",
        ChatKind.GROUP,
        links=[ChatLink("incident", "1", connected_by="ann", connected_on=datetime(2026, 3, 2, tzinfo=UTC))],
    ),
    record=Record("incident", "1", NOBODY),
    access=AccessRights.READ | AccessRights.WRITE,
    record_type=RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True),
)
OF_ANN = CASE._replace(
    record=Record("incident", "1", Owner(user="ann")), chat=evolve(CASE.chat, links=[CASE.link("bob", NOON)])
)


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        pytest.param(
            "disconnecting",
            OF_ANN,
            OF_ANN._replace(record=Record("incident", "1", Owner(user="bob"))),
            id="a new owner takes the old one's place",
        ),
        pytest.param(
            "disconnecting",
            CASE,
            CASE.with_links(CASE.link("bob", datetime(2026, 3, 3, tzinfo=UTC))),
            id="a newer link of somebody else takes the connector's place",
        ),
        pytest.param(
            "enablement",
            CASE,
            CASE._replace(policy=CASE.policy.but(selected_apps=["msdyn_fieldservice"])),
            id="the first selection of apps replaces the default one",
        ),
        pytest.param(
            "timeline_entry",
            CASE,
            CASE._replace(policy=CASE.policy.but(timeline_sync_since=datetime(2026, 3, 3, tzinfo=UTC))),
            id="a sync turned on anew starts without entries",
        ),
    ],
)
def test_these_changes_are_no_right_more_and_take_access_away(question: str, before: Case, after: Case) -> None:
    assert ask(before)[question]
    assert not ask(after)[question]


# --- The order of sets and unrelated objects change nothing -----------------------------------------------------------


@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_sets_changes_nothing(scenario: Scenario, random: Random) -> None:
    assert scenario.user and scenario.chat and scenario.record_type and scenario.changes is not None

    def shuffled(members: Iterable[T]) -> list[T]:
        in_any_order = list(members)
        random.shuffle(in_any_order)
        return in_any_order

    policy, user, chat = scenario.policy, scenario.user, scenario.chat
    reordered = evolve(
        scenario,
        policy=policy.but(
            record_types=shuffled(policy.record_types), unreadable_record_types=shuffled(policy.unreadable_record_types)
        ),
        user=evolve(
            user,
            roles=shuffled(user.roles),
            roles_by_team=[TeamRoles(each.team, shuffled(each.roles)) for each in shuffled(user.roles_by_team)],
            teams=shuffled(user.teams),
        ),
        chat=evolve(chat, links=shuffled(chat.links)),
        record_type=evolve(scenario.record_type, attributes=shuffled(scenario.record_type.attributes)),
        linked=shuffled(scenario.linked),
        changes=shuffled(scenario.changes),
    )
    assert evaluate(reordered).to_dict() == evaluate(scenario).to_dict()


@given(scenarios())
def test_unrelated_objects_change_nothing(scenario: Scenario) -> None:
    """Settings of other record types, links to other records, roles, teams, attributes and tables nobody asks about."""
    assert scenario.user and scenario.chat and scenario.record and scenario.record_type
    policy, user, chat, record = scenario.policy, scenario.user, scenario.chat, scenario.record
    every_toggle = RecordTypePolicy(
        "unrelated", include_note=True, owner_may_disconnect=True, connector_may_disconnect=True, join_chat=True
    )
    selected = policy.selected_apps
    crowded = evolve(
        scenario,
        policy=policy.but(
            record_types=[*policy.record_types, every_toggle],
            unreadable_record_types=policy.unreadable_record_types | {"unrelated_too"},
            selected_apps=None if selected is None else selected | {"unrelated"},
        ),
        user=evolve(
            user,
            roles=[*user.roles, Role("Unrelated", ["prvReadUnrelated"])],
            roles_by_team=[*user.roles_by_team, TeamRoles("unrelated", [Role("Unrelated too", ["prvReadUnrelated"])])],
            teams=user.teams | {"unrelated"},
            readable_secured_fields=user.readable_secured_fields | {"unrelated.title"},
        ),
        chat=evolve(
            chat,
            links=[
                *chat.links,
                ChatLink("unrelated", record.id, connected_by=user.id, connected_on=LATER),
                ChatLink(record.record_type, "unrelated", connected_by=user.id, connected_on=LATER),
            ],
        ),
        record_type=evolve(
            scenario.record_type,
            attributes=[*scenario.record_type.attributes, Attribute("unrelated", AttributeType.STRING)],
        ),
        linked=[*scenario.linked, LinkedTable("unrelated", scenario.record_type)],
    )
    assert evaluate(crowded).to_dict() == evaluate(scenario).to_dict()


@given(scenarios())
def test_chats_of_other_records_change_nothing(scenario: Scenario) -> None:
    assert scenario.chat and scenario.record and scenario.record_type and scenario.changes is not None
    record = scenario.record
    other = Chat(
        "19:other",
        ChatKind.GROUP,
        links=[ChatLink(record.record_type, "unrelated", connected_by="ann", connected_on=NOON)],
    )
    about = (record, scenario.record_type, scenario.changes)
    assert notifications(scenario.policy, other, *about).sent == ()
    both = evolve(scenario.chat, links=[*scenario.chat.links, *other.links])
    assert notifications(scenario.policy, both, *about) == notifications(scenario.policy, scenario.chat, *about)


# --- The table and the rule agree on all combinations -----------------------------------------------------------------


@every_question
def test_the_table_and_the_rule_agree_on_all_combinations(name: str) -> None:
    question = QUESTIONS[name]
    combinations = list(product([False, True], repeat=question.size))
    assert len(question.decisions) == len(combinations)
    for decision, truths in zip(question.decisions, combinations, strict=True):
        facts = question.facts_type(**{fact.name: truth for fact, truth in zip(question.facts, truths, strict=True)})
        cell = question.cells
        for truth in truths:
            cell = cell[truth]
        assert decision.allowed is question.rule(facts)
        assert cell is decision and question.decide(facts) is decision
        assert decision.facts == facts


@every_question
def test_the_documented_rows_and_the_rule_agree_on_all_combinations(name: str) -> None:
    question = QUESTIONS[name]
    for decision in possible(question):
        said = {row.allowed for row in question.documented if row.label in decision.documented_by}
        assert said <= {decision.allowed}


# --- An unreadable row is neither yes nor no --------------------------------------------------------------------------


def about_its_record_type(s: Scenario) -> list[Callable[[], object]]:
    """Every question that needs the settings of the record's type, not asked yet."""
    assert s.user and s.chat and s.record and s.record_type and s.access is not None and s.now
    policy, user, chat, record, record_type, access = s.policy, s.user, s.chat, s.record, s.record_type, s.access
    now, view = s.now, s.view
    return [
        lambda: can_connect(policy, chat, record),
        lambda: can_disconnect(policy, user, chat, record),
        lambda: can_join(policy, chat, record, access),
        lambda: has_timeline_entry(policy, chat, record, record_type),
        lambda: timeline_entry(policy, chat, record, record_type, now),
        lambda: context_card(policy, record_type, view, user),
        lambda: notifications(policy, chat, record, record_type, []),
        lambda: who_can_disconnect(policy, [user], chat, record),
        lambda: who_can_join(policy, [(user, access)], chat, record),
    ]


NEEDS_SETTINGS = {
    *("connecting", "disconnecting", "joining", "timeline_entry", "timeline_entry_shows", "context_card"),
    "notifications",
}
"""The answers of an outcome that need the settings of the record's type."""


def but_unreadable(policy: Policy, record_type: str) -> list[Policy]:
    """The policy without readable settings of that type: those of that type, or of any type, could not be read."""
    without = policy.without(record_type)
    named = without.but(unreadable_record_types=without.unreadable_record_types | {record_type})
    return [named, without.but(others_unreadable=True)]


@given(scenarios())
def test_an_unreadable_row_is_neither_yes_nor_no(scenario: Scenario) -> None:
    assert scenario.record and scenario.app and scenario.user
    for policy in but_unreadable(scenario.policy, scenario.record.record_type):
        for question in about_its_record_type(evolve(scenario, policy=policy)):
            with pytest.raises(UnknownFact, match="neither yes nor no"):
                question()
        outcome = evaluate(evolve(scenario, policy=policy))
        assert {each.question for each in outcome.not_asked} == NEEDS_SETTINGS
        assert all(getattr(outcome, each) is None for each in NEEDS_SETTINGS)
        assert is_enabled(policy, scenario.app, scenario.user) == is_enabled(
            scenario.policy, scenario.app, scenario.user
        )


@given(scenarios())
def test_an_unreadable_row_leaves_every_other_record_type_as_it_is(scenario: Scenario) -> None:
    assert scenario.record
    policy, name = scenario.policy, scenario.record.record_type
    unreadable = policy.but(unreadable_record_types=policy.unreadable_record_types | {"unrelated"})
    configured = {each.record_type for each in policy.record_types}
    changed = unreadable.but(others_unreadable=True) if name in configured else unreadable
    assert evaluate(evolve(scenario, policy=changed)).to_dict() == evaluate(scenario).to_dict()


# --- A link is never a ground for access to a record ------------------------------------------------------------------


@pytest.mark.proves("PRV-2")
@given(scenarios(), st.data())
def test_a_link_is_never_a_ground_for_access_to_a_record(scenario: Scenario, data: st.DataObject) -> None:
    assert scenario.user and scenario.chat and scenario.record and scenario.access is not None
    link = data.draw(chat_links(scenario.record))
    more = evolve(scenario.chat, links=[*scenario.chat.links, link, evolve(link, connected_by=scenario.user.id)])
    linked = evaluate(evolve(scenario, chat=more))
    assert linked.record_opens is (AccessRights.READ in scenario.access)
    assert linked.joining is not None
    assert linked.joining.facts.can_write is (AccessRights.WRITE in scenario.access)
    assert not linked.joining or AccessRights.WRITE in scenario.access


@pytest.mark.proves("PRV-2")
def test_every_reason_to_join_names_the_write_access_that_the_user_has_anyway() -> None:
    reasons = [reason for decision in JOINING.decisions if decision for reason in decision.reasons]
    assert reasons != []
    assert all("can_write" in reason.code.split(" and ") for reason in reasons)


# --- The same in every process ----------------------------------------------------------------------------------------

PROGRAM = """
import json
from datetime import UTC, datetime
from chatlink_policy import *
from chatlink_policy.defaults import CUSTOMER_SERVICE_HUB
from chatlink_policy.evidence.audit import audit
from chatlink_policy.models import ViewKind
from chatlink_policy.policy import OpenCombination

ids = [f"id{n}" for n in range(20)]
noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
scenario = Scenario(
    policy=Policy(
        chat_is_on=True,
        selected_apps={"customerservicehub", *ids},
        timeline_sync=True,
        timeline_sync_since=noon,
        record_types=[RecordTypePolicy("incident", include_note=True, view_id="v", notify=True, join_chat=True)],
        unreadable_record_types=set(ids),
        readings=Readings(open_combinations=set(OpenCombination)),
    ),
    app=CUSTOMER_SERVICE_HUB,
    user=User("id1", roles={Role(each, set(ids)) for each in ids}, teams=set(ids), readable_secured_fields=set()),
    chat=Chat("c", ChatKind.GROUP, links={ChatLink("incident", "r", connected_by=i, connected_on=noon) for i in ids}),
    record=Record("incident", "r", Owner(team="id2")),
    access=AccessRights.READ,
    record_type=RecordType(
        "incident",
        {Attribute(each, AttributeType.STRING, is_secured=True) for each in ids},
        is_activity=False,
        is_virtual=False,
        has_update_filter=True,
    ),
    view=View("v", "View", "incident", ViewKind.OTHER, [Column(each) for each in ids]),
    changes={Change(each, 1, 2) for each in ids},
    now=noon,
)
print(json.dumps(evaluate(scenario).to_dict()))
for question in QUESTIONS.values():
    print(json.dumps(question.to_dict()))
    print(json.dumps([decision.to_dict() for decision in question.decisions]))
    print(json.dumps(audit(question, question.documented[1:]).to_dict()), audit(question).to_text())
"""


def test_answers_are_the_same_to_the_byte_whatever_the_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert b'"disconnecting"' in outputs.pop()
