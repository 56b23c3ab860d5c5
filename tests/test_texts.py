"""Texts as they come: in which encodings, how large, from where; none takes time by the square of its size."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy import NEW_ORGANISATION, Policy, Scenario, limits
from chatlink_policy import _strict_json as strict_json
from chatlink_policy import _texts as texts
from chatlink_policy._paths import as_path, is_file, is_folder
from chatlink_policy.errors import ChatlinkPolicyError, InvalidValue, UnreadableInput
from chatlink_policy.evidence.records import read_fingerprint, read_records, record, record_from_line
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.serialization import (
    policy_from_text,
    read_model,
    read_policy,
    read_scenario,
    scenario_from_text,
    to_json,
)

POLICY = NEW_ORGANISATION.but(timeline_sync=True)
JSON = to_json(POLICY)
TOML = 'chat_is_on = true\ntimeline_sync = true\n[[record_types]]\nrecord_type = "incident"\n'
SCENARIO = '{"policy": {"chat_is_on": true}, "user": {"id": "José"}}'
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig", "utf-16-be-sig"]


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text; "-sig" puts a byte order mark before it."""
    if encoding.endswith("-sig") and encoding != "utf-8-sig":
        return ("\ufeff" + text).encode(encoding.removesuffix("-sig"))
    return text.encode(encoding)


# --- Encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_files_and_texts_are_read_in_utf_8_and_with_a_mark_in_utf_16(encoding: str, tmp_path: Path) -> None:
    for name, text in (("policy.json", JSON), ("policy.toml", TOML)):
        (tmp_path / name).write_bytes(encoded(text, encoding))
        file_format: Any = name[-4:]
        expected = policy_from_text(text, file_format)
        assert read_policy(tmp_path / name) == policy_from_text(encoded(text, encoding), file_format) == expected
        assert policy_from_text("\ufeff" + text, file_format) == expected
    (tmp_path / "case.json").write_bytes(encoded(SCENARIO, encoding))
    assert read_scenario(tmp_path / "case.json") == scenario_from_text(encoded(SCENARIO, encoding))


def test_another_encoding_is_named_as_what_is_expected() -> None:
    expected = "text in UTF-8, or in UTF-16 with a byte order mark"
    for wrong in ("é".encode("latin-1"), SCENARIO.encode("cp1252"), b"\xff\xfe\x00", SCENARIO.encode("utf-16-be")):
        with pytest.raises(UnreadableInput) as caught:
            scenario_from_text(wrong)
        assert f"text: expected {expected}, got" in str(caught.value) or "well-formed JSON" in str(caught.value)
    with pytest.raises(UnreadableInput, match=r"a wrong byte at 0"):
        policy_from_text(b"\xe9")


LINE = record(JOINING.decisions[7]).to_line()
OTHER = record(JOINING.decisions[0]).to_line()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_records_of_a_file_opened_in_binary_are_read_in_every_encoding_in_whatever_pieces(
    encoding: str, size: int
) -> None:
    expected = [*read_records([LINE, OTHER, LINE])]
    for text in (f"{LINE}\n{OTHER}\n{LINE}\n", f"{LINE}\r\n{OTHER}\r\n{LINE}"):
        data = encoded(text, encoding)
        assert [*read_records(io.BytesIO(data))] == expected
        pieces = [data[start : start + size] for start in range(0, len(data), size)]
        if size > 3 or encoding == "utf-8":
            assert [*read_records(pieces)] == expected
    assert record_from_line(encoded(LINE, encoding)) == record_from_line(LINE)


def test_a_wrong_line_is_named_by_its_number_in_every_kind_of_lines() -> None:
    for lines in ([LINE, "{}"], [LINE.encode() + b"\n", b"{}"], io.BytesIO(f"{LINE}\n{{}}\n".encode("utf-16"))):
        with pytest.raises(InvalidValue, match=r"^line 2: schema: expected a value"):
            list(read_records(lines))
    with pytest.raises(InvalidValue, match=r"^line 2: expected text in UTF-8"):
        list(read_records([LINE.encode() + b"\n", b"\xff"]))
    with pytest.raises(InvalidValue, match=r"^line 1: expected text in UTF-8"):
        list(read_records([LINE.encode("utf-16")[:-1]]))


class Text(str):
    """A text of a kind of its own, as some libraries give lines."""

    __slots__ = ()


def test_a_mark_before_the_first_line_alone_is_no_part_of_it_whatever_kind_of_text_a_line_is() -> None:
    for kind in (str, Text):
        read = [*texts.lines_of(map(kind, ["\ufeffone\n", "\ufefftwo\n"]))]
        assert read == ["one\n", "\ufefftwo\n"]
    assert [*texts.lines_of([7, None, "\ufeffthree\n"])] == [7, None, "\ufeffthree\n"]  # type: ignore[list-item]
    with pytest.raises(InvalidValue, match=r"^line 4: expected text in UTF-8"):
        list(texts.lines_of(["one\n", Text("two\n"), b"three\n", b"\xff"]))


# --- Size -------------------------------------------------------------------------------------------------------------


def test_a_file_a_text_and_a_line_have_a_largest_size_that_can_be_raised(tmp_path: Path) -> None:
    size = len(JSON.encode())
    (tmp_path / "policy.json").write_text(JSON, encoding="utf-8")
    assert read_policy(tmp_path / "policy.json", most_bytes=size) == policy_from_text(JSON, most_bytes=size) == POLICY
    for read in (
        lambda: read_policy(tmp_path / "policy.json", most_bytes=size - 1),
        lambda: policy_from_text(JSON, most_bytes=size - 1),
        lambda: scenario_from_text(JSON.encode(), most_bytes=size - 1),
    ):
        with pytest.raises(UnreadableInput, match=rf"expected at most {size - 1} bytes \(most_bytes takes more\)"):
            read()
    for several in ([b"a" * 5, b"b" * 5], [b"a" * 10 + b"\n", b"b" * 10], [b"a" * 10 + b"\nb", b"b" * 9 + b"\n"]):
        assert [*texts.lines_of(several, most=10)] == b"".join(several).decode().splitlines()
        with pytest.raises(InvalidValue, match=r"^line 1: expected at most 9 bytes"):
            list(texts.lines_of(several, most=9))
    assert [*read_records([LINE], most_bytes=len(LINE))] == [record_from_line(LINE, most_bytes=len(LINE))]
    for ask in (
        lambda: record_from_line(LINE, most_bytes=10),
        lambda: [*read_records([LINE + " " * 5000], most_bytes=len(LINE))],
        lambda: [*read_records([LINE.encode()[:9], LINE.encode()[9:]], most_bytes=10)],
    ):
        with pytest.raises(InvalidValue, match=r"expected at most \d+ bytes"):
            ask()


def test_sixteen_mebibytes_are_read_unless_more_is_taken() -> None:
    assert limits.MOST_BYTES == 16 * 1024 * 1024
    with pytest.raises(UnreadableInput, match=r"^policy: text: expected at most 16 MiB \(most_bytes takes more\)"):
        policy_from_text(" " * (limits.MOST_BYTES + 1))


def test_a_line_without_an_end_is_not_read_to_its_end() -> None:
    given = 0

    def endless() -> Any:  # noqa: ANN401  # pieces of bytes
        nonlocal given
        while True:
            given += 1
            yield b"x" * 1024

    with pytest.raises(InvalidValue, match=r"^line 1: expected at most 1 MiB"):
        list(read_records(endless(), most_bytes=1024**2))
    assert given <= 1025


# --- Where a text comes from ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [JSON, "  \n" + JSON, "\ufeff" + JSON, TOML, "# a comment\n" + TOML])
def test_a_hyphen_is_standard_input_in_either_format(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file_format: Any = "json" if "{" in text[:4] else "toml"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert read_policy("-") == policy_from_text(text, file_format)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.removeprefix("\ufeff").encode("utf-16"))))
    assert read_policy(Path("-")) == policy_from_text(text, file_format)


def test_what_is_wrong_in_standard_input_is_said_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"chat_is_on": 1}')))
    with pytest.raises(UnreadableInput, match=r"^standard input: chat_is_on: expected true or false, got 1$"):
        read_policy("-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{" * 100)))
    with pytest.raises(UnreadableInput, match=r"^standard input: file: expected at most 10 bytes"):
        read_policy("-", most_bytes=10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_folders_devices_and_pipes_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    for name, got in {
        "folder.json": "a folder",
        "pipe.toml": "a device or a pipe",
        "zero.json": "a device or a pipe",
    }.items():
        with pytest.raises(UnreadableInput) as caught:
            read_policy(tmp_path / name)
        assert str(caught.value) == f"{name}: file: expected a file, or - for standard input, got {got}"


@pytest.mark.parametrize("path", ["nothing.json", "a\0b.json", "x" * 5000 + ".json", "", ".", "nothing/at/all.toml"])
def test_a_path_without_a_file_is_an_error_of_this_library(path: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_policy(path)
    assert len(str(caught.value)) < 600


def test_at_a_name_that_the_system_does_not_take_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, has_file, has_folder in [
        (tmp_path / ("x" * 5000), False, False),
        (tmp_path / "nothing", False, False),
        (tmp_path / "file", True, False),
        (tmp_path, False, True),
    ]:
        assert (is_file(path), is_folder(path)) == (has_file, has_folder)
    for wrong in ("a\0b", "\udcff\ud800", 7, None):
        with pytest.raises(InvalidValue, match=r"^where: expected the path of a file or folder"):
            as_path(wrong, "where")
    assert as_path("file", "where") == as_path(Path("file"), "where") == Path("file")


def test_only_models_are_read() -> None:
    wrong: Any = int
    with pytest.raises(InvalidValue, match=r"^kind: expected a class of models"):
        read_model("policy.json", wrong)


@given(st.text() | st.binary(), st.sampled_from(["json", "toml"]))
def test_arbitrary_texts_and_bytes_give_a_model_or_an_error_of_this_library(
    text: str | bytes,
    file_format: Any,  # noqa: ANN401  # one of two texts
) -> None:
    for read in (policy_from_text, scenario_from_text):
        try:
            assert isinstance(read(text, file_format), (Policy, Scenario))
        except UnreadableInput as error:
            assert len(str(error).splitlines()) <= 11
    for ask in (record_from_line, read_fingerprint):
        try:
            ask(text)  # type: ignore[arg-type]
        except ChatlinkPolicyError as error:
            assert "\n" not in str(error)


# --- Errors have a few lines ------------------------------------------------------------------------------------------


def test_many_mistakes_are_counted_and_the_first_are_shown() -> None:
    with pytest.raises(UnreadableInput) as caught:
        policy_from_text(json.dumps({"chat_is_on": True, **{f"k{number:04}": 0 for number in range(500)}}))
    lines = str(caught.value).splitlines()
    assert len(caught.value.problems) == 500
    assert len(lines) == 11
    assert lines[0].startswith("policy: k0000: expected a known key")
    assert lines[-1] == "policy: and 490 more"


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({LONG: 1}),
        f'{{"{LONG}": 1, "{LONG}": 2}}',
        json.dumps({"chat_is_on": LONG}),
        json.dumps({"chat_is_on": True, "selected_apps": [LONG, 7]}),
        json.dumps({"chat_is_on": True, "record_types": [{"record_type": f"{LONG} {LONG}"}]}),
        LONG,
    ],
)
def test_a_long_name_or_value_is_shortened_in_an_error(text: str) -> None:
    for source in ("policy", LONG):
        with pytest.raises(UnreadableInput) as caught:
            policy_from_text(text, source=source)
        assert all(len(each.field) + len(each.got) < 500 for each in caught.value.problems)


# --- Work, not time ---------------------------------------------------------------------------------------------------


def steps(run: Callable[[], object]) -> int:
    """How many lines of Python a call takes: what it costs, whatever the machine."""
    count = 0

    def trace(*_: object) -> Any:  # noqa: ANN401  # what sys.settrace takes
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    except ChatlinkPolicyError:
        pass
    finally:
        sys.settrace(before)
    return count


def doubled(count: int) -> str:
    """Many keys, the last one twice."""
    return "{" + ",".join(f'"k{number}":0' for number in range(count)) + f',"k{count - 1}":0}}'


HOSTILE: dict[str, Callable[[int], object]] = {
    "a key twice": lambda count: policy_from_text(doubled(count)),
    "a key twice in a line": lambda count: record_from_line(doubled(count)),
    "unknown keys": lambda count: policy_from_text(json.dumps({f"k{number}": 0 for number in range(count)})),
    "a deep key in TOML": lambda count: policy_from_text("a." * count + "a = 1", "toml"),
    "a deep table in TOML": lambda count: policy_from_text("[" + "a." * count + "a]", "toml"),
    "many keys in TOML": lambda count: policy_from_text("".join(f"a.b.k{n} = 1\n" for n in range(count)), "toml"),
    "texts without an end in TOML": lambda count: policy_from_text('a = "' + r"\"." * count, "toml"),
    "lines in pieces": lambda count: [*read_records([b"x"] * count)],
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_costs_more_than_its_size(hostile: Callable[[int], object]) -> None:
    steps(lambda: hostile(50))  # what is made once is made
    small, large = steps(lambda: hostile(300)), steps(lambda: hostile(2400))
    assert large <= 8 * small * 1.5 + 200


def test_keys_given_twice_are_found_by_looking_at_each_once() -> None:
    looked_at = 0

    class Key(str):
        __slots__ = ()

        def __hash__(self) -> int:
            nonlocal looked_at
            looked_at += 1
            return str.__hash__(self)

        def __eq__(self, other: object) -> bool:
            nonlocal looked_at
            looked_at += 1
            return str.__eq__(self, other)

    pairs: list[tuple[str, object]] = [*((Key(f"k{number}"), 0) for number in range(1000)), (Key("k999"), 1)]
    with pytest.raises(InvalidValue, match="each key once"):
        strict_json._unique(pairs)
    assert looked_at < 10 * len(pairs)


def toml_texts() -> st.SearchStrategy[str]:
    """What stands in TOML: pieces that open and close texts, comments, and dots within and without them."""
    pieces = ['"', '"""', "'", "'''", "\\", ".", "a", "\n", "#", "=", "[", "]", " ", "1.5", "a.b.c"]
    return st.lists(st.sampled_from(pieces), max_size=12).map("".join)


def test_nothing_but_dots_makes_a_key_deep() -> None:
    dots = "." * limits.MOST_KEY_PARTS
    for line in ("a " * limits.MOST_KEY_PARTS, ": " * limits.MOST_KEY_PARTS, "a.b, " * limits.MOST_KEY_PARTS):
        assert texts.shallow(f"{line}\n# {dots}") == f"{line}\n# {dots}"


@given(toml_texts(), st.sampled_from([3, 99, 150]))
def test_only_a_dotted_key_is_deep(text: str, count: int) -> None:
    dots = "." * count
    for whole in (f'a = "{dots}"\n', f"a = '''{dots}\n{dots}'''\n", f'a = """{dots}\n{dots}"""\n', f"# {dots}\n"):
        assert texts.shallow(whole) == whole
        assert tomllib.loads(whole) == tomllib.loads(texts.shallow(whole))
    texts.shallow(text)
    deep = "a." * count + "a = 1"
    if count < limits.MOST_KEY_PARTS:
        with_more = f"{deep} # {'.' * limits.MOST_KEY_PARTS}\n{deep}"
        assert texts.shallow(deep) == deep
        assert texts.shallow(with_more) == with_more
    else:
        with pytest.raises(InvalidValue, match=r"keys of at most 100 parts"):
            texts.shallow(f"{deep}\n")
