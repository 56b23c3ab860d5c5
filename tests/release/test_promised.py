"""What programs read - codes, keys, files, columns, options - is there as it was released."""

from __future__ import annotations

import pytest
from promised import KEPT, promised

pytestmark = pytest.mark.release

MEANT: frozenset[str] = frozenset()
"""Lines that are gone by intention: the changelog lists each with its new name. Emptied when a version is released."""


def test_no_released_code_key_file_column_or_option_is_gone_unless_that_is_meant() -> None:
    released = KEPT.read_text(encoding="utf-8").splitlines()
    assert {*released}.difference(promised()) == MEANT
    assert released == sorted({*released})


@pytest.mark.parametrize(
    "line",
    [
        "code FindingCode.NO_APP_SELECTED = 'no_app_selected'",
        "column of a review's input links.connected_on",
        "column of an export chats.linkedon",
        "fact joining.can_write",
        "file rights.csv: right",
        "key decision: Fix.changed_by",
        "key scenario: Chat.links",
        "number DIS-4",
        "option chatlink-policy review --out",
        "row disconnecting: DIS-4 row 2",
    ],
)
def test_what_programs_read_is_kept_line_by_line(line: str) -> None:
    assert line in KEPT.read_text(encoding="utf-8").splitlines()
