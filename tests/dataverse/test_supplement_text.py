"""The supplement to fill in: it names every key, and an export changes its own two lines only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy.dataverse import Supplement
from chatlink_policy.dataverse.supplement import SUPPLEMENT_KEYS, supplement_text, with_export_keys
from chatlink_policy.errors import UnreadableInput
from chatlink_policy.serialization import read_model

ON = datetime(2026, 1, 31, 9, tzinfo=UTC)


def read(text: str, folder: Path) -> Supplement:
    path = folder / "supplement.toml"
    path.write_text(text, encoding="utf-8")
    return read_model(path, Supplement)


def test_the_text_names_every_key_of_a_supplement_and_no_other() -> None:
    assert {each.name for each in SUPPLEMENT_KEYS} == {each.name for each in fields(Supplement)}
    text = supplement_text()
    for key in SUPPLEMENT_KEYS:
        assert f"\n#{key.example.splitlines()[0]}\n" in text
    assert all(line.startswith("#") for line in text.splitlines() if line)


def test_every_example_of_the_text_can_be_read(tmp_path: Path) -> None:
    never = "never_selected"  # which stands instead of selected_apps
    for other in (never, "selected_apps"):
        everything = read("\n".join(each.example for each in SUPPLEMENT_KEYS if each.name != other), tmp_path)
        for each in fields(Supplement):
            assert (getattr(everything, each.name) != each.default) == (each.name != other), each.name


def test_a_new_supplement_has_the_two_keys_of_an_export_where_they_are_explained(tmp_path: Path) -> None:
    text = with_export_keys(None, ON, ["chats.linkedon", "access.table"])
    changed = [line for line in text.splitlines() if line not in supplement_text().splitlines()]
    assert changed == [
        "exported_on = 2026-01-31T09:00:00Z",
        'missing_columns = ["access.table", "chats.linkedon"]',
    ]
    found = read(text + "\non_for_all_apps = true\n", tmp_path)
    assert found.exported_on == ON
    assert found.missing_columns == {"chats.linkedon", "access.table"}


LINES = ["on_for_all_apps = true\n", "# a remark\n", "\n", "selected_apps = [\n", '  "a", # ]\n', "]\n", "[[apps]]\n"]
OWN = [
    "exported_on = 2025-01-01T00:00:00Z\n",
    "  exported_on=2025-01-01T00:00:00Z # by hand\n",
    "#exported_on = 2025-01-01T00:00:00Z\n",
    'missing_columns = ["a.b"]\n',
    'missing_columns = [ # those\n  "a.b", # ]\n\n  "c.d" ]\n',
    "missing_columns = []",
]


@given(st.lists(st.sampled_from([*LINES, *OWN])), st.sampled_from([ON, None]))
def test_an_export_keeps_every_other_line_of_a_supplement(parts: list[str], on: datetime | None) -> None:
    parts = [*(each if each.endswith("\n") else f"{each}\n" for each in parts[:-1]), *parts[-1:]]
    kept = "".join(each for each in parts if each.rstrip("\n") not in {own.rstrip("\n") for own in OWN})
    made = with_export_keys("".join(parts), on, ["x.y"])
    own = [line for line in made.splitlines() if "exported_on" in line or "missing_columns" in line]
    expected = ['missing_columns = ["x.y"]'] + ["exported_on = 2026-01-31T09:00:00Z"] * (on is not None)
    assert sorted(own) == sorted(expected)
    others = "".join(line for line in made.splitlines(keepends=True) if line.rstrip("\n") not in expected)
    assert others == kept
    assert with_export_keys(made, on, ["x.y"]) == made


@pytest.mark.parametrize("wrong", ["chats", "a.b.c", "a b.c", ""])
def test_a_missing_column_is_named_with_its_table(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="missing_columns"):
        read(f'on_for_all_apps = true\nmissing_columns = ["{wrong}"]', tmp_path)
