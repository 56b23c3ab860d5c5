"""What one more link, user or record type costs: memory and processor time of reading, checking and reviewing.

Run it with `python tests/benchmarks/limits.py [--links 200000] [--users 20000] [--tables 200]`. It writes an
organisation of that size, three with twice as many of one of these, and one with twice as many of all; each is read,
checked and reviewed in a process of its own, three times, of which the fastest counts. The difference, divided by how
many more there are, is what one costs; what twice as much of everything takes shows whether it grows in proportion.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from export import Row, guid, make, write

RUNS = 3
LINKS = "msdyn_teamschatassociations"
STEP = """\
import resource, sys, time
from pathlib import Path
from chatlink_policy.checking import check
from chatlink_policy.dataverse import load_export
from chatlink_policy.review.folders import Asked, organisation_of, review_organisation

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

times, peaks = [time.process_time()], [peak()]
def done():
    times.append(time.process_time())
    peaks.append(peak())

snapshot = load_export(sys.argv[1])
done()
check(snapshot)
done()
review_organisation(organisation_of(snapshot, "export"), Path(sys.argv[2]), Asked(enablement=True), partial=True)
done()
assert not snapshot.rejected
print(*(later - earlier for earlier, later in zip(times, times[1:])), *(each - peaks[0] for each in peaks[1:]))
"""
STEPS = ("reading", "checking", "the review")


def with_records(folder: Path, links: int, users: int, tables: int) -> None:
    """An organisation with the owner of each record that a link names."""
    folder.mkdir()
    make(folder, links, users, tables)
    records: dict[str, set[str]] = {}
    for page in folder.glob(f"{LINKS}*.json"):
        for row in json.loads(page.read_bytes())["value"]:
            records.setdefault(row["msdyn_regardingobjectname"], set()).add(row["msdyn_regardingobjectid"])
    for name, ids in records.items():
        owners = ({f"{name}id": each, "_owninguser_value": guid(6, hash_of(each) % users)} for each in sorted(ids))
        rows: list[Row] = [
            {**row, "_ownerid_value": row["_owninguser_value"], "_owningteam_value": None} for row in owners
        ]
        write(folder, f"records_{name}", rows)


def hash_of(id: str) -> int:
    return int(id[-12:], 16)


def measured(folder: Path) -> list[float]:
    """Seconds of each step, then MiB at its end: of the fastest run."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as out:
            command = [sys.executable, "-c", STEP, str(folder), f"{out}/review"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append([float(each) for each in done.stdout.split()])
    return min(runs, key=lambda each: sum(each[:3]))


def main() -> None:
    """Write the organisations, measure them, and print what one more of each costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, unless in (("links", 200_000), ("users", 20_000), ("tables", 200)):
        parser.add_argument(f"--{name}", type=int, default=unless)
    base: dict[str, int] = vars(parser.parse_args())
    sizes: Mapping[str, dict[str, int]] = {
        "base": base,
        **{name: base | {name: 2 * number} for name, number in base.items()},
        "all": {name: 2 * number for name, number in base.items()},
    }
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, wanted in sizes.items():
            maker = get_context("spawn").Process(target=with_records, args=(Path(folder, name),), kwargs=wanted)
            maker.start()  # a process that is started by a large one counts as large from the beginning
            maker.join()
            found[name] = measured(Path(folder, name))
    size = ", ".join(f"{number:,} {name}" for name, number in base.items())
    print(f"{datetime.now(UTC):%Y-%m-%d}: {size}")
    print("| one more | " + " | ".join(f"{each}, microseconds" for each in STEPS) + " | memory, KiB |")
    print("| --- | --- | --- | --- | --- |")
    for name, number in base.items():
        more = [(after - before) / number for before, after in zip(found["base"], found[name], strict=True)]
        times = " | ".join(f"{max(each, 0) * 1e6:,.1f}" for each in more[:3])
        print(f"| {'record type' if name == 'tables' else name[:-1]} | {times} | {max(0, *more[3:]) * 1024:,.2f} |")
    whole = " | ".join(f"{each:,.2f} s" for each in found["base"][:3])
    twice = " | ".join(f"x {after / before:.2f}" for before, after in zip(found["base"], found["all"], strict=True))
    print(f"| all of it | {whole} | {found['base'][-1]:,.0f} MiB |")
    print(f"| twice as much: time of the three steps, memory after each | {twice} |")


if __name__ == "__main__":
    main()
