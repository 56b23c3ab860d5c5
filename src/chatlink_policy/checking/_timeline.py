"""What is wrong with the timeline sync, and with times (TML)."""

from __future__ import annotations

from datetime import datetime

from ..snapshot import Snapshot
from .findings import Found, few


def sync_without_chat(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.chat_is_on is False:
        yield "timeline_sync", {}


def sync_since_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.timeline_sync_since is None:
        yield "timeline_sync_since", {}


def sync_keeps_more(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True:
        yield "timeline_sync", {}


def owner_consent_off(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.chat_owner_consent is False:
        yield "chat_owner_consent", {}


def owner_consent_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.chat_owner_consent is None:
        yield "chat_owner_consent", {}


# --- Times ahead ------------------------------------------------------------------------------------------------------


def links_ahead(snapshot: Snapshot, now: datetime) -> Found:
    ahead: dict[str, list[datetime]] = {}
    for chat in snapshot.chats:
        for link in chat.links:
            if link.connected_on > now:
                ahead.setdefault(link.record_type, []).append(link.connected_on)
    for record_type, times in ahead.items():
        yield record_type, {"links": len(times), "now": now.isoformat(), "latest": max(times).isoformat()}


def sync_since_ahead(snapshot: Snapshot, now: datetime) -> Found:
    since = snapshot.policy.timeline_sync_since
    if since is not None and since > now:
        yield "timeline_sync_since", {"latest": since.isoformat(), "now": now.isoformat()}


def messages_ahead(snapshot: Snapshot, now: datetime) -> Found:
    ahead = {chat.id: chat.last_written_on for chat in snapshot.chats if chat.last_written_on is not None}
    ahead = {chat: written_on for chat, written_on in ahead.items() if written_on > now}
    if ahead:
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
