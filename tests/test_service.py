"""The service of the documentation, asked over HTTP, and a scenario as a type of pydantic.

Needs FastAPI, httpx and pydantic, of the group `service`.
"""

from __future__ import annotations

import asyncio
import json
import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chatlink_policy import NEW_ORGANISATION, Decision, Scenario, evaluate
from chatlink_policy.dataverse.queries import QueryDict, queries_dict
from chatlink_policy.decision_log import read_log, replay_log
from chatlink_policy.serialization import from_dict, read_scenario, to_dict, to_json

pytestmark = pytest.mark.service

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
SCENARIO = read_scenario(EXAMPLES / "case-transfer.toml")
CASE: dict[str, Any] = {name: value for name, value in to_dict(SCENARIO).items() if name != "policy"}


@dataclass
class Service:
    """The service as it runs, with its log."""

    app: Any
    log: Path

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        """The status and the JSON that it answers."""
        import httpx  # noqa: PLC0415  # the usual tests do without it

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                return await client.post(path, json=body, headers=headers)

        response = asyncio.run(ask())
        assert response.headers["content-type"] == "application/json"
        return response.status_code, response.json()

    def lines(self) -> list[str]:
        return self.log.read_text(encoding="ascii").splitlines() if self.log.exists() else []


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    (tmp_path / "policy.json").write_text(to_json(SCENARIO.policy), encoding="utf-8")
    monkeypatch.setenv("CHATLINK_POLICY", str(tmp_path / "policy.json"))
    monkeypatch.setenv("DECISION_LOG", str(tmp_path / "decisions.jsonl"))
    return Service(runpy.run_path(str(EXAMPLES / "service.py"))["make_app"](), tmp_path / "decisions.jsonl")


@pytest.mark.parametrize(("path", "question"), [("/may-disconnect", "disconnecting"), ("/may-join", "joining")])
def test_a_fastapi_service_of_sixty_lines_answers_with_reasons_and_grounds_logs_and_is_replayed(
    service: Service, path: str, question: str
) -> None:
    assert len((EXAMPLES / "service.py").read_text(encoding="utf-8").splitlines()) <= 60
    outcome = evaluate(SCENARIO)
    status, data = service.post(path, CASE, **{"X-Request-Id": "a1"})
    assert status == 200
    assert from_dict(data["decision"], Decision) is outcome.decisions[question]
    assert [each["says"] for each in data["decision"]["because"]]
    assert data["grounds"] == outcome.grounds[question].to_dict()
    (entry,) = read_log(service.lines())
    assert (getattr(entry, "request_id", None), getattr(entry, "subject", None)) == ("a1", CASE["user"]["id"])
    again = replay_log(service.lines(), SCENARIO.policy)
    assert (again.same, again.differ, again.rejected, again.not_answered) == (1, 0, 0, 0)
    stricter = SCENARIO.policy.but_for("incident", join_chat=False, owner_may_disconnect=False)
    assert replay_log(service.lines(), stricter).differ == 1


def test_what_the_service_cannot_read_is_refused_with_every_path_and_not_logged(service: Service) -> None:
    status, data = service.post(
        "/may-join", {**CASE, "policy": {"chat_is_on": True}, "access": ["Write"], "now": "soon"}
    )
    assert status == 422
    assert [each["path"] for each in data["detail"]] == ["policy", "access", "now"]
    assert service.lines() == []
    assert service.post("/may-join", [CASE])[0] == 422
    assert service.post("/may-leave", CASE)[0] == 422


def test_what_is_missing_or_unknown_is_neither_a_yes_nor_a_no(service: Service) -> None:
    assert service.post("/may-join", {**CASE, "access": None}) == (409, {"detail": ["lacks access"]})
    status, data = service.post("/may-disconnect", {**CASE, "record": {**CASE["record"], "owner": "unknown"}})
    assert status == 409
    assert "neither yes nor no" in data["detail"][0]
    assert service.lines() == []


def test_a_scenario_is_a_type_of_pydantic_that_reads_as_strictly_as_files() -> None:
    from pydantic import ValidationError  # noqa: PLC0415

    request: Any = runpy.run_path(str(EXAMPLES / "pydantic_scenario.py"))["Request"]
    read = request.model_validate_json(json.dumps({"request_id": "a1", "case": CASE}))
    assert read.case == Scenario(**{**{name: getattr(SCENARIO, name) for name in CASE}, "policy": NEW_ORGANISATION})
    assert json.loads(read.model_dump_json())["case"] == CASE
    with pytest.raises(ValidationError, match=r"data: chat\.kind: expected one of oneOnOne, "):
        request.model_validate({"request_id": "a1", "case": {**CASE, "chat": {"id": "c", "kind": "channel"}}})


def test_typed_dicts_that_are_exported_work_in_pydantic_on_python_3_11_too() -> None:
    from pydantic import TypeAdapter  # noqa: PLC0415

    queries = queries_dict()
    assert TypeAdapter(list[QueryDict]).validate_json(json.dumps(queries)) == queries
