"""The tables of reasons: what they say is what the rules say, and reasons stand in the order of the rules."""

from __future__ import annotations

import pytest
from attrs import evolve

from chatlink_policy._combinations import Standing
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.rules.reason_tables import REASON_TABLES, in_order

CARD, NOTIFICATIONS = REASON_TABLES["context_card"], REASON_TABLES["notifications"]


@pytest.mark.proves("CRD-2", "CRD-3", "CRD-4")
def test_a_column_is_left_out_for_each_fact_that_fails_and_for_nothing_else() -> None:
    part = CARD.parts[0]
    for truths, why in part.reasons.items():
        visible, own, known, supported, may_read, fits = truths
        expected = {WhyNotShown.HIDDEN} if not visible else set()
        if not known:
            expected.add(WhyNotShown.UNKNOWN_ATTRIBUTE if own else WhyNotShown.UNKNOWN_LINKED_TABLE)
        if not supported:
            expected.add(WhyNotShown.UNSUPPORTED_TYPE)
        if not may_read:
            expected.add(WhyNotShown.UNREADABLE)
        if visible and known and supported and not fits:
            expected.add(WhyNotShown.BEYOND_LIMIT)
        assert set(why) == expected
    assert len(part.reasons) == 40


@pytest.mark.proves("CRD-3", "Q-9")
def test_where_columns_of_linked_tables_are_never_shown_that_is_a_reason_of_its_own() -> None:
    reasons = CARD.parts[1].reasons
    assert len(reasons) == 8
    for (visible, own, known), why in reasons.items():
        expected = [] if visible else [WhyNotShown.HIDDEN]
        expected += [] if own else [WhyNotShown.LINKED_COLUMN]
        expected += [] if known else [WhyNotShown.UNKNOWN_ATTRIBUTE if own else WhyNotShown.UNKNOWN_LINKED_TABLE]
        assert list(why) == expected


@pytest.mark.proves("NTF-1", "NTF-4", "NTF-5", "NTF-6")
def test_a_change_is_not_sent_for_each_fact_that_fails_and_for_nothing_else() -> None:
    for_all, for_each = NOTIFICATIONS.parts
    reasons = (
        *(WhyNotSent.CHAT_IS_OFF, WhyNotSent.TOGGLE_IS_OFF, WhyNotSent.VIRTUAL_TABLE),
        *(WhyNotSent.NO_UPDATE_FILTER, WhyNotSent.NO_CONNECTED_CHAT),
    )
    assert (len(for_all.reasons), len(for_each.reasons)) == (32, 15)
    for truths, why in for_all.reasons.items():
        assert why == tuple(reason for reason, truth in zip(reasons, truths, strict=True) if not truth)
    for (selected, known, supported, written, changed), why in for_each.reasons.items():
        expected = [] if selected else [WhyNotSent.NOT_SELECTED]
        expected += [WhyNotSent.UNKNOWN_ATTRIBUTE] if not known else []
        expected += [WhyNotSent.UNSUPPORTED_TYPE] if not supported else []
        expected += [WhyNotSent.NOT_WRITTEN] if not written else [WhyNotSent.UNCHANGED] if not changed else []
        assert list(why) == expected


@pytest.mark.parametrize("name", REASON_TABLES)
def test_a_table_of_reasons_has_every_reason_in_the_order_in_which_it_is_decided(name: str) -> None:
    table = REASON_TABLES[name]
    place = {each: number for number, each in enumerate(table.reasons)}
    assert set(place) == set(type(table.reasons[0]))
    for part in table.parts:
        for why in part.reasons.values():
            assert sorted(why, key=place.__getitem__) == list(why)
        for row in part.combinations.rows:
            assert (row.standing is Standing.IMPOSSIBLE) == (tuple(row.truths) not in part.reasons)
            assert (row.standing is Standing.DERIVED) == ("Q-" in row.by)
            assert (row.answer == "yes") == (part.reasons.get(tuple(row.truths)) == ())


@pytest.mark.parametrize("name", REASON_TABLES)
def test_a_table_of_reasons_shows_each_combination_once_and_what_its_answer_rests_on(name: str) -> None:
    for part in REASON_TABLES[name].parts:
        shown = part.combinations
        numbers = [int("".join("01"[truth] for truth in row.truths), 2) for row in shown.rows]
        assert (numbers, [*shown.facts]) == ([*range(1 << len(part.facts))], [*part.facts])
        assert any(row.standing is Standing.IMPOSSIBLE for row in shown.rows) == bool(shown.never)
        choices = {cite for why in part.reasons.values() for each in why for cite in each.cites if cite[0] == "Q"}
        assert {*filter(None, shown.derived_from.split(", "))} == choices
        for row in shown.rows:
            if why := part.reasons.get(tuple(row.truths)):
                assert set(row.by.split(", ")) == {cite for each in why for cite in each.cites}
                assert all(says.startswith(each.says) for says, each in zip(row.reasons, why, strict=True))
            elif row.standing is not Standing.IMPOSSIBLE:
                assert (row.by, row.reasons) == (", ".join(part.cites_of_yes), ())


def test_a_table_of_reasons_cites_what_its_answers_rest_on() -> None:
    assert CARD.cites == {"CRD-2", "CRD-3", "CRD-4", "Q-3", "Q-5", "Q-9", "Q-13"}
    assert NOTIFICATIONS.cites == {"ENB-3", "NTF-1", "NTF-4", "NTF-5", "NTF-6", "Q-4", "Q-8", "Q-14"}


def test_each_table_of_reasons_and_each_part_of_it_is_one_value_equal_to_itself_alone() -> None:
    for known in ({*REASON_TABLES.values()}, {*CARD.parts}):
        assert not any(evolve(each) in known for each in known)


def test_reasons_that_contradict_each_other_in_their_order_are_refused() -> None:
    one, other = WhyNotShown.HIDDEN, WhyNotShown.UNREADABLE
    assert in_order([(other, one)]) == (other, one)
    with pytest.raises(ValueError, match="in one order"):
        in_order([(one, other), (other, one)])
