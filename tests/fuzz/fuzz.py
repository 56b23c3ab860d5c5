"""Runs the targets under atheris, which keeps the mutants that reach what none reached before.

    python tests/fuzz/fuzz.py                     every target, as `.ci/run` does
    python tests/fuzz/fuzz.py export --times 10   one of them, ten times as long
    python tests/fuzz/fuzz.py export --repeat X   once more what failed, as it was printed

Two targets run at a time, each in a process of its own. The same seed gives the same mutants.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import atheris as untyped  # type: ignore[import-untyped]

atheris: Any = untyped

sys.path[:0] = [str(Path(__file__).parents[1] / "support")]

SEED = 16
AT_A_TIME = 2
MEGABYTES = 2_000
LONGEST = 60_000
MOST_PRINTED = 3_000
INSTRUMENTED = ["chatlink_policy", "tomllib"]


def guided(each: Any, targets: Any, runs: int, seed: int, made: Path) -> None:  # noqa: ANN401  # imported late
    """Run a target in this process, and end it."""
    with atheris.instrument_imports(include=INSTRUMENTED):
        read = each.reader()

    def noting(data: bytes) -> None:
        try:
            read(data)
        except BaseException:
            (made / "crash-").write_bytes(data)
            raise

    for extreme in targets.extremes_of(each):
        with targets.limited():
            noting(extreme)
    (made / "corpus").mkdir()
    for number, data in enumerate(each.seeds()):
        (made / "corpus" / f"{number}").write_bytes(data)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        found: bytes = each.mutate(data, Random(number), lambda some: atheris.Mutate(some, most))
        return found if len(found) <= most else data[:most]

    options = [
        *(f"-runs={runs}", f"-seed={seed}", f"-timeout={10 * targets.SECONDS}", f"-rss_limit_mb={MEGABYTES}"),
        *(f"-max_len={LONGEST}", "-len_control=0", f"-artifact_prefix={made}/", "-print_final_stats=1"),
    ]
    atheris.Setup([sys.argv[0], *options, str(made / "corpus")], noting, custom_mutator=mutate)
    atheris.Fuzz()


def in_a_process(run: Callable[[], None], log: Path) -> int:
    """The id of a process that runs something, whose output goes to a file."""
    pid = os.fork()
    if pid:
        return pid
    try:
        to = os.open(log, os.O_WRONLY | os.O_CREAT)
        os.dup2(to, 1)
        os.dup2(to, 2)
        run()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(1)


def run_all(targets: Any, names: Sequence[str], times: int, seed: int) -> bool:  # noqa: ANN401  # imported late
    """Run targets, some at a time, and print what came of them; whether all is as documented."""
    waiting, running, good = list(names), dict[int, tuple[str, Path]](), True
    print(f"{'target':16} {'runs':>8} {'seconds':>8} {'kept':>6} {'reached':>8} {'MB':>6}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < AT_A_TIME:
                name = waiting.pop(0)
                made = Path(folder) / name
                made.mkdir()
                each = targets.TARGETS[name]
                run = partial(guided, each, targets, each.runs * times, seed, made)
                pid = in_a_process(run, made / "log")
                running[pid] = name, made
            pid, status, used = os.wait4(-1, 0)
            name, made = running.pop(pid)
            good &= said(name, made, status, used.ru_utime + used.ru_stime, seed)
    return good


def said(name: str, made: Path, status: int, seconds: float, seed: int) -> bool:
    """Print what came of a target; whether all was as documented."""
    log = (made / "log").read_text(errors="replace")
    done = re.search(r"#(\d+)\s+DONE\s+cov: (\d+) ft: \d+ corp: (\d+)/.*?rss: (\d+)Mb", log)
    if status == 0 and done:
        runs, reached, kept, megabytes = done.groups()
        print(f"{name:16} {int(runs):>8,} {seconds:>8.0f} {kept:>6} {reached:>8} {megabytes:>6}", flush=True)
        return True
    print(f"{name}: not as documented, with seed {seed}\n{log[-6_000:]}")
    for kind in ("crash", "timeout", "oom", "slow"):
        for path in made.glob(f"{kind}-*"):
            data = path.read_bytes()
            kept = Path(tempfile.gettempdir()) / f"chatlink-policy-{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"{kind}: {len(data)} bytes, kept in {kept}; to repeat it:")
            what = kept if len(data) > MOST_PRINTED else base64.b64encode(data).decode()
            print(f"  python tests/fuzz/fuzz.py {name} --repeat {what}")
    sys.stdout.flush()
    return False


def main() -> int:
    """The command line."""
    with atheris.instrument_imports(include=INSTRUMENTED):
        targets: Any = importlib.import_module("fuzz_targets")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*", choices=[*targets.TARGETS, []], help="which; all unless some are named")
    parser.add_argument("--times", type=int, default=1, help="how many times the runs of a usual run")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--repeat", help="the bytes that failed, as they were printed, or the file that holds them")
    given = parser.parse_args()
    if given.repeat is None:
        return 0 if run_all(targets, given.target or list(targets.TARGETS), given.times, given.seed) else 1
    kept = Path(given.repeat)
    data = kept.read_bytes() if len(given.repeat) < 200 and kept.is_file() else base64.b64decode(given.repeat)
    for name in given.target:
        with targets.limited():
            targets.TARGETS[name].reader()(data)
    print("as documented")
    return 0


if __name__ == "__main__":
    if "PYTHONHASHSEED" not in os.environ:  # the order of sets is part of what is reached
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  # itself
    raise SystemExit(main())
