"""How fast an answer with all its evidence is, against the same rule written by hand. Ratios, all from one run.

Run it with `python tests/benchmarks/decisions.py`. Every variant answers the same scenarios, checked equal first; each
figure is the best of several rounds in which the variants take turns, so that a slow moment of the machine hits all.
"""

from __future__ import annotations

import compileall
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import chatlink_policy
from chatlink_policy import (
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Owner,
    Policy,
    Readings,
    Record,
    RecordTypePolicy,
    Role,
    User,
    can_disconnect,
    can_join,
    evaluate,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE
from chatlink_policy.serialization import read_scenario, scenario_from_text, to_json
from chatlink_policy.unknown import known

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "case-transfer.toml"
SCENARIOS = 10_000
ROUNDS = 15
OTHER = Readings(anyone_who_connected_is_connector=True)

Case = tuple[Policy, User, Chat, Record, AccessRights]


def cases() -> list[Case]:
    """Seeded scenarios in which each fact is about as often true as false."""
    chance = random.Random(20260101)
    users = [f"user-{number}" for number in range(8)]
    teams = [f"team-{number}" for number in range(4)]
    start = datetime(2025, 1, 1, tzinfo=UTC)
    disconnecting = Role("Disconnects everywhere", [GLOBAL_DISCONNECT_PRIVILEGE, "prvReadIncident"])
    reading = Role("Reads", ["prvReadIncident", "prvReadAccount"])
    found: list[Case] = []
    for _ in range(SCENARIOS):
        policy = Policy(
            chat_is_on=True,
            record_types=[
                RecordTypePolicy(
                    name,
                    owner_may_disconnect=chance.random() < 0.5,
                    connector_may_disconnect=chance.random() < 0.5,
                    join_chat=chance.random() < 0.5,
                )
                for name in ("account", "contact", "incident")
            ],
        )
        user = User(
            chance.choice(users[:2]),
            roles=[reading, disconnecting] if chance.random() < 0.4 else [reading],
            teams=chance.sample(teams, 2),
        )
        owner = Owner(user=chance.choice(users[:3])) if chance.random() < 0.5 else Owner(team=chance.choice(teams))
        record = Record("incident", f"record-{chance.randrange(3)}", owner)
        links = [
            ChatLink(
                "incident",
                f"record-{chance.randrange(3)}",
                connected_by=chance.choice(users[:3]),
                connected_on=start + timedelta(hours=chance.randrange(1000)),
            )
            for _ in range(chance.randrange(4))
        ]
        access = AccessRights.READ | (AccessRights.WRITE if chance.random() < 0.5 else AccessRights.NONE)
        found.append((policy, user, Chat("chat", ChatKind.GROUP, links=links), record, access))
    return found


WRITE = AccessRights.WRITE.value

# The same rule by hand, over the same models --------------------------------------------------------------------------


def disconnect_each_fact_once(policy: Policy, user: User, chat: Chat, record: Record) -> bool:
    """The hand-written expression that reads each fact of the rule once."""
    settings = policy.settings_for(record.record_type)
    owner, connection = known(record.owner), chat.connections.get(record.key)
    owns_record = owner.user == user.id or owner.team in user.teams
    is_connector = connection is not None and connection.connector == user.id
    owner_may, connector_may = settings.owner_may_disconnect, settings.connector_may_disconnect
    has_global_right = GLOBAL_DISCONNECT_PRIVILEGE in user.privileges
    is_connected = connection is not None
    return bool(is_connected and (has_global_right or (owns_record and owner_may) or (is_connector and connector_may)))


def disconnect_whoever_connected(policy: Policy, user: User, chat: Chat, record: Record) -> bool:
    """The same where everyone who ever connected the chat counts as connector, and not the last one alone (Q-15)."""
    settings = policy.settings_for(record.record_type)
    owner, connection = known(record.owner), chat.connections.get(record.key)
    owns_record = owner.user == user.id or owner.team in user.teams
    is_connector = connection is not None and user.id in known(connection.connected_by)
    owner_may, connector_may = settings.owner_may_disconnect, settings.connector_may_disconnect
    has_global_right = GLOBAL_DISCONNECT_PRIVILEGE in user.privileges
    is_connected = connection is not None
    return bool(is_connected and (has_global_right or (owns_record and owner_may) or (is_connector and connector_may)))


def disconnect_short_circuit(policy: Policy, user: User, chat: Chat, record: Record) -> bool:
    """The hand-written expression that stops reading as soon as it knows."""
    connection = chat.connections.get(record.key)
    if connection is None:
        return False
    if GLOBAL_DISCONNECT_PRIVILEGE in user.privileges:
        return True
    settings = policy.settings_for(record.record_type)
    owner = known(record.owner)
    return bool(
        (settings.owner_may_disconnect and (owner.user == user.id or owner.team in user.teams))
        or (settings.connector_may_disconnect and connection.connector == user.id)
    )


def disconnect_scanning(policy: Policy, user: User, chat: Chat, record: Record) -> bool:
    """The hand-written rule of a service without prepared models: it scans settings, links and roles."""
    links = [each for each in chat.links if (each.record_type, each.record_id) == (record.record_type, record.id)]
    if not links:
        return False
    if any(GLOBAL_DISCONNECT_PRIVILEGE in role.privileges for role in user.roles):
        return True
    settings = next((each for each in policy.record_types if each.record_type == record.record_type), None)
    if settings is None:
        return False
    latest = max(each.connected_on for each in links)
    connectors = {each.connected_by for each in links if each.connected_on == latest}
    owner = known(record.owner)
    owns_record = owner.user == user.id or owner.team in user.teams
    return bool(
        (owns_record and settings.owner_may_disconnect)
        or (connectors == {user.id} and settings.connector_may_disconnect)
    )


def join_each_fact_once(policy: Policy, chat: Chat, record: Record, access: AccessRights) -> bool:
    """The hand-written expression that reads each fact of the rule once."""
    is_connected = record.key in chat.connections
    join_chat_is_on = policy.settings_for(record.record_type).join_chat
    can_write = bool(access._value_ & WRITE)
    return bool(is_connected and join_chat_is_on and can_write)


def join_short_circuit(policy: Policy, chat: Chat, record: Record, access: AccessRights) -> bool:
    """The hand-written expression that stops reading as soon as it knows."""
    return bool(
        record.key in chat.connections and policy.settings_for(record.record_type).join_chat and access._value_ & WRITE
    )


def join_scanning(policy: Policy, chat: Chat, record: Record, access: AccessRights) -> bool:
    """The hand-written rule of a service without prepared models: it scans settings and links."""
    if not any((each.record_type, each.record_id) == (record.record_type, record.id) for each in chat.links):
        return False
    if not any(each.record_type == record.record_type and each.join_chat for each in policy.record_types):
        return False
    return AccessRights.WRITE in access


# Measuring ------------------------------------------------------------------------------------------------------------


def compare(variants: Sequence[tuple[str, Callable[[], object]]], per: int) -> None:
    """Print each variant's best time and its ratio to the first one."""
    best = dict.fromkeys((name for name, _ in variants), float("inf"))
    for _ in range(ROUNDS):
        for name, run in variants:
            start = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - start)
    base = best[variants[0][0]]
    for name, seconds in best.items():
        print(f"  {name:<58} {seconds / per * 1e6:9.3f} us   x {seconds / base:.2f}")


def decisions() -> None:
    """Compare `can_disconnect` and `can_join` with the hand-written rules."""
    all_cases = cases()
    disconnects = [(policy, user, chat, record) for policy, user, chat, record, _ in all_cases]
    joins = [(policy, chat, record, access) for policy, _, chat, record, access in all_cases]
    for arguments in disconnects:
        answers = {
            bool(can_disconnect(*arguments)),
            disconnect_each_fact_once(*arguments),
            disconnect_short_circuit(*arguments),
            disconnect_scanning(*arguments),
        }
        assert len(answers) == 1, arguments
    for arguments_ in joins:
        answers = {
            bool(can_join(*arguments_)),
            join_each_fact_once(*arguments_),
            join_short_circuit(*arguments_),
            join_scanning(*arguments_),
        }
        assert len(answers) == 1, arguments_
    allowed = sum(bool(can_disconnect(*arguments)) for arguments in disconnects)
    print(f"may this user disconnect? {SCENARIOS} scenarios, {allowed} of them yes; one decision each")
    compare(
        [
            ("by hand, each fact read once", lambda: [disconnect_each_fact_once(*each) for each in disconnects]),
            ("can_disconnect, all evidence available", lambda: [can_disconnect(*each) for each in disconnects]),
            ("by hand, short-circuiting", lambda: [disconnect_short_circuit(*each) for each in disconnects]),
            (
                "by hand, scanning settings, links and roles",
                lambda: [disconnect_scanning(*each) for each in disconnects],
            ),
        ],
        SCENARIOS,
    )
    otherwise = [(policy.but(readings=OTHER), user, chat, record) for policy, user, chat, record in disconnects]
    assert all(bool(can_disconnect(*each)) is disconnect_whoever_connected(*each) for each in otherwise)
    print("the same with Q-15 read otherwise")
    compare(
        [
            ("by hand, each fact read once", lambda: [disconnect_whoever_connected(*each) for each in otherwise]),
            ("can_disconnect under that reading", lambda: [can_disconnect(*each) for each in otherwise]),
        ],
        SCENARIOS,
    )
    allowed = sum(bool(can_join(*arguments)) for arguments in joins)
    print(f"may this user join? {SCENARIOS} scenarios, {allowed} of them yes; one decision each")
    compare(
        [
            ("by hand, each fact read once", lambda: [join_each_fact_once(*each) for each in joins]),
            ("can_join, all evidence available", lambda: [can_join(*each) for each in joins]),
            ("by hand, short-circuiting", lambda: [join_short_circuit(*each) for each in joins]),
            ("by hand, scanning settings and links", lambda: [join_scanning(*each) for each in joins]),
        ],
        SCENARIOS,
    )


def scenarios() -> None:
    """Time the case transfer: every answer, with and without its evidence, and reading it."""
    scenario = read_scenario(EXAMPLE)
    text = to_json(scenario)
    times = 50
    print("the case transfer")
    compare(
        [
            ("evaluate: every answer", lambda: [evaluate(scenario) for _ in range(times)]),
            ("evaluate, and all evidence as plain data", lambda: [evaluate(scenario).to_dict() for _ in range(times)]),
            ("reading the scenario from JSON", lambda: [scenario_from_text(text) for _ in range(times)]),
        ],
        times,
    )


def imports() -> None:
    """Time imports in fresh processes, less what an empty process takes; compiled before, as an installation is."""
    compileall.compile_dir(Path(chatlink_policy.__file__).parent, quiet=1)

    def seconds(statement: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)  # our own statements
        return time.perf_counter() - start

    statements = ("pass", "import attrs", "import chatlink_policy")
    best = dict.fromkeys(statements, float("inf"))
    for _ in range(2 * ROUNDS):
        for statement in statements:
            best[statement] = min(best[statement], seconds(statement))
    print("imports, in a fresh process, less an empty one")
    attrs_alone = best["import attrs"] - best["pass"]
    for statement in statements[1:]:
        took = best[statement] - best["pass"]
        print(f"  {statement:<58} {took * 1e3:9.1f} ms   x {took / attrs_alone:.2f}")


if __name__ == "__main__":
    decisions()
    scenarios()
    imports()
