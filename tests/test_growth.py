"""What a decision does is the same whatever the size of its models; docs/benchmarks.md has the times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from decisions import disconnect_scanning
from growth import GROWN, RECORD, Models

from chatlink_policy import Chat, Policy, Record, User, can_disconnect

Rule = Callable[[Policy, User, Chat, Record], object]


def steps(rule: Rule, models: Models) -> int:
    """How many instructions of Python it takes to answer once more, with all that it calls."""
    assert rule(*models, RECORD)  # what is kept from then on is made
    found = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401  # itself
        nonlocal found
        frame.f_trace_opcodes = True
        found += event == "opcode"
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 reports no instruction unless a frame asked before `settrace`
    sys.settrace(trace)
    try:
        rule(*models, RECORD)
    finally:
        sys.settrace(before)
    return found


@pytest.mark.parametrize("what", GROWN)
def test_a_decision_takes_as_many_steps_whatever_the_size_and_a_rule_that_scans_takes_more(what: str) -> None:
    few, many = (GROWN[what](size)() for size in (3, 300))
    assert steps(can_disconnect, few) == steps(can_disconnect, many) > 50
    assert steps(disconnect_scanning, few) + 297 < steps(disconnect_scanning, many)
