"""Tables and columns left out of an export, one at a time: no row of an answer is there that is not there with them."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from three_units import SUPPLEMENT, tables, write

from chatlink_policy import UnreadableInput
from chatlink_policy.checking import FindingCode
from chatlink_policy.checking import check as check_export
from chatlink_policy.dataverse import load_export
from chatlink_policy.review.folders import Asked, Reviewed, read_organisation, review_organisation
from chatlink_policy.serialization import read_policy

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CONTOSO = EXAMPLES / "export-contoso"
ASKED = Asked(joining=True, enablement=True, change=read_policy(EXAMPLES / "policies" / "proposed.toml"))
TOLD_OF_ITSELF = ("not-answered", "unanswered-links", "unanswered-users")
TABLES = sorted({each.name.partition(".")[0] for each in CONTOSO.glob("*.json")})


def reviewed(folder: Path) -> tuple[Reviewed, dict[str, Counter[tuple[Any, ...]]]]:
    """What is answered, and the rows of each answer by name; of holders without the number of connections."""
    with TemporaryDirectory() as out:
        result = review_organisation(read_organisation(folder), Path(out, "review"), ASKED, partial=True)
        found = {
            each.name: pl.read_parquet(each / "*.parquet") for each in Path(out, "review").iterdir() if each.is_dir()
        }
    return result, {
        name: Counter(frame.drop("links", strict=False).rows())
        for name, frame in found.items()
        if name not in TOLD_OF_ITSELF and not name.startswith(("rejected", "change-rejected"))
    }


@pytest.fixture(scope="module")
def whole() -> dict[str, Counter[tuple[Any, ...]]]:
    """The answers to the whole export."""
    return reviewed(CONTOSO)[1]


def check(folder: Path, whole: dict[str, Counter[tuple[Any, ...]]]) -> None:
    """What is answered is answered with the whole export too, and where rows are missing, that is said."""
    try:
        result, found = reviewed(folder)
    except UnreadableInput:
        return  # refused, so nothing is answered
    for name, rows in found.items():
        assert not rows - whole.get(name, Counter()), name
    silent = {name for name, rows in whole.items() if rows - found.get(name, Counter())}
    if silent:
        assert result.not_answered or result.rejected or result.summary.rejected, silent


def copied(to: Path) -> Path:
    return Path(shutil.copytree(CONTOSO, to / "export"))


def check_without_table(table: str, whole: dict[str, Counter[tuple[Any, ...]]], tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for each in [*folder.glob(f"{table}.json"), *folder.glob(f"{table}.*.json")]:
        each.unlink()
    check(folder, whole)


@pytest.mark.parametrize("table", ["chats", "teamroles"])
def test_without_some_tables_nothing_more_is_answered(
    table: str, whole: dict[str, Counter[tuple[Any, ...]]], tmp_path: Path
) -> None:
    check_without_table(table, whole, tmp_path)


@pytest.mark.campaign
@pytest.mark.parametrize("table", TABLES)
def test_without_any_table_nothing_more_is_answered(
    table: str, whole: dict[str, Counter[tuple[Any, ...]]], tmp_path: Path
) -> None:
    check_without_table(table, whole, tmp_path)


def columns() -> Iterator[tuple[str, str]]:
    for table in TABLES:
        names = {name for path in CONTOSO.glob(f"{table}*.json") for row in rows_of(path) for name in row}
        yield from ((table, name) for name in sorted(names) if "@odata" not in name)


def rows_of(path: Path) -> list[dict[str, Any]]:
    payload = json.loads(path.read_text(encoding="utf-8"))
    rows = payload["value"] if isinstance(payload, dict) else payload
    return [row for row in rows if isinstance(row, dict)]


@pytest.mark.campaign
@pytest.mark.parametrize(("table", "column"), list(columns()))
def test_without_any_column_nothing_more_is_answered(
    table: str, column: str, whole: dict[str, Counter[tuple[Any, ...]]], tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    for path in [*folder.glob(f"{table}.json"), *folder.glob(f"{table}.*.json")]:
        payload = json.loads(path.read_text(encoding="utf-8"))
        for row in payload["value"] if isinstance(payload, dict) else payload:
            if isinstance(row, dict):
                row.pop(column, None)
        path.write_text(json.dumps(payload), encoding="utf-8")
    check(folder, whole)


TABLES_OF_ROLES = ("systemuserroles", "teamroles", "teammemberships", "roles", "privileges", "roleprivileges")


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("table", TABLES_OF_ROLES)
def test_a_missing_table_of_roles_is_named_though_privileges_were_asked_for_one_user(
    table: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "export", {name: rows for name, rows in tables().items() if name != table}, SUPPLEMENT)
    with pytest.raises(UnreadableInput, match=rf"{table}: .* who has the global right"):
        review_organisation(read_organisation(folder), tmp_path / "rights.csv")
    found = check_export(load_export(folder))
    assert (FindingCode.TABLE_NOT_EXPORTED, table) in {(each.code, each.subject) for each in found}
