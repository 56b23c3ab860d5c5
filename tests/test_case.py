"""One case of an organisation: named by ids as they are copied, and why a question about it has no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, combinations
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve

from chatlink_policy import InvalidValue, Outcome, UnreadableInput
from chatlink_policy.case import Case, Named, answer, asked_for, scenario_of, without_effect
from chatlink_policy.dataverse import load_export
from chatlink_policy.rules.timeline import TimelineEntry
from chatlink_policy.snapshot import NotSelected, Rejected, Snapshot

CONTOSO = Path(__file__).parents[1] / "docs" / "examples" / "export-contoso"
USER = "414cbe32-7d3b-ee11-bdf4-000d3a5b6c02"
CHAT = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"
CASE = "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"
ALL: Named = {
    "user": USER,
    "chat": CHAT,
    "record": CASE,
    "record_type": "incident",
    "app": "customerservicehub",
    "now": datetime(2025, 3, 1, 9, tzinfo=UTC),
}
NAMES = tuple(ALL)
SINCE = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def contoso() -> Snapshot:
    snapshot = load_export(CONTOSO)
    return evolve(snapshot, policy=snapshot.policy.but(timeline_sync_since=SINCE))


def but(changes: dict[str, str]) -> Named:
    return cast("Named", {**ALL, **changes})


def some(names: tuple[str, ...]) -> Named:
    return cast("Named", {name: value for name, value in ALL.items() if name in names})


def answered(outcome: Outcome) -> set[str]:
    return {*asked_for(NAMES), "notifications"} - {each.question for each in outcome.not_asked}


def subsets(names: tuple[str, ...] = NAMES) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


# --- What is asked ----------------------------------------------------------------------------------------------------


def test_a_question_is_asked_for_exactly_where_all_that_it_takes_is_named(contoso: Snapshot) -> None:
    everything = answered(answer(contoso, **ALL))
    assert everything == set(asked_for(NAMES))
    for names in subsets():
        if "record" in names or "record_type" not in names:
            assert answered(answer(contoso, **some(names))) == set(asked_for(names)), names


def test_what_is_named_for_nothing_is_what_no_question_takes_and_says_what_would_be_needed_too() -> None:
    for names in subsets():
        asked = asked_for(names)
        useless = without_effect(names)
        for name in names:
            changes_nothing = asked_for({*names} - {name}) == asked
            if name == "record_type" and "record" in names:
                assert name not in useless  # it tells two records of one id rejected
            elif name == "record" and "record_type" in names:
                continue  # the card needs one of them
            else:
                assert (name in useless) is changes_nothing, (names, name)
        for name, needed in useless.items():
            assert name not in without_effect({*names, *needed})
            assert needed and not {*needed} & {*names}


# --- Ids --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copied",
    [
        {"user": f"{{{USER.upper()}}}"},
        {"record": CASE.upper()},
        {"record_type": "Incident"},
        {"app": "CustomerServiceHub"},
    ],
    ids=lambda copied: next(iter(copied)),
)
def test_an_id_is_taken_as_it_is_copied(copied: dict[str, str], contoso: Snapshot) -> None:
    assert scenario_of(contoso, **but(copied)) == scenario_of(contoso, **ALL)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"user": "ada@contoso.com"}, "it looks like a sign-in name; a user is named by systemuserid"),
        ({"user": USER[:-1] + "9"}, f"close: '{USER[:-1]}"),
        ({"user": USER[:8]}, f"close: '{USER}'"),
        ({"user": "NULL"}, "NULL is how tables show that there is no value: leave it out"),
        ({"user": f" {USER}"}, "a non-empty id without blanks at its ends"),
        ({"chat": CHAT.replace(":", "%3A").replace("@", "%40")}, f"decoded it is '{CHAT}' that is there"),
        ({"chat": "19%3ano"}, "decoded it is '19:no')"),
        ({"app": "customerservicehab"}, "close: 'customerservicehub'"),
        ({"app": "Café"}, "a unique name of an app in ASCII"),
        ({"record": "nothing"}, "a record of the snapshot"),
        ({"chat": "19:gone"}, "or that of a rejected row, such as msdyn_teamschatassociations.json row"),
        ({"record_type": "account"}, "incident, which has the record of that id"),
        ({"record_type": "a case"}, "a logical name"),
        ({"record_type": "incidents", "record": None}, "a record type of the snapshot (close: 'incident')"),
        ({"record_type": "zzzz", "record": None}, "a record type of the snapshot\n"),
    ],
)
def test_a_wrong_name_is_refused_with_what_may_be_meant(
    wrong: dict[str, str], expected: str, contoso: Snapshot
) -> None:
    [problem] = Case(contoso, **but(wrong)).problems
    assert problem.field == next(iter(wrong))
    assert expected in f"{problem.expected}\n"
    with pytest.raises(InvalidValue, match=f"^{problem.field}: "):
        answer(contoso, **but(wrong))


def test_all_wrong_names_are_refused_at_once(contoso: Snapshot) -> None:
    named = Named(user="nobody", chat="none", app="no app", record="nothing", record_type="no_table")
    assert [each.field for each in Case(contoso, **named).problems] == ["user", "chat", "app", "record_type", "record"]


@pytest.mark.parametrize(
    ("kind", "rejected"),
    [
        ("user", Rejected("systemusers.json", 6, "isdisabled", "true or false", "null", id=USER)),
        (
            "chat",
            Rejected("msdyn_teamschatassociations.json", 3, f"chat {CHAT}", "readable rows", "this row"),
        ),
        ("record", Rejected("records_incident.json", 0, "_ownerid_value", "one owner", "two", id=CASE)),
    ],
)
def test_what_was_rejected_costs_the_answers_that_need_it_and_the_reason_is_its_own(
    kind: str, rejected: Rejected, contoso: Snapshot
) -> None:
    found = evolve(
        contoso,
        users=tuple(each for each in contoso.users if kind != "user" or each.id != USER),
        chats=tuple(each for each in contoso.chats if kind != "chat" or each.id != CHAT),
        records=tuple(each for each in contoso.records if kind != "record" or each.id != CASE),
        rejected=(Rejected(rejected.source, 8, "row", "a row with columns", "5"), rejected),
    )
    case = Case(found, **ALL)
    assert case.problems == []
    told = {each.question: each.says for each in case.outcome.not_asked}
    assert f"{ALL.get(kind)} was rejected: {rejected.says}" in told["disconnecting"]


def test_of_two_records_of_one_id_the_record_type_tells(contoso: Snapshot) -> None:
    record = next(each for each in contoso.records if each.id == CASE)
    twice = evolve(contoso, records=(*contoso.records, evolve(record, record_type="account")))
    [problem] = Case(twice, record=CASE).problems
    assert problem.expected == "one record; name the record type too, one of account, incident"
    found = scenario_of(twice, record=CASE, record_type="account").record
    assert found is not None and found.record_type == "account"


# --- What was not exported --------------------------------------------------------------------------------------------

WITHOUT: dict[str, dict[str, Any]] = {
    "systemusers": {"users": ()},
    "appmodules": {"apps": ()},
    "msdyn_teamschatassociations": {"chats": ()},
    "records_incident": {"records": ()},
    "access": {"access": ()},
    "entitydefinitions": {"record_types": ()},
    "savedqueries": {"views": ()},
}


@pytest.mark.parametrize("table", WITHOUT)
def test_without_a_table_no_answer_changes_and_each_that_is_lost_says_which_table_is_missing(
    table: str, contoso: Snapshot
) -> None:
    lacking = evolve(contoso, tables=WITHOUT.keys() - {table} | {"chats"}, **WITHOUT[table])
    whole, found = answer(contoso, **ALL), answer(lacking, **ALL)
    told = {each.question: each.because or "" for each in found.not_asked}
    lost = answered(whole) - answered(found)
    assert lost
    for question in lost:
        assert f"{table} {'was' if table == 'access' else 'were'} not exported" in told[question], question
    for question in answered(found).intersection(found.decisions):
        assert found.decisions[question] == whole.decisions[question]


def test_what_a_whole_export_does_not_hold_is_reported_as_such(contoso: Snapshot) -> None:
    lacking = evolve(contoso, access=(), record_types=(), views=())
    told = {each.question: each.because or "" for each in answer(lacking, **ALL).not_asked}
    assert told["joining"] == "access holds no rights of that user to that record"
    assert "entitydefinitions do not hold incident" in told["context_card"]
    assert "an export holds no changes of a record" in told["notifications"]


@pytest.mark.proves("DIS-7")
def test_why_a_record_is_not_there_is_said_of_the_tables_that_it_may_be_in(contoso: Snapshot) -> None:
    of_cases, of_accounts = (
        NotSelected(f"{table}.json", table, column, ("can_disconnect",))
        for table, column in (("records_incident", "owningteam"), ("records_account", "owninguser"))
    )
    missing = evolve(contoso, records=tuple(each for each in contoso.records if each.id != CASE))
    for lacking, columns in [((of_accounts,), None), ((of_accounts, of_cases), "owningteam")]:
        snapshot = evolve(missing, not_selected=lacking)
        if columns is None:
            with pytest.raises(InvalidValue, match="a record of the snapshot"):
                answer(snapshot, user=USER, chat=CHAT, record=CASE)
            continue
        why = {each.question: each.because for each in answer(snapshot, user=USER, chat=CHAT, record=CASE).not_asked}
        assert columns in str(why["joining"])
        assert "owninguser" not in str(why["joining"])


def test_without_chat_activities_what_a_timeline_entry_shows_has_its_reason(contoso: Snapshot) -> None:
    assert contoso.tables is not None
    found = answer(evolve(contoso, tables=contoso.tables - {"chats"}), **ALL)
    assert found.timeline_entry_shows is None
    (why,) = (each.because for each in found.not_asked if each.question == "timeline_entry_shows")
    assert why == "chats were not exported"


def test_without_chats_there_is_a_reason_why_disconnecting_has_no_answer(contoso: Snapshot, tmp_path: Path) -> None:
    for file in CONTOSO.iterdir():
        if file.name != "chats.json":
            (tmp_path / file.name).symlink_to(file)
    found = load_export(tmp_path)
    outcome = answer(evolve(found, policy=found.policy.but(timeline_sync_since=SINCE)), **ALL)
    whole, told = answer(contoso, **ALL), {each.question: each.says for each in outcome.not_asked}
    because = "chats were not exported: neither yes nor no"
    assert told["disconnecting"] == told["timeline_entry_shows"] == because
    assert (outcome.joining, outcome.timeline_entry) == (whole.joining, whole.timeline_entry)
    assert answered(whole) - answered(outcome) == {"disconnecting", "timeline_entry_shows"}


FILES = sorted(CONTOSO.glob("*.json"))


def assert_no_other_answer(folder: Path, contoso: Snapshot, left_out: str) -> None:
    """What is answered without something is answered as with it, and what is not says why."""
    try:
        found = load_export(folder)
    except UnreadableInput as refused:
        assert left_out in str(refused)
        return
    case = Case(evolve(found, policy=found.policy.but(timeline_sync_since=SINCE)), **ALL)
    if case.problems:
        assert all("rejected" in each.expected for each in case.problems), left_out
        return
    whole, told = answer(contoso, **ALL), {each.question: each for each in case.outcome.not_asked}
    for question in answered(whole):
        if question in told:
            assert told[question].because, (left_out, question)
        else:
            assert known_of(case.outcome, question) == known_of(whole, question), (left_out, question)


def known_of(outcome: Outcome, question: str) -> object:
    """An answer, without the last writer, of whom None says already that they are not known."""
    found = getattr(outcome, question)
    return evolve(found, last_writer=None) if isinstance(found, TimelineEntry) else found


@pytest.mark.parametrize("table", sorted({each.name.partition(".")[0] for each in FILES}))
def test_without_any_one_table_no_answer_is_another_and_a_lost_one_says_why(
    table: str, contoso: Snapshot, tmp_path: Path
) -> None:
    for file in CONTOSO.iterdir():
        if file.name.partition(".")[0] != table:
            (tmp_path / file.name).symlink_to(file)
    assert_no_other_answer(tmp_path, contoso, table)


@pytest.mark.parametrize("file", FILES, ids=[each.name for each in FILES])
def test_without_any_one_column_no_answer_is_another_and_a_lost_one_says_why(
    file: Path, contoso: Snapshot, tmp_path: Path
) -> None:
    for each in CONTOSO.iterdir():
        if each != file:
            (tmp_path / each.name).symlink_to(each)
    rows = json.loads(file.read_text(encoding="utf-8"))
    for column in sorted(set(columns_of(rows)) - {"value"}):
        (tmp_path / file.name).write_text(json.dumps(without(rows, column)), encoding="utf-8")
        assert_no_other_answer(tmp_path, contoso, column)


def columns_of(rows: Any) -> Iterator[str]:  # noqa: ANN401  # whatever JSON holds
    for each in rows.values() if isinstance(rows, dict) else rows if isinstance(rows, list) else ():
        yield from columns_of(each)
    if isinstance(rows, dict):
        yield from (name for name in rows if not name.startswith("@"))


def without(rows: Any, column: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    if isinstance(rows, dict):
        return {name: without(each, column) for name, each in rows.items() if name != column}
    return [without(each, column) for each in rows] if isinstance(rows, list) else rows
