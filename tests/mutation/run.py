"""Mutants of the package, each asked of tests in a process that has never seen the package: tables are made at import.

    python tests/mutation/run.py rules policy.py          every mutant of these modules
    python tests/mutation/run.py dataverse review --sample 500 --seed 16      as many of theirs, drawn
    python tests/mutation/run.py rules --log FILE         goes on where FILE ends, and appends to it
    python tests/mutation/run.py rules --log FILE --figures      writes what FILE holds into figures.json, or, with
                                                                 --sample, into sample.json

`killers.toml` says which tests a module's mutants are asked of, the fastest first; `equivalent.toml` lists the mutants
that are no other program, and why. Survivors are printed, and end the command with 1. It runs on a copy of the tree,
with one process at a time. Needs cosmic-ray (dependency group `mutation`).
"""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from pathlib import Path
from py_compile import PycInvalidationMode
from tempfile import TemporaryDirectory
from typing import Any

os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"  # it would import the package where that is installed

import pytest
from mutations import Mutant, mutants_of

PRELOADED = [
    *map(import_module, ("attrs", "cattrs", "duckdb", "hypothesis.strategies", "narwhals", "pandas", "polars"))
]
"""Imported before the fork, so that no mutant waits for them; the package itself is not."""

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGE = Path("src", "chatlink_policy")
SECONDS = 60
"""Tests that take longer of the processor without a mutant are not asked of any."""
BYTES = 4 << 30

WITHOUT = ("cacheprovider", "warnings", "unraisableexception", "threadexception")
USUAL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]["addopts"]
OPTIONS = ["-q", "-x", "--tb=no", "-o", "addopts=", *USUAL[USUAL.index("-m") :], *(f"-pno:{each}" for each in WITHOUT)]
"""The usual tests without any plugin, up to the first that fails."""


@cache
def stages_of(module: str) -> tuple[tuple[str, ...], ...]:
    """The tests a module's mutants are asked of: sets of files, each in a process of its own."""
    with (HERE / "killers.toml").open("rb") as file:
        killers = tomllib.load(file)
    own = killers["modules"].get(module, [])
    rooms: list[str] = next((stages for room, stages in killers["rooms"].items() if fnmatch(module, room)), [])
    return tuple(tuple(f"tests/{name}" for name in stage.split()) for stage in (*own, *rooms))


@cache
def equivalents() -> dict[tuple[str, str, str, str], str]:
    """Why a mutant is no other program, by its key."""
    with (HERE / "equivalent.toml").open("rb") as file:
        listed = tomllib.load(file)["equivalent"]
    return {
        (each["module"], each["in"], each["before"], after): each["why"] for each in listed for after in each["after"]
    }


def modules_of(names: Iterable[str]) -> list[str]:
    package = ROOT / PACKAGE
    return [
        str(path.relative_to(package))
        for name in names
        for path in ([package / name] if name.endswith(".py") else sorted((package / name).rglob("*.py")))
    ]


def asked(stage: tuple[str, ...], copy: Path, seconds: int = SECONDS, *, writes: bool = False) -> float | None:
    """Have a new process run these tests: the seconds of the processor it took where all passed."""
    assert not any(name.startswith("chatlink_policy") for name in sys.modules)
    if child := os.fork():
        _, status, took = os.wait4(child, 0)
        return None if status else took.ru_utime + took.ru_stime
    try:
        signal.alarm(20 * seconds)  # what waits takes none of the processor's
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        nothing = os.open(copy / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.chdir(copy)
        sys.dont_write_bytecode = not writes
        os.environ |= {
            "HYPOTHESIS_PROFILE": "mutation",
            "PYTHONPATH": str(copy / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        sys.path[:0] = [str(copy / "src"), str(copy / "tests")]
        import chatlink_policy  # noqa: PLC0415  # a mutant that cannot be imported needs no test

        assert Path(chatlink_policy.__file__).is_relative_to(copy)
        gc.disable()
        os._exit(pytest.main([*OPTIONS, *stage]))
    except BaseException:  # whatever happens is another answer
        os._exit(99)


@cache
def patience(stage: tuple[str, ...], copy: Path) -> int:
    """The seconds after which a mutant is noticed: several times what these tests take without one.

    What they compile is kept.
    """
    took = asked(stage, copy, writes=True)
    if took is None:
        sys.exit(f"fails without a mutant: {stage}\n{(copy / 'said').read_text(encoding='utf-8')[-3000:]}")
    return 5 + round(4 * took)


def survives(mutant: Mutant, copy: Path, stages: Iterable[tuple[str, ...]]) -> bool:
    """Whether all these tests pass with the mutant in place of its module."""
    sets = [(stage, patience(stage, copy)) for stage in stages]
    path = copy / PACKAGE / mutant.module
    original = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.source, encoding="utf-8")
        return all(asked(stage, copy, seconds) is not None for stage, seconds in sets)
    finally:
        path.write_text(original, encoding="utf-8")


def a_copy(into: Path) -> Path:
    """The tree, whose compiled modules are known by their content: a mutant may be as long and as old as another."""
    for name in ("src", "tests", "docs"):
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__", "_build"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, into / name)
    compileall.compile_dir(into / "src", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return into


def mutants(modules: Iterable[str], tree: Path) -> Iterator[Mutant]:
    for module in modules:
        yield from mutants_of(module, (tree / PACKAGE / module).read_text(encoding="utf-8"))


def of_log(path: Path) -> dict[tuple[str, ...], dict[str, Any]]:
    """The latest answer of each mutant in a log."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
    return {(*line["key"], str(line["nth"])): line for line in lines}


def write_figures(log: Path, modules: Iterable[str]) -> None:
    """Count the answers in the log to the mutants that these modules have now."""
    known, answers = equivalents(), of_log(log)
    path = HERE / "figures.json"
    figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for module in modules:
        counts: Counter[str] = Counter()
        asked_of = []
        for mutant, name in named(mutants([module], ROOT)):
            line = answers.get(name)
            if line is not None:
                asked_of.append(line)
                how = "killed" if not line["survived"] else "equivalent" if mutant.key in known else "open"
                counts[how] += 1
            counts["mutants"] += 1
        if asked_of:
            figures[module] = {
                **{name: counts[name] for name in ("mutants", "killed", "equivalent", "open")},
                "seconds": round(sum(each["seconds"] for each in asked_of)),
                "date": max(each["date"] for each in asked_of),
            }
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_sample(log: Path, rooms: Iterable[str], seed: int) -> None:
    """Count the answers in the log of a sample by room; a survivor that cannot be made any more was rewritten."""
    known, answers = equivalents(), of_log(log)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    survived = {name[0] for name, line in answers.items() if line["survived"]}
    still = {name for _, name in named(mutants(sorted(survived), ROOT))}
    counts: dict[str, Counter[str]] = {room: Counter() for room in rooms}
    for name, line in answers.items():
        room = next(room for room in counts if room in (name[0], name[0].partition("/")[0]))
        is_equal, is_gone = name[:4] in known, name not in still
        how = ("equivalent" if is_equal else "rewritten" if is_gone else "open") if line["survived"] else "killed"
        counts[room].update(["mutants", how])
    figures = {
        "rooms": {
            room: {name: each[name] for name in ("mutants", "killed", "equivalent", "rewritten", "open")}
            for room, each in counts.items()
        },
        "of": lines[0]["of"],
        "seed": seed,
        "seconds": round(sum(each["seconds"] for each in lines)),
        "date": max(each["date"] for each in lines),
    }
    (HERE / "sample.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def named(several: Iterable[Mutant]) -> Iterator[tuple[Mutant, tuple[str, ...]]]:
    """Each with its name in logs: two edits of equal lines are known by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    for each in several:
        yield each, (*each.key, str(seen[each.key]))
        seen[each.key] += 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("modules", nargs="+", help="modules and rooms of the package")
    parser.add_argument("--sample", type=int, help="draw so many of their mutants")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument(
        "--log", type=Path, help="a file of JSON lines with every answer, which the command goes on with"
    )
    parser.add_argument("--narrow", action="store_true", help="ask only the first set of tests")
    parser.add_argument("--wide", action="store_true", help="ask only the others")
    parser.add_argument("--again", action="store_true", help="ask only those that survived in the log")
    parser.add_argument("--figures", action="store_true", help="ask nothing; count what the log holds")
    options = parser.parse_args()
    if options.figures and options.sample:
        write_sample(options.log, options.modules, options.seed)
        return 0
    if options.figures:
        write_figures(options.log, modules_of(options.modules))
        return 0
    answers = of_log(options.log) if options.log else {}
    survivors = 0
    with TemporaryDirectory() as folder:
        copy = a_copy(Path(folder))
        drawn: Iterable[tuple[Mutant, tuple[str, ...]]] = named(mutants(modules_of(options.modules), copy))
        said: dict[str, Any] = {}
        if options.sample and not options.again:
            said["of"] = len(drawn := list(drawn))
            drawn = random.Random(options.seed).sample(drawn, options.sample)
        for mutant, name in drawn:
            is_open = name in answers and answers[name]["survived"] and mutant.key not in equivalents()
            if not is_open if options.again else name in answers:
                continue
            start = time.perf_counter()
            survived = survives(mutant, copy, stages_of(mutant.module)[options.wide : 1 if options.narrow else None])
            seconds = round(time.perf_counter() - start, 2)
            if survived and mutant.key not in equivalents():
                survivors += 1
                print(
                    f"{mutant.module}:{mutant.line} {mutant.function}\n  - {mutant.before}\n  + {mutant.after}",
                    flush=True,
                )
            if options.log:
                said |= {"key": mutant.key, "nth": int(name[-1]), "survived": survived, "seconds": seconds}
                said["date"] = datetime.now(UTC).date().isoformat()
                with options.log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(said) + "\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
