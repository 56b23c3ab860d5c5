"""The command `export` against a server of its own: what it fetches, what it refuses, and how it goes on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core import PipelineClient
from azure.core.exceptions import AzureError, ClientAuthenticationError, ServiceRequestError
from azure.core.pipeline.transport import RequestsTransport
from click.testing import CliRunner, Result
from environment import Environment
from web_api import Response, Rows, answering, as_json, serving

from chatlink_policy.cli import command
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse._fetch_folder import ExportFolder, Manifest, is_there
from chatlink_policy.dataverse.access_requests import AccessRequest, read_access_requests
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.dataverse.fetch import SignIn, _message, _origin, fetch_export, sign_in
from chatlink_policy.errors import UnreadableInput, shown
from chatlink_policy.limits import MOST_WAIT_SECONDS
from chatlink_policy.models import AccessRights
from chatlink_policy.unknown import Unknown

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
LINKS = "msdyn_teamschatassociations"
ADA, CASE = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "5d0a6e3b-2c71-ef11-a670-000d3a5b0001"


def contoso() -> dict[str, Rows]:
    """The tables of an example export, all pages together."""
    tables: dict[str, Rows] = {}
    for path in sorted(CONTOSO.glob("*.json")):
        tables.setdefault(path.name.partition(".")[0], []).extend(json.loads(path.read_text(encoding="utf-8"))["value"])
    return tables


FEW = {"organizations", "msdyn_entitylinkchatconfigurations", "entities", LINKS, "teams", "roles", "appmodules"}


def few() -> Environment:
    """An environment with few tables, where what is fetched of the others does not matter."""
    return Environment(
        {name: rows for name, rows in contoso().items() if name in FEW}, lacks=EXPORT_TABLES.keys() - FEW
    )


class Switch:
    """A server that serves one environment after the other."""

    environment: Environment
    url: str

    def respond(self, address: str, headers: Any, base: str) -> Response:  # noqa: ANN401  # as http.server has it
        return self.environment.respond(address, headers, base)


class Credential:
    """Gives the token that the environment takes at the time."""

    def __init__(self, environment: Environment) -> None:
        self.environment, self.asked_for = environment, [""][:0]

    def get_token(self, *scopes: str, **_: object) -> Any:  # noqa: ANN401  # any object with these two
        self.asked_for += scopes
        return SimpleNamespace(token=self.environment.token, expires_on=2**31)


@pytest.fixture(scope="module")
def server() -> Iterator[Switch]:
    switch = Switch()
    with answering(switch) as switch.url:
        yield switch


class Fetching:
    """Fetches from an environment, and remembers what was reported and waited."""

    def __init__(self, server: Switch, out: Path, waited: list[float]) -> None:
        self.server, self.out, self.waited = server, out, waited
        self.messages: list[str] = []
        self.credential: Credential

    def __call__(self, environment: Environment, **options: Any) -> Any:  # noqa: ANN401  # of fetch_export
        self.server.environment = environment
        self.credential = Credential(environment)
        options = {"progress": self.messages.append} | options
        return fetch_export(self.server.url, self.out, self.credential, **options)

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "manifest.json").read_text(encoding="utf-8"))
        return found

    def tables(self) -> set[str]:
        """The tables of which there are files."""
        return {path.name.partition(".")[0] for path in self.out.glob("[!.]*.json")} - {"manifest"}


@pytest.fixture
def fetching(server: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetching:
    waited: list[float] = []
    monkeypatch.setattr(RequestsTransport, "sleep", lambda _, seconds: waited.append(seconds))
    return Fetching(server, tmp_path / "out", waited)


def supplemented(out: Path) -> Path:
    """The folder, with what no column of the example tells."""
    out.mkdir(exist_ok=True)
    (out / "supplement.toml").write_bytes((CONTOSO / "supplement.toml").read_bytes())
    return out


# --- What comes -------------------------------------------------------------------------------------------------------


def test_an_environment_becomes_the_export_that_it_was_made_from_also_over_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "authority.pem"
    switch = Switch()
    fetching = Fetching(switch, supplemented(tmp_path / "out"), [])
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(switch, certificate) as switch.url:
        fetching(Environment(contoso()))
    found, original = load_export(fetching.out), load_export(CONTOSO)
    for name in ("apps", "profiles", "roles", "users", "chats", "consents", "record_types", "views"):
        assert getattr(found, name) == getattr(original, name), name
    assert found.policy == original.policy
    linked = {(link.record_type, link.record_id) for chat in original.chats for link in chat.links}
    assert [each for each in original.records if each.key in linked] == [*found.records]
    assert found.access == ()


def test_pages_are_kept_unchanged_and_the_manifest_says_when_and_by_which_query(fetching: Fetching) -> None:
    environment = Environment(contoso(), page_size=3)
    fetching(environment)
    page = json.loads((fetching.out / f"{LINKS}.2.json").read_text(encoding="utf-8"))
    assert len(page["value"]) == environment.page_size
    assert f"/{LINKS}?" in page["@odata.nextLink"]
    tables = {each["name"]: each for each in fetching.manifest()["tables"]}
    assert tables[LINKS]["rows"] == 9
    assert tables[LINKS]["query"].startswith(f"{LINKS}?$select=msdyn_teamschatid,msdyn_regardingobjectname,")
    several = [name for name, each in tables.items() if " more, SHA-256 " in each["query"]]
    assert several == ["entitydefinitions"]
    assert sum("IsActivity" in each for each in environment.requests) == 2
    assert " and 1 more, SHA-256 " in tables["entitydefinitions"]["query"]
    last = max(each["fetched_on"] for each in tables.values())
    supplement = tomllib.loads((fetching.out / "supplement.toml").read_text(encoding="utf-8"))
    assert supplement == {"exported_on": datetime.fromisoformat(last), "missing_columns": []}
    assert fetching.manifest()["is_complete"] is True
    assert fetching.manifest()["url"] == fetching.server.url


def test_neither_topics_nor_members_nor_texts_nor_names_are_fetched(fetching: Fetching) -> None:
    environment = Environment(contoso())
    fetching(environment)
    asked = " ".join(environment.requests)
    assert "modifiedinteamsbyactivitypartyid" in asked
    for column in ("subject", "description", "chat_activity_parties", "eventssummary", "fullname", "title"):
        assert not re.search(rf"\b{column}\b", asked), column
    parties = [each for each in environment.requests if each.startswith("activityparties")]
    assert len(parties) == 1
    assert "activitypartyid eq 000000c2-2c71-ef11-a670-000d3a5b0001" in parties[0]


def test_names_are_fetched_where_they_are_requested(fetching: Fetching) -> None:
    tables = contoso()
    tables["systemusers"] = [{**row, "fullname": "Ada"} for row in tables["systemusers"]]
    environment = Environment(tables)
    fetching(environment, names=True)
    users = json.loads((fetching.out / "systemusers.json").read_text(encoding="utf-8"))["value"]
    assert {row["fullname"] for row in users} == {"Ada"}
    assert any(
        each.startswith("incidentset?$select=incidentid,_ownerid_value,_owninguser_value,_owningteam_value,title&")
        for each in environment.requests
    )


def test_of_records_only_the_owners_of_those_that_rows_name_come_some_ids_at_a_time(fetching: Fetching) -> None:
    tables = contoso()
    others = [f"00000000-0000-4000-8000-{number:012d}" for number in range(120)]
    tables["records_lead"] = [{"leadid": id, "_owninguser_value": ADA} for id in [*others, CASE]]
    row = tables[LINKS][0]
    tables[LINKS] += [
        {**row, "msdyn_regardingobjectname": "lead", "msdyn_regardingobjectid": id.upper()} for id in others
    ]
    environment = Environment(tables, page_size=60)
    fetching(environment)
    asked = [each for each in environment.requests if each.startswith("leadset?")]
    assert [each.count("leadid eq") for each in asked] == [50, 50, 20]
    pages = json.loads((fetching.out / "records_lead.json").read_text(encoding="utf-8"))
    assert [row["leadid"] for page in pages for row in page["value"]] == others


def test_rights_are_fetched_for_the_requests_and_joining_is_unknown_of_others(fetching: Fetching) -> None:
    gone = AccessRequest(ADA, "incident", "5d0a6e3b-2c71-ef11-a670-000d3a5b00ff")
    no_table = AccessRequest(ADA, "contoso_none", CASE)
    asked = [AccessRequest("414cbe32-7d3b-ee11-bdf4-000d3a5b6c02", "incident", CASE), gone, no_table]
    supplemented(fetching.out)
    manifest = fetching(Environment(contoso()), access=asked)
    (only,) = load_export(fetching.out).access
    assert (only.user_id, only.record_type, only.record_id) == (asked[0].user_id, "incident", CASE)
    assert only.rights == AccessRights.READ | AccessRights.WRITE | AccessRights.APPEND | AccessRights.APPEND_TO
    counted = [each for each in fetching.messages if each.startswith("access, ")]
    assert counted == ["access, 1 of 3", "access, 2 of 3", "access, 3 of 3"]
    reasons = {each.name: each.because for each in manifest.not_fetched}
    assert "Does Not Exist" in reasons[f"access of {ADA} to incident {gone.record_id}"]
    assert reasons[f"access of {ADA} to contoso_none {CASE}"] == "the environment does not offer this table"


# --- What an environment does not have, or does not show --------------------------------------------------------------


@pytest.mark.parametrize("layout", ["layoutxml", "layoutjson"])
@pytest.mark.parametrize(("column", "is_linked"), [("a.name", True), ("name", False)])
def test_the_metadata_of_tables_that_views_link_is_fetched_in_whatever_form_a_layout_is(
    layout: str, column: str, is_linked: bool, fetching: Fetching
) -> None:
    tables = few().tables
    linked = "<fetch><entity name='incident'><link-entity name='contoso_linked' alias='a'/></entity></fetch>"
    view = {**contoso()["savedqueries"][0], "layoutxml": None, "layoutjson": None, "fetchxml": linked, layout: column}
    tables["savedqueries"] = [view]
    environment = Environment(tables, lacks=EXPORT_TABLES.keys() - tables.keys())
    fetching(environment)
    assert any("contoso_linked" in each for each in environment.requests) is is_linked


def test_where_nobody_wrote_in_a_chat_no_party_is_asked_for_and_none_is_missing(fetching: Fetching) -> None:
    tables = few().tables
    tables["chats"] = [{**each, "modifiedinteamsbyactivitypartyid": None} for each in contoso()["chats"]]
    environment = Environment(tables, lacks=EXPORT_TABLES.keys() - {*tables, "activityparties"})
    fetching(environment)
    parties = [each for each in fetching.manifest()["tables"] if each["name"] == "activityparties"]
    assert [(each["rows"], each["query"]) for each in parties] == [(0, "")]
    assert not any("activityparties?" in each for each in environment.requests)


def test_columns_that_are_not_there_are_not_selected_and_are_named_in_the_supplement(fetching: Fetching) -> None:
    lacks = {"msdyn_entitylinkchatconfigurations.msdyn_usercanjoinchat", "chats.linkedon", "savedqueries.layoutjson"}
    environment = Environment(contoso(), lacks=lacks)
    fetching(environment)
    asked = " ".join(environment.requests)
    assert "msdyn_usercanjoinchat" not in asked
    text = (fetching.out / "supplement.toml").read_text(encoding="utf-8")
    columns = '["chats.linkedon", "msdyn_entitylinkchatconfigurations.msdyn_usercanjoinchat"]'
    assert f"\nmissing_columns = {columns}\n" in text  # a layout is also in layoutxml


def test_columns_are_selected_as_the_environment_spells_them(fetching: Fetching) -> None:
    spelled = {"isdisabled": "isDisabled", "createdby": "createdBy"}
    environment = Environment(contoso(), spelled=spelled)
    manifest = fetching(environment)
    assert manifest.not_fetched == ()
    asked = " ".join(environment.requests)
    assert "$select=systemuserid,isDisabled" in asked
    assert ",_createdBy_value," in asked
    assert "\nmissing_columns = []\n" in (fetching.out / "supplement.toml").read_text(encoding="utf-8")


def test_a_table_that_is_not_there_is_not_exported(fetching: Fetching) -> None:
    manifest = fetching(Environment(contoso(), lacks={"chats"}))
    assert {each.name: each.because for each in manifest.not_fetched} == {
        "chats": "the environment does not offer this table"
    }
    assert not {"chats", "activityparties"} & fetching.tables()


def test_a_table_that_the_user_may_not_read_is_not_exported_and_the_others_are(fetching: Fetching) -> None:
    environment = Environment(contoso())
    refusal = as_json({"error": {"code": "0x80040220", "message": "Principal lacks prvReadTeam"}}, 403)
    environment.scripted.append(lambda path, _: refusal if path.startswith("teams?") else None)
    manifest = fetching(environment)
    assert [(each.name, each.because) for each in manifest.not_fetched] == [
        ("teams", "403: Principal lacks prvReadTeam")
    ]
    assert "teams" not in fetching.tables()
    assert {LINKS, "systemusers", "records_incident"} <= fetching.tables()
    environment.scripted.clear()
    assert fetching(environment).not_fetched == ()
    assert "teams" in fetching.tables()


@pytest.mark.parametrize("depth", ["Basic", "Local", "Deep"])
def test_a_table_of_which_the_user_may_not_read_every_row_is_not_exported(depth: str, fetching: Fetching) -> None:
    environment = Environment(contoso())
    environment.depths = {"prvReadteam": depth, "prvReadrole": "Global", "prvWritesystemuser": "Basic"}
    manifest = fetching(environment)
    reasons = {each.name: each.because for each in manifest.not_fetched}
    assert {*reasons} == {"teams", "teamroles", "teammemberships"}
    assert {*reasons.values()} == {f"you may not read every row of it: prvReadteam at depth {depth}, not Global"}
    assert not reasons.keys() & fetching.tables()
    assert {"roles", "systemuserroles", "systemusers"} <= fetching.tables()


def test_where_it_is_unknown_which_rows_may_be_read_the_manifest_says_so(fetching: Fetching) -> None:
    environment = Environment(contoso())
    refusal = as_json({"error": {"message": "no"}}, 403)
    environment.scripted.append(lambda path, _: refusal if path == "WhoAmI" else None)
    (only,) = fetching(environment).not_fetched
    assert (only.name, only.because) == ("whether every row may be read", "403: no")
    assert "teams" in fetching.tables()


# --- What is waited for -----------------------------------------------------------------------------------------------


def busy(environment: Environment, table: str, times: int, **headers: str) -> None:
    answers = [as_json({"error": {"message": "slow down"}}, 429, **headers)] * times
    environment.scripted.append(lambda path, _: answers.pop() if path.startswith(f"{table}?") and answers else None)


def test_the_time_that_the_service_asks_for_is_waited_and_reported_and_limited(fetching: Fetching) -> None:
    environment = few()
    busy(environment, "roles", 1, **{"Retry-After": "7200"})
    busy(environment, "teams", 5, **{"Retry-After": "2"})
    fetching(environment)
    assert sorted(fetching.waited) == [2, 2, 2, 2, 2, MOST_WAIT_SECONDS]
    assert "waiting 2 seconds, as the service asks" in fetching.messages
    assert fetching.manifest()["is_complete"]


def test_a_service_that_stays_busy_ends_the_fetch_and_a_time_that_is_none_is_no_error(fetching: Fetching) -> None:
    environment = few()
    busy(environment, "teams", 100, **{"Retry-After": "soon"})
    with pytest.raises(UnreadableInput, match=r"teams page 1: answer: expected .* got status 429: slow down"):
        fetching(environment)
    assert 5 < len(fetching.waited) < 20
    assert sum(messages.endswith("before the next try") for messages in fetching.messages) == len(fetching.waited)


def test_a_token_that_expires_in_the_middle_is_renewed_once(fetching: Fetching) -> None:
    environment = few()

    def expire(path: str, _: str) -> None:
        if path.startswith("teams?"):
            environment.token = "second"  # noqa: S105  # nobody's

    environment.scripted.append(expire)
    fetching(environment)
    assert fetching.manifest()["is_complete"]
    assert fetching.credential.asked_for == [f"{fetching.server.url}/.default"] * 2


def test_a_user_without_access_gets_a_clear_error(fetching: Fetching) -> None:
    environment = few()
    environment.scripted.append(lambda *_: as_json({"error": {"message": "who are you?"}}, 401))
    with pytest.raises(UnreadableInput, match="got status 401: who are you"):
        fetching(environment)
    assert not fetching.tables()


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_table_that_the_service_refuses_is_left_out_with_what_it_says(status: int, fetching: Fetching) -> None:
    environment = few()
    refusal = as_json({"error": {"message": "not for you"}}, status)
    environment.scripted.append(lambda path, _: refusal if path.startswith("appmodules?") else None)
    because = {each.name: each.because for each in fetching(environment).not_fetched}
    assert because["appmodules"] == f"{status}: not for you"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"error": {"message": "no such\\ncolumn"}}', repr("no such\ncolumn")),
        (b"<html>" + b" " * 60, shown(b"<html>" + b" " * 54)),
        (b"{}", "b'{}'"),
        (b"[]", "b'[]'"),
        (b'{"error": "broken"}', 'b\'{"error": "broken"}\''),
        (b"[" * 100_000, shown(b"[" * 60)),
        (b'{"error": {"message": "' + b"long" * 200 + b'"}}', "long" * 30 + "... (800 characters)"),
    ],
)
def test_an_error_answer_is_said_by_its_message_or_as_it_begins(body: bytes, says: str) -> None:
    assert _message(body) == says


def test_a_table_that_is_refused_now_is_in_no_manifest_before_its_files_are_removed(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: ExportFolder, table: str) -> None:
        raise OSError(table)

    with pytest.raises(KeyboardInterrupt):
        fetching(few(), progress=stop_at("appmodules"))
    table, other, *_ = (each["name"] for each in fetching.manifest()["tables"])
    monkeypatch.setattr(ExportFolder, "_remove", full)
    folder = ExportFolder(fetching.out, fetching.server.url)
    with pytest.raises(UnreadableInput):
        folder.drop(table, "not yours")
    with pytest.raises(UnreadableInput):
        folder.write(other, "another query", [(b"{}", 0, None)], in_one=True)
    kept = [each["name"] for each in fetching.manifest()["tables"]]
    assert not {table, other} & {*kept}


@pytest.mark.parametrize("kind", [ClientAuthenticationError, ServiceRequestError])
def test_what_the_client_says_is_said_on_one_line_and_shortened(
    kind: type[AzureError], fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise kind("never\n  again " + "a" * 600)

    monkeypatch.setattr(PipelineClient, "send_request", fail)
    with pytest.raises(UnreadableInput) as refused:
        fetching(few())
    (problem,) = refused.value.problems
    assert problem.got.startswith("never again aaa")
    assert problem.got.endswith("aaa... (612 characters)")


# --- What is refused --------------------------------------------------------------------------------------------------

HTML = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>Sign in</html>")
REFUSED: dict[str, tuple[Callable[[str], Response], str]] = {
    "a redirect": (
        lambda _: (302, {"Location": "https://login.example/?next"}, b""),
        "a redirect to 'https://login.exam",
    ),
    "a sign-in page": (lambda _: HTML, "a page of HTML, as a sign-in page is"),
    "another type": (lambda _: (200, {"Content-Type": "text/plain"}, b'{"value": []}'), "expected an answer in JSON"),
    "no type": (lambda _: (200, {}, b'{"value": []}'), "expected an answer in JSON"),
    "broken JSON": (lambda _: (200, {"Content-Type": "application/json"}, b'{"value": ['), "expected well-formed JSON"),
    "a key twice": (
        lambda _: (200, {"Content-Type": "application/json"}, b'{"value": [], "value": []}'),
        "'value' twice in one object",
    ),
    "an error with status 200": (
        lambda _: as_json({"error": {"code": "0x1", "message": "The plug-in failed"}}),
        "an error: The plug-in failed",
    ),
    "rows without an answer": (lambda _: as_json([{}]), "expected a JSON object"),
    "an answer without rows": (lambda _: as_json({"value": {}}), 'rows as "value"'),
    "a next page on another host": (
        lambda _: as_json({"value": [{}], "@odata.nextLink": "https://evil.example/api/data/v9.2/x"}),
        "a next page on https://127.0.0.1",
    ),
    "a next page without TLS": (
        lambda base: as_json({"value": [{}], "@odata.nextLink": base.replace("https", "http") + "/api/x"}),
        "a next page on https://127.0.0.1",
    ),
    "a next page with a user's name": (
        lambda base: as_json({"value": [{}], "@odata.nextLink": base.replace("//", "//me@") + "/api/x"}),
        "a next page on https://127.0.0.1",
    ),
    "a next page that is a number": (lambda _: as_json({"value": [{}], "@odata.nextLink": 2}), "a next page on"),
    "the same page twice by its address": (
        lambda base: as_json({"value": [{}], "@odata.nextLink": f"{base}/api/data/v9.2/{LINKS}?again"}),
        "the same page twice",
    ),
    "a failure that stays": (lambda _: as_json({"error": {"message": "broken"}}, 500), "got status 500: broken"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_answer_of_the_environment_is_refused_and_the_tables_before_it_are_kept(
    kind: str, fetching: Fetching
) -> None:
    answer, says = REFUSED[kind]
    environment = few()
    environment.scripted.append(lambda path, base: answer(base) if path.startswith(f"{LINKS}?") else None)
    with pytest.raises(UnreadableInput, match=re.escape(says)) as refused:
        fetching(environment)
    assert str(refused.value).startswith(f"{LINKS} page ")
    assert LINKS not in fetching.tables()
    manifest = fetching.manifest()
    assert manifest["is_complete"] is False
    assert {each["name"] for each in manifest["tables"]} == fetching.tables()
    assert "organizations" in fetching.tables()


def test_after_a_refusal_the_fetch_goes_on_with_the_tables_that_are_missing(fetching: Fetching) -> None:
    environment = few()
    environment.scripted.append(lambda path, _: HTML if path.startswith("appmodules?") else None)
    with pytest.raises(UnreadableInput):
        fetching(environment)
    environment.scripted.clear()
    environment.requests.clear()
    fetching(environment)
    assert fetching.manifest()["is_complete"] is True
    assert not any(each.startswith("organizations?") for each in environment.requests)
    assert "organizations: fetched before" in fetching.messages


def test_the_same_rows_under_another_address_are_the_same_page_twice(fetching: Fetching) -> None:
    environment = few()
    numbers = iter(range(100))

    def again(path: str, base: str) -> Response | None:
        link = f"{base}/api/data/v9.2/{LINKS}?page={next(numbers)}"
        return as_json({"value": [{"a": 1}], "@odata.nextLink": link}) if path.startswith(f"{LINKS}?") else None

    environment.scripted.append(again)
    with pytest.raises(UnreadableInput, match=rf"{LINKS} page 2: answer: .*the same page twice"):
        fetching(environment)


@pytest.mark.parametrize(
    "url",
    [
        "http://contoso.crm.dynamics.com",
        "contoso.crm.dynamics.com",
        "https://",
        "https://me@contoso.crm.dynamics.com",
        "https://contoso.crm.dynamics.com/main.aspx",
        "https://contoso.crm.dynamics.com?appid=1",
        "https://contoso.crm.dynamics.com/#top",
        "https://contoso.crm.dynamics.com:port",
        "https://[",
        "",
    ],
)
def test_only_the_url_of_an_environment_is_accepted(url: str, tmp_path: Path) -> None:
    credential: Any = None
    with pytest.raises(UnreadableInput, match=re.escape("URL: url: expected the URL of an environment")):
        fetch_export(url, tmp_path / "out", credential)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Contoso.crm.dynamics.com/", "https://contoso.crm.dynamics.com"),
        ("https://contoso.crm.dynamics.com:443", "https://contoso.crm.dynamics.com"),
        ("https://contoso.crm.dynamics.com:442", "https://contoso.crm.dynamics.com:442"),
        ("https://contoso.crm.dynamics.com:444/", "https://contoso.crm.dynamics.com:444"),
    ],
)
def test_one_environment_has_one_url_however_it_is_written(url: str, origin: str) -> None:
    assert _origin(url) == origin


# --- The folder -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_folder_and_files_are_readable_by_their_owner_alone_and_hold_no_token(fetching: Fetching) -> None:
    environment = few()
    environment.token = "eyJ0-secret"  # noqa: S105  # nobody's
    fetching.out.mkdir(mode=0o755)
    fetching(environment)
    assert fetching.out.stat().st_mode & 0o777 == 0o700
    files = [*fetching.out.iterdir()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not any(b"eyJ0-secret" in path.read_bytes() for path in files)
    assert "eyJ0-secret" not in " ".join(fetching.messages)


def test_a_fetch_that_was_stopped_keeps_whole_tables_only_and_goes_on(fetching: Fetching) -> None:
    environment = few()

    def stop(message: str) -> None:
        if message == f"{LINKS}, page 2":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetching(environment, progress=stop)
    before = {path.name: path.read_bytes() for path in fetching.out.iterdir()}
    assert not any(name.startswith((".", LINKS)) for name in before)
    on = max(each["fetched_on"] for each in fetching.manifest()["tables"])
    supplement = tomllib.loads(before["supplement.toml"].decode())
    assert supplement == {"exported_on": datetime.fromisoformat(on), "missing_columns": []}

    environment.requests.clear()
    fetching(environment)
    assert [each for each in environment.requests if each.startswith(("organizations?", "entities?"))] == []
    assert LINKS in fetching.tables()
    kept = before.keys() - {"manifest.json", "supplement.toml"}
    assert all((fetching.out / name).read_bytes() == before[name] for name in kept)


def test_what_a_killed_fetch_left_is_cleared_and_what_somebody_added_is_not(fetching: Fetching) -> None:
    environment = few()
    with pytest.raises(KeyboardInterrupt):
        fetching(environment, progress=stop_at("appmodules"))
    aside = fetching.out / ".fetching"
    aside.mkdir()
    for path in (aside / "appmodules.json", fetching.out / "appmodules.2.json", fetching.out / "records_lead.json"):
        path.write_text("[", encoding="utf-8")
    added = fetching.out / "userprivileges.json"
    added.write_text("[]", encoding="utf-8")
    fetching(environment)
    assert not aside.exists()
    assert not {"appmodules.2.json", "records_lead.json"} & {path.name for path in fetching.out.iterdir()}
    assert added.read_text(encoding="utf-8") == "[]"


def test_a_fetch_of_more_fetches_again_what_was_fetched_by_another_query(fetching: Fetching) -> None:
    environment = Environment(contoso())
    with pytest.raises(KeyboardInterrupt):
        fetching(environment, progress=stop_at("appmodules"))
    environment.requests.clear()
    fetching(environment, names=True)
    asked = {each.partition("?")[0] for each in environment.requests}
    assert "systemusers" in asked
    assert "roles" not in asked


def stop_at(table: str) -> Callable[[str], None]:
    def stop(message: str) -> None:
        if message == table:
            raise KeyboardInterrupt

    return stop


def test_a_complete_export_is_fetched_anew_and_no_old_answer_stays(fetching: Fetching) -> None:
    supplemented(fetching.out)
    asked = [AccessRequest("414cbe32-7d3b-ee11-bdf4-000d3a5b6c02", "incident", CASE)]
    fetching(few(), access=asked)
    tables = contoso()
    tables[LINKS] = tables[LINKS][:1]
    fetching(Environment(tables))
    assert not (fetching.out / f"{LINKS}.2.json").exists()
    assert "access" not in fetching.tables()
    assert len(load_export(fetching.out).chats) == 1


def test_a_complete_export_stays_as_it_is_where_the_new_fetch_does_not_even_begin(fetching: Fetching) -> None:
    fetching(few())
    before = fetching.manifest()
    closed = few()
    closed.scripted.append(lambda *_: HTML)
    with pytest.raises(UnreadableInput):
        fetching(closed)
    assert fetching.manifest() == before


def test_an_existing_supplement_keeps_every_other_line(fetching: Fetching) -> None:
    fetching.out.mkdir()
    own = "# ours\non_for_all_apps = true # since May\n\n[[apps]]\nunique_name = 'x'\noffering = 'custom'\n"
    (fetching.out / "supplement.toml").write_text("exported_on = 2020-01-01T00:00:00Z\n" + own, encoding="utf-8")
    fetching(few())
    text = (fetching.out / "supplement.toml").read_text(encoding="utf-8")
    on, missing, rest = text.split("\n", 2)
    assert (missing, on[:16], rest) == ("missing_columns = []", "exported_on = 20", own)
    assert "2020" not in on


def test_a_supplement_in_json_gets_the_same_two_keys(fetching: Fetching) -> None:
    fetching.out.mkdir()
    own = '{"on_for_all_apps": true, "teams_tool": "\u00e9quipes"}'
    (fetching.out / "supplement.json").write_text(own, encoding="utf-8")
    fetching(few())
    found = json.loads((fetching.out / "supplement.json").read_text(encoding="utf-8"))
    assert (*found,) == ("on_for_all_apps", "teams_tool", "exported_on", "missing_columns")
    lines = (fetching.out / "supplement.json").read_text(encoding="utf-8").splitlines()
    assert lines[1:3] == [' "on_for_all_apps": true,', ' "teams_tool": "\u00e9quipes",']
    assert not (fetching.out / "supplement.toml").exists()


def test_a_manifest_that_does_not_say_that_it_is_complete_is_not(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"url": "https://contoso.crm.dynamics.com"}', encoding="utf-8")
    assert Manifest(url="https://contoso.crm.dynamics.com").is_complete is False
    assert [is_there(tmp_path)(table) for table in ("roles", "records_incident", "access")] == [False, False, True]


def test_a_folder_of_something_else_is_refused(fetching: Fetching) -> None:
    environment = few()
    fetching.out.mkdir()
    (fetching.out / "organizations.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"got files without manifest\.json"):
        fetching(environment)
    manifest = {"url": "https://fabrikam.crm.dynamics.com"}
    (fetching.out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"got an export of https://fabrikam\.crm\.dynamics\.com"):
        fetching(environment)
    (fetching.out / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"manifest\.json: url: expected"):
        fetching(environment)
    assert environment.requests == []


# --- Whose rights are asked for ---------------------------------------------------------------------------------------


def asked_of(text: str, folder: Path, encoding: str = "utf-8") -> tuple[AccessRequest, ...]:
    path = folder / "asked.csv"
    path.write_text(text, encoding=encoding, newline="")
    return read_access_requests(path)


def test_pairs_are_read_from_csv_in_any_order_of_columns_each_once(tmp_path: Path) -> None:
    text = f"record_id,user_id,record_type\r\n{{{CASE.upper()}}},{ADA},Incident\r\n,,\r\n\r\n{CASE},{ADA},incident\r\n"
    assert asked_of(text, tmp_path, "utf-8-sig") == (AccessRequest(ADA, "incident", CASE),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("user_id,record_type\n", "row of names: expected the columns user_id, record_type, record_id, each once"),
        ("user_id;record_type;record_id\n", "got 'user_id;record_type;record_id'"),
        ("", "expected CSV with the columns"),
        ('user_id,record_type,record_id\n"', "expected CSV with the columns"),
        (f"user_id,record_type,record_id\n{ADA},,{CASE}\n", "row 1: record_type: expected the logical name"),
        (f"user_id,record_type,record_id\n\nada@contoso.com,lead,{CASE}\n", "row 2: user_id: expected an id such as"),
        (f"user_id,record_type,record_id\n{ADA},lead\n", "row 1: record_id: expected an id such as"),
    ],
)
def test_a_file_that_names_no_pairs_is_refused_with_its_row(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=re.escape(says)):
        asked_of(text, tmp_path)


def test_a_file_of_pairs_in_another_encoding_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="expected CSV in UTF-8"):
        asked_of("user_id,record_type,record_id\n", tmp_path, "utf-16")
    with pytest.raises(UnreadableInput, match="expected a file that can be read"):
        read_access_requests(tmp_path / "none.csv")


# --- The command ------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_the_command_fetches_and_says_what_is_in_the_folder_now(
    fetching: Fetching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = fetching.server.environment = Environment(contoso(), lacks={"teams"})
    monkeypatch.setattr("chatlink_policy.dataverse.fetch.sign_in", lambda _: Credential(environment))
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"user_id,record_type,record_id\n414cbe32-7d3b-ee11-bdf4-000d3a5b6c02,incident,{CASE}\n")
    result = run("export", fetching.server.url, "--out", fetching.out, "--access", pairs, "--names", "--auth", "cli")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("out\n===\n")
    assert f"environment  {fetching.server.url}" in re.sub(r" +", "  ", result.output)
    assert re.search(r"^msdyn_teamschatassociations +9 +20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ$", result.output, re.MULTILINE)
    assert re.search(r"^access +1 +20", result.output, re.MULTILINE)
    assert "not fetched:\n  - teams: the environment does not offer this table" in result.output
    assert "Fill in supplement.toml" in result.output


def test_the_command_says_in_one_line_what_is_wrong(fetching: Fetching, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("export", "http://contoso.crm.dynamics.com", "--out", fetching.out)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1)
    assert result.output.startswith("Error: URL: url: expected the URL of an environment")
    result = run("export", fetching.server.url, "--out", fetching.out, "--access", "none.csv")
    assert (result.exit_code, result.output) == (
        2,
        "Error: none.csv: file: expected a file that can be read, got No such file or directory\n",
    )
    for name in [each for each in os.environ if each.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    result = run("export", fetching.server.url, "--out", fetching.out, "--auth", "environment")
    assert result.exit_code == 2
    assert result.output.startswith("Error: EntityDefinitions page 1: answer: expected a user who is signed in, got ")
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("how", SignIn)
def test_every_way_to_sign_in_gives_tokens_and_keeps_none(how: SignIn) -> None:
    credential = sign_in(how)
    assert callable(credential.get_token)
    assert getattr(credential, "_cache", None) is None  # in memory, and only once there is a token


def test_without_its_extra_the_command_names_the_extra(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['azure.identity'] = None\n"
        "from chatlink_policy.__main__ import main\n"
        f"sys.argv = ['chatlink-policy', 'export', 'https://contoso.crm.dynamics.com', '--out', {str(tmp_path)!r}]\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    says = "fetching an export needs the extra export: pip install 'chatlink-policy[export]'"
    assert done.stderr == f"Error: {says}\n"


# --- What is made of it -----------------------------------------------------------------------------------------------


def test_what_was_fetched_can_be_checked_before_anything_is_filled_in(fetching: Fetching) -> None:
    fetching(few())
    assert isinstance(load_export(fetching.out).policy.on_for_all_apps, Unknown)
    checked = run("check", fetching.out)
    assert checked.exit_code == 1, checked.output
    assert "on_for_all_apps" in checked.output


def test_of_a_stopped_fetch_only_its_whole_tables_count(fetching: Fetching) -> None:
    with pytest.raises(KeyboardInterrupt):
        fetching(Environment(contoso()), progress=stop_at("systemusers"))
    snapshot = load_export(fetching.out)
    assert snapshot.tables == frozenset(fetching.tables())
    assert snapshot.has(LINKS) and snapshot.chats
    assert not snapshot.has("systemusers")
    reviewed = run("review", fetching.out, "--out", fetching.out.with_name("rights.csv"))
    assert reviewed.exit_code == 2
    assert "systemusers" in reviewed.output


@pytest.mark.proves("Q-12")
def test_a_toggle_that_the_environment_does_not_have_is_off_and_one_that_was_not_selected_is_unknown(
    fetching: Fetching,
) -> None:
    supplemented(fetching.out)
    fetching(Environment(contoso(), lacks={"msdyn_entitylinkchatconfigurations.msdyn_usercanjoinchat"}))
    assert load_export(fetching.out).policy.settings_for("incident").join_chat is False
    path = fetching.out / "supplement.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(line for line in text.splitlines(True) if "missing_columns" not in line), encoding="utf-8")
    assert isinstance(load_export(fetching.out).policy.settings_for("incident").join_chat, Unknown)


def test_attributes_with_capitals_are_those_of_the_table(fetching: Fetching) -> None:
    tables = contoso()
    incident = next(each for each in tables["entitydefinitions"] if each["LogicalName"] == "incident")
    text = {"LogicalName": "contoso_phoneNumber", "AttributeTypeName": {"Value": "StringType"}, "IsSecured": False}
    incident["Attributes"].append(text)
    supplemented(fetching.out)
    fetching(Environment(tables))
    found = next(each for each in load_export(fetching.out).record_types if each.name == "incident")
    assert "contoso_phonenumber" in {each.name for each in found.attributes}
