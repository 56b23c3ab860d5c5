"""Sets of combinations and the cubes that cover them: exact, and nothing left out."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy.evidence.boolean import (
    EFFORT,
    Cube,
    bits,
    combinations_in,
    everything,
    fewest_cubes,
    in_hexadecimal,
    masks,
    members,
    positions,
    prime_cubes,
    reordered,
)


def all_cubes(size: int) -> list[Cube]:
    masks = range(1 << size)
    return [Cube(mask, value) for mask in masks for value in masks if value & ~mask == 0]


@st.composite
def wanted_and_allowed(draw: st.DrawFn, least: int, most: int) -> tuple[int, int, int]:
    """A number of facts, a set of combinations that must be covered, and a larger one that may be."""
    size = draw(st.integers(least, most))
    wanted = draw(st.integers(0, everything(size)))
    return size, wanted, wanted | draw(st.sampled_from([0, draw(st.integers(0, everything(size)))]))


def letters(size: int, cube: Cube) -> str:
    """What a cube says of each fact: Y, N, or * for either."""
    return "".join("NY"[cube.value >> bit & 1] if cube.mask >> bit & 1 else "*" for bit in reversed(range(size)))


def in_order(size: int, cubes: tuple[Cube, ...]) -> list[Cube]:
    """Those of fewer facts first, then those of earlier facts, then those that are true where others are false."""

    def place(cube: Cube) -> tuple[int, list[bool], list[bool]]:
        said = letters(size, cube)
        return size - said.count("*"), [each == "*" for each in said], [each == "N" for each in said]

    return sorted(cubes, key=place)


def union(size: int, cubes: tuple[Cube, ...]) -> int:
    found = 0
    for cube in cubes:
        found |= members(size, cube)
    return found


# --- Numbers as sets --------------------------------------------------------------------------------------------------


def test_a_cube_covers_what_it_says_and_contains_the_cubes_whose_members_are_all_its_own() -> None:
    truths = ["".join(each) for each in product("NY", repeat=3)]
    own: dict[Cube, set[int]] = {}
    for said in product("YN*", repeat=3):
        cube = Cube(sum(bit for bit, each in zip((4, 2, 1), said, strict=True) if each != "*"), 0)
        cube = cube._replace(value=sum(bit for bit, each in zip((4, 2, 1), said, strict=True) if each == "Y"))
        own[cube] = {
            combination
            for combination, each in enumerate(truths)
            if all(letter in ("*", truth) for letter, truth in zip(said, each, strict=True))
        }
    assert own.keys() == set(all_cubes(3))
    for cube, found in own.items():
        assert {each for each in range(8) if cube.covers(each)} == found
        assert set(combinations_in(members(3, cube))) == found
        assert {other for other in own if cube.contains(other)} == {other for other in own if own[other] <= found}


def test_the_first_fact_is_the_highest_bit_everywhere() -> None:
    assert bits(3) == [0b100, 0b010, 0b001]
    assert [list(positions(3, mask)) for mask in (0b100, 0b011, 0b101, 0b000)] == [[0], [1, 2], [0, 2], []]
    assert masks(3) == (0b000, 0b100, 0b010, 0b001, 0b110, 0b101, 0b011, 0b111)
    assert everything(3) == 0b1111_1111


@pytest.mark.parametrize("order", [*permutations("abc")])
def test_a_combination_is_found_again_by_the_names_of_its_facts(order: tuple[str, ...]) -> None:
    found = reordered("abc", order)
    assert len(found) == 8
    for before, now in enumerate(found):
        assert dict(zip("abc", f"{before:03b}", strict=True)) == dict(zip(order, f"{now:03b}", strict=True))


@pytest.mark.parametrize(("size", "digits"), [(1, 1), (2, 1), (3, 2), (4, 4), (5, 8), (8, 64)])
def test_answers_have_a_hexadecimal_digit_for_four_combinations(size: int, digits: int) -> None:
    assert in_hexadecimal(size, 2) == "2".rjust(digits, "0")
    assert in_hexadecimal(size, everything(size)) == ("3" if size == 1 else "f" * digits)


# --- Covers -----------------------------------------------------------------------------------------------------------


@given(wanted_and_allowed(1, 3))
def test_prime_cubes_are_the_widest_cubes_inside_what_is_allowed(case: tuple[int, int, int]) -> None:
    size, wanted, allowed = case
    inside = {cube: members(size, cube) for cube in all_cubes(size) if members(size, cube) & ~allowed == 0}
    widest = {
        cube
        for cube, covered in inside.items()
        if covered & wanted and not any(covered != other and covered & ~other == 0 for other in inside.values())
    }
    found = prime_cubes(size, wanted, allowed)
    assert len(found) == len(set(found))
    assert set(found) == widest
    assert list(found) == in_order(size, found)


@given(wanted_and_allowed(1, 6))
def test_a_cover_covers_all_that_is_wanted_and_nothing_that_is_not_allowed(case: tuple[int, int, int]) -> None:
    size, wanted, allowed = case
    cubes = fewest_cubes(size, wanted, allowed).cubes
    assert list(cubes) == in_order(size, cubes)
    covered = union(size, cubes)
    assert wanted & ~covered == 0
    assert covered & ~allowed == 0


@pytest.mark.parametrize(("size", "wanted"), [(5, 0x6CEB3ADD), (8, int("5a" * 32, 16)), (8, int("c396" * 16, 16))])
def test_a_cover_of_a_table_in_which_cubes_make_each_other_useless_is_whole(size: int, wanted: int) -> None:
    assert union(size, fewest_cubes(size, wanted, wanted).cubes) == wanted


@given(wanted_and_allowed(1, 3))
def test_no_fewer_cubes_than_those_found_cover_what_is_wanted(case: tuple[int, int, int]) -> None:
    size, wanted, allowed = case
    found = fewest_cubes(size, wanted, allowed)
    assert found.is_fewest
    inside = [cube for cube in all_cubes(size) if members(size, cube) & ~allowed == 0 and members(size, cube) & wanted]
    for fewer in range(len(found.cubes)):
        assert not any(wanted & ~union(size, cubes) == 0 for cubes in combinations(inside, fewer))


@given(wanted_and_allowed(4, 4))
def test_no_fewer_of_the_widest_cubes_cover_what_is_wanted(case: tuple[int, int, int]) -> None:
    size, wanted, allowed = case
    found = fewest_cubes(size, wanted, allowed)
    primes = prime_cubes(size, wanted, allowed)
    fewer = len(found.cubes) - 1
    if fewer >= 0 and len(primes) <= 12:
        assert not any(wanted & ~union(size, cubes) == 0 for cubes in combinations(primes, fewer))


def test_a_search_that_gives_up_says_so_and_its_cover_is_whole() -> None:
    wanted = int("6996" * 4 + "9669" * 4, 16)
    size = 7
    wanted &= everything(size)
    gave_up = fewest_cubes(size, wanted, everything(size) & (wanted | 0x5A5A_A5A5_3C3C_C3C3), effort=1)
    assert not gave_up.is_fewest
    assert wanted & ~union(size, gave_up.cubes) == 0


@pytest.mark.parametrize(
    ("size", "wanted", "fewest", "branches"),
    [
        (3, 0x7E, "YN* N*Y *YN", 3),
        (4, 0xE7CE, "*YY* **YN YNN* YY*Y NN*Y", 5),
        (5, 0xADD65B9F, "NNN** N*NN* YYY*Y YYN*N NYY*N YN*YN *YNYY *NYYY *NYNN *NNNY", 7),
        (
            6,
            0xEF58FE8EF96F6EC6,
            "YYYN** YNYY** NYNN** Y**NYY N**YYN *YYYY* *N*NYN *N*NNY **YYNY **YNYY YYNY*N NYY*NN NYN*NY *NNYYY",
            21,
        ),
    ],
)
def test_a_search_takes_no_more_branches_than_it_needs_and_keeps_the_first_of_the_smallest_covers(
    size: int, wanted: int, fewest: str, branches: int
) -> None:
    found = fewest_cubes(size, wanted, wanted, branches + 1)
    assert " ".join(letters(size, each) for each in found.cubes) == fewest
    assert found.is_fewest
    assert not fewest_cubes(size, wanted, wanted, branches).is_fewest
    assert branches < EFFORT == 5_000


def test_the_members_of_a_set_are_told_lowest_first() -> None:
    assert list(combinations_in(0b1010_0001)) == [0, 5, 7]
