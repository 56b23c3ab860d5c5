"""What is said of the rows of a written table, in words."""

from __future__ import annotations

import inspect

import pytest

from chatlink_policy.evidence import Reason, Row
from chatlink_policy.evidence.written_table import Containment, Contradiction, Disagreement, Rival

FIRST, SECOND, THIRD = (Row(f"T-1 row {number}", "Y", allowed=number != 2) for number in (1, 2, 3))
ALWAYS = Reason((), ())


@pytest.mark.parametrize(
    ("within", "each_alone", "says"),
    [
        ((SECOND,), True, "T-1 row 1 is contained in T-1 row 2"),
        ((SECOND, THIRD), True, "T-1 row 1 is contained in T-1 row 2 and in T-1 row 3"),
        ((SECOND, THIRD), False, "T-1 row 1 is contained in T-1 row 2 and T-1 row 3 together"),
    ],
)
def test_a_containment_says_whether_each_row_contains_it_or_all_of_them_together(
    within: tuple[Row, ...], each_alone: bool, says: str
) -> None:
    assert Containment(FIRST, within, each_alone).says == says


def test_a_contradiction_names_both_rows_with_their_answers_and_a_disagreement_the_answer_of_the_rule() -> None:
    assert Contradiction(FIRST, SECOND, ALWAYS, (0, 1)).says == (
        "T-1 row 1 says yes and T-1 row 2 says no for 2 combinations: that is so whatever the facts are"
    )
    assert Disagreement(SECOND, (ALWAYS, ALWAYS), (1,)).says == (
        "T-1 row 2 says no, the rule yes, for 1 combination: "
        "that is so whatever the facts are; or that is so whatever the facts are"
    )


def test_what_a_rival_is_made_of_is_given_by_its_names() -> None:
    assert {each.kind for each in inspect.signature(Rival).parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
