"""The links between chats and records, and their timeline entries (CON, TML)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from ..errors import UnknownFact
from ..models import ChatKind
from ..policy import Policy
from ..snapshot import Snapshot
from .findings import Found, few, where


def links_of_unconfigured_type(snapshot: Snapshot) -> Found:
    links = Counter(link.record_type for chat in snapshot.chats for link in chat.links)
    return ((name, {"links": number}) for name, number in links.items() if _is_unconfigured(snapshot.policy, name))


def _is_unconfigured(policy: Policy, record_type: str) -> bool:
    """Whether that is known: settings that could not be read are other findings."""
    try:
        return not policy.is_configured(record_type)
    except UnknownFact:
        return False


def linked_chats_not_group(snapshot: Snapshot) -> Found:
    """Only where the kind is known: an unknown one may well be a group chat."""
    for kind in (ChatKind.ONE_ON_ONE, ChatKind.MEETING):
        if ids := [chat.id for chat in snapshot.chats if chat.links and chat.kind is kind]:
            yield kind.value, {"kind": kind.value, "chats": few(ids)}


# --- The timeline sync ------------------------------------------------------------------------------------------------


def _is_synced(snapshot: Snapshot) -> bool:
    return snapshot.policy.timeline_sync is True


sync_without_chat = where("timeline_sync", lambda each: _is_synced(each) and each.policy.chat_is_on is False)
sync_keeps_more = where("timeline_sync", _is_synced)
sync_since_unknown = where(
    "timeline_sync_since", lambda each: _is_synced(each) and each.policy.timeline_sync_since is None
)
owner_consent_off = where(
    "chat_owner_consent", lambda each: _is_synced(each) and each.policy.chat_owner_consent is False
)
owner_consent_unknown = where(
    "chat_owner_consent", lambda each: _is_synced(each) and each.policy.chat_owner_consent is None
)


# --- Times ahead ------------------------------------------------------------------------------------------------------


def links_ahead(snapshot: Snapshot, now: datetime) -> Found:
    ahead: dict[str, list[datetime]] = defaultdict(list)
    for link in (link for chat in snapshot.chats for link in chat.links if link.connected_on > now):
        ahead[link.record_type].append(link.connected_on)
    for record_type, times in ahead.items():
        yield record_type, {"links": len(times), "now": now.isoformat(), "latest": max(times).isoformat()}


def sync_since_ahead(snapshot: Snapshot, now: datetime) -> Found:
    if (since := snapshot.policy.timeline_sync_since) is not None and since > now:
        yield "timeline_sync_since", {"latest": since.isoformat(), "now": now.isoformat()}


def messages_ahead(snapshot: Snapshot, now: datetime) -> Found:
    written = ((chat.id, chat.last_written_on) for chat in snapshot.chats)
    if ahead := {chat: when for chat, when in written if when is not None and when > now}:
        yield "chats", {"chats": few(ahead), "now": now.isoformat(), "latest": max(ahead.values()).isoformat()}


def times_not_compared(snapshot: Snapshot) -> Found:
    """Only where there are times to compare."""
    has_links, has_messages = snapshot.has("msdyn_teamschatassociations"), snapshot.has("chats")
    timed = (
        (has_links and chat.links != ()) or (has_messages and chat.last_written_on is not None)
        for chat in snapshot.chats
    )
    if snapshot.policy.timeline_sync_since is not None or any(timed):
        yield "exported_on", {}
