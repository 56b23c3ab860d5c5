"""The columns of the tables of an organisation, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["TABLES", "ColumnType", "TableColumn"]


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    TIME = "time with its zone"
    WHOLE_NUMBER = "whole number"
    TRUTH = "true or false"


class TableColumn(NamedTuple):
    """One column of a table: its name, what it holds, and whether every row needs it."""

    name: str
    type: ColumnType = ColumnType.TEXT
    is_needed: bool = True


_USER, _ROLE, _TEAM = TableColumn("user_id"), TableColumn("role_id"), TableColumn("team_id")
_RECORD = (TableColumn("record_type"), TableColumn("record_id"))

TABLES: Mapping[str, tuple[TableColumn, ...]] = MappingProxyType(
    {
        "links": (
            TableColumn("chat_id"),
            *_RECORD,
            TableColumn("connected_by", is_needed=False),
            TableColumn("connected_on", ColumnType.TIME),
        ),
        "records": (
            *_RECORD,
            TableColumn("owner_user", is_needed=False),
            TableColumn("owner_team", is_needed=False),
        ),
        "team_members": (_TEAM, _USER),
        "user_roles": (_USER, _ROLE),
        "team_roles": (_TEAM, _ROLE),
        "role_privileges": (_ROLE, TableColumn("privilege")),
        "access": (_USER, *_RECORD, TableColumn("rights", ColumnType.WHOLE_NUMBER)),
        "users": (_USER, TableColumn("profile_has_chat", ColumnType.TRUTH, is_needed=False)),
        "apps": (
            TableColumn("app"),
            TableColumn("offering"),
            TableColumn("is_multisession", ColumnType.TRUTH),
        ),
    }
)
"""The columns of each table, in the order in which they stand in what is judged and what is rejected."""
