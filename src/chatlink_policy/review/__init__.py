"""Access review over data frames and Spark: who may do what in a whole organisation, by which right.

Reading and writing of files is in `files`, which alone needs Polars.
"""

from .changes import (
    Change,
    ChangeReview,
    DisconnectChange,
    review_change,
)
from .counting import summary
from .disconnecting import DisconnectReview, review_disconnect
from .enablement import EnablementReview, review_enablement
from .expression import decision_columns, is_documented_expression, reason_expression, rule_expression
from .joining import JoinReview, review_join
from .sensitivity import ReadingChange, ReviewSensitivity, review_sensitivity
from .summary import (
    AnybodyCount,
    NotCovered,
    OnlyGlobal,
    OnlyGlobalCount,
    RejectedCount,
    RightCount,
    Summary,
    ToggleCount,
    TogglesOff,
    UserCount,
)
from .tables import TABLES, ColumnType, Sound, TableColumn, Tables, Why, sound

__all__ = [
    "TABLES",
    "AnybodyCount",
    "Change",
    "ChangeReview",
    "ColumnType",
    "DisconnectChange",
    "DisconnectReview",
    "EnablementReview",
    "JoinReview",
    "NotCovered",
    "OnlyGlobal",
    "OnlyGlobalCount",
    "ReadingChange",
    "RejectedCount",
    "ReviewSensitivity",
    "RightCount",
    "Sound",
    "Summary",
    "TableColumn",
    "Tables",
    "ToggleCount",
    "TogglesOff",
    "UserCount",
    "Why",
    "decision_columns",
    "is_documented_expression",
    "reason_expression",
    "review_change",
    "review_disconnect",
    "review_enablement",
    "review_join",
    "review_sensitivity",
    "rule_expression",
    "sound",
    "summary",
]
