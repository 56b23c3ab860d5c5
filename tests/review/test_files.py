"""Tables from files and snapshots, frames to files: what is written is read back, what is wrong is named."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engines import ENGINES, native_frame, rows, spark_session
from hypothesis import given, settings
from hypothesis import strategies as st
from small_organisations import frame_of, organisations
from thoroughness import at_most

from chatlink_policy import (
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Owner,
    Policy,
    Profile,
    Readings,
    Record,
    RecordTypePolicy,
    Role,
    UnreadableInput,
    User,
    can_disconnect,
    can_join,
    is_enabled,
)
from chatlink_policy.dataverse import load_export
from chatlink_policy.errors import ChatlinkPolicyError, one_line
from chatlink_policy.models import AccessRights, App, Offering
from chatlink_policy.rendering import csv_cell
from chatlink_policy.review._frames import first_line
from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.enablement import review_enablement
from chatlink_policy.review.files import (
    FORMATS,
    file_errors,
    is_export,
    passed_over,
    read_tables,
    write,
    write_all,
)
from chatlink_policy.review.joining import review_join
from chatlink_policy.review.snapshot_tables import frame_of_rejected, tables_of
from chatlink_policy.review.tables import TABLES, ColumnType
from chatlink_policy.snapshot import Access, Rejected, Snapshot

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LINKS = "chat_id,record_type,record_id,connected_by,connected_on\n"


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(UnreadableInput) as refused:
        read_tables(folder)
    return [str(each) for each in refused.value.problems]


# --- Round trips ------------------------------------------------------------------------------------------------------

texts = st.text(min_size=1, max_size=8) | st.sampled_from(
    (
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "\rx",
        "'=1",
        '"',
        '""',
        "a,b",
        "a\nb",
        "a\r\nb",
        "\n",
        " ",
        "null",
        "1",
        "é\u2028",
    )
)
times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
VALUES: Mapping[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: texts,
    ColumnType.TIME: times,
    ColumnType.WHOLE_NUMBER: st.integers(-(2**63), 2**63 - 1),
    ColumnType.TRUTH: st.booleans(),
}


def any_rows(table: str) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(st.tuples(*(st.none() | VALUES[each.type] for each in TABLES[table])), max_size=4)


any_tables = st.fixed_dictionaries({name: any_rows(name) for name in ("links", "records", "access", "users", "apps")})


@pytest.mark.parametrize("ending", FORMATS)
@given(given_tables=any_tables)
@settings(max_examples=at_most(25))
def test_what_is_written_is_read_back_but_for_the_apostrophes_before_formulas(
    ending: str, given_tables: Mapping[str, Sequence[tuple[Any, ...]]]
) -> None:
    def as_read(value: object) -> object:
        if ending == ".csv" and isinstance(value, str):
            written = csv_cell(value)
            return written if written.strip() else None
        return value

    def is_row(row: tuple[object, ...]) -> bool:
        return ending != ".csv" or any(each is not None for each in row)

    with tempfile.TemporaryDirectory() as folder:
        write_all(
            {Path(folder) / f"{name}{ending}": frame_of("polars", name, each) for name, each in given_tables.items()}
        )
        read = read_tables(folder)
        for name, each in given_tables.items():
            expected = [tuple(map(as_read, row)) for row in each]
            assert getattr(read, name).collect().rows() == [*filter(is_row, expected)]
        assert read.team_members is None


@given(st.lists(texts | st.none(), min_size=1))
@settings(max_examples=at_most(50))
def test_no_cell_of_a_csv_file_is_a_formula(cells: list[str | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rights.csv"
        write(native_frame("polars", {"user": cells, "right": ["owner"] * len(cells)}, {"user": str}), path)
        with path.open(encoding="utf-8", newline="") as file:
            read = [row["user"] for row in csv.DictReader(file)]
    if not any(each and "\0" in each for each in cells):
        assert read == ["" if each is None else csv_cell(each) for each in cells]
    assert not any(each.startswith(("=", "+", "-", "@", "\t", "\r")) for each in read)


def test_texts_of_few_values_are_made_safe_as_well(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["=1", "x", None]}, schema={"a": pl.Categorical()})
    write(frame.with_columns(b=pl.col("a").cast(pl.Enum(["=1", "x"])), n=pl.lit(-1)), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "a,b,n\n'=1,'=1,-1\nx,x,-1\n,,-1\n"


MIXED: Mapping[str, Sequence[object]] = {
    "text": ["=x", None, "y"],
    "time": [NOON, None, NOON + timedelta(microseconds=5)],
    "number": [1, -2, None],
    "truth": [True, None, False],
}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("engine", [*ENGINES, pytest.param("pyspark", marks=pytest.mark.spark)])
def test_frames_of_every_engine_are_written(engine: str, ending: str, tmp_path: Path) -> None:
    if engine == "pyspark":
        spark_session()
    path = tmp_path / f"mixed{ending}"
    write(native_frame(engine, MIXED), path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    if ending == ".parquet":
        read = pl.read_parquet(path).with_columns(pl.col("time").dt.convert_time_zone("UTC"))
        assert {name: read[name].to_list() for name in read.columns} == MIXED
    else:
        assert path.read_text() == (
            "text,time,number,truth\n"
            "'=x,2026-01-31T12:00:00.000000+00:00,1,true\n"
            ",,-2,\n"
            "y,2026-01-31T12:00:00.000005+00:00,,false\n"
        )


def test_a_name_of_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    frame = native_frame("polars", MIXED)
    with pytest.raises(InvalidValue, match=r"a file name that ends in \.parquet or \.csv, got 'b\.xlsx'"):
        write_all({tmp_path / "a.csv": frame, tmp_path / "b.xlsx": frame})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"^file: expected a file that can be written, got No such file"):
        write(native_frame("polars", MIXED), tmp_path / "nowhere" / "a.csv")


def test_a_file_is_packed_to_be_kept_and_one_that_is_only_for_now_to_be_fast(tmp_path: Path) -> None:
    frame = pl.DataFrame({"user_id": ["ann", "bob"]})
    write(frame, tmp_path / "one.parquet")
    write_all({tmp_path / "kept.parquet": frame})
    write_all({tmp_path / "brief.parquet": frame}, is_for_now=True)
    parquet: Any = import_module("pyarrow.parquet")
    packed = {
        path.stem: parquet.ParquetFile(path).metadata.row_group(0).column(0).compression for path in tmp_path.iterdir()
    }
    assert packed == {"one": "ZSTD", "kept": "ZSTD", "brief": "LZ4"}


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("a" * 200, "a" * 200),
        ("a" * 201, "a" * 200 + "..."),
        ("\n first\nsecond", "first"),
        ("", "OSError"),
    ],
)
def test_what_an_engine_says_is_one_short_line(said: str, line: str) -> None:
    assert first_line(OSError(said)) == one_line(line)


@pytest.mark.parametrize(
    ("number", "is_about_writing"),
    [(28, True), (27, True), (122, True), (30, True), (112, True), (2, False), (5, False)],
)
def test_an_error_of_the_system_is_about_writing_where_nothing_more_can_be_written(
    number: int, is_about_writing: bool
) -> None:
    error = pl.exceptions.ComputeError(f"parquet: what it says (os error {number})")
    with pytest.raises(ChatlinkPolicyError) as refused, file_errors():
        raise error
    assert isinstance(refused.value, InvalidValue) is is_about_writing
    says = "file: expected a file that can be written, got what it says"
    assert (str(refused.value) == says) is is_about_writing


def test_what_fails_half_way_leaves_what_was_there_before(tmp_path: Path) -> None:
    before = put(tmp_path, {"a.csv": "before", "b.csv": "before"})
    rotten = pl.LazyFrame({"n": ["1"] * 5_000 + ["x"]}).select(pl.col("n").cast(pl.Int64))
    with pytest.raises(UnreadableInput, match="rows that can be read"):
        write_all({before / "a.csv": native_frame("polars", MIXED), before / "b.csv": rotten})
    assert {each.name: each.read_text() for each in before.iterdir()} == {"a.csv": "before", "b.csv": "before"}


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_a_table_may_be_one_file_or_a_folder_of_files(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "team_members.csv": "team_id,user_id\nblue,007\n",
            "user_roles/part-0.csv": "user_id,role_id\nann,1\n",
            "user_roles/part-1.csv": "note,role_id,user_id\nx,2,bob\n",
            "user_roles/_SUCCESS": "",
            "user_roles/.part-1.csv.crc": "",
            "team_roles.csv/part-0.csv": "team_id,role_id\nblue,3\n",
            "policy.toml": "chat_is_on = true\n",
            ".hidden": "",
        },
    )
    (tmp_path / "access").mkdir()
    for number, kind in enumerate((pl.Int32, pl.Int64)):
        frame = pl.DataFrame({"rights": [number], "record_id": "1", "record_type": "t", "user_id": "u", "more": 1.5})
        frame.cast({"rights": kind}).write_parquet(tmp_path / "access" / f"{number}.parquet")
    tables = read_tables(tmp_path)
    assert isinstance(tables.user_roles, pl.LazyFrame)
    assert sorted(rows(tables.user_roles), key=str) == [
        {"user_id": "ann", "role_id": "1"},
        {"user_id": "bob", "role_id": "2"},
    ]
    assert rows(tables.team_members) == [{"team_id": "blue", "user_id": "007"}]
    assert rows(tables.team_roles) == [{"team_id": "blue", "role_id": "3"}]
    assert sorted(tuple(row.values()) for row in rows(tables.access)) == [("u", "t", "1", 0), ("u", "t", "1", 1)]
    assert tables.links is None


def test_names_of_folders_are_no_patterns(tmp_path: Path) -> None:
    folder = put(tmp_path / "a[b]*", {"team_roles.csv": "team_id,role_id\nblue,3\n"})
    write(native_frame("polars", {"team_id": ["t"], "user_id": ["u"]}), folder / "team_members.parquet")
    tables = read_tables(folder)
    assert (rows(tables.team_roles), rows(tables.team_members)) == (
        [{"team_id": "blue", "role_id": "3"}],
        [{"team_id": "t", "user_id": "u"}],
    )


def test_csv_as_spreadsheets_write_it_is_read(tmp_path: Path) -> None:
    put(tmp_path, {"apps.csv": b'\xef\xbb\xbfapp,offering,is_multisession\r\n"a",sales,TRUE\r\n"",sales,False\r\n'})
    assert [tuple(row.values()) for row in rows(read_tables(tmp_path).apps)] == [
        ("a", "sales", True),
        (None, "sales", False),
    ]


def test_times_have_any_zone_and_are_kept_in_utc(tmp_path: Path) -> None:
    cells = ("2026-01-31T12:00:00Z", "2026-01-31 13:00:00+01:00", "2026-01-31T12:00:00.000001+0000", "")
    put(tmp_path, {"links.csv": LINKS + "".join(f"c,t,r,,{each}\n" for each in cells)})
    assert [each["connected_on"] for each in rows(read_tables(tmp_path).links)] == [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=1))),
        NOON + timedelta(microseconds=1),
        None,
    ]


# --- Mistakes ---------------------------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    write(native_frame("polars", {"user_id": [1], "role_id": ["r"]}), tmp_path / "user_roles.parquet")
    put(
        tmp_path,
        {
            "link.csv": "",
            "notes.doc": "",
            "links.csv": LINKS + "c,t,r,,yesterday\nc,t,r,,2026-01-31T12:00:00\nc,t,r,,2026-01-31T12:00:00Z\n",
            "access.csv": "user_id,record_id,rights\nu,r,1\n",
            "users.csv": "user_id,profile_has_chat\nu,perhaps\n",
            "apps.csv": "",
            "team_members.csv": b"team_id,user_id\nt,\xe9\n",
            "team_roles.parquet": "PAR1 and no more",
            "records": "",
            "role_privileges.csv": "role_id,privilege\nr,p,q\n",
        },
    )
    found = problems(tmp_path)
    parquet = "team_roles.parquet: expected a parquet file that can be read, got parquet: "
    assert [parquet if each.startswith(parquet) else each for each in found] == [
        "link.csv: expected a table as a Parquet or CSV file (did you mean 'links.csv'?), got 'link.csv'",
        "notes.doc: expected a table as a Parquet or CSV file (the tables are links, records, team_members, "
        "user_roles, team_roles, role_privileges, access, users, apps), got 'notes.doc'",
        "records: expected a table as a Parquet or CSV file (did you mean 'records.csv'?), got 'records'",
        "access.csv: record_type: expected a column that holds: text, got no such column among "
        "['user_id', 'record_id', 'rights']",
        "apps.csv: expected a csv file that can be read, got empty CSV",
        "links.csv: connected_on: expected a time with its zone, such as 2026-01-31T09:00:00Z, "
        "got '2026-01-31T12:00:00', and 1 more",
        "role_privileges.csv: expected a csv file that can be read, got found more fields than defined in 'Schema'",
        "team_members.csv: expected a csv file that can be read, got invalid utf-8 sequence",
        parquet,  # and what Polars says of it, which no two versions say alike
        "user_roles.parquet: user_id: expected a column that holds: text, got Int64",
        "users.csv: profile_has_chat: expected true or false, got 'perhaps'",
    ]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({}, "folder: expected tables as Parquet or CSV files (links.parquet, ", id="an empty folder"),
        pytest.param(
            {"links.csv": LINKS, "links.parquet": ""},
            "links: expected the table in one place and one format, got also 'links.parquet'",
            id="a table in two formats",
        ),
        pytest.param(
            {"links/a.csv": LINKS, "links.csv": LINKS},
            "links: expected the table in one place and one format, got also 'links.csv'",
            id="a table in a file and in a folder",
        ),
        pytest.param(
            {"links/a.csv": LINKS, "links/a.parquet": ""},
            "links: expected files that all end in .parquet, or all in .csv, got .csv and .parquet",
            id="a folder of two formats",
        ),
        pytest.param(
            {"links/incident/a.csv": LINKS},
            "links: expected files that all end in .parquet, or all in .csv, got a folder",
            id="a folder of folders",
        ),
        pytest.param(
            {"links/_SUCCESS": ""},
            "links: expected files that all end in .parquet, or all in .csv, got an empty folder",
            id="a folder of nothing",
        ),
        pytest.param(
            {"access.csv": "user_id,record_type,record_id,rights\nu,t,r,3.0\n"},
            "access.csv: rights: expected a whole number, got '3.0'",
            id="a number with a fraction",
        ),
        pytest.param(
            {"links/a.csv": LINKS, "links/b.csv": "chat_id\nc\n"},
            "links/b.csv: record_type: expected a column that holds: text, got no such column among ['chat_id']",
            id="a part that lacks columns",
        ),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused(files: Mapping[str, str], problem: str, tmp_path: Path) -> None:
    assert problems(put(tmp_path, files))[0].startswith(problem)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == [
        "folder: expected a folder that can be read, got No such file or directory"
    ]


def test_a_time_without_its_zone_in_parquet_is_refused(tmp_path: Path) -> None:
    frame = frame_of("polars", "links", [("c", "t", "r", None, NOON)])
    frame.with_columns(pl.col("connected_on").dt.replace_time_zone(None)).write_parquet(tmp_path / "links.parquet")
    assert problems(tmp_path) == [
        "links.parquet: connected_on: expected a column that holds: time with its zone, "
        "got Datetime(time_unit='us', time_zone=None)"
    ]


def test_what_is_no_table_and_nobody_takes_for_one_is_passed_over_and_listed(tmp_path: Path) -> None:
    names = [
        ".DS_Store",
        "Desktop.ini",
        "README.md",
        "Thumbs.db",
        "_SUCCESS",
        "links.csv.txt",
        "notes.TXT",
        "systemusers.json.txt",
    ]
    put(tmp_path, {"team_roles.csv": "team_id,role_id\nblue,3\n", "old/links.csv": "x", **dict.fromkeys(names, "x")})
    put(tmp_path, {"user_roles/part.csv": "user_id,role_id\n", "user_roles/notes.txt": "", "user_roles/Thumbs.db": ""})
    assert [name for name in TABLES if getattr(read_tables(tmp_path), name) is not None] == ["user_roles", "team_roles"]
    assert passed_over(tmp_path) == (
        ".DS_Store",
        "Desktop.ini",
        "README.md",
        "Thumbs.db",
        "_SUCCESS",
        "links.csv.txt (did you mean 'links.csv'?)",
        "notes.TXT",
        "old/",
        "systemusers.json.txt (did you mean 'systemusers.json'?)",
    )
    assert not is_export(tmp_path)


@pytest.mark.parametrize("name", ["more.csv", "more.parquet", "more.toml", "more.xlsx", "more"])
def test_a_file_that_may_be_meant_as_a_table_is_not_passed_over(name: str, tmp_path: Path) -> None:
    put(tmp_path, {"team_roles.csv": "team_id,role_id\nblue,3\n", name: ""})
    assert passed_over(tmp_path) == ()
    assert [each.partition(":")[0] for each in problems(tmp_path)] == [name]


@pytest.mark.parametrize("name", ["links.csv", "links/part.csv", "links.parquet"])
def test_a_pipe_a_device_and_a_link_to_nothing_are_no_tables(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    for make in (os.mkfifo, lambda each: each.symlink_to("/dev/zero"), lambda each: each.symlink_to("nowhere")):
        make(path)
        (problem,) = problems(tmp_path)
        assert problem.startswith("links") and problem.endswith("got a device or a pipe")
        path.unlink()


def test_exports_and_tables_are_distinguished_and_never_mixed(tmp_path: Path) -> None:
    assert is_export(CONTOSO)
    assert is_export(CONTOSO.with_name("export-fabrikam"))
    put(tmp_path, {"links.csv": LINKS, "policy.json": "{}"})
    assert not is_export(tmp_path)
    put(tmp_path, {"roles.json": "[]"})
    with pytest.raises(UnreadableInput, match=r"tables as Parquet or CSV, got both, 'roles\.json' and 'links\.csv'"):
        is_export(tmp_path)


# --- From a snapshot --------------------------------------------------------------------------------------------------


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Small organisations as an export gives them, with roles of the same name and other readings."""
    policy = draw(organisations()).policy
    privileges = ("prvUnlinkTeamsChatFromRecord", "prvReadIncident", "prvReadmsdyn_paneconfiguration")
    some_roles = st.builds(Role, st.sampled_from(("agent", "manager")), st.frozensets(st.sampled_from(privileges)))
    profile = st.none() | st.builds(Profile, st.just("profile"), chat_in_pane=st.booleans())
    users = [
        User(
            name,
            roles=draw(st.lists(some_roles, max_size=2)),
            teams=draw(st.frozensets(st.sampled_from(("blue", "red")))),
            profile=draw(profile),
        )
        for name in ("ann", "bob", "cy")
    ]
    owner = st.sampled_from((Owner(), Owner(user="ann"), Owner(user="gone"), Owner(team="blue"), Owner(team="red")))
    keys = [(table, record) for table in ("incident", "account", "email") for record in ("1", "2")]
    link = st.builds(
        lambda key, user, minute: ChatLink(*key, connected_by=user, connected_on=NOON.replace(minute=minute)),
        st.sampled_from(keys),
        st.sampled_from((None, "ann", "bob", "gone")),
        st.integers(0, 2),
    )
    rights = st.sampled_from((AccessRights.NONE, AccessRights.READ, AccessRights.READ | AccessRights.WRITE))
    return Snapshot(
        policy=policy,
        apps=(
            App("customerservicehub", Offering.CUSTOMER_SERVICE, is_multisession=draw(st.booleans())),
            App("contoso", draw(st.sampled_from(Offering)), is_multisession=draw(st.booleans())),
        ),
        users=tuple(users),
        records=tuple(Record(*key, draw(owner)) for key in keys),
        chats=tuple(Chat(name, ChatKind.GROUP, links=draw(st.sets(link, max_size=4))) for name in ("c1", "c2")),
        access=tuple(
            Access(user, *key, draw(rights)) for user in ("ann", "bob") for key in keys[:3] if draw(st.booleans())
        ),
    )


def is_unreadable(policy: Policy, record_type: str) -> bool:
    named = {each.record_type for each in policy.record_types}
    return record_type in policy.unreadable_record_types or (policy.others_unreadable and record_type not in named)


CODES = {"owns_record": "owner", "is_connector": "connector", "has_global_right": "global"}


def asked_one_by_one(snapshot: Snapshot) -> set[tuple[object, ...]]:
    """Every user, chat and record: who may disconnect, and by which right."""
    known = {each.id for each in snapshot.users}
    found: set[tuple[object, ...]] = set()
    for user in [*snapshot.users, *(User(name) for name in ("gone",) if name not in known)]:
        for chat in snapshot.chats:
            for record in snapshot.records:
                if record.key not in chat.connections or is_unreadable(snapshot.policy, record.record_type):
                    continue
                decision = can_disconnect(snapshot.policy, user, chat, record)
                on = {name for each in decision.reasons for name, truth in each.to_facts().items() if truth}
                right = ", ".join(code for name, code in CODES.items() if name in on)
                if decision and right:
                    found.add((*record.key, chat.id, user.id, right, decision.is_documented))
    return found


@given(snapshot=snapshots())
@settings(max_examples=at_most(10))
def test_the_review_of_an_export_is_what_asking_one_by_one_says(snapshot: Snapshot) -> None:
    tables, policy = tables_of(snapshot), snapshot.policy
    listed = review_disconnect(tables, policy, expand_global=True)
    assert set(listed.rights.rows()) == asked_one_by_one(snapshot)

    rights = {(each.user_id, each.record_type, each.record_id): each.rights for each in snapshot.access}
    assert set(review_join(tables, policy).rights.drop("is_documented").rows()) == {
        (*record.key, chat.id, user.id)
        for chat in snapshot.chats
        for record in snapshot.records
        if not is_unreadable(policy, record.record_type)
        for user in snapshot.users
        if can_join(policy, chat, record, rights.get((user.id, *record.key), AccessRights.NONE))
    }
    assert set(review_enablement(tables, policy).enabled.drop("is_documented").rows()) == {
        (app.unique_name, user.id) for app in snapshot.apps for user in snapshot.users if is_enabled(policy, app, user)
    }


def test_an_export_gives_all_tables_and_tells_what_was_rejected() -> None:
    snapshot = load_export(CONTOSO)
    tables = tables_of(snapshot)
    for name, columns in TABLES.items():
        assert getattr(tables, name).columns == [column.name for column in columns]
    assert len(tables.links) == sum(len(each.links) for each in snapshot.chats)  # type: ignore[arg-type]
    rejected = frame_of_rejected(snapshot.rejected)
    assert len(rejected) == len(snapshot.rejected) == 4
    assert [Rejected(*row) for row in rejected.rows()] == list(snapshot.rejected)


def test_an_organisation_of_nothing_gives_empty_tables() -> None:
    settings_of = RecordTypePolicy("incident", owner_may_disconnect=True)
    policy = Policy(chat_is_on=True, record_types=[settings_of], readings=Readings())
    tables = tables_of(Snapshot(policy=policy))
    assert review_disconnect(tables, policy).rights.is_empty()
    assert frame_of_rejected(()).is_empty()


def test_roles_of_one_name_stay_separate() -> None:
    roles = [Role("manager", ["prvUnlinkTeamsChatFromRecord"]), Role("manager", [])]
    users = [User("ann", roles=roles[:1]), User("bob", roles=roles[1:])]
    policy = Policy(chat_is_on=True)
    assert review_disconnect(tables_of(Snapshot(policy=policy, users=tuple(users))), policy).everywhere.rows() == [
        ("ann", "global", 0)
    ]
