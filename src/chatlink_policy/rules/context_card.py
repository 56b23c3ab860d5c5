"""Which fields does the context card of a newly connected chat show, and why not the others? (CRD-1 to CRD-6)

Every column of the view is judged by itself; then the card takes at most five, as Q-3 reads. Each column that is left
out says why, by every reason that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

from attrs import field

from .._arguments import checked
from .._ids import to_id
from .._validation import by_key, legal, one_of
from .._value import Blocks, Model, Shown, frozen
from ..defaults import DEFAULT_VIEWS, MOST_CARD_FIELDS
from ..errors import InvalidValue, shown
from ..evidence import Statement
from ..models import Attribute, Column, RecordType, User, View
from ..policy import CardFields, Policy, RecordTypePolicy
from ..unknown import known
from ..wording.words import Words, joined, say
from ._why import Why, why_in_words

__all__ = ["CardColumn", "ContextCard", "LinkedTable", "WhyNotShown", "context_card", "needs_view"]


class WhyNotShown(Why):
    """Why a column of the view is not on the card."""

    HIDDEN = "hidden"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNKNOWN_LINKED_TABLE = "unknown_linked_table"
    LINKED_COLUMN = "linked_column"
    UNSUPPORTED_TYPE = "unsupported_type"
    UNREADABLE = "unreadable"
    BEYOND_LIMIT = "beyond_limit"


@frozen
class LinkedTable(Model):
    """The metadata of a table that the view links under an alias (Q-9).

    Args:
        alias: the alias.
        record_type: the metadata of the table.
    """

    alias: str = field(converter=to_id, validator=legal)
    record_type: RecordType = field(validator=one_of(RecordType, "the metadata of a table"))


@frozen
class CardColumn(Shown):
    """One column of the view, judged.

    Attributes:
        name: its name in the view ("title", or "alias.name" for a linked column).
        why_not: every reason why it is not shown; empty for a field that is.
        is_secured: whether field-level security applies to it; false also where nothing is known of it.
    """

    IN_PLAIN_DATA = ("name", "why_not", "is_secured", "because")

    name: str
    why_not: tuple[WhyNotShown, ...]
    is_secured: bool

    @property
    def is_shown(self) -> bool:
        """Whether it is a field of the card."""
        return not self.why_not

    @property
    def because(self) -> tuple[Mapping[str, object], ...]:
        """Why it is not, as plain data with words."""
        return tuple(each.in_full for each in self.why_not)


_IS_STATIC = Statement(
    "CRD-6",
    Words(
        "the fields are static: whoever reads the chat, then or later, sees the values of the moment at which it was "
        "connected",
        "statement.is_static",
    ),
)


@frozen
class ContextCard(Shown):
    """The context card of a newly connected chat.

    Attributes:
        record_type: the logical name of the record's table.
        is_shown: whether there is a card at all: "Include a note" is on (CRD-1).
        view: the name of the view it takes its fields from, None where there is none (CRD-5).
        columns: every column of that view, in its order, with the reasons of each that is left out. They show what
            the card would hold also where none is shown.
    """

    IN_PLAIN_DATA = (
        *("record_type", "is_shown", "has_record_link", "view"),
        *("columns", "fields", "exposed", "skipped", "statements", "citations"),
    )

    record_type: str
    is_shown: bool
    view: str | None
    columns: tuple[CardColumn, ...]

    @property
    def has_record_link(self) -> bool:
        """A link to the record is always part of a card (CRD-1)."""
        return self.is_shown

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it shows, in the order of the view: at most five, none when no card is shown (CRD-2)."""
        return tuple(each.name for each in self.columns if self.is_shown and each.is_shown)

    @property
    def skipped(self) -> tuple[CardColumn, ...]:
        """The columns that are left out, each with its reasons (CRD-3)."""
        return tuple(each for each in self.columns if not each.is_shown)

    @property
    def exposed(self) -> tuple[str, ...]:
        """The secured fields that the card shows to every collaborator, because the agent may read them (CRD-4)."""
        return tuple(each.name for each in self.columns if self.is_shown and each.is_shown and each.is_secured)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What a card that is shown also says: its fields are static (CRD-6)."""
        return (_IS_STATIC,) if self.is_shown else ()

    @property
    def citations(self) -> tuple[str, ...]:
        """The requirements and choices the card rests on."""
        cites = [cite for each in self.columns for why in each.why_not for cite in why.cites]
        return tuple(dict.fromkeys(["CRD-1", "CRD-2", "CRD-4", "CRD-5", "Q-3", *cites]))

    def _blocks(self) -> Blocks:
        from ..rendering import Bullets, Code, Table, Title, yes_no  # noqa: PLC0415  # only who looks at it pays for it
        from ..sources import cited_all  # noqa: PLC0415

        yield Title(say("card.title", record_type=self.record_type), answer=yes_no(self.is_shown))
        yield Bullets([*self.in_words()])
        if self.columns:
            yield Table(
                (
                    say("column"),
                    say("is a field" if self.is_shown else "would be a field"),
                    say("secured"),
                    say("left out because"),
                ),
                [
                    (Code(each.name), yes_no(each.is_shown), yes_no(each.is_secured), why_in_words(each.why_not))
                    for each in self.columns
                ],
            )
        yield Bullets([cited_all(self.citations)], say("rests on"))
        if self.statements:
            yield Bullets([each.cited for each in self.statements], say("note"))

    def in_words(self) -> Iterable[str]:
        """Whether it is shown, with which fields, and which secured ones it exposes."""
        view = say("card.no_view") if self.view is None else say("card.view", view=repr(self.view))
        fields = joined(each.name for each in self.columns if each.is_shown) or say("none")
        yield say("card.shown" if self.is_shown else "card.not_shown")
        yield say("card.fields" if self.is_shown else "card.would_be_fields", view=view, fields=fields)
        if self.exposed:
            yield say("card.exposed", fields=self.exposed)

    def left_out_in_words(self) -> Iterable[str]:
        """Each column that is left out, with the reasons."""
        return (say("card.left_out", name=each.name, why=why_in_words(each.why_not)) for each in self.skipped)


def linked_tables(view: View | None, tables: Mapping[str, RecordType]) -> tuple[LinkedTable, ...]:
    """The tables that a view links, as far as it names them and their metadata is available."""
    columns = () if view is None else view.columns
    named = {each.alias: each.table for each in columns if each.alias and each.table}
    return tuple(LinkedTable(alias, tables[table]) for alias, table in named.items() if table in tables)


@checked
def needs_view(settings: RecordTypePolicy) -> bool:
    """Whether a card of that record type takes its fields from a view: one is chosen, or there is a default (CRD-5)."""
    return known(settings.view_id) is not None or settings.record_type in DEFAULT_VIEWS


@checked
def applicable_view(policy: Policy, views: Iterable[View], record_type: str) -> View | None:
    """The view that a card of that record type takes its fields from: the chosen one, else the default one (CRD-5).

    None where neither is among `views`, and for an added record type without a chosen view.

    Raises:
        UnknownFact: when the settings of the record type could not be read.
    """
    chosen, default = known(policy.settings_for(record_type).view_id), DEFAULT_VIEWS.get(record_type)
    own = (view for view in views if view.record_type == record_type)
    return next((view for view in own if (view.id == chosen if chosen is not None else view.kind is default)), None)


@checked
def context_card(
    policy: Policy, record_type: RecordType, view: View | None, user: User, linked: Iterable[LinkedTable] = ()
) -> ContextCard:
    """The context card that comes with a chat newly connected to a record of that type.

    Args:
        policy: the settings; its readings say how Q-3, Q-9 and Q-13 are read, its data which types are unsupported.
        record_type: the metadata of the record's table.
        view: the view that applies: the chosen one, else the default one of a standard record type. None for an added
            record type without a chosen view: its card has no fields (CRD-5).
        user: the agent who connects the chat; field-level security is the agent's (CRD-4).
        linked: the metadata of linked tables that is known (Q-9).

    Raises:
        InvalidValue: when the view is not the one that applies.
        UnknownFact: when the settings of the record type could not be read.
    """
    settings = policy.settings_for(record_type.name)
    _require_applicable(settings, view)
    columns = () if view is None else view.columns
    tables = by_key(linked, attrgetter("alias"), "linked", "alias")
    judged = [_judge(column, policy, record_type, user, tables) for column in columns]
    beyond = _beyond_limit([why for why, _ in judged], policy)
    return ContextCard(
        record_type=record_type.name,
        is_shown=bool(settings.include_note),
        view=None if view is None else view.name,
        columns=tuple(
            CardColumn(
                name=column.name,
                why_not=(*why, WhyNotShown.BEYOND_LIMIT) if position in beyond else why,
                is_secured=attribute is not None and attribute.is_secured,
            )
            for position, (column, (why, attribute)) in enumerate(zip(columns, judged, strict=True))
        ),
    )


def _require_applicable(settings: RecordTypePolicy, view: View | None) -> None:
    """Refuse any view but the one that applies: a card is never guessed from another one (CRD-5)."""
    if view is not None and view.record_type != settings.record_type:
        raise InvalidValue("view", f"a view of {settings.record_type!r}", shown(view.record_type))
    came = "no view" if view is None else f"{view.name!r} ({view.id})"
    if known(settings.view_id) is not None:
        if view is None or view.id != settings.view_id:
            raise InvalidValue("view", f"the chosen view {settings.view_id!r}", came)
    elif settings.record_type in DEFAULT_VIEWS:
        kind = DEFAULT_VIEWS[settings.record_type]
        if view is None or view.kind is not kind:
            raise InvalidValue("view", f"the default view of {settings.record_type!r} ({kind})", came)
    elif view is not None:
        raise InvalidValue("view", f"no view, since none is chosen for {settings.record_type!r}", came)


def _judge(
    column: Column, policy: Policy, record_type: RecordType, user: User, linked: Mapping[str, LinkedTable]
) -> tuple[tuple[WhyNotShown, ...], Attribute | None]:
    """Why that column by itself cannot be shown, by every reason, and its metadata where known."""
    table: RecordType | None = record_type
    if column.alias is not None:
        table = linked[column.alias].record_type if column.alias in linked else None
    attribute = None if table is None else table.attribute(column.attribute)
    why: list[WhyNotShown] = []
    if column.is_hidden:
        why.append(WhyNotShown.HIDDEN)
    if column.alias is not None and policy.readings.linked_columns_never_shown:
        why.append(WhyNotShown.LINKED_COLUMN)
    if table is None:
        why.append(WhyNotShown.UNKNOWN_LINKED_TABLE)
    elif attribute is None:
        why.append(WhyNotShown.UNKNOWN_ATTRIBUTE)
    else:
        if attribute.type in policy.card_unsupported_types:
            why.append(WhyNotShown.UNSUPPORTED_TYPE)
        if attribute.is_secured and f"{table.name}.{attribute.name}" not in user.readable_secured_fields:
            why.append(WhyNotShown.UNREADABLE)
    return tuple(why), attribute


def _beyond_limit(judged: list[tuple[WhyNotShown, ...]], policy: Policy) -> frozenset[int]:
    """The positions of the supported columns that do not fit among the five.

    Which fields a card takes is the administrator's configuration, the same for every agent: a field the agent may not
    read keeps its place and is then left out, unless Q-13 is read otherwise.
    """
    fields = [position for position, why in enumerate(judged) if WhyNotShown.HIDDEN not in why]
    if policy.readings.unreadable_field_is_replaced:
        fields = [position for position in fields if judged[position] != (WhyNotShown.UNREADABLE,)]
    supported = [position for position in fields if set(judged[position]) <= {WhyNotShown.UNREADABLE}]
    first = fields[:MOST_CARD_FIELDS]
    taken = supported[:MOST_CARD_FIELDS]
    if policy.readings.card_fields is CardFields.WINDOW:
        taken = [position for position in supported if position in first]
    elif policy.readings.card_fields is CardFields.FIVE_OR_FOUR and not set(first) <= set(supported):
        taken = supported[: MOST_CARD_FIELDS - 1]
    return frozenset(supported).difference(taken)
