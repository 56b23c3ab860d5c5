"""A folder in, files out: the whole review, as the command `review` does it.

The answers are written first, and the summary is counted in what was written: nothing is computed twice. Where
there are many links, a part of the records is reviewed at a time, so that memory stays bounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial as with_
from pathlib import Path
from typing import Any, TypeAlias

from attrs import evolve

from .._arguments import checked
from .._paths import as_path
from ..about import About
from ..dataverse import load_export
from ..errors import InvalidValue, UnreadableInput, one_line, shown
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING
from ..serialization import read_policy
from ..snapshot import Snapshot
from ..wording.words import Words
from .absent import absent_of
from .answers import ANSWERS, JUDGED_ONCE, Frames, Organisation, Review
from .counting import Counts, summed
from .files import count, file_errors, in_pieces, is_export, passed_over, read_tables, write_all, written
from .parts import in_part, number_of_parts, parts_of, put_together
from .places import Found, check_out, place_of, shown_of
from .reviewed import ChangeCount, Reviewed, WrittenFile
from .snapshot_tables import tables_of
from .summary import Summary
from .tables import NEEDED, Sorting
from .unanswered import ANSWERED, Asked
from .unfinished import folder_in

__all__ = [
    "Asked",
    "ChangeCount",
    "Organisation",
    "Reviewed",
    "WrittenFile",
    "check_out",
    "organisation_of",
    "read_organisation",
    "review_organisation",
]

CHATS_AT_A_TIME = 4_000_000
"""About this many chats are distinguished at a time, which takes about as much memory as a part."""

Progress: TypeAlias = Callable[[str], None]
"""Called with what is done next."""

_NOTHING_ELSE = Asked()


@checked
def read_organisation(
    folder: str | Path,
    policy: str | Path | Policy | None = None,
    *,
    policy_source: str | None = None,
    progress: Progress = lambda _: None,
) -> Organisation:
    """Read a folder: an export, or tables as Parquet or CSV files.

    Args:
        folder: the folder.
        policy: the settings to judge by, or a file with them. Tables need them; an export has its own.
        policy_source: where the settings come from, in words; the name of the file where it is not given.
        progress: called with what is read.

    Raises:
        UnreadableInput: for a folder or a policy that cannot be read, and for tables without a policy.
    """
    path = as_path(folder, "folder")
    given = policy if policy is None or isinstance(policy, Policy) else read_policy(policy)
    source = path.name or path.resolve().name or str(path)
    if policy_source is None:
        named = "in memory" if isinstance(policy, Policy) else policy
        policy_source = "of the export" if named is None else Path(named).name
    if is_export(path):
        snapshot = load_export(path, progress=lambda table, page: progress(f"{table}, page {page}"))
        found = organisation_of(snapshot, source, given, policy_source=policy_source)
        return found._replace(passed_over=passed_over(path))
    progress("reading the tables")
    tables = read_tables(path)
    if given is None:
        raise _unreadable(path, InvalidValue("policy", "a policy file, since tables hold no settings", "none"))
    return Organisation(tables, given, passed_over=passed_over(path), source=source, policy_source=policy_source)


@checked
def organisation_of(
    snapshot: Snapshot, source: str, policy: Policy | None = None, *, policy_source: str = "of the export"
) -> Organisation:
    """An export that was read already, to be reviewed.

    Args:
        snapshot: the export.
        source: what was read, by its name.
        policy: the settings to judge by, where they are not those of the export.
        policy_source: where the settings come from, in words.
    """
    absent = absent_of(snapshot)
    return Organisation(
        tables_of(snapshot),
        policy or snapshot.policy,
        snapshot.rejected,
        absent if policy is None else evolve(absent, settings={}),
        snapshot.passed_over,
        source,
        policy_source,
        snapshot.names,
    )


def review_organisation(  # what is reviewed, where to, and how
    organisation: Organisation,
    out: str | Path,
    asked: Asked = _NOTHING_ELSE,
    *,
    partial: bool = False,
    parts: int | None = None,
    in_order: bool = True,
    progress: Progress = lambda _: None,
) -> Reviewed:
    """Review an organisation into files.

    Into a file goes who may disconnect, and into files beside it go the other answers and the rejected rows:
    `rights.rejected-links.parquet` beside `rights.parquet`. A file that would hold no row is not written; where one of
    an earlier review is there, it is removed. Into a folder go folders with Parquet files: `review/rights` and
    `review/rejected-links`. That is faster and takes less room on the way, since parts stay where they are. What
    `Reviewed.to_dict` gives is written beside them, as JSON.

    Args:
        organisation: what is reviewed.
        out: the file for the rights, which ends in `.parquet` or `.csv`, or a folder that is not there yet or is empty.
        asked: what is asked beyond who may disconnect.
        partial: whether what can be answered is given where tables are missing; else that is refused.
        parts: in how many parts the records are reviewed, one after another; the more there are, the less memory each
            takes. As many as `LINKS_IN_A_PART` asks for where it is not given.
        in_order: whether the rows of each part are sorted, so that the same tables give the same bytes.
        progress: called with what is done next.

    Raises:
        InvalidValue: for a place where nothing can be written, and for fewer than one part or more than records.
        UnreadableInput: for tables that are missing, and rows that cannot be read.
    """
    if not isinstance(organisation, Organisation):
        raise InvalidValue("organisation", "an Organisation", shown(organisation))
    place = place_of(out)
    review = Review.of(organisation, asked, partial=partial)
    with file_errors(), folder_in(place.path.parent) as made:
        number = _number_of_parts(review, parts)
        is_for_now = number > 1 and not place.keeps_parts
        stored = [
            _stored(answers, counts, made / f"{part}", is_for_now=is_for_now, in_order=in_order)
            for part, (answers, counts) in enumerate(_by_part(review, number, made, progress))
        ]
        progress("counting")
        parts_of_answers = [files for files, _ in stored]
        found = {name: _found(name, [part[name] for part in parts_of_answers if name in part]) for name in stored[0][0]}
        summary = _summary(found, [counts for _, counts in stored], review)
        found = {name: found[name] for name in ANSWERS if name in found and review.gives(name)}
        reviewed = Reviewed(
            about=_about(organisation, asked),
            not_answered=review.answerable.not_answered,
            missing_tables=review.missing_tables,
            summary=summary,
            changes=tuple(_changes(found)),
            files=tuple(WrittenFile(place.name(name), found[name].rows) for name in shown_of(found)),
            rejected=organisation.rejected,
            passed_over=organisation.passed_over,
        )
        progress("writing")
        place.put(found, _json(reviewed.to_dict()), made)
    return reviewed


def _about(organisation: Organisation, asked: Asked) -> About:
    """What a review is about."""
    policy = Words(organisation.policy_source, f"about.policy.{organisation.policy_source}")
    subjects = [("input", organisation.source), ("policy", policy)]
    if asked.change is not None:
        subjects.append(("change", asked.change_source))
    return About(tuple(subjects))


def _number_of_parts(review: Review, parts: int | None) -> int:
    """In how many parts the organisation is reviewed: never more than it has records."""
    records: Any = review.tables.records
    if parts is None:
        number = number_of_parts(review.tables, review.holders() if review.asked.expand_global else 0)
        return number if number == 1 else max(1, min(number, count(records)))
    most = max(1, count(records))
    if type(parts) is not int or not 1 <= parts <= most:
        raise InvalidValue("parts", f"a whole number from 1 to {most}, the number of records", shown(parts))
    return parts


def _by_part(review: Review, parts: int, made: Path, progress: Progress) -> Iterator[tuple[Frames, Counts]]:
    """The answers of each part, and its counts."""
    if parts == 1:
        progress("reviewing")
        answers, counts = review.frames(review.tables)
        yield answers | review.others(), counts
        return
    progress(f"dividing the records into {parts} parts")
    sorting = Sorting(review.tables, review.policy(DISCONNECTING.name))
    judged = {name: sorting.judged_and_kept(name) for name in JUDGED_ONCE}
    for number, part in enumerate(parts_of(review.tables, parts, made / "tables")):
        progress(f"reviewing part {number + 1} of {parts}")
        answers, counts = review.frames(part, judged)
        yield in_part(answers, number) | ({} if number else review.others()), counts


def _stored(
    frames: Frames, counts: Counts, folder: Path, *, is_for_now: bool, in_order: bool
) -> tuple[dict[str, Path], Counts]:
    """Files with the answers, by name, and the counts as read from files."""
    folder.mkdir()
    stored = {name: folder / f"{name}.parquet" for name in frames}
    of_counts = [folder / f"count-{name}.parquet" for name in Counts._fields]
    plans = {stored[name]: frame for name, frame in frames.items()} | dict(zip(of_counts, counts, strict=True))
    write_all(plans, is_for_now=is_for_now, in_order=in_order)
    return stored, Counts(*map(written, of_counts))


def _found(name: str, files: Sequence[Path]) -> Found:
    """The rows of an answer of all parts, as one frame."""
    if ANSWERS[name].added and len(files) > 1:
        frame = put_together(name, written(*files))
        return Found(count(frame), frame, ())
    frame = written(*files)
    return Found(count(frame), frame, files)


def _summary(found: Mapping[str, Found], counts: Sequence[Counts], review: Review) -> Summary:
    tables = [table for table in NEEDED[DISCONNECTING.name] if review.gives(f"rejected-{table}")]
    rejected = {table: found[f"rejected-{table}"].frame for table in tables}
    holders, anybody = found["everywhere"].frame, found["anybody"].frame
    by_chat = with_(in_pieces, key="chat_id", most=CHATS_AT_A_TIME)
    counted = summed(counts, holders, anybody, rejected, review.policy(DISCONNECTING.name), by_chat=by_chat)
    given = review.answerable.given
    unknown: dict[str, Any] = {
        name: None for answer, each in ANSWERED.items() if answer not in given for name in each.lists
    }
    covered = [each for each in review.answerable.not_covered if each.list not in unknown]
    return evolve(counted, **unknown, not_covered=tuple(covered))


def _changes(found: Mapping[str, Found]) -> Iterator[ChangeCount]:
    for question in NEEDED:
        if f"change-{question}-gained" in found:
            yield ChangeCount(question, *(found[f"change-{question}-{what}"].rows for what in ("gained", "lost")))


def _json(reviewed: Mapping[str, object]) -> str:
    """What a review gives, as the command prints it."""
    return json.dumps(reviewed, indent=2, ensure_ascii=False) + "\n"


def _unreadable(path: Path, *problems: InvalidValue) -> UnreadableInput:
    return UnreadableInput(one_line(path.name), problems)
