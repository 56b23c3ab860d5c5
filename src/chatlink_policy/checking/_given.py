"""Ids and names that were given beside an export and match nothing in it, with what they look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from .._ids import without_escapes
from ..defaults import GRAPH_PERMISSIONS
from ..snapshot import Snapshot
from ._rows import rejected_ids
from .findings import FEW, FindingValue, Found, few

_SAME_START = 8
"""Of very many ids only those that begin alike are compared letter by letter."""


def users_unmatched(snapshot: Snapshot) -> Found:
    """A global administrator of Microsoft 365 need not be a user here, unless the id looks like something else."""
    known = {*(each.id for each in snapshot.users), *rejected_ids(snapshot, "systemusers")}
    administrators = _unmatched(snapshot, "global_administrators", known)
    yield from _unmatched(snapshot, "users", known)
    yield from (each for each in administrators if "hint" in each[1])


def chats_unmatched(snapshot: Snapshot) -> Found:
    return _unmatched(snapshot, "chats", {each.id for each in snapshot.chats})


def apps_unmatched(snapshot: Snapshot) -> Found:
    known = {*(each.unique_name for each in snapshot.apps), *rejected_ids(snapshot, "appmodules")}
    return _unmatched(snapshot, "apps", known)


def fields_unmatched(snapshot: Snapshot) -> Found:
    """Of the tables whose metadata was exported: a field may well be of another one."""
    tables = {each.name for each in snapshot.record_types}
    given = [each for each in _given(snapshot, "readable_secured_fields") if each.partition(".")[0] in tables]
    secured = {
        f"{table.name}.{each.name}" for table in snapshot.record_types for each in table.attributes if each.is_secured
    }
    return _among("readable_secured_fields", given, secured)


def consents_unmatched(snapshot: Snapshot) -> Found:
    return _among("consents", snapshot.consents or (), {each.name for each in GRAPH_PERMISSIONS})


def _unmatched(snapshot: Snapshot, key: str, known: Collection[str]) -> Found:
    return _among(key, _given(snapshot, key), known)


def _given(snapshot: Snapshot, key: str) -> list[str]:
    return [each.id for each in snapshot.given if each.key == key]


def _among(key: str, given: Iterable[str], known: Collection[str]) -> Found:
    """Those alike in what they look like are one finding, which names what the first few may be meant for."""
    folded = {each.casefold() for each in known}
    alike: dict[str, list[str]] = {}
    for each in given:
        if each.strip("{}").casefold() not in folded:
            alike.setdefault(_looks_like(each), []).append(each)
    for hint, ids in alike.items():
        values: dict[str, FindingValue] = {"key": key, "ids": few(ids)}
        if hint:
            values["hint"] = hint
        if similar := sorted({found for each in sorted(ids)[:FEW] for found in close_to(each, known)}):
            values["similar"] = tuple(similar)
        yield key, values


def _looks_like(given: str) -> str:
    if without_escapes(given) != given:
        return "encoded"
    return "sign_in_name" if re.fullmatch(r"[^@:\s]+@[^@:\s]+\.[^@:\s]+", given) else ""


def close_to(given: str, known: Collection[str]) -> list[str]:
    """What may have been meant: the same without escapes, or nearly the same."""
    decoded = without_escapes(given).strip("{}")
    if len(known) > _MANY:
        start = decoded[:_SAME_START].casefold()
        known = [each for each in known if each.casefold().startswith(start)][:_MANY]
    return get_close_matches(decoded, sorted(known), n=FEW, cutoff=0.8)


_MANY = 1000
