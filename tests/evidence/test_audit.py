"""The audit of a written table, held against its definition by brute force."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from html import unescape
from itertools import combinations, permutations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_data import data_of
from random_questions import facts_type, make_question, questions
from thoroughness import SOME

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.errors import InvalidQuestion, InvalidValue
from chatlink_policy.evidence import Impossible, Row
from chatlink_policy.evidence._rivals import _grammar
from chatlink_policy.evidence.audit import Audit, audit
from chatlink_policy.rules.disconnecting import DISCONNECTING

# --- What an audit is, written from its definition --------------------------------------------------------------------


@cache
def combinations_of(size: int) -> list[tuple[bool, ...]]:
    """All combinations as tuples; their place in the list is their number."""
    return list(product((False, True), repeat=size))


def all_truths(question: Question[object]) -> list[tuple[bool, ...]]:
    return combinations_of(question.size)


@cache
def includes(when: str) -> frozenset[int]:
    """The numbers of the combinations for which the letters hold."""
    letters = when.split()
    return frozenset(
        number
        for number, truths in enumerate(combinations_of(len(letters)))
        if all(letter == "*" or (letter == "Y") == truth for letter, truth in zip(letters, truths, strict=True))
    )


def covered(row: Row | Impossible) -> frozenset[int]:
    return includes(row.when)


def possible(question: Question[object]) -> frozenset[int]:
    never = [covered(each) for each in question.impossible]
    return frozenset(range(1 << question.size)).difference(*never)


@lru_cache(maxsize=16)
def yes_set(question: Question[object]) -> frozenset[int]:
    names = [each.name for each in question.facts]
    return frozenset(
        number
        for number, truths in enumerate(all_truths(question))
        if question.rule(question.facts_type(**dict(zip(names, truths, strict=True))))
    )


def answer(question: Question[object], number: int) -> bool:
    return number in yes_set(question)


def gaps_of(question: Question[object], rows: Iterable[Row]) -> frozenset[int]:
    return possible(question).difference(*(covered(row) for row in rows))


def satisfies(question: Question[object], yes: Set[int], rows: Iterable[Row]) -> bool:
    """Whether the rule that says yes there answers as all rows do, for what can occur."""
    can_occur = possible(question)
    return all((number in yes) == row.allowed for row in rows for number in covered(row) & can_occur)


def members(bits: int) -> set[int]:
    return {number for number in range(bits.bit_length()) if bits >> number & 1}


def partitions(items: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """All ways to part the items into groups."""
    if not items:
        yield []
        return
    first, *rest = items
    for count in range(len(rest) + 1):
        for others in combinations(rest, count):
            for groups in partitions(tuple(each for each in rest if each not in others)):
                yield [(first, *others), *groups]


@cache
def formulas(items: tuple[int, ...], connective: str) -> list[str]:
    """All formulas over exactly these facts, each once, that are joined by that word; a single fact is one."""
    if len(items) == 1:
        return [f"f[{items[0]}]"]
    inner = "or" if connective == "and" else "and"
    return [
        f"({f' {connective} '.join(parts)})"
        for groups in partitions(items)
        if len(groups) > 1
        for parts in product(*(formulas(group, inner) for group in groups))
    ]


@cache
def read_once(size: int) -> list[tuple[tuple[int, int], Callable[[Sequence[bool]], bool]]]:
    """All formulas of up to that many facts as functions, each with how many facts and how many groups it has."""
    found = []
    for count in range(1, size + 1):
        for items in combinations(range(size), count):
            texts = dict.fromkeys(formulas(items, "and") + formulas(items, "or"))
            found += [((count, text.count("(")), eval(f"lambda f: {text}")) for text in texts]  # noqa: S307  # its own text
    return found


def negated_facts(question: Question[object]) -> set[int]:
    """The facts that the rule depends on and that never turn a no into a yes when they become true."""
    yes, found = yes_set(question), set()
    for place in range(question.size):
        bit = 1 << (question.size - 1 - place)
        pairs = [(number in yes, number | bit in yes) for number in range(1 << question.size) if not number & bit]
        if (True, False) in pairs and (False, True) not in pairs:
            found.add(place)
    return found


def rivals_of(question: Question[object], rows: Sequence[Row]) -> dict[frozenset[int], tuple[int, int]]:
    """The rules of the grammar that satisfy all rows and decide a gap otherwise, as the possible combinations they say
    yes to, each with the fewest facts, and then groups, that say it."""
    negated, yes, gaps = negated_facts(question), yes_set(question), gaps_of(question, rows)
    literals = [[truth != (place in negated) for place, truth in enumerate(truths)] for truths in all_truths(question)]
    can_occur = possible(question)
    said = {number: row.allowed for row in rows for number in covered(row) & can_occur}
    if any(said[number] != row.allowed for row in rows for number in covered(row) & can_occur):
        return {}
    found: dict[frozenset[int], tuple[int, int]] = {}
    for measure, formula in read_once(question.size):
        if all(formula(literals[number]) == allowed for number, allowed in said.items()):
            decides = frozenset(number for number in can_occur if formula(literals[number]))
            if decides & gaps != yes & gaps:
                found[decides] = min(measure, found.get(decides, measure))
    return found


def widths(size: int) -> list[str]:
    return [" ".join(letters) for letters in product("YN*", repeat=size)]


# --- Random tables ----------------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn, max_facts: int = 5) -> tuple[Question[object], tuple[Row, ...]]:
    """A random question with rows, of which some may contradict each other or the rule."""
    question = draw(questions(max_facts=max_facts))
    letters = st.lists(st.sampled_from("YN**"), min_size=question.size, max_size=question.size).map(" ".join)
    others = [
        Row(f"REQ-8 row {number}", when, draw(st.booleans()))
        for number, when in enumerate(draw(st.lists(letters, max_size=draw(st.sampled_from([0, 1, 4])))))
    ]
    return question, (*question.documented, *others)


def closed(found: Audit) -> tuple[int, ...]:
    """The counts of an audit that no name and no order of facts can change."""
    return (
        found.combinations,
        found.possible,
        found.documented,
        found.derived,
        found.consistent_rules,
        len(found.gaps_grouped),
        len(found.contradictions),
        len(found.disagreements),
        len(found.contained),
        sum(each.each_alone for each in found.contained),
        len(found.never_apply),
        len(found.rivals),
        sum(each.differences for each in found.rivals),
        len(found.closing_rows),
    )


# --- The table of DIS-4 -----------------------------------------------------------------------------------------------

DIS = audit(DISCONNECTING)
CONNECTED = [number for number in range(64) if number & 1]


@pytest.mark.proves("DIS-4", "DIS-5", "Q-6")
def test_the_documentation_decides_28_of_the_32_combinations_of_a_connected_chat_without_contradiction() -> None:
    assert (DIS.combinations, DIS.possible, DIS.documented, DIS.derived) == (64, 48, 44, 4)
    assert len(CONNECTED) - len(DIS.gaps) == 28
    assert not any((DIS.contradictions, DIS.disagreements, DIS.never_apply))


@pytest.mark.proves("DIS-5", "Q-6")
def test_the_four_combinations_left_open_are_those_of_the_spec_and_all_of_them_are_no() -> None:
    assert [each["when"] for each in data_of(DIS)["gaps"]] == [
        "N N N Y N Y",
        "N N Y Y N Y",
        "N Y Y N N Y",
        "Y N N Y N Y",
    ]
    assert not any(DISCONNECTING.decisions[each].allowed for each in DIS.gaps)
    assert DIS.consistent_rules == 16


def test_the_gaps_are_what_the_question_calls_derived() -> None:
    assert DIS.gaps == tuple(
        each.combination for each in DISCONNECTING.decisions if each.is_possible and not each.is_documented
    )


@pytest.mark.proves("DIS-4")
def test_row_7_is_contained_in_row_3_and_row_3_in_rows_1_and_7_together() -> None:
    found = [(each.row.label, [row.label for row in each.within], each.each_alone) for each in DIS.contained]
    assert found == [
        ("DIS-4 row 3", ["DIS-4 row 1", "DIS-4 row 7"], False),
        ("DIS-4 row 7", ["DIS-4 row 3"], True),
    ]


def test_three_rivals_satisfy_the_documentation() -> None:
    expected: list[Callable[..., bool]] = [
        lambda o, _, ot, ct, g: g or ct or (o and ot),
        lambda o, c, ot, ct, g: g or ct or (ot and (o or c)),
        lambda o, c, ot, ct, g: g or ((o or c) and (ot or ct)),
    ]
    truths = all_truths(DISCONNECTING)
    for rival, rule in zip(DIS.rivals, expected, strict=True):
        assert [bool(rival.results >> each & 1) for each in CONNECTED] == [
            rule(*truths[each][:5]) for each in CONNECTED
        ]
        assert not any(rival.results >> each & 1 for each in range(64) if each not in CONNECTED)
    assert [each.expression for each in DIS.rivals] == [
        "is_connected and (connector_may_disconnect or has_global_right or (owns_record and owner_may_disconnect))",
        "is_connected and (connector_may_disconnect or has_global_right or "
        "(owner_may_disconnect and (owns_record or is_connector)))",
        "is_connected and (has_global_right or "
        "((owns_record or is_connector) and (owner_may_disconnect or connector_may_disconnect)))",
    ]
    assert [each.differences for each in DIS.rivals] == [3, 4, 2]
    assert [each.excluding_row.when for each in DIS.rivals] == ["N N * * N *", "N N * * N *", "* N N * N *"]
    assert [each.excluding_row.label for each in DIS.rivals] == [f"excluding row {number}" for number in (1, 2, 3)]
    assert DIS.rivals_are_exhaustive


def test_three_rows_close_the_table_of_the_documentation() -> None:
    assert len(DIS.closing_rows) == 3
    assert DIS.closing_rows_are_fewest
    assert not any(each.allowed for each in DIS.closing_rows)


def test_a_grammar_of_six_facts_has_9312_rules() -> None:
    question = make_question(6, 0, name="no rows")
    assert len(read_once(6)) == len(_grammar(6)) == 9312
    assert len(audit(question).rivals) == 9312


# --- The other questions of the documentation -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "disconnecting"])
def test_of_every_other_question_the_documentation_leaves_nothing_open(name: str) -> None:
    found = audit(QUESTIONS[name])
    assert not any((found.gaps, found.rivals, found.closing_rows, found.contradictions, found.disagreements))
    assert found.consistent_rules == 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_without_one_row_the_rivals_and_the_closing_rows_are_sound(name: str) -> None:
    question = QUESTIONS[name]
    for left_out in question.documented:
        rows = [row for row in question.documented if row is not left_out]
        found = audit(question, rows)
        check_rivals(found)
        check_closing_rows(found)
        if found.rivals_are_exhaustive and question.size < 6:
            check_all_rivals(found)


def test_two_rows_of_the_timeline_could_be_left_out_since_the_sync_cannot_be_off_then() -> None:
    found = audit(QUESTIONS["timeline_entry"])
    assert [(each.row.label, [row.label for row in each.within]) for each in found.contained] == [
        ("TML-1 sync off", ["TML-7 connected before"]),
        ("TML-7 not connected", ["TML-7 connected before"]),
    ]


# --- Random tables against brute force --------------------------------------------------------------------------------


@given(tables())
def test_the_gaps_are_the_possible_combinations_that_no_row_covers(
    table: tuple[Question[object], Sequence[Row]],
) -> None:
    question, rows = table
    found = audit(question, rows)
    assert set(found.gaps) == gaps_of(question, rows)
    assert found.possible == len(possible(question))
    assert found.derived + found.documented == found.possible
    fixed = [each.to_facts().items() for each in found.gaps_grouped]
    said = {one.combination for one in question.decisions if any(one.to_facts().items() >= some for some in fixed)}
    assert said & possible(question) == set(found.gaps)


@given(tables())
def test_contradictions_are_the_pairs_that_answer_one_possible_combination_differently(
    table: tuple[Question[object], Sequence[Row]],
) -> None:
    question, rows = table
    expected = []
    for row, other in combinations(rows, 2):
        meet = covered(row) & covered(other) & possible(question)
        if row.allowed != other.allowed and meet:
            expected.append((row, other, sorted(meet)))
    found = audit(question, rows)
    assert [(each.row, each.other, list(each.combinations)) for each in found.contradictions] == expected
    for each in found.contradictions:
        fixed = each.where.to_facts()
        facts = [question.decisions[number].to_facts() for number in each.combinations]
        assert all(one.items() >= fixed.items() for one in facts)
        letters = zip(facts[0], each.row.when.split(), each.other.when.split(), strict=True)
        assert list(fixed) == [name for name, *either in letters if either != ["*", "*"]]


@given(tables())
def test_disagreements_are_the_rows_that_the_rule_answers_otherwise(
    table: tuple[Question[object], Sequence[Row]],
) -> None:
    question, rows = table
    expected = []
    for row in rows:
        otherwise = {each for each in covered(row) & possible(question) if answer(question, each) != row.allowed}
        if otherwise:
            expected.append((row, sorted(otherwise)))
    found = audit(question, rows)
    assert [(each.row, list(each.combinations)) for each in found.disagreements] == expected
    for each in found.disagreements:
        fixed = [where.to_facts().items() for where in each.where]
        said = {one.combination for one in question.decisions if any(one.to_facts().items() >= some for some in fixed)}
        assert said & possible(question) == set(each.combinations)


@given(tables())
def test_a_row_is_contained_where_others_with_its_answer_cover_all_of_it(
    table: tuple[Question[object], Sequence[Row]],
) -> None:
    question, rows = table
    parts = [covered(row) & possible(question) for row in rows]
    found = audit(question, rows)
    assert list(found.never_apply) == [row for row, part in zip(rows, parts, strict=True) if not part]
    contained = iter(found.contained)
    for place, (row, part) in enumerate(zip(rows, parts, strict=True)):
        others = {
            each
            for each, other in enumerate(rows)
            if each != place and other.allowed == row.allowed and not (parts[each] == part and each > place)
        }
        if not part or part - set().union(*(parts[each] for each in others)):
            continue
        one = next(contained)
        assert one.row is row
        within = [each for each in others if any(rows[each] is other for other in one.within)]
        alone = [each for each in sorted(others) if part <= parts[each]]
        if one.each_alone:
            assert sorted(within) == alone
        else:
            assert not alone
            assert part <= set().union(*(parts[each] for each in within))
            for needless in within:
                assert not part <= set().union(*(parts[each] for each in within if each != needless))
    assert next(contained, None) is None


@given(tables(max_facts=3))
def test_the_count_is_that_of_all_rules_that_satisfy_the_rows(table: tuple[Question[object], Sequence[Row]]) -> None:
    question, rows = table
    can_occur = sorted(possible(question))
    rules = [
        {number for number, yes in zip(can_occur, answers, strict=True) if yes}
        for answers in product((False, True), repeat=len(can_occur))
    ]
    assert audit(question, rows).consistent_rules == sum(satisfies(question, rule, rows) for rule in rules)


def evaluated(question: Question[object], expression: str) -> set[int]:
    names = [each.name for each in question.facts]
    code = compile(expression, "rule", "eval")
    return {
        number
        for number, truths in enumerate(all_truths(question))
        if eval(code, {}, dict(zip(names, truths, strict=True)))  # noqa: S307  # an expression over facts
    }


def check_rivals(found: Audit, most: int = 12) -> None:
    """Every rival satisfies all rows, differs at its witness, and is excluded by a row that contradicts nothing."""
    question, gaps, yes = found.question, set(found.gaps), yes_set(found.question)
    kept = {frozenset(members(each.results) & possible(question)) for each in found.rivals}
    assert len(kept) == len(found.rivals)
    for rival in found.rivals[:most]:
        rule = evaluated(question, rival.expression)
        assert rule == members(rival.results)
        assert satisfies(question, rule, found.rows)
        otherwise = (rule ^ yes) & gaps
        assert rival.differences == len(otherwise)
        assert rival.witness in otherwise
        assert rival.witness.bit_count() == min(each.bit_count() for each in otherwise)
        row = rival.excluding_row
        assert rival.witness in covered(row)
        check_proposed(found, row)
        assert not satisfies(question, rule, [row])
        after = audit(question, [*found.rows, row])
        assert after.disagreements == found.disagreements
        assert after.contradictions == ()
        assert all((members(each.results) ^ rule) & possible(question) for each in after.rivals)


def check_proposed(found: Audit, row: Row) -> None:
    """A proposed row answers as the rule does and contradicts no row; no wildcard more would do."""

    def is_sound(when: str) -> bool:
        proposed = Row(row.label, when, row.allowed)
        inside = covered(proposed) & possible(found.question)
        return all(answer(found.question, each) == row.allowed for each in inside) and not any(
            other.allowed != row.allowed and inside & covered(other) for other in found.rows
        )

    assert is_sound(row.when)
    letters = row.when.split()
    for place, letter in enumerate(letters):
        if letter != "*":
            assert not is_sound(" ".join([*letters[:place], "*", *letters[place + 1 :]]))


def check_closing_rows(found: Audit) -> None:
    question = found.question
    after = audit(question, [*found.rows, *found.closing_rows])
    assert not any((after.gaps, after.rivals, after.closing_rows))
    assert len(after.contradictions) == len(found.contradictions)
    assert after.disagreements == found.disagreements
    for row in found.closing_rows:
        check_proposed(found, row)


def check_all_rivals(found: Audit) -> None:
    """The rivals are exactly those of the grammar, each as simple as can be, simplest first."""
    expected = rivals_of(found.question, found.rows)
    decide = [frozenset(members(each.results) & possible(found.question)) for each in found.rivals]
    measures = [measure(each.expression) for each in found.rivals]
    assert dict(zip(decide, measures, strict=True)) == expected
    assert measures == sorted(measures)


def measure(expression: str) -> tuple[int, int]:
    """How many facts an expression names, and how many lists joined by one word it has."""
    words = re.findall(r"\w+", expression)
    named = [each for each in words if each not in {"and", "or", "not"}]
    assert len(named) == len(set(named))
    return len(named), expression.count("(") + (len(named) > 1)


@given(tables())
def test_the_rivals_are_those_of_the_grammar(table: tuple[Question[object], Sequence[Row]]) -> None:
    found = audit(*table)
    assert found.rivals_are_exhaustive
    check_all_rivals(found)


@given(questions())
def test_the_rivals_of_a_sound_table_are_those_of_the_grammar(question: Question[object]) -> None:
    check_all_rivals(audit(question))


def test_the_rivals_of_six_facts_are_those_of_the_grammar() -> None:
    check_all_rivals(DIS)
    for count in (2, 5):
        check_all_rivals(audit(DISCONNECTING, DISCONNECTING.documented[count:]))


@SOME
@given(tables(max_facts=4))
def test_every_rival_is_sound_and_its_row_excludes_it(table: tuple[Question[object], Sequence[Row]]) -> None:
    check_rivals(audit(*table))


@SOME
@given(questions(max_facts=4))
def test_every_rival_of_a_sound_table_is_sound_and_its_row_excludes_it(question: Question[object]) -> None:
    check_rivals(audit(question))


@given(questions(max_facts=4))
def test_a_rival_reads_the_same_in_code_and_in_words(question: Question[object]) -> None:
    for rival in audit(question).rivals[:20]:
        says = rival.says
        for each in question.facts:
            says = says.replace(each.says, each.name).replace(each.otherwise, f"not {each.name}")
        assert says == rival.expression.replace(" and ", ", and ").replace(" or ", ", or ")


@given(tables())
def test_the_closing_rows_close_the_table_and_contradict_nothing(table: tuple[Question[object], Sequence[Row]]) -> None:
    check_closing_rows(audit(*table))


@given(tables(max_facts=4))
def test_no_fewer_rows_close_the_table(table: tuple[Question[object], Sequence[Row]]) -> None:
    question, rows = table
    found = audit(question, rows)
    gaps, sound = frozenset(found.gaps), set()
    for when, allowed in product(widths(question.size), (False, True)):
        inside = includes(when) & possible(question)
        right = all(answer(question, each) == allowed for each in inside)
        if right and not any(other.allowed != allowed and inside & covered(other) for other in rows):
            sound.add(gaps & inside)
    useful = [each for each in sound if not any(each < other for other in sound)]
    reached, count = {frozenset[int]()}, 0
    while gaps not in reached:
        reached = {have | more for have in reached for more in useful if more - have}
        count += 1
    assert len(found.closing_rows) == count
    assert found.closing_rows_are_fewest


# --- Names and order change nothing -----------------------------------------------------------------------------------


def reordered(question: Question[object], rows: Sequence[Row], order: Sequence[int]) -> Audit:
    """The audit of the same question with its facts in another order."""

    def letters(when: str) -> str:
        return " ".join(when.split()[place] for place in order)

    numbers = {truths: number for number, truths in enumerate(all_truths(question))}
    results = 0
    for number, truths in enumerate(all_truths(question)):
        original = tuple(truths[order.index(place)] for place in range(question.size))
        results |= answer(question, numbers[original]) << number
    never = [Impossible(each.says, letters(each.when), each.cites) for each in question.impossible]
    moved = make_question(question.size, results, impossible=never)
    return audit(moved, [Row(row.label, letters(row.when), row.allowed) for row in rows])


@SOME
@given(tables(), st.data())
def test_another_order_of_facts_changes_no_count(
    table: tuple[Question[object], Sequence[Row]], data: st.DataObject
) -> None:
    question, rows = table
    order = data.draw(st.sampled_from(list(permutations(range(question.size)))))
    assert closed(reordered(question, rows, order)) == closed(audit(question, rows))


@SOME
@given(tables())
def test_other_names_change_nothing_but_names(table: tuple[Question[object], Sequence[Row]]) -> None:
    question, rows = table
    names = ["zeta", "eta", "and_so", "nothing", "or_else"][: question.size]
    renamed = Question(
        "renamed",
        facts_type(names),
        lambda f: answer(question, int("".join(str(int(getattr(f, name))) for name in names), 2)),
        says_yes="it is so",
        says_no="it is not so",
        impossible=question.impossible,
    )
    found, other = audit(question, rows), audit(renamed, rows)
    assert closed(other) == closed(found)
    assert other.gaps == found.gaps
    assert other.closing_rows == found.closing_rows
    assert [each.results for each in other.rivals] == [each.results for each in found.rivals]


# --- More than six facts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [7, pytest.param(8, marks=pytest.mark.campaign)])
def test_beyond_six_facts_no_rival_is_tried_and_the_audit_says_so(size: int) -> None:
    found = audit(make_question(size, 1), [Row("REQ-1", " ".join("Y" * size), False)])
    assert (found.rivals, found.rivals_are_exhaustive) == ((), False)
    assert "With more than 6 facts there are too many rules to try them." in found.to_text()
    check_closing_rows(found)


@pytest.mark.parametrize("results", [False, True])
@pytest.mark.parametrize("size", [1, 7, *(pytest.param(each, marks=pytest.mark.campaign) for each in (6, 8))])
def test_a_rule_that_always_says_the_same_can_be_audited(size: int, results: bool) -> None:
    question = make_question(size, ((1 << (1 << size)) - 1) * results)
    found = audit(question)
    assert [(each.when, each.allowed) for each in found.closing_rows] == [(" ".join("*" * size), results)]
    check_rivals(found, most=2)
    assert audit(question, found.closing_rows).consistent_rules == 1


# --- What is given and what is shown ----------------------------------------------------------------------------------


def test_rows_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(InvalidQuestion, match="joining, proposal: expected 3 letters Y, N or"):
        audit(QUESTIONS["joining"], [Row("proposal", "Y Y", True)])


@pytest.mark.parametrize("documentation_only", [False, True])
def test_what_is_no_row_is_refused(documentation_only: bool) -> None:
    rows: Any = [Row("proposal", "Y Y Y", True), "Y Y Y"]
    with pytest.raises(InvalidValue, match=r"rows\[1\]: expected a Row, got 'Y Y Y'"):
        audit(QUESTIONS["joining"], rows, documentation_only=documentation_only)


def test_what_is_no_question_is_refused_by_its_name() -> None:
    wrong: Any = "joining"
    with pytest.raises(InvalidValue, match=r"^question: expected a Question, got 'joining'$"):
        audit(wrong)


def test_an_audit_is_made_by_the_names_of_its_parts() -> None:
    with pytest.raises(TypeError, match="positional"):
        Audit(DISCONNECTING, ())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_given_rows_take_the_place_of_the_documentation() -> None:
    rows = [Row("note", "* * N", False)]
    found = audit(QUESTIONS["joining"], iter(rows))
    assert found.rows == tuple(rows)
    assert (found.documented, found.derived, found.consistent_rules) == (4, 4, 16)


def test_a_table_without_rows_leaves_all_open() -> None:
    found = audit(QUESTIONS["connecting"], [])
    assert (found.documented, found.consistent_rules) == (0, 16)
    assert [each.expression for each in found.rivals] == [
        "record_type_is_configured",
        "is_group_chat",
        "record_type_is_configured or is_group_chat",
    ]


def test_rows_at_odds_with_the_rule_and_with_each_other_are_reported_and_never_proposed() -> None:
    question = QUESTIONS["connecting"]
    wrong, right = Row("wrong", "Y *", False), Row("right", "Y Y", True)
    found = audit(question, [wrong, right])
    assert [(each.row, each.other, each.combinations) for each in found.contradictions] == [(wrong, right, (3,))]
    assert [(each.row, each.combinations) for each in found.disagreements] == [(wrong, (3,))]
    assert (found.consistent_rules, found.rivals) == (0, ())
    text = found.to_text()
    assert "wrong says no and right says yes for 1 combination: the record type is among" in text
    assert "wrong says no, the rule yes, for 1 combination" in text
    assert "None: rows contradict each other." in text
    assert "The question's rule is not among them." in audit(question, [wrong]).to_text()


def test_of_equal_rows_only_the_later_is_contained() -> None:
    rows = [Row("first", "Y Y", True), Row("second", "Y  Y", True)]
    found = audit(QUESTIONS["connecting"], rows)
    assert [(each.row.label, [row.label for row in each.within]) for each in found.contained] == [("second", ["first"])]


def test_of_rows_that_contain_another_together_none_is_needless() -> None:
    letters = {"whole": "Y * *", "one half": "Y Y *", "the other": "Y N *", "some of both": "Y * Y"}
    rows = [Row(label, when, True) for label, when in letters.items()]
    whole = audit(make_question(3, 0b11110000), rows).contained[0]
    assert (whole.row.label, [row.label for row in whole.within]) == ("whole", ["one half", "the other"])


def test_a_row_that_covers_nothing_possible_is_listed_separately() -> None:
    never = Row("never", "* Y * * * N", False)
    found = audit(DISCONNECTING, [*DISCONNECTING.documented, never])
    assert found.never_apply == (never,)
    assert never not in [each.row for each in found.contained]
    assert "never covers no combination that can occur" in found.to_text()


OWN_GAPS = {"connecting": 1, "disconnecting": 4, "timeline_entry": 6}
"""How many combinations the documentation's own rows leave open, by question; of the others none."""


@pytest.mark.proves("DIS-5", "Q-6")
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_the_documentation_alone_leaves_open_can_be_asked_for(name: str) -> None:
    question = QUESTIONS[name]
    whole, own = audit(question), audit(question, documentation_only=True)
    assert own.left_out == tuple(row for row in question.documented if row.source)
    assert own.rows == tuple(row for row in question.documented if not row.source)
    assert len(own.gaps) == OWN_GAPS.get(name, 0)
    assert set(own.gaps) == gaps_of(question, own.rows)
    assert whole.left_out == ()
    assert set(own.gaps) - set(whole.gaps) <= {combination for row in own.left_out for combination in covered(row)}
    assert audit(question, whole.rows, documentation_only=True) == own
    text = " ".join(own.to_text().split())
    assert ("the documentation's own rows alone" in text) is bool(own.left_out)
    assert all(row.cited in text for row in own.left_out)
    assert [each["source"] for each in data_of(own)["left_out"]] == [row.source for row in own.left_out]


def test_an_audit_names_the_rows_that_a_sister_source_says() -> None:
    text = " ".join(audit(QUESTIONS["connecting"]).to_text().split())
    assert "Not from the documentation itself but from a sister source: CON-3 (U)." in text
    assert [each["source"] for each in data_of(audit(QUESTIONS["connecting"]))["rows"]] == ["", "", "U"]
    assert "sister source" not in DIS.to_text()


def test_an_audit_says_which_fact_is_no_column_of_the_documented_table() -> None:
    assert DISCONNECTING.not_columns == ("is_connected",)
    text = " ".join(DIS.to_text().split())
    assert "Not a column of the documented table: is_connected." in text
    assert DIS.to_dict()["not_columns"] == ["is_connected"]
    for name, question in QUESTIONS.items():
        assert bool(question.not_columns) is (name == "disconnecting")
    with pytest.raises(InvalidQuestion, match="disconnecting: expected only its own facts, got is_connectd"):
        evolve(DISCONNECTING, not_columns="is_connectd")


def test_the_text_reads_as_an_auditor_would_read_it() -> None:
    text = " ".join(DIS.to_text().split())
    for part in (
        "Audit of the table of disconnecting =====",
        "9 rows over 6 facts. Of 64 combinations of the facts 48 can occur: 44 are decided by a row, 4 are left open.",
        "A B C D E F rule says what is true N N N Y N Y no connector_may_disconnect, is_connected",
        "- DIS-4 row 7 is contained in DIS-4 row 3",
        "- DIS-4 row 3 is contained in DIS-4 row 1 and DIS-4 row 7 together",
        "16 (2 to the power of 4): each of the 4 open combinations could be answered either way",
        "satisfy all rows and decide an open combination otherwise: 3.",
        "would be excluded by the row N N * * N *: no",
        "3 rows with the rule's answers would decide everything left open; no fewer would do.",
        "* N N * N * no closing row 3",
    ):
        assert part in text
    assert max(map(len, DIS.to_text().splitlines())) <= 100


def test_the_sections_of_an_audit_are_those_of_what_it_found() -> None:
    question = QUESTIONS["connecting"]
    wrong, right, never = Row("wrong", "Y *", False), Row("right", "Y Y", True), Row("never", "* Y * * * N", False)
    never_alone = audit(DISCONNECTING, [DISCONNECTING.documented[0], never])
    rest = ["Rules that satisfy all rows", "Rows that would close the table"]
    for found, sections in (
        (audit(question), ["Left open", rest[0]]),
        (audit(question, [right, right]), ["Left open", "Rows that could be left out", *rest]),
        (audit(question, [wrong]), ["Left open", "Rows at odds with the rule", *rest]),
        (audit(question, [wrong, right]), ["Left open", "Contradictions", "Rows at odds with the rule", *rest]),
        (never_alone, ["Left open", "Rows that could be left out", *rest]),
    ):
        title, *headings = re.findall("<h([1-6])>(.*?)</h", found._repr_html_())
        assert headings == [(str(int(title[0]) + 1), each) for each in sections]


def test_an_audit_says_of_each_rule_what_it_answers_first_otherwise() -> None:
    question, right = QUESTIONS["connecting"], Row("right", "Y N", False)
    text = " ".join(audit(question, [right]).to_text().split())
    assert "rule says what is true N N no nothing N Y no is_group_chat Y Y yes record_type" in text
    assert "8 (2 to the power of 3): each of the 3 open combinations" in text
    assert "Rival 1: - is_group_chat - in words: the chat is a group chat - decides 1 of 3 " in text
    assert "first N Y: it says yes, the rule no" in text
    assert "first Y N: it says no, the rule yes" in audit(make_question(2, 0b1110)).to_text()
    assert "more are not shown" not in text


def test_rules_are_tried_where_something_is_open_and_some_rule_satisfies_the_rows() -> None:
    question, wrong, right = QUESTIONS["connecting"], Row("wrong", "Y *", False), Row("right", "Y Y", True)
    whole, none = audit(question).to_text(), audit(question, [wrong, right]).to_text()
    assert "\nThe rows decide every combination that can occur.\n" in whole
    assert "Exactly one: the rows decide everything that can occur.\n" in whole
    assert "All rules were tried" in audit(question, [right]).to_text()
    assert "All rules were tried" not in whole + none


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        (["Y * * * * * *", "N Y Y Y Y Y Y"], "9,223,372,036,854,775,808 (2 to the power of 63): each"),
        (["Y Y Y Y Y Y Y"], "\n2 to the power of 127: each"),
    ],
)
def test_how_many_rules_there_are_is_written_out_below_64_open_combinations(letters: list[str], said: str) -> None:
    assert said in audit(make_question(7, 0), [Row(each, each, False) for each in letters]).to_text()


@pytest.mark.parametrize("name", QUESTIONS)
def test_text_markdown_and_html_show_the_same(name: str) -> None:
    found = audit(QUESTIONS[name])
    for shown in (found.to_text(), found._repr_markdown_(), found._repr_html_()):
        plain = " ".join(unescape(shown).replace("\\", "").split())
        assert all(each.says in plain for each in found.question.facts)
        assert all(f"{number}" in plain for number in (found.combinations, found.possible, found.documented))
        assert "Left open" in plain
    assert found._repr_html_().count("<h4>") == found._repr_markdown_().count("\n#### ")


def test_of_very_many_findings_the_first_are_shown_and_the_others_counted() -> None:
    found = audit(make_question(6, 0))
    assert "44 more are not shown." in found.to_text()
    assert "9,292 more are not shown." in found.to_text()
    assert len(found.to_text().splitlines()) < 300
    assert "2 to the power of 64:" in found.to_text()


def test_the_dictionary_is_plain_data_in_a_stable_shape() -> None:
    data = data_of(DIS)
    assert json.loads(json.dumps(data)) == data
    assert list(data) == [
        "schema_version",
        "question",
        "fingerprint",
        "rows",
        "left_out",
        "not_columns",
        "combinations",
        "possible",
        "documented",
        "derived",
        "gaps",
        "gaps_grouped",
        "contradictions",
        "disagreements",
        "contained",
        "never_apply",
        "consistent_rules",
        "rivals",
        "rivals_are_exhaustive",
        "closing_rows",
        "closing_rows_are_fewest",
    ]
    assert data["fingerprint"] == DISCONNECTING.fingerprint
    assert data["gaps"][0]["when"] == "N N N Y N Y"
    assert data["gaps"][0]["facts"]["connector_may_disconnect"] is True
    assert data["rivals"][0]["witness"] == "N N N Y N Y"
    assert int(data["rivals"][0]["results"], 16) == DIS.rivals[0].results
    assert data["closing_rows"][0] == {
        "label": "closing row 1",
        "when": "N N * * N *",
        "allowed": False,
        "source": "",
    }


@SOME
@given(tables(max_facts=4))
def test_the_dictionary_of_any_audit_is_plain_data(table: tuple[Question[object], Sequence[Row]]) -> None:
    data = audit(*table).to_dict()
    assert json.loads(json.dumps(data)) == data


def test_audits_are_equal_by_what_they_hold_and_can_be_pickled() -> None:
    assert audit(DISCONNECTING) == DIS
    assert hash(audit(DISCONNECTING)) == hash(DIS)
    assert audit(DISCONNECTING, DISCONNECTING.documented[1:]) != DIS
    assert pickle.loads(pickle.dumps(DIS)) == DIS  # noqa: S301  # its own pickle


@pytest.mark.campaign
@settings(max_examples=500)
@given(tables())
def test_many_random_tables(table: tuple[Question[object], Sequence[Row]]) -> None:
    found = audit(*table)
    check_all_rivals(found)
    check_closing_rows(found)
    check_rivals(found)
