"""32 threads of a fresh process ask everything at once, each in another order.

Independent of what they get: each is compared with what one thread got alone, in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from everything import EXAMPLES, digests, in_memory

from chatlink_policy.dataverse import load_export

THREADS = 32


def main() -> None:
    """Print that they agree; raise where one got something else."""
    alone = "import json, everything; print(json.dumps(dict(everything.digests(everything.in_memory()))))"
    done = subprocess.run([sys.executable, "-c", alone], cwd=sys.path[0], check=True, capture_output=True, text=True)
    expected: dict[str, str] = json.loads(done.stdout)
    start = Barrier(THREADS)

    def ask(number: int) -> bool:
        asks = list(in_memory().items())
        Random(number).shuffle(asks)
        start.wait()
        return dict(digests(dict(asks))) == expected

    sys.setswitchinterval(1e-3)
    with ThreadPoolExecutor(THREADS) as pool:
        agreed = list(pool.map(ask, range(THREADS)))
        assert all(agreed), [number for number, each in enumerate(agreed) if not each]
        exports = sorted(EXAMPLES.glob("export-*"))
        snapshots = list(pool.map(lambda number: load_export(exports[number % len(exports)]), range(THREADS)))
    assert all(snapshots[number] == snapshots[number % len(exports)] for number in range(THREADS))
    print(f"{THREADS} threads agree")  # noqa: T201


if __name__ == "__main__":
    main()
