"""What the review of disconnecting costs, against the same review written by hand for the same engine.

Run it with `python tests/benchmarks/review.py [--links 1000000] [--engines polars,duckdb,spark]`. It makes an
organisation (`organisations.py`) and answers it with the library and by hand (`hand_written.py`), each in a fresh
process that reads the same Parquet files and writes Parquet files; they take turns, and the best round of each counts.
Answers are checked equal: their number of rows and a sum over the hashes of all rows.

`--growth 1000000,3000000,10000000` shows instead how the whole command `review` grows with the number of links: from a
folder of tables to a folder with the rights and the rejected rows, with the summary.

Processor time is what two runs at once do not change much; memory is the peak of the process, Spark's Java included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import organisations
import polars as pl
from hand_written import BY_HAND, RIGHTS, TABLES, Toggles
from organisations import policy, write

from chatlink_policy.review.disconnecting import DisconnectReview, review_disconnect
from chatlink_policy.review.tables import Tables
from chatlink_policy.serialization import to_json

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Who: TypeAlias = Literal["by hand", "library", "library, with grounds", "library, with the rejected rows"]
WHO: tuple[Who, ...] = ("by hand", "library", "library, with grounds", "library, with the rejected rows")
ANSWERS = ("rights", "everywhere", "anybody", "excepted")
MIB = 1024 * 1024


# --- With the library -------------------------------------------------------------------------------------------------


def _named(review: DisconnectReview[Any], who: Who) -> dict[str, Any]:
    """The frames of a review by the name of their file."""
    named = {name: getattr(review, name) for name in ANSWERS}
    if who == "library, with grounds":
        named["through"] = review.through
    is_rejected = who == "library, with the rejected rows"
    return named | ({f"rejected-{name}": frame for name, frame in review.rejected.items()} if is_rejected else {})


def _asked(who: Who) -> dict[str, bool]:
    return {"through": who == "library, with grounds"}


def with_polars(folder: Path, out: Path, who: Who) -> None:
    """Write the review with the streaming engine of Polars."""
    tables = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in TABLES}
    frames = _named(review_disconnect(Tables(**tables), policy(), **_asked(who)), who)
    sinks = [frame.sink_parquet(out / f"{name}.parquet", lazy=True) for name, frame in frames.items()]
    pl.collect_all(sinks, engine="streaming")


def with_duckdb(folder: Path, out: Path, who: Who) -> None:
    """Write the review with DuckDB."""
    import duckdb  # noqa: PLC0415  # only the process that needs it pays for it

    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as engine:
        tables = Tables(**{name: engine.read_parquet(str(folder / f"{name}.parquet")) for name in TABLES})
        for name, frame in _named(review_disconnect(tables, policy(), keep=True, **_asked(who)), who).items():
            frame.write_parquet(str(out / f"{name}.parquet"))


def with_spark(folder: Path, out: Path, spark: SparkSession, who: Who) -> None:
    """Write the review with Spark."""
    tables = Tables(**{name: spark.read.parquet(str(folder / f"{name}.parquet")) for name in TABLES})
    for name, frame in _named(review_disconnect(tables, policy(), keep=True, **_asked(who)), who).items():
        frame.write.mode("overwrite").parquet(str(out / f"{name}.parquet"))


WITH_THE_LIBRARY: dict[str, Callable[..., None]] = {"polars": with_polars, "duckdb": with_duckdb, "spark": with_spark}


# --- One process ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds, seconds of processor time, and the peak of its memory in MiB."""

    seconds: float
    processor: float
    memory: int


def _processor_time(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def _processes() -> list[int]:
    """This process and those it started, such as Spark's Java."""
    own = os.getpid()
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="ascii").rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
    return [own, *(process for process, parent in parents.items() if parent == own)]


@contextmanager
def _spark() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession  # noqa: PLC0415  # only the process that needs it pays for it

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.files.maxPartitionBytes": "8m",  # else one core reads a small file
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        session.range(1).count()  # the first question of a session is slow, whoever asks it
        yield session
    finally:
        session.stop()


def run_here(engine: str, who: Who, folder: Path, out: Path) -> Cost:
    """Answer in this process."""
    if engine == "spark":
        with _spark() as spark:
            return _timed(lambda: _answer(engine, who, folder, out, spark))
    return _timed(lambda: _answer(engine, who, folder, out))


def _answer(engine: str, who: Who, folder: Path, out: Path, *session: SparkSession) -> None:
    if who == "by hand":
        BY_HAND[engine](folder, out, Toggles.of(policy()), *session)
    else:
        WITH_THE_LIBRARY[engine](folder, out, *session, who)


def _timed(answer: Callable[[], None]) -> Cost:
    before = sum(map(_processor_time, _processes()))
    began = time.perf_counter()
    answer()
    seconds = time.perf_counter() - began
    processes = _processes()
    return Cost(seconds, sum(map(_processor_time, processes)) - before, sum(map(_peak, processes)))


def in_a_fresh_process(engine: str, who: Who, folder: Path, out: Path) -> Cost:
    """Answer in a process of its own."""
    rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = [sys.executable, __file__, "--child", engine, who, str(folder), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine}, {who}: {done.stderr[-3000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def the_command(folder: Path, out: Path) -> Cost:
    """Run `chatlink-policy review` from a folder of tables into a folder."""
    rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / "policy.json").write_text(to_json(policy()), encoding="utf-8")
    command = [sys.executable, "-m", "chatlink_policy", "review", str(folder), "--policy", str(out / "policy.json")]
    as_given = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}  # Polars sets it here
    began = time.perf_counter()
    with (out / "said.txt").open("w", encoding="utf-8") as said:
        process = subprocess.Popen([*command, "--out", str(out / "review")], stdout=said, stderr=said, env=as_given)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit((out / "said.txt").read_text(encoding="utf-8")[-3000:])
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


# --- Answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Digest:
    """What distinguishes answers: for a file its number of rows and the sum over the hashes of its rows."""

    rights: tuple[int, int]
    everywhere: tuple[int, int]


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(path / "*.parquet" if path.is_dir() else path)


def _sum(path: Path, columns: list[str]) -> tuple[int, int]:
    hashes = pl.concat_str(*columns, separator="\0").hash(seed=1)
    parts = _scan(path).select(rows=pl.len(), low=(hashes % 2**32).sum(), high=(hashes // 2**32).sum())
    rows, low, high = parts.collect(engine="streaming").row(0)
    return rows, (high or 0) * 2**32 + (low or 0)


def digest(out: Path) -> Digest:
    """The digest of the files in a folder."""
    return Digest(_sum(out / "rights.parquet", RIGHTS), _sum(out / "everywhere.parquet", ["user_id", "right", "links"]))


def rows_in(out: Path, pattern: str) -> int:
    """The rows of all files and folders whose name is like that."""
    return sum(_scan(path).select(pl.len()).collect().item() for path in out.glob(pattern))


# --- Tables -----------------------------------------------------------------------------------------------------------


def compare(folder: Path, out: Path, engines: list[str], rounds: int) -> None:
    """Print, for each engine, what the library takes against what was written by hand."""
    print("| engine | who | processor seconds | x | seconds | x | peak MiB | x | rows of rights |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    digests: set[Digest] = set()
    for engine in engines:
        costs: dict[Who, list[Cost]] = {who: [] for who in WHO}
        for _ in range(rounds):
            for who in WHO:
                costs[who].append(in_a_fresh_process(engine, who, folder, out))
                digests.add(digest(out))
        if len(digests) > 1:
            raise SystemExit(f"{engine}: the answers differ: {digests}")
        limit = _best(costs["by hand"])
        for who in WHO:
            print(f"| {engine} | {who} | {_against(_best(costs[who]), limit)} | {min(digests, key=repr).rights[0]:,} |")


def _best(costs: list[Cost]) -> Cost:
    return Cost(*(min(getattr(cost, name) for cost in costs) for name in ("seconds", "processor", "memory")))


def _against(cost: Cost, limit: Cost) -> str:
    return (
        f"{cost.processor:.1f} | {cost.processor / limit.processor:.2f} | {cost.seconds:.1f} | "
        f"{cost.seconds / limit.seconds:.2f} | {cost.memory:,} | {cost.memory / limit.memory:.2f}"
    )


def grow(sizes: list[int], folder: Path, out: Path) -> None:
    """Print how the command grows with the number of links."""
    print("| links | rows of rights | rejected rows | processor seconds | a million links | seconds | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for links in sizes:
        made = _made(folder, links)
        cost = the_command(made, out)
        print(
            f"| {links:,} | {rows_in(out, 'review/rights'):,} | {rows_in(out, 'review/rejected-*'):,} "
            f"| {cost.processor:.1f} | {cost.processor / links * 1e6:.2f} | {cost.seconds:.1f} | {cost.memory:,} |",
            flush=True,
        )


def _made(folder: Path, links: int) -> Path:
    """The folder of the organisation with so many links, made where it is not there yet."""
    made = folder / str(links)
    if not (made / "apps.parquet").exists():
        write(organisations.Organisation.of(links), made)
    return made


def main() -> None:
    """Run what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--engines", default="polars,duckdb,spark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", help="numbers of links, separated by commas")
    parser.add_argument("--keep", type=Path, help="a folder for the organisations, used again where they are there")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        engine, who, tables, out = asked.child
        print(json.dumps(asdict(run_here(engine, who, Path(tables), Path(out)))))
        return
    with tempfile.TemporaryDirectory() as made_up:
        folder, out, engines = asked.keep or Path(made_up), Path(made_up) / "out", asked.engines.split(",")
        if asked.growth:
            sizes = [int(size) for size in asked.growth.split(",")]
            grow(sizes, folder, out)
        else:
            compare(_made(folder, asked.links), out, engines, asked.rounds)


if __name__ == "__main__":
    main()
