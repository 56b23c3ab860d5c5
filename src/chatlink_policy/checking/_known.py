"""What was not exported, not selected or not provided, and so was not checked."""

from __future__ import annotations

from ..policy import Policy, RecordTypePolicy
from ..snapshot import Snapshot
from ..unknown import Unknown
from .findings import FindingValue, Found, few

_SETTINGS = ("organizations", "msdyn_entitylinkchatconfigurations")
_PROVIDED = ("on_for_all_apps", "selected_apps")


def settings_unknown(snapshot: Snapshot) -> Found:
    """Only where no column is missing that would explain it: then that is the finding."""
    if any(each.table in _SETTINGS for each in snapshot.not_selected):
        return
    of_organisation = tuple(each for each in _unknown(snapshot.policy) if each not in _PROVIDED)
    for subject, settings in (
        ("organisation", of_organisation),
        *((each.record_type, _unknown(each)) for each in snapshot.policy.record_types),
    ):
        if settings:
            yield subject, {"settings": settings}


def _unknown(settings: Policy | RecordTypePolicy) -> tuple[str, ...]:
    names = (each.name for each in settings._fields() if each.init)
    return tuple(sorted(name for name in names if isinstance(getattr(settings, name), Unknown)))


def columns_not_selected(snapshot: Snapshot) -> Found:
    for each in snapshot.not_selected:
        values: dict[str, FindingValue] = {"table": each.table, "column": each.column}
        yield (
            f"{each.table}.{each.column}",
            {**values, "needed_for": tuple(each.needed_for)} if each.needed_for else values,
        )


def files_passed_over(snapshot: Snapshot) -> Found:
    if snapshot.passed_over:
        yield "export folder", {"files": tuple(sorted(snapshot.passed_over))}


def scope_unknown(snapshot: Snapshot) -> Found:
    if snapshot.policy.chat_is_on is not False and isinstance(snapshot.policy.on_for_all_apps, Unknown):
        yield "on_for_all_apps", {}


def selection_unknown(snapshot: Snapshot) -> Found:
    policy = snapshot.policy
    if policy.chat_is_on is not False and policy.on_for_all_apps is False and isinstance(policy.selected_apps, Unknown):
        yield "selected_apps", {}


def users_unknown(snapshot: Snapshot) -> Found:
    """The roles of a user count as unknown where those of one of the user's teams are."""
    parts = {
        "roles": [each.id for each in snapshot.users if isinstance(each.privileges, Unknown)],
        "teams": [each.id for each in snapshot.users if isinstance(each.teams, Unknown)],
        "profile": [each.id for each in snapshot.users if isinstance(each.profile, Unknown)],
    }
    for part, ids in parts.items():
        if ids:
            yield part, {"part": part, "users": few(ids)}
