"""What did an administrator get wrong, and what should they know? A whole snapshot is judged, and each mistake cited.

One small function looks for each kind of finding. The table at the end of this module gives every kind its severity,
its requirements and what to do about it, so that an auditor can tick them off one by one.

An *error* is a rule that cannot work, or a row that could not be read. A *warning* works, but probably not as it was
meant. *Information* is worth knowing. What is turned off is not judged: a card that is not shown needs no view. What
the snapshot does not hold is not guessed either: where that leaves something unjudged, a finding says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from heapq import nsmallest
from typing import NamedTuple, TypedDict, TypeVar

from attrs import frozen

from ._model import Model
from .context_card import CardColumn, ContextCard, WhyNotShown, applicable_view, context_card, needs_view
from .defaults import (
    DEFAULT_DISCONNECT_ROLES,
    GLOBAL_DISCONNECT_PRIVILEGE,
    NEW_ORGANISATION,
    PRODUCTIVITY_TOOLS_USER,
    SUPPORTED_OFFERINGS,
    PaneTable,
)
from .enablement import is_enabled, missing_consents, missing_pane_permissions
from .errors import UnknownFact
from .models import NOBODY, Chat, ChatKind, Record, RecordType, User
from .notifications import Notifications, WhySilent, notifications
from .policy import Policy, RecordTypePolicy
from .snapshot import Remark, RemarkCode, SetApart, Snapshot

__all__ = ["Finding", "FindingCode", "FindingDict", "Severity", "check"]

T = TypeVar("T", int, str, tuple[str, int])

Found = Iterable[tuple[str, str]]
"""What a kind finds: each subject, and one sentence about it."""


class Severity(StrEnum):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error"
    """A rule cannot work, or a row could not be read."""
    WARNING = "warning"
    """It works, but probably not as the administrator meant it."""
    INFORMATION = "information"
    """Worth knowing."""


class FindingCode(StrEnum):
    """The kinds of findings, in the order in which they are reported within a severity."""

    ROW_SET_APART = "row_set_apart"
    SETTINGS_UNREADABLE = "settings_unreadable"
    OTHER_SETTINGS_UNREADABLE = "other_settings_unreadable"
    CONFIGURED_TWICE = "configured_twice"
    ABSENT_TOGGLE = "absent_toggle"
    INACTIVE_SETTINGS = "inactive_settings"
    METADATA_MISSING = "metadata_missing"

    NO_APP_SELECTED = "no_app_selected"
    UNSUPPORTED_APP_SELECTED = "unsupported_app_selected"
    UNKNOWN_APP_SELECTED = "unknown_app_selected"
    PROFILE_WITHOUT_CHAT = "profile_without_chat"
    PANE_PERMISSIONS_MISSING = "pane_permissions_missing"
    CONSENT_MISSING = "consent_missing"
    CONSENTS_UNKNOWN = "consents_unknown"

    LINKS_OF_UNCONFIGURED_TYPE = "links_of_unconfigured_type"
    LINKED_CHATS_NOT_GROUP = "linked_chats_not_group"
    LINKS_INACTIVE = "links_inactive"

    CARD_WITHOUT_VIEW = "card_without_view"
    CHOSEN_VIEW_MISSING = "chosen_view_missing"
    DEFAULT_VIEW_MISSING = "default_view_missing"
    COLUMN_UNSUPPORTED = "column_unsupported"
    COLUMN_HIDDEN = "column_hidden"
    COLUMN_BEYOND_LIMIT = "column_beyond_limit"
    SECURED_FIELD_LAID_OPEN = "secured_field_laid_open"

    DISCONNECT_TOGGLE_NOT_DEFAULT = "disconnect_toggle_not_default"
    ROLE_BEYOND_DEFAULTS = "role_beyond_defaults"
    DEFAULT_ROLE_WITHOUT_RIGHT = "default_role_without_right"
    CONNECTOR_TIED = "connector_tied"
    CONNECTOR_UNKNOWN = "connector_unknown"

    JOIN_TOGGLE_NOT_DEFAULT = "join_toggle_not_default"

    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNSUPPORTED_ATTRIBUTE = "unsupported_attribute"
    NOTIFICATIONS_NOT_CONFIGURABLE = "notifications_not_configurable"
    NO_ATTRIBUTE_PICKED = "no_attribute_picked"

    SYNC_WITHOUT_CHAT = "sync_without_chat"
    SYNC_SINCE_UNKNOWN = "sync_since_unknown"

    @property
    def severity(self) -> Severity:
        """How much every finding of the kind weighs."""
        return _KINDS[self].severity

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on; none for a row that is about no requirement in particular."""
        return tuple(_KINDS[self].cites.split())

    @property
    def todo(self) -> str:
        """What to do about it, as one sentence."""
        return _KINDS[self].todo


class FindingDict(TypedDict):
    """What `Finding.to_dict` returns."""

    code: str
    severity: str
    cites: list[str]
    subject: str
    found: str
    todo: str


@frozen(eq=False, repr=False)
class Finding(Model):
    """One thing that an administrator should correct or know. Names in it stand as they are, not escaped.

    Attributes:
        code: the kind of finding; severity, requirements and what to do follow from it.
        subject: what it is about: a record type, an attribute, an app, a profile, a role, a file.
        found: what was found, as one sentence.
    """

    code: FindingCode
    subject: str
    found: str

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.code.severity

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements and choices it rests on."""
        return self.code.cites

    @property
    def todo(self) -> str:
        """What to do about it, as one sentence."""
        return self.code.todo

    def to_dict(self) -> FindingDict:
        """The finding as plain data, in a stable shape."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "cites": list(self.cites),
            "subject": self.subject,
            "found": self.found,
            "todo": self.todo,
        }


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Everything in a snapshot that an administrator should correct or know.

    The heaviest come first, then they are in the order of their kinds, then by subject. What thousands share is one
    finding that counts them and names the first few.
    """
    findings = {Finding(code, *each) for code, kind in _KINDS.items() for each in kind.look(snapshot)}
    return tuple(sorted(findings, key=_weight))


def _weight(finding: Finding) -> tuple[int, int, str, str]:
    severity, code = list(Severity).index(finding.severity), list(FindingCode).index(finding.code)
    return severity, code, finding.subject, finding.found


# --- In words ---------------------------------------------------------------------------------------------------------

_FEW = 3


def _some(names: Collection[T], said: Callable[[T], str] = str) -> str:
    """The first few of many, and how many more there are."""
    few = ", ".join(map(said, nsmallest(_FEW, names)))
    return few if len(names) <= _FEW else f"{few} and {len(names) - _FEW} more"


def _all(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _on(toggle: bool) -> str:
    return "on" if toggle else "off"


# --- Rows and settings ------------------------------------------------------------------------------------------------


def _rows_set_apart(snapshot: Snapshot) -> Found:
    """Rows alike in what is wrong with them are one finding, of which the first row is told in full."""
    alike: dict[tuple[str, str, str], list[SetApart]] = {}
    for each in snapshot.set_apart:
        if each.record_type not in snapshot.policy.unreadable_record_types:  # those are told with their record type
            alike.setdefault((each.source, each.path, each.expected), []).append(each)
    for (source, _, _), rows in alike.items():
        first, *others = sorted(rows, key=lambda each: (_row(each), each.got))
        more = f"; {_counted(len(others), 'more row')} alike: {_some([*map(_row, others)])}" if others else ""
        yield source, f"{first.says}{more}."


def _row(apart: SetApart) -> int:
    return -1 if apart.row is None else apart.row


def _settings_unreadable(snapshot: Snapshot) -> Found:
    why: dict[str, list[str]] = {each: [] for each in snapshot.policy.unreadable_record_types}
    for apart in snapshot.set_apart:
        if apart.record_type in why:
            why[apart.record_type].append(apart.says)
    for record_type, says in why.items():
        because = f" ({_some(says)})" if says else ""
        yield record_type, f"Its settings could not be read, so every question about it raises{because}."


def _other_settings_unreadable(snapshot: Snapshot) -> Found:
    if snapshot.policy.others_unreadable:
        yield (
            "record types without settings",
            "Settings of a record type that nobody knows could not be read, so every question about these raises.",
        )


def _configured_twice(snapshot: Snapshot) -> Found:
    for record_type, remarks in _remarks(snapshot, RemarkCode.CONFIGURED_TWICE):
        yield record_type, f"It has settings more than once: {_places(remarks)}."


def _absent_toggles(snapshot: Snapshot) -> Found:
    for record_type, remarks in _remarks(snapshot, RemarkCode.ABSENT_TOGGLE):
        yield (
            record_type,
            f"Its settings give no value for {_all(each.detail for each in remarks)}, which counts as not set.",
        )


def _inactive_settings(snapshot: Snapshot) -> Found:
    for record_type, remarks in _remarks(snapshot, RemarkCode.INACTIVE_SETTINGS):
        yield record_type, f"Settings of it are inactive and were left out: {_places(remarks)}."


def _remarks(snapshot: Snapshot, code: RemarkCode) -> Iterable[tuple[str, list[Remark]]]:
    """The remarks of one kind, by what they are about: the record type, or the file where there is none."""
    about: dict[str, list[Remark]] = {}
    for each in snapshot.remarks:
        if each.code is code:
            about.setdefault(each.record_type or each.source, []).append(each)
    return about.items()


def _places(remarks: list[Remark]) -> str:
    return _some({(each.source, each.row) for each in remarks}, lambda place: f"{place[0]} row {place[1]}")


def _metadata_missing(snapshot: Snapshot) -> Found:
    tables = _tables(snapshot)
    for settings in snapshot.policy.record_types:
        if settings.record_type not in tables and (settings.notify or settings.include_note):
            yield settings.record_type, "Its metadata is not in the snapshot, so its attributes could not be checked."


def _tables(snapshot: Snapshot) -> dict[str, RecordType]:
    return {each.name: each for each in snapshot.record_types}


# --- Enablement -------------------------------------------------------------------------------------------------------


def _selected(policy: Policy) -> frozenset[str]:
    """The apps an administrator selected, where the selection counts; the default selection is nobody's mistake."""
    return frozenset() if policy.on_for_all_apps else policy.selected_apps or frozenset()


def _no_app_selected(snapshot: Snapshot) -> Found:
    policy = snapshot.policy
    if policy.chat_is_on and not policy.on_for_all_apps and policy.selected_apps == frozenset():
        yield "selected apps", "Teams chat is on for selected apps and none is selected, so no app has it."


def _unsupported_apps_selected(snapshot: Snapshot) -> Found:
    selected = _selected(snapshot.policy)
    for app in snapshot.apps:
        if app.unique_name in selected and app.offering not in SUPPORTED_OFFERINGS:
            yield app.unique_name, f"It is selected, but Teams chat is not available in its offering, {app.offering}."


def _unknown_apps_selected(snapshot: Snapshot) -> Found:
    for name in _selected(snapshot.policy).difference(app.unique_name for app in snapshot.apps):
        yield name, "It is selected, but no app of the snapshot has that name."


def _profiles_without_chat(snapshot: Snapshot) -> Found:
    lacking = [user.profile.name for user in snapshot.users if user.profile and not user.profile.chat_in_pane]
    users = Counter(lacking)
    for name in {profile.name for profile in snapshot.profiles if not profile.chat_in_pane}:
        off = _counted(users[name], "user")
        yield name, f"The chat is off in its productivity pane, so in multi-session apps it is off for {off}."


_EQUIPPED = User("anyone", roles=[PRODUCTIVITY_TOOLS_USER])
"""A user who lacks nothing: has the chat wherever an app has it."""


def _pane_permissions_missing(snapshot: Snapshot) -> Found:
    """Users who lack the same tables are one finding; it matters only where a multi-session app has the chat."""
    has_chat = [each for each in snapshot.apps if each.is_multisession and is_enabled(snapshot.policy, each, _EQUIPPED)]
    apps = _some([each.unique_name for each in has_chat])
    lacking: dict[tuple[PaneTable, ...], list[str]] = {}
    for user in snapshot.users if has_chat else ():
        if missing := missing_pane_permissions(user):
            lacking.setdefault(missing, []).append(user.id)
    for missing, ids in lacking.items():
        tables = ", ".join(f"{table.label} ({table.name})" for table in missing)
        yield _counted(len(ids), "user"), f"No chat in {apps} for {_some(ids)}, who may not read {tables}."


def _consents_missing(snapshot: Snapshot) -> Found:
    if snapshot.policy.chat_is_on and snapshot.consents is not None:
        for permission in missing_consents(snapshot.consents):
            yield permission.name, f"Nobody consented to this Graph permission; what is lost is {permission.purpose}."


def _consents_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.chat_is_on and snapshot.consents is None:
        yield "Graph permissions", "Nobody told which were consented to, so they could not be checked."


# --- Connecting -------------------------------------------------------------------------------------------------------


def _links_of_unconfigured_types(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links)
    for record_type, number in links.items():
        if _is_unconfigured(snapshot.policy, record_type):
            yield record_type, f"Chats have {_counted(number, 'link')} to its records, but it is not configured."


def _is_unconfigured(policy: Policy, record_type: str) -> bool:
    """Whether that is known for sure: of settings that could not be read other findings tell."""
    try:
        return not policy.is_configured(record_type)
    except UnknownFact:
        return False


def _linked_chats_not_group(snapshot: Snapshot) -> Found:
    """Only where the kind is known: an unknown one may well be a group chat."""
    for kind in (ChatKind.ONE_ON_ONE, ChatKind.MEETING):
        if ids := [chat.id for chat in snapshot.chats if chat.links and chat.kind is kind]:
            yield kind.value, f"Connected, though only group chats can be: {_counted(len(ids), 'chat')}, {_some(ids)}."


def _links_inactive(snapshot: Snapshot) -> Found:
    for record_type, remarks in _remarks(snapshot, RemarkCode.INACTIVE_LINK):
        yield record_type, f"Inactive, and so no connection: {_counted(len(remarks), 'link')}."


# --- Context card -----------------------------------------------------------------------------------------------------


def _carded(snapshot: Snapshot) -> Iterator[RecordTypePolicy]:
    """The settings of the record types that show a card at all."""
    return (each for each in snapshot.policy.record_types if each.include_note)


def _cards_without_view(snapshot: Snapshot) -> Found:
    for settings in _carded(snapshot):
        if not needs_view(settings):
            yield (
                settings.record_type,
                "A card is shown, but no view is chosen and an added record type has no default.",
            )


def _chosen_views_missing(snapshot: Snapshot) -> Found:
    for settings in _viewless(snapshot):
        if settings.view_id is not None:
            is_unusable = settings.view_id in snapshot.unusable_views
            why = "is inactive or has no columns" if is_unusable else "is not among its views"
            yield settings.record_type, f"The view chosen for its card, {settings.view_id}, {why}."


def _default_views_missing(snapshot: Snapshot) -> Found:
    for settings in _viewless(snapshot):
        if settings.view_id is None:
            yield settings.record_type, "A card is shown and no view is chosen, but its default view is not at hand."


def _viewless(snapshot: Snapshot) -> Iterator[RecordTypePolicy]:
    """The settings whose card needs a view that the snapshot does not hold."""
    for settings in _carded(snapshot):
        view = applicable_view(snapshot.policy, snapshot.views, settings.record_type)
        if view is None and needs_view(settings):
            yield settings


class _Judged(NamedTuple):
    """A card as an agent has it who may read every secured field: as it is configured."""

    card: ContextCard
    fields: Mapping[str, str]
    """The field behind each column, as "table.attribute", where the table is at hand."""


def _cards(snapshot: Snapshot) -> Iterator[_Judged]:
    tables = _tables(snapshot)
    for settings in _carded(snapshot):
        own = tables.get(settings.record_type)
        view = applicable_view(snapshot.policy, snapshot.views, settings.record_type)
        if own is None or view is None:
            continue
        linked = {each.alias: tables[each.table] for each in view.columns if each.alias and each.table in tables}
        behind = {each.name: own if each.alias is None else linked.get(each.alias) for each in view.columns}
        fields = {each.name: f"{table.name}.{each.attribute}" for each in view.columns if (table := behind[each.name])}
        agent = User("anyone", readable_secured_fields=fields.values())
        yield _Judged(context_card(snapshot.policy, own, view, agent, linked), fields)


def _columns_unsupported(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_UNSUPPORTED)


def _columns_hidden(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_HIDDEN)


def _columns_beyond_limit(snapshot: Snapshot) -> Found:
    return _skipped(snapshot, FindingCode.COLUMN_BEYOND_LIMIT)


def _skipped(snapshot: Snapshot, code: FindingCode) -> Found:
    for card, _ in _cards(snapshot):
        for column in card.skipped:
            if _why_skipped(column) is code:
                why = "; ".join(each.says for each in column.why_not)
                yield f"{card.record_type}.{column.name}", f'The card leaves out this column of "{card.view}": {why}.'


def _why_skipped(column: CardColumn) -> FindingCode:
    """What is hidden was meant to be; what else is wrong with it then no longer matters."""
    if WhyNotShown.HIDDEN in column.why_not:
        return FindingCode.COLUMN_HIDDEN
    if WhyNotShown.BEYOND_LIMIT in column.why_not:
        return FindingCode.COLUMN_BEYOND_LIMIT
    return FindingCode.COLUMN_UNSUPPORTED


def _secured_fields_laid_open(snapshot: Snapshot) -> Found:
    laid_open = [(card, column, fields[column]) for card, fields in _cards(snapshot) for column in card.laid_open]
    secured = {field for _, _, field in laid_open}
    readers = Counter(field for user in snapshot.users for field in user.readable_secured_fields & secured)
    for card, column, field in laid_open:
        agents = f"{readers[field]} of {_counted(len(snapshot.users), 'user')}"
        yield (
            f"{card.record_type}.{column}",
            f"The card lays this secured field open when an agent connects who may read {field}: {agents}.",
        )


# --- Disconnecting and joining ----------------------------------------------------------------------------------------


def _disconnect_toggles_not_default(snapshot: Snapshot) -> Found:
    labels = {
        "owner_may_disconnect": "Record owner can disconnect chats",
        "connector_may_disconnect": "Chat connector can disconnect chat",
    }
    return _not_default(snapshot, labels)


def _join_toggles_not_default(snapshot: Snapshot) -> Found:
    return _not_default(snapshot, {"join_chat": "Join chat"})


def _not_default(snapshot: Snapshot, labels: Mapping[str, str]) -> Found:
    """Toggles of the standard record types that are not as a new organisation has them."""
    for settings in snapshot.policy.record_types:
        if NEW_ORGANISATION.is_configured(settings.record_type):
            documented = NEW_ORGANISATION.settings_for(settings.record_type)
            for toggle, label in labels.items():
                now, then = getattr(settings, toggle), getattr(documented, toggle)
                if now is not then:
                    yield settings.record_type, f'"{label}" is {_on(now)}; in a new organisation it is {_on(then)}.'


_DEFAULT_ROLES = frozenset(role.name for role in DEFAULT_DISCONNECT_ROLES)


def _roles_beyond_defaults(snapshot: Snapshot) -> Found:
    """The privilege alone gives the right; only whether it was there by default is told by the role's name."""
    for name in _roles_with_right(snapshot) - _DEFAULT_ROLES:
        yield name, "It gives the global disconnect right, and is not among the six roles that have it by default."


def _default_roles_without_right(snapshot: Snapshot) -> Found:
    names = {role.name for role in snapshot.roles}
    for name in names & _DEFAULT_ROLES - _roles_with_right(snapshot):
        yield name, "By default it gives the global disconnect right, and here it does not."


def _roles_with_right(snapshot: Snapshot) -> frozenset[str]:
    """Their names, each once: every business unit has its own copy of a role."""
    return frozenset(role.name for role in snapshot.roles if GLOBAL_DISCONNECT_PRIVILEGE in role.privileges)


def _connectors_tied(snapshot: Snapshot) -> Found:
    """Not where everybody who connected a chat is its connector (Q-15): then nothing hangs on who was last."""
    tied: dict[str, list[str]] = {}
    for chat in () if snapshot.policy.readings.anyone_who_connected_is_connector else snapshot.chats:
        for record_type, record_id in _ties(chat):
            tied.setdefault(record_type, []).append(f"{chat.id} to {record_id}")
    for record_type, names in tied.items():
        number = _counted(len(names), "connection")
        yield record_type, f"Different users made the latest links of one instant, at {number}: {_some(names)}."


def _ties(chat: Chat) -> Iterator[tuple[str, str]]:
    """The records whose latest links to the chat name different users; links without a user name nobody."""
    if None not in (each.connector for each in chat.connections.values()):
        return
    latest: dict[tuple[str, str], set[str]] = {}
    for link in chat.links:
        key = (link.record_type, link.record_id)
        if link.connected_by is not None and link.connected_on == chat.connections[key].connected_on:
            latest.setdefault(key, set()).add(link.connected_by)
    yield from (key for key, users in latest.items() if len(users) > 1)


def _connectors_unknown(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links if link.connected_by is None)
    for record_type, number in links.items():
        yield record_type, f"Nobody knows who made {_counted(number, 'link')} to its records."


# --- Notifications ----------------------------------------------------------------------------------------------------


def _duplicate_attributes(snapshot: Snapshot) -> Found:
    for record_type, remarks in _remarks(snapshot, RemarkCode.DUPLICATE_ATTRIBUTE):
        yield record_type, f"Picked for notifications more than once: {_all(each.detail for each in remarks)}."


def _unknown_attributes(snapshot: Snapshot) -> Found:
    return _never_told(snapshot, WhySilent.UNKNOWN_ATTRIBUTE)


def _unsupported_attributes(snapshot: Snapshot) -> Found:
    return _never_told(snapshot, WhySilent.UNSUPPORTED_TYPE)


def _never_told(snapshot: Snapshot, why: WhySilent) -> Found:
    for record_type, told in _notifying(snapshot):
        for silence in told.silent:
            if why in silence.why:
                yield f"{record_type}.{silence.attribute}", f"Picked for notifications, but never told: {why.says}."


def _notifications_not_configurable(snapshot: Snapshot) -> Found:
    for record_type, told in _notifying(snapshot):
        if told.not_configurable:
            why = "; ".join(each.says for each in told.not_configurable)
            yield record_type, f"Notifications are on, but nobody is ever told: {why}."


def _notifying(snapshot: Snapshot) -> Iterator[tuple[str, Notifications]]:
    """What an update that changes nothing says of each record type whose notifications are on."""
    tables = _tables(snapshot)
    for settings in snapshot.policy.record_types:
        name = settings.record_type
        if settings.notify and name in tables:
            yield name, notifications(snapshot.policy, tables[name], Record(name, "any", NOBODY), {}, ())


def _no_attributes_picked(snapshot: Snapshot) -> Found:
    for settings in snapshot.policy.record_types:
        if settings.notify and not settings.notified_attributes:
            yield settings.record_type, "Notifications are on, but no attribute is picked, so nobody is ever told."


# --- Timeline ---------------------------------------------------------------------------------------------------------


def _sync_without_chat(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync and not snapshot.policy.chat_is_on:
        yield "timeline sync", "It is on while Teams chat is off for the organisation, so it has no effect."


def _sync_since_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync and snapshot.policy.timeline_sync_since is None:
        yield "timeline sync", "It is on, but nobody knows since when, so whether a chat has an entry raises."


# --- Every kind of finding --------------------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """What a kind of finding weighs, what it rests on, where it comes from, and what to do about it."""

    severity: Severity
    cites: str
    look: Callable[[Snapshot], Found]
    todo: str


_ERROR, _WARNING, _INFORMATION = Severity

_KINDS: dict[FindingCode, _Kind] = {
    FindingCode.ROW_SET_APART: _Kind(
        _ERROR, "", _rows_set_apart, "Correct what is wrong there and export again: nothing was guessed in its place."
    ),
    FindingCode.SETTINGS_UNREADABLE: _Kind(
        _ERROR,
        "DIS-2",
        _settings_unreadable,
        "Correct its settings and export again: unreadable is not all toggles off.",
    ),
    FindingCode.OTHER_SETTINGS_UNREADABLE: _Kind(
        _ERROR, "DIS-2", _other_settings_unreadable, "Correct the settings rows that were set apart and export again."
    ),
    FindingCode.CONFIGURED_TWICE: _Kind(
        _ERROR, "CON-1", _configured_twice, "Keep one row of settings for the record type and remove the others."
    ),
    FindingCode.ABSENT_TOGGLE: _Kind(
        _WARNING, "Q-12", _absent_toggles, "Set each of them on or off, or export that column too."
    ),
    FindingCode.INACTIVE_SETTINGS: _Kind(
        _INFORMATION, "CON-1", _inactive_settings, "Activate them if chats are to be connected as they say."
    ),
    FindingCode.METADATA_MISSING: _Kind(
        _INFORMATION, "CRD-3 NTF-5", _metadata_missing, "Export the metadata of that table too and check again."
    ),
    FindingCode.NO_APP_SELECTED: _Kind(
        _WARNING, "ENB-5 ENB-6", _no_app_selected, "Select the apps that should have the chat, or turn it off."
    ),
    FindingCode.UNSUPPORTED_APP_SELECTED: _Kind(
        _WARNING, "ENB-1 ENB-5", _unsupported_apps_selected, "Remove the app from the selection."
    ),
    FindingCode.UNKNOWN_APP_SELECTED: _Kind(
        _WARNING, "ENB-5", _unknown_apps_selected, "Correct the unique name, or export the app too."
    ),
    FindingCode.PROFILE_WITHOUT_CHAT: _Kind(
        _WARNING, "ENB-7 TML-4", _profiles_without_chat, "Turn the chat on in the productivity pane of the profile."
    ),
    FindingCode.PANE_PERMISSIONS_MISSING: _Kind(
        _WARNING,
        "ENB-8",
        _pane_permissions_missing,
        f'Give them the role "{PRODUCTIVITY_TOOLS_USER.name}", or another one with read permission on these tables.',
    ),
    FindingCode.CONSENT_MISSING: _Kind(
        _WARNING, "ENB-9", _consents_missing, "Have an administrator consent to the permission, if that is wanted."
    ),
    FindingCode.CONSENTS_UNKNOWN: _Kind(
        _INFORMATION, "ENB-9", _consents_unknown, "Say which Graph permissions were consented to and check again."
    ),
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _Kind(
        _WARNING, "CON-1 DIS-2", _links_of_unconfigured_types, "Add the record type, or have these chats disconnected."
    ),
    FindingCode.LINKED_CHATS_NOT_GROUP: _Kind(
        _INFORMATION, "CON-3", _linked_chats_not_group, "Find out how: the product connects group chats only."
    ),
    FindingCode.LINKS_INACTIVE: _Kind(
        _INFORMATION, "JOI-2 DIS-8", _links_inactive, "Nothing, if these chats were meant to be disconnected."
    ),
    FindingCode.CARD_WITHOUT_VIEW: _Kind(
        _WARNING, "CRD-5", _cards_without_view, "Choose a view: until then the card has no fields."
    ),
    FindingCode.CHOSEN_VIEW_MISSING: _Kind(
        _ERROR, "CRD-5", _chosen_views_missing, "Choose a view that the table has, or export that view too."
    ),
    FindingCode.DEFAULT_VIEW_MISSING: _Kind(
        _WARNING, "CRD-5", _default_views_missing, "Export the default view too, or choose another one."
    ),
    FindingCode.COLUMN_UNSUPPORTED: _Kind(
        _WARNING,
        "CRD-3 Q-5 Q-9",
        _columns_unsupported,
        "Replace the column in the view, or export the table it is of if that is missing.",
    ),
    FindingCode.COLUMN_HIDDEN: _Kind(
        _INFORMATION, "CRD-3 Q-9", _columns_hidden, "Show the column in the view if the card should have it."
    ),
    FindingCode.COLUMN_BEYOND_LIMIT: _Kind(
        _INFORMATION,
        "CRD-2 Q-3",
        _columns_beyond_limit,
        "Move the column forward in the view if the card should have it.",
    ),
    FindingCode.SECURED_FIELD_LAID_OPEN: _Kind(
        _WARNING,
        "CRD-4",
        _secured_fields_laid_open,
        "Remove the column from the view unless every collaborator may see it.",
    ),
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _Kind(
        _INFORMATION, "DIS-1", _disconnect_toggles_not_default, "Nothing, if that was meant; else set the toggle back."
    ),
    FindingCode.ROLE_BEYOND_DEFAULTS: _Kind(
        _WARNING, "DIS-2 DIS-3", _roles_beyond_defaults, "Take the privilege from the role unless that was meant."
    ),
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _Kind(
        _INFORMATION, "DIS-3", _default_roles_without_right, "Nothing, if that was meant; else give the privilege back."
    ),
    FindingCode.CONNECTOR_TIED: _Kind(
        _WARNING, "DIS-7", _connectors_tied, "Connect these chats once more: until then nobody is their connector."
    ),
    FindingCode.CONNECTOR_UNKNOWN: _Kind(
        _INFORMATION, "DIS-7", _connectors_unknown, "Connect these chats once more if they are to have a connector."
    ),
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _Kind(
        _INFORMATION, "JOI-3", _join_toggles_not_default, "Nothing, if that was meant; else set the toggle back."
    ),
    FindingCode.DUPLICATE_ATTRIBUTE: _Kind(
        _WARNING,
        "NTF-2",
        _duplicate_attributes,
        "Pick each attribute once; the place of the double is free for another.",
    ),
    FindingCode.UNKNOWN_ATTRIBUTE: _Kind(_ERROR, "NTF-5", _unknown_attributes, "Pick an attribute that the table has."),
    FindingCode.UNSUPPORTED_ATTRIBUTE: _Kind(
        _ERROR, "NTF-5 Q-8", _unsupported_attributes, "Pick an attribute of a supported type instead."
    ),
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _Kind(
        _ERROR, "NTF-4", _notifications_not_configurable, "Turn notifications off for the record type."
    ),
    FindingCode.NO_ATTRIBUTE_PICKED: _Kind(
        _WARNING, "NTF-1 NTF-6", _no_attributes_picked, "Pick up to five attributes, or turn notifications off."
    ),
    FindingCode.SYNC_WITHOUT_CHAT: _Kind(_WARNING, "TML-1", _sync_without_chat, "Turn Teams chat on, or the sync off."),
    FindingCode.SYNC_SINCE_UNKNOWN: _Kind(
        _WARNING, "TML-7", _sync_since_unknown, "Say when the sync was turned on and check again."
    ),
}
"""Every kind of finding. Its members come in the order of `FindingCode`."""
