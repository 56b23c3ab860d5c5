"""How long the analysis takes: audit and diff as facts are added, replay of a million records, an impact counted.

Run it with `python tests/benchmarks/analysis.py`. Processor time, best of several; `x` is a ratio within this run.
"""

from __future__ import annotations

import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from random_questions import make_question

from chatlink_policy import Chat, ChatKind, ChatLink, Owner, Policy, Question, Record, User, can_disconnect, evaluate
from chatlink_policy.compare.impact import impact
from chatlink_policy.decision_log import LogEntry, replay_log
from chatlink_policy.evidence import Row
from chatlink_policy.evidence.audit import audit
from chatlink_policy.evidence.diff import diff
from chatlink_policy.evidence.records import read_records, record, replay
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.serialization import read_scenario
from chatlink_policy.snapshot import Snapshot

RECORDS = 1_000_000
LOGGED = 10_000
CASES = 100_000


def best(run: Callable[[], object], times: int = 3) -> float:
    """The least processor time of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def rule_of(size: int, chance: random.Random) -> int:
    """A rule as people write them: some conditions of two or three facts, any of which allows."""
    results = 0
    for _ in range(3):
        facts = chance.sample(range(size), min(size, chance.randint(2, 3)))
        results |= sum(1 << each for each in range(1 << size) if all(each >> fact & 1 for fact in facts))
    return results


def _compared(old: Question[object], new: Question[object]) -> object:
    return diff(old, new).to_dict()


def facts_added() -> None:
    """Audit and diff of a written rule with half of its rows, for each number of facts."""
    print("audit and diff, milliseconds (x: against one fact fewer)")
    before: tuple[float, float] | None = None
    for size in range(3, 9):
        chance = random.Random(size)
        old, new = make_question(size, rule_of(size, chance)), make_question(size, rule_of(size, chance))
        rows = []
        for number in range(2 * size):
            letters = " ".join(chance.choice("YN*") for _ in range(size))
            cube = old.cube(Row("probe", letters, True))
            answers = {old.results >> each & 1 for each in range(1 << size) if cube.covers(each)}
            if len(answers) == 1:
                rows.append(Row(f"REQ-{number}", letters, bool(answers.pop())))
        audit(old, rows)  # the grammar of rivals is listed once a process
        took = 1000 * best(partial(audit, old, rows)), 1000 * best(partial(_compared, old, new))
        growth = "" if before is None else f"x {took[0] / before[0]:5.1f} {took[1] / before[1]:5.1f}"
        print(f"  {size} facts  audit {took[0]:8.2f}  diff {took[1]:8.2f}  {growth}")
        before = took
    took_audit = 1000 * best(lambda: audit(DISCONNECTING))
    print(f"  disconnecting (6 facts)  audit {took_audit:8.2f}")


def lines() -> Iterator[str]:
    """A log of decisions, as a file would give it."""
    kept = [record(each).to_line() for each in DISCONNECTING.decisions]
    chance = random.Random(1)
    return (chance.choice(kept) for _ in range(RECORDS))


def records_replayed() -> None:
    """Replay of a log under the same rule, with the reading of its lines."""
    idle = best(lambda: sum(1 for _ in lines()), times=1)
    start = time.process_time()
    differ = sum(1 for _ in replay(read_records(lines()), DISCONNECTING))
    took = time.process_time() - start - idle
    tracemalloc.start()
    differ += sum(1 for _ in replay(read_records(lines()), DISCONNECTING))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"replay of {RECORDS:,} records: {RECORDS / took:,.0f} a second, peak {peak / 1024:,.0f} KiB, {differ} differ"
    )


def log_replayed() -> None:
    """Replay of a log whose lines have a time of their own, without inputs, with them, and under another policy."""
    case = read_scenario(Path(__file__).parents[2] / "docs" / "examples" / "case-transfer.toml")
    decision = evaluate(case).decisions["disconnecting"]
    times = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number) for number in range(LOGGED)]
    plain = [LogEntry(decision, time=each, request_id="r", subject="ann").to_line() for each in times]
    whole = [LogEntry(decision, time=each, request_id="r", subject="ann", inputs=case).to_line() for each in times]
    for what, logged, policy in (
        ("without inputs", plain, None),
        ("with inputs", whole, None),
        ("under another policy", whole, case.policy),
    ):
        took = best(partial(replay_log, logged, policy), times=1)
        print(f"replay of {LOGGED:,} lines of a log {what}: {LOGGED / took:,.0f} a second")


def organisation(chance: random.Random, policy: Policy) -> Snapshot:
    """Users with chats that are connected to records of two types."""
    users = [User(f"user-{number}", teams=[f"team-{number % 7}"]) for number in range(100)]
    records, chats = [], []
    for number in range(CASES // len(users)):
        table = "incident" if number % 2 else "account"
        record = Record(table, f"record-{number}", Owner(user=chance.choice(users).id))
        link = ChatLink(table, record.id, connected_by=chance.choice(users).id, connected_on=datetime.now(UTC))
        records.append(record)
        chats.append(Chat(f"19:{number}", ChatKind.GROUP, links=[link]))
    return Snapshot(policy=policy, users=tuple(users), records=tuple(records), chats=tuple(chats))


def impact_counted() -> None:
    """Impact of a toggle on an organisation, against a plain loop over both policies."""
    old = Policy(chat_is_on=True).but_for("incident", connector_may_disconnect=True).but_for("account")
    new = old.but_for("incident", connector_may_disconnect=False)
    snapshot = organisation(random.Random(2), old)
    pairs = [(chat, record) for chat, record in zip(snapshot.chats, snapshot.records, strict=True)]
    cases = [(user, *pair) for pair in pairs for user in snapshot.users]

    def by_hand() -> list[object]:
        return [case for case in cases if bool(can_disconnect(old, *case)) is not bool(can_disconnect(new, *case))]

    def by_impact() -> list[object]:
        (found,) = (each for each in impact(old, new, snapshot).questions if each.question == "disconnecting")
        return list(found.flipped)

    assert len(by_hand()) == len(by_impact())
    base, took = best(by_hand, 5), best(by_impact, 5)
    print(
        f"impact on an organisation of {len(cases):,} cases: {1000 * took:6.0f} ms, disconnecting alone by hand "
        f"{1000 * base:6.0f} ms, x {took / base:.2f}, {len(by_hand()):,} flip"
    )


def main() -> None:
    """Run all of them."""
    facts_added()
    records_replayed()
    log_replayed()
    impact_counted()
    print(f"peak memory of the run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
