"""What a change of policy gives to whom and takes from whom, in a whole organisation.

Only what differs is looked at: each question is first put to both policies for every record type or app and every kind
of user, which is a small table, and only where the two tables differ are rows reviewed, under both policies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Generic, NamedTuple, TypeAlias

from .._model import Model, Shown
from .._value import frozen
from ..compare.readings import OTHER_READINGS, OtherReading
from ..defaults import PANE_PRIVILEGES
from ..errors import InvalidValue, UnknownFact
from ..evidence import Decision, Question
from ..models import NOBODY, AccessRights, App, Offering, Owner, Profile, Record, Role, User
from ..policy import Policy
from ..rendering import Block, Paragraph, Table, Title
from ..rules.disconnecting import DISCONNECTING, DisconnectFacts, can_disconnect
from ..rules.enablement import ENABLEMENT, is_enabled, selected_when_turned_on
from ..rules.joining import JOINING, can_join
from ..unknown import known
from ._by_type import GLOBAL_ROLE, ByType, ask_each_type, chat_connected_by, no_type, other_than
from ._connections import CONNECTION
from ._frames import IntoFrameT, Rows, each_once, engine_errors, nw, rows_of, told
from .disconnecting import review_disconnect
from .enablement import review_enablement
from .joining import review_join
from .tables import NEEDED, TABLES, Sorting, Tables

__all__ = [
    "Change",
    "ChangeReview",
    "DisconnectChange",
    "ReadingChange",
    "ReviewSensitivity",
    "review_change",
    "review_sensitivity",
]


# --- What is told -----------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class DisconnectChange(Generic[IntoFrameT]):
    """Who gains and who loses the right to disconnect which chat from which record.

    A user gains it for a connection when `gained` says so, or else when `anybody` has "gained" for the record type and
    the user neither has the global right nor is `excepted`; losing it is told in the same way.

    Attributes:
        gained: `record_type`, `record_id`, `chat_id`, `user_id`, `right`: the right after the change. Before it there
            was none.
        lost: the same columns, with the right before the change. After it there is none.
        anybody: `change`, `record_type`, `links`: the record types whose connections every user gains or loses, which
            only other readings of Q-6 bring about, with their number of connections. The right of a single user that
            comes from this is "anybody".
        excepted: `change`, `record_type`, `record_id`, `chat_id`, `user_id`: for whom nothing changes there.
        everywhere: `user_id`, `gained`, `lost`: the holders of the global right whose personal rights change, once,
            with the number of connections, those that anybody may disconnect left out. They may disconnect before and
            after (DIS-2), so no other frame holds them.
    """

    gained: IntoFrameT
    lost: IntoFrameT
    anybody: IntoFrameT
    excepted: IntoFrameT
    everywhere: IntoFrameT


@frozen(kw_only=True)
class Change(Generic[IntoFrameT]):
    """Who gains and who loses a yes.

    Attributes:
        gained: the yes after the change that was a no before it. For joining `record_type`, `record_id`, `chat_id` and
            `user_id`; for enablement `app`, in lower case, and `user_id`.
        lost: the yes before the change that is a no after it, with the same columns.
    """

    gained: IntoFrameT
    lost: IntoFrameT


@frozen(kw_only=True)
class ChangeReview(Generic[IntoFrameT]):
    """What a change of policy gives and takes.

    Attributes:
        disconnecting: who gains and loses the right to disconnect; None where its tables are not given.
        joining: who gains and loses the right to join; None where its tables are not given.
        enablement: who gains and loses Teams chat in an app; None where its tables are not given.
        rejected: by the name of the table the rows that could not be judged, with the reason in the column `why`. Rows
            of a record type whose settings could not be read in one of the policies are among them.
    """

    disconnecting: DisconnectChange[IntoFrameT] | None
    joining: Change[IntoFrameT] | None
    enablement: Change[IntoFrameT] | None
    rejected: Mapping[str, IntoFrameT]


@engine_errors("Tables", "tables that can be reviewed")
def review_change(old: Policy, new: Policy, tables: Tables[IntoFrameT]) -> ChangeReview[IntoFrameT]:
    """List what is gained and lost when one policy takes the place of another.

    Each question is answered for which all tables are given: those of `review_disconnect`, `review_join` and
    `review_enablement`.

    Args:
        old: the policy as it was.
        new: the policy as it is.
        tables: the organisation.

    Raises:
        InvalidValue: where the tables are not enough for any question; for a frame that lacks a column or holds
            something else in it, and for frames of several engines.
    """
    before, after = _read_in_both(old, new)
    asked = _asked(tables)
    sorting = Sorting(tables, before)
    names = [name for name in TABLES if any(name in NEEDED[each] for each in asked)]
    return ChangeReview(
        disconnecting=_disconnecting(before, after, tables) if DISCONNECTING.name in asked else None,
        joining=_joining(before, after, tables) if JOINING.name in asked else None,
        enablement=_enablement(before, after, tables) if ENABLEMENT.name in asked else None,
        rejected=sorting.all_rejected(*names),
    )


def _asked(tables: Tables[IntoFrameT]) -> list[str]:
    """The questions for which all tables are given."""
    given = {name for name in TABLES if getattr(tables, name) is not None}
    asked = [question for question, needed in NEEDED.items() if given.issuperset(needed)]
    if not asked:
        raise InvalidValue("Tables", "all tables of at least one question", ", ".join(sorted(given)) or "none")
    return asked


# --- Where the policies differ ----------------------------------------------------------------------------------------

_Truths: TypeAlias = tuple[bool, ...]


def _read_in_both(old: Policy, new: Policy) -> tuple[Policy, Policy]:
    """Both policies with settings for the same record types: those that can be read in both."""
    both = (old, new)
    named = {settings.record_type for policy in both for settings in policy.record_types}
    named |= old.unreadable_record_types | new.unreadable_record_types
    readable = sorted(name for name in named if _is_read(old, name) and _is_read(new, name))
    before, after = (
        policy.but(
            record_types=[policy.settings_for(name) for name in readable],
            unreadable_record_types=named.difference(readable),
            others_unreadable=old.others_unreadable or new.others_unreadable,
        )
        for policy in both
    )
    return before, after


def _is_read(policy: Policy, record_type: str) -> bool:
    try:
        policy.require_readable(record_type)
    except UnknownFact:
        return False
    return True


class _Answers(NamedTuple):
    """The answers to all kinds of users under both policies."""

    before: _Truths
    after: _Truths

    @property
    def differ(self) -> bool:
        """Whether anybody gains or loses."""
        return self.before != self.after

    @property
    def gives(self) -> bool:
        """Whether anybody gains."""
        return any(now and not then for then, now in zip(self.before, self.after, strict=True))


def _asked_both(old: Policy, new: Policy, ask: Callable[[Policy, str], _Truths]) -> ByType[_Answers]:
    """The answers of two policies that have settings for the same record types."""
    return ask_each_type(old, lambda record_type: _Answers(ask(old, record_type), ask(new, record_type)))


def _narrowed(policy: Policy, answers: ByType[_Answers]) -> Policy:
    """The policy with only the record types that differ; a review leaves the others alone like unreadable ones."""
    names = [name for name, each in answers.named.items() if each.differ]
    return policy.but(
        record_types=[policy.settings_for(name) for name in names],
        unreadable_record_types=policy.unreadable_record_types.union(answers.named).difference(names),
        others_unreadable=not any(each.differ for each in answers.others),
    )


def _of_types(rows: Rows, answers: ByType[_Answers], holds: Callable[[_Answers], bool]) -> Rows:
    """The rows of the record types for which that holds."""
    types = answers.where(holds)
    return rows.filter(no_type() if types is None else types)


_OWNERS = (NOBODY, Owner(user="user"), Owner(team="team"))
_CONNECTED_BY = ((None,), ("user", "other"), ("user",))


def decisions_by_kind(policy: Policy, record_type: str) -> list[Decision[DisconnectFacts]]:
    """The decisions for all kinds of users: who own in person, through a team or not, connected first, last or never.

    The first of them is about anybody: a user who does none of this and has no role. Every second user has the global
    right.
    """
    return [
        can_disconnect(
            policy,
            User("user", roles=roles, teams=["team"]),
            chat_connected_by(record_type, *connected_by),
            Record(record_type, "record", owner),
        )
        for owner, connected_by, roles in product(_OWNERS, _CONNECTED_BY, ([], [GLOBAL_ROLE]))
    ]


def _asked_to_disconnect(policy: Policy, record_type: str) -> _Truths:
    return tuple(map(bool, decisions_by_kind(policy, record_type)))


def _asked_to_join(policy: Policy, record_type: str) -> _Truths:
    record = Record(record_type, "record", NOBODY)
    rights = (AccessRights.NONE, *AccessRights)
    return tuple(bool(can_join(policy, chat_connected_by(record_type, None), record, each)) for each in rights)


_USERS = [
    User("user", roles=[Role("role", privileges)], profile=Profile("profile", chat_in_pane=has_chat))
    for privileges, has_chat in product(((), PANE_PRIVILEGES), (False, True))
]


def _asked_about_app(policy: Policy, name: str) -> _Truths:
    apps = [App(name, offering, is_multisession=many) for offering, many in product(Offering, (False, True))]
    return tuple(bool(is_enabled(policy, app, user)) for app, user in product(apps, _USERS))


# --- Disconnecting ----------------------------------------------------------------------------------------------------

_RIGHT_TO_CONNECTION = [*CONNECTION, "user_id"]


class _Side(NamedTuple):
    """The review under one of the policies, of what differs alone.

    Attributes:
        rights: `CONNECTION`, `user_id`, `right`.
        anybody: `record_type`, `links`.
        excepted: `CONNECTION`, `user_id`.
        holders: `user_id` of those who have the global right.
    """

    rights: Rows
    anybody: Rows
    excepted: Rows
    holders: Rows


class _Way(NamedTuple):
    """From the one policy to the other; what is lost is gained the other way."""

    before: _Side
    after: _Side
    answers: ByType[_Answers]

    def of(self, rows: Rows, holds: Callable[[_Answers], bool]) -> Rows:
        """The rows of the record types for which that holds."""
        return _of_types(rows, self.answers, holds)


def _disconnecting(old: Policy, new: Policy, tables: Tables[IntoFrameT]) -> DisconnectChange[IntoFrameT]:
    forth, back = _ways(old, new, tables)

    def both_ways(told_of: Callable[[_Way], Rows]) -> Rows:
        return nw.concat([_called(told_of(forth), "gained"), _called(told_of(back), "lost")])

    return DisconnectChange(
        gained=_native(_gained(forth)),
        lost=_native(_gained(back)),
        anybody=_native(both_ways(lambda way: way.of(way.after.anybody, _opens))),
        excepted=_native(both_ways(_nothing_gained)),
        everywhere=_native(_everywhere(forth, back)),
    )


def _ways(old: Policy, new: Policy, tables: Tables[IntoFrameT]) -> tuple[_Way, _Way]:
    answers, reversed_answers = (_asked_both(*each, _asked_to_disconnect) for each in ((old, new), (new, old)))
    before, after = (_side(_narrowed(policy, answers), tables) for policy in (old, new))
    return _Way(before, after, answers), _Way(after, before, reversed_answers)


def _side(policy: Policy, tables: Tables[IntoFrameT]) -> _Side:
    review = review_disconnect(tables, policy)
    return _Side(
        rights=rows_of(review.rights).select(*_RIGHT_TO_CONNECTION, "right"),
        anybody=rows_of(review.anybody).select("record_type", "links"),
        excepted=rows_of(review.excepted),
        holders=rows_of(review.everywhere).select("user_id"),
    )


def _native(rows: Rows) -> Any:  # noqa: ANN401  # a frame of the engine it came from
    return rows.to_native()


def _called(rows: Rows, change: str) -> Rows:
    names = rows.collect_schema().names()
    return rows.with_columns(change=nw.lit(change)).select("change", *names)


def _not_in(rows: Rows, others: Rows) -> Rows:
    return rows.join(others.select(_RIGHT_TO_CONNECTION), on=_RIGHT_TO_CONNECTION, how="anti")


def _opens(answers: _Answers) -> bool:
    """Whether anybody may disconnect, but not before."""
    return answers.after[0] and not answers.before[0]


def _gives_to_some(answers: _Answers) -> bool:
    """Whether some gain, and only some may disconnect before and after."""
    return answers.gives and not answers.before[0] and not answers.after[0]


def _gives_where_open(answers: _Answers) -> bool:
    """Whether some gain what anybody else could do before."""
    return answers.gives and answers.before[0]


def _gained(way: _Way) -> Rows:
    """The single users that gain, without the holders of the global right."""
    before, after = way.before, way.after
    found = [_not_in(way.of(after.rights, _gives_to_some), way.of(before.rights, _gives_to_some))]
    if any(map(_gives_where_open, way.answers.kinds)):
        named, freed = (way.of(rows, _gives_where_open) for rows in (after.rights, before.excepted))
        found.append(named.join(freed, on=_RIGHT_TO_CONNECTION, how="semi"))
        like_anybody = way.of(_not_in(_not_in(freed, after.excepted), named), lambda each: each.after[0])
        found.append(like_anybody.with_columns(right=nw.lit("anybody")))
    return nw.concat(found).join(before.holders, on="user_id", how="anti")


def _nothing_gained(way: _Way) -> Rows:
    """Who gains nothing where anybody does: who could already, and who still cannot."""
    still_not = way.of(way.after.excepted, _opens)
    if not any(map(_opens, way.answers.kinds)):
        return still_not
    already = way.of(way.before.rights, _opens).select(_RIGHT_TO_CONNECTION)
    return each_once(nw.concat([already, still_not])).join(way.before.holders, on="user_id", how="anti")


def _everywhere(forth: _Way, back: _Way) -> Rows:
    """The holders of the global right with the number of personal rights they gain and lose."""
    moved = nw.concat(
        [
            _personal(forth).select("user_id", gained=nw.lit(1), lost=nw.lit(0)),
            _personal(back).select("user_id", gained=nw.lit(0), lost=nw.lit(1)),
        ]
    )
    counted = moved.group_by("user_id").agg(nw.col("gained").sum(), nw.col("lost").sum())
    return counted.select("user_id", nw.col("gained", "lost").cast(nw.Int64()))


def _personal(way: _Way) -> Rows:
    """A row for each personal right that a holder of the global right gains."""
    then, now = (
        way.of(side.rights, _gives_to_some).join(side.holders, on="user_id", how="semi")
        for side in (way.before, way.after)
    )
    return _not_in(now, then)


# --- Joining and enablement -------------------------------------------------------------------------------------------


def _joining(old: Policy, new: Policy, tables: Tables[IntoFrameT]) -> Change[IntoFrameT]:
    answers, reversed_answers = (_asked_both(*each, _asked_to_join) for each in ((old, new), (new, old)))
    before, after = (
        rows_of(review_join(tables, _narrowed(policy, answers)).rights).select(_RIGHT_TO_CONNECTION)
        for policy in (old, new)
    )

    def gained(before: Rows, after: Rows, answers: ByType[_Answers]) -> Rows:
        then, now = (_of_types(rows, answers, lambda each: each.gives) for rows in (before, after))
        return _not_in(now, then)

    return Change(
        gained=_native(gained(before, after, answers)),
        lost=_native(gained(after, before, reversed_answers)),
    )


def _enablement(old: Policy, new: Policy, tables: Tables[IntoFrameT]) -> Change[IntoFrameT]:
    sorting = Sorting(tables, old)
    rows = sorting.read("apps").rows.filter(_differing_apps(old, new))
    chosen = tables.with_rows_of(apps=sorting.native_as_it_came("apps", rows))
    before, after = (
        rows_of(review_enablement(chosen, policy).enabled).select("app", "user_id") for policy in (old, new)
    )
    gained, lost = (
        each.join(other, on=["app", "user_id"], how="anti") for each, other in ((after, before), (before, after))
    )
    return Change(gained=_native(gained), lost=_native(lost))


def _differing_apps(old: Policy, new: Policy) -> nw.Expr:
    """Whether the policies answer differently about an app, by its name in lower case."""
    chosen = (selected_when_turned_on(known(policy.selected_apps), policy.readings) for policy in (old, new))
    names = sorted(frozenset().union(*chosen))
    other = other_than(names)
    differing = [name for name in names if _asked_about_app(old, name) != _asked_about_app(new, name)]
    if _asked_about_app(old, other) == _asked_about_app(new, other):
        return nw.col("app").is_in(differing) if differing else nw.col("app").is_null()
    same = [name for name in names if name not in differing]
    return ~nw.col("app").is_in(same) if same else ~nw.col("app").is_null()


# --- If the page were read otherwise ----------------------------------------------------------------------------------


@frozen(kw_only=True)
class ReadingChange(Model):
    """What another reading of the page would give and take, for one question.

    Attributes:
        reading: the reading.
        question: the name of the question.
        gained: how many rights single users would gain.
        lost: how many rights single users would lose.
        gained_by_anybody: how many connections every user could then disconnect (Q-6).
        lost_by_anybody: how many connections not every user could disconnect any more.
    """

    reading: OtherReading
    question: str
    gained: int
    lost: int
    gained_by_anybody: int
    lost_by_anybody: int

    @property
    def changes(self) -> bool:
        """Whether any right would be gained or lost."""
        return bool(self.gained or self.lost or self.gained_by_anybody or self.lost_by_anybody)


@frozen
class ReviewSensitivity(Model, Shown):
    """How many rights in an organisation hang on how the page is read.

    Attributes:
        readings: what each other reading would change, in the order of `OTHER_READINGS`, question by question: also
            where it would change nothing. Readings that the policy has already are left out.
    """

    readings: tuple[ReadingChange, ...]

    @property
    def differing(self) -> tuple[ReadingChange, ...]:
        """The readings under which some right would be gained or lost."""
        return tuple(each for each in self.readings if each.changes)

    def _blocks(self) -> Iterable[Block]:
        yield Title("Rights, if the page were read otherwise")
        if not self.readings:
            yield Paragraph("No other reading of the page is about what was reviewed.")
            return
        yield Paragraph(f"{len(self.differing)} of {len(self.readings)} other readings would give or take rights.")
        yield Table(
            ("choice", "reading", "question", "gained", "lost"),
            [
                (
                    each.reading.choice,
                    each.reading.name,
                    each.question,
                    _count_says(each.gained, each.gained_by_anybody),
                    _count_says(each.lost, each.lost_by_anybody),
                )
                for each in self.readings
            ],
        )


def _count_says(users: int, by_anybody: int) -> str:
    return f"{users}, and {by_anybody} connections by anybody" if by_anybody else str(users)


_QUESTIONS: Mapping[str, Question[Any]] = {each.name: each for each in (DISCONNECTING, JOINING, ENABLEMENT)}
_REVIEWS: Mapping[str, Callable[..., DisconnectChange[Any] | Change[Any]]] = {
    DISCONNECTING.name: _disconnecting,
    JOINING.name: _joining,
    ENABLEMENT.name: _enablement,
}


@engine_errors("Tables", "tables that can be reviewed")
def review_sensitivity(policy: Policy, tables: Tables[IntoFrameT]) -> ReviewSensitivity:
    """Count what every other reading of the page would give and take, each by itself.

    Only counts are computed, in one go where the frames are lazy.

    Args:
        policy: the settings, and the readings that are changed one at a time.
        tables: as for `review_change`.

    Raises:
        InvalidValue: as `review_change`.
    """
    tried = [(each, other) for each in OTHER_READINGS if (other := each.apply(policy)) != policy]
    asked = [
        (reading, other, question)
        for reading, other in tried
        for question in _asked(tables)
        if reading.choice in _choices(_QUESTIONS[question])
    ]
    return ReviewSensitivity(
        tuple(
            _reading_change(reading, question, _counts(policy, other, question, tables))
            for reading, other, question in asked
        )
    )


def _reading_change(reading: OtherReading, question: str, counts: Iterable[Rows]) -> ReadingChange:
    found: Counter[str] = Counter()
    for what, rows in told(counts, "what", "rows")[0]:
        found[what] += rows
    return ReadingChange(
        reading=reading,
        question=question,
        gained=found["gained"],
        lost=found["lost"],
        gained_by_anybody=found["gained_by_anybody"],
        lost_by_anybody=found["lost_by_anybody"],
    )


def _counts(old: Policy, new: Policy, question: str, tables: Tables[IntoFrameT]) -> Iterator[Rows]:
    """What to add up, in a column `rows`, for each of the four numbers, named in a column `what`."""
    before, after = _read_in_both(old, new)
    change = _REVIEWS[question](before, after, tables)
    for what, frame in (("gained", change.gained), ("lost", change.lost)):
        yield rows_of(frame).select(rows=nw.len().cast(nw.Int64())).with_columns(what=nw.lit(what))
        if isinstance(change, DisconnectChange):
            anybody = rows_of(change.anybody).filter(nw.col("change") == nw.lit(what))
            yield anybody.select(rows=nw.col("links").cast(nw.Int64()), what=nw.lit(f"{what}_by_anybody"))


def _choices(question: Question[Any]) -> set[str]:
    """The choices that the facts of a question and its derived answers rest on."""
    return {*question.derived_from, *(each for fact in question.facts for each in fact.cites)}
