"""Questions of named facts and what can be known of them because all combinations can be tried: exact, never sampled.

Nothing here knows of chats: it works for the questions built in and for one that a service defines. What it takes to
state a question is offered by the room itself; each analysis is imported from its module, as in
`from chatlink_policy.evidence.audit import audit`, so that nothing is loaded before it is needed.
"""

from . import named_facts
from .named_facts import *  # noqa: F403  # all that it takes to state a question
from .question import SCHEMA_VERSION, Decision, Question

__all__ = ["SCHEMA_VERSION", "Decision", "Question"]
__all__ += named_facts.__all__
