"""Who may disconnect which chat from which record, in a whole organisation, and by which right (DIS-1 to DIS-8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Generic, NamedTuple

from .._value import frozen
from ..evidence import Decision
from ..policy import Policy, RecordTypePolicy
from ..rules.disconnecting import DISCONNECTING, DisconnectFacts
from ._by_type import is_of_types, types_where
from ._candidates import EXCEPTED, OWNS_AND_CONNECTS, RIGHTS, People, Rule, Toggles, holders_of, right_of, toggles_of
from ._connections import CONNECTION, RECORD, all_known
from ._engines import each_once
from ._frames import HoldsFrames, IntoFrameT, Rows, engine_errors, is_true, nw
from .expression import value_expression
from .tables import NEEDED, Sorting, Tables, nothing

__all__ = ["DisconnectReview", "review_disconnect"]


@frozen(kw_only=True, eq=False)
class DisconnectReview(HoldsFrames, Generic[IntoFrameT]):
    """Who may disconnect which chat from which record.

    A user may disconnect a chat from a record when `rights` says so, when `everywhere` holds the user, or when
    `anybody` holds the record type and `excepted` does not hold the user for that connection.

    Attributes:
        rights: `record_type`, `record_id`, `chat_id`, `user_id`, `right`, `is_documented`: one row for each connection
            and user with a personal right to it: "owner", "connector", or both as "owner, connector".
        everywhere: `user_id`, `right`, `links`: who has the global right, with the number of connections it reaches.
        anybody: `record_type`, `is_documented`, `links`: the record types whose connections every user may disconnect,
            which only other readings of Q-6 bring about, with their number of connections; `is_documented` is of a user
            who neither owns the record nor connected the chat.
        excepted: `record_type`, `record_id`, `chat_id`, `user_id`: who may not, though `anybody` holds the record type.
        connections: `record_type`, `record_id`, `chat_id`: every connection that could be judged, once.
        rejected: by the name of the table the rows that could not be judged, with the reason in the column `why`.
        through: `record_type`, `record_id`, `chat_id`, `user_id`, `right`, `role_id`, `team_id`, `connected_on`: what
            the rights rest on, where that was asked for. "owner": for each record the user or the team that owns it,
            for the rights to all its chats. "connector": for each connection who connected it, and when last. "global":
            for each user a role that gives the right, and the team that has it, if any, for all connections.
    """

    rights: IntoFrameT
    everywhere: IntoFrameT
    anybody: IntoFrameT
    excepted: IntoFrameT
    connections: IntoFrameT
    rejected: Mapping[str, IntoFrameT]
    through: IntoFrameT | None = None


@engine_errors("Tables", "tables that can be reviewed")
def review_disconnect(
    tables: Tables[IntoFrameT],
    policy: Policy,
    *,
    expand_global: bool = False,
    through: bool = False,
    keep: bool = False,
) -> DisconnectReview[IntoFrameT]:
    """List who may disconnect which chat from which record.

    Args:
        tables: with `links`, `records`, `team_members`, `user_roles`, `team_roles` and `role_privileges`.
        policy: the settings and the readings.
        expand_global: whether `rights` lists the holders of the global right too, once for each connection. There may
            be very many of these rows.
        through: whether what the rights rest on is listed too; the connections are then kept in memory.
        keep: whether the connections, from which all answers are made, are found once and kept in memory: by lazy
            Polars and DuckDB at once, by Spark from the first answer on until its cache is cleared. Else the last two
            find them anew for each answer, and Polars for each collection of answers. Eager frames are there anyway.

    Raises:
        InvalidValue: for a frame that is missing, lacks a column or holds something else in it, and for frames of
            several engines.
    """
    sorting = Sorting(tables, policy, keep=keep)
    return reviewed(sorting, policy, expand_global=expand_global, through=through)


def reviewed(
    sorting: Sorting[IntoFrameT], policy: Policy, *, expand_global: bool, through: bool = False
) -> DisconnectReview[IntoFrameT]:
    """The review of tables that may be read already."""
    rule = Rule.of(policy)
    holders = holders_of(sorting)
    people = People.of(sorting, rule, are_timed=through)
    listed = list(_listed(people, rule, holders))
    rights = _with_right(listed, people, RIGHTS)
    if expand_global:
        rights = nw.concat([rights.join(holders, on="user_id", how="anti"), _of_holders(people, holders, rule)])
    return DisconnectReview(
        rights=sorting.native(rights),
        everywhere=sorting.native(_everywhere(people, holders, rule)),
        anybody=sorting.native(_anybody(people, rule)),
        excepted=sorting.native(_with_right(listed, people, [EXCEPTED]).select(*CONNECTION, "user_id")),
        connections=sorting.native(people.connections.select(CONNECTION)),
        rejected=sorting.all_rejected(*NEEDED[DISCONNECTING.name]),
        through=sorting.native(_through(sorting, people, rule)) if through else None,
    )


# --- The lists --------------------------------------------------------------------------------------------------------

_LISTED = [*CONNECTION, "user_id", "right", "is_documented"]


class _Listed(NamedTuple):
    """Candidates with what is listed of them in `right`, and the values that this column may have."""

    rows: Rows
    rights: frozenset[str]


def _listed(people: People, rule: Rule, holders: Rows) -> Iterator[_Listed]:
    """The candidates: owners, and connectors who do not own the record."""
    has_makers = people.makers is not None
    owned, connected = (set(filter(each, rule.toggles)) for each in (rule.owner_matters, rule.connector_matters))
    owners = [
        (toggles, True, connects)
        for toggles in owned
        for connects in ((False, True) if has_makers or toggles in connected else (False,))
    ]
    connectors = [(toggles, False, True) for toggles in connected]
    if owners:
        yield _answered(people.owners(), owners, rule, holders)
    if connectors:
        yield _answered(people.other_connectors(), connectors, rule, holders)


def _answered(rows: Rows, facts: Collection[tuple[Toggles, bool, bool]], rule: Rule, holders: Rows) -> _Listed:
    """The candidates with the values of their decisions; the facts are toggles, owning and connecting."""
    decisions = [rule.at(*each) for each in facts]
    with_global = [rule.at(*each, has_global=True) for each in facts]
    if any(_values(rule, one) != _values(rule, other) for one, other in zip(decisions, with_global, strict=True)):
        decisions += with_global
        rows = rows.join(holders.with_columns(has_global_right=nw.lit(True)), on="user_id", how="left")
        rows = rows.with_columns(has_global_right=is_true(nw.col("has_global_right")))
    answered = rows.with_columns(
        right=value_expression(decisions, rule.says, rule.fact),
        is_documented=value_expression(decisions, _is_documented, rule.fact),
    )
    return _Listed(answered.select(_LISTED), frozenset(map(rule.says, decisions)))


def _values(rule: Rule, decision: Decision[DisconnectFacts]) -> tuple[str, bool]:
    says = rule.says(decision)
    return says, says in RIGHTS and decision.is_documented


def _is_documented(decision: Decision[DisconnectFacts]) -> bool:
    return decision.is_documented


def _with_right(listed: Collection[_Listed], people: People, rights: Collection[str]) -> Rows:
    """The candidates of whom one of these is listed."""
    found = [
        each.rows if each.rights.issubset(rights) else each.rows.filter(nw.col("right").is_in(list(rights)))
        for each in listed
        if not each.rights.isdisjoint(rights)
    ]
    nobody = people.none.with_columns(right=nw.lit(""), is_documented=nw.lit(False))
    return nw.concat(found) if found else nobody.select(_LISTED)


_THROUGH = [*CONNECTION, "user_id", "right", "role_id", "team_id", "connected_on"]


def _through(sorting: Sorting[IntoFrameT], people: People, rule: Rule) -> Rows:
    """What the rights rest on: who owns the records, who connected the chats, and which roles give the global right."""
    no_text, no_time = nothing("chat_id"), nothing("connected_on")
    owner_user, owner_team = nw.col("owner_user"), nw.col("owner_team")
    rows = _where_listed(people.connections, rule, "owner").filter(~owner_user.is_null() | ~owner_team.is_null())
    rows = rows.with_columns(no_time, chat_id=no_text, role_id=no_text, user_id=owner_user, team_id=owner_team)
    owners = each_once(rows.with_columns(right=nw.lit("owner")).select(_THROUGH), RECORD)
    teams = people.none.select(team_id=nw.col("user_id")) if people.members is None else people.members
    has_members = each_once(teams.select("team_id")).with_columns(has_members=nw.lit(True))
    owners = owners.join(has_members, on="team_id", how="left").filter(all_known("user_id") | all_known("has_members"))
    made = _where_listed(people.connections, rule, "connector")
    if people.makers is None:
        made = made.filter(all_known("connector")).with_columns(user_id=nw.col("connector"))
    else:
        made = made.select(CONNECTION).join(people.makers, on=CONNECTION)
    makers = made.with_columns(right=nw.lit("connector"), role_id=no_text, team_id=no_text).select(_THROUGH)
    held = holders_of(sorting, "role_id", "team_id").join(people.none, on="user_id", how="left")
    return nw.concat([owners.select(_THROUGH), makers, held.with_columns(right=nw.lit("global")).select(_THROUGH)])


def _where_listed(rows: Rows, rule: Rule, code: str) -> Rows:
    """The rows of the record types in which a right of that name is listed of anybody."""

    def is_listed(settings: RecordTypePolicy) -> bool:
        decisions = [rule.at(toggles_of(settings), *each) for each in OWNS_AND_CONNECTS]
        return any(code in right_of(each).split(", ") for each in decisions)

    types = types_where(rule.policy, is_listed)
    return rows.head(0) if types is None else rows.filter(types)


def _of_holders(people: People, holders: Rows, rule: Rule) -> Rows:
    """Every connection with every holder of the global right, who may also own or connect it."""
    decisions = [rule.at(toggles, *each, has_global=True) for toggles, each in product(rule.toggles, OWNS_AND_CONNECTS)]
    answered = people.and_all(holders).with_columns(
        right=value_expression(decisions, right_of, rule.fact),
        is_documented=value_expression(decisions, _is_documented, rule.fact),
    )
    return answered.filter(nw.col("right") != nw.lit("")).select(_LISTED)


def _everywhere(people: People, holders: Rows, rule: Rule) -> Rows:
    is_reached = is_of_types(rule.policy, lambda each: rule.at(toggles_of(each), has_global=True).allowed)
    reached = people.connections.select(links=is_reached.cast(nw.Int64()).sum())
    links = nw.col("links").fill_null(0).cast(nw.Int64())
    return holders.join(reached, how="cross").select("user_id", nw.lit("global").alias("right"), links)


def _anybody(people: People, rule: Rule) -> Rows:
    types = types_where(rule.policy, lambda each: rule.at(toggles_of(each)).allowed)
    chosen = people.none if types is None else people.connections.filter(types)
    counted = chosen.group_by("record_type").agg(nw.len().alias("links")).with_columns(nw.col("links").cast(nw.Int64()))
    documented = value_expression([*map(rule.at, rule.toggles)], _is_documented, rule.fact)
    return counted.with_columns(is_documented=documented).select("record_type", "is_documented", "links")
