"""Small organisations as rows: sound ones, and ones with rows that cannot be judged.

An organisation gives native frames of any engine, and for those rows that can be judged the models of the library.
Which rows those are is found here in plain Python, row by row, from the words of `Why`.

Independent of how the review answers: of it only the schema of the tables and the order of the reasons are used.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from engines import Native, native_frame
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from chatlink_policy import (
    AccessRights,
    App,
    Chat,
    ChatKind,
    ChatLink,
    Offering,
    Owner,
    Policy,
    Profile,
    Readings,
    Record,
    RecordTypePolicy,
    Role,
    TeamRoles,
    UnknownFact,
    User,
)
from chatlink_policy.defaults import GLOBAL_DISCONNECT_PRIVILEGE, PANE_PRIVILEGES
from chatlink_policy.policy import OpenCombination
from chatlink_policy.review.tables import TABLES, ColumnType, TableColumn, Tables, Why

Row: TypeAlias = tuple[Any, ...]
"""The values of a row in the order of `TABLES`."""

KINDS = {
    ColumnType.TEXT: str,
    ColumnType.TIME: datetime,
    ColumnType.WHOLE_NUMBER: int,
    ColumnType.TRUTH: bool,
}

USERS = ("ann", "bob", "Ann", "cy", "dee")
TEAMS = ("ann", "blue", "red")
ROLES = ("agent", "manager", "pane")
TYPES = ("incident", "account", "email", "cr1_visit")
RECORDS = tuple((table, record) for table in TYPES for record in ("1", "2"))
CHATS = ("c1", "c2", "C1")
TIMES = tuple(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(microseconds=each) for each in range(3))
APPS = (
    "customerservicehub",
    "CustomerServiceHub",
    "msdyn_customerserviceworkspace",
    "contactcenterworkspace",
    "cr1_app",
)


@dataclass(frozen=True)
class Organisation:
    """A policy, and the rows of each table; an engine may have types of its own for the columns of a table."""

    policy: Policy
    rows: Mapping[str, Sequence[Row]]
    types: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def tables(self, engine: str) -> Tables[Native]:
        """The rows as native frames."""
        return Tables(**{name: self.frame(engine, name) for name in self.rows})

    def frame(self, engine: str, name: str) -> Native:
        """The rows of a table as a native frame."""
        return frame_of(engine, name, self.rows[name], self.types.get(name))

    def but(self, **rows: Sequence[Row]) -> Organisation:
        """The same organisation with other rows in some tables."""
        return replace(self, rows={**self.rows, **rows})

    def only(self, *tables: str) -> Organisation:
        """The same organisation with some of its tables only."""
        return replace(self, rows={name: self.rows[name] for name in tables})

    def and_also(self, table: str, *rows: Row) -> Organisation:
        """The same organisation with more rows in a table."""
        return self.but(**{table: [*self.rows[table], *rows]})


def frame_of(engine: str, table: str, rows: Sequence[Row], types: Mapping[str, str] | None = None) -> Native:
    columns = {column.name: [row[each] for row in rows] for each, column in enumerate(TABLES[table])}
    return native_frame(engine, columns, {column.name: KINDS[column.type] for column in TABLES[table]}, types)


# --- What the cells of a row mean -------------------------------------------------------------------------------------


class Unreadable:
    """A value that cannot be read: it is like no other, not even like itself in another row."""


class InWords(Unreadable):
    """A text that says in words that there is no value."""


GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def meant(column: TableColumn, cell: Any) -> Any:  # noqa: ANN401  # any object may stand in a cell
    """What a cell means: its value, None where it has none, or that it cannot be read."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if column.type is ColumnType.TEXT:
        return _meant_text(column.name, str(cell) if isinstance(cell, UUID) else cell)
    if column.type is ColumnType.TRUTH:
        return cell if isinstance(cell, bool) else Unreadable()
    if column.type is ColumnType.WHOLE_NUMBER and (isinstance(cell, bool) or not isinstance(cell, (int, float))):
        return Unreadable()
    return cell


def _meant_text(name: str, text: object) -> object:
    if not isinstance(text, str):
        return Unreadable()
    if text.strip() == "":
        return None
    if text in {"NULL", "null", "None", r"\N"}:
        return InWords()
    is_unseen = any(
        unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} or (each.isspace() and each != " ") for each in text
    )
    if text != text.strip() or is_unseen:
        return Unreadable()
    if name in {"record_type", "app"}:
        is_name = text.isascii() and (text.isidentifier() or name == "app")
        return text.lower() if is_name else Unreadable()
    bare = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    return bare.lower() if GUID.fullmatch(bare) else text


def meaning(name: str, rows: Iterable[Row]) -> list[Row]:
    """What the rows of a table mean."""
    return [tuple(meant(column, cell) for column, cell in zip(TABLES[name], row, strict=True)) for row in rows]


# --- Which rows can be judged -----------------------------------------------------------------------------------------

Reasons: TypeAlias = Callable[[Row], set[str]]


def split(organisation: Organisation) -> dict[str, tuple[list[Row], list[tuple[Row, set[str]]]]]:
    """By table: the rows to be judged, and the others with all reasons that hold."""
    found = {}
    as_meant = organisation.but(**{name: meaning(name, rows) for name, rows in organisation.rows.items()})
    for name, rows in as_meant.rows.items():
        reasons = _reasons(as_meant, name)
        judged: list[Row] = []
        rejected: list[tuple[Row, set[str]]] = []
        for row, came in zip(rows, organisation.rows[name], strict=True):
            if why := reasons(row):
                rejected.append((_as_shown(name, came), why))
            elif row in judged:
                rejected.append((row, {"duplicate"}))
            else:
                judged.append(row)
        found[name] = (judged, rejected)
    return found


def rejected_rows(organisation: Organisation) -> dict[str, list[Row]]:
    """By table: the rows that are rejected, each with the first reason that holds."""
    order = list(Why)
    return {
        name: [(*row, min(why, key=lambda each: order.index(Why(each)))) for row, why in rejected]
        for name, (_, rejected) in split(organisation).items()
    }


def _as_shown(name: str, came: Row) -> Row:
    """A row that is rejected stays as it came; only what is blank, or no number, is missing."""
    cells = zip(TABLES[name], (str(each) if isinstance(each, UUID) else each for each in came), strict=True)
    return tuple(None if meant(column, cell) is None else cell for column, cell in cells)


def _reasons(organisation: Organisation, name: str) -> Reasons:
    """Of a row of that table: all reasons that hold, doubles rejected."""
    rows, policy = organisation.rows, organisation.policy

    def of_row(row: Row) -> set[str]:
        if None in [value for value, column in zip(row, TABLES[name], strict=True) if column.is_needed]:
            return {"missing_value"}
        why = {"unknown_value"} if any(isinstance(each, Unreadable) for each in row) else set()
        why |= {"null_in_words"} if any(isinstance(each, InWords) for each in row) else set()
        if name in {"links", "records", "access"}:
            table = row[[column.name for column in TABLES[name]].index("record_type")]
            why |= unreadable(policy, table) if isinstance(table, str) else set()
        if name in ONE_ROW_EACH:
            size = ONE_ROW_EACH[name]
            rows_of_it = {each[size:] for each in rows[name] if each[:size] == row[:size]}
            why |= {"contradicted"} if len(rows_of_it) > 1 else set()
        return why | special(row)

    def special(row: Row) -> set[str]:
        if name == "links":
            return _about_record(organisation, row) | _doubts(rows["links"], row)
        is_bad: dict[str, Callable[[], bool]] = {
            "records": lambda: None not in row[2:],
            "access": lambda: not is_mask(row[3]),
            "apps": lambda: row[1] not in list(Offering),
        }
        code = "both_owners" if name == "records" else "unknown_value"
        return {code} if name in is_bad and is_bad[name]() else set()

    return of_row


def is_mask(rights: object) -> bool:
    bits = sum(each.value for each in AccessRights)
    return isinstance(rights, (int, float)) and rights in range(bits + 1) and int(rights) & ~bits == 0


ONE_ROW_EACH = {"records": 2, "access": 3, "users": 1, "apps": 1}
"""By table how many columns say what a row is about; it says one thing of that."""


def _about_record(organisation: Organisation, link: Row) -> set[str]:
    rows_of_it = [each for each in organisation.rows["records"] if each[:2] == link[1:3]]
    if not rows_of_it:
        return {"unknown_record"}
    reasons = _reasons(organisation, "records")
    return {"record_rejected"} if any(reasons(each) for each in rows_of_it) else set()


def _doubts(links: Iterable[Row], link: Row) -> set[str]:
    why = set()
    for chat, table, record, user, when in links:
        names_chat, names_record = isinstance(chat, str), isinstance(table, str) and isinstance(record, str)
        if not names_chat and not names_record:
            why.add("unidentified_link")
        elif (
            (names_chat and not names_record and chat == link[0])
            or (not names_chat and (table, record) == link[1:3])
            or ((when is None or isinstance(user, Unreadable)) and (chat, table, record) == link[:3])
        ):
            why.add("in_doubt")
    return why


def unreadable(policy: Policy, record_type: str) -> set[str]:
    try:
        policy.settings_for(record_type)
    except UnknownFact:
        return {"unreadable_settings"}
    return set()


def in_lower_case(organisation: Organisation) -> Organisation:
    """Apps are distinguished by their names in lower case."""
    if "apps" not in organisation.rows:
        return organisation
    return organisation.but(apps=[(app and app.lower(), *rest) for app, *rest in organisation.rows["apps"]])


# --- The models -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Models:
    """The models of the rows that can be judged."""

    users: Sequence[User]
    records: Sequence[Record]
    chats: Sequence[Chat]
    apps: Sequence[App]
    access: Mapping[tuple[str, str, str], AccessRights]


def models(organisation: Organisation) -> Models:
    judged = {name: rows for name, (rows, _) in split(organisation).items()}
    profiles: dict[str, bool | None] = dict(judged["users"])
    chats = {row[0] for row in judged["links"]} | set(CHATS)
    return Models(
        users=[_user(user, judged, profiles.get(user)) for user in sorted({*USERS, *_named(judged)})],
        records=[Record(table, id, Owner(user=user, team=team)) for table, id, user, team in judged["records"]],
        chats=[
            Chat(
                chat,
                ChatKind.GROUP,
                links=[
                    ChatLink(table, record, connected_by=user, connected_on=when)
                    for of, table, record, user, when in judged["links"]
                    if of == chat
                ],
            )
            for chat in sorted(chats)
        ],
        apps=[App(app, Offering(offering), is_multisession=many) for app, offering, many in judged["apps"]],
        access={(user, table, id): AccessRights(int(rights)) for user, table, id, rights in judged["access"]},
    )


def _named(judged: Mapping[str, Sequence[Row]]) -> set[str]:
    """The users whom any row names."""
    places = {"links": 3, "records": 2, "team_members": 1, "user_roles": 0, "access": 0, "users": 0}
    return {row[at] for name, at in places.items() for row in judged.get(name, ()) if row[at] is not None}


def _user(user: str, judged: Mapping[str, Sequence[Row]], has_chat: bool | None) -> User:
    teams = {team for team, member in judged["team_members"] if member == user}
    in_person = {role for each, role in judged["user_roles"] if each == user}
    of_teams = {team: {role for of, role in judged["team_roles"] if of == team} for team in teams}
    roles = {
        role: Role(role, [name for each, name in judged["role_privileges"] if each == role])
        for role in in_person.union(*of_teams.values())
    }
    return User(
        user,
        roles=[roles[each] for each in in_person],
        roles_by_team=[TeamRoles(team, [roles[each] for each in held]) for team, held in of_teams.items() if held],
        teams=teams,
        profile=None if has_chat is None else Profile("profile", chat_in_pane=has_chat),
    )


# --- Strategies -------------------------------------------------------------------------------------------------------


@st.composite
def policies(draw: DrawFn) -> Policy:
    """Each record type with any toggles, without settings, or with unreadable ones; half of them read otherwise."""
    toggles = st.tuples(st.booleans(), st.booleans(), st.booleans())
    settings = {
        name: draw(st.one_of(toggles, toggles, toggles, st.sampled_from(("none", "unreadable")))) for name in TYPES
    }
    readings = st.builds(
        Readings,
        open_combinations=st.frozensets(st.sampled_from(OpenCombination)),
        team_records_have_no_owner=st.booleans(),
        anyone_who_connected_is_connector=st.booleans(),
        two_default_apps=st.booleans(),
        default_apps_always_selected=st.booleans(),
    )
    return Policy(
        chat_is_on=draw(st.sampled_from((True, True, True, False))),
        on_for_all_apps=draw(st.booleans()),
        selected_apps=draw(st.none() | st.frozensets(st.sampled_from(APPS))),
        record_types=[
            RecordTypePolicy(name, owner_may_disconnect=each[0], connector_may_disconnect=each[1], join_chat=each[2])
            for name, each in settings.items()
            if isinstance(each, tuple)
        ],
        unreadable_record_types=[name for name, each in settings.items() if each == "unreadable"],
        others_unreadable=draw(st.sampled_from((False, False, False, True))),
        readings=draw(st.one_of(st.just(Readings()), readings)),
    )


def _some(row: SearchStrategy[Row], name: str) -> SearchStrategy[list[Row]]:
    least, most = _HOW_MANY.get(name, (1, 8))
    return st.lists(row, min_size=least, max_size=most)


_users, _teams, _roles = st.sampled_from(USERS), st.sampled_from(TEAMS), st.sampled_from(ROLES)
_records, _chats, _times = st.sampled_from(RECORDS), st.sampled_from(CHATS), st.sampled_from(TIMES)
_owners = st.one_of(
    st.tuples(_users, st.none()), st.tuples(st.none(), _teams), st.tuples(st.none(), _teams), st.just((None, None))
)
_privileges = st.sampled_from((GLOBAL_DISCONNECT_PRIVILEGE, GLOBAL_DISCONNECT_PRIVILEGE.lower(), "prvReadIncident"))
_rights = st.sampled_from((0, 1, 2, 3, 16, 18, sum(each.value for each in AccessRights)))

_SOUND: dict[str, SearchStrategy[Row]] = {
    "links": st.builds(
        lambda chat, record, user, when: (chat, *record, user, when), _chats, _records, st.none() | _users, _times
    ),
    "records": st.builds(lambda record, owner: (*record, *owner), _records, _owners),
    "team_members": st.tuples(_teams, _users),
    "user_roles": st.tuples(_users, _roles),
    "team_roles": st.tuples(_teams, _roles),
    "role_privileges": st.tuples(_roles, _privileges),
    "access": st.builds(lambda user, record, rights: (user, *record, rights), _users, _records, _rights),
    "users": st.tuples(_users, st.none() | st.booleans()),
    "apps": st.tuples(st.sampled_from(APPS), st.sampled_from(list(Offering)).map(str), st.booleans()),
}

_HOW_MANY = {"links": (4, 14), "records": (0, 0), "team_members": (1, 7), "user_roles": (0, 3), "team_roles": (0, 2)}


@st.composite
def organisations(draw: DrawFn) -> Organisation:
    """Organisations in which every row can be judged but for unreadable settings and exact doubles."""
    rows = {name: draw(_some(each, name)) for name, each in _SOUND.items()}
    rows["records"] = [(*record, *draw(_owners)) for record in RECORDS]
    pane = sorted(PANE_PRIVILEGES)
    rows["role_privileges"] += [("pane", each) for each in pane[draw(st.integers(0, 1)) :]]
    for name, size in (("access", 3), ("users", 1)):
        rows[name] = list({row[:size]: row for row in rows[name]}.values())
    rows["apps"] = list({row[0].lower(): row for row in rows["apps"]}.values())
    return Organisation(draw(policies()), rows)


@st.composite
def faulty_organisations(draw: DrawFn) -> Organisation:
    """Organisations with any faults in a few of their rows."""
    organisation = draw(organisations())
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(("links", "links", "records", *_SOUND)))
        row = draw(st.one_of(_SOUND[name], st.sampled_from(organisation.rows[name] or [draw(_SOUND[name])])))
        organisation = organisation.and_also(name, draw(_spoilt(name, row)))
    return organisation


def _spoilt(name: str, row: Row) -> SearchStrategy[Row]:
    """The row as it is, which makes it a double or contradicts another one, or with a fault in it."""
    faults: list[SearchStrategy[Row]] = [
        st.just(row),
        st.sets(st.integers(0, len(row) - 1), max_size=3).map(_without(row)),
    ]
    if name == "links":
        faults.append(st.just((row[0], row[1], "3", *row[3:])))
    elif name == "records":
        faults.append(st.just((*row[:2], "ann", "blue")))
    elif name == "access":
        faults.append(st.sampled_from((8, -1, 1 << 20)).map(lambda rights: (*row[:3], rights)))
    elif name == "apps":
        faults.append(st.just((row[0], "shop", row[2])))
    return st.one_of(faults)


def _without(row: Row) -> Callable[[Iterable[int]], Row]:
    return lambda places: tuple(None if each in places else value for each, value in enumerate(row))


def counted(rows: Iterable[Row]) -> Counter[Row]:
    """Rows in any order, each as often as it is there."""
    return Counter(rows)
