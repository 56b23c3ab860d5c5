"""The files of a release, built as anyone builds them: in a fresh process, in a folder, under an umask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from chatlink_policy import __version__

ROOT = Path(__file__).parents[2]
NAME = f"chatlink_policy-{__version__}"
_GIT = which("git") or "git"


def kept_files() -> list[str]:
    """The files under version control: what is released is made of these alone."""
    listed = subprocess.run([_GIT, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return sorted(filter(None, listed.stdout.split("\0")))


def built(folder: Path, out: Path, umask: int, environment: Mapping[str, str]) -> dict[str, Path]:
    """Source distribution and wheel of the files in a folder, by their ending."""
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(command, cwd=folder, env={**kept, **environment}, umask=umask, check=True, capture_output=True)
    assert sorted(path.name for path in out.iterdir()) == [f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz"]
    return {path.suffix: path for path in out.iterdir()}
