"""What looks for each kind of finding in a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..snapshot import Snapshot
from . import _apps, _cards, _links, _notifying, _rights, _rows, _timeline
from .findings import Finding, Found, in_order
from .kinds import FindingCode

__all__ = ["check"]


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Everything in a snapshot that an administrator should correct or know.

    The heaviest come first, then they are in the order of their kinds, then by subject. What thousands share is one
    finding that counts them and names the first few.
    """
    return in_order(Finding(code, *each) for code, look in _LOOKS.items() for each in look(snapshot))


_LOOKS: Mapping[FindingCode, Callable[[Snapshot], Found]] = {
    FindingCode.ROW_SET_APART: _rows.rows_set_apart,
    FindingCode.SETTINGS_UNREADABLE: _rows.settings_unreadable,
    FindingCode.OTHER_SETTINGS_UNREADABLE: _rows.other_settings_unreadable,
    FindingCode.CONFIGURED_TWICE: _rows.configured_twice,
    FindingCode.ABSENT_TOGGLE: _rows.absent_toggles,
    FindingCode.INACTIVE_SETTINGS: _rows.inactive_settings,
    FindingCode.METADATA_MISSING: _rows.metadata_missing,
    FindingCode.NO_APP_SELECTED: _apps.no_app_selected,
    FindingCode.UNSUPPORTED_APP_SELECTED: _apps.unsupported_apps_selected,
    FindingCode.UNKNOWN_APP_SELECTED: _apps.unknown_apps_selected,
    FindingCode.PROFILE_WITHOUT_CHAT: _apps.profiles_without_chat,
    FindingCode.PANE_PERMISSIONS_MISSING: _apps.pane_permissions_missing,
    FindingCode.CONSENT_MISSING: _apps.consents_missing,
    FindingCode.CONSENTS_UNKNOWN: _apps.consents_unknown,
    FindingCode.LINKS_OF_UNCONFIGURED_TYPE: _links.links_of_unconfigured_types,
    FindingCode.LINKED_CHATS_NOT_GROUP: _links.linked_chats_not_group,
    FindingCode.LINKS_INACTIVE: _links.links_inactive,
    FindingCode.CARD_WITHOUT_VIEW: _cards.cards_without_view,
    FindingCode.CHOSEN_VIEW_MISSING: _cards.chosen_views_missing,
    FindingCode.CHOSEN_VIEW_UNUSABLE: _cards.chosen_views_unusable,
    FindingCode.DEFAULT_VIEW_MISSING: _cards.default_views_missing,
    FindingCode.COLUMN_UNSUPPORTED: _cards.columns_unsupported,
    FindingCode.COLUMN_HIDDEN: _cards.columns_hidden,
    FindingCode.COLUMN_BEYOND_LIMIT: _cards.columns_beyond_limit,
    FindingCode.SECURED_FIELD_LAID_OPEN: _cards.secured_fields_exposed,
    FindingCode.DISCONNECT_TOGGLE_NOT_DEFAULT: _rights.disconnect_toggles_not_default,
    FindingCode.ROLE_BEYOND_DEFAULTS: _rights.roles_beyond_defaults,
    FindingCode.DEFAULT_ROLE_WITHOUT_RIGHT: _rights.default_roles_without_right,
    FindingCode.CONNECTOR_TIED: _links.connectors_tied,
    FindingCode.CONNECTOR_UNKNOWN: _links.connectors_unknown,
    FindingCode.JOIN_TOGGLE_NOT_DEFAULT: _rights.join_toggles_not_default,
    FindingCode.DUPLICATE_ATTRIBUTE: _notifying.duplicate_attributes,
    FindingCode.UNKNOWN_ATTRIBUTE: _notifying.unknown_attributes,
    FindingCode.UNSUPPORTED_ATTRIBUTE: _notifying.unsupported_attributes,
    FindingCode.NOTIFICATIONS_NOT_CONFIGURABLE: _notifying.notifications_not_configurable,
    FindingCode.NO_ATTRIBUTE_PICKED: _notifying.no_attributes_selected,
    FindingCode.SYNC_WITHOUT_CHAT: _timeline.sync_without_chat,
    FindingCode.SYNC_SINCE_UNKNOWN: _timeline.sync_since_unknown,
}
"""What looks for each kind of finding."""
