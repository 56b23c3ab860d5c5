"""A folder in, files out: the whole review, as the command `review` does it.

The answers are written first, and what is told of them is counted in what was written: nothing is computed twice. Where
there are many links, a part of the records is reviewed at a time, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypedDict

from attrs import fields, frozen

from .._model import Model, Shown
from .._show import Block, Bullets, Code, Paragraph, Table, Title
from ..dataverse import load_export
from ..disconnecting import DISCONNECTING
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..policy import Policy
from ..question import SCHEMA_VERSION
from ..serialization import read_policy
from ..snapshot import SetApart
from .changes import ChangeReview, review_change
from .disconnecting import reviewed
from .enablement import review_enablement
from .files import (
    count,
    errors_told,
    folder_in,
    in_pieces,
    is_export,
    read_tables,
    set_apart_of,
    tables_of,
    write_all,
    written,
)
from .joining import review_join
from .parts import ADDED, number_of_parts, parts_of, put_together, told_in_part
from .places import Found, check_out, place_of, told_of
from .summary import Counts, Summary, counted, summed
from .tables import NEEDED, TABLES, Sorting, Tables

__all__ = [
    "Asked",
    "ChangeCount",
    "Organisation",
    "Reviewed",
    "ReviewedDict",
    "WrittenFile",
    "check_out",
    "read_organisation",
    "review_organisation",
]

MOST_SHOWN = 20
"""At most so many rows that were set apart are shown to people; a file holds all of them."""

CHATS_AT_A_TIME = 4_000_000
"""About so many chats are told from each other at a time, which takes about as much memory as a part."""

_Frames: TypeAlias = dict[str, Any]
"""Frames by what their files are called."""

Progress: TypeAlias = Callable[[str], None]
"""Told what is done next."""


class Organisation(NamedTuple):
    """What is reviewed.

    Attributes:
        tables: its tables, as frames of Polars.
        policy: the settings to judge by.
        set_apart: what of an export could not be read, so that it is in no table.
    """

    tables: Tables[Any]
    policy: Policy
    set_apart: tuple[SetApart, ...] = ()


class Asked(NamedTuple):
    """What is asked besides who may disconnect which chat.

    Attributes:
        joining: whether also who may join which chat.
        enablement: whether also who has the chat in which app.
        expand_global: whether the holders of the global right are listed for each connection.
        change: a policy that would take the place of the present one, to tell who gains and who loses.
    """

    joining: bool = False
    enablement: bool = False
    expand_global: bool = False
    change: Policy | None = None

    @property
    def questions(self) -> list[str]:
        """The questions that are asked."""
        asked = {"disconnecting": True, "joining": self.joining, "enablement": self.enablement}
        return [name for name, is_asked in asked.items() if is_asked]


_NOTHING_ELSE = Asked()


class WrittenFile(NamedTuple):
    """A file that was written, or a folder of such files.

    Attributes:
        name: its name.
        rows: how many rows it holds.
    """

    name: str
    rows: int


class ChangeCount(NamedTuple):
    """How many single users gain a yes to a question, and how many lose it, added up over what they may do it to."""

    question: str
    gained: int
    lost: int


class ReviewedDict(TypedDict):
    """What `Reviewed.to_dict` returns."""

    schema_version: int
    summary: dict[str, Any]
    changes: list[dict[str, str | int]]
    set_apart: list[str]
    files: dict[str, int]


@frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Model, Shown):
    """What a review of a folder tells; the answers are in files.

    Attributes:
        summary: who may disconnect, in numbers.
        changes: what the other policy would change, question by question; empty where none was named.
        files: the files that were written.
        set_apart: what of an export could not be read, so that it is in no table.
    """

    summary: Summary
    changes: tuple[ChangeCount, ...]
    files: tuple[WrittenFile, ...]
    set_apart: tuple[SetApart, ...]

    def to_dict(self) -> ReviewedDict:
        """The review as plain data."""
        return {
            "schema_version": SCHEMA_VERSION,
            "summary": _summary_dict(self.summary),
            "changes": [each._asdict() for each in self.changes],
            "set_apart": [each.says for each in self.set_apart],
            "files": {each.name: each.rows for each in self.files},
        }

    def _blocks(self) -> Iterable[Block]:
        yield from self.summary._blocks()
        if self.changes:
            yield Title("What the other policy changes", 2)
            cells = [(each.question, f"{each.gained}", f"{each.lost}") for each in self.changes]
            yield Table(("question", "gained", "lost"), cells)
        if self.set_apart:
            yield Title("Set apart when the export was read", 2)
            yield Bullets([each.says for each in self.set_apart[:MOST_SHOWN]])
            if len(self.set_apart) > MOST_SHOWN:
                yield Paragraph(f"And {len(self.set_apart) - MOST_SHOWN} more, all in the file.")
        yield Title("Files", 2)
        yield Table(("file", "rows"), [(Code(each.name), f"{each.rows}") for each in self.files])


def _summary_dict(found: Summary) -> dict[str, Any]:
    """The numbers as plain data: each list with its rows by name."""
    told = {name: value for name, value in _values(found) if name != "engine"}
    return {
        name: [each._asdict() for each in value] if isinstance(value, tuple) else value for name, value in told.items()
    }


def read_organisation(
    folder: str | Path, policy: str | Path | None = None, *, progress: Progress = lambda _: None
) -> Organisation:
    """Read a folder: an export, or tables as Parquet or CSV files.

    Args:
        folder: the folder.
        policy: a file with the settings to judge by. Tables need one; an export has its own.
        progress: told what is read.

    Raises:
        UnreadableInput: for a folder or a policy that cannot be read, and for tables without a policy.
    """
    path = Path(folder)
    given = None if policy is None else read_policy(policy)
    if is_export(path):
        snapshot = load_export(path, progress=lambda table, page: progress(f"{table}, page {page}"))
        return Organisation(tables_of(snapshot), given or snapshot.policy, snapshot.set_apart)
    progress("reading the tables")
    tables = read_tables(path)
    if given is None:
        raise _unreadable(path, InvalidValue("policy", "a policy file, since tables hold no settings", "none"))
    return Organisation(tables, given)


def review_organisation(
    organisation: Organisation,
    out: str | Path,
    asked: Asked = _NOTHING_ELSE,
    *,
    parts: int | None = None,
    in_order: bool = True,
    progress: Progress = lambda _: None,
) -> Reviewed:
    """Review an organisation into files.

    Into a file goes who may disconnect, and into files beside it go the other answers and the rows apart:
    `rights.apart-links.parquet` beside `rights.parquet`. A file that would hold no row is not written; where one of
    that name is there from before, it is removed. Into a folder go folders with Parquet files: `review/rights` and
    `review/apart-links`. That is faster and takes less room on the way, since parts stay where they are.

    Args:
        organisation: what is reviewed.
        out: the file for the rights, which ends in `.parquet` or `.csv`, or a folder that is not there yet or is empty.
        asked: what is asked besides who may disconnect.
        parts: in how many parts the records are reviewed, one after another; the more there are, the less memory each
            takes. As many as `LINKS_IN_A_PART` asks for where it is not given.
        in_order: whether the rows of each part are sorted, so that the same tables give the same bytes.
        progress: told what is done next.

    Raises:
        InvalidValue: for a place where nothing can be written, and for fewer than one part.
        UnreadableInput: for tables that are missing, and rows that cannot be read.
    """
    place = place_of(out)
    if parts is not None and parts < 1:
        raise InvalidValue("parts", "a whole number from 1", shown(parts))
    tables = _needed(organisation.tables, asked)
    with errors_told(), folder_in(place.path.parent) as folder:
        made = Path(folder)
        number = parts or number_of_parts(tables)
        is_for_now = number > 1 and not place.keeps_parts
        stored = [
            _stored(answers, made / f"{part}", is_for_now=is_for_now, in_order=in_order)
            for part, answers in enumerate(_by_part(tables, organisation, asked, number, made, progress))
        ]
        progress("counting")
        counts = [Counts(*(written(part.pop(name)) for name in _COUNTS)) for part in stored]
        found = {name: _found(name, [part[name] for part in stored if name in part]) for name in stored[0]}
        told = _summary(found, counts, organisation.policy)
        progress("writing")
        place.put(found, made)
    return Reviewed(
        summary=told,
        changes=tuple(_changes(found)),
        files=tuple(WrittenFile(place.name(name), found[name].rows) for name in told_of(found)),
        set_apart=organisation.set_apart,
    )


def _by_part(
    tables: Tables[Any], organisation: Organisation, asked: Asked, parts: int, made: Path, progress: Progress
) -> Iterator[_Frames]:
    """What each part answers, by the names of the frames."""
    if parts == 1:
        progress("reviewing")
        yield _answers(tables, organisation, asked)
        return
    progress(f"dividing the records into {parts} parts")
    judged = {name: Sorting(tables, organisation.policy).judged_and_kept(name) for name in _JUDGED_ONCE}
    for number, part in enumerate(parts_of(tables, parts, made / "tables")):
        progress(f"reviewing part {number + 1} of {parts}")
        yield told_in_part(_answers(part, organisation, asked, judged), number)


def _stored(frames: _Frames, folder: Path, *, is_for_now: bool, in_order: bool) -> dict[str, Path]:
    """Files with the frames, by name."""
    folder.mkdir()
    stored = {name: folder / f"{name}.parquet" for name in frames}
    plans = {stored[name]: frame for name, frame in frames.items()}
    write_all(plans, is_for_now=is_for_now, in_order=in_order)
    return stored


def _found(name: str, files: Sequence[Path]) -> Found:
    """What the parts tell of an answer, as one."""
    if name in ADDED and len(files) > 1:
        frame = put_together(name, written(*files))
        return Found(count(frame), frame, ())
    frame = written(*files)
    return Found(count(frame), frame, files)


def _summary(found: Mapping[str, Found], counts: Sequence[Counts], policy: Policy) -> Summary:
    apart = {table: found[f"apart-{table}"].frame for table in NEEDED[DISCONNECTING.name]}
    holders, anybody = found["everywhere"].frame, found["anybody"].frame
    by_chat = partial(in_pieces, key="chat_id", most=CHATS_AT_A_TIME)
    return summed(counts, holders, anybody, apart, policy, by_chat=by_chat)


def _changes(found: Mapping[str, Found]) -> Iterator[ChangeCount]:
    for question in NEEDED:
        if f"change-{question}-gained" in found:
            yield ChangeCount(question, *(found[f"change-{question}-{what}"].rows for what in ("gained", "lost")))


# --- The frames -------------------------------------------------------------------------------------------------------

_COUNTS = tuple(f"count-{each}" for each in Counts._fields)
"""What is written to be added up, and not for anybody."""


_JUDGED_ONCE = ("team_members",)
"""Tables that are the same in each part, and of which each part needs the rows that can be judged."""


def _answers(
    tables: Tables[Any], organisation: Organisation, asked: Asked, judged: Mapping[str, Any] = MappingProxyType({})
) -> _Frames:
    """All frames that are asked for; what can be judged may be known from before."""
    policy = organisation.policy
    found = reviewed(Sorting(tables, policy, keep=True, judged=judged), expand_global=asked.expand_global)
    frames = {name: frame for name, frame in _frames(found) if name != "connections"}
    frames |= zip(_COUNTS, counted(found, policy), strict=True)
    if asked.joining:
        frames |= _frames(review_join(tables, policy), rights="joining")
    if asked.enablement:
        frames |= _frames(review_enablement(tables, policy), enabled="enablement")
    if asked.change is not None:
        frames |= _of_change(review_change(policy, asked.change, tables), with_apart=_has_unreadable(asked.change))
    if organisation.set_apart:
        frames["apart-export"] = set_apart_of(organisation.set_apart)
    return frames


def _frames(review: Any, **called: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any of the reviews
    """The frames of a review by name."""
    for name, value in _values(review):
        if isinstance(value, Mapping):
            yield from ((f"{name}-{table}", frame) for table, frame in value.items())
        else:
            yield called.get(name, name), value


def _of_change(change: ChangeReview[Any], *, with_apart: bool) -> Iterator[tuple[str, Any]]:
    """The frames of a change by name; its rows apart are those of the other reviews unless the new policy adds some."""
    for question, found in _values(change):
        if isinstance(found, Mapping):
            yield from ((f"change-{question}-{table}", frame) for table, frame in found.items() if with_apart)
        elif found is not None:
            yield from ((f"change-{question}-{name}", frame) for name, frame in _values(found))


def _has_unreadable(policy: Policy) -> bool:
    return bool(policy.unreadable_record_types) or policy.others_unreadable


def _values(found: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any of the reviews
    """The fields of a review by name."""
    return ((each.name, getattr(found, each.name)) for each in fields(type(found)))


def _needed(tables: Tables[Any], asked: Asked) -> Tables[Any]:
    """The tables that are needed, and no other: a change is told of the questions whose tables are given."""
    needed = [name for name in TABLES if any(name in NEEDED[each] for each in asked.questions)]
    missing = [name for name in needed if getattr(tables, name) is None]
    if missing:
        raise UnreadableInput(
            "tables",
            tuple(InvalidValue(name, "the table to be there, which the review needs", "none") for name in missing),
        )
    return Tables(**{name: getattr(tables, name).lazy() for name in needed})


def _unreadable(path: Path, *problems: InvalidValue) -> UnreadableInput:
    return UnreadableInput(one_line(path.name), problems)
