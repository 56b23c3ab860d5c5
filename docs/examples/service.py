"""Who may disconnect and who may join: a service that answers with reasons and grounds, and logs what it answered.

Run it with `CHATLINK_POLICY=policy.toml DECISION_LOG=decisions.jsonl uvicorn --factory service:make_app`.
"""

import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Body, FastAPI, Header, HTTPException, Response

from chatlink_policy import Scenario, UnreadableInput, evaluate
from chatlink_policy.decision_log import LogEntry
from chatlink_policy.serialization import from_dict, read_policy


class Asked(StrEnum):
    """What can be asked, by its path; in the library each is a question of that name."""

    MAY_DISCONNECT = "may-disconnect"
    MAY_JOIN = "may-join"

    @property
    def question(self) -> str:
        return {Asked.MAY_DISCONNECT: "disconnecting", Asked.MAY_JOIN: "joining"}[self]


def make_app() -> FastAPI:
    """The service, under the policy that the file holds when it starts."""
    policy, log, lock = read_policy(os.environ["CHATLINK_POLICY"]), Path(os.environ["DECISION_LOG"]), Lock()
    app = FastAPI(title="Chats linked to records")

    @app.post("/{asked}")
    def answer(
        asked: Asked,
        case: Annotated[dict[str, object], Body(description="A scenario without its policy.")],
        x_request_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        try:
            scenario = from_dict(case, Scenario, policy=policy, source="the request")
        except UnreadableInput as error:
            problems = [{"path": each.field, "expected": each.expected, "got": each.got} for each in error.problems]
            raise HTTPException(422, problems) from error
        outcome = evaluate(scenario)
        decision = outcome.decisions.get(asked.question)
        if decision is None:  # neither yes nor no: something is missing, or is not known
            raise HTTPException(409, [each.says for each in outcome.not_asked if each.question == asked.question])
        who = scenario.user.id if scenario.user else None
        entry = LogEntry(decision, time=datetime.now(UTC), request_id=x_request_id, subject=who, inputs=scenario)
        with lock, log.open("a", encoding="ascii") as file:
            file.write(f"{entry.to_line()}\n")
        grounds = outcome.grounds[asked.question]
        return Response(
            f'{{"decision":{decision.to_json()},"grounds":{grounds.to_json()}}}', media_type="application/json"
        )

    return app
