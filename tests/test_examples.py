"""The examples of the documentation answer what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import outcome_page

from chatlink_policy import Outcome, evaluate
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.serialization import read_scenario

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def outcome_of(name: str) -> Outcome:
    return evaluate(read_scenario(EXAMPLES / f"{name}.toml"))


@pytest.mark.proves("TML-5", "JOI-1")
def test_after_a_case_transfer_the_new_owner_may_join_disconnect_and_open_from_the_timeline() -> None:
    outcome = outcome_of("case-transfer")
    assert outcome.not_asked == ()
    assert outcome.can_act("joining") and outcome.can_act("disconnecting") and outcome.can_act("timeline_open")
    assert outcome.can_join_from_timeline
    assert outcome.disconnecting and outcome.disconnecting.documented_by == ("DIS-4 row 2",)
    assert outcome.notifications and [each.attribute for each in outcome.notifications.sent] == ["prioritycode"]


@pytest.mark.proves("JOI-4")
def test_an_expert_with_read_access_learns_that_write_access_is_missing() -> None:
    outcome = outcome_of("case-escalation")
    assert outcome.joining is not None and [each.name for each in outcome.joining.missing] == ["can_write"]
    assert outcome.record_opens


@pytest.mark.proves("DIS-6", "Q-10")
def test_a_member_of_the_owning_team_may_disconnect_as_owner() -> None:
    disconnecting = outcome_of("team-owned-record").disconnecting
    assert disconnecting
    assert [reason.code for reason in disconnecting.reasons] == [
        "owns_record and owner_may_disconnect and is_connected"
    ]
    assert not disconnecting.facts.is_connector


@pytest.mark.proves("DIS-2")
def test_the_global_right_reaches_a_record_type_without_settings() -> None:
    outcome = outcome_of("global-right")
    assert outcome.disconnecting and not outcome.connecting
    assert [reason.code for reason in outcome.disconnecting.reasons] == ["has_global_right and is_connected"]


@pytest.mark.proves("CRD-5")
def test_an_added_record_type_without_a_view_has_a_card_without_fields() -> None:
    card = outcome_of("added-record-type").context_card
    assert card and card.has_record_link and card.fields == ()


@pytest.mark.proves("ENB-7", "ENB-8", "TML-4")
def test_a_custom_profile_without_the_chat_keeps_it_off_in_a_multi_session_app() -> None:
    outcome = outcome_of("custom-profile")
    assert outcome.enablement is not None and not outcome.enablement
    assert [each.name for each in outcome.enablement.missing] == [
        "is_multisession",
        "profile_has_chat",
        "has_pane_permissions",
    ]
    assert [each.name for each in outcome.missing_pane_permissions or ()] == ["msdyn_paneconfiguration"]
    assert not outcome.timeline_open


@pytest.mark.proves("CRD-4", "Q-13")
def test_a_secured_field_the_agent_may_read_is_exposed_and_another_is_left_out() -> None:
    card = outcome_of("secured-field").context_card
    assert card and card.exposed == ("creditlimit",)
    why = {each.name: each.why_not for each in card.skipped}
    assert why["governmentid"] == (WhyNotShown.UNREADABLE,)
    assert card.fields == ("fullname", "creditlimit", "parentcustomer.name", "emailaddress1")


@pytest.mark.proves("NTF-5", "NTF-6", "NTF-7")
def test_one_change_notifies_and_the_others_say_why_not() -> None:
    told = outcome_of("key-update").notifications
    assert told
    assert [(each.attribute, each.images_not_whole) for each in told.sent] == [
        ("prioritycode", False),
        ("description", True),
    ]
    assert {each.attribute: each.why for each in told.not_sent} == {
        "statuscode": (WhyNotSent.UNCHANGED,),
        "numberofchildincidents": (WhyNotSent.UNSUPPORTED_TYPE,),
        "title": (WhyNotSent.NOT_SELECTED,),
    }


@pytest.mark.parametrize("example", sorted(each.stem for each in EXAMPLES.glob("*.toml")))
def test_each_example_says_first_what_it_shows_and_prints_every_answer(example: str) -> None:
    assert (EXAMPLES / f"{example}.toml").read_text(encoding="utf-8").startswith("# ")
    outcome = outcome_of(example)
    text, page = outcome_page(outcome, example), outcome_page(outcome, example, "markdown")
    for name, decision in outcome.decisions.items():
        answer = "yes" if decision else "no"
        assert f"\n{name}: {answer}\n" in text
        assert f"\n## {name.replace('_', chr(92) + '_')}: {answer}\n" in page
        assert all(reason.says in " ".join(text.split()) for reason in decision.reasons)
