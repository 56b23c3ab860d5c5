"""The rules of the house: which room may use which, what the core never touches, and what stands on the face."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import chatlink_policy
from chatlink_policy import QUESTIONS

PACKAGE = Path(chatlink_policy.__file__).parent
SOURCES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}
EDGES = (
    *(
        "lookup",
        "_paths",
        "_pools",
        "_proofs",
        "authzen",
        "cli",
        "__main__",
        "about",
        "conformance",
        "documentation",
        "review",
        "report",
    ),
    *("pictures", "notebook"),
    *("serialization", "decision_log", "policy_tests", "what_if", "strategies", "dataverse"),
)
"""The rooms at the edge of the house; everything else is the core."""

BORROWED = {
    "cattrs": {"serialization._converter"},
    "tomllib": {"serialization._files"},
    "hypothesis": {"strategies"},
    "click": {"cli._terminal"},
    "rich": {"cli._terminal"},
    "defusedxml": {"dataverse.views"},
    "azure": {"dataverse.fetch"},
    "ipywidgets": {"notebook"},
    "typing_extensions": {"dataverse.queries"},
    "narwhals": {"review._frames"},
    "polars": {"review._polars"},
    "jinja2": {"report._jinja"},
    "markupsafe": {"report._jinja"},
}
"""What is borrowed, and the one module that imports it."""

CORE_MAY_IMPORT = {
    "attrs",
    "codecs",
    "collections.abc",
    "collections",
    "csv",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "heapq",
    "html",
    "importlib",  # the tables of a language, when the first text of it is asked for
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "textwrap",
    "types",
    "typing",
    "unicodedata",
    "__future__",
}
"""Of the standard library the core takes what computes: no clock, no environment, no files, no logging."""


LAYERS = (
    {"errors", "limits", "unknown", "rendering", "style", "wording", "sources", "_documented", "_version"}
    | {"_arguments", "_combinations", "_folds", "_ids", "_proofs", "_strict_json", "_texts", "_validation", "_value"},
    {"evidence"},
    {"models", "defaults", "policy"},
    {"rules"},
    {"snapshot"},
    {"compare", "checking", "case"},
    {
        "_paths",
        "_pools",
        "about",
        "lookup",
        "authzen",
        "conformance",
        "documentation",
        "serialization",
        "decision_log",
        "policy_tests",
        "what_if",
        "strategies",
        "dataverse",
    },
    {"review"},
    {"pictures"},
    {"report", "notebook"},
    {"cli"},
    {"__init__", "__main__"},
)
"""The rooms from the ground up: a room imports its own modules and those of the layers below, for type checkers too."""


def is_edge(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in EDGES


@cache
def tree(module: str) -> ast.Module:
    """A module as it is written."""
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """All that a module is written of."""
    return tuple(ast.walk(tree(module)))


def imports(module: str, *, for_types_too: bool = True) -> Iterator[str]:
    """What a module imports: other packages by name, own modules with a leading dot."""
    is_package = (PACKAGE / module.replace(".", "/")).is_dir() or module.endswith("__init__")
    within = module.split(".")[: None if is_package and not module.endswith("__init__") else -1]
    left_out = set() if for_types_too else {id(node) for node in for_type_checkers(module)}
    for node in nodes(module):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            base = within[: len(within) - (node.level - 1)]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ("." + ".".join([*base, name]) for name in names)


def for_type_checkers(module: str) -> Iterator[ast.AST]:
    """What stands under `if TYPE_CHECKING`, and is never run."""
    for node in nodes(module):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield from ast.walk(node)


CORE = [name for name in SOURCES if not is_edge(name)]


def test_the_core_imports_attrs_the_computing_standard_library_and_itself() -> None:
    for module in CORE:
        for name in imports(module):
            if name.startswith("."):
                assert not is_edge(name[1:]), f"{module} imports {name}, which is at the edge"
            else:
                assert name in CORE_MAY_IMPORT, f"{module} imports {name}"


def test_each_borrowed_library_is_imported_in_one_place() -> None:
    for module in SOURCES:
        for name in imports(module):
            package = name.split(".")[0]
            if package in BORROWED:
                assert module in BORROWED[package], f"{module} imports {name}"
            else:
                assert package in {"", "attrs", *sys.stdlib_module_names}, f"{module} imports {name}"


ENGINES = "polars|pandas|pyarrow|duckdb|pyspark|spark|modin|cudf|dask|ibis|sqlframe"
ASKS_FOR_THE_ENGINE = re.compile(
    rf"[iI]mplementation|(is|get)_({ENGINES})(_.*)?|dependencies|get_native_namespace|__native_namespace__"
)
"""What narwhals calls the ways to find out of which engine a frame is."""


def questions_for_the_engine(code: ast.AST) -> list[str]:
    """Where code asks of which engine a frame is, or whether that is lazy."""
    asked = []
    for node in ast.walk(code):
        names = [str(getattr(node, each, "")) for each in ("id", "attr", "name", "value")]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
            is_frame = re.search(r"\b(DataFrame|LazyFrame)\b", ast.unparse(node.args[1]))
            asked += [ast.unparse(node)] if is_frame else []
        asked += [name for name in names if ASKS_FOR_THE_ENGINE.fullmatch(name)]
    return asked


def test_of_the_review_only_its_module_of_engines_asks_of_which_engine_a_frame_is() -> None:
    asking = {module: questions_for_the_engine(tree(module)) for module in SOURCES if module[:7] == "review."}
    assert asking.pop("review._engines")
    assert {module: asked for module, asked in asking.items() if asked} == {}


@pytest.mark.parametrize(
    "code",
    [
        "rows.implementation",
        "getattr(rows, 'implementation')",
        "nw.Implementation.DUCKDB",
        "from narwhals import Implementation",
        "engine.is_polars()",
        "engine.is_pandas_like()",
        "engine.is_spark_like()",
        "nw.dependencies",
        "get_polars()",
        "from narwhals.dependencies import is_duckdb_relation as is_it",
        "nw.get_native_namespace(rows)",
        "isinstance(rows, nw.LazyFrame)",
        "isinstance(rows, (pl.DataFrame, LazyFrame))",
    ],
)
def test_each_way_to_ask_of_which_engine_a_frame_is_counts_as_asking(code: str) -> None:
    assert questions_for_the_engine(ast.parse(code))


def layer(module: str) -> int:
    room = module.split(".", maxsplit=1)[0]
    return next(height for height, rooms in enumerate(LAYERS) if room in rooms)


def test_no_arrow_between_the_rooms_points_up() -> None:
    for module in SOURCES:
        up = [name for name in imports(module) if name.startswith(".") and layer(name[1:]) > layer(module)]
        assert up == [], f"{module} imports {up}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    arrows = {f".{module.removesuffix('.__init__')}": {*imports(module)} for module in SOURCES if module != "__init__"}
    order = list(TopologicalSorter(arrows).static_order())  # raises where they go round in a circle
    assert order.index(".errors") < order.index(".rules.scenario") < order.index(".cli.explain")


def test_a_question_asks_another_only_where_a_requirement_says_so() -> None:
    questions = {question.rule.__module__.removeprefix("chatlink_policy.") for question in QUESTIONS.values()}
    rooms = questions | {"rules.context_card", "rules.notifications"}
    asked = {(module, name[1:]) for module in rooms for name in imports(module) if name[1:] in rooms}
    assert asked == {("rules.timeline", "rules.enablement")}  # TML-4 names the profile of ENB-7


def test_the_core_reads_and_prints_nothing() -> None:
    for module in CORE:
        calls = (node.func for node in nodes(module) if isinstance(node, ast.Call))
        called = {function.id for function in calls if isinstance(function, ast.Name)}
        assert not called & {"open", "print", "input", "exec", "eval", "__import__"}, module


def test_what_things_show_of_themselves_stands_on_blocks_alone() -> None:
    below = {".errors", ".unknown", "._combinations", ".wording.words"}
    assert {name for name in imports("rendering") if name.startswith(".")} == below


@pytest.mark.parametrize(
    "module",
    [
        "evidence.__init__",
        "evidence.named_facts",
        "evidence.question",
        *(each for each in SOURCES if each[:6] == "rules."),
    ],
)
def test_importing_the_rules_loads_nothing_that_shows(module: str) -> None:
    at_import = {node.module for node in tree(module).body if isinstance(node, ast.ImportFrom) and node.level}
    assert not {"rendering", "sources"} & at_import


@pytest.mark.proves("TML-7")
def test_no_module_looks_at_a_clock() -> None:
    for module in SOURCES:
        calls = (node.func for node in nodes(module) if isinstance(node, ast.Call))
        called = {function.attr for function in calls if isinstance(function, ast.Attribute)}
        assert not called & {"now", "utcnow", "today", "time_ns", "perf_counter", "monotonic"}, module


def loaded_by(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_library_loads_no_edge_and_nothing_borrowed() -> None:
    loaded = loaded_by("import chatlink_policy")
    assert not loaded & {*BORROWED, "json", "logging", "random"}
    assert not any(name.startswith(f"chatlink_policy.{edge}") for name in loaded for edge in EDGES)


def test_explaining_a_scenario_imports_nothing_that_it_does_not_use() -> None:
    script = (
        "import sys\nfrom chatlink_policy.cli import command\n"
        "try:\n    command(['explain', sys.argv[1]])\nexcept SystemExit as ended:\n    assert ended.code == 0\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    example = Path(__file__).parents[1] / "docs" / "examples" / "case-transfer.toml"
    done = subprocess.run([sys.executable, "-c", script, example], check=True, capture_output=True, text=True)
    loaded = set(done.stderr.split())
    borrowed = {"tomllib", "click"}
    assert borrowed <= loaded
    assert not loaded & {*BORROWED} - borrowed
    rooms = {name.split(".")[1] for name in loaded if name.startswith("chatlink_policy.")}
    assert not rooms & {"dataverse", "review", "strategies", "compare", "checking", "snapshot", "case", "decision_log"}
    assert {name for name in loaded if name.startswith("chatlink_policy.cli.")} == {
        *("chatlink_policy.cli._terminal", "chatlink_policy.cli._exports", "chatlink_policy.cli.explain")
    }


def test_importing_the_library_builds_no_table() -> None:
    script = (
        "from chatlink_policy import QUESTIONS\n"
        "for question in QUESTIONS.values():\n"
        "    for name in ('results', 'decisions', 'cells', 'possible'):\n"
        "        try:\n"
        "            object.__getattribute__(question, name)\n"
        "        except AttributeError:\n"
        "            continue\n"
        "        raise SystemExit(f'{question.name} has its {name} already')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_face_has_some_45_names_each_once_and_documented() -> None:
    face = chatlink_policy.__all__
    assert len(face) == len(set(face)) <= 48
    for name in face:
        value = getattr(chatlink_policy, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name} has no docstring"


def test_what_a_module_offers_exists() -> None:
    for module in [name for name in SOURCES if name not in {"cli", "__main__"}]:
        loaded = importlib.import_module(f"chatlink_policy.{module}".removesuffix(".__init__"))
        for name in getattr(loaded, "__all__", ()):
            assert hasattr(loaded, name), f"{module} offers {name}"


def test_a_module_above_500_lines_says_why_it_is_longer() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 500:
            essay = ast.get_docstring(ast.parse(text)) or ""
            assert "longer than others" in " ".join(essay.split()), path.name


def test_a_newcomer_reads_what_decides_disconnecting_in_95_lines() -> None:
    decides, mark, _ = (
        (PACKAGE / "rules" / "disconnecting.py").read_text(encoding="utf-8").partition("\n# --- The question under")
    )
    assert mark
    assert len(decides.splitlines()) <= 95
