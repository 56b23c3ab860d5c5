"""Who may disconnect which chat from which record, in a whole organisation, and by which right (DIS-1 to DIS-8).

Nothing here decides: for each record type `can_disconnect` is asked about every combination of the personal facts, and
its answers say which owners and which connectors are listed. What is asked of rows is only who those are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import product
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from .._value import frozen
from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE
from ..evidence import Decision
from ..models import NOBODY, Owner, Record, User
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING, DisconnectFacts, can_disconnect
from ._by_type import GLOBAL_ROLE, ByType, ask_each_type, chat_connected_by, no_type
from ._connections import CONNECTION, all_known, connections, folded, makers
from ._frames import IntoFrameT, Rows, each_once, engine_errors, is_true, kept, nw
from .tables import NEEDED, Sorting, Tables, users_with

__all__ = ["DisconnectReview", "review_disconnect"]

V = TypeVar("V", bound=str | bool)


@frozen(kw_only=True)
class DisconnectReview(Generic[IntoFrameT]):
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
    """

    rights: IntoFrameT
    everywhere: IntoFrameT
    anybody: IntoFrameT
    excepted: IntoFrameT
    connections: IntoFrameT
    rejected: Mapping[str, IntoFrameT]


@engine_errors("Tables", "tables that can be reviewed")
def review_disconnect(
    tables: Tables[IntoFrameT], policy: Policy, *, expand_global: bool = False, keep: bool = False
) -> DisconnectReview[IntoFrameT]:
    """List who may disconnect which chat from which record.

    Args:
        tables: with `links`, `records`, `team_members`, `user_roles`, `team_roles` and `role_privileges`.
        policy: the settings and the readings.
        expand_global: whether `rights` lists the holders of the global right too, once for each connection. There may
            be very many of these rows.
        keep: whether the connections, from which all answers are made, are found once and kept in memory: by lazy
            Polars and DuckDB at once, by Spark from the first answer on until its cache is cleared. Else the last two
            find them anew for each answer, and Polars for each collection of answers. Eager frames are there anyway.

    Raises:
        InvalidValue: for a frame that is missing, lacks a column or holds something else in it, and for frames of
            several engines.
    """
    return reviewed(Sorting(tables, policy, keep=keep), expand_global=expand_global)


def reviewed(sorting: Sorting[IntoFrameT], *, expand_global: bool) -> DisconnectReview[IntoFrameT]:
    """The review of tables of which something may be known from before."""
    policy = sorting.policy
    answers = ask_each_type(policy, lambda record_type: _answers(policy, record_type))
    holders = _holders(sorting)
    people = _people(sorting, answers, _EVERY_LABEL if not expand_global else None)

    rights = _listed(people, answers, _personal_right(has_global=False))
    if expand_global:
        rights = nw.concat([rights.join(holders, on="user_id", how="anti"), _of_holders(people, holders, answers)])
    elif not _same_for_holders(answers):
        theirs = _listed(people, answers, _personal_right(has_global=True)).join(holders, on="user_id", how="semi")
        rights = nw.concat([rights.join(holders, on="user_id", how="anti"), theirs])
    excepted = _listed(people, answers, _exception).join(holders, on="user_id", how="anti")
    return DisconnectReview(
        rights=sorting.native(rights),
        everywhere=sorting.native(_everywhere(people, holders, answers)),
        anybody=sorting.native(_anybody(people, answers)),
        excepted=sorting.native(excepted.select(*CONNECTION, "user_id")),
        connections=sorting.native(people.connections.select(CONNECTION)),
        rejected=sorting.all_rejected(*NEEDED[DISCONNECTING.name]),
    )


# --- What the rule says -----------------------------------------------------------------------------------------------

_CODES = {"owns_record": "owner", "is_connector": "connector", "has_global_right": "global"}
"""The personal facts, and what a right that rests on them is called."""


class _Personal(NamedTuple):
    """The personal facts of a user towards a connection."""

    owns: bool
    connects: bool
    has_global: bool


_Answers: TypeAlias = Mapping[_Personal, Decision[DisconnectFacts]]
"""What the rule says of one record type."""


def _answers(policy: Policy, record_type: str) -> _Answers:
    return {
        each: can_disconnect(
            policy,
            User("user", roles=[GLOBAL_ROLE] if each.has_global else []),
            chat_connected_by(record_type, "user" if each.connects else None),
            Record(record_type, "record", Owner(user="user") if each.owns else NOBODY),
        )
        for each in (_Personal(*truths) for truths in product((False, True), repeat=3))
    }


def _reads_otherwise(policy: Policy, user: User, owner: Owner, *connected_by: str) -> Decision[DisconnectFacts]:
    """What the rule takes for the facts of a user; settings do not matter to that."""
    readable = policy.but(record_types=[], unreadable_record_types=[], others_unreadable=False)
    return can_disconnect(readable, user, chat_connected_by("table", *connected_by), Record("table", "record", owner))


def _members_own(policy: Policy) -> bool:
    """Whether the members of the owning team own the record (Q-10)."""
    return _reads_otherwise(policy, User("user", teams=["team"]), Owner(team="team")).facts.owns_record


def _anyone_connects(policy: Policy) -> bool:
    """Whether all who ever connected the chat are its connectors (Q-15)."""
    return _reads_otherwise(policy, User("first"), NOBODY, "first", "last").facts.is_connector


_Label: TypeAlias = Callable[[_Answers, bool, bool], tuple[str, bool]]
"""Of owning and connecting: what the row of such a user says, and whether that is documented; "" for no row."""


def codes(decision: Decision[DisconnectFacts], left_out: Collection[str] = ()) -> str:
    """The personal facts on which a yes rests, by their codes."""
    if not decision:
        return ""
    on = {name for reason in decision.reasons for name, truth in reason.to_facts().items() if truth}
    return ", ".join(code for name, code in _CODES.items() if name in on and code not in left_out)


def _personal_right(*, has_global: bool) -> _Label:
    """The right of an owner or a connector, whatever the global right gives besides."""

    def label(answers: _Answers, owns: bool, connects: bool) -> tuple[str, bool]:
        decision = answers[_Personal(owns, connects, has_global)]
        code = codes(decision, ["global"])
        return code, code != "" and decision.is_documented

    return label


def _exception(answers: _Answers, owns: bool, connects: bool) -> tuple[str, bool]:
    """Whether a user may not what any other may."""
    is_excepted = _lets_anybody(answers) and not answers[_Personal(owns, connects, False)]
    return "excepted" if is_excepted else "", False


def _lets_anybody(answers: _Answers) -> bool:
    return bool(answers[_Personal(False, False, False)])


def _lets_holders(answers: _Answers) -> bool:
    return bool(answers[_Personal(False, False, True)])


class _Matters(NamedTuple):
    """Whether any of some labels depends, in a record type, on who owns the record and on who connected the chat."""

    labels: tuple[_Label, ...]

    def owner(self, answers: _Answers) -> bool:
        """Whether the rows differ where the owners are not known."""
        return any(
            label(answers, True, False)[0] != "" or label(answers, True, True) != label(answers, False, True)
            for label in self.labels
        )

    def connector(self, answers: _Answers) -> bool:
        """Whether the rows differ where the connectors are not known."""
        return any(
            label(answers, False, True)[0] != "" or label(answers, True, True) != label(answers, True, False)
            for label in self.labels
        )

    def same_as(self, other: _Matters, answers: ByType[_Answers]) -> bool:
        """Whether they depend on the same in each record type."""
        return all(
            (self.owner(each), self.connector(each)) == (other.owner(each), other.connector(each))
            for each in answers.kinds
        )


_EVERY_LABEL = _Matters((_personal_right(has_global=False), _personal_right(has_global=True), _exception))


def _same_for_holders(answers: ByType[_Answers]) -> bool:
    """Whether the global right changes nothing in the row of an owner or a connector."""
    with_it, without = _personal_right(has_global=True), _personal_right(has_global=False)
    personal = ((True, False), (False, True), (True, True))
    return all(with_it(each, *facts) == without(each, *facts) for each in answers.kinds for facts in personal)


# --- Who they are -----------------------------------------------------------------------------------------------------


class _People(NamedTuple):
    """Connections, and what tells who owns and who connects them.

    Attributes:
        connections: the connections with `connector`, `owner_user` and `owner_team`.
        known_where: they have owners and connectors only where these labels depend on them; None where they have all.
        none: no row of a connection; engines do not see that a filter can let nothing through.
        members: `team_id` and `user_id` of those who own what a team owns; None where nobody does (Q-10).
        makers: all who connect, where that is not the `connector` alone (Q-15).
    """

    connections: Rows
    known_where: _Matters | None
    none: Rows
    members: Rows | None
    makers: Rows | None


def _people(sorting: Sorting[IntoFrameT], answers: ByType[_Answers], wanted: _Matters | None) -> _People:
    policy, links = sorting.policy, sorting.rows("links")
    records = sorting.told_records()
    if wanted is not None:
        records = records.with_columns(*answers.only(wanted.owner, "owner_user", "owner_team"))
    found = connections(folded(sorting.told_connections(), links), records, sorting.doubts())
    if wanted is not None:
        found = found.with_columns(*answers.only(wanted.connector, "connector"))
    return _People(
        kept(found) if sorting.keep else found,
        wanted,
        links.head(0).select(*CONNECTION, user_id=nw.col("connected_by")),
        sorting.judged("team_members") if _members_own(policy) else None,
        makers(links) if _anyone_connects(policy) else None,
    )


def _holders(sorting: Sorting[IntoFrameT]) -> Rows:
    """Who has the global right, in person or through a team (DIS-2)."""
    privileges = sorting.rows("role_privileges").filter(nw.col("privilege") == nw.lit(GLOBAL_DISCONNECT_PRIVILEGE))
    roles = privileges.filter(all_known("role_id")).select("role_id")
    return each_once(users_with(sorting, roles).select("user_id"))


def _with_connects(rows: Rows, people: _People) -> Rows:
    """The rows, each telling in `connects` whether its user connects."""
    if people.makers is None:
        return rows.with_columns(connects=(nw.col("connector") == nw.col("user_id")).fill_null(False))
    made = people.makers.with_columns(connects=nw.lit(True))
    return rows.join(made, on=[*CONNECTION, "user_id"], how="left").with_columns(connects=is_true(nw.col("connects")))


def _owners(rows: Rows, people: _People) -> Rows:
    """The rows, one for each owner."""
    columns = [*CONNECTION, "connector", "user_id"]
    in_person = rows.filter(all_known("owner_user")).with_columns(user_id=nw.col("owner_user")).select(columns)
    if people.members is None:
        return in_person
    in_teams = rows.filter(all_known("owner_team")).join(people.members, left_on="owner_team", right_on="team_id")
    return nw.concat([in_person, in_teams.select(columns)])


def _connectors(rows: Rows, people: _People, types: nw.Expr | None) -> Rows:
    """The rows of these record types, one for each connector."""
    if people.makers is not None:
        makers = people.makers.filter(no_type() if types is None else types)
        return rows.join(makers, on=CONNECTION, how="inner")
    return rows.filter(all_known("connector")).with_columns(user_id=nw.col("connector"))


def _without_owners(rows: Rows, people: _People) -> Rows:
    """The rows whose user does not own the record."""
    others = rows.filter(nw.col("owner_user").is_null() | (nw.col("owner_user") != nw.col("user_id")))
    if people.members is None:
        return others
    return others.join(people.members, left_on=["owner_team", "user_id"], right_on=["team_id", "user_id"], how="anti")


# --- The lists --------------------------------------------------------------------------------------------------------


def _listed(people: _People, answers: ByType[_Answers], label: _Label) -> Rows:
    """Every owner and connector with what the label says; none of whom it says nothing."""
    matters = _Matters((label,))
    rows = people.connections
    if people.known_where is None or not matters.same_as(people.known_where, answers):
        rows = _blanked(rows, answers, matters)
    found = []
    if any(map(matters.owner, answers.kinds)):
        found.append(_listed_owners(people, rows, answers, matters))
    if any(map(matters.connector, answers.kinds)):
        connectors = _without_owners(_connectors(rows, people, answers.where(matters.connector)), people)
        found.append(_labelled(connectors, answers, label, matters.connector))
    return nw.concat(found) if found else _nobody(people)


def _blanked(rows: Rows, answers: ByType[_Answers], matters: _Matters) -> Rows:
    """The connections, with an owner and a connector only where they matter."""
    return rows.with_columns(
        *answers.only(matters.owner, "owner_user", "owner_team"), *answers.only(matters.connector, "connector")
    )


def _listed_owners(people: _People, rows: Rows, answers: ByType[_Answers], matters: _Matters) -> Rows:
    (label,) = matters.labels

    def right(each: _Answers, connects: bool) -> str:
        return label(each, True, connects)[0]

    def is_documented(each: _Answers, connects: bool) -> bool:
        return label(each, True, connects)[1]

    def may_connect(each: _Answers) -> bool:
        return people.makers is not None or matters.connector(each)

    values = {
        "right": _by_connects(answers, matters.owner, may_connect, right),
        "is_documented": _by_connects(answers, matters.owner, may_connect, is_documented),
    }
    rights = {right(each, connects) for each in answers.kinds if matters.owner(each) for connects in (False, True)}
    return _shown(_with_connects(_owners(rows, people), people).with_columns(**values), rights)


def _by_connects(
    answers: ByType[_Answers],
    among: Callable[[_Answers], bool],
    may_connect: Callable[[_Answers], bool],
    of: Callable[[_Answers, bool], V],
) -> nw.Expr:
    """A value of an owner by `connects`, which is false for all rows of a record type where none may connect."""

    def alone(each: _Answers) -> V:
        return of(each, False)

    def too(each: _Answers) -> V:
        return of(each, True)

    def is_other(each: _Answers) -> bool:
        return among(each) and alone(each) != too(each)

    value, types = answers.value(alone, among), answers.where(is_other)
    if types is None:
        return value
    connects = nw.col("connects")
    if not all(is_other(each) for each in answers.kinds if among(each) and may_connect(each)):
        connects = types & connects
    return nw.when(connects).then(answers.value(too, is_other)).otherwise(value)


def _labelled(rows: Rows, answers: ByType[_Answers], label: _Label, among: Callable[[_Answers], bool]) -> Rows:
    """Connectors that do not own the record."""

    def right(each: _Answers) -> str:
        return label(each, False, True)[0]

    def is_documented(each: _Answers) -> bool:
        return label(each, False, True)[1]

    labels = {"right": answers.value(right, among), "is_documented": answers.value(is_documented, among)}
    return _shown(rows.with_columns(**labels), answers.values(right, among))


def _shown(rows: Rows, rights: Collection[str]) -> Rows:
    """The rows that say something, where there may be others."""
    shown = rows.select(*CONNECTION, "user_id", "right", "is_documented")
    return shown.filter(nw.col("right") != nw.lit("")) if "" in rights else shown


def _nobody(people: _People) -> Rows:
    return _shown(people.none.with_columns(right=nw.lit(""), is_documented=nw.lit(False)), [])


def _of_holders(people: _People, holders: Rows, answers: ByType[_Answers]) -> Rows:
    """Every connection with every holder of the global right, who may own or connect it besides."""
    if (types := answers.where(_lets_holders)) is None:
        return _nobody(people)
    rows = _with_connects(people.connections.filter(types).join(holders, how="cross"), people)
    owns = (nw.col("owner_user") == nw.col("user_id")).fill_null(False)
    if people.members is not None:
        members = people.members.with_columns(owner_team=nw.col("team_id"), is_member=nw.lit(True)).drop("team_id")
        rows = rows.join(members, on=["owner_team", "user_id"], how="left")
        owns = owns | is_true(nw.col("is_member"))
    return _shown(
        rows.with_columns(owns=owns).with_columns(
            right=_of_personal(answers, codes),
            is_documented=_of_personal(answers, lambda decision: decision.is_documented),
        ),
        [""],
    )


def _of_personal(answers: ByType[_Answers], of: Callable[[Decision[DisconnectFacts]], str | bool]) -> nw.Expr:
    """A value of a row by `owns` and `connects`, for a holder of the global right."""

    def value(owns: bool, connects: bool) -> nw.Expr:
        return answers.value(lambda each: of(each[_Personal(owns, connects, True)]), _lets_holders)

    def by_connects(owns: bool) -> nw.Expr:
        return nw.when(nw.col("connects")).then(value(owns, True)).otherwise(value(owns, False))

    return nw.when(nw.col("owns")).then(by_connects(True)).otherwise(by_connects(False))


def _everywhere(people: _People, holders: Rows, answers: ByType[_Answers]) -> Rows:
    types = answers.where(_lets_holders)
    is_reached = (no_type() if types is None else types).cast(nw.Int64())
    reached = people.connections.select(links=is_reached.sum())
    links = nw.col("links").fill_null(0).cast(nw.Int64())
    return holders.join(reached, how="cross").select("user_id", nw.lit("global").alias("right"), links)


def _anybody(people: _People, answers: ByType[_Answers]) -> Rows:
    types = answers.where(_lets_anybody)
    chosen = people.none if types is None else people.connections.filter(types)
    counted = chosen.group_by("record_type").agg(nw.len().alias("links"))
    documented = nw.lit(False) if types is None else answers.value(_anybody_is_documented, _lets_anybody)
    told = counted.with_columns(nw.col("links").cast(nw.Int64()), is_documented=documented)
    return told.select("record_type", "is_documented", "links")


def _anybody_is_documented(answers: _Answers) -> bool:
    return answers[_Personal(False, False, False)].is_documented
