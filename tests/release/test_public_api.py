"""What the released version offers is still there, with arguments that the same calls pass."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest
from public_api import KEPT, modules_of, stubs

pytestmark = pytest.mark.release

MEANT: Mapping[str, str] = {}
"""Changes that are meant: what griffe says, and where the changelog says it. Emptied when a version is released."""


def breakages(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """What `griffe check` finds between two versions of the stubs, a line each."""
    griffe: Any = import_module("griffe")
    with (
        griffe.temporary_visited_package("chatlink_policy", old) as before,
        griffe.temporary_visited_package("chatlink_policy", new) as after,
    ):
        found = griffe.find_breaking_changes(before, after)
        return {f"{each.obj.path}: {each.kind.value}: {each.old_value} -> {each.new_value}" for each in found}


def released() -> dict[str, str]:
    return modules_of(KEPT.read_text(encoding="utf-8"))


def test_no_released_name_is_gone_and_none_asks_for_more_unless_that_is_meant() -> None:
    assert breakages(released(), modules_of(stubs())) == {*MEANT}


EDITS = (
    ("__init__.py", "import can_join as can_join", "import can_join as may_join", "chatlink_policy.can_join: Public"),
    (
        "rules/joining.py",
        "def can_join(policy,",
        "def can_join(policy, agent,",
        "joining.can_join: Parameter was added",
    ),
    ("rules/joining.py", "def record_opens(access)", "def record_opens(*, access)", "record_opens: Parameter kind"),
    ("models.py", "class Record:\n", "class Record:\n    pass\nclass _Record:\n", "models.Record.key: Public"),
    ("models.py", "teams=...", "teams", "models.User.__init__: Parameter is now required"),
    ("limits.py", "MOST_BYTES: object\n", "", "limits.MOST_BYTES: Public"),
)
"""Of a module, what becomes what, and what is found of it."""


def test_each_kind_of_name_or_argument_that_goes_is_found() -> None:
    before, after = released(), released()
    for module, was, becomes, _ in EDITS:
        assert was in after[module], was
        after[module] = after[module].replace(was, becomes, 1)
    found = breakages(before, after)
    for *_, said in EDITS:
        assert [each for each in found if said in each], (said, found)
