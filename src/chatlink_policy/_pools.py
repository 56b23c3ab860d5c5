"""What the strategies draw names and times from: small pools full of look-alikes, and what a policy names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from .defaults import DEFAULT_APPS
from .policy import Policy
from .unknown import Unknown

GUID = "5cb909c6-20f0-eb11-bad5-00224876a6de"
IDS = ("ann", "bob", "Ann", "ann.", GUID.upper())
TABLES = ("incident", "incidents", "account", "email", "cr1_visit")
ATTRIBUTES = ("title", "titles", "prioritycode", "statecode", "statuscode", "description", "ownerid", "createdon")
APP_NAMES = (*(app.unique_name for app in DEFAULT_APPS), "cr1_app", "cr1_apps")
ALIASES = ("a", "ab", "owner")

_START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_AFTER = (
    timedelta(),
    timedelta(microseconds=1),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=7, microseconds=1),
    timedelta(days=28),
)


class Pools(NamedTuple):
    """What names and times are drawn from; what a policy names is drawn as often as all else together."""

    tables: tuple[str, ...]
    attributes: tuple[str, ...]
    apps: tuple[str, ...]
    moments: tuple[datetime, ...]
    own_tables: tuple[str, ...] = ()
    own_attributes: tuple[str, ...] = ()
    own_apps: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def pools(policy: Policy | None, table: str | None = None) -> Pools:
    """What a policy names, and then what is always drawn; of attributes those selected for that table, or for all."""
    if policy is None:
        return Pools(TABLES, ATTRIBUTES, APP_NAMES, tuple(_START + after for after in _AFTER))
    settings = [each for each in policy.record_types if table in (None, each.record_type)]
    selected = [each.notified_attributes for each in settings if not isinstance(each.notified_attributes, Unknown)]
    attributes = tuple(dict.fromkeys(name for names in selected for name in names))
    apps = () if isinstance(policy.selected_apps, Unknown) else tuple(sorted(policy.selected_apps or ()))
    tables = tuple(each.record_type for each in policy.record_types)
    others = (
        [] if policy.others_unreadable else sorted(set(TABLES) - policy.unreadable_record_types) or [_other(policy)]
    )
    since = policy.timeline_sync_since or _START
    idle = () if isinstance(policy.idle_days, Unknown) else (timedelta(days=policy.idle_days),)
    return Pools(
        tuple(dict.fromkeys([*tables, *others])) or TABLES,  # else no question about a record has an answer
        tuple(dict.fromkeys([*attributes, *ATTRIBUTES])),
        tuple(dict.fromkeys([*apps, *APP_NAMES])),
        tuple(dict.fromkeys(_moments(since, (*_AFTER, *idle, *(each + _AFTER[1] for each in idle), -_AFTER[1])))),
        tables,
        attributes,
        apps,
    )


def _other(policy: Policy) -> str:
    """A record type that a policy does not name."""
    named = {*policy.unreadable_record_types, *(each.record_type for each in policy.record_types)}
    return next(name for number in range(len(named) + 1) if (name := f"cr1_other{number}") not in named)


def _moments(since: datetime, after: Iterable[timedelta]) -> Iterable[datetime]:
    """Those times that can be written in any zone."""
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (2, 9999))
    return (
        (since + each for each in after if first - each <= since < last - each) if first <= since < last else (_START,)
    )
