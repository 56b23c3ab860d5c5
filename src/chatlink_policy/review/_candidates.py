"""Who may matter to whom: the rule of disconnecting by record type, and the candidates, with their facts as columns.

A user who neither owns the record nor connected the chat may do what everybody may, and a holder of the global right
may do everything. So the rows are candidates: a connection with a user who owns its record or connected it. Their
personal facts and the toggles of the record type are columns, and what is listed of them is a value of the question's
own decisions, as an expression over these columns.

What is hard is to let an engine do no more than a plan by hand does. The plain expression over all six facts is right
and takes up to a quarter more time: it looks up the toggles of each candidate, and most candidates are made in vain. So
owners and connectors are blanked in the record types where they change nothing, before there are candidates, and the
expression need only distinguish the decisions that can then occur: nearly always it asks for one fact. Tried too:

- Filtering by record type in place of blanking: engines push such a filter below joins and groupings, and then find the
  connections anew for each list that is made from them.
- Asking about made-up users, and writing expressions from the answers: as fast as this, and twice the code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from ..defaults import GLOBAL_DISCONNECT_PRIVILEGE
from ..evidence import Decision, Question
from ..evidence.remedies import pivotal_facts
from ..policy import Policy, RecordTypePolicy
from ..rules.disconnecting import DISCONNECTING, UNDER, DisconnectFacts
from ..unknown import known
from ._by_type import is_of_types, settings_of_types, toggle
from ._connections import CONNECTION, all_known, connections, folded, makers
from ._engines import each_once, kept
from ._frames import IntoFrameT, Rows, is_true, nw
from .tables import Sorting, users_with

__all__ = [
    "EXCEPTED",
    "OWNS_AND_CONNECTS",
    "RIGHTS",
    "TOGGLES",
    "People",
    "Rule",
    "Toggles",
    "holders_of",
    "right_of",
    "toggles_of",
]

# --- The rule ---------------------------------------------------------------------------------------------------------

_CODES = {"owns_record": "owner", "is_connector": "connector", "has_global_right": "global"}
"""The personal facts, and what a right that needs them is called."""

RIGHTS = ("owner", "connector", "owner, connector")
EXCEPTED = "excepted"
TOGGLES = ("owner_may_disconnect", "connector_may_disconnect")

_Decision: TypeAlias = Decision[DisconnectFacts]
Toggles: TypeAlias = tuple[bool, bool]


def right_of(decision: _Decision, left_out: Collection[str] = ()) -> str:
    """The personal facts on which a yes rests, by their codes; "" for none."""
    reasons = decision.reasons if decision else ()
    on = {name for reason in reasons for name, truth in reason.to_facts().items() if truth}
    return ", ".join(code for name, code in _CODES.items() if name in on and code not in left_out)


def toggles_of(settings: RecordTypePolicy) -> Toggles:
    """The toggles of a record type that matter to the question.

    Raises:
        UnknownFact: where one of them is not known.
    """
    return known(settings.owner_may_disconnect), known(settings.connector_may_disconnect)


class Rule(NamedTuple):
    """The question as a policy reads the documentation, and the toggles that record types have."""

    policy: Policy
    question: Question[DisconnectFacts]
    toggles: frozenset[Toggles]

    @classmethod
    def of(cls, policy: Policy) -> Rule:
        """The rule of a policy.

        Raises:
            UnknownFact: where a toggle of a record type is not known.
        """
        otherwise = policy.readings.otherwise
        question = UNDER[otherwise] if otherwise else DISCONNECTING
        toggles = frozenset(map(toggles_of, settings_of_types(policy)))
        return cls(policy, question, toggles or frozenset({(False, False)}))

    def at(self, toggles: Toggles, owns: bool = False, connects: bool = False, has_global: bool = False) -> _Decision:
        """The decision about a connected chat."""
        return self.question.cells[owns][connects][toggles[0]][toggles[1]][has_global][True]

    def says(self, decision: _Decision) -> str:
        """What is listed of a candidate: a personal right, that everybody but the candidate may, or ""."""
        toggles = decision.facts.owner_may_disconnect, decision.facts.connector_may_disconnect
        return EXCEPTED if not decision and self.at(toggles) else right_of(decision, ["global"])

    def owner_matters(self, toggles: Toggles) -> bool:
        """Whether what is listed of anybody depends on who owns the record."""
        return any(
            self._listed(toggles, True, *others) != self._listed(toggles, False, *others)
            for others in OWNS_AND_CONNECTS
        )

    def connector_matters(self, toggles: Toggles) -> bool:
        """Whether what is listed of anybody depends on who connected the chat."""
        return any(
            self._listed(toggles, owns, True, has_global) != self._listed(toggles, owns, False, has_global)
            for owns, has_global in OWNS_AND_CONNECTS
        )

    def _listed(self, toggles: Toggles, owns: bool, connects: bool, has_global: bool) -> tuple[str, str, bool]:
        decision = self.at(toggles, owns, connects, has_global)
        return right_of(decision), self.says(decision), decision.allowed and decision.is_documented

    def ending_toggles(self, right: str, toggles: Toggles) -> list[str]:
        """The toggles each of which ends that right when it alone is turned off: without it there is no reason left."""
        decisions = [self.at(toggles, *each) for each in OWNS_AND_CONNECTS]
        pivotal = [{each.name for each in pivotal_facts(one)} for one in decisions if right_of(one) == right]
        return [name for name in TOGGLES if pivotal and all(name in each for each in pivotal)]

    @property
    def decisions(self) -> list[_Decision]:
        """Those about connected chats, without the global right."""
        return [self.at(toggles, *facts) for toggles, facts in product(self.toggles, OWNS_AND_CONNECTS)]

    @property
    def reads_persons(self) -> tuple[bool, bool]:
        """How it is read who owns a record (Q-10) and who connected a chat (Q-15)."""
        readings = self.policy.readings
        return readings.team_records_have_no_owner, readings.anyone_who_connected_is_connector

    def fact(self, name: str) -> nw.Expr:
        """A fact of a candidate, as a boolean expression that is never missing."""
        readings = self.policy.readings
        if name in TOGGLES:
            return toggle(self.policy, name)
        if name == "owns_record" and not readings.team_records_have_no_owner:
            return nw.col("owns_in_person") | nw.col("owns_in_team")
        if name == "is_connector" and readings.anyone_who_connected_is_connector:
            return nw.col("has_connected")
        return nw.col(_COLUMNS.get(name, name))


_COLUMNS = {"owns_record": "owns_in_person", "is_connector": "connected_last"}
OWNS_AND_CONNECTS = ((False, False), (False, True), (True, False), (True, True))


# --- Candidates -------------------------------------------------------------------------------------------------------


class People(NamedTuple):
    """Connections, and what says who owns and who connects them.

    Attributes:
        connections: the connections with `connector`, `owner_user` and `owner_team`, where these matter to a rule;
            where times are asked for, also with `connected_on`.
        none: no row of a connection; engines do not see that a filter can let nothing through.
        members: `team_id` and `user_id` of those who own what a team owns; None where nobody does (Q-10).
        makers: all who ever connected them, where that matters (Q-15); where times are asked for, with the latest.
    """

    connections: Rows
    none: Rows
    members: Rows | None
    makers: Rows | None

    @classmethod
    def of(cls, sorting: Sorting[IntoFrameT], *rules: Rule, are_timed: bool = False) -> People:
        """Those who matter to any of some rules, whose policies have settings for the same record types."""
        links, readings = sorting.rows("links"), [each.policy.readings for each in rules]
        owners, connectors = (_where_any(rules, each) for each in (Rule.owner_matters, Rule.connector_matters))
        records = sorting.grouped_records.with_columns(_only(owners, "owner_user"), _only(owners, "owner_team"))
        found = connections(folded(sorting.grouped_links, links), records, sorting.doubts)
        found = found.with_columns(_only(connectors, "connector"))
        found = found if are_timed else found.drop("connected_on")
        has_members = not all(each.team_records_have_no_owner for each in readings)
        has_makers = any(each.anyone_who_connected_is_connector for each in readings)
        return cls(
            kept(found) if sorting.keep or are_timed else found,
            links.head(0).select(*CONNECTION, "connected_on", user_id=nw.col("connected_by")),
            sorting.judged("team_members") if has_members else None,
            makers(links, are_timed=are_timed).filter(connectors) if has_makers else None,
        )

    def owners(self) -> Rows:
        """The connections, one row for each owner, with the personal facts of the owner."""
        rows, columns = self.connections, [*CONNECTION, "connector", "user_id"]
        in_person = rows.filter(all_known("owner_user")).with_columns(user_id=nw.col("owner_user")).select(columns)
        found = [in_person.with_columns(owns_in_person=nw.lit(True), owns_in_team=nw.lit(False))]
        if self.members is not None:
            in_teams = rows.filter(all_known("owner_team"))
            in_teams = in_teams.join(self.members, left_on="owner_team", right_on="team_id").select(columns)
            found.append(in_teams.with_columns(owns_in_person=nw.lit(False), owns_in_team=nw.lit(True)))
        return self._with_connecting(nw.concat(found)).select(*CONNECTION, "user_id", *self._facts)

    def other_connectors(self) -> Rows:
        """The connections, one row for each connector who does not own the record, with the personal facts."""
        rows, on = self.connections, ["owner_team", "user_id"]
        if self.makers is None:
            rows = rows.filter(all_known("connector")).with_columns(user_id=nw.col("connector"))
        else:
            rows = rows.join(self.makers.with_columns(has_connected=nw.lit(True)), on=CONNECTION)
        others = rows.filter(nw.col("owner_user").is_null() | (nw.col("owner_user") != nw.col("user_id")))
        if self.members is not None:
            others = others.join(self.members, left_on=on, right_on=["team_id", "user_id"], how="anti")
        others = others.with_columns(_connected_last(), owns_in_person=nw.lit(False), owns_in_team=nw.lit(False))
        return others.select(*CONNECTION, "user_id", *self._facts)

    def and_all(self, users: Rows) -> Rows:
        """Every connection with every user, with the personal facts."""
        rows = self._with_connecting(self.connections.join(users, how="cross"))
        owns_in_person = (nw.col("owner_user") == nw.col("user_id")).fill_null(False)
        if self.members is None:
            return rows.with_columns(owns_in_person=owns_in_person)
        members = self.members.with_columns(owner_team=nw.col("team_id"), owns_in_team=nw.lit(True)).drop("team_id")
        rows = rows.join(members, on=["owner_team", "user_id"], how="left")
        return rows.with_columns(is_true(nw.col("owns_in_team")), owns_in_person=owns_in_person)

    def _with_connecting(self, rows: Rows) -> Rows:
        rows = rows.with_columns(_connected_last())
        if self.makers is None:
            return rows
        made = self.makers.with_columns(has_connected=nw.lit(True))
        rows = rows.join(made, on=[*CONNECTION, "user_id"], how="left")
        return rows.with_columns(is_true(nw.col("has_connected")))

    @property
    def _facts(self) -> list[str]:
        facts = ["owns_in_person", "owns_in_team", "connected_last"]
        return facts if self.makers is None else [*facts, "has_connected"]


def _where_any(rules: Sequence[Rule], matters: Callable[[Rule, Toggles], bool]) -> nw.Expr:
    def holds(settings: RecordTypePolicy) -> bool:
        name = settings.record_type
        return any(matters(rule, toggles_of(rule.policy.settings_for(name))) for rule in rules)

    return is_of_types(rules[0].policy, holds)


def _only(types: nw.Expr, name: str) -> nw.Expr:
    """The column without a value in other record types."""
    return nw.when(types).then(nw.col(name)).alias(name)


def _connected_last() -> nw.Expr:
    return (nw.col("connector") == nw.col("user_id")).fill_null(False).alias("connected_last")


def holders_of(sorting: Sorting[IntoFrameT], *columns: str) -> Rows:
    """Who has the global right, in person or through a team (DIS-2); also `role_id` and `team_id`, if named."""
    privileges = sorting.rows("role_privileges").filter(nw.col("privilege") == nw.lit(GLOBAL_DISCONNECT_PRIVILEGE))
    roles = privileges.filter(all_known("role_id")).select("role_id")
    return each_once(users_with(sorting, roles).select("user_id", *columns))
