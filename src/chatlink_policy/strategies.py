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

Given a policy, `scenarios(policy=...)` and the others draw from its own record types, attributes, apps and times too,
and never a view that does not apply. An example takes few choices, so that one that fails is soon the smallest.

Models are drawn by `st.from_type` too: hypothesis imports this module itself, by the entry point of the package.
The module is longer than others since it has a strategy for each model; each is a few lines.

Needs the extra `strategies`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial, reduce, wraps
from operator import or_
from typing import Any, ParamSpec, TypeVar, cast, get_args

from attrs import fields

from ._arguments import checked
from ._pools import ALIASES, APP_NAMES, GUID, IDS, TABLES, pools
from .defaults import (
    CARD_UNSUPPORTED_TYPES,
    DEFAULT_APPS,
    DEFAULT_VIEWS,
    GLOBAL_DISCONNECT_PRIVILEGE,
    PANE_PRIVILEGES,
    PRODUCTIVITY_TOOLS_USER,
)
from .errors import InvalidValue, MissingExtra, UnknownFact, shown
from .evidence import Decision, Question
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
    TeamRoles,
    User,
    View,
    ViewKind,
)
from .policy import AS_CHOSEN, CardFields, OpenCombination, Policy, Readings, RecordTypePolicy
from .rules.context_card import LinkedTable
from .rules.notifications import Change, Value
from .rules.outcome import Outcome
from .rules.questions import QUESTIONS
from .rules.scenario import Scenario, evaluate
from .unknown import known

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    raise MissingExtra("strategies need the extra strategies: pip install 'chatlink-policy[strategies]'") from error

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
    "team_roles",
    "times",
    "users",
    "values",
    "views",
]

P = ParamSpec("P")
T = TypeVar("T")

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
_ROLE_NAMES = ("Agent", PRODUCTIVITY_TOOLS_USER.name, "System Administrator")
_VALUES: tuple[Value, ...] = (None, False, True, 0, 1, 1.0, "", "1", "true", (), (1,), (1.0,), ((1,), None))


def _once(make: Callable[P, SearchStrategy[T]]) -> Callable[P, SearchStrategy[T]]:
    """Make each strategy once: that is what costs, and the same one can be drawn from again and again."""
    made = cast("Callable[P, SearchStrategy[T]]", lru_cache(maxsize=512)(make))

    @checked
    @wraps(make)
    def strategy(*args: P.args, **kwargs: P.kwargs) -> SearchStrategy[T]:
        return made(*args, **kwargs)

    return strategy


def _often(own: Sequence[T], pool: Sequence[T]) -> SearchStrategy[T]:
    """Any of a pool, and of what is its own as often as of all else."""
    return st.sampled_from(own) | st.sampled_from(pool) if own else st.sampled_from(pool)


def _subsets(pool: Iterable[T]) -> SearchStrategy[frozenset[T]]:
    """Every subset of a pool as likely as the others; the empty one is the simplest."""
    return cast("SearchStrategy[frozenset[T]]", _subsets_of(tuple(pool)))


@lru_cache(maxsize=512)
def _subsets_of(pool: tuple[object, ...]) -> SearchStrategy[frozenset[object]]:
    return st.integers(0, 2 ** len(pool) - 1).map(
        lambda bits: frozenset(each for position, each in enumerate(pool) if bits >> position & 1)
    )


# --- Names, ids, times ------------------------------------------------------------------------------------------------


@_once
def ids() -> SearchStrategy[str]:
    """Ids of users, teams, records, chats and views: one small pool, a favourite, look-alikes, a GUID in any form."""
    return st.sampled_from([IDS[0], *IDS, GUID, f"{{{GUID}}}"])


@_once
def logical_names(policy: Policy | None = None) -> SearchStrategy[str]:
    """Logical names of tables: standard record types, an added one, and one that differs in its last letter.

    Given a policy, first the record types that it configures, and none whose settings could not be read.
    """
    return _often(pools(policy).own_tables, pools(policy).tables)


@_once
def attribute_names(policy: Policy | None = None) -> SearchStrategy[str]:
    """Logical names of attributes, more than fit on a context card or in the notifications of a record type.

    Given a policy, first the attributes that it selects for notifications.
    """
    return _attribute_names(policy)


@_once
def _attribute_names(policy: Policy | None, table: str | None = None) -> SearchStrategy[str]:
    return _often(pools(policy, table).own_attributes, pools(policy, table).attributes)


@_once
def times(policy: Policy | None = None) -> SearchStrategy[datetime]:
    """Times with their zone: a few instants, a microsecond or whole idle times apart, written in several zones.

    Given a policy, they are around the time since when its timeline sync is on.
    """
    return st.builds(datetime.astimezone, st.sampled_from(pools(policy).moments), st.sampled_from(_ZONES))


# --- Apps and users ---------------------------------------------------------------------------------------------------


@_once
def apps(policy: Policy | None = None) -> SearchStrategy[App]:
    """Apps: the three that have the chat by default, and any of every offering, their names in any case.

    Given a policy, also those that it selects.
    """
    pool = pools(policy).apps
    names: SearchStrategy[str] = _often(pools(policy).own_apps, [*pool, *(name.upper() for name in pool)])
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
    return st.builds(Role, st.sampled_from(_ROLE_NAMES), st.sampled_from(_PRIVILEGES))


@_once
def team_roles() -> SearchStrategy[TeamRoles]:
    """The roles of a team."""
    return st.builds(TeamRoles, ids(), st.lists(roles(), max_size=2))


@_once
def users(policy: Policy | None = None) -> SearchStrategy[User]:
    """Users with any roles, in person and through up to two of their teams; a team may have the id of a user.

    What gives a profile was not provided, is an assignment in person, or is any role, whether the user has it or not.

    Given a policy, the secured fields that they may read are those of its record types too.
    """
    tables = pools(policy).tables
    return st.builds(
        _user,
        ids(),
        _subsets(IDS),
        st.lists(st.lists(roles(), max_size=2), max_size=2),
        st.just((None, None)) | st.tuples(profiles(), st.none() | _subsets(_ROLE_NAMES)),
        roles=st.lists(roles(), max_size=3),
        readable_secured_fields=_subsets(
            [f"{table}.{name}" for table in tables for name in pools(policy, table).attributes]
        ),
        is_global_administrator=st.booleans(),
    )


def _user(
    id: str,
    teams: frozenset[str],
    roles_of_teams: list[list[Role]],
    profile: tuple[Profile | None, frozenset[str] | None],
    **others: Any,  # noqa: ANN401  # what a user takes
) -> User:
    """The user with these roles through the first of the teams, and the profile with what gives it."""
    by_team = map(TeamRoles, sorted(teams), roles_of_teams)
    return User(id, teams=teams, roles_by_team=by_team, profile=profile[0], profile_roles=profile[1], **others)


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
def record_types(name: str | None = None, policy: Policy | None = None) -> SearchStrategy[RecordType]:
    """The metadata of tables; of that table when one is given. Half of them know every attribute, half any of them.

    Given a policy, the attributes are those that it selects too.
    """
    return _record_types(name, policy)


@st.composite
def _record_types(draw: DrawFn, name: str | None, policy: Policy | None) -> RecordType:
    table = draw(logical_names(policy)) if name is None else name
    pool = pools(policy, table).attributes
    names = draw(_subsets(pool) | st.just(frozenset(pool)))
    secured, rich_text = draw(_subsets(pool)), draw(_subsets(pool))
    return RecordType(
        table,
        [
            Attribute(each, draw(_types()), is_secured=each in secured, is_rich_text=each in rich_text)
            for each in pool
            if each in names
        ],
        **draw(_flags("is_activity", "is_virtual", "has_update_filter")),
    )


@_once
def _types() -> SearchStrategy[AttributeType]:
    return st.sampled_from(AttributeType)


@_once
def _flags(*names: str) -> SearchStrategy[dict[str, bool]]:
    """Whether each of these is so, in one choice."""
    return _subsets(names).map(lambda true: {each: each in true for each in names})


@_once
def columns(policy: Policy | None = None) -> SearchStrategy[Column]:
    """Columns of views, some hidden, some of a linked table that the view names or does not name."""
    column = partial(st.builds, Column, attribute_names(policy), is_hidden=st.booleans())
    own, linked = column(), column(alias=st.sampled_from(ALIASES), table=st.none() | logical_names())
    return st.one_of(own, own, linked)


@_once
def linked_tables(policy: Policy | None = None) -> SearchStrategy[LinkedTable]:
    """The metadata of tables that a view may link, by alias."""
    return st.builds(LinkedTable, st.sampled_from(ALIASES), record_types(policy=policy))


@_once
def views(
    record_type: str | None = None, *, id: str | None = None, kind: ViewKind | None = None, policy: Policy | None = None
) -> SearchStrategy[View]:
    """Views with up to eight columns, or with every attribute; of that table, id and kind where they are given.

    Given a policy, only views that apply to a card of their table: the chosen one, else the default one (CRD-5).

    Raises:
        InvalidValue: for a policy under which no view applies to a card of that table, or of any.
    """
    if policy is None:
        return _views(record_type, id, kind)
    tables = pools(policy).tables if record_type is None else (record_type,)
    applicable = [each for each in map(partial(_applicable_views, policy), tables) if each is not None]
    if not applicable:
        raise InvalidValue("policy", "one under which a view applies to a card", shown(policy))
    return st.one_of(applicable)


@_once
def _views(
    record_type: str | None, id: str | None, kind: ViewKind | None, policy: Policy | None = None
) -> SearchStrategy[View]:
    pool = pools(policy, record_type).attributes
    every_attribute = st.integers(0, len(pool) - 1).map(
        lambda first: [Column(name) for name in (*pool[first:], *pool[:first])]
    )
    return st.builds(
        View,
        ids() if id is None else st.just(id),
        st.sampled_from(["Case introduction message", "Quick find"]),
        logical_names() if record_type is None else st.just(record_type),
        st.sampled_from(ViewKind) if kind is None else st.just(kind),
        st.lists(columns(policy), max_size=8) | every_attribute,
    )


@_once
def owners() -> SearchStrategy[Owner]:
    """Owners: a user, a team, or nobody."""
    return st.just(NOBODY) | st.builds(Owner, user=ids()) | st.builds(Owner, team=ids())


@_once
def records(policy: Policy | None = None) -> SearchStrategy[Record]:
    """Records of any table; records of two tables often have the same id.

    Given a policy, of the record types that it configures too, and of none whose settings could not be read.
    """
    return st.builds(Record, logical_names(policy), ids(), owners())


@_once
def access_rights() -> SearchStrategy[AccessRights]:
    """Any combination of a user's rights to a record."""
    return _subsets(AccessRights).map(lambda rights: reduce(or_, rights, AccessRights.NONE))


@_once
def values() -> SearchStrategy[Value]:
    """Values of attributes, many of them equal in Python and yet different (NTF-6)."""
    return st.sampled_from(_VALUES)


@_once
def changes(policy: Policy | None = None) -> SearchStrategy[Change]:
    """Written attributes, some of them without a change; given a policy, those that it selects too."""
    return _changes(policy)


@_once
def _changes(policy: Policy | None, table: str | None = None) -> SearchStrategy[Change]:
    return st.builds(Change, _attribute_names(policy, table), values(), values())


# --- Chats ------------------------------------------------------------------------------------------------------------


@_once
def chat_links(record: Record | None = None, policy: Policy | None = None) -> SearchStrategy[ChatLink]:
    """Links by any user or by an unknown one; when a record is given, half of them to it.

    Given a policy, around the time since when its timeline sync is on.
    """
    keys = st.tuples(logical_names(policy), ids())
    return st.builds(
        lambda key, by, on: ChatLink(*key, connected_by=by, connected_on=on),
        keys if record is None else st.just(record.key) | keys,
        st.none() | ids(),
        times(policy),
    )


@_once
def chats(record: Record | None = None, policy: Policy | None = None) -> SearchStrategy[Chat]:
    """Chats with up to five links in any order, ties among them; when a record is given, half of them to it."""
    return st.builds(
        Chat,
        ids(),
        st.sampled_from(ChatKind),
        links=st.lists(chat_links(record, policy), max_size=5),
        activity_state=st.none() | st.just(ActivityState.OPEN) | st.sampled_from(ActivityState),
        last_writer=st.none() | ids(),
        last_written_on=st.none() | times(policy),
    )


# --- Policies ---------------------------------------------------------------------------------------------------------


@_once
def record_type_policies(record_type: str | None = None) -> SearchStrategy[RecordTypePolicy]:
    """Settings of record types, each toggle on or off; of that record type when one is given."""
    return st.builds(
        lambda name, view_id, notified, toggles: RecordTypePolicy(
            name, view_id=view_id, notified_attributes=notified, **toggles
        ),
        logical_names() if record_type is None else st.just(record_type),
        st.none() | ids(),
        st.lists(attribute_names(), unique=True, max_size=5),
        _flags("include_note", "owner_may_disconnect", "connector_may_disconnect", "join_chat", "notify"),
    )


@_once
def readings() -> SearchStrategy[Readings]:
    """Readings of the documentation: half of them what this library chose, half any combination of the others."""
    toggles = _flags(*(each.name for each in fields(Readings) if each.default is False))
    otherwise = st.builds(
        lambda toggles, card_fields, combinations: Readings(
            card_fields=card_fields, open_combinations=combinations, **toggles
        ),
        toggles,
        st.sampled_from(CardFields),
        _subsets(OpenCombination),
    )
    return st.just(AS_CHOSEN) | otherwise


@_once
def policies(record_type: str | None = None) -> SearchStrategy[Policy]:
    """Policies; when a record type is given, its settings are given or there are none, but they are readable."""
    own = record_type_policies(record_type)
    organisation = st.builds(
        lambda toggles, **others: Policy(**toggles, **others),
        _flags("chat_is_on", "on_for_all_apps", "timeline_sync"),
        selected_apps=st.none() | _subsets(APP_NAMES),
        timeline_sync_since=st.none() | times(),
        idle_days=st.sampled_from([7, 1, 28]),
        chat_owner_consent=st.sampled_from([None, True, False]),
        readings=readings(),
        card_unsupported_types=st.just(CARD_UNSUPPORTED_TYPES) | _subsets(AttributeType),
    )
    return st.builds(
        _with_settings,
        organisation,
        st.lists(record_type_policies(), max_size=3),
        st.none() if record_type is None else st.one_of(st.none(), own, own),
        unreadable=_subsets(TABLES),
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
def scenarios(policy: Policy | None = None) -> SearchStrategy[Scenario]:
    """Whole scenarios that `evaluate` answers: every input given, record, metadata and view of one table.

    The view is the one that applies, and missing only where none does; the time to judge by is not before what
    happened. Since when the sync is on may be unknown: the questions of the timeline entry are then not asked.

    Args:
        policy: the settings of all of them, where these are given. What is unknown in them, is unknown in each: the
            questions that need it are then not answered, and no view is drawn where it is unknown which one applies.
    """
    return _scenarios(policy)


@_once
def _written(policy: Policy | None, table: str | None) -> SearchStrategy[list[Change]]:
    return st.lists(_changes(policy, table), max_size=5, unique_by=lambda change: change.attribute)


@st.composite
def _scenarios(draw: DrawFn, given: Policy | None) -> Scenario:
    record = draw(records(given))
    policy = given or draw(policies(record.record_type))
    chat = draw(chats(record, given))
    applicable = _applicable_views(policy, record.record_type, given)
    view = None if applicable is None else draw(applicable)
    aliases = {column.alias for column in view.columns if column.alias} if view else set[str]()
    known_aliases = draw(_subsets(sorted(aliases)))
    happened = [*(link.connected_on for link in chat.links), chat.last_written_on]
    return Scenario(
        policy=policy,
        app=draw(apps(given)),
        user=draw(users(given)),
        chat=chat,
        record=record,
        access=draw(access_rights()),
        record_type=draw(record_types(record.record_type, given)),
        view=view,
        linked=[LinkedTable(alias, draw(record_types(None, given))) for alias in sorted(known_aliases)],
        changes=draw(_written(given, None if given is None else record.record_type)),
        now=max([draw(times(given)), *filter(None, happened)]),
    )


def _applicable_views(policy: Policy, table: str, given: Policy | None = None) -> SearchStrategy[View] | None:
    """The views that a card of that table takes its fields from (CRD-5); None where none does, or that is unknown."""
    try:
        settings = policy.settings_for(table)
        view_id = known(settings.view_id)
    except UnknownFact:
        return None
    if view_id is not None:
        return _views(settings.record_type, view_id, None, given)
    if settings.record_type in DEFAULT_VIEWS:
        return _views(settings.record_type, None, DEFAULT_VIEWS[settings.record_type], given)
    return None


@_once
def facts_of(question: Question[T]) -> SearchStrategy[T]:
    """The facts of a question in every combination that can occur."""
    return _decisions_of(question).map(lambda decision: decision.facts)


def _decisions_of(question: Question[T]) -> SearchStrategy[Decision[T]]:
    return st.sampled_from([decision for decision in question.decisions if decision.is_possible])


# --- Drawn by their types ---------------------------------------------------------------------------------------------


def _decisions(kind: Any) -> SearchStrategy[Decision[Any]]:  # noqa: ANN401  # Decision, or Decision[JoinFacts]
    """Decisions on the question of these facts, or on any of the questions of this library."""
    some = [each for each in QUESTIONS.values() if each.facts_type in get_args(kind)]
    return st.one_of([_decisions_of(each) for each in some or QUESTIONS.values()])


def _of_any(make: Callable[[], SearchStrategy[T]], _: object) -> SearchStrategy[T]:
    return make()


def _register() -> None:
    """Let `st.from_type` draw the models of this library, the facts of its questions, and answers."""
    made: dict[type, Callable[[], SearchStrategy[Any]]] = {
        AccessRights: access_rights,
        App: apps,
        Attribute: attributes,
        Change: changes,
        Chat: chats,
        ChatLink: chat_links,
        Column: columns,
        LinkedTable: linked_tables,
        Outcome: lambda: scenarios().map(evaluate),
        Owner: owners,
        Policy: policies,
        Profile: profiles,
        Question: lambda: st.sampled_from(list(QUESTIONS.values())),
        Readings: readings,
        Record: records,
        RecordType: record_types,
        RecordTypePolicy: record_type_policies,
        Role: roles,
        Scenario: scenarios,
        TeamRoles: team_roles,
        User: users,
        View: views,
        **{each.facts_type: partial(facts_of, each) for each in QUESTIONS.values()},
    }
    for kind, make in made.items():
        st.register_type_strategy(kind, partial(_of_any, make))
    st.register_type_strategy(Decision, _decisions)


_register()
