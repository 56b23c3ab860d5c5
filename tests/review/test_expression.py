"""The columns say what the question says: for every combination, of every question, on every engine."""

from __future__ import annotations

import subprocess
import sys

import narwhals as nw
import polars as pl
import pytest
from engines import ENGINES, LAZY, Native, Value, native_frame, pa, pd, rows, usually
from hypothesis import given, settings
from hypothesis import strategies as st
from random_questions import make_question, questions  # pyright: ignore[reportMissingImports]  # the line above
from thoroughness import at_most

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.errors import InvalidValue
from chatlink_policy.evidence import ChangedBy, fact, facts
from chatlink_policy.review.expression import (
    decision_columns,
    is_documented_expression,
    reason_expression,
    rule_expression,
)
from chatlink_policy.rules.connecting import CONNECTING
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.rules.timeline import TIMELINE_OPEN

JOIN: dict[str, list[Value]] = {
    "is_connected": [True, True],
    "join_chat_is_on": [True, True],
    "can_write": [True, None],
}


# --- Every combination, held against the question ---------------------------------------------------------------------


def every_combination(question: Question[object]) -> dict[str, list[Value]]:
    """The facts of every combination twice: what is false is written as False in one row, and is missing in another."""
    names = [each.name for each in question.facts]
    found: dict[str, list[Value]] = {name: [] for name in names}
    for decision in question.decisions:
        for name, truth in decision.to_facts().items():
            found[name] += [truth, truth or None]
    found["combination"] = [each for combination in range(1 << question.size) for each in (combination, combination)]
    return found


def expected(question: Question[object], combination: int) -> tuple[bool, bool, str]:
    decision = question.decisions[combination]
    allowed = question.rule(question.facts_at(combination))
    return allowed, decision.is_documented, "; also ".join(each.code for each in decision.reasons)


def check(question: Question[object], given: Native, prefix: str = "") -> None:
    """Every row of the frame has the answer of its combination, and all else that it had before."""
    before = sorted(rows(given), key=str)
    after = rows(decision_columns(question, given, prefix))
    for row in after:
        found = tuple(row.pop(prefix + name) for name in ("allowed", "is_documented", "reasons"))
        assert found == expected(question, row["combination"])
    assert sorted(after, key=str) == before


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_every_combination_of_a_built_in_question_gets_its_decision(engine: str, name: str) -> None:
    check(QUESTIONS[name], native_frame(engine, every_combination(QUESTIONS[name])))


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_each_expression_alone_says_the_same(engine: str, name: str) -> None:
    question = QUESTIONS[name]
    frame = nw.from_native(native_frame(engine, every_combination(question)))
    derived = (rule_expression(question), is_documented_expression(question), reason_expression(question))
    for row in rows(frame.select("combination", *derived).to_native()):
        assert tuple(row.values()) == (row["combination"], *expected(question, row["combination"]))


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
@settings(max_examples=at_most(15))
@given(question=questions(max_facts=4))
def test_every_combination_of_any_question_gets_its_decision(engine: str, question: Question[object]) -> None:
    check(question, native_frame(engine, every_combination(question)))


@settings(max_examples=60)
@given(question=questions(max_facts=6))
def test_every_combination_of_a_larger_question_gets_its_decision(question: Question[object]) -> None:
    check(question, native_frame("polars", every_combination(question)))


@pytest.mark.campaign
@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
@settings(max_examples=30)
@given(question=questions(min_facts=5, max_facts=8))
def test_every_combination_of_the_largest_questions_gets_its_decision(engine: str, question: Question[object]) -> None:
    check(question, native_frame(engine, every_combination(question)))


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
@pytest.mark.parametrize("results", [0, 15], ids=["never", "always"])
def test_an_answer_that_no_fact_decides_is_a_column_all_the_same(engine: str, results: int) -> None:
    question = make_question(2, results)
    check(question, native_frame(engine, every_combination(question)))
    frame = nw.from_native(native_frame(engine, every_combination(question)))
    assert rows(frame.select(rule_expression(question)).to_native()) == [{"allowed": bool(results)}] * 8
    assert rows(frame.select(reason_expression(question)).to_native()) == [{"reasons": "always"}] * 8


@facts
class KeywordFacts:
    select: bool = fact("it {is|is not} selected", "REQ-1", ChangedBy.ROLE)
    order: bool = fact("it {is|is not} ordered", "REQ-2", ChangedBy.ROLE)


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_a_question_of_ones_own_may_name_its_facts_as_it_likes(engine: str) -> None:
    own = Question("own", KeywordFacts, lambda f: f.select and not f.order, says_yes="it is so", says_no="it is not so")
    check(own, native_frame(engine, every_combination(own)))


# --- What else the frame holds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_what_comes_in_lazy_goes_out_lazy_and_what_comes_in_eager_goes_out_eager(engine: str) -> None:
    frame = native_frame(engine, JOIN)
    made = decision_columns(JOINING, frame)
    assert type(made) is type(frame)
    assert isinstance(nw.from_native(made), nw.LazyFrame if engine in LAZY else nw.DataFrame)


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_the_given_frame_is_left_as_it_was(engine: str) -> None:
    frame = native_frame(engine, JOIN)
    before = rows(frame)
    decision_columns(JOINING, frame)
    assert rows(frame) == before


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_a_frame_without_rows_gets_the_columns_too(engine: str) -> None:
    frame = native_frame(engine, dict.fromkeys(JOIN, ()), dict.fromkeys(JOIN, bool))
    made = decision_columns(JOINING, frame)
    assert rows(made) == []
    assert nw.from_native(made).collect_schema().names() == [*JOIN, "allowed", "is_documented", "reasons"]


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_one_frame_takes_the_answers_to_several_questions_under_prefixes(engine: str) -> None:
    made = decision_columns(CONNECTING, native_frame(engine, every_combination(CONNECTING)), "connecting_")
    names = nw.from_native(made).collect_schema().names()
    assert names[-3:] == ["connecting_allowed", "connecting_is_documented", "connecting_reasons"]
    again = rows(decision_columns(CONNECTING, made, "again_"))
    assert [row["again_reasons"] for row in again] == [row["connecting_reasons"] for row in again]


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_the_expressions_filter_and_combine(engine: str) -> None:
    frame = nw.from_native(native_frame(engine, {**JOIN, "row": [1, 2]}))
    may = rule_expression(JOINING)
    assert [row["row"] for row in rows(frame.filter(may).to_native())] == [1]
    assert [row["row"] for row in rows(frame.filter(~may).to_native())] == [2]
    assert [row["row"] for row in rows(frame.filter(may | (nw.col("row") == 2)).to_native())] == [1, 2]
    assert rows(frame.select(nw.col("row"), may=may).to_native()) == [{"row": 1, "may": True}, {"row": 2, "may": False}]


def test_a_pandas_frame_keeps_its_index_even_with_labels_that_repeat() -> None:
    frame = pd.DataFrame(every_combination(DISCONNECTING), index=["a", "b"] * 64)
    made = decision_columns(DISCONNECTING, frame)
    assert list(made.index) == list(frame.index)
    check(DISCONNECTING, frame)


def test_the_columns_of_a_pandas_frame_may_hold_booleans_in_different_ways() -> None:
    combinations = every_combination(TIMELINE_OPEN)
    frame = pd.DataFrame({"combination": combinations.pop("combination")})
    dtypes = ["object", "boolean", "bool[pyarrow]", "bool"]
    for (name, values), dtype in zip(combinations.items(), dtypes, strict=True):
        frame[name] = pd.Series([bool(each) for each in values] if dtype == "bool" else values, dtype=dtype)
    check(TIMELINE_OPEN, frame)


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
@pytest.mark.parametrize("before", ["", "_", "_" * 13, "_" * 40], ids=len)
def test_no_other_column_is_lost_whatever_its_name(engine: str, before: str) -> None:
    others: dict[str, list[Value]] = {f"{before}{number}": ["a", "b"] for number in range(3)}
    made = decision_columns(JOINING, native_frame(engine, {**JOIN, **others}))
    assert nw.from_native(made).collect_schema().names() == [*JOIN, *others, "allowed", "is_documented", "reasons"]
    assert [[row[name] for name in others] for row in rows(made)] == [["a"] * 3, ["b"] * 3]


def test_an_expression_never_takes_text_for_a_yes() -> None:
    frame = pd.DataFrame({**JOIN, "can_write": pd.Series(["no", "true"], dtype="object")})
    assert rows(nw.from_native(frame).select(rule_expression(JOINING)).to_native()) == [{"allowed": False}] * 2


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA], ids=["None", "NaN", "NA"])
def test_whatever_is_missing_in_a_pandas_column_counts_as_false(missing: object) -> None:
    frame = pd.DataFrame({**JOIN, "can_write": pd.Series([True, missing], dtype="object")})
    made = decision_columns(JOINING, frame)
    assert [row["allowed"] for row in rows(made)] == [True, False]
    assert str(made["allowed"].dtype) == "bool"


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(pl.DataFrame({**JOIN, "can_write": [None, None]}), id="polars"),
        pytest.param(pl.LazyFrame({**JOIN, "can_write": [None, None]}), id="polars_lazy"),
        pytest.param(pa.table({**JOIN, "can_write": [None, None]}), id="pyarrow"),
        pytest.param(pd.DataFrame({**JOIN, "can_write": [None, None]}), id="pandas"),
    ],
)
def test_a_column_without_any_value_and_so_without_a_type_counts_as_false(frame: Native) -> None:
    assert {row["reasons"] for row in rows(decision_columns(JOINING, frame))} == {"not can_write"}


def test_the_type_of_the_answers_is_boolean_and_that_of_the_reasons_is_text() -> None:
    for engine in ENGINES:
        schema = nw.from_native(decision_columns(JOINING, native_frame(engine, JOIN))).collect_schema()
        assert [schema[name] for name in ("allowed", "is_documented", "reasons")] == [nw.Boolean, nw.Boolean, nw.String]


# --- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
def test_a_fact_without_a_column_is_named(engine: str) -> None:
    frame = native_frame(engine, {name: each for name, each in JOIN.items() if name != "can_write"})
    with pytest.raises(InvalidValue) as caught:
        decision_columns(JOINING, frame)
    assert str(caught.value) == "frame.can_write: expected a column of booleans, a fact of joining, got no such column"


@pytest.mark.parametrize(
    ("engine", "values"),
    [
        *[(engine, values) for engine in ENGINES for values in (["true", "false"], ["no", None])],
        *[(engine, [1, 0]) for engine in ENGINES if engine != "pandas_objects"],  # where 1 is the same as True
    ],
    ids=str,
)
def test_a_column_of_something_else_is_never_taken_for_booleans(engine: str, values: list[object]) -> None:
    with pytest.raises(InvalidValue, match=r"^frame\.can_write: expected a column of booleans, .* got a column of "):
        decision_columns(JOINING, native_frame(engine, {**JOIN, "can_write": values}))


@pytest.mark.parametrize("values", [[True, "no"], [True, 2], [True, [True]]], ids=str)
def test_a_pandas_column_of_booleans_and_something_else_is_refused(values: list[object]) -> None:
    with pytest.raises(InvalidValue, match=r"^frame\.can_write: .* got a column of Object$"):
        decision_columns(JOINING, pd.DataFrame({**JOIN, "can_write": pd.Series(values, dtype="object")}))


def test_a_pandas_column_of_objects_is_refused_where_narwhals_made_a_plan_of_the_frame() -> None:
    frame = pd.DataFrame({**JOIN, "can_write": pd.Series([True, None], dtype="object")})
    with pytest.raises(InvalidValue, match=r"^frame\.can_write: .* got a column of Object$"):
        decision_columns(JOINING, nw.from_native(frame).lazy())


@pytest.mark.parametrize("engine", usually("polars_lazy", "duckdb"))
@pytest.mark.parametrize("taken", ["allowed", "Is_Documented", "reasons"])
def test_a_new_column_never_replaces_another(engine: str, taken: str) -> None:
    frame = native_frame(engine, {**JOIN, taken: ["a", "b"]})
    with pytest.raises(InvalidValue, match=r"^frame: expected no column named .*, or another prefix, got a frame"):
        decision_columns(JOINING, frame)
    assert rows(decision_columns(JOINING, frame, "join_"))[0][taken] == "a"


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(TypeError):
        decision_columns(JOINING, {"can_write": [True]})  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]


def test_without_narwhals_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['narwhals'] = None\n"
        "from chatlink_policy.errors import MissingExtra\n"
        "try:\n"
        "    import chatlink_policy.review.expression\n"
        "except MissingExtra as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stdout == "the review needs the extra review: pip install 'chatlink-policy[review]'\n"


# --- How large the expressions are ------------------------------------------------------------------------------------


def reads(expression: nw.Expr) -> int:
    return repr(expression).count("col(")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_of_a_built_in_question_asks_hardly_more_than_once_for_each_fact(name: str) -> None:
    question = QUESTIONS[name]
    assert reads(rule_expression(question)) <= question.size + 3


def test_the_answer_to_disconnecting_asks_once_for_each_fact() -> None:
    assert reads(rule_expression(DISCONNECTING)) == 6


@given(question=questions(max_facts=6), data=st.data())
def test_equal_questions_have_equal_expressions(question: Question[object], data: st.DataObject) -> None:
    same = make_question(question.size, question.results, question.documented, question.impossible)
    make = data.draw(st.sampled_from([rule_expression, is_documented_expression, reason_expression]))
    assert repr(make(question)) == repr(make(same))
