"""Where toggles and roles are not as in a new organisation (DIS-1, DIS-3, JOI-3)."""

from __future__ import annotations

from collections.abc import Iterable

from ..defaults import DEFAULT_DISCONNECT_ROLES, GLOBAL_DISCONNECT_PRIVILEGE, NEW_ORGANISATION
from ..snapshot import Snapshot
from ..unknown import Unknown
from .findings import Found


def disconnect_toggles_not_default(snapshot: Snapshot) -> Found:
    return _not_default(snapshot, ("owner_may_disconnect", "connector_may_disconnect"))


def join_toggles_not_default(snapshot: Snapshot) -> Found:
    return _not_default(snapshot, ("join_chat",))


def _not_default(snapshot: Snapshot, toggles: Iterable[str]) -> Found:
    """Toggles of the standard record types that are known not to be as a new organisation has them."""
    for settings in snapshot.policy.record_types:
        if NEW_ORGANISATION.is_configured(settings.record_type):
            documented = NEW_ORGANISATION.settings_for(settings.record_type)
            for toggle in toggles:
                now, default = getattr(settings, toggle), getattr(documented, toggle)
                if not isinstance(now, Unknown) and now is not default:
                    yield settings.record_type, {"toggle": toggle, "is_on": now, "default": default}


_DEFAULT_ROLES = frozenset(role.name for role in DEFAULT_DISCONNECT_ROLES)


def roles_beyond_defaults(snapshot: Snapshot) -> Found:
    """The privilege alone gives the right; the role's name only says whether it was there by default."""
    for name in _roles_with_right(snapshot) - _DEFAULT_ROLES:
        yield name, {}


def default_roles_without_right(snapshot: Snapshot) -> Found:
    names = {role.name for role in snapshot.roles}
    for name in names & _DEFAULT_ROLES - _roles_with_right(snapshot):
        yield name, {}


def _roles_with_right(snapshot: Snapshot) -> frozenset[str]:
    """Their names, each once: every business unit has its own copy of a role."""
    return frozenset(role.name for role in snapshot.roles if GLOBAL_DISCONNECT_PRIVILEGE in role.privileges)
