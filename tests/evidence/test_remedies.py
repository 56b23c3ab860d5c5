"""Ways out of a no, and what answers hang on: held against their definitions by brute force."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from itertools import chain, combinations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from random_questions import facts_type, questions

from chatlink_policy import QUESTIONS, Decision, Question
from chatlink_policy.evidence import ChangedBy, Fact, Fix, Impossible
from chatlink_policy.evidence.remedies import (
    FACT_REACHES,
    PopulationRests,
    PopulationWays,
    Reach,
    Way,
    rests_on,
    rests_on_one,
    ways,
    ways_of,
)
from chatlink_policy.rules.disconnecting import DISCONNECTING
from chatlink_policy.rules.enablement import ENABLEMENT
from chatlink_policy.rules.joining import JOINING

Truths = dict[str, bool]


def can_occur(question: Question[object], truths: Truths) -> bool:
    """Whether no sentence on what cannot occur covers these truths, read letter by letter."""
    return not any(
        all(
            letter in ("*", "Y" if truth else "N")
            for letter, truth in zip(never.when.split(), truths.values(), strict=True)
        )
        for never in question.impossible
    )


def answer(question: Question[object], truths: Truths) -> bool:
    return question.rule(question.facts_type(**truths))


def changed(truths: Truths, names: Iterable[str]) -> Truths:
    return {name: truth is not (name in names) for name, truth in truths.items()}


def minimal_fixes(decision: Decision[object]) -> set[frozenset[str]]:
    """The smallest sets of facts whose change gives a yes that can occur, by trying all sets."""
    question, truths = decision.question, decision.to_facts()
    if answer(question, truths):
        return set()
    sets = chain.from_iterable(combinations(truths, count) for count in range(len(truths) + 1))
    enough = [
        frozenset(names)
        for names in sets
        if answer(question, changed(truths, names)) and can_occur(question, changed(truths, names))
    ]
    return {names for names in enough if not any(other < names for other in enough)}


def names(facts: Iterable[Fact]) -> frozenset[str]:
    return frozenset(each.name for each in facts)


FURTHEST_LAST = [
    Reach.ONE_RECORD,
    Reach.ONE_CHAT,
    Reach.ONE_RECORD_TYPE,
    Reach.ONE_APP,
    Reach.ONE_PROFILE,
    Reach.EVERY_RECORD_TYPE,
    Reach.ORGANISATION,
    Reach.NOBODY,
]

REACHES_BY = {
    ChangedBy.RECORD_ACCESS: Reach.ONE_RECORD,
    ChangedBy.ASSIGNMENT: Reach.ONE_RECORD,
    ChangedBy.HISTORY: Reach.ONE_CHAT,
    ChangedBy.ADMINISTRATOR: Reach.ONE_RECORD_TYPE,
    ChangedBy.PROFILE: Reach.ONE_PROFILE,
    ChangedBy.ROLE: Reach.EVERY_RECORD_TYPE,
    ChangedBy.PRODUCT: Reach.NOBODY,
}


def reach_of(fact: Fact, reaches: dict[str, Reach]) -> Reach:
    as_a_rule = REACHES_BY[fact.changed_by]
    return as_a_rule if fact.changed_by is ChangedBy.PRODUCT else reaches.get(fact.name, as_a_rule)


# --- One decision -----------------------------------------------------------------------------------------------------


def test_what_touches_least_comes_first_and_what_nobody_can_change_last() -> None:
    assert sorted(Reach, key=lambda each: each.rank) == FURTHEST_LAST
    assert {each: Reach.of(each) for each in ChangedBy} == REACHES_BY
    assert len({each.says for each in Reach}) == len(Reach)


@given(questions())
def test_the_ways_are_all_minimal_fixes_each_once(question: Question[object]) -> None:
    for decision in question.decisions:
        found = [names(way.facts) for way in ways(decision)]
        assert len(set(found)) == len(found)
        assert set(found) == minimal_fixes(decision)


@given(questions())
def test_a_way_gone_is_a_yes_and_gone_in_part_it_is_not(question: Question[object]) -> None:
    for decision in question.decisions:
        for way in ways(decision):
            becomes = {fact.name: truth for fact, truth in zip(way.facts, way.truths, strict=True)}
            after = decision.to_facts() | becomes
            assert answer(question, after)
            assert can_occur(question, after)
            assert all(becomes[name] is not decision.to_facts()[name] for name in becomes)
            for count in range(len(becomes)):
                for part in combinations(becomes.items(), count):
                    partly = decision.to_facts() | dict(part)
                    assert not (answer(question, partly) and can_occur(question, partly))


@given(questions(), st.dictionaries(st.sampled_from("abcde"), st.sampled_from(Reach)))
def test_the_ways_are_ordered_by_reach_then_by_how_many_change_then_by_the_facts(
    question: Question[object], reaches: dict[str, Reach]
) -> None:
    places = [each.name for each in question.facts]
    for decision in question.decisions:
        found = ways(decision, reaches)
        keys = []
        for way in found:
            of_facts = [reach_of(fact, reaches) for fact in way.facts]
            furthest = max(FURTHEST_LAST.index(each) for each in of_facts)
            assert way.reach is FURTHEST_LAST[furthest]
            assert way.is_open is (way.reach is not Reach.NOBODY)
            keys.append((furthest, len(of_facts), [places.index(fact.name) for fact in way.facts]))
        assert keys == sorted(keys)


@given(questions())
def test_an_answer_hangs_on_each_fact_whose_change_alone_gives_the_other_answer(question: Question[object]) -> None:
    for decision in question.decisions:
        truths = decision.to_facts()
        alone = [
            name
            for name in truths
            if can_occur(question, changed(truths, [name]))
            and answer(question, changed(truths, [name])) is not decision.allowed
        ]
        assert [each.name for each in rests_on(decision)] == alone


@given(questions())
def test_what_a_no_hangs_on_are_its_ways_of_one_change(question: Question[object]) -> None:
    for decision in question.decisions:
        if not decision.allowed:
            alone = {way.facts for way in ways(decision) if len(way.facts) == 1}
            assert {(each,) for each in rests_on(decision)} == alone


def disconnecting(letters: str) -> Decision[object]:
    return next(
        each
        for each in DISCONNECTING.decisions
        if "".join("Y" if truth else "N" for truth in each.to_facts().values()) == letters
    )


def test_who_has_only_the_global_right_hangs_on_it_and_an_owner_besides_does_not() -> None:
    assert [each.name for each in rests_on(disconnecting("NNYYYY"))] == ["has_global_right", "is_connected"]
    assert [each.name for each in rests_on(disconnecting("YNYYYY"))] == ["is_connected"]
    assert [each.name for each in rests_on(disconnecting("YNYNNY"))] == [
        "owns_record",
        "owner_may_disconnect",
        "is_connected",
    ]


def test_the_toggle_of_one_record_type_comes_before_a_role_for_all_of_them() -> None:
    found = ways(disconnecting("YNNNNY"))
    assert [way.code for way in found] == [
        "owner_may_disconnect",
        "is_connector and connector_may_disconnect",
        "has_global_right",
    ]
    assert found[0].says == (
        '"Record owner can disconnect chats" is on for the record type (an administrator, in the settings); '
        "reaches all records of one type"
    )


def test_one_app_comes_before_all_apps_and_what_the_product_decides_comes_last() -> None:
    off = ENABLEMENT.decisions[0b1100000]
    assert [way.code for way in ways(off)] == ["app_is_selected", "on_for_all_apps"]
    embedded = ways(ENABLEMENT.decisions[0b0111000])
    assert [(way.code, way.is_open) for way in embedded] == [("app_supports_chat", False)]
    assert embedded[0].says.endswith("; nobody can change that")


def test_a_fact_that_the_product_decides_is_nobodys_whatever_the_caller_says() -> None:
    embedded = ENABLEMENT.decisions[0b0111000]
    assert [way.reach for way in ways(embedded, {"app_supports_chat": Reach.ONE_RECORD})] == [Reach.NOBODY]


def test_the_facts_with_a_reach_of_their_own_are_facts_of_the_built_in_questions() -> None:
    known = {fact.name: fact for question in QUESTIONS.values() for fact in question.facts}
    for name, reach in FACT_REACHES.items():
        assert reach is not Reach.of(known[name].changed_by)


# --- A population -----------------------------------------------------------------------------------------------------


@st.composite
def populations(draw: st.DrawFn) -> list[Decision[object]]:
    """Answers to one or two questions, many of them alike."""
    asked = draw(st.lists(questions(max_facts=4), min_size=1, max_size=2))
    every = [decision for question in asked for decision in question.decisions]
    return draw(st.lists(st.sampled_from(every), max_size=40))


def by_question(decisions: Iterable[Decision[object]]) -> list[tuple[Question[object], list[Decision[object]]]]:
    found: list[tuple[Question[object], list[Decision[object]]]] = []
    for decision in decisions:
        for question, own in found:
            if question == decision.question:
                own.append(decision)
                break
        else:
            found.append((decision.question, [decision]))
    return found


@given(populations())
def test_each_fact_counts_the_yeses_that_hang_on_it(decisions: list[Decision[object]]) -> None:
    told = {each.question: each for each in rests_on_one(iter(decisions)).questions}
    expected = by_question(decisions)
    assert set(told) == {question for question, _ in expected}
    for question, own in expected:
        yeses = [each for each in own if each.allowed]
        rests = told[question]
        assert (rests.asked, rests.allowed) == (len(own), len(yeses))
        assert rests.hang_on_none == sum(rests_on(each) == () for each in yeses)
        counts = {
            (fact.name, truth): count
            for fact, truth in product(question.facts, (True, False))
            if (count := sum(fact in rests_on(each) and each.to_facts()[fact.name] is truth for each in yeses))
        }
        assert {(each.fact.name, each.truth): each.count for each in rests.hang_on} == counts
        places = [fact.name for fact in question.facts]
        keys = [(-each.count, places.index(each.fact.name), not each.truth) for each in rests.hang_on]
        assert keys == sorted(keys)


@given(populations())
def test_each_way_counts_whom_it_lets_in_and_whom_it_shuts_out(decisions: list[Decision[object]]) -> None:
    told = {each.question: each for each in ways_of(iter(decisions)).questions}
    for question, own in by_question(decisions):
        noes = [each for each in own if not each.allowed]
        minimal: dict[Way, int] = {}
        for decision in noes:
            for way in ways(decision):
                minimal[way] = minimal.get(way, 0) + 1
        found = told[question]
        assert (found.asked, found.denied) == (len(own), len(noes))
        assert found.without_way == sum(not any(way.is_open for way in ways(each)) for each in noes)
        assert {each.way: each.is_minimal_for for each in found.ways} == minimal
        for each in found.ways:
            becomes = {fact.name: truth for fact, truth in zip(each.way.facts, each.way.truths, strict=True)}
            after = [(one.allowed, one.to_facts() | becomes) for one in own]
            possible = [(was, answer(question, facts)) for was, facts in after if can_occur(question, facts)]
            assert each.lets_in == possible.count((False, True)) >= each.is_minimal_for
            assert each.shuts_out == possible.count((True, False))
        places = {fact.name: place for place, fact in enumerate(question.facts)}
        keys = [
            (
                each.way.reach.rank,
                -each.lets_in,
                len(each.way.facts),
                [places[fact.name] for fact in each.way.facts],
                [not truth for truth in each.way.truths],  # what is turned on comes first
            )
            for each in found.ways
        ]
        assert keys == sorted(keys)


@given(populations(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_come_changes_nothing(decisions: list[Decision[object]], random: Random) -> None:
    shuffled = list(decisions)
    random.shuffle(shuffled)
    assert rests_on_one(shuffled).to_text() == rests_on_one(decisions).to_text()
    assert ways_of(shuffled).to_text() == ways_of(decisions).to_text()
    assert rests_on_one(shuffled) == rests_on_one(decisions)
    assert ways_of(shuffled) == ways_of(decisions)


def renamed(question: Question[object], names_in_order: tuple[str, ...]) -> Question[object]:
    """The same question about facts of other names, their statements and who changes them by their place."""

    def rule(given: object) -> bool:
        truths = {old.name: getattr(given, new) for old, new in zip(question.facts, names_in_order, strict=True)}
        return question.rule(question.facts_type(**truths))

    return Question(
        question.name,
        facts_type(names_in_order),
        rule,
        says_yes=question.says_yes,
        says_no=question.says_no,
        documented=question.documented,
        impossible=question.impossible,
    )


@given(questions())
def test_facts_of_other_names_give_the_same_ways(question: Question[object]) -> None:
    other = renamed(question, tuple(f"x{9 - at}" for at in range(question.size)))
    for before, after in zip(question.decisions, other.decisions, strict=True):
        places = [{fact.name: at for at, fact in enumerate(each.facts)} for each in (question, other)]
        both = [
            [([place[fact.name] for fact in way.facts], way.truths, way.reach) for way in ways(decision)]
            for place, decision in zip(places, (before, after), strict=True)
        ]
        assert both[0] == both[1]
        hung = [
            [place[fact.name] for fact in rests_on(decision)]
            for place, decision in zip(places, (before, after), strict=True)
        ]
        assert hung[0] == hung[1]


@given(questions(min_facts=2))
def test_facts_in_another_order_give_the_same_set_of_ways(question: Question[object]) -> None:
    turned = tuple(reversed([each.name for each in question.facts]))

    def rule(given: object) -> bool:
        return question.rule(question.facts_type(**{name: getattr(given, name) for name in turned}))

    other = Question(
        "turned",
        facts_type(turned),
        rule,
        says_yes="it is so",
        says_no="it is not so",
        impossible=[
            Impossible(never.says, " ".join(reversed(never.when.split())), never.cites) for never in question.impossible
        ],
    )
    for decision in question.decisions:
        twin = other.decide(other.facts_type(**decision.to_facts()))
        assert {names(way.facts) for way in ways(twin)} == {names(way.facts) for way in ways(decision)}
        assert names(rests_on(twin)) == names(rests_on(decision))


def test_turning_a_toggle_on_lets_in_so_many_of_so_many() -> None:
    denied = JOINING.decisions[0b101]
    reader = JOINING.decisions[0b100]
    allowed = JOINING.decisions[0b111]
    told = ways_of([denied] * 213 + [reader] * 187 + [allowed] * 3)
    (joining,) = told.questions
    assert (joining.asked, joining.denied) == (403, 400)
    assert [(each.way.code, each.lets_in, each.is_minimal_for) for each in joining.ways] == [
        ("join_chat_is_on and can_write", 400, 187),
        ("join_chat_is_on", 213, 213),
    ]
    assert "for 213 of 400 if" in told.to_text()


def test_where_nothing_is_allowed_nothing_hangs_on_anything() -> None:
    text = rests_on_one([JOINING.decisions[0]]).to_text()
    assert "0 of 1 answers are a yes" in text
    assert "only because" not in text


def test_nothing_asked_is_told_as_nothing() -> None:
    assert rests_on_one([]) == PopulationRests(())
    assert ways_of([]) == PopulationWays(())
    assert "Nothing was asked." in rests_on_one([]).to_text()
    assert "Nothing was asked." in ways_of([]).to_text()


def test_results_show_themselves_and_can_be_pickled() -> None:
    every = [each for question in QUESTIONS.values() for each in question.decisions if each.is_possible]
    for told in (rests_on_one(every), ways_of(every)):
        assert pickle.loads(pickle.dumps(told)) == told  # noqa: S301  # written a moment ago
        assert "<table>" in told._repr_html_() or "<ul>" in told._repr_html_()
        for question in QUESTIONS:
            assert question in told.to_text()
    (way, *_) = ways(disconnecting("NNNNNN"))
    assert isinstance(way.fix, Fix)
    assert ChangedBy.HISTORY in way.changed_by
