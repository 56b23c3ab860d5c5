"""What a review of an organisation answers, as frames by name, and what it cannot answer.

Where a table is missing, an empty one takes its place in the plans, and no answer that needs it is given: what is
left is made of whole tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from attrs import evolve, frozen

from ..errors import InvalidValue, UnreadableInput
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..rules.joining import JOINING
from ..snapshot import Rejected
from ._connections import RECORD, all_known
from ._engines import each_once
from ._frames import nw, rows_of
from .absent import Absent
from .changes import CHANGES, read_in_both
from .counting import Counts, counted
from .disconnecting import DisconnectReview, reviewed
from .enablement import EnablementReview, enabled
from .files import count
from .joining import JoinReview, joined
from .snapshot_tables import empty_table, frame_of_rejected
from .tables import NEEDED, TABLES, Sorting, Tables
from .unanswered import ANSWERED, Answerable, Asked, answerable, readable_in

__all__ = ["ANSWERS", "JUDGED_ONCE", "RIGHTS", "Answer", "Frames", "Organisation", "Review"]

Frames = dict[str, Any]
"""Answers as frames of Polars, by name."""


_OF_RECORDS = ("links", "records", "access")


class Answer(NamedTuple):
    """An answer that a review may give, in a file of its own.

    Attributes:
        name: its name, which is that of its file.
        of: what has to be answered to give it, by the names of `ANSWERED`.
        added: the numbers in it that are added up where an organisation is reviewed in parts.
        is_of_records: whether it is about the records of a part; else it is the same in each part.
        tables: the tables that it takes.
    """

    name: str
    of: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    is_of_records: bool = True
    tables: tuple[str, ...] = ()


def _rejected(table: str, before: str = "") -> Answer:
    tables = ("links", "records") if table == "links" else (table,)
    return Answer(f"{before}rejected-{table}", is_of_records=table in _OF_RECORDS, tables=tables)


RIGHTS = "rights"
"""The answer that is there even without a row."""

ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        each.name: each
        for each in (
            Answer(RIGHTS, ("rights",)),
            Answer("everywhere", ("everywhere",), added=("links",)),
            Answer("anybody", ("rights",), added=("links",)),
            Answer("excepted", ("rights", "everywhere")),
            Answer("through", ("through",)),
            Answer("joining", ("joining",)),
            Answer("enablement", ("enablement",), is_of_records=False),
            Answer("change-disconnecting-gained", ("change-disconnecting",)),
            Answer("change-disconnecting-lost", ("change-disconnecting",)),
            Answer("change-disconnecting-anybody", ("change-disconnecting",), added=("links",)),
            Answer("change-disconnecting-excepted", ("change-disconnecting",)),
            Answer("change-disconnecting-everywhere", ("change-disconnecting",), added=("gained", "lost")),
            Answer("change-joining-gained", ("change-joining",)),
            Answer("change-joining-lost", ("change-joining",)),
            Answer("change-enablement-gained", ("change-enablement",), is_of_records=False),
            Answer("change-enablement-lost", ("change-enablement",), is_of_records=False),
            *map(_rejected, TABLES),
            *(_rejected(table, "change-") for table in TABLES),
            Answer("rejected-export"),
            Answer("not-answered"),
            Answer("unanswered-links"),
            Answer("unanswered-users"),
        )
    }
)
"""Every answer that a review may give, by name, in the order in which they are listed."""

JUDGED_ONCE = ("team_members",)
"""Tables that are the same in each part, and of which each part needs the rows that can be judged."""


class Organisation(NamedTuple):
    """What is reviewed.

    Attributes:
        tables: its tables, as frames of Polars.
        policy: the settings to judge by.
        rejected: what of an export could not be read, so that it is in no table.
        absent: what was not there; found out from the tables where it is not given.
        passed_over: the files and folders beside the tables that were not read, with a hint.
        source: what was read, by its name.
        policy_source: where the settings come from.
        names: the names of users and teams by id, as far as they are known.
    """

    tables: Tables[Any]
    policy: Policy
    rejected: tuple[Rejected, ...] = ()
    absent: Absent | None = None
    passed_over: tuple[str, ...] = ()
    source: str = "in memory"
    policy_source: str = "in memory"
    names: Mapping[str, str] = MappingProxyType({})


@frozen(kw_only=True, eq=False)
class Review:
    """A review that can be given: what is asked of what, and what can be answered.

    Attributes:
        organisation: what is reviewed.
        asked: what is asked.
        absent: what was not there.
        answerable: what can be answered.
        tables: the tables that are needed, as lazy frames; an empty one where there was none.
    """

    organisation: Organisation
    asked: Asked
    absent: Absent
    answerable: Answerable
    tables: Tables[Any]

    @classmethod
    def of(cls, organisation: Organisation, asked: Asked, *, partial: bool) -> Review:
        """The review of an organisation.

        Raises:
            UnreadableInput: where something is missing that is needed, and partial answers are not asked for; else
                where nothing can be answered.
        """
        absent = organisation.absent or Absent.of(organisation.tables)
        found = answerable(absent, asked, organisation.policy)
        if found.needed_for and not (partial and found.given):
            raise _missing(organisation, found, partial=partial)
        names = [name for name in TABLES if any(name in NEEDED[each] for each in asked.questions)]
        given = {name: getattr(organisation.tables, name) for name in names}
        tables = Tables(**{name: empty_table(name) if each is None else each.lazy() for name, each in given.items()})
        return cls(organisation=organisation, asked=asked, absent=absent, answerable=found, tables=tables)

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """What was not there, and is not needed either."""
        names = {*self.absent.others, *(name for each in self.absent.tables.values() for name in each)}
        names.difference_update(self.answerable.needed_for)
        return tuple(sorted(names - self.absent.in_words))

    def gives(self, name: str) -> bool:
        """Whether the frame of that name needs nothing that was not there."""
        answer, tables = ANSWERS[name], self.organisation.tables
        has_tables = all(getattr(tables, each) is not None for each in answer.tables)
        return has_tables and self.answerable.given.issuperset(answer.of)

    def policy(self, question: str) -> Policy:
        """The settings as the question needs them."""
        return readable_in(self.organisation.policy, question)

    def holders(self) -> int:
        """How many users have the global right."""
        people = evolve(self.tables, links=empty_table("links"), records=empty_table("records"))
        policy = self.policy(DISCONNECTING.name)
        review = reviewed(Sorting(people, policy), policy, expand_global=False)
        return count(review.everywhere)

    # --- Frames -------------------------------------------------------------------------------------------------------

    def frames(self, tables: Tables[Any], judged: Mapping[str, Any] = MappingProxyType({})) -> tuple[Frames, Counts]:
        """All answers that are asked for, of these tables, and their counts; judged rows may be known already."""
        given, sortings = self.answerable.given, _Sortings(tables, judged)
        policy = self.policy(DISCONNECTING.name)
        sorting = sortings.of(policy)
        if self.answerable.only_known_owners:
            links = sorting.read("links").rows.join(_owned_by_teams(sorting), on=RECORD, how="anti")
            known = tables.with_rows_of(links=sorting.native_as_it_came("links", links))
            sorting = Sorting(known, policy, keep=True, judged=judged)
        found = reviewed(sorting, policy, expand_global=self.asked.expand_global, through="through" in given)
        counts = counted(found, policy, _texts(user_id=self.absent.users_without("roles")))
        frames = {name: getattr(found, name) for name in (RIGHTS, "everywhere", "anybody", "excepted")}
        frames |= _rejected_of(found)
        if found.through is not None:
            frames["through"] = self._with_names(found.through)
        if RIGHTS not in given:
            rows = rows_of(found.everywhere).with_columns(links=nw.lit(None, nw.Int64()))
            frames["everywhere"] = rows.to_native()
        frames["excepted"] = self._of_known_users(frames["excepted"])
        if JOINING.name in given:
            policy = self.policy(JOINING.name)
            joining = joined(sortings.of(policy), policy)
            frames |= {"joining": joining.rights, **_rejected_of(joining)}
        if ENABLEMENT.name in given:
            enablement = enabled(sorting, self.organisation.policy)
            frames |= {"enablement": enablement.enabled, **_rejected_of(enablement)}
        for question in self.asked.questions:
            if f"change-{question}" in given:
                frames |= self._change(sortings, question)
        return frames, counts

    def _change(self, sortings: _Sortings, question: str) -> Iterator[tuple[str, Any]]:
        old = self.policy(question)
        new = readable_in(cast("Policy", self.asked.change), question)
        before, after = read_in_both(old, new)
        sorting = sortings.of(before)
        change = CHANGES[question](sorting, before, after)
        for name in (each for each, answer in ANSWERS.items() if f"change-{question}" in answer.of):
            frame = getattr(change, name.removeprefix(f"change-{question}-"))
            is_of_users = question == DISCONNECTING.name and not name.endswith("anybody")
            yield name, self._of_known_users(frame) if is_of_users else frame
        if new.unreadable_record_types or new.others_unreadable:  # else the other reviews reject the same
            for table, frame in sorting.all_rejected(*NEEDED[question]).items():
                yield f"change-rejected-{table}", frame

    def _with_names(self, frame: Any) -> Any:  # noqa: ANN401  # a frame of Polars
        """The rows, with the names of user and team where any are known."""
        names, rows = self.organisation.names, rows_of(frame)
        for what in ("user", "team") if names else ():
            of_ids = rows_of(_texts(**{f"{what}_id": names, f"{what}_name": names.values()}))
            rows = rows.join(of_ids, on=f"{what}_id", how="left")
        return rows.to_native()

    def _of_known_users(self, frame: Any) -> Any:  # noqa: ANN401  # a frame of Polars
        """The rows, without those of users whose roles are not known."""
        users = self.absent.users_without("roles")
        if not users or "user_id" not in (rows := rows_of(frame)).collect_schema().names():
            return frame
        return rows.join(rows_of(_texts(user_id=users)), on="user_id", how="anti").to_native()

    def others(self) -> Frames:
        """What does not depend on the part that is reviewed: what could not be read, and what is not answered."""
        frames: Frames = {}
        if self.organisation.rejected:
            frames["rejected-export"] = frame_of_rejected(self.organisation.rejected)
        if lacking := self.answerable.not_answered:
            answers, of, lacks, because = zip(*lacking, strict=True)
            frames["not-answered"] = _texts(answer=answers, of=of, lacks=[*map(", ".join, lacks)], because=because)
        if users := self.absent.users:
            frames["unanswered-users"] = _texts(user_id=[*users], lacks=[*map(", ".join, users.values())])
        if self.answerable.only_known_owners:
            sorting = Sorting(self.tables, self.policy(DISCONNECTING.name))
            links = sorting.read("links").rows.join(_owned_by_teams(sorting), on=RECORD, how="semi")
            missing = ", ".join(self.absent.tables["team_members"])
            came = rows_of(sorting.native_as_it_came("links", links))
            frames["unanswered-links"] = came.with_columns(lacks=nw.lit(missing)).to_native()
        return frames


class _Sortings:
    """Tables sorted once for all policies that can read the settings of the same record types."""

    def __init__(self, tables: Tables[Any], judged: Mapping[str, Any]) -> None:
        self._tables, self._judged = tables, judged
        self._by_types: dict[object, Sorting[Any]] = {}

    def of(self, policy: Policy) -> Sorting[Any]:
        """The tables as the policy can read them."""
        named = frozenset(each.record_type for each in policy.record_types)
        readable = policy.others_unreadable and named, policy.unreadable_record_types
        if readable not in self._by_types:
            self._by_types[readable] = Sorting(self._tables, policy, keep=True, judged=self._judged)
        return self._by_types[readable]


def _missing(organisation: Organisation, found: Answerable, *, partial: bool) -> UnreadableInput:
    """The error that names what is missing, each with the answers that need it."""
    hint = "" if partial else " (partial answers were not asked for)"
    how = organisation.absent.how if organisation.absent else "provided"
    if organisation.passed_over:
        hint += f"; passed over: {', '.join(organisation.passed_over)}"
    problems = (
        InvalidValue(
            name, f"it to be {how}, to answer {'; '.join(ANSWERED[each].says for each in answers)}", f"nothing{hint}"
        )
        for name, answers in found.needed_for.items()
    )
    return UnreadableInput(organisation.source, tuple(problems))


def _owned_by_teams(sorting: Sorting[Any]) -> Any:  # noqa: ANN401  # rows
    return each_once(sorting.rows("records").filter(all_known("owner_team")).select(RECORD))


def _texts(**columns: Iterable[object]) -> Any:  # noqa: ANN401  # a frame of Polars
    """A small frame of texts."""
    values = {name: list(each) for name, each in columns.items()}
    return nw.from_dict(values, dict.fromkeys(values, nw.String()), backend="polars").lazy().to_native()


def _rejected_of(review: DisconnectReview[Any] | JoinReview[Any] | EnablementReview[Any]) -> Frames:
    """The rejected rows of a review, by the names of the answers."""
    return {f"rejected-{table}": frame for table, frame in review.rejected.items()}
