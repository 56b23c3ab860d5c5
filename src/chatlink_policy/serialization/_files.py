"""Files and texts: found, decoded, limited in size, well-formed, and then read as models."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from .._arguments import checked
from .._paths import what_is_no_file
from .._strict_json import load_json
from .._texts import decoded, shallow
from .._value import Model
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..limits import MOST_BYTES
from ..policy import Policy
from ..rules.scenario import Scenario
from ._reading import structure

T = TypeVar("T")

FileFormat = Literal["json", "toml"]
"""The formats a policy or a scenario can be read from."""


def read_policy(path: str | Path, *, most_bytes: int = MOST_BYTES) -> Policy:
    """Read a policy from a file whose name ends in `.json` or `.toml`, or from standard input, which is "-".

    Args:
        path: the file, in UTF-8 or, with a byte order mark, in UTF-16.
        most_bytes: the largest file that is read; 16 MiB unless more is taken.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path.
    """
    return read_model(path, Policy, most_bytes=most_bytes)


def read_scenario(path: str | Path, *, most_bytes: int = MOST_BYTES) -> Scenario:
    """Read a scenario, as `read_policy` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path.
    """
    return read_model(path, Scenario, most_bytes=most_bytes)


def policy_from_text(
    text: str | bytes, file_format: FileFormat = "json", *, source: str = "policy", most_bytes: int = MOST_BYTES
) -> Policy:
    """Read a policy from a text or its bytes; `source` names it in errors.

    Raises:
        UnreadableInput: with every mistake of the text.
        InvalidValue: for another format, and for a source that is no text.
    """
    return _from_text(text, file_format, source, Policy, most_bytes)


def scenario_from_text(
    text: str | bytes, file_format: FileFormat = "json", *, source: str = "scenario", most_bytes: int = MOST_BYTES
) -> Scenario:
    """Read a scenario, as `policy_from_text` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the text.
        InvalidValue: for another format, and for a source that is no text.
    """
    return _from_text(text, file_format, source, Scenario, most_bytes)


@checked
def read_model(path: str | Path, kind: type[T], *, most_bytes: int = MOST_BYTES) -> T:
    """Read any model, as `read_policy` reads a policy.

    Raises:
        UnreadableInput: with every mistake of the file.
        InvalidValue: for what is no path, and for a class that is no model.
    """
    if not issubclass(kind, Model):
        raise InvalidValue("kind", "a class of models", shown(kind))
    source, data = read_data(path, most_bytes=most_bytes)
    return structure(data, kind, source, "text")


@checked
def read_data(path: str | Path, *, most_bytes: int = MOST_BYTES) -> tuple[str, object]:
    """What errors name a file of JSON or TOML, and its plain data.

    Raises:
        UnreadableInput: for a file that cannot be read or is not well-formed.
        InvalidValue: for what is no path.
    """
    path = Path(path)
    if str(path) == "-":
        source = "standard input"
        text = _decoded(sys.stdin.buffer.read(most_bytes + 1), most_bytes, source)
        return source, _data(text, "json" if text.lstrip().startswith("{") else "toml", source, most_bytes)
    source = one_line(path.name)
    file_format = path.suffix.lower().removeprefix(".")
    if file_format not in get_args(FileFormat):
        raise _unreadable(source, "name", "a file name that ends in .json or .toml", shown(path.name))
    try:
        if (got := what_is_no_file(path)) is not None:
            raise _unreadable(source, "file", "a file, or - for standard input", got)
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # a path with a null character is a wrong value
        got = getattr(error, "strerror", None) or str(error)
        raise _unreadable(source, "file", "a file that can be read", got) from error
    return source, _data(_decoded(data, most_bytes, source), cast("FileFormat", file_format), source, most_bytes)


@checked
def value_from_text(text: str) -> object:
    """The value that a text is in TOML - true, 7, "a", a time, a list, a table - or null; else the text itself."""
    try:
        read = {"value": None} if text == "null" else tomllib.loads(f"value = {shallow(text)}")
    except (ValueError, RecursionError, InvalidValue):
        return text
    return read["value"] if len(read) == 1 else text  # a further line may be a further key


def _decoded(text: bytes, most_bytes: int, source: str) -> str:
    try:
        return decoded(text, most_bytes, "file")
    except InvalidValue as error:
        raise UnreadableInput(source, (error,)) from error


@checked
def _from_text(text: object, file_format: FileFormat, source: str, kind: type[T], most_bytes: int) -> T:
    return structure(_data(text, file_format, source, most_bytes), kind, source, "text")


def _data(text: object, file_format: FileFormat, source: str, most_bytes: int) -> object:
    """The plain data of a text."""
    well_formed = f"well-formed {file_format.upper()}"
    try:
        read = decoded(text, most_bytes)
        return load_json(read) if file_format == "json" else tomllib.loads(shallow(read))
    except InvalidValue as error:
        raise UnreadableInput(source, (error,)) from error
    except RecursionError as error:
        raise _unreadable(source, "text", well_formed, "what is nested too deeply") from error
    except ValueError as error:
        raise _unreadable(source, "text", well_formed, one_line(str(error))) from error


def _unreadable(source: str, field: str, expected: str, got: str) -> UnreadableInput:
    return UnreadableInput(source, (InvalidValue(field, expected, got),))
