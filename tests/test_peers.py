"""The rule that the benchmark gives to other engines is the rule: their speed is compared on equal answers."""

from __future__ import annotations

import pytest
from peers import EXPRESSION, NAMES, ROWS, Answer, Facts, by_hand, ours, peers, wrong


def in_python(facts: Facts) -> bool:
    """The expression of CEL, Cedar and casbin, read as Python."""
    expression = EXPRESSION.format("").replace("&&", "and").replace("||", "or")
    return eval(expression, dict(facts))  # type: ignore[no-any-return]  # noqa: S307  # our own expression


def by_rows(facts: Facts) -> bool:
    """The answer of the first row of the decision table that fits."""
    letters = ["NY"[facts[name]] for name in NAMES]
    fits = (allowed for row, allowed in ROWS if all(a in ("*", b) for a, b in zip(row.split(), letters, strict=True)))
    return next(fits)


@pytest.mark.parametrize("answer", [by_hand, in_python, by_rows, *(each.of_facts for each in ours())])
def test_speed_against_peers_is_compared_on_one_rule_for_all_combinations(answer: Answer) -> None:
    assert wrong(answer) == []


def test_a_peer_with_another_rule_is_noticed_before_anything_is_timed() -> None:
    assert wrong(lambda facts: by_hand(facts) or (facts["owns_record"] and facts["is_connected"]))
    assert wrong(lambda facts: int(by_hand(facts)))  # type: ignore[arg-type, return-value]


@pytest.mark.campaign
def test_every_peer_gives_the_answer_of_the_table_to_all_combinations() -> None:
    for module in ("casbin", "cedarpy", "cel", "celpy", "regopy", "rules", "zen"):
        pytest.importorskip(module, reason="needs the group peers: pip install --group peers")
    assert {each.name: wrong(each.of_facts) for each in peers() if wrong(each.of_facts)} == {}
