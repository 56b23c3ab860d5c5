"""What is wrong with the timeline sync (TML)."""

from __future__ import annotations

from ..snapshot import Snapshot
from .findings import Found


def sync_without_chat(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.chat_is_on is False:
        yield "timeline_sync", {}


def sync_since_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.timeline_sync is True and snapshot.policy.timeline_sync_since is None:
        yield "timeline_sync_since", {}
