"""The context card as the sentences of CRD-2 to CRD-4 and the choices Q-3, Q-5, Q-9 and Q-13 tell it.

A second telling, to hold the library against: someone goes through the view from the first column to the last, and
counts the places that are left on the card.

Independent of the rules of the card: it reads models alone, and looks nothing up in an index.
"""

from __future__ import annotations

from collections.abc import Mapping

from chatlink_policy import Column, Policy, RecordType, User, View
from chatlink_policy.policy import CardFields


def why_not_shown(
    policy: Policy, record_type: RecordType, view: View, agent: User, linked: Mapping[str, RecordType]
) -> list[set[str]]:
    """For each column of the view why it is no field of the card, by every reason; nothing for a field of the card."""
    tables = by_alias(record_type, linked)
    reading = policy.readings.card_fields
    places = 5
    if reading is CardFields.FIVE_OR_FOUR and "unsupported" in roles(policy, view, agent, tables)[:5]:
        places = 4

    told = []
    for column in view.columns:
        why = {"hidden"} if column.is_hidden else set()
        why |= unsupported(column, policy, tables)
        why |= set() if may_read(column, agent, tables) else {"unreadable"}
        match role(column, policy, agent, tables):
            case "unsupported" if reading is CardFields.WINDOW:
                places -= 1
            case "supported" if places > 0:
                places -= 1
            case "supported":
                why.add("beyond_limit")
        told.append(why)
    return told


def role(column: Column, policy: Policy, agent: User, tables: Mapping[str | None, RecordType]) -> str:
    """What the column is to the five places of the card: a field, an unsupported one, or one that does not count."""
    if column.is_hidden:
        return "no field"
    if unsupported(column, policy, tables):
        return "unsupported"
    if policy.readings.unreadable_field_is_replaced and not may_read(column, agent, tables):
        return "replaced"
    return "supported"


def roles(policy: Policy, view: View, agent: User, tables: Mapping[str | None, RecordType]) -> list[str]:
    """The roles of the fields of the view, in their order, without the columns that do not count."""
    each = (role(column, policy, agent, tables) for column in view.columns)
    return [found for found in each if found in {"supported", "unsupported"}]


def by_alias(record_type: RecordType, linked: Mapping[str, RecordType]) -> dict[str | None, RecordType]:
    """The tables at hand by the alias of a column; one without an alias is of the record's own table."""
    tables: dict[str | None, RecordType] = {None: record_type}
    tables.update(linked)
    return tables


def unsupported(column: Column, policy: Policy, tables: Mapping[str | None, RecordType]) -> set[str]:
    """Why the column is none that a card supports; nothing when it is (CRD-3)."""
    reasons = set()
    if column.alias is not None and policy.readings.linked_columns_never_shown:
        reasons.add("linked_column")
    if column.alias not in tables:
        return reasons | {"unknown_linked_table"}
    types = {attribute.name: attribute.type for attribute in tables[column.alias].attributes}
    if column.attribute not in types:
        return reasons | {"unknown_attribute"}
    if types[column.attribute] in policy.card_unsupported_types:
        return reasons | {"unsupported_type"}
    return reasons


def secured_field(column: Column, tables: Mapping[str | None, RecordType]) -> str | None:
    """The name under which field-level security knows the column; None for one that it does not know."""
    for attribute in tables[column.alias].attributes if column.alias in tables else ():
        if attribute.name == column.attribute and attribute.is_secured:
            return f"{tables[column.alias].name}.{column.attribute}"
    return None


def may_read(column: Column, agent: User, tables: Mapping[str | None, RecordType]) -> bool:
    """Whether field-level security lets the agent read the column (CRD-4)."""
    secured = secured_field(column, tables)
    return secured is None or secured in agent.readable_secured_fields
