"""What is wrong with the links between chats and records (CON-1, CON-3, DIS-7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..errors import UnknownFact
from ..models import Chat, ChatKind
from ..policy import Policy
from ..snapshot import RemarkCode, Snapshot
from ..unknown import Unknown
from ._rows import remarked
from .findings import Found, few


def links_of_unconfigured_types(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links)
    for record_type, number in links.items():
        if _is_unconfigured(snapshot.policy, record_type):
            yield record_type, {"links": number}


def _is_unconfigured(policy: Policy, record_type: str) -> bool:
    """Whether that is known for sure: settings that could not be read are other findings."""
    try:
        return not policy.is_configured(record_type)
    except UnknownFact:
        return False


def linked_chats_not_group(snapshot: Snapshot) -> Found:
    """Only where the kind is known: an unknown one may well be a group chat."""
    for kind in (ChatKind.ONE_ON_ONE, ChatKind.MEETING):
        if ids := [chat.id for chat in snapshot.chats if chat.links and chat.kind is kind]:
            yield kind.value, {"kind": kind.value, "chats": few(ids)}


def links_inactive(snapshot: Snapshot) -> Found:
    for record_type, remarks in remarked(snapshot, RemarkCode.INACTIVE_LINK):
        yield record_type, {"links": len(remarks)}


def connectors_tied(snapshot: Snapshot) -> Found:
    """Not where everybody who connected a chat is its connector (Q-15): then nothing depends on who was last."""
    tied: dict[str, list[str]] = {}
    for chat in () if snapshot.policy.readings.anyone_who_connected_is_connector else snapshot.chats:
        for record_type, record_id in _ties(chat):
            tied.setdefault(record_type, []).append(f"{chat.id} to {record_id}")
    for record_type, names in tied.items():
        yield record_type, {"connections": few(names)}


def _ties(chat: Chat) -> Iterator[tuple[str, str]]:
    """The records whose latest links to the chat name different users; links without a user name nobody."""
    without = {key: each.connected_on for key, each in chat.connections.items() if each.connector is None}
    if not without:
        return
    latest: dict[tuple[str, str], set[str | Unknown]] = {}
    for link in chat.links:
        key = (link.record_type, link.record_id)
        if link.connected_by is not None and link.connected_on == without.get(key):
            latest.setdefault(key, set()).add(link.connected_by)
    yield from (key for key, users in latest.items() if len(users) > 1)


def connectors_unknown(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links if link.connected_by is None)
    for record_type, number in links.items():
        yield record_type, {"links": number}


def chats_named_after_records(snapshot: Snapshot) -> Found:
    for record_type, _ in remarked(snapshot, RemarkCode.AUTO_NAMING):
        yield record_type, {}
