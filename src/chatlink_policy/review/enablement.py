"""Who has Teams chat in which app, in a whole organisation (ENB-1 to ENB-8).

The facts become columns, and the rule is the column expression derived from the question `ENABLEMENT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from .._value import frozen
from ..defaults import PANE_PRIVILEGES, SUPPORTED_OFFERINGS
from ..policy import Policy
from ..rules.enablement import ENABLEMENT, selected_when_turned_on
from ..unknown import known
from ._connections import all_known
from ._engines import each_once
from ._frames import HoldsFrames, IntoFrameT, Rows, engine_errors, is_true, nw
from .expression import is_documented_expression, rule_expression
from .tables import NEEDED, Sorting, Tables, users_with

__all__ = ["EnablementReview", "review_enablement"]


@frozen(kw_only=True, eq=False)
class EnablementReview(HoldsFrames, Generic[IntoFrameT]):
    """Who has Teams chat in which app.

    Attributes:
        enabled: `app`, `user_id`, `is_documented`: one row for each app and user who has the chat in it. Apps are named
            in lower case.
        rejected: by the name of the table the rows that could not be judged, with the reason in the column `why`.
    """

    enabled: IntoFrameT
    rejected: Mapping[str, IntoFrameT]


@engine_errors("Tables", "tables that can be reviewed")
def review_enablement(tables: Tables[IntoFrameT], policy: Policy) -> EnablementReview[IntoFrameT]:
    """List who has Teams chat in which app.

    Args:
        tables: with `users`, `apps`, `team_members`, `user_roles`, `team_roles` and `role_privileges`.
        policy: the settings and the readings.

    Raises:
        InvalidValue: for a frame that is missing, lacks a column or holds something else in it, and for frames of
            several engines.
    """
    return enabled(Sorting(tables, policy), policy)


def enabled(sorting: Sorting[IntoFrameT], policy: Policy) -> EnablementReview[IntoFrameT]:
    """The review of tables that may be read already."""
    asked = _users_in_apps(sorting).with_columns(**_settings(policy))
    asked = asked.with_columns(rule_expression(ENABLEMENT), is_documented_expression(ENABLEMENT))
    return EnablementReview(
        enabled=sorting.native(asked.filter(nw.col("allowed")).select("app", "user_id", "is_documented")),
        rejected=sorting.all_rejected(*NEEDED[ENABLEMENT.name]),
    )


def answers_in_apps(sorting: Sorting[IntoFrameT], *policies: Policy) -> Rows:
    """Each user in each app that the policies differ about, with the answers under each as `allowed0`, `allowed1`..."""
    scopes = {(known(each.chat_is_on), known(each.on_for_all_apps)) for each in policies}
    selected = [_selected(each) for each in policies]
    differing = sorted(frozenset().union(*selected).difference(frozenset.intersection(*selected)))
    rows = _users_in_apps(sorting, None if len(scopes) > 1 else nw.col("app").is_in(differing or [""]))
    for number, policy in enumerate(policies):
        rows = rows.with_columns(**_settings(policy))
        rows = rows.with_columns(rule_expression(ENABLEMENT).alias(f"allowed{number}"))
    return rows.select("app", "user_id", *(f"allowed{number}" for number in range(len(policies))))


def _users_in_apps(sorting: Sorting[IntoFrameT], which: nw.Expr | None = None) -> Rows:
    """Each user in each app, with the facts that are not settings."""
    apps = sorting.judged("apps")
    apps = (apps if which is None else apps.filter(which)).select(
        "app",
        app_supports_chat=nw.col("offering").is_in(sorted(each.value for each in SUPPORTED_OFFERINGS)),
        is_multisession=is_true(nw.col("is_multisession")),
    )
    chosen = nw.col("profile_has_chat")
    users = sorting.judged("users").select("user_id", profile_has_chat=chosen.is_null() | is_true(chosen))
    return users.join(_with_pane(sorting), on="user_id", how="left").join(apps, how="cross")


def _selected(policy: Policy) -> frozenset[str]:
    return selected_when_turned_on(known(policy.selected_apps), policy.readings)


def _settings(policy: Policy) -> dict[str, nw.Expr]:
    """The facts that are settings."""
    return {
        "chat_is_on": nw.lit(known(policy.chat_is_on)),
        "on_for_all_apps": nw.lit(known(policy.on_for_all_apps)),
        "app_is_selected": nw.col("app").is_in(sorted(_selected(policy)) or [""]),
    }


def _with_pane(sorting: Sorting[IntoFrameT]) -> Rows:
    """The users who have all privileges of the productivity pane, in person or through teams (ENB-8)."""
    wanted = sorting.rows("role_privileges").filter(nw.col("privilege").is_in(sorted(PANE_PRIVILEGES)))
    held = each_once(users_with(sorting, wanted.filter(all_known("role_id"))).select("user_id", "privilege"))
    counted = held.group_by("user_id").agg(nw.len().alias("held")).filter(nw.col("held") == len(PANE_PRIVILEGES))
    return counted.select("user_id", has_pane_permissions=nw.lit(True))
