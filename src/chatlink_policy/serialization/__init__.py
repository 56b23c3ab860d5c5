"""Policies, scenarios and every other model from JSON, TOML and plain data, and back: strict, and nothing half-loaded.

What cannot be read is refused whole: every mistake of an input at once, each with its path, what was expected and what
came. Unknown keys are mistakes too. What was written is read back as the same value; sets are written sorted, so the
same value is always written as the same bytes.

Only this room imports cattrs, for what it writes and for what has a mistake: reading anything else does without it.
"""

from ._files import (
    FileFormat,
    policy_from_text,
    read_data,
    read_model,
    read_policy,
    read_scenario,
    scenario_from_text,
    value_from_text,
)
from .plain_data import from_dict, to_dict, to_json

__all__ = [
    "FileFormat",
    "from_dict",
    "policy_from_text",
    "read_data",
    "read_model",
    "read_policy",
    "read_scenario",
    "scenario_from_text",
    "to_dict",
    "to_json",
    "value_from_text",
]
