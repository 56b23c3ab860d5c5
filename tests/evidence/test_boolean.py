"""Sets of combinations and the cubes that cover them: exact, and nothing left out."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlink_policy.evidence.boolean import Cube, combinations_in, everything, fewest_cubes, members, prime_cubes


def all_cubes(size: int) -> list[Cube]:
    masks = range(1 << size)
    return [Cube(mask, value) for mask in masks for value in masks if value & ~mask == 0]


@st.composite
def wanted_and_allowed(draw: st.DrawFn, least: int, most: int) -> tuple[int, int, int]:
    """A number of facts, a set of combinations that must be covered, and a larger one that may be."""
    size = draw(st.integers(least, most))
    wanted = draw(st.integers(0, everything(size)))
    return size, wanted, wanted | draw(st.sampled_from([0, draw(st.integers(0, everything(size)))]))


def union(size: int, cubes: tuple[Cube, ...]) -> int:
    found = 0
    for cube in cubes:
        found |= members(size, cube)
    return found


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


@given(wanted_and_allowed(1, 6))
def test_a_cover_covers_all_that_is_wanted_and_nothing_that_is_not_allowed(case: tuple[int, int, int]) -> None:
    size, wanted, allowed = case
    covered = union(size, fewest_cubes(size, wanted, allowed).cubes)
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


def test_the_members_of_a_set_are_told_lowest_first() -> None:
    assert list(combinations_in(0b1010_0001)) == [0, 5, 7]
