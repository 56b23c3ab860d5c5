"""Every reader as a function of bytes: what it reads of them it reads, and what it refuses it refuses as it promises.

A target raises for anything but an error that is documented: of this library, with a path and on one line.
Bytes that a target cannot even take apart, such as no JSON where it needs some, are passed over.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, cast

from fuzz_mutation import Mutator, extremes, json_of, of_json, of_text, places

from chatlink_policy.errors import InvalidValue, UnreadableInput

__all__ = ["SECONDS", "TARGETS", "Reader", "Target", "blind", "documented", "limited"]

Reader = Callable[[bytes], object]

SECONDS = 30
"""How much time of the processor one run may take, also where everything is counted."""

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LONGEST_MESSAGE = 20_000


class Target(NamedTuple):
    """A reader.

    Attributes:
        name: its name.
        prepare: imports what is needed and gives the reader.
        seeds: what mutation begins with.
        mutate: how it mutates.
        runs: how many mutants are tried in a run of `.ci/run`; ten times as many in the long run.
    """

    name: str
    prepare: Callable[[], Reader]
    seeds: Callable[[], Iterator[bytes]]
    mutate: Mutator
    runs: int

    def reader(self) -> Reader:
        """The reader, which raises for what is not documented."""
        return documented(self.prepare())


TARGETS: dict[str, Target] = {}


def target(
    runs: int, mutate: Mutator, seeds: Callable[[], Iterator[bytes]]
) -> Callable[[Callable[[], Reader]], Callable[[], Reader]]:
    """Make a target of a function that gives a reader."""

    def of(prepare: Callable[[], Reader]) -> Callable[[], Reader]:
        TARGETS[prepare.__name__] = Target(prepare.__name__, prepare, seeds, mutate, runs)
        return prepare

    return of


def documented(read: Reader) -> Reader:
    """A reader of which only documented errors are taken."""

    def reads(data: bytes) -> object:
        try:
            return read(data)
        except (UnreadableInput, InvalidValue) as error:
            problems = error.problems if isinstance(error, UnreadableInput) else (error,)
            assert problems, "a refusal without a problem"
            for each in problems:
                assert each.field.strip(), f"a problem without its path: {each}"
                assert len(str(each)) < LONGEST_MESSAGE, f"a message without end: {str(each)[:200]}"
                assert str(each).isprintable(), f"a problem that is not one line: {str(each)!r}"
            str(error).encode()
            return None

    return reads


def refused(read: Callable[[], object]) -> None:
    """Read something; what is refused is refused as is documented."""
    documented(lambda _: read())(b"")


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Stop what takes more time of the processor.

    Raises:
        TimeoutError: in the middle of it.
    """

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def blind(each: Target, runs: int, seed: int) -> Iterator[bytes]:
    """What a target is given where nothing guides it: mutants of its seeds, the same for the same seed."""
    random = Random(f"{each.name} {seed}")
    seeds = list(each.seeds())

    def bytewise(data: bytes) -> bytes:
        content = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 8))):
            at = random.randrange(len(content) + 1)
            content[at : at + random.choice((0, 1, 1, 7))] = random.randbytes(random.choice((0, 1, 1, 3)))
        return bytes(content)

    for _ in range(runs):
        yield each.mutate(random.choice(seeds), random, bytewise)


# --- What the readers take apart --------------------------------------------------------------------------------------


class NotTaken(Exception):
    """The bytes are not even what the target needs to call its reader."""


def taken(data: bytes) -> Any:  # noqa: ANN401  # whatever it is
    """The JSON that a target needs, read leniently."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotTaken from error


def raw(text: str) -> bytes:
    """A text as bytes: half a letter from U+DC80 on is one byte, any other is written as if it were a letter."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


@contextmanager
def folder(files: object, *, folders: bool = False) -> Iterator[Path]:
    """A folder with these files: a text as it is, anything else as JSON, and null as a folder.

    With `folders` a table is a folder too, and a list a link to what it names.
    """
    if not isinstance(files, dict):
        raise NotTaken
    memory = Path("/dev/shm")  # noqa: S108  # in memory where that is possible
    made = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        for name, content in files.items():
            _put(made / argument(name).replace("/", "_"), content, folders=folders)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put(path: Path, content: object, *, folders: bool) -> None:
    with suppress(OSError):  # a name that no system takes
        if content is None or (folders and isinstance(content, dict)):
            path.mkdir()
            for name, inner in (content or {}).items():
                _put(path / argument(name).replace("/", "_"), inner, folders=False)
        elif folders and isinstance(content, list):
            path.symlink_to("".join(argument(each).replace("/", "_") for each in content if isinstance(each, str)))
        else:
            path.write_bytes(raw(content) if isinstance(content, str) else json_of(content))


def argument(text: str) -> str:
    """A text as it can stand on a command line, or as the name of a file."""
    return os.fsdecode(raw(text).replace(b"\0", b""))


def skipping(read: Reader) -> Reader:
    """A reader that passes over what is not taken."""

    def reads(data: bytes) -> object:
        with suppress(NotTaken):
            return read(data)
        return None

    return reads


def files_of(*patterns: str) -> Callable[[], Iterator[bytes]]:
    """The content of the examples of those names."""

    def seeds() -> Iterator[bytes]:
        for pattern in patterns:
            for path in sorted(EXAMPLES.glob(pattern)):
                yield path.read_bytes()

    return seeds


# --- Texts ------------------------------------------------------------------------------------------------------------


def _json_texts() -> Iterator[bytes]:
    import tomllib

    for text in files_of("policies/*.toml", "case-*.toml")():
        yield json.dumps(tomllib.loads(text.decode()), default=str).encode()


@target(4_000, of_text, _json_texts)
def json_text() -> Reader:
    """A policy and a scenario in JSON."""
    from chatlink_policy.serialization import policy_from_text, scenario_from_text

    def read(data: bytes) -> None:
        refused(lambda: policy_from_text(data))
        refused(lambda: scenario_from_text(data))

    return read


@target(3_000, of_text, files_of("policies/*.toml", "*.toml", "policy-tests/*.toml"))
def toml_text() -> Reader:
    """A policy and a scenario in TOML, a value of `--set`, and what is set by it."""
    from chatlink_policy.serialization import policy_from_text, read_scenario, scenario_from_text, value_from_text
    from chatlink_policy.what_if import with_set

    case = read_scenario(EXAMPLES / "case-transfer.toml")

    def read(data: bytes) -> None:
        refused(lambda: policy_from_text(data, "toml"))
        refused(lambda: scenario_from_text(data, "toml"))
        line = data.decode("utf-8", "surrogateescape")
        refused(lambda: value_from_text(line))
        refused(lambda: with_set(case, [f"policy.{line}"]))
        refused(lambda: with_set(case, [line]))

    return read


GRID = (
    b'<grid name="resultset" object="112" jump="title" select="1" icon="1"><row name="result" id="incidentid">'
    b'<cell name="title" width="300"/><cell name="a_1.fullname" width="100" ishidden="1"/></row></grid>'
)
FETCH = (
    b'<fetch version="1.0"><entity name="incident"><attribute name="title"/><link-entity name="contact" '
    b'from="contactid" to="customerid" alias="a_1"><attribute name="fullname"/></link-entity></entity></fetch>'
)
CELLS = b'{"Name":"a","Rows":[{"Cells":[{"Name":"title","IsHidden":false},{"Name":"a_1.fullname","IsHidden":true}]}]}'
ROW: dict[str, object] = {
    "savedqueryid": "5cb909c6-20f0-eb11-bad5-00224876a6de",
    "name": "Introduction",
    "returnedtypecode": "incident",
    "querytype": 4,
    "isquickfindquery": True,
    "isdefault": True,
    "statecode": 0,
    "layoutjson": None,
    "layoutxml": GRID.decode(),
    "fetchxml": FETCH.decode(),
}


def _rejecting(column: str) -> Reader:
    """A reader of views that differ in one column: what it cannot read it rejects with the path."""
    from chatlink_policy.dataverse.views import read_views

    def read(data: bytes) -> None:
        found = data.decode("utf-8", "surrogateescape")
        views = read_views([{**ROW, "layoutxml": None, "layoutjson": CELLS.decode(), column: found}])
        for each in views.rejected:
            assert each.path == column, each
            assert each.got.isprintable(), each

    return read


@target(4_000, of_text, lambda: iter([GRID, FETCH]))
def layout_xml() -> Reader:
    """The layout of a view in XML, and its query."""
    layout, query = _rejecting("layoutxml"), _rejecting("fetchxml")

    def read(data: bytes) -> None:
        layout(data)
        query(data)

    return read


@target(3_000, of_text, lambda: iter([CELLS]))
def layout_json() -> Reader:
    """The layout of a view in JSON."""
    return _rejecting("layoutjson")


@target(3_000, of_text, files_of("decisions.jsonl"))
def decision_log() -> Reader:
    """A log of decisions, replayed; records and fingerprints by themselves."""
    from chatlink_policy.decision_log import read_log, replay_log
    from chatlink_policy.evidence.fingerprint import read_fingerprint
    from chatlink_policy.evidence.records import read_records, record_from_line
    from chatlink_policy.serialization import read_policy

    policy = read_policy(EXAMPLES / "policies" / "today.toml")

    def read(data: bytes) -> None:
        lines = data.split(b"\n")
        for each in read_log(lines):
            str(each)
        replay_log(lines).to_json().encode()
        replay_log(lines, policy).to_json().encode()
        refused(lambda: list(read_records([data])))
        refused(lambda: record_from_line(data))
        refused(lambda: read_fingerprint(data.decode("utf-8", "surrogateescape")))

    return read


def _pages() -> Iterator[bytes]:
    from invented_page import as_html, as_markdown, as_text

    for made in (as_text, as_markdown, as_html):
        yield made().encode()


@target(200, of_text, _pages)
def page() -> Reader:
    """A copy of the documentation: text, Markdown or HTML."""
    from chatlink_policy.documentation.comparison import compare_page
    from chatlink_policy.rendering import render

    def read(data: bytes) -> None:
        found = compare_page(data)
        render(found, "html").encode()
        found.to_json()

    return read


@target(
    2_000,
    of_text,
    lambda: iter(
        [
            b"user_id,record_type,record_id\n403bad21-7d3b-ee11-bdf4-000d3a5b6c01,incident,{403BAD21-7D3B-EE11-BDF4-000D3A5B6C01}\n"
        ]
    ),
)
def access_requests() -> Reader:
    """The CSV of whose rights an export asks for."""
    from chatlink_policy.dataverse.access_requests import read_access_requests

    def read(data: bytes) -> None:
        with folder({}) as made:
            (made / "pairs.csv").write_bytes(data)
            read_access_requests(made / "pairs.csv")

    return read


@target(1_500, of_text, files_of("export-*/supplement.toml", "policy-tests/*.toml"))
def toml_file() -> Reader:
    """A supplement and a policy test, each as a file in TOML and in JSON."""
    from chatlink_policy.dataverse import Supplement
    from chatlink_policy.policy_tests import read_tests, run_tests
    from chatlink_policy.serialization import read_model

    def read(data: bytes) -> None:
        with folder({}) as made:
            for name in ("file.toml", "file.json"):
                (made / name).write_bytes(data)
                refused(lambda name=name: read_model(made / name, Supplement))  # type: ignore[misc]
                refused(lambda name=name: run_tests(read_tests(made / name)).to_json())  # type: ignore[misc]

    return read


# --- Plain data -------------------------------------------------------------------------------------------------------


def _kinds() -> dict[str, Any]:
    from chatlink_policy import models, policy
    from chatlink_policy._value import Model
    from chatlink_policy.dataverse import supplement
    from chatlink_policy.evidence import Decision, records
    from chatlink_policy.rules import context_card, notifications, outcome, scenario

    found = {}
    for module in (models, policy, supplement, context_card, notifications, outcome, scenario, records):
        for name in module.__all__:
            kind = getattr(module, name)
            if isinstance(kind, type) and issubclass(kind, Model):
                found[name] = kind
    return {**found, "Decision": Decision}


def _models() -> Iterator[bytes]:
    from model_fields import TABLE, legal

    from chatlink_policy import evaluate
    from chatlink_policy.serialization import read_scenario, to_dict

    for kind in TABLE:
        yield json_of([kind.__name__, to_dict(legal(kind))])
    for path in sorted(EXAMPLES.glob("case-*.toml")):
        case = read_scenario(path)
        outcome = evaluate(case)
        yield json_of(["Scenario", to_dict(case)])
        yield json_of(["Outcome", outcome.to_dict()])
        yield from (json_of(["Decision", each.to_dict()]) for each in outcome.decisions.values())


@target(4_000, of_json, _models)
def plain_data() -> Reader:
    """Every model from plain data; what was read is written and read back as the same."""
    from chatlink_policy.serialization import from_dict, to_dict

    kinds = _kinds()

    def read(data: bytes) -> None:
        match taken(data):
            case [str(name), given] if name in kinds:
                found = from_dict(given, kinds[name])
                again = from_dict(json.loads(json.dumps(to_dict(found))), kinds[name])
                assert again == found

    return skipping(read)


def _requests() -> Iterator[bytes]:
    who = {"type": "user", "id": "403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "properties": {}}
    own = {"record": "87a3e2f0-1c4d-ee11-be6f-000d3a5b6d11", "record_type": "incident"}
    chat = {"type": "chat", "id": "19:a@thread.v2", "properties": {"chatlink": own}}
    request = {"subject": who, "action": {"name": "joining"}, "resource": chat, "context": {}}
    page = {"limit": 1, "token": ""}
    yield json_of(["evaluate", request])
    yield json_of(["evaluations", {**request, "evaluations": [{"action": {"name": "disconnecting"}}, {}]}])
    yield json_of(
        ["evaluations", {"evaluations": [request], "options": {"evaluations_semantic": "deny_on_first_deny"}}]
    )
    for searched in ("subject", "resource", "action"):
        yield json_of([f"search_{searched}", {**request, "page": page}])
    app = {"type": "app", "id": "Customerservicehub"}
    yield json_of(["evaluate", {"subject": who, "action": {"name": "enablement"}, "resource": app}])


@target(4_000, of_json, _requests)
def authzen() -> Reader:
    """Requests of the AuthZEN standard, and the tokens of pages."""
    from chatlink_policy.authzen import decision_point
    from chatlink_policy.dataverse import load_export

    point = decision_point(load_export(EXAMPLES / "export-contoso"))
    asked = {name: getattr(point, name) for name in ("evaluate", "evaluations")}
    asked |= {f"search_{each}": getattr(point, f"search_{each}") for each in ("subject", "resource", "action")}

    def read(data: bytes) -> None:
        match taken(data):
            case [str(name), message] if name in asked:
                answer = asked[name](message)
                json.dumps(answer, allow_nan=False)
                if token := answer.get("page", {}).get("next_token"):
                    message["page"]["token"] = token
                    asked[name](message)

    return skipping(read)


# --- Folders ----------------------------------------------------------------------------------------------------------


def _exports() -> Iterator[bytes]:
    """Whole exports in one piece of JSON: the content of each file by its name."""
    from three_units import SUPPLEMENT, tables

    for path in sorted(EXAMPLES.glob("export-*")):
        yield json_of(
            {
                each.name: each.read_text("utf-8") if each.suffix != ".json" else json.loads(each.read_text("utf-8"))
                for each in sorted(path.iterdir())
            }
        )
    files: dict[str, object] = {f"{name}.json": {"value": rows} for name, rows in tables().items()}
    yield json_of({**files, "supplement.json": SUPPLEMENT})


@target(400, of_json, _exports)
def export() -> Reader:
    """An export, what is found in it, and its answers."""
    from chatlink_policy.checking import check
    from chatlink_policy.dataverse import load_export

    def read(data: bytes) -> None:
        with folder(taken(data)) as made:
            snapshot = load_export(made)
            for each in snapshot.rejected:
                assert each.path.strip(), each
            for finding in check(snapshot):
                str(finding)

    return skipping(read)


def _payloads() -> Iterator[bytes]:
    """The rows of each table of a whole organisation, with the name of the table."""
    from three_units import tables

    for name, rows in tables().items():
        yield json_of([name, {"value": rows}])
        yield json_of([name, [{"value": rows[:1], "@odata.count": len(rows)}, rows[1:]]])
    yield json_of(["columns", tables()["entitydefinitions"][0].get("Attributes", [])])
    yield json_of(["rights", {"AccessRights": "ReadAccess, WriteAccess"}])


@target(2_000, of_json, _payloads)
def payloads() -> Reader:
    """The rows of one table, as a caller has them: an answer of the Web API, a list of rows, pages, pages in pages."""
    from chatlink_policy import dataverse as of

    readers: dict[str, Callable[[Any], object]] = {
        "access": of.read_access,
        "appmodules": of.read_apps,
        "chats": lambda given: of.read_links([], activities=given),
        "activityparties": lambda given: of.read_links([], parties=given),
        "columns": lambda given: of.read_columns(
            "incident", given, is_activity=False, is_virtual=False, has_update_filter=True
        ),
        "entities": of.read_entities,
        "entitydefinitions": lambda given: of.read_record_types(given, update_filters=None),
        "msdyn_appconfigurations": lambda given: of.read_profiles(given, given, given, given, teams_tool=None),
        "msdyn_entitylinkchatconfigurations": of.read_settings,
        "msdyn_teamschatassociations": of.read_links,
        "organizations": of.read_organisation,
        "owner": of.read_owner,
        "privileges": lambda given: of.read_names(given, "privilegeid", "privileges"),
        "records_incident": lambda given: of.read_records(given, "incident"),
        "rights": of.read_rights,
        "roles": of.read_roles,
        "savedqueries": of.read_views,
        "sdkmessagefilters": of.read_update_filters,
        "systemuserroles": lambda given: of.read_pairs(given, "systemuserid", "roleid", "systemuserroles"),
        "teams": of.read_teams,
        "userprivileges": of.read_user_privileges,
    }

    def read(data: bytes) -> None:
        match taken(data):
            case [str(name), given] if name in readers:
                found = readers[name](given)
                for each in getattr(found, "rejected", ()):
                    assert each.path.strip(), each
                    assert each.got.isprintable(), each

    return skipping(read)


def _frames() -> dict[str, Any]:
    """The tables of an example as small frames."""
    from chatlink_policy.dataverse import load_export
    from chatlink_policy.review.snapshot_tables import tables_of
    from chatlink_policy.review.tables import TABLES

    held = tables_of(load_export(EXAMPLES / "export-contoso"))
    return {name: frame.lazy().collect().head(12) for name in TABLES if (frame := getattr(held, name)) is not None}


def _tables() -> Iterator[bytes]:
    """Folders of tables: CSV as a text, columns of a Parquet file as lists."""
    columns: dict[str, dict[str, list[Any]]] = {
        name: {key: [_plain(value) for value in values] for key, values in frame.to_dict(as_series=False).items()}
        for name, frame in _frames().items()
    }
    yield json_of({f"{name}.parquet": each for name, each in columns.items()})
    yield json_of(
        {
            f"{name}.csv": "\n".join(
                [
                    ",".join(each),
                    *(",".join("" if v is None else str(v) for v in row) for row in zip(*each.values(), strict=True)),
                ]
            )
            for name, each in columns.items()
        }
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


@target(60, of_json, _tables)
def tables() -> Reader:
    """A folder of tables, Parquet and CSV, reviewed whole."""
    import polars as pl

    from chatlink_policy.review.folders import Asked, read_organisation, review_organisation
    from chatlink_policy.serialization import read_policy

    policy = read_policy(EXAMPLES / "policies" / "today.toml")

    def read(data: bytes) -> None:
        given = taken(data)
        if not isinstance(given, dict):
            raise NotTaken
        texts = {name: each for name, each in given.items() if not name.endswith(".parquet")}
        with folder(texts) as made, folder({}) as out:
            for name, each in given.items():
                if name not in texts:
                    _parquet(each, made / argument(name).replace("/", "_"), pl)
            organisation = read_organisation(made, policy)
            review_organisation(
                organisation, out / "out", Asked(joining=True, enablement=True, through=True), partial=True
            )

    return skipping(read)


def _parquet(content: object, path: Path, pl: Any) -> None:  # noqa: ANN401  # the module, which is imported late
    """A Parquet file of columns; of a text, and of what is no column, the bytes as they are."""
    if isinstance(content, dict):
        try:
            times = {"connected_on"}
            frame = pl.DataFrame({name: pl.Series(each, strict=False) for name, each in content.items()})
            frame.with_columns(
                pl.col(each).str.to_datetime(time_zone="UTC", strict=False)
                for each in times & {*frame.columns}
                if frame[each].dtype == pl.String
            ).write_parquet(path)
            return
        except BaseException as error:  # what no frame is made of
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
    with suppress(OSError, UnicodeEncodeError):
        path.write_bytes(raw(content) if isinstance(content, str) else json_of(content))


def _parquet_files() -> Iterator[bytes]:
    """The name of a table, a null, and its Parquet file."""
    for name, frame in _frames().items():
        file = io.BytesIO()
        frame.write_parquet(file)
        yield name.encode() + b"\0" + file.getvalue()


@target(100, lambda data, _, mutate: mutate(data), _parquet_files)
def parquet() -> Reader:
    """A Parquet file that is damaged byte by byte, among others that are not, in a review."""
    from chatlink_policy.review.folders import read_organisation, review_organisation
    from chatlink_policy.serialization import read_policy

    policy = read_policy(EXAMPLES / "policies" / "today.toml")
    whole = {name.decode(): content for name, _, content in (each.partition(b"\0") for each in _parquet_files())}

    def read(data: bytes) -> None:
        name, _, content = data.partition(b"\0")
        with folder({}) as made, folder({}) as out:
            for each, rest in whole.items():
                (made / f"{each}.parquet").write_bytes(content if each.encode() == name else rest)
            review_organisation(read_organisation(made, policy), out / "out", partial=True)

    return read


# --- A service --------------------------------------------------------------------------------------------------------


def _scripts() -> Iterator[bytes]:
    from scripted_answers import true_scripts

    yield from map(json_of, true_scripts())


@target(100, of_json, _scripts)
def fetch() -> Reader:
    """The answers of the Web API while an export is fetched: whole tables or an error, and an end to it."""
    from scripted_answers import fetch_scripted, replaced

    def read(data: bytes) -> None:
        given = taken(data)
        script = [replaced(each) for each in given if isinstance(each, list)] if isinstance(given, list) else []
        with folder({}) as made:
            fetch_scripted(script, made / "out")

    return skipping(read)


# --- The command ------------------------------------------------------------------------------------------------------


def _commands() -> Iterator[bytes]:
    case = (EXAMPLES / "case-transfer.toml").read_text("utf-8")
    expected = (EXAMPLES / "policy-tests" / "owner-may-disconnect.toml").read_text("utf-8")
    today, proposed = ((EXAMPLES / "policies" / f"{each}.toml").read_text("utf-8") for each in ("today", "proposed"))
    log = (EXAMPLES / "decisions.jsonl").read_text("utf-8")
    small: dict[str, object] = {"export": {"organizations.json": {"value": []}}}
    policies = {"a.toml": today, "b.toml": proposed}
    for args, files in (
        (["explain", "a.toml", "--format", "json", "--lang", "fr"], {"a.toml": case}),
        (["explain", "a.toml", "--set", "policy.record_types.incident.join_chat=true"], {"a.toml": case}),
        (["explain", "-"], {"-": case}),
        (
            ["explain", "link.toml", "--policy", "loop.toml"],
            {"a.toml": case, "link.toml": ["a.toml"], "loop.toml": ["loop.toml"]},
        ),
        (["review", "link", "--out", "loop.csv"], {**small, "link": ["export"], "loop.csv": ["loop.csv"]}),
        (["explain", "--export", "export", "--user", "a", "--now", "2026-01-31T09:00:00Z"], small),
        (["check", "export", "--now", "2026-01-31T09:00:00Z", "--format", "markdown"], small),
        (["diff", "a.toml", "b.toml", "--fail-on-new-access"], policies),
        (["diff", "a.toml", "export"], {**policies, **small}),
        (["policy", "export", "--out", "out.json"], small),
        (["test", "t.toml", "--policy", "a.toml", "--coverage"], {"t.toml": expected, **policies}),
        (["test", "tests"], {"tests": {"t.toml": expected}}),
        (["replay", "log.jsonl", "--policy", "a.toml"], {"log.jsonl": log, **policies}),
        (["rule", "DIS-4", "--format", "json"], {}),
        (["schema", "policy"], {}),
        (["source", "page.html", "--format", "html"], {"page.html": "<html><p>a</p>"}),
        (["table", "joining", "--format", "csv"], {}),
        (["audit", "joining", "--documentation-only"], {}),
        (["export-rule", "joining", "--language", "rego", "--test"], {}),
        (["queries", "--supplement"], {}),
        (["report", "export", "--out", "out.html", "--change", "a.toml"], {**small, **policies}),
        (["review", "export", "--out", "out.csv", "--join", "--parts", "2", "--partial"], small),
    ):
        yield json_of([args, files])


@target(3_000, of_json, _commands)
def command() -> Reader:
    """Every command, with arguments and files: it ends with a stated status, and never by a mistake of its own."""
    from chatlink_policy.cli import command as run
    from chatlink_policy.dataverse import fetch

    def no_sign_in(*_: object) -> None:
        raise InvalidValue("auth", "nobody to sign in here", "a fetch")

    fetch.sign_in = cast("Any", no_sign_in)

    def read(data: bytes) -> None:
        match taken(data):
            case [[*args], {**files}]:
                given = [argument(each) for each in args if isinstance(each, str)]
                stays = [each for each in given if not each.startswith("/") and ".." not in each]
                _run(run, stays, cast("dict[str, object]", files))

    return skipping(read)


def _run(command: Any, args: list[str], files: dict[str, object]) -> None:  # noqa: ANN401  # a command of click
    stdin = files.pop("-", "")
    before, streams = Path.cwd(), (sys.stdin, sys.stdout, sys.stderr)
    with folder(files, folders=True) as made:
        os.chdir(made)
        sys.stdin = io.TextIOWrapper(io.BytesIO(raw(stdin if isinstance(stdin, str) else json.dumps(stdin))))
        out, errors = io.BytesIO(), io.BytesIO()
        sys.stdout, sys.stderr = io.TextIOWrapper(out), io.TextIOWrapper(errors)
        try:
            command.main(args, "chatlink-policy")
        except SystemExit as ended:
            sys.stderr.flush()
            said = errors.getvalue().decode()
            assert ended.code in {0, 1, 2}, f"status {ended.code}: {said}"
            assert "a mistake of chatlink-policy itself" not in said, said
            assert "Traceback" not in said, said
            assert ended.code != 2 or said.strip(), "refused without a word"
        finally:
            os.chdir(before)
            sys.stdin, sys.stdout, sys.stderr = streams


# --- What has broken readers ------------------------------------------------------------------------------------------


def extremes_of(each: Target) -> Iterator[bytes]:
    """The extremes for a target, fewer than a third of its runs: of a text as they are, of JSON in place of a value."""
    if each.mutate in (of_text, of_json):
        found = [*(_texts_of(each) if each.mutate is of_text else _values_of(each))]
        yield from found[:: 1 + 3 * len(found) // each.runs]


def _texts_of(each: Target) -> Iterator[bytes]:
    for text in extremes():
        data = text.encode("utf-8", "surrogatepass")
        yield data
        yield text.encode("utf-16", "surrogatepass")
        yield from (seed.replace(b"1", data, 1) for seed in each.seeds() if len(data) < 30_000)


def _values_of(each: Target) -> Iterator[bytes]:
    random = Random(each.name)
    seeds = [*each.seeds()]
    for text in extremes():
        for found in (text, _json_of(text)):
            root = [json.loads(random.choice(seeds))]
            holder, key = random.choice(places(root))
            holder[key] = found
            with suppress(RecursionError, ValueError):
                yield json_of(root[0])


def _json_of(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return [text] * 100
