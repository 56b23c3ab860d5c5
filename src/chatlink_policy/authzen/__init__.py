"""The OpenID AuthZEN Authorization API 1.0, without a transport: requests and answers as JSON is read and written.

`DecisionPoint` answers requests through questions of one's own; `decision_point` makes one for an organisation.
"""

from .messages import Action, Entity, Request
from .organisation import decision_point
from .point import Ask, Candidates, DecisionPoint, DoesNotApply

__all__ = ["Action", "Ask", "Candidates", "DecisionPoint", "DoesNotApply", "Entity", "Request", "decision_point"]
