"""Models, written as rows of Dataverse, are read back as the same models, however they were written.

A writing draws among the shapes that Dataverse, its Web API and its client use for one and the same thing: ids in
braces and capitals, lookups expanded or not, annotations, unknown columns, null or nothing, any order, any pages, and
rows that change nothing, such as inactive ones. What rows cannot say is left out of the models, each for a reason:

- Ids of users, teams, records and views are GUIDs in lower case: readers take nothing else. Chat ids are any text.
- `card_unsupported_types` is the set of Q-5: an export has no place for another one.
- Rich text is a format of `String` and `Memo` columns only.
- A view has columns, since a layout without cells is refused; and each of its aliases stands for one table that is
  given, since a query cannot say otherwise. At most one view of a table is its default Quick find view, and a view is
  "Case introduction message" exactly by its id on incidents (CRD-5).
- A chat without an activity has no last writer, and nothing was last written on: the activity is what tells these.
- A profile is a custom one: the default profile has no row, and None stands for it (ENB-7).
- A user's roles and profile are those of the export, or the roles are one answer of `RetrieveUserPrivileges`, which
  has that name. Roles and profiles have no id in the models; their order is the order of their ids.
- Everything else comes in the order of its ids or names, so the models are drawn in that order.
- Nothing is rejected in a whole export, and remarks are about rows; unreadable record types are written where a
  policy is written by itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID
from xml.sax.saxutils import quoteattr

import pytest
from attrs import evolve, fields
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payloads_configuration import CALLED_VIRTUAL, FORMATTED, TOGGLES, ColumnInfo, Row, guid
from payloads_configuration import Record as ClientRecord

from chatlink_policy import strategies
from chatlink_policy._ids import as_id
from chatlink_policy.dataverse import (
    Grants,
    PairsRead,
    Supplement,
    SupplementApp,
    SupplementChat,
    SupplementUser,
    load_export,
    make_policy,
    make_roles,
    read_access,
    read_apps,
    read_columns,
    read_entities,
    read_links,
    read_names,
    read_organisation,
    read_pairs,
    read_profiles,
    read_record_types,
    read_records,
    read_roles,
    read_settings,
    read_update_filters,
    read_user_privileges,
    read_users,
    read_views,
    root_copies,
)
from chatlink_policy.dataverse.apps import KNOWN_OFFERINGS
from chatlink_policy.dataverse.views import CASE_INTRODUCTION_VIEW
from chatlink_policy.defaults import CARD_UNSUPPORTED_TYPES, STANDARD_RECORD_TYPES
from chatlink_policy.models import (
    NOBODY,
    AccessRights,
    ActivityState,
    App,
    Attribute,
    AttributeType,
    Chat,
    ChatKind,
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
from chatlink_policy.policy import Policy, Readings, RecordTypePolicy
from chatlink_policy.serialization import read_model
from chatlink_policy.snapshot import Access, Snapshot
from chatlink_policy.unknown import UNKNOWN, Unknown, known

T = TypeVar("T")

Tables = dict[str, list[Any]]
"""The rows of each table, by the name of its file in an export."""

ABSENT: Any = object()
"""A column that the row does not have."""

TYPE_OF = "@Microsoft.Dynamics.CRM.lookuplogicalname"


# --- Models that rows can tell ----------------------------------------------------------------------------------------

GUIDS = {
    "ann": "a0000000-0000-4000-8000-00000000000a",
    "bob": "b0000000-0000-4000-8000-00000000000a",
    "Ann": "a0000000-0000-4000-8000-00000000000b",
    "ann.": "a0000000-0000-4000-8000-0000000000aa",
    "5cb909c6-20f0-eb11-bad5-00224876a6de": "c0000000-0000-4000-8000-00000000000a",
}
"""For each id of the strategies one that Dataverse could give: they differ in a digit or two."""

ASKED = "RetrieveUserPrivileges"
NAMES = ("Agent", "agent", "Vue \u00ab cas \u00bb", 'R&D <"x">', "\u65e5\u672c")

ids = strategies.ids().map(lambda each: GUIDS[str(as_id(each))])
names = st.sampled_from(NAMES)


def guid_of(id: str | None) -> str | None:
    return None if id is None else GUIDS[id]


def policy_that_rows_can_say(policy: Policy) -> Policy:
    record_types = [each.but(view_id=guid_of(known(each.view_id))) for each in policy.record_types]
    return policy.but(record_types=record_types, card_unsupported_types=CARD_UNSUPPORTED_TYPES)


def record_type_that_rows_can_say(record_type: RecordType) -> RecordType:
    texts = (AttributeType.STRING, AttributeType.MEMO)
    kept = [evolve(each, is_rich_text=each.is_rich_text and each.type in texts) for each in record_type.attributes]
    return evolve(record_type, attributes=kept)


def view_that_rows_can_say(view: View) -> View:
    is_introduction = view.kind is ViewKind.CASE_INTRODUCTION
    record_type = "incident" if is_introduction else view.record_type
    has_its_id_elsewhere = view.id == "bob" and record_type != "incident"
    tables = {each.alias: each.table for each in reversed(view.columns) if each.table}
    columns = [evolve(each, table=tables.get(each.alias, "account") if each.alias else None) for each in view.columns]
    return evolve(
        view,
        id=CASE_INTRODUCTION_VIEW if is_introduction or has_its_id_elsewhere else GUIDS[view.id],
        record_type=record_type,
        columns=columns or [Column("title")],
    )


def with_one_quick_find_view_each(views: Iterable[View]) -> list[View]:
    seen: set[str] = set()
    kept = []
    for view in views:
        is_second = view.kind is ViewKind.QUICK_FIND and view.record_type in seen
        if view.kind is ViewKind.QUICK_FIND:
            seen.add(view.record_type)
        kept.append(evolve(view, kind=ViewKind.OTHER) if is_second else view)
    return kept


def chat_that_rows_can_say(chat: Chat) -> Chat:
    links = [
        evolve(each, record_id=GUIDS[each.record_id], connected_by=guid_of(known(each.connected_by)))
        for each in chat.links
    ]
    has_activity = chat.activity_state is not None
    return evolve(
        chat,
        id=f"19:{chat.id}@thread.v2",
        links=links,
        last_writer=guid_of(chat.last_writer) if has_activity else None,
        last_written_on=chat.last_written_on if has_activity else None,
    )


def record_that_rows_can_say(record: Record) -> Record:
    owner = known(record.owner)
    return Record(record.record_type, GUIDS[record.id], Owner(user=guid_of(owner.user), team=guid_of(owner.team)))


def owned_or_not(records: Iterable[Record]) -> list[Record]:
    """All records of a table have owners, or none has; those of the standard record types have."""
    records = list(records)
    owned = {*STANDARD_RECORD_TYPES, *(each.record_type for each in records if each.owner != NOBODY)}
    ann = Owner(user=GUIDS["ann"])
    return [evolve(each, owner=ann) if each.owner == NOBODY and each.record_type in owned else each for each in records]


def user_that_rows_can_say(
    user: User, roles: Sequence[Role], profile: Profile | None, team_roles: Mapping[str, Sequence[Role]]
) -> User:
    """The user with roles in person, and with those of teams unless the privileges were asked for."""
    teams = {GUIDS[each] for each in known(user.teams)}
    is_asked = [role.name for role in roles] == [ASKED]
    by_team = [TeamRoles(team, team_roles[team]) for team in teams if team_roles[team] and not is_asked]
    by_rows = evolve(user, id=GUIDS[user.id], roles=roles, roles_by_team=by_team, profile=profile, teams=teams)
    return evolve(by_rows, profile_roles=None)  # the writing draws what gives the profile


def few(each: st.SearchStrategy[T], key: Callable[[T], Any]) -> st.SearchStrategy[list[T]]:
    """None to four in order, as often several as none."""
    several = st.lists(each, min_size=2, max_size=4, unique_by=key)
    return st.one_of(st.lists(each, max_size=1), several).map(lambda found: sorted(found, key=key))


policies = strategies.policies().map(policy_that_rows_can_say)
readable_policies = policies.map(lambda policy: policy.but(unreadable_record_types=(), others_unreadable=False))
record_types = few(strategies.record_types().map(record_type_that_rows_can_say), lambda each: each.name)
views = few(strategies.views().map(view_that_rows_can_say), lambda view: view.id).map(with_one_quick_find_view_each)
unusable_views = st.frozensets(st.sampled_from([*GUIDS.values(), CASE_INTRODUCTION_VIEW]), max_size=2)
any_chat = st.one_of(strategies.chats(), strategies.chats(Record("incident", "ann", NOBODY)))
chats = few(any_chat.map(chat_that_rows_can_say), lambda chat: chat.id)
records = few(strategies.records().map(record_that_rows_can_say), lambda record: record.key).map(owned_or_not)
access = few(
    st.builds(Access, ids, strategies.logical_names(), ids, strategies.access_rights()),
    lambda each: (each.user_id, each.record_type, each.record_id),
)
apps = few(strategies.apps(), lambda app: app.unique_name)
roles = st.lists(strategies.roles(), max_size=3)
profiles = st.lists(st.builds(Profile, names, chat_in_pane=st.booleans()), max_size=3)


@dataclass(frozen=True)
class People:
    """Roles in the order of their ids, profiles, and the users who have them."""

    roles: Sequence[Role]
    profiles: Sequence[Profile]
    users: Sequence[User]


@st.composite
def people(draw: st.DrawFn) -> People:
    known_roles, known_profiles = draw(roles), draw(profiles)
    asked = strategies.roles().map(lambda role: [Role(ASKED, role.privileges)])
    held = st.lists(st.sampled_from(known_roles), max_size=3) if known_roles else st.just([])
    user = st.builds(
        user_that_rows_can_say,
        strategies.users(),
        st.one_of(held, held, asked),
        st.sampled_from([None, *known_profiles]),
        st.just({team: draw(held) for team in GUIDS.values()}),
    )
    return People(known_roles, known_profiles, draw(few(user, lambda user: user.id)))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A small organisation, of which every part is drawn by itself; only who has which role and profile must agree."""
    who, seen = draw(people()), draw(views)
    return Snapshot(
        policy=draw(readable_policies),
        apps=tuple(draw(apps)),
        profiles=tuple(who.profiles),
        roles=tuple(who.roles),
        users=tuple(who.users),
        record_types=tuple(draw(record_types)),
        views=tuple(seen),
        unusable_views=draw(unusable_views).difference(view.id for view in seen),
        records=tuple(draw(records)),
        chats=tuple(draw(chats)),
        access=tuple(draw(access)),
        consents=draw(st.none() | st.frozensets(st.sampled_from(["Chat.Read", "User.Read.All"]))),
    )


# --- What a writing chooses by ----------------------------------------------------------------------------------------


class Chance:
    """Chooses among equivalent shapes. Seed 0 always takes the first, which is the plainest; others take it often."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._random = Random(seed)
        self._wildness = 0.0 if seed == 0 else self._random.random()

    def __repr__(self) -> str:
        return f"Chance({self.seed})"

    def of(self, *ways: T) -> T:
        return self._random.choice(ways) if self._random.random() < self._wildness else ways[0]

    def maybe(self) -> bool:
        return self.of(False, True)

    def some(self, pool: Iterable[T]) -> list[T]:
        return self.shuffled(each for each in pool if self.maybe())

    def shuffled(self, members: Iterable[T]) -> list[T]:
        found = list(members)
        if self._wildness:
            self._random.shuffle(found)
        return found

    def id(self) -> str:
        """An id of a row that no model keeps."""
        return str(UUID(int=self._random.getrandbits(128)))

    def someone(self) -> str | None:
        return self.of(None, *GUIDS.values())

    def time(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self._random.randint(-(10**7), 10**7))

    def pages(self, rows: Sequence[T]) -> list[list[T]]:
        """The rows in one to three pages, some of them empty."""
        cuts = sorted(self._random.randint(0, len(rows)) for _ in range(self.of(0, 1, 2)))
        return [list(rows[start:end]) for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


chances = st.builds(Chance, st.integers(0, 2**32 - 1))


def present(row: Mapping[str, Any]) -> Row:
    return {column: value for column, value in row.items() if value is not ABSENT}


def dressed(chance: Chance, row: Mapping[str, Any]) -> Row:
    """The row with columns that nobody reads, in any order."""
    row_as_written = present(row)
    known = {"@odata.etag": 'W/"1"', "versionnumber": 1, "importsequencenumber": None, "cr1_other": {"value": [None]}}
    extra: Row = {column: known[column] for column in chance.some(known)}
    extra |= {f"{column}{FORMATTED}": "shown" for column in chance.some(row_as_written) if "@" not in column}
    columns = chance.shuffled((row_as_written | extra).items())
    return dict(columns)


def written(chance: Chance, id: str | None) -> Any:  # noqa: ANN401  # a value of a row
    """An id in one of its forms, or null for None."""
    if id is None:
        return None
    return chance.of(id, id.upper(), f"{{{id}}}", f"{{{id.upper()}}}")


def written_time(chance: Chance, when: datetime | None) -> Any:  # noqa: ANN401  # a value of a row
    """A time in any zone, in one of its forms, or null for None."""
    if when is None:
        return None
    zone = chance.of(UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8)))
    text = when.astimezone(zone).isoformat(timespec=chance.of("auto", "microseconds"))
    if chance.maybe() and "." in text:  # seven digits, as .NET writes them
        text = f"{text[:26]}0{text[26:]}"
    return text.replace("+00:00", chance.of("Z", "+00:00"))


def any_case(chance: Chance, name: str) -> str:
    return chance.of(name, name.upper(), name.lower())


def doubled(chance: Chance, models: Iterable[T]) -> list[T]:
    """The models, some of them to be written twice."""
    return [each for each in models for _ in range(chance.of(1, 1, 2))]


def payload(chance: Chance, rows: Sequence[Any]) -> object:
    """The rows, as a caller in Python may hold them."""
    rows = json.loads(json.dumps(chance.shuffled(rows)))
    pages = chance.pages(rows)
    records = [ClientRecord(row) if isinstance(row, dict) else row for row in rows]
    return chance.of(rows, {"value": rows}, pages, [{"value": page} for page in pages], iter(pages), records)


# --- The policy -------------------------------------------------------------------------------------------------------


def toggle(chance: Chance, *, is_on: bool) -> Any:  # noqa: ANN401  # a value of a row
    return True if is_on else chance.of(False, None)


def policy_tables(chance: Chance, policy: Policy) -> Tables:
    entities: list[Row] = []
    rows: list[Any] = [settings_row(chance, each, entities) for each in policy.record_types]
    for record_type in sorted(policy.unreadable_record_types):
        rows += unreadable_settings(chance, record_type, entities)
    if policy.others_unreadable:
        nameless = {"msdyn_entitytype": ABSENT, "_msdyn_entitytype_value": ABSENT}
        rows.append(chance.of(None, settings_row(chance, RecordTypePolicy("lead"), [], **nameless)))
    for inactive in chance.some(["incident", "account", "lead"]):
        row = settings_row(chance, RecordTypePolicy(inactive, join_chat=True), entities, statecode=1)
        rows.append(chance.of(row, row | {"msdyn_usercanjoinchat": "yes"}))
    others = [{"entityid": chance.id(), "logicalname": each} for each in chance.some(["incident", "task"])]
    entities += [dressed(chance, each) for each in others]
    return {
        "organizations": [organisation_row(chance, policy)],
        "msdyn_entitylinkchatconfigurations": rows,
        "entities": entities,
    }


def organisation_row(chance: Chance, policy: Policy) -> Row:
    row = {
        "organizationid": written(chance, guid("contoso")),
        "isembedteamscollabenabled": toggle(chance, is_on=known(policy.chat_is_on)),
        "teamschatdatasync": toggle(chance, is_on=known(policy.timeline_sync)),
        "daysbeforeinactiveteamschatsyncdisabled": policy.idle_days if policy.idle_days != 7 else chance.of(7, None),
    }
    return dressed(chance, row)


def settings_row(chance: Chance, chosen: RecordTypePolicy, entities: list[Row], **columns: object) -> Row:
    toggles = (
        chosen.include_note,
        chosen.owner_may_disconnect,
        chosen.connector_may_disconnect,
        chosen.join_chat,
        chosen.notify,
    )
    row = {
        "msdyn_entitylinkchatconfigurationid": chance.id(),
        **entity_told(chance, chosen.record_type, entities),
        **{column: toggle(chance, is_on=known(is_on)) for column, is_on in zip(TOGGLES, toggles, strict=True)},
        "msdyn_contextviewid": written(chance, known(chosen.view_id)) if chosen.view_id else chance.of(None, ""),
        "msdyn_filteringattributes": picked(chance, known(chosen.notified_attributes)),
        "statecode": 0,
    }
    return dressed(chance, row | columns)


def entity_told(chance: Chance, name: str, entities: list[Row]) -> Row:
    """The record type of a settings row: expanded, looked up among the entities, or both."""
    id = guid(f"entity {name}")
    expanded = {"entityid": id, "logicalname": name}
    way = chance.of("expanded", "looked up", "both")
    if way != "expanded":
        entities.append(dressed(chance, {"entityid": written(chance, id), "logicalname": name}))
    if way != "looked up":
        elsewhere = chance.of(guid("unknown entity"), None, ABSENT) if way == "expanded" else written(chance, id)
        return {"msdyn_entitytype": expanded, "_msdyn_entitytype_value": elsewhere}
    no_name = chance.of(ABSENT, None, {"entityid": id}, {"entityid": id, "logicalname": None})
    return {"msdyn_entitytype": no_name, "_msdyn_entitytype_value": written(chance, id)}


def picked(chance: Chance, names: Sequence[str]) -> str | None:
    """Attributes in a list with any separators, perhaps one of them again."""
    if not names:
        return chance.of(None, "", " ", ",")
    listed = [*names, chance.of(*names)] if chance.maybe() else [*names]
    separators = [chance.of(",", ";", ", ", " ", ",,", "\n") for _ in listed]
    text = "".join(separator + name for separator, name in zip(separators, listed, strict=True))
    return text if chance.maybe() else text[len(separators[0]) :]


def unreadable_settings(chance: Chance, record_type: str, entities: list[Row]) -> list[Row]:
    """Rows that tell a record type, and no settings of it that could be read."""
    none = RecordTypePolicy(record_type)
    wrong = chance.of(
        {"msdyn_usercanjoinchat": "true"},
        {"msdyn_contextviewid": "a view"},
        {"msdyn_filteringattributes": "a,b,c,d,e,f"},
        {"statecode": None},
        None,
    )
    if wrong is None:
        return [settings_row(chance, none, entities) for _ in range(2)]
    sound = [settings_row(chance, none, entities)] if chance.maybe() else []
    return [settings_row(chance, none, entities, **wrong), *sound]


def read_policy(chance: Chance, tables: Tables, policy: Policy) -> Policy:
    """The policy that the rows tell, with what no row tells taken from that one."""
    alone = tables["organizations"][0]
    entities = read_entities(payload(chance, tables["entities"])).names
    by_any_id = {written(chance, id): name for id, name in entities.items()}
    return make_policy(
        read_organisation(chance.of(payload(chance, [alone]), alone)),
        read_settings(payload(chance, tables["msdyn_entitylinkchatconfigurations"]), entities=by_any_id),
        on_for_all_apps=known(policy.on_for_all_apps),
        selected_apps=policy.selected_apps,
        timeline_sync_since=policy.timeline_sync_since,
        chat_owner_consent=policy.chat_owner_consent,
        readings=policy.readings,
    )


@pytest.mark.proves("Q-12")
@given(chances, policies)
def test_a_policy_comes_back_from_the_organisation_and_its_settings_rows(chance: Chance, policy: Policy) -> None:
    assert read_policy(chance, policy_tables(chance, policy), policy) == policy


# --- Metadata ---------------------------------------------------------------------------------------------------------


def metadata_tables(chance: Chance, record_types: Iterable[RecordType]) -> Tables:
    definitions, filters = [], []
    for each in doubled(chance, record_types):
        definitions.append(definition(chance, each))
        messages = chance.some(["Create", "update", "RetrieveMultiple"]) + ["Update"] * known(each.has_update_filter)
        filters += [message_filter(chance, each.name, message) for message in messages]
    filters += [message_filter(chance, table, "Update") for table in chance.some(["none", "lead"])]
    filters += [dressed(chance, {"sdkmessageid": {"name": "Merge"}})] * chance.maybe()
    return {"entitydefinitions": definitions, "sdkmessagefilters": filters}


def message_filter(chance: Chance, table: str, message: str) -> Row:
    return dressed(chance, {"primaryobjecttypecode": table, "sdkmessageid": {"name": message}})


def definition(chance: Chance, record_type: RecordType) -> Row:
    table_type, is_activity, provider = chance.of(
        *KINDS_OF_TABLES[known(record_type.is_activity), known(record_type.is_virtual)]
    )
    row = {
        "MetadataId": chance.id(),
        "LogicalName": record_type.name,
        "TableType": table_type,
        "IsActivity": is_activity,
        "DataProviderId": provider,
        "Attributes": chance.shuffled(attribute_row(chance, each) for each in record_type.attributes),
    }
    return dressed(chance, row)


def kinds_of_tables() -> Iterator[tuple[tuple[bool, bool], tuple[Any, Any, Any]]]:
    """Every way of telling whether a table is an activity and whether it is virtual, with what it tells."""
    types = ("Standard", "Activity", "Virtual", "Elastic", None, ABSENT)
    for table_type, flag, provider in product(types, (False, True, None, ABSENT), (None, guid("provider"), ABSENT)):
        is_told = table_type not in (None, ABSENT)
        tells_activity = flag in (False, True) or table_type == "Activity"
        tells_virtual = is_told or provider is not ABSENT
        agrees = not (table_type == "Activity" and flag is False)
        if tells_activity and tells_virtual and agrees:
            is_activity = flag is True or table_type == "Activity"
            is_virtual = table_type == "Virtual" if is_told else provider == guid("provider")
            yield (is_activity, is_virtual), (table_type, flag, provider)


KINDS_OF_TABLES: dict[tuple[bool, bool], list[tuple[Any, Any, Any]]] = defaultdict(list)
for what, table in kinds_of_tables():
    KINDS_OF_TABLES[what].append(table)


def attribute_row(chance: Chance, attribute: Attribute) -> Row:
    row: Row = {
        "MetadataId": chance.id(),
        "LogicalName": attribute.name,
        "IsSecured": attribute.is_secured,
        **type_told(chance, attribute.type),
        **format_told(chance, attribute),
    }
    return dressed(chance, row)


def type_told(chance: Chance, type: AttributeType) -> Row:
    """The type by its name; by the older property alone only where that tells it (Q-11)."""
    is_called_virtual = type.value in CALLED_VIRTUAL
    old = "Virtual" if is_called_virtual else type.value
    by_name = {"AttributeTypeName": {"Value": f"{type.value}Type"}, "AttributeType": chance.of(old, None, ABSENT)}
    by_old = {"AttributeTypeName": chance.of(ABSENT, None, {"Value": None}), "AttributeType": old}
    return by_name if is_called_virtual else chance.of(by_name, by_old)


def format_told(chance: Chance, attribute: Attribute) -> Row:
    if attribute.is_rich_text:
        return chance.of(
            {"FormatName": {"Value": "RichText"}},
            {"Format": "RichText"},
            {"FormatName": {"Value": "RichText"}, "Format": "TextArea"},
        )
    return chance.of({}, {"FormatName": {"Value": "Text"}}, {"FormatName": None, "Format": None}, {"Format": "Text"})


@pytest.mark.proves("Q-11")
@given(chances, record_types)
def test_record_types_come_back_from_their_definitions(chance: Chance, record_types: list[RecordType]) -> None:
    tables = metadata_tables(chance, record_types)
    filters = read_update_filters(payload(chance, tables["sdkmessagefilters"]))
    read = read_record_types(payload(chance, tables["entitydefinitions"]), update_filters=filters)
    assert (read.record_types, read.rejected, filters.rejected) == (tuple(record_types), (), ())


@given(chances, strategies.record_types().map(record_type_that_rows_can_say))
def test_a_record_type_comes_back_from_its_columns(chance: Chance, record_type: RecordType) -> None:
    attributes = chance.shuffled(record_type.attributes)
    secured = {each.name for each in attributes if each.is_secured}
    as_objects = chance.maybe() and not any(each.is_rich_text for each in attributes)  # a column object has no format
    objects = [ColumnInfo(each.name, f"{each.type.value}Type") for each in attributes]
    read = read_columns(
        record_type.name,
        objects if as_objects else payload(chance, [attribute_row(chance, each) for each in attributes]),
        is_activity=known(record_type.is_activity),
        is_virtual=known(record_type.is_virtual),
        has_update_filter=known(record_type.has_update_filter),
        secured=secured if as_objects else chance.of(None, secured),
    )
    assert read == record_type


# --- Views ------------------------------------------------------------------------------------------------------------


def view_tables(chance: Chance, views: Iterable[View], unusable: Iterable[str]) -> Tables:
    rows = [view_row(chance, each) for each in doubled(chance, views)]
    for id in doubled(chance, sorted(unusable)):
        no_grid: Row = {"layoutxml": None, "layoutjson": "", "returnedtypecode": "incident", "statecode": 0}
        unused: Row = chance.of({"statecode": 1}, {"statecode": 1, "querytype": 4, "isdefault": True}, no_grid)
        rows.append(dressed(chance, {"savedqueryid": written(chance, id), **unused}))
    return {"savedqueries": rows}


def view_row(chance: Chance, view: View) -> Row:
    links = {each.alias: each.table for each in view.columns if each.alias and each.table}
    row = {
        "savedqueryid": written(chance, view.id),
        "name": chance.of(view.name, f" {view.name}\n"),
        "returnedtypecode": view.record_type,
        "statecode": 0,
        **kind_told(chance, view.kind),
        **layout_told(chance, view.columns),
        "fetchxml": fetch_xml(chance, links) if links else chance.of(fetch_xml(chance, links), "no query", None),
    }
    return dressed(chance, row)


def flag(chance: Chance, *, is_set: bool) -> bool | int:
    return chance.of(is_set, int(is_set))


def kind_told(chance: Chance, kind: ViewKind) -> Row:
    """The type of a query, its flag, or both; a Quick find view that is not the default one is any other view."""
    other_type = chance.of(0, 1, 2, 64, 8192)
    quick_find: Row = chance.of(
        {"querytype": 4},
        {"isquickfindquery": flag(chance, is_set=True)},
        {"querytype": 4, "isquickfindquery": flag(chance, is_set=True)},
        {"querytype": 4, "isquickfindquery": None},
    )
    other: Row = chance.of(
        {"querytype": other_type},
        {"isquickfindquery": flag(chance, is_set=False)},
        {"querytype": other_type, "isquickfindquery": flag(chance, is_set=False), "isdefault": True},
        {"querytype": None, "isquickfindquery": flag(chance, is_set=False)},
    )
    not_default = quick_find | {"isdefault": flag(chance, is_set=False)}
    default = quick_find | {"isdefault": flag(chance, is_set=True)}
    if kind is ViewKind.CASE_INTRODUCTION:
        return chance.of(other, not_default, default)
    return default if kind is ViewKind.QUICK_FIND else chance.of(other, not_default)


def layout_told(chance: Chance, columns: Sequence[Column]) -> Row:
    """The layout in one form or the other; where both are there, the first one counts."""
    xml, nothing = layout_xml(chance, columns), chance.of(None, "", ABSENT)
    return chance.of(
        {"layoutxml": xml, "layoutjson": nothing},
        {"layoutxml": nothing, "layoutjson": layout_json(chance, columns)},
        {"layoutxml": xml, "layoutjson": '{"Rows": []}'},
    )


def layout_xml(chance: Chance, columns: Sequence[Column]) -> str:
    blank = chance.of("", "\n  ", "<!-- a comment -->")
    cells = blank.join(cell_xml(chance, each) for each in columns)
    row = f'<row name="result" id="incidentid">{blank}{cells}{blank}</row>'
    beside = chance.of("", "<controlDescriptions><row><cell name='no' /></row></controlDescriptions>")
    grid = f'<grid name="resultset" object="112" jump="title">{blank}{row}{beside}</grid>'
    return chance.of("", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>') + grid


def cell_xml(chance: Chance, column: Column) -> str:
    by_numbers = "".join(f"&#{ord(letter)};" for letter in column.name)
    grid_attributes = [
        f"name={chance.of(quoteattr(column.name), chr(39) + by_numbers + chr(39))}",
        *(['ishidden="1"'] if column.is_hidden else chance.some(['ishidden="0"'])),
        *chance.some(['width="100"', 'disableSorting="1"', "imageproviderfunctionname=''"]),
    ]
    attributes = " ".join(chance.shuffled(grid_attributes))
    return chance.of(f"<cell {attributes} />", f"<cell {attributes}></cell>")


def layout_json(chance: Chance, columns: Sequence[Column]) -> str:
    cells = [
        dressed(chance, {"Name": each.name, "IsHidden": True if each.is_hidden else chance.of(False, None, ABSENT)})
        for each in columns
    ]
    rows = [{"Name": "result", "Cells": cells}]
    return json.dumps({"Name": "resultset", "Object": 112, "Rows": rows}, indent=chance.of(None, 1))


def fetch_xml(chance: Chance, links: Mapping[str, str]) -> str:
    """A query with these links, in one another or beside each other, and perhaps with others."""
    others = dict.fromkeys(chance.some(["b", "aa"]), "lead")
    inner = chance.of("", '<link-entity name="task" from="activityid" to="x" />')
    for alias, table in chance.shuffled([*links.items(), *others.items()]):
        linked = " ".join(chance.shuffled([f"alias={quoteattr(alias)}", f'name="{table}"', 'from="x"', 'to="y"']))
        column = '<attribute name="name" alias="not_a_link" />'
        inner = chance.of(
            f"{inner}<link-entity {linked} />",
            f"<link-entity {linked}>{column}{inner}</link-entity><filter />",
        )
    return f'<fetch version="1.0"><entity name="incident"><all-attributes />{inner}</entity></fetch>'


@pytest.mark.proves("CRD-5", "Q-9")
@given(chances, views, unusable_views)
def test_views_come_back_from_their_layouts_and_queries(
    chance: Chance, views: list[View], unusable: frozenset[str]
) -> None:
    unusable -= {view.id for view in views}
    read = read_views(payload(chance, view_tables(chance, views, unusable)["savedqueries"]))
    assert (read.views, read.left_out, read.rejected) == (tuple(views), unusable, ())


# --- Chats ------------------------------------------------------------------------------------------------------------

Pair = tuple[str, str]
Event = tuple[str | None, datetime]
"""Who connected, and when."""

PAIRS = [(table, id) for table in ("incident", "account", "email", "lead") for id in GUIDS.values()]


def chat_tables(chance: Chance, chats: Iterable[Chat]) -> Tables:
    associations, activities = [], []
    for chat in chats:
        writing = ChatWriting(chance, chat)
        associations += writing.associations()
        activities += writing.activities()
    noise = [
        association(chance, "19:gone@thread.v2", pair, (None, chance.time()), statecode=1)
        for pair in chance.some(PAIRS[:2])
    ]
    unheard = Activity(chance, None, linked=(None, chance.time()))
    other = [unheard.row(chance, "19:never@thread.v2", ActivityState.OPEN, None)] if chance.maybe() else []
    return {"msdyn_teamschatassociations": associations + noise, "chats": activities + other}


def association(chance: Chance, chat: str, pair: Pair, created: Event, **columns: object) -> Row:
    """An association row that nobody modified, unless the columns say so."""
    row = {
        "msdyn_teamschatassociationid": chance.id(),
        "msdyn_teamschatid": chat,
        "msdyn_regardingobjectname": pair[0],
        "msdyn_regardingobjectid": written(chance, pair[1]),
        "msdyn_entityrecordstate": 0,
        "_createdby_value": written(chance, created[0]),
        "createdon": written_time(chance, created[1]),
        "_modifiedby_value": written(chance, chance.someone()),
        "modifiedon": written_time(chance, created[1]),
        "statecode": 0,
    }
    return dressed(chance, row | columns)


class ChatWriting:
    """One chat as association rows and activities.

    The connectings of a record up to some instant are in association rows, those after it by activities. The
    newest row of a connected record is an associated one; older ones may be disassociated. A record without links may
    have rows too, of which the newest is disassociated; a chat without any links must have some, or nothing tells it.
    """

    def __init__(self, chance: Chance, chat: Chat) -> None:
        self.chance, self.chat = chance, chat
        self.events: dict[Pair, list[Event]] = defaultdict(list)
        for link in chat.links:
            self.events[link.record_type, link.record_id].append((known(link.connected_by), link.connected_on))
        self.newest_row: dict[Pair, datetime] = {}
        for pair, events in self.events.items():
            instants = sorted({on for _, on in events}, reverse=True)
            self.newest_row[pair] = instants[0] if chat.activity_state is None else chance.of(*instants)
        others = [pair for pair in PAIRS if pair not in self.events]
        self.gone = chance.some(others[:3]) if self.events else [chance.of(*others), *chance.some(others[:3])]

    def associations(self) -> list[Row]:
        connected = [row for pair in self.events for row in self._connected(pair)]
        gone = [row for pair in self.gone for row in self._gone(pair)]
        anyhow = self.chance.of({}, {"msdyn_entityrecordstate": 1})
        inactive = [self._row(pair, self._event(), statecode=1, **anyhow) for pair in self.chance.some(PAIRS[:3])]
        return connected + gone + inactive

    def _row(self, pair: Pair, created: Event, **columns: object) -> Row:
        return association(self.chance, self.chat.id, pair, created, **columns)

    def _event(self) -> Event:
        return self.chance.someone(), self.chance.time()

    def _modified(self, modified: Event, state: int) -> Row:
        return {
            "_modifiedby_value": written(self.chance, modified[0]),
            "modifiedon": written_time(self.chance, modified[1]),
            "msdyn_entityrecordstate": state,
        }

    def _connected(self, pair: Pair) -> list[Row]:
        chance, newest = self.chance, self.newest_row[pair]
        here = [event for event in self.events[pair] if event[1] <= newest]
        to_tell = chance.shuffled([*here, *chance.some(here)])
        rows = []
        while to_tell:
            by, on = event = to_tell.pop()
            later = [each for each in here if each[1] > on]
            if later and chance.maybe():  # switched back from disassociated, in its own row
                again = chance.of(*later)
                to_tell = [each for each in to_tell if each != again]
                rows.append(self._row(pair, event, **self._modified(again, state=0)))
            elif later and chance.maybe():  # disassociated, and connected again by a newer row
                off = chance.of(on, on + (newest - on) / 2, newest - timedelta(microseconds=1))
                rows.append(self._row(pair, event, **self._modified((chance.someone(), off), state=1)))
            else:
                modified = chance.of(on, on, on - timedelta(days=1))  # earlier only where rows were brought in
                rows.append(self._row(pair, (by, on), modifiedon=written_time(chance, modified)))
        return rows

    def _gone(self, pair: Pair) -> list[Row]:
        earlier = [self._event() for _ in range(self.chance.of(1, 2))]
        off = max(on for _, on in earlier) + timedelta(microseconds=self.chance.of(1, 10**9))
        last = [self._row(pair, earlier[0], **self._modified((self.chance.someone(), off), state=1))]
        return last + [self._row(pair, event) for event in self.chance.some(earlier)]

    def activities(self) -> list[Row]:
        """None for a chat without an activity; else what is left to tell, and others that say nothing new."""
        chance, chat = self.chance, self.chat
        if chat.activity_state is None:
            return []
        needed = [
            Activity(chance, pair, linked=event, unlinked_on=self._before(pair))
            for pair, events in self.events.items()
            for event in events
            if event[1] > self.newest_row[pair]
        ]
        newest = max(needed, default=None) or self._saying_nothing_new()
        newest.written_on = chat.last_written_on
        if newest not in needed and newest.written_on is not None and chance.maybe():
            newest.linked = newest.unlinked_on = None
        others = [each for each in needed if each is not newest]
        others += [each for _ in range(chance.of(0, 1, 3)) if (each := self._saying_nothing_new()) < newest]
        for each in others:
            each.written_on = chance.of(None, newest.order()[0], chance.time())
            if newest < each:
                each.written_on = None
        rows = [each.row(chance, chat.id, chance.of(*ActivityState), chance.someone()) for each in others]
        return [*rows, newest.row(chance, chat.id, known(chat.activity_state), chat.last_writer)]

    def _before(self, pair: Pair) -> datetime | None:
        """A time at which an activity may say that the record was disconnected: its rows are newer."""
        newest = self.newest_row[pair]
        return self.chance.of(None, newest, newest - timedelta(days=1))

    def _saying_nothing_new(self) -> Activity:
        chance = self.chance
        pair = chance.of(None, *self.gone, *self.events)
        if pair not in self.newest_row:
            linked = chance.of(self._event(), None) if pair is not None else None
            return Activity(chance, pair, linked=linked, unlinked_on=None if linked else chance.time())
        newest = self.newest_row[pair]
        on = chance.of(newest, newest - timedelta(hours=1))
        return Activity(chance, pair, linked=(chance.someone(), on), unlinked_on=self._before(pair))


class Activity:
    """What one chat activity says, until it is written."""

    def __init__(
        self, chance: Chance, pair: Pair | None, *, linked: Event | None, unlinked_on: datetime | None = None
    ) -> None:
        self.id, self.pair, self.linked, self.unlinked_on = chance.id(), pair, linked, unlinked_on
        self.written_on: datetime | None = None

    def order(self) -> tuple[datetime, str]:
        """The newest one tells what the chat is like; of two at one instant the one with the greater id."""
        linked_on = None if self.linked is None else self.linked[1]
        return max(each for each in (linked_on, self.unlinked_on, self.written_on) if each is not None), self.id

    def __lt__(self, other: Activity) -> bool:
        return self.order() < other.order()

    def row(self, chance: Chance, chat: str, state: ActivityState, last_writer: str | None) -> Row:
        by, on = self.linked or (None, None)
        row = {
            "activityid": written(chance, self.id),
            "teamschatid": chat,
            "statecode": [*ActivityState].index(state),
            **regarding(chance, self.pair),
            **last_writer_told(chance, last_writer),
            "_linkedby_value": written(chance, by),
            "linkedon": written_time(chance, on),
            "unlinkedon": written_time(chance, self.unlinked_on),
            "modifiedinteamson": written_time(chance, self.written_on),
        }
        return dressed(chance, row)


def regarding(chance: Chance, pair: Pair | None) -> Row:
    """What an activity is about, its table by annotation, by code, or both; or it is about no record of a chat."""
    column = "_regardingobjectid_value"
    if pair is None:
        return chance.of({column: None, "regardingobjecttypecode": None}, {column: None}, {column: guid("no record")})
    table = chance.of(
        {"regardingobjecttypecode": pair[0]},
        {f"{column}{TYPE_OF}": pair[0]},
        {f"{column}{TYPE_OF}": pair[0], "regardingobjecttypecode": pair[0]},
    )
    return {column: written(chance, pair[1]), **table}


def last_writer_told(chance: Chance, user: str | None) -> Row:
    """Who wrote last: the one of the expanded parties that another column names."""
    wrote, others = chance.id(), [party(chance, chance.id(), chance.someone()) for _ in range(chance.of(0, 1, 2))]
    column = "modifiedinteamsbyactivitypartyid"
    plain_row = {
        column: written(chance, wrote),
        "chat_activity_parties": chance.shuffled([*others, party(chance, wrote, user)]),
    }
    if user is not None:
        return plain_row
    return chance.of(
        {column: None},
        plain_row,
        plain_row | {column: None},
        {column: wrote, "chat_activity_parties": others},
        {column: wrote},
        {column: wrote, "chat_activity_parties": None},
    )


def party(chance: Chance, id: str, user: str | None) -> Row:
    return dressed(chance, {"activitypartyid": written(chance, id), "_partyid_value": written(chance, user)})


def kinds_told(chance: Chance, chats: Iterable[Chat]) -> dict[str, ChatKind]:
    return {chat.id: chat.kind for chat in chats if chat.kind is not ChatKind.UNKNOWN or chance.maybe()}


@pytest.mark.proves("DIS-7", "DIS-8", "Q-15")
@given(chances, chats)
def test_chats_come_back_from_association_rows_and_activities(chance: Chance, chats: list[Chat]) -> None:
    tables = chat_tables(chance, chats)
    read = read_links(
        payload(chance, tables["msdyn_teamschatassociations"]),
        activities=payload(chance, tables["chats"]),
        kinds=kinds_told(chance, chats),
    )
    assert (read.chats, read.rejected) == (tuple(chats), ())
    assert repr(read.chats) == repr(tuple(chats))  # times that are equal may still be of different zones


# --- Profiles and apps ------------------------------------------------------------------------------------------------

TEAMS_TOOL = "contoso_Teams_tool"


def profile_tables(chance: Chance, profiles: Mapping[str, Profile]) -> Tables:
    """Profiles by their ids, their panes, the tabs of these and the tools; a profile without a pane has no chat."""
    teams, other = guid("teams tool"), guid("other tool")
    panes, tabs, rows = [], [], []
    for number, (id, profile) in enumerate(profiles.items()):
        pane, pane_id = f"contoso_Pane{number}", chance.id()
        has_pane = profile.chat_in_pane or chance.maybe()
        if has_pane:
            panes.append({"msdyn_paneconfigurationid": pane_id, "msdyn_uniquename": any_case(chance, pane)})
            off = [(teams, False), (other, True), (other, False)]
            shown = [*chance.some(off), *([(teams, True)] if profile.chat_in_pane else [])]
            tabs += [tab(chance, pane_id, tool, is_enabled=is_enabled) for tool, is_enabled in shown]
        rows.append(
            {
                "msdyn_appconfigurationid": written(chance, id),
                "msdyn_name": profile.name,
                "msdyn_productivitypaneuniquename": any_case(chance, pane) if has_pane else None,
            }
        )
    tools = [(teams, any_case(chance, TEAMS_TOOL)), (other, "contoso_teams_tools")] if panes or chance.maybe() else []
    panes += [{"msdyn_paneconfigurationid": chance.id(), "msdyn_uniquename": "contoso_unused"}] * chance.maybe()
    return {
        "msdyn_appconfigurations": [dressed(chance, each) for each in rows],
        "msdyn_paneconfigurations": [dressed(chance, each) for each in panes],
        "msdyn_panetabconfigurations": tabs,
        "msdyn_panetoolconfigurations": [
            dressed(chance, {"msdyn_panetoolconfigurationid": written(chance, id), "msdyn_uniquename": name})
            for id, name in tools
        ],
    }


def tab(chance: Chance, pane: str, tool: str, *, is_enabled: bool) -> Row:
    row = {"_msdyn_productivitypaneid_value": written(chance, pane), "_msdyn_toolid_value": written(chance, tool)}
    return dressed(chance, row | {"msdyn_isenabled": is_enabled})


def teams_tool(chance: Chance, tables: Tables) -> str | None:
    """The name of the tool, which may be unknown where no profile has a pane."""
    has_pane = any(row.get("msdyn_productivitypaneuniquename") for row in tables["msdyn_appconfigurations"])
    return any_case(chance, TEAMS_TOOL) if has_pane else chance.of(None, TEAMS_TOOL)


def numbered(models: Iterable[T], first: int) -> dict[str, T]:
    """The models by ids in their order."""
    return {str(UUID(int=(first << 96) + number)): model for number, model in enumerate(models)}


def app_tables(chance: Chance, apps: Iterable[App]) -> Tables:
    rows = [
        dressed(chance, {"uniquename": any_case(chance, app.unique_name), "navigationtype": int(app.is_multisession)})
        for app in doubled(chance, apps)
    ]
    return {"appmodules": rows}


def offerings_told(chance: Chance, apps: Iterable[App]) -> list[SupplementApp]:
    """What the apps belong to, for those of which it is not known, or known to be something else."""
    return [
        SupplementApp(any_case(chance, app.unique_name), app.offering)
        for app in apps
        if KNOWN_OFFERINGS.get(app.unique_name) is not app.offering or chance.maybe()
    ]


@pytest.mark.proves("ENB-7")
@given(chances, profiles)
def test_profiles_come_back_from_their_panes_and_tabs(chance: Chance, profiles: list[Profile]) -> None:
    by_id = numbered(profiles, 1)
    tables = profile_tables(chance, by_id)
    names = ("appconfigurations", "paneconfigurations", "panetabconfigurations", "panetoolconfigurations")
    payloads = [payload(chance, tables[f"msdyn_{name}"]) for name in names]
    read = read_profiles(*payloads, teams_tool=teams_tool(chance, tables))
    assert (read.profiles, read.rejected) == (by_id, ())


@given(chances, apps)
def test_apps_come_back_from_their_rows(chance: Chance, apps: list[App]) -> None:
    offerings = {each.unique_name: each.offering for each in offerings_told(chance, apps)}
    read = read_apps(payload(chance, app_tables(chance, apps)["appmodules"]), offerings)
    assert (read.apps, read.rejected) == (tuple(apps), ())


# --- Users and roles --------------------------------------------------------------------------------------------------

IdPair = tuple[str, str]
"""Who has what, by their ids; also the names of the columns that tell it."""


def people_tables(chance: Chance, who: People) -> Tables:
    roles, profiles = numbered(who.roles, 2), numbered(who.profiles, 1)
    asked = [user for user in who.users if [role.name for role in user.roles] == [ASKED]]
    copies = copies_of(chance, roles)
    in_person, by_team = roles_held(chance, [user for user in who.users if user not in asked], roles, copies)
    in_person += [(user.id, each) for user in asked for each in chance.some([*roles, *copies])]
    teams = [(user.id, team) for user in who.users for team in sorted(user.teams)]
    reached = {
        user.id: {copies.get(role, role) for holder, role in in_person if holder == user.id}
        | {copies.get(role, role) for team, role in by_team if team in known(user.teams)}
        for user in who.users
    }
    own, by_root = profiles_held(chance, who.users, profiles, roles, reached)
    by_role = [(chance.of(*same_role(copies, role)), profile) for role, profile in by_root]
    unheard = [*roles, guid("a role of which nothing is known")]
    if not by_role:  # else it may be a copy of a role that gives a profile
        in_person += [(user.id, unheard[-1]) for user in asked if chance.maybe()]
    users = [{"systemuserid": written(chance, user.id), "isdisabled": False} for user in who.users]
    if chance.maybe():  # a disabled user, of whom nothing must be known
        users.append({"systemuserid": guid("disabled"), "isdisabled": True})
        in_person.append((guid("disabled"), guid("no role")))
    inactive = [(role, guid("no profile")) for role in chance.some(unheard)]
    role_profile = ("_msdyn_securityroleid_value", "_msdyn_appprofileid_value")
    return {
        **profile_tables(chance, profiles),
        **role_tables(chance, roles, copies),
        "systemusers": [dressed(chance, each) for each in doubled(chance, users)],
        "userprivileges": [answer_about_privileges(chance, user) for user in doubled(chance, asked)],
        "systemuserroles": pairs(chance, ("systemuserid", "roleid"), in_person),
        "teamroles": pairs(chance, ("teamid", "roleid"), by_team),
        "teammemberships": pairs(chance, ("systemuserid", "teamid"), teams),
        "msdyn_appconfiguration_systemusers": pairs(chance, ("systemuserid", "msdyn_appconfigurationid"), own),
        "msdyn_appprofilerolemappings": pairs(chance, role_profile, by_role, statecode=0)
        + pairs(chance, role_profile, inactive, statecode=1),
    }


def pairs(chance: Chance, columns: IdPair, members: Collection[IdPair], **others: object) -> list[Row]:
    """Rows of an intersect table, some of them twice."""
    return [
        dressed(chance, {columns[0]: written(chance, one), columns[1]: written(chance, other), **others})
        for one, other in doubled(chance, members)
    ]


def copies_of(chance: Chance, roles: Iterable[str]) -> dict[str, str]:
    """The copies of roles in the business units below, with their root copies."""
    return {guid(f"{role} in {unit}"): role for role in chance.some(list(roles)) for unit in ("sales", "service")}


def same_role(copies: Mapping[str, str], root: str) -> list[str]:
    """A root copy and its copies."""
    return [root, *(copy for copy, of in copies.items() if of == root)]


def roles_held(
    chance: Chance, users: Sequence[User], roles: Mapping[str, Role], copies: Mapping[str, str]
) -> tuple[list[IdPair], list[IdPair]]:
    """Who has which role in person, and which team has which: any copy of it, of equal roles any."""

    def one_of(role: Role) -> str:
        return chance.of(*(each for id in roles if roles[id] == role for each in same_role(copies, id)))

    in_person = [(user.id, one_of(role)) for user in users for role in known(user.roles)]
    team_roles = {each.team: known(each.roles) for user in users for each in user.roles_by_team}
    return in_person, [(team, one_of(role)) for team, held in team_roles.items() for role in held]


def without_ways(users: Iterable[User]) -> tuple[User, ...]:
    """The users without what gives each the profile: a role or an assignment, as the writing draws it."""
    return tuple(evolve(each, profile_roles=None) for each in users)


def profiles_held(
    chance: Chance,
    users: Sequence[User],
    profiles: Mapping[str, Profile],
    roles: Iterable[str],
    reached: Mapping[str, set[str]],
) -> tuple[list[IdPair], list[IdPair]]:
    """Who has which profile: in person, or by a role all of whose holders have it; a role of nobody gives any."""
    ids = {
        user.id: None if user.profile is None else chance.of(*(id for id in profiles if profiles[id] == user.profile))
        for user in users
    }
    by_role: list[IdPair] = []
    for role in sorted({*roles}.union(*reached.values())):
        given = {ids[user] for user, roles in reached.items() if role in roles} or {guid("any profile")}
        id = given.pop()
        if id is not None and not given and chance.of(False, True, True):
            by_role.append((role, id))
    by_roles = {user for user, roles in reached.items() if any(role in roles for role, _ in by_role)}
    return [(user, id) for user, id in ids.items() if id and (user not in by_roles or chance.maybe())], by_role


def role_tables(chance: Chance, roles: Mapping[str, Role], copies: Mapping[str, str]) -> Tables:
    """The roles with their privileges, which the root copies have."""
    names = sorted({name for role in roles.values() for name in role.privileges} | set(chance.some(["prvReadLead"])))
    ids = {name: guid(f"privilege {name}") for name in names}
    granted = [(id, ids[name]) for id, role in roles.items() for name in sorted(role.privileges)]
    root = "_parentrootroleid_value"
    role_rows = [
        {"roleid": written(chance, id), "name": role.name, root: written(chance, id)}
        | ({root: chance.of(written(chance, id), None, ABSENT)} if role.privileges else {})
        for id, role in roles.items()
    ]
    role_rows += [
        {"roleid": written(chance, copy), "name": roles[id].name, root: written(chance, id)}
        for copy, id in copies.items()
    ]
    rows = [{"privilegeid": written(chance, ids[name]), "name": name} for name in names]
    return {
        "roles": [dressed(chance, present(each)) for each in role_rows],
        "privileges": [dressed(chance, each) for each in rows],
        "roleprivileges": pairs(chance, ("roleid", "privilegeid"), granted),
    }


def answer_about_privileges(chance: Chance, user: User) -> Row:
    names = sorted(user.privileges)
    listed = chance.shuffled([*names, *chance.some(names)])
    each = [dressed(chance, {"PrivilegeName": name, "Depth": chance.of("Global", "Basic")}) for name in listed]
    return dressed(chance, {"systemuserid": written(chance, user.id), "RolePrivileges": each})


def supplement_users(chance: Chance, users: Iterable[User]) -> list[SupplementUser]:
    """What no table tells of the users; the ids of a given file may be in capitals."""
    return [
        SupplementUser(
            any_case(chance, user.id),
            is_global_administrator=known(user.is_global_administrator),
            readable_secured_fields=user.readable_secured_fields,
        )
        for user in users
        if user.is_global_administrator or user.readable_secured_fields or chance.maybe()
    ]


@pytest.mark.proves("DIS-6", "ENB-8")
@given(chances, people())
def test_users_and_roles_come_back_from_all_that_gives_them_rights(chance: Chance, who: People) -> None:
    tables = people_tables(chance, who)

    def pairs_of(table: str, left: str, right: str, *, has_state: bool = False) -> PairsRead:
        return read_pairs(payload(chance, tables[table]), left, right, table, has_state=has_state)

    read_of_roles, privileged = (
        read_roles(payload(chance, tables["roles"])),
        pairs_of("roleprivileges", "roleid", "privilegeid"),
    )
    roots = root_copies(read_of_roles, privileged)
    privileges = read_names(payload(chance, tables["privileges"]), "privilegeid", "privileges")
    roles = make_roles(read_of_roles, privileges, privileged)
    grants = Grants(
        roles=roles,
        roots=roots,
        user_roles=pairs_of("systemuserroles", "systemuserid", "roleid"),
        team_roles=pairs_of("teamroles", "teamid", "roleid"),
        memberships=pairs_of("teammemberships", "systemuserid", "teamid"),
        user_privileges=read_user_privileges(payload(chance, tables["userprivileges"])).privileges,
        user_profiles=pairs_of("msdyn_appconfiguration_systemusers", "systemuserid", "msdyn_appconfigurationid"),
        role_profiles=pairs_of(
            "msdyn_appprofilerolemappings",
            "_msdyn_securityroleid_value",
            "_msdyn_appprofileid_value",
            has_state=True,
        ),
        profiles=numbered(who.profiles, 1),
        supplement=Supplement(
            global_administrators=[user.id for user in who.users if user.is_global_administrator],
            users=[SupplementUser(each.id, readable_secured_fields=each.readable_secured_fields) for each in who.users],
        ),
    )
    read = read_users(payload(chance, tables["systemusers"]), grants)
    by_id = numbered(who.roles, 2)
    assert roles == {copy: by_id[root] for copy, root in roots.items()}
    assert roots.keys() >= by_id.keys()
    assert (without_ways(read.users), read.rejected) == (tuple(who.users), ())


# --- Records and access -----------------------------------------------------------------------------------------------


def record_tables(chance: Chance, records: Iterable[Record]) -> Tables:
    tables: Tables = defaultdict(list)
    for record in doubled(chance, records):
        column = "activityid" if record.record_type == "email" else f"{record.record_type}id"
        row = {column: written(chance, record.id), **owner_told(chance, known(record.owner))}
        tables[f"records_{record.record_type}"].append(dressed(chance, row))
    return tables


def owner_told(chance: Chance, owner: Owner) -> Row:
    """The owner by the annotation of the owner column, by the column of its kind, or both."""
    if owner == NOBODY:
        return {"_organizationid_value": chance.of(guid("contoso"), ABSENT)}
    id, kind = (owner.user, "systemuser") if owner.user else (owner.team, "team")
    own, other = ("user", "team") if owner.user else ("team", "user")
    annotated = {"_ownerid_value": written(chance, id), f"_ownerid_value{TYPE_OF}": kind}
    of_kind = {f"_owning{own}_value": written(chance, id), f"_owning{other}_value": chance.of(None, ABSENT)}
    return chance.of(
        annotated | of_kind,
        annotated,
        of_kind,
        of_kind | {"_ownerid_value": written(chance, id)},
        annotated | {f"_owning{each}_value": None for each in (own, other)},
    )


def access_tables(chance: Chance, access: Iterable[Access]) -> Tables:
    rows = [
        {
            "systemuserid": written(chance, each.user_id),
            "table": each.record_type,
            "recordid": written(chance, each.record_id),
            "AccessRights": rights_told(chance, each.rights),
        }
        for each in doubled(chance, access)
    ]
    return {"access": [dressed(chance, each) for each in rows]}


RIGHT_NAMES = {
    AccessRights.READ: "ReadAccess",
    AccessRights.WRITE: "WriteAccess",
    AccessRights.APPEND: "AppendAccess",
    AccessRights.APPEND_TO: "AppendToAccess",
    AccessRights.CREATE: "CreateAccess",
    AccessRights.DELETE: "DeleteAccess",
    AccessRights.SHARE: "ShareAccess",
    AccessRights.ASSIGN: "AssignAccess",
}


def rights_told(chance: Chance, rights: AccessRights) -> str | int:
    names = chance.shuffled(RIGHT_NAMES[each] for each in rights)
    return chance.of(chance.of(", ", ",").join(names) or "None", rights.value)


@pytest.mark.proves("DIS-6")
@given(chances, records)
def test_records_come_back_from_their_owner_columns(chance: Chance, records: list[Record]) -> None:
    read: list[Record] = []
    for name, rows in sorted(record_tables(chance, records).items()):
        table = name.removeprefix("records_")
        column = chance.of(None, "activityid" if table == "email" else f"{table}id")
        is_owned = any(each.owner != NOBODY for each in records if each.record_type == table)
        found = read_records(payload(chance, rows), table, id_column=column, is_owned=is_owned)
        assert found.rejected == ()
        read += found.records
    assert read == records


@given(chances, access)
def test_access_rights_come_back_from_texts_and_masks(chance: Chance, access: list[Access]) -> None:
    read = read_access(payload(chance, access_tables(chance, access)["access"]))
    assert (read.access, read.rejected) == (tuple(access), ())


# --- What no column tells ---------------------------------------------------------------------------------------------


def given_of(chance: Chance, snapshot: Snapshot, teams_tool: str | None) -> Supplement:
    policy, selected = snapshot.policy, snapshot.policy.selected_apps
    ownerless = {each.record_type for each in snapshot.records if each.owner == NOBODY}
    columns = ("_ownerid_value", "_owninguser_value", "_owningteam_value")
    return Supplement(
        missing_columns=[f"records_{table}.{column}" for table in ownerless for column in columns],
        on_for_all_apps=known(policy.on_for_all_apps),
        selected_apps=UNKNOWN
        if selected is None or isinstance(selected, Unknown)
        else [any_case(chance, each) for each in sorted(selected)],
        never_selected=selected is None,
        timeline_sync_since=policy.timeline_sync_since,
        chat_owner_consent=policy.chat_owner_consent,
        teams_tool=teams_tool,
        consents=snapshot.consents,
        global_administrators=[any_case(chance, each.id) for each in snapshot.users if each.is_global_administrator],
        others_read_no_secured_fields=True,
        apps=offerings_told(chance, snapshot.apps),
        chats=[SupplementChat(id, kind) for id, kind in kinds_told(chance, snapshot.chats).items()],
        users=supplement_users(chance, snapshot.users),
        readings=policy.readings,
    )


def write_given(chance: Chance, folder: Path, supplement: Supplement) -> Path:
    """Write what no column tells as JSON or TOML."""
    file_format = chance.of("json", "toml")
    table = plain(chance, supplement, is_toml=file_format == "toml")
    path = folder / f"supplement.{file_format}"
    text = json.dumps(table, ensure_ascii=chance.maybe()) if file_format == "json" else toml(chance, table)
    path.write_text(text, encoding="utf-8")
    return path


def plain(chance: Chance, value: Any, *, is_toml: bool) -> Any:  # noqa: ANN401  # of any field
    """The value as a file holds it; a field that has its default may be missing."""
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, datetime):
        when = value.astimezone(chance.of(UTC, timezone(timedelta(hours=-8))))
        return chance.of(when.isoformat(), when) if is_toml else written_time(chance, when)
    if isinstance(value, (Supplement, SupplementApp, SupplementChat, SupplementUser, Readings)):
        found = {each.name: (getattr(value, each.name), each.default) for each in fields(type(value)) if each.init}
        kept = {name: each for name, (each, default) in found.items() if each != default or chance.maybe()}
        return {
            name: plain(chance, each, is_toml=is_toml)
            for name, each in chance.shuffled(kept.items())
            if not (is_toml and each is None)
        }
    if isinstance(value, (frozenset, tuple)):
        members = value if isinstance(value, tuple) else sorted(value)
        return chance.shuffled(plain(chance, each, is_toml=is_toml) for each in members)
    return value


def toml(chance: Chance, table: Mapping[str, Any]) -> str:
    """A table as TOML: its lists of tables by their names, or within the line."""
    lines, tables = [], []
    for key, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and chance.maybe():
            tables += [f"[[{key}]]\n" + toml(chance, each) for each in value]
        elif isinstance(value, dict) and chance.maybe():
            tables.append(f"[{key}]\n" + toml(chance, value))
        else:
            lines.append(f"{key} = {toml_value(value)}\n")
    return "".join([*lines, *tables])


def toml_value(value: Any) -> str:  # noqa: ANN401  # of any field
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)


app_names = st.sampled_from([each for each in NAMES if each.isascii()])
givens = st.builds(
    Supplement,
    on_for_all_apps=st.booleans(),
    selected_apps=st.just(UNKNOWN) | st.frozensets(app_names),
    timeline_sync_since=st.none() | strategies.times(),
    teams_tool=st.none() | app_names,
    consents=st.none() | st.frozensets(names),
    apps=few(st.builds(SupplementApp, app_names, st.sampled_from(Offering)), lambda app: app.unique_name),
    chats=few(st.builds(SupplementChat, names, st.sampled_from(ChatKind)), lambda chat: chat.id),
    users=few(st.builds(SupplementUser, ids, is_global_administrator=st.booleans()), lambda user: user.id),
    readings=strategies.readings(),
)


@given(chances, givens)
def test_what_no_column_holds_comes_back_from_json_and_toml(chance: Chance, supplement: Supplement) -> None:
    with TemporaryDirectory() as folder:
        read = read_model(write_given(chance, Path(folder), supplement), Supplement)
    assert without_order(read) == without_order(supplement)


def without_order(supplement: Supplement) -> Supplement:
    return evolve(
        supplement,
        apps=sorted(supplement.apps, key=lambda app: app.unique_name),
        chats=sorted(supplement.chats, key=lambda chat: chat.id),
        users=sorted(supplement.users, key=lambda user: user.id),
    )


# --- Whole exports ----------------------------------------------------------------------------------------------------

NEEDED_WITH = {
    "entitydefinitions": {"sdkmessagefilters"},
    "roles": {"roleprivileges", "privileges"},
    "systemusers": {
        "teammemberships",
        "msdyn_appconfiguration_systemusers",
        "msdyn_appprofilerolemappings",
        "msdyn_appconfigurations",
    },
    "msdyn_teamschatassociations": {"chats"},
    "msdyn_appconfigurations": {
        "msdyn_paneconfigurations",
        "msdyn_panetabconfigurations",
        "msdyn_panetoolconfigurations",
    },
}
"""What an export with rows of one table needs besides: without it something of them is unknown."""

GRANTS = {"systemuserroles", "teamroles", "roles", "privileges", "roleprivileges"}
"""What gives users their roles; an export that asked for the privileges of every user can do without, unless roles
give profiles."""


def write_export(chance: Chance, folder: Path, snapshot: Snapshot) -> None:
    tables: Tables = defaultdict(list) | {
        **policy_tables(chance, snapshot.policy),
        **metadata_tables(chance, snapshot.record_types),
        **view_tables(chance, snapshot.views, snapshot.unusable_views),
        **chat_tables(chance, snapshot.chats),
        **people_tables(chance, People(snapshot.roles, snapshot.profiles, snapshot.users)),
        **app_tables(chance, snapshot.apps),
        **record_tables(chance, snapshot.records),
        **access_tables(chance, snapshot.access),
    }
    for name in sorted(exported(chance, tables)):
        write_table(chance, folder, name, chance.shuffled(tables[name]))
    write_given(chance, folder, given_of(chance, snapshot, teams_tool(chance, tables)))


def exported(chance: Chance, tables: Tables) -> set[str]:
    """The tables that are in the export, some of them without a row."""
    names = {"organizations", "msdyn_entitylinkchatconfigurations", *(name for name in tables if tables[name])}
    names.update(chance.some(sorted({*tables, *GRANTS})))
    asked = {row["systemuserid"].strip("{}").lower() for row in tables["userprivileges"]}
    users = {row["systemuserid"].strip("{}").lower() for row in tables["systemusers"]}
    can_do_without = users and asked == users and not tables["msdyn_appprofilerolemappings"]
    if "systemusers" in names and not can_do_without:
        names |= GRANTS
    for name in [*NEEDED_WITH]:
        names |= NEEDED_WITH[name] if name in names else set()
    return names


def write_table(chance: Chance, folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Write a table as one page a file, or as one file: its rows, its pages, or its only row by itself."""
    pages = chance.pages(rows)
    way = chance.of("a file a page", "rows", "lists", "answers", "alone")
    if way == "a file a page" or (way == "alone" and len(rows) != 1):
        for number, page in enumerate(pages, start=1):
            is_last = number == len(pages)
            link = chance.of(ABSENT, None) if is_last else f"https://contoso.crm.dynamics.com/{name}?page={number + 1}"
            answer = dressed_answer(chance, name, {"value": page, "@odata.nextLink": link})
            file_name = f"{name}.json" if number == 1 else f"{name}.{number}.json"
            write_json(chance, folder / file_name, chance.of(answer, page) if is_last else answer)
        return
    one_file = {
        "rows": rows,
        "lists": pages,
        "answers": [dressed_answer(chance, name, {"value": page}) for page in pages],
        "alone": rows[0] if rows else [],
    }
    write_json(chance, folder / f"{name}.json", one_file[way])


def dressed_answer(chance: Chance, name: str, answer: Row) -> Row:
    context = {"@odata.context": f"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#{name}"}
    return dict(chance.shuffled(present(chance.of(answer, context | answer)).items()))


def write_json(chance: Chance, path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=chance.maybe(), indent=chance.of(None, 1))
    path.write_text(text, encoding=chance.of("utf-8", "utf-8-sig", "utf-16"))


def written_and_read(chance: Chance, snapshot: Snapshot) -> Snapshot:
    """The snapshot after a stay in a folder, without remarks and without what is only of the export."""
    with TemporaryDirectory() as folder:
        write_export(chance, Path(folder), snapshot)
        read = load_export(folder, strict=True)
        read = evolve(read, remarks=(), tables=None, supplement_ids=(), not_selected=())
        return evolve(read, users=without_ways(read.users))


@given(chances, snapshots())
def test_a_whole_organisation_comes_back_from_an_export(chance: Chance, snapshot: Snapshot) -> None:
    assert written_and_read(chance, snapshot) == snapshot


@settings(max_examples=settings().max_examples // 4)  # each of the two is as in the test before
@given(chances, chances, snapshots())
def test_two_exports_of_one_organisation_are_the_same_to_every_reader(
    chance: Chance, other: Chance, snapshot: Snapshot
) -> None:
    assert written_and_read(chance, snapshot) == written_and_read(other, snapshot)


@pytest.mark.campaign
@settings(max_examples=800, suppress_health_check=[HealthCheck.too_slow])
@given(chances, snapshots())
def test_hundreds_of_organisations_come_back_from_their_exports(chance: Chance, snapshot: Snapshot) -> None:
    assert written_and_read(chance, snapshot) == snapshot
