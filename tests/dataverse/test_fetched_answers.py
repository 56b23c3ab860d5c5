"""A generated organisation, served, fetched, checked and reviewed: the answers of the models it was generated from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from click.testing import CliRunner
from environment import Environment
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_fetch import Credential, Switch
from test_round_trip import ASKED, GUIDS, Chance, any_chat, chat_that_rows_can_say, people, snapshots, write_export
from web_api import Rows, answering

from chatlink_policy import Owner, Record, User, can_disconnect, can_join, evaluate, strategies
from chatlink_policy.case import scenario_of
from chatlink_policy.checking import check
from chatlink_policy.cli import command
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse.access_requests import AccessRequest
from chatlink_policy.dataverse.fetch import fetch_export
from chatlink_policy.defaults import STANDARD_RECORD_TYPES
from chatlink_policy.models import NOBODY
from chatlink_policy.policy import AS_CHOSEN
from chatlink_policy.snapshot import Access, Snapshot
from chatlink_policy.unknown import known

PLAINEST = Chance(0)
SOME = settings(max_examples=max(3, settings().max_examples // 10), phases=[Phase.reuse, Phase.generate])
"""To serve an organisation takes too long to look for the smallest one that fails."""


@pytest.fixture(scope="module")
def server() -> Iterator[Switch]:
    switch = Switch()
    with answering(switch) as switch.url:
        yield switch


def as_roles_say(users: Sequence[User]) -> tuple[User, ...]:
    """Users whose privileges come from roles: the command does not ask for those of each user."""
    by_team = {each.team: each for user in users for each in user.roles_by_team}
    return tuple(
        evolve(
            user,
            roles=[role for role in known(user.roles) if role.name != ASKED],
            roles_by_team=[by_team[team] for team in known(user.teams) if team in by_team],
        )
        for user in users
    )


ID, LINKED = attrgetter("id"), attrgetter("links")


@st.composite
def organisations(draw: st.DrawFn) -> Snapshot:
    """An organisation as there can be one, whose records, owners and rights are those of its chats and users.

    All records of a table have owners, or none has. Readings are those chosen: a review lists every right by itself.
    """
    chats = draw(st.lists(any_chat.map(chat_that_rows_can_say).filter(LINKED), min_size=1, max_size=3, unique_by=ID))
    who = draw(people().filter(lambda each: each.users))
    snapshot = evolve(draw(snapshots()), chats=tuple(sorted(chats, key=ID)))
    linked = sorted({(link.record_type, link.record_id) for chat in snapshot.chats for link in chat.links})
    user_ids = [user.id for user in who.users]
    owners = st.builds(Owner, user=st.sampled_from(user_ids)) | st.builds(
        Owner, team=st.sampled_from([*GUIDS.values()])
    )
    said_owned = {*STANDARD_RECORD_TYPES, *(each.name for each in snapshot.record_types)}  # by their definitions
    may_be_ownerless = sorted({table for table, _ in linked} - said_owned)
    ownerless = draw(st.sets(st.sampled_from(may_be_ownerless))) if may_be_ownerless else ()
    records = [
        Record(*key, NOBODY if key[0] in ownerless else draw(owners)) for key in linked if draw(st.integers(0, 4))
    ]
    asked = [(user, record) for user in user_ids for record in records if draw(st.booleans())]
    rights = strategies.access_rights()
    policy = snapshot.policy.but(readings=AS_CHOSEN)
    for table in {table for table, _ in linked}:
        toggles = ("owner_may_disconnect", "connector_may_disconnect", "join_chat")
        if draw(st.booleans()):
            policy = policy.but_for(table, **{each: draw(st.booleans()) for each in toggles})  # type: ignore[arg-type]  # by their names
    return evolve(
        snapshot,
        policy=policy,
        roles=tuple(who.roles),
        profiles=tuple(who.profiles),
        users=as_roles_say(who.users),
        records=tuple(records),
        access=tuple(
            Access(user, *record.key, draw(rights)) for user, record in sorted(asked, key=lambda each: each[0])
        ),
    )


def rows_of(folder: Path) -> dict[str, Rows]:
    tables: dict[str, Rows] = {}
    for path in sorted(folder.glob("*.json")):
        if path.name != "supplement.json":
            tables[path.stem] = json.loads(path.read_text(encoding="utf-8"))["value"]
    return tables


def fetched(server: Switch, folder: Path, snapshot: Snapshot) -> Path:
    """The organisation written down, served, and fetched with the rights of every pair of the models."""
    written, out = folder / "written", folder / "out"
    written.mkdir()
    write_export(PLAINEST, written, snapshot)
    server.environment = Environment(rows_of(written))
    out.mkdir()
    (out / "supplement.json").write_bytes((written / "supplement.json").read_bytes())
    asked = [AccessRequest(each.user_id, each.record_type, each.record_id) for each in snapshot.access]
    fetch_export(server.url, out, Credential(server.environment), access=asked)
    return out


def known_records(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The records that chats are connected to and that the organisation has."""
    linked = {(link.record_type, link.record_id) for chat in snapshot.chats for link in chat.links}
    return sorted(linked & {record.key for record in snapshot.records})


def answers(snapshot: Snapshot, case: dict[str, Any]) -> dict[str, Any]:
    return {**evaluate(scenario_of(snapshot, **case)).to_dict()}


@SOME
@given(organisations())
def test_a_generated_organisation_is_fetched_with_the_answers_of_its_models(server: Switch, snapshot: Snapshot) -> None:
    with TemporaryDirectory() as name:
        found = load_export(fetched(server, Path(name), snapshot), strict=True)
    records = known_records(snapshot)
    apps = [None, *(app.unique_name for app in snapshot.apps)][-2:]
    for user, chat, (record_type, record), app in product(snapshot.users, snapshot.chats, records, apps):
        case = {"user": user.id, "chat": chat.id, "record": record, "record_type": record_type, "app": app}
        assert answers(found, case) == answers(snapshot, case)


@pytest.mark.thorough
@SOME
@given(organisations())
def test_a_generated_organisation_is_checked_and_reviewed_as_its_models_say(server: Switch, snapshot: Snapshot) -> None:
    with TemporaryDirectory() as name:
        out = fetched(server, Path(name), snapshot)
        checked = CliRunner().invoke(command, ["check", str(out), "--format", "json"])
        assert checked.exit_code in (0, 1), checked.output
        codes = {each["code"] for each in json.loads(checked.output)["findings"]}
        assert codes >= {each.code.value for each in check(snapshot) if each.code.value in SETTINGS}
        asked = ["--join"] if (out / "access.json").exists() else []  # else who may join is not answered
        options = [*asked, "--expand-global", "--out", str(Path(name) / "rights.parquet")]
        reviewed = CliRunner().invoke(command, ["review", str(out), *options])
        assert reviewed.exit_code == 0, reviewed.output
        rights = pl.read_parquet(Path(name) / "rights.parquet")
        joining = Path(name) / "rights.joining.parquet"
        joins = pl.read_parquet(joining) if joining.exists() else rights.clear()
    columns = ["record_type", "record_id", "chat_id", "user_id"]
    records = {record.key: record for record in snapshot.records}
    may_disconnect, may_join = set(), set()
    for chat, user in product(snapshot.chats, snapshot.users):
        for key in {(link.record_type, link.record_id) for link in chat.links} & records.keys():
            if can_disconnect(snapshot.policy, user, chat, records[key]):
                may_disconnect.add((*key, chat.id, user.id))
    for access, chat in product(snapshot.access, snapshot.chats):
        key = access.record_type, access.record_id
        if key in records and can_join(snapshot.policy, chat, records[key], access.rights):
            may_join.add((*key, chat.id, access.user_id))
    of_users = rights.filter(pl.col("user_id").is_in([user.id for user in snapshot.users]))  # links name others too
    assert {*of_users.select(columns).rows()} == may_disconnect
    assert {*joins.select(columns).rows()} == may_join


SETTINGS = {"disconnect_toggle_not_default", "join_toggle_not_default", "no_app_selected", "no_attribute_selected"}
"""Findings about settings alone, which rest on no table that is fetched in part."""
