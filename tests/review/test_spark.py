"""The columns on PySpark: what holds on the other engines holds here too. The session takes seconds to start."""

from __future__ import annotations

import narwhals as nw
import pytest
from engines import native_frame, rows, spark_session
from test_expression import JOIN, check, every_combination, expected

from chatlink_policy import QUESTIONS
from chatlink_policy.errors import InvalidValue
from chatlink_policy.review.expression import (
    decision_columns,
    is_documented_expression,
    reason_expression,
    rule_expression,
)
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module", autouse=True)
def _started() -> None:
    """Start the session outside the tests, so that their durations are their own."""
    spark_session()


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_combination_of_a_built_in_question_gets_its_decision(name: str) -> None:
    check(QUESTIONS[name], native_frame("pyspark", every_combination(QUESTIONS[name])))


def test_each_expression_alone_says_the_same() -> None:
    question = DISCONNECTING
    frame = nw.from_native(native_frame("pyspark", every_combination(question)))
    derived = (rule_expression(question), is_documented_expression(question), reason_expression(question))
    for row in rows(frame.select("combination", *derived).to_native()):
        assert tuple(row.values()) == (row["combination"], *expected(question, row["combination"]))


def test_what_comes_in_as_a_plan_goes_out_as_a_plan() -> None:
    frame = native_frame("pyspark", JOIN)
    made = decision_columns(JOINING, frame)
    assert type(made) is type(frame)
    assert made.columns == [*JOIN, "allowed", "is_documented", "reasons"]
    assert dict(made.dtypes) == dict(frame.dtypes) | {"allowed": "boolean", "is_documented": "boolean"} | {
        "reasons": "string"
    }


def test_the_expressions_filter_and_combine() -> None:
    frame = nw.from_native(native_frame("pyspark", {**JOIN, "row": [1, 2]}))
    may = rule_expression(JOINING)
    assert [row["row"] for row in rows(frame.filter(~may).to_native())] == [2]
    assert sorted(row["row"] for row in rows(frame.filter(may | (nw.col("row") == 2)).to_native())) == [1, 2]


def test_a_fact_without_a_column_is_named_and_a_column_of_text_is_refused() -> None:
    frame = native_frame("pyspark", JOIN)
    with pytest.raises(InvalidValue, match=r"^frame\.can_write: .* got no such column$"):
        decision_columns(JOINING, frame.drop("can_write"))
    with pytest.raises(InvalidValue, match=r"^frame\.can_write: .* got a column of String$"):
        decision_columns(JOINING, native_frame("pyspark", {**JOIN, "can_write": ["true", "false"]}))
    with pytest.raises(InvalidValue, match=r"^frame: expected no column named \"allowed\" yet"):
        decision_columns(JOINING, native_frame("pyspark", {**JOIN, "Allowed": ["a", "b"]}))
