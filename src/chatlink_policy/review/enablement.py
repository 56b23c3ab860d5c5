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
from ._frames import IntoFrameT, Rows, each_once, engine_errors, is_true, nw
from .expression import is_documented_expression, rule_expression
from .tables import NEEDED, Sorting, Tables, users_with

__all__ = ["EnablementReview", "review_enablement"]


@frozen(kw_only=True)
class EnablementReview(Generic[IntoFrameT]):
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
    sorting = Sorting(tables, policy)
    selected = sorted(selected_when_turned_on(known(policy.selected_apps), policy.readings))
    apps = sorting.judged("apps").select(
        "app",
        app_supports_chat=nw.col("offering").is_in(sorted(each.value for each in SUPPORTED_OFFERINGS)),
        app_is_selected=nw.col("app").is_in(selected or [""]),
        is_multisession=is_true(nw.col("is_multisession")),
    )
    chosen = nw.col("profile_has_chat")
    users = sorting.judged("users").select("user_id", profile_has_chat=chosen.is_null() | is_true(chosen))
    asked = (
        users.join(_with_pane(sorting), on="user_id", how="left")
        .join(apps, how="cross")
        .with_columns(
            chat_is_on=nw.lit(known(policy.chat_is_on)), on_for_all_apps=nw.lit(known(policy.on_for_all_apps))
        )
        .with_columns(rule_expression(ENABLEMENT), is_documented_expression(ENABLEMENT))
    )
    return EnablementReview(
        enabled=sorting.native(asked.filter(nw.col("allowed")).select("app", "user_id", "is_documented")),
        rejected=sorting.all_rejected(*NEEDED[ENABLEMENT.name]),
    )


def _with_pane(sorting: Sorting[IntoFrameT]) -> Rows:
    """The users who have all privileges of the productivity pane, in person or through teams (ENB-8)."""
    wanted = sorting.rows("role_privileges").filter(nw.col("privilege").is_in(sorted(PANE_PRIVILEGES)))
    held = each_once(users_with(sorting, wanted.filter(all_known("role_id"))).select("user_id", "privilege"))
    counted = held.group_by("user_id").agg(nw.len().alias("held")).filter(nw.col("held") == len(PANE_PRIVILEGES))
    return counted.select("user_id", has_pane_permissions=nw.lit(True))
