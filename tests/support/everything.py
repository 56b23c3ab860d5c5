"""What the library says of every example, as bytes by the name of what was asked.

Run as a file it writes a digest of each as JSON, under the locale of its environment.

Independent of what is said: it asks, and compares nothing.
"""

from __future__ import annotations

import json
import locale
import sys
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from chatlink_policy import QUESTIONS, Scenario, evaluate
from chatlink_policy.cli import command
from chatlink_policy.conformance import conformance_corpus
from chatlink_policy.evidence.audit import audit
from chatlink_policy.rendering import render
from chatlink_policy.serialization import from_dict, to_json

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
POLICIES = [str(EXAMPLES / "policies" / f"{name}.toml") for name in ("today", "proposed")]
USER = "403bad21-7d3b-ee11-bdf4-000d3a5b6c01"

Ask = Callable[[], bytes]


def in_memory() -> dict[str, Ask]:
    """Each question, and each whole scenario of the conformance corpus, with all evidence, in two languages."""
    asks: dict[str, Ask] = {}
    for name, question in QUESTIONS.items():
        asks[f"question {name}"] = partial(_question, name)
        asks[f"decisions {name}"] = partial(_as_json, [each.to_dict() for each in question.decisions])
    for case in conformance_corpus()["scenarios"]:  # type: ignore[attr-defined]
        asks[case["name"]] = partial(_scenario, json.dumps(case["scenario"]))
    return asks


def _as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def _question(name: str) -> bytes:
    question = QUESTIONS[name]
    said = [render(question, "text", lang="fr"), audit(question, question.documented[1:]).to_text(), to_json(question)]
    return "\n".join(said).encode()


def _scenario(text: str) -> bytes:
    outcome = evaluate(from_dict(json.loads(text), Scenario))
    return "\n".join([to_json(outcome), render(outcome, "html", lang="fr")]).encode()


def through_the_command() -> dict[str, Ask]:
    """What the command prints and writes of every example."""
    lines = [["explain", str(path), "--format", "json"] for path in sorted(EXAMPLES.glob("*.toml"))]
    for path in sorted(EXAMPLES.glob("export-*")):
        lines += [["check", str(path), "--lang", "fr"], ["policy", str(path)]]
    lines += [["diff", *POLICIES, "--export", str(EXAMPLES / "export-contoso")]]
    lines += [["explain", "--export", str(EXAMPLES / "export-contoso"), "--app", "Customerservicehub", "--user", USER]]
    asks: dict[str, Ask] = {" ".join(each): partial(_printed, each) for each in lines}
    review = [
        "review",
        str(EXAMPLES / "export-contoso"),
        "--join",
        "--enablement",
        "--through",
        "--change",
        POLICIES[1],
    ]
    report = ["report", str(EXAMPLES / "export-contoso"), "--change", POLICIES[1], "--lang", "fr"]
    return asks | {
        "review": partial(_written, review, "rights.csv"),
        "report": partial(_written, report, "report.html"),
    }


def _printed(arguments: list[str]) -> bytes:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code in {0, 1}, done.output
    return done.output_bytes


def _written(arguments: list[str], name: str) -> bytes:
    with TemporaryDirectory() as folder:
        done = CliRunner().invoke(command, [*arguments, "--out", str(Path(folder, name))])
        assert done.exit_code == 0, done.output
        return b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sorted(Path(folder).iterdir()))


def digests(asks: dict[str, Ask]) -> Iterator[tuple[str, str]]:
    """Name and digest of each."""
    for name, ask in asks.items():
        yield name, sha256(ask()).hexdigest()


if __name__ == "__main__":
    spoken = locale.setlocale(locale.LC_ALL, "")
    json.dump({"locale": spoken, **dict(digests(in_memory() | through_the_command()))}, sys.stdout)
