"""How fast a request comes in and an answer goes out, against pydantic models of the same shape. Ratios of one run.

Run it with `python tests/benchmarks/in_and_out.py`; with `--before ROOT` it also times a request in another checkout
of this library, in processes that take turns. It needs pydantic (dependency group `service`). Processor time, the best
of several rounds in which the variants take turns.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

import chatlink_policy
from chatlink_policy import QUESTIONS, Scenario, evaluate, models, policy
from chatlink_policy._value import Model
from chatlink_policy.evidence import Decision
from chatlink_policy.rules import context_card, notifications
from chatlink_policy.serialization import from_dict, read_scenario, scenario_from_text, to_dict, to_json

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "case-transfer.toml"
ROUNDS = 25
TIMES = 60


# --- The same shape for pydantic: as strict about keys and types, but not about ids, names and what goes together -----


class Strict(BaseModel):
    """No other keys, no other types, nothing that can be changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


UnknownText = Literal["unknown"]
Right = Literal["read", "write", "append", "append_to", "create", "delete", "share", "assign"]
Value = None | bool | int | float | str | list[Any]


class App(Strict):
    unique_name: str
    offering: models.Offering
    is_multisession: bool


class Profile(Strict):
    name: str
    chat_in_pane: bool | UnknownText
    is_default: bool = False


class Attribute(Strict):
    name: str
    type: models.AttributeType
    is_secured: bool = False
    is_rich_text: bool = False


class RecordType(Strict):
    name: str
    attributes: list[Attribute]
    is_activity: bool | UnknownText
    is_virtual: bool | UnknownText
    has_update_filter: bool | UnknownText


class Column(Strict):
    attribute: str
    alias: str | None = None
    table: str | None = None
    is_hidden: bool = False


class View(Strict):
    id: str
    name: str
    record_type: str
    kind: models.ViewKind
    columns: list[Column]


class Role(Strict):
    name: str
    privileges: set[str]


class TeamRoles(Strict):
    team: str
    roles: list[Role] | UnknownText


class User(Strict):
    id: str
    roles: list[Role] | UnknownText = []
    roles_by_team: list[TeamRoles] = []
    teams: set[str] | UnknownText = set()
    profile: Profile | UnknownText | None = None
    profile_roles: set[str] | None = None
    readable_secured_fields: set[str] | UnknownText = set()
    is_global_administrator: bool | UnknownText = False


class Owner(Strict):
    user: str | None = None
    team: str | None = None


class Record(Strict):
    record_type: str
    id: str
    owner: Owner | UnknownText


class ChatLink(Strict):
    record_type: str
    record_id: str
    connected_by: str | None = None
    connected_on: datetime


class Chat(Strict):
    id: str
    kind: models.ChatKind
    links: list[ChatLink] = []
    activity_state: models.ActivityState | UnknownText | None = None
    last_writer: str | None = None
    last_written_on: datetime | None = None


class Readings(Strict):
    two_default_apps: bool = False
    card_fields: policy.CardFields = policy.CardFields.FIRST_FIVE_SUPPORTED
    every_write_notifies: bool = False
    open_combinations: set[policy.OpenCombination] = set()
    big_int_never_notifies: bool = False
    linked_columns_never_shown: bool = False
    team_records_have_no_owner: bool = False
    unreadable_field_is_replaced: bool = False
    anyone_who_connected_is_connector: bool = False
    default_apps_always_selected: bool = False


class RecordTypePolicy(Strict):
    record_type: str
    include_note: bool | UnknownText = False
    view_id: str | None = None
    owner_may_disconnect: bool | UnknownText = False
    connector_may_disconnect: bool | UnknownText = False
    join_chat: bool | UnknownText = False
    notify: bool | UnknownText = False
    notified_attributes: list[str] | UnknownText = []


class Policy(Strict):
    chat_is_on: bool | UnknownText
    on_for_all_apps: bool | UnknownText = False
    selected_apps: set[str] | UnknownText | None = None
    timeline_sync: bool | UnknownText = False
    timeline_sync_since: datetime | None = None
    idle_days: int | UnknownText = 7
    chat_owner_consent: bool | None = None
    record_types: list[RecordTypePolicy] = []
    unreadable_record_types: set[str] = set()
    others_unreadable: bool = False
    readings: Readings = Readings()
    card_unsupported_types: set[models.AttributeType] = set()


class LinkedTable(Strict):
    alias: str
    record_type: RecordType


class Change(Strict):
    attribute: str
    old: Value = None
    new: Value = None


class PydanticScenario(Strict):
    policy: Policy
    app: App | None = None
    user: User | None = None
    chat: Chat | None = None
    record: Record | None = None
    access: list[Right] | None = None
    record_type: RecordType | None = None
    view: View | None = None
    linked: list[LinkedTable] = []
    changes: list[Change] | None = None
    now: datetime | None = None


# --- Its own constructors ---------------------------------------------------------------------------------------------


def by_constructors(model: object) -> Callable[[], object]:
    """A function that builds an equal model from texts, numbers, times and lists, by nothing but constructors."""
    constants: list[object] = []

    def source(value: object) -> str:
        if isinstance(value, Model):
            given = [f"{each.name}={source(getattr(value, each.name))}" for each in value._fields() if each.init]
            return f"{type(value).__name__}({', '.join(given)})"
        if isinstance(value, tuple):
            return f"[{', '.join(map(source, value))}]"
        if value is None or (isinstance(value, (bool, int, str)) and type(value) in (bool, int, str)):
            return repr(value)
        constants.append(sorted(value) if isinstance(value, frozenset) else value)
        return f"constants[{len(constants) - 1}]"

    names: dict[str, object] = {"Scenario": Scenario, "constants": constants}
    for room in (models, policy, context_card, notifications):
        names.update(vars(room))
    return eval(f"lambda: {source(model)}", names)  # type: ignore[no-any-return]  # noqa: S307  # our own expression


# --- Measuring --------------------------------------------------------------------------------------------------------


def compare(variants: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The best time of each variant in microseconds of processor time, printed with its ratio to the first one."""
    best = dict.fromkeys(variants, float("inf"))
    for _ in range(ROUNDS):
        for name, run in variants.items():
            start = time.process_time()
            for _ in range(TIMES):
                run()
            best[name] = min(best[name], (time.process_time() - start) / TIMES * 1e6)
    base = next(iter(best.values()))
    for name, microseconds in best.items():
        print(f"  {name:<70} {microseconds:9.2f} us   x {microseconds / base:.2f}")
    return best


def reading() -> None:
    """Read the scenario of the case transfer."""
    scenario = read_scenario(EXAMPLE)
    text, data = to_json(scenario), to_dict(scenario)
    without = {name: value for name, value in data.items() if name != "policy"}
    build = by_constructors(scenario)
    assert build() == scenario == scenario_from_text(text) == from_dict(data, Scenario)
    assert from_dict(without, Scenario, policy=scenario.policy) == scenario
    assert PydanticScenario.model_validate_json(text).model_dump(mode="json", exclude={"access"})["now"]
    print("the scenario of the case transfer, from JSON")
    compare(
        {
            "pydantic models of the same shape": lambda: PydanticScenario.model_validate_json(text),
            "scenario_from_text": lambda: scenario_from_text(text),
            "json.loads alone": lambda: json.loads(text),
        }
    )
    print("the same from a dict")
    compare(
        {
            "its own constructors": build,
            "from_dict": lambda: from_dict(data, Scenario),
            "from_dict, with the policy of the service": lambda: from_dict(without, Scenario, policy=scenario.policy),
        }
    )


def writing() -> None:
    """Write answers."""
    outcome = evaluate(read_scenario(EXAMPLE))
    question = QUESTIONS["disconnecting"]
    decision = question.decisions[5]
    json.loads(to_json(outcome))
    print("all answers to it")
    compare(
        {
            "as JSON": lambda: to_json(outcome),
            "as a dict": lambda: to_dict(outcome),
        }
    )
    print("one decision, the first time and the second")
    first = {"as JSON, the first time": lambda: Decision(question, 5).to_json()}
    compare(first | {"as a dict": decision.to_dict, "as JSON": decision.to_json})


REQUEST = """
import json, sys, time
from chatlink_policy import Scenario, evaluate
from chatlink_policy import serialization
request = json.load(sys.stdin)
if hasattr(serialization, "from_dict"):
    answer = lambda: evaluate(serialization.from_dict(request, Scenario)).to_json()
else:  # what a service had to do before: a text of the dict, and a dict of the answer
    answer = lambda: json.dumps(evaluate(serialization.scenario_from_text(json.dumps(request))).to_dict())
answer()
best = float("inf")
for _ in range(7):
    start = time.process_time()
    for _ in range(100):
        answer()
    best = min(best, time.process_time() - start)
print(best / 100 * 1e6)
"""


def requests(before: Path) -> None:
    """A request as a dict, all answers to it with all evidence as JSON: now, and in a checkout of before."""
    roots = {"before": before, "now": Path(__file__).parents[2]}
    text = to_json(read_scenario(EXAMPLE)).replace('"profile_roles": null,', "")
    best = dict.fromkeys(roots, float("inf"))
    for _ in range(5):
        for name, root in roots.items():
            environment = {**os.environ, "PYTHONPATH": str(root / "src")}
            done = subprocess.run(
                [sys.executable, "-c", REQUEST], input=text, env=environment, check=True, capture_output=True, text=True
            )
            best[name] = min(best[name], float(done.stdout))
    print("a request as a dict, answered with all evidence as JSON")
    for name, microseconds in best.items():
        print(f"  {name:<70} {microseconds:9.2f} us   x {microseconds / best['before']:.2f}")


def processes() -> None:
    """The command as a whole process, compiled before as an installation is, against the import of click."""
    source = Path(chatlink_policy.__file__).parent
    compileall.compile_dir(source, quiet=1)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    commands = {
        'python -c "import click"': ["-c", "import click"],
        'python -c "import attrs, click"': ["-c", "import attrs, click"],
        "chatlink-policy explain case-transfer.toml": ["-m", "chatlink_policy", "explain", str(EXAMPLE)],
    }
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for name, arguments in commands.items():
            before = getrusage(RUSAGE_CHILDREN)
            command = [sys.executable, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            after = getrusage(RUSAGE_CHILDREN)
            best[name] = min(best[name], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print("whole processes")
    for name, seconds in best.items():
        print(f"  {name:<70} {seconds * 1e3:9.1f} ms   x {seconds / next(iter(best.values())):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="the root of another checkout of this library")
    given = parser.parse_args()
    reading()
    writing()
    processes()
    if given.before:
        requests(given.before)
