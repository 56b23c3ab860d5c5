"""Association rows and chat activities become chats with their links."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any

import pytest
import three_units
from hypothesis import given
from hypothesis import strategies as st
from payloads_configuration import damaged
from three_units import SUPPLEMENT

from chatlink_policy import (
    NEW_ORGANISATION,
    Chat,
    ChatKind,
    ChatLink,
    InvalidValue,
    Owner,
    Record,
    User,
    can_connect,
    can_disconnect,
)
from chatlink_policy.case import answer
from chatlink_policy.dataverse import LinksRead, load_export, read_links
from chatlink_policy.dataverse._link_rows import ACTIVITY_COLUMNS, LinkRows
from chatlink_policy.limits import ROWS_AT_A_TIME
from chatlink_policy.models import NOBODY, ActivityState
from chatlink_policy.rules.outcome import Outcome
from chatlink_policy.snapshot import RemarkCode, Snapshot
from chatlink_policy.unknown import UNKNOWN, Unknown, known

Row = dict[str, Any]
SHARED = Path(__file__).parents[3] / "shared" / "data" / "dataverse" / "teamschatassociations.json"

CHAT, OTHER_CHAT = "19:aaaa@thread.v2", "19:bbbb@thread.v2"
ADA, BO, CY = (f"00000000-0000-0000-0000-00000000000{digit}" for digit in "abc")
CASE, OTHER_CASE = "5d0a6e3b-2c71-ef11-a670-000d3a5b6d01", "5d0a6e3b-2c71-ef11-a670-000d3a5b6d02"


def at(hour: int) -> str:
    return f"2025-02-03T{hour:02}:00:00Z"


def when(hour: int) -> datetime:
    return datetime(2025, 2, 3, hour, tzinfo=UTC)


def association(created: int, by: str | None = ADA, *, modified: int | None = None, **columns: object) -> Row:
    """A row of `msdyn_teamschatassociation`, as the Web API gives it without annotations."""
    row = {
        "@odata.etag": 'W/"9100001"',
        "msdyn_teamschatassociationid": "a1111111-2d71-ef11-a670-000d3a5b6e01",
        "msdyn_teamschatassociationname": "Printer outage - triage",
        "msdyn_regardingobjectid": CASE,
        "msdyn_regardingobjectname": "incident",
        "msdyn_teamschatid": CHAT,
        "msdyn_entityrecordstate": 0,
        "_createdby_value": by,
        "_modifiedby_value": by,
        "createdon": at(created),
        "modifiedon": at(created if modified is None else modified),
        "statecode": 0,
        "statuscode": 1,
        "versionnumber": 9100001,
    }
    return row | columns


def activity(linked: int | None = 9, by: str | None = ADA, **columns: object) -> Row:
    """A row of `chat`, the activity on the timeline."""
    row = {
        "activityid": "c1111111-2d71-ef11-a670-000d3a5b6e01",
        "teamschatid": CHAT,
        "_regardingobjectid_value": CASE,
        "regardingobjecttypecode": "incident",
        "_linkedby_value": by,
        "linkedon": None if linked is None else at(linked),
        "unlinkedon": None,
        "modifiedinteamsbyactivitypartyid": None,
        "modifiedinteamson": None,
        "statecode": 0,
    }
    return row | columns


def only_chat(rows: Sequence[object], activities: Sequence[object] = ()) -> Chat:
    read = read_links(rows, activities=activities)
    assert read.rejected == ()
    (chat,) = read.chats
    return chat


def connector(rows: Sequence[object], activities: Sequence[object] = ()) -> tuple[str | None, datetime] | None:
    """Who connected the chat to the case last, and when; None where they are not connected."""
    connection = only_chat(rows, activities).connections.get(("incident", CASE))
    return None if connection is None else (known(connection.connector), connection.connected_on)


# --- Folding ----------------------------------------------------------------------------------------------------------

FOLDED = {
    "one row connects": ([association(9)], (ADA, when(9))),
    "a disassociated pair is no link": ([association(9, modified=10, msdyn_entityrecordstate=1)], None),
    "connected again after a disassociation by a new row": (
        [association(9, modified=10, msdyn_entityrecordstate=1), association(11, BO)],
        (BO, when(11)),
    ),
    "disassociated last": (
        [association(9), association(10, BO, modified=12, msdyn_entityrecordstate=1)],
        None,
    ),
    "switched back from disassociated in its own row": (
        [association(9, modified=12, _modifiedby_value=CY)],
        (CY, when(12)),
    ),
    "the newest of several associated rows": (
        [association(9), association(11, BO), association(10, CY)],
        (BO, when(11)),
    ),
    "an unknown user connects and is nobody": ([association(9, None)], (None, when(9))),
    "a later unknown user takes the connector away": ([association(9), association(10, None)], (None, when(10))),
    "two users at the same instant": ([association(9, ADA), association(9, BO)], (None, when(9))),
    "ids in braces and capitals": (
        [association(9, "{" + ADA.upper() + "}", msdyn_regardingobjectid="{" + CASE.upper() + "}")],
        (ADA, when(9)),
    ),
}


@pytest.mark.proves("DIS-7", "DIS-8")
@pytest.mark.parametrize(("rows", "expected"), FOLDED.values(), ids=FOLDED)
def test_rows_are_folded_newest_first_in_whatever_order_they_come(
    rows: list[Row], expected: tuple[str | None, datetime] | None
) -> None:
    for order in permutations(rows):
        assert connector(order) == expected


@pytest.mark.proves("Q-15")
def test_everybody_who_ever_connected_the_chat_is_known() -> None:
    rows = [
        association(8, CY, modified=9, msdyn_entityrecordstate=1),
        association(10, ADA, modified=12, _modifiedby_value=BO),
    ]
    assert only_chat(rows).connections["incident", CASE].connected_by == {ADA, BO, CY}


@pytest.mark.proves("CON-2")
def test_a_chat_has_the_links_to_all_its_records() -> None:
    rows = [
        association(9),
        association(10, BO, msdyn_regardingobjectid=OTHER_CASE),
        association(11, msdyn_teamschatid=OTHER_CHAT),
    ]
    chats = {chat.id: set(chat.connections) for chat in read_links(rows).chats}
    assert chats == {CHAT: {("incident", CASE), ("incident", OTHER_CASE)}, OTHER_CHAT: {("incident", CASE)}}


def test_an_inactive_row_is_left_out_and_reported() -> None:
    read = read_links([association(9), association(10, BO, statecode=1)])
    assert [link.connected_by for link in read.chats[0].links] == [ADA]
    assert [(each.code, each.row, each.record_type) for each in read.remarks] == [
        (RemarkCode.INACTIVE_LINK, 1, "incident")
    ]


@pytest.mark.proves("CON-3")
def test_the_kind_of_a_chat_is_given_and_never_guessed() -> None:
    record = Record("incident", CASE, Owner(user=ADA))
    (unknown,) = read_links([association(9)]).chats
    (group,) = read_links([association(9)], kinds={CHAT: ChatKind.GROUP}).chats
    assert not can_connect(NEW_ORGANISATION, unknown, record)
    assert can_connect(NEW_ORGANISATION, group, record)


# --- Activities -------------------------------------------------------------------------------------------------------


def test_an_activity_with_a_newer_linking_makes_the_connector() -> None:
    assert connector([association(9)], [activity(11, BO)]) == (BO, when(11))
    assert connector([association(9)], [activity(8, BO)]) == (ADA, when(9))
    assert connector([association(9)], [activity(11, BO, _regardingobjectid_value=OTHER_CASE)]) == (ADA, when(9))


TWICE = [
    association(9),
    association(9, BO),
    association(10, CY, msdyn_regardingobjectid=OTHER_CASE),
    association(8, BO, msdyn_regardingobjectname="account", msdyn_regardingobjectid=OTHER_CASE),
    association(9, modified=12, _modifiedby_value=CY, msdyn_teamschatid=OTHER_CHAT),
    association(9, modified=10, msdyn_entityrecordstate=1, msdyn_teamschatid="19:cccc@thread.v2"),
]


@pytest.mark.proves("DIS-7", "Q-12")
@pytest.mark.parametrize("is_fast", [True, False])
def test_without_activities_it_is_unknown_who_connected_and_known_what_and_when(is_fast: bool) -> None:
    read = read_links if is_fast else read_with_care
    because = Unknown("chats were not exported")
    known_chats, chats = read(TWICE).chats, read(TWICE, activities=because).chats
    assert {each.connected_by for chat in chats for each in chat.links} == {UNKNOWN}
    for chat, as_told in zip(chats, known_chats, strict=True):
        assert all(each.connected_by is chat.activity_state is because for each in chat.links)
        assert {key: each.connected_on for key, each in chat.connections.items()} == {
            key: each.connected_on for key, each in as_told.connections.items()
        }
        assert chat.links == Chat(chat.id, chat.kind, links=reversed(chat.links)).links  # in order, and each once
    assert [len(each.links) for each in chats] == [3, 2, 0]


@pytest.mark.proves("DIS-7", "Q-12")
@pytest.mark.parametrize("column", sorted(ACTIVITY_COLUMNS))
def test_without_a_column_of_activities_it_is_unknown_who_connected_for_that_reason(column: str) -> None:
    rows = [{name: value for name, value in activity(11, BO).items() if name != column}]
    (chat,) = read_links([association(9)], activities=rows).chats
    connection = chat.connections["incident", CASE]
    assert isinstance(connection.connector, Unknown) and connection.connected_by == UNKNOWN
    assert connection.connector.because == f"chats were exported without {column}"
    assert connection.connected_on == when(9)


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize("without_table", [{"regardingobjecttypecode": None}, {"regardingobjecttypecode": ...}])
@pytest.mark.parametrize("modified", [1, 2])
def test_an_activity_that_names_a_record_without_its_table_is_about_the_record_of_that_id(
    without_table: Row, modified: int
) -> None:
    bare = {name: each for name, each in (activity(9, BO) | without_table).items() if each is not ...}
    assert connector([association(1, ADA, modified=modified)], [bare]) == (BO, when(9))
    other = "5d0a6e3b-2c71-ef11-a670-0000000000ff"
    elsewhere = bare | {"_regardingobjectid_value": other}
    assert connector([association(1, ADA)], [elsewhere]) == (ADA, when(1))


@pytest.mark.proves("DIS-7")
@pytest.mark.parametrize("other", [{"linkedon": None}, {"_regardingobjectid_value": None}])
def test_an_activity_with_half_of_a_newer_connecting_rejects_the_chat(other: Row) -> None:
    read = read_links([association(9)], activities=[activity(11, BO, modifiedinteamson=at(11)) | other])
    assert read.chats == ()
    assert {each.id or each.path.removeprefix("chat ") for each in read.rejected} >= {CHAT}


def test_an_activity_about_no_record_with_an_older_connecting_changes_nothing() -> None:
    assert connector([association(9)], [activity(8, BO, _regardingobjectid_value=None)]) == (ADA, when(9))


def test_activities_of_one_id_that_differ_reject_their_chats_and_those_that_agree_count_once() -> None:
    other = activity(11, CY)
    read = read_links([association(9)], activities=[activity(11, BO), other])
    assert (read.chats, read.rejected[0].path) == ((), "activityid")
    elsewhere = other | {"teamschatid": OTHER_CHAT}
    rows = [association(9), association(9, msdyn_teamschatid=OTHER_CHAT)]
    assert read_links(rows, activities=[activity(11, BO), elsewhere]).chats == ()
    assert connector([association(9)], [activity(11, BO)] * 2) == (BO, when(11))


@pytest.mark.parametrize("column", ["msdyn_regardingobjectname", "msdyn_teamschatid"])
@pytest.mark.parametrize("text", ["NULL", "null"])
def test_null_in_words_is_no_name_and_no_chat(column: str, text: str) -> None:
    read = read_links([association(9) | {column: text}])
    assert (read.chats, read.rejected[0].path) == ((), column)
    assert "a missing value is null" in read.rejected[0].expected


def test_an_activity_connects_nothing_that_no_association_row_connects() -> None:
    assert read_links([], activities=[activity(9)]).chats == ()
    gone = association(9, modified=10, msdyn_entityrecordstate=1)
    assert connector([gone], [activity(11)]) is None


def test_an_activity_unlinked_after_every_association_contradicts_them_and_rejects_the_chat() -> None:
    read = read_links([association(9)], activities=[activity(9, unlinkedon=at(12))])
    assert read.chats == ()
    assert "unlinkedon" not in read.rejected[0].got
    assert f"chat {CHAT}" in read.rejected[0].path


@pytest.mark.parametrize("hour", [8, 9])
def test_an_activity_that_is_no_newer_than_the_newest_association_says_nothing_more(hour: int) -> None:
    no_newer = activity(hour, BO, unlinkedon=at(hour))
    assert connector([association(9)], [no_newer]) == (ADA, when(9))
    assert [each.connected_by for each in only_chat([association(9)], [no_newer]).links] == [ADA]


@pytest.mark.proves("TML-3", "TML-7")
def test_the_newest_activity_gives_state_and_last_writer() -> None:
    party = "d1111111-2d71-ef11-a670-000d3a5b6e01"
    newest = activity(
        11,
        statecode=1,
        modifiedinteamson=at(13),
        modifiedinteamsbyactivitypartyid=party.upper(),
        chat_activity_parties=[{"activitypartyid": party, "_partyid_value": CY}],
    )
    other = activity(9, activityid="c1111111-2d71-ef11-a670-000d3a5b6e02")
    chat = only_chat([association(9)], [newest, other])
    assert (chat.activity_state, chat.last_writer, chat.last_written_on) == (ActivityState.COMPLETED, CY, when(13))
    states = [only_chat([association(9)], [activity(statecode=code)]).activity_state for code in range(4)]
    assert states == [ActivityState.OPEN, ActivityState.COMPLETED, ActivityState.CANCELED, ActivityState.SCHEDULED]


@pytest.mark.proves("TML-3")
def test_the_last_writer_is_a_party_of_its_own_table_and_a_broken_party_casts_no_doubt_on_links() -> None:
    party = "d1111111-2d71-ef11-a670-000d3a5b6e01"
    written = activity(11, modifiedinteamson=at(13), modifiedinteamsbyactivitypartyid=party)
    parties = [{"activitypartyid": party.upper(), "_partyid_value": CY}, None]
    read = read_links([association(9)], activities=[written], parties=parties)
    assert [(chat.last_writer, len(chat.links)) for chat in read.chats] == [(CY, 2)]
    assert [(each.source, each.row, each.path) for each in read.rejected] == [("activityparties", 1, "row")]


def test_the_annotation_names_the_table_of_an_activity_where_it_is_there() -> None:
    annotated = activity(11, BO, regardingobjecttypecode=None)
    annotated["_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] = "incident"
    assert connector([association(9)], [annotated]) == (BO, when(11))


# --- Nothing guessed --------------------------------------------------------------------------------------------------

BROKEN: dict[str, Row] = {
    "msdyn_entityrecordstate": {"msdyn_entityrecordstate": 2},
    "createdon": {"createdon": "2025-02-03T09:00:00"},
    "modifiedon": {"modifiedon": None},
    "statecode": {"statecode": None},
    "_createdby_value": {"_createdby_value": "ada"},
    "msdyn_regardingobjectname": {"msdyn_regardingobjectname": "a case"},
    "msdyn_regardingobjectid": {"msdyn_regardingobjectid": "42"},
    "msdyn_teamschatid": {"msdyn_teamschatid": " "},
}


@pytest.mark.parametrize("column", BROKEN)
def test_a_row_that_cannot_be_read_is_rejected_with_column_expectation_and_value(column: str) -> None:
    read = read_links([association(9, **BROKEN[column])])
    assert read.chats == ()
    assert (read.rejected[0].row, read.rejected[0].path) == (0, column)
    assert read.rejected[0].source == "msdyn_teamschatassociations"


@pytest.mark.parametrize("column", [name for name in BROKEN if name != "msdyn_teamschatid"])
def test_a_chat_of_which_a_row_cannot_be_read_is_rejected_whole_and_no_other(column: str) -> None:
    rows = [association(8), association(9, BO, **BROKEN[column]), association(9, msdyn_teamschatid=OTHER_CHAT)]
    assert [chat.id for chat in read_links(rows).chats] == [OTHER_CHAT]


def test_a_row_without_a_chat_puts_every_chat_of_its_record_in_doubt() -> None:
    elsewhere = association(9, msdyn_teamschatid=OTHER_CHAT, msdyn_regardingobjectid=OTHER_CASE)
    read = read_links([association(8), *[association(9, **BROKEN["msdyn_teamschatid"])] * 2, elsewhere])
    assert [chat.id for chat in read.chats] == [OTHER_CHAT]
    assert read.records_in_doubt == {("incident", CASE)}  # any chat may be connected to it, also the other one
    assert [each.row for each in read.rejected if each.path.startswith("record ")] == [1]
    other = Record("incident", OTHER_CASE, NOBODY)
    assert read.without_doubt([Record("incident", CASE, NOBODY), other]) == (other,)
    assert read_links([association(8), association(9, **BROKEN["createdon"])]).records_in_doubt == frozenset()


@pytest.mark.proves("DIS-7", "JOI-1", "TML-3")
@pytest.mark.parametrize("column", [*BROKEN, "both the chat and the record"])
def test_a_row_that_cannot_be_read_changes_no_answer_and_only_takes_some_away(column: str, tmp_path: Path) -> None:
    columns = ["msdyn_teamschatid", "msdyn_regardingobjectid"] if " " in column else [column]
    before = all_answers(load_export(three_units.write(tmp_path / "whole", three_units.tables(), SUPPLEMENT)))
    assert None not in before.values()
    for row in range(len(three_units.tables()["msdyn_teamschatassociations"])):
        found = three_units.tables()
        wrong = found["msdyn_teamschatassociations"][row]
        wrong |= dict.fromkeys(columns)
        after = all_answers(load_export(three_units.write(tmp_path / f"{row}", found, SUPPLEMENT)))
        chat = three_units.tables()["msdyn_teamschatassociations"][row]["msdyn_teamschatid"]
        record = wrong["msdyn_regardingobjectid"]
        changed = {each for each in before if after[each] not in (before[each], None)}
        if column == "_createdby_value":  # null is a value of this column: nobody is known
            continue
        assert not changed
        if column == "msdyn_teamschatid":
            assert all(after[each] is None for each in before if record == each[1])
        else:
            assert all(after[each] is None for each in before if chat == each[0] or " " in column)


def all_answers(snapshot: Snapshot) -> dict[tuple[str, str, str], Outcome | None]:
    """What is answered of each chat and record for two users; None where they are not known to be connected or not."""
    chats = (three_units.GROUP, three_units.OTHER, three_units.MAIL, three_units.AGAIN)
    records = (three_units.CASE, three_units.TEAM_CASE, three_units.ACCOUNT, three_units.EMAIL)
    found: dict[tuple[str, str, str], Outcome | None] = {}
    for chat, record, user in product(chats, records, (three_units.BO, three_units.EVE)):
        try:
            outcome = answer(snapshot, chat=chat, record=record, user=user)
        except InvalidValue as error:
            assert error.field == "chat"
            outcome = None
        found[chat, record, user] = outcome if outcome is not None and outcome.disconnecting is not None else None
        for each in () if outcome is None else outcome.not_asked:
            if {"chat", "record"} & {*each.lacks}:
                assert "was rejected: msdyn_teamschatassociations.json" in (each.because or ""), each
    return found


def test_a_row_that_names_neither_puts_every_link_in_doubt_and_says_so() -> None:
    for nameless in ({}, None, association(9, msdyn_teamschatid=None, msdyn_regardingobjectid=None)):
        read = read_links([association(8), nameless])
        assert read.chats == ()
        assert any("row 2, which names neither" in each.got for each in read.rejected)
        first = read_links([nameless, association(8)])
        assert any("row 1, which names neither" in each.got for each in first.rejected)


def test_the_newest_rows_of_one_instant_that_disagree_reject_the_chat() -> None:
    read = read_links([association(9), association(9, BO, msdyn_entityrecordstate=1)])
    assert read.chats == ()
    assert len(read.rejected) == 1


ROWS = [
    association(9, modified=10, msdyn_entityrecordstate=1),
    association(11, BO),
    association(9, msdyn_teamschatid=OTHER_CHAT),
    association(12, CY, msdyn_teamschatid=OTHER_CHAT, modified=13, msdyn_entityrecordstate=1),
]
USERS = [User(each) for each in (ADA, BO, CY)]


def answers(read: LinksRead) -> dict[tuple[str, str], bool]:
    record = Record("incident", CASE, Owner(user=ADA))
    policy = NEW_ORGANISATION
    return {
        (chat.id, user.id): can_disconnect(policy, user, chat, record).allowed for chat in read.chats for user in USERS
    }


@given(damaged(ROWS))
def test_a_damaged_row_never_turns_a_no_into_a_yes(case: tuple[list[Any], str, Any]) -> None:
    rows, _, _ = case
    before = answers(read_links(ROWS))
    for asked, allowed in answers(read_links(rows)).items():
        assert not allowed or before[asked]


def read_with_care(rows: object, activities: object = ()) -> LinksRead:
    """Read every row with care, none as a regular one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chatlink_policy.dataverse._link_rows.LinkRows.read_regular", lambda *_: False)
        return read_links(rows, activities=activities)


REGULAR_OR_NOT = st.fixed_dictionaries(
    {
        "createdon": st.sampled_from([at(9), at(10), "2025-02-03T10:00:00+01:00", "2025-02-03T09:00:00.5Z"]),
        "modifiedon": st.sampled_from([at(9), at(11), "2025-02-03T12:00:00+00:00", "2025-02-03T09:00:00"]),
        "_createdby_value": st.sampled_from([ADA, ADA.upper(), "{" + BO + "}", None, "", 7]),
        "_modifiedby_value": st.sampled_from([ADA, BO, None, "nobody"]),
        "msdyn_teamschatid": st.sampled_from([CHAT, OTHER_CHAT, " ", "", None, 5, (), []]),
        "msdyn_regardingobjectid": st.sampled_from([CASE, OTHER_CASE.upper(), "case", None]),
        "msdyn_regardingobjectname": st.sampled_from(["incident", "account", "Incident", ["incident"]]),
        "msdyn_entityrecordstate": st.sampled_from([0, 1, 2, -1, True, False, 0.0, "0", None]),
        "statecode": st.sampled_from([0, 1, 2, False, 0.0, None]),
    }
)


@given(
    st.lists(
        st.builds(
            lambda row, absent: {k: v for k, v in row.items() if k != absent},
            st.one_of(
                REGULAR_OR_NOT, REGULAR_OR_NOT.map(lambda row: association(9) | {"modifiedon": row["modifiedon"]})
            ),
            st.none() | st.sampled_from(list(association(9))),
        ),
        max_size=6,
    )
)
def test_a_regular_row_read_fast_is_read_as_with_care(rows: list[Row]) -> None:
    assert read_links(rows, activities=UNKNOWN) == read_with_care(rows, UNKNOWN)
    read = read_links(rows)
    assert read == read_with_care(rows)
    for chat in read.chats:
        links = [
            ChatLink(each.record_type, each.record_id, connected_by=each.connected_by, connected_on=each.connected_on)
            for each in chat.links
        ]
        assert chat == Chat(chat.id, chat.kind, links=reversed(links))
        assert chat.links == Chat(chat.id, chat.kind, links=reversed(links)).links


@pytest.mark.parametrize(
    "rows",
    [
        [association(9, statecode=1), association(10, statecode=1)],
        [association(10, modified=9), association(11)],
        [association(9), association(10, modified=8, _modifiedby_value=BO)],
        [association(10, modified=9), association(9, modified=11, _modifiedby_value=BO)],
        [association(9, msdyn_entityrecordstate=1), association(10, msdyn_entityrecordstate=1)],
        [association(9, BO), association(10, _modifiedby_value=None)],
    ],
    ids=[
        "all inactive",
        "older when modified",
        "modified by another",
        "modified before and after",
        "all disassociated",
        "modified by nobody",
    ],
)
def test_rows_of_one_odd_kind_are_read_fast_as_with_care(rows: list[Row]) -> None:
    for several in (rows, rows[:1], rows[1:], rows[::-1]):
        assert read_links(several) == read_with_care(several)


@pytest.mark.parametrize("before", [1, ROWS_AT_A_TIME - 1, ROWS_AT_A_TIME, 2 * ROWS_AT_A_TIME])
@pytest.mark.parametrize("odd", [[association(11, BO, msdyn_teamschatid=OTHER_CHAT)], {"value": [association(11, BO)]}])
def test_a_page_in_place_of_a_row_is_no_row_wherever_it_is(before: int, odd: object) -> None:
    read = read_links([*[association(9)] * before, odd])
    assert read.chats == ()
    assert (read.rejected[0].row, read.rejected[0].path) in {(before, "row"), (before, "msdyn_teamschatid")}


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidValue, match="kinds"):
        read_links(ROWS, kinds={CHAT: "group"})  # type: ignore[dict-item]


@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_nothing(rows: list[Row]) -> None:
    assert read_links(rows) == read_links(ROWS)


def test_rows_come_in_any_shape_that_payloads_have() -> None:
    class ClientRecord:
        """Reads like a record of the official client: it has keys, and is no mapping."""

        def __init__(self, data: Row) -> None:
            self.data = data

        def keys(self) -> list[str]:
            return list(self.data)

        def __getitem__(self, key: str) -> object:
            return self.data[key]

    expected = read_links(ROWS)
    assert read_links({"value": ROWS}) == expected
    assert read_links([ROWS[:2], ROWS[2:]]) == expected
    assert read_links(iter([{"value": ROWS[:1]}, {"value": ROWS[1:]}])) == expected
    assert read_links([ClientRecord(row) for row in ROWS]) == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the sample payloads are not beside the checkout")
def test_the_sample_rows_load() -> None:
    read = read_links(json.loads(SHARED.read_text(encoding="utf-8")))
    assert read.rejected == ()
    assert sorted(len(chat.connections) for chat in read.chats) == [1, 2]


# --- Growth -----------------------------------------------------------------------------------------------------------


def hostile(kind: str, number: int) -> list[Any]:
    """As many good rows as rows that cannot be read."""
    good = [association(9, msdyn_teamschatid=f"19:{each}@thread.v2") for each in range(number)]
    wrong: dict[str, Row] = {
        "name their chat": {"createdon": "yesterday"},
        "name their record": {"msdyn_teamschatid": None},
        "name nothing": {"msdyn_teamschatid": None, "msdyn_regardingobjectid": None},
    }
    return [*good, *(each | wrong[kind] if kind in wrong else None for each in good)]


class Counted(defaultdict[str, list[ChatLink]]):
    """The chats of a reader, which count how many of them are looked through."""

    looked_at = 0

    def __iter__(self) -> Iterator[str]:
        for chat in super().__iter__():
            Counted.looked_at += 1
            yield chat


def work_of(rows: list[Any], patch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Calls of Python, chats looked through, and what is reported: the same on every machine, unlike time."""
    calls = Counted.looked_at = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    begin = LinkRows.__init__

    def counted(reader: LinkRows, *arguments: Any) -> None:  # noqa: ANN401
        begin(reader, *arguments)
        reader.unchanged = Counted(list)

    with patch.context() as patched:
        patched.setattr(LinkRows, "__init__", counted)
        sys.setprofile(count)
        try:
            read = read_links(rows)
        finally:
            sys.setprofile(None)
    return calls, Counted.looked_at, len(read.rejected)


@pytest.mark.parametrize("kind", ["name their chat", "name their record", "name nothing", "are none"])
def test_work_and_reports_grow_no_faster_than_rows_that_cannot_be_read(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_of(hostile(kind, 10), monkeypatch)
    work = [work_of(hostile(kind, number), monkeypatch) for number in (200, 400, 800)]
    for few, more in pairwise(work):
        assert all(after <= 2.3 * before for before, after in zip(few, more, strict=True)), work


@pytest.mark.parametrize("column", ACTIVITY_COLUMNS)
def test_an_activity_that_lacks_a_column_which_others_have_is_rejected_and_so_is_its_chat(column: str) -> None:
    whole, lacking = activity(9), activity(10, activityid="c1111111-2d71-ef11-a670-000d3a5b6e02")
    del lacking[column]
    read = read_links([association(9)], activities=[whole, lacking])
    assert read.chats == ()
    assert (1, column) in {(each.row, each.path) for each in read.rejected}
