"""The same export in another order is the same report: files, rows, keys, and the lists within rows."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from contoso import EXAMPLES
from pages import unbroken

from chatlink_policy.report import gather, page
from chatlink_policy.serialization import read_policy

OF_THE_FILES = re.compile(r"\b[0-9a-f]{64}\b|\brows? \d+")
"""What a report says of the bytes of the files: their digests, and the numbers of rows."""


def reordered(value: object, chance: random.Random) -> object:
    """The same data, with keys and items in another order."""
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {key: reordered(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [reordered(each, chance) for each in chance.sample(value, len(value))]
    return value


def copied(folder: Path, into: Path, seed: int | None) -> Path:
    """A copy of an export under its own name, its files written in another order, and what is in them too."""
    chance = random.Random(seed)
    copy = into / str(seed) / folder.name
    copy.mkdir(parents=True)
    files = sorted(folder.iterdir())
    for file in files if seed is None else chance.sample(files, len(files)):
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".json" and seed is not None:
            text = json.dumps(reordered(json.loads(text), chance))
        (copy / file.name).write_text(text, encoding="utf-8")
    return copy


def reported(folder: Path) -> str:
    """The report, without what it says of the bytes of the files."""
    made = page(gather(folder, read_policy(EXAMPLES / "policies" / "proposed.toml")))
    return OF_THE_FILES.sub("", unbroken(made))


@pytest.mark.thorough
@pytest.mark.parametrize("export", ["contoso", "litware", "tailspin"])
def test_the_report_is_the_same_to_the_byte_whatever_the_order_of_files_rows_keys_and_lists(
    export: str, tmp_path: Path
) -> None:
    folder = EXAMPLES / f"export-{export}"
    as_it_is = reported(copied(folder, tmp_path, None))
    for seed in range(8):
        assert reported(copied(folder, tmp_path, seed)) == as_it_is, f"seed {seed}"
