"""Records of decisions: lines come back as they were, nothing untrue is accepted, and exactly what differs is shown."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice, permutations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_questions import facts_type, make_question, questions

from chatlink_policy import QUESTIONS, Decision, Question
from chatlink_policy.errors import InvalidValue
from chatlink_policy.evidence.fingerprint import combinations_now
from chatlink_policy.evidence.records import (
    RECORD_SCHEMA,
    DecisionRecord,
    Fingerprint,
    Now,
    read_fingerprint,
    read_records,
    record,
    record_from_dict,
    record_from_line,
    replay,
)
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.joining import JOINING

LINE = (
    '{"schema":"chatlink-policy/decision/1","facts":{"is_connected":true,"join_chat_is_on":true,"can_write":false},'
    '"answer":false,"fingerprint":"joining/1(is_connected,join_chat_is_on,can_write):80"}'
)


def truth_of(fingerprint: str, facts: dict[str, bool]) -> bool:
    """The answer of a fingerprint, read by hand: the facts are the digits of a number, the answers its bits."""
    names = fingerprint[fingerprint.rindex("(") + 1 : fingerprint.rindex(")")].split(",")
    answers = f"{int(fingerprint[fingerprint.rindex(':') + 1 :], 16):0{1 << len(names)}b}"[::-1]
    return answers[int("".join("1" if facts[name] else "0" for name in names), 2)] == "1"


# --- Fingerprints -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_fingerprint_is_read_and_written_as_the_question_writes_it(name: str) -> None:
    question = QUESTIONS[name]
    fingerprint = read_fingerprint(question.fingerprint)
    assert fingerprint.text == question.fingerprint
    assert fingerprint.facts == tuple(each.name for each in question.facts)
    assert (fingerprint.name, fingerprint.version) == (question.name, question.version)
    assert fingerprint.results == question.results


@given(questions(max_facts=8, with_rows=False))
def test_a_fingerprint_answers_as_the_question_did_without_its_rule(question: Question[object]) -> None:
    fingerprint = read_fingerprint(question.fingerprint)
    for decision in question.decisions:
        assert fingerprint.answer(decision.to_facts()) is decision.allowed
        assert fingerprint.answer(dict(reversed(decision.to_facts().items()))) is decision.allowed


@pytest.mark.parametrize("name", ["a/1(b):2", "x(y)", "it's", "Ünï", "a b"])
def test_any_name_on_one_line_comes_back_from_a_fingerprint(name: str) -> None:
    question = make_question(2, 9, name=name)
    assert read_fingerprint(question.fingerprint).name == name
    line = record(question.decisions[3]).to_line()
    assert line.isascii()
    assert record_from_line(line) == record(question.decisions[3])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "joining",
        "joining/1(a,b)",
        "joining/1(a,b):",
        "joining/1():0",
        "/1(a):0",
        " joining/1(a):0",
        "joining/1(a):0 ",
        "joining/1(a):0\n",
        "joi\nning/1(a):0",
        "joining/01(a):0",
        "joining/-1(a):0",
        "joining/1000000000(a):0",
        "joining/\u0661(a):0",
        "joining/1(a,a):0",
        "joining/1(a,,b):00",
        "joining/1(a, b):0",
        "joining/1(1a):0",
        "joining/1(a):4",
        "joining/1(a):01",
        "joining/1(a,b):10",
        "joining/1(a,b,c):0",
        "joining/1(a,b,c):8A",
        "joining/1(a,b,c):0x",
        "joining/1(a,b,c,d,e,f,g,h,i):" + "0" * 128,
        "joining/1(a,b,c,d,e,f,g,h,i):" + "0" * 64,
        "\ud800/1(a):0",
    ],
)
def test_what_no_question_could_have_as_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_fingerprint(text, "there")
    assert caught.value.field == "there"


def names_of(count: int) -> str:
    return ",".join("abcdefghi"[:count])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (5, 'a fingerprint, "name/version(fact,fact,...):answers in hexadecimal digits", got 5'),
        ("joining/1(a,a):0", "1 to 8 different names of facts, got 'a,a'"),
        (f"joining/1({names_of(9)}):0", "1 to 8 different names of facts, got 'a,b,c,d,e,f,g,h,i'"),
        ("joining/1(a):01", "1 hexadecimal digits for the answers to 2 combinations, got 2"),
        (f"joining/1({names_of(8)}):0", "64 hexadecimal digits for the answers to 256 combinations, got 1"),
        ("joining/1(a):4", "one bit for each of 2 combinations, got 4"),
    ],
)
def test_what_is_no_fingerprint_is_refused_with_the_reason(text: Any, message: str) -> None:  # noqa: ANN401  # a wrong one
    with pytest.raises(InvalidValue) as caught:
        read_fingerprint(text)
    assert str(caught.value) == f"fingerprint: expected {message}"


def test_the_fields_of_a_fingerprint_are_given_by_their_names_and_its_version_has_nine_digits_at_most() -> None:
    make: Any = Fingerprint
    with pytest.raises(TypeError):
        make("q", 0, ("a",), 3)
    assert read_fingerprint("q/999999999(a):0").version == 999_999_999


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"version": 1_000_000_000}, "version"),
        ({"facts": 5}, "facts"),
        ({"facts": (1,)}, "facts"),
        ({"results": 17}, "results"),
        ({"results": 1.0}, "results"),
        ({"version": -1}, "version"),
        ({"version": True}, "version"),
        ({"facts": ()}, "facts"),
        ({"facts": ("a", "a")}, "facts"),
        ({"facts": "ab"}, "facts"),
        ({"facts": ("a b",)}, "facts"),
        ({"results": 16}, "results"),
        ({"results": -1}, "results"),
        ({"results": True}, "results"),
    ],
)
def test_an_illegal_fingerprint_cannot_be_built(changes: dict[str, Any], field: str) -> None:
    legal = Fingerprint(name="q", version=0, facts=("a", "b"), results=15)
    with pytest.raises(InvalidValue) as caught:
        attrs.evolve(legal, **changes)
    assert caught.value.field == f"Fingerprint.{field}"
    if field == "results":
        assert caught.value.expected == "one bit for each of 4 combinations"


@pytest.mark.parametrize(
    ("facts", "field", "got"),
    [
        ({"a": True}, "facts.b", "nothing: the fact is missing"),
        ({"a": True, "b": 1}, "facts.b", "1"),
        ({"a": True, "b": None}, "facts.b", "None"),
        ({"a": True, "b": False, "c": True}, "facts.c", "a fact that is none of them"),
        ({"a": True, "b": False, "c\n": True}, "facts.'c\\n'", "a fact that is none of them"),
        ({"d": True, "a": True, "b": False, "c": True}, "facts.d", "a fact that is none of them"),
    ],
)
def test_a_fingerprint_answers_its_own_facts_only(facts: dict[str, Any], field: str, got: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Fingerprint(name="q", version=0, facts=("a", "b"), results=15).answer(facts)
    assert (caught.value.field, caught.value.got) == (field, got)


# --- Records and their lines ------------------------------------------------------------------------------------------


def test_a_line_holds_schema_facts_answer_and_fingerprint_and_nothing_else() -> None:
    assert record(JOINING.cells[True][True][False]).to_line() == LINE
    assert list(json.loads(LINE)) == ["schema", "facts", "answer", "fingerprint"]


@given(questions(max_facts=8, with_rows=False))
def test_every_decision_comes_back_from_its_line(question: Question[object]) -> None:
    records = [record(decision) for decision in question.decisions]
    lines = [each.to_line() for each in records]
    assert len(set(lines)) == len(lines)
    assert list(read_records(f"{line}\n" for line in lines)) == records
    for decision, found in zip(question.decisions, map(record_from_line, lines), strict=True):
        assert found.to_facts() == decision.to_facts()
        assert found.answer is decision.allowed
        assert hash(found) == hash(record(decision))


def test_the_order_of_keys_and_blanks_do_not_matter() -> None:
    data = json.loads(LINE)
    data = dict(reversed(data.items())) | {"facts": dict(reversed(data["facts"].items()))}
    assert record_from_line(f" {json.dumps(data)} \r\n") == record_from_line(LINE)


def edited(edit: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(LINE)
    edit(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "line 1: expected a record, one JSON object a line, got ''"),
        ("\n", "line 1: expected a record, one JSON object a line, got '\\n'"),
        ("[]", "line 1: expected a record, one JSON object a line, got '[]'"),
        ("null", "line 1: expected a record, one JSON object a line, got 'null'"),
        ("{", "line 1: expected a record, one JSON object a line, got '{'"),
        (b"{}", "line 1: schema: expected a value, got nothing: the key is missing"),
        (b"\xff", "line 1: expected text in UTF-8, or in UTF-16 with a byte order mark, got a wrong byte"),
        ([], "line 1: expected a record, one JSON object a line, got []"),
        ("[" * 100_000, "line 1: expected a record, one JSON object a line, got what is nested too deeply"),
        ("\ufeff{}", "line 1: schema: expected a value, got nothing: the key is missing"),
        ("{}", "line 1: schema: expected a value, got nothing: the key is missing"),
        (LINE + LINE, None),
        (LINE.replace('"answer":', '"answer":false,"answer":'), "line 1: answer: expected each key once, got 'answer'"),
        (LINE.replace('"can_write":', '"can_write":false,"can_write":'), "line 1: can_write: expected each key once"),
        (LINE.replace("false", "NaN"), "line 1: text: expected numbers that JSON allows, got NaN"),
        (
            edited(lambda data: data.update(schema="chatlink-policy/decision/2", other=1)),
            "line 1: schema: expected \"chatlink-policy/decision/1\", got 'chatlink-policy/decision/2'",
        ),
        (edited(lambda data: data.update(schema=1)), 'line 1: schema: expected "chatlink-policy/decision/1", got 1'),
        (edited(lambda data: data.pop("answer")), "line 1: answer: expected a value, got nothing: the key is missing"),
        (
            edited(lambda data: data.update({"no te": 1})),
            "line 1: 'no te': expected a known key (schema, facts, answer, fingerprint), got 1",
        ),
        (
            edited(lambda data: data.update(more=1, other=2)),
            "line 1: more: expected a known key (schema, facts, answer, fingerprint), got 1",
        ),
        (edited(lambda data: data.update(answer=0)), "line 1: answer: expected true or false, got 0"),
        (edited(lambda data: data.update(answer="false")), "line 1: answer: expected true or false, got 'false'"),
        (edited(lambda data: data.update(answer=None)), "line 1: answer: expected true or false, got None"),
        (
            edited(lambda data: data.update(answer=True)),
            "line 1: answer: expected false, the answer that the fingerprint gives, got true",
        ),
        (
            edited(lambda data: data["facts"].update(can_write=True)),
            "line 1: answer: expected true, the answer that the fingerprint gives, got false",
        ),
        (
            edited(lambda data: data["facts"].update(can_write=0)),
            "line 1: facts.can_write: expected true or false, got 0",
        ),
        (
            edited(lambda data: data["facts"].pop("can_write")),
            "line 1: facts.can_write: expected true or false, got nothing: the fact is missing",
        ),
        (
            edited(lambda data: data["facts"].update(may_write=True)),
            "line 1: facts.may_write: expected only the facts of the fingerprint, is_connected, join_chat_is_on, ",
        ),
        (
            edited(lambda data: data.update(facts=[True, True, False])),
            "line 1: facts: expected an object with each fact of the fingerprint, got [True, True, False]",
        ),
        (
            edited(lambda data: data.update(fingerprint=None)),
            'line 1: fingerprint: expected a fingerprint, "name/version(fact,fact,...):answers in hexadecimal digits"',
        ),
        (
            edited(lambda data: data.update(fingerprint="joining:80")),
            'line 1: fingerprint: expected a fingerprint, "name/version(fact,fact,...):answers in hexadecimal digits"',
        ),
        (
            edited(lambda data: data.update(fingerprint="joining/1(is_connected,join_chat_is_on,can_write):080")),
            "line 1: fingerprint: expected 2 hexadecimal digits for the answers to 8 combinations, got 3",
        ),
    ],
)
def test_what_is_no_record_is_refused_with_its_line_and_place(line: Any, message: str | None) -> None:  # noqa: ANN401
    for refused in (lambda: list(read_records([line])), lambda: record_from_line(line, "line 1")):
        with pytest.raises(InvalidValue) as caught:
            refused()
        assert str(caught.value).startswith(message or "line 1: ")
        assert "\n" not in str(caught.value)


def test_an_error_names_the_number_of_its_line() -> None:
    lines = [f"{LINE}\n"] * 4 + ["\n"]
    found = read_records(lines)
    assert len(list(islice(found, 4))) == 4
    with pytest.raises(InvalidValue, match=r"^line 5: expected a record"):
        next(found)


def test_a_wrong_line_stays_wrong_however_often_it_comes() -> None:
    wrong = LINE.replace('"answer":false', '"answer":true')
    for lines in ([wrong], [LINE, wrong], [LINE, LINE, wrong]):
        for _ in range(2):
            with pytest.raises(InvalidValue, match=rf"^line {len(lines)}: answer"):
                list(read_records(lines))


def one_character_edits(line: str, letters: str) -> Iterator[str]:
    for place in range(len(line) + 1):
        yield line[:place] + line[place + 1 :]
        for letter in letters:
            yield line[:place] + letter + line[place:]
            yield line[:place] + letter + line[place + 1 :]
        yield line[:place] + line[place + 1 : place + 2] + line[place : place + 1] + line[place + 2 :]


def is_true(line: str, found: DecisionRecord) -> bool:
    """Whether what was read is what the line says, and its answer the one of the fingerprint in the line."""
    data = json.loads(line)
    return (
        set(data) == {"schema", "facts", "answer", "fingerprint"}
        and data["schema"] == RECORD_SCHEMA
        and data["facts"] == found.to_facts()
        and data["answer"] is found.answer is truth_of(data["fingerprint"], data["facts"])
        and data["fingerprint"] == found.fingerprint.text
    )


@pytest.mark.parametrize(
    "decision", [JOINING.decisions[6], JOINING.decisions[7], DISCONNECTING.decisions[21]], ids=repr
)
def test_a_line_with_one_character_wrong_is_refused_or_still_true(decision: Any) -> None:  # noqa: ANN401
    line = record(decision).to_line()
    refused = accepted = 0
    for edit in set(one_character_edits(line, '0179afgGtT"{}:,()/\\ \n_-é')) - {line}:
        try:
            found = record_from_line(edit)
        except InvalidValue:
            refused += 1
        else:
            accepted += 1
            assert is_true(edit, found), edit
    assert refused > 20 * accepted > 0


@given(st.data())
def test_random_damage_never_makes_an_untrue_record(data: st.DataObject) -> None:
    question = data.draw(questions(max_facts=4, with_rows=False))
    line = record(data.draw(st.sampled_from(question.decisions))).to_line()
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(line))] * 2)))
        line = line[:start] + data.draw(st.text(max_size=3) | st.sampled_from(["true", "false"])) + line[end:]
    try:
        found = record_from_line(line)
    except InvalidValue:
        return
    assert is_true(line, found)


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_record_or_refused_on_one_line(line: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        record_from_line(line)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("combination", "answer", "field"),
    [
        (8, False, "combination"),
        (-1, False, "combination"),
        (True, False, "combination"),
        (7, False, "answer"),
        (0, 0, "answer"),
    ],
)
def test_an_untrue_record_cannot_be_built(combination: int, answer: Any, field: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue) as caught:
        DecisionRecord(read_fingerprint(JOINING.fingerprint), combination, answer)
    assert caught.value.field == f"DecisionRecord.{field}"


def test_a_record_needs_a_fingerprint_that_was_read() -> None:
    with pytest.raises(InvalidValue, match=r"^DecisionRecord.fingerprint: expected a Fingerprint"):
        DecisionRecord("joining/1(a):0", 0, False)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", ["", " a", "two\nlines"])
def test_a_question_whose_name_no_line_can_hold_is_not_recorded(name: str) -> None:
    with pytest.raises(InvalidValue, match=r"^fingerprint"):
        record(make_question(1, 1, name=name).decisions[0])


# --- Replaying --------------------------------------------------------------------------------------------------------


@given(questions(max_facts=8, with_rows=False))
def test_a_questions_own_records_show_no_difference(question: Question[object]) -> None:
    assert list(replay(map(record, question.decisions), question)) == []


@given(st.data())
def test_another_rule_shows_exactly_the_records_it_decides_otherwise(data: st.DataObject) -> None:
    before = data.draw(questions(max_facts=5, with_rows=False, with_impossible=False))
    after = make_question(before.size, data.draw(st.integers(0, (1 << (1 << before.size)) - 1)))
    asked = data.draw(st.lists(st.sampled_from(before.decisions), max_size=40))
    found = list(replay(map(record, asked), after))
    expected = [
        (position, decision.allowed, decision.to_facts())
        for position, decision in enumerate(asked, 1)
        if decision.allowed != after.rule(decision.facts)
    ]
    assert [(each.position, each.record.answer, each.record.to_facts()) for each in found] == expected
    for each in found:
        assert each.decision.question is after
        assert each.decision.to_facts() == each.record.to_facts()
        assert each.decision.allowed is not each.record.answer


def test_facts_are_matched_by_name_whatever_their_order() -> None:
    names = ("a", "b", "c")

    def rule(given: Any) -> bool:  # noqa: ANN401
        return (given.a and not given.b) or given.c

    def ordered(order: tuple[str, ...]) -> Question[Any]:
        return Question("random", facts_type(order), rule, says_yes="it is so", says_no="it is not so")

    before = ordered(names)
    for order in permutations(names):
        assert list(replay(map(record, before.decisions), ordered(order))) == []
        places = combinations_now(read_fingerprint(before.fingerprint), ordered(order))
        for decision in before.decisions:
            assert ordered(order).decisions[places[decision.combination]].to_facts() == decision.to_facts()


def test_what_differs_is_said_in_one_sentence() -> None:
    never = attrs.evolve(JOINING, rule=lambda _: False)
    (found,) = replay(map(record, JOINING.decisions), never)
    assert found.says == (
        "Record 8 (joining: is_connected=true, join_chat_is_on=true, can_write=true) was a yes and would now be a no."
    )


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (DISCONNECTING, "record 3: expected a decision of the question 'joining', got one of 'disconnecting'"),
        (
            attrs.evolve(JOINING, version=2),
            "record 3: expected a decision of version 1 of 'joining', got one of version 2",
        ),
        (
            attrs.evolve(JOINING, version=0),
            "record 3: expected a decision of version 1 of 'joining', got one of version 0",
        ),
        (
            make_question(3, 128, name="joining"),
            "record 3: expected a decision with the facts of 'joining', is_connected, join_chat_is_on, can_write,"
            " got one with a, b, c",
        ),
        (make_question(2, 8, name="joining"), "record 3: expected a decision with the facts of 'joining'"),
    ],
    ids=["name", "later version", "earlier version", "facts", "fewer facts"],
)
def test_a_record_of_another_question_version_or_facts_is_refused(other: Question[object], message: str) -> None:
    own, foreign = record(JOINING.decisions[0]), record(other.decisions[0])
    with pytest.raises(InvalidValue) as caught:
        list(replay([own, own, foreign, own], JOINING))
    assert str(caught.value).startswith(message)


@given(st.lists(st.sampled_from([each for question in QUESTIONS.values() for each in question.decisions]), max_size=60))
def test_a_log_of_several_questions_is_replayed_whole_each_record_against_its_own(
    asked: list[Decision[object]],
) -> None:
    now = {name: attrs.evolve(each, rule=lambda _: True) for name, each in QUESTIONS.items()}
    for questions_now in (now, now.values(), tuple(now.values())):
        found = list(replay(map(record, asked), questions_now))
        denied = [(position, each) for position, each in enumerate(asked, 1) if not each]
        assert [(each.position, each.record) for each in found] == [(place, record(each)) for place, each in denied]
        assert [each.decision.question for each in found] == [now[each.question.name] for _, each in denied]
    assert list(replay(map(record, asked), QUESTIONS)) == []


def test_a_record_of_a_question_that_is_none_of_several_is_refused_and_so_are_two_of_one_name() -> None:
    records = [record(JOINING.decisions[0]), record(DISCONNECTING.decisions[0])]
    others = [QUESTIONS["enablement"], JOINING]
    with pytest.raises(InvalidValue) as caught:
        list(replay(records, others))
    assert str(caught.value) == (
        "record 2: expected a decision of the question 'enablement' or 'joining', got one of 'disconnecting'"
    )
    with pytest.raises(InvalidValue, match=r"^question: expected each name once, got 'joining' twice"):
        list(replay(records, [JOINING, attrs.evolve(JOINING, version=2)]))


def test_a_record_is_of_no_question_where_there_is_none() -> None:
    with pytest.raises(InvalidValue, match=r"^record 1: expected a decision of the question none, got one of"):
        list(replay([record(JOINING.decisions[0])], []))


@pytest.mark.parametrize("other", ["a", "z"])
def test_combinations_are_found_again_in_the_question_of_that_name_only(other: str) -> None:
    with pytest.raises(InvalidValue, match=rf"^fingerprint: expected a decision of the question '{other}', got one of"):
        combinations_now(read_fingerprint(JOINING.fingerprint), attrs.evolve(JOINING, name=other))


@pytest.mark.parametrize("wrong", [None, 5, "joining"])
def test_what_is_no_record_no_decision_and_no_question_is_refused_by_its_name(wrong: Any) -> None:  # noqa: ANN401  # junk
    own = record(JOINING.decisions[0])
    calls: dict[str, Callable[[], object]] = {
        "decision": lambda: record(wrong),
        "data": lambda: record_from_dict(wrong),
        "fingerprint": lambda: combinations_now(wrong, JOINING),
        "question": lambda: combinations_now(own.fingerprint, wrong),
        "records": lambda: list(replay(5, JOINING)),  # type: ignore[arg-type]
        "lines": lambda: list(read_records(5)),  # type: ignore[arg-type]
    }
    for name, call in calls.items():
        with pytest.raises(InvalidValue) as caught:
            call()
        assert caught.value.field == name
    for several in (wrong, [wrong], [JOINING, wrong]):
        with pytest.raises(InvalidValue, match=r"^question: expected a Question, or several, got "):
            Now(several)


def test_a_record_is_read_from_plain_data_as_from_its_line() -> None:
    for each in DISCONNECTING.decisions:
        assert record_from_dict(record(each).to_dict()) == record(each)
    with pytest.raises(InvalidValue, match=r"^facts\.can_write: expected true or false, got nothing"):
        record_from_dict({**json.loads(LINE), "facts": {"is_connected": True, "join_chat_is_on": True}})


# --- Streams ----------------------------------------------------------------------------------------------------------


def test_reading_and_replaying_take_one_line_at_a_time() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield LINE

    always = attrs.evolve(JOINING, rule=lambda _: True)
    found = replay(read_records(endless()), always)
    assert taken == 0
    assert [each.position for each in islice(found, 5)] == [1, 2, 3, 4, 5]
    assert taken == 5


def test_a_line_of_up_to_4096_characters_is_remembered_until_2048_others_were_read() -> None:
    first, *others, last = (LINE + " " * number for number in range(2049))
    found = list(read_records([first, *others, first, last, first]))
    assert found[2048] is found[0]
    assert found[0] == found[-1] is not found[0]
    for length, is_kept in ((4096, True), (4097, False)):
        line = LINE.ljust(length)
        one, other = read_records([line, line])
        assert (one is other) is is_kept


@pytest.mark.parametrize(("length", "is_kept"), [(8, True), (4096, True), (4097, False)])
def test_a_fingerprint_of_up_to_4096_characters_is_remembered(length: int, is_kept: bool) -> None:
    fingerprint = Fingerprint(name="q" * (length - 7), version=1, facts=("a",), results=2)
    assert len(fingerprint.text) == length
    line = DecisionRecord(fingerprint, 1, True).to_line()
    assert (record_from_line(line).fingerprint is record_from_line(line).fingerprint) is is_kept


def test_the_decisions_of_today_are_remembered_for_128_fingerprints() -> None:
    now = Now(make_question(1, 2))
    first, *others, last = (read_fingerprint("random/1(a):2") for _ in range(129))
    kept = now.decisions(first)
    for each in others:
        assert now.decisions(each) == kept
        assert now.decisions(first) is kept
    assert now.decisions(last) == kept
    assert now.decisions(first) is not kept


def peak_of(records: int, line: Callable[[int], str]) -> int:
    tracemalloc.start()
    try:
        assert sum(1 for _ in replay(read_records(map(line, range(records))), JOINING)) == 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("padding", [*(pytest.param(each, marks=pytest.mark.campaign) for each in (0, 300)), 10_000])
def test_memory_does_not_grow_with_the_lines_however_different_they_are(padding: int) -> None:
    def line(number: int) -> str:
        return LINE.replace(",", "," + " " * (number % 97), 2) + " " * (number % 101 + padding)

    few, many = peak_of(4_000, line), peak_of(5_000, line)
    assert many < few + 200_000
    assert many < 8_000_000
