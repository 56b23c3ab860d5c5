"""Random questions for property tests: a random truth table over a few facts, with or without documented rows.

Independent of the built-in questions: the answers are bits that were drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from chatlink_policy import Question
from chatlink_policy.evidence import ChangedBy, Impossible, Reach, Row, fact, facts

CHANGED_BY = tuple(ChangedBy)


def facts_type(names: Iterable[str], reaches: Mapping[str, Reach] = {}) -> type[object]:
    """A `@facts` class with these facts, some of which reach otherwise than as a rule."""
    names = tuple(names)
    members: dict[str, object] = {
        name: fact(f"{name} is {{so|not so}}", f"REQ-{number}", CHANGED_BY[number % len(CHANGED_BY)], reaches.get(name))
        for number, name in enumerate(names)
    }
    return facts(type("Facts", (), {"__annotations__": dict.fromkeys(names, bool), **members}))


FACTS = {size: facts_type("abcdefgh"[:size]) for size in range(1, 9)}


def make_question(
    size: int,
    results: int,
    rows: Iterable[Row] = (),
    impossible: Iterable[Impossible] = (),
    name: str = "random",
) -> Question[object]:
    """A question over facts a, b, c ... whose answers are the bits of `results`."""
    names = "abcdefgh"[:size]

    def rule(given: object) -> bool:
        combination = 0
        for each in names:
            combination = combination << 1 | getattr(given, each)
        return bool(results >> combination & 1)

    return Question(
        name,
        FACTS[size],
        rule,
        says_yes="it is so",
        says_no="it is not so",
        documented=rows,
        impossible=impossible,
        derived_from="REQ-0",
    )


@st.composite
def questions(
    draw: st.DrawFn, min_facts: int = 1, max_facts: int = 5, with_rows: bool = True, with_impossible: bool = True
) -> Question[object]:
    """A question with a random truth table; its rows, if any, agree with it."""
    size = draw(st.integers(min_facts, max_facts))
    results = draw(st.integers(0, (1 << (1 << size)) - 1))
    letters = st.lists(st.sampled_from("YN*"), min_size=size, max_size=size).map(" ".join)
    impossible = [
        Impossible(f"never {number}", when, "REQ-9")
        for number, when in enumerate(draw(st.lists(letters, max_size=2)) if with_impossible else [])
        if when != " ".join("*" * size)
    ]
    bare = make_question(size, results, impossible=impossible)
    if not with_rows:
        return bare
    rows = []
    for number, when in enumerate(draw(st.lists(letters, max_size=6))):
        cube = bare.cube(Row("probe", when, True))
        answers = {bare.results >> each & 1 for each in range(1 << size) if cube.covers(each)}
        if len(answers) == 1:
            rows.append(Row(f"REQ-{number} row {number}", when, bool(answers.pop())))
    return make_question(size, results, rows, impossible)
