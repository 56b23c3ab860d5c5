"""Every rule that is one edit away from a rule: what a slip of the pen could have made of it.

A rule is one expression over facts: `and`, `or`, `not` and `f.name`. An edit drops a term, swaps `and` and `or`,
negates a fact or takes its negation away, puts another fact in its place, or puts true or false in place of everything.

Independent of what rules answer: edits are made in the source of a rule alone.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator

from attrs import evolve

from chatlink_policy import Question


def mutants(question: Question[object]) -> dict[str, Question[object]]:
    """The question with each wrong rule, by the source of that rule."""
    names = [each.name for each in question.facts]
    rule = _expression(question.rule)
    wrong = dict.fromkeys(ast.unparse(each) for each in (*_edits(rule, names), ast.Constant(True), ast.Constant(False)))
    return {source: with_rule(question, source) for source in wrong if source != ast.unparse(rule)}


def edits_of(question: Question[object]) -> int:
    """How many different rules are one edit away from the rule, counted from what it is written of."""
    nodes = list(ast.walk(_expression(question.rule)))
    terms = [len(node.values) for node in nodes if isinstance(node, ast.BoolOp)]
    facts = sum(isinstance(node, ast.Attribute) for node in nodes)
    # each "and" and "or" swapped, each term dropped, each fact negated or another one, and true or false for everything
    return len(terms) + sum(terms) + facts * question.size + 2


def with_rule(question: Question[object], source: str) -> Question[object]:
    """The question with another rule, given as the source of an expression over the facts `f`."""
    rule: Callable[[object], bool] = eval(f"lambda f: {source}")  # noqa: S307  # the test's own expression
    return evolve(question, rule=rule)


def _expression(rule: Callable[..., bool]) -> ast.expr:
    """What a rule returns: the last statement of its function, after its docstring."""
    (function,) = ast.parse(inspect.getsource(rule)).body
    match function:
        case ast.FunctionDef(body=[ast.Expr(value=ast.Constant()), ast.Return(value=ast.expr() as expression)]):
            return expression
    raise AssertionError(f"{rule} is more than one expression")


def _edits(node: ast.expr, names: list[str]) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(op=op, values=terms):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), terms)
            for position, term in enumerate(terms):
                before, after = terms[:position], terms[position + 1 :]
                yield _joined(op, [*before, *after])
                for edited in _edits(term, names):
                    yield _joined(op, [*before, edited, *after])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            for edited in _edits(operand, names):
                yield _negated(edited)
        case ast.Attribute(value=facts, attr=name):
            yield _negated(node)
            for other in names:
                if other != name:
                    yield ast.Attribute(facts, other)
        case _:
            raise AssertionError(f"an edit of {ast.unparse(node)} is not thought of")


def _joined(op: ast.boolop, terms: list[ast.expr]) -> ast.expr:
    return ast.BoolOp(op, terms) if len(terms) > 1 else terms[0]


def _negated(node: ast.expr) -> ast.expr:
    return node.operand if isinstance(node, ast.UnaryOp) else ast.UnaryOp(ast.Not(), node)
