"""Any question as columns of a frame: the answer, whether the documentation decides it, and the reasons.

The expressions are derived from the truth table of the question, so the rule is not written twice. They read boolean
columns named like the facts, in a frame of any engine; a missing value counts as false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, reduce
from operator import and_, or_
from typing import TypeAlias, TypeVar

from .._arguments import checked
from ..errors import InvalidValue
from ..evidence import Decision, Question, boolean
from ..evidence.boolean import Cube
from ._engines import holds_objects_for_booleans
from ._frames import Frame, IntoFrameT, as_given, is_true, nw, wrapped

__all__ = ["decision_columns", "is_documented_expression", "reason_expression", "rule_expression"]

T = TypeVar("T")
V = TypeVar("V", bound=str | bool)

_Literal: TypeAlias = tuple[int, bool]
"""The position of a fact in its question, and what it is."""

_Product: TypeAlias = frozenset[_Literal]
"""Some facts as they have to be, all at once."""

FactColumn: TypeAlias = Callable[[str], nw.Expr]
"""From the name of a fact to a boolean expression that is never missing."""


# --- Expressions ------------------------------------------------------------------------------------------------------


@checked
def rule_expression(question: Question[object]) -> nw.Expr:
    """The answer to a question, as a boolean column named "allowed" that is never missing.

    Args:
        question: any question. Each of its facts is read from the boolean column of that name; a missing value counts
            as false.

    Example:
        >>> import narwhals as nw
        >>> import polars as pl
        >>> from chatlink_policy.rules.joining import JOINING
        >>> from chatlink_policy.review.expression import rule_expression
        >>> asked = pl.DataFrame(
        ...     {"is_connected": [True, True], "join_chat_is_on": [True, True], "can_write": [True, None]}
        ... )
        >>> nw.from_native(asked).select(rule_expression(JOINING)).to_native()["allowed"].to_list()
        [True, False]
    """
    return _rule(question, _read)


@checked
def is_documented_expression(question: Question[object]) -> nw.Expr:
    """Whether the documentation decides the combination, as the boolean column "is_documented", never missing.

    It reads the columns of `rule_expression`, and is false where the answer is derived, and for facts that cannot occur
    together.
    """
    return _is_documented(question, _read)


@checked
def reason_expression(question: Question[object]) -> nw.Expr:
    """The codes of all reasons of the answer, as a column of text named "reasons" that is never missing.

    It reads the columns of `rule_expression`. The codes are in the order of `Decision.reasons`, joined by "; also ".
    """
    return _reasons(question, _read)


def _read(name: str) -> nw.Expr:
    return is_true(nw.col(name))


def value_expression(
    decisions: Collection[Decision[T]], value: Callable[[Decision[T]], V], fact: FactColumn
) -> nw.Expr:
    """A value of the decision of a row, which is one of these decisions; facts that need not be asked for are not.

    Args:
        decisions: all that can occur, at least one.
        value: takes the value from a decision.
        fact: gives for the name of a fact a boolean expression that is never missing.
    """
    question = next(iter(decisions)).question
    combinations: dict[V, int] = {}
    for decision in decisions:
        found = value(decision)
        combinations[found] = combinations.get(found, 0) | 1 << decision.combination
    elsewhere = boolean.everything(question.size) & ~reduce(or_, combinations.values())
    first, *others = sorted(combinations)
    result = nw.lit(first)
    for each in others:
        cubes = boolean.fewest_cubes(question.size, combinations[each], combinations[each] | elsewhere).cubes
        is_so = _any_of([_product(question.size, cube) for cube in cubes], _asking(question, fact))
        result = nw.when(is_so).then(nw.lit(each)).otherwise(result)
    return result


# --- Columns of a frame -----------------------------------------------------------------------------------------------


@checked
def decision_columns(question: Question[object], frame: IntoFrameT, prefix: str = "") -> IntoFrameT:
    """The frame with three more columns: "allowed", "is_documented" and "reasons".

    Nothing else of the frame changes. A lazy frame stays lazy: nothing is computed here.

    Args:
        question: any question.
        frame: a frame of any engine that narwhals knows, with a boolean column for each fact of the question, named
            like it; a missing value counts as false.
        prefix: put before the names of the new columns, where one frame takes the answers to several questions.

    Raises:
        InvalidValue: for a fact without a column, for a column that is not boolean, and for a frame that already has
            one of the new columns.
        TypeError: for what is no frame of a known engine.

    Example:
        >>> import polars as pl
        >>> from chatlink_policy.rules.joining import JOINING
        >>> from chatlink_policy.review.expression import decision_columns
        >>> asked = pl.DataFrame(
        ...     {"chat": ["a", "b"], "is_connected": True, "join_chat_is_on": True, "can_write": [True, None]}
        ... )
        >>> for row in decision_columns(JOINING, asked).select("chat", "allowed", "reasons").rows():
        ...     print(*row)
        a True is_connected and join_chat_is_on and can_write
        b False not can_write
    """
    given = wrapped(frame)
    facts = _checked_facts(question, given)
    new = {name: f"{prefix}{name}" for name in ("allowed", "is_documented", "reasons")}
    _refuse_taken(new.values(), given)
    truths = _unused_names(facts, (*given.columns, *new.values()))

    def fact(name: str) -> nw.Expr:
        return nw.col(truths[name])

    derived = (
        _rule(question, fact).alias(new["allowed"]),
        _is_documented(question, fact).alias(new["is_documented"]),
        _reasons(question, fact).alias(new["reasons"]),
    )
    read = given.with_columns(*(truth.alias(truths[name]) for name, truth in facts.items()))
    return as_given(read.with_columns(*derived).drop(*truths.values()), frame)


def _checked_facts(question: Question[object], frame: Frame) -> dict[str, nw.Expr]:
    """What each fact is, by its name."""
    schema = frame.collect_schema()
    return {each.name: _checked_fact(question, frame, each.name, schema.get(each.name)) for each in question.facts}


def _checked_fact(question: Question[object], frame: Frame, name: str, kind: nw.dtypes.DType | None) -> nw.Expr:
    expected = f"a column of booleans, a fact of {question.name}"
    if kind is None:
        raise InvalidValue(f"frame.{name}", expected, "no such column")
    if kind == nw.Unknown:  # only missing values, of no type yet
        return is_true(nw.col(name).cast(nw.Boolean))
    if kind == nw.Boolean:
        return is_true(nw.col(name))
    if holds_objects_for_booleans(frame, name, kind):
        return nw.col(name).fill_null(False).cast(nw.Boolean)  # much faster than comparing objects
    raise InvalidValue(f"frame.{name}", expected, f"a column of {kind}")


def _refuse_taken(names: Iterable[str], frame: Frame) -> None:
    taken = {each.casefold() for each in frame.columns}  # DuckDB and Spark see no case
    for name in names:
        if name.casefold() in taken:
            raise InvalidValue("frame", f'no column named "{name}" yet, or another prefix', "a frame that has one")


def _unused_names(facts: Collection[str], taken: Iterable[str]) -> dict[str, str]:
    """A name of a column for each fact, longer than that of any other column."""
    length = max(map(len, taken)) + 1
    return {name: f"{position}".rjust(length, "_") for position, name in enumerate(facts)}


# --- From the truth table to expressions ------------------------------------------------------------------------------


def _rule(question: Question[object], fact: FactColumn) -> nw.Expr:
    return _is_one_of(question, question.results, fact).alias("allowed")


def _is_documented(question: Question[object], fact: FactColumn) -> nw.Expr:
    documented = sum(1 << each.combination for each in question.decisions if each.is_documented)
    return _is_one_of(question, documented, fact).alias("is_documented")


def _reasons(question: Question[object], fact: FactColumn) -> nw.Expr:
    codes = [
        nw.when(_any_of([_product(question.size, cube)], _asking(question, fact))).then(
            nw.lit(question.condition(cube).code)
        )
        for cube in _reason_cubes(question.size, question.results)
    ]
    return nw.concat_str(codes, separator="; also ", ignore_nulls=True).alias("reasons")


def _is_one_of(question: Question[object], wanted: int, fact: FactColumn) -> nw.Expr:
    """Whether the facts of a row are one of the combinations wanted."""
    return _any_of(_fewest_products(question.size, wanted), _asking(question, fact))


def _asking(question: Question[object], fact: FactColumn) -> Callable[[_Literal], nw.Expr]:
    """Whether a fact is as a literal says, as an expression."""

    def is_so(literal: _Literal) -> nw.Expr:
        position, truth = literal
        is_true_there = fact(question.facts[position].name)
        return is_true_there if truth else ~is_true_there

    return is_so


def _any_of(products: Collection[_Product], is_so: Callable[[_Literal], nw.Expr]) -> nw.Expr:
    """Whether one of the products is so.

    What several share is asked once: "a and b, or a and c" becomes "a, and b or c". No product contains another, so
    one without any literal is the only one. Yes or no for every row is written with a fact, to be a column too.
    """
    if not products:
        return is_so((0, True)) & is_so((0, False))
    counts = Counter(literal for product in products for literal in product)
    if not counts:
        return is_so((0, True)) | is_so((0, False))
    shared = min(counts, key=lambda literal: (-counts[literal], literal))
    if counts[shared] == 1:
        return reduce(or_, (reduce(and_, map(is_so, sorted(product))) for product in products))
    within = is_so(shared) & _any_of([product - {shared} for product in products if shared in product], is_so)
    without = [product for product in products if shared not in product]
    return within | _any_of(without, is_so) if without else within


@lru_cache(maxsize=256)
def _fewest_products(size: int, wanted: int) -> tuple[_Product, ...]:
    return tuple(_product(size, cube) for cube in boolean.fewest_cubes(size, wanted, wanted).cubes)


@lru_cache(maxsize=256)
def _reason_cubes(size: int, results: int) -> tuple[Cube, ...]:
    """What can be a reason of a yes or of a no, in the order of `Decision.reasons`."""
    cubes = [
        cube
        for answers in (results, boolean.everything(size) & ~results)
        for cube in boolean.prime_cubes(size, answers, answers)
    ]
    return tuple(sorted(cubes, key=lambda cube: (cube.mask.bit_count(), -cube.mask, -cube.value)))


def _product(size: int, cube: Cube) -> _Product:
    return frozenset((each, bool(cube.value >> (size - 1 - each) & 1)) for each in boolean.positions(size, cube.mask))
