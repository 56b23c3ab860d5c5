"""Strategies of hypothesis for those who test what they build on this library: small, crowded organisations.

Everything is drawn from small pools on purpose, so that what matters happens often: the user owns the record, two
links are of the same instant, a role lacks one of seven privileges. The pools are full of look-alikes: users, teams,
records and views share their ids, some ids and names differ in one letter or in its case, one id is spelled in several
ways, and equal instants are written in different zones.

    >>> from hypothesis import given
    >>> from chatlink_policy import AccessRights, evaluate
    >>> from chatlink_policy.strategies import scenarios
    >>> @given(scenarios())
    ... def test_nobody_joins_without_write_access(scenario):
    ...     outcome = evaluate(scenario)
    ...     assert not outcome.joining or AccessRights.WRITE in scenario.access
    >>> test_nobody_joins_without_write_access()

Needs the extra `strategies`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, reduce, wraps
from operator import or_
from typing import ParamSpec, TypeVar, cast

from attrs import fields

from ._arguments import checked
from .defaults import (
    CARD_UNSUPPORTED_TYPES,
    DEFAULT_APPS,
    DEFAULT_VIEWS,
    GLOBAL_DISCONNECT_PRIVILEGE,
    PANE_PRIVILEGES,
    PRODUCTIVITY_TOOLS_USER,
)
from .errors import MissingExtra
from .evidence import Question
from .models import (
    NOBODY,
    AccessRights,
    ActivityState,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
    ChatLink,
    Column,
    Offering,
    Owner,
    Profile,
    Record,
    RecordType,
    Role,
    User,
    View,
    ViewKind,
)
from .policy import AS_CHOSEN, CardFields, OpenCombination, Policy, Readings, RecordTypePolicy
from .rules.context_card import LinkedTable
from .rules.notifications import Change, Value
from .rules.scenario import Scenario
from .unknown import known

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    raise MissingExtra("strategies need hypothesis: install chatlink-policy[strategies]") from error

__all__ = [
    "access_rights",
    "apps",
    "attribute_names",
    "attributes",
    "changes",
    "chat_links",
    "chats",
    "columns",
    "facts_of",
    "ids",
    "linked_tables",
    "logical_names",
    "owners",
    "policies",
    "profiles",
    "readings",
    "record_type_policies",
    "record_types",
    "records",
    "roles",
    "scenarios",
    "times",
    "users",
    "values",
    "views",
]

P = ParamSpec("P")
T = TypeVar("T")

_GUID = "5cb909c6-20f0-eb11-bad5-00224876a6de"
_IDS = ("ann", "bob", "Ann", "ann.", _GUID.upper())
_TABLES = ("incident", "incidents", "account", "email", "cr1_visit")
_ATTRIBUTES = ("title", "titles", "prioritycode", "statecode", "statuscode", "description", "ownerid", "createdon")
_APP_NAMES = (*(app.unique_name for app in DEFAULT_APPS), "cr1_app", "cr1_apps")
_ALIASES = ("a", "ab", "owner")

_START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_MOMENTS = tuple(
    _START + after
    for after in (
        timedelta(),
        timedelta(microseconds=1),
        timedelta(days=1),
        timedelta(days=7),
        timedelta(days=7, microseconds=1),
        timedelta(days=28),
    )
)
_ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8)))

_TWO_PANE_PRIVILEGES = frozenset(sorted(PANE_PRIVILEGES)[:2])
_PRIVILEGES = (
    frozenset[str](),
    frozenset({GLOBAL_DISCONNECT_PRIVILEGE}),
    PANE_PRIVILEGES,
    PANE_PRIVILEGES | {GLOBAL_DISCONNECT_PRIVILEGE},
    PANE_PRIVILEGES - _TWO_PANE_PRIVILEGES,
    _TWO_PANE_PRIVILEGES,
    frozenset({GLOBAL_DISCONNECT_PRIVILEGE.lower(), GLOBAL_DISCONNECT_PRIVILEGE + "s", "prvReadIncident"}),
)
_VALUES: tuple[Value, ...] = (None, False, True, 0, 1, 1.0, "", "1", "true", (), (1,), (1.0,), ((1,), None))


def _once(make: Callable[P, SearchStrategy[T]]) -> Callable[P, SearchStrategy[T]]:
    """Make each strategy once: that is what costs, and the same one can be drawn from again and again."""
    made = cast("Callable[P, SearchStrategy[T]]", cache(make))

    @wraps(make)
    def strategy(*args: P.args, **kwargs: P.kwargs) -> SearchStrategy[T]:
        return made(*args, **kwargs)

    return strategy


def _subsets(pool: Sequence[T]) -> SearchStrategy[frozenset[T]]:
    """Every subset of a pool as likely as the others; the empty one is the simplest."""
    return st.integers(0, 2 ** len(pool) - 1).map(
        lambda bits: frozenset(each for position, each in enumerate(pool) if bits >> position & 1)
    )


# --- Names, ids, times ------------------------------------------------------------------------------------------------


@_once
def ids() -> SearchStrategy[str]:
    """Ids of users, teams, records, chats and views: one small pool, a favourite, look-alikes, a GUID in any form."""
    return st.sampled_from([_IDS[0], *_IDS, _GUID, f"{{{_GUID}}}"])


@_once
def logical_names() -> SearchStrategy[str]:
    """Logical names of tables: standard record types, an added one, and one that differs in its last letter."""
    return st.sampled_from(_TABLES)


@_once
def attribute_names() -> SearchStrategy[str]:
    """Logical names of attributes, more than fit on a context card or in the notifications of a record type."""
    return st.sampled_from(_ATTRIBUTES)


@_once
def times() -> SearchStrategy[datetime]:
    """Times with their zone: a few instants, a microsecond or whole idle times apart, written in several zones."""
    return st.builds(datetime.astimezone, st.sampled_from(_MOMENTS), st.sampled_from(_ZONES))


# --- Apps and users ---------------------------------------------------------------------------------------------------


@_once
def apps() -> SearchStrategy[App]:
    """Apps: the three that have the chat by default, and any of every offering, their names in any case."""
    names = st.sampled_from([*_APP_NAMES, *(name.upper() for name in _APP_NAMES)])
    any_app = st.builds(App, names, st.sampled_from(Offering), is_multisession=st.booleans())
    return st.one_of(st.sampled_from(DEFAULT_APPS), any_app, any_app)


@_once
def profiles() -> SearchStrategy[Profile]:
    """Profiles: custom ones with and without the chat, and the default one."""
    custom = st.builds(Profile, st.sampled_from(["Agent", "agent"]), chat_in_pane=st.booleans())
    return custom | st.just(Profile("Default", chat_in_pane=True, is_default=True))


@_once
def roles() -> SearchStrategy[Role]:
    """Roles with some of the privileges that count, with all of them, or with look-alikes; names promise nothing."""
    names = st.sampled_from(["Agent", PRODUCTIVITY_TOOLS_USER.name, "System Administrator"])
    return st.builds(Role, names, st.sampled_from(_PRIVILEGES))


@_once
def users() -> SearchStrategy[User]:
    """Users with any roles, teams and profile; a team may have the id of a user."""
    return st.builds(
        User,
        ids(),
        roles=st.lists(roles(), max_size=3),
        teams=_subsets(_IDS),
        profile=st.none() | profiles(),
        readable_secured_fields=_subsets([f"{table}.{name}" for table in _TABLES for name in _ATTRIBUTES]),
        is_global_administrator=st.booleans(),
    )


# --- Tables, views, records -------------------------------------------------------------------------------------------


@_once
def attributes(name: str | None = None) -> SearchStrategy[Attribute]:
    """Attributes of every type; of that name when one is given."""
    return st.builds(
        Attribute,
        attribute_names() if name is None else st.just(name),
        st.sampled_from(AttributeType),
        is_secured=st.booleans(),
        is_rich_text=st.booleans(),
    )


@_once
def record_types(name: str | None = None) -> SearchStrategy[RecordType]:
    """The metadata of tables; of that table when one is given. Half of them know every attribute, half any of them."""
    known = st.just(frozenset(_ATTRIBUTES)) | _subsets(_ATTRIBUTES)
    every_attribute = st.tuples(*map(attributes, _ATTRIBUTES))
    return st.builds(
        RecordType,
        logical_names() if name is None else st.just(name),
        st.builds(lambda names, every: [each for each in every if each.name in names], known, every_attribute),
        is_activity=st.booleans(),
        is_virtual=st.booleans(),
        has_update_filter=st.booleans(),
    )


@_once
def columns() -> SearchStrategy[Column]:
    """Columns of views, some hidden, some of a linked table that the view names or does not name."""
    own = st.builds(Column, attribute_names(), is_hidden=st.booleans())
    linked = st.builds(
        Column,
        attribute_names(),
        alias=st.sampled_from(_ALIASES),
        table=st.none() | logical_names(),
        is_hidden=st.booleans(),
    )
    return st.one_of(own, own, linked)


@_once
def linked_tables() -> SearchStrategy[LinkedTable]:
    """The metadata of tables that a view may link, by alias."""
    return st.builds(LinkedTable, st.sampled_from(_ALIASES), record_types())


@_once
def views(
    record_type: str | None = None, *, id: str | None = None, kind: ViewKind | None = None
) -> SearchStrategy[View]:
    """Views with up to eight columns, or with every attribute; of that table, id and kind where they are given."""
    every_attribute = st.permutations(_ATTRIBUTES).map(lambda names: [Column(name) for name in names])
    return st.builds(
        View,
        ids() if id is None else st.just(id),
        st.sampled_from(["Case introduction message", "Quick find"]),
        logical_names() if record_type is None else st.just(record_type),
        st.sampled_from(ViewKind) if kind is None else st.just(kind),
        st.lists(columns(), max_size=8) | every_attribute,
    )


@_once
def owners() -> SearchStrategy[Owner]:
    """Owners: a user, a team, or nobody."""
    return st.builds(Owner, user=ids()) | st.builds(Owner, team=ids()) | st.just(NOBODY)


@_once
def records() -> SearchStrategy[Record]:
    """Records of any table; records of two tables often have the same id."""
    return st.builds(Record, logical_names(), ids(), owners())


@_once
def access_rights() -> SearchStrategy[AccessRights]:
    """Any combination of a user's rights to a record."""
    return _subsets(list(AccessRights)).map(lambda rights: reduce(or_, rights, AccessRights.NONE))


@_once
def values() -> SearchStrategy[Value]:
    """Values of attributes, many of them equal in Python and yet different (NTF-6)."""
    return st.sampled_from(_VALUES)


@_once
def changes() -> SearchStrategy[Change]:
    """Written attributes, some of them without a change."""
    return st.builds(Change, attribute_names(), values(), values())


# --- Chats ------------------------------------------------------------------------------------------------------------


@_once
def chat_links(record: Record | None = None) -> SearchStrategy[ChatLink]:
    """Links by any user or by an unknown one; when a record is given, half of them to it."""
    keys = st.tuples(logical_names(), ids())
    return st.builds(
        lambda key, by, on: ChatLink(*key, connected_by=by, connected_on=on),
        keys if record is None else st.just(record.key) | keys,
        st.none() | ids(),
        times(),
    )


@_once
def chats(record: Record | None = None) -> SearchStrategy[Chat]:
    """Chats with up to five links in any order, ties among them; when a record is given, half of them to it."""
    return st.builds(
        Chat,
        ids(),
        st.sampled_from(ChatKind),
        links=st.lists(chat_links(record), max_size=5),
        activity_state=st.none() | st.just(ActivityState.OPEN) | st.sampled_from(ActivityState),
        last_writer=st.none() | ids(),
        last_written_on=st.none() | times(),
    )


# --- Policies ---------------------------------------------------------------------------------------------------------


@_once
def record_type_policies(record_type: str | None = None) -> SearchStrategy[RecordTypePolicy]:
    """Settings of record types, each toggle on or off; of that record type when one is given."""
    return st.builds(
        RecordTypePolicy,
        logical_names() if record_type is None else st.just(record_type),
        include_note=st.booleans(),
        view_id=st.none() | ids(),
        owner_may_disconnect=st.booleans(),
        connector_may_disconnect=st.booleans(),
        join_chat=st.booleans(),
        notify=st.booleans(),
        notified_attributes=st.lists(attribute_names(), unique=True, max_size=5),
    )


@_once
def readings() -> SearchStrategy[Readings]:
    """Readings of the documentation: half of them what this library chose, half any combination of the others."""
    toggles = {each.name: st.booleans() for each in fields(Readings) if each.default is False}
    card_fields, combinations = st.sampled_from(CardFields), _subsets(list(OpenCombination))
    otherwise = st.builds(Readings, card_fields=card_fields, open_combinations=combinations, **toggles)
    return st.just(AS_CHOSEN) | otherwise


@_once
def policies(record_type: str | None = None) -> SearchStrategy[Policy]:
    """Policies; when a record type is given, its settings are given or there are none, but they are readable."""
    own = record_type_policies(record_type)
    organisation = st.builds(
        Policy,
        chat_is_on=st.booleans(),
        on_for_all_apps=st.booleans(),
        selected_apps=st.none() | _subsets(_APP_NAMES),
        timeline_sync=st.booleans(),
        timeline_sync_since=st.none() | times(),
        idle_days=st.sampled_from([7, 1, 28]),
        chat_owner_consent=st.sampled_from([None, True, False]),
        readings=readings(),
        card_unsupported_types=st.just(CARD_UNSUPPORTED_TYPES) | _subsets(list(AttributeType)),
    )
    return st.builds(
        _with_settings,
        organisation,
        st.lists(record_type_policies(), max_size=3),
        st.none() if record_type is None else st.one_of(st.none(), own, own),
        unreadable=_subsets(_TABLES),
        others_unreadable=st.sampled_from([False, False, False, True]),
        readable=st.just(record_type),
    )


def _with_settings(
    organisation: Policy,
    settings: Iterable[RecordTypePolicy],
    own: RecordTypePolicy | None,
    *,
    unreadable: frozenset[str],
    others_unreadable: bool,
    readable: str | None,
) -> Policy:
    """The policy with settings of each record type once; unreadable ones are others than those, and not `readable`."""
    by_type = {each.record_type: each for each in (*settings, *([own] if own else []))}
    return organisation.but(
        record_types=by_type.values(),
        unreadable_record_types=unreadable.difference(by_type, {readable}),
        others_unreadable=others_unreadable and (readable is None or readable in by_type),
    )


# --- Scenarios and facts ----------------------------------------------------------------------------------------------


@_once
def scenarios() -> SearchStrategy[Scenario]:
    """Whole scenarios that `evaluate` answers: every input given, record, metadata and view of one table.

    The view is the one that applies, and missing only where none does; the time to judge by is not before what
    happened. Since when the sync is on may be unknown: the questions of the timeline entry are then not asked.
    """
    return _scenarios(
        st.lists(linked_tables(), max_size=2, unique_by=lambda table: table.alias),
        st.lists(changes(), max_size=5, unique_by=lambda change: change.attribute),
    )


@st.composite
def _scenarios(
    draw: DrawFn, linked: SearchStrategy[list[LinkedTable]], changes: SearchStrategy[list[Change]]
) -> Scenario:
    record = draw(records())
    policy = draw(policies(record.record_type))
    chat = draw(chats(record))
    happened = [*(link.connected_on for link in chat.links), chat.last_written_on]
    return Scenario(
        policy=policy,
        app=draw(apps()),
        user=draw(users()),
        chat=chat,
        record=record,
        access=draw(access_rights()),
        record_type=draw(record_types(record.record_type)),
        view=draw(_applicable_views(policy.settings_for(record.record_type))),
        linked=draw(linked),
        changes=draw(changes),
        now=max([draw(times()), *filter(None, happened)]),
    )


def _applicable_views(settings: RecordTypePolicy) -> SearchStrategy[View] | SearchStrategy[None]:
    """The views that a card of that record type takes its fields from (CRD-5)."""
    if (view_id := known(settings.view_id)) is not None:
        return views(settings.record_type, id=view_id)
    if settings.record_type in DEFAULT_VIEWS:
        return views(settings.record_type, kind=DEFAULT_VIEWS[settings.record_type])
    return st.none()


@checked
@_once
def facts_of(question: Question[T]) -> SearchStrategy[T]:
    """The facts of a question in every combination that can occur."""
    possible = [decision for decision in question.decisions if decision.is_possible]
    return st.sampled_from(possible).map(lambda decision: decision.facts)
