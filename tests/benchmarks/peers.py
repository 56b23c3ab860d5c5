"""The same 64 answers - may this user disconnect? - from engines that others use, and from the rule by hand.

Run it with `python tests/benchmarks/peers.py` (dependency group `peers`). Each engine is prepared once, gets the facts
in the form that it takes, and must give every answer before it is timed; each figure is the best of several rounds in
which all take turns.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import product
from typing import Any, NamedTuple

from chatlink_policy import QUESTIONS
from chatlink_policy.evidence.elsewhere import export_rule

ROUNDS = 15
QUESTION: Any = QUESTIONS["disconnecting"]
NAMES = [each.name for each in QUESTION.facts]
FACTS = [dict(zip(NAMES, truths, strict=True)) for truths in product([False, True], repeat=len(NAMES))]

Answer = Callable[[Any], object]


class Facts(NamedTuple):
    """The facts by name, for engines that read attributes and for the rule by hand."""

    owns_record: bool
    is_connector: bool
    owner_may_disconnect: bool
    connector_may_disconnect: bool
    has_global_right: bool
    is_connected: bool


class Peer(NamedTuple):
    """How one of them answers, and the facts as it takes them."""

    name: str
    answer: Answer
    inputs: list[Any]
    says: str


RULE = (
    "is_connected && (has_global_right || (owns_record && owner_may_disconnect)"
    " || (is_connector && connector_may_disconnect))"
)


def by_hand(f: Facts) -> bool:
    """The rule as a service would write it."""
    return f.is_connected and (
        f.has_global_right
        or (f.owns_record and f.owner_may_disconnect)
        or (f.is_connector and f.connector_may_disconnect)
    )


def peers() -> Iterator[Peer]:
    """Each with what it needs once."""
    facts = [Facts(**each) for each in FACTS]
    yield Peer("the rule by hand", by_hand, facts, "no")
    cells = QUESTION.cells
    yield Peer("chatlink-policy, `cells`", lambda f: cells[f[0]][f[1]][f[2]][f[3]][f[4]][f[5]], facts, "yes, all")
    yield Peer(
        "chatlink-policy, `decide`", QUESTION.decide, [QUESTION.facts_type(**each) for each in FACTS], "yes, all"
    )
    yield zen()
    yield cel()
    yield celpy()
    yield django_rules(facts)
    yield cedar()
    yield casbin(facts)
    yield opa()


def zen() -> Peer:
    """GoRules' engine in Rust, a compiled expression."""
    compiled = import_module("zen").compile_expression(RULE.replace("&&", "and").replace("||", "or"))
    return Peer("zen-engine, compiled expression", compiled.evaluate, FACTS, "no")


def cel() -> Peer:
    """CEL in Rust."""
    module = import_module("cel")
    program = module.compile(RULE)
    return Peer("CEL (common-expression-language)", program.execute, [module.Context(each) for each in FACTS], "no")


def celpy() -> Peer:
    """CEL in Python."""
    module = import_module("celpy")
    environment = module.Environment()
    program = environment.program(environment.compile(RULE))
    return Peer("CEL (cel-python)", program.evaluate, [module.json_to_cel(each) for each in FACTS], "no")


def django_rules(facts: list[Facts]) -> Peer:
    """Predicates of django-rules."""
    module = import_module("rules")

    def fact(name: str) -> Any:  # noqa: ANN401  # a predicate of that library
        return module.predicate(lambda facts: getattr(facts, name), name)

    held = {name: fact(name) for name in NAMES}
    rule = held["is_connected"] & (
        held["has_global_right"]
        | (held["owns_record"] & held["owner_may_disconnect"])
        | (held["is_connector"] & held["connector_may_disconnect"])
    )
    return Peer("rules (django-rules)", rule.test, facts, "no")


def cedar() -> Peer:
    """The rule as this library exports it, parsed once."""
    module = import_module("cedarpy")
    policies = module.PolicySet.from_str(export_rule(QUESTION, "cedar").rule)
    entities = module.Entities.from_json_str("[]")
    asked = {"principal": 'User::"u"', "action": 'Action::"disconnecting"', "resource": 'Chat::"c"'}

    def answer(request: dict[str, object]) -> bool:
        return bool(module.is_authorized(request, policies, entities).allowed)

    return Peer("Cedar (cedarpy)", answer, [asked | {"context": each} for each in FACTS], "which policy")


def casbin(facts: list[Facts]) -> Peer:
    """A matcher over attributes, with one line of policy."""
    module = import_module("casbin")
    model = module.Model()
    model.add_def("r", "r", "f")
    model.add_def("p", "p", "any")
    model.add_def("e", "e", "some(where (p.eft == allow))")
    matcher = RULE
    for name in NAMES:
        matcher = re.sub(rf"\b{name}\b", f"r.f.{name}", matcher)
    model.add_def("m", "m", matcher)
    enforcer = module.Enforcer(model)
    enforcer.add_policy("any")
    return Peer("casbin (pycasbin)", enforcer.enforce, facts, "no")


def opa() -> Peer:
    """The rule as this library exports it, for OPA; the interpreter is that of regopy."""
    interpreter = import_module("regopy").Interpreter()
    interpreter.add_module("rule", export_rule(QUESTION, "rego").rule)
    bundle = interpreter.build("data.chatlink_policy.disconnecting.allow")

    def answer(facts: str) -> bool:
        interpreter.set_input_term(facts)
        return str(interpreter.query_bundle(bundle)) == '{"expressions":[true]}'  # else undefined

    return Peer("OPA (regopy)", answer, [json.dumps(each) for each in FACTS], "no")


def main() -> None:
    """Check that all give the same answers, and print a table."""
    expected = [by_hand(Facts(**each)) for each in FACTS]
    asked = list(peers())
    for peer in asked:
        assert [bool(peer.answer(each)) for each in peer.inputs] == expected, peer.name
    best = {peer.name: float("inf") for peer in asked}
    for _ in range(ROUNDS):
        for peer in asked:
            answer = peer.answer
            start = time.process_time()
            for each in peer.inputs:
                answer(each)
            best[peer.name] = min(best[peer.name], time.process_time() - start)
    base = best[asked[0].name]
    print("| who | microseconds | x by hand | says why |\n| --- | --- | --- | --- |")
    for peer in asked:
        print(
            f"| {peer.name} | {best[peer.name] / len(FACTS) * 1e6:.2f} | {best[peer.name] / base:.1f} | {peer.says} |"
        )


if __name__ == "__main__":
    main()
