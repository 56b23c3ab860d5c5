"""What programs read beside the names of Python: codes, keys, files, columns, options, facts and rows, one a line.

Run this file when a version is released: `python tests/support/promised.py` writes `tests/golden/promised.txt`.

Independent of the pages that describe them: schemas, files and the command are looked at as they are.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from click.testing import CliRunner
from public_api import public_modules

from chatlink_policy import QUESTIONS
from chatlink_policy.cli import command
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.review.tables import TABLES
from chatlink_policy.serialization.schema import SCHEMAS, json_schema
from chatlink_policy.sources import CHOICES, REQUIREMENTS
from chatlink_policy.wording.grounds import GROUNDS

KEPT = Path(__file__).parents[1] / "golden" / "promised.txt"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def promised() -> list[str]:
    """Each thing on a line of its own, sorted."""
    parts = (_codes(), _keys(), _questions(), _tables(), _options(), _written())
    return sorted({line for part in parts for line in part})


def _codes() -> Iterator[str]:
    for number in (*REQUIREMENTS, *CHOICES):
        yield f"number {number}"
    for code in GROUNDS:
        yield f"code ground {code}"
    for module in map(import_module, public_modules()):
        for name in getattr(module, "__all__", ()):
            made = getattr(module, name)
            if isinstance(made, type) and issubclass(made, Enum):
                for each in made.__members__:
                    yield f"code {name}.{each} = {made[each].value!r}"


def _keys() -> Iterator[str]:
    for name in SCHEMAS:
        schema: Any = json_schema(name)
        for path in _keys_of(schema, name):
            yield f"key {path}"
        for made, each in schema.get("$defs", {}).items():
            for path in _keys_of(each, f"{name}: {made}"):
                yield f"key {path}"


def _keys_of(schema: object, path: str) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for key, each in schema.get("properties", {}).items():
            yield f"{path}.{key}"
            yield from _keys_of(each, f"{path}.{key}")
        for inner in ("items", "additionalProperties"):
            yield from _keys_of(schema.get(inner), f"{path}[]")
        for inner in ("anyOf", "oneOf"):
            for each in schema.get(inner, ()):
                yield from _keys_of(each, path)


def _questions() -> Iterator[str]:
    for name, question in QUESTIONS.items():
        yield f"question {name} version {question.version}"
        for fact in question.facts:
            yield f"fact {name}.{fact.name}"
        for row in question.documented:
            yield f"row {name}: {row.label}"


def _tables() -> Iterator[str]:
    for table in EXPORT_TABLES.values():
        for column in table.columns:
            yield f"column of an export {table.name}.{column.name}"
    for name, columns in TABLES.items():
        for each in columns:
            yield f"column of a review's input {name}.{each.name}"


def _options(group: click.Group = command, path: str = "chatlink-policy") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        made = group.get_command(context, name)
        assert made is not None
        for each in made.params:
            for option in each.opts if isinstance(each, click.Option) else [each.name]:
                yield f"option {path} {name} {option}"
        if isinstance(made, click.Group):
            yield from _options(made, f"{path} {name}")


def _written() -> Iterator[str]:
    """The files of a review with their columns and keys."""
    with TemporaryDirectory() as folder:
        asked = ["--join", "--enablement", "--through", "--change", str(EXAMPLES / "policies" / "proposed.toml")]
        into = ["--out", str(Path(folder, "rights.csv"))]
        done = CliRunner().invoke(command, ["review", str(EXAMPLES / "export-contoso"), *asked, *into])
        assert done.exit_code == 0, done.output
        for path in Path(folder).iterdir():
            if path.suffix == ".csv":
                with path.open(encoding="utf-8", newline="") as file:
                    columns = next(csv.reader(file))
            else:
                columns = sorted(_keys_in(json.loads(path.read_text(encoding="utf-8"))))
            for each in columns:
                yield f"file {path.name}: {each}"


def _keys_in(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _keys_in(each, f"{path}[]")
    elif isinstance(value, dict):
        for key, each in value.items():
            yield f"{path}.{key}".removeprefix(".")
            yield from _keys_in(each, f"{path}.{key}")


if __name__ == "__main__":
    KEPT.write_text("\n".join(promised()) + "\n", encoding="utf-8", newline="\n")
