"""The wheel in environments of its own: without extras, and with each extra alone.

In each, every module is imported and every use of an extra is tried: it works where the extra is there, and elsewhere
the error names the extra.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from building import ROOT, built

pytestmark = pytest.mark.release

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
BRINGS = {"cli": {"dataverse"}, "report": {"dataverse", "review"}, "spark": {"review"}, "notebook": {"dataverse"}}
"""What an extra brings of the others; notebook needs the XML parser of dataverse itself."""

PROGRAM = """
import contextlib, importlib, io, json, pathlib, sys
import chatlink_policy
from chatlink_policy import QUESTIONS
from chatlink_policy.errors import MissingExtra

root = pathlib.Path(chatlink_policy.__file__).parent
assert "site-packages" in root.parts
docs, tables, uses = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), json.loads(sys.argv[3])

def command(*arguments):
    from chatlink_policy.__main__ import main
    sys.argv = ["chatlink-policy", *map(str, arguments)]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            main()
    except SystemExit as ended:
        if ended.code:
            raise MissingExtra(said.getvalue()) from None

def strategies():
    from hypothesis import given, settings
    from chatlink_policy.strategies import scenarios
    settings(max_examples=2, database=None)(given(scenarios())(lambda drawn: None))()

def use(name):
    if name == "cli":
        command("explain", docs / "case-transfer.toml")
    elif name == "strategies":
        importlib.import_module("chatlink_policy.strategies")
        strategies()
    elif name == "export":
        importlib.import_module("chatlink_policy.dataverse.fetch")
    elif name == "notebook":
        from chatlink_policy.notebook import explore
        explore(QUESTIONS["joining"])
    elif name == "dataverse":
        from chatlink_policy.dataverse import load_export
        assert load_export(docs / "export-contoso").users
    elif name == "review":
        from chatlink_policy.review.disconnecting import review_disconnect
        from chatlink_policy.review.files import read_tables
        from chatlink_policy import NEW_ORGANISATION
        assert review_disconnect(read_tables(tables), NEW_ORGANISATION).rights is not None
    elif name == "report":
        from chatlink_policy.report import gather, page
        assert page(gather(docs / "export-contoso"))
    elif name == "spark":
        import pyspark

def tried(what, *arguments):
    try:
        what(*arguments)
    except MissingExtra as error:
        return str(error)
    except ModuleNotFoundError as error:
        return repr(error)
    return None

modules = sorted(".".join(path.relative_to(root.parent).with_suffix("").parts) for path in root.rglob("*.py"))
modules = [each.removesuffix(".__init__") for each in modules]
print(json.dumps({
    "modules": {each: tried(importlib.import_module, each) for each in modules},
    "uses": {each: tried(use, each) for each in uses},
}))
"""

TABLES = {
    "links": "chat_id,record_type,record_id,connected_by,connected_on\n19:a,incident,1,ann,2026-01-31T09:00:00Z\n",
    "records": "record_type,record_id,owner_user,owner_team\nincident,1,ann,\n",
    "team_members": "team_id,user_id\n",
    "user_roles": "user_id,role_id\n",
    "team_roles": "team_id,role_id\n",
    "role_privileges": "role_id,privilege\n",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"), 0o022, {})[".whl"]


def in_an_environment_with(extra: str, wheel: Path, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """What the program finds in a fresh environment, and what is installed there."""
    python = folder / "env" / "bin" / "python"
    uv = [sys.executable, "-m", "uv", "-q"]
    asked = f"chatlink-policy[{extra}] @ {wheel.as_uri()}" if extra else f"chatlink-policy @ {wheel.as_uri()}"
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder / "env")], check=True)
    subprocess.run([*uv, "pip", "install", "--python", str(python), asked], check=True)
    listed = subprocess.run(
        [*uv, "pip", "list", "--python", str(python), "--format", "json"], check=True, capture_output=True, text=True
    )
    (folder / "tables").mkdir()
    for name, text in TABLES.items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    uses = json.dumps(sorted(set(EXTRAS) - {"test"}))
    arguments = [str(ROOT / "docs" / "examples"), str(folder / "tables"), uses]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), "-c", PROGRAM, *arguments], cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), [each["name"] for each in json.loads(listed.stdout)]


ALONE = ["", *sorted(set(EXTRAS) - {"test", "notebook", "spark"})]
LARGE = [pytest.param(each, marks=pytest.mark.campaign) for each in ("notebook", "spark")]


@pytest.mark.parametrize("extra", [*ALONE, *LARGE])
def test_the_wheel_with_one_extra_alone_does_what_that_is_for_and_names_every_other(
    extra: str, wheel: Path, tmp_path: Path
) -> None:
    found, installed = in_an_environment_with(extra, wheel, tmp_path)
    there = {extra, *BRINGS.get(extra, ())}
    for name, said in found["uses"].items():
        if name in there:
            assert said is None, (name, said)
        elif name != "spark":  # no module of the package imports it
            assert said, name
            named = {each for each in EXTRAS if f"pip install 'chatlink-policy[{each}]'" in said}
            assert named <= {name, *BRINGS.get(name, ())} and named, (name, said)
    for module, said in found["modules"].items():
        if said is not None:
            assert "pip install 'chatlink-policy[" in said, (module, said)
            assert not any(f"[{each}]" in said for each in there if each), (module, said)
    if not extra:
        assert {*installed} - {"typing-extensions"} == {"attrs", "cattrs", "chatlink-policy"}
