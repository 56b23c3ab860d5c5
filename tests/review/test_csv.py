"""CSV tables as spreadsheets, shells and databases write them: read, or refused in words that say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import rows
from test_files import LINKS, problems, put
from test_tables import POLICY

from chatlink_policy.review.disconnecting import review_disconnect
from chatlink_policy.review.files import read_tables

ROW = "c,incident,r,ann,2026-01-31T12:00:00Z\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["without a byte order mark", "with one"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_file_in_utf_8_is_read(mark: bytes, end: str, tmp_path: Path) -> None:
    put(tmp_path, {"team_members.csv": mark + f"team_id,user_id{end}blau,Jürgen{end}".encode()})
    assert rows(read_tables(tmp_path).team_members) == [{"team_id": "blau", "user_id": "Jürgen"}]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_called_what_it_is(encoding: str, tmp_path: Path) -> None:
    put(tmp_path, {"links.csv": (LINKS + ROW).encode(encoding)})
    assert problems(tmp_path) == ["links.csv: expected a CSV file in UTF-8, got one in UTF-16; save it as UTF-8"]


@pytest.mark.parametrize(("separator", "called"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_other_separators_are_called_what_they_are(separator: str, called: str, tmp_path: Path) -> None:
    put(tmp_path, {"links.csv": (LINKS + ROW).replace(",", separator)})
    assert problems(tmp_path) == [f"links.csv: expected columns that are separated by commas, got {called}"]


def test_other_separators_within_a_column_that_is_not_needed_do_not_matter(tmp_path: Path) -> None:
    put(tmp_path, {"team_roles.csv": "team_id;old,team_id,role_id\nx;y,blue,agent\n"})
    assert rows(read_tables(tmp_path).team_roles) == [{"team_id": "blue", "role_id": "agent"}]


@pytest.mark.parametrize("header", ["team_id,user_id,team_id", "user_id,team_id,note,note"])
def test_a_doubled_column_is_refused_by_name(header: str, tmp_path: Path) -> None:
    put(tmp_path, {"team_members.csv": f"{header}\na,b,c,d\n"})
    doubled = header.rpartition(",")[2]
    assert problems(tmp_path) == [f"team_members.csv: {doubled}: expected one column of that name, got more than one"]


@pytest.mark.parametrize("line", ["\n", ",,,,\n", " , ,\t,,\n", '"","","","",""\n'])
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_line_without_any_value_is_no_row(line: str, place: str, tmp_path: Path) -> None:
    put(tmp_path, {"links.csv": LINKS + (line + ROW if place == "first" else ROW + line)})
    assert [row["chat_id"] for row in rows(read_tables(tmp_path).links)] == ["c"]


def test_a_line_with_a_value_in_any_column_is_a_row(tmp_path: Path) -> None:
    put(tmp_path, {"team_roles.csv": "team_id,role_id,note\n,,a\n"})
    assert rows(read_tables(tmp_path).team_roles) == [{"team_id": None, "role_id": None}]


@pytest.mark.parametrize("word", ["NULL", "null", "None", r"\N"])
def test_a_cell_that_says_null_gets_a_hint(word: str, tmp_path: Path) -> None:
    put(tmp_path, {"access.csv": f"user_id,record_type,record_id,rights\nann,incident,r,{word}\n"})
    expected = f"access.csv: rights: expected a whole number, got {word!r} (a missing value is an empty cell)"
    assert problems(tmp_path) == [expected]


@pytest.mark.parametrize("word", ["NULL", "null", "None", r"\N"])
def test_nobody_is_called_null(word: str, tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "links.csv": LINKS + ROW.replace("ann", word) + ROW.replace(",r,", ",s,"),
            "records.csv": f"record_type,record_id,owner_user,owner_team\nincident,r,ann,{word}\nincident,s,,\n",
            "team_members.csv": "team_id,user_id\n",
            "user_roles.csv": "user_id,role_id\n",
            "team_roles.csv": "team_id,role_id\n",
            "role_privileges.csv": "role_id,privilege\n",
        },
    )
    review = review_disconnect(read_tables(tmp_path), POLICY)
    assert [(row["record_id"], row["user_id"]) for row in rows(review.rights)] == [("s", "ann")]
    assert [(row["owner_team"], row["why"]) for row in rows(review.rejected["records"])] == [(word, "null_in_words")]
    assert [(row["connected_by"], row["why"]) for row in rows(review.rejected["links"])] == [(word, "null_in_words")]


def test_what_is_said_of_a_file_stays_short(tmp_path: Path) -> None:
    header = ",".join(f"column{number}{'x' * 500}" for number in range(2_000))
    put(tmp_path, {"users.csv": f"user_id,profile_has_chat\nann,{'y' * 100_000}\n", "team_roles.csv": f"{header}\n"})
    for each in problems(tmp_path):
        assert len(each) < 1_000, each
