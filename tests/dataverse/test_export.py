"""Whole exports: the examples of the documentation, what refuses an export, and what is rejected."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from itertools import product
from operator import getitem
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import (
    QUESTIONS,
    Decision,
    InvalidValue,
    RecordType,
    UnknownFact,
    UnreadableInput,
    can_connect,
    can_disconnect,
    can_join,
    evaluate,
    is_enabled,
)
from chatlink_policy.case import scenario_of
from chatlink_policy.checking import FindingCode, Severity, check
from chatlink_policy.dataverse import Supplement, load_export
from chatlink_policy.dataverse._payloads import rows
from chatlink_policy.dataverse._rows import guid
from chatlink_policy.dataverse.export import _Export
from chatlink_policy.snapshot import Snapshot
from chatlink_policy.unknown import UNKNOWN, Unknown

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CONTOSO = EXAMPLES / "export-contoso"
ADA, BO, CY = (
    "403bad21-7d3b-ee11-bdf4-000d3a5b6c01",
    "414cbe32-7d3b-ee11-bdf4-000d3a5b6c02",
    "425dcf43-7d3b-ee11-bdf4-000d3a5b6c03",
)
CASE = "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"
CHAT = "19:2f1c6b7a9d8e4f5ab0c1d2e3f4a5b6c7@thread.v2"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A copy of the Contoso export, to be changed."""
    return Path(shutil.copytree(CONTOSO, tmp_path / "export"))


def problems(folder: Path, *, strict: bool = False) -> list[str]:
    with pytest.raises(UnreadableInput) as caught:
        load_export(folder, strict=strict)
    return str(caught.value).splitlines()


# --- The examples -----------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_refused_in_the_words_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as refused:
        load_export(tmp_path / "nothing")
    assert [problem.got for problem in refused.value.problems] == [os.strerror(errno.ENOENT)]


def test_without_the_table_of_profiles_no_user_is_lost_and_a_profile_is_unknown(tmp_path: Path) -> None:
    some = shutil.copytree(CONTOSO, tmp_path / "some")
    (some / "msdyn_appconfigurations.json").unlink()
    users, whole = ({each.id: each for each in load_export(folder).users} for folder in (some, CONTOSO))
    assert users.keys() == whole.keys()
    for id, user in users.items():
        if whole[id].profile is None:
            assert user.profile is None
        else:
            assert isinstance(user.profile, Unknown)
            assert user.profile.because == "msdyn_appconfigurations were not exported"


def test_what_the_environment_does_not_have_is_a_column_of_one_table() -> None:
    export: Any = SimpleNamespace(supplement=Supplement(missing_columns=["chats.linkedon", "teams.name"]))
    assert [_Export._missing(export, table) for table in ("chats", "teams", "zebras")] == [
        {"linkedon"},
        {"name"},
        set(),
    ]


def test_the_example_exports_show_every_kind_of_finding() -> None:
    shown = {finding.code for name in EXAMPLES.glob("export-*") for finding in check(load_export(name))}
    # no export has settings that are unknown without a column that was not selected, which is then the finding
    assert shown == set(FindingCode) - {FindingCode.SETTINGS_UNKNOWN}


def test_an_export_becomes_the_models_of_the_organisation() -> None:
    snapshot = load_export(CONTOSO)
    assert {user.id for user in snapshot.users} >= {ADA, BO, CY}
    assert {app.unique_name for app in snapshot.apps} >= {"msdyn_customerserviceworkspace", "customerservicehub"}
    assert {each.name for each in snapshot.profiles} == {"Contoso - case agents", "Contoso - billing"}
    assert snapshot.policy.unreadable_record_types == {"contoso_legacy", "knowledgearticle"}
    assert len(snapshot.rejected) == 4
    assert snapshot.consents is not None


@pytest.mark.proves("DIS-4", "JOI-1")
def test_a_case_of_an_export_is_answered_in_full() -> None:
    snapshot = load_export(CONTOSO)
    scenario = scenario_of(snapshot, user=BO, chat=CHAT, record=CASE, app="CustomerServiceHub")
    outcome = evaluate(scenario)
    assert outcome.disconnecting is not None
    assert outcome.disconnecting.documented_by == ("DIS-4 row 2",)
    assert outcome.joining is not None
    assert outcome.joining
    assert [each.question for each in outcome.not_asked] == ["timeline_entry", "timeline_entry_shows", "notifications"]
    assert outcome.context_card is not None
    assert outcome.context_card.fields == ("title", "createdon", "prioritycode", "customerid", "description")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"user": "nobody"}, "user: expected a user of the snapshot"),
        ({"chat": "19:gone"}, "chat: expected a chat of the snapshot"),
        ({"app": "ghost"}, "app: expected an app of the snapshot"),
    ],
)
def test_a_name_that_the_export_does_not_hold_is_refused(named: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        scenario_of(load_export(CONTOSO), **named)  # type: ignore[arg-type]  # none of these is a time
    assert str(caught.value).startswith(message)


def test_a_case_whose_settings_were_rejected_is_answered_as_far_as_it_can_be() -> None:
    snapshot = load_export(CONTOSO)
    table = RecordType("knowledgearticle", [], is_activity=False, is_virtual=False, has_update_filter=True)
    snapshot = evolve(snapshot, record_types=(*snapshot.record_types, table))
    outcome = evaluate(scenario_of(snapshot, record_type=table.name, user=snapshot.users[0].id))
    reasons = {each.question: each.because for each in outcome.not_asked}
    assert str(reasons["context_card"]).startswith("the settings of record type 'knowledgearticle' could not be read")
    assert outcome.timeline_configure is not None


@pytest.mark.proves("DIS-2")
def test_questions_about_a_record_type_whose_settings_were_rejected_raise() -> None:
    snapshot = load_export(CONTOSO)
    with pytest.raises(UnknownFact):
        snapshot.policy.settings_for("knowledgearticle")
    with pytest.raises(UnknownFact):
        load_export(EXAMPLES / "export-fabrikam").policy.settings_for("incident")


def test_the_same_export_is_always_the_same_snapshot() -> None:
    assert load_export(CONTOSO) == load_export(CONTOSO)


def test_progress_is_reported_of_every_page() -> None:
    pages: list[tuple[str, int]] = []
    load_export(CONTOSO, progress=lambda table, page: pages.append((table, page)))
    assert ("msdyn_teamschatassociations", 2) in pages
    assert len(pages) == len(set(pages)) == len(list(CONTOSO.glob("*.json")))


# --- What refuses an export -------------------------------------------------------------------------------------------


@pytest.mark.proves("ENB-4", "ENB-6", "TML-2", "CRD-4", "ENB-9")
def test_what_was_not_filled_in_is_unknown_and_refuses_nothing(export: Path) -> None:
    (export / "supplement.toml").unlink()
    snapshot = load_export(export)
    policy = snapshot.policy
    assert policy.on_for_all_apps == policy.selected_apps == UNKNOWN
    assert {(each.is_global_administrator, each.readable_secured_fields) for each in snapshot.users} == {
        (UNKNOWN, UNKNOWN)
    }
    assert {each.chat_in_pane for each in snapshot.profiles} == {UNKNOWN}
    assert (snapshot.consents, snapshot.exported_on) == (None, None)


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("selected_apps = []", frozenset()),
        ("on_for_all_apps = false", UNKNOWN),
        ("on_for_all_apps = true", None),
        ("never_selected = true", None),
        ("on_for_all_apps = false\nnever_selected = true", None),
    ],
)
@pytest.mark.proves("ENB-5", "ENB-6")
def test_a_selection_is_unknown_unless_it_is_given_or_not_needed_or_was_never_made(
    export: Path, text: str, selection: object
) -> None:
    (export / "supplement.toml").write_text(text, encoding="utf-8")
    assert load_export(export).policy.selected_apps == selection


@pytest.mark.parametrize(
    "text",
    [
        "selected_apps = []\nnever_selected = true",
        f'global_administrators = []\n[[users]]\nid = "{ADA}"\nis_global_administrator = true',
        f'global_administrators = ["{ADA}"]\n[[users]]\nid = "{ADA}"\nis_global_administrator = false',
    ],
)
def test_a_supplement_that_contradicts_itself_is_refused(export: Path, text: str) -> None:
    (export / "supplement.toml").write_text(text, encoding="utf-8")
    (line,) = problems(export)
    assert line.startswith("supplement.toml: ")


@pytest.mark.proves("TML-2", "CRD-4")
def test_what_is_said_of_all_users_and_of_one_reaches_them_however_their_ids_are_spelled(export: Path) -> None:
    text = (
        f'global_administrators = ["{{{BO.upper()}}}"]\nothers_read_no_secured_fields = true\n'
        f'[[users]]\nid = "{{{ADA.upper()}}}"\nreadable_secured_fields = ["contact.creditlimit"]\n'
    )
    (export / "supplement.toml").write_text(text, encoding="utf-8")
    users = {each.id: each for each in load_export(export).users}
    assert {id for id, user in users.items() if user.is_global_administrator} == {BO}
    assert users[ADA].readable_secured_fields == {"contact.creditlimit"}
    assert users[CY].readable_secured_fields == frozenset()


def test_a_file_of_an_unknown_name_is_refused_with_the_name_that_was_meant(export: Path) -> None:
    (export / "systemuser.json").write_text("[]", encoding="utf-8")
    assert problems(export) == [
        "export: systemuser.json: expected a file of a known name (did you mean 'systemusers.json'?), "
        "got 'systemuser.json'"
    ]


def test_a_missing_page_refuses_the_export(export: Path) -> None:
    (export / "msdyn_teamschatassociations.2.json").rename(export / "msdyn_teamschatassociations.3.json")
    assert problems(export) == [
        "export: msdyn_teamschatassociations.2.json: expected every page of the table, got no such file"
    ]
    (export / "msdyn_teamschatassociations.3.json").unlink()
    assert "expected the next page as msdyn_teamschatassociations.2.json" in problems(export)[0]


def test_a_page_that_no_link_leads_to_refuses_the_export(export: Path) -> None:
    shutil.copy(export / "roles.json", export / "roles.2.json")
    assert problems(export)[0].startswith("roles.json: '@odata.nextLink'") or "nextLink" in problems(export)[0]


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"value": [], "value": []}', '{"value": [NaN]}', "[" * 100_000, '{"value": 1}', '"rows"', "1" * 5000],
    ids=["empty", "broken", "a key twice", "no number", "endless nesting", "no rows", "a text", "an endless number"],
)
def test_a_file_of_no_known_shape_refuses_the_export_in_one_line(export: Path, text: str) -> None:
    (export / "roles.json").write_text(text, encoding="utf-8")
    (line,) = problems(export)
    assert line.startswith("roles.json: ")


def test_a_folder_without_any_table_is_refused(tmp_path: Path) -> None:
    assert "expected at least one table of an export" in problems(tmp_path)[0]


def test_a_strict_load_reports_every_rejected_row_at_once() -> None:
    lines = problems(CONTOSO, strict=True)
    assert len(lines) == len(load_export(CONTOSO).rejected) == 4
    assert any("row 9: createdon: expected a time with its zone" in line for line in lines)


def test_a_list_of_pages_is_as_good_as_pages_in_files(export: Path) -> None:
    first, second = (export / f"msdyn_teamschatassociations{page}.json" for page in ("", ".2"))
    pages = [json.loads(each.read_text(encoding="utf-8"))["value"] for each in (first, second)]
    second.unlink()
    first.write_text(json.dumps(pages), encoding="utf-8")
    assert load_export(export) == load_export(CONTOSO)


# --- Nothing guessed --------------------------------------------------------------------------------------------------

TABLES = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTOSO.glob("*.json"))}
SOUND = load_export(CONTOSO)


def answers(snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Every answer about every user, chat and record that the snapshot holds; none where it raises."""
    policy = snapshot.policy
    rights = {(each.user_id, each.record_type, each.record_id): each.rights for each in snapshot.access}
    for user, app in product(snapshot.users, snapshot.apps):
        yield from answered(("enablement", user.id, app.unique_name), is_enabled, policy, app, user)
    for chat, record in product(snapshot.chats, snapshot.records):
        pair = (chat.id, *record.key)
        yield from answered(("connecting", *pair), can_connect, policy, chat, record)
        for user in snapshot.users:
            yield from answered(("disconnecting", user.id, *pair), can_disconnect, policy, user, chat, record)
            access = rights.get((user.id, *record.key))
            if access is not None:
                yield from answered(("joining", user.id, *pair), can_join, policy, chat, record, access)


def answered(
    asked: tuple[str, ...], question: Callable[..., Decision[Any]], *inputs: object
) -> Iterator[tuple[tuple[str, ...], bool]]:
    with suppress(UnknownFact):
        yield asked, question(*inputs).allowed


BEFORE = dict(answers(SOUND))


def test_the_answers_that_mutations_are_held_against_are_of_both_kinds() -> None:
    for name in ("enablement", "connecting", "disconnecting", "joining"):
        assert name in QUESTIONS
        assert {allowed for asked, allowed in BEFORE.items() if asked[0] == name} == {True, False}


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*place, key)
        yield from places(each, (*place, key))


PLACES = [(name, *place) for name, table in TABLES.items() for place in places(table["value"], ("value",))]
WRONG: list[Any] = [None, -1, 2, 2.5, 10**30, "", "x", "\ud800", "x" * 10_000, [], [None], {}]


Mutation = tuple[str, Any, str]
"""The name of a file, what it holds now, and what befell it."""


def mutated(where: tuple[Any, ...], choose: Callable[[list[Any]], Any]) -> Mutation:
    """One file with one place deleted, nulled, renamed, retyped or duplicated."""
    name, *steps = where
    table = deepcopy(TABLES[name])
    parent: Any = reduce(getitem, steps[:-1], table)
    key = steps[-1]
    way = choose(["null", "retype", *(["double"] if isinstance(key, int) else ["delete", "rename"])])
    if way == "delete":
        del parent[key]
    elif way == "rename":
        parent[f"{key}2"] = parent.pop(key)
    elif way == "double":
        parent.insert(key, deepcopy(parent[key]))
    else:
        wrong = [each for each in WRONG if type(each) is not type(parent[key])]
        parent[key] = None if way == "null" else choose(wrong)
    return name, table, f"{name} {steps} {way}"


MAY_GAIN = {
    "systemusers.json": "a disabled user who is no longer said to be disabled is a user",
    "msdyn_entitylinkchatconfigurations.json": "of two settings of a record type one that is no longer active is gone",
    "appmodules.json": "an app of another kind is another app",
    "access.json": "a whole number is a mask of rights",
}
"""Where a changed legal value means something else: gaining there is no guess."""


def holds(folder: Path, mutation: Mutation) -> None:
    """Load the mutated export and see one of the three outcomes."""
    name, table, what = mutation
    path = folder / name
    path.write_text(json.dumps(table), encoding="utf-8")
    try:
        snapshot = load_export(folder)
    except UnreadableInput as error:
        assert error.problems, what
        return
    finally:
        path.write_text(json.dumps(TABLES[name]), encoding="utf-8")
    assert all(len(each.says) < 2000 and "\n" not in each.says for each in snapshot.rejected), what
    for asked, allowed in answers(snapshot):
        if allowed and not BEFORE.get(asked, allowed):
            assert name in MAY_GAIN, f"{what} turns {asked} to yes"


@pytest.mark.proves("Q-12")
def test_a_mutated_export_is_the_same_is_rejected_or_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(shutil.copytree(CONTOSO, tmp_path_factory.mktemp("usual") / "export"))

    @given(st.sampled_from(PLACES), st.data())
    def each_mutation(where: tuple[Any, ...], data: st.DataObject) -> None:
        holds(folder, mutated(where, lambda options: data.draw(st.sampled_from(options))))

    each_mutation()


def test_an_error_of_severity_error_fails_a_pipeline_and_a_warning_does_not() -> None:
    severities = {
        name: {f.severity for f in check(load_export(EXAMPLES / f"export-{name}"))} for name in ("contoso", "northwind")
    }
    assert Severity.ERROR in severities["contoso"]
    assert Severity.ERROR not in severities["northwind"]


@pytest.mark.campaign
def test_twenty_thousand_mutated_exports_never_guess(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(shutil.copytree(CONTOSO, tmp_path_factory.mktemp("campaign") / "export"))
    chance = Random(20260101)
    for _ in range(20_000):
        holds(folder, mutated(chance.choice(PLACES), chance.choice))


def test_rows_are_found_in_pages_and_nothing_in_the_place_of_a_row_vanishes() -> None:
    row: dict[str, object] = {"a": 1}
    for payload in ([row, row], {"value": [row, row]}, [[row], [row]], [{"value": [row]}, [row]], [[[row], [row]]]):
        assert list(rows(payload, "p")) == [row, row]
    assert list(rows([row, []], "p")) == [row, []]
    assert list(rows([row, None, "x"], "p")) == [row, None, "x"]
    assert list(rows([], "p")) == []
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert len(list(rows(deep, "p"))) == 1
    wrongs: list[object] = ["rows", 1, None, {"value": 1}, {"rows": []}]
    for wrong in wrongs:
        with pytest.raises(UnreadableInput):
            list(rows(wrong, "p"))


def test_an_id_has_both_braces_or_none() -> None:
    bare = "5cb909c6-20f0-eb11-bad5-00224876a6de"
    assert guid({"id": bare.upper()}, "id") == guid({"id": "{" + bare + "}"}, "id") == bare
    wrongs: list[object] = ["{" + bare, bare + "}", bare + " ", bare[:-1], 1, None]
    for wrong in wrongs:
        with pytest.raises(InvalidValue):
            guid({"id": wrong}, "id")


def test_a_role_whose_privileges_are_not_known_in_full_is_rejected(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(CONTOSO, folder)
    privileges = json.loads((folder / "privileges.json").read_text(encoding="utf-8"))
    lost = privileges["value"].pop()["privilegeid"]
    (folder / "privileges.json").write_text(json.dumps(privileges), encoding="utf-8")
    pairs = json.loads((folder / "roleprivileges.json").read_text(encoding="utf-8"))["value"]
    unknown = {each["roleid"] for each in pairs if each["privilegeid"] == lost}
    assert unknown
    paths = {each.path for each in load_export(folder).rejected if each.source == "roles.json"}
    assert paths == {f"role {role}" for role in unknown}
