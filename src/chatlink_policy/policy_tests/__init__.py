"""Policy tests as files: a scenario, and in its table `expect` the answers that it should get.

>>> from chatlink_policy.policy_tests import read_tests
>>> from chatlink_policy.serialization import read_policy
>>> policy = read_policy("docs/examples/policies/today.toml")
>>> [case.differences for case in read_tests("docs/examples/policy-tests", policy=policy)]
[(), (), ()]
"""

from .expected import expect_schema
from .runs import Difference, Expectation, PolicyTest, PolicyTestRun, read_test, read_tests, run_tests

__all__ = [
    "Difference",
    "Expectation",
    "PolicyTest",
    "PolicyTestRun",
    "expect_schema",
    "read_test",
    "read_tests",
    "run_tests",
]
