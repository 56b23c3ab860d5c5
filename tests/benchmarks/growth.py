"""What grows with links of a chat, roles of a user and record types of a policy: the decision, or building models.

Run it with `python tests/benchmarks/growth.py`. Each size is asked whether a user may disconnect, which is a yes: by
the library, by the same rule written by hand over the same models, and by hand scanning settings, links and roles;
then the model that grows is built of its parts and asked once. Processor time, the best of several rounds in which all
sizes take turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from decisions import disconnect_each_fact_once, disconnect_scanning

from chatlink_policy import (
    Chat,
    ChatKind,
    ChatLink,
    Owner,
    Policy,
    Record,
    RecordTypePolicy,
    Role,
    User,
    can_disconnect,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE

SIZES = (10, 100, 1000)
ROUNDS = 15
ASKED, BUILT = 500, 5
"""How often each is asked, and built, in a round."""

Models = tuple[Policy, User, Chat]

START = datetime(2025, 1, 1, tzinfo=UTC)
RECORD = Record("incident", "record-0", Owner(user="another"))
SETTINGS = RecordTypePolicy("incident", connector_may_disconnect=True)
LINK = ChatLink("incident", "record-0", connected_by="user", connected_on=START)
RIGHT = Role("Disconnects everywhere", [GLOBAL_DISCONNECT_PRIVILEGE])
POLICY, USER = Policy(chat_is_on=True, record_types=[SETTINGS]), User("user")
CHAT = Chat("chat", ChatKind.GROUP, links=[LINK])


# --- What grows: a function that builds the model of its parts; the one that counts is the last, in order too ---------


def links(size: int, records: int) -> Callable[[], Models]:
    others = [
        ChatLink("incident", f"record-{at % records}", connected_by="another", connected_on=START - timedelta(at))
        for at in range(size - 1, 0, -1)
    ]
    return lambda: (POLICY, USER, Chat("chat", ChatKind.GROUP, links=[*others, LINK]))


def roles(size: int) -> Callable[[], Models]:
    others = [Role(f"Another role {at}", [f"prvReadTable{at}"]) for at in range(size - 1)]
    return lambda: (POLICY, User("user", roles=[*others, RIGHT]), CHAT)


def record_types(size: int) -> Callable[[], Models]:
    others = [RecordTypePolicy(f"another_table{at}") for at in range(size - 1)]
    return lambda: (Policy(chat_is_on=True, record_types=[*others, SETTINGS]), USER, CHAT)


GROWN: dict[str, Callable[[int], Callable[[], Models]]] = {
    "links of the chat, each to another record": lambda size: links(size, size),
    "links of the chat, all to the record": lambda size: links(size, 1),
    "roles of the user": roles,
    "record types of the policy": record_types,
}


# --- Measuring --------------------------------------------------------------------------------------------------------


def variants(build: Callable[[], Models]) -> Iterator[tuple[Callable[[], object], int]]:
    """What is timed, and how often a round does it."""
    models = build()
    assert can_disconnect(*models, RECORD)
    for rule in (can_disconnect, disconnect_each_fact_once, disconnect_scanning):
        assert bool(rule(*models, RECORD))
        yield lambda rule=rule: [rule(*models, RECORD) for _ in range(ASKED)], ASKED  # type: ignore[misc]
    yield lambda: [can_disconnect(*build(), RECORD) for _ in range(BUILT)], BUILT


def main() -> None:
    """Time all sizes of everything that grows, and print a row for each."""
    timed = {(what, size): list(variants(grown(size))) for what, grown in GROWN.items() for size in SIZES}
    best = {key: [float("inf")] * len(each) for key, each in timed.items()}
    for _ in range(ROUNDS):
        for key, each in timed.items():
            for at, (run, times) in enumerate(each):
                start = time.process_time()
                run()
                best[key][at] = min(best[key][at], (time.process_time() - start) / times * 1e6)
    print("microseconds:")
    print("| what grows | size | can_disconnect | by hand | by hand, scanning | built and asked |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (what, size), (library, by_hand, scanning, built) in best.items():
        print(f"| {what} | {size:,} | {library:.2f} | {by_hand:.2f} | {scanning:.2f} | {built:,.0f} |")


if __name__ == "__main__":
    main()
