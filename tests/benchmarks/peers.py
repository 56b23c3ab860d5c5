"""How fast rule engines answer the same question, against the rule by hand and this library. Ratios of one run.

Run it with `python tests/benchmarks/peers.py` (dependency group `peers`). Each has the rule of disconnecting prepared
once, parsed and compiled as far as it can, and is asked twice: given its own request, made before, and given the facts
as a dict, of which it makes its request first. All answers to all combinations are checked before anything is timed.
Processor time, the best of several rounds in which the variants take turns.

Cedar and Rego run the rule as the library exports it, which also asks that every fact is there, and as one would write
it. The others run it as one would write it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, NamedTuple

from decisions import ROUNDS, disconnect_each_fact_once

from chatlink_policy import Chat, Policy, Record, User, can_disconnect
from chatlink_policy.compare.situations import witness
from chatlink_policy.evidence.elsewhere import export_rule
from chatlink_policy.rules.disconnecting import DISCONNECTING, DisconnectFacts

TIMES = 20
PACKAGES = ("casbin", "cedarpy", "cel-python", "common-expression-language", "regopy", "rules", "zen-engine")

Facts = Mapping[str, bool]
Answer = Callable[[Facts], bool]

NAMES = [each.name for each in DISCONNECTING.facts]
COMBINATIONS: list[tuple[Facts, bool]] = [(each.to_facts(), each.allowed) for each in DISCONNECTING.decisions]


class Peer(NamedTuple):
    """How one of them answers, how its request is made of the facts where it takes others, and what it says of why."""

    name: str
    answer: Callable[[Any], bool]
    request: Callable[[Facts], Any] | None = None
    says: str = "no"

    @property
    def of_facts(self) -> Answer:
        """The answer to the facts."""
        answer, request = self.answer, self.request
        return answer if request is None else lambda facts: answer(request(facts))


# --- The rule, as one would write it ----------------------------------------------------------------------------------


def by_hand(facts: Facts) -> bool:
    """The rule over a dict."""
    return facts["is_connected"] and (
        facts["has_global_right"]
        or (facts["owns_record"] and facts["owner_may_disconnect"])
        or (facts["is_connector"] and facts["connector_may_disconnect"])
    )


EXPRESSION = (
    "{0}is_connected && ({0}has_global_right || ({0}owns_record && {0}owner_may_disconnect)"
    " || ({0}is_connector && {0}connector_may_disconnect))"
)
"""The same as CEL, Cedar and casbin write it, each fact after what it is a part of."""

ROWS = (("* * * * Y Y", True), ("Y * Y * * Y", True), ("* Y * Y * Y", True), ("* * * * * *", False))
"""The same as a decision table, of which the first row that fits decides."""

CEDAR = f"permit (principal, action, resource) when {{ {EXPRESSION.format('context.')} }};"

REGO = """\
package chatlink_policy.disconnecting
import rego.v1
default allow := false
allow if { input.is_connected; input.has_global_right }
allow if { input.is_connected; input.owns_record; input.owner_may_disconnect }
allow if { input.is_connected; input.is_connector; input.connector_may_disconnect }
"""

CASBIN = f"""
[request_definition]
r = {", ".join(NAMES)}
[policy_definition]
p = sub
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = {EXPRESSION.format("r.")}
"""


# --- Who answers, each prepared once ----------------------------------------------------------------------------------


def ours() -> Iterator[Peer]:
    """This library, whose answers are decisions: the look-up inside every `can_...`, and the one that checks facts."""
    cells = DISCONNECTING.cells

    def found(f: tuple[bool, ...]) -> bool:
        return cells[f[0]][f[1]][f[2]][f[3]][f[4]][f[5]].allowed

    yield Peer("chatlink-policy, `cells`", found, lambda facts: tuple(facts.values()), "all reasons")
    yield Peer(
        "chatlink-policy, `decide`",
        lambda facts: DISCONNECTING.decide(facts).allowed,
        lambda facts: DisconnectFacts(**facts),
        "all reasons",
    )


def zen() -> Iterator[Peer]:
    """GoRules' engine in Rust."""
    module = import_module("zen")
    compiled = module.compile_expression(EXPRESSION.format("").replace("&&", "and").replace("||", "or"))
    yield Peer("zen-engine, an expression", compiled.evaluate)
    cells = {"Y": "true", "N": "false", "*": ""}
    rows = [
        {"_id": f"row {number}", "allow": str(allowed).lower()}
        | {name: cells[letter] for name, letter in zip(NAMES, letters.split(), strict=True)}
        for number, (letters, allowed) in enumerate(ROWS)
    ]
    columns = [{"id": each, "name": each, "field": each} for each in [*NAMES, "allow"]]
    table = {"hitPolicy": "first", "inputs": columns[:-1], "outputs": columns[-1:], "rules": rows}
    kinds: dict[str, object] = {"inputNode": {}, "decisionTableNode": table, "outputNode": {}}
    nodes = [
        {"id": kind, "name": kind, "type": kind, "content": content, "position": {"x": 0, "y": 0}}
        for kind, content in kinds.items()
    ]
    edges = [
        {"id": f"to {target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in zip([*kinds][:-1], [*kinds][1:], strict=True)
    ]
    decision = module.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    yield Peer("zen-engine, a decision table", lambda facts: decision.evaluate(facts)["result"]["allow"])


def cel() -> Iterator[Peer]:
    """CEL in Rust and in Python."""
    rust, python = import_module("cel"), import_module("celpy")
    yield Peer("CEL (common-expression-language)", rust.compile(EXPRESSION.format("")).execute, rust.Context)
    environment = python.Environment(runner_class=python.CompiledRunner)  # ten times as fast as the usual one
    program, truth = environment.program(environment.compile(EXPRESSION.format(""))), python.celtypes.BoolType
    yield Peer(
        "CEL (cel-python)",
        lambda facts: bool(program.evaluate(facts)),
        lambda facts: {name: truth(each) for name, each in facts.items()},
    )


def django_rules() -> Iterator[Peer]:
    """Predicates, in a set of rules of their own."""
    rules = import_module("rules")

    def read(name: str) -> Answer:  # of one argument: to a second one, with a default too, something else is given
        return lambda facts: facts[name]

    owns, connects, owner_may, connector_may, globally, connected = (
        rules.predicate(read(each), each) for each in NAMES
    )
    known = rules.RuleSet()
    known.add_rule("disconnect", connected & (globally | (owns & owner_may) | (connects & connector_may)))
    yield Peer("rules (django-rules)", lambda facts: known.test_rule("disconnect", facts))


def casbin() -> Iterator[Peer]:
    """A matcher, without lines of policy."""
    module = import_module("casbin")
    model = module.Model()
    model.load_model_from_text(CASBIN)
    enforce = module.Enforcer(model).enforce
    yield Peer("casbin (pycasbin)", lambda facts: enforce(*facts), lambda facts: tuple(facts.values()))


def cedar() -> Iterator[Peer]:
    """Policies and entities that are parsed once."""
    module = import_module("cedarpy")
    entities = module.Entities.from_json_str("[]")
    who = {"principal": 'User::"u"', "action": 'Action::"disconnecting"', "resource": 'Chat::"c"'}
    rules = {"as one would write it": CEDAR, "as exported": export_rule(DISCONNECTING, "cedar").rule}
    for name, rule in rules.items():
        policies = module.PolicySet.from_str(rule)

        def answer(asked: Any, policies: Any = policies) -> bool:  # noqa: ANN401  # untyped
            return module.is_authorized(asked, policies, entities).allowed  # type: ignore[no-any-return]

        yield Peer(f"Cedar (cedarpy), {name}", answer, lambda facts: {**who, "context": facts}, "which policy said yes")


def rego() -> Iterator[Peer]:
    """A bundle of one rule, in the interpreter of regopy."""
    made = import_module("regopy")
    rules = {"as one would write it": REGO, "as exported": export_rule(DISCONNECTING, "rego").rule}
    for name, rule in rules.items():
        interpreter = made.Interpreter()
        interpreter.add_module("rule", rule)
        bundle = interpreter.build("data.chatlink_policy.disconnecting.allow")

        def answer(asked: Any, interpreter: Any = interpreter, bundle: Any = bundle) -> bool:  # noqa: ANN401  # untyped
            interpreter.set_input(asked)
            return str(interpreter.query_bundle(bundle)) == '{"expressions":[true]}'  # else undefined

        yield Peer(f"OPA's Rego (regopy), {name}", answer, made.Input)


def peers() -> Iterator[Peer]:
    """Who answers; the rule by hand first."""
    yield Peer("the rule by hand", by_hand)
    for made in (ours, zen, cel, django_rules, casbin, cedar, rego):
        yield from made()


def wrong(answer: Answer) -> list[Facts]:
    """The combinations to which the answer is not that of the truth table."""
    return [facts for facts, allowed in COMBINATIONS if answer(facts) is not allowed]


# --- Measuring --------------------------------------------------------------------------------------------------------


def best_of(variants: Mapping[str, Callable[[], object]], per: int) -> dict[str, float]:
    """The best time of each in microseconds."""
    best = dict.fromkeys(variants, float("inf"))
    for _ in range(ROUNDS):
        for name, run in variants.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], (time.process_time() - start) / per * 1e6)
    return best


def all_of(answer: Callable[[Any], bool], inputs: list[Any]) -> Callable[[], object]:
    return lambda: [answer(each) for each in inputs]


def facts_given(asked: list[Peer]) -> None:
    """Time all of them, and print a table."""
    facts = [each for each, _ in COMBINATIONS] * TIMES
    variants = {}
    for peer in asked:
        variants[f"{peer.name}: dict"] = all_of(peer.of_facts, facts)
        if peer.request:
            variants[f"{peer.name}: request"] = all_of(peer.answer, [*map(peer.request, facts)])
    best = best_of(variants, len(facts))
    base = next(iter(best.values()))
    print("| who | of its own request | x by hand | of a dict | x by hand | says why |")
    print("| --- | --- | --- | --- | --- | --- |")
    for peer in asked:
        of_dict = best[f"{peer.name}: dict"]
        times = (best.get(f"{peer.name}: request", of_dict), of_dict)
        print(f"| {peer.name} | {' | '.join(f'{each:.2f} | {each / base:,.1f}' for each in times)} | {peer.says} |")


def situations() -> Iterator[tuple[Policy, User, Chat, Record]]:
    """The smallest models of every combination that can occur."""
    for each in DISCONNECTING.decisions:
        if (scenario := witness("disconnecting", each.combination).scenario) is not None:
            user, chat, record = scenario.user, scenario.chat, scenario.record
            assert user is not None and chat is not None and record is not None
            yield scenario.policy, user, chat, record


def models_given() -> None:
    """Time the library and the rule by hand where facts have to be found first."""
    models = list(situations())
    assert all(can_disconnect(*each).allowed is disconnect_each_fact_once(*each) for each in models)
    print(f"of models, all {len(models)} combinations that can occur:")
    models *= TIMES
    variants: dict[str, Callable[[], object]] = {
        "the rule by hand": lambda: [disconnect_each_fact_once(*each) for each in models],
        "`can_disconnect`": lambda: [can_disconnect(*each) for each in models],
    }
    best = best_of(variants, len(models))
    for name, each in best.items():
        print(f"| {name} | {each:.2f} | {each / best['the rule by hand']:.2f} |")


def main() -> None:
    """Check all answers, then time them."""
    print(", ".join(f"{each} {version(each)}" for each in PACKAGES))
    asked = list(peers())
    for peer in asked:
        assert wrong(peer.of_facts) == [], peer.name
    facts_given(asked)
    models_given()


if __name__ == "__main__":
    main()
