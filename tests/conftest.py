"""What all tests share: how thoroughly hypothesis tries, and when Python looks for garbage."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, Phase, settings

pytest_plugins = ["browser_session"]

gc.disable()  # until all tests are collected

settings.register_profile("usual", max_examples=10, deadline=None)
settings.register_profile("ci", max_examples=30, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "campaign", max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile(
    "mutation", max_examples=10, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def pytest_collection_finish() -> None:
    """What was collected is kept to the end: looking through it for garbage took a fifth of collecting."""
    gc.freeze()
    gc.enable()
