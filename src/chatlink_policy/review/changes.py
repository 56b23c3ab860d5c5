"""What a change of policy gives to whom and takes from whom, in a whole organisation.

A change is two answers to each row: the rule is asked with the facts of the old policy and with those of the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, Literal, TypeAlias

from .._value import frozen
from ..errors import InvalidValue, UnknownFact
from ..policy import Policy, RecordTypePolicy
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..rules.joining import JOINING
from ._by_type import is_of_types, toggle, types_where
from ._candidates import OWNS_AND_CONNECTS, People, Rule, Toggles, holders_of, right_of, toggles_of
from ._connections import CONNECTION, RECORD
from ._frames import HoldsFrames, IntoFrameT, Rows, engine_errors, nw
from .enablement import answers_in_apps
from .expression import rule_expression, value_expression
from .joining import accesses, chats_of_records
from .tables import NEEDED, TABLES, Sorting, Tables

__all__ = ["Change", "ChangeReview", "DisconnectChange", "review_change"]


@frozen(kw_only=True, eq=False)
class DisconnectChange(HoldsFrames, Generic[IntoFrameT]):
    """Who gains and who loses the right to disconnect which chat from which record.

    A user gains it for a connection when `gained` says so, or else when `anybody` has "gained" for the record type and
    the user neither has the global right nor is `excepted`; losing it is listed in the same way.

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


@frozen(kw_only=True, eq=False)
class Change(HoldsFrames, Generic[IntoFrameT]):
    """Who gains and who loses a yes.

    Attributes:
        gained: the yes after the change that was a no before it. For joining `record_type`, `record_id`, `chat_id` and
            `user_id`; for enablement `app`, in lower case, and `user_id`.
        lost: the yes before the change that is a no after it, with the same columns.
    """

    gained: IntoFrameT
    lost: IntoFrameT


@frozen(kw_only=True, eq=False)
class ChangeReview(HoldsFrames, Generic[IntoFrameT]):
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
    before, after = read_in_both(old, new)
    asked = questions_of(tables)
    sorting = Sorting(tables, before)
    names = [name for name in TABLES if any(name in NEEDED[each] for each in asked)]
    found = {each: CHANGES[each](sorting, before, after) if each in asked else None for each in CHANGES}
    return ChangeReview(**found, rejected=sorting.all_rejected(*names))


def questions_of(tables: Tables[IntoFrameT]) -> list[str]:
    """The questions for which all tables are given.

    Raises:
        InvalidValue: where there is none.
    """
    given = {name for name in TABLES if getattr(tables, name) is not None}
    asked = [question for question, needed in NEEDED.items() if given.issuperset(needed)]
    if not asked:
        raise InvalidValue("Tables", "all tables of at least one question", ", ".join(sorted(given)) or "none")
    return asked


def read_in_both(old: Policy, new: Policy) -> tuple[Policy, Policy]:
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


# --- Disconnecting ----------------------------------------------------------------------------------------------------

_CONNECTION_OF_USER = [*CONNECTION, "user_id"]


def candidates(people: People, *rules: Rule) -> Rows:
    """The candidates with their answers under each rule, but for the global right, as `allowed0`, `allowed1` and so on.

    `anybody0` and so on say whether everybody may disconnect.
    """
    rows = nw.concat([people.owners(), people.other_connectors()])
    for number, rule in enumerate(rules):
        allowed = value_expression(rule.decisions, bool, rule.fact)
        rows = rows.with_columns(allowed.alias(f"allowed{number}"), anybody_may(rule).alias(f"anybody{number}"))
    return rows


def anybody_may(rule: Rule) -> nw.Expr:
    """Whether everybody may disconnect."""
    return value_expression([*map(rule.at, rule.toggles)], bool, rule.fact)


def _disconnecting(sorting: Sorting[IntoFrameT], old: Policy, new: Policy) -> DisconnectChange[IntoFrameT]:
    rules = Rule.of(old), Rule.of(new)
    people, holders = People.of(sorting, *rules), holders_of(sorting)
    people = people._replace(connections=people.connections.filter(is_of_types(old, partial(_differ, rules))))
    rows = candidates(people, *rules).with_columns(
        gained=nw.col("allowed1") & ~nw.col("allowed0"), lost=nw.col("allowed0") & ~nw.col("allowed1")
    )
    single, of_holders = (rows.join(holders, on="user_id", how=each) for each in _ANTI_AND_SEMI)
    both = [("gained", rules), ("lost", rules[::-1])]
    gained, lost = (_of_some(single, change, rule) for change, (_, rule) in both)
    return DisconnectChange(
        gained=sorting.native(gained),
        lost=sorting.native(lost),
        anybody=sorting.native(nw.concat([_of_anybody(people, old, *each) for each in both])),
        excepted=sorting.native(nw.concat([_excepted(people, single, old, *each) for each in both])),
        everywhere=sorting.native(_everywhere(of_holders)),
    )


_ANTI_AND_SEMI: tuple[Literal["anti"], Literal["semi"]] = ("anti", "semi")
_Rules: TypeAlias = tuple[Rule, Rule]
"""The rules before and after; what is lost is gained the other way."""


def _settings(rules: _Rules, settings: RecordTypePolicy) -> Iterator[tuple[Rule, Toggles]]:
    for rule in rules:
        yield rule, toggles_of(rule.policy.settings_for(settings.record_type))


def _differ(rules: _Rules, settings: RecordTypePolicy) -> bool:
    """Whether anybody may gain or lose in that record type."""
    (old, before), (new, after) = _settings(rules, settings)
    return old.reads_persons != new.reads_persons or any(
        old.at(before, *each).allowed != new.at(after, *each).allowed for each in OWNS_AND_CONNECTS
    )


def _opens(rules: _Rules, settings: RecordTypePolicy) -> bool:
    """Whether everybody may disconnect, but not before."""
    (old, before), (new, after) = _settings(rules, settings)
    return new.at(after).allowed and not old.at(before).allowed


def _of_some(single: Rows, change: str, rule: Rule) -> Rows:
    """The single users of whom that is so, where it is not so of everybody, with the right by the rule."""
    number = {"gained": 1, "lost": 0}[change]
    is_of_some = ~(nw.col(f"anybody{number}") & ~nw.col(f"anybody{1 - number}"))
    right = value_expression(rule.decisions, lambda each: right_of(each) or "anybody", rule.fact)
    return single.filter(nw.col(change) & is_of_some).select(*_CONNECTION_OF_USER, right=right)


def _of_anybody(people: People, policy: Policy, change: str, rules: _Rules) -> Rows:
    types = types_where(policy, partial(_opens, rules))
    rows = people.none if types is None else people.connections.filter(types)
    counted = rows.group_by("record_type").agg(nw.len().alias("links"))
    return counted.select(nw.lit(change).alias("change"), "record_type", nw.col("links").cast(nw.Int64()))


def _excepted(people: People, single: Rows, policy: Policy, change: str, rules: _Rules) -> Rows:
    """For whom nothing changes where it does for everybody else."""
    types = types_where(policy, partial(_opens, rules))
    rows = people.none if types is None else single.filter(types, ~nw.col(change))
    return rows.select(nw.lit(change).alias("change"), *_CONNECTION_OF_USER)


def _everywhere(of_holders: Rows) -> Rows:
    """The holders of the global right with the number of personal rights they gain and lose."""
    changed = of_holders.filter(nw.col("gained") | nw.col("lost"), ~nw.col("anybody0"), ~nw.col("anybody1"))
    numbers = changed.select("user_id", nw.col("gained", "lost").cast(nw.Int64()))
    added = numbers.group_by("user_id").agg(nw.col("gained", "lost").sum())
    return added.with_columns(nw.col("gained", "lost").cast(nw.Int64()))


# --- Joining and enablement -------------------------------------------------------------------------------------------


def _changed(rows: Rows, columns: Sequence[str], sorting: Sorting[IntoFrameT]) -> Change[IntoFrameT]:
    """The rows whose answers differ, of all with the answers `before` and `after`."""
    before, after = nw.col("before"), nw.col("after")
    return Change(
        gained=sorting.native(rows.filter(after & ~before).select(columns)),
        lost=sorting.native(rows.filter(before & ~after).select(columns)),
    )


def _joining(sorting: Sorting[IntoFrameT], old: Policy, new: Policy) -> Change[IntoFrameT]:
    rows = accesses(sorting).with_columns(before=toggle(old, "join_chat"), after=toggle(new, "join_chat"))
    rows = rows.filter(nw.col("before") != nw.col("after"))
    for each in ("before", "after"):
        rows = rows.with_columns(join_chat_is_on=nw.col(each)).with_columns(rule_expression(JOINING).alias(each))
    found = rows.select(*RECORD, "user_id", "before", "after").join(chats_of_records(sorting), on=RECORD)
    return _changed(found, _CONNECTION_OF_USER, sorting)


def _enablement(sorting: Sorting[IntoFrameT], old: Policy, new: Policy) -> Change[IntoFrameT]:
    rows = answers_in_apps(sorting, old, new).rename({"allowed0": "before", "allowed1": "after"})
    return _changed(rows, ["app", "user_id"], sorting)


CHANGES: Mapping[str, Callable[..., Any]] = {
    DISCONNECTING.name: _disconnecting,
    JOINING.name: _joining,
    ENABLEMENT.name: _enablement,
}
"""By question what finds the change of its answers: of sorted tables and two policies that can read the same types."""
