"""Every mutant of a module: its source with one edit, made by the operators of cosmic-ray and some of our own.

Where one edit is always noticed when another is, only the other is made. No mutant is made of

- annotations, first arguments of `cast`, and what only type checkers read;
- `cache` and `lru_cache` with their sizes, which change how fast an answer is and not which;
- `strict` of a `zip`, which asserts what other lines make so;
- texts, and the functions such as `_blocks` and `in_words` that only choose and lay them out: pages kept as printed,
  in the documentation and the tests, hold those.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.exceptions import CosmicRayTestingException
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

TAKEN = re.compile(
    r"core/(NumberReplacer|ReplaceTrueWithFalse|ReplaceFalseWithTrue|RemoveDecorator|Zero.*|"
    r"ReplaceBreakWithContinue|ReplaceContinueWithBreak|ReplaceUnaryOperator_(Delete_Not|Delete_USub)|"
    r"ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|FloorDiv_Mul|Mod_Mul|Pow_Mul|LShift_RShift|RShift_LShift|"
    r"BitOr_BitAnd|BitOr_BitXor|BitAnd_BitOr|BitAnd_BitXor|BitXor_BitOr|Sub_BitOr)|"
    # of the comparisons those that no other implies; whether `==` or `is` stands before a member is a matter of style
    r"ReplaceComparisonOperator_(Eq_(NotEq|LtE|GtE)|NotEq_(Eq|Lt|Gt)|Lt_(NotEq|LtE|GtE)|LtE_(Eq|Lt|Gt)|"
    r"Gt_(NotEq|LtE|GtE)|GtE_(Eq|Lt|Gt)|Is_IsNot|IsNot_Is))"
)
"""The operators of cosmic-ray that are used; its replacer of exceptions fails at a name with a dot."""

SHOW = re.compile("_blocks|_sections|facts_table|(.+_)?in_words|__repr__")
NEGATES = re.compile(r"core/Replace(UnaryOperator_Delete_Not|ComparisonOperator_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is))")
"""These are not made of a condition or a term, for which true or false is put: what notices that notices these."""
KEPT = {"cache", "lru_cache"}
FOR_TYPES = {"overload", "final", "override", "runtime_checkable"}


class Mutant(NamedTuple):
    """A module with one edit."""

    module: str
    function: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is called in lists: this survives that lines move."""
        return self.module, self.function, self.before, self.after


def mutants_of(module: str, source: str) -> list[Mutant]:
    """The mutants of a module in the order of its lines, each once; those that are no Python are none."""
    tree = ast.parse(source)
    places = _Places(source)
    left_out = [(start - 1, end) for start, end in map(places.span, _left_out(tree))]  # a decorator with its `@`
    edits = [
        (start, text)
        for start, text in (*_borrowed(tree, source, places), *_own(tree, source, places))
        if not any(first <= start < last for first, last in left_out)
    ]
    made: dict[str, Mutant] = {}
    for start, text in sorted(edits, key=lambda each: each[0]):
        if text != source and text not in made and _is_python(text):
            line = source.count("\n", 0, start) + 1
            made[text] = Mutant(module, _function(tree, line), line, *_changed(source, text), text)
    return list(made.values())


class _Places:
    """Offsets in a text of what parsers give as lines and columns."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        assert isinstance(node, (ast.expr, ast.stmt))
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._of_bytes(node.lineno, node.col_offset), self._of_bytes(node.end_lineno, node.end_col_offset)

    def _of_bytes(self, line: int, column: int) -> int:
        return self.at(line, len(self.lines[line - 1].encode()[:column].decode()))


def _borrowed(tree: ast.Module, source: str, places: _Places) -> Iterator[tuple[int, str]]:
    """What cosmic-ray makes, of one statement of the module at a time: it reads all that it is given for every edit."""
    starts = [places.at(_first_line(each), 0) for each in tree.body]
    operators = {name: get_operator(name)() for name in operator_names() if TAKEN.fullmatch(name)}
    conditions = {places.span(each) for each in _conditions(tree)}
    implied = [places.span(each) for each in ast.walk(tree) if isinstance(each, (ast.Compare, ast.UnaryOp))]
    for first, last in zip(starts, [*starts[1:], len(source)], strict=True):
        part = source[first:last]
        nodes, within = list(ast_nodes(get_ast(part))), _Places(part)
        for name, operator in operators.items():
            positions = [start for node in nodes for start, _ in operator.mutation_positions(node)]
            for occurrence, start in enumerate(positions):
                at = first + within.at(*start)
                inner = max((each for each in implied if each[0] <= at < each[1]), default=None)
                if NEGATES.fullmatch(name) and inner in conditions:
                    continue
                text = mutate_code(part, operator, occurrence)
                yield at, source[:first] + (part if text is None else text) + source[last:]


def _own(tree: ast.Module, source: str, places: _Places) -> Iterator[tuple[int, str]]:
    """Conditions that always or never hold, terms that are dropped, `in` that is not, statements that do nothing, and
    exceptions that are not caught."""

    def instead(node: ast.AST, text: str) -> tuple[int, str]:
        start, end = places.span(node)
        return start, source[:start] + text + source[end:]

    conditions = set(_conditions(tree))
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp)):
            yield from (instead(node.test, text) for text in ("True", "False"))
        elif isinstance(node, ast.While):
            yield instead(node.test, "False")
        elif isinstance(node, ast.comprehension):
            yield from (instead(each, text) for each in node.ifs for text in ("True", "False"))
        elif isinstance(node, ast.BoolOp):
            dropped = "True" if isinstance(node.op, ast.And) else "False"
            yield from (instead(each, dropped) for each in node.values)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)) and node not in conditions:
            yield instead(node, f"(not ({ast.get_source_segment(source, node)}))")
        elif isinstance(node, ast.ExceptHandler) and node.type:
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            yield from (instead(each, CosmicRayTestingException.__name__) for each in caught)
        elif (
            isinstance(node, ast.Raise)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
            or isinstance(node, ast.AugAssign)
        ):
            yield instead(node, "pass")


def _conditions(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp)):
            yield node.test
        elif isinstance(node, ast.comprehension):
            yield from node.ifs
        elif isinstance(node, ast.BoolOp):
            yield from node.values


def _left_out(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from (each for each in node.decorator_list if _name(each) in KEPT | FOR_TYPES)
        if isinstance(node, ast.FunctionDef) and SHOW.fullmatch(node.name):
            yield node
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.Call) and _name(node) == "cast":
            yield node.args[0]
        elif isinstance(node, ast.Call) and _name(node) == "zip":
            yield from (each.value for each in node.keywords)
        elif isinstance(node, ast.If) and _name(node.test) == "TYPE_CHECKING":
            yield node.test


def _name(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _function(tree: ast.Module, line: int) -> str:
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while inner := next((each for each in body if _first_line(each) <= line <= (each.end_lineno or 0)), None):
        if not isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
            break
        names.append(inner.name)
        body = inner.body
    return ".".join(names)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _changed(source: str, text: str) -> tuple[str, str]:
    """The lines that differ, before and after."""
    old, new = source.splitlines(), text.splitlines()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return tuple(" ".join(" ".join(lines[start : len(lines) - end]).split()) for lines in (old, new))  # type: ignore[return-value]
