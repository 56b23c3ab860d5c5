"""On an export of three business units, tables, columns and keys are left out one at a time.

No answer may turn, and none may be given that rests on what was not there: each is the one given before, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from three_units import (
    ACCOUNT,
    ADA,
    AGAIN,
    BO,
    CASE,
    CY,
    DEE,
    EMAIL,
    EVE,
    GROUP,
    HUB,
    MAIL,
    OTHER,
    SUPPLEMENT,
    TEAM_CASE,
    WORKSPACE,
    Row,
    tables,
    write,
)

from chatlink_policy import Change, InvalidValue, evaluate
from chatlink_policy.case import scenario_of
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES, ExportColumn, records_table
from chatlink_policy.snapshot import Snapshot

NOW = datetime(2025, 3, 10, tzinfo=UTC)
WHOLE = tables()
PAIRS = (
    (GROUP, "incident", CASE),
    (OTHER, "incident", TEAM_CASE),
    (OTHER, "account", ACCOUNT),
    (MAIL, "account", ACCOUNT),
    (MAIL, "email", EMAIL),
    (AGAIN, "incident", TEAM_CASE),
)
CASES = [
    {"user": user, "chat": chat, "record": record, "record_type": table, "app": app}
    for user in (ADA, BO, CY, DEE, EVE)
    for (chat, table, record), app in (
        *zip(PAIRS, repeat(WORKSPACE)),
        (PAIRS[0], HUB),
    )  # what an app has rests on no chat
]

Answers = dict[tuple[str, ...], Any]


def answers(snapshot: Snapshot) -> Answers:
    """Every answer that is given about every case, by the case and the name of the answer."""
    found: Answers = {}
    for case in CASES:
        for name, answer in _of_case(snapshot, case):
            found[(*case.values(), name)] = answer
    return found


def _of_case(snapshot: Snapshot, case: dict[str, str]) -> Iterator[tuple[str, Any]]:
    named = dict(case)
    while True:
        try:
            scenario = scenario_of(snapshot, **named, now=NOW)
            break
        except InvalidValue as error:  # what the snapshot does not hold stays open, and the rest is asked
            del named[error.field]
    scenario = evolve(scenario, changes=[Change("prioritycode", 1, 2), Change("title", "a", "b")])
    outcome = evaluate(scenario)
    yield from ((name, decision.allowed) for name, decision in outcome.decisions.items())
    not_asked = {each.question for each in outcome.not_asked}
    for name in ("missing_pane_permissions", "record_opens", "timeline_entry_shows", "context_card", "notifications"):
        if name not in not_asked:
            answer = getattr(outcome, name)
            yield name, answer.to_dict() if hasattr(answer, "to_dict") else answer


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    snapshot = load_export(write(tmp_path_factory.mktemp("whole") / "export", WHOLE, SUPPLEMENT), strict=True)
    assert snapshot.not_selected == ()
    return answers(snapshot)


def without_table(name: str) -> dict[str, list[Row]]:
    return {table: rows for table, rows in WHOLE.items() if table != name}


def without_column(table: str, *columns: str) -> dict[str, list[Row]]:
    bare = [
        {key: value for key, value in row.items() if key.split("@", maxsplit=1)[0] not in columns}
        for row in WHOLE[table]
    ]
    return WHOLE | {table: bare}


def _is_the_same(before: Any, after: Any) -> bool:  # noqa: ANN401  # of any answer
    """Whether an answer is the one before, or says of a part of itself that it is unknown."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return bool(before == after)
    unknown = {name: None for name in ("last_writer", "chat_owner_consent") if name in after and after[name] is None}
    statements = {name: after[name] for name in ("statements",) if unknown and name in after}
    return before | unknown | statements == after


def compared(
    folder: Path, before: Answers, found: dict[str, list[Row]], supplement: Row = SUPPLEMENT
) -> tuple[set[str], Snapshot]:
    """The names of the answers that are no longer given, and the snapshot; no answer may differ from that before."""
    snapshot = load_export(write(folder, found, supplement))
    after = answers(snapshot)
    other = {key: (before.get(key), new) for key, new in after.items() if not _is_the_same(before.get(key, ...), new)}
    assert other == {}
    return {key[-1] for key in before.keys() - after.keys()}, snapshot


def test_the_answers_that_others_are_held_against_are_of_every_kind(before: Answers) -> None:
    given: dict[str, list[Any]] = {}
    for key, each in before.items():
        if each not in given.setdefault(key[-1], []):
            given[key[-1]].append(each)
    yes_and_no = ("enablement", "disconnecting", "joining", "timeline_entry", "timeline_open", "timeline_configure")
    for name in (*yes_and_no, "missing_pane_permissions", "context_card", "notifications"):
        assert len(given[name]) > 1, name
    assert given["connecting"] == given["record_opens"] == [True]
    assert any(given["timeline_entry_shows"])
    assert not any(DEE in key for key in before if key[-1] in ("enablement", "disconnecting"))


LOSES_NOTHING = {"activityparties", "teams", "userprivileges"}
"""Tables without which every answer is given: a last writer may be unknown, and roles give the same privileges."""


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize("table", WHOLE)
def test_without_a_table_an_answer_is_the_same_or_is_not_given(tmp_path: Path, before: Answers, table: str) -> None:
    lost, _ = compared(tmp_path / "export", before, without_table(table))
    assert bool(lost) == (table not in LOSES_NOTHING)
    assert lost <= {name for each in columns_of(table) for name in each.needed_for}


def columns_of(table: str) -> tuple[ExportColumn, ...]:
    is_records = table.startswith("records_")
    return (records_table(table.removeprefix("records_")) if is_records else EXPORT_TABLES[table]).columns


COLUMNS = [(table, column) for table in WHOLE for column in columns_of(table)]


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{table}.{column.name}" for table, column in COLUMNS])
def test_without_a_column_an_answer_is_the_same_or_is_not_given(
    tmp_path: Path, before: Answers, table: str, column: ExportColumn
) -> None:
    lost, snapshot = compared(tmp_path / "all", before, without_column(table, column.name, *column.instead))
    not_selected = snapshot.not_selected
    if column.instead:
        assert compared(tmp_path / "alone", before, without_column(table, column.name))[0] <= lost
    assert lost <= {name for each in columns_of(table) for name in each.needed_for}
    assert {each.table for each in not_selected} <= {table}
    assert not lost or not_selected
    assert len(not_selected) == len({each.column for each in not_selected})


EXPANDED = [
    (table, expand.name, column)
    for table in WHOLE
    if table in EXPORT_TABLES
    for expand in EXPORT_TABLES[table].expand
    for column in expand.columns
]


def without_column_within(value: Any, columns: Iterable[str]) -> Any:  # noqa: ANN401  # what is expanded
    if isinstance(value, list):
        return [without_column_within(each, columns) for each in value]
    return {key: each for key, each in value.items() if key not in columns}


@pytest.mark.proves("Q-12")
@pytest.mark.parametrize(
    ("table", "expanded", "column"), EXPANDED, ids=[f"{table}.{expand}.{each.name}" for table, expand, each in EXPANDED]
)
def test_without_a_column_of_what_is_expanded_an_answer_is_the_same_or_is_not_given(
    tmp_path: Path, before: Answers, table: str, expanded: str, column: ExportColumn
) -> None:
    names = (column.name, *column.instead)
    bare = [row | {expanded: without_column_within(row[expanded], names)} for row in WHOLE[table]]
    lost, snapshot = compared(tmp_path / "export", before, WHOLE | {table: bare})
    assert snapshot.rejected == ()
    assert lost <= {*column.needed_for}
    assert len(snapshot.not_selected) == bool(lost)
    for each in snapshot.not_selected:
        assert (each.table, each.column) in {(table, f"{expanded}.{name}") for name in names}
    assert bool(lost) != column.is_optional


@pytest.mark.parametrize("key", [key for key in SUPPLEMENT if key != "chats"])  # an unknown kind is a kind (CON-3)
def test_without_a_key_of_the_supplement_an_answer_is_the_same_or_is_not_given(
    tmp_path: Path, before: Answers, key: str
) -> None:
    rest = {key, "others_read_no_secured_fields"} if key == "users" else {key}  # the one says something of the other
    bare = {name: value for name, value in SUPPLEMENT.items() if name not in rest}
    lost, _ = compared(tmp_path / "export", before, WHOLE, bare)
    assert bool(lost) == (key != "chat_owner_consent")
