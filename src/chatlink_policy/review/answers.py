"""What a review of an organisation answers, as frames by name, and what it cannot answer.

Where a table is missing, an empty one takes its place in the plans, and no answer that needs it is given: what is
left is made of whole tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from attrs import evolve, fields, frozen

from ..errors import InvalidValue, UnreadableInput
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..rules.joining import JOINING
from ..snapshot import Rejected
from ._connections import RECORD, all_known
from ._engines import each_once
from ._frames import nw, rows_of
from .changes import CHANGES, read_in_both
from .counting import Counts, counted
from .disconnecting import reviewed
from .enablement import enabled
from .files import count
from .joining import joined
from .snapshot_tables import empty_table, frame_of_rejected
from .tables import NEEDED, TABLES, Sorting, Tables
from .unanswered import ANSWERED, Absent, Answerable, Wanted, answerable, readable_in

__all__ = ["ANSWERS", "JUDGED_ONCE", "RIGHTS", "Answer", "Asked", "Frames", "Organisation", "Review"]

Frames = dict[str, Any]
"""Answers as frames of Polars, by name."""


class Answer(NamedTuple):
    """An answer that a review may give, in a file of its own.

    Attributes:
        name: its name, which is that of its file.
        added: the numbers in it that are added up where an organisation is reviewed in parts.
        is_of_records: whether it is about the records of a part; else it is the same in each part.
    """

    name: str
    added: tuple[str, ...] = ()
    is_of_records: bool = True


RIGHTS = "rights"
"""The answer that is there even without a row."""

_OF_RECORDS = ("links", "records", "access")

ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        each.name: each
        for each in (
            Answer(RIGHTS),
            Answer("everywhere", added=("links",)),
            Answer("anybody", added=("links",)),
            Answer("excepted"),
            Answer("joining"),
            Answer("enablement", is_of_records=False),
            Answer("change-disconnecting-gained"),
            Answer("change-disconnecting-lost"),
            Answer("change-disconnecting-anybody", added=("links",)),
            Answer("change-disconnecting-excepted"),
            Answer("change-disconnecting-everywhere", added=("gained", "lost")),
            Answer("change-joining-gained"),
            Answer("change-joining-lost"),
            Answer("change-enablement-gained", is_of_records=False),
            Answer("change-enablement-lost", is_of_records=False),
            *(Answer(f"rejected-{table}", is_of_records=table in _OF_RECORDS) for table in TABLES),
            *(Answer(f"change-rejected-{table}", is_of_records=table in _OF_RECORDS) for table in TABLES),
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
    """

    tables: Tables[Any]
    policy: Policy
    rejected: tuple[Rejected, ...] = ()
    absent: Absent | None = None
    passed_over: tuple[str, ...] = ()
    source: str = "in memory"
    policy_source: str = "in memory"


class Asked(NamedTuple):
    """What is asked beyond who may disconnect which chat.

    Attributes:
        joining: whether also who may join which chat.
        enablement: whether also who has the chat in which app.
        expand_global: whether the holders of the global right are listed for each connection.
        change: a policy that would take the place of the present one, to list who gains and who loses.
        change_source: where that policy comes from.
    """

    joining: bool = False
    enablement: bool = False
    expand_global: bool = False
    change: Policy | None = None
    change_source: str = "in memory"

    @property
    def questions(self) -> list[str]:
        """The questions that are asked."""
        asked = {"disconnecting": True, "joining": self.joining, "enablement": self.enablement}
        return [name for name, is_asked in asked.items() if is_asked]


_NOTHING_ELSE = Asked()


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
        found = answerable(absent, Wanted(asked.questions, organisation.policy, asked.change, asked.expand_global))
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
        given = self.answerable.given
        if name in ("anybody", "excepted"):
            return "rights" in given and (name == "anybody" or "everywhere" in given)
        if name.startswith("rejected-") and (table := name.removeprefix("rejected-")) in TABLES:
            return self._has(table) and (table != "links" or self._has("records"))
        return name not in ANSWERED or name in given

    def _has(self, table: str) -> bool:
        return getattr(self.organisation.tables, table) is not None

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
        found = reviewed(sorting, policy, expand_global=self.asked.expand_global)
        counts = counted(found, policy, _texts(user_id=self.absent.users_without("roles")))
        frames = {name: frame for name, frame in _frames(found) if name != "connections"}
        if RIGHTS not in given:
            rows = rows_of(found.everywhere).with_columns(links=nw.lit(None, nw.Int64()))
            frames["everywhere"] = rows.to_native()
        frames["excepted"] = self._of_known_users(frames["excepted"])
        if JOINING.name in given:
            policy = self.policy(JOINING.name)
            frames |= _frames(joined(sortings.of(policy), policy), rights="joining")
        if ENABLEMENT.name in given:
            frames |= _frames(enabled(sorting, self.organisation.policy), enabled="enablement")
        for question in self.asked.questions:
            if f"change-{question}" in given:
                frames |= self._change(sortings, question)
        return frames, counts

    def _change(self, sortings: _Sortings, question: str) -> Iterator[tuple[str, Any]]:
        old = self.policy(question)
        new = readable_in(self.asked.change or old, question)
        before, after = read_in_both(old, new)
        sorting = sortings.of(before)
        for name, frame in _values(CHANGES[question](sorting, before, after)):
            is_of_users = question == DISCONNECTING.name and name != "anybody"
            yield f"change-{question}-{name}", self._of_known_users(frame) if is_of_users else frame
        if new.unreadable_record_types or new.others_unreadable:  # else the other reviews reject the same
            for table, frame in sorting.all_rejected(*NEEDED[question]).items():
                yield f"change-rejected-{table}", frame

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
            name, f"it to be {how}, to answer {'; '.join(map(ANSWERED.__getitem__, answers))}", f"nothing{hint}"
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


def _frames(review: Any, **called: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any of the reviews
    """The frames of a review by name."""
    for name, value in _values(review):
        if isinstance(value, Mapping):
            yield from ((f"{name}-{table}", frame) for table, frame in value.items())
        else:
            yield called.get(name, name), value


def _values(found: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any of the reviews
    """The fields of a review by name."""
    return ((each.name, getattr(found, each.name)) for each in fields(type(found)))
